"""Rich text (RTF 1.9) as tokens: control words, signs, groups, bytes; and the code pages in which bytes are text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from book.classes import dataclass
from book.late import expression

_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})?+ ?|((?:\\'[0-9a-fA-F]{2})++)|\\([^A-Za-z'])|([{}])|([^\\{}\r\n\0]++)|[\r\n\0]++|\\",
    re.S,
)
_CONTROLS = expression("[\x00-\x08\x0b-\x1f\x7f]")
_CHARSETS = {0: 1252, 77: 10000, 78: 10001, 79: 10003, 80: 10008, 81: 10002, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253,
             162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250}  # fmt: skip
_CODECS = {936: "gb18030", 54936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949", 65001: "utf-8", 10008: "gb18030",
           10002: "big5hkscs", 10001: "cp932", 10003: "cp949", 10000: "mac-roman", 437: "cp437", 850: "cp850"}  # fmt: skip
_WINDOWS = frozenset((874, *range(1250, 1259)))
_WIDE = frozenset(("gb18030", "big5hkscs", "cp932", "cp949"))
_PAIRS = re.compile(rb"(?:[\x00-\x7f]|[\x81-\xfe][\xa1-\xfe])*+\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: a `word` with its number (`None` without one), a `sign` behind a backslash, a brace, or `data`."""

    kind: str
    text: str = ""
    number: int | None = None
    data: bytes = b""


def tokens(body: bytes) -> Iterator[Token]:
    """The tokens of a file; binary data behind `\\bin` are one piece of data."""
    at = 0
    while at < len(body):
        match = _TOKEN.match(body, at)
        if match is None:
            return
        at = match.end()
        word, number, hexed, sign, brace, plain = match.groups()
        if word is not None:
            count = int(number) if number is not None else None
            if word == b"bin" and count:
                yield Token("binary", data=body[at : at + max(count, 0)])
                at += max(count, 0)
            else:
                yield Token("word", word.decode("ascii"), count)
        elif hexed is not None:
            yield Token("hex", data=bytes.fromhex(hexed.replace(b"\\'", b"").decode("ascii")))
        elif sign is not None:
            yield Token("sign", sign.decode("latin-1"))
        elif brace is not None:
            yield Token(brace.decode("ascii"))
        elif plain is not None:
            yield Token("data", data=plain)


def codec_of_page(page: int) -> str:
    """The codec of a code page of Windows or the Macintosh; that of Western Windows where it is not known."""
    return _CODECS.get(page) or (f"cp{page}" if page in _WINDOWS else "cp1252")


def codec_of_charset(charset: int, usual: str) -> str:
    """The codec of the character set of a font ("Font Table"); the document's own for the default set."""
    return "latin-1" if charset == 2 else codec_of_page(_CHARSETS[charset]) if charset in _CHARSETS else usual


def decoded(data: bytes, codec: str, usual: str) -> str:
    """Bytes as text. Programs that know only one font call it Western and write Chinese: pairs of high bytes are taken for it."""
    if codec == "cp1252" and usual in _WIDE and not data.isascii() and _PAIRS.match(data):
        codec = usual
    return _CONTROLS.sub("", data.decode(codec, "replace"))
