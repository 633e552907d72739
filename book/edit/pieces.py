"""A Markdown text cut into its blocks, and what it takes to read one alone: the notes that it calls stand elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping

from book.classes import replace
from book.late import expression
from book.model import Block, Blocks, Inline, Note, NoteRef, Paragraph
from book.walk import block_text, map_inlines, map_lines

_OPENING = expression(r"[ \t]*+(?:>[ \t]*+)?+(`{3,}|~{3,})")
_CALLED = expression(r"\[\^([^\[\]\s]{1,1000}+)\]")
_DEFINED = expression(r"^\[\^([^\]\s]+)\]:", re.M)
_STUB = "wenxuannote"


def pieces(text: str) -> list[str]:
    """A Markdown text cut at its blank lines, but for those inside of code, and before lines that are set in: a block a piece."""
    made: list[str] = []
    rows: list[str] = []
    fence, blanks = "", 0
    for row in map(str.rstrip, text.replace("\r\n", "\n").split("\n")):
        if not row and not fence:
            blanks += 1
            continue
        if blanks and rows and not row.startswith("  "):
            made.append("\n".join(rows))
            rows = []
        rows += [""] * (blanks if rows else 0)
        rows.append(row)
        blanks = 0
        if fence:
            fence = "" if row.strip().startswith(fence) and not row.strip().strip(fence[0]) else fence
        elif mark := _OPENING.match(row):
            fence = mark[1]
    return [*made, "\n".join(rows)] if rows else made


def with_stubs(text: str, keys: Mapping[str, str]) -> str:
    """A Markdown text that can be read alone: notes of the article that it calls are there, and each label is led to, behind it.

    A reader gives notes keys of its own; the lines behind the text tell which label each has (`without_stubs`). `keys`:
    label → key.
    """
    defined = set(_DEFINED.findall(text))
    labels = [label for label in dict.fromkeys(_CALLED.findall(text)) if label in defined or label in keys]
    stubs = [f"[^{label}]: {_STUB}" for label in labels if label not in defined]
    return "\n\n".join([text, *(f"{_STUB}{label}[^{label}]" for label in labels), *stubs]) if labels else text


def without_stubs(blocks: Blocks, keys: Mapping[str, str], prefix: str) -> Blocks:
    """What was read of a text with stubs, without them: its notes under the keys of the article, new ones with a prefix."""
    names: dict[str, str] = {}
    kept: list[Block] = []
    for block in blocks:
        text = block_text(block)
        if isinstance(block, Paragraph) and text.startswith(_STUB):
            label = text.removeprefix(_STUB)
            refs = [node.key for node in block.children if isinstance(node, NoteRef)]
            names |= dict.fromkeys(refs, keys.get(label, prefix + label))
        else:
            kept.append(block)

    def renamed(node: Inline) -> Inline:
        return NoteRef(names.get(node.key, node.key)) if isinstance(node, NoteRef) else node

    return tuple(
        replace(block, key=names.get(block.key, block.key)) if isinstance(block, Note) else block
        for block in map_lines(tuple(kept), lambda line: map_inlines(line, renamed))
        if not (isinstance(block, Note) and block_text(block).strip() == _STUB)
    )
