"""Threads of forums: the posts of who opened one are the article, what others replied is set aside with their names.

A thread is known by how it is built, not by its host: boxes of one kind, side by side, each with the name of who posts, a
date and a text, that bear the signs of posts (1楼, #2, 只看该作者, `id=post_3`) and hold the prose of the page from its first
sentence on. Below an article such boxes are comments; with titles that lead elsewhere they are an index. Neither is a thread.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from book.model import dates
from book.model.dates import Date
from book.read.dom import SILENT, Walk, class_tokens, visible_text
from book.read.page.extract import Found, Masses
from book.read.page.metadata import Metadata
from book.rules import SiteRule
from book.text import bare, squeeze

REPLIES, HEADS = "replies", "post-heads"

_BOXES = ("div", "li", "article", "section", "table", "tbody", "tr", "dl")
_MATTER = frozenset("p br font span b strong em a ul ol blockquote pre h1 h2 h3 h4 img".split())
_SHORT = 60  # characters of the longest line that tells a date
_NAME = 24  # characters of the longest name
_NAMED = re.compile(r"auth|user|poster|nick|member|uname|(?:^|[-_ ])name|xw1|louzhu", re.I)
_PEOPLE = re.compile(r"\b(?:uid|space|user|member|home|people|profile|author|un)\b|/u/", re.I)
_NO_NAME = re.compile(
    r"^[\W\d_]*$|[:：]|只看|楼主|樓主|发表|發表|回复|回覆|引用|来自|来源|注册|註冊|积分|帖子|等级|级$|会员|會員|版主|管理员|举报|收藏|关注|查看|倒序|电梯|"
    r"^(?:by|由|文)$|^posted|^作者|在线|发消息|加好友|私信|主题|精华|^top$",
    re.I,
)
_WHEN = re.compile(
    r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}|\d{1,2}-\d{1,2}\s+\d{1,2}:\d\d|(?:\d+|半)\s*(?:秒|分钟|分鐘|小时|小時|天|个月|年)前|(?:昨天|前天|今天)\s*\d{1,2}:"
)
_SIGN = re.compile(
    r"只看(?:该作者|楼主|TA|该用户|此人)|只看該作者|(?<!\d)\d{1,5}\s*(?:楼|樓|#)|#\s*\d{1,5}(?!\d)|沙发|板凳|地板|楼主|樓主",
    re.I,
)
_FLOOR = re.compile(r"(?<!\d)(\d{1,5})\s*(?:楼|樓|#)|#\s*(\d{1,5})(?!\d)")
_POSTED = re.compile(r"(?:^|[-_ ])(?:post|pid|floor|thread|topic|msg|message|reply|atl|read|l_post)(?:[-_ \d]|$)", re.I)
_COMMENT = re.compile(r"comment|cmt|pinglun|review|liuyan|guestbook", re.I)
_OPENER = re.compile(r"^(?:楼主|樓主|LZ|OP)$", re.I)
_MORE = re.compile(r"阅读全文|閱讀全文|继续阅读|繼續閱讀|read more|查看全文", re.I)
_POWERED = re.compile(r"\s*[-–—_|]*\s*Powered by .*$", re.I)
_RE = re.compile(r"^(?:re|回复|回覆)\s*[:：]\s*", re.I)
_SENTENCE = re.compile(r"[，。！？]")
_PROSE = 40  # characters of a sentence: before the first post none stands in a thread
_SHARE = 0.5  # of the prose of the page, that posts hold at least
_DEPTH = 0.7  # of the prose of a box, that the element of its text holds
_TEXT = 40.0  # characters of prose of who opens the thread
_BESIDE = 60  # characters beside a text that its pictures may bring along


@dataclass(frozen=True, slots=True)
class _Post:
    box: Tag
    text: Tag
    name: str
    date: Date | None
    head: str  # what stands in the box beside the text


def posts(
    body: Tag, walk: Walk, site: SiteRule | None, masses: Masses, meta: Metadata
) -> tuple[Metadata, Found] | None:
    """The texts of who opened the thread, with title, name and date; `None` where a page is no thread for certain."""
    if site is not None and any(body.select_one(selector) for selector in site.body):
        return None
    dated, named = _marked(body)
    boxes = _boxes(body, masses, dated, named)
    if not boxes or not _are_posts(body, boxes, walk, masses, meta):
        return None
    longest = max(boxes, key=lambda box: masses.prose.get(id(box), 0.0))
    key = _keys(_text_of(longest, masses))
    made = [_post(box, key, masses, dated, named) for box in boxes]
    opener = _opener(made)
    own = [post for post in made if post.name == opener]
    held = sum(masses.prose.get(id(post.text), 0.0) for post in own)
    if not opener or held < _TEXT or any(post.text is post.box for post in own):
        return None  # where text and head cannot be told apart, either
    title = _titled(body, boxes[0], walk)
    nodes = tuple(node for post in made for node in _placed(post, opener, walk))
    first = own[0].date or meta.published
    titles = (title, *meta.titles) if title else tuple(_POWERED.sub("", claim) for claim in meta.titles)
    return replace(meta, titles=titles, author=opener, published=first), Found(
        nodes, "thread", held / (masses.total or 1)
    )


def _texts(root: Tag) -> Iterator[NavigableString]:
    """The texts under an element that say something, in page order."""
    for node in root.descendants:
        if isinstance(node, NavigableString) and not isinstance(node, PreformattedString) and not node.isspace():
            parent = node.parent
            if parent is not None and parent.name not in SILENT:
                yield node


def _marked(body: Tag) -> tuple[dict[int, NavigableString], dict[int, NavigableString]]:
    """By the `id` of each element the first date in it, and the first name."""
    dated: dict[int, NavigableString] = {}
    named: dict[int, NavigableString] = {}
    for node in _texts(body):
        text = squeeze(str(node))
        if len(text) > _SHORT or node.parent is None:
            continue
        if _WHEN.search(text):
            _note(dated, node)
        elif len(text) <= _NAME and not _NO_NAME.search(text) and _is_named(node.parent):
            _note(named, node)
    return dated, named


def _note(table: dict[int, NavigableString], node: NavigableString) -> None:
    for parent in node.parents:
        if id(parent) in table:
            return  # so the elements above it have one
        table[id(parent)] = node


def _is_named(parent: Tag) -> bool:
    """Whether an element says that its text is somebody's name: by its class or that of one around it, or as a link to people."""
    if parent.name == "a" and _PEOPLE.search(str(parent.get("href") or "")):
        return True
    around = [parent, *(one for one, _ in zip(parent.parents, range(2), strict=False))]
    return any(_NAMED.search(" ".join([*class_tokens(one), str(one.get("id") or "")])) for one in around)


