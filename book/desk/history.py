"""Decisions that can be taken back, and made again: what each changed in the files of a book, as pieces of lines. Text only.

A piece is found again where others have changed the file since, as long as its lines stand there once; so an old decision can be
taken back without what came later from another hand being lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from book.classes import dataclass, field
from book.messages import Message

_AROUND = 2  # lines on both sides by which the place of a piece is known where it has moved
#: The line above a piece by which it is known whose it is: the file of an article, the head of a table.
_OWNER = re.compile(r"\s*(?:file\s*=|\[[^\[])")
_LONG = 4_000  # lines between which no likeness is sought: they are one piece


class Piece(NamedTuple):
    """Lines that became others: where they stood, before and after, the lines around them, and the line above that says whose they
    are."""

    at: int
    now: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    owner: str = ""

    @property
    def undone(self) -> Piece:
        """The piece that takes this one back."""
        return Piece(self.now, self.at, self.new, self.old, self.before, self.behind, self.owner)


@dataclass(frozen=True, slots=True)
class Deed:
    """One decision: what it is called, and for each file its pieces; `whole` are files that it made, or took away: name → made."""

    label: Message
    pieces: Mapping[str, tuple[Piece, ...]]
    whole: Mapping[str, bool] = field(default_factory=dict)

    @property
    def undone(self) -> Deed:
        """The decision that takes this one back."""
        back = {name: tuple(piece.undone for piece in pieces) for name, pieces in self.pieces.items()}
        return Deed(self.label, back, {name: not made for name, made in self.whole.items()})


def deed(label: Message, before: Mapping[str, str | None], after: Mapping[str, str | None]) -> Deed:
    """What a decision changed: the texts of files before and after; `None` where there is no file."""
    pieces = {name: tuple(_pieces(before[name] or "", text or "")) for name, text in after.items()}
    whole = {name: text is not None for name, text in after.items() if (text is None) is not (before[name] is None)}
    return Deed(label, pieces, whole)


def applied(one: Deed, texts: Mapping[str, str | None]) -> dict[str, str | None] | None:
    """The texts of files after a decision; `None` where one of them is no longer what it was made in."""
    made: dict[str, str | None] = {}
    for name, pieces in one.pieces.items():
        text = texts[name]
        if one.whole.get(name) is True and text is not None:
            return None
        lines = (text or "").splitlines(keepends=True)
        places = [_place(lines, piece) for piece in pieces]
        for at, piece in reversed(list(zip(places, pieces, strict=True))):
            if at is None:
                return None
            lines[at : at + len(piece.old)] = piece.new
        whole = "".join(lines)
        if one.whole.get(name) is False:
            if whole:  # somebody wrote more into it
                return None
            made[name] = None
        else:
            made[name] = whole
    return made


def _pieces(before: str, after: str) -> Iterable[Piece]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    codes: Iterable[tuple[str, int, int, int, int]] = [("replace", 0, len(a), 0, len(b))]
    if a and b and len(a) + len(b) < _LONG:
        codes = SequenceMatcher(None, a, b).get_opcodes()
    for i, j, k, m in _apart(codes):
        at, stop = start + i, start + j
        around = tuple(old[max(0, at - _AROUND) : at]), tuple(old[stop : stop + _AROUND])
        yield Piece(at, start + k, tuple(a[i:j]), tuple(b[k:m]), *around, _owner(old, at))


def _apart(codes: Iterable[tuple[str, int, int, int, int]]) -> Iterable[tuple[int, int, int, int]]:
    """What differs, from and to; what would stand among the lines around another is one with it."""
    found: list[tuple[int, int, int, int]] = []
    for tag, i, j, k, m in codes:
        if tag == "equal":
            continue
        if found and i - found[-1][1] < _AROUND:
            found[-1] = (found[-1][0], j, found[-1][2], m)
        else:
            found.append((i, j, k, m))
    return found


def _owner(lines: Sequence[str], at: int) -> str:
    """The nearest line above a place that says whose it is; "" where none does."""
    return next((line for line in reversed(lines[:at]) if _OWNER.match(line)), "")


def _place(lines: list[str], piece: Piece) -> int | None:
    """Where a piece belongs: where it stood, or else the only place that looks like it and belongs to the same."""
    if _is_at(lines, piece, piece.at, sides=2):
        return piece.at
    for sides in (2, 1):
        places = [n for n in range(len(lines) + 1) if _is_at(lines, piece, n, sides=sides)]
        if len(places) == 1:
            return places[0]
    return None


def _is_at(lines: Sequence[str], piece: Piece, at: int, *, sides: int) -> bool:
    """Whether the lines of a piece stand at a place, below their owner, with those around them on so many sides."""
    end = at + len(piece.old)
    if tuple(lines[at:end]) != piece.old:
        return False
    above = bool(piece.before) and tuple(lines[max(0, at - len(piece.before)) : at]) == piece.before
    below = bool(piece.behind) and tuple(lines[end : end + len(piece.behind)]) == piece.behind
    # The beginning and the end of a file are a side, too.
    found = (above or (not piece.before and at == 0)) + (below or (not piece.behind and end == len(lines)))
    return found >= sides and _owner(lines, at) == piece.owner


class History:
    """The decisions of a book in their order, and how many of them count now. What is done after some were taken back
    stands in their place."""

    def __init__(self, rows: Iterable[str] = ()) -> None:
        """From the lines that `row`s gave; a line that cannot be read (its writing was cut off) is passed over."""
        self._done: list[Deed] = []
        self._undone: list[Deed] = []
        for row in rows:
            try:
                self._take(json.loads(row))
            except (ValueError, TypeError, KeyError, AttributeError, IndexError):
                continue

    @property
    def undo(self) -> Deed | None:
        """The decision that would be taken back next."""
        return self._done[-1] if self._done else None

    @property
    def redo(self) -> Deed | None:
        """The decision that would be made again next."""
        return self._undone[-1] if self._undone else None

    def add(self, one: Deed) -> str:
        """A new decision; gives the line that keeps it."""
        row = {"do": {"label": _packed(one.label), "pieces": one.pieces, "whole": one.whole}}
        self._take(row)
        return _line(row)

    def step(self, *, back: bool) -> str:
        """One step back, or forward again; gives the line that keeps it."""
        row = {"step": "undo" if back else "redo"}
        self._take(row)
        return _line(row)

    def drop(self, *, back: bool) -> str:
        """Passes over the decision that cannot be taken back, or made again; gives the line that keeps it."""
        row = {"step": "past" if back else "past-redo"}
        self._take(row)
        return _line(row)

    def _take(self, row: Mapping[str, Any]) -> None:
        if "do" in row:
            given = row["do"]
            pieces = {name: tuple(Piece(*map(_tuple, one)) for one in rows) for name, rows in given["pieces"].items()}
            self._done.append(Deed(_unpacked(given["label"]), pieces, dict(given["whole"])))
            self._undone.clear()
        elif row["step"] == "undo":
            self._undone.append(self._done.pop())
        elif row["step"] == "redo":
            self._done.append(self._undone.pop())
        elif row["step"] == "past":
            self._done.pop()
        else:
            self._undone.clear()


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _line(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _packed(label: Message) -> list[Any]:
    return [label.key, {name: str(value) for name, value in label.values}]


def _unpacked(row: Sequence[Any]) -> Message:
    return Message(str(row[0]), tuple((str(name), str(value)) for name, value in row[1].items()))
