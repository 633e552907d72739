"""How Han characters and words are read, for `book/text/syllables.py`: made of pypinyin (MIT), whose own tables take .23 s to load.

    python tests/tools/pinyin_list.py        writes the module anew

Of a word that is read as its characters are alone only the word is kept: it says where words end. What pypinyin cuts a text
into are the longest words from its beginning on, and its tables have no other rule.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import RE_HANS
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

MODULE = Path(__file__).parents[2] / "book" / "text" / "syllables.py"
_EACH = 6000  # characters of a line
_HEAD = '''"""How Han characters and words are read: their syllables with the number of the tone, 5 for none.

Made by `tests/tools/pinyin_list.py`. The readings are those of pypinyin {version} (MIT), which
are those of pinyin-data and phrase-pinyin-data (MIT, mozillazg).
"""

from __future__ import annotations

'''


def read(text: str) -> list[str]:
    """A text as pypinyin reads it."""
    return lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=True, errors=list)  # type: ignore[arg-type]


def tables() -> tuple[list[str], list[str], list[str]]:
    """A row for each syllable, with its characters; the words that are read as their characters are; those that are not."""
    alone = {chr(code): read(chr(code))[0] for code in sorted(pinyin_dict)}
    rows: dict[str, str] = {}
    for char, syllable in alone.items():
        if syllable != char and re.fullmatch(r"[a-zü\u0300-\u036fê]+[0-5]", syllable):
            rows[syllable] = rows.get(syllable, "") + char
        elif syllable != char:
            raise ValueError(f"{char} {syllable}")
    words = sorted(word for word in phrases_dict if len(word) > 1 and RE_HANS.match(word))
    plain = [word for word in words if read(word) == [alone.get(char, char) for char in word]]
    others = [
        f"{word}={','.join(read(word))}" for word in words if read(word) != [alone.get(char, char) for char in word]
    ]
    return [f"{syllable}{chars}" for syllable, chars in sorted(rows.items())], plain, others


def literal(name: str, doc: str, items: list[str]) -> str:
    """The items as a string in lines, with blanks between."""
    lines, line = [], ""
    for item in items:
        if len(line) + len(item) > _EACH:
            lines.append(line)
            line = ""
        line += f"{item} "
    body = "\n".join(f'    "{one}"' for one in [*lines, line])
    return f"#: {doc}\n{name} = (\n{body}\n)\n"


def main() -> None:
    """Writes the module."""
    rows, plain, others = tables()
    parts = [
        literal("CHARACTERS", "Each syllable with the characters that are read so alone.", rows),
        literal("WORDS", "Words that are read as their characters are.", plain),
        literal("READ", "Words that are read otherwise.", others),
    ]
    MODULE.write_text(_HEAD.format(version=version("pypinyin")) + "".join(parts), "utf-8")
    print(len(rows), len(plain), len(others), MODULE.stat().st_size)


if __name__ == "__main__":
    main()
