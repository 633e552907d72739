"""What every input of a run is read and cleaned with: rules, settings and the user's word, as one value that is handed on.

It is small and can be compared, so that a process of a pool is handed it with its work; the rules themselves are compiled once
in each process, from the texts.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from book import packaged, read, store
from book.classes import dataclass, fields, replace
from book.findings import ConfigError, Finding, Where
from book.late import late
from book.messages import message, trouble
from book.run.prepared import Prepared
from book.settings.overrides import Aim, Overrides, Word
from book.settings.values import BuildConfig, TextConfig

if TYPE_CHECKING:
    from book import clean
    from book import rules as ruling
    from book.read import documents, novel
    from book.rules import RuleSet
    from book.run import trial
else:
    clean, ruling = late("book.clean"), late("book.rules")
    documents, novel = late("book.read.documents"), late("book.read.novel")
    trial = late("book.run.trial")

_NEAR = 2000  # removed lines among which the nearest to a word that found nothing is sought
_LINE = 60  # characters of such a line

Texts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Workshop:
    """The settings of a run and the texts of its rule files, ours and the user's. Raises `ConfigError` when it is made."""

    config: BuildConfig
    packaged: Texts
    own: Texts
    why: bool = False  # whether the evidence for each line of a page is wanted
    kept: tuple[tuple[str, tuple[str, ...]], ...] = ()  # locator → what no rule takes of that article

    @classmethod
    def of(
        cls, config: BuildConfig, base: Path, *, why: bool = False, kept: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ) -> Workshop:
        """For a book whose settings lie in `base`. Raises `ConfigError` for rules or selectors that cannot be used."""
        own = config.clean.rules
        made = replace(cls.with_rules(config, own_rules(config, base)), why=why, kept=kept)
        if made.own:
            try:
                _ = made.rules
            except ruling.RuleError as error:
                raise ConfigError(own, error.why, message("error.rule-file.next")) from None
            trial.tried(ruling.load({}, dict(made.own)), own)
        overrides = Overrides.of(config.clean)
        for word in overrides.selectors((*overrides.keep, *overrides.drop)):
            if not read.is_selector(word.value):
                raise ConfigError("[clean]", *trouble("error.selector", selector=word.value))
        return made

    @classmethod
    def with_rules(cls, config: BuildConfig, own: Texts) -> Workshop:
        """With the texts of the user's rule files, which are not tried here."""
        return cls(config, _texts(packaged.rule_files()), own)

    @property
    def rules(self) -> RuleSet:
        """The rules that are on, with the user's word over them."""
        return _ruled(self.packaged, self.own, Overrides.of(self.config.clean))

    def rules_for(self, locator: str) -> RuleSet:
        """The same for one article, whose editor may keep more of it."""
        words = dict(self.kept).get(locator)
        return (
            self.rules
            if words is None
            else _ruled(self.packaged, self.own, Overrides.of(self.config.clean).keeping(words))
        )

    @property
    def text(self) -> TextConfig:
        """What is put right in prose, without what `off` names; quotation marks as the book's script asks for."""
        off = {name: False for name in _switches() if name in self.config.clean.off}
        text: TextConfig = replace(self.config.text, **off)  # type: ignore[arg-type]
        if text.quotes != "auto":
            return text
        return replace(text, quotes="keep" if self.config.convert.script == "keep" else "locale")

    @property
    def matters(self) -> tuple[object, ...]:
        """All that reading, cleaning and marks go by: for the key of an article. Without what `kept` says of single articles, what
        ships with the package, and where the user's rules lie."""
        limits = self.config.limits
        return replace(self.config.clean, rules=""), self.text, limits.tags, limits.findings, self.own

    def unanswered(self, prepared: Iterable[Prepared]) -> tuple[Finding, ...]:
        """The user's overrides that matched nothing, each with the nearest name or text."""
        findings = [finding for item in prepared for finding in item.findings]
        acted = {str(f.detail) for f in findings if f.code in ("clean.kept", "clean.dropped")}
        overrides = Overrides.of(self.config.clean)
        if not (overrides.keep or overrides.drop or self.config.clean.off):
            return ()
        names = self._names()
        unused = [
            _unused(word, names, findings) for word in (*overrides.keep, *overrides.drop) if word.written not in acted
        ]
        unused += [_unknown(name, names) for name in self.config.clean.off if name not in names]
        return tuple(unused)

    def _names(self) -> tuple[str, ...]:
        """Everything that `off` and `rule:` can name."""
        known = _compiled(self.packaged, self.own)
        sites = (f"site {site.name}" for site in known.sites)
        steps = (name for name, _ in clean.RULES)
        names = (*known.rule_names, *sites, *steps, *clean.WITHIN, *_of_reading(), *_switches())
        return tuple(dict.fromkeys(names))


def _of_reading() -> tuple[str, ...]:
    """What reading takes without a rule of the rule files."""
    return (
        "outside-article",
        *documents.LEFT_OUT,
        "hidden",
        "controls",
        "image-without-address",
        "placeholder-picture",
        "embedded",
        "references",
        "tracking",
        "property-lines",
        *novel.STEPS,
        "drop",
        "scene-break",
        "mojibake",
        "replies",
        "post-heads",
        "bbs-head",
        "bbs-signature",
        "bbs-pushes",
    )


def own_rules(config: BuildConfig, base: Path) -> Texts:
    """The texts of the user's rule files, which lie beside his settings in `base`. Raises `ConfigError`."""
    own = config.clean.rules
    return _texts(store.user_rules(base / own)) if own else ()


def _texts(files: Mapping[str, str]) -> Texts:
    return tuple(sorted(files.items()))


@lru_cache(maxsize=4)
def _compiled(packaged_texts: Texts, own: Texts) -> RuleSet:
    return ruling.load(dict(packaged_texts), dict(own) or None)


@lru_cache(maxsize=4)
def _ruled(packaged_texts: Texts, own: Texts, overrides: Overrides) -> RuleSet:
    """One set for all articles of a run: it remembers the lines that it was asked about."""
    return _compiled(packaged_texts, own).overridden(overrides)


def _switches() -> tuple[str, ...]:
    """The kinds of mending that are on or off: they can be named as rules."""
    return tuple(f.name for f in fields(TextConfig) if isinstance(f.default, bool))


def _unused(word: Word, names: tuple[str, ...], findings: list[Finding]) -> Finding:
    """A word of `keep` or `drop` for which there was nothing to do."""
    if word.aim is Aim.RULE:
        if word.value not in names:
            return _unknown(word.value, names, word.written)
        return Finding("clean.unused", Where("[clean]"), word.written)
    removed = (f.excerpt.strip().split("\n", 1)[0][:_LINE] for f in findings if f.kind.deed.value == "removed")
    lines = list(dict.fromkeys(line for line in removed if line))[:_NEAR] if word.aim is Aim.TEXT else []
    near = difflib.get_close_matches(word.written, lines, n=1, cutoff=0.5)
    return Finding(
        "clean.unused", Where("[clean]"), word.written, detail=message("detail.nearest", name=near[0]) if near else ""
    )


def _unknown(name: str, names: tuple[str, ...], written: str = "") -> Finding:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    detail = message("detail.nearest", name=near[0]) if near else message("detail.no-such-rule")
    return Finding("clean.unknown-rule", Where("[clean]"), written or name, detail=detail)
