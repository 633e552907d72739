"""Dumps with front matter: `---`, some YAML, `---`, then HTML or Markdown. The YAML is often none; what can be read is used.

A dump's `author` is mostly the site, never the writer; its `date` may be the time of the crawl. Both are checked here,
and the byline in the text is left to `clean`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from book.classes import dataclass, replace
from book.late import expression, late
from book.messages import Wording, message
from book.model import dates
from book.model.dates import Date
from book.read import plain_yaml
from book.text import bare

if TYPE_CHECKING:
    import yaml
else:
    yaml = late("yaml")

_FENCE = expression(r"\A\s*---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.S)
_OPEN = expression(r"\A\s*---[ \t]*\n")
_KEY = expression(r"^([A-Za-z_\u4e00-\u9fff][\w-]*)\s*:\s*(.*)$")
_ROW = expression(r"^[ \t]*(?:[A-Za-z_\u4e00-\u9fff][\w-]*[ \t]*:|-[ \t]+\S)")
_ITEM = expression(r"^\s*-\s+(.*)$")
_CRAWL = expression(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
_TAG = expression(r"^_([^_\s]{1,14})_(?:&nbsp;|\u00a0|\s)+")
_BETWEEN = expression(r"[,，、;；]")
_QUOTED = expression(r"_([^_\s][^_]*?)_")
_LONGEST = 200_000  # characters in which a closing fence is looked for
#: The field that each list of keys in the rules, `property-…`, stands for.
_NAMED = {
    "title": "title",
    "subtitle": "subtitle",
    "author": "author",
    "translator": "translator",
    "date": "date",
    "created": "created",
    "series": "series",
    "address": "url",
    "tags": "tags",
}
_WIKI = expression(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")  # a name that Obsidian links
_ONE = ("title", "date")  # fields that are one text


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the head of a dump says, and the text after it. `broken` says why the YAML could not be read as it stands."""

    fields: dict[str, str]
    lists: dict[str, tuple[str, ...]]
    body: str
    broken: Wording = ""


def has_front_matter(text: str) -> bool:
    """Whether a text begins with a fence, some keys or list items, and another fence."""
    if not _OPEN.match(text):
        return False
    match = _FENCE.match(text[:_LONGEST])
    if match is None:
        return False
    rows = [row for row in match.group(1).split("\n") if row.strip()]
    keys = sum(bool(_ROW.match(row)) for row in rows)
    return keys > 0 and (keys * 3 >= len(rows) or _ROW.match(rows[0]) is not None)


def split(text: str) -> FrontMatter:
    """The head's fields and lists, as text, and the body."""
    match = _FENCE.match(text)
    if not match:
        return FrontMatter({}, {}, text)
    head, body = match.group(1), text[match.end() :]
    data: object = plain_yaml.mapping(head)
    broken: Wording = ""
    if data is None:
        data, broken = _loaded(head)
    if isinstance(data, dict) and not broken:
        fields = {str(k).lower(): v for k, v in data.items() if isinstance(v, str)}
        lists = {str(k).lower(): tuple(_strings(v)) for k, v in data.items() if isinstance(v, list)}
        odd = any(isinstance(data.get(key), list | dict) for key in _ONE)
        return FrontMatter(fields, lists, body, message("detail.no-text") if odd else "")
    fields, lists = _by_line(head)
    return FrontMatter(fields, lists, body, broken)


