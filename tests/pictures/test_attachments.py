"""Where programs for notes keep pictures: beside the note, in a folder of attachments here or above, by a path from the vault."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from conftest import PROSE, wenxuan, write
from PIL import Image

#: Where the picture lies in the vault, what the note 随笔/渡口.md says → whether it is found.
PLACES = [
    ("随笔/船.png", "![[船.png]]", True),
    ("随笔/船.png", "![船](船.png)", True),
    ("随笔/附件/船.png", "![[船.png]]", True),
    ("附件/船.png", "![[船.png|300]]", True),
    ("附件/船.png", "![[附件/船.png]]", True),
    ("附件/船.png", "![](../附件/船.png)", True),
    ("随笔/渡口.assets/船.png", "![](船.png)", True),
    ("附件/船.png", "![](/附件/船.png)", True),  # from the vault, not from the disk
    ("别处/深处/船.png", "![[船.png]]", True),  # the only one of the name
    ("别处/深处/船 1.png", "![[船 1.png]]", True),
    (".trash/船.png", "![[船.png]]", False),
    ("附件/舟.png", "![[船.png]]", False),
]


def png() -> bytes:
    body = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(body, "PNG")
    return body.getvalue()


@pytest.mark.parametrize(("place", "mark", "found"), PLACES)
def test_a_picture_of_a_vault(desk: Path, place: str, mark: str, *, found: bool) -> None:
    write(desk, {"库/随笔/渡口.md": f"{PROSE[0]}\n\n{mark}\n\n{PROSE[1]}\n", f"库/{place}": png()})
    ran = wenxuan("build", "库", "-f", "epub", "-o", "out")
    assert ("picture's file is not there" not in ran.err) is found


def test_of_two_pictures_of_a_name_none_is_guessed(desk: Path) -> None:
    write(desk, {"库/随笔/渡口.md": f"{PROSE[0]}\n\n![[船.png]]\n", "库/甲/船.png": png(), "库/乙/船.png": png()})
    assert "picture's file is not there" in wenxuan("build", "库", "-f", "epub", "-o", "out").err


@pytest.mark.parametrize("place", ["随笔/images/1.png", "images/1.png", "别处/1.png", "随笔/石阶_files/1.png"])
def test_a_saved_page_takes_no_picture_of_another(desk: Path, place: str) -> None:
    """A browser calls the pictures of every page alike: what lies elsewhere under the name is not the one that is meant."""
    inner = f"<h1>渡口</h1><p>{PROSE[0]}</p><p>{PROSE[1]}</p><img src='1.png'><p>{PROSE[2]}</p>"
    page = f"<html><title>渡口</title><body>{inner}</body></html>"
    write(desk, {"库/随笔/渡口.html": page, f"库/{place}": png()})
    assert "picture's file is not there" in wenxuan("build", "库", "-f", "epub", "-o", "out").err


def test_a_note_takes_no_picture_of_a_saved_page(desk: Path) -> None:
    write(desk, {"库/随笔/渡口.md": f"{PROSE[0]}\n\n![[1.png]]\n", "库/别处/石阶_files/1.png": png()})
    assert "picture's file is not there" in wenxuan("build", "库", "-f", "epub", "-o", "out").err
