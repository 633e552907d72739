"""Texts of the editor's own in a book: where they stand, that nothing is guessed of them, and what is told of them."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pymupdf
import pytest
from conftest import PROSE, article, wenxuan, write
from factory_epub import picture
from lxml import etree
from pypdf import PdfReader

from book.system.parts import chinese_fonts
from book.text import fold

KEYS = ("dedication", "preface", "afterword", "biographies")
TOML = """[book]
title = "河上"
editor = "梅问津"
dedication = "own/dedication.md"
preface = "own/preface.md"
afterword = "own/afterword.md"
biographies = "own/biographies.md"
"""
OWN = {
    "own/dedication.md": "献给守灯的人，\\\n和每天过河的孩子。\n",
    "own/preface.md": "# 缘起\n\n收的时候没有想过要印[^1]，见[渡船](../articles/1.md)与[编例](#编例)。\n\n"
    "## 编例\n\n只收岸上的。\n\n[^1]: 那是前年。\n",
    "own/afterword.md": "书编完了，河还在流。\n\n![岸](pictures/shore.png)\n",
    "own/biographies.md": "## 何渡\n\n撑船的人。\n\n## 岸生\n\n住在岸上。\n",
    "own/pictures/shore.png": picture("teal"),
}


def shelf(desk: Path, more: str = "", parts: str = "", **own: str) -> Path:
    """A book of two articles in two parts, with texts of the editor's own."""
    texts = {f"b/{name}": text for name, text in {**OWN, **own}.items()}
    names = [("渡船", "水上"), ("石阶", "岸上")]
    for n, (title, _) in enumerate(names, 1):
        texts[f"b/articles/{n}.md"] = article(title, *PROSE[n : n + 2], author="何渡", date=f"202{n}-01-01")
    entries = "".join(
        f'[[article]]\nfile = "articles/{n}.md"\npart = "{part}"\n' for n, (_, part) in enumerate(names, 1)
    )
    texts |= {"b/book.toml": TOML + more, "b/articles.toml": parts + entries}
    return write(desk, texts) / "b"


def made(book: Path, form: str = "epub", code: int = 0) -> str:
    ran = wenxuan("build", book, "-f", form)
    assert ran.code == code, ran.err
    return ran.out


def pages(book: Path, name: str = "河上") -> dict[str, str]:
    with ZipFile(book / "build" / f"{name}.epub") as archive:
        return {n.rpartition("/")[2]: archive.read(n).decode() for n in archive.namelist() if n.endswith("html")}


def contents(book: Path, name: str = "河上") -> list[str]:
    nav = etree.fromstring(pages(book, name)["nav.xhtml"].encode())
    return ["".join(a.itertext()) for a in nav.iterfind(".//{*}nav[@id='toc']//{*}a")]


def findings(book: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (book / "build" / "report.jsonl").read_text("utf-8").splitlines()][:-1]


def spine(book: Path, name: str = "河上") -> list[str]:
    with ZipFile(book / "build" / f"{name}.epub") as archive:
        opf = etree.fromstring(archive.read("EPUB/content.opf"))
    return [ref.get("idref", "") for ref in opf.iterfind(".//{*}itemref") if ref.get("idref") != "cover"]


def test_each_stands_in_its_place_and_is_called_what_it_is(desk: Path) -> None:
    book = shelf(desk)
    assert made(book).splitlines()[-1].startswith("2 given = 2 packed")
    order = [
        "title",
        "dedication",
        "preface",
        "nav",
        "p001",
        "a0001",
        "p002",
        "a0002",
        "afterword",
        "biographies",
        "colophon",
    ]
    assert spine(book) == order
    assert contents(book) == ["扉页", "缘起", "水上", "渡船", "岸上", "石阶", "后记", "作者简介", "版权与出处"]
    kinds = {"dedication": "dedication", "preface": "preface", "afterword": "afterword", "biographies": "contributors"}
    for name, kind in kinds.items():
        page = pages(book)[f"{name}.xhtml"]
        assert f'<section epub:type="{kind}"' in page
        assert ("<h1>" in page) is (name != "dedication")
    assert "共2篇" in pages(book)["title.xhtml"]
    assert wenxuan("check", book / "build" / "河上.epub").code == 0


def test_what_they_hold_is_read(desk: Path) -> None:
    book = shelf(desk)
    made(book)
    files = pages(book)
    assert "<br/>" in files["dedication.xhtml"]
    assert 'epub:type="footnote"' in files["preface.xhtml"]
    assert 'href="a0001.xhtml#' in files["preface.xhtml"], "an article that it names"
    assert '<a href="preface.xhtml#preface-h1">编例</a>' in files["preface.xhtml"], "a heading of its own"
    assert '<img src="../images/' in files["afterword.xhtml"]
    assert files["biographies.xhtml"].count("<h2") == 2
    assert not [f for f in findings(book) if f["source"].startswith("own/")]


