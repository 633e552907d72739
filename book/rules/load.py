"""Texts of rule files → `RuleSet`. The formats are described in `book/rules/README.md`, with how to add a rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from book.late import expression
from book.messages import Message, message
from book.model import NoticeKind
from book.rules import ftr
from book.rules.ruleset import RuleSet
from book.rules.types import Example, LineRule, NodeRule, NoticeRule, SiteRule
from book.text import Variants, toml


class RuleError(ValueError):
    """A rule file that cannot be read: names the file, the rule and what is wrong."""

    def __init__(self, why: Message) -> None:
        super().__init__(str(why))
        self.why = why


_Rule = TypeVar("_Rule")
_Compile = Callable[[str, int], re.Pattern[str]]
#: What the engine raises on an expression: one that repeats too often for it, and one of too many groups in each other, too.
_EXPRESSION = (re.error, OverflowError, RecursionError)
#: The share of a row's letters that control words must cover; at .75 “详情查看发布公告” is a row, and is a sentence.
_ROW_SHARE = 0.8

#: What the engine takes for a Latin letter where case does not count.
_LIKE_LATIN = "ıİſ\u212a"

#: What the depth of a bar is told by: an escape, a class and a bracket each as one.
_PIECE = expression(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.S)
_DEPTH = {"(": 1, ")": -1}


def load(files: Mapping[str, str], user: Mapping[str, str] | None = None) -> RuleSet:
    """Compiles rule files, given as name → text; the user's own come before ours. Expressions of ours, which tests try, are
    compiled when they are first asked: one article asks a third of them.

    Names decide the form: `noise.toml`, `notices.toml`, `lists.toml` (any other name of a `.toml` reads as these),
    `sites/*.toml`, `variants/scripts.tsv`, and of the user's also `HOST.txt` in the format of fivefilters' site rules. Raises
    `RuleError`.
    """
    draft = _Draft()
    for name, text in [*sorted((user or {}).items()), *sorted(files.items())]:
        try:
            draft.read(name, text, own=name in files and name not in (user or {}))
        except (RuleError, KeyError, TypeError, ValueError, AttributeError, *_EXPRESSION) as error:
            why = error.why if isinstance(error, RuleError | toml.TomlError) else str(error)
            raise RuleError(message("error.rule-file", name=name, why=why)) from error
    return draft.done()


class _Draft:
    """A rule set in the making."""

    def __init__(self) -> None:
        self.nodes: list[NodeRule] = []
        self.lines: list[LineRule] = []
        self.notices: list[NoticeRule] = []
        self.sites: list[SiteRule] = []
        self.lists: dict[str, tuple[str, ...]] = {}
        self.patterns: dict[str, re.Pattern[str]] = {}
        self.variants = Variants()

    def read(self, name: str, text: str, *, own: bool) -> None:
        if name.endswith(".tsv"):  # the other tables are of conversion alone
            self.variants = Variants.parse(text) if name.endswith("scripts.tsv") else self.variants
            return
        if name.endswith(".txt"):
            self.sites.append(ftr.site_rule(name.rpartition("/")[2].removesuffix(".txt"), text))
            return
        compiled: _Compile = expression if own else re.compile  # what is wrong in the user's is told at once
        data = toml.tables(text)
        if name.startswith("sites/") or "site" in data:
            self.sites.extend(_each(_site if own else _user_site, data.pop("site")))
        else:
            self.nodes.extend(_each(partial(_node, compiled), data.pop("node", ())))
            self.lines.extend(_each(partial(_line, compiled), data.pop("line", ())))
            self.notices.extend(_each(partial(_notice, compiled), data.pop("notice", ())))
            for key, value in data.pop("lists", {}).items():
                self.lists[key] = (*self.lists.get(key, ()), *value)
            for key, value in data.pop("patterns", {}).items():
                before = [self.patterns[key].pattern] if key in self.patterns else []
                joined = _joined([*before, *_listed(value)])
                self.patterns[key] = (
                    re.compile(joined, re.I) if before else compiled(joined, re.I)
                )  # do they go together?
        if data:
            raise RuleError(message("error.rule-table", name=name, key=repr(next(iter(data)))))

    def done(self) -> RuleSet:
        return RuleSet(
            tuple(self.nodes), tuple(self.lines), tuple(self.notices), tuple(self.sites), self.lists, self.patterns, self.variants
        )  # fmt: skip


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _joined(alternatives: list[str]) -> str:
    return "|".join(f"(?:{one})" for one in alternatives)


def _examples(entry: dict[str, Any]) -> tuple[Example, ...]:
    yes = tuple(Example(text, matches=True) for text in entry.pop("examples"))
    return yes + tuple(Example(text, matches=False) for text in entry.pop("counter", ()))


def _node(compiled: _Compile, entry: dict[str, Any]) -> NodeRule:
    like = entry.pop("like", None)
    rule = NodeRule(
        entry.pop("name"), entry.pop("kind"),
        frozenset(entry.pop("classes", ())), frozenset(entry.pop("ids", ())), frozenset(entry.pop("tags", ())),
        compiled(_joined(_listed(like)), re.I) if like else None, _examples(entry),
    )  # fmt: skip
    _no_other_keys(rule.name, entry)
    return rule


def _line(compiled: _Compile, entry: dict[str, Any]) -> LineRule:
    words = sorted(entry.pop("words", "").split(), key=len, reverse=True)  # the longest first: 我要评论 before 评论
    begins = within = letters = None
    if words:
        whole = "|".join(map(re.escape, words))
        cases = {
            *whole,
            *whole.lower(),
            *whole.upper(),
            *_LIKE_LATIN,
        }  # written out: where the engine minds case, it looks for a class slowly
        letters = compiled(f"[{re.escape(''.join(sorted(cases)))}]+", 0)
    else:
        alternatives = _listed(entry.pop("pattern"))
        whole = _joined(alternatives)
        first = [one for one in alternatives if _begins(one)]
        rest = [one for one in alternatives if not _begins(one)]
        begins = compiled(_joined(first), re.I) if first else None
        within = compiled(_joined(rest), re.I) if rest else None
    rule = LineRule(
        entry.pop("name"), entry.pop("kind"), whole, begins, within, letters, entry.pop("where", "edge"),
        entry.pop("longest", 60), entry.pop("anchor", False), entry.pop("weak", False), _ROW_SHARE if words else 0.0,
        _examples(entry),
    )  # fmt: skip
    _no_other_keys(rule.name, entry)
    return rule


def _begins(pattern: str) -> bool:
    """Whether an expression can match at the start of a text only: all of it stands behind a ^."""
    depth = 0
    for piece in _PIECE.findall(pattern):
        depth += _DEPTH.get(piece, 0)
        if depth == 0 and piece == "|":
            return False
    return pattern.startswith("^")


def _notice(compiled: _Compile, entry: dict[str, Any]) -> NoticeRule:
    pattern = entry.pop("pattern")
    # Named groups may recur in the alternatives of one rule; each alternative is its own rule to the engine.
    rule = NoticeRule(
        entry.pop("name"), NoticeKind(entry.pop("kind")), compiled(pattern, re.I), entry.pop("longest", 120),
        entry.pop("heading", False), tuple(entry.pop("examples")), tuple(entry.pop("counter", ())),
    )  # fmt: skip
    _no_other_keys(rule.name, entry)
    return rule


def _user_site(entry: dict[str, Any]) -> SiteRule:
    """A user's site rule needs no example; its selectors are tried, for no test has seen them."""
    rule = _site({"example": "-", **entry})
    for selector in (*rule.body, *rule.title, *rule.author, *rule.account, *rule.date, *rule.remove):
        if selector != "ct":
            _selector(selector)
    return rule


