"""The table `[pdf]` of book.toml: the paper, the grid of characters, the parts of the book, and the files beside it."""

from __future__ import annotations

from typing import Literal

from book.classes import dataclass
from book.settings.key import key

PageName = Literal["大32开", "A5", "16开", "B5", "A4", "A4-2", "6x9", "kindle", "phone"]

Paper = Literal["胶版纸60g", "胶版纸70g", "胶版纸80g", "胶版纸100g", "轻型纸60g", "轻型纸70g", "轻型纸80g"]

#: Stocks of Chinese books → mm a leaf. 胶版纸 (双胶纸, offset): what printing houses reckon with, .135 × grams ÷ 100. 轻型纸 (bulky
#: book paper): grams × 1.7 cm³/g ÷ 1000, a usual bulk; it differs with the make from some 1.5 to 2.
LEAVES: dict[Paper, float] = {
    "胶版纸60g": 0.081, "胶版纸70g": 0.0945, "胶版纸80g": 0.108, "胶版纸100g": 0.135,
    "轻型纸60g": 0.102, "轻型纸70g": 0.119, "轻型纸80g": 0.136,
}  # fmt: skip
Design = Literal["plain", "literary", "modern"]
Sheet = Literal["auto", "A4", "B4", "A3", "B3", "A2", "tight"]
_WIDEST = 297  # mm, the longest side of the largest paper


