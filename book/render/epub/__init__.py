"""The EPUB renderer: a Book becomes the bytes of an EPUB 3.3 with an NCX and a guide for old reading systems. Pure.

The way of a book: `fit` each article → give every id its place → write the pages → contents → package → `pack`.
Order of the pages: cover, title page, dedication, preface, contents, parts and articles, afterword, biographies, indexes,
colophon. The colophon lists where every article came from and can be long; at the end it does not stand between a reader and
the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from book.findings import Finding, Where
from book.messages import message
from book.messages.printed import words
from book.model import Article, Assets, Blocks, Book, Part, Rendered
from book.render import imprint
from book.render.epub import matter, own, vertical
from book.render.epub.chapter import fit, ids
from book.render.epub.contents import Entry, depth, heading_entries, landmarks, ordered, pruned
from book.render.epub.division import MOST
from book.render.epub.duokan import NOTE_MARK, note_mark
from book.render.epub.package import (
    Item,
    accessibility,
    conformance,
    pack,
    people,
    picture_items,
    picture_names,
    sources,
    stamped,
)
from book.render.epub.pagelist import first_on_page, marks
from book.render.epub.profiles import PROFILES, most_bytes
from book.render.epub.sheets import FONTS, embedded, style_sheets
from book.render.epub.shell import PAGES, PLAIN, Extras, Press, environment
from book.settings.values import EpubConfig, Theme
from book.text.filing import title_as_filed

Divisions = Mapping[tuple[int, int], tuple[Blocks, ...]]


def render_epub(book: Book, theme: Theme, assets: Assets, options: EpubConfig, extras: Extras = PLAIN) -> Rendered:
    """The book as an EPUB.

    Same arguments, same bytes. The findings name the links that became plain text. Raises `ValueError` for a
    `Book.modified` that is no time, and `jinja2.TemplateError` for a theme that lacks or breaks a template.
    """
    book = imprint.settled(book)
    book = book.mapped(fit)
    profile = PROFILES[options.reader]
    findings: list[Finding] = []
    if options.direction == "vertical" and not profile.vertical:
        options = replace(options, direction="horizontal")
        findings.append(Finding("render.horizontal", Where(book.title), detail=options.reader))
    catalogued, wording = book, words(book.language)
    if options.direction == "vertical":
        book, wording = vertical.turned(book), vertical.turned_words(wording)
    files = _files(book)
    sheets = style_sheets(theme, options, extras.css)
    press = Press(
        book,
        wording,
        environment(theme),
        assets,
        options,
        picture_names(book, assets, extras.cover),
        {},
        {},
        tuple(sheet.href for sheet in sheets),
        findings,
    )
    divisions = _divisions(press)
    owns = own.of_book(press, {n: name for (n, m), name in files.items() if not m})
    places = _places(book, files, divisions, owns)
    press = replace(press, places=places, printed=first_on_page(places, extras.pages))
    title = press.title(book.title)
    cover = matter.cover_page(press, extras.cover) if profile.cover_page else ()
    title_page = matter.title_page(press, title)
    dedication, preface, afterword, biographies = (own.pages(press, owns.get(name)) for name in own.AROUND)
    body, entries = _body(press, files, divisions, owns)
    back = (*matter.back_matter(press, files, extras.left_out), matter.colophon(press, files))
    listed = {name: owns[name].entry(press) if name in owns else () for name in own.AROUND}
    before = (Entry(wording["title-page"], title_page.href), *listed["preface"])
    after = (*listed["afterword"], *listed["biographies"], *(Entry(page.title, page.href) for page in back))
    contents = ordered((*before, *entries, *after))
    guide = landmarks(
        wording,
        cover="".join(page.href for page in cover),
        title_page=title_page.href,
        contents="nav.xhtml",
        preface="".join(page.href for page in preface[:1]),
        body="".join(page.href for page in body[:1]),
        index="".join(page.href for page in back if page.id == "index-authors"),
        colophon=back[-1].href,
    )
    pages = marks(press.printed, press.places, PAGES)
    nav = press.page(
        "nav",
        "nav",
        wording["contents"],
        href="nav.xhtml",
        properties="nav",
        entries=contents,
        landmarks=guide,
        pages=pages,
    )
    shallow = pruned(contents, profile.levels)
    ncx = press.fill(
        "toc.ncx.j2", entries=shallow, depth=depth(shallow), title=title, identifier=book.identifier, pages=pages
    )
    pictures = (*picture_items(press.names, assets, extras.cover), *press.formulas.items())
    spine = (*cover, title_page, *dedication, *preface, nav, *body, *afterword, *biographies, *back)
    ncx_item = Item.of("ncx", "toc.ncx", "application/x-dtbncx+xml", ncx)
    sheets = tuple(sheet for sheet in sheets if sheet.href != f"style/{FONTS}.css")
    items = (*spine, ncx_item, *sheets, *embedded(press, extras.faces, spine), *_note_mark(press), *pictures)
    rows = accessibility(
        book.texts, press.names, pictures, wording, paged=bool(pages), checked=extras.checked, styled=bool(extras.css),
        certified_by=options.certified_by,
    )  # fmt: skip
    conforms = conformance(options, book.texts, press.names) if extras.checked else ""
    if options.conformance and not conforms and extras.checked:
        findings.append(Finding("epub.unclaimed", Where(book.title), f"WCAG 2.1 {options.conformance}"))

    opf = partial(
        replace(press, book=catalogued).fill,
        "package.opf.j2",
        title=press.title(catalogued.title),
        identifier=book.identifier,
        file_as=title_as_filed(press.title(catalogued.title), book.filing),
        people=people(catalogued),
        sources=sources(book),
        rights=press.rights,
        date=extras.date,
        subjects=imprint.lines(extras.subjects),
        series=book.series,
        accessibility=rows,
        conforms=conforms,
        certified_by=options.certified_by,
        cover=next((item.id for item in items if item.properties == "cover-image"), ""),
        items=items,
        spine=spine,
        landmarks=guide,
        paged=bool(pages),
        vertical=press.is_vertical,
    )
    body_of_book = pack(items, opf(modified=stamped(book.modified, items, opf(modified=""))))
    for page in spine:
        if page.file.size > MOST:
            detail = message("detail.bytes", size=page.file.size)
            findings.append(Finding("render.large-file", Where(book.title), page.href, detail=detail))
    if 0 < most_bytes(options) < len(body_of_book):
        size = message("detail.bytes", size=len(body_of_book))
        findings.append(Finding("render.too-large", Where(book.title), detail=size))
    return Rendered(body_of_book, tuple(findings))


def _note_mark(press: Press) -> tuple[Item, ...]:
    """The picture that marks a note, where the reading system wants one."""
    return (Item.of("note-mark", NOTE_MARK, "image/png", note_mark()),) if press.is_duokan else ()


def _files(book: Book) -> dict[tuple[int, int], str]:
    """Id of the page of every part (n, 0) and article (n, m), both from 1: numbers, so that names sort in book order."""
    names: dict[tuple[int, int], str] = {}
    count = 0
    for n, part in enumerate(book.parts, 1):
        if part.title:
            names[n, 0] = f"p{n:03d}"
        for m, _ in enumerate(part.articles, 1):
            count += 1
            names[n, m] = f"a{count:04d}"
    return names


def _divisions(press: Press) -> Divisions:
    """The files of each article, as their blocks, and what is told of them."""
    divisions: dict[tuple[int, int], tuple[Blocks, ...]] = {}
    for n, part in enumerate(press.book.parts, 1):
        for m, article in enumerate(part.articles, 1):
            made = press.divided(article)
            divisions[n, m] = made.files
            press.findings.extend(made.findings)
    return divisions


def _places(
    book: Book, files: Mapping[tuple[int, int], str], divisions: Divisions, owns: Mapping[str, own.Own]
) -> dict[str, str]:
    """Address of every id of the book, as a page gives it for another page, in book order."""
    places: dict[str, str] = {}

    def add(*idents: str) -> None:
        for one in (owns[ident] for ident in idents if ident in owns):
            for ident, address in _own_places(one.text, one.ident, one.files).items():
                places.setdefault(ident, address)

    add("dedication", "preface")
    for n, part in enumerate(book.parts, 1):
        if part.id and (n, 0) in files:
            places.setdefault(part.id, f"{files[n, 0]}.xhtml#{part.id}")
        add(files.get((n, 0), ""), own.page_of(n))
        for m, article in enumerate(part.articles, 1):
            for ident, address in _own_places(article, files[n, m], divisions[n, m]).items():
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


def _body(
    press: Press, files: Mapping[tuple[int, int], str], divisions: Divisions, owns: Mapping[str, own.Own]
) -> tuple[tuple[Item, ...], tuple[Entry, ...]]:
    """The pages of parts with their introductions and of articles, and their entries in the contents."""
    pages: list[Item] = []
    entries: list[Entry] = []
    turns = _turns(press, files)
    for n, part in enumerate(press.book.parts, 1):
        if (n, 0) in files:
            pages += own.pages(press, owns.get(files[n, 0])) or (_part(press, files[n, 0], part),)
        intro = owns.get(own.page_of(n))
        pages += own.pages(press, intro)
        inner: list[Entry] = [*intro.entry(press)] if intro else []
        for m, article in enumerate(part.articles, 1):
            made = matter.chapter(press, files[n, m], article, divisions[n, m], turn=turns[n, m])
            pages += made
            here = _own_places(article, files[n, m], divisions[n, m])
            below = heading_entries(article, here, PAGES) if press.options.toc_headings else ()
            if article.chapters and len(press.book.articles) == 1:  # a novel alone: its chapters are those of the book
                inner += (Entry(press.title(article.title), made[0].href), *below)
            else:
                inner.append(Entry(press.title(article.title), made[0].href, below))
        if (n, 0) in files:
            entries.append(Entry(press.title(part.title), f"{PAGES}{files[n, 0]}.xhtml", tuple(inner)))
        else:
            entries += inner
    return tuple(pages), tuple(entries)


def _turns(press: Press, files: Mapping[tuple[int, int], str]) -> dict[tuple[int, int], tuple[Entry, ...]]:
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
