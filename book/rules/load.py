"""Texts of rule files → `RuleSet`. The formats are told in `book/rules/README.md`, with how to add a rule."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from book.model import NoticeKind
from book.text import Variants, squash


class RuleError(ValueError):
    """A rule file that cannot be read: names the file, the rule and what is wrong."""


_Rule = TypeVar("_Rule")
_TOKENS = re.compile(r"[\s|/]+")  # what parts the words of a tool bar
_MEMORY = 4096  # texts whose answers are kept
_LONGEST = 4000  # characters: no rule knows a longer text, and a line of 50 MB must not be searched
_SPELLED = re.compile(r"[\u4e00-\u9fff](?:[/|·-][\u4e00-\u9fff]){2,9}")
_SPELLING = re.compile(r"[/|·-]")
_TOKEN = 8  # characters of the longest word of a tool bar
_TOKENS_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Example:
    """A text (or markup) and whether the rule must match it."""

    text: str
    matches: bool


@dataclass(frozen=True, slots=True)
class NodeRule:
    """Furniture known by its markup: class tokens, ids, tags, or a pattern over class and id."""

    name: str
    kind: str
    classes: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    like: re.Pattern[str] | None = None
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class LineRule:
    """Furniture known by its words. `where` it acts: head, tail, edge (both) or any; `longest` in characters, folded.

    An `anchor` opens a tail that goes with it as long as no prose follows; a `weak` rule needs a neighbour that matched.
    """

    name: str
    kind: str
    pattern: re.Pattern[str]
    where: str = "edge"
    longest: int = 60
    anchor: bool = False
    weak: bool = False
    examples: tuple[Example, ...] = ()

    def matches(self, mirrored: str) -> bool:
        """Whether a squashed, mirrored text is this kind of furniture."""
        return len(mirrored) <= self.longest and self.pattern.search(mirrored) is not None


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """Attribution known by its words; named groups (author, account, site, date, title, url) say what it attributes."""

    name: str
    kind: NoticeKind
    pattern: re.Pattern[str]
    longest: int = 120
    heading: bool = False  # announces that the next paragraph is the notice
    examples: tuple[Mapping[str, str], ...] = ()
    counter: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteRule:
    """What is known of one site's pages. Selectors are CSS, tried in order; `remove` acts inside the body."""

    name: str
    hosts: tuple[str, ...] = ()
    site: str = ""
    names: tuple[str, ...] = ()  # how dumps call the site
    body: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    platform: bool = False  # many write there: a bare name beside the date is the author's
    marks: tuple[str, ...] = ()  # texts in the page source that give the site away where the address is gone
    unavailable: tuple[str, ...] = ()
    example: str = ""  # a minimal page of our own; tests read it
    expect: Mapping[str, str] = field(default_factory=dict)  # fields of the example once read
    drop: tuple[str, ...] = ()  # texts of the example that must be gone


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
    _lines: dict[str, LineRule | None] = field(default_factory=dict, compare=False, repr=False)
    _notices: dict[str, tuple[NoticeRule, dict[str, str]] | None] = field(
        default_factory=dict, compare=False, repr=False
    )

    def mirror(self, text: str) -> str:
        """The text as patterns see it, one character for one: half width, lower case, simplified."""
        return self.variants.mirror(text)

    def line(self, text: str, *, where: str = "") -> LineRule | None:
        """The first line rule that matches a text; `where` narrows to rules that act there."""
        key = where + "\n" + text
        if key not in self._lines:
            self._remember(self._lines, key, self._line_of_text(text, where))
        return self._lines[key]

    def notice(self, text: str) -> tuple[NoticeRule, dict[str, str]] | None:
        """The first notice rule that matches, with what its groups caught of the text as it stands."""
        if text not in self._notices:
            self._remember(self._notices, text, self._notice(text))
        found = self._notices[text]
        return (found[0], dict(found[1])) if found else None

    @staticmethod
    def _remember(memory: dict[str, Any], key: str, value: object) -> None:
        """Keeps an answer: one text is asked about by many rules (measured: each block some twelve times)."""
        if len(memory) >= _MEMORY:
            memory.clear()
        memory[key] = value

    def _line_of_text(self, text: str, where: str) -> LineRule | None:
        if len(text) > _LONGEST:
            return None
        mirror = self.mirror(text)
        mirrored = squash(mirror)
        if not mirrored:
            return None
        found = self._line(mirrored, where)
        if found is not None or len(mirrored) > _TOKENS_LONGEST:
            return found
        tokens = [squash(token) for token in _TOKENS.split(mirror) if squash(token)]
        if len(tokens) < 2 or max(map(len, tokens)) > _TOKEN:
            return None
        rules = [self._line(token, where) for token in tokens]
        return rules[0] if all(rule is not None for rule in rules) else None

    def _line(self, mirrored: str, where: str) -> LineRule | None:
        if _SPELLED.fullmatch(mirrored):  # 往/期/精/选
            mirrored = _SPELLING.sub("", mirrored)
        for rule in self.lines:
            here = not where or rule.where in (where, "any") or (rule.where == "edge" and where in ("head", "tail"))
            if here and rule.matches(mirrored):
                return rule
        return None

    def _notice(self, text: str) -> tuple[NoticeRule, dict[str, str]] | None:
        if len(text) > _LONGEST:
            return None
        mirrored = self.mirror(text)
        for rule in self.notices:
            match = rule.pattern.search(mirrored) if len(mirrored) <= rule.longest else None
            if match:
                spans = {name: match.span(name) for name in match.groupdict()}
                groups = {name: text[start:end].strip() for name, (start, end) in spans.items() if start >= 0}
                return rule, {name: value for name, value in groups.items() if value}
        return None


