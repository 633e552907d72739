"""What the press costs: each stage, the whole command, and the peers that are installed here. `make bench` runs it.

Everything is measured in one run on the same articles, so that ratios hold on any machine; nothing is asserted. A stage
runs in this process, after one article that is not counted (imports, compiled patterns); its peak is the most that the
process held by then. A command is measured with all its children; pages that they share count once.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import bench_corpus
import bench_growth
import bench_report
import psutil
import weasyprint
from pypdf import PdfReader

from book import bind, collect, convert, packaged, read, store
from book.check.epub import check_epub
from book.check.pdf import check_pdf
from book.clean import clean
from book.model import NO_ASSETS, Article, Book, Raw
from book.render.epub import render_epub
from book.render.pdf import markup, render_pdf, style_sheets
from book.render.pdf.content import printed
from book.rules import load
from book.run.article import prepared
from book.run.pool import Pool
from book.run.workshop import Workshop
from book.settings.values import (
    ArrangeConfig,
    BookConfig,
    BuildConfig,
    ConvertConfig,
    EpubConfig,
    LimitsConfig,
    PdfConfig,
)

SECTIONS = ("read", "text", "epub", "pdf")
GROWTH = ("scan", "dedupe", "report")  # of numbers of their own, so not among "all"
_TICK = 0.02  # seconds between two looks at the memory


# ---------------------------------------------------------------------------------------------------------- measuring


@dataclass(slots=True)
class Cost:
    """What something took: seconds on the wall, seconds of processor, bytes held at the most."""

    wall: float = 0.0
    cpu: float = 0.0
    peak: int = 0


def _processor(whose: int) -> float:
    """Seconds of processor that this process has had, or its finished children."""
    use = resource.getrusage(whose)
    return use.ru_utime + use.ru_stime


def _both() -> float:
    return _processor(resource.RUSAGE_SELF) + _processor(resource.RUSAGE_CHILDREN)


def _held(process: psutil.Process) -> int:
    """Bytes that a process and its descendants hold; what they share counts once where the system measures it (Linux: PSS)."""
    total = 0
    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):  # one that ended while we looked
        for one in (process, *process.children(recursive=True)):
            told = one.memory_full_info()
            total += getattr(told, "pss", 0) or told.rss
    return total


@contextmanager
def measured() -> Iterator[Cost]:
    """Measures what this process does inside, with the processes that it starts and ends there."""
    cost, over, process = Cost(), threading.Event(), psutil.Process()

    def watch() -> None:
        while True:
            cost.peak = max(cost.peak, process.memory_info().rss)
            if over.wait(_TICK):
                return

    watcher = threading.Thread(target=watch)
    wall, cpu = time.perf_counter(), _both()
    watcher.start()
    try:
        yield cost
    finally:
        cost.wall, cost.cpu = time.perf_counter() - wall, _both() - cpu
        over.set()
        watcher.join()


def command(*arguments: str | Path) -> Cost | str:
    """The cost of a command with all its children; its complaint where it fails."""
    wall, cpu = time.perf_counter(), _processor(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(arguments, stdout=said, stderr=subprocess.STDOUT)
        cost, watched = Cost(), psutil.Process(process.pid)
        while process.poll() is None:
            cost.peak = max(cost.peak, _held(watched))
            time.sleep(_TICK)
        cost.wall, cost.cpu = time.perf_counter() - wall, _processor(resource.RUSAGE_CHILDREN) - cpu
        said.seek(0)
        words = said.read().decode("utf-8", "replace").strip().splitlines()
    return cost if process.returncode == 0 else f"exit {process.returncode}: {words[-1] if words else ''}"


# ----------------------------------------------------------------------------------------------------------- printing


class Bench:
    """The table, and what the stages hand on to each other."""

    def __init__(self, corpus: Path, out: Path) -> None:
        self.corpus, self.out = corpus, out
        found, _ = collect.collect([str(corpus)], corpus)
        self.raws = [raw for raw in map(store.read, found) if isinstance(raw, Raw)]
        self.rules = load(packaged.rule_files())
        self.base: Cost | None = None

    def group(self, title: str) -> None:
        """A new group of rows; ratios are to its first row."""
        self.base = None
        print(f"\n{title:<38}{'wall s':>9}{'CPU s':>9}{'peak MiB':>10}{'ms/article':>12}{'wall ×':>8}{'CPU ×':>8}")

    def row(self, name: str, cost: Cost | str, count: int = 0, *, ratio: bool = True) -> None:
        """A row; `count` is how many articles went in."""
        if isinstance(cost, str):
            print(f"  {name:<36} {cost}")
            return
        each = f"{cost.cpu * 1000 / (count or len(self.raws)):12.2f}"
        self.base = self.base or cost
        ratios = f"{cost.wall / self.base.wall:8.2f}{cost.cpu / self.base.cpu:8.2f}" if ratio else ""
        print(f"  {name:<36}{cost.wall:9.2f}{cost.cpu:9.2f}{cost.peak / 2**20:10.0f}{each}{ratios}", flush=True)

    def stage(self, name: str, work: Callable[[], Any], *, ratio: bool = False) -> Any:
        """Runs a stage once and prints its row; gives what it made."""
        with measured() as cost:
            made = work()
        self.row(name, cost, ratio=ratio)
        return made

    # -------------------------------------------------------------------------------------------------------- stages

    def readings(self, raws: list[Raw]) -> list[tuple[Article, Any]]:
        """Every article read, with what reading found."""
        return [(article, found) for article, found in (read.read(raw, self.rules) for raw in raws) if article]

    def pooled(self, tools: Workshop) -> list[Any]:
        """Every article prepared in a process of a pool, which is begun and ended."""
        with Pool(1, LimitsConfig(), tools) as pool:
            return list(pool.each(_prepare, self.raws))

    def cleaned(self, readings: list[tuple[Article, Any]]) -> list[Article]:
        """Every article cleaned."""
        return [clean(article, self.rules, found)[0] for article, found in readings]

    def bound(self, articles: list[Article]) -> Book:
        """The articles as a book."""
        return bind.bind(tuple(articles), BookConfig(title="量一量"), ArrangeConfig(), "zh-Hans").book

    def book(self) -> Book:
        """The book, where only its making as a file is measured."""
        return self.bound(self.cleaned(self.readings(self.raws)))

    # ------------------------------------------------------------------------------------------------------ sections

    def read(self) -> None:
        """Reading and cleaning, beside other extractors of the main text."""
        self.cleaned(self.readings(self.raws[:3]))
        self.group("read")
        readings = self.stage("read", lambda: self.readings(self.raws))
        self.stage("clean", lambda: self.cleaned(readings))
        tools = Workshop.of(BuildConfig(), Path())
        self.group("prepared: in this process, and in one of the pool")
        for _ in range(2):  # the second time the rules know the lines
            self.stage("here", lambda: [_prepare(raw, tools) for raw in self.raws], ratio=True)
            self.stage("in the pool, its processes included", lambda: self.pooled(tools), ratio=True)
        pages = [raw for raw in self.raws if raw.name.endswith(".html")]
        texts = [raw.body.decode() for raw in pages]
        self.group(f"read: the {len(pages)} whole pages alone")
        self.cleaned(self.readings(pages[:1]))
        with measured() as cost:
            self.cleaned(self.readings(pages))
        self.row("wenxuan, read + clean", cost, len(pages))
        for name, extract in (("trafilatura", _trafilatura), ("readability-lxml", _readability)):
            try:
                extract(texts[0])
            except ImportError:
                self.row(name, f"not installed, so not measured (pip install {name})")
                continue
            with measured() as cost:
                for text in texts:
                    extract(text)
            self.row(f"{name} {importlib.metadata.version(name)}", cost, len(pages))

    def text(self) -> None:
        """Converting, with all that belongs to it, beside reading and cleaning; binding."""
        self.cleaned(self.readings(self.raws[:3]))
        self.group("text")
        articles = self.stage("read + clean", lambda: self.cleaned(self.readings(self.raws)), ratio=True)
        tables, names = convert.Tables.of(packaged.rule_files(), packaged.lexicon()), convert.given_names(articles)
        for script in ("hant", "tw", "twp"):
            how = convert.plan(ConvertConfig(script=script), tables, (), names)  # type: ignore[arg-type]
            convert.convert(articles[0], how)
            self.stage(
                f"convert to {script}", lambda how=how: [convert.convert(one, how) for one in articles], ratio=True
            )
        book = self.stage("bind", lambda: self.bound(articles))
        print(f"  {len(book.articles)} of {len(self.raws)} articles are bound")

    def epub(self) -> None:
        """The EPUB, beside pandoc."""
        book, theme = self.book(), packaged.theme()
        self.group("epub")
        made = self.stage("render", lambda: render_epub(book, theme, NO_ASSETS, EpubConfig()))
        self.stage("check", lambda: check_epub(made.body, "bench.epub"))
        self.whole("epub")
        dumps, bodies = self.corpus / "dumps", self.out / "bodies"
        bodies.mkdir()
        for path in dumps.iterdir():
            (bodies / f"{path.stem}.html").write_text(path.read_text("utf-8").partition("\n---\n")[2], "utf-8")
        pages = sorted(bodies.iterdir())
        self.group(f"epub: the {len(pages)} dumps alone")
        pandoc = shutil.which("pandoc")
        arguments = ("-f", "html", "--metadata", "title=x", "-o", self.out / "peer.epub", *pages)
        cost = command(pandoc, *arguments) if pandoc else "not installed, so not measured"
        self.row("pandoc (of their bodies, cleans nothing)", cost, len(pages))
        self.row("wenxuan build --jobs 2", self.build(dumps, "epub", 2), len(pages))

    def pdf(self) -> None:
        """The PDF, beside the engine alone: no line filler, no tags; and how the cost grows with the pages."""
        book, theme = self.book(), packaged.theme()
        few = replace(book, parts=(replace(book.parts[0], articles=book.articles[: len(book.articles) // 10]),))
        self.group("pdf: CPU × is to the engine alone")
        pages: list[int] = []
        self.stage("WeasyPrint alone", lambda: pages.append(_stock_pdf(book)), ratio=True)
        made = self.stage("render", lambda: render_pdf(book, theme, NO_ASSETS, PdfConfig()), ratio=True)
        self.stage("check", lambda: check_pdf(made.body, "bench.pdf"))
        self.group("pdf: a book and the tenth of it")
        for part in (few, book):
            with measured() as cost:
                body = render_pdf(part, theme, NO_ASSETS, PdfConfig()).body
            count = len(PdfReader(BytesIO(body)).pages)
            self.row(f"{len(part.articles)} articles, {count} pages", cost, len(part.articles))
            print(f"  {cost.cpu * 1000 / count:.1f} ms of CPU a page")
        self.whole("pdf")

    def whole(self, form: str) -> None:
        """The whole command, with one process and with two."""
        self.group(f"wenxuan build --format {form}")
        for jobs in (1, 2):
            self.row(f"--jobs {jobs}", self.build(self.corpus, form, jobs))

    def build(self, sources: Path, form: str, jobs: int) -> Cost | str:
        """The cost of one `wenxuan build`."""
        arguments = ("build", sources, "-o", self.out, "--title", "量一量", "--format", form, "--jobs", str(jobs), "-q")
        return command(sys.executable, "-m", "book", *arguments)


def _prepare(raw: Raw, tools: Workshop) -> Any:
    return prepared(raw, Path(raw.locator), tools)


def _stock_pdf(book: Book) -> int:
    """The same pages by WeasyPrint alone; gives how many."""
    content = printed(book, NO_ASSETS, PdfConfig())
    sheets = [weasyprint.CSS(string=text) for text in style_sheets(packaged.theme(), PdfConfig())]
    document = weasyprint.HTML(string=markup(book, packaged.theme(), content)).render(stylesheets=sheets)
    document.write_pdf()
    return len(document.pages)


def _trafilatura(text: str) -> object:
    return importlib.import_module("trafilatura").extract(text, include_comments=False)


def _readability(text: str) -> object:
    return importlib.import_module("readability").Document(text).summary()


def main() -> None:
    """Arguments in, tables out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", default="all", choices=("all", *SECTIONS, *GROWTH), help="what to measure")
    parser.add_argument("--articles", type=int, default=200, help="how many articles (200)")
    wanted = parser.parse_args()
    if wanted.what == "scan":
        bench_growth.scan(command)
        return
    if wanted.what == "report":
        bench_report.report()
        return
    if wanted.what == "dedupe":
        bench_growth.dedupe(measured)
        return
    with tempfile.TemporaryDirectory(prefix="wenxuan-bench-") as folder:
        corpus, out = Path(folder, "corpus"), Path(folder, "out")
        size = bench_corpus.write(corpus, max(3, wanted.articles))
        out.mkdir()
        bench = Bench(corpus, out)
        versions = f"Python {sys.version.split()[0]}, WeasyPrint {importlib.metadata.version('weasyprint')}"
        print(f"{len(bench.raws)} articles, {size / 1024:,.0f} KiB; {versions}; {os.cpu_count()} processors")
        for section in SECTIONS if wanted.what == "all" else (wanted.what,):
            getattr(bench, section)()


if __name__ == "__main__":
    main()
