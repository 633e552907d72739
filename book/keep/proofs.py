"""What the proofs of a book were, in its folder `.wenxuan/proofs`: a file each, in their order, with the text of every article.

A record is never written over: what was sent to be corrected is what the next proof is compared with.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from book import store
from book.keep.snapshots import FOLDER
from book.late import expression
from book.model.proofs import Galley, Proof

_PLACE = f"{FOLDER}/proofs"
_NAME = expression(r"(\d{1,9})\.json")


def proofs(book: Path) -> tuple[Proof, ...]:
    """The proofs of a book in their order; a record that cannot be read is none."""
    names = (found for name in store.names_in(book / _PLACE) if (found := _NAME.fullmatch(name)))
    records = (_read(book / _PLACE / name[0]) for name in sorted(names, key=lambda name: int(name[1])))
    return tuple(proof for proof in records if proof is not None)


def keep(book: Path, proof: Proof) -> None:
    """Keeps a proof as the last; one that is kept already stays as it is. Raises `WriteError`."""
    if any(written(one) == written(proof) for one in proofs(book)):
        return
    taken = [int(found[1]) for name in store.names_in(book / _PLACE) if (found := _NAME.fullmatch(name))]
    store.write_all(book / _PLACE, {f"{max(taken, default=0) + 1:04}.json": written(proof)})


def written(proof: Proof) -> bytes:
    """A proof as its record has it."""
    rows = {"label": proof.label, "articles": [asdict(one) for one in proof.galleys]}
    return (json.dumps(rows, ensure_ascii=False, indent=0) + "\n").encode("utf-8", "replace")


def _read(path: Path) -> Proof | None:
    try:
        rows = json.loads(path.read_bytes())
        return Proof(str(rows["label"]), tuple(_galley(row) for row in rows["articles"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _galley(row: dict[str, Any]) -> Galley:
    file, address, title, author, date = (str(row[key]) for key in ("file", "address", "title", "author", "date"))
    return Galley(file, address, title, author, date, tuple(str(block) for block in row["blocks"]))
