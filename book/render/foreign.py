"""Words of other languages in a line, marked as such: each run whose language its words or its script tell is a `Text` of it. Pure.

For those who hear a book (WCAG 3.1.2), for fonts, and for the hyphens of print. What is untold stays in the language around it.
"""

from __future__ import annotations

from book.classes import replace
from book.fonts import scripts
from book.model import Break, Code, Formula, Inline, Inlines, Ruby, Text
from book.text import tongues
from book.walk import each_inline, splice_inlines


def spoken(line: Inlines, around: str) -> Inlines:
    """The line with its runs marked; `around` is the language of the article."""
    if len(line) == 1 and isinstance(line[0], Text):
        text = line[0].text
    else:
        text = "".join([node.text if isinstance(node, Text) else _beside(node) for node in each_inline(line)])
    if text.count(" ") < tongues.FEWEST - 1 and not scripts.is_foreign(text):
        return line  # most lines: no run of enough words, and no other script
    written = _by_script(text)
    told = [run for run in tongues.runs(text) if run.language != around.split("-", maxsplit=1)[0]]
    # A run from right to left has Latin words in it.
    known = sorted(
        written + [run for run in told if not any(run.start < one.end and one.start < run.end for one in written)]
    )
    return _Dealt(known).line(line) if known else line


def _by_script(text: str) -> list[tongues.Run]:
    """The runs of scripts that one language writes: of Arabic or Devanagari letters the language is not told."""
    found, at = [], 0
    for piece, script in scripts.runs(text):
        if script and "-" not in (language := scripts.language(script)):
            found.append(tongues.Run(at, at + len(piece), language))
        at += len(piece)
    return found


def _beside(node: Inline) -> str:
    """What stands for a node without words of its own: a space, so that a sentence goes on over a note or a piece of code."""
    if isinstance(node, Break):
        return "\n"
    return " " if isinstance(node, Code | Formula | Ruby) else ""


class _Dealt:
    """Runs, dealt to the leaves of a line in their order."""

    def __init__(self, runs: list[tongues.Run]) -> None:
        self.runs, self.at = runs, 0

    def line(self, line: Inlines) -> Inlines:
        """The line with each leaf cut where a run begins or ends."""
        return splice_inlines(line, self.leaf)

    def leaf(self, node: Inline) -> Inlines:
        """A leaf as pieces."""
        if not isinstance(node, Text):
            self.at += len(_beside(node))
            return (node,)
        start, end = self.at, self.at + len(node.text)
        self.at = end
        made, done = [], start
        for run in self.runs:
            first, last = max(run.start, start), min(run.end, end)
            if first < last:
                pieces = (done, first, ""), (first, last, run.language)
                made += [
                    replace(node, text=node.text[a - start : b - start], lang=tag) for a, b, tag in pieces if a < b
                ]
                done = last
        if not made:
            return (node,)
        return (*made, replace(node, text=node.text[done - start :])) if done < end else tuple(made)
