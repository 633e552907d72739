"""Archives → what is in them, without unpacking to disk: `.zip`, `.tar`, `.tar.gz`, `.tar.bz2`, `.tar.xz`, one packed file.

Nothing leads outside, for nothing is written: names are keys. What would be too much is refused with a reason. What an archive
declares is used to refuse early, never to trust: bytes are counted while they come out, over all files of a source and the
archives in it. Names of old Chinese zips are GBK, not CP437 (APPNOTE 6.3.10, appendix D: bit 11 of the flags says UTF-8).
"""

from __future__ import annotations

import io
import itertools
import posixpath
import tarfile
import weakref
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, cast

from book.inflate import CODINGS, METHODS, PIECE, PackedError, TooMuchError, bounded, gathered, inflated, of_zip
from book.messages import Message, message
from book.text import natural

MEMBERS = 20_000  # files in one archive
MEMBER = 64 * 1024 * 1024  # bytes of one file, as everywhere
WHOLE = 2 * 1024 * 1024 * 1024  # bytes that come out of a source, the archives in it included
HELD = (
    256 * 1024 * 1024
)  # bytes of a source's articles and packed tars: they are in memory together, of 500 MB that a run may take
_FILES = 5 * MEMBERS  # in a source, the archives in it included
_RATIO = 1000  # what no text reaches: deflate's own end is 1032
_AT_ONCE = 10 * 1024 * 1024  # bytes of a directory or a header; 20,000 files with long Chinese names need 9 MB
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, ValueError, NotImplementedError, RuntimeError,
            IndexError, KeyError, MemoryError, OverflowError)  # fmt: skip


class ArchiveError(Exception):
    """An archive, or a file in it, that is not read, and why."""

    def __init__(self, why: Message) -> None:
        super().__init__(str(why))
        self.why = why


