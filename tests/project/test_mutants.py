"""The faults of the mutation run: which are made, where none is, and that each is found again after the text has moved."""

from __future__ import annotations

import mutants
import pytest


def faults(source: str) -> set[tuple[str, str]]:
    return {(one.operator, one.changed) for one in mutants.mutants("m.py", source)}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("a < b", {("boundary", "a <= b"), ("reversed", "a >= b")}),
        ("a not in b", {("reversed", "a in b")}),
        ("a is b", {("reversed", "a is not b")}),
        ("a and b and c", {("and-or", "a or b and c"), ("and-or", "a and b or c")}),
        ("not a", {("not", "a")}),
        ("x = 1.5", {("number", "x = 2.5"), ("number", "x = 0.5")}),
        ("x = True", {("boolean", "x = False")}),
        ("a - b", {("arithmetic", "a + b")}),
        ("x += y", {("arithmetic", "x -= y"), ("assignment", "x = y")}),
        ("f(x)", {("call", "pass")}),
        ("y = any(x)", {("function", "y = all(x)")}),
        ("y = x.startswith(a)", {("function", "y = x.endswith(a)")}),
        ("y = a if b(c) else d", {("condition", "y = a if not (b(c)) else d")}),
        ("y = expression('(?:甲|乙)')", {("alternative", "y = expression('(?:乙)')"), ("alternative", "y = expression('(?:甲)')")}),
        ("y = re.match('甲|(?:乙|丙)|[|]丁', x)", {
            ("alternative", "y = re.match('甲|(?:丙)|[|]丁', x)"), ("alternative", "y = re.match('甲|(?:乙)|[|]丁', x)"),
            ("alternative", "y = re.match('甲|[|]丁', x)"),
        }),
    ],
)  # fmt: skip
def test_each_operator(line: str, wanted: set[tuple[str, str]]) -> None:
    assert faults(line) == wanted


@pytest.mark.parametrize(
    "line",
    [
        "def f(x: A | B = y) -> C | D: ...", "@cache(1)\nclass A: ...", '"""1 < 2"""', "__all__ = [1]", "x = f'{a < b}'",
        "x = '甲' + y", "y = isinstance(x, A | B)", "x = '甲|乙'",
    ],
)  # fmt: skip
def test_where_no_fault_is_made(line: str) -> None:
    assert faults(line) == set()


def test_columns_behind_han_are_counted_in_characters() -> None:
    assert faults("甲 = 乙('丙') < 丁") == {("boundary", "甲 = 乙('丙') <= 丁"), ("reversed", "甲 = 乙('丙') >= 丁")}


def test_a_fault_is_found_again_after_lines_have_moved() -> None:
    before = mutants.mutants("m.py", "if a < b:\n    f(1)\nif a < b:\n    f(2)\n")
    chosen = [mutants.parse_row(one.row) for one in before]
    moved = mutants.mutants("m.py", "import os\n\n\nif a < b:\n    f(1)\n# more\nif a < b:\n    f(3)\n")
    here, lost = mutants.located(chosen, moved)
    assert [(one.operator, one.number) for one in here if one.operator == "boundary"] == [
        ("boundary", 0),
        ("boundary", 1),
    ]
    assert {one.line for one in lost} == {"f(2)"}


def test_the_sample_hangs_on_the_seed_alone() -> None:
    among = mutants.mutants("m.py", "\n".join(f"x = {n}" for n in range(100)))
    assert mutants.sampled(among, 20, 1) == mutants.sampled(among, 20, 1) != mutants.sampled(among, 20, 2)
    assert len(set(mutants.sampled(among, 20, 1))) == 20
