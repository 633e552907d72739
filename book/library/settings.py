"""The settings of a library: `library.toml`, which has the tables of a book.toml for all books, and says which books there are.

Read as book.toml is: what cannot be is an error that names the nearest key. No file is opened here.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Literal

from book.classes import dataclass, field, replace
from book.findings import ConfigError, UsageError
from book.library.words import phrase
from book.messages import message, trouble
from book.model.dates import Date
from book.settings.epub import Look
from book.settings.key import described, key, needed
from book.settings.parse import nearest, override, parse_tables, table_of
from book.settings.values import BuildConfig, ConvertConfig, EpubConfig, Format, OutputConfig, Script
from book.text import toml

By = Literal["author", "site", "year", "month", "category", "series"]
#: Tables of a book.toml that say what is one book's alone.
OF_ONE_BOOK = ("book", "sources")
_DAY = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"


@dataclass(frozen=True, slots=True)
class LibraryConfig:
    """Which books a library has, and what it is called."""

    title: str = key("", "What the library is called, in its catalogue. Empty: the name of its folder.")
    language: Literal["auto", "zh-Hans", "zh-Hant", "en"] = key(
        "auto",
        "The language of the catalogue's own words.",
        values={
            "auto": "that of the script of the books",
            "zh-Hans": "simplified Chinese",
            "zh-Hant": "traditional Chinese",
            "en": "English",
        },
    )
    identifier: str = key(
        "",
        "A name for this library that never changes. From it the identifiers of its books are made, by which reading systems know"
        " them again. Empty: the first run makes one, and keeps it in the index.",
        example='"urn:uuid:2d3b7a5e-0b60-5d7e-9f5e-0f6f7b0c8e11"',
    )
    archives: tuple[str, ...] = key(
        (),
        "Folders, files and addresses (`s3://bucket/folder`) of the articles. Archives named on the command line take the place of"
        " these.",
        example='["articles", "s3://archive/2024"]',
    )
    address: str = key(
        "",
        "Where the library will be reached, if it is put on a web server. Feeds and records that must name their own address name"
        " it then; all else is found from where it lies.",
        example='"https://example.org/library/"',
        form=r"(?:https?://[^\s]+)?",
        meant=message("error.such-as.next", example="https://example.org/library/"),
    )
    by: tuple[By, ...] = key(
        (),
        "What makes a book: one for each author, each year … Of several kinds there are books of each. Empty: a book for each"
        " author, unless there are books of your own choice (`[[book]]`).",
        values={
            "author": "a book for each author",
            "site": "a book for each site or account",
            "year": "a book for each year of publication",
            "month": "a book for each month of publication",
            "category": "a book for each category that the front matter of articles names; an article may be in several",
            "series": "a book for each series that the front matter of articles names",
        },
        example='["author", "year"]',
    )
    titles: str = key(
        "",
        "What such a book is called: `{key}` is the name of the author or site, the year, the month. Empty: `{key}文选`, for years"
        " and months `{key}文选` with 年 and 月, for categories and series `{key}`. Volumes have their number behind it.",
        example='"{key}集"',
        form=r"(?:[^{}\n]|\{key\})*\{key\}(?:[^{}\n]|\{key\})*|",
        meant=message("error.titles.next"),
    )
    least: int = key(
        1,
        "Articles without which there is no such book: those of smaller ones stand in the book of the rest.",
        least=1,
        most=100_000,
    )
    most: int = key(
        500,
        "Articles of a book at most, by date: what is more begins another volume. So only the last volume changes when newer"
        " articles come.",
        least=1,
        most=100_000,
    )
    rest: bool = key(
        True,
        "Whether there is a book of the rest: articles whose author (site, year …) is not known, and those of which there are fewer"
        " than `least`. Without it they are in no book of this kind; each run says how many articles are in books.",
    )
    duplicates: Literal["best", "list"] = key(
        "best",
        "What becomes of reprints, which are articles of nearly the same text anywhere in the archives.",
        values={"best": "only the best copy is in books: whole, early, of known origin", "list": "all are in books"},
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """A book of the editor's choice: what must be true of its articles. Of several values of a key one must be."""

    title: str = needed("What the book is called. It is known again by it.", example='"江河"')
    words: tuple[str, ...] = key(
        (),
        "Words of which each must be in title or text. Simplified and traditional characters are one.",
        example='["长江", "渡口"]',
    )
    in_title: tuple[str, ...] = key((), "Words of which each must be in the title.")
    authors: tuple[str, ...] = key((), "Authors.", example='["沈从文"]')
    sites: tuple[str, ...] = key((), "Sites or accounts.")
    categories: tuple[str, ...] = key((), "Categories of front matter.")
    series: tuple[str, ...] = key((), "Series of front matter.")
    languages: tuple[str, ...] = key((), "Languages, as tags of BCP 47; `zh` is all Chinese.", example='["zh-Hant"]')
    after: str = key(
        "", "The first day, month or year.", example='"2020-01"', form=f"(?:{_DAY})?", meant=message("error.date.next")
    )
    before: str = key(
        "",
        "The last day, month or year, with it.",
        example='"2024"',
        form=f"(?:{_DAY})?",
        meant=message("error.date.next"),
    )
    least_characters: int = key(0, "Characters (字数) of an article at least.", least=0)
    most_characters: int = key(0, "Characters of an article at most; 0: no matter.", least=0)
    duplicates: Literal["", "best", "list"] = key(
        "",
        "What becomes of reprints in this book.",
        values={"": "as in `[library]`", "best": "only the best copy is in it", "list": "all are in it"},
    )
    formats: tuple[Format, ...] = key(
        (), "What to make of it. Empty: as in `[output]`.", values=described(OutputConfig)["formats"].values
    )
    script: Literal["", Script] = key(
        "", "Its script.", values={"": "as in `[convert]`", **described(ConvertConfig)["script"].values}
    )
    theme: Literal["", Look] = key(
        "", "How its EPUB looks.", values={"": "as in `[epub]`", **described(EpubConfig)["theme"].values}
    )
    most: int = key(0, "Articles of a volume at most. 0: as in `[library]`.", least=0, most=100_000)


