"""Simplified and traditional: phrases across markup are one phrase, and what is no prose is left alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from book.config import LANGUAGE_OF_SCRIPT, BookConfig
from book.convert import configuration, convert, convert_line, convert_words
from book.model import (
    Article,
    Break,
    Cell,
    Code,
    CodeBlock,
    Deleted,
    Emphasis,
    Figure,
    Formula,
    Heading,
    Image,
    Inline,
    InlineImage,
    Inlines,
    Items,
    Link,
    Lowered,
    Note,
    NoteRef,
    Notice,
    NoticeKind,
    Paragraph,
    Quote,
    Raised,
    Ruby,
    Source,
    Strong,
    Table,
    Text,
)
from book.walk import each_inline, inline_text, plain_text

CONFIGURATIONS = ("s2t", "s2tw", "s2twp", "s2hk", "t2s", "t2tw", "t2hk")


def t(text: str) -> Inlines:
    return (Text(text),)


def article(*blocks: object, language: str = "zh-Hans", **more: object) -> Article:
    return Article("头发的后面", blocks, Source("a.md", "0" * 64), language=language, **more)  # type: ignore[arg-type]


#: A line and what it becomes with s2t: the whole decides about the parts.
ACROSS: dict[str, tuple[Inlines, Inlines]] = {
    "hair": ((Text("头"), Strong(t("发"))), (Text("頭"), Strong(t("髮")))),
    "to set out": ((Text("出"), Strong(t("发"))), (Text("出"), Strong(t("發")))),
    "the queen": ((Strong(t("皇")), Text("后")), (Strong(t("皇")), Text("后"))),
    "behind": ((Text("之"), Emphasis(t("后"))), (Text("之"), Emphasis(t("後")))),
    "dry": ((Text("晾"), Link("https://a.cn/发", t("干"))), (Text("晾"), Link("https://a.cn/发", t("乾")))),
    "cadres": ((Link("#x", t("干")), Text("部")), (Link("#x", t("幹")), Text("部"))),
    "noodles": ((Text("一碗汤"), Deleted(t("面"))), (Text("一碗湯"), Deleted(t("麪")))),
    "deep": ((Strong((Text("理"), Emphasis(t("发")))), Text("店")), (Strong((Text("理"), Emphasis(t("髮")))), Text("店"))),
    "raised": ((Text("面"), Raised(t("粉"))), (Text("麪"), Raised(t("粉")))),
    "lowered": ((Text("头"), Lowered(t("发"))), (Text("頭"), Lowered(t("髮")))),
    "over a note": ((Text("头"), NoteRef("发"), Text("发")), (Text("頭"), NoteRef("发"), Text("髮"))),
    "over a picture": (
        (Text("头"), InlineImage(Image("发.png")), Text("发")),
        (Text("頭"), InlineImage(Image("发.png")), Text("髮")),
    ),
    "under a reading": ((Text("头"), Ruby("发", "fà")), (Text("頭"), Ruby("髮", "fà"))),
    "not over code": ((Text("头"), Code("发"), Text("发")), (Text("頭"), Code("发"), Text("發"))),
    "not over a formula": ((Text("头"), Formula("发"), Text("发")), (Text("頭"), Formula("发"), Text("發"))),
    "not over a line's end": ((Text("头"), Break(), Text("发")), (Text("頭"), Break(), Text("發"))),
    "not over a reading": ((Text("头"), Ruby("与", "yǔ"), Text("发")), (Text("頭"), Ruby("與", "yǔ"), Text("發"))),
}  # fmt: skip


@pytest.mark.parametrize(("line", "wanted"), ACROSS.values(), ids=ACROSS)
def test_phrases_run_across_markup(line: Inlines, wanted: Inlines) -> None:
    assert convert_line(line, opencc.OpenCC("s2t").convert) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        # Words that grow before code and shrink after it: nothing may slide over the code.
        ((Text("内存"), Code("x"), Text("方便面")), (Text("記憶體"), Code("x"), Text("泡麵"))),
        ((Text("方便面"), Code("x"), Text("内存")), (Text("泡麵"), Code("x"), Text("記憶體"))),
        # Markup stays around its own words.
        (
            (Text("用"), Strong(t("内存")), Text("煮"), Emphasis(t("方便面")), Text("吃")),
            (Text("用"), Strong(t("記憶體")), Text("煮"), Emphasis(t("泡麵")), Text("吃")),
        ),
        ((Text("上"), Link("#x", t("互联网")), Text("去")), (Text("上"), Link("#x", t("網際網路")), Text("去"))),
        ((Text("互联"), Strong(t("网"))), None),
        ((Strong(t("程")), Text("序"), Emphasis(t("员"))), None),
    ],
)
def test_words_that_change_their_length(line: Inlines, wanted: Inlines | None) -> None:
    convert = opencc.OpenCC("s2twp").convert
    made = convert_line(line, convert)
    assert wanted is None or made == wanted
    assert all(node.text for node in each_inline(made) if isinstance(node, Text))
    if wanted is None:
        assert inline_text(made) == convert(inline_text(line))


PHRASES = (
    "头发", "出发", "皇后", "之后", "干部", "晾干", "面条", "表面", "里程", "这里", "台湾", "台风", "钟表", "表示", "游戏", "复杂",
    "恢复", "互联网", "内存", "程序员", "方便面", "软件", "信息", "乾坤", "后来", "理发店", "头", "发", "，", "A", " ", "皇太后",
    "軟體", "網際網路", "頭髮", "裏面", "台灣", "發現", "乾燥", "乾隆", "為什麼", "\U00020bb7",
)  # fmt: skip


def cut(text: str) -> st.SearchStrategy[list[str]]:
    """A text cut at random places."""
    return st.lists(st.integers(1, max(1, len(text) - 1)), max_size=6).map(
        lambda places: [
            text[a:b]
            for a, b in zip([0, *sorted(set(places))], [*sorted(set(places)), len(text)], strict=True)
            if text[a:b]
        ]
    )


@st.composite
def lines(draw: st.DrawFn) -> Inlines:
    """A line of OpenCC's traps, cut anywhere, each piece plain or in markup, with code and other things between."""
    text = "".join(draw(st.lists(st.sampled_from(PHRASES), min_size=1, max_size=8)))
    out: list[Inline] = []
    for piece in draw(cut(text)):
        wrap = draw(st.sampled_from((None, None, Strong, Emphasis, Deleted, "link", "deep", "ruby")))
        leaf: Inline = Ruby(piece, "发") if wrap == "ruby" else Text(piece)
        match wrap:
            case "link":
                leaf = Link("https://example.com/发", (leaf,))
            case "deep":
                leaf = Strong((Emphasis((leaf,)),))
            case type():
                leaf = wrap((leaf,))
        out.append(leaf)
        if draw(st.integers(0, 6)) == 0:
            out.append(
                draw(
                    st.sampled_from((Code("头发"), Formula("发"), Break(), NoteRef("发"), InlineImage(Image("发.png"))))
                )
            )
    return tuple(out)


