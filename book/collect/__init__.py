"""Collecting: sources as the user names them → inputs, one an article, each with its own name.

A source may be a file, a folder, a pattern, an address, or one that holds many articles: an archive, a feed, a list of
addresses, an EPUB, an export. Which it is, its bytes say. An article in a source is called by the source's name and its own
(`feed.xml#3`, `saved.zip/a/b.html`), and may be named so. Nothing is fetched but by the `web` that is handed in; without
one, each address is an input that says that it was not fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from book import store
from book.classes import replace
from book.collect import sniff
from book.collect.archive import Archive, ArchiveError, Budget, Shelf, SpentError
from book.collect.hosts import shown
from book.collect.names import files_alone
from book.collect.places import DRAFTS, container_of, draft, holder, is_beside, is_stray, is_within, located
from book.collect.way import Nowhere, Opened, Way, Web, refused
from book.findings import Finding, Where
from book.late import late
from book.messages import Message, Wording, message
from book.model import Raw
from book.store import Input

if TYPE_CHECKING:
    from book.collect import epub_in, exports, feed
    from book.read import decode, documents
else:
    epub_in = late("book.collect.epub_in")
    exports = late("book.collect.exports")
    feed = late("book.collect.feed")
    decode, documents = late("book.read.decode"), late("book.read.documents")

#: Files of an archive that is one document or program: OOXML, Java, OpenDocument.
_OF_ONE = frozenset(("[Content_Types].xml", "META-INF/MANIFEST.MF", "content.xml"))
_DEEP = 3  # archives in archives
_MORE = 1.5  # times the text of an excerpt that a page has at least, if the article is on it


def collect(
    patterns: Iterable[str],
    base: Path,
    web: Web | None = None,
    home: Path | None = None,
    opened: Opened = sniff.opened,
    only: frozenset[str] | None = None,
) -> tuple[list[Input], list[Finding]]:
    """The inputs that sources name, each once, and findings about sources that name none; `home` is the book's folder, if any,
    and `opened` reads lists and feeds. Where `only` some are wanted, by their names, others may be left out."""
    way = Way(web, opened)
    found: dict[str, Input] = {}
    seen: dict[str, str] = {}
    findings: list[Finding] = []
    alone = files_alone(only, base)
    last = frozenset(Path(name).name for name in alone)
    for pattern in patterns:
        if pattern.lower().startswith(("http://", "https://")):
            given, missing = [_address(pattern, base)], None
        elif outer := container_of(pattern, base):
            given = [one for one in inside(holder(outer, base, home), way) if is_within(one.locator, pattern)]
            given = [replace(one, named=True) if one.locator == pattern else one for one in given]
            missing = None
            if not given:
                given, missing = located(pattern, base, home, last)
        else:
            given, missing = located(pattern, base, home, last)
        findings += [missing] if missing else []
        for one in given:
            key = store.same(one.path)
            if one.is_file and key in seen:
                if one.named and seen[key] in found:  # of a folder before, and now by name
                    found[seen[key]] = replace(found[seen[key]], named=True)
                continue
            if one.is_file:
                seen[key] = one.locator
            if alone and one.locator not in alone:
                continue
            for article in inside(one, way):
                found.setdefault(article.locator, article)
    return list(found.values()), findings


def inside(given: Input, way: Way) -> Iterator[Input]:
    """The inputs that a file holds, or itself; what fails in it costs what it would still have given, and is reported."""
    try:
        yield from _expand(given, replace(way, budget=Budget()))
    except Exception as error:  # noqa: BLE001 - a fault of ours costs one source, and is reported
        why = f"{type(error).__name__}: {error}"
        rest = _rest(given)
        yield replace(rest, body=None, trouble=Finding("input.failed", Where(rest.locator), detail=why))


def _rest(given: Input) -> Input:
    """What a source would still have given."""
    return replace(given, locator=f"{given.locator} (the rest)")


def _expand(given: Input, way: Way) -> Iterator[Input]:
    """The articles of an input: itself, or what it holds."""
    if given.trouble is not None:
        if given.trouble.code == "input.not-fetched" and way.web is not None and way.deep <= _DEEP:
            yield from _fetched(given, way)
        else:
            yield given
        return
    head = given.body[: sniff.HEAD] if given.body is not None else store.opening(given.path, sniff.HEAD)
    kind = "" if given.hints.form else sniff.kind_of(head)
    if not kind:
        inside = None
    elif sniff.SOURCES[kind].read is None:
        inside = _archive(given, way, head)
    else:
        inside = _listed(given, kind, way)
    if inside is not None:
        yield from inside
    elif not is_stray(given):
        yield given


def _fetched(given: Input, way: Way) -> Iterator[Input]:
    assert way.web is not None
    answer = way.web.page(given.hints.url)
    if isinstance(answer, Finding):
        yield replace(given, trouble=replace(answer, where=Where(given.locator)))
        return
    body, url, findings = answer
    hints = replace(given.hints, url=url)
    name = url.rstrip("/").rsplit("/", 1)[-1].split("?")[0]
    one = replace(
        given, body=body, hints=hints, findings=_placed(findings, given.locator), trouble=None, name=name,
        beside=given.beside or Nowhere(),
    )  # fmt: skip
    yield from _expand(one, replace(way, deep=way.deep + 1))


def _address(url: str, base: Path, given: Input | None = None) -> Input:
    """An input that is only an address as yet."""
    told = shown(url)
    trouble = Finding("input.not-fetched", Where(told))
    one = given or Input(told, base)
    return replace(one, locator=told, body=None, trouble=trouble, hints=replace(one.hints, url=url, form=""))


def _listed(given: Input, kind: str, way: Way) -> Iterator[Input] | None:
    """What a feed, a list or an export holds; `None` where it is none after all."""
    raw = store.read(given)
    found = way.opened(kind, raw.body) if isinstance(raw, Raw) else None
    if isinstance(found, Message):
        return iter(
            (replace(given, body=None, trouble=Finding("input.over-budget", Where(given.locator), detail=found)),)
        )
    return _items(given, kind, found, way) if found is not None and found.items else None


def _items(given: Input, kind: str, found: feed.Feed, way: Way) -> Iterator[Input]:
    findings: tuple[Finding, ...] = (*given.findings, _opened(given, kind, len(found.items)))
    findings += _placed(found.findings, given.locator)
    for number, item in enumerate(found.items, 1):
        if not item.body and item.hints.url:
            one = _address(item.hints.url, given.path, Input("", given.path, hints=item.hints))
            one = replace(one, beside=given.beside, findings=findings)
            yield from _expand(one, replace(way, deep=way.deep + 1))
        else:
            locator = f"{given.locator}#{number}"
            told = (*findings, *_placed(item.findings, locator))
            one = replace(given, locator=locator, body=item.body, hints=item.hints, findings=told, name=f"#{number}")
            if item.refused is not None:
                one = refused(one, item.refused)
            yield _completed(one, item, way.web) if item.excerpt else one
        findings = ()


def _placed(findings: tuple[Finding, ...], locator: str) -> tuple[Finding, ...]:
    return tuple(replace(finding, where=Where(locator)) for finding in findings)


def _completed(one: Input, item: feed.Item, web: Web | None) -> Input:
    """An item that is only an excerpt, with the page that it links to in its place; the metadata of the feed stay.

    Where the page is not fetched, or has no more than the excerpt (a wall, a page of code), the excerpt stays and is reported.
    """
    url = item.hints.url
    answer = web.page(url) if web is not None else Finding("input.not-fetched", Where(url))
    if isinstance(answer, Finding):
        why: Wording = url
        if answer.code != "input.not-fetched":
            why = message("detail.address", url=url, why=answer.detail)
        return replace(one, findings=(*one.findings, Finding("source.excerpt", Where(one.locator), detail=why)))
    body, _, findings = answer
    decoded = decode.decode(body)
    if decoded is None or len(feed.text_of(decoded.text)) < _MORE * len(feed.text_of(item.body.decode())):
        why = message("detail.says-no-more", url=url)
        return replace(one, findings=(*one.findings, Finding("source.excerpt", Where(one.locator), detail=why)))
    further = (
        *_placed(findings, one.locator),
        Finding("source.completed", Where(one.locator), detail=url),
    )
    hints = replace(item.hints, form="", rank="above", excerpt=feed.text_of(item.body.decode()))
    return replace(one, body=body, hints=hints, findings=(*one.findings, *further))


def _opened(given: Input, kind: str, count: int) -> Finding:
    return Finding("source.opened", Where(given.locator), detail=message("detail.holds", kind=kind, count=count))


def _archive(given: Input, way: Way, head: bytes) -> Iterator[Input] | None:
    """What an archive holds; `None` for one that is no archive of articles: a document, which is one, or a program."""
    if way.deep >= _DEEP:
        return iter((refused(given, message("detail.nested-archives")),))
    try:
        archive = Archive(given.path if given.body is None else given.body, way.budget)
    except ArchiveError as error:
        # A document that was cut off is refused by its name, as one; the first files of a package say what it is.
        return None if documents.form_of(head) else iter((refused(given, error.why),))
    if archive.look("META-INF/container.xml") is not None:
        return _epub(given, archive)
    if not _OF_ONE.isdisjoint((*archive.names, *(name for name, _ in archive.refused))):
        return None
    if exports.is_omnivore(archive.names):
        return _omnivore(given, archive, way)
    return _members(given, archive, way)


def _members(given: Input, archive: Archive, way: Way) -> Iterator[Input]:
    findings = (*given.findings, _opened(given, "archive", len(archive.names)))
    count = len(archive.refused)
    for name, why in archive.refused:
        yield refused(replace(given, locator=f"{given.locator}/{store.shown(name)}"), why)
    names = [name for name in archive.names if not is_beside(name)]
    for at, name in enumerate(names):
        one = replace(
            given, locator=f"{given.locator}/{name}", name=name.rsplit("/", 1)[-1], beside=Shelf(archive, name)
        )
        try:
            body = archive.read(name) or b""
            way.budget.hold(len(body))
        except SpentError as error:
            why = message("detail.spent-rest", most=error.most, files=len(names) - at)
            yield refused(_rest(given), why)
            return
        except ArchiveError as error:
            yield refused(one, error.why)
            count += 1
            continue
        if DRAFTS in name.split("/")[:-1]:
            findings = (*findings, draft(one.locator))
        for article in _expand(replace(one, body=body, findings=findings), replace(way, deep=way.deep + 1)):
            yield article
            count, findings = count + 1, ()
    if not count:
        none = Finding("input.no-match", Where(given.locator), detail=message("detail.archive-empty"))
        yield replace(given, trouble=none)


def _omnivore(given: Input, archive: Archive, way: Way) -> Iterator[Input]:
    try:
        listed = exports.omnivore(archive.names, archive.take)
    except SpentError as error:
        yield refused(given, error.why)
        return
    findings: tuple[Finding, ...] = (*given.findings, _opened(given, "omnivore", len(listed)))
    for name, item in listed:
        if name:
            locator = f"{given.locator}/{name}"
            yield replace(
                given, locator=locator, body=item.body, hints=item.hints, findings=findings, name=name, beside=Shelf(archive, name)
            )  # fmt: skip
        elif item.hints.url:
            yield from _expand(
                _address(item.hints.url, given.path, Input("", given.path, hints=item.hints, findings=findings)), way
            )
        findings = ()


def _epub(given: Input, archive: Archive) -> Iterator[Input]:
    try:
        book = epub_in.read(archive.take)
    except SpentError as error:
        yield refused(given, error.why)
        return
    if book is None or not (book.chapters or book.refused):
        yield refused(given, message("detail.epub-broken" if book is None else "detail.epub-empty"))
        return
    findings = [*given.findings, _opened(given, "epub", len(book.chapters))]
    lost = dict(archive.refused)
    others = [(name, why) for name, why in book.others if name not in lost]
    findings += [Finding("source.skipped", Where(given.locator), name, detail=why) for name, why in others]
    for name, why in (*((name, lost[name]) for name, _ in book.others if name in lost), *book.refused):
        yield refused(replace(given, locator=f"{given.locator}/{store.shown(name)}"), why)
    for chapter in book.chapters:
        locator = f"{given.locator}/{chapter.name}"
        yield replace(
            given, locator=locator, body=chapter.body, hints=chapter.hints, findings=tuple(findings),
            name=chapter.name.rsplit("/", 1)[-1], beside=Shelf(archive, chapter.name),
        )  # fmt: skip
        findings = []
