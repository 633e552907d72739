"""Reading: whatever the bytes, an article or a finding comes back; what a reader takes away it accounts for."""

from __future__ import annotations

import plistlib
import re
import time
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from book import packaged
from book.codes import Deed
from book.findings import Finding
from book.model import Article, Figure, Items, Paragraph, Raw
from book.read import form_of, read
from book.read.decode import decode
from book.rules import RuleSet, load
from book.settings.overrides import Overrides
from book.settings.values import CleanConfig
from book.text import fold
from book.walk import block_text, plain_text

RULES: RuleSet = load(packaged.rule_files())
SHARED = Path(__file__).parents[2].parent / "shared"
PROSE = (
    "字模在雨天会涨一点，老师傅用手背试得出来，学徒要等三年才信这件事情。",
    "第二年他买了一只湿度计，指针和手背说的一样，他就把湿度计收进了抽屉里。",
    "后来抽屉丢了，字模也熔了，只有那句话还有人说：先摸一摸，再排。",
)


def of(body: str | bytes, name: str = "a") -> tuple[Article | None, tuple[Finding, ...]]:
    return read(Raw(name, body.encode() if isinstance(body, str) else body, name), RULES)


def page(inside: str, head: str = "<title>雨天的字模</title>") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{inside}</body></html>"


PARAGRAPHS = "".join(f"<p>{text}</p>" for text in PROSE)


# ------------------------------------------------------------------------------------------------------------ properties


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=300).map(str.encode),
        st.text("<>/=\"' pdivbaul\n　你好，。&;#x-", max_size=400).map(str.encode),
    )
)
def test_reading_never_raises_and_always_answers(body: bytes) -> None:
    article, findings = of(body)
    assert article is not None or any(finding.code.startswith("input.") for finding in findings)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*PROSE, "短句。", "灯", "A plain line of English."]), min_size=1, max_size=8),
    st.lists(
        st.sampled_from(["p", "div", "section", "li", "blockquote", "h3", "td", "b", "em", "span", "figure"]),
        min_size=8,
        max_size=8,
    ),
)
def test_text_in_is_text_kept_or_accounted_for(texts: list[str], tags: list[str]) -> None:
    markup = page(
        "<div>" + "".join(f"<{tag}>{text}</{tag}>" for text, tag in zip(texts, tags, strict=False)) + "</div>"
    )
    article, findings = of(markup)
    if article is None:
        return
    told = fold(article.title + plain_text(article.blocks) + "".join(f.excerpt for f in findings))
    for text in texts:
        assert fold(text) in told


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["b", "i", "span", "font", "a"])), max_size=6))
def test_markup_in_a_line_changes_no_text(cuts: list[tuple[int, str]]) -> None:
    plain = PROSE[0]
    marked = plain
    for at, tag in sorted(cuts, reverse=True):
        marked = (
            marked[:at] + f"<{tag}>" + marked[at : at + 2] + f"</{tag}>" + marked[at + 2 :]
            if "<" not in marked[at : at + 3]
            else marked
        )
    one, _ = of(f"---\ntitle: x\n---\n<div><p>{plain}</p><p>{PROSE[1]}</p></div>")
    two, _ = of(f"---\ntitle: x\n---\n<div><p>{marked}</p><p>{PROSE[1]}</p></div>")
    assert one is not None
    assert two is not None
    assert plain_text(one.blocks) == plain_text(two.blocks)


# ----------------------------------------------------------------------------------------------------------------- forms


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("dump", "\n---\ntitle: 'x'\n---\n<p>y</p>"), ("page", page(PARAGRAPHS)),
        ("fragment", PARAGRAPHS), ("text", "\n\n".join(PROSE)),
        ("markdown", "# 题\n\n- 一\n- 二\n\n**重**"), ("wechat-markdown", "#  题目  \n 账号   2024-01-02 03:04  \n\n正文"),
        ("bbs", f" 作者  hedu (何渡)   看板  Ferry\n 標題  渡口\n 時間  Tue Mar  5 21:04:05 2019\n\n{PROSE[0]}"),
        ("feed", '<?xml version="1.0"?><rss version="2.0"></rss>'), ("dump", "---\ntitle: \"坏\"引号\"\n---\n正文"),
    ],
)  # fmt: skip
def test_the_form_is_told_by_content(form: str, text: str) -> None:
    assert form_of(text) == form


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"])
def test_encodings_by_evidence(codec: str) -> None:
    text = (
        "".join(PROSE)
        if codec != "big5"
        else "直排的書從右邊翻開，讀的人先看見結尾的留白，再看見開頭的字。這樣的次序沒有人覺得奇怪。"
    )
    found = decode((text + "\n").encode(codec))
    assert found is not None
    assert found.text.strip() == text


