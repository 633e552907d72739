"""Odd inputs and settings that once cost a book, hung it, or lost something without a word: each as a user meets it."""

from __future__ import annotations

import io
import json
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import PROSE, article, files_in, wenxuan, write
from pypdf import PdfReader

from book.store import write as writing

READINGS = (("装", "zhuāng"), ("床", "chuáng"), ("双", "shuāng"), ("窗", "chuāng"), ("一", "yī"), ("光", "guāng"))


def test_folders_that_link_to_each_other_are_each_gone_through_once(desk: Path) -> None:
    """With twelve folders of twelve links each it did not end: the ways through them are 12! and more."""
    write(desk, {"in/d0/a.md": article("渡船", *PROSE)})
    for one in range(12):
        folder = desk / "in" / f"d{one}"
        folder.mkdir(exist_ok=True)
        for other in range(12):
            (folder / f"to{other}").symlink_to(f"../d{other}", target_is_directory=True)
    ran = wenxuan("inspect", "in", "--json")
    assert ran.code == 0, ran.err
    assert [one["source"] for one in ran.objects] == ["in/d0/a.md"]


def test_two_files_of_one_name_in_an_archive_are_two_inputs(desk: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.md", article("渡口", *PROSE[:2]))
        archive.writestr("b.md", article("渡船", *PROSE[2:]))
    write(desk, {"in.zip": made.getvalue().replace(b"b.md", b"a.md")})
    ran = wenxuan("inspect", "in.zip", "--json")
    assert [(one["source"], one["title"]) for one in ran.objects] == [
        ("in.zip/a (2).md", "渡船"),
        ("in.zip/a.md", "渡口"),
    ]


def _tar(count: int) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for number in range(count):
            body = article(f"第{number}天", *PROSE[number % 3 :]).encode()
            member = tarfile.TarInfo(f"{number}.md")
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return made.getvalue()


@pytest.mark.parametrize("kept", [1100, 1300, 1535, 2048 + 100])
def test_a_tar_that_is_cut_off_is_told(desk: Path, kept: int) -> None:
    write(desk, {"in.tar": _tar(5)[:kept]})
    ran = wenxuan("build", "in.tar", "-f", "epub", "-o", "out")
    assert ran.code in (1, 4), ran.err
    assert "cut off" in ran.err or "damaged" in ran.err


@pytest.mark.parametrize("more", [b"", bytes(512), bytes(10240)])
def test_a_tar_without_its_last_zeros_is_whole(desk: Path, more: bytes) -> None:
    write(desk, {"in.tar": _tar(3).rstrip(b"\0").ljust(len(_tar(3).rstrip(b"\0")) // 512 * 512 + 512, b"\0") + more})
    ran = wenxuan("build", "in.tar", "-f", "epub", "-o", "out")
    assert (ran.code, "3 packed" in ran.out) == (0, True), ran.err


@pytest.mark.parametrize("name", ["题" * 80, "👍" * 70, "a" * 300])
def test_long_titles_give_names_that_can_be_written(desk: Path, name: str) -> None:
    write(desk, {"a.md": article(name, *PROSE), "b.md": article("渡口", *PROSE[1:])})
    ran = wenxuan("build", "a.md", "b.md", "-f", "pdf", "--split", "article", "--title", "书" * 100, "-o", "out")
    assert ran.code == 0, ran.err
    files = [path.name for path in (desk / "out").iterdir() if path.suffix == ".pdf"]
    assert len(files) >= 2
    assert all(len(os.fsencode(name)) <= 255 for name in files)
    assert all(name.startswith("书书") for name in files)


def test_a_character_that_was_lost_before_us_is_the_article_s_fault_alone(desk: Path) -> None:
    write(desk, {"a.md": f"# 渡船\n\n甲\ufffd乙。{PROSE[0]}\n"})
    ran = wenxuan("build", "a.md", "-f", "txt", "-o", "out")
    assert ran.code == 0, ran.err
    assert "report this" not in ran.err


@pytest.mark.parametrize("name", ["ctl\x01.md", "esc\x1b[31m.md", "del\x7f.md"])
def test_controls_in_names_are_not_drawn(desk: Path, name: str) -> None:
    write(desk, {name: f"# 渡船\n\n{PROSE[0]}\n\n{PROSE[1]}\n"})
    ran = wenxuan("build", name, "-f", "pdf", "-o", "out", "--title", "书\u0007")
    assert ran.code == 0, ran.err
    (pdf,) = (desk / "out").glob("*.pdf")
    assert "书" in str(PdfReader(pdf).metadata)


@pytest.mark.parametrize("title", ["\u200b\u200d", "\ufeff", "\u2060 \u00ad"])
def test_a_title_that_nobody_sees_is_none(desk: Path, title: str) -> None:
    write(desk, {"渡船.md": f'---\ntitle: "{title}"\n---\n\n{PROSE[0]}\n'})
    ran = wenxuan("inspect", "渡船.md", "--json")
    assert ran.objects[0]["title"] == "渡船"


def test_an_address_that_is_too_long_for_a_code_is_printed(desk: Path) -> None:
    long, short = f"https://a.example.com/{'b/' * 2500}", "https://b.example.com/1"
    write(
        desk,
        {
            "a.md": f"# 渡船\n\n{PROSE[0]} [此处]({long})，[彼处]({short})。\n\n{PROSE[1]}\n",
            "x.toml": '[pdf]\nlinks = "qr"\n',
        },
    )
    ran = wenxuan("build", "a.md", "-c", "x.toml", "-f", "pdf", "-o", "out")
    assert ran.code == 0, ran.err
    assert "engine" not in ran.err
    (pdf,) = (desk / "out").glob("*.pdf")
    printed = "".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert printed.replace("\n", "").count("b/") >= 2400


@pytest.mark.parametrize(
    "line",
    [f'[book]\nvolumes = "{"9" * 4301} articles"', f"[epub]\npicture_side = 1{'0' * 400}", f"[pdf]\nmeasure = 1{'0' * 400}",
     f"[pdf]\nindent = 1{'0' * 400}"],
)  # fmt: skip
def test_numbers_beyond_all_measure_are_refused_shortly(desk: Path, line: str) -> None:
    write(desk, {"a.md": article("渡船", *PROSE), "x.toml": line + "\n"})
    ran = wenxuan("build", "a.md", "-c", "x.toml", "-o", "out")
    assert ran.code == 3, ran.err
    assert len(ran.err) < 600


def test_a_pattern_of_two_hundred_folders_matches_nothing(desk: Path) -> None:
    write(desk, {"book.toml": '[book]\ntitle = "x"\n[sources]\nfiles = ["%s*.md"]\n' % ("**/" * 400)})
    assert wenxuan("build").code == 4


@pytest.mark.parametrize("row", ["files", "description"])
def test_many_dots_in_quotes_are_no_key(desk: Path, row: str) -> None:
    files = ", ".join(['"a.md"'] * 502)
    text = (
        f"[sources]\nfiles = [{files}]\n" if row == "files" else f'[book]\ndescription = "{"河. " * 600}{"a." * 600}"\n'
    )
    write(desk, {"a.md": article("渡船", *PROSE), "book.toml": text})
    ran = wenxuan("inspect", "a.md", "-c", "book.toml")
    assert ran.code == 0, ran.err


@pytest.mark.parametrize("command", ["build", "inspect"])
def test_a_folder_in_the_place_of_book_toml_is_told(desk: Path, command: str) -> None:
    write(desk, {"b/book.toml/x": "", "b/a.md": article("渡船", *PROSE)})
    ran = wenxuan(command, "b")
    assert ran.code == 3
    assert "it is a folder" in ran.err


def test_another_run_may_move_what_this_one_is_about_to_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two builds into one folder: the second takes the drafts of the first for those of a run that was killed."""
    stock = writing._move

    def late(staged: list[tuple[Path, Path]]) -> None:
        writing.finish(tmp_path)
        stock(staged)

    monkeypatch.setattr(writing, "_move", late)
    writing.write_all(tmp_path, {"a.epub": b"new", "report.html": b"too"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.epub", "report.html"]
    assert (tmp_path / "a.epub").read_bytes() == b"new"


def test_a_run_that_was_killed_is_finished_in_a_folder_of_the_outputs_and_nowhere_else(tmp_path: Path) -> None:
    out, draft = tmp_path / "out", ".wenxuan-0"
    write(out, {"report_files/x": ""})
    for name, is_moved in (
        ("a.epub", True), ("report_files/0001.html", True), ("../a.epub", False), ("report_files/../../a", False),
        ("a/b/c", False), ("/a", False), ("report_files\\a", False),
    ):  # fmt: skip
        write(out, {draft: "new", f"{writing._NOTE}1": json.dumps([[draft, name]])})
        writing.finish(out)
        assert (out / draft).exists() is not is_moved, name
        assert (out / name).is_file() is is_moved, name
    assert files_in(tmp_path) == ["out/.wenxuan-0", "out/a.epub", "out/report_files/0001.html", "out/report_files/x"]


def test_readings_that_are_wider_than_their_bases_do_not_lie_on_each_other(desk: Path) -> None:
    """Found by the check of the finished file: 装床双窗 with their pinyin were printed over each other."""
    one = "".join(f"<ruby>{base}<rt>{reading}</rt></ruby>" for base, reading in READINGS)
    more = "<ruby>" + "".join(f"{base}<rt>{reading}</rt>" for base, reading in READINGS) + "</ruby>"
    nested = "<ruby>漢<rt>hàn<ruby>内<rt>nèi</rt></ruby></rt>字<rt>zì</rt></ruby>"
    text = f"<p>{PROSE[0]}{one}，{more}，{nested}。{PROSE[1]}</p>"
    write(desk, {"a.html": f"<html><body><article><h1>渡船</h1>{text}</article></body></html>"})
    ran = wenxuan("build", "a.html", "-f", "pdf", "-o", "out")
    assert ran.code == 0, ran.err


def test_mail_without_a_page_is_no_article(desk: Path) -> None:
    head = "From: a@example.com\nMessage-ID: <1@example.com>\nMIME-Version: 1.0\nContent-Type: image/png\n\n"
    write(desk, {"a.mhtml": head + "iVBORw0KGgo=" * 40, "b.md": article("渡船", *PROSE)})
    ran = wenxuan("build", "a.mhtml", "b.md", "-f", "epub", "-o", "out")
    assert (ran.code, "an e-mail" in ran.err, "1 packed" in ran.out) == (1, True, True), ran.err
