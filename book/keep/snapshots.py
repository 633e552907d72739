"""What a book keeps of its sources, in its folder `.wenxuan`: the bytes of every article, and of every picture that lies
beside one, by their sha256, and what the last scan read. With them a book is built again when a page is gone, and what the
user changed is found against what was read.

Copies are written once and checked when they are read; a copy that is not what its name says is none. The index is written
last, whole, so that it never names what is not there. Where entries of the list get other names, it is written before as well,
with the names after, which count as soon as the list has them: whoever is killed in between has names that go together.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from book import store
from book.classes import dataclass, field
from book.keep.identity import Identity
from book.late import expression
from book.model import Hints
from book.model.dates import Date

FOLDER = ".wenxuan"
_INDEX = "index.json"
_HASH = expression("[0-9a-f]{64}")
#: How a sketch begins in the index. It goes on to the next number when the same text has another sketch (another MinHash).
_SKETCH = "1:"


@dataclass(frozen=True, slots=True)
class Record:
    """What the last scan read of an article, and where its bytes are; `name` and `hints` are what reading them needs besides.

    `pictures` are those beside it: the path by which it calls one → the sha256 of its bytes. `url`, `text` and `sketch` are that
    by which it is known again (`identity`); an index of version 0.1.0 has none of them.
    """

    title: str = ""
    author: str = ""
    date: str = ""
    sha256: str = ""
    name: str = ""
    hints: Hints = field(default_factory=Hints)
    pictures: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    text: str = ""
    sketch: str = ""

    @property
    def identity(self) -> Identity:
        """That by which the article is known again; without its text where the index has none, or one made otherwise."""
        try:
            body = base64.b64decode(self.sketch.removeprefix(_SKETCH), validate=True)
        except (binascii.Error, ValueError):
            body = b""
        sketch = body if self.sketch.startswith(_SKETCH) else b""
        return Identity(self.url, self.sha256, self.text, sketch, self.title)


def sketched(body: bytes) -> str:
    """A sketch as it stands in the index."""
    return _SKETCH + base64.b64encode(body).decode() if body else ""


def keep(book: Path, body: bytes) -> str:
    """Keeps the bytes of a source and gives their sha256; what is there whole already stays. Raises `WriteError`."""
    digest = hashlib.sha256(body).hexdigest()
    if kept(book, digest) is None:
        store.put(_place(book, digest), body)
    return digest


def kept(book: Path, digest: str) -> bytes | None:
    """The bytes that were kept under a hash, `None` if they are not there or are no longer what they were."""
    if not _HASH.fullmatch(digest):
        return None  # an index that was changed may name a device, or another folder
    try:
        body = _place(book, digest).read_bytes()
    except OSError:
        return None
    return body if hashlib.sha256(body).hexdigest() == digest else None


def _place(book: Path, digest: str) -> Path:
    return book / FOLDER / "sources" / digest[:2] / digest


def index(book: Path, listed: str = "") -> dict[str, Record]:
    """What the last scan read, by locator; nothing where there was none, or where the index cannot be read.

    `listed` is the text of the list: a scan that was killed when it had written that has left an index for it.
    """
    try:
        rows = json.loads((book / FOLDER / _INDEX).read_bytes())
        after = rows.get("after", {})
        rows = after if after and after["list"] == _digest(listed) else rows
        return {name: _record(row) for name, row in rows["articles"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _record(row: dict[str, Any]) -> Record:
    texts = _texts(row.pop("hints", {}))
    date = Date.of(texts.pop("published", ""))
    hints = Hints(**texts, published=date)
    pictures = _texts(row.pop("pictures", {}))
    return Record(**_texts(row), hints=hints, pictures=pictures)


def _texts(row: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in row.items()}


def write_index(
    book: Path, records: Mapping[str, Record], after: tuple[str, Mapping[str, Record]] | None = None
) -> None:
    """Writes what a scan read; `after` is a list that is about to be written, and what counts then. Raises `WriteError`."""
    rows: dict[str, Any] = {"articles": _rows(records)}
    if after is not None:
        rows["after"] = {"list": _digest(after[0]), "articles": _rows(after[1])}
    text = json.dumps(rows, ensure_ascii=False, indent=0)
    store.write_all(book / FOLDER, {_INDEX: text.encode()})


def _rows(records: Mapping[str, Record]) -> dict[str, Any]:
    return {name: _filled({**asdict(row), "hints": _hints(row.hints)}) for name, row in sorted(records.items())}


def _hints(hints: Hints) -> dict[str, Any]:
    return {**asdict(hints), "published": str(hints.published or "")}


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    """What is not empty."""
    return {key: some for key, value in row.items() if (some := _filled(value) if isinstance(value, dict) else value)}
