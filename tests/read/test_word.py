"""Word documents are articles: what stays of one, what is told, and what is refused by its name. All through the command line."""

from __future__ import annotations

import io
import re
import zipfile
from html import escape
from pathlib import Path
from typing import Any

import pytest
from conftest import PROSE, SHARED, needs_shared, wenxuan, write
from epubchecker import EpubChecker
from factory_documents import NUMBERING, docx, drawing, item, note, par, run, table
from factory_sources import zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from book import packaged
from book.model import Raw
from book.read import read
from book.rules import load
from book.walk import plain_text

LONG = "".join(PROSE)
RULES = load(packaged.rule_files())


def shown(desk: Path, body: bytes, name: str = "河边.docx") -> dict[str, Any]:
    """What `inspect` says of one document."""
    write(desk, {name: body})
    ran = wenxuan("inspect", "--json", name)
    assert ran.code == 0, ran.err
    _, findings = read(Raw(name, body, name), RULES)
    return ran.objects[0] | {"findings": findings}


def told(article: dict[str, Any], code: str) -> list[tuple[str, str]]:
    return [(one.rule, one.excerpt) for one in article["findings"] if one.code == code]


def refused(desk: Path, body: bytes, name: str = "in.docx") -> str:
    """The one message about a document beside an article, which is packed."""
    write(desk, {name: body, "a.md": f"# 渡船\n\n{LONG}\n"})
    ran = wenxuan("build", name, "a.md", "-f", "txt", "-o", "out")
    lines = [line for line in ran.messages if name in line]
    assert ran.code == 1
    assert len(lines) == 1, ran.err
    assert "1 packed" in ran.out
    return lines[0]


def test_a_document_of_all_kinds(desk: Path, checker: EpubChecker) -> None:
    body = docx(
        par("河边的渡船", style="a3"),
        par("目　录", style="t1"),
        par("上篇\t1", style="t1"),
        item("上篇", 2, style="1"),
        par(PROSE[0], note(1), style="zw"),
        item("小节", 2, 1, style="2"),
        item("牵驴", 1), item("挑菜", 1), item("挑的是白菜", 1, 1), item("赶集", 1), par(PROSE[1]),
        item("回家", 1), item("第五件", 3),
        par("水认得人。", style="a4"), par("你慌它就慌。", style="a4"),
        par(drawing(alt="渡口")), par("图一　渡口", style="tz"),
        table(("年", "渡资"), ("1980", "五分"), header=True),
        par("撑船三十年，从来", run("不", '<w:em w:val="dot"/>'), run("唱歌", "<w:b/>"), "。"),
        par("水是H", run("2", '<w:vertAlign w:val="subscript"/>'), "O。"),
        par(PROSE[2], note(2, "endnote"), style="zw"),
        notes={1: "撑船的人姓何。", 7: "没有人叫的注。"}, endnotes={2: "见《镇志》。"},
        core={"dc:title": "Microsoft Word - 文档1", "dc:creator": "何渡", "dcterms:created": "2021-03-05T01:02:03Z"},
        parts={"header1.xml": par("渡船集"), "footer1.xml": par("3"),
               "comments.xml": f'<w:comment w:id="0" w:author="甲">{par("这里要改")}</w:comment>'},
    )  # fmt: skip
    article = shown(desk, body)
    assert (article["title"], article["author"], article["date"]) == ("河边的渡船", "何渡", "2021-03-05")
    assert article["headings"] == ["第一章　上篇", "1.1 小节"]
    html = re.sub(r'src="data:[^"]*"', 'src="…"', article["html"])
    for piece in (
        "<ol>\n<li>牵驴</li>\n<li>挑菜\n<ul>\n<li>挑的是白菜</li>\n</ul>\n</li>\n<li>赶集</li>\n</ol>",
        '<ol start="4">\n<li>回家</li>\n<li>第五件</li>\n</ol>',
        "<blockquote>\n<p>水认得人。</p>\n<p>你慌它就慌。</p>\n</blockquote>",
        '<figure><img src="…" alt="渡口"/><figcaption>图一　渡口</figcaption></figure>',
        "<th>年</th><th>渡资</th>",
        "从来<em>不</em><strong>唱歌</strong>。",
        "水是H<sub>2</sub>O。",
    ):
        assert piece in html
    assert told(article, "read.left-out") == [
        ("contents", "目 录\n上篇 1"), ("note", "没有人叫的注。"), ("comment", "这里要改"), ("header", "渡船集"),
    ]  # fmt: skip
    assert wenxuan("build", "河边.docx", "-f", "epub,txt", "-o", "out").code == 0
    (epub,) = (desk / "out").glob("*.epub")
    assert checker(epub.read_bytes()) == ()
    with zipfile.ZipFile(epub) as archive:
        page = archive.read("EPUB/text/a0001.xhtml").decode()
    assert re.findall(r'epub:type="noteref"[^>]*>(\d)<', page) == ["1", "2"]
    assert re.findall(r'<aside [^>]*epub:type="footnote"[^>]*>\s*<p><a [^>]*>(\d)</a>([^<]*)', page) == [
        ("1", "撑船的人姓何。"), ("2", "见《镇志》。"),
    ]  # fmt: skip
    text = next((desk / "out").glob("*.txt")).read_text("utf-8")
    assert "门口" not in text
    assert f"{PROSE[2]}〔2〕" in text