def load(files: Mapping[str, str]) -> RuleSet:
    """Compiles rule files, given as name → text.

    Names decide the form: `noise.toml`, `notices.toml`, `lists.toml`, `sites/*.toml`, `variants/scripts.tsv`; others are
    refused. Raises `RuleError`.
    """
    nodes: list[NodeRule] = []
    lines: list[LineRule] = []
    notices: list[NoticeRule] = []
    sites: list[SiteRule] = []
    lists: dict[str, tuple[str, ...]] = {}
    patterns: dict[str, re.Pattern[str]] = {}
    variants = Variants()
    for name, text in sorted(files.items()):
        try:
            if name.endswith(".tsv"):
                variants = Variants.parse(text)
                continue
            data = tomllib.loads(text)
            if name.startswith("sites/"):
                sites.extend(_each(_site, data.pop("site")))
            else:
                nodes.extend(_each(_node, data.pop("node", ())))
                lines.extend(_each(_line, data.pop("line", ())))
                notices.extend(_each(_notice, data.pop("notice", ())))
                lists |= {key: tuple(value) for key, value in data.pop("lists", {}).items()}
                patterns |= {key: _compile(value) for key, value in data.pop("patterns", {}).items()}
            _whole(f"{name}, tables", data)
        except (tomllib.TOMLDecodeError, RuleError, re.error, KeyError, TypeError, ValueError) as error:
            raise RuleError(f"{name}: {error}") from error
    return RuleSet(tuple(nodes), tuple(lines), tuple(notices), tuple(sites), lists, patterns, variants)


def _compile(pattern: str | list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in ([pattern] if isinstance(pattern, str) else pattern)), re.I)


def _examples(entry: dict[str, Any]) -> tuple[Example, ...]:
    yes = tuple(Example(text, matches=True) for text in entry.pop("examples"))
    return yes + tuple(Example(text, matches=False) for text in entry.pop("counter", ()))


def _node(entry: dict[str, Any]) -> NodeRule:
    like = entry.pop("like", None)
    rule = NodeRule(
        entry.pop("name"), entry.pop("kind"),
        frozenset(entry.pop("classes", ())), frozenset(entry.pop("ids", ())), frozenset(entry.pop("tags", ())),
        _compile(like) if like else None, _examples(entry),
    )  # fmt: skip
    _whole(rule.name, entry)
    return rule


def _line(entry: dict[str, Any]) -> LineRule:
    rule = LineRule(
        entry.pop("name"), entry.pop("kind"), _compile(entry.pop("pattern")), entry.pop("where", "edge"),
        entry.pop("longest", 60), entry.pop("anchor", False), entry.pop("weak", False), _examples(entry),
    )  # fmt: skip
    _whole(rule.name, entry)
    return rule


def _notice(entry: dict[str, Any]) -> NoticeRule:
    pattern = entry.pop("pattern")
    # Named groups may recur in the alternatives of one rule; each alternative is its own rule to the engine.
    rule = NoticeRule(
        entry.pop("name"), NoticeKind(entry.pop("kind")), re.compile(pattern, re.I), entry.pop("longest", 120),
        entry.pop("heading", False), tuple(entry.pop("examples")), tuple(entry.pop("counter", ())),
    )  # fmt: skip
    _whole(rule.name, entry)
    return rule


def _site(entry: dict[str, Any]) -> SiteRule:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    _whole(entry["name"], {key: value for key, value in values.items() if key not in SiteRule.__dataclass_fields__})
    if not values["example"]:
        raise KeyError("example")
    return SiteRule(**values)


def _each(make: Callable[[dict[str, Any]], _Rule], entries: list[dict[str, Any]]) -> Iterator[_Rule]:
    """Every entry as a rule; what is wrong with one names it."""
    for number, entry in enumerate(entries, 1):
        name = str(entry.get("name", f"number {number}"))
        try:
            yield make(dict(entry))
        except KeyError as error:
            raise RuleError(f"rule {name!r}: the key {error.args[0]!r} is missing") from error
        except (re.error, TypeError) as error:
            raise RuleError(f"rule {name!r}: {error}") from error


def _whole(name: str, rest: dict[str, Any]) -> None:
    if rest:
        raise RuleError(f"rule {name!r}: unknown key {next(iter(rest))!r}")
