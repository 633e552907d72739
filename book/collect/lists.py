"""Lists of addresses → one item an address: plain text, CSV, Netscape bookmarks, OPML. Text in, items out; nothing is fetched.

The exports of services that give only addresses are such lists: Pocket (CSV `title,url,time_added,tags,status`, and HTML),
Instapaper (`URL,Title,Selection,Folder,Timestamp`), Readwise Reader (`Title,URL,ID,Document tags,Saved date,…`), Raindrop.
Their times tell when an address was saved, not when the article appeared: they are no dates of articles.
"""

from __future__ import annotations

import csv
import html
import io
import re

from book.collect.feed import Item
from book.collect.lenient import parsed
from book.late import expression
from book.model import Hints
from book.text import squeeze

_ADDRESS = expression(r"https?://[^\s<>\"'，。；）)\]】]+", re.I)
_URL_NAMES = (
    "url",
    "link",
    "href",
    "address",
    "uri",
    "source url",
    "original url",
    "网址",
    "链接",
    "地址",
    "網址",
    "連結",
)
_TITLE_NAMES = ("title", "name", "标题", "標題", "题目", "名称")
_AUTHOR_NAMES = ("author", "byline", "作者")
_BOOKMARK = expression(r"<a\s((?>(?:[^<>]|<(?!a\s))*))>((?>(?:[^<]|<(?!/?a\b))*))</a>", re.I | re.S)
_HREF = expression(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.I)
_LINES = 50_000  # addresses of one list


def is_table(first: str) -> bool:
    """Whether the first line of a file names the columns of a table of addresses."""
    names = [name.strip().strip('"').lower() for name in re.split(r"[,;\t]", first.removeprefix("\ufeff"))]
    return len(names) > 1 and len(first) < 1000 and any(name in _URL_NAMES for name in names)


def table(text: str) -> tuple[Item, ...]:
    """The addresses of a CSV table, with title and author from its columns."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows: list[Item] = []
    try:
        for row in csv.DictReader(io.StringIO(text), delimiter=delimiter):
            cells = {
                (name or "").strip().lower(): value.strip() for name, value in row.items() if isinstance(value, str)
            }
            address = next((cells[n] for n in _URL_NAMES if _ADDRESS.match(cells.get(n, ""))), "")
            if address:
                found = [next((cells[n] for n in names if cells.get(n)), "") for names in (_TITLE_NAMES, _AUTHOR_NAMES)]
                title = "" if _ADDRESS.match(found[0]) else squeeze(found[0])
                rows.append(Item(b"", Hints(title, squeeze(found[1]), url=address)))
            if len(rows) >= _LINES:
                break
    except csv.Error:
        return tuple(rows)
    return tuple(rows)


def is_lines(text: str) -> bool:
    """Whether each line of a text is an address, perhaps with a few words; blank lines and # remarks aside."""
    lines = [line.strip() for line in text.split("\n")]
    lines = [line for line in lines if line and not line.startswith(("#", "//"))]
    return bool(lines) and all(len(_ADDRESS.findall(line)) == 1 and _is_row(line) for line in lines[:_LINES])


def _is_row(line: str) -> bool:
    rest = _ADDRESS.sub("", line).strip(" \t-*<>|｜,，:：[]()（）·•")
    return (
        len(rest) <= 80
        and not re.search(r"[。！？]", rest)
        and (line.lstrip("-*<[• \t").lower().startswith("http") or len(rest) < 40)
    )


def lines(text: str) -> tuple[Item, ...]:
    """The addresses of a list with one a line; other words of the line are its title."""
    items: list[Item] = []
    for line in text.split("\n")[:_LINES]:
        match = None if line.lstrip().startswith(("#", "//")) else _ADDRESS.search(line)
        if match:
            title = squeeze(_ADDRESS.sub("", line).strip(" \t-*<>|｜,，:：[]()（）·•"))
            items.append(Item(b"", Hints(title, url=match.group())))
    return tuple(items)


def bookmarks(text: str) -> tuple[Item, ...]:
    """The links of a browser's bookmarks (Netscape format) or of Pocket's HTML export; scripts and folders are none."""
    items: list[Item] = []
    for attributes, label in _BOOKMARK.findall(text)[:_LINES]:
        match = _HREF.search(attributes)
        address = html.unescape(next((g for g in match.groups() if g), "")) if match else ""
        if _ADDRESS.match(address):
            title = squeeze(html.unescape(re.sub(r"<[^>]*>", "", label)))
            items.append(Item(b"", Hints("" if _ADDRESS.match(title) else title, url=address)))
    return tuple(items)


def opml(text: str) -> tuple[Item, ...]:
    """The feeds, and the links, that an OPML file lists (opml.org/spec2.opml): `xmlUrl`, else `url` or `htmlUrl`."""
    tree = parsed(re.sub(r"\A\s*<\?xml[^>]*\?>", "", text).encode("utf-8", "replace"))
    items: list[Item] = []
    for node in tree.iter("outline") if tree is not None else ():
        given = {str(name).lower(): str(value) for name, value in node.attrib.items()}
        address = next(
            (given[n].strip() for n in ("xmlurl", "url", "htmlurl") if _ADDRESS.match(given.get(n, "").strip())), ""
        )
        if address:
            items.append(Item(b"", Hints(squeeze(given.get("title") or given.get("text") or ""), url=address)))
    return tuple(items)
