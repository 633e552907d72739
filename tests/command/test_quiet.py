"""No line of a library reaches the terminal: what it warns of or logs is a finding, or nothing."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROSE, ROOT, article, wenxuan, wenxuan_apart, write
from factory_odd import odd_files

#: How our lines on standard error begin: a finding, a stage, a fault of the settings, the offer of help with arguments.
OURS = re.compile(r"(?:warning|error|book\.toml): .|(?:reading|laying out articles|making the [A-Z]+) …$")


def foreign(*args: str, cwd: Path, flags: tuple[str, ...] = ("-W", "always")) -> list[str]:
    """The lines on standard error that are not ours."""
    done = subprocess.run(
        [sys.executable, *flags, "-m", "book", *args],
        cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr.decode()
    return [line for line in done.stderr.decode().splitlines() if not OURS.match(line)]


@pytest.mark.parametrize("form", ["txt", "epub", "pdf"])
def test_odd_inputs(tmp_path: Path, form: str) -> None:
    write(tmp_path / "in", odd_files())
    names = sorted(f"in/{path.name}" for path in (tmp_path / "in").iterdir())
    assert foreign("build", *names, "-f", form, "--title", "x", cwd=tmp_path) == []


def test_odd_inputs_in_several_processes(tmp_path: Path) -> None:
    write(tmp_path / "in", odd_files())
    names = sorted(f"in/{path.name}" for path in (tmp_path / "in").iterdir())
    assert foreign("build", *names, "-f", "txt", "--title", "x", "--jobs", "2", cwd=tmp_path) == []


def test_odd_finished_files(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": article("渡船", *PROSE, date="2020-01-01")})
    assert wenxuan_apart("build", "a.md", "-f", "pdf,epub", "--title", "x", cwd=tmp_path).code == 0
    pdf, epub = ((tmp_path / "build" / f"x.{kind}").read_bytes() for kind in ("pdf", "epub"))
    odd = {
        "cut.pdf": pdf[: len(pdf) // 2],
        "xref.pdf": pdf.replace(b"startxref\n", b"startxref\n9"),
        "junk.pdf": b"junk\n" * 30 + pdf,
        "hole.pdf": pdf[:5000] + bytes(2000) + pdf[7000:],
        "end.pdf": pdf + b"\njunk" * 500,
        "head.pdf": b"%PDF-1.4\n%%EOF",
        "escape.pdf": b"\x1b[31m\x1b]0;x\x07" + pdf,
        "cut.epub": epub[: len(epub) // 2],
        "hole.epub": epub[:3000] + bytes(500) + epub[3500:],
    }
    write(tmp_path, odd)
    names = sorted(path.name for path in tmp_path.iterdir() if path.suffix in (".pdf", ".epub"))
    assert foreign("check", *names, cwd=tmp_path) == []


def test_a_font_of_which_its_library_complains(tmp_path: Path) -> None:
    """fontTools logs what it finds odd; Python prints what is logged where nobody listens."""
    import manimgx_fonts

    faces = Path(manimgx_fonts.__file__).parent.rglob("*.ttf")
    face = min(faces, key=lambda path: path.stat().st_size).read_bytes()
    rows = range(12, 12 + 16 * struct.unpack(">H", face[4:6])[0], 16)
    tables = {face[at : at + 4]: struct.unpack(">I", face[at + 8 : at + 12])[0] for at in rows}
    settings = """
        book.title = "x"
        sources.files = ["a.md"]
        epub = { embed = "all", face = "name.ttf" }
        pdf.fonts = ["text: name.ttf", "headings: hhea.ttf", "quotes: hmtx.ttf", "code: os2.ttf"]
    """
    for name, tag, damage in (
        ("name", b"name", bytes(8)),
        ("hhea", b"hhea", b"\xff" * 30),
        ("hmtx", b"hmtx", b"\xff" * 60),
        ("os2", b"OS/2", b"\x55" * 90),
    ):
        odd = bytearray(face)
        odd[tables[tag] + 4 : tables[tag] + 4 + len(damage)] = damage
        write(tmp_path, {f"{name}.ttf": bytes(odd)})
    text = ("boat", "## oar", "> river", "    bank")
    write(tmp_path, {"a.md": article("boat", *text, date="2020-01-01"), "book.toml": settings})
    assert foreign("build", "--config", ".", "-f", "epub,pdf", cwd=tmp_path, flags=()) == []
    for name in ("hhea", "hmtx", "os2"):
        write(tmp_path, {"book.toml": settings.replace('face = "name.ttf"', f'face = "{name}.ttf"')})
        assert foreign("build", "--config", ".", "-f", "epub", cwd=tmp_path, flags=()) == [], name


def test_a_line_is_one_line_without_orders_to_the_terminal(desk: Path) -> None:
    """A name of a file or a title moves no cursor, sets no window's title and turns no direction."""
    write(desk, {"a\n\x1b[2Jb\x9b31m\u202e.md": "", "b.md": article("渡船", date="2020-01-01")})
    ran = wenxuan("build", ".", "-f", "txt", "--title", "x")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", ran.out + ran.err)
    assert r"a \x1b[2Jb\x9b31m\u202e.md" in ran.err
    assert len(ran.out.splitlines()) == 4
