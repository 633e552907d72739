"""Fonts that a book takes along: a face cut down to the characters of the book. Pure: bytes in, bytes out; fontTools cuts.

OpenType is written (EPUB 3.3 §3.2 core media types; the Kindle Publishing Guidelines allow nothing else), with its vertical forms
and without hints. A face whose maker forbids embedding is refused.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from functools import cache, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from book import inflate
from book.classes import dataclass
from book.late import late
from book.messages import Message, message
from book.text import is_han

if TYPE_CHECKING:
    from fontTools import subset, ttLib
else:  # for books with fonts alone
    subset = late("fontTools.subset")
    ttLib = late("fontTools.ttLib")  # noqa: N816 - its name

#: OpenType, "OS/2 — fsType": bit 1 forbids embedding, bit 8 forbids cutting the font down, bit 9 allows bitmaps only.
_FORBIDDEN = {0x0002: "detail.font-no-embedding", 0x0100: "detail.font-no-subset", 0x0200: "detail.font-bitmaps-only"}
_FEATURES = ("vert", "vrt2", "ccmp", "locl", "liga", "kern", "mark", "mkmk")


@dataclass(frozen=True, slots=True)
class Face:
    """One font: the bytes of its file, and which of a collection's fonts it is. `name` is for messages."""

    name: str
    body: bytes
    index: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """A face cut down: its bytes, their suffix (otf or ttf), and the characters that it draws."""

    body: bytes
    suffix: str
    characters: frozenset[str]


@cache
def damage() -> tuple[type[Exception], ...]:
    """What fontTools raises on damaged fonts, and WeasyPrint with it, seen by overwriting bytes of good ones."""
    from fontTools.misc.psCharStrings import CharStringCompileError

    return (
        ttLib.TTLibError,
        struct.error,
        AssertionError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
        ArithmeticError,
        NotImplementedError,
        RecursionError,
        CharStringCompileError,
        *inflate.DAMAGE,
    )


def refusal(face: Face, outlines: frozenset[str] = frozenset(("glyf", "CFF "))) -> Message | None:
    """Why a face may not or cannot be taken along; `None` if it can. `outlines` are the tables of those that can be drawn."""
    try:
        font = ttLib.TTFont(BytesIO(face.body), fontNumber=face.index, lazy=True)
        rights = int(font["OS/2"].fsType) if "OS/2" in font else 0
        if "cmap" not in font or not font.getBestCmap():
            return message("detail.font-no-characters")
        if not outlines & set(font.keys()):
            return message("detail.font-outlines")
    except damage() as error:
        return message("detail.font-unreadable", error=str(error) or type(error).__name__)
    return next((message(key) for bit, key in _FORBIDDEN.items() if rights & bit), None)


def held(face: Face, characters: Iterable[str]) -> frozenset[str]:
    """Those of the characters that the face has."""
    known = ttLib.TTFont(BytesIO(face.body), fontNumber=face.index, lazy=True).getBestCmap()
    return frozenset(char for char in characters if ord(char) in known)


def cut(face: Face, characters: Iterable[str]) -> Cut | Message | None:
    """The face with those of the characters that it has; `None` where it has none; why, where it is damaged. Same arguments,
    same bytes."""
    try:
        drawn = held(face, characters)
        return _cut(face, drawn) if drawn else None
    except damage() as error:
        return message("detail.font-unreadable", error=str(error) or type(error).__name__)


def _cut(face: Face, drawn: frozenset[str]) -> Cut:
    font = ttLib.TTFont(BytesIO(face.body), fontNumber=face.index, recalcTimestamp=False)
    options = subset.Options(
        layout_features=list(_FEATURES),
        hinting=False,
        desubroutinize=True,
        notdef_outline=True,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],  # 13 and 14 are the licence
        drop_tables=["DSIG", "BASE"],
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(char) for char in sorted(drawn)])
    cutter.subset(font)
    stream = BytesIO()
    font.save(stream, reorderTables=False)
    return Cut(stream.getvalue(), "otf" if "CFF " in font else "ttf", drawn)


@lru_cache(maxsize=4096)
def is_rare(char: str) -> bool:
    """Whether reading systems may lack a character: Han that neither GBK nor Big5 has, to which their fonts were made."""
    if not is_han(char) or char == "〇":
        return False
    for codec in ("gbk", "big5"):
        try:
            char.encode(codec)
        except UnicodeEncodeError:
            continue
        return False
    return True
