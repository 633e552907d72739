"""Simplified and traditional: phrases across markup are one phrase, and what is no prose is left alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import SEEDS, needs_shared, wenxuan, write
from conftest import article as sample
from hypothesis import given, settings
from hypothesis import strategies as st

from book import packaged
from book.clean import clean
from book.convert import (
    Conversion,
    Piece,
    Tables,
    Way,
    configurations,
    convert,
    convert_line,
    convert_words,
    detect,
    engine,
    given_names,
    plan,
    way,
)
from book.convert.lexicon import Chooser
from book.convert.line import Split
from book.findings import ConfigError
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
    Raw,
    Ruby,
    Source,
    Strong,
    Table,
    Text,
)
from book.punctuate import quote_style
from book.read import read
from book.rules import load
from book.settings.values import LANGUAGE_OF_SCRIPT, BookConfig, ConvertConfig, TextConfig
from book.walk import each_inline, inline_text, plain_text

CONFIGURATIONS = ("s2t", "s2tw", "s2twp", "s2hk", "t2s", "tw2s", "tw2sp", "hk2s", "t2tw", "t2hk", "tw2t", "hk2t")
CASES = Path(__file__).parents[1] / "data" / "cases" / "convert"
TABLES = Tables.of(packaged.rule_files(), packaged.lexicon())


def split(name: str) -> Split:
    """What makes a text one piece, converted by one of OpenCC's configurations."""
    convert = engine(name)
    plain = {"s2twp": engine("s2tw"), "tw2sp": engine("tw2s")}.get(name, convert)
    return lambda text: [Piece(text, convert(text), Way(name, convert, plain))]


def to(target: str, **settings: tuple[str, ...]) -> Conversion:
    """How articles are converted to a target."""
    names = settings.pop("names", ())
    wanted = ConvertConfig(script=target, **settings)  # type: ignore[arg-type]
    return plan(wanted, TABLES, wanted.protect, names)


def made(article: Article, target: str, **settings: tuple[str, ...]) -> Article:
    return convert(article, to(target, **settings))[0]


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
    assert convert_line(line, split("s2t")) == wanted


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
    made = convert_line(line, split("s2twp"))
    assert wanted is None or made == wanted
    assert all(node.text for node in each_inline(made) if isinstance(node, Text))
    if wanted is None:
        assert inline_text(made) == engine("s2twp")(inline_text(line))


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
    @settings(max_examples=80, deadline=None)
    @given(lines())
    def holds(line: Inlines) -> None:
        made = convert_line(line, split(name))
        assert bare(made) == "\x00".join(engine(name)(piece) for piece in bare(line).split("\x00"))
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
        Paragraph((InlineImage(Image("发.png", "头发")), Ruby("头发", "发"))),
        author="发哥", account="头发号", site="头发网",
        notices=(Notice(NoticeKind.RIGHTS, t("头发")),),
    )  # fmt: skip
    done = made(whole, "hant")
    assert done.title == "頭髮的後面"
    assert done.language == "zh-Hant"
    assert plain_text(done.blocks).count("頭髮") == 10
    assert done.blocks[0] == Heading(1, t("頭髮"), "a-发")
    assert done.blocks[1].children[2:4] == (Code("头发"), Link("https://a.cn/头发", t("頭髮")))  # type: ignore[union-attr]
    assert done.blocks[5] == Figure((Image("头发.png", "頭髮"),), t("頭髮"))
    assert done.blocks[6].key == "发"  # type: ignore[union-attr]
    assert done.blocks[7] == CodeBlock("头发", "发")
    assert done.blocks[8] == Paragraph((InlineImage(Image("发.png", "頭髮")), Ruby("頭髮", "发")))
    assert (done.author, done.account, done.site, done.source) == ("发哥", "头发号", "头发网", whole.source)
    assert done.notices[0].children == t("頭髮")


