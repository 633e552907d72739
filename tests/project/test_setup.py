"""The set-up on machines that lack something: the Makefile says what is missing in one line, or has it installed."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from bare_machine import ROOT, Machine
from licences import locked
from packaging.requirements import Requirement

from book.system.parts import DEBIAN

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
NEW_ENOUGH = 'case "$*" in *"import ensurepip"*) exit 1;; *print*) echo python3.12-venv;; esac'
TOO_OLD = 'case "$*" in *--version*) echo Python 3.9.2;; *) exit 1;; esac'

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_an_old_python_is_named_with_what_to_do(machine: Machine) -> None:
    machine.has("python3", TOO_OLD)
    code, said = machine.make("book")
    assert code != 0
    assert "needs Python 3.11 or newer; here is: Python 3.9.2." in said
    assert "make PYTHON=" in said


def test_a_missing_venv_module_is_installed_under_the_name_of_its_python(machine: Machine) -> None:
    machine.has("python3", NEW_ENOUGH)
    machine.has("apt-get", 'case "$*" in *install*) echo "no such package" >&2; exit 100;; esac')
    machine.has("id", "echo 0")
    code, said = machine.make("book")
    update, install = machine.called("apt-get")
    assert "update" in update
    assert install.endswith("--no-install-recommends python3.12-venv")
    assert code != 0  # this apt-get has nothing to give
    assert "sudo apt-get install -y python3.12-venv" in said


def test_no_python_at_all_is_installed_with_sudo(machine: Machine) -> None:
    machine.has("apt-get")
    machine.has("id", "echo 1000")
    machine.has("sudo", 'exec "$@"')
    code, said = machine.make("book")
    assert code != 0
    assert [call.split()[-1] for call in machine.called("sudo")[-2:]] == ["python3", "python3-venv"]
    assert "needs Python 3.11" in said


def test_without_root_and_sudo_the_line_to_run_is_printed(machine: Machine) -> None:
    machine.has("apt-get")
    machine.has("id", "echo 1000")
    code, said = machine.make("java")
    assert code != 0
    assert "As root, run: apt-get install -y default-jre-headless" in said
    assert not machine.called("apt-get")


@pytest.mark.parametrize(
    ("manager", "line"),
    [
        ("dnf", "sudo dnf install google-noto-sans-cjk-fonts google-noto-serif-cjk-fonts harfbuzz pango\n"),
        ("pacman", "sudo pacman -S harfbuzz noto-fonts-cjk pango\n"),
        ("brew", "brew install font-noto-sans-cjk-sc font-noto-serif-cjk-sc harfbuzz pango\n"),
        ("", "install what Debian calls: libpango-1.0-0 libharfbuzz-subset0 libpangoft2-1.0-0 fonts-noto-cjk\n"),
    ],
)
def test_elsewhere_the_line_to_run_is_printed(machine: Machine, manager: str, line: str) -> None:
    if manager:
        machine.has(manager)
    code, said = machine.make("parts", f"NEED={' '.join(dict.fromkeys(DEBIAN.values()))}")
    assert code != 0
    assert line in said
    assert not machine.called(manager)


def test_elsewhere_the_venv_module_belongs_to_python(machine: Machine) -> None:
    machine.has("python3", NEW_ENOUGH)
    machine.has("dnf")
    code, said = machine.make("book")
    assert code != 0
    assert "sudo dnf install python3\n" in said


def test_java_that_is_there_is_not_installed(machine: Machine) -> None:
    machine.has("java")
    assert machine.make("java")[0] == 0


HERE = {"browser": ("chromium-browser", "npm"), "checkers": ("javac", "pdftoppm", "qpdf")}


@pytest.mark.parametrize("goal", sorted(HERE))
def test_parts_that_are_there_are_not_installed(machine: Machine, goal: str) -> None:
    for name in HERE[goal]:
        machine.has(name)
    machine.has("apt-get")
    assert machine.make(goal)[0] == 0
    assert not machine.called("apt-get")


@pytest.mark.parametrize(
    ("goal", "lacks", "part"),
    [
        ("browser", "chromium-browser", "chromium"),
        ("browser", "npm", "npm"),
        ("checkers", "javac", "default-jdk-headless"),
        ("checkers", "pdftoppm", "poppler-utils"),
        ("checkers", "qpdf", "qpdf"),
    ],
)
def test_only_what_is_missing_is_installed(machine: Machine, goal: str, lacks: str, part: str) -> None:
    """Where Node.js came with an npm of its own, Debian's `npm` cannot be installed, and nothing together with it."""
    for name in HERE[goal]:
        if name != lacks:
            machine.has(name)
    machine.has("apt-get")
    machine.has("id", "echo 0")
    assert machine.make(goal)[0] == 0
    (install,) = [call for call in machine.called("apt-get") if "install" in call]
    assert install.endswith(f"--no-install-recommends {part}")
    machine.has("id", "echo 1000")
    code, said = machine.make(goal)
    assert code != 0
    assert f"As root, run: apt-get install -y {part}\n" in said


