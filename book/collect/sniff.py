"""What kind of source some bytes are, by what they begin with; a suffix is never asked. Pure."""

from __future__ import annotations

import codecs
import re

from book.collect import lists
from book.read.decode import decode

HEAD = 16_384  # bytes by which a kind is told
_PAGE = re.compile(r"<(?:!doctype\s+html|html|body)\b", re.I)
_FEED = re.compile(
    r"\A\s*(?:<\?xml[^>]*\?>\s*)?(?:<(?:!--.*?--|\?.*?\?|!DOCTYPE[^>]*)>\s*)*<(rss|feed|rdf:RDF|opml)\b([^>]*)",
    re.I | re.S,
)
_RSS1 = re.compile(r"purl\.org/rss/1|my\.netscape\.com/rdf|purl\.org/net/rss1", re.I)
_BOOKMARKS = re.compile(r"\A\s*<!DOCTYPE NETSCAPE-Bookmark-file", re.I)
_POCKET = re.compile(r"<title>\s*Pocket Export\s*</title>", re.I)
_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")


def kind_of(head: bytes) -> str:
    """A kind of source that holds others: archive, feed, opml, bookmarks, json, table or lines; "" for an article.

    "json" and "lines" are guesses that the whole has to bear out.
    """
    if head.startswith(_PACKED) or head[257:262] == b"ustar":
        return "archive"
    if not _may_be_text_source(head):
        return ""
    decoded = decode(head)
    if decoded is None:
        return ""
    text = decoded.text.lstrip("\ufeff \t\n")
    if _BOOKMARKS.match(text) or _POCKET.search(text[:2000]):
        return "bookmarks"
    if match := _FEED.match(text):
        if match[1].lower() == "rdf:rdf" and not _RSS1.search(text[:4000]):
            return ""
        return "opml" if match[1].lower() == "opml" else "feed"
    if text.startswith(("{", "[")):
        return "json"
    first = text.split("\n", 1)[0]
    if lists.is_table(first):
        return "table"
    rows = [row for row in text[:4000].split("\n")[:-1] or [text] if row.strip()]
    return "lines" if rows and lists.is_lines("\n".join(rows[:20])) else ""


def _may_be_text_source(head: bytes) -> bool:
    """A cheap first look, so that ten thousand articles are not decoded twice."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE)) or b"\x00" in head[:64]:
        return True
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:4096]
    low = start.lower()
    if low.startswith((b"<!doctype html", b"<html")):
        return b"pocket export" in low
    if start.startswith((b"<", b"{", b"[")):
        return True
    line = low.split(b"\n", 1)[0]
    return b"http" in low or any(mark in line for mark in (b",", b";", b"\t"))
