"""Simplified and traditional, over the tree: each line is converted whole and dealt back to its leaves.

Phrases that run across markup are one phrase to the engine (头<b>发</b> → 頭<b>髮</b>). Code, formulas, addresses and ids are
never touched; names of authors and sites stay as they were given. The engine is OpenCC, whichever of its two distributions
is installed; this module holds no dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise

import opencc

from book.config import LANGUAGE_OF_SCRIPT, BookConfig, Script
from book.model import (
    Article,
    Break,
    Code,
    Deleted,
    Emphasis,
    Formula,
    Image,
    Inline,
    InlineImage,
    Inlines,
    Link,
    Lowered,
    NoteRef,
    Raised,
    Ruby,
    Strong,
    Text,
)
from book.walk import each_inline, map_images, map_lines

#: OpenCC's configuration for (script of the source, target). Absent: the text is in the target already.
_CONFIGURATION: dict[tuple[str, str], str] = {
    ("hans", "hant"): "s2t", ("hans", "tw"): "s2tw", ("hans", "twp"): "s2twp", ("hans", "hk"): "s2hk",
    ("hant", "hans"): "t2s", ("hant", "tw"): "t2tw", ("hant", "twp"): "t2tw", ("hant", "hk"): "t2hk",
}  # fmt: skip

Convert = Callable[[str], str]


def configuration(language: str, target: Script) -> str:
    """OpenCC's configuration from an article's BCP 47 tag to a target; "" where nothing is to be done."""
    if target == "keep" or not language.startswith("zh"):
        return ""
    return _CONFIGURATION.get(("hans" if language in ("zh", "zh-Hans", "zh-CN", "zh-SG") else "hant", target), "")


@cache
def _engine(name: str) -> Convert:
    # The official engine wants no suffix either; both distributions know the bare name.
    convert: Convert = opencc.OpenCC(name).convert
    return convert


def convert(article: Article, target: Script) -> Article:
    """The article in the target script; the same one where it is in it already."""
    name = configuration(article.language, target)
    if not name:
        return article
    engine = _engine(name)

    def image(picture: Image) -> Image:
        return replace(picture, alt=engine(picture.alt)) if picture.alt else picture

    def line(inlines: Inlines) -> Inlines:
        return convert_line(inlines, engine)

    return replace(
        article,
        title=engine(article.title),
        blocks=map_images(map_lines(article.blocks, line), image),
        notices=tuple(replace(notice, children=line(notice.children)) for notice in article.notices),
        language=LANGUAGE_OF_SCRIPT[target],
    )


def convert_words(config: BookConfig, language: str, target: Script) -> BookConfig:
    """The book's own words (title, description, …) in the target script."""
    name = configuration(language, target)
    if not name:
        return config
    engine = _engine(name)
    return replace(
        config, title=engine(config.title), subtitle=engine(config.subtitle), description=engine(config.description),
        rights=engine(config.rights), series=engine(config.series),
    )  # fmt: skip


def convert_line(inlines: Inlines, engine: Convert) -> Inlines:
    """A line with its text converted as one string and dealt back: dropping the markup first gives the same text."""
    leaves = [node.text for node in each_inline(inlines) if isinstance(node, Text)]
    if not leaves:
        return inlines
    if len(leaves) == 1:
        pieces: Iterator[str] = iter((engine(leaves[0]),))
    else:
        pieces = iter(deal("".join(_runs(inlines)), _lengths(inlines), engine))
    return _dealt(inlines, pieces)


def _runs(inlines: Inlines) -> list[str]:
    """The line's text, with U+FFFC for what is never converted: no phrase runs across code or a formula."""
    return [
        node.text if isinstance(node, Text) else "\ufffc"
        for node in each_inline(inlines)
        if isinstance(node, Text | Code | Formula | Break)
    ]


def _lengths(inlines: Inlines) -> list[tuple[int, bool]]:
    """(length, is text) of every run of `_runs`."""
    return [
        (len(node.text), True) if isinstance(node, Text) else (1, False)
        for node in each_inline(inlines)
        if isinstance(node, Text | Code | Formula | Break)
    ]


def deal(text: str, lengths: list[tuple[int, bool]], engine: Convert) -> list[str]:
    """The converted text cut into as many pieces as there are text runs; joined, they are what the engine gives.

    A cut is exact where the engine gives the same for both sides apart. Where a phrase runs across it, the cut lies in
    the converted phrase where it lay in the original, rounded to a character.
    """
    whole = engine(text)
    cuts: list[int] = []
    position = 0
    for size, _ in lengths[:-1]:
        position += size
        cuts.append(_cut(text, whole, position, engine))
    cuts = [max(cut, *cuts[:index], 0) if index else cut for index, cut in enumerate(cuts)]
    bounds = [0, *cuts, len(whole)]
    pieces = [whole[start:end] for start, end in pairwise(bounds)]
    return [piece for piece, (_, is_text) in zip(pieces, lengths, strict=True) if is_text]


def _cut(text: str, whole: str, position: int, engine: Convert) -> int:
    """Where a position of the text lies in the converted whole."""
    left = engine(text[:position])
    if len(whole) == len(text):
        return position
    if (
        whole.startswith(left)
        and whole.endswith(engine(text[position:]))
        and len(left) + len(engine(text[position:])) == len(whole)
    ):
        return len(left)
    for reach in range(1, 12):  # OpenCC's longest phrases; beyond it the sides are independent
        for start in range(max(0, position - reach), position):
            end = min(len(text), start + reach + 1)
            if end <= position:
                continue
            head, middle = engine(text[:start]), engine(text[start:end])
            if head + middle + engine(text[end:]) == whole:
                inside = round((position - start) * len(middle) / (end - start))
                return len(head) + inside
    return min(len(left), len(whole))


def _dealt(inlines: Inlines, pieces: Iterator[str]) -> Inlines:
    out: list[Inline] = []
    for node in inlines:
        match node:
            case Text():
                piece = next(pieces)
                if piece:
                    out.append(Text(piece))
            case Strong(children):
                out.append(Strong(_dealt(children, pieces)))
            case Emphasis(children):
                out.append(Emphasis(_dealt(children, pieces)))
            case Deleted(children):
                out.append(Deleted(_dealt(children, pieces)))
            case Raised(children):
                out.append(Raised(_dealt(children, pieces)))
            case Lowered(children):
                out.append(Lowered(_dealt(children, pieces)))
            case Link(href, children):
                out.append(Link(href, _dealt(children, pieces)))
            case Ruby() | Break() | Code() | Formula() | InlineImage() | NoteRef():
                out.append(node)
    return tuple(out)
