"""The articles of a book in the script that is wanted: by one plan, in several processes, or as earlier runs converted them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from book import convert as conversion
from book import packaged, store
from book.cache import key_of, packed, unpacked
from book.classes import dataclass, replace
from book.findings import Finding
from book.late import late
from book.model import Article
from book.run.job import Job
from book.run.prepared import Prepared
from book.run.spread import spread
from book.settings.values import TextConfig

if TYPE_CHECKING:
    from book import punctuate
else:
    punctuate = late("book.punctuate")

_KIND = "converted"
_FEW = 8  # articles: to convert them takes less than to begin a process


@dataclass(frozen=True, slots=True)
class Plan:
    """How the texts of a job are converted, and that as a key: settings, the user's words, the names of all authors."""

    how: conversion.Conversion
    text: TextConfig
    key: str = ""

    @classmethod
    def of(cls, job: Job, articles: Iterable[Article | None]) -> Plan:
        """For the articles of a job: tables and files read, names of all authors known. Raises `ConfigError`."""
        wanted, text = job.config.convert, job.config.text
        if wanted.script == "keep" and not wanted.replace:
            return cls(conversion.Conversion(), text)
        names = conversion.given_names(filter(None, articles))
        tables = conversion.Tables.of(packaged.rule_files(), packaged.lexicon())
        words = store.words(wanted.protect, job.beside)
        return cls(conversion.plan(wanted, tables, words, names), text, key_of(wanted, text, words, names))

    def article(self, article: Article) -> tuple[Article, tuple[Finding, ...]]:
        """A text in the script that is wanted, its quotes as that script writes them, with what was found on the way."""
        article, findings = conversion.convert(article, self.how)
        article = replace(article, part=conversion.convert_word(article.part, self.how)) if article.part else article
        if self.text.quotes == "auto" and self.how.script == "keep":
            return article, findings
        article, styled = punctuate.quote_style(article, self.text, article.language)
        return article, findings + styled


def converted(items: tuple[Prepared, ...], plan: Plan, job: Job) -> tuple[Prepared, ...]:
    """The same inputs in the script that is wanted, with what was found on the way."""
    articles = [item.article for item in items if item.article is not None]
    texts = iter(_kept(articles, plan, job) if plan.key else map(plan.article, articles))
    made = []
    for item in items:
        if item.article is not None:
            article, findings = next(texts)
            item = replace(item, article=article, findings=item.findings + findings)  # noqa: PLW2901
        made.append(item)
    return tuple(made)


def _kept(articles: list[Article], plan: Plan, job: Job) -> Iterable[tuple[Article, tuple[Finding, ...]]]:
    """The texts converted, or from the cache."""
    cache = job.cache
    keys = [key_of(plan.key, packed(one)) if cache.folder is not None else "" for one in articles]
    known = [cache.value(_KIND, key) for key in keys]
    missing = [one for one, found in zip(articles, known, strict=True) if found is None]
    if missing:
        conversion.convert_word("字", plan.how)  # its dictionaries are read once, before processes are forked
    made = spread(partial(_packed, plan), missing, job.processes if len(missing) > _FEW else 1)
    for key, found in zip(keys, known, strict=True):
        if found is not None:
            yield found
            continue
        body = next(made)
        cache.put(_KIND, key, body)
        text: tuple[Article, tuple[Finding, ...]] | None = unpacked(body)
        assert text is not None
        yield text


def _packed(plan: Plan, article: Article) -> bytes:
    return packed(plan.article(article))
