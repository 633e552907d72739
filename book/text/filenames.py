"""Names of files that Linux, macOS and Windows take, that no command reads as an option, and that look like what they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from book.late import expression

_LONGEST = 240  # bytes of UTF-8: with a number and a suffix below the 255 that file systems take
_ENDING = 120  # of them for what must stand at the end: it may be the title of an article
#: What Windows refuses in a name (learn.microsoft.com/windows/win32/fileio/naming-a-file); of it the others refuse only `/`.
_REFUSED = expression(r'[<>:"/\\|?*]')
#: Categories without which a name looks the same: controls, surrogates, and what turns or joins the text around it (bidi
#: overrides, zero-width signs, marks of byte order).
_UNSEEN = ("Cc", "Cs", "Cf")
#: Devices of Windows, whatever stands behind a dot (the same page; CONIN$ and CONOUT$ are of its console).
_DEVICES = frozenset(
    (
        "CON",
        "PRN",
        "AUX",
        "NUL",
        "CONIN$",
        "CONOUT$",
        *(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³"),
    )
)
#: What a name must not begin with: options (-), hidden files (.), homes (~); what Windows cuts off at the end.
_BEGINS, _ENDS = " .-~", " ."
_NONE = "book"


def file_name(title: str, ending: str = "") -> str:
    """A title as a file name without suffix: what file systems refuse becomes a space, what is not seen goes; never empty, never
    over-long. `ending` is what must stand at its end, however long the title is; of a long one its beginning. Never raises."""
    ending = ending.encode("utf-8", "replace")[:_ENDING].decode("utf-8", "ignore").rstrip(_ENDS)
    seen = "".join(" " if char.isspace() else char for char in title if char.isspace() or _is_seen(char))
    name = _REFUSED.sub(" ", unicodedata.normalize("NFC", seen))
    name = " ".join(name.split()).lstrip(_BEGINS)
    while name and unicodedata.category(name[0]).startswith("M"):  # a mark on nothing
        name = name[1:].lstrip(_BEGINS)
    room = _LONGEST - len(ending.encode("utf-8", "replace"))
    name = name.encode()[:room].decode("utf-8", "ignore").rstrip(_ENDS) or _NONE
    stem, dot, rest = name.partition(".")
    if stem.rstrip().upper() in _DEVICES:
        name = f"{stem.rstrip()}_{dot}{rest}"
    return f"{name}{ending}" if ending else name


def apart(name: str, taken: Collection[str], number: int) -> str:
    """A name, with a number from `number` on where another has it already: for file systems that hold A and a for the same."""
    known = {one.casefold() for one in taken}
    wanted = name
    while wanted.casefold() in known:
        wanted, number = f"{name} {number}", number + 1
    return wanted


def _is_seen(char: str) -> bool:
    # U+FFFE, U+FFFF and their like are no characters (Unicode §23.7); macOS refuses them.
    return unicodedata.category(char) not in _UNSEEN and ord(char) & 0xFFFE != 0xFFFE
