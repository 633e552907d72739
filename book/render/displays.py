"""Formulas on lines of their own, within a paragraph: where they divide it. Pure."""

from __future__ import annotations

from book.classes import replace
from book.model import Break, Formula, Inline, Inlines, Text
from book.walk import inline_text

_AFTER = "，。；、：？！,.;:?!"  # marks that stay with a formula


def is_one(line: Inlines) -> bool:
    """Whether a line is a formula on a line of its own, with the mark behind it."""
    return bool(line) and isinstance(line[0], Formula) and line[0].display


def pieces(line: Inlines) -> list[Inlines]:
    """A paragraph as it is set: its lines of text and its formulas on lines of their own, in order; the whole where it has none."""
    if not any(isinstance(node, Formula) for node in line):
        return [line]
    runs: list[list[Inline]] = [[]]
    for node in line:
        if isinstance(node, Formula) and node.display:
            runs += [[node], []]
        else:
            runs[-1].append(node)
    if len(runs) == 1:
        return [line]
    made: list[Inlines] = []
    for run in map(_trimmed, runs):
        text = inline_text(run)
        if made and is_one(made[-1]) and run and text and not text.strip(_AFTER):
            made[-1] += run
        elif run:
            made.append(run)
    return made


def _trimmed(run: list[Inline]) -> Inlines:
    """Without white space and breaks at its ends."""
    while run and (isinstance(run[0], Break) or (isinstance(run[0], Text) and not run[0].text.strip())):
        run = run[1:]
    while run and (isinstance(run[-1], Break) or (isinstance(run[-1], Text) and not run[-1].text.strip())):
        run = run[:-1]
    if run and isinstance(run[0], Text):
        run = [replace(run[0], text=run[0].text.lstrip()), *run[1:]]
    if run and isinstance(run[-1], Text):
        run = [*run[:-1], replace(run[-1], text=run[-1].text.rstrip())]
    return tuple(run)
