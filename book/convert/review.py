"""The review list: substitutions that are known to go wrong, each with its sentence and a line that puts it right.

OpenCC decides most characters of two forms by the word in which they stand. Where its dictionary has no such word it takes
the usual form, and says nothing; those places are listed here, with words of Taiwan put for ordinary ones, and surnames
that became common nouns. What is looked for is data: `variants/review.tsv`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, partial

from book.classes import dataclass, field
from book.convert.engine import Way, way
from book.convert.lexicon import Chooser, Looked, regional
from book.convert.line import Piece
from book.findings import Finding, Where
from book.late import expression
from book.messages import Message, message
from book.settings.values import Script
from book.text import HAN

_SENTENCE = expression(r"[^。！？!?…\n]*[。！？!?…]*[”’」』]*")
_LONGEST = 120  # characters of a sentence that is shown

#: Surnames that are written alike in both scripts, and that the usual form of the character turns into something else.
_SURNAMES = "范于余钟姜岳谷郁朱胡向涂仇种朴卜曲游"
#: Other forms that are surnames too.
_RIGHT = frozenset(("鍾", "遊"))
_CALLED = (
    "先生|女士|小姐|太太|夫人|老师|教授|博士|医生|律师|主任|院长|校长|总裁|总监|董事长|经理|书记|主席|部长|局长|导演|编辑|同学|"
    "夫妇|氏"
)
_SAYS = "说|表示|认为|指出|告诉|介绍|坦言|强调|透露|称|写道|回忆|笑道|解释"
_BY = "记者|作者|编辑|主编|导演|教授|演员|诗人|作家|学者|歌手"
#: A surname with a title, with a given name that says something, or after 姓; it begins with the surname, so it is quick.
_NAME = expression(
    rf"[{_SURNAMES}](?:[{HAN}]{{0,2}}?(?:{_CALLED})"
    rf"|(?:(?<![{HAN}].)|{'|'.join(f'(?<={who}.)' for who in _BY.split('|'))})[{HAN}]{{1,2}}(?={_SAYS})"
    r"|(?<=姓.))"
)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A character with several forms, the usual one first, and the contexts in which the dictionary decides."""

    forms: tuple[str, ...]
    left: frozenset[str]
    right: frozenset[str]
    longer: dict[str, tuple[tuple[int, str], ...]]  # by a neighbour of the character: where it stands in which word

    def decided(self, text: str, at: int) -> bool:
        """Whether a word of the dictionary covers the character at this place."""
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if before in self.left or after in self.right:
            return True
        near = self.longer.get(before, ()) + self.longer.get(after, ())
        return any(text.startswith(word, at - place) for place, word in near if place <= at)


@dataclass(frozen=True, slots=True)
class Watch:
    """What is looked for: characters by the script of the source, and words that `twp` exchanges."""

    characters: dict[str, dict[str, Doubtful]] = field(default_factory=dict)
    words: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Watch:
        """Reads the text of `review.tsv`; its first lines describe the columns."""
        characters: dict[str, dict[str, Doubtful]] = {"hans": {}, "hant": {}}
        words: dict[str, tuple[tuple[str, str], ...]] = {}
        for row in text.splitlines():
            if not row or row.startswith("#"):
                continue
            kind, what, *rest = row.split("\t")
            if kind == "right":
                words[what] = ()
            elif kind == "twp":
                words[what] = (*words.get(what, ()), (rest[0], rest[1]))
            else:
                forms, left, right, longer = rest
                characters[kind][what] = Doubtful(
                    tuple(forms.split()), frozenset(left), frozenset(right), _by_neighbour(what, longer.split())
                )
        patterns = {kind: re.compile(f"[{''.join(table)}]") for kind, table in characters.items() if table}
        if words:
            patterns["twp"] = re.compile("|".join(sorted(words, key=len, reverse=True)))
        return cls(characters, words, patterns)


def _by_neighbour(char: str, words: list[str]) -> dict[str, tuple[tuple[int, str], ...]]:
    table: dict[str, tuple[tuple[int, str], ...]] = {}
    for word in words:
        for place in (at for at, one in enumerate(word) if one == char):
            key = word[place - 1] if place else word[1]
            table[key] = (*table.get(key, ()), (place, word))
    return table


@dataclass(slots=True)
class _Doubt:
    code: str
    where: Where
    excerpt: str
    change: Message
    remedy: Message
    times: int = 1


