"""Exports in JSON and tables, through the command line: lists of articles by their shape; what is none is refused by name."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import PROSE, SHARED, needs_shared, wenxuan, write
from factory_sources import zipped
from hypothesis import given, settings
from hypothesis import strategies as st

from book.collect import exports, fields, sniff, tables
from book.collect.feed import text_of
from book.collect.posts import gathered

P = "".join(f"<p>{line}</p>" for line in PROSE)
LINES = "\n".join(PROSE)
MARKED = "## 船\n\n" + "\n\n".join(PROSE) + "\n\n- 桨\n- 篙\n"
FERRY, LAMP = "https://river.example/ferry", "https://river.example/lamp"

#: A value of JSON, as a program writes it → (title, author, date) of each article.
HELD: dict[str, tuple[Any, list[tuple[str, str | None, str | None]]]] = {
    "zhihu-answers": (
        {
            "data": [
                {
                    "type": "answer",
                    "question": {"id": 9, "title": "渡船为什么会消失？"},
                    "author": {"name": "何渡", "headline": "撑船"},
                    "created_time": 1577836800,
                    "content": P,
                    "excerpt": PROSE[0],
                    "url": "https://api.zhihu.com/answers/1",
                },
                {
                    "type": "answer",
                    "question": {"id": 10, "title": "灯塔里有什么？"},
                    "author": {"name": "闻灯"},
                    "created_time": 1577923200,
                    "content": P.replace("何", "闻"),
                    "url": "https://www.zhihu.com/question/10/answer/2",
                },
            ],
            "paging": {"is_end": True},
        },
        [("渡船为什么会消失？", "何渡", "2020-01-01"), ("灯塔里有什么？", "闻灯", "2020-01-02")],
    ),
    "zhihu-column": (
        [
            {
                "id": 1,
                "title": "渡船",
                "author": {"name": "何渡"},
                "content": P,
                "created": 1614931200,
                "updated": 1714931200,
            }
        ],
        [("渡船", "何渡", "2021-03-05")],
    ),
    "zhihu-wrapped": (
        [{"action": "x", "target": {"title": "渡船", "content": P, "created": 1614931200}}],
        [("渡船", None, "2021-03-05")],
    ),
    "wechat": (
        [
            {
                "aid": "1",
                "_accountName": "河上",
                "title": "渡船",
                "link": FERRY,
                "author_name": "何渡",
                "create_time": 1614931200,
                "digest": "一句",
                "content": LINES,
                "comments": [{"content": "好"}],
                "appmsg_album_infos": [],
            }
        ],
        [("渡船", "何渡", "2021-03-05")],
    ),
    "karakeep": (
        {
            "bookmarks": [
                {
                    "createdAt": 1714931200,
                    "title": None,
                    "tags": ["河"],
                    "note": None,
                    "content": {
                        "type": "link",
                        "url": FERRY,
                        "title": "渡船",
                        "htmlContent": P,
                        "author": "何渡",
                        "datePublished": "2021-03-05",
                    },
                },
                {"createdAt": 1714931200, "title": "石阶", "tags": [], "content": {"type": "text", "text": LINES}},
            ]
        },
        [("渡船", "何渡", "2021-03-05"), ("石阶", None, None)],
    ),
    "reader": (
        {
            "count": 1,
            "nextPageCursor": None,
            "results": [
                {
                    "id": "x",
                    "url": "https://read.readwise.io/read/x",
                    "source_url": FERRY,
                    "title": "渡船",
                    "author": "何渡",
                    "source": "Reader",
                    "site_name": "river.example",
                    "summary": PROSE[0],
                    "html_content": P,
                    "published_date": 1614931200000,
                    "saved_at": "2024-05-05",
                    "tags": {},
                }
            ],
        },
        [("渡船", "何渡", "2021-03-05")],
    ),
    "keep": (
        {"title": "渡船", "textContent": LINES, "userEditedTimestampUsec": 1614931200000000, "isTrashed": False},
        [("渡船", None, "2021-03-05")],
    ),
    "one": ({"标题": "渡船", "作者": "何渡", "日期": "2021年3月5日", "正文": LINES}, [("渡船", "何渡", "2021-03-05")]),
    "answer-of-a-site": ({"code": 0, "data": {"title": "渡船", "content": P}}, [("渡船", None, None)]),
    "people": (
        [
            {"标题": "渡船", "作者": ["何渡", "闻灯"], "时间": "2021-03-05 08:00", "链接": FERRY, "内容": LINES},
            {"标题": "石阶", "作者": "", "时间": "", "链接": "", "内容": LINES[40:]},
        ],
        [("渡船", "何渡、闻灯", "2021-03-05"), ("石阶", None, None)],
    ),
    "markdown": ([{"name": "渡船", "body": MARKED, "date": "2021-03-05"}], [("渡船", None, "2021-03-05")]),
    "standard-notes": (
        {
            "version": "004",
            "items": [
                {
                    "content_type": "Note",
                    "created_at": "2021-03-05T08:00:00Z",
                    "content": {"title": "渡船", "text": LINES},
                },
                {"content_type": "Tag", "content": {"title": "河", "references": []}},
                {"content_type": "SN|ItemsKey", "content": {"itemsKey": "ab"}},
                {"content_type": "SN|UserPreferences", "content": {}},
            ],
        },
        [("渡船", None, "2021-03-05")],
    ),
    "telegram": (
        {
            "name": "河上",
            "type": "public_channel",
            "messages": [
                {"type": "message", "date": "2021-03-05T08:30:00", "from": "河上", "text": PROSE[0]},
                {
                    "type": "message",
                    "date": "2021-03-06T08:30:00",
                    "from": "河上",
                    "text": ["见", {"type": "link", "text": FERRY}],
                },
            ],
        },
        [("2021年3月", "河上", "2021-03")],
    ),
    "by-shape": (
        [{"title": "渡船", "leaf": LINES, "no": 3}, {"title": "石阶", "leaf": LINES[30:], "no": 4}],
        [("渡船", None, None), ("石阶", None, None)],
    ),
    "long-without-titles": (
        {
            "activeNotes": [{"id": "1", "content": "渡船\n" + LINES * 3, "creationDate": "2021-03-05T08:00:00.000Z"}],
            "trashedNotes": [{"id": "2", "content": LINES, "creationDate": "2021-03-05T08:00:00.000Z"}],
        },
        [("渡船", None, "2021-03-05")],
    ),
    "a-page": (
        [{"title": "渡船", "html": f"<html><body><article><h1>渡船</h1>{P}</article></body></html>", "url": FERRY}],
        [("渡船", None, None)],
    ),
}


@pytest.mark.parametrize(("data", "wanted"), HELD.values(), ids=HELD)
def test_a_list_of_articles(desk: Path, data: Any, wanted: list[tuple[str, str | None, str | None]]) -> None:
    write(desk, {"x.json": json.dumps(data, ensure_ascii=False)})
    ran = wenxuan("inspect", "x.json", "--json", "--order", "given")
    assert ran.code == 0, ran.err + ran.out
    assert [(row["title"], row["author"], row["date"]) for row in ran.objects] == wanted
    for row in ran.objects:
        assert "岸边的石阶磨得发亮" in row["text"] or "有一回还有人牵来一头" in row["text"]
        assert "<" not in row["text"]


def test_what_a_service_says_of_an_article_goes_with_it(desk: Path) -> None:
    write(desk, {"x.json": json.dumps(HELD["zhihu-answers"][0]), "y.json": json.dumps(HELD["markdown"][0])})
    assert wenxuan("build", "x.json", "-f", "txt", "-o", "out").code == 0
    text = next((desk / "out").glob("*.txt")).read_text("utf-8")
    assert "https://www.zhihu.com/question/9/answer/1" in text
    assert "api.zhihu" not in text
    row = wenxuan("inspect", "y.json", "--json").objects[0]
    assert "<ul>" in row["html"]
    assert [one["text"] if isinstance(one, dict) else one for one in row["headings"]]


@needs_shared
def test_the_answers_of_the_case(desk: Path) -> None:
    ran = wenxuan("inspect", SHARED / "cases" / "k02-zhihu-json" / "answers.json", "--json", "--order", "given")
    told = [(row["title"], row["author"], row["date"]) for row in ran.objects]
    assert told == [("老手艺为什么会消失？", "丁一", "2020-01-01"), ("小时候的夏天是什么样的？", "田野", "2020-01-02")]


#: What only names addresses: a value of JSON, or a table → the addresses.
LISTED: dict[str, tuple[str, list[str]]] = {
    "pinboard.json": (
        json.dumps(
            [{"href": FERRY, "description": "渡船", "extended": "", "time": "2021-03-05T00:00:00Z", "tags": "河"}]
        ),
        [FERRY],
    ),
    "simpread.json": (
        json.dumps(
            {
                "version": "2.2",
                "option": {"fonts": "x"},
                "unrdist": [{"idx": 1, "title": "渡船", "desc": "河上", "url": FERRY}],
            }
        ),
        [FERRY],
    ),
    "karakeep.json": (
        json.dumps({"bookmarks": [{"title": "渡船", "content": {"type": "link", "url": FERRY}}]}),
        [FERRY],
    ),
    "raindrop.csv": (
        f"id,title,note,excerpt,url,folder,tags,created,highlights,favorite\n1,渡船,,河上的渡船,{FERRY},未分类,,2021-03-05T00:00:00Z,,false\n",
        [FERRY],
    ),
}


@pytest.mark.parametrize(("name", "text", "wanted"), [(name, *row) for name, row in LISTED.items()], ids=LISTED)
def test_what_has_no_text_is_an_address(desk: Path, name: str, text: str, wanted: list[str]) -> None:
    write(desk, {name: text})
    ran = wenxuan("inspect", name, "--json")
    assert [row["source"] for row in ran.objects] == wanted
    assert all("nothing is fetched unless you ask" in row["error"] for row in ran.objects)


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "gb18030", "utf-16-be"])
def test_json_in_other_encodings(desk: Path, coding: str) -> None:
    text = json.dumps(HELD["people"][0], ensure_ascii=False)
    write(desk, {"x.json": ("\ufeff" * (coding == "utf-16-be") + text).encode(coding)})
    assert [row["title"] for row in wenxuan("inspect", "x.json", "--json", "--order", "given").objects] == [
        "渡船",
        "石阶",
    ]


def test_every_record_is_accounted_for(desk: Path) -> None:
    data = {
        "posts": [
            {"title": "渡船", "content": P, "url": FERRY, "comments": [{"content": "好文"}]},
            {"title": "灯塔", "content": "", "url": LAMP},
            {"title": "船", "content": P[60:]},
            {"title": "空", "content": " ", "url": ""},
            {"title": "旧稿", "content": P, "url": FERRY, "deleted": True},
        ],
        "trash": [{"title": "石阶", "content": P}],
    }
    write(desk, {"x.json": json.dumps(data)})
    ran = wenxuan("build", "x.json", "-f", "txt", "-o", "out", "--log", "log.jsonl")
    assert ran.code == 1
    assert "4 given = 2 packed" in ran.out
    log = (desk / "log.jsonl").read_text("utf-8")
    for words in ("旧稿", "what readers wrote: 1", "thrown away in the program; records: 1", "input.empty", LAMP):
        assert words in log


#: What is no article, and how it is named.
STRANGE: dict[str, tuple[Any, str]] = {
    "settings": ({"theme": "dark", "font": {"size": 12}, "recent": ["a", "b"]}, "JSON of a form"),
    "package": (
        {
            "name": "渡船",
            "version": "1.0.0",
            "description": LINES,
            "scripts": {"x": "y"},
            "dependencies": {"a": "^1"},
            "contributors": [{"name": "何渡", "url": FERRY}],
        },
        "JSON of a form",
    ),
    "geojson": (
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"name": "渡口", "description": LINES},
                    "geometry": {"type": "Point", "coordinates": [1, 2]},
                }
            ],
        },
        "JSON of a form",
    ),
    "numbers": ([1, 2, 3, 4.5], "JSON of a form"),
    "empty": ([], "JSON of a form"),
    "error": ({"error": {"code": 403, "message": "请求失败，请稍后再试。"}}, "JSON of a form"),
    "problem": ({"title": "找不到", "status": 404, "detail": LINES}, "JSON of a form"),
    "short": ({"title": "错误", "content": "请求失败。"}, "JSON of a form"),
    "words": ([{"title": "渡", "content": "ferry"}, {"title": "船", "content": "boat"}], "JSON of a form"),
    "chat": ([{"role": "user", "content": PROSE[0]}, {"role": "assistant", "content": PROSE[1]}], "JSON of a form"),
    "several": (
        [
            {"no": 1, "date": "2021-03-05", "from": "何渡", "text": PROSE[0]},
            {"no": 2, "date": "2021-03-05", "from": "闻灯", "text": PROSE[1]},
        ],
        "JSON of a form",
    ),
    "unclear": (
        [{"title": "渡船", "a": LINES, "b": LINES[30:]}, {"title": "石阶", "a": LINES[9:], "b": LINES}],
        "a list in JSON",
    ),
    "no-title": ([{"x": LINES, "y": 3}, {"x": LINES[30:], "y": 4}], "a list in JSON"),
    "locked": (
        {
            "version": "004",
            "items": [{"content_type": "Note", "content": "004:" + "ab3d" * 40, "created_at": "2021-03-05"}],
        },
        "JSON of a form",
    ),
    "translations": ({"渡船": "ferry", "灯塔": LINES}, "JSON of a form"),
    "a-talk": (
        [
            {"time": "2021-03-05 08:30", "sender": who, "content": line}
            for who, line in zip("何闻何闻", PROSE, strict=True)
        ],
        "JSON of a form",
    ),
    "words-of-a-program": (
        {"about": {"title": "关于", "content": LINES}, "help": {"title": "帮助", "content": LINES}},
        "JSON of a form",
    ),
    "notebook": (
        {"cells": [{"cell_type": "markdown", "source": ["# 渡船\n"], "metadata": {}}], "nbformat": 4},
        "JSON of a form",
    ),
}


@pytest.mark.parametrize(("data", "named"), STRANGE.values(), ids=STRANGE)
def test_other_json_is_refused_by_its_name(desk: Path, data: Any, named: str) -> None:
    write(desk, {"x.json": json.dumps(data, ensure_ascii=False)})
    ran = wenxuan("build", "x.json", "-f", "txt", "-o", "out")
    assert ran.code == 4, ran.out
    assert f"it is {named}" in ran.messages[0]
    if named != "JSON of a form":
        assert "正文" in ran.messages[0]


def test_an_object_a_line(desk: Path) -> None:
    rows = [{"title": f"渡船{number}", "content": LINES[number:]} for number in range(12)]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    write(
        desk,
        {
            "x.jsonl": text + '\n{"title": "断',
            "one.jsonl": json.dumps(rows[0]),
            "log.jsonl": '{"level": 1}\n{"level": 2}\n{"level": 3}\n',
        },
    )
    ran = wenxuan("inspect", "x.jsonl", "--json", "--order", "given")
    assert [row["title"] for row in ran.objects] == [row["title"] for row in rows]
    assert "lines that are no JSON: 13" in ran.out
    assert wenxuan("inspect", "one.jsonl", "--json").objects[0]["title"] == "渡船0"
    assert "JSON of a form" in wenxuan("inspect", "log.jsonl").err


# -------------------------------------------------------------------------------------------------------------- tables

HEAD = "标题,作者,发布时间,链接,正文"
QUOTED = f'"{PROSE[0]}\n\n{PROSE[1]}\n他说:""慌什么。"""'
TABLES: dict[str, bytes] = {
    "bom": f'\ufeff{HEAD}\r\n渡船,何渡,2021-03-05 08:00,{FERRY},{QUOTED}\r\n石阶,,,,"{PROSE[2]}{PROSE[3]}"\r\n'.encode(),
    "gbk": f'{HEAD}\n渡船,何渡,2021-03-05 08:00,{FERRY},{QUOTED}\n石阶,,,,"{PROSE[2]}{PROSE[3]}"\n'.encode("gbk"),
    "tsv": f'{HEAD}\n渡船,何渡,2021-03-05 08:00,{FERRY},{QUOTED}\n石阶,,,,"{PROSE[2]}{PROSE[3]}"\n'.replace(
        ",", "\t"
    ).encode(),
    "utf-16": f'{HEAD}\n渡船,何渡,2021-03-05 08:00,{FERRY},{QUOTED}\n石阶,,,,"{PROSE[2]}{PROSE[3]}"\n'.encode("utf-16"),
    "english": (
        f'id,Title,Author,Date,Url,Content\n1,渡船,何渡,2021-03-05,{FERRY},{QUOTED}\n2,石阶,,,,"{PROSE[2]}{PROSE[3]}"\n'
    ).encode(),
}


