"""An article as it was saved, as a document for a frame in which nothing runs: its own markup without scripts and without anything
that asks the network; of other forms the text.

The answer with it forbids all that, too (`guard.FRAME`): what is taken out here is taken out twice.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from book.read.decode import decode
from book.read.reading import form_of
from book.read.unpack import unpack
from book.run.job import Job
from book.run.overlay import Kept

_GONE = (
    "script", "link", "meta", "base", "iframe", "frame", "frameset", "object", "embed", "applet", "noscript", "template", "portal",
    "audio", "video", "source", "track", "dialog", "animate", "set",
)  # fmt: skip
_ADDRESSES = (
    "href", "src", "srcset", "action", "formaction", "data", "poster", "background", "ping", "xlink:href", "cite", "longdesc",
)  # fmt: skip
_TAKEN = ("autofocus", "contenteditable", "target", "http-equiv", "srcdoc", "tabindex", "accesskey")
_OUT_OF_STYLE = re.compile(r"@import[^;]*;?|url\(\s*(?!['\"]?data:)[^)]*\)|expression\([^)]*\)", re.I)
_STYLE = (
    "html{background:#fff;color:#222}body{font-family:serif;line-height:1.7;max-width:46em;margin:1em auto;padding:0 1em;"
    "overflow-wrap:anywhere}pre{white-space:pre-wrap;font-family:monospace}"
)
_LARGEST = 8_000_000  # characters of a page that is shown with its markup


def document(job: Job, file: str) -> str:
    """The document of an article's source; "" where there is none that can be shown. Raises `BookError`."""
    raw = Kept.of(job.base).copy(file)
    if raw is None:
        return ""
    unpacked = unpack(raw.body)
    decoded = decode(unpacked.body if unpacked else raw.body)
    if decoded is None:
        return ""
    text = decoded.text
    is_page = (raw.hints.form or form_of(text)) == "page" or "<html" in text[:2_000].lower()
    if not is_page or len(text) > _LARGEST:
        return f"<!DOCTYPE html><meta charset=utf-8><style>{_STYLE}</style><pre>{escape(text[:_LARGEST])}</pre>"
    return f"<!DOCTYPE html>\n{_harmless(text, file)}"


def _harmless(text: str, file: str) -> str:
    """A page without what runs, leads or asks, as HTML."""
    page = LexborHTMLParser(text)
    for node in page.css(", ".join(_GONE)):
        node.decompose()
    for style in page.css("style"):
        inner = style.first_child
        if inner is not None:
            inner.replace_with(_OUT_OF_STYLE.sub("", style.text()))
    for node in page.css("*"):
        _disarm(node, file)
    return page.html or ""


def _disarm(node: LexborNode, file: str) -> None:
    """Takes from a tag what runs, leads or asks; pictures are asked of the desk, which looks for them beside the article."""
    for name, given in list(node.attributes.items()):
        low, value = name.lower(), given or ""
        if low == "style":
            node.attrs[name] = _OUT_OF_STYLE.sub("", value)
        elif low.startswith("on") or low in _ADDRESSES or low in _TAKEN:
            del node.attrs[name]
            if low == "src" and node.tag == "img":
                asked = f"picture?file={quote(file, safe='')}&address={quote(value, safe='')}"
                node.attrs["src"] = value if value.startswith("data:image/") else asked
