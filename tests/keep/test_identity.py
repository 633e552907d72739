"""An article is known again by its address, else by its text: moved, renamed, saved again, converted, it keeps its entry."""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import article, wenxuan, write
from factory_reprints import reprinted, written
from factory_sources import png
from hypothesis import given
from hypothesis import strategies as st
from killing import Killer

from book.convert.engine import engine
from book.keep import arranging
from book.keep.identity import Identity, address, assigned, likeness

TOML = '[book]\ntitle = "河上"\n[output]\nformats = ["epub"]\n[arrange]\norder = "given"\n'
HOST = "https://river.example"


def page(title: str, text: list[str], url: str = "", furniture: str = "") -> str:
    """A saved page."""
    link = f'<link rel="canonical" href="{url}">' if url else ""
    body = "".join(f"<p>{line}</p>" for line in text)
    return (
        f'<html><head><title>{title}</title>{link}</head><body><div class="nav"><a href="/">首页</a> <a href="/b">船讯</a></div>'
        f"<article><h1>{title}</h1>{body}</article>{furniture}</body></html>"
    )


def began(desk: Path, files: Mapping[str, str | bytes]) -> Path:
    """A book of these files, scanned; the user then wrote a title of his own, and a comment, into each entry."""
    write(desk / "b", {"book.toml": TOML, **{f"articles/{name}": body for name, body in files.items()}})
    assert wenxuan("scan", "b").code == 0
    path = desk / "b" / "articles.toml"
    text = path.read_text("utf-8")
    for name in files:
        head = f'file = "articles/{name}"\ntitle = '
        assert head in text or name.endswith(".png"), text
        text = re.sub(re.escape(head) + ".*", f'file = "articles/{name}" # 我的\ntitle = "改·{name}"', text)
    path.write_text(text, "utf-8")
    return desk / "b" / "articles"


def listed(desk: Path) -> dict[str, str]:
    """File → title of the list; a − before the titles of those that are gone."""
    rows = tomllib.loads((desk / "b" / "articles.toml").read_text("utf-8"))["article"]
    return {
        row["file"].removeprefix("articles/"): f"{'−' if row.get('gone') else ''}{row.get('title', '')}" for row in rows
    }


def built(desk: Path) -> list[str]:
    """The titles that a build packs, in order."""
    return [row["title"] for row in wenxuan("inspect", "b", "--json").objects if not row["error"]]


TWO = {"a.md": article("甲", *written(1)), "b.md": article("乙", *written(2))}
SAME = {"a.md": "改·a.md", "b.md": "改·b.md"}


def swapped(folder: Path, one: str, other: str) -> None:
    (folder / one).rename(folder / "x")
    (folder / other).rename(folder / one)
    (folder / "x").rename(folder / other)


# ------------------------------------------------------------------------------------------------------ the same article


def test_a_file_that_was_renamed_keeps_its_entry_to_the_letter(desk: Path) -> None:
    folder = began(desk, TWO)
    before = (desk / "b" / "articles.toml").read_text("utf-8")
    (folder / "sub").mkdir()
    (folder / "a.md").rename(folder / "sub" / "other.md")
    assert sorted(built(desk)) == ["改·a.md", "改·b.md"], "a build knows it, too"
    assert "→ articles/sub/other.md: it was articles/a.md" in wenxuan("status", "b").out
    assert (desk / "b" / "articles.toml").read_text("utf-8") == before
    ran = wenxuan("scan", "b")
    assert (ran.code, ran.messages) == (0, [])
    assert ran.out.splitlines()[0] == "→ articles/sub/other.md: it was articles/a.md"
    assert (desk / "b" / "articles.toml").read_text("utf-8") == before.replace("articles/a.md", "articles/sub/other.md")
    assert "Nothing has changed." in wenxuan("scan", "b").out
    assert wenxuan("build", "b").out.splitlines()[-1].startswith("2 given = 2 packed")


def test_a_build_tells_that_it_took_an_article_for_one_of_the_list(desk: Path) -> None:
    folder = began(desk, TWO)
    (folder / "a.md").rename(folder / "c.md")
    assert wenxuan("build", "b", "--strict").code == 0
    rows = [json.loads(line) for line in (desk / "b" / "build" / "report.jsonl").read_text("utf-8").splitlines()]
    (told,) = [row for row in rows if row.get("code") == "manifest.moved"]
    assert (told["source"], told["detail"]) == ("articles/c.md", "it was articles/a.md")


