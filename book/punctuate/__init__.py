"""Punctuation: what an editor puts right in the marks of a Chinese text before it is set, each change in a finding.

A line (paragraph, heading, caption, cell, notice, title, alternative text) is mended as one string and dealt back to its
leaves, so that markup makes no difference. Code, formulas, addresses and Latin sentences are not touched; nothing is
reworded. It adds no help for setting: what is stored is the author's text with the marks that the standard asks for
(GB/T 15834—2011 标点符号用法; W3C, Requirements for Chinese Text Layout, "clreq").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import assert_never

from book.classes import replace
from book.findings import Finding, Where
from book.late import expression
from book.messages import message
from book.model import (
    Article,
    Block,
    CodeBlock,
    Divider,
    Figure,
    Heading,
    Image,
    Inline,
    InlineImage,
    Inlines,
    Items,
    Note,
    Notice,
    Paragraph,
    Quote,
    Table,
    Text,
)
from book.punctuate import brackets, characters, marks, quotes, spacing, strokes
from book.punctuate.context import SPACE, Line
from book.punctuate.line import Edit, apply, bounds_of, dealt, moved, pieces
from book.punctuate.record import after, edit_finding
from book.settings.values import TextConfig
from book.walk import each_inline, map_blocks, map_cell, map_inlines

__all__ = ["after", "punctuate", "quote_style"]

#: The switch, a pattern without a match of which the rule has nothing to do, and the rule.
Step = tuple[str, re.Pattern[str], Callable[[Line], list[Edit]]]

_ROUNDS = 3
#: A line that no rule of the first group has anything to do with: Han, full-width marks, letters, digits, no spaces.
_SETTLED = expression("(?:[\u3400-\u9fff，、；：？！“”‘’《》〈〉（）「」『』【】—％0-9A-Za-z%\u3000\n]++|。(?!。。))*+")
_ANYWHERE = frozenset(("characters",))  # in code and in Japanese too

_ANY, _DOTS, _DASHES, _STOPS = map(re.compile, ("", r"\.\.\.|。。。|…|・・・|···", "--|－－", r"\."))
_QUOTES, _BRACKETS, _MARKS, _SPACES = map(re.compile, ("[\"'＂]", "[()]", "[,;:?!]", f"[{SPACE}]"))
_STYLED = expression("[“”‘’「」『』]")


def _steps(config: TextConfig) -> tuple[Step, ...]:
    """The rules that are on, in their order: what makes a Chinese mark comes before what looks for one."""
    steps: list[tuple[bool, Step]] = [
        (config.characters, ("characters", _ANY, characters.characters)),
        (config.letters, ("letters", _ANY, characters.letters)),
        (config.dots, ("dots", _DOTS, strokes.dots)),
        (config.dashes, ("dashes", _DASHES, strokes.dashes)),
        (config.stops, ("stops", _STOPS, strokes.stops)),
        (config.quotes in ("curly", "locale"), ("quotes", _QUOTES, quotes.curly)),
        (config.marks, ("marks", _BRACKETS, brackets.certain)),
        (config.brackets, ("brackets", _BRACKETS, brackets.every)),
        (config.marks, ("marks", _MARKS, marks.marks)),
        (config.spaces, ("spaces", _SPACES, spacing.spaces)),
        (config.latin == "spaced", ("latin", _ANY, spacing.spaced)),
        (config.latin == "tight", ("latin", _SPACES, spacing.tight)),
    ]
    return tuple(step for on, step in steps if on)


def punctuate(article: Article, config: TextConfig) -> tuple[Article, tuple[Finding, ...]]:
    """The article with its punctuation put right as the settings say, and a finding for each kind of change in each line."""
    steps = _steps(config)
    if not steps or article.language.lower().split("-")[0] not in {"zh", "und", ""}:
        return article, ()
    return _Editor(article, steps, _SETTLED if config.latin == "keep" else None).done()


def quote_style(article: Article, config: TextConfig, language: str) -> tuple[Article, tuple[Finding, ...]]:
    """The article with quotation marks as the script of `language` writes them, where the settings ask for that.

    It comes after script conversion: “ ” and 「 」 belong to the script that is printed, not to the one that was read. What was
    not asked for by name (`auto`) is told in one finding, which counts the marks.
    """
    if config.quotes not in ("auto", "locale") or language.lower().split("-")[0] != "zh":
        return article, ()
    marks: list[Edit] = []

    def style(line: Line) -> list[Edit]:
        edits = quotes.style(line, language)
        marks.extend(edits)
        return edits

    made, findings = _Editor(article, (("quotes", _STYLED, style),), None).done()
    if config.quotes == "locale" or not findings:
        return made, findings
    where, detail = Where(article.source.locator), message("detail.quotes", n=len(marks))
    return made, (Finding("text.quotes", where, findings[0].excerpt, "quotes", detail),)


class _Editor:
    """One article under the pen."""

    def __init__(self, article: Article, steps: tuple[Step, ...], settled: re.Pattern[str] | None) -> None:
        self.article, self.steps, self.settled = article, steps, settled
        self.source = article.source.locator
        self.findings: list[Finding] = []

    def done(self) -> tuple[Article, tuple[Finding, ...]]:
        """The article as it became, and what was done; the same article where nothing was."""
        article = self.article
        title, subtitle = self._string(article.title, 0), self._string(article.subtitle, 0)
        blocks = map_blocks(article.blocks, self._block)
        notices = tuple([self._notice(notice) for notice in article.notices])
        if not self.findings:
            return article, ()
        return replace(article, title=title, subtitle=subtitle, blocks=blocks, notices=notices), tuple(self.findings)

    def _notice(self, notice: Notice) -> Notice:
        children = self._line(notice.children, notice.at, False)
        return notice if children is notice.children else replace(notice, children=children)

    def _block(self, block: Block) -> Block:
        """One block with its own lines mended; the blocks in it have been already."""
        at = block.at
        match block:
            case Paragraph(children):
                new = self._line(children, at, True)
                return block if new is children else replace(block, children=new)
            case Heading(children=children):
                new = self._line(children, at, False)
                return block if new is children else replace(block, children=new)
            case Figure(images, caption):
                return replace(
                    block,
                    images=tuple(self._image(image, at) for image in images),
                    caption=self._line(caption, at, False),
                )
            case Table(rows, caption):
                return replace(
                    block,
                    rows=tuple(
                        tuple(map_cell(cell, lambda line: self._line(line, at, False)) for cell in row) for row in rows
                    ),
                    caption=self._line(caption, at, False),
                )
            case Quote() | Items() | Note() | CodeBlock() | Divider():
                return block
            case _:
                assert_never(block)

    def _image(self, image: Image, at: int) -> Image:
        alt = self._string(image.alt, at)
        return image if alt == image.alt else replace(image, alt=alt)

    def _string(self, text: str, at: int) -> str:
        line = self._line((Text(text),), at, False) if text else ()
        return "".join(leaf.text for leaf in line if isinstance(leaf, Text))

    def _line(self, inlines: Inlines, at: int, prose: bool) -> Inlines:
        """A line mended; the very same one where there is nothing to mend."""
        if len(inlines) == 1 and isinstance(inlines[0], Text):
            text = inlines[0].text
            new, _ = self._mended(text, [len(text)], at, prose)
            return inlines if new == text else (Text(new),) if new else ()
        if any(isinstance(node, InlineImage) and node.image.alt for node in each_inline(inlines)):
            inlines = map_inlines(inlines, lambda node: self._alt(node, at))
        leaves = pieces(inlines)
        text = "".join(leaves)
        before = bounds_of(leaves)
        new, bounds = self._mended(text, before, at, prose)
        if new == text and bounds == before:
            return inlines
        return dealt(inlines, (new[start:end] for start, end in zip([0, *bounds], bounds, strict=False)))

    def _alt(self, node: Inline, at: int) -> Inline:
        return InlineImage(self._image(node.image, at)) if isinstance(node, InlineImage) else node

    def _mended(self, text: str, bounds: list[int], at: int, prose: bool) -> tuple[str, list[int]]:
        """The text of a line mended, and where its leaves end then. Rounds go on until one changes nothing."""
        if not text or (self.settled is not None and self.settled.fullmatch(text)):
            return text, bounds
        for _ in range(_ROUNDS):
            changed = False
            line = Line(text, prose)
            for rule, needed, step in self.steps:
                if not needed.search(text):
                    continue
                if rule not in _ANYWHERE and line.foreign:
                    continue
                edits = step(line)
                if edits:
                    self.findings.append(edit_finding(self.source, at, text, rule, edits))
                    text, bounds = apply(text, edits), moved(bounds, edits)
                    line, changed = Line(text, prose), True
            if not changed:
                break
        return text, bounds
