"""Disk: finding inputs, reading them, packaged data, writing outputs. The only module that writes; whole files or none.

It judges no content. What cannot be read is a finding that names the file; what cannot be written is a `WriteError`.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import errno
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from book.config import Theme
from book.findings import ConfigError, Finding, UsageError, Where, WriteError
from book.model import Raw

_GLOB = re.compile(r"[*?\[]")
#: What lies beside articles in a folder and is none: pictures, styles, code, fonts, our own files.
_BESIDE = frozenset(
    ".jpg .jpeg .png .gif .webp .svg .bmp .ico .avif .heic .tif .tiff .css .js .json .woff .woff2 .ttf .otf .ttc .mp3 "
    ".mp4 .m4a .webm .map .toml .yaml .yml .ds_store .db .lock .log .pyc".split()
)
_NO_ARTICLES = frozenset(("build", "images", "node_modules", "__pycache__"))
_LARGEST = 64 * 1024 * 1024  # bytes of a file that is read at all; articles and pictures stay far below
_NUMBERS = re.compile(r"(\d+)")
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*\u007f]+')
_LONGEST_NAME = 240  # bytes of UTF-8: with the suffix below the 255 that file systems take


@dataclass(frozen=True, slots=True)
class Found:
    """An input: `locator` as it is shown to the user, and the file."""

    locator: str
    path: Path


def collect(patterns: Iterable[str], base: Path) -> tuple[list[Found], list[Finding]]:
    """The files that sources name (files, folders, globs), each once, and findings about sources that name none.

    Folders give what is in them and below, in natural order (2 before 10), without hidden files, `*_files` folders,
    pictures and the like.
    """
    found: dict[Path, Found] = {}
    findings: list[Finding] = []
    for pattern in patterns:
        given = Path(pattern)
        with contextlib.suppress(RuntimeError):  # ~name, and nobody of that name
            given = given.expanduser()
        path = given if given.is_absolute() else base / given
        if not pattern.strip():
            inside = []
            findings.append(Finding("input.no-match", Where(pattern), detail="the name of a source is empty"))
        elif is_folder(path):
            inside = list(_folder(path))
            if not inside:
                findings.append(Finding("input.no-match", Where(shown(pattern)), detail="the folder holds no article"))
        elif os.path.lexists(path) or not _GLOB.search(pattern):
            inside = [path]
        else:
            try:
                matches = base.glob(pattern) if not given.is_absolute() else _absolute_glob(path)
                inside = sorted(filter(_is_article, matches), key=_natural)
            except (ValueError, NotImplementedError, OSError):
                inside = []
            if not inside:
                findings.append(Finding("input.no-match", Where(shown(pattern)), detail="nothing matches the pattern"))
        for file in inside:
            key = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would follow links, and fail on loops
            found.setdefault(key, Found(_shown(file, base, given), file))
    return list(found.values()), findings


def _absolute_glob(path: Path) -> Iterator[Path]:
    root = Path(path.anchor)
    return root.glob(str(path.relative_to(root)))


def _shown(file: Path, base: Path, given: Path) -> str:
    if given.is_absolute() or not base.is_absolute() or not file.is_relative_to(base):
        return shown(str(file))
    return shown(os.path.relpath(file, base))


def shown(name: str) -> str:
    """A file's name as text: bytes of a name that are no UTF-8 (names from old archives) are written as codes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def is_folder(path: Path) -> bool:
    """Whether this is a folder; unlike `Path.is_dir`, names that the system refuses are none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _folder(folder: Path, above: tuple[str, ...] = ()) -> Iterator[Path]:
    real = os.path.realpath(folder)  # a link that leads up again is not followed
    try:
        inside = sorted(folder.iterdir(), key=_natural) if real not in above else []
    except OSError:
        inside = [folder]  # reading it will say why it cannot be read
    for path in inside:
        if path != folder and is_folder(path):
            if not (path.name.startswith(".") or path.name.endswith(("_files", ".files")) or path.name in _NO_ARTICLES):
                yield from _folder(path, (*above, real))
        elif _is_article(path):
            yield path


def _is_article(path: Path) -> bool:
    """Whether a file that a folder or a pattern brings is an input: not hidden, no picture and the like, not made by us."""
    if path.name.startswith((".", "~$")) or path.suffix.lower() in _BESIDE:
        return False
    ours = path.name == "report.html" or path.suffix.lower() in (".jsonl", ".epub", ".pdf")
    return not (is_folder(path) or (ours and (path.parent / "report.jsonl").is_file()))


def _natural(path: Path) -> tuple[tuple[tuple[int, int, str], ...], ...]:
    return tuple(
        tuple((0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in _NUMBERS.split(part))
        for part in path.parts
    )


def read(found: Found) -> Raw | Finding:
    """The bytes of an input, or the finding that says why there are none."""
    where = Where(found.locator)
    try:
        body = _bytes_of(found.path)
    except FileNotFoundError:
        return Finding("input.missing", where)
    except _TooLargeError as error:
        return Finding("input.too-large", where, detail=str(error))
    except (OSError, ValueError) as error:
        return Finding("input.unreadable", where, detail=getattr(error, "strerror", None) or str(error))
    return Raw(found.locator, body, shown(found.path.name))


class _TooLargeError(OSError):
    """A file that is larger than what is ever read."""


def _bytes_of(path: Path) -> bytes:
    """A file's bytes; a pipe or a device, which may never end, is refused. Raises `OSError`, `ValueError` for a bad name."""
    state = path.stat()
    if not stat.S_ISREG(state.st_mode):
        raise OSError("it is a folder" if stat.S_ISDIR(state.st_mode) else "it is no ordinary file")
    if state.st_size > _LARGEST:
        raise _TooLargeError(f"{state.st_size:,} bytes; {_LARGEST:,} is the limit")
    return path.read_bytes()


