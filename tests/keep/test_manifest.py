"""articles.toml: what a scan writes, what it leaves alone, and what a build makes of it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from conftest import article, files_in, wenxuan, write
from hypothesis import given
from hypothesis import strategies as st

from book.findings import ConfigError
from book.keep.manifest import Written, parse, placed, rewritten
from book.model import Article, Source
from book.model.dates import Date
from book.settings.values import ArrangeConfig

TOML = '[book]\ntitle = "河上"\n[output]\nformats = ["epub"]\n'


@pytest.fixture
def river(desk: Path) -> Path:
    """A book's folder of three articles, scanned."""
    write(desk, {
        "b/book.toml": TOML,
        "b/articles/du.md": article("渡", author="林", date="2020-05-01"),
        "b/articles/an.md": article("安", "另一篇说的是岸上的事，岸上有树，树下有人。" * 3, date="2019-01-01"),
        "b/articles/shi.md": article("石阶", "石阶一共八十一级，每一级都有人坐过。" * 3, date="2021-01-01"),
    })  # fmt: skip
    assert wenxuan("scan", "b").code == 0
    return desk / "b"


def rows(book: Path) -> list[dict[str, object]]:
    return tomllib.loads((book / "articles.toml").read_text("utf-8"))["article"]  # type: ignore[no-any-return]


def order(*options: object) -> list[str]:
    return [row["title"] for row in wenxuan("inspect", "b", "--json", *options).objects]


def test_a_scan_writes_a_readable_entry_an_article_in_book_order(river: Path) -> None:
    assert rows(river)[1] == {"file": "articles/du.md", "title": "渡", "author": "林", "date": "2020-05-01"}
    assert [row["title"] for row in rows(river)] == ["安", "渡", "石阶"]
    before = (river / "articles.toml").read_bytes()
    again = wenxuan("scan", "b")
    assert (again.code, "Nothing has changed." in again.out) == (0, True)
    assert (river / "articles.toml").read_bytes() == before
    assert again.out.splitlines()[-1] == "3 given = 3 packed + 0 skipped + 0 duplicates + 0 not articles + 0 failed"


def test_the_same_book_from_any_folder(river: Path) -> None:
    before = (river / "articles.toml").read_bytes()
    assert wenxuan("scan", cwd=river).code == 0
    assert wenxuan("scan", river).code == 0
    assert (river / "articles.toml").read_bytes() == before


def test_what_the_user_wrote_stays_to_the_letter(river: Path) -> None:
    path = river / "articles.toml"
    mine = (
        "# 我的书\n\n# 先放这一篇\n[[article]]\nfile='articles/shi.md'  # 好\ntitle   =   \"石级\"\n\n\n"
        '[[article]]\nfile = "articles/an.md"\nskip = "重复"\ndate = "2001"\n\n# 最后\n'
        '[[article]]\nfile = "articles/du.md"\nauthor = ""\n# 完\n'
    )  # fmt: skip
    path.write_text(mine, "utf-8")
    assert wenxuan("scan", "b").code == 0
    assert path.read_text("utf-8") == mine
    write(river, {"articles/du.md": article("渡口", author="何", date="2022-02-02")})
    assert wenxuan("scan", "b").code == 0
    assert path.read_text("utf-8") == mine, "the user changed each of these"


def test_what_is_new_comes_at_its_place_and_nothing_else_moves(river: Path) -> None:
    path = river / "articles.toml"
    _, an, du, shi = path.read_text("utf-8").split("[[article]]")
    path.write_text("\n# 说明\n".join(f"[[article]]{entry.rstrip()}\n" for entry in (shi, du, an)), "utf-8")
    assert order() == ["石阶", "渡", "安"]
    write(river, {"articles/mid.md": article("中", "新来的一篇，说的是对岸。" * 5, date="2020-08-01")})
    assert order() == ["石阶", "渡", "中", "安"], "a build packs what is new at its place too"
    ran = wenxuan("update", "b")
    assert "+ articles/mid.md: 中" in ran.out
    assert [row["title"] for row in rows(river)] == ["石阶", "渡", "中", "安"]
    assert path.read_text("utf-8").count('# 说明\n[[article]]\nfile = "articles/') == 2


