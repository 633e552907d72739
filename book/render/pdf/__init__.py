"""The PDF: a bound `Book` → one print-ready, accessible file (PDF/A-3a and PDF/UA-1). Only looks; never what is in it.

One pass: the tree is serialised, the template lays the parts in order, WeasyPrint sets the pages with the line filler, and
`pdfa` adds what WeasyPrint leaves out. No file and no network: pictures come from `Assets` under the scheme `asset:`, dates
from `book.modified`. The looks are in the theme: `pdf/book.html.j2`, and `pdf/*.css` in the order of their names.

WeasyPrint is imported when a book is set by it, and not before: what stands beside it here the second press asks, too.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from book.findings import Finding, Where
from book.fonts.roles import Typeface
from book.fonts.roles import sheet as declared
from book.fonts.undrawn import told, words_of
from book.messages import message
from book.messages.printed import words
from book.model import Article, Assets, Book, Rendered
from book.render.breakable import open_joints
from book.render.pdf.content import NOTHING, Besides, Printed, printed
from book.render.pdf.dialect import scripted
from book.render.pdf.grid import grid, sheet
from book.render.pdf.notes import circled, host, is_codable
from book.render.pdf.proof import bars, widened
from book.render.pdf.proof import sheet as proof_sheet
from book.render.pdf.sheets import on_sheets, sheet_size
from book.settings.values import PdfConfig, Theme
from book.walk import plain_text

_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)))
_NOTDEF = re.compile(r'\.notdef glyph rendered .*?"(.+)" \(U\+', re.DOTALL)
# How often a book is set, at most: what is undrawn is known when it was set once; what stands for it could be undrawn, too.
_SETTINGS = 3
_NAMED, _SHOWN = 5, 16  # lines that could not be filled, and characters of their ends, that a finding names
_ARTICLES = "article", "start"  # the pages of `styles/pdf/pages.css` on which articles stand
_ABOUT_GLYPHS = re.compile(r"^\.notdef glyph|^Too many glyphs missing")

Undrawable = Callable[[Iterable[str]], frozenset[str]]
Wrapped = Callable[[int], bytes | None]  # the number of pages → the cover around them, if there can be one
#: Printed pages of ids → name and bytes of the EPUB that knows them.
Attached = Callable[[tuple[tuple[str, str], ...]], tuple[str, bytes]]


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
) -> tuple[Rendered, dict[str, bytes]]:
    """The book as `render_pdf`, and what the settings want beside it: by what is added to the name of the file, its bytes.

    `undrawable` gives those of some characters that no font has: 〓, the typesetter's stand-in, is printed for them, since PDF/A
    forbids the glyph for nothing (ISO 19005-3 §6.2.11.8), and a finding names them. `typefaces` are fonts besides the installed.
    `attach` gives name and bytes of the EPUB that goes into the file, `wrapped` the cover, once the pages are known.
    """
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from book.render.pdf.extracts import extracts
    from book.render.pdf.fetcher import AssetFetcher
    from book.render.weasy.fitted import fitted
    from book.render.weasy.laid import count_anew, covers, hooked, loose_lines, own_links, page_labels, short_rules
    from book.render.weasy.pdfa import finisher

    if options.booklet or options.signatures:
        sheet_size(grid(options).width, grid(options).height, options.sheet)  # before anything is set
    content = printed(book, assets, options, besides)
    html = markup(book, theme, content)
    # U+FFFD stands where something was lost before us; the check of the file takes it for something that we lost.
    lost = undrawable(set(html)) | ({"\ufffd"} & set(html))
    fetcher, pages_of_one = AssetFetcher(assets, typefaces), content.columns == 1
    with (
        _logged() as messages,
        fitted(besides.phrases.hurts, _ARTICLES, drift=pages_of_one, endings=pages_of_one) as problem,
        warnings.catch_warnings(),
    ):
        # WeasyPrint leaves the file of its colour profile to the collector.
        warnings.simplefilter("ignore", ResourceWarning)
        fonts = FontConfiguration()
        texts = style_sheets(theme, options, declared(typefaces), proof=besides.proof is not None)
        sheets = [weasyprint.CSS(string=text, url_fetcher=fetcher, font_config=fonts) for text in texts]
        for _ in range(_SETTINGS):
            known = len(messages)
            document = _laid(_drawable(html, lost), fetcher, sheets, fonts)
            if besides.proof is not None:
                # Bars stand in the margin: nothing moves.
                rules, places = bars(document, grid(options).pitch)
                known_now = replace(besides, places=places, start=page_labels(document, content.ids)[1])
                marked = markup(book, theme, printed(book, assets, options, known_now))
                drawn = [weasyprint.CSS(string=rules, url_fetcher=fetcher)] if rules else []
                document = _laid(_drawable(marked, lost), fetcher, [*sheets, *drawn], fonts)
            own_links(document)
            short_rules(document)
            hooked(document)
            if options.notes == "page":
                count_anew(document, circled)
            pages, body_start = page_labels(document, content.ids)
            front = covers(document) if content.cover else 0
            if attach is not None:
                document.metadata.attachments = [_attachment(book, fetcher, *attach(pages))]
            finish = finisher(body_start, cover=words(book.language)["cover"], covers=front)
            body = document.write_pdf(finisher=finish, pdf_variant="pdf/a-3a")
            document.metadata.attachments = []
            if not (more := _undrawn(messages[known:]) - lost):
                break
            lost |= more
        logged, files = list(messages), {}
        if options.split != "none":
            files = extracts(document, book, body_start, whole_parts=options.split == "part")
    findings = (*_findings(book, logged, lost), *_ragged(book, problem, loose_lines(document)))
    cover = wrapped(len(document.pages) - front) if wrapped else None
    files |= {"-cover": cover} if cover else {}
    return Rendered(body, findings, pages), files | on_sheets(body, options, front)


def _undrawn(messages: list[str]) -> frozenset[str]:
    """What no font drew though some has it: Pango took another, that of the letter before, for a mark or a sign of format. ASCII is
    markup as well, so nothing can stand for it in the document; the check of the file tells of it."""
    said = {found[1] for message in messages if (found := _NOTDEF.search(message))}
    return frozenset(char for char in said if not char.isascii())


def _drawable(html: str, lost: frozenset[str]) -> str:
    """The document with the typesetter's stand-in for what no font draws: for each Han character or symbol, and for each word."""
    return words_of(lost).sub("〓", html) if lost else html


