"""TeX between its marks in Markdown (`$…$`, `$$…$$`, `\\(…\\)`, `\\[…\\]`), as a plugin for markdown-it-py.

It is read before Markdown can read its strokes and stars. What stands between such marks and is no TeX is left alone.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from book.maths import tex

_MARKS = (("$$", "$$"), ("\\[", "\\]"))  # of a formula over several lines


def tex_marks_plugin(engine: MarkdownIt) -> None:
    """Adds formulas to an engine: each is an element with its TeX in `data-tex`, as the HTML reader knows it."""
    engine.inline.ruler.before("escape", "formula", _in_line)
    engine.block.ruler.before("fence", "formula", _on_lines, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def _in_line(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    found = tex.at(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        _push(state, found)
    state.pos = found.end
    return True


def _on_lines(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A formula that begins a line, and whose end ends one."""
    first = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    marks = next((pair for pair in _MARKS if first.startswith(pair[0])), None)
    if marks is None:
        return False
    rows: list[str] = []
    for line in range(start, end):
        row = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
        if not row:
            return False
        rows.append(row)
        if row.endswith(marks[1]) and (line > start or len(row) > 2 * len(marks[0])):
            break
    else:
        return False
    text = "\n".join(rows)
    found = tex.at(text, 0)
    if found is None or found.end != len(text):
        return False
    if not silent:
        state.push("paragraph_open", "p", 1)
        _push(state, found)
        state.push("paragraph_close", "p", -1)
        state.line = start + len(rows)
    return True


def _push(state: StateInline | StateBlock, found: tex.Found) -> None:
    opened = state.push("formula_open", "span", 1)
    opened.attrs = {"class": "math-display" if found.display else "math-inline", "data-tex": found.tex}
    state.push("formula_close", "span", -1)
