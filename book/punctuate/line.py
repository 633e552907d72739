"""A line of inlines as one string, and back: rules see no markup, so markup makes no difference to what they do.

A leaf that is no text (code, a formula, a picture, a note's mark) and a link whose text is an address stand as U+FFFC;
a break stands as a newline, which every rule takes for the edge of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import assert_never

from book.classes import replace
from book.late import expression
from book.model import (
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
    Raised,
    Ruby,
    Strong,
    Styled,
    Text,
)
from book.walk import inline_text

#: What an object that is no text looks like in the string of a line.
OBJECT = "\ufffc"
#: (start, end, new): what stands from start to end becomes new; in order, never overlapping.
Edit = tuple[int, int, str]

_ADDRESS = expression(r"(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)\S+", re.I)


def is_address(link: Link) -> bool:
    """Whether a link's text is where it leads; such a text is never edited, whatever characters it holds."""
    text = inline_text(link.children)
    return text == link.href or _ADDRESS.fullmatch(text) is not None


def pieces(inlines: Inlines) -> list[str]:
    """The line's leaves in reading order, one string a leaf."""
    leaves: list[str] = []
    _collect(inlines, leaves)
    return leaves


def _collect(inlines: Inlines, leaves: list[str]) -> None:
    for node in inlines:
        match node:
            case Text(text) | Ruby(base=text):
                leaves.append(text)
            case Break():
                leaves.append("\n")
            case Link() if is_address(node):
                leaves.append(OBJECT)
            case (
                Strong(children) | Emphasis(children) | Deleted(children) | Raised(children) | Lowered(children)
                | Styled(children=children) | Link(children=children)
            ):  # fmt: skip
                _collect(children, leaves)
            case Code() | Formula() | InlineImage() | NoteRef():
                leaves.append(OBJECT)
            case _:
                assert_never(node)


def dealt(inlines: Inlines, new: Iterator[str]) -> Inlines:
    """The line with its leaves' strings replaced, in the order of `pieces`; a leaf that is left empty is gone."""
    nodes: list[Inline] = []
    for node in inlines:
        match node:
            case Text():
                text = next(new)
                if text:
                    nodes.append(Text(text))
            case Ruby():
                text = next(new)
                if text:
                    nodes.append(replace(node, base=text))
            case Link() if is_address(node):
                next(new)
                nodes.append(node)
            case (
                Strong(children) | Emphasis(children) | Deleted(children) | Raised(children) | Lowered(children)
                | Styled(children=children) | Link(children=children)
            ):  # fmt: skip
                inner = dealt(children, new)
                if inner or not children:
                    nodes.append(replace(node, children=inner))
            case Break() | Code() | Formula() | InlineImage() | NoteRef():
                next(new)
                nodes.append(node)
            case _:
                assert_never(node)
    return tuple(nodes)


def bounds_of(leaves: Sequence[str]) -> list[int]:
    """Where each leaf ends in the joined string."""
    return list(accumulate(map(len, leaves)))


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text with the edits made."""
    parts: list[str] = []
    last = 0
    for start, end, new in edits:
        parts.append(text[last:start])
        parts.append(new)
        last = end
    parts.append(text[last:])
    return "".join(parts)


def moved(bounds: Sequence[int], edits: Sequence[Edit]) -> list[int]:
    """Where the leaves end after the edits.

    What is inserted belongs to the leaf on its left; what replaces a run that lay in several leaves, to the first of them.
    """
    ends: list[int] = []
    shift = index = 0
    for bound in bounds:
        while index < len(edits) and edits[index][1] <= bound:
            start, end, new = edits[index]
            shift += len(new) - (end - start)
            index += 1
        if index < len(edits) and edits[index][0] < bound:
            ends.append(edits[index][0] + shift + len(edits[index][2]))
        else:
            ends.append(bound + shift)
    return ends
