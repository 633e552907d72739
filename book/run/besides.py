"""What a printed book has besides its text, whichever press sets it: its cover, its proof, how its titles fall into phrases."""

from __future__ import annotations

from functools import cache

from book import packaged
from book.convert.engine import way
from book.convert.lexicon import Lexicon
from book.findings import Finding
from book.model import Assets
from book.render.pdf.content import Besides
from book.render.pdf.grid import grid
from book.render.phrases import Phrases
from book.run.edition import Edition, with_picture
from book.run.extras import cover_of


def besides_of(edition: Edition) -> tuple[Assets, Besides, tuple[Finding, ...]]:
    """What the printed book has besides its articles, and the pictures with its cover among them."""
    job = edition.job
    if not job.config.pdf.cover:
        return edition.assets, Besides(proof=edition.round, phrases=_phrases()), ()
    page = grid(job.config.pdf)
    cover, findings = cover_of(job.config, job.beside, edition.book, page.height / page.width)
    besides = Besides(cover.asset.id if cover else "", edition.round, phrases=_phrases())
    return with_picture(edition.assets, cover), besides, findings


@cache
def _phrases() -> Phrases:
    """How titles fall into phrases: by the words that conversion knows."""
    simplified = way("hant", "hans")
    costs = Lexicon.parse(packaged.lexicon(), "").costs
    return Phrases(costs, simplified.plain) if simplified else Phrases(costs)
