"""PDF with text → `Document`, by PDFium (`pypdfium2`, the extra `pdf-in`). ISO 32000.

A PDF has no paragraphs: they are put together from its rows (`pdf_paragraphs`), without heads and page numbers (`pdf_edges`). One
that only shows pictures of pages, that is locked, or whose fonts do not say which characters they draw is refused by name.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from book.late import expression
from book.messages import message
from book.read.documents.paragraphs import About, Document, RefusedError, Told, document
from book.read.documents.pdf_edges import without_contents, without_edges
from book.read.documents.pdf_paragraphs import Item, lines_of
from book.read.documents.pdf_rows import PdfPage, Picture, Row, page_of
from book.text import squash

_PAGES = 3000
_CHARACTERS = 4_000_000
_FEW = 10  # characters of a page that shows a picture and has next to no text
_REPEATED = 3  # pages on which a picture is a sign of the house
_DATE = expression(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?\d*(Z|[+-]\d\d'?\d\d)?")
_UNREAD = 0.2  # of the characters of a file that are none


def read(body: bytes) -> Document:
    """The document in the bytes of a file. Raises `RefusedError`."""
    try:
        import pypdfium2
        from pypdfium2 import raw
    except ImportError:
        raise RefusedError(message("detail.pdf-extra")) from None
    try:
        file = pypdfium2.PdfDocument(io.BytesIO(body))
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise RefusedError(message("detail.document-locked") if locked else message("detail.pdf-damaged")) from None
    try:
        if len(file) > _PAGES:
            raise RefusedError(message("detail.pdf-pages", pages=len(file), most=_PAGES))
        pages = _pages(file, raw)
        about, outline = _about(file), _outline(file)
    except (pypdfium2.PdfiumError, ValueError, OverflowError):
        raise RefusedError(message("detail.pdf-damaged")) from None
    finally:
        file.close()
    return _document(pages, about, outline)


def _pages(file: Any, raw: Any) -> list[PdfPage]:
    pages: list[PdfPage] = []
    count = 0
    for number in range(len(file)):
        page = file[number]
        pages.append(page_of(page, number, raw))
        page.close()
        count += sum(len(row.chars) for row in pages[-1].rows)
        if count > _CHARACTERS:
            raise RefusedError(message("detail.many-characters", count=count, most=_CHARACTERS))
    return pages


def _document(pages: list[PdfPage], about: About, outline: Mapping[int, Mapping[str, int]]) -> Document:
    text = "".join(row.text for page in pages for row in page.rows)
    pictured = sum(page.covered or bool(page.pictures) for page in pages)
    if len(squash(text)) < _FEW * max(len(pages) // 2, 1) and pictured:
        raise RefusedError(message("detail.pdf-scanned"))
    unread = sum(char in "\ufffd\0" or "\ue000" <= char <= "\uf8ff" or ord(char) < 32 for char in text)
    if unread > _UNREAD * max(len(text), 1):
        raise RefusedError(message("detail.pdf-unread"))
    rows, edges = without_edges(pages)
    rows, contents = without_contents(rows)
    told = [
        Told("read.left-out", "\n".join(said), rule)
        for said, rule in ((edges, "header"), (contents, "contents"))
        if said
    ]
    told += [
        Told("read.no-picture", "", "drawing", message("detail.pdf-page", page=number))
        for number, page in enumerate(pages, 1)
        if page.covered and sum(len(row.text) for row in page.rows) < _FEW
    ]
    shown, address = _shown(pages)
    items = [
        _in_order(kept, [one for one in page.pictures if id(one) in address])
        for kept, page in zip(rows, pages, strict=True)
    ]
    return document(lines_of(items, outline, address), about, shown, told)


def _shown(pages: list[PdfPage]) -> tuple[dict[str, tuple[str, bytes]], dict[int, str]]:
    """The pictures by address, and the address of each; one that is on several pages is a sign of the house."""
    times: dict[bytes, int] = {}
    for page in pages:
        for body in dict.fromkeys(one.body for one in page.pictures):
            times[body] = times.get(body, 0) + 1
    address: dict[int, str] = {}
    shown: dict[str, tuple[str, bytes]] = {}
    for page in pages:
        for one in page.pictures:
            if times[one.body] < _REPEATED:
                address[id(one)] = f"cid:{len(shown) + 1}"
                shown[address[id(one)]] = (one.kind, one.body)
    return shown, address


def _in_order(rows: list[Row], pictures: list[Picture]) -> list[Item]:
    """Rows and pictures of a page: each picture before the first row below its upper edge."""
    items: list[Item] = list(rows)
    for one in sorted(pictures, key=lambda picture: picture.y):
        at = next((k for k, item in enumerate(items) if isinstance(item, Row) and item.y < one.y), len(items))
        items.insert(at, one)
    return items


def _about(file: Any) -> About:
    fields = file.get_metadata_dict()
    match = _DATE.match(fields.get("CreationDate") or "")
    created = ""
    if match and match[2] and match[3]:
        created = f"{match[1]}-{match[2]}-{match[3]}"
        zone = (match[6] or "").replace("'", "")
        created += f"T{match[4]}:{match[5]}{zone}" if match[4] and match[5] else ""
    return About(fields.get("Title") or "", fields.get("Author") or "", created)


def _outline(file: Any) -> dict[int, dict[str, int]]:
    """The titles of the file's outline, squashed, by page, with their levels from 1."""
    found: dict[int, dict[str, int]] = {}
    for mark in file.get_toc(max_depth=6):
        target = mark.get_dest()
        page = target.get_index() if target is not None else None
        title = squash(mark.get_title() or "")
        if page is not None and title:
            found.setdefault(page, {}).setdefault(title, mark.level + 1)
    return found
