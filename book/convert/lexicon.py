"""Which form a simplified character has, by the words of its sentence: OpenCC's choice looked over by the cheapest reading.

OpenCC takes the longest phrase from the left, so 松脆饼|干 hides 饼干, 提|高几|倍 hides 几倍, and a phrase that two words make
where they meet (不干, 个中) hides a word behind it (干燥, 中年). Here a run of Han is read as the words that cost least together
(a unigram model, as segmenters have it; `variants/lexicon.txt`). A form that the words of this reading have is taken instead of
OpenCC's where it is cheaper by far; where it is not by far, both stand in the review list. `variants/words.tsv` has the words
that OpenCC has not, or has otherwise, each with where it is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from book.classes import dataclass, field
from book.convert.engine import Way, engine
from book.late import expression
from book.settings.values import Script
from book.text import HAN, remembered

_REGION = {"tw": "t2tw", "twp": "t2tw", "hk": "t2hk"}  # what puts OpenCC's standard forms into those of a region
_RUN = expression(f"[{HAN}]+")
_LONGEST = 5  # characters of a word
_REACH = 6  # characters on either side that are read with a character
_RARE = 135  # what a character costs that no text had, in tenths of −ln of a frequency; a word of ours that none had costs as much
#: From which difference on a reading decides, in tenths: by a word, and by a character that stands alone (then OpenCC's word
#: must be dear). Chosen on the first half of the cases in `tests/data/cases/convert/traps-a.tsv`.
_BY_WORD, _ALONE = 10, 30
_MEETING = 155  # what a phrase of OpenCC's costs that two words make, one of them a particle, and that no text had


@dataclass(frozen=True, slots=True)
class Choice:
    """The form of a character, that of the next best reading, and whether the difference is large enough to act on it."""

    form: str
    other: str
    sure: bool


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Words with their costs, and the forms that a character has in our own words: (character, word) → form."""

    costs: Mapping[str, int] = field(default_factory=dict)
    forms: Mapping[tuple[str, str], str] = field(default_factory=dict)
    characters: frozenset[str] = frozenset()
    pairs: frozenset[str] = frozenset()  # of characters that stand beside each other in a word

    @classmethod
    def parse(cls, lexicon: str, words: str) -> Lexicon:
        """Reads the texts of `lexicon.txt` and `words.tsv`; their first lines describe them."""
        costs: dict[str, int] = {}
        forms: dict[tuple[str, str], str] = {}
        for row in words.splitlines():
            if row and not row.startswith("#"):
                char, form, _, listed = row.split("\t")
                own = listed.split()
                costs |= dict.fromkeys(own, _RARE)
                forms |= dict.fromkeys(((char, word) for word in own), form)
        for row in lexicon.splitlines():
            if not row.startswith("#"):
                cost, _, listed = row.partition("\t")
                costs |= dict.fromkeys(listed.split(), int(cost))
        pairs = frozenset([word[at : at + 2] for word in costs for at in range(len(word) - 1)])
        return cls(costs, forms, frozenset(char for char, _ in forms), pairs)

    def form(self, word: str, at: int) -> str:
        """The form of a word's character, in OpenCC's standard."""
        return self.forms.get((word[at], word)) or _standard(word)[at]

    def covering(self, run: str, at: int) -> list[tuple[int, int]]:
        """Start and end of each word of two or more characters over a place of a run."""
        costs, last = self.costs, len(run)
        # Most characters make no word with the one before or behind: then no longer run of characters is looked up.
        first = max(0, at - _LONGEST + 1) if at and run[at - 1 : at + 1] in self.pairs else at
        joined = run[at : at + 2] in self.pairs
        return [
            (start, end)
            for start in range(first, at + 1)
            for end in range(max(at + 1, start + 2), (min(last, start + _LONGEST) if joined else at + 1) + 1)
            if run[start:end] in costs
        ]

    def readings(self, run: str, at: int) -> list[tuple[int, str, bool]]:
        """What the cheapest reading with each form of a character costs, the cheapest first; whether it has it from a word."""
        low, high = max(0, at - _REACH), min(len(run), at + _REACH + 1)
        before, after = self._cheapest(run[low:at]), self._cheapest(run[at + 1 : high][::-1], backward=True)
        alone = before[at - low] + self._cost(run[at]) + after[high - at - 1]
        best = {_standard(run[at]): (alone, False)}
        for start, end in self.covering(run, at):
            if start >= low and end <= high:
                cost = before[start - low] + self.costs[run[start:end]] + after[high - end]
                form = self.form(run[start:end], at - start)
                if form not in best or cost < best[form][0]:
                    best[form] = cost, True
        return sorted((cost, form, word) for form, (cost, word) in best.items())

    def _cost(self, char: str) -> int:
        return self.costs.get(char, _RARE)

    def _cheapest(self, text: str, *, backward: bool = False) -> list[int]:
        """What the cheapest reading of each beginning of a text costs; of each end, for a text that is turned round."""
        costs, best = self.costs, [0]
        for end in range(1, len(text) + 1):
            cost = best[end - 1] + self._cost(text[end - 1])
            for start in range(max(0, end - _LONGEST), end - 1):
                word = text[start:end]
                found = costs.get(word[::-1] if backward else word)
                if found is not None and best[start] + found < cost:
                    cost = best[start] + found
            best.append(cost)
        return best


