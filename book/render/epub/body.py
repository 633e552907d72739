"""The pages of the parts and articles of an EPUB: which file each is in, where each id lies, and the pages themselves. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from book.classes import dataclass, replace
from book.findings import Finding
from book.model import Article, Blocks, Book, Figure, InlineImage, Link, Part
from book.render.epub import matter, own
from book.render.epub.alternatives import inlines, shown
from book.render.epub.chapter import ids
from book.render.epub.contents import Entry, heading_entries
from book.render.epub.division import Divided
from book.render.epub.formula_pictures import FormulaPictures
from book.render.epub.package import Item
from book.render.epub.shell import PAGES, Press

Place = tuple[int, int]  # of a part (n, 0), or of an article in it (n, m), both from 1
Divisions = Mapping[Place, Divided]
_TOGETHER = 8  # articles of a piece of work: handing one over takes as long as making a tenth of an article
#: Does a piece of work on each of some items, in their order; in other processes, if it likes. The last argument says what it is
#: made of: values of which a pickle is the same only where the work makes the same, with the same templates.
Each = Callable[[Callable[[Any], Any], Sequence[Any], Callable[[Any], object]], Iterator[Any]]


def here(work: Callable[[Any], Any], items: Sequence[Any], _made_of: Callable[[Any], object]) -> Iterator[Any]:
    """The work done as it is asked for."""
    return map(work, items)


def files_of(book: Book) -> dict[Place, str]:
    """Id of the page of every part and article: numbers, so that names sort in book order."""
    names: dict[Place, str] = {}
    count = 0
    for n, part in enumerate(book.parts, 1):
        if part.title:
            names[n, 0] = f"p{n:03d}"
        for m, _ in enumerate(part.articles, 1):
            count += 1
            names[n, m] = f"a{count:04d}"
    return names


def divisions_of(press: Press) -> Divisions:
    """The files of each article, as their blocks; what is told of them goes to the findings."""
    divisions: dict[Place, Divided] = {}
    for n, part in enumerate(press.book.parts, 1):
        for m, article in enumerate(part.articles, 1):
            divisions[n, m] = press.divided(article)
            press.findings.extend(divisions[n, m].findings)
    return divisions


def places_of(
    book: Book, files: Mapping[Place, str], divisions: Divisions, owns: Mapping[str, own.Own]
) -> dict[str, str]:
    """Address of every id of the book, as a page gives it for another page, in book order."""
    places: dict[str, str] = {}

    def add(*idents: str) -> None:
        for one in (owns[ident] for ident in idents if ident in owns):
            for ident, address in _own_places(one.text, one.ident, one.divided.files).items():
                places.setdefault(ident, address)

    add("dedication", "preface")
    for n, part in enumerate(book.parts, 1):
        if part.id and (n, 0) in files:
            places.setdefault(part.id, f"{files[n, 0]}.xhtml#{part.id}")
        add(files.get((n, 0), ""), own.page_of(n))
        for m, article in enumerate(part.articles, 1):
            for ident, address in _own_places(article, files[n, m], divisions[n, m].files).items():
                places.setdefault(ident, address)
    add("afterword", "biographies")
    return places


def _own_places(article: Article, file: str, pieces: tuple[Blocks, ...]) -> dict[str, str]:
    """The address of every id of an article."""
    return {
        ident: f"{name}.xhtml#{ident}"
        for name, blocks in zip(matter.names(file, len(pieces)), pieces, strict=True)
        for ident in ids(replace(article, blocks=blocks))
        if ident != article.id or name == file
    }


def body_of(
    press: Press, files: Mapping[Place, str], divisions: Divisions, owns: Mapping[str, own.Own], each: Each
) -> tuple[tuple[Item, ...], tuple[Entry, ...]]:
    """The pages of parts with their introductions and of articles, and their entries in the contents."""
    pages: list[Item] = []
    entries: list[Entry] = []
    chapters = _chapters(press, files, divisions, each)
    for n, part in enumerate(press.book.parts, 1):
        if (n, 0) in files:
            pages += own.pages(press, owns.get(files[n, 0])) or (_part(press, files[n, 0], part),)
        intro = owns.get(own.page_of(n))
        pages += own.pages(press, intro)
        inner: list[Entry] = [*intro.entry(press)] if intro else []
        for article in part.articles:
            made = next(chapters)
            pages += made.pages
            press.findings.extend(made.findings)
            press.formulas.bodies.update(made.formulas)
            entry = Entry(press.title(article.title), made.pages[0].href, made.headings)
            if article.chapters and len(press.book.articles) == 1:  # a novel alone: its chapters are those of the book
                inner += (replace(entry, inner=()), *entry.inner)
            else:
                inner.append(entry)
        if (n, 0) in files:
            entries.append(Entry(press.title(part.title), f"{PAGES}{files[n, 0]}.xhtml", tuple(inner)))
        else:
            entries += inner
    return tuple(pages), tuple(entries)


@dataclass(frozen=True, slots=True)
class Chapter:
    """What is made of an article: its pages, its headings in the contents, what was found, and the drawings of its formulas."""

    pages: tuple[Item, ...]
    headings: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    formulas: Mapping[str, bytes]


def _chapters(press: Press, files: Mapping[Place, str], divisions: Divisions, each: Each) -> Iterator[Chapter]:
    """The articles in book order. Each is made of what is known before and changes nothing, so it does not matter where."""
    turns = _turns(press, files)

    def chapter(place: Place) -> Chapter:
        (n, m), divided, findings = place, divisions[place], list[Finding]()
        article, alone = (
            press.book.parts[n - 1].articles[m - 1],
            replace(press, findings=findings, formulas=FormulaPictures()),
        )
        made = matter.chapter(alone, files[place], article, divided, turn=turns[place])
        headings: tuple[Entry, ...] = ()
        if press.options.toc_headings:
            headings = heading_entries(article, _own_places(article, files[place], divided.files), PAGES)
        return Chapter(made, headings, tuple(findings), alone.formulas.bodies)

    def several(places: Sequence[Place]) -> list[Chapter]:
        return list(map(chapter, places))

    whole = press.book.notices, press.language, press.words, press.options, press.sheets, dict(press.printed)

    def made_of(places: Sequence[Place]) -> object:
        articles = [press.book.parts[n - 1].articles[m - 1] for n, m in places]
        return whole, [
            (files[place], article, divisions[place].files, turns[place], _asked(press, article, divisions[place]))
            for place, article in zip(places, articles, strict=True)
        ]

    places = [place for place in files if place[1]]
    pieces = [places[at : at + _TOGETHER] for at in range(0, len(places), _TOGETHER)]
    for made in each(several, pieces, made_of):
        yield from made


def _asked(press: Press, article: Article, divided: Divided) -> tuple[list[str], list[tuple[str, str]]]:
    """What a chapter asks of the rest of the book: where its links lead within it, and the addresses and styles of its pictures."""
    links, pictures = Link in divided.kinds, not divided.kinds.isdisjoint((Figure, InlineImage))
    hrefs = [node.href for node in inlines((article,)) if isinstance(node, Link)] if links else []
    images = [image for image, _ in shown((article,))] if pictures else []
    return (
        [press.places.get(href[1:], "") for href in hrefs if href.startswith("#")],
        [(press.image(image), press.stands(image)) for image in images],
    )


def _turns(press: Press, files: Mapping[Place, str]) -> dict[Place, tuple[Entry, ...]]:
    """For each article the way back and on: entries whose `order` is -1 or 1."""
    places = [place for place in files if place[1]]
    titles = [press.title(press.book.parts[n - 1].articles[m - 1].title) for n, m in places]
    turns = {}
    for at, here in enumerate(places):
        turns[here] = tuple(
            Entry(titles[at + step], f"{files[places[at + step]]}.xhtml", order=step)
            for step in (-1, 1)
            if 0 <= at + step < len(places)
        )
    return turns


def _part(press: Press, ident: str, part: Part) -> Item:
    return press.page(ident, "part", press.title(part.title), id=part.id, mark=press.mark(part.id))
