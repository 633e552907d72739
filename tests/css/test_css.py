"""A style sheet of the user's: what cannot stand in a book is left out and told, what can stays byte for byte; EPUBCheck agrees."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PROSE, article, wenxuan, write
from epubchecker import EpubChecker
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from book.css import MOST, MOST_FAULTS, bounded, cleaned, declarations, within
from book.css.tokens import DEEPEST

BLUE = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg=="

#: What must stay as it is.
HARMLESS = (
    "",
    "\n/* 注 */\n",
    'p{color:red}/* p{background:url(x)} */\nh1 { content: "url(x.png) </style> javascript:" }',
    '@charset "utf-8";\np { color: red }',
    '@namespace epub "http://www.idpf.org/2007/ops";\n[epub|type~="toc"] > a { color: #123 }',
    "p,h1 .a.b#c>d+e~f , *{font:italic 1em/1.5 '宋体',serif!important;width:calc(100% - (2em * 3))}",
    "p::first-letter,a:not(.b):hover,li:nth-child(2n + 1),:is(a,b) > c,p:lang(zh),p:has(> img){color:rgb(1 2 3 / 50%)}",
    "@media screen and (min-width:20em),print{p{color:red}@page{margin:1cm}}",
    "@page :first{margin:1cm}@page{@bottom-center{content:counter(page)}}",
    "@supports (display:grid) and (not (a:b)){.g{display:grid;grid-template-columns:[a b] 1fr / 2}}",
    "@keyframes a{from{top:0}50%{top:1px}to{top:2px}}",
    "@layer a,b;@layer a{p{color:red}}",
    "@font-face{font-family:a;src:local('宋体');unicode-range:U+4E00-9FFF,U+30??}",
    "p{--x:1px;width:var(--x);-webkit-hyphens:auto}",
    "p{font-family:\\5b8b\\4f53}.\\31 a{color:red}.文{position:relative}",
    "p{background:url(" + BLUE + ")}",
    "p{color:red;}",
    "p{}",
    "<!-- p{color:red} -->",
    "p{a:'x\\\ny'}",
    "p::before { content: '「' attr(title) '」'; writing-mode: vertical-rl; text-orientation: upright }",
)

#: What must go, in the sheet that it is told of.
HOSTILE = {
    '@import "x.css";': "css.import",
    "@import url(http://example.org/x.css) screen;": "css.import",
    "@\\69mport 'x.css';": "css.import",
    '@charset "gbk";': "css.charset",
    'p{a:b} @charset "utf-8";': "css.charset",
    "@namespace url(http://example.org/);": "css.namespace",
    "p{background:url(x.png)}": "css.outside",
    "p{background:url( 'http://example.org/a.png' )}": "css.outside",
    "p{background:URL(file:///etc/passwd)}": "css.outside",
    "p{background:\\75rl(x.png)}": "css.outside",
    "p{background:u\\000072l(x.png)}": "css.outside",
    "p{list-style:url(javascript:alert%281%29)}": "css.outside",
    "p{background:url(../text/a0001.xhtml)}": "css.outside",
    "p{background:url(data:image/svg+xml,%3Csvg/%3E)}": "css.outside",
    "p{background:url(data:text/html;base64,AAAA)}": "css.outside",
    "p{background:image-set('a.png' 1x)}": "css.outside",
    "p{background:-webkit-image-set(url(a.png) 1x)}": "css.outside",
    "p{background:image('a.png')}": "css.outside",
    "p{background:src(var(--x))}": "css.outside",
    "p{--x:url(a.png)}": "css.outside",
    "@media screen{@supports (a:b){p{background:url(x)}}}": "css.outside",
    "@media (a:url(x)){p{b:c}}": "css.outside",
    "@page{@top-left{background:url(x)}}": "css.outside",
    "@font-face{font-family:a;src:url(x.otf)}": "css.outside",
    "@font-face{}": "css.no-declaration",
    "p{width:expression(alert(1))}": "css.scripted",
    "p{width:ex\\pression(alert(1))}": "css.scripted",
    "p{behavior:url(x.htc)}": "css.scripted",
    "p{-moz-binding:url(x.xml#a)}": "css.scripted",
    "p{filter:progid:DXImageTransform.Microsoft.Alpha(opacity=50)}": "css.scripted",
    "p{position:fixed}": "css.fixed",
    "p{POSITION:FIXED!important}": "css.fixed",
    "p{direction:rtl}": "css.direction",
    "p{\\64irection:rtl}": "css.direction",
    "@media print{p{unicode-bidi:embed}}": "css.direction",
    "p{color:red": "css.unclosed",
    "@media screen{p{color:red}": "css.unclosed",
    "p{color:red}/* open": "css.unclosed",
    "p{color:((1)}": "css.unclosed",
    "p{color:red}}": "css.no-rule",
    "p{};": "css.no-rule",
    "p{color:red}</style>": "css.no-rule",
    "</style><script>alert(1)</script>p{color:red}": "css.selector",
    "{color:red}": "css.selector",
    ",p{color:red}": "css.selector",
    "p,{color:red}": "css.selector",
    "p..a{color:red}": "css.selector",
    "p:{color:red}": "css.selector",
    "p[a='b' i]{color:red}": "css.selector",
    "p:nth-child(2n of .a){color:red}": "css.selector",
    "p:is(){color:red}": "css.selector",
    "p>>q{color:red}": "css.selector",
    "p/**/>/**/q{color:red}": "css.comment",
    "p{color}": "css.no-declaration",
    "p{color:}": "css.no-declaration",
    "p{*zoom:1}": "css.no-declaration",
    "p{a:'x\ny'}": "css.no-declaration",
    "p{a:b;;c:d}": "css.no-declaration",
    "p{a:b~=c}": "css.no-declaration",
    "p{a:f(b;c)}": "css.no-declaration",
    "p{color:red;&:hover{color:blue}}": "css.nested",
    "p{--x:{a:b}}": "css.nested",
    "@page{margin:1cm;@top-left{content:'a'}}": "css.nested",
    "p{a:" + "(" * 90 + ")" * 90 + "}": "css.too-deep",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A good EPUB with a sheet of the user's."""
    folder = tmp_path_factory.mktemp("book")
    write(
        folder,
        {
            "book.toml": '[book]\ntitle = "渡"\n[epub]\ncss = "own.css"\n',
            "own.css": "p{}",
            "articles/a.md": article("渡", *PROSE),
        },
    )
    assert wenxuan("build", folder, "-f", "epub").code == 0
    return next((folder / "build").glob("*.epub")).read_bytes()


