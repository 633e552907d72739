"""Where a text may be broken or must hold together, known before its lines are: joints of addresses, the last two characters of a
paragraph, curly quotes that are Latin. Pure; it knows no style.

What is added for print is invisible and never reaches the text layer of a PDF (measured: WeasyPrint drops glyphs that Pango
calls empty).
"""

from __future__ import annotations

from operator import is_
from typing import assert_never

from book.classes import replace
from book.late import expression
from book.model import (
    Break,
    Code,
    Deleted,
    Emphasis,
    Formula,
    Inline,
    InlineImage,
    Inlines,
    Link,
    Lowered,
    NoteRef,
    Raised,
    Ruby,
    Strong,
    Styled,
    Text,
)
from book.text import HAN, has_han
from book.walk import inline_text

_LAST = expression(f"([{HAN}])([”’」』）》〉】〕]*)([{HAN}][。！？…—”’」』）》〉】〕：；，、.!?]*)$")
LONG = expression(r"[!-~]{18,}")
LISTED = expression(r"[!-~]{10,}")
#: No word of any language: of a run without a joint each line was looked for in all that was left (50,000 letters: 36 s).
#: Latin, Greek and Cyrillic alone: others are written without spaces, and Pango knows where they break.
_HELD = r"[!-~\u00a0-\u02af\u0370-\u052f]"
_ENDLESS = 200  # characters
ENDLESS = expression(f"{_HELD}{{{_ENDLESS},}}")
_HELD_RUN = expression(f"{_HELD}*")
_STEP = 20  # characters
_PIECE = expression(rf"(?s).{{{_STEP}}}(?=.)")
BETWEEN = expression(r"(?<=[*/|&])(?=\w)")
JOINT = expression(r"(?<=[/?&=_.\-+#,;])(?=[^/?&=_.\-+%#,;])(?<!\d[.,](?=\d))")
#: Of code besides: behind a bracket or a colon, and where a word of a name begins (readWater|Level).
_CODE_JOINT = expression(rf"{JOINT.pattern}|(?<=[(\[{{:])(?=\w)|(?<=[a-z])(?=[A-Z])")


def keep_last(text: str) -> str:
    """The last two Han characters of a paragraph kept on one line by a word joiner: 孤字不成行."""
    return _LAST.sub(lambda end: "\u2060".join((end[1], *end[2], end[3])), text)


def keep_last_of(line: Inlines) -> Inlines:
    """The same for a line of inlines."""
    if not line:
        return line
    last = line[-1]
    match last:
        case Text(text):
            return (*line[:-1], replace(last, text=keep_last(text)))
        case (
            Strong(children)
            | Emphasis(children)
            | Deleted(children)
            | Styled(children=children)
            | Link(children=children)
        ):
            return (*line[:-1], replace(last, children=keep_last_of(children)))
        case Break() | Raised() | Lowered() | Code() | Formula() | InlineImage() | Ruby() | NoteRef():
            return line
        case _:
            assert_never(last)


def open_joints(text: str) -> str:
    """A long run of ASCII (an address) may break after its joints, a shorter one (a list: A*B*C) between its members, by
    zero-width spaces. What still holds together over 200 characters may break after each twenty."""
    opened = LONG.sub(lambda run: JOINT.sub("\u200b", run[0]), text)
    opened = LISTED.sub(lambda run: BETWEEN.sub("\u200b", run[0]), opened)
    return ENDLESS.sub(lambda run: _PIECE.sub("\\g<0>\u200b", run[0]), opened)


def open_code(text: str) -> str:
    """A long run of code may break after its joints, and within a name where a word of it begins."""
    opened = LONG.sub(lambda run: _CODE_JOINT.sub("\u200b", run[0]), text)
    return ENDLESS.sub(lambda run: _PIECE.sub("\\g<0>\u200b", run[0]), opened)


def open_endless(line: Inlines) -> Inlines:
    """The same for what holds together over many nodes: a thousand formulas, or letters that are bold one by one."""
    return _opened(line, 0)[0]


def _opened(nodes: Inlines, held: int) -> tuple[Inlines, int]:
    """Nodes with breaks between them, and how many characters hold together at their end; `held` do so before them."""
    made: list[Inline] = []
    for node in nodes:
        if isinstance(node, Strong | Emphasis | Deleted | Raised | Lowered | Link):
            children, held = _opened(node.children, held)
            made.append(node if children is node.children else replace(node, children=children))
            continue
        image = node.image if isinstance(node, InlineImage) else None
        text = (image.alt if image and not image.asset else "") or inline_text((node,))
        run = _HELD_RUN.match(text[::-1])
        size = run.end() if run else 0
        if size < len(text):
            held = size
        elif held >= _ENDLESS:
            made.append(Text("\u200b"))
            held = _ENDLESS - _STEP + size  # from here on as often as in a text
        else:
            held += size
        made.append(node)
    return (nodes if len(made) == len(nodes) and all(map(is_, made, nodes)) else tuple(made)), held


def latin_quotes(text: str) -> list[tuple[str, bool]]:
    """Text in pieces, with whether the piece is a curly quote that belongs to Latin (don’t) and must not be an em wide."""
    pieces: list[tuple[str, bool]] = []
    latin_only = not has_han(text)
    start = 0
    for i, char in enumerate(text):
        if char not in "“”‘’":
            continue
        beside = text[i - 1 : i] + text[i + 1 : i + 2]
        inner = char == "’" and len(beside) == 2 and all(c.isascii() and c.isalnum() for c in beside)
        if inner or (latin_only and beside.isascii() and any(c.isalnum() for c in text)):
            pieces += [(text[start:i], False), (char, True)]
            start = i + 1
    pieces.append((text[start:], False))
    return [piece for piece in pieces if piece[0]]
