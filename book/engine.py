"""Regular expressions as Python's engine wants them: what an expression is compiled to, and the expression again from that.

Compiling is written in Python, and takes a millisecond an expression: half of the time in which a process reads its first article.
To give the engine what came of it takes a hundredth of that. The functions of `re` that do so are not public: where they are
others, expressions are compiled as ever.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

_PARTS: Any
try:
    _PARTS = import_module("_sre"), import_module("re._parser"), import_module("re._compiler")
except ImportError:  # another Python than CPython
    _PARTS = None

#: The expression and its flags.
Given = tuple[str, int]
#: What it is compiled to: all flags, codes of four bytes, the number of groups, those with names, the names.
Made = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]

#: What is known of expressions from earlier runs, and what was compiled in this one.
_known: dict[Given, Made] = {}
_fresh: dict[Given, Made] = {}
#: Gives what earlier runs compiled, when something is to be compiled; asked once.
_sources: list[Callable[[], Mapping[Given, Made]]] = []


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives. Raises `re.error` for what is no expression."""
    given = pattern, int(flags)
    while _sources:
        _known.update(_sources.pop()())
    made = _known.get(given) or _fresh.get(given)
    if made is None:
        made = _compiled(*given)
        if made is None:
            return re.compile(pattern, flags)
        _fresh[given] = made
    try:
        return _pattern(pattern, made)
    except (
        TypeError,
        ValueError,
        RuntimeError,
        OverflowError,
    ):  # what the engine does not take is no expression that it made
        return re.compile(pattern, flags)


def learn(source: Callable[[], Mapping[Given, Made]]) -> None:
    """Takes what gives what earlier runs compiled; it is asked when there is something to compile."""
    _sources[:] = [source]


def learnt() -> dict[Given, Made]:
    """What was compiled in this run, and was not known."""
    return dict(_fresh)


def settle() -> None:
    """What was compiled until now is known."""
    _known.update(_fresh)
    _fresh.clear()


def version() -> tuple[object, ...]:
    """What must be the same for what is known to be of use."""
    if _PARTS is None:
        return ()
    made = _PARTS[0]
    return made.MAGIC, made.CODESIZE, made.MAXREPEAT, made.MAXGROUPS, array("I").itemsize


def _compiled(pattern: str, flags: int) -> Made | None:
    """What an expression is compiled to, as `re._compiler.compile` does it (Python 3.11 to 3.14); `None` where that is unknown."""
    if _PARTS is None:
        return None
    _, parser, compiler = _PARTS
    try:
        parsed = parser.parse(pattern, flags)
        codes = compiler._code(parsed, flags)
        named = parsed.state.groupdict
        names: list[str | None] = [None] * parsed.state.groups
        for name, number in named.items():
            names[number] = name
        made = array("I", codes).tobytes()
        return int(flags) | parsed.state.flags, made, parsed.state.groups - 1, dict(named), tuple(names)
    except (AttributeError, TypeError):
        return None


def _pattern(pattern: str, made: Made) -> re.Pattern[str]:
    flags, codes, groups, named, names = made
    found: re.Pattern[str] = _PARTS[0].compile(pattern, flags, array("I", codes).tolist(), groups, named, names)
    return found
