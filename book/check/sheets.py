"""Lints the style sheets of an EPUB: those in files, in pages and on elements, by what a book may hold (`book.css`). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from book.check.references import resolved
from book.css import Dropped, Judge, cleaned, declarations, within
from book.messages import Message, message

Faults = Iterator[Message]
_HELD = 100_000  # characters of a sheet that is remembered; ours are shorter


def sheet_faults(path: str, body: bytes, kinds: Mapping[str, str]) -> Faults:
    """What EPUB 3.3 §6.3 does not allow in a sheet; `kinds` are the media types of the manifest by path."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield message("fault.not-utf8", path=path)
        return
    addresses, dropped = _of_sheet(text) if len(text) < _HELD else _of_sheet.__wrapped__(text)
    judge = _judge(path, kinds)
    yield from _told(path, cleaned(text, judge)[1] if any(map(judge, addresses)) else dropped)


@lru_cache(maxsize=8)
def _of_sheet(text: str) -> tuple[tuple[str, ...], tuple[Dropped, ...]]:
    """The addresses in a sheet, and what may not be in it whatever they are: the books of a library share their sheets."""
    addresses: dict[str, None] = {}

    def ask(address: str) -> None:
        addresses[address] = None

    _, dropped = cleaned(text, ask)
    return tuple(addresses), dropped


def styled_faults(path: str, sheets: Iterable[str], styles: Iterable[str], kinds: Mapping[str, str]) -> Faults:
    """The same for the sheets within a page, and the styles on its elements."""
    judge = _judge(path, kinds)
    for sheet in sheets:
        yield from _told(path, cleaned(sheet, judge)[1])
    for style in styles:
        yield from _told(path, declarations(style, judge))


def _judge(path: str, kinds: Mapping[str, str]) -> Judge:
    def ask(address: str) -> Message | None:
        try:
            parts = urlsplit(address)
        except ValueError:
            return message("css.outside")
        if parts.scheme or parts.netloc:
            return within(address)
        kind = kinds.get(resolved(path, parts.path), "")
        return (
            None
            if kind.startswith(("image/", "font/", "application/font", "application/vnd.ms-opentype"))
            else message("css.outside")
        )

    return ask


def _told(path: str, dropped: tuple[Dropped, ...]) -> Faults:
    for one in dropped:
        yield message("fault.css", path=path, line=one.line, why=one.why, text=one.text)
