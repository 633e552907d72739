"""README is run: each `$ wenxuan …` line of its console blocks, in order, with the output it shows (… stands for anything)."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
CONSOLE = re.compile(r"```console\n(.*?)```", re.S)
FILES = re.compile(r"```(?:markdown|toml) (\S+)\n(.*?)```", re.S)
SUPPLIED = {"wallabag.json": "wallabag.json", "river/feed.xml": "rss.xml"}  # from tests/data/sources


def _steps() -> list[tuple[str, str]]:
    """(command, shown output) of the part "The commands" and after; the three lines of the main job come before it."""
    steps: list[tuple[str, str]] = []
    for block in CONSOLE.findall(README[README.index("## The commands") :]):
        for row in block.splitlines():
            if row.startswith("$ "):
                steps.append((row[2:], ""))
            else:
                command, shown = steps[-1]
                steps[-1] = (command, shown + row + "\n")
    return steps


def test_every_command_prints_what_readme_shows(tmp_path: Path) -> None:
    for name, text in FILES.findall(README):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    for name, source in SUPPLIED.items():
        shutil.copy(ROOT / "tests" / "data" / "sources" / source, tmp_path / name)
    steps = _steps()
    assert len(steps) >= 8
    for command, shown in steps:
        words = shlex.split(command)
        assert words[0] == "wenxuan", command
        run = subprocess.run(
            [sys.executable, "-m", "book", *words[1:]], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert run.returncode == (1 if "lost.md" in command else 0), run.stderr
        if shown:
            wanted = ".*".join(re.escape(part) for part in shown.strip().split("…"))
            said = run.stderr + run.stdout
            assert re.fullmatch(wanted, said.strip(), re.S), f"{command}\n{said}"


def test_every_command_of_the_tool_is_in_readme() -> None:
    for name in ("new", "build", "inspect", "explain", "check"):
        assert f"**{name}**" in README


def test_the_pictures_that_readme_shows_are_there() -> None:
    for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / name).is_file(), name
