"""Pictures that a page shows as backgrounds, made the pictures that they are.

An empty element that only shows a background is content, not ornament. SingleFile keeps a picture that a page shows twice
as a variable of the style sheet (`--sf-img-1: url(data:…)`), and each place of it as a background over an empty picture.
"""

from __future__ import annotations

import html
import re

from book.late import expression
from book.read.html5 import Tree
from book.read.nodes import Element

_BACKGROUND_NAMES = ("data-lazy-bgimg", "data-background-image", "data-bg", "data-background")
_SHOWING = frozenset((*_BACKGROUND_NAMES, "style"))
_EMPTY = frozenset("div section span a p figure i svg".split())
_BACKGROUND = expression(
    r"""background(?:-image)?\s*+:[^;]{0,300}?url\(\s*+(["']?)([^"')\s](?:[^"')]*[^"')\s])?)\1\s*+\)""", re.I
)
_VARIABLE = expression(r"""(--sf-img-\d+)\s*:\s*url\(\s*(["']?)(data:image/[^"')]+)\2\s*\)""")
_USED = expression(r"background(?:-image)?\s*+:[^;]{0,300}?var\(\s*+(--sf-img-\d+)\s*+\)")
#: A background that repeats, or is no larger than a character, is ornament.
_ORNAMENT = expression(
    r"(?:background(?:-repeat)?\s*+:[^;]{0,300}(?<!no-)\brepeat(?:-[xy])?\b|(?<![\w-])(?:width|height)\s*:\s*[1-4]?\dpx)",
    re.I,
)


def show(soup: Tree, markup: str) -> None:
    """Puts a picture into each empty element that only shows one as its background, and into each emptied picture."""
    if "--sf-img-" in markup:
        _filled(soup)
    _backgrounds(soup)


def _filled(soup: Tree) -> None:
    """Writes SingleFile's variables out: the address of a picture, the background of anything else."""
    sheets = (tag.text() for tag in soup.named("style"))
    pictures = {name: address for sheet in sheets for name, _, address in _VARIABLE.findall(sheet)}
    for tag in soup.elements:
        style = tag.get("style")
        match = _USED.search(style)
        address = pictures.get(match.group(1)) if match else None
        if match is None or address is None:
            continue
        if tag.name == "img":
            tag.attributes["src"] = address
        else:
            tag.attributes["style"] = style.replace(match.group(), f"background-image:url({address})")


def _backgrounds(soup: Tree) -> None:
    """Puts a picture into each empty element that only shows one as its background: there it is content, not ornament."""
    for tag in soup.elements:
        if not tag.attributes or tag.name not in _EMPTY or _SHOWING.isdisjoint(tag.attributes):
            continue
        style = tag.get("style")
        match = _BACKGROUND.search(style)
        named = next((said for name in _BACKGROUND_NAMES if (said := tag.get(name))), "")
        address = html.unescape(match.group(2)).strip() if match else named
        if (
            not address
            or _ORNAMENT.search(style)
            or tag.first("img", "svg", "video", "iframe") is not None
            or not tag.is_blank()
        ):
            continue
        tag.put_in(Element("img", {"src": address}))