def test_a_title_author_date_or_skip_there_wins(river: Path) -> None:
    write(river, {"articles.toml": (
        '[[article]]\nfile = "articles/an.md"\ntitle = "岸"\nauthor = "梅"\ndate = 2002-03-04\n'
        '[[article]]\nfile = "articles/du.md"\nauthor = ""\n[[article]]\nfile = "articles/shi.md"\nskip = "不合适"\n'
    )})  # fmt: skip
    ran = wenxuan("build", "b")
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "3 given = 2 packed + 1 skipped + 0 duplicates + 0 not articles + 0 failed"
    told = wenxuan("inspect", "b", "--json").objects
    assert [(o["title"], o["author"], o["date"]) for o in told] == [
        ("岸", "梅", "2002-03-04"), ("渡", None, "2020-05-01"), ("石阶", None, "2021-01-01")
    ]  # fmt: skip
    assert "不合适" in told[2]["error"]
    assert "was '安'" in (river / "build" / "report.jsonl").read_text("utf-8")


def test_a_change_at_the_source_reaches_what_the_user_left_alone(river: Path) -> None:
    write(river, {"articles/du.md": article("渡口", author="林", date="2020-05-01")})
    ran = wenxuan("update", "b")
    assert "~ articles/du.md: title: 渡口" in ran.out
    assert rows(river)[1]["title"] == "渡口"


def test_what_is_gone_is_marked_and_packed_from_its_copy(river: Path) -> None:
    text = (river / "articles" / "du.md").read_bytes()
    (river / "articles" / "du.md").unlink()
    assert wenxuan("status", "b").out.startswith("− articles/du.md: gone at its source")
    assert "gone" not in rows(river)[1]
    assert wenxuan("update", "b").code == 0
    assert rows(river)[1] == {
        "file": "articles/du.md",
        "title": "渡",
        "author": "林",
        "date": "2020-05-01",
        "gone": True,
    }
    ran = wenxuan("build", "b")
    assert (ran.code, ran.out.splitlines()[-1][:18]) == (0, "3 given = 3 packed")
    before = (river / "articles.toml").read_bytes()
    wenxuan("update", "b")
    assert (river / "articles.toml").read_bytes() == before
    (river / "articles" / "du.md").write_bytes(text)
    assert "+ articles/du.md: back at its source" in wenxuan("update", "b").out
    assert "gone" not in rows(river)[1]


def test_a_page_that_was_withdrawn_is_packed_from_its_copy(river: Path) -> None:
    write(river, {"articles/du.md": "<html><body><p>该内容已被发布者删除</p></body></html>"})
    assert wenxuan("build", "b").code == 0
    assert "manifest.kept-copy" in (river / "build" / "report.jsonl").read_text("utf-8")


def test_a_copy_that_is_damaged_is_none(river: Path) -> None:
    (river / "articles" / "du.md").unlink()
    for path in (river / ".wenxuan" / "sources").rglob("*"):
        if path.is_file():
            path.write_bytes(b"x")
    ran = wenxuan("build", "b")
    assert (ran.code, ran.out.splitlines()[-1][-8:]) == (1, "1 failed")


def test_parts_by_hand_have_an_order_and_an_intro(river: Path) -> None:
    text = (river / "articles.toml").read_text("utf-8")
    text = text.replace('title = "渡"', 'title = "渡"\npart = "水上"').replace(
        'title = "安"', 'title = "安"\npart = "岸上"'
    )
    write(river, {
        "articles.toml": '[[part]]\ntitle = "水上"\nintro = "shui.md"\n\n[[part]]\ntitle = "岸上"\n\n' + text,
        "shui.md": "水上的事，只有船知道。这一部分收的是渡口的文章，一共一篇，还会多起来的。\n",
    })  # fmt: skip
    assert wenxuan("build", "b").code == 0
    assert wenxuan("scan", "b").code == 0
    import zipfile

    with zipfile.ZipFile(river / "build" / "河上.epub") as archive:
        nav, page = archive.read("EPUB/nav.xhtml").decode(), archive.read("EPUB/text/p002.xhtml").decode()
    places = [nav.index(f">{title}<") for title in ("石阶", "水上", "渡", "岸上", "安")]
    assert places == sorted(places)
    assert "引言" not in nav
    assert page.index("<h1>水上</h1>") < page.index("只有船知道")