def test_a_part_that_cannot_be_installed_keeps_no_other_away(machine: Machine) -> None:
    machine.has("apt-get", 'case "$*" in *npm*) echo "unmet dependencies" >&2; exit 100;; esac')
    machine.has("id", "echo 0")
    code, said = machine.make("browser")
    assert [call.split()[-1] for call in machine.called("apt-get") if "install" in call] == ["chromium", "npm"]
    assert code != 0
    assert "Run it yourself: sudo apt-get install -y npm\n" in said


@pytest.mark.parametrize("lacks", sorted(DEBIAN))
def test_of_the_pdf_only_what_the_program_misses_is_installed(machine: Machine, lacks: str) -> None:
    """The program of this checkout is asked, as on a machine where one thing is missing."""
    installed = machine.checkout / "installed"
    planted = f"""
import sys
from pathlib import Path
from book.system import libraries, parts
here = Path({str(installed)!r}).exists()
load = libraries.load
libraries.load = parts.load = lambda name: None if name == {lacks!r} and not here else load(name)
parts.chinese_fonts = lambda: int({lacks!r} != "fonts" or here)
exec(sys.argv[2])
"""
    (machine.checkout / "planted.py").write_text(planted, "utf-8")
    machine.has("wenxuan-python", f'cd {ROOT} && exec {sys.executable} {machine.checkout}/planted.py "$@"')
    venv = machine.checkout / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(machine.bin / "wenxuan-python")
    (venv / ".ready").write_text(f"{machine.checkout}\n", "utf-8")
    machine.has("apt-get", f'case "$*" in *install*) echo > {installed};; esac')
    machine.has("id", "echo 0")
    code, said = machine.make("system")
    assert code == 0, said
    (install,) = [call for call in machine.called("apt-get") if "install" in call]
    assert install.split()[-1] == DEBIAN[lacks]
    machine.journal.unlink()
    assert machine.make("system")[0] == 0
    assert not machine.called("apt-get")


def test_without_npm_nothing_is_shown_and_that_is_said(machine: Machine) -> None:
    shutil.copytree(ROOT / "tests" / "tools" / "readers", machine.checkout / "tests" / "tools" / "readers")
    for name in ("cmp", "dirname", "mkdir"):
        (machine.bin / name).symlink_to(shutil.which(name) or "")
    env = {"PATH": str(machine.bin)}
    run = ["sh", "tests/tools/readers/install.sh"]
    done = subprocess.run(run, cwd=machine.checkout, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 77
    assert "NOT RUN: npm is not installed." in done.stderr


def test_help_lists_the_targets(machine: Machine) -> None:
    code, said = machine.make()
    assert code == 0
    listed = re.findall(r"^make (\w+) ", said, re.M)
    assert {"book", "test", "lint", "bench", "wheel", "clean"} <= set(listed)


def test_the_makefile_knows_the_parts_of_a_pdf_in_every_manager() -> None:
    known = re.findall(r"^(dnf|pacman|brew)\.(\S+) +:=", (ROOT / "Makefile").read_text("utf-8"), re.M)
    assert {(manager, part) for manager in ("dnf", "pacman", "brew") for part in DEBIAN.values()} <= set(known)


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~;\[ ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_what_the_package_imports_is_declared() -> None:
    """A package that only happens to be installed beside ours is not there on the next machine."""
    extras = (entry for entries in PROJECT["optional-dependencies"].values() for entry in entries)
    declared = {_name(entry) for entry in (*PROJECT["dependencies"], *extras)}
    owners = importlib.metadata.packages_distributions()
    for file in (ROOT / "book").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            for top in {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"book"}:
                assert {_name(owner) for owner in owners.get(top, [top])} & declared, f"{file}: {top} is not declared"


def test_the_image_installs_what_the_program_asks_for() -> None:
    """Dockerfile cannot be built here: its parts are held against the program's, and its files against those of the wheel."""
    image = (ROOT / "Dockerfile").read_text("utf-8")
    assert len(image.splitlines()) <= 10
    listed = re.search(r"--no-install-recommends \\\n(.*?) &&", image)
    assert listed is not None
    assert set(listed[1].split()) == set(DEBIAN.values())
    copied = {name for line in re.findall(r"^COPY (.*) \S+$", image, re.M) for name in line.split()}
    assert {
        "pyproject.toml",
        "requirements.lock",
        "book",
        "styles",
        "hatch_build.py",
        PROJECT["readme"],
        *PROJECT["license-files"],
    } == copied
    pins = subprocess.run(
        ["sed", *re.findall(r"RUN sed '(.*?)'", image), ROOT / "requirements.lock"],
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line for line in pins.stdout.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert [str(Requirement(line)) for line in lines] == [str(entry) for entry in locked(ROOT / "requirements.lock")]