@dataclass(frozen=True, slots=True)
class Settings:
    """All of a library.toml: the library, the books of the editor's choice, and what all books are made with."""

    library: LibraryConfig = field(default_factory=LibraryConfig)
    chosen: tuple[Chosen, ...] = ()
    build: BuildConfig = field(default_factory=lambda: BuildConfig(output=OutputConfig(formats=("epub",))))

    @property
    def by(self) -> tuple[By, ...]:
        """What makes books, the default put in."""
        return self.library.by or (() if self.chosen else ("author",))

    def build_of(self, chosen: Chosen | None) -> BuildConfig:
        """The settings of a book."""
        build = self.build
        if chosen is None:
            return build
        if chosen.formats:
            build = replace(build, output=replace(build.output, formats=chosen.formats))
        if chosen.script:
            build = replace(build, convert=replace(build.convert, script=chosen.script))
        if chosen.theme:
            build = replace(build, epub=replace(build.epub, theme=chosen.theme))
        return build


def parse(text: str, name: str = "library.toml") -> Settings:
    """Reads the text of a library.toml. Raises `ConfigError`, which names the file, the key and the nearest key."""
    try:
        tables = toml.tables(text)
    except toml.TomlError as error:
        raise ConfigError(name, *trouble("error.toml", error=error.why)) from None
    known = ("library", "book", *(f.name for f in fields(BuildConfig) if f.name not in OF_ONE_BOOK))
    chosen = tables.pop("book", [])
    if not isinstance(chosen, list):
        raise ConfigError(name, *trouble("error.book-lists"))
    for table in tables:
        if table not in known:
            raise ConfigError(name, message("error.no-table", table=table), nearest(table, known, "[{}]"))
    content = tables.pop("library", {})
    if not isinstance(content, dict):
        raise ConfigError(name, *trouble("error.not-table", table="library"))
    library = table_of(LibraryConfig(), content, f"{name}: [library]")
    build = parse_tables(tables, name, Settings().build)
    made = Settings(library, tuple(_chosen(one, name) for one in chosen), build)
    titles = [one.title for one in made.chosen]
    for title in titles:
        if titles.count(title) > 1:
            raise ConfigError(f"{name}: [[book]]", *trouble("error.two-titles", title=title))
    return made


def with_flags(settings: Settings, **flags: Any) -> Settings:
    """The settings with flags laid over them: `by`, `formats`, `script`; `None` changes nothing. Raises `UsageError`."""
    build = override(settings.build, output__formats=flags["formats"], convert__script=flags["script"])
    library = settings.library
    if flags["by"] is not None:
        try:
            library = table_of(library, {"by": flags["by"]}, "--by")
        except ConfigError as error:
            raise UsageError("--by", error.why, error.next_step) from None
    return replace(settings, build=build, library=library)


def _chosen(content: Any, name: str) -> Chosen:
    where = f"{name}: [[book]]"
    if not isinstance(content, dict):
        raise ConfigError(name, *trouble("error.book-lists"))
    made: Chosen = table_of(Chosen(title=""), {"title": "", **content}, where)
    for words in (*made.words, *made.in_title):
        if not phrase(words):
            raise ConfigError(f"{where} {made.title}", *trouble("error.no-words", words=repr(words)))
    for day in filter(None, (made.after, made.before)):
        if Date.of(day) is None:
            raise ConfigError(f"{where} {made.title}", *trouble("error.date", value=repr(day)))
    return made
