"""Every removal of a report can be had back as the report says, by its number and by its line, or the report says why not."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import PROSE, article, wenxuan, write
from factory_documents import docx, par, run
from hypothesis import given
from hypothesis import strategies as st

from book.keep.words import with_words
from book.report import undo
from book.settings.overrides import Overrides
from book.settings.parse import parse
from book.settings.values import CleanConfig
from book.text import bare, fold, toml

MORE = (
    "守塔的人下山以后，塔上的灯由机器来点，准时得很，可是过路的船都说，那灯没有从前暖。",
    "他在镇上租了一间屋，窗子朝着山，夜里醒来，总要看一看那盏灯还亮不亮，亮着才睡。",
    "山上的石头是铁锈的颜色，雨一落，就红得像刚出窑的砖，鞋底踩上去要洗好几天。",
)


def _post(n: int, name: str, text: str) -> str:
    head = f'<a class="author" href="/u/{name}">{name}</a> <span>2015-03-05 21:{n:02}</span> <span>#{n}</span>'
    return (
        f'<div class="post" id="post_{n}"><div class="head">{head}</div><div class="text" id="t_{n}">{text}</div></div>'
    )


PAGE = f"""<html><head><title>灯塔的账本</title></head><body>
<div class="nav"><a href="/">塔报首页</a> <a href="/n">塔上消息</a></div>
<div class="crumb">您的位置：塔报首页 &gt;&gt; 海边 &gt;&gt; 正文</div>
<noscript>请打开脚本再看塔报</noscript>
<div class="post"><h1>灯塔的账本</h1><p>作者：何渡　来源：塔报　2020-03-05 08:00</p>
<p>{PROSE[0]}</p><div class="share-bar">分享到：塔信 塔博</div>
<p>{PROSE[1]}</p><div style="display:none">藏在页里的一句编者的话</div>
<p>{PROSE[2]}</p><button>展开这一页的全文</button>
<p><img alt="塔下的二维码"></p><p><img src="pictures/qrcode-1994.png"></p>
<iframe src="https://ads.example.com/tower?z=342"></iframe>
<p>{PROSE[3]}</p><p><img src="https://img.example.com/tower.jpg" alt="塔"></p></div>
<div style="display:none">页脚里藏着的旧公告</div>
<div class="links"><h3>相关文章</h3><ul><li><a href="/1">塔下的人家</a></li><li><a href="/2">守灯人的冬天</a></li></ul></div>
<div class="foot">塔报版权所有 联系塔报编辑部 塔报广告服务</div></body></html>"""
THREAD = (
    "<html><head><title>塔与灯的往事 - 渡口论坛</title></head><body><h1>塔与灯的往事</h1><div>"
    + _post(1, "何渡", f"{MORE[0]}<br><br>{MORE[1]}")
    + _post(2, "石头", "我从前也在那座山下住过，夜里确实看得见灯，冬天尤其清楚。")
    + _post(3, "何渡", MORE[2])
    + "</div></body></html>"
)
FILES: dict[str, str | bytes] = {
    "articles/page.html": PAGE,
    "articles/thread.html": THREAD,
    "articles/copy.txt": "铁锈色的山\n\n"
    + "\n\n".join(
        (*MORE, "本文原创发布于塔报，转载请注明出处", "相关文章", "塔下的三种石头", "长按识别二维码，关注塔报公众号")
    ),
    "articles/notes.md": "# 笔记一则\n\n作者:: 何渡\n日期:: 2021-04-05\n\n"
    + "\n\n".join((PROSE[1], "%% 写给自己的批注 %%", MORE[2])),
    "articles/word.docx": docx(
        par("海边的信", style="a3"),
        par(PROSE[2] + MORE[0]),
        par(run(MORE[1]), run("信里藏着的一行", "<w:vanish/>")),
        core={"dcterms:created": "2020-01-02T03:04:05Z"},
        parts={"header1.xml": par("海边集·卷一")},
    ),
    "articles/board.txt": "作者 ding (丁一) 看板 Story\n標題 [創作] 塔上的燈\n時間 Sat May  6 08:00:00 2023\n\n"
    + "\n".join((MORE[0], MORE[1], PROSE[3]))
    + "\n\n--\n燈下寫字的人\n--\n※ 發信站: 批踢踢實業坊(ptt.cc)\n推 hedu: 還有下一篇嗎\n",
    "articles/own.md": article("自己删的一段", *PROSE, "这一段是编者自己不要的话。", date="2021-06-01"),
    "articles/draft.md": article("草稿", *MORE, date="2021-07-01", draft="true"),
    "book.toml": '[book]\ntitle = "灯塔"\n\n[clean]\n# 编者的话\ndrop = ["编者自己不要"] # 一处\n\n[epub]\n# theme = "song"\n',
}
#: Kinds of removal that no word undoes, each with a reason.
NOT_BY_WORD = {"clean.dropped", "source.draft", "image.remote", "image.missing"}


def _rows(book: Path) -> list[dict[str, Any]]:
    lines = (book / "build" / "report.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines[:-1]]


def _built(book: Path) -> str:
    assert wenxuan("build", book, "-f", "txt", "-q").code in (0, 1)
    return bare(next((book / "build").glob("*.txt")).read_text("utf-8"))


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built book of which many things were taken."""
    book = write(tmp_path_factory.mktemp("messy") / "book", FILES)
    _built(book)
    return book


