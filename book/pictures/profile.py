"""Colour profiles: whether bytes are a profile (ICC.1:2022) that fits the colours of a picture."""

from __future__ import annotations

from typing import Literal

Colours = Literal["RGB ", "GRAY", "CMYK"]

MOST = 4 * 1024 * 1024  # bytes: profiles of printing presses have about two million, those of screens a few thousand
_HEAD = 128  # bytes of the header (§7.2), behind which the number of tags stands
_ROW = 12  # bytes of a row of the table of tags (§7.3.1): signature, offset, size
_MOST_TAGS = 200  # real profiles have up to about forty


def fits(profile: bytes, colours: Colours) -> bool:
    """Whether these bytes are one profile, nothing before or behind it, for colours of this kind."""
    size = int.from_bytes(profile[:4], "big")
    if not _HEAD + 4 <= size <= MOST or profile[36:40] != b"acsp" or profile[16:20] != colours.encode():
        return False
    # The size is to be a multiple of four (§7.2.2); writers that do not count the padding exist, and add up to three zeros.
    if not size <= len(profile) <= size + 3 or any(profile[size:]):
        return False
    count = int.from_bytes(profile[_HEAD : _HEAD + 4], "big")
    if not 0 < count <= _MOST_TAGS:
        return False
    for at in range(_HEAD + 4, _HEAD + 4 + count * _ROW, _ROW):
        start, length = (int.from_bytes(profile[at + k : at + k + 4], "big") for k in (4, 8))
        if start < _HEAD + 4 or start + length > size:
            return False
    return True


def colours_of(mode: str) -> Colours:
    """The kind of colours of a picture, by Pillow's mode."""
    return "GRAY" if mode in ("1", "L", "LA", "I;16") else "CMYK" if mode == "CMYK" else "RGB "
