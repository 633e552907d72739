"""The EPUB renderer: a Book becomes the bytes of an EPUB 3.3 with an NCX and a guide for old reading systems. Pure.

The way of a book: `fit` each article → give every id its place → write the pages, each packed → contents → package → `pack`.
Order of the pages: cover, title page, dedication, preface, contents, parts and articles, afterword, biographies, indexes,
colophon. The colophon lists where every article came from and can be long; at the end it does not stand between a reader and
the text.
"""

from __future__ import annotations

from book.classes import dataclass, replace
from book.findings import Finding, Where
from book.messages import message
from book.messages.printed import words
from book.model import Assets, Book, Rendered, Ruby
from book.pieces import Each, here
from book.render import imprint
from book.render.epub import markup, matter, own, vertical
from book.render.epub.body import body_of, divisions_of, files_of, places_of
from book.render.epub.contents import Entry, Landmark, depth, landmarks, ordered, pruned
from book.render.epub.division import MOST
from book.render.epub.duokan import NOTE_MARK, note_mark
from book.render.epub.fitting import fit
from book.render.epub.opf import Opf
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
from book.render.epub.shell import PAGES, PLAIN, Extras, Press
from book.settings.values import EpubConfig, Theme
from book.text.filing import title_as_filed


def render_epub(
    book: Book, theme: Theme, assets: Assets, options: EpubConfig, extras: Extras = PLAIN, each: Each = here
) -> Rendered:
    """The book as an EPUB: `set_book`, and put together.

    Same arguments, same bytes. The findings name the links that became plain text. Raises `ValueError` for a
    `Book.modified` that is no time.
    """
    return set_book(book, theme, assets, options, extras, each).finished(checked=extras.checked)


def set_book(
    book: Book, theme: Theme, assets: Assets, options: EpubConfig, extras: Extras = PLAIN, each: Each = here
) -> Leaves:
    """All files of the book but its package. `each` does the work on the articles, in their order; it may be shared. Raises as
    `render_epub` does."""
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
    files = files_of(book)
    sheets = style_sheets(theme, options, extras.css)
    press = Press(
        book,
        wording,
        assets,
        options,
        {},
        {},
        {},
        tuple(sheet.href for sheet in sheets),
        findings,
    )
    texts = book.texts
    press = replace(press, names=picture_names(press.shown(texts), assets, extras.cover))
    divisions = divisions_of(press)
    owns = own.of_book(press, {n: name for (n, m), name in files.items() if not m})
    places = places_of(press, files, divisions, owns)
    press = replace(press, places=places, printed=first_on_page(places, extras.pages))
    title = press.title(book.title)
    cover = matter.cover_page(press, extras.cover) if profile.cover_page else ()
    title_page = matter.title_page(press, title)
    dedication, preface, afterword, biographies = (own.pages(press, owns.get(name)) for name in own.AROUND)
    body, entries = body_of(press, files, divisions, owns, each)
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
    nav = markup.nav(press.words, press.words["contents"], contents, guide, pages, press.stand)
    nav_page = press.page("nav", press.words["contents"], nav, href="nav.xhtml", properties="nav")
    shallow = pruned(contents, profile.levels)
    ncx = markup.ncx(book, press.language, title, shallow, depth(shallow), pages, press.words["pages"])
    pictures = (*picture_items(press.names, assets, extras.cover), *press.formulas.items())
    spine = (*cover, title_page, *dedication, *preface, nav_page, *body, *afterword, *biographies, *back)
    ncx_item = Item.of("ncx", "toc.ncx", "application/x-dtbncx+xml", ncx.encode())
    sheets = tuple(sheet for sheet in sheets if sheet.href != f"style/{FONTS}.css")
    items = (*spine, ncx_item, *sheets, *embedded(press, extras.faces, spine), *_note_mark(press), *pictures)
    has_ruby = any(Ruby in press.held(text).kinds for text in texts)
    return Leaves(
        book,
        press.rights,
        replace(press, book=catalogued),
        extras,
        items,
        spine,
        pictures,
        guide,
        bool(pages),
        has_ruby,
    )


@dataclass(frozen=True, slots=True)
class Leaves:
    """An EPUB but for its package: the book and its rights as they are set, and in `press` the book as it is catalogued."""

    book: Book
    rights: str
    press: Press
    extras: Extras
    items: tuple[Item, ...]
    spine: tuple[Item, ...]
    pictures: tuple[Item, ...]
    guide: tuple[Landmark, ...]
    paged: bool
    has_ruby: bool

    def finished(self, *, checked: bool) -> Rendered:
        """The file. `checked`: it states that its check found nothing. May be asked again with another answer."""
        press, options = self.press, self.press.options
        book, findings, title = self.book, [*press.findings], press.title(press.book.title)
        shown = [one for one in press.shown(book.texts) if one[0].asset in press.names]
        rows = accessibility(
            shown, self.pictures, press.words, paged=self.paged, ruby=self.has_ruby, checked=checked,
            styled=bool(self.extras.css), certified_by=options.certified_by,
        )  # fmt: skip
        conforms = conformance(options, shown) if checked else ""
        if options.conformance and not conforms and checked:
            findings.append(Finding("epub.unclaimed", Where(book.title), f"WCAG 2.1 {options.conformance}"))
        opf = Opf(
            press.book,
            press.language,
            title,
            title_as_filed(title, book.filing),
            people(press.book),
            sources(book),
            self.rights,
            self.extras.date,
            imprint.lines(self.extras.subjects),
            rows,
            conforms,
            options.certified_by,
            self.items,
            self.spine,
            self.guide,
            self.paged,
            press.is_vertical,
        )
        body = pack(self.items, opf.document(stamped(book.modified, self.items, opf.document(""))))
        for page in self.spine:
            if page.file.size > MOST:
                detail = message("detail.bytes", size=page.file.size)
                findings.append(Finding("render.large-file", Where(book.title), page.href, detail=detail))
        if 0 < most_bytes(options) < len(body):
            size = message("detail.bytes", size=len(body))
            findings.append(Finding("render.too-large", Where(book.title), detail=size))
        return Rendered(body, tuple(findings))


def _note_mark(press: Press) -> tuple[Item, ...]:
    """The picture that marks a note, where the reading system wants one."""
    return (Item.of("note-mark", NOTE_MARK, "image/png", note_mark()),) if press.is_duokan else ()
