"""Vertical setting (直排): quotes as corner brackets, short numbers upright. Of looks only: the book itself keeps its marks.

W3C "Requirements for Chinese Text Layout" §2.2 (numbers in vertical text), §3.1.1 (quotation marks); CSS Writing Modes 3 §9.1.
"""

from __future__ import annotations

from book.classes import replace
from book.late import expression
from book.messages.printed import Words
from book.model import Article, Book, Inlines, Text
from book.render.links import breakable
from book.render.xhtml import escape, storable
from book.text import HAN
from book.walk import each_inline, map_inlines, map_lines

_CORNERS = str.maketrans("“”‘", "「」『")
#: A closing single quote; between Latin letters or digits it is an apostrophe.
_SINGLE = expression(r"(?<![A-Za-z0-9])’|’(?![A-Za-z])")
#: A number of one or two digits that stands alone, or the year before 年; a date of dashes or a decimal lies as it is.
_NUMBER = expression(
    r"(?<![A-Za-z0-9.,:/%+\-~#=?_^$@{}|\\])(?:(\d{1,2})(?![A-Za-z0-9.,:/%+\-~=_^${}|\\])|(\d{3,4})(?= ?年))"
)
#: Straight quotes around Han: they have no form for a line that runs downwards.
_STRAIGHT = expression(f'(?<![0-9])"(?! )([^"]*[{HAN}][^"]*)(?<! )"')


def turned(book: Book) -> Book:
    """The book with its quotes as they stand in vertical text; what is in another language than Chinese is left alone."""
    book = book.mapped(turned_article)
    parts = tuple(replace(part, title=corners(part.title)) for part in book.parts)
    return replace(
        book, parts=parts, title=corners(book.title), subtitle=corners(book.subtitle), rights=corners(book.rights)
    )


def turned_words(words: Words) -> Words:
    """Our own words, with their quotes."""
    return {key: corners(text) for key, text in words.items()}


def corners(text: str) -> str:
    """“ ” ‘ ’ as 「 」 『 』, and straight quotes in pairs too."""
    if not _odd(text):
        text = _STRAIGHT.sub(r"「\1」", text)
    return _curly(text)


def _odd(text: str) -> bool:
    return text.count('"') % 2 == 1


def _curly(text: str) -> str:
    return _SINGLE.sub("』", text.translate(_CORNERS))


def turned_article(article: Article) -> Article:
    """An article with its quotes turned, if it is Chinese."""
    if not article.language.startswith("zh"):
        return article
    notices = tuple(replace(notice, children=_line(notice.children)) for notice in article.notices)
    return replace(
        article, title=corners(article.title), subtitle=corners(article.subtitle), account=corners(article.account),
        blocks=map_lines(article.blocks, _line),
        notices=notices
    )  # fmt: skip


def _line(line: Inlines) -> Inlines:
    """A line with its quotes turned. Straight ones only where no pair is dealt out to several leaves."""
    alone = not any(_odd(node.text) for node in each_inline(line) if isinstance(node, Text))
    turn = corners if alone else _curly
    return map_inlines(line, lambda node: Text(turn(node.text)) if isinstance(node, Text) else node)


def standing(text: str) -> str:
    """A run of text as markup: short numbers upright in one square (縦中横), years digit by digit; addresses lie."""
    return breakable(text, _upright)


def _upright(text: str) -> str:
    pieces, end = [], 0
    text = storable(text)
    for found in _NUMBER.finditer(text):
        number = f'<span class="tcy">{found[1]}</span>' if found[1] else f'<span class="up">{found[2]}</span>'
        pieces += [escape(text[end : found.start()]), number]
        end = found.end()
    return "".join((*pieces, escape(text[end:])))
