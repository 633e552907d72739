"""A year of a book: thirty articles of several forms, renamed, saved again, edited, reordered, converted; then their sources
change. Every decision holds, or is reported as no longer fitting; and a copy of the folder gives the same bytes."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
from casefiles import PROSE
from conftest import Ran, wenxuan, write
from PIL import Image

PLACES = "渡口 石阶 灯塔 铺子 长堤 井台 磨坊 窑厂 船坞 茶亭".split()
TIMES = "清早 正午 黄昏".split()
TITLES = [f"{place}的{time}" for place in PLACES for time in TIMES]


def paragraphs(number: int) -> list[str]:
    """Four paragraphs that no other article has."""
    title = TITLES[number]
    texts = [PROSE[(number + n * 2) % len(PROSE)] for n in range(4)]
    return [f"{title}第{n}段：{text[number % 5 :]}" for n, text in enumerate(texts, 1)]


def note(number: int, texts: list[str] | None = None) -> str:
    body = "\n\n".join(texts or paragraphs(number))
    return f"---\ntitle: {TITLES[number]}\nauthor: 何平\ndate: 2024-{number % 12 + 1:02}-{number % 27 + 1:02}\n---\n\n{body}\n"


def page(number: int, *, again: bool = False) -> str:
    """A saved page; saved again, its furniture is another."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs(number))
    address = f"https://example.org/{quote(TITLES[number])}"
    around = (
        "<nav><a href='/a'>首页</a><a href='/b'>归档</a></nav>"
        if again
        else "<div class='nav'><a href='/'>回首页</a></div>"
    )
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLES[number]} - 河上杂记</title>"
        f"<link rel='canonical' href='{address}'></head>"
        f"<body>{around}<article><h1>{TITLES[number]}</h1>{body}</article></body></html>"
    )


