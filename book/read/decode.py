"""Bytes → text. A mark at the start decides; then valid UTF-8; then what the page declares; then the evidence of the characters.

It never raises on content. What it refuses: bytes that are a known binary format, or that hold control characters no text
has. A declaration is a hint, for pages lie: UTF-8 files that declare gb2312 are common (../shared/inputs.md).
"""

from __future__ import annotations

import codecs
import re
from itertools import islice
from math import ceil

from book.classes import dataclass, replace
from book.late import expression
from book.text.encodings import codec_of

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.I)
#: Supersets: pages that say gb2312 use the characters of GB18030, pages that say big5 those of HKSCS or cp950.
_SUPERSET = {
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "cp936": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs", "utf8": "utf-8",
}  # fmt: skip
_CANDIDATES = ("gb18030", "big5hkscs", "cp950", "euc_jp", "shift_jis", "euc_kr")
_MAGIC = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"MZ\x90", b"7z\xbc",
          b"\x00\x00\x01\x00", b"SQLite format 3\0")  # fmt: skip
#: Letters with which a text may begin, too (BMW的故事): it has no zero byte soon after them.
_LETTERS = (b"BM", b"ID3", b"RIFF", b"OggS", b"GIF8", b"Rar!")
#: The hundred or so commonest characters of modern Chinese, both scripts: what a right guess is full of.
_COMMON = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去"
    "法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点"
    "這個們來為國說時會對於過發後裡經麼學現當沒動還進樣開從實無與長機關點"
)
#: Codes that colour a terminal. Boards put them between the two bytes of a character, too.
_COLOUR = re.compile(rb"\x1b\[[0-9;]{0,16}[mK]")
_ZEROS, _ZEROS_IN = 16, 1000  # so many zero bytes, or one in so many, may stand in a text; in a program there are more
_HEAD = 4096  # characters in which control characters are counted
_EVIDENCE = 20_000  # characters looked at: enough for a verdict, cheap on a 50 MB page


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the codec it came by, whether that was declared or marked (`sure`), whether bytes were lost, and how many zero bytes
    were left out: a disk or a transfer put them there."""

    text: str
    encoding: str
    sure: bool = True
    lossy: bool = False
    zeros: int = 0


def decode(body: bytes) -> Decoded | None:
    """The text of the bytes, newlines as \\n and without a byte-order mark; `None` where they are no text at all."""
    found = _decode(_COLOUR.sub(b"", body) if b"\x1b[" in body else body)
    if found is None:
        return None
    text = found.text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return found if text is found.text else replace(found, text=text)


def _decode(body: bytes) -> Decoded | None:
    for mark, codec in _BOMS:
        if body.startswith(mark):
            text = body[len(mark) :].decode(codec, "replace")
            return Decoded(text, codec, lossy="\ufffd" in text) if _is_text(text) else None
    if body.startswith(_MAGIC) or (body.startswith(_LETTERS) and 0 in body[:512]):
        return None
    if zeros := body.count(0):
        return _with_zeros(body, zeros)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A copy that was cut in the middle of its last character is still UTF-8.
        if error.start >= len(body) - 3 and error.reason == "unexpected end of data" and error.start > 0:
            return Decoded(body[: error.start].decode("utf-8"), "utf-8", lossy=True)
    else:
        return Decoded(text, "utf-8") if _is_text(text) or _is_text(_C1.sub(" ", text[:_HEAD])) else None
    declared = _declared(body)
    if declared:
        text = body.decode(declared, "replace")
        if text.count("\ufffd") <= max(2, len(text) // 2000) and likeness(text) > 0:
            return Decoded(text, declared, lossy="\ufffd" in text)
    return _guess(body)


def _declared(body: bytes) -> str:
    match = _DECLARED.search(body[:4096])
    if not match:
        return ""
    name = match.group(1).decode("ascii").lower()
    return codec_of(_SUPERSET.get(name, name))


def _guess(body: bytes) -> Decoded | None:
    """The candidate whose characters are the likeliest Chinese; UTF-8 with losses where none is better."""
    best: Decoded | None = None
    best_score = 0.0
    sample = body[: _EVIDENCE * 2]
    for codec in ("utf-8", *_CANDIDATES):
        text = sample.decode(codec, "replace")
        score = likeness(text)
        if score > best_score:
            decoded = body.decode(codec, "replace")
            best, best_score = Decoded(decoded, codec, sure=False, lossy="\ufffd" in decoded), score
    if best is None:
        text = body.decode("utf-8", "replace")
        if not _is_text(text) or text.count("\ufffd") > len(text) // 10:
            return None
        return Decoded(text, "utf-8", sure=False, lossy=True)
    return best if _is_text(best.text) else None


def likeness(text: str) -> float:
    """Share of common Chinese characters among the non-ASCII ones, less ten times the share that could not be decoded."""
    wide = "".join(_WIDE.findall(text[:_EVIDENCE]))
    if not wide:
        return 0.5 if text else 0.0
    return (sum(map(_LIKELY.__contains__, wide)) - 10 * len(_UNDECODED.findall(wide))) / len(wide)


def is_like(wide: str, least: float) -> bool:
    """Whether the likeness of characters outside ASCII is at least so high. They are looked through until there are enough common
    ones; most texts are known by their first third."""
    wide = wide[:_EVIDENCE]
    enough = max(1, ceil(least * len(wide)))
    common = islice(filter(_LIKELY.__contains__, wide), enough - 1, None)
    return (next(common, "") != "" and not _UNDECODED.search(wide)) or likeness(wide) >= least


def _utf16(body: bytes) -> Decoded | None:
    """UTF-16 without a mark: ASCII in it leaves zeros in every other byte, Han a high byte of 4E–9F."""
    best = max(("utf-16-le", "utf-16-be"), key=lambda codec: likeness(body[:_EVIDENCE].decode(codec, "replace")))
    text = body.decode(best, "replace")
    return Decoded(text, best, sure=False, lossy="\ufffd" in text) if _is_text(text) and likeness(text) > 0.2 else None


def _with_zeros(body: bytes, zeros: int) -> Decoded | None:
    """Text with zero bytes: UTF-16 without a mark, or another in which a few of them stand, or many at the end (a file that a
    crash left so). The likelier of the two."""
    wide = _utf16(body)
    inner = body.strip(b"\0")
    few = inner.count(0) <= max(_ZEROS, len(inner) // _ZEROS_IN)
    narrow = _decode(inner.replace(b"\0", b"")) if few and inner else None
    if wide is not None and (narrow is None or likeness(wide.text) > likeness(narrow.text)):
        return wide
    return replace(narrow, zeros=zeros) if narrow is not None else None


#: Control characters that no text has; ESC opens a shift in ISO-2022.
_CONTROL = expression(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84]")

#: Valid UTF-8 may hold these: another encoding was read as Latin-1, and saved (`mojibake` mends it).
_WIDE = expression("[^\x00-\x7f]+")
_UNDECODED = expression("[\ufffd\ue000-\uf8ff]")
_LIKELY = _COMMON | frozenset("，。、：；？！“”「」（）《》\u3000")
_C1 = expression("[\x80-\x9f]")


def _is_text(text: str) -> bool:
    """Whether it may be text: next to no control characters in its first characters."""
    head = text[:_HEAD]
    return len(_CONTROL.findall(head)) <= len(head) // 200
