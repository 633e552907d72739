"""How much a command loads before and while it works: counted in modules, which no other work on the machine changes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from conftest import ROOT, write

#: What costs most to load, and is for one form of input or output alone.
HEAVY = (
    *"weasyprint pypinyin pypdf pikepdf fontTools.ttLib fontTools.subset feedparser httpx tomlkit markdown_it".split(),
    *"latex2mathml ziamath segno pydantic".split(),
)
#: Modules of ours, of 500, that the first process loads for one article, which another reads. They were 228 and 300 when the first
#: process loaded that, too; a module that is divided in two counts twice.
#: Three are the words of the desk.
MOST = {"inspect": 141, "epub": 229}
#: Expressions that the first process compiles before and while one article is read: those of Python and typer, and few of ours.
COMPILED = 55
#: What reads articles.
READS = {"book.read.reading", "book.clean", "book.punctuate", "book.rules", "selectolax", "opencc", "rensa"}
TEXT = "河上的渡船一天走六趟，撑船的人姓何，从他祖父起就在这里撑船，岸边的石阶磨得发亮。" * 3
DUMP = f"---\ntitle: 渡船\n---\n<p>{TEXT}</p>\n<p>{TEXT}尾</p>\n<p>{TEXT}声</p>\n"
_RUN = """
import re._compiler, sys
compiled, plain = [], re._compiler.compile
re._compiler.compile = lambda *given: compiled.append(given) or plain(*given)
sys.argv = ["wenxuan", *sys.argv[1:]]
from book.command.main import main
try:
    main()
except SystemExit as leave:
    assert not leave.code, leave.code
finally:
    sys.stderr.write(f"COMPILED {len(compiled)} LOADED " + " ".join(sys.modules))
"""


def loaded(*args: object, cwd: Path) -> set[str]:
    """The modules that the first process of a command has in the end."""
    return set(_said(*args, cwd=cwd).rpartition("LOADED ")[2].split())


def compiled(*args: object, cwd: Path) -> int:
    """The expressions that the first process of a command compiles, from Python's start on."""
    return int(_said(*args, cwd=cwd).rpartition("COMPILED ")[2].split()[0])


def _said(*args: object, cwd: Path) -> str:
    command = [sys.executable, "-c", _RUN, *map(str, args)]
    ran = subprocess.run(command, cwd=cwd, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stderr


def test_expressions_that_one_article_does_not_ask_are_not_compiled(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": DUMP})
    assert compiled("inspect", "a.md", "--no-cache", cwd=tmp_path) <= COMPILED


def test_the_version_is_told_before_anything_is_loaded(tmp_path: Path) -> None:
    found = loaded("--version", cwd=tmp_path)
    assert {name for name in found if name.startswith("book.")} == {
        "book.command",
        "book.command.main",
        "book.command.streams",
    }
    assert not found & {"typer", "rich", "pydantic", "dataclasses"}


def test_what_shows_articles_loads_nothing_that_reads_or_makes_them(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": DUMP})
    found = loaded("inspect", "a.md", "--no-cache", cwd=tmp_path)
    assert not found & {
        *HEAVY,
        *READS,
        "PIL",
        "jinja2",
        "ebooklib",
        "book.text.syllables",
        "book.render",
        "book.edit",
        "book.report.html",
    }
    assert len([one for one in found if one.startswith("book.")]) <= MOST["inspect"]


def test_an_epub_of_one_article_loads_no_press(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": DUMP})
    found = loaded("build", "a.md", "-f", "epub", "-o", "out", "-q", "--no-cache", cwd=tmp_path)
    assert not found & {
        *HEAVY,
        *READS,
        "book.render.pdf",
        "book.render.typst",
        "book.edit",
        "book.read.documents.word",
    }
    assert len([one for one in found if one.startswith("book.")]) <= MOST["epub"]
