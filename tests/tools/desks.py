"""A desk that runs, and the browser that looks at it: Debian's Chromium, driven by Playwright. For tests, the benchmark and
pictures."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
#: Chromium as root, without a screen, and without a look at the network for itself.
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """A desk that runs: its process, and its address with the token."""

    process: subprocess.Popen[str]
    address: str

    @property
    def root(self) -> str:
        """The address without the token."""
        return re.match(r"http://[^/]+", self.address)[0]  # type: ignore[index]

    def ask(self, path: str, body: Any = None, raw: bytes | None = None, **headers: str) -> tuple[int, Any]:
        """The status and the answer of a request, as the scripts of the pages make it; JSON where it is JSON."""
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        given = {"X-Wenxuan": "desk", **{name.replace("_", "-"): value for name, value in headers.items()}}
        request = urllib.request.Request(self.address + path, data=data, headers=given)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                status, made = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, made = error.code, error.read()
        try:
            return status, json.loads(made)
        except ValueError:
            return status, made

    def decide(self, action: str, **given: Any) -> tuple[int, Any]:
        """A decision."""
        return self.ask("api/decide", {"action": action, **given})


@contextmanager
def desk(
    folder: Path, language: str = "en", environment: Mapping[str, str] | None = None, options: tuple[str, ...] = ()
) -> Iterator[Desk]:
    """The desk of a folder, in a process of its own, as the command opens it."""
    command = [sys.executable, "-P", "-m", "book", "desk", str(folder), "--no-browser", "--lang", language, *options]
    given = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=given, cwd=folder.parent)
    assert process.stdout is not None
    try:
        address = ""
        for line in process.stdout:
            if found := re.search(r"http://\S+", line):
                address = found[0]
                break
        assert address, "the desk did not begin"
        yield Desk(process, address)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium without a window. It makes no request but to where it is sent."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        try:
            yield made
        finally:
            made.close()
