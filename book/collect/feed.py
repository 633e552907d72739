"""Feeds → their items: RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom by feedparser, JSON Feed by ourselves. Text in, items out.

feedparser forgives what feeds do wrong, and is not asked to clean: what an item holds is judged by the same readers and
rules as any article. It never sees an address, so it cannot fetch. Sources: rssboard.org/rss-specification, RFC 4287,
jsonfeed.org/version/1.1.
"""

from __future__ import annotations

import html
import io
import re
from typing import TYPE_CHECKING, Any

from book.classes import dataclass, replace
from book.collect.lenient import sound
from book.findings import Finding, Where
from book.late import expression, late
from book.messages import Message
from book.model import Hints, dates
from book.model.dates import Date
from book.text import squeeze

if TYPE_CHECKING:
    import feedparser
else:
    feedparser = late("feedparser")

_DECLARATION = expression(r"\A\s*<\?xml[^>]*\?>")
_TAGS = expression(r"<[^>]*>")
_MAIL = expression(r"^\s*+[^\s@]++@\S++\s*+(?:\((.*)\))?\s*+$")
MARKUP = expression(r"<(?:p|br|div|img|a|h\d|span|ul|ol|table|blockquote|figure|section)\b|</\w+>", re.I)
_CODE = expression(r"<(script|style)\b(?>(?:[^<]|<(?!/\1))*)(?:</\1\s*+>|\Z)", re.I | re.S)
_BROKEN_OFF = expression(r"(?:…|\.{3})[\])）】」”\"]*$")
_WORDS = (
    r"(?:(?:阅读|閱讀|查看|浏览|展开|点击)[^。！？]{0,6}(?:更多|全文|原文|详情)|继续阅读|繼續閱讀|全文|read\s+(?:more|on)|continue\s+reading"
    r"|full\s+(?:story|article))\s*+[.…>»→›\])）】]*+"
)
_READ_ON = expression(_WORDS + "$", re.I)
_LAST = expression(r"(?:<a\b[^<>]*+>\s*+)?[\[(（【]?" + _WORDS + r"\s*+(?:</\w++>\s*+)*+$", re.I)
_SUMMARY = 400  # characters: what a feed itself calls a summary, and is no longer, is no article
_BEGINNING = 1000  # characters of a text that is broken off
_LINE = 200  # characters of a single paragraph that may be all that a feed gives
_NOBODY = expression(r"^(?:admin|administrator|webmaster|unknown|noreply@blogger\.com|anonymous|作者|佚名)$", re.I)


@dataclass(frozen=True, slots=True)
class Item:
    """One article of a source: its bytes (UTF-8; none where the source only links to it) and what the source says of it.

    Of an `excerpt` the source holds no more than the beginning or a summary. `findings` are about what was not taken from it;
    `refused` is why it is not read at all.
    """

    body: bytes
    hints: Hints
    excerpt: bool = False
    findings: tuple[Finding, ...] = ()
    refused: Message | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A short text without a title, as a piece of HTML, and when it was written; several make an article (`posts.gathered`)."""

    markup: str
    at: Date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts of one writer or program: what it calls them (微博), and the writer's name."""

    kind: str
    posts: tuple[Post, ...]
    author: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's title and its items, as the feed orders them; posts that make further ones; `findings` about what makes none."""

    title: str
    items: tuple[Item, ...]
    posts: tuple[Posts, ...] = ()
    findings: tuple[Finding, ...] = ()


def read(text: str) -> Feed | None:
    """The feed in an XML text; `None` where it is none or holds no item."""
    given = io.BytesIO(sound(_DECLARATION.sub("", text).encode("utf-8", "replace")))
    try:
        found = feedparser.parse(
            given,
            sanitize_html=False,
            resolve_relative_uris=False,
            response_headers={"content-type": "application/xml; charset=utf-8"},
        )
    except (ValueError, RecursionError, AttributeError, TypeError, KeyError, IndexError, AssertionError):
        return None
    title = _plain(found.feed.get("title", ""))
    atom = str(found.get("version", "")).startswith("atom")
    items = tuple(_item(entry, title, atom) for entry in found.entries)
    return Feed(title, items) if items else None


def read_json(data: object) -> Feed | None:
    """The feed in a JSON value; `None` where it is no JSON Feed."""
    if not isinstance(data, dict) or "jsonfeed.org/version/" not in str(data.get("version", "")):
        return None
    title = _plain(data.get("title"))
    return Feed(title, tuple(_json_item(one, title) for one in data.get("items") or () if isinstance(one, dict)))


def text_of(markup: str) -> str:
    """What a piece of HTML says, roughly: without tags and code."""
    return _plain(_CODE.sub("", markup))


