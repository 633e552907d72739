"""Libraries for the tests of the catalogue: a small one with all that a book may have, one that means harm, a large one."""

from __future__ import annotations

from pathlib import Path

from book.library.catalogue import catalogue
from book.library.records import File, Library, Listed, Record

HARM = "</title><script>alert(1)</script>&\"'\x00\x1b\ud800\ufffe]]>"
URN = "urn:uuid:00000000-0000-4000-8000-{:012}"


def file(name: str, kind: str = "application/epub+zip") -> File:
    return File(name, kind, 12_345, "ab" * 32)


def book(number: int, title: str = "", **more: object) -> Record:
    """A book with one file; its number is in its identifier, and the greater it is the later it was changed."""
    given: dict[str, object] = {
        "identifier": URN.format(number), "title": title or f"第{number}卷", "language": "zh-Hans",
        "modified": f"2026-01-{1 + number % 28:02}T00:00:00Z", "files": (file(f"books/{number}.epub"),),
    }  # fmt: skip
    return Record(**(given | more))  # type: ignore[arg-type]


def small(language: str = "zh-Hans") -> Library:
    articles = (
        Listed("渡口的早晨", "周渡", "河上文摘", "2019-03-04"),
        Listed("C++ 与老街", "欧阳修远", "Ferry Review", "2020"),
    )
    epub, pdf = file("books/周渡 文集#1.epub"), file("books/周渡.pdf", "application/pdf")
    first = book(
        1, "周渡文集", kind="author", key="周渡", authors=("周渡",), sites=("河上文摘",), subjects=("散文", "地理"),
        description="写河，也写桥。", earliest="2019-03-04", latest="2020-05-06", characters=36_000, articles=articles[:1],
        files=(epub, pdf, file("web/index.html", "text/html")),
        cover=file("covers/1.jpg", "image/jpeg"), thumbnail=file("covers/1 small.jpg", "image/jpeg"),
    )  # fmt: skip
    second = book(
        2,
        "河上丛书·老街",
        kind="series",
        key="河上丛书",
        authors=("欧阳修远", "周渡"),
        latest="2020-05",
        articles=articles,
    )
    third = book(3, "=1+1 Ferries", language="en", authors=("Ann Lee",), latest="1999", subjects=("散文",))
    books = (first, second, third, book(4, "没有文件的书", files=()))
    return Library(URN.format(999), "河上书房", language, "2026-02-01T08:00:00Z", books)


def harmful() -> Library:
    """All texts are markup, controls and halves of pairs, or endless."""
    listed = Listed(HARM * 50, HARM, HARM, HARM)
    one = book(
        1, HARM, identifier=f"not a URI {HARM}", language=HARM, modified=HARM, kind="series", key=HARM, description=HARM * 500,
        authors=(HARM, HARM, "", *(f"{HARM}{n}" for n in range(200))), sites=(HARM,), subjects=(HARM,), earliest=HARM, latest=HARM,
        characters=-1, articles=(listed,), files=(File(f'a"b<c>/../:{HARM}', HARM, -1, HARM),), cover=File(HARM, HARM, 0, ""),
    )  # fmt: skip
    return Library(HARM, HARM, "zh-Hant", HARM, (one,))


def many(count: int, articles: int = 0, authors: int = 1) -> Library:
    """Books of as many authors as is asked, in turn."""
    syllables = "安白陈邓范高何江柯李马宁欧潘秦任沈唐王徐杨张"

    def name(number: int) -> str:
        return syllables[number % len(syllables)] + f"{number % authors:04}".translate(
            str.maketrans("0123456789", "一丁三四五六七八九十")
        )

    books = [
        book(
            number, f"渡船{number}", authors=(name(number),), latest=str(1990 + number % 30),
            articles=tuple(Listed(f"篇{number}之{place} Kitchen", name(place)) for place in range(articles)),
        )
        for number in range(count)
    ]  # fmt: skip
    return Library(URN.format(999), "河上书房", "zh-Hans", "2026-02-01T08:00:00Z", tuple(books))


def written(library: Library, folder: Path) -> Path:
    """The folder with the catalogue of a library and the files of its books."""
    files = {
        one.href: b"x" * 10_000 for made in library.books for one in (*made.files, made.cover, made.thumbnail) if one
    }
    for name, body in {**files, **catalogue(library)}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    return folder
