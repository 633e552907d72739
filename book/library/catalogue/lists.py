"""The pages that list: the home of the library, all books, the authors, sites, years and so on, and the books of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from book.library.catalogue import said
from book.library.catalogue.frame import PAGES, Frame
from book.library.catalogue.places import UP, address, paged
from book.library.catalogue.shelves import Part, Shelf, Shelves, Way
from book.library.records import Record
from book.render.xhtml import escape

_NEWEST = 24  # books on the first page
_FIRST = 12  # shelves of a way that it names
_FEEDS = "catalogue/feeds/"


def files(shelves: Shelves, frame: Frame) -> Iterator[tuple[str, bytes]]:
    """The pages by name."""
    yield "index.html", _home(shelves, frame)
    yield from _books("all", frame.say("catalogue.all"), "", shelves.library.books, frame, here="all")
    for way in shelves.ways:
        yield from _way(way, frame)
        for shelf in way.shelves:
            up = f'<p class="up"><a href="{way.name}.html">{escape(frame.say(f"catalogue.{way.name}"))}</a></p>\n'
            yield from _books(shelf.stem, shelf.title, up, shelf.books, frame, here=way.name)


def _home(shelves: Shelves, frame: Frame) -> bytes:
    library, say = shelves.library, frame.say
    count = library.articles or sum(len(book.articles) for book in library.books)
    facts = " · ".join((said.counted("books", len(library.books), say), said.counted("articles", count, say)))
    body = f'<h1><bdi>{escape(library.title)}</bdi></h1>\n<p class="facts">{escape(facts)}</p>\n'
    if library.books:
        body += f"<h2>{escape(say('catalogue.new'))}</h2>\n{frame.grid(library.books[:_NEWEST], '')}"
        if len(library.books) > _NEWEST:
            body += f'<p class="more"><a href="{PAGES}all.html">{escape(say("catalogue.all"))}</a></p>\n'
    else:
        body += f"<p>{escape(say('catalogue.empty'))}</p>\n"
    for way in shelves.ways:
        most = way.shelves[:_FIRST] if way.name == "years" else _largest(way.shelves)
        rows = "".join(_row(shelf, "") for shelf in most)
        more = len(way.shelves) > len(most)
        link = f' <a class="more" href="{PAGES}{way.name}.html">{escape(say("catalogue.more"))}</a>' if more else ""
        body += f'<section><h2>{escape(say(f"catalogue.{way.name}"))}{link}</h2>\n<ul class="names">\n{rows}</ul></section>\n'
    return frame.page(library.title, body, "", feed="opds")


def _largest(shelves: Sequence[Shelf]) -> list[Shelf]:
    """Those with most books, in the order of the list."""
    chosen = {shelf.stem for shelf in sorted(shelves, key=lambda shelf: -len(shelf.books))[:_FIRST]}
    return [shelf for shelf in shelves if shelf.stem in chosen]


def _books(
    stem: str, title: str, above: str, books: Sequence[Record], frame: Frame, here: str
) -> Iterator[tuple[str, bytes]]:
    """A list of books with covers, in pages."""
    count = f'<p class="facts">{escape(said.counted("books", len(books), frame.say))}</p>\n'
    for turn, few in paged(f"{PAGES}{stem}", ".html", books):
        body = f"{above}<h1><bdi>{escape(title)}</bdi></h1>\n{count}{frame.grid(few)}{frame.turns(turn)}"
        yield turn.name(), frame.page(title, body, here=here, feed=f"{_FEEDS}{stem}")


def _way(way: Way, frame: Frame) -> Iterator[tuple[str, bytes]]:
    """The shelves of a way on a page, under their heads; of many, a page for each head."""
    title = frame.say(f"catalogue.{way.name}")
    if not way.is_parted:
        body = f"<h1>{escape(title)}</h1>\n{_heads(way.parts[0])}"
        yield f"{PAGES}{way.name}.html", frame.page(title, body, here=way.name)
        return
    rows = "".join(
        f'<li><a href="{part.stem}.html">{part.head}</a> <span class="n">{len(part.shelves):,}</span></li>\n'
        for part in way.parts
    )
    body = f'<h1>{escape(title)}</h1>\n<ul class="heads">\n{rows}</ul>\n'
    yield f"{PAGES}{way.name}.html", frame.page(title, body, here=way.name)
    heads = " ".join(f'<a href="{part.stem}.html">{part.head}</a>' for part in way.parts)
    for part in way.parts:
        named = f"{title}: {part.head}"
        for turn, few in paged(f"{PAGES}{part.stem}", ".html", part.shelves, 500):
            rows = "".join(_row(shelf, UP) for shelf in few)
            body = (
                f'<p class="up"><a href="{way.name}.html">{escape(title)}</a></p>\n<h1>{escape(named)}</h1>\n'
                f'<nav class="bar" aria-label="{escape(title)}">{heads}</nav>\n<ul class="names">\n{rows}</ul>\n{frame.turns(turn)}'
            )
            yield turn.name(), frame.page(named, body, here=way.name)


def _heads(part: Part) -> str:
    """The names of a part under their heads, with a bar that leads to these."""
    together = [(head, list(group)) for head, group in groupby(part.shelves, key=lambda shelf: shelf.head)]
    if len(together) < 4:
        return f'<ul class="names">\n{"".join(_row(shelf, UP) for shelf in part.shelves)}</ul>\n'
    bar = " ".join(f'<a href="#{_anchor(head)}">{head}</a>' for head, _ in together)
    lists = "".join(
        f'<section class="head"><h2 id="{_anchor(head)}">{head}</h2>\n'
        f'<ul class="names">\n{"".join(_row(shelf, UP) for shelf in few)}</ul></section>\n'
        for head, few in together
    )
    return f'<nav class="bar">{bar}</nav>\n{lists}'


def _anchor(head: str) -> str:
    return f"head-{head if head.isalpha() else '0'}"


def _row(shelf: Shelf, up: str) -> str:
    at = address(f"{PAGES}{shelf.stem}.html", up)
    return f'<li><a href="{at}"><bdi>{escape(shelf.title)}</bdi></a> <span class="n">{len(shelf.books):,}</span></li>\n'
