"""One article, and the book's own words, in the target script."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice, takewhile
from typing import assert_never

from book.classes import replace
from book.convert.conversion import Conversion
from book.convert.detect import Detected, detect, is_foreign
from book.convert.engine import Way, engine, way
from book.convert.line import Piece, convert_line
from book.convert.review import Review
from book.convert.runs import Judge, Run, Verdict, mended
from book.convert.spans import Span, covered
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
from book.settings.values import LANGUAGE_OF_SCRIPT, BookConfig
from book.walk import each_line, map_block_lines

_EXCERPT = 60  # characters of a passage that are told


def plain(article: Article) -> str:
    """What of an article is converted, a line a row: where a phrase can be found."""
    return "\n".join(_prose(line) for line in _lines(article))


def convert(article: Article, how: Conversion) -> tuple[Article, tuple[Finding, ...]]:
    """The article in the target script, and what was found on the way. Nothing is done to another language; for `keep` only the
    user's own phrases are put in.
    """
    if how.script == "keep":
        return _replaced(article, how)
    lines = [_prose(line) for line in _lines(article)]
    if is_foreign("\n".join(lines), article.language):
        return article, ()
    seen = detect([how.words.without(line) for line in lines], how.tables.evidence, article.language, how.script)
    converter = _Converter(how, seen, article.source.locator)
    where, language = Where(article.source.locator), LANGUAGE_OF_SCRIPT[how.script]
    if not converter.has_work():
        detection = Finding("convert.detected", where, detail=converter.script_detail())
        return (article if article.language == language else replace(article, language=language)), (detection,)
    made = replace(converter.article(article), language=language)
    detection = Finding("convert.detected", where, detail=converter.script_detail())
    return made, (detection, *converter.passages(), *converter.review.findings())


def _replaced(article: Article, how: Conversion) -> tuple[Article, tuple[Finding, ...]]:
    """The article with the user's phrases in it, its script as it is."""
    if not how.words.replaces:
        return article, ()
    converter = _Converter(how, Detected("", 0.0, ""), article.source.locator)
    made = converter.article(article)
    if not converter.replaced:
        return article, ()
    detail = message("detail.replaced", n=converter.replaced)
    return made, (Finding("convert.replaced", Where(article.source.locator), detail=detail),)


def convert_word(text: str, how: Conversion) -> str:
    """A word or line by itself in the target script; without evidence (皇后) it is simplified: a change is right there."""
    if how.script == "keep":
        return text
    seen = detect([text], how.tables.evidence, "zh-Hans", how.script)
    return _Converter(how, seen, "").text(text) if text and seen.script else text


def convert_words(config: BookConfig, how: Conversion) -> BookConfig:
    """The book's own words (title, …) in the target script, whichever it is in; editor, author, publisher are names and stay."""
    converted = partial(convert_word, how=how)
    return replace(
        config, title=converted(config.title), subtitle=converted(config.subtitle), short_title=converted(config.short_title),
        description=converted(config.description), rights=converted(config.rights), series=converted(config.series),
        price=converted(config.price), blurb=converted(config.blurb),
    )  # fmt: skip


