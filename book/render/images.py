"""What is known of a picture without its pixels: how wide a drawing is to stand, and what stands for one that is missing.
Pure.
"""

from __future__ import annotations

from book.late import expression
from book.model import Assets, Image

_EM = 16  # px of CSS: what drawings are measured by, and browsers begin with
#: What says nothing in the place of a picture: the name of a file, a number, an address, the word "picture".
_FILE = expression(r"(?i)\.[a-z]{3,4}$")
_PICTURE = expression(r"(?i)(?:图片?|圖片?|图像|圖像|插图|配图|image|img|picture|photo|pic)[\s\d]{0,4}+")
_ADDRESS = expression(r"[\d/_=]")


def ems(image: Image, assets: Assets) -> float:
    """How wide a drawing is to stand, in em, so that a formula is as large as the text around it; 0 for any other picture."""
    asset = assets.table.get(image.asset)
    return round(asset.shown[0] / _EM, 3) if asset is not None and asset.scale > 1 else 0


def said(image: Image) -> str:
    """The words of a picture that can stand in its place in a line (a face, a sign); empty where they are none."""
    words = image.alt.strip()
    is_name = words.isascii() and " " not in words and _ADDRESS.search(words) is not None
    return "" if is_name or _FILE.search(words) or _PICTURE.fullmatch(words) else words
