"""Cleaning, by example: articles as they were saved, in `tests/data/cases/clean/*.txt`, and what must become of every line.

A file holds cases. A case begins with `===== NAME`; what follows is the article, up to the first of these sections:

    == kept       each line stands in the text            == notices    each line is set apart and gone from the text
    == gone       each line is gone from both             == headings   exactly these, in order; empty for none
    == fields     key: value, of title, author, account, site, date; an empty value means that there is none

`¶1` to `¶9` in an article stand for paragraphs of prose; each that a case uses must be kept.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from book import packaged
from book.clean import clean
from book.findings import Finding
from book.model import Article, Raw
from book.read import read
from book.rules import RuleSet, load
from book.settings.overrides import Overrides
from book.settings.values import CleanConfig
from book.text import fold
from book.walk import headings, inline_text, plain_text

CASES = Path(__file__).parents[1] / "data" / "cases" / "clean"
PROSE = (
    "铺子在巷子的尽头，门板上的漆掉了一半，里面摆着三台脚踏的圆盘机，最老的一台比掌柜的父亲还大两岁。",
    "每天早上他先把墨刀擦净，再把昨天没有印完的版子从架上取下来，用手指一行一行摸过去，看有没有松动的字。",
    "镇上的人来印请帖、印账本、印戏单，价钱写在一块黑板上，十几年没有改过，也没有人问过为什么不改。",
    "有一年发大水，字架倒了，几万个铅字混在泥里，他和两个徒弟用筛子筛了整整一个冬天，才把它们一一归回原位。",
    "后来电脑进了镇子，来印东西的人少了，他仍旧每天开门，把机器上一遍油，然后坐在门口看来往的人。",
    "问他图什么，他想了很久才说，铅字是有分量的，一句话有多重，端在手里就知道，屏幕上的字没有分量。",
    "徒弟们先后去了城里，只有最小的那个还每个月回来一次，带一包点心，陪他坐到天黑，再赶最后一班车走。",
    "去年冬天机器终于停了一台，轴断了，配不到零件，他把断轴擦干净，和那些缺了笔画的字一起放在柜子里。",
    "我离开的时候他送我到巷口，忽然说起他年轻时印错过的一张喜帖，把新郎的名字印倒了，那家人笑着收下了。",
)  # fmt: skip
_PLACE = re.compile(r"¶(\d)")
_FIELDS = {"title": "title", "author": "author", "account": "account", "site": "site", "date": "published"}


@cache
def rules() -> RuleSet:
    return load(packaged.rule_files())


def cleaned(text: str, config: CleanConfig | None = None) -> tuple[Article, tuple[Finding, ...]]:
    article, before = read(Raw("case.txt", text.encode()), rules())
    assert article is not None, before
    return clean(article, rules().overridden(Overrides.of(config or CleanConfig())), before)


def cases() -> list[tuple[str, str, dict[str, list[str]]]]:
    out = []
    for path in sorted(CASES.glob("*.txt")):
        for chunk in re.split(r"^===== ", path.read_text("utf-8"), flags=re.M)[1:]:
            name, _, rest = chunk.partition("\n")
            parts = re.split(r"^== (\w+)\n", rest, flags=re.M)
            sections = {
                key: [row for row in body.split("\n") if row.strip()]
                for key, body in zip(parts[1::2], parts[2::2], strict=True)
            }
            out.append((f"{path.stem}: {name}", parts[0], sections))
    return out


CASE_LIST = cases()


@pytest.mark.parametrize(("text", "sections"), [case[1:] for case in CASE_LIST], ids=[case[0] for case in CASE_LIST])
def test_case(text: str, sections: dict[str, list[str]]):
    used = [PROSE[int(number) - 1] for number in _PLACE.findall(text)]
    article, findings = cleaned(_PLACE.sub(lambda match: PROSE[int(match[1]) - 1], text))
    body = fold(plain_text(article.blocks))
    apart = [fold(inline_text(notice.children)) for notice in article.notices]
    account = "\n".join(f"{f.code} [{f.rule}] {f.excerpt}" for f in findings)
    for line in [*used, *sections.get("kept", [])]:
        assert fold(line) in body, f"lost: {line}\n{account}"
    for line in sections.get("gone", []):
        assert fold(line) not in body, f"left: {line}\n{account}"
        assert not any(fold(line) in notice for notice in apart), f"set apart: {line}\n{account}"
    for line in sections.get("notices", []):
        assert fold(line) not in body, f"left: {line}\n{account}"
        assert any(fold(line) in notice for notice in apart), f"not set apart: {line}\n{account}"
    if "headings" in sections:
        said = [plain_text((heading,)).strip() for heading in headings(article)]
        assert [fold(text) for text in said] == [fold(text) for text in sections["headings"]], account
    for row in sections.get("fields", []):
        key, _, value = row.partition(":")
        got = getattr(article, _FIELDS[key.strip()])
        assert fold((got.iso_day if got else "") if key == "date" else got) == fold(value), f"{key}: {got!r}\n{account}"


def test_there_are_enough_cases():
    assert len(CASE_LIST) >= 60
    assert all(sections for _, _, sections in CASE_LIST)
