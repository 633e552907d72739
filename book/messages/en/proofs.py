"""The words of proofs for correction: `build --proof`, `diff --since`."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "proof.first": "This proof is the first of the book: there is none to compare it with.",
    "proof.first.next": "Make the corrections, and build the next one with another label.",
    "proof.compared": "What is another than in the last proof is marked in the margin, and listed at the end.",
    "proof.compared.next": "See it at the terminal: wenxuan diff --since and the label of a proof.",
    "proof.unkept": "This proof is compared with none, and what it holds is not kept: there is no book's folder with an articles.toml.",
    "proof.unkept.next": "Put the articles into a book's folder and run wenxuan scan there, so that the next proof can mark changes.",
    "detail.proof-changes": "{n} since {label}",
    "help.proof": "Make the PDF a proof for correction: with this label (a date, a number), numbers of lines, room for notes, and marks of what is another than in the last proof.",
    "help.since": "source, proof (the last one), or the label of a proof: what the articles are compared with.",
    "error.proof-label": "this is no label for a proof",
    "error.proof-label.next": "Give a date or a number, of {most} characters at most; not the words proof and source.",
    "error.proof-pdf": "a proof is a PDF, and none is made",
    "error.proof-pdf.next": "Add pdf to --format, or to [output] formats.",
    "error.proof-taken": "a proof of this label was made, and the text was another",
    "error.proof-taken.next": "Give a new label. If that proof was never used, delete its record, the last file in .wenxuan/proofs of the book.",
    "error.no-proofs": "no proof was made of this book",
    "error.no-proofs.next": "Make one: wenxuan build --proof and a label.",
    "error.no-proof": "no proof of this book is called so",
    "error.no-proof.next": "There are: {names}.",
    "diff.moved": "~ it stands at another place of the book",
    "diff.new": "+ it is new in the book",
    "diff.gone": "- it is no longer in the book",
    "diff.was": "~ {key}: {was} → {now}",
    "diff.none-since": "Nothing is another than in the proof.",
}  # fmt: skip