def test_a_page_that_lies_about_its_encoding() -> None:
    article, _ = of(page(PARAGRAPHS, '<meta charset="gb2312"><title>雨天的字模</title>'))
    assert article is not None
    assert article.title == "雨天的字模"


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (200, 90), "navy").save(out, "PNG")
    return out.getvalue()


PICTURED = page(
    f'<article><h1>雨天的字模</h1><p>{PROSE[0]}</p><img src="http://x.example.com/a.png"><p>{PROSE[1]}</p></article>'
)


def test_mhtml_brings_its_pictures() -> None:
    message = MIMEMultipart("related")
    message["From"] = "<Saved by Blink>"
    text = MIMEText(PICTURED, "html", "utf-8")
    text["Content-Location"] = "https://x.example.com/1"
    picture = MIMEImage(_picture(), "png")
    picture["Content-Location"] = "http://x.example.com/a.png"
    message.attach(text)
    message.attach(picture)
    _assert_pictured(message.as_bytes())


def test_webarchive_brings_its_pictures() -> None:
    resource = {
        "WebResourceData": PICTURED.encode("gbk"),
        "WebResourceURL": "https://x.example.com/1",
        "WebResourceTextEncodingName": "gbk",
    }
    picture = {
        "WebResourceURL": "http://x.example.com/a.png",
        "WebResourceMIMEType": "image/png",
        "WebResourceData": _picture(),
    }
    archive = {"WebMainResource": resource, "WebSubresources": [picture]}
    _assert_pictured(plistlib.dumps(archive, fmt=plistlib.FMT_BINARY))


def _assert_pictured(body: bytes) -> None:
    article, _ = of(body)
    assert article is not None
    assert article.title == "雨天的字模"
    assert article.source.url == "https://x.example.com/1"
    [figure] = [block for block in article.blocks if isinstance(block, Figure)]
    assert figure.images[0].src.startswith("data:image/png;base64,")
    assert PROSE[1] in plain_text(article.blocks)


@pytest.mark.parametrize(
    "body",
    [
        b"bplist00garbage",
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n",
        b"<plist>WebMainResource",
    ],
)
def test_broken_archives_are_told(body: bytes) -> None:
    article, findings = of(body)
    assert article is not None or findings


def test_text_that_only_a_script_holds() -> None:
    state = '{"props":{"html":"' + PARAGRAPHS.replace('"', '\\"') + '","t":"短"}}'
    article, findings = of(
        page(f'<div id="root"></div><script id="__NEXT_DATA__" type="application/json">{state}</script>')
    )
    assert article is not None
    assert plain_text(article.blocks) == "\n".join(PROSE)
    assert any(finding.rule == "data in a script" for finding in findings)


def test_a_wechat_picture_post() -> None:
    head = (
        f'<meta property="og:title" content="雨天的字模"><meta name="description" content="{PROSE[0]}\\x0a{PROSE[1]}">'
    )
    script = "<script>var ct='1700000000';x={cdn_url: 'https://mmbiz.qpic.cn/a/640'}</script>"
    article, _ = of(page(f'<div id="js_content" class="rich_media_content"></div>{script}', head))
    assert article is not None
    assert str(article.published).startswith("2023-11-15")
    assert PROSE[0] in plain_text(article.blocks)
    assert any(isinstance(block, Figure) for block in article.blocks)


# ------------------------------------------------------------------------------------------------------- not an article


