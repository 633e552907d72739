"""Names of encodings, as pages, mails and servers give them, → codecs that text may be read with."""

from __future__ import annotations

import codecs

#: Text encodings of Python alone (docs.python.org, `codecs`, "Python Specific Encodings"): some raise whatever the bytes are, one
#: takes time by their square.
_OF_PYTHON = frozenset(
    ("idna", "mbcs", "oem", "palmos", "punycode", "raw-unicode-escape", "undefined", "unicode-escape")
)


def codec_of(name: str) -> str:
    """The codec that a name means; "" for one that is unknown, that is none of text, or that only Python has."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):  # a name may hold a zero byte
        return ""
    return found.name if found._is_text_encoding and found.name not in _OF_PYTHON else ""
