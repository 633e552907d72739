"""The parts of a book: by year, month, author, site, category or series, or as the user put the articles; and its volumes."""

from __future__ import annotations

from collections.abc import Mapping

from book.bind.ids import with_id
from book.bind.order import site_of
from book.classes import replace
from book.late import expression
from book.messages.printed import words
from book.model import Article, Part
from book.settings.values import ArrangeConfig
from book.text import length, squeeze
from book.text.numerals import numeral
from book.walk import plain_text

_GAP = expression(r"\{(title|number|n|part)\}")


def parts_of(
    articles: tuple[Article, ...],
    arrange: ArrangeConfig,
    language: str,
    titles: tuple[str, ...] = (),
    intros: Mapping[str, Article] | None = None,
) -> tuple[Part, ...]:
    """The articles in parts. A part stands where its first article does; `titles` that the user listed come in that order.

    `intros` are those of the parts, by their titles. Articles that the user put nowhere, in a book with parts of the user's own,
    stand before the parts.
    """
    by_hand = any(article.part for article in articles)
    if arrange.parts == "none" and not by_hand:
        return (Part("", articles, "p-1"),)
    groups: dict[str, list[Article]] = {}
    for article in articles:
        groups.setdefault(article.part or _title(article, arrange, language), []).append(article)
    listed = [title for title in titles if title in groups]
    order = [*(title for title in groups if title not in listed and not title), *listed]
    order += [title for title in groups if title not in order]
    intros = intros or {}
    parts = []
    for number, title in enumerate(order, 1):
        ident, intro = f"p-{number}", intros.get(title)
        named = with_id(intro, f"{ident}-intro") if intro is not None else None
        parts.append(Part(title, tuple(groups[title]), ident, named))
    return tuple(parts)


def _title(article: Article, arrange: ArrangeConfig, language: str) -> str:
    say = words(language)
    match arrange.parts:
        case "none":
            return ""
        case "year":
            return say["year"].format(article.published.year) if article.published else say["unknown-year"]
        case "month":
            date = article.published
            return say["month"].format(date.year, date.month) if date and date.month else say["unknown-month"]
        case "author":
            return article.author or say["unknown-author"]
        case "site":
            return site_of(article) or say["unknown-site"]
        case "category":
            return article.categories[0] if article.categories else say["unknown-category"]
        case "series":
            return article.series or say["unknown-series"]


def volume_title(template: str, language: str, title: str, number: int, part: str = "") -> str:
    """What a volume is called, by the template of `[book] volume_title`; "" is that of the language of the book."""
    own = "{title} {part}" if part else words(language)["volume"]
    if not language.startswith("zh"):
        own = "{title}, {part}" if part else "{title}, Volume {n}"
    values = {"title": title, "number": numeral(number), "n": str(number), "part": part}
    return squeeze(_GAP.sub(lambda gap: values[gap[1]], template or own)) or title


def volume_file(volume: str, whole: str, number: int, last: int, part: str = "") -> str:
    """What the file of a volume is called: by number, so that a folder has them in order (第十卷 would come before 第二卷).

    `volume` and `whole` are the titles of the volume and of the book; one that is a part has its title.
    """
    return volume if part or last == 1 else f"{whole} 卷{str(number).zfill(len(str(last)))}"


def volume_of(volumes: str) -> tuple[str, int]:
    """What `[book] volumes` asks for: ("part", 0), ("articles", n), ("characters", n), or ("", 0) for one volume."""
    number, _, unit = volumes.partition(" ")
    return (unit, int(number)) if unit else (volumes, 0)


def within(parts: tuple[Part, ...], weights: Mapping[str, int], most: int) -> tuple[tuple[Part, ...], ...]:
    """The parts laid into volumes of at most so much; `weights` go by the id of an article.

    Only a part that is too heavy for any volume is divided, between its articles.
    """
    volumes: list[list[Part]] = [[]]
    held = 0
    for part in parts:
        weight = sum(weights[article.id] for article in part.articles)
        if volumes[-1] and held + weight > most:
            volumes.append([])
            held = 0
        if weight <= most:
            volumes[-1].append(part)
            held += weight
            continue
        intro = part.intro
        for article in part.articles:
            if volumes[-1] and held + weights[article.id] > most:
                volumes.append([])
                held = 0
            if volumes[-1] and volumes[-1][-1].id == part.id:
                last = volumes[-1].pop()
                volumes[-1].append(replace(last, articles=(*last.articles, article)))
            else:
                volumes[-1].append(replace(part, articles=(article,), intro=intro))
            intro = None  # the first volume with the part has it
            held += weights[article.id]
    return tuple(tuple(volume) for volume in volumes if volume)


def volumes_of(parts: tuple[Part, ...], kind: str, size: int) -> tuple[tuple[Part, ...], ...]:
    """The parts laid into volumes: one each, or so many articles or characters to a volume. No article is ever split.

    A part that a volume cannot hold goes on in the next, under its title. A volume holds at least one article.
    """
    if kind == "part":
        return tuple((part,) for part in parts)
    volumes: list[list[tuple[Part, list[Article]]]] = [[]]
    held = 0
    for part in parts:
        for article in part.articles:
            weight = 1 if kind == "articles" else length(plain_text(article.blocks))
            if held and held + weight > size:
                volumes.append([])
                held = 0
            if not volumes[-1] or volumes[-1][-1][0] is not part:
                volumes[-1].append((part, []))
            volumes[-1][-1][1].append(article)
            held += weight
    return tuple(
        tuple(
            replace(part, articles=tuple(inside), intro=part.intro if inside[0] is part.articles[0] else None)
            for part, inside in volume
        )
        for volume in volumes
        if volume
    )
