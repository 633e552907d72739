"""The JSON Schemas and our own reading of the same files agree: what one takes the other takes, what one refuses the other does."""

from __future__ import annotations

import json
import tomllib
from dataclasses import fields
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import pytest
import schema
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft7Validator
from test_settings import SAMPLE, uncommented

from book.findings import ConfigError
from book.keep import manifest
from book.keep.entries import Entry, PartEntry
from book.library import settings as library
from book.library.settings import Chosen, LibraryConfig
from book.settings.key import about
from book.settings.parse import parse
from book.settings.values import BuildConfig

BOOK, ARTICLES = json.loads(schema.book_schema()), json.loads(schema.articles_schema())
LIBRARY = json.loads(schema.library_schema())
TABLES = {one.name: get_type_hints(BuildConfig)[one.name] for one in fields(BuildConfig)}
KEYS = [(name, one.name) for name, kind in TABLES.items() for one in fields(kind)]


@cache
def validator(name: str) -> Draft7Validator:
    return Draft7Validator(BOOK if name == "book" else ARTICLES)


def refusal(data: dict[str, Any]) -> str:
    """What our own reading says against a book.toml; "" if it takes it."""
    try:
        parse(tomlkit.dumps(data))
    except ConfigError as error:
        return str(error)
    return ""


#: What a schema does not say: which days there are (the 30th of February), which numbers are an ISBN, how many syllables a name
#: has, one key for another's sake.
UNSAID = "is no date", "[book] isbn: ", "has not a syllable for each", "nobody is named who says so"


def agree(data: dict[str, Any]) -> None:
    taken, said = validator("book").is_valid(data), refusal(data)
    if taken and any(told in said for told in UNSAID):
        return
    assert taken is not bool(said), (data, said)


@pytest.mark.parametrize("made", [BOOK, ARTICLES, LIBRARY], ids=["book", "articles", "library"])
def test_the_schemas_are_schemas(made: dict[str, Any]) -> None:
    Draft7Validator.check_schema(made)
    Draft4Validator.check_schema({**made, "$schema": "http://json-schema.org/draft-04/schema#"})


def test_the_sample_is_taken_as_it_is_and_with_every_option() -> None:
    assert not list(validator("book").iter_errors(tomllib.loads(SAMPLE)))
    assert not list(validator("book").iter_errors(tomllib.loads(uncommented())))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[bok]", ()), ("book = 3", ("book",)), ('[book]\ntitel = "x"', ("book",)), ("[book]\ntitle = 3", ("book", "title")),
        ('[book]\nlanguage = "中文"', ("book", "language")), ('[book]\nvolumes = "all"', ("book", "volumes")),
        ('[book]\ndate = "last spring"', ("book", "date")), ("[book]\nseries_number = true", ("book", "series_number")),
        ("[sources]\nfiles = [1]", ("sources", "files")), ("[sources]\ntimeout = 0", ("sources", "timeout")),
        ('[arrange]\norder = ["date"]', ("arrange", "order")), ('[convert]\nscript = "zh"', ("convert", "script")),
        ('[convert]\nreplace = ["x"]', ("convert", "replace")), ('[text]\nmarks = "no"', ("text", "marks")),
        ("[epub]\npicture_side = 0", ("epub", "picture_side")), ('[epub]\nindexes = ["x"]', ("epub", "indexes")),
        ("[pdf]\nsignatures = 6", ("pdf", "signatures")), ("[pdf]\nnup = 3", ("pdf", "nup")),
        ("[pdf]\nsize = 100", ("pdf", "size")), ('[output]\nformats = ["mobi"]', ("output", "formats")),
    ],
)  # fmt: skip
def test_a_fault_is_found_where_it_is(text: str, where: tuple[str, ...]) -> None:
    (error,) = validator("book").iter_errors(tomllib.loads(text))
    assert tuple(error.absolute_path) == where
    assert refusal(tomllib.loads(text))


# ------------------------------------------------------------------------------------------ one key that is not as it was

#: Values of every kind, at and beyond the bounds of some key. Not 3.0: a schema takes it for a whole number.
ODD: tuple[Any, ...] = (
    True, False, 0, 1, 2, 3, 4, 6, 8, 128, 132, -1, 10**30, 0.05, 0.1, 0.5, -0.5, 2.5, 72.5, 288.5, 297.5, 3600.5, 100_000.5,
    "", "x", " ", "none", "part", "50 articles", "0 articles", "zh", "zh-Hans", "zh_CN", "2025", "2025-06", "2025-06-18", "2025-6",
    "a=b", "tw: a=b", "a=b=c", "=", "file:x", "date", "epub", "authors", [], ["x"], ["a=b"], ["a=b", "x"], ["epub"], ["epub", 1],
    ["authors", "sites"], [1], [True], [[]], [["x"]], {}, {"a": 1},
)  # fmt: skip


@pytest.mark.parametrize(("table", "key"), KEYS, ids=[" ".join(pair) for pair in KEYS])
def test_they_agree_on_any_value_of_a_single_key(table: str, key: str) -> None:
    hint = get_type_hints(TABLES[table])[key]
    named = get_args(get_args(hint)[0]) if get_origin(hint) is tuple else get_args(hint)
    for value in (*ODD, *named):
        agree({table: {key: value}})