@pytest.fixture
def book(messy: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(messy, tmp_path / "book"))


def test_every_removal_comes_back_by_its_number_or_says_why_not(
    messy: Path, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENXUAN_CACHE", str(tmp_path / "cache"))  # what other words do not touch is read once
    rows = [(row, one) for row in _rows(messy) for one in row["undo"]]
    assert [one["number"] for _, one in rows] == list(range(1, len(rows) + 1))
    taken = [row for row in _rows(messy) if row["deed"] in ("removed", "moved")]
    assert all(row["undo"] for row in taken), "each has a number"
    settings = (book / "book.toml").read_bytes()
    met: Counter[str] = Counter()
    for row, one in rows:
        if one["keep"] is None:
            assert one["why_not"], row
            ran = wenxuan("keep", book, one["number"])
            assert ran.code == 2
            assert "no word brings this back" in ran.err
            assert (book / "book.toml").read_bytes() == settings
            assert row["code"] in NOT_BY_WORD, row
            continue
        ran = wenxuan("keep", book, one["number"])
        assert ran.code == 0, ran.err
        said = _built(book)
        word = fold(one["keep"])
        after = _rows(book)
        still = [a for a in after if a["code"] == row["code"] and a["deed"] != "none" and word in fold(a["excerpt"])]
        assert still == [], (one, "it is taken still")
        pictured = row["rule"] == "placeholder-picture"  # its file is not there, so the text has no line for it
        assert pictured or bare(one["keep"]) in said, (row, one)  # the name of who replies stands above his text
        assert not any(a["code"] == "clean.unused" for a in after), (row, one)
        met[f"{row['code']} {row['rule']}"] += 1
        (book / "book.toml").write_bytes(settings)
        shutil.copy(messy / "build" / "report.jsonl", book / "build")
    assert {key.partition(" ")[0] for key in met} == {
        "clean.removed", "clean.moved", "read.outside", "read.hidden", "read.left-out",
    }  # fmt: skip
    assert len(met) >= 15, met


def test_the_line_beside_a_removal_can_be_pasted(messy: Path, book: Path) -> None:
    page = (messy / "build" / "report.html").read_text("utf-8")
    lines = re.findall(r'<code class="flip">(.*?)</code>', page)
    words = {one["keep"] for row in _rows(messy) for one in row["undo"]} - {None}
    assert len(lines) >= len(words) > 20
    assert not re.search(r"<del>(?:(?!</del>).)*<code", page), "no line is struck through"
    settings = (messy / "book.toml").read_text("utf-8")
    read = set()
    for line in lines:
        plain = (
            line.replace("&#34;", '"')
            .replace("&gt;", ">")
            .replace("&#39;", "'")
            .replace("&lt;", "<")
            .replace("&amp;", "&")
        )
        config = parse(settings.replace("[clean]\n", f"[clean]\n{plain}\n"), "book.toml")
        read |= set(config.clean.keep)
    assert read == words


def test_a_line_holds_the_words_that_are_there_already(book: Path) -> None:
    """A second `keep` in one table is an error of TOML, so the line takes the place of the one that is there."""
    text = (book / "book.toml").read_text("utf-8").replace("[clean]", '[clean]\nkeep = ["塔信"]')
    write(book, {"book.toml": text})
    _built(book)
    page = (book / "build" / "report.html").read_text("utf-8")
    lines = re.findall(r'<code class="flip">(.*?)</code>', page)
    assert lines
    assert all(line.startswith("keep = [&#34;塔信&#34;, &#34;") for line in lines)


def test_keep_writes_what_it_says_and_nothing_twice(book: Path) -> None:
    numbers = [one["number"] for row in _rows(book) for one in row["undo"] if one["keep"]][:3]
    before = (book / "book.toml").read_text("utf-8")
    ran = wenxuan("keep", book, *numbers, numbers[0])
    assert ran.out.count("[clean] keep has") == 3
    assert "Next: wenxuan build" in ran.out
    text = (book / "book.toml").read_text("utf-8")
    assert len(parse(text, "book.toml").clean.keep) == 3
    added = [line for line in text.splitlines() if line not in before.splitlines()]
    assert len(added) == 1, "one line is new"
    assert all(line in text for line in before.splitlines()), "comments stay"
    ran = wenxuan("keep", book / "book.toml", numbers[0])
    assert "already" in ran.out
    assert (book / "book.toml").read_text("utf-8") == text


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (("999",), r"no removal has this number\. The removals of the last report are numbered 1 to \d+"),
        (("0",), "no removal has this number"),
        (("eins",), "Invalid value"),
    ],
)
def test_a_number_that_there_is_not_is_told_with_those_that_there_are(
    book: Path, numbers: tuple[str, ...], said: str
) -> None:
    before = (book / "book.toml").read_bytes()
    ran = wenxuan("keep", book, "1", *numbers)
    assert ran.code == 2
    assert re.search(said, ran.err), ran.err
    assert (book / "book.toml").read_bytes() == before, "all numbers are written, or none"


