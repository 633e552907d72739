"""ISBN: what a number must be (ISO 2108, ISBN Users' Manual §5), how it is written, and its bar code (EAN-13, ISO/IEC 15420)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from book.late import expression

_WRITTEN = expression(r"97[89](?:[- ]?[0-9]){10}")
_TEN = expression(r"(?:[0-9][- ]?){9}[0-9Xx]")
#: Publishers of group 978-7, from and to, as the Range Message of the International ISBN Agency has them.
_CHINA = (
    ("00", "09"),
    ("100", "499"),
    ("5000", "7999"),
    ("80000", "89999"),
    ("900000", "989999"),
    ("9900000", "9999999"),
)
#: Modules of the digits 0 to 9 in number set A, 1 for a bar (ISO/IEC 15420, table 1). B is C read backwards, C is A with bars for
#: spaces.
_A = "0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011".split()
_C = ["".join("10"[int(module)] for module in one) for one in _A]
_B = [one[::-1] for one in _C]
#: Number sets of the left half, by the first digit, which has no bars of its own (table 3).
_SETS = "AAAAAA AABABB AABBAB AABBBA ABAABB ABBAAB ABBBAA ABABAB ABABBA ABBABA".split()
MODULES = 95
GUARDS = ((0, 3), (45, 50), (92, 95))  # where the longer bars stand: from, to


def check_digit(number: str) -> str:
    """The last digit of an EAN-13 after its first twelve."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number[:12]))
    return str(-total % 10)


class Fault(StrEnum):
    """What can be wrong with an ISBN: the key of a message."""

    FORM = "error.isbn-form"
    CHECK = "error.isbn-check"
    TEN = "error.isbn-ten"


def fault(text: str) -> tuple[Fault | None, str]:
    """What is wrong with an ISBN, if anything is, and the number that is right, if one can be named.

    A number of ten digits, whose own check digit holds, is told as the thirteen that it has become.
    """
    if _WRITTEN.fullmatch(text):
        right = text[:-1] + check_digit(digits(text))
        return (None, digits(text)) if right == text else (Fault.CHECK, hyphened(right))
    if _TEN.fullmatch(text) and _holds(digits(text)):
        thirteen = f"978{'-' if digits(text) != text else ''}{text[:-1]}"
        return Fault.TEN, hyphened(thirteen + check_digit(digits(thirteen)))
    return Fault.FORM, ""


def hyphened(text: str) -> str:
    """An ISBN as it is printed: with the hyphens that it was given; else, in group 978-7 (China), with those that it must have.
    The parts of other groups are not guessed.
    """
    plain = digits(text)
    if plain != text:
        return "-".join(re.split("[- ]", text))
    rest = plain[4:12]
    for first, last in _CHINA if plain.startswith("9787") else ():
        if first <= rest[: len(first)] <= last:
            return f"978-7-{rest[: len(first)]}-{rest[len(first) :]}-{plain[12]}"
    return f"{plain[:3]}-{plain[3:]}"


def urn(text: str) -> str:
    """An ISBN as a name (RFC 8254 §3): without hyphens."""
    return f"urn:isbn:{digits(text)}"


def modules(text: str) -> str:
    """The 95 modules of the bar code, 1 for a bar; the quiet zones before and behind are not among them."""
    number = digits(text)
    sets = {"A": _A, "B": _B}
    left = "".join(sets[kind][int(digit)] for kind, digit in zip(_SETS[int(number[0])], number[1:7], strict=True))
    return f"101{left}01010{''.join(_C[int(digit)] for digit in number[7:])}101"


def bars(text: str) -> Iterator[tuple[int, int]]:
    """The bars of the bar code: the module where each begins, and how many it is wide."""
    for found in re.finditer("1+", modules(text)):
        yield found.start(), len(found[0])


def digits(text: str) -> str:
    """The digits alone."""
    return re.sub(r"[^0-9Xx]", "", text)


def _holds(ten: str) -> bool:
    """Whether the check digit of an ISBN of ten is right."""
    return sum((10 - place) * (10 if digit in "Xx" else int(digit)) for place, digit in enumerate(ten)) % 11 == 0
