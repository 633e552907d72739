"""Marks of notes, measured from finished pages: none begins a line, and behind the text each stands in the line of its note."""

from __future__ import annotations

import re
from pathlib import Path

import pymupdf
import pytest
from conftest import wenxuan, write

_COUNT = 26
_TEXT = "".join(f"渡口的老人记下每一天的水位{'又' * (n % 7)}[^{n}]。" for n in range(1, _COUNT + 1))
_NOTES = "\n".join(
    f"[^{n}]: 第{n}条。" + "这一条说的是水位怎样量，量了几回，又是谁在旁边看着，看的人后来去了哪里。" * 2
    for n in range(1, _COUNT + 1)
)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[tuple[float, str]]]]:
    """The lines of each page by their baselines, with notes at the foot and behind the text."""
    folder = tmp_path_factory.mktemp("marks")
    # Half of the notes behind stand on left pages, whose floats are others than those of right ones.
    write(folder, {"a.md": f"# 水位\n\n{_TEXT}\n\n{_NOTES}\n"})
    found = {}
    for notes in ("page", "end"):
        write(folder, {f"{notes}.toml": f'[book]\ntitle = "水位"\n[pdf]\nnotes = "{notes}"\n'})
        ran = wenxuan("build", "a.md", "-c", f"{notes}.toml", "-f", "pdf", "-q", "-o", notes, cwd=folder)
        assert ran.code == 0, ran.err
        found[notes] = _lines(folder / notes / "水位.pdf")
    return found


def _lines(path: Path) -> list[list[tuple[float, str]]]:
    pages = []
    for page in pymupdf.open(path):
        rows: dict[float, list[tuple[float, str]]] = {}
        for block in page.get_text("rawdict")["blocks"]:
            for line in block.get("lines", ()):
                for span in line["spans"]:
                    for char in span["chars"]:
                        base = char["origin"][1]
                        near = next((row for row in rows if abs(row - base) < 4), base)
                        rows.setdefault(near, []).append((char["origin"][0], char["c"]))
        pages.append([(row, "".join(c for _, c in sorted(chars))) for row, chars in sorted(rows.items())])
    return pages


def test_no_line_of_text_begins_with_the_mark_of_a_note(books: dict[str, list[list[tuple[float, str]]]]) -> None:
    for notes, mark in (("page", "[①-⑳]"), ("end", r"\[\d+\]")):
        text = [line for page in books[notes] for _, line in page if re.search(f"(?:位|又|^){mark}。", line)]
        assert len(text) > 4
        assert [line for line in text if re.match(rf"\s*{mark}。", line)] == []


def test_a_mark_behind_the_text_stands_in_the_line_of_its_note(books: dict[str, list[list[tuple[float, str]]]]) -> None:
    marks = [line for page in books["end"] for _, line in page if re.match(r"\s*\[\d+\](?!。)", line)]
    assert len(marks) == _COUNT
    assert [line for line in marks if not re.match(r"\s*\[(\d+)\]\s*第\s*\1\s*条", line)] == []
