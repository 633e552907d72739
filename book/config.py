"""Settings of a book: `book.toml` → `BuildConfig`. Text in, frozen values out; no file is opened here.

The classes say which keys exist, what they may hold and what they mean when absent; the commented `book.toml` of
`wenxuan new` is checked against them by a test. An unknown key is an error that names the nearest one.
"""

from __future__ import annotations

import datetime
import difflib
import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, get_args, get_origin, get_type_hints

from book.findings import ConfigError, UsageError

Script = Literal["keep", "hans", "hant", "tw", "twp", "hk"]
Order = Literal["date", "title", "author", "site", "given"]
Collation = Literal["pinyin", "strokes"]
Direction = Literal["ascending", "descending"]
NoticesAt = Literal["article", "end", "both"]
PartsBy = Literal["none", "year", "month", "author", "site", "category", "series"]
Format = Literal["epub", "pdf"]
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


_VOLUMES = re.compile(r"part|([1-9]\d*) (articles|characters)")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_FLAGS = {"formats": "format", "reader": "for"}  # flags that are not called as their keys are


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


def parse(text: str, name: str = "book.toml") -> BuildConfig:
    """Reads the text of a book.toml.

    Raises `ConfigError`, which names the file, the key and the nearest key or the values that are meant.
    """
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(name, f"this is not valid TOML: {error}", "Mend the line that it names.") from None
    config = BuildConfig()
    sections = {f.name: f for f in fields(BuildConfig)}
    for table, content in tables.items():
        if table not in sections:
            raise ConfigError(name, f"there is no table [{table}]", _nearest(table, sections, "[{}]"))
        if not isinstance(content, dict):
            raise ConfigError(name, f"{table} must be a table", f"Write [{table}] on a line of its own.")
        section = _section(getattr(config, table), content, f"{name}: [{table}]")
        config = replace(config, **{table: section})
    _sensible(config.book, f"{name}: [book]")
    return config


def _sensible(book: BookConfig, where: str) -> None:
    """Refuses a date or a language tag that no reader of the metadata would understand."""
    if book.date:
        year, *rest = book.date.split("-")
        try:
            datetime.date.fromisoformat("-".join([year, *rest, *["01"] * (2 - len(rest))]))
        except ValueError:
            raise ConfigError(f"{where} date", f"{book.date!r} is no date", "Write it as YYYY-MM-DD or YYYY.") from None
    if book.volumes and not _VOLUMES.fullmatch(book.volumes):
        raise ConfigError(
            f"{where} volumes",
            f"{book.volumes!r} cannot be used",
            'Write "part", or such as "50 articles" or "300000 characters".',
        )
    if book.language and not _TAG.fullmatch(book.language):
        raise ConfigError(
            f"{where} language", f"{book.language!r} is no BCP 47 tag", "Write zh-Hans, zh-Hant or the like."
        )


def override(config: BuildConfig, **changes: object) -> BuildConfig:
    """The configuration with `table__key=value` changes laid over it; `None` changes nothing.

    Raises `UsageError` for a value that the key cannot hold; it names the flag.
    """
    for path, value in changes.items():
        if value is None:
            continue
        table, _, key = path.partition("__")
        try:
            section = _section(getattr(config, table), {key: value}, path)
        except ConfigError as error:
            raise UsageError(f"--{_FLAGS.get(key, key)}", error.why, error.next_step) from None
        config = replace(config, **{table: section})
    return config


def _section(default: Any, content: dict[str, Any], where: str) -> Any:
    hints = get_type_hints(type(default))
    values = {}
    for key, value in content.items():
        if key not in hints:
            raise ConfigError(where, f"there is no key {key!r}", _nearest(key, hints, "{}"))
        values[key] = _value(value, hints[key], f"{where} {key}")
    return replace(default, **values)


def _value(value: Any, hint: Any, where: str) -> Any:
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list | tuple):
            raise ConfigError(where, "a list is wanted", 'Write it as ["one", "two"].')
        return tuple(_value(item, inner, where) for item in value)
    if get_origin(hint) is Literal:
        if value not in get_args(hint):
            raise ConfigError(where, f"{value!r} is not known", f"Use one of: {', '.join(get_args(hint))}.")
        return value
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        kind = {str: "text in quotes", bool: "true or false", int: "a whole number", float: "a number"}.get(
            hint, str(hint)
        )
        raise ConfigError(where, f"{value!r} cannot be used", f"{kind[0].upper()}{kind[1:]} is wanted.")
    return value


def _nearest(word: str, known: Any, form: str) -> str:
    names = list(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    if near:
        return f"Did you mean {form.format(near[0])}?"
    return f"Known: {', '.join(form.format(name) for name in names)}."


@dataclass(frozen=True, slots=True)
class Theme:
    """How a book looks: templates and style sheets by file name, as text."""

    templates: dict[str, str]
    sheets: dict[str, str]