class SpentError(ArchiveError):
    """As much has come out of a source as is read of one: `most` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(message("detail.spent", most=most))
        self.most = most


class Budget:
    """What may still come out of a source, in bytes and files; counted while it comes, over all archives in it."""

    def __init__(self) -> None:
        self._whole, self._held, self._files = WHOLE, HELD, _FILES

    def counted(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """The pieces. Raises `SpentError`."""
        for piece in pieces:
            self._whole -= len(piece)
            if self._whole < 0:
                raise SpentError(WHOLE)
            yield piece

    def hold(self, size: int) -> None:
        """So many bytes stay in memory until the end. Raises `SpentError`."""
        self._held -= size
        if self._held < 0:
            raise SpentError(HELD)

    def list(self, files: int) -> None:
        """An archive holds so many files. Raises `ArchiveError` where there are too many."""
        self._files -= files
        if files > MEMBERS or self._files < 0:
            raise ArchiveError(message("detail.many-files", most=MEMBERS if files > MEMBERS else _FILES))


class Archive:
    """An open archive: `names` in natural order, and the bytes of each on request."""

    def __init__(self, given: Path | bytes, budget: Budget) -> None:
        self._given, self._budget = given, budget
        self._open: dict[str, Callable[[], Iterator[bytes]]] = {}
        self._read: set[str] = set()
        self.refused: list[tuple[str, Message]] = []
        try:
            self._list()
        except _DAMAGED as error:
            raise ArchiveError(message("detail.archive-damaged", error=str(error))) from None
        self.names = sorted(self._open, key=lambda name: natural.key(tuple(name.split("/"))))

    def read(self, name: str) -> bytes | None:
        """The bytes of a file in the archive, `None` where there is none of this name. Raises `ArchiveError`."""
        opener = self._open.get(name)
        if opener is None:
            return None
        # A picture that several articles show is read several times, and counted once.
        pieces = opener() if name in self._read else self._budget.counted(opener())
        self._read.add(name)
        try:
            return gathered(pieces, MEMBER).getvalue()
        except TooMuchError as error:
            raise ArchiveError(message("detail.over", most=error.most)) from None
        except PackedError as error:
            raise ArchiveError(error.why) from None
        except _DAMAGED as error:
            raise ArchiveError(message("detail.damaged", error=str(error))) from None

    def take(self, name: str) -> bytes | None:
        """The same, of what stays in memory; `None`, and one more of `refused`, for what cannot be read. Raises `SpentError`."""
        try:
            body = self.read(name)
        except SpentError:
            raise
        except ArchiveError as error:
            self.refused.append((name, error.why))
            return None
        self._budget.hold(len(body or b""))
        return body

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
            self._zip(zipfile.ZipFile(_careful(self._lasting())))
            return
        coding = next((name for name in ("gzip", "bz2", "xz") if start.startswith(CODINGS[name].magic)), "")
        if not coding:
            self._tar(self._lasting())
            return
        with self._file() as file:
            try:
                self._packed(inflated(bounded(iter(lambda: file.read(PIECE), b""), HELD), coding))
            except TooMuchError as error:
                raise ArchiveError(message("detail.unpacked-over", most=error.most)) from None
            except PackedError as error:
                raise ArchiveError(error.why) from None

    def _packed(self, pieces: Iterator[bytes]) -> None:
        """What was packed in one: a tar, or a file."""
        start = b""
        while len(start) < tarfile.BLOCKSIZE and (piece := next(pieces, None)) is not None:
            start += piece
        is_tar = start[257:262] == b"ustar"
        plain = gathered(self._budget.counted(itertools.chain((start,), pieces)), HELD if is_tar else MEMBER)
        if is_tar:
            self._budget.hold(plain.getbuffer().nbytes)
            self._tar(plain)
        else:
            name = self._given.name if isinstance(self._given, Path) else "file"
            name = name.rsplit(".", 1)[0] or name
            self._open[name] = lambda: iter((plain.getvalue(),))
            self._read.add(name)

    def _zip(self, file: zipfile.ZipFile) -> None:
        members = [one for one in file.infolist() if not one.is_dir()]
        self._budget.list(len(members))
        for one in members:
            name = self._keep(_name(one))
            if not name:
                continue
            if one.flag_bits & 1:
                self.refused.append((name, message("detail.locked")))
            elif one.compress_type not in METHODS:
                self.refused.append((name, message("detail.method", method=one.compress_type)))
            elif one.file_size > MEMBER:
                self.refused.append((name, message("detail.size", size=one.file_size, most=MEMBER)))
            elif one.file_size > 1_000_000 and one.file_size > one.compress_size * _RATIO:
                bomb = message("detail.bomb", packed=one.compress_size, size=one.file_size)
                self.refused.append((name, bomb))
            else:
                self._open[name] = lambda one=one: of_zip(file, one)  # type: ignore[misc]

    def _tar(self, file: IO[bytes]) -> None:
        archive = tarfile.open(fileobj=_careful(file), mode="r:")  # noqa: SIM115 - it stays open for its pictures
        members: list[tarfile.TarInfo] = []
        for one in archive:
            members.append(one)
            if len(members) > MEMBERS:
                break
        if len(members) <= MEMBERS and _is_cut(file, archive.offset):
            self.refused.append((f"#{len(members) + 1}", message("detail.archive-cut", files=len(members))))
        members = [one for one in members if not one.isdir()]
        self._budget.list(len(members))
        for one in members:
            name = self._keep(one.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))
            if not name:
                continue
            if not one.isreg():
                self.refused.append((name, message("detail.no-file")))
            elif not 0 <= one.size <= MEMBER:
                self.refused.append((name, message("detail.size", size=one.size, most=MEMBER)))
            else:
                self._open[name] = lambda one=one: _extracted(archive, one)  # type: ignore[misc]

    def _keep(self, name: str) -> str:
        """The name as a key; "" for one that leads outside, which is reported."""
        plain = posixpath.normpath(name.replace("\\", "/"))
        if plain.startswith(("/", "../")) or plain == ".." or plain[1:3] == ":/" or "\x00" in plain:
            self.refused.append((name, message("detail.leads-out")))
            return ""
        return self._apart(plain)

    def _apart(self, name: str) -> str:
        """A name as a key of its own: an archive may hold two files of one name, and neither is lost."""
        stem, suffix = posixpath.splitext(name)
        wanted, number = name, 2
        while wanted in self._open:
            wanted, number = f"{stem} ({number}){suffix}", number + 1
        return wanted


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


def _is_cut(file: IO[bytes], end: int) -> bool:
    """Whether a tar ends in the middle: where its last file ends stand zeros, or nothing. `tarfile` takes anything for the end."""
    file.seek(end)
    block = file.read(tarfile.BLOCKSIZE)
    return any(block) or 0 < len(block) < tarfile.BLOCKSIZE


def _extracted(archive: tarfile.TarFile, one: tarfile.TarInfo) -> Iterator[bytes]:
    file = archive.extractfile(one)
    return iter(lambda: file.read(PIECE), b"") if file is not None else iter(())


class _Careful:
    """A file of which no piece is read that is larger than `_AT_ONCE`.

    zipfile reads a directory, and tarfile a long header, in one piece, as large as the archive says that it is.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(_AT_ONCE + 1 if size < 0 else min(size, _AT_ONCE + 1))
        if len(piece) > _AT_ONCE:
            raise ArchiveError(message("detail.directory", most=_AT_ONCE))
        return piece

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _careful(file: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", _Careful(file))
