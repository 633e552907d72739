"""The same input gives the same bytes: whatever the hash seed, the number of processes, the folder and the clock."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import psutil
import pymupdf
import pytest
from conftest import PROSE, ROOT, SAMPLE, article, wenxuan, wenxuan_apart, write


def digests(out: Path) -> dict[str, str]:
    """sha256 of each book in a folder."""
    books = sorted(path for path in out.iterdir() if path.suffix in (".epub", ".pdf"))
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in books}


@pytest.fixture(scope="module")
def desk4(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book's folder with four of the sample articles: HTML, Markdown, text, and a picture."""
    folder = tmp_path_factory.mktemp("four")
    shutil.copytree(SAMPLE / "articles" / "images", folder / "images")
    for name in ("05-type-wall.html", "08-the-dun-mark.md", "09-upright-columns.txt", "10-grain.md"):
        shutil.copy(SAMPLE / "articles" / name, folder)
    return write(
        folder, {"book.toml": '[book]\ntitle = "四篇"\n[sources]\nfiles = ["*.*"]\n[convert]\nscript = "tw"\n'}
    )


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, desk4: Path) -> dict[str, str]:
    """Both formats built once, converted, so that every stage has its say."""
    out = tmp_path_factory.mktemp("first")
    ran = wenxuan_apart("build", desk4, "-o", out, env={"PYTHONHASHSEED": "1", "TZ": "UTC"})
    assert ran.code == 0, ran.err
    made = digests(out)
    assert list(made) == ["四篇.epub", "四篇.pdf"]
    return made


def test_another_hash_seed_zone_folder_and_moment(first: dict[str, str], desk4: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "别 处" / "更深"
    shutil.copytree(desk4, elsewhere, copy_function=shutil.copy)  # other times of the files, too
    env = {"PYTHONHASHSEED": "31337", "TZ": "Pacific/Kiritimati", "LANG": "C", "SOURCE_DATE_EPOCH": "86400"}
    ran = wenxuan_apart("build", "-o", tmp_path / "again", cwd=elsewhere, env=env)
    assert ran.code == 0, ran.err
    assert digests(tmp_path / "again") == first


def test_twice_in_one_process_and_no_path_in_the_books(first: dict[str, str], desk4: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert wenxuan("build", desk4, "-o", tmp_path / name).code == 0
        assert digests(tmp_path / name) == first
    with zipfile.ZipFile(tmp_path / "one" / "四篇.epub") as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
    document = pymupdf.open(tmp_path / "one" / "四篇.pdf")
    whole += "".join(page.get_text() for page in document)
    whole += "".join(document.xref_object(number) for number in range(1, document.xref_length()))
    for trace in (str(desk4), str(tmp_path), "/tmp/", "four0"):
        assert trace not in whole


@pytest.fixture(scope="module")
def thirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough small articles for several processes, with some trouble among them."""
    texts: dict[str, str | bytes] = {
        f"{n:02}.md": article(f"第{n}天的渡口", *PROSE[n % 3 :], f"这是第{n}天，扫码关注公众号。", date=f"2020-01-{n % 28 + 1:02}")
        for n in range(100)
    }  # fmt: skip
    texts |= {"05b.md": texts["05.md"], "07b.md": b"", "09b.md": bytes(range(256)) * 9}
    return write(tmp_path_factory.mktemp("thirty"), texts)


def test_one_process_or_two(thirty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In which the articles are read, converted and made into chapters."""
    monkeypatch.chdir(thirty.parent)
    runs = {
        jobs: wenxuan(
            "build", thirty, "-o", tmp_path / jobs, "--title", "x", "-f", "epub", "--script", "tw", "-j", jobs
        )
        for jobs in ("1", "2")
    }
    assert runs["1"].out.replace("/1/", "/2/") == runs["2"].out
    assert runs["1"].messages == runs["2"].messages
    assert runs["1"].code == runs["2"].code == 1
    assert "103 given = 100 packed + 0 skipped + 1 duplicates + 2 not articles + 0 failed" in runs["2"].out
    assert digests(tmp_path / "1") == digests(tmp_path / "2")
    for name in ("report.html", "report.jsonl"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_as_many_processes_as_asked_for_are_really_started(thirty: Path) -> None:
    for jobs in ("1", "2"):
        command = [sys.executable, "-m", "book", "inspect", "--json", thirty, "-j", jobs]
        most = 0
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
            said: list[str] = []
            reading = threading.Thread(target=lambda out=run.stdout, said=said: said.append(out.read()))
            reading.start()
            while run.poll() is None:
                with contextlib.suppress(psutil.Error):
                    most = max(most, len(psutil.Process(run.pid).children()))
            reading.join()
        assert len(said[0].splitlines()) == 103
        assert most == int(jobs)


@pytest.mark.parametrize("command", ["build", "inspect"])
def test_the_order_in_which_files_are_named_does_not_matter(thirty: Path, tmp_path: Path, command: str) -> None:
    files = sorted(path for path in thirty.iterdir() if "b" not in path.stem)
    runs = []
    for number, given in enumerate((files, files[::-1])):
        more = ("-o", tmp_path / str(number), "-f", "epub", "--title", "x") if command == "build" else ("--json",)
        runs.append(wenxuan(command, *given, *more))
    if command == "build":
        assert digests(tmp_path / "0") == digests(tmp_path / "1")
    else:
        assert runs[0].out == runs[1].out
