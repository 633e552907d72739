"""Every rule, compiled, and the questions that the stages ask of them: which rule knows this line, what does it attribute."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from book.classes import dataclass, field, replace
from book.late import expression
from book.messages.printed import stands_in
from book.rules.types import LineRule, NodeRule, NoticeRule, SiteRule
from book.settings.overrides import Overrides
from book.text import Variants, squash
from book.text.labels import Names

_WORDS = expression(r"[\s|/]+")  # what parts the words of a tool bar
_MEMORY = 4096  # texts whose answers are kept: reading and cleaning ask the same of the lines of one article
_UNASKED: Any = object()
_NAMES = 300  # characters of the names of an element that are remembered
_Answer = TypeVar("_Answer")
_LONGEST = 4000  # characters: no rule knows a longer text, and a line of 50 MB must not be searched
_SPELLED = expression(r"[\u4e00-\u9fff](?:[/|·-][\u4e00-\u9fff]){2,9}")
_SPELLING = expression(r"[/|·-]")
_SPELLED_LONGEST = 19  # characters of ten, and the signs between them
_WORD = 8  # characters of the longest word of a tool bar
_WORDS_LONGEST = 60


class Asked:
    """What is known of one text: its mirror, that without white space, its words where it is a row of words, and by place the rule
    that knows it there. `folded` is "" where no rule is asked."""

    __slots__ = ("folded", "found", "known", "mirror", "words")

    def __init__(self, mirror: str, folded: str, words: tuple[str, ...] = ()) -> None:
        self.mirror, self.folded, self.words = mirror, folded, words
        self.found: dict[str, LineRule | None] = {}
        self.known: dict[int, bool] | None = (
            None  # by the number of a rule that acts at several places: it is asked once
        )


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Every rule, compiled."""

    nodes: tuple[NodeRule, ...] = ()
    lines: tuple[LineRule, ...] = ()
    notices: tuple[NoticeRule, ...] = ()
    sites: tuple[SiteRule, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    patterns: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    variants: Variants = field(default_factory=Variants)
    overrides: Overrides = field(default_factory=Overrides)  # the user's, applied before any rule
    _names: list[Names] = field(default_factory=list, compare=False, repr=False)
    _acting: dict[str, tuple[tuple[int, LineRule], ...]] = field(default_factory=dict, compare=False, repr=False)
    _lines: dict[str, Asked] = field(default_factory=dict, compare=False, repr=False)
    _notices: dict[str, tuple[NoticeRule, dict[str, str]] | None] = field(
        default_factory=dict, compare=False, repr=False
    )
    _known: dict[tuple[str, str, str], NodeRule | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def names(self) -> Names:
        """What recognises names, for the grammar of bylines."""
        if not self._names:
            surnames, double, words, places = (
                self.lists.get(name, ()) for name in ("surnames", "double-surnames", "no-names", "places")
            )
            made = Names(
                self.mirror,
                frozenset("".join(surnames)),
                frozenset(double),
                lambda text: self.line(text, where="head") is not None,
                frozenset(words),
                places,
            )
            self._names.append(made)
        return self._names[0]

    def overridden(self, overrides: Overrides) -> RuleSet:
        """The rules that the user leaves on, with his word over them."""
        off = overrides.off
        return replace(
            self, overrides=overrides, _acting={}, _lines={}, _notices={}, _names=[], _known={},
            nodes=tuple(rule for rule in self.nodes if rule.name not in off),
            lines=tuple(rule for rule in self.lines if rule.name not in off),
            notices=tuple(rule for rule in self.notices if rule.name not in off),
            sites=tuple(rule for rule in self.sites if rule.name not in off),
        )  # fmt: skip

    def keeping(self, texts: Iterable[tuple[str, str]]) -> RuleSet:
        """The same rules, and no rule takes a part of these texts: (the user's word, the text)."""
        overrides = self.overrides.with_parts(texts)
        return self if overrides is self.overrides else replace(self, overrides=overrides)

    @property
    def rule_names(self) -> tuple[str, ...]:
        """The name of every rule."""
        return tuple(rule.name for rules in (self.nodes, self.lines, self.notices, self.sites) for rule in rules)

    def may_name_site(self, asked: Asked) -> bool:
        """Whether a rule that catches the name of a site matches a text."""
        if "site" not in self._acting:
            self._acting["site"] = tuple([one for one in enumerate(self.lines) if "(?P<site>" in one[1].expression])
        return _first(self._acting["site"], asked.folded) is not None

    def may_open_tail(self, asked: Asked) -> bool:
        """Whether one of the few rules that open a tail may know a text: a row of words is not looked at."""
        if "anchor" not in self._acting:
            self._acting["anchor"] = tuple([one for one in enumerate(self.lines) if one[1].anchor])
        return asked.words != () or _first(self._acting["anchor"], asked.folded, asked) is not None

    def mirror(self, text: str) -> str:
        """The text as patterns see it, one character for one: half width, lower case, simplified."""
        return self.variants.mirror(text)

    def node(self, name: str, classes: str, ident: str) -> NodeRule | None:
        """The first rule that knows an element by its name, its classes or its id; on a page the same ones come again and again."""
        if len(classes) + len(ident) > _NAMES:
            return self._node(name, classes, ident)
        key = name, classes, ident
        found: NodeRule | None = self._known.get(key, _UNASKED)
        return self._remember(self._known, key, self._node(*key)) if found is _UNASKED else found

    def line(self, text: str, *, where: str = "") -> LineRule | None:
        """The first line rule that matches a text, unless the user keeps it; `where` narrows to rules that act there."""
        rule = self.line_known(text, where=where)
        return None if rule is not None and self.overrides.keeps(text, rule.name) else rule

    def line_known(self, text: str, *, where: str = "") -> LineRule | None:
        """The first line rule that matches a text, whatever the user's overrides."""
        return self.line_at(self.asked(text), where)

    def line_at(self, asked: Asked, where: str) -> LineRule | None:
        """The first line rule that matches a text, whatever the user's overrides."""
        found = asked.found
        if where not in found:
            nowhere = (
                where == "any" and "inside" in found and found["inside"] is None
            )  # what acts anywhere acts inside, too
            found[where] = None if nowhere else self._line_at(asked, where)
        return found[where]

    def asked(self, text: str) -> Asked:
        """A text as rules see it, with what was asked of it before."""
        asked = self._lines.get(text)  # read once: another thread may empty the memory in between
        return (
            asked
            if asked is not None
            else self._remember(self._lines, text, self._asked(text, self.variants.mirrored(text)))
        )

    def asked_each(self, texts: Sequence[str]) -> list[Asked]:
        """The same of many texts, which are mirrored together."""
        new = [text for text in dict.fromkeys(texts) if text not in self._lines]
        made = {
            text: self._asked(text, mirror) for text, mirror in zip(new, self.variants.mirrored_each(new), strict=True)
        }
        for text, asked in made.items():
            self._remember(self._lines, text, asked)
        return [made.get(text) or self.asked(text) for text in texts]

    def notice(self, text: str) -> tuple[NoticeRule, dict[str, str]] | None:
        """The first notice rule that matches, unless the user keeps the text, with what its groups caught of it as it stands."""
        found = self.notice_known(text)
        return None if found is not None and self.overrides.keeps(text, found[0].name) else found

    def notice_known(self, text: str) -> tuple[NoticeRule, dict[str, str]] | None:
        """The first notice rule that matches a text, whatever the user says of it."""
        found = self._notices.get(text, _UNASKED)
        if found is _UNASKED:
            found = self._remember(self._notices, text, self._notice(text))
        return (found[0], dict(found[1])) if found else None

    @staticmethod
    def _remember(memory: dict[Any, _Answer], key: Any, value: _Answer) -> _Answer:
        """Keeps an answer and gives it: one text is matched for many rules (measured: each block some twelve times)."""
        if len(memory) >= _MEMORY:
            memory.clear()
        memory[key] = value
        return value

    def _node(self, name: str, classes: str, ident: str) -> NodeRule | None:
        """Of rules that know one thing the last one counts; what a name says comes before classes, those before an id."""
        rules = self.nodes[::-1]
        found = next((rule for rule in rules if name in rule.tags), None)
        tokens = classes.split()
        for token in tokens:
            found = found or next((rule for rule in rules if token in rule.classes), None)
        found = found or next((rule for rule in rules if ident in rule.ids), None)
        if found is None and (tokens or ident):
            text = " ".join([*tokens, ident])
            found = next((rule for rule in self.nodes if rule.like and rule.like.search(text)), None)
        return found

    @staticmethod
    def _asked(text: str, mirror: str) -> Asked:
        if len(text) > _LONGEST or stands_in(text):
            return Asked(mirror, "")
        folded = squash(mirror)
        if len(folded) > _WORDS_LONGEST or _WORDS.search(mirror) is None:
            return Asked(mirror, folded)
        words = tuple([squash(word) for word in _WORDS.split(mirror) if squash(word)])
        return Asked(mirror, folded, words if len(words) > 1 and max(map(len, words)) <= _WORD else ())

    def _line_at(self, asked: Asked, where: str) -> LineRule | None:
        """The first rule acting at a place that knows a text, or else each of its words."""
        if not asked.folded:
            return None
        acting = self._acting.get(where)
        if acting is None:
            acting = self._acting[where] = tuple([one for one in enumerate(self.lines) if one[1].acts(where)])
        found = _first(acting, asked.folded, asked)
        if found is not None or not asked.words:
            return found
        rules = [_first(acting, word) for word in asked.words]
        return rules[0] if all(rule is not None for rule in rules) else None

    def _notice(self, text: str) -> tuple[NoticeRule, dict[str, str]] | None:
        if len(text) > _LONGEST or stands_in(text):
            return None
        mirrored = self.asked(text).mirror
        for rule in self.notices:
            match = rule.pattern.search(mirrored) if len(mirrored) <= rule.longest else None
            if match:
                spans = {name: match.span(name) for name in match.groupdict()}
                groups = {name: text[start:end].strip() for name, (start, end) in spans.items() if start >= 0}
                return rule, {name: value for name, value in groups.items() if value}
        return None


def _first(acting: tuple[tuple[int, LineRule], ...], folded: str, asked: Asked | None = None) -> LineRule | None:
    """The first of some rules that matches a text; `asked` has what rules for both edges said of it, and learns the rest."""
    if len(folded) <= _SPELLED_LONGEST and _SPELLED.fullmatch(folded):  # 往/期/精/选
        folded = _SPELLING.sub("", folded)
    length = len(folded)
    known = asked.known if asked is not None else None
    for number, rule in acting:
        if length > rule.longest:
            continue
        matches = known.get(number) if known is not None else None
        if matches is None:
            matches = rule.matches(folded)
            if rule.where == "edge" and asked is not None:
                if known is None:
                    known = asked.known = {}
                known[number] = matches
        if matches:
            return rule
    return None
