"""The PDF: a bound `Book` → one print-ready, accessible file (PDF/A-3a and PDF/UA-1). Only looks; never what is in it.

The tree is serialised, the template lays the parts in order (`markup`), and WeasyPrint sets the pages with the line filler:
each article by itself (`parts`), so that several processes share the work, or all as one document (`whole`) where pages hang
together. No file and no network: pictures come from `Assets` under the scheme `asset:`, dates from `book.modified`. The looks
are in the theme: `pdf/book.html.j2`, and `pdf/*.css` in the order of their names.

WeasyPrint is imported when a book is set by it, and not before: what stands beside it here the second press asks, too.
"""

from __future__ import annotations

from collections.abc import Iterable

from book.findings import Finding, Where
from book.fonts.roles import Typeface
from book.fonts.roles import sheet as declared
from book.model import Assets, Book, Rendered
from book.render.pdf.asked import Asked, Attached, Undrawable, Wrapped
from book.render.pdf.content import NOTHING, Besides, printed
from book.render.pdf.grid import grid
from book.render.pdf.markup import has_own_sheets, markup, style_sheets
from book.render.pdf.setting import Hired, WholeError, alone
from book.render.pdf.sheets import on_sheets, sheet_size
from book.render.pdf.told import findings, ragged
from book.settings.values import PdfConfig, Theme

__all__ = ["Attached", "Wrapped", "markup", "render_files", "render_pdf", "style_sheets"]


def _nothing(_: Iterable[str]) -> frozenset[str]:
    return frozenset()


def render_pdf(book: Book, theme: Theme, assets: Assets, options: PdfConfig) -> Rendered:
    """The book as PDF, with findings and the printed page of every part, article and heading id.

    Content never raises: what the engine says becomes `pdf.engine`, characters without a glyph `pdf.no-glyph`, and if the line
    filler does not fit the engine `pdf.fallback`. Same arguments, same fonts, same bytes.
    """
    return render_files(book, theme, assets, options)[0]


def render_files(
    book: Book,
    theme: Theme,
    assets: Assets,
    options: PdfConfig,
    undrawable: Undrawable = _nothing,
    typefaces: tuple[Typeface, ...] = (),
    besides: Besides = NOTHING,
    attach: Attached | None = None,
    wrapped: Wrapped | None = None,
    hired: Hired = alone,
) -> tuple[Rendered, dict[str, bytes]]:
    """The book as `render_pdf`, and what the settings want beside it: by what is added to the name of the file, its bytes.

    `undrawable` gives those of some characters that no font has: 〓, the typesetter's stand-in, is printed for them, since
    PDF/A forbids the glyph for nothing (ISO 19005-3 §6.2.11.8), and a finding names them. `typefaces` are fonts besides the
    installed. `attach` gives name and bytes of the EPUB that goes into the file, `wrapped` the cover, once the pages are
    known. `hired` does the work on each article.
    """
    from book.render.pdf.parts import set_in_parts
    from book.render.pdf.whole import set_whole
    from book.render.weasy.guard import fits

    if options.booklet or options.signatures:
        sheet_size(grid(options).width, grid(options).height, options.sheet)  # before anything is set
    content = printed(book, assets, options, besides)
    html = markup(book, theme, content)
    # U+FFFD stands where something was lost before us; the check of the file takes it for something that we lost.
    lost = undrawable(set(html)) | ({"\ufffd"} & set(html))
    sheets = tuple(style_sheets(theme, options, declared(typefaces), proof=besides.proof is not None))
    asked = Asked(book, theme, assets, options, typefaces, besides, content, html, sheets, lost, attach)
    # Sheets of the user's own may ask for what reaches across articles. Articles that share pages cannot be cut out of leaves.
    shared = options.opening == "run-on" and options.split != "none"
    reaches = has_own_sheets(theme) or shared
    is_whole = besides.proof is not None or reaches or not fits()
    try:
        made = set_whole(asked) if is_whole else set_in_parts(asked, hired)
    except WholeError:
        made = set_whole(asked)
    told = (*findings(book, made.messages, made.lost), *ragged(book, made.problem, made.loose))
    told += (Finding("pdf.whole", Where(book.title)),) if reaches and besides.proof is None else ()
    cover = wrapped(made.sheets - made.covers) if wrapped else None
    files = made.extracts | ({"-cover": cover} if cover else {})
    return Rendered(made.body, told, made.pages), files | on_sheets(made.body, options, made.covers)
