"""A line that is strong from end to end, as headings without mark-up are, and the same without the strong."""

from __future__ import annotations

from typing import assert_never

from book.model import (
    Block,
    Break,
    Code,
    Deleted,
    Emphasis,
    Formula,
    Inline,
    InlineImage,
    Inlines,
    Link,
    Lowered,
    NoteRef,
    Paragraph,
    Raised,
    Ruby,
    Strong,
    Styled,
    Text,
)
from book.walk import inline_text


def strong_line(block: Block) -> Inlines | None:
    """The line of a paragraph that is all strong, also where links run through it."""
    return block.children if isinstance(block, Paragraph) and block.children and _is_strong(block.children) else None


def _is_strong(line: Inlines) -> bool:
    strong = False
    for node in line:
        match node:
            case Strong():
                strong = True
            case Link(children=children):
                if not _is_strong(children):
                    return False
                strong = True
            case (
                Text() | Break() | Emphasis() | Deleted() | Styled() | Raised() | Lowered() | Code() | Formula() | InlineImage()
                | Ruby() | NoteRef()
            ):  # fmt: skip
                if inline_text((node,)).strip():
                    return False
            case _:
                assert_never(node)
    return strong


def without_strong(line: Inlines) -> Inlines:
    """A heading's line without the strong that made it one."""
    nodes: list[Inline] = []
    for node in line:
        inner = Link(node.href, without_strong(node.children)) if isinstance(node, Link) else node
        for child in inner.children if isinstance(inner, Strong) else (inner,):
            if isinstance(child, Text) and nodes and isinstance(nodes[-1], Text):
                nodes[-1] = Text(nodes[-1].text + child.text)
            else:
                nodes.append(child)
    if nodes and isinstance(nodes[0], Text):
        nodes[0] = Text(nodes[0].text.lstrip() or nodes[0].text)
    return tuple(nodes)
