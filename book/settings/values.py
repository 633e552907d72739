"""Settings of a book as values: which tables `book.toml` has. The keys are in a module for each group of tables.

What a key does stands beside it; the commented `book.toml` of `wenxuan new` is checked against these classes by a test.
"""

from __future__ import annotations

from typing import Literal

from book.classes import dataclass, field
from book.settings.contents import (
    ArrangeConfig,
    BookConfig,
    Collation,
    Direction,
    NoticesAt,
    Order,
    PartsBy,
    PostsBy,
    SourcesConfig,
)
from book.settings.epub import Device, Embed, EpubConfig, Index, Look, Writing
from book.settings.key import key
from book.settings.limits import LimitsConfig
from book.settings.pdf import PageName, PdfConfig
from book.settings.wording import CleanConfig, ConvertConfig, Script, TextConfig

__all__ = [
    "LANGUAGE_OF_SCRIPT", "ArrangeConfig", "BookConfig", "BuildConfig", "CleanConfig", "Collation", "ConvertConfig", "Device",
    "Direction", "Embed", "EpubConfig", "Format", "Index", "Language", "LimitsConfig", "Look", "NoticesAt", "Order", "OutputConfig",
    "PageName", "PartsBy", "PdfConfig", "PostsBy", "Script", "SourcesConfig", "TextConfig", "Theme", "Writing",
]  # fmt: skip

Format = Literal["epub", "pdf", "txt", "html"]
Language = Literal["auto", "en", "zh-Hans", "zh-Hant"]

#: BCP 47 tag of a book that was converted; `keep` takes the tag of the articles.
LANGUAGE_OF_SCRIPT: dict[Script, str] = {
    "hans": "zh-Hans", "hant": "zh-Hant", "tw": "zh-TW", "twp": "zh-TW", "hk": "zh-HK",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OutputConfig:
    """What is made, and what the files are called."""

    formats: tuple[Format, ...] = key(
        ("epub", "pdf"),
        "What to make: at least one. If EPUB and PDF are made, the EPUB has the page numbers of the PDF.",
        values={
            "epub": "an EPUB for reading systems",
            "pdf": "a PDF, set for print",
            "txt": "the text alone, UTF-8, a paragraph to a line; of a picture its caption stays",
            "html": "a folder of plain pages, to read without a network or to put on any web server; they look as `[epub]` says",
        },
    )
    name: str = key(
        "",
        "The name of the files, without their endings; characters that no file may have become spaces. Empty: the title of the"
        " book. Of several volumes each has its number behind it.",
        example='"wenxuan-2025"',
    )
    messages: Language = key(
        "auto",
        "The language of the report, of `articles.toml` and of what the commands print for this book. The option `--lang` and the"
        " variable `WENXUAN_LANGUAGE` come before it.",
        values={
            "auto": "that of the system (`LANGUAGE`, `LC_ALL`, `LC_MESSAGES`, `LANG`)",
            "en": "English",
            "zh-Hans": "simplified Chinese",
            "zh-Hant": "traditional Chinese",
        },
    )


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
    limits: LimitsConfig = field(default_factory=LimitsConfig)


@dataclass(frozen=True, slots=True)
class Theme:
    """How a book looks: templates and style sheets by file name, as text."""

    templates: dict[str, str]
    sheets: dict[str, str]
