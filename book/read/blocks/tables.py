"""Tables and lists: which are data and which only hold a page together, and the data ones as rows of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import assert_never

from book.model import (
    Block,
    Break,
    Cell,
    CodeBlock,
    Divider,
    Figure,
    Heading,
    Inline,
    InlineImage,
    Inlines,
    Items,
    Note,
    Paragraph,
    Quote,
    Table,
    Text,
)
from book.read.nodes import Element, Node
from book.walk import block_text

#: A cell longer than this, in characters, is prose in a box (median of the layout cells in the labelled pages: 1,900).
_PROSE = 300
BOXES = frozenset({"td", "th", "caption"})
_WIDEST = 1000  # HTML clamps colspan at 1,000 and rowspan at 65,534


def is_layout(table: Element) -> bool:
    """Whether a table holds a page together: one cell, or a table inside, or prose in its cells, or code beside its numbers."""
    if table.get("role") == "presentation" or table.first("table") is not None:
        return True
    cells = table.inside("td", "th")
    if len(cells) <= 1:
        return True
    rows = {id(cell.around("tr")) for cell in cells}
    return (
        len(rows) == len(cells)
        or (len(rows) == 1 and table.first("pre") is not None)
        or any(len(cell.text()) > _PROSE for cell in cells)
    )


def own(table: Element, names: frozenset[str]) -> Iterator[Element]:
    """The elements of a table that no table inside it has, in their order; a look at the parents of each would climb each nest."""
    waiting: list[Node] = table.children[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Element) and node.name != "table":
            if node.name in names:
                yield node
            waiting += reversed(node.children)


def is_layout_list(tag: Element) -> bool:
    """Whether a list only holds a page together: an item of it has headings and paragraphs of its own."""
    return any(item.first("h1", "h2", "h3") is not None and len(item.inside("p")) > 3 for item in tag.own("li"))


def table_of(table: Element, line: Callable[[Element], Inlines]) -> Table | None:
    """The table as rows of cells, `line` giving the content of a cell; `None` where nothing is in it."""
    rows: list[tuple[Cell, ...]] = []
    for row in table.inside("tr"):
        cells = tuple(
            Cell(line(cell), cell.name == "th", _span(cell, "colspan"), _span(cell, "rowspan"))
            for cell in row.own("td", "th")
        )
        if cells:
            rows.append(cells)
    caption = table.first("caption")
    caption_line = line(caption) if caption is not None else ()
    if not any(cell.children for row in rows for cell in row):
        return None
    return Table(tuple(rows), caption_line)


def _span(cell: Element, name: str) -> int:
    value = cell.get(name)
    return min(max(int(value), 1), _WIDEST) if value.isdecimal() else 1


def one_line(blocks: Iterable[Block]) -> Inlines:
    """What the blocks in a cell say as one line, parted by breaks."""
    line: list[Inline] = []
    for block in blocks:
        if line:
            line.append(Break())
        match block:
            case Paragraph(children) | Heading(children=children):
                line.extend(children)
            case Figure(images, caption):
                line.extend(InlineImage(image) for image in images)
                line.extend(caption)
            case Quote() | Items() | CodeBlock() | Table() | Divider() | Note():
                line.append(Text(" ".join(block_text(block).split()) or " "))
            case _:
                assert_never(block)
    return tuple(line)
