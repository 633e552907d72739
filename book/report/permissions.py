"""Whom to write to before anything is printed: authors, their articles, where these stand, and what they say of reprinting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from jinja2 import DictLoader, Environment, StrictUndefined

from book.classes import dataclass
from book.late import expression
from book.messages import Catalogue
from book.model import Article
from book.report.cells import csv_table
from book.settings.values import Theme
from book.text.rights import Leave, leave
from book.walk import inline_text

_ADDRESS = expression(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_ORDER = (Leave.FORBIDDEN, Leave.ASK, Leave.UNKNOWN, Leave.FREE)


@dataclass(frozen=True, slots=True)
class Row:
    """One article as a matter of rights."""

    author: str
    title: str
    site: str
    date: str
    address: str
    source: str
    notices: tuple[str, ...]
    leave: Leave

    @property
    def contacts(self) -> tuple[str, ...]:
        """Addresses of mail in its notices."""
        return tuple(dict.fromkeys(found for text in self.notices for found in _ADDRESS.findall(text)))


def rows(articles: Iterable[Article]) -> list[Row]:
    """The articles by author, in the order in which authors first stand in the book."""
    made = [_row(article) for article in articles]
    places = {author: number for number, author in reversed([*enumerate(row.author for row in made)])}
    return sorted(made, key=lambda row: places[row.author])


def _row(article: Article) -> Row:
    notices = tuple(dict.fromkeys(inline_text(notice.children).strip() for notice in article.notices))
    return Row(
        article.author, article.title, article.site or article.account,
        article.published.iso_day if article.published else "", article.source.url, article.source.locator, notices, leave(notices),
    )  # fmt: skip


def listed(found: Iterable[Row], say: Catalogue) -> bytes:
    """The list for a spreadsheet: a head and a line an article."""
    names = ("author", "title", "site", "date", "address", "leave", "notices", "contact", "source")
    cells = (
        (
            row.author, row.title, row.site, row.date, row.address, say(f"leave.{row.leave}"), " / ".join(row.notices),
            " ".join(row.contacts), row.source,
        )
        for row in found
    )  # fmt: skip
    return csv_table((say(f"permissions.{name}") for name in names), cells)


def page(found: list[Row], title: str, theme: Theme, say: Catalogue) -> str:
    """The list as one HTML page that needs nothing beside it."""
    environment = Environment(
        loader=DictLoader(dict(theme.templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    authors = [(author, list(group)) for author, group in groupby(found, lambda row: row.author)]
    return environment.get_template("permissions.html.j2").render(
        authors=authors, title=title, say=say, css=theme.sheets["permissions.css"], counts=list(counts(found)),
    )  # fmt: skip


def counts(found: Iterable[Row]) -> Iterator[tuple[Leave, int]]:
    """How many articles there are of each kind, the strictest first."""
    kinds = [row.leave for row in found]
    for kind in _ORDER:
        if kind in kinds:
            yield kind, kinds.count(kind)
