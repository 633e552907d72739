"""Fonts that WeasyPrint saves anew for the PDF: they hold no time of day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import weasyprint
from conftest import article, wenxuan, write
from factory_fonts import pictured, variable, variable_truetype
from fontTools.ttLib.tables import _h_e_a_d as head
from weasyprint.pdf import fonts

from book.render.weasy import dates

CHAR = "\U000107f0"  # a letter of an old script that no installed font has


@pytest.mark.parametrize("font", [variable_truetype, variable, pictured])
def test_the_clock_is_not_in_the_file(
    font: Callable[[str], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml = '[book]\ntitle = "书"\n[pdf]\nfonts = ["f.ttf"]\n'
    write(tmp_path, {"b/articles/a.md": article("题", f"纸上有{CHAR}字。"), "b/book.toml": toml, "b/f.ttf": font(CHAR)})
    made = []
    for clock in (3_000_000_000, 3_500_000_000):
        monkeypatch.setattr(head, "timestampNow", lambda clock=clock: clock)
        ran = wenxuan("build", tmp_path / "b", "-f", "pdf")
        assert ran.code == 0, ran.err
        made.append((tmp_path / "b" / "build" / "书.pdf").read_bytes())
    assert made[0] == made[1]


def test_all_is_put_back() -> None:
    stock = fonts.TTFont

    def broken() -> None:
        with dates.dated() as outer, dates.dated() as inner:
            assert outer
            assert inner
            assert fonts.TTFont is not stock
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert fonts.TTFont is stock


def test_another_version_is_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    stock = fonts.TTFont
    monkeypatch.setattr(weasyprint, "VERSION", "71.0")
    with dates.dated() as fits:
        assert not fits
        assert fonts.TTFont is stock
