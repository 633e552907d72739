"""Which lines of a long text are its headings, and how deep: volumes over chapters over sections, and what stands around them.

One line proves nothing. A unit (第…章, 第…卷, 一、) counts where its numbers mostly follow each other and prose stands between;
楔子, 番外 and 后记 count only beside such a unit. Where that is not so there is no outline, and the text is an article.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from statistics import median

from book.classes import dataclass, field
from book.late import expression
from book.read.novel import marks
from book.read.novel.contents import table
from book.read.novel.marks import Mark
from book.text import SENTENCE_END, bare, squeeze

CONTENTS = "contents-list"
REPEATED = "repeated-heading"
_FOLLOWS = 0.7  # share of numbers that follow the one before; authors miscount, and chapters are missing
_WEAK_FOLLOWS = 0.9  # where there is nothing but a number
_MANY, _FEW, _WEAK = (
    5,
    3,
    5,
)  # numbered headings of a text in chapters: at all; where it is long or known as a book; bare ones
_LONG, _WEAK_LONG = 8_000, 20_000  # characters of a text that is long; of one with bare numbers only
_BODY = 100  # characters below a bare number within a chapter: items of a list have fewer
_MATTER = 20  # characters of a line from which it is text, whatever it ends in
_TITLE = 25  # characters of a title on a line of its own, below its number
_ARTICLE = expression(r"第[一二三四五六七八九十百千零〇\d]{1,6}条")
_BARE = dict.fromkeys(map(ord, "【[（(《<"))
_LAST = expression(r"[终終]章|大[结結]局")  # the last chapter, not what stands behind it


@dataclass(frozen=True, slots=True)
class Outline:
    """What lines are, by their index: `headings` the level and the words of each (two for a volume and a chapter on one line),
    `gone` what says once more what a heading says, with the rule; `joined` titles that went to the number above them;
    `doubtful` have the form of a heading and are none. `depth` is the level of the chapters.
    """

    headings: dict[int, tuple[tuple[int, str], ...]]
    gone: dict[int, str]
    joined: frozenset[int]
    doubtful: tuple[int, ...]
    depth: int


@dataclass(slots=True)
class _Text:
    """The lines of a text that say something, and the marks on them in reading order."""

    rows: Sequence[str]
    said: list[int]
    found: list[tuple[int, Mark]]
    contents: frozenset[int] = frozenset()
    chosen: list[tuple[int, Mark]] = field(default_factory=list)

    def below(self, start: int, end: int) -> int:
        """How many characters stand between two lines."""
        return sum(map(len, self.rows[start + 1 : end]))


def outline(rows: Sequence[str], is_known: Callable[[], bool] = lambda: False) -> Outline | None:
    """The outline of a text by its lines, or `None` where it has none; `is_known` says whether something else tells that it is a
    book, and is asked only of a text with enough lines that may be headings."""
    rows = [squeeze(row) for row in rows]
    said = [index for index, row in enumerate(rows) if row]
    found = [(index, mark) for index in said for mark in marks.marks_of(rows[index])]
    if sum(mark.rank != "named" for _, mark in found) < _FEW:
        return None
    known = is_known()
    text = _Text(rows, said, found, frozenset(table(rows, said, {index for index, _ in found})))
    text.found = [(index, mark) for index, mark in found if index not in text.contents]
    size = text.below(-1, len(rows))
    if sum(bool(_ARTICLE.match(rows[index])) for index in said) >= max(_MANY, len(text.found) // 2):
        return None  # a law: its articles are what it is read by
    kinds = _units(text)
    weak = _bare(text, kinds, alone_from=_FEW if known else _WEAK if size >= _WEAK_LONG else 0)
    text.chosen = list(_chosen(text, kinds | weak))
    numbered = [(index, mark) for index, mark in text.chosen if mark.number]
    tiers = {mark.rank for _, mark in numbered}
    chaptered = "chapter" in tiers or len(tiers) > 1  # an article may have five sections, or five episodes
    enough = (chaptered and len(numbered) >= _MANY) or (
        len(text.chosen) >= _FEW and len(numbered) > 1 and (known or size >= _LONG)
    )
    if not enough or not _has_bodies(text):
        return None
    gone, joined = _repeats(text)
    levels = _levels(text)
    taken = {index for index, _ in text.chosen} | gone.keys() | joined.keys()
    headings: dict[int, tuple[tuple[int, str], ...]] = {}
    volume: object = None
    shared, marked = (Counter(index for index, _ in found_in) for found_in in (text.chosen, text.found))
    for index, mark in text.chosen:
        if index in gone or (mark.rank == "volume" and mark.key == volume and shared[index] > 1):
            continue
        volume = mark.key if mark.rank == "volume" else volume
        text_of = (
            mark.text if shared[index] == marked[index] else rows[index]
        )  # the whole line where only one of two counts
        words = f"{text_of} {joined[index]}" if index in joined else text_of
        headings[index] = (*headings.get(index, ()), (levels[mark.kind, index], words))
    titles = frozenset(_next(text, index) for index in joined)
    listed = dict.fromkeys(text.contents, CONTENTS)
    doubtful = (
        index for index, mark in text.found if mark.rank != "weak" and index not in taken and index not in titles
    )
    ranks = {mark.rank for _, mark in text.chosen}
    lowest = next(rank for rank in ("chapter", "volume", "section", "weak") if rank in ranks)
    depth = max(levels[mark.kind, index] for index, mark in text.chosen if mark.rank == lowest)
    return Outline(headings, gone | listed, titles, tuple(dict.fromkeys(doubtful)), depth)


def _follow(run: list[tuple[int, Mark]], parents: set[int]) -> float:
    """The share of numbers that follow the one before: the next, the same (第三章（上）, （下）), or the first below a parent."""
    if len(run) < 2:
        return 0
    above = [-1, *sorted(parents)]
    good = steps = 0
    for ((before, _), last), ((here, _), number) in pairwise(zip(run, _numbers(run), strict=True)):
        parted = number <= 1 and above[bisect_right(above, here) - 1] > before
        steps += number == last + 1
        good += number in (last, last + 1) or parted
    return good / (len(run) - 1) if steps else 0


def _numbers(run: list[tuple[int, Mark]]) -> list[int]:
    """The numbers of a run; 下 follows 上 where there is no 中."""
    numbers = [mark.number for _, mark in run]
    halves = all(mark.text.translate(_BARE)[:1] in ("上", "下") for _, mark in run)
    return [min(number, 2) for number in numbers] if halves else numbers


def _units(text: _Text) -> set[str]:
    """The units that number parts of this text."""
    kinds: set[str] = set()
    parents: set[int] = set()
    for rank in ("volume", "chapter", "section"):
        own: dict[str, list[tuple[int, Mark]]] = {}
        for index, mark in text.found:
            if mark.rank == rank and not (mark.sentence and mark.glued):
                own.setdefault(mark.kind, []).append((index, mark))
        good = {kind for kind, run in own.items() if _follow(run, parents) >= _FOLLOWS}
        kinds |= good
        parents |= {index for kind in good for index, _ in own[kind]}
    return kinds | {mark.kind for index, mark in text.found if _opens(text, index, mark, parents)}


def _opens(text: _Text, index: int, mark: Mark, heads: set[int]) -> bool:
    """Whether a line is the only volume that is named, with a first chapter right below it."""
    alone = mark.rank == "volume" and mark.number == 1 and not (mark.sentence or mark.glued) and index not in heads
    return alone and _next(text, index) in heads


def _bare(text: _Text, kinds: set[str], *, alone_from: int) -> set[str]:
    """The kinds of bare numbers that head sections of chapters; or chapters, from so many on (0: never)."""
    parents = {index for index, mark in text.found if mark.kind in kinds}
    own: dict[str, list[tuple[int, Mark]]] = {}
    for index, mark in text.found:
        if mark.rank == "weak" and not mark.sentence:
            own.setdefault(mark.kind, []).append((index, mark))
    good = set()
    for kind, run in own.items():
        ends = sorted(parents | {index for index, _ in run} | {len(text.rows)})
        following = dict(pairwise(ends))
        sizes = [text.below(index, following[index]) for index, _ in run]
        least = _FEW if parents else alone_from
        starts = run[0][1].number <= 1
        if least and len(run) >= least and starts and _follow(run, parents) >= _WEAK_FOLLOWS and median(sizes) >= _BODY:
            good.add(kind)
    return good


def _chosen(text: _Text, kinds: set[str]) -> Iterable[tuple[int, Mark]]:
    """The marks that are headings: of a unit that counts, and no sentence; what is glued to its number must be in its turn."""
    if not kinds:
        return
    of: dict[str, list[tuple[int, Mark]]] = {}
    for index, mark in text.found:
        if mark.kind in kinds and not mark.sentence:
            of.setdefault(mark.kind, []).append((index, mark))
    in_turn = set()
    for kind, run in of.items():
        numbers = [0, *_numbers(run), 0]
        for at, (index, mark) in enumerate(run, 1):
            if mark.number == numbers[at - 1] + 1 or mark.number == numbers[at + 1] - 1 or mark.number == 1:
                in_turn.add((index, kind))
    last: dict[str, int] = {}
    for at, (index, mark) in enumerate(text.found):
        if mark.sentence:
            if mark.kind in last and mark.number == last[mark.kind] + 1 and not mark.glued and _fills(text.found, at):
                last[mark.kind] = mark.number
                yield index, mark
            continue
        if mark.kind in kinds:
            last[mark.kind] = mark.number
        if mark.rank == "named" or (mark.kind in kinds and (not mark.glued or (index, mark.kind) in in_turn)):
            yield index, mark


def _fills(found: list[tuple[int, Mark]], at: int) -> bool:
    """Whether a line that ends as a sentence is the only one for its number: the next of its kind has the number behind."""
    mark = found[at][1]
    following = next((other for _, other in found[at + 1 : at + 50] if other.kind == mark.kind), None)
    return mark.rank in ("volume", "chapter", "section") and (following is None or following.number == mark.number + 1)


def _has_bodies(text: _Text) -> bool:
    """Whether text stands below most headings that no other heading follows."""
    places = sorted({index for index, _ in text.chosen})
    heads = set(places)
    below = [following for index in places if (following := _next(text, index)) >= 0 and following not in heads]
    prose = sum(
        _is_prose(text, index) or (_next(text, index) not in heads and _is_prose(text, _next(text, index)))
        for index in below
    )
    return len(below) >= max(2, len(places) // 2) and 2 * prose >= len(below)


def _is_prose(text: _Text, index: int) -> bool:
    row = text.rows[index] if index >= 0 else ""
    return len(row) >= _MATTER or bool(SENTENCE_END.search(row))


def _next(text: _Text, index: int) -> int:
    """The next line that says something; -1 at the end."""
    return next((k for k in range(index + 1, min(index + 12, len(text.rows))) if text.rows[k]), -1)


def _repeats(text: _Text) -> tuple[dict[int, str], dict[int, str]]:
    """Lines that only repeat the heading above them, and for each heading without a title the one on the line below."""
    last = dict(text.chosen)  # of two marks on one line the chapter
    gone: dict[int, str] = {}
    untitled: dict[int, str] = {}
    bare_ones = 0
    for index, mark in last.items():
        below = _next(text, index)
        if below < 0 or index in gone:
            continue
        other, row = last.get(below), text.rows[below]
        if (other and other.key == mark.key) or (
            len(row) > 1 and bare(row) and bare(row) == bare(mark.title) and mark.rank != "named"
        ):
            gone[below] = REPEATED
        elif mark.rank in ("volume", "chapter", "section") and not mark.title:
            bare_ones += 1
            quoted = row[0] in "“「『\"'‘（(【"
            ends = bool(SENTENCE_END.search(row)) and row[-1] not in "！？!?…"
            if other is None and len(row) <= _TITLE and marks.is_short(row) and not quoted and not ends:
                untitled[index] = row
    return gone, untitled if len(untitled) > 1 and len(untitled) >= _FOLLOWS * bare_ones else {}


def _levels(text: _Text) -> dict[tuple[str, int], int]:
    """The level of each heading: volumes over chapters over sections over bare numbers, the rarer unit over the other."""
    counts: dict[str, int] = {}
    ranks: dict[str, int] = {}
    for _, mark in text.chosen:
        counts[mark.kind] = counts.get(mark.kind, 0) + 1
        ranks[mark.kind] = ("volume", "chapter", "section", "weak", "named").index(mark.rank)
    order: list[int] = []
    tiers: dict[str, int] = {}
    for kind in sorted((kind for kind in ranks if ranks[kind] < 4), key=lambda kind: (ranks[kind], counts[kind])):
        if not (ranks[kind] == 1 and 1 in order):  # 章 and 回 are one tier
            order.append(ranks[kind])
        tiers[kind] = len(order)
    volumes = [index for index, mark in text.chosen if mark.rank == "volume"]
    numbered = [index for index, mark in text.chosen if mark.rank in ("volume", "chapter")]
    chapter = min((tier for kind, tier in tiers.items() if ranks[kind] > 0), default=1)
    levels: dict[tuple[str, int], int] = {}
    for index, mark in text.chosen:
        if mark.rank != "named":
            levels[mark.kind, index] = tiers[mark.kind]
            continue
        within = volumes and volumes[0] < index and (index < numbered[-1] or _LAST.match(mark.text))
        levels[mark.kind, index] = chapter if within else 1
    return levels