def test_add_writes_the_source_into_book_toml_and_leaves_its_comments(river: Path) -> None:
    write(river.parent, {"more/x.md": article("新", "新的一篇，写的是桥。" * 6, date="2022-01-01")})
    write(river, {"book.toml": TOML + '[sources]\n# 文章在此\nfiles = ["articles"] # 一个\n'})
    ran = wenxuan("add", "b", "more/x.md")
    assert ran.code == 0
    text = (river / "book.toml").read_text("utf-8")
    assert "# 文章在此" in text
    assert str(river.parent / "more" / "x.md") in tomllib.loads(text)["sources"]["files"]
    assert rows(river)[-1]["title"] == "新"
    assert wenxuan("add", "b", "more/x.md").out.startswith("Nothing has changed.")
    (river.parent / "more" / "x.md").unlink()
    assert wenxuan("build", "b").code == 0, "the copy stands in"


def test_items_of_a_feed_keep_their_names_when_new_ones_come_before_them(desk: Path) -> None:
    def feed(*numbers: int) -> str:
        items = "".join(
            f"<item><title>第{n}篇</title><link>https://a.example.com/{n}</link><description>&lt;p&gt;"
            f"{f'河上第{n}天，船还在。' * 6}&lt;/p&gt;</description></item>" for n in numbers
        )  # fmt: skip
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>河</title>{items}</channel></rss>'

    write(
        desk,
        {
            "b/book.toml": TOML + '[sources]\nfiles = ["feed.xml"]\n[arrange]\norder = "given"\n',
            "b/feed.xml": feed(2, 1),
        },
    )
    assert wenxuan("scan", "b").code == 0
    write(desk, {"b/feed.xml": feed(4, 3, 2)})
    assert wenxuan("update", "b").code == 0
    told = {row["title"]: row.get("gone", False) for row in rows(desk / "b")}
    assert told == {"第4篇": False, "第3篇": False, "第2篇": False, "第1篇": True}
    assert wenxuan("build", "b").out.splitlines()[-1].startswith("4 given = 4 packed")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[article]]\nfiel = 'a'", "Did you mean file?"),
        ("[[article]]\ntitle = 'a'", "it has no file"),
        ("[[article]]\nfile = 'a'\n[[article]]\nfile = 'a'", "twice"),
        ("[[article]]\nfile = 'a'\nskip = true", "Write text in quotes"),
        ("[article]\nfile = 'a'", "Write [[article]]"),
        ("x = 1", "there is no 'x'"),
        ("[[article]]\nfile = ", "not valid TOML"),
        ("[[part]]\ntitle = 'a'\n[[part]]\nintro = 'b.md'", "[[part]] 2: it has no title"),
        ("[[article]]\nfile = 'a'\n[[article]]\ntitle = 'b'", "[[article]] 2: it has no file"),
    ],
)
def test_a_slip_is_one_message(river: Path, text: str, says: str) -> None:
    write(river, {"articles.toml": text})
    for command in ("scan", "build", "inspect"):
        ran = wenxuan(command, "b")
        assert ran.code == 3
        assert says in ran.err
    assert (river / "articles.toml").read_text("utf-8") == text


def test_a_build_without_a_manifest_keeps_nothing(desk: Path) -> None:
    write(desk, {"b/book.toml": TOML, "b/articles/a.md": article("渡")})
    wenxuan("build", "b")
    wenxuan("status", "b")
    assert [name for name in files_in(desk / "b") if "build/" not in name] == ["articles/a.md", "book.toml"]


# --------------------------------------------------------------------------------------------------------- properties

NAMES = st.lists(st.sampled_from([f"{n}.md" for n in range(12)]), unique=True, max_size=9)