def is_excerpt(markup: str, title: str, *, summary: bool = False, alone: bool = False) -> bool:
    """Whether a feed's item is only the beginning of its article, or a summary of it.

    `summary`: the feed calls it one. `alone`: the feed has no other place where a whole text would stand; there one line is
    a beginning, unless its title was made of it (a note on a microblog).
    """
    text = text_of(markup)
    if not text or len(text) > _BEGINNING:
        return False
    if _BROKEN_OFF.search(text) or _READ_ON.search(text) or (summary and len(text) <= _SUMMARY):
        return True
    named = bool(title) and text.startswith(title.rstrip("….")[:12])
    return alone and len(text) <= _LINE and len(re.findall(r"<p\b|<br\b", markup, re.I)) <= 1 and not named


def left(excerpt: str, why: Message) -> Finding:
    """That something of a source is in no article though one may miss it; its place is filled in where that is known."""
    return Finding("source.left", Where(""), excerpt, detail=why)


def skipped(excerpt: str, why: Message) -> Finding:
    """The same of what nobody will miss: what is doubled, or holds no text."""
    return Finding("source.skipped", Where(""), excerpt, detail=why)


def fragment(markup: str, hints: Hints, *, excerpt: bool = False) -> Item:
    """An item of a piece of HTML, or of plain text whose lines are its paragraphs.

    The words that lead on from an excerpt get a line of their own: rules take them out, and not the text before them.
    """
    if excerpt and (last := _LAST.search(markup)):
        apart = "</p><p>" if MARKUP.search(markup) else "\n"
        markup = markup[: last.start()] + apart + markup[last.start() :]
    if markup.strip() and not MARKUP.search(markup):
        lines = (squeeze(line) for line in html.unescape(markup).splitlines())
        markup = "".join(f"<p>{html.escape(line)}</p>\n" for line in lines if line)
    return Item(markup.encode("utf-8", "replace") if markup.strip() else b"", _with_form(hints), excerpt)


def _with_form(hints: Hints) -> Hints:
    return replace(hints, form="fragment")


def _item(entry: Any, site: str, atom: bool) -> Item:
    contents = [str(one.get("value") or "") for one in entry.get("content") or ()]
    body = max([*contents, str(entry.get("summary") or "")], key=len)
    names = [str(one.get("name") or "") for one in entry.get("authors") or ()]
    if "@" in str(entry.get("author") or ""):  # `mail (name)`, which feedparser splits wrongly for short names
        names = [str(entry["author"])]
    author = "、".join(dict.fromkeys(name for name in (_person(name, site) for name in names) if name))
    source = (entry.get("source") or {}).get("title") if isinstance(entry.get("source"), dict) else ""
    link = _web(entry.get("link", "")) or _web(entry.get("id", ""))
    hints = Hints(_plain(entry.get("title", "")), author, _plain(source) or site, _date(entry), link)
    short = is_excerpt(body, hints.title, summary=atom and not contents, alone=not contents)
    return fragment(body, hints, excerpt=short and bool(link))


def _date(entry: Any) -> Date | None:
    # Asked by `get`, feedparser gives one date for another where there is none, and warns of it.
    for key in ("published", "created", "updated"):
        if found := dates.find(str(dict.get(entry, key) or "")):
            return found
    for key in ("published_parsed", "created_parsed", "updated_parsed"):
        if isinstance(parsed := dict.get(entry, key), tuple):
            return Date(*parsed[:3])
    return None


def _json_item(one: dict[str, Any], site: str) -> Item:
    people = one.get("authors") or [one.get("author")]
    names = [str(p.get("name") or "") for p in people if isinstance(p, dict)] if isinstance(people, list) else []
    text = one.get("content_html") or one.get("content_text") or one.get("summary") or ""
    link = _web(one.get("url")) or _web(one.get("external_url")) or _web(one.get("id"))
    author = "、".join(name for name in (_person(name, site) for name in names) if name)
    date = dates.find(str(one.get("date_published") or one.get("date_modified") or ""))
    hints = Hints(_plain(one.get("title")), author, site, date, link)
    called = not (one.get("content_html") or one.get("content_text"))
    return fragment(str(text), hints, excerpt=bool(link) and is_excerpt(str(text), hints.title, summary=called))


def _person(name: str, site: str) -> str:
    """A writer's name: not an address of mail, not the feed itself."""
    if match := _MAIL.match(name):
        name = match[1] or ""
    name = _plain(name)
    return "" if name == site or _NOBODY.match(name) or len(name) > 40 else name


def _plain(text: object) -> str:
    return squeeze(html.unescape(_TAGS.sub("", html.unescape(text)))) if isinstance(text, str) else ""


def _web(address: object) -> str:
    address = address.strip() if isinstance(address, str) else ""
    return address if re.match(r"https?://", address, re.I) else ""
