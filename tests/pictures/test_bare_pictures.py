"""What a picture's file says besides the picture stays out of the book; the picture, its colours and its movement stay in."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
from conftest import article, wenxuan, write
from factory_sources import zipped
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageSequence, PngImagePlugin, features

from book.pictures.bare import bare
from book.pictures.decode import Picture, prepare
from book.pictures.profile import fits

MARK = b"GPSMARK"
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>' + MARK + b"</rdf:RDF></x:xmpmeta>"


def drawn(size: tuple[int, int] = (48, 40), mode: str = "RGB") -> Image.Image:
    """A picture with something in it."""
    red, green = Image.linear_gradient("L").resize(size), Image.radial_gradient("L").resize(size)
    return Image.merge("RGB", (red, green, red)).convert(mode)


def saved(form: str, image: Image.Image | None = None, **more: object) -> bytes:
    out = io.BytesIO()
    (image or drawn()).save(out, form, **more)
    return out.getvalue()


def exif(turn: int = 1) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112], tags[0x010F], tags[0x013B] = turn, "GPSMARK maker", "GPSMARK artist"
    tags.get_ifd(0x8825)[1] = "N"
    return tags


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def jpeg(*segments: bytes, behind: bytes = b"", **more: object) -> bytes:
    """A JPEG with segments behind its first one."""
    body = saved("JPEG", **more)
    at = 4 + int.from_bytes(body[4:6], "big")
    return body[:at] + b"".join(segments) + body[at:] + behind


def between_scans(data: bytes) -> bytes:
    """A progressive JPEG with a segment before its second scan."""
    body = saved("JPEG", progressive=True)
    at = body.index(b"\xff\xc4", body.index(b"\xff\xda"))
    return body[:at] + segment(0xE1, data) + body[at:]


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(*chunks: bytes, behind: bytes = b"", at_end: bool = False, **more: object) -> bytes:
    """A PNG with chunks behind its head, or before its end."""
    body = saved("PNG", **more)
    at = len(body) - 12 if at_end else 33
    return body[:at] + b"".join(chunks) + body[at:] + behind


def gif(*blocks: bytes, behind: bytes = b"", body: bytes = b"") -> bytes:
    """A GIF with blocks before its first picture."""
    body = body or saved("GIF")
    at = 13 + 3 * (2 << (body[10] & 7))
    return body[:at] + b"".join(blocks) + body[at:] + behind


def rows(data: bytes) -> bytes:
    """Sub-blocks of a GIF."""
    return (
        b"".join(bytes((len(part),)) + part for part in (data[k : k + 255] for k in range(0, len(data), 255))) + b"\0"
    )


def moving(form: str, **more: object) -> bytes:
    frames = [drawn().rotate(turn) for turn in (0, 30, 60)]
    return saved(form, frames[0], save_all=True, append_images=frames[1:], duration=80, loop=0, **more)


def text_chunks() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "GPSMARK")
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    info.add_text("Author", "GPSMARK", zip=True)
    return info


RAW_EXIF = b"\nexif\n      14\n" + (b"Exif\0\0" + MARK).hex().encode()
BIG_EXIF = b"Exif\0\0" + exif().tobytes()[6:]


def with_private_chunk(webp: bytes) -> bytes:
    whole = webp + b"GPSM\x08\0\0\0GPSMARK."
    return whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:]


#: What is in the file, and the pixels must stay as they are: a marker stands in each place.
LOSSLESS: dict[str, bytes] = {
    "JPEG, Exif": saved("JPEG", exif=exif()),
    "JPEG, two Exif": jpeg(segment(0xE1, b"Exif\0\0" + MARK), exif=exif()),
    "JPEG, XMP": saved("JPEG", xmp=XMP),
    "JPEG, more XMP": jpeg(segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + MARK)),
    "JPEG, IPTC": jpeg(segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x07" + MARK)),
    "JPEG, comment": saved("JPEG", comment=MARK),
    "JPEG, two comments": jpeg(segment(0xFE, MARK), segment(0xFE, MARK)),
    "JPEG, unknown segments": jpeg(*(segment(0xE0 + n, MARK) for n in range(16))),
    "JPEG, small picture of JFIF": saved("JPEG").replace(
        b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0", b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x03GPSMARK12"
    ).replace(b"\xff\xe0\0\x10", b"\xff\xe0\0\x19", 1),
    "JPEG, JFXX": jpeg(segment(0xE0, b"JFXX\0\x10" + MARK)),
    "JPEG, behind Adobe's note": jpeg(segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01" + MARK)),
    "JPEG, false profile": jpeg(segment(0xE2, b"ICC_PROFILE\0\x01\x01" + MARK)),
    "JPEG, profile with a tail": jpeg(segment(0xE2, b"ICC_PROFILE\0\x01\x01" + SRGB + MARK)),
    "JPEG, FlashPix": jpeg(segment(0xE2, b"FPXR\0" + MARK)),
    "JPEG, between scans": between_scans(b"Exif\0\0" + MARK),
    "JPEG, with restarts": jpeg(segment(0xFE, MARK), restart_marker_blocks=2),
    "JPEG, fill bytes": jpeg(b"\xff\xff\xff" + segment(0xFE, MARK)),
    "JPEG, a zip behind": saved("JPEG") + zipped({"GPSMARK.txt": MARK}),
    "JPEG, a film behind": saved("JPEG") + b"\0\0\0\x18ftypmp42" + MARK,
    "JPEG, a JPEG behind": saved("JPEG") + saved("JPEG", comment=MARK),
    "MPO": saved("MPO", save_all=True, append_images=[drawn()], exif=exif()),
    "PNG, eXIf": saved("PNG", exif=exif()),
    "PNG, eXIf behind the picture": png(chunk(b"eXIf", exif().tobytes()[6:]), at_end=True),
    "PNG, texts": saved("PNG", pnginfo=text_chunks()),
    "PNG, raw profile": png(chunk(b"tEXt", b"Raw profile type exif\0" + RAW_EXIF)),
    "PNG, raw profile packed": png(chunk(b"zTXt", b"Raw profile type APP1\0\0" + zlib.compress(RAW_EXIF))),
    "PNG, packed XMP": png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0" + zlib.compress(XMP))),
    "PNG, time": png(chunk(b"tIME", b"\x07\xe8\x01\x01\x01\x01\x01"), chunk(b"tEXt", b"a\0" + MARK)),
    "PNG, private chunks": png(chunk(b"prVt", MARK), chunk(b"vpAg", MARK)),
    "PNG, name of its palette": png(chunk(b"sPLT", MARK + b"\0\x08")),
    "PNG, name of its profile": png(chunk(b"iCCP", MARK + b"\0\0" + zlib.compress(SRGB))),
    "PNG, false profile": png(chunk(b"iCCP", b"icc\0\0" + zlib.compress(MARK))),
    "PNG, behind its profile": png(chunk(b"iCCP", b"icc\0\0" + zlib.compress(SRGB) + MARK)),
    "PNG, behind": png(behind=zipped({"GPSMARK.txt": MARK})),
    "APNG": png(chunk(b"tEXt", b"a\0" + MARK), save_all=True, append_images=[drawn().rotate(90)]),
    "GIF, comment": saved("GIF", comment=MARK),
    "GIF, XMP": gif(b"\x21\xff\x0bXMP DataXMP" + XMP + b"\x01" + bytes(range(255, -1, -1)) + b"\0"),
    "GIF, application": gif(b"\x21\xff\x0bMYAPP  1.00" + rows(MARK * 50)),
    "GIF, text": gif(b"\x21\x01\x0c" + bytes(12) + rows(MARK)),
    "GIF, more than a loop": gif(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0" + rows(MARK)),
    "GIF, behind": gif(behind=MARK),
    "GIF that moves": gif(b"\x21\xfe" + rows(MARK), body=moving("GIF")),
}  # fmt: skip
#: The same of what is encoded anew.
ANEW: dict[str, bytes] = {
    "JPEG, turned": saved("JPEG", exif=exif(6), comment=MARK, icc_profile=SRGB),
    "PNG, turned": saved("PNG", exif=exif(6), pnginfo=text_chunks()),
    "CMYK JPEG": saved("JPEG", drawn(mode="CMYK"), exif=exif(), comment=MARK),
    "JPEG with bytes between segments": jpeg(b"\0\0" + segment(0xFE, MARK)),
    "TIFF": saved("TIFF", exif=exif(), description="GPSMARK", software="GPSMARK", artist="GPSMARK"),
    "TIFF, turned": saved("TIFF", tiffinfo={274: 6, 270: "GPSMARK", 700: XMP}),
    "BMP": saved("BMP") + MARK,
}
if features.check("webp"):
    ANEW["WebP"] = saved("WEBP", exif=exif(), xmp=XMP, icc_profile=SRGB)
    ANEW["WebP, moving, see-through"] = moving("WEBP", exif=exif(), xmp=XMP)
    ANEW["WebP, private chunk"] = with_private_chunk(saved("WEBP", exif=exif()))
if features.check("avif"):
    ANEW["AVIF"] = saved("AVIF", exif=exif(), xmp=XMP)


def frames(body: bytes) -> list[bytes]:
    """The pixels of each frame."""
    with Image.open(io.BytesIO(body)) as image:
        return [frame.convert("RGBA").tobytes() for frame in ImageSequence.Iterator(image)]


def says(body: bytes) -> bool:
    """Whether a marker is anywhere in a file: as it is, in a packed chunk, as hexadecimal."""
    texts = [body]
    with Image.open(io.BytesIO(body)) as image:
        image.load()
        texts.append(repr((image.info, dict(image.getexif()))).encode())
    return any(MARK in text or MARK.hex().encode() in text for text in texts)


@pytest.mark.parametrize("name", LOSSLESS)
def test_what_a_file_says_goes_and_no_pixel_changes(name: str) -> None:
    body = LOSSLESS[name]
    made = prepare(body)
    assert isinstance(made, Picture)
    assert not says(made.body)
    assert made.taken
    assert not made.converted
    first = 1 if name == "MPO" else None
    assert frames(made.body) == frames(body)[:first]
    again = prepare(made.body)
    assert isinstance(again, Picture)
    assert (again.body, again.taken) == (made.body, "")


@pytest.mark.parametrize("name", ANEW)
def test_what_is_encoded_anew_says_nothing(name: str) -> None:
    body = ANEW[name]
    made = prepare(body)
    assert isinstance(made, Picture)
    assert not says(made.body)
    assert made.converted
    assert bool(made.taken) == (name != "BMP")
    with Image.open(io.BytesIO(made.body)) as image:
        assert image.size == ((40, 48) if "turned" in name else (48, 40))
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "icc_profile"}
        assert ("icc_profile" in image.info) == (b"acsp" in body)


#: Files that say nothing: byte for byte the same.
QUIET: dict[str, bytes] = {
    "JPEG": saved("JPEG"),
    "JPEG, progressive": saved("JPEG", progressive=True),
    "JPEG, restarts": saved("JPEG", restart_marker_blocks=1),
    "JPEG, grey": saved("JPEG", drawn(mode="L")),
    "JPEG, profile": saved("JPEG", icc_profile=SRGB),
    "JPEG, profile in pieces": saved("JPEG", icc_profile=SRGB[:-4] + SRGB[-4:]),
    "JPEG, Adobe": jpeg(segment(0xEE, b"Adobe\0\x64\0\0\0\0\x01")),
    "JPEG, resolution": saved("JPEG", dpi=(300, 300)),
    "PNG": saved("PNG"),
    "PNG, profile": saved("PNG", icc_profile=SRGB),
    "PNG, colours": png(chunk(b"gAMA", struct.pack(">I", 45455)), chunk(b"sRGB", b"\0"), dpi=(300, 300)),
    "PNG, transparent colour": saved("PNG", drawn(mode="P"), transparency=3),
    "APNG": moving("PNG"),
    "GIF": saved("GIF"),
    "GIF that moves": moving("GIF"),
    "GIF, transparent colour": saved("GIF", drawn(mode="P"), transparency=3),
}


@pytest.mark.parametrize("name", QUIET)
def test_what_says_nothing_stays_as_it_is(name: str) -> None:
    made = prepare(QUIET[name])
    assert isinstance(made, Picture)
    assert made.body == QUIET[name]
    assert (made.taken, made.converted) == ("", "")
    assert made.frames == (3 if name in ("APNG", "GIF that moves") else 1)


def test_a_profile_in_pieces_stays_where_it_is_whole() -> None:
    pieces = [SRGB[:200], SRGB[200:]]
    whole = jpeg(*(segment(0xE2, b"ICC_PROFILE\0" + bytes((n, 2)) + piece) for n, piece in enumerate(pieces, 1)))
    made = bare(whole, "JPEG", "RGB ")
    assert made is not None
    assert made.body == whole
    lacking = bare(jpeg(segment(0xE2, b"ICC_PROFILE\0\x01\x02" + pieces[0])), "JPEG", "RGB ")
    assert lacking is not None
    assert lacking.taken == ["ICC"]


def test_what_is_a_profile() -> None:
    assert fits(SRGB, "RGB ")
    assert fits(SRGB + b"\0\0", "RGB ")
    assert not fits(SRGB, "GRAY")
    assert not fits(SRGB + b"GPSMARK", "RGB ")
    assert not fits(SRGB[:100], "RGB ")
    assert not fits(b"", "RGB ")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(LOSSLESS)), st.integers(0, 5000), st.binary(min_size=1, max_size=6))
def test_a_damaged_file_is_followed_to_its_end_or_not_at_all(name: str, at: int, patch: bytes) -> None:
    body = LOSSLESS[name]
    form = "JPEG" if name == "MPO" else name.removeprefix("A").split(",")[0].split()[0]
    at %= len(body)
    made = bare(body[:at] + patch + body[at + len(patch) :], form, "RGB ")
    if made is not None:
        again = bare(made.body, form, "RGB ")
        assert again is not None
        assert (again.body, again.taken, again.behind) == (made.body, [], False)


def inside(out: Path) -> Iterator[bytes]:
    """All that stands in an EPUB and a PDF, unpacked."""
    for path in out.rglob("*"):
        if path.suffix == ".epub":
            with zipfile.ZipFile(path) as book:
                yield from (book.read(name) for name in book.namelist())
        elif path.suffix == ".pdf":
            with pymupdf.open(path) as pdf:
                for xref in range(1, pdf.xref_length()):
                    yield pdf.xref_object(xref).encode()
                    yield pdf.xref_stream(xref) or b""
                    yield pdf.xref_stream_raw(xref) or b""


def test_nothing_of_it_is_in_a_finished_book_its_cover_or_its_copies(desk: Path) -> None:
    bodies = {**LOSSLESS, **ANEW}
    names = {f"{n}.png": body for n, body in enumerate(bodies.values())}
    lines = [f"![图 {n}]({name})" for n, name in enumerate(names)]
    write(desk, {"b/in/a.md": article("渡船", *lines), **{f"b/in/{name}": body for name, body in names.items()}})
    cover = saved("JPEG", drawn((600, 900)), exif=exif(), comment=MARK)
    write(desk, {"b/cover.jpg": cover + MARK, "b/book.toml": (
        '[book]\ntitle = "x"\n[sources]\nfiles = ["in"]\n[epub]\ncover = "cover.jpg"\n[pdf]\ncover = true\n'
    )})  # fmt: skip
    assert wenxuan("scan", "b").code == 0
    for name in list(names)[::2]:  # of these the copies are taken
        (desk / "b" / "in" / name).unlink()
    ran = wenxuan("build", "b")
    assert ran.code == 0, ran.err
    found = list(inside(desk / "b" / "build"))
    assert len(found) > len(names)
    assert not [one[:80] for one in found if MARK in one or MARK.hex().encode() in one]
    told = [json.loads(row) for row in (desk / "b" / "build" / "report.jsonl").read_text("utf-8").splitlines()]
    assert sum(row.get("code") == "image.stripped" for row in told) == len(bodies) - 1 + 1, (
        "of each but the BMP, and of the cover, which is told once for both formats"
    )


def test_a_picture_that_says_nothing_is_not_spoken_of(desk: Path) -> None:
    write(desk, {"a.md": article("渡船", "![图](a.jpg)"), "a.jpg": saved("JPEG", icc_profile=SRGB)})
    assert wenxuan("build", "a.md", "-f", "epub", "-o", "out").code == 0
    assert "image.stripped" not in (desk / "out" / "report.jsonl").read_text("utf-8")
