"""What stops a command, and the help of the commands, are told in the language that the environment asks for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from conftest import article, write
from pseudo import pseudo, run, untranslated

from book.command.console import chosen
from book.command.tree import COMMANDS
from book.messages import ENGLISH, en

ORDERS = ("date", "title", "author", "site", "given")
TABLES = ("book", "sources", "arrange", "convert", "text", "clean", "epub", "pdf", "output", "limits")
#: Settings that cannot be used, and what of them is shown as it stands: names of files, tables, keys and values.
SETTINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("title '纸上'", ()),
    ("[bok]", ("bok", "book")),
    ("[nothing_like_it]", ("nothing_like_it", *TABLES)),
    ("book = 1", ()),
    ("[book]\ntitel = '甲'", ("title",)),
    ("[book]\ntitle = 1", ("title",)),
    ("[book]\nseries_number = 'x'", ("series_number",)),
    ("[book]\ndate = '今天'", ("date",)),
    ("[book]\nvolumes = 'x'", ("volumes",)),
    ("[book]\nlanguage = '中文'", ("language",)),
    ("[sources]\nfiles = 1", ("files",)),
    ("[sources]\nfetch = 1", ("fetch",)),
    ("[sources]\ndelay = 'x'", ("delay",)),
    ("[arrange]\norder = 'x'", ("order", *ORDERS)),
    ("[convert]\nscript = 'tw'\nreplace = ['x']", ("replace",)),
    ("[convert]\nscript = 'tw'\nprotect = ['file:no.txt']", ("no.txt",)),
    ("[clean]\ndrop = ['css:[[']", ()),
    ("[clean]\nrules = 'no_rules'", ("no_rules",)),
    ("[clean]\nrules = 'keys'", ("keys", "noise.toml")),
    ("[clean]\nrules = 'selectors'", ("selectors", "site.toml")),
    ("[clean]\nrules = 'lacking'", ("lacking", "noise.toml")),
    ("[clean]\nrules = 'patterns'", ("patterns", "noise.toml")),
    ("[clean]\nrules = 'tables'", ("tables", "noise.toml")),
    ("[epub]\nembed = 'all'\nface = 'no.otf'", ("face",)),
    ("[epub]\ncover = 'no.png'", ("cover", "label", "band", "grid")),
    ("[epub]\ncover = 'text.md'", ("cover",)),
    ("[epub]\ncss = 'wrong.css'", ("wrong.css",)),
    ("[book]\npreface = 'empty.md'", ("preface", "empty.md")),
    ("[output]\nformats = ['pdf']\n[pdf]\nsize = 1", ("size",)),
    ("[output]\nformats = ['pdf']\n[pdf]\nmeasure = 90", ("page",)),
    ("[output]\nformats = ['pdf']\n[pdf]\nsignatures = 3", ("signatures",)),
    ("[output]\nformats = ['pdf']\n[pdf]\nnup = 3", ("nup",)),
    (
        "[output]\nformats = ['pdf']\n[pdf]\nfonts = ['no.ttf']",
        ("fonts", "text", "headings", "quotes", "code", "latin"),
    ),
)
#: The same of articles.toml.
MANIFESTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("[[articles]]", ()),
    ("article = [1]", ()),
    ("[[article]]\nfile = 'a.md'\n[[article]]\nfile = 'a.md'", ()),
    ("[[article]]\nfiel = 'a.md'", ("file",)),
    ("[[article]]\nfile = 'a.md'\ngone = 'x'", ("gone",)),
    ("[[article]]\nfile = 'a.md'\ntitle = 1", ("title",)),
    ("[[article]]\ntitle = 'x'", ("file",)),
    ("[[part]]\ntitle = '甲'\nintro = 'empty.md'", ("intro", "empty.md")),
)
#: Arguments that cannot be meant, files that are not there.
ARGUMENTS: tuple[tuple[list[str], tuple[str, ...]], ...] = (
    (["build"], ("wenxuan",)),
    (["build", "no"], ("build/report.html", "no")),
    (["build", "none"], ("none/build/report.html",)),
    (["build", "broken"], ("broken/build/report.html", "broken/articles/empty.md")),
    (["build", "a.md", "-c", "no.toml"], ("no.toml",)),
    (["build", "a.md", "-f", "word"], ("--format", "epub", "pdf", "txt", "html")),
    (["build", "a.md", "-f", ","], ("--format", "epub", "pdf", "txt", "html")),
    (["build", "a.md", "--order", "size"], ("--order", *ORDERS)),
    (["build", "a.md", "-f", "epub", "-o", "file"], ("file",)),
    (["build", "a.md", "-f", "epub", "-o", "full"], ("full", "渡船.epub")),
    (["new", "broken"], ("broken",)),
    (["new", "file"], ("file",)),
    (["new", "keys", "--sample"], ("keys",)),
    (["new", "fresh", "--from", "nowhere"], ("nowhere",)),
    (["new", "fresh", "--from", "keys"], ("keys",)),
    (["new", "fresh", "--from", "a.md", "--sample"], ("--sample", "--from")),
    (["build", "bare"], ("bare/articles", "bare", "articles")),
    (["build", "waits"], ("waits", "https://a.example/b")),
    (["scan", "no_book"], ("no_book/book.toml",)),
)
FILES: dict[str, str | bytes] = {
    "a.md": article("渡船"),
    "text.md": "字",
    "empty.md": " ",
    "file": "",
    "wrong.css": b"\xff\xfe\xff",
    "full/渡船.epub/file": "",
    "none/book.toml": "[sources]\nfiles = []",
    "broken/book.toml": "",
    "bare/book.toml": "",
    "waits/book.toml": "[sources]\nfiles = ['https://a.example/b']",
    "broken/articles/empty.md": "",
    "keys/noise.toml": '[[line]]\nname = "x"\nkind = "tip"\npattern = "a"\nexamples = ["a"]\nspeed = 3',
    "selectors/site.toml": '[[site]]\nname = "x"\nhosts = ["a.cn"]\nbody = ["div[["]',
    "lacking/noise.toml": '[[line]]\nkind = "tip"\npattern = "a"',
    "patterns/noise.toml": '[[line]]\nname = "x"\nkind = "tip"\npattern = "[a"',
    "tables/noise.toml": "[[lime]]",
}


def cases(folder: Path) -> Iterator[tuple[list[str], tuple[str, ...]]]:
    """Every command that is stopped, and the names that it shows."""
    write(folder, FILES)
    for number, (settings, shown) in enumerate(SETTINGS):
        file = write(folder, {f"{number}.toml": settings}) / f"{number}.toml"
        formats = [] if "formats" in settings else ["-f", "epub"]
        yield ["build", "a.md", "-c", file.name, *formats], (f"{folder}/", file.name, *TABLES, *shown)
    for number, (entries, shown) in enumerate(MANIFESTS):
        book = f"book{number}"
        settings = "[sources]\nfiles = ['a.md']"
        write(
            folder / book, {"book.toml": settings, "a.md": article("渡船"), "articles.toml": entries, "empty.md": " "}
        )
        yield ["build", book, "-f", "epub"], (f"{book}/articles.toml", "articles.toml", "article", "part", *shown)
    yield from ARGUMENTS


def test_every_error_is_in_the_language(tmp_path: Path) -> None:
    runs = list(cases(tmp_path))
    wrong = {}
    for (args, names), (code, out, err) in zip(runs, run(tmp_path, [args for args, _ in runs]), strict=True):
        if code in (0, 70) or "⟦" not in err or untranslated(out + err, names):
            wrong[" ".join(args)] = (code, out, err)
    assert wrong == {}


def test_the_help_is_in_the_language(tmp_path: Path) -> None:
    pages = [out for _, out, _ in run(tmp_path, [["--help"], *([command, "--help"] for command in COMMANDS)])]
    lines = {line.strip(" │") for page in pages for line in page.splitlines()}
    for key in (key for key in en.TEXTS if key.startswith("help.")):
        for part in pseudo(en.TEXTS[key]).split("\n\n"):
            assert any(part in line for line in lines), key


def test_the_environment_chooses_the_language() -> None:
    assert chosen({}) is ENGLISH
    assert chosen({"WENXUAN_LANGUAGE": "en-GB"}) is ENGLISH
    assert chosen({"WENXUAN_LANGUAGE": "xx"}) is ENGLISH  # until there is one
