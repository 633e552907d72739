"""The line filler: spacing as pure rules, and its grip on WeasyPrint."""

from __future__ import annotations

import inspect
from dataclasses import replace
from itertools import pairwise

import pytest
import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break

from book.render.breakable import keep_last, latin_quotes, open_joints
from book.render.weasy import spacing
from book.render.weasy.breaks import Prose, balance, fit
from book.render.weasy.filler import filled_lines, misfit
from book.render.weasy.spacing import (
    MAINLAND,
    REGIONAL,
    choose,
    custom,
    kinds,
    may_break,
    stretch,
)

PROSE = (
    "清早出门的时候，巷口的豆浆铺子已经开了张。老板姓周，说话慢，手却快；他一面收钱，一面问：“今天还是老样子？”"
    "我点点头——其实也没有别的可点——便在靠墙的凳子上坐下，看对面的墙上贴着的《市民公约》（去年贴的，已经褪了色）……"
    "他儿子在读大学，学Python编程，每周回来一次，说起2024年的夏天有38℃那么热，店里的冰箱坏了3次，修了5天。"
)  # fmt: skip


# ------------------------------------------------------------------------------------------------------- spacing, pure


def test_every_class():
    assert kinds("汉「」，。—A1 (\u2060") == "HOCSPDLL XZ"


@pytest.mark.parametrize(
    ("text", "rule", "gaps"),
    [
        ("完。”", MAINLAND, [0, -0.5, 0]),
        ("完。」", REGIONAL, [0, 0, 0]),
        ("：“好", MAINLAND, [-0.5, 0, 0]),
        ("》《", REGIONAL, [-0.5, 0]),
        ("用A好", MAINLAND, [0.25, 0.25, 0]),
        ("，A", MAINLAND, [0, 0]),
        ("汉\u2060。\u200b”", MAINLAND, [0, 0, -0.5, 0, 0]),
    ],
)
def test_natural_gaps(text, rule, gaps):
    assert spacing.natural_gaps(kinds(text), rule) == gaps


def test_region_by_language():
    assert custom("zh-Hans") is custom("zh-CN") is custom("zh") is MAINLAND
    assert custom("zh-TW") is custom("zh-Hant") is custom("zh-HK") is REGIONAL
    assert custom("en") is None


def test_dashes_and_ellipses_never_come_apart():
    gaps = stretch(kinds("甲——乙……丙"), 0.9)
    assert gaps[1] == 0.0
    assert gaps[4] == 0.0
    assert sum(gaps) == pytest.approx(0.9)


def test_a_line_grows_at_all_its_gaps_of_han_and_at_word_spaces_first():
    text = "汉字A b汉字"
    gaps = stretch(kinds(text), 0.3)
    assert [i for i, gap in enumerate(gaps) if gap] == [0, 1, 3, 4, 5]
    assert gaps[3] > max(gaps[0], gaps[1])
    assert sum(stretch(kinds(text), 1.0)) == pytest.approx(1.0)


@pytest.mark.parametrize("text", ["scan", "a b c d", "汉Latin字", "https://a.example/b"])
def test_letters_of_a_word_never_part_and_a_line_that_cannot_be_filled_is_not(text):
    assert stretch(kinds(text), 3.0) is None
    gaps = stretch(kinds(text), 0.1)
    if gaps is not None:
        assert not any(gap for i, gap in enumerate(gaps[:-1]) if kinds(text[i : i + 2]) in {"LL", "LX", "XL", "XX"})


def test_no_gap_grows_beyond_what_is_seen():
    gaps = stretch(kinds("汉字汉字A字汉字A b字"), 1.65)
    assert max(gaps) <= 0.25
    assert gaps[8] <= 0.176


@pytest.mark.parametrize(
    ("before", "after", "unicode", "expected"),
    [
        ("说", "“", False, True),
        ("”", "他", False, True),
        ("“", "好", True, False),
        ("好", "。", True, False),
        ("—", "—", True, False),
        ("n", "’", False, False),
        ("尔", "·", True, False),
        ("汉", "字", True, True),
    ],
)
def test_breaks(before, after, unicode, expected):
    assert may_break(before, after, unicode) is expected


