"""The books of a library as records for libraries: marc.xml, MARC 21 in MARCXML (MARC21slim, Library of Congress)."""

from __future__ import annotations

from collections.abc import Iterator

from book.library.catalogue import said
from book.library.catalogue.places import own, sign
from book.library.catalogue.shelves import issued
from book.library.records import Library, Record
from book.messages import Catalogue
from book.render.xhtml import escape
from book.text import pinyin
from book.text.isbn import digits

#: MARC Code List for Languages, by the first part of a tag of BCP 47.
_LANGUAGES = {
    "zh": "chi",
    "en": "eng",
    "ja": "jpn",
    "ko": "kor",
    "fr": "fre",
    "de": "ger",
    "ru": "rus",
    "bo": "tib",
    "mn": "mon",
    "ug": "uig",
}
#: New, a monograph of language material, in Unicode; no level that a cataloguer answers for, no ISBD punctuation.
_LEADER = "00000nam a2200000uc 4500"
_FIELD = 9_000  # bytes of a field: ISO 2709, into which programs put records, has four figures for it
_CONTENTS = 60_000  # bytes of all notes of contents: five figures for a record

Sub = tuple[str, str]


def collection(library: Library, say: Catalogue) -> bytes:
    """All records in one document."""
    inner = "".join(_record(book, library, say) for book in library.books)
    space = 'xmlns="http://www.loc.gov/MARC21/slim"'
    return f'<?xml version="1.0" encoding="utf-8"?>\n<collection {space}>\n{inner}</collection>\n'.encode()


def _record(book: Record, library: Library, say: Catalogue) -> str:
    return f"<record>\n<leader>{_LEADER}</leader>\n{''.join((*_control(book), *_data(book, library, say)))}</record>\n"


def _control(book: Record) -> Iterator[str]:
    """Fields without subfields (MARC 21 Bibliographic, 001 to 008)."""
    stamp = "".join(char for char in book.modified[:19] if char.isdigit())
    first, last = book.earliest[:4], book.latest[:4]
    dates = (
        f"m{first}{last}"
        if first and last and first != last
        else f"s{last or first}    "
        if last or first
        else "nuuuuuuuu"
    )
    language = _language(book.language)
    for tag, value in (
        ("001", sign(book.identifier)),
        ("003", "Wenxuan"),
        ("005", f"{stamp}.0"),
        ("006", "m     o  d        "),
        ("007", "cr |||||||||||"),
        ("008", f"{stamp[2:8]}{dates}xx      o     000 | {language} d"),
    ):
        yield f'<controlfield tag="{tag}">{escape(value)}</controlfield>\n'


def _data(book: Record, library: Library, say: Catalogue) -> Iterator[str]:
    isbn = digits(book.identifier[9:]) if book.identifier.lower().startswith("urn:isbn:") else ""
    yield _field("020", "  ", ("a", isbn)) if isbn else ""
    scheme = "urn" if book.identifier.lower().startswith("urn:") else "uri"
    yield _field("024", "7 ", ("a", book.identifier), ("2", scheme))
    yield _field("041", "0 ", ("a", _language(book.language)))
    main = (
        book.authors[:1] if book.kind == "author" or len(book.authors) == 1 else ()
    )  # else its title is the main entry
    for name in main:
        yield _field("100", _is_surnamed(name), ("a", name), ("4", "aut"))
    yield _field("245", "10" if main else "00", ("a", book.title), ("c", said.signed(book, say)))
    yield _field("264", " 1", ("c", issued(book)))
    yield _field("300", "  ", ("a", f"1 online resource ({said.extent(book, say) or '?'})"))
    yield _field("336", "  ", ("a", "text"), ("b", "txt"), ("2", "rdacontent"))
    yield _field("337", "  ", ("a", "computer"), ("b", "c"), ("2", "rdamedia"))
    yield _field("338", "  ", ("a", "online resource"), ("b", "cr"), ("2", "rdacarrier"))
    if book.kind == "series":
        yield _field("490", "0 ", ("a", book.key))
    for number, part in enumerate(_contents(book)):
        yield _field("505", "8 " if number else "0 ", ("a", part))
    yield _field("520", "  ", ("a", book.description))
    for subject in book.subjects:
        yield _field("650", " 4", ("a", subject))
    for name in book.authors[len(main) :]:
        yield _field("700", _is_surnamed(name), ("a", name), ("4", "aut"))
    for one in book.files:
        yield _field(
            "856",
            "40",
            ("u", own(library, one.href, "")),
            ("q", one.media_type),
            ("y", said.called(one.media_type, one.href)),
        )


def _field(tag: str, indicators: str, *subfields: Sub) -> str:
    """A field with what is not empty; "" where its first subfield is."""
    if not subfields[0][1]:
        return ""
    inner = "".join(f'<subfield code="{code}">{escape(text)}</subfield>' for code, text in subfields if text)
    return f'<datafield tag="{tag}" ind1="{indicators[0]}" ind2="{indicators[1]}">{inner}</datafield>\n'


def _is_surnamed(name: str) -> str:
    """The indicators of a personal name: whether it begins with a surname, as a Chinese one does."""
    return "1 " if pinyin.family(name) else "0 "


def _language(tag: str) -> str:
    return _LANGUAGES.get(tag.partition("-")[0].lower(), "und")


def _contents(book: Record) -> Iterator[str]:
    """The articles as notes of contents, titles and authors, none longer than a field may be; … where they are more than a record
    may hold."""
    sizes, part = 0, ""
    for one in book.articles:
        title = f"{one.title} / {one.author}" if one.author and book.authors != (one.author,) else one.title
        joined = f"{part} -- {title}" if part else title
        if len(joined.encode()) > _FIELD:
            yield part
            sizes += len(part.encode())
            joined = title
        part = joined
        if sizes + len(part.encode()) > _CONTENTS:
            part += " -- …"
            break
    if part:
        yield part