@pytest.mark.parametrize(
    ("blocks", "core", "title", "headings"),
    [
        ([par("渡船", style="a3"), par("上", style="1")], {"dc:title": "旧题"}, "渡船", ["上"]),
        ([par("渡船", style="1"), par("上", style="2")], {"dc:title": "旧题"}, "渡船", ["上"]),
        ([par("上", style="1"), par(LONG), par("下", style="1")], {"dc:title": "渡船记"}, "渡船记", ["上", "下"]),
        ([par("上", style="1"), par(LONG), par("下", style="1")], {"dc:title": "文档1"}, "河边", ["上", "下"]),
        ([par("渡船记"), par("上", style="2")], {"dc:title": "渡船记"}, "渡船记", ["上"]),
        ([par(LONG)], {}, "河边", []),
        ([par(run("河上渡船", "<w:b/>")), par(LONG), par(run("上篇", "<w:b/>")), par(LONG[::-1])], {}, "河上渡船", []),
        ([par(LONG), par("结尾", properties='<w:outlineLvl w:val="1"/>')], {}, "河边", ["结尾"]),
        ([par(LONG), par("不是标题", style="1", properties='<w:outlineLvl w:val="9"/>')], {}, "河边", []),
        ([par(LONG), par("我的节", style="my"), par("三节", style="w3")], {}, "河边", ["我的节", "三节"]),
    ],
)  # fmt: skip
def test_title_and_headings(
    desk: Path, blocks: list[str], core: dict[str, str], title: str, headings: list[str]
) -> None:
    """Bold alone heads nothing; the first of several headings of one level is no title; a long first paragraph is none."""
    article = shown(desk, docx(*blocks, par(PROSE[3]), core=core))
    assert article["title"] == title
    assert article["headings"][: len(headings)] == headings
    if headings == []:
        assert not re.search(r"<h\d>(?:不是标题|河上)", article["html"])


@pytest.mark.parametrize(
    ("creator", "author"),
    [("何渡", "何渡"), ("Jane Doe", "Jane Doe"), ("Administrator", ""), ("微软用户", ""), ("lenovo", ""), ("PC-20180101AB", ""),
     ("a@example.com", ""), ("张三丰", "张三丰")],
)  # fmt: skip
def test_an_account_is_no_author(desk: Path, creator: str, author: str) -> None:
    article = shown(desk, docx(par(LONG), core={"dc:creator": creator, "dcterms:created": "1601-01-01T00:00:00Z"}))
    assert (article["author"] or "", article["date"]) == (author, None)
    assert told(article, "read.doubtful-author") == ([] if author else [("", creator)])


