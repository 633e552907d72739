"""What single reading systems want of an EPUB, as data; each rule with where it is written. 0 means no limit.

The drawn cover, 1600 × 2560 pixels and below 300 KB, suits them all: it is what Kindle Direct Publishing asks for ("Cover image
guidelines": ideally 2,560 × 1,600) and has fewer pixels than Apple allows. Books over a limit are reported, and divided where that
was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from book.classes import dataclass
from book.settings.values import EpubConfig

_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Profile:
    """`levels` of the NCX; `cover_page` beside the cover picture; limits of pictures and of the file; `vertical` text; `mathml`
    where formulas are shown, else they are pictures."""

    levels: int = 0
    cover_page: bool = True
    most_pixels: int = 0
    picture_bytes: int = 0
    most_bytes: int = 0
    vertical: bool = True
    duokan: bool = False
    mathml: bool = True


PROFILES: Mapping[str, Profile] = {
    "generic": Profile(),
    # Amazon Kindle Publishing Guidelines, "NCX guidelines": two levels are shown. KindleGen, message I1052: "does not support
    # cover HTML", it takes the picture. "Send to Kindle": files up to 200 MB.
    "kindle": Profile(levels=2, cover_page=False, most_bytes=200 * _MB, mathml=False),
    # Apple Books Asset Guide, "Preparing images": images within the EPUB cannot exceed 5.6 million pixels; files up to 2 GB.
    "apple": Profile(most_pixels=5_600_000, most_bytes=2_000 * _MB),
    # kobolabs/epub-spec, "Limitations and Maximums": 5 MB an image, 1 GB a book.
    "kobo": Profile(picture_bytes=5 * _MB, most_bytes=1_000 * _MB),
    # koreader/koreader#11469: no vertical writing.
    "koreader": Profile(vertical=False),
    # Neither Kindle nor 多看 is known to show MathML ("Kindle Publishing Guidelines": it is not among the elements supported).
    # 多看: footnotes by the classes duokan-footnote, -content and -item, the mark a picture (notes of novel-downloader).
    "duokan": Profile(duokan=True, mathml=False),
}


def most_bytes(options: EpubConfig) -> int:
    """The most that the file may weigh, in bytes: as the user says, else as the reading system takes; 0 means no limit."""
    return int(options.largest * _MB) or PROFILES[options.reader].most_bytes
