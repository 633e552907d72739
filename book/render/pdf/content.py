"""What a printed book says, part by part, ready for the template: markup, bylines, contents, provenance. No looks here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from book.messages.printed import Words, words
from book.model import (
    Article,
    Assets,
    Block,
    Blocks,
    Book,
    Figure,
    Heading,
    Image,
    Inline,
    InlineImage,
    Notice,
    NoticeKind,
    Paragraph,
    Table,
)
from book.render.breakable import keep_last_of, latin_quotes, open_joints
from book.render.imprint import date_words
from book.render.pdf.grid import PRESETS, Grid, grid
from book.render.pdf.notes import addressed, footed, link_mark, numbered
from book.render.pdf.tables import kind_of
from book.render.xhtml import Dialect, blocks_xhtml, escape, inlines_xhtml
from book.settings.values import PdfConfig
from book.text import HAN, han_count
from book.walk import headings, inline_text, map_blocks, map_inlines, map_lines

_RUNNING = 24  # characters of a title that a running head has room for
_DOTTED = 20  # characters; longer stress is set in another face, for a line of dots under a paragraph is unreadable
_SOURCES = frozenset({NoticeKind.RIGHTS, NoticeKind.SOURCE})
_EM = re.compile(r"<em>(.*?)</em>", re.DOTALL)
_TURNED = re.compile(r'<table class="turned[^"]*">.*?</table>\n?', re.DOTALL)
_START = re.compile(r'<ol start="(-?\d+)"')
_HEAD_ROW = re.compile(r"<tbody>\n(<tr>(?:(?!<td|rowspan=|</tr>).)+</tr>\n)(?=<tr>)", re.DOTALL)
_HAN_OUTSIDE_TAGS = re.compile(f"<[^>]*>|&[^;]*;|[{HAN}]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: `kind` is part, article or heading."""

    kind: str
    id: str
    text: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as it is printed; `body` and `notices` are XHTML."""

    id: str
    language: str
    title: str
    running: str
    byline: tuple[str, ...]
    body: str
    notices: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    rights: tuple[str, ...]
    links: tuple[str, ...] = ()
    mark: str = "[{}]"


@dataclass(frozen=True, slots=True)
class Section:
    """A part as it is printed; the title is empty where the book has none."""

    id: str
    title: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Besides:
    """What a printed book has besides its articles: the asset id of a cover, and the editor's preface."""

    cover: str = ""
    preface: Article | None = None


NOTHING = Besides()


#: A name of `messages`, and the entries: who, and the ids of the articles.
Index = tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]


@dataclass(frozen=True, slots=True)
class Printed:
    """All that the template needs besides the book itself. `ids` are those of parts, articles and headings, in book order."""

    sections: tuple[Section, ...]
    contents: tuple[Entry, ...]
    ids: tuple[str, ...]
    custom: str
    opening: str
    level: int
    indexes: tuple[Index, ...] = ()
    half_title: bool = False
    columns: int = 1
    screen: bool = False
    codes: bool = False
    cover: str = ""
    preface: Piece | None = None


def printed(book: Book, assets: Assets, options: PdfConfig, besides: Besides = NOTHING) -> Printed:
    """The book as the template wants it."""
    said = words(book.language)
    titled = any(part.title for part in book.parts)
    level = 3 if titled else 2
    page = PRESETS[options.page]
    sections = tuple(
        Section(
            part.id,
            part.title,
            tuple(_piece(article, assets, said, level, book.notices, options) for article in part.articles),
        )
        for part in book.parts
    )
    entries = tuple(entry for part in book.parts for entry in _entries(part.title, part.id, part.articles))
    shown = tuple(entry for entry in entries if options.toc_headings or entry.kind != "heading")
    return Printed(
        sections, shown, tuple(entry.id for entry in entries), _custom(book.language), options.opening, level,
        indexes(book) if options.indexes else (), options.half_title, page.columns, page.screen, options.links == "qr",
        besides.cover if besides.cover in assets.table else "", _preface(besides.preface, assets, said, level, options),
    )  # fmt: skip


def _preface(article: Article | None, assets: Assets, said: Words, level: int, options: PdfConfig) -> Piece | None:
    """The preface as a piece; its headings are one level below its title, which is not in the outline of parts."""
    if article is None:
        return None
    named = replace(article, id="preface", title=article.title or said["preface"])
    return _piece(named, assets, said, level, "article", options)


def indexes(book: Book) -> tuple[Index, ...]:
    """Who wrote, and where it stood, with the articles of each. In the order of Unicode, which for Han is that of radicals and
    strokes (UAX #38); one name alone is no index.
    """
    tables: dict[str, dict[str, list[str]]] = {"authors": {}, "sites": {}}
    for article in book.articles:
        for table, name in (("authors", article.author), ("sites", article.site or article.account)):
            if name:
                tables[table].setdefault(name, []).append(article.id)
    return tuple(
        (name, tuple((who, tuple(ids)) for who, ids in sorted(table.items())))
        for name, table in tables.items()
        if len(table) > 1
    )


def _custom(language: str) -> str:
    tag = language.lower()
    if "hk" in tag or "-mo" in tag:
        return "hk"
    return "hant" if "hant" in tag or "-tw" in tag else "hans"


