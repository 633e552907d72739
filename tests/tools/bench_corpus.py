"""Articles to measure with: as many as wanted, the same for the same seed, out of sentences written for this purpose."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from io import BytesIO
from pathlib import Path

from PIL import Image

SENTENCES = (
    "{who}第一次走进{place}，闻到的是墨和湿纸的味道，那一年是{year}年。",
    "纸有正反两面，光的一面先吃墨，毛的一面后吃墨，差的只是一口气的工夫。",
    "从{place}运来的{n}令纸，在库房里放了整整一个雨季，才肯平下来。",
    "印书的人说，墨色要匀，像粥一样，不能一口稠一口稀。",
    "一页书排{n}行，行与行之间留半个字高，眼睛换行的时候才不会走错门。",
    "{who}量版心，从来不用尺，用的是一根磨短了的竹筷。",
    "铅字倒着放，读起来要从右往左，学徒三个月以后才敢说自己不认错。",
    "那本书的第{n}页有一个墨点，后来的人都拿它来分辨初印和再印。",
    "“字要坐得住，”{who}说，“坐不住的字，读的人也坐不住。”",
    "标点不能站在一行的头上，好比客人不能走在主人的前面。",
    "{year}年的纸价涨了三成，{place}的书因此都瘦了一圈。",
    "折页机一小时折{n}千张，手工折一天也只有它的一个零头。",
    "线装书怕潮，洋装书怕折，电子书怕的是没有人打开它。",
    "书脊上的胶太厚，书就打不开；太薄，书就散了。",
    "{who}把校样钉在墙上，退后五步看，看的不是字，是字与字之间的白。",
    "一本书里最难排的往往是目录，因为谁都要从那里进门。",
    "读得慢的人记得牢，这话{who}说了{n}年，到现在也没有人反驳他。",
    "旧书店里的灯总是黄的，照得每本书都像刚从茶里捞出来。",
    "书页边上的批注，有的比正文还长，有的只有一个“否”字。",
    "从前借书要填卡片，卡片上的名字一个挨着一个，像一条很慢的队伍。",
    "{place}的图书馆有{n}级台阶，{who}说那是读书人的第一道考题。",
    "刻一块版要{n}天，刻错一个字，只好挖掉，补上一小块木头。",
    "活字排完一页要拆，拆下来的字各回各的格子，像散了场的观众。",
    "宋体横细竖粗，是刀在木头上走出来的，不是笔在纸上写出来的。",
    "楷体像说话，黑体像喊话，仿宋像念给别人听的信。",
    "纸的丝缕要顺着书脊，不然天一潮，书口就起波浪。",
    "{who}收过一本{year}年的账簿，纸比同年的诗集还要好。",
    "裁纸的刀要快，快刀不出毛边，慢刀出的毛边像老人的胡子。",
    "读者来信里夹着一片银杏叶，正好压在讲造纸的那一章。",
    "每印{n}张要停一次机，看一看墨，听一听滚筒的声音。",
    "网上的文章没有页码，所以记住它的人只好记住大概。",
    "屏幕发光，纸不发光，纸上的字是借了窗外的光才让人看见的。",
    "他把整年存下来的网页打印出来，装了{n}册，书名就叫《存下来的》。",
    "一篇文章若是值得读两遍，就值得印一遍。",
    "书出来的那天，{who}没有看封面，先翻到版权页数有几个错字。",
    "{place}的造纸坊靠着河，河水什么颜色，纸就带一点什么颜色。",
    "竹纸脆而白，皮纸韧而黄，{who}抄书用竹纸，立契用皮纸。",
    "印坏的纸叫废页，废页翻过来就是学徒的练习本。",
    "一行排不下的时候，先挤标点，再挤字距，实在不行才动句子。",
    "动句子要问作者，作者不在了，就只好让那一行松一点。",
    "省略号占两格，破折号也占两格，它们是书里最会占地方的客人。",
    "书名号里再套书名号，外面用双的，里面用单的，编辑们为此吵过{n}次。",
    "{year}年以前的报纸竖着排，读报的人一边读一边点头。",
    "改成横排以后，读报的人一边读一边摇头，{who}说这是个老笑话。",
    "好的天头地脚像房子前后的院子，没有用处，可是少了就闷。",
    "注释放在页脚，读的人低一低头就够；放在书后，多半就没有人去找了。",
    "他读书从索引读起，先看看书里有没有自己认识的人。",
    "书架最上一层放不常看的书，日子久了，那一层就成了最想看的书。",
    "{who}在{place}摆了{n}年书摊，说最好卖的是字典，最难卖的是字帖。",
    "雨天书价要便宜一成，因为纸吸了水，称起来重。",
    "修书先洗纸，洗纸先试水，水里放不放碱，要看墨肯不肯。",
    "补一个虫眼要比虫眼大一圈的纸，纤维搭着纤维，才看不出来。",
    "扫描只扫得下字，扫不下纸的厚薄，也扫不下翻页的声音。",
    "一部书稿改了{n}遍，最后付印的和第一遍只差一个逗号。",
    "{who}说，校对是替读者先错一遍。",
    "印张是十六页，凑不满就留白，白页上什么也没有，却也要钱。",
    "封面的颜色在灯下和在日光下不一样，{place}的老板总要抱到门口去看。",
    "把书从中间打开，放在桌上，能自己平着不动，装订就算及格。",
    "孩子学认字先认招牌，后认课本，最后才认得出自己写的字。",
    "夜里读书要有一盏不太亮的灯，太亮了，书里的人就躲起来了。",
    "他说不清书里讲了什么，只记得读到那里的时候，窗外正好停了雨。",
    "纸会老，墨会淡，所以每过一百年，总要有人把书重新印一遍。",
)  # fmt: skip
WHO = ("梅问津", "老顾", "周师傅", "沈拾墨", "排字房的阿良", "何编辑", "我父亲", "看门的老秦", "程校对", "小林")
PLACES = ("南门印书局", "东河纸坊", "城西旧书铺", "学堂后街", "县图书馆", "三号车间", "渡口书摊", "听雨楼", "北仓")
#: Two characters each; drawn at random they give every article words in an order that no other has.
WORDS = tuple(
    "纸张 墨色 铅字 书脊 版心 校样 旧书 灯火 索引 目录 雨声 封面 页码 批注 抄本 刻工 学徒 师傅 掌柜 读者 编者 作者 "
    "译者 邮差 茶馆 河岸 码头 院子 阁楼 抽屉 竹帘 木箱 铜尺 毛笔 砚台 印泥 信札 账簿 诗集 辞典 地图 画册 报纸 杂志 "
    "课本 字帖 石碑 拓片 竹简 丝绸 棉线 浆糊 刀口 滚筒 齿轮 油墨 锌版 照片 底片 光线 影子 窗台 楼梯 书架 柜台 集市 "
    "街巷 车站 轮船 行李 家书 口信 消息 传闻 记忆 梦境 童年 晚年 春天 秋夜 清晨 黄昏 正午 雪后 霜降 谷雨 端午 中秋 "
    "除夕 打磨 翻开 合上 晾干 裁切 折叠 装订 校对 排版 抄写 朗读 收藏 借阅 归还 修补 临摹 誊清 想起 忘记 遇见 告别 "
    "等候 寻找 听见 看见 拿起 放下 走过 停住 安静 缓慢 干净 陈旧 明亮 潮湿 柔软 粗糙 细密 端正 匀称 单薄 厚重 温和".split()
)
PATTERNS = (
    "{}的{}，{}得像{}。",
    "{}{}了{}，{}才{}下来。",
    "{}和{}都在{}里，{}却不在。",
    "他{}着{}，又{}起{}，{}便{}了。",
    "{}之后是{}，{}之前是{}。",
)
THINGS = ("纸", "墨", "铅字", "书脊", "版心", "校样", "旧书", "灯下", "索引", "目录", "雨天的书摊", "封面", "页码")
ANGLES = ("的脾气", "笔记", "从哪里来", "与人", "二三事", "的另一面", "是怎样炼成的", "慢谈", "的最后一道工序", "小史")

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}_纸声网</title>
<meta name="author" content="{author}"><meta property="og:title" content="{title}">
<meta property="article:published_time" content="{day}T08:30:00+08:00">
<style>.article p {{ line-height: 1.8 }}</style><script>window.page = {{ id: {number} }};</script></head>
<body><header><nav><ul><li><a href="/">首页</a></li><li><a href="/paper">纸</a></li><li><a href="/ink">墨</a></li>
<li><a href="/book">书</a></li></ul></nav></header>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/book">书</a> &gt; 正文</div>
<main><article class="article"><h1>{title}</h1>
<div class="meta"><span>{author}</span> <time>{day}</time> <span>阅读 {views}</span></div>
<div class="content">
{body}
</div>
<div class="share-bar">分享到：<a href="#">微博</a> <a href="#">微信</a></div></article>
<aside class="related-posts"><h3>相关阅读</h3><ul>{related}</ul></aside></main>
<footer>纸声网 版权所有 <a href="/about">关于我们</a> <a href="/contact">联系方式</a></footer></body></html>
"""
_SAVED = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}_纸声网</title><meta name="description" content="{title}">
<meta property="og:title" content="{title}"><meta property="article:published_time" content="{day}T08:30:00+08:00">
<meta name="author" content="{author}"><style>{sheet}</style><script>{code}</script></head>
<body class="page page-{number}"><div id="top"><ul class="menu">{menus}</ul><form><input name="q"><button>搜索</button></form></div>
<div class="layout"><div class="col-main"><div class="crumbs"><a href="/">首页</a> &gt; <a href="/book">书</a></div>
<h1 class="headline">{title}</h1><div class="info"><span class="author">{author}</span><span class="time">{day} 08:30</span></div>
<div class="rich-text" id="article-body">{body}</div>
<div class="tags"><a href="/t/1">纸</a><a href="/t/2">墨</a></div><div class="comments"><h3>评论</h3>{comments}</div></div>
<div class="col-side"><h3>热门推荐</h3><ul class="feed">{feed}</ul></div></div>
<div id="foot">纸声网 版权所有 <a href="/about">关于我们</a></div></body></html>
"""
_DUMP = """---
title: '{title}'
categories:
 - 书业
 - 手艺
