"""Headings: short paragraphs that head a section become headings; headings that are none become text; levels without gaps.

A bare short paragraph is a heading only in an article that has no marked ones, between two pieces of prose, and only if
there are few of them. Sources of the numbers: the seeds and the labelled articles, where each was varied by half.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import assert_never

from book.classes import replace
from book.clean.ledger import Ledger, with_blocks
from book.clean.strong import strong_line, without_strong
from book.clean.table import LineTable, Row
from book.late import expression
from book.model import (
    Article,
    Block,
    CodeBlock,
    Divider,
    Figure,
    Formula,
    Heading,
    Items,
    Note,
    Paragraph,
    Quote,
    Table,
)

_LONGEST = 34  # characters of a heading (the longest labelled one that is bare: 30)
_LINE = _LONGEST + 8  # characters of the longest line that is looked at
_PROSE = 30
_COUNTED = 20  # characters of the shortest paragraph whose length counts
_LONG_PROSE = 45  # median length of paragraphs from which a short one stands out
_SHARE = 0.5  # headings per paragraph of prose, at most
_END = expression(r"[。；;，,、.…:：~～!！།༎।॥۔؟،؛።။។](?:[”’」』）)\]】》]*)$")
_NUMBERED = (
    ("part", expression(r"^(?:第[一二三四五六七八九十百\d]+[章部篇节回]|part\s*\d+|chapter\s*\d+)", re.I)),
    ("han", expression(r"^[一二三四五六七八九十]{1,3}\s*[、.．:：]")),
    ("han", expression(r"^[【\[][^】\]]{2,20}[】\]]$")),
    ("zero", expression(r"^0\d\s*[^\d\s.,%年月日]")),
    ("plain", expression(r"^")),
    ("bracket", expression(r"^[（(][一二三四五六七八九十]{1,3}[）)]")),
    ("arabic", expression(r"^\d{1,2}\s*[、.．](?!\d)")),
    ("inner", expression(r"^[（(]\d{1,2}[）)]")),
)
_SPEAKER = expression(r"^([^:：]{1,8})[:：]")
_QUESTIONS = 3  # strong questions from which they are an interview's, if most strong lines are questions
_MOSTLY = 0.7
_SERIES = 2  # numbered headings from which a bare line under a picture is its caption
_CLAUSES = 3  # clauses from which a line is a sentence
_RANKS = tuple(dict.fromkeys(name for name, _ in _NUMBERED))
_LATER = expression(r"^[（(]?(?:[二三四五六七八九十]|[2-9]|1\d)")
_TAG, _TAGS = expression(r"^[【\[][^】\]]{2,16}[】\]]\S"), 3
_CLAUSE = expression(r"[，,；;]")
_NOT = expression(
    r"^[—–\-•·◎▲△*“”\"'‘「『（(〔]|^[图圖](?:为|為|说|說)|[\s(（/／:：][\u4e00-\u9fff]{2,4}\s?(?:[摄攝]影?|供[图圖])[）)]?$|^(?:图|表|注|附|来源|作者|编辑|责编|原标题|翻译|译者|记者|供图|答|问|Q|A|图源|图片来源|摄影|题图|制图|资料图|视频)\s*[\d:：/｜|]|^https?:|@|[=;{}<>]|\d{4}[-年/]\d{1,2}"
)


def headings(article: Article, ledger: Ledger) -> Article:
    """Marks the headings of an article and settles their levels."""
    if not article.chapters:  # else they are known
        article = with_blocks(article, _demoted(ledger.rows(article), ledger))
        article = with_blocks(article, _promoted(ledger.rows(article), ledger))
    return with_blocks(article, _levelled(ledger.rows(article), ledger.table))


def _demoted(rows: Sequence[Row], ledger: Ledger) -> list[Block]:
    """Headings that are a caption, a whole paragraph or nothing become text."""
    result: list[Block] = []
    for index, row in enumerate(rows):
        block = row.block
        if isinstance(block, Heading):
            text = row.text.strip()
            long = len(text) > 80 or (len(text) > 45 and _END.search(text))
            follows = bool(result) and isinstance(result[-1], Figure) and not result[-1].caption and _is_caption(text)
            last = index == len(rows) - 1
            if not text:
                continue
            if (long or follows or (last and _END.search(text))) and ledger.changes(
                "clean.demoted", block.at, text, "demoted-heading"
            ):
                figure = result[-1] if result else None
                if follows and isinstance(figure, Figure):
                    result[-1] = replace(figure, caption=block.children)
                else:
                    result.append(Paragraph(block.children, block.at))
                continue
        result.append(block)
    return result


def _is_caption(text: str) -> bool:
    return bool(re.match(r"^(?:图|圖|表|Fig)\s*[\d一二三四五六七八九十]|^[▲△↑◎]", text)) and len(text) <= 60


def _promoted(rows: Sequence[Row], ledger: Ledger) -> list[Block]:
    """Short lines that head a section become headings: strong or numbered ones, and bare ones where the article has no headings."""
    blocks = [row.block for row in rows]
    short = [
        k for k, row in enumerate(rows)
        if len(row.words) <= _LINE and isinstance(row.block, Paragraph) and row.ask(_is_line)
    ]  # fmt: skip
    if not short:
        return blocks
    bare_too = not any(isinstance(block, Heading) for block in blocks)
    lengths = [len(row.text) for row in rows if isinstance(row.block, Paragraph) and len(row.text) >= _COUNTED]
    typical = median(lengths) if lengths else 0
    prose = sum(length >= _PROSE for length in lengths)
    strong = [k for k in short if strong_line(blocks[k]) is not None and _may_head(rows, k)]
    spoken = _spoken(rows, strong)
    strong = [k for k in strong if k not in spoken]
    numbered = [
        k for k in short
        if rows[k].ask(_kind) != "plain" and _may_head(rows, k) and k not in spoken and not _in_list(rows, k)
    ]  # fmt: skip
    kinds = Counter(rows[k].ask(_kind) for k in numbered)
    numbered = [k for k in numbered if not _is_stray(rows[k], kinds)]
    chosen = dict.fromkeys(strong, "strong-heading")
    if bare_too or len(numbered) >= 2:
        chosen |= dict.fromkeys((k for k in numbered if k not in chosen), "numbered-heading")
    if bare_too and not strong and typical >= _LONG_PROSE:
        plain = [
            k
            for k in short
            if k not in chosen
            and _stands_out(rows, k)
            and not (len(numbered) >= _SERIES and isinstance(blocks[k - 1], Figure))
        ]
        others = _captions(rows, plain) | _tagged(rows, plain)
        plain = [k for k in plain if k not in others]
        if len(plain) >= 2 and _opens(rows):
            plain.insert(0, 0)
        if len(plain) <= max(1, prose * _SHARE):
            chosen |= dict.fromkeys(plain, "short-heading")
    if len(chosen) > max(2, (prose + 1) * 1.2):
        return blocks
    result: list[Block] = []
    for index, row in enumerate(rows):
        block = row.block
        rule = chosen.get(index)
        if rule and isinstance(block, Paragraph) and ledger.changes("clean.heading", block.at, row.words, rule):
            result.append(Heading(0, without_strong(block.children), at=block.at))
        else:
            result.append(block)
    return result


def _is_line(row: Row) -> bool:
    """Whether a paragraph is as short as a heading, on one line."""
    text = row.text.strip()
    return 2 <= len(text) <= _LINE and "\n" not in text


def _spoken(rows: Sequence[Row], strong: list[int]) -> set[int]:
    """Strong lines that are somebody's words in a conversation: questions in a row, or the same name before a colon."""
    texts = {k: rows[k].text.strip() for k in strong}
    plain = [k for k in strong if rows[k].ask(_kind) == "plain"]
    asked = {k for k in plain if texts[k].endswith(("?", "？"))}
    names = Counter(match[1] for text in texts.values() if (match := _SPEAKER.match(text)))
    named = {k for k, text in texts.items() if (match := _SPEAKER.match(text)) and names[match[1]] > 1}
    return named | (asked if len(asked) >= _QUESTIONS and len(asked) >= _MOSTLY * len(plain) else set())


