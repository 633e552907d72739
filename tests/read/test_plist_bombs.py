"""Safari's archives that are bombs: objects of a binary property list that lie in each other."""

from __future__ import annotations

import plistlib
import struct
import time

from conftest import PROSE

from book.read.unpack import unpack


def plist(offsets: list[int], objects: bytes, ref: int = 1) -> bytes:
    table = b"".join(offset.to_bytes(4, "big") for offset in offsets)
    return b"bplist00" + objects + table + struct.pack(">6xBBQQQ", 4, ref, len(offsets), 0, 8 + len(objects))


def test_objects_in_each_other() -> None:
    """An array of 200,000 references, from 100,000 places at once; data of 1 MB, 10,000 times."""
    array = b"\xaf\x12" + (200_000).to_bytes(4, "big") + bytes(200_000)
    data = b"\x4f\x12" + (1_000_000).to_bytes(4, "big") + bytes(1_000_000)
    began = time.monotonic()
    assert unpack(plist([8] * 100_000, array)) is None
    assert unpack(plist([8] * 10_000, data)) is None
    assert unpack(plist([8] * 2_000_000, b"\x08")) is None
    assert unpack(b"bplist00" + bytes(31)) is None
    assert unpack(b"bplist00" + b"\xff" * 40) is None
    assert time.monotonic() - began < 3


def test_an_archive_of_many_pictures_is_read() -> None:
    page = "".join(f"<p>{text}</p>" for text in PROSE).encode()
    others = [
        {
            "WebResourceURL": f"http://a/{k}.png",
            "WebResourceMIMEType": "image/png",
            "WebResourceData": bytes([k % 256]) * k,
        }
        for k in range(2_000)
    ]
    body = plistlib.dumps(
        {"WebMainResource": {"WebResourceData": page}, "WebSubresources": others}, fmt=plistlib.FMT_BINARY
    )
    found = unpack(body)
    assert found is not None
    assert (found.body, len(found.pictures)) == (page, 2_000)
