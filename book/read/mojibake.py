"""Text whose characters were spoilt before it was saved: bytes of one encoding that somebody read as another (鏃ф枃, ºÓ±ß).

It is put right where that is certain: the characters go back to bytes, these are text in the encoding in which they were
written, and what comes out is common Chinese where before there was none. Good text has common characters and is passed by
after one look. What is lost beyond repair is counted; where it is most of a text, there is no article left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice

from book.classes import dataclass
from book.late import expression
from book.messages import Message, message
from book.read.decode import is_like, likeness
from book.text import han_count, has_han

RULE = "mojibake"
LOST = "\ufffd"

#: How the bytes were read, and how they had been written.
Way = tuple[str, str]
_TWICE: Way = ("cp1252", "utf-8")  # what a second program does to the work of the first
_WAYS: tuple[Way, ...] = (
    ("gb18030", "utf-8"), ("cp1252", "utf-8"), ("cp950", "utf-8"), ("big5hkscs", "utf-8"), ("cp932", "utf-8"),
    ("cp1252", "gb18030"), ("cp1252", "big5hkscs"), ("gb18030", "big5hkscs"), ("big5hkscs", "gb18030"),
)  # fmt: skip
_NAMES = {
    "gb18030": "GBK", "utf-8": "UTF-8", "cp1252": "Latin-1", "cp950": "Big5", "big5hkscs": "Big5", "cp932": "Shift_JIS",
}  # fmt: skip
_SAMPLE = 20_000  # characters that are tried
_LOOK = 500  # runs of characters outside ASCII at the head of a text, by which good ones are known
_FEWEST = 12  # characters outside ASCII below which nothing is certain
_GOOD = 0.12  # share of common characters from which a text is as it should be
_PART = 0.25  # of what is outside ASCII, from which spoilt parts of a good text are damage and no example of it
_GAIN = 0.2  # by which common characters must grow
_LOSS = 0.1  # share of characters that may be lost in what is put right; UTF-8 proves itself, other bytes do not
_LOSS_OTHER = 0.02
_HEAVY = 0.2  # share that is lost of a text of which no article is left
_MANY = 20  # characters lost below which damage is never heavy

_SEGMENT = expression(r"[^<>\n]+")
_LINE_END = expression(r"\s*(?:\n|\Z|</?(?:p|div|br|li|td|h[1-6])\b)", re.I)
_RUN = expression(r"[^\x00-\x7f]+")
_WIDE = expression(r"[^\x00-\x7f]")
_MARKUP = expression(r"<(script|style)\b.*?</\1|<[^<>]*>", re.I | re.S)
_HIGH = "\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
#: Four letters with accents on end; and what UTF-8 looks like as GBK, whose first bytes are always the same few.
#: The first character stands alone before the two ways on, so that the engine can look for it.
_SIGNS = expression(f"[\u00a1-\u00ff锛銆鈥](?:(?<=[\u00a1-\u00ff])[{_HIGH}]{{3}}|(?<=[锛銆鈥])[\u3400-\u9fff?])")
_ACCENTED, _FIRST_BYTES = expression("[\u00a1-\u00ff]"), "锛銆鈥"
_RIGHT = expression(f"[{_HIGH}]")
_SPOILT = "锟斤拷"  # two U+FFFD in UTF-8, read as GBK
_CLOSING = {"「": "」", "『": "』", "《": "》", "【": "】", "〈": "〉"}


@dataclass(frozen=True, slots=True)
class Mended:
    """A text, how it was put right (`None` where it was not), and whether too much of it is lost."""

    text: str
    how: Message | None = None
    hopeless: bool = False


def lost(text: str) -> int:
    """Number of characters that are lost: U+FFFD, and what two of them became."""
    return text.count(LOST) + 2 * text.count(_SPOILT)


def mend(text: str) -> Mended:
    """The text put right as far as that is certain."""
    how: Message | None = None
    signed = _is_signed(text)
    if found := _best(text, signed=signed):
        ways, parts = found
        text = _replaced(text, parts, ways)
        read, written = ways[-1]
        how = message("detail.read-as", written=_NAMES[written], read=_NAMES[read])
    gone = lost(text)
    hopeless = gone >= _MANY and gone > _HEAVY * sum(1 for _ in _WIDE.finditer(text))
    return Mended(text, how, hopeless or (how is None and ((signed and _is_noise(text)) or _is_asked_away(text))))


def _is_signed(text: str) -> bool:
    """Whether there is a sign of spoilt characters. One look for any letter that begins such a sign costs little."""
    may = _ACCENTED.search(text) is not None or any(sign in text for sign in _FIRST_BYTES)
    return may and _SIGNS.search(text) is not None


def _best(text: str, *, signed: bool) -> tuple[tuple[Way, ...], list[str]] | None:
    """The ways back that make good Chinese of the spoilt parts of a text, and these parts; `None` where there are none."""
    parts = _suspects(text, signed=signed)
    sample = "\n".join(_first(parts))
    least = likeness(sample) + _GAIN
    if len(_WIDE.findall(sample)) < _FEWEST:
        return None
    found = _best_of(sample, least)
    before: tuple[Way, ...] = ()
    while found is None and len(before) < 2 and _is_dense(sample):  # a text may have been spoilt twice
        sample = _turned(sample, *_TWICE)
        if LOST in sample:
            return None
        before = (*before, _TWICE)
        found = _best_of(sample, least)
    return ((*before, found), parts) if found is not None else None


def _best_of(sample: str, least: float) -> Way | None:
    best: Way | None = None
    for read, written in _WAYS:
        if read == "cp1252" and not _is_dense(sample):
            continue
        made = _turned(sample, read, written)
        if made.count(LOST) > (_LOSS if written == "utf-8" else _LOSS_OTHER) * len(made):
            continue
        value = likeness(made.replace(LOST, ""))
        if value > least and han_count(made) > 0.4 * len(_WIDE.findall(made)):
            best, least = (read, written), value
    return best


def _suspects(text: str, *, signed: bool) -> list[str]:
    """The parts of a text between its tags that may be spoilt: where there is no common Chinese, all that is outside ASCII."""
    if text.isascii():
        return []
    poor = not is_like("".join(islice(map(re.Match.group, _RUN.finditer(text)), _LOOK)), _GOOD)
    if not poor and not signed:
        return []
    parts = [part for part in _SEGMENT.findall(text) if not part.isascii()]
    accented = [part for part in parts if _RIGHT.search(part) and not has_han(part)]
    if _size(accented) > 0.5 * _size(parts):
        return accented  # a title, say, that came by another way is as it should be
    if poor:
        return parts
    bad = [part for part in parts if _SIGNS.search(part) and likeness(part) < _GOOD / 2]
    return bad if _size(bad) >= _PART * _size(parts) else []


def _size(parts: Sequence[str]) -> int:
    return sum(len(_WIDE.findall(part)) for part in parts)


def _first(parts: Sequence[str]) -> list[str]:
    """As many of the parts as a verdict needs."""
    sample, size = [], 0
    for part in parts:
        if size >= _SAMPLE:
            break
        sample.append(part[: _SAMPLE - size])
        size += len(part)
    return sample


def _is_dense(sample: str) -> bool:
    """Whether letters with accents are most of a text, as in no language."""
    text = "".join(sample.split())
    return len(_RIGHT.findall(text)) > 0.4 * len(text)


def _replaced(text: str, parts: Sequence[str], ways: Sequence[Way]) -> str:
    """The text with these parts put right; a part of which much would be lost stays as it is."""
    wanted = frozenset(parts)
    read, written = ways[-1]

    def one(match: re.Match[str]) -> str:
        part = whole = match.group()
        if whole not in wanted:
            return whole
        for way in ways[:-1]:
            part = _turned(part, *way)
        ends = written == "utf-8" and _LINE_END.match(text, match.end()) is not None
        made = _closed(part, read) if ends else _turned(part, read, written)
        return made if made.count(LOST) <= max(1, 0.2 * len(made)) and likeness(made) >= likeness(whole) else whole

    return _SEGMENT.sub(one, text)


def _turned(text: str, read: str, written: str) -> str:
    """The text back to the bytes that were read, and these as what they were; U+FFFD for each that is lost."""
    return _bytes(text, read).decode(written, "replace")


def _closed(part: str, read: str) -> str:
    """A paragraph of UTF-8 with its last mark. Of `。` and `」` a reader of two bytes at once loses the last before the end of
    a line; what is left of it stands for no other mark that ends a line."""
    body = _bytes(part.rstrip("? "), read)
    made = body.decode("utf-8", "replace")
    if not body.endswith((b"\xe3", b"\xe3\x80")):
        return _turned(part, read, "utf-8")
    rest = made.removesuffix(LOST)
    opened = [mark for mark in _CLOSING if rest.count(mark) > rest.count(_CLOSING[mark])]
    return rest + (_CLOSING[opened[0]] if opened else "。")


def _bytes(text: str, codec: str) -> bytes:
    try:
        return text.encode("latin-1" if codec == "cp1252" else codec)
    except UnicodeEncodeError:
        return b"".join(_byte(char, codec) for char in text)


@cache
def _byte(char: str, codec: str) -> bytes:
    """The bytes of one character; one that this encoding does not have becomes a byte that is none of any text."""
    try:
        return char.encode(codec)
    except UnicodeEncodeError:
        return char.encode("latin-1") if codec == "cp1252" and char <= "\xff" else b"\xff"


def _is_noise(text: str) -> bool:
    """Whether what is outside ASCII of a text with signs are runs of letters with accents, and no Chinese: spoilt in a way that
    is not known."""
    visible = _MARKUP.sub(" ", text[: 4 * _SAMPLE])
    wide = _WIDE.findall(visible)
    if len(wide) < _MANY or likeness(visible) >= _GOOD / 2:
        return False
    letters = sum(map(str.isalpha, wide))
    signs = sum(len(match.group()) for match in _SIGNS.finditer(visible))
    return signs > 0.4 * len(wide) and letters > 0.4 * len(wide)


def _is_asked_away(text: str) -> bool:
    """Whether a program that knew no Chinese put a question mark for each character."""
    if text.count("??") < _MANY:
        return False
    visible = _MARKUP.sub(" ", text[: 4 * _SAMPLE])
    asked = sum(len(run) for run in re.findall(r"\?{2,}", visible))
    return asked >= 2 * _MANY and asked > sum(map(str.isalnum, visible))
