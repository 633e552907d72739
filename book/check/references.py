"""Lints the addresses in an EPUB: each leads to a file of it and to an id there, or to the network where it may. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from functools import lru_cache
from posixpath import dirname, join, normpath
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urlsplit

from book.late import expression
from book.messages import Message, message

Faults = Iterator[Message]

_H = "{http://www.w3.org/1999/xhtml}"
_SPACE = expression(r"[\t\n\f\r ]+")
#: Characters that no URL holds as they are, and a percent sign that begins no byte (WHATWG URL §4.3).
_NO_URL = expression(r"[\x00-\x20<>\"{}|\\^`\x7f]|%(?![0-9A-Fa-f]{2})|#.*#")
#: A path and a fragment with nothing in them that would have to be taken apart or decoded.
_PLAIN = expression(r"(?!//)[A-Za-z0-9_./-]*(?:#[A-Za-z0-9_.-]*)?")
_HOST = expression(r"(?:[^\x00-\x20!-,/:;<-@\[-^`{-\x7f]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")
_ATTRIBUTES = ("href", "src", "data", "cite", "poster")
#: Elements that show what they name: EPUB 3.3 §3.6 allows nothing on the network but sound and film there.
_SHOWING = frozenset(f"{_H}{name}" for name in "img link iframe object embed script input source track".split())
_SOUND = frozenset(f"{_H}{name}" for name in ("audio", "video", "source", "track"))

NAMING = frozenset((*_ATTRIBUTES, "srcset"))
_BASE = "<base>"  # in the place of a tag: such an element changes where all addresses lead


class Reference(NamedTuple):
    """What an element of a file names: its tag, the address, and whether that is of a style sheet."""

    tag: str
    href: str
    is_sheet: bool = False


def resolved(base: str, href: str) -> str:
    """The path that a relative address leads to, from the root of the archive."""
    return _joined(_folder(base), href)


_folder = lru_cache(4096)(dirname)


@lru_cache(4096)
def _joined(folder: str, href: str) -> str:
    return normpath(join(folder, unquote(href)))


class Named(Protocol):
    """The attributes of an element, or an instruction, which is written as if it had some."""

    def get(self, key: str, /) -> str | None:
        """One of them."""


def references(found: Named, tag: str) -> list[Reference]:
    """What an element with these attributes names; "" is the tag of an instruction."""
    named = [
        Reference(tag, href, tag == f"{_H}link" and "stylesheet" in (found.get("rel") or "").split())
        for attribute in _ATTRIBUTES
        if (href := found.get(attribute)) is not None
        if attribute != "data" or tag == f"{_H}object"
    ]
    if sources := found.get("srcset"):
        named += [Reference(tag, href) for one in sources.split(",") if (href := _SPACE.split(one.strip())[0])]
    return [*named, Reference(_BASE, "")] if tag == f"{_H}base" else named


def reference_faults(path: str, named: Reference, kinds: Mapping[str, str], ids: Mapping[str, Set[str]]) -> Faults:
    """What is wrong with an address that a file names; `kinds` are the media types of all files by path, `ids` those in them."""
    tag, href, is_sheet = named
    if tag == _BASE:
        yield message("fault.element", path=path, name="base")
        return
    yield from reference(path, href, kinds, ids)
    if tag in _SHOWING and tag not in _SOUND and ":" in href.partition("/")[0]:
        yield message("fault.picture-outside", path=path, address=repr(href))
    elif tag == f"{_H}img" and not kinds.get(resolved(path, href), "image/").startswith("image/"):
        yield message("fault.no-picture", path=path, address=repr(href))
    elif is_sheet and kinds.get(resolved(path, href), "text/css") != "text/css":
        yield message("fault.no-sheet", path=path, address=repr(href))


def reference(path: str, href: str, kinds: Mapping[str, str], ids: Mapping[str, Set[str]]) -> Faults:
    """Where an address leads."""
    if _PLAIN.fullmatch(href):
        file, _, fragment = href.partition("#")
        yield from _within(path, href, file, fragment, kinds, ids)
        return
    try:
        parts = urlsplit(href)
        _ = parts.port
    except ValueError:
        yield message("fault.no-address", path=path, address=repr(href))
        return
    if parts.scheme:
        if parts.scheme not in ("http", "https", "mailto"):
            yield message("fault.scheme", path=path, address=repr(href), scheme=parts.scheme)
        elif _NO_URL.search(href) or (
            parts.scheme != "mailto" and not _HOST.fullmatch(parts.netloc.rpartition("@")[2])
        ):
            yield message("fault.no-address", path=path, address=repr(href))
        return
    yield from _within(path, href, parts.path, unquote(parts.fragment), kinds, ids)


def _within(
    path: str, href: str, file: str, fragment: str, kinds: Mapping[str, str], ids: Mapping[str, Set[str]]
) -> Faults:
    """Where an address within the book leads."""
    target = resolved(path, file) if file else path
    if target not in kinds:
        yield message("fault.link-no-file", path=path, address=repr(href))
    elif fragment and fragment not in ids.get(target, ()):
        yield message("fault.link-no-id", path=path, address=repr(href))
