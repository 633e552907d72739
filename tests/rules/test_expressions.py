"""No regular expression can explode: every one of ours is tried on texts of its own pieces, and looked at by a static tool."""

from __future__ import annotations

import re

import expressions
import pytest
from expressions import Expression, overruns
from regexploit.ast.sre import SreOpParser
from regexploit.redos import find

EVERY = expressions.everything()
IDS = [f"{one.where} {number}" for number, one in enumerate(EVERY)]


def test_all_of_them_are_found() -> None:
    places = {one.where.partition(":")[0] for one in EVERY}
    assert len(EVERY) > 500
    assert {"book/rules/load.py", "book/read/blog.py", "book/punctuate/context.py", "book/bind/joined.py"} <= places
    assert any(one.where.startswith("book/convert/spans.py") for one in EVERY), "one that stands in a function"


@pytest.mark.parametrize("one", EVERY, ids=IDS)
def test_none_takes_long_on_its_own_pieces(one: Expression) -> None:
    """A tenth of a second at 10 to 1,000 pieces, a second at 10,000. One that is only asked about short texts is tried on such."""
    assert overruns(one) == ""


@pytest.mark.parametrize("one", EVERY, ids=IDS)
def test_a_static_tool_finds_none(one: Expression) -> None:
    """regexploit by Doyensec finds repetitions that can share a text; from the cube on it must be answered."""
    pattern = _without_possessives(one.pattern)
    if pattern is None or one.longest:
        return
    found = [
        redos for redos in find(SreOpParser().parse_sre(pattern, one.pattern.flags & ~re.U)) if redos.starriness >= 3
    ]
    assert not found, found


def _without_possessives(pattern: re.Pattern[str]) -> str | None:
    """The expression, where the tool can read it: it knows no possessive repetition, which cannot share anything, nor `(?>`."""
    return None if re.search(r"[*+?}]\+|\(\?>", pattern.pattern) else pattern.pattern


#: Expressions that explode, each of another kind; and what looks like them and does not.
EXPLODING = [
    r"(a+)+b", r"(?:a|a)*b", r"^(?:\w+\s?)*$", r"(?s:<!--.*?-->\s*)*<p>", r"^.{1,12}(?:\s*/\s*.{1,16})+$",
    r"\A((?:[ \t]*-.*\n|[ \t]+\S.*\n)+)---", r"(?:\(.+?\)\s*)+：", r"(x+x+)+y", r"(?:[^。]*，)*[^。]*，[^。]*。x", r"\s*\s*\s*:",
]  # fmt: skip
HARMLESS = [
    r"a+b", r"(?:ab)*c", r"^(?:\w+\s)*$", r"(?>a+)+b", r"(?:a++)+b", r"(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+<p>", r"关注.{0,8}公众号",
    r"^[\s(]{0,12}(?:作者|文)\s{0,4}[:/]", r"[一二三]{1,3}、",
]  # fmt: skip


@pytest.mark.parametrize("pattern", EXPLODING)
def test_the_growth_test_sees_what_explodes(pattern: str) -> None:
    assert overruns(Expression("", re.compile(pattern), ("search", "fullmatch")))


@pytest.mark.parametrize("pattern", HARMLESS)
def test_the_growth_test_lets_pass_what_does_not(pattern: str) -> None:
    assert overruns(Expression("", re.compile(pattern), ("match", "fullmatch"))) == ""


def test_it_can_be_run_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    """That it runs as a program is seen by `everything`."""
    expressions.told(EVERY, "--list")
    assert capsys.readouterr().out.splitlines()[-1] == f"{len(EVERY)} expressions"
    expressions.told([Expression("here", re.compile(EXPLODING[0]), ("search",)), EVERY[0]], "")
    assert re.match(r"here .*\n.*over .*\n2 expressions\n\Z", capsys.readouterr().out)
