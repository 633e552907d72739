"""What the fuzzer runs: each target a function of some bytes that must hold whatever the bytes are, with what its inputs are made of.

A target raises nothing but what its functions say that they raise (which is caught here), or an `AssertionError` that names the property
that does not hold. `deep` asks for the slow part as well.
"""

# ruff: noqa: E501 - tables of tokens and of targets, which are read across

from __future__ import annotations

import contextlib
import io
import json
import os
import plistlib
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from functools import cache
from pathlib import Path

import factory_documents as documents
import factory_fonts
import fuzz_inputs as inputs
from factory_epub import rich_book, theme
from factory_sources import EPUB_FILES, png, tarred, zipped
from PIL import Image as Pixels

from book import convert, css, packaged, store
from book.bind import bind
from book.check import check_file
from book.check.epub import check_epub
from book.check.web import check_web
from book.clean import clean
from book.collect import collect
from book.collect.hosts import is_private, shown
from book.collect.hosts import read as read_host
from book.collect.webcache import Copies, Copy
from book.findings import ConfigError, Finding
from book.fonts import roles, subset
from book.keep import manifest, snapshots
from book.messages import Message
from book.model import NO_ASSETS, Article, Hints, Paragraph, Raw, Source, Text
from book.model.dates import Date
from book.pictures.decode import Picture, prepare
from book.punctuate import punctuate, quote_style
from book.read import read
from book.render.epub import render_epub
from book.render.txt import render_txt
from book.render.web import render_web
from book.rules import RuleError, load
from book.run import font_trial, trial
from book.settings.parse import parse
from book.settings.values import ArrangeConfig, BookConfig, ConvertConfig, EpubConfig, TextConfig
from book.text.filenames import file_name

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
_LARGEST_SEED = 40_000  # bytes
_MOST_SEEDS = 40  # of one folder of the data beside the checkout
_SITE = "https://example.org/a/1.html"

Run = Callable[[bytes, bool], None]


@dataclass(frozen=True, slots=True)
class Target:
    """One target: what it runs, its seeds, the tokens that are put into them, and a grammar where there is one."""

    run: Run
    seeds: Callable[[], Sequence[bytes]]
    tokens: Sequence[str] = inputs.TOKENS
    grammar: Callable[[inputs.Chance], bytes] | None = None
    shared: Sequence[str] = ()  # patterns below ../shared


def _files(folder: Path, *patterns: str) -> list[bytes]:
    """The small files that match, in the order of their names."""
    found = sorted({path for pattern in patterns for path in folder.glob(pattern) if path.is_file()})
    return [path.read_bytes() for path in found if path.stat().st_size <= _LARGEST_SEED]


def shared_seeds(target: Target) -> list[bytes]:
    """Seeds from the data beside the checkout."""
    return [body for pattern in target.shared for body in _files(SHARED, pattern)[:_MOST_SEEDS]]


@cache
def _rules():  # type: ignore[no-untyped-def]
    return load(packaged.rule_files())


@cache
def _folder() -> Path:
    """A folder of this process; who runs targets takes it away."""
    return Path(tempfile.mkdtemp(prefix="wenxuan-fuzz-", dir=os.environ.get("WENXUAN_FUZZ_FOLDER")))


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


# -------------------------------------------------------------------------------------------------------------- reading


@cache
def _theme():  # type: ignore[no-untyped-def]
    return theme()


@cache
def _tables() -> convert.Tables:
    return convert.Tables.of(packaged.rule_files(), packaged.lexicon())


def _article(raw: Raw, deep: bool, rules=None) -> None:  # type: ignore[no-untyped-def]
    """An input through all pure stages; in depth twice with the same result, and a book made of it that is sound."""
    rules = rules or _rules()
    article, found = read(raw, rules)
    if article is None:
        assert any(one.code.startswith("input.") for one in found), "neither an article nor a reason"
        return
    article, more = clean(article, rules, found)
    article, marks = punctuate(article, TextConfig())
    if not deep:
        return
    again, found_again = read(raw, rules)
    assert again is not None
    again, more_again = clean(again, rules, found_again)
    again, marks_again = punctuate(again, TextConfig())
    assert (again, found_again, more_again, marks_again) == (article, found, more, marks), "a second reading differs"
    script = "hant" if zlib.crc32(raw.body) % 2 else "hans"
    made, _ = convert.convert(article, convert.plan(ConvertConfig(script=script), _tables()))
    made, _ = quote_style(made, replace(TextConfig(), quotes="locale"), made.language)
    book = bind((made,), BookConfig(title="试"), ArrangeConfig(), "zh-Hans").book
    render_txt(book)
    epub = render_epub(book, _theme(), NO_ASSETS, EpubConfig()).body
    faults = check_epub(epub, "a.epub")
    assert not faults, f"the EPUB breaks a rule: {[(one.code, str(one.detail)) for one in faults[:3]]}"
    faults = check_web(render_web(book, _theme(), NO_ASSETS, EpubConfig()).files, "试")
    assert not faults, f"a page breaks a rule: {[(one.code, str(one.detail)) for one in faults[:3]]}"


