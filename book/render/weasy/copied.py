"""Text of other scripts copies as it is written, over the internals of WeasyPrint 70. It changes no glyph.

WeasyPrint says once a font which characters a glyph stands for: of a cluster of several glyphs (in Devanagari a letter with the
sign before it) the last has all of them and the others none, wherever they stand later. Viewers then put in what they guess, and
take marks above and below for lines (measured: MuPDF, poppler). While `copied()` is open, a letter stands for itself, and each
letter with its marks has its characters as its actual text (ISO 32000-2 §14.9.4), around it alone: of longer spans MuPDF writes
some words twice, and from right to left both turn the letters round.

This is private API: where it looks otherwise, nothing is replaced.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pydyf
from weasyprint.draw import text
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, pango

from book.classes import dataclass
from book.fonts.scripts import is_foreign
from book.late import expression
from book.render.weasy.guard import fits

_TOKEN = expression(r"<([0-9a-f]*)>|[^<]+")  # of a TJ array: glyphs, four digits each, and what moves them
_Known = dict[tuple[Any, str], int | None]


@contextmanager
def copied() -> Iterator[bool]:
    """Clusters of other scripts have their actual text while this is open; gives `fits()`. Afterwards all is as before."""
    stock = getattr(text, "draw_first_line", None)
    if stock is None or not fits() or hasattr(stock, "__wrapped__"):
        yield fits()
        return
    text.draw_first_line = _speaking(stock, {})
    try:
        yield True
    finally:
        text.draw_first_line = stock


@dataclass(slots=True)
class _Cluster:
    """The glyphs of a cluster that are drawn, in the order of drawing, with its characters; `font` is WeasyPrint's."""

    glyphs: list[int]
    text: str
    font: Any
    backwards: bool

    @property
    def is_told(self) -> bool:
        """Whether its glyphs say its text by themselves."""
        return len(self.glyphs) == 1 and self.font.to_unicode.get(self.glyphs[0]) == self.text


def _speaking(stock: Callable[..., Any], known: _Known) -> Callable[..., Any]:
    @wraps(stock)
    def draw_first_line(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> Any:
        if not is_foreign(textbox.text):
            return stock(stream, textbox, text_overflow, block_ellipsis, matrix)
        clusters = list(_clusters(stream, textbox))
        if any(cluster.font.bitmap for cluster in clusters):
            return stock(stream, textbox, text_overflow, block_ellipsis, matrix)
        for cluster in clusters:
            if len(cluster.glyphs) > 1:
                _name(cluster, stream, textbox.style, known)
        left = [(cluster, i) for cluster in clusters for i in range(len(cluster.glyphs))]
        stream.show_text = lambda string: _show(stream, string, left)
        try:
            return stock(stream, textbox, text_overflow, block_ellipsis, matrix)
        finally:
            del stream.show_text

    return draw_first_line


def _clusters(stream: Any, textbox: Any) -> Iterator[_Cluster]:
    """The clusters of a line, as they are drawn."""
    layout = textbox.pango_layout
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    written = layout.text.encode()
    run = line.runs
    while run != ffi.NULL:
        item, string = run.data.item, run.data.glyphs
        font, _ = stream.add_font(item.analysis.font)
        count = string.num_glyphs
        starts = ffi.unpack(string.log_clusters, count) if count else []
        ends = dict(zip(sorted(set(starts)), [*sorted(set(starts))[1:], item.length], strict=True))
        made: dict[int, _Cluster] = {}
        for i, start in enumerate(starts):
            piece = written[item.offset + start : item.offset + ends[start]].decode()
            made.setdefault(start, _Cluster([], piece, font, bool(item.analysis.level % 2)))
            if string.glyphs[i].glyph != pango.PANGO_GLYPH_EMPTY:
                made[start].glyphs.append(string.glyphs[i].glyph)
        yield from _with_marks(made.values())
        run = run.next


def _with_marks(clusters: Iterable[_Cluster]) -> list[_Cluster]:
    """Clusters of one run, each together with the marks above or below it, which poppler takes for lines of their own, and with the
    next letter without any: poppler sees a space behind a mark that is set back."""
    merged: list[_Cluster] = []
    is_open = is_plain = False
    for cluster in clusters:
        is_mark = unicodedata.category(cluster.text[:1] or " ")[0] == "M"
        if merged and not cluster.backwards and (is_mark or is_open):
            last = merged[-1]
            is_plain &= len(cluster.glyphs) < 2
            is_open = is_mark and is_plain
            last.glyphs += cluster.glyphs
            last.text += cluster.text
        else:
            merged.append(cluster)
            is_open, is_plain = False, len(cluster.glyphs) < 2
    return merged


def _name(cluster: _Cluster, stream: Any, style: Any, known: _Known) -> None:
    """Lets a letter of a cluster stand for itself, where the font draws it so when it is alone."""
    for char in cluster.text:
        key = cluster.font.hash, char
        if key not in known:
            layout = line_break.Layout(style)
            layout.set_text(char)
            line, _ = layout.get_first_line()
            alone = line.runs.data
            same = stream.add_font(alone.item.analysis.font)[0] is cluster.font
            known[key] = alone.glyphs.glyphs[0].glyph if same and alone.glyphs.num_glyphs == 1 else None
        glyph = known[key]
        if glyph is not None and glyph in cluster.glyphs:
            cluster.font.to_unicode.setdefault(glyph, char)


def _show(stream: Any, string: str, left: list[tuple[_Cluster, int]]) -> None:
    """Shows glyphs as `show_text` does; `left` are those that are still to come, of each its cluster and its place there."""
    show = type(stream).show_text
    held = ""
    for token in _TOKEN.finditer(string):
        if not token[1]:
            held += token[0]
            continue
        for at in range(0, len(token[1]), 4):
            cluster, place = left.pop(0) if left else (None, 0)
            if cluster and place == 0 and not cluster.is_told:
                if held:
                    show(stream, held)
                held = ""
                stream.begin_marked_content("Span", pydyf.Dictionary({"ActualText": pydyf.String(cluster.text)}))
            held += f"<{token[1][at : at + 4]}>"
            if cluster and place == len(cluster.glyphs) - 1 and not cluster.is_told:
                show(stream, held)
                held = ""
                stream.end_marked_content()
    if held:
        show(stream, held)
