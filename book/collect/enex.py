"""Evernote's export (ENEX, also of 印象笔记, Joplin, Notesnook) → a note an item. Text in, items out.

The forms are those of Evernote's DTDs (xml.evernote.com/pub/evernote-export4.dtd, enml2.dtd): a `note` has a title, its content
as ENML in a text, tags, dates as `20210305T010203Z`, and `resource`s in base64, which `en-media` calls by the MD5 of their bytes. A
note is cut out of the text before it is parsed, and its resources out of the note, so that what XML may hold (256 levels, 10 MB a
text, no entities) is asked of a note at a time. Some versions of 印象笔记 encrypt the content (`encoding="base64:aes"`, in `.notes`
files too); nobody else can read that, and such a note is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import re

from lxml import etree

from book.classes import dataclass, replace
from book.collect.feed import Feed, Item, fragment, left
from book.collect.lenient import parsed
from book.findings import Finding
from book.late import expression
from book.messages import message
from book.model import Hints, dates
from book.model.dates import CHINA, Date
from book.text import squeeze

_BEGINS = expression(r"\A\s*+(?:<\?xml[^>]{0,200}\?>\s*+)?(?:<!DOCTYPE[^>\[]{0,500}>\s*+)?<en-export\b([^>]{0,1000})>")
_NOTE = expression(r"<note(?:\s[^<>]*+)?>")
_END = "</note>"
_DATA = expression(r"(<data\b[^<>]*+>)([^<]*+)(?=</data>)")
_STAMP = expression(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)\d\dZ")
_PROLOGUE = expression(r"\A\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!DOCTYPE[^>]*+>\s*+)?")
_FRAME = expression(r"</?en-note\b[^<>]*+>")
_MEDIA = expression(r"<en-media\b([^<>]*+)>(?:\s*+</en-media>)?")
_TODO = expression(r"<en-todo\b([^<>]*+)>(?:\s*+</en-todo>)?")
_LISTED = expression(r"(<li\b[^<>]*?--en-checked:\s*+(true|false)[^<>]*+>(?:\s*+<div\b[^<>]*+>)?+)")
_CRYPT = expression(r"<en-crypt\b[^<>]*+>[^<]*+</en-crypt>")
_HASH = expression(r"""\bhash\s*=\s*["']([0-9A-Fa-f]{32})["']""")
_CHECKED = expression(r"""\bchecked\s*=\s*["']true["']""")
_LOCKED = b"ENC0"  # how encrypted bytes begin
_UNTITLED = expression(r"(?:untitled(?: note)?|无标题(?:笔记)?|無標題(?:筆記)?)", re.I)
_CHINESE = expression(r"印象笔记|yinxiang|YXBJ", re.I)
_NOTES = 20_000  # of one file


def begins(text: str) -> bool:
    """Whether a text begins as an export."""
    return _BEGINS.match(text) is not None


def read(text: str) -> Feed | None:
    """The notes of an export; `None` where it holds none."""
    head = _BEGINS.match(text)
    if head is None:
        return None
    in_china = _CHINESE.search(head[1]) is not None
    items: list[Item] = []
    place = head.end()
    while len(items) < _NOTES and (start := _NOTE.search(text, place)):
        end = text.find(_END, start.end())
        place = end + len(_END) if end >= 0 else len(text)
        items.append(_note(text[start.start() : place], in_china=in_china))
    more = sum(1 for _ in _NOTE.finditer(text, place))
    told = (left("", message("detail.notes-more", count=more, most=_NOTES)),) if more else ()
    return Feed("", tuple(items), findings=told) if items else None


@dataclass(frozen=True, slots=True)
class _Resource:
    """What is attached to a note: its kind, its name, its bytes in base64."""

    media_type: str
    name: str
    packed: str

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


def _note(text: str, *, in_china: bool) -> Item:
    data: list[str] = []

    def out(match: re.Match[str]) -> str:
        data.append("".join(match[2].split()))
        return f"{match[1]}{len(data) - 1}"

    note = parsed(_DATA.sub(out, text).encode("utf-8", "replace"))
    if note is None:
        return Item(b"", Hints(), refused=message("detail.note-broken"))
    title = squeeze(_text(note, "title"))
    author, url = squeeze(_text(note, "note-attributes/author")), _text(note, "note-attributes/source-url").strip()
    tags = (squeeze("".join(map(str, tag.itertext()))) for tag in note.iterchildren("tag"))
    hints = Hints(
        "" if _UNTITLED.fullmatch(title) else title, "" if "@" in author else author,
        published=_date(note, in_china=in_china), url=url if url.startswith(("http://", "https://")) else "",
        categories="\n".join(filter(None, tags)),
    )  # fmt: skip
    markup = _content(note)
    if markup is None:
        return Item(b"", hints, refused=message("detail.note-locked"))
    markup, told = _with_media(_plain_marks(markup), _resources(note, data))
    markup, locked = _CRYPT.subn("", markup)
    for task in note.iterchildren("task"):
        sign = "☑" if _text(task, "taskStatus").strip() == "completed" else "☐"
        markup += f"<p>{sign} {html.escape(squeeze(_text(task, 'title')))}</p>"
    if locked:
        told.append(left("", message("detail.note-part-locked", count=locked)))
    return replace(fragment(markup, hints), findings=tuple(told))


def _text(note: etree._Element, path: str) -> str:
    node = note.find(path)
    return "" if node is None else "".join(map(str, node.itertext()))


def _date(note: etree._Element, *, in_china: bool) -> Date | None:
    for name in ("created", "updated"):
        if match := _STAMP.search(_text(note, name)):
            year, month, day, hour, minute = match.groups()
            date = dates.find(f"{year}-{month}-{day}T{hour}:{minute}:00Z")
            return date.in_zone(CHINA) if date is not None and in_china else date
    return None


def _content(note: etree._Element) -> str | None:
    """The ENML of a note; `None` for what is encrypted."""
    node = note.find("content")
    if node is None:
        return ""
    markup = "".join(map(str, node.itertext()))
    if coding := (node.get("encoding") or "").lower():
        body = _unpacked(markup)
        if "aes" in coding or body is None or body.startswith(_LOCKED):
            return None
        markup = body.decode("utf-8", "replace")
    return _FRAME.sub("", _PROLOGUE.sub("", markup))


def _unpacked(packed: str) -> bytes | None:
    try:
        return base64.b64decode(packed)
    except (binascii.Error, ValueError):
        return None


def _plain_marks(markup: str) -> str:
    """The markup with ☑ and ☐ for what is done and what is not, as Evernote wrote it before 2020 and since."""
    markup = _TODO.sub(lambda match: "☑ " if _CHECKED.search(match[1]) else "☐ ", markup)
    return _LISTED.sub(lambda match: match[1] + ("☑ " if match[2] == "true" else "☐ "), markup)


def _resources(note: etree._Element, data: list[str]) -> dict[str, _Resource]:
    """What is attached to a note, by the MD5 of its bytes. What cannot be unpacked is none, and so is missed where it is called."""
    found: dict[str, _Resource] = {}
    for node in note.iterchildren("resource"):
        place = _text(node, "data").strip()
        packed = data[int(place)] if place.isdecimal() and len(place) < 9 and int(place) < len(data) else ""
        body = _unpacked(packed)
        if body is not None:
            digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
            kind, name = _text(node, "mime").strip().lower(), squeeze(_text(node, "resource-attributes/file-name"))
            found[digest] = _Resource(kind, name or kind, packed)
    return found


def _with_media(markup: str, resources: dict[str, _Resource]) -> tuple[str, list[Finding]]:
    """The markup with the pictures at their places, and what is told of what else is attached."""
    told: list[Finding] = []
    called: set[str] = set()

    def put(match: re.Match[str]) -> str:
        named = _HASH.search(match[1])
        digest = named[1].lower() if named else ""
        called.add(digest)
        resource = resources.get(digest)
        if resource is None:
            told.append(left(digest, message("detail.media-missing")))
        elif resource.is_picture:
            kind = html.escape(resource.media_type, quote=True)
            return f'<img src="data:{kind};base64,{resource.packed}" alt="">'
        else:
            told.append(left(resource.name, message("detail.media-no-picture")))
        return ""

    markup = _MEDIA.sub(put, markup)
    rest = (resource for digest, resource in resources.items() if digest not in called)
    told += [left(one.name, message("detail.media-not-shown")) for one in rest]
    return markup, told