def _is_stray(row: Row, kinds: Counter[str]) -> bool:
    """Whether a numbered line is the only one of its kind and not the first of a series: the others are text, so it is, too."""
    kind = row.ask(_kind)
    return kinds[kind] == 1 and kind in ("han", "bracket", "arabic", "inner") and bool(_LATER.match(row.text.strip()))


def _tagged(rows: Sequence[Row], lines: list[int]) -> set[int]:
    """Bare lines that begin with a source or a section in brackets, where others of that form are too long for headings."""
    tagged = {k for k, row in enumerate(rows) if isinstance(row.block, Paragraph) and _TAG.match(row.text.strip())}
    return tagged & set(lines) if len(tagged) >= _TAGS and not tagged <= set(lines) else set()


def _captions(rows: Sequence[Row], lines: list[int]) -> set[int]:
    """Bare lines under pictures that may be captions and are no headings: the only line of its kind, for one proves nothing,
    and all where most pictures that no caption has are followed by a short line."""
    figures = dict.fromkeys(k for k, row in enumerate(rows) if isinstance(row.block, Figure) and not row.block.caption)
    under = {k for k in lines if k - 1 in figures}
    last = [k for k in figures if k + 1 not in figures]  # of a run of pictures
    short = [k for k in last if k + 1 < len(rows) and _is_short(rows[k + 1])]
    alone = len(lines) == 1
    return under if alone or (len(short) >= _SERIES and len(short) >= _MOSTLY * len(last)) else set()


