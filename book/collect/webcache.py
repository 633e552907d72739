"""Copies of what was fetched, kept beside the book: bytes once by their hash, and a note for each address that gave them.

Whole files or none: the bytes are there before the note that names them, and are believed only if they have their hash. No
clock is asked, so the same answers make the same files.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path

from book import store
from book.classes import dataclass
from book.findings import BookError
from book.late import expression
from book.text.encodings import codec_of

_HASH = expression("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Copy:
    """What an address gave: where it lay in the end, its bytes, the type that the server gave, and its marks of change."""

    url: str
    body: bytes
    kind: str = ""
    etag: str = ""
    modified: str = ""

    def as_declared(self) -> bytes:
        """The bytes as UTF-8 where only the server said in what they are written, and they are; else as they came."""
        charset = self.kind.partition("charset=")[2].split(";", maxsplit=1)[0].strip("\"' ")
        codec = codec_of(charset)
        if not codec or b"charset" in self.body[:4096].lower() or b"encoding=" in self.body[:200]:
            return self.body
        with contextlib.suppress(
            UnicodeError
        ):  # what is UTF-8 is UTF-8, whatever a server says; ASCII alone may be ISO 2022
            if not self.body.decode("utf-8").isascii() or codec.startswith(("utf-16", "utf-32")):
                return self.body
        try:
            return self.body.decode(codec).encode("utf-8")
        except UnicodeError:
            return self.body


class Copies:
    """A folder of copies; it is made when the first one is kept."""

    def __init__(self, folder: Path) -> None:
        self._notes, self._bodies = folder / "web", folder / "bytes"

    def get(self, address: str) -> Copy | None:
        """The copy of what an address gave, `None` where there is none, or none that is whole."""
        try:
            note = json.loads((self._notes / _name(address)).read_text("utf-8"))
            if note["address"] != address or not _HASH.fullmatch(note["sha256"]):
                return None  # a note that was changed may name a device, or another folder
            body = (self._bodies / str(note["sha256"])).read_bytes()
            if hashlib.sha256(body).hexdigest() != note["sha256"]:
                return None
            return Copy(str(note["url"]), body, str(note["kind"]), str(note["etag"]), str(note["modified"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def put(self, address: str, copy: Copy) -> None:
        """Keeps a copy. A disk that takes none costs the copy, not the book."""
        sha256 = hashlib.sha256(copy.body).hexdigest()
        note = {
            "address": address, "url": copy.url, "sha256": sha256, "kind": copy.kind, "etag": copy.etag, "modified": copy.modified,
        }  # fmt: skip
        try:
            if not (self._bodies / sha256).is_file():
                store.write_all(self._bodies, {sha256: copy.body})
            text = json.dumps(note, ensure_ascii=False, indent=1) + "\n"
            store.write_all(self._notes, {_name(address): text.encode("utf-8", "surrogatepass")})
        except BookError:
            return


def _name(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:40] + ".json"
