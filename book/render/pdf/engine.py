"""WeasyPrint and what is asked of its inside, by one name, so that it is imported when a book is set by it and not before."""

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from book.render.pdf.extracts import extracts
from book.render.pdf.fetcher import AssetFetcher
from book.render.pdf.laid import count_anew, covers, own_links, page_labels, short_rules
from book.render.pdf.pdfa import finisher
from book.render.weasy.copied import copied
from book.render.weasy.dates import dated
from book.render.weasy.feet import kept_feet
from book.render.weasy.filler import filled_lines
from book.render.weasy.floats import drifting
from book.render.weasy.lattice import on_grid
from book.render.weasy.linear import linear
from book.render.weasy.turned import unbroken

__all__ = [
    "AssetFetcher",
    "FontConfiguration",
    "copied",
    "count_anew",
    "covers",
    "dated",
    "drifting",
    "extracts",
    "filled_lines",
    "finisher",
    "kept_feet",
    "linear",
    "on_grid",
    "own_links",
    "page_labels",
    "short_rules",
    "unbroken",
    "weasyprint",
]
