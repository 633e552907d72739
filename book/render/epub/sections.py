"""The headings of a file: levels without gaps, and each with what belongs to it in a section, nested as they are.

HTML Living Standard §4.3.11 (headings and outlines).
"""

from __future__ import annotations

from collections.abc import Sequence

from book.classes import replace
from book.model import Block, Blocks, Heading
from book.render.held import graded_levels
from book.render.xhtml import Dialect, blocks_xhtml
from book.walk import each_block, map_blocks


def graded(blocks: Blocks) -> Blocks:
    """The blocks with levels of headings that never skip one going down (`held.graded_levels`)."""
    given = [block.level for block in each_block(blocks) if isinstance(block, Heading)]
    levels = graded_levels(given)
    if levels == given:
        return blocks
    # Headings hold no blocks, so the map meets them in reading order.
    following = iter(levels)

    def level(block: Block) -> Block:
        return replace(block, level=next(following)) if isinstance(block, Heading) else block

    return map_blocks(blocks, level)


def sectioned(blocks: Sequence[Block], dialect: Dialect, *, headed: bool) -> str:
    """Blocks as XHTML, each heading with what belongs to it in a section, those of lower headings within those of higher ones.

    A heading within a quotation or a list makes none. Where the file has no title of its own (`headed`), and its first heading is
    above all others, that is the title of the file, and stands in no section but the file's.
    """
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    first = blocks[0] if blocks else None
    title = (
        first if headed and isinstance(first, Heading) and all(level > first.level for level in levels[1:]) else None
    )
    pieces: list[str] = []
    run: list[Block] = []
    open_levels: list[int] = []
    for block in blocks:
        if isinstance(block, Heading) and block is not title:
            pieces.append(blocks_xhtml(run, dialect))
            run.clear()
            while open_levels and open_levels[-1] >= block.level:
                open_levels.pop()
                pieces.append("</section>\n")
            open_levels.append(block.level)
            pieces.append("<section>\n")
        run.append(block)
    return "".join((*pieces, blocks_xhtml(run, dialect), *("</section>\n" for _ in open_levels)))
