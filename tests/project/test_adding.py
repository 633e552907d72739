"""docs/adding.md is carried out in a copy of the project: its blocks are put where they say, and its commands run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

PAGE = (ROOT / "docs" / "adding.md").read_text("utf-8")
BLOCK = re.compile(
    r"<!-- (new|append|insert|replace|name \w+ in) (\S+)(?: before)?(?: `(.*?)`)? -->\n```\w+\n(.*?)```\n", re.S
)
CONSOLE = re.compile(r"```console\n(.*?)```", re.S)
PARTS = ("book", "styles", "tests", "pyproject.toml", "README.md", "docs", "Makefile")


def put(folder: Path, deed: str, name: str, mark: str, text: str) -> None:
    """Does with a file what a block says."""
    path = folder / name
    if deed == "new":
        assert not path.exists(), f"{name} is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return
    before = path.read_text("utf-8")
    text = f"{text.rstrip()}\n\n\n" if text.startswith("def ") else text
    if deed == "append":
        after = before + text
    elif deed.startswith("name "):
        after = named(before, deed.split()[1], mark)
    else:
        assert before.count(mark) == 1, f"{name} has {mark!r} {before.count(mark)} times"
        after = before.replace(mark, text + mark if deed == "insert" else text.rstrip("\n"))
    path.write_text(after, "utf-8")


def named(text: str, name: str, start: str) -> str:
    """The text with a name more in the line that begins so: an import, in the order of the alphabet, or a floor of a contract."""
    (line,) = (line for line in text.splitlines() if line.startswith(start))
    if " | " in line:
        floor = re.search(r'"([^"]*)"', line)
        assert floor is not None
        return text.replace(line, line.replace(floor[1], f"{floor[1]} | {name}"))
    names = sorted([*line[len(start) :].split(", "), name])
    return text.replace(line, start + ", ".join(names))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with everything added that the page adds."""
    folder = tmp_path_factory.mktemp("adding")
    for name in PARTS:
        place = ROOT / name
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(place, folder / name, ignore=ignore) if place.is_dir() else shutil.copy(place, folder / name)
    blocks = BLOCK.findall(PAGE)
    assert len(blocks) == PAGE.count("<!-- ") >= 12
    for deed, name, mark, text in blocks:
        put(folder, deed, name, mark, text)
    return folder


def test_every_command_of_the_page_gives_what_it_shows(copy: Path) -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(copy), str(copy / "tests"), str(copy / "tests" / "tools")))}
    steps: list[list[str]] = []
    for block in CONSOLE.findall(PAGE):
        for row in block.splitlines():
            if row.startswith("$ "):
                steps.append([row[2:]])
            else:
                steps[-1].append(row)
    assert len(steps) == 6
    for command, *shown in steps:
        words = shlex.split(command)
        program = (
            [sys.executable, *words[1:]]
            if words[0] == "python"
            else [str(Path(sys.executable).with_name(words[0])), *words[1:]]
        )
        ran = subprocess.run(program, cwd=copy, env=env, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
        wanted = ".*".join(re.escape(part) for part in "\n".join(shown).strip().split("…"))
        if shown:
            assert re.fullmatch(wanted, ran.stdout.strip(), re.S), f"{command}\n{ran.stdout}\n{ran.stderr}"
    made = (copy / "out" / "守塔的人.json").read_text("utf-8")
    assert '"title": "守塔的人", "author": "何渡", "date": "2021-03-05"' in " ".join(made.split())


def test_what_is_added_is_typed_and_formatted(copy: Path) -> None:
    added = [name for deed, name, _, _ in BLOCK.findall(PAGE) if name.endswith(".py")]
    for command in (["ruff", "check", *added], ["ruff", "format", "--check", *added], ["mypy"]):
        ran = subprocess.run([sys.executable, "-m", *command], cwd=copy, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_a_page_that_is_wrong_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("one\none\n", "utf-8")
    with pytest.raises(AssertionError, match="2 times"):
        put(tmp_path, "insert", "a.py", "one", "new\n")
    with pytest.raises(AssertionError, match="0 times"):
        put(tmp_path, "replace", "a.py", "three", "new\n")
    with pytest.raises(AssertionError, match="there already"):
        put(tmp_path, "new", "a.py", "", "new\n")