@dataclass(frozen=True, slots=True)
class _Use:
    """A character in a word: its form in the target, whether a word of ours has it, whether the word costs as much as a meeting."""

    form: str
    is_ours: bool
    meets: bool


@dataclass(slots=True)
class Looked:
    """What was seen in a text: how the engine has it, one character for one; where something is chosen, where a word of ours
    decides, where nothing but a meeting of two does."""

    made: str = ""
    choices: dict[int, Choice] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)
    meetings: set[int] = field(default_factory=set)

    def decided(self, at: int, by_phrase: Callable[[], bool]) -> bool:
        """Whether a word decides the form at a place: one of ours, or a phrase of OpenCC's (`by_phrase`) that is no mere meeting
        of two words (干了, 就干).
        """
        return at in self.settled or (at not in self.meetings and by_phrase())


class Chooser:
    """One of OpenCC's ways from simplified text, its choices looked over."""

    def __init__(self, lexicon: Lexicon, engine_way: Way, target: Script) -> None:
        self.lexicon, self.engine_way, self.target = lexicon, engine_way, target
        self.pattern = re.compile(f"[{''.join(sorted(lexicon.characters))}]") if lexicon.characters else None
        self.looked: Callable[[str], Looked] = remembered(self._look)
        self._uses: dict[tuple[str, int], _Use] = {}  # at most one for each place in a word of the lexicon
        plain = self.plain
        self.way = Way(engine_way.name, plain if engine_way.plain is engine_way.convert else self.convert, plain)

    def _look(self, text: str) -> Looked:
        """Looks at each character of several forms that a word of the lexicon covers."""
        made = self.engine_way.plain(text)
        looked = Looked(made)
        if self.pattern is None or len(made) != len(text):
            return looked
        lexicon, target = self.lexicon, self.target
        for run in _RUN.finditer(text):
            word, first = run.group(), run.start()
            for match in self.pattern.finditer(word):
                at, char = match.start(), match.group()
                covering = [self._use(word[start:end], at - start) for start, end in lexicon.covering(word, at)]
                if not covering:
                    continue
                now, forms = made[first + at], {use.form for use in covering}
                is_ours = any(use.is_ours for use in covering)
                if is_ours:
                    looked.settled.add(first + at)
                elif all(use.meets for use in covering):
                    looked.meetings.add(first + at)
                if forms == {now} and (is_ours or regional(_standard(char), target) == now):
                    continue
                choice = self._choice(word, at, now)
                if choice is not None:
                    looked.choices[first + at] = choice
        return looked

    def _use(self, word: str, at: int) -> _Use:
        if (use := self._uses.get((word, at))) is None:
            lexicon = self.lexicon
            form, is_ours = regional(lexicon.form(word, at), self.target), (word[at], word) in lexicon.forms
            use = self._uses[word, at] = _Use(form, is_ours, lexicon.costs[word] >= _MEETING)
        return use

    def _choice(self, run: str, at: int, now: str) -> Choice | None:
        """What is chosen at one place; `None` where OpenCC's form is the best by far."""
        readings = [(cost, regional(form, self.target), word) for cost, form, word in self.lexicon.readings(run, at)]
        cost, form, word = readings[0]
        if form == now:
            rest = [reading for reading in readings if reading[1] != now and reading[2]]
            close = bool(rest) and rest[0][0] - cost < _BY_WORD
            return Choice(now, rest[0][1], sure=False) if close else None
        others = [reading[0] for reading in readings if reading[1] != form]
        margin = min(others) - cost if others else _ALONE
        if margin >= (_BY_WORD if word else _ALONE):
            return Choice(form, now, sure=True)
        return Choice(now, form, sure=False)

    def plain(self, text: str) -> str:
        """The text converted one character for one."""
        looked = self.looked(text)
        sure = [(at, choice.form) for at, choice in looked.choices.items() if choice.sure]
        if not sure:
            return looked.made
        chars = list(looked.made)
        for at, form in sure:
            chars[at] = form
        return "".join(chars)

    def convert(self, text: str) -> str:
        """The text converted, its words exchanged. What is chosen here is not the engine's: it sees a stand-in at such a place."""
        sure = [(at, choice.form) for at, choice in self.looked(text).choices.items() if choice.sure]
        if not sure or any(_STAND_IN <= char <= _LAST for char in text) or len(sure) > ord(_LAST) - ord(_STAND_IN):
            return self.engine_way.convert(text)
        chars = list(text)
        for number, (at, _) in enumerate(sure):
            chars[at] = chr(ord(_STAND_IN) + number)
        made = self.engine_way.convert("".join(chars))
        return made.translate({ord(_STAND_IN) + number: form for number, (_, form) in enumerate(sure)})


#: Private characters that the engine lets through.
_STAND_IN, _LAST = "\U000f0000", "\U000f1fff"


@cache
def _standard(text: str) -> str:
    """A word or character as OpenCC's standard has it."""
    made = engine("s2t")(text)
    return made if len(made) == len(text) else text


@cache
def regional(form: str, target: Script) -> str:
    """A form of OpenCC's standard as the target writes it."""
    return engine(_REGION[target])(form) if target in _REGION else form
