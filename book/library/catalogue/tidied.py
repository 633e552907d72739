"""A library as a catalogue may say it: texts on one line, bounded and without what no XML may hold, times and tags in form."""

from __future__ import annotations

from collections.abc import Iterable

from book.classes import replace
from book.late import expression
from book.library.catalogue.places import urn
from book.library.records import File, Library, Listed, Record
from book.messages import language_of
from book.render.xhtml import storable
from book.text import shortened, sound, without_invisible

_TITLE, _NAME, _DESCRIPTION = 300, 120, 2_000  # characters
_NAMES = 100  # authors, sites, subjects of a book
_MOMENT = expression(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")  # RFC 3339
_DAY = expression(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")  # W3C-DTF: a year, a month, a day
_TAG = expression(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")  # BCP 47, as far as anybody asks
_URI = expression(r"[A-Za-z][A-Za-z0-9+.-]*:[!#$%&'()*+,./:;=?@\[\]_~A-Za-z0-9-]+")  # RFC 3986
_TYPE = expression(r"[a-z]+/[A-Za-z0-9][A-Za-z0-9.+-]*(?:; ?[a-z]+=[A-Za-z0-9.+/-]+)*")  # RFC 6838
_EPOCH = "1970-01-01T00:00:00Z"


def tidied(library: Library) -> Library:
    """The library, with the books that have a file, the one changed last first; of several changed at once by identifier.

    Raises `ValueError` where two books have one identifier: their files would be one.
    """
    books = [_book(book) for book in library.books if book.files]
    if len({book.identifier for book in books}) < len(books):
        raise ValueError("two books of a library have one identifier")
    books.sort(key=lambda book: book.identifier)
    books.sort(key=lambda book: book.modified, reverse=True)
    return Library(
        _identifier(library.identifier), _line(library.title, _TITLE) or "文选", language_of(library.language) or "en",
        _moment(library.modified), tuple(books), library.articles, _address(library.address),
    )  # fmt: skip


def _book(book: Record) -> Record:
    return replace(
        book,
        identifier=_identifier(book.identifier),
        title=_line(book.title, _TITLE) or "〇",
        language=book.language if _TAG.fullmatch(book.language) else "und",
        modified=_moment(book.modified),
        key=_line(book.key, _NAME),
        description=_line(book.description, _DESCRIPTION),
        authors=_names(book.authors),
        sites=_names(book.sites),
        subjects=_names(book.subjects),
        earliest=_day(book.earliest),
        latest=_day(book.latest),
        articles=tuple(map(_article, book.articles)),
        files=tuple(map(_file, book.files)),
        cover=book.cover and _file(book.cover),
        thumbnail=book.thumbnail and _file(book.thumbnail),
    )


def _article(article: Listed) -> Listed:
    tidy = Listed(
        _line(article.title, _TITLE) or "〇", _line(article.author, _NAME), _line(article.site, _NAME), _day(article.published)
    )  # fmt: skip
    return article if tidy == article else tidy  # most are tidy, and of a million no second one is kept


def _file(file: File) -> File:
    kind = file.media_type if _TYPE.fullmatch(file.media_type) else "application/octet-stream"
    return replace(file, href=sound(file.href), media_type=kind)


def _names(names: Iterable[str]) -> tuple[str, ...]:
    lines = (_line(name, _NAME) for name in names)
    return tuple(dict.fromkeys(line for line in lines if line))[:_NAMES]


def _line(text: str, longest: int) -> str:
    if not text.isprintable():  # as few are; half a surrogate pair is none of what can be printed
        text = storable(without_invisible(sound(text)))
    return shortened(text, longest)


def _day(text: str) -> str:
    return text if _DAY.fullmatch(text) else ""


def _moment(text: str) -> str:
    return (
        text if _MOMENT.fullmatch(text) else f"{text}T00:00:00Z" if _DAY.fullmatch(text) and len(text) == 10 else _EPOCH
    )


def _address(text: str) -> str:
    """The address of a folder, with the slash by which others are found from it (RFC 3986, 5.2.3); "" for what is none."""
    is_one = _URI.fullmatch(text) and text.startswith(("http://", "https://")) and not set("?#") & set(text)
    return f"{text.rstrip('/')}/" if is_one else ""


def _identifier(text: str) -> str:
    return text if _URI.fullmatch(text) else urn(sound(text))
