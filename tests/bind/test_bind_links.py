"""Links between files of a book: by path, by the name or title of a note, by address, as `wenxuan build` makes an EPUB of them."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from pathlib import Path

import pytest
from conftest import PROSE, wenxuan, write

OTHER = f"# 石阶\n\n{PROSE[2]}\n\n## 青苔（一）\n\n{PROSE[3]}\n"
#: What is in the note 渡口.md → where its link leads: the title of an article, or of a heading in it; "" for nowhere.
LINKS = [
    ("见[它](石阶.md)", "石阶"),
    ("见[它](./石阶.md)", "石阶"),
    ("见[它](%E7%9F%B3%E9%98%B6.md)", "石阶"),
    ("见[它](石阶)", "石阶"),
    ("见[它](石阶.md#青苔（一）)", "青苔（一）"),
    ("见[它](石阶.md#青苔一)", "青苔（一）"),  # as GitHub makes an address of a heading
    ("见[它](石阶.md#没有)", "石阶"),
    ("见[它](#后来)", "后来"),
    ("见[它](#没有)", ""),
    ("见[它](山/泉.md)", "泉水"),
    ("见[它](泉.md)", ""),  # another folder
    ("见[它](泉水)", "泉水"),  # by its title
    ("见[它](../石阶.md)", ""),
    ("见[它](/石阶.md)", ""),
    ("见[它](没有.md)", ""),
    ("见[它](石阶.png)", ""),
    ("见[[石阶]]", "石阶"),
    ("见[[石阶.md|那一篇]]", "石阶"),
    ("见[[石阶#青苔（一）]]", "青苔（一）"),
    ("见[[石阶#^k3]]", "石阶"),
    ("见[[#后来]]", "后来"),
    ("见[[泉]]", "泉水"),
    ("见[[山/泉]]", "泉水"),
    ("见[[泉水]]", "泉水"),  # by its title
    ("见[[水/泉]]", ""),
    ("见[[井]]", ""),  # two notes are called so, neither in this folder
    ("见[[山/井]]", "山井"),
    ("见[[没有]]", ""),
    ("见![[石阶]]", "石阶"),
    ("见[它](https://example.org/quan)", "泉水"),
    ("见[它](http://example.org/quan/#top)", "泉水"),
    ('见<a href="石阶.md">它</a>', "石阶"),
]  # fmt: skip


def built(desk: Path, text: str, *given: str) -> tuple[str, dict[str, str], str]:
    """The link in the article 渡口 ("" where there is none), what each id of the book is called, and the report."""
    write(desk, {
        "文/渡口.md": f"# 渡口\n\n{PROSE[0]}{text}。\n\n## 后来\n\n{PROSE[1]}\n", "文/石阶.md": OTHER,
        "文/山/泉.md": f"---\ntitle: 泉水\nurl: https://example.org/quan/\n---\n\n{PROSE[1]}\n",
        "文/山/井.md": f"# 山井\n\n{PROSE[0]}{PROSE[2]}\n", "文/镇/井.md": f"# 镇井\n\n{PROSE[1]}{PROSE[3]}\n",
    })  # fmt: skip
    ran = wenxuan("build", "文", "-f", "epub", "-o", "out", *given)
    assert "packed" in ran.out, ran.err
    with zipfile.ZipFile(next((desk / "out").glob("*.epub"))) as book:
        pages = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")}
    called: dict[str, str] = {}
    for page in pages.values():
        for ident, title in re.findall(r'<h[1-6][^>]* id="([^"]+)"[^>]*>(.*?)</h', page):
            called[ident] = re.sub(r"<[^>]+>", "", title)
        for ident, title in re.findall(r'<section[^>]* id="([^"]+)".*?<h[1-6][^>]*>(.*?)</h', page, re.S):
            called.setdefault(ident, re.sub(r"<[^>]+>", "", title))
    found = next(filter(None, (re.search(r'[见見]<a [^>]*href="([^"]+)"', page) for page in pages.values())), None)
    return found[1] if found else "", called, (desk / "out" / "report.jsonl").read_text("utf-8")


@pytest.mark.parametrize(("text", "goal"), LINKS, ids=[text for text, _ in LINKS])
def test_where_a_link_leads(desk: Path, text: str, goal: str) -> None:
    link, called, report = built(desk, text)
    if goal:
        assert called[link.partition("#")[2]] == goal
        assert "bind.link-lost" not in report
    else:
        assert link == ""
        assert ("bind.link-lost" in report) is ("(#" not in text and "(/" not in text)


def test_a_link_leads_there_in_the_other_script_too(desk: Path) -> None:
    """Titles and headings are converted; names of files and what links say are not."""
    link, called, _ = built(desk, "见[[石阶#青苔（一）]]", "--script", "tw")
    assert called[link.partition("#")[2]] == "青苔（一）"
    write(desk, {"书/后台.md": f"# 后台\n\n{PROSE[2]}\n", "书/a.md": f"# 台前\n\n{PROSE[0]}见[[后台#后台]]。\n"})
    ran = wenxuan("build", "书", "-f", "epub", "-o", "out2", "--script", "tw")
    assert ran.code == 0
    assert "bind.link-lost" not in (desk / "out2" / "report.jsonl").read_text("utf-8")


def test_a_link_to_a_copy_leads_to_the_one_that_is_packed(desk: Path) -> None:
    write(desk, {"文/石阶的副本.md": OTHER})
    link, called, _ = built(desk, "见[它](石阶的副本.md)")
    assert called[link.partition("#")[2]] == "石阶"


def test_a_name_that_macos_has_taken_apart(desk: Path) -> None:
    name = unicodedata.normalize("NFD", "café")
    write(desk, {f"文/{name}.md": f"# 咖啡\n\n{PROSE[3]}\n"})
    link, called, _ = built(desk, "见[[café]]")
    assert called[link.partition("#")[2]] == "咖啡"
