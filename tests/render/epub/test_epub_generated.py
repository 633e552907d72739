"""Five hundred generated articles, packed into six books: EPUBCheck has no word to say, no text is lost, every link leads on.

A book that fails is taken apart: the article at fault is found, and cut down, with EPUBCheck as the judge of each step, to the
smallest of which EPUBCheck says the same (`test_a_planted_fault_is_shrunk_to_its_smallest_form`).
"""

from __future__ import annotations

import functools
import hashlib
import io
import itertools
import os
import re
import subprocess
import sys
import typing
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from conftest import ROOT
from ebooklib import epub as ebooklib_epub
from epubchecker import EpubChecker, Fault
from factory_epub import BLUE, IDENTIFIER, RED, theme
from lxml import etree
from shrinking import fewest, smallest
from strategies import ARTICLES, BITMAP, GONE, NAMES, PICTURES, PLACES, SHOWN, drawn

from book.bind.ids import with_id, with_ids
from book.bind.links import linked
from book.check.epub import check_epub
from book.messages.printed import words
from book.model import (
    Article,
    Block,
    Book,
    Code,
    CodeBlock,
    Figure,
    Heading,
    Inline,
    Inlines,
    Items,
    Link,
    Matter,
    Note,
    NoteRef,
    NoticeKind,
    Paragraph,
    Part,
    Quote,
    Ruby,
    Series,
    Source,
    Table,
    Text,
)
from book.render import xhtml
from book.render.epub import render_epub
from book.render.epub.shell import PLAIN, Extras
from book.render.links import safe_href
from book.render.xhtml import storable
from book.settings.values import EpubConfig
from book.text import squash, squeeze
from book.walk import (
    each_block,
    each_inline,
    each_line,
    images,
    inline_text,
    map_blocks,
    map_inlines,
    map_lines,
    plain_text,
    splice_inlines,
)

COUNT = 500
THEME = theme()
H = "{http://www.w3.org/1999/xhtml}"
MATH = "{http://www.w3.org/1998/Math/MathML}"
NS = {"h": H[1:-1], "o": "http://www.idpf.org/2007/opf"}
Articles = tuple[Article, ...]


# ----------------------------------------------------------------------------------------------------------------- books


