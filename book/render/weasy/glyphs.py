"""The glyphs of a line as Pango has laid it out: advances, where Unicode lets a line end, and gaps that make them wider.

For one line at a time, over the internals of WeasyPrint 70 (`Layout` and its Pango lines); used by `filler`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango


def _runs(line: Any) -> Iterator[tuple[int, int, Any, list[int]]]:
    """The runs of a Pango line: (byte offset, Pango's bidi level, glyphs, byte at which each glyph's cluster begins)."""
    run = line.runs
    while run != ffi.NULL:
        item, string = run.data.item, run.data.glyphs
        count = string.num_glyphs
        clusters = ffi.unpack(string.log_clusters, count) if count else []
        yield item.offset, item.analysis.level, string.glyphs, [*clusters, item.length]
        run = run.next


def is_of_one_font(line: Any) -> bool:
    """Whether all of a Pango line is drawn with one font, so that every piece of it is as high as the whole."""
    run, font = line.runs, ffi.NULL
    while run != ffi.NULL:
        own = run.data.item.analysis.font
        if font not in (ffi.NULL, own):
            return False
        run, font = run.next, own
    return bool(font != ffi.NULL)


def advances(line: Any, text: str, size: float, *, right_to_left: bool = False) -> list[float] | None:
    """The advance of each character in em (a ligature's on its first); `None` where runs of the other direction are among them."""
    by_byte: dict[int, int] = {}
    for offset, level, glyphs, clusters in _runs(line):
        if level % 2 and not right_to_left:
            return None
        for i, cluster in enumerate(clusters[:-1]):
            by_byte[offset + cluster] = by_byte.get(offset + cluster, 0) + glyphs[i].geometry.width
    found, place = [], 0
    for char in text:
        found.append(by_byte.get(place, 0) * FROM_UNITS / size)
        place += _bytes(char)
    return found


def _bytes(char: str) -> int:
    return 1 if char < "\x80" else len(char.encode())


def unicode_breaks(layout: Any, count: int) -> list[bool]:
    """Whether UAX #14 lets a line end before each of the characters, and after the last."""
    attributes = pango.pango_layout_get_log_attrs_readonly(layout.layout, ffi.NULL)
    return [bool(attributes[i].is_line_break) for i in range(count + 1)]


def set_gaps(layout: Any, gaps: list[float], size: float) -> None:
    """Widens the glyphs of a one-line layout by the gap in px after each character.

    The drawing code switches single-paragraph mode on, which would lay the line out anew; so it is switched on here, before.
    It writes the advance as a whole number of thousandths of an em, cut, not rounded: hence whole thousandths, a hair more.
    """
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    line, _ = layout.get_first_line()
    upto, place, total = {0: 0.0}, 0, 0.0
    spaces: dict[int, float] = {}
    for char, gap in zip(layout.text, gaps, strict=False):
        if char == " ":
            spaces[place] = gap
        place += _bytes(char)
        total += gap
        upto[place] = total
    done = 0
    for offset, level, glyphs, clusters in _runs(line):
        backwards = layout.first_line_direction % 2
        if level % 2 or backwards:
            behind = gaps[-1] if gaps and backwards and not offset else 0.0
            _widen_spaces(glyphs, [offset + cluster for cluster in clusters[:-1]], spaces, behind, size)
            done = max(done, round(upto.get(offset + clusters[-1], total) / size * 1000))
            continue
        for i, cluster in enumerate(clusters[:-1]):
            if clusters[i + 1] == cluster:
                continue
            target = upto.get(offset + clusters[i + 1], total)
            step = round(target / size * 1000) - done
            if step:
                done += step
                glyphs[i].geometry.width += round((step + (0.2 if step > 0 else -0.2)) / 1000 * size * TO_UNITS)


def _widen_spaces(glyphs: Any, places: list[int], spaces: dict[int, float], behind: float, size: float) -> None:
    """The same in a run from right to left, whose glyphs stand at these bytes: letters join, so its word spaces alone are widened,
    and by what is `behind` the text its first letter, which is at the right."""
    for i, place in enumerate(places):
        gap = spaces.get(place, 0.0) + (behind if i == len(places) - 1 else 0.0)
        glyphs[i].geometry.width += round(round(gap / size * 1000) / 1000 * size * TO_UNITS)
