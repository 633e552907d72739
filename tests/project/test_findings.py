"""Findings: every code has its wording, is used, and is not made up on the way; errors have their exit codes."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from book.codes import CODES, Severity
from book.desk.shelf import SWITCHED
from book.findings import (
    BookError,
    ConfigError,
    Finding,
    MissingPart,
    NothingToPack,
    UsageError,
    Where,
    WriteError,
)
from book.messages import en

BOOK = Path(__file__).parents[2] / "book"
FAMILIES = {code.split(".")[0] for code in CODES}
CODE = re.compile(rf"(?:{'|'.join(sorted(FAMILIES))})\.[a-z][a-z-]*")


@cache
def strings() -> dict[str, set[str]]:
    """Every text in the source that looks like a code, with the modules where it stands; the table itself left out."""
    found: dict[str, set[str]] = {}
    for path in sorted(BOOK.rglob("*.py")):
        if path.name == "codes.py" or path.parent.name == "messages":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                found.setdefault(node.value, set()).add(path.relative_to(BOOK).as_posix())
    return found


#: Texts that only look like codes: names of files, of properties, and of settings that the desk shows.
NO_CODES = frozenset(("report.css", "report.html", "report.jsonl", "image.png", *SWITCHED))


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_says_what_it_means_and_what_to_do(code: str) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z-]+", code)
    meaning, next_step = en.TEXTS[code], en.TEXTS[f"{code}.next"]
    for text in (meaning, next_step):
        assert len(text) >= 10
        assert text[0].isupper()
        assert text.strip() == text
    assert meaning.endswith(".")
    assert meaning != next_step


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_used(code: str) -> None:
    assert code in strings()


def test_no_code_is_made_up() -> None:
    assert {code: places for code, places in strings().items() if code not in CODES and code not in NO_CODES} == {}


def test_a_finding_of_no_known_code_cannot_be_told() -> None:
    with pytest.raises(KeyError):
        _ = Finding("input.frobnicated", Where("a.md")).kind


def test_errors_are_what_costs_an_article_or_a_check_or_files_of_an_archive() -> None:
    errors = {code for code, kind in CODES.items() if kind.severity is Severity.ERROR}
    assert {code.split(".")[0] for code in errors - {"pdf.fallback"}} == {"input", "check", "archive"}


@pytest.mark.parametrize(
    ("error", "code"),
    [(BookError, 3), (UsageError, 2), (ConfigError, 3), (NothingToPack, 4), (MissingPart, 5), (WriteError, 6)],
)
def test_exit_codes(error: type[BookError], code: int) -> None:
    made = error("what", "why", "next")
    assert (made.exit_code, str(made), made.next_step) == (code, "what: why", "next")
    from book.command import main

    assert f"{code} " in (main.__doc__ or ""), "the command line documents it"
