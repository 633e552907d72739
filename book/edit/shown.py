"""What stands under another name in the Markdown of an article, and comes back as what it is."""

from __future__ import annotations

import hashlib
from urllib.parse import unquote

from book.classes import dataclass, field, replace
from book.model import Block, Blocks, Figure, Image, Note
from book.walk import each_block, images, inline_text

_LONG = 200  # characters of a picture's address, from which a short name stands for it
_PICTURE = "picture-"


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands under another name in the Markdown of an article: its notes by number, pictures with long addresses by a name."""

    notes: dict[str, str] = field(default_factory=dict)  # key → number
    pictures: dict[str, Image] = field(default_factory=dict)  # name → picture
    silent: frozenset[str] = frozenset()  # names of pictures that stand alone, without a caption

    @classmethod
    def of(cls, blocks: Blocks) -> Shown:
        """What an article's blocks hold."""
        keys = [block.key for block in each_block(blocks) if isinstance(block, Note)]
        return cls(
            {key: str(number) for number, key in enumerate(dict.fromkeys(keys), 1)},
            {address_of(image): image for image in images(blocks)},
            frozenset(
                address_of(block.images[0])
                for block in each_block(blocks)
                if isinstance(block, Figure) and len(block.images) == 1 and not block.caption
            ),
        )

    def own(self, image: Image) -> Image | None:
        """The picture of the article that is meant; the alternative text is the editor's. `None` for another."""
        known = self.pictures.get(image.src) or self.pictures.get(unquote(image.src))
        return replace(known, alt=image.alt) if known is not None else None

    def silenced(self, block: Block) -> Block:
        """A picture without the caption that a reader of Markdown made of its alternative text, where the article has it so."""
        if not isinstance(block, Figure) or len(block.images) != 1:
            return block
        name = address_of(block.images[0])
        is_same = name in self.silent and inline_text(block.caption) == self.pictures[name].alt
        return replace(block, caption=()) if is_same else block


def address_of(image: Image) -> str:
    """What a picture is called in Markdown: its address; where that is long, the path that the editor gave, or a short name."""
    if image.src.startswith("data:") and image.others:
        return image.others[0]
    if len(image.src) < _LONG:
        return image.src
    return _PICTURE + hashlib.sha256(image.src.encode("utf-8", "replace")).hexdigest()[:8]
