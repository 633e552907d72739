"""Posts of microblogs and memos, through the command line: those of a month are one article, each under its time, none lost."""

from __future__ import annotations

import gc
import json
import re
import time
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import PROSE, wenxuan, write
from factory_sources import png, zipped
from hypothesis import given, settings
from hypothesis import strategies as st

from book.collect import social
from book.collect.feed import Post, Posts
from book.collect.posts import gathered
from book.model.dates import Date

FERRY = "https://river.example/ferry"
PICTURE = "https://wx1.sinaimg.cn/large/a.jpg"
WEIBO = {
    "user": {"id": "1", "screen_name": "何渡", "statuses_count": 3},
    "weibo": [
        {
            "id": 3,
            "text": f"{PROSE[0]}\n#渡口# 水很大。",
            "created_at": "2021-03-05",
            "full_created_at": "2021-03-05 08:30:00",
            "pics": f"{PICTURE},https://wx1.sinaimg.cn/large/b.jpg",
            "video_url": "https://f.video.weibocdn.com/x.mp4",
        },
        {
            "id": 2,
            "text": "说得好",
            "created_at": "2021-03-04T21:00:00",
            "pics": "",
            "retweet": {"screen_name": "闻灯", "text": PROSE[1], "pics": ""},
        },
        {"id": 1, "text": PROSE[2], "created_at": "Mon Feb 01 10:00:00 +0800 2021"},
        {"id": 0, "text": "", "created_at": "2021-01-01"},
    ],
}
SPIDER = {
    "user": {"nickname": "何渡"},
    "weibo": [
        {
            "id": "a",
            "content": PROSE[0],
            "publish_time": "2021-03-05 08:30",
            "original_pictures": "无",
            "original": True,
        },
        {
            "id": "b",
            "content": PROSE[1],
            "publish_time": "2021-02-01 10:00",
            "original_pictures": PICTURE,
            "original": True,
        },
    ],
}
CRAWLED = (
    "\ufeffid,bid,正文,头条文章url,原始图片url,视频url,位置,日期,工具,点赞数,评论数,转发数,话题,@用户,完整日期,"
    "是否原创,源用户id,源用户昵称,源微博id,源微博正文\r\n"
    f'2,b,"{PROSE[0]}\n水很大。",,{PICTURE},,,2021-03-05,手机,1,2,3,,,2021-03-05 08:30:00,True,,,,\r\n'
    f"1,a,说得好,,,,,2021-02-01,手机,1,2,3,,,2021-02-01 10:00:00,False,7,闻灯,9,{PROSE[1]}\r\n"
)
SPUN = (
    "微博id,微博正文,头条文章url,原始图片url,微博视频url,发布位置,发布时间,发布工具\n"
    f"1,{PROSE[0]},,无,无,无,2021-03-05 08:30,手机\n"
)
MASTODON = {
    "@context": "x",
    "id": "outbox.json",
    "type": "OrderedCollection",
    "orderedItems": [
        {
            "type": "Create",
            "published": "2021-03-05T00:30:00Z",
            "object": {
                "type": "Note",
                "published": "2021-03-05T00:30:00Z",
                "url": "https://river.example/@hedu/1",
                "content": f"<p>{PROSE[0]}</p>",
                "attachment": [{"type": "Document", "mediaType": "image/png", "url": "/media/a.png", "name": "渡口"}],
            },
        },
        {"type": "Announce", "published": "2021-03-06T00:30:00Z", "object": "https://lamp.example/1"},
        {
            "type": "Create",
            "object": {
                "type": "Note",
                "published": "2021-03-07T00:30:00Z",
                "summary": "河上的事",
                "content": f"<p>{PROSE[1]}</p>",
            },
        },
    ],
}
TWEETS = "window.YTD.tweets.part0 = " + json.dumps(
    [
        {
            "tweet": {
                "id_str": "1",
                "created_at": "Fri Mar 05 08:30:00 +0000 2021",
                "full_text": f"{PROSE[0]} &lt;河&gt; https://t.co/a https://t.co/b",
                "entities": {
                    "urls": [{"url": "https://t.co/a", "expanded_url": "https://river.example/ferry"}],
                    "media": [
                        {"type": "photo", "url": "https://t.co/b", "media_url_https": "https://pbs.twimg.com/a.jpg"}
                    ],
                },
            }
        },
        {"tweet": {"id_str": "2", "created_at": "Sat Mar 06 08:30:00 +0000 2021", "full_text": "RT @wendeng: 灯"}},
    ],
    ensure_ascii=False,
)
MEMO = '<div class="memo"><div class="time">{}</div><div class="content">{}</div><div class="files">{}</div></div>'
FLOMO = (
    "<!DOCTYPE html><html><head><title>浮墨笔记</title><style>.memo{margin:0}</style></head><body><header><div class='user'>"
    '<div class="name">@何渡</div></div></header><div class="memos">'
    + MEMO.format(
        "2021-03-05 08:30:00",
        f"<p>#河 {PROSE[0]}</p><ul><li><a href='{FERRY}'>桨</a></li></ul>",
        '<img src="file/a.png"/>',
    )
    + MEMO.format("2021-02-01 10:00:00", f"<p>{PROSE[1]}</p>", '<audio src="file/a.m4a"></audio>')
    + "</div></body></html>"
)
MEMOS = {
    "memos": [
        {
            "name": "memos/1",
            "createTime": "2021-03-05T08:30:00Z",
            "content": f"# 木头\n\n- [ ] 桨\n\n{PROSE[0]}",
            "creator": "users/1",
        },
        {"name": "memos/2", "createTime": "2021-03-04T08:30:00Z", "content": PROSE[1], "creator": "users/1"},
    ]
}
DAY_ONE = {
    "metadata": {"version": "1.0"},
    "entries": [
        {
            "uuid": "A",
            "creationDate": "2021-03-05T08:30:00Z",
            "modifiedDate": "2023-01-01T00:00:00Z",
            "text": f"{PROSE[0]}\n\n{PROSE[1]}",
            "tags": ["河"],
            "richText": '{"contents":[]}',
        }
    ],
}