@pytest.mark.parametrize(
    "words",
    [
        "该内容已被发布者删除",
        "此内容因违规无法查看",
        "当前环境异常，完成验证后即可继续访问",
        "The content has been deleted by the author.",
    ],
)
def test_a_page_that_says_the_article_is_gone(words: str) -> None:
    article, findings = of(page(f"<div><p>{words}</p></div>", "<title></title>"))
    assert article is None
    assert findings[-1].code == "input.unavailable"


def test_prose_that_mentions_a_deletion_is_an_article() -> None:
    article, _ = of(page(f"<article>{PARAGRAPHS * 5}<p>他点开那一页，上面写着：该内容已被发布者删除。</p></article>"))
    assert article is not None


def test_an_index_is_no_article() -> None:
    links = "".join(f'<li><a href="/{n}.html">第{n}篇：纸上的旧事与别处的标题</a></li>' for n in range(30))
    article, findings = of(page(f"<ul>{links}</ul>"))
    assert article is None
    assert findings[-1].code == "input.index"


# --------------------------------------------------------------------------------------------------------------- structure


def test_br_soup_becomes_paragraphs_and_verse_stays() -> None:
    article, _ = of(f"---\ntitle: x\n---\n<div>{PROSE[0]}<br><br>{PROSE[1]}<br><br>顺丝一折平，<br>横丝一折惊。</div>")
    assert article is not None
    assert [block_text(block) for block in article.blocks] == [PROSE[0], PROSE[1], "顺丝一折平，\n横丝一折惊。"]


def test_a_list_that_the_last_paragraph_announces_is_the_authors_and_so_is_what_closes_it() -> None:
    end = "<p>要有这几样：</p><ul><li>竹起子</li><li>喷壶</li></ul><figure><img src='a.jpg'><figcaption>喷壶</figcaption></figure>"
    related = (
        "<div><h3>相关阅读</h3><ul><li><a href='/1'>纸的脾气</a></li><li><a href='/2'>墨的脾气</a></li></ul></div>"
    )
    article, _ = of(page(f"<div>{PARAGRAPHS}{end}<p>都不贵。</p></div>{related}"))
    assert article is not None
    said = [block_text(block) for block in article.blocks]
    assert said[-4:] == ["要有这几样：", "竹起子\n喷壶", "喷壶", "都不贵。"]


@pytest.mark.parametrize(("first", "title"), [("# 雨天", "雨天"), ("\n## 雨天\n", "雨天"), ("#雨天# 的事", "")])
def test_a_text_that_begins_with_a_heading_is_markdown(first: str, title: str) -> None:
    article, _ = of(f"{first}\n{PROSE[0]}\n\n{PROSE[1]}\n")
    assert article is not None
    assert article.title == (title or first)
    assert PROSE[0] in plain_text(article.blocks)


def test_typed_bullets_are_a_list() -> None:
    article, _ = of("---\ntitle: x\n---\n<div><p>有两样：</p><p>● 撕</p><p>● 折</p></div>")
    assert article is not None
    assert isinstance(article.blocks[1], Items)
    assert [block_text(item[0]) for item in article.blocks[1].items] == ["撕", "折"]


def test_a_newline_between_han_is_nothing_and_between_words_a_space() -> None:
    article, _ = of("---\ntitle: x\n---\n<div><p>墨水\n褪成茶色 on\nold paper</p></div>")
    assert article is not None
    assert block_text(article.blocks[0]) == "墨水褪成茶色 on old paper"


def test_layout_tables_are_dissolved_and_data_tables_kept() -> None:
    article, _ = of(f"---\ntitle: x\n---\n<table><tr><td><p>{PROSE[0]}</p><p>{PROSE[1]}</p></td></tr></table>")
    assert article is not None
    assert all(isinstance(block, Paragraph) for block in article.blocks)
    article, _ = of(
        "---\ntitle: x\n---\n<table><tr><th>纸</th><th>克重</th></tr><tr><td>书纸</td><td>80</td></tr></table><p>一</p>"
    )
    assert article is not None
    assert type(article.blocks[0]).__name__ == "Table"