def test_tracked_changes_are_accepted_and_told(desk: Path) -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>一条坏船</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2">{run("一条好船")}</w:ins>'
    moved = f'<w:moveFrom w:id="3">{run("搬走的话。")}</w:moveFrom>'
    there = f'<w:moveTo w:id="4">{run("搬走的话。")}</w:moveTo>'
    ends = "<w:rPr><w:del/></w:rPr>"
    body = docx(
        par("何师傅有", deleted, inserted, "。"), par(LONG, moved), par("接", properties=ends), par("上的一行。", there)
    )
    article = shown(desk, body)
    assert "何师傅有一条好船。" in article["text"]
    assert "接上的一行。搬走的话。" in article["text"]
    assert article["text"].count("搬走的话") == 1
    assert told(article, "read.tracked") == [("tracked-changes", "一条坏船")]


def test_notes_are_whole(desk: Path) -> None:
    """A note may begin with a number that is no mark, be longer than a page's, or hang on the title."""
    body = docx(
        par("渡船", note(3), style="a3"), par(LONG, note(1)), par(PROSE[1], note(2)),
        notes={1: "2月的水。", 2: par(LONG * 40) + par("又一段。"), 3: "写在船上。"},
    )  # fmt: skip
    article = shown(desk, body)
    assert article["title"] == "渡船"
    assert article["text"].split("\n") == [LONG, PROSE[1], "* 写在船上。", "2月的水。", LONG * 40, "又一段。"]
    assert re.findall(r"<sup><a [^>]*>(\d)</a></sup>", article["html"]) == ["1", "2"]


def box(*blocks: str, older: bool = True) -> str:
    inner = f"<w:txbxContent>{''.join(blocks)}</w:txbxContent>"
    newer = (
        f"<w:drawing><wp:anchor><wp:docPr id='3' name='文本框'/><wps:txbx>{inner}</wps:txbx></wp:anchor></w:drawing>"
    )
    fallback = (
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
        if older
        else ""
    )
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{newer}</mc:Choice>{fallback}</mc:AlternateContent></w:r>'
    )


@pytest.mark.parametrize("older", [True, False])
def test_a_text_box_stands_behind_its_paragraph(desk: Path, older: bool) -> None:
    article = shown(desk, docx(par(LONG, box(par("框里的话，不能丢。"), older=older)), par(PROSE[1])))
    assert article["text"].split("\n") == [LONG, "框里的话，不能丢。", PROSE[1]]


def tex(inner: str, tag: str = "m:oMath") -> str:
    return f"<{tag}>{inner}</{tag}>"


