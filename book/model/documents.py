"""Documents: what comes in, an article, a book, and what a renderer gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from book.classes import OPENED, dataclass, field, replace
from book.model.dates import Date
from book.model.tree import Blocks, Inlines

if TYPE_CHECKING:
    from book.findings import Finding


class NoticeKind(StrEnum):
    """What a notice that is set apart says."""

    AUTHOR = "author"  # who wrote it: byline, author's bio
    SOURCE = "source"  # where it came from, its original title
    RIGHTS = "rights"  # reprint and licence lines
    CREDIT = "credit"  # pictures
    EDITOR = "editor"  # editors, proof-readers
    KEYWORDS = "keywords"


@dataclass(frozen=True, slots=True)
class Notice:
    """Attribution that is kept but set apart from the text: it is not noise, and not the author's prose.

    `said` is set where a book is bound: the line says no more than the byline, and is not printed a second time.
    """

    kind: NoticeKind
    children: Inlines
    at: int = field(default=0, compare=False)
    said: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Provenance. `locator` as the user gave it, `sha256` of its bytes, `url` of the page where it is known."""

    locator: str
    sha256: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """What a source says of an article in it (a feed of its item, an export of its page).

    It ranks below what the article says of itself, and above nothing; with `rank` "above" it overrides the article.
    `form` is the form of the bytes where the source knows it: "fragment" or "text". `excerpt` is what the source gives as the
    beginning of the article, or as its summary, where its bytes are those of a page. `categories` are a line each.
    """

    title: str = ""
    author: str = ""
    site: str = ""
    published: Date | None = None
    url: str = ""
    form: str = ""
    rank: str = ""
    excerpt: str = ""
    categories: str = ""


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes as they came. `name` is the last part of the locator; a hint, never a proof of the form."""

    locator: str
    body: bytes
    name: str = ""
    media_type: str = ""
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `published` is `None` if it is not known; `language` is a BCP 47 tag.

    `categories` and `series` are what its front matter says; `part` is where the user put it in the book. `chapters` is the
    level of the headings that are the chapters of a novel; volumes are above it. It is 0 for what is no text in chapters.
    `short` is the title for the heads of pages; empty where it is the title. `blocks` may be closed (`model/facts.py`).
    """

    title: str
    blocks: Blocks = field(metadata=OPENED)
    source: Source
    author: str = ""
    account: str = ""
    site: str = ""
    published: Date | None = None
    language: str = "zh-Hans"
    notices: tuple[Notice, ...] = ()
    id: str = ""
    categories: tuple[str, ...] = ()
    series: str = ""
    part: str = ""
    chapters: int = 0
    subtitle: str = ""
    translator: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a book; the title is empty where the book has no parts. `intro` is the editor's, and no article of the book."""

    title: str
    articles: tuple[Article, ...]
    id: str = ""
    intro: Article | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """The texts of the editor's own around the articles: two before them, two behind. Their titles may be empty."""

    dedication: Article | None = None
    preface: Article | None = None
    afterword: Article | None = None
    biographies: Article | None = None

    def of_volume(self, number: int, last: int) -> Matter:
        """What of it stands in a volume, counted from 1: the first has what is before the articles, the last what is behind."""
        before = (self.dedication, self.preface) if number == 1 else (None, None)
        behind = (self.afterword, self.biographies) if number == last else (None, None)
        return Matter(*before, *behind)

    @property
    def named(self) -> tuple[tuple[str, Article], ...]:
        """Each text that is there, with what it is called, in book order."""
        texts = (
            ("dedication", self.dedication), ("preface", self.preface), ("afterword", self.afterword),
            ("biographies", self.biographies),
        )  # fmt: skip
        return tuple((name, text) for name, text in texts if text is not None)

    def mapped(self, change: Callable[[Article], Article]) -> Matter:
        """The same with each text changed."""
        texts = (self.dedication, self.preface, self.afterword, self.biographies)
        return Matter(*(change(text) if text is not None else None for text in texts))


NO_MATTER = Matter()


@dataclass(frozen=True, slots=True)
class Series:
    """The series that a book belongs to, and its number in it (0 = none)."""

    title: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Filing:
    """How names and titles are put in order: the user's own readings (words → a syllable for each character, pinyin), and the place
    of each character by strokes; without these by pinyin."""

    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    strokes: Mapping[str, int] = field(default_factory=dict)


NO_FILING = Filing()


@dataclass(frozen=True, slots=True)
class Book:
    """What is rendered. `language` is the BCP 47 tag of the book, `modified` an ISO 8601 time in UTC that no clock gave."""

    identifier: str
    title: str
    language: str
    modified: str
    parts: tuple[Part, ...]
    subtitle: str = ""
    editor: str = ""
    publisher: str = ""
    description: str = ""
    rights: str = ""
    series: Series | None = None
    isbn: str = ""  # of the printed book, with its hyphens
    price: str = ""
    blurb: str = ""  # for the back of a cover, each line a paragraph
    notices: str = "both"  # printed after the "article", at the "end" of the book, or in "both" places
    matter: Matter = NO_MATTER
    short: str = ""  # the title for the heads of pages
    filing: Filing = NO_FILING

    @property
    def articles(self) -> tuple[Article, ...]:
        """Every article in book order; the editor's own texts are none."""
        return tuple(article for part in self.parts for article in part.articles)

    @property
    def texts(self) -> tuple[Article, ...]:
        """Every text in book order: the articles, and those of the editor's own before, between and behind them."""
        texts: list[Article] = []

        def seen(text: Article) -> Article:
            texts.append(text)
            return text

        self.mapped(seen)
        return tuple(texts)

    def mapped(self, change: Callable[[Article], Article]) -> Book:
        """The book with each of its texts changed, one after the other in book order."""
        before = self.matter.of_volume(1, 0).mapped(change)
        parts = []
        for part in self.parts:
            intro = change(part.intro) if part.intro is not None else None
            parts.append(replace(part, intro=intro, articles=tuple(map(change, part.articles))))
        behind = self.matter.of_volume(0, 0).mapped(change)
        matter = replace(before, afterword=behind.afterword, biographies=behind.biographies)
        return replace(self, parts=tuple(parts), matter=matter)


@dataclass(frozen=True, slots=True)
class Asset:
    """A picture's bytes by name: `id` is their sha256, `size` in bytes, `width` and `height` in pixels.

    `scale` is how many pixels are one of CSS: more than 1 for a drawing, which has more of them than it is wide.
    """

    id: str
    media_type: str
    size: int
    width: int = 0
    height: int = 0
    scale: float = 1.0

    @classmethod
    def of(cls, body: bytes, media_type: str, size: tuple[int, int], scale: float = 1.0) -> Asset:
        """What is told of a picture whose bytes are these; `size` is width and height in pixels."""
        return cls(sha256(body).hexdigest(), media_type, len(body), *size, scale)

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height in CSS pixels, as it is meant to be seen."""
        return self.width / self.scale, self.height / self.scale


@dataclass(frozen=True, slots=True)
class Assets:
    """The pictures of a run: what they are, and where a renderer gets their bytes."""

    table: Mapping[str, Asset]
    read: Callable[[str], bytes]


NO_ASSETS = Assets({}, lambda _: b"")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a renderer gives: finished bytes, what it noticed, and where each id of the book came to lie (page numbers)."""

    body: bytes
    findings: tuple[Finding, ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
