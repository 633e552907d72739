"""Paragraphs of WeasyPrint's, planned: its boxes as text for `fit`, and each line of the plan as pieces of those boxes.

A plan is made with the first line of a paragraph, and kept with its box. There is none where it could not be kept
to: beside floats, with pictures and other atoms in the line, with padding at the ends of inline elements, in ragged text (titles
apart). Then `lines` chooses the end of one line after another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from weasyprint.formatting_structure import boxes

from book.classes import dataclass, field, replace
from book.render.weasy import spacing
from book.render.weasy.breaks import Line, Prose, balance, fit
from book.render.weasy.hyphens import HYPHEN, dictionary, divisions
from book.render.weasy.justify import custom_of
from book.render.weasy.looseness import fit_to

HAIR = 0.002  # px that a line says to be narrower than it is, lest rounding make its line too long
_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "figcaption", "figure", "caption", "th"})
_SIDES = tuple(f"{what}_{side}" for what in ("padding", "margin") for side in ("left", "right"))
_BORDERS = "border_left_width", "border_right_width"

#: What it costs to end a line of a title, in a language, before each of its characters; empty where nothing is known.
Hurts = Callable[[str, str], Sequence[float]]
#: The advance of each character of a box in em, and where Unicode lets a line end; `None` where the box cannot be planned.
Measured = tuple[list[float], list[bool]] | None


@dataclass(frozen=True, slots=True)
class Piece:
    """What a line takes of a text box: `shown` of it from a byte on, up to `resume` bytes further; `None` is to its end.

    `gaps` in px after each character, `width` in px; `lead` px hang out to the left of the line. `hyphen`: px of the hyphen that
    is drawn behind it, in `width`, or 0. `loose`: em that the line is too short, said by its first piece.
    """

    shown: str
    resume: int | None
    gaps: list[float]
    width: float
    lead: float
    hyphen: float = 0.0
    loose: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """The pieces of a paragraph, by the number of the box and the byte where each begins.

    `width` and `indent` in px are what it was made for; `opens` are the pieces that begin after a forced break. `runs`: what a
    paragraph of one run was made from, until its pages are done (`endings`).
    """

    width: float
    indent: float
    pieces: dict[tuple[int, int], Piece]
    opens: set[tuple[int, int]]
    runs: list[Run] = field(default_factory=list)

    def is_for(self, width: float, indent: float) -> bool:
        """Whether it holds in a column so wide: left and right pages differ by what floating point rounds (1e-13 px)."""
        return abs(self.width - width) < HAIR and abs(self.indent - indent) < HAIR


@dataclass(frozen=True, slots=True)
class Run:
    """A paragraph as it was planned: its line box, what was measured of it, and its lines."""

    linebox: Any
    prose: Prose
    owners: list[tuple[Any, int]]
    lines: list[Line]


def plan(
    linebox: Any,
    width: float,
    measure: Callable[[Any], Measured],
    between: Callable[[str, str, str], bool],
    hurts: Hurts = lambda *_: (),
) -> Plan:
    """The plan of a paragraph in a column of `width` px; without pieces where there cannot be one.

    `measure` gives advances and breaks of a text box, `between` whether UAX #14 breaks between two characters.
    Titles, and all that is centred, are broken by phrases: `hurts`.
    """
    made = Plan(width, linebox.text_indent, {}, set())
    rule, size = custom_of(linebox.style) or _foreign(linebox.style), linebox.style["font_size"]
    align = linebox.style["text_align_all"]
    title = align == "center" or (linebox.element_tag or "").split("::")[0] in _TITLES
    if not rule or size < 1 or not (title or align == "justify"):
        return made
    leaves = _leaves(linebox)
    first = width - linebox.text_indent
    for i, run in enumerate(_lines_of(leaves) if leaves else []):
        prose, owners = _prose(run, rule, size, measure, between)
        prose = replace(prose, hyphens=_hyphens(run, size, measure)) if prose and not title else prose
        if prose and title:
            turns = sum(prose.advances) > first / size * 0.8  # with its gaps, perhaps
            costs = hurts(prose.text, linebox.style["lang"] or "") if turns else ()
            lines = balance(replace(prose, hurts=costs), first / size)
        else:
            lines = fit(prose, first / size, width / size) if prose else None
        if prose and lines:
            _cut(made.pieces, prose, owners, lines, size)
            if not title:
                made.runs.append(Run(linebox, prose, owners, lines))
            if i and made.indent:
                made.opens.add(_place(owners, lines[0].start))
    return made


def replanned(made: Plan, count: int) -> Plan | None:
    """The plan of the same paragraph set in `count` lines; `None` where a reader would see it."""
    run = made.runs[0]
    size = run.linebox.style["font_size"]
    lines = fit_to(run.prose, (made.width - made.indent) / size, made.width / size, count)
    if lines is None:
        return None
    other = Plan(made.width, made.indent, {}, set(), made.runs)
    _cut(other.pieces, run.prose, run.owners, lines, size)
    return other


def _foreign(style: Any) -> spacing.Custom | None:
    """The custom of a paragraph in another language, which has none of the marks that differ; `None` where it is not ours."""
    plain = style["white_space"] == "normal" and style["direction"] == "ltr" and style["font_kerning"] != "none"
    return spacing.MAINLAND if plain and dictionary(style["lang"] or "") else None


def _hyphens(run: list[Any], size: float, measure: Callable[[Any], Measured]) -> dict[int, float]:
    """Where words of other languages may be divided, and how wide the hyphen is there, in em of the paragraph."""
    found: dict[int, float] = {}
    start = 0
    for box in run:
        style = box.style
        if style["white_space"] == "normal" and style["font_kerning"] != "none" and style["hyphens"] != "none":
            places = divisions(box.text, style["lang"] or "")
            if places and (hyphen := measure(box.copy_with_text(HYPHEN))):
                found |= dict.fromkeys((start + k for k in places), hyphen[0][0] * style["font_size"] / size)
        start += len(box.text)
    return found


def _leaves(box: Any) -> list[Any] | None:
    """The text boxes of a paragraph; `None` if there is anything else in its lines."""
    leaves: list[Any] = []
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            leaves.append(child)
        elif child.is_in_normal_flow():
            if not isinstance(child, boxes.InlineBox) or child.is_leader or not _bare(child.style):
                return None
            inner = _leaves(child)
            if inner is None:
                return None
            leaves += inner
        elif child.is_floated() or child.is_absolutely_positioned():
            return None
    return leaves


def _bare(style: Any) -> bool:
    return all(getattr(style[side], "value", 1) == 0 for side in _SIDES) and not any(style[b] for b in _BORDERS)


def _lines_of(leaves: list[Any]) -> Iterator[list[Any]]:
    """The text boxes between forced line breaks."""
    run: list[Any] = []
    for box in leaves:
        if box.text == "\n":
            yield run
            run = []
        elif box.text:
            run.append(box)
    yield run


#: Of each character, its box, and its place in that box.
Owners = list[tuple[Any, int]]


def _prose(
    run: list[Any], rule: spacing.Custom, size: float, measure: Callable[[Any], Measured], between: Callable[..., bool]
) -> tuple[Prose | None, Owners]:
    classes, advances, scale, breaks = "", [], [], [False]
    owners: Owners = []
    for box in run:
        own, style = custom_of(box.style), box.style
        found = measure(box)
        if found is None:
            return None, []
        kinds = spacing.kinds(box.text)
        relative = style["font_size"] / size
        if owners:
            breaks[-1] = _breaks_between(owners[-1][0], box, between)
        inner = found[1] if style["white_space"] == "normal" else [False] * (len(box.text) + 1)
        breaks += [
            may if not own or kinds[k - 1] in " Z" or kinds[k] in " Z" else _may(box.text, k, may)
            for k, may in enumerate(inner[1:-1], 1)
        ]
        breaks.append(False)
        classes += kinds if own else "".join(kind if kind in " Z" else "L" for kind in kinds)
        advances += [advance * relative for advance in found[0]]
        scale += [relative] * len(box.text)
        owners += [(box, i) for i in range(len(box.text))]
    text = "".join(box.text for box in run)
    return (Prose(text, classes, advances, scale, breaks, rule) if text else None), owners


def _may(text: str, k: int, by_unicode: bool) -> bool:
    return spacing.may_break(text[k - 1], text[k], by_unicode)


def _breaks_between(before: Any, after: Any, between: Callable[[str, str, str], bool]) -> bool:
    if "nowrap" in {before.style["white_space"], after.style["white_space"]}:
        return False
    if _is_raised(after):
        return False
    last, first = before.text[-1], after.text[0]
    return first != " " and (last == " " or between(last, first, after.style["lang"]))


def _is_raised(box: Any) -> bool:
    """Whether a text is raised: the mark of a note, which UAX #14 takes for a word like any other, or an exponent."""
    tag = box.element_tag or ""
    return tag == "sup" or tag.endswith("::footnote-call") or (tag == "a" and box.element.get("role") == "doc-noteref")


