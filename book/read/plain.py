"""Text copied off a page → blocks. A line is a paragraph, for that is how browsers copy; typed bullets are lists again.

Selectors cannot help here. The title is the first line that is no furniture; what the other lines are is for `clean`.
"""

from __future__ import annotations

import statistics
from itertools import pairwise

from book.classes import dataclass
from book.late import expression
from book.model import Block, Divider, Inlines, Items, Paragraph, Text, dates
from book.read import copied
from book.read.blocks import lines
from book.read.blocks.lines import Atom
from book.read.scenes import is_mark
from book.read.titles import strip_site
from book.rules import RuleSet
from book.text import SENTENCE_END, bare, has_han, join_lines, squeeze, without_invisible
from book.text.bylines import claims_of

OUTSIDE = "outside-article"
_BULLET = expression(r"^\s*[•●▪◦‣]\s*(.*)$|^\s{1,8}[-*]\s+(.*)$")
_NUMBER = expression(r"^\s{1,8}(\d{1,3})\.\s+(.*)$")
_STEPS = expression(r"[>›»/]")  # between the steps of the way to a page
_FIRST_STEP, _STEP = 12, 16  # characters of the longest
_TITLE_LONGEST = 90
_SCENE = "\f"  # stands for the blank lines between two scenes
_NOVEL = 8  # paragraphs of the shortest text in which blank lines can say so
_CHAPTER = expression(r"^第.{1,9}[章回节]")
_SITE_TAIL = expression(r"[_|-].{1,14}(?:网|新闻|频道|博客|报|公众号)$")


@dataclass(frozen=True, slots=True)
class Copy:
    """The title and the site in its line ("" if none), the blocks of a text, the title's line not among them, and the lines
    of the page around it: (line, the user's word that keeps it, "" where none does)."""

    title: str
    site: str
    blocks: list[Block]
    outside: list[tuple[str, str]]


def read(text: str, rules: RuleSet) -> Copy:
    """A text that was copied."""
    told: list[tuple[str, str]] = []

    def keeps(line: str) -> bool:
        word = rules.overrides.keeps(line, OUTSIDE)
        told.append((line, word.written if word else ""))
        return word is not None

    whole = _unwrap(without_invisible(text).split("\n"))
    rows, gone = (whole, []) if OUTSIDE in rules.overrides.off else copied.outside(whole, rules, keeps)
    index = _title_row(rows, rules, copy=bool(gone))
    title = site = ""
    if index is not None:
        line = squeeze(rows[index])
        short = strip_site(line, "", rules)
        again = any(bare(short) == bare(row) for k, row in enumerate(rows) if k != index)
        title = short if short and (again or _SITE_TAIL.search(line[len(short) :])) else line
        site = line[len(title) :].strip(" _-|｜—·")
        rows = [*rows[:index], *rows[index + 1 :]]
    return Copy(title, site, blocks_of(_scenes(rows)), told)


def _title_row(rows: list[str], rules: RuleSet, *, copy: bool) -> int | None:
    """The first line that can be the title: no furniture, no list item, no sentence of prose; a line that recurs is surest."""
    seen: list[int] = []
    for index, row in enumerate(rows[:40]):
        line = squeeze(row)
        if not line:
            continue
        if (
            line[-1] in ":："
            or _BULLET.match(row)
            or _NUMBER.match(row)
            or _is_trail(line)
            or rules.line(line, where="head")
            or rules.notice(line)
            or (copy and dates.find(line) and claims_of(line, rules.names))
        ):
            continue
        if len(line) > _TITLE_LONGEST or (len(line) > 30 and line[-1] in "。.…；;"):
            break
        seen.append(index)
        if len(seen) == 4:
            break
    if not seen:
        return None
    bares = [bare(row) for row in rows]
    for index in seen:
        own = bares[index]
        if len(own) >= 6 and sum(
            own in other for k, other in enumerate(bares) if k != index and len(other) < len(own) + 12
        ):
            return index
    return next((index for index in seen if len(squeeze(rows[index])) >= 4 or not has_han(rows[index])), seen[0])


