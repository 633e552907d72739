"""What sites put amid an author's text: lines with their address and praise, words in a sentence, addresses in disguise.

A line is known by the rules with `where = "inside"`, words in a sentence by the pattern `inserted`. They stand anywhere in
prose, so they say nothing of where a text begins or ends, and no walk from the edges would meet them.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from book.classes import replace
from book.clean.ledger import Ledger, with_blocks
from book.clean.table import LINED, Row
from book.late import expression
from book.model import Article, Block, Break, Heading, Inline, Inlines, Paragraph, Text
from book.rules import Asked, RuleSet
from book.text import squeeze
from book.walk import inline_text

RULE = "inserted"
#: Letters that only look like Latin ones: full width, in circles, of the alphabets for mathematics.
_FULL = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
_FANCY = "\u24b6-\u24e9\U0001d400-\U0001d7ff"
_LETTER = f"[a-zA-Z0-9{_FULL}{_FANCY}]"
_DOT = "[.．。·•，,]"
_ADDRESS = expression(
    f"(?<!{_LETTER}){_LETTER}{{1,4}}{_DOT}{_LETTER}{{2,24}}{_DOT}{_LETTER}{{2,4}}(?!{_LETTER})"
    r"(?:[^，。！？,!?\s]{0,16}?(?:最快更新|更新最快|首发更新|首发))?"
)
_DOTTED = expression(f"{_LETTER}{_DOT}{_LETTER}")  # how each address goes on; it is asked first, for prose has none
_PLAIN = expression(r"(?:www|wap|m)[.。·•,，]\w+[.。·•,，](?:com|net|org|cc|cn|la|co|me|tw|info|top|xyz|vip)\b", re.I)
_MIXED = expression(f"[a-zA-Z][{_FULL}]|[{_FULL}][a-zA-Z]|[{_FANCY}]")


def inserted(article: Article, ledger: Ledger) -> Article:
    """Takes what the site inserted; what is left of a paragraph stays."""
    blocks: list[Block] = []
    for row in ledger.rows(article):
        made: Block | None = row.block
        if isinstance(row.block, LINED) and row.ask(_may_hold):
            made = _without(row.block, ledger)
        if made is not None:
            blocks.append(made)
    return with_blocks(article, blocks)


def _may_hold(row: Row) -> bool:
    """Whether a block has something that a site may have inserted; most have not, and are not gone through."""
    if "\n" not in row.words:
        return _holds(row.words, row.asked, row.rules)
    return any(_holds(text, row.rules.asked(text), row.rules) for text in row.words.split("\n"))


def _holds(text: str, asked: Asked, rules: RuleSet) -> bool:
    rule = rules.line_at(asked, "inside")
    if rule is not None and rule.where == "inside":
        return True
    pattern = rules.patterns.get(RULE)
    if pattern is not None and pattern.search(asked.mirror):
        return True
    return _DOTTED.search(text) is not None and _ADDRESS.search(text) is not None


def _without(block: Paragraph | Heading, ledger: Ledger) -> Paragraph | Heading | None:
    """The block without what was inserted; `None` where nothing else is in it."""
    lines: list[Inlines] = [
        tuple(group)
        for is_break, group in groupby(block.children, lambda node: isinstance(node, Break))
        if not is_break
    ]
    kept: list[Inlines] = []
    for line in lines:
        text = squeeze(inline_text(line))
        rule = ledger.rules.line_known(text, where="inside")
        if rule is None or rule.where != "inside" or not ledger.takes(block, rule.name, excerpt=text):
            rest = _cut(line, block, ledger)
            if rest is line or inline_text(rest).strip():
                kept.append(rest)
    children = tuple(node for line in kept for node in (Break(), *line))[1:]
    if lines and not kept:
        return None
    return block if kept == lines else replace(block, children=children)


def _cut(line: Inlines, block: Block, ledger: Ledger) -> Inlines:
    made = tuple(node for one in line for node in _cut_text(one, block, ledger))
    return line if made == line else made


def _cut_text(node: Inline, block: Block, ledger: Ledger) -> Inlines:
    if not isinstance(node, Text):
        return (node,)
    text = node.text
    for start, end in reversed(_spans(text, ledger)):
        if ledger.takes(block, RULE, excerpt=text[start:end].strip()):
            text = text[:start].rstrip() + text[end:].lstrip()
    return (node,) if text == node.text else (Text(text),) if text else ()


def _spans(text: str, ledger: Ledger) -> list[tuple[int, int]]:
    """Where words of the site stand in a text, in order and apart from each other."""
    pattern = ledger.rules.patterns.get(RULE)
    found = [match.span() for match in pattern.finditer(ledger.rules.mirror(text))] if pattern is not None else []
    found += [match.span() for match in _ADDRESS.finditer(text) if _is_disguised(match.group())]
    apart: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart


def _is_disguised(address: str) -> bool:
    """Whether an address is written so that no filter finds it: letters of two kinds in it. All of one width is a habit."""
    return bool(_MIXED.search(address)) and _PLAIN.match(unicodedata.normalize("NFKC", address)) is not None
