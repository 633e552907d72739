"""The documents that are made from the program are those that lie in docs/, and what they say is so."""

from __future__ import annotations

import errno
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import document
import pytest
from conftest import PROSE, article, wenxuan, write

from book.keep import manifest
from book.keep.entries import Entry, PartEntry
from book.library import settings as library
from book.library.serve import Served
from book.library.settings import Chosen, LibraryConfig
from book.render.epub.profiles import PROFILES
from book.render.pdf.grid import PRESETS
from book.settings.key import Key, about
from book.settings.parse import parse
from book.settings.values import BuildConfig, EpubConfig, PdfConfig
from book.system import parts

TABLES = {one.name: get_type_hints(BuildConfig)[one.name] for one in fields(BuildConfig)}
KEYS: dict[str, tuple[Key, Any]] = {
    f"{name} {one.name}": (about(one), get_type_hints(kind)[one.name])
    for name, kind in {
        **TABLES,
        "article": Entry,
        "part": PartEntry,
        "library": LibraryConfig,
        "chosen": Chosen,
    }.items()
    for one in fields(kind)
}


@pytest.mark.parametrize("name", document.FILES)
def test_the_document_is_what_the_program_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WENXUAN_LANGUAGE", raising=False)
    there = (document.DOCS / name).read_text("utf-8")
    assert there == document.FILES[name](), f"docs/{name} is not what the program says: run `make docs`"


PAGES = [name for name in document.FILES if name.endswith(".md")]


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    page = document.DOCS / name
    links = re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8"))
    assert links
    for link in links:
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        if "://" not in link:
            assert target.is_file(), link
            assert not anchor or anchor in _headings(target), link


@cache
def _headings(page: Path) -> set[str]:
    """The names that the headings of a page have in links."""
    return {document._anchor(heading) for heading in re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.M)}


@pytest.mark.parametrize("name", [name for name in PAGES if "/" in name])
def test_a_translated_page_says_nothing_in_english(name: str) -> None:
    text = re.sub("`[^`]*`|```.*?```", "", (document.DOCS / name).read_text("utf-8"), flags=re.S)
    lines = [line for line in text.splitlines() if re.search(r"(?:\b[A-Za-z]{2,}\b[ ,]+){2,}[a-z]{2,}", line)]
    assert lines == []
    english = (document.DOCS / name.rpartition("/")[2]).read_text("utf-8")
    assert text.count("\n#") == re.sub("`[^`]*`|```.*?```", "", english, flags=re.S).count("\n#")


def test_the_words_of_the_documents_are_in_every_language() -> None:
    first, *others = document.WORDS.values()
    assert all(set(first) == set(words) for words in others)


# ------------------------------------------------------------------------------------------------------------ settings


@pytest.mark.parametrize("name", KEYS)
def test_every_key_is_described(name: str) -> None:
    key, hint = KEYS[name]
    plain = get_args(hint)[0] if get_origin(hint) is tuple else hint
    assert key.doc[0].isupper() or key.doc[0] == "`"
    assert key.doc[-1] in ".。…—"
    assert list(key.values) == ([str(one) for one in get_args(plain)] if get_origin(plain) is Literal else [])
    assert (key.least is not None) is (plain in (int, float)), "a number has bounds, and nothing else has"
    assert key.most is not None or plain is not float, "infinity is no setting"
    assert bool(key.form) is bool(key.meant)


@pytest.mark.parametrize("name", [name for name in KEYS if KEYS[name][0].example])
def test_every_example_can_be_read(name: str) -> None:
    table, key = name.split()
    line = f"{key} = {KEYS[name][0].example}"
    if table in TABLES:
        assert getattr(getattr(parse(f"[{table}]\n{line}"), table), key)
    elif table == "library":
        assert getattr(library.parse(f"[library]\n{line}").library, key)
    elif table == "chosen":
        assert library.parse(f"[[book]]\n{line}" + ("" if key == "title" else '\ntitle = "a"')).chosen
    else:
        first = {"article": "file", "part": "title"}[table]
        assert manifest.parse(f"[[{table}]]\n{line}" + ("" if key == first else f'\n{first} = "a"'))