@dataclass(frozen=True)
class Shell:
    """All of a book but its articles, which go into parts with these titles, as evenly as may be.

    Where it is not `bound`, ids are the same in every article, and keys of notes are as they came.
    """

    options: EpubConfig
    book: Book
    parts: tuple[str, ...] = ("",)
    extras: Extras = PLAIN
    bound: bool = True
    paged: bool = False
    intros: Articles = ()

    def packed(self, articles: Articles) -> Book:
        """A book of these articles."""
        named = with_ids(articles) if self.bound else tuple(map(_same, articles))
        size = max(1, -(-len(named) // len(self.parts)))
        parts = [
            Part(title, named[n * size : (n + 1) * size], f"p-{n}", self.intros[n] if n < len(self.intros) else None)
            for n, title in enumerate(self.parts)
        ]
        book = replace(self.book, parts=tuple(parts))
        if not self.bound:
            return book
        texts = iter(linked(book.texts, {})[0])
        return book.mapped(lambda _: next(texts))

    def rendered(self, articles: Articles) -> bytes:
        """The bytes of a book of these articles."""
        book = self.packed(articles)
        pages = tuple((ident, str(n // 3 + 1)) for n, ident in enumerate(ids(book))) if self.paged else ()
        return render_epub(book, THEME, PICTURES, self.options, replace(self.extras, pages=pages)).body


def _same(article: Article) -> Article:
    count = itertools.count(1)
    blocks = map_blocks(
        article.blocks,
        lambda block: replace(block, id=f"same-h{next(count)}") if isinstance(block, Heading) else block,
    )
    return replace(article, id="same", blocks=blocks)


def ids(book: Book) -> list[str]:
    """Every id of a book, in its order."""
    out = []
    for part in book.parts:
        out.append(part.id)
        for article in (*([part.intro] if part.intro else []), *part.articles):
            out.append(article.id)
            out += [block.id for block in each_block(article.blocks) if isinstance(block, Heading)]
    return out


@functools.cache
def articles() -> Articles:
    """The five hundred."""
    return drawn(ARTICLES, COUNT)


@functools.cache
def shells() -> tuple[Shell, ...]:
    """Six books: every reading system, theme, direction and language, with hostile words wherever a book has words."""
    names = iter(drawn(NAMES, 100))
    own = iter(articles()[100:])

    def book(language: str, notices: str) -> Book:
        title, subtitle, editor, publisher, description, rights, series, price, blurb = itertools.islice(names, 9)
        return Book(
            IDENTIFIER, title, language, "2024-01-02T03:04:05Z", (), subtitle, editor, publisher, description, rights,
            Series(series, len(series) % 3), "978-7-02-000220-7", price, blurb, notices,
            Matter(*(with_id(next(own), name) for name in ("dedication", "preface", "afterword", "biographies"))),
        )  # fmt: skip

    def intros(count: int) -> Articles:
        return tuple(with_id(replace(next(own), title=""), f"p-{n}-intro") for n in range(count))

    def extras(cover: str = "", css: str = "", *, checked: bool = False) -> Extras:
        left_out, subjects = tuple(itertools.islice(names, 3)), tuple(itertools.islice(names, 3))
        return Extras(cover, (), css, left_out, "2024-02", subjects, checked)

    def options(reader: str, theme: str, **more: object) -> EpubConfig:
        return EpubConfig(reader=reader, theme=theme, **more)  # type: ignore[arg-type]

    turned: dict[str, object] = {"direction": "vertical"}
    titles = tuple(itertools.islice(names, 9))
    return (
        Shell(options("generic", "song"), Book(IDENTIFIER, "集", "zh-Hans", "2024-01-02T03:04:05Z", ())),
        Shell(
            options("kindle", "hei", toc_headings=False),
            book("zh-TW", "end"),
            titles,
            extras(RED, checked=True),
            intros=intros(5),
        ),
        Shell(
            options("apple", "kai", **turned),
            book("zh-Hant", "article"),
            titles,
            extras(BLUE),
            paged=True,
            intros=intros(9),
        ),
        Shell(
            options("kobo", "song", **turned),
            book("zh-HK", "both"),
            ("", "甲"),
            extras("", "p { margin: 0 }"),
            intros=intros(2),
        ),
        Shell(
            options("koreader", "hei", indexes=(), **turned), book("zh-Hans", "both"), ("", ""), extras(checked=True)
        ),
        Shell(options("duokan", "kai"), book("zh-TW", "both"), ("一", "", "一"), extras(RED), bound=False, paged=True),
    )


BOOKS = pytest.mark.parametrize("number", range(6))


def share(number: int) -> Articles:
    """The articles of one of the books."""
    return articles()[number::6]


# ------------------------------------------------------------------------------------------------------------- EPUBCheck

_SEVERITIES = "CRASH", "FATAL", "ERROR", "WARNING", "INFO", "USAGE", "SUPPRESSED"


def faults_of(shell: Shell, packed: Articles, checker: EpubChecker) -> list[Fault]:
    """What EPUBCheck says of a book, the worst first; a book that cannot be made is a fault as well."""
    try:
        body = shell.rendered(packed)
    except Exception as error:  # noqa: BLE001 - whatever it is, the article that raises it is to be found
        return [Fault(type(error).__name__, "CRASH", str(error))]
    return sorted(checker(body), key=lambda fault: _SEVERITIES.index(fault.severity))


def told(shell: Shell, packed: Articles, checker: EpubChecker) -> str:
    """What EPUBCheck says of a book, with the smallest article of which it says the same; "" if it says nothing."""
    faults = faults_of(shell, packed, checker)
    if not faults:
        return ""
    said = "\n".join(map(str, faults[:10]))

    def again(some: Articles) -> bool:
        return faults[0].id in {fault.id for fault in faults_of(shell, some, checker)}

    if again(()):
        return f"{said}\nThe articles are not at fault, but {shell!a}"
    pages = [re.search(r"/a(\d+)\.xhtml$", fault.path) for fault in faults if fault.id == faults[0].id]
    named = sorted({packed[int(page[1]) - 1] for page in pages if page}, key=lambda article: len(ascii(article)))
    few = tuple(named[:1])
    if not few or not again(few):
        few = fewest(packed, again)
    if len(few) > 1:
        return f"{said}\nIt takes these articles together, in {shell!a}:\n" + "\n".join(map(ascii, few))
    found = smallest(few[0], lambda article: again((article,)))
    return f"{said}\nThe smallest article of which EPUBCheck says so, in {shell!a}:\n{found!a}"


@BOOKS
def test_epubcheck_has_nothing_to_say(number: int, checker: EpubChecker) -> None:
    assert told(shells()[number], share(number), checker) == ""


def _start_on_bullets(block: Block, right: Callable[[Block], str]) -> str:
    return right(block).replace("<ul>", '<ul start="1">')


def _code_as_it_is(node: Inline, right: Callable[[Inline], str]) -> str:
    return f"<code>{storable(node.text)}</code>" if isinstance(node, Code) else right(node)


@pytest.mark.parametrize(
    ("serialiser", "plant", "rule", "left"),
    [
        ("_block", _start_on_bullets, "ERROR RSC-005 in EPUB/text/", r"\(Items\(items=\(\), .*\),\)"),
        ("_inline", _code_as_it_is, "FATAL RSC-016 in EPUB/text/", r"\(\w+\(.*\(Code\(text='[&<]'\),\).*\),\)"),
    ],
    ids=["that only EPUBCheck sees", "that every parser sees"],
)
def test_a_planted_fault_is_shrunk_to_its_smallest_form(
    serialiser: str,
    plant: Callable[..., str],
    rule: str,
    left: str,
    checker: EpubChecker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of forty articles in a book one node is left, and the place in which it stands."""
    right = getattr(xhtml, serialiser)
    monkeypatch.setattr(xhtml, serialiser, lambda node, *rest: plant(node, lambda inner: right(inner, *rest)))
    checker(shells()[0].rendered(()))
    if checker.process is None:
        pytest.skip("a JDK is missing (make checkers installs it): EPUBCheck takes seconds a step")
    said, _, found = told(shells()[0], articles()[:40], checker).rpartition("\n")
    assert said.startswith(rule)
    wanted = re.escape(ascii(Article("", (), Source("")))).replace(r"blocks=\(\)", f"blocks={left}")
    assert re.fullmatch(wanted, found), found


# ------------------------------------------------------------------------------------------------------- what was drawn


def test_every_kind_of_node_is_drawn_and_every_corner_of_it() -> None:
    blocks = [block for article in articles() for block in each_block(article.blocks)]
    inlines = [node for article in articles() for line in each_line(article.blocks) for node in each_inline(line)]
    assert {type(block) for block in blocks} == set(typing.get_args(Block))
    assert {type(node) for node in inlines} == set(typing.get_args(Inline))
    assert {notice.kind for article in articles() for notice in article.notices} == set(NoticeKind)
    assert len(set(articles())) == COUNT
    for kind, corners in CORNERS.items():
        nodes = [node for node in (*articles(), *blocks, *inlines) if isinstance(node, kind)]
        for name, corner in corners.items():
            assert any(map(corner, nodes)), (kind, name)
    pictures = [image for article in articles() for image in images(article.blocks)]
    assert {image.asset for image in pictures} == {"", GONE, BITMAP, *SHOWN}
    assert {bool(image.alt.strip()) for image in pictures if image.asset in SHOWN} == {True, False}
    assert [article.title for article in articles()].count("同名") > 1


def _depth(block: Block) -> int:
    """How many lists stand within each other."""
    match block:
        case Items(items):
            return 1 + max((_depth(inner) for item in items for inner in item), default=0)
        case Quote(inner) | Note(blocks=inner):
            return max(map(_depth, inner), default=0)
        case _:
            return 0


def _keys(article: Article) -> set[str]:
    return {node.key for line in each_line(article.blocks) for node in each_inline(line) if isinstance(node, NoteRef)}


def _notes(article: Article) -> set[str]:
    return {block.key for block in each_block(article.blocks) if isinstance(block, Note)}


CORNERS: dict[type, dict[str, Callable[[typing.Any], object]]] = {
    Article: {
        "no title": lambda x: not x.title,
        "a blank title": lambda x: x.title.isspace(),
        "a long title": lambda x: len(x.title) > 2000,
        "a title of two lines": lambda x: "\n" in x.title.strip(),
        "a title from right to left": lambda x: "\u202e" in x.title or "م" in x.title,
        "markup in the title": lambda x: "<" in x.title,
        "a character in the title that XML forbids": lambda x: "\ufffe" in x.title or "\x00" in x.title,
        "nothing in it": lambda x: not x.blocks,
        "a mark without its note": lambda x: _keys(x) - _notes(x),
        "a note without its mark": lambda x: _notes(x) - _keys(x),
        "a mark and its note": lambda x: _keys(x) & _notes(x),
    },
    Text: {
        "blank": lambda x: x.text.isspace(),
        "no character": lambda x: "\ufffe" in x.text,
        "half a character": lambda x: "\ud800" in x.text,
        "zero": lambda x: "\x00" in x.text,
        "emoji": lambda x: "😀" in x.text,
    },
    Code: {"empty": lambda x: not x.text, "markup": lambda x: "&" in x.text},
    Ruby: {"no reading": lambda x: not x.reading, "a reading": lambda x: x.reading},
    Link: {
        "within": lambda x: x.href.startswith("#"),
        "to another article": lambda x: x.href in PLACES,
        "javascript": lambda x: x.href.startswith("javascript:"),
        "data": lambda x: x.href.startswith("data:"),
        "a space": lambda x: " " in x.href,
        "not ASCII": lambda x: not x.href.isascii(),
        "empty": lambda x: not x.children,
        "a link": lambda x: any(isinstance(node, Link) for node in each_inline(x.children)),
        "a mark": lambda x: any(isinstance(node, NoteRef) for node in each_inline(x.children)),
    },
    Heading: {
        "too high": lambda x: x.level < 1,
        "too low": lambda x: x.level > 6,
        "blank": lambda x: x.children and not squeeze(inline_text(x.children)),
    },
    Quote: {"a quotation": lambda x: any(isinstance(block, Quote) for block in x.blocks), "empty": lambda x: not x.blocks},
    Items: {
        "from another number": lambda x: x.ordered and x.start != 1,
        "empty": lambda x: not x.items,
        "an empty item": lambda x: () in x.items,
        "three deep": lambda x: _depth(x) > 2,
    },
    Figure: {
        "no picture": lambda x: not x.images,
        "many": lambda x: len(x.images) > 1,
        "a caption": lambda x: x.images and x.caption,
    },
    CodeBlock: {
        "lines": lambda x: "\n" in x.text,
        "empty": lambda x: not x.text,
        "markup": lambda x: "<" in x.text,
        "a language": lambda x: x.language,
    },
    Table: {
        "empty": lambda x: not x.rows,
        "a caption": lambda x: x.caption,
        "wide heads": lambda x: any(cell.header and cell.colspan > 1 for row in x.rows for cell in row),
        "tall cells": lambda x: any(cell.rowspan > 1 for row in x.rows for cell in row),
        "rows of different lengths": lambda x: len(set(map(len, x.rows))) > 1,
    },
    Note: {"empty": lambda x: not x.blocks, "a list": lambda x: any(isinstance(block, Items) for block in x.blocks)},
}  # fmt: skip


@BOOKS
def test_links_within_a_book_lead_and_mislead(number: int) -> None:
    book = shells()[number].packed(share(number))
    lines = [line for article in book.articles for line in each_line(article.blocks)]
    hrefs = {node.href for line in lines for node in each_inline(line) if isinstance(node, Link)}
    inner = {href[1:] for href in hrefs if href.startswith("#")}
    assert inner & set(ids(book))
    assert inner - set(ids(book))


def test_another_process_draws_the_same() -> None:
    code = "import hashlib; from strategies import *; print(hashlib.sha256(ascii(drawn(ARTICLES, 20)).encode()).hexdigest())"
    path = os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "tools")))
    env = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(ascii(articles()[:20]).encode()).hexdigest()


# ---------------------------------------------------------------------------------------------------------- without Java

#: In vertical text quotes are other quotes.
_QUOTES = str.maketrans("“”‘’「」『』", "\"\"''\"\"''")


def compared(text: str) -> str:
    """The text without white space, without what XML forbids, with one style of quotes."""
    return squash(storable(text).translate(_QUOTES))


@dataclass(frozen=True)
class Said:
    """What an article says in a book, in order: its text with the marks of notes as numbers, ruby, pictures, notices."""

    title: str
    text: str
    readings: tuple[str, ...]
    pictures: int
    notices: str


def said_of(article: Article, known: set[str], untitled: str, *, notices: bool) -> Said:
    """What the page of an article must say. Notes come last; where a link leads somewhere, the marks in it stand behind it."""
    numbers: dict[str, int] = {}

    def settled(node: Inline) -> Inlines:
        if not isinstance(node, Link) or not (node.href[1:] in known if node.href[:1] == "#" else safe_href(node.href)):
            return (node,)
        marks = [inner for inner in each_inline(node.children) if isinstance(inner, NoteRef)]
        rest = splice_inlines(node.children, lambda inner: () if isinstance(inner, NoteRef) else (inner,))
        return (replace(node, children=rest), *marks)

    def number(node: Inline) -> Inline:
        return Text(str(numbers.setdefault(node.key, len(numbers) + 1))) if isinstance(node, NoteRef) else node

    ordered = tuple(sorted(article.blocks, key=lambda block: isinstance(block, Note)))
    told = tuple(Paragraph(notice.children) for notice in article.notices) if notices else ()
    blocks, told = (map_lines(some, lambda line: splice_inlines(line, settled)) for some in (ordered, told))
    lines = [map_inlines(line, number) for line in each_line((*blocks, *told))]  # in order, so that numbers are
    text, notice = (plain_text(map_lines(some, lambda line: map_inlines(line, number))) for some in (blocks, told))
    return Said(
        compared(squeeze(storable(article.title)) or untitled),
        compared(text),
        tuple(
            filter(
                None, (compared(node.reading) for line in lines for node in each_inline(line) if isinstance(node, Ruby))
            )
        ),
        sum(image.asset in SHOWN for image in images((*blocks, *told))),
        compared(notice),
    )


def said_on(page: etree._Element) -> Said:
    """What the page of an article says."""
    (section,) = page.iterfind("h:body/h:section", NS)
    shown = [one for one in section.iter(f"{H}img") if not _is_mark(one) and one.get("class") != "drawn"]
    readings = tuple(filter(None, (compared(rt.text or "") for rt in section.iter(f"{H}rt"))))
    title, notices = (
        "".join(itertools.chain(*map(heard, section.iterfind(f"h:{tag}", NS)))) for tag in ("h1", "footer")
    )
    for own in section.xpath("h:h1 | h:p[@class='subtitle'] | h:p[@class='byline'] | h:nav | h:footer", namespaces=NS):
        section.remove(own)
    return Said(compared(title), compared("".join(heard(section))), readings, len(shown), compared(notices))


def heard(node: etree._Element) -> Iterator[str]:
    """What a page says, but for what is not the article's: the way back from a note, the words for a picture that is missing."""
    if node.get("role") == "doc-backlink" or node.get("class") == "missing" or node.tag == f"{H}rt":
        return
    if node.tag == f"{MATH}math":
        yield node.get("alttext", "")
        return
    if _is_mark(node) or node.get("class") == "drawn":
        yield node.get("alt", "")
    yield node.text or ""
    for child in node:
        yield from heard(child)
        yield child.tail or ""


def _is_mark(node: etree._Element) -> bool:
    return node.tag == f"{H}img" and node.get("src") == "../style/note.png"


def unpacked(body: bytes) -> dict[str, etree._Element]:
    """The documents of a book."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xhtml", ".opf"))]
        return {name: etree.fromstring(archive.read(name)) for name in names}


def lost(shell: Shell, packed: Articles) -> Iterator[tuple[Article, Said, Said]]:
    """Each article that a book does not give as it should: the article, what its page should say, what it says."""
    book, files = shell.packed(packed), unpacked(shell.rendered(packed))
    known = {str(ident) for page in files.values() for ident in page.xpath("//@id")} & set(ids(book))
    for n, article in enumerate(book.articles, 1):
        wanted = said_of(article, known, words(book.language)["untitled"], notices=book.notices != "end")
        found = said_on(files[f"EPUB/text/a{n:04d}.xhtml"])
        if found != wanted:
            yield packed[n - 1], wanted, found


@BOOKS
def test_a_book_says_all_that_its_articles_say_in_order(number: int) -> None:
    shell, packed = shells()[number], share(number)
    body = shell.rendered(packed)
    assert shell.rendered(packed) == body, "same book, same bytes"
    assert check_epub(body, "x") == (), "among other things, every link within the book leads to its place"
    for article, wanted, found in lost(shell, packed):
        least = smallest(article, lambda one: any(lost(shell, (one,))))
        pytest.fail(f"\nwanted {wanted!a}\nfound {found!a}\nThe smallest article with which it goes wrong:\n{least!a}")


@BOOKS
def test_the_colophon_has_the_notices(number: int) -> None:
    shell, packed = shells()[number], share(number)
    page = unpacked(shell.rendered(packed))["EPUB/text/colophon.xhtml"]
    book, colophon, at = shell.packed(packed), compared("".join(heard(page))), 0
    for notice in [notice for article in book.articles for notice in article.notices if book.notices != "article"]:
        said = compared(inline_text(notice.children))
        at = colophon.index(said, at) + len(said)


@BOOKS
def test_ebooklib_reads_a_book_back(number: int, tmp_path: Path) -> None:
    shell, packed = shells()[number], share(number)
    path, book = tmp_path / "x.epub", shell.packed(packed)
    path.write_bytes(shell.rendered(packed))
    back = ebooklib_epub.read_epub(path)
    title, editor = (squeeze(storable(said)) for said in (book.title, book.editor))
    assert back.get_metadata("DC", "title")[0][0] == (title or words(book.language)["untitled"])
    assert [name for name, _ in back.get_metadata("DC", "creator")] == ([editor] if editor else [])
    assert back.get_metadata("DC", "language")[0][0] == book.language
    spine = [ident for ident, _ in back.spine]
    written = unpacked(path.read_bytes())["EPUB/content.opf"].iterfind("o:spine/o:itemref", NS)
    assert spine == [itemref.get("idref") for itemref in written]
    assert [ident for ident in spine if ident.startswith("a0")] == [f"a{n:04d}" for n, _ in enumerate(packed, 1)]
    assert set(spine) <= {item.get_id() for item in back.get_items()}