def m(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


LIMITS = f"<m:sub>{m('i=1')}</m:sub><m:sup>{m('n')}</m:sup><m:e>{m('i')}</m:e>"


@pytest.mark.parametrize(
    ("inner", "formula"),
    [
        (m("E=m") + f"<m:sSup><m:e>{m('c')}</m:e><m:sup>{m('2')}</m:sup></m:sSup>", "E=mc^2"),
        (f"<m:f><m:num>{m('a+b')}</m:num><m:den><m:rad><m:deg/><m:e>{m('𝑥')}</m:e></m:rad></m:den></m:f>", r"\frac{a+b}{\sqrt{x}}"),
        ("<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr>" + LIMITS + "</m:nary>", r"\sum_{i=1}^{n} i"),
        (f"<m:d><m:e>{m('a')}</m:e><m:e>{m('b')}</m:e></m:d>", "(a|b)"),
        (f"<m:odd><m:e>{m('未知')}</m:e></m:odd>", "未知"),
        (f"<m:m><m:mr><m:e>{m('1')}</m:e><m:e>{m('0')}</m:e></m:mr></m:m>", r"\begin{matrix}1 &amp; 0\end{matrix}"),
        (m("50%"), r"50\%"),
    ],
)  # fmt: skip
def test_a_formula_is_tex(desk: Path, inner: str, formula: str) -> None:
    article = shown(desk, docx(par(LONG), par("式子是", tex(inner), "，如此。")))
    assert f'alttext="{formula}"' in article["html"]
    assert "</math>，如此" in article["html"]


def test_what_stands_in_a_line(desk: Path) -> None:
    char = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
    instruction = "<w:r><w:instrText>{}</w:instrText></w:r>"
    field = char.format("begin") + instruction + char.format("separate") + run("那里") + char.format("end")
    guide = char.format("begin") + instruction.format(r"EQ \* jc2 \o\ad(\s\up 9(dù),渡)") + char.format("end")
    ruby = f"<w:r><w:ruby><w:rt>{run('chuán')}</w:rt><w:rubyBase>{run('船')}</w:rubyBase></w:ruby></w:r>"
    body = docx(
        par(
            "见",
            f'<w:hyperlink r:id="rL">{run("这里")}</w:hyperlink>',
            "和",
            field.format(' HYPERLINK "http://example.com/b" '),
            "。",
        ),
        par("念作", guide, ruby, "。", '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "对"),
        par(
            "原价",
            run("五元", "<w:strike/>"),
            "三元，",
            run("不藏", '<w:vanish w:val="0"/>'),
            run("藏着", "<w:vanish/>"),
        ),
        par(LONG),
        links={"rL": "http://example.com/a"},
    )
    article = shown(desk, body)
    assert '见<a href="http://example.com/a">这里</a>和<a href="http://example.com/b">那里</a>。' in article["html"]
    assert "念作<ruby>渡<rt>dù</rt></ruby><ruby>船<rt>chuán</rt></ruby>。✓对" in article["html"]
    assert "原价<del>五元</del>三元，不藏</p>" in article["html"]
    assert told(article, "read.left-out") == [("hidden-text", "藏着")]


def test_the_user_keeps_what_is_left_out(desk: Path) -> None:
    write(
        desk,
        {
            "a.docx": docx(
                par("渡船", style="a3"),
                par(LONG),
                core={"dcterms:created": "2020-01-02T03:04:05Z"},
                parts={"header1.xml": par("渡船集·卷一")},
            )
        },
    )
    write(
        desk,
        {
            "book.toml": '[book]\ntitle = "渡"\n[sources]\nfiles = ["a.docx"]\n[clean]\nkeep = ["rule:header"]\noff = ["comment"]\n'
        },
    )
    ran = wenxuan("build", "-f", "txt", "-o", "out")
    assert ran.messages == []
    assert "渡船集·卷一" in next((desk / "out").glob("*.txt")).read_text("utf-8")


def test_a_table_for_layout_is_dissolved(desk: Path) -> None:
    article = shown(desk, docx(table((par(LONG) + par("栏里的第二段。"),)), table(("左", par(LONG + LONG)))))
    assert "<table" not in article["html"]
    assert "<p>栏里的第二段。</p>" in article["html"]


def test_a_list_begins_where_it_is_told_to(desk: Path) -> None:
    article = shown(desk, docx(par(LONG), item("一", 1), item("二", 1), item("五", 3), item("六", 3)))
    assert '<ol>\n<li>一</li>\n<li>二</li>\n</ol>\n<ol start="5">\n<li>五</li>\n<li>六</li>\n</ol>' in article["html"]


def test_merged_cells(desk: Path) -> None:
    def cell(text: str, about: str = "") -> str:
        return f"<w:tc><w:tcPr>{about}</w:tcPr>{par(text)}</w:tc>"

    rows = (
        cell("季", '<w:vMerge w:val="restart"/>') + cell("水位", '<w:gridSpan w:val="2"/>'),
        cell("", "<w:vMerge/>") + cell("高") + cell("低"),
        cell("春") + cell("三") + cell("一"),
    )
    article = shown(desk, docx(par(LONG), f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"))
    assert '<td rowspan="2">季</td><td colspan="2">水位</td>' in article["html"]


@pytest.mark.parametrize(
    "main",
    ["application/vnd.ms-word.document.macroEnabled.main+xml", "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"],
)  # fmt: skip
def test_macros_and_templates_are_read(desk: Path, main: str) -> None:
    assert shown(desk, docx(par("渡船", style="a3"), par(LONG), main=main))["text"] == LONG


def test_strict_documents_are_read(desk: Path) -> None:
    article = shown(
        desk, docx(par("渡船", style="a3"), par(LONG, tex(m("a"))), par("上", style="1"), item("一", 1), strict=True)
    )
    assert (article["title"], article["headings"]) == ("渡船", ["上"])


def test_documents_in_archives_and_folders(desk: Path) -> None:
    one, two = docx(par("甲", style="a3"), par(LONG)), docx(par("乙", style="a3"), par(LONG[::-1]))
    write(desk, {"in/a.docx": one, "b.zip": zipped({"b/b.docx": two})})
    ran = wenxuan("build", "in", "b.zip", "-f", "txt", "-o", "out", "--title", "渡")
    assert "2 packed" in ran.out, ran.err


def _changed(body: bytes, name: str, text: bytes | None) -> bytes:
    files = {}
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        files = {one: archive.read(one) for one in archive.namelist()}
    files[name] = text if text is not None else files[name]
    return zipped({key: value for key, value in files.items() if text is not None or key != name})


GOOD = docx(par(LONG))
BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w:document xmlns:w="u"><w:body>&b;</w:body></w:document>'
)
FLAGGED = bytearray(GOOD)
for place in re.finditer(rb"PK\x01\x02", GOOD):
    FLAGGED[place.start() + 8] |= 1
REFUSED = {
    "cut": (GOOD[: len(GOOD) // 2], "a Word document: it is damaged"),
    "no-text": (_changed(GOOD, "word/document.xml", None), "damaged"),
    "half-xml": (_changed(GOOD, "word/document.xml", b"<w:document><w:body>"), "damaged"),
    "entities": (_changed(GOOD, "word/document.xml", BOMB), "entities"),
    "bomb": (_changed(GOOD, "word/document.xml", b"<w:document>" + bytes(60_000_000)), "bytes"),
    "deep": (_changed(GOOD, "word/document.xml", b"<a>" * 100_000), "damaged"),
    "locked": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(2000),
        "password",
    ),
    "old": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(2000),
        ".doc)",
    ),
    "flagged": (bytes(FLAGGED), "password"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_by_name(desk: Path, name: str) -> None:
    body, words = REFUSED[name]
    assert words in refused(desk, body)


def test_a_picture_that_is_not_there_is_told(desk: Path) -> None:
    article = shown(desk, docx(par(LONG, drawing("rNone", alt="渡口"))))
    assert told(article, "read.no-picture") == [("drawing", "渡口")]


@needs_shared
def test_the_case(desk: Path) -> None:
    (path,) = (SHARED / "cases" / "k03-docx").glob("*.docx")
    article = shown(desk, path.read_bytes(), path.name)
    assert (article["title"], article["author"], article["headings"]) == ("修伞的人", "丁一", ["后来"])
    assert article["html"].count("<figure>") == article["html"].count("<table>") == 1
    assert re.search(r"不收钱。<sup><a[^>]*>1</a></sup>", article["html"])


WORDS = st.text(st.sampled_from("河上渡船走一天何师傅，。：“”（）()&<>*#[]1a "), min_size=1, max_size=30).filter(
    lambda text: any("一" <= char <= "鿿" for char in text)
)
ROLES = ["", "1", "2", "w3", "a3", "a4", "a5", "t1", "zw"]


def deleted(text: str) -> str:
    return par(f"<w:del><w:r><w:delText>{escape(text)}</w:delText></w:r></w:del>")


BLOCKS = st.one_of(
    st.tuples(WORDS, st.sampled_from(ROLES)).map(lambda one: (par(run(one[0]), style=one[1]), one[0])),
    st.tuples(WORDS, st.sampled_from([1, 2, 3, 9]), st.integers(0, 3)).map(lambda one: (item(*one), one[0])),
    st.tuples(WORDS, WORDS).map(lambda one: (table(one), "\n".join(one))),
    WORDS.map(lambda text: (par(box(par(run(text)))), text)),
    WORDS.map(lambda text: (par(run(text, "<w:vanish/>")), text)),
    WORDS.map(lambda text: (deleted(text), text)),
)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(BLOCKS, min_size=1, max_size=8))
def test_every_paragraph_is_in_the_article_or_told(blocks: list[tuple[str, str]]) -> None:
    body = docx(*(block for block, _ in blocks), par(LONG))
    article, findings = read(Raw("a.docx", body, "a.docx"), RULES)
    there = [one.excerpt for one in findings]
    there += [article.title, article.author, plain_text(article.blocks)] if article is not None else []
    all_of_it = squeezed("\n".join(there))
    for _, text in blocks:
        for row in text.split("\n"):
            assert squeezed(row) in all_of_it


def test_the_numbers_of_the_factory_are_lists() -> None:
    assert NUMBERING.count("<w:num ") == 3
