"""Formats, sources and checks are rows of tables; a book's folder among other sources is the book; threads do not meet."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import get_args

import pytest
from conftest import PROSE, article, files_in, wenxuan, write

import book
from book.check import CHECKS
from book.run.formats import RENDERERS
from book.settings.values import Format


def test_every_format_that_settings_know_has_a_row_and_a_check() -> None:
    assert set(RENDERERS) == set(get_args(Format))
    assert {f".{name}" for name in ("epub", "pdf", "txt")} <= set(CHECKS)


@pytest.mark.parametrize("form", ["epub", "pdf", "txt", "epub,txt", "txt,pdf,epub"])
def test_each_format_is_made_as_itself(desk: Path, form: str) -> None:
    write(desk, {"a.md": article("渡船", date="2021-03-05")})
    ran = wenxuan("build", "a.md", "-o", "out", "-f", form)
    assert ran.code == 0, ran.err
    magic = {"epub": b"PK", "pdf": b"%PDF", "txt": "渡船".encode()}
    names = form.split(",")
    assert files_in(desk / "out") == sorted([*(f"渡船.{name}" for name in names), "report.html", "report.jsonl"])
    for name in names:
        assert (desk / "out" / f"渡船.{name}").read_bytes().startswith(magic[name])


@pytest.mark.parametrize("form", ["x", "docx", "pdf,x", ""])
def test_a_format_that_there_is_not_is_refused(desk: Path, form: str) -> None:
    write(desk, {"a.md": article("渡船")})
    ran = wenxuan("build", "a.md", "-o", "out", "-f", form)
    assert ran.code == 2
    assert not (desk / "out").exists()


def test_a_books_folder_beside_other_sources_is_that_book_with_more_articles(desk: Path) -> None:
    settings = '[book]\ntitle = "河上文集"\n[arrange]\norder = "given"\n[sources]\nfiles = ["articles"]\n'
    write(
        desk,
        {"mine/articles/a.md": article("渡船"), "mine/book.toml": settings, "more.md": article("石阶", *PROSE[::-1])},
    )
    for sources in (["mine", "more.md"], ["more.md", "mine"], ["mine/book.toml", "more.md"]):
        ran = wenxuan("build", *sources, "-f", "txt")
        assert ran.code == 0, ran.err
        text = (desk / "mine" / "build" / "河上文集.txt").read_text("utf-8")
        assert "目录\n\n渡船\n石阶\n" in text, "the settings of the book hold, and both articles are in it"
    assert wenxuan("scan", "mine").code == 0
    ran = wenxuan("inspect", "--json", "mine", "more.md")
    assert [one["title"] for one in ran.objects] == ["渡船", "石阶"]
    inside = wenxuan("inspect", "--json", "mine", "mine/articles/a.md")
    assert [one["title"] for one in inside.objects] == ["渡船"], "an article of the book is not packed twice"


def test_two_books_at_once_are_refused(desk: Path) -> None:
    for name in ("one", "two"):
        write(desk, {f"{name}/articles/a.md": article("渡船"), f"{name}/book.toml": f'[book]\ntitle = "{name}"\n'})
    ran = wenxuan("build", "one", "two")
    assert ran.code == 2
    assert "two books are named, and one is made at a time" in ran.err
    assert files_in(desk / "one") == ["articles/a.md", "book.toml"]


def test_threads_do_not_mix_their_rules(desk: Path) -> None:
    """Two settings, each the opposite of the other, in many threads at once: each sees its own, as it does alone."""
    line = "点赞、在看、转发"
    write(desk, {f"{n}.md": article(f"渡船{n}", *PROSE, line) for n in range(6)})
    sources = tuple(f"{n}.md" for n in range(6))
    configs = {
        "kept": book.parse_config(f'[clean]\nkeep = ["{line}"]'),
        "gone": book.parse_config(""),
        "dropped": book.parse_config(f'[clean]\ndrop = ["{PROSE[1][:8]}"]\noff = ["furniture", "furniture-inside"]'),
    }

    def texts(name: str) -> list[str]:
        entries = book.inspect(book.Job(sources, desk, configs[name]))
        from book.walk import plain_text

        return [plain_text(entry.article.blocks) for entry in entries if entry.article]

    alone = {name: texts(name) for name in configs}
    assert len({str(one) for one in alone.values()}) == 3
    wrong: list[str] = []

    def work(name: str) -> None:
        wrong.extend(name for _ in range(3) if texts(name) != alone[name])

    threads = [threading.Thread(target=work, args=(name,)) for name in (*configs, *configs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_threads_build_at_once(desk: Path) -> None:
    write(desk, {"a.md": article("渡船", date="2021-03-05"), "b.md": article("石阶", *PROSE[::-1], date="2021-03-06")})
    config = book.parse_config('[book]\ntitle = "河上"\n[output]\nformats = ["epub", "pdf", "txt"]\n')

    def make(name: str) -> None:
        book.build(book.Job(("a.md", "b.md"), desk, config, desk / name))

    make("alone")
    threads = [threading.Thread(target=make, args=(f"out{n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alone = {name: (desk / "alone" / name).read_bytes() for name in files_in(desk / "alone")}
    for n in range(3):
        assert {name: (desk / f"out{n}" / name).read_bytes() for name in files_in(desk / f"out{n}")} == alone
