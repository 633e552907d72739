"""What feeds, pages and records say of a book in words: how much it is, of which years, by whom."""

from __future__ import annotations

from book.library.records import Record
from book.messages import Catalogue

_NAMED = 2  # authors that are named in a line


def counted(key: str, n: int, say: Catalogue) -> str:
    """A number of books or articles (`key`) in words."""
    return say(f"catalogue.{key}-1") if n == 1 else say(f"catalogue.{key}", n=f"{n:,}")


def span(book: Record, say: Catalogue) -> str:
    """The years of its articles: one, or the first and the last; "" where none is known."""
    years = sorted({day[:4] for day in (book.earliest, book.latest) if day})
    return say("catalogue.years-span", earliest=years[0], latest=years[-1]) if len(years) > 1 else "".join(years)


def extent(book: Record, say: Catalogue) -> str:
    """How many articles and characters."""
    parts = [counted("articles", len(book.articles), say)] if book.articles else []
    parts += [say("catalogue.characters", n=f"{book.characters:,}")] if book.characters > 0 else []
    return say("catalogue.comma").join(parts)


def signed(book: Record, say: Catalogue) -> str:
    """Its authors in a line: the first few, and that there are others."""
    names = say("catalogue.comma").join(book.authors[:_NAMED])
    return say("catalogue.and-others", names=names) if len(book.authors) > _NAMED else names


def summary(book: Record, say: Catalogue) -> str:
    """What it is about, else how much it is and of which years."""
    facts = " · ".join(part for part in (extent(book, say), span(book, say)) if part)
    return f"{book.description} ({facts})" if book.description and facts else book.description or facts


def size(octets: int) -> str:
    """The size of a file as people read it."""
    for unit, power in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if octets >= power:
            return f"{octets / power:.1f} {unit}"
    return f"{octets} B"


#: What files are called, by their media type; others by the end of their names.
_CALLED = {"application/epub+zip": "EPUB", "application/pdf": "PDF", "text/html": "HTML", "text/plain": "TXT"}


def called(media_type: str, href: str) -> str:
    """What a reader calls a form of file."""
    plain = media_type.partition(";")[0]
    return _CALLED.get(plain) or href.rpartition("/")[2].rpartition(".")[2].upper()[:12] or plain
