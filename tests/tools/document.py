"""Writes docs/settings.md, docs/library-settings.md, docs/commands.md, the JSON Schemas and the sample's book.toml from the
program: `make docs`. A test compares them.

The settings are described beside their fields (`book/settings`, `book/keep/entries.py`, `book/library/settings.py`), the commands
by the application.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import schema
import typer
from document_words import WORDS

from book import packaged
from book.command.tree import app
from book.edit import Change, Patch
from book.keep.entries import Entry, PartEntry
from book.library.settings import OF_ONE_BOOK, Chosen, LibraryConfig, Settings
from book.messages import ENGLISH, Catalogue, en
from book.packaged import catalogue
from book.settings.commented import commented, context, summary
from book.settings.key import about, span
from book.settings.values import BuildConfig

DOCS = Path(__file__).parents[2] / "docs"
_MADE = (
    "<!-- Made from the program by `make docs`. Changes here are lost: make them where the program says this. -->\n\n"
)

# ------------------------------------------------------------------------------------------------------------ settings

_SETTINGS = """\
# Settings

The folder of a book holds `book.toml`, the settings, and, once `wenxuan scan` was run, `articles.toml`, the list of its
articles. Both are [TOML](https://toml.io): a key, `=`, a value; text stands in quotes, a list in brackets. Every key of
`book.toml` may be left out, and then has its default; a key that does not exist is an error that names the nearest one.
`wenxuan new` writes a `book.toml` with all of them, commented out.

Names of files and folders are relative to the file in which they stand. A list of one may be written without its brackets.

## In an editor

Editors that know JSON Schemas for TOML (VS Code with Even Better TOML, and others by taplo) complete the keys, show what is
said here, and mark mistakes, if the first line of the file names the schema:

```toml
#:schema ./book.schema.json
```

`articles.toml` has one of its own, `#:schema ./articles.schema.json`, and the [settings of a library](library-settings.md) have
`#:schema ./library.schema.json`. The path is relative to the file: either copy
[book.schema.json](book.schema.json), [articles.schema.json](articles.schema.json) or [library.schema.json](library.schema.json)
beside your book, or write the way to them. In an installed Wenxuan they lie in the folder `schemas` of the package;
`python -c "import book; print(book.__path__)"` names the package. To the program the line is a comment.

"""

_ARTICLES = """\
# articles.toml

`wenxuan scan` writes it, one entry for each article, and the book has the order of the entries: move one, and the chapter
moves. What you write here is believed over the article. Scanning again leaves your changes alone, adds what is new at its
place, and brings back an entry that was deleted; `skip` leaves an article out for good.

"""


_EDITS = """\
# edits/NAME.toml

What is changed in the text of one article; the key `edits` of its entry in `articles.toml` names the file. `wenxuan edit BOOK
ARTICLE` opens the article as Markdown in your editor (`$EDITOR`), and writes what you change into its file; you may write there by
hand as well. The keys apply in the order in which they stand below, to the article as it was read and cleaned, before its script is
converted; `split` comes last. Sources that change keep the changes: a paragraph that is no longer what it was is found by its
likeness, and both changes are made; what fits nowhere, or in several places, is not made, and is a warning. `wenxuan diff BOOK`
shows all that is changed.

"""


_LIBRARY = """\
# Settings of a library

`library.toml` lies in the folder of a [library](library.md), or where `--config` says. It is [TOML](https://toml.io), as
[book.toml](settings.md) is: every key may be left out, and then has its default; a key that does not exist is an error that names
the nearest one. Names of files and folders are relative to it. `#:schema ./library.schema.json` in its first line names
[its schema](library.schema.json) to an editor.

`[library]` says which books there are, each `[[book]]` is one of your own choice, and the other tables are those of a book.toml.
They hold for all books: {tables}.
`[book]` and `[sources]` of a book.toml are not among them, for they are of one book. The default of `[output] formats` is
`{formats}` here.

"""


@dataclass(frozen=True)
class In:
    """A language of the documents: its catalogue, and the words of `document_words`."""

    say: Catalogue

    def __call__(self, words: str, **values: object) -> str:
        """English words of a document in this language; `name` is where the table has them, if not by themselves."""
        return WORDS.get(self.say.language, {}).get(str(values.pop("name", words)), words).format(**values)

    def option(self, text: str | None) -> str:
        """What the help says of a command or an option, which is built in English."""
        keys = (key for key in en.TEXTS if en.TEXTS[key] == text and key.startswith(("help.", "arguments.")))
        key = next(keys, "")
        return self.say(key) if key else text or ""


IN_ENGLISH = In(ENGLISH)


def settings_page(to: In = IN_ENGLISH) -> str:
    """docs/settings.md, in a language."""
    hints = get_type_hints(BuildConfig)
    tables = [(f"[{one.name}]", hints[one.name]) for one in fields(BuildConfig)]
    entries = [("[[article]]", Entry), ("[[part]]", PartEntry)]
    edits = [("edits", Patch), ("[[change]]", Change)]
    parts = [to(_MADE, name="made"), to(_SETTINGS, name="settings.intro"), f"## {to('All keys')}\n\n"]
    parts += [f"- {_listed(name, kind)}\n" for name, kind in (*tables, *entries, *edits)]
    parts += ["\n# book.toml\n\n", *(piece for table in tables for piece in _table(*table, to))]
    parts += [to(_ARTICLES, name="articles.intro"), *(piece for entry in entries for piece in _table(*entry, to))]
    parts += [to(_EDITS, name="edits.intro"), *(piece for table in edits for piece in _table(*table, to))]
    return "".join(parts).rstrip() + "\n"


def library_page(to: In = IN_ENGLISH) -> str:
    """docs/library-settings.md, in a language."""
    names = [one.name for one in fields(BuildConfig) if one.name not in OF_ONE_BOOK]
    tables = to(", ").join(f"[`[{name}]`](settings.md#{_anchor(name)})" for name in names)
    formats = _toml(Settings().build.output.formats)
    own = [("[library]", LibraryConfig), ("[[book]]", Chosen)]
    parts = [to(_MADE, name="made"), to(_LIBRARY, name="library.intro", tables=tables, formats=formats)]
    parts += [f"## {to('All keys')}\n\n", *(f"- {_listed(*table)}\n" for table in own), "\n"]
    return "".join((*parts, *(piece for table in own for piece in _table(*table, to)))).rstrip() + "\n"


def _anchor(heading: str) -> str:
    """The name that a heading has in a link, as GitHub and others make it."""
    return "".join(char for char in heading.lower().replace(" ", "-") if char.isalnum() or char in "-_")


def _listed(name: str, kind: Any) -> str:
    keys = ", ".join(f"[{one.name}](#{_anchor(f'{name} {one.name}')})" for one in _keys(kind))
    return f"[`{name}`](#{_anchor(name)}): {keys}"


def _keys(kind: Any) -> list[Field[Any]]:
    """The keys of a table that are no tables themselves."""
    return [one for one in fields(kind) if not (kind is Patch and one.name == "changes")]


def _table(name: str, kind: Any, to: In) -> Iterator[str]:
    table, said = "chosen" if kind is Chosen else name.strip("[]"), to.say.described
    yield f"## {name}\n\n{said(context(table), summary(kind))}\n\n"
    hints = get_type_hints(kind)
    for one in _keys(kind):
        key = about(one)
        doc = said(context(table, one.name), key.doc)
        yield f"### {name} {one.name}\n\n{_takes(one, hints[one.name], to)}\n\n{doc}\n\n"
        if key.values:
            kinds = _values(hints[one.name])
            docs = {value: said(context(table, one.name, str(value)), key.values[str(value)]) for value in kinds}
            yield "".join(
                f"- {to.say('commented.value', value=f'`{_toml(value)}`', words=docs[value])}\n" for value in kinds
            )
            yield "\n"
        if key.example:
            yield f"```toml\n{one.name} = {key.example}\n```\n\n"


def _takes(one: Field[Any], hint: Any, to: In) -> str:
    """What a key takes and what it is when nothing is said, in a line."""
    key = about(one)
    several = get_origin(hint) is tuple
    plain = get_args(hint)[0] if several else hint
    if get_origin(plain) is Literal:
        takes = "One of the values below"
    else:
        kinds = {str: "Text", bool: "`true` or `false`", int: "Whole number", float: "Number"}
        takes = next(words for kind, words in kinds.items() if kind is plain or kind in get_args(plain))
    takes = (
        {"One of the values below": "List of the values below", "Text": "List of texts"}[takes] if several else takes
    )
    takes = to(takes)
    if key.least is not None:
        takes = to("{takes}, {span}", takes=takes, span=to.say.text(span(key)))
    if one.default is MISSING:
        return f"*{to('{takes}. It must be there.', takes=takes)}*"
    if one.default is None:
        return f"*{to('{takes}.', takes=takes)}*"
    return to("*{takes}. Default:* {value}", takes=takes, value=f"`{_toml(one.default)}`")


def _values(hint: Any) -> tuple[Any, ...]:
    inner = get_args(hint)[0] if get_origin(hint) is tuple else hint
    return get_args(inner)


def _toml(value: Any) -> str:
    """A value as TOML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)


# ------------------------------------------------------------------------------------------------------------ commands

#: What the codes mean with which a command ends.
EXITS = {
    0: "All went well; every input that should be in the book is in it.",
    1: "It was done, but something was left out or could not be read, or a check found a fault; with `--strict`, also if there"
    " is a warning.",
    2: "The arguments cannot be meant: an unknown command, option or value, or nothing to work on. Nothing is written.",
    3: "`book.toml`, `articles.toml`, `library.toml` or a file that they name cannot be read, or says what it cannot say. No book"
    " is written.",
    4: "No article was left to make a book of, or none was found. Only the report is written.",
    5: "A part of the system is missing: Pango, a font with Chinese characters, or what opens an address. No book is written.",
    6: "The files could not be written; nothing half-written stays.",
    70: "A fault of Wenxuan itself. The message says how to report it.",
    130: "It was interrupted (Ctrl-C).",
}
#: Those that a command of its own can end with, besides the last two.
ENDS = {
    "new": (0, 2, 6),
    "build": (0, 1, 2, 3, 4, 5, 6),
    "inspect": (0, 1, 2, 3),
    "explain": (0, 1, 2, 3),
    "check": (0, 1, 2),
    "forms": (0, 2),
    "scan": (0, 1, 2, 3, 6),
    "add": (0, 1, 2, 3, 6),
    "update": (0, 1, 2, 3, 6),
    "status": (0, 1, 2, 3),
    "edit": (0, 2, 3, 6),
    "diff": (0, 2, 3),
    "permissions": (0, 1, 2, 3, 4, 6),
    "keep": (0, 2, 3, 6),
    "library": (0, 1, 2, 3, 4, 5, 6),
    "find": (0, 1, 2, 4, 5, 6),
    "serve": (0, 2),
    "desk": (0, 2, 5),
}

_COMMANDS = """\
# Commands

`wenxuan COMMAND --help`, or `-h`, prints what is said here. Options may stand before or behind the other arguments; `…` stands
for a value. What an option says is believed over `book.toml` ([settings](settings.md)); the defaults hold where neither says
anything.

"""


def commands_page(to: In = IN_ENGLISH) -> str:
    """docs/commands.md, in a language."""
    group = typer.main.get_command(app())
    commands: dict[str, Any] = group.commands
    parts = [to(_MADE, name="made"), to(_COMMANDS, name="commands.intro")]
    for name, one in commands.items():
        parts.append(f"- {to.say('commented.value', value=f'[{name}](#wenxuan-{name})', words=_summary(one, to))}\n")
    parts += ["\n## wenxuan\n\n", _text(group, to), _options(group, to)]
    exits = to("Exit codes")
    for name, one in commands.items():
        arguments = "".join(f" {_placeholder(param)}" for param in _params(one, "argument"))
        some = to.say("arguments.some-options")
        parts.append(f"## wenxuan {name}\n\n```\nwenxuan {name} {some}{arguments}\n```\n\n{_text(one, to)}")
        parts.append(
            _rows("Argument", [(_placeholder(p), p) for p in _params(one, "argument")], to) + _options(one, to)
        )
        codes = to.say("commented.value", value=f"[{exits}](#{_anchor(exits)})", words=", ".join(map(str, ENDS[name])))
        parts.append(to("{takes}.", takes=codes) + "\n\n")
    rows = "".join(f"| {code} | {to(meaning, name=f'exit.{code}')} |\n" for code, meaning in EXITS.items())
    return "".join((*parts, f"## {exits}\n\n| {to('code')} | {to('meaning')} |\n|---|---|\n", rows))


def _text(command: Any, to: In) -> str:
    return f"{to.option(command.help)}\n\n" if command.help else ""


def _summary(command: Any, to: In) -> str:
    """The first sentence of what a command does."""
    first = re.split(r"(?<=\.) |(?<=。)|\n", to.option(command.help))[0]
    return first if first.endswith((".", "。")) else to("{takes}.", takes=first)


def _params(command: Any, kind: str) -> list[Any]:
    return [one for one in command.params if one.param_type_name == kind and not one.hidden]


def _placeholder(param: Any) -> str:
    name = param.name.upper() + ("..." if param.nargs == -1 else "")
    return name if param.required else f"[{name}]"


def _options(command: Any, to: In) -> str:
    rows = []
    for one in _params(command, "option"):
        names = " ".join(f"`{name}`" for name in sorted(one.opts, key=len, reverse=True))
        limits = (
            to(" ({least} to {most})", least=one.type.min, most=one.type.max)
            if getattr(one.type, "max", None) is not None
            else ""
        )
        rows.append((names if one.is_flag else f"{names} …{limits}", one))
    return _rows("Option", rows, to)


def _rows(kind: str, rows: list[tuple[str, Any]], to: In) -> str:
    if not rows:
        return ""
    lines = [
        f"| {name if '`' in name else f'`{name}`'} | {_cell(to.option(one.help))} | {_default(one)} |\n"
        for name, one in rows
    ]
    head = " | ".join(map(to, (kind, "what it does", "default")))
    return f"| {head} |\n|---|---|---|\n{''.join(lines)}\n"


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def _default(param: Any) -> str:
    """The default that the help shows."""
    value = param.show_default if isinstance(param.show_default, str) else param.default
    return "" if value is None or value is False or param.required else f"`{value}`"


FILES = {
    "settings.md": settings_page,
    "library-settings.md": library_page,
    "commands.md": commands_page,
    **{f"{tag}/settings.md": partial(settings_page, In(catalogue(tag))) for tag in WORDS},
    **{f"{tag}/library-settings.md": partial(library_page, In(catalogue(tag))) for tag in WORDS},
    **{f"{tag}/commands.md": partial(commands_page, In(catalogue(tag))) for tag in WORDS},
    "book.schema.json": schema.book_schema,
    "articles.schema.json": schema.articles_schema,
    "library.schema.json": schema.library_schema,
    "../book/sample/book.toml": lambda: commented(ENGLISH, packaged.sample_settings()),
}


def main() -> None:
    """Writes all of them."""
    for name, made in FILES.items():
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(made(), "utf-8")
        print(DOCS / name)


if __name__ == "__main__":
    main()
