"""Pages saved as one archive → the page and the pictures that came with it: MHTML (Chrome, Edge, IE) and Safari's webarchive.

MHTML is RFC 2557; a webarchive is a property list with `WebMainResource` and `WebSubresources`. It reads bytes that it is
given, and gives up (returns `None`) on what it cannot read, so that the other readers may try.
"""

from __future__ import annotations

import email
import plistlib
import re
import struct
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urljoin
from xml.parsers.expat import ExpatError

from book.classes import dataclass, field, replace
from book.model import Article, Image
from book.text.encodings import codec_of
from book.walk import map_images

_MHTML = re.compile(
    rb"\A(?:[A-Za-z-]+: [^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:MIME-Version|Content-Type: *multipart/related)", re.I
)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The page's bytes, its address, and the pictures by the addresses they had."""

    body: bytes
    url: str = ""
    pictures: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)


def unpack(body: bytes) -> Unpacked | None:
    """The page in an archive, or `None` where the bytes are no archive."""
    if body.startswith(b"bplist00") or b"WebMainResource" in body[:2000]:
        return _webarchive(body)
    if _MHTML.match(body[:2000].replace(b"\r\n", b"\n")) and b"multipart/" in body[:4000].lower():
        return _mhtml(body)
    return None


def with_pictures(article: Article, pictures: Mapping[str, tuple[str, bytes]], url: str = "") -> Article:
    """The article with the pictures of the archive or document that it comes from, at `url`, in it as data addresses."""

    def inside(image: Image) -> Image:
        names = (name for address in image.addresses for name in (address, _joined(url, address)))
        found = next((pictures[name] for name in names if name in pictures), None)
        if found is None:
            return image
        media_type, body = found
        data = f"data:{media_type};base64,{b64encode(body).decode('ascii')}"
        return image if image.src.startswith("data:") else replace(image, src=data, others=())

    return replace(article, blocks=map_images(article.blocks, inside)) if pictures else article


def _joined(url: str, address: str) -> str:
    try:
        return "" if address.startswith("data:") else urljoin(url, address)
    except ValueError:
        return ""


def _mhtml(body: bytes) -> Unpacked | None:
    message = email.message_from_bytes(body)
    page: bytes | None = None
    url = ""
    pictures: dict[str, tuple[str, bytes]] = {}
    for part in message.walk():
        if part.is_multipart():
            continue
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes):
            continue
        kind = part.get_content_type()
        location = str(part.get("Content-Location") or "").strip()
        if kind in ("text/html", "application/xhtml+xml") and page is None:
            # The part's own charset is surer than what the page declares of itself.
            charset = str(part.get_content_charset() or "")
            page, url = _declared(data, charset), location
        elif kind.startswith("image/"):
            for name in (location, "cid:" + str(part.get("Content-ID") or "").strip("<>")):
                if name not in ("", "cid:"):
                    pictures[name] = (kind, data)
    return Unpacked(page, url, pictures) if page is not None else None


def _declared(data: bytes, charset: str) -> bytes:
    codec = codec_of(charset)
    try:
        return data.decode(codec).encode("utf-8") if codec else data
    except UnicodeError:  # UTF-7 makes halves of pairs, too
        return data


_OBJECTS = 1_000_000  # of a binary property list; a page with a thousand pictures has some ten thousand
#: Kinds of its objects → how many bytes one takes for each of what it counts; 0 for a reference, which has a size of its own.
_TAKES = {4: 1, 5: 1, 6: 2, 10: 0, 12: 0, 13: 0}


def _overlaps(body: bytes) -> bool:
    """Whether the objects of a binary property list lie in each other, as none that was written does: a bomb of a few kilobytes.

    By Apple's CFBinaryPList.c: 32 bytes at the end say how large an offset and a reference are, how many objects there are and
    where the table of their offsets is; an object begins with its kind and count. What all take is no more than there is.
    """
    size, ref, many, _, table = struct.unpack(">6xBBQQQ", body[-32:])
    if many > _OBJECTS or not 1 <= size <= 8 or table + many * size > len(body):
        return True
    taken = 0
    for at in range(table, table + many * size, size):
        place = int.from_bytes(body[at : at + size], "big")
        kind, count = divmod(body[place], 16) if place < len(body) else (0, 0)
        if kind in _TAKES:
            if count == 15 and place + 1 < len(body):
                count = int.from_bytes(body[place + 2 : place + 2 + 2 ** (body[place + 1] & 3)], "big")
            taken += count * (_TAKES[kind] or (2 * ref if kind == 13 else ref))
    return taken > len(body)


def _webarchive(body: bytes) -> Unpacked | None:
    if body.startswith(b"bplist00") and (len(body) < 40 or _overlaps(body)):
        return None
    try:
        archive = plistlib.loads(body)
        main = archive["WebMainResource"]
        page = main["WebResourceData"]
        url = str(main.get("WebResourceURL", ""))
        charset = str(main.get("WebResourceTextEncodingName", ""))
        others = archive.get("WebSubresources", [])
    except (
        plistlib.InvalidFileException,
        ExpatError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        OverflowError,
        RecursionError,
        IndexError,
    ):
        return None
    if not isinstance(page, bytes):
        return None
    pictures = {
        str(one.get("WebResourceURL", "")): (str(one.get("WebResourceMIMEType", "")), one["WebResourceData"])
        for one in others
        if isinstance(one, dict)
        and str(one.get("WebResourceMIMEType", "")).startswith("image/")
        and isinstance(one.get("WebResourceData"), bytes)
    }
    return Unpacked(_declared(page, charset), url, pictures)
