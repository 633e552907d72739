"""The English catalogue: every text for the person who makes the book, by key. `{gaps}` are filled with values."""

from __future__ import annotations

from book.messages.en import (
    arguments,
    catalogue,
    codes,
    commands,
    covers,
    details,
    documents,
    edits,
    errors,
    faults,
    fonts,
    forms,
    library,
    permissions,
    proofs,
    report,
    sources,
    strangers,
)

TEXTS: dict[str, str] = {
    **report.TEXTS,
    **commands.TEXTS,
    **arguments.TEXTS,
    **errors.TEXTS,
    **codes.TEXTS,
    **details.TEXTS,
    **faults.TEXTS,
    **sources.TEXTS,
    **documents.TEXTS,
    **forms.TEXTS,
    **library.TEXTS,
    **edits.TEXTS,
    **covers.TEXTS,
    **fonts.TEXTS,
    **permissions.TEXTS,
    **proofs.TEXTS,
    **strangers.TEXTS,
    **catalogue.TEXTS,
}
