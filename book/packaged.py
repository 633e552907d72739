"""What ships with the package: rules, the order of strokes, templates and style sheets, the sample anthology, translations."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations
from importlib.resources import files
from pathlib import Path
from typing import Any

from book.messages import CATALOGUES, ENGLISH, Catalogue, en, language_of
from book.settings.values import Theme


def _package() -> Path:
    return Path(str(files("book")))


def styles() -> Path:
    """The folder of templates and style sheets: beside the package in a checkout, inside it in a wheel."""
    inside = _package() / "styles"
    return inside if inside.is_dir() else _package().parent / "styles"


def theme() -> Theme:
    """Every template and sheet of a book, by its path under `styles/`: not those of the desk."""
    root = styles()
    found = (path for path in sorted(root.rglob("*")) if path.suffix in (".j2", ".css", ".typ"))
    texts = {path.relative_to(root).as_posix(): path for path in found if root / "desk" not in path.parents}
    read_all = {name: path.read_text("utf-8") for name, path in texts.items()}
    return Theme(
        {name: text for name, text in read_all.items() if not name.endswith(".css")},
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


def sample_settings() -> Mapping[str, Mapping[str, Any]]:
    """What the sample anthology sets, by table and key."""
    return tomllib.loads((sample() / "book.toml").read_text("utf-8"))


def catalogue(language: str) -> Catalogue:
    """The catalogue of a language, by a BCP 47 tag or the name of a locale; English where there is none."""
    return CATALOGUES.get(language) or _translated(language_of(language))


@cache
def _translated(language: str) -> Catalogue:
    """A catalogue of `messages/locale`: the context of a text is its key there, and its name the English one, so that a
    translation of what is no longer said is not used."""
    if language in ("", "en"):
        return ENGLISH
    file = _package() / "messages" / "locale" / language.replace("-", "_") / "LC_MESSAGES" / "wenxuan.mo"
    with file.open("rb") as opened:
        translation = GNUTranslations(opened)
    return Catalogue(
        language, {key: translation.pgettext(key, text) for key, text in en.TEXTS.items()}, translation.pgettext
    )