def _about(kind: Any, name: str) -> Key:
    return next(about(one) for one in fields(kind) if one.name == name)


def test_what_is_said_of_papers_is_so() -> None:
    said = _about(PdfConfig, "page").values
    for name, paper in PRESETS.items():
        size = "6 × 9 inches" if name == "6x9" else "A4" if name == "A4-2" else f"{paper.width} × {paper.height} mm"
        assert size in said[name]
        assert (f"{paper.measure} characters by {paper.lines} lines" in said[name]) is not paper.screen
        assert ("two columns" in said[name]) is (paper.columns == 2)


def test_what_is_said_of_reading_systems_is_so() -> None:
    said = _about(EpubConfig, "reader").values
    for name, profile in PROFILES.items():
        megabytes = profile.most_bytes // 1_000_000
        size = f"files up to {megabytes // 1000} GB" if megabytes >= 1000 else f"files up to {megabytes} MB"
        assert (size in said[name]) is bool(megabytes)
        assert (f"{profile.most_pixels / 1e6:g} million pixels" in said[name]) is bool(profile.most_pixels)
        assert (f"pictures up to {profile.picture_bytes // 1_000_000} MB" in said[name]) is bool(profile.picture_bytes)
        assert ("no vertical text" in said[name]) is not profile.vertical
        assert ("no page for the cover" in said[name]) is not profile.cover_page


# ---------------------------------------------------------------------------------------------------------- exit codes


@pytest.fixture
def shelf(desk: Path) -> Path:
    """Books that go well and ill: good, lost (a source is not there), bad (its settings), empty, blocked (cannot be written)."""
    good = article("渡船", date="2020-01-01")
    write(
        desk,
        {
            "good/articles/a.md": good, "good/book.toml": "", "more.md": article("石阶", "石阶八十一级。" * 9, date="2021-01-01"),
            "lost/a.md": good, "lost/book.toml": '[sources]\nfiles = ["a.md", "lost.md"]',
            "bad/a.md": good, "bad/book.toml": "[bok]",
            "empty/book.toml": "[sources]\nfiles = []",
            "blocked/articles/a.md": good, "blocked/book.toml": "", "blocked/articles.toml/x": "", "torn.zip": "PK\x03\x04",
        },
    )  # fmt: skip
    (desk / "nothing").mkdir()
    return desk


#: What each command is told, by the code with which it ends.
CASES: dict[str, dict[int, tuple[str, ...]]] = {
    "new": {0: ("fresh",), 2: ("good",), 6: ("more.md/below",)},
    "build": {
        0: ("good", "-f", "epub"), 1: ("lost", "-f", "epub"), 2: ("good", "-f", "x"), 3: ("bad",), 4: ("empty",),
        5: ("good", "-f", "pdf"), 6: ("good", "-f", "epub", "-o", "more.md"),
    },
    "inspect": {0: ("good",), 1: ("lost",), 2: (), 3: ("bad",)},
    "explain": {0: ("more.md",), 1: ("lost.md",), 2: (), 3: ("more.md", "-c", "bad")},
    "check": {0: ("good/build/文选.epub",), 1: ("more.md",), 2: ()},
    "forms": {0: (), 2: ("good",)},
    "scan": {0: ("good",), 1: ("lost",), 2: ("good", "--jobs", "-1"), 3: ("bad",), 6: ("blocked",)},
    "add": {
        0: ("good", "more.md"), 1: ("good", "lost.md"), 2: ("good",), 3: ("bad", "more.md"), 6: ("blocked", "more.md"),
    },
    "update": {0: ("good",), 1: ("lost",), 2: ("good", "--jobs", "-1"), 3: ("bad",), 6: ("blocked",)},
    "status": {0: ("good",), 1: ("lost",), 2: ("good", "--jobs", "-1"), 3: ("bad",)},
    "edit": {
        0: ("good", "1", "--print"), 2: ("good", "99", "--print"), 3: ("bad", "1"), 6: ("blocked", "1", "--print"),
    },
    "diff": {0: ("good",), 2: ("good", "--jobs", "-1"), 3: ("bad",)},
    "permissions": {
        0: ("good",), 1: ("lost",), 2: ("good", "--jobs", "-1"), 3: ("bad",), 4: ("empty",), 6: ("good", "-o", "more.md"),
    },
    "keep": {0: ("taken", "1"), 2: ("taken", "99"), 3: ("bad", "1"), 6: ("taken", "2")},
    "library": {
        0: ("good/articles", "-o", "lib"), 1: ("good/articles", "torn.zip", "-o", "torn"), 2: ("nowhere", "-o", "lib2"),
        3: ("more.md", "-o", "lib3", "-c", "bad/book.toml"), 4: ("torn.zip", "-o", "lib4"), 5: ("gs://bucket/a", "-o", "lib5"),
        6: ("more.md", "-o", "more.md"),
    },
    "find": {
        0: ("good/articles", "渡船"), 1: ("old", "--make", "made"), 2: ("nowhere", "渡船"), 4: ("good/articles", "没有这个词"),
        5: ("gs://bucket/a", "渡船"), 6: ("good/articles", "渡船", "--make", "more.md/below"),
    },
    "serve": {0: ("good", "--port", "0"), 2: ("nowhere",)},
    "desk": {0: ("good", "--no-browser"), 2: ("more.md",), 5: ("good",)},
}  # fmt: skip


