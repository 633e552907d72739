"""The commands by name, each loaded when it is called or listed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from book import __version__
from book.command.arguments import Command, Group
from book.command.console import SAY
from book.late import late

if TYPE_CHECKING:
    from book.command import check, desk, edit, find, forms, keep, library, make, permissions, serve, words
else:
    check = late("book.command.check")
    desk = late("book.command.desk")
    edit = late("book.command.edit")
    find = late("book.command.find")
    forms = late("book.command.forms")
    keep = late("book.command.keep")
    library = late("book.command.library")
    make = late("book.command.make")
    permissions = late("book.command.permissions")
    serve = late("book.command.serve")
    words = late("book.command.words")

#: The commands in the order in which the help lists them; the name of each is also the last part of the key of its help.
COMMANDS: dict[str, Callable[[], Callable[..., None]]] = {
    "new": lambda: make.new,
    "build": lambda: make.build,
    "inspect": lambda: make.inspect,
    "explain": lambda: make.explain,
    "check": lambda: check.check,
    "forms": lambda: forms.forms,
    "scan": lambda: keep.scan_command,
    "add": lambda: keep.add,
    "update": lambda: keep.update,
    "status": lambda: keep.status,
    "edit": lambda: edit.edit,
    "diff": lambda: edit.diff,
    "permissions": lambda: permissions.permissions,
    "keep": lambda: words.keep,
    "library": lambda: library.library,
    "find": lambda: find.find,
    "serve": lambda: serve.serve,
    "desk": lambda: desk.desk,
}


def app(arguments: Sequence[str] = ()) -> typer.Typer:
    """The command line: with the command that the arguments call, or with all where they call none that there is."""
    made = typer.Typer(
        cls=Group,
        subcommand_metavar=SAY("arguments.some-command"),
        options_metavar=SAY("arguments.some-options"),
        help=SAY("help.wenxuan"),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    made.callback()(_root)
    called = [name for name in arguments[:1] if name in COMMANDS]
    for name in called or COMMANDS:
        metavar, said = SAY("arguments.some-options"), SAY(f"help.command.{name}")
        made.command(name, cls=Command, options_metavar=metavar, help=said)(COMMANDS[name]())
    return made


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"wenxuan {__version__}")
        raise typer.Exit


def _root(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help=SAY("help.version"))] = False,
    _language: Annotated[str | None, typer.Option("--lang", help=SAY("help.lang"), show_default=False)] = None,
) -> None:
    """Wenxuan 文选: an anthology press for Chinese articles."""