def with_sheet(book: bytes, sheet: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            new.writestr(info, sheet.encode() if info.filename.endswith("own.css") else old.read(info))
    return made.getvalue()


@pytest.fixture(scope="module")
def faults(checker: EpubChecker, book: bytes) -> Callable[[str], list[str]]:
    """What EPUBCheck says of a sheet in the book."""

    def ask(sheet: str) -> list[str]:
        said = checker(with_sheet(book, sheet))
        return [str(fault) for fault in said if fault.severity in ("FATAL", "ERROR", "WARNING")]

    return ask


@pytest.mark.parametrize("sheet", HARMLESS)
def test_a_harmless_sheet_stays_as_it_is(sheet: str) -> None:
    assert cleaned(sheet, within) == (sheet, ())


@pytest.mark.parametrize("sheet", HOSTILE)
def test_what_cannot_stand_goes_and_is_told(sheet: str) -> None:
    made, dropped = cleaned(sheet, within)
    assert HOSTILE[sheet] in {one.why.key for one in dropped}
    assert cleaned(made, within) == (made, ())


def test_what_stands_beside_it_stays_and_the_line_is_told() -> None:
    sheet = "h1 { color: red }\n\np { color: blue;\n  background: url(x);\n margin: 0 }\n@import 'x';\na { b: c }\n"
    made, dropped = cleaned(sheet)
    assert [(one.line, one.text) for one in dropped] == [
        (4, "background: url(x);"),
        (6, "@import 'x';".replace("'", '"')),
    ]
    assert re.sub(r"\s+", "", made) == "h1{color:red}p{color:blue;margin:0}a{b:c}"


def test_a_sheet_for_print_is_left_to_the_engine_unless_it_is_too_deep() -> None:
    for sheet in (*HARMLESS, *HOSTILE):
        if HOSTILE.get(sheet) != "css.too-deep":
            assert bounded(sheet) == (sheet, ())
    deep = "p { a: " + "(" * 90 + ")" * 90 + " }"
    made, dropped = bounded("h1 { color: red }\n" + deep + "\nh2 { b: c }")
    assert made == "h1 { color: red }\nh2 { b: c }"
    assert [(one.line, one.why.key) for one in dropped] == [(2, "css.too-deep")]
    assert bounded("p{}" * MOST)[0] == ""


def test_the_value_of_a_style_attribute() -> None:
    assert declarations("color:red; margin:0", within) == ()
    assert [one.why.key for one in declarations("color:red; direction:rtl; a{b:c}", within)] == [
        "css.direction",
        "css.nested",
    ]
    assert declarations("(" * 90)[0].why.key == "css.too-deep"


@pytest.mark.parametrize(
    "piece",
    ["(", "[", "p{", "@media{", "a:b;", "a ", "a,", ";", "}", "url(", "'\n", "/*", "\\", "<!--", "@", "\0", "&"],
)
def test_no_sheet_takes_long(piece: str) -> None:
    began = time.monotonic()
    made, dropped = cleaned(piece * (MOST // len(piece) // 4), within)
    assert time.monotonic() - began < 10
    assert len(dropped) <= MOST_FAULTS + 1
    assert cleaned(made, within)[1] == ()


def test_a_sheet_that_is_too_large_is_left_out_whole() -> None:
    made, dropped = cleaned("p{}" * MOST)
    assert (made, [one.why.key for one in dropped]) == ("", ["css.too-large"])


def test_brackets_as_deep_as_they_may_be() -> None:
    inner = DEEPEST - 3
    assert cleaned("p{a:" + "(" * inner + "b" + ")" * inner + "}")[1] == ()


def test_epubcheck_has_no_word_to_say_of_what_stays(faults: Callable[[str], list[str]]) -> None:
    for sheet in (*HARMLESS, *HOSTILE):
        assert faults(cleaned(sheet, within)[0]) == [], sheet


#: Explaining a failure would print the book.
NO_EXPLAIN = tuple(phase for phase in Phase if phase is not Phase.explain)
PIECES = st.sampled_from(
    "p h1 .a #b * > + ~ , : :: | [a=b] [ ] ( ) { } ; @media @import @page @font-face @x screen not( is( url( url(x) calc("
    " direction position fixed"
    " color:red; a:b 'x' \" \n \\ /* */ <!-- --> & ! !important $ = ~= 1 1px 50% #1 \\75 rl( 文 -- --x".split(" ")
)


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(phases=NO_EXPLAIN, max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_whatever_the_sheet_epubcheck_has_no_word_to_say(faults: Callable[[str], list[str]], sheet: str) -> None:
    made, dropped = cleaned(sheet, within)
    assert dropped or made == sheet
    assert cleaned(made, within) == (made, ())
    assert faults(made) == []


def test_a_build_leaves_out_and_tells(tmp_path: Path) -> None:
    deep = "h2 { a: " + "(" * 5000 + ")" * 5000 + " }"
    sheet = "\n".join(("@import 'x.css';", "p { background: url(javascript:alert(1)) }", "h1 { color: #123456 }", deep))
    settings = '[book]\ntitle = "渡"\n[epub]\ncss = "own.css"\n[pdf]\ncss = ["own.css"]\n'
    write(
        tmp_path, {"book.toml": settings, "own.css": sheet, "articles/a.md": article("渡", *PROSE, date="2020-01-01")}
    )
    ran = wenxuan("build", tmp_path)
    assert ran.code == 0
    told = [line for line in ran.messages if line.startswith("warning: own.css:")]
    assert [[n for n in range(1, 5) if f"line {n}:" in line] for line in told] == [[1], [2], [4], [4]], ran.err
    with zipfile.ZipFile(next((tmp_path / "build").glob("*.epub"))) as archive:
        made = archive.read("EPUB/style/own.css").decode()
    assert "#123456" in made
    assert "import" not in made
    assert "url" not in made
    assert wenxuan("check", next((tmp_path / "build").glob("*.epub"))).code == 0
