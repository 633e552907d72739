"""Fuzzing: what it found before is tried at every run, and a share of it is run: two minutes in `.ci/run`, seconds elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, article, wenxuan, write

pytest.importorskip("resource", reason="this system cannot limit a process: nothing was fuzzed")

FUZZ = ROOT / "tests" / "tools" / "fuzz.py"
KEPT = sorted((ROOT / "tests" / "data" / "fuzz").iterdir())
SECONDS = os.environ.get("WENXUAN_FUZZ_SECONDS", "20")


def fuzz(*args: str | Path) -> tuple[int, str]:
    """Exit code and output of the command, run apart: it limits its memory and ends its processes."""
    done = subprocess.run([sys.executable, FUZZ, *args], capture_output=True, text=True, check=False, cwd=ROOT)
    return done.returncode, done.stdout + done.stderr


def test_what_was_found_before_is_mended() -> None:
    code, shown = fuzz("0", "--again", *KEPT)
    assert code == 0, shown
    assert shown.count(": ok\n") == len(KEPT)


def test_a_share_of_new_inputs_shows_no_fault() -> None:
    code, shown = fuzz(SECONDS)
    assert code == 0, shown


def test_a_fault_is_found_and_made_smaller(tmp_path: Path) -> None:
    """The fuzzer itself, on a target that fails at a byte, one that hangs, and one that is killed."""
    script = (
        "import os, signal, sys; sys.argv = ['fuzz', '6', 'settings', 'sheet', 'name']; import fuzz, fuzz_targets as t\n"
        "def hangs(body, deep):\n    while True: pass\n"
        "def fails(body, deep):\n    assert b'a' not in body, 'a letter'\n"
        "def dies(body, deep):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "for name, run in (('settings', hangs), ('sheet', fails), ('name', dies)):\n"
        "    fuzz.TARGETS[name] = t.Target(run, lambda: [b'xxaxx'])\n"
        "import pathlib; fuzz.FOUND = pathlib.Path(sys.executable and os.environ['FOUND'])\n"
        "sys.exit(fuzz.main())\n"
    )
    env = {**os.environ, "PYTHONPATH": str(FUZZ.parent), "FOUND": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 1, done.stdout + done.stderr
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert found["sheet.AssertionError-a-letter"] == b"a"
    assert any(name.startswith("settings.slow-") for name in found)
    assert "name.died--9" in found


# ------------------------------------------------------------------------------------- the same through the command line


PROSE = "河上的渡船一天走六趟，撑船的人姓何，从他祖父起就在这里撑船，岸边的石阶磨得发亮。"


@pytest.mark.parametrize("charset", ["idna", "undefined", "punycode", "unicode_escape", "utf-7"])
def test_a_page_that_names_an_encoding_of_python_is_read(desk: Path, charset: str) -> None:
    page = f'<!doctype html><meta charset="{charset}"><title>渡船</title><h1>渡船</h1><p>{PROSE}</p>'
    (desk / "a.html").write_bytes(page.encode("gbk"))
    ran = wenxuan("inspect", "a.html")
    assert ran.code == 0, ran.err
    assert "渡船" in ran.out


@pytest.mark.parametrize("graph", ["1", "null", '"a"', '{"@type": "Article"}', "[1, [2]]"])
def test_structured_data_of_any_shape_is_read(desk: Path, graph: str) -> None:
    data = f'<script type="application/ld+json">{{"@graph": {graph}}}</script>'
    write(desk, {"a.html": f"<!doctype html><title>渡船</title>{data}<h1>渡船</h1><p>{PROSE}</p>"})
    assert wenxuan("inspect", "a.html").code == 0


@pytest.mark.parametrize("head", ["n = " + "9" * 5000, "n = " + "[" * 400 + "]" * 400, "a." * 2000 + "a = 1"])
def test_a_head_of_toml_that_nobody_writes_costs_no_article(desk: Path, head: str) -> None:
    write(desk, {"a.md": f'+++\ntitle = "渡船"\n{head}\n+++\n\n{PROSE}\n'})
    assert wenxuan("inspect", "a.md").code == 0


@pytest.mark.parametrize("line", ["margin = " + "9" * 5000, "a." * 5000 + "a = 1", "margin = " + "[" * 3000])
@pytest.mark.parametrize("name", ["book.toml", "articles.toml"])
def test_settings_that_nobody_writes_are_refused_with_the_place(desk: Path, name: str, line: str) -> None:
    write(desk, {"b/a.md": article("渡船", PROSE), "b/book.toml": "", "b/articles.toml": "", f"b/{name}": f"{line}\n"})
    ran = wenxuan("build", "b", "-f", "txt")
    assert ran.code == 3, ran.err
    assert name in ran.err


def test_keys_that_people_write_are_read(desk: Path) -> None:
    title, publisher = f"{'a.' * 40}a {'……' * 300}", "甲 . " * 400
    settings = f'[book]\ntitle = "{title}"\npublisher = "{publisher}"\n[output]\nname = "b"\n'
    write(desk, {"b/articles/a.md": article("渡船", PROSE), "b/book.toml": settings})
    assert wenxuan("build", "b", "-f", "txt").code == 0


def test_half_an_emoji_by_its_number_costs_no_feed(desk: Path) -> None:
    items = "".join(
        f"<item><title>渡船{n}&#xD83D;&#xDE00;&#9999999999;</title><description>{PROSE}{n}</description></item>"
        for n in range(2)
    )
    write(desk, {"a.xml": f"<rss version='2.0'><channel><title>渡</title>{items}</channel></rss>"})
    ran = wenxuan("inspect", "a.xml")
    assert ran.code == 0, ran.err
    assert "渡船0😀" in ran.out
