"""The packaged rules: each keeps its own promises, none is slow, and none takes an author's prose."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import soupsieve

from book import engine, packaged
from book.clean import clean
from book.findings import Finding
from book.model import Article, Paragraph, Raw, Source, Text
from book.read import html5, read
from book.read.addresses import Addresses
from book.read.dom import Walk
from book.read.page import origin
from book.read.selectors import compiled
from book.rules import LineRule, NodeRule, NoticeRule, RuleError, SiteRule, load
from book.rules.load import _begins
from book.text import bare, squash, squeeze
from book.walk import block_text, plain_text

FILES = packaged.rule_files()
RULES = load(FILES)
SELECTORS = ("body", "title", "author", "account", "date", "remove")
PLACES = ("head", "tail", "edge", "any", "inside")

EXAMPLES = tuple(
    squash(RULES.mirror(text))
    for text in (
        *(example.text for rule in RULES.lines for example in rule.examples),
        *(text for rule in RULES.notices for text in (*rule.counter, *(one["text"] for one in rule.examples))),
    )
)

each_node = pytest.mark.parametrize("rule", RULES.nodes, ids=lambda rule: rule.name)
each_line = pytest.mark.parametrize("rule", RULES.lines, ids=lambda rule: rule.name)
each_notice = pytest.mark.parametrize("rule", RULES.notices, ids=lambda rule: rule.name)
each_site = pytest.mark.parametrize("rule", RULES.sites, ids=lambda rule: rule.name)


def cleaned(page: str, name: str = "页.html") -> tuple[Article, list[Finding]]:
    """A page read and cleaned, with all that was found."""
    article, findings = read(Raw(name, page.encode()), RULES)
    assert article is not None, findings
    article, more = clean(article, RULES, findings)
    return article, [*findings, *more]


def everything(article: Article) -> str:
    """What an article says, notices included, without white space."""
    return squash(plain_text(article.blocks) + plain_text(tuple(Paragraph(n.children) for n in article.notices)))


# ---------------------------------------------------------------------------------------------------------- all of them


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        ("^a", True), ("^a|^b", False), ("^(?:a|b)c", True), (r"^a\|b", True), ("^[|(]a", True), ("^[^]|]a", True),
        (r"^[\]|]a", True), ("a^b", False), ("a", False), (r"\^a", False), ("^a(?:b(?:c|d)|e)", True), (r"^\(a|b", False),
        ("(?:^a)", False),
    ],
)  # fmt: skip
def test_what_can_match_at_the_start_alone_is_told_from_the_rest(pattern: str, begins: bool):
    assert _begins(pattern) is begins


@each_line
def test_a_rule_in_parts_knows_what_its_whole_expression_knows(rule: LineRule):
    for text in EXAMPLES:
        if not rule.share and len(text) <= rule.longest:
            assert rule.matches(text) == (rule.pattern.search(text) is not None), text


@pytest.mark.parametrize(
    "text", ["他说：“铅字，（夜）里！”", "鉛字的分量：ＡＢ１２　排版—印刷", "", "İstanbul，İ", "〈渡〉·河【上】"]
)
def test_a_mirror_is_the_text_character_for_character(text: str):
    slow = "".join(RULES.variants._mirror.get(ord(char), char) for char in text)
    lower = slow.lower()
    assert RULES.variants.mirrored(text) == (lower if len(lower) == len(text) else slow)


def test_rules_have_names_of_their_own():
    for rules in (RULES.nodes, RULES.lines, RULES.notices, RULES.sites):
        names = [rule.name for rule in rules]
        assert len(names) == len(set(names))


def test_every_rule_has_an_example_and_a_counter_example():
    bare_ones = [rule.name for rule in (*RULES.nodes, *RULES.lines) if len({e.matches for e in rule.examples}) < 2]
    bare_ones += [rule.name for rule in RULES.notices if not (rule.examples and rule.counter)]
    assert bare_ones == []


@each_line
def test_lines_act_in_a_known_place(rule: LineRule):
    assert rule.where in PLACES


# ------------------------------------------------------------------------------------------------- nodes, lines, notices


@each_node
def test_node_examples(rule: NodeRule):
    walk = Walk(RULES, "示例", Addresses(RULES, ""))
    for example in rule.examples:
        found = walk.rule_of(html5.tree(example.text).body.inside()[0])
        assert (found is not None and found.kind == rule.kind) is example.matches, (example.text, found)


@each_line
def test_line_examples(rule: LineRule):
    for example in rule.examples:
        mirrored = squash(RULES.mirror(example.text))
        assert rule.matches(mirrored) is example.matches, example.text
        if example.matches:
            found = RULES.line(example.text, where=rule.where)
            assert found is not None, example.text
            assert found is rule or RULES.lines.index(found) < RULES.lines.index(rule), (example.text, found.name)


@each_notice
def test_notice_examples(rule: NoticeRule):
    for example in rule.examples:
        found = RULES.notice(example["text"])
        assert found is not None, example["text"]
        assert found[0].kind is rule.kind, (example["text"], found[0].name)
        expected = {name: value for name, value in example.items() if name != "text"}
        assert {name: found[1].get(name) for name in expected} == expected, example["text"]
    for text in rule.counter:
        mirrored = RULES.mirror(text)
        assert len(mirrored) > rule.longest or rule.pattern.search(mirrored) is None, text


# -------------------------------------------------------------------------------------------------------------- sites


def test_no_two_sites_share_a_host_or_a_name():
    hosts = [host for rule in RULES.sites for host in rule.hosts]
    assert len(hosts) == len(set(hosts))
    names = [bare(name) for rule in RULES.sites for name in {bare(n) for n in (rule.site, *rule.names) if n}]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_a_special_host_comes_before_the_general_one():
    for index, rule in enumerate(RULES.sites):
        for host in rule.hosts:
            for later in RULES.sites[index + 1 :]:
                assert not any(other.endswith("." + host) for other in later.hosts), (rule.name, later.name)


@each_site
def test_site_selectors_are_selectors(rule: SiteRule):
    for key in SELECTORS:
        for selector in getattr(rule, key):
            if selector != "ct":  # a date that stands in a script
                soupsieve.compile(selector)
                assert compiled(selector), f"{selector} would need a copy of each page"


@each_site
def test_site_example_exercises_the_rule(rule: SiteRule):
    soup = html5.tree(rule.example)
    for key in SELECTORS:
        selectors = getattr(rule, key)
        found = [s for s in selectors if (s == "ct" and "ct =" in rule.example) or (s != "ct" and soup.chosen(s))]
        assert found or not selectors, f"nothing in the example for {key}"
    assert bool(rule.remove) is bool(rule.drop)
    assert "title" in rule.expect


@each_site
def test_site_example_reads_as_it_says(rule: SiteRule):
    article, findings = cleaned(rule.example)
    how = next(finding.rule for finding in findings if finding.code == "read.extracted")
    assert how.startswith(f"site rule {rule.name}:" if rule.body else "generic")
    got = {key: getattr(article, "published" if key == "date" else key) for key in rule.expect}
    got |= {"date": got["date"].iso_day} if "date" in got else {}
    assert got == dict(rule.expect)
    assert article.site == rule.site or not rule.site
    kept = everything(article)
    for text in rule.drop:
        assert squash(text) in squash(rule.example)
        assert squash(text) not in kept
    prose = [s for s in re.findall(r">([^<>]{12,}[。！？])<", rule.example) if not any(t in s for t in rule.drop)]
    assert len(prose) >= 2
    assert [sentence for sentence in prose if squash(sentence) not in kept] == []


@each_site
def test_site_is_known_by_its_marks_alone(rule: SiteRule):
    homeless = re.sub(r'<link rel="canonical"[^>]*>|<meta property="og:url"[^>]*>', "", rule.example)
    found = origin.site_of("", homeless, RULES)
    if any(mark in homeless for mark in rule.marks):
        assert found is rule
    else:
        assert found is None


def test_wechat_posts_of_pictures_and_of_text():
    address = '<meta property="og:url" content="https://mp.weixin.qq.com/s/example">'
    pictures = (
        f'<html><head>{address}</head><body><div id="js_image_content"><h1 class="rich_media_title">晒字画的一天</h1>'
        '<a id="js_name">纸上谈</a><p class="share_notice" id="js_image_desc">院子里拉起三道绳，字画挂上去像换了一批客人。</p>'
        "</div></body></html>"
    )
    article, _ = cleaned(pictures)
    assert (article.title, article.account) == ("晒字画的一天", "纸上谈")
    assert "像换了一批客人" in everything(article)
    text = (
        f'<html><head>{address}</head><body><h1 id="js_text_title">短札一则</h1><a id="js_name">纸上谈</a>'
        '<p id="js_text_desc" class="js_text_desc">今天只收到一封信，信里只有一个字：好。</p></body></html>'
    )
    article, _ = cleaned(text)
    assert article.title == "短札一则"
    assert "信里只有一个字：好" in everything(article)


def test_a_name_that_a_dump_gives_finds_the_site():
    wanted = {
        "36kr": "36氪", "掘金": "掘金", "cnBeta": "cnBeta", "开源中国": "开源中国", "巴哈姆特": "巴哈姆特", "极客网": "极客网",
        "高科技行业门户": "高科技行业门户（OFweek）", "人人都是产品经理": "人人都是产品经理", "零壹财经": "零壹财经",
    }  # fmt: skip
    known = {bare(name): rule.site for rule in RULES.sites for name in (rule.name, rule.site, *rule.names)}
    assert {name: known.get(bare(name)) for name in wanted} == wanted


# ------------------------------------------------------------------------------------------------------------ the loader


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("noise.toml", '[[line]]\nname = "甲"\nkind = "tip"\npattern = "a"\nexamples = ["a"]\nspeed = 3', "'speed'"),
        ("noise.toml", '[[line]]\nname = "甲"\nkind = "tip"\npattern = "a"', "'examples' is missing"),
        ("noise.toml", '[[node]]\nname = "甲"\nkind = "tip"\nclasses = ["a"]', "'examples' is missing"),
        ("notices.toml", '[[notice]]\nname = "甲"\nkind = "rights"\npattern = "a"', "'examples' is missing"),
        ("sites/a.toml", '[[site]]\nname = "甲"\nhost = ["a.cn"]\nexample = "<p>"', "'host'"),
        ("sites/a.toml", '[[site]]\nname = "甲"\nhosts = ["a.cn"]', "'example' is missing"),
    ],
)
def test_a_bad_rule_is_named_with_its_file(name: str, text: str, said: str):
    with pytest.raises(RuleError) as caught:
        load({name: text})
    assert name in str(caught.value)
    assert "甲" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("noise.toml", '[[line]]\nname = "甲"\nkind = "tip"\npattern = "(a"\nexamples = ["a"]', "missing )"),
        ("noise.toml", '[[node]]\nname = "甲"\nkind = "tip"\nlike = "[a"\nexamples = ["a"]', "unterminated"),
        ("notices.toml", '[[notice]]\nname = "甲"\nkind = "rights"\npattern = "*"\nexamples = []', "nothing to repeat"),
    ],
)
def test_an_expression_of_the_user_is_compiled_at_once(name: str, text: str, said: str):
    with pytest.raises(RuleError) as caught:
        load({}, {name: text})
    assert name in str(caught.value)
    assert "甲" in str(caught.value)
    assert said in str(caught.value)


def test_expressions_of_the_user_that_do_not_go_with_ours_are_told_of():
    ours, mine = '[patterns]\nlead = "(?P<a>x)"', '[patterns]\nlead = "(?P<a>y)"'
    with pytest.raises(RuleError, match="redefinition"):
        load({"lists.toml": ours}, {"mine.toml": mine})


def test_no_expression_of_ours_is_compiled_before_it_is_asked(monkeypatch: pytest.MonkeyPatch):
    compiled: list[str] = []
    plain = engine.compiled
    monkeypatch.setattr(engine, "compiled", lambda pattern, flags=0: compiled.append(pattern) or plain(pattern, flags))
    rules = load(FILES)
    assert not compiled
    assert rules.notices[0].pattern.search("") is None
    assert compiled == [rules.notices[0].pattern.pattern]


def test_rules_of_a_user_come_first_and_need_no_example():
    mine = '[[site]]\nname = "mine"\nhosts = ["zhihu.com"]\nsite = "我的"\nbody = [".own"]'
    rules = load(FILES, {"mine.toml": mine})
    for address in ("https://www.zhihu.com/question/1", "https://daily.zhihu.com/story/1"):
        found = origin.site_of(address, "", rules)
        assert found is not None
        assert found.name == "mine"


def test_a_table_of_no_known_kind_is_refused():
    with pytest.raises(RuleError, match=r"noise\.toml.*'lime'"):
        load({"noise.toml": '[[lime]]\nname = "甲"'})
    with pytest.raises(RuleError, match=r"noise\.toml"):
        load({"noise.toml": "[[line]\n"})


# ----------------------------------------------------------------------------------------------------------------- speed

_HOSTILE = """
import faulthandler
from book import packaged, store
from book.rules import load
rules = load(packaged.rule_files())
units = [" ", "a", "关注", "7", "作者 ", "《", "(", "来源:", "a.", "分享", "/", "x@", "、张", "第1页", "a.cn/", "2019-", "赞 "]
patterns = [(rule.name, rule.pattern) for rule in (*rules.lines, *rules.notices)]
patterns += [(rule.name, rule.like) for rule in rules.nodes if rule.like] + list(rules.patterns.items())
for name, pattern in patterns:
    for unit in units:
        print(name, unit, flush=True)
        faulthandler.dump_traceback_later(20, exit=True)
        pattern.search(rules.mirror((unit * 20_000)[:20_000]) + "。")
