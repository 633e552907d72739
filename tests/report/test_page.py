"""The report for an editor as a page: every input once, sums that are right, links that lead somewhere, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import PROSE, article, files_in, wenxuan, write

from book import packaged
from book.account import Account, Entry
from book.codes import Fate
from book.findings import Finding, Where
from book.messages import ENGLISH, message
from book.model import Article, Paragraph, Source, Text
from book.model.dates import Date
from book.report import html
from book.report.jsonl import json_lines
from book.report.undo import undoes

HOSTILE = "<script>alert(1)</script>]]>&amp;\u202e倒\u0007'\""


@pytest.fixture(params=[False, True], ids=["texts within", "texts apart"])
def apart(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the texts stand on pages beside the report, a few on each."""
    if request.param:
        monkeypatch.setattr(html, "_INLINE", 0)
        monkeypatch.setattr(html, "_APART", 4000)
    return bool(request.param)


def folder(desk: Path, articles: int = 12) -> Path:
    """A book with articles of several years, sites and kinds, and inputs that are none."""
    end = "\n\n相关文章\n\n扫一扫关注渡口公众号\n"
    for n in range(articles):
        days = {"date": f"{2018 + n % 3}-0{n % 9 + 1}-05"} if n % 4 else {}
        write(
            desk,
            {f"articles/{n:02}.md": article(f"第{n}次渡河", *PROSE, f"这是第{n}次。", author="何渡", **days) + end},
        )
    write(
        desk,
        {
            "articles/page.html": "<html><head><title>塔</title></head><body><nav>首页</nav><div><h1>塔</h1>"
            f"<p>{'</p><p>'.join(PROSE[::-1])}</p>"
            "<p><img src='https://img.example.com/a.jpg'></p></div><div>塔报版权所有</div></body></html>",
            "articles/again.md": (desk / "articles/01.md").read_text("utf-8"),
            "articles/draft.md": article("草稿", *PROSE[2:], "没有写完。", draft="true"),
            "articles/empty.md": "",
            "book.toml": '[book]\ntitle = "渡河"\n[sources]\nfiles = ["articles", "gone.md"]\n',
        },
    )  # fmt: skip
    return desk


def built(desk: Path, *args: str) -> dict[str, BeautifulSoup]:
    """The pages of the report after a build, by name."""
    assert wenxuan("build", "-f", "txt", "-q", *args).code in (0, 1, 4)
    out = desk / "build"
    pages = [out / "report.html", *sorted((out / "report_files").glob("*.html"))]
    return {path.relative_to(out).as_posix(): BeautifulSoup(path.read_text("utf-8"), "lxml") for path in pages}


def test_each_input_stands_there_once_and_the_account_adds_up(desk: Path, apart: bool) -> None:
    pages = built(folder(desk))
    page = pages["report.html"]
    assert (len(pages) > 1) is apart
    end = json.loads((desk / "build" / "report.jsonl").read_text("utf-8").splitlines()[-1])
    entries = page.select(".entry")
    paths = [entry.select_one("small").get_text() for entry in entries]  # type: ignore[union-attr]
    assert sorted(paths) == sorted(row["source"] for row in end["inputs"])
    said = page.select_one(".account").get_text()  # type: ignore[union-attr]
    given, packed, left, failed = map(int, re.findall(r"\d+", said))
    assert given == packed + left + failed == len(entries) == end["given"]
    assert (packed, failed) == (end["packed"], end["failed"])
    assert left == end["skipped"] + end["duplicates"] + end["not_articles"] == 3
    if apart:
        assert sum(len(one.select("section")) for one in pages.values()) == given


def test_articles_stand_in_the_order_of_the_book(desk: Path, apart: bool) -> None:
    page = built(folder(desk))["report.html"]
    titles = [one.get_text() for one in page.select(".entry summary bdi:first-of-type, .entry a bdi")]
    text = next((desk / "build").glob("*.txt")).read_text("utf-8")
    contents = [line.strip() for line in text.split("目录", 1)[1].split("─", 1)[0].splitlines() if line.strip()]
    packed = [title for title in titles if title in contents]
    assert packed[: len(contents)] == contents


