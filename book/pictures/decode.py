"""A picture's bytes → bytes that every reader and the press can show. Pillow decodes; nothing is fetched or scaled here.

What cannot be decoded whole, or would unpack to more than `_MOST` pixels, is refused with a reason.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PIL import Image as Pillow
from PIL import ImageFile, ImageOps, UnidentifiedImageError

from book.classes import replace
from book.messages import Message, Wording, message
from book.model import Asset
from book.pictures import draw, profile, svg
from book.pictures.bare import bare
from book.pictures.picture import Picture

try:
    import pi_heif
except ImportError:  # a machine that it has no wheel for
    HEIC = False
else:
    pi_heif.register_heif_opener()  # what telephones photograph in; Pillow itself has no decoder for it
    HEIC = True

_MOST = 80_000_000  # pixels: an A3 page at 600 dpi is 70 million
_MOST_SLOW = 3  # drawings of a book that may take all their time
#: What Pillow raises over damaged bytes, here or there; a `RuntimeError` is libheif's, or of a form that it does not know.
_DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    struct.error,
)
_PLAIN = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif"}
_MODES = {
    "JPEG": ("RGB", "L"),
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "GIF": ("1", "L", "P", "RGB", "RGBA"),
}
_LOSSLESS = ("BMP", "GIF", "ICO", "PPM", "PNG")
#: What Pillow found in a file besides the picture: its keys.
_NOTES = {
    "Exif": ("exif",),
    "XMP": ("xmp", "XML:com.adobe.xmp"),
    "IPTC": ("photoshop",),
    "COM": ("comment",),
}
#: Tags of TIFF and Exif that say who, where, when, with what; TIFF keeps them among those that the picture needs.
_TAGS = frozenset((270, 271, 272, 305, 306, 315, 316, 700, 33432, 33723, 34377, 34665, 34853))


def prepare(body: bytes, slow: int = 0) -> Picture | Message:
    """The picture, or the reason why it cannot be shown. `slow` is how many drawings of the book took too long already.

    Raises `MemoryError` where the process that it runs in may take no more.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Pillow's, of damage that it can live with
        return _prepared(body, slow)


def _prepared(body: bytes, slow: int = 0) -> Picture | Message:
    text = svg.source(body)
    if text is not None and slow >= _MOST_SLOW:
        return message("detail.svg-after-slow", n=slow)
    if text is not None and (shown := _drawn(text)) is not None:
        return shown
    if not HEIC and body[4:8] == b"ftyp" and body[8:12] in (b"heic", b"heix", b"hevc", b"mif1"):
        return message("detail.heic")
    try:
        with warnings.catch_warnings(), _whole_only():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            image = Pillow.open(io.BytesIO(body))
            if image.width * image.height > _MOST:
                return message("detail.many-pixels", width=image.width, height=image.height, most=_MOST)
            image.load()
    except (Pillow.DecompressionBombWarning, Pillow.DecompressionBombError) as error:
        count = re.search(r"\d+", str(error))  # it is told before the size can be asked for
        return message("detail.pixels-over", count=int(count[0]) if count else _MOST + 1, most=_MOST)
    except UnidentifiedImageError:
        return message("detail.no-picture-data")
    except MemoryError:
        raise
    except _DAMAGE as error:
        return message("detail.picture-damaged", error=str(error))
    form = "JPEG" if image.format == "MPO" else image.format or ""  # a JPEG with further ones behind it
    frames = 1 if image.format == "MPO" else _frames(image)
    plain = bare(body, form, profile.colours_of(image.mode)) if form in _PLAIN else None
    taken = _named(plain.taken, behind=plain.behind) if plain is not None else _named(_noted(image))
    if plain is not None and image.mode in _MODES[form] and not _is_turned(image) and _opens(plain.body, image):
        return Picture(Asset.of(plain.body, _PLAIN[form], image.size), plain.body, frames=frames, taken=taken)
    try:
        return replace(_converted(_upright(image), form), frames=frames, taken=taken)
    except MemoryError:
        raise
    except _DAMAGE as error:
        return message("detail.unconvertible", error=str(error))


def _drawn(text: bytes) -> Picture | Message | None:
    """An SVG drawing as PNG; `None` where the text is none."""
    drawing = svg.drawing(text, _inner)
    if drawing is None or isinstance(drawing, Message):
        return drawing
    body = draw.drawn(drawing)
    if isinstance(body, Message):
        return body
    with Pillow.open(io.BytesIO(body)) as image:
        if image.mode == "RGBA" and image.getchannel("A").getextrema() == (0, 0):
            return message("detail.draws-nothing")
        asset = Asset.of(body, "image/png", image.size, draw.zoom_of(drawing))
    return Picture(asset, body, "SVG", taken=", ".join(drawing.taken), lost=", ".join(drawing.lost))


def _inner(body: bytes) -> tuple[bytes, str, int] | None:
    """A picture inside a drawing; a drawing in a drawing is none."""
    shown = _prepared(body) if svg.source(body) is None else None
    if not isinstance(shown, Picture):
        return None
    return shown.body, shown.asset.media_type, shown.asset.width * shown.asset.height


def _named(taken: Iterable[str], *, behind: bool = False) -> Wording:
    """What was taken off, in words; "" for nothing."""
    names = ", ".join(taken)
    if behind and names:
        return message("detail.both", one=names, rest=message("detail.behind-end"))
    return message("detail.behind-end") if behind else names


def _noted(image: Pillow.Image) -> list[str]:
    """What a picture that is converted says besides itself, as Pillow names it."""
    found = [name for name, keys in _NOTES.items() if any(image.info.get(key) for key in keys)]
    try:
        said = "Exif" not in found and any(tag in _TAGS for tag in image.getexif())
    except _DAMAGE:
        said = True  # something that cannot be read
    return [*found, "Exif"] if said else found


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


def _opens(body: bytes, image: Pillow.Image) -> bool:
    """Whether what is left of a picture still is that picture."""
    try:
        with Pillow.open(io.BytesIO(body)) as left:
            return left.size == image.size and left.mode == image.mode
    except _DAMAGE:
        return False


def _converted(image: Pillow.Image, form: str) -> Picture:
    """The picture as JPEG; as PNG where it is see-through or came without loss. A colour profile goes along, and nothing else."""
    stream = io.BytesIO()
    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    made = image.convert("RGBA" if see_through else "L" if image.mode == "L" else "RGB")
    icc = image.info.get("icc_profile")
    icc = icc if isinstance(icc, bytes) and profile.fits(icc, profile.colours_of(made.mode)) else None
    made.info = {}  # Pillow writes of it what it is not told, a comment for one
    if see_through or form in _LOSSLESS:
        made.save(stream, "PNG", optimize=True, icc_profile=icc)
        media_type = "image/png"
    else:
        made.save(stream, "JPEG", quality=90, icc_profile=icc)
        media_type = "image/jpeg"
    body = stream.getvalue()
    return Picture(Asset.of(body, media_type, image.size), body, form or message("detail.unknown-form"))


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
