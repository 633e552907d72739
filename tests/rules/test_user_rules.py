"""A user's own word over the rules: selectors, own rule files, fivefilters' site files; and inputs made to be slow."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import wenxuan

from book import packaged
from book.model import Formula, Raw
from book.read import read
from book.rules import RuleError, ftr, load
from book.walk import each_inline, each_line, plain_text

PAGE = """<html><head><link rel="canonical" href="https://www.example.org/a"><title>x</title></head><body>
<h2 class="tt">灯下的校样</h2><span id="d">2020-02-03</span>
<div class="blk one"><p>灯下的校样比白天的白，红笔也就显得更红一些，他总是在夜里改最后一遍。</p>
<div class="hottip">这一块是提示。</div><p class="mine">这一段说的是另一件事。</p></div>
<div class="other"><p>别处的一段话，很长，也有句号，可是它不属于文章，读者不该看见它。</p></div></body></html>"""

FTR = """# a comment
title: //h2[@class='tt']
body: //div[contains(@class, 'blk')]
strip_id_or_class: hottip
date: //span[@id='d']
strip: //p[last()]
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "p.html").write_text(PAGE, "utf-8")
    return tmp_path


def test_a_selector_drops_and_keeps(desk: Path) -> None:
    whole = wenxuan("inspect", "--json", desk / "p.html", "--drop", "css:.mine").objects[0]
    assert "另一件事" not in whole["text"]
    assert {"rule": "css:.mine", "text": "这一段说的是另一件事。"} in whole["removed"]
    assert "另一件事" in wenxuan("inspect", "--json", desk / "p.html").objects[0]["text"]


def test_a_broken_selector_is_told(desk: Path) -> None:
    run = wenxuan("inspect", desk / "p.html", "--drop", "css:div[[")
    assert run.code == 3
    assert "css:div[[" in run.messages[0]


def test_a_site_file_of_fivefilters_works(desk: Path) -> None:
    (desk / "rules").mkdir()
    (desk / "rules" / "example.org.txt").write_text(FTR, "utf-8")
    (desk / "book.toml").write_text('[sources]\nfiles = ["p.html"]\n[clean]\nrules = "rules"\n', "utf-8")
    [got] = wenxuan("inspect", "--json", desk).objects
    assert (got["title"], got["date"]) == ("灯下的校样", "2020-02-03")
    assert "最后一遍" in got["text"]
    assert "提示" not in got["text"]
    assert "别处" not in got["text"]


def test_rules_of_the_user_come_first_and_faults_name_the_file(desk: Path) -> None:
    own = '[[line]]\nname = "mine"\nkind = "own"\npattern = ["^这一段说的是"]\nwhere = "edge"\nexamples = ["这一段说的是甲。"]\n'
    rules = load(packaged.rule_files(), {"mine.toml": own})
    assert rules.lines[0].name == "mine"
    with pytest.raises(RuleError, match=r"mine\.toml"):
        load(packaged.rule_files(), {"mine.toml": "[[line]]\nname = 1"})
    with pytest.raises(RuleError, match="selector"):
        load(packaged.rule_files(), {"sites/mine.toml": '[[site]]\nname = "x"\nbody = ["div[["]\n'})


@pytest.mark.parametrize(
    ("path", "css"),
    [
        ("//div[@id='a']", 'div[id="a"]'),
        ("//div[contains(@class, 'b')]/p", 'div[class*="b"] > p'),
        ("//*[@class='c']//h1", '[class="c"] h1'),
        ("//div[contains(concat(' ', normalize-space(@class), ' '), ' d ')]", "div.d"),
        ("//meta[@name='e']/@content", 'meta[name="e"]'),
        ("//div[2]", "div:nth-of-type(2)"),
        ("//p[last()]", ""),
        ("id('x')", ""),
    ],
)
def test_xpath_of_site_files_as_css(path: str, css: str) -> None:
    assert ftr.css_of(path) == css


def test_what_has_no_css_is_named() -> None:
    assert ftr.unread(FTR) == ["strip: //p[last()]"]


@pytest.mark.parametrize(
    "markup",
    [
        r'<img src="https://www.zhihu.com/equation?tex=a%5E2" alt="a^2">',
        '<math><semantics><mi>a</mi><annotation encoding="application/x-tex">a^2</annotation></semantics></math>',
        '<span class="katex"><math><annotation>a^2</annotation></math><span class="katex-html">a2</span></span>',
        '<script type="math/tex">a^2</script>',
    ],
)
def test_formulas_keep_their_tex(markup: str) -> None:
    article, _ = read(
        Raw("a", f"---\ntitle: x\n---\n<p>边长的平方{markup}是面积。</p><p>二</p>".encode(), "a"),
        load(packaged.rule_files()),
    )
    assert article is not None
    assert [n.tex for line in each_line(article.blocks) for n in each_inline(line) if isinstance(n, Formula)] == ["a^2"]
    assert plain_text(article.blocks).startswith("边长的平方a^2是面积。")


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>" + b"<div>" * 10_000 + "一句话，写在很深的地方。".encode() * 4 + b"</div>" * 10_000,
        ("这是一行很长的文字，没有换行。" * 120_000).encode(),
        b" " * 1_000_000 + "一句话。".encode() * 20,
        b"<html><body>" + b"".join(b'<a href="/%d">\xe9\x93\xbe</a>' % n for n in range(20_000)),
        ("> " * 3000 + "深处的引文。").encode(),
        b"<ul><li>" * 3000 + "深处的条目。".encode(),
        ("[" * 20_000).encode(),
        b"---\n" + b"a: b\n" * 20_000,
    ],
    ids=["tags", "line", "spaces", "links", "quotes", "lists", "brackets", "front matter"],
)
def test_hostile_input_ends(body: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(body)
    run = wenxuan("inspect", "--json", tmp_path / "a.html")
    assert run.code in (0, 1)
    assert len(run.objects) == 1
    assert run.objects[0]["error"] or run.objects[0]["text"]
