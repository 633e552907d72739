"""A picture that is there and cannot be read, or is too large, is told as that: neither as missing nor as no picture."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

import pytest
from conftest import PROSE, wenxuan, write

_TOO_LARGE = 64 * 1024 * 1024 + 1


def _png(side: int) -> bytes:
    """A white square of one bit a pixel: it weighs little however large it is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\xff" * (side // 8)) * side, 9)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _told(desk: Path, name: str) -> list[str]:
    write(desk, {"a.md": f"---\ntitle: 渡船\ndate: 2020-01-02\n---\n\n{PROSE[0]}\n\n![渡口]({name})\n\n{PROSE[1]}\n"})
    ran = wenxuan("build", "a.md", "-f", "epub", "-o", "out")
    assert ran.code == 0, ran.err
    return ran.messages


@pytest.mark.parametrize(
    ("side", "words"),
    [(9600, "92,160,000 pixels; 80,000,000 is the limit"), (16_000, "256,000,000 pixels; 80,000,000 is the limit")],
)
def test_a_picture_of_too_many_pixels_is_told_with_their_number(desk: Path, side: int, words: str) -> None:
    write(desk, {"wide.png": _png(side)})
    (told,) = _told(desk, "wide.png")
    assert words in told


def test_one_of_many_pixels_is_packed(desk: Path) -> None:
    write(desk, {"wide.png": _png(4000)})
    assert _told(desk, "wide.png") == []


def test_a_file_of_too_many_bytes_is_told_with_their_number(desk: Path) -> None:
    with (desk / "big.jpg").open("wb") as file:
        file.truncate(_TOO_LARGE)
    (told,) = _told(desk, "big.jpg")
    assert "is there and cannot be read" in told
    assert f"{_TOO_LARGE:,} bytes" in told


def test_a_file_that_this_user_may_not_read_is_told_as_that(desk: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("this user may read everything; what fails for everybody is tested above")
    write(desk, {"shut.png": _png(64)})
    (desk / "shut.png").chmod(0)
    (told,) = _told(desk, "shut.png")
    assert "is there and cannot be read" in told


@pytest.mark.parametrize("name", ["none.png", "folder.png"])
def test_what_is_not_there_is_missing(desk: Path, name: str) -> None:
    (desk / "folder.png").mkdir()
    (told,) = _told(desk, name)
    assert "is not there" in told


def test_a_drawing_beside_articles_that_none_of_them_shows_is_no_source(desk: Path) -> None:
    write(desk, {"in/a.md": f"# 渡船\n\n{PROSE[0]}\n", "in/x.svgz": b"\x1f\x8b" + bytes(99), "in/y.jfif": b"\xff\xd8"})
    ran = wenxuan("build", "in", "-f", "epub", "-o", "out")
    assert (ran.code, "svgz" in ran.err) == (0, False), ran.err


@pytest.mark.parametrize(
    "name", ["渡" * 100 + ".png", "a/" * 3000 + "b.png", "c" * 5000, "%00.png"], ids=["name", "path", "both", "nul"]
)
def test_a_name_that_no_system_takes_is_a_picture_that_is_not_there(desk: Path, name: str) -> None:
    (told,) = _told(desk, name)
    assert "The picture's file is not there" in told
