"""The only module that knows how the tree nests: plain text, leaves, mapping. Pure; it decides nothing.

Every function takes and gives tuples and leaves its argument alone. Kinds that hold others are named here once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from operator import is_not
from typing import assert_never

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


def inline_text(inlines: Iterable[Inline]) -> str:
    """Plain text of a line of inlines: a break is a newline, a picture nothing, a ruby its base."""
    pieces: list[str] = []
    for node in inlines:
        match node:
            case Text(text) | Code(text):
                pieces.append(text)
            case Break():
                pieces.append("\n")
            case (
                Strong(children) | Emphasis(children) | Deleted(children) | Raised(children) | Lowered(children)
                | Styled(children=children) | Link(children=children)
            ):  # fmt: skip
                pieces.append(inline_text(children))
            case Formula(tex):
                pieces.append(tex)
            case Ruby(base, _):
                pieces.append(base)
            case InlineImage() | NoteRef():
                pass
            case _:
                assert_never(node)
    return "".join(pieces)


def block_text(block: Block) -> str:
    """Plain text of a block, its inner blocks on lines of their own."""
    match block:
        case Paragraph(children) | Heading(children=children) | Figure(caption=children):
            return inline_text(children)
        case Quote(blocks) | Note(blocks=blocks):
            return plain_text(blocks)
        case Items(items):
            return "\n".join(plain_text(item) for item in items)
        case CodeBlock(text):
            return text
        case Table(rows, caption):
            lines = ["\t".join(inline_text(cell.children) for cell in row) for row in rows]
            return "\n".join(([inline_text(caption)] if caption else []) + lines)
        case Divider():
            return ""
        case _:
            assert_never(block)


def plain_text(blocks: Iterable[Block]) -> str:
    """Plain text of blocks, one line a block; blocks without text leave no line."""
    return "\n".join(text for text in map(block_text, blocks) if text)


def map_inlines(inlines: Inlines, leaf: InlineMap) -> Inlines:
    """The same line with `leaf` applied to each node, innermost first; the very same one where that changes nothing."""
    made = tuple([map_inline(node, leaf) for node in inlines])
    return made if any(map(is_not, made, inlines)) else inlines


def map_inline(node: Inline, leaf: InlineMap) -> Inline:
    """One inline with `leaf` applied to its children, then to itself."""
    match node:
        case (
            Strong(children) | Emphasis(children) | Deleted(children) | Raised(children) | Lowered(children)
            | Styled(children=children) | Link(children=children)
        ):  # fmt: skip
            return leaf(replace(node, children=map_inlines(children, leaf)))
        case Text() | Break() | Code() | Formula() | InlineImage() | Ruby() | NoteRef():
            return leaf(node)
        case _:
            assert_never(node)


def splice_inlines(inlines: Inlines, change: Callable[[Inline], Inlines]) -> Inlines:
    """The same line with each node replaced by the nodes that `change` gives for it, innermost first."""

    def children(node: Inline) -> Inline:
        match node:
            case (
                Strong(inner) | Emphasis(inner) | Deleted(inner) | Raised(inner) | Lowered(inner)
                | Styled(children=inner) | Link(children=inner)
            ):  # fmt: skip
                return replace(node, children=splice_inlines(inner, change))
            case Text() | Break() | Code() | Formula() | InlineImage() | Ruby() | NoteRef():
                return node
            case _:
                assert_never(node)

    return tuple(new for node in inlines for new in change(children(node)))


def map_lines(blocks: Blocks, line: Callable[[Inlines], Inlines]) -> Blocks:
    """The same blocks with `line` applied to every line of inlines they hold (paragraphs, headings, captions, cells)."""
    return tuple(map_block_lines(block, line) for block in blocks)


def map_block_lines(block: Block, line: Callable[[Inlines], Inlines]) -> Block:
    """One block with `line` applied to every line of inlines in it."""
    match block:
        case Paragraph(children) | Heading(children=children):
            made = line(children)
            return block if made is children else replace(block, children=made)
        case Figure(_, caption):
            made = line(caption)
            return block if made is caption else replace(block, caption=made)
        case Quote(blocks) | Note(blocks=blocks):
            return replace(block, blocks=map_lines(blocks, line))
        case Items(items):
            return replace(block, items=tuple(map_lines(item, line) for item in items))
        case Table(rows, caption):
            cells = tuple(tuple(map_cell(cell, line) for cell in row) for row in rows)
            return replace(block, rows=cells, caption=line(caption))
        case CodeBlock() | Divider():
            return block
        case _:
            assert_never(block)


def map_cell(cell: Cell, line: Callable[[Inlines], Inlines]) -> Cell:
    """A cell with `line` applied to what it says."""
    return replace(cell, children=line(cell.children))


def map_images(blocks: Blocks, change: Callable[[Image], Image]) -> Blocks:
    """The same blocks with `change` applied to every picture."""

    def leaf(node: Inline) -> Inline:
        return InlineImage(change(node.image)) if isinstance(node, InlineImage) else node

    def one(block: Block) -> Block:
        if isinstance(block, Figure):
            return replace(block, images=tuple(change(image) for image in block.images))
        return block

    return map_blocks(map_lines(blocks, lambda line: map_inlines(line, leaf)), one)


def map_blocks(blocks: Blocks, change: Callable[[Block], Block]) -> Blocks:
    """The same blocks with `change` applied to each, innermost first."""
    return tuple(change(_inner(block, change)) for block in blocks)


def _inner(block: Block, change: Callable[[Block], Block]) -> Block:
    match block:
        case Quote(blocks) | Note(blocks=blocks):
            return replace(block, blocks=map_blocks(blocks, change))
        case Items(items):
            return replace(block, items=tuple(map_blocks(item, change) for item in items))
        case Paragraph() | Heading() | Figure() | CodeBlock() | Table() | Divider():
            return block
        case _:
            assert_never(block)


def each_block(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block, outer before inner, in reading order."""
    for block in blocks:
        yield block
        match block:
            case Quote(inner) | Note(blocks=inner):
                yield from each_block(inner)
            case Items(items):
                for item in items:
                    yield from each_block(item)
            case Paragraph() | Heading() | Figure() | CodeBlock() | Table() | Divider():
                pass
            case _:
                assert_never(block)


