"""The lines of a page, in page order, and what the page says of each: its links, its marks, the prose of what holds it.

A piece is what stands between two breaks of the page: the text of a paragraph, a row, a heading, or between two `<br>`; or a
picture. Nothing is chosen here; `segment` does that.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from book.read import dom
from book.read.nodes import Element, TextNode
from book.read.page import grids
from book.read.page.evidence import Evidence
from book.text import squeeze

_INK = re.compile(r"\S")
_SENTENCE = re.compile(r"[，。！？；,!?;…]|\.(?=\s|$)")
_PICTURES = frozenset("img image video audio iframe embed object".split())
_OF_WECHAT = ("mp", "qqmusic")  # elements that only its scripts know: sounds, cards, polls
_UNSEEN = ("noscript", "svg")
_BREAKS = frozenset(("br", "hr"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MATTER = _HEADINGS | {"p", "li", "blockquote", "pre"}
_ASIDE = frozenset("nav footer aside form dialog".split())
#: How much of a line's prose its block and the three elements above it are credited with (../shared/lab/finder_trial.md).
_CREDIT = (1.0, 1.0, 0.5, 0.5)
#: Names of boxes that hold other things than an article, where a box holds less than half of the page's prose.
_OTHER = re.compile(
    r"comment|sidebar|side-bar|foot|relat|recommend|rank|hot|copyright|breadcrumb|share|nav|menu|login|advert|banner"
    r"|paywall|subscri|newsletter[-_](?:sign|box|form|cta)|author[-_]?(?:card|box|info|intro|bio|desc|profile)|cookie|consent",
    re.I,
)
_OWN = re.compile(r"article|content|text", re.I)
_FILE = re.compile(r"\.(?:docx?|xlsx?|pptx?|wps|et|ofd|pdf|rtf|zip|rar|7z)(?:[?#][^?#]*){0,2}$", re.I)
#: What stands between a title and its text: a summary, a subtitle.
_LEAD = re.compile(
    r"(?:^|[-_ ])(?:summary|lead|lede|preface|excerpt|dek|subhead|sub-?title|daoyu|zhaiyao|standfirst)(?:$|[-_ ])", re.I
)
_DASHED = re.compile(r"(?:——|—|--)\s*[^\W\d_][^—]{3,60}$")
_ENTRIES = 3  # boxes of one class, each with a heading
_PARAGRAPHS = 3  # blocks of one line side by side that are prose
_HUGE = 100_000  # characters of one text: counted whole


@dataclass(slots=True, eq=False)
class Piece:
    """A line of a page: the leaves it is made of, and the block that holds them."""

    holder: Element
    leaves: list[TextNode | Element] = field(default_factory=list)
    text: str = ""
    ink: int = 0  # characters that are no white space
    linked: int = 0  # of these, in links
    anchors: dict[int, int] = field(default_factory=dict)  # the characters by the link in which they stand
    prose: float = 0.0  # characters outside links less those in links, of a line with the marks of sentences
    picture: bool = False

    @property
    def inner(self) -> Element:
        """The innermost element around its first leaf."""
        return self.leaves[0].parent or self.holder


@dataclass(slots=True)
class Page:
    """The pieces of a page; the prose of its elements by `id`, credited to what stands near it, and summed whole."""

    pieces: list[Piece]
    mass: dict[int, float]
    whole: dict[int, float]
    most: float
    unseen: list[Element]  # elements that a reader does not see, or that only work on a live page

    def share(self, holder: Element, levels: int) -> float:
        """The largest mass of a block and of the elements around it, so many in all, as a share of the page's largest."""
        if not self.most:
            return 0.0
        largest = 0.0
        tag: Element | None = holder
        for _ in range(levels):
            if tag is None:
                break
            largest = max(largest, self.mass.get(id(tag), 0.0))
            tag = tag.parent
        return largest / self.most

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
        text = "".join([leaf.text for leaf in piece.leaves if isinstance(leaf, TextNode)])
        piece.text = squeeze(" ".join(text.split()))
        piece.linked = sum(ink for link, ink in piece.anchors.items() if cutter.lengths[link] <= dom.LINK)
        if not _SENTENCE.search(piece.text):
            continue
        piece.prose = max(0.0, piece.ink - 2.0 * piece.linked)
        tag: Element | None = piece.holder
        while piece.prose and tag is not None:
            whole[id(tag)] = whole.get(id(tag), 0.0) + piece.prose
            tag = None if tag is body else tag.parent
    return Page(cutter.pieces, {}, whole, 0.0, cutter.unseen)