@pytest.mark.parametrize("command", document.ENDS)
def test_a_command_ends_with_the_codes_that_are_named(
    command: str, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tuple(CASES[command]) == document.ENDS[command]
    if command == "keep":
        text = "渡船过河的人\n\n" + "\n\n".join((*PROSE, "相关文章", "长按识别二维码，关注我们的公众号"))
        write(shelf, {"taken/articles/a.txt": text, "taken/book.toml": ""})
        assert wenxuan("build", "taken", "-f", "txt", "-q").code == 0
    if command == "check":
        shutil.copy(_made(shelf), shelf / "good" / "build" / "文选.epub")
    if command == "find":
        assert wenxuan("library", "good/articles", "more.md", "-o", "old", "-q").code == 0
        (shelf / "more.md").rename(shelf / "elsewhere.md")  # since the library was made
        write(shelf, {"more.md": ""})
    for code, arguments in CASES[command].items():
        if code == 5 and "gs://bucket/a" in arguments:  # a machine without gcsfs
            monkeypatch.setitem(sys.modules, "gcsfs", None)
        elif code == 5:  # a machine without fonts
            monkeypatch.setattr(parts, "chinese_fonts", lambda: 0)
            monkeypatch.setattr(parts, "packaged_fonts", dict)
        if (command, code) == ("keep", 6):  # a disk that takes nothing
            monkeypatch.setattr("book.store.write._new", _full)
        if (command, code) == ("serve", 0):  # Ctrl-C, at once
            monkeypatch.setattr("book.library.serve.Served.run", _interrupted)
        if (command, code) == ("desk", 0):
            monkeypatch.setattr("book.desk.serving.Served.run", lambda served, _begun: served.close())
        if (command, code) == ("desk", 5):
            monkeypatch.setattr("book.command.desk.NEEDED", ("no_such_package",))
        ran = wenxuan(command, *arguments)
        assert ran.code == code, ran.err


def _interrupted(served: Served) -> None:
    served.close()
    raise KeyboardInterrupt


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def _made(shelf: Path) -> Path:
    assert wenxuan("build", "good", "-f", "epub", "-q").code == 0
    return next((shelf / "good" / "build").glob("*.epub"))


def test_every_command_has_its_codes_and_every_code_its_meaning() -> None:
    made: Callable[[], str] = document.commands_page
    assert list(document.ENDS) == re.findall(r"^## wenxuan (\w+)$", made(), re.M)
    assert {code for codes in document.ENDS.values() for code in codes} | {70, 130} == set(document.EXITS)
