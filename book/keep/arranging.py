"""What an editor decides about articles, written into the text of articles.toml: values, order, parts. All else stays.

Text in, text out; no disk. Where the text cannot be read, or names no such article, `ConfigError` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import tomlkit

from book.findings import ConfigError
from book.keep.cutting import cut, joined, pieces
from book.keep.lists import with_texts
from book.keep.manifest import NAME, parse
from book.messages import trouble

#: A value of an entry; `None` takes it away.
Value = str | tuple[str, ...] | None
#: Keys of an entry that name articles: its own, and those of lists of others.
_NAMING = ("file", "merge")


def with_values(text: str, values: Mapping[str, Mapping[str, Value]]) -> str:
    """The text with values of some entries set, or taken away, by the entry's file and key."""
    top, blocks = _cut(text, values)
    for file, given in values.items():
        blocks[file] = _altered(blocks[file], "article", lambda table, given=given: _set(table, given))  # type: ignore[misc]
    return "".join([top, *blocks.values()])


def renamed(text: str, names: Mapping[str, str]) -> str:
    """The text with articles called by other names, old → new, all at once: two may change places."""
    if not names:
        return text
    top, blocks = _cut(text)
    return "".join((top, *(_altered(block, "article", lambda table: _call(table, names)) for block in blocks.values())))


def ordered(text: str, files: Sequence[str]) -> str:
    """The text with its entries in this order, each with the comments above it; those that are not named stay behind the one that
    they followed, and parts stay in their order."""
    top, blocks = _cut(text, files)
    named = set(files)
    behind: dict[str, list[str]] = {}
    last = ""
    for file in blocks:
        if file in named:
            last = file
        else:
            behind.setdefault(last, []).append(file)
    order = [*behind.get("", ()), *(one for file in files for one in (file, *behind.get(file, ())))]
    if order == list(blocks):
        return text
    made = joined(top, (blocks[file] for file in order))
    parts = parse(text).parts  # whose entries may stand among those of the articles
    return made if parse(made).parts == parts else with_parts(made, [part.title for part in parts])


def moved(text: str, files: Collection[str], before: str | None) -> str:
    """The text with some entries, in the order in which they stand, right before another; at the end where that is `None`."""
    _, blocks = _cut(text, [*files, *([] if before is None else [before])])
    picked = [file for file in blocks if file in files]
    rest = [file for file in blocks if file not in files]
    if before in files:  # they stay with what follows them
        later = list(blocks)[list(blocks).index(before) :] if before is not None else []
        before = next((file for file in later if file not in files), None)
    at = rest.index(before) if before is not None else len(rest)
    return ordered(text, [*rest[:at], *picked, *rest[at:]])


def with_parts(text: str, titles: Sequence[str]) -> str:
    """The text with `[[part]]` entries for these titles in their order; those that it has keep their values and comments.

    An entry whose title is not among them goes, unless it has an introduction: that is the user's text.
    """
    parts = parse(text).parts
    if [part.title for part in parts] == list(titles):
        return text
    top, found = pieces(text)
    old = {piece.name: piece.text for piece in found if piece.kind == "part"}
    kept = [part.title for part in parts if part.intro and part.title not in titles]
    entries = [old.get(title) or f"[[part]]\ntitle = {tomlkit.item(title).as_string()}\n" for title in (*titles, *kept)]
    return joined(top, (*entries, *(piece.text for piece in found if piece.kind == "article")))


def part_renamed(text: str, was: str, title: str) -> str:
    """The text with a part called otherwise, in its entry and in those of its articles. Called as another, it is one with it."""
    manifest = parse(text)
    values: dict[str, Mapping[str, Value]] = {
        entry.file: {"part": title or None} for entry in manifest.articles if entry.part == was
    }
    made = with_values(text, values) if values else text
    titles = [part.title for part in manifest.parts]
    if was not in titles:
        return made
    if not title or title in titles:
        return with_parts(made, [one for one in titles if one != was])
    top, found = pieces(made)
    return top + "".join(
        _altered(one.text, "part", lambda table: table.update(title=title)) if one[:2] == ("part", was) else one.text
        for one in found
    )


def _cut(text: str, files: Iterable[str] = ()) -> tuple[str, dict[str, str]]:
    manifest = parse(text)
    known = {entry.file for entry in manifest.articles}
    for file in files:
        if file not in known:
            raise ConfigError(NAME, *trouble("error.not-listed", file=repr(file)))
    return cut(text, known, NAME)


def _altered(block: str, kind: str, change: Callable[[Any], None]) -> str:
    """The text of an entry with its table changed."""
    document = tomlkit.parse(block)
    rows: Any = document[kind]
    change(rows[0])
    made = tomlkit.dumps(document)
    return block if made == block else made.rstrip("\n") + block[len(block.rstrip("\n")) :]


def _set(table: Any, values: Mapping[str, Value]) -> None:
    for key, value in values.items():
        if value is None or value == ():
            table.pop(key, None)
        else:
            table[key] = with_texts(table.get(key), value) if isinstance(value, tuple) else value


def _call(table: Any, names: Mapping[str, str]) -> None:
    for key in _NAMING:
        value = table.get(key)
        if isinstance(value, str):
            if value in names:
                table[key] = names[value]
        elif isinstance(value, list):
            for at, name in enumerate(value):
                if isinstance(name, str) and name in names:
                    value[at] = names[name]
