"""The pages of the parts and articles of an EPUB: which file each is in, where each id lies, and the pages themselves. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from book.classes import dataclass, replace
from book.findings import Finding
from book.model import Article, Book, Part
from book.pieces import Each
from book.render.epub import markup, matter, own
from book.render.epub.chapter import ids
from book.render.epub.contents import Entry, heading_entries
from book.render.epub.division import Divided
from book.render.epub.formula_pictures import FormulaPictures
from book.render.epub.package import Item
from book.render.epub.shell import Press

Place = tuple[int, int]  # of a part (n, 0), or of an article in it (n, m), both from 1
Divisions = Mapping[Place, Divided]
_TOGETHER = 8  # articles of a piece of work: handing one over takes as long as making a tenth of an article


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
    press: Press, files: Mapping[Place, str], divisions: Divisions, owns: Mapping[str, own.Own]
) -> dict[str, str]:
    """Address of every id of the book, as a page gives it for another page, in book order."""
    places: dict[str, str] = {}

    def add(*idents: str) -> None:
        for one in (owns[ident] for ident in idents if ident in owns):
            for ident, address in _own_places(press, one.text, one.ident, one.divided).items():
                places.setdefault(ident, address)

    add("dedication", "preface")
    for n, part in enumerate(press.book.parts, 1):
        if part.id and (n, 0) in files:
            places.setdefault(part.id, f"{press.name(files[n, 0])}#{part.id}")
        add(files.get((n, 0), ""), own.page_of(n))
        for m, article in enumerate(part.articles, 1):
            for ident, address in _own_places(press, article, files[n, m], divisions[n, m]).items():
                places.setdefault(ident, address)
    add("afterword", "biographies")
    return places


def _own_places(press: Press, article: Article, file: str, divided: Divided) -> dict[str, str]:
    """The address of every id of an article."""
    within = list(map(ids, divided.parts)) if divided.parts else [press.held(article).ids]
    places = {article.id: f"{press.name(file)}#{article.id}"} if article.id else {}
    for name, idents in zip(matter.names(file, len(within)), within, strict=True):
        places |= {ident: f"{press.name(name)}#{ident}" for ident in idents if ident != article.id}
    return places


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
            entries.append(Entry(press.title(part.title), press.listed(files[n, 0]), tuple(inner)))
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
            headings = heading_entries(article, _own_places(press, article, files[place], divided), press.folder)
        return Chapter(made, headings, tuple(findings), alone.formulas.bodies)

    def several(places: Sequence[Place]) -> list[Chapter]:
        return list(map(chapter, places))

    whole = press.book.notices, press.language, press.words, press.options, press.sheets, dict(press.printed)

    def made_of(places: Sequence[Place]) -> object:
        return whole, [_made_of(press, (n, m), files, divisions, turns) for n, m in places]

    places = [place for place in files if place[1]]
    pieces = [places[at : at + _TOGETHER] for at in range(0, len(places), _TOGETHER)]
    for made in each(several, pieces, made_of):
        yield from made


def _made_of(
    press: Press,
    place: Place,
    files: Mapping[Place, str],
    divisions: Divisions,
    turns: Mapping[Place, tuple[Entry, ...]],
) -> object:
    """All that goes into a chapter: its article, how that is divided, and what it asks of the rest of the book: the ways back and
    on, where its links lead within the book, and the addresses and styles of its pictures."""
    article = press.book.parts[place[0] - 1].articles[place[1] - 1]
    held = press.held(article)
    return (
        files[place],
        replace(article, blocks=(), notices=()),
        held.digest,
        divisions[place].parts,
        [(one.label, one.href, one.order) for one in turns[place]],
        [press.places.get(href[1:], "") for href in held.hrefs if href.startswith("#")],
        [(press.image(image), press.stands(image)) for image, _ in held.pictures],
    )


def _turns(press: Press, files: Mapping[Place, str]) -> dict[Place, tuple[Entry, ...]]:
    """For each article the way back and on: entries whose `order` is -1 or 1."""
    places = [place for place in files if place[1]]
    titles = [press.title(press.book.parts[n - 1].articles[m - 1].title) for n, m in places]
    turns = {}
    for at, here in enumerate(places):
        turns[here] = tuple(
            Entry(titles[at + step], press.name(files[places[at + step]]), order=step)
            for step in (-1, 1)
            if 0 <= at + step < len(places)
        )
    return turns


def _part(press: Press, ident: str, part: Part) -> Item:
    title = press.title(part.title)
    return press.page(ident, title, markup.part(title, part.id, press.mark(part.id), press.stand))
