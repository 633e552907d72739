"""Packed bytes → plain ones, a piece at a time. What comes out is counted while it comes, whatever was declared of it.

A few thousand bytes can hold gigabytes (bzip2: a million to one), so no piece is larger than `PIECE`, and who takes them
stops when there is too much. Bytes in, bytes out.
"""

from __future__ import annotations

import bz2
import contextlib
import copy
import itertools
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from struct import pack
from typing import Any, Protocol

from book.classes import dataclass
from book.messages import Message, message

try:
    import brotli
except ImportError:  # PyPy has it under another name
    import brotlicffi as brotli

#: What the libraries raise on damaged bytes, where others call them: fontTools, to unpack WOFF.
DAMAGE: tuple[type[Exception], ...] = (zlib.error, brotli.error)
#: What zipfile raises on damaged bytes.
DAMAGED_ZIP: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, IndexError, KeyError, OverflowError,
)  # fmt: skip
PIECE = 65_536  # bytes at a time
_NAMES = 20_000  # of a zip that are looked at
_XZ_MEMORY = 128 * 1024 * 1024  # bytes that unpacking may need: `xz -9` needs 65 MiB, and a header may ask for 4 GiB
_STREAMS = 100_000  # one behind the other; packers in parallel make one each 64 kB (bgzip) to 900 kB (pbzip2)


class PackedError(Exception):
    """Bytes that cannot be unpacked, and why."""

    def __init__(self, why: Message) -> None:
        super().__init__(str(why))
        self.why = why


class CutOffError(PackedError):
    """The end is missing; what came before it is whole."""


class TooMuchError(Exception):
    """More came out than was allowed: `most` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(str(most))
        self.most = most


class _Tool(Protocol):
    """A decompressor of the standard library, as bz2 and lzma have it."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Zlib:
    """zlib's decompressor with the manners of the others. `forms` are tried in turn at the first bytes."""

    def __init__(self, *forms: int) -> None:
        self._forms = list(forms)
        self._tool = zlib.decompressobj(self._forms.pop(0))
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._tool.eof

    @property
    def unused_data(self) -> bytes:
        return self._tool.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        given = self._tool.unconsumed_tail + data
        try:
            out = self._tool.decompress(given, max_length)
        except zlib.error:
            if not self._forms:
                raise
            self._tool = zlib.decompressobj(self._forms.pop(0))
            return self.decompress(given, max_length)
        if out:
            self._forms = []
        self.needs_input = len(out) < max_length and not self._tool.unconsumed_tail
        return out


class _Brotli:
    """brotli's decompressor with the manners of the others. It does not tell where a stream ends; what is missing is not seen."""

    eof, unused_data = False, b""

    def __init__(self) -> None:
        self._tool: Any = brotli.Decompressor()
        self.needs_input = True

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        try:
            out: bytes = self._tool.process(data, output_buffer_limit=max_length)
        except brotli.error as error:
            raise ValueError(error) from None
        self.needs_input = self._tool.can_accept_more_data()
        return out


@dataclass(frozen=True, slots=True)
class _Coding:
    """A way of packing: its decompressor, and how a further stream begins where several may stand one behind the other."""

    make: Callable[[], _Tool]
    magic: bytes = b""


CODINGS: dict[str, _Coding] = {
    "gzip": _Coding(lambda: _Zlib(zlib.MAX_WBITS | 16), b"\x1f\x8b"),
    "zlib": _Coding(lambda: _Zlib(zlib.MAX_WBITS, -zlib.MAX_WBITS)),  # HTTP's "deflate", which some servers send bare
    "deflate": _Coding(lambda: _Zlib(-zlib.MAX_WBITS)),
    "bz2": _Coding(bz2.BZ2Decompressor, b"BZh"),
    "xz": _Coding(lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY), b"\xfd7zXZ\x00"),
    "br": _Coding(_Brotli),
}


def inflated(packed: Iterable[bytes], coding: str | _Coding) -> Iterator[bytes]:
    """The plain bytes in pieces of at most `PIECE`; an empty one may be among them. Raises `PackedError`.

    `coding` is a key of `CODINGS`. What lies behind the last stream is left, as gzip and bzip2 leave it.
    """
    way = CODINGS[coding] if isinstance(coding, str) else coding
    tool, streams = way.make(), 1
    for data in packed:
        rest = data
        while rest or not (tool.needs_input or tool.eof):
            if tool.eof:
                rest = rest.lstrip(b"\0")  # xz and tape drives pad
                if not rest:
                    break
                if not way.magic or not way.magic.startswith(rest[: len(way.magic)]):
                    return
                tool, streams = way.make(), streams + 1
                if streams > _STREAMS:
                    raise PackedError(message("detail.many-streams", most=_STREAMS))
            try:
                out = tool.decompress(rest, PIECE)
            except (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError) as error:
                raise PackedError(message("detail.damaged", error=str(error))) from None
            rest = tool.unused_data if tool.eof else b""
            yield out
    if not tool.eof and not isinstance(tool, _Brotli):
        raise CutOffError(message("detail.cut-off"))


