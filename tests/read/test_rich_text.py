"""Rich text is an article: text in any code page, simple marks, lists, tables, notes, pictures; what is left out is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PROSE, wenxuan
from epubchecker import EpubChecker
from factory_documents import PICTURE
from hypothesis import given, settings
from hypothesis import strategies as st
from test_word import LONG, RULES, refused, shown, squeezed, told

from book.model import Raw
from book.read import read
from book.walk import plain_text

FONTS = r"{\f0\fnil\fcharset134 SimSun;}{\f1\froman\fcharset0 Times New Roman;}{\f2\fcharset2 Symbol;}{\f3\fnil\fcharset136 Ming;}"
FONTS = rf"{{\fonttbl{FONTS}}}"
STYLES = (
    r"{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2{\*\soutlvl x}\outlinelevel1 \'b0\'a1;}{\s15 Title;}{\*\cs10 No;}"
)
STYLES = rf"{{\stylesheet{STYLES}}}"
INFO = r"{\info{\title Document1}{\author \u20309?\u28193?}{\creatim\yr2021\mo3\dy5\hr8\min30}}"
HEAD = rf"{{\rtf1\ansi\ansicpg936\deff0{FONTS}{STYLES}{INFO}"


def gbk(text: str, codec: str = "gbk") -> str:
    """Text as the bytes of a code page."""
    return "".join(
        chr(byte) if 32 <= byte < 128 and chr(byte) not in "\\{}" else f"\\'{byte:02x}" for byte in text.encode(codec)
    )


def numbers(text: str) -> str:
    """Text as numbers of UTF-16, with a question mark for older programs."""
    units = text.encode("utf-16-le")
    return "".join(f"\\u{int.from_bytes(units[at : at + 2], 'little', signed=True)}?" for at in range(0, len(units), 2))


def rtf(*paragraphs: str, head: str = HEAD) -> bytes:
    return (head + "".join(rf"\pard\plain\f0 {one}\par" + "\n" for one in paragraphs) + "}").encode("ascii")


def test_a_text_of_all_kinds(desk: Path, checker: EpubChecker) -> None:
    label = r"{\listtext\f2\'b7\tab}"
    note = rf"{{\super\chftn {{\footnote\pard\plain\f0 {{\super\chftn}}1949{gbk('年的事。')}}}}}"
    field = rf'{{\field{{\*\fldinst{{HYPERLINK "http://example.com/a"}}}}{{\fldrslt{{\ul {gbk("这里")}}}}}}}'
    cells = "".join(
        rf"\trowd\pard\intbl\f0 {gbk(one)}\cell {gbk(two)}\cell\row" for one, two in (("年", "渡资"), ("1980", "五分"))
    )
    picture = rf"{{\*\shppict{{\pict\pngblip\picwgoal900\pichgoal600 {PICTURE.hex()}}}}}{{\nonshppict{{\pict\wmetafile8 0100}}}}"
    body = rtf(
        rf"\s15 {gbk('河边的渡船')}", rf"\s1 {numbers('上篇')}", gbk(PROSE[0]) + note, rf"\s2 {gbk('小节')}",
        label + gbk("牵驴"), label + gbk("挑菜"), rf"{{\pntext 1.\tab}}{gbk('一')}", rf"{{\pntext 2.\tab}}{gbk('二')}",
        rf"{gbk('从来')}{{\b {gbk('不')}}}{{\accdot {gbk('唱歌')}}}{gbk('，水是')}H{{\sub 2}}O{gbk('。见')}{field}{gbk('。')}",
        rf"{gbk('原来的')}{{\deleted\revauthdel1 {gbk('坏船')}}}{{\revised {gbk('好船')}}}{gbk('。')}{{\v {gbk('藏')}}}",
        picture, rf"{{\header {gbk('渡船集')}\par}}{{\*\annotation {gbk('要改')}}}{gbk('表：')}",
    )  # fmt: skip
    body = body[:-1] + (cells + rf"\pard\plain\f0 {gbk(PROSE[2])}{numbers('😀')}\par}}").encode()
    article = shown(desk, body, "河边.rtf")
    assert (article["title"], article["author"], article["date"]) == ("河边的渡船", "何渡", "2021-03-05")
    assert article["headings"] == ["上篇", "小节"]
    for piece in (
        "<ul>\n<li>牵驴</li>\n<li>挑菜</li>\n</ul>\n<ol>\n<li>一</li>\n<li>二</li>\n</ol>",
        '从来<strong>不</strong><em>唱歌</em>，水是H<sub>2</sub>O。见<a href="http://example.com/a">这里</a>。',
        "<p>原来的好船。</p>",
        "<td>1980</td><td>五分</td>",
        "😀",
    ):
        assert piece in article["html"]
    assert article["html"].count("data:image/png") == 1
    assert told(article, "read.left-out") == [("hidden-text", "藏"), ("header", "渡船集"), ("comment", "要改")]
    assert told(article, "read.tracked") == [("tracked-changes", "坏船")]
    assert wenxuan("build", "河边.rtf", "-f", "epub,txt", "-o", "out").code == 0
    assert checker(next((desk / "out").glob("*.epub")).read_bytes()) == ()
    text = next((desk / "out").glob("*.txt")).read_text("utf-8")
    assert f"{PROSE[0]}〔1〕" in text
    assert "〔1〕1949年的事。" in text


@pytest.mark.parametrize(
    "content",
    [
        gbk(LONG),
        numbers(LONG),
        rf"\uc2 {''.join(numbers(char)[:-1] + gbk(char) for char in LONG)}",
        rf"\uc0 {numbers(LONG).replace('?', '')}",
        rf"\f1 {gbk(LONG)}",
        rf"\loch\f1\hich\f1\dbch\f0 {gbk(LONG)}",
        "{\\*\\unknown " + gbk("不要") + "}" + gbk(LONG),
    ],
)
def test_text_in_any_code(desk: Path, content: str) -> None:
    assert shown(desk, rtf(rf"\s15 {gbk('渡')}", content), "a.rtf")["text"] == LONG


def test_traditional_chinese_in_a_font_of_its_own(desk: Path) -> None:
    words = "渡船的人說水認得人，你慌它就慌。" * 3
    article = shown(desk, rtf(rf"\s15 {gbk('渡')}", rf"\f3 {gbk(words, 'big5')}"), "a.rtf")
    assert article["text"] == words


def test_western_quotes_stay(desk: Path) -> None:
    assert "“q”" in shown(desk, rtf(gbk(LONG), r"\f1 say \'93q\'94 now"), "a.rtf")["text"]


def test_a_note_of_a_mac(desk: Path) -> None:
    """TextEdit ends paragraphs with a backslash at the end of the line."""
    head = "{\\rtf1\\ansi\\ansicpg936\\cocoartf2639\n{\\fonttbl\\f0\\fnil\\fcharset134 PingFangSC;}\n{\\*\\expandedcolortbl;;}\n"
    body = f"{head}\\pard\\f0\\fs24 \\cf0 {gbk(PROSE[0])}\\\n{gbk(PROSE[1])}\\\n\\\n{gbk(PROSE[2])}}}"
    assert shown(desk, body.encode(), "a.rtf")["text"].split("\n") == list(PROSE[:3])


def test_bold_alone_heads_nothing(desk: Path) -> None:
    assert shown(desk, rtf(gbk(LONG), rf"\b {gbk('后来')}", gbk(PROSE[0])), "a.rtf")["text"].count("后来") == 1


def test_pictures_that_no_book_can_show_are_told(desk: Path) -> None:
    article = shown(desk, rtf(gbk(LONG), r"{\pict\wmetafile8 010009}"), "a.rtf")
    assert told(article, "read.no-picture") == [("drawing", "wmf")]


@pytest.mark.parametrize(
    "body",
    [
        b"{\\rtf1",
        b"{\\rtf1 " + b"}" * 50,
        b"{\\rtf1 \\bin99999999999 x}",
        b"{\\rtf1 \\u99999999999?\\'zz\\'",
        b"{\\rtf1{\\field{\\*\\fldinst}}\\cell\\row}",
    ],
)
def test_broken_files_raise_nothing(body: bytes) -> None:
    read(Raw("a.rtf", body + LONG.encode("gbk"), "a.rtf"), RULES)


def test_a_file_of_braces_is_refused(desk: Path) -> None:
    assert "damaged" in refused(desk, b"{\\rtf1 " + b"{" * 100_000, "in.rtf")


WORDS = st.text(st.sampled_from("河上渡船走一天何师傅，。：“”（）()&<>*#[]1a\\{}"), min_size=1, max_size=30).filter(
    lambda text: any("一" <= char <= "鿿" for char in text)
)


FORMS = [
    "{}", r"\s1 {}", r"\b {}", r"{{\v {}}}", r"{{\deleted {}}}", r"{{\listtext 1.\tab}}{}", r"\intbl {}\cell\row\pard",
    r"x{{\footnote {}}}", r"{{\header {}\par}}", r"{{\shp{{\*\shpinst{{\sp x}}{{\shptxt {}\par}}}}}}",
    r"{{\field{{\*\fldinst PAGE}}{{\fldrslt {}}}}}",
]  # fmt: skip
KINDS = st.tuples(WORDS, st.sampled_from(FORMS), st.sampled_from([gbk, numbers]))


@settings(max_examples=200, deadline=None)
@given(st.lists(KINDS, min_size=1, max_size=8))
def test_every_paragraph_is_in_the_article_or_told(blocks: list[tuple[str, str, object]]) -> None:
    body = rtf(*(form.format(code(text)) for text, form, code in blocks), gbk(LONG))  # type: ignore[operator]
    article, findings = read(Raw("a.rtf", body, "a.rtf"), RULES)
    there = [one.excerpt for one in findings]
    there += [article.title, plain_text(article.blocks)] if article is not None else []
    all_of_it = squeezed("\n".join(there))
    assert all(squeezed(text) in all_of_it for text, _, _ in blocks)
