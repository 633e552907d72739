"""The book's identifier, by which readers and reading systems know it: made once from what is in the book, and written down.

It stands in book.toml, where the user sees it and takes it along with the book. It stays when articles come and go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from book import store
from book.bind.ids import identifier_of
from book.findings import BookError, Finding, Where
from book.late import expression, late
from book.model import Article
from book.packaged import catalogue
from book.run.job import Job
from book.settings.parse import parse
from book.text import toml

if TYPE_CHECKING:
    import tomlkit
else:
    tomlkit = late("tomlkit")

_OPTION = expression(r'^# ?identifier = ""$', re.M)
_TITLE = expression(r'^\[book\]\n(?:#[^\n]*+\n|[ \t]*+\n)*+title = "[^"\\\n]*+"[^\n]*+\n', re.M)


def identifier(job: Job, articles: Iterable[Article]) -> str:
    """The identifier of a job's book that is to be made now and written down: "" where it has one, or is no book's folder."""
    given = tuple(articles)
    if not job.kept or job.settings is not None or job.config.book.identifier or not given:
        return ""
    return identifier_of(job.config.book.title, given)


def written(job: Job, name: str) -> tuple[Finding, ...]:
    """Writes an identifier into the book.toml of a job, and tells it. Where it cannot be written, the book is made all the same."""
    from book.store.locking import locked  # few runs write

    path = job.base / "book.toml"
    try:
        with locked(job.base):
            whole = store.bytes_of(path).decode("utf-8-sig")
            text = with_identifier(whole.replace("\r\n", "\n"), name, catalogue(job.language)("identifier.made"))
            body = text.replace("\n", "\r\n") if "\r\n" in whole else text
            store.write_all(job.base, {path.name: body.encode()})
    except (BookError, OSError, UnicodeError) as error:
        why = error.why if isinstance(error, BookError) else str(error)
        return (Finding("bind.unnamed", Where(path.name), f'identifier = "{name}"', detail=why),)
    return (Finding("bind.named", Where(path.name), f'identifier = "{name}"'),)


def with_identifier(text: str, name: str, comment: str) -> str:
    """A book.toml with an identifier: in place of the option that is commented out, below the title, or where tomlkit puts it.

    All else stays to the letter. Raises `ConfigError` where it cannot be put in.
    """
    line = f'identifier = "{name}"'
    tries = [
        _OPTION.sub(line, text, count=1),
        _TITLE.sub(lambda match: f"{match[0]}{line}  # {comment}\n", text, count=1),
    ]
    for made in tries:
        if made != text and _is_named(made, text, name):
            return made
    document: Any = tomlkit.parse(text)
    item = tomlkit.item(name)
    item.comment(comment)
    document.setdefault("book", tomlkit.table())["identifier"] = item
    made = tomlkit.dumps(document)
    parse(made)
    return made


def _is_named(made: str, text: str, name: str) -> bool:
    """Whether a text says the same as another, and the identifier besides."""
    try:
        after = toml.tables(made)
        before = toml.tables(text)
    except toml.TomlError:
        return False
    before.setdefault("book", {})["identifier"] = name
    return after == before