def _unwrap(rows: list[str]) -> list[str]:
    """Lines joined again where the text was wrapped at a fixed width (mail, old boards): most lines end at one length."""
    full = [row.rstrip() for row in rows]
    lengths = [len(row) for row in full if row.strip()]
    if len(lengths) < 12:
        return full
    typical = statistics.mode(lengths)
    near = [row for row in full if abs(len(row) - typical) <= 2]
    wrapped = (
        len(near) > 0.5 * len(lengths)
        and 20 <= typical <= 90
        and sum(bool(SENTENCE_END.search(row)) for row in near) < 0.3 * len(near)
    )
    if not wrapped:
        return full
    joined: list[str] = []
    previous = ""
    for row in full:
        opens = not row.strip() or not joined or not joined[-1].strip() or row[:1] in " \u3000\t"
        if opens or (SENTENCE_END.search(previous) and len(previous) < typical - 2):
            joined.append(row)
        else:
            joined[-1] += join_lines(joined[-1], row) + row.strip()
        previous = row
    return joined


def chapter(rows: list[str]) -> list[Block]:
    """The blocks of the lines of a chapter."""
    return blocks_of(_scenes(_unwrap(rows), novel=True))


def _scenes(rows: list[str], *, novel: bool = False) -> list[str]:
    """The lines of a novel with a mark where two blank lines or more part its scenes.

    That is known by how rare they are: elsewhere one blank line parts the paragraphs, or none does. In other texts such
    holes are where a copy lost its pictures.
    """
    said = [k for k, row in enumerate(rows) if row.strip()]
    gaps = [(here, after - here - 1) for here, after in pairwise(said)]
    wide = [(here, gap) for here, gap in gaps if gap >= 2]
    if not wide or len(said) < _NOVEL or len(wide) > len(gaps) // 4:
        return rows
    if not novel and not _is_novel([rows[k] for k in said]):
        return rows
    made = list(rows)
    for here, gap in wide:
        before, after = rows[here].strip(), rows[here + gap + 1].strip()
        if SENTENCE_END.search(before) and SENTENCE_END.search(after):
            made[here + 1] = _SCENE
    return made


def _is_novel(rows: list[str]) -> bool:
    """Whether paragraphs are set as in a novel: sentences, indented as in print, or under the heads of chapters."""
    sentences = sum(bool(SENTENCE_END.search(row.strip())) for row in rows)
    indented = sum(row.startswith("\u3000\u3000") for row in rows)
    chapters = any(_CHAPTER.match(row.strip()) and len(row) <= 30 for row in rows)
    return sentences >= 0.8 * len(rows) and (indented >= 0.8 * len(rows) or chapters)


def blocks_of(rows: list[str]) -> list[Block]:
    """A block for each line that says something; typed bullets are lists."""
    blocks: list[Block] = []
    items: list[tuple[Block, ...]] = []
    ordered: int | None = None

    def end() -> None:
        nonlocal ordered
        if items:
            blocks.append(Items(tuple(items), ordered is not None, ordered or 1))
            items.clear()
        ordered = None

    for row in rows:
        if row == _SCENE:
            end()
            blocks.append(Divider())
            continue
        if not row.strip():
            continue
        if is_mark(row):
            end()
            blocks.append(Paragraph(_line(row)))
            continue
        bullet, number = _BULLET.match(row), _NUMBER.match(row)
        if number:
            if ordered is None:
                end()
                ordered = int(number.group(1))
            if line := _line(number.group(2)):
                items.append((Paragraph(line),))
        elif bullet:
            if ordered is not None:
                end()
            if line := _line(bullet.group(1) or bullet.group(2) or ""):
                items.append((Paragraph(line),))
        else:
            end()
            if line := _line(row):
                blocks.append(Paragraph(line))
    end()
    return blocks


def _line(row: str) -> Inlines:
    text = without_invisible(row.strip().strip("\u3000"))
    if text.split() == [text]:  # no white space in it that could be settled
        return (Text(text),)
    return lines.line([Atom((), Text(text))])


def _is_trail(line: str) -> bool:
    """Whether a line is the way to a page (首页 > 新闻 > 正文): short steps with signs between them."""
    steps = [step.strip() for step in _STEPS.split(line)]
    first, *others = [step for step in steps if step] or [""]
    return bool(others) and len(first) <= _FIRST_STEP and all(len(step) <= _STEP for step in others)
