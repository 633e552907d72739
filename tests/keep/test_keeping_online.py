"""A book that is kept going from the network, through the command line: scan, add and update against a site on this machine."""

from __future__ import annotations

import json
import re
import tomllib
import zipfile
from pathlib import Path

import pytest
from conftest import PROSE, article, wenxuan, write
from factory_reprints import written
from server_sources import Site

LONG = "".join(f"河上第{{n}}天的第{k}件事，船还在，人也还在，水比昨天高了一指。" for k in range(12))


def item(n: int, link: str, text: str = "", **more: str) -> str:
    """An item of a feed, of a text of its own or given."""
    extra = "".join(f"<{key}>{value}</{key}>" for key, value in more.items())
    return (
        f"<item><title>第{n}天</title><link>{link}</link><pubDate>Sat, {n:02} Feb 2020 08:00:00 +0800</pubDate>{extra}"
        f"<description>&lt;p&gt;{text or LONG.format(n=n)}&lt;/p&gt;</description></item>"
    )


def feed(*items: str) -> bytes:
    channel = f"<channel><title>河上</title>{''.join(items)}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'.encode()


def days(site: Site, *numbers: int) -> bytes:
    return feed(*(item(n, f"{site.url}/day/{n}") for n in numbers))


def made(desk: Path, *sources: str, more: str = "") -> Path:
    toml = (
        f'[book]\ntitle = "x"\n[output]\nformats = ["epub"]\n[sources]\nfiles = {json.dumps(sources)}\n'
        f"allow_private = true\ndelay = 0.0\n{more}"
    )
    return write(desk / "b", {"book.toml": toml})


def rows(book: Path) -> list[dict[str, object]]:
    return tomllib.loads((book / "articles.toml").read_text("utf-8"))["article"]  # type: ignore[no-any-return]


def titles(book: Path) -> list[object]:
    return [row["title"] for row in rows(book)]


def text_of(book: Path) -> str:
    with zipfile.ZipFile(book / "build" / "x.epub") as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.startswith("EPUB/text/"))


def codes(book: Path) -> list[str]:
    told = [json.loads(line) for line in (book / "build" / "report.jsonl").read_text("utf-8").splitlines()]
    return [row["code"] for row in told if "code" in row]


def test_a_feed_that_grows_and_pages_behind_redirects(desk: Path, site: Site) -> None:
    site.feed = days(site, 3, 1)
    book = made(desk, f"{site.url}/feed.xml", f"{site.url}/moved", f"{site.url}/gone", f"{site.url}/ferry")
    unasked = wenxuan("scan", "b")
    assert (unasked.code, dict(site.asked)) == (0, {}), "nothing is fetched unless it is asked for"
    assert unasked.out.splitlines()[-1].endswith("0 failed + 4 waiting")
    ran = wenxuan("scan", "b", "--fetch")
    assert ran.code == 1
    assert "the server answers 404" in ran.err
    assert titles(book) == ["第1天", "第3天", "压缩一", "渡船"]
    first = rows(book)

    asked = dict(site.asked)
    again = wenxuan("scan", "b")
    assert "Nothing has changed." in again.out
    assert dict(site.asked) == asked, "copies are used"
    assert wenxuan("scan", "b", "--fetch").code == 1
    assert {name for name in site.asked if site.asked[name] != asked[name]} <= {"/gone", "/robots.txt"}

    site.feed = days(site, 4, 2, 3)
    ran = wenxuan("update", "b", "--fetch")
    assert site.headers["/ferry"]["if-none-match"] == '"1"', "what has not changed is not sent again"
    assert titles(book) == ["第1天", "第2天", "第3天", "第4天", "压缩一", "渡船"]
    assert f"+ {site.url}/feed.xml#{site.url}/day/2: 第2天" in ran.out
    assert [row for row in rows(book) if row.get("gone")] == [{**first[0], "gone": True}], "it left the feed"
    ran = wenxuan("build", "b")
    assert ran.out.splitlines()[-1].startswith("7 given = 6 packed")
    assert "河上第1天的第3件事" in text_of(book)


def test_without_a_network_the_book_is_the_same(desk: Path, site: Site) -> None:
    site.feed = days(site, 2, 1)
    book = made(desk, f"{site.url}/feed.xml", f"{site.url}/moved", f"{site.url}/pictures")
    assert wenxuan("scan", "b", "--fetch").code == 0
    assert wenxuan("build", "b", "--fetch").code == 0
    epub, listed = (book / "build" / "x.epub").read_bytes(), (book / "articles.toml").read_bytes()
    asked = dict(site.asked)
    for command in ("scan", "update", "build"):
        assert wenxuan(command, "b").code == 0
    assert (book / "build" / "x.epub").read_bytes() == epub
    assert (book / "articles.toml").read_bytes() == listed
    assert dict(site.asked) == asked


