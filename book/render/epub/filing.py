"""How titles and names are filed: Han in pinyin, as catalogues of mixed books do; opening marks and case do not count.

EPUB 3.3 §5.5.3.2.4 (`file-as`). The readings are pypinyin's; surnames whose reading is not the common one are listed here
(《现代汉语词典》, the entries marked 姓).
"""

from __future__ import annotations

import functools
import unicodedata

from book.text import has_han, is_han, squeeze

#: What a title is filed without.
_OPENING = "《〈「『“‘【（([ \u3000"
_SURNAMES = {
    "单": "shan", "單": "shan", "解": "xie", "查": "zha", "仇": "qiu", "朴": "piao", "区": "ou", "區": "ou", "任": "ren",
    "华": "hua", "華": "hua", "盖": "ge", "蓋": "ge", "缪": "miao", "繆": "miao", "乐": "yue", "樂": "yue", "冼": "xian",
    "翟": "zhai", "繁": "po", "种": "chong", "召": "shao", "覃": "qin", "葛": "ge", "宁": "ning", "甯": "ning", "曾": "zeng",
    "尉迟": "yuchi", "尉遲": "yuchi", "万俟": "moqi", "澹台": "tantai", "长孙": "zhangsun", "令狐": "linghu",
}  # fmt: skip
_DOUBLE = frozenset(
    "欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 皇甫 东方 東方 公孙 公孫 慕容 宇文 司徒 司空 端木 独孤 獨孤 南宫".split()
)


def title_as_filed(title: str) -> str:
    """A title: without opening marks, Han syllable by syllable. 《狂人日记》读后 → kuang ren ri ji du hou."""
    bare = title.lstrip(_OPENING) or title
    return _syllables(bare) if has_han(bare) else bare


@functools.lru_cache(maxsize=4096)
def name_as_filed(name: str) -> str:
    """A person's name: 鲁迅 → Lu Xun, 欧阳修 → Ouyang Xiu. What is no Han name of two to four characters goes as a title does."""
    if not 2 <= len(name) <= 4 or not all(map(is_han, name)):
        return title_as_filed(name)
    size = 2 if len(name) > 2 and (name[:2] in _DOUBLE or name[:2] in _SURNAMES) else 1
    family, given = name[:size], name[size:]
    surname = _SURNAMES.get(family) or _syllables(family).replace(" ", "")
    return f"{surname.capitalize()} {_syllables(given).replace(' ', '').capitalize()}"


def sort_key(name: str) -> tuple[str, str]:
    """A key that files names and titles in the order of their sort forms."""
    return unicodedata.normalize("NFKD", name_as_filed(name)).casefold(), name


def _syllables(text: str) -> str:
    """The text with Han read aloud, a syllable a word, and without punctuation between."""
    from pypinyin import lazy_pinyin  # its dictionaries take 0.15 s to load

    words = "".join(char if char.isalnum() else " " for char in text)
    return squeeze(" ".join(lazy_pinyin(words))) or text
