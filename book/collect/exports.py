"""Exports in JSON, and Omnivore's in a zip → their articles. What has no content is an address.

Most programs write a list of records, whose fields say what they are (`records`); microblogs are in `social`. Omnivore:
`metadata_*.json`, lists of `{slug, title, author, url, publishedAt, …}`, and `content/SLUG.html` beside.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from book.classes import replace
from book.collect import reading, records, social
from book.collect.feed import Feed, Item, left, read_json
from book.late import expression
from book.messages import message
from book.model import Hints, dates
from book.text import sound, squeeze

_BROKEN = 0.1  # share of lines that may be no JSON: a file that was cut off has one
_TOLD = 20  # of their numbers
_METADATA = expression(r"(?:^|/)metadata_[\w-]*\.json$")


def of_json(text: str) -> Feed | None:
    """The articles of a JSON file, or of one with a JSON object a line: a JSON Feed, or an export; `None` where it is neither."""
    data, broken = _parsed(text)
    found = (
        read_json(data)
        or social.weibo(data)
        or social.mastodon(data)
        or social.keep(data)
        or reading.koreader(data)
        or records.of_value(data)
    )
    if found is None or not broken:
        return found
    told = left("", message("detail.lines-broken", lines=", ".join(map(str, broken[:_TOLD]))))
    return replace(found, findings=(*found.findings, told))


def _parsed(text: str) -> tuple[Any, list[int]]:
    """The value of a file, or the values of its lines and the numbers of those that are none; `None` where it is not JSON."""
    try:
        return sound(json.loads(text, strict=False)), []
    except (ValueError, RecursionError):
        pass
    values: list[Any] = []
    broken: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                values.append(sound(json.loads(line, strict=False)))
            except (ValueError, RecursionError):
                broken.append(number)
                if len(broken) > _BROKEN * (len(values) + 10):
                    return None, []
    return (values, broken) if len(broken) <= _BROKEN * len(values) else (None, [])


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


def _hints(one: dict[str, Any], author: str, site: str, published: tuple[str, ...]) -> Hints:
    value = one.get(author)
    names = [name for name in value if isinstance(name, str)] if isinstance(value, list) else [str(value or "")]
    date = next((found for key in published if (found := dates.find(str(one.get(key) or "")))), None)
    url = str(one.get("url") or one.get("given_url") or "")
    return Hints(
        squeeze(str(one.get("title") or "")), "、".join(squeeze(name) for name in names if name.strip()),
        squeeze(str(one.get(site) or "")), date, url if url.startswith(("http://", "https://")) else "",
    )  # fmt: skip
