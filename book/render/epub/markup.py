"""The pages of an EPUB around its texts, written out: what stands on each, in which elements. Pure; it decides nothing.

Texts are escaped here. What is markup already is called so: `stand` makes it of a line of our own, and a `mark` is that of a
printed page, or "".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from book.messages.printed import Words
from book.model import Book
from book.render.epub.contents import Entry, Landmark
from book.render.epub.pagelist import PageMark
from book.render.imprint import Signed
from book.render.xhtml import escape

Stand = Callable[[str], str]


def page(language: str, title: str, sheets: Iterable[str], body: str) -> str:
    """A page: its head, and what stands on it as markup."""
    links = "".join([f'<link rel="stylesheet" type="text/css" href="{escape(sheet)}"/>\n' for sheet in sheets])
    return f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}" xml:lang="{language}">
<head>
<meta charset="utf-8"/>
<title>{escape(title)}</title>
{links}</head>
<body>
{body}</body>
</html>
"""


def cover(words: Words, title: str, image: str) -> str:
    """The cover, alone."""
    alt = escape(f"{words['cover']}：{title}")
    return f'<section epub:type="cover" class="cover"><img src="{escape(image)}" alt="{alt}"/></section>\n'


def title_page(words: Words, book: Book, title: str, series: str, extent: str, stand: Stand) -> str:
    """What the book is called, who made it, and how much it holds."""
    return (
        '<section epub:type="titlepage" class="title-page">\n'
        + (f'<p class="series">{stand(series)}</p>\n' if series else "")
        + f"<h1>{stand(title)}</h1>\n"
        + (f'<p class="subtitle">{stand(book.subtitle)}</p>\n' if book.subtitle else "")
        + (f'<p class="editor">{escape(book.editor)}　{escape(words["editor"])}</p>\n' if book.editor else "")
        + f'<p class="extent">{stand(extent)}</p>\n'
        + (f'<p class="publisher">{escape(book.publisher)}</p>\n' if book.publisher else "")
        + "</section>\n"
    )


def part(title: str, ident: str, mark: str, stand: Stand) -> str:
    """The title of a part."""
    named = f' id="{escape(ident)}"' if ident else ""
    return (
        f'<section epub:type="part" role="doc-part" class="part"{named}>\n{mark}<h1>{stand(title)}</h1>\n</section>\n'
    )


def signed(members: Iterable[Signed], stand: Stand) -> str:
    """Who signs an article, where and when."""
    return " · ".join([
        f'<time datetime="{escape(one.machine)}">{stand(one.text)}</time>'
        if one.kind == "date"
        else f'<span class="{escape(one.kind)}">{stand(one.text)}</span>'
        for one in members
    ])  # fmt: skip


def opening(title: str, subtitle: str, byline: str) -> str:
    """What stands above the text of an article: its title, subtitle and byline, the first and the last as markup."""
    under = f'<p class="subtitle" epub:type="subtitle" role="doc-subtitle">{subtitle}</p>\n' if subtitle else ""
    return f"{title}\n{under}{byline}"


def byline(words: Words, members: Sequence[Signed], link: str, own: str, stand: Stand) -> str:
    """Who signs it, and where it was read; `own` is the language of our lines."""
    if not members:
        return ""
    original = f' · <a href="{escape(link)}">{escape(words["original"])}</a>' if link else ""
    return f'<p class="byline"{own}>{signed(members, stand)}{original}</p>\n'


def notes(words: Words, text: str, *, bare: bool) -> str:
    """The notes of a file, which are markup; `bare`: without the rule above them."""
    if not text:
        return ""
    kind, label = _bare("notes", bare=bare), escape(words["notes"])
    return f'<section class="{kind}" role="doc-endnotes" aria-label="{label}">\n{text}\n</section>\n'


def notices(lines: Sequence[str], *, bare: bool) -> str:
    """The notices below a text, which are markup."""
    rows = "".join([f"<p>{line}</p>\n" for line in lines])
    return f'<footer class="{_bare("notices", bare=bare)}">\n{rows}</footer>\n' if lines else ""


def _bare(name: str, *, bare: bool) -> str:
    return f"{name} bare" if bare else name


def turn(words: Words, entries: Sequence[Entry], own: str, stand: Stand) -> str:
    """The way to the article before (order -1) and the one behind (1)."""
    if not entries:
        return ""
    rows = "".join([
        f'<p>{escape(words["previous" if one.order < 0 else "next"])}：<a href="{escape(one.href)}"'
        f' rel="{"prev" if one.order < 0 else "next"}">{stand(one.label)}</a></p>\n'
        for one in entries
    ])  # fmt: skip
    return f'<nav class="turn" aria-label="{escape(words["turn"])}"{own}>\n{rows}</nav>\n'


class Source(NamedTuple):
    """A row of the colophon: an article, who signs it, where it came from, and its notices as markup."""

    title: str
    file: str
    byline: Sequence[Signed]
    link: str
    notices: Sequence[str]


def colophon(
    words: Words, title: str, rights: str, facts: Iterable[tuple[str, str]], rows: Sequence[Source], stand: Stand
) -> str:
    """Rights, what is known of the book, and where every article came from."""
    about = "".join([f"<p>{escape(label)}：{stand(value)}</p>\n" for label, value in facts])
    sources = ""
    if rows:
        listed = "".join([_source(row, stand) for row in rows])
        sources = (
            f'<section>\n<h2>{escape(words["provenance"])}</h2>\n<ol class="provenance">\n{listed}</ol>\n</section>\n'
        )
    return (
        f'<section epub:type="colophon" role="doc-colophon" class="colophon">\n<h1>{escape(title)}</h1>\n'
        f'<p class="rights">{escape(rights)}</p>\n{about}<p>{escape(words["made-with"])}</p>\n{sources}</section>\n'
    )


