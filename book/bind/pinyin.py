"""Pinyin of Chinese text, for sorting and for filing names. The readings are pypinyin's (MIT); it is loaded when asked for."""

from __future__ import annotations

import re

_TONED = re.compile(r"([a-zü]+)([1-5])\Z")


def syllables(text: str) -> tuple[str, ...]:
    """The text as pinyin with tone numbers, a syllable a Han character (银行 → yin2 hang2); all else a character each."""
    from pypinyin import Style, lazy_pinyin

    return tuple(
        lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=True, errors=list)  # type: ignore[arg-type]
    )


def key(text: str) -> tuple[tuple[str, str], ...]:
    """A key for sorting as dictionaries do: by syllable, then tone, then the next character; other scripts come first."""
    return tuple(
        (f"~{toned.group(1)}", toned.group(2)) if (toned := _TONED.fullmatch(syllable)) else (syllable, "")
        for syllable in syllables(text)
    )
