"""The pictures of a book: those that lie beside its articles, or inside them, go in; the others are named."""

from __future__ import annotations

from dataclasses import replace

from book import pictures, store
from book.findings import Finding, Where
from book.model import Article, Asset, Assets, Book, Figure, Image
from book.walk import map_images


def illustrate(book: Book, places: dict[str, store.Place]) -> tuple[Assets, Book, list[Finding]]:
    """The book with the pictures that lie beside its articles; the others are named, each once."""
    table: dict[str, Asset] = {}
    bodies: dict[str, bytes] = {}
    findings: list[Finding] = []

    def settled(article: Article) -> Article:
        seen: dict[str, str] = {}

        def settle(image: Image) -> Image:
            if image.src not in seen:
                seen[image.src] = _picture(image.src, article, places, table, bodies, findings)
            return replace(image, asset=seen[image.src])

        blocks = map_images(article.blocks, settle)
        shown = tuple(
            b for b in blocks if not isinstance(b, Figure) or b.caption or any(i.asset or i.alt for i in b.images)
        )
        return replace(article, blocks=shown)

    parts = tuple(replace(part, articles=tuple(map(settled, part.articles))) for part in book.parts)
    return Assets(table, bodies.__getitem__), replace(book, parts=parts), findings


def _picture(
    src: str,
    article: Article,
    places: dict[str, store.Place],
    table: dict[str, Asset],
    bodies: dict[str, bytes],
    findings: list[Finding],
) -> str:
    """The asset id of a picture, "" with a finding where it cannot be in the book."""
    where = Where(article.source.locator)
    shown = src if len(src) < 200 else src[:200] + "…"
    if store.is_remote(src):
        findings.append(Finding("image.remote", where, shown))
        return ""
    body = store.picture(src, places[article.source.locator])
    if body is None:
        findings.append(Finding("image.missing", where, shown))
        return ""
    made = pictures.prepare(body)
    if isinstance(made, str):
        findings.append(Finding("image.broken", where, shown, detail=made))
        return ""
    if made.converted:
        findings.append(Finding("image.converted", where, shown, detail=f"{made.converted} → {made.asset.media_type}"))
    table[made.asset.id] = made.asset
    bodies[made.asset.id] = made.body
    return made.asset.id
