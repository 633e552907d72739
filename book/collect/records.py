"""Records → articles, posts or addresses, by their shape: values of JSON of whatever program, rows of a table. No fetching.

A list of records holds articles where most of them have a text beside a title; posts where they have a text and a date, and no
title; addresses where they have a title and an address on the web. The names of the fields decide (`fields`); where no text is
found by its name, the only field that is long prose in most records, beside a title, is it. What is less certain is nothing: the
file is then refused by its name, as settings, manifests, catalogues of words and answers that say an error are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from statistics import median
from typing import Any

from book.classes import dataclass, replace
from book.collect import fields
from book.collect.feed import MARKUP, Feed, Item, Post, Posts, fragment, is_excerpt, skipped, text_of
from book.collect.fields import Row
from book.findings import Finding
from book.late import expression
from book.messages import message
from book.model import Hints
from book.read import front_matter, markdown
from book.text import has_han, length, shortened

_DEEP = 4  # records of a list lie no deeper in others
_PLACES = 2000  # fields of a file's outer records that are looked at
_RECORDS = 100_000  # of one list
_LOOKED = 300  # records by which a list is judged
_MOST = 0.5  # share of records that have what makes a list one of articles
_ALL = 0.9  # of a list that consists of records
_SENTENCE = (
    15  # characters and words of a text that is more than a word, where a date, a name or an address is beside it
)
_PARAGRAPH = 60  # where nothing is
_ESSAY = 400  # of a text without a title that stands for itself
_PROSE = 100  # of a field that is found by its shape
_SHORT = 80  # characters of a text in a finding
_PAGE = expression(r"\A\s*+(?:<\?xml[^>]*+>\s*+)?<(?:!doctype\s+html|html|head|body)\b", re.I)
_TAG = expression(r"</?[A-Za-z][A-Za-z0-9]*+(?:\s[^<>]*+)?>")
_SENTENCES = expression(r"[。！？；]|[.!?](?=\s)")
_TRASH = expression(r"trash|deleted|回收站|废纸篓", re.I)
#: What a list of addresses is called in the file that holds it; in others there are addresses that nobody saved.
_SHELVES = frozenset(
    "items entries data list results articles posts bookmarks links records rows docs table unrdist unread archive reads favorites "
    "collections 书签 收藏 文章 列表".split()
)
_WRAPPERS = ("data", "result", "response", "payload", "article", "post", "note", "item")
_READERS = frozenset(("comments", "评论", "留言", "replies"))
_KIND = "contenttype"  # of a record of Standard Notes, whose list holds tags and settings, too
_MARKDOWN = ("markdown", "md", "contentmarkdown", "contentmd")


def of_value(data: Any) -> Feed | None:
    """The articles in a value of JSON; `None` where there are none for certain."""
    found: list[Feed] = []
    told: list[Finding] = []
    for key, inside in _lists(data):
        if _TRASH.search(key):
            told.append(skipped(key, message("detail.trash", count=len(inside))))
        elif feed := of_list(inside, key):
            found.append(feed)
    if not found:
        return next(
            (Feed("", (item,), findings=tuple(told)) for one in _alone(data) if (item := _single(one)) is not None),
            None,
        )
    return Feed(
        found[0].title, tuple(item for feed in found for item in feed.items), tuple(one for feed in found for one in feed.posts),
        (*told, *(finding for feed in found for finding in feed.findings)),
    )  # fmt: skip


def _lists(data: Any, key: str = "", deep: int = 0) -> Iterator[tuple[str, list[Any]]]:
    """The lists of records in a value, with their names; none that lies in a list."""
    if isinstance(data, list):
        if data and sum(isinstance(one, Mapping) for one in data) >= _ALL * len(data):
            yield key, data
    elif isinstance(data, Mapping) and deep < _DEEP:
        for name, value in list(data.items())[:_PLACES]:
            yield from _lists(value, str(name), deep + 1)


def _alone(data: Any, deep: int = 0) -> Iterator[Mapping[Any, Any]]:
    """The record that a value is, and what it only wraps, as answers of services do. Elsewhere a text beside a title is one of the
    many words of a program."""
    if isinstance(data, Mapping) and deep < _DEEP:
        yield data
        for name in _WRAPPERS:
            yield from _alone(data.get(name), deep + 1)


def _single(record: Mapping[Any, Any]) -> Item | None:
    """The article in a record by itself: one that names a title and a text."""
    row = fields.flat(record)
    body, key = fields.body(row)
    if not body or not fields.text(row, fields.TITLES) or not _is_prose(body, _PARAGRAPH):
        return None
    return of_row(row, body, key)


def _is_prose(body: str, least: int) -> bool:
    plain = text_of(body)
    return length(plain) >= least and (_SENTENCES.search(plain) is not None or bool(MARKUP.search(body)))


@dataclass(frozen=True, slots=True)
class _Known:
    """A record, its text and the field that it is in, and what it says of the article."""

    row: Row
    body: str
    key: str
    hints: Hints


def of_list(records: list[Any], name: str = "") -> Feed | None:
    """The articles, posts or addresses that a list of records holds; `None` where it is not certain that it holds any."""
    rows = [fields.flat(one) if isinstance(one, Mapping) else {} for one in records[:_RECORDS]]
    told: list[Finding] = []
    if more := len(records) - len(rows):
        told.append(skipped("", message("detail.records-more", count=more, most=_RECORDS)))
    if others := [row for row in rows if row.get(_KIND, "Note") != "Note"]:
        told.append(skipped("", message("detail.other-kinds", count=len(others))))
        rows = [row for row in rows if row.get(_KIND, "Note") == "Note"]
    head = [row for row in rows[:_LOOKED] if not fields.is_out(row)]
    names: tuple[str, ...] = fields.TEXTS
    if not any(fields.body(row)[0] for row in head):
        shaped = _by_shape(head)
        names = (shaped,) if shaped is not None else ()
    saved = any(map(fields.is_saved, head))

    def known(row: Row) -> _Known:
        return _Known(row, *fields.body(row, names), fields.hints(row, saved=saved))

    kind = _judged([known(row) for row in head])
    if not kind:
        return _addresses(rows, name, told)
    every = [known(row) for row in rows]
    told += [_told(one) for one in every if fields.is_out(one.row) or (kind == "posts" and not one.body)]
    every = [one for one in every if not fields.is_out(one.row)]
    if kind == "articles":
        return Feed("", tuple(map(_article, every)), findings=tuple(told))
    posts = tuple(Post(_html(one.body, one.key), one.hints.published, one.hints.url) for one in every if one.body)
    who = {one.hints.author for one in every}
    return Feed("", (), (Posts("", posts, who.pop() if len(who) == 1 else ""),), tuple(told))


def _told(one: _Known) -> Finding:
    excerpt = shortened(one.hints.title or text_of(one.body) or str(one.hints.published or ""), _SHORT)
    return skipped(excerpt, message("detail.thrown-away" if fields.is_out(one.row) else "detail.no-text-in-it"))


def _judged(known: list[_Known]) -> str:
    """What a list of records holds: "articles", "posts", or "" for what is not certain."""
    full = [one for one in known if one.body]
    if not full or len(full) < _MOST * len(known):
        return ""
    sizes = [length(text_of(one.body)) for one in full]
    middle = median(sizes)
    prose = sum(_is_prose(one.body, 1) for one in full) >= _MOST * len(full)
    titled = sum(bool(one.hints.title) for one in full) >= _MOST * len(full)
    dated = sum(one.hints.published is not None for one in full) >= _MOST * len(full)
    placed = dated or sum(bool(one.hints.url or one.hints.author) for one in full) >= _MOST * len(full)
    if titled:
        return "articles" if prose and middle >= (_SENTENCE if placed else _PARAGRAPH) else ""
    if middle >= _ESSAY and prose:
        return "articles"
    chinese = sum(has_han(one.body) or bool(MARKUP.search(one.body)) for one in full) >= _MOST * len(full)
    one_voice = all(len(voices) <= 1 for voices in fields.voices([one.row for one in full]))
    return "posts" if dated and chinese and one_voice and middle >= 2 else ""


def _by_shape(rows: list[dict[str, Any]]) -> str | None:
    """The only field that is long prose in most records beside a title; `None` where there is none, or where there are several."""
    if sum(bool(fields.title(row)) for row in rows) < _MOST * len(rows):
        return None
    texts: dict[str, list[str]] = {}
    for row in rows:
        for key, value in row.items():
            if isinstance(value, str) and key not in fields.TITLES:
                texts.setdefault(key, []).append(value)
    long = [key for key, values in texts.items() if sum(_is_prose(one, _PROSE) for one in values) >= _MOST * len(rows)]
    return long[0] if len(long) == 1 else None


def _addresses(rows: list[dict[str, Any]], name: str, told: list[Finding]) -> Feed | None:
    if name and fields.name(name) not in _SHELVES:
        return None
    head = rows[:_LOOKED]
    if not head or sum(_of_address(row) is not None for row in head) < _ALL * len(head):
        return None
    items: list[Item] = []
    for row in rows:
        hints = _of_address(row)
        body, key = fields.body(row)
        if hints is None:
            told.append(skipped(shortened(fields.title(row), _SHORT), message("detail.no-text-no-address")))
        else:
            items.append(of_row(row, body, key, hints) if body else Item(b"", replace(hints, published=None)))
    return Feed("addresses", tuple(items), findings=tuple(told))


def _of_address(row: Row) -> Hints | None:
    """What a record says of the address that it saves; `None` where it is none."""
    hints = fields.hints(row)
    if "href" in row and "extended" in row and not hints.title:  # Pinboard calls its title a description
        hints = replace(hints, title=fields.plain(str(row.get("description") or "")))
    return hints if hints.url and (hints.title or "title" in row) else None


def _article(one: _Known) -> Item:
    if not one.body:
        return Item(b"", one.hints)
    return of_row(one.row, one.body, one.key, one.hints)


def of_row(row: Row, body: str, key: str = "", hints: Hints | None = None) -> Item:
    """The article of a record with a text: a page, a piece of HTML, Markdown, or lines that are paragraphs."""
    hints = hints or fields.hints(row)
    told = tuple(
        skipped(other, message("detail.readers", count=len(row[other])))
        for other in _READERS
        if isinstance(row.get(other), list) and row[other]
    )
    if _PAGE.match(body):
        return Item(body.encode("utf-8", "replace"), replace(hints, form="page", rank="above"), findings=told)
    if front_matter.has_front_matter(body):
        return Item(body.encode("utf-8", "replace"), replace(hints, form="dump"), findings=told)
    if is_markdown(body, key):
        return Item(body.encode("utf-8", "replace"), replace(hints, form="markdown"), findings=told)
    short = bool(hints.url) and is_excerpt(body, hints.title)
    return replace(fragment(body, hints, excerpt=short), findings=told)


def is_markdown(body: str, key: str = "") -> bool:
    """Whether a text is Markdown: by the name of its field, or by its signs where it has next to no tags."""
    return key in _MARKDOWN or (len(_TAG.findall(body[:20_000])) < 2 and markdown.looks_like(body))


def _html(body: str, key: str) -> str:
    return markdown.to_html(body) if is_markdown(body, key) else fragment(body, Hints()).body.decode()
