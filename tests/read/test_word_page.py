"""Pages that Word, WPS and LibreOffice saved are articles whole; a site's page with a piece of Word in it stays a page."""

from __future__ import annotations

import base64
import re
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from conftest import PROSE, wenxuan
from epubchecker import EpubChecker
from factory_documents import PICTURE
from test_word import LONG, RULES, shown, told

from book.model import Raw
from book.read import read
from book.read.forms import form_of
from book.walk import plain_text

HEAD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=gb2312"><meta name=ProgId content=Word.Document>
<meta name=Generator content="Microsoft Word 15"><title>文档1</title>
<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>何渡</o:Author><o:Created>2021-03-05T01:02:00Z</o:Created>
</o:DocumentProperties></xml><![endif]--><style><!-- p.MsoNormal {mso-style-name:正文;} --></style></head>
<body lang=ZH-CN style='tab-interval:21.0pt'><div class=WordSection1 style='layout-grid:15.6pt'>"""


def item(text: str, marker: str, level: int = 1) -> str:
    blank = "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span>"
    return (
        f"<p class=MsoListParagraph style='margin-left:21.0pt;mso-list:l0 level{level} lfo1'><![if !supportLists]><span lang=EN-US>"
        f"<span style='mso-list:Ignore'>{marker}{blank}</span></span><![endif]>{text}<span lang=EN-US><o:p></o:p></span></p>"
    )


def call(key: str, number: int) -> str:
    mark = f"<span class=MsoFootnoteReference><span lang=EN-US>[{number}]</span></span>"
    return (
        f'<a style=\'mso-footnote-id:{key}\' href="#_{key}" name="_{key.replace("n", "nref", 1)}" title="">{mark}</a>'
    )


def note(key: str, number: int, text: str) -> str:
    back = f'<a href="#_{key.replace("n", "nref", 1)}" name="_{key}"><span class=MsoFootnoteReference>[{number}]</span></a>'
    lines = f"<p class=MsoFootnoteText>{back} {text}</p><p class=MsoFootnoteText>又一行。</p>"
    return f"<div style='mso-element:footnote' id={key}>{lines}</div>"


def par(text: str, style: str = "", of: str = "Normal") -> str:
    return f"<p class=Mso{of} style='{style}'>{text}<span lang=EN-US><o:p></o:p></span></p>"


DATA = f"data:image/png;base64,{base64.b64encode(PICTURE).decode()}"
SHAPE = "<!--[if gte vml 1]><v:shape><v:imagedata src='x.files/i.png'/></v:shape><![endif]-->"
ROWS = "".join(
    f"<tr><td>{par(one)}</td><td>{par(other)}</td></tr>" for one, other in (("年", "渡资"), ("1980", "五分"))
)
CHANGED = "<del cite='mailto:甲' datetime='2021-03-05T01:02'>坏船</del><ins cite='mailto:甲' datetime='2021'>好船</ins>"
MARKED = (
    "<b style='mso-bidi-font-weight:normal'>不</b><span style='font-size:10.5pt;mso-bidi-font-weight:bold'>唱歌</span>"
)
PAGE = "".join([
    HEAD, par("河边的渡船", of="Title"), par("上篇<span style='mso-tab-count:1'>...</span>1", of="Toc1"),
    "<h1><span lang=EN-US>上篇<o:p></o:p></span></h1>",
    par(PROSE[0] + call("ftn1", 1), "text-indent:21.0pt;mso-char-indent-count:2.0"),
    item("牵驴", "1."), item("挑菜", "2."), item("白菜", "·", 2), item("赶集", "3."), item("春", "一、"),
    par(f"从来{MARKED}，水是H<sub>2</sub>O。"), par("水认得人。", of="Quote"), par("小节", "mso-outline-level:2"),
    par(f"原来的{CHANGED}。"), par(f"{SHAPE}<![if !vml]><img width=60 height=40 src='{DATA}'><![endif]>"),
    par("图一　渡口", of="Caption"),
    f"<table class=MsoTableGrid border=1>{ROWS}</table>", par("<o:p>&nbsp;</o:p>"), par(PROSE[2]), "</div>",
    "<div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all><hr align=left size=1 width='33%'><![endif]>",
    note("ftn1", 1, "1949年的事。"), "</div></body></html>",
])  # fmt: skip


@pytest.mark.parametrize("codec", ["gb18030", "utf-8"])
def test_a_page_of_word(desk: Path, checker: EpubChecker, codec: str) -> None:
    body = PAGE.replace("gb2312", "utf-8" if codec == "utf-8" else "gb2312").encode(codec)
    article = shown(desk, body, "河边.htm")
    assert (article["title"], article["author"], article["date"]) == ("河边的渡船", "何渡", "2021-03-05")
    assert article["headings"] == ["上篇", "小节"]
    for piece in (
        "<ol>\n<li>牵驴</li>\n<li>挑菜\n<ul>\n<li>白菜</li>\n</ul>\n</li>\n<li>赶集</li>\n</ol>\n<p>一、春</p>",
        "<p>从来<strong>不</strong>唱歌，水是H<sub>2</sub>O。</p>",
        "<blockquote>\n<p>水认得人。</p>\n</blockquote>",
        "<p>原来的好船。</p>",
        "<figcaption>图一　渡口</figcaption>",
        "<td>1980</td><td>五分</td>",
    ):
        assert piece in article["html"]
    assert told(article, "read.left-out") == [("contents", "上篇...1")]
    assert told(article, "read.tracked") == [("tracked-changes", "坏船")]
    assert wenxuan("build", "河边.htm", "-f", "epub,txt", "-o", "out").code == 0
    assert checker(next((desk / "out").glob("*.epub")).read_bytes()) == ()
    text = next((desk / "out").glob("*.txt")).read_text("utf-8")
    assert re.search(r"〔1〕\s*1949年的事。\s+又一行。", text)
    assert f"{PROSE[0]}〔1〕" in text


def test_a_page_of_libreoffice(desk: Path) -> None:
    head = '<meta charset="utf-8"><title></title><meta name="generator" content="LibreOffice 7.3 (Linux)"/>'
    head += '<meta name="author" content="何渡"/><meta name="created" content="2021-03-05T08:30:00"/>'
    mark = '<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a>'
    back = '<a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a>'
    page = (
        f'<!DOCTYPE html><html><head>{head}</head><body lang="zh-CN"><h1 class="western">渡船</h1><p>{PROSE[0]}{mark}</p>'
        '<div id="Table of Contents1" dir="ltr"><p>上篇 1</p></div><ol><li><p>牵驴</p></li><li><p>挑菜</p></li></ol>'
        f'<h2 class="western">上篇</h2><p>{PROSE[1]}</p><p>短。</p>'
        f'<div id="sdfootnote1"><p class="sdfootnote">{back}3月的水。</p></div></body></html>'
    )
    article = shown(desk, page.encode(), "a.html")
    assert (article["title"], article["author"], article["date"]) == ("渡船", "何渡", "2021-03-05")
    assert article["text"].split("\n") == [PROSE[0], "牵驴", "挑菜", "上篇", PROSE[1], "短。", "3月的水。"]
    assert told(article, "read.left-out") == [("contents", "上篇 1")]


def test_every_line_of_such_a_page_is_read() -> None:
    """What would be furniture on a site's page: links, short lines, a list of them. What of it is noise, `clean` says."""
    links = "".join(f'<p class=MsoNormal><a href="http://example.com/{n}">旧文之{n}</a></p>' for n in range(1, 9))
    body = f"{HEAD}<p class=MsoNormal>{LONG}</p><p class=MsoNormal>后记</p>{links}</div></body></html>".encode()
    article, _ = read(Raw("a.htm", body, "a.htm"), RULES)
    assert article is not None
    assert plain_text(article.blocks).split("\n") == [LONG, "后记", *(f"旧文之{n}" for n in range(1, 9))]


