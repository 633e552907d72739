"""No words to a user bypass the catalogues: what a reader sees is made of keys, and no phrase stands in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in sorted((ROOT / "book").rglob("*.py"))
    if "messages" not in path.relative_to(ROOT).parts
}
#: Calls whose arguments are keys, values, or words of others.
TABLE = frozenset(("message", "trouble", "say", "SAY", "text", "getattr", "repr", "value"))
#: Calls that describe a key of a settings file: docs/settings.md is made of them.
DOCUMENTED = frozenset(("key", "needed"))
#: What stops something: the arguments that a user reads. The first of a `BookError` names a file, a key or a flag.
ERRORS = {
    **dict.fromkeys(("BookError", "UsageError", "ConfigError", "NothingToPack", "MissingPart", "WriteError", "NothingLeft"), 1),
    **dict.fromkeys(("ArchiveError", "Refused", "RuleError"), 0), "_UnreadError": 1,
}  # fmt: skip
#: The name of the program with its version, the scheme of an address, the notation of a change (`book/punctuate/record.py`).
ALLOWED = {"wenxuan \0", "https:", "\0 → \0 ×\0 at \0"}

_GAP = "\0"
_WORD = re.compile(r"[A-Za-z]{2,}")
#: Two words, or one beside a gap.
_PHRASE = re.compile(r"[A-Za-z]{2,}[,;:.)'’]* \(?[A-Za-z\0]|\0 [a-z]{2,}")
_CODE = re.compile(r"[<>{}\\=|$#*^/_]")
#: Phrases that no user reads as a sentence of ours, by what they are.
WORDS_OF_LANGUAGES = {"book/text/tongues.py"}  # by which a language is told
NO_WORDS = {
    # what a user may write in book.toml or articles.toml: keys
    "\0 date", "\0 isbn", "\0 readings", "\0 modified",
    # names of rules, which `[clean] off` and the report call the same in every language
    "site \0", "site rule", "site rule \0: \0", "user \0", "whole body",
    "script of the page", "data in a script", "JSON-LD articleBody",
    # names of programs, fonts and standards
    "wenxuan \0", "wenxuan \0\0", "WeasyPrint \0: \0", "Noto Serif SC", "Noto Serif TC", "Noto Sans SC",
    "Noto Serif CJK SC, Source Han Serif SC, Noto Serif SC, Songti SC, SimSun, Noto Serif CJK TC, Noto Sans CJK SC, serif",
    "LXGW WenKai", "LXGW WenKai TC", "Kaiti SC", "Kaiti TC", "AR PL UKai CN", "AR PL UKai TW", "AR PL UKai HK",
    "Noto Naskh Arabic", "Noto Sans Mongolian", "Noto Serif Tibetan", "Noto Sans \0",
    "Noto Sans TC", "LXGW WenKai,Kaiti SC,KaiTi,AR PL UKai CN,BiauKai",
    # parts of a query, and an option of the command line
    "article a", "article a \0", "--scheduler \0",
    (
        "a.id, a.locator, a.title, a.author, a.site, a.published, a.language, a.characters, a.digest, a.pack, a.start, a.length,"
        " a.best, a.pictures, f.name"
    ),
    # what the loader of libraries says
    "failed to map segment", "cannot allocate memory",
    # notations for programs: a value of report.jsonl, the record of a change, front matter, a column of a list, styles
    "not an article", "\0 → \0 ×\0 at \0", "source url", "original url", "unicode-range: \0; ",
    " bleed: \0pt; marks: crop;", "target-counter(attr(href), page)", "HOCSPDLX Z",
    "counter-reset: list-item \0", "turned small", "red strike", "\0 bare",
    "default-src 'none'; style-src '\0'; script-src '\0'; base-uri 'none'; form-action 'none'",
    # names and terms that a catalogue of any language has so: MARC 21 and RDA, the methods of HTTP
    "Dublin Core", "00000nam a2200000uc 4500", "1 online resource (\0)", "online resource", "GET, HEAD",
    "two books of a library have one identifier",
    "default-src 'self' 'unsafe-inline' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    # what is printed on a cover
    "ISBN \0",
    # what EPUB Accessibility has a book say
    "EPUB Accessibility 1.1 - WCAG 2.1 Level \0",
    # commands to type, and calls of Typst's templates
    "fonts-hanazono fonts-babelstone-han", "apt install \0", "pip install 'wenxuan[fonts]'", "show: counted-anew",
    "title: \0, author: \0, description: \0, date: \0, running-title: \0, covered: \0",
    # what other programs say, and faults that only a programmer meets
    "unexpected end of data", "No fonts configured in FontConfig", "only pictures of the book are served",
    "def \0(\0):", " return NotImplemented", "return hash(\0)", "cannot assign to field \0", "cannot delete field \0",
    "no character", "\0: margins draw more than text", "module 'book' has no attribute \0", "a day needs a month",
    # what a browser is told: an event, what a page and a frame may (Content Security Policy)
    "event: \0\ndata: \0\n\n", "default-src 'none'; sandbox",
    (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; frame-src 'self';"
        " font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    (
        "sandbox allow-same-origin; default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
        " font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    ),
    (
        "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
    ),
    # folders of services, and the words of batch files and of desktop entries
    "Nutstore Files", "iCloud Drive", "@echo off", '"\0" -P -m book desk "\0"', "if errorlevel 1 pause", "[Desktop Entry]",
    # the locator of what an unforeseen fault left of a source
    "\0 (the rest)",
}  # fmt: skip


def literal(node: ast.AST) -> str | None:
    """The text of a string or an f-string, a gap for each value; `None` for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else _GAP for part in node.values)
    return None