def _read(name: str) -> Run:
    return lambda body, deep: _article(Raw(name, body, name, hints=Hints(url=_SITE if body[-1:] < b"m" else "")), deep)


_LINKED = (
    {"@graph": 1}, {"@graph": {"@type": "Article"}}, [[[]]], 1, None, {"@type": ["Article"], "headline": ["a"], "author": [{"name": {}}], "datePublished": 5},
    {"@type": "NewsArticle", "headline": "渡船", "author": {"@type": "Person", "name": "何渡"}, "datePublished": "2021-03-05T12:30:00Z",
     "publisher": {"name": ["a"]}, "articleBody": "河上", "image": [1], "mainEntityOfPage": {"@id": 1}, "isPartOf": "x"},
)  # fmt: skip


_CHARSETS = (
    "gbk",
    "big5",
    "utf-7",
    "utf-16",
    "punycode",
    "idna",
    "undefined",
    "unicode_escape",
    "raw_unicode_escape",
    "zlib",
    "rot13",
    "hz",
    "x-mac",
    "a\0b",
)


def _pages() -> list[bytes]:
    return [
        *(
            f'<meta charset="{name}"><title>渡船</title><p>河上的渡船一天走六趟。+2AAAAA- \\ud800'.encode("gbk")
            for name in _CHARSETS
        ),
        *_files(ROOT / "book/sample/articles", "*.html"),
        *_files(ROOT / "tests/data", "sources/*.html", "cases/read/*.txt", "cases/clean/*.txt"),
        *(inputs.page(inputs.Chance(n)) for n in range(20)),
        *(
            b'<!doctype html><title>a</title><script type="application/ld+json">%s</script><h1>a</h1><p>\xe6\xb2\xb3'
            % json.dumps(one).encode()
            for one in _LINKED
        ),
    ]


def _texts() -> list[bytes]:
    return [
        *_files(ROOT / "book/sample/articles", "*.md", "*.txt"),
        *_files(
            ROOT / "tests/data",
            "cli/*.txt",
            "cli/*.md",
            "cases/punctuation/*.txt",
            "cases/convert/*.txt",
            "cases/bylines/*.txt",
        ),
        *(inputs.plain(inputs.Chance(n)) for n in range(20)),
    ]


def _heads() -> list[bytes]:
    return [
        *_files(ROOT / "tests/data/sources", "hexo/**/*.md", "hugo/**/*.md", "omnivore/**/*.md", "zotero/**/*"),
        *_files(ROOT / "book/sample/articles", "*.md"),
        *(inputs.headed(inputs.Chance(n)) for n in range(40)),
    ]


def _packed() -> list[bytes]:
    out = []
    for n in range(12):
        page = inputs.page(inputs.Chance(n))
        parts = MIMEMultipart("related")
        parts["Snapshot-Content-Location"] = "http://a.cn/1"
        for kind, charset in (("html", _CHARSETS[n]), ("css", "us-ascii")):
            part = MIMEText(page.decode("utf-8", "replace") if kind == "html" else "a {}", kind, "utf-8")
            part.set_param("charset", charset)
            part["Content-Location"] = f"http://a.cn/{kind}"
            parts.attach(part)
        out.append(parts.as_bytes())
        held = {
            "WebResourceData": page,
            "WebResourceMIMEType": "text/html",
            "WebResourceTextEncodingName": "UTF-8",
            "WebResourceURL": "http://a.cn",
        }
        form = plistlib.FMT_BINARY if n % 2 else plistlib.FMT_XML
        out.append(
            plistlib.dumps({"WebMainResource": held, "WebSubresources": [{**held, "WebResourceData": png()}]}, fmt=form)
        )
    return out


def _documents() -> list[bytes]:
    lines = (
        documents.par("渡船", style="a3"), documents.item("上", 2, style="1"), documents.par("河上的船。", documents.note(1), documents.drawing()),
        documents.item("一"), documents.item("二", 1, 1), documents.table(("年", "价"), ("1980", "五分"), header=True),
        documents.par("<w:del w:id='1'><w:r><w:delText>坏</w:delText></w:r></w:del>", "<m:oMath><m:r><m:t>a</m:t></m:r></m:oMath>"),
    )  # fmt: skip
    text = (
        documents.odf_par("渡", "Title")
        + documents.odf_par("上", level=1)
        + documents.odf_par("河" + documents.odf_note("注"))
    )
    made = (
        documents.docx(*lines, notes={1: "注"}, core={"dc:title": "渡"}),
        documents.odt(text, meta={"dc:title": "渡"}),
    )
    return [inputs.bundle(_members(body)) for body in made]


