"""Lines that a page ran together, though one of them is attribution or furniture, and lines that it tore apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from book.classes import replace
from book.clean.byline import HEAD
from book.clean.ledger import Ledger, with_blocks
from book.clean.table import at_edges
from book.late import expression
from book.messages import message
from book.model import Article, Block, Break, Inline, Inlines, Paragraph
from book.text import squeeze
from book.walk import inline_text

#: A mark that no line of Chinese begins with, where the line above does not end a clause.
_CANNOT_BEGIN = expression(r"^[，、；：](?![）)（(:：DPp])|^。$")
_LATE = 15  # blocks at the end among which lines are parted
_MARKS = frozenset("，、；：。")  # how such a line begins
_ENDS = expression(r"[，。、；：！？,;:!?…～~—”’」』）)】》\]]$")


def torn(article: Article, ledger: Ledger) -> Article:
    """Joins what a page tore apart before a mark that cannot begin a line (…比起来 / ，不但…), in one paragraph or in two."""
    blocks: list[Block] = []
    above: Inlines = ()  # the line of the last block, where it is a paragraph
    parts: list[Inline] = []  # that line and what was joined to it, once something was
    for row in ledger.rows(article):
        block = row.block
        if isinstance(block, Paragraph):
            block = _joined(block, ledger)
            if (
                row.words[:1] in _MARKS
                and _is_torn(parts or above, block.children)
                and _may(block, inline_text(block.children), ledger)
            ):
                parts = parts or list(above)
                parts += block.children
                continue
        _settle(blocks, parts)
        blocks.append(block)
        above, parts = block.children if isinstance(block, Paragraph) else (), []
    _settle(blocks, parts)
    return with_blocks(article, blocks)


def _settle(blocks: list[Block], parts: list[Inline]) -> None:
    """Gives the last block what was joined to it, once: a page may tear ten thousand lines."""
    if blocks and isinstance(last := blocks[-1], Paragraph) and len(parts) > len(last.children):
        blocks[-1] = replace(last, children=tuple(parts))


def _joined(block: Paragraph, ledger: Ledger) -> Paragraph:
    """The paragraph without the breaks that tear a sentence; of several in a row, the last."""
    if len(block.children) < 2:
        return block
    kept: list[Inline] = []
    for is_break, group in groupby(block.children, lambda node: isinstance(node, Break)):
        nodes = tuple(group)
        if not is_break and _is_torn(kept, nodes) and _may(block, inline_text(nodes), ledger):
            kept.pop()
        kept += nodes
    return block if len(kept) == len(block.children) else replace(block, children=tuple(kept))


def _is_torn(above: Sequence[Inline], line: Inlines) -> bool:
    """Whether a line cannot begin as it does: only the last word above it is asked, for it is asked of every line."""
    if not _CANNOT_BEGIN.search(inline_text(line).strip()):
        return False
    before = next((text for node in reversed(above) if (text := inline_text((node,)).rstrip())), "")
    return bool(before) and _ENDS.search(before) is None


def _may(block: Block, text: str, ledger: Ledger) -> bool:
    """Whether the user lets two lines be joined; the ledger notes it."""
    return not ledger.rules.overrides.keeps(text, "torn-line") and ledger.changes(
        "clean.changed", block.at, text, "torn-line", message("detail.torn-line")
    )


def broken_lines(article: Article, ledger: Ledger) -> Article:
    """Parts the lines of a paragraph at the edges where one of them is attribution or furniture; takes nothing."""
    parted: dict[int, list[Block]] = {}
    for index in at_edges(len(article.blocks), HEAD, _LATE):
        block = article.blocks[index]
        if not isinstance(block, Paragraph) or not any(isinstance(node, Break) for node in block.children):
            continue
        lines = [
            tuple(group)
            for is_break, group in groupby(block.children, lambda node: isinstance(node, Break))
            if not is_break
        ]
        texts = [squeeze(inline_text(line)) for line in lines]
        if any(len(text) <= 120 and (ledger.rules.notice(text) or ledger.rules.line(text)) for text in texts):
            parted[index] = [replace(block, children=line) for line in lines]
    if not parted:
        return article
    return with_blocks(article, [new for k, old in enumerate(article.blocks) for new in parted.get(k, (old,))])