@dataclass(frozen=True, slots=True)
class PdfConfig:
    """The paper, the type, the parts of the printed book, and what comes beside it."""

    engine: Literal["weasyprint", "typst"] = key(
        "weasyprint",
        "What sets the pages. Both make the same book; docs/guide.md says when to take which.",
        values={
            "weasyprint": "by style sheets (CSS)",
            "typst": "by Typst's templates, in less than half the time; needs `pip install 'wenxuan[typst]'`",
        },
    )
    opening: Literal["page", "recto", "run-on"] = key(
        "page",
        "Where an article begins.",
        values={
            "page": "on the next page",
            "recto": "on the next right-hand page",
            "run-on": "below the end of the one before",
        },
    )
    toc_headings: bool = key(True, "Whether the headings inside the articles are listed on the pages of the contents.")
    page: PageName = key(
        "大32开",
        "The paper. Each has a usual size of type, pitch of lines, number of characters to a line, and margins.",
        values={
            "大32开": "140 × 203 mm; 28 characters by 28 lines",
            "A5": "148 × 210 mm; 29 characters by 29 lines",
            "16开": "185 × 260 mm; 38 characters by 36 lines",
            "B5": "176 × 250 mm; 35 characters by 34 lines",
            "A4": "210 × 297 mm; 40 characters by 38 lines",
            "A4-2": "A4 in two columns of 23 characters by 44 lines; notes always stand behind the article",
            "6x9": "6 × 9 inches; 30 characters by 31 lines",
            "kindle": "90 × 122 mm, for a screen: single pages without running heads",
            "phone": "70 × 140 mm, for a screen: single pages without running heads",
        },
    )
    design: Design = key(
        "plain",
        "How the printed book looks: title page, contents, openings of parts and articles, heads of pages, imprint. Paper"
        " and lines are the same in each.",
        values={
            "plain": "sober: titles in 黑体 in the middle",
            "literary": "in the manner of literary houses: 宋体, much white, ornaments, page numbers between dashes",
            "modern": "titles in 黑体 at the left, large numbers, rules, heads at the outer edge",
        },
    )
    size: float = key(
        0.0, "The size of the type in points, 4 to 72; 0 is what is usual for the paper.", least=0, most=72
    )
    leading: float = key(
        0.0,
        "The pitch of the lines in points, from one to four times the size of the type; 0 is what is usual for the paper.",
        least=0,
        most=4 * 72,
    )
    measure: int = key(
        0,
        "The characters of a line (of a column); 0 is as many as are usual for the paper, or as the margins leave room for.",
        least=0,
    )
    indent: int = key(2, "By how many characters the first line of a paragraph is indented.", least=0)
    inner: float = key(
        0.0,
        "The margin at the spine in mm; 0 is what is usual. The text is always whole characters wide and whole lines"
        " high; what is left over goes to the margin that is not given, or to both. Less than 8 points (2.8 mm) is refused.",
        least=0,
        most=_WIDEST,
    )
    outer: float = key(0.0, "The margin at the outer edge in mm, as `inner`.", least=0, most=_WIDEST)
    head: float = key(0.0, "The margin above the text in mm, as `inner`.", least=0, most=_WIDEST)
    foot: float = key(0.0, "The margin below the text in mm, as `inner`.", least=0, most=_WIDEST)
    cover: bool = key(
        False,
        "Whether the cover of the EPUB (`[epub] cover`) is the first page. Files for printing and folding are made without it.",
    )
    half_title: bool = key(False, "Whether a page with nothing but the title stands before the title page.")
    attach: bool = key(
        False,
        "Whether the EPUB lies inside the PDF, as an attached file. It is made for that even if `[output] formats` does not name"
        " it.",
    )
    indexes: bool = key(
        True,
        "Whether authors and sites are listed at the end, with page numbers. A list that would have a single entry is left out.",
    )
    notes: Literal["article", "page", "end"] = key(
        "page",
        "Where notes stand and how they are counted.",
        values={
            "article": "at the foot of the page, [1] [2] … through the article",
            "page": "at the foot of the page, ① ② … on each page",
            "end": "behind the text of the article",
        },
    )
    links: Literal["none", "footnotes", "end", "qr"] = key(
        "none",
        "How the addresses of links are printed. The links can be clicked in any case.",
        values={
            "none": "not at all",
            "footnotes": "at the foot of the page",
            "end": "in a list behind the article",
            "qr": "in a list behind the article, as codes for a telephone",
        },
    )
    css: tuple[str, ...] = key((), "Style sheets of your own, which come after all others.", example='["print.css"]')
    fonts: tuple[str, ...] = key(
        (),
        "Files of fonts of your own, each after what it is for: `text`, `headings`, `quotes`, `code`, or `latin` (letters and"
        " figures in the text and in quotations, which are else those of the Chinese font). One without such a word is for rare"
        " characters that no other font has; `#2` behind a file is the third font of a collection, for they count from 0; two"
        " fonts for one purpose are its weights. What they lack, and what is not named, installed fonts draw.",
        example='["text: song.ttf", "headings: hei.otf", "rare.ttc#2"]',
    )
    press: bool = key(
        False,
        "Beside the book, a file for a printing house (`NAME-press.pdf`): 3 mm of bleed, crop marks, black as pure black ink, an"
        " even number of pages.",
    )
    wrap: bool = key(
        False,
        "Beside the book, a cover for a printing house (`NAME-cover.pdf`): back, spine and front as one sheet, with 3 mm of bleed,"
        " marks for cutting and folding, and letters as outlines (转曲), so that no font is needed. The front is that of"
        ' `[epub] cover` (`"band"` where that is none); the back has `[book] blurb`, the bar code of `isbn`, and `price`.',
    )
    paper: Paper = key(
        "胶版纸70g",
        "What the book is printed on, for the width of its spine: half the number of pages times the thickness of a leaf, and 1 mm"
        " for the board of the cover and the glue (胶装). Houses and makes differ: ask yours, and give `leaf` or `spine`.",
        values={name: f"{thickness:g} mm a leaf" for name, thickness in LEAVES.items()},
    )
    leaf: float = key(
        0.0, "The thickness of a leaf in mm, where it is known; 0 is what is usual for `paper`.", least=0, most=1
    )
    spine: float = key(
        0.0, "The width of the spine in mm, as the printing house gives it; 0: it is reckoned.", least=0, most=120
    )
    binding: Literal["left", "right"] = key(
        "left",
        "On which side of the front the spine of that cover lies.",
        values={
            "left": "for text in lines, as the PDF has it",
            "right": "for a book whose text runs in columns from the right",
        },
    )
    booklet: bool = key(
        False,
        "Beside the book, sheets to print on both sides, fold and staple (`NAME-booklet.pdf`), two pages to a side.",
    )
    creep: float = key(
        0.1,
        "The thickness of a sheet in mm. In `booklet` and `signatures` the inner pages move to the fold by as much as the"
        " sheets around them push them out.",
        least=0,
        most=10,
    )
    signatures: int = key(
        0,
        "Beside the book, sections of so many pages to fold and sew (`NAME-signatures.pdf`); 0 is none.",
        example="16",
        least=0,
        most=128,
        step=4,
    )
    sheet: Sheet = key(
        "auto",
        "The paper on which `booklet` and `signatures` are printed, two pages side by side. The fold is the middle of the"
        " sheet; where the pages are smaller than its halves, marks show where to trim. Proofs (`nup`) are made smaller to"
        " fit A4, or the sheet that is named here.",
        values={
            "auto": "the smallest of those below that holds two pages",
            "A4": "210 × 297 mm, for pages up to A5",
            "B4": "250 × 353 mm, for pages up to B5",
            "A3": "297 × 420 mm, for pages up to A4",
            "B3": "353 × 500 mm",
            "A2": "420 × 594 mm",
            "tight": "two pages and no edge, whatever paper that is",
        },
    )
    nup: Literal[0, 2, 4] = key(
        0,
        "Beside the book, several pages on a sheet for reading proofs (`NAME-2up.pdf`, `NAME-4up.pdf`).",
        values={"0": "none", "2": "two pages on a sheet", "4": "four pages on a sheet"},
    )
    split: Literal["none", "article", "part"] = key(
        "none",
        "Beside the book, a file for each article or part (`NAME-1 TITLE.pdf`), with the page numbers of the book.",
        values={
            "none": "none",
            "article": "one for each article",
            "part": "one for each part; for each article where the book has no parts",
        },
    )
