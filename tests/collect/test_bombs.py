"""Archives that hold far more than they say: what comes out is counted while it comes. In a process that is measured."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import struct
import subprocess
import sys
import tarfile
import time
import zlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT, SHARED, article, write
from factory_sources import EPUB_FILES, zipped

MEMORY = 500_000  # kB of the process at its largest
SECONDS = 30
MB = 1_000_000
ZERO = bytes(MB)


#: The command, and then its memory at its largest in kB. What a parent reads of a child is the parent's own where that is larger.
_RUN = """
import atexit, re, resource, sys
from pathlib import Path
def tell():
    status = Path("/proc/self/status")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if status.exists():
        most = re.search(r"VmHWM:\\s*(\\d+)", status.read_text())[1]
    Path("memory").write_text(str(most))
atexit.register(tell)
from book.command.main import main
main()
"""


def measured(*args: str, cwd: Path) -> tuple[int, str, int, float]:
    """The exit code of the command, what it printed, its memory in kB at its largest, and the seconds it took."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *args],
        cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    text = (done.stdout + done.stderr).decode()
    assert "Traceback" not in text
    return done.returncode, text, int((cwd / "memory").read_text()), time.monotonic() - began


@cache
def deflated(count: int) -> bytes:
    """So many MB of zeros, packed at 1 to 230: no ratio by which they would be refused early."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    return b"".join([*(packer.compress(ZERO) for _ in range(count)), packer.flush()])


#: The checksum of a page of zeros, as long as a member may be.
CRC = zlib.crc32(bytes(60 * MB))


def raw_zip(members: Iterable[tuple[str, int, bytes, int]], *, shared: bool = False) -> bytes:
    """A zip written by hand: names, methods, packed bytes, declared sizes. With `shared` all members are the first one's bytes."""
    out, rows, first = io.BytesIO(), [], 0
    for k, (name, method, packed, size) in enumerate(members):
        at = out.tell() if not (shared and k) else first
        if not (shared and k):
            head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, method, 0, 33, CRC, len(packed), size, len(name), 0)
            out.write(head + name.encode() + packed)
        rows.append(
            struct.pack(
                "<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, method, 0, 33, CRC, len(packed), size, len(name), 0, 0, 0, 0, 0, at
            )
            + name.encode()
        )
    start, directory = out.tell(), b"".join(rows)
    out.write(directory)
    out.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(rows) % 65536, len(rows) % 65536, len(directory), start, 0))
    return out.getvalue()


def tar_of(sizes: Iterable[int], packer: Callable[[bytes], bytes]) -> bytes:
    """A packed tar of pages full of zeros, in MB, and an article before them."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for k, size in enumerate(sizes):
            member = tarfile.TarInfo(f"{k}.txt")
            member.size = size * MB
            archive.addfile(member, io.BytesIO(bytes(member.size)))
    return packer(out.getvalue())


def lying(method: int, packed: bytes, size: int = 10) -> bytes:
    return raw_zip([("a.html", method, packed, size)])


def lzma_in_zip(count: int) -> bytes:
    """So many MB of zeros as a member of a zip has them (APPNOTE 5.8.8): a version, the properties and how long they are, what is
    packed. In the quickest way: zipfile's own takes half a minute for two gigabytes."""
    quick = {"id": lzma.FILTER_LZMA1, "preset": 0, "dict_size": 1 << 20}
    packer = lzma.LZMACompressor(lzma.FORMAT_RAW, filters=[quick])
    properties = b"\x5d" + struct.pack("<L", 1 << 20)  # lc 3, lp 0, pb 2: those of every preset
    packed = b"".join([*(packer.compress(ZERO) for _ in range(count)), packer.flush()])
    return b"\x09\x04" + struct.pack("<H", len(properties)) + properties + packed


def nested(depth: int, body: bytes) -> bytes:
    for _ in range(depth):
        body = zipped({f"{k}.zip": body for k in range(3)})
    return body


def long_spine() -> bytes:
    opf = str(EPUB_FILES["OEBPS/book.opf"])
    again = opf.replace('<itemref idref="b"/>', '<itemref idref="b"/>' * 15_000)
    return zipped(
        {
            **EPUB_FILES,
            "OEBPS/book.opf": again,
            "OEBPS/Text/a.xhtml": str(EPUB_FILES["OEBPS/Text/a.xhtml"]).replace("<p>", "<p>" + "河" * 60_000, 1),
        }
    )


def many_heads(count: int) -> bytes:
    """A tar whose second header declares a name of gigabytes."""
    long = tarfile.TarInfo("././@LongLink")
    long.type, long.size = tarfile.GNUTYPE_LONGNAME, count * MB
    return gzip.compress(long.tobuf(tarfile.GNU_FORMAT) + bytes(count * MB), 1)


def long_chapters() -> bytes:
    """An EPUB with chapters of 60 MB, twenty of them."""
    opf = str(EPUB_FILES["OEBPS/book.opf"])
    items = "".join(f'<item id="z{k}" href="z{k}.xhtml" media-type="application/xhtml+xml"/>' for k in range(20))
    refs = "".join(f'<itemref idref="z{k}"/>' for k in range(20))
    opf = opf.replace("</manifest>", items + "</manifest>").replace("</spine>", refs + "</spine>")
    page = "<html><body>" + "<p>河上的渡船一天走六趟。</p>" * 1_200_000 + "</body></html>"
    return zipped({**EPUB_FILES, "OEBPS/book.opf": opf, **{f"OEBPS/z{k}.xhtml": page for k in range(20)}})


