"""XML of others → its tree, whatever can be read of it: nothing is fetched, no entity of its own is put in."""

from __future__ import annotations

import re

from lxml import etree

_NUMBERED = re.compile(rb"&#(?:[xX]0*+([0-9A-Fa-f]++)|0*+([0-9]++));")
_LONGEST = 7  # digits of a character's number: U+10FFFF has seven, in decimal


def parsed(body: bytes) -> etree._Element | None:
    """The root of a tree; `None` where there is none."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(_NUMBERED.sub(_sound, body), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _sound(match: re.Match[bytes]) -> bytes:
    """A character by its number; U+FFFD, as HTML has it, for half a pair: libxml2 makes it bytes that are no UTF-8."""
    digits = match[1] or match[2]
    code = int(digits, 16 if match[1] else 10) if len(digits) <= _LONGEST else 0
    return b"&#xFFFD;" if 0xD800 <= code <= 0xDFFF else match[0]
