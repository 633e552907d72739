"""Lists that an author typed: lines that begin with ● • ▪ become the list they are. The mark goes; the list says it again."""

from __future__ import annotations

from itertools import groupby

from book.late import expression
from book.model import Block, Break, Inlines, Items, Paragraph, Text

_MARK = expression(r"^\s*[●•▪◦■◆▶►]\s*(?=\S)")
_FEWEST = 2  # one marked line alone may be an ornament


def listed(blocks: list[Block]) -> list[Block]:
    """The same blocks with runs of marked paragraphs, or of marked lines in one paragraph, as lists."""
    parted = [part for block in blocks for part in _parted(block)]
    result: list[Block] = []
    for marked, group in groupby(parted, _is_marked):
        run = list(group)
        if marked and len(run) >= _FEWEST:
            result.append(Items(tuple((Paragraph(_unmarked(block)),) for block in run if isinstance(block, Paragraph))))
        else:
            result.extend(run)
    return result


def _parted(block: Block) -> list[Block]:
    """The lines of a paragraph apart, where two or more are marked; a line without a mark stays with the one before."""
    if not isinstance(block, Paragraph) or len(block.children) < 2:
        return [block]
    if not any(isinstance(node, Break) for node in block.children):
        return [block]
    lines = [
        tuple(group)
        for is_break, group in groupby(block.children, lambda node: isinstance(node, Break))
        if not is_break
    ]
    if sum(map(_marks, lines)) < _FEWEST:
        return [block]
    rows: list[Inlines] = []
    for line in lines:
        if rows and not _marks(line) and _marks(rows[-1]):
            rows[-1] = (*rows[-1], Break(), *line)
        else:
            rows.append(line)
    return [Paragraph(line) for line in rows]


def _is_marked(block: Block) -> bool:
    return isinstance(block, Paragraph) and _marks(block.children)


def _marks(line: Inlines) -> bool:
    return bool(line) and isinstance(line[0], Text) and _MARK.match(line[0].text) is not None


def _unmarked(block: Paragraph) -> Inlines:
    first = block.children[0]
    return (
        (Text(_MARK.sub("", first.text, count=1)), *block.children[1:]) if isinstance(first, Text) else block.children
    )