def each_line(blocks: Iterable[Block]) -> Iterator[Inlines]:
    """Every line of inlines, in reading order."""
    for block in each_block(blocks):
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
        match node:
            case (
                Strong(children) | Emphasis(children) | Deleted(children) | Raised(children) | Lowered(children)
                | Styled(children=children) | Link(children=children)
            ):  # fmt: skip
                yield from each_inline(children)
            case Text() | Break() | Code() | Formula() | InlineImage() | Ruby() | NoteRef():
                pass
            case _:
                assert_never(node)


def linked_share(blocks: tuple[Block, ...]) -> float:
    """Share of the text of blocks that stands in links, 0 to 1."""
    total = sum(len(text.replace("\n", "")) for text in map(block_text, blocks))
    nodes = (node for line in each_line(blocks) for node in each_inline(line))
    inside = sum(len(inline_text(node.children)) for node in nodes if isinstance(node, Link))
    return inside / total if total else 0.0


def images(blocks: Iterable[Block]) -> Iterator[Image]:
    """Every picture, in reading order."""
    for block in each_block(blocks):
        if isinstance(block, Figure):
            yield from block.images
        nodes = (node for line in own_lines(block) for node in each_inline(line))
        yield from (node.image for node in nodes if isinstance(node, InlineImage))


def headings(article: Article) -> tuple[Heading, ...]:
    """The headings of an article that enter the contents, in reading order."""
    return tuple(block for block in article.blocks if isinstance(block, Heading))


def number(blocks: Blocks) -> Blocks:
    """The same blocks with `at` = 1, 2, … in reading order, outer before inner."""
    count = 0

    def one(block: Block) -> Block:
        nonlocal count
        count += 1
        here = count
        match block:
            case Quote(inner) | Note(blocks=inner):
                return replace(block, blocks=tuple(map(one, inner)), at=here)
            case Items(items):
                return replace(block, items=tuple(tuple(map(one, item)) for item in items), at=here)
            case Paragraph() | Heading() | Figure() | CodeBlock() | Table() | Divider():
                return replace(block, at=here)
            case _:
                assert_never(block)

    return tuple(map(one, blocks))
