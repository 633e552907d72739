"""The pictures of a book: those beside its articles or inside them go in, those on the network when that was asked for.

What is no picture of the article is recognised by its bytes: a tracking pixel has next to no size, an animated strip between
sections (on 39% of WeChat articles, ../shared/inputs.md) becomes the divider that it stands for. Bytes are kept once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import urljoin

from book import store
from book.findings import Finding, Where
from book.messages import Message, message
from book.model import Article, Asset, Assets, Block, Book, Divider, Figure, Image
from book.pictures import decode, local
from book.walk import map_blocks, map_images

_PIXEL = 3  # px: a picture with a side below it is not meant to be seen
_STRIP = 4  # times as wide as high: an animated strip
_STRIP_HEIGHT = 160  # px


class Web(Protocol):
    """What fetches a picture."""

    def picture(self, address: str, referer: str, locator: str) -> tuple[bytes | None, Finding]:
        """The bytes at an address, and the finding that says how they came, or why they did not."""


def illustrate(
    book: Book, places: dict[str, store.Place], web: Web | None = None
) -> tuple[Assets, Book, list[Finding]]:
    """The book with its pictures; those that cannot be in it are named, each once."""
    desk = _Desk(places, web)
    parts = tuple(replace(part, articles=tuple(map(desk.settled, part.articles))) for part in book.parts)
    return Assets(desk.table, desk.bodies.__getitem__), replace(book, parts=parts), desk.findings


@dataclass(slots=True)
class _Desk:
    places: dict[str, store.Place]
    web: Web | None
    table: dict[str, Asset] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def settled(self, article: Article) -> Article:
        """The article with the ids of its pictures."""
        seen: dict[str, str] = {}
        strips: set[str] = set()
        nothing: set[str] = set()

        def settle(image: Image) -> Image:
            if image.src not in seen:
                seen[image.src] = self._picture(image.src, article, strips, nothing)
            return replace(image, asset=seen[image.src])

        def divided(block: Block) -> Block:
            if (
                isinstance(block, Figure)
                and not block.caption
                and block.images
                and all(i.src in strips for i in block.images)
            ):
                return Divider(block.at)
            if isinstance(block, Figure) and any(i.src in nothing for i in block.images):
                return replace(block, images=tuple(i for i in block.images if i.src not in nothing))
            return block

        blocks = map_blocks(map_images(article.blocks, settle), divided)
        shown = tuple(
            b for b in blocks if not isinstance(b, Figure) or b.caption or any(i.asset or i.alt for i in b.images)
        )
        return replace(article, blocks=shown)

    def _picture(self, src: str, article: Article, strips: set[str], nothing: set[str]) -> str:
        """The asset id of a picture, "" with a finding where it cannot be in the book."""
        where = Where(article.source.locator)
        shown = src if len(src) < 200 else src[:200] + "…"
        body = self._bytes(src, shown, article)
        if body is None:
            return ""
        made = decode.prepare(body)
        if isinstance(made, Message):
            self.findings.append(Finding("image.broken", where, shown, detail=made))
            return ""
        if min(made.asset.width, made.asset.height) < _PIXEL:
            size = message("detail.pixels", width=made.asset.width, height=made.asset.height)
            self.findings.append(Finding("image.pixel", where, shown, detail=size))
            nothing.add(src)
            return ""
        if made.frames > 1 and made.asset.height <= _STRIP_HEIGHT and made.asset.width >= made.asset.height * _STRIP:
            frames = message("detail.frames", n=made.frames)
            self.findings.append(Finding("image.divider", where, shown, detail=frames))
            strips.add(src)
            return ""
        if made.converted:
            how = message("detail.converted", form=made.converted, to=made.asset.media_type)
            self.findings.append(Finding("image.converted", where, shown, detail=how))
        self.table[made.asset.id] = made.asset
        self.bodies[made.asset.id] = made.body
        return made.asset.id

    def _bytes(self, src: str, shown: str, article: Article) -> bytes | None:
        where = Where(article.source.locator)
        url = article.source.url
        if not local.is_remote(src):
            place = self.places[article.source.locator]
            body = local.picture(src, place)
            if body is None and (body := local.copy(src, place)) is not None:
                self.findings.append(Finding("image.kept-copy", where, shown))
            if body is None and url and not src.startswith(("data:", "file:")):
                # A page that was fetched, or saved without its pictures: they lie beside its address.
                found = self._fetched(_joined(url, src), url, article)
                if found is not None and found[1].code != "image.remote":
                    self.findings.append(found[1])
                    return found[0]
            if body is None:
                self.findings.append(Finding("image.missing", where, shown))
            return body
        found = self._fetched(src, url, article)
        self.findings.append(found[1] if found is not None else Finding("image.remote", where, shown))
        return found[0] if found is not None else None

    def _fetched(self, src: str, referer: str, article: Article) -> tuple[bytes | None, Finding] | None:
        if self.web is None or not local.is_remote(src) or src.lower().startswith("ftp:"):
            return None
        return self.web.picture(src, referer, article.source.locator)


def _joined(url: str, src: str) -> str:
    try:
        return urljoin(url, src)
    except ValueError:
        return ""