class _Cutter:
    """One way through a page, cutting it into pieces."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.unseen: list[Element] = []
        self.lengths: dict[int, int] = {}  # of links, in characters
        self.current: Piece | None = None

    def walk(self, body: Element) -> None:
        stack: list[tuple[object, Element, int]] = [
            (body, body, 0)
        ]  # a node, its block, the `id` of the link around it
        while stack:
            node, holder, link = stack.pop()
            if node is None:  # the end of a block
                self.current = None
            elif isinstance(node, Element):
                name = node.name
                if name in dom.BLOCKS:
                    self.current = None
                if self.is_leaf(node, name, holder):
                    continue
                if name in dom.BLOCKS:
                    holder = node
                    stack.append((None, holder, link))
                elif name == "a" and not _FILE.search(node.get("href")):
                    link = id(node)  # a file that belongs to the text is no way to another page
                stack.extend([(child, holder, link) for child in reversed(node.children)])
            elif isinstance(node, TextNode):
                self.text(node, holder, link)

    def is_leaf(self, node: Element, name: str, holder: Element) -> bool:
        """Whether an element is not gone into: it is a picture, a break, or is not text."""
        if name in _PICTURES or name.startswith(_OF_WECHAT):
            self.at(holder).leaves.append(node)
            self.at(holder).picture = True
        elif name == "svg" and node.first(*dom.DRAWN_IN) is not None:
            return False
        elif name in dom.CONTROLS or name in _UNSEEN or dom.is_hidden(node):
            self.unseen.append(node)
        elif name in _BREAKS:
            self.current = None
            if name == "hr":
                self.pieces.append(Piece(holder, [node]))
        else:
            return name in dom.SILENT
        return True

    def at(self, holder: Element) -> Piece:
        """The piece under way."""
        if self.current is None:
            self.current = Piece(holder)
            self.pieces.append(self.current)
        return self.current

    def text(self, node: TextNode, holder: Element, link: int) -> None:
        ink = len(_INK.findall(node.text)) if len(node.text) < _HUGE else len(node.text)
        if not ink and self.current is None:
            return
        piece = self.at(holder)
        piece.leaves.append(node)
        piece.ink += ink
        if link:
            piece.anchors[link] = piece.anchors.get(link, 0) + ink
            self.lengths[link] = self.lengths.get(link, 0) + ink


def evidence(page: Page, body: Element, walk: dom.Walk) -> list[Evidence]:
    """What is known of each piece, once the walk knows what is spared and kept; credits the prose that is not furniture's."""
    reasons: dict[int, str] = {id(body): ""}
    others: dict[int, bool] = {id(body): False}
    dead = [_dead(piece.inner, reasons, walk) for piece in page.pieces]
    for piece, reason in zip(page.pieces, dead, strict=True):
        tag: Element | None = piece.holder
        for credit in _CREDIT if piece.prose and not reason else ():
            if tag is None:
                break
            mass = page.mass.get(id(tag), 0.0) + piece.prose * credit
            page.mass[id(tag)] = mass
            page.most = max(page.most, mass)
            tag = None if tag is body else tag.parent
    tables = grids.of([(piece.holder, piece.ink, piece.linked, piece.prose) for piece in page.pieces if piece.ink])
    rows = _rows(page.pieces)
    entries: dict[tuple[int, str, str], bool] = {}
    return [
        Evidence(
            piece.text, piece.ink, piece.linked / piece.ink if piece.ink else 0.0, piece.prose, page.share(place, 3),
            page.share(place, 2), _box(held, rows, entries), piece.picture, piece.holder.name in _HEADINGS, reason,
            _is_of_other(piece.inner, others, walk), _is_lead(piece), id(table) if table is not None else 0,
        )
        for piece, reason in zip(page.pieces, dead, strict=True)
        for table in (grids.around(piece.holder, tables),)
        for held in (piece.holder if table is None else table,)
        for place in (grids.place(held),)
    ]  # fmt: skip