def picture(src: str, article: Path) -> bytes | None:
    """The bytes of a picture that lies beside its article or inside it (a data address); `None` where they are not here."""
    if src.startswith("data:"):
        head, _, data = src.partition(",")
        try:
            return (
                base64.b64decode(unquote_to_bytes(data), validate=False)
                if head.endswith(";base64")
                else unquote_to_bytes(data)
            )
        except (binascii.Error, ValueError):
            return b""
    name = unquote(src.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0])
    if not name or "\x00" in name or name.startswith(("/", "\\")) or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", name):
        return None
    for candidate in dict.fromkeys((name, src)):
        with contextlib.suppress(OSError, ValueError):
            return _bytes_of(article.parent / candidate)
    return None


def is_remote(src: str) -> bool:
    """Whether a picture's address leads to the network."""
    return src.lower().startswith(("http:", "https:", "//", "ftp:"))


def text_of(path: Path) -> str:
    """The text of one of the user's own files. Raises `ConfigError`."""
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(str(path), "there is no such file", "Make one with: wenxuan new FOLDER") from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), "the file is not UTF-8 text", "Save it as UTF-8.") from None
    except OSError as error:
        raise ConfigError(str(path), error.strerror or str(error), "Give yourself read permission.") from None


def words(entries: Iterable[str], base: Path) -> tuple[str, ...]:
    """Words from a list, where `file:NAME` stands for the lines of a file beside book.toml. Raises `ConfigError`."""
    out: list[str] = []
    for entry in entries:
        lines = text_of(base / entry[5:].strip()).splitlines() if entry.startswith("file:") else [entry]
        out += [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return tuple(dict.fromkeys(out))


def _package() -> Path:
    return Path(str(files("book")))


def styles() -> Path:
    """The folder of templates and style sheets: beside the package in a checkout, inside it in a wheel."""
    inside = _package() / "styles"
    return inside if inside.is_dir() else _package().parent / "styles"


def theme() -> Theme:
    """Every template and sheet, by its path under `styles/`."""
    root = styles()
    texts = {p.relative_to(root).as_posix(): p for p in sorted(root.rglob("*")) if p.suffix in (".j2", ".css")}
    read_all = {name: path.read_text("utf-8") for name, path in texts.items()}
    return Theme(
        {name: text for name, text in read_all.items() if name.endswith(".j2")},
        {name: text for name, text in read_all.items() if name.endswith(".css")},
    )


def rule_files() -> Mapping[str, str]:
    """The packaged rule files, name → text."""
    root = _package() / "rules"
    return {
        p.relative_to(root).as_posix(): p.read_text("utf-8")
        for p in sorted(root.rglob("*"))
        if p.suffix in (".toml", ".tsv")
    }


def user_rules(folder: Path) -> Mapping[str, str]:
    """A user's own rule files, name → text: `*.toml`, and `HOST.txt` in fivefilters' format. Raises `ConfigError`."""
    if not folder.is_dir():
        raise ConfigError(str(folder), "there is no such folder of rules", "Correct [clean] rules in book.toml.")
    return {
        p.relative_to(folder).as_posix(): text_of(p) for p in sorted(folder.rglob("*")) if p.suffix in (".toml", ".txt")
    }


def sample() -> Path:
    """The folder of the sample anthology."""
    return _package() / "sample"


def new_book(folder: Path) -> list[str]:
    """Copies the sample anthology into a new or empty folder; gives the files' names.

    Raises `UsageError` where the folder holds something already, `WriteError` where it cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(str(folder), "it exists and is not empty", "Name a new folder.")
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".wenxuan-") as draft:
            copy = Path(draft) / "book"
            shutil.copytree(sample(), copy, ignore=shutil.ignore_patterns("__pycache__", "*.py", "build"))
            for path in sorted(copy.iterdir()):
                path.rename(folder / path.name)
    except OSError as error:
        raise WriteError(str(folder), error.strerror or str(error), "Choose a folder that you may write to.") from None
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def write_all(folder: Path, outputs: Mapping[str, bytes]) -> list[Path]:
    """Writes every output into a folder, or none: all are written beside their places first, then moved there.

    Raises `WriteError`.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, body in outputs.items():
            handle, draft = tempfile.mkstemp(dir=folder, prefix=".wenxuan-")
            with os.fdopen(handle, "wb") as file:
                staged.append((Path(draft), folder / name))
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).chmod(0o644)
        if blocked := next((final for _, final in staged if final.is_dir()), None):
            raise IsADirectoryError(errno.EISDIR, f"there is a folder called {blocked.name}")
        for staged_path, final in staged:
            staged_path.replace(final)
    except OSError as error:
        raise WriteError(
            str(folder), error.strerror or str(error), "Free some space or choose another folder with -o."
        ) from None
    finally:
        for staged_path, _ in staged:
            with contextlib.suppress(OSError):
                staged_path.unlink(missing_ok=True)
    return [final for _, final in staged]


def file_name(title: str) -> str:
    """A title as a file name without suffix: what file systems refuse becomes a space; never empty, never over-long."""
    name = " ".join(_UNSAFE.sub(" ", title).split()).strip(" .")
    return name.encode("utf-8", "replace")[:_LONGEST_NAME].decode("utf-8", "ignore").strip(" .") or "book"
