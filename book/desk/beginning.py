"""How a book begins on the desk, and how its account is told there: plain values for a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from book import store
from book.desk.desk import Desk
from book.desk.folder import SETTINGS, BookFolder
from book.findings import UsageError
from book.keep.options import with_value
from book.messages import trouble
from book.run import start


def begin(desk: Desk, folder: str, title: str, editor: str) -> None:
    """Makes a book's folder, with its settings, and lays it on the desk. Raises `BookError`."""
    if desk.folder.is_book:
        raise UsageError(str(desk.folder.path), *trouble("desk.error.has-book"))
    root = Path(folder).expanduser() if folder else desk.folder.path
    path = root if root.is_absolute() else desk.folder.path.parent / root
    start.here(path, desk.say)
    made = BookFolder(path)
    text = made.text(SETTINGS) or ""
    for key, value in (("title", title), ("editor", editor)):
        text = with_value(text, "book", key, value) if value else text
    store.write_all(made.path, {SETTINGS: text.encode()})
    desk.lay(made)


def account(desk: Desk) -> dict[str, Any]:
    """The numbers of a book as the last look found them, each with the way to its articles."""
    say, look, facts = desk.say, desk.look, desk.facts
    fates = [str(one.get("fate")) for one in facts.values()]
    rows = [
        ("packed", fates.count("packed"), "shelf?filter=packed"),
        ("skipped", fates.count("skipped"), "shelf?filter=skipped"),
        ("duplicate", fates.count("duplicate"), "shelf?filter=reprints"),
        ("failed", len(look.get("problems", ())), "shelf?filter=failed"),
        ("warnings", sum(bool(one.get("warnings")) for one in facts.values()), "shelf?filter=warnings"),
        ("characters", sum(one.get("length") or 0 for one in facts.values() if one.get("fate") == "packed"), "shelf"),
        ("pictures", sum(one.get("pictures") or 0 for one in facts.values() if one.get("fate") == "packed"), "shelf"),
        ("removed", sum(one.get("removed") or 0 for one in facts.values()), "shelf"),
    ]
    charts = [
        {**chart, "bars": [{**bar, "to": f"shelf?find={quote(bar['label'])}"} for bar in chart["bars"]]}
        for chart in look.get("charts", ())
    ]
    titles = {row["file"]: row["title"] or row["file"] for row in desk.shelf()["rows"]}
    undecided = [
        {**one, "files": [{"file": name, "title": titles.get(name, name)} for name in one["files"]]}
        for one in look.get("undecided", ())
    ]
    return {
        "looked": bool(look), "summary": look.get("summary", ""), "charts": charts, "undecided": undecided,
        "numbers": [{"label": say(f"desk.number.{key}"), "value": value, "to": to} for key, value, to in rows],
    }  # fmt: skip
