"""A picture as every reader and the press can show it, and what is told of how it came to be."""

from __future__ import annotations

from book.classes import dataclass
from book.messages import Wording
from book.model import Asset


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be packed; `converted` names the form it came in, if it was encoded anew, `taken` what its file said
    besides the picture and says no more, `lost` what of a drawing cannot be seen in it."""

    asset: Asset
    body: bytes
    converted: Wording = ""
    frames: int = 1
    taken: Wording = ""
    lost: str = ""