#: A file → (title, its texts in their order) of each article.
HELD: dict[str, tuple[Any, list[tuple[str, list[str]]]]] = {
    "weibo.json": (
        WEIBO,
        [
            ("微博 2021年2月", ["2月1日 10:00", PROSE[2]]),
            ("微博 2021年3月", ["3月4日 21:00", "说得好", "@闻灯", PROSE[1], "3月5日 8:30", PROSE[0], "水很大"]),
        ],
    ),
    "spider.json": (
        SPIDER,
        [("微博 2021年2月", ["2月1日 10:00", PROSE[1]]), ("微博 2021年3月", ["3月5日 8:30", PROSE[0]])],
    ),
    "crawled.csv": (
        CRAWLED,
        [
            ("微博 2021年2月", ["2月1日 10:00", "说得好", "@闻灯", PROSE[1]]),
            ("微博 2021年3月", ["3月5日 8:30", PROSE[0], "水很大"]),
        ],
    ),
    "spun.csv": (SPUN, [("微博 2021年3月", ["3月5日 8:30", PROSE[0]])]),
    "outbox.json": (MASTODON, [("Mastodon 2021年3月", ["3月5日 0:30", PROSE[0], "3月7日 0:30", "河上的事", PROSE[1]])]),
    "tweets.js": (TWEETS, [("X 2021年3月", ["3月5日 8:30", PROSE[0], "<河>", "https://river.example/ferry"])]),
    "flomo.html": (
        FLOMO,
        [("flomo 2021年2月", ["2月1日 10:00", PROSE[1]]), ("flomo 2021年3月", ["3月5日 8:30", "#河", PROSE[0], "桨"])],
    ),
    "memos.json": (MEMOS, [("2021年3月", ["3月4日 8:30", PROSE[1], "3月5日 8:30", "木头", "桨", PROSE[0]])]),
    "dayone.json": (DAY_ONE, [("2021年3月", ["3月5日 8:30", PROSE[0], PROSE[1]])]),
}