def test_every_link_leads_somewhere(desk: Path, apart: bool) -> None:
    pages = built(folder(desk))
    links = 0
    for name, page in pages.items():
        ids = [str(tag["id"]) for tag in page.select("[id]")]
        assert len(ids) == len(set(ids))
        for link in page.select("a"):
            path, _, place = str(link["href"]).partition("#")
            goal = (Path(name).parent / path).as_posix() if path else name
            goal = goal.replace("report_files/../", "")
            assert goal in pages, link
            assert not place or pages[goal].find(id=place) is not None, link
            links += 1
    assert links > 5


def test_nothing_is_asked_of_the_network_and_only_our_script_may_run(desk: Path, apart: bool) -> None:
    for page in built(folder(desk)).values():
        assert page.select("link, img, iframe, object, embed, base, audio, video") == []
        assert page.select("[src], [srcset], [style], [onload], [onclick], [background], [action]") == []
        policy = str(page.select_one('meta[http-equiv="Content-Security-Policy"]')["content"])  # type: ignore[index]
        assert policy.startswith("default-src 'none'; ")
        for tag in page.select("style, script"):
            assert "url(" not in tag.get_text()
            assert "@import" not in tag.get_text()
            digest = base64.b64encode(hashlib.sha256(tag.get_text().encode()).digest()).decode()
            assert f"{tag.name}-src 'sha256-{digest}'" in policy


def test_without_its_script_the_page_is_whole(desk: Path) -> None:
    page = built(folder(desk))["report.html"]
    tools = page.find(id="tools")
    assert isinstance(tools, Tag)
    assert tools.has_attr("hidden"), "what only works with the script is shown by it"
    assert [tag for tag in page.select("[hidden]") if tag is not tools] == []
    for n in range(12):
        assert f"这是第{n}次。" in page.get_text()
    assert all(tag.find("summary") is not None for tag in page.select("details"))


def test_what_was_done_is_marked_where_it_stood(desk: Path) -> None:
    page = built(folder(desk))["report.html"]
    entry = next(one for one in page.select(".entry") if "第3次渡河" in one.get_text())
    rows = [row.get_text() for row in entry.select(".row")]
    prose, end = (next(k for k, row in enumerate(rows) if words in row) for words in ("这是第3次。", "相关文章"))
    assert prose < end
    gone = entry.select_one(".row.removed")
    assert gone is not None
    assert gone.select_one("del").get_text() == "相关文章"  # type: ignore[union-attr]
    assert gone.select_one("del code") is None
    assert gone.select_one("b").get_text().isdigit()  # type: ignore[union-attr]
    around = next(one for one in page.select(".entry") if one.select_one("small").get_text().endswith("page.html"))  # type: ignore[union-attr]
    before, behind = (
        next(box for box in around.select(".around") if word in box.summary.get_text())
        for word in ("before", "behind")  # type: ignore[union-attr]
    )
    assert "首页" in before.get_text()
    assert "塔报版权所有" in behind.get_text()
    assert "https://img.example.com/a.jpg" in around.get_text(), "a picture that is not there is named"


def test_warnings_stand_together_by_kind_with_their_articles(desk: Path, apart: bool) -> None:
    page = built(folder(desk))["report.html"]
    groups = page.select(".group")
    severities = [str(group["class"][1]) for group in groups]
    assert severities == sorted(severities), "errors first"
    undated = next(group for group in groups if "bind.undated" in group.get_text())
    assert len(undated.select("li")) == 4
    assert "Give a date in the front matter." in undated.get_text()
    assert all(re.fullmatch(r"#e\d+", str(link["href"])) for link in undated.select("a"))


