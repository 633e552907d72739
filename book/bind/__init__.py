"""Binding: articles → a `Book`: order, parts, duplicates, ids, links from one article to another. No clock, no randomness.

Ids are hashes of what an article's bytes are, so they outlive a change of folder, of order and of the other articles.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping
from functools import partial

from book.bind.ids import NAMESPACE, unlinked, with_id, with_ids
from book.bind.joined import join
from book.bind.links import linked
from book.bind.merged import merge
from book.bind.order import order
from book.bind.parts import parts_of, volume_of, volume_title, volumes_of, within
from book.bind.said import doubtful_readings, said_once
from book.classes import dataclass, field, replace
from book.findings import Finding, Where
from book.late import expression
from book.messages import message
from book.model import NO_FILING, NO_MATTER, Article, Book, Filing, Matter, Part, Series
from book.model.facts import facts_of
from book.settings.values import ArrangeConfig, BookConfig
from book.text import fold, isbn
from book.walk import plain_text

_PRICED = expression(r"^定[价價]\s*+[：:]?\s*+")  # what is printed before it anyway
_NO_DATE = "2000-01-01"  # `modified` of a book none of whose articles has a date


@dataclass(frozen=True, slots=True)
class Plan:
    """What binding is given besides the settings: the user's own order, parts and texts, and how names are filed."""

    ordered: bool = False  # the articles come in book order
    part_titles: tuple[str, ...] = ()
    intros: Mapping[str, Article] = field(default_factory=dict)
    matter: Matter = NO_MATTER
    filing: Filing = NO_FILING
    merges: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # locator → those that are put behind it

    def entitled(self, change: Callable[[str], str]) -> Plan:
        """The plan with the titles of its parts changed; those that articles name are to be changed alike."""
        return replace(
            self,
            part_titles=tuple(dict.fromkeys(map(change, self.part_titles))),
            intros={change(title): intro for title, intro in self.intros.items()},
        )

    def changed(
        self, change: Callable[[Article], tuple[Article, tuple[Finding, ...]]]
    ) -> tuple[Plan, tuple[Finding, ...]]:
        """The plan with each of the user's own texts changed, and what was found."""
        findings: list[Finding] = []

        def changed(text: Article) -> Article:
            made, told = change(text)
            findings.extend(told)
            return made

        around = self.matter.mapped(changed)
        return replace(self, matter=around, intros={t: changed(i) for t, i in self.intros.items()}), tuple(findings)


@dataclass(frozen=True, slots=True)
class Bound:
    """A book and what binding found; `left_out` are the duplicates, `joined` is part → first part, all as locators.

    `volumes` are the book itself, or the books that it was divided into.
    """

    book: Book
    findings: tuple[Finding, ...]
    left_out: tuple[str, ...]
    joined: Mapping[str, str] = field(default_factory=dict)
    volumes: tuple[Book, ...] = ()


def bind(
    articles: tuple[Article, ...], config: BookConfig, arrange: ArrangeConfig, language: str, plan: Plan | None = None
) -> Bound:
    """The articles as a book in the given language; they come in the order in which they were given."""
    plan = plan or Plan()
    findings: list[Finding] = []
    articles, more, merged = merge(articles, plan.merges)
    findings += more
    kept, twins = _without_twins(articles, findings)
    kept, more, joined = join(kept, tuple(merged.values())) if arrange.join else (kept, (), {})
    findings += more
    joined |= merged
    ordered = kept if plan.ordered else order(kept, arrange, plan.filing)
    if arrange.order == "date" and not plan.ordered:
        findings += [
            Finding("bind.undated", Where(article.source.locator)) for article in ordered if not article.published
        ]
    findings += doubtful_readings(ordered, plan.filing.readings)
    once = [said_once(article) for article in ordered]
    findings += [finding for _, told in once for finding in told]
    named = with_ids(tuple(article for article, _ in once))
    parts = parts_of(named, arrange, language, plan.part_titles, plan.intros)
    told = {part.title for part in parts if part.intro}
    findings += [Finding("bind.intro", Where(i.source.locator), t) for t, i in plan.intros.items() if t not in told]
    idle = [
        title for title in plan.part_titles if title not in plan.intros and title not in {part.title for part in parts}
    ]
    findings += [Finding("bind.no-part", Where("[[part]]"), title) for title in idle]
    kind, size = volume_of(config.volumes)
    split = volumes_of(parts, kind, size) if kind else (parts,)
    book = replace(_book(parts, config, arrange, language), matter=_named(plan.matter), filing=plan.filing)
    volumes = [_volume(inside, number, len(split), book, config, arrange) for number, inside in enumerate(split, 1)]
    elsewhere = {**twins, **joined, **{twin: joined[first] for twin, first in twins.items() if first in joined}}
    whole, lost = _with_links(book, elsewhere)
    if not kind:
        return Bound(whole, (*findings, *lost), tuple(twins), joined, (whole,))
    bound = [_with_links(volume, elsewhere) for volume in volumes]
    lost = tuple(finding for _, found in bound for finding in found)
    return Bound(whole, (*findings, *lost), tuple(twins), joined, tuple(volume for volume, _ in bound))


