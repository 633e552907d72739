"""Decisions about the list and the settings of a book: what an editor did on the page → what becomes of the files' texts.

A decision is what the page sends, a JSON object whose `action` is a key of `ACTIONS`. Text in, text out; no disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from book.bind.order import order
from book.desk.folder import LIST, SETTINGS, Decided, Texts, refused
from book.findings import UsageError
from book.keep import arranging
from book.keep.arranging import Value
from book.keep.entries import Entry
from book.keep.manifest import Manifest, parse
from book.keep.options import with_value
from book.keep.words import with_words, without_word
from book.messages import message, trouble
from book.model import Article, Filing, Source
from book.model.dates import Date
from book.settings.parse import parse as parse_settings
from book.settings.values import ArrangeConfig

#: What is known of articles beyond their list: file → title, author, site, date, as a look at the book found them.
Facts = Mapping[str, Mapping[str, Any]]
#: The values of an article that a decision may set.
KEYS = ("title", "subtitle", "short", "author", "translator", "date", "site", "address", "note", "credit")

_Given = Mapping[str, Any]


def decided(given: _Given, texts: Texts, facts: Facts, filing: Filing) -> Decided:
    """What a decision makes of the book's files. Raises `BookError` where it cannot be made, or is none."""
    make = ACTIONS.get(str(given.get("action")))
    if make is None:
        raise UsageError(str(given.get("action")), *trouble("desk.error.no-action"))
    return checked(make(given, texts, facts, filing))


def checked(made: Decided) -> Decided:
    """The same, where the list and the settings can be read. Raises `ConfigError`."""
    if (listed := made.files.get(LIST)) is not None:
        parse(listed)
    if (settings := made.files.get(SETTINGS)) is not None:
        parse_settings(settings)
    return made


def _listed(texts: Texts) -> str:
    text = texts(LIST)
    if text is None:
        raise refused("desk.error.no-list", LIST)
    return text


def _texts_of(given: _Given, key: str) -> tuple[str, ...]:
    value = given.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise UsageError(key, *trouble("desk.error.not-given"))
    return tuple(value)


def _text_of(given: _Given, key: str) -> str:
    value = given.get(key)
    if not isinstance(value, str):
        raise UsageError(key, *trouble("desk.error.not-given"))
    return value


def _or_none(given: _Given, key: str) -> str | None:
    return None if given.get(key) is None else _text_of(given, key)


def _called(files: Sequence[str], manifest: Manifest, facts: Facts) -> str:
    """The first of some articles by its title, for the name of a decision."""
    titles = {entry.file: entry.title for entry in manifest.articles}
    first = files[0]
    name = titles.get(first) or str(facts.get(first, {}).get("title") or "") or first
    return f"{name} …" if len(files) > 1 else name


def _ordered(given: _Given, texts: Texts, facts: Facts, _: Filing) -> Decided:
    text, files, before = _listed(texts), _texts_of(given, "files"), _or_none(given, "before")
    made = arranging.moved(text, files, before)
    if (part := _or_none(given, "part")) is not None:
        made = _in_part(made, files, part)
    return Decided(message("desk.did.order", name=_called(files, parse(text), facts)), {LIST: made})


def _sorted(given: _Given, texts: Texts, facts: Facts, filing: Filing) -> Decided:
    text = _listed(texts)
    by = _text_of(given, "by")
    if by not in ("date", "title", "author", "site"):
        raise UsageError(by, *trouble("desk.error.not-given"))
    direction = "descending" if given.get("descending") else "ascending"
    stubs = [_stub(entry, facts.get(entry.file, {})) for entry in parse(text).articles]
    arrange = ArrangeConfig(order=by, direction=direction)  # type: ignore[arg-type]
    files = [one.source.locator for one in order(tuple(stubs), arrange, filing)]
    return Decided(message("desk.did.sort", by=message(f"desk.by.{by}")), {LIST: arranging.ordered(text, files)})


def _stub(entry: Entry, facts: Mapping[str, Any]) -> Article:
    """An article with no more than it is sorted by."""
    title, author, site = (str(facts.get(key) or getattr(entry, key) or "") for key in ("title", "author", "site"))
    date = entry.published or Date.of(str(facts.get("date") or ""))
    return Article(title, (), Source(entry.file), author, published=date, site=site)


def _valued(given: _Given, texts: Texts, facts: Facts, _: Filing) -> Decided:
    text, file, key, value = _listed(texts), _text_of(given, "file"), _text_of(given, "key"), _or_none(given, "value")
    if key not in KEYS:
        raise UsageError(key, *trouble("desk.error.not-given"))
    manifest = parse(text)
    now = next((getattr(entry, key) for entry in manifest.articles if entry.file == file), None)
    was = given.get("was")
    if isinstance(was, str) and now is not None and now != value and _plain(key, now) != _plain(key, was):
        raise refused("desk.error.another-value", now, value=now)
    made = arranging.with_values(text, {file: {key: value}})
    label = message("desk.did.value", key=message(f"desk.key.{key}"), name=_called((file,), manifest, facts))
    return Decided(label, {LIST: made})


def _plain(key: str, value: str) -> str:
    """A value as a page shows it: of a date the day, of a text one line."""
    date = Date.of(value) if key == "date" else None
    return date.iso_day if date is not None else " ".join(value.split())


