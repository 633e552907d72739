"""A picture of rich text (RTF 1.9, "Pictures"): what kind it is, its bytes, and how large it is shown."""

from __future__ import annotations

import binascii

from book.classes import dataclass, field

_KINDS = {"pngblip": "image/png", "jpegblip": "image/jpeg", "emfblip": "image/emf", "wmetafile": "image/wmf",
          "macpict": "image/pict", "dibitmap": "image/dib", "wbitmap": "image/dib", "pmmetafile": "image/os2"}  # fmt: skip
_TWIPS = 15  # in a pixel: 1440 an inch, 96 pixels an inch


@dataclass(slots=True)
class Picture:
    """A picture under way."""

    kind: str = ""
    _pieces: list[bytes] = field(default_factory=list)
    _hexed: list[bytes] = field(default_factory=list)
    _sides: dict[str, int] = field(default_factory=dict)

    def word(self, word: str, number: int) -> None:
        """A control word of the group."""
        if word in _KINDS:
            self.kind = _KINDS[word]
        elif word in ("picwgoal", "pichgoal"):
            self._sides["width" if word == "picwgoal" else "height"] = number // _TWIPS

    def add(self, data: bytes) -> None:
        """Bytes as they are."""
        self._pieces.append(data)

    def add_hex(self, data: bytes) -> None:
        """Bytes in hexadecimal."""
        self._hexed.append(data)

    def body(self) -> bytes:
        """The bytes of the picture; b"" where they are none."""
        digits = b"".join(b"".join(self._hexed).split())
        try:
            return b"".join(self._pieces) or binascii.unhexlify(digits[: len(digits) // 2 * 2])
        except binascii.Error:
            return b""

    def size(self) -> str:
        """The sides as attributes of HTML."""
        return "".join(f' {side}="{pixels}"' for side, pixels in self._sides.items() if pixels > 2)