def _keys(tag: Tag) -> frozenset[str]:
    """What elements of one kind have in common: a class, an id but for its number, or neither."""
    keys = {f"{tag.name}.{name}" for name in class_tokens(tag) if not any(map(str.isdigit, name))}
    ident = str(tag.get("id") or "")
    if any(map(str.isdigit, ident)):
        keys.add(f"{tag.name}#{re.sub(r'[0-9]+', '0', ident)}")
    return frozenset(keys or {tag.name})


def _boxes(
    body: Tag, masses: Masses, dated: dict[int, NavigableString], named: dict[int, NavigableString]
) -> list[Tag]:
    """The boxes of one kind, side by side, each with a name and a date, that hold the most prose; the most of them."""
    beside: dict[int, list[Tag]] = defaultdict(list)
    for tag in body.find_all(_BOXES):
        if id(tag) in dated and id(tag) in named and tag.parent is not None:
            beside[id(tag.parent)].append(tag)
    groups: list[tuple[float, list[Tag]]] = []
    for tags in beside.values():
        counted = Counter(key for tag in tags for key in _keys(tag))
        if counted and (best := max(counted.items(), key=lambda item: item[1]))[1] >= 2:
            kind = [tag for tag in tags if best[0] in _keys(tag)]
            groups.append((sum(masses.prose.get(id(tag), 0.0) for tag in kind), kind))
    most = max((mass for mass, _ in groups), default=0.0)
    return max((kind for mass, kind in groups if mass >= 0.9 * most), key=len, default=[])


def _are_posts(body: Tag, boxes: list[Tag], walk: Walk, masses: Masses, meta: Metadata) -> bool:
    """Whether boxes are the posts of a thread, and not the comments on an article or the articles of an index."""
    if sum(masses.prose.get(id(box), 0.0) for box in boxes) < _SHARE * masses.total:
        return False
    for tag in (boxes[0], *boxes[0].parents):
        rule = walk.rule_of(tag)
        if tag is body:
            break
        names = " ".join([*class_tokens(tag), str(tag.get("id") or "")])
        if (rule is not None and rule.kind == "comments") or _COMMENT.search(names):
            return False
    signs = sum(
        bool(
            _POSTED.search(" ".join([*class_tokens(box), str(box.get("id") or "")])) or _SIGN.search(visible_text(box))
        )
        for box in boxes
    )
    if 2 * signs < len(boxes) or any(_is_prose(node) for node in _before(body, boxes[0])):
        return False
    wanted = {bare(claim) for claim in meta.titles}
    leading = sum(_leads_on(box, wanted) for box in boxes)
    return 2 * leading < len(boxes)


def _before(body: Tag, box: Tag) -> Iterator[NavigableString]:
    inside = {id(node) for node in box.descendants}
    for node in _texts(body):
        if id(node) in inside:
            return
        yield node


