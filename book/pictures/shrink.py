"""Pictures fitted to an EPUB: no longer than a side, no heavier than a limit, the whole within a budget. Pure; Pillow scales.

What fits is left alone, byte for byte, without a look inside.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from book.classes import dataclass, replace
from book.late import late
from book.model import Asset, Assets
from book.render.epub.profiles import PROFILES
from book.settings.values import EpubConfig

if TYPE_CHECKING:
    from PIL import Image as Pillow
else:
    Pillow = late("PIL.Image")

_COVER_SIDE = 2560  # as long as a drawn one
_STEPS = (1.0, 0.75, 0.55, 0.4, 0.28)  # of the side that was asked for, until the budget holds
_STRIPPED = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "PNG"}


@dataclass(frozen=True, slots=True)
class _Limits:
    side: int
    pixels: int
    weight: int
    first: bool


def fitted(assets: Assets, shown: Iterable[str], options: EpubConfig, cover: str = "") -> tuple[Assets, int]:
    """The pictures as the EPUB holds them, under the same ids, and the bytes by which they exceed the budget (0: they do not)."""
    profile = PROFILES[options.reader]
    here = [ident for ident in dict.fromkeys(shown) if ident in assets.table]
    budget = options.picture_budget * 1_000_000
    made: dict[str, tuple[Asset, bytes | None]] = {}
    total = 0
    for step in _STEPS:
        limits = _Limits(
            int(options.picture_side * step), profile.most_pixels, profile.picture_bytes, options.gif == "first"
        )
        for ident in here:
            own = replace(limits, side=_COVER_SIDE) if ident == cover else limits
            made[ident] = _fit(assets.table[ident], lambda name=ident: assets.read(name), own)  # type: ignore[misc]
        total = sum(asset.size for asset, _ in made.values())
        if not budget or total <= budget:
            break
    bodies = {ident: body for ident, (_, body) in made.items() if body is not None}
    table = {**assets.table, **{ident: asset for ident, (asset, _) in made.items()}}
    over = max(0, total - budget) if budget else 0
    return Assets(table, lambda ident: bodies[ident] if ident in bodies else assets.read(ident)), over


def _fit(asset: Asset, read: Callable[[], bytes], limits: _Limits) -> tuple[Asset, bytes | None]:
    """A picture within limits and its new bytes; `None` for bytes that stay."""
    still = limits.first and asset.media_type == "image/gif"
    scale = min(1.0, limits.side / max(1, asset.width, asset.height))
    if limits.pixels:
        scale = min(scale, (limits.pixels / max(1, asset.width * asset.height)) ** 0.5)
    heavy = bool(limits.weight) and asset.size > limits.weight
    # A moving picture that may stay is not scaled: it would stand still.
    if asset.media_type not in _STRIPPED or (
        not still and (asset.media_type == "image/gif" or (scale == 1 and not heavy))
    ):
        return asset, None
    image = Pillow.open(io.BytesIO(read()))
    image.seek(0)
    form = (
        "JPEG" if heavy and asset.media_type == "image/png" and not _see_through(image) else _STRIPPED[asset.media_type]
    )
    size = max(1, int(asset.width * scale)), max(1, int(asset.height * scale))
    mode = "RGB" if form == "JPEG" else "RGBA" if _see_through(image) else "RGB"
    icc = image.info.get("icc_profile")
    picture = image.convert("L" if image.mode == "L" else mode)
    picture = picture.resize(size, Pillow.Resampling.LANCZOS) if size != picture.size else picture
    for quality in (85, 70, 55):
        stream = io.BytesIO()
        picture.save(
            stream, form, quality=quality, optimize=True, **({"icc_profile": icc} if icc and mode == image.mode else {})
        )
        if form != "JPEG" or not limits.weight or stream.tell() <= limits.weight:
            break
    body = stream.getvalue()
    media_type = "image/jpeg" if form == "JPEG" else "image/png"
    density = asset.scale * size[0] / max(1, asset.width) if asset.scale > 1 else 1.0
    return Asset.of(body, media_type, size, density), body


def _see_through(image: Pillow.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