def test_two_files_change_names(desk: Path) -> None:
    folder = began(desk, TWO)
    swapped(folder, "a.md", "b.md")
    rows = wenxuan("inspect", "b", "--json").objects
    assert {row["source"]: row["title"] for row in rows} == {"articles/a.md": "改·b.md", "articles/b.md": "改·a.md"}
    ran = wenxuan("scan", "b")
    assert {line for line in ran.out.splitlines() if line.startswith("→")} == {
        "→ articles/b.md: it was articles/a.md",
        "→ articles/a.md: it was articles/b.md",
    }
    assert listed(desk) == {"a.md": "改·b.md", "b.md": "改·a.md"}
    assert "Nothing has changed." in wenxuan("scan", "b").out


def test_a_cycle_and_a_chain(desk: Path) -> None:
    folder = began(desk, {f"{n}.md": article(f"第{n}", *written(n)) for n in range(1, 6)})
    for old, new in (("1", "x"), ("2", "1"), ("3", "2"), ("x", "3")):  # 1 → 3 → 2 → 1
        (folder / f"{old}.md").rename(folder / f"{new}.md")
    for old, new in (("5", "6"), ("4", "5")):  # 4 → 5 → 6
        (folder / f"{old}.md").rename(folder / f"{new}.md")
    assert wenxuan("scan", "b").code == 0
    assert listed(desk) == {
        "1.md": "改·2.md", "2.md": "改·3.md", "3.md": "改·1.md", "5.md": "改·4.md", "6.md": "改·5.md",
    }  # fmt: skip


@pytest.mark.parametrize("own", [5, 2])
def test_files_of_much_the_same_text_change_names(desk: Path, own: int) -> None:
    common = written(9)
    notices = {f"{n}.md": article(f"通知{n}", *common[own:], *written(n)[:own]) for n in (1, 2)}
    folder = began(desk, notices)
    swapped(folder, "1.md", "2.md")
    assert wenxuan("scan", "b").code == 0
    assert listed(desk) == {"1.md": "改·2.md", "2.md": "改·1.md"}


def test_renamed_and_edited_a_bit(desk: Path) -> None:
    text = written(1)
    folder = began(desk, TWO)
    (folder / "a.md").unlink()
    write(folder, {"new.md": article("甲", *text[:9], "这一段是后来添上去的，说的是石阶。", *text[11:])})
    ran = wenxuan("scan", "b")
    assert (ran.code, ran.messages) == (0, [])
    assert listed(desk) == {"new.md": "改·a.md", "b.md": "改·b.md"}


@pytest.mark.parametrize("kind", ["md", "txt", "script", "script, edited", "furniture"])
def test_saved_again_in_another_form(desk: Path, kind: str) -> None:
    text = written(1)
    folder = began(desk, {"a.html": page("渡船上的灯", text), "b.md": TWO["b.md"]})
    (folder / "a.html").unlink()
    links = "".join(f'<li><a href="/{n}">河上的船与岸上的树之{n}</a></li>' for n in range(9))
    name, body = {
        "md": ("a.md", article("渡船上的灯", *text)),
        "txt": ("a.txt", "渡船上的灯\n\n" + "\n\n".join(text) + "\n"),
        "script": ("tw.md", article("渡船上的燈", *reprinted("script", text))),
        "script, edited": ("tw.md", article("渡船上的燈", *map(engine("s2t"), text[2:]))),
        "furniture": ("灯.html", page("渡船上的灯", text, furniture=f"<div class='related'><ul>{links}</ul></div>")),
    }[kind]
    write(folder, {name: body})
    ran = wenxuan("scan", "b")
    assert ran.code == 0
    assert listed(desk) == {name: "改·a.html", "b.md": "改·b.md"}


def test_an_article_in_the_other_script_alone_is_the_same(desk: Path) -> None:
    folder = began(desk, TWO)
    (folder / "a.md").unlink()
    write(folder, {"hant.md": article("甲", *map(engine("s2t"), written(1)))})
    assert wenxuan("scan", "b").code == 0
    assert listed(desk) == {"hant.md": "改·a.md", "b.md": "改·b.md"}