def test_code_is_verbatim_and_loses_its_button() -> None:
    article, findings = of(
        "---\ntitle: x\n---\n<div><pre><code>a = 1\n  b<span class='copy-code-btn'>复制代码</span></code></pre><p>一</p></div>"
    )
    assert article is not None
    assert block_text(article.blocks[0]) == "a = 1\n  b"
    assert any(f.excerpt == "复制代码" and f.kind.deed is Deed.REMOVED for f in findings)


def test_links_that_split_a_word_and_affiliate_links_leave_only_words() -> None:
    article, _ = of(
        '---\ntitle: x\n---\n<p>完<a href="https://microsoft.pvxt.net/x">美的</a>纸，见<a href="https://example.org/a">此处</a>。</p><p>二</p>'
    )
    assert article is not None
    assert block_text(article.blocks[0]) == "完美的纸，见此处。"
    assert "pvxt" not in repr(article.blocks)
    assert "example.org" in repr(article.blocks)


@pytest.mark.parametrize(
    ("linked", "told"),
    [("何渡", []), ("作者：何渡", []), ("林湿", ["author: 林湿 | 何渡"]), ("字模日报", []), ("2020-03-09 18:14", [])],
)
def test_two_authors_on_a_page_are_told(linked: str, told: list[str]) -> None:
    head = (
        "<title>雨天的字模</title><meta name=author content=何渡>"
        f'<script type="application/ld+json">{{"headline":"雨天的字模","author":{{"name":"{linked}"}}}}</script>'
    )
    article, findings = of(page(PARAGRAPHS, head))
    assert article is not None
    assert [str(finding.detail) for finding in findings if finding.code == "read.conflict"] == told
    assert article.author == (linked if told else "何渡")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A page of prose that “stays curly” – it’s naïve… and so it goes on for a line", "en"),
        ("Plain words.", "en"),
        ("一页中文。 With some words in English, too.", "zh-Hans"),
        ("Первая страница", "zh-Hans"),
    ],
)
def test_english_is_told_by_its_letters(text: str, language: str) -> None:
    found, _ = of(f"---\ntitle: A\n---\n\n{text}\n")
    assert found is not None
    assert found.language == language


def test_the_rule_that_a_renderer_draws_before_footnotes_is_not_the_authors() -> None:
    found, _ = of("---\ntitle: 题\n---\n\n正文[^1]。\n\n---\n\n又一段。\n\n[^1]: 注。\n")
    assert found is not None
    assert [type(block).__name__ for block in found.blocks] == ["Paragraph", "Divider", "Paragraph", "Note"]


def test_what_is_too_deep_for_the_parser_is_read_all_the_same() -> None:
    article, _ = of(page("<div>" * 3000 + PARAGRAPHS + "</div>" * 3000))
    assert article is not None
    assert fold(PROSE[2]) in fold(plain_text(article.blocks))


# ------------------------------------------------------------------------------------------------------------- real inputs


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here: real pages cannot be read")
@pytest.mark.parametrize(
    "folder", ["pages", "wechat_md", "robust/encodings", "robust/wechat_unavailable", "robust/xss", "gold/dev", "seeds"]
)
def test_real_inputs_are_read_or_told(folder: str) -> None:
    for path in sorted((SHARED / folder).rglob("*")):
        if not path.is_file() or path.suffix == ".json" or path.stat().st_size > 2_000_000:
            continue
        article, findings = of(path.read_bytes(), path.name)
        assert article is not None or findings, path.name
        if folder.endswith("unavailable"):
            assert article is None, path.name
            assert findings[-1].code == "input.unavailable", path.name
        if article is not None:
            assert not re.search(
                r"<script|javascript:|onerror=", repr([b for b in article.blocks if type(b).__name__ == "Link"]), re.I
            )


