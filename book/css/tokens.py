"""The tokens of tinycss2: what lies in their brackets, and how deep. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: Brackets within brackets; a calc() within a media query within a layer has 6. tinycss2 serialises by recursion.
DEEPEST = 32

Tokens = list[Any]


def is_literal(token: Any, *literals: str) -> bool:
    """Whether a token is one of these signs."""
    return token.type == "literal" and token.value in literals


def is_blank(token: Any) -> bool:
    """Whether a token says nothing."""
    return token.type in ("whitespace", "comment")


def depth(tokens: Tokens) -> int:
    """How deep brackets lie in brackets; counted without recursion."""
    waiting, deepest = [(token, 1) for token in tokens], 0
    while waiting:
        token, here = waiting.pop()
        deepest = max(deepest, here)
        if here <= DEEPEST:
            waiting += [(inner, here + 1) for inner in inside(token)]
    return deepest


def inside(token: Any) -> Tokens:
    """What a bracket or function holds; the list itself."""
    held = getattr(token, "content", None) or getattr(token, "arguments", None)
    return held if isinstance(held, list) else []


def each(tokens: Tokens) -> Iterator[Any]:
    """Every token, those within brackets too; the depth is known to be small."""
    for token in tokens:
        yield token
        yield from each(inside(token))
