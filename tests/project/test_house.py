"""The layout of the package: few modules at its top, none too long, each with a first line that says what it is for."""

from __future__ import annotations

import ast

from conftest import ROOT

MODULES = [path for path in (ROOT / "book").rglob("*.py") if "sample" not in path.parts]


def test_few_modules_lie_loose_at_the_top() -> None:
    assert len(list((ROOT / "book").glob("*.py"))) <= 14


def test_no_module_is_long() -> None:
    assert {path.name: lines for path in MODULES if (lines := len(path.read_text("utf-8").splitlines())) > 300} == {}


def test_every_module_says_in_its_first_line_what_it_is_for() -> None:
    for path in MODULES:
        words = ast.get_docstring(ast.parse(path.read_text("utf-8")))
        assert words, path
        assert len(words.splitlines()[0]) >= 15, path
