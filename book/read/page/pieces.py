"""The lines of a page, in page order: their text, the characters in links, what is prose.

A piece is what stands between two breaks of the page: the text of a paragraph, a row, a heading, or between two `<br>`; or a
picture. What the page says of each is gathered in `weighing`, and chosen in `segment`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from book.classes import dataclass, field
from book.late import expression
from book.read import dom
from book.read.nodes import Element, Node, TextNode
from book.text import squeeze

_MARK, _STOP = expression("[，。！？；,!?;…]"), expression(r"\.(?=\s|$)")  # of a sentence
_PICTURES = frozenset("img image video audio iframe embed object".split())
_OF_WECHAT = ("mp", "qqmusic")  # elements that only its scripts know: sounds, cards, polls
_UNSEEN = ("noscript", "svg")
_BREAKS = frozenset(("br", "hr"))
_FILE = expression(r"\.(?:docx?|xlsx?|pptx?|wps|et|ofd|pdf|rtf|zip|rar|7z)(?:[?#][^?#]*){0,2}$", re.I)


@dataclass(slots=True, eq=False)
class Piece:
    """A line of a page: the leaves it is made of, and the block that holds them."""

    holder: Element
    inner: Element  # around its first leaf, the innermost
    leaves: list[TextNode | Element] = field(default_factory=list)
    text: str = ""
    ink: int = 0  # characters that are no white space
    linked: int = 0  # of these, in links
    anchors: dict[int, int] = field(default_factory=dict)  # the characters by the link in which they stand
    prose: float = 0.0  # characters outside links less those in links, of a line with the marks of sentences
    picture: bool = False


@dataclass(slots=True)
class Page:
    """The pieces of a page; the prose of its elements by `id`, credited to what stands near it, and summed whole."""

    pieces: list[Piece]
    mass: dict[int, float]
    whole: dict[int, float]
    most: float
    unseen: list[Element]  # elements that a reader does not see, or that only work on a live page

    def shares(self, holder: Element) -> tuple[float, float]:
        """The largest mass of a block and of the element around it, and with the next one, as shares of the page's largest."""
        if not self.most:
            return 0.0, 0.0
        mass = self.mass.get(id(holder), 0.0)
        above = holder.parent
        if above is None:
            return mass / self.most, mass / self.most
        near = max(mass, self.mass.get(id(above), 0.0))
        far = self.mass.get(id(above.parent), 0.0)
        return near / self.most, max(near, far) / self.most

    def spared(self) -> frozenset[int]:
        """Elements that hold more than half of the page's prose: no rule by class may take them."""
        total = max(self.whole.values(), default=0.0)
        return frozenset(key for key, prose in self.whole.items() if prose > total * 0.5)


def pieces_of(body: Element) -> Page:
    """Every piece under an element."""
    cutter = _Cutter()
    cutter.walk(body)
    whole: dict[int, float] = {}
    for piece in cutter.pieces:
        if not piece.ink:
            continue
        piece.text = squeeze("".join([leaf.text for leaf in piece.leaves if isinstance(leaf, TextNode)]))
        piece.linked = sum(ink for link, ink in piece.anchors.items() if cutter.lengths[link] <= dom.LINK)
        if not _MARK.search(piece.text) and not ("." in piece.text and _STOP.search(piece.text)):
            continue
        piece.prose = max(0.0, piece.ink - 2.0 * piece.linked)
        tag: Element | None = piece.holder
        while piece.prose and tag is not None:
            whole[id(tag)] = whole.get(id(tag), 0.0) + piece.prose
            tag = None if tag is body else tag.parent
    return Page(cutter.pieces, {}, whole, 0.0, cutter.unseen)


@lru_cache(1024)
def _kind(name: str) -> str:
    """What an element is to one who cuts: `picture`, `drawing`, `unseen`, `break`, `silent`; "" for one that is gone into."""
    if name in _PICTURES or name.startswith(_OF_WECHAT):
        return "picture"
    if name in dom.CONTROLS or name in _UNSEEN:
        return "drawing" if name == "svg" else "unseen"
    return "break" if name in _BREAKS else "silent" if name in dom.SILENT else ""


class _Cutter:
    """One way through a page, cutting it into pieces."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.unseen: list[Element] = []
        self.lengths: dict[int, int] = {}  # of links, in characters
        self.current: Piece | None = None

    def walk(self, body: Element) -> None:
        if self.is_leaf(body, _kind(body.name), body):
            return
        nodes, holder, link, ends = iter(body.children), body, 0, False
        above: list[
            tuple[Iterator[Node], Element, int, bool]
        ] = []  # nodes that are left, their block, the link around them
        while True:
            for node in nodes:
                if isinstance(node, TextNode):
                    self.text(node, holder, link)
                elif isinstance(node, Element):
                    name = node.name
                    is_block = name in dom.BLOCKS
                    if is_block:
                        self.current = None
                    kind = _kind(name)
                    if ((kind or node.attributes) and self.is_leaf(node, kind, holder)) or not node.children:
                        continue
                    above.append((nodes, holder, link, ends))
                    nodes, ends = iter(node.children), is_block
                    if is_block:
                        holder = node
                    elif name == "a" and not _FILE.search(node.get("href")):
                        link = id(node)  # a file that belongs to the text is no way to another page
                    break
            else:
                if ends:  # a block
                    self.current = None
                if not above:
                    return
                nodes, holder, link, ends = above.pop()

    def is_leaf(self, node: Element, kind: str, holder: Element) -> bool:
        """Whether an element is not gone into: it is a picture, a break, or is not text."""
        if kind == "picture":
            piece = self.at(holder, node)
            piece.leaves.append(node)
            piece.picture = True
        elif kind == "drawing" and node.first(*dom.DRAWN_IN) is not None:
            return False
        elif kind in ("drawing", "unseen") or dom.is_hidden(node):
            self.unseen.append(node)
        elif kind == "break":
            self.current = None
            if node.name == "hr":
                self.pieces.append(Piece(holder, node.parent or holder, [node]))
        else:
            return kind == "silent"
        return True

    def at(self, holder: Element, first: Node) -> Piece:
        """The piece under way, or one that begins with a leaf."""
        if self.current is None:
            self.current = Piece(holder, first.parent or holder)
            self.pieces.append(self.current)
        return self.current

    def text(self, node: TextNode, holder: Element, link: int) -> None:
        ink = sum(map(len, node.text.split()))
        if not ink and self.current is None:
            return
        piece = self.current or self.at(holder, node)
        piece.leaves.append(node)
        piece.ink += ink
        if link:
            piece.anchors[link] = piece.anchors.get(link, 0) + ink
            self.lengths[link] = self.lengths.get(link, 0) + ink