def _is_prose(node: NavigableString) -> bool:
    text = squeeze(str(node))
    return len(text) >= _PROSE and _SENTENCE.search(text) is not None and node.find_parent("a") is None


def _leads_on(box: Tag, titles: set[str]) -> bool:
    """Whether a box is the entry of an index: its own title leads on, or words to read the rest."""
    if any(_MORE.search(link.get_text()) for link in box.find_all("a")):
        return True
    heads = [tag for tag in box.find_all(["h1", "h2", "h3", "h4"]) if tag.find("a") or tag.find_parent("a")]
    said = [bare(_RE.sub("", squeeze(visible_text(tag)))) for tag in heads]
    return any(len(text) >= 2 and not any(title.startswith(text) for title in titles) for text in said)


def _text_of(box: Tag, masses: Masses) -> Tag:
    """The element of a box that holds its text: down while one child holds nearly all of the prose."""
    node = box
    while True:
        children = [child for child in node.children if isinstance(child, Tag) and child.name not in _MATTER]
        best = max(children, key=lambda child: masses.prose.get(id(child), 0.0), default=None)
        if best is None or masses.prose.get(id(best), 0.0) < _DEPTH * masses.prose.get(id(node), 0.0):
            return node
        node = best


def _post(
    box: Tag, key: frozenset[str], masses: Masses, dated: dict[int, NavigableString], named: dict[int, NavigableString]
) -> _Post:
    told, called = dated[id(box)], named[id(box)]

    def is_head(tag: Tag) -> bool:
        return dated.get(id(tag)) is told or named.get(id(tag)) is called

    same = next((tag for tag in box.find_all(True) if key & _keys(tag) and not is_head(tag)), None)
    text = same if same is not None else _text_of(box, masses)
    above = text.parent
    while above is not None and above is not box and not is_head(above):
        more = len(squeeze(visible_text(above))) - len(squeeze(visible_text(text)))
        if more > _BESIDE or len(above.find_all("img")) == len(text.find_all("img")):
            break
        text, above = above, above.parent  # pictures that hang on the text
    said = visible_text(text)
    head = visible_text(box).replace(said, "\n", 1)
    return _Post(box, text, squeeze(str(called)), _date(told), head)


def _date(node: NavigableString) -> Date | None:
    """The date that a text tells; where it says only how long ago, that of its element's attributes."""
    parent = node.parent
    said = [str(node), *(str(parent.get(name) or "") for name in ("datetime", "title") if parent is not None)]
    return next((date for text in said if (date := dates.find(text)) is not None), None)


def _opener(made: list[_Post]) -> str:
    """Who opened the thread: who posts first, or where the page is not its first who is called so; "" where nobody is."""
    floor = next((int(match[1] or match[2]) for match in _FLOOR.finditer(made[0].head)), 0)
    if floor <= 1:
        return made[0].name
    return next((post.name for post in made if any(_OPENER.match(squeeze(str(node))) for node in _texts(post.box))), "")


def _titled(body: Tag, box: Tag, walk: Walk) -> str:
    """The title as it is shown above the first post, with which that of the page begins; what stands between them goes."""
    root = list(body.parents)[-1] if body.parent is not None else body
    tag = root.find("title")
    whole = bare(tag.get_text()) if isinstance(tag, Tag) else ""
    above = list(_before(body, box))
    said = [squeeze(str(node)) for node in above]
    shown = [(k, text) for k, text in enumerate(said) if len(bare(text)) >= 2 and whole.startswith(bare(text))]
    if not shown:
        return ""
    at, title = max(shown, key=lambda item: len(item[1]))
    for node in above[at + 1 :]:
        if not _keeps_heads(str(node), walk):
            walk.take(HEADS, str(node))
            node.extract()
    return title


def _keeps_heads(text: str, walk: Walk) -> bool:
    """Whether the user wants what stands around the texts of posts."""
    overrides = walk.rules.overrides
    word = overrides.keeps(text, HEADS)
    if word is not None:
        walk.take(HEADS, text, code="clean.kept", word=word.written)
    return word is not None or HEADS in overrides.off


def _placed(post: _Post, opener: str, walk: Walk) -> Iterable[Tag]:
    """The text of a post in the place of its box; nothing where it is another's, unless the user keeps it."""
    own = post.name == opener
    if not own and REPLIES not in walk.rules.overrides.off and not walk.keeps(post.text, REPLIES):
        walk.take(REPLIES, f"{post.name}：{visible_text(post.text)}")
        walk.take(HEADS, post.head)
        post.box.decompose()
        return ()
    if _keeps_heads(post.head, walk):
        return (post.box,)
    walk.take(HEADS, post.head)
    if post.text is not post.box:
        post.box.replace_with(post.text.extract())
    if not own:
        line = BeautifulSoup("", "lxml").new_tag("p")
        line.string = post.name
        post.text.insert(0, line)
    return (post.text,)
