"""The pictures of a book: those beside its articles or inside them go in, those on the network when that was asked for.

What is no picture of the article is recognised by its bytes: a tracking pixel has next to no size, an animated strip between
sections (on 39% of WeChat articles, ../shared/inputs.md) becomes the divider that it stands for. Bytes are kept once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urljoin

from book import store
from book.classes import dataclass, field, replace
from book.codes import Severity
from book.findings import Finding, Where
from book.late import late
from book.messages import Message, message
from book.model import (
    Article,
    Asset,
    Assets,
    Block,
    Blocks,
    Book,
    Divider,
    Figure,
    Image,
    Inline,
    InlineImage,
    Paragraph,
)
from book.model.facts import changed, facts_of
from book.pictures import local
from book.pictures.picture import Picture
from book.walk import images, map_blocks, map_images

if TYPE_CHECKING:
    from book.pictures import decode
else:
    decode = late("book.pictures.decode")

_PIXEL = 3  # px: a picture with a side below it is not meant to be seen
_LARGE = 200, 100  # px, width and height of a picture that no line has room for; formulas are wide, emoji small
_STRIP = 4  # times as wide as high: an animated strip
_STRIP_HEIGHT = 160  # px


_Key = tuple[str, ...]  # the addresses of a picture
_Found = tuple[str, bytes | None, list[Finding]]  # an address, the bytes there, and what there is to tell of it


class Web(Protocol):
    """What fetches a picture."""

    def picture(self, address: str, referer: str, locator: str) -> tuple[bytes | None, Finding]:
        """The bytes at an address, and the finding that says how they came, or why they did not."""


#: What makes a picture of its bytes, given how many drawings took too long already.
Prepare = Callable[[bytes, int], Picture | Message]


def illustrate(
    book: Book, places: dict[str, store.Place], web: Web | None = None, prepare: Prepare | None = None
) -> tuple[Assets, Book, list[Finding]]:
    """The book with its pictures; those that cannot be in it are named, each once."""
    desk = _Desk(places, web, prepare or decode.prepare)
    settled = book.mapped(desk.settled)
    return Assets(desk.table, desk.bodies.__getitem__), settled, desk.findings


def _with_ids(ids: Mapping[_Key, str], blocks: Blocks) -> Blocks:
    """Blocks with the ids of their pictures."""
    return map_images(blocks, lambda image: replace(image, asset=ids[image.addresses]))


def _stays(block: Block) -> bool:
    """Whether a block without pictures says something."""
    return (
        bool(block.children) if isinstance(block, Paragraph) else not isinstance(block, Figure) or bool(block.caption)
    )


@dataclass(slots=True)
class _Desk:
    places: dict[str, store.Place]
    web: Web | None
    prepare: Prepare
    table: dict[str, Asset] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    slow: int = 0  # drawings that took too long

    def settled(self, article: Article) -> Article:
        """The article with the ids of its pictures. Where all of them are in the book, its blocks need not be asked for."""
        facts = facts_of(article)
        is_known = (
            facts is not None and facts.is_full and "InlineImage" not in facts.kinds
        )  # pictures in a line go before others
        before = [image for image, _ in facts.pictures] if facts is not None and is_known else images(article.blocks)
        if next(iter(before), None) is None and (is_known or all(map(_stays, article.blocks))):
            return article
        seen: dict[_Key, str] = {}
        strips: set[_Key] = set()
        nothing: set[_Key] = set()

        def settle(image: Image) -> Image:
            if image.addresses not in seen:
                seen[image.addresses] = self._picture(image, article, strips, nothing)
            return replace(image, asset=seen[image.addresses])

        if facts is not None and is_known:
            pictures = tuple([(settle(image), caption) for image, caption in facts.pictures])
            if all(seen.values()):
                return changed(article, partial(_with_ids, seen), facts.illustrated(pictures))

        def divided(block: Block) -> Block:
            if (
                isinstance(block, Figure)
                and not block.caption
                and block.images
                and all(i.addresses in strips for i in block.images)
            ):
                return Divider(block.at)
            if isinstance(block, Figure) and any(i.addresses in nothing for i in block.images):
                return replace(block, images=tuple(i for i in block.images if i.addresses not in nothing))
            return block

        settled = map_blocks(map_images(article.blocks, settle), divided)
        blocks = tuple(part for block in settled for part in self._apart(block))
        shown = tuple(
            b for b in blocks if not isinstance(b, Figure) or b.caption or any(i.asset or i.alt for i in b.images)
        )
        return replace(article, blocks=shown)

    def _apart(self, block: Block) -> Iterator[Block]:
        """A paragraph in parts where a picture in its line turns out to be too large to be a character."""
        if not isinstance(block, Paragraph):
            yield block
            return
        for large, group in groupby(block.children, self._is_large):
            nodes = tuple(group)
            if large:
                yield Figure(tuple(node.image for node in nodes if isinstance(node, InlineImage)), at=block.at)
            else:
                yield block if len(nodes) == len(block.children) else replace(block, children=nodes)

    def _is_large(self, node: Inline) -> bool:
        asset = self.table.get(node.image.asset) if isinstance(node, InlineImage) else None
        return asset is not None and asset.shown[0] >= _LARGE[0] and asset.shown[1] >= _LARGE[1]

    def _picture(self, image: Image, article: Article, strips: set[_Key], nothing: set[_Key]) -> str:
        """The asset id of a picture by the first of its addresses that leads to one; "" with a finding where none does."""
        where = Where(article.source.locator)
        trouble: list[Finding] = []
        for src, body, told in self._found(image, article):
            shown = local.shown(src)
            if body is None:
                trouble += told
                continue
            made = self.prepare(body, self.slow)
            self.slow += isinstance(made, Message) and made.key == "detail.svg-slow"
            if isinstance(made, Message) and made.key == "detail.draws-nothing":
                trouble += [*told, Finding("image.pixel", where, shown, detail=made)]
                continue
            if isinstance(made, Message):
                trouble += [*told, Finding("image.broken", where, shown, detail=made)]
                continue
            if min(made.asset.shown) < _PIXEL:
                size = message("detail.pixels", width=made.asset.width, height=made.asset.height)
                trouble += [*told, Finding("image.pixel", where, shown, detail=size)]
                continue
            self.findings += told
            return self._packed(made, shown, image, article, strips)
        real = [finding for finding in trouble if finding.code != "image.pixel"]
        if all(finding.kind.severity is Severity.INFO for finding in real):
            nothing.add(image.addresses)
            real = trouble
        self.findings += real
        return ""

    def _packed(self, made: Picture, shown: str, image: Image, article: Article, strips: set[_Key]) -> str:
        """The id of a picture that goes into the book; "" for a strip that stands for a divider."""
        where = Where(article.source.locator)
        if made.frames > 1 and made.asset.height <= _STRIP_HEIGHT and made.asset.width >= made.asset.height * _STRIP:
            frames = message("detail.frames", n=made.frames)
            self.findings.append(Finding("image.divider", where, shown, detail=frames))
            strips.add(image.addresses)
            return ""
        if made.converted:
            how = message("detail.converted", form=made.converted, to=made.asset.media_type)
            self.findings.append(Finding("image.converted", where, shown, detail=how))
        if made.taken:
            self.findings.append(Finding("image.stripped", where, shown, detail=made.taken))
        if made.lost:
            self.findings.append(Finding("image.partial", where, shown, detail=made.lost))
        self.table[made.asset.id] = made.asset
        self.bodies[made.asset.id] = made.body
        return made.asset.id

    def _found(self, image: Image, article: Article) -> Iterator[_Found]:
        """Each address with the bytes there: what is in the page or beside it, the last scan's copy, then the network.

        What is nowhere comes once, without bytes and with the finding that says why.
        """
        where = Where(article.source.locator)
        url = article.source.url
        place = self.places[article.source.locator]
        here = [src for src in image.addresses if not local.is_remote(src)]
        bodies: list[_Found] = [(src, body, []) for src in here if (body := local.picture(src, place)) is not None]
        bodies = bodies or [
            (src, body, [Finding("image.kept-copy", where, local.shown(src))])
            for src in here
            if (body := local.copy(src, place)) is not None
        ]
        yield from bodies
        remote = [src for src in image.addresses if local.is_remote(src)]
        # A page that was fetched has nothing beside it on this disk, whatever it names.
        outside = "" if bodies else next((src for src in here if local.leads_out(src, place)), "")
        unread = "" if bodies or outside else next((why for src in here if (why := local.unread(src, place))), "")
        code = "image.outside" if outside else "image.unread" if unread else "image.missing"
        lost = (
            "" if bodies or outside or unread else next((name for src in here if (name := local.lost(src, place))), "")
        )
        why = message("detail.page-folder", folder=lost) if lost else unread
        missing = Finding(code, where, local.shown(outside or image.src), detail=why)
        # A page that was fetched, or saved without its pictures: they may lie beside its address.
        joined = [] if remote or not url else [found for src in here if (found := _joined(url, src))]
        reason = None if remote or bodies else missing
        for src in remote or joined:
            body, told = self._fetched(src, url, article)
            if body is not None:
                yield src, body, [told]
                return
            if remote or told.code != "image.remote":
                reason = told if reason in (None, missing) else reason
        if reason is not None:
            yield image.src, None, [reason]

    def _fetched(self, src: str, referer: str, article: Article) -> tuple[bytes | None, Finding]:
        if self.web is None or src.lower().startswith("ftp:"):
            return None, Finding("image.remote", Where(article.source.locator), local.shown(src))
        return self.web.picture(src, referer, article.source.locator)


def _joined(url: str, src: str) -> str:
    """The address of a picture that has none of its own, by that of its page; "" where that leads to no host."""
    try:
        joined = "" if src.startswith(("data:", "file:")) else urljoin(url, src)
    except ValueError:
        return ""
    return joined if local.is_remote(joined) else ""