def at(name: str) -> Article:
    return Article(f"题{name}", (), Source(name), published=Date(2020, 1, int(name[:-3]) + 1))


@given(NAMES, NAMES)
def test_any_scan_keeps_the_order_that_was_and_loses_nothing(first: list[str], second: list[str]) -> None:
    text, _ = rewritten("", map(at, first), {}, ArrangeConfig(), {})
    text = "\n".join(reversed(text.split("\n\n"))) if len(first) == 1 else text
    told = {name: Written.of(at(name)) for name in first}
    after, _ = rewritten(text, map(at, second), told, ArrangeConfig(), {})
    was, now = ([entry.file for entry in parse(one).articles] for one in (text, after))
    assert [name for name in now if name in was] == was
    assert set(now) == {*first, *second}
    assert {entry.file for entry in parse(after).articles if entry.gone} == {*first} - {*second}
    still, changes = rewritten(
        after, map(at, second), told | {n: Written.of(at(n)) for n in second}, ArrangeConfig(), {}
    )
    assert (still, changes) == (after, ())


@given(NAMES)
def test_a_first_scan_is_in_the_order_of_the_settings(names: list[str]) -> None:
    assert placed(parse(""), map(at, names), ArrangeConfig()) == sorted(names, key=lambda n: int(n[:-3]))


def test_entries_that_cannot_be_told_apart_are_refused() -> None:
    text = 'article = [{file = "a.md"}]\n'
    with pytest.raises(ConfigError, match="cannot be told apart"):
        rewritten(text, [at("1.md")], {}, ArrangeConfig(), {})


def test_a_text_of_several_lines_is_no_entry() -> None:
    text = '[[article]]\nfile = "1.md"\nskip = """\n[[article]]\nfile = "x"\n"""\n\n[[article]]\nfile = "2.md"\n'
    after, _ = rewritten(text, map(at, ["1.md", "2.md", "3.md"]), {}, ArrangeConfig(), {})
    assert after.startswith(text)


def test_the_titles_of_parts_are_in_the_script_of_the_book(desk: Path) -> None:
    entries = "".join(f'[[article]]\nfile = "{n}.md"\npart = "{part}"\n\n' for n, part in ((1, "树下"), (2, "灯后")))
    write(desk, {
        "1.md": "# 一\n\n" + "树下坐着一个人，他说树是别人种的。" * 5,
        "2.md": "# 二\n\n" + "灯后面是墙，墙上挂着一幅没有画完的画。" * 5,
        "intro.md": "灯后的事。",
        "book.toml": '[book]\ntitle = "书"\n\n[sources]\nfiles = ["1.md", "2.md"]\n',
        "articles.toml": '[[part]]\ntitle = "灯后"\nintro = "intro.md"\n\n[[part]]\ntitle = "树下"\n\n' + entries,
    })  # fmt: skip
    for script, titles in (("keep", ("灯后", "树下")), ("hant", ("燈後", "樹下"))):
        assert wenxuan("build", ".", "-f", "txt", "-o", script, "--script", script).code == 0
        text = next((desk / script).glob("*.txt")).read_text("utf-8")
        assert 0 < text.index(f"\n{titles[0]}\n") < text.index(f"\n{titles[1]}\n"), "the order of the list holds"
        assert text.count(titles[0] + "的事") == 1, "and the intro of the part is there"


def test_a_scan_keeps_the_ends_of_lines(tmp_path: Path) -> None:
    write(tmp_path, {"articles/a.md": article("渡船"), "book.toml": ""})
    write(tmp_path, {"articles.toml": '# mine\r\n\r\n[[article]]\r\nfile = "articles/a.md"\r\n'})
    assert wenxuan("scan", tmp_path).code == 0
    first = (tmp_path / "articles.toml").read_bytes()
    assert first.count(b"\n") == first.count(b"\r\n") > 3
    write(tmp_path, {"articles/b.md": article("回程", "他在渡口等了一天，" * 30)})
    assert wenxuan("scan", tmp_path).code == 0
    second = (tmp_path / "articles.toml").read_bytes()
    assert "回程".encode() in second
    assert second.count(b"\n") == second.count(b"\r\n")
