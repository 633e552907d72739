"""One article, and the book's own words, in the target script."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from book.convert.detect import Detected, Evidence, detect, is_foreign
from book.convert.engine import Way, way
from book.convert.line import Piece, convert_line
from book.convert.review import Review, Watch
from book.convert.spans import Span, Words, outside, parse_replace
from book.findings import Finding, Where
from book.messages import Message, message
from book.model import (
    Article,
    Block,
    Break,
    Code,
    CodeBlock,
    Deleted,
    Divider,
    Emphasis,
    Figure,
    Formula,
    Heading,
    Image,
    InlineImage,
    Inlines,
    Items,
    Link,
    Lowered,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Raised,
    Ruby,
    Strong,
    Styled,
    Table,
    Text,
)
from book.settings.values import LANGUAGE_OF_SCRIPT, BookConfig, ConvertConfig, Script
from book.walk import each_line, map_block_lines

_SENTENCES = re.compile(r"[^。！？!?；;]*[。！？!?；;]+[”’」』）]*|[^。！？!?；;]+")


@dataclass(frozen=True, slots=True)
class Tables:
    """The packaged tables: evidence for scripts, and what is reviewed after conversion."""

    evidence: Evidence = field(default_factory=Evidence)
    watch: Watch = field(default_factory=Watch)

    @classmethod
    def of(cls, files: Mapping[str, str]) -> Tables:
        """From the rule files, name → text."""
        scripts, regions, review = (files[f"variants/{name}.tsv"] for name in ("scripts", "regions", "review"))
        return cls(Evidence.parse(scripts, regions), Watch.parse(review))


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a book is converted: the target, the words that are the user's or the authors', and the tables."""

    script: Script = "keep"
    words: Words = field(default_factory=Words)
    tables: Tables = field(default_factory=Tables)


def plan(settings: ConvertConfig, tables: Tables, protect: Iterable[str] = (), names: Iterable[str] = ()) -> Conversion:
    """The conversion that the settings ask for. `protect` are the words to keep, files read; `names` those of the book's
    authors, accounts and sites. Raises `ConfigError` for a phrase that cannot be read.
    """
    replaced = parse_replace(settings.replace, settings.script)
    return Conversion(settings.script, Words.of((*names, *protect), replaced), tables)


def plain(article: Article) -> str:
    """What of an article is converted, a line a row: where a phrase can be found."""
    return "\n".join(_prose(line) for line in _lines(article))


def convert(article: Article, how: Conversion) -> tuple[Article, tuple[Finding, ...]]:
    """The article in the target script, and what was found on the way. Nothing is done to another language, or for `keep`."""
    if how.script == "keep":
        return article, ()
    lines = [_prose(line) for line in _lines(article)]
    if is_foreign("\n".join(lines), article.language):
        return article, ()
    seen = detect([how.words.without(line) for line in lines], how.tables.evidence, article.language, how.script)
    converter = _Converter(how, seen, article.source.locator)
    detection = Finding("convert.detected", Where(article.source.locator), detail=converter.script_detail())
    language = LANGUAGE_OF_SCRIPT[how.script]
    if not converter.has_work():
        return (article if article.language == language else replace(article, language=language)), (detection,)
    made = replace(
        article,
        title=converter.text(article.title),
        blocks=tuple(converter.block(block) for block in article.blocks),
        notices=tuple(
            replace(notice, children=converter.line(notice.children, notice.at)) for notice in article.notices
        ),
        language=language,
    )
    return made, (detection, *converter.review.findings())


def convert_words(config: BookConfig, how: Conversion) -> BookConfig:
    """The book's own words (title, description, …) in the target script, from whichever script each is in.

    Editor, author and publisher are names, and stay as they were given.
    """
    if how.script == "keep":
        return config

    def converted(text: str) -> str:
        # A word or two may hold no evidence (皇后); it is taken for simplified, as a change would be right there.
        seen = detect([text], how.tables.evidence, "zh-Hans", how.script)
        return _Converter(how, seen, "").text(text) if text and seen.script else text

    return replace(
        config, title=converted(config.title), subtitle=converted(config.subtitle), description=converted(config.description),
        rights=converted(config.rights), series=converted(config.series),
        price=converted(config.price), blurb=converted(config.blurb),
    )  # fmt: skip


