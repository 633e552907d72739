"""Who posts and when, as the boxes of a page say it: where names of people and dates stand, each by every element around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from book.classes import dataclass, field
from book.late import expression
from book.model import dates
from book.model.dates import Date
from book.read.dom import SILENT, is_hidden
from book.read.html5 import Tree
from book.read.nodes import Comment, Element, TextNode
from book.text import squeeze

_SHORT = 60  # characters of the longest line that tells a date
_NAME = 24  # characters of the longest name
_AROUND = 2  # elements around that of a name, that may say what it is
_NAMED = expression(r"auth|user|poster|nick|member|uname|creator|(?:^|[-_ ])name|xw1|louzhu", re.I)
_PEOPLE = expression(r"\b(?:uid|space|user|member|home|people|profile|author|un)\b|/u/", re.I)
_NO_NAME = expression(
    r"^[\W\d_]*$|[:：]|只看|楼主|樓主|发表|發表|回复|回覆|引用|来自|来源|注册|註冊|积分|帖子|等级|级$|会员|會員|版主|管理员|"
    r"举报|收藏|关注|查看|倒序|电梯|^(?:by|由|文)$|^posted|^作者|在线|离线|发消息|加好友|私信|主题|精华|^top$",
    re.I,
)
_WHEN = expression(
    r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}|\d{1,2}-\d{1,2}\s+\d{1,2}:\d\d|(?:(?<!\d)\d++|半)\s*(?:秒|分钟|分鐘|小时|小時|天|个月|年)前"
    r"|(?:昨天|前天|今天)\s*\d{1,2}:"
)
_DIGIT = expression(r"[0-9半]")
#: Dates of a person, not of a post.
_OF_PERSON = expression(r"注册|註冊|登录|登錄|登陆|生日|加入|来访|來訪|joined|registered|last (?:seen|visit)", re.I)


@dataclass(frozen=True, slots=True)
class Heads:
    """By the `id` of each element the first date and the first name in it."""

    dated: dict[int, TextNode] = field(default_factory=dict)
    named: dict[int, TextNode] = field(default_factory=dict)

    def name(self, box: Element) -> str:
        """The name of who posts in a box."""
        return squeeze(self.named[id(box)].text)

    def holds(self, tag: Element, box: Element) -> bool:
        """Whether an element in a box holds the name or the date of the box."""
        key, own = id(tag), id(box)
        return self.dated.get(key) is self.dated[own] or self.named.get(key) is self.named[own]

    def date(self, box: Element) -> Date | None:
        """The date of a box; where it says only how long ago, that of the attributes of its element."""
        node = self.dated[id(box)]
        parent = node.parent
        said = [node.text, *(parent.get(name) for name in ("datetime", "title") if parent is not None)]
        return next((date for text in said if (date := dates.find(text)) is not None), None)


def texts(root: Element) -> Iterator[TextNode]:
    """The texts under an element that say something, in page order."""
    for node in root.nodes():
        if isinstance(node, TextNode) and not node.text.isspace():
            parent = node.parent
            if parent is not None and parent.name not in SILENT:
                yield node


def dates_of(soup: Tree, body: Element) -> Heads:
    """The dates of a page; its names are looked for only where they are asked."""
    heads = Heads()
    for k, node in enumerate(soup.texts):
        if isinstance(node, Comment) or len(node.text) > 4 * _SHORT or not _DIGIT.search(node.text):
            continue
        text = squeeze(node.text)
        if node.parent is None or node.parent.gone or node.parent.order < body.order or not _is_when(node, text):
            continue  # nothing stands behind the body
        if not _OF_PERSON.search(_before(soup, k) + text):
            _note(heads.dated, node)
    return heads


def _before(soup: Tree, k: int) -> str:
    """The text just before another one."""
    before = (soup.texts[at] for at in range(k - 1, -1, -1))
    said = (node.text for node in before if node.text and not node.text.isspace() and not (node.parent or soup).gone)
    return squeeze(next(said, ""))[-_SHORT:]


def with_names(heads: Heads, body: Element) -> Heads:
    """The same with the names of the page."""
    for node in texts(body):
        text = squeeze(node.text) if len(node.text) <= 4 * _NAME else ""
        if 0 < len(text) <= _NAME and node.parent is not None and not _NO_NAME.search(text):
            if _is_when(node, text) or not _is_named(node.parent):
                continue
            _note(heads.named, node)
    return heads


def _is_when(node: TextNode, text: str) -> bool:
    if len(text) > _SHORT or node.parent is None or node.parent.name in SILENT:
        return False
    return node.parent.name == "time" or _WHEN.search(text) is not None


def _note(table: dict[int, TextNode], node: TextNode) -> None:
    for parent in node.parents:
        if id(parent) in table:
            return  # so the elements above it have one
        table[id(parent)] = node


def _is_named(parent: Element) -> bool:
    """Whether an element says that its text is somebody's name: by its class or that of one around it, or as a link to people."""
    around = [parent, *(one for one, _ in zip(parent.parents, range(_AROUND), strict=False))]
    if any(is_hidden(one) for one in around):
        return False
    return any(
        (one.name == "a" and _PEOPLE.search(one.get("href")))
        or _NAMED.search(" ".join([*one.classes, one.get("id"), one.get("itemprop")]))
        for one in around
    )