def bare(line: Inlines) -> str:
    """The line's text with a mark for what is never converted."""
    return "".join(
        node.text if isinstance(node, Text) else node.base if isinstance(node, Ruby) else "\x00"
        for node in each_inline(line)
        if isinstance(node, Text | Ruby | Code | Formula | Break)
    )


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_dropping_the_markup_first_gives_the_same_text(name: str) -> None:
    engine = opencc.OpenCC(name).convert

    @settings(max_examples=120, deadline=None)
    @given(lines())
    def holds(line: Inlines) -> None:
        made = convert_line(line, engine)
        assert bare(made) == "\x00".join(engine(piece) for piece in bare(line).split("\x00"))
        kinds = [type(node) for node in each_inline(line) if not isinstance(node, Text | Ruby)]
        assert [type(node) for node in each_inline(made) if not isinstance(node, Text | Ruby)] == kinds

    holds()


# ------------------------------------------------------------------------------------------------------ whole articles


def test_everything_that_is_read_is_converted_and_nothing_else() -> None:
    whole = article(
        Heading(1, t("头发"), "a-发"),
        Paragraph((Text("头"), Strong(t("发")), Code("头发"), Link("https://a.cn/头发", t("头发")), Formula("发"))),
        Quote((Paragraph(t("头发")),)),
        Items(((Paragraph(t("头发")),),)),
        Table(((Cell(t("头发"), True),),), t("头发")),
        Figure((Image("头发.png", "头发"),), t("头发")),
        Note("发", (Paragraph(t("头发")),)),
        CodeBlock("头发", "发"),
        author="发哥", account="头发号", site="头发网",
        notices=(Notice(NoticeKind.RIGHTS, t("头发")),),
    )  # fmt: skip
    made = convert(whole, "hant")
    assert made.title == "頭髮的後面"
    assert made.language == "zh-Hant"
    assert plain_text(made.blocks).count("頭髮") == 9
    assert made.blocks[0] == Heading(1, t("頭髮"), "a-发")
    assert made.blocks[1].children[2:4] == (Code("头发"), Link("https://a.cn/头发", t("頭髮")))  # type: ignore[union-attr]
    assert made.blocks[5] == Figure((Image("头发.png", "頭髮"),), t("頭髮"))
    assert made.blocks[6].key == "发"  # type: ignore[union-attr]
    assert made.blocks[7] == CodeBlock("头发", "发")
    assert (made.author, made.account, made.site, made.source) == ("发哥", "头发号", "头发网", whole.source)
    assert made.notices[0].children == t("頭髮")


