"""An article of one thing ten thousand times is read within the budget, whatever the thing is."""

from __future__ import annotations

from pathlib import Path

import repeated
from conftest import wenxuan, write

#: Each took over 20 seconds of computing, or half of that, at so many pieces; now 1 to 6. All: python tests/tools/repeated.py
GREW = "br br.torn p.torn table.nest iframe video noscript h1".split()
PIECES = 12_000


def test_ten_thousand_of_one_thing_are_read_within_the_budget(tmp_path: Path) -> None:
    """The budget is counted in seconds of computing, so that a busy machine does not matter."""
    texts = {}
    for name in (f"html.{kind}" for kind in GREW):
        suffix, text = repeated.text_of(name, PIECES)
        texts[name + suffix] = text
    ran = wenxuan("inspect", "--json", "--jobs", "2", write(tmp_path, texts))
    assert ran.code == 0, ran.err
    assert "took more" not in ran.err
    assert len(ran.objects) == len(GREW)


def test_every_kind_is_read(tmp_path: Path) -> None:
    """Few pieces of each: all become articles, or are refused by a reason of their own."""
    texts = {}
    for name in repeated.kinds():
        suffix, text = repeated.text_of(name, 40)
        texts[name + suffix] = text
    ran = wenxuan("inspect", "--json", "--jobs", "2", write(tmp_path, texts))
    assert ran.code in (0, 1), ran.err
    assert {Path(one["source"]).stem for one in ran.objects} == set(repeated.kinds())
    assert {Path(one["source"]).stem for one in ran.objects if not one["text"]} <= {"html.fffd", "html.nul"}