def test_add_an_address(desk: Path, site: Site) -> None:
    book = made(desk, "articles")
    write(book, {"articles/a.md": article("安", *PROSE[1:], date="2019-01-01")})
    assert wenxuan("scan", "b").code == 0
    ran = wenxuan("add", "b", f"{site.url}/ferry", "--fetch")
    assert ran.code == 0, ran.err
    assert titles(book) == ["安", "渡船"]
    assert tomllib.loads((book / "book.toml").read_text("utf-8"))["sources"]["files"] == [
        "articles",
        f"{site.url}/ferry",
    ]
    assert wenxuan("add", "b", f"{site.url}/ferry").out.startswith("Nothing has changed.")


# ------------------------------------------------------------------------------------------------------------- excerpts

BEGINNING = PROSE[0][:30]


@pytest.mark.parametrize(
    "text",
    [BEGINNING + "……", BEGINNING + " [...]", BEGINNING + '&lt;a href="/ferry"&gt;阅读全文 »&lt;/a&gt;', BEGINNING],
)
def test_an_excerpt_is_completed_from_its_page(desk: Path, site: Site, text: str) -> None:
    site.feed = feed(item(1, f"{site.url}/ferry", text, author="mail@a.example (何渡)"), item(2, f"{site.url}/day/2"))
    book = made(desk, f"{site.url}/feed.xml")
    assert wenxuan("scan", "b", "--fetch").code == 0
    name = f"{site.url}/feed.xml#{site.url}/ferry"
    assert rows(book)[0] == {"file": name, "title": "第1天", "author": "何渡", "date": "2020-02-01"}, (
        "the feed's word stays"
    )
    asked = dict(site.asked)
    assert wenxuan("build", "b").code == 0
    assert dict(site.asked) == asked, "the second time from the copy"
    assert all(text[:60] in re.sub(r"<[^>]+>", "", text_of(book)) for text in PROSE)
    assert codes(book).count("source.completed") == 1


def test_an_excerpt_that_is_not_completed_is_told_with_what_to_do(desk: Path, site: Site) -> None:
    site.feed = feed(
        item(1, f"{site.url}/gone", BEGINNING + "…"), item(2, f"{site.url}/empty", PROSE[1] + "阅读全文"),
        item(3, f"{site.url}/short", PROSE[2] * 3 + "…"), item(4, f"{site.url}/day/4"),
    )  # fmt: skip
    (desk / "feed.xml").write_bytes(site.feed)
    made(desk, str(desk / "feed.xml"))
    ran = wenxuan("build", "b")
    assert ran.code == 0
    said = [line for line in ran.messages if "only an excerpt" in line]
    assert len(said) == 3
    assert all("--fetch" in line for line in said)
    assert not site.asked
    ran = wenxuan("build", "b", "--fetch")
    assert "the server answers 404" in ran.messages[0]
    assert len([line for line in ran.messages if "only an excerpt" in line]) == 3
    assert ran.out.splitlines()[-1].startswith("4 given = 4 packed"), "the excerpts are packed"


