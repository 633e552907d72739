"""What kind of source some bytes are, by what they begin with; a suffix is never asked. A kind is a row of `SOURCES`.

A row says how its files begin, and gives the articles or addresses in one. A new kind of export is one more row, with a module
of its own beside this one; `docs/adding.md` shows it with an example.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from book.classes import dataclass, replace
from book.late import expression, late
from book.settings.values import PostsBy

if TYPE_CHECKING:
    from book.collect import clippings, enex, exports, feed, lists, posts, social, tables, weread
    from book.collect.feed import Feed, Item
    from book.read import decode
else:  # each when a file may be of its kind
    decode = late("book.read.decode")
    clippings, enex, exports, feed, lists, posts, social, tables, weread = (
        late(f"book.collect.{name}")
        for name in ("clippings", "enex", "exports", "feed", "lists", "posts", "social", "tables", "weread")
    )

HEAD = 16_384  # bytes by which a kind is recognised
_ROWS = 20  # rows of a list that are looked at
_FEED = expression(
    r"\A\s*+(?:(?><!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>]*>)\s*+)*+<(rss|feed|rdf:RDF|opml)\b([^>]*)",
    re.I | re.S,
)
_RSS1 = expression(r"purl\.org/rss/1|my\.netscape\.com/rdf|purl\.org/net/rss1", re.I)
_BOOKMARKS = expression(r"\A\s*<!DOCTYPE NETSCAPE-Bookmark-file", re.I)
_POCKET = expression(r"<title>\s*Pocket Export\s*</title>", re.I)
_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_COUNTED = tuple("个笔记".encode(coding) for coding in ("utf-8", "gb18030"))
#: Byte-order marks of encodings in which ASCII does not show.
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE)


@dataclass(frozen=True)
class Head:
    """The first bytes of a file, and what they say as text; that is worked out when a row asks for it."""

    body: bytes

    @cached_property
    def start(self) -> bytes:
        """The beginning without white space, in lower case: a cheap look, so that ten thousand articles are not decoded twice."""
        return self.body.removeprefix(codecs.BOM_UTF8).lstrip()[:4096].lower()

    @cached_property
    def is_wide(self) -> bool:
        """Whether the bytes may be text in which ASCII does not show."""
        return self.body.startswith(_WIDE) or b"\x00" in self.body[:64]

    @cached_property
    def text(self) -> str:
        """The bytes as text, "" where they are none."""
        decoded = decode.decode(self.body)
        return decoded.text.lstrip("\ufeff \t\n") if decoded is not None else ""

    @property
    def is_page(self) -> bool:
        """Whether the file is a web page, as most are: what no other row needs to look at."""
        return self.start.startswith((b"<!doctype html", b"<html"))

    def begins(self, *starts: bytes) -> bool:
        """Whether the file begins with one of these (ASCII, lower case), or may."""
        return self.is_wide or self.start.startswith(starts)

    def feed(self) -> str:
        """The name of the element by which a feed begins, "" for another file."""
        match = _FEED.match(self.text) if self.begins(b"<") else None
        name = match[1].lower() if match else ""
        return "" if name == "rdf:rdf" and not _RSS1.search(self.text[:4000]) else name


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of source that holds others: how its files begin, and what is in one, given as text.

    `read` gives `None` where the whole is no such source after all. An archive has none: it is opened as a file.
    """

    begins: Callable[[Head], bool]
    read: Callable[[str], Feed | None] | None = None


def _listed(read: Callable[[str], tuple[Item, ...]]) -> Callable[[str], Feed]:
    return lambda text: feed.Feed("", read(text))


def _is_archive(head: Head) -> bool:
    return head.body.startswith(_PACKED) or head.body[257:262] == b"ustar"


def _is_bookmarks(head: Head) -> bool:
    if not head.begins(b"<") or (head.is_page and b"pocket export" not in head.start):
        return False
    return bool(_BOOKMARKS.match(head.text) or _POCKET.search(head.text[:2000]))


def _is_flomo(head: Head) -> bool:
    return head.begins(b"<") and (head.is_wide or b"memo" in head.body) and social.is_flomo(head.text)


def _is_clippings(head: Head) -> bool:
    return (head.is_wide or b"========" in head.body) and not head.is_page and clippings.is_clippings(head.text)


def _is_weread(head: Head) -> bool:
    counted = head.is_wide or any(word in head.body[:4096] for word in _COUNTED)
    return counted and weread.is_notes(head.text)


def _is_json(head: Head) -> bool:
    return head.begins(b"{", b"[") and head.text.startswith(("{", "["))


def _is_table(head: Head) -> bool:
    line = head.start.split(b"\n", 1)[0]
    columns = head.is_wide or b"http" in head.start or any(mark in line for mark in (b",", b";", b"\t"))
    if not columns or head.is_page:
        return False
    first = head.text.split("\n", 1)[0]
    return lists.is_table(first) or tables.is_table(first)


def _table(text: str) -> Feed | None:
    addresses = lists.table(text) if lists.is_table(text.split("\n", 1)[0]) else ()
    return tables.read(text) or (feed.Feed("", addresses) if addresses else None)


def _is_lines(head: Head) -> bool:
    if head.is_page or not (head.is_wide or b"http" in head.start):
        return False
    rows = [row for row in head.text[:4000].split("\n")[:-1] or [head.text] if row.strip()]
    return bool(rows) and lists.is_lines("\n".join(rows[:_ROWS]))


#: The first row that says yes counts. "json" and "lines" are guesses that the whole has to bear out.
SOURCES: dict[str, Source] = {
    "archive": Source(_is_archive),
    "bookmarks": Source(_is_bookmarks, _listed(lambda text: lists.bookmarks(text))),
    "opml": Source(lambda head: head.feed() == "opml", _listed(lambda text: lists.opml(text))),
    "enex": Source(
        lambda head: head.begins(b"<") and not head.is_page and enex.begins(head.text), lambda text: enex.read(text)
    ),
    "feed": Source(lambda head: head.feed() not in ("", "opml"), lambda text: feed.read(text)),
    "flomo": Source(_is_flomo, lambda text: social.flomo(text)),
    "clippings": Source(_is_clippings, lambda text: clippings.read(text)),
    "weread": Source(_is_weread, lambda text: weread.read(text)),
    "tweets": Source(
        lambda head: head.begins(b"window.") and social.is_tweets(head.text), lambda text: social.tweets(text)
    ),
    "json": Source(_is_json, lambda text: exports.of_json(text)),
    "table": Source(_is_table, _table),
    "lines": Source(_is_lines, lambda text: feed.Feed("", lists.lines(text)) if lists.is_lines(text) else None),
}


def kind_of(body: bytes) -> str:
    """The kind of source that some first bytes are, a key of `SOURCES`; "" for an article."""
    head = Head(body)
    return next((kind for kind, source in SOURCES.items() if source.begins(head)), "")


def opened(kind: str, body: bytes, by: PostsBy = "month") -> Feed | None:
    """What is in a source of a kind, given as bytes; `None` where it is none after all. `by` says which posts make an article."""
    read, decoded = SOURCES[kind].read, decode.decode(body)
    found = read(decoded.text) if read is not None and decoded is not None else None
    return (
        replace(found, items=found.items + posts.gathered(found.posts, by))
        if found is not None and found.posts
        else found
    )
