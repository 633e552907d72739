"""A proof for correction: its wider page, numbers of lines, bars beside what is another than in the last proof, and the list of it.

The text block stays where it is and as wide as it is, so a proof has the lines and the pages of the book. Bars are drawn as
backgrounds of a box in the margin once the pages are set: nothing that is marked moves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from math import floor
from typing import Any

from book.classes import dataclass, replace
from book.messages.printed import Words
from book.model import Blocks, Note, NoteRef
from book.model.proofs import Mark, Marked, Round
from book.render.pdf.grid import MM, Grid
from book.render.xhtml import escape
from book.walk import each_block, each_inline, own_lines

_WIDER = 40 * MM  # of the outer margin: room for a hand's notes; 大32开 stays within A4
_EVERY = 5  # lines, of which one bears its number
_OFF, _BAR, _TICK = (
    3.5,
    1.2,
    5.0,
)  # points: from the text to a bar, its width, the length of the mark where something went
_EDGE = 11  # points: the marks where the page of the book ends
_INK = "linear-gradient(#000)"  # one colour: WeasyPrint draws a rectangle of the size; two it lets run over
_PX = 96 / 72  # px of CSS in a point
_NEAR = 10  # characters that are shown of what stays, on each side of a change
_LONG = 400  # characters of a text that are listed
_MOST = 160_000  # pairs of characters that are compared one by one, at most a second: two texts of 400

#: The name of each change, the sheet (from 0) and the line (from 1) where its bar begins.
Places = tuple[tuple[str, int, int], ...]
NO_PLACES: Places = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A change as it is listed: where it stands, and texts with what each is, as XHTML."""

    place: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in the list of changes: `kind` says what became of it as a whole."""

    title: str
    kind: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """The attributes by which the markup of an article bears the names of its changes: at its title, at each of its blocks."""

    title: str
    blocks: tuple[str, ...]


def widened(page: Grid) -> Grid:
    """The page of a proof: wider at its outer edge, the text where it was."""
    return replace(page, width=page.width + _WIDER, outer=page.outer + _WIDER)


def sheet(page: Grid) -> str:
    """What is the same on each page of a proof, as a style sheet; `page` is that of the book."""
    numbers = "\\A ".join(str(n) if n % _EVERY == 0 else "" for n in range(1, page.lines + 1))
    # The width of the page is that of the cover, which is no wider than it will be.
    lines = ["body { string-set: proof attr(data-proof); }", f"html {{ --page-width: {page.width:.4f}pt; }}"]
    for side, edge in (("left", _WIDER), ("right", page.outer)):
        for end, content in (("top", '""'), ("bottom", "string(proof)")):  # with a mark where the page of the book ends
            mark = f"{_INK} no-repeat left {edge:.4f}pt {end} 0 / .3pt {_EDGE}pt"
            lines.append(f"@page :{side} {{ @{end}-{side}-corner {{ content: {content}; background: {mark}; }} }}")
        lines += [
            f'@page {kind}:{side} {{ @{side}-top {{ content: "{numbers}"; line-height: {page.pitch:g}pt; }} }}'
            for kind in ("article", "start", "contents")
        ]
        lines += [
            f"@page cover:{side} {{ @top-{side}-corner {{ content: none; }} @bottom-{side}-corner {{ content: none; }} }}",
        ]
        lines += [f"@page {kind}:blank {{ @{side}-top {{ content: none; }} }}" for kind in ("article", "start")]
    return "\n".join(lines) + "\n"


# -------------------------------------------------------------------------------------------------------- what is marked


def marks_of(whole: Round, file: str, blocks: Blocks) -> Marks | None:
    """What the markup of an article bears; `None` where nothing of it is another. A note is marked where it is called."""
    number, marked = next(((n, one) for n, one in enumerate(whole.articles) if one.file == file), (0, None))
    if marked is None or marked.gone:
        return None
    changed: dict[int, list[str]] = defaultdict(list)
    gone: dict[int, list[str]] = defaultdict(list)
    ends: dict[int, list[str]] = defaultdict(list)
    callers = _callers(blocks)
    for n, mark in enumerate(marked.marks):
        name, at = f"{number}.{n}", min(mark.at, len(blocks))
        for block in range(at, min(at + mark.count, len(blocks))):
            changed[block].append(name)
            held = blocks[block]
            for caller in callers.get(held.key, ()) if isinstance(held, Note) else ():
                changed[caller].append(name)
        if not mark.count and at < len(blocks):
            gone[at].append(name)
        elif not mark.count and blocks:
            ends[at - 1].append(name)
    title = f' data-change="{number}"' if marked.values or marked.moved or marked.new else ""
    kinds = (("change", changed), ("gone", gone), ("ended", ends))
    bears = tuple(
        "".join(f' data-{kind}="{" ".join(dict.fromkeys(names[n]))}"' for kind, names in kinds if n in names)
        for n in range(len(blocks))
    )
    return Marks(title, bears)


def _callers(blocks: Blocks) -> dict[str, list[int]]:
    """The key of each note → the blocks that call it."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        inner = () if isinstance(block, Note) else each_block((block,))
        nodes = (node for one in inner for line in own_lines(one) for node in each_inline(line))
        for node in nodes:
            if isinstance(node, NoteRef):
                found[node.key].append(number)
    return found


