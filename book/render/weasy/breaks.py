"""Where the lines of a paragraph end: of all ways to break it, the one whose lines together are the best. Pure; in em.

A line that is filled by itself alone leaves its trouble to the next. Here the whole paragraph is weighed (Knuth and Plass, 1981):
each line costs the more the further its gaps are from their natural width, by the square, and beyond what a reader sees by a
higher power. Squeezing marks costs less than stretching (先挤进，后推出), up to the last of their white. A look at the longest
line that fits, and the next one squeezed, comes first; most paragraphs are good by that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, count, islice, pairwise
from math import inf

from book.classes import dataclass, field
from book.render.weasy import spacing

_LOOSE = 0.06  # em a gap between Han that begins to be seen: a cost of 1
_SLACK = 2.6  # em that a line may be too short to be weighed at all
_WIDER = 8.0  # the same, for a paragraph that is bad by that
_GOOD, _BAD = 0.1, 300.0  # cost of a paragraph that needs no second look, and of one that needs a third
_LONE = 1000.0  # cost of one character alone on the last line
_STUB, _SHORT = 5.0, 6  # cost of so few letters of a divided word on the last line, and how many these are
_WORST = 500.0  # cost of any line that is filled
_PER_SPACE = 0.3  # how a word space that grows is seen, beside a gap between Han
_TORN = 100000.0  # cost of breaking where nothing allows it, in a word that is wider than the line
_LOOSE_LINE = 300.0, 100.0  # cost of a line that cannot be filled, and of the square of each em that it is short
_JOINT, _HYPHEN = 0.3, 0.05  # cost of breaking inside an address, and after a hyphen
_DIVIDED = 0.4  # cost of dividing a word with a hyphen
_CUT_WORD = 20.0  # cost of breaking inside a word that is wider than a line, where nothing divides it
_LINE, _CUT = 10.0, 0.15  # cost of a line of a title, and of one that ends within a phrase
_KEPT = 2  # letters at least of a word that is cut, at its ends
_TINY = 1e-4  # what rounding may add to a line that fits


@dataclass(frozen=True, slots=True)
class Line:
    """Characters `start` to `last` are shown, with `gaps` em after each; what comes before `end` is white space.

    `lead`: what an opening mark at the start of the line gives up of its white half. `hyphen`: em of the hyphen that is drawn
    behind it, or 0. `loose`: em that it is too short, where no gap may grow so far; its gaps are the natural ones.
    """

    start: int
    last: int
    end: int
    gaps: list[float]
    lead: float
    hyphen: float = 0.0
    loose: float = 0.0


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph to be broken: for each character its class, advance, and size of type (1 is that of the paragraph).

    `breaks[k]`: a line may end before character k, for k up to the length; `hurts[k]` is what that costs in a title, if
    it is known. `hyphens`: the width of the hyphen, for the breaks that need one.
    """

    text: str
    classes: str
    advances: Sequence[float]
    scale: Sequence[float]
    breaks: Sequence[bool]
    rule: spacing.Custom
    hyphens: Mapping[int, float] = field(default_factory=dict)
    hurts: Sequence[float] = ()


def fit(prose: Prose, first: float, measure: float) -> list[Line] | None:
    """The lines of a paragraph whose first line is `first` em wide and all others `measure`; `None` if nothing fits."""
    fitter = _Fitter(prose, first, measure)
    ways = [fitter.best(0.0)]
    if ways[0][0] > _GOOD:
        ways.append(fitter.best(_SLACK))
    if min(ways)[0] > _BAD:
        ways.append(fitter.best(_WIDER))
    cost, ends = min(ways, key=lambda way: way[0])
    return fitter.lines(ends) if cost < inf else None


def balance(prose: Prose, measure: float) -> list[Line] | None:
    """The lines of a title: as few as can be, of like length, ending after a mark where one is near; nothing is stretched."""
    title = _Title(prose, measure, measure)
    cost, ends = title.best(measure)
    return title.lines(ends) if cost < inf else None


def fitter(prose: Prose, first: float, measure: float) -> _Fitter:
    """What weighs the lines of a paragraph."""
    return _Fitter(prose, first, measure)


def _sums(values: Iterable[float]) -> list[float]:
    return list(accumulate(values, initial=0.0))


