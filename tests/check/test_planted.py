"""One fault of each kind, planted into a good book: the check finds each, as EPUBCheck does, and none in the good book."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import pytest
from epubchecker import EpubChecker
from factory_epub import ASSETS, BLUE, rich_book, theme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from book.check.epub import check_epub
from book.render.epub import render_epub
from book.render.epub.shell import Extras
from book.settings.values import EpubConfig

OPF, NAV, NCX, PAGE, CSS = (
    "EPUB/content.opf",
    "EPUB/nav.xhtml",
    "EPUB/toc.ncx",
    "EPUB/text/a0001.xhtml",
    "EPUB/style/epub.css",
)
FIRST = 'href="text/a0001.xhtml" media-type="application/xhtml+xml"'
MODIFIED = '<meta property="dcterms:modified">'
MARKS = 'epub:type="landmarks"'
TITLE = "<a href='text/title.xhtml'>x</a>"
END = "</body>"


LAUGHS = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
PIECES = (
    b"<",
    b"&",
    b"]]>",
    b"<!--",
    b' id="x"',
    b' href="../..//x#%"',
    b' src="http://[::1"',
    b"<p><p><p>",
    b"<?x?>",
    b"<!DOCTYPE a>",
)


@dataclass(frozen=True)
class Plant:
    """A fault: in a file, the first `old` (and what follows it until `upto`) becomes `new`; files to add; files to take away."""

    path: str = PAGE
    old: str = END
    new: str = ""
    more: tuple[tuple[str, bytes], ...] = ()
    less: tuple[str, ...] = ()
    upto: str = ""


def put(markup: str) -> Plant:
    """Markup at the end of a page."""
    return Plant(new=markup + END)


def opf(old: str, new: str, **more: object) -> Plant:
    return Plant(OPF, old, new, **more)  # type: ignore[arg-type]


def sheet(text: str) -> Plant:
    return Plant(CSS, "", text)


def item(attributes: str, *more: tuple[str, bytes]) -> Plant:
    return Plant(OPF, "</manifest>", f"<item {attributes}/></manifest>", more)


def _gif() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (1, 1)).save(made, "GIF")
    return made.getvalue()


FAULTS = {
    # the elements of pages, and where they stand
    "unknown element": put("<foo/>"),
    "obsolete element": put("<center>x</center>"),
    "font": put("<p><font color='red'>x</font></p>"),
    "block in paragraph": put("<p><div>x</div></p>"),
    "paragraph in paragraph": put("<p>a<p>b</p></p>"),
    "paragraph in heading": put("<h2><p>x</p></h2>"),
    "block in link in paragraph": put("<p><a href='#x'><div id='x'>x</div></a></p>"),
    "link in link": put("<p><a href='http://a.com/'><a href='http://b.com/'>x</a></a></p>"),
    "text in list": put("<ul>x</ul>"),
    "paragraph in list": put("<ul><p>x</p></ul>"),
    "stray item": put("<li>x</li>"),
    "text in row": put("<table><tr>x</tr></table>"),
    "stray cell": put("<table><td>x</td></table>"),
    "head behind body": put("<table><tbody><tr><td>x</td></tr></tbody><thead><tr><td>x</td></tr></thead></table>"),
    "caption last": put("<table><tr><td>x</td></tr><caption>x</caption></table>"),
    "two captions": put("<figure><figcaption>a</figcaption><figcaption>b</figcaption></figure>"),
    "caption in the middle": put("<figure><p>a</p><figcaption>a</figcaption><p>b</p></figure>"),
    "stray caption": put("<figcaption>a</figcaption>"),
    "ruby without reading": put("<p><ruby>漢</ruby></p>"),
    "stray reading": put("<p><rt>x</rt></p>"),
    "term alone": put("<dl><dt>x</dt></dl>"),
    "line in void": put("<p><br>x</br></p>"),
    "body twice": Plant(old="</html>", new="<body><p>x</p></body></html>"),
    "no head": Plant(old="<head>", new="<head><title>x</title></head><head>"),
    "two titles": Plant(old="</head>", new="<title>x</title></head>"),
    "no title": Plant(old="<title>", upto="</title>"),
    "paragraph in head": Plant(old="</head>", new="<p>x</p></head>"),
    # the attributes of pages
    "unknown attribute": put("<p foo='x'>x</p>"),
    "obsolete attribute": put("<p align='left'>x</p>"),
    "presentation": put("<table border='2' cellpadding='1'><tr><td bgcolor='red'>x</td></tr></table>"),
    "attribute of another": put("<p href='#x'>x</p>"),
    "bad colspan": put("<table><tr><td colspan='0'>x</td></tr></table>"),
    "bad width": put("<p><img src='../nav.xhtml' alt='x' width='1em'/></p>"),
    "bad role": put("<p role='foo'>x</p>"),
    "bad dir": put("<p dir='up'>x</p>"),
    "bad language": put("<p lang='zh_CN' xml:lang='zh_CN'>x</p>"),
    "two languages": put("<p lang='zh' xml:lang='en'>x</p>"),
    "space in id": put("<p id='a b'>x</p>"),
    "empty id": put("<p id=''>x</p>"),
    "double id": put("<p id='q'>x</p><p id='q'>x</p>"),
    "label of nothing": put("<p aria-labelledby='nowhere'>x</p>"),
    "no alt": put("<p><img src='../cover.png'/></p>"),
    "no src": put("<p><img alt='x'/></p>"),
    "entity": put("<p>&nbsp;</p>"),
    "not well-formed": put("<p>"),
    "doctype": Plant(old="<!DOCTYPE html>", new='<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "xhtml11.dtd">'),
    "entities defined": Plant(old="<!DOCTYPE html>", new='<!DOCTYPE html [<!ENTITY a "b">]>'),
    "external entity": Plant(old="<!DOCTYPE html>", new='<!DOCTYPE html [<!ENTITY a SYSTEM "x.xml">]>'),
    "wrong namespace": Plant(old="http://www.w3.org/1999/xhtml", new="http://www.w3.org/1999/html"),
    "encoding": Plant(old='encoding="utf-8"', new='encoding="iso-8859-1"'),
    "version": Plant(old='version="1.0"', new='version="1.1"'),
    # the addresses of pages
    "no file": put("<p><a href='gone.xhtml'>x</a></p>"),
    "no id": put("<p><a href='#gone'>x</a></p>"),
    "no picture": put("<p><img src='gone.png' alt='x'/></p>"),
    "far picture": put("<p><img src='http://example.com/a.png' alt='x'/></p>"),
    "to a picture": put("<p><a href='../cover.png'>x</a></p>"),
    "to the package": put("<p><a href='../content.opf'>x</a></p>"),
    "page as picture": put("<p><img src='../nav.xhtml' alt='x'/></p>"),
    "file address": put("<p><a href='file:///etc/passwd'>x</a></p>"),
    "bad address": put("<p><a href='http://a b/'>x</a></p>"),
    "out of the book": put("<p><a href='../../../x.xhtml'>x</a></p>"),
    "far sheet": Plant(old="</head>", new="<link rel='stylesheet' href='http://example.com/x.css'/></head>"),
    "no sheet": Plant(old="</head>", new="<link rel='stylesheet' href='gone.css'/></head>"),
    "picture as sheet": Plant(old="</head>", new="<link rel='stylesheet' href='../cover.png'/></head>"),
    "srcset": put("<p><img src='../cover.png' srcset='gone.png 2x' alt='x'/></p>"),
    "base": Plant(old="</head>", new="<base href='http://example.com/'/></head>"),
    "frame": put("<iframe src='http://example.com/'></iframe>"),
    "object": put("<object data='gone.png'>x</object>"),
    "quoted from nowhere": put("<blockquote cite='gone.xhtml'><p>x</p></blockquote>"),
    # what a page holds and the manifest does not say
    "script": put("<script>1</script>"),
    "event": put("<p onclick='x()'>x</p>"),
    "form": put("<form action='http://example.com/'><p>x</p></form>"),
    "svg": put("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><path d='M0 0'/></svg>"),
    "mathml": opf(' properties="mathml"', ""),
    "stated in vain": opf(FIRST, FIRST + ' properties="svg"'),
    # style sheets
    "css syntax": sheet("p { color"),
    "css brace": sheet("p { color: red }}"),
    "css import": sheet("@import 'gone.css';"),
    "css file": sheet("p { background: url(gone.png) }"),
    "css far": sheet("p { background: url(http://example.com/a.png) }"),
    "css font": sheet("@font-face { font-family: a; src: url(gone.otf) }"),
    "css direction": sheet("p { direction: rtl }"),
    "css bidi": sheet("p { unicode-bidi: embed }"),
    "css empty address": sheet("p { background: url('') }"),
    "css encoding": sheet("@charset 'gbk';".replace("'", '"')),
    "style element": Plant(old="</head>", new="<style>p { direction: rtl }</style></head>"),
    "style element syntax": Plant(old="</head>", new="<style>p { color</style></head>"),
    "style attribute": put("<p style='direction: rtl'>x</p>"),
    "style attribute syntax": put("<p style='color'>x</p>"),
    # the package
    "package version": opf('version="3.0"', 'version="4.0"'),
    "no identifier": opf("<dc:identifier", "", upto="</dc:identifier>"),
    "unique identifier": opf('unique-identifier="meta-id"', 'unique-identifier="gone"'),
    "empty title": opf('<dc:title id="meta-title">', '<dc:title id="meta-title"></dc:title><dc:title id="x">'),
    "language form": opf("<dc:language>", "<dc:language>zh_</dc:language><dc:language>"),
    "no modified": opf('<meta property="dcterms:modified">', '<meta property="dcterms:created">'),
    "modified form": opf('<meta property="dcterms:modified">', '<meta property="dcterms:modified">x'),
    "modified twice": opf(MODIFIED, MODIFIED + "2020-01-01T00:00:00Z</meta>" + MODIFIED),
    "two dates": opf("<dc:rights>", "<dc:date>2020</dc:date><dc:date>2021</dc:date><dc:rights>"),
    "date form": opf("<dc:rights>", "<dc:date>May 2020</dc:date><dc:rights>"),
    "empty date": opf("<dc:rights>", "<dc:date></dc:date><dc:rights>"),
    "refines nothing": opf('refines="#meta-title"', 'refines="#gone"'),
    "unknown property": opf("</metadata>", '<meta property="foo">x</meta></metadata>'),
    "unknown prefix": opf("</metadata>", '<meta property="foo:bar">x</meta></metadata>'),
    "empty meta": opf("</metadata>", '<meta property="schema:accessMode"></meta></metadata>'),
    "unknown dc": opf("<dc:rights>", "<dc:foo>x</dc:foo><dc:rights>"),
    "unknown element of the package": opf("</metadata>", "<foo/></metadata>"),
    "unknown attribute of the package": opf("<manifest>", "<manifest foo='x'>"),
    "double id of the package": opf('id="meta-title"', 'id="meta-id"'),
    "bad id of the package": item('id="1 a" href="x.css" media-type="text/css"', ("EPUB/x.css", b"")),
    "spine before manifest": opf("<manifest>", '<spine><itemref idref="nav"/></spine><manifest>'),
    "item without kind": item('id="x" href="x.css"', ("EPUB/x.css", b"p{}")),
    "item without file": item('id="x" href="x.css" media-type="text/css"'),
    "item twice": item('id="x" href="nav.xhtml" media-type="application/xhtml+xml"'),
    "item with fragment": item('id="x" href="x.css#a" media-type="text/css"', ("EPUB/x.css", b"p{}")),
    "item property": item('id="x" href="x.css" media-type="text/css" properties="foo"', ("EPUB/x.css", b"p{}")),
    "cover that is none": item('id="x" href="x.css" media-type="text/css" properties="cover-image"', ("EPUB/x.css", b"p{}")),
    "two covers": item('id="x" href="x.gif" media-type="image/gif" properties="cover-image"', ("EPUB/x.gif", _gif())),
    "fallback": item('id="x" href="x.css" media-type="text/css" fallback="gone"', ("EPUB/x.css", b"p{}")),
    "not in the manifest": Plant(more=(("EPUB/stray.css", b"p{}"),), old="", new=""),
    "spine twice": opf('<itemref idref="nav"/>', '<itemref idref="nav"/><itemref idref="nav"/>'),
    "spine of nothing": opf('<itemref idref="nav"/>', '<itemref idref="gone"/>'),
    "spine of a sheet": opf('<itemref idref="nav"/>', '<itemref idref="nav"/><itemref idref="css-epub"/>'),
    "linear": opf('<itemref idref="nav"/>', '<itemref idref="nav" linear="maybe"/>'),
    "no spine": opf("<spine ", "", upto="</spine>"),
    "spine toc": opf('toc="ncx"', 'toc="nav"'),
    "page direction": opf("<spine ", '<spine page-progression-direction="up" '),
    "guide": opf('<reference type="toc"', '<reference type="text" title="x" href="gone.xhtml"/><reference type="toc"'),
    "kind of a page": opf(FIRST, FIRST.replace("application/xhtml+xml", "text/html")),
    "two navigations": opf(FIRST, FIRST + ' properties="nav"'),
    "no navigation": opf(' properties="nav"', ""),
    # files
    "png that is gif": item('id="x" href="x.png" media-type="image/png"', ("EPUB/x.png", _gif())),
    "picture of an unknown kind": item('id="x" href="x.bmp" media-type="image/bmp"', ("EPUB/x.bmp", b"BM")),
    "empty picture": item('id="x" href="x.png" media-type="image/png"', ("EPUB/x.png", b"")),
    "file name": item('id="x" href="a%3Fb.css" media-type="text/css"', ("EPUB/a?b.css", b"p{}")),
    "file name with dot": item('id="x" href="x.css." media-type="text/css"', ("EPUB/x.css.", b"p{}")),
    "file names alike": item('id="x" href="NAV.xhtml" media-type="text/css"', ("EPUB/NAV.xhtml", b"p{}")),
    "no container": Plant(old="", new="", less=("META-INF/container.xml",)),
    "container leads nowhere": Plant("META-INF/container.xml", "content.opf", "gone.opf"),
    "no page": Plant(old="", new="", less=(PAGE,)),
    # navigation
    "toc without list": Plant(NAV, "<ol>", "<p>x</p><ol>"),
    "empty entry": Plant(NAV, "<ol>", "<ol><li></li>"),
    "entry without words": Plant(NAV, "<ol>", "<ol><li><a href='text/title.xhtml'></a></li>"),
    "entry without link": Plant(NAV, "<ol>", "<ol><li><span>x</span></li>"),
    "entry of text": Plant(NAV, "<ol>", "<ol><li>x</li>"),
    "empty list": Plant(NAV, "<ol>", "<ol><li><a href='text/title.xhtml'>x</a><ol></ol></li>"),
    "toc leads away": Plant(NAV, "<ol>", "<ol><li><a href='http://example.com/'>x</a></li>"),
    "toc leads to no page": Plant(NAV, "<ol>", "<ol><li><a href='style/epub.css'>x</a></li>"),
    "toc leads nowhere": Plant(NAV, "<ol>", "<ol><li><a href='gone.xhtml'>x</a></li>"),
    "toc out of order": Plant(NAV, "<ol>", "<ol><li><a href='text/colophon.xhtml'>x</a></li>"),
    "two tocs": Plant(NAV, END, "<nav epub:type='toc'><ol><li><a href='text/title.xhtml'>x</a></li></ol></nav>" + END),
    "landmark without type": Plant(NAV, MARKS, MARKS + "><ol><li>" + TITLE + "</li></ol></nav><nav hidden='hidden'"),
    "no toc": Plant(NAV, 'epub:type="toc"', ""),
    # the NCX
    "ncx of another": Plant(NCX, 'name="dtb:uid" content="', 'name="dtb:uid" content="x'),
    "ncx to nowhere": Plant(NCX, 'src="text/title.xhtml"', 'src="gone.xhtml"'),
    "ncx to no page": Plant(NCX, 'src="text/title.xhtml"', 'src="style/epub.css"'),
    "ncx without label": Plant(NCX, "<navLabel>", upto="</navLabel>"),
    "ncx empty": Plant(NCX, "<navMap>", "<navMap></navMap>", upto="</navMap>"),
    "ncx double id": Plant(NCX, 'id="np2"', 'id="np1"'),
    "ncx order": Plant(NCX, 'playOrder="2"', 'playOrder="x"'),
}  # fmt: skip


@pytest.fixture(scope="module")
def good() -> dict[str, bytes]:
    """The files of a good book."""
    body = render_epub(rich_book(), theme(), ASSETS, EpubConfig(), Extras(cover=BLUE)).body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, body in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, body)
    return made.getvalue()


def planted(good: dict[str, bytes], fault: Plant) -> bytes:
    files = {name: body for name, body in good.items() if name not in fault.less}
    if fault.new or fault.old:
        text = files[fault.path].decode()
        assert fault.old in text, f"{fault.old} is not in {fault.path} any more"
        at = text.index(fault.old)
        end = text.index(fault.upto, at) + len(fault.upto) if fault.upto else at + len(fault.old)
        changed = text[:at] + fault.new + text[end:]
        files[fault.path] = changed.encode()
    return packed(files | dict(fault.more))


def test_the_good_book_has_none(good: dict[str, bytes], checker: EpubChecker) -> None:
    assert check_epub(packed(good), "good.epub") == ()
    assert checker(packed(good)) == ()


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_wherever_epubcheck_finds_it(
    name: str, good: dict[str, bytes], checker: EpubChecker
) -> None:
    body = planted(good, FAULTS[name])
    theirs = [str(fault) for fault in checker(body) if fault.severity in ("FATAL", "ERROR")]
    ours = [str(finding.detail) for finding in check_epub(body, "planted.epub")]
    assert ours, theirs or "EPUBCheck does not find it either"


@given(st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_whatever_the_files_hold_the_check_ends_with_findings(spoil: Callable[[Random], bytes], random: Random) -> None:
    for finding in check_epub(spoil(random), "spoilt.epub"):
        assert finding.code in ("check.epub", "check.unreadable")
        assert str(finding.detail)


@pytest.fixture(scope="module")
def spoil(good: dict[str, bytes]) -> Callable[[Random], bytes]:
    """A book in which bytes are overwritten, pieces repeated, taken out or nested."""
    texts = [name for name in good if name.endswith((".xhtml", ".opf", ".ncx", ".css", ".xml"))]

    def spoilt(random: Random) -> bytes:
        files = dict(good)
        for name in random.sample(texts, 3):
            body = bytearray(files[name])
            for _ in range(random.choice((1, 3, 30))):
                at, length = random.randrange(len(body)), random.randrange(1, 200)
                piece = random.choice((bytes((random.randrange(256),)), body[at : at + length] * 3, b"", *PIECES))
                body[at : at + random.choice((0, 1, len(piece)))] = piece
            files[name] = bytes(body)
        return packed(files)

    return spoilt


@pytest.mark.parametrize(
    "name", ["EPUB/content.opf", "EPUB/text/a0001.xhtml", "META-INF/container.xml", "EPUB/style/epub.css"]
)
@pytest.mark.parametrize(
    "bomb",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + LAUGHS + b"]><x>&j;</x>",
        b"<a>" * 100_000, b"(" * 100_000, b"\0" * 1000, b"", "<x/>".encode("utf-16"),
    ],
    ids=["entities", "deep", "brackets", "zeros", "nothing", "utf-16"],
)  # fmt: skip
def test_bombs_are_faults(name: str, bomb: bytes, good: dict[str, bytes]) -> None:
    if not (name.endswith(".css") and bomb == b""):
        assert check_epub(packed(good | {name: bomb}), "bomb.epub")
