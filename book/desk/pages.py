"""The pages of the desk: templates and scripts of `styles/desk`, with the words of one language."""

from __future__ import annotations

import json
import os
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from book import packaged
from book.messages import Catalogue

#: The views, in the order of the navigation.
VIEWS = ("begin", "shelf", "read", "proof", "account", "build")
_FOLDER = "desk"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def page(view: str, say: Catalogue, **values: Any) -> str:
    """A page, with the values of its template besides the words."""
    words = {
        key: text for key, text in say.texts.items() if key.startswith("desk.") and not key.startswith("desk.error.")
    }
    # A text that ends a script, or begins a comment in one, is none here.
    made = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
    return _environment().get_template(f"{view}.html.j2").render(
        say=say, words=made, language=say.language or "en", view=view, theme="auto", **values
    )  # fmt: skip


def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_source), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _source(name: str) -> str | None:
    path = packaged.styles() / _FOLDER / name
    return path.read_text("utf-8") if "/" not in name and path.is_file() else None


def static(name: str) -> tuple[bytes, str] | None:
    """A file of the pages, and its type; `None` where there is none that may be asked for."""
    path = packaged.styles() / _FOLDER / name
    kind = _TYPES.get(path.suffix)
    if kind is None or "/" in name or "\\" in name or name.startswith(".") or not os.path.isfile(path):  # noqa: PTH113 - never raises
        return None
    return path.read_bytes(), kind
