"""The wheel, as a stranger gets it: in a clean environment, without extras or tools, it has its data and makes the sample book."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import faces
import pytest
from licences import locked
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from hatch_build import Source, fault

ROOT = Path(__file__).parents[2]
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
#: What pip says where it does not get through to an index. Anything else that it says is a fault.
UNREACHABLE = re.compile(
    r"connection broken by|failed to connect|name resolution|network is unreachable|timed out", re.I
)
#: Folders of the checkout whose every file must lie in the wheel, and where it lies there.
CARRIED = {"book/rules": "book/rules", "book/sample": "book/sample", "styles": "book/styles"}


def _done(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command in a plain environment: nothing there leads back to the checkout."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run(command, cwd=cwd, env=plain, capture_output=True, text=True, encoding="utf-8", check=False)


def _run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The same; it must succeed."""
    done = _done(*command, cwd=cwd)
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
    """The `bin` of a new environment with the wheel in it, and what it depends on in the versions of the lock.

    Pip takes constraints without hashes only: `make` has checked the same files against them.
    """
    home = tmp_path_factory.mktemp("elsewhere") / "venv"
    pins = home.with_name("pins.txt")
    pins.write_text("\n".join(str(entry) for entry in locked(ROOT / "requirements.lock")), "utf-8")
    venv.create(home, symlinks=True, with_pip=True)
    pip = (home / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", "--retries", "1")
    done = _done(*pip, "-c", pins, wheel, cwd=home)
    if done.returncode and UNREACHABLE.search(done.stderr):
        pytest.skip("the index of packages cannot be reached: the wheel was not tried in a clean environment")
    assert done.returncode == 0, done.stdout + done.stderr
    return home / "bin"


def test_the_wheel_carries_rules_styles_sample_and_schemas(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder, place in CARRIED.items():
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        assert files
        assert {f"{place}/{path.relative_to(ROOT / folder).as_posix()}" for path in files} - inside == set()
    schemas = {f"book/schemas/{name}.schema.json" for name in ("book", "articles", "library")}
    assert schemas <= inside
    assert {name.split("/")[0] for name in inside if ".dist-info/" not in name} == {"book"}


SOURCE = Source("fonts-odd", "1", "odd", {"Odd.ttf": hashlib.sha256(b"font").hexdigest()}, "Odd-OFL.txt")


def test_a_font_that_may_go_along_is_known_by_its_hash(tmp_path: Path) -> None:
    assert "make faces" in fault(SOURCE, tmp_path)
    (tmp_path / "Odd.ttf").write_bytes(b"another font")
    assert "has no Odd-OFL.txt" in fault(SOURCE, tmp_path)
    (tmp_path / "Odd-OFL.txt").write_text("OFL", "utf-8")
    assert "another file" in fault(SOURCE, tmp_path)
    (tmp_path / "Odd.ttf").write_bytes(b"font")
    assert fault(SOURCE, tmp_path) == ""


def test_a_font_is_taken_out_of_a_debian_package(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:xz") as files:
        for name, body in (
            ("./usr/share/fonts/truetype/odd/Odd.ttf", b"font"),
            ("./usr/share/doc/fonts-odd/copyright", b"OFL"),
            ("./usr/share/fonts/truetype/odd/Other.ttf", b"other"),
        ):
            entry = tarfile.TarInfo(name)
            entry.size = len(body)
            files.addfile(entry, io.BytesIO(body))
    package = b"!<arch>\n"
    for name, body in (("debian-binary", b"2.0\n"), ("odd", b"x"), ("data.tar.xz", stream.getvalue())):
        package += f"{name:<16}{'0':<12}{'0':<6}{'0':<6}{'100644':<8}{len(body):<10}`\n".encode() + body
        package += b"\n" * (len(body) % 2)
    faces.unpack(package, SOURCE, tmp_path / "faces")
    written = {file.name: file.read_bytes() for file in (tmp_path / "faces").iterdir()}
    assert written == {"Odd.ttf": b"font", "Odd-OFL.txt": b"OFL"}
    for damaged in (b"no package", b"!<arch>\n"):
        with pytest.raises(ValueError, match="package"):
            faces.unpack(damaged, SOURCE, tmp_path / "none")


def test_the_installed_wheel_makes_the_sample_book(installed: Path, tmp_path: Path) -> None:
    place = _run(installed / "python", "-c", "import book; print(book.__file__)", cwd=tmp_path).stdout
    assert Path(place.strip()).is_relative_to(installed.parent)
    _run(installed / "python", "-m", "pip", "check", cwd=tmp_path)
    listed = _run(installed / "python", "-m", "pip", "list", "--format=freeze", cwd=tmp_path).stdout
    present = {canonicalize_name(line.split("==")[0]) for line in listed.split()}
    assert not present & {canonicalize_name(Requirement(line).name) for extra in EXTRAS.values() for line in extra}

    _run(installed / "wenxuan", "new", "anthology", "--sample", cwd=tmp_path)
    assert (tmp_path / "anthology" / "book.toml").is_file()
    _run(installed / "wenxuan", "build", "anthology", "-o", "out", cwd=tmp_path)

    made = sorted((tmp_path / "out").iterdir())
    assert [path.suffix for path in made if path.stem != "report"] == [".epub", ".pdf"]
    assert {path.name for path in made if path.stem == "report"} == {"report.html", "report.jsonl"}
    assert all(path.stat().st_size > 1000 for path in made)
    _run(installed / "wenxuan", "check", *(path for path in made if path.stem != "report"), cwd=tmp_path)