def body(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize(("name", "data", "wanted"), [(name, *row) for name, row in HELD.items()], ids=HELD)
def test_the_posts_of_a_month_are_an_article(
    desk: Path, name: str, data: Any, wanted: list[tuple[str, list[str]]]
) -> None:
    write(desk, {name: body(data)})
    ran = wenxuan("inspect", name, "--json", "--order", "given")
    assert [row["title"] for row in ran.objects] == [title for title, _ in wanted]
    for row, (_, lines) in zip(ran.objects, wanted, strict=True):
        places = [row["text"].find(line.rstrip("。")) for line in lines]
        assert -1 not in places, (lines, row["text"])
        assert places == sorted(places)
        assert row["date"] == f"2021-0{row['title'][-2]}"


def test_what_is_no_post_is_told(desk: Path) -> None:
    write(desk, {name: body(data) for name, (data, _) in HELD.items()})
    wenxuan(
        "build", "weibo.json", "outbox.json", "tweets.js", "flomo.html", "-f", "txt", "-o", "out", "--log", "log.jsonl"
    )
    log = (desk / "log.jsonl").read_text("utf-8")
    for words in ("it holds no text", "it has a film", "file/a.m4a"):
        assert words in log
    assert log.count("does not hold that: 1") == 2
    assert FERRY not in [
        json.loads(row).get("excerpt") for row in log.splitlines()
    ]  # a link in a text is not attached to it
    assert wenxuan("inspect", "weibo.json", "--json").objects[0]["author"] == "何渡"


@pytest.mark.parametrize(
    ("by", "titles"),
    [
        ("month", ["微博 2021年2月", "微博 2021年3月"]),
        ("day", ["微博 2021年2月1日", "微博 2021年3月4日", "微博 2021年3月5日"]),
        ("each", ["微博 2021年2月1日 10:00", "微博 2021年3月4日 21:00", "微博 2021年3月5日 8:30"]),
    ],
)
def test_the_user_says_which_posts_are_an_article(desk: Path, by: str, titles: list[str]) -> None:
    write(desk, {"weibo.json": body(WEIBO), "book.toml": f'[sources]\nfiles = ["weibo.json"]\nposts = "{by}"\n'})
    assert wenxuan("build", "-f", "txt", "-o", "out").code == 0
    text = next((desk / "out").glob("*.txt")).read_text("utf-8")
    assert [line for line in text.split("目录")[1].split("──")[0].splitlines() if line.strip()] == titles
    for line in PROSE[:3]:
        assert line[:20] in text


def test_the_headings_of_a_post_stand_below_its_time(desk: Path) -> None:
    write(desk, {"memos.json": body(MEMOS)})
    (row,) = wenxuan("inspect", "memos.json", "--json").objects
    levels = {words: int(level) for level, words in re.findall(r"<h(\d)[^>]*>([^<]*)</h", row["html"])}
    assert levels["3月5日 8:30"] < levels["木头"]


def test_a_wrong_word_is_told(desk: Path) -> None:
    write(desk, {"book.toml": '[sources]\nposts = "year"\n'})
    ran = wenxuan("build", "-f", "txt", "-o", "out")
    assert ran.code == 3
    assert "posts" in ran.err


def test_the_pictures_of_memos_lie_beside_them(desk: Path) -> None:
    files: dict[str, str | bytes] = {"flomo/何渡的笔记.html": FLOMO, "flomo/file/a.png": png()}
    write(desk, {"flomo.zip": zipped(files), **files})
    for source in ("flomo.zip/flomo/何渡的笔记.html", "flomo/何渡的笔记.html"):
        ran = wenxuan("build", source, "-f", "epub", "-o", "out", "--title", "x")
        assert ran.code == 0, ran.err
        with zipfile.ZipFile(desk / "out" / "x.epub") as book:
            assert len([name for name in book.namelist() if "images/" in name and name.endswith(".png")]) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.html",
            f"<html><head><title>渡船</title></head><body><div class='memo'>备忘</div><p>{PROSE[0]}</p></body></html>",
        ),
        ("b.js", "window.YTD.account.part0 = [{}]"),
        ("c.json", json.dumps({"orderedItems": ["https://a.example/1"], "type": "OrderedCollection"})),
        ("d.json", json.dumps({"weibo": [], "user": {}})),
    ],
)
def test_what_only_looks_like_posts_is_none(desk: Path, name: str, text: str) -> None:
    write(desk, {name: text})
    assert f"{name}#" not in wenxuan("inspect", name).out


