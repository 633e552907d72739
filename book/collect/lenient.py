"""XML of others → its tree, whatever can be read of it: nothing is fetched, no entity of its own is put in."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from book.late import late

if TYPE_CHECKING:
    from lxml import etree
else:
    etree = late("lxml.etree")

_NUMBERED = re.compile(rb"(?:&#(?:[xX][0-9A-Fa-f]++|[0-9]++);)++")
_NUMBER = re.compile(rb"&#(?:[xX]0*+([0-9A-Fa-f]*+)|0*+([0-9]*+));")
_LONGEST = 7  # digits of a character's number: U+10FFFF has seven, in decimal
_BEYOND = sys.maxunicode + 1


def parsed(body: bytes) -> etree._Element | None:
    """The root of a tree; `None` where there is none."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(sound(body), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def sound(body: bytes) -> bytes:
    """The text with two halves of a pair as one character, and U+FFFD, as HTML has it, for the number of none.

    Of half a pair libxml2 makes bytes that are no UTF-8; over a number beyond Unicode feedparser gives up.
    """
    return _NUMBERED.sub(_sound, body)


def _sound(match: re.Match[bytes]) -> bytes:
    codes = [_code(a, b) for a, b in _NUMBER.findall(match[0])]
    if not any(0xD800 <= code <= 0xDFFF or code >= _BEYOND for code in codes):
        return match[0]
    text = "".join(chr(code) if code < _BEYOND else "\ufffd" for code in codes)
    made = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(f"&#{ord(char)};" for char in made).encode("ascii")


def _code(hexadecimal: bytes, decimal: bytes) -> int:
    digits = hexadecimal or decimal or b"0"
    return int(digits, 16 if hexadecimal else 10) if len(digits) <= _LONGEST else _BEYOND