def _members(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


_DOCUMENT_TOKENS = (
    "<w:p>", "<w:r>", "<w:t>河</w:t>", "<w:tbl>", "<w:tr>", "<w:tc>", "<w:sdt>", "<w:ins>", "<w:fldChar w:fldCharType='begin'/>", "<w:instrText>",
    "w:val='-1'", "w:val='99999999999999999999'", "w:val='²'", "<w:numPr>", "<w:ilvl w:val='9'/>", "<m:f>", "<m:d>", "<mc:AlternateContent>",
    "<w:txbxContent>", "<text:list>", "<text:note>", "<text:h>", "<table:table-row>", "<draw:frame>", "text:outline-level='0'", "text:c='999999'",
    "<!DOCTYPE x>", "<!ENTITY a 'b'>", "&a;", "\x1e", "\x1f", "word/document.xml", "content.xml", "mimetype",
)  # fmt: skip
_RICH_TOKENS = (
    "{", "}", "\\", "\\par ", "\\'b0", "\\u-10179?", "\\uc0 ", "\\bin9 ", "\\*", "{\\footnote ", "{\\field", "{\\*\\fldinst ", "\\cell", "\\row",
    "\\intbl", "{\\pict\\pngblip ", "{\\stylesheet", "{\\fonttbl", "\\fcharset134", "\\v", "\\deleted", "{\\header ", "{\\shptxt ", "{\\info",
)  # fmt: skip


def _rich() -> list[bytes]:
    lines = "\\pard\\s1 \\u27827?\\par{\\b \\'ba\\'d3}{\\footnote \\'d7\\'a2}\\par\\intbl a\\cell\\row{\\v x}{\\field{\\*\\fldinst HYPERLINK \"http://a.cn\"}}"
    return [
        f"{{\\rtf1\\ansi\\ansicpg936{{\\fonttbl{{\\f0\\fcharset134 S;}}}}{{\\stylesheet{{\\s1 heading 1;}}}}{lines}}}".encode()
    ]


# ------------------------------------------------------------------------------------------------------------- sources


def _collected(name: str, body: bytes) -> None:
    """A file as a source: it gives inputs and findings, none of which says that we failed."""
    folder = _folder()
    (folder / name).write_bytes(body)
    given, _ = collect([name], folder, home=folder)
    for one in given:
        assert one.trouble is None or one.trouble.code != "input.failed", f"input.failed: {one.trouble.detail}"
    for one in given[:20]:
        store.read(one)


def _lists() -> list[bytes]:
    return [*_files(ROOT / "tests/data/sources", "*.*"), *_files(ROOT / "tests/data/stored_book", "*.xml")]


_LIST_TOKENS = (
    "<item>", "</item>", "<entry>", "<link>http://a.cn/</link>", '<link href="http://a.cn/"/>', "<content:encoded><![CDATA[", "]]>", "<guid>",
    "<pubDate>Fri, 05 Mar 2021 25:61:00 +9900</pubDate>", "<updated>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", '<?xml version="1.0" encoding="punycode"?>',
    '<outline xmlUrl="http://a.cn"/>', "<DT><A HREF=\"http://a.cn\" ADD_DATE=\"1e9\">", '{"items": [', '"content_html": ', "null", "[[[[", "{", "}",
    '"url": "http://a.cn"', "\\ud800", "Infinity", "-0", "1E400", ",", ";", "\t", '"', '""', "\r", "http://a.cn/,甲\n", "url,title,time_added\n",
    "<note>", "</note>", "<en-media hash='0'/>", '<content encoding="base64:aes">', "<data>", '"content": "', '"title": "渡"', '"weibo": [',
    '"object": {', '"created_at": 1614931200', "标题,正文\n", "==========\n", "- 您在位置 #9-1的笔记 |", "《渡》\n1个笔记\n", "◆ ", ">> ", "原文：",
    "◆ 2024/09/04发表想法\n", "window.YTD.tweets.part0 = [", '<div class="memo"><div class="time">2021-03-05</div>',
)  # fmt: skip


def _archives() -> list[bytes]:
    files = {"a.html": inputs.page(inputs.Chance(1)), "b/c.md": "# 渡\n\n河上的渡船。", "d.png": png()}
    packed = [tarred(files, form) for form in ("tar", "gz", "bz2", "xz")]
    return [*packed, zipped(files), zipped({"x.zip": zipped(files)}), zipped(EPUB_FILES), zipped({"[Content_Types].xml": "", **files}),
            *(body[:300] for body in packed)]  # fmt: skip


def _shelves() -> list[bytes]:
    omnivore = ROOT / "tests/data/sources/omnivore"
    held = {
        path.relative_to(omnivore).as_posix(): path.read_bytes()
        for path in sorted(omnivore.rglob("*"))
        if path.is_file()
    }
    return [inputs.bundle(EPUB_FILES), inputs.bundle(EPUB_FILES), inputs.bundle(held), *_bundled_books()]


_PACKAGE_TOKENS = (
    "<item id='x' href='../../a' media-type='text/html'/>", "<itemref idref='a'/>", "<spine>", "<manifest>", "<dc:title>", "<meta property='x'>",
    'epub:type="toc"', "<nav>", "<li>", "<a href='b.xhtml#x'>", "<ol>", "full-path=''", "%2e%2e/", "http://www.idpf.org/2007/opf", "<!DOCTYPE x>",
    "<!ENTITY a 'b'>", "&a;", "xmlns:a='b'", "<svg>", "<script>", "style='a:url(b)'", "@import 'x';", "<navPoint>", "playOrder='x'", "\x1e", "\x1f",
    "META-INF/encryption.xml", "mimetype", "application/epub+zip", "properties='nav'", "version='2.0'", "<guide>", "<collection>", "refines='#a'",
)  # fmt: skip

# ----------------------------------------------------------------------------------------------------- rules and settings


@cache
def _ruled_pages() -> list[bytes]:
    return _files(ROOT / "book/sample/articles", "*.html")[:1]


def _own_rules(body: bytes, deep: bool) -> None:
    """A user's rule file in both forms: refused with a `RuleError`, or able to read a page."""
    text = _text(body)
    for name in ("own.toml", "example.org.txt"):
        try:
            rules = load(packaged.rule_files() if deep else {}, {name: text})
        except RuleError:
            continue
        for page in _ruled_pages() if deep else (b"<h1>a</h1><p class='b' id='c'>\xe6\xb2\xb3</p>",):
            _article(Raw("a.html", page, "a.html", hints=Hints(url=_SITE)), False, rules)


def _tried(body: bytes, deep: bool) -> None:
    """A user's expression: refused, or tried in time."""
    entry = {"name": "x", "kind": "noise", "examples": [], "pattern": _text(body)[:500]}
    try:
        text = "[[line]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in entry.items())
        rules = load({}, {"own.toml": text})
    except RuleError:
        return
    try:
        trial.tried(rules, "rules")
    except ConfigError:
        return


def _rule_seeds() -> list[bytes]:
    ours = [text.encode() for name, text in packaged.rule_files().items() if name.endswith(".toml")]
    pieces = [piece for text in ours for piece in text.split(b"\n\n") if len(piece) < 3000]
    ftr = b"title: //h1\nbody: //div[@id='a']\nauthor: //a[contains(@class, 'b')]\ndate: //time/@datetime\nstrip: //p[1]\nstrip_id_or_class: ad\n"
    return [ftr, ftr, ftr, *pieces]


_RULE_TOKENS = (
    "[[node]]", "[[line]]", "[[notice]]", "[[site]]", "[lists]", "[patterns]", 'name = "a"', 'kind = "noise"', "pattern = '(a+)+b'", 'like = "a"',
    "words = '甲 乙'", "examples = ['a']", "where = 'edge'", "longest = -1", "weak = 1", "body = [':has(> p)']", "body = ':nth-child(2n+'",
    "hosts = []", "marks = ['']", "//*[@class='", "contains(@id, '", "title: //", "prune: no", "(?P<a>", "(?i)", "(?<=a+)", "\\p{Han}", "[[:a:]]",
    "{1,99999}", "{,}", "*", "+", "?", "|", "(", ")", "[", "]", "\\", "^", "$", "'''", '"""', "=", "true", "1", "[]", "{}", "[[]]", "'a'", "ct",
    ":not(:not(", "[a=b i]", "a>b~c+d", "::before", ":is(", "*|*",
)  # fmt: skip
_EXPRESSION_TOKENS = (
    "a", "b", "字", "(a+)+", "(a|a)*", "(a*)*b", ".*", ".*?", "\\s*", "\\w+", "[^,]+", "(?:", "(", ")", "|", "{2,}", "{1000}", "\\d", "$", "^", "\\b",
    "(?=", "(?!", "(?<!a)", "\\1", "*", "+", "?", "++", "*+", "[a-z]", "(?P<x>a)", "(?(1)a|b)", "(?i:A)", "\\Z", ",", "：", "(?>",
)  # fmt: skip


def _expression(chance: inputs.Chance) -> bytes:
    return "".join(chance.choice(_EXPRESSION_TOKENS) for _ in range(chance.choice((2, 4, 8, 12)))).encode()


def _settings(body: bytes, _deep: bool) -> None:
    """A book.toml: settings, or a `ConfigError`."""
    try:
        parse(_text(body))
    except ConfigError as error:
        str(error)


_SETTINGS = (
    b'[book]\ntitle = "a"\ndate = 2020-01-02\n[pdf]\nmargin = 1.5\nfonts = ["a", "b"]\n[limits]\nseconds = 2\n'
    b'[clean]\nkeep = ["a"]\noff = ["b"]\n[convert]\nscript = "hant"\nreplace = ["a=b"]\n'
)


def _setting_seeds() -> list[bytes]:
    doc = (ROOT / "docs/settings.md").read_text("utf-8").split("```toml\n")[1:]
    given = [piece.split("```")[0].encode() for piece in doc]
    return [*given, *_files(ROOT / "book/sample", "*.toml"), *_files(ROOT / "tests/data/stored_book", "*.toml"),
            _SETTINGS]  # fmt: skip


_TOML_TOKENS = (
    "[book]", "[pdf]", "[epub]", "[clean]", "[[article]]", "[[part]]", "[ article ]", '["article"]', "[a.b]", "title = ", "file = 'a'", "date = 2020-02-30",
    "date = 2020-01-01T00:00:00Z", "date = 07:32:00", "gone = true", "gone = 1", "skip = ''", "x = {a = {b = 1}}", "= ", "inf", "-nan", "0x1F", "1_0",
    "1e999", "'''", '"""', "\\u0000", "\\UFFFFFFFF", "#", "# x\n", "\r\n", "\n", "true", "[]", "[[", "]]", "[" * 3000, "{a=" * 500, "a." * 3000, ",",
    "part = '河'", "intro = 'x'", "author = ''", "9" * 5000, "\x00", "\ufeff", "\u2028", "\x0b", "\x85", '"', "'",
)  # fmt: skip


def _manifest(body: bytes, _deep: bool) -> None:
    """An articles.toml: a `ConfigError`, or what a scan writes of it can be read and is not changed by the next scan."""
    text = _text(body)
    articles = [
        Article(title, (Paragraph((Text("河"),)),), Source(file), author, published=Date(2020, 1, 2))
        for file, title, author in (("a", "渡船", "何"), ("articles/ferry.md", "渡", ""), ("新.md", "\"'\\", "\t"))
    ]
    written = {"a": manifest.Written("旧", "何", "2020-01-02")}
    try:
        manifest.parse(text)
        once, _ = manifest.rewritten(text, articles, written, ArrangeConfig(), {})
    except ConfigError:
        return
    now = {one.source.locator: manifest.Written.of(one) for one in articles}
    parsed = manifest.parse(once)
    assert {one.source.locator for one in articles} <= {one.file for one in parsed.articles}, (
        "an article is not in the list"
    )
    assert manifest.rewritten(once, articles, now, ArrangeConfig(), {})[0] == once, "a second scan changes the list"


def _notes(body: bytes, _deep: bool) -> None:
    """Files that a run left for the next: the index of a scan, the note of a copy, and the note of what was to be moved."""
    folder = _folder() / "notes"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "in" / "bytes").mkdir(parents=True)
    (folder / "in" / snapshots.FOLDER).mkdir()
    outside = folder / "outside"
    outside.write_bytes(b"1")
    (folder / "in" / snapshots.FOLDER / "index.json").write_bytes(body)
    for record in snapshots.index(folder / "in").values():
        snapshots.kept(folder / "in", record.sha256)
    copies = Copies(folder / "in")
    copies.put("http://a.cn", Copy("http://a.cn", b"\xe6\xb2\xb3", "text/html; charset=gbk"))
    note = next((folder / "in" / "web").iterdir())
    note.write_bytes(body)
    if (copy := copies.get("http://a.cn")) is not None:
        copy.as_declared()
    (folder / "in" / ".wenxuan-moving-1").write_bytes(body)
    (folder / "in" / ".wenxuan-1").write_bytes(b"2")
    (folder / "in" / "mine.txt").write_bytes(b"3")
    store.finish(folder / "in")
    assert outside.read_bytes() == b"1", "a file outside of the folder was changed"
    assert {path.name for path in folder.iterdir()} == {"in", "outside"}, "a file appeared outside of the folder"
    assert not (folder / "in" / ".wenxuan-moving-1").exists(), "the note is still there"


