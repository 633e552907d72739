"""What ships with the package: rules, the order of strokes, templates and style sheets, the sample anthology."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from book.settings.values import Theme


def _package() -> Path:
    return Path(str(files("book")))


def styles() -> Path:
    """The folder of templates and style sheets: beside the package in a checkout, inside it in a wheel."""
    inside = _package() / "styles"
    return inside if inside.is_dir() else _package().parent / "styles"


def theme() -> Theme:
    """Every template and sheet, by its path under `styles/`."""
    root = styles()
    texts = {p.relative_to(root).as_posix(): p for p in sorted(root.rglob("*")) if p.suffix in (".j2", ".css")}
    read_all = {name: path.read_text("utf-8") for name, path in texts.items()}
    return Theme(
        {name: text for name, text in read_all.items() if name.endswith(".j2")},
        {name: text for name, text in read_all.items() if name.endswith(".css")},
    )


def rule_files() -> Mapping[str, str]:
    """The packaged rule files, name → text."""
    root = _package() / "rules"
    return {
        p.relative_to(root).as_posix(): p.read_text("utf-8")
        for p in sorted(root.rglob("*"))
        if p.suffix in (".toml", ".tsv")
    }


def strokes() -> str:
    """The packaged list of Han characters by number of strokes."""
    return (_package() / "rules" / "strokes.txt").read_text("utf-8")


def lexicon() -> str:
    """The packaged words of simplified Chinese with their costs."""
    return (_package() / "rules" / "variants" / "lexicon.txt").read_text("utf-8")


def sample() -> Path:
    """The folder of the sample anthology."""
    return _package() / "sample"


def sample_settings() -> str:
    """The book.toml of the sample: every option, with its default where it is commented out."""
    return (sample() / "book.toml").read_text("utf-8")
