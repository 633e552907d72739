"""The figures of `bench.py` as a document with a table, and as a plot (SVG)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from bench_goals import Goal
from bench_measure import MIB, Cost

_HEAD = """# Speed

What this program costs beside others, measured in one run by `make bench` on generated articles
(`tests/tools/bench_corpus.py`). Seconds hold for the machine of that run, ratios for any. `CPU` is of all processes;
`largest` is the memory of the largest process.

![Seconds of each command](speed.svg)

"""
_BAR, _GAP, _LEFT, _WIDE = 13, 5, 310, 420


@dataclass(frozen=True, slots=True)
class Row:
    """What one command cost on so many articles, or why it was not measured."""

    group: str
    name: str
    count: int
    cost: Cost | str

    def plain(self) -> dict[str, Any]:
        """As values of JSON."""
        cost = {"said": self.cost} if isinstance(self.cost, str) else asdict(self.cost)
        return {"group": self.group, "name": self.name, "count": self.count, **cost}


def document(rows: list[Row], goals: list[tuple[Goal, float | None]]) -> str:
    """Markdown: the goals that were measured, then every row."""
    lines = ["## Goals", "", "| goal | now | goal | must | |", "|---|---|---|---|---|"]
    for goal, value in goals:
        now, verdict = ("–", "not measured") if value is None else (f"{value:.2f}", goal.verdict(value))
        lines.append(f"| {goal.says} | {now} | {goal.goal:g} | {goal.must:g} | {verdict} |")
    for group in dict.fromkeys(row.group for row in rows):
        lines += [
            "",
            f"## {group}",
            "",
            "| command | wall s | CPU s | largest MiB | CPU ms each |",
            "|---|---|---|---|---|",
        ]
        for row in rows:
            if row.group == group:
                lines.append(_line(row))
    return _HEAD + "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    cost = row.cost
    if isinstance(cost, str):
        return f"| {row.name} | {cost} | | | |"
    each = cost.cpu * 1000 / max(1, row.count)
    return f"| {row.name} | {cost.wall:.2f} | {cost.cpu:.2f} | {cost.largest / MIB:.0f} | {each:.1f} |"


def plot(rows: list[Row]) -> str:
    """Bars: wall time (dark) over processor time (light) of every row that was measured, each group to its own scale."""
    parts: list[str] = []
    y = 24
    for group in dict.fromkeys(row.group for row in rows):
        held = [(row.name, row.cost) for row in rows if row.group == group and isinstance(row.cost, Cost)]
        most = max((max(cost.wall, cost.cpu) for _, cost in held), default=1.0) or 1.0
        parts.append(f'<text x="8" y="{y}" font-weight="bold">{escape(group)}</text>')
        y += 10
        for name, cost in held:
            wall, cpu = (value / most * _WIDE for value in (cost.wall, cost.cpu))
            own = (
                "#245" if name.startswith(("wenxuan", "--", "inspect", "cold", "nothing", "one ", "as it")) else "#876"
            )
            parts += [
                f'<text x="{_LEFT - 8}" y="{y + 10}" text-anchor="end">{escape(name)}</text>',
                f'<rect x="{_LEFT}" y="{y}" width="{cpu:.1f}" height="{_BAR}" fill="{own}" opacity=".3"/>',
                f'<rect x="{_LEFT}" y="{y + 3}" width="{wall:.1f}" height="{_BAR - 6}" fill="{own}"/>',
                f'<text x="{_LEFT + max(wall, cpu) + 6:.1f}" y="{y + 10}">{cost.wall:.2f} s</text>',
            ]
            y += _BAR + _GAP
        y += 22
    style = 'font-family="sans-serif" font-size="11" fill="#222"'
    size = f'width="{_LEFT + _WIDE + 80}" height="{y}" viewBox="0 0 {_LEFT + _WIDE + 80} {y}"'
    ground = f'<rect width="{_LEFT + _WIDE + 80}" height="{y}" fill="#fff"/>'
    title = "<title>Wall time (dark) and processor time (light) of each command</title>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>{title}{ground}{"".join(parts)}</svg>\n'