def _note_seeds() -> list[bytes]:
    sha = "ab" * 32
    row = {
        "title": "渡",
        "author": "何",
        "date": "2020",
        "sha256": sha,
        "name": "a",
        "hints": {"url": "http://a.cn", "published": "2020-01-02"},
        "pictures": {"a.png": sha},
    }
    note = {
        "address": "http://a.cn",
        "url": "http://a.cn/1",
        "sha256": sha,
        "kind": "text/html; charset=gbk",
        "etag": "",
        "modified": "",
    }
    moved = [[".wenxuan-1", "a.epub"], [".wenxuan-2", "b.pdf"]]
    return [json.dumps(one).encode() for one in ({"articles": {"a": row, "b": {}}}, note, moved)]


_NOTE_TOKENS = (
    '"../outside"', '"/dev/zero"', '"."', '".."', '""', '"\\u0000"', '"mine.txt"', '".wenxuan-1"', "[", "]", "{", "}", "null", "1", "true", "[" * 5000,
    '"\\ud800"', '"a/b"', '"..\\\\x"', '"hints": 1', '"hints": {"x": 1}', '"published": 1', '"charset=punycode"', '"charset=idna"', '"charset=zlib"',
    '"charset=undefined"', '"' + "a" * 300 + '"', '".wenxuan-moving-1"', '"sha256": "/dev/zero"', "NaN", "1e999",
)  # fmt: skip

