"""Fonts of the PDF: the user's own, those of `wenxuan[fonts]`, and that poppler and MuPDF draw the same ink with all of them."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pymupdf
import pytest
from conftest import article, wenxuan, wenxuan_apart, write
from factory_fonts import by_cid, made_up, pictured, variable
from fontTools.ttLib import TTCollection, TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from vera import checked, verapdf

from book.fonts import roles
from book.fonts.roles import Typeface, entry, in_order, program, sheet
from book.fonts.subset import Face
from book.render.weasy import pdfa
from book.settings.parse import parse
from book.settings.values import PdfConfig
from book.system import parts

RARE = "\U000107f0"  # a letter of an old script that no installed font has
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftoppm") is None, reason="poppler is missing (make checkers installs it): viewers were not compared"
)
needs_fonts = pytest.mark.skipif(
    not parts.packaged_fonts(), reason="no font of wenxuan[fonts] is installed: machines without fonts were not tried"
)


# -------------------------------------------------------------------------------------------- the same ink in two viewers

DPI = 150
CELL = 12  # points: a little more than a character
# Measured on the sample, at 150 dpi: 3.3 % of the page with most (a picture is scaled, and rules are thickened to a pixel), 4.3 %
# of the darkness of a cell. A character of the text that is missing makes a cell 15 to 20 % lighter.
MOST_OF_A_PAGE, MOST_OF_A_CELL = 0.06, 0.09


def differences(body: bytes, folder: Path) -> list[str]:
    """Where poppler and MuPDF do not draw the same: pages by their ink, then cells by their darkness."""
    out = []
    for number, (one, other) in enumerate(zip(by_mupdf(body), by_poppler(body, folder), strict=True), 1):
        inks = ink(one), ink(other)
        if max(inks) and min(inks) < (1 - MOST_OF_A_PAGE) * max(inks):
            out.append(f"page {number}: ink {inks[0]:.0f} and {inks[1]:.0f}")
        size = tuple(round(side * 72 / DPI / CELL) for side in one.size)
        cells = (image.resize(size, Image.Resampling.BOX) for image in (one, other))
        most = ImageChops.difference(*cells).getextrema()[1] / 255
        if most > MOST_OF_A_CELL:
            out.append(f"page {number}: a cell differs by {most:.0%}")
    return out


def ink(image: Image.Image) -> float:
    return sum((255 - grey) * count for grey, count in enumerate(image.histogram())) / 255


def by_mupdf(body: bytes) -> Iterator[Image.Image]:
    for page in pymupdf.open(stream=body):
        drawn = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY)
        yield Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)


def by_poppler(body: bytes, folder: Path) -> Iterator[Image.Image]:
    made = folder / "drawn"
    made.mkdir(exist_ok=True)
    run = ["pdftoppm", "-gray", "-r", str(DPI), "-", made / "page"]
    subprocess.run(run, input=body, check=True, capture_output=True)
    for file in sorted(made.iterdir(), key=lambda file: int(re.findall(r"\d+", file.stem)[-1])):
        with Image.open(file) as image:
            yield image.convert("L")
        file.unlink()


def built(folder: Path, fonts: Sequence[str], text: str = "纸上有字。", **front: str) -> tuple[bytes, str]:
    """The PDF of a book of one article, and what was said."""
    listed = ", ".join(f'"{font}"' for font in fonts)
    toml = f'[book]\ntitle = "书"\n[pdf]\nindexes = false\nfonts = [{listed}]\n'
    write(folder, {"b/articles/a.md": article("题", text, **front), "b/book.toml": toml})
    ran = wenxuan("build", "b", "-f", "pdf")
    assert ran.code == 0, ran.err
    return (folder / "b" / "build" / "书.pdf").read_bytes(), ran.err


def fonts_in(body: bytes) -> dict[str, str]:
    """The text that each font of a PDF draws, by its name without the tag."""
    out: dict[str, str] = {}
    for page in pymupdf.open(stream=body):
        for span in page.get_texttrace():
            out[span["font"]] = out.get(span["font"], "") + "".join(chr(char) for char, *_ in span["chars"])
    return out


@needs_poppler
def test_both_viewers_draw_the_sample_with_the_same_ink(sample_folder: Path, tmp_path: Path) -> None:
    ran = wenxuan("build", sample_folder, "-f", "pdf", "-o", tmp_path, "-q")
    assert ran.code == 0, ran.err
    (file,) = tmp_path.glob("*.pdf")
    assert differences(file.read_bytes(), tmp_path) == []


@needs_poppler
def test_one_character_that_one_viewer_does_not_show_is_seen(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That a font out of order goes unseen without the repair, and that the comparison can fail."""
    write(desk, {"b/c.otf": by_cid(RARE + "甲", (300, 7))})
    body, _ = built(desk, ["c.otf"], f"这里有一个{RARE}字。")
    assert differences(body, desk) == []
    monkeypatch.setattr(pdfa, "in_order", lambda body: body)
    body, _ = built(desk, ["c.otf"], f"这里有一个{RARE}字。")
    assert any("a cell differs" in told for told in differences(body, desk))


