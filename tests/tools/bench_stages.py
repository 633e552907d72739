"""What each stage costs within one process, on generated articles; and the files of the printed book that other presses are given.

For a profile of a stage: `python -m cProfile -s tottime tests/tools/bench.py stages`. For `bench.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import bench_corpus
from bench_measure import MIB, measured

from book import bind, collect, convert, packaged, read, store
from book.check.epub import check_epub
from book.check.pdf import check_pdf
from book.clean import clean
from book.model import NO_ASSETS, Article, Book, Raw
from book.punctuate import punctuate
from book.render.epub import render_epub
from book.render.pdf import markup, render_pdf, style_sheets
from book.render.pdf.content import printed
from book.render.typst.book import Typesetter
from book.rules import load
from book.run.article import prepared
from book.run.workshop import Workshop
from book.settings.values import ArrangeConfig, BookConfig, BuildConfig, ConvertConfig, EpubConfig, PdfConfig
from book.system import typst_press

COUNT = 200
_FAMILIES = ("Noto Serif CJK SC", "Noto Sans CJK SC")


def stages() -> None:
    """A row a stage: seconds of processor, and per article."""
    print(f"{'stage':<38}{'CPU s':>9}{'ms each':>9}{'peak MiB':>10}")
    with TemporaryDirectory(prefix="wenxuan-bench-") as name:
        folder = Path(name)
        for kind in ("dumps", "pages"):
            corpus = folder / kind
            if kind == "dumps":
                bench_corpus.dumps(corpus, COUNT, 2)
            else:
                bench_corpus.saved_pages(corpus, COUNT)
            raws = _raws(corpus)
            print(f"{COUNT} {kind}")
            book = _row_by_row(raws)
        _row("PDF, 20 articles", lambda: _pdf(book), 20)


def _row_by_row(raws: list[Raw]) -> Book:
    rules, config = load(packaged.rule_files()), BuildConfig()
    tools = Workshop.of(config, Path())
    for raw in raws[:2]:
        prepared(raw, Path(raw.locator), tools)  # imports, compiled patterns
    readings = _row("read", lambda: [read.read(raw, rules) for raw in raws])
    cleaned = _row("clean", lambda: [clean(article, rules, found)[0] for article, found in readings if article])
    articles: list[Article] = _row("punctuate", lambda: [punctuate(one, tools.text)[0] for one in cleaned])
    _row("all that is done to one input", lambda: [prepared(raw, Path(raw.locator), tools) for raw in raws])
    tables, names = convert.Tables.of(packaged.rule_files(), packaged.lexicon()), convert.given_names(articles)
    how = convert.plan(ConvertConfig(script="tw"), tables, (), names)
    convert.convert(articles[0], how)
    _row("convert to tw", lambda: [convert.convert(one, how) for one in articles])
    bound = _row("bind", lambda: bind.bind(tuple(articles), BookConfig(title="量一量"), ArrangeConfig(), "zh-Hans"))
    book: Book = bound.book
    made = _row("render the EPUB", lambda: render_epub(book, packaged.theme(), NO_ASSETS, EpubConfig()))
    _row("check the EPUB", lambda: check_epub(made.body, "bench.epub"))
    return book


def _row(name: str, work: Callable[[], Any], count: int = COUNT) -> Any:
    with measured() as cost:
        made = work()
    print(f"  {name:<36}{cost.cpu:9.2f}{cost.cpu * 1000 / count:9.2f}{cost.largest / MIB:10.0f}", flush=True)
    return made


def _pdf(book: Book) -> None:
    few = replace(book, parts=(replace(book.parts[0], articles=book.articles[:20]),))
    check_pdf(render_pdf(few, packaged.theme(), NO_ASSETS, PdfConfig()).body, "bench.pdf")


@dataclass(frozen=True, slots=True)
class Printed:
    """The files of a printed book: its page and style sheets for programs that set HTML, and the main file for Typst."""

    page: Path
    sheets: list[Path]
    typst: Path


def printed_files(corpus: Path, folder: Path) -> Printed:
    """Writes what this program hands to its presses for the articles of a corpus."""
    rules, tools = load(packaged.rule_files()), Workshop.of(BuildConfig(), Path())
    articles = []
    for raw in _raws(corpus):
        article, found = read.read(raw, rules)
        if article is not None:
            articles.append(punctuate(clean(article, rules, found)[0], tools.text)[0])
    book = bind.bind(tuple(articles), BookConfig(title="量一量"), ArrangeConfig(), "zh-Hans").book
    theme, options = packaged.theme(), PdfConfig()
    folder.mkdir(parents=True)
    page = folder / "book.html"
    page.write_text(markup(book, theme, printed(book, NO_ASSETS, options)), "utf-8")
    sheets = []
    for number, text in enumerate(style_sheets(theme, options)):
        sheets.append(folder / f"{number:02}.css")
        sheets[-1].write_text(text, "utf-8")
    with typst_press.typst_press({}) as press:
        families = press.families
    for name, text in Typesetter(book, theme, NO_ASSETS, options, families=families).whole().texts.items():
        path = folder / "typst" / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Printed(page, sheets, folder / "typst" / "main.typ")


def _raws(corpus: Path) -> list[Raw]:
    found, _ = collect.collect([str(corpus)], corpus)
    return [raw for raw in map(store.read, found) if isinstance(raw, Raw)]
