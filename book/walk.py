"""The only module that knows how the tree nests: plain text, leaves, mapping. Pure; it decides nothing.

Every function takes and gives tuples and leaves its argument alone. Kinds that hold others are named here once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import is_not
from typing import TypeVar, assert_never

from book.classes import replace
from book.model import (
    Article,
    Block,
    Blocks,
    Break,
    Cell,
    Code,
    CodeBlock,
    Deleted,
    Divider,
    Emphasis,
    Figure,
    Formula,
    Heading,
    Image,
    Inline,
    InlineImage,
    Inlines,
    Items,
    Link,
    Lowered,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Raised,
    Ruby,
    Strong,
    Styled,
    Table,
    Text,
)

InlineMap = Callable[[Inline], Inline]
_Node = TypeVar("_Node")

#: Inlines that hold others. Text is asked for before these everywhere: most of what stands in a line is a run of characters.
_HOLDERS = (Strong, Emphasis, Deleted, Raised, Lowered, Styled, Link)
_LINED = (Paragraph, Heading)
_OUTER = (Quote, Note, Items)


def inline_text(inlines: Iterable[Inline]) -> str:
    """Plain text of a line of inlines: a break is a newline, a picture nothing, a ruby its base."""
    pieces: list[str] = []
    for node in inlines:
        if isinstance(node, Text):
            pieces.append(node.text)
        elif isinstance(node, _HOLDERS):
            pieces.append(inline_text(node.children))
        else:
            pieces.append(_leaf_text(node))
    return pieces[0] if len(pieces) == 1 else "".join(pieces)


def _leaf_text(node: Break | Code | Formula | InlineImage | Ruby | NoteRef) -> str:
    match node:
        case Break():
            return "\n"
        case Code(text) | Formula(text) | Ruby(text, _):
            return text
        case InlineImage() | NoteRef():
            return ""
        case _:
            assert_never(node)


def block_text(block: Block) -> str:
    """Plain text of a block, its inner blocks on lines of their own."""
    match block:
        case Paragraph() | Heading():
            return inline_text(block.children)
        case Figure():
            return inline_text(block.caption)
        case Quote(blocks) | Note(blocks=blocks):
            return plain_text(blocks)
        case Items(items):
            return "\n".join([plain_text(item) for item in items])
        case CodeBlock(text):
            return text
        case Table(rows, caption):
            lines = ["\t".join([inline_text(cell.children) for cell in row]) for row in rows]
            return "\n".join(([inline_text(caption)] if caption else []) + lines)
        case Divider():
            return ""
        case _:
            assert_never(block)


def plain_text(blocks: Iterable[Block]) -> str:
    """Plain text of blocks, one line a block; blocks without text leave no line."""
    return "\n".join([text for text in map(block_text, blocks) if text])


def _same(made: tuple[_Node, ...], before: tuple[_Node, ...]) -> tuple[_Node, ...]:
    """What was made, or the very tuple that it was made of where nothing in it is another object."""
    return made if len(made) != len(before) or True in map(is_not, made, before) else before


def map_inlines(inlines: Inlines, leaf: InlineMap) -> Inlines:
    """The same line with `leaf` applied to each node, innermost first; the very same one where that changes nothing."""
    return _same(tuple([map_inline(node, leaf) for node in inlines]), inlines)


def map_inline(node: Inline, leaf: InlineMap) -> Inline:
    """One inline with `leaf` applied to its children, then to itself."""
    if not isinstance(node, Text) and isinstance(node, _HOLDERS):
        children = map_inlines(node.children, leaf)
        return leaf(node if children is node.children else replace(node, children=children))
    return leaf(node)


def splice_inlines(inlines: Inlines, change: Callable[[Inline], Inlines]) -> Inlines:
    """The same line with each node replaced by the nodes that `change` gives for it, innermost first; the very same one where that
    changes nothing."""
    made: list[Inline] = []
    for node in inlines:
        if isinstance(node, _HOLDERS):
            children = splice_inlines(node.children, change)
            made += change(node if children is node.children else replace(node, children=children))
        else:
            made += change(node)
    return _same(tuple(made), inlines)


def map_lines(blocks: Blocks, line: Callable[[Inlines], Inlines]) -> Blocks:
    """The same blocks with `line` applied to every line of inlines they hold (paragraphs, headings, captions, cells)."""
    return _same(tuple([map_block_lines(block, line) for block in blocks]), blocks)


def map_block_lines(block: Block, line: Callable[[Inlines], Inlines]) -> Block:
    """One block with `line` applied to every line of inlines in it; the very same one where that changes nothing."""
    match block:
        case Paragraph() | Heading():
            made = line(block.children)
            return block if made is block.children else replace(block, children=made)
        case Figure(_, caption):
            made = line(caption)
            return block if made is caption else replace(block, caption=made)
        case Quote(blocks) | Note(blocks=blocks):
            inner = map_lines(blocks, line)
            return block if inner is blocks else replace(block, blocks=inner)
        case Items(items):
            each = _same(tuple([map_lines(item, line) for item in items]), items)
            return block if each is items else replace(block, items=each)
        case Table(rows, caption):
            cells = _same(tuple([_same(tuple([map_cell(cell, line) for cell in row]), row) for row in rows]), rows)
            made = line(caption)
            return block if cells is rows and made is caption else replace(block, rows=cells, caption=made)
        case CodeBlock() | Divider():
            return block
        case _:
            assert_never(block)


def map_cell(cell: Cell, line: Callable[[Inlines], Inlines]) -> Cell:
    """A cell with `line` applied to what it says."""
    made = line(cell.children)
    return cell if made is cell.children else replace(cell, children=made)


def map_images(blocks: Blocks, change: Callable[[Image], Image]) -> Blocks:
    """The same blocks with `change` applied to every picture."""

    def leaf(node: Inline) -> Inline:
        if not isinstance(node, InlineImage):
            return node
        image = change(node.image)
        return node if image is node.image else InlineImage(image)

    def one(block: Block) -> Block:
        if not isinstance(block, Figure):
            return block
        made = _same(tuple([change(image) for image in block.images]), block.images)
        return block if made is block.images else replace(block, images=made)

    return map_blocks(map_lines(blocks, lambda line: map_inlines(line, leaf)), one)


def map_blocks(blocks: Blocks, change: Callable[[Block], Block]) -> Blocks:
    """The same blocks with `change` applied to each, innermost first; the very same ones where that changes nothing."""
    made = [change(_inner(block, change) if isinstance(block, _OUTER) else block) for block in blocks]
    return _same(tuple(made), blocks)


def _inner(block: Quote | Note | Items, change: Callable[[Block], Block]) -> Block:
    if isinstance(block, Items):
        items = _same(tuple([map_blocks(item, change) for item in block.items]), block.items)
        return block if items is block.items else replace(block, items=items)
    blocks = map_blocks(block.blocks, change)
    return block if blocks is block.blocks else replace(block, blocks=blocks)


def each_block(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block, outer before inner, in reading order."""
    for block in blocks:
        yield block
        if isinstance(block, _OUTER):
            for inner in block.items if isinstance(block, Items) else (block.blocks,):
                yield from each_block(inner)


