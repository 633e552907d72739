"""Words replaced by others in the lines of an article, whatever markup runs through them; code and formulas stay."""

from __future__ import annotations

from collections.abc import Iterator

from book.model import Blocks, Inline, Inlines, Text
from book.walk import each_inline, map_lines, splice_inlines

_STOP = "\x00"  # stands for what no words run across: a break, code, a picture


def replaced(blocks: Blocks, old: str, new: str) -> tuple[Blocks, int]:
    """The blocks with some words in the place of others, and how often they stood there.

    Where the words run across markup, the new ones stand where the old ones began.
    """
    count = 0

    def line(inlines: Inlines) -> Inlines:
        nonlocal count
        leaves = [node.text if isinstance(node, Text) else _STOP for node in each_inline(inlines) if _is_leaf(node)]
        found = "".join(leaves).count(old)
        if not found:
            return inlines
        count += found
        dealt = _dealt(leaves, old, new)

        def change(node: Inline) -> Inlines:
            if not _is_leaf(node):
                return (node,) if getattr(node, "children") else ()  # noqa: B009 - a run has them
            text = next(dealt)
            if not isinstance(node, Text):
                return (node,)
            return (Text(text),) if text else ()

        return splice_inlines(inlines, change)

    return map_lines(blocks, line), count


def _is_leaf(node: Inline) -> bool:
    return not hasattr(node, "children")


def _dealt(leaves: list[str], old: str, new: str) -> Iterator[str]:
    """What becomes of each leaf."""
    whole = "".join(leaves)
    starts, at = [], whole.find(old)
    while at >= 0:
        starts.append(at)
        at = whole.find(old, at + len(old))
    begin = 0
    for text in leaves:
        end, pieces, here = begin + len(text), [], begin
        for start in starts:
            if start + len(old) <= here or start >= end:
                continue
            pieces.append(whole[here:start] if start > here else "")
            pieces.append(new if start >= begin else "")
            here = min(end, start + len(old))
        yield "".join([*pieces, whole[here:end]])
        begin = end
