"""Files that are dropped on a page, written into the folder of the book under names that every system takes. An edge."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from book import store
from book.findings import UsageError
from book.messages import trouble
from book.run import scan
from book.run.job import settings_in
from book.store.locking import locked

_ARTICLES = "articles"
_CUT = 236  # bytes of a name that `store.file_name` may have cut
_LONGEST = 255  # bytes of a name that file systems take
_ENDING = 8  # characters of what is an ending


def bring(book: Path, into: str, name: str, body: bytes) -> str:
    """Writes a file into a folder of the book, and gives its name there. `name` may have folders; one that another file has there
    gets a number, one that the same bytes have is theirs. Raises `BookError`."""
    parts = [one for one in name.replace("\\", "/").split("/") if one.strip(". ")]
    if not parts:
        raise UsageError(name, *trouble("desk.error.outside"))
    folders, (stem, ending) = [_name(one) for one in parts[:-1]], _divided(parts[-1])
    with locked(book):
        return _written(book, Path(into, *folders), stem, ending, body)


def _written(book: Path, folder: Path, stem: str, ending: str, body: bytes) -> str:
    """The bytes in the first place that is free for them."""
    number = 1
    while True:
        last = _name(stem + ending) if number == 1 else store.file_name(f"{stem} {number}", ending)
        place = folder / last
        path = book / place
        if store.inside(path, book) is None:
            raise UsageError(last, *trouble("desk.error.outside"))
        if not path.exists():
            break
        if path.is_file() and path.stat().st_size == len(body) and store.bytes_of(path) == body:
            return place.as_posix()
        number += 1
    store.write_all(path.parent, {path.name: body})
    return place.as_posix()


def apart(book: Path, into: str, files: Mapping[str, object]) -> dict[str, str]:
    """Of files that are to be brought (name → size) those whose names others have in the folder, each with a folder in it in
    which its name is free: what comes with it, and is named by it, comes there, too. One of the same size is the same file."""
    found: dict[str, str] = {}
    for name, size in files.items():
        if "/" in name or "\\" in name:
            continue
        place = book / into / _name(name)
        number = 1
        while os.path.lexists(place) and not (os.path.isfile(place) and place.stat().st_size == size):  # noqa: PTH113
            number += 1
            place = book / into / str(number) / _name(name)
        if number > 1:
            found[name] = str(number)
    return found


def sources_folder(book: Path) -> str:
    """The folder of a book into which articles are brought: one that its sources have, `articles` if it is among them. Where
    none is, it becomes one. Raises `BookError`."""
    files = settings_in(book)[0].sources.files
    if "." in files or any(name.strip("./") == _ARTICLES for name in files):
        return _ARTICLES
    for name in files:
        if "://" not in name and store.is_folder(book / name) and store.inside(book / name, book) is not None:
            return name
    scan.add(book, [_ARTICLES], book)
    return _ARTICLES


def _divided(name: str) -> tuple[str, str]:
    """The name of a file and its ending, with the dot."""
    stem, dot, ending = name.rpartition(".")
    is_one = bool(dot and stem and ending.isascii() and ending.isalnum() and len(ending) <= _ENDING)
    return (stem, f".{ending}") if is_one else (name, "")


def _name(part: str) -> str:
    """A part of a name as it is, where every system takes it, for a page may name it so; else without what one refuses."""
    made, squeezed = store.file_name(part), " ".join(part.split())
    is_cut = len(made.encode()) > _CUT and squeezed.startswith(made)
    is_plain = (squeezed == made or is_cut) and part.isprintable() and part == part.strip(" .")
    return part if is_plain and len(part.encode("utf-8", "replace")) <= _LONGEST else made
