"""The translations: none is missing, stale or a draft, each has the gaps of the English text, marks are Chinese, words are those of
the place; what is compiled is what can be read."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import fields

import catalogues
import pytest
from babel.messages.catalog import Message
from conftest import ROOT

from book.messages import en
from book.packaged import catalogue
from book.settings.commented import tables

HAN = r"[\u3400-\u9fff]"
#: A half-width mark that touches Chinese on both sides, over blanks: it should be a full-width one.
HALF = re.compile(rf"{HAN}[ ]*[,;:!?()\[\]][ ]*{HAN}|{HAN}[.]$|[“「]?{HAN}[\"']{HAN}")
#: What is a value or a name that stands so in every language, and words that OpenCC turns wrongly (寫明了 → 寫明瞭, 只收 → 隻收).
VALUES = re.compile(
    r"`[^`]*`|大32开|16开|软件 → 軟體|正文、内容|标题|標題、時間|寫明了|只收|<!?/?[\w: -]+>|\[[\w{}\]\[]+\]|\{[^}]*\}"
)
#: Words of the mainland that Taiwan and Hong Kong do not use for this, where they cannot be parts of others.
ELSEWHERE = (
    "軟件", "硬件", "文件夾", "網絡", "鏈接", "打印", "默認", "命令行", "屏幕", "數據", "服務器",
    "字符", "內存", "信息", "程序", "字體文件",
    "文檔", "導出", "導入", "保存", "打印", "視頻", "音頻", "博客", "用戶", "登錄", "進程",
    "線程", "變量", "函數", "對象", "模塊", "磁盤",
    "U盤", "光標", "菜單", "界面", "質量", "文本", "訂閱源", "帖子", "壓縮包", "二維碼", "字節", "編程", "源碼", "圖標",
)  # fmt: skip


def gaps(text: str) -> list[tuple[str, str]]:
    return sorted((name, form or "") for _, name, form, _ in string.Formatter().parse(text) if name is not None)


def entries(language: str) -> Iterator[tuple[str, str, Message]]:
    for context, message in catalogues.entries(language).items():
        yield context, str(message.string), message


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_every_text_is_translated_and_nothing_else(language: str) -> None:
    sources = catalogues.sources()
    there = catalogues.entries(language)
    assert {context: message.id for context, message in there.items()} == sources, "run `make messages`"
    left = [context for context, text, message in entries(language) if not text or "fuzzy" in message.flags]
    assert left == [], "translate them in the .po file and take the word fuzzy away; then run `make messages`"


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    assert catalogues.path(language, "mo").read_bytes() == catalogues.compiled(language), "run `make messages`"


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_the_file_is_as_the_tool_writes_it(language: str) -> None:
    again = catalogues.po(catalogues.written(language, catalogues.renewed(catalogues.entries(language))))
    assert catalogues.path(language).read_bytes() == again, "run `make messages`"


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_gaps_are_those_of_the_english_text_and_are_written_alike(language: str) -> None:
    wrong = {
        context: text
        for context, text, message in entries(language)
        if context in en.TEXTS and set(gaps(text)) != set(gaps(str(message.id)))
    }
    assert wrong == {}


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_marks_between_chinese_are_full_width(language: str) -> None:
    wrong = {context: text for context, text, _ in entries(language) if HALF.search(VALUES.sub("x", text))}
    assert wrong == {}


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_a_sentence_ends_where_the_english_one_does(language: str) -> None:
    """What is printed in brackets or behind a colon is no sentence; what is one ends like one."""
    wrong = {}
    for context, text, message in entries(language):
        english = str(message.id)
        if english.endswith((".", "?")) and not context.startswith("form.") and re.search(f"{HAN}$", text):
            wrong[context] = text
    assert wrong == {}


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_what_is_typed_stands_in_the_translation(language: str) -> None:
    """Options, tables, files and commands of the English text: a translation that loses one tells no more what to do."""
    keys = {f"[{table}] {one.name}" for table, kind in tables() for one in fields(kind)}
    named = "|".join(map(re.escape, sorted(keys, key=len, reverse=True)))
    typed = re.compile(
        rf"(?<![\w-])--[a-z]+(?!\w)|(?:{named})(?!\w)|\[(?:{'|'.join(name for name, _ in tables())})\]|[a-z]+\.toml"
    )
    wrong = {}
    for context, text, message in entries(language):
        lost = set(typed.findall(str(message.id))) - set(typed.findall(text))
        if lost:
            wrong[context] = (sorted(lost), text)
    assert wrong == {}


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_numbers_are_those_of_the_english_text(language: str) -> None:
    """A size, a limit, a number of lines; 5.6 million are 560 万."""

    def numbers(text: str) -> set[str]:
        return set(re.findall(r"\d+(?:[.,]\d+)*", re.sub(r"\{[^}]*\}", "", text))) - {"5.6", "560"}

    wrong = {context: text for context, text, message in entries(language) if numbers(text) != numbers(str(message.id))}
    assert wrong == {}


def test_the_simplified_texts_are_simplified_and_the_traditional_ones_traditional() -> None:
    """OpenCC finds nothing to turn, apart from what stands for another script, or has two forms."""
    import opencc

    simplify, complicate = opencc.OpenCC("t2s").convert, opencc.OpenCC("s2t").convert
    for language, turn in (("zh-Hans", simplify), ("zh-Hant", complicate)):
        texts = {context: VALUES.sub("", text) for context, text, _ in entries(language)}
        assert {context: text for context, text in texts.items() if turn(text) != text} == {}


def test_the_traditional_texts_have_the_words_of_their_readers() -> None:
    wrong = [(context, word, text) for context, text, _ in entries("zh-Hant") for word in ELSEWHERE if word in text]
    assert wrong == []
    assert [
        context for context, text, _ in entries("zh-Hant") if "“" in text and not context.startswith("settings.text.")
    ] == []


# ----------------------------------------------------------------------------------------------------------- the tool


def _entry(english: str, text: str, context: str = "fate.packed", *flags: str) -> dict[str, Message]:
    return {context: Message(english, text, context=context, flags=flags)}


def _renewed(there: dict[str, Message], context: str = "fate.packed") -> Message:
    return next(message for message in catalogues.renewed(there) if message.context == context)


def test_a_text_that_is_as_it_was_keeps_its_translation() -> None:
    made = _renewed(_entry("packed", "收入"))
    assert (made.string, made.flags) == ("收入", set())


def test_a_text_whose_english_has_changed_is_fuzzy_with_what_it_said() -> None:
    made = _renewed(_entry("taken", "收入"))
    assert (made.id, made.string, made.flags, made.previous_id) == ("packed", "收入", {"fuzzy"}, ["taken"])
    assert _renewed({"fate.packed": made}).flags == {"fuzzy"}, "it stays so until somebody has looked"
    assert _renewed({"fate.packed": made}).previous_id == ["taken"]


def test_a_new_text_is_empty_and_one_that_is_gone_goes() -> None:
    there = {**_entry("x", "一", "no.such-key")}
    made = {message.context: message for message in catalogues.renewed(there)}
    assert "no.such-key" not in made
    assert (made["fate.packed"].string, made["fate.packed"].flags) == ("", set())


def test_what_is_fuzzy_or_empty_is_not_used() -> None:
    import gettext
    import io

    there = (
        _entry("packed", "旧", "fate.packed", "fuzzy") | _entry("failed", "失败", "fate.failed") | _entry("x", "", "y")
    )
    opened = gettext.GNUTranslations(io.BytesIO(catalogues.mo(catalogues.written("zh-Hans", list(there.values())))))
    assert opened.pgettext("fate.packed", "packed") == "packed"
    assert opened.pgettext("fate.failed", "failed") == "失败"
    assert opened.pgettext("fate.failed", "fell through") == "fell through"


def test_a_draft_fills_what_is_empty_and_nothing_else() -> None:
    there = _entry("packed", "手改的")
    drafted = catalogues.drafted(dict(there))
    assert drafted["fate.packed"].string == "手改的"
    assert drafted["fate.failed"].string == "失敗"
    assert "fuzzy" in drafted["fate.failed"].flags


def test_a_percent_sign_makes_no_flag() -> None:
    assert b"python-format" not in catalogues.path("zh-Hans").read_bytes()


def test_a_translation_is_found_by_key_and_english() -> None:
    say = catalogue("zh-Hans")
    assert say("fate.packed") == "收入"
    assert say.described("settings.pdf.nup.2", "two pages on a sheet") == "一张两页"
    assert say.described("settings.pdf.nup.2", "something else") == "something else"


def test_a_wheel_has_the_catalogues() -> None:
    """Nothing keeps them from it: hatchling takes what Git does not pass over."""
    ignored = (ROOT / ".gitignore").read_text("utf-8")
    assert "*.mo" not in ignored
