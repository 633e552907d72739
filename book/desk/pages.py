"""The pages of the desk: templates and scripts of `styles/desk`, with the words of one language."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from book import packaged
from book.messages import Catalogue

#: The views, in the order of the navigation.
VIEWS = ("begin", "shelf", "read", "proof", "account", "build")
_FOLDER = "desk"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_IMPORT = re.compile(r"""^(?:import|export)\b.*?\bfrom "\./([\w.]+)";""", re.M)


def page(view: str, say: Catalogue, **values: Any) -> str:
    """A page, with the values of its template besides the words."""
    words = {
        key: text for key, text in say.texts.items() if key.startswith("desk.") and not key.startswith("desk.error.")
    }
    # A text that ends a script, or begins a comment in one, is none here.
    made = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
    modules = list(_modules(f"{view}.js", set()))
    return _environment().get_template(f"{view}.html.j2").render(
        say=say, words=made, language=say.language or "en", view=view, theme="auto", modules=modules, **values
    )  # fmt: skip


def _modules(name: str, seen: set[str]) -> Iterator[str]:
    """The scripts that a script imports, and what those import: a browser that is told of all at once asks for all at once."""
    seen.add(name)
    for one in _IMPORT.findall(_source(name) or ""):
        if one not in seen:
            yield one
            yield from _modules(one, seen)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template(name: str) -> tuple[str, str, Callable[[], bool]] | None:
    """A template, with what says whether it is still as it was when it was read."""
    path, text = _path(name), _source(name)
    when = path.stat().st_mtime_ns if text is not None else 0
    return None if text is None else (text, str(path), lambda: path.stat().st_mtime_ns == when)


def _path(name: str) -> Path:
    return packaged.styles() / _FOLDER / name


def _source(name: str) -> str | None:
    path = _path(name)
    return path.read_text("utf-8") if "/" not in name and path.is_file() else None


def static(name: str) -> tuple[bytes, str] | None:
    """A file of the pages, and its type; `None` where there is none that may be asked for."""
    path = _path(name)
    kind = _TYPES.get(path.suffix)
    if kind is None or "/" in name or "\\" in name or name.startswith(".") or not os.path.isfile(path):  # noqa: PTH113 - never raises
        return None
    return path.read_bytes(), kind
