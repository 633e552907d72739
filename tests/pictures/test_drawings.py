"""SVG pictures: drawn as PNG at the size that they say, without script, without anything from outside, in bounded time."""

from __future__ import annotations

import base64
import gzip
import io
import json
import time
import zipfile
from pathlib import Path

import pytest
from conftest import PROSE, article, wenxuan, write
from factory_sources import png
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from book.messages import Message
from book.pictures.decode import Picture, prepare

RECT = '<rect width="40" height="30" fill="red"/>'
NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
RED = (255, 0, 0)


def svg(
    inside: str = '<rect width="40" height="30" fill="red"/>', more: str = 'width="40" height="30"', head: str = ""
) -> str:
    return f"{head}<svg {NS} {more}>{inside}</svg>"


def drawn(text: str | bytes) -> Picture:
    made = prepare(text.encode() if isinstance(text, str) else text)
    assert isinstance(made, Picture), made
    return made


def pixel(made: Picture, x: float = 0.5, y: float = 0.5) -> tuple[int, ...]:
    """The colour at a place, as shares of width and height."""
    with Image.open(io.BytesIO(made.body)) as image:
        value = image.convert("RGBA").getpixel((int(image.width * x), int(image.height * y)))
    assert isinstance(value, tuple)
    return value if value[3] < 255 else value[:3]


