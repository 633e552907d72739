"""The goals of speed, a row each: what is measured, the figure that is wanted, and the one that must be met. For `bench.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that is the better the smaller it is; seconds and MiB where it says so, else a ratio within one run."""

    name: str
    says: str
    goal: float
    must: float

    def verdict(self, value: float) -> str:
        """Whether a figure meets the goal."""
        return "met" if value <= self.goal else "MUST MISSED" if value > self.must else "goal missed"


GOALS = (
    Goal("version", "--version, CPU s", 0.10, 0.20),
    Goal("inspect", "inspect of one article, CPU s", 0.35, 0.60),
    Goal("epub-wall", "500 to EPUB, two jobs: wall to pandoc's", 0.8, 1.2),
    Goal("epub-cpu", "500 to EPUB, one job: CPU to pandoc's", 1.3, 1.8),
    Goal("epub-memory", "500 to EPUB: largest process to pandoc's", 0.4, 0.5),
    Goal("again", "500 to EPUB again, nothing changed: wall to cold", 0.10, 0.15),
    Goal("again-one", "500 to EPUB again, one changed: wall to cold", 0.15, 0.25),
    Goal("scan", "scan of 1,000: CPU to the earlier commit's", 0.25, 0.40),
    Goal("pdf-50", "50 to PDF, two jobs: wall to the earlier commit's", 0.5, 0.6),
    Goal("pdf-500", "500 to PDF, two jobs: wall to CPU of WeasyPrint alone, tagged", 0.35, 0.5),
    Goal("typst-50", "50 to PDF by Typst: CPU to Typst alone", 2.5, 3.5),
    Goal("novel", "a novel to EPUB: CPU to the earlier commit's", 0.25, 0.4),
    Goal("pdf-memory", "500 to PDF: MiB of the largest process", 600, 900),
    Goal("pdf-again-one", "PDF again, one changed: wall to cold", 0.25, 0.4),
    Goal("growth", "EPUB, most articles to fewest: CPU an article", 1.0, 1.15),
    Goal("epub-flat", "EPUB of the most articles: MiB of the largest process", 200, 250),
)

#: Of the desk, for `bench_desk.py`: a book of 1,000 articles.
DESK = (
    Goal("desk-first", "first page, until its rows are shown and it answers, s", 1.0, 2.0),
    Goal("desk-search", "search: a key, until the rows are sifted, ms", 100, 200),
    Goal("desk-search-cleared", "search cleared, until all rows are there, ms", 100, 200),
    Goal("desk-drag", "an article dragged, until the new order is shown, ms", 100, 200),
    Goal("desk-drag-answered", "an article dragged, until the server has answered, ms", 100, 200),
    Goal("desk-proof", "a paragraph changed, until its new page is shown, s", 1.0, 2.0),
    Goal("desk-memory", "memory of all processes of the desk, MiB", 500, 700),
    Goal("desk-idle", "idle, share of a processor, %", 2, 4),
    Goal("desk-idle-many", "idle with 20,000 files in the folder, share of a processor, %", 2, 4),
)
