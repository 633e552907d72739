"""The user's own fonts, tried before a book is set in them: one that is damaged is refused by its name, and costs no book.

A font is read in parts, when they are needed, and by WeasyPrint again; damage shows wherever it lies, or never ends (a count of
four thousand million). So all that the book wants of a font is done once before, in a process that can be ended.
"""

from __future__ import annotations

from collections.abc import Iterable

from book import packaged
from book.fonts.roles import OUTLINES, Typeface
from book.fonts.subset import Face, cut, damage, refusal
from book.messages import Message, message
from book.model import NO_ASSETS, Article, Book, Paragraph, Part, Source, Text
from book.run.pool import Overrun, Pool
from book.settings.limits import LimitsConfig
from book.settings.values import PdfConfig

_SECONDS = 120.0  # a collection of 19 MB (Noto Sans CJK) and 776 characters take two
_MEMORY = 2048  # megabytes: a font may have 256, and there are copies of it on its way through fontTools
_LINE = 200  # characters of a paragraph: a page at a time

_Case = tuple[Face, str, bool]  # the face, the characters, whether it is for print


def refused(face: Face, characters: Iterable[str], *, printed: bool = False) -> Message | None:
    """Why a face cannot be used for these characters, in an EPUB or `printed`; `None` if it can."""
    case = (face, "".join(sorted(characters)), printed)
    with Pool(1, LimitsConfig(seconds=_SECONDS, memory=_MEMORY), None) as pool:
        ended = pool.one(tried, case)
    return message("detail.font-costly") if isinstance(ended, Overrun) else ended


def tried(case: _Case, _tools: None) -> Message | None:
    """The same, in this process."""
    face, characters, printed = case
    if why := refusal(face, OUTLINES) if printed else refusal(face):
        return why
    if not printed:
        made = cut(face, characters)
        return made if isinstance(made, Message) else None
    from book.render.pdf import render_files  # a system that makes only EPUBs need not have what it wants

    lines = (Paragraph((Text(characters[at : at + _LINE]),)) for at in range(0, len(characters), _LINE))
    article = Article("", tuple(lines), Source(""), id="a")
    book = Book("urn:uuid:0", "", "zh-Hans", "2000-01-01T00:00:00Z", (Part("", (article,), "p"),))
    try:
        render_files(book, packaged.theme(), NO_ASSETS, PdfConfig(), typefaces=(Typeface(face, "text"),))
    except damage() as error:
        return message("detail.font-unreadable", error=str(error) or type(error).__name__)
    return None
