"""The file that opens the desk by a double click, for each system; here it is run."""

from __future__ import annotations

import configparser
import re
import shlex
import subprocess
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from conftest import wenxuan, write

from book.desk.starter import starter


def test_the_command_writes_one_that_runs(tmp_path: Path) -> None:
    book = write(tmp_path / '河 "上" $HOME %f', {"book.toml": '[book]\ntitle = "河上/文选"\n'})
    ran = wenxuan("desk", book, "--starter")
    assert ran.code == 0, ran.err
    (path,) = [one for one in book.iterdir() if one.name != "book.toml"]
    assert str(path) in ran.out
    if path.suffix != ".desktop":
        pytest.skip("no .desktop on this system")
    assert path.stat().st_mode & 0o111
    command = _command(path.read_text("utf-8"))
    assert command == [sys.executable, "-P", "-m", "book", "desk", str(book)]
    done = subprocess.run([*command[:5], "--help"], capture_output=True, check=True, timeout=60)
    assert b"--starter" in done.stdout


def test_there_must_be_a_book(tmp_path: Path) -> None:
    ran = wenxuan("desk", tmp_path, "--starter")
    assert ran.code == 2
    assert list(tmp_path.iterdir()) == []


def test_macos_and_windows() -> None:
    name, text, is_program = starter("darwin", "/opt/py thon", PurePosixPath("/Users/a/it's"), "文选")
    assert (name, is_program) == ("文选.command", True)
    assert shlex.split(text.splitlines()[1])[1:] == ["/opt/py thon", "-P", "-m", "book", "desk", "/Users/a/it's"]
    name, text, is_program = starter("win32", "C:\\py\\python.exe", PureWindowsPath("C:\\书 100%"), "文选")
    assert (name, is_program) == ("文选.bat", False)
    assert '"C:\\py\\python.exe" -P -m book desk "C:\\书 100%%"\r\n' in text


def _command(entry: str) -> list[str]:
    """The arguments of `Exec`, as the Desktop Entry Specification reads them: the string first, then the quotes, then `%%`."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(entry)
    value = parser["Desktop Entry"]["Exec"].replace("\\\\", "\\")
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', value)
    return [re.sub(r"\\(.)", r"\1", one).replace("%%", "%") for one in quoted]
