"""The command `forms`: what can be read, and how each form is recognised."""

from __future__ import annotations

from book.collect.sniff import SOURCES
from book.command.console import OUT, SAY
from book.read.documents import DOCUMENTS
from book.read.forms import READERS

#: The forms by group; the name of each is the last part of the keys of its words.
GROUPS: dict[str, tuple[str, ...]] = {
    "articles": tuple(name for name, form in READERS.items() if form.read is not None),
    "documents": tuple(DOCUMENTS),
    "sources": tuple(SOURCES),
}


def forms() -> None:
    """Lists the forms."""
    OUT.print(SAY("forms.head"), markup=False)
    for group, names in GROUPS.items():
        OUT.print()
        OUT.print(SAY(f"forms.{group}"), markup=False)
        for name in names:
            OUT.print(f"  {SAY(f'form.{name}')}", markup=False)
            OUT.print(f"      {SAY(f'form.{name}.how')}", markup=False)
    OUT.print()
    OUT.print(SAY("forms.else"), markup=False)
