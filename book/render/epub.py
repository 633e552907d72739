"""The EPUB renderer: a Book becomes the bytes of an EPUB 3.3 with an NCX and a guide for old reading systems. Pure.

The way of a book: `fit` each article → give every id its place → write the pages → contents → package → `pack`.
Order of the pages: cover, title page, contents, parts and articles, colophon. The colophon lists where every article came
from and can be long; at the end it does not stand between a reader and the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from book.config import EpubConfig, Theme
from book.findings import Finding
from book.messages import Words, words
from book.model import Article, Assets, Book, Image, Part, Rendered
from book.render import imprint
from book.render.chapter import Chapter, fit, ids
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
from book.render.xhtml import escape

_XHTML = "application/xhtml+xml"
_PAGES = "text/"  # folder of the pages, from the OPF and from the nav document


@dataclass(frozen=True, slots=True)
class _Press:
    """What every page of a book is set with. `places` maps an id of the book to its address from another page."""

    book: Book
    words: Words
    templates: Environment
    assets: Assets
    names: Mapping[str, str]
    places: Mapping[str, str]
    findings: list[Finding]

    def page(self, ident: str, name: str, title: str, *, href: str = "", properties: str = "", **more: Any) -> Item:
        """Sets one page. `more` is what its own template asks for."""
        href = href or f"{_PAGES}{ident}.xhtml"
        css = "../" * href.count("/") + "style/epub.css"
        body = self.write(f"{name}.xhtml.j2", title=title, css=css, **more)
        return Item(ident, href, _XHTML, body, properties)

    def write(self, name: str, **more: Any) -> bytes:
        """Fills a template with what it asks for and what all may ask for."""
        text = self.templates.get_template(f"epub/{name}").render(
            book=self.book, words=self.words, language=self.language, **more
        )
        return text.encode("utf-8")

    @property
    def language(self) -> str:
        """The tag of the book, well-formed."""
        return imprint.tag(self.book.language, "zh-Hans")

    def chapter(self, article: Article, findings: list[Finding]) -> Chapter:
        return Chapter(article, self.places, self.image, self.words["image-missing"], self.words["back"], findings)

    def image(self, image: Image) -> str:
        """Address of a picture from a page; "" if the book does not have it."""
        name = self.names.get(image.asset, "")
        return f"../{name}" if name else ""

    def title(self, text: str) -> str:
        """A title; a page and an entry of the contents must have one."""
        return text or self.words["untitled"]


def render_epub(book: Book, theme: Theme, assets: Assets, options: EpubConfig, cover: str = "") -> Rendered:
    """The book as an EPUB. `cover` is the asset id of a cover picture, if there is one.

    Same arguments, same bytes. The findings tell which links became plain text. Raises `ValueError` for a
    `Book.modified` that is no time, and `jinja2.TemplateError` for a theme that lacks or breaks a template.
    """
    book = imprint.settled(book)
    book = replace(book, parts=tuple(replace(part, articles=tuple(map(fit, part.articles))) for part in book.parts))
    files = _files(book)
    press = _Press(
        book,
        words(book.language),
        _environment(theme),
        assets,
        picture_names(book, assets, cover),
        _places(book, files),
        [],
    )
    title = press.title(book.title)
    cover_page = _cover(press, cover)
    title_page = _title(press, title)
    body, entries = _body(press, files, options)
    colophon = _colophon(press, files)
    said = press.words
    first, last = Entry(said["title-page"], title_page.href), Entry(said["colophon"], colophon.href)
    contents = ordered((first, *entries, last))
    marks = landmarks(
        said,
        cover="".join(page.href for page in cover_page),
        title_page=title_page.href,
        contents="nav.xhtml",
        body="".join(page.href for page in body[:1]),
        colophon=colophon.href,
    )
    nav = press.page(
        "nav", "nav", said["contents"], href="nav.xhtml", properties="nav", entries=contents, landmarks=marks
    )
    ncx = press.write("toc.ncx.j2", entries=contents, depth=depth(contents), title=title, identifier=book.identifier)
    sheet = Item("css", "style/epub.css", "text/css", theme.sheets["epub/epub.css"].encode("utf-8"))
    pictures = picture_items(press.names, assets, cover)
    spine = (*cover_page, title_page, nav, *body, colophon)
    items = (*spine, Item("ncx", "toc.ncx", "application/x-dtbncx+xml", ncx), sheet, *pictures)
    opf = _opf(press, items, spine, pictures, marks)
    return Rendered(pack(book, items, spine, opf), tuple(press.findings))


def _environment(theme: Theme) -> Environment:
    """Templates that escape whatever is not markup by our one `escape`, which also drops what XML forbids."""
    return Environment(
        loader=DictLoader(theme.templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: value if hasattr(value, "__html__") else Markup(escape(str(value))),  # noqa: S704
    )


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


def _cover(press: _Press, cover: str) -> tuple[Item, ...]:
    """The cover page; none without a cover that is here."""
    if cover not in press.names:
        return ()
    return (press.page("cover", "cover", press.words["cover"], image=f"../{press.names[cover]}"),)


def _title(press: _Press, title: str) -> Item:
    extent = imprint.extent_words(press.book, press.words)
    return press.page("title", "title", title, extent=extent, series=imprint.series_words(press.book))


def _body(
    press: _Press, files: Mapping[tuple[int, int], str], options: EpubConfig
) -> tuple[tuple[Item, ...], tuple[Entry, ...]]:
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
            below = heading_entries(article, page.href) if options.toc_headings else ()
            inner.append(Entry(press.title(article.title), page.href, below))
        if (n, 0) in files:
            entries.append(Entry(press.title(part.title), f"{_PAGES}{files[n, 0]}.xhtml", tuple(inner)))
        else:
            entries += inner
    return tuple(pages), tuple(entries)


def _part(press: _Press, ident: str, part: Part) -> Item:
    return press.page(ident, "part", press.title(part.title), id=part.id)


def _article(press: _Press, ident: str, article: Article) -> Item:
    body, notes, notices = press.chapter(article, press.findings).render()
    language = imprint.tag(article.language)
    link = _address(article)
    return press.page(
        ident,
        "chapter",
        press.title(article.title),
        id=article.id,
        foreign=language if language != press.language else "",
        byline=imprint.byline(article),
        body=Markup(body),  # noqa: S704 - written by our serialiser, which escapes
        notes=Markup(notes),  # noqa: S704
        notices=[Markup(notice) for notice in notices if press.book.notices != "end"],  # noqa: S704
        link=link,
        place=article.site or urlsplit(link).hostname or link,
    )


def _colophon(press: _Press, files: Mapping[tuple[int, int], str]) -> Item:
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
        rights=_rights(press),
        facts=imprint.book_facts(press.book, press.words),
        entries=entries,
    )


def _address(article: Article) -> str:
    """Where the article can be seen on the web; "" if that is not known."""
    url = safe_href(article.source.url)
    return url if url.startswith("http") else ""


def _rights(press: _Press) -> str:
    return press.book.rights or press.words["rights-default"]


def _opf(
    press: _Press,
    items: tuple[Item, ...],
    spine: tuple[Item, ...],
    pictures: tuple[Item, ...],
    marks: tuple[Landmark, ...],
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
        rights=_rights(press),
        modified=instant(book.modified).strftime("%Y-%m-%dT%H:%M:%SZ"),
        series=book.series,
        accessibility=accessibility(spine, pictures, press.words),
        cover=next((item.id for item in items if item.properties == "cover-image"), ""),
        items=items,
        spine=spine,
        landmarks=marks,
    )
