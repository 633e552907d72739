"""How titles and names are filed, and under which letter: Han in pinyin, or by strokes; opening marks and case do not count.

EPUB 3.3 §5.5.3.2.4 (`file-as`). Han and Latin stand together, by letter, as in catalogues of mixed books.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from itertools import groupby

from book.model import NO_FILING, Filing
from book.text import has_han, is_han, pinyin, squeeze
from book.text.numerals import numeral

Key = tuple[object, ...]
Group = tuple[str, tuple[str, ...]]

#: What a title is filed without.
_OPENING = "《〈「『“‘【（([ \u3000"
_OTHERS = "#"  # the head of what begins with neither a letter nor a Han character
_EACH = 1_000_000  # places of the order of strokes for each number of strokes


def stroke_table(text: str) -> Mapping[str, int]:
    """Character → its place in the order of strokes, from the packaged list (`rules/strokes.txt`): a million for each stroke."""
    table: dict[str, int] = {}
    strokes = 0
    for line in text.splitlines():
        if line.startswith("#"):
            strokes = int(line[2:]) if line[2:].isdigit() else 0
        else:
            table |= {char: strokes * _EACH + len(table) + n for n, char in enumerate(line)}
    return table


def title_as_filed(title: str, filing: Filing = NO_FILING) -> str:
    """A title: without opening marks, Han syllable by syllable. 《狂人日记》读后 → kuang ren ri ji du hou."""
    bare = title.lstrip(_OPENING) or title
    return _spoken(bare, filing) if has_han(bare) else bare


def name_as_filed(name: str, filing: Filing = NO_FILING) -> str:
    """A person's name: 鲁迅 → Lu Xun, 欧阳修 → Ouyang Xiu. What is no Han name of two to four characters goes as a title does."""
    size = pinyin.family(name)
    if not size:
        return title_as_filed(name, filing)
    read = pinyin.plain(pinyin.of_name(name, filing.readings))
    return " ".join("".join(part).capitalize() for part in (read[:size], read[size:]) if part)


def _spoken(text: str, filing: Filing) -> str:
    """The text with Han read aloud, a syllable a word, and without punctuation between."""
    words = "".join(char if char.isalnum() else " " for char in text)
    read = pinyin.plain(pinyin.syllables(words, filing.readings))
    return squeeze("".join(f" {one} " if is_han(char) else one for char, one in zip(words, read, strict=True))) or text


def key(name: str, filing: Filing = NO_FILING, *, person: bool = True) -> Key:
    """A key that files names (a `person`'s), or titles, in the order that the book wants."""
    bare = name.lstrip(_OPENING) or name
    if filing.strokes:
        return tuple((char in filing.strokes, filing.strokes.get(char, 0), char) for char in _folded(bare)), name
    read = pinyin.of_name(bare, filing.readings) if person else pinyin.syllables(bare, filing.readings)
    return head(name, filing, person=person) != _OTHERS, _folded(_form(name, filing, person)), read, name


def head(name: str, filing: Filing = NO_FILING, *, person: bool = True) -> str:
    """Under what a name stands in an index: A to Z, or 一画, 二画, …; `#` for what has no such."""
    bare = name.lstrip(_OPENING) or name
    if filing.strokes and bare[:1] in filing.strokes:
        return f"{numeral(filing.strokes[bare[0]] // _EACH)}画"
    letter = _folded(_form(name, filing, person))[:1].upper()
    return letter if "A" <= letter <= "Z" else _OTHERS


def grouped(names: Iterable[str], filing: Filing = NO_FILING, *, person: bool = True) -> tuple[Group, ...]:
    """The names in order, each with those of its head."""
    ordered = sorted(names, key=lambda name: key(name, filing, person=person))
    return tuple(
        (each, tuple(group)) for each, group in groupby(ordered, key=lambda name: head(name, filing, person=person))
    )


def _form(name: str, filing: Filing, person: bool) -> str:
    return name_as_filed(name, filing) if person else title_as_filed(name, filing)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKD", text).casefold()