@pytest.mark.parametrize("place", ["title", "author", "site", "text", "name"])
def test_what_others_wrote_is_text(desk: Path, apart: bool, place: str) -> None:
    name = "a<b>&'.html" if place == "name" else "a.html"
    said = {"title": "塔", "author": "何渡", "site": "塔报", "text": PROSE[0]} | (
        {place: HOSTILE} if place != "name" else {}
    )
    esc = {key: value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;") for key, value in said.items()}
    text = (
        f'<html><head><title>{esc["title"]}</title><meta name="author" content="{esc["author"]}">'
        f'<meta property="og:site_name" content="{esc["site"]}"></head><body>'
        f"<p>{esc['text']}首页</p><h1>{esc['title']}</h1><p>{esc['text']}</p>"
        f"<p>{'</p><p>'.join(PROSE)}</p></body></html>"
    )
    write(desk, {f"articles/{name}": text, "book.toml": ""})
    for path, page in built(desk).items():
        raw = (desk / "build" / path).read_text("utf-8")
        assert raw.count("<script") == (1 if path == "report.html" else 0)
        assert "\u0007" not in raw
        assert page.find("script", string=re.compile("alert")) is None
        for tag in page.find_all(string=re.compile("\u202e")):
            assert any(
                one.name in ("bdi", "del", "title") or "row" in (one.get("class") or ()) for one in tag.parents if one
            ), tag


@pytest.mark.parametrize("within", [True, False])
def test_nothing_of_an_account_is_markup(within: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "_INLINE", 10**6 if within else 0)
    where = Where(HOSTILE, 1)
    findings = (
        Finding("clean.removed", where, HOSTILE, HOSTILE),
        Finding("read.outside", where, HOSTILE, HOSTILE, HOSTILE),
        Finding("image.missing", where, HOSTILE, HOSTILE, HOSTILE),
        Finding("bind.undated", where, HOSTILE, HOSTILE, HOSTILE),
        Finding("fetch.fetched", where, HOSTILE),
        Finding(
            "convert.review", where, HOSTILE, detail=message("doubt.doubt", change=HOSTILE, times="", remedy=HOSTILE)
        ),
    )
    made = Article(HOSTILE, (Paragraph((Text(HOSTILE),), 1),), Source(HOSTILE), author=HOSTILE, site=HOSTILE)
    other = replace(made, site="塔报")
    entries = (Entry(HOSTILE, Fate.PACKED, made, findings), Entry("b.md", Fate.PACKED, other, ()))
    account = Account(
        HOSTILE, entries, (Finding("clean.unused", Where("[clean]"), HOSTILE),), (HOSTILE,), HOSTILE, rules={HOSTILE: 1}
    )
    pages = html.report(account, undoes(account), packaged.theme(), ENGLISH, (HOSTILE,))
    for name, page in pages.items():
        assert page.count("<script") == (1 if name == html.PAGE else 0)
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", page)
        shown = BeautifulSoup(page, "lxml")
        assert "<script>alert(1)</script>]]>&amp;" in shown.get_text()
        for tag in shown.find_all(True):
            assert not any(
                "alert" in str(value) and key not in ("aria-label", "href") for key, value in tag.attrs.items()
            )


def test_pages_of_an_earlier_build_are_taken_away_and_those_of_others_stay(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder(desk)
    with monkeypatch.context() as few:
        few.setattr(html, "_INLINE", 0)
        few.setattr(html, "_APART", 2000)
        assert len(built(desk)) > 4
        few.setattr(html, "_APART", 20000)
        write(desk, {"build/report_files/own.html": "<p>my own</p>", "build/report_files/own.txt": "my own"})
        assert "report_files/0009.html" not in built(desk)
        assert (desk / "build" / "report_files" / "0001.html").is_file()
    assert {name for name in built(desk) if name != "report.html"} == {"report_files/own.html"}
    assert [name for name in files_in(desk / "build") if name.startswith("report_files")] == [
        "report_files/own.html",
        "report_files/own.txt",
    ]
    (desk / "build" / "report_files" / "own.html").unlink()
    (desk / "build" / "report_files" / "own.txt").unlink()
    built(desk)
    assert not (desk / "build" / "report_files").exists()


def test_the_pages_of_a_report_are_no_sources(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "_INLINE", 0)
    write(desk, {"a.md": article("渡船", *PROSE, date="2020-01-01"), "book.toml": '[sources]\nfiles = ["."]\n'})
    for _ in range(2):
        ran = wenxuan("build", "-f", "txt")
        assert "1 given = 1 packed" in ran.out, ran.out


def test_of_nothing_that_was_packed_there_is_a_report(desk: Path, apart: bool) -> None:
    write(desk, {"articles/empty.md": "", "book.toml": ""})
    page = built(desk)["report.html"]
    assert "1 given = 0 packed + 1 left out + 0 failed" in page.get_text()
    assert len(page.select(".entry")) == 1


def thousand(articles: int = 1000) -> Account:
    """A book of so many articles with long titles and paths, each with removals, warnings and a text of some 1,500 characters."""
    entries = []
    for n in range(articles):
        name = f"articles/2020/有很长名字的文件夹/第{n}篇-一个相当长的文件名字.html"
        blocks = tuple(Paragraph((Text(f"{n}。{PROSE[k % 4] * 3}"),), k + 1) for k in range(12))
        made = Article(
            f"第{n}篇：守塔的人下山以后的第{n}个夜晚和那座山上的石头", blocks, Source(name), author=f"何渡{n % 50}",
            site=f"塔报{n % 30}", published=Date.of(f"{2000 + n % 24}-03-05"),
        )  # fmt: skip
        where = Where(name)
        findings = (
            *(Finding("read.outside", where, f"塔报第{n}号第{k}行 首页 新闻", "outside-article") for k in range(20)),
            *(Finding("clean.removed", Where(name, 13 + k), f"第{n}次关注塔报公众号{k}", "follow") for k in range(4)),
            Finding("image.remote", where, f"https://img.example.com/tower/2020/03/05/picture-{n}.jpg"),
            Finding("clean.truncated", where, detail=message("detail.characters", n=n)),
            Finding("bind.undated", where),
        )
        entries.append(Entry(name, Fate.PACKED, made, findings))
    return Account("千篇", tuple(entries), outputs=("千篇.epub",), rules={"follow": 4000})


def test_the_report_of_a_thousand_articles_stays_below_a_megabyte() -> None:
    account = thousand()
    undone = undoes(account)
    pages = html.report(account, undone, packaged.theme(), ENGLISH)
    sizes = {name: len(page.encode()) for name, page in pages.items()}
    assert sizes.pop("report.html") < 1_000_000
    assert len(sizes) > 10
    assert max(sizes.values()) < 500_000
    assert all(re.fullmatch(r"report_files/\d{4}\.html", name) for name in sizes)
    page = pages["report.html"]
    links = re.findall(r'<a href="(report_files/\d{4}\.html)#a(\d+)">', page)
    assert [int(number) for _, number in links] == list(range(1, 1001))
    assert all(f'<section id="a{number}">' in pages[name] for name, number in links)
    numbers = [int(n) for page in pages.values() for n in re.findall(r'<div class="undo"><b>(\d+)</b>', page)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1)) == list(range(1, 25_001))
    assert "940 more; each has its warnings with its text." in page
    lines = json_lines(account, undone, ENGLISH).splitlines()
    assert [one["number"] for line in lines[:-1] for one in json.loads(line)["undo"]] == list(range(1, 25_001))


def test_the_same_account_gives_the_same_report() -> None:
    account = thousand(60)
    once, again = (html.report(account, undoes(account), packaged.theme(), ENGLISH) for _ in range(2))
    assert once == again
