"""What earlier runs kept changes no byte: cold, warm, one changed, after a kill, from another folder, with any jobs."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from conftest import PROSE, ROOT, article, wenxuan, write
from factory_sources import png

from book.cache import key_of
from book.model import Hints, Raw
from book.model.facts import Kept
from book.run.article import prepared
from book.run.known import Known
from book.run.pool import Pool
from book.run.workshop import Workshop
from book.settings.key import described
from book.settings.values import BuildConfig

NAMES = "渡口 石阶 何师傅 上游 赶集 船".split()


@pytest.fixture
def shelf(desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of six articles, and a cache of its own beside it."""
    monkeypatch.setenv("WENXUAN_CACHE", str(desk / "cache"))
    texts = {
        f"b/articles/{n}.md": article(name, *PROSE[n % 4 :], f"{name}，说的是“过河”。") for n, name in enumerate(NAMES)
    }
    settings = '[book]\ntitle = "河"\nidentifier = "urn:x"\n[output]\nformats = ["epub", "txt"]\n'
    return write(desk, {**texts, "b/book.toml": settings})


def made(*more: object, book: str = "b") -> dict[str, bytes]:
    """What a build of the book makes, by name."""
    ran = wenxuan("build", book, "-q", *more)
    assert ran.code == 0, ran.err
    return {path.name: path.read_bytes() for path in sorted(Path(book, "build").rglob("*")) if path.is_file()}


def entries(kind: str = "article") -> set[str]:
    return {path.name for path in Path(os.environ["WENXUAN_CACHE"], kind).glob("[!.]*")}


