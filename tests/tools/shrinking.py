"""From an article that fails to the smallest one that fails the same: nodes are left out, unwrapped, emptied, shortened.

Hypothesis shrinks too, but gives up after five hundred steps, which a large article needs for its words alone.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, get_args

from book.model import Block, Inline, Text

Value = TypeVar("Value")
_KINDS = get_args(Block), get_args(Inline)


def smallest(value: Value, fails: Callable[[Value], bool]) -> Value:
    """A form of what fails of which no simpler form fails."""
    return _least(value, simpler, fails)


def fewest(items: tuple[Value, ...], fails: Callable[[tuple[Value, ...]], bool]) -> tuple[Value, ...]:
    """Those of some items that fail together, of which none can be left out."""
    return _least(items, _shorter, fails)


def _least(value: Value, steps: Callable[[Value], Iterator[Value]], fails: Callable[[Value], bool]) -> Value:
    """Goes on from each step that succeeds with those that come after it, and round again until none does."""
    begun = 0
    while True:
        for number, found in enumerate(itertools.islice(steps(value), begun, None), begun):
            if fails(found):
                value, begun = found, number
                break
        else:
            if not begun:
                return value
            begun = 0


def simpler(value: Any) -> Iterator[Any]:
    """Forms of a value that are a step simpler, large steps first. They hold what the model promises."""
    if isinstance(value, str):
        yield from _shorter(value)
    elif isinstance(value, tuple):
        yield from _shorter(value)
        for n, node in enumerate(value):
            for instead in itertools.chain(_inside(node), ((less,) for less in simpler(node))):
                yield (*value[:n], *instead, *value[n + 1 :])
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for place in dataclasses.fields(value):
            now = getattr(value, place.name)
            steps = () if now == place.default else simpler(now)
            plain = () if place.default in (now, dataclasses.MISSING) else (place.default,)
            for less in itertools.chain(plain, steps):
                if less or not isinstance(value, Text):
                    yield dataclasses.replace(value, **{place.name: less})
    elif isinstance(value, int) and value > 1:
        yield 1


def _shorter(value: Any) -> Iterator[Any]:
    """A string or a tuple without some of what it holds: all, each half, each quarter, …, each one."""
    size = len(value)
    while size:
        for start in range(0, len(value), size):
            yield value[:start] + value[start + size :]
        size //= 2


def _inside(node: Any) -> Iterator[tuple[Any, ...]]:
    """What a node holds of its own kind, to stand in its place."""
    for kind in _KINDS:
        if isinstance(node, kind):
            held = [getattr(node, place.name) for place in dataclasses.fields(node)]
            flat = [one for inner in held if isinstance(inner, tuple) for one in inner]
            flat = [one for inner in flat for one in (inner if isinstance(inner, tuple) else (inner,))]
            if flat and all(isinstance(one, kind) for one in flat):
                yield tuple(flat)
