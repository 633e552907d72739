"""The editor's hand on one article: its blocks as they become, what is told, and what reads the Markdown that he writes."""

from __future__ import annotations

from collections.abc import Callable

from book.classes import dataclass, field, replace
from book.edit import pieces
from book.edit.markdown import block_markdown
from book.edit.places import nearest
from book.edit.shown import Shown
from book.findings import Finding, Where
from book.messages import Wording, message
from book.model import Article, Block, Blocks, Image
from book.walk import map_blocks, map_images

#: Markdown → blocks, and what could not be read of it.
Reading = Callable[[str], tuple[Blocks, tuple[Finding, ...]]]
#: The address of a picture that an editor wrote → the picture, or why there is none.
Pictures = Callable[[str], Image | Wording]


@dataclass(slots=True)
class Hand:
    """The editor's hand on one article: its blocks as they become, and what is told."""

    article: Article
    read: Reading
    picture: Pictures
    blocks: list[Block] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: int = 0
    _shown: Shown = field(default_factory=Shown)
    _texts: dict[int, tuple[Block, str]] = field(default_factory=dict)  # by id; the block is kept, so that its id is

    @property
    def texts(self) -> list[str]:
        """The blocks as Markdown, by now; one that was written before is not written again."""
        shown = Shown.of(tuple(self.blocks))
        if shown != self._shown:
            self._shown, self._texts = shown, {}
        for block in self.blocks:
            if id(block) not in self._texts:
                self._texts[id(block)] = (block, block_markdown(block, shown))
        return [self._texts[id(block)][1] for block in self.blocks]

    def tell(self, code: str, excerpt: str, detail: Wording = "") -> None:
        """Notes a change, or a word for which there was nothing to do."""
        self.findings.append(Finding(code, Where(self.article.source.locator), excerpt, "edit", detail))

    def lacks(self, written: str, sought: str) -> None:
        """Tells that words were found nowhere, and the block that they may mean."""
        near = nearest(sought, self.blocks)
        self.tell("edit.unfit", written, message("detail.nearest", name=near) if near else "")

    def markdown(self, text: str, was: Blocks) -> Blocks:
        """The blocks of a Markdown text in this article: its notes and pictures under their own names; places as they were."""
        whole = tuple(self.blocks)
        shown = Shown.of(whole)
        keys = {number: key for key, number in shown.notes.items()}
        self.notes += 1
        made, told = self.read(pieces.with_stubs(text, keys))
        self.findings += (replace(one, where=Where(self.article.source.locator)) for one in told)
        blocks = pieces.without_stubs(made, keys, f"editor.{self.notes}.")

        def own(image: Image) -> Image:
            if (known := shown.own(image)) is not None:
                return known
            found = self.picture(image.src)
            if isinstance(found, Image):
                return replace(found, alt=image.alt)
            self.tell("edit.picture", image.src, found)
            return image

        at = next((block.at for block in was), 0)
        blocks = map_blocks(map_images(blocks, own), shown.silenced)
        return tuple(replace(block, at=at) for block in blocks)