@pytest.mark.parametrize(
    "page",
    [
        f"<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><title>x</title></head><body><p>{LONG}</p></body></html>",
        f"<html><head><title>x</title></head><body><div class=nav>首页</div><p class=MsoNormal>{LONG}</p></body></html>",
        f"<html><head><meta name=generator content='Microsoft FrontPage'></head><body><p>{LONG}</p></body></html>",
        f"<html><head><title>Microsoft Word 的用法</title></head><body><p>{LONG}</p></body></html>",
    ],
)
def test_a_page_of_a_site_is_none(page: str) -> None:
    assert form_of(page) == "page"


def test_a_page_of_word_in_one_file_with_its_pictures(desk: Path) -> None:
    """Word's "single file web page" is MHTML."""
    whole = MIMEMultipart("related")
    page = MIMEText(PAGE.replace(DATA, "a.files/image001.png").replace("gb2312", "utf-8"), "html", "utf-8")
    page["Content-Location"] = "file:///C:/x/a.htm"
    picture = MIMEImage(PICTURE)
    picture["Content-Location"] = "file:///C:/x/a.files/image001.png"
    whole.attach(page)
    whole.attach(picture)
    article = shown(desk, whole.as_bytes(), "a.mht")
    assert (article["title"], article["author"]) == ("河边的渡船", "何渡")
    assert article["html"].count("data:image/png") == 1


def test_a_property_of_word_alone_is_not_bold_on_any_page(desk: Path) -> None:
    words = "<span style='mso-bidi-font-weight:bold'>撑船</span><span style='color:red;font-weight:bold'>三十年</span>"
    page = f"<html><head><title>渡</title></head><body><h1>渡</h1><p>{LONG}</p><p>何师傅{words}，一天也没有歇过。</p></body></html>"
    assert "何师傅撑船<strong>三十年</strong>" in shown(desk, page.encode(), "a.html")["html"]