def _selector(text: str) -> None:
    import soupsieve  # which loads BeautifulSoup: only a user's own rules are tried

    try:
        soupsieve.compile(text)
    except soupsieve.SelectorSyntaxError as error:
        first = str(error).splitlines()[0]
        raise RuleError(message("error.rule-selector", selector=repr(text), error=first)) from error


def _site(entry: dict[str, Any]) -> SiteRule:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    _no_other_keys(
        entry["name"], {key: value for key, value in values.items() if key not in SiteRule.__dataclass_fields__}
    )
    if not values["example"]:
        raise KeyError("example")
    return SiteRule(**values)


def _each(make: Callable[[dict[str, Any]], _Rule], entries: list[dict[str, Any]]) -> Iterator[_Rule]:
    """Every entry as a rule; what is wrong with one names it."""
    for number, entry in enumerate(entries, 1):
        name = repr(str(entry["name"])) if "name" in entry else message("error.rule-number", number=number)
        try:
            yield make(dict(entry))
        except KeyError as error:
            raise RuleError(message("error.rule-lacks", name=name, key=repr(error.args[0]))) from error
        except (TypeError, *_EXPRESSION) as error:
            raise RuleError(message("error.rule-broken", name=name, error=str(error))) from error


def _no_other_keys(name: str, rest: dict[str, Any]) -> None:
    if rest:
        raise RuleError(message("error.rule-key", name=repr(name), key=repr(next(iter(rest)))))