def line(text, measure, rule=MAINLAND):
    breaks = [True] * (len(text) + 1)
    return choose(text, [1.0] * len(text), breaks, measure, rule, complete=True, full=True)


def test_mark_at_the_end_takes_half_its_width():
    ending = line("一二三四五六七八九，十一二", 9.5)
    assert ending.end == 10
    assert ending.width == pytest.approx(9.5)
    assert line("一二三四五六七八九，十一二", 9.5, REGIONAL).end == 8


def test_squeezes_in_before_it_pushes_out():
    ending = line("一二，三四，五六，七八，九十一二三四", 13.6)
    assert ending.end == 14
    assert ending.width == 13.6
    assert sum(ending.gaps[:14]) == pytest.approx(-0.4)


def test_the_last_mark_of_a_paragraph_is_trimmed_where_that_saves_a_line():
    ending = line("一二三四五六七。", 7.5)
    assert (ending.end, ending.trimmed, ending.width) == (8, True, 7.5)
    roomy = line("一二三四五六七。", 9)
    assert (roomy.end, roomy.trimmed, roomy.width) == (8, False, 8)


def test_nothing_fits():
    assert line("汉字", 0.5) is None


def test_last_two_characters_stay_together():
    assert keep_last("就这样完了。") == "就这样完\u2060了。"
    assert keep_last("被“清洗”了。") == "被“清洗\u2060”\u2060了。"
    assert keep_last("the end") == "the end"


def test_addresses_may_break_at_joints():
    opened = open_joints("见https://example.org/a/b.html完")
    assert opened.replace("\u200b", "") == "见https://example.org/a/b.html完"
    assert "/\u200ba/\u200bb" in opened
    assert open_joints("a/b") == "a/b"


def test_latin_quotes_are_told_from_chinese_ones():
    assert latin_quotes("他说“好”，don’t。") == [("他说“好”，don", False), ("’", True), ("t。", False)]
    assert [latin for _, latin in latin_quotes("a “b” c")] == [False, True, False, True, False]


# ---------------------------------------------------------------------------------------------- paragraphs as a whole


def prose(text, rule=MAINLAND, glued=()):
    breaks = [False, *(may_break(a, b, True) and i not in glued for i, (a, b) in enumerate(pairwise(text), 1)), True]
    return Prose(text, kinds(text), [1.0] * len(text), [1.0] * len(text), breaks, rule)


def rows(text, measure, first=None, **more):
    return [text[r.start : r.last + 1] for r in fit(prose(text, **more), first or measure, measure)]


def test_a_paragraph_that_fits_is_left_as_it_is():
    (only,) = fit(prose("一二，三四。"), 8, 8)
    assert (only.start, only.last, only.end, only.lead, sum(only.gaps)) == (0, 5, 6, 0, 0)


def test_the_first_line_is_shorter():
    assert rows("一二三四五六七八九十甲乙丙丁", 6, first=4) == ["一二三四", "五六七八九十", "甲乙丙丁"]


def test_each_full_line_is_the_measure():
    for found in fit(prose(PROSE), 22, 24)[1:-1]:
        assert found.last - found.start + 1 + sum(found.gaps) - found.lead == pytest.approx(24, abs=1e-3)


def test_no_character_is_left_alone_on_the_last_line():
    assert rows("一二三四五六七八九", 8) == ["一二三四五六七", "八九"]
    assert rows("一二三四五六七八九。", 8) == ["一二三四五六七", "八九。"]
    assert rows("一，二三四五六七八九。", 8.5) == ["一，二三四五六七", "八九。"]


def test_a_line_gives_way_to_a_later_one():
    word = tuple(range(9, 16))  # seven characters that do not break: alone they would leave a hole of six em
    lines = rows("一二三，四五，六甲乙丙丁戊己庚七八九十", 8, glued=word)
    assert "六甲乙丙丁戊己庚" in "".join(lines)
    assert max(abs(len(row) - 8) for row in lines[:-1]) <= 1


