"""Words to a user: every key that the code or a template uses has a text, every text is used, and gaps are filled."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from book.codes import CODES
from book.messages import CATALOGUES, ENGLISH, Message, catalogue, en, message

ROOT = Path(__file__).parents[2]
#: Keys that are put together from a value: the last part is a fate, a deed, a severity and the like.
FAMILIES = ("fate.", "severity.", "count.", "fact.", "report.", "scan.")


def used() -> set[str]:
    """Every key that is written out: in the code any text that is a key, in templates the argument of `say`."""
    keys = set()
    for path in (ROOT / "book").rglob("*.py"):
        if path.parent.name == "messages":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in en.TEXTS:
                keys.add(node.value)
    for path in (ROOT / "styles").glob("*.j2"):
        keys |= set(re.findall(r'say\("([\w.-]+)"', path.read_text("utf-8")))
    return keys


def asked() -> dict[str, str]:
    """The key of every call of `message`, `say` and `SAY` that has one written out, with its module."""
    keys = {}
    for path in (ROOT / "book").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("message", "say", "SAY")
            ):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    keys[first.value] = path.name
    return keys


def test_every_key_that_is_asked_has_a_text() -> None:
    assert {key: place for key, place in asked().items() if key not in en.TEXTS} == {}


def test_every_text_is_used() -> None:
    of_codes = {key for code in CODES for key in (code, f"{code}.next")}
    idle = set(en.TEXTS) - used() - of_codes
    assert {key for key in idle if not key.startswith(FAMILIES)} == set()


def test_codes_and_other_keys_have_names_apart() -> None:
    families = {code.partition(".")[0] for code in CODES}
    rest = set(en.TEXTS) - {key for code in CODES for key in (code, f"{code}.next")}
    assert {key for key in rest if key.partition(".")[0] in families} == set()


@pytest.mark.parametrize("language", sorted(CATALOGUES))
def test_a_catalogue_has_every_text_with_the_same_gaps(language: str) -> None:
    def gaps(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    texts = CATALOGUES[language].texts
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