class _Fitter:
    """A paragraph with sums over its characters, so that any line is weighed in constant time."""

    def __init__(self, prose: Prose, first: float, measure: float) -> None:
        classes, rule = prose.classes, prose.rule
        self.prose, self.first, self.measure = prose, first, measure
        self.size = len(classes)
        self.natural = [gap * s for gap, s in zip(spacing.natural_gaps(classes, rule), prose.scale, strict=True)]
        self.room = [gap * s for gap, s in zip(spacing.shrinks(classes, rule), prose.scale, strict=True)]
        self.reach = _sums(a + gap for a, gap in zip(prose.advances, self.natural, strict=True))
        self.spare = _sums(self.room)
        grows = spacing.growing(classes)
        self.spaces, self.joints, self.wide = (_sums(map(one.__eq__, grows)) for one in "sjh")
        self.hyphens = prose.hyphens
        self.han = _sums(kind in "HL" for kind in classes)
        self.shown, self.next = [-1] * (self.size + 1), [self.size] * (self.size + 1)
        for k, kind in enumerate(classes):
            self.shown[k + 1] = self.shown[k] if kind in " Z" else k
        for k in reversed(range(self.size)):
            self.next[k] = self.next[k + 1] if classes[k] == " " else k
        self.ends = [k for k in range(1, self.size) if k in self.hyphens or (prose.breaks[k] and self._lawful(k))]
        self.ends.append(self.size)
        self.cuts = self._cuts()
        self.ends = sorted({*self.ends, *self.cuts})

    def _cuts(self) -> set[int]:
        """The breaks inside words that are wider than a line, so that they begin in the line where they stand."""
        cuts: set[int] = set()
        for start, end in pairwise([0, *self.ends]):
            if self.reach[end] - self.reach[start] > self.measure:
                inner = range(start + _KEPT, end - _KEPT + 1)
                cuts |= {k for k in inner if self.prose.classes[k - 1 : k + 1] in {"LL", "LX", "XL", "XX"}}
        return cuts

    def _lawful(self, k: int) -> bool:
        """Whether a break is one still if nothing that cannot be seen stood there: no space lets a line begin with a mark."""
        last, first = self.shown[k], k
        while first < self.size and self.prose.classes[first] in " Z":
            first += 1
        if last < 0 or first == self.size or (last + 1 == first == k):
            return True
        return spacing.may_break(self.prose.text[last], self.prose.text[first], True)

    def best(self, slack: float) -> tuple[float, list[int]]:
        """The cost of the best way and the ends of its lines; lines more than `slack` em short are not looked at, but for the
        longest that fits."""
        costs, before = [inf] * (self.size + 1), [0] * (self.size + 1)
        costs[0] = 0.0
        for k in range(self.size):
            if costs[k] == inf:
                continue
            for end, cost in self.choices(k, slack):
                if costs[k] + cost < costs[end]:
                    costs[end], before[end] = costs[k] + cost, k
        ends, k = [], self.size
        while k and costs[self.size] < inf:
            ends.append(k)
            k = before[k]
        return costs[self.size], ends[::-1]

    def choices(self, k: int, slack: float) -> list[tuple[int, float]]:
        """The ends of a line that begins after break `k`, with the cost of each."""
        start, measure = self.next[k], self.measure if k else self.first
        if start == self.size:
            return [(self.size, 0.0)]
        after = bisect_left(self.ends, start + 1)
        near = bisect_left(self.reach, self.reach[start] + measure - slack)
        begin = max(after, bisect_left(self.ends, near) - 1)
        while begin > after and self.ends[begin] in self.hyphens:  # with its hyphen the line may be too wide
            begin -= 1
        choices = []
        for place in count(begin):
            if place == len(self.ends):
                break
            end = self.ends[place]
            cost, over = self._weigh(k, start, end, measure)
            if cost < inf:
                choices.append((end, cost))
            elif over > 1:
                break
        return choices or self._torn(k, start, measure)

    def _torn(self, k: int, start: int, measure: float) -> list[tuple[int, float]]:
        for end in reversed(range(start + 1, bisect_left(self.reach, self.reach[start] + measure + 1))):
            cost, _ = self._weigh(k, start, min(end, self.size), measure)
            if cost < inf:
                return [(min(end, self.size), cost + _TORN)]
        return []

    def _trims(self, start: int, last: int, k: int) -> tuple[float, float]:
        """What the mark at the start of a line gives up (none at the start of a paragraph), and what that at its end may."""
        classes, scale, rule = self.prose.classes, self.prose.scale, self.prose.rule
        return rule.lead(classes[start]) * scale[start] if k else 0.0, rule.trim(classes[last]) * scale[last]

    def _width(self, start: int, last: int, end: int) -> float:
        return self.reach[last] - self.reach[start] + self.prose.advances[last] + self.hyphens.get(end, 0.0)

    def _weigh(self, k: int, start: int, end: int, measure: float) -> tuple[float, float]:
        """The cost of a line, and by how much it is too wide to be squeezed."""
        last = self.shown[end]
        if last < start:
            return inf, 0.0
        lead, trim = self._trims(start, last, k)
        over = self._width(start, last, end) - lead - measure
        over -= trim if over > _TINY else 0
        if over > _TINY:
            return self._squeezed(start, last, over)
        if self.shown[self.size] == last:
            left = self.han[last + 1] - self.han[start]
            return (_LONE if k and left < 2 else _STUB if k in self.hyphens and left < _SHORT else 0.0), 0.0
        return self._stretched(start, last, -over) + self._hurt(end), 0.0

    def _hurt(self, end: int) -> float:
        """What it costs that a line ends inside a word: a break after a hyphen hurts less than one in an address or a list."""
        if end in self.hyphens or end in self.cuts:
            return _DIVIDED if end in self.hyphens else _CUT_WORD
        before, after = self.prose.text[end - 1], self.prose.classes[end : end + 1]
        if before == "\u200b" or (before in "/*|&+" and after == "L"):
            return _JOINT
        return _HYPHEN if before == "-" and after == "L" else 0.0

    def _squeezed(self, start: int, last: int, over: float) -> tuple[float, float]:
        room = self.spare[last] - self.spare[start]
        if not room or over > room + _TINY:
            return inf, over - room
        ratio = over / room
        return ratio**2 / 5 + ratio**8 / 4, 0.0

    def _stretched(self, start: int, last: int, extra: float) -> float:
        if extra < _TINY:
            return 0.0
        spaces, joints, wide = (sums[last] - sums[start] for sums in (self.spaces, self.joints, self.wide))
        of_space, of_joint, of_han, left = spacing.share(spaces, joints, wide, extra)
        if left > _TINY:
            return _LOOSE_LINE[0] + left**2 * _LOOSE_LINE[1]
        ratio = max(of_space * _PER_SPACE, of_joint, of_han) / _LOOSE
        return ratio**2 if ratio < 1 else min(ratio**4, _WORST)

    def lines(self, ends: Sequence[int]) -> list[Line]:
        """The lines that end there, set."""
        lines = []
        for k, end in zip([0, *ends], ends, strict=False):
            start, last = self.next[k], self.shown[end]
            if last >= start:
                lines.append(self._line(k, start, last, end))
        return lines

    def _line(self, k: int, start: int, last: int, end: int) -> Line:
        measure = self.measure if k else self.first
        lead, trim = self._trims(start, last, k)
        over = self._width(start, last, end) - lead - measure
        trim = trim if over > _TINY else 0.0
        over -= trim
        loose = 0.0
        gaps = [*islice(self.natural, start, last), -trim]
        if over > _TINY:
            gaps[:-1] = spacing.squeeze(gaps[:-1], self.room[start:last], over)
        elif over < 0 and last != self.shown[self.size]:
            added = spacing.stretch(self.prose.classes[start : last + 1], -over)
            if added is None:
                loose = -over
            else:
                gaps = [gap + more for gap, more in zip(gaps, added, strict=True)]
        return Line(start, last, end, gaps, lead, self.hyphens.get(end, 0.0), loose)


class _Title(_Fitter):
    """A title: lines keep their natural width, and a line too many is worse than any shape."""

    def _trims(self, start: int, last: int, k: int) -> tuple[float, float]:  # noqa: ARG002
        return 0.0, 0.0

    def _weigh(self, k: int, start: int, end: int, measure: float) -> tuple[float, float]:
        last = self.shown[end]
        over = self._width(start, last, end) - measure if last >= start else 0.0
        if last < start or over > _TINY:
            return inf, over
        at_end = last == self.shown[self.size]
        lone = at_end and k and self.han[last + 1] - self.han[start] < 2
        hurts = self.prose.hurts
        cut = hurts[end] if hurts else _CUT * (self.prose.classes[last] not in "CSPD ")
        return _LINE + (over / measure) ** 2 + (0.0 if at_end else cut) + _LONE * bool(lone), 0.0

    def _line(self, k: int, start: int, last: int, end: int) -> Line:  # noqa: ARG002
        """A line without the white of the mark at its end, so that what is centred stands in the middle."""
        white = self.prose.rule.trim(self.prose.classes[last]) * self.prose.scale[last]
        return Line(start, last, end, [*self.natural[start:last], -white], 0.0)
