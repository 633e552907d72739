"""Texts in chapters, by example: `tests/data/cases/novels/*.txt`, as `wenxuan inspect` and a build show them.

A case is the text of a file. `%5` in it stands for five paragraphs of a novel, no two alike. Then come sections:

    == name       what the file is called; else `case.txt`
    == levels     exactly these headings, each behind its level: 1 渡口; empty for none
    == fields     key: value, of title, author; an empty value means that there is none
    == chapters   the level of the chapters; 0 for a text that is no novel
    == kept       each line stands in the text
    == moved      each line went into a field            == gone      each line is told as taken out
    == doubted    exactly these lines are told as what looked like a heading and was none
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from casefiles import Case, cases, filled
from conftest import wenxuan, write
from factory_novel import novel, prose
from hypothesis import given, settings
from hypothesis import strategies as st

from book import packaged
from book.clean import clean
from book.findings import Finding
from book.model import Article, Raw
from book.read import read
from book.read.scenes import is_mark
from book.rules import load
from book.settings.overrides import Overrides
from book.settings.values import CleanConfig
from book.text import fold
from book.walk import headings, inline_text, plain_text

CASES = cases("novels", sections="name levels fields chapters kept moved gone doubted")
RULES = load(packaged.rule_files())


def text_of(case: Case) -> str:
    """The text, with its paragraphs."""
    count = 0

    def paragraphs(match: re.Match[str]) -> str:
        nonlocal count
        count += 100
        return "\n".join(f"　　{line}" for line in prose(count, int(match[1])))

    return filled(re.sub(r"^%(\d+)$", paragraphs, case.text, flags=re.M))


def made(name: str, text: str, **config: tuple[str, ...]) -> tuple[Article, tuple[Finding, ...]]:
    rules = RULES.overridden(Overrides.of(CleanConfig(**config)))  # type: ignore[arg-type]
    article, before = read(Raw(name, text.encode(), name), rules)
    assert article is not None, before
    article, after = clean(article, rules, before)
    return article, before + after


@pytest.fixture(scope="module")
def inspected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Every case as the command shows it, each in a folder of its own."""
    folder = tmp_path_factory.mktemp("novels")
    for n, case in enumerate(CASES):
        write(folder, {f"{n:03}/{case.sections.get('name', ['case.txt'])[0]}": text_of(case)})
    ran = wenxuan("inspect", "--json", "--order", "given", *sorted(folder.iterdir()), cwd=folder)
    shown = {Path(entry["source"]).parent.name: entry for entry in ran.objects}
    assert len(shown) == len(CASES), ran.err
    return {case.name: shown[f"{n:03}"] for n, case in enumerate(CASES)}


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Case, inspected: dict[str, dict[str, Any]]) -> None:
    sections, shown = case.sections, inspected[case.name]
    article, findings = made(sections.get("name", ["case.txt"])[0], text_of(case))
    told = "\n".join(f"{one.code} [{one.rule}] {one.excerpt}" for one in findings)
    if "levels" in sections:
        levels = [f"{one.level} {inline_text(one.children)}" for one in headings(article)]
        assert levels == sections["levels"], told
        assert [fold(row) for row in shown["headings"]] == [fold(row.partition(" ")[2]) for row in levels]
    if "chapters" in sections:
        assert article.chapters == int(sections["chapters"][0]), told
    for row in sections.get("fields", []):
        key, _, value = row.partition(":")
        assert (shown[key.strip()] or "") == value.strip(), told
    for line in [*sections.get("kept", []), *case.prose]:
        assert line in shown["text"], told
    for key, code in (("moved", "clean.moved"), ("gone", "clean.removed")):
        for line in sections.get(key, []):
            assert any(one.code == code and one.excerpt == line for one in findings), told
    if "doubted" in sections:
        doubted = "\n".join(one.excerpt for one in findings if one.code == "read.chapters-doubted")
        assert doubted.splitlines() == sections["doubted"], told


TEXT = text_of(next(case for case in CASES if case.name.endswith("a table of contents is taken for what it is")))


@pytest.mark.parametrize(
    ("config", "row", "rule"),
    [
        ({"keep": ("第二卷 岸",)}, "第二卷 岸", "contents-list"),
        ({"keep": ("何渡 著",)}, "何渡 著", "novel-fields"),
        ({"off": ("contents-list",)}, "第二卷 岸", ""),
        ({"off": ("novel-fields",)}, "何渡 著", ""),
    ],
)
def test_the_user_has_the_last_word(config: dict[str, tuple[str, ...]], row: str, rule: str) -> None:
    article, findings = made("灯塔.txt", TEXT, **config)
    rows = plain_text(article.blocks).splitlines()
    assert rows.count(row) == (2 if row == "第二卷 岸" else 1)
    kept = [one.excerpt for one in findings if one.code == "clean.kept" and one.rule == rule]
    assert kept == ([row] if rule else [])


