"""The finding for a change, from which it can be undone exactly.

A finding `text.changed` records one kind of change in one line: `rule` is the switch, `excerpt` the whole line as it was
before, `detail` every edit in it as `WAS → IS ×COUNT at PLACE PLACE …`, kinds of edits parted by `; `. A place is an offset
in the line before. What cannot be seen stands as U+XXXX, nothing at all as ∅; an object in the line (code, a picture) as
U+FFFC and a break as a newline, in the excerpt. `after` gives the line as it became; the findings of one line are a chain,
the first of which holds what the author wrote.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from book.findings import Finding, Where
from book.late import expression
from book.punctuate.line import Edit, apply

_NOTHING = "∅"
_CODED = expression(r"U\+([0-9A-F]{4,6})")
_KIND = expression(r"(\S+) → (\S+) ×\d+ at ([0-9 ]+)")


def edit_finding(source: str, at: int, text: str, rule: str, edits: Sequence[Edit]) -> Finding:
    """The finding for the edits of one rule in one line."""
    kinds: dict[tuple[str, str], list[int]] = {}
    for start, end, new in edits:
        kinds.setdefault((text[start:end], new), []).append(start)
    detail = "; ".join(
        f"{_shown(was)} → {_shown(new)} ×{len(places)} at {' '.join(map(str, places))}"
        for (was, new), places in kinds.items()
    )
    return Finding("text.changed", Where(source, at), text, rule, detail)


def after(finding: Finding) -> str:
    """The line as it became: the excerpt with the edits of the detail made."""
    edits = [
        (int(place), int(place) + len(was), _meant(match[2]))
        for match in _KIND.finditer(str(finding.detail))
        for was in [_meant(match[1])]
        for place in match[3].split()
    ]
    return apply(finding.excerpt, sorted(edits))


def _shown(text: str) -> str:
    return "".join(char if _visible(char) else f"U+{ord(char):04X}" for char in text) or _NOTHING


def _visible(char: str) -> bool:
    if " " < char < "\x7f" or "\u3001" <= char <= "\u9fff" or "\uff01" <= char <= "\uff5e":
        return True
    return unicodedata.category(char)[0] in "LPNS" and char not in _NOTHING


def _meant(shown: str) -> str:
    return "" if shown == _NOTHING else _CODED.sub(lambda match: chr(int(match[1], 16)), shown)
