"""A document that is a zip of XML (OOXML, ODF) → its parts, within limits. Bytes in, trees out.

What comes out is counted while it comes (`inflate`). XML is parsed without entities, DTDs and network, and no deeper than libxml2
goes by itself (256 levels), so that who walks it may recurse.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from urllib.parse import unquote

from lxml import etree

from book.inflate import DAMAGED_ZIP as DAMAGED
from book.inflate import PackedError, TooMuchError, gathered, of_zip
from book.messages import message
from book.read.documents.paragraphs import RefusedError

_XML = 48 * 1024 * 1024  # bytes of one part; a novel of a million characters in runs of one has 40 MB
_TREES = 96 * 1024 * 1024  # bytes of all parts that are parsed
_PICTURES = 128 * 1024 * 1024  # bytes of all pictures
_SMALL = 1024 * 1024
_MEMBERS = 20_000
_KNOWN = 5000  # names that are remembered; the standards have some 2,000


class ShortNames(dict[str, str]):
    """Names of elements and attributes as `w:p`, by their names with namespaces; `prefixes` is namespace → prefix."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__()
        self._prefixes = prefixes

    def __missing__(self, tag: str) -> str:
        if len(self) > _KNOWN:
            self.clear()
        uri, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
        self[tag] = found = f"{self._prefixes.get(uri, '?')}:{local}" if uri else local
        return found


def parsed(body: bytes) -> etree._Element:
    """The root of some XML. Raises `RefusedError` where it is none, or has a DTD of its own with entities."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise RefusedError(message("detail.document-damaged")) from None
    if b"<!ENTITY" in body:
        raise RefusedError(message("detail.document-entities"))
    return root


class Package:
    """The parts of a package by name. Raises `RefusedError` where it cannot be opened, or is locked."""

    def __init__(self, body: bytes) -> None:
        self._left, self._pictured = _TREES, _PICTURES
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(body))
            members = self._zip.infolist()
        except DAMAGED:
            raise RefusedError(message("detail.document-damaged")) from None
        if len(members) > _MEMBERS:
            raise RefusedError(message("detail.many-files", most=_MEMBERS))
        self._members = {one.filename.replace("\\", "/").lstrip("/").lower(): one for one in members}

    def __contains__(self, name: str) -> bool:
        return name.lstrip("/").lower() in self._members

    def tree(self, name: str) -> etree._Element | None:
        """The root of a part, `None` where there is none. Raises `RefusedError`."""
        one = self._members.get(name.lstrip("/").lower())
        if one is None:
            return None
        body = self._bytes(one, min(_XML, self._left))
        self._left -= len(body)
        return parsed(body)

    def picture(self, name: str) -> bytes | None:
        """The bytes of a picture, `None` where there is none that can be read."""
        one = self._members.get(unquote(name).lstrip("/").lower()) or self._members.get(name.lstrip("/").lower())
        if one is None:
            return None
        try:
            body = self._bytes(one, self._pictured)
        except RefusedError:
            return None
        self._pictured -= len(body)
        return body

    def small(self, name: str) -> bytes:
        """The bytes of a small part that is no XML, b"" where there is none that can be read."""
        one = self._members.get(name.lower())
        try:
            return self._bytes(one, _SMALL) if one is not None else b""
        except RefusedError:
            return b""

    def _bytes(self, one: zipfile.ZipInfo, most: int) -> bytes:
        if one.flag_bits & 1:
            raise RefusedError(message("detail.document-locked"))
        try:
            return gathered(of_zip(self._zip, one), most).getvalue()
        except TooMuchError as error:
            raise RefusedError(message("detail.over", most=error.most)) from None
        except PackedError as error:
            raise RefusedError(error.why) from None
        except DAMAGED:
            raise RefusedError(message("detail.document-damaged")) from None


def beside(part: str, target: str) -> str:
    """The name of a part to which another one points (OPC, 9.3: relative to its folder, or from the root)."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")


_TYPES = {
    b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"BM": "image/bmp", b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff", b"<svg": "image/svg+xml", b"<?xml": "image/svg+xml", b"\xd7\xcd\xc6\x9a": "image/wmf",
    b"\x01\0\0\0": "image/emf", b"\x01\0\x09\0": "image/wmf",
}  # fmt: skip


def media_type(body: bytes) -> str:
    """The media type of a picture by its first bytes."""
    if body[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _TYPES.items() if body.startswith(start)), "image/png")
