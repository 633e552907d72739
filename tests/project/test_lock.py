"""requirements.lock: it pins, with hashes, all that any system installs, and names no index; its licences can be listed."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import licences
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKED = tuple(licences.locked(LOCK))


def environment(system: str, machine: str, python: str, implementation: str = "CPython") -> dict[str, str]:
    """What markers are asked of."""
    return {
        "implementation_name": implementation.lower(),
        "platform_python_implementation": implementation,
        "sys_platform": system,
        "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[system],
        "os_name": "nt" if system == "win32" else "posix",
        "platform_machine": machine,
        "python_version": ".".join(python.split(".")[:2]),
        "python_full_version": python,
        "implementation_version": python,
        "extra": "",
    }


ENVIRONMENTS = [
    environment("linux", "x86_64", "3.11.0"),
    environment("linux", "x86_64", "3.11.2"),
    environment("linux", "x86_64", "3.14.0"),
    environment("linux", "aarch64", "3.12.4"),
    environment("darwin", "arm64", "3.13.1"),
    environment("win32", "AMD64", "3.12.4"),
    environment("win32", "ARM64", "3.14.0"),
    environment("linux", "x86_64", "3.11.9", "PyPy"),
]


def installed(lock: tuple[Requirement, ...], where: dict[str, str]) -> dict[str, list[str]]:
    """The versions that each package has in an environment."""
    out: dict[str, list[str]] = {}
    for entry in lock:
        if entry.marker is None or entry.marker.evaluate(where):
            out.setdefault(entry.name, []).append(str(entry.specifier).removeprefix("=="))
    return out


def lacks(lock: tuple[Requirement, ...], where: dict[str, str]) -> list[str]:
    """What the project with its tools needs in an environment, directly or not, and the lock does not give there exactly once.

    What the packages of other systems need in their turn is not known here.
    """
    given, out, seen = installed(lock, where), [], set[str]()
    left = [Requirement(line) for line in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"])]
    while left:
        wanted = left.pop()
        if str(wanted) in seen or not (wanted.marker is None or wanted.marker.evaluate(where)):
            continue
        seen.add(str(wanted))
        name = canonicalize_name(wanted.name)
        versions = given.get(name, [])
        if len(versions) != 1 or not wanted.specifier.contains(versions[0], prereleases=True):
            out.append(f"{wanted}: {versions}")
        try:
            needs = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for need in map(Requirement, needs):
            extras = [
                extra
                for extra in ("", *wanted.extras)
                if not need.marker or need.marker.evaluate({**where, "extra": extra})
            ]
            if extras:
                need.marker = None
                left.append(need)
    return out


@pytest.mark.parametrize("where", ENVIRONMENTS, ids=lambda where: "-".join(list(where.values())[1:8:2]))
def test_every_system_finds_all_that_it_needs(where: dict[str, str]) -> None:
    assert lacks(LOCKED, where) == []


def test_a_package_of_another_system_is_missed() -> None:
    for name, where in (("colorama", ENVIRONMENTS[5]), ("opencc-python-reimplemented", ENVIRONMENTS[3])):
        (missed,) = {
            entry.split(":")[0].split(">")[0] for entry in lacks(tuple(e for e in LOCKED if e.name != name), where)
        }
        assert missed == name


def test_every_package_has_hashes_and_no_index_is_named() -> None:
    text = LOCK.read_text("utf-8")
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.M).strip())
    assert len(entries) == len(LOCKED)
    for entry in entries:
        assert re.match(r"[\w.-]+==[\w.]+( ; .*)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n    # via ", entry), entry[:80]
    assert not re.search(r"://|--(extra-)?index-url|--find-links|\.(org|com|net)\b", text)


def test_what_builds_the_project_is_in_the_lock() -> None:
    assert {"hatchling", "editables"} <= {entry.name for entry in LOCKED}


def test_the_licence_of_everything_is_listed() -> None:
    listed = subprocess.run(
        [sys.executable, licences.__file__, LOCK], capture_output=True, text=True, check=True
    ).stdout
    lines = listed.splitlines()
    assert [line.split()[:2] for line in lines] == [[e.name, str(e.specifier).removeprefix("==")] for e in LOCKED]
    assert not [line for line in lines if "not stated" in line]
    assert re.search(r"^ebooklib +0\.20 +GNU Affero General Public License", listed, re.M)
    assert {entry.name for entry in LOCKED if entry.marker} <= set(licences.ELSEWHERE)
    for name, stated in licences.ELSEWHERE.items():
        if any(importlib.metadata.distributions(name=name)):
            assert licences.licence(name) == stated
