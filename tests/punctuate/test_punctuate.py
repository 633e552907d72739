"""Punctuation, by example and by property: `tests/data/cases/punctuation/*.txt` holds lines and what becomes of them.

    LINE            `→ RESULT` is what becomes of the line above it, `= LINE` a line that stays (where a `→` follows, one that
    → RESULT        becomes that). `[KEY=VALUE …]` gives the settings of what follows: a key of [text], `kind` (title, caption,
    = LINE          …; a paragraph without), `style` (a language: quotation marks as its script writes them); `[]` the defaults.

⏎ stands for a break in the line, ￼ for code or a note's mark, ␣ and ␠ for a space and a no-break space, \\uXXXX for the rest.
Each case is also tried for rest: what was mended once is not mended again.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import SAMPLE, SEEDS, SHARED
from hypothesis import given, settings
from hypothesis import strategies as st

from book import packaged
from book.clean import clean
from book.findings import Finding
from book.model import (
    Article,
    Block,
    Break,
    Cell,
    Code,
    CodeBlock,
    Emphasis,
    Figure,
    Heading,
    Image,
    Inline,
    InlineImage,
    Inlines,
    Items,
    Link,
    NoteRef,
    Notice,
    NoticeKind,
    Paragraph,
    Quote,
    Raw,
    Ruby,
    Source,
    Strong,
    Table,
    Text,
)
from book.punctuate import after, punctuate, quote_style
from book.read import read
from book.rules import load
from book.settings.values import TextConfig
from book.walk import block_text, each_inline, each_line, inline_text, plain_text

CASES = Path(__file__).parents[1] / "data" / "cases" / "punctuation"
_CODED = re.compile(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})")
_OPTION = {"yes": True, "no": False}
Case = tuple[str, dict[str, str], str, str]


def plain(text: str) -> str:
    text = text.replace("␣", " ").replace("␠", "\xa0").replace("⏎", "\n")
    return _CODED.sub(lambda match: chr(int(match[1] or match[2], 16)), text)


def cases() -> list[Case]:
    out: list[Case] = []
    for path in sorted(CASES.glob("*.txt")):
        options: dict[str, str] = {}
        line = ""
        for number, row in enumerate(path.read_text("utf-8").split("\n"), 1):
            name = f"{path.stem}:{number}"
            if row.startswith("[") and row.endswith("]") and "…" not in row:
                options = dict(pair.split("=") for pair in row[1:-1].split())
            elif row.startswith("= "):
                line = row[2:]
                out.append((name, options, plain(line), plain(line)))
            elif row.startswith("→ "):
                if out and out[-1][2] == out[-1][3] == plain(line):
                    out.pop()
                out.append((name, options, plain(line), plain(row[2:])))
            elif row and not row.startswith("# "):
                line = row
    return out


CASE_LIST = cases()


def config_of(options: dict[str, str]) -> TextConfig:
    values = {key: _OPTION.get(value, value) for key, value in options.items() if key not in {"kind", "style"}}
    return replace(TextConfig(), **values)


def inlines_of(text: str) -> Inlines:
    """A line without markup: breaks and code where the text has their signs."""
    out: list[Inline] = []
    for part in re.split("([\n\ufffc])", text):
        out += [Break()] if part == "\n" else [Code("x")] if part == "\ufffc" else [Text(part)] if part else []
    return tuple(out)


def block_of(line: Inlines, kind: str = "") -> Block:
    if kind == "caption":
        return Figure((Image("x"),), line)
    return Heading(2, line) if kind == "title" else Paragraph(line)


def article_of(*blocks: Block, title: str = "") -> Article:
    return Article(title, tuple(blocks), Source("case.txt"))


def said(line: Inlines) -> str:
    """What `inlines_of` was made of."""
    leaves = (n for n in each_inline(line) if not isinstance(n, Strong | Emphasis | Link))
    return "".join("\ufffc" if isinstance(n, Code) else inline_text((n,)) for n in leaves)


def mended(line: Inlines, options: dict[str, str]) -> tuple[Inlines, tuple[Finding, ...]]:
    article = article_of(block_of(line, options.get("kind", "")))
    if "style" in options:
        new, findings = quote_style(article, TextConfig(quotes="locale"), options["style"])
    else:
        new, findings = punctuate(article, config_of(options))
    return next(each_line(new.blocks)), findings


@pytest.mark.parametrize(("options", "line", "wanted"), [c[1:] for c in CASE_LIST], ids=[c[0] for c in CASE_LIST])
def test_case(options: dict[str, str], line: str, wanted: str) -> None:
    new, findings = mended(inlines_of(line), options)
    assert said(new) == wanted, findings
    assert bool(findings) == (line != wanted)
    again, more = mended(new, options)
    assert (said(again), more) == (wanted, ()), "not at rest"


@pytest.mark.parametrize(("options", "line", "wanted"), [c[1:] for c in CASE_LIST], ids=[c[0] for c in CASE_LIST])
def test_every_change_can_be_undone(options: dict[str, str], line: str, wanted: str) -> None:
    _, findings = mended(inlines_of(line), options)
    text = line
    for finding in findings:
        assert finding.excerpt == text
        text = after(finding)
    assert text == wanted


def test_there_are_enough_cases() -> None:
    assert len(CASE_LIST) >= 300
    assert sum(line == wanted for _, _, line, wanted in CASE_LIST) >= 120
    assert len({(tuple(options.items()), line) for _, options, line, _ in CASE_LIST}) == len(CASE_LIST), (
        "one is there twice"
    )


# ------------------------------------------------------------------------------------------------------------- properties


def marked_up(text: str, cuts: list[int], wraps: list[int]) -> Inlines:
    """A line cut into leaves, some of them in markup; not through the signs of breaks and code."""
    places = sorted({cut % (len(text) + 1) for cut in cuts} | {0, len(text)})
    out: list[Inline] = []
    for index, (start, end) in enumerate(pairwise(places)):
        inner = inlines_of(text[start:end])
        wrap = wraps[index % len(wraps)]
        if wrap == 3 and any(isinstance(node, Break | Code) for node in inner):
            wrap = 0
        nodes: dict[int, Inlines] = {
            0: inner,
            1: (Strong(inner),),
            2: (Emphasis((Strong(inner),)),),
            3: (Link("#a", inner),),
        }
        out += nodes[wrap]
    return tuple(out)


CUTS = st.lists(st.integers(0, 400), max_size=6)
WRAPS = st.lists(st.integers(0, 3), min_size=1, max_size=4)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(CASE_LIST), CUTS, WRAPS)
def test_markup_makes_no_difference(case: Case, cuts: list[int], wraps: list[int]) -> None:
    _, options, line, wanted = case
    new, _ = mended(marked_up(line, cuts, wraps), options)
    assert said(new) == wanted or any(isinstance(n, Link) and "://" in inline_text((n,)) for n in each_inline(new))
    assert all(node.text for node in each_inline(new) if isinstance(node, Text))


ALPHABET = st.text(
    st.sampled_from(
        "渡口河人一。，、？！：；…—“”‘’「」『』（）《》,.;:?!()\"'-  \xa0\u3000\u200bab1 9%Ａ１．/=é·~\n\ufffc"
    ),
    max_size=30,
)
EVERYTHING = TextConfig(quotes="curly", brackets=True, latin="spaced")


@settings(max_examples=1500, deadline=None)
@given(ALPHABET, st.sampled_from((TextConfig(), EVERYTHING, TextConfig(latin="tight"))), st.sampled_from(("", "title")))
def test_what_is_mended_is_at_rest(text: str, config: TextConfig, kind: str) -> None:
    article = article_of(block_of(inlines_of(text), kind))
    once, findings = punctuate(article, config)
    assert (once == article) == (not findings)
    assert punctuate(once, config) == (once, ())
    line = text
    for finding in findings:
        assert finding.excerpt == line
        line = after(finding)
    assert said(next(each_line(once.blocks))) == line


@settings(max_examples=500, deadline=None)
@given(ALPHABET, st.sampled_from(("zh-Hans", "zh-Hant", "zh-TW")))
def test_quotes_of_a_script_are_at_rest(text: str, language: str) -> None:
    config = TextConfig(quotes="locale")
    once, _ = quote_style(article_of(block_of(inlines_of(text))), config, language)
    assert quote_style(once, config, language) == (once, ())


def words(text: str) -> str:
    return "".join(filter(str.isalnum, text)).replace("Ａ", "A").replace("１", "1")


@settings(max_examples=500, deadline=None)
@given(ALPHABET)
def test_no_word_is_lost(text: str) -> None:
    """Letters, digits and Han stay as they are and in their order, but for width."""
    new, _ = mended(inlines_of(text), {"quotes": "curly", "brackets": "yes"})
    assert words(said(new)) == words(text)


# ------------------------------------------------------------------------------------------------------ over the whole tree


def test_everywhere_text_is() -> None:
    line = (Text("渡口,河边"),)
    article = replace(
        article_of(
            Paragraph(line, at=1),
            Heading(2, line, at=2),
            Quote((Paragraph(line, at=4),), at=3),
            Items(((Paragraph(line, at=6),),), at=5),
            Figure((Image("x", "渡口,河边"),), line, at=7),
            Table(((Cell(line),),), line, at=8),
            Paragraph((InlineImage(Image("y", "渡口,河边")), Text("。")), at=9),
            CodeBlock("渡口,河边", at=10),
            title="渡口,河边",
        ),
        notices=(Notice(NoticeKind.AUTHOR, line, at=11),),
        author="何,一",
    )
    new, findings = punctuate(article, TextConfig())
    assert new.title == "渡口，河边"
    assert new.author == "何,一"
    assert [block_text(b).count("，") for b in new.blocks] == [1, 1, 1, 1, 1, 2, 0, 0]
    figure, picture = new.blocks[4], new.blocks[6]
    assert isinstance(figure, Figure)
    assert figure.images[0].alt == "渡口，河边"
    assert isinstance(picture, Paragraph)
    assert picture.children[0] == InlineImage(Image("y", "渡口，河边"))
    assert inline_text(new.notices[0].children) == "渡口，河边"
    assert sorted(f.where.at for f in findings) == [0, 1, 2, 4, 6, 7, 7, 8, 8, 9, 11]
    assert {(f.code, f.rule, f.detail) for f in findings} == {("text.changed", "marks", ", → ， ×1 at 2")}


def test_objects_and_addresses_stay_as_they_are() -> None:
    address = Link("https://example.com/渡口,河边", (Text("https://example.com/渡口,河边"),))
    line: Inlines = (
        Text("见"),
        address,
        Text(",和"),
        Code("甲,乙"),
        Text(",还有"),
        Ruby("漢", "hàn"),
        NoteRef("1"),
        Text(",完."),
    )
    new, _ = mended(line, {})
    assert new == (
        Text("见"),
        address,
        Text("，和"),
        Code("甲,乙"),
        Text("，还有"),
        Ruby("漢", "hàn"),
        NoteRef("1"),
        Text("，完。"),
    )


def test_where_changes_fall_in_markup() -> None:
    assert mended((Text("他走了"), Strong((Text("."),)), Text(".."), Emphasis((Text("真的"),))), {})[0] == (
        Text("他走了"), Strong((Text("……"),)), Emphasis((Text("真的"),)),
    )  # fmt: skip
    assert mended((Strong((Text("我用"),)), Text("Python")), {"latin": "spaced"})[0] == (
        Strong((Text("我用 "),)),
        Text("Python"),
    )
    assert mended((Text("他说，"), Strong((Text(" "),)), Text("不去")), {})[0] == (Text("他说，"), Text("不去"))


def test_what_is_right_is_the_very_same() -> None:
    article = article_of(Paragraph((Text("渡口，河边。"),)), title="渡口")
    assert punctuate(article, TextConfig())[0] is article
    off = TextConfig(**dict.fromkeys(("marks", "stops", "dots", "dashes", "letters", "spaces", "characters"), False))
    wrong = article_of(Paragraph((Text("渡口,河边..."),)))
    assert punctuate(wrong, off) == (wrong, ())
    assert punctuate(replace(wrong, language="ja"), TextConfig())[1] == ()
    assert quote_style(wrong, TextConfig(), "zh-Hant") == (wrong, ())


def test_a_finding_tells_each_edit() -> None:
    _, (dots, marks, spaces) = mended((Text("渡口,河边, 桥..."),), {})
    assert (dots.rule, dots.excerpt, dots.detail) == ("dots", "渡口,河边, 桥...", "... → …… ×1 at 8")
    assert (marks.rule, marks.detail) == ("marks", ", → ， ×2 at 2 5")
    assert (spaces.rule, spaces.detail) == ("spaces", "U+0020 → ∅ ×1 at 6")


def test_a_long_line_takes_no_long_time() -> None:
    for text in (
        "渡,口(" * 5000,
        "a(" * 3000,
        '"' * 5001,
        "{" * 3000,
        " ." * 4000,
        "https://" * 1500,
        "渡 口" * 4000,
        '["a",' * 2000,
        "a" * 60000,
        "a." * 20000,
        "a-" * 20000,
        "a=" * 20000,
        "$a" * 5000,
        "&a" * 9000,
        "渡:" * 9000,
    ):
        punctuate(article_of(Paragraph((Text(text),))), EVERYTHING)


# ------------------------------------------------------------------------------------------------------------- real articles

_LEFT = re.compile("[\u3400-\u9fff][,;:?!]")


def _prepared(path: Path) -> Article:
    rules = load(packaged.rule_files())
    article, findings = read(Raw(path.name, path.read_bytes(), path.name), rules)
    assert article is not None
    return clean(article, rules, findings)[0]


def _files() -> list[Path]:
    gold = SHARED / "gold" / "dev"
    found = [
        path
        for folder in (SEEDS, gold)
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.suffix != ".json"
    ]
    return [*sorted((SAMPLE / "articles").glob("0[34]-*.txt")), *found]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared, with the seed articles, is not beside the checkout")
def test_the_seeds_are_there() -> None:
    assert len(_files()) > 20


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.name[:24])
def test_no_half_width_mark_is_left_after_han(path: Path) -> None:
    article, findings = punctuate(_prepared(path), TextConfig())
    lines = [
        article.title,
        *map(inline_text, each_line(article.blocks)),
        *(inline_text(n.children) for n in article.notices),
    ]
    assert [match[0] for line in lines for match in _LEFT.finditer(line)] == []
    assert punctuate(article, TextConfig()) == (article, ())
    assert all(after(finding) != finding.excerpt for finding in findings)
    assert len(plain_text(article.blocks)) > 100