def test_cold_warm_and_one_changed(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    anew = made("--no-cache")
    assert not entries()
    assert made() == anew
    assert len(entries()) == 6
    with monkeypatch.context() as without:
        without.setattr(Pool, "_begun", None)  # no article is read
        shutil.rmtree("b/build")
        assert made() == anew
    write(shelf, {"b/articles/3.md": article("上游", *PROSE[1:], "又修了一座桥。")})
    known = entries()
    changed = made()
    assert changed != anew
    assert len(entries() - known) == 1
    assert made("--no-cache") == changed


def test_what_did_not_change_is_not_even_opened(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = {f"b/articles/m{n:02}.md": article(f"第{n}回", *PROSE[n % 4 :], f"第{n}回到此。") for n in range(34)}
    write(
        shelf, {**more, "b/articles/p.md": article("图", *PROSE, "![渡口](p.png)"), "b/articles/p.png": png((40, 40))}
    )
    opened: list[Kept] = []
    plain = Kept.opened
    monkeypatch.setattr(Kept, "opened", lambda kept: opened.append(kept) or plain(kept))  # type: ignore[func-returns-value]
    given = ("-f", "epub", "-j", 1)
    anew = made("--no-cache", *given)
    assert len(opened) >= 41
    shutil.rmtree("b/build")
    assert made(*given) == anew
    opened.clear()
    write(shelf, {"b/articles/m20.md": article("第20回", *PROSE[1:], "又修了一座桥。")})
    changed = made(*given)
    assert 1 <= len(opened) <= 16, "chapters are made eight at a time, and so are texts of the report"
    assert changed == made("--no-cache", *given) != anew


def test_other_settings_are_other_entries(shelf: Path) -> None:
    first = made()
    assert made("--off", "spacing") == made("--off", "spacing", "--no-cache")
    assert made("--drop", "text:又修") == made("--drop", "text:又修", "--no-cache")
    assert made("--script", "tw") == made("--script", "tw", "--no-cache")
    write(shelf, {"b/rules/own.toml": '[[line]]\nname = "own"\npattern = "^空船"\nexamples = ["空船也要走"]\n'})
    assert made() == first


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_any_number_of_processes(shelf: Path, jobs: int) -> None:
    anew = made("--no-cache", "-j", 3)
    assert made("-j", jobs) == anew
    assert made("-j", jobs) == anew


def test_from_another_folder(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shelf / "b")
    anew = made(book=".")
    assert len(entries()) == 6
    (shelf / "elsewhere").mkdir()
    shutil.copytree(shelf / "b", shelf / "elsewhere" / "c", ignore=shutil.ignore_patterns("build"))
    monkeypatch.chdir(shelf / "elsewhere" / "c")
    monkeypatch.setattr(Pool, "_begun", None)
    assert made(book=".") == anew


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such end")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_after_an_end_in_the_middle(shelf: Path, number: signal.Signals) -> None:
    write(shelf, {f"b/articles/{n}.md": article(f"长{n}", *PROSE * 20) for n in range(10, 40)})
    command = [sys.executable, "-m", "book", "build", "b", "-j", "1"]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE) as run:
        for _ in range(3000):
            if len(entries()) >= 3:
                break
            time.sleep(0.01)
        run.send_signal(number)
        assert run.stderr is not None
        said = run.stderr.read().decode()
    assert 3 <= len(entries()) < 36
    assert not list(Path("b/build").glob("*"))
    if number == signal.SIGINT:
        assert run.returncode == 130
        assert re.search(r"^reading: [0-9]+ of 36 done\.$", said, re.M)
        assert str(shelf / "cache") in said
        assert "Traceback" not in said
    known = entries()
    assert made() == made("--no-cache")
    assert known < entries()


def test_the_article_of_an_entry_is_not_its_folders(shelf: Path) -> None:
    """A file of the same bytes and name in another folder is read as one of that folder."""
    raw = Raw("a.md", Path("b/articles/1.md").read_bytes(), "a.md")
    workshop = Workshop.of(BuildConfig(), shelf)
    from book.cache import packed
    from book.cache.places import opened

    known = Known.of(opened(None, os.environ)[0], workshop)
    first = known.keep(raw, packed(prepared(raw, Path("x/a.md"), workshop)))
    assert known.found(raw, Path("y/a.md")) == replace(first, path=Path("y/a.md"))
    assert known.found(replace(raw, hints=Hints(author="何")), Path("x")) is None
    assert known.found(replace(raw, locator="b.md"), Path("x")) is None
    assert Known.of(known.cache, replace(workshop, why=True)).found(raw, Path("x")) is None
    kept = Known.of(known.cache, replace(workshop, kept=(("a.md", ("text:过河",)),)))
    assert kept.found(raw, Path("x")) is None


def _others(config: BuildConfig) -> list[BuildConfig]:
    """The same settings with each key changed, one at a time."""
    made = []
    for table in fields(config):
        section: Any = getattr(config, table.name)
        assert is_dataclass(section)
        hints, keys = get_type_hints(type(section)), described(section)
        for one in fields(section):
            value, about = getattr(section, one.name), keys[one.name]
            match value:
                case bool():
                    another: Any = not value
                case int() | float():
                    another = (
                        value + (about.step or 1) if about.most is None or value + 1 <= about.most else about.least
                    )
                case tuple():
                    another = (*value, "text:过河") if table.name == "clean" else ("过河",)
                case _:
                    choices = get_args(hints[one.name])
                    another = next((choice for choice in choices if choice != value), "x")
            made.append(replace(config, **{table.name: replace(section, **{one.name: another})}))
    return made


def test_what_is_in_no_key_changes_no_article(shelf: Path) -> None:
    text = article("渡口", '何师傅说："水认得人"。', *PROSE, "空船也要走,他说...", "点击关注我们的公众号", author="何")
    raw = Raw("a.md", text.encode(), "a.md")
    plain = Workshop.of(BuildConfig(), shelf)
    usual = prepared(raw, Path("a.md"), plain)
    same = 0
    for config in _others(BuildConfig()):
        other = replace(plain, config=replace(config, clean=replace(config.clean, rules="")))
        if key_of(*other.matters) == key_of(*plain.matters):
            same += 1
            assert prepared(raw, Path("a.md"), other) == usual, config
    assert same > 100


def test_what_was_converted_is_not_converted_again(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six articles in two processes, and then none; with another list of names all of them."""
    monkeypatch.setattr("book.run.converting._FEW", 0)
    anew = made("--script", "tw", "--no-cache", "-j", 2)
    assert made("--script", "tw", "-j", 1) == anew
    assert len(entries("converted")) == 6
    shutil.rmtree("b/build")
    with monkeypatch.context() as without:
        without.setattr("book.run.converting.conversion.convert", None)
        assert made("--script", "tw") == anew
    write(shelf, {"b/articles/9.md": article("长桥", *PROSE, author="长岭里")})
    assert made("--script", "tw", "-j", 2) == made("--script", "tw", "--no-cache")
    assert len(entries("converted")) == 13


def test_what_was_decoded_is_not_decoded_again(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(shelf, {"b/articles/a.png": png(), "b/articles/7.md": article("图", "![船](a.png)", *PROSE)})
    anew = made("--no-cache")
    assert made() == anew
    assert len(entries("picture")) == 1
    shutil.rmtree("b/build")
    monkeypatch.setattr(Pool, "_begun", None)
    assert made() == anew