@pytest.mark.parametrize("link", ["https://头发.cn/面", "www.头发.cn", "头发.cn/里"])
def test_a_link_that_shows_its_address_is_quoted_as_it_stands(link: str) -> None:
    line = (Text("见"), Link(f"https://{link.removeprefix('https://')}", (Strong(t(link)),)), Text("这里"))
    done = made(article(Paragraph(line)), "hant")
    assert done.blocks == (Paragraph((Text("見"), line[1], Text("這裏"))),)


@pytest.mark.parametrize("target", LANGUAGE_OF_SCRIPT)
@pytest.mark.parametrize("language", ["zh", "zh-Hans", "zh-cn", "zh-Hant", "zh-HK"])
def test_language_is_that_of_the_target(target: str, language: str) -> None:
    assert made(article(Paragraph(t("字")), language=language), target).language == LANGUAGE_OF_SCRIPT[target]  # type: ignore[index]


def test_other_languages_are_left_alone() -> None:
    for foreign in (
        article(Paragraph(t("头发 is hair")), language="en"),
        article(Paragraph(t("国を守るために学ぶのです。それが私たちの仕事です。")), language="zh-Hant"),
    ):
        assert convert(foreign, to("hant")) == (foreign, ())
    plain = article(Paragraph(t("头发")))
    assert convert(plain, Conversion()) == (plain, ())


@pytest.mark.parametrize(
    ("source", "target", "names"),
    [
        ("hans", "hant", "s2t"), ("hans", "tw", "s2tw"), ("hans", "twp", "s2twp"), ("hans", "hk", "s2hk"), ("hans", "hans", ""),
        ("hant", "hans", "t2s"), ("hant", "hant", ""), ("hant", "tw", "t2tw"), ("hant", "twp", "t2tw"), ("hant", "hk", "t2hk"),
        ("tw", "hans", "tw2s"), ("tw", "hant", "tw2t"), ("tw", "tw", ""), ("tw", "twp", ""), ("tw", "hk", "tw2t t2hk"),
        ("hk", "hans", "hk2s"), ("hk", "hant", "hk2t"), ("hk", "tw", "hk2t t2tw"), ("hk", "twp", "hk2t t2tw"), ("hk", "hk", ""),
        ("hans", "keep", ""), ("tw", "keep", ""),
    ],
)  # fmt: skip
def test_which_configurations_are_used(source: str, target: str, names: str) -> None:
    assert configurations(source, target) == tuple(names.split())  # type: ignore[arg-type]
    found = way(source, target)  # type: ignore[arg-type]
    assert (found is None) == (not names)
    assert found is None or found.convert("A") == "A"


@pytest.mark.parametrize(
    ("title", "target", "wanted"),
    [
        ("头发的后面", "hant", "頭髮的後面"), ("頭髮的後面", "hans", "头发的后面"), ("頭髮的後面", "hant", "頭髮的後面"),
        ("头发的后面", "hans", "头发的后面"), ("皇后", "hant", "皇后"), ("頭髮的後面", "keep", "頭髮的後面"), ("", "tw", ""),
        ("余华的后面", "hant", "余华的後面"),
    ],
)  # fmt: skip
def test_words_of_the_book_go_into_its_script_from_either(title: str, target: str, wanted: str) -> None:
    config = BookConfig(
        title=title, subtitle=title, description=title, series=title, rights=title, editor="发哥", author="发哥",
        publisher="头发社",
    )  # fmt: skip
    words = convert_words(config, to(target, names=("余华",)))
    assert {words.title, words.subtitle, words.description, words.series, words.rights} == {wanted}
    assert (words.editor, words.author, words.publisher) == ("发哥", "发哥", "头发社")


# --------------------------------------------------------------------------------------------------------- detection

#: Texts of one kind: simplified, the standard of OpenCC, Taiwan, Hong Kong.
WRITTEN = {
    "hans": "这里的人都说，头发长了，为什么不去理发店。",
    "hant": "這裏的人都說，頭髮長了，爲什麼不去理髮店。",
    "tw": "這裡的人都說，頭髮長了，為什麼不去理髮店。",
    "hk": "這裏的人都説，頭髮長了，為什麼不去理髮店，佢哋喺度。",
}


