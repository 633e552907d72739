"""Tall pictures, measured from finished pages: on the smallest page they end above the number of the page, caption and all."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from conftest import wenxuan, write
from PIL import Image


@pytest.mark.parametrize("page", ["phone", "大32开"])
def test_a_tall_picture_ends_above_the_number_of_its_page(desk: Path, page: str) -> None:
    text = (
        "# 梯子\n\n"
        + "梯子靠在墙上，墙比梯子高，梯子比人高。" * 6
        + "\n\n![一架很高的梯子](tall.png)\n\n后来墙塌了，梯子还在。\n"
    )
    write(
        desk,
        {
            "a.md": text,
        },
    )
    Image.new("RGB", (120, 700), (90, 120, 90)).save(desk / "tall.png")
    assert wenxuan("build", "a.md", "-f", "pdf", "-q", "-o", "out", "--page", page).code == 0
    pages = [leaf for leaf in pymupdf.open(next((desk / "out").glob("*.pdf"))) if leaf.get_image_info()]
    pictures = [pymupdf.Rect(one["bbox"]) for leaf in pages for one in leaf.get_image_info() if leaf.number > 0]
    assert pictures
    for leaf in pages:
        words = [pymupdf.Rect(word[:4]) for word in leaf.get_text("words")]
        for picture in (pymupdf.Rect(one["bbox"]) for one in leaf.get_image_info()):
            assert not [word for word in words if word.intersects(picture)], leaf.number