class _Converter:
    """Converts the texts of one article, and keeps the review list."""

    def __init__(self, how: Conversion, seen: Detected, source: str) -> None:
        self.how, self.seen = how, seen
        self.main = self._way(seen.main)
        self.other = self._way(seen.other) if seen.other else None
        self.source = source
        self.review = Review(how.tables.watch, how.script, source, how.chooser)
        tolerant = self.main is not None and "hans" in (seen.main, how.script)
        self.judge = Judge(self._weigh, self.main is None, tolerant, how.keeps_quotations) if seen.other else None
        self.quoted = False
        self.replaced = 0  # how often a phrase of the user was put in
        self.told: Counter[Verdict] = Counter()
        self.first: dict[Verdict, str] = {}

    def _way(self, script: str) -> Way | None:
        return self.how.chooser.way if script == "hans" and self.how.chooser else way(script, self.how.script)

    def _weigh(self, text: str) -> tuple[int, int]:
        simplified, traditional = self.how.tables.evidence.weigh(text, certain=self.seen.main != "hans")
        return (simplified, traditional) if self.seen.main == "hans" else (traditional, simplified)

    def has_work(self) -> bool:
        """Whether anything can change: the article is not in the target, or the user has phrases of his own."""
        return self.main is not None or self.judge is not None or self.how.words.replaces

    def script_detail(self) -> Message:
        """The article's script and its conversion, for the report; what was done with passages in the other script included."""
        match [
            found.name for found in (self.main, self.other if self.told[Verdict.OTHER] else None) if found is not None
        ]:
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
        runs = self._runs(text, spans)
        for start, end, result in spans:
            pieces += self._stretch(text, done, start, runs)
            pieces.append(Piece(text[start:end], result))
            self.replaced += text[start:end] != result
            done = end
        pieces += self._stretch(text, done, len(text), runs)
        return pieces

    def _runs(self, text: str, spans: Sequence[Span]) -> Sequence[Run]:
        """The line's runs by script; names and what else is kept are no evidence."""
        if self.judge is None:
            return (Run(0, len(text), Verdict.OWN),)
        return self.judge.runs(covered(text, spans), quoted=self.quoted)

    def _stretch(self, text: str, start: int, end: int, runs: Sequence[Run]) -> Iterator[Piece]:
        first = bisect_right(runs, start, key=lambda run: run.end)
        for run in takewhile(lambda run: run.start < end, islice(runs, first, None)):
            piece = self._piece(text[max(start, run.start) : min(end, run.end)], run.verdict)
            if run.verdict is not Verdict.OWN:
                self._tell(run.verdict, piece)
            yield piece

    def _piece(self, text: str, verdict: Verdict) -> Piece:
        match verdict:
            case Verdict.OWN:
                return _piece(text, self.main)
            case Verdict.OTHER:
                return _piece(text, self.other)
            case Verdict.LEFT:
                return Piece(text, text)
            case Verdict.BOTH if self.how.script == "hans":
                return _piece(text, self.other)
            case Verdict.BOTH:
                simplified = self._way("hans")
                convert = simplified.plain if simplified is not None else str
                evidence = self.how.tables.evidence
                return Piece(text, mended(text, evidence, engine("t2s"), convert))
            case _:
                assert_never(verdict)

    def _tell(self, verdict: Verdict, piece: Piece) -> None:
        done = Verdict.OTHER if piece.result != piece.source else Verdict.LEFT
        if done is Verdict.OTHER or verdict is Verdict.LEFT:
            self.told[done] += 1
            self.first.setdefault(done, piece.source.strip())

    def passages(self) -> Iterator[Finding]:
        """How many passages in the other script were converted, and how many were left; nothing where there are none."""
        if self.told:
            first = self.first.get(Verdict.LEFT) or self.first[Verdict.OTHER]
            detail = message("detail.passages", n=self.told[Verdict.OTHER], left=self.told[Verdict.LEFT])
            yield Finding("convert.passages", Where(self.source), first[:_EXCERPT], detail=detail)

    def article(self, article: Article) -> Article:
        """The article converted; its language tag is not."""
        return replace(
            article,
            title=self.text(article.title),
            subtitle=self.text(article.subtitle),
            short=self.text(article.short),
            blocks=tuple(self.block(block) for block in article.blocks),
            notices=tuple(
                replace(notice, children=self.line(notice.children, notice.at)) for notice in article.notices
            ),
        )

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
            case Quote(blocks):
                outer, self.quoted = self.quoted, True
                made = replace(block, blocks=tuple(map(self.block, blocks)))
                self.quoted = outer
                return made
            case Note(blocks=blocks):
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
    yield from ((Text(words),) for words in (article.title, article.subtitle) if words)
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
