"""`book.toml`: the commented sample says all there is, defaults are what it says, and flags lie over the file."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest

from book.findings import ConfigError, UsageError
from book.settings.parse import override, parse
from book.settings.values import (
    ArrangeConfig,
    BookConfig,
    BuildConfig,
    CleanConfig,
    ConvertConfig,
    EpubConfig,
    OutputConfig,
    PdfConfig,
    SourcesConfig,
)

SAMPLE = (Path(__file__).parents[2] / "book" / "sample" / "book.toml").read_text("utf-8")
OPTION = re.compile(r"^# ([a-z_]+ = .*)$", re.M)
SET = frozenset(
    ("title", "subtitle", "editor", "language", "publisher", "description", "rights", "identifier", "date", "files")
)


def uncommented() -> str:
    """The sample with every option switched on."""
    return OPTION.sub(r"\1", SAMPLE)


def test_the_sample_as_it_is_parses() -> None:
    config = parse(SAMPLE)
    assert config.book.title == "纸上文选"
    assert config.sources.files == ("articles",)


def test_every_commented_option_shows_its_default() -> None:
    config = parse(uncommented())
    default = BuildConfig()
    for table in fields(BuildConfig):
        for key in fields(getattr(default, table.name)):
            if key.name not in SET:
                value = getattr(getattr(config, table.name), key.name)
                assert value == getattr(getattr(default, table.name), key.name), key.name


def test_the_sample_names_every_key_once_and_no_other() -> None:
    told = {(table, key) for table, keys in tomllib.loads(uncommented()).items() for key in keys}
    known = {
        (table.name, key.name) for table in fields(BuildConfig) for key in fields(getattr(BuildConfig(), table.name))
    }
    assert told == known
    assert len(OPTION.findall(SAMPLE)) == len(known) - len(SET), "an option is either set or commented"


def test_every_option_of_the_sample_is_explained() -> None:
    lines = SAMPLE.splitlines()
    for number, line in enumerate(lines):
        if OPTION.match(line) or re.match(r"[a-z_]+ = ", line):
            before = [above for above in lines[:number] if not above.startswith("[")]
            assert any(above.startswith("# ") and not OPTION.match(above) for above in before[-6:]), line


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", BuildConfig()),
        ("[book]\n", BuildConfig()),
        ('\n[book]\ntitle = "书"\nseries_number = 3', BuildConfig(book=BookConfig(title="书", series_number=3))),
        ('[sources]\nfiles = "a.md"', BuildConfig(sources=SourcesConfig(("a.md",)))),
        ('[sources]\nfiles = ["a.md", "b/*.html"]', BuildConfig(sources=SourcesConfig(("a.md", "b/*.html")))),
        (
            '[arrange]\norder = "title"\ndirection = "descending"\nparts = "year"',
            BuildConfig(arrange=ArrangeConfig("title", "descending", "year")),
        ),
        ('[convert]\nscript = "twp"', BuildConfig(convert=ConvertConfig("twp"))),
        ('[clean]\noff = ["a"]\nkeep = ["b"]\ndrop = ["c"]', BuildConfig(clean=CleanConfig(("a",), ("b",), ("c",)))),
        ("[epub]\ntoc_headings = false", BuildConfig(epub=EpubConfig(False))),
        ('[pdf]\nopening = "recto"', BuildConfig(pdf=PdfConfig(opening="recto"))),
        ('[output]\nformats = ["pdf"]\nname = "x"', BuildConfig(output=OutputConfig(("pdf",), "x"))),
        ('[book]\ndate = "2025"', BuildConfig(book=BookConfig(date="2025"))),
        ('[book]\ndate = "2025-06"', BuildConfig(book=BookConfig(date="2025-06"))),
        ('[book]\ndate = "2024-02-29"', BuildConfig(book=BookConfig(date="2024-02-29"))),
        ('[book]\nlanguage = "zh-Hant-HK"', BuildConfig(book=BookConfig(language="zh-Hant-HK"))),
    ],
)  # fmt: skip
def test_what_a_file_says_is_what_is_set(text: str, wanted: BuildConfig) -> None:
    assert parse(text) == wanted


@pytest.mark.parametrize("table", [table.name for table in fields(BuildConfig)])
def test_a_slip_in_any_key_is_told_with_the_key_that_was_meant(table: str) -> None:
    for key in fields(getattr(BuildConfig(), table)):
        slip = key.name[:-1] + "x" if len(key.name) > 3 else key.name + "x"
        with pytest.raises(ConfigError) as caught:
            parse(f"[{table}]\n{slip} = 1")
        assert repr(slip) in str(caught.value.why)
        assert f"Did you mean {key.name}?" == str(caught.value.next_step)


@pytest.mark.parametrize(
    "date",
    ["2025-13-01", "2025-02-30", "0000", "25", "2025-6-1", "2025-06-01-01", "20250601", "２０２５", "今天", "-", " "],
)
def test_dates_that_are_none(date: str) -> None:
    with pytest.raises(ConfigError, match=r"is no date|cannot be used"):
        parse(f'[book]\ndate = "{date}"')


@pytest.mark.parametrize("tag", ["中文", "zh_CN", "z", "zh-", "zh Hans", "chinese language"])
def test_languages_that_are_none(tag: str) -> None:
    with pytest.raises(ConfigError, match="cannot be used"):
        parse(f'[book]\nlanguage = "{tag}"')


def test_a_date_needs_no_quotes() -> None:
    assert parse("[book]\ndate = 2025-06-18") == BuildConfig(book=BookConfig(date="2025-06-18"))
    with pytest.raises(ConfigError, match="cannot be used"):
        parse("[book]\ndate = 2025-06-18T10:00:00")


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ("[sources]\ndelay = 0", True), ("[sources]\ndelay = -1", False), ("[sources]\ndelay = nan", False),
        ("[sources]\ntimeout = 0.5", True), ("[sources]\ntimeout = 0", False), ("[sources]\ntimeout = inf", False),
        ('[sources]\ncache = "a/b"', True), ('[sources]\ncache = ""', False),
        ("[book]\nseries_number = 0", True), ("[book]\nseries_number = -1", False),
        ('[book]\nvolumes = "12 articles"', True), ('[book]\nvolumes = "0 articles"', False),
        ('[convert]\nreplace = "内存=記憶體"', True), ('[convert]\nreplace = ["内存"]', False),
        ("[epub]\npicture_side = 1", True), ("[epub]\npicture_side = 0", False),
        ("[epub]\npicture_budget = 0", True), ("[epub]\npicture_budget = -1", False),
        ("[epub]\nlargest = 0.5", True), ("[epub]\nlargest = inf", False), (f"[epub]\nlargest = {10**400}", False),
        ("[pdf]\ninner = 20", True), ("[pdf]\ninner = inf", False), ("[pdf]\ninner = -1", False),
        ("[pdf]\nsize = 72", True), ("[pdf]\nsize = 72.5", False),
        ("[pdf]\nsignatures = 128", True), ("[pdf]\nsignatures = 6", False), ("[pdf]\nsignatures = 132", False),
        ("[pdf]\nnup = 4", True), ("[pdf]\nnup = 3", False), ("[pdf]\nnup = false", False), ("[pdf]\nnup = 2.0", False),
    ],
)  # fmt: skip
def test_numbers_have_bounds_and_texts_a_form(line: str, fits: bool) -> None:
    if fits:
        parse(line)
    else:
        with pytest.raises(ConfigError) as caught:
            parse(line)
        assert caught.value.next_step


def test_a_number_out_of_bounds_is_told_with_the_bounds() -> None:
    with pytest.raises(ConfigError) as caught:
        parse("[pdf]\nsignatures = 6")
    assert (str(caught.value), str(caught.value.next_step)) == (
        "book.toml: [pdf] signatures: 6 cannot be used",
        "Give a number, 0 to 128, a multiple of 4.",
    )


def test_nesting_without_end_is_a_message() -> None:
    with pytest.raises(ConfigError, match="not valid TOML"):
        parse("a = " + "[" * 100_000)


def test_flags_lie_over_the_file_and_leave_it_alone() -> None:
    config = parse('[book]\ntitle = "甲"\neditor = "乙"')
    laid = override(config, book__title="丙", book__editor=None, output__formats=("pdf",), clean__keep=("a", "b"))
    assert laid == replace(
        config, book=BookConfig(title="丙", editor="乙"), output=OutputConfig(("pdf",)), clean=CleanConfig(keep=("a", "b"))
    )  # fmt: skip
    assert config.book.title == "甲"


@pytest.mark.parametrize(
    ("change", "flag"),
    [
        ({"convert__script": "x"}, "--script"),
        ({"output__formats": ("x",)}, "--format"),
        ({"arrange__order": "x"}, "--order"),
        ({"arrange__parts": "x"}, "--parts"),
    ],
)
def test_a_bad_flag_is_named_as_it_was_typed(change: dict[str, object], flag: str) -> None:
    with pytest.raises(UsageError) as caught:
        override(BuildConfig(), **change)
    assert caught.value.what == flag
    assert caught.value.exit_code == 2
    assert str(caught.value.next_step).startswith("Use one of: ")
