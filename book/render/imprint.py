"""What a book says about itself and its articles, in its own words: bylines, dates, the people, the provenance. Only strings."""

from __future__ import annotations

from typing import NamedTuple

from book.classes import replace
from book.late import expression
from book.messages.printed import Words
from book.model import Article, Book, Notice
from book.model.dates import Date
from book.render.xhtml import storable
from book.text import squeeze

#: BCP 47 (RFC 5646 §2.1), the shape only: subtags of 1 to 8 letters or digits, the first of letters.
_TAG = expression(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def settled(book: Book) -> Book:
    """The book with what it says about itself on one line each, without what XML forbids; a series without a name is none.

    A name of nothing but control characters is no name: the OPF may hold no empty element.
    """
    book = book.mapped(settled_article)
    parts = tuple(replace(part, title=_line(part.title)) for part in book.parts)
    named = replace(book.series, title=_line(book.series.title)) if book.series else None
    return replace(
        book,
        parts=parts,
        identifier=_line(book.identifier),
        title=_line(book.title),
        subtitle=_line(book.subtitle),
        editor=_line(book.editor),
        publisher=_line(book.publisher),
        description=_line(book.description),
        rights=_line(book.rights),
        price=_line(book.price),
        series=named if named and named.title else None,
    )


def settled_article(article: Article) -> Article:
    """The article with what it says about itself on one line each; the very same one where it is so already."""
    said = article.title, article.subtitle, article.author, article.translator, article.account, article.site
    title, subtitle, author, translator, account, site = lined = tuple(map(_line, said))
    notices = printed_notices(article)
    if lined == said and len(notices) == len(article.notices):
        return article
    return replace(
        article, title=title, subtitle=subtitle, author=author, translator=translator, account=account, site=site, notices=notices
    )  # fmt: skip


def printed_notices(article: Article) -> tuple[Notice, ...]:
    """The notices that say more than the byline."""
    return tuple(notice for notice in article.notices if not notice.said)


def lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Each of them on one line, once; what says nothing is left out."""
    return tuple(dict.fromkeys(line for line in map(_line, texts) if line))


def _line(text: str) -> str:
    return squeeze(storable(text))


def date_words(date: Date | None, *, day: bool = True) -> str:
    """A date in the manner of all four Chinese languages, 2021年9月27日; "" for none. `day=False` stops at the month."""
    if date is None:
        return ""
    numbers = (date.year, date.month, date.day if day else 0)
    return "".join(f"{number}{unit}" for unit, number in zip("年月日", numbers, strict=True) if number)


def span_words(book: Book) -> str:
    """The months from the earliest dated article to the latest, "" if none is dated."""
    dates = sorted((article.published for article in book.articles if article.published), key=str)
    if not dates:
        return ""
    first, last = date_words(dates[0], day=False), date_words(dates[-1], day=False)
    return first if first == last else f"{first}—{last}"


def extent_words(book: Book, words: Words) -> str:
    """How much the book holds: the number of articles and the time that they span."""
    parts = (words["article-count"].format(len(book.articles)), span_words(book))
    return " · ".join(part for part in parts if part)


class Signed(NamedTuple):
    """A member of a byline: what it is (author, translator, site, date), its words, and a date for machines."""

    kind: str
    text: str
    machine: str = ""


def signed(article: Article, words: Words, *, whole: bool = False) -> tuple[Signed, ...]:
    """Author, translator, place (the account, else the site) and date, each said once; `whole` names an account's site, too."""
    place = article.account or article.site
    if whole and article.account and article.site not in ("", article.account, article.author):
        place = f"{article.account}（{article.site}）"
    date = article.published
    rows = (
        Signed("author", article.author),
        Signed("translator", translated(article, words)),
        Signed("site", "" if place == article.author else place),
        Signed("date", date_words(date), date.iso_day if date else ""),
    )
    return tuple(row for row in rows if row.text)


def byline(article: Article, words: Words, *, whole: bool = False) -> str:
    """The members of a byline in one line; "" if nothing is known."""
    return " · ".join(member.text for member in signed(article, words, whole=whole))


def translated(article: Article, words: Words) -> str:
    """Who translated an article, as a byline has it; "" if nobody did."""
    return words["translated"].format(article.translator) if article.translator else ""


def book_facts(book: Book, words: Words) -> tuple[tuple[str, str], ...]:
    """What is known of the book as (label, value), rights apart."""
    rows = (
        (words["publisher"], book.publisher),
        (words["series"], series_words(book)),
        (words["identifier"], book.identifier),
    )
    return tuple((label, value) for label, value in rows if value)


def series_words(book: Book) -> str:
    """The series and the number in it; "" if the book stands alone."""
    if book.series is None:
        return ""
    return f"{book.series.title}　{book.series.number}" if book.series.number > 0 else book.series.title


def authors(book: Book) -> tuple[str, ...]:
    """Every author once, in book order."""
    return tuple(dict.fromkeys(name for article in book.articles if (name := article.author)))


def tag(language: str, fallback: str = "") -> str:
    """A language tag that markup may carry: well-formed, else the fallback."""
    return language if _TAG.fullmatch(language) else fallback