def _is_short(row: Row) -> bool:
    """Whether a paragraph is one short line that ends no sentence."""
    text = row.text.strip() if isinstance(row.block, Paragraph) else ""
    return 2 <= len(text) <= _LONGEST and "\n" not in text and not _END.search(text)


def _in_list(rows: Sequence[Row], index: int) -> bool:
    """Whether a numbered line stands beside another of its kind: items of a list, not heads of sections."""
    kind = rows[index].ask(_kind)
    beside = [rows[k] for k in (index - 1, index + 1) if 0 <= k < len(rows)]
    return kind in ("arabic", "bracket", "inner") and any(
        isinstance(row.block, Paragraph) and row.ask(_kind) == kind for row in beside
    )


def _kind(row: Row) -> str:
    """The kind of number that a line begins with."""
    text = row.text.strip()
    return next((name for name, pattern in _NUMBERED if name != "plain" and pattern.match(text)), "plain")


def _may_head(rows: Sequence[Row], index: int) -> bool:
    """Whether a short line has the shape of a heading and something to head."""
    if index + 1 >= len(rows):
        return False
    text = rows[index].text.strip()
    kind = rows[index].ask(_kind)
    ending = _END.search(text)
    if (
        ending
        and not (kind in ("zero", "han", "part") and text.endswith(("...", "…")))
        and not text.endswith(("!", "！"))
    ):
        return False
    if text.endswith(("!", "！")) and kind == "plain":
        return False
    if kind == "plain" and (_NOT.search(text) or len(_CLAUSE.findall(text)) >= _CLAUSES - 1):
        return False
    below = rows[index + 1]
    if isinstance(below.block, Heading) and kind == "plain" == below.ask(_kind):
        return False  # of two lines of one kind the upper heads nothing
    return _has_matter(below)


def _has_matter(row: Row) -> bool:
    match row.block:
        case Paragraph():
            return len(row.text) >= 16
        case Figure() | Items() | Table() | CodeBlock() | Quote() | Heading():
            return True
        case Divider() | Note():
            return False
        case _:
            assert_never(row.block)


def _stands_out(rows: Sequence[Row], index: int) -> bool:
    """Whether a bare short paragraph stands between two pieces of prose and reads as a heading."""
    text = rows[index].text.strip()
    bracketed = re.fullmatch(r"[【\[].{2,20}[】\]]", text) is not None
    quoted = re.fullmatch(r"[“「].{2,16}[”」]", text) is not None
    if not 2 <= len(text) <= _LONGEST or "\n" in text or _END.search(text):
        return False
    if (_NOT.search(text) or len(_CLAUSE.findall(text)) >= _CLAUSES - 1) and not bracketed and not quoted:
        return False
    if index == 0 or index + 1 >= len(rows):
        return False
    return _is_prose(rows, index - 1, -1) and _is_prose(rows, index + 1, 1)


def _opens(rows: Sequence[Row]) -> bool:
    """Whether the first paragraph reads as a heading too; asked only where others do."""
    return isinstance(rows[0].block, Paragraph) and _stands_out([rows[1], *rows], 1)


def _is_prose(rows: Sequence[Row], index: int, step: int) -> bool:
    """Whether the next block in a direction is prose; pictures between are passed over."""
    while 0 <= index < len(rows) and (isinstance(rows[index].block, Figure) or _is_caption(rows[index].text)):
        index += step
    if not 0 <= index < len(rows):
        return False
    block = rows[index].block
    if isinstance(block, Paragraph) and not _is_display(block):
        return len(rows[index].text) >= _PROSE
    return isinstance(block, Quote | Items)


def _is_display(block: Paragraph) -> bool:
    """Whether a paragraph begins with a formula on a line of its own: a line beside it leads to it or explains it."""
    return bool(block.children) and isinstance(block.children[0], Formula) and block.children[0].display


def _levelled(rows: Sequence[Row], table: LineTable) -> list[Block]:
    """Levels from 1 without gaps: marked ones by their rank on the page, promoted ones (level 0) by their numbering."""
    blocks = [row.block for row in rows]
    found = {k: block for k, block in enumerate(blocks) if isinstance(block, Heading)}
    marked = sorted({block.level for block in found.values() if block.level})
    kinds = {rows[k].ask(_kind) for k, block in found.items() if not block.level}
    ranks = sorted(kinds, key=lambda kind: _RANKS.index(kind) if kind else 3)
    previous = 0
    for k, block in found.items():
        rank = marked.index(block.level) if block.level else ranks.index(rows[k].ask(_kind)) + (len(marked) > 0)
        previous = min(rank + 1, previous + 1)
        if block.level != previous:
            blocks[k] = replace(block, level=previous)
            table.renew(rows[k], blocks[k])
    return blocks