@pytest.mark.parametrize("body", TABLES.values(), ids=TABLES)
def test_a_table_of_articles(desk: Path, body: bytes) -> None:
    write(desk, {"x.csv": body})
    ran = wenxuan("inspect", "x.csv", "--json", "--order", "given")
    assert ran.code == 0, ran.err
    told = [(row["title"], row["author"], row["date"]) for row in ran.objects]
    assert told == [("渡船", "何渡", "2021-03-05"), ("石阶", None, None)]
    assert ran.objects[0]["text"].split("\n")[:2] == [*PROSE[:2]]
    assert "慌什么。" in ran.objects[0]["text"]


def test_a_cell_may_be_long_and_hold_a_page(desk: Path) -> None:
    markup = "<div>" + P * 400 + "</div>"
    write(desk, {"x.csv": f'title,html\n渡船,"{markup}"\n'})
    assert len(markup) > 131_072 // 2
    assert len(wenxuan("inspect", "x.csv", "--json").objects[0]["text"]) > 50_000


@pytest.mark.parametrize(
    "text",
    [
        "姓名,岁数,内容\n" + "何渡,40,撑船\n" * 5,
        "标题,内容\n" + "渡,ferry\n船,boat\n" * 4,
        "正文如下,\n" + LINES,
        "name,text\na,b\nc,d\ne,f\ng,h\n",
    ],
)
def test_other_tables_are_no_articles(desk: Path, text: str) -> None:
    write(desk, {"x.csv": text})
    assert "x.csv#" not in wenxuan("inspect", "x.csv").out


