"""A picture of an article as a page of the desk shows it: small, and of a form that every browser has."""

from __future__ import annotations

import io
from contextlib import suppress

from book.model import Image
from book.pictures import local
from book.pictures.picture import Picture
from book.run import editing
from book.run.edition import decoded
from book.run.job import Job
from book.run.pool import Pool
from book.store import Place
from book.walk import images

_SLOW = 0  # what is slow is not tried


def picture(job: Job, file: str, wanted: int | str, width: int) -> tuple[bytes, str] | None:
    """The bytes and the type of a picture, no wider than `width` pixels: the one of this number in an article, or of this address
    on its page. `None` where it cannot be shown. Raises `BookError`."""
    opened = editing.opened(job, file)
    found = list(images(opened.made.blocks)) if isinstance(wanted, int) else [Image(wanted)]
    number = wanted if isinstance(wanted, int) else 0
    if not 0 <= number < len(found):
        return None
    body = _body(found[number], opened.item.place)
    if body is None:
        return None
    with Pool(1, job.config.limits, None) as pool:
        made = decoded(pool, job.cache, body, _SLOW)
    return _fitted(made, width) if isinstance(made, Picture) else None


def _body(image: Image, place: Place) -> bytes | None:
    for address in image.addresses:
        if not local.is_remote(address) and (body := local.picture(address, place)):
            return body
    if place.kept is not None:
        return next((body for one in image.addresses if (body := place.kept.picture(one)) is not None), None)
    return None


def _fitted(made: Picture, width: int) -> tuple[bytes, str]:
    """A picture that is no wider, as JPEG, or as it is."""
    from PIL import Image as Pillow

    with (
        suppress(OSError, ValueError, SyntaxError, Pillow.DecompressionBombError),
        Pillow.open(io.BytesIO(made.body)) as opened,
    ):
        if opened.width > width:
            opened.thumbnail((width, width * 3))
            flat = Pillow.new("RGB", opened.size, "white")
            alpha = opened.convert("RGBA")
            flat.paste(alpha, mask=alpha.getchannel("A"))
            held = io.BytesIO()
            flat.save(held, "JPEG", quality=82)
            return held.getvalue(), "image/jpeg"
    return made.body, made.asset.media_type
