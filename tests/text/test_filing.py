"""How names and titles are read, filed and put under heads: surnames, places, what is doubtful, the user's word, strokes."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import article, wenxuan, write

from book import packaged
from book.model import Filing
from book.text import pinyin, readings
from book.text.filing import grouped, head, name_as_filed, stroke_table, title_as_filed
from book.text.numerals import numeral

STROKES = Filing(strokes=stroke_table(packaged.strokes()))


@pytest.mark.parametrize(
    ("name", "filed"),
    [
        ("单田芳", "Shan Tianfang"),
        ("解玉清", "Xie Yuqing"),
        ("查阿明", "Zha Aming"),
        ("仇小白", "Qiu Xiaobai"),
        ("朴正南", "Piao Zhengnan"),
        ("區志明", "Ou Zhiming"),
        ("任大山", "Ren Dashan"),
        ("缪文", "Miao Wen"),
        ("曾静", "Zeng Jing"),
        ("员林", "Yun Lin"),
        ("晁一平", "Chao Yiping"),
        ("逄春", "Pang Chun"),
        ("万俟青", "Moqi Qing"),
        ("萬俟青", "Moqi Qing"),
        ("尉遲小河", "Yuchi Xiaohe"),
        ("尉小河", "Wei Xiaohe"),
        ("长孙文", "Zhangsun Wen"),
        ("令狐白", "Linghu Bai"),
        ("洗小雨", "Xian Xiaoyu"),
        ("华南枝", "Hua Nanzhi"),
        ("翟小川", "Zhai Xiaochuan"),
        ("葛青", "Ge Qing"),
        ("盖小舟", "Ge Xiaozhou"),
        ("單小舟", "Shan Xiaozhou"),
        ("闾丘明", "Lüqiu Ming"),
        ("重庆晚报", "chong qing wan bao"),
        ("长江", "Chang Jiang"),
        ("河上社", "He Shangshe"),
    ],
)
def test_surnames_are_read_as_surnames(name: str, filed: str) -> None:
    assert name_as_filed(name) == filed


@pytest.mark.parametrize(
    ("title", "filed"),
    [
        ("长岭的秋天", "chang ling de qiu tian"),
        ("《長嶺》", "chang ling"),
        ("厦门来信", "xia men lai xin"),
        ("廈門來信", "xia men lai xin"),
        ("六安茶", "lu an cha"),
        ("蚌埠站", "beng bu zhan"),
        ("台州府", "tai zhou fu"),
        ("重庆的雾", "chong qing de wu"),
        ("长子出门", "zhang zi chu men"),
        ("校长的伞", "xiao zhang de san"),
        ("长大以后", "zhang da yi hou"),
        ("重要的一天", "zhong yao de yi tian"),
        ("曾经的渡口", "ceng jing de du kou"),
        ("单位的院子", "dan wei de yuan zi"),
        ("解放路", "jie fang lu"),
        ("音乐课", "yin yue ke"),
    ],
)
def test_titles_are_read_as_words(title: str, filed: str) -> None:
    assert title_as_filed(title) == filed


def test_the_tables_have_a_syllable_for_each_character_and_no_name_twice() -> None:
    for table in (readings.DOUBLE, readings.WORDS):
        assert all(len(name) == len(read) for name, read in table.items())
    assert all(len(read) == 1 for read in readings.SURNAMES.values())
    assert all(len(read) > 1 for table in (readings.DOUBTFUL, readings.GIVEN) for read in table.values())
    assert not set(readings.SURNAMES) & set(readings.DOUBTFUL)


def test_what_is_doubtful_is_said_and_the_user_settles_it() -> None:
    assert pinyin.doubts("乐小白") == (("乐", ("yue4", "le4")),)
    assert pinyin.doubts("王重山") == (("重", ("chong2", "zhong4")),)
    for name in ("乐黛云", "乐正白", "单小白", "音乐之友", "Jane", "河", ""):
        assert pinyin.doubts(name) == (), name
    own = pinyin.readings_of(["乐小白=le xiao bai", "长岭 = zhang3 ling3"])
    assert pinyin.doubts("乐小白", own) == ()
    assert name_as_filed("乐小白", Filing(own)) == "Le Xiaobai"
    assert title_as_filed("到长岭去", Filing(own)) == "dao zhang ling qu"
    with pytest.raises(ValueError, match="乐嘉"):
        pinyin.readings_of(["乐嘉=le"])


def test_heads_are_letters_or_strokes() -> None:
    names = ["翟永明", "单小白", "Émile", "乐小白", "安", "42号", "zoe"]
    assert grouped(names) == (
        ("#", ("42号",)), ("A", ("安",)), ("E", ("Émile",)), ("S", ("单小白",)), ("Y", ("乐小白",)), ("Z", ("翟永明", "zoe")),
    )  # fmt: skip
    assert [head(name, STROKES) for name in ("丁一", "花间", "这边", "黄河", "安", "《一》", "Zoe", "42")] == [
        "二画", "七画", "七画", "十一画", "六画", "一画", "Z", "#",
    ]  # fmt: skip
    assert [one for _, ones in grouped(["渡", "三", "安", "一"], STROKES) for one in ones] == ["一", "三", "安", "渡"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (103, "一百零三"),
        (110, "一百一十"),
        (1000, "一千"),
        (2003, "二千零三"),
        (10_000, "10000"),
    ],
)
def test_numerals(number: int, words: str) -> None:
    assert numeral(number) == words


def test_a_doubtful_name_is_told_once_and_a_reading_of_the_users_counts_everywhere(desk: Path) -> None:
    texts = {f"a{n}.md": article(f"第{n}封信", f"第{n}封信说的是河上的事，写信的人没有署地方。" * 5, author=who)
             for n, who in enumerate(("乐小白", "乐小白", "何渡"))}  # fmt: skip
    toml = '[book]\ntitle = "信"\n{}[sources]\nfiles = ["a0.md", "a1.md", "a2.md"]\n[arrange]\norder = "author"\n'
    write(desk, {**texts, "book.toml": toml.format("")})
    ran = wenxuan("build", ".", "-f", "txt", "-o", "out")
    assert ran.code == 0
    log = (desk / "out" / "report.jsonl").read_text("utf-8")
    assert log.count('"bind.reading"') == 1
    assert "乐 yue / le" in log
    assert "乐小白=yue xiao bai" in log, "the line can be copied"
    text = (desk / "out" / "信.txt").read_text("utf-8")
    assert text.index("第2封信") < text.index("第0封信"), "He, Yue"
    write(desk, {"book.toml": toml.format('readings = ["乐=ai"]\n')})
    assert wenxuan("build", ".", "-f", "txt", "-o", "own").code == 0
    assert '"bind.reading"' not in (desk / "own" / "report.jsonl").read_text("utf-8")
    text = (desk / "own" / "信.txt").read_text("utf-8")
    assert text.index("第0封信") < text.index("第2封信")
    write(desk, {"book.toml": toml.format('readings = ["乐小白=le"]\n')})
    ran = wenxuan("build", ".")
    assert (ran.code, "a syllable for each character" in ran.err) == (3, True)


def test_a_reading_in_one_script_counts_in_a_book_in_the_other(desk: Path) -> None:
    files = {
        f"{title}.md": article(title, "河上的水涨了三尺，渡口的人都上了岸。" * 5) for title in ("长岭", "河上", "乐土")
    }
    toml = '[book]\ntitle = "书"\nreadings = ["长岭=ai ling"{}]\n[arrange]\norder = "title"\n'
    write(desk, {**files, "book.toml": toml.format("")})
    for out, script in (("kept", "keep"), ("other", "hant")):
        assert wenxuan("build", *files, "-c", "book.toml", "-f", "txt", "-o", out, "--script", script).code == 0
    kept, other = (next((desk / out).glob("*.txt")).read_text("utf-8") for out in ("kept", "other"))
    assert kept.index("长岭") < kept.index("河上")
    assert other.index("長嶺") < other.index("河上")
    assert other.index("河上") < other.index("樂土"), "he, le: no other title is moved"
    write(desk, {"book.toml": toml.format(', "長嶺=zu ling"')})
    assert wenxuan("build", *files, "-c", "book.toml", "-f", "txt", "-o", "own", "--script", "hant").code == 0
    own = next((desk / "own").glob("*.txt")).read_text("utf-8")
    assert own.index("河上") < own.index("長嶺"), (
        "what is given for the script itself counts before what is made for it"
    )
