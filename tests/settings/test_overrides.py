"""The user's word over the rules: keep, drop and off act in every place where something can be taken, and are answered else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import DATA, PROSE, wenxuan, write

from book import clean, packaged
from book.model import Raw
from book.rules import load
from book.settings.overrides import Overrides
from book.settings.values import CleanConfig

ACTED = ("clean.removed", "clean.moved", "clean.heading", "clean.demoted", "clean.changed")
RULES = load(packaged.rule_files())
KEPT = "守塔的人留下一句话"  # no rule knows it, and no sentence of the article has it


def page(box: str, *, tail: str = "", head: str = "") -> str:
    """A page whose article has a box between its last two paragraphs; `head` and `tail` stand outside the article's element."""
    before = "".join(f"<p>{one}</p>" for one in PROSE[:3])
    return (
        f"<html><head><title>渡船过河的人</title></head><body>{head}<div class='post'><h1>渡船过河的人</h1>{before}{box}"
        f"<p>{PROSE[3]}</p></div>{tail}</body></html>"
    )


def inspected(folder: Path, *args: str) -> dict[str, object]:
    (told,) = wenxuan("inspect", "--json", "a.html", *args, cwd=folder).objects
    return told


NODES = [rule for rule in RULES.nodes if rule.kind not in ("caption", "unwrap") and (rule.classes or rule.ids)]
LINES = [(rule, example.text) for rule in RULES.lines for example in rule.examples[:1] if example.matches]


@pytest.mark.parametrize("rule", NODES, ids=[rule.name for rule in NODES])
def test_a_box_that_a_rule_knows_by_its_markup(desk: Path, rule) -> None:
    mark = f'class="{min(rule.classes)}"' if rule.classes else f'id="{min(rule.ids)}"'
    write(desk, {"a.html": page(f"<div {mark}><p>{KEPT}，说完就走了。</p></div>")})
    assert KEPT not in inspected(desk)["text"], "the rule takes the box"
    selector = f".{min(rule.classes)}" if rule.classes else f"#{min(rule.ids)}"
    for args in (
        ["--keep", KEPT],
        ["--keep", f"rule:{rule.name}"],
        ["--keep", f"css:{selector}"],
        ["--off", rule.name],
    ):
        told = inspected(desk, *args)
        assert KEPT in told["text"], args
        assert PROSE[3] in told["text"], f"{args}: what stands behind the box stays too"
        assert "matched nothing" not in str(told["warnings"])


@pytest.mark.parametrize(("rule", "text"), LINES, ids=[rule.name for rule, _ in LINES])
def test_a_line_that_a_rule_knows_by_its_words(desk: Path, rule, text: str) -> None:
    """At the end of an article of plain text, and of a page: kept by its text or by its rule, and what is around it too."""
    plain = "渡船过河的人\n\n" + "\n\n".join(PROSE) + f"\n\n{text}\n"
    write(desk, {"a.txt": plain, "a.html": page("", tail="").replace("</div>", f"<p>{text}</p></div>")})
    for word in (text, f"rule:{rule.name}"):
        both = wenxuan("inspect", "--json", "a.txt", "a.html", "--keep", word).objects
        for name, told in zip(("a.txt", "a.html"), both, strict=True):
            shown = told["text"].replace("\n", "") + told["title"]
            assert all(one in shown for one in PROSE), (name, word)
            taken = [row for row in told["removed"] if row["rule"] == rule.name]
            assert taken == [], (name, word)


PLACES = {
    "outside, before": page("", head=f"<div class='x'><p>{KEPT}，说完就走了。</p></div>"),
    "outside, behind": page("", tail=f"<div class='x'><p>{KEPT}，说完就走了。</p></div>"),
    "in comments": page("", tail=f"<div class='comment-list x'><p>{KEPT}，说完就走了。</p></div>"),
    "in the footer": page("", tail=f"<footer class='x'>{KEPT}，说完就走了。</footer>"),
    "hidden": page(f"<div class='x' style='display:none'>{KEPT}，说完就走了。</div>"),
    "in a box": page(f"<div class='share-bar x'>{KEPT}，说完就走了。</div>"),
    "behind an anchor": page("", tail=f"<h3>相关文章</h3><ul class='x'><li>{KEPT}，说完就走了。</li></ul>"),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("word", [KEPT, "css:.x"])
def test_every_place_of_a_page(desk: Path, place: str, word: str) -> None:
    write(desk, {"a.html": PLACES[place]})
    told = inspected(desk, "--keep", word)
    assert KEPT in told["text"]
    assert all(one in told["text"] for one in PROSE)
    ran = wenxuan("inspect", "a.html", "--keep", word)
    assert "matched nothing" not in ran.err


@pytest.mark.parametrize("word", [KEPT, "css:.x"])
def test_drop_takes_a_paragraph_that_no_rule_would(desk: Path, word: str) -> None:
    write(desk, {"a.html": page(f"<p class='x'>{KEPT}，说完就走了。</p>")})
    assert KEPT in inspected(desk)["text"]
    told = inspected(desk, "--drop", word)
    assert KEPT not in told["text"]
    assert all(one in told["text"] for one in PROSE)
    assert any(KEPT in row["text"] for row in told["removed"])


def test_every_step_of_cleaning_can_be_switched_off(desk: Path) -> None:
    write(desk, {"a.html": page("")})
    usual = wenxuan("inspect", "a.html").messages
    for name in dict.fromkeys(name for name, _ in clean.RULES):
        assert wenxuan("inspect", "a.html", "--off", name).messages == usual, name


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--off", "TYPO"], "There is no rule of this name. [nothing has a name like it"),
        (["--off", "furnitur"], "There is no rule of this name. [the nearest is: furniture — furnitur]"),
        (["--off", "mark"], "the nearest is: marks"),
        (["--keep", "rule:tip-widge"], "the nearest is: tip-widget — rule:tip-widge]"),
        (["--keep", "守塔的人留下两句话"], "matched nothing. [the nearest is: 守塔的人留下一句话，说完就走了。"),
        (["--keep", "css:.nothing"], "This override matched nothing. [css:.nothing]"),
        (["--drop", "没有这样的话"], "This override matched nothing. [没有这样的话]"),
    ],
)  # fmt: skip
def test_a_word_that_finds_nothing_is_answered_with_the_nearest(desk: Path, args: list[str], said: str) -> None:
    write(desk, {"a.html": page(f"<div class='share-bar'><p>{KEPT}，说完就走了。</p></div>")})
    for command in (["inspect", "a.html"], ["explain", "a.html"], ["build", "a.html", "-o", "out", "-f", "txt"]):
        ran = wenxuan(*command, *args)
        assert said in ran.err, ran.err
        assert ran.code == 0
    assert wenxuan("build", "a.html", "-o", "out", "-f", "txt", "--strict", *args).code == 1