def _source(row: Source, stand: Stand) -> str:
    by = f'<p class="by">{signed(row.byline, stand)}</p>\n' if row.byline else ""
    link = f'<p class="from"><a href="{escape(row.link)}">{stand(row.link)}</a></p>\n' if row.link else ""
    said = "".join([f"<p>{notice}</p>\n" for notice in row.notices])
    return f'<li><p class="entry"><a href="{escape(row.file)}">{stand(row.title)}</a></p>\n{by}{link}{said}</li>\n'


def index(title: str, heads: Iterable[tuple[str, Iterable[tuple[str, Iterable[Entry]]]]], stand: Stand) -> str:
    """An index: under each head its names, under each name the articles."""
    groups = []
    for head, names in heads:
        rows = []
        for name, entries in names:
            listed = "".join(
                f'<li><a epub:type="index-locator" href="{escape(one.href)}">{stand(one.label)}</a></li>\n'
                for one in entries
            )
            term = f'<span epub:type="index-term" class="entry">{escape(name)}</span>'
            rows.append(f'<li epub:type="index-entry">{term}\n<ul>\n{listed}</ul></li>\n')
        inner = f'<ul epub:type="index-entry-list">\n{"".join(rows)}</ul>'
        groups.append(f'<section epub:type="index-group">\n<h2>{escape(head)}</h2>\n{inner}\n</section>\n')
    start = '<section epub:type="index" role="doc-index" class="index">'
    return f"{start}\n<h1>{escape(title)}</h1>\n{''.join(groups)}</section>\n"


def left_out(title: str, rows: Iterable[str]) -> str:
    """The inputs that are not in the book."""
    listed = "".join([f"<li>{escape(row)}</li>\n" for row in rows])
    return f'<section class="left-out">\n<h1>{escape(title)}</h1>\n<ul>\n{listed}</ul>\n</section>\n'


def nav(
    words: Words,
    title: str,
    entries: Iterable[Entry],
    landmarks: Iterable[Landmark],
    pages: Sequence[PageMark],
    stand: Stand,
) -> str:
    """The contents, the landmarks and the printed pages (EPUB 3.3 §7)."""
    listed = "".join([_entry(one, stand) for one in entries])
    places = "".join([
        f'<li><a epub:type="{mark.kind}" href="{escape(mark.href)}">{escape(mark.label)}</a></li>\n' for mark in landmarks
    ])  # fmt: skip
    printed = ""
    if pages:
        rows = "".join([f'<li><a href="{escape(one.href)}">{escape(one.number)}</a></li>\n' for one in pages])
        printed = (
            '<nav epub:type="page-list" role="doc-pagelist" id="page-list" class="unseen" hidden="hidden">\n'
            f"<h2>{escape(words['pages'])}</h2>\n<ol>\n{rows}</ol>\n</nav>\n"
        )
    return (
        f'<nav epub:type="toc" role="doc-toc" id="toc">\n<h1>{escape(title)}</h1>\n<ol>\n{listed}</ol>\n</nav>\n'
        '<nav epub:type="landmarks" id="landmarks" class="unseen" hidden="hidden">\n'
        f"<h2>{escape(words['landmarks'])}</h2>\n<ol>\n{places}</ol>\n</nav>\n{printed}"
    )


def _entry(entry: Entry, stand: Stand) -> str:
    inner = "".join([_entry(one, stand) for one in entry.inner])
    below = f"\n<ol>\n{inner}</ol>\n" if inner else ""
    return f'<li><a href="{escape(entry.href)}">{stand(entry.label)}</a>{below}</li>\n'


def ncx(
    book: Book,
    language: str,
    title: str,
    entries: Sequence[Entry],
    depth: int,
    pages: Sequence[PageMark],
    pages_word: str,
) -> str:
    """The contents for old reading systems (OPF 2.0.1 §2.4.1)."""
    author = f"<docAuthor><text>{escape(book.editor)}</text></docAuthor>\n" if book.editor else ""
    printed = ""
    if pages:
        rows = "".join(map(_page_target, pages))
        printed = f"<pageList>\n<navLabel><text>{escape(pages_word)}</text></navLabel>\n{rows}</pageList>\n"
    return f"""<?xml version="1.0" encoding="utf-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="{language}">
<head>
<meta name="dtb:uid" content="{escape(book.identifier)}"/>
<meta name="dtb:depth" content="{depth}"/>
<meta name="dtb:totalPageCount" content="{len(pages)}"/>
<meta name="dtb:maxPageNumber" content="{escape(pages[-1].number) if pages else 0}"/>
</head>
<docTitle><text>{escape(title)}</text></docTitle>
{author}<navMap>
{"".join(map(_point, entries))}</navMap>
{printed}</ncx>
"""


def _point(entry: Entry) -> str:
    order, inner = entry.order, "".join(map(_point, entry.inner))
    return (
        f'<navPoint id="np{order}" playOrder="{order}"><navLabel><text>{escape(entry.label)}</text></navLabel>'
        f'<content src="{escape(entry.href)}"/>\n{inner}</navPoint>\n'
    )


def _page_target(page: PageMark) -> str:
    number = escape(page.number)
    return (
        f'<pageTarget id="pt{number}" type="normal" value="{number}"><navLabel><text>{number}</text></navLabel>'
        f'<content src="{escape(page.href)}"/></pageTarget>\n'
    )
