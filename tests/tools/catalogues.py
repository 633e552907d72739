"""Renews the translations of the messages from the program, and compiles them: `make messages`.

A catalogue is a gettext file. The context of an entry is the key of a text, its msgid the English one. A text that is new comes
empty; one whose English has changed keeps its translation and is marked fuzzy, with what it said before; what is no longer said
goes. Entries that are fuzzy or empty are not used: they are said in English, and a test names them.

    python tests/tools/catalogues.py            renews and compiles
    python tests/tools/catalogues.py --draft    also fills what is empty in the traditional one, from the simplified, by OpenCC: as
                                                fuzzy, to be read; what has a translation stays as it is
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from book.edit import Change, Patch
from book.keep.entries import Entry, PartEntry
from book.library.settings import Chosen, LibraryConfig
from book.messages import LANGUAGES, en
from book.settings.commented import tables, texts

LOCALE = Path(__file__).parents[2] / "book" / "messages" / "locale"
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
ENTRIES = [
    ("article", Entry), ("part", PartEntry), ("edits", Patch), ("change", Change), ("library", LibraryConfig), ("chosen", Chosen),
]  # fmt: skip


class _Plain(Catalog):
    """A catalogue whose head says no more than it must: no date and no version of Babel, so that the same entries make the same
    file."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The lines of the head."""
        return [
            ("Project-Id-Version", "wenxuan"),
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", "nplurals=1; plural=0;"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def sources() -> dict[str, str]:
    """Every text that is translated: context → English."""
    return {**en.TEXTS, **dict(texts([*tables(), *ENTRIES]))}


def path(language: str, ending: str = "po") -> Path:
    """The file of a catalogue."""
    return LOCALE / language.replace("-", "_") / "LC_MESSAGES" / f"wenxuan.{ending}"


def entries(language: str) -> dict[str, Message]:
    """The entries of a catalogue as it lies there, by context."""
    file = path(language)
    if not file.exists():
        return {}
    with file.open("rb") as opened:
        return {message.context: message for message in read_po(opened, abort_invalid=True) if message.id}


def renewed(there: dict[str, Message]) -> Iterator[Message]:
    """The entries that a catalogue should have, of those that it has."""
    for context, english in sources().items():
        before = there.get(context)
        made = Message(english, before.string if before else "", context=context)
        made.flags.clear()
        if before and "fuzzy" in before.flags:
            made.flags.add("fuzzy")
            made.previous_id = before.previous_id
        if before and before.id != english and before.string:
            made.flags.add("fuzzy")
            made.previous_id = [before.id]
        yield made


def written(language: str, messages: Iterator[Message] | list[Message]) -> Catalog:
    """A catalogue of some entries."""
    catalogue = _Plain(
        language.replace("-", "_"), header_comment=f"# Wenxuan, {language}. Renewed by `make messages`.", fuzzy=False
    )
    for message in messages:
        added = catalogue.add(message.id, message.string, context=message.context, previous_id=message.previous_id)
        added.flags = set(message.flags)
    return catalogue


def po(catalogue: Catalog) -> bytes:
    """A catalogue as people read it."""
    out = io.BytesIO()
    write_po(out, catalogue, width=120, include_previous=True)
    return out.getvalue()


def mo(catalogue: Catalog) -> bytes:
    """A catalogue as programs read it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def compiled(language: str) -> bytes:
    """What the catalogue that lies there compiles to."""
    return mo(written(language, list(entries(language).values())))


def drafted(there: dict[str, Message]) -> dict[str, Message]:
    """The traditional entries, with drafts of those that have no translation yet."""
    import opencc

    convert = opencc.OpenCC("s2twp").convert
    for context, simplified in entries("zh-Hans").items():
        if simplified.string and not (context in there and there[context].string):
            there[context] = Message(simplified.id, convert(simplified.string), context=context, flags=["fuzzy"])
    return there


def main(draft: bool) -> None:
    """Renews all of them."""
    for language in TRANSLATED:
        there = entries(language)
        if draft and language == "zh-Hant":
            there = drafted(there)
        path(language).parent.mkdir(parents=True, exist_ok=True)
        path(language).write_bytes(po(written(language, renewed(there))))
        path(language, "mo").write_bytes(compiled(language))
        left = [message for message in entries(language).values() if not message.string or "fuzzy" in message.flags]
        print(f"{path(language)}: {len(sources())} texts, {len(left)} to translate")
        for message in left:
            print(f"  {message.context}: {message.id!r}")


if __name__ == "__main__":
    main("--draft" in sys.argv[1:])
