"""Settings of a book as values: which keys `book.toml` has, what they may hold and what they mean when absent.

The commented `book.toml` of `wenxuan new` is checked against these classes by a test. `settings` reads the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Script = Literal["keep", "hans", "hant", "tw", "twp", "hk"]
Order = Literal["date", "title", "author", "site", "given"]
Collation = Literal["pinyin", "strokes"]
Direction = Literal["ascending", "descending"]
NoticesAt = Literal["article", "end", "both"]
PartsBy = Literal["none", "year", "month", "author", "site", "category", "series"]
Format = Literal["epub", "pdf", "txt"]
PageName = Literal["大32开", "A5", "16开", "B5", "A4", "A4-2", "6x9", "kindle", "phone"]
Index = Literal["authors", "sites"]
Writing = Literal["horizontal", "vertical"]
Device = Literal["generic", "kindle", "apple", "kobo", "koreader", "duokan"]
Look = Literal["song", "hei", "kai"]
Embed = Literal["none", "all", "rare"]

#: BCP 47 tag of a book that was converted; `keep` takes the tag of the articles.
LANGUAGE_OF_SCRIPT: dict[Script, str] = {
    "hans": "zh-Hans", "hant": "zh-Hant", "tw": "zh-TW", "twp": "zh-TW", "hk": "zh-HK",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BookConfig:
    """`[book]`: what stands on the title page and in the metadata; `preface` is a Markdown file beside book.toml."""

    title: str = ""
    subtitle: str = ""
    editor: str = ""
    author: str = ""
    language: str = ""
    publisher: str = ""
    description: str = ""
    rights: str = ""
    identifier: str = ""
    series: str = ""
    series_number: int = 0
    date: str = ""
    subjects: tuple[str, ...] = ()
    preface: str = ""
    volumes: str = ""  # "part", "50 articles" or "300000 characters" to a volume


@dataclass(frozen=True, slots=True)
class SourcesConfig:
    """`[sources]`: files, folders, globs and addresses, relative to book.toml; whether and how the network is used."""

    files: tuple[str, ...] = ("articles",)
    fetch: bool = False
    allow_private: bool = False
    robots: bool = True
    delay: float = 1.0  # seconds between two requests to one host
    timeout: float = 30.0  # seconds without an answer
    cache: str = ".wenxuan"


@dataclass(frozen=True, slots=True)
class ArrangeConfig:
    """`[arrange]`: order, parts, where notices are printed, what becomes of reprints, and whether parts 1..N are joined."""

    order: Order = "date"
    direction: Direction = "ascending"
    parts: PartsBy = "none"
    notices: NoticesAt = "both"
    collation: Collation = "pinyin"
    duplicates: Literal["list", "best"] = "list"
    join: bool = True


@dataclass(frozen=True, slots=True)
class ConvertConfig:
    """`[convert]`: the script of the book, words that stay as they are, and the user's own phrases over OpenCC's.

    `protect` holds words, or files with one a line (`file:names.txt`, beside book.toml); `replace` holds `FROM=TO` phrases,
    or `tw: FROM=TO` for one target only.
    """

    script: Script = "keep"
    protect: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextConfig:
    """`[text]`: what is put right in prose. The first group is on, the second is asked for."""

    marks: bool = True  # , ; : ? ! ( ) between Han to full width
    stops: bool = True  # . after Han at the end of a sentence to 。
    dots: bool = True  # ... and 。。。 to ……
    dashes: bool = True  # -- to ——
    letters: bool = True  # full-width letters and digits to half
    spaces: bool = True  # none between Han, none beside full-width marks
    characters: bool = True  # invisible and control characters out, NFC
    quotes: Literal["keep", "curly", "locale"] = (
        "keep"  # straight to paired curly; or as the script of the book writes them
    )
    brackets: bool = False  # ( ) around Han to （ ）
    latin: Literal["keep", "spaced", "tight"] = (
        "keep"  # a space between Han and Latin words, or none, in the stored text
    )


@dataclass(frozen=True, slots=True)
class CleanConfig:
    """`[clean]`: rules switched off by name; what is kept or dropped whatever the rules say; a folder of own rules.

    An entry of `keep` or `drop` is a piece of the text, `rule:NAME` (keep only), or `css:SELECTOR` (saved pages only).
    """

    off: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    rules: str = ""


@dataclass(frozen=True, slots=True)
class EpubConfig:
    """`[epub]`: how the EPUB looks and what it is made for; the commented sample says what each key means."""

    toc_headings: bool = True
    cover: str = "label"
    theme: Look = "song"
    direction: Writing = "horizontal"
    reader: Device = "generic"
    picture_side: int = 1600
    picture_budget: int = 0
    gif: Literal["keep", "first"] = "keep"
    css: str = ""
    indexes: tuple[Index, ...] = ("authors", "sites")
    left_out: bool = False
    embed: Embed = "none"  # fonts that go along: for all of the text, or for the characters that reading systems lack
    face: str = ""  # a font file of the user's own, for what is embedded
    largest: float = 0.0  # megabytes of the file (0: what the reading system takes)
    split: bool = False  # a book over it is divided


@dataclass(frozen=True, slots=True)
class PdfConfig:
    """`[pdf]`: the paper, the grid (0: what the paper has), the parts of the book, and what comes beside it.

    `size` and `leading` in points, margins in mm, `measure` in characters. `opening` says where an article begins; `notes`
    where they stand and how they count; `links` how an address is printed; `split` and the last four make more files.
    """

    opening: Literal["page", "recto", "run-on"] = "page"
    toc_headings: bool = True
    page: PageName = "大32开"
    size: float = 0.0
    leading: float = 0.0
    measure: int = 0
    indent: int = 2
    inner: float = 0.0
    outer: float = 0.0
    head: float = 0.0
    foot: float = 0.0
    cover: bool = False
    half_title: bool = False
    attach: bool = False
    indexes: bool = True
    notes: Literal["article", "page", "end"] = "article"
    links: Literal["none", "footnotes", "end", "qr"] = "none"
    css: tuple[str, ...] = ()
    fonts: tuple[str, ...] = ()  # files of the user's own, each after what it is for: "text: song.ttf"
    press: bool = False
    booklet: bool = False
    creep: float = 0.1
    signatures: int = 0
    nup: int = 0
    split: Literal["none", "article", "part"] = "none"


@dataclass(frozen=True, slots=True)
class OutputConfig:
    """`[output]`: the formats to make, and the name of the files without suffix (empty: the title)."""

    formats: tuple[Format, ...] = ("epub", "pdf")
    name: str = ""


@dataclass(frozen=True, slots=True)
class BuildConfig:
    """Everything a build needs to know besides its inputs."""

    book: BookConfig = field(default_factory=BookConfig)
    sources: SourcesConfig = field(default_factory=SourcesConfig)
    arrange: ArrangeConfig = field(default_factory=ArrangeConfig)
    convert: ConvertConfig = field(default_factory=ConvertConfig)
    clean: CleanConfig = field(default_factory=CleanConfig)
    text: TextConfig = field(default_factory=TextConfig)
    epub: EpubConfig = field(default_factory=EpubConfig)
    pdf: PdfConfig = field(default_factory=PdfConfig)
    output: OutputConfig = field(default_factory=OutputConfig)


@dataclass(frozen=True, slots=True)
class Theme:
    """How a book looks: templates and style sheets by file name, as text."""

    templates: dict[str, str]
    sheets: dict[str, str]
