"""Code in print: each line a block that hangs where it turns over, and where a page may end in it. Pure.

A page ends at an empty line where one is near: code that stands together in five lines or fewer is not parted, of more than that
two lines stay together at its ends. Eight lines in all are never parted. An empty line stays with what is before it.
"""

from __future__ import annotations

from book.render.xhtml import escape

_WHOLE, _TOGETHER = 8, 5  # lines
_HANG, _MOST = (
    4,
    24,
)  # characters of half an em: by how much turned lines hang, and how far at most with their own indent
_TAB = 8


def rows(text: str) -> str:
    """The lines of code as markup: `keep` is one before which no page ends."""
    lines = text.expandtabs(_TAB).rstrip("\n").split("\n")
    return "".join(
        f'<span class="row{" keep" if kept else ""}" style="{_hanging(line)}">{escape(line)}</span>'
        for line, kept in zip(lines, _kept(lines), strict=True)
    )


def _hanging(line: str) -> str:
    by = min(len(line) - len(line.lstrip(" ")) + _HANG, _MOST)
    return f"padding-left:{by}ch;text-indent:-{by}ch"


def _kept(lines: list[str]) -> list[bool]:
    """Before which lines no page may end."""
    kept = [True] * len(lines)
    kept[0] = False
    if len(lines) <= _WHOLE:
        return kept
    start = 0
    while start < len(lines):
        stop = start
        while stop < len(lines) and lines[stop].strip():
            stop += 1
        after = stop
        while after < len(lines) and not lines[after].strip():
            after += 1
        kept[start] = start == 0 and stop == 0
        if stop - start > _TOGETHER:
            kept[start + 2 : stop - 1] = [False] * (stop - start - 3)
        start = after
    kept[0] = False
    return kept
