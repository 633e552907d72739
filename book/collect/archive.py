"""Archives → what is in them, without unpacking to disk: `.zip`, `.tar`, `.tar.gz`, `.tar.bz2`, `.tar.xz`, one packed file.

Nothing leads outside, for nothing is written: names are keys. What would be too much is refused with a reason, before it is
read where the archive itself declares it, while it is read where it lies. Names of old Chinese zips are GBK, not CP437 (APPNOTE
6.3.10, appendix D: bit 11 of the flags says UTF-8).
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import posixpath
import tarfile
import weakref
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from book.collect.places import natural
from book.messages import Message, message

MEMBERS = 20_000  # files in one archive
MEMBER = 64 * 1024 * 1024  # bytes of one file, as everywhere
WHOLE = 2 * 1024 * 1024 * 1024  # bytes of all files of an archive
_PACKED = 512 * 1024 * 1024  # bytes of a packed tar, which is held in memory
_RATIO = 1000  # what no text reaches: deflate's own end is 1032
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error,
            lzma.LZMAError, IndexError, KeyError, MemoryError, OverflowError)  # fmt: skip


class ArchiveError(Exception):
    """An archive, or a file in it, that is not read, and why."""

    def __init__(self, why: Message) -> None:
        super().__init__(str(why))
        self.why = why


class Archive:
    """An open archive: `names` in natural order, and the bytes of each on request."""

    def __init__(self, given: Path | bytes) -> None:
        self._given = given
        self._open: dict[str, Callable[[], bytes]] = {}
        self.refused: list[tuple[str, Message]] = []
        try:
            self._list()
        except _DAMAGED as error:
            raise ArchiveError(message("detail.archive-damaged", error=str(error))) from None
        self.names = sorted(self._open, key=lambda name: natural(tuple(name.split("/"))))

    def read(self, name: str) -> bytes | None:
        """The bytes of a file in the archive, `None` where there is none of this name. Raises `ArchiveError`."""
        opener = self._open.get(name)
        if opener is None:
            return None
        try:
            return opener()
        except _DAMAGED as error:
            raise ArchiveError(message("detail.damaged", error=str(error))) from None

    def look(self, name: str) -> bytes | None:
        """The same, with `None` for what cannot be read."""
        try:
            return self.read(name)
        except ArchiveError:
            return None

    def _file(self) -> IO[bytes]:
        return io.BytesIO(self._given) if isinstance(self._given, bytes) else self._given.open("rb")

    def _lasting(self) -> IO[bytes]:
        """The file, open for as long as the archive is in use: pictures are read late."""
        file = self._file()
        weakref.finalize(self, file.close)
        return file

    def _list(self) -> None:
        with self._file() as file:
            start = file.read(6)
        if start.startswith(b"PK"):
            self._zip(zipfile.ZipFile(self._lasting()))
            return
        packers: tuple[tuple[bytes, Any], ...] = (
            (b"\x1f\x8b", gzip.open),
            (b"BZh", bz2.open),
            (b"\xfd7zXZ", lzma.open),
        )
        packer = next((opener for magic, opener in packers if start.startswith(magic)), None)
        if packer is None:
            self._tar(self._lasting())
            return
        with self._file() as file, packer(file) as inner:
            plain = inner.read(_PACKED + 1)
        if len(plain) > _PACKED:
            raise ArchiveError(message("detail.unpacked-over", most=_PACKED))
        if plain[257:262] == b"ustar":
            self._tar(io.BytesIO(plain))
        elif len(plain) > MEMBER:
            raise ArchiveError(message("detail.unpacked-size", size=len(plain), most=MEMBER))
        else:
            name = self._given.name if isinstance(self._given, Path) else "file"
            self._open[name.rsplit(".", 1)[0] or name] = lambda: plain

    def _zip(self, file: zipfile.ZipFile) -> None:
        members = [one for one in file.infolist() if not one.is_dir()]
        self._count(len(members), sum(one.file_size for one in members))
        for one in members:
            name = self._keep(_name(one))
            if not name:
                continue
            if one.flag_bits & 1:
                self.refused.append((name, message("detail.locked")))
            elif one.file_size > MEMBER:
                self.refused.append((name, message("detail.size", size=one.file_size, most=MEMBER)))
            elif one.file_size > 1_000_000 and one.file_size > one.compress_size * _RATIO:
                bomb = message("detail.bomb", packed=one.compress_size, size=one.file_size)
                self.refused.append((name, bomb))
            else:
                self._open[name] = lambda one=one: file.read(one)  # type: ignore[misc]

    def _tar(self, file: IO[bytes]) -> None:
        archive = tarfile.open(fileobj=file, mode="r:")  # noqa: SIM115 - it stays open for its pictures
        members: list[tarfile.TarInfo] = []
        for one in archive:
            members.append(one)
            if len(members) > MEMBERS:
                break
        members = [one for one in members if not one.isdir()]
        self._count(len(members), sum(one.size for one in members))
        for one in members:
            name = self._keep(one.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))
            if not name:
                continue
            if not one.isreg():
                self.refused.append((name, message("detail.no-file")))
            elif one.size > MEMBER:
                self.refused.append((name, message("detail.size", size=one.size, most=MEMBER)))
            else:
                self._open[name] = lambda one=one: _extracted(archive, one)  # type: ignore[misc]

    def _count(self, members: int, size: int) -> None:
        if members > MEMBERS:
            raise ArchiveError(message("detail.many-files", most=MEMBERS))
        if size > WHOLE:
            raise ArchiveError(message("detail.unpacked-size", size=size, most=WHOLE))

    def _keep(self, name: str) -> str:
        """The name as a key; "" for one that leads outside, which is reported, and for one that was there before."""
        plain = posixpath.normpath(name.replace("\\", "/"))
        if plain.startswith(("/", "../")) or plain == ".." or plain[1:3] == ":/" or "\x00" in plain:
            self.refused.append((name, message("detail.leads-out")))
            return ""
        return plain if plain not in self._open else ""


class Shelf:
    """The pictures beside one article of an archive."""

    def __init__(self, archive: Archive, article: str) -> None:
        self._archive, self._article = archive, article

    def picture(self, src: str) -> bytes | None:
        """By the path that the article gives; from its own folder, else from the archive's root."""
        folder = posixpath.dirname(self._article)
        stem = posixpath.splitext(self._article)[0]
        for start in (folder, stem, ""):
            found = self._archive.look(posixpath.normpath(posixpath.join(start, src.lstrip("/"))))
            if found is not None:
                return found
        return None


def _name(one: zipfile.ZipInfo) -> str:
    if one.flag_bits & 0x800:
        return one.filename
    try:
        raw = one.filename.encode("cp437")
    except UnicodeEncodeError:
        return one.filename
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return one.filename


def _extracted(archive: tarfile.TarFile, one: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(one)
    return file.read(MEMBER) if file is not None else b""
