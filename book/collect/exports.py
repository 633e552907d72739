"""Exports of read-later services that hold the articles themselves → items: wallabag (JSON) and Omnivore (zip).

wallabag: a list of entries as its API gives them (`title`, `url`, `content`, `published_by`, `published_at`, `domain_name`;
doc.wallabag.org/developer/api). Omnivore: `metadata_*.json`, lists of `{slug, title, author, url, publishedAt, …}`, and
`content/SLUG.html` beside. What has no content is an address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from book.collect.feed import Feed, Item, fragment, read_json
from book.model import Hints, dates
from book.text import sound, squeeze

_METADATA = re.compile(r"(?:^|/)metadata_[\w-]*\.json$")


def of_json(text: str) -> Feed | None:
    """The articles of a JSON file: a JSON Feed, or an export; `None` where it is neither."""
    try:
        data = sound(json.loads(text, strict=False))
    except (ValueError, RecursionError):
        return None
    if feed := read_json(data):
        return feed
    if isinstance(data, dict):  # the answer of wallabag's API
        inside = data.get("_embedded")
        data = inside.get("items") if isinstance(inside, dict) else data.get("entries") or data.get("items")
    if not isinstance(data, list) or not data or not all(isinstance(one, dict) for one in data):
        return None
    if not all("url" in one and ("content" in one or "title" in one) for one in data):
        return None
    return Feed("wallabag" if "content" in data[0] else "addresses", tuple(map(_wallabag, data)))


def is_omnivore(names: list[str]) -> bool:
    """Whether an archive's names are those of an Omnivore export."""
    return any(_METADATA.search(name) for name in names)


def omnivore(names: list[str], look: Callable[[str], bytes | None]) -> list[tuple[str, Item]]:
    """The articles of an Omnivore export with the names of their files ("" for those that are only addresses)."""
    items: list[tuple[str, Item]] = []
    for name in names:
        if not _METADATA.search(name):
            continue
        folder = name.rpartition("/")[0]
        try:
            data = sound(json.loads((look(name) or b"").decode("utf-8", "replace"), strict=False))
        except (ValueError, RecursionError):
            continue
        for one in data if isinstance(data, list) else ():
            if isinstance(one, dict):
                file = f"{folder}/content/{one.get('slug')}.html".lstrip("/")
                body = look(file) or b""
                hints = _hints(one, "author", "siteName", ("publishedAt",))
                items.append((file if body.strip() else "", Item(body, hints)))
    return items


def _wallabag(one: dict[str, Any]) -> Item:
    hints = _hints(one, "published_by", "domain_name", ("published_at",))
    content = one.get("content")
    return fragment(content, hints) if isinstance(content, str) else Item(b"", hints)


def _hints(one: dict[str, Any], author: str, site: str, published: tuple[str, ...]) -> Hints:
    value = one.get(author)
    names = [name for name in value if isinstance(name, str)] if isinstance(value, list) else [str(value or "")]
    date = next((found for key in published if (found := dates.find(str(one.get(key) or "")))), None)
    url = str(one.get("url") or one.get("given_url") or "")
    return Hints(
        squeeze(str(one.get("title") or "")), "、".join(squeeze(name) for name in names if name.strip()),
        squeeze(str(one.get(site) or "")), date, url if url.startswith(("http://", "https://")) else "",
    )  # fmt: skip