# --------------------------------------------------------------------------------------------- glyphs in the order of CIDs


@given(cids=st.lists(st.integers(1, 65535), min_size=1, max_size=12, unique=True) | st.integers(255, 259).map(range))
@settings(max_examples=40, deadline=None)
def test_each_glyph_has_its_number_for_its_cid(cids: Sequence[int]) -> None:
    cids = [cid + 9 for cid in cids] if isinstance(cids, range) else [min(cid, 65534) for cid in dict.fromkeys(cids)]
    cids = list(dict.fromkeys(cids))
    before = by_cid("".join(chr(0x4E00 + number) for number in range(len(cids))), cids)
    after = in_order(before)
    assert len(after) == len(before)
    old, new = (TTFont(io.BytesIO(body), checkChecksums=2) for body in (before, after))
    assert new.getGlyphOrder() == [".notdef", *(f"cid{number:05}" for number in range(1, len(cids) + 1))]
    assert {tag: old.reader[tag] for tag in old.reader.tables if tag != "CFF "} == {
        tag: new.reader[tag] for tag in new.reader.tables if tag != "CFF "
    }
    drawn = (
        [font["CFF "].cff.topDictIndex[0].CharStrings[name].bytecode for name in font.getGlyphOrder()]
        for font in (old, new)
    )
    assert next(drawn) == next(drawn)
    assert in_order(after) == after