def test_an_opening_mark_at_the_start_of_a_line_loses_its_white_half():
    first, second = fit(prose("一二三四（五六七八）。"), 4, 8)
    assert (first.lead, second.lead) == (0, 0.5)
    assert fit(prose("一二三四（五六七八）。", rule=REGIONAL), 4, 8)[1].lead == 0


def test_no_space_lets_a_line_begin_or_end_with_the_wrong_mark():
    assert rows("一二三四 。五六七八", 4)[0] == "一二三"
    assert not any(row.endswith("“") for row in rows("一二三“ 四五六七八", 4))


def test_a_word_wider_than_the_line_is_torn():
    assert rows("abcdefghij", 4, glued=tuple(range(10))) == ["abcd", "efgh", "ij"]


def test_a_word_wider_than_the_line_begins_where_it_stands():
    assert rows("一二三四五六七abcdefghijklmnop八九十", 12, glued=tuple(range(8, 23)))[0] == "一二三四五六七abcd"


def test_a_word_is_divided_where_the_line_would_be_too_short_and_the_hyphen_fits():
    text = "一二三四 abcdefgh 五六七八"
    found = fit(replace(prose(text, glued=tuple(range(6, 13))), hyphens={9: 1.0, 11: 1.0}), 10, 10)
    assert [(text[row.start : row.last + 1], row.hyphen) for row in found] == [
        ("一二三四 abcd", 1.0),
        ("efgh 五六七八", 0.0),
    ]
    assert found[0].last + 1 + sum(found[0].gaps) == pytest.approx(9, abs=1e-3)


def test_a_line_that_cannot_be_filled_is_loose_and_has_its_natural_gaps():
    first, *_ = fit(prose("ab abcdefgh", glued=(1, *range(4, 11))), 8, 8)
    assert (first.loose, first.gaps[:-1]) == (pytest.approx(6), [0.0])
    assert fit(prose("汉"), 0.5, 0.5) is None


# ------------------------------------------------------------------------------------------------- the grip on WeasyPrint

CSS = (
    "@page{size:400pt 400pt;margin:20pt}p{margin:0}"
    'body{margin:0;width:294pt;font:10.5pt/16pt "Noto Serif CJK SC";text-align:justify}'
)


def lines_of(markup, css=""):
    """The text of each line, and the px from the left edge of the column to its end."""
    with filled_lines() as problem:
        html = f"<html lang=zh-Hans><style>{CSS}{css}</style><body>{markup}"
        document = weasyprint.HTML(string=html).render()
    assert problem == ""
    return [
        (
            "".join(b.text for b in box.descendants() if isinstance(b, boxes.TextBox)),
            box.position_x + box.width - 80 / 3,
        )
        for page in document.pages
        for box in page._page_box.descendants()
        if isinstance(box, boxes.LineBox)
    ]


def test_full_lines_are_exactly_the_measure():
    found = lines_of(f"<p>{PROSE * 3}</p>")
    assert "".join(text for text, _ in found).replace(" ", "") == (PROSE * 3).replace(" ", "")
    assert len(found) > 10
    assert all(width == pytest.approx(392, abs=0.01) for _, width in found[:-1])


def test_a_paragraph_keeps_its_plan_on_the_facing_page():
    """The measures of left and right pages may differ by what floating point rounds."""
    css = "@page{size:396.8504pt 80pt;margin:10pt 50.8504pt 10pt 52pt}@page:left{margin:10pt 52pt 10pt 50.8504pt}body{width:auto}"
    with filled_lines():
        html = f"<html lang=zh-Hans><style>{CSS}{css}</style><body><p>{PROSE * 3}</p>"
        document = weasyprint.HTML(string=html).render()
    assert len(document.pages) > 2
    assert len({page._page_box.width for page in document.pages}) == 2, "the measures are equal: try others"
    drawn = [box for page in document.pages for box in page._page_box.descendants() if isinstance(box, boxes.TextBox)]
    assert all(hasattr(box.pango_layout, "lead") for box in drawn)


