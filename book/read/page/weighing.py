"""What a page says of each of its lines: the prose of what holds it, what makes it furniture, what it is called."""

from __future__ import annotations

import re
from collections import Counter

from book.late import expression
from book.read import dom
from book.read.nodes import Element
from book.read.page import grids
from book.read.page.evidence import Evidence
from book.read.page.pieces import Page, Piece
from book.text import remembered

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MATTER = _HEADINGS | {"p", "li", "blockquote", "pre"}
_ASIDE = frozenset("nav footer aside form dialog".split())
#: How much of a line's prose its block and the three elements above it are credited with (../shared/lab/finder_trial.md).
_CREDIT = (1.0, 1.0, 0.5, 0.5)
#: Names of boxes that hold other things than an article, where a box holds less than half of the page's prose.
_OTHER = expression(
    r"comment|sidebar|side-bar|foot|relat|recommend|rank|hot|copyright|breadcrumb|share|nav|menu|login|advert|banner"
    r"|paywall|subscri|newsletter[-_](?:sign|box|form|cta)|author[-_]?(?:card|box|info|intro|bio|desc|profile)|cookie|consent",
    re.I,
)
_OWN = expression(r"article|content|text", re.I)
#: What stands between a title and its text: a summary, a subtitle.
_LEAD = expression(
    r"(?:^|[-_ ])(?:summary|lead|lede|preface|excerpt|dek|subhead|sub-?title|daoyu|zhaiyao|standfirst)(?:$|[-_ ])", re.I
)
_DASHED = expression(r"(?:——|—|--)\s*[^\W\d_][^—]{3,60}$")
_ENTRIES = 3  # boxes of one class, each with a heading
_PARAGRAPHS = 3  # blocks of one line side by side that are prose


def evidence(page: Page, body: Element, walk: dom.Walk) -> list[Evidence]:
    """What is known of each piece, once the walk knows what is spared and kept; credits the prose that is not furniture's."""
    boxes = _Boxes(body, walk)
    known = [boxes.around(piece.inner) for piece in page.pieces]
    for piece, (dead, _) in zip(page.pieces, known, strict=True):
        tag: Element | None = piece.holder
        for credit in _CREDIT if piece.prose and not dead else ():
            if tag is None:
                break
            mass = page.mass.get(id(tag), 0.0) + piece.prose * credit
            page.mass[id(tag)] = mass
            page.most = max(page.most, mass)
            tag = None if tag is body else tag.parent
    cells = [grids.nearest(piece.holder) for piece in page.pieces]
    tables = grids.of(
        (cell, (piece.ink, piece.linked, piece.prose))
        for cell, piece in zip(cells, page.pieces, strict=True)
        if cell is not None and piece.ink
    )
    rows = _rows(page.pieces)
    entries: dict[tuple[int, str, str], bool] = {}
    made = []
    for piece, (dead, other), cell in zip(page.pieces, known, cells, strict=True):
        table = tables.get(id(cell)) if cell is not None else None
        held = piece.holder if table is None else table
        near, share = page.shares(grids.place(held))
        made.append(
            Evidence(
                piece.text, piece.ink, piece.linked / piece.ink if piece.ink else 0.0, piece.prose, share, near,
                _box(held, rows, entries), piece.picture, piece.holder.name in _HEADINGS, dead, other, _is_lead(piece),
                id(table) if table is not None else 0,
            )
        )  # fmt: skip
    return made


def _is_lead(piece: Piece) -> bool:
    if piece.linked > piece.ink / 2:
        return False
    holder = piece.holder
    above = holder.parent
    return (
        _names_lead(piece.inner.get("class"))
        or _names_lead(holder.get("class"))
        or (above is not None and _names_lead(above.get("class")))
        or (holder.name not in _HEADINGS and _DASHED.match(piece.text) is not None)
    )


@remembered
def _names_lead(classes: str) -> bool:
    return len(classes) > 2 and _LEAD.search(classes) is not None


@remembered
def _names_other(names: str) -> bool:
    return len(names) > 1 and _OTHER.search(names) is not None and _OWN.search(names) is None


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


class _Boxes:
    """What the names of the elements of a page say of what they hold; each element and each name is looked at once."""

    def __init__(self, body: Element, walk: dom.Walk) -> None:
        self.walk = walk
        self.known: dict[int, tuple[str, bool]] = {id(body): ("", False)}

    def around(self, tag: Element) -> tuple[str, bool]:
        """What makes furniture of an element or of one around it by mark-up, a tag or a rule's name, "" for what is none; and
        whether the name of one of them says that it holds something else than an article."""
        known, walk = self.known, self.walk
        chain: list[Element] = []
        node: Element | None = tag
        while node is not None and id(node) not in known:
            chain.append(node)
            node = node.parent
        reason, other = known[id(node)] if node is not None else ("", False)
        for node in reversed(chain):
            if id(node) in walk.kept:
                reason = ""
            if id(node) not in walk.spared:
                if not reason and id(node) not in walk.kept:
                    rule = walk.rule_of(node)
                    if node.name in _ASIDE:
                        reason = node.name
                    elif rule is not None and rule.kind not in ("caption", "unwrap"):
                        reason = rule.name
                said = node.attributes
                if not other and ("class" in said or "id" in said):
                    other = _names_other(" ".join([*node.classes, said.get("id", "")]))
            known[id(node)] = reason, other
        return reason, other
