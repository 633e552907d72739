"""Expressions are compiled once for all runs: what the engine gets from an entry is what `re.compile` would have given it."""

from __future__ import annotations

import marshal
import re
from pathlib import Path

import pytest
from conftest import article, wenxuan_apart, write
from expressions import everything

from book import engine
from book.cache import expressions
from book.cache.places import VARIABLE

_TEXTS = (
    "",
    "作者：周师傅",
    "a-b 2023-08-29 08:30",
    "（一）",
    "扫码关注\n第3页",
    "<p>校样</p>",
    "Ｆoo，ﬁ",
    "١٢٣",
    "\0\ud800x",
)
_FLAGS = (0, re.I, re.M | re.S, re.X, re.A)


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known, and what is learnt here is forgotten."""
    for name in ("_known", "_fresh"):
        monkeypatch.setattr(engine, name, {})
    monkeypatch.setattr(engine, "_sources", [])
    monkeypatch.setattr(expressions, "_cache", [])


def _alike(made: re.Pattern[str], plain: re.Pattern[str]) -> bool:
    same = made == plain and (made.flags, made.groups, made.groupindex) == (plain.flags, plain.groups, plain.groupindex)
    return same and all(
        [match.span() for match in made.finditer(text)] == [match.span() for match in plain.finditer(text)]
        for text in _TEXTS
    )


def test_all_of_ours_are_the_same_compiled_known_and_by_python() -> None:
    ours = {one.pattern.pattern: one.pattern.flags for one in everything()}
    assert len(ours) > 800
    for pattern, flags in ours.items():
        plain = re.compile(pattern, flags)
        assert _alike(engine.compiled(pattern, flags), plain), pattern
    engine.settle()
    assert engine.learnt() == {}
    for pattern, flags in ours.items():
        assert engine.compiled(pattern, flags) == re.compile(pattern, flags), pattern
    assert engine.learnt() == {}


@pytest.mark.parametrize("flags", _FLAGS)
@pytest.mark.parametrize(
    "pattern",
    [
        r"(?P<a>x)|(?P<b>y)(z)?",
        r"[一-鿿]+?(?=。)",
        r"(?i:Ab)\b",
        r"(?>a+)b",
        r"a{2,}+",
        r"(?<!\d)\d{4}(?!\d)",
        "é|É|ı|İ",
        r"\U0001F600",
    ],
)
def test_of_every_kind(pattern: str, flags: int) -> None:
    for _ in range(2):
        assert _alike(engine.compiled(pattern, flags), re.compile(pattern, flags))
        engine.settle()


@pytest.mark.parametrize("pattern", ["(", "[", "a**", "(?P<a>x)(?P<a>y)", r"\8"])
def test_what_is_none_is_none(pattern: str) -> None:
    with pytest.raises(re.error) as ours:
        engine.compiled(pattern)
    with pytest.raises(re.error) as plain:
        re.compile(pattern)
    assert str(ours.value) == str(plain.value)


def test_what_the_engine_does_not_take_is_compiled() -> None:
    engine.learn(lambda: {("a(b)", 0): (32, b"\0\0\0\0" * 3, 1, {}, (None, None))})
    assert engine.compiled("a(b)").findall("ab") == ["b"]


def test_another_python_compiles_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_PARTS", None)
    assert engine.compiled("a(?P<n>b)").groupindex == {"n": 1}
    assert engine.learnt() == {}
    assert engine.version() == ()


def test_an_entry_is_added_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))

    def some(*patterns: str) -> int:
        monkeypatch.setattr(engine, "_known", {})
        expressions.learn()
        for pattern in patterns:
            engine.compiled(pattern)
        compiled = len(engine.learnt())
        expressions.keep()
        return compiled

    first, second = [f"a{n}" for n in range(20)], [f"b{n}" for n in range(20)]
    assert [some(*first), some(*first), some(*second), some(*first, *second)] == [20, 0, 20, 0]
    assert some(*first, "c") == 1, "too few to be written"
    assert len(list((tmp_path / "cache" / "expressions").iterdir())) == 1


def test_a_run_knows_what_the_processes_of_the_one_before_compiled(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"a.md": article("渡船"), "b.md": article("石阶", *["撑船的人姓何，从他祖父起就在这里撑船。" * 4] * 4)},
    )
    counts = []
    for name in ("a.md", "b.md"):
        ran = wenxuan_apart("inspect", name, cwd=tmp_path, env={VARIABLE: str(tmp_path / "cache")})
        assert ran.code == 0
        (entry,) = (tmp_path / "cache" / "expressions").iterdir()
        counts.append(len(marshal.loads(entry.read_bytes()[32:])))
    assert 100 < counts[0] <= counts[1] < 1.1 * counts[0]
    assert (
        wenxuan_apart("inspect", "a.md", "--no-cache", cwd=tmp_path, env={VARIABLE: str(tmp_path / "none")}).code == 0
    )
    assert not (tmp_path / "none").exists()
