"""Characters that no font draws: what one 〓 stands for, and what is said of them, script by script, with what to install. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

from fontTools.unicodedata import script

from book.fonts.scripts import is_foreign
from book.messages import Message, message
from book.text import is_han

#: Scripts that `manimgx-fonts` (2026.9.26) of the extra `fonts` draws; it has symbols and emoji, too.
_PACKAGED = frozenset(
    "Arab Armn Beng Deva Ethi Geor Gujr Guru Hebr Khmr Knda Laoo Mlym Mymr Orya Sinh Taml Telu Thai".split()
)
_NAMED = _PACKAGED | {"Hang", "Mong", "Syrc", "Thaa", "Tibt", "Yiii"}
#: What characters without a font are called in the messages.
KINDS = _NAMED | {"han", "symbol", "other"}
#: What Debian has for the others. Of Han, the first has the extensions B to F, the second more of G and H (counted: 60,317; 5,316).
_DEBIAN = {"han": "fonts-hanazono fonts-babelstone-han", "Hang": "fonts-noto-cjk"}
_OTHERS = "fonts-noto-core"
_SHOWN = 24  # characters of a kind that a finding names

_JOINED = "[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"  # to an emoji
_WITHIN = "[\u200b-\u200d\u2060\ufe00-\ufe0f\u180b-\u180f]"  # a word


def told(characters: Iterable[str]) -> Message:
    """What is said of characters without a font: by their kinds, how many, which, and what has them. There must be one at least."""
    said: Message | None = None
    for kind, same in groupby(sorted(characters, key=lambda char: (_kind(char), char)), _kind):
        chars = "".join(same)
        shown = chars[:_SHOWN] + ("…" if len(chars) > _SHOWN else "")
        next_step = "pip install 'wenxuan[fonts]'"
        if kind not in _PACKAGED and kind != "symbol":
            next_step = f"apt install {_DEBIAN.get(kind, _OTHERS)}"
        one = message(
            "detail.undrawn", kind=message(f"letters.{kind}"), number=len(chars), characters=shown, remedy=next_step
        )
        said = message("detail.undrawn-and", first=said, second=one) if said else one
    if said is None:
        raise ValueError("no character")
    return said


def _kind(char: str) -> str:
    """A script that has a name in the messages, `han`, `symbol` (emoji, too) or `other`."""
    code = script(char)
    if is_han(char):
        return "han"
    if code in _NAMED:
        return str(code)
    return "symbol" if unicodedata.category(char)[0] in "SP" else "other"


@lru_cache(maxsize=8)
def words_of(lost: frozenset[str]) -> re.Pattern[str]:
    """An expression that finds what one 〓 stands for, of characters without a font: a Han character, a symbol with what is
    joined to it, a flag; of other scripts a word, that is what stands between two spaces."""
    single = {char for char in lost if is_han(char) or (unicodedata.category(char)[0] in "SP" and not is_foreign(char))}
    flags = {char for char in single if "\U0001f1e6" <= char <= "\U0001f1ff"}
    one, flag, many = (_set(chars) for chars in (single - flags, flags, lost - single))
    return re.compile(f"{flag}{{1,2}}+|{one}(?:{_JOINED}++{one}?)*+|{many}(?:{_WITHIN}*+{many})*+{_WITHIN}*+")


def _set(characters: Iterable[str]) -> str:
    inside = "".join(f"\\U{ord(char):08x}" for char in sorted(characters))
    return f"[{inside}]" if inside else "(?!)"