def bars(document: Any, pitch: float) -> tuple[str, Places]:
    """The bars of a set book as a style sheet, and where each change stands. `document` is WeasyPrint's, `pitch` that
    of the lines in points."""
    from book.render.weasy.laid import bearers, is_left  # WeasyPrint is imported when it is asked for

    runs: dict[int, list[tuple[float, float]]] = defaultdict(
        list
    )  # sheet → from and to, in px below the top of the text
    places: dict[str, tuple[int, float]] = {}
    gone: dict[str, tuple[int, float]] = {}  # name → sheet, and where what went would begin
    for number, page in enumerate(document.pages):
        for name, kind, start, height in bearers(page, ("change", "gone", "ended")):
            if kind == "change":
                runs[number].append((start, start + height))
            elif kind == "gone":
                gone[name] = min(gone.get(name, (number, start)), (number, start))
            else:
                gone[name] = max(gone.get(name, (0, 0.0)), (number, start + height))
            places.setdefault(name, (number, start))
    drawn = {number: [(start, _BAR, end - start) for start, end in _joined(found)] for number, found in runs.items()}
    for number, start in dict.fromkeys(gone.values()):
        drawn.setdefault(number, []).append((start, _TICK, _BAR * _PX))
    rules = [
        _rule(number, "left" if is_left(document.pages[number]) else "right", drawn[number]) for number in sorted(drawn)
    ]
    lines = [
        (name, number, max(0, floor(y / (pitch * _PX) + 0.25)) + 1) for name, (number, y) in (places | gone).items()
    ]
    return "\n".join(rules), tuple(lines)


def _rule(number: int, side: str, drawn: Iterable[tuple[float, float, float]]) -> str:
    """What is drawn beside the text of one sheet: from the top in px, width in points, height in px."""
    inner = "left" if side == "right" else "right"
    images = ", ".join(
        f"{_INK} no-repeat {inner} {_OFF}pt top {y:.3f}px / {width}pt {height:.3f}px" for y, width, height in drawn
    )
    return f"@page :nth({number + 1}) {{ @{side}-top {{ background: {images}; }} }}"