def test_what_is_short_is_not_always_an_excerpt(desk: Path) -> None:
    whole = {
        "the title of a note": item(1, "https://a.example/1", "第1天，过河的人很少，何师傅一个人坐在船头。"),
        "paragraphs": item(2, "https://a.example/2", f"{PROSE[0]}&lt;/p&gt;&lt;p&gt;{PROSE[1]}"),
        "no link": item(3, "", PROSE[0]),
        "long, with dots at the end": item(4, "https://a.example/4", LONG.format(n=4) * 4 + "……"),
    }
    (desk / "feed.xml").write_bytes(feed(*whole.values()))
    assert "excerpt" not in wenxuan("inspect", "feed.xml").err
    atom = "<entry><title>{}</title><link href='https://a.example/{}'/><{}>{}</{}></entry>"
    entries = atom.format("一", 1, "summary", PROSE[0], "summary") + atom.format(
        "二", 2, "content", PROSE[0], "content"
    )
    write(desk, {"atom.xml": f'<feed xmlns="http://www.w3.org/2005/Atom"><title>河</title>{entries}</feed>'})
    assert [line.split(": ")[1] for line in wenxuan("inspect", "atom.xml").messages if "excerpt" in line] == [
        "atom.xml#1"
    ]
    told = [{"url": f"https://a.example/{key}", "title": key, key: PROSE[0]} for key in ("summary", "content_text")]
    write(desk, {"feed.json": json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": told})})
    assert [line.split(": ")[1] for line in wenxuan("inspect", "feed.json").messages if "excerpt" in line] == [
        "feed.json#1"
    ]


# --------------------------------------------------------------------------------------------------------------- drafts


def test_drafts_are_skipped_and_told_with_what_undoes_it(desk: Path) -> None:
    book = made(desk, "blog", "notes", more='[arrange]\norder = "title"\n')
    write(book, {
        "blog/_config.yml": "title: x\n",
        "blog/source/_posts/a.md": article("安", *PROSE[1:]),
        "blog/source/_drafts/b.md": article("笔记", *PROSE[:2]),
        "notes/c.md": article("草", *PROSE[:3], draft="true"),
        "notes/d.md": "+++\ntitle = '稿'\ndraft = true\n+++\n\n" + "\n\n".join(PROSE[2:]) + "\n",
        "notes/e.md": article("渡", draft="false"),
        "notes/f.md": article("石阶", PROSE[0], PROSE[3], published="false"),
    })  # fmt: skip
    ran = wenxuan("build", "b")
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == "6 given = 2 packed + 4 skipped + 0 duplicates + 0 not articles + 0 failed"
    said = [line for line in ran.out.splitlines() if line.startswith("skipped: ")]
    assert len(said) == 4
    assert all("draft: false" in line and "name the file" in line for line in said)
    assert "[draft: true]" in next(line for line in said if "notes/c.md" in line)
    assert "it lies in _drafts" in next(line for line in said if "b.md" in line)
    assert "source.draft" in codes(book)
    assert "(skipped: This is a draft and is not packed. [draft: true] To pack it" in wenxuan("inspect", "b").out

    ran = wenxuan("scan", "b")
    assert ran.out.splitlines()[-1].startswith("6 given = 2 packed + 4 skipped")
    assert "skipped: notes/c.md: This is a draft" in ran.out
    assert titles(book) == ["安", "渡"]
    write(book, {"notes/c.md": article("草", *PROSE[:3], draft="false")})
    assert "+ notes/c.md: 草" in wenxuan("scan", "b").out
    assert wenxuan("add", "b", book / "blog/source/_drafts/b.md", book / "notes/d.md").code == 0
    assert set(titles(book)) == {"安", "渡", "草", "笔记", "稿"}
    assert wenxuan("build", "b").out.splitlines()[-1].startswith("6 given = 5 packed + 1 skipped")


def test_what_becomes_a_draft_again_stays_in_the_list_and_is_skipped(desk: Path) -> None:
    book = made(desk, "notes")
    write(book, {"notes/a.md": article("安", *PROSE[1:]), "notes/b.md": article("渡")})
    assert wenxuan("scan", "b").code == 0
    before = (book / "articles.toml").read_bytes()
    write(book, {"notes/b.md": article("渡", draft="true")})
    assert wenxuan("update", "b").out.splitlines()[-1].startswith("2 given = 1 packed + 1 skipped")
    assert (book / "articles.toml").read_bytes() == before
    assert wenxuan("build", "b").out.splitlines()[-1].startswith("2 given = 1 packed + 1 skipped")


# ------------------------------------------------------------------------------------------------------------- reprints


def test_the_best_of_two_copies_stays_and_the_report_says_how_to_have_both(desk: Path) -> None:
    text = written(7)
    book = made(desk, "articles", more='[arrange]\nduplicates = "best"\n')
    write(book, {
        "articles/early.md": article("渡", *text, date="2019-01-01", author="何渡"),
        "articles/late.md": article("渡船（转）", "本站转载此文，供读者参考。", *text, date="2020-01-01"),
        "articles/cut.md": article("渡口", *text[:13], date="2018-01-01"),
        "articles/other.md": article("安", *written(8), date="2018-06-01"),
    })  # fmt: skip
    ran = wenxuan("build", "b")
    assert ran.out.splitlines()[-1] == "4 given = 2 packed + 0 skipped + 2 duplicates + 0 not articles + 0 failed"
    assert {line for line in ran.out.splitlines() if line.startswith("duplicate")} == {
        "duplicate: b/articles/cut.md",
        "duplicate: b/articles/late.md",
    }
    assert ran.code == 0, "it was asked for"
    shown = text_of(book)
    assert text[15][:20] in shown
    assert "转载此文" not in shown
    told = [json.loads(line) for line in (book / "build" / "report.jsonl").read_text("utf-8").splitlines()]
    left = {row["source"]: row for row in told if row.get("code") == "bind.left"}
    assert set(left) == {"b/articles/late.md", "b/articles/cut.md"}
    assert all("of b/articles/early.md" in row["detail"] for row in left.values())
    assert all('set duplicates = "list"' in row["next_step"] for row in left.values())
    assert "A better copy of this text is packed" in (book / "build" / "report.html").read_text("utf-8")

    write(book, {"book.toml": (book / "book.toml").read_text("utf-8").replace('"best"', '"list"')})
    ran = wenxuan("build", "b")
    assert ran.out.splitlines()[-1].startswith("4 given = 4 packed")
    assert sum("Nearly the same text" in line for line in ran.messages) == 2

    assert wenxuan("scan", "b").code == 0
    listed = (book / "articles.toml").read_text("utf-8")
    assert listed.count('# To leave it out: skip = "reprint"') == 2
    assert "# Nearly the same text as articles/early.md" in listed
    name = 'file = "articles/late.md"\n'
    write(book, {"articles.toml": listed.replace(name, name + 'skip = "reprint"\n')})
    ran = wenxuan("build", "b")
    assert ran.out.splitlines()[-1].startswith("4 given = 3 packed + 1 skipped")
