"""Pinyin of Chinese text, a syllable with its tone for each Han character, for sorting and for filing names.

The readings are the user's own, those of `readings`, and those of `syllables`, in this order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache

from book.late import expression
from book.text import is_han
from book.text.readings import DOUBLE, DOUBTFUL, ELDER, GIVEN, SURNAMES, WORDS, Reading

Readings = Mapping[str, Reading]
NO_READINGS: Readings = {}

_TONED = expression(r"([a-zü]+)([0-5])\Z")
_BARE = expression(r"[a-zü]+\Z")
_LONGEST = max(map(len, WORDS))
_ROW = expression("([0-5])")
_NAME = 4  # characters of the longest name that is taken for a person's


def readings_of(rows: Iterable[str]) -> dict[str, Reading]:
    """The user's readings, each `长岭=chang ling`, by their words. Raises `ValueError` for one of another number of syllables.

    A syllable without a tone gets a 0, by which it is sorted among the others and before them.
    """
    table: dict[str, Reading] = {}
    for row in rows:
        word, _, read = row.partition("=")
        table[word.strip()] = tuple(f"{one}0" if _BARE.match(one) else one for one in read.lower().split())
        if len(table[word.strip()]) != len(word.strip()):
            raise ValueError(row)
    return table


def syllables(text: str, own: Readings = NO_READINGS) -> Reading:
    """The text as pinyin with tone numbers, a syllable a Han character (银行 → yin2 hang2); all else a character each.

    `own` are words whose reading the user gives; a longer word counts before a shorter one.
    """
    made: list[str] = []
    plain = ""
    at = 0
    longest = max(_LONGEST, *map(len, own), 0)
    while at < len(text):
        found = _word(text, at, longest, own)
        if found is None:
            plain += text[at]
            at += 1
            continue
        made += [*_read(plain), *found]
        plain = ""
        at += len(found)
    return (*made, *_read(plain))


def _word(text: str, at: int, longest: int, own: Readings) -> Reading | None:
    """The reading of the word that is known to begin at a place."""
    if not is_han(text[at]):
        return None
    for size in range(min(longest, len(text) - at), 0, -1):
        word = text[at : at + size]
        if found := own.get(word) or WORDS.get(word):
            return found
    begins = at == 0 or not is_han(text[at - 1])
    if begins and text[at] in "长長" and is_han(text[at + 1 : at + 2] or " ") and text[at + 1] not in ELDER:
        return ("chang2",)
    return None


def _read(text: str) -> Iterator[str]:
    """Text in which no word of ours is known: the longest words that are, from its beginning on, and the characters between."""
    if not text:
        return
    alone, words, read, longest = _table()
    at = 0
    while at < len(text):
        for size in range(min(longest, len(text) - at), 1, -1):
            word = text[at : at + size]
            if word in words:
                yield from read[word].split(",") if word in read else (alone.get(char, char) for char in word)
                at += size
                break
        else:
            yield alone.get(text[at], text[at])
            at += 1


@cache
def _table() -> tuple[Mapping[str, str], Set[str], Mapping[str, str], int]:
    """How characters are read alone; the words; how some are read otherwise, with commas; how long the longest is."""
    from book.text import syllables as known  # loaded when something is read

    alone: dict[str, str] = {}
    for row in known.CHARACTERS.split():
        syllable, tone, chars = _ROW.split(row, maxsplit=1)
        alone.update(dict.fromkeys(chars, syllable + tone))
    read: dict[str, str] = dict(row.split("=") for row in known.READ.split())
    words = frozenset((*known.WORDS.split(), *read))
    return alone, words, read, max(map(len, words))


def family(name: str) -> int:
    """How many characters of a name are its surname; 0 for what is no Chinese name of two to four characters (重庆日报)."""
    if not 2 <= len(name) <= _NAME or not all(map(is_han, name)):
        return 0
    if name[:2] in DOUBLE:
        return 2
    return 1 if len(name) < _NAME and name[:2] not in WORDS else 0


def of_name(name: str, own: Readings = NO_READINGS) -> Reading:
    """A name as `syllables`, its surname as surnames are read (单雄信 → shan4 xiong2 xin4); what is no name as any text."""
    size = family(name)
    if not size or name in own or name in WORDS:
        return syllables(name, own)
    head, given = name[:size], name[size:]
    if head in own:
        surname = own[head]
    elif size > 1:
        surname = DOUBLE[head]
    else:
        surname = SURNAMES.get(head) or DOUBTFUL.get(head, ())[:1] or tuple(_read(head))
    return (*surname, *_given(given, own))


def _given(given: str, own: Readings) -> Iterator[str]:
    if given in own:
        yield from own[given]
        return
    for char, read in zip(given, _read(given), strict=True):
        yield GIVEN[char][0] if len(given) == 1 and char in GIVEN else read


def doubts(name: str, own: Readings = NO_READINGS) -> tuple[tuple[str, Reading], ...]:
    """The characters of a person's name that may be read otherwise than they are filed, with all their readings."""
    size = family(name)
    if not size or name in own or name in WORDS:
        return ()
    head, given = name[:size], name[size:]
    found = [(head, DOUBTFUL[head])] if head in DOUBTFUL and head not in own else []
    if given not in own:
        found += [(char, GIVEN[char]) for char in given if char in GIVEN]
    return tuple(found)


def key(text: str, own: Readings = NO_READINGS, *, name: bool = False) -> tuple[tuple[str, str], ...]:
    """A key for sorting as dictionaries do: by syllable, then tone, then the next character; other scripts come first."""
    read = of_name(text, own) if name else syllables(text, own)
    return tuple(
        (f"~{toned[1]}", toned[2]) if (toned := _TONED.fullmatch(syllable)) else (syllable, "") for syllable in read
    )


def plain(read: Reading) -> tuple[str, ...]:
    """Syllables without their tones."""
    return tuple(toned[1] if (toned := _TONED.fullmatch(one)) else one for one in read)
