"""How an article is written for print: the hooks of the XHTML writer for stress, lists, tables, notes and addresses. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from book.classes import replace
from book.fonts.scripts import is_foreign, is_right_to_left, language, runs
from book.late import expression
from book.model import Emphasis, Figure, Heading, Image, Items, Link, Note, Ruby, Table
from book.render.breakable import latin_quotes, open_code, open_joints
from book.render.pdf import formulas
from book.render.pdf.grid import Grid
from book.render.pdf.listing import rows
from book.render.pdf.notes import ArticleNotes
from book.render.pdf.tables import columns, head_rows, kind_of
from book.render.xhtml import Dialect, escape, inlines_xhtml
from book.text import HAN, han_count, is_wide
from book.walk import inline_text

_DOTTED = 20  # characters; longer stress is set in another face, for a line of dots under a paragraph is unreadable
_LEVELS = 5  # of headings that look otherwise than those above
_LATIN = 0.64  # em of a letter, with what parts a reading from the next one
_EACH_HAN = expression(f"([{HAN}])")


def print_dialect(
    notes: ArticleNotes,
    image: Callable[[Image], str],
    stands: Callable[[Image], str],
    heading_base: int,
    page: Grid,
    running: Callable[[str], str],
    chapters: int = 0,
) -> Dialect:
    """The dialect of a printed article: `image` and `stands` as `Dialect` has them, `page` for the width of tables,
    `running` for what stands above the pages of a chapter, `chapters` the level of headings that are chapters. HTML has too few
    levels for headings below those of parts and articles; `class` has them, from 1."""

    def attributes(node: Emphasis | Heading | Items | Ruby | Table) -> dict[str, str]:
        match node:
            case Emphasis():
                return {"class": "dotted"} if is_dotted(node) else {}
            case Heading(level, children):
                known = {"class": f"level-{min(_LEVELS, max(1, level - max(0, chapters - 1)))}"}
                return known | ({"data-running": running(inline_text(children))} if level <= chapters else {})
            case Items(_, ordered, start):  # WeasyPrint does not know `start`
                return {"style": f"counter-reset: list-item {start - 1}"} if ordered and start != 1 else {}
            case Ruby(base, reading):
                more = wider(base, reading)
                return {"style": f"padding:0 {more:.2f}em"} if more else {}
            case Table():
                kind = kind_of(node, page)
                return {"class": kind} if kind else {}
            case _:
                assert_never(node)

    def around(node: Heading | Link | Table) -> tuple[str, str]:
        match node:
            case Link():
                return "", notes.address(node)
            case Table() if "turned" in kind_of(node, page):
                return '<div class="turned"><div class="turn">\n', "\n</div></div>"
            case Table() | Heading():
                return "", ""
            case _:
                assert_never(node)

    def within(dialect: Dialect, node: Emphasis | Heading | Table | Figure | Note) -> Dialect:
        if isinstance(node, Emphasis):
            return replace(dialect, text=_dotted_text, verbatim=_dotted) if is_dotted(node) else dialect
        return replace(dialect, note=notes.reference)

    apart = Dialect(
        note=notes.reference,
        aside=notes.aside,
        text=_text,
        verbatim=_code,
        code=rows,
        image=image,
        stands=stands,
        heading_base=heading_base,
        attributes=attributes,
        around=around,
        head_rows=head_rows,
        columns=lambda table: columns(table, page),
        formula=lambda node: formulas.markup(node, page),
        within=within,
    )
    return replace(apart, note=lambda key: notes.call(key, lambda line: inlines_xhtml(line, apart)))


def wider(base: str, reading: str) -> float:
    """By how many em a reading is wider than its base, at each side; the reading is set in half the size."""
    return max(0.0, (_width(reading) / 2 - _width(base)) / 2)


def _width(text: str) -> float:
    """About how wide a text is, in em."""
    return sum(1.0 if is_wide(char) else _LATIN for char in text)


def is_dotted(stress: Emphasis) -> bool:
    """Whether stress is short enough for a dot under each Han character (着重号); the rest is left to the style sheet."""
    return 0 < han_count(inline_text(stress.children)) <= _DOTTED


def _text(text: str, write: Callable[[str], str] = escape) -> str:
    """A run of text as markup. Curly quotes of Latin text are marked, for a Chinese font draws them an em wide; so is what is of
    another script, which has fonts and a direction of its own."""
    if is_foreign(text):
        return "".join(_foreign(piece, script) if script else _text(piece, write) for piece, script in runs(text))
    return "".join(
        f'<span class="latin-quote">{piece}</span>' if latin else write(open_joints(piece))
        for piece, latin in latin_quotes(text)
    )


def scripted(text: str) -> str:
    """A line that is no article's, a title or a name, as markup: what is of another script is marked."""
    return "".join(_foreign(piece, script) if script else escape(piece) for piece, script in runs(text))


def _foreign(text: str, script: str) -> str:
    """A run of another script as markup."""
    way = ' dir="rtl"' if is_right_to_left(script) else ""
    return f'<span class="script {script}" lang="{language(script)}"{way}>{escape(text)}</span>'


def _code(text: str) -> str:
    return escape(open_code(text))


def _dotted_text(text: str) -> str:
    return _text(text, _dotted)


def _dotted(text: str) -> str:
    """A run of text as markup, with a dot under each Han character."""
    pieces = _EACH_HAN.split(text)  # what stands between two of them, and every second one such a character
    return "".join(f'<span class="dot">{piece}</span>' if i % 2 else escape(piece) for i, piece in enumerate(pieces))