@pytest.mark.parametrize("script", WRITTEN)
def test_a_script_is_found_whatever_is_declared(script: str) -> None:
    for language in ("zh", "zh-Hans", "zh-Hant", "zh-TW", "zh-HK"):
        found = detect([WRITTEN[script]], TABLES.evidence, language, "keep")
        assert (found.script, found.main, found.other) == (script, script, "")
        assert found.confidence > 0.8


@pytest.mark.parametrize(
    ("text", "language", "target", "script", "sure"),
    [
        ("", "zh-TW", "hans", "tw", False), ("皇后", "zh-Hans", "tw", "hans", False), ("皇后", "zh-Hant", "tw", "hant", False),
        ("頭髮", "zh-Hans", "tw", "tw", True), ("頭髮", "zh-HK", "tw", "hk", True), ("頭髮", "zh-Hans", "hans", "hant", True),
        ("乾隆瞭望拚命", "zh-Hans", "hant", "hans", False), ("頭髮溫度軟體", "zh-Hans", "hans", "tw", True),
        ("头发", "fr", "hant", "", True),
    ],
)  # fmt: skip
def test_what_the_text_leaves_open_is_taken_from_its_tag(
    text: str, language: str, target: str, script: str, sure: bool
) -> None:
    found = detect([text], TABLES.evidence, language, target)
    assert (found.script, found.confidence > 0) == (script, sure)


def test_a_mixed_article_is_converted_where_it_is_not_in_the_target() -> None:
    simplified, traditional = "他说头发里面有个故事。", "皇后說頭髮後面的干戈與里程。"
    both = article(Paragraph(t(simplified)), Paragraph(t(traditional)), Paragraph(t("皇后")))
    done, (told, *_) = convert(both, to("hant"))
    assert [inline_text(block.children) for block in done.blocks] == ["他說頭髮裏面有個故事。", traditional, "皇后"]  # type: ignore[union-attr]
    assert str(told.detail).startswith("simplified and traditional (")
    assert str(told.detail).endswith("converted by s2t")
    back = made(both, "hans")
    assert [inline_text(block.children) for block in back.blocks] == [
        simplified,
        "皇后说头发后面的干戈与里程。",
        "皇后",
    ]  # type: ignore[union-attr]


def test_a_mixed_paragraph_is_converted_by_sentence() -> None:
    line = (Text("他说头"), Strong(t("发里面有个故事。皇后說頭")), Text("髮後面的干戈與里程。"))
    done = made(article(Paragraph(line), Paragraph(t("这里没有别的。"))), "hant")
    assert done.blocks[0] == Paragraph(
        (Text("他說頭"), Strong(t("髮裏面有個故事。皇后說頭")), Text("髮後面的干戈與里程。"))
    )


def test_a_name_or_a_stray_character_does_not_make_a_text_mixed() -> None:
    text = "這裡的人都說，張三豐的頭髮長了。"
    whole = article(Paragraph(t(text + "张国荣谈头发网")), language="zh-Hant", author="张国荣", site="头发网")
    done, (told, *_) = convert(whole, to("tw", names=given_names([whole])))
    assert done.blocks == whole.blocks
    assert str(told.detail).startswith("traditional, Taiwan")


# ----------------------------------------------------------------------------------------------------- again and back


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Articles of lines of OpenCC's traps, in one script."""
    found = [Paragraph(line) for line in draw(st.lists(lines(), min_size=1, max_size=4))]
    return article(*found)


@pytest.mark.parametrize("target", LANGUAGE_OF_SCRIPT)
def test_converting_twice_changes_nothing(target: str) -> None:
    how = to(target)

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.sampled_from(tuple(WRITTEN.values()) + PHRASES[:34]), min_size=1, max_size=6))
    def holds(texts: list[str]) -> None:
        once = convert(article(*(Paragraph(t(text)) for text in texts)), how)[0]
        assert convert(once, how)[0] == once
        # Without its tag too, as a file that was made by us and is read again.
        assert convert(replace(once, language="zh-Hant" if target != "hans" else "zh"), how)[0] == once

    holds()