def _place(owners: Owners, k: int) -> tuple[int, int]:
    box, offset = owners[k]
    return id(box), len(box.text[:offset].encode())


def _cut(pieces: dict[tuple[int, int], Piece], prose: Prose, owners: Owners, lines: list[Line], size: float) -> None:
    """Lines, as pieces of the boxes that their characters stand in."""
    for line in lines:
        k, lead, loose = line.start, line.lead, line.loose
        while k < line.end:
            box, offset = owners[k]
            stop = min(line.end, k + len(box.text) - offset)
            upto = max(k, min(stop, line.last + 1))
            gaps = [gap * size for gap in line.gaps[k - line.start : upto - line.start]]
            hyphen = line.hyphen * size if stop == line.end else 0.0
            taken = sum(prose.advances[k:upto]) * size + sum(gaps) - lead * size + hyphen
            ended = stop == len(prose.text) or (stop - k == len(box.text) - offset and stop < line.end)
            resume = None if ended else len(prose.text[k:stop].encode())
            shown = prose.text[k:stop]
            shown = shown.rstrip(" ") if stop == line.end else shown
            pieces[_place(owners, k)] = Piece(shown, resume, gaps, taken - HAIR, lead * size, hyphen, loose)
            k, lead, loose = stop, 0.0, 0.0