author: 纸声
comments: false
date: {day} 08:30:00
thumbnail: ''
---

<div>
<p>作者：{author}</p>
{body}
<p>本文由 {author} 原创发布于纸声，未经许可，禁止转载</p>
</div>
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article before it takes a form: paragraphs, of which those that begin with `#` are headings."""

    number: int
    title: str
    author: str
    day: str
    paragraphs: tuple[str, ...]


def draft(number: int, chance: random.Random, shared: int = 0) -> Draft:
    """One article of 1,000 to 4,000 characters; with `shared`, a paragraph more behind each, of so many
    sentences that other articles have, too."""
    paragraphs: list[str] = []
    for section in range(chance.randint(3, 6)):
        if section:
            paragraphs.append(f"# {chance.choice(THINGS)}{chance.choice(ANGLES)}")
        for _ in range(chance.randint(3, 6)):
            said = chance.sample(PATTERNS * 2, chance.randint(2, 7))
            first = _filled(chance.choice(SENTENCES), chance)
            paragraphs.append(first + "".join(text.format(*chance.choices(WORDS, k=6)) for text in said))
            if shared:
                paragraphs.append("".join(_filled(text, chance) for text in chance.sample(SENTENCES, shared)))
    title = f"{chance.choice(THINGS)}{chance.choice(ANGLES)}，札记{number}"
    day = date(2015, 1, 1) + timedelta(days=chance.randrange(3650))
    return Draft(number, title, chance.choice(WHO[:4]), day.isoformat(), tuple(paragraphs))


def _filled(text: str, chance: random.Random) -> str:
    return text.format(
        who=chance.choice(WHO), place=chance.choice(PLACES), year=chance.randint(1895, 2020), n=chance.randint(3, 99)
    )


def _markup(made: Draft) -> str:
    return "\n".join(
        f"<h2>{escape(text[2:])}</h2>" if text.startswith("# ") else f"<p>{escape(text)}</p>"
        for text in made.paragraphs
    )


def page(made: Draft) -> str:
    """A whole page, with the furniture of a site."""
    related = "".join(f'<li><a href="/book/{made.number + i}">{thing}小史</a></li>' for i, thing in enumerate(THINGS))
    return _PAGE.format(
        title=escape(made.title), author=made.author, day=made.day, number=made.number, views=made.number * 37,
        body=_markup(made), related=related,
    )  # fmt: skip


def dump(made: Draft) -> str:
    """Front matter over an HTML body, as feed readers write it."""
    return _DUMP.format(title=made.title, author=made.author, day=made.day, body=_markup(made))


def text(made: Draft) -> str:
    """What is left where a page was copied by hand."""
    lines = [f"{made.title}_纸声网", f"{made.day} 来源：纸声网 作者：{made.author}"]
    return "\n\n".join([*lines, *(line.removeprefix("# ") for line in made.paragraphs), "责任编辑：小林"]) + "\n"


def saved_page(made: Draft, chance: random.Random) -> str:
    """A page as browsers save those of large sites, some 57,000 characters: code, styles, lists of links,
    comments; a picture beside it."""
    menus = "".join(
        f'<li class="nav-item nav-item-{n}"><a href="/channel/{n}?from=top" target="_blank"><span>{thing}</span></a></li>'
        for n, thing in enumerate(THINGS * 8)
    )
    feed = "".join(
        f'<li class="feed-item" data-id="{n}"><a href="/a/{made.number + n}"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
        f"<h4>{chance.choice(THINGS)}{chance.choice(ANGLES)}</h4></a><span>{chance.choice(WHO)}</span><em>{n * 7} 评论</em></li>"
        for n in range(90)
    )
    comments = "".join(
        f'<div class="comment"><a class="user" href="/u/{n}">{chance.choice(WHO)}</a>'
        f"<p>{_filled(chance.choice(SENTENCES), chance)}</p><span>回复</span></div>"
        for n in range(30)
    )
    code = "".join(f"window.__s{n}={{id:{n},t:'{chance.randrange(10**9):09}'}};" for n in range(450))
    sheet = "".join(f".c{n}{{margin:{n % 9}px;color:#{n * 9973 % 4096:03x}}}" for n in range(300))
    figure = (
        f'<figure><img src="{made.number:04}_files/1.png"><figcaption>{chance.choice(THINGS)}</figcaption></figure>'
    )
    first, *others = _markup(made).split("\n")
    body = "\n".join((first, figure, *others))
    return _SAVED.format(
        title=escape(made.title), author=made.author, day=made.day, number=made.number, menus=menus, feed=feed,
        comments=comments, code=code, sheet=sheet, body=body,
    )  # fmt: skip


def picture(chance: random.Random) -> bytes:
    """A PNG of 320 × 200 points of colour in blocks of ten, no two alike."""
    small = Image.frombytes("RGB", (32, 20), chance.randbytes(32 * 20 * 3))
    file = BytesIO()
    small.resize((320, 200), Image.Resampling.NEAREST).save(file, "PNG")
    return file.getvalue()


#: The forms, in turn: folder and suffix, and who writes it.
FORMS = (("dumps", ".md", dump), ("pages", ".html", page), ("texts", ".txt", text))


def write(folder: Path, count: int, seed: int = 20250618) -> int:
    """Writes articles into `dumps/`, `pages/` and `texts/` below the folder; gives their size in bytes."""
    chance = random.Random(seed)
    size = 0
    for number in range(1, count + 1):
        name, suffix, form = FORMS[number % len(FORMS)]
        body = form(draft(number, chance)).encode()
        size += len(body)
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / f"{number:04}{suffix}").write_bytes(body)
    return size


def dumps(folder: Path, count: int, shared: int = 0, seed: int = 20250618) -> int:
    """Writes dumps of 6 kB, or of some 11 kB of which half the sentences are `shared` among articles; gives their size in bytes."""
    chance, size = random.Random(seed), 0
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        body = dump(draft(number, chance, shared)).encode()
        size += len(body)
        (folder / f"{number:04}.md").write_bytes(body)
    return size


def saved_pages(folder: Path, count: int, seed: int = 20250618) -> int:
    """Writes whole saved pages, each with its folder of pictures; gives the size of the pages in bytes."""
    chance, size = random.Random(seed), 0
    for number in range(1, count + 1):
        body = saved_page(draft(number, chance), chance).encode()
        size += len(body)
        beside = folder / f"{number:04}_files"
        beside.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:04}.html").write_bytes(body)
        (beside / "1.png").write_bytes(picture(chance))
    return size
