"""The EPUB renderer: a Book becomes the bytes of an EPUB 3.3 with an NCX and a guide for old reading systems. Pure.

The way of a book: `fit` each article → give every id its place → write the pages → contents → package → `pack`.
Order of the pages: cover, title page, contents, parts and articles, colophon. The colophon lists where every article came
from and can be long; at the end it does not stand between a reader and the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from markupsafe import Markup

from book.config import EpubConfig, Theme
from book.messages import words
from book.model import Article, Assets, Book, Part, Rendered
from book.render import imprint
from book.render.chapter import fit, ids
from book.render.contents import Entry, Landmark, depth, heading_entries, landmarks, ordered
from book.render.links import safe_href
from book.render.package import (
    Item,
    accessibility,
    file_as,
    instant,
    pack,
    people,
    picture_items,
    picture_names,
    sources,
)
from book.render.pages import PageMark, first_on_page, marks, page_break
from book.render.press import PAGES, Extras, Press, environment


def render_epub(
    book: Book,
    theme: Theme,
    assets: Assets,
    options: EpubConfig,
    extras: Extras = Extras(),  # noqa: B008 - frozen
) -> Rendered:
    """The book as an EPUB.

    Same arguments, same bytes. The findings tell which links became plain text. Raises `ValueError` for a
    `Book.modified` that is no time, and `jinja2.TemplateError` for a theme that lacks or breaks a template.
    """
    book = imprint.settled(book)
    book = replace(book, parts=tuple(replace(part, articles=tuple(map(fit, part.articles))) for part in book.parts))
    files = _files(book)
    places = _places(book, files)
    press = Press(
        book,
        words(book.language),
        environment(theme),
        assets,
        options,
        picture_names(book, assets, extras.cover),
        places,
        first_on_page(places, extras.pages),
        [],
    )
    title = press.title(book.title)
    cover_page = _cover(press, extras.cover)
    title_page = _title(press, title)
    body, entries = _body(press, files)
    colophon = _colophon(press, files)
    said = press.words
    first, last = Entry(said["title-page"], title_page.href), Entry(said["colophon"], colophon.href)
    contents = ordered((first, *entries, last))
    guide = landmarks(
        said,
        cover="".join(page.href for page in cover_page),
        title_page=title_page.href,
        contents="nav.xhtml",
        body="".join(page.href for page in body[:1]),
        colophon=colophon.href,
    )
    pages = marks(press.printed, press.places, PAGES)
    nav = press.page(
        "nav",
        "nav",
        said["contents"],
        href="nav.xhtml",
        properties="nav",
        entries=contents,
        landmarks=guide,
        pages=pages,
    )
    ncx = press.write(
        "toc.ncx.j2", entries=contents, depth=depth(contents), title=title, identifier=book.identifier, pages=pages
    )
    sheet = Item("css", "style/epub.css", "text/css", theme.sheets["epub/epub.css"].encode("utf-8"))
    pictures = picture_items(press.names, assets, extras.cover)
    spine = (*cover_page, title_page, nav, *body, colophon)
    items = (*spine, Item("ncx", "toc.ncx", "application/x-dtbncx+xml", ncx), sheet, *pictures)
    opf = _opf(press, items, spine, pictures, guide, pages)
    return Rendered(pack(book, items, spine, opf), tuple(press.findings))


def _files(book: Book) -> dict[tuple[int, int], str]:
    """Id of the page of every part (n, 0) and article (n, m), both from 1: numbers, so that names sort in book order."""
    out: dict[tuple[int, int], str] = {}
    count = 0
    for n, part in enumerate(book.parts, 1):
        if part.title:
            out[n, 0] = f"p{n:03d}"
        for m, _ in enumerate(part.articles, 1):
            count += 1
            out[n, m] = f"a{count:04d}"
    return out


def _places(book: Book, files: Mapping[tuple[int, int], str]) -> dict[str, str]:
    """Address of every id of the book, as a page gives it for another page."""
    out: dict[str, str] = {}
    for n, part in enumerate(book.parts, 1):
        if part.id and (n, 0) in files:
            out.setdefault(part.id, f"{files[n, 0]}.xhtml#{part.id}")
        for m, article in enumerate(part.articles, 1):
            for ident in ids(article):
                out.setdefault(ident, f"{files[n, m]}.xhtml#{ident}")
    return out


def _cover(press: Press, cover: str) -> tuple[Item, ...]:
    """The cover page; none without a cover that is here."""
    if cover not in press.names:
        return ()
    return (press.page("cover", "cover", press.words["cover"], image=f"../{press.names[cover]}"),)


def _title(press: Press, title: str) -> Item:
    extent = imprint.extent_words(press.book, press.words)
    return press.page("title", "title", title, extent=extent, series=imprint.series_words(press.book))


def _body(press: Press, files: Mapping[tuple[int, int], str]) -> tuple[tuple[Item, ...], tuple[Entry, ...]]:
    """The pages of parts and articles, and their entries in the contents."""
    pages: list[Item] = []
    entries: list[Entry] = []
    for n, part in enumerate(press.book.parts, 1):
        if (n, 0) in files:
            pages.append(_part(press, files[n, 0], part))
        inner: list[Entry] = []
        for m, article in enumerate(part.articles, 1):
            page = _article(press, files[n, m], article)
            pages.append(page)
            below = heading_entries(article, page.href) if press.options.toc_headings else ()
            inner.append(Entry(press.title(article.title), page.href, below))
        if (n, 0) in files:
            entries.append(Entry(press.title(part.title), f"{PAGES}{files[n, 0]}.xhtml", tuple(inner)))
        else:
            entries += inner
    return tuple(pages), tuple(entries)


def _part(press: Press, ident: str, part: Part) -> Item:
    return press.page(ident, "part", press.title(part.title), id=part.id, mark=_mark(press, part.id))


def _mark(press: Press, ident: str) -> Markup:
    """The mark of the printed page that begins at an id, if one does."""
    return Markup(page_break(press.printed.get(ident, "")))  # noqa: S704 - escaped by us


def _article(press: Press, ident: str, article: Article) -> Item:
    body, notes, notices = press.chapter(article, press.findings).render()
    language = imprint.tag(article.language)
    link = _address(article)
    return press.page(
        ident,
        "chapter",
        press.title(article.title),
        id=article.id,
        mark=_mark(press, article.id),
        foreign=language if language != press.language else "",
        byline=imprint.byline(article),
        body=Markup(body),  # noqa: S704 - written by our serialiser, which escapes
        notes=Markup(notes),  # noqa: S704
        notices=[Markup(notice) for notice in notices if press.book.notices != "end"],  # noqa: S704
        link=link,
        place=article.site or urlsplit(link).hostname or link,
    )


def _colophon(press: Press, files: Mapping[tuple[int, int], str]) -> Item:
    """Rights, then where every article came from. Links that fail here failed in the chapter and are told there."""
    entries = [
        {
            "title": press.title(article.title),
            "file": f"{files[n, m]}.xhtml",
            "facts": imprint.facts(article, press.words),
            "link": _address(article),
            "notices": [Markup(n) for n in press.chapter(article, []).notices() if press.book.notices != "article"],  # noqa: S704
        }
        for n, part in enumerate(press.book.parts, 1)
        for m, article in enumerate(part.articles, 1)
    ]
    return press.page(
        "colophon",
        "colophon",
        press.words["colophon"],
        rights=press.rights,
        facts=imprint.book_facts(press.book, press.words),
        entries=entries,
    )


def _address(article: Article) -> str:
    """Where the article can be seen on the web; "" if that is not known."""
    url = safe_href(article.source.url)
    return url if url.startswith("http") else ""


def _opf(
    press: Press,
    items: tuple[Item, ...],
    spine: tuple[Item, ...],
    pictures: tuple[Item, ...],
    guide: tuple[Landmark, ...],
    pages: tuple[PageMark, ...],
) -> bytes:
    book = press.book
    title = press.title(book.title)
    return press.write(
        "package.opf.j2",
        title=title,
        identifier=book.identifier,
        file_as=file_as(title),
        people=people(book),
        sources=sources(book),
        rights=press.rights,
        modified=instant(book.modified).strftime("%Y-%m-%dT%H:%M:%SZ"),
        series=book.series,
        accessibility=accessibility(spine, pictures, press.words, paged=bool(pages)),
        cover=next((item.id for item in items if item.properties == "cover-image"), ""),
        items=items,
        spine=spine,
        landmarks=guide,
        paged=bool(pages),
    )