def _loaded(head: str) -> tuple[object, Wording]:
    """What PyYAML makes of a head, all values as strings; and why it is no mapping, where it is none."""
    try:
        data = yaml.load(head, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # makes strings only
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        problem = getattr(error, "problem", None)
        return None, str(problem) if problem else message("detail.no-yaml")
    return data, "" if isinstance(data, dict) else message("detail.no-mapping")


def named(front: FrontMatter, keys: Mapping[str, Sequence[str]]) -> FrontMatter:
    """The head with its fields called as they are here, whatever they are called in it (标题, 原文链接, created_at), and names that
    a note links as plain names. `keys` are the lists of the rules."""
    fields, lists = dict(front.fields), dict(front.lists)
    said = {key: key.replace("_", "").replace(" ", "") for key in (*front.fields, *front.lists)}
    for kind, name in _NAMED.items():
        known = keys.get(f"property-{kind}", ())
        for key in [key for key, plain in said.items() if plain in known]:
            if key in front.fields:
                fields.setdefault(name, front.fields[key])
            else:
                lists.setdefault(name, front.lists[key])
    for name in ("author", "authors", "title", "translator"):
        if name in fields:
            fields[name] = _WIKI.sub(r"\1", fields[name])
        if name in lists:
            lists[name] = tuple(_WIKI.sub(r"\1", value) for value in lists[name])
    return replace(front, fields=fields, lists=lists)


def _strings(value: object) -> list[str]:
    """The texts in a list and the lists in it. With YAML's aliases 900 bytes can name one list billions of times, or put it into
    itself; each is looked at once."""
    texts: list[str] = []
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            if id(one) not in seen:
                seen.add(id(one))
                waiting += reversed(one)
        else:
            texts += map(str, one) if isinstance(one, dict) else [str(one)]
    return texts


def _by_line(head: str) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    fields: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    key = ""
    for row in head.split("\n"):
        if match := _ITEM.match(row):
            if key:
                lists[key] = (*lists.get(key, ()), _unquote(match.group(1)))
        elif match := _KEY.match(row.strip()):
            key = match.group(1).lower()
            value = _unquote(match.group(2))
            if value.startswith("[") and value.endswith("]"):
                lists[key] = tuple(_unquote(item) for item in value[1:-1].split(",") if item.strip())
            elif value:
                fields[key] = value
    return fields, lists


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1].replace("''", "'") if value[0] == "'" else value[1:-1].replace('\\"', '"')
    return value.lstrip("'\"") if value and value[0] in "'\"" and value.count(value[0]) == 1 else value


def title(value: str) -> str:
    """A dump's title made whole: entities read, a leading `_tag_` that was `[tag]` off, `_…_` that were quotes back."""
    value = html.unescape(_TAG.sub("", value)).replace("\u00a0", " ").strip()
    if value.count("_") and value.count("_") % 2 == 0 and re.search(r"[\u4e00-\u9fff]", value):
        value = _QUOTED.sub(r"“\1”", value)
    return " ".join(value.split(" ")).strip()


def published(front: FrontMatter) -> tuple[Date | None, bool, str]:
    """The date of a dump; whether it is rather the time of the crawl, a full local time in a dump of a feed; and what names
    no day that there is."""
    value = front.fields.get("date") or front.fields.get("created") or front.fields.get("published") or ""
    crawled = bool(_CRAWL.match(value.strip())) and ("thumbnail" in front.fields or "headimg" in front.fields)
    if (date := Date.of(value)) is not None:
        return date, crawled, ""
    return dates.find(value), crawled, dates.impossible(value)


def draft(front: FrontMatter) -> str:
    """The line of a head that marks the article as not to be published: Hugo's `draft`, Hexo's and Jekyll's `published`."""
    for key, value in (("draft", "true"), ("published", "false")):
        if front.fields.get(key, "").strip().lower() == value:
            return f"{key}: {value}"
    return ""


def categories(front: FrontMatter) -> tuple[str, ...]:
    """The categories of a dump, as a list or in one field; its tags where it has none."""
    given: tuple[str, ...] = (
        *front.lists.get("categories", ()),
        front.fields.get("categories", ""),
        *front.lists.get("category", ()),
        front.fields.get("category", ""),
    )
    if not any(name.strip() for name in given):
        given = (*front.lists.get("tags", ()), *_BETWEEN.split(front.fields.get("tags", "")))
    return tuple(dict.fromkeys(" ".join(name.lstrip("#").split()) for name in given if name.strip(" #")))


def is_site(author: str, front: FrontMatter) -> bool:
    """Whether a dump's author is its site: it stands among the categories too, or the dump came from a feed."""
    categories = {bare(value) for value in front.lists.get("categories", ())}
    return bare(author) in categories or ("headimg" in front.fields and "comments" in front.fields)