def read_seeds() -> list[Article]:
    rules = load(packaged.rule_files())
    found = []
    for path in sorted(SEEDS.glob("*.txt")):
        read_, findings = read(Raw(path.name, path.read_bytes(), path.name), rules)
        assert read_ is not None
        found.append(clean(read_, rules, findings)[0])
    return found


@needs_shared
def test_there_and_back_differs_in_the_listed_pairs_only() -> None:
    listed = {
        tuple(row.split("\t"))
        for row in (CASES / "round-trip.txt").read_text("utf-8").splitlines()
        if row and not row.startswith("#")
    }
    for seed in read_seeds():
        for target in ("hant", "tw", "hk"):
            there = made(seed, target)
            back = made(there, "hans")
            before, after = plain_text(seed.blocks), plain_text(back.blocks)
            assert plain_text(there.blocks) != before
            assert len(before) == len(after)
            assert {(a, b) for a, b in zip(before, after, strict=True) if a != b} <= listed
            assert made(there, target) == there


@needs_shared
def test_the_book_that_was_made_converts_into_itself(tmp_path: Path) -> None:
    """`build --script` over the text of its own book gives that text."""
    for number, seed in enumerate(read_seeds()[:3]):
        for target in ("tw", "hk"):
            once = made(seed, target, names=given_names([seed]))
            once, _ = quote_style(once, TextConfig(quotes="locale"), once.language)
            text = f"---\ntitle: {once.title}\n---\n\n" + "\n\n".join(plain_text((block,)) for block in once.blocks)
            write(tmp_path / target, {f"{number}.md": text})
    for target in ("tw", "hk"):
        kept, again = (
            wenxuan("inspect", "--json", tmp_path / target, "--script", script).objects for script in ("keep", target)
        )
        assert [row["text"] for row in kept] == [row["text"] for row in again]
        assert [row["title"] for row in kept] == [row["title"] for row in again]


# ------------------------------------------------------------------------------------------------ what the user says


@pytest.mark.parametrize("phrase", ["头发", "=头发", "头发=", "a=b=c", ""])
def test_a_phrase_that_cannot_be_read_is_an_error(phrase: str) -> None:
    with pytest.raises(ConfigError) as caught:
        to("tw", replace=(phrase,))
    assert "FROM=TO" in str(caught.value.next_step)


def test_words_are_read_from_a_file_beside_the_settings(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.md": sample("头发的后面", "范先生和于女士在这里谈头发，谈了很久很久很久，谁也没有说服谁，后来就散了。"),
            "names.txt": "# names\n范先生\n\n  于女士  \n",
            "book.toml": '[convert]\nscript = "tw"\nprotect = ["file:names.txt", "头发"]\nreplace = ["tw: 很久=良久"]\n'
            '[sources]\nfiles = ["a.md"]\n',
        },
    )
    row = wenxuan("inspect", "--json", tmp_path).objects[0]
    assert row["text"] == "范先生和于女士在這裡談头发，談了良久良久良久，誰也沒有說服誰，後來就散了。"
    assert row["title"] == "头发的後面"
    (tmp_path / "names.txt").unlink()
    ran = wenxuan("inspect", tmp_path)
    assert ran.code == 3
    assert "names.txt" in ran.err


def test_names_of_the_book_stay_in_every_article(tmp_path: Path) -> None:
    body = "余华和叶圣陶在这里谈头发，谈了很久很久很久，谁也没有说服谁，后来就散了，各自回家。"
    write(
        tmp_path,
        {"a.md": sample("余华谈头发", body, author="叶圣陶"), "b.md": sample("没有的事", body, author="余华、某人")},
    )
    for row in wenxuan("inspect", "--json", tmp_path, "--script", "tw").objects:
        assert row["text"].startswith("余华和叶圣陶在這裡談頭髮")
        assert row["author"] in ("叶圣陶", "余华、某人")
        assert row["title"] in ("余华談頭髮", "沒有的事")


