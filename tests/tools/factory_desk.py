"""A small book for the tests of the desk: a saved page with its picture, and articles in Markdown."""

from __future__ import annotations

from conftest import PROSE, article
from factory_sources import png

#: A page with its picture, with what rules take out of it: the credits, and what asks to be followed.
PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>造纸记 - 字里行间</title>
<meta name="author" content="何渡"><meta property="og:title" content="造纸记">
<meta property="article:published_time" content="2019-03-04T08:00:00+08:00"><meta property="og:site_name" content="字里行间"></head>
<body><article><h1>造纸记</h1><p>{PROSE[0]}</p><h2>纸浆</h2><p>{PROSE[1]}</p>
<p><img src="造纸记_files/1.png" alt="水边的纸坊"></p><p>{PROSE[2]}</p><p>{PROSE[3]}</p>
<p>责任编辑：王小明</p><p>长按二维码，关注我们</p></article></body></html>"""

_OTHERS = {
    "夜班": ("李墨", "2018-07-01", "书店的灯亮到十点，后面的门开着，风从院子里来，把桌上的清样吹得翻过一页。"),
    "旧书摊": ("周纸白", "2020-11-09", "旧书摊摆在桥的那一头，下雨的日子用油布盖着，露出来的只有几本字典。"),
    "门锁": ("李墨", "2021-01-15", "锁匠说这把锁有三十年了，钥匙换过四把，锁还是原来的那一把，开起来要用点力气。"),
    "车站的钟": ("陈灯", "2021-06-30", "车站的钟慢了五分钟，来往的人都知道，谁也不去拨它，只有外地人误了车。"),
}


def files() -> dict[str, str | bytes]:
    """The files of the book by name. One of the articles in Markdown has a typo and credits, the last one breaks off."""
    made: dict[str, str | bytes] = {"造纸记.html": PAGE, "造纸记_files/1.png": png((320, 200))}
    for title, (author, date, text) in _OTHERS.items():
        lines = (text, *(line.replace("河上", f"{title}那边的河上") for line in PROSE))
        if title == "夜班":
            lines = (
                *lines,
                "他在门口站了一会，又回去把灯管掉，才算下了班，这一天是星期五，街上没有人。",
                "责任编辑：王小明",
            )
        if title == "车站的钟":
            lines = (*lines, "有一天他抬起头来看了看那面钟，想了很久，然后对站在旁边的人说，")
        made[f"{title}.md"] = article(title, *lines, author=author, date=date, site="字里行间")
    return made
