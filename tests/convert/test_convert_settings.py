"""What `[convert]` and `[text] quotes` do to a book, through the command line."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from conftest import article, wenxuan, write

BODY = "老陈把信读了三遍，信里写着\u201c水认得人，你慌，它就晃\u201d，他想了很久，又把它折好，放回抽屉里去了。"


def book(folder: Path, body: str, settings: str, title: str = "渡口的信") -> Path:
    write(folder, {"a.md": article(title, body), "book.toml": f'[sources]\nfiles = ["a.md"]\n{settings}\n'})
    return folder


def found(folder: Path, code: str) -> list[str]:
    assert wenxuan("build", folder, "-f", "txt", "-o", folder / "out", "-q").code == 0
    rows = map(json.loads, (folder / "out" / "report.jsonl").read_text("utf-8").splitlines())
    return [row["detail"] for row in rows if row.get("code") == code]


def text(folder: Path) -> str:
    row = wenxuan("inspect", "--json", folder).objects[0]
    return f"{row['title']}\n{row['text']}"


# ---------------------------------------------------------------------------------------------------- replace under keep


def test_a_phrase_is_put_in_where_no_script_is_asked_for(tmp_path: Path) -> None:
    book(
        tmp_path,
        BODY + "`抽屉`是代码，见 https://example.com/抽屉/一.html 那一页。",
        '[convert]\nreplace = ["抽屉=匣子", "渡口=渡头"]',
    )
    made = text(tmp_path)
    assert made.startswith("渡头的信\n")
    assert "放回匣子里去了。抽屉是代码，见 https://example.com/抽屉/一.html" in made
    assert found(tmp_path, "convert.replaced") == ["2 places"]
    assert found(tmp_path, "convert.detected") == []


def test_a_protected_word_is_not_replaced_within(tmp_path: Path) -> None:
    book(tmp_path, BODY, '[convert]\nreplace = ["抽屉=匣子", "信=函"]\nprotect = ["信里"]')
    assert "老陈把函读了三遍，信里写着" in text(tmp_path)


def test_a_phrase_for_a_script_is_told_where_none_is_asked_for(tmp_path: Path) -> None:
    book(tmp_path, BODY, '[convert]\nreplace = ["tw: 抽屉=抽斗", "抽屉=匣子"]')
    ran = wenxuan("inspect", tmp_path)
    assert "放回匣子里去了" in text(tmp_path)
    assert "tw: 抽屉=抽斗" in ran.err
    assert "抽屉=匣子" not in ran.err.replace("tw: 抽屉=抽斗", "")


# ------------------------------------------------------------------------------------------------------------ quotations

STRAIGHT = BODY.replace("\u201c", '"').replace("\u201d", '"')
CORNERS = BODY.replace("\u201c", "「").replace("\u201d", "」")


@pytest.mark.parametrize(
    ("script", "body", "wanted"),
    [
        ("tw", BODY, "「水認得人，你慌，它就晃」"),
        ("hk", BODY, "「水認得人，你慌，它就晃」"),
        ("hant", BODY, "「水認得人，你慌，它就晃」"),
        ("twp", STRAIGHT, "「水認得人，你慌，它就晃」"),
        ("hans", CORNERS, "\u201c水认得人，你慌，它就晃\u201d"),
        ("hans", STRAIGHT, "\u201c水认得人，你慌，它就晃\u201d"),
        ("keep", BODY, "\u201c水认得人，你慌，它就晃\u201d"),
        ("keep", STRAIGHT, '"水认得人，你慌，它就晃"'),
        ("keep", CORNERS, "「水认得人，你慌，它就晃」"),
    ],
)
def test_quotes_follow_the_script(tmp_path: Path, script: str, body: str, wanted: str) -> None:
    book(tmp_path, body, f'[convert]\nscript = "{script}"')
    assert wanted in text(tmp_path)


def test_what_quotes_became_is_told_once_with_its_switch(tmp_path: Path) -> None:
    book(tmp_path, BODY + "\n\n他又写了一行：\u201c船在水上\u201d。", '[convert]\nscript = "tw"')
    assert found(tmp_path, "text.quotes") == ["4 marks"]
    kept = book(tmp_path / "kept", BODY, '[convert]\nscript = "tw"\n[text]\nquotes = "keep"')
    assert "\u201c水認得人，你慌，它就晃\u201d" in text(kept)
    assert found(kept, "text.quotes") == []


def test_straight_quotes_in_a_title_are_paired(tmp_path: Path) -> None:
    book(tmp_path, BODY, '[convert]\nscript = "tw"', title='"水认得人"的信')
    assert text(tmp_path).startswith("「水認得人」的信\n")


def test_quotes_of_latin_stay(tmp_path: Path) -> None:
    book(tmp_path, BODY + 'He said "no" and left; it\u2019s 5.5" wide.', '[convert]\nscript = "tw"')
    assert 'He said "no" and left; it\u2019s 5.5" wide.' in text(tmp_path)


# --------------------------------------------------------------------------------------------------------------- passages


@pytest.mark.parametrize(
    ("quotations", "wanted", "told"),
    [("convert", "读书如种树", "1 converted, 0 left"), ("keep", "讀書如種樹", "0 converted, 1 left")],
)
def test_a_block_of_quotation_is_converted_or_kept(tmp_path: Path, quotations: str, wanted: str, told: str) -> None:
    book(
        tmp_path,
        BODY + "\n\n> 讀書如種樹，急不得。\n\n" + BODY,
        f'[convert]\nscript = "hans"\nquotations = "{quotations}"',
    )
    assert wanted in text(tmp_path)
    assert found(tmp_path, "convert.passages") == [f"{told} as they are"]


def test_the_finished_book_has_all_of_it(tmp_path: Path) -> None:
    body = "他把饼干放在柜里，天气不干燥，价钱提高几倍，一个中年人干了一杯。老话说\u201c讀書如種樹\u201d，我们都笑了。"
    book(tmp_path, body * 2, '[convert]\nscript = "tw"\n[book]\ntitle = "信"')
    assert wenxuan("build", tmp_path, "-f", "epub", "-o", tmp_path / "out", "-q").code == 0
    made = next((tmp_path / "out").glob("*.epub"))
    with zipfile.ZipFile(made) as packed:
        pages = "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".xhtml"))
    assert "他把餅乾放在櫃裡，天氣不乾燥，價錢提高幾倍，一個中年人乾了一杯。老話說「讀書如種樹」，我們都笑了" in pages
    assert wenxuan("check", made).code == 0