INNER = "data:image/png;base64," + base64.b64encode(png((8, 8), "red")).decode()
#: Forms in which a red drawing of 40 by 30 comes.
FORMS: dict[str, str | bytes] = {
    "plain": svg(),
    "with a declaration": svg(head='<?xml version="1.0" encoding="utf-8"?>\n'),
    "with a DOCTYPE": svg(head='<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'),
    "with a comment before": svg(head="<!-- Generator: a program, 1.0 -->\n"),
    "with a BOM": "\ufeff" + svg(),
    "in UTF-16": svg(head='<?xml version="1.0" encoding="utf-16"?>').encode("utf-16"),
    "in GBK": svg(RECT + "<!-- 图 -->", head='<?xml version="1.0" encoding="gb2312"?>').encode("gb2312"),
    "packed": gzip.compress(svg().encode()),
    "without a namespace": svg().replace(NS, ""),
    "with a prefix": '<s:svg xmlns:s="http://www.w3.org/2000/svg" width="40" height="30">'
    '<s:rect width="40" height="30" fill="red"/></s:svg>',
    "with an editor's names": svg(
        '<rect width="40" height="30" fill="red"/>',
        'width="40" height="30" xmlns:x="&ns_x;"',
        '<!DOCTYPE svg [<!ENTITY ns_x "http://ns.adobe.com/Extensibility/1.0/">]>',
    ),
    "by its box": svg(more='viewBox="0 0 40 30"'),
    "by a box of another size": svg('<rect width="4" height="3" fill="red"/>', 'viewBox="0 0 4 3" width="40"'),
    "in points": svg('<rect width="4" height="3" fill="red"/>', 'viewBox="0 0 4 3" width="30pt" height="22.5pt"'),
    "in ex, as formulas are": svg('<rect width="4" height="3" fill="red"/>', 'viewBox="0 0 4 3" width="5ex" height="3.75ex"'),
    "in shares": svg(more='viewBox="0 0 40 30" width="100%" height="100%"'),
    "by a style": svg('<style>.a{fill:red}</style><rect class="a" width="40" height="30"/>'),
    "by a use": svg('<defs><g id="a"><rect width="40" height="30" fill="red"/></g></defs><use xlink:href="#a"/>'),
    "by a use of SVG 2": svg('<defs><rect id="a" width="40" height="30" fill="red"/></defs><use href="#a"/>'),
    "by a gradient": svg(
        '<linearGradient id="a"><stop stop-color="red"/></linearGradient><rect width="40" height="30" fill="url(#a)"/>'
    ),
    "by a picture within": svg(f'<image width="40" height="30" preserveAspectRatio="none" xlink:href="{INNER}"/>'),
    "as a stand-in for a page": svg(
        '<switch><foreignObject width="9" height="9"><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'
        '<rect width="40" height="30" fill="red"/></switch>'
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_drawing_is_drawn_and_keeps_its_size(name: str) -> None:
    made = drawn(FORMS[name])
    assert (made.asset.media_type, made.converted, made.taken, made.lost) == ("image/png", "SVG", "", "")
    assert made.asset.shown == pytest.approx((40, 30), abs=0.5)
    assert made.asset.scale == 3
    assert pixel(made) == RED
    assert drawn(FORMS[name]) == made, "the same bytes every time"


def test_text_is_written() -> None:
    body = '<text x="4" y="40" font-size="40">字<tspan fill="red">字</tspan></text>'
    with Image.open(io.BytesIO(drawn(svg(body, 'width="100" height="50"')).body)) as image:
        colours = {value[:3] for _, value in image.getcolors(99999) or () if value[3] == 255}  # type: ignore[index]
    assert {(0, 0, 0), RED} <= colours


@pytest.mark.parametrize("size", [(3000, 1000), (800, 9000), (10**8, 10**8)])
def test_what_is_large_is_drawn_no_larger_than_a_page_needs(size: tuple[int, int]) -> None:
    made = drawn(svg('<rect width="100%" height="100%" fill="red"/>', f'width="{size[0]}" height="{size[1]}"'))
    assert made.asset.width <= 2400
    assert made.asset.height <= 3600


SECRET = "{secret}"
#: What a drawing may try; it is red all the same, and what it tried is told. `{secret}` is a green picture on the disk.
HOSTILE: dict[str, tuple[str, str]] = {
    "script": ("<script>alert(1)</script>", "taken"),
    "a script from outside": ('<script xlink:href="http://a.example/x.js"/>', "taken"),
    "an event": ('<g onclick="alert(1)"/>', ""),
    "a picture on the disk": (f'<image width="40" height="30" href="{SECRET}"/>', "lost"),
    "a picture on the disk, by file:": (f'<image width="40" height="30" xlink:href="file://{SECRET}"/>', "lost"),
    "a picture on the network": ('<image width="40" height="30" href="http://a.example/a.png"/>', "lost"),
    "a picture beside": ('<image width="40" height="30" href="../secret.png"/>', "lost"),
    "a drawing within": ('<image width="40" height="30" href="data:image/svg+xml;base64,PHN2Zy8+"/>', "lost"),
    "broken data": ('<image width="40" height="30" href="data:image/png;base64,AAAA"/>', "lost"),
    "a use of another file": (f'<use href="{SECRET}#a"/>', "lost"),
    "a use of the network": ('<use xlink:href="https://a.example/a.svg#a"/>', "lost"),
    "a page": ('<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="file:///etc"/></foreignObject>', "lost"),
    "a filter's picture": (f'<filter id="f"><feImage href="{SECRET}"/></filter>', "lost"),
    "a sheet from outside": (f"<style>@import url(file://{SECRET});@font-face{{src:url(http://a.example/a)}}</style>", "taken"),
    "an address in a style": ('<style>g{fill:url(http://a.example/a.svg#b)}</style>', "taken"),
    "an address in an attribute": (f'<g fill="url({SECRET}#a)" style="mask:url(\'http://a.example/m.svg#m\')"/>', "taken"),
    "an address behind a backslash": ('<g fill="u\\72l(http://a.example/a)"/>', "taken"),
    "XInclude": ('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>', ""),
    "movement": ('<g><animate attributeName="x" to="9"/><set attributeName="href" to="http://a.example/"/></g>', "taken"),
    "who drew it": ("<metadata>GPSMARK</metadata>", "taken"),
}  # fmt: skip


@pytest.mark.parametrize(("inside", "told"), HOSTILE.values(), ids=HOSTILE)
def test_what_acts_or_lies_outside_is_not_in_it(desk: Path, inside: str, told: str) -> None:
    write(desk, {"secret.png": png((8, 8), "green")})
    made = drawn(svg('<rect width="40" height="30" fill="red"/>' + inside.replace(SECRET, str(desk / "secret.png"))))
    assert pixel(made) == RED
    assert b"GPSMARK" not in made.body
    assert not told or getattr(made, told)


def test_an_entity_brings_in_no_file(desk: Path) -> None:
    write(desk, {"secret.txt": "M0 0H40V30H0z"})
    head = f'<!DOCTYPE svg [<!ENTITY a SYSTEM "file://{desk}/secret.txt"><!ENTITY b "{"x" * 99}">]>'
    made = prepare(svg('<path d="&a;" fill="red"/><text>&a;&b;</text>', head=head).encode())
    assert isinstance(made, Message)


def laughs(deep: int) -> str:
    """Ten of ten of ten … of one."""
    rows = "".join(f'<g id="a{n + 1}">{f"""<use href="#a{n}"/>""" * 10}</g>' for n in range(deep))
    return f'<defs><rect id="a0" width="1" height="1"/>{rows}</defs><use href="#a{deep}"/>'


def layers(kind: str) -> str:
    blur = '<filter id="f"><feGaussianBlur stdDeviation="90"/></filter>'
    return f'{blur}{f"<g {kind}>" * 90}<rect width="9" height="9"/>{"</g>" * 90}'


_wide = io.BytesIO()
Image.new("1", (9000, 8000)).save(_wide, "PNG")
WIDE = _wide.getvalue()
#: What would take memory or time without end.
BOMBS: dict[str, str | bytes] = {
    "laughs by use": svg(laughs(12)),
    "laughs by patterns": svg(
        '<pattern id="p0" width="1" height="1"><rect width="1" height="1"/></pattern>'
        + "".join(
            f'<pattern id="p{n + 1}" width="1" height="1">{f"""<rect width="1" height="1" fill="url(#p{n})"/>""" * 10}</pattern>'
            for n in range(12)
        )
        + '<rect width="40" height="30" fill="url(#p12)"/>'
    ),
    "laughs by entities": svg(
        '<text>&e9;</text><g class="&e9;"/>',
        head="<!DOCTYPE svg [<!ENTITY e0 'haha'>" + "".join(f"<!ENTITY e{n + 1} '{f'&e{n};' * 10}'>" for n in range(9)) + "]>",
    ),
    "a long entity often": svg('<g class="&e;"/>' * 20_000, head=f"<!DOCTYPE svg [<!ENTITY e '{'a' * 99_999}'>]>"),
    "markers at each point": svg(
        '<marker id="m"><path d="' + "M0 0" * 9999 + '"/></marker><path marker-mid="url(#m)" d="' + "L1 1" * 99_999 + '"/>'
    ),
    "deep": svg("<g>" * 5000 + "</g>" * 5000),
    "rather deep": svg("<g>" * 200 + "</g>" * 200),
    "a long chain": svg("".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(5000)) + '<use href="#a0"/>'),
    "elements": svg("<g/>" * 1_000_000),
    "elements below the limit": svg('<circle cx="9" cy="9" r="9" stroke-dasharray="1"/>' * 55_000),
    "many layers": svg(layers('opacity=".5" style="isolation:isolate"'), 'width="9000" height="9000"'),
    "many filters": svg(layers('filter="url(#f)"'), 'width="9000" height="9000"'),
    "a filter without end": svg(
        '<filter id="f" x="-999999" y="-999999" width="9999999" height="9999999">'
        '<feTurbulence numOctaves="99999999" baseFrequency="9"/>'
        '<feMorphology operator="dilate" radius="99999"/></filter><rect width="40" height="30" filter="url(#f)"/>',
        'width="4000" height="4000"',
    ),
    "dashes": svg('<path d="M0 0H99999999" stroke="red" stroke-width="9" stroke-dasharray=".0001"/>'),
    "a packed bomb": gzip.compress(b"<svg " + b" " * 200_000_000),
    "rules on elements": svg("<style>" + "g g g g{fill:red}" * 5000 + "</style>" + "<g><g><g><g/></g></g></g>" * 5000),
    "an enormous box": svg(more='viewBox="0 0 1e30 1e30" width="1e9" height="1"'),
    "no size": svg(more='width="0" height="0"'),
    "sizes of nonsense": svg(more='width="-5" height="NaN" viewBox="a b c d"'),
    "itself": svg('<g id="a"><use href="#a"/><use href="#a"/></g><pattern id="p"><g fill="url(#p)"/></pattern>'),
    "pictures of many pixels": svg(f'<image href="data:image/png;base64,{base64.b64encode(WIDE).decode()}"/>' * 40),
    "much style": svg(f"<style>{'g{fill:url(x)}' * 90_000}</style>"),
    "style on each": svg('<g style="fill:red;mask:url(http://a.example/)"/>' * 25_000),
    "cut": svg()[:-9],
    "nothing": "<svg",
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_a_picture_and_no_more(name: str) -> None:
    text = BOMBS[name]
    start = time.monotonic()
    made = prepare(text.encode() if isinstance(text, str) else text)
    assert time.monotonic() - start < 25
    assert isinstance(made, Picture | Message)
    if isinstance(made, Message):
        assert str(made)
        assert "decompression bomb" not in str(made) or name in ("nothing", "cut")


def test_drawings_that_take_too_long_are_given_up(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("book.pictures.draw._SECONDS", 0.001)
    drawings = {f"{n}.svg": svg(more=f'width="{40 + n}" height="30"') for n in range(9)}
    write(desk, {"a.md": article("渡船", *PROSE, *(f"![图]({name})" for name in drawings)), **drawings})
    assert wenxuan("build", "a.md", "-o", "out", "-f", "epub").code == 0
    told = [json.loads(row) for row in (desk / "out" / "report.jsonl").read_text("utf-8").splitlines()]
    details = [str(row.get("detail")) for row in told if row.get("code") == "image.broken"]
    assert len(details) == 9
    assert sum("3 before it took too long" in detail for detail in details) == 6


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(FORMS)), st.integers(0, 3000), st.text(min_size=1, max_size=12))
def test_overwritten_drawings_never_raise(name: str, at: int, patch: str) -> None:
    text = FORMS[name]
    body = text.encode() if isinstance(text, str) else text
    at %= len(body)
    assert isinstance(prepare(body[:at] + patch.encode("utf-8", "replace") + body[at + 3 :]), Picture | Message)


def test_a_page_that_holds_a_drawing_is_none() -> None:
    for page in (f"<!DOCTYPE html><html><body>{svg()}</body></html>", f"<div>{svg()}</div>"):
        made = prepare(page.encode())
        assert isinstance(made, Message)
        assert made.key == "detail.no-picture-data"


def test_without_resvg_it_is_named_for_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert "SVG" in str(prepare(svg().encode()))


FORMULA = svg(
    '<path d="M10 20L30 5L50 20M60 12H80M70 2V22M90 20L110 5" stroke="black" stroke-width="2" fill="none"/>',
    'width="15ex" height="3ex" viewBox="0 0 120 24"',
)


def test_formulas_stay_in_their_line_and_pictures_stand_apart(desk: Path) -> None:
    line = "船速是![v](f.svg)，水速是<img src='g.svgz'>，他说。"
    plan = svg('<rect width="400" height="300" fill="red"/>', 'width="400" height="300"')
    other = svg(f'<image href="http://a.example/"/>{plan}', 'width="80" height="90"')
    text = article("渡船", PROSE[0], line, "他画了一张图![图](plan.svg)，挂在墙上。", "![图](other.svg)", PROSE[1])
    packed = gzip.compress(FORMULA.replace("2V22", "2V21").encode())
    write(desk, {"a.md": text, "f.svg": FORMULA, "g.svgz": packed, "plan.svg": plan, "other.svg": other})
    ran = wenxuan("build", "a.md", "-o", "out", "--title", "x")
    assert ran.code == 0, ran.err
    with zipfile.ZipFile(desk / "out" / "x.epub") as book:
        chapter = "".join(book.read(name).decode() for name in book.namelist() if name.endswith("xhtml"))
        assert not [name for name in book.namelist() if name.endswith(".svg")]
    assert chapter.count('style="width:7.5em"') == 2, "15 ex of 8 px in em of 16"
    assert "船速是<img" in chapter
    assert "<figure><img" in chapter.split("他画了一张图")[1].split("挂在")[0]
    codes = [json.loads(row).get("code") for row in (desk / "out" / "report.jsonl").read_text("utf-8").splitlines()]
    assert codes.count("image.converted") == 4
    assert codes.count("image.partial") == 1


def test_a_stand_in_that_draws_nothing_is_no_broken_picture(desk: Path) -> None:
    blank = "data:image/svg+xml," + svg("", "viewBox='0 0 640 360'").replace('"', "'").replace("<", "%3C").replace(
        "#", "%23"
    )
    page = f'<p><img data-src="https://a.example/a.png" src="{blank}"></p><p><img src="empty.svg"></p>'
    body = "".join(f"<p>{text}</p>" for text in PROSE)
    write(
        desk, {"a.html": f"<html><head><title>渡船</title></head><body><article>{body}{page}</article></body></html>"}
    )
    write(desk, {"empty.svg": svg("")})
    assert wenxuan("build", "a.html", "-o", "out", "-f", "epub").code == 0
    codes = [json.loads(row).get("code", "") for row in (desk / "out" / "report.jsonl").read_text("utf-8").splitlines()]
    assert sorted(code for code in codes if code.startswith("image.")) == ["image.pixel", "image.remote"]
