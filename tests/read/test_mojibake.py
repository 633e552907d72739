"""Characters that were spoilt before a text was saved: put right where that is certain, told where some are lost, refused
where most are; and good text of any language stays as it is."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from casefiles import PROSE

from book import packaged
from book.findings import Finding
from book.model import Article, Raw
from book.read import mojibake, read
from book.rules import load
from book.settings.overrides import Overrides
from book.settings.values import CleanConfig
from book.text import fold
from book.walk import plain_text

RULES = load(packaged.rule_files())
HANS = "\n\n".join(PROSE)
HANT = (
    "渡口的老人說，從前過河要看天色，現在有了橋，沒有人再看天了，只有他還每天早上到岸邊站一會兒。\n\n"
    "他的船還在，船底長滿了青苔，孩子們在上面玩，把它當作城堡，一個夏天就過去了。\n\n"
    "問他為什麼不賣，他說這個船認得他，他也認得這個船，賣了就都不認得了。"
)
ANCIENT = "黿鼉鱗甲，嵯峨崔嵬，羃羃霏霏，氤氳窈窕，崒嵂嶙峋，蓊鬱葳蕤，鸂鶒鵁鶄，菡萏芙蕖，颭灎潺湲，岧嶢嵽嵲，瀺灂滮池，菶菶萋萋。"


def spoilt(written: str, seen_as: str) -> Callable[[str], str]:
    return lambda text: text.encode(written).decode(seen_as)


def of(text: str, off: tuple[str, ...] = ()) -> tuple[Article | None, tuple[Finding, ...]]:
    return read(Raw("a.txt", text.encode(), "a.txt"), RULES.overridden(Overrides.of(CleanConfig(off=off))))


@pytest.mark.parametrize(
    ("damage", "text", "told"),
    [
        (spoilt("utf-8", "latin-1"), HANS, "UTF-8 that was read as Latin-1"),
        (spoilt("gb18030", "latin-1"), HANS, "GBK that was read as Latin-1"),
        (spoilt("big5", "latin-1"), HANT, "Big5 that was read as Latin-1"),
        (lambda text: spoilt("utf-8", "latin-1")(spoilt("utf-8", "latin-1")(text)), HANS, "UTF-8 that was read as Latin-1"),
        (lambda text: spoilt("utf-8", "latin-1")(spoilt("gb18030", "latin-1")(text)), HANS, "GBK that was read as Latin-1"),
    ],
)  # fmt: skip
def test_what_was_read_in_a_wrong_encoding_is_put_right(damage: Callable[[str], str], text: str, told: str) -> None:
    bad = damage(text)
    assert mojibake.mend(bad).text == text
    article, findings = of(bad)
    assert article is not None
    assert fold(text[:20]) in fold(article.title + plain_text(article.blocks))
    [finding] = [finding for finding in findings if finding.code == "read.mojibake"]
    assert str(finding.detail) == told
    assert finding.rule == "mojibake"


@pytest.mark.parametrize(
    ("written", "seen_as"),
    [("utf-8", "cp1252"), ("gb18030", "cp1252"), ("gb18030", "big5hkscs"), ("big5", "gb18030")],
)
def test_what_a_wrong_encoding_lost_is_counted(written: str, seen_as: str) -> None:
    text = HANT if written == "big5" else HANS
    bad = "\n".join(row.encode(written).decode(seen_as, "replace") for row in text.split("\n"))
    made = mojibake.mend(bad)
    if made.how is None:
        assert made.text == bad  # too much is lost: it is not put right by halves
    else:
        assert fold(text[:10])[:4] in fold(made.text)


def test_the_mark_that_ends_a_paragraph_is_had_back() -> None:
    rows = ("镇上的人都说，船是不会自己回来的。", "老人说：「船认得路」", *PROSE)
    bad = "\n".join(row.encode().decode("gb18030", "ignore") for row in rows)
    assert mojibake.mend(bad).text.split("\n")[:2] == list(rows[:2])


def test_a_page_whose_text_alone_is_spoilt() -> None:
    bad = "".join(f"<p>{spoilt('gb18030', 'latin-1')(text)}</p>" for text in PROSE)
    page = f"<html><head><meta charset='utf-8'><title>铅字的分量</title></head><body><h1>铅字的分量</h1>{bad}</body></html>"
    article, findings = of(page)
    assert article is not None
    assert article.title == "铅字的分量"
    assert fold(plain_text(article.blocks)).startswith(fold("铅字的分量" + PROSE[0]))
    assert any(finding.code == "read.mojibake" for finding in findings)


def test_switched_off_it_stays_as_it_was() -> None:
    bad = spoilt("gb18030", "latin-1")(HANS)
    article, findings = of(bad, off=("mojibake",))
    assert article is not None
    assert bad[:10] in article.title + plain_text(article.blocks)
    assert not any(finding.code == "read.mojibake" for finding in findings)


GOOD = {
    "simplified": HANS,
    "traditional": HANT,
    "rare and ancient": ANCIENT * 3,
    "one line of verse": "鸂鶒飛。",
    "Japanese": "吾輩は猫である。名前はまだ無い。どこで生れたか頓と見当がつかぬ。" * 5,
    "katakana": "ｱｲｳｴｵ カタカナ テキスト ヲ ヨム コト ハ ムズカシイ。" * 5,
    "Korean": "나룻배는 하루에 여섯 번 강을 건넌다. 사공은 늙었고 배는 더 늙었다." * 5,
    "French": "Le passeur était âgé, et sa barque plus âgée encore ; où qu'il allât, l'été, l'eau était là, à côté."
    * 5,
    "German": "Der Fährmann überquerte täglich sechsmal den Fluß, während die Mädchen am Ufer Äpfel schälten." * 5,
    "Vietnamese": "Người lái đò đã già, và con đò của ông còn già hơn nữa." * 5,
    "Greek": "Ο βαρκάρης ήταν γέρος και η βάρκα του ακόμα πιο γέρικη." * 5,
    "Russian": "Перевозчик был стар, а лодка его ещё старше." * 5,
    "names in Latin letters": f"{HANS}\n\nGarcía Márquez、Brontë、Dvořák、Škvorecký、Łódź、Ærøskøbing",
    "code": "```\nprint('é', 'ü')  # ä ö\n```\n" * 10,
    "signs": "«»©®°±²³µ¶·¼½¾¿×÷" * 10,
    "about spoilt text": f"{HANS}\n\n他打开那封信，只看见这样一行：\n\næ²³è¾¹çš„æ—§èˆ¹å·²ç»å¾ˆä¹…\n\n锛岃€屼笖銆傝繖\n\n{HANS}",
    "about its most famous words": f"{HANS}\n\n网上有一句打油诗，说手里拿着两把锟斤拷。",
    "many questions": f"{HANS}\n\n真的吗？？？？？真的吗?????? 他问了又问?????",
}


@pytest.mark.parametrize("name", GOOD)
def test_good_text_is_never_touched(name: str) -> None:
    made = mojibake.mend(GOOD[name])
    assert made.text == GOOD[name]
    assert made.how is None
    assert not made.hopeless


@pytest.mark.parametrize(
    "text",
    [
        "锟斤拷" * 200,
        f"<html><body><p>{'锟斤拷锟斤拷' * 40}</p></body></html>",
        "\n".join("\ufffd" * 30 + "，" for _ in PROSE),
        f"<html lang='zh'><body>{'<p>????????????????，?????????</p>' * 20}</body></html>",
        "\n".join(row.encode("euc_kr", "replace").decode("latin-1") for row in PROSE).replace("?", "ÿþ"),
    ],
)
def test_what_is_lost_for_the_most_part_is_refused(text: str) -> None:
    article, findings = of(text)
    assert article is None
    assert [finding.code for finding in findings][-1] == "input.spoilt"


def test_a_few_lost_characters_are_told_and_packed() -> None:
    article, findings = of(HANS.replace("铅", "\ufffd"))
    assert article is not None
    [finding] = [finding for finding in findings if finding.code == "read.damaged"]
    assert "characters lost" in str(finding.detail)
    assert "\ufffd" in finding.excerpt


def test_what_is_lost_outside_the_article_is_not_told() -> None:
    page = f"<html><body><nav>导航\ufffd\ufffd</nav><article>{''.join(f'<p>{text}</p>' for text in PROSE)}</article></body></html>"
    _, findings = of(page)
    assert not any(finding.code == "read.damaged" for finding in findings)


@pytest.mark.parametrize(
    "unit",
    [
        HANS,
        ANCIENT,
        spoilt("utf-8", "latin-1")(HANS),
        "é" * 400,
        "a?" * 200,
        "??" * 200,
        "<" * 100,
        "銆x" * 100,
        "a" * 99,
        "a" * 99 + "鏃",
    ],
)
def test_time_grows_with_the_text(unit: str) -> None:
    start = time.perf_counter()
    mojibake.mend(unit * (2_000_000 // len(unit)))
    assert time.perf_counter() - start < 6
