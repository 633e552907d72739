"""The wheel, as a stranger gets it: installed outside the checkout, it carries its data and makes the sample book."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Folders of the checkout whose every file must lie in the wheel, and where it lies there.
CARRIED = {"book/rules": "book/rules", "book/sample": "book/sample", "styles": "book/styles"}


def _run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command in a plain environment: nothing there leads back to the checkout."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=cwd, env=plain, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the checkout."""
    out = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a new environment with the wheel in it.

    What the wheel depends on is borrowed from this environment, so no network is needed. A path in a `.pth` file comes
    after the environment's own packages, and `.pth` files behind it (the editable checkout's) are not read.
    """
    home = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    _run(sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", wheel, cwd=home)
    own = sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)})
    borrowed = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    (Path(own) / "borrowed.pth").write_text("\n".join(borrowed) + "\n", "utf-8")
    return home / "bin"


def test_the_wheel_carries_rules_styles_sample_and_schemas(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder, place in CARRIED.items():
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        assert files
        assert {f"{place}/{path.relative_to(ROOT / folder).as_posix()}" for path in files} - inside == set()
    assert {"book/schemas/book.schema.json", "book/schemas/articles.schema.json"} <= inside
    assert {name.split("/")[0] for name in inside if ".dist-info/" not in name} == {"book"}


def test_the_installed_wheel_makes_the_sample_book(installed: Path, tmp_path: Path) -> None:
    said = _run(installed / "python", "-c", "import book; print(book.__file__)", cwd=tmp_path).stdout
    assert Path(said.strip()).is_relative_to(installed.parent)

    _run(installed / "wenxuan", "new", "anthology", cwd=tmp_path)
    assert (tmp_path / "anthology" / "book.toml").is_file()
    _run(installed / "wenxuan", "build", "anthology", "-o", "out", cwd=tmp_path)

    made = sorted((tmp_path / "out").iterdir())
    assert [path.suffix for path in made if path.stem != "report"] == [".epub", ".pdf"]
    assert {path.name for path in made if path.stem == "report"} == {"report.html", "report.jsonl"}
    assert all(path.stat().st_size > 1000 for path in made)
    _run(installed / "wenxuan", "check", *(path for path in made if path.stem != "report"), cwd=tmp_path)