class _Converter:
    """Converts the texts of one article, and keeps the review list."""

    def __init__(self, how: Conversion, seen: Detected, source: str) -> None:
        self.how, self.seen = how, seen
        self.main = way(seen.main, how.script)
        self.other = way(seen.other, how.script) if seen.other else None
        self.review = Review(how.tables.watch, how.script, source)

    def has_work(self) -> bool:
        """Whether anything can change: the article is not in the target, or the user has phrases of his own."""
        return self.main is not None or self.other is not None or self.how.words.replaces

    def script_detail(self) -> Message:
        """The article's script and its conversion, for the report."""
        match [found.name for found in (self.main, self.other) if found is not None]:
            case [one, other]:
                deed = message("detail.converted-by-two", one=one, other=other)
            case [one]:
                deed = message("detail.converted-by", one=one)
            case _:
                deed = message("detail.unconverted")
        script = message(f"script.{self.seen.script}")
        return message("detail.script", script=script, share=self.seen.confidence, deed=deed)

    def pieces(self, text: str) -> list[Piece]:
        """The text in pieces: what is kept or replaced, and between them what the engine converts as one string."""
        pieces: list[Piece] = []
        done = 0
        spans = self.how.words.spans(text)
        ways = self._line_way(text, spans)
        for start, end, result in spans:
            pieces += self._stretch(text[done:start], ways)
            pieces.append(Piece(text[start:end], result))
            done = end
        pieces += self._stretch(text[done:], ways)
        return pieces

    def _line_way(self, text: str, spans: Sequence[Span]) -> tuple[Way | None, bool]:
        """The way for a line, and whether its sentences are to be looked at one by one."""
        if not self.seen.other:
            return self.main, False
        return self._way_of(outside(text, spans), self.main)

    def _way_of(self, text: str, otherwise: Way | None) -> tuple[Way | None, bool]:
        simplified, traditional = self.how.tables.evidence.weigh(text)
        hans, hant = (self.main, self.other) if self.seen.main == "hans" else (self.other, self.main)
        found = hans if simplified > traditional else hant if traditional > simplified else otherwise
        return found, bool(simplified and traditional)

    def _stretch(self, text: str, ways: tuple[Way | None, bool]) -> Iterator[Piece]:
        if not text:
            return
        found, apart = ways
        if apart:
            for sentence in _SENTENCES.findall(text):
                yield _piece(sentence, self._way_of(sentence, found)[0])
        else:
            yield _piece(text, found)

    def text(self, text: str, at: int = 0) -> str:
        """A text without markup, converted."""
        return "".join(piece.result for piece in self._looked(text, at)) if text else text

    def line(self, inlines: Inlines, at: int) -> Inlines:
        """A line of inlines, converted."""
        return (
            convert_line(inlines, lambda text: self._looked(text, at), lambda image: self.image(image, at))
            if inlines
            else inlines
        )

    def _looked(self, text: str, at: int) -> list[Piece]:
        pieces = self.pieces(text)
        start = 0
        for piece in pieces:
            self.review.look(text, start, piece, at)
            start += len(piece.source)
        return pieces

    def image(self, image: Image, at: int) -> Image:
        """A picture with its alternative text converted."""
        return replace(image, alt=self.text(image.alt, at)) if image.alt else image

    def block(self, block: Block) -> Block:
        """A block, its lines and pictures converted."""
        match block:
            case Quote(blocks) | Note(blocks=blocks):
                return replace(block, blocks=tuple(map(self.block, blocks)))
            case Items(items):
                return replace(block, items=tuple(tuple(map(self.block, item)) for item in items))
            case Figure(images):
                pictures = tuple(self.image(image, block.at) for image in images)
                return replace(block, images=pictures, caption=self.line(block.caption, block.at))
            case Paragraph() | Heading() | Table():
                return map_block_lines(block, lambda line: self.line(line, block.at))
            case CodeBlock() | Divider():
                return block
            case _:
                assert_never(block)


def _piece(text: str, found: Way | None) -> Piece:
    return Piece(text, found.convert(text), found) if found is not None else Piece(text, text)


def _lines(article: Article) -> Iterator[Inlines]:
    if article.title:
        yield (Text(article.title),)
    yield from each_line(article.blocks)
    for notice in article.notices:
        yield notice.children


def _prose(inlines: Inlines) -> str:
    """A line's text that is prose: without code and formulas."""
    texts = []
    for node in inlines:
        match node:
            case Text(text) | Ruby(base=text):
                texts.append(text)
            case (
                Strong(children) | Emphasis(children) | Deleted(children) | Raised(children) | Lowered(children)
                | Styled(children=children) | Link(children=children)
            ):  # fmt: skip
                texts.append(_prose(children))
            case Break() | Code() | Formula() | InlineImage() | NoteRef():
                pass
            case _:
                assert_never(node)
    return "".join(texts)
