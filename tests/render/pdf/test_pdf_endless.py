"""What holds together over hundreds of letters is broken, in one text or over many nodes; what people write holds together."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import repeated
from conftest import wenxuan, write
from pypdf import PdfReader

from book.model import Code, Emphasis, Formula, Inlines, Link, Strong, Text
from book.render.breakable import open_endless, open_joints
from book.walk import inline_text

WORD = "abcdefghij" * 19
GAP = "\u200b"


@pytest.mark.parametrize("letter", "aжα9_\u00e9")
def test_a_run_of_letters_may_break_after_each_twenty(letter: str) -> None:
    opened = open_joints(letter * 250)
    assert {len(piece) for piece in opened.split(GAP)} <= {20, 10}
    assert opened.replace(GAP, "") == letter * 250


@pytest.mark.parametrize(
    "text", [WORD, "河" * 900, "བོད་" * 300, "ก" * 500, "か" * 500, f"{WORD} {WORD}", f"{WORD}河{WORD}"]
)
def test_words_and_other_scripts_stay_as_they_are(text: str) -> None:
    assert open_joints(text) == text


@pytest.mark.parametrize(
    "node",
    [Text("ab"), Formula("x_1"), Code("ab"), Strong((Text("ab"),)), Link("https://a.example.com/", (Text("ab"),))],
)
def test_nodes_that_hold_together_are_parted(node: Text | Formula | Code | Strong | Link) -> None:
    line: Inlines = (node,) * 500
    longest = max(map(len, inline_text(open_endless(line)).split(GAP)))
    assert 200 <= longest < 206
    assert inline_text(open_endless(line)).replace(GAP, "") == inline_text(line)


@pytest.mark.parametrize(
    "line",
    [
        (Text("河"), Formula("x")) * 300,
        (Text("word "), Strong((Text("word"),))) * 300,
        (Emphasis((Text("a" * 900),)),),
        (),
    ],
)
def test_a_line_that_breaks_somewhere_is_the_same(line: Inlines) -> None:
    assert open_endless(line) is line


@pytest.mark.parametrize(
    "name", ["html.word", "html.formula.img", "html.b.word", "html.ruby.base", "html.ruby.long", "md.under"]
)
def test_the_pdf_has_all_of_it(tmp_path: Path, name: str) -> None:
    """These took the PDF up to 37 seconds with 3,200 pieces, and one was printed over itself."""
    suffix, text = repeated.text_of(name, 900)
    write(tmp_path, {f"a{suffix}": text})
    ran = wenxuan("build", tmp_path / f"a{suffix}", "-f", "pdf", "-o", tmp_path / "out")
    assert ran.code == 0, ran.err
    (pdf,) = (tmp_path / "out").glob("*.pdf")
    pages = PdfReader(io.BytesIO(pdf.read_bytes())).pages
    printed = "".join(page.extract_text() for page in pages)
    if name == "html.formula.img":  # each is a drawing
        assert sum(page.get_contents().get_data().count(b"/Figure") for page in pages) == 900
        return
    letter = {
        "html.word": "a",
        "html.b.word": "a",
        "html.ruby.base": "河",
        "html.ruby.long": "河",
        "md.under": "河",
    }
    assert printed.count(letter[name]) >= 900
    assert GAP not in printed
