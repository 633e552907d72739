"""Books to try the EPUB on: one rich book that uses every kind of node, and books of any articles."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

from PIL import Image as Pixels

from book.maths.tex import mathml_of
from book.model import (
    Article,
    Asset,
    Assets,
    Blocks,
    Book,
    Break,
    Cell,
    Code,
    CodeBlock,
    Deleted,
    Divider,
    Emphasis,
    Figure,
    Formula,
    Heading,
    Image,
    Inline,
    InlineImage,
    Items,
    Link,
    Lowered,
    Matter,
    Note,
    NoteRef,
    Notice,
    NoticeKind,
    Paragraph,
    Part,
    Quote,
    Raised,
    Ruby,
    Series,
    Source,
    Strong,
    Styled,
    Table,
    Text,
)
from book.model.dates import Date
from book.settings.values import Theme
from book.walk import each_inline, each_line

STYLES = Path(__file__).parents[2] / "styles"
IDENTIFIER = "urn:uuid:6ba7b810-9dad-51d1-80b4-00c04fd430c8"
#: Addresses that EPUBCheck would complain of if they were let through as they are.
HOSTILE_HREFS = (
    "http://example.com/a b|c[d]\\e^f`g{h}", "http://例子.测试/路径?问=答#锚点", "https://user:pass@example.com:8080/%zz%41",
    "http://example.com:99999/", "http://exa mple.com/", "http://[::1", "http://[2001:db8::1]/x", "http://1.2.3.400/",
    "http://a..b/", "http://-a.com/", "http://a_b.example.com/", "javascript:alert(1)", "file:///etc/passwd", "http:///x",
    "mailto:a b@example.com", "mailto:甲@例子.测试?subject=你好", "data:text/html,x", "//example.com/x", "relative/path",
    "#nowhere", "http://example.com/?a=1&b=<2>&c=\"3\"'4'", "HTTP://EXAMPLE.COM", "http://xn--a-.com/", "http://0x7f.1/",
    "https://example.com/\ud800x", "http://example.com\u200b/零宽", "http://ex%61mple.com/", "https://", "", "ftp://a.b/c",
)  # fmt: skip


def picture(color: str, form: str = "PNG") -> bytes:
    """A real picture of 8 by 6 pixels."""
    out = io.BytesIO()
    Pixels.new("RGB", (8, 6), color).save(out, form)
    return out.getvalue()


def assets_of(*bodies: tuple[bytes, str]) -> tuple[Assets, tuple[str, ...]]:
    """Assets that hold these (bytes, media type), and their ids."""
    store = {hashlib.sha256(body).hexdigest(): (body, kind) for body, kind in bodies}
    table = {ident: Asset(ident, kind, len(body), 8, 6) for ident, (body, kind) in store.items()}
    return Assets(table, lambda ident: store[ident][0]), tuple(store)


ASSETS, (RED, BLUE, UNUSED) = assets_of(
    (picture("red"), "image/png"), (picture("blue", "JPEG"), "image/jpeg"), (picture("green", "GIF"), "image/gif")
)


def theme() -> Theme:
    """The theme of the project as it lies in styles/."""
    files = {path.relative_to(STYLES).as_posix(): path for path in STYLES.rglob("*") if path.is_file()}
    text = {name: path.read_text("utf-8") for name, path in sorted(files.items())}
    return Theme(
        {name: body for name, body in text.items() if name.endswith(".j2")},
        {name: body for name, body in text.items() if name.endswith(".css")},
    )


def t(text: str) -> Text:
    return Text(text)


def formula(tex: str, *, display: bool = False) -> Formula:
    """A formula, read."""
    made = Formula(tex, mathml_of(tex, display=display), display)
    assert made.mathml
    return made


def p(*children: Inline | str) -> Paragraph:
    return Paragraph(tuple(Text(child) if isinstance(child, str) else child for child in children))


def rich_article(ident: str = "a-1") -> Article:
    """An article with every kind of block and inline, and with what is wrong in the ways that articles are."""
    cells = (
        (Cell((t("跨两列"),), header=True, colspan=2), Cell((t("右"),), header=True)),
        (Cell((t("跨两行"),), rowspan=2), Cell((Strong((t("粗"),)),)), Cell(())),
        (Cell((Link("https://example.com/表", (t("链"),)),)), Cell((InlineImage(Image("x", "红", RED)),))),
    )
    nested = Items(
        ((p("一之一"), Items(((p("一之一之一"),),))), (Quote((p("列表里的引文"),)), p("后"))), ordered=True, start=3
    )
    blocks: Blocks = (
        p("开头。", Strong((t("要紧"), Emphasis((t("又重"),)))), "接着", Break(), "换行", Deleted((t("删去"),)), "。"),
        Heading(3, (t("标题 <跳级> & \"引\" '号'\x00\x0b"),), f"{ident}-h1"),
        p("水是H", Lowered((t("2"),)), "O，十的平方是10", Raised((t("2"),)), "，", Ruby("漢字", "hànzì"), "。", Code("a < b")),
        p("有", Styled("mark", (t("要紧"),)), Styled("underline", (t("划线"),)), Styled("small", (t("小字"),)), "三种。"),
        p("方程", formula(r"x=\frac{-b\pm\sqrt{b^2-4ac}}{2a}"), "，矩阵", formula(r"\begin{pmatrix}a&b\\c&d\end{pmatrix}"), "。"),
        p("反应", formula(r"\ce{2H2 + O2 -> 2H2O}"), "，积分", formula(r"\int_0^1 x\,dx", display=True), "。后话",
          formula(r"S_{\text{阴影}}"), "。"),
        Heading(5, (t("再低两级"), Break(), t("两行")), f"{ident}-h2"),
        Heading(2, (Emphasis((t("又高"),)),), f"{ident}-h3"),
        Heading(2, (t(" \x01"),), f"{ident}-h4"),
        Items(((p("甲"), nested), (), (Heading(4, (t("列表里的标题"),)), CodeBlock("x = 1\n\n  y")))),
        Figure((Image("a.png", "红方块", RED), Image("b.jpg", "", BLUE)), (t("图一"), Strong((t("两块"),)))),
        Figure((Image("http://example.com/missing.png", "没有的图"),), (t("只剩说明"),)),
        Figure((Image("again", "同一张", RED),)),
        Figure(()),
        CodeBlock("def f(x):\n\treturn '<&>' if x else \"\"\n", "python"),
        Table(cells, (t("表一"),)),
        Table(()),
        Divider(),
        Quote((p("引文", NoteRef("n1")), Quote((p("引中引"),)), Note("inner", (p("引文里的注"),)))),
        p("公式", Formula("E=mc^2 < \\infty"), "注一", NoteRef("n1"), "注二", NoteRef("n2"), "无注", NoteRef("gone")),
        p(NoteRef("inner"), "链里有注", Link("https://example.com/", (t("链"), NoteRef("n2"), Link("http://b.cn/", (t("内"),))))),
        *(p(Link(href, (t(f"第{i}条"),))) for i, href in enumerate(HOSTILE_HREFS)),
        p("跳到", Link(f"#{ident}-h3", (t("本篇的标题"),)), Link("#a-2", (t("另一篇"),)), Link("#a-2-h1", ())),
        Note("n1", (p("第一条注", Link("https://example.com/note", (t("见此"),))), p("第二段"))),
        Note("n2", (Items(((p("注以列表开头"),),)),)),
        Note("n2", (p("同名的注"),)),
        Note("orphan", (p("没有标记的注"),)),
    )  # fmt: skip
    notices = (
        Notice(NoticeKind.RIGHTS, (t("未经许可不得转载 <b>&"), NoteRef("n1"))),
        Notice(NoticeKind.SOURCE, (Link("https://example.com/原文", (t("原文"),)),)),
    )
    return Article(
        "富文章 <&>\"' \x00\x1f\ufffe\U0001f600 之题", blocks, Source("/home/me/私人/文.html", "00", "https://mp.weixin.qq.com/s?a=1&b=中"),
        "作者 <甲> & 乙", "公众号“号”", "微信公众平台", Date(2021, 9, 27, 8), "zh-Hans", notices, ident,
    )  # fmt: skip


def rich_book(language: str = "zh-Hans") -> Book:
    """A book that has everything a book can have."""
    foreign = Article(
        "On Method", (p("A paragraph ", Emphasis((t("in English"),)), "."), Heading(1, (t("Section"),), "a-2-h1"), p("End.")),
        Source("b.html", url="http://example.org/b"), "Jane Doe", "", "Example", Date(2019, 3), "en", (), "a-2",
        subtitle="A <Subtitle> & “more”", translator="李墨 & 他",
    )  # fmt: skip
    bare = Article("", (), Source("/tmp/空.txt"), "", "", "", None, language, (), "a-3")
    again = Article(
        "同作者",
        (p("正文。"),),
        Source("d.txt", url="file:///home/me/d.html"),
        "Jane Doe",
        published=Date(1988),
        id="a-4",
    )
    parts = (
        Part("第一编 <&>", (replace(rich_article(), language=language), foreign), "p-1", own("", "这一编“有”2个。")),
        Part("", (bare,), "p-2", own("", "没有编名。")),
        Part("第三编", (again,), "p-3", own("小引 <&>", "最后一编。")),
    )
    matter = Matter(own("", "献给 <某人>"), own("序", "一2“三”"), own("", "后来。"), own("", "何渡，生平不详。"))
    return Book(
        IDENTIFIER, "《测试》文选 <&>\"'\x07", language, "2024-01-02T03:04:05Z", parts, "副题 & 其他", "某某", "自印社",
        "一本<试验>的书。", "", Series("丛书 & 集", 3), matter=matter,
    )  # fmt: skip


def own(title: str, text: str) -> Article:
    """A text of the editor's own with a heading, a note and a picture in it."""
    ident = f"own-{hashlib.sha256(text.encode()).hexdigest()[:6]}"
    blocks = (
        p(text, NoteRef("n")),
        Heading(1, (t("其中"),), f"{ident}-h1"),
        Figure((Image("a.png", "红方块", RED),), ()),
        Note("n", (p("注。"),)),
    )
    return Article(title, blocks, Source("own.md"), id=ident)


def bound(articles: list[Article], language: str = "zh-Hans", part: str = "") -> Book:
    """A book of these articles, with ids given as binding gives them (only top headings get one)."""
    given = []
    for n, article in enumerate(articles):
        blocks = tuple(
            replace(block, id=f"a-{n}-h{k}") if isinstance(block, Heading) else block
            for k, block in enumerate(article.blocks, 1)
        )
        given.append(replace(article, id=f"a-{n}", blocks=blocks))
    return Book(IDENTIFIER, "随机", language, "2024-01-02T03:04:05Z", (Part(part, tuple(given), "p-1"),))


def said(article: Article) -> tuple[str, ...]:
    """Every run of text that the article's own lines hold, and its code."""
    lines = (*each_line(article.blocks), *(notice.children for notice in article.notices))
    return tuple(node.text for line in lines for node in each_inline(line) if isinstance(node, Text | Code))