@pytest.mark.parametrize(
    "content", ["", "{}\n", "[1]\nnull\n\x00\n", '{"undo": 7}\n', '{"undo": [{"number": "x"}]}\n', "[" * 9000]
)
def test_a_report_of_another_program_has_no_removals(book: Path, content: str) -> None:
    write(book, {"build/report.jsonl": content})
    ran = wenxuan("keep", book, "1")
    assert ran.code == 2
    assert "no removals that can be brought back" in ran.err


def test_without_a_report_the_next_step_is_to_build(book: Path) -> None:
    shutil.rmtree(book / "build")
    ran = wenxuan("keep", book, "1")
    assert ran.code == 2
    assert f"Make one with: wenxuan build {book}" in ran.err
    ran = wenxuan("build", book, "-f", "txt", "-q", "-o", book / "elsewhere")
    assert wenxuan("keep", book, "1", "-o", book / "elsewhere").code == 0


def test_a_word_is_long_enough_to_mean_one_place(desk: Path) -> None:
    """Two lines that begin alike: the word of each goes as far as they differ. One that stands twice says so."""
    ends = ("相关文章", "渡口的一天一夜一个人甲", "渡口的一天一夜一个人乙", "长按识别二维码，关注我们的公众号")
    first = "渡船过河的人\n\n" + "\n\n".join((*PROSE, *ends))
    second = "铁锈色的山\n\n" + "\n\n".join((*MORE, "长按识别二维码，关注我们的公众号"))
    write(desk, {"book.toml": "", "articles/a.txt": first, "articles/b.txt": second})
    assert wenxuan("build", "-f", "txt", "-q").code == 0
    undone = {one["keep"]: one["places"] for row in _rows(desk) for one in row["undo"]}
    assert undone["渡口的一天一夜一个人甲"] == undone["渡口的一天一夜一个人乙"] == 1
    assert undone["长按识别二维码，"] == 2
    assert "acts at 2 places of this book" in (desk / "build" / "report.html").read_text("utf-8")
    number = next(one["number"] for row in _rows(desk) for one in row["undo"] if one["places"] == 2)
    assert "It acts at 2 places of this book" in wenxuan("keep", ".", number).out


