"""The end of reading, the same for every form: notes, formulas and links settled, title, language, the numbers of blocks."""

from __future__ import annotations

import contextlib
import unicodedata
from urllib.parse import unquote

from book.classes import replace
from book.findings import Finding, Where
from book.late import expression
from book.maths.tex import may_hold
from book.messages import message
from book.model import (
    Article,
    Blocks,
    Formula,
    Heading,
    Inline,
    Inlines,
    Link,
    Paragraph,
    Raw,
    Text,
)
from book.read import novel, overlong, references, scenes
from book.read.addresses import NOWHERE
from book.read.blocks.formulas import joined, marked
from book.read.survey import Survey
from book.rules import RuleSet
from book.text import han_count, has_han, is_sound, sound, squash, squeeze
from book.walk import block_text, each_inline, each_line, map_lines, splice_inlines

_HASHED = expression(r"[ _-][0-9a-f]{32}$")  # what Notion puts behind the name of a page
_LINE = 200_000  # characters of one block: no prose has them
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())
_FIRST_SAMPLE, _SAMPLE = 200, 2_000  # characters by whose Han a text is known for Chinese
_BLOCKS = 20_000  # blocks of one article that is no novel


def too_long(article: Article, size: int = _LINE) -> list[Finding]:
    """What is told of an article of more blocks than any has, or of a line that is none; `size` are the characters of its file."""
    if size < _BLOCKS:
        return []
    many = len(article.blocks) > _BLOCKS and not article.chapters
    if not many and not any(len(block_text(block)) > _LINE for block in article.blocks):
        return []
    return [Finding("read.limit", Where(article.source.locator), detail=message("detail.long-lines"))]


def _read_name(name: str) -> str:
    """The name of a file as its writer gave it: not percent-encoded (by a program that saves pages), nor taken apart (by macOS)."""
    with contextlib.suppress(UnicodeDecodeError):
        name = unquote(name, errors="strict") if "%" in name else name
    return unicodedata.normalize("NFC", name)


def is_named_markdown(raw: Raw) -> bool:
    """Whether the name of a file says that it is Markdown: a note need not have a single mark."""
    return raw.name.lower().endswith((".md", ".markdown", ".mdown", ".mkd"))


def finished(
    article: Article, raw: Raw, rules: RuleSet, findings: list[Finding], seen: Survey
) -> tuple[Article, Survey]:
    """The article with its title, language and block numbers settled. `seen` is what is known of its blocks; so is what is given
    back."""
    seen = seen.again(resolved(article.blocks, raw.locator, findings, seen))
    seen = seen.again(_noted(seen, raw.locator, rules, findings))
    blocks = seen.blocks
    title = article.title if squash(article.title) else novel.title_of(raw.name) if article.chapters else ""
    if not title:
        first = next((block for block in blocks if isinstance(block, Heading | Paragraph)), None)
        first_line = squeeze(block_text(first)) if first is not None else ""
        stem = _HASHED.sub("", _read_name(raw.name).rsplit(".", 1)[0])
        is_note = is_named_markdown(raw) and has_han(stem)  # called as its file is
        is_title = first_line and len(first_line) <= 60 and first_line[-1] not in "。，；,.;"
        if isinstance(first, Heading) or (is_title and not is_note):
            title = first_line
            blocks = tuple(block for block in blocks if block is not first)
            seen = seen.again(blocks)
        else:
            title = stem or raw.locator
            if not is_note:
                findings.append(Finding("read.no-title", Where(raw.locator), detail=title))
    text = title + seen.text
    if not is_sound(text):
        article, title, blocks, text = sound(article), sound(title), sound(blocks), sound(text)
    script, _ = rules.variants.script(text)
    language = article.language
    if _is_english(text):
        language = "en"
    elif script:
        language = "zh-Hans" if script == "hans" else "zh-Hant"
    article, long = overlong.bounded(replace(article, title=title, blocks=blocks, language=language), raw.locator)
    seen = seen.again(article.blocks)
    seen = seen.again(scenes.parted(seen)).numbered()
    blocks, breaks = scenes.dividers(seen, raw.locator, rules)
    findings += (*long, *breaks)
    return article if blocks is article.blocks else replace(article, blocks=blocks), seen.again(blocks)


def resolved(blocks: Blocks, locator: str, findings: list[Finding], seen: Survey | None = None) -> Blocks:
    """The blocks with formulas as such and without links that lead nowhere; what could not be read goes to the findings."""
    seen = seen or Survey.of(blocks)
    if not seen.kinds & {Formula, Link} and not any(map(may_hold, seen.texts)):
        return blocks
    made = joined(map_lines(blocks, lambda line: splice_inlines(line, _followed)))
    findings += _unread_formulas(made, locator)
    return made


def _noted(seen: Survey, locator: str, rules: RuleSet, findings: list[Finding]) -> Blocks:
    """The blocks with the references that the text calls as its notes, and no heading over nothing but notes."""
    overrides, where, blocks = rules.overrides, Where(locator), seen.blocks
    if "references" in overrides.off:
        return blocks
    headed = any(references.is_head(block, rules, text) for block, text in zip(blocks, seen.texts, strict=True))
    for step in (references.linked, references.headless) if headed else (references.headless,):
        made, gone = step(blocks, rules)
        said = [block_text(block).strip() for block in gone]
        word = next((word for text in said if text and (word := overrides.keeps(text, "references"))), None)
        if word is not None:
            findings.append(Finding("clean.kept", where, "\n".join(said), "references", word.written))
            return blocks
        findings += [Finding("clean.removed", where, text, "references") for text in said if text]
        blocks = made
    return blocks


def _is_english(text: str) -> bool:
    """Whether all letters but a few (naïve, Brontë) are plain Latin ones; marks may be the curly ones of a typist."""
    if any(han_count(text[:size]) > 0.02 * len(text) for size in (_FIRST_SAMPLE, _SAMPLE)):
        return False  # so most texts are known without a look at each character
    plain = len(text.encode("ascii", "ignore").translate(None, _NO_LETTERS))
    if han_count(text[:_SAMPLE]) > 0.02 * plain:
        return False
    return 0 < sum(map(str.isalpha, text)) <= plain * 1.02


def _followed(node: Inline) -> Inlines:
    """A link, or only its words where it leads nowhere; a text with the formulas that are in it."""
    if isinstance(node, Text):
        return marked(node)
    return node.children if isinstance(node, Link) and node.href == NOWHERE else (node,)


def _unread_formulas(blocks: Blocks, locator: str) -> list[Finding]:
    """What is told of formulas that stand as code, since their TeX could not be read."""
    nodes = (node for line in each_line(blocks) for node in each_inline(line))
    unread = [node.tex for node in nodes if isinstance(node, Formula) and not node.mathml]
    count = message("detail.formulas", n=len(unread))
    return [Finding("read.formula", Where(locator), "\n".join(unread), detail=count)] if unread else []
