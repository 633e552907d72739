"""Files that only lie in a folder and are of another kind: a warning a kind, with their number; one that is named is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from conftest import PROSE, article, wenxuan, write

ONENOTE = b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3"
KINDLE = bytes(range(1, 61)) + b"BOOKMOBI" + bytes(range(256)) * 4


def test_strays_of_a_folder_are_a_warning_a_kind(desk: Path) -> None:
    write(desk, {"文/渡口.md": article("渡口", *PROSE, date="2021-03-05"),
                 **{f"文/{n}.one": ONENOTE for n in range(4)}, **{f"文/{n}.azw3": KINDLE for n in range(3)}})  # fmt: skip
    ran = wenxuan("build", "文", "-f", "txt", "-o", "out")
    assert ran.code == 0
    assert len([line for line in ran.messages if "OneNote" in line]) == 1
    assert len([line for line in ran.messages if "Kindle" in line]) == 1
    assert [line.split(" more")[0] for line in ran.messages if " more like these" in line] == [
        "warning: 2",
        "warning: 3",
    ]
    assert "8 given = 1 packed + 0 skipped + 0 duplicates + 7 not articles + 0 failed" in ran.out
    assert (desk / "out" / "report.jsonl").read_text("utf-8").count("input.stray") >= 7
    assert wenxuan("build", "文", "-f", "txt", "-o", "out", "--strict").code == 1


def test_one_that_is_named_is_refused(desk: Path) -> None:
    write(desk, {"渡口.md": article("渡口", *PROSE, date="2021-03-05"), "0.one": ONENOTE})
    ran = wenxuan("build", "渡口.md", "0.one", "-f", "txt", "-o", "out")
    assert ran.code == 1
    (told,) = ran.messages
    assert told.startswith("error: 0.one: ")
    assert "OneNote" in told


def test_what_is_called_an_article_and_is_none_is_lost(desk: Path) -> None:
    write(desk, {"文/渡口.md": article("渡口", *PROSE, date="2021-03-05"), "文/石阶.html": ONENOTE})
    ran = wenxuan("build", "文", "-f", "txt", "-o", "out")
    assert ran.code == 1
    assert ran.messages[0].startswith("error: 文/石阶.html: ")


def test_strays_in_an_archive(desk: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("渡口.md", article("渡口", *PROSE, date="2021-03-05"))
        archive.writestr("0.one", ONENOTE)
    write(desk, {"a.zip": packed.getvalue()})
    ran = wenxuan("build", "a.zip", "-f", "txt", "-o", "out")
    assert ran.code == 0
    assert ran.messages[0].startswith("warning: a.zip/0.one: ")


def test_what_belongs_to_articles_is_no_input(desk: Path) -> None:
    names = (
        "attachments/a.bin",
        "附件/b.bin",
        "_resources/c.bin",
        "渡口_files/d.bin",
        "渡口.files/e.bin",
        "x.css",
        "y.js",
    )
    write(desk, {"文/渡口.md": article("渡口", *PROSE, date="2021-03-05"), **{f"文/{name}": ONENOTE for name in names}})
    ran = wenxuan("build", "文", "-f", "txt", "-o", "out")
    assert (ran.code, ran.messages) == (0, [])
    assert "1 given = 1 packed" in ran.out