def _attachment(book: Book, fetcher: Any, name: str, body: bytes) -> Any:
    """The EPUB as what PDF/A-3 calls an alternative of the file (ISO 19005-3 §6.8)."""
    import weasyprint

    when = datetime.fromisoformat(book.modified)
    return weasyprint.Attachment(
        string=body,
        url_fetcher=fetcher,
        name=name,
        description=book.title,
        created=when,
        modified=when,
        relationship="Alternative",
    )


def style_sheets(theme: Theme, options: PdfConfig, fonts: str = "", *, proof: bool = False) -> list[str]:
    """The style sheets in the order in which they count: the grid, the theme's by name, that of the fonts, that of a proof, the
    user's own."""
    page = grid(options)
    names = [name for name in sorted(theme.sheets) if name.startswith("pdf/") and name.count("/") == 1]
    over = (f"pdf/designs/{options.design}.css", *(("pdf/themes/screen.css",) if page.screen else ()))
    names += [name for name in over if name in theme.sheets]
    own = [text for name, text in theme.sheets.items() if name.startswith("user/")]
    of_proof = [proof_sheet(page)] if proof else []
    return [sheet(widened(page) if proof else page), *(theme.sheets[name] for name in names), fonts, *of_proof, *own]


def markup(book: Book, theme: Theme, content: Printed) -> str:
    """The whole book as one HTML document."""
    environment = Environment(
        loader=DictLoader(theme.templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    environment.filters["xhtml"] = Markup  # for markup that our own serialiser has escaped
    environment.filters["scripts"] = lambda text: scripted(text.translate(_CONTROLS))
    environment.filters |= {"broken": open_joints, "host": host, "codable": is_codable}
    template = environment.get_template("pdf/book.html.j2")
    return template.render(book=book, words=words(book.language), content=content)


def _printable(value: Any) -> Any:
    """A value of the template as it is printed: names of files and settings may hold controls, for which no font has a glyph."""
    return value.translate(_CONTROLS) if isinstance(value, str) and not isinstance(value, Markup) else value


@contextmanager
def _logged() -> Iterator[list[str]]:
    """What WeasyPrint logs meanwhile, kept from the console."""
    import weasyprint

    messages: list[str] = []

    def keep(record: Any) -> bool:
        messages.append(record.getMessage())
        return False

    weasyprint.LOGGER.addFilter(keep)
    try:
        yield messages
    finally:
        weasyprint.LOGGER.removeFilter(keep)


def _findings(book: Book, messages: list[str], lost: frozenset[str]) -> tuple[Finding, ...]:
    """Log messages as findings: missing characters by article, all else once each."""
    logged = dict.fromkeys(messages)
    missing = dict.fromkeys(sorted(lost))
    missing |= dict.fromkeys(found[1] for message in logged if (found := _NOTDEF.search(message)))
    findings = []
    placed: set[str] = set()
    for article in book.texts:
        text = _all_text(article)
        here = [char for char in missing if char in text]
        placed.update(here)
        if here:
            findings.append(Finding("pdf.no-glyph", Where(article.source.locator), detail=told(here)))
    if rest := "".join(char for char in missing if char not in placed):
        findings.append(Finding("pdf.no-glyph", Where(book.title), detail=told(rest)))
    findings += [Finding("pdf.engine", Where(book.title), detail=m) for m in logged if not _ABOUT_GLYPHS.search(m)]
    return tuple(findings)


def _ragged(book: Book, problem: str, loose: list[tuple[int, str]]) -> tuple[Finding, ...]:
    """That lines could not be filled: none, or some, of which the first are named."""
    if problem:
        return (Finding("pdf.fallback", Where(book.title), detail=problem),)
    first = "; ".join(f"{sheet + 1} “{text[-_SHOWN:]}”" for sheet, text in loose[:_NAMED])
    detail = message("detail.loose", n=len(loose), first=first)
    return (Finding("pdf.loose", Where(book.title), detail=detail),) if loose else ()


def _all_text(article: Article) -> str:
    lines = (article.title, article.subtitle, article.author, article.translator, article.site, article.account)
    return "\n".join((*lines, plain_text(article.blocks)))


def _laid(html: str, fetcher: Any, sheets: list[Any], fonts: Any) -> Any:
    import weasyprint

    document = weasyprint.HTML(string=html, url_fetcher=fetcher)
    return document.render(font_config=fonts, stylesheets=sheets, pdf_variant="pdf/a-3a")
