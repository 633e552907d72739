"""The labelled pages of others: how much of their text is read, page by page, and what each number of the segmentation does.

python tests/tools/labelled.py                 precision, recall and F1 over shingles of four letters; the pages that lost prose
python tests/tools/labelled.py --worst 20      the pages of the lowest F1
python tests/tools/labelled.py --sensitivity   the same with each number of `segment` halved and doubled, and leave-one-host-out:
                                               for each host the numbers that do best on all others

The labels lie in ../shared/labelled: `html/NAME.html`, `reference/NAME.txt`. Some are wrong; do not fit them.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

from book import packaged
from book.clean import clean
from book.model import Raw
from book.read import read
from book.read.page import segment
from book.rules import load
from book.text import fold
from book.walk import plain_text

LABELS = Path(__file__).parents[3] / "shared" / "labelled"
RULES = load(packaged.rule_files())
_PARAGRAPH = 20  # letters of a paragraph that counts as lost


@dataclass(frozen=True)
class Score:
    """How a page was read: the shares, and whether a paragraph of prose is missing."""

    name: str
    precision: float
    recall: float
    f1: float
    lost: bool

    @property
    def host(self) -> str:
        """The host of the page; its file is called DATE_HOST_SUM.html."""
        return self.name.split("_")[1]


def pages() -> list[Path]:
    """The labelled pages, none where they are not here."""
    return sorted((LABELS / "html").glob("*.html"))


def digest() -> str:
    """A sum over pages and labels: a floor holds for these alone."""
    found = hashlib.sha256()
    for page in pages():
        found.update(page.read_bytes() + _label(page).read_bytes())
    return found.hexdigest()


def _label(page: Path) -> Path:
    return LABELS / "reference" / f"{page.stem}.txt"


def _shingles(text: str) -> Counter[str]:
    letters = re.sub(r"\s+", "", fold(text))
    return Counter(letters[at : at + 4] for at in range(max(1, len(letters) - 3))) if letters else Counter()


def _paragraphs(page: Path) -> list[str]:
    rows = re.split(r"</p>|\n", _label(page).read_text("utf-8", "replace"))
    return [text for row in rows if (text := html.unescape(re.sub(r"<[^>]+>", "", row)).strip())]


def score(page: Path) -> Score:
    """One page against its label."""
    article, found = read(Raw(page.name, page.read_bytes()), RULES)
    text = ""
    if article is not None:
        article, _ = clean(article, RULES, found)
        text = article.title + plain_text(article.blocks)
    labelled = _paragraphs(page)
    ours, theirs = _shingles(text), _shingles("".join(labelled))
    both = (ours & theirs).total()
    precision, recall = both / max(1, ours.total()), both / max(1, theirs.total())
    whole = re.sub(r"\s+", "", fold(text))
    lost = any(
        len(row) >= _PARAGRAPH and re.search("[。！？]", row) and re.sub(r"\s+", "", fold(row)) not in whole
        for row in labelled[1:]
    )
    return Score(page.name, precision, recall, 2 * precision * recall / (precision + recall or 1), lost)


def mean(scores: list[Score]) -> dict[str, float]:
    """The means over pages, in hundredths, and the share of pages that kept all their prose."""
    count = len(scores) or 1
    return {
        "precision": round(100 * sum(one.precision for one in scores) / count, 2),
        "recall": round(100 * sum(one.recall for one in scores) / count, 2),
        "f1": round(100 * sum(one.f1 for one in scores) / count, 2),
        "whole": round(100 * sum(not one.lost for one in scores) / count, 2),
    }


def _varied(variation: tuple[str, float]) -> tuple[str, float, list[Score]]:
    name, factor = variation
    before = getattr(segment, name, None)
    if before is not None:
        setattr(segment, name, before * factor)
    scores = [score(page) for page in pages()]
    if before is not None:
        setattr(segment, name, before)
    return name, factor, scores


def sensitivity() -> Iterator[str]:
    """A line for each number of the segmentation halved and doubled; at the end the score when each host is left out."""
    numbers = [
        name
        for name in vars(segment)
        if re.fullmatch(r"_[A-Z_]+", name) and isinstance(getattr(segment, name), int | float)
    ]
    with Pool() as pool:
        found = pool.map(
            _varied, [("", 1.0), *((name, factor) for name in numbers for factor in (0.5, 2.0))], chunksize=1
        )
    base = found[0][2]
    yield f"as it is: F1 {mean(base)['f1']}"
    for name, factor, scores in found[1:]:
        better, worse = (
            sum(sign * (new.f1 - old.f1) > 1e-4 for new, old in zip(scores, base, strict=True)) for sign in (1, -1)
        )
        yield f"{name} x {factor}: {mean(scores)['f1'] - mean(base)['f1']:+.2f}, {better} pages better, {worse} worse"
    left: list[Score] = []
    for host in {one.host for one in base}:
        best = max(found, key=lambda one: sum(s.f1 for s in one[2] if s.host != host))
        left += [one for one in best[2] if one.host == host]
    yield f"leave-one-host-out: F1 {mean(left)['f1']}"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--sensitivity", action="store_true")
    wanted = parser.parse_args()
    if not pages():
        print(f"{LABELS} is not here")
        return 77
    if wanted.sensitivity:
        for line in sensitivity():
            print(line, flush=True)
        return 0
    scores = [score(page) for page in pages()]
    print(" ".join(f"{kind} {value}" for kind, value in mean(scores).items()), f"over {len(scores)} pages")
    for one in sorted(scores, key=lambda one: one.f1)[: wanted.worst]:
        print(f"  {one.f1:.3f} P {one.precision:.2f} R {one.recall:.2f}{' lost' if one.lost else ''} {one.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