def test_by_its_address_though_the_text_was_rewritten(desk: Path) -> None:
    folder = began(desk, {"a.html": page("渡船", written(1), f"{HOST}/ferry"), "b.md": TWO["b.md"]})
    (folder / "a.html").unlink()
    write(folder, {"c.html": page("渡船", written(3), "http://www.river.example/ferry/#top")})
    assert wenxuan("scan", "b").code == 0
    assert listed(desk) == {"c.html": "改·a.html", "b.md": "改·b.md"}


def test_what_was_gone_comes_back_under_another_name(desk: Path) -> None:
    folder = began(desk, TWO)
    (folder / "a.md").rename(desk / "away.md")
    assert wenxuan("scan", "b").code == 0
    assert listed(desk)["a.md"] == "−改·a.md"
    (desk / "away.md").rename(folder / "back.md")
    assert wenxuan("scan", "b").code == 0
    assert listed(desk) == {"back.md": "改·a.md", "b.md": "改·b.md"}


@pytest.mark.parametrize("again", [True, False])
def test_short_texts_are_known_again_if_they_are_the_same(desk: Path, again: bool) -> None:
    text = "船还在，人也还在，水比昨天高了一指，灯还亮着，门也开着。"
    folder = began(desk, {"a.md": article("甲", text[: 24 if again else 99]), "b.md": TWO["b.md"]})
    (folder / "a.md").rename(folder / "c.md")
    if not again:
        write(folder, {"c.md": f"甲\n\n{text}\n"})
    wenxuan("scan", "b")
    assert listed(desk) == {"c.md": "改·a.md", "b.md": "改·b.md"}


def test_pictures_that_were_kept_go_with_it(desk: Path) -> None:
    folder = began(desk, {"a.md": article("甲", *written(1), "![岸](an.png)"), "an.png": png(), "b.md": TWO["b.md"]})
    (folder / "sub").mkdir()
    (folder / "a.md").rename(folder / "sub" / "a.md")
    (folder / "an.png").unlink()
    assert wenxuan("scan", "b").code == 0
    assert wenxuan("build", "b").code == 0
    with zipfile.ZipFile(desk / "b" / "build" / "河上.epub") as made:
        assert [name for name in made.namelist() if name.endswith(".png")]


# ------------------------------------------------------------------------------------------------------- others, and doubts


def test_reprints_stay_two_articles(desk: Path) -> None:
    text = written(1)
    again = ["本站转载此文，供读者参考，文中所说与本站无关。", *text]
    folder = began(desk, {"a.md": article("渡船", *text), "b.md": article("渡船（转）", *again)})
    for name in ("a", "b"):
        (folder / f"{name}.md").rename(folder / f"{name}{name}.md")
    assert wenxuan("scan", "b").code == 0
    assert listed(desk) == {"aa.md": "改·a.md", "bb.md": "改·b.md"}
    (folder / "aa.md").unlink()
    assert wenxuan("scan", "b").code == 0
    assert listed(desk) == {"aa.md": "−改·a.md", "bb.md": "改·b.md"}, "what is left is not taken for what is gone"


def test_a_reprint_from_elsewhere_is_not_the_article_that_is_gone(desk: Path) -> None:
    folder = began(desk, {"a.html": page("渡船", written(1), f"{HOST}/ferry"), "b.md": TWO["b.md"]})
    (folder / "a.html").unlink()
    write(folder, {"c.html": page("渡船", written(1), "https://other.example/ferry")})
    ran = wenxuan("scan", "b")
    assert listed(desk) == {"a.html": "−改·a.html", "b.md": "改·b.md", "c.html": "渡船"}
    assert "articles/c.html: This may be an article of articles.toml that is gone" in ran.messages[0]
    assert "[as articles/a.html]" in ran.messages[0]


def test_another_copy_of_the_text_saved_under_the_same_name(desk: Path) -> None:
    folder = began(desk, {"a.html": page("渡船", written(1), f"{HOST}/ferry"), "b.md": TWO["b.md"]})
    write(folder, {"a.html": page("渡船", written(1)[:18], "https://other.example/ferry")})
    ran = wenxuan("scan", "b")
    assert (ran.code, ran.messages) == (0, []), "nothing fits better than the name"
    assert listed(desk) == {"a.html": "改·a.html", "b.md": "改·b.md"}


