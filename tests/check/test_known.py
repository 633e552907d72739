"""Pages that were read when they were packed: the check takes what was seen of them only where the book holds the same bytes."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from factory_epub import ASSETS, bound, rich_book, theme

from book.check import epub, pages
from book.check.epub import check_epub
from book.check.markup import placed
from book.check.pages import Known
from book.model import Article, Paragraph, Source, Text
from book.render.epub import render_epub
from book.settings.values import EpubConfig


def known_of(body: bytes) -> dict[str, Known]:
    """What is known of the chapters of a book, as if each had just been packed."""
    known: dict[str, Known] = {}
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for info in archive.infolist():
            if "/text/" in info.filename:
                with archive.open(info) as file:
                    plain = file.read()
                tool = zlib.compressobj(9, 8, -15)
                one = Known.of(info.filename, tool.compress(plain) + tool.flush())
                assert one is not None
                known[info.filename] = one
    return known


def parsed_in(body: bytes, known: dict[str, Known], monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[str]]:
    """The files that a check parses, and what it finds."""
    seen: list[str] = []
    real = pages.read

    def read(path: str, text: bytes) -> object:
        seen.append(path)
        return real(path, text)

    monkeypatch.setattr(epub, "read", read)
    found = [str(finding.detail) for finding in check_epub(body, "x", known)]
    return seen, found


def test_what_is_known_is_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    body = render_epub(rich_book(), theme(), ASSETS, EpubConfig()).body
    known = known_of(body)
    seen, found = parsed_in(body, known, monkeypatch)
    assert known
    assert not known.keys() & set(seen)
    assert found == []
    assert all(seen.count(path) == 1 for path in seen)


def test_what_is_another_in_the_book_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    body = render_epub(rich_book(), theme(), ASSETS, EpubConfig()).body
    known = known_of(body)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as archive, zipfile.ZipFile(made, "w") as changed:
        for info in archive.infolist():
            text = archive.read(info)
            changed.writestr(info, text.replace(b"<h1>", b"<h4>").replace(b"</h1>", b"</h4>"), compresslevel=9)
    _, before = parsed_in(made.getvalue(), {}, monkeypatch)
    seen, found = parsed_in(made.getvalue(), known, monkeypatch)
    assert found == before != []
    assert known.keys() & set(seen)


def test_what_lies_otherwise_in_the_archive_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    body = render_epub(rich_book(), theme(), ASSETS, EpubConfig()).body
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as archive, zipfile.ZipFile(made, "w") as changed:
        for info in archive.infolist():
            text = archive.read(info)
            if "/text/" in info.filename:
                info.extra = b"\xfe\xca\x00\x00"
            changed.writestr(info, text, compresslevel=9)
    seen, found = parsed_in(made.getvalue(), known_of(body), monkeypatch)
    assert known_of(body).keys() <= set(seen)
    assert found == []


def test_a_place_is_judged_once_for_all_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    body = render_epub(rich_book(), theme(), ASSETS, EpubConfig()).body
    parsed_in(body, {}, monkeypatch)
    before = placed.cache_info().misses
    parsed_in(body, {}, monkeypatch)
    assert placed.cache_info().misses == before


def test_a_page_that_is_no_page_is_not_known() -> None:
    tool = zlib.compressobj(9, 8, -15)
    assert Known.of("a.xhtml", tool.compress(b"<html><p></html>") + tool.flush()) is None


@pytest.mark.parametrize("count", [10, 40])
def test_each_page_is_parsed_once(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [Article(f"第{n}篇", (Paragraph((Text("潮水退下去。"),)),), Source(f"{n}")) for n in range(count)]
    body = render_epub(bound(articles), theme(), ASSETS, EpubConfig()).body
    seen, found = parsed_in(body, {}, monkeypatch)
    assert found == []
    assert len(seen) == len(set(seen)) == count + 6, (
        "the title page, contents, colophon, NCX, package and container beside them"
    )


def test_of_the_contents_what_is_known_is_not_looked_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    body = render_epub(rich_book(), theme(), ASSETS, EpubConfig()).body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xhtml", ".ncx"))]
        known = {name: one for name in names if (one := Known.of(name, _deflated(archive.read(name))))}
    assert {"nav.xhtml", "toc.ncx"} <= {name.rsplit("/", 1)[-1] for name in known}
    seen, found = parsed_in(body, known, monkeypatch)
    assert not known.keys() & set(seen)
    assert found == []
    nav = next(name for name in known if name.endswith("nav.xhtml"))
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as archive, zipfile.ZipFile(made, "w") as changed:
        for info in archive.infolist():
            text = archive.read(info)
            changed.writestr(
                info, text.replace(b"</ol>", b"</ol><p>") if info.filename == nav else text, compresslevel=9
            )
    seen, found = parsed_in(made.getvalue(), known, monkeypatch)
    assert nav in seen
    assert found


def _deflated(plain: bytes) -> bytes:
    tool = zlib.compressobj(9, 8, -15)
    return tool.compress(plain) + tool.flush()
