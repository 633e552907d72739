"""Two proofs of a book → what is another in the later one: by article, by block. Pure; where proofs lie is no matter here.

An article is the same as before where its file is, else its address, else its text: at least half of its letters stand in blocks
that are in both, and in no other article that is left are as many. So what was renamed or moved on the disk has its changes as what
is new, and not all of its text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from book.classes import replace
from book.edit.difference import stretches
from book.edit.markdown import article_markdown
from book.model import Article, Inline, Link
from book.model.proofs import Galley, Mark, Marked, Proof, Round
from book.walk import map_inlines, map_lines

_SAME = 0.5  # of the letters of the shorter text


def galley(article: Article, locators: Mapping[str, str]) -> Galley:
    """An article as a proof has it. `locators` are those of the ids of the book's articles: an id is another when its source is."""

    def leaf(node: Inline) -> Inline:
        if isinstance(node, Link) and node.href.startswith("#"):
            return replace(node, href=f"#{locators.get(node.href[1:], '')}")
        return node

    return Galley(
        article.source.locator,
        article.source.url,
        article.title,
        article.author,
        article.published.iso_day if article.published else "",
        blocks_of(replace(article, blocks=map_lines(article.blocks, lambda line: map_inlines(line, leaf)))),
    )


def blocks_of(article: Article) -> tuple[str, ...]:
    """The blocks of an article as a proof keeps them."""
    return tuple(article_markdown(article.blocks))


def round_of(label: str, before: Proof | None, now: Sequence[Galley]) -> Round:
    """What is another than in the proof before, in the order of the book, and behind it what is gone."""
    if before is None:
        return Round(label)
    pairs = _pairs(before.galleys, now)
    strays = _strays([one.file for one in before.galleys], [pairs[one.file].file for one in now if one.file in pairs])
    made = [_marked(pairs.get(one.file), one, strays) for one in now]
    here = {one.file for one in pairs.values()}
    gone = [Marked(one.file, one.title, gone=True) for one in before.galleys if one.file not in here]
    return Round(label, before.label, (*(one for one in made if one is not None), *gone))


def aligned(marked: Marked, was: Sequence[str], now: Sequence[str]) -> Marked:
    """The marks where the blocks are others than those that were compared: pictures that could not be had are gone, say."""
    if was == now:
        return marked
    places: dict[int, int] = {}
    for tag, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        places |= {n: min(k + n - i, m if tag != "equal" else len(now)) for n in range(i, j)}
    places[len(was)] = len(now)
    marks = []
    for one in marked.marks:
        start, end = places[one.at], places[one.at + one.count]
        marks.append(replace(one, at=start, count=max(0, end - start)))
    return replace(marked, marks=tuple(marks))


def _marked(old: Galley | None, new: Galley, strays: frozenset[str]) -> Marked | None:
    """What is another of one article; `None` for nothing."""
    if old is None:
        whole = [Mark(0, len(new.blocks), (), new.blocks)] if new.blocks else []
        return Marked(new.file, new.title, marks=tuple(whole), new=True)
    pairs = (("title", old.title, new.title), ("author", old.author, new.author), ("date", old.date, new.date))
    values = tuple(one for one in pairs if one[1] != one[2])
    marks, moved = _marks(old.blocks, new.blocks), old.file in strays
    return Marked(new.file, new.title, values, marks, moved) if values or marks or moved else None


def _marks(old: Sequence[str], new: Sequence[str]) -> tuple[Mark, ...]:
    marks, shift = [], 0
    for start, end, texts in stretches(old, new):
        marks.append(Mark(start + shift, len(texts), tuple(old[start:end]), tuple(texts)))
        shift += len(texts) - (end - start)
    return tuple(marks)


def _strays(before: Sequence[str], now: Sequence[str]) -> frozenset[str]:
    """The articles that do not stand in the order of the others any more: as few as can be."""
    here = set(now)
    kept = [one for one in before if one in here]
    still: set[str] = set()
    for block in SequenceMatcher(None, kept, now, autojunk=False).get_matching_blocks():
        still.update(kept[block.a : block.a + block.size])
    return frozenset(here - still)


def _pairs(before: Iterable[Galley], now: Sequence[Galley]) -> dict[str, Galley]:
    """The file of each article → the same article in the proof before. One to one."""
    left = {one.file: one for one in before}
    found: dict[str, Galley] = {}
    for one in now:
        if one.file in left:
            found[one.file] = left.pop(one.file)
    _by(lambda one: one.address, left, now, found)
    if left and len(found) < len(now):
        _by_text(left, now, found)
    return found


def _by(key: Callable[[Galley], str], left: dict[str, Galley], now: Sequence[Galley], found: dict[str, Galley]) -> None:
    """Pairs what has a key that one article has before, and one now."""
    mine = Counter(key(one) for one in now if one.file not in found)
    theirs = Counter(key(one) for one in left.values())
    known = {key(one): one for one in left.values() if key(one) and theirs[key(one)] == 1}
    for one in now:
        if one.file not in found and mine[key(one)] == 1 and key(one) in known:
            found[one.file] = left.pop(known[key(one)].file)


def _by_text(left: dict[str, Galley], now: Sequence[Galley], found: dict[str, Galley]) -> None:
    """Pairs what has the most text in common; where two have as much, neither."""
    holders: dict[str, list[str]] = {}
    for old in left.values():
        for block in dict.fromkeys(old.blocks):
            holders.setdefault(block, []).append(old.file)
    marks: list[tuple[int, str, str]] = []
    for new in now:
        if new.file in found:
            continue
        common: Counter[str] = Counter()
        for block in dict.fromkeys(new.blocks):
            for name in holders.get(block, ()):
                common[name] += len(block)
        ranked = common.most_common(2)
        if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
            name, size = ranked[0]
            if size >= _SAME * min(_letters(new), _letters(left[name])):
                marks.append((size, new.file, name))
    for _, file, name in sorted(marks, key=lambda mark: -mark[0]):
        sizes = sorted((mark[0] for mark in marks if mark[2] == name), reverse=True)
        if name in left and (len(sizes) == 1 or sizes[0] > sizes[1]):
            found[file] = left.pop(name)


def _letters(one: Galley) -> int:
    return sum(map(len, one.blocks))