def _joined(runs: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """The runs with those that touch made one: a paragraph and each of its lines bear one name."""
    made: list[tuple[float, float]] = []
    for start, end in sorted(runs):
        if made and start <= made[-1][1] + 1:
            made[-1] = made[-1][0], max(end, made[-1][1])
        else:
            made.append((start, end))
    return made


# ------------------------------------------------------------------------------------------------------------- the list


def listed(whole: Round, places: Places, start: int, wording: Words) -> tuple[Listed, ...]:
    """The list of what is another, in the order of the book; `start` is the sheet that is page 1."""

    found = {name: (sheet_of, line) for name, sheet_of, line in places}

    def place(name: str) -> str:
        sheet_of, line = found.get(name, (-1, 0))
        return wording["proof-place"].format(sheet_of - start + 1, line) if sheet_of >= max(0, start) else ""

    return tuple(_listed(one, str(number), place, wording) for number, one in enumerate(whole.articles))


def _listed(one: Marked, number: str, place: Any, wording: Words) -> Listed:
    kinds = [
        wording[key]
        for key, is_so in (("proof-new", one.new), ("proof-moved", one.moved), ("proof-gone", one.gone))
        if is_so
    ]
    if one.new:
        return Listed(one.title, f"{'，'.join(kinds)} {place(number)}".strip(), ())
    rows = [
        Row(f"{wording[key]} {place(number)}".strip(), _both(((was, now),), wording)) for key, was, now in one.values
    ]
    rows += [Row(place(f"{number}.{n}"), _both(_pairs(mark), wording)) for n, mark in enumerate(one.marks)]
    return Listed(one.title, "，".join(kinds), tuple(rows))


def _pairs(mark: Mark) -> Sequence[tuple[str, str]]:
    if len(mark.old) == len(mark.new):
        return tuple(zip(mark.old, mark.new, strict=True))
    return ((" ¶ ".join(mark.old), " ¶ ".join(mark.new)),)


def _both(pairs: Iterable[tuple[str, str]], wording: Words) -> tuple[tuple[str, str], ...]:
    texts: list[tuple[str, str]] = []
    for was, now in pairs:
        shown = _differing(was, now)
        texts += [(wording[f"proof-{name}"], text) for name, text in zip(("was", "now"), shown, strict=True) if text]
    return tuple(texts)


def _differing(was: str, now: str) -> tuple[str, str]:
    """Two texts as XHTML: what differs is marked, and of the rest only what is near is shown."""
    if not was or not now:
        return _whole(was), _whole(now)
    pieces = _pieces(was, now)
    sides: tuple[list[str], list[str]] = ([], [])
    for n, (old, new, is_same) in enumerate(pieces):
        if is_same:
            text = _kept(old, first=n == 0, last=n == len(pieces) - 1)
            sides[0].append(text)
            sides[1].append(text)
        else:
            sides[0].append(f"<del>{_whole(old)}</del>" if old else "")
            sides[1].append(f"<strong>{_whole(new)}</strong>" if new else "")
    return "".join(sides[0]), "".join(sides[1])


def _pieces(was: str, now: str) -> list[tuple[str, str, bool]]:
    """Runs of both texts, and whether they are the same in both."""
    if len(was) * len(now) <= _MOST:
        found: list[tuple[str, str, bool]] = []
        for tag, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
            # A single character between two changes is by chance the same.
            is_same = tag == "equal" and (j - i > 1 or i == 0 or j == len(was))
            if found and not is_same and not found[-1][2]:
                old, new, _ = found.pop()
                found.append((old + was[i:j], new + now[k:m], False))
            else:
                found.append((was[i:j], now[k:m], is_same))
        return found
    most = min(len(was), len(now))
    head = next((n for n in range(most) if was[n] != now[n]), most)
    tail = next((n for n in range(most - head) if was[-1 - n] != now[-1 - n]), most - head)
    ends = (was[:head], was[:head], True), (was[len(was) - tail :], was[len(was) - tail :], True)
    return [ends[0], (was[head : len(was) - tail], now[head : len(now) - tail], False), ends[1]]


def _kept(text: str, *, first: bool, last: bool) -> str:
    """What stays, near a change."""
    if len(text) <= 2 * _NEAR + 1:
        return escape(text)
    start, end = ("" if first else text[:_NEAR]), ("" if last else text[-_NEAR:])
    return escape(f"{start}…{end}")


def _whole(text: str) -> str:
    return escape(text if len(text) <= _LONG else f"{text[: _LONG - 1]}…")