def test_moved_and_a_reprint_from_elsewhere_put_in_its_place(desk: Path) -> None:
    folder = began(desk, {"a.html": page("渡船", written(1), f"{HOST}/ferry"), "b.md": TWO["b.md"]})
    (folder / "a.html").rename(folder / "c.html")
    write(folder, {"a.html": page("渡船", written(1)[:18], "https://other.example/ferry")})
    assert wenxuan("scan", "b").code == 0
    assert listed(desk) == {"a.html": "渡船", "b.md": "改·b.md", "c.html": "改·a.html"}


def test_two_identical_copies(desk: Path) -> None:
    folder = began(desk, {"a.md": article("渡船", *written(1)), "b.md": article("渡船", *written(1))})
    swapped(folder, "a.md", "b.md")
    assert "Nothing has changed." in wenxuan("scan", "b").out
    (folder / "b.md").rename(folder / "c.md")
    assert wenxuan("scan", "b").code == 0
    assert listed(desk) == {"a.md": "改·a.md", "c.md": "改·b.md"}, "the other one is told by its name"


def test_a_tie_is_told_and_nothing_is_merged(desk: Path) -> None:
    folder = began(desk, {"a.md": article("渡船", *written(1)), "b.md": article("渡船", *written(1))})
    (folder / "a.md").rename(folder / "c.md")
    (folder / "b.md").rename(folder / "d.md")
    for _ in range(2):
        ran = wenxuan("status", "b")
        assert len(ran.messages) == 2
        assert all("[as articles/a.md, articles/b.md]" in line for line in ran.messages)
    ran = wenxuan("scan", "b")
    assert ran.code == 0
    assert listed(desk) == {"a.md": "−改·a.md", "b.md": "−改·b.md", "c.md": "渡船", "d.md": "渡船"}
    assert wenxuan("scan", "b").messages == [], "it is told once: they are in the list now"


def test_identical_copies_in_a_folder_that_was_renamed(desk: Path) -> None:
    text = article("渡船", *written(1))
    folder = began(desk, {"x/a.md": text, "x/b.md": text})
    (folder / "x").rename(folder / "y")
    assert wenxuan("scan", "b").code == 0
    assert listed(desk) == {"y/a.md": "改·x/a.md", "y/b.md": "改·x/b.md"}


def test_a_copy_is_made_and_the_original_edited(desk: Path) -> None:
    text = written(1)
    folder = began(desk, TWO)
    write(folder, {"a 旧.md": article("甲", *text), "a.md": article("甲", *text[:9], *written(5)[:2], *text[11:])})
    assert wenxuan("scan", "b").code == 0
    assert listed(desk) == {"a.md": "改·a.md", "b.md": "改·b.md", "a 旧.md": "甲"}


def test_renamed_and_its_old_name_given_to_a_new_article(desk: Path) -> None:
    folder = began(desk, TWO)
    (folder / "a.md").rename(folder / "c.md")
    write(folder, {"a.md": article("新", *written(3))})
    ran = wenxuan("scan", "b")
    assert (ran.code, ran.messages) == (0, [])
    assert listed(desk) == {"a.md": "新", "c.md": "改·a.md", "b.md": "改·b.md"}


def test_replaced_by_another_article_under_the_same_name(desk: Path) -> None:
    folder = began(desk, TWO)
    write(folder, {"a.md": article("另一篇", *written(3))})
    ran = wenxuan("status", "b")
    assert "articles/a.md: Another article lies under this name than before" in ran.messages[0]
    assert wenxuan("scan", "b").code == 0
    assert listed(desk) == SAME, "nothing fits better than the name, and the user is told"
    assert wenxuan("scan", "b").messages == []


def test_moved_over_another_file(desk: Path) -> None:
    folder = began(desk, TWO)
    (folder / "a.md").replace(folder / "b.md")
    ran = wenxuan("scan", "b")
    assert ran.code == 0
    assert listed(desk) == {"b.md": "改·a.md", "b.md~1": "−改·b.md"}
    assert sorted(built(desk)) == ["改·a.md", "改·b.md"], "the one that is gone is packed from its copy"
    assert "Nothing has changed." in wenxuan("scan", "b").out
    write(folder, {"c.md": TWO["b.md"]})
    wenxuan("scan", "b")
    assert listed(desk) == {"b.md": "改·a.md", "c.md": "改·b.md"}


