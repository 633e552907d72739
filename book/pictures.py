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

from book.model import Asset

_MOST = 80_000_000  # pixels: an A3 page at 600 dpi is 70 million
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
    converted: str = ""
    frames: int = 1


def prepare(body: bytes) -> Picture | str:
    """The picture, or the reason why it cannot be shown."""
    try:
        with warnings.catch_warnings(), _whole_only():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)
            image = Pillow.open(io.BytesIO(body))
            if image.width * image.height > _MOST:
                return f"{image.width} × {image.height} pixels are more than {_MOST:,}"
            image.load()
    except (UnidentifiedImageError, Pillow.DecompressionBombWarning, Pillow.DecompressionBombError):
        return "it is no picture that can be read, or a decompression bomb"
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError, MemoryError, IndexError, TypeError) as error:
        return f"its data are damaged ({error})"
    form = image.format or ""
    frames = int(getattr(image, "n_frames", 1))
    if form in _PLAIN and image.mode in _MODES[form]:
        return Picture(_asset(body, _PLAIN[form], image.size), body, frames=frames)
    try:
        return replace(_converted(_upright(image), form or "unknown"), frames=frames)
    except (OSError, ValueError, MemoryError) as error:
        return f"it cannot be converted ({error})"


def _converted(image: Pillow.Image, form: str) -> Picture:
    """The picture as JPEG; as PNG where it is see-through or came without loss."""
    out = io.BytesIO()
    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    if see_through or form in ("BMP", "ICO", "PPM"):
        image.convert("RGBA" if see_through else "RGB").save(out, "PNG", optimize=True)
        media_type = "image/png"
    else:
        image.convert("RGB").save(out, "JPEG", quality=90)
        media_type = "image/jpeg"
    made = out.getvalue()
    return Picture(_asset(made, media_type, image.size), made, form)


def _upright(image: Pillow.Image) -> Pillow.Image:
    """The picture as it is meant to be seen: turned as its camera said, 16 bits of grey brought to 8."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    try:
        return ImageOps.exif_transpose(image)
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, OverflowError, struct.error):
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
