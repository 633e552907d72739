"""The page of a book: its cover, what is known of it, its files, its articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from book.library.catalogue import said
from book.library.catalogue.frame import PAGES, Frame, cover
from book.library.catalogue.places import address, book_stem
from book.library.catalogue.shelves import Shelves
from book.library.records import File, Listed, Record
from book.messages import Catalogue
from book.render.xhtml import escape

_NAMES = {"authors": "author", "sites": "site", "years": "year-of", "subjects": "subject", "series": "one-series"}


def files(books: Iterable[Record], shelves: Shelves, frame: Frame) -> Iterator[tuple[str, bytes]]:
    """The pages of some books by name."""
    for book in books:
        yield f"{book_stem(book)}.html", frame.page(book.title, _body(book, shelves, frame.say))


def _body(book: Record, shelves: Shelves, say: Catalogue) -> str:
    authors = said.signed(book, say)
    downloads = "".join(_download(one, say) for one in book.files)
    description = f'<p class="about"><bdi>{escape(book.description)}</bdi></p>\n' if book.description else ""
    language = escape(book.language)
    return (
        f'<article class="book">\n{cover(book, large=True)}\n<div>\n<h1 lang="{language}"><bdi>{escape(book.title)}</bdi></h1>\n'
        + (f'<p class="by"><bdi>{escape(authors)}</bdi></p>\n' if authors and authors != book.title else "")
        + f'{description}<h2 class="unseen">{escape(say("catalogue.files"))}</h2>\n<ul class="files">\n{downloads}</ul>\n'
        f'<h2 class="unseen">{escape(say("catalogue.about"))}</h2>\n<dl>\n{_facts(book, shelves, say)}</dl>\n'
        f"</div>\n</article>\n{_contents(book, say)}{_digests(book, say)}"
    )


def _download(file: File, say: Catalogue) -> str:
    """A file to take, or a folder of pages to read here."""
    plain = file.media_type.partition(";")[0]
    name = said.called(file.media_type, file.href)
    name = {"text/html": say("catalogue.read-here"), "text/plain": say("catalogue.plain-text")}.get(plain, name)
    size = f' <span class="n">{said.size(file.size)}</span>' if file.size > 0 and plain != "text/html" else ""
    return f'<li><a href="{address(file.href)}" type="{escape(file.media_type)}">{escape(name)}{size}</a></li>\n'


def _facts(book: Record, shelves: Shelves, say: Catalogue) -> str:
    """Terms and what is said of them: the shelves of the book, each linked, its extent, its identifier."""
    lists: dict[str, list[str]] = {}
    for way, shelf in shelves.of(book):
        at = address(f"{PAGES}{shelf.stem}.html")
        lists.setdefault(way, []).append(f'<a href="{at}"><bdi>{escape(shelf.title)}</bdi></a>')
    rows = [
        (say(f"catalogue.{_NAMES[way]}"), escape(say("catalogue.comma")).join(links)) for way, links in lists.items()
    ]
    span = say("catalogue.span", earliest=book.earliest, latest=book.latest) if book.earliest and book.latest else ""
    span = span if book.earliest != book.latest else book.latest
    rows += [
        (say("catalogue.published"), escape(span or book.latest or book.earliest)),
        (say("catalogue.extent"), escape(said.extent(book, say))),
        (say("catalogue.modified"), book.modified[:10]),
        (say("catalogue.identifier"), f"<code>{escape(book.identifier)}</code>"),
    ]
    return "".join(f"<dt>{escape(term)}</dt><dd>{value}</dd>\n" for term, value in rows if value)


def _contents(book: Record, say: Catalogue) -> str:
    if not book.articles:
        return ""
    alone = book.authors[0] if len(book.authors) == 1 else ""
    rows = "".join(_article(number, one, alone) for number, one in enumerate(book.articles, 1))
    heading = escape(say("catalogue.contents"))
    return f'<section>\n<h2>{heading}</h2>\n<ol class="articles" lang="{escape(book.language)}">\n{rows}</ol>\n</section>\n'


def _article(number: int, article: Listed, alone: str) -> str:
    """An article in the list; its author only where the book has others."""
    told = (article.author if article.author != alone else "", article.site, article.published)
    facts = " · ".join(part for part in told if part)
    more = f' <span class="facts"><bdi>{escape(facts)}</bdi></span>' if facts else ""
    return f'<li id="a{number}"><bdi>{escape(article.title)}</bdi>{more}</li>\n'


def _digests(book: Record, say: Catalogue) -> str:
    """By what a copy of a file is known to be whole."""
    rows = "".join(
        f"<li><bdi>{escape(one.href.rpartition('/')[2])}</bdi> <code>{escape(one.sha256)}</code></li>\n"
        for one in book.files
        if one.sha256
    )
    return (
        f"<details><summary>{escape(say('catalogue.digest'))}</summary>\n<ul>\n{rows}</ul></details>\n" if rows else ""
    )