@dataclass(slots=True)
class Review:
    """The doubts about one article: each substitution once, with its first sentence and how often it was made."""

    watch: Watch
    target: Script
    source: str
    chooser: Chooser | None = None
    doubts: dict[tuple[str, str], _Doubt] = field(default_factory=dict)

    def look(self, text: str, start: int, piece: Piece, at: int) -> None:
        """Looks through a converted piece, which begins at `start` of its text, in block `at`."""
        if piece.way is None or not self.watch.patterns:
            return
        script = "hans" if piece.way.name.startswith("s2") else "hant" if self.target == "hans" else ""
        doubtful = self.watch.characters.get(script, {})
        if not doubtful:
            return
        named: set[int] = set()
        if script == "hans":
            for match in _NAME.finditer(piece.source):
                plain = _plain(piece)
                if self._is_surname(match, plain, doubtful):
                    named.add(match.start())
                    self._surname(text, start, plain, match, at)
        looked = self.chooser.looked(piece.source) if script == "hans" and self.chooser else Looked()
        for place, choice in looked.choices.items():
            if place not in named and not choice.sure:
                self._character(text, start, piece, place, (choice.other,), at)
        for match in self.watch.patterns[script].finditer(piece.source):
            place, entry = match.start(), doubtful[match.group()]
            if place in named or place in looked.choices:
                continue
            if not looked.decided(place, partial(entry.decided, piece.source, place)):
                self._character(text, start, piece, place, entry.forms, at)
        if piece.way.name == "s2twp":
            self._words(text, start, piece, at)

    def _is_surname(self, match: re.Match[str], plain: str, doubtful: dict[str, Doubtful]) -> bool:
        """Whether a surname became something else; the dictionary may know the word that it begins or ends."""
        place, char = match.start(), match.group()[0]
        if len(plain) != len(match.string) or plain[place] in _RIGHT | {char} or char not in doubtful:
            return False
        return not doubtful[char].decided(match.string, place)

    def _surname(self, text: str, start: int, plain: str, match: re.Match[str], at: int) -> None:
        name, place = match.group(), match.start()
        right = name[0] + plain[place + 1 : match.end()]
        remedy = message("doubt.keep", line=_line(name, right))
        self._add("convert.name", name, plain[place : match.end()], text, start + place, at, remedy)

    def _character(self, text: str, start: int, piece: Piece, place: int, known: Iterable[str], at: int) -> None:
        source, char, plain = piece.source, piece.source[place], piece.result
        forms = [regional(form, self.target) for form in known]
        if len(plain) != len(source) or plain[place] not in forms:  # words have changed their length
            plain = _plain(piece)
            if len(plain) != len(source):
                return
        made = plain[place]
        others = [form for form in forms if form != made]
        if self._known(char, made) or not others:
            return
        first = place - 1 if place and _is_word(source[place - 1]) else place
        last = place + 2 if place + 1 < len(source) and _is_word(source[place + 1]) else place + 1
        if last - first == 1:  # a character alone would hold for the whole book
            first, last = max(0, place - 3), min(len(source), place + 4)
        plain = _plain(piece)
        right = plain[first:place] + others[0] + plain[place + 1 : last]
        line = _line(source[first:last].strip(), right.strip())
        wanted = message("doubt.meant", form=others[0], line=line)
        self._add("convert.review", char, made, text, start + place, at, wanted)

    def _words(self, text: str, start: int, piece: Piece, at: int) -> None:
        for match in self.watch.patterns["twp"].finditer(piece.source):
            word = match.group()
            for made, plain in self.watch.words[word]:
                if made in piece.result and _twp(word) == made:
                    remedy = message("doubt.meant", form=plain, line=_line(word, plain, self.target))
                    self._add("convert.review", word, made, text, start + match.start(), at, remedy)

    def _add(self, code: str, before: str, after: str, text: str, place: int, at: int, remedy: Message) -> None:
        if self._known(before, after):
            return
        key = "doubt.changed" if before != after else "doubt.stays"
        change = message(key, before=before, after=after)
        self.doubts[before, after] = _Doubt(code, Where(self.source, at), _sentence(text, place), change, remedy)

    def _known(self, before: str, after: str) -> bool:
        """Whether a substitution is on the list; if so, it is counted once more."""
        doubt = self.doubts.get((before, after))
        if doubt is not None:
            doubt.times += 1
        return doubt is not None

    def findings(self) -> Iterator[Finding]:
        """The doubts as findings, in the order in which they came up."""
        for doubt in self.doubts.values():
            times = message("doubt.times", n=doubt.times) if doubt.times > 1 else ""
            detail = message("doubt.doubt", change=doubt.change, times=times, remedy=doubt.remedy)
            yield Finding(doubt.code, doubt.where, doubt.excerpt, detail=detail)


def _plain(piece: Piece) -> str:
    """The piece converted one character for one."""
    if piece.way is None or piece.way.plain is piece.way.convert:
        return piece.result
    return piece.way.plain(piece.source)


@cache
def _twp(word: str) -> str:
    """What this engine's dictionary puts for a word alone: the two distributions differ."""
    found: Way | None = way("hans", "twp")
    return found.convert(word) if found is not None else word


def _line(before: str, after: str, target: str = "") -> str:
    """A line for `[convert]` in book.toml: the word is protected where it shall stay, else replaced."""
    if before == after and not target:
        return f"protect = [{json.dumps(before, ensure_ascii=False)}]"
    phrase = f"{target}: {before}={after}" if target else f"{before}={after}"
    return f"replace = [{json.dumps(phrase, ensure_ascii=False)}]"


def _is_word(char: str) -> bool:
    return re.match(f"[{HAN}A-Za-z0-9]", char) is not None


def _sentence(text: str, place: int) -> str:
    """The sentence that holds a place, cut where it is long."""
    for match in _SENTENCE.finditer(text):
        if match.end() > place:
            start, end = match.span()
            if end - start > _LONGEST:
                start, end = max(start, place - _LONGEST // 2), min(end, place + _LONGEST // 2)
            return text[start:end].strip()
    return text[place : place + _LONGEST]
