"""A file that opens the desk of a book by a double click: of the form that the system knows. Text only; no disk."""

from __future__ import annotations

import shlex
from pathlib import PurePath


def starter(system: str, python: str, folder: PurePath, name: str) -> tuple[str, str, bool]:
    """The name and the text of such a file for a system (`sys.platform`), and whether it must be marked as a program.

    Windows runs a `.bat`, macOS a `.command` in its terminal; other systems an entry of the Desktop Entry Specification 1.5, whose
    quoting `_quoted` follows.
    """
    if system == "win32":
        lines = ["@echo off", "chcp 65001 >nul", f'"{_percent(python)}" -P -m book desk "{_percent(str(folder))}"']
        return f"{name}.bat", "\r\n".join([*lines, "if errorlevel 1 pause", ""]), False
    if system == "darwin":
        command = shlex.join([python, "-P", "-m", "book", "desk", str(folder)])
        return f"{name}.command", f"#!/bin/sh\nexec {command}\n", True
    command = " ".join(_quoted(one) for one in (python, "-P", "-m", "book", "desk", str(folder)))
    entry = [
        "[Desktop Entry]",
        "Type=Application",
        f"Name={name}",
        f"Exec={command}",
        "Terminal=true",
        "Categories=Office;Publishing;",
    ]
    return f"{name}.desktop", "\n".join([*entry, ""]), True


def _percent(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    """An argument of `Exec`: quoted, with what is special in quotes escaped, the whole as a string of the file, `%` doubled."""
    quoted = "".join(f"\\{char}" if char in '"`$\\' else char for char in text)
    return f'"{quoted}"'.replace("\\", "\\\\").replace("%", "%%")
