"""The layout of the package: few modules at its top, none too long, each with a first line that says what it is for."""

from __future__ import annotations

import ast
from collections import Counter

from conftest import ROOT

TESTS = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
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


def test_no_match_is_asked_which_expression_found_it() -> None:
    """`expression` gives what stands for an expression, and is never the `re` of a match; the group that matched tells as well."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Compare):
                asked = [
                    one for one in (node.left, *node.comparators) if isinstance(one, ast.Attribute) and one.attr == "re"
                ]
                assert not asked, f"{path}:{node.lineno}"


def test_files_of_tests_have_names_of_their_own() -> None:
    """Pytest imports them by their names alone: of two with one name, one is not run."""
    assert [name for name, times in Counter(TESTS).items() if times > 1] == []