# ---------------------------------------------------------------------------------------------------------- properties

KEYS = st.sampled_from(
    [
        "title",
        "content",
        "html",
        "text",
        "标题",
        "正文",
        "url",
        "link",
        "date",
        "created_at",
        "author",
        "tags",
        "data",
        "items",
        "weibo",
        "user",
        "orderedItems",
        "object",
        "attachment",
        "question",
        "name",
        "pics",
        "retweet",
        "comments",
        "deleted",
        "description",
        "href",
        "extended",
        "entries",
        "type",
        "x",
        "",
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(
        [
            *PROSE,
            P,
            LINES,
            MARKED,
            FERRY,
            "2021-03-05",
            "2021-03-05 08:00",
            "1614931200",
            "<p>x",
            "</p>",
            "---\na: b\n---\n",
        ]
    )
)
VALUES = st.recursive(
    SCALARS, lambda inside: st.lists(inside, max_size=4) | st.dictionaries(KEYS, inside, max_size=6), max_leaves=25
)
RECORDS = st.lists(st.dictionaries(KEYS, VALUES, max_size=6), max_size=5)


def texts(value: Any) -> str:
    """All that a value of JSON says, without tags and white space."""
    if isinstance(value, dict):
        return "".join(texts(one) for one in value.values())
    if isinstance(value, list):
        return "".join(map(texts, value))
    return value if isinstance(value, str) else ""


@settings(max_examples=300)
@given(
    VALUES
    | RECORDS
    | st.fixed_dictionaries({"weibo": RECORDS, "user": VALUES})
    | st.fixed_dictionaries({"orderedItems": RECORDS})
)
def test_whatever_json_holds_is_read_or_is_nothing(value: Any) -> None:
    try:
        text = json.dumps(value, ensure_ascii=False)
        text.encode()
    except UnicodeEncodeError:
        return
    found = exports.of_json(text)
    sniff.kind_of(text.encode())
    if found is None:
        return
    said = "".join(html.unescape(text_of(texts(value)) + texts(value)).split())
    for item in found.items:
        body = item.body.decode()
        assert all("".join(part.split()) in said for part in html.unescape(text_of(body)).splitlines())
        assert item.hints.title == "" or "".join(item.hints.title.split()) in said
    for by in ("month", "day", "each"):
        gathered(found.posts, by)


@given(st.text(max_size=200), st.text(max_size=200))
@settings(deadline=None)
def test_whatever_a_table_holds_is_read_or_is_nothing(first: str, rest: str) -> None:
    tables.read(f"title,content\n{first},{rest}\n")
    tables.read(first + "\n" + rest)


@given(VALUES)
@settings(deadline=None)
def test_a_date_is_one_or_nothing(value: Any) -> None:
    fields.when(value)
    fields.people(value)


def test_exports_in_a_folder_or_an_archive_are_found_and_what_lies_beside_articles_is_not(desk: Path) -> None:
    export = json.dumps(HELD["people"][0], ensure_ascii=False)
    files = {
        "all/渡.json": export,
        "all/data/t.js": 'window.YTD.tweets.part0 = [{"tweet":{"full_text":"船","created_at":"Fri Mar 05 08:30:00 +0000 2021"}}]',
        "all/package.json": json.dumps({"name": "x", "version": "1"}),
        "all/app.js": "window.onload = () => { alert(1) }",
        "all/a.md": f"# 灯塔\n\n{LINES}",
    }
    write(desk, {**files, "all.zip": zipped({name[4:]: text for name, text in files.items()})})
    for source in ("all", "all.zip"):
        ran = wenxuan("inspect", source, "--json")
        assert ran.code == 0, ran.err
        assert sorted(row["title"] for row in ran.objects) == ["X 2021年3月", "渡船", "灯塔", "石阶"]
    assert (
        len(wenxuan("inspect", "all/*.json", "--json").objects) == 3
    )  # what a pattern asks for is refused by its name
    assert len(wenxuan("inspect", "all/*", "--json").objects) == 3


def test_of_several_texts_the_whole_one_is_taken(desk: Path) -> None:
    rows = [
        {"title": "渡船", "content": PROSE[0], "body": LINES},
        {"title": "石阶", "content": "ab3d" * 40, "text": LINES[40:]},
        {"title": "灯塔", "html": P.replace("何", "闻"), "text": LINES.replace("何", "闻")},
    ]
    write(desk, {"x.json": json.dumps(rows, ensure_ascii=False)})
    ran = wenxuan("inspect", "x.json", "--json", "--order", "given")
    assert [row["text"].split("\n")[-1] for row in ran.objects] == [PROSE[3]] * 3
    assert "ab3d" not in ran.out