def _named(matter: Matter) -> Matter:
    """The editor's own texts with ids, which are what they are called in the settings."""
    return Matter(**{name: with_id(text, name) for name, text in matter.named})


def _book(parts: tuple[Part, ...], config: BookConfig, arrange: ArrangeConfig, language: str) -> Book:
    articles = tuple(article for part in parts for article in part.articles)
    dates = [article.published.iso_day for article in articles if article.published]
    date = f"{config.modified or config.date or max(dates, default=_NO_DATE)}"
    date = date if "T" in date else f"{date}-01-01"[:10] + "T00:00:00Z"  # a year or a month begins with its first day
    return Book(
        identifier=config.identifier or _identifier(config, articles, language),
        title=config.title,
        language=language,
        modified=date,
        parts=parts,
        subtitle=config.subtitle,
        short=config.short_title,
        editor=config.editor or config.author,
        publisher=config.publisher,
        description=config.description,
        rights=config.rights,
        series=Series(config.series, config.series_number) if config.series else None,
        isbn=isbn.hyphened(config.isbn) if config.isbn else "",
        price=_PRICED.sub("", config.price),
        blurb=config.blurb,
        notices=arrange.notices,
    )


def _volume(
    parts: tuple[Part, ...], number: int, last: int, book: Book, config: BookConfig, arrange: ArrangeConfig
) -> Book:
    """One volume: a book with its number in the series, and an identifier made from the book's, or from its content."""
    alone = config.volumes == "part" and parts[0].title
    title = volume_title(config.volume_title, book.language, config.title, number, parts[0].title if alone else "")
    which = (
        parts[0].title or number if config.volumes == "part" else number
    )  # a part keeps its own when others come before it
    if alone:
        parts = (replace(parts[0], title=""),)
    identifier = str(uuid.uuid5(NAMESPACE, f"{config.identifier}\n{which}")) if config.identifier else ""
    volume_config = replace(config, title=title, identifier=f"urn:uuid:{identifier}" if identifier else "")
    return replace(
        _book(parts, volume_config, arrange, book.language), series=Series(config.series or config.title, number),
        matter=book.matter.of_volume(number, last), filing=book.filing,
    )  # fmt: skip


def divided(book: Book, weights: Mapping[str, int], most: int, template: str = "") -> tuple[Book, ...]:
    """The book in volumes of at most so much, each with its own identifier; links to the others lead to the sources again.

    `weights` go by the id of an article, `template` says what volumes are called. A book that is a volume already keeps its place
    in the series.
    """
    groups = within(book.parts, weights, most)
    places = {article.id: article.source.url for article in book.articles}
    is_volume = book.series is not None and book.series.number > 0
    volumes = []
    for number, parts in enumerate(groups, 1):
        name = volume_title(template, book.language, book.title, number)
        identifier = uuid.uuid5(NAMESPACE, "\n".join((book.identifier, str(number))))
        here = {article.id for part in parts for article in part.articles}
        away = {ident: url for ident, url in places.items() if ident not in here}
        volume = replace(
            book,
            title=f"{book.title}（{number}）" if is_volume else name,
            identifier=f"urn:uuid:{identifier}",
            series=book.series if is_volume else Series(book.series.title if book.series else book.title, number),
            parts=parts,
            matter=book.matter.of_volume(number, len(groups)),
        )
        volumes.append(volume.mapped(partial(unlinked, away=away)))
    return tuple(volumes)


def _with_links(book: Book, elsewhere: Mapping[str, str]) -> tuple[Book, tuple[Finding, ...]]:
    """The book with links between its articles leading there, and what is told of those that lead to none."""
    texts, findings = linked(book.texts, elsewhere)
    rest = iter(texts)
    return book.mapped(lambda _: next(rest)), findings


def text_hash(article: Article) -> str:
    """A hash of all the text of an article: the same for two that differ in white space and width only."""
    facts = facts_of(article)
    if facts is not None and facts.title == article.title:
        return facts.text
    return hash_of(article.title, fold(plain_text(article.blocks)))


def hash_of(title: str, folded: str) -> str:
    """The hash of an article with this title and this text, folded as a whole or a line at a time: how a sigma is lowered hangs on
    what follows it, so both forms count as one."""
    text = f"{fold(title)}{folded}".replace("\n", "").replace("ς", "σ")
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _without_twins(
    articles: tuple[Article, ...], findings: list[Finding]
) -> tuple[tuple[Article, ...], dict[str, str]]:
    """The articles without those whose text is that of one before, and those: locator → the locator of that one."""
    seen: dict[str, str] = {}
    kept: list[Article] = []
    left: dict[str, str] = {}
    for article in articles:
        key = text_hash(article)
        if key in seen:
            detail = message("detail.same-as", name=seen[key])
            findings.append(Finding("bind.duplicate", Where(article.source.locator), detail=detail))
            left[article.source.locator] = seen[key]
        else:
            seen[key] = article.source.locator
            kept.append(article)
    return tuple(kept), left


def _identifier(config: BookConfig, articles: tuple[Article, ...], language: str) -> str:
    """urn:uuid of version 5 over the book's title, its language and its articles' bytes, in book order: an edition each."""
    matter = "\n".join(
        [config.title, config.subtitle, language, *(article.source.sha256 or article.title for article in articles)]
    )
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, matter)}"
