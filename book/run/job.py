"""A job: what the command line and Python ask for, the same for all stages; and the book that some sources mean."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from book import store
from book.cache import NO_CACHE, Cache
from book.classes import dataclass, field
from book.collect.fetch import Fetcher
from book.findings import UsageError
from book.messages import Message, message
from book.settings.parse import parse
from book.settings.values import BuildConfig
from book.system.processors import processors

#: Called with a stage, how many are done, and of how many.
Progress = Callable[[Message, int, int], None]


def _silent(_stage: Message, _done: int, _total: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Job:
    """What to do: sources relative to `base`, settings, where to write, how many processes (0: as many as can run at once).

    Files that the settings name lie beside them, in `beside`: the base, unless the settings came from elsewhere.
    """

    sources: tuple[str, ...]
    base: Path
    config: BuildConfig = field(default_factory=BuildConfig)
    out: Path = Path("build")
    jobs: int = 0
    strict: bool = False
    log: Path | None = None
    progress: Progress = _silent
    refresh: bool = False
    kept: bool = False  # the base is a book's folder: its articles.toml and kept copies count
    arranged: bool = False  # the order of the settings counts even so
    settings: Path | None = None  # the folder that the settings came from
    language: str = "en"  # of the report
    asked: tuple[str, ...] = ()  # sources beside those of the book
    edition: str = ""  # the script, where another is asked for than the book's own
    why: bool = False  # the evidence for each line of a page is wanted
    proof: str | None = None  # the label of a proof: the PDF is one
    cache: Cache = NO_CACHE  # of what earlier runs made

    @property
    def beside(self) -> Path:
        """The folder of the files that the settings name."""
        return self.base if self.settings is None else self.settings

    @property
    def processes(self) -> int:
        """How many processes there may be."""
        return self.jobs or processors()

    def web(self) -> Fetcher:
        """What fetches for this job: from the copies, and from the network where that was asked for."""
        return Fetcher(self.config.sources, self.base, refresh=self.refresh)


@dataclass(frozen=True, slots=True)
class Project:
    """What some sources mean: settings, the folder that names are relative to, the sources, and whether it is a book's folder."""

    config: BuildConfig
    base: Path
    sources: tuple[str, ...]
    kept: bool
    asked: tuple[str, ...] = ()  # the sources that are named beside a book's folder


def settings_in(folder: Path) -> tuple[BuildConfig, Path]:
    """The settings of a book's folder (or of its book.toml), and the folder. Raises `ConfigError`."""
    is_file = not store.is_folder(folder) and (folder.suffix == ".toml" or os.path.exists(folder))  # noqa: PTH110 - never raises
    file = folder if is_file else folder / "book.toml"
    return parse(store.text_of(file), str(file)), file.parent


def project(sources: tuple[str, ...], here: Path = Path()) -> Project:
    """What sources mean that are named in a folder: the book there, a book that they name, or loose articles.

    A book's folder may have other sources beside it: they are articles of that book, this once. Raises `ConfigError`, and
    `UsageError` where there is nothing, or more than one book.
    """
    books = [name for name in sources if _is_book(here / name)]
    if not sources:
        if not os.path.lexists(here / "book.toml"):
            raise UsageError("wenxuan", message("error.no-source"), message("error.no-source.next"))
        books = ["."]
    if len(books) > 1:
        raise UsageError(" ".join(books), message("error.two-books"), message("error.two-books.next"))
    if not books:
        return Project(BuildConfig(), here, sources, kept=False)
    config, base = settings_in(here / books[0])
    others = [name for name in sources if name not in books]
    if not others:
        return Project(config, base, config.sources.files, kept=True)
    asked = tuple(named_from(base, name, here) for name in others)
    return Project(config, base, (*config.sources.files, *asked), kept=True, asked=asked)


def named_from(folder: Path, source: str, here: Path) -> str:
    """A source as a book names it: relative to its folder where it lies inside, else from the root; addresses as they are."""
    if "://" in source:
        return source
    path = Path(source).expanduser()
    from_root = path if path.is_absolute() else here.absolute() / path
    inside = from_root.is_relative_to(folder.absolute())
    return from_root.relative_to(folder.absolute()).as_posix() if inside else str(from_root)


def _is_book(path: Path) -> bool:
    """Whether a name means a book: its folder, or its book.toml."""
    return path.name == "book.toml" or (store.is_folder(path) and os.path.lexists(path / "book.toml"))
