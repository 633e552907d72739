"""A book set as one document: a proof for correction, whose bars and changes are known when all pages are; a book with sheets of
the user's own, which may ask for what reaches across articles; and any book where WeasyPrint is not the one that we know."""

from __future__ import annotations

import warnings
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from book.classes import replace
from book.messages.printed import words
from book.render.pdf.asked import SETTINGS, Asked, Set
from book.render.pdf.base import attachment
from book.render.pdf.content import printed
from book.render.pdf.extracts import extracts
from book.render.pdf.fetcher import AssetFetcher
from book.render.pdf.grid import grid
from book.render.pdf.markup import drawable, markup
from book.render.pdf.notes import circled
from book.render.pdf.proof import bars
from book.render.pdf.setting import ARTICLES
from book.render.pdf.told import undrawn
from book.render.weasy.fitted import fitted
from book.render.weasy.laid import count_anew, covers, hooked, loose_lines, own_links, page_labels, short_rules
from book.render.weasy.pdfa import finisher
from book.render.weasy.setter import logged


def set_whole(asked: Asked) -> Set:
    """The book, set as one document."""
    book, theme, options, besides, content = asked.book, asked.theme, asked.options, asked.besides, asked.content
    fetcher, lost = AssetFetcher(asked.assets, asked.typefaces), asked.lost
    flows = content.columns == 1
    with (
        logged() as messages,
        fitted(besides.phrases.hurts, ARTICLES, drift=flows, endings=flows) as problem,
        warnings.catch_warnings(),
    ):
        # WeasyPrint leaves the file of its colour profile to the collector.
        warnings.simplefilter("ignore", ResourceWarning)
        fonts = FontConfiguration()
        sheets = [weasyprint.CSS(string=text, url_fetcher=fetcher, font_config=fonts) for text in asked.sheets]
        for _ in range(SETTINGS):
            known = len(messages)
            document = _laid(drawable(asked.html, lost), fetcher, sheets, fonts)
            if besides.proof is not None:
                # Bars stand in the margin: nothing moves.
                rules, places = bars(document, grid(options).pitch)
                known_now = replace(besides, places=places, start=page_labels(document, content.ids)[1])
                marked = markup(book, theme, printed(book, asked.assets, options, known_now))
                drawn = [weasyprint.CSS(string=rules, url_fetcher=fetcher)] if rules else []
                document = _laid(drawable(marked, lost), fetcher, [*sheets, *drawn], fonts)
            own_links(document)
            short_rules(document)
            hooked(document)
            if options.notes == "page":
                count_anew(document, circled)
            pages, body_start = page_labels(document, content.ids)
            front = covers(document) if content.cover else 0
            if asked.attach is not None:
                document.metadata.attachments = [attachment(book, fetcher, *asked.attach(pages))]
            finish = finisher(body_start, cover=words(book.language)["cover"], covers=front)
            body = document.write_pdf(finisher=finish, pdf_variant="pdf/a-3a")
            document.metadata.attachments = []
            if not (more := undrawn(messages[known:]) - lost):
                break
            lost |= more
        said, files = tuple(messages), {}
        if options.split != "none":
            files = extracts(document, book, body_start, whole_parts=options.split == "part")
    return Set(body, pages, len(document.pages), front, files, problem, tuple(loose_lines(document)), said, lost)


def _laid(html: str, fetcher: Any, sheets: list[Any], fonts: Any) -> Any:
    import weasyprint

    document = weasyprint.HTML(string=html, url_fetcher=fetcher)
    return document.render(font_config=fonts, stylesheets=sheets, pdf_variant="pdf/a-3a")