def test_furniture_has_one_name_and_off_means_all_of_it(desk: Path) -> None:
    write(desk, {"a.txt": "渡船过河的人\n\n" + "\n\n".join(PROSE) + "\n\n长按识别二维码，关注我们的公众号\n"})
    (told,) = wenxuan("inspect", "--json", "a.txt").objects
    assert "二维码" not in told["text"]
    (told,) = wenxuan("inspect", "--json", "a.txt", "--off", "furniture", "--off", "furniture-inside").objects
    assert "二维码" in told["text"]


def test_mending_of_marks_can_be_switched_off_by_its_name(desk: Path) -> None:
    write(desk, {"a.txt": "渡船过河的人\n\n" + "\n\n".join((*PROSE, "他说:水认得人,你慌,它就晃。")) + "\n"})
    assert "他说：水认得人，" in wenxuan("inspect", "--json", "a.txt").objects[0]["text"]
    assert "他说:水认得人," in wenxuan("inspect", "--json", "a.txt", "--off", "marks").objects[0]["text"]


@pytest.mark.parametrize(
    ("config", "answer"),
    [
        ('[convert]\nscript = "hant"\nreplace = ["渡船=渡輪"]', ""),
        ('[convert]\nscript = "hant"\nreplace = ["飞船=飛輪"]', "changed nothing"),
        ('[convert]\nreplace = ["渡船=渡轮"]', ""),
        ('[convert]\nreplace = ["飞船=飞轮"]', "changed nothing"),
        ('[convert]\nreplace = ["tw: 渡船=渡輪"]', "it acts only for its script"),
        ('[convert]\nscript = "hant"\nreplace = ["tw: 飞船=飛輪"]', ""),
    ],
)
def test_a_phrase_to_replace_that_stands_nowhere_is_answered(desk: Path, config: str, answer: str) -> None:
    write(desk, {"a.txt": "渡船过河的人\n\n" + "\n\n".join(PROSE) + "\n", "c.toml": config})
    ran = wenxuan("inspect", "a.txt", "-c", "c.toml")
    assert (answer in ran.err) if answer else ("[convert] replace" not in ran.err), ran.err


def test_a_word_means_what_it_is_written_as() -> None:
    overrides = Overrides.of(
        CleanConfig(keep=("编者 说", "rule:promo", "css:.intro", "  "), drop=("本刊",), off=("qr",))
    )
    assert [(word.aim.value, word.value) for word in overrides.keep] == [
        ("text", "编者说"),
        ("rule", "promo"),
        ("css", ".intro"),
    ]
    assert overrides.keeps("（编者说：……）") is overrides.keep[0]
    assert overrides.keeps("别的话", "promo") is overrides.keep[1]
    assert overrides.keeps("别的话", "other") is None
    assert overrides.drops("本刊推出") is overrides.drop[0]
    assert overrides.drops("别的话") is None
    part = overrides.with_parts([("css:.intro", "第一段。第二段。")])
    assert part.keeps("第二段。") is not None
    assert part.keeps("第三段。") is None
    assert part.keeps("") is None


def test_every_rule_that_a_finding_names_can_be_named_by_the_user() -> None:
    """Over the cases of cleaning: the report shows these names, so `off` and `rule:` must know them."""
    from book.read import read
    from book.run.workshop import Workshop
    from book.settings.values import BuildConfig

    names = set(Workshop.of(BuildConfig(), Path())._names())
    shown = set()
    for path in (DATA / "cases" / "clean").glob("*.txt"):
        for chunk in re.split(r"^===== .*\n", path.read_text("utf-8"), flags=re.M)[1:]:
            article, found = read(Raw("case.txt", chunk.split("\n== ")[0].encode()), RULES)
            if article is not None:
                found += clean.clean(article, RULES, found)[1]
            shown |= {f.rule for f in found if f.code in ACTED}
    assert len(shown) > 40
    assert shown - names == set()


def test_a_picture_that_is_passed_over_can_be_kept(desk: Path) -> None:
    """A picture whose address says that it is a code to scan, in an article about such codes."""
    write(desk, {"a.html": page('<p><img src="pictures/qrcode-1994.png"></p>')})
    gone = inspected(desk)
    assert {"rule": "placeholder-picture", "text": "pictures/qrcode-1994.png"} in gone["removed"]  # type: ignore[operator]
    assert "<img" not in str(gone["html"])
    for args in (
        ["--off", "placeholder-picture"],
        ["--keep", "rule:placeholder-picture"],
        ["--keep", "qrcode-1994"],
    ):
        told = inspected(desk, *args)
        assert "pictures/qrcode-1994.png" in str(told["html"]), args
        assert "matched nothing" not in str(told["warnings"])