@pytest.mark.parametrize("target", LANGUAGE_OF_SCRIPT)
def test_language_is_that_of_the_target(target: str) -> None:
    for language in ("zh", "zh-Hans", "zh-cn", "zh-Hant", "zh-HK"):
        made = convert(article(Paragraph(t("字")), language=language), target)  # type: ignore[arg-type]
        same = not configuration(language, target)  # type: ignore[arg-type]
        assert made.language == (language if same else LANGUAGE_OF_SCRIPT[target])  # type: ignore[index]


@pytest.mark.parametrize(
    ("language", "target", "name"),
    [
        ("zh-Hans", "hant", "s2t"), ("zh-CN", "hant", "s2t"), ("zh-cn", "hant", "s2t"), ("zh-Hans-CN", "tw", "s2tw"),
        ("zh", "twp", "s2twp"), ("zh-SG", "hk", "s2hk"), ("zh-Hans", "hans", ""), ("zh-Hant", "hant", ""),
        ("zh-Hant", "hans", "t2s"), ("zh-TW", "hans", "t2s"), ("zh-HK", "tw", "t2tw"), ("zh-Hant", "twp", "t2tw"),
        ("en", "hant", ""), ("ja", "hans", ""), ("zh-Hans", "keep", ""),
    ],
)  # fmt: skip
def test_which_configuration_is_used(language: str, target: str, name: str) -> None:
    assert configuration(language, target) == name  # type: ignore[arg-type]


def test_other_languages_are_left_alone() -> None:
    english = article(Paragraph(t("头发 is hair")), language="en")
    assert convert(english, "hant") is english


@pytest.mark.parametrize(
    ("title", "target", "wanted"),
    [
        ("头发的后面", "hant", "頭髮的後面"),
        ("頭髮的後面", "hans", "头发的后面"),
        ("頭髮的後面", "hant", "頭髮的後面"),
        ("头发的后面", "hans", "头发的后面"),
        ("皇后", "hant", "皇后"),
        ("頭髮的後面", "keep", "頭髮的後面"),
    ],
)
def test_words_of_the_book_go_into_its_script_from_either(title: str, target: str, wanted: str) -> None:
    words = convert_words(BookConfig(title=title, description=title, editor="发哥", publisher="头发社"), target)  # type: ignore[arg-type]
    assert (words.title, words.description, words.editor, words.publisher) == (wanted, wanted, "发哥", "头发社")


# ------------------------------------------------------------------------------------------------- the other engine

OTHER = """
import json, sys
sys.path[:0] = [TARGET, ROOT, TESTS]
import opencc
assert opencc.__file__.startswith(TARGET), opencc.__file__
from book.convert import convert_line
import test_convert as tests
print(json.dumps([name for name, (line, wanted) in tests.ACROSS.items()
                  if convert_line(line, opencc.OpenCC("s2t").convert) != wanted]))
"""


@pytest.fixture(scope="session")
def other_engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`opencc-python-reimplemented` in a folder of its own: it has the same import name as the official engine."""
    target = tmp_path_factory.mktemp("engine")
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--disable-pip-version-check", "--retries", "0",
               "--target", str(target), "opencc-python-reimplemented>=0.1.7"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    if done.returncode:
        pytest.skip(f"opencc-python-reimplemented cannot be installed here: {done.stderr.strip().splitlines()[-1:]}")
    return target


def test_the_other_engine_does_the_same(other_engine: Path) -> None:
    root = Path(__file__).parents[1]
    head = f"TARGET, ROOT, TESTS = {str(other_engine)!r}, {str(root)!r}, {str(root / 'tests')!r}\n"
    done = subprocess.run([sys.executable, "-c", head + OTHER], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
