"""Words that a page sets apart by their colour alone: strong where `[clean] coloured` asks for it, plain else."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PROSE, wenxuan, write

#: Part of a paragraph → whether it is strong.
RUNS = [
    ('<span style="color: rgb(255, 76, 0)">不见得</span>', True),
    ('<span style="font-size:16px;color:#c00;">不见得</span>', True),
    ('<span style="COLOR: red">不见得</span>', True),
    ('<font color="#ff0000">不见得</font>', True),
    ('<span style="color: rgb(63, 63, 63)">不见得</span>', False),
    ('<span style="color: #888">不见得</span>', False),
    ('<span style="color: inherit">不见得</span>', False),
    ('<span style="background-color: #c00">不见得</span>', False),
    ('<span style="color: rgb(999999999999)">不见得</span>', False),
]


@pytest.mark.parametrize(("run", "strong"), RUNS, ids=[run for run, _ in RUNS])
def test_coloured_words(desk: Path, run: str, *, strong: bool) -> None:
    inner = f"<p>{PROSE[0]}</p><p>他说{run}，{PROSE[1]}</p><p>{PROSE[2]}</p>"
    page = f"<html><title>渡口</title><body><article><h1>渡口</h1>{inner}</article>"
    write(desk, {"a.html": page, "book.toml": '[sources]\nfiles = ["a.html"]\n[clean]\ncoloured = true\n'})
    (asked,) = wenxuan("inspect", ".", "--json").objects
    assert ("<strong>不见得</strong>" in asked["html"]) is strong
    (plain,) = wenxuan("inspect", "a.html", "--json").objects
    assert "<strong>" not in plain["html"]


def test_a_whole_paragraph_in_a_colour_is_a_paragraph(desk: Path) -> None:
    inner = f"<p>{PROSE[0]}</p><p><span style='color:#c00'>{PROSE[1]}</span></p><p>{PROSE[2]}</p>"
    page = f"<html><title>渡口</title><body><article><h1>渡口</h1>{inner}</article>"
    write(desk, {"a.html": page, "book.toml": '[sources]\nfiles = ["a.html"]\n[clean]\ncoloured = true\n'})
    (one,) = wenxuan("inspect", ".", "--json").objects
    assert "<strong>" not in one["html"]