def texts(node: ast.AST) -> Iterator[tuple[int, str]]:
    """The texts in a tree that are no key of the table and no part of another; docstrings and lists for `split` are none."""
    text = literal(node)
    if text is not None:
        yield getattr(node, "lineno", 0), text
    named = (
        isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in TABLE | DOCUMENTED
    )
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    listed = isinstance(node, ast.Attribute) and node.attr == "split" and isinstance(node.value, ast.Constant)
    if not named and not docstring and not listed:
        for child in ast.iter_child_nodes(node):
            if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
                yield from texts(child)


def shown(call: ast.Call) -> Iterator[ast.expr]:
    """What of a call a user reads."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    for keyword in call.keywords:
        if keyword.arg in ("detail", "help"):
            yield keyword.value
    if name in ("Finding", "changes"):
        yield from call.args[4:5]
    elif name in ERRORS:
        yield from call.args[ERRORS[name] :]
    elif isinstance(call.func, ast.Attribute) and name in ("print", "echo"):
        yield from call.args


def untranslated(source: str) -> list[tuple[int, str]]:
    """Texts with a word in them that a user reads: given where they are shown, or by a name that was assigned before."""
    found = []
    tree = ast.parse(source)
    for scope in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Module)]:
        assigned: dict[str, list[ast.expr]] = {}
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        assigned.setdefault(target.id, []).append(node.value)
            elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and isinstance(node.target, ast.Name) and node.value:
                assigned.setdefault(node.target.id, []).append(node.value)
        for call in [node for node in ast.walk(scope) if isinstance(node, ast.Call)]:
            for given in shown(call):
                for value in assigned.get(given.id, []) if isinstance(given, ast.Name) else [given]:
                    found += [(line, text) for line, text in texts(value) if _WORD.search(text) and text not in ALLOWED]
    return sorted(set(found))


#: Words of SQL, which are written in capitals, and which no sentence to a user has so.
_SQL = re.compile(r"\b(?:SELECT|INSERT|DELETE|UPDATE|CREATE|BEGIN|LIMIT|ORDER BY|IS NULL|MATCH|AND)\b")


def phrases(source: str) -> list[tuple[int, str]]:
    """Phrases anywhere in the code: two words beside each other, in a text that is no markup and no pattern."""
    found = [row for row in texts(ast.parse(source)) if _PHRASE.search(row[1]) and not _CODE.search(row[1])]
    return [row for row in found if not _SQL.search(row[1])]


def test_what_a_user_reads_comes_from_the_table() -> None:
    assert {path: found for path, source in MODULES.items() if (found := untranslated(source))} == {}


def test_no_phrase_stands_in_the_code() -> None:
    found = {path: phrases(source) for path, source in MODULES.items() if path not in WORDS_OF_LANGUAGES}
    left = {path: [row for row in rows if row[1] not in NO_WORDS] for path, rows in found.items()}
    assert {path: rows for path, rows in left.items() if rows} == {}
    assert NO_WORDS - {text for rows in found.values() for _, text in rows} == set(), "listed and not there any more"


@pytest.mark.parametrize(
    "code",
    [
        'Finding("input.empty", where, detail="empty")',
        'Finding("input.empty", where, "", "", f"{n} bytes")',
        'def f():\n    why = "it is gone"\n    return Finding("input.empty", where, detail=why)',
        'def f():\n    if why := f"no {name}":\n        found.append(Finding("a.b", where, detail=why))',
        'ledger.changes("clean.changed", 0, text, "rule", "the site is no author")',
        'raise ConfigError(name, "wrong", message("error.toml.next"))',
        'raise ConfigError(name, *trouble("error.toml"), "more")',
        'raise ArchiveError(f"{n} files")',
        'OUT.print(f"built {name}")',
        'typer.echo("done")',
        'typer.Option("--out", help="Folder.")',
        'OUT.print(SAY("command.next") + " and so on")',
    ],
)
def test_each_way_around_the_table_is_seen(code: str) -> None:
    assert untranslated(code)


@pytest.mark.parametrize(
    "code",
    [
        'Finding("input.empty", Where("book.toml"), "excerpt of it", "a rule", message("detail.size", size=1))',
        'raise ConfigError("[pdf] nup", *trouble("error.nup", pages=count))',
        'raise ConfigError(f"{where} date", error.strerror or str(error), message("error.toml.next"))',
        'OUT.print(SAY("command.next", folder="a b"), style="red")',
        'OUT.print(f"{folder / name}")',
    ],
)
def test_what_goes_through_the_table_is_let_be(code: str) -> None:
    assert untranslated(code) == []


def test_a_phrase_is_seen_wherever_it_stands() -> None:
    assert phrases('def f(x="not at all"):\n    """A docstring of some words."""\n    return {x: f"no {x}"}')
    assert (
        phrases(
            '"""A docstring."""\nTAGS = "p div table".split()\nX = re.compile("a b|c d")\nY = message("no key", a=1)'
        )
        == []
    )
