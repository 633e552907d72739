"""What the program costs: whole commands on generated articles, beside other programs that are installed, in turns. `make bench`.

    make bench                       every section, at 50 and 500 articles: the numbers that the goals name
    make bench WHAT=epub N=50,500    one section: start, read, text, epub, pdf, rebuild, scan, stages, dedupe, report,
                                      library, cluster, find, cost, desk
    make bench BEFORE=27be16c        beside an earlier commit of this repository (the one that the goals name)

Nothing is asserted: machines are shared. What is compared ran in one run on the same articles; of several rounds the least
of each figure counts. Goals that are missed are named at the end. `--docs` writes table and plot into `docs/`, `--json` figures.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

import bench_cluster
import bench_corpus
import bench_cost
import bench_desk
import bench_growth
import bench_library
import bench_peers
import bench_report
import bench_stages
from bench_goals import GOALS, Goal
from bench_measure import MIB, Cost, command, in_turns, measured
from bench_table import Row, document, plot

ROOT = Path(__file__).parents[2]
SECTIONS = ("start", "read", "text", "epub", "pdf", "rebuild", "scan")
OTHERS = (
    "stages",
    "dedupe",
    "report",
    "library",
    "cluster",
    "find",
    "cost",
    "desk",
)  # of numbers of their own, or within one process: not among "all"
SHARED = 2  # sentences a paragraph that other articles have, too: what reprints have to tell apart
Run = Callable[[], Cost | str]


class Bench:
    """The rows so far, and what they are measured with: a folder of its own, the numbers of articles, an earlier commit."""

    def __init__(self, folder: Path, numbers: list[int], rounds: int, before: str) -> None:
        self.folder, self.numbers, self.rounds = folder, numbers, rounds
        self.rows: list[Row] = []
        self.values: dict[str, float] = {}
        self.before = _checkout(before, folder / "before") if before else "no earlier commit was named (BEFORE=…)"
        self._count = 0

    # -------------------------------------------------------------------------------------------------------- commands

    def ours(self, *arguments: str | Path, cache: str = "", program: Path = ROOT) -> Run:
        """This program with arguments, in its own folder; without a cache of its stages unless the name of one is given."""
        env = {
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPATH": "",
            "WENXUAN_CACHE": str(self.folder / cache) if cache else "",
        }
        return lambda: command((sys.executable, "-m", "book", *arguments), env, program)

    def build(self, sources: Path, form: str, jobs: int, *more: str, cache: str = "", program: Path = ROOT) -> Run:
        """`wenxuan build` into a folder of its own."""
        out = self.folder / f"out-{sources.name}-{form}-{program.name}"
        given = ("build", sources, "-o", out, "--title", "量一量", "--format", form, "--jobs", str(jobs), "-q", *more)
        return self.ours(*given, cache=cache, program=program)

    def earlier(self, sources: Path, form: str, jobs: int) -> Run:
        """The same by the earlier commit."""
        before = self.before
        return (lambda: before) if isinstance(before, str) else self.build(sources, form, jobs, program=before)

    def corpus(self, count: int, kind: str = "shared") -> Path:
        """So many articles, written once: `plain` dumps, dumps with `shared` sentences, saved `pages`."""
        folder = self.folder / f"{kind}-{count}"
        if not folder.exists():
            if kind == "pages":
                bench_corpus.saved_pages(folder, count)
            else:
                bench_corpus.dumps(folder, count, SHARED if kind == "shared" else 0)
        return folder

    def one_file(self, count: int) -> Path:
        """The bodies of the dumps as one HTML file, for programs that know no front matter."""
        path = self.folder / f"bodies-{count}.html"
        texts = (one.read_text("utf-8").partition("\n---\n")[2] for one in sorted(self.corpus(count).glob("*.md")))
        path.write_text(
            '<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><title>x</title>' + "\n".join(texts), "utf-8"
        )
        return path

    # ------------------------------------------------------------------------------------------------------------ rows

    def group(self, title: str, count: int, runs: dict[str, Run], rounds: int = 0) -> dict[str, Cost]:
        """Runs in turns, each with a row; gives those that could be done."""
        made = in_turns(runs, rounds or self.rounds)
        first = next((cost for cost in made.values() if isinstance(cost, Cost)), None)
        print(
            f"\n{title:<46}{'wall s':>9}{'CPU s':>9}{'largest':>9}{'together':>9}{'ms each':>9}{'wall ×':>8}{'CPU ×':>8}"
        )
        for name, cost in made.items():
            self.rows.append(Row(title, name, count, cost))
            if isinstance(cost, str) or first is None:
                print(f"  {name:<44} {cost}", flush=True)
                continue
            print(
                f"  {name:<44}{cost.wall:9.2f}{cost.cpu:9.2f}{cost.largest / MIB:9.0f}{cost.together / MIB:9.0f}"
                f"{cost.cpu * 1000 / max(1, count):9.1f}{cost.wall / first.wall:8.2f}{cost.cpu / first.cpu:8.2f}",
                flush=True,
            )
        return {name: cost for name, cost in made.items() if isinstance(cost, Cost)}

    def value(self, name: str, ours: float | None, other: float | None = 1.0) -> None:
        """The figure of a goal; none where one of the two could not be measured."""
        if ours is not None and other:
            self.values[name] = ours / other

    # -------------------------------------------------------------------------------------------------------- sections

    def start(self) -> None:
        """The program's start, and one article."""
        first, article = sorted(self.corpus(3).glob("*.md"))[:2]
        self.ours("inspect", first, cache="start")()
        runs = {
            "--version": self.ours("--version"),
            "inspect of one article": self.ours("inspect", article),
            "inspect of one that was inspected before": self.ours("inspect", first, cache="start"),
        }
        made = self.group("start", 1, runs, max(3, self.rounds))
        self.value("version", made["--version"].cpu)
        self.value("inspect", made["inspect of one article"].cpu)

    def read(self) -> None:
        """Saved pages → texts, beside extractors of the main text; and novels."""
        count = self.numbers[0]
        pages = self.corpus(count, "pages")
        runs = {
            "wenxuan, to TXT, one job": self.build(pages, "txt", 1),
            "wenxuan, two jobs": self.build(pages, "txt", 2),
        }
        for name in ("trafilatura", "readability"):
            runs[f"{name} (of the text alone)"] = _peer(bench_peers.extractor(name, pages))
        runs["percollate, to EPUB"] = _peer(
            bench_peers.percollate(sorted(pages.glob("*.html")), self.folder / "peer.epub")
        )
        self.group(f"{count} saved pages of 57,000 characters", count, runs)

    def text(self) -> None:
        """Converting, as a share of the whole."""
        count = self.numbers[0]
        corpus = self.corpus(count)
        runs = {"as it is": self.build(corpus, "txt", 1)}
        for script in ("hant", "tw", "twp"):
            runs[f"--script {script}"] = self.build(corpus, "txt", 1, "--script", script)
        self.group(f"{count} articles to TXT, converted", count, runs)

    def epub(self) -> None:
        """EPUBs, beside pandoc and calibre, which clean nothing; and how the cost grows."""
        each: dict[int, Cost] = {}
        for count in self.numbers:
            corpus, bodies = self.corpus(count), self.one_file(count)
            runs = {
                "wenxuan, two jobs": self.build(corpus, "epub", 2),
                "wenxuan, one job": self.build(corpus, "epub", 1),
                "the earlier commit, two jobs": self.earlier(corpus, "epub", 2),
                "pandoc (cleans nothing)": _peer(bench_peers.pandoc(bodies, self.folder / "peer.epub")),
                "calibre (cleans nothing)": _peer(bench_peers.calibre(bodies, self.folder / "peer2.epub")),
            }
            if count > 500:
                runs = {name: run for name, run in runs.items() if name.startswith("wenxuan, two")}
            made = self.group(f"{count} articles to EPUB", count, runs)
            each[count] = made["wenxuan, two jobs"]
            peer = made.get("pandoc (cleans nothing)")
            if count == 500 and peer:
                ours = made["wenxuan, two jobs"]
                self.value("epub-wall", ours.wall, peer.wall)
                self.value("epub-cpu", made["wenxuan, one job"].cpu, peer.cpu)
                self.value("epub-memory", ours.largest, peer.largest)
        least, most = min(each), max(each)
        if most > least:
            self.value("growth", each[most].cpu / most, each[least].cpu / least)
            self.value("epub-flat", each[most].largest / MIB)
        novel = self._novel()
        made = self.group(
            "a novel of 300 chapters to EPUB", 300,
            {"wenxuan": self.build(novel, "epub", 1), "the earlier commit": self.earlier(novel, "epub", 1)},
        )  # fmt: skip
        earlier = made.get("the earlier commit")
        self.value("novel", made["wenxuan"].cpu, earlier.cpu if earlier else None)

    def pdf(self) -> None:
        """PDFs by both presses, beside what sets pages alone."""
        for count in self.numbers:
            corpus = self.corpus(count)
            files = bench_stages.printed_files(corpus, self.folder / f"printed-{count}")
            stock = bench_peers.weasyprint(files.page, self.folder / "stock.pdf", files.sheets)
            runs = {
                "wenxuan, two jobs": self.build(corpus, "pdf", 2),
                "WeasyPrint alone, tagged": _peer(stock),
                "Chromium's print": _peer(bench_peers.chromium(files.page, self.folder / "chromium.pdf")),
                "wenxuan --engine typst, two jobs": self.build(corpus, "pdf", 2, "--engine", "typst"),
                "Typst alone": _peer(bench_peers.typst(files.typst)),
            }
            if count <= 50:
                runs["the earlier commit, two jobs"] = self.earlier(corpus, "pdf", 2)
            made = self.group(f"{count} articles to PDF", count, runs, 1 if count > 50 else 0)
            ours, earlier, typst = (
                made.get(name) for name in ("wenxuan, two jobs", "the earlier commit, two jobs", "Typst alone")
            )
            if count == 50 and ours:
                self.value("pdf-50", ours.wall, earlier.wall if earlier else None)
                second = made.get("wenxuan --engine typst, two jobs")
                self.value("typst-50", second.cpu if second else None, typst.cpu if typst else None)
            if count == 500 and ours:
                alone = made.get("WeasyPrint alone, tagged")
                self.value("pdf-500", ours.wall, alone.cpu if alone else None)
                self.value("pdf-memory", ours.largest / MIB)

    def rebuild(self) -> None:
        """The same book again: nothing changed, one article changed."""
        for form, names in (("epub", ("again", "again-one")), ("pdf", ("pdf-again", "pdf-again-one"))):
            count = 500 if 500 in self.numbers else self.numbers[0]
            corpus = self.corpus(count)
            shutil.rmtree(self.folder / f"cache-{form}", ignore_errors=True)
            build = self.build(corpus, form, 2, cache=f"cache-{form}")

            middle = sorted(corpus.glob("*.md"))[count // 2]

            def changed(build: Run = build, path: Path = middle) -> Cost | str:
                text = path.read_text("utf-8")
                path.write_text(text.replace("<p>", "<p>改了一处。", 2), "utf-8")
                try:
                    return build()
                finally:
                    path.write_text(text, "utf-8")

            runs = {"cold": build, "nothing changed": build, "one article changed": changed}
            made = self.group(f"{count} articles to {form.upper()} again, two jobs", count, runs, 1)
            if len(made) == len(runs):
                for name, which in zip(names, ("nothing changed", "one article changed"), strict=True):
                    self.value(name, made[which].wall, made["cold"].wall)

    def scan(self) -> None:
        """`wenxuan scan` of a folder: for the first time, and again with nothing new."""
        count = 1000
        runs: dict[str, Run] = {}
        for name, program in (("wenxuan", ROOT), ("the earlier commit", self.before)):
            if isinstance(program, str):
                runs[name] = lambda program=program: program
                continue
            folder = self.folder / f"scan-{program.name}"
            shutil.copytree(self.corpus(count), folder / "articles")
            (folder / "book.toml").write_text('[book]\ntitle = "量一量"\n', "utf-8")
            runs[name] = self.ours("scan", folder, "--jobs", "1", program=program)
            runs[f"{name}, again"] = self.ours("scan", folder, "--jobs", "1", program=program)
        made = self.group(f"scan of {count}", count, runs, 1)
        earlier = made.get("the earlier commit")
        self.value("scan", made["wenxuan"].cpu, earlier.cpu if earlier else None)

    def _novel(self) -> Path:
        from factory_novel import novel

        path = self.folder / "novel.txt"
        path.write_text(novel(300, 36), "utf-8")
        return path

    # --------------------------------------------------------------------------------------------------------- results

    def goals(self) -> list[tuple[Goal, float | None]]:
        """Each goal with what was measured for it."""
        return [(goal, self.values.get(goal.name)) for goal in GOALS]


def _peer(arguments: bench_peers.Command | str) -> Run:
    return (lambda: arguments) if isinstance(arguments, str) else (lambda: command(arguments))


def _checkout(commit: str, folder: Path) -> Path | str:
    """The files of an earlier commit; why there are none."""
    made = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=False)
    if made.returncode:
        return f"{commit} is not in this repository"
    with tarfile.open(fileobj=io.BytesIO(made.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def main() -> None:
    """Arguments in, tables out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", default="all", choices=("all", *SECTIONS, *OTHERS), help="what to measure")
    parser.add_argument("--articles", default="50,500", help="how many: several numbers (50,500)")
    parser.add_argument("--rounds", type=int, default=2, help="rounds of which the least counts (2)")
    parser.add_argument("--before", default="", help="an earlier commit to run beside")
    parser.add_argument("--json", type=Path, help="the figures are written there")
    parser.add_argument("--docs", action="store_true", help="docs/speed.md and docs/speed.svg are written")
    wanted = parser.parse_args()
    if wanted.what in OTHERS:
        numbers = [int(number) for number in wanted.articles.split(",")]
        {
            "stages": bench_stages.stages,
            "dedupe": lambda: bench_growth.dedupe(measured),
            "report": bench_report.report,
            "library": lambda: bench_library.library(numbers),
            "cluster": lambda: bench_cluster.measure(numbers),
            "find": bench_library.find,
            "cost": lambda: bench_cost.measure(numbers),
            "desk": lambda: bench_desk.measure(numbers),
        }[wanted.what]()
        return
    numbers = sorted({max(3, int(number)) for number in wanted.articles.split(",")})
    with tempfile.TemporaryDirectory(prefix="wenxuan-bench-") as name:
        bench = Bench(Path(name), numbers, wanted.rounds, wanted.before)
        print(f"Python {sys.version.split()[0]}; {os.cpu_count()} processors; load {os.getloadavg()[0]:.1f}")
        for section in SECTIONS if wanted.what == "all" else (wanted.what,):
            getattr(bench, section)()
    found = bench.goals()
    print(f"\n{'goal':<64}{'now':>8}{'goal':>8}{'must':>8}")
    for goal, value in found:
        if value is not None:
            print(f"{goal.says:<64}{value:8.2f}{goal.goal:8.2f}{goal.must:8.2f}  {goal.verdict(value)}")
    if wanted.json:
        wanted.json.write_text(
            json.dumps({"goals": bench.values, "rows": [row.plain() for row in bench.rows]}, indent=1), "utf-8"
        )
    if wanted.docs:
        (ROOT / "docs" / "speed.md").write_text(document(bench.rows, found), "utf-8")
        (ROOT / "docs" / "speed.svg").write_text(plot(bench.rows), "utf-8")


if __name__ == "__main__":
    main()
