"""What print writes of an article: markup that holds together whatever the tree is, and each mark of it where it belongs."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import article as saved
from conftest import wenxuan, write
from strategies import ARTICLES, PICTURES, drawn

from book.model import (
    Article,
    Block,
    Book,
    Cell,
    Emphasis,
    Items,
    Link,
    Note,
    NoteRef,
    Notice,
    NoticeKind,
    Paragraph,
    Part,
    Source,
    Table,
    Text,
)
from book.render.pdf.content import Piece, printed
from book.render.xhtml import blocks_xhtml, plain
from book.settings.values import PdfConfig
from book.walk import each_block


def words(text: str) -> tuple[Text]:
    return (Text(text),)


def piece(article: Article, **options: object) -> Piece:
    """An article as it is printed."""
    book = Book("x", "书", "zh-Hans", "2022-01-01T00:00:00Z", (Part("", (article,)),))
    return printed(book, PICTURES, PdfConfig(**options)).sections[0].pieces[0]  # type: ignore[arg-type]


def body(*blocks: Block, **options: object) -> str:
    return piece(Article("题", blocks, Source("a.md"), id="a1"), **options).body


NOTES = "article", "page", "end"
LINKS = "none", "footnotes", "end", "qr"


@pytest.mark.parametrize(("notes", "links"), list(itertools.product(NOTES, LINKS)))
def test_markup_holds_together_whatever_the_tree_is(notes: str, links: str) -> None:
    for article in drawn(ARTICLES, 60):
        made = piece(replace(article, id="a1"), notes=notes, links=links)
        root = ElementTree.fromstring(f"<body>{made.body}</body>")
        standing = root.findall(".//aside") + root.findall(".//span[@class='foot']")
        names = [name for element in standing if (name := element.get("id"))]
        assert len(names) == len(set(names)), "an id is given once"
        assert len(standing) == sum(isinstance(block, Note) for block in each_block(article.blocks)), "no note is lost"
        counted = [mark for mark in dict.fromkeys(map(mark_of, root.iter())) if mark not in ("", "①")]
        assert counted == [f"[{n}]" for n in range(1, len(counted) + 1)], "marks count in the order of the text"


def mark_of(element: ElementTree.Element) -> str:
    """The mark of a note or of an address at the foot that an element shows."""
    if element.get("class") == "mark" or element.get("href", "").startswith("#a1-note-"):
        return element.text or ""
    return element.get("data-mark", "")


# ------------------------------------------------------------------------------------- the tree is asked, not the markup


def test_a_head_row_is_known_by_its_cells_and_not_by_what_they_say() -> None:
    head = (Cell(words("属性"), header=True), Cell(words("如 rowspan=2、<td>"), header=True))
    rows = tuple((Cell(words("甲")), Cell(words("乙"))) for _ in range(3))
    assert body(Table((head, *rows))).startswith('<table>\n<thead>\n<tr><th scope="col">属性</th>')
    for first in ((head[0], rows[0][0]), (head[0], Cell(words("高"), header=True, rowspan=2)), ()):
        assert "<thead>" not in body(Table((first, *rows)))
    assert "<thead>" not in body(Table((head,)))


@pytest.mark.parametrize(("count", "dotted"), [(1, True), (20, True), (21, False)])
def test_stress_is_short_by_what_is_read(count: int, dotted: bool) -> None:
    stressed = (Emphasis((Link(f"https://example.org/{'长' * 30}", words("字" * count)),)),)
    made = piece(
        Article("题", (Paragraph(stressed),), Source("a.md"), id="a1", notices=(Notice(NoticeKind.RIGHTS, stressed),))
    )
    for markup in (made.body, *made.notices):
        assert markup.count('<span class="dot">字</span>') == (count if dotted else 0)
        assert ('<em class="dotted">' in markup) == dotted


def test_an_address_that_is_its_own_text_is_not_printed_again() -> None:
    address = "https://example.org/甲乙"
    own = Paragraph((Text("见"), Link(address, words(address))))  # its last two characters are held together
    assert "<sup>" not in body(own, links="end")
    assert piece(Article("题", (own,), Source("a.md")), links="end").links == ()
    assert "<sup>[1]</sup>" in body(Paragraph((Link(address, words("甲乙")),)), links="end")


# ------------------------------------------------------------------------------------------------------------ notes


def call(*keys: str) -> Paragraph:
    return Paragraph((Text("话"), *map(NoteRef, keys), Text("。")))


def note(key: str, text: str) -> Note:
    return Note(key, (Paragraph(words(text)),))


def test_a_notice_calls_a_note_by_its_number() -> None:
    article = Article(
        "题", (call("甲", "乙"), note("甲", "一"), note("乙", "二")), Source("a.md"), id="a1",
        notices=(Notice(NoticeKind.RIGHTS, (Text("转载须知"), NoteRef("乙"))),),
    )  # fmt: skip
    assert piece(article, notes="article").notices == (
        '转载须知<sup class="note"><a role="doc-noteref" href="#a1-note-2">[2]</a></sup>',
    )


def test_of_two_notes_with_one_key_none_is_lost() -> None:
    notes = note("甲", "先"), note("甲", "后")
    for blocks in ((call("甲"), *notes), (*notes, call("甲"))):
        markup = body(*blocks)
        assert re.search(r'<span class="foot"[^>]* id="a1-note-1">先</span>', markup)
        assert '<aside class="note"><p><span class="mark">[1]</span>后</p>' in markup
    behind = body(*notes, notes="end")
    assert behind.count('id="a1-note-1"') == 1
    assert behind.index("先") < behind.index("后")


def test_notes_at_the_foot_count_with_what_they_hold() -> None:
    linked = Note("甲", (Paragraph((Text("见"), Link("https://example.org/", words("那里")), Text("。"))),))
    markup = body(call("甲"), call("乙"), linked, note("乙", "完。"), links="footnotes", notes="article")
    assert re.findall(r'data-mark="(.*?)"', markup) == ["[1]", "[2]", "[3]"]
    assert markup.index("那里") < markup.index("完。")


@pytest.mark.parametrize("notes", ["article", "end"])
@pytest.mark.parametrize(
    "block",
    [
        Items((((call("甲"), call("乙"))),)),
        Table(((Cell((NoteRef("乙"),)), Cell((Text("格"),))),), (Text("表"), NoteRef("甲"))),
    ],
    ids=["list", "table"],
)
def test_notes_count_in_the_order_of_the_text(block: Block, notes: str) -> None:
    blocks = (block, note("甲", "一"), note("乙", "二"))
    calls = re.findall(r'(?:href="#|data-foot=")(a1-note-\d)', body(*blocks, notes=notes))
    assert calls == ["a1-note-1", "a1-note-2"]
    assert re.findall(r'<a href="#(.)">(\d)</a>', blocks_xhtml(blocks, plain(blocks))) == [("甲", "1"), ("乙", "2")]


def test_inspect_numbers_notes_by_their_first_mark(tmp_path: Path) -> None:
    text = "- 一[^a]\n\n  二[^b]\n\n又是一[^a]。\n\n[^b]: 乙。\n[^a]: 甲。\n"
    write(tmp_path, {"a.md": saved("题", text)})
    (row,) = wenxuan("inspect", "--json", "a.md", cwd=tmp_path).objects
    assert re.findall(r'<sup><a href="#.*?">(\d)</a></sup>', row["html"]) == ["1", "2", "1"]
