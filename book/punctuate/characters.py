"""Invisible characters, and letters and digits of the wrong width."""

from __future__ import annotations

import unicodedata

from book.late import expression
from book.punctuate.context import Line, han
from book.punctuate.line import Edit

#: Zero-width space and joiners, soft hyphen, byte order mark, Mongolian separator, separators of lines, direction marks,
#: interlinear annotation, C0 and C1 controls but tab and newline. Variation selectors and tags of flags are not among them.
_INVISIBLE = expression(
    "[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u00ad\u180e\ufff9-\ufffb\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
_RIGHT_TO_LEFT = expression("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_DIRECTION = expression("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSPACED = expression("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")  # Thai, Lao, Burmese, Khmer: U+200B parts words
#: Compatibility ideographs whose form differs from the unified character (a name's 神, 﨑); NFC would change the glyph.
_FORMS = expression("[\ufa0e-\ufaff\U0002f800-\U0002fa1f]")
_WIDE_ALPHABET = expression("[０-９Ａ-Ｚａ-ｚ]+|(?<=[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])．(?=[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])")
_NARROW = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_NUMBERED = expression(r"[0-9０-９]{1,3}\Z")


def characters(line: Line) -> list[Edit]:
    """Invisible and control characters out, and canonical composition (NFC, UAX #15); never NFKC.

    NFC replaces the duplicates that Unicode took over from KS X 1001 and Big5 (U+F900–FA0D: the same form coded twice) but
    leaves all other compatibility ideographs: those are other forms, and a name is written with one of them.
    """
    text = line.text
    if text.isascii() and text.isprintable():
        return []
    found = [match.start() for match in _INVISIBLE.finditer(text)]
    directed = bool(found) and _RIGHT_TO_LEFT.search(text) is not None
    edits: list[Edit] = [(place, place + 1, "") for place in found if not _needed(text, place, directed)]
    if unicodedata.is_normalized("NFC", text):
        return edits
    return sorted(edits + [edit for edit in _composed(text) if edit[0] not in found])


def _needed(text: str, place: int, directed: bool) -> bool:
    """Whether an invisible character does something where it stands."""
    char = text[place]
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if char in "\u200c\u200d":  # joiners: emoji, Arabic, Indic scripts
        return not any(not side or side.isascii() or han(side) for side in (before, after))
    if char == "\u200b":
        return _UNSPACED.match(before) is not None or _UNSPACED.match(after) is not None
    return directed and _DIRECTION.match(char) is not None


def _composed(text: str) -> list[Edit]:
    edits: list[Edit] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and (unicodedata.combining(text[end]) or "\u1160" <= text[end] <= "\u11ff"):
            continue
        cluster = text[start:end]
        new = unicodedata.normalize("NFC", cluster)
        if new != cluster and not _FORMS.search(cluster):
            edits.append((start, end, new))
        start = end
    return edits


def letters(line: Line) -> list[Edit]:
    """Full-width letters and digits to ASCII (clreq §3.1.2: they are no Chinese punctuation and are not stored full-width).

    The full-width point between two of them is a decimal point or a point of a name (1．8GHz, i．MX8M). After a number that
    opens the line it may be the mark of a list (1．MySQL), and stays.
    """
    text = line.text
    edits: list[Edit] = []
    for match in _WIDE_ALPHABET.finditer(text):
        start, end = match.span()
        if (
            match[0] == "．"
            and _NUMBERED.match(text[text.rfind("\n", 0, start) + 1 : start])
            and not text[end].isdigit()
        ):
            continue
        edits.append((start, end, match[0].translate(_NARROW)))
    return edits