def test_it_can_be_switched_off(desk: Path) -> None:
    write(desk, {"灯塔.txt": TEXT, "book.toml": '[clean]\noff = ["chapters"]\n'})
    shown = wenxuan("inspect", "--json", "-c", "book.toml", "灯塔.txt").objects[0]
    assert "楔子" not in shown["headings"]
    assert made("灯塔.txt", TEXT, off=("chapters",))[0].chapters == 0


HEADINGS = st.sampled_from(
    "第{n}章 灯下|第{n}章|第{n}回 潮起潮落|第{n}卷 岸|第{n}节 石阶|{n}、旧屋|{n}. 井水|00{n} 渡口|（{n}）"
    "|第{n}卷 岸 第{n}章 灯下|楔子|番外 井边|后记|上|下".split("|")
)
ODD = st.sampled_from(
    "第一章就睡着了。|第3节课|第二天|目录|作者：何渡|书名：潮信|内容简介：|简介：一条河。|状态：连载|……|“第一章呢？”"
    "|第一条 渡船应当每年检修一次。|《潮信》作者：何渡|潮信|1|  - 水壶|***|卷|第章|第零章 无|第9999999999999章"
    "|Chapter|第一章……………1|《潮信》|何渡 著|作者：|文案|作者简介|第一卷 岸 第二卷 岸".split("|")
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    rows: list[str] = []
    for block in range(draw(st.integers(1, 9))):
        form = draw(HEADINGS)
        for n in range(1, draw(st.integers(1, 7))):
            rows.append(form.format(n=n))
            rows += draw(st.lists(ODD, max_size=2))
            rows += [f"　　{line}" for line in prose(block * 1000 + n * 50, draw(st.integers(0, 4)))]
            rows += [""] * draw(st.integers(0, 3))
    return "\n".join(rows)


@pytest.mark.parametrize(
    "below", ["![](a.png)", "* 水壶\n* 桶\n\n> 引文。", "| 名 | 数 |\n| --- | --- |\n| 渡船 | 6 |"]
)
def test_what_stands_below_a_chapter_without_a_title_does_not_repeat_it(below: str) -> None:
    rows = [f"第{n}章\n\n{below}\n\n" + "\n\n".join(prose(n * 50, 3)) for n in range(1, 6)]
    article, findings = read(Raw("潮信.md", "\n\n".join(rows).encode(), "潮信.md"), RULES)
    assert article is not None
    assert not [one for one in findings if one.rule == "repeated-heading"]
    kinds = [type(block).__name__ for block in article.blocks]
    assert kinds.count("Heading") == 5
    assert len(kinds) >= 5 * (2 + 3)


@settings(max_examples=100, deadline=None)
@given(texts(), st.sampled_from(["潮信.txt", "《潮信》作者：何渡.txt", "潮信 - 何渡.md", "a.txt"]))
def test_every_line_is_in_the_text_or_told(text: str, name: str) -> None:
    rules = RULES
    article, findings = read(Raw(name, text.encode(), name), rules)
    if article is None:
        return
    article, more = clean(article, rules, findings)
    held = [
        plain_text(article.blocks),
        article.title,
        article.author,
        *(inline_text(one.children) for one in article.notices),
    ]
    held += [finding.excerpt for finding in (*findings, *more)]
    there = _letters("\n".join(held))
    for row in text.splitlines():
        if is_mark(row):  # a divider
            continue
        line = re.sub(r"^\s*(?:[-*•]|\d{1,3}\.)\s", "", row)  # what became the mark of a list
        assert _letters(line) in there, row


def _letters(text: str) -> str:
    """A text without white space and without the colon that a heading drops."""
    return fold("".join(text.split())).replace(":", "")


def test_a_long_novel_is_not_told_to_be_too_long(desk: Path) -> None:
    write(desk, {"潮信.txt": novel(30, 800)})
    ran = wenxuan("build", "潮信.txt", "-f", "txt", "-o", "out")
    assert [line for line in ran.messages if "No date" not in line] == []
    text = next((desk / "out").glob("*.txt")).read_text("utf-8")
    for line in prose(1000, 800):
        assert line in text


def test_the_report_lists_the_headings_and_what_was_none(desk: Path) -> None:
    case = next(case for case in CASES if case.name.endswith("sentences beside real chapters are told and stay"))
    write(desk, {"灯塔.txt": text_of(case)})
    assert wenxuan("build", "灯塔.txt", "-f", "txt", "-o", "out").code == 0
    report = (desk / "out" / "report.html").read_text("utf-8")
    assert "taken for its headings. · 5 headings" in report
    assert "not taken for such. · 2 lines" in report
    assert '<div class="row">第三章读完了。</div>' in report
    assert '<div class="row">第五章 天晴</div>' in report
