"""What all pages of a catalogue have: their head with its policy, the ways into the library, the search, links to the feeds.

A page needs nothing but the style sheet beside it, so it works from a folder as from a server. `file:` in the policy is for the
first, where browsers take 'self' in different ways.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from book.library.catalogue import said
from book.library.catalogue.places import ACQUISITION, FEED, NAVIGATION, UP, Turn, address, book_stem
from book.library.catalogue.shelves import Shelves
from book.library.records import Library, Record
from book.messages import Catalogue
from book.render.xhtml import escape

PAGES = "catalogue/pages/"
SEARCH = f"{PAGES}search.html"
_POLICY = "default-src 'none'; style-src 'self' file:; img-src 'self' file:; form-action 'self' file:; base-uri 'none'{scripts}"


class Frame:
    """The head and foot of the pages of a library, and its books as they stand in lists."""

    def __init__(self, library: Library, say: Catalogue, shelves: Shelves) -> None:
        self.library, self.say = library, say
        self.ways = [("all", say("catalogue.all"))] + [(way.name, say(f"catalogue.{way.name}")) for way in shelves.ways]
        self._cards: dict[str, str] = {}

    def page(
        self, title: str, body: str, up: str = UP, *, here: str = "", feed: str = "", query: str = "", script: str = ""
    ) -> bytes:
        """A page; `body` is markup, `here` the way that it is of, `feed` the name without its ending of the feed beside it."""
        say, library = self.say, self.library
        named = title if title == library.title else f"{title} · {library.title}"
        scripts = ""
        if script:  # what it brings in itself may act, too (CSP 3, 8.2)
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            scripts = f"; script-src 'sha256-{digest}' 'strict-dynamic'"
        feeds = ""
        if feed:
            kind = NAVIGATION if feed == "opds" else ACQUISITION
            feeds = f'<link rel="alternate" type="{kind}" href="{address(f"{feed}.xml", up)}" title="OPDS 1.2">\n'
            feeds += f'<link rel="alternate" type="{FEED}" href="{address(f"{feed}.json", up)}" title="OPDS 2.0">\n'
        return (
            f'<!DOCTYPE html>\n<html lang="{library.language}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY.format(scripts=scripts)}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="generator" content="wenxuan">\n'
            f'<meta name="referrer" content="no-referrer">\n<title>{escape(named)}</title>\n'
            f'<link rel="stylesheet" href="{up}catalogue/look.css">\n{feeds}</head>\n<body>\n'
            f'<a class="skip" href="#content">{escape(say("catalogue.to-content"))}</a>\n'
            f'{self._top(up, here, query)}<main id="content">\n{body}</main>\n{self._foot(up)}'
            + (f"<script>{script}</script>\n" if script else "")
            + "</body>\n</html>\n"
        ).encode()

    def _top(self, up: str, here: str, query: str) -> str:
        say = self.say
        current = {here: ' aria-current="page"'}
        ways = "".join(
            f'<a href="{up}{PAGES}{name}.html"{current.get(name, "")}>{escape(title)}</a>\n'
            for name, title in self.ways
        )
        wanted = escape(say("catalogue.search-for"))
        return (
            f'<header>\n<p class="home"><a href="{up}index.html"><bdi>{escape(self.library.title)}</bdi></a></p>\n'
            f'<nav aria-label="{escape(say("catalogue.ways"))}">\n{ways}</nav>\n'
            f'<form role="search" action="{up}{SEARCH}" method="get">'
            f'<input type="search" name="q" id="q" value="{escape(query)}" aria-label="{wanted}" placeholder="{wanted}">'
            f"<button>{escape(say('catalogue.search'))}</button></form>\n</header>\n"
        )

    def _foot(self, up: str) -> str:
        names = {
            "opds1": ("opds.xml", "OPDS 1.2"), "opds2": ("opds.json", "OPDS 2.0"), "books": ("books.csv", "books.csv"),
            "articles": ("articles.csv", "articles.csv"), "marc": ("marc.xml", "MARCXML"), "dc": ("dc.xml", "Dublin Core"),
        }  # fmt: skip
        links = {key: f'<a href="{up}{name}">{shown}</a>' for key, (name, shown) in names.items()}
        return f"<footer>\n<p>{self.say('catalogue.for-programs', **links)}</p>\n</footer>\n"

    def grid(self, books: Iterable[Record], up: str = UP) -> str:
        """Books with their covers."""
        return f'<ul class="books">\n{"".join(self.card(book, up) for book in books)}</ul>\n'

    def card(self, book: Record, up: str = UP) -> str:
        """A book in a list: its cover, title, authors, extent."""
        known = self._cards.get(book.identifier) if up == UP else None
        if known is None:
            known = self._card(book, up)
            if up == UP:
                self._cards[book.identifier] = known
        return known

    def _card(self, book: Record, up: str) -> str:
        facts = (said.counted("articles", len(book.articles), self.say), said.span(book, self.say))
        told = " · ".join(f"<span>{escape(part)}</span>" for part in facts if part)
        authors = said.signed(book, self.say)
        return (
            f'<li><a href="{up}{book_stem(book)}.html">{cover(book, up)}'
            f'<span class="title" lang="{escape(book.language)}"><bdi>{escape(book.title)}</bdi></span></a>\n'
            + (f'<p class="by"><bdi>{escape(authors)}</bdi></p>\n' if authors and authors != book.title else "")
            + f'<p class="facts">{told}</p></li>\n'
        )

    def turns(self, turn: Turn) -> str:
        """Links to the other pages of a list."""
        if turn.last == 1:
            return ""
        say, parts = self.say, []
        for relation, key in (("previous", "catalogue.previous"), ("next", "catalogue.next")):
            name = dict(turn.others()).get(relation)
            rel = "prev" if relation == "previous" else relation
            parts.append(f'<a rel="{rel}" href="{UP}{name}">{escape(say(key))}</a>\n' if name else "")
        at = f"<span>{escape(say('catalogue.page-of', number=turn.number, last=turn.last))}</span>\n"
        return f'<nav class="turns" aria-label="{escape(say("catalogue.pages"))}">\n{parts[0]}{at}{parts[1]}</nav>\n'


def cover(book: Record, up: str = UP, *, large: bool = False) -> str:
    """The cover of a book beside its title, which says all that it does; its title on a plain one where it has none."""
    picture = (book.cover or book.thumbnail) if large else (book.thumbnail or book.cover)
    if picture is None:
        return f'<span class="cover plain" aria-hidden="true"><bdi>{escape(book.title)}</bdi></span>'
    late = "" if large else ' loading="lazy"'
    return f'<span class="cover"><img src="{address(picture.href, up)}" alt="" width="250" height="400"{late}></span>'
