"""The container of an EPUB (OCF 3.3 §4): each file packed once, where it is made, and the archive put together of these. Pure.

Nothing in it is decided by the clock, the system or the order of writing: fixed times, sorted names, one way to pack.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from book.classes import dataclass

_DATE = (1980, 1, 1, 0, 0, 0)  # the zero of zip dates
_MIMETYPE = "mimetype"
_STORED = (".jpg", ".png", ".gif", ".webp")  # compressed already


@dataclass(frozen=True, slots=True)
class Packed:
    """A file as the archive holds it: its bytes there, size and CRC-32 of the plain ones, and their sha256."""

    data: bytes
    size: int
    crc: int
    digest: bytes
    deflated: bool

    @property
    def plain(self) -> bytes:
        """The bytes that were packed."""
        return zlib.decompress(self.data, -zlib.MAX_WBITS) if self.deflated else self.data


def packed(name: str, body: bytes) -> Packed:
    """A file, deflated unless its name says that it is compressed already."""
    deflated = name != _MIMETYPE and not name.endswith(_STORED)
    data = body
    if deflated:
        tool = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        data = tool.compress(body) + tool.flush()
    return Packed(data, len(body), zlib.crc32(body), hashlib.sha256(body).digest(), deflated)


def archived(files: Mapping[str, Packed]) -> bytes:
    """The archive. OCF 3.3 §4.3.2: `mimetype` is the first file, stored, without extra fields.

    zipfile cannot be given packed bytes: its directory is told of each file that is written before it.
    """
    body = BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name in sorted(files, key=lambda name: (name != _MIMETYPE, name)):
            file, info = files[name], zipfile.ZipInfo(name, _DATE)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            if not archive.filelist:
                archive.writestr(info, file.data)  # zipfile knows by it that there is something to end
                continue
            info.compress_type = zipfile.ZIP_DEFLATED if file.deflated else zipfile.ZIP_STORED
            info.CRC, info.file_size, info.compress_size = file.crc, file.size, len(file.data)
            info.header_offset = body.tell()
            body.writelines((info.FileHeader(), file.data))
            archive.start_dir = body.tell()
            archive.filelist.append(info)
            archive.NameToInfo[name] = info
    return body.getvalue()
