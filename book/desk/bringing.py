"""Files that are dropped on a page, written into the folder of the book under names that every system takes. An edge."""

from __future__ import annotations

from pathlib import Path

from book import store
from book.findings import UsageError
from book.messages import trouble

_ENDING = 8  # characters of what is an ending


def bring(book: Path, into: str, name: str, body: bytes) -> str:
    """Writes a file into a folder of the book, and gives its name there. `name` may have folders; one that another file has there
    gets a number, one that the same bytes have is theirs. Raises `BookError`."""
    parts = [one for one in name.replace("\\", "/").split("/") if one.strip(". ")]
    if not parts:
        raise UsageError(name, *trouble("desk.error.outside"))
    folders, (stem, ending) = [store.file_name(one) for one in parts[:-1]], _divided(parts[-1])
    number = 1
    while True:
        last = store.file_name(stem if number == 1 else f"{stem} {number}", ending)
        place = Path(into, *folders, last)
        path = book / place
        if store.inside(path, book) is None:
            raise UsageError(name, *trouble("desk.error.outside"))
        if not path.exists():
            break
        if path.is_file() and path.stat().st_size == len(body) and store.bytes_of(path) == body:
            return place.as_posix()
        number += 1
    store.write_all(path.parent, {path.name: body})
    return place.as_posix()


def _divided(name: str) -> tuple[str, str]:
    """The name of a file and its ending, with the dot."""
    stem, dot, ending = name.rpartition(".")
    is_one = bool(dot and stem and ending.isascii() and ending.isalnum() and len(ending) <= _ENDING)
    return (stem, f".{ending}") if is_one else (name, "")