# --------------------------------------------------------------------------------------------------------- random settings

#: No line break at the end, before which Python's `$` matches and that of other languages does not.
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\n")
TEXT = st.text(LETTERS, max_size=8)
NUMBER = st.integers() | st.floats(-1000, 5000, allow_nan=False).filter(lambda one: not one.is_integer())


def valid_or_not(kind: Any, key: str) -> st.SearchStrategy[Any]:
    """Values of a key: mostly such as its type and its description mean, at times anything."""
    hint, told = get_type_hints(kind)[key], about(next(one for one in fields(kind) if one.name == key))
    inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
    if inner is bool:
        meant: st.SearchStrategy[Any] = st.booleans()
    elif inner in (int, float):
        least, most = int(told.least or 0), int(told.most or 1000)
        meant = st.integers(least, most).map(lambda one: one - one % (told.step or 1))
    elif inner is str or str in get_args(hint):
        meant = st.from_regex(told.form, fullmatch=True, alphabet=LETTERS) if told.form else TEXT
    else:
        meant = st.sampled_from(get_args(inner))
    meant = st.lists(meant, max_size=3) | meant if get_origin(hint) is tuple else meant
    return st.one_of(meant, meant, meant, meant, TEXT, NUMBER, st.booleans(), st.lists(TEXT, max_size=2))


def tables(kind: Any, **required: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    rest = {one.name: valid_or_not(kind, one.name) for one in fields(kind) if one.name not in required}
    return st.fixed_dictionaries(required, optional=rest)


@pytest.mark.parametrize("table", TABLES)
def test_they_agree_on_random_tables(table: str) -> None:
    @settings(max_examples=150, deadline=None)
    @given(tables(TABLES[table]))
    def check(content: dict[str, Any]) -> None:
        agree({table: content})

    check()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(tables(Entry) | tables(Entry, file=TEXT), max_size=3, unique_by=lambda row: str(row.get("file"))),
    st.lists(tables(PartEntry) | tables(PartEntry, title=TEXT), max_size=2),
)
def test_they_agree_on_random_lists_of_articles(articles: list[dict[str, Any]], parts: list[dict[str, Any]]) -> None:
    data = {"article": articles, "part": parts}
    try:
        manifest.parse(tomlkit.dumps(data))
    except ConfigError as error:
        said = str(error)
    else:
        said = ""
    assert validator("articles").is_valid(data) is not bool(said), said


@pytest.mark.parametrize("text", ["x = 1", "article = 1", "article = [1]", "[article]", "[[articles]]", "[[part]]"])
def test_lists_of_articles_with_a_fault(text: str) -> None:
    assert not validator("articles").is_valid(tomllib.loads(text))
    with pytest.raises(ConfigError):
        manifest.parse(text)


# ------------------------------------------------------------------------------------------------------------ libraries

#: Which days there are, and that a word has a letter.
UNSAID_OF_LIBRARIES = "is no date", "has no word in it"
OF_LIBRARIES = [(kind, one.name) for kind in (LibraryConfig, Chosen) for one in fields(kind)]


@pytest.mark.parametrize(("kind", "key"), OF_LIBRARIES, ids=[f"{kind.__name__} {key}" for kind, key in OF_LIBRARIES])
def test_they_agree_on_any_value_of_a_key_of_a_library(kind: Any, key: str) -> None:
    hint = get_type_hints(kind)[key]
    named = get_args(get_args(hint)[0]) if get_origin(hint) is tuple else get_args(hint)
    for value in (*ODD, *named, "{key}集", "{key", "{n}", 100_000, 100_001):
        data = {"library": {key: value}} if kind is LibraryConfig else {"book": [{"title": "甲", key: value}]}
        agree_on_library(data)


@pytest.mark.parametrize(
    "text",
    [
        "x = 1", "[libary]", "library = 1", "[book]\ntitle = 'x'", "book = [1]", "[[book]]", "[[book]]\ntitle = ''", "[sources]",
        "[output]\nformats = ['mobi']", "[pdf]\nnup = 3",
    ],
)  # fmt: skip
def test_settings_of_a_library_with_a_fault(text: str) -> None:
    assert not Draft7Validator(LIBRARY).is_valid(tomllib.loads(text))
    agree_on_library(tomllib.loads(text))


def test_settings_of_a_library_that_are_well() -> None:
    text = '[library]\nby = "year"\n[[book]]\ntitle = "江河"\nwords = "渡口"\n[pdf]\npage = "A5"\n[output]\nformats = ["txt"]\n'
    assert Draft7Validator(LIBRARY).is_valid(tomllib.loads(text))
    agree_on_library(tomllib.loads(text))


def agree_on_library(data: dict[str, Any]) -> None:
    try:
        library.parse(tomlkit.dumps(data))
    except ConfigError as error:
        said = str(error)
    else:
        said = ""
    taken = Draft7Validator(LIBRARY).is_valid(data)
    if taken and any(told in said for told in UNSAID_OF_LIBRARIES):
        return
    assert taken is not bool(said), (data, said)