@needs_poppler
def test_a_variable_font_with_outlines_that_pdf_does_not_know_is_shown(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in the Noto CJK of Fedora: variable, with CFF2. WeasyPrint puts it into the PDF as it is, and no viewer shows it.

    veraPDF is not asked: of this font HarfBuzz knows no widths. With the real one (Noto Sans CJK VF) it is content.
    """
    write(desk, {"b/v.otf": variable(RARE + "题")})
    body, said = built(desk, ["text: v.otf", "headings: v.otf"], f"题{RARE}字。\n\n**题**")
    assert "cannot" not in said
    drawn = {name.partition("+")[2] or name for name, text in fonts_in(body).items() if "题" in text}
    assert drawn == {"wenxuan-text", "wenxuan-headings-Bold"}
    assert differences(body, desk) == []
    monkeypatch.setattr(pdfa, "in_order", lambda body: body)
    write(desk, {"b/book.toml": '[book]\ntitle = "书"\n[pdf]\nfonts = ["text: v.otf"]\n'})
    ran = wenxuan("build", "b", "-f", "pdf")  # the check would say so
    assert (ran.code, "no viewer shows them" in ran.err) == (1, True)


@pytest.mark.parametrize(
    "body", [b"", b"no font", b"OTTO", b"OTTO" + bytes(400), made_up("字"), by_cid("字", (3,))[:300]]
)
def test_what_is_no_cid_keyed_font_stays_as_it_is(body: bytes) -> None:
    assert in_order(body) == body


# ------------------------------------------------------------------------------------------------------ the user's own fonts


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("text: a.ttf", ("text", "a.ttf", 0)),
        ("headings:fonts/黑 体.otf", ("headings", "fonts/黑 体.otf", 0)),
        ("a.ttf", ("rare", "a.ttf", 0)),
        ("quotes: x.ttc#2", ("quotes", "x.ttc", 2)),
        ("tekst: a.ttf", ("rare", "tekst: a.ttf", 0)),
        ("C:/fonts/a.ttf", ("rare", "C:/fonts/a.ttf", 0)),
        ("", ("rare", "", 0)),
    ],
)
def test_an_entry_names_role_file_and_number(text: str, wanted: tuple[str, str, int]) -> None:
    assert entry(text) == wanted


def test_the_sheet_puts_own_fonts_first_and_those_for_rare_characters_last() -> None:
    face = Face("f", made_up("字"))
    text = sheet(
        (Typeface(face, "text"), Typeface(face, "rare"), Typeface(face, "rare"), Typeface(face, family="Noto Serif SC"))
    )
    assert '--serif: "wenxuan text", var(--usual-serif), "wenxuan rare", "wenxuan rare-2"' in text
    assert '--kai: var(--usual-kai), "wenxuan rare", "wenxuan rare-2"' in text
    assert '@font-face { font-family: "Noto Serif SC"; src: url("font:3") }' in text
    assert sheet(()) == ""
    latin = sheet((Typeface(Face("f", made_up("abcx·—字")), "code", latin=True),))
    assert "unicode-range: U+61-63, U+78-78;" in latin


def test_two_fonts_of_a_role_are_its_weights_or_follow_each_other(desk: Path) -> None:
    plain, bold, other = made_up("题甲"), made_up("题甲", weight=700), made_up("题乙")
    faces = [Typeface(Face(str(number), body), "headings") for number, body in enumerate((plain, bold, other))]
    assert re.findall(r'font-family: "(.+?)"', sheet(faces)) == [
        "wenxuan headings",
        "wenxuan headings",
        "wenxuan headings-2",
    ]
    write(desk, {"b/p.ttf": plain, "b/b.ttf": bold, "b/o.ttf": other})
    body, _ = built(desk, ["headings: p.ttf", "headings: b.ttf", "headings: o.ttf"], "字。\n\n## 甲乙题")
    drawn = {name.partition("+")[2] or name: set(text) for name, text in fonts_in(body).items()}
    assert "甲" in drawn["wenxuan-headings-Bold"]
    assert any("乙" in text for name, text in drawn.items() if name.startswith("wenxuan-headings-2"))


def test_each_role_has_its_font(desk: Path) -> None:
    known = "题纸上有字。引文代码书小一二三四五六七八九〇年月日人作者编"
    write(desk, {f"b/{name}.ttf": made_up(known) for name in ("t", "h", "q", "c")})
    text = "纸上有字。\n\n> 引文\n\n    代码\n\n## 小题"
    fonts = ["text: t.ttf", "headings: h.ttf", "quotes: q.ttf", "code: c.ttf"]
    body, said = built(desk, fonts, text, author="作者")
    drawn = fonts_in(body).items()
    roles = ("text", "headings", "quotes", "code")
    found = {role: "".join(text for name, text in drawn if f"wenxuan-{role}" in name) for role in roles}
    assert "纸上有字。" in found["text"]
    assert "小题" in found["headings"]
    assert "引文" in found["quotes"]
    assert "代码" in found["code"]
    assert "pdf.font" not in said


def test_what_an_own_font_lacks_is_told_and_drawn_by_others(desk: Path) -> None:
    write(desk, {"b/t.ttf": made_up("纸上")})
    body, said = built(desk, ["text: t.ttf"])
    assert "3 of 5: 。字有" in said
    assert "纸上有字。" in "".join(page.get_text() for page in pymupdf.open(stream=body)).replace("\n", "")
    assert len(fonts_in(body)) > 1


def test_a_font_without_chinese_draws_latin_only(desk: Path) -> None:
    write(desk, {"b/t.ttf": made_up("abc “”…—·")})
    body, said = built(desk, ["text: t.ttf"], "他说：“abc”……")
    drawn = "".join(text for name, text in fonts_in(body).items() if "wenxuan" in name)
    assert set(drawn) <= set("abc ")
    assert "abc" in drawn
    assert "lacks" not in said


def test_a_font_for_latin_draws_letters_and_figures_of_the_text_and_of_quotations(desk: Path) -> None:
    write(desk, {"b/l.ttf": made_up("abc019 ，。“”—·渡船")})
    body, said = built(desk, ["latin: l.ttf"], "渡船“abc”，19 元。\n\n> 船 10 元\n\n## 渡 ab")
    drawn = "".join(text for name, text in fonts_in(body).items() if "latin" in name)
    assert set(drawn) == set("abc019 ")  # its quotes, marks and Han are not used
    assert "渡 ab" in "".join(text for name, text in fonts_in(body).items() if "Sans" in name)
    assert "lacks" not in said


def test_figures_in_tables_stand_below_each_other_in_a_font_for_latin() -> None:
    face = Face("f", made_up("0"))
    assert "table { font-variant-numeric: lining-nums tabular-nums }" in sheet((Typeface(face, "latin", latin=True),))
    assert "tabular" not in sheet((Typeface(face, "text", latin=True),))


def test_rare_characters_are_drawn_by_a_font_for_them(desk: Path) -> None:
    write(desk, {"b/r.ttf": made_up(RARE + "纸")})
    body, said = built(desk, ["r.ttf"], f"纸上有{RARE}字。")
    assert RARE in "".join(fonts_in(body)[name] for name in fonts_in(body) if "rare" in name)
    assert "纸" not in "".join(fonts_in(body)[name] for name in fonts_in(body) if "rare" in name)
    assert "〓" not in "".join(fonts_in(body).values())
    assert "no font" not in said.lower()


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (made_up("字", rights=2), "does not allow embedding"),
        (made_up("字", rights=0x200), "bitmaps only"),
        (b"no font at all", "no font that can be read"),
    ],
)
def test_a_font_that_cannot_be_used_is_named(desk: Path, body: bytes, why: str) -> None:
    write(desk, {"b/f.ttf": body})
    made, said = built(desk, ["text: f.ttf"])
    assert "f.ttf" in said
    assert why in said
    assert not [name for name in fonts_in(made) if "wenxuan" in name]


@pytest.mark.parametrize("font", ["text: f.ttf", "tekst: t.ttf"])
def test_a_font_that_is_not_there_stops_the_build(desk: Path, font: str) -> None:
    write(
        desk,
        {"b/articles/a.md": article("题"), "b/t.ttf": made_up("字"), "b/book.toml": f'[pdf]\nfonts = ["{font}"]\n'},
    )
    ran = wenxuan("build", "b", "-f", "pdf")
    assert ran.code == 3
    assert font.partition(": ")[2] in ran.err
    assert "text, headings, quotes, code, latin" in ran.err
    assert not (desk / "b" / "build").exists()


def test_a_font_of_a_collection_and_one_packed_for_the_web(tmp_path: Path) -> None:
    whole = TTCollection()
    whole.fonts = [TTFont(io.BytesIO(made_up(chars))) for chars in ("甲", "乙丙")]
    out = io.BytesIO()
    whole.save(out)
    taken = TTFont(io.BytesIO(program(Face("c", out.getvalue(), 1))))
    assert set(taken.getBestCmap()) == {ord("乙"), ord("丙")}
    packed, font = io.BytesIO(), TTFont(io.BytesIO(made_up("丁")))
    font.flavor = "woff2"
    font.save(packed)
    assert set(TTFont(io.BytesIO(program(Face("w", packed.getvalue())))).getBestCmap()) == {ord("丁")}


def test_fonts_is_a_list_of_texts() -> None:
    assert parse('[pdf]\nfonts = "text: a.ttf"').pdf == PdfConfig(fonts=("text: a.ttf",))


# ------------------------------------------------------------------------------------------------------------------- emoji


def archival(body: bytes, folder: Path) -> str:
    """What veraPDF says against a PDF; "" if nothing. Skips where veraPDF is not at hand."""
    engine = verapdf()
    (folder / "checked.pdf").write_bytes(body)
    done = checked([folder / "checked.pdf"], engine)
    return "" if done.returncode == 0 and done.stdout.count(" PASS ") == 2 else done.stdout


def test_a_glyph_that_is_a_picture_is_not_smoothed(desk: Path) -> None:
    """WeasyPrint draws colour emoji as pictures, and asks viewers to interpolate them, which PDF/A forbids."""
    write(desk, {"b/e.ttf": pictured(RARE)})
    body, _ = built(desk, ["e.ttf"], f"笑{RARE}。")
    made = pymupdf.open(stream=body)
    images = [xref for page in made for xref, *_ in page.get_images()]
    assert images
    assert all(made.xref_get_key(xref, "Interpolate")[1] in ("false", "null") for xref in images)
    assert archival(body, desk) == ""


# --------------------------------------------------------------------------------------------------- a machine without fonts


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine on which no font is installed."""
    (tmp_path / "none").mkdir()
    listed = f"<dir>{tmp_path / 'none'}</dir><cachedir>{tmp_path / 'none'}</cachedir>"
    write(tmp_path, {"fonts.conf": f'<?xml version="1.0"?><fontconfig>{listed}</fontconfig>'})
    return {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}


@needs_fonts
@needs_poppler
def test_the_sample_is_built_with_packaged_fonts_where_none_is_installed(
    sample_folder: Path, tmp_path: Path, bare: dict[str, str]
) -> None:
    ran = wenxuan_apart("build", sample_folder, "-o", tmp_path / "out", "-q", env=bare)
    assert ran.code == 0, ran.err
    assert "ugly" not in ran.err
    assert "cover" not in ran.err  # the cover of the EPUB is drawn with them too
    (file,) = (tmp_path / "out").glob("*.pdf")
    body = file.read_bytes()
    assert all("Noto-S" in font for font in fonts_in(body)), fonts_in(body).keys()
    assert differences(body, tmp_path) == []
    assert archival(body, tmp_path) == ""


@pytest.mark.skipif(not parts.packaged_for_others(), reason="manimgx-fonts, of wenxuan[fonts], is not installed")
def test_emoji_and_other_scripts_are_drawn_by_packaged_fonts(tmp_path: Path, bare: dict[str, str]) -> None:
    texts = ("笑😀，旗🇨🇳，泰ไทย，印हिन्दी，阿العربية", "心♥❤️☕，希עברית")
    write(tmp_path, {"a.md": article("题😀", f"{texts[0]}，字{RARE}。", f"**{texts[1]}**")})
    ran = wenxuan_apart("build", "a.md", "-f", "pdf", "--title", "书", "-o", "out", cwd=tmp_path, env=bare)
    assert ran.code == 0, ran.err
    (told,) = [line for line in ran.messages if "〓" in line]
    assert f"other letters, 1: {RARE} (" in told
    body = (tmp_path / "out" / "书.pdf").read_bytes()
    fonts = [name for name in fonts_in(body) if re.search("rare|Noto-Sans-(?!SC)", name)]
    assert len({re.sub("-Bold$", "", name) for name in fonts}) >= 5, fonts  # each script its font, none mixed up
    if shutil.which("pdftoppm"):
        assert differences(body, tmp_path) == []
    assert archival(body, tmp_path) == ""


@needs_fonts
def test_what_packaged_fonts_cannot_draw_is_named_with_its_article(tmp_path: Path, bare: dict[str, str]) -> None:
    write(tmp_path, {"a.md": article("题", f"笑，字{RARE}，吉𠮷，心♥，①。")})
    ran = wenxuan_apart("build", "a.md", "-f", "pdf", "--title", "书", "-o", "out", cwd=tmp_path, env=bare)
    assert ran.code == 0, ran.err
    (told,) = [line for line in ran.messages if "〓" in line]
    assert told.startswith("warning: a.md: ")
    assert RARE in told
    assert "𠮷" in told
    assert "①" not in told
    assert "〓" in "".join(fonts_in((tmp_path / "out" / "书.pdf").read_bytes()).values())


@needs_fonts
def test_installed_fonts_come_before_packaged_ones(desk: Path) -> None:
    if not parts.chinese_fonts():
        pytest.skip("no Chinese font is installed")
    body, _ = built(desk, [])
    assert not [name for name in fonts_in(body) if re.search(r"Noto-\w+-SC", name)]


def test_without_any_font_the_next_step_names_both_ways(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "chinese_fonts", lambda: 0)
    monkeypatch.setattr(parts, "packaged_fonts", dict)
    write(desk, {"b/articles/a.md": article("题"), "b/book.toml": "", "b/f.ttf": made_up("字", rights=2)})
    ran = wenxuan("build", "b", "-f", "pdf")
    assert ran.code == 5
    assert "fonts-noto-cjk" in ran.err
    assert "wenxuan[fonts]" in ran.err
    write(desk, {"b/book.toml": '[pdf]\nfonts = ["text: f.ttf"]\n'})  # refused, so there is still none
    assert wenxuan("build", "b", "-f", "pdf").code == 5
    assert not (desk / "b" / "build").exists() or not list((desk / "b" / "build").glob("*.pdf"))


def test_roles_are_what_the_sheets_call_by_variables() -> None:
    lines = (Path(__file__).parents[3] / "styles" / "pdf" / "lines.css").read_text("utf-8")
    for name in roles.ROLES.values():
        assert f"--{name}: var(--usual-{name})" in lines
        assert lines.count(f"--usual-{name}: ") == 3


# ------------------------------------------------------------------------------------------------------------ 楷体


QUOTED = "渡船停在对岸。\n\n> 船家说，水涨之前不开。"


@pytest.fixture
def without_kai(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which no 楷体 is installed, and a wheel that was built without one."""
    known = {name for names in roles.KAI.values() for name in names}
    asked = parts.is_installed
    monkeypatch.setattr(parts, "is_installed", lambda family: family not in known and asked(family))
    monkeypatch.setattr(parts, "packaged_kai", lambda: None)


def told_of_kai(folder: Path) -> list[str]:
    lines = (folder / "b" / "build" / "report.jsonl").read_text("utf-8").splitlines()
    return [line for line in lines if "pdf.no-kai" in line]


def test_a_machine_without_kaiti_is_told_of_once_a_book(desk: Path, without_kai: None) -> None:
    _, said = built(desk, [], QUOTED, author="甲")
    (told,) = told_of_kai(desk)
    assert "fonts-lxgw-wenkai" in told
    assert "楷体" not in said  # in the report; nothing is wrong


@pytest.mark.parametrize(("fonts", "text"), [(["quotes: k.ttf"], QUOTED), ([], "渡船停在对岸。")])
def test_nothing_is_told_where_the_user_names_one_or_nothing_wants_it(
    desk: Path, without_kai: None, fonts: list[str], text: str
) -> None:
    write(desk, {"b/k.ttf": made_up("".join(set(QUOTED)))})
    built(desk, fonts, text)
    assert told_of_kai(desk) == []


def test_quotations_are_set_in_the_kaiti_that_came_with_the_program(
    desk: Path, without_kai: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(desk, {"kai.ttf": made_up("".join(set(QUOTED)))})
    monkeypatch.setattr(parts, "packaged_kai", lambda: ("LXGW WenKai", desk / "kai.ttf"))
    body, _ = built(desk, [], QUOTED)
    drawn = "".join(text for name, text in fonts_in(body).items() if "WenKai" in name)
    assert "船家说，水涨之前不开。" in drawn
    assert "渡" not in drawn
    assert told_of_kai(desk) == []


def test_the_kaiti_that_are_looked_for_are_those_of_the_sheets() -> None:
    lines = (Path(__file__).parents[3] / "styles" / "pdf" / "lines.css").read_text("utf-8")
    for custom, names in roles.KAI.items():
        found = re.search(rf"html\.{custom} \{{.*?--usual-kai: (.+?);", lines, re.DOTALL)
        assert found is not None
        listed = re.findall('"(.+?)"', found[1])
        assert tuple(listed[: len(names)]) == names
        assert "Serif" in listed[len(names)]
