"""What an input has become by the time it is read and cleaned."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from book import store
from book.bind.reprints import Copy
from book.classes import dataclass, field
from book.findings import Finding
from book.model import Article, Raw


@dataclass(frozen=True, slots=True)
class Prepared:
    """One input read and cleaned; `path` is where pictures beside it are looked for, within the folder
    `root`, `raw` what came, without the bytes.

    `copy` is that by which reprints are found; it is made here, where processes share the work. `pictures` are those that were kept
    now: path → sha256, "" where there is none; `kept` gives those of the last scan.
    """

    locator: str
    path: Path
    article: Article | None
    findings: tuple[Finding, ...]
    beside: store.Beside | None = None
    raw: Raw | None = None
    copy: Copy | None = None
    pictures: Mapping[str, str] = field(default_factory=dict)
    kept: store.Beside | None = None
    root: Path | None = None

    @property
    def place(self) -> store.Place:
        """Where its pictures are looked for."""
        return store.Place(self.path, self.beside, self.kept, root=self.root)
