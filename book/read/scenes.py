"""Breaks between scenes: a line of nothing but ornaments that stands within the text is a divider, not furniture.

The same line at the head or the tail of a page is furniture, and `clean` knows it as such; so only those count here that have
sentences of the author before and behind them.
"""

from __future__ import annotations

from itertools import groupby

from book.findings import Finding, Where
from book.model import Block, Blocks, Break, Divider, Heading, Inlines, Items, Paragraph, Quote
from book.read.survey import Survey
from book.rules import RuleSet
from book.text import SENTENCE_END, squeeze
from book.walk import block_text, inline_text

RULE = "scene-break"
#: Ornaments of which one alone is enough. Arrows and triangles are none: pages point with them at pictures and buttons.
_ONE = frozenset("*＊⁎∗⁂★☆✦✧✩✪✫✬✯❖※◇◆♢♦❀✿❁")
#: What it takes three of, with the others or alone; two dashes are a pause, and dots are silence in speech.
_THREE = frozenset("-－–—―─━=＝_＿~～#＃+＋○●◎◯□■·•・§")
_LONGEST = 120  # characters
_BRACKETS = ("「」", "『』", "[]", "【】", "()", "（）")
_FIRST = _ONE | _THREE | {pair[0] for pair in _BRACKETS}  # by which nearly every line is known for none at once


def is_mark(line: str) -> bool:
    """Whether a line is nothing but ornaments that part scenes."""
    if len(line) > _LONGEST or line.lstrip()[:1] not in _FIRST:
        return False
    marks = "".join(line.split())
    if len(marks) > 2 and marks[0] + marks[-1] in _BRACKETS:
        marks = marks[1:-1]
    signs = set(marks)
    return bool(signs) and (signs <= _ONE or (len(marks) >= 3 and signs <= _ONE | _THREE))


def parted(seen: Survey) -> Blocks:
    """The blocks with a line of ornaments within a paragraph as a paragraph of its own."""
    return tuple(part for block in seen.blocks for part in _parted(block)) if Break in seen.kinds else seen.blocks


def _parted(block: Block) -> list[Block]:
    if not isinstance(block, Paragraph) or not any(isinstance(node, Break) for node in block.children):
        return [block]
    grouped = groupby(block.children, lambda node: isinstance(node, Break))
    lines: list[Inlines] = [tuple(group) for is_break, group in grouped if not is_break]
    if not any(is_mark(inline_text(line)) for line in lines):
        return [block]
    made: list[Block] = []
    for alone, run in groupby(lines, lambda line: is_mark(inline_text(line))):
        rows = list(run)
        if alone:
            made.extend(Paragraph(row) for row in rows)
        else:
            made.append(Paragraph(tuple(node for row in rows for node in (Break(), *row))[1:]))
    return made


def dividers(seen: Survey, source: str, rules: RuleSet) -> tuple[Blocks, list[Finding]]:
    """The blocks with each break between scenes as a divider, and what was changed."""
    blocks = seen.blocks
    marks = [k for k, text in enumerate(seen.texts) if is_mark(text) and isinstance(blocks[k], Paragraph)]
    if not marks or RULE in rules.overrides.off:
        return blocks, []
    sentences = [k for k, block in enumerate(blocks) if _is_sentence(block, rules)]
    made = list(blocks)
    findings = []
    for k in marks:
        text = squeeze(block_text(blocks[k]))
        within = bool(sentences) and sentences[0] < k < sentences[-1]
        if within and _is_text(blocks[k - 1], rules) and _is_text(blocks[k + 1], rules):
            if word := rules.overrides.keeps(text, RULE):
                findings.append(Finding("clean.kept", Where(source, blocks[k].at), text, RULE, word.written))
                continue
            made[k] = Divider(at=blocks[k].at)
            findings.append(Finding("clean.changed", Where(source, blocks[k].at), text, RULE))
    return tuple(made), findings


def _is_sentence(block: Block, rules: RuleSet) -> bool:
    text = block_text(block) if isinstance(block, Paragraph | Quote) else ""
    return bool(SENTENCE_END.search(text.rstrip())) and not is_mark(text) and _is_text(block, rules)


def _is_text(block: Block, rules: RuleSet) -> bool:
    """Whether a block beside a mark can be the author's: no furniture, no attribution."""
    if not isinstance(block, Paragraph | Heading | Quote | Items):
        return True
    text = squeeze(block_text(block))
    return is_mark(text) or (rules.line(text) is None and rules.notice(text) is None)
