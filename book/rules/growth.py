"""Texts on which a regular expression would show that its time grows too fast: its own pieces, repeated, and near misses.

Python's engine tries every way in which repetitions can share a text between them, before it gives up (Friedl, *Mastering Regular
Expressions*, ch. 6). A text that shows it is made of what a repetition matches, many times, and of something at the end that the
whole cannot match. Such texts are made here from the parsed expression; how long they take is measured by who may ask a clock:
`run/trial.py` for a user's rules, `tests/rules/test_expressions.py` for every expression of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from re import _constants as op  # type: ignore[attr-defined] # what `re` parses with; the same since 3.11
from re import _parser  # type: ignore[attr-defined]
from typing import Any

#: How often pieces are repeated: an exponential expression is over any limit at 40, a cubic one at a few thousand.
FEW = (10, 20, 40)
MANY = 10_000
_MANY_TIMES = 8  # a repetition that may occur this often is one that can be pumped
_CHOICES = 5  # ways in which each piece is written: alternatives, letters of a class
_PIECES = 12  # pieces that are tried of one repetition
_LONG = 2  # of them at large numbers, where each takes long
_ENDS = ("", "\x00", "\n\x00", "字")  # what few expressions match behind a repetition
_OF_CATEGORY = {
    op.CATEGORY_DIGIT: "0", op.CATEGORY_NOT_DIGIT: "a", op.CATEGORY_SPACE: " ", op.CATEGORY_NOT_SPACE: "a",
    op.CATEGORY_WORD: "a", op.CATEGORY_NOT_WORD: "-",
}  # fmt: skip
_ANY = "ab字 1，<"  # letters for "any character"


def texts(pattern: re.Pattern[str], times: int, longest: int = 0) -> Iterator[str]:
    """Texts that pump each repetition of an expression `times` times; none longer than `longest` characters (0: no limit)."""
    few = times < MANY // 10
    for before, pumped in pieces(pattern):
        for piece in pumped if few else pumped[:_LONG]:
            count = times if not longest else min(times, max(0, longest - len(before) - 2) // max(1, len(piece)))
            for end in (_ENDS if few else _ENDS[1:3]) if count else ():
                yield before + piece * count + end


@lru_cache(maxsize=4096)
def pieces(pattern: re.Pattern[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """For each repetition of an expression what stands before it, and texts that it matches, the shortest first."""
    tree = list(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    found: dict[tuple[int, str], dict[str, None]] = {}
    for choice in range(_CHOICES):
        for number, (before, body) in enumerate(_repeated(tree, choice)):
            group = found.setdefault((number, before), {})
            for k, joined in product(range(_CHOICES), ("", " ", "\n")):
                piece = _text(body, choice + k)
                if piece:
                    group.update(dict.fromkeys((piece + joined, piece[:-1] or piece)))
        whole = _text(tree, choice)
        if whole:
            found.setdefault((-1, ""), {}).update(dict.fromkeys((whole, whole[:-1] or whole)))
    spread = {key: tuple(sorted(group, key=len)) for key, group in found.items()}
    return tuple((before, group[:_PIECES]) for (_, before), group in spread.items())


def _repeated(tree: list[Any], choice: int, before: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Every repetition in an expression, with a text for what stands before it."""
    for code, value in tree:
        for inner in _inner(code, value):
            yield from _repeated(inner, choice, before)
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT) and value[1] >= _MANY_TIMES:
            yield before, list(value[2])
        before += _text([(code, value)], choice)


def _inner(code: Any, value: Any) -> list[list[Any]]:
    """The expressions within one."""
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return [list(value[2])]
    if code is op.SUBPATTERN:
        return [list(value[3])]
    if code is op.BRANCH:
        return [list(one) for one in value[1]]
    if code in (op.ASSERT, op.ASSERT_NOT):
        return [list(value[1])]
    if code is op.ATOMIC_GROUP:
        return [list(value)]
    if code is op.GROUPREF_EXISTS:
        return [list(one) for one in value[1:] if one]
    return []


def _text(tree: list[Any], choice: int) -> str:
    """A text that an expression matches; `choice` says which of its alternatives and letters is taken."""
    return "".join(_one(code, value, choice) for code, value in tree)


def _one(code: Any, value: Any, choice: int) -> str:
    if code is op.LITERAL:
        return chr(value)
    if code is op.NOT_LITERAL:
        return next(str(char) for char in _ANY[choice % len(_ANY) :] + _ANY if ord(char) != value)
    if code is op.ANY:
        return _ANY[choice % len(_ANY)]
    if code is op.IN:
        return _of_class(value, choice)
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return _text(list(value[2]), choice) * int(min(max(value[0], 1), value[1], 20))
    inner = _inner(code, value)
    if not inner or code in (op.ASSERT, op.ASSERT_NOT):
        return ""
    return _text(inner[choice % len(inner)], choice // len(inner) if code is op.BRANCH else choice)


def _of_class(members: list[Any], choice: int) -> str:
    """A character of a class."""
    if members[0][0] is op.NEGATE:
        fit = [char for char in _ANY + "xyz9。" if not _is_in(char, members[1:])] or ["\u3400"]
        return fit[choice % len(fit)]
    one, value = members[choice % len(members)]
    if one is op.RANGE:
        return chr(value[0] + min(choice, value[1] - value[0]))
    return str(_OF_CATEGORY.get(value, "a")) if one is op.CATEGORY else chr(value)


def _is_in(char: str, members: list[Any]) -> bool:
    for one, value in members:
        if one is op.LITERAL and ord(char) == value:
            return True
        if one is op.RANGE and value[0] <= ord(char) <= value[1]:
            return True
        if one is op.CATEGORY and re.match(_ESCAPES.get(value, r"\w"), char):
            return True
    return False


_ESCAPES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s", op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip
