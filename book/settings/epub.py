"""The table `[epub]` of book.toml: how the EPUB looks, what it is made for, how large it may be."""

from __future__ import annotations

from typing import Literal

from book.classes import dataclass
from book.settings.key import key
from book.settings.pdf import Design

Index = Literal["authors", "sites"]
Writing = Literal["horizontal", "vertical"]
Device = Literal["generic", "kindle", "apple", "kobo", "koreader", "duokan"]
Look = Literal["song", "hei", "kai"]
Embed = Literal["none", "all", "rare"]


@dataclass(frozen=True, slots=True)
class EpubConfig:
    """How the EPUB looks, what it is made for, and how large it may be."""

    toc_headings: bool = key(True, "Whether the headings inside the articles are listed in the contents.")
    cover: str = key(
        "label",
        'The cover. `"label"` (a thread-bound book), `"band"` (a modern jacket) and `"grid"` (manuscript paper) are drawn from'
        ' title, editor and publisher; any other text is the file of a picture of your own; `"none"` or nothing is no cover.'
        " `[pdf] cover` uses it, too.",
        example='"cover.jpg"',
    )
    theme: Look = key(
        "song",
        "How the EPUB looks.",
        values={
            "song": "titles in 宋体, the text in the face that the reader has chosen",
            "hei": "all in 黑体, on the left edge: modern",
            "kai": "all in 楷体, with wide lines: for letters and essays",
        },
    )
    design: Design = key(
        "plain",
        "How the pages of titles, parts and articles look in the EPUB, over `theme`; those of the PDF are `[pdf] design`,"
        " and the option `--design` names both.",
        values={
            "plain": "as `theme` has it",
            "literary": "宋体, much white, ornaments",
            "modern": "titles at the left, below heavy rules",
        },
    )
    direction: Writing = key(
        "horizontal",
        "In which direction the text runs. A reading system that is named in `reader` and has no vertical text gets it"
        " horizontal, with a warning.",
        values={"horizontal": "in lines", "vertical": "in columns from the right, with 「 」 for quotation marks"},
    )
    reader: Device = key(
        "generic",
        "The reading system for which the EPUB is made. On the command line it is `--for`.",
        values={
            "generic": "suits all of them",
            "kindle": "two levels of contents, no page for the cover; files up to 200 MB",
            "apple": "Apple Books: pictures up to 5.6 million pixels; files up to 2 GB",
            "kobo": "pictures up to 5 MB, files up to 1 GB",
            "koreader": "no vertical text",
            "duokan": "多看: notes that open in place",
        },
    )
    picture_side: int = key(
        1600,
        "The longest side of a picture in pixels. Larger JPEG and PNG pictures are made smaller; moving pictures are left"
        " alone, and the cover may have 2560.",
        least=1,
    )
    picture_budget: int = key(
        0,
        "The most that all pictures together may weigh, in megabytes; 0 is no limit. Pictures are made smaller until they fit,"
        " down to a quarter of `picture_side`; if that is not enough, a warning says so.",
        least=0,
    )
    gif: Literal["keep", "first"] = key(
        "keep", "Moving pictures.", values={"keep": "they stay", "first": "their first frame, as PNG"}
    )
    css: str = key("", "A style sheet of your own, which comes after all others. Empty: none.", example='"mine.css"')
    indexes: tuple[Index, ...] = key(
        ("authors", "sites"),
        "The indexes at the end, in this order; `[]` for none. One that would have a single entry is left out.",
        values={"authors": "the articles of each author", "sites": "the articles of each site or account"},
    )
    turn: bool = key(
        False,
        "Whether each article ends with links to the one before and the next, for reading systems that cannot go there by"
        " themselves.",
    )
    certified_by: str = key(
        "",
        "Who has looked at the EPUB and says that it can be read by all: a person or a house, by name. Empty: nobody, and the"
        " EPUB says that a program alone has looked at it.",
        example='"何渡"',
    )
    conformance: Literal["", "A", "AA", "AAA"] = key(
        "",
        "What that person says of it: the level of WCAG 2.1 to which it conforms by EPUB Accessibility 1.1. It stands in the EPUB"
        " only with `certified_by`, and where the check of the file finds nothing.",
        values={"": "nothing is said", "A": "level A", "AA": "level AA", "AAA": "level AAA"},
    )
    left_out: bool = key(
        False, "Whether the inputs that are not in the book are listed at its end, by title or name of file."
    )
    embed: Embed = key(
        "none",
        "Fonts that go along with the EPUB, cut down to the characters that the book holds.",
        values={
            "none": "none",
            "all": "one for the whole text",
            "rare": "for the rare characters only that reading systems may lack (those that neither GBK nor Big5 has)",
        },
    )
    face: str = key(
        "",
        "The file of a font of your own, for what is embedded. Empty: an installed font is taken. It has no effect while"
        ' `embed` is `"none"`.',
        example='"song.otf"',
    )
    largest: float = key(
        0.0,
        "The most that the EPUB may weigh, in megabytes; 0 is what the `reader` takes. A larger one is made, with a warning,"
        " unless `split` divides it.",
        least=0,
        most=100_000,
    )
    split: bool = key(
        False,
        "Whether an EPUB that is larger than `largest` is divided into volumes, between parts where that can be, else between"
        " articles. A single article that is too large stays whole.",
    )