def _in_part(text: str, files: Sequence[str], title: str) -> str:
    """The list with some articles in a part, which has an entry of its own then, so that its place is the editor's. The entry of a
    part that is empty now goes, unless it was empty before: that is the user's plan."""
    manifest = parse(text)
    made = arranging.with_values(text, {file: {"part": title or None} for file in files})
    now = parse(made)
    emptied = {entry.part for entry in manifest.articles} - {entry.part for entry in now.articles}
    return arranging.with_parts(made, [one for one in _titles(now) if one not in emptied])


def _titles(manifest: Manifest) -> list[str]:
    """The parts of a list in their order: those that are named, then those that articles are in, as they come."""
    return list(
        dict.fromkeys(
            (*(part.title for part in manifest.parts), *(entry.part for entry in manifest.articles if entry.part))
        )
    )


def _parted(given: _Given, texts: Texts, facts: Facts, _: Filing) -> Decided:
    text, files, title = _listed(texts), _texts_of(given, "files"), " ".join(_text_of(given, "title").split())
    if not title and parse_settings(texts(SETTINGS) or "").arrange.parts != "none":
        raise refused("desk.error.parts-by-settings", _called(files, parse(text), facts))
    key = "desk.did.part" if title else "desk.did.no-part"
    label = message(key, name=_called(files, parse(text), facts), title=title)
    return Decided(label, {LIST: _in_part(text, files, title)})


def _part_titled(given: _Given, texts: Texts, *_: object) -> Decided:
    text, was, title = _listed(texts), _text_of(given, "was"), " ".join(_text_of(given, "title").split())
    return Decided(message("desk.did.part-title", name=was), {LIST: arranging.part_renamed(text, was, title)})


def _part_ordered(given: _Given, texts: Texts, *_: object) -> Decided:
    text, title, before = _listed(texts), _text_of(given, "title"), _or_none(given, "before")
    titles = [one for one in _titles(parse(text)) if one != title]
    titles.insert(titles.index(before) if before in titles else len(titles), title)
    return Decided(message("desk.did.part-order", name=title), {LIST: arranging.with_parts(text, titles)})


def _skipped(given: _Given, texts: Texts, facts: Facts, _: Filing) -> Decided:
    text, files, reason = _listed(texts), _texts_of(given, "files"), str(given.get("reason") or "")
    made = arranging.with_values(text, {file: {"skip": reason} for file in files})
    return Decided(message("desk.did.skip", name=_called(files, parse(text), facts)), {LIST: made})


def _unskipped(given: _Given, texts: Texts, facts: Facts, _: Filing) -> Decided:
    text, files = _listed(texts), _texts_of(given, "files")
    made = arranging.with_values(text, {file: {"skip": None} for file in files})
    return Decided(message("desk.did.unskip", name=_called(files, parse(text), facts)), {LIST: made})


def _merged(given: _Given, texts: Texts, facts: Facts, _: Filing) -> Decided:
    """Articles behind one. Those that stood behind one of them come along, and no article stands behind two."""
    text, file, files = _listed(texts), _text_of(given, "file"), _texts_of(given, "files")
    manifest = parse(text)
    merges = {entry.file: entry.merge for entry in manifest.articles}
    behind = [one for name in files for one in (name, *merges.get(name, ()))]
    if file in behind:
        raise UsageError(file, *trouble("desk.error.merge-itself"))
    values: dict[str, dict[str, Value]] = {}
    for name, others in merges.items():
        left = tuple(one for one in others if one not in behind)
        if name in behind:
            left = ()
        if left != others:
            values[name] = {"merge": left}
    had = [one for one in merges.get(file, ()) if one not in behind]
    values[file] = {"merge": tuple(dict.fromkeys((*had, *behind)))}
    made = arranging.with_values(text, values)
    return Decided(message("desk.did.merge", name=_called((file,), manifest, facts)), {LIST: made})


def _unmerged(given: _Given, texts: Texts, facts: Facts, _: Filing) -> Decided:
    text, file = _listed(texts), _text_of(given, "file")
    label = message("desk.did.unmerge", name=_called((file,), parse(text), facts))
    return Decided(label, {LIST: arranging.with_values(text, {file: {"merge": ()}})})


def _set(given: _Given, texts: Texts, *_: object) -> Decided:
    table, _dot, key = _text_of(given, "key").partition(".")
    value = given.get("value")
    if isinstance(value, list):
        value = tuple(value)
    text = texts(SETTINGS) or ""
    label = message("desk.did.setting", key=f"[{table}] {key}")
    _known(table, key)
    return Decided(label, {SETTINGS: with_value(text, table, key, value)})


def _known(table: str, key: str) -> None:
    """Refuses a setting that there is not. Its value is looked at when all is parsed."""
    section = getattr(parse_settings(""), table, None)
    if section is None or key not in {one.name for one in fields(section)}:
        raise UsageError(f"[{table}] {key}", *trouble("desk.error.not-given"))


def word_in_book(given: _Given, texts: Texts, key: str, word: str) -> str:
    """The settings with a word for all articles in a list of `[clean]`; without it where the decision takes it back."""
    text = texts(SETTINGS) or ""
    return without_word(text, key, word) if given.get("back") else with_words(text, key, [word])[0]


#: Each action by its name.
ACTIONS: dict[str, Callable[[_Given, Texts, Facts, Filing], Decided]] = {
    "order": _ordered,
    "sort": _sorted,
    "value": _valued,
    "part": _parted,
    "part-title": _part_titled,
    "part-order": _part_ordered,
    "skip": _skipped,
    "unskip": _unskipped,
    "merge": _merged,
    "unmerge": _unmerged,
    "setting": _set,
}
