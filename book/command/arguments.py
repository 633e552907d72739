"""What the library that reads arguments says (typer), in the language of the catalogue: its errors, and its part of the help.

It has words for this in English only, and newer versions ask no catalogue for most of them. So each is a text of ours, worded as
the library does (`arguments.…`): a line that is one of them is written with the catalogue, and any other stays as it is.
"""

from __future__ import annotations

import io
import re
import string
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from typer.core import TyperCommand, TyperGroup, TyperOption

from book.command.console import SAY
from book.findings import UsageError
from book.messages import en, trouble
from book.text.wrapping import columns, pieces

_WORDS = ("what", "why")  # gaps that hold words of the library; the others hold those of the user
_SHOWS = (
    "ARGUMENTS_PANEL_TITLE",
    "OPTIONS_PANEL_TITLE",
    "COMMANDS_PANEL_TITLE",
    "DEFAULT_STRING",
    "REQUIRED_LONG_STRING",
)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Key and expression of each text: those around other words of the library first, then those with more words, for a gap takes
    anything."""
    texts = {key: list(string.Formatter().parse(en.TEXTS[key])) for key in en.TEXTS if key.startswith("arguments.")}
    around = {key for key, parts in texts.items() if any(name in _WORDS for _, name, *_ in parts)}
    keys = sorted(texts, key=lambda key: (key not in around, -sum(len(words) for words, *_ in texts[key])))
    return [(key, re.compile(_expression(texts[key]), re.S)) for key in keys]


def _expression(parts: Iterable[tuple[str, str | None, str | None, str | None]]) -> str:
    return "".join(re.escape(words) + (f"(?P<{name}>.+)" if name else "") for words, name, _, _ in parts)


def said(text: str) -> str:
    """A text of the library in the language of the catalogue; one that is not known as it is."""
    for key, pattern in _patterns():
        if found := pattern.fullmatch(text):
            gaps = found.groupdict().items()
            return SAY(key, **{name: said(value) if name in _WORDS else value for name, value in gaps})
    return text


def shown(show: Callable[..., None]) -> str:
    """What an error of the library prints (its method `show`), in the language of the catalogue."""
    out = io.StringIO()
    show(file=out)
    return "\n".join(said(line) for line in out.getvalue().split("\n"))


@contextmanager
def _chinese_lines() -> Iterator[None]:
    """Lets lines end between Chinese characters. rich takes what has no blanks for one word, and cuts off what of it is wider than
    its column; it asks for the words of a line by this function of its own. Where there is none, it stays as it is."""
    from rich import _wrap

    theirs = getattr(_wrap, "words", None)
    if theirs is not None:
        _wrap.words = _words
    try:
        yield
    finally:
        if theirs is not None:
            _wrap.words = theirs


def _words(text: str) -> Iterator[tuple[int, int, str]]:
    """The pieces of a text as rich has them: start, end, piece. In Chinese a blank at the end of a line counts for its width, for
    rich takes it off by counting characters, not columns."""
    end, chinese = 0, columns(text) > len(text)
    for piece in pieces(text):
        start, end = end, end + len(piece)
        yield start, end, piece.replace(" ", "_") if chinese else piece


class _InLanguage:
    """The help of a command, as a part of its class: the words of the library, too, are in the language of the catalogue."""

    def get_usage(self, ctx: Any) -> str:
        """The line of the usage."""
        return said(str(super().get_usage(ctx)))  # type: ignore[misc]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Prints the help."""
        from typer import rich_utils  # costs time, and only the help needs it

        for one in self.get_params(ctx):  # type: ignore[attr-defined]
            if getattr(one, "help", None):
                one.help = said(one.help)
        for name in _SHOWS:
            if isinstance(words := getattr(rich_utils, name, None), str):
                setattr(rich_utils, name, said(words))
        with _chinese_lines():
            super().format_help(ctx, formatter)  # type: ignore[misc]


class Command(_InLanguage, TyperCommand):
    """A command whose help is in the language of the catalogue, and of whose options none is given for nothing."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads the arguments. Raises `UsageError` for an option that takes one value and is given two: the first would be lost."""
        if not ctx.resilient_parsing:
            _, _, order = self.make_parser(ctx).parse_args(args=list(args))
            given = [one for one in order if isinstance(one, TyperOption) and not one.multiple and not one.is_flag]
            for one in given:
                if given.count(one) > 1:
                    raise UsageError(one.opts[0], *trouble("error.option-twice"))
        return super().parse_args(ctx, args)


class Group(_InLanguage, TyperGroup):
    """The command of all commands, the same."""