MIN, MAX = datetime(1990, 1, 1), datetime(2099, 1, 1)  # noqa: DTZ001 - hypothesis wants them without a zone
MOMENTS = st.none() | st.datetimes(MIN, MAX).map(lambda at: Date(at.year, at.month, at.day, at.hour, at.minute))


@given(st.lists(MOMENTS, max_size=30), st.sampled_from(["month", "day", "each"]))
@settings(deadline=None)
def test_no_post_is_lost_and_all_are_in_order(moments: list[Date | None], by: Any) -> None:
    posts = tuple(Post(f"<p>文{number}号</p>", at) for number, at in enumerate(moments))
    items = gathered((Posts("微博", posts),), by)
    text = "".join(item.body.decode() for item in items)
    assert all(text.count(f"文{number}号") == 1 for number in range(len(posts)))
    order = sorted(range(len(posts)), key=lambda number: text.index(f"文{number}号"))
    known = [str(moments[number]) for number in order if moments[number] is not None]
    assert known == sorted(known)
    assert len(items) == (
        len(posts) if by == "each" else len({str(at)[: 7 if by == "month" else 10] for at in moments})
    )


def test_two_thousand_posts_are_two_dozen_articles(desk: Path) -> None:
    start = datetime(2020, 1, 1, 8, tzinfo=UTC)
    weibo = [
        {"id": n, "text": f"第{n}天。{PROSE[n % 4]}", "created_at": (start + timedelta(hours=8 * n)).isoformat()}
        for n in range(2000)
    ]
    write(desk, {"w.json": json.dumps({"user": {"screen_name": "何渡"}, "weibo": weibo})})
    ran = wenxuan("inspect", "w.json", "--json", "--order", "given")
    assert len(ran.objects) == 22
    text = "\n".join(row["text"] for row in ran.objects)
    assert all(f"第{n}天。" in text for n in range(2000))


def test_notes_of_keep_a_file_each(desk: Path) -> None:
    note = {"color": "DEFAULT", "isTrashed": False, "title": "", "userEditedTimestampUsec": 1614931200000000}
    listed = [{"text": "桨", "isChecked": True}, {"text": "桐油和绳子"}]
    files: dict[str, str | bytes] = {
        "Keep/a.json": json.dumps({**note, "textContent": f"渡口\n{PROSE[0]}", "labels": [{"name": "河"}],
                                   "attachments": [{"filePath": "p.png", "mimetype": "image/png"}]}),
        "Keep/b.json": json.dumps({**note, "title": "要买的", "listContent": listed}),
        "Keep/c.json": json.dumps({**note, "isTrashed": True, "textContent": "旧"}),
        "Keep/p.png": png(),
    }  # fmt: skip
    write(desk, files)
    ran = wenxuan("inspect", "Keep", "--json", "--order", "given")
    assert [(row["title"], row["date"]) for row in ran.objects] == [("渡口", "2021-03-05"), ("要买的", "2021-03-05")]
    assert "☑ 桨" in ran.objects[1]["text"]
    assert "☐ 桐油和绳子" in ran.objects[1]["text"]
    assert wenxuan("build", "Keep", "-f", "epub", "-o", "out", "--title", "x").code == 0
    with zipfile.ZipFile(desk / "out" / "x.epub") as book:
        assert len([name for name in book.namelist() if "images/" in name]) == 1


def test_memos_in_memos_take_time_proportional_to_them() -> None:
    took = []
    gc.collect()
    gc.disable()  # what it takes to look through all that other tests left is no matter here
    for count in (500, 2000):
        one = '<div class="memo"><div class="files"><div class="time">2021-03-05</div><i class="content">x</i>'
        page = f'<div class="memos">{one * count}'
        began = time.process_time()
        assert social.flomo(page) is not None
        took.append(time.process_time() - began)
    gc.enable()
    assert took[1] < 10 * took[0] + 0.5
