"""The gate: what could not be run fails it, unless WENXUAN_ALLOW_NOT_RUN says otherwise; pytest's summary comes last."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bare_machine import ROOT, Machine

#: A `make` that fails for one goal, and a pytest that it would run last.
MAKE = (
    'test "$2" != {fails} || exit 1; test "$2" != test || echo "$WENXUAN_FUZZ_SECONDS s of fuzzing, 7 passed in 0.1s"'
)
GOALS = ["checkers", "browser", "check-epub", "test"]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    shutil.copytree(ROOT / ".ci", machine.checkout / ".ci")
    (machine.bin / "dirname").symlink_to(shutil.which("dirname") or "")
    (machine.bin / "make").unlink()
    return machine


def goals(machine: Machine) -> list[str]:
    """What was made, in order."""
    return [call.split()[2] for call in machine.called("make")]


def test_all_is_run_and_the_summary_comes_last(machine: Machine) -> None:
    machine.has("make", MAKE.format(fails="none"))
    code, shown = machine.run("bash", ".ci/run")
    assert (code, goals(machine)) == (0, GOALS)
    assert machine.called("make")[-1].endswith("PYTEST=-n 2 --dist worksteal --no-skips")
    assert shown.splitlines()[-1] == "60 s of fuzzing, 7 passed in 0.1s"


@pytest.mark.parametrize("fails", GOALS)
def test_what_is_not_run_fails_the_gate(machine: Machine, fails: str) -> None:
    machine.has("make", MAKE.format(fails=fails))
    code, shown = machine.run("bash", ".ci/run")
    assert code != 0
    assert goals(machine) == GOALS[: GOALS.index(fails) + 1]
    assert ("NOT RUN: " in shown) == (fails in ("checkers", "browser"))


@pytest.mark.parametrize("fails", ["checkers", "browser"])
def test_where_that_is_allowed_the_gate_goes_on(machine: Machine, fails: str) -> None:
    machine.has("make", MAKE.format(fails=fails))
    code, shown = machine.run("bash", ".ci/run", WENXUAN_ALLOW_NOT_RUN="1")
    assert code == 0
    assert goals(machine) == [goal for goal in GOALS if (fails, goal) != ("browser", "check-epub")]
    assert "--no-skips" not in machine.called("make")[-1]
    assert "NOT RUN: " in shown
    assert shown.splitlines()[-1] == "60 s of fuzzing, 7 passed in 0.1s"


@pytest.mark.parametrize("fails", ["check-epub", "test"])
def test_a_fault_is_never_allowed(machine: Machine, fails: str) -> None:
    machine.has("make", MAKE.format(fails=fails))
    assert machine.run("bash", ".ci/run", WENXUAN_ALLOW_NOT_RUN="1")[0] != 0


@pytest.mark.parametrize(
    ("allow", "code", "passes"), [("", 77, False), ("1", 77, True), ("1", 1, False), ("", 0, True), ("0", 77, False)]
)
def test_reading_systems_that_did_not_run_fail_check_epub(tmp_path: Path, allow: str, code: int, passes: bool) -> None:
    machine = Machine(tmp_path)
    for name in ("readers/install.sh", "ace.sh"):
        script = machine.checkout / "tests" / "tools" / name
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(f"exit {code if name == 'ace.sh' else 0}\n", "utf-8")
    (machine.checkout / ".venv" / "bin").mkdir(parents=True)
    machine.has("python")
    (machine.checkout / ".venv" / "bin" / "python").symlink_to(machine.bin / "python")
    (machine.checkout / ".venv" / ".ready").write_text(f"{machine.checkout}\n", "utf-8")
    machine.has("chromium")
    machine.has("npm")
    made, shown = machine.run("make", "check-epub", WENXUAN_ALLOW_NOT_RUN=allow)
    assert (made == 0) == passes, shown


TESTS = """
import pytest

def test_passes(): pass

def test_of_shared(): pytest.skip("../shared is not beside the checkout")

@pytest.mark.skipif(True, reason="qpdf is missing")
def test_marked(): pass

@pytest.fixture
def java(): pytest.skip("Java is missing")

def test_of_a_fixture(java): pass

def test_midway(): pytest.skip("no network")

@pytest.mark.xfail(strict=True)
def test_expected_to_fail(): assert False
"""


def under_pytest(folder: Path, tests: str, *options: str) -> tuple[int, str]:
    """Exit code and output of pytest over some tests, with the options of this project."""
    (folder / "test_it.py").write_text(tests, "utf-8")
    config = ["-c", str(ROOT / "pyproject.toml"), f"--rootdir={folder}", "-p", "no:cacheprovider", "-p", "conftest"]
    env = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    done = subprocess.run([sys.executable, "-m", "pytest", *config, *options, str(folder)],
                          cwd=folder, env=env, capture_output=True, text=True, check=False)  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_skips_are_listed_with_their_reasons(tmp_path: Path) -> None:
    code, shown = under_pytest(tmp_path, TESTS)
    assert code == 0
    for reason in ("../shared is not beside the checkout", "qpdf is missing", "Java is missing", "no network"):
        assert f": {reason}" in shown
    assert shown.splitlines()[-1].startswith("1 passed, 4 skipped, 1 xfailed in ")


@pytest.mark.parametrize("workers", ["0", "2"])
def test_without_skips_a_missing_tool_fails_the_run(tmp_path: Path, workers: str) -> None:
    code, shown = under_pytest(tmp_path, TESTS, "--no-skips", "-n", workers)
    assert code == 1
    for reason in ("qpdf is missing", "Java is missing", "no network"):
        assert f"NOT RUN, which --no-skips does not let pass: Skipped: {reason}" in shown
    assert "let pass: Skipped: ../shared" not in shown
    assert shown.splitlines()[-1].startswith("1 failed, 1 passed, 1 skipped, 1 xfailed, 2 errors in ")


def test_without_skips_a_module_that_is_skipped_as_one_fails_the_run(tmp_path: Path) -> None:
    tests = 'import pytest\nwasm = pytest.importorskip("no_such_module")\ndef test_it(): pass\n'
    assert under_pytest(tmp_path, tests)[0] == 5  # no test was run
    code, shown = under_pytest(tmp_path, tests, "--no-skips")
    assert code == 2
    assert "NOT RUN, which --no-skips does not let pass" in shown
