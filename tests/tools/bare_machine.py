"""A machine with a copy of the set-up and only the programs that it is given: to see what the Makefile does without the others."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: What the Makefile may take for granted.
GIVEN = ("awk", "bash", "cat", "env", "find", "make", "rm", "sed", "sh", "test")


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
        """Exit code and output of `make`."""
        return self.run("make", *goals)

    def run(self, *command: str, **more: str) -> tuple[int, str]:
        """Exit code and output of a command, run in the checkout; `more` is for its environment."""
        plain = {"PATH": str(self.bin), "HOME": os.environ.get("HOME", "/"), **more}
        done = subprocess.run(
            command,
            cwd=self.checkout,
            env=plain,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def called(self, name: str) -> list[str]:
        """How a program was called."""
        lines = self.journal.read_text("utf-8").splitlines() if self.journal.exists() else []
        return [line for line in lines if line.startswith(f"{name} ")]