def each_line(blocks: Iterable[Block]) -> Iterator[Inlines]:
    """Every line of inlines, in reading order."""
    for block in each_block(blocks):
        if isinstance(block, Paragraph):
            yield block.children
        else:
            yield from own_lines(block)


def own_lines(block: Block) -> Iterator[Inlines]:
    """The lines of inlines that a block holds itself, not in inner blocks."""
    match block:
        case Paragraph(children) | Heading(children=children) | Figure(caption=children):
            yield children
        case Table(rows, caption):
            yield caption
            for row in rows:
                for cell in row:
                    yield cell.children
        case Quote() | Items() | CodeBlock() | Divider() | Note():
            pass
        case _:
            assert_never(block)


def each_inline(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Every inline, outer before inner."""
    for node in inlines:
        yield node
        if isinstance(node, _HOLDERS):
            yield from each_inline(node.children)


def linked_share(blocks: tuple[Block, ...]) -> float:
    """Share of the text of blocks that stands in links, 0 to 1."""
    nodes = (node for line in each_line(blocks) for node in each_inline(line))
    inside = sum([len(inline_text(node.children)) for node in nodes if isinstance(node, Link)])
    total = sum([len(text.replace("\n", "")) for text in map(block_text, blocks)]) if inside else 0
    return inside / total if total else 0.0


def images(blocks: Iterable[Block]) -> Iterator[Image]:
    """Every picture, in reading order."""
    for block in each_block(blocks):
        if isinstance(block, Figure):
            yield from block.images
        for line in (block.children,) if isinstance(block, _LINED) else own_lines(block):
            for node in each_inline(line):
                if isinstance(node, InlineImage):
                    yield node.image


def headings(article: Article) -> tuple[Heading, ...]:
    """The headings of an article that enter the contents, in reading order."""
    return tuple([block for block in article.blocks if isinstance(block, Heading)])


def number(blocks: Blocks) -> Blocks:
    """The same blocks with `at` = 1, 2, … in reading order, outer before inner."""
    count = 0

    def one(block: Block) -> Block:
        nonlocal count
        count += 1
        here = count
        match block:
            case Paragraph(children):
                return block if block.at == here else Paragraph(children, here)
            case Quote(inner) | Note(blocks=inner):
                return replace(block, blocks=tuple([one(each) for each in inner]), at=here)
            case Items(items):
                return replace(block, items=tuple([tuple(map(one, item)) for item in items]), at=here)
            case Heading() | Figure() | CodeBlock() | Table() | Divider():
                return block if block.at == here else replace(block, at=here)
            case _:
                assert_never(block)

    return tuple([one(block) for block in blocks])