# ------------------------------------------------------------------------------------------- pictures, sheets, finished books


def _picture(body: bytes, _deep: bool) -> None:
    """A picture: one that can be shown, or the reason why not."""
    made = prepare(body)
    assert isinstance(made, Picture | Message)
    if isinstance(made, Picture):
        with Pixels.open(io.BytesIO(made.body)) as shown_picture:
            shown_picture.load()


def _pixels() -> list[bytes]:
    out = []
    image = Pixels.new("RGB", (40, 30), "navy")
    for form in (
        "PNG",
        "JPEG",
        "GIF",
        "BMP",
        "TIFF",
        "WEBP",
        "ICO",
        "PPM",
        "TGA",
        "PCX",
        "SGI",
        "DDS",
        "JPEG2000",
        "MPO",
        "IM",
        "SPIDER",
        "ICNS",
    ):
        stream = io.BytesIO()
        try:
            (image.convert("L").convert("F") if form == "SPIDER" else image).save(stream, form)
        except (OSError, KeyError, ValueError):
            continue
        out.append(stream.getvalue())
    for mode in ("1", "L", "P", "LA", "RGBA", "I;16", "CMYK"):
        stream = io.BytesIO()
        (image.convert(mode) if mode != "I;16" else Pixels.new(mode, (9, 9), 900)).save(
            stream, "TIFF" if mode == "CMYK" else "PNG"
        )
        out.append(stream.getvalue())
    stream = io.BytesIO()
    exif = Pixels.Exif()
    exif[0x0112], exif[0x8825] = 6, {1: "N"}
    image.save(stream, "JPEG", exif=exif, comment=b"x", quality=70, progressive=True)
    heic = ROOT / "tests/data/sources/open-book.heic"
    return [*out, stream.getvalue(), *([heic.read_bytes()] if heic.stat().st_size < _LARGEST_SEED else [])]


_SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 80 60" width="8em">'
    b"<style>.a { fill: url(#g) }</style><defs><linearGradient id='g'><stop offset='0' stop-color='red'/></linearGradient>"
    b"<g id='u'><path d='M0 0L9 9z'/></g></defs><use xlink:href='#u' x='3'/><text x='1' y='9' class='a'>\xe6\xb2\xb3</text>"
    b"<filter id='f'><feGaussianBlur stdDeviation='2'/></filter><rect width='9' height='9' filter='url(#f)' style='stroke:blue'/>"
    b"<image href='data:image/png;base64,iVBORw0KGgo=' width='4' height='4'/><pattern id='p' width='2' height='2'><circle r='1'/></pattern></svg>"
)
_SVG_TOKENS = (
    "<g>", "</g>", "<use href='#u'/>", "<use xlink:href='#p'/>", "<svg>", "<symbol id='s' viewBox='0 0 1 1'>", "<rect width='1e9' height='9'/>", "id='u'",
    "<foreignObject>", "<script>", "<animate/>", "transform='scale(1e9)'", "stdDeviation='1e6'", "width='100%'", "viewBox='0 0 0 0'", "viewBox='nan'",
    "M0 0", "C1 1 2 2 3 3", "A1 1 0 0 0 2 2", "1e308", "-", "stroke-dasharray='1e-9'", "<!DOCTYPE svg [<!ENTITY a 'b'>]>", "&a;", "<![CDATA[", "url(#",
    "url(http://a.cn)", "@import 'a';", "<mask id='m'>", "<marker>", "<tspan>", "<a href='b'>", "xmlns='x'", "xml:space='preserve'", "href='data:,'",
    "<feTurbulence numOctaves='99999'/>", "<text font-size='1e7'>字</text>", "<style>", "*{", "}", "\x00",
)  # fmt: skip


def _sheet(body: bytes, _deep: bool) -> None:
    """A style sheet: what is left has nothing more to drop, and a book with it is sound."""
    text = _text(body)
    made, _ = css.cleaned(text)
    again, dropped = css.cleaned(made)
    assert not dropped, f"dropped the second time: {[(one.text, str(one.why)) for one in dropped[:3]]}"
    assert again == made, "cleaned twice is not as cleaned once"
    css.declarations(text)
    css.bounded(text)


def _sheets() -> list[bytes]:
    return [piece for body in _files(ROOT / "styles", "**/*.css") for piece in (body, body[:800], body[-800:])]


_CSS_TOKENS = (
    "@import url(a);", "@import 'b' screen;", "@font-face{", "src:url(x)", "url(", "url('", "url(data:image/png;base64,AA==)", "\\75rl(", "expression(", "{",
    "}", "(", ")", "[", "]", ";", ":", "!important", "/*", "*/", "<!--", "-->", "\\", "\\0", "\\110000 ", "'", '"', "@media print{", "@supports (a:b){",
    "@charset 'x';", "@namespace a 'b';", "@layer a,b;", "@page :left{", "--x:{a:b}", "a:hover", "::before", ":is(", ":not(", "a>b", "a+b", "[x=y]", "#",
    ".", ",", "%", "1e9", "-0", "+.5em", "U+4E00-9FFF", "direction:rtl", "unicode-bidi:x", "behavior:url(x)", "&", "*", "@", "image-set('a' 1x)", "\x00", "\n",
    "@keyframes x{", "from{", "50%{", "env(a)", "calc(1px+(2*", "|", "||", "~=", "^=", "{" * 2000, "(" * 2000, "[" * 2000, "a{" * 500, "\ufffd", "@x" * 300,
)  # fmt: skip


def _checked(suffix: str) -> Run:
    def run(body: bytes, _deep: bool) -> None:
        for one in check_file(body, f"a{suffix}"):
            assert isinstance(one, Finding)
            str(one.detail)

    return run


@cache
def _books() -> tuple[bytes, ...]:
    epubs = [render_epub(rich_book(), _theme(), NO_ASSETS, EpubConfig()).body]
    small = bind(
        (Article("渡", (Paragraph((Text("河上的渡船"),)),), Source("a")),),
        BookConfig(title="渡"),
        ArrangeConfig(),
        "zh-Hans",
    )
    return (*epubs, render_epub(small.book, _theme(), NO_ASSETS, EpubConfig()).body)