def test_in_the_text_they_stand_in_the_same_order(desk: Path) -> None:
    book = shelf(desk)
    made(book, "txt")
    text = (book / "build" / "河上.txt").read_text("utf-8")
    wanted = (
        "梅问津 编",
        "献给守灯的人",
        "目录",
        "缘起",
        "后记",
        "作者简介",
        "没有想过要印",
        "河还在流",
        "撑船的人。",
        "各篇出处",
    )
    places = [text.index(words) for words in wanted]
    assert places == sorted(places)


@pytest.mark.skipif(not chinese_fonts(), reason="no Chinese font is installed")
def test_in_print_the_dedication_has_a_leaf_and_the_others_are_in_the_contents(desk: Path) -> None:
    book = shelf(desk)
    made(book, "pdf")
    document = pymupdf.open(book / "build" / "河上.pdf")
    texts = [fold(page.get_text()) for page in document]
    place = {words: next(n for n, text in enumerate(texts) if fold(words) in text) for words in (
        "献给守灯的人", "没有想过要印", "目录", "水上", "河还在流", "住在岸上",
    )}  # fmt: skip
    assert list(place.values()) == sorted(place.values())
    assert max(n for n, text in enumerate(texts) if fold("各篇出处") in text) > place["住在岸上"]
    leaf = place["献给守灯的人"]
    assert (leaf % 2, texts[leaf + 1]) == (0, ""), "a right page, and nothing behind it"
    assert texts[leaf] == fold("献给守灯的人，和每天过河的孩子。"), "no folio"
    assert all(words in texts[place["目录"]] for words in (fold("后记"), fold("作者简介")))
    outline = [entry.title for entry in PdfReader(book / "build" / "河上.pdf").outline if not isinstance(entry, list)]
    assert [title for title in outline if title in ("缘起", "后记", "作者简介", "献词")] == ["缘起", "后记", "作者简介"]
    assert wenxuan("check", book / "build" / "河上.pdf").code == 0


INTRO = '[[part]]\ntitle = "水上"\nintro = "intro.md"\n\n[[part]]\ntitle = "岸上"\n\n'


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("水上的事，只有船知道。", ""),  # one paragraph was once no text
        ("水上的事\n\n只有船知道。", ""),  # of two the first was once a title
        ("## 水情\n\n只有船知道。", ""),
        ("作者：何渡\n\n点击上方蓝字关注我们，只有船知道。", ""),
        ("# 水上的事\n\n只有船知道。", "水上的事"),
    ],
)
def test_an_introduction_is_no_article(desk: Path, text: str, heading: str) -> None:
    book = shelf(desk, parts=INTRO, **{"intro.md": text})
    assert made(book, "epub,txt").splitlines()[-1].startswith("2 given = 2 packed")
    between = [heading] if heading else []
    assert contents(book)[2:5] == (["水上", *between, "渡船"] if heading else ["水上", "渡船", "岸上"])
    page = pages(book)["i001.xhtml" if heading else "p001.xhtml"]
    assert "".join(etree.fromstring(page.encode()).find("{*}body").itertext()).split() == (
        ([] if heading else ["水上"]) + text.replace("#", "").split()
    )
    assert "共2篇" in pages(book)["title.xhtml"]
    assert "intro.md" not in wenxuan("inspect", book).out
    plain = (book / "build" / "河上.txt").read_text("utf-8")
    assert plain.count("只有船知道") == 1
    assert ("水上的事" in plain.partition("────")[2].partition("目录")[2].partition("────")[0]) is bool(heading)
    assert wenxuan("check", book / "build" / "河上.epub").code == 0


@pytest.mark.skipif(not chinese_fonts(), reason="no Chinese font is installed")
@pytest.mark.parametrize("heading", ["", "# 水上的事\n\n"])
@pytest.mark.parametrize("volumes", ["", 'volumes = "part"\n'])
def test_an_introduction_is_printed_before_the_articles_of_its_part(desk: Path, heading: str, volumes: str) -> None:
    book = shelf(desk, volumes, INTRO, **{"intro.md": heading + "这一辑只有船知道。"})
    made(book, "pdf,epub")
    name = "河上 水上" if volumes else "河上"
    document = pymupdf.open(book / "build" / f"{name}.pdf")
    texts = [fold(page.get_text()) for page in document]
    intro = next(n for n, text in enumerate(texts) if fold("这一辑只有船知道") in text)
    assert intro < next(n for n, text in enumerate(texts) if fold(PROSE[1])[:20] in text)
    listed = fold("水上的事") in next(text for text in texts if fold("目录") in text)
    assert listed is bool(heading)
    assert ("水上的事" in contents(book, name)) is bool(heading)
    kinds = [spine(book, name)[3], spine(book, name)[4]]
    assert kinds == (["nav", "i001"] if volumes else ["nav", "p001"])
    assert wenxuan("check", book / "build" / f"{name}.pdf", book / "build" / f"{name}.epub").code == 0


