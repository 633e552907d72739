"""A picture's file without what it says besides the picture: place, time, owner, camera, comments, what lies behind its end.

JPEG, PNG and GIF are copied part by part, and only parts that are needed to show the picture are copied: nothing is encoded
again, and no picture changes by it. What is not on a list of parts goes, whatever it is. A file that cannot be followed from its
first byte to its end has no such copy; it is to be decoded and encoded anew.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator

from book.classes import dataclass, field
from book.pictures import profile
from book.pictures.profile import Colours


class _LostError(Exception):
    """The file does not go on as its form says."""


@dataclass(slots=True)
class Bare:
    """The bytes that stay, and what went: names of parts as their form calls them (`Exif`, `COM`, `tEXt`), each once, and whether
    bytes lay behind the end of the picture."""

    body: bytes = b""
    taken: list[str] = field(default_factory=list)
    behind: bool = False

    def take(self, name: str) -> None:
        """Notes what is not copied."""
        if name not in self.taken:
            self.taken.append(name)


def bare(body: bytes, form: str, colours: Colours) -> Bare | None:
    """The picture (`form`: JPEG, PNG or GIF) without what is not shown of it; `None` where the file cannot be followed.

    A colour profile stays if it is one, for colours of this kind.
    """
    made = Bare()
    try:
        made.body = b"".join(_FORMS[form](body, colours, made))
    except _LostError:
        return None
    return made


# ---------------------------------------------------------------------------------------------------------------- JPEG

#: Markers of ITU-T T.81, table B.1 that carry the picture: frames and tables (C0 to CF but C8), DQT, DNL, DRI, DHP, EXP.
_JPEG_KEPT = frozenset((*range(0xC0, 0xC8), *range(0xC9, 0xD0), 0xDB, 0xDC, 0xDD, 0xDE, 0xDF))
_SOS, _EOI, _COM = 0xDA, 0xD9, 0xFE
#: The end of picture data: a marker that is neither a stuffed byte, nor a restart, nor a byte that fills.
_SCAN_END = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_JFIF = 14  # bytes of JFIF without its small picture (JFIF 1.02), which may show what was cut from the large one
_ADOBE = 12  # bytes of Adobe's note on its colours (TN 5116), which a decoder needs
_ICC = b"ICC_PROFILE\0"  # ICC.1:2022 annex B.4: then the number of the piece and of all pieces
_JPEG_NAMES = {
    b"Exif\0": "Exif",
    b"http://ns.adobe.com/xap/1.0/\0": "XMP",
    b"http://ns.adobe.com/xmp/extension/\0": "XMP",
    b"Photoshop 3.0\0": "IPTC",
    b"MPF\0": "MPF",
}


def _jpeg(body: bytes, colours: Colours, made: Bare) -> Iterator[bytes]:
    """T.81 §B.1.1: FF, a marker, a length that counts itself; behind SOS picture data up to the next marker."""
    segments = list(_segments(body, made))
    pieces = [data for marker, data in segments if marker == 0xE2 and data.startswith(_ICC)]
    has_profile = _whole_profile(pieces, colours)
    yield b"\xff\xd8"
    for marker, data in segments:
        if marker == _SOS:
            yield b"\xff\xda" + data  # with its length, as it stands
        elif marker in _JPEG_KEPT or (marker == 0xE2 and has_profile and data.startswith(_ICC)):
            yield _segment(marker, data)
        elif marker == 0xE0 and data.startswith(b"JFIF\0") and len(data) >= _JFIF:
            if len(data) > _JFIF:
                made.take("JFXX")
            yield _segment(marker, data[: _JFIF - 2] + b"\0\0")
        elif marker == 0xEE and data.startswith(b"Adobe") and len(data) >= _ADOBE:
            if len(data) > _ADOBE:
                made.take("APP14")
            yield _segment(marker, data[:_ADOBE])
        else:
            made.take(_jpeg_name(marker, data))
    yield b"\xff\xd9"


def _segments(body: bytes, made: Bare) -> Iterator[tuple[int, bytes]]:
    """Each marker with what belongs to it, up to the end of the picture; that of SOS is its length, header and picture data."""
    if not body.startswith(b"\xff\xd8"):
        raise _LostError
    at = 2
    while True:
        if body[at : at + 1] != b"\xff":
            raise _LostError
        while body[at + 1 : at + 2] == b"\xff":  # bytes that fill, §B.1.1.2
            at += 1
        marker = body[at + 1] if at + 1 < len(body) else 0
        if marker == _EOI:
            if at + 2 < len(body):
                made.behind = True
            return
        end = at + 2 + int.from_bytes(body[at + 2 : at + 4], "big")
        # Markers without a length (T.81 table B.1: TEM, restarts, a second SOI) have no place between segments.
        if marker in (0, 1) or 0xD0 <= marker <= 0xD8 or end < at + 4 or end > len(body):
            raise _LostError
        if marker == _SOS:
            found = _SCAN_END.search(body, end)
            if found is None:
                raise _LostError
            end = found.start()
            yield marker, body[at + 2 : end]
        else:
            yield marker, body[at + 4 : end]
        at = end


def _segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(data) + 2).to_bytes(2, "big") + data


def _jpeg_name(marker: int, data: bytes) -> str:
    known = next((name for start, name in _JPEG_NAMES.items() if data.startswith(start)), "")
    if marker == _COM:
        return "COM"
    if marker == 0xE0 and data.startswith((b"JFIF\0", b"JFXX\0")):
        return "JFXX"
    if marker == 0xE2 and data.startswith(_ICC):
        return "ICC"
    return known or (f"APP{marker - 0xE0}" if 0xE0 <= marker <= 0xEF else f"{marker:02X}")


def _whole_profile(pieces: list[bytes], colours: Colours) -> bool:
    """Whether the pieces of a profile, each with its number and the number of all, make one that fits."""
    head = len(_ICC)
    numbered = {piece[head]: piece[head + 2 :] for piece in pieces if len(piece) > head + 2}
    if not pieces or len(numbered) != len(pieces) or any(piece[head + 1] != len(pieces) for piece in pieces):
        return False
    if sorted(numbered) != list(range(1, len(pieces) + 1)):
        return False
    return profile.fits(b"".join(numbered[number] for number in sorted(numbered)), colours)


# ----------------------------------------------------------------------------------------------------------------- PNG

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Chunks of PNG (3rd edition, §11) that show the picture, its colours and its movement. No text, no time, no Exif, no names.
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs acTL fcTL fdAT".split()
)
#: What programs call a profile in a PNG (libpng's example, Photoshop, ImageMagick, Pillow); another name is a text.
_PROFILE_NAMES = (
    b"ICC Profile",
    b"Photoshop ICC profile",
    b"icc",
    b"ICC profile",
    b"icm",
    b"sRGB",
    b"sRGB IEC61966-2.1",
)


def _png(body: bytes, colours: Colours, made: Bare) -> Iterator[bytes]:
    """PNG 3rd ed. §5.3: chunks of length, four letters, data, CRC."""
    if not body.startswith(_SIGNATURE):
        raise _LostError
    yield _SIGNATURE
    at = len(_SIGNATURE)
    while True:
        length, name = int.from_bytes(body[at : at + 4], "big"), body[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(body) or not name.isalpha():
            raise _LostError
        data, chunk = body[at + 8 : end - 4], body[at:end]
        if zlib.crc32(name + data) != int.from_bytes(body[end - 4 : end], "big"):
            raise _LostError  # what Pillow passes over in some chunks, and other decoders do not
        if name in _PNG_KEPT:
            yield chunk
        elif name == b"iCCP" and (kept := _iccp(data, colours)) is not None:
            if kept != data:
                made.take("iCCP")
            yield _chunk(name, kept)
        else:
            made.take("XMP" if data.startswith(b"XML:com.adobe.xmp\0") else name.decode("ascii"))
        at = end
        if name == b"IEND":
            break
    if at < len(body):
        made.behind = True


def _chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def _iccp(data: bytes, colours: Colours) -> bytes | None:
    """The data of a profile (§11.3.2.3: name, NUL, method 0, packed), under one of the usual names; `None` for no profile."""
    name, nul, rest = data.partition(b"\0")
    if not nul or rest[:1] != b"\0":
        return None
    unpacking = zlib.decompressobj()
    try:
        plain = unpacking.decompress(rest[1:], profile.MOST + 4)
    except zlib.error:
        return None
    if not unpacking.eof or not profile.fits(plain, colours):
        return None
    packed = rest[1 : len(rest) - len(unpacking.unused_data)]
    return (name if name in _PROFILE_NAMES else _PROFILE_NAMES[0]) + b"\0\0" + packed


# ----------------------------------------------------------------------------------------------------------------- GIF

#: Extensions with the number of repetitions (Netscape's, and ImageMagick's of the same form): sub-block 03 01 and two bytes.
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_GIF_NAMES = {b"XMP DataXMP": "XMP", b"ICCRGBG1012": "ICC"}


def _gif(body: bytes, _colours: Colours, made: Bare) -> Iterator[bytes]:
    """GIF89a §17-27: a head, a table of colours, then pictures (2C), extensions (21), the trailer (3B)."""
    if body[:6] not in (b"GIF87a", b"GIF89a") or len(body) < 13:
        raise _LostError
    at = 13 + _table(body[10])
    yield body[:at]
    while at < len(body):
        kind = body[at]
        if kind == 0x3B:
            if at + 1 < len(body):
                made.behind = True
            break
        if kind == 0x2C and at + 10 < len(body):
            end = _blocks_end(body, at + 10 + _table(body[at + 9]) + 1)
            yield body[at:end]
        elif kind == 0x21 and at + 2 < len(body):
            end = _blocks_end(body, at + 2)
            yield from _extension(body[at:end], made)
        else:
            raise _LostError
        at = end
    yield b"\x3b"  # many a file lacks it, and decoders do without


def _extension(block: bytes, made: Bare) -> Iterator[bytes]:
    label, application = block[1], block[3:14]
    if label == 0xF9 and len(block) == 8:  # how long and how a picture stands (§23)
        yield block
    elif label == 0xFF and application in _LOOPS and block[14:16] == b"\x03\x01" and len(block) >= 19:
        yield block[:18] + b"\0"
        if len(block) > 19:
            made.take("NETSCAPE2.0")
    elif label == 0xFE:
        made.take("COM")
    elif label == 0x01:
        made.take("text")
    else:
        made.take(_GIF_NAMES.get(application, "application"))


def _table(flags: int) -> int:
    """Bytes of a table of colours, by the flags before it."""
    return 3 * (2 << (flags & 7)) if flags & 0x80 else 0


def _blocks_end(body: bytes, at: int) -> int:
    """Where a row of sub-blocks ends (§15, §16: a length and so many bytes; a length of 0 is the last)."""
    while at < len(body):
        if body[at] == 0:
            return at + 1
        at += 1 + body[at]
    raise _LostError


_FORMS: dict[str, Callable[[bytes, Colours, Bare], Iterator[bytes]]] = {"JPEG": _jpeg, "PNG": _png, "GIF": _gif}
