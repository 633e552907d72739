"""README and the guide are run: each `$ wenxuan …` line of the guide in order, with the output it shows (… stands for anything),
then each command of README's table. The Chinese READMEs have the same commands.
"""

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

README = (ROOT / "README.md").read_text("utf-8")
CHINESE = {name: (ROOT / "docs" / name).read_text("utf-8") for name in ("README.zh.md", "README.zh-Hant.md")}
GUIDE = (ROOT / "docs" / "guide.md").read_text("utf-8")
CONSOLE = re.compile(r"```console\n(.*?)```", re.S)
FILES = re.compile(r"```(?:markdown|toml|html|text) (\S+)\n(.*?)```", re.S)
TABLE = re.compile(r"^\|[^|]*\| `(wenxuan [^`]*)` \|", re.M)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]*)(#[^)\s]*)?\)")
SUPPLIED = {"wallabag.json": "wallabag.json", "river/feed.xml": "rss.xml"}  # from tests/data/sources
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


def _steps(page: str) -> list[tuple[str, str]]:
    """(command, shown output)."""
    steps: list[tuple[str, str]] = []
    for block in CONSOLE.findall(page):
        for row in block.splitlines():
            if row.startswith("$ "):
                steps.append((row[2:], ""))
            else:
                command, shown = steps[-1]
                steps[-1] = (command, shown + row + "\n")
    return steps


def _run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command as a reader runs it, who has a cache: what an earlier command laid out is there for the next."""
    words = shlex.split(command)
    assert words[0] == "wenxuan", command
    return subprocess.run(
        [sys.executable, "-m", "book", *words[1:]], cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "WENXUAN_CACHE": str(folder.parent / "cache of the guide")},
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the commands of the guide were run."""
    made = tmp_path_factory.mktemp("guide")
    for name, text in FILES.findall(GUIDE):
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_text(text, "utf-8")
    for name, source in SUPPLIED.items():
        shutil.copy(ROOT / "tests" / "data" / "sources" / source, made / name)
    steps = _steps(GUIDE)
    assert len(steps) >= 20
    for command, shown in steps:
        run = _run(command, made)
        assert run.returncode == (1 if "lost.md" in command else 0), f"{command}\n{run.stderr}"
        if shown:
            wanted = ".*".join(re.escape(part) for part in shown.strip().split("…"))
            printed = run.stderr + run.stdout
            assert re.fullmatch(wanted, printed.strip(), re.S), f"{command}\n{printed}"
    return made


def test_the_commands_of_the_guide_print_what_it_shows(folder: Path) -> None:
    assert (folder / "my-book" / "book.toml").is_file()


def test_the_commands_of_readme_work(folder: Path) -> None:
    commands = TABLE.findall(README)
    assert len(commands) >= 12
    for command in commands:
        run = _run(command, folder)
        assert run.returncode == (1 if "lost.md" in command else 0), f"{command}\n{run.stderr}"


@pytest.mark.parametrize("name", CHINESE)
def test_the_chinese_readmes_have_the_same_commands(name: str) -> None:
    assert TABLE.findall(CHINESE[name]) == TABLE.findall(README)
    assert CONSOLE.findall(CHINESE[name]) == CONSOLE.findall(README)


def test_the_readmes_name_each_other_in_their_first_lines() -> None:
    first = [page.split("\n")[0] for page in (README, *CHINESE.values())]
    assert first == [
        "**English** | [简体中文](docs/README.zh.md) | [繁體中文](docs/README.zh-Hant.md)",
        "[English](../README.md) | **简体中文** | [繁體中文](README.zh-Hant.md)",
        "[English](../README.md) | [简体中文](README.zh.md) | **繁體中文**",
    ]


def test_every_command_of_the_tool_is_in_the_guide() -> None:
    for name in ("new", "build", "inspect", "explain", "check", "forms"):
        assert f"**{name}**" in GUIDE


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_what_a_page_shows_and_links_to_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text):
        assert (page.parent / name).is_file(), name
    for name, anchor in LINK.findall(text):
        if name.startswith(("http", "mailto")):
            continue
        target = page.parent / name if name else page
        assert target.exists(), name
        if anchor and target.name != "settings.md":  # its anchors are held by the test of settings
            headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.M)
            assert anchor[1:] in {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in headings}, anchor