def test_the_word_of_a_picture_is_its_whole_address(messy: Path) -> None:
    words = {one["keep"] for row in _rows(messy) for one in row["undo"]}
    assert {"pictures/qrcode-1994.png", "https://ads.example.com/tower?z=342"} <= words


_PIECES = st.sampled_from(["渡船渡船渡船", "渡船渡船渡", "甲", "乙", "…", " ", "a。"])  # so that many lines begin alike
LINES = st.lists(st.lists(_PIECES, min_size=1, max_size=6).map("".join), min_size=1, max_size=12)


@given(LINES)
def test_many_beginnings_are_found_where_each_is_alone(lines: list[str]) -> None:
    record = "\n".join(lines)
    heads = {line[:size] for line in lines for size in (1, 2, 5, 8)}
    singly = undo._places(record, heads)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(undo, "_SINGLY", 0)
        assert undo._places(record, heads) == singly
    assert singly == {head: [at for at in range(len(record)) if record.startswith(head, at)] for head in heads}


@given(LINES)
def test_a_beginning_acts_where_the_whole_text_stands_and_nowhere_else(lines: list[str]) -> None:
    folded = [text for text in map(fold, lines) if text]
    record = "\n".join(folded)
    for text, (end, places) in undo._beginnings(record, set(folded)).items():
        assert min(len(text), 8) <= end <= len(text)
        starts = [at for at in range(len(record)) if record.startswith(text[:end], at)]
        assert len(starts) == places == sum(record.startswith(text, at) for at in range(len(record)))
        if end > min(len(text), 8):
            assert sum(record.startswith(text[: end - 1], at) for at in range(len(record))) > places, (
                "no shorter one does"
            )


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_a_word_keeps_its_text(text: str) -> None:
    length = len(fold(text))
    for end in {1, length // 2, length} - {0}:
        word = undo._beginning(text, end)
        overrides = Overrides.of(CleanConfig(keep=(word,)))
        assert not overrides.keep or overrides.keeps(text), (word, text)
        assert not overrides.keep or overrides.keep[0].aim.value == "text"


@pytest.mark.parametrize("text", ["rule:", "css:p.a 的写法", "rule:promo 是规则的名字"])
def test_a_text_that_begins_as_a_rule_is_a_text(text: str) -> None:
    (word,) = Overrides.of(CleanConfig(keep=(undo._beginning(text, len(fold(text))),))).keep
    assert (word.aim.value, word.value) == ("text", fold(text))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_as_toml_is_the_same_text(text: str) -> None:
    line = toml.quoted(text)
    assert tomllib.loads(f"a = {line}") == {"a": text}
    assert line.isprintable() or not text.isprintable()
    assert not re.search("[\u202a-\u202e\u2066-\u2069\n\x00]", line)


FORMS = (
    "", "[book]\ntitle = 'x'\n", "[clean]\n", "[clean]\n# keep = []\n# eine Zeile\n", "[clean]\nkeep = []\n",
    "[clean]\nkeep = [ '甲', ] # 一\n[book]\n", "[clean]\nkeep = [\n  '甲', # 一\n  '乙' # 二\n]\n", "clean.keep = ['甲']\n",
    "clean = {keep = ['甲']}\n[book]\n", '[clean]\nrules = """\n# keep = []\n"""\n',
    "[clean] # 表\noff = ['qr']\n\n[book]\n# keep = []\n",
    "[clean]\r\n# keep = []\r\n[book]\r\n",
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), max_size=4))
def test_words_go_into_the_list_whatever_the_form(form: str, words: list[str]) -> None:
    before = tomllib.loads(form)
    text, fresh = with_words(form, "keep", words)
    after = tomllib.loads(text)
    known = before.get("clean", {}).get("keep", [])
    assert after.get("clean", {}).get("keep", []) == [*known, *fresh]
    assert {fold(word) for word in words} <= {fold(word) for word in (*known, *fresh)}
    assert {**after, "clean": {**after.get("clean", {}), "keep": 0}} == {
        **before,
        "clean": {**before.get("clean", {}), "keep": 0},
    }
    for comment in re.findall(r"# [一二表].*", form):
        assert comment in text
    assert with_words(text, "keep", words) == (text, [])
