"""Addresses lose what they say of who copied them, and nothing that they need; the user can keep it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pymupdf
import pytest
from conftest import PROSE, article, wenxuan, write

from book import packaged
from book.model import Article, Code, Link, Paragraph, Source, Text
from book.read import private
from book.rules import load

RULES = load(packaged.rule_files())

TAKEN = [
    ("https://a.example.com/1?utm_source=x&id=3&UTM_Medium=y", "https://a.example.com/1?id=3"),
    ("https://a.example.com/1?spm=a2.1.0", "https://a.example.com/1"),
    ("https://a.example.com/1?id=3&from=timeline&isappinstalled=0#top", "https://a.example.com/1?id=3#top"),
    ("https://a.example.com/1#utm_source=x", "https://a.example.com/1"),
    ("https://a.example.com/1;jsessionid=0A1B2C?id=3", "https://a.example.com/1?id=3"),
    ("https://a.example.com/1?PHPSESSID=0a1b2c", "https://a.example.com/1"),
    ("https://a.example.com/1?a=1&amp;utm_source=x&amp;b=2", "https://a.example.com/1?a=1&amp;b=2"),
    ("https://a.example.com/1?utm%5Fsource=x&b=%E6%B2%B3", "https://a.example.com/1?b=%E6%B2%B3"),
    ("https://ding:s3cret@a.example.com:8080/1?id=3", "https://a.example.com:8080/1?id=3"),
    ("https://ding@a.example.com/1", "https://a.example.com/1"),
    ("//ding:s3cret@a.example.com/1", "//a.example.com/1"),
    ("https://mp.weixin.qq.com/s?__biz=MzA&mid=22&idx=1&sn=ab&key=777&uin=MTA&pass_ticket=qq&scene=21#wechat_redirect",
     "https://mp.weixin.qq.com/s?__biz=MzA&mid=22&idx=1&sn=ab#wechat_redirect"),
    ("https://www.zhihu.com/question/1/answer/2?utm_psn=9&s_r=0", "https://www.zhihu.com/question/1/answer/2"),
    ("https://www.bilibili.com/video/BV1?p=2&vd_source=f00&spm_id_from=333.1", "https://www.bilibili.com/video/BV1?p=2"),
    ("https://www.toutiao.com/article/1/?share_token=aa-bb&tt_from=weixin", "https://www.toutiao.com/article/1/"),
    ("https://ding:s3@cret@a.example.com/1", "https://a.example.com/1"),
    ("https:\\\\ding:s3cret@a.example.com/1", "https:\\\\a.example.com/1"),
    ("sftp://ding:s3cret@a.example.com/1", "sftp://a.example.com/1"),
    ("https://a.example.com/1?a=1;utm_source=x;b=2", "https://a.example.com/1?a=1;b=2"),
    ("https://a.example.com/#/route?a=1&utm_source=x", "https://a.example.com/#/route?a=1"),
    ("https://a.example.com/#!/route?utm_source=x", "https://a.example.com/#!/route"),
    ("https://MP.WEIXIN.QQ.COM./s?__biz=Mz&key=777", "https://MP.WEIXIN.QQ.COM./s?__biz=Mz"),
    ("https://mp.weixin.qq.com\\s?key=777&mid=1", "https://mp.weixin.qq.com\\s?mid=1"),
    ("https://f.example.com/viewtopic.php?t=12&sid=0123456789abcdef0123456789abcdef", "https://f.example.com/viewtopic.php?t=12"),
    ("https://f.example.com/show.php?s=0a23456789abcdef0123456789abcdef&t=5", "https://f.example.com/show.php?t=5"),
    ("https://a.example.com/?session_id=3f2504e0-4f89-41d3-9a0c-0305e82c3301", "https://a.example.com/"),
    ("https://link.zhihu.com/?target=https%3A//b.example.com/%3Fa%3D1%26utm_source%3Dx",
     "https://link.zhihu.com/?target=https%3A%2F%2Fb.example.com%2F%3Fa%3D1"),
    ("https://a.example.com/go?url=https://b.example.com/1?spm=a1&c=2", "https://a.example.com/go?url=https://b.example.com/1&c=2"),
    ("https://store.example.com/a.pdf?X-Amz-Algorithm=AWS4&X-Amz-Credential=AKIA%2F1&X-Amz-Signature=0a&versionId=3",
     "https://store.example.com/a.pdf?versionId=3"),
    ("https://oss.example.com/a.pdf?OSSAccessKeyId=LTAI&x-oss-process=image/resize", "https://oss.example.com/a.pdf?x-oss-process=image/resize"),
    ("https://cos.example.com/a.pdf?q-sign-algorithm=sha1&q-ak=AKID&q-signature=ff", "https://cos.example.com/a.pdf"),
    ("https://a.example.com/1?token=0a23456789abcdef0123456789abcdef&id=3", "https://a.example.com/1?id=3"),
    ("https://a.example.com/login?user=ding&password=s3cret", "https://a.example.com/login?user=ding"),
    ("https://a.example.com/go?url=https%3A%2F%2Fding%3As3cret%40b.example.com%2F", "https://a.example.com/go?url=https%3A%2F%2Fb.example.com%2F"),
]  # fmt: skip
KEPT = [
    "https://a.example.com/1?id=3&page=2&q=utm_source", "https://a.example.com/trains?from=2020-01-01&to=2020-02-01",
    "https://a.example.com/trains?from=北京&to=天津", "https://a.example.com/1?key=777&uin=3&scene=4", "https://a.example.com/#/route?x=1",
    "https://a.example.com/1?", "https://a.example.com/a@b/1?mail=x@y.com", "https://a.example.com/1?formula=utm",
    "mailto:ding@a.example.com", "#note-1", "https://a.example.com/1?q=a+b%20c&&x",
    "https://web.archive.org/web/2020/https://b.example.com/?id=1", "http://", "",
    "https://pan.example.com/s/1ab?share_id=123&share_code=x7y2", "https://pan.example.com/s/1ab?pwd=x7y2", "https://a.example.com/1?token=12",
    "https://house.sina.com.cn/index.php?mod=news&r=25", "https://oss.example.com/a.png?x-oss-process=image/resize",
    "https://a.example.com/programme?session_id=12", "https://a.example.com/talk?sessionid=88", "https://f.example.com/thread?sid=5512&s=2",
    "https://a.example.com/search?s=how-to-build-2-bridges-over-one-river", "https://a.example.com/repo?scm=git&name=a",
    "https://m.bilibili.com/space?mid=123", "https://space.bilibili.com/12/channel/seriesdetail?sid=55", "ssh://git@b.example.com/a.git",
    "https://a.example.com/?sid=5f0c1a2b3c4d5e6f7a8b9c0d", "https://a.example.com/go?url=https%3A//b.example.com/%3Fid%3D1",
    "https://a.example.com/?q=&b&&c=;d", "https://a.example.com/#/route?id=1",
    "https://a.example.com/#section?", "data:image/png;base64,AA//utm=",
    "https://notmp.weixin.qq.com.example.com/s?key=1", "https://a.example.com/1#:~:text=utm_source=x",
]  # fmt: skip


def test_addresses_in_addresses_have_an_end() -> None:
    deep = "https://a.example.com/?u=" * 5000
    assert private.without(linked(deep), RULES)[1] == ()


def linked(url: str) -> Article:
    return Article("渡口", (Paragraph((Link(url, (Text("渡"),)),)),), Source("a.md", url="https://a.example.com/a"))


@pytest.mark.parametrize(("before", "after"), TAKEN)
def test_what_follows_a_reader_goes(before: str, after: str) -> None:
    made, (told,) = private.without(linked(before), RULES)
    (paragraph,) = made.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.children == (Link(after, (Text("渡"),)),)
    assert told.excerpt == after
    assert private.without(made, RULES) == (made, ())


@pytest.mark.parametrize("url", KEPT)
def test_what_an_address_needs_stays(url: str) -> None:
    article = linked(url)
    assert private.without(article, RULES) == (article, ())


def test_addresses_in_the_text_and_of_the_article_lose_it_too_and_code_does_not() -> None:
    written = "见https://a.example.com/1?utm_source=x，或 (http://u:p@b.example.com/)。"
    blocks = (Paragraph((Text(written), Code("curl https://u:p@b.example.com/?utm_source=x"))),)
    made, (told,) = private.without(
        Article("渡口", blocks, Source("a.md", url="https://b.example.com/?gclid=1")), RULES
    )
    (paragraph,) = made.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.children[0] == Text("见https://a.example.com/1，或 (http://b.example.com/)。")
    assert paragraph.children[1] == blocks[0].children[1]
    assert made.source.url == "https://b.example.com/"
    assert str(told.detail) == "3 parts of 3 addresses: utm_source, user:password@, gclid"


def test_in_no_output_and_the_switch_keeps_it(desk: Path) -> None:
    secret = "s3cretkey"
    link = f"[渡](https://mp.weixin.qq.com/s?__biz=a&key={secret}&pass_ticket={secret})"
    text = article("渡口", *PROSE, link, f"原文 https://ding:{secret}@a.example.com/1", date="2020-01-01")
    write(desk, {"a.md": text.replace("---\n", f"---\nurl: https://a.example.com/2?access_token={secret}\n", 1)})
    assert wenxuan("build", desk / "a.md", "-o", desk / "out").code == 0
    assert secret not in everything(desk / "out")
    assert wenxuan("build", desk / "a.md", "-o", desk / "kept", "--off", "tracking").code == 0
    assert secret in everything(desk / "kept")


def everything(out: Path) -> str:
    (epub,), (pdf,) = out.glob("*.epub"), out.glob("*.pdf")
    reports = "".join(path.read_text("utf-8") for path in (*out.glob("*.html"), *out.glob("*.jsonl")))
    with zipfile.ZipFile(epub) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")
    with pymupdf.open(pdf) as document:
        pages = "".join(page.get_text() + str(page.get_links()) for page in document)
        return (
            reports
            + text
            + pages
            + "".join(document.xref_object(number) for number in range(1, document.xref_length()))
        )