@pytest.mark.parametrize("url", [f"{HOST}/", HOST, f"{HOST}/index.html"])
def test_the_address_of_a_whole_site_is_no_articles(desk: Path, url: str) -> None:
    folder = began(desk, {"a.html": page("渡船", written(1), url), "b.md": TWO["b.md"]})
    (folder / "a.html").unlink()
    write(folder, {"c.html": page("石阶", written(3), url)})
    wenxuan("scan", "b")
    assert listed(desk) == {"a.html": "−改·a.html", "b.md": "改·b.md", "c.html": "石阶"}


def test_an_address_that_two_articles_bear_is_none(desk: Path) -> None:
    url = f"{HOST}/list?p=1"
    folder = began(desk, {"a.html": page("渡船", written(1), url), "b.html": page("灯塔", written(2), url)})
    swapped(folder, "a.html", "b.html")
    wenxuan("scan", "b")
    assert listed(desk) == {"a.html": "改·b.html", "b.html": "改·a.html"}


def test_another_article_at_the_address_of_one_that_is_gone_is_doubted(desk: Path) -> None:
    url = f"{HOST}/today"
    folder = began(desk, {"a.html": page("渡船", written(1), url), "b.md": TWO["b.md"]})
    (folder / "a.html").unlink()
    write(folder, {"c.html": page("石阶", written(3), url)})
    ran = wenxuan("scan", "b")
    assert listed(desk) == {"a.html": "−改·a.html", "b.md": "改·b.md", "c.html": "石阶"}
    assert "[as articles/a.html]" in ran.messages[0]


def test_a_diary_of_one_pattern_is_not_one_article(desk: Path) -> None:
    def day(n: int) -> str:
        lines = (f"河上第{n}天的第{k}件事，船还在，人也还在，水比昨天高了一指。" for k in range(12))
        return article(f"第{n}天", *lines)

    folder = began(desk, {"one.md": day(1), "two.md": day(2)})
    (folder / "one.md").unlink()
    write(folder, {"three.md": day(3)})
    wenxuan("scan", "b")
    assert listed(desk) == {"one.md": "−改·one.md", "two.md": "改·two.md", "three.md": "第3天"}


def test_an_entry_whose_address_waits_for_the_network_is_left_alone(desk: Path) -> None:
    folder = began(desk, TWO)
    write(folder, {"a.md": "<html><body><p>该内容已被发布者删除</p></body></html>", "c.md": TWO["a.md"]})
    wenxuan("scan", "b")
    assert listed(desk)["a.md"] == "−改·a.md"
    assert listed(desk)["c.md"] == "甲"


# ---------------------------------------------------------------------------------------------------------- old indexes


def test_an_index_without_sketches_is_completed_from_the_kept_copies(desk: Path) -> None:
    folder = began(desk, TWO)
    path = desk / "b" / ".wenxuan" / "index.json"
    index = json.loads(path.read_text("utf-8"))
    for row in index["articles"].values():
        for key in ("url", "text", "sketch"):
            row.pop(key, None)
    path.write_text(json.dumps(index), "utf-8")
    swapped(folder, "a.md", "b.md")
    wenxuan("scan", "b")
    assert listed(desk) == {"a.md": "改·b.md", "b.md": "改·a.md"}
    assert json.loads(path.read_text("utf-8"))["articles"]["articles/a.md"]["sketch"].startswith("1:")


def test_without_an_index_names_decide(desk: Path) -> None:
    folder = began(desk, TWO)
    (desk / "b" / ".wenxuan" / "index.json").unlink()
    swapped(folder, "a.md", "b.md")
    wenxuan("scan", "b")
    assert listed(desk) == SAME


def test_the_sketch_of_a_text_is_the_same_in_every_version() -> None:
    """Where this fails, MinHash has changed: `_SKETCH` of the index goes on to the next number."""
    from book.bind.reprints import hashed, sketch

    made = sketch(hashed("a", "".join(chr(0x4E00 + 7 * n) for n in range(300))))
    assert (len(made), made[:8].hex()) == (192, "cb7df1a5a238c770")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_killed_at_any_act_the_next_scan_makes_the_same_of_two_names_that_changed(desk: Path) -> None:
    folder = began(desk, TWO)
    swapped(folder, "a.md", "b.md")
    kept = {path: path.read_bytes() for path in (desk / "b").rglob("*") if path.is_file()}
    killer = Killer(desk)
    shutil.copytree(desk / "b", desk / "warm")
    killer.warm("scan", "warm")
    for act in range(1, 40):
        for path in (desk / "b").rglob("*"):
            if path.is_file() and path not in kept:
                path.unlink()
        for path, body in kept.items():
            path.write_bytes(body)
        code, _, _ = killer.run("scan", "b", at=act)
        if code == 0:
            break
        assert killer.run("scan", "b")[0] == 0
        assert listed(desk) == {"a.md": "改·b.md", "b.md": "改·a.md"}, act
    killer.close()
    assert act > 5


