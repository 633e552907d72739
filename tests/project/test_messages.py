"""Words to a user: all of them stand in the catalogues, every key that is asked has a text, every text is used, gaps are filled."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from book.codes import CODES, Fate, Severity
from book.command import forms
from book.command.tree import COMMANDS
from book.fonts import undrawn
from book.messages import ENGLISH, LANGUAGES, Message, en, language_of, message, of_locale
from book.model import Block, NoticeKind
from book.packaged import catalogue
from book.read import documents, strangers
from book.read.page.opinion import Way
from book.read.page.segment import Why
from book.text import isbn
from book.text.rights import Leave

ROOT = Path(__file__).parents[2]
TABLE = ("message", "trouble", "refused", "say", "SAY")  # what looks a key up, or makes a message of it
FORMS = {name for names in forms.GROUPS.values() for name in names}
#: Keys that are put together from a value, and all its values.
FAMILIES = {
    "fate": {fate.name.lower() for fate in Fate},
    "severity": set(Severity),
    "notice": set(NoticeKind),
    "block": {kind.__name__.lower() for kind in get_args(Block)},
    "why": set(Why),
    "way": set(Way),
    "script": {"hans", "hant", "tw", "hk", "mixed"},
    "letters": undrawn.KINDS,
    "help.command": set(COMMANDS),
    "stranger": strangers.NAMES | set(documents.DOCUMENTS),
    "stranger-way": strangers.WAYS,
    "forms": {"head", "else", *forms.GROUPS},
    "form": FORMS | {f"{name}.how" for name in FORMS},
    "error": {f"{fault.removeprefix('error.')}.next" for fault in isbn.Fault},
    "leave": set(Leave),
    "fact": {"subtitle", "author", "translator", "account", "site", "date", "url"},
}
#: Others, of which no list is kept.
LOOSE = (
    "catalogue.", "count.", "permissions.", "report.", "scan.", "arguments.",
    *(f"desk.{family}." for family in (
        "by", "choice", "did", "fact", "filter", "key", "number", "setting", "settings", "sort", "task", "theme", "view",
        "undo", "redo",
        "proof.screen", "proof.zoom",
        "read.head", "read.kind", "read.level", "read.name", "read.state", "read.told.level",
    )),
)  # fmt: skip
#: What the pages of the desk ask for, in their scripts and templates: whole keys, and the beginnings of those put together.
_OF_PAGES = re.compile(r"""["'`](desk\.[a-z0-9.-]+)["'`]""")
_BEGUN = re.compile(r"""["'`](desk\.[a-z0-9.-]*)(?:\$\{|["'] ?[~+])""")


@cache
def trees() -> dict[str, ast.Module]:
    """Every module of the program but the catalogues, by its path."""
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted((ROOT / "book").rglob("*.py"))
        if "messages" not in path.relative_to(ROOT).parts
    }


