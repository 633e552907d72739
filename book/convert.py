"""Simplified and traditional, over the tree: each line is converted whole and dealt back to its leaves.

Phrases that run across markup are one phrase to the engine (头<b>发</b> → 頭<b>髮</b>). Code, formulas, addresses and ids are
never touched; names of authors and sites stay as they were given. The engine is OpenCC, whichever of its two distributions
is installed; this module holds no dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import accumulate, pairwise

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

_SIMPLIFIED = re.compile(r"zh(?:-hans)?(?:-(?:cn|sg|my))?")

Convert = Callable[[str], str]


def configuration(language: str, target: Script) -> str:
    """OpenCC's configuration from an article's BCP 47 tag to a target; "" where nothing is to be done."""
    tag = language.lower()
    if target == "keep" or tag.split("-")[0] != "zh":
        return ""
    return _CONFIGURATION.get(("hans" if _SIMPLIFIED.fullmatch(tag) else "hant", target), "")


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


def convert_words(config: BookConfig, target: Script) -> BookConfig:
    """The book's own words (title, description, …) in the target script, from whichever script each is in."""
    if target == "keep":
        return config

    def engine(text: str) -> str:
        name = configuration(_language_of(text), target)
        return _engine(name)(text) if name else text

    return replace(
        config, title=engine(config.title), subtitle=engine(config.subtitle), description=engine(config.description),
        rights=engine(config.rights), series=engine(config.series),
    )  # fmt: skip


def _language_of(text: str) -> str:
    """Traditional is what simplifying changes and the other way round does not; all else reads as simplified."""
    traditional = _engine("t2s")(text) != text and _engine("s2t")(text) == text
    return "zh-Hant" if traditional else "zh-Hans"


def convert_line(inlines: Inlines, engine: Convert) -> Inlines:
    """A line with its text converted as one string and dealt back: dropping the markup first gives the same text."""
    pieces = [piece for run in _runs(inlines) for piece in deal(run, engine)]
    return _dealt(inlines, iter(pieces))


def _runs(inlines: Inlines) -> Iterator[list[str]]:
    """The line's leaves of text, a list a run: no phrase runs across code, a formula or the end of a line."""
    run: list[str] = []
    for node in each_inline(inlines):
        match node:
            case Text(text) | Ruby(base=text):
                run.append(text)
            case Code() | Formula() | Break():
                yield run
                run = []
            case _:
                pass
    yield run


def deal(leaves: list[str], engine: Convert) -> list[str]:
    """The leaves' text converted as one and cut into as many pieces; joined, they are what the engine gives.

    A cut is exact where the engine gives the same for both sides apart. Where a phrase runs across it, the cut lies in
    the converted phrase where it lay in the original, rounded to a character.
    """
    if len(leaves) < 2:
        return [engine(leaf) for leaf in leaves]
    text = "".join(leaves)
    whole = engine(text)
    bounds = [0]
    for place in accumulate(map(len, leaves[:-1])):
        bounds.append(max(bounds[-1], _cut(text, whole, place, engine)))
    bounds.append(len(whole))
    return [whole[start:end] for start, end in pairwise(bounds)]


def _cut(text: str, whole: str, position: int, engine: Convert) -> int:
    """Where a position of the text lies in the converted whole."""
    left = engine(text[:position])
    if left + engine(text[position:]) == whole:
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
    return position if len(whole) == len(text) else min(len(left), len(whole))


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
            case Ruby(_, reading):
                piece = next(pieces)
                if piece:
                    out.append(Ruby(piece, reading))
            case Break() | Code() | Formula() | InlineImage() | NoteRef():
                out.append(node)
    return tuple(out)
