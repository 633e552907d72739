"""Where each block of an article with its patch comes from, and what of the patch made it what it is. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from book import edit
from book.classes import dataclass, replace
from book.edit.markdown import article_markdown
from book.edit.patch import Patch
from book.run.editing import Opened

_MOST = 20_000  # changes times blocks that are laid over step by step: a second (measured)


@dataclass(frozen=True, slots=True)
class Own:
    """A change of the editor's that can be taken back: its kind (`changes`, `drop`, `keep`) and its number there."""

    kind: str
    at: int


def owns(opened: Opened) -> list[Own]:
    """All that can be taken back, in the order of the numbers that a page is given."""
    patch = opened.patch
    return [
        *(Own("changes", n) for n in range(len(patch.changes))),
        *(Own("drop", n) for n in range(len(patch.drop))),
        *(Own("keep", n) for n in range(len(patch.keep))),
    ]


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a block of the article comes from: the number of the block that it `was` without the patch (-1: none), and what of the
    patch made it what it is (`None`: nothing)."""

    was: int
    own: Own | None = None


def traced(opened: Opened, before: Sequence[str]) -> tuple[list[Stand], dict[int, list[Stand]]]:
    """For each block of an article with its patch where it comes from; and the blocks that went, by the block behind which they
    stood (-1: before the first). The patch is laid over step by step, so it is known which change did what."""
    if len(opened.patch.changes) * len(before) > _MOST:
        return _compared(before, list(opened.blocks)), {}
    stands, gone = [Stand(n) for n in range(len(before))], list[tuple[Stand, int]]()
    texts, article = list(before), opened.article
    patch = opened.patch
    words = replace(patch, changes=(), drop=())
    steps = [(None, words), *((Own("drop", n), Patch(drop=(one,))) for n, one in enumerate(patch.drop))]
    steps += [(Own("changes", n), Patch(changes=(one,))) for n, one in enumerate(patch.changes)]
    for own, step in steps:
        article, _ = edit.apply(article, step, opened.edits.read, opened.edits.picture)
        now, made = list(article_markdown(article.blocks)), list[Stand]()
        for tag, i, j, k, m in SequenceMatcher(None, texts, now, autojunk=False).get_opcodes():
            if tag == "equal":
                made += stands[i:j]
                continue
            pairs = min(j - i, m - k)
            made += [Stand(one.was, own or one.own) for one in stands[i : i + pairs]]
            made += [Stand(-1, own)] * (m - k - pairs)
            gone += [(Stand(one.was, own), one.was) for one in stands[i + pairs : j] if one.was >= 0]
        stands, texts = made, now
    if len(stands) != len(opened.made.blocks):
        return [Stand(-1)] * len(opened.made.blocks), {}
    behind: dict[int, list[Stand]] = {}
    for one, was in sorted(gone, key=lambda pair: pair[1]):
        place = max((n for n, stand in enumerate(stands) if 0 <= stand.was < was), default=-1)
        behind.setdefault(place, []).append(one)
    return stands, behind


def _compared(before: Sequence[str], after: Sequence[str]) -> list[Stand]:
    """The same of very many changes, without which of them did what."""
    made: list[Stand] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        pairs = range(i, j) if tag in ("equal", "replace") else range(0)
        made += [Stand(i + n if i + n in pairs else -1) for n in range(m - k)]
    return made
