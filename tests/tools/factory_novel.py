"""Novels in one text file, made up: volumes, chapters and what stands around them, of any length."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_SENTENCES = (
    "{n}号码头的灯先灭了，守夜的人提着桶从坡上下来，桶里的水晃出一道一道的光。",
    "账房把第{n}本册子推过来，说这一页是旧年冬天记的，字写得太急，墨都没有干透。",
    "走到{n}里外的石桥，她把鞋底的泥刮在桥沿上，回头看了一眼，没有人跟来。",
    "“你数到{n}再睁眼。”他说完就往河边去了，脚步很轻，像怕惊动什么人。",
    "雨下到第{n}天才停，屋檐下的木盆满了又倒，倒了又满，院子里长出一层青苔。",
)  # fmt: skip


def numeral(n: int) -> str:
    """A number below 1000 in Han digits: 三, 十二, 一百零三."""
    if n < 10:
        return _DIGITS[n]
    if n < 100:
        tens, ones = divmod(n, 10)
        return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
    hundreds, rest = divmod(n, 100)
    ten = "一" if 10 <= rest < 20 else ""
    return _DIGITS[hundreds] + "百" + (("零" if rest < 10 else "") + ten + numeral(rest) if rest else "")


def prose(first: int, count: int) -> list[str]:
    """Paragraphs of two sentences, no two alike."""
    return [
        _SENTENCES[n % 5].format(n=n) + _SENTENCES[(n // 5 + n) % 5].format(n=n + 7)
        for n in range(first, first + count)
    ]


def novel(chapters: int, paragraphs: int, *, volume: int = 50, title: str = "潮信", author: str = "何渡") -> str:
    """A novel as it is passed on: head lines, then volumes of `volume` chapters of so many paragraphs (some 75 characters each)."""
    rows = [f"书名：{title}", f"作者：{author}", "", "内容简介：", "　　一条河，三代人，一盏守了六十年的灯。", ""]
    for chapter in range(1, chapters + 1):
        if (chapter - 1) % volume == 0:
            rows += [f"第{numeral((chapter - 1) // volume + 1)}卷 潮水第{chapter}番", ""]
        rows += [f"第{numeral(chapter)}章 灯下{chapter}", ""]
        for line in prose(chapter * 1000, paragraphs):
            rows += [f"　　{line}", ""]
    return "\n".join(rows)