def test_full_lines_across_inline_elements():
    markup = "<p>" + PROSE.replace("巷口", "<b>巷口</b>").replace(
        "手却快", "<a href='https://example.org'>手却快</a>"
    ).replace("Python", "<code>Python</code>")
    found = lines_of(markup, "code{font-kerning:none;font-size:9pt}")
    assert all(width == pytest.approx(392, abs=0.01) for _, width in found[:-1])


def test_a_line_after_a_forced_break_is_indented_as_the_first():
    texts = [text for text, _ in lines_of(f"<p>{PROSE}<br>{PROSE}</p>", "p{text-indent:2em}")]
    alone = [text for text, _ in lines_of(f"<p>{PROSE}</p>", "p{text-indent:2em}")]
    assert texts == alone * 2


def test_a_paragraph_with_spans_is_broken_as_one_without():
    plain = [text for text, _ in lines_of(f"<p>{PROSE * 2}</p>")]
    spans = "".join(f"<i>{char}</i>" for char in PROSE * 2)
    assert [text for text, _ in lines_of(f"<p>{spans}</p>", "i{font-style:normal}")] == plain


def test_ragged_text_is_not_stretched():
    assert any(width < 391 for _, width in lines_of(f"<p>{PROSE}</p>", "p{text-align:left}")[:-1])


def test_what_is_not_kerned_is_left_to_weasyprint():
    html = (
        f"<html lang=en><style>{CSS}p{{font-kerning:none}}</style><p>"
        + "Plain prose stays as it was, spaces and all. " * 6
    )
    stock = weasyprint.HTML(string=html).write_pdf()
    with filled_lines():
        assert weasyprint.HTML(string=html).write_pdf() == stock


@pytest.mark.parametrize("odd", ["👍🏽字", "مرحبا 汉字", "a\u00adb汉", "\u200b汉", "e\u0301汉", "\u3000汉", "", " "])
def test_odd_text_is_set(odd):
    lines_of(f"<p>{odd * 30}</p><table><tr><td>{odd}</td><td>{odd * 9}</td></tr></table>")


def originals():
    return [
        inline.get_next_linebox, inline.split_text_box, inline.split_first_line, inline.text_align, inline.can_break_text,
        line_break.Layout.reactivate,
    ]  # fmt: skip


def test_all_is_put_back():
    before = originals()
    with filled_lines():
        assert originals() != before
        inside = originals()
        with filled_lines():
            assert originals() == inside
        assert originals() == inside
    assert originals() == before
    with pytest.raises(RuntimeError), filled_lines():
        raise RuntimeError
    assert originals() == before


def test_fits_the_weasyprint_that_is_pinned():
    assert misfit() == ""


def test_another_version_is_not_touched(monkeypatch):
    before = originals()
    monkeypatch.setattr(weasyprint, "VERSION", "71.0")
    with filled_lines() as problem:
        assert "71.0" in problem
        assert originals() == before


@pytest.mark.parametrize("name", ["text_align", "get_next_linebox", "split_text_box", "split_first_line"])
def test_a_changed_signature_is_noticed(monkeypatch, name):
    def other(context, line, width):
        raise AssertionError(inspect.signature(other))

    monkeypatch.setattr(inline, name, other)
    with filled_lines() as problem:
        assert name in problem
        assert getattr(inline, name) is other


def test_a_title_is_as_few_lines_as_can_be_of_like_length_that_end_after_marks():
    def shown(text, measure):
        return [text[row.start : row.last + 1] for row in balance(prose(text), measure)]

    assert shown("一二三四五六七八九十", 12) == ["一二三四五六七八九十"]
    assert shown("一二三四五六七八九十甲乙", 10) == ["一二三四五六", "七八九十甲乙"]
    assert shown("一二三四五六七，八九十甲乙", 10) == ["一二三四五六七，", "八九十甲乙"]
    assert shown("一二，三四五六七八九十甲乙丙", 10) == ["一二，三四五六", "七八九十甲乙丙"]


def test_ragged_text_leaves_no_character_alone():
    texts = [text for text, _ in lines_of("<p>一二三四五六七八九。</p>", "p{width:94.5pt;text-align:left}")]
    assert texts == ["一二三四五六七八", "九。"] or texts == ["一二三四五六七", "八九。"]