def test_all_are_in_the_script_of_the_book(desk: Path) -> None:
    book = shelf(
        desk, '[convert]\nscript = "tw"\n', INTRO, **{"intro.md": "这一辑写水上的事，头发也湿了，只有船知道。"}
    )
    made(book)
    files = pages(book)
    for page, words in {
        "dedication": "獻給守燈的人", "preface": "沒有想過要印", "afterword": "書編完了", "biographies": "撐船的人",
        "p001": "這一輯寫水上的事，頭髮也溼了",
    }.items():  # fmt: skip
        assert words in files[f"{page}.xhtml"], page
    assert contents(book)[-3:-1] == ["後記", "作者簡介"]
    assert {f["source"] for f in findings(book) if f["code"] == "convert.detected"} >= {"intro.md", "own/afterword.md"}


def test_volumes_share_them(desk: Path) -> None:
    book = shelf(desk, 'volumes = "1 articles"\n')
    made(book)
    first, last = spine(book, "河上 卷1"), spine(book, "河上 卷2")
    assert [name for name in first if name in KEYS] == ["dedication", "preface"]
    assert [name for name in last if name in KEYS] == ["afterword", "biographies"]


def test_a_part_that_goes_on_in_another_volume_is_introduced_once(desk: Path) -> None:
    book = shelf(desk, 'volumes = "1 articles"\n', INTRO, **{"intro.md": "只有船知道。"})
    write(
        book, {"articles.toml": (book / "articles.toml").read_text("utf-8").replace('part = "岸上"', 'part = "水上"')}
    )
    made(book)
    assert "只有船知道" in "".join(pages(book, "河上 卷1").values())
    assert "只有船知道" not in "".join(pages(book, "河上 卷2").values())


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(("text", "why"), [
    (None, "no such file"), ("", "no text"), (" \n\n", "no text"), ("# 只有题目\n", "no text"), ("%%再想想%%", "no text"),
    (b"\xca\xe9\xb1\xe0", "not UTF-8"),
])  # fmt: skip
def test_one_that_is_not_there_or_says_nothing_is_named_with_its_key(
    desk: Path, key: str, text: str | bytes | None, why: str
) -> None:
    write(
        desk,
        {"a.md": article("渡船", *PROSE), "book.toml": f'[book]\n{key} = "words.md"\n[sources]\nfiles = ["a.md"]\n'},
    )
    if text is not None:
        write(desk, {"words.md": text})
    ran = wenxuan("build", "-f", "txt")
    assert ran.code == 3
    assert all(part in ran.err for part in (f"[book] {key}", "words.md", why)), ran.err


def test_the_same_of_an_introduction(desk: Path) -> None:
    ran = wenxuan("build", shelf(desk, parts=INTRO), "-f", "txt")
    assert ran.code == 3
    assert all(part in ran.err for part in ("articles.toml", "[[part]] 水上", "intro.md", "no such file")), ran.err


def test_what_is_not_taken_is_told(desk: Path) -> None:
    book = shelf(
        desk,
        parts=INTRO + '[[part]]\ntitle = "天上"\nintro = "sky.md"\n\n',
        **{
            "intro.md": "---\nmood: 静\n---\n只有船知道。[不在](nowhere.md)\n\n![远](../outside.png)\n\n![无](none.png)\n",
            "sky.md": "天上的事。",
            "../outside.png": picture("red"),
        },
    )
    made(book)
    told = {(f["code"], f["source"], f["excerpt"]) for f in findings(book)}
    assert told >= {
        ("own.left", "intro.md", "mood: 静"),
        ("bind.link-lost", "intro.md", "不在 → nowhere.md"),
        ("image.outside", "intro.md", "../outside.png"),
        ("image.missing", "intro.md", "none.png"),
        ("bind.intro", "sky.md", "天上"),
    }


def test_vertical_pages_pass_the_check(desk: Path) -> None:
    book = shelf(desk, '[epub]\ndirection = "vertical"\n', INTRO, **{"intro.md": "他说“船知道”，1 条河。"})
    made(book)
    assert "他说「船知道」" in pages(book)["p001.xhtml"]
    assert wenxuan("check", book / "build" / "河上.epub").code == 0


def test_settings_from_elsewhere_find_them_beside_themselves(desk: Path) -> None:
    write(desk, {"a.md": article("渡船", *PROSE), "c/set.toml": '[book]\nafterword = "h.md"\n', "c/h.md": "河。\n\n![岸](s.png)\n",
                 "c/s.png": picture("red")})  # fmt: skip
    assert wenxuan("build", "a.md", "-c", "c/set.toml", "-f", "epub", "-o", "o").code == 0
    (name,) = [path.name for path in Path("o").glob("*.epub")]
    with ZipFile(BytesIO(Path("o", name).read_bytes())) as archive:
        assert "<img" in archive.read("EPUB/text/afterword.xhtml").decode()
