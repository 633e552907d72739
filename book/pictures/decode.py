"""A picture's bytes → bytes that every reader and the press can show. Pillow decodes; nothing is fetched or scaled here.

What cannot be decoded whole, or would unpack to more than `_MOST` pixels, is refused with a reason.
"""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from PIL import Image as Pillow
from PIL import ImageFile, ImageOps, UnidentifiedImageError

from book.messages import Message, Wording, message
from book.model import Asset

try:
    import pi_heif
except ImportError:  # a machine that it has no wheel for
    HEIC = False
else:
    pi_heif.register_heif_opener()  # what telephones photograph in; Pillow itself has no decoder for it
    HEIC = True

_MOST = 80_000_000  # pixels: an A3 page at 600 dpi is 70 million
#: What Pillow raises over damaged bytes, here or there.
_DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    MemoryError,
    struct.error,
)
_PLAIN = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif"}
_MODES = {
    "JPEG": ("RGB", "L"),
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "GIF": ("1", "L", "P", "RGB", "RGBA"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be packed; `converted` names the form it came in, if it was not packed as it came."""

    asset: Asset
    body: bytes
    converted: Wording = ""
    frames: int = 1


def prepare(body: bytes) -> Picture | Message:
    """The picture, or the reason why it cannot be shown."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Pillow's, of damage that it can live with
        return _prepared(body)


def _prepared(body: bytes) -> Picture | Message:
    if not HEIC and body[4:8] == b"ftyp" and body[8:12] in (b"heic", b"heix", b"hevc", b"mif1"):
        return message("detail.heic")
    try:
        with warnings.catch_warnings(), _whole_only():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            image = Pillow.open(io.BytesIO(body))
            if image.width * image.height > _MOST:
                return message("detail.many-pixels", width=image.width, height=image.height, most=_MOST)
            image.load()
    except (UnidentifiedImageError, Pillow.DecompressionBombWarning, Pillow.DecompressionBombError):
        return message("detail.no-picture-data")
    except _DAMAGE as error:
        return message("detail.picture-damaged", error=str(error))
    form = image.format or ""
    frames = _frames(image)
    turned = _is_turned(image)
    if form in _PLAIN and image.mode in _MODES[form] and not turned and (form != "PNG" or _is_whole_png(body)):
        if body.count(b"Exif\0\0") == 1 and form == "JPEG" and _opens(_bare(body), image.size):
            bare = _bare(body)
            return Picture(_asset(bare, "image/jpeg", image.size), bare, message("detail.camera"), frames)
        return Picture(_asset(body, _PLAIN[form], image.size), body, frames=frames)
    try:
        return replace(_converted(_upright(image), form), frames=frames)
    except _DAMAGE as error:
        return message("detail.unconvertible", error=str(error))


def _frames(image: Pillow.Image) -> int:
    """How many pictures the file holds; the first was read, so damage behind it does not matter."""
    try:
        return int(getattr(image, "n_frames", 1))
    except _DAMAGE:
        return 1


def _is_turned(image: Pillow.Image) -> bool:
    """Whether the camera said that the picture stands otherwise than it lies."""
    try:
        return image.getexif().get(0x0112, 1) not in (0, 1)
    except _DAMAGE:
        return False


def _is_whole_png(body: bytes) -> bool:
    """Whether the chunks follow one another up to IEND (PNG 3rd ed. §5.3: length, four letters, data, CRC).

    Pillow reads past damage behind the picture data, or fails over it, by a setting that WeasyPrint changes.
    """
    at = 8
    while at + 12 <= len(body):
        length, name = int.from_bytes(body[at : at + 4], "big"), body[at + 4 : at + 8]
        if not name.isalpha():
            return False
        at += 12 + length
        if name == b"IEND":
            return at <= len(body)
    return False


def _opens(body: bytes, size: tuple[int, int]) -> bool:
    """Whether what is left of a picture still is that picture."""
    try:
        return Pillow.open(io.BytesIO(body)).size == size
    except _DAMAGE:
        return False


def _bare(body: bytes) -> bytes:
    """A JPEG without what the camera noted: place, time, owner (APP1: Exif and XMP; APP13: IPTC). Not encoded again.

    ITU-T T.81 §B.1.1: segments are FF, a marker, a length that counts itself; picture data begin after SOS (DA).
    """
    kept, at = bytearray(body[:2]), 2
    while at + 4 <= len(body) and body[at] == 0xFF and body[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(body[at + 2 : at + 4], "big")
        if body[at + 1] not in (0xE1, 0xED):
            kept += body[at:end]
        at = end
    return bytes(kept + body[at:])


def _converted(image: Pillow.Image, form: str) -> Picture:
    """The picture as JPEG; as PNG where it is see-through or came without loss."""
    stream = io.BytesIO()
    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if see_through or form in ("BMP", "ICO", "PPM", "PNG"):
        image.convert("RGBA" if see_through else "RGB").save(stream, "PNG", optimize=True)
        media_type = "image/png"
    else:
        image.convert("RGB").save(stream, "JPEG", quality=90)
        media_type = "image/jpeg"
    made = stream.getvalue()
    return Picture(_asset(made, media_type, image.size), made, form or message("detail.unknown-form"))


def _upright(image: Pillow.Image) -> Pillow.Image:
    """The picture as it is meant to be seen: turned as its camera said, 16 bits of grey brought to 8."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    try:
        return ImageOps.exif_transpose(image)
    except _DAMAGE:
        return image  # what the camera said cannot be read


@contextmanager
def _whole_only() -> Iterator[None]:
    """Damage is an error meanwhile: WeasyPrint, once imported, lets Pillow read pictures that are cut short."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _asset(body: bytes, media_type: str, size: tuple[int, int]) -> Asset:
    return Asset(hashlib.sha256(body).hexdigest(), media_type, len(body), *size)
