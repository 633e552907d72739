"""Notes in blocks: the section of references at the end of a text, and the marks in the text that call them.

`[1]` in a text is a mark of a note only where that is certain: behind a heading that says so stand entries 1, 2, 3 … and nothing
else, each of them is called in the text, and no mark in the text calls one that is not there. Else all stays as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from book.classes import dataclass, replace
from book.late import expression
from book.model import (
    Block,
    Break,
    Divider,
    Heading,
    Inline,
    Inlines,
    Items,
    Link,
    Note,
    NoteRef,
    Paragraph,
    Raised,
    Strong,
    Text,
)  # fmt: skip
from book.rules import RuleSet
from book.walk import block_text, each_inline, each_line, inline_text, map_lines, splice_inlines

_LINED = (Heading, Paragraph)
_LONGEST = 60  # characters of a heading of notes
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETED = expression(r"(?:(?<!\s)\s++)?[\[［【〔](\d{1,3})[\]］】〕]\s*(?=\S)")
_CIRCLE = expression(rf"(?:(?<!\s)\s++)?([{_CIRCLED}])\s*(?=\S)")
_DOTTED = expression(r"(?:(?<!\s)\s++)?(\d{1,3})\s*[.．、]\s*(?=\S)")
_MARKS = expression(rf"\s?[\[［【〔](\d{{1,3}})[\]］】〕]|([{_CIRCLED}])")
_SEVERAL = expression(r"[\[［【〔]\d{1,3}\s*[-–—,，、~～]\s*\d")  # [1-3], [1,2]: nobody can say here where they lead
_LEADING = r"\s*+(?:[\^↑↩︎]++\s*+)?(?:(?:[\[［【(（〔]\s*+)?{}\s*+(?:[\]］】)）〕]\s*+)?(?:[.．、:：]\s*+)?)?(?=\S)"


def is_head(block: Block, rules: RuleSet, text: str | None = None) -> bool:
    """Whether a block is the heading of notes or references and nothing else; `text` is its text where that is at hand."""
    if not isinstance(block, _LINED):
        return False
    text = (block_text(block) if text is None else text).strip()
    return (
        0 < len(text) <= _LONGEST
        and (pattern := rules.patterns.get("references")) is not None
        and bool(pattern.search(rules.mirror(text)))
    )


def unlabelled(note: Note, label: str) -> Iterator[Note]:
    """A note without the number that stands before its words, where `label` says how: the book numbers it."""
    if not label:
        yield note
        return
    number = re.escape(re.sub(r"[\W_]", "", label)) or r"\d{1,3}"
    first, *rest = note.blocks
    if isinstance(first, Paragraph):
        first = replace(first, children=_cut(first.children, re.compile(_LEADING.format(number), re.I)))
    yield replace(note, blocks=(first, *rest))


def of_text(text: Sequence[Block], behind: Sequence[Block], rules: RuleSet) -> list[Block]:
    """What of the blocks behind a text are its notes: those that it calls, and a section of entries that it calls for certain."""
    called = {node.key for line in each_line(text) for node in each_inline(line) if isinstance(node, NoteRef)}
    own = [block for block in behind if isinstance(block, Note) and block.key in called]
    section = _section([*text, *behind], len(text), rules)
    return [*own, *([*text, *behind][section.head : section.end] if section is not None else [])]


@dataclass(frozen=True, slots=True)
class _Section:
    """A section of entries that the text before it calls: where its heading stands, where it ends, the entries by number."""

    head: int
    end: int
    entries: dict[int, tuple[Block, ...]]
    raised: bool  # its marks are bare raised numbers


def linked(blocks: Sequence[Block], rules: RuleSet) -> tuple[tuple[Block, ...], list[Block]]:
    """The blocks with the section of references that their marks call as notes, and its heading, which goes."""
    section = _section(blocks, 0, rules)
    if section is None:
        return tuple(blocks), []
    notes = tuple(Note(f"reference-{number}", entry) for number, entry in sorted(section.entries.items()))

    def marked(node: Inline) -> Inlines:
        if section.raised and isinstance(node, Raised) and (number := _number(inline_text(node.children))):
            return (NoteRef(f"reference-{number}"),)
        return tuple(_called(node.text)) if isinstance(node, Text) and not section.raised else (node,)

    made = map_lines(tuple(blocks[: section.head]), lambda line: _flat(splice_inlines(line, marked)))
    return (*made, *notes, *blocks[section.end :]), [blocks[section.head]]


def headless(blocks: Sequence[Block], rules: RuleSet) -> tuple[tuple[Block, ...], list[Block]]:
    """The blocks without headings that stand over nothing but notes, and without the rule before notes at the end; and those."""
    if not any(isinstance(block, Note) for block in blocks):
        return tuple(blocks), []
    gone: set[int] = set()
    behind = len(blocks)  # where the notes that follow a block end
    for index, block in reversed(tuple(enumerate(blocks))):
        if index + 1 < len(blocks) and not isinstance(blocks[index + 1], Note):
            behind = index + 1
        if behind == index + 1 or not (is_head(block, rules) or (isinstance(block, Divider) and behind == len(blocks))):
            continue
        gone.add(index)
        if index and isinstance(blocks[index - 1], Divider):
            gone.add(index - 1)
    return tuple(block for k, block in enumerate(blocks) if k not in gone), [blocks[k] for k in sorted(gone)]


def _section(blocks: Sequence[Block], first: int, rules: RuleSet) -> _Section | None:
    for head in range(max(first, 1), len(blocks)):
        if not is_head(blocks[head], rules):
            continue
        entries, end = _entries(blocks, head)
        style = _style(set(entries), blocks[:head]) if entries else ""
        if style:
            return _Section(head, end, entries, style == "raised")
    return None


def _entries(blocks: Sequence[Block], head: int) -> tuple[dict[int, tuple[Block, ...]], int]:
    """The entries behind a heading by their numbers, which go 1, 2, 3 …; and where they end."""
    behind = blocks[head + 1] if head + 1 < len(blocks) else None
    if isinstance(behind, Items):
        if not behind.ordered or behind.start != 1:
            return {}, head
        return dict(enumerate(behind.items, 1)), head + 2
    found: dict[int, tuple[Block, ...]] = {}
    end = head + 1
    for block in blocks[end:]:
        rows = list(_rows(block)) if isinstance(block, Paragraph) else []
        if not rows or [number for number, _ in rows] != list(range(len(found) + 1, len(found) + 1 + len(rows))):
            break
        found |= {number: (Paragraph(line),) for number, line in rows}
        end += 1
    return found, end


def _rows(block: Paragraph) -> Iterator[tuple[int, Inlines]]:
    """The lines of a paragraph with their numbers; nothing where one has none."""
    rows: list[list[Inline]] = [[]]
    for node in block.children:
        if isinstance(node, Break):
            rows.append([])
        else:
            rows[-1].append(node)
    numbered = [(entry, row) for row in rows if (entry := _entry(Paragraph(tuple(row))))]
    if len(numbered) < len(rows):
        return
    for (number, pattern), row in numbered:
        yield number, _cut(tuple(row), pattern)


def _entry(block: Paragraph) -> tuple[int, re.Pattern[str]] | None:
    """The number that begins a line, and by which pattern it was found."""
    text = inline_text(block.children)
    for pattern in (_BRACKETED, _CIRCLE, _DOTTED):
        if match := pattern.match(text):
            return _number(match[1]), pattern
    return None


def _number(text: str) -> int:
    text = re.sub(r"[\[［【〔\]］】〕\s]", "", text)
    if len(text) == 1 and text in _CIRCLED:
        return _CIRCLED.index(text) + 1
    return int(text) if text.isdecimal() and len(text) <= 3 else 0


def _style(entries: set[int], before: Sequence[Block]) -> str:
    """How the marks of the entries are written in a text: each is called, and no other; "" where that is not certain.

    Bare raised numbers may be powers: they are marks only where they count up, each once.
    """
    written: set[int] = set()
    raised: list[int] = []
    for line in each_line(before):
        for node in each_inline(line):
            if isinstance(node, NoteRef) or (isinstance(node, Text) and _SEVERAL.search(node.text)):
                return ""  # the page has notes of its own, or marks of several
            if isinstance(node, Text):
                written |= {_number(match[1] or match[2]) for match in _MARKS.finditer(node.text)}
            elif isinstance(node, Raised) and inline_text(node.children).strip().isdecimal():
                raised.append(_number(inline_text(node.children)))
    if written == entries:
        return "written"
    return "raised" if not written and raised == sorted(entries) else ""


def _called(text: str) -> Iterator[Inline]:
    """A text with its marks as marks of notes."""
    at = 0
    for match in _MARKS.finditer(text):
        if text[at : match.start()]:
            yield Text(text[at : match.start()])
        yield NoteRef(f"reference-{_number(match[1] or match[2])}")
        at = match.end()
    if text[at:]:
        yield Text(text[at:])


def _flat(line: Inlines) -> Inlines:
    """A line in which a mark that was raised or strong stands free."""
    return tuple(
        child
        for node in line
        for child in (node.children if isinstance(node, Raised | Strong) and _only_marks(node.children) else (node,))
    )


def _only_marks(line: Inlines) -> bool:
    return bool(line) and all(isinstance(node, NoteRef) for node in line)


def _cut(line: Inlines, pattern: re.Pattern[str]) -> Inlines:
    """A line without what a pattern matches at its start, in the first text of it."""
    if not line:
        return line
    first = line[0]
    if isinstance(first, Text):
        match = pattern.match(first.text)
        rest = first.text[match.end() :] if match else first.text
        return ((Text(rest),) if rest else ()) + line[1:]
    if isinstance(first, Link | Strong | Raised):
        inner = _cut(first.children, pattern)
        return ((replace(first, children=inner),) if inner else ()) + line[1:]
    return line
