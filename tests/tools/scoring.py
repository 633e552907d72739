"""Scores reading and cleaning on a labelled folder: what is kept, what leaks, headings, title, author, date, notice.

A label file holds probes: strings that must stay (`keep`), must go (`drop`), head sections (`subheadings`), must head none
(`not_headings`). Texts are compared folded, so width and white space do not count.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from pathlib import Path

from book import packaged
from book.messages import ENGLISH
from book.report.jsonl import inspection
from book.run.build import inspect
from book.run.job import Job
from book.text import fold

WHAT = ("keep", "leak", "heads", "title", "author", "date", "notice", "false", "clean")


def digest(labels: Path, inputs: Path) -> str:
    """sha256 over the labels and the inputs: floors hold for these bytes only."""
    whole = hashlib.sha256()
    for path in sorted([*labels.glob("*.json"), *(p for p in inputs.glob("*.*") if p.is_file())]):
        whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def score(labels: Path, inputs: Path) -> tuple[dict[str, float], list[str]]:
    """Percentages by kind, and what was missed."""
    specs = [json.loads(path.read_text("utf-8")) for path in sorted(labels.glob("*.json"))]
    entries = inspect(Job(tuple(str(inputs / spec["input"]) for spec in specs), Path()))
    said = {Path(entry.locator).name: inspection(entry, ENGLISH) for entry in entries}
    marks: dict[str, list[bool]] = defaultdict(list)
    missed: list[str] = []

    def mark(kind: str, good: bool, name: str, what: str) -> None:
        marks[kind].append(good)
        if not good:
            missed.append(f"{name}: {kind}: {what}")

    for spec in specs:
        got, name = said[spec["input"]], spec["input"]
        text, notices = fold(got["text"]), fold(" ".join(got["notices"]))
        heads = [fold(head) for head in got["headings"]]
        before = len(missed)
        for probe in spec["keep"]:
            mark("keep", fold(probe) in text, name, probe)
        for probe in spec["drop"]:
            mark("leak", fold(probe) not in text, name, probe)
        clean = not any(": keep:" in miss or ": leak:" in miss for miss in missed[before:])
        for probe in spec.get("drop_hrefs", ()):
            mark("leak", probe not in got["html"], name, probe)
        for probe in spec.get("subheadings", ()):
            mark("heads", any(fold(probe) in head or head in fold(probe) for head in heads if head), name, probe)
        for probe in spec.get("not_headings", ()):
            mark("false", fold(probe) not in heads, name, probe)
        mark("title", fold(spec["title"]) == fold(got["title"] or ""), name, f"{got['title']}")
        for key in ("author", "date"):
            if spec.get(key):
                mark(
                    key,
                    fold(spec[key][:10] if key == "date" else spec[key]) == fold(got[key] or ""),
                    name,
                    f"{got[key]}",
                )
        if spec.get("notice"):
            mark("notice", fold(spec["notice"]) in notices + text, name, spec["notice"])
        mark("clean", clean, name, "something was lost or left")
    # `leak` and `false` are shares of what went right here, so that higher is better throughout.
    return {kind: round(100 * sum(marks[kind]) / len(marks[kind]), 1) for kind in WHAT if marks[kind]}, missed


ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
#: Name → (labels, inputs). The last two lie outside the project and may be absent.
CORPORA = {
    "sample": (ROOT / "tests" / "data" / "sample_gold", packaged.sample() / "articles"),
    "seeds": (SHARED / "gold", SHARED / "seeds"),
    "dev": (SHARED / "gold" / "dev", SHARED / "gold" / "dev"),
}