def _bundled_books() -> list[bytes]:
    return [inputs.of_zip(body) for body in _books()]


def _pdfs() -> list[bytes]:
    """Two PDFs that can be read, every stream of them but one plain: a font of ours, marks of structure, an outline."""
    drawn = b"/Span<</MCID 0>>BDC BT /F0 12 Tf 1 0 0 1 72 700 Tm <00010002> Tj [<0001>-100<0002>]TJ ET EMC q 2 0 0 2 0 0 cm 0 0 9 9 re f Q /X0 Do"
    units = b"begincmap 1 begincodespacerange <0000><ffff> endcodespacerange 2 beginbfchar <0001><6CB3> <0002><4E0A> endbfchar 1 beginbfrange <0003><0005><6E21> endbfrange endcmap"
    font = factory_fonts.made_up("河上")
    out = []
    for packed in (False, True):
        streams = [zlib.compress(one) if packed else one for one in (drawn, units, font)]
        way = b"/Filter/FlateDecode" if packed else b""
        held = [b"<<%s/Length %d>>stream\n%s\nendstream" % (way, len(one), one) for one in streams]
        objects = [
            b"<</Type/Catalog/Pages 2 0 R/Lang(zh)/MarkInfo<</Marked true>>/StructTreeRoot 11 0 R/Outlines 13 0 R/ViewerPreferences<</DisplayDocTitle true>>>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 800]/Contents 4 0 R/StructParents 0/Annots[15 0 R]/Resources<</Font<</F0 5 0 R>>/XObject<</X0 10 0 R>>>>>>",
            held[0],
            b"<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+Kuang/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 8 0 R>>",
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+Kuang/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/W[1[1000 1000]]/CIDToGIDMap/Identity/FontDescriptor 7 0 R>>",
            b"<</Type/FontDescriptor/FontName/AAAAAA+Kuang/Flags 4/FontBBox[0 0 1000 1000]/FontFile2 9 0 R>>",
            held[1],
            held[2],
            b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F0 5 0 R>>>>/Length 27>>stream\nBT /F0 9 Tf <0001> Tj ET   \nendstream",
            b"<</Type/StructTreeRoot/K[12 0 R]/ParentTree<</Nums[0[12 0 R]]>>>>",
            b"<</Type/StructElem/S/P/P 11 0 R/Pg 3 0 R/K[0]/Alt(x)>>",
            b"<</First 14 0 R/Last 14 0 R/Count 1>>",
            b"<</Title(a)/Parent 13 0 R/Dest[3 0 R/XYZ 0 0 0]>>",
            b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://a.cn)>>>>",
        ]
        body, places = b"%PDF-1.7\n", []
        for number, one in enumerate(objects, 1):
            places.append(len(body))
            body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
        table = b"".join(b"%010d 00000 n \n" % place for place in places)
        end = b"trailer\n<</Size %d/Root 1 0 R/ID[<00><00>]>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
        out.append(body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + end)
    return out


_PDF_TOKENS = (
    "/Type/Page", "/Kids[", "/Parent 1 0 R", "/Count 9999999", "/Contents 5 0 R", "/Font<<", "/ToUnicode", "/Length 0", "/Filter/FlateDecode",
    "/Filter[/ASCIIHexDecode/ASCII85Decode/LZWDecode]", "/DescendantFonts[", "/W[0[1]]", "/Encoding/Identity-H", "/FontFile2", "/FontFile3", "/StructTreeRoot",
    "/K[", "/MCID 0", "/RoleMap<<", "/Prev 9", "trailer", "startxref", "0", "xref", "stream\n", "endstream", "endobj", "obj", "<<", ">>", "[", "]", "(", ")",
    "<", ">", "null", "1 0 R", "99 0 R", "BT", "ET", "Tj", "TJ", "Tf", "q", "Q", "cm", "BDC", "EMC", "Do", "/Annots", "/Dest", "/Outlines", "/Encrypt", "%%EOF",
    "/DecodeParms<</Predictor 15/Columns 99999999>>", "[" * 2000, "<<" * 2000, "q " * 3000,
)  # fmt: skip

# --------------------------------------------------------------------------------------------------------------- fonts


def _font(body: bytes, deep: bool) -> None:
    """A font: refused, or able to be cut and printed."""
    face = subset.Face("a", body)
    for outlines in (frozenset(("glyf", "CFF ")), roles.OUTLINES):
        if subset.refusal(face, outlines) is not None:
            continue
        subset.held(face, "河上a")
        one = roles.Typeface(face, "text", latin=deep)
        roles.drawn(one, "河上a")
        roles.sheet([one, replace(one, role="rare")])
        roles.program(face)
    with contextlib.suppress(MemoryError):  # the process in which a font is tried has less, and that refuses it
        if subset.refusal(face) is None:  # only then it is asked for: a font of CFF2 alone goes into no EPUB
            subset.cut(face, "河上a—")
        if deep:
            font_trial.tried((face, "河上a—", True), None)


def _fonts() -> list[bytes]:
    characters = "河上渡船abc—。"
    return [
        factory_fonts.made_up(characters), factory_fonts.by_cid("河上a", [3, 1, 2]), factory_fonts.variable("河上a"),
        factory_fonts.variable_truetype("河上a"), factory_fonts.pictured("河"),
    ]  # fmt: skip


