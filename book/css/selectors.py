"""Selectors and keyframes, over the tokens of tinycss2: a selector as one letter a token, matched as a whole. Pure."""

from __future__ import annotations

import re
from typing import Any

from book.css.tokens import Tokens, is_blank, is_literal
from book.late import expression

#: The letters: i name, s star, h #id, d dot, c > + ~, n colon, p bar, b [], f function, _ space.
_NAME, _SIMPLE = r"(?:[is]?p)?[is]", r"(?:h|di|b|nn?[if])"
_COMPOUND = rf"(?:{_NAME}{_SIMPLE}*|{_SIMPLE}+)"
_COMPLEX = rf"{_COMPOUND}(?:(?:_?c_?|_){_COMPOUND})*"
_SELECTORS = expression(rf"_?{_COMPLEX}(?:_?,_?{_COMPLEX})*_?")
_RELATIVE = expression(rf"_?(?:c_?)?{_COMPLEX}(?:_?,_?(?:c_?)?{_COMPLEX})*_?")
_FRAMES = expression(r"_?[i%](?:_?,_?[i%])*_?")
_NOTED = expression("c_?k|k_?c")
_ATTRIBUTE = expression(r"_?(?:[is]?p)?i_?(?:=_?[i\"]_?)?")
_LETTERS = {".": "d", "*": "s", ">": "c", "+": "c", "~": "c", ":": "n", "::": "nn", "|": "p", ",": ","}
_LETTERS |= dict.fromkeys(("=", "~=", "|=", "^=", "$=", "*="), "=")
_TYPES = {
    "ident": "i",
    "[] block": "b",
    "function": "f",
    "whitespace": "_",
    "string": '"',
    "percentage": "%",
    "comment": "k",
}
_TAKING = frozenset(
    ("not", "has", "is", "where", "matches", "any", "-webkit-any", "-moz-any", "slotted", "host", "host-context", "cue")
)


def fits(tokens: Tokens, *, frames: bool) -> bool:
    """Whether what stands before a block is a list of selectors; in keyframes, of moments."""
    return bool((_FRAMES if frames else _SELECTORS).fullmatch(_shape(tokens))) and all(map(_is_sound, tokens))


def is_noted(tokens: Tokens) -> bool:
    """Whether a comment stands beside a combinator, which EPUBCheck calls an error."""
    return _NOTED.search("".join(map(_letter, tokens))) is not None


def _letter(token: Any) -> str:
    if token.type == "hash":
        return "h" if token.is_identifier else "?"
    return _LETTERS.get(token.value, "?") if token.type == "literal" else _TYPES.get(token.type, "?")


def _shape(tokens: Tokens) -> str:
    """The tokens of a selector as letters, comments left out, spaces once."""
    return re.sub("_+", "_", "".join(map(_letter, tokens)).replace("k", ""))


def _is_sound(token: Any) -> bool:
    """Whether what a selector has in brackets is in the grammar."""
    if token.type == "[] block":
        return _ATTRIBUTE.fullmatch(_shape(token.content)) is not None
    if token.type != "function":
        return True
    if token.lower_name in _TAKING:
        pattern = _RELATIVE if token.lower_name == "has" else _SELECTORS
        return pattern.fullmatch(_shape(token.arguments)) is not None and all(map(_is_sound, token.arguments))
    known = ("ident", "string", "number", "dimension", "whitespace", "comment")
    inner = [one for one in token.arguments if not is_blank(one)]
    return bool(inner) and all(one.type in known or is_literal(one, "+", "-", ",") for one in inner)
