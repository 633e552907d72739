"""Thousands of inputs with one trouble: a few lines on the terminal, all of them in the account and in the report."""

from __future__ import annotations

import json
import re
import tarfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from conftest import article, wenxuan, write
from factory_sources import zipped

MANY = 300
LINES = 25  # on the terminal together, for one source with one kind of trouble


def leading_out() -> bytes:
    out = BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for k in range(MANY):
            archive.addfile(tarfile.TarInfo(f"../{k}.html"))
    return out.getvalue()


def sources(desk: Path) -> dict[str, str | bytes]:
    return {
        "bad-archives.zip": zipped({f"{k}.zip": b"PK\3\4nothing" for k in range(MANY)}),
        "below.zip": zipped({f"{k % 7}/{k}.zip": b"PK\3\4nothing" for k in range(MANY)}),
        "leading.tar": leading_out(),
        "binary.zip": zipped({f"{k}.html": b"\x89PNG\r\n\x1a\n" + bytes([0, k % 256]) * 50 for k in range(MANY)}),
        "empty.zip": zipped({f"{k}.txt": "" for k in range(MANY)}),
        **{f"folder/{k}.txt": "" for k in range(MANY)},
        "addresses.txt": "".join(f"http://127.0.0.1:9/{k}\n" for k in range(MANY)),
    }


@pytest.mark.parametrize(
    "name", ["bad-archives.zip", "below.zip", "leading.tar", "binary.zip", "empty.zip", "folder", "addresses.txt"]
)
def test_many_alike_are_a_few_lines(desk: Path, name: str) -> None:
    write(
        desk,
        {"a.md": article("渡船", date="2020-01-01"), **{k: v for k, v in sources(desk).items() if k.startswith(name)}},
    )
    ran = wenxuan("build", "a.md", name, "-f", "txt", "--title", "x")
    assert ran.code == 1
    assert f"{MANY + 1} given = 1 packed" in ran.out
    lines = [*ran.out.splitlines(), *ran.err.splitlines()]
    assert len(lines) < LINES
    assert sum(f"{MANY - 5} more" in line for line in lines) == 2, "once among the inputs, once among the errors"
    if name != "addresses.txt":
        assert re.search(rf"{MANY - 5} more like these, in the report: .*\[all in {name}\]", ran.err)
    end = json.loads((desk / "build" / "report.jsonl").read_text("utf-8").splitlines()[-1])
    assert Counter(row["fate"] for row in end["inputs"])["packed"] == 1
    assert len(end["inputs"]) == MANY + 1, "the report lists them all"
    assert (desk / "build" / "report.html").read_text("utf-8").count(
        name.partition(".")[0]
    ) >= MANY or name == "addresses.txt"


def test_where_nothing_is_left_it_is_short_too(desk: Path) -> None:
    write(desk, {"empty.zip": zipped({f"{k}.txt": "" for k in range(MANY)})})
    for ran in (wenxuan("build", "empty.zip", "--title", "x"), wenxuan("inspect", "empty.zip")):
        assert len(ran.err.splitlines()) < LINES
        assert re.search(rf"{MANY - 5} more like these[,;].*\[all in empty.zip\]", ran.err)


def test_a_list_is_short_too(desk: Path) -> None:
    write(
        desk, {"book.toml": '[book]\ntitle = "x"\n[sources]\nfiles = ["articles"]\n', "articles/a.md": article("渡船")}
    )
    write(desk, {f"articles/{k}.txt": "" for k in range(MANY)})
    ran = wenxuan("scan", ".")
    assert len([*ran.out.splitlines(), *ran.err.splitlines()]) < LINES


def test_different_troubles_are_all_told(desk: Path) -> None:
    """Kinds are told apart, and a few of one kind are not shortened."""
    write(
        desk,
        {
            "a.md": article("渡船", date="2020-01-01"),
            **{f"empty/{k}.txt": "" for k in range(6)},
            **{f"binary/{k}.html": b"\x89PNG\r\n\x1a\n" + bytes([0, k]) * 50 for k in range(6)},
            "bad.zip": b"PK\3\4nothing",
        },
    )
    ran = wenxuan("build", "a.md", "empty", "binary", "bad.zip", "missing.md", "-f", "txt", "--title", "x")
    assert "15 given = 1 packed" in ran.out
    assert sum(line.startswith("error:") for line in ran.err.splitlines()) == 14
    assert "more like these" not in ran.err


def test_what_is_left_out_is_told_where(desk: Path) -> None:
    """Of two folders, what they lie in; of two places with nothing in common, nothing."""
    write(desk, {"a.md": article("渡船"), **{f"all/{k % 3}/{k}.txt": "" for k in range(20)}})
    ran = wenxuan("build", "a.md", "all", "-f", "txt", "--title", "x")
    assert re.search(r"15 more like these, in the report: .* \[all in all\]\n", ran.err)
    write(desk, {f"other/{k}.txt": "" for k in range(20)})
    ran = wenxuan("build", "a.md", "all", "other", "-f", "txt", "--title", "x")
    assert re.search(r"35 more like these, in the report: [^\[]*\n", ran.err)