_LZMA = 14
_UTF8 = 0x800  # of a zip's flags: names are in UTF-8
#: Methods of packing in a zip (APPNOTE 4.4.5) → keys of `CODINGS`; "" for one that packs nothing.
METHODS = {0: "", 8: "deflate", 12: "bz2", _LZMA: ""}


def lzma_of_zip(packed: Iterable[bytes]) -> Iterator[bytes]:
    """The same for method 14 of a zip (APPNOTE 5.8.8): two bytes of version, the size of the properties, these, the stream.

    The properties are those of an `.lzma` file: a byte with three numbers, and the size of the dictionary in four.
    """
    given = iter(packed)
    start = b""
    while len(start) < 9 and (piece := next(given, b"")):
        start += piece
    many, size = (
        (start[4], int.from_bytes(start[5:9], "little")) if start[2:4] == b"\x05\x00" and len(start) >= 9 else (255, 0)
    )
    if many >= 9 * 5 * 5:
        raise PackedError(message("detail.damaged", error=lzma.LZMAError.__name__))
    if size > _XZ_MEMORY:
        raise PackedError(message("detail.memory", size=size, most=_XZ_MEMORY))
    form = {"id": lzma.FILTER_LZMA1, "dict_size": size, "lc": many % 9, "lp": many // 9 % 5, "pb": many // 45}
    way = _Coding(lambda: lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[form]))
    return inflated(itertools.chain((start[9:],), given), way)


def bounded(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    """The pieces, `most` bytes together. Raises `TooMuchError` behind these where there are more."""
    left = most
    for piece in pieces:
        yield piece[:left]
        left -= len(piece)
        if left < 0:
            raise TooMuchError(most)


def gathered(pieces: Iterable[bytes], most: int) -> BytesIO:
    """The pieces in one, ready to be read. Raises `TooMuchError` at the first byte beyond `most`.

    A buffer, for its `getvalue` shares the bytes, where a `bytearray` would be copied.
    """
    held = BytesIO()
    for piece in bounded(pieces, most):
        held.write(piece)
    held.seek(0)
    return held


def names_in_zip(body: bytes) -> list[str]:
    """The names of what is in a zip; none where the bytes are no zip that can be opened."""
    if not body.startswith(b"PK"):
        return []
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            return archive.namelist()[:_NAMES]
    except DAMAGED_ZIP:
        return []


def of_zip(file: zipfile.ZipFile, one: zipfile.ZipInfo) -> Iterator[bytes]:
    """A file of a zip in pieces. Raises `PackedError`, also where it is not what it declares, and what zipfile raises.

    zipfile inflates bzip2 and LZMA without a limit, and all else up to 2 GiB before it looks at the declared size. So it is asked
    for the packed bytes only, as if they were stored.
    """
    size = checksum = 0
    with file.open(_stored(one)) as packed, contextlib.suppress(CutOffError):
        pieces: Iterator[bytes] = iter(lambda: packed.read(PIECE), b"")
        if one.compress_type == _LZMA:
            pieces = lzma_of_zip(pieces)
        elif one.compress_type in METHODS:
            pieces = inflated(pieces, METHODS[one.compress_type]) if METHODS[one.compress_type] else pieces
        else:
            raise PackedError(message("detail.method", method=one.compress_type))
        for piece in pieces:
            size, checksum = size + len(piece), zlib.crc32(piece, checksum)
            if size > one.file_size:
                raise PackedError(message("detail.declares-less", size=one.file_size))
            yield piece
    if size < one.file_size:
        raise PackedError(message("detail.cut-off"))
    if checksum != one.CRC:
        raise PackedError(message("detail.checksum"))


def packed_in_zip(body: bytes, one: zipfile.ZipInfo) -> memoryview:
    """The bytes of a file of a zip as they are packed; none of one that has more than a plain header of its name before them."""
    at, name = one.header_offset, one.filename.encode()
    header = body[at : at + 30 + len(name)]
    if one.flag_bits & ~_UTF8 or not header.startswith(b"PK\3\4") or header[26:] != pack("<HH", len(name), 0) + name:
        return memoryview(b"")
    return memoryview(body)[at + len(header) :][: one.compress_size]


def _stored(one: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """A file of a zip as if its packed bytes were its own."""
    stored = copy.copy(one)
    stored.compress_type, stored.file_size = zipfile.ZIP_STORED, one.compress_size
    del stored.CRC  # of the plain bytes; without it none is looked at
    return stored