"""


def test_no_pattern_hangs_on_hostile_text():
    """Each of them is done in a fraction of a second; twenty is what the slowest machine is given."""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", _HOSTILE], cwd=root, capture_output=True, check=False)
    assert done.returncode == 0, f"stuck in {done.stdout.decode().splitlines()[-1:]}"


# ----------------------------------------------------------------------------------------------------------------- prose

FILLER = (
    "河上的渡船一天走六趟，撑船的人姓何，从他祖父起就在这里撑船，岸边的石阶磨得发亮。",
    "过河的多是去镇上赶集的人，挑着菜，牵着孩子，有一回还有人牵来一头不肯上船的驴。",
    "何师傅说水认得人：你慌，它就晃得厉害；你不慌，它也懒得理你。听的人都点头。",
    "前年上游修了桥，渡口的人一天比一天少，他还是六趟，一趟也不肯少，空船也要走。",
)  # fmt: skip

#: Sentences of an author that use the words of furniture. None may go, wherever it stands.
PROSE = (
    "他一辈子只关注两件事，一件是河水涨没涨，另一件是儿子有没有来信。",
    "那几年没有人关注旧书摊，摊主反而把每一本都读了一遍，读完才肯卖。",
    "村里第一次有人关注这口井，是因为井水忽然变咸了，咸得牛都不喝。",
    "报纸的第四版全是广告，父亲却看得最仔细，说那里面有城里人的日子。",
    "她年轻时给香烟厂画广告，画到第三年，画里的女人都长成了她母亲的样子。",
    "墙上的广告刷了一层又一层，下雨天最底下那层会透出来，是一句旧口号。",
    "演讲结束后没有人鼓掌，只有后排的一个孩子举起手，给他点了一个赞。",
    "大家都说老周的豆腐好，点赞的话说了一箩筐，真去买的还是那几户人家。",
    "菜市场的案板上贴着二维码，卖鱼的老太太用胳膊肘压着它，怕被水冲走。",
    "和尚在功德箱旁边也摆了二维码，扫的人不多，拍照的人倒是排起了队。",
    "这个故事的来源已经没有人说得清，县志上只有半行，还被虫蛀去了两个字。",
    "祖母的收入来源是替人缝扣子，一颗两分钱，缝了二十年，供出一个医生。",
    "编辑把他的第一章整个删掉了，说故事应当从那场雨写起，他想了一夜才同意。",
    "杂志社只有两个编辑，一个管字，一个管画，中午在同一张桌子上吃面。",
    "他的诗被转载了四十多次，没有一次署名，他把剪报都贴在灶房的墙上。",
    "这篇文章后来被许多报纸转载，作者自己却是在理发店的旧报上第一次读到。",
    "书评家的评论刻薄得很，作者把它剪下来，压在玻璃板底下，每天看一眼。",
    "村民对新桥的评论只有一句：走是好走，就是看不见水了，心里空得很。",
    "图书管理员推荐的书总是借不出去，因为他推荐的时候自己先不好意思起来。",
    "医生推荐他每天走一万步，他就每天绕着粮库走，走到看门狗都不再叫他。",
    "说书人讲到要紧处就停下来喝茶，等台下打赏，铜板落在锣里，叮当作响。",
    "戏班子不靠票钱靠打赏，哪家的老爷多看了谁一眼，后台的人都记在心里。",
    "他收藏了三百多个火柴盒，没有一个是空的，搬家时消防队的人也来了。",
    "分享这个词在他们那里还很新，老人们说的是匀，把一碗肉匀给两家人吃。",
    "登录这艘船要走一块很窄的跳板，母亲抱着我，一步一步，不敢看下面的水。",
    "夜里雪停了，值班的人在登记簿上写：无人来访，一只猫，两点一刻离开。",
    "往期的合订本都放在阁楼，老鼠把一九七八年的那本咬掉了一个角，没有碰字。",
    "上一篇日记写在火车上，字是抖的，过了三十年再看，还能听见铁轨的声音。",
    "相关的人都已经不在了，只剩下一张合影，照片背面写着日期，没有写名字。",
    "他说版权是个好东西，可惜他的歌都是听来的，听来的东西不好说是谁的。",
    "版权页上印着三个人的名字，其中一个是排字工，这在那个年代很少见。",
    "他在遗嘱里声明，所有的书都送给镇上的小学，条件是允许孩子用铅笔在上面画线。",
    "声明贴出来的那天，厂门口站满了人，没有人念出声，都在等别人先开口。",
    "客户端着酒杯站起来，说了一句谁也没听懂的话，翻译愣了愣，把它译成了祝福。",
    "应用题他总是做错，因为他要先问清楚，那个水池为什么一边进水一边出水。",
    "他下载了整整一个夏天的蝉声，冬天关上窗，戴上耳机，一个人坐在屋里听。",
    "第一时间赶到的不是消防车，是隔壁修鞋的哑巴，他提着一桶补鞋用的水。",
    "首页上的那张照片拍的是我家老屋，屋檐下的人是邻居，他们都以为是我父亲。",
    "返回首页的路他不认得，只好一页一页往前翻，翻着翻着就把书又读了一遍。",
    "联系他的人很多，多半是想买那块地，只有一个人问起他种的那棵梨树。",
    "合作社的账是用算盘打的，打完要念一遍给大家听，念错了就从头再打一遍。",
    "投稿的信封要贴八分邮票，他攒了一个月，结果退稿信也是八分，正好打平。",
    "他加了那个微信群以后才知道，原来全村的年轻人都在外面，每天晚上才聚齐。",
    "报名的人从街这头排到街那头，招的却只有两名，一个看仓库，一个喂鸽子。",
    "优惠的话铺子里天天写在黑板上，粉笔字，下一场雨就没了，第二天再写。",
    "课间他们交换漫画书，看完要还，封面折了的人要请大家喝一瓶橘子汽水。",
    "阅读这件事在矿上是偷着做的，灯油要钱，读书人把字凑到炉门口去看。",
    "浏览一遍花名册，姓陈的占了一半，另一半姓林，只有老师一个人姓欧阳。",
    "留言簿的最后一页写着：门没有锁，炉子上有水，喝完请把杯子倒扣在桌上。",
    "回复他的只有山谷，他喊一声，山谷答一声，答得比他自己还要诚恳一些。",
    "订阅报纸的人家门口都钉着一个绿箱子，送报的孩子数箱子，一共二十七个。",
    "公众号这个词传到镇上的时候，老先生以为是戏台上的角儿，问唱的是哪一出。",
    "星标是天文课上的旧东西，一颗一颗用铜钉钉在木板上，北斗的勺柄松了一颗。",
    "原标题是《水边》，书商嫌它卖不动，改成了《水边的女人》，里面却没有女人。",
    "原创的不一定好，祖父说，好木匠一辈子照着一把椅子做，做到最后才像自己的。",
    "责任编辑四个字印得很小，他拿放大镜给孙女看，说这就是爷爷，别的都是别人。",
    "记者在村口等了三天，等来的是一场雨，他把雨写了进去，那篇稿子反倒得了奖。",
    "摄影的人走了以后，老人才把假牙取下来，说笑了一下午，牙床都酸了。",
    "图片上的桥已经拆了，他还是每天走到那里，站一会儿，再从新桥绕回来。",
    "更多的时候他们什么也不说，一个补网，一个择菜，收音机里放着外乡的天气。",
    "排行老三的那个最会吃苦，工钱寄回家，自己在工地上吃了两年的白水面条。",
    "免责的话他说了一车，最后还是自己掏钱赔了那只碗，碗底有一条很旧的裂纹。",
)


def test_prose_list_is_fair():
    assert len(PROSE) >= 60
    assert all(len(sentence) >= 25 and sentence.endswith("。") for sentence in PROSE)


def article_of(*paragraphs: str) -> Article:
    blocks = tuple(Paragraph((Text(text),), at=number) for number, text in enumerate(paragraphs, 1))
    return Article("渡口", blocks, Source("渡口.md"))


def untouched(*paragraphs: str) -> None:
    """Fails where cleaning takes or moves one of these paragraphs."""
    article, findings = clean(article_of(*paragraphs), RULES)
    taken = [
        (finding.rule, finding.excerpt) for finding in findings if finding.code in ("clean.removed", "clean.moved")
    ]
    assert taken == []
    assert [squeeze(block_text(block)) for block in article.blocks] == list(paragraphs)


@pytest.mark.parametrize("sentence", PROSE, ids=lambda text: text[:10])
def test_prose_survives_at_either_end(sentence: str):
    untouched(sentence, *FILLER)
    untouched(*FILLER, sentence)
    untouched(FILLER[0], sentence, *FILLER[1:])
    untouched(*FILLER[:3], sentence, FILLER[3])


def test_an_article_of_such_prose_survives():
    untouched(*PROSE)
    untouched(*reversed(PROSE))


def test_a_page_of_such_prose_survives():
    page = "<html><head><title>渡口</title></head><body><article><h1>渡口</h1>{}</article></body></html>"
    for sentences in (PROSE, tuple(reversed(PROSE))):
        article, _ = cleaned(page.format("".join(f"<p>{sentence}</p>" for sentence in sentences)))
        assert [s for s in sentences if squash(s) not in squash(plain_text(article.blocks))] == []