def greedy_xz() -> bytes:
    """A byte that needs a dictionary of 1 GiB."""
    return lzma.compress(b"x", filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 30}])


def tars_in_zip() -> bytes:
    return zipped({f"{k}.tar.gz": tar_of([60] * 4, lambda body: gzip.compress(body, 1)) for k in range(3)})


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "zip that says 10 bytes": ("a.zip", lambda: lying(8, deflated(2000))),
    "zip of bzip2 that says 10 bytes": ("a.zip", lambda: lying(12, bz2.compress(ZERO) * 5000)),
    "zip of LZMA that says 10 bytes": ("a.zip", lambda: lying(14, lzma_in_zip(1000))),
    "zip of bzip2 that says what it may": ("a.zip", lambda: lying(12, bz2.compress(ZERO) * 5000, 60 * MB)),
    "zip of LZMA with a dictionary of 4 GiB": ("a.zip", lambda: lying(14, b"\x09\x04\5\0\x5d" + b"\xff" * 4 + bytes(100), 900_000)),
    "zip of many": ("a.zip", lambda: raw_zip([(f"{k}.html", 8, deflated(60), 60 * MB) for k in range(60)])),
    "zip of one again and again": ("a.zip", lambda: raw_zip([("0.html", 8, deflated(60), 60 * MB)] * 1000, shared=True)),
    "zip with half a million names": ("a.zip", lambda: raw_zip([("a", 0, b"x", 1)] * 500_000, shared=True)),
    "gzip": ("a.html.gz", lambda: gzip.compress(ZERO) * 3000),
    "bzip2": ("a.html.bz2", lambda: bz2.compress(ZERO) * 3000),
    "xz": ("a.html.xz", lambda: lzma.compress(ZERO) * 3000),
    "xz that needs memory": ("a.html.xz", greedy_xz),
    "gzip of nothing, often": ("a.html.gz", lambda: gzip.compress(b"") * 2_000_000),
    "packed tar": ("a.tar.gz", lambda: tar_of([60] * 8, lambda body: gzip.compress(body, 1))),
    "packed tar of bzip2": ("a.tar.bz2", lambda: tar_of([60] * 5, lambda body: bz2.compress(body) + bz2.compress(ZERO) * 3000)),
    "packed tar with a long name": ("a.tar.gz", lambda: many_heads(200)),
    "archives in archives": ("a.zip", lambda: nested(2, raw_zip([(f"{k}.html", 8, deflated(60), 60 * MB) for k in range(10)]))),
    "packed tars in an archive": ("a.zip", tars_in_zip),
    "packed files in an archive": ("a.zip", lambda: zipped({f"{k}.html.bz2": bz2.compress(ZERO) * 3000 for k in range(40)})),
    "EPUB with a chapter of gigabytes": ("a.epub", long_chapters),
    "EPUB whose spine names one chapter 15,000 times": ("a.epub", long_spine),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_its_source_alone(tmp_path: Path, name: str) -> None:
    file, make = BOMBS[name]
    write(tmp_path, {"渡船.md": article("渡船", date="2020-01-01"), file: make()})
    code, said, memory, seconds = measured("build", "渡船.md", file, "-f", "txt", "--title", "x", cwd=tmp_path)
    print(code, memory, f"{seconds:.1f}", said[-1500:])
    assert code == (0 if "spine" in name else 1), said
    assert memory < MEMORY
    assert seconds < SECONDS
    assert len(said.splitlines()) < 40
    assert (tmp_path / "build" / "x.txt").is_file()


def test_a_chapter_too_large_is_an_input_that_failed(tmp_path: Path) -> None:
    large = str(EPUB_FILES["OEBPS/Text/b.xhtml"]).replace("</body>", "<p>河上的渡船。</p>" * 500_000 + "</body>")
    write(tmp_path, {"a.epub": zipped({**EPUB_FILES, "OEBPS/Text/b.xhtml": large})})
    code, said, _, _ = measured("build", "a.epub", "-f", "txt", "--title", "x", cwd=tmp_path)
    assert code == 1
    assert "2 given = 1 packed" in said
    assert "error: a.epub/OEBPS/Text/b.xhtml: " in said


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared, with the cases, is not beside the checkout")
def test_seven_kilobytes_that_hold_ten_gigabytes(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": article("渡船"), "b.bz2": (SHARED / "cases" / "safety" / "tengig.bz2").read_bytes()})
    code, said, memory, seconds = measured("build", "a.md", "b.bz2", "-f", "txt", "--title", "x", cwd=tmp_path)
    assert (code, memory < MEMORY, seconds < SECONDS) == (1, True, True)
    assert "b.bz2" in said


def test_check_counts_what_comes_out(tmp_path: Path) -> None:
    for name, body in {
        "a.epub": raw_zip([(f"{k}.xhtml", 8, deflated(100), 100 * MB) for k in range(50)]),
        "b.epub": lying(12, bz2.compress(ZERO) * 5000),
    }.items():
        write(tmp_path, {name: body})
        code, said, memory, seconds = measured("check", name, cwd=tmp_path)
        assert (code, memory < MEMORY, seconds < SECONDS) == (1, True, True), (said, memory, seconds)
