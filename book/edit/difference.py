"""What an editor changed in the Markdown of an article → the changes of a patch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from book.classes import replace
from book.edit.apply import apply
from book.edit.hand import Pictures, Reading
from book.edit.markdown import article_markdown
from book.edit.merging import likeness
from book.edit.patch import Change, Patch
from book.edit.pieces import pieces
from book.findings import Finding
from book.model import Article

_LIKE = 0.4  # likeness from which a block is another one, changed; below it one went and one came
_MOST = 40  # blocks of a changed stretch that are compared with each other


def changes_of(before: Sequence[str], after: str) -> tuple[Change, ...]:
    """The changes that make one text of the other; `before` are the blocks of the article (`article_markdown`).

    They apply one after the other, so each names what is there by then, as a whole. What is inserted is put to a neighbour, as is
    what stands in the article more than once.
    """
    now = list(before)
    changes: list[Change] = []
    shift = 0
    for start, end, new in stretches(tuple(before), pieces(after)):
        changes.append(_change(now, start + shift, end + shift, new))
        now[start + shift : end + shift] = new
        shift += len(new) - (end - start)
    return tuple(changes)


def stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, list[str]]]:
    """The blocks that differ, from and to, and what stands there: a block each where it is only another one changed."""
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace" and max(j - i, m - k) <= _MOST:
            yield from _paired(old, i, j, new[k:m])
        elif tag != "equal":
            yield i, j, list(new[k:m])


def _paired(old: Sequence[str], start: int, end: int, new: Sequence[str]) -> Iterator[tuple[int, int, list[str]]]:
    """A stretch as pairs of like blocks; what has no like goes, or comes, behind the pair before it."""
    if end - start == len(new):
        yield from ((start + n, start + n + 1, [text]) for n, text in enumerate(new))
        return
    at, taken = start, 0
    for n, text in enumerate(new):
        marks = [(likeness(old[one], text, _LIKE), -one) for one in range(at, end)]
        best, where = max(marks, default=(0.0, 0))
        if best < _LIKE:
            continue
        goal = -where
        if goal > at or n > taken:
            yield at, goal, list(new[taken:n])
        yield goal, goal + 1, [text]
        at, taken = goal + 1, n + 1
    if at < end or taken < len(new):
        yield at, end, list(new[taken:])


def _change(now: list[str], start: int, end: int, new: list[str]) -> Change:
    """The change of some blocks, with as many of those before (or behind) as it takes to be the only ones of their kind."""
    if start == end:
        if not now:
            return Change(at="start", new="\n\n".join(new))
        if start:
            start, new = start - 1, [now[start - 1], *new]
        else:
            end, new = 1, [*new, now[0]]
    while _count(now, now[start:end]) > 1:
        if start:
            start, new = start - 1, [now[start - 1], *new]
        else:
            end, new = end + 1, [*new, now[end]]
    return Change("\n\n".join(now[start:end]), "\n\n".join(new))


def _count(texts: list[str], run: list[str]) -> int:
    return sum(texts[n : n + len(run)] == run for n in range(len(texts) - len(run) + 1))


def extended(article: Article, patch: Patch, text: str, read: Reading, picture: Pictures) -> tuple[Change, ...]:
    """The changes of a patch, and behind them those that make of the article, as the patch leaves it, what its editor wrote.

    What he changed again is one change where that comes to the same.
    """
    before = article_markdown(apply(article, patch, read, picture)[0].blocks)
    more = changes_of(before, text)
    plain = (*patch.changes, *more)
    wanted, doubts = apply(article, replace(patch, changes=plain), read, picture)
    short = _joined(patch.changes, more)
    made, told = apply(article, replace(patch, changes=short), read, picture)
    is_same = article_markdown(made.blocks) == article_markdown(wanted.blocks)
    return short if is_same and _doubtful(told) <= _doubtful(doubts) else plain


def _doubtful(findings: Sequence[Finding]) -> Counter[str]:
    """What changes did that do not simply fit."""
    return Counter(one.code for one in findings if one.code not in ("edit.changed", "edit.dropped", "edit.inserted"))


def _joined(changes: Sequence[Change], more: Sequence[Change]) -> tuple[Change, ...]:
    """Changes and later ones as one list: what is changed again is one change, and what is as it was is none."""
    made = list(changes)
    for one in more:
        same = [n for n, before in enumerate(made) if one.old and before.new == one.old and not before.note]
        if len(same) == 1:
            made[same[0]] = replace(made[same[0]], new=one.new)
        else:
            made.append(one)
    return tuple(
        one for one in made if (one.is_insertion and (one.new or one.picture or one.note)) or one.old != one.new
    )