def gaps(text: str) -> set[str]:
    """The names of the gaps of a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call with a key that is written out: its place, itself and the key; of `trouble` also the key of what to do."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TABLE and node.args:
                for first in ast.walk(node.args[0]):
                    if isinstance(first, ast.Constant) and isinstance(first.value, str) and _is_key(node, first):
                        yield f"{path}:{node.lineno}", node, first.value
                        if node.func.id in ("trouble", "refused"):
                            yield f"{path}:{node.lineno}", node, f"{first.value}.next"


def _is_key(call: ast.Call, text: ast.Constant) -> bool:
    """Whether a text in the first argument is the key: alone, or one of two of a choice, and no part of an f-string."""
    first = call.args[0]
    return text is first or (isinstance(first, ast.IfExp) and text in (first.body, first.orelse))


def used() -> set[str]:
    """Every key that is written out: in the code any text that is a key, in templates the argument of `say`."""
    keys = {key for _, _, key in calls()}
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in en.TEXTS:
                keys.add(node.value)
    for path in (ROOT / "styles").glob("*.j2"):
        keys |= set(re.findall(r'say\("([\w.-]+)"', path.read_text("utf-8")))
    return keys | {key for text in pages().values() for key in _OF_PAGES.findall(text)}


def pages() -> dict[str, str]:
    """The scripts and templates of the desk."""
    return {
        path.name: path.read_text("utf-8")
        for path in (ROOT / "styles" / "desk").iterdir()
        if path.suffix in (".js", ".j2")
    }


def test_every_key_that_a_page_of_the_desk_asks_has_a_text() -> None:
    begun = {(name, key) for name, text in pages().items() for key in _BEGUN.findall(text)}
    whole = {(name, key) for name, text in pages().items() for key in _OF_PAGES.findall(text)} - begun
    assert {(name, key) for name, key in whole if key not in en.TEXTS} == set()
    assert {(name, key) for name, key in begun if key != "desk." and not key.startswith(LOOSE)} == set()
    assert len(whole) > 100


def test_every_key_that_is_asked_has_a_text() -> None:
    assert [(place, key) for place, _, key in calls() if key not in en.TEXTS] == []
    assert {f"{family}.{name}" for family, names in FAMILIES.items() for name in names} - set(en.TEXTS) == set()


def test_every_gap_is_filled() -> None:
    assert [
        (place, key, name)
        for place, call, key in calls()
        if all(word.arg for word in call.keywords)
        for name in gaps(en.TEXTS[key]) - {word.arg for word in call.keywords}
    ] == []


def test_no_text_stands_in_two_parts_of_the_catalogue() -> None:
    parts = [part for part in vars(en).values() if hasattr(part, "TEXTS")]
    assert len(parts) > 9
    assert len(en.TEXTS) == sum(len(part.TEXTS) for part in parts)


def test_every_text_is_used() -> None:
    of_codes = {key for code in CODES for key in (code, f"{code}.next")}
    of_families = {f"{family}.{name}" for family, names in FAMILIES.items() for name in names}
    idle = set(en.TEXTS) - used() - of_codes - of_families
    assert {key for key in idle if not key.startswith(LOOSE)} == set()


def test_codes_and_other_keys_have_names_apart() -> None:
    families = {code.partition(".")[0] for code in CODES}
    rest = set(en.TEXTS) - {key for code in CODES for key in (code, f"{code}.next")}
    assert {key for key in rest if key.partition(".")[0] in families} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_every_text_with_the_same_gaps(language: str) -> None:
    texts = catalogue(language).texts
    assert set(texts) == set(en.TEXTS)
    assert {key for key, text in texts.items() if gaps(text) != gaps(en.TEXTS[key])} == set()


def test_a_message_is_written_with_the_messages_in_its_gaps() -> None:
    inner = message("doubt.changed", before="后", after="後")
    outer = message("doubt.doubt", change=inner, times=message("doubt.times", n=2), remedy="x")
    assert str(outer) == "后 → 後 (×2); x"
    assert outer.value("change") is inner
    assert outer.value("nothing") is None
    assert ENGLISH.text("words of others {stay}") == "words of others {stay}"


def test_a_key_without_a_text_is_a_fault() -> None:
    with pytest.raises(KeyError):
        ENGLISH.text(Message("no.such-key"))


def test_a_language_is_found_by_its_tag_or_the_first_part_of_it() -> None:
    assert catalogue("en-GB") is ENGLISH
    assert catalogue("xx") is ENGLISH
    assert catalogue("zh-Hant-HK").language == "zh-Hant"
    assert catalogue("zh-Hant-HK") is catalogue("zh_TW.UTF-8")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"), ("en_US.UTF-8", "en"), ("zh", "zh-Hans"), ("zh_CN.UTF-8", "zh-Hans"), ("zh_SG", "zh-Hans"),
        ("zh_TW.Big5", "zh-Hant"),
        ("zh_HK", "zh-Hant"), ("zh_MO@euro", "zh-Hant"), ("zh-Hant", "zh-Hant"), ("zh-Hans-HK", "zh-Hans"),
        ("ZH-hant-cn", "zh-Hant"),
        ("C", ""), ("C.UTF-8", ""), ("POSIX", ""), ("de_DE.UTF-8", ""), ("", ""),
        ("zho", ""), ("english", ""), ("_", ""), ("中文", ""),
    ],
)  # fmt: skip
def test_the_language_of_a_tag(tag: str, language: str) -> None:
    assert language_of(tag) == language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-Hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8"}, "zh-Hant"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh-Hans"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "de:zh_HK:en"}, "zh-Hant"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "de"}, "zh-Hans"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LC_CTYPE": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_language_of_a_locale(environment: dict[str, str], language: str) -> None:
    assert of_locale(environment) == language
