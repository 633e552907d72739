"""Other scripts in the PDF: drawn whole where a font has them, copied as they are written; else 〓 for each word."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pymupdf
import pytest
from conftest import article, wenxuan, write
from hypothesis import given
from hypothesis import strategies as st
from test_pdf_fonts import archival, fonts_in

from book.fonts.scripts import is_right_to_left_text, language, runs, scripts_in
from book.fonts.undrawn import told, words_of
from book.model import Strong, Text
from book.render.foreign import spoken
from book.render.pdf.dialect import scripted
from book.render.phrases import NO_WORDS
from book.system import parts
from book.walk import each_inline

needs_fonts = pytest.mark.skipif(
    not parts.packaged_for_others(), reason="manimgx-fonts, of wenxuan[fonts], is not installed: scripts were not drawn"
)
ARABIC = "كتبت الرسالة في ليلة باردة قرب النهر القديم"
UYGHUR = "دەريا بويىدا بىر كونا كۆۋرۈك بار"
HINDI = "नदी किनारे पुराना पुल अभी भी है"
THAI = "สะพานเก่าริมแม่น้ำยังอยู่"
HEBREW = "הגשר הישן ליד הנהר"
TITLE = "旧桥上的हिन्दी字样"
ALONE = "لم يبق من الجسر القديم سوى حجر واحد على الضفة البعيدة ولا أحد يعرف من كتب عليه اسمه"
TIBETAN = ("ཆུ་འགྲམ་ལ་ཟམ་པ་རྙིང་པ་ཞིག་ཡོད།", "དེ་རིང་ཡང་འདུག")
BEFORE, BEHIND = "桥头那块旧牌子上写着", "，守桥的人说他一个字也不认得，只晓得那是很久以前过路的人留下的"
TEXT = "\n\n".join(f"{BEFORE}{words} {BEHIND}。" for words in (ARABIC, UYGHUR, HINDI, THAI, HEBREW, " ".join(TIBETAN)))
TEXT += f"\n\n{ALONE}"


@dataclass
class Made:
    body: bytes
    said: str
    folder: Path

    def lines(self) -> list[list[tuple[float, float, str, float]]]:
        """The lines of the page with the text: of each its glyphs as (x, base, character, size)."""
        page = next(page for page in pymupdf.open(stream=self.body) if "守桥" in page.get_text())
        glyphs = [
            (origin[0], round(origin[1], 1), chr(code), span["size"])
            for span in page.get_texttrace()
            for code, _, origin, _ in span["chars"]
        ]
        bases = sorted({base for _, base, char, size in glyphs if char in BEHIND and 10 < size < 12})
        return [sorted(glyph for glyph in glyphs if abs(glyph[1] - base) < 3) for base in bases]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("scripts")
    write(
        folder,
        {"b/articles/a.md": article(TITLE, TEXT), "b/book.toml": '[book]\ntitle = "书"\n[pdf]\nindexes = false\n'},
    )
    ran = wenxuan("build", folder / "b", "-f", "pdf", "-o", folder / "out", "--lang", "en")
    assert ran.code == 0, ran.err
    return Made((folder / "out" / "书.pdf").read_bytes(), ran.err, folder)


def text_of(body: bytes) -> str:
    return "".join(page.get_text() for page in pymupdf.open(stream=body))


def words_in(text: str) -> list[str]:
    """Words, whatever lines they stand on, without the marks of direction that a reader adds."""
    return re.sub("[\u202a-\u202e\u2066-\u2069]", "", text).split()


@needs_fonts
def test_words_of_other_scripts_are_copied_whole(made: Made) -> None:
    """Letters stand where they were lost or guessed (ʇनदी), and words are whole where the line was filled by spreading them."""
    copied = text_of(made.body)
    assert [word for word in whole(made) if not any(word in one for one in words_in(copied))] == []
    arabic = [char for char in copied if "\u0600" < char < "\u0700"]
    assert sorted(arabic) == sorted((ARABIC + UYGHUR + ALONE).replace(" ", ""))


def whole(made: Made) -> list[str]:
    """The words that viewers copy without a space in them: where letters are put together of parts, they see gaps."""
    joined = (
        [*ARABIC.split(), *UYGHUR.split()]
        if any(re.search("Amiri|Naskh", name) for name in fonts_in(made.body))
        else []
    )
    return [*HEBREW.split(), *HINDI.split(), THAI, *joined]


@needs_fonts
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is missing (make checkers installs it)")
def test_poppler_copies_them_too(made: Made) -> None:
    done = subprocess.run(["pdftotext", "-", "-"], input=made.body, capture_output=True, check=True)
    copied = words_in(done.stdout.decode())
    assert [word for word in whole(made) if not any(word in one for one in copied) and "د" not in word] == []


@needs_fonts
def test_lines_with_other_scripts_stay_on_the_grid_and_are_full(made: Made) -> None:
    lines = made.lines()
    bases = [line[0][1] for line in lines]
    steps = {round(after - before, 1) for before, after in pairwise(bases)}
    assert max(steps) - min(steps) < 0.4, steps  # a high letter of a fallback font pushed its line down by 4 pt
    full = [max(x + size for x, _, char, size in line if char != " ") for line in lines if line[-1][2] != "。"]
    assert max(full) - min(full) < 14.5  # a mark at the end, or a letter narrower than an em


@needs_fonts
def test_a_paragraph_from_right_to_left_begins_at_the_right(made: Made) -> None:
    page = next(page for page in pymupdf.open(stream=made.body) if "守桥" in page.get_text())
    boxes = [
        (round(origin[1]), origin[0])
        for span in page.get_texttrace()
        for code, _, origin, _ in span["chars"]
        if "\u0600" < chr(code) < "\u0700"
    ]
    last = max(base for base, _ in boxes)
    before = max(base for base, _ in boxes if base < last - 8)  # marks stand above and below
    (left, right), (left_before, right_before) = (
        (min(places), max(places))
        for line in (last, before)
        for places in [[x for base, x in boxes if line - 8 < base <= line]]
    )
    assert abs(right - right_before) < 6
    assert left > left_before + 50


@needs_fonts
def test_they_are_drawn_by_the_fonts_of_the_extra(made: Made) -> None:
    fonts = fonts_in(made.body)
    for family, letter in (("Arabic", "ك"), ("Devanagari", "न"), ("Thai", "ส"), ("Hebrew", "ה")):
        assert any(letter in text for name, text in fonts.items() if family in name.replace("-", "")), fonts.keys()


@needs_fonts
def test_one_stand_in_for_a_word_and_what_to_install(made: Made) -> None:
    if not parts.undrawable(TIBETAN[0]):
        pytest.skip("a Tibetan font is installed: nothing is undrawable")
    if parts.packaged_for_scripts(["Tibt"]):
        pytest.skip("a Tibetan font came with the program: nothing is undrawable")
    text = text_of(made.body).replace("\n", "")
    assert f"{BEFORE}〓 〓{BEHIND[:4]}" in text
    (told_of,) = [line for line in made.said.splitlines() if "〓" in line]
    assert "Tibetan, " in told_of
    assert "apt install fonts-noto-core" in told_of
    assert "Arabic" not in told_of


@needs_fonts
def test_titles_and_contents_have_them_whole(made: Made) -> None:
    pages = [page.get_text() for page in pymupdf.open(stream=made.body)]
    assert sum("हिन्दी" in page for page in pages) == 3, (
        pages
    )  # contents, opening, provenance; no word joiner parts its letters


@needs_fonts
def test_no_glyph_stands_for_nothing(made: Made) -> None:
    spans = [span for page in pymupdf.open(stream=made.body) for span in page.get_texttrace()]
    assert [span["font"] for span in spans if any(glyph == 0 for _, glyph, *_ in span["chars"])] == []


@needs_fonts
def test_archival_with_other_scripts(made: Made) -> None:
    assert archival(made.body, made.folder) == ""


# ------------------------------------------------------------------------------------------------- which run is whose


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("桥上ཀ་ཁ།有", [("桥上", ""), ("ཀ་ཁ།", "Tibt"), ("有", "")]),
        ("读：سلام، يا 12 صديقي؟ 再读", [("读：", ""), ("سلام، يا 12 صديقي؟", "Arab"), (" 再读", "")]),
        ("词हिन्दी शब्द। 止", [("词", ""), ("हिन्दी शब्द।", "Deva"), (" 止", "")]),
        ("שלום hello עולם。", [("שלום hello עולם", "Hebr"), ("。", "")]),
        ("ไทย“ก”、ลาว", [("ไทย", "Thai"), ("“", ""), ("ก", "Thai"), ("”、", ""), ("ลาว", "Thai")]),
        ("ᠮᠣᠩᠭᠣᠯ，后", [("ᠮᠣᠩᠭᠣᠯ", "Mong"), ("，后", "")]),
        ("한국 カナ ꆈꌠ ελ да 😀", [("한국 カナ ꆈꌠ ελ да 😀", "")]),  # as Han or as Latin
        ("", []),
    ],
)
def test_a_run_is_of_its_script(text: str, wanted: list[tuple[str, str]]) -> None:
    assert runs(text) == wanted
    assert scripts_in(text) == {script for _, script in wanted if script}


@given(st.text(alphabet="汉a 。“”،ab1كتགཀ་नि\u200d\u0301ไ\n"))
def test_runs_are_the_text(text: str) -> None:
    pieces = runs(text)
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)
    assert not any("汉" in piece or "\n" in piece for piece, script in pieces if script)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("سلام عليكم", True),
        ("سلام hello", False),
        ("سلام عليكم ok 12", True),
        ("سلام说", False),
        ("नदी", False),
        ("", False),
    ],
)
def test_which_paragraphs_are_written_from_right_to_left(text: str, wanted: bool) -> None:
    assert is_right_to_left_text(text) is wanted


def test_a_language_is_named_where_the_script_has_one() -> None:
    assert [language(script) for script in ("Tibt", "Thai", "Arab", "Deva")] == ["bo", "th", "und-Arab", "und-Deva"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("水ཀ་ཁ། ཀཁ 火", "水〓 〓 火"),
        ("姓𪚥𪚥名", "姓〓〓名"),  # a name of two characters is two
        ("笑😀😀，家👨‍👨，国🇨🇳🇨🇳", "笑〓〓，家〓，国〓〓"),
        ("好👍🏽吧", "好〓吧"),
    ],
)
def test_what_one_stand_in_stands_for(text: str, wanted: str) -> None:
    lost = frozenset("ཀ་ཁ།𪚥😀👨👍\U0001f1e8\U0001f1f3")
    assert words_of(lost).sub("〓", text) == wanted


def test_word_joiners_of_titles_part_no_letters_drawn_together() -> None:
    held = NO_WORDS.held("招牌上的བོད་ཡིག与العربية，家👨‍👩‍👧，国🇨🇳，好👍🏽，cafe\u0301吧")
    for whole in ("བོད་ཡིག", "العربية", "👨‍👩‍👧", "🇨🇳", "👍🏽", "e\u0301"):
        assert whole in held
    assert "招\u2060牌" in held
    assert scripted("<b>བོད") == '&lt;b&gt;<span class="script Tibt" lang="bo">བོད</span>'


def test_runs_have_their_language_where_the_script_tells_it() -> None:
    line = (Text("牌上བོད་"), Strong((Text("ཡིག与हिन्दी，"),)), Text("又ไทย，and שלום the hello עולם。"))
    told = [(node.text, node.lang) for node in each_inline(spoken(line, "zh-Hans")) if isinstance(node, Text)]
    assert [one for one in told if one[1]] == [
        ("བོད་", "bo"),
        ("ཡིག", "bo"),
        ("ไทย", "th"),
        ("שלום the hello עולם", "he"),
    ]
    assert "".join(text for text, _ in told) == "牌上བོད་ཡིག与हिन्दी，又ไทย，and שלום the hello עולם。"


def test_the_epub_says_the_language_of_a_run(desk: Path) -> None:
    write(desk, {"b/articles/a.md": article("题", "牌子上写着བོད་ཡིག两个字。"), "b/book.toml": '[book]\ntitle = "书"\n'})
    assert wenxuan("build", "b", "-f", "epub").code == 0
    with zipfile.ZipFile(desk / "b" / "build" / "书.epub") as archive:
        pages = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml"))
    assert '<span lang="bo" xml:lang="bo">བོད་ཡིག</span>两个字' in pages


def test_what_is_said_of_characters_without_a_font() -> None:
    said = str(told("ཀ𪚥ཁ☃𐟰" + "".join(map(chr, range(0x20000, 0x20030)))))
    assert "Tibetan, 2: ཀཁ (apt install fonts-noto-core)" in said
    assert "rare Han, 49: " in said
    assert "…" in said
    assert "symbols, 1: ☃ (pip install 'wenxuan[fonts]')" in said
