"""Leaves of a printed book: the same bytes by any number of processes and from the cache, and only what changed is laid again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from book.cache import NO_CACHE, Cache
from book.model import Article, Assets, Book, Heading, Paragraph, Part, Source, Text
from book.render.pdf import render_files
from book.run import leaves
from book.settings.values import PdfConfig, Theme
from book.system.parts import chinese_fonts

pytestmark = pytest.mark.skipif(not chinese_fonts(), reason="no Chinese font is installed")
STYLES = Path(__file__).parents[2] / "styles" / "pdf"
SENTENCE = "船等到中午才开，岸上的人都散了，只有卖花生的老人还坐在石阶上，一颗一颗地剥。"
NOTHING = Assets({}, lambda _: b"")


def theme() -> Theme:
    names = {
        f"pdf/{path.relative_to(STYLES).as_posix()}": path for path in (*STYLES.rglob("*.css"), *STYLES.glob("*.j2"))
    }
    texts = {name: path.read_text("utf-8") for name, path in names.items()}
    return Theme(
        {n: t for n, t in texts.items() if n.endswith("j2")}, {n: t for n, t in texts.items() if n.endswith("css")}
    )


def book(longest: int = 20, ident: str = "a2") -> Book:
    """Five articles; the second as long as is asked, and of that id."""
    texts = []
    for n, count in enumerate((6, longest, 13, 2, 9), 1):
        lines = tuple(Paragraph((Text(SENTENCE * (1 + i % 3)),)) for i in range(count))
        name = ident if n == 2 else f"a{n}"
        title = Heading(1, (Text(f"小节{n}"),), f"{name}-h1")
        texts.append(Article(f"第{n}篇", (lines[0], title, *lines[1:]), Source(f"{n}.md"), id=name, author=f"作者{n}"))
    return Book("urn:uuid:0", "河上", "zh-Hans", "2022-03-04T05:06:07Z", (Part("", tuple(texts), "p1"),))


def made(whole: Book, jobs: int, cache: Cache = NO_CACHE) -> bytes:
    return render_files(whole, theme(), NOTHING, PdfConfig(indexes=True), hired=leaves.hired(jobs, cache))[0].body


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the leaves that are laid, from now on."""
    names: list[str] = []
    stock = leaves.done

    def counted(job: Any, press: Any) -> Any:
        if isinstance(job, leaves.Leaf):
            names.append(job.name)
        return stock(job, press)

    monkeypatch.setattr(leaves, "done", counted)
    return names


def test_same_bytes_by_one_two_and_three_processes() -> None:
    assert made(book(), 1) == made(book(), 2) == made(book(), 3)


def test_what_did_not_change_is_not_laid_again(tmp_path: Path, laid: list[str]) -> None:
    cache = Cache(tmp_path, "1", b"secret")
    first = made(book(), 1, cache)
    assert set(laid) >= {"a1", "a2", "a3", "a4", "a5", "provenance"}
    laid.clear()
    assert made(book(), 1, cache) == first
    assert laid == []
    other = made(book(70), 1, cache)  # all later articles move by several pages
    assert set(laid) & {f"a{n}" for n in range(1, 6)} <= {"a2", "a4"}, (
        "the one that is longer, and one that is evened out by its side"
    )
    assert other == made(book(70), 1)
    laid.clear()
    other = made(book(ident="b2"), 1, cache)  # an id is made of what the article says
    assert laid == ["b2"], "contents, indexes and sources name it by its place"
    assert other == made(book(ident="b2"), 1)
    for kept in (tmp_path / "font").iterdir():
        kept.unlink()
    laid.clear()
    assert made(book(), 1, cache) == first
    assert "a1" in laid, "its fonts are gone"