_FONT_TOKENS = (
    "OTTO",
    "\x00\x01\x00\x00",
    "ttcf",
    "wOFF",
    "wOF2",
    "glyf",
    "cmap",
    "CFF ",
    "head",
    "maxp",
    "OS/2",
    "hmtx",
    "\x00\x00",
    "\x7f",
    "true",
)


# --------------------------------------------------------------------------------------------------------------- names


def _names(body: bytes, _deep: bool) -> None:
    """Names of files and hosts, and addresses, whatever is in them."""
    text = body.decode("utf-8", "surrogatepass" if body.isascii() else "replace")
    for ending in ("", " 2"):
        name = file_name(text, ending)
        assert name, "a name is empty"
        assert len(name.encode()) <= 255, "a name is too long"
        assert not set(name) & set('<>:"/\\|?*\0\n'), "a name holds what systems refuse"
        assert name[0] not in " .-~", "a name begins with what is read otherwise"
    store.file_name(text)
    shown(text)
    for ask in (read_host, is_private):
        with contextlib.suppress(ValueError):
            ask(text[:2000])
    Date.of(text)


def _name_seeds() -> list[bytes]:
    return inputs.encoded([one for one in (*inputs.ADDRESSES, *inputs.LABELS, "CON.txt", "a\u0301", "..", "渡船/河", "1.2.3.4", "0x7f000001", "[::ffff:1.2.3.4%25a]")
                           if one.isprintable()])  # fmt: skip


TARGETS: Mapping[str, Target] = {
    "page": Target(_read("a.html"), _pages, grammar=inputs.page, shared=("cases/**/*.html", "labelled/html/*.html", "pages/*.html", "robust/**/*.html")),
    "text": Target(_read("a.txt"), _texts, grammar=inputs.plain, shared=("cases/**/*.txt", "cases/**/*.md", "wechat_md/*.md", "gold/dev/*.txt", "gold/dev/*.md")),
    "head": Target(_read("a.md"), _heads, (*inputs.FIELDS, *inputs.TOKENS), inputs.headed, ("cases/**/*.md",)),
    "document": Target(lambda body, deep: _read("a.docx")(inputs.zipped(body), deep), _documents, (*_DOCUMENT_TOKENS, *_DOCUMENT_TOKENS, *inputs.TOKENS)),
    "rich": Target(_read("a.rtf"), _rich, (*_RICH_TOKENS, *_RICH_TOKENS, *inputs.TOKENS)),
    "packed": Target(_read("a.mht"), _packed, (*inputs.VALUES, *inputs.TOKENS)),
    "list": Target(lambda body, _: _collected("a.xml", body), _lists, (*_LIST_TOKENS, *_LIST_TOKENS, *inputs.TOKENS), shared=("robust/**/*.xml", "cases/**/*.xml", "cases/**/*.json", "cases/**/*.csv")),
    "archive": Target(lambda body, _: _collected("a.zip", body), _archives),
    "shelf": Target(lambda body, _: _collected("b.epub", inputs.zipped(body)), _shelves, (*_PACKAGE_TOKENS, *inputs.TOKENS)),
    "rules": Target(_own_rules, _rule_seeds, (*_RULE_TOKENS, *_TOML_TOKENS)),
    "expression": Target(_tried, lambda: inputs.encoded(["(a+)+b", "^作者[：:]\\s*\\S+$", "a{2,3}?b"]), _EXPRESSION_TOKENS, _expression),
    "settings": Target(_settings, _setting_seeds, (*_TOML_TOKENS, *inputs.NUMBERS, *inputs.PROSE)),
    "manifest": Target(_manifest, lambda: [*_files(ROOT / "tests/data/stored_book", "articles.toml"), b"[[article]]\nfile = 'a'\ntitle = '\xe6\x97\xa7'\n# x\n[[article]]\nfile='b'\ngone = true\n"], (*_TOML_TOKENS, *inputs.PROSE)),
    "notes": Target(_notes, _note_seeds, _NOTE_TOKENS),
    "picture": Target(_picture, _pixels, ("\x00", "Exif\x00\x00", "IHDR", "iCCP", "\x7f\x7f\x7f\x7f", "II*\x00", "JFIF"), shared=("robust/images/*",)),
    "drawing": Target(_picture, lambda: [_SVG, _SVG], (*_SVG_TOKENS, *inputs.NUMBERS), shared=("cases/**/*.svg",)),
    "sheet": Target(_sheet, _sheets, _CSS_TOKENS),
    "check-epub": Target(lambda body, deep: _checked(".epub")(inputs.zipped(body), deep), _bundled_books, (*_PACKAGE_TOKENS, *_CSS_TOKENS)),
    "check-zip": Target(_checked(".epub"), lambda: list(_books())),
    "check-pdf": Target(_checked(".pdf"), _pdfs, _PDF_TOKENS),
    "font": Target(_font, _fonts, _FONT_TOKENS),
    "name": Target(_names, _name_seeds),
}  # fmt: skip