# ------------------------------------------------------------------------------------------------------------- as values


def test_lists_of_other_articles_are_renamed_with_them() -> None:
    block = '[[article]]\nfile = \'a.md\' # 一\nmerge = [\n  "b.md", # 二\n  "c.md",\n]\n\n'
    others = "".join(f'[[article]]\nfile = "{name}.md"\n\n' for name in "bc")
    assert arranging.renamed(block + others, {"a.md": "b.md", "b.md": "a.md"}).startswith(
        '[[article]]\nfile = "b.md" # 一\nmerge = [\n  "a.md", # 二\n  "c.md",\n]\n\n'
    )
    assert arranging.renamed(block + others, {"x.md": "y.md"}) == block + others


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://www.a.example/b/", "a.example/b"), ("http://A.example/b#c", "a.example/b"), ("https://a.example", ""),
        ("https://a.example/?p=3", "a.example?p=3"), ("https://a.example/b/index.html", "a.example/b"), ("", ""),
        ("https://[bad/x", ""), ("https://a.example/B", "a.example/B"),
    ],
)  # fmt: skip
def test_addresses_are_compared_without_what_says_nothing(url: str, wanted: str) -> None:
    assert address(url) == wanted


TEXTS = st.integers(0, 5)


@given(st.permutations(range(9)), st.integers(0, 9))
def test_any_renaming_of_different_articles_is_seen(names: list[int], apart: int) -> None:
    def one(text: int) -> Identity:
        return Identity("", f"{text}", f"t{text}", bytes([text]) * 192, f"题{text}")

    entries = {f"{n}.md": one(n) for n in range(9)}
    found = {f"{n if n < 7 else n + apart}.md": one(text) for text, n in enumerate(names)}
    made = assigned(entries, found)
    assert {made.names.get(name, name): known for name, known in entries.items()} == found
    assert (made.doubts, made.replaced) == ((), ())


@given(st.dictionaries(st.integers(0, 9), TEXTS, max_size=8), st.dictionaries(st.integers(0, 9), TEXTS, max_size=8))
def test_an_assignment_is_one_to_one_and_loses_no_entry(before: dict[int, int], now: dict[int, int]) -> None:
    def side(given: dict[int, int]) -> dict[str, Identity]:
        return {
            f"{name}.md": Identity("", f"{text}", f"t{text}", bytes([text]) * 192, f"题{text}")
            for name, text in given.items()
        }

    entries, found = side(before), side(now)
    made = assigned(entries, found)
    after = [made.names.get(name, name) for name in entries]
    assert len(set(after)) == len(after), "no two entries have one name"
    for name, other in made.names.items():
        if other in found:
            assert likeness(entries[name], found[other]) == 1.0
        else:
            assert other.startswith(f"{name}~")
    again = assigned(found, found)
    assert (again.names, again.doubts, again.replaced) == ({}, (), ())


def test_what_the_new_file_does_not_say_stays(desk: Path) -> None:
    folder = began(desk, {"a.md": article("甲", *written(1), author="何渡", date="2020-02-01"), "b.md": TWO["b.md"]})
    (folder / "a.md").unlink()
    write(folder, {"a.txt": "甲\n\n" + "\n\n".join(written(1))})
    wenxuan("scan", "b")
    (row,) = [row for row in wenxuan("inspect", "b", "--json").objects if row["source"] == "articles/a.txt"]
    assert (row["title"], row["author"], row["date"]) == ("改·a.md", "何渡", "2020-02-01")
    assert "Nothing has changed." in wenxuan("scan", "b").out


def test_a_draft_that_was_renamed_keeps_its_entry(desk: Path) -> None:
    folder = began(desk, TWO)
    (folder / "a.md").unlink()
    write(folder, {"c.md": article("甲", *written(1), draft="true"), "d.md": article("丁", *written(4), draft="true")})
    ran = wenxuan("scan", "b")
    assert ran.out.splitlines()[-1].startswith("3 given = 1 packed + 2 skipped")
    assert listed(desk) == {"c.md": "改·a.md", "b.md": "改·b.md"}
