"""Three texts → one: what an editor made of an old text, carried over to what its source has become since.

Texts are compared by characters, long ones by clauses: comparing takes time by the square of their length.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate

from book.classes import dataclass
from book.late import expression

_LONG = 4000  # characters from which a text is compared by clauses: as many characters take .3 s at worst
_CLAUSE = expression(r"[^，。！？；：、,.!?;:\n]*+[，。！？；：、,.!?;:\n]?")
#: A stretch of the old text and what stands there instead.
_Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Merged:
    """The text with both changes; `is_clean` is false where both changed the same words: there the editor's stand."""

    text: str
    is_clean: bool


def merge(old: str, editors: str, sources: str) -> Merged:
    """The old text with the changes of the editor and of the source."""
    ours, theirs = _edits(old, editors), _edits(old, sources)
    free = [edit for edit in theirs if edit not in ours and not any(_touch(edit, one) for one in ours)]
    is_clean = all(edit in ours or edit in free for edit in theirs)
    pieces, at = [], 0
    for start, end, text in sorted([*ours, *free]):
        pieces += [old[at:start], text]
        at = end
    return Merged("".join([*pieces, old[at:]]), is_clean)


def likeness(one: str, other: str, least: float) -> float:
    """How like two texts are, 0 to 1; 0 where it is certain to be below `least`, which is cheap to know."""
    if min(len(one), len(other)) < least * max(len(one), len(other)) / 2:
        return 0.0
    matcher = SequenceMatcher(None, *_units(one, other), autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()


def _units(one: str, other: str) -> tuple[Sequence[str], Sequence[str]]:
    """Two texts as what is compared: characters, or clauses."""
    if max(len(one), len(other)) <= _LONG:
        return one, other
    return _CLAUSE.findall(one), _CLAUSE.findall(other)


def _edits(old: str, new: str) -> list[_Edit]:
    before, after = _units(old, new)
    places, goals = ([0, *accumulate(map(len, units))] for units in (before, after))
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [(places[i], places[j], new[goals[k] : goals[m]]) for tag, i, j, k, m in codes if tag != "equal"]


def _touch(one: _Edit, other: _Edit) -> bool:
    """Whether two changes are of the same words: they overlap, or both begin at one place."""
    return (one[0] < other[1] and other[0] < one[1]) or one[0] == other[0]
