"""The import contracts in pyproject.toml see what they forbid: planted imports and stray modules break every one of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
#: Contract, by how its name begins → modules that import what they must not; "" for a module that stands nowhere.
PLANTED = {
    "floors": {"walk": "book.read", "clean.edges": "book.convert", "model.tree": "book.text", "stray": ""},
    "read": {"read.dom": "book.read.blocks.flow", "read.plain": "book.read.page.metadata", "read.stray": ""},
    "clean": {"clean.notices": "book.clean.edges", "clean.ledger": "book.clean.claims", "clean.stray": ""},
    "punctuate": {"punctuate.marks": "book.punctuate.quotes", "punctuate.context": "book.punctuate.marks"},
    "render: no format": {
        "render.epub.chapter": "book.render.pdf.grid",
        "render.xhtml": "book.render.links",
        "render.weasy.boxes": "book.render.imprint",
    },
    "render: only": {"render.cover": "weasyprint", "render.links": "book.render.weasy.spacing"},
    "only the system": {"render.typst.press": "typst"},
    "library": {
        "library.packs": "book.library.index",
        "library.catalogue.frame": "book.library.settings",
        "library.making": "book.library.reprints",
        "library.stray": "",
    },
    "desk": {
        "desk.shelf": "book.desk.desk",
        "desk.of_book": "book.desk.of_texts",
        "desk.work": "book.desk.desk",
        "desk.odd": "",
    },
    "rules": {"rules.types": "book.rules.load", "rules.ftr": "book.rules.ruleset"},
}


def test_planted_imports_break_every_contract(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "book", tmp_path / "book", ignore=shutil.ignore_patterns("__pycache__", "sample"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module, wrong in (planted for each in PLANTED.values() for planted in each.items()):
        place = tmp_path / "book" / Path(*module.split("."))
        file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        text = file.read_text("utf-8") if file.exists() else '"""A module."""\n'
        file.write_text(f"{text}\nimport {wrong}\n" if wrong else text, "utf-8")
    run = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    env = {**os.environ, "PYTHONPATH": str(tmp_path), "COLUMNS": "300"}
    done = subprocess.run(run, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    told = re.sub(r"\s+", " ", done.stdout)
    for begins, each in PLANTED.items():
        (name,) = [contract["name"] for contract in CONTRACTS if contract["name"].startswith(begins)]
        assert f"{name} BROKEN" in told, done.stdout + done.stderr
        for module, wrong in each.items():
            assert (f"- book.{module} -> {wrong} (" if wrong else f"- book.{module} ") in told, f"{module}: {told}"
    assert len(PLANTED) == len(CONTRACTS)
