"""The book as a folder of plain pages: they work from a disk without a network, and on any web server as they are. Pure.

The texts are written as for the EPUB (`render/epub`), by a press that names pages and pictures otherwise; what stands around them
is ours: `index.html` with cover, title and contents, and on each page the way up, back and on. No page needs a script, and none
names anything outside the folder but in links.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from book.classes import dataclass, replace
from book.findings import Finding
from book.messages.printed import words
from book.model import Assets, Book, Image
from book.pieces import Each, here
from book.render import imprint
from book.render.epub import matter, own, vertical
from book.render.epub.body import Place, body_of, divisions_of, places_of
from book.render.epub.contents import Entry
from book.render.epub.fitting import fit
from book.render.epub.package import Item, picture_names
from book.render.epub.shell import PLAIN, Extras
from book.render.web import markup
from book.render.web.markup import INDEX, SHEET
from book.render.web.press import WebPress, names_of, pictures_of
from book.render.web.sheet import sheet_of
from book.settings.values import EpubConfig, Theme


@dataclass(frozen=True, slots=True)
class Site:
    """The files by their names in the folder, and what was found. Pages lie beside each other, pictures in a folder of theirs."""

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...] = ()


def settings_of(options: EpubConfig) -> EpubConfig:
    """What of the settings of the EPUB holds for pages: not what is for a reading system, nor fonts that go along."""
    return replace(options, reader="generic", embed="none", turn=False)


def render_web(
    book: Book, theme: Theme, assets: Assets, options: EpubConfig, extras: Extras = PLAIN, each: Each = here
) -> Site:
    """The book as pages. `options` are those of the EPUB, `extras` as it takes them; `each` does the work on the articles.

    Same arguments, same bytes. The findings name the links that became plain text, and blocks that were divided.
    """
    options = settings_of(options)
    book = imprint.settled(book).mapped(fit)
    wording = words(book.language)
    if options.direction == "vertical":
        book, wording = vertical.turned(book), vertical.turned_words(wording)
    files = names_of(book)
    findings: list[Finding] = []
    press = WebPress(book, wording, assets, options, {}, {}, {}, (), findings)
    shown = chain(press.shown(book.texts), [(Image("", asset=extras.cover), "")])
    press = replace(press, names=pictures_of(picture_names(shown, assets), assets))
    divisions = divisions_of(press)
    owns = own.of_book(press, {n: name for (n, m), name in files.items() if not m})
    press = replace(press, places=places_of(press, files, divisions, owns))
    dedication, preface, afterword, biographies = (own.pages(press, owns.get(name)) for name in own.AROUND)
    body, entries = body_of(press, files, divisions, owns, each)
    back = (*matter.back_matter(press, files, extras.left_out), matter.colophon(press, files))
    listed = {name: owns[name].entry(press) if name in owns else () for name in own.AROUND}
    after = (*listed["afterword"], *listed["biographies"], *(Entry(page.title, page.href) for page in back))
    contents = (*listed["preface"], *entries, *after)
    trails = _trails(press, files, {place: len(one.parts) or 1 for place, one in divisions.items()})
    pages = (*dedication, *preface, *body, *afterword, *biographies, *back)
    signed = _signed(press)
    made = {INDEX: _index(press, extras.cover, contents, signed, pages[0])}
    parts = {press.name(name) for (_, m), name in files.items() if not m}
    inside = {
        entry.href: markup.inside(press.words, entry.inner, signed, press.stand)
        for entry in entries
        if entry.href in parts
    }
    for before, page, behind in zip((None, *pages), pages, (*pages[1:], None), strict=False):
        text = page.file.data.decode() + inside.get(page.href, "")
        trail = (Entry(press.title(press.book.title), INDEX), *trails.get(page.id, ()))
        ways = (_entry(before), _entry(behind))
        made[page.href] = markup.page(press.words, press.language, page.title, trail, ways, text)
    made[SHEET] = sheet_of(theme, options, extras.css)
    pictures = {name: press.assets.read(ident) for ident, name in press.names.items()}
    return Site({**{name: text.encode() for name, text in made.items()}, **pictures}, tuple(findings))


def _trails(press: WebPress, files: Mapping[Place, str], counts: Mapping[Place, int]) -> dict[str, tuple[Entry, ...]]:
    """What stands above each page between the book and it: its part, and the article that it goes on with."""
    trails: dict[str, tuple[Entry, ...]] = {}
    for n, part in enumerate(press.book.parts, 1):
        above = (Entry(press.title(part.title), press.name(files[n, 0])),) if (n, 0) in files else ()
        trails[own.page_of(n)] = above
        for m, article in enumerate(part.articles, 1):
            first, *more = matter.names(files[n, m], counts[n, m])
            trails[first] = above
            title = press.title(article.title)  # that of a novel alone is the book's
            below = () if title == press.title(press.book.title) else (Entry(title, press.name(first)),)
            trails |= dict.fromkeys(more, (*above, *below))
    return trails


def _entry(page: Item | None) -> Entry | None:
    return Entry(page.title, page.href) if page else None


def _only_author(book: Book) -> str:
    """Who wrote all of a book that nobody edited; "" if nobody did."""
    names = imprint.authors(book)
    return names[0] if len(names) == 1 and not book.editor else ""


def _signed(press: WebPress) -> dict[str, str]:
    """The authors by the addresses of their articles, where they are not one."""
    if _only_author(press.book):
        return {}
    return {press.places[one.id].partition("#")[0]: one.author for one in press.book.articles if one.id in press.places}


def _index(press: WebPress, cover: str, contents: Iterable[Entry], signed: Mapping[str, str], first: Item) -> str:
    """The page with which the folder is opened."""
    book, title = press.book, press.title(press.book.title)
    picture = ""
    if cover in press.names:
        picture = markup.cover(press.words, title, press.names[cover], press.assets.table[cover])
    series, extent = imprint.series_words(book), imprint.extent_words(book, press.words)
    front = markup.front(press.words, book, (title, series, extent, _only_author(book)), picture, press.stand)
    listed = markup.contents(press.words, contents, signed, press.stand)
    return markup.page(
        press.words, press.language, title, (), (None, _entry(first)), f"{front}{listed}", book.description
    )