@pytest.mark.parametrize(
    ("url", "stamp", "wanted"),
    [
        ("https://a.example.cn/1", "2021-05-03T16:30:00Z", "2021-05-04T00:30"),  # the next day on the site's clock
        ("https://a.example.tw/1", "2021-05-03T01:30:00Z", "2021-05-03T09:30"),
        ("https://zhuanlan.zhihu.com/p/1", "2021-05-03T16:30:00Z", "2021-05-04T00:30"),
        ("https://example.com/1", "2021-05-03T16:30:00Z", "2021-05-03T16:30"),  # whose clock is not known
        ("https://a.example.cn/1", "2021-05-03T00:00:00Z", "2021-05-03"),  # a day without a time
        ("https://a.example.cn/1", "2021-05-03T16:30:00-05:00", "2021-05-03T16:30"),  # as the page says it
        ("https://example.com/1", "2021-05-03T23:30:00+08:00", "2021-05-03T23:30"),
    ],
)
def test_a_stamp_in_utc_is_given_on_the_clock_of_its_site(url: str, stamp: str, wanted: str) -> None:
    head = f'<title>雨天的字模</title><link rel=canonical href="{url}"><meta name=pubdate content="{stamp}">'
    article, _ = of(page(PARAGRAPHS, head))
    assert article is not None
    assert str(article.published) == wanted


@pytest.mark.parametrize(("site", "wanted"), [("开源中国", "2021-05-04T00:30"), ("某人的纸", "2021-05-03T16:30")])
def test_a_dump_without_an_address_has_the_clock_of_a_site_that_is_known(site: str, wanted: str) -> None:
    article, _ = of(f"---\ntitle: x\nsite: {site}\ndate: Mon, 03 May 2021 16:30:00 GMT\n---\n<p>一</p><p>二</p>")
    assert article is not None
    assert str(article.published) == wanted


# ----------------------------------------------------------------------------------------------------- texts that were copied

COPIED = f"渡口文艺\n我要投稿\n首页 > 散文\n雨天的字模\n{PROSE[0]}\n{PROSE[1]}\n▲TOP\n桥下的水涨了\n一把旧椅子\n"


def overridden(text: str, config: CleanConfig) -> tuple[str, tuple[Finding, ...]]:
    article, findings = read(Raw("a.txt", text.encode(), "a.txt"), RULES.overridden(Overrides.of(config)))
    assert article is not None
    return plain_text(article.blocks), findings


def test_lines_around_a_copied_article_are_accounted_for_and_can_be_had_back() -> None:
    said, findings = overridden(COPIED, CleanConfig())
    outside = [finding.excerpt for finding in findings if finding.code == "read.outside"]
    assert outside == ["渡口文艺", "我要投稿", "▲TOP", "桥下的水涨了", "一把旧椅子"]
    assert "桥下的水涨了" not in said
    said, findings = overridden(COPIED, CleanConfig(keep=("桥下的水",)))
    assert "桥下的水涨了" in said
    assert "一把旧椅子" not in said
    assert any(finding.code == "clean.kept" and finding.detail == "桥下的水" for finding in findings)
    said, findings = overridden(COPIED, CleanConfig(off=("outside-article",)))
    assert "我要投稿" in said
    assert "▲TOP" in said


def test_breaks_between_scenes_can_be_had_back_as_they_stood() -> None:
    text = f"雨天的字模\n\n{PROSE[0]}\n\n＊＊＊\n\n{PROSE[1]}\n"
    said, findings = overridden(text, CleanConfig())
    assert "＊＊＊" not in said
    assert any(finding.rule == "scene-break" for finding in findings)
    for config in (
        CleanConfig(off=("scene-break",)),
        CleanConfig(keep=("＊＊＊",)),
        CleanConfig(keep=("rule:scene-break",)),
    ):
        said, findings = overridden(text, config)
        assert "＊＊＊" in said
        assert not any(finding.rule == "scene-break" and finding.code == "clean.changed" for finding in findings)


@pytest.mark.parametrize(
    "unit", ["＊＊＊\n", "短\n\n\n", "　　他来了。\n\n\n", "首页 > 散文\n", "▲TOP\n", "* " * 50 + "\n"]
)
def test_the_time_of_a_text_grows_with_it(unit: str) -> None:
    text = f"雨天的字模\n{PROSE[0]}\n" + unit * (200_000 // len(unit)) + PROSE[1]
    start = time.perf_counter()
    of(text, "a.txt")
    assert time.perf_counter() - start < 20
