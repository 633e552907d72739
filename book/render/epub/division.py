"""Which blocks of an article stand in which file of an EPUB: each chapter of a novel in its own, and no file too large.

Reading systems lay out a whole file before they show its first page, and those on Adobe's engine (RMSDK: old Sony, Kobo and Nook
readers) take none above 300 kB. A short article stays in one file. A long one is divided at its headings, the highest first, else
between blocks; a paragraph, list, quotation, table or listing that is too large by itself is divided within.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar, assert_never

from book.classes import dataclass, field, replace
from book.findings import Finding, Where
from book.late import expression
from book.messages import message
from book.model import (
    Article,
    Block,
    Blocks,
    CodeBlock,
    Deleted,
    Divider,
    Emphasis,
    Figure,
    Heading,
    Inline,
    Inlines,
    Items,
    Link,
    Lowered,
    Note,
    Paragraph,
    Quote,
    Raised,
    Strong,
    Styled,
    Table,
    Text,
)
from book.render.epub.sections import graded
from book.render.weighing import called
from book.walk import block_text, each_inline

MOST = 300_000  # bytes of one file
_ROOM = 200_000  # of its text: the rest is for the title, the notices, and addresses that are longer in another file
#: Bytes from which an article is divided at its headings: 20,000 Han, an hour's reading. Of 308 saved articles none is as long.
_LONG = 60_000
_FILES = 5_000  # chapters, each a file: packing takes a millisecond for each (measured)
_MARKUP = 200  # bytes of an inline that is no text
_ITEM = 10  # of the tags of a list item
_EXCERPT = 80  # characters
_SENTENCE = expression(r"[^。！？!?…]*+[。！？!?…]++[”’」』）)]*+|[^。！？!?…]++")

Size = Callable[[Block], int]
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Divided:
    """The files of an article, each its blocks with its notes last; without `parts` it is one. `findings` tell of blocks that were
    divided."""

    parts: tuple[Blocks, ...] = ()
    findings: tuple[Finding, ...] = ()

    def files(self, article: Article) -> tuple[Blocks, ...]:
        """The blocks of each file of the article."""
        return self.parts or (article.blocks,)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A block, and the notes that it is the first to call; of many notes not all need stand here."""

    block: Block
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """What weighs blocks, in bytes of markup: `size` writes one to know it, `most` gives a bound of it without. Blocks that are
    weighed outlive it."""

    size: Size
    most: Size
    _sizes: dict[int, int] = field(default_factory=dict)
    _mosts: dict[int, int] = field(default_factory=dict)

    def of(self, block: Block) -> int:
        """The bytes of a block."""
        if id(block) not in self._sizes:
            self._sizes[id(block)] = self.size(block)
        return self._sizes[id(block)]

    def unit(self, unit: _Unit) -> int:
        """The bytes of a block and its notes."""
        alone = self.of(unit.block)
        return min(alone + sum(map(self.of, unit.notes)), max(alone, _ROOM // 2))

    def fit(self, blocks: Sequence[Block], room: int) -> bool:
        """Whether blocks have room."""
        return self._at_most(blocks) <= room or sum(map(self.of, blocks)) <= room

    def units_fit(self, units: Sequence[_Unit], room: int) -> bool:
        """The same for blocks with their notes."""
        blocks = [block for unit in units for block in (unit.block, *unit.notes)]
        return self._at_most(blocks) <= room or sum(map(self.unit, units)) <= room

    def _at_most(self, blocks: Iterable[Block]) -> int:
        most = 0
        for block in blocks:
            if id(block) not in self._mosts:
                self._mosts[id(block)] = self.most(block)
            most += self._mosts[id(block)]
        return most


def is_short(article: Article, most: int, *, headed: bool) -> bool:
    """Whether an article that takes so many bytes of markup at most, its notices too, is surely one file; `headed`: it may have
    headings."""
    return not article.chapters and most <= (_LONG if headed else _ROOM)


def divided(article: Article, scale: Scale, notices: int) -> Divided:
    """An article, its notes last (as `chapter.fit` gives it), in files. `notices` in bytes of markup."""
    notes = [block for block in article.blocks if isinstance(block, Note)]
    body = article.blocks[: len(article.blocks) - len(notes)]
    headed = any(isinstance(block, Heading) for block in body)
    if not article.chapters and scale.fit(article.blocks, (_LONG if headed else _ROOM) - notices):
        return Divided()
    cut: list[Block] = []
    findings: list[Finding] = []
    for block in body:
        parts = [] if scale.fit((block,), _ROOM) else _broken(block, _ROOM // 2, scale.size)
        if len(parts) < 2:
            cut.append(block)
            continue
        where, detail = Where(article.source.locator, block.at), message("detail.pieces", n=len(parts))
        findings.append(Finding("render.block-divided", where, block_text(block)[:_EXCERPT], detail=detail))
        cut += parts
    units, rest = _with_notes(cut, notes)
    sections = _cut(units, article.chapters) if article.chapters else [units]
    if len(sections) > _FILES or (headed and not article.chapters):
        sections = _packed(units, _LONG, scale)
    pieces = [piece for section in sections for piece in _packed(section, _ROOM, scale)]
    files = map(tuple, _filed(pieces, rest, scale, notices))  # a heading in a note follows others in its file
    return Divided(tuple(map(graded, files)), tuple(findings))


def _with_notes(body: Sequence[Block], notes: Sequence[Note]) -> tuple[list[_Unit], list[Note]]:
    """The blocks with the notes that each is the first to call, itself or by another note; and the notes that nothing calls."""
    waiting: dict[str, Note] = {}
    for note in notes:
        waiting.setdefault(note.key, note)
    order = {key: at for at, key in enumerate(waiting)}
    units: list[_Unit] = []
    for block in body:
        own: list[Note] = []
        keys = called(block) if waiting else []
        while keys:
            if (key := keys.pop()) in waiting:
                own.append(waiting.pop(key))
                keys += called(own[-1])
        own.sort(key=lambda note: order[note.key])
        units.append(_Unit(block, tuple(own)))
    left = {id(note) for unit in units for note in unit.notes}
    return units, [note for note in notes if id(note) not in left]


def _cut(units: Sequence[_Unit], level: int) -> list[list[_Unit]]:
    """The blocks cut before each heading of a level or above; the first takes what stands before it, if anything does."""
    sections: list[list[_Unit]] = [[]]
    for unit in units:
        if isinstance(unit.block, Heading) and unit.block.level <= level and sections[-1]:
            sections.append([])
        sections[-1].append(unit)
    return sections


def _packed(units: list[_Unit], room: int, scale: Scale) -> list[list[_Unit]]:
    """As few pieces as have room each, cut before the highest headings; within a section at the next ones, else between blocks."""
    if scale.units_fit(units, room):
        return [units]
    levels = [unit.block.level for unit in units[1:] if isinstance(unit.block, Heading)]
    room = room if levels else _ROOM  # between blocks only what must be divided is
    parts = _cut(units, min(levels)) if levels else [[unit] for unit in units]
    pieces: list[list[_Unit]] = []
    filled = room + 1
    for part in parts:
        weight = sum(map(scale.unit, part))
        if levels and weight > _ROOM:
            pieces += _packed(part, _ROOM, scale)
            filled = room + 1
        elif filled + weight <= room or (pieces and len(pieces[-1]) == 1 and isinstance(pieces[-1][0].block, Heading)):
            pieces[-1] += part
            filled += weight
        else:
            pieces.append(list(part))
            filled = weight
    return pieces


def _filed(pieces: list[list[_Unit]], rest: list[Note], scale: Scale, notices: int) -> list[list[Block]]:
    """The blocks and notes of each file. Notes that nothing calls, or that have no room where they are called, come last."""
    made: list[list[Block]] = [[unit.block for unit in piece] for piece in pieces]
    late: list[Note] = []
    for piece, file in zip(pieces, made, strict=True):
        notes = [note for unit in piece for note in unit.notes]
        if scale.fit((*file, *notes), _ROOM):
            file.extend(notes)
            continue
        filled = sum(map(scale.of, file))
        for note in notes:
            if filled + scale.of(note) > _ROOM:
                late.append(note)
            else:
                file.append(note)
                filled += scale.of(note)
    waiting = (*late, *rest)
    filled = notices + (sum(map(scale.of, made[-1])) if waiting else 0)
    for note in waiting:
        if filled + scale.of(note) > _ROOM:
            made.append([])
            filled = notices
        made[-1].append(note)
        filled += scale.of(note)
    return made


# ------------------------------------------------------------------------------------------------- within a block


def _broken(block: Block, room: int, size: Size) -> list[Block]:
    """A block that is too large in pieces that are not, as far as it can be divided."""
    match block:
        case Paragraph(children):
            each = size(block) // max(1, len(block_text(block))) + 1
            return [replace(block, children=part) for part in _lines(children, room, each)]
        case Quote(blocks):
            inner = [part for one in blocks for part in (_broken(one, room, size) if size(one) > room else [one])]
            return [replace(block, blocks=tuple(run)) for run in _filled(inner, room, size)]
        case Items(items):
            lists: list[Block] = []
            start = block.start
            for run in _filled(items, room, lambda item: sum(map(size, item)) + _ITEM):
                lists.append(replace(block, items=tuple(run), start=start))
                start += len(run)
            return lists
        case CodeBlock(text):
            listings = _filled(text.split("\n"), room, lambda row: size(CodeBlock(row)))
            return [replace(block, text="\n".join(run)) for run in listings]
        case Table(rows):
            if not rows or any(cell.rowspan > 1 for row in rows for cell in row):
                return [block]
            tables = _filled(rows, room, lambda row: size(Table((row,))))
            return [replace(block, rows=tuple(run), caption=() if k else block.caption) for k, run in enumerate(tables)]
        case Heading() | Figure() | Divider() | Note():
            return [block]
        case _:
            assert_never(block)


def _filled(parts: Iterable[Part], room: int, size: Callable[[Part], int]) -> list[list[Part]]:
    """The parts in as few runs as have room."""
    runs: list[list[Part]] = []
    filled = room + 1
    for part in parts:
        weight = size(part)
        if filled + weight > room:
            runs.append([])
            filled = 0
        runs[-1].append(part)
        filled += weight
    return runs


def _lines(line: Inlines, room: int, each: int) -> list[Inlines]:
    """A line cut between sentences, and within one that is too long by itself; `each` is what a character takes in bytes."""
    parts = [part for node in line for part in _pieces(node, room, each)]
    return [tuple(run) for run in _filled(parts, room, lambda node: _weight(node, each))]


def _pieces(node: Inline, room: int, each: int) -> list[Inline]:
    if isinstance(node, Text):
        most = max(1, room // each)
        return [Text(one[at : at + most]) for one in _SENTENCE.findall(node.text) for at in range(0, len(one), most)]
    if isinstance(node, Strong | Emphasis | Deleted | Styled | Raised | Lowered | Link) and _weight(node, each) > room:
        return [replace(node, children=part) for part in _lines(node.children, room, each)]
    return [node]


def _weight(node: Inline, each: int) -> int:
    """About what an inline takes as markup, in bytes, and no less."""
    texts = (one.text for one in each_inline((node,)) if isinstance(one, Text))
    return each * sum(map(len, texts)) + sum(_MARKUP for one in each_inline((node,)) if not isinstance(one, Text))
