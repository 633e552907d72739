"""A paragraph set in a line more or fewer than is best, where this is not seen: looseness, of Knuth and Plass (1981). Pure; in em.

No line of it costs more than one whose gaps between Han are .06 em wide (`breaks`): a page is filled by several paragraphs that
give a line each, not by one that shows it.
"""

from __future__ import annotations

from book.render.weasy.breaks import Line, Prose, fitter

_UNSEEN = 0.95  # cost of a line, at most
_SLACK = 2.6  # em that a line may be too short to be weighed at all
_LONGEST = 60  # lines of a paragraph that is tried


def fit_to(prose: Prose, first: float, measure: float, count: int) -> list[Line] | None:
    """The best way to set a paragraph in `count` lines, whose first is `first` em wide and all others `measure`; `None` if there is
    none that is not seen."""
    if not 2 <= count <= _LONGEST:
        return None
    made = fitter(prose, first, measure)
    size = len(prose.text)
    # After each line, the places where it may end: what all lines cost up to there, and where it began.
    layers: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for n in range(1, count + 1):
        reached: dict[int, tuple[float, int]] = {}
        for k, (sofar, _) in layers[-1].items():
            for end, cost in made.choices(k, _SLACK):
                if cost <= _UNSEEN and (end == size) == (n == count) and sofar + cost < reached.get(end, (1e9, 0))[0]:
                    reached[end] = sofar + cost, k
        if not reached:
            return None
        layers.append(reached)
    ends, k = [], size
    for layer in reversed(layers[1:]):
        ends.append(k)
        k = layer[k][1]
    return made.lines(ends[::-1])