def _entries(title: str, ident: str, articles: tuple[Article, ...]) -> list[Entry]:
    out = [Entry("part", ident, title)] if title else []
    for article in articles:
        out.append(Entry("article", article.id, article.title, article.author))
        out += [Entry("heading", h.id, inline_text(h.children).strip()) for h in headings(article) if h.id]
    return out


def _piece(article: Article, assets: Assets, said: Words, level: int, at: str, options: PdfConfig) -> Piece:
    dialect = _dialect(article, assets, said, level, grid(options))
    body = _paged(_stressed(blocks_xhtml(_ready(article.blocks, assets, said), dialect)))
    body, addresses = addressed(body, options.links)
    body = numbered(body if options.notes == "end" or PRESETS[options.page].columns > 1 else footed(body))
    line: Callable[[Notice], str] = lambda notice: inlines_xhtml(notice.children, dialect)  # noqa: E731
    published = date_words(article.published)
    where = article.site or article.account
    facts = (
        (said["author"], article.author),
        (said["account"], article.account),
        (said["site"], article.site),
        (said["date"], published),
        (said["link"], open_joints(article.source.url)),
        (said["file"], "" if article.source.url else open_joints(re.split(r"[/\\]", article.source.locator)[-1])),
    )
    return Piece(
        id=article.id,
        language=article.language,
        title=article.title,
        running=article.title if len(article.title) <= _RUNNING else article.title[: _RUNNING - 1] + "…",
        byline=tuple(text for text in (article.author, where if where != article.author else "", published) if text),
        body=body,
        notices=() if at == "end" else tuple(map(line, article.notices)),
        facts=tuple((name, value) for name, value in facts if value),
        rights=tuple(line(n) for n in article.notices if at == "end" or (at == "both" and n.kind in _SOURCES)),
        links=addresses,
        mark=link_mark(body),
    )


def _dialect(article: Article, assets: Assets, said: Words, level: int, page: Grid) -> Dialect:
    def address(image: Image) -> str:
        return f"asset:{image.asset}" if image.asset in assets.table else ""

    return Dialect(
        text=_text,
        image=address,
        note=lambda _, n: f'<sup class="note"><a href="#{escape(article.id)}-note-{n}">[{n}]</a></sup>',
        aside=lambda _, n, inner: (
            f'<aside class="note" id="{escape(article.id)}-note-{n}"><p><span class="mark">[{n}]</span>'
            f"{inner[3:] if inner.startswith('<p>') else f'</p>{inner}'}</aside>"
        ),
        heading_base=level + 1,
        missing=said["image-missing"],
        kind=lambda node: kind_of(node, page) if isinstance(node, Table) else "",
    )


def _text(text: str) -> str:
    """A run of text as markup: curly quotes of Latin text are marked, for a Chinese font draws them an em wide."""
    return "".join(
        f'<span class="latin-quote">{piece}</span>' if latin else escape(open_joints(piece))
        for piece, latin in latin_quotes(text)
    )


def _stressed(markup: str) -> str:
    """Short stress gets a dot under each Han character (着重号); longer stress is left to the style sheet."""

    def dot(found: re.Match[str]) -> str:
        return found[0] if found[0][0] in "<&" else f'<span class="dot">{found[0]}</span>'

    def one(found: re.Match[str]) -> str:
        if not 0 < han_count(found[1]) <= _DOTTED:
            return found[0]
        return f'<em class="dotted">{_HAN_OUTSIDE_TAGS.sub(dot, found[1])}</em>'

    return _EM.sub(one, markup)


def _paged(markup: str) -> str:
    """What only paged output needs: a head of tables that comes again on each page, a leaf for tables on their side, and lists
    that begin at their number, for WeasyPrint does not know `start`.
    """
    markup = _HEAD_ROW.sub("<thead>\n\\1</thead>\n<tbody>\n", markup)
    markup = _TURNED.sub('<div class="turned"><div class="turn">\n\\g<0></div></div>\n', markup)
    return _START.sub(lambda found: f'{found[0]} style="counter-reset: list-item {int(found[1]) - 1}"', markup)


def _ready(blocks: Blocks, assets: Assets, said: Words) -> Blocks:
    """Blocks as print needs them: no lone last character, heading levels without a gap, no picture without a description."""
    above: list[int] = []

    def described(image: Image, caption: str) -> Image:
        if image.alt.strip() or image.asset not in assets.table:
            return image
        return replace(image, alt=caption.strip() or said["picture"])

    def leaf(node: Inline) -> Inline:
        return InlineImage(described(node.image, "")) if isinstance(node, InlineImage) else node

    def one(block: Block) -> Block:
        if isinstance(block, Heading):
            while above and above[-1] >= block.level:
                above.pop()
            above.append(block.level)
            return replace(block, level=len(above))
        if isinstance(block, Figure):
            caption = inline_text(block.caption)
            return replace(block, images=tuple(described(image, caption) for image in block.images))
        return replace(block, children=keep_last_of(block.children)) if isinstance(block, Paragraph) else block

    return map_blocks(map_lines(blocks, lambda line: map_inlines(line, leaf)), one)
