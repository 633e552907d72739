"""`wenxuan permissions`: authors, their articles and what these say of reprinting, as a page and as a list for a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from conftest import PROSE, article, wenxuan, write

TITLES = {"a": "渡船", "b": "石阶", "c": "=HYPERLINK(1)", "d": "<script>alert(1)</script>"}
NOTICES = {"a": "未经许可，禁止转载。", "b": "本文谢绝转载", "c": "", "d": "转载请注明出处"}


@pytest.fixture
def listed(desk: Path) -> list[dict[str, str]]:
    for name, title in TITLES.items():
        texts = [text.replace("河", f"河{title[0]}") for text in PROSE]
        author = "丁山" if name == "b" else "" if name == "c" else "何平"
        front = {"date": f"2020-01-0{ord(name) - 96}", "url": f"https://example.org/{name}"} | (
            {"author": author} if author else {}
        )
        write(desk, {f"{name}.md": article(f"'{title}'", *texts, *filter(None, [NOTICES[name]]), **front)})
    ran = wenxuan("permissions", *(f"{name}.md" for name in TITLES), "-o", "out")
    assert ran.code == 0, ran.err
    text = (desk / "out" / "permissions.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_each_article_is_a_line_by_author(listed: list[dict[str, str]]) -> None:
    assert [row["Title"] for row in listed] == ["渡船", TITLES["d"], "石阶", f"'{TITLES['c']}"]
    assert [row["Author"] for row in listed] == ["何平", "何平", "丁山", ""]
    said = {row["Author"] + row["Title"]: row["Reprinting"] for row in listed}
    assert said["何平渡船"] == "To be asked for"
    assert said["丁山石阶"] == "Forbidden"
    assert said[f"'{TITLES['c']}"] == "Nothing is said: to be asked for"
    assert listed[0]["Address"] == "https://example.org/a"
    assert "禁止转载" in listed[0]["Notices"]


@pytest.mark.usefixtures("listed")
def test_the_page_needs_nothing_and_runs_nothing() -> None:
    page = Path("out/permissions.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert page.count("<article ") == len(TITLES)
    assert "src=" not in page
    assert "No author is named" in page


def test_no_article_no_list(desk: Path) -> None:
    write(desk, {"a.md": ""})
    ran = wenxuan("permissions", "a.md")
    assert ran.code == 4
    assert "a.md" in ran.err
    assert not Path("build").exists()