def feed() -> str:
    items = "".join(
        f"<item><title>{TITLES[n]}</title><link>https://example.org/feed/{n}</link>"
        f"<description><![CDATA[{''.join(f'<p>{text}</p>' for text in paragraphs(n))}]]></description></item>"
        for n in range(25, 30)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>河上</title><link>https://example.org/</link>{items}</channel></rss>"


def name(number: int) -> str:
    return f"articles/{number:02}.{'md' if number < 15 else 'html'}"


def set_values(path: Path, file: str, lines: str) -> None:
    text = path.read_text("utf-8")
    assert f'file = "{file}"\n' in text
    path.write_text(text.replace(f'file = "{file}"\n', f'file = "{file}"\n{lines}'), "utf-8")


def edited(title: str, *changes: tuple[str, str]) -> None:
    ran = wenxuan("edit", ".", title, "--print")
    assert ran.code == 0, ran.err
    text = ran.out
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    Path("hand.txt").write_text(text, "utf-8")
    ran = wenxuan("edit", ".", title, "--take", "hand.txt")
    assert ran.code == 0, ran.err
    Path("hand.txt").unlink()


def built(*options: str) -> tuple[str, Ran]:
    ran = wenxuan("build", ".", "-f", "epub,txt", *options)
    return next(Path("build").glob("*.txt")).read_text("utf-8"), ran


@pytest.fixture
def book(desk: Path) -> Path:
    body = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(body, "PNG")
    texts: dict[str, str | bytes] = {name(n): note(n) if n < 15 else page(n) for n in range(25)}
    texts |= {
        "articles/feed.xml": feed(),
        "pictures/船.png": body.getvalue(),
        "book.toml": '[book]\ntitle = "河上"\neditor = "梅问津"\n[sources]\nfiles = ["articles"]\n[arrange]\norder = "given"\n',
    }
    write(desk, texts)
    ran = wenxuan("scan", ".")
    assert ran.code == 0, ran.err
    assert "30 given = 30 packed" in ran.out
    return desk


def test_a_year_of_a_book(book: Path) -> None:
    listed = book / "articles.toml"
    # eight are edited: typos, a picture, a note, a drop, a split, a merge, values
    edited(TITLES[0], (f"{TITLES[0]}第1段", f"{TITLES[0]}开篇"))
    edited(TITLES[16], (f"{TITLES[16]}第2段：", f"{TITLES[16]}其二："))
    edited(TITLES[1], (paragraphs(1)[0], f"{paragraphs(1)[0]}\n\n![一条木船](pictures/船.png)"))
    edited(TITLES[27], (f"{TITLES[27]}第3段", f"{TITLES[27]}末段"), ("title: ", "title: 改题："))
    edits = {
        "edits/注.toml": f'[[change]]\nafter = "{TITLES[2]}第2段"\nnote = "编者按：此段据手稿。"\n',
        "edits/删.toml": f'drop = ["{TITLES[17]}第4段"]\nreplace = ["{TITLES[17]}=那时的{TITLES[17]}"]\n',
        "edits/分.toml": f'split = ["又记"]\n[[change]]\nbefore = "{TITLES[3]}第3段"\nnew = "## 又记"\n',
    }
    write(book, edits)
    for number, file in ((2, "edits/注.toml"), (17, "edits/删.toml"), (3, "edits/分.toml")):
        set_values(listed, name(number), f'edits = "{file}"\n')
    set_values(listed, name(4), f'merge = ["{name(5)}"]\nsubtitle = "合为一篇"\n')
    # reorder: the last entry comes first
    text = listed.read_text("utf-8")
    entries = re.split(r"(?=^\[\[article\]\])", text, flags=re.M)
    listed.write_text(
        "".join([entries[0], entries[-1].rstrip("\n") + "\n\n", *entries[1:-1]]).rstrip("\n") + "\n", "utf-8"
    )
    # ten are renamed, five are saved again
    for number in (0, 2, 3, 5, 7, 16, 17, 19, 21, 23):
        old = book / name(number)
        new = book / "articles" / "搬来" / f"{TITLES[number]}{old.suffix}"
        new.parent.mkdir(exist_ok=True)
        old.rename(new)
    for number in (15, 18, 20, 22, 24):
        (book / name(number)).write_text(page(number, again=True), "utf-8")

    def holds() -> None:
        text, ran = built()
        assert ran.code == 0, ran.err
        assert "31 given = 31 packed" in ran.out, ran.out
        assert "共30篇" in text  # two were merged, one was split
        assert f"{TITLES[0]}开篇" in text
        assert f"{TITLES[16]}其二：" in text
        assert f"改题：{TITLES[27]}\n" in text
        assert f"{TITLES[27]}末段" in text
        assert "编者按：此段据手稿。" in text
        assert f"那时的{TITLES[17]}第1段" in text
        assert f"{TITLES[17]}第4段" not in text
        assert (
            text.index(f"{TITLES[3]}第2段")
            < text.index("又记\n", text.index(f"{TITLES[3]}第2段"))
            < text.index(f"{TITLES[3]}第3段")
        )
        assert text.index(f"{TITLES[4]}第1段") < text.index(f"{TITLES[5]}第1段") < text.index(f"{TITLES[6]}第1段")
        assert "合为一篇" in text
        assert text.index(f"{TITLES[29]}第1段") < text.index("开篇")
        with zipfile.ZipFile(book / "build" / "河上.epub") as epub:
            chapters = "".join(epub.read(one).decode() for one in epub.namelist() if one.endswith(".xhtml"))
            assert ">一条木船</figcaption>" in chapters

    holds()
    ran = wenxuan("scan", ".")
    assert ran.code == 0, ran.err
    assert ran.out.count("it was articles/") == 10
    assert "gone at its source" not in ran.out
    holds()
    # the sources change: elsewhere in an edited paragraph, the edited words themselves, and an edited paragraph goes
    moved = book / "articles" / "搬来"
    changed = [text + "后来又补了一句。" for text in paragraphs(0)]
    (moved / f"{TITLES[0]}.md").write_text(note(0, changed), "utf-8")
    rewritten = paragraphs(2)
    rewritten[1] = "这一段全部重写过了，说的是另一件与前面毫不相干的事情，连地方也换了。"
    (moved / f"{TITLES[2]}.md").write_text(note(2, rewritten), "utf-8")
    text, ran = built()
    assert ran.code == 0, ran.err
    assert f"{TITLES[0]}开篇" in text
    assert "后来又补了一句。" in text
    assert "编者按：此段据手稿。" not in text
    assert "This change fits nowhere in the article" in ran.err
    assert ran.err.count("warning:") == 1, ran.err
    # another script: the decisions hold there, too
    text, ran = built("--script", "tw", "-o", "out")
    assert ran.code == 0, ran.err
    # a copy of the folder, elsewhere and built with two processes, gives the same bytes
    copy = book / "copy"
    copy.mkdir()
    for one in book.iterdir():
        if one.name not in ("copy", "build", "out"):
            (shutil.copytree if one.is_dir() else shutil.copy)(one, copy / one.name)
    assert wenxuan("build", copy, "-f", "epub,txt", "-j", "2").code == 0
    assert wenxuan("build", ".", "-f", "epub,txt").code == 0
    assert (copy / "build" / "河上.epub").read_bytes() == (book / "build" / "河上.epub").read_bytes()
