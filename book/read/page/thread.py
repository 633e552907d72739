"""Threads of forums: the posts of who opened one are the article, what others replied is set aside with their names.

A thread is known by how it is built, not by its host: boxes of one kind, side by side, each with the name of who posts, a
date and a text, that bear the signs of posts (1楼, #2, 只看该作者, `id=post_3`) and hold the prose of the page from its first
sentence on. Below an article such boxes are comments; with titles that lead elsewhere they are an index. Neither is a thread.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from book.classes import dataclass, replace
from book.late import expression
from book.model.dates import Date
from book.read.dom import Walk, visible_text
from book.read.html5 import Tree
from book.read.nodes import Element, TextNode
from book.read.page.heads import Heads, dates_of, texts, with_names
from book.read.page.metadata import Metadata
from book.text import bare, squeeze

REPLIES, HEADS = "replies", "post-heads"

_BOXES = ("div", "li", "article", "section", "table", "tbody", "tr", "dl")
_MATTER = frozenset("p br font span b strong em a ul ol blockquote pre h1 h2 h3 h4 img".split())
_SIGN = expression(
    r"只看(?:该作者|楼主|TA|该用户|此人)|只看該作者|(?<![\d:.-])\d{1,5}(?:\s*[楼樓]|#)|#\s*\d{1,5}(?!\d)|沙发|板凳|地板|楼主|樓主",
    re.I,
)
_FLOOR = expression(r"(?<![\d:.-])(\d{1,5})(?:\s*[楼樓]|#)|#\s*(\d{1,5})(?!\d)")
_POSTED = expression(r"(?:^|[-_ ])(?:post|pid|floor|thread|topic|msg|message|reply|atl|read|l_post)(?:[-_ \d]|$)", re.I)
_COMMENT = expression(r"comment|cmt|pinglun|review|liuyan|guestbook", re.I)
_OPENER = expression(r"^(?:楼主|樓主|LZ|OP)$", re.I)
_MORE = expression(r"阅读全文|閱讀全文|继续阅读|繼續閱讀|read more|查看全文", re.I)
_POWERED = expression(r"(?:(?<![\s–—_|-])[\s–—_|-]++)?Powered by .*", re.I)
_RE = expression(r"^(?:re|回复|回覆)\s*[:：]\s*", re.I)
_SENTENCE = expression(r"[，。！？]")
_PROSE = 40  # characters of a sentence: before the first post none stands in a thread
_SHARE = 0.5  # of the prose of the page, that posts hold at least
_DEPTH = 0.7  # of the prose of a box, that the element of its text holds
_TEXT = 40.0  # characters of prose of who opens the thread
_BESIDE = 60  # characters beside a text that its pictures may bring along


@dataclass(frozen=True, slots=True)
class _Post:
    box: Element
    text: Element
    name: str
    date: Date | None
    head: str  # what stands in the box beside the text


def posts(
    soup: Tree, walk: Walk, prose: Mapping[int, float], meta: Metadata
) -> tuple[Metadata, tuple[Element, ...]] | None:
    """The texts of who opened the thread, with title, name and date; `None` where a page is no thread for certain."""
    body = soup.body
    heads = dates_of(soup, body)
    if not _groups(body, prose, heads.dated):
        return None  # most pages end here
    boxes = max(_groups(body, prose, with_names(heads, body).dated, heads.named), key=len, default=[])
    if not boxes or not _are_posts(body, boxes, walk, meta):
        return None
    longest = max(boxes, key=lambda box: prose.get(id(box), 0.0))
    key = _keys(_text_of(longest, prose, heads))
    made = [_post(box, key, prose, heads) for box in boxes]
    opener = _opener(made)
    own = [post for post in made if post.name == opener]
    held = sum(prose.get(id(post.text), 0.0) for post in own)
    if not opener or held < _TEXT or any(heads.holds(post.text, post.box) for post in own):
        return None  # where text and head cannot be told apart, either
    title = _titled(body, boxes[0], walk)
    nodes = tuple(node for post in made for node in _placed(post, opener, walk))
    first = own[0].date or meta.published
    titles = (title, *meta.titles) if title else tuple(_POWERED.sub("", claim) for claim in meta.titles)
    return replace(meta, titles=titles, author=opener, published=first), nodes


def _keys(tag: Element) -> frozenset[str]:
    """What elements of one kind have in common: a class, an id but for its number, or neither."""
    keys = {f"{tag.name}.{name}" for name in tag.classes if not any(map(str.isdigit, name))}
    ident = tag.get("id")
    if any(map(str.isdigit, ident)):
        keys.add(f"{tag.name}#{re.sub(r'[0-9]+', '0', ident)}")
    return frozenset(keys or {tag.name})


def _groups(body: Element, prose: Mapping[int, float], *told: dict[int, TextNode]) -> list[list[Element]]:
    """Boxes of one kind, side by side, each of which says all of that, and that hold most of the prose."""
    beside: dict[int, list[Element]] = defaultdict(list)
    seen = {id(body)}
    for node in {id(node): node for node in told[0].values()}.values():
        for tag in node.parents:
            if id(tag) in seen:
                break
            seen.add(id(tag))
            if tag.name in _BOXES and tag.parent is not None and all(id(tag) in table for table in told):
                beside[id(tag.parent)].append(tag)
    groups = []
    for tags in beside.values():
        counted = Counter(key for tag in tags for key in _keys(tag)) if len(tags) >= 2 else None
        if counted and (best := max(counted.items(), key=lambda item: item[1]))[1] >= 2:
            kind = [tag for tag in tags if best[0] in _keys(tag)]
            if sum(prose.get(id(tag), 0.0) for tag in kind) >= _SHARE * prose.get(id(body), 0.0):
                groups.append(kind)
    return groups


def _are_posts(body: Element, boxes: list[Element], walk: Walk, meta: Metadata) -> bool:
    """Whether boxes are the posts of a thread, and not the comments on an article or the articles of an index."""
    for tag in (boxes[0], *boxes[0].parents):
        rule = walk.rule_of(tag)
        if tag is body:
            break
        names = " ".join([*tag.classes, tag.get("id")])
        if (rule is not None and rule.kind == "comments") or _COMMENT.search(names):
            return False
    signs = sum(
        bool(_POSTED.search(" ".join([*box.classes, box.get("id")])) or _SIGN.search(visible_text(box)))
        for box in boxes
    )
    if 2 * signs < len(boxes) or any(_is_prose(node) for node in _before(body, boxes[0])):
        return False
    wanted = {bare(claim) for claim in meta.titles}
    leading = sum(_leads_on(box, wanted) for box in boxes)
    return 2 * leading < len(boxes)


def _before(body: Element, box: Element) -> Iterator[TextNode]:
    inside = {id(node) for node in box.nodes()}
    for node in texts(body):
        if id(node) in inside:
            return
        yield node


def _is_prose(node: TextNode) -> bool:
    text = squeeze(node.text)
    return len(text) >= _PROSE and _SENTENCE.search(text) is not None and all(one.name != "a" for one in node.parents)


def _leads_on(box: Element, titles: set[str]) -> bool:
    """Whether a box is the entry of an index: its own title leads on, or words to read the rest."""
    if any(_MORE.search(link.text()) for link in box.inside("a")):
        return True
    heads = [
        tag for tag in box.inside("h1", "h2", "h3", "h4") if tag.first("a") is not None or tag.around("a") is not None
    ]
    said = [bare(_RE.sub("", squeeze(visible_text(tag)))) for tag in heads]
    return any(len(text) >= 2 and not any(title.startswith(text) for title in titles) for text in said)


def _text_of(box: Element, prose: Mapping[int, float], heads: Heads) -> Element:
    """The element of a box that holds its text: down while one child holds nearly all of the prose, past name and date."""
    node = box
    while True:
        mixed = heads.holds(node, box)
        children = [child for child in node.own() if mixed or child.name not in _MATTER]
        best = max(children, key=lambda child: prose.get(id(child), 0.0), default=None)
        if best is None or prose.get(id(best), 0.0) < _DEPTH * prose.get(id(node), 0.0):
            return node
        node = best


def _post(box: Element, key: frozenset[str], prose: Mapping[int, float], heads: Heads) -> _Post:
    same = next((tag for tag in box.inside() if key & _keys(tag) and not heads.holds(tag, box)), None)
    text = same if same is not None else _text_of(box, prose, heads)
    above = text.parent
    while above is not None and above is not box and not heads.holds(above, box):
        more = len(squeeze(visible_text(above))) - len(squeeze(visible_text(text)))
        if more > _BESIDE or len(above.inside("img")) == len(text.inside("img")):
            break
        text, above = above, above.parent  # pictures that hang on the text
    head = visible_text(box).replace(visible_text(text), "\n", 1)
    return _Post(box, text, heads.name(box), heads.date(box), head)


def _opener(made: list[_Post]) -> str:
    """Who opened the thread: who posts first, or where the page is not its first who is called so; "" where nobody is."""
    floor = next((int(match[1] or match[2]) for match in _FLOOR.finditer(made[0].head)), 0)
    if floor <= 1:
        return made[0].name
    return next((post.name for post in made if any(_OPENER.match(squeeze(node.text)) for node in texts(post.box))), "")


def _titled(body: Element, box: Element, walk: Walk) -> str:
    """The title as it is shown above the first post, with which that of the page begins; what stands between them goes."""
    tag = next(reversed([body, *body.parents])).first("title")
    whole = bare(tag.text()) if tag is not None else ""
    above = list(_before(body, box))
    said = [squeeze(node.text) for node in above]
    shown = [(k, text) for k, text in enumerate(said) if len(bare(text)) >= 2 and whole.startswith(bare(text))]
    if not shown:
        return ""
    at, title = max(shown, key=lambda item: len(item[1]))
    around = above[at].parent
    while around is not None and whole.startswith(bare(larger := squeeze(visible_text(around)))):
        title = larger if len(larger) > len(title) else title  # its parts stand in elements of their own
        inside = {id(node) for node in around.nodes()}
        at, around = max(k for k, node in enumerate(above) if id(node) in inside), around.parent
    for node in above[at + 1 :]:
        if not _keeps_heads(node.text, walk):
            walk.take(HEADS, node.text)
            node.take_out()
    return title


def _keeps_heads(text: str, walk: Walk) -> bool:
    """Whether the user wants what stands around the texts of posts."""
    overrides = walk.rules.overrides
    word = overrides.keeps(text, HEADS)
    if word is not None:
        walk.take(HEADS, text, code="clean.kept", word=word.written)
    return word is not None or HEADS in overrides.off


def _keeps_reply(post: _Post, said: str, walk: Walk) -> bool:
    """Whether the user keeps the text of another's post, or what stands around it, which is nothing without it."""
    return walk.keeps(post.text, REPLIES, said) or walk.rules.overrides.keeps(post.head) is not None


def _placed(post: _Post, opener: str, walk: Walk) -> Iterable[Element]:
    """The text of a post in the place of its box; nothing where it is another's, unless the user keeps it."""
    own, said = post.name == opener, f"{post.name}：{visible_text(post.text)}"
    if not own and REPLIES not in walk.rules.overrides.off and not _keeps_reply(post, said, walk):
        walk.take(REPLIES, said)
        walk.take(HEADS, post.head)
        post.box.take_away()
        return ()
    if _keeps_heads(post.head, walk):
        return (post.box,)
    walk.take(HEADS, post.head)
    if post.text is not post.box:
        post.text.take_out()
        post.box.give_way(post.text)
    if not own:
        line = Element("p", {})
        line.put_in(TextNode(post.name))
        post.text.put_in(line, 0)
    return (post.text,)