def _is_lead(piece: Piece) -> bool:
    if piece.linked > piece.ink / 2:
        return False
    around = {tag.get("class") for tag in (piece.inner, piece.holder, piece.holder.parent) if tag is not None}
    named = any(len(names) > 2 and _LEAD.search(names) for names in around)
    return named or (piece.holder.name not in _HEADINGS and _DASHED.match(piece.text) is not None)


def _rows(pieces: list[Piece]) -> frozenset[int]:
    """Blocks that stand for paragraphs: each is one line, and beside it stand others of the kind that are prose."""
    lines = Counter(id(piece.holder) for piece in pieces if piece.ink)
    single = [piece for piece in pieces if piece.ink and piece.holder.name == "div" and lines[id(piece.holder)] == 1]
    prose = Counter(id(piece.holder.parent) for piece in single if piece.prose)
    return frozenset(id(piece.holder) for piece in single if prose[id(piece.holder.parent)] >= _PARAGRAPHS)


def _box(holder: Element, rows: frozenset[int], entries: dict[tuple[int, str, str], bool]) -> int:
    """The container of a line: what holds its paragraph, or the block in which it stands between breaks."""
    inner = holder.name in _MATTER or holder.name in grids.GRIDS or id(holder) in rows
    box = holder.parent if inner and holder.parent is not None else holder
    names = box.get("class")
    if not names or box.parent is None:
        return id(box)
    key = id(box.parent), str(box.name), names
    if key not in entries:
        entries[key] = _are_entries(box.parent.own(), box.name, names)
    return id(box.parent) if entries[key] else id(box)


def _are_entries(tags: list[Element], name: str, names: str) -> bool:
    """Whether of elements side by side those of one name and class each have a heading: the entries of one text."""
    kind = [tag for tag in tags if tag.name == name and tag.get("class") == names]
    return len(kind) >= _ENTRIES and all(tag.first(*sorted(_HEADINGS)) is not None for tag in kind)


def _dead(tag: Element, reasons: dict[int, str], walk: dom.Walk) -> str:
    """What makes furniture of an element or of one around it by mark-up: a tag, or a rule's name; "" for what is none."""
    chain: list[Element] = []
    node: Element | None = tag
    while node is not None and id(node) not in reasons:
        chain.append(node)
        node = node.parent
    reason = reasons[id(node)] if node is not None else ""
    for node in reversed(chain):
        if not reason and id(node) not in walk.kept and id(node) not in walk.spared:
            rule = walk.rule_of(node)
            if node.name in _ASIDE:
                reason = node.name
            elif rule is not None and rule.kind not in ("caption", "unwrap"):
                reason = rule.name
        elif id(node) in walk.kept:
            reason = ""
        reasons[id(node)] = reason
    return reason


def _is_of_other(tag: Element, others: dict[int, bool], walk: dom.Walk) -> bool:
    """Whether the name of an element or of one around it says that it holds something else than an article."""
    chain: list[Element] = []
    node: Element | None = tag
    while node is not None and id(node) not in others:
        chain.append(node)
        node = node.parent
    other = others[id(node)] if node is not None else False
    for node in reversed(chain):
        names = " ".join([*node.classes, node.get("id")])
        other = other or (
            len(names) > 1
            and id(node) not in walk.spared
            and _OTHER.search(names) is not None
            and _OWN.search(names) is None
        )
        others[id(node)] = other
    return other
