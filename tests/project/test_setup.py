"""The set-up on machines that lack something: the Makefile says what is missing in one line, or has it installed."""

from __future__ import annotations

import ast
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from book.system.parts import DEBIAN

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
#: What the Makefile may take for granted.
GIVEN = ("awk", "bash", "cat", "env", "find", "make", "rm", "sed", "sh", "test")
NEW_ENOUGH = 'case "$*" in *"import ensurepip"*) exit 1;; *print*) echo python3.12-venv;; esac'
TOO_OLD = 'case "$*" in *--version*) echo Python 3.9.2;; *) exit 1;; esac'

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


class Machine:
    """A machine with a copy of the set-up and nothing but the programs that it is given."""

    def __init__(self, folder: Path) -> None:
        self.bin, self.checkout, self.journal = folder / "bin", folder / "checkout", folder / "journal"
        self.bin.mkdir()
        self.checkout.mkdir()
        for name in ("Makefile", "pyproject.toml", "requirements.lock"):
            shutil.copy(ROOT / name, self.checkout)
        for name in GIVEN:
            if place := shutil.which(name):
                (self.bin / name).symlink_to(place)

    def has(self, name: str, script: str = "") -> None:
        """Gives the machine a program, which notes how it was called."""
        program = self.bin / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >> {self.journal}\n{script}\n', "utf-8")
        program.chmod(0o755)

    def make(self, *goals: str) -> tuple[int, str]:
        """Exit code and all that was said."""
        plain = {"PATH": str(self.bin), "HOME": os.environ.get("HOME", "/")}
        done = subprocess.run(
            ["make", *goals], cwd=self.checkout, env=plain, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def called(self, name: str) -> list[str]:
        """How a program was called."""
        lines = self.journal.read_text("utf-8").splitlines() if self.journal.exists() else []
        return [line for line in lines if line.startswith(f"{name} ")]


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
    assert machine.called("sudo")[-1].endswith("python3 python3-venv")
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
        ("dnf", "sudo dnf install pango google-noto-serif-cjk-fonts"),
        ("pacman", "sudo pacman -S pango noto-fonts-cjk"),
        ("brew", "brew install pango font-noto-serif-cjk-sc"),
        ("", "install what Debian calls: libpango-1.0-0"),
    ],
)
def test_elsewhere_the_line_to_run_is_printed(machine: Machine, manager: str, line: str) -> None:
    if manager:
        machine.has(manager)
    code, said = machine.make("parts", "NEED=pdf")
    assert code != 0
    assert line in said
    assert not machine.called(manager)


def test_java_that_is_there_is_not_installed(machine: Machine) -> None:
    machine.has("java")
    assert machine.make("java")[0] == 0


def test_a_browser_that_is_there_is_not_installed(machine: Machine) -> None:
    machine.has("chromium-browser")
    machine.has("npm")
    machine.has("apt-get")
    assert machine.make("browser")[0] == 0
    assert not machine.called("apt-get")


def test_without_a_browser_it_is_installed_or_the_line_is_printed(machine: Machine) -> None:
    machine.has("npm")
    machine.has("apt-get")
    machine.has("id", "echo 0")
    assert machine.make("browser")[0] == 0
    assert machine.called("apt-get")[-1].endswith("--no-install-recommends chromium npm")
    machine.has("id", "echo 1000")
    code, said = machine.make("browser")
    assert code != 0
    assert "As root, run: apt-get install -y chromium npm" in said


def test_without_npm_nothing_is_shown_and_that_is_said(machine: Machine) -> None:
    shutil.copytree(ROOT / "tests" / "tools" / "readers", machine.checkout / "tests" / "tools" / "readers")
    for name in ("cmp", "dirname", "mkdir"):
        (machine.bin / name).symlink_to(shutil.which(name) or "")
    env = {"PATH": str(machine.bin)}
    run = ["sh", "tests/tools/readers/install.sh"]
    done = subprocess.run(run, cwd=machine.checkout, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "NOT RUN: npm is not installed." in done.stderr


def test_help_lists_the_targets(machine: Machine) -> None:
    code, said = machine.make()
    assert code == 0
    listed = re.findall(r"^make (\w+) ", said, re.M)
    assert {"book", "test", "lint", "bench", "wheel", "clean"} <= set(listed)


def test_the_makefile_installs_what_the_program_asks_for() -> None:
    """`wenxuan build` names the packages that it misses; `make` knows the same ones."""
    line = next(line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if line.startswith("apt.pdf"))
    assert set(line.split(":=")[1].split()) == set(DEBIAN.values())


def _name(requirement: str) -> str:
    return re.split(r"[<>=!~;\[ ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_the_lock_pins_every_dependency_by_version_alone() -> None:
    lines = [line for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
    wanted = {_name(entry) for entry in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]}
    assert wanted <= {_name(line) for line in lines}


def test_what_the_package_imports_is_declared() -> None:
    """A package that only happens to be installed beside ours is not there on the next machine."""
    declared = {_name(entry) for entry in PROJECT["dependencies"]}
    owners = importlib.metadata.packages_distributions()
    for file in (ROOT / "book").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            for top in {name.split(".")[0] for name in names} - sys.stdlib_module_names - {"book"}:
                assert {_name(owner) for owner in owners.get(top, [top])} & declared, f"{file}: {top} is not declared"
