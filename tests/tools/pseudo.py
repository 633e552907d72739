"""A pseudo-language: the English catalogue with each text between ⟦ and ⟧ and its Latin letters full width.

Where the commands are run in it, a plain Latin word in what they say is a value (the name of a file, a key, a rule) or words of
another program; whatever else is plain was not taken from the catalogue.
"""

from __future__ import annotations

import json
import os
import re
import string
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from book.codes import CODES
from book.messages import en

ROOT = Path(__file__).parents[2]
DRIVER = """
import contextlib, io, json, sys
from book import messages
texts, runs = json.load(sys.stdin)
if texts:
    messages.CATALOGUES["xx"] = messages.Catalogue("xx", texts)
from book.command.main import main
done = []
for args in runs:
    sys.argv, out, err, code = ["wenxuan", *args], io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as leave:
            code = leave.code
    done.append((code, out.getvalue(), err.getvalue()))
json.dump(done, sys.stdout)
"""
_LETTERS = (*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1))
_WIDE = {code: code + 0xFEE0 for code in _LETTERS}

#: How values are written: addresses, lines for book.toml, what stands between quotes, codes of findings, notations.
_VALUES = re.compile(
    r"https?://\S+|\bapt install(?: [a-z]+(?:-[a-z]+)+)+|#[0-9a-f]{10}|\[(?:clean|convert)\]|\w+ = \[.*?\]|'[^']*'|\"[^\"]*\"|"
    + "|".join(sorted(map(re.escape, CODES), reverse=True))
)
#: Words of other programs, and names that are the same in every language.
_OTHERS = (
    "did not find expected ',' or ']'", "File is not a zip file", "Not a TrueType or OpenType font (not enough data)",
    "PdfError: can't find startxref", "Expected '=' after a key in a key/value pair (at line 1, column 7)",
    "Malformed attribute selector at position 3", "unterminated character set at position 3", "No such file or directory",
    "Not a directory", "File exists", "opencc-python-reimplemented", "opencc", "s2twp", "PDF", "EPUB", "draft: true",
)  # fmt: skip


def pseudo(text: str) -> str:
    """A text of the catalogue in the pseudo-language; its gaps stay."""
    out = ""
    for words, name, form, _ in string.Formatter().parse(text):
        out += words.translate(_WIDE).replace("{", "{{").replace("}", "}}")
        out += "" if name is None else "{" + name + (f":{form}" if form else "") + "}"
    return f"⟦{out}⟧"


def several(
    folder: Path, runs: Iterable[Iterable[str]], env: Mapping[str, str], texts: Mapping[str, str] | None = None
) -> list[tuple[int, str, str]]:
    """Commands in an environment, one after the other in one process: exit code, output and errors of each."""
    done = subprocess.run(
        [sys.executable, "-c", DRIVER], input=json.dumps((texts, [list(args) for args in runs])),
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "dumb", **env}, cwd=folder,
        text=True, encoding="utf-8", capture_output=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [tuple(row) for row in json.loads(done.stdout)]


def run(folder: Path, runs: Iterable[Iterable[str]]) -> list[tuple[int, str, str]]:
    """Commands in the pseudo-language."""
    texts = {key: pseudo(text) for key, text in en.TEXTS.items()}
    return several(folder, runs, {"WENXUAN_LANGUAGE": "xx", "COLUMNS": "1000"}, texts)


def plain(text: str, names: Iterable[str] = ()) -> list[str]:
    """The words of a text that are in plain Latin letters and no values; what is cut in two is one too."""
    cut = ["⟦ without ⟧"] if text.count("⟦") != text.count("⟧") else []
    for words in _OTHERS:
        text = text.replace(words, " ")
    text = _VALUES.sub(" ", text)
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, " ")
    return re.findall("[A-Za-z]{2,}", text) + cut


def untranslated(text: str, names: Iterable[str] = ()) -> list[str]:
    """The lines in which something is plain."""
    return [line for line in text.splitlines() if plain(line, names)]