def test_names_that_are_none_are_not_kept() -> None:
    some = [
        article(author="作者", site="新闻", account="X"),
        article(author="张三、李四", account="Team", site="头发网"),
    ]
    assert given_names(some) == ("张三、李四", "头发网", "张三", "李四")


def test_the_review_list_names_each_substitution_once() -> None:
    text = "于先生说：他在那套里看见了光。第二天于先生又在那列里看见了光。"
    found = convert(article(Paragraph(t(text), at=7)), to("twp"))[1]
    assert [f.code for f in found] == ["convert.detected", "convert.name", "convert.review"]
    told, name, review = found
    assert str(told.detail) == "simplified (100%); converted by s2twp"
    assert str(name.detail) == '于先生 → 於先生 (×2); keep it with protect = ["于先生"]'
    assert name.excerpt == "于先生说：他在那套里看见了光。"
    assert review.where.at == 7
    assert str(review.detail) == '里 → 裡 (×2); if 里 is meant: protect = ["套里看"]'


def test_what_the_review_list_says_can_be_pasted() -> None:
    text = "于医生和涂女士都支持他，联系了文件的作者，吃了干粮，头发在那套里。"
    rows = [str(f.detail) for f in convert(article(Paragraph(t(text))), to("twp"))[1] if f.code != "convert.detected"]
    pasted: dict[str, list[str]] = {"protect": [], "replace": []}
    for row in rows:
        key, _, value = row.rpartition("; ")[2].rpartition(" = ")
        pasted[key.split()[-1]] += json.loads(value)
    how = to("twp", protect=tuple(pasted["protect"]), replace=tuple(pasted["replace"]))
    done, found = convert(article(Paragraph(t(text))), how)
    assert [str(f.detail) for f in found[1:]] == []
    assert inline_text(done.blocks[0].children) == "于醫生和涂女士都支持他，聯繫了文件的作者，吃了乾糧，頭髮在那套里。"  # type: ignore[union-attr]


def test_the_report_holds_the_review_list(tmp_path: Path) -> None:
    text = "于先生说：他在那套里看见了光，谈了很久很久很久，谁也没有说服谁，后来就散了，各自回家。"
    write(tmp_path, {"a.md": sample("套里", text), "b.md": sample("没有的事", text + "第二天于先生也走了。")})
    ran = wenxuan("build", tmp_path, "--script", "tw", "-f", "epub", "-o", tmp_path / "out", "--title", "x")
    assert ran.code == 0
    assert "A surname was converted" in ran.err
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert page.index("于先生 → 於先生 · 2 articles") < page.index("里 → 裡 · 2 articles")
    assert "protect = [&#34;于先生&#34;]" in page
    assert "他在那套里看见了光" in page
    told = [json.loads(row) for row in (tmp_path / "out" / "report.jsonl").read_text("utf-8").splitlines()]
    assert [row["detail"] for row in told if row.get("code") == "convert.detected"] == [
        "simplified (100%); converted by s2tw"
    ] * 2


def test_a_line_goes_through_the_engine_once() -> None:
    """To be converted, looked over by words and looked through for the list of doubts: what the engine made of it is kept."""
    asked: list[str] = []
    found = way("hans", "tw")
    assert found is not None

    def counting(text: str) -> str:
        asked.append(text)
        return found.convert(text)

    how = replace(to("tw"), chooser=Chooser(TABLES.lexicon, Way(found.name, counting, counting), "tw"))
    rows = [f"第{n}个印书的人说，头发干了，里面的面粉才松脆；于先生只看后面几页，丑。" for n in range(20)]
    given = article(*(Paragraph(t(row)) for row in rows))
    converted, findings = convert(given, how)
    assert converted == made(given, "tw")
    assert {finding.code for finding in findings} > {"convert.detected"}
    assert sorted(asked) == sorted([*rows, given.title])
