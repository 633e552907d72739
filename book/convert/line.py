"""A line of inlines, its text converted as one string and dealt back to its leaves.

What comes out is exact by construction: the leaves joined are the converted text, whatever the markup. Where a piece keeps
its length, each character stays in its leaf; where a phrase changes its length across markup, the cut lies in the new
phrase where it lay in the old one, rounded to a character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from typing import assert_never

from book.classes import dataclass, replace
from book.convert.engine import Convert, Way
from book.late import expression
from book.model import (
    Break,
    Code,
    Deleted,
    Emphasis,
    Formula,
    Image,
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

#: OpenCC's longest phrases; beyond it the sides of a cut are independent.
_REACH = 12
_ADDRESS = expression(r"(?:[a-z][a-z0-9+.-]*:|www\.|//)\S+", re.I)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and what becomes of it; without a `way` it is kept or replaced as a whole."""

    source: str
    result: str
    way: Way | None = None


#: Text → its pieces; their sources joined are the text.
Split = Callable[[str], Sequence[Piece]]


def convert_line(inlines: Inlines, split: Split, image: Callable[[Image], Image] = lambda image: image) -> Inlines:
    """The line converted; dropping the markup first gives the same text. Pictures in it go through `image`."""
    pieces: list[str] = []
    for kind, run in groupby(_leaves(inlines), key=lambda leaf: leaf[0]):
        leaves = [text for _, text in run]
        if kind == "text":
            pieces += deal(leaves, split("".join(leaves)))
        elif kind == "kept":
            pieces += leaves
    return _dealt(inlines, iter(pieces), image)


def _leaves(inlines: Inlines) -> Iterator[tuple[str, str]]:
    """The line's leaves: text that is converted, text that is kept, and stops that no phrase runs across."""
    for node in inlines:
        match node:
            case Text(text) | Ruby(base=text):
                yield "text", text
            case Code() | Formula() | Break():
                yield "stop", ""
            case Link(href, children) if _is_address(href, children):
                yield from (("kept" if kind == "text" else kind, text) for kind, text in _leaves(children))
            case (
                Strong(children) | Emphasis(children) | Deleted(children) | Raised(children) | Lowered(children)
                | Styled(children=children) | Link(children=children)
            ):  # fmt: skip
                yield from _leaves(children)
            case InlineImage() | NoteRef():
                pass
            case _:
                assert_never(node)


def _is_address(href: str, children: Inlines) -> bool:
    """Whether a link shows its own address: such text is quoted as it stands."""
    text = inline_text(children).strip()
    return bool(_ADDRESS.fullmatch(text)) or (
        len(text) > 3 and "." in text and href.rstrip("/").endswith(text.rstrip("/"))
    )


def deal(leaves: Sequence[str], pieces: Sequence[Piece]) -> list[str]:
    """The pieces' results cut into as many strings as there are leaves, each where its leaf ends in the source."""
    joined = "".join(piece.result for piece in pieces)
    if len(leaves) == 1:
        return [joined]
    bounds = [0]
    ends = [*accumulate(len(piece.source) for piece in pieces)]
    outs = [*accumulate(len(piece.result) for piece in pieces)]
    number = 0
    for place in accumulate(map(len, leaves[:-1])):
        while number < len(pieces) - 1 and place > ends[number]:
            number += 1
        if not pieces:
            bounds.append(0)
            continue
        piece = pieces[number]
        inside = place - ends[number] + len(piece.source)
        bounds.append(max(bounds[-1], outs[number] - len(piece.result) + _cut(piece, inside)))
    bounds.append(len(joined))
    return [joined[start:end] for start, end in pairwise(bounds)]


def _cut(piece: Piece, position: int) -> int:
    """Where a position of a piece's source lies in its result."""
    source, result = piece.source, piece.result
    if position in (0, len(source)):
        return len(result) if position else 0
    if piece.way is None:
        return round(position * len(result) / len(source))
    if piece.way.aligned(source, result):
        return position
    return _cut_words(source, result, position, piece.way.convert)


def _cut_words(text: str, converted: str, position: int, convert: Convert) -> int:
    """The same where words change their length: exact where both sides convert alike apart, else inside the phrase."""
    left = convert(text[:position])
    if left + convert(text[position:]) == converted:
        return len(left)
    for reach in range(1, _REACH):
        for start in range(max(0, position - reach), position):
            end = min(len(text), start + reach + 1)
            if end <= position:
                continue
            head, middle = convert(text[:start]), convert(text[start:end])
            if head + middle + convert(text[end:]) == converted:
                return len(head) + round((position - start) * len(middle) / (end - start))
    return position if len(converted) == len(text) else min(len(left), len(converted))


def _dealt(inlines: Inlines, pieces: Iterator[str], image: Callable[[Image], Image]) -> Inlines:
    nodes: list[Inline] = []
    for node in inlines:
        match node:
            case Text():
                if piece := next(pieces):
                    nodes.append(Text(piece))
            case (
                Strong(children) | Emphasis(children) | Deleted(children) | Raised(children) | Lowered(children)
                | Styled(children=children) | Link(children=children)
            ):  # fmt: skip
                nodes.append(replace(node, children=_dealt(children, pieces, image)))
            case Ruby(_, reading):
                if piece := next(pieces):
                    nodes.append(Ruby(piece, reading))
            case InlineImage(picture):
                nodes.append(replace(node, image=image(picture)))
            case Break() | Code() | Formula() | NoteRef():
                nodes.append(node)
            case _:
                assert_never(node)
    return tuple(nodes)
