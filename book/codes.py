"""Every kind of finding: how much it matters, what was done with the text, and what it makes of its input.

The wording of each is in the catalogues of `messages`, under its code and under `CODE.next`.
"""

from __future__ import annotations

from enum import StrEnum

from book.classes import dataclass


class Severity(StrEnum):
    """How much a finding matters. Warnings fail under --strict; errors always give exit code 1."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Deed(StrEnum):
    """What was done with the text that a finding is about."""

    NONE = "none"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


class Fate(StrEnum):
    """What became of an input; the sum of all is what was given."""

    PACKED = "packed"
    SKIPPED = "skipped"  # by the user, in articles.toml
    DUPLICATE = "duplicate"  # another copy of its text is packed
    NO_ARTICLE = "not an article"
    FAILED = "failed"
    WAITING = "waiting"  # for the network, which was not asked for


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding.

    `fate` is what it makes of an input that has such a finding, where it makes anything of it; `asked` says that the user
    or the author wants it so, thus that it is no failure.
    """

    severity: Severity
    deed: Deed = Deed.NONE
    fate: Fate | None = None
    asked: bool = False


_I, _W, _E = Severity.INFO, Severity.WARNING, Severity.ERROR
_REMOVED, _MOVED, _CHANGED = Deed.REMOVED, Deed.MOVED, Deed.CHANGED

CODES: dict[str, Kind] = {
    # inputs that gave no article
    "input.missing": Kind(_E, fate=Fate.FAILED),
    "input.unreadable": Kind(_E, fate=Fate.FAILED),
    "input.empty": Kind(_E, fate=Fate.NO_ARTICLE),
    "input.stray": Kind(_W, fate=Fate.NO_ARTICLE, asked=True),
    "input.binary": Kind(_E, fate=Fate.NO_ARTICLE),
    "input.unknown-form": Kind(_E, fate=Fate.NO_ARTICLE),
    "input.no-match": Kind(_E, fate=Fate.FAILED),
    "input.no-text": Kind(_E, fate=Fate.NO_ARTICLE),
    "input.document": Kind(_E, fate=Fate.NO_ARTICLE),
    "input.index": Kind(_E, fate=Fate.NO_ARTICLE),
    "input.spoilt": Kind(_E, fate=Fate.NO_ARTICLE),
    "input.unavailable": Kind(_E, fate=Fate.NO_ARTICLE),
    "input.failed": Kind(_E, fate=Fate.FAILED),
    "input.too-large": Kind(_E, fate=Fate.FAILED),
    "input.over-budget": Kind(_E, fate=Fate.FAILED),
    "input.died": Kind(_E, fate=Fate.FAILED),
    "input.too-short": Kind(_W),
    "input.not-fetched": Kind(_E, fate=Fate.FAILED),
    "input.waiting": Kind(_W, fate=Fate.WAITING, asked=True),
    "input.fetch-failed": Kind(_E, fate=Fate.FAILED),
    "input.refused": Kind(_E, fate=Fate.FAILED),
    "input.outside": Kind(_E, fate=Fate.FAILED),
    # sources that hold several articles
    "source.opened": Kind(_I),
    "source.skipped": Kind(_I),
    "source.left": Kind(_W, _REMOVED),
    "source.draft": Kind(_I, _REMOVED, fate=Fate.SKIPPED, asked=True),
    "source.excerpt": Kind(_W),
    "source.completed": Kind(_I, _CHANGED),
    # the network
    "fetch.fetched": Kind(_I),
    "fetch.cached": Kind(_I),
    # reading
    "read.encoding": Kind(_I),
    "read.zeros": Kind(_W, _CHANGED),
    "read.encoding-lossy": Kind(_W, _CHANGED),
    "read.mojibake": Kind(_W, _CHANGED),
    "read.damaged": Kind(_W),
    "read.front-matter": Kind(_W),
    "read.extracted": Kind(_I),
    "read.outside": Kind(_I, _REMOVED),
    "read.weighed": Kind(_I),
    "read.second-opinion": Kind(_W),
    "read.hidden": Kind(_I, _REMOVED),
    "read.no-title": Kind(_W),
    "read.long-title": Kind(_W, _CHANGED),
    "read.long-heading": Kind(_W, _CHANGED),
    "read.long-name": Kind(_W, _REMOVED),
    "read.date-crawl": Kind(_W),
    "read.impossible-date": Kind(_W),
    "read.conflict": Kind(_I),
    "read.doubtful-author": Kind(_I),
    "read.left-out": Kind(_I, _REMOVED),
    "read.tracked": Kind(_I, _CHANGED),
    "read.no-picture": Kind(_W, _REMOVED),
    "read.tracking": Kind(_I, _CHANGED),
    "read.formula": Kind(_W),
    "read.limit": Kind(_W),
    "read.many-findings": Kind(_W),
    "own.left": Kind(_W, _REMOVED),
    "read.chapters": Kind(_I),
    "read.chapters-doubted": Kind(_I),
    # cleaning
    "clean.removed": Kind(_I, _REMOVED),
    "clean.dropped": Kind(_I, _REMOVED),
    "clean.kept": Kind(_I),
    "clean.unused": Kind(_W),
    "clean.unknown-rule": Kind(_W),
    "clean.moved": Kind(_I, _MOVED),
    "clean.heading": Kind(_I, _CHANGED),
    "clean.demoted": Kind(_I, _CHANGED),
    "clean.changed": Kind(_I, _CHANGED),
    "clean.truncated": Kind(_W),
    # text
    "text.changed": Kind(_I, _CHANGED),
    "text.quotes": Kind(_I, _CHANGED),
    # pictures
    "image.remote": Kind(_W, _REMOVED),
    "image.fetch-failed": Kind(_W, _REMOVED),
    "image.pixel": Kind(_I, _REMOVED),
    "image.divider": Kind(_I, _CHANGED),
    "image.missing": Kind(_W, _REMOVED),
    "image.outside": Kind(_W, _REMOVED),
    "image.unread": Kind(_W),
    "image.kept-copy": Kind(_I),
    "image.broken": Kind(_W, _REMOVED),
    "image.converted": Kind(_I, _CHANGED),
    "image.partial": Kind(_W, _REMOVED),
    "image.stripped": Kind(_I, _REMOVED),
    # conversion
    "convert.detected": Kind(_I),
    "convert.passages": Kind(_I),
    "convert.replaced": Kind(_I, _CHANGED),
    "convert.review": Kind(_I),
    "convert.name": Kind(_W),
    "convert.unprotected": Kind(_W),
    "convert.unused": Kind(_W),
    # binding
    "bind.undated": Kind(_W),
    "bind.duplicate": Kind(_W, fate=Fate.DUPLICATE),
    "bind.left": Kind(_I, _REMOVED, fate=Fate.DUPLICATE, asked=True),
    "bind.reprint": Kind(_W),
    "bind.merged": Kind(_I),
    "bind.joined": Kind(_I, _CHANGED),
    "bind.parts-missing": Kind(_W),
    "bind.link-lost": Kind(_I),
    "bind.intro": Kind(_W, _REMOVED),
    "bind.no-part": Kind(_W),
    "bind.page-apart": Kind(_W),
    "epub.unclaimed": Kind(_W),
    "bind.said": Kind(_I),
    "bind.reading": Kind(_I),
    "bind.named": Kind(_I),
    "bind.unnamed": Kind(_W),
    # the manifest
    "manifest.set": Kind(_I, _CHANGED),
    "manifest.date": Kind(_W),
    "manifest.address": Kind(_W),
    "manifest.new": Kind(_I),
    "manifest.moved": Kind(_I),
    "manifest.tie": Kind(_W),
    "manifest.replaced": Kind(_W),
    "manifest.skipped": Kind(_I, _REMOVED, fate=Fate.SKIPPED, asked=True),
    "manifest.kept-copy": Kind(_I),
    "manifest.no-merge": Kind(_W),
    # the editor's changes of texts
    "edit.replaced": Kind(_I, _CHANGED),
    "edit.changed": Kind(_I, _CHANGED),
    "edit.carried": Kind(_I, _CHANGED),
    "edit.inserted": Kind(_I, _CHANGED),
    "edit.dropped": Kind(_I, _REMOVED),
    "edit.heading": Kind(_I, _CHANGED),
    "edit.no-heading": Kind(_I, _CHANGED),
    "edit.split": Kind(_I, _CHANGED),
    "edit.split-off": Kind(_I),
    "edit.done": Kind(_I),
    "edit.unfit": Kind(_W),
    "edit.ambiguous": Kind(_W),
    "edit.conflict": Kind(_W, _CHANGED),
    "edit.gone-otherwise": Kind(_W),
    "edit.picture": Kind(_W),
    "edit.idle": Kind(_W),
    # proofs for correction
    "proof.first": Kind(_I),
    "proof.compared": Kind(_I),
    "proof.unkept": Kind(_W),
    # rendering and checking
    "render.link": Kind(_I, _CHANGED),
    "epub.css": Kind(_W, _REMOVED),
    "pdf.css": Kind(_W, _REMOVED),
    "pdf.no-glyph": Kind(_W),
    "pdf.font-refused": Kind(_W),
    "pdf.font-lacks": Kind(_W),
    "pdf.no-kai": Kind(_I),
    "pdf.fallback": Kind(_E),
    "pdf.loose": Kind(_I),
    "pdf.whole": Kind(_I),
    "pdf.engine": Kind(_W),
    "pdf.plain": Kind(_W, _CHANGED),
    "pdf.css-idle": Kind(_W),
    "image.budget": Kind(_W),
    "render.too-large": Kind(_W),
    "render.large-file": Kind(_W),
    "render.block-divided": Kind(_I, _CHANGED),
    "render.divided": Kind(_W),
    "render.horizontal": Kind(_W, _CHANGED),
    "font.refused": Kind(_W),
    "font.none": Kind(_W),
    "font.lacks": Kind(_W),
    "cover.no-font": Kind(_W),
    "wrap.spine": Kind(_I),
    "wrap.narrow": Kind(_I),
    "wrap.spine-title": Kind(_W),
    "wrap.blurb": Kind(_W),
    "wrap.resolution": Kind(_W),
    "wrap.cropped": Kind(_I),
    "wrap.no-font": Kind(_W),
    "check.epub": Kind(_E),
    "check.pdf": Kind(_E),
    "check.txt": Kind(_E),
    "check.html": Kind(_E),
    "check.epubcheck": Kind(_E),
    "check.not-run": Kind(_E),
    "check.unknown-kind": Kind(_E),
    "check.unreadable": Kind(_E),
    # libraries
    "archive.lost": Kind(_E),
    "archive.missing": Kind(_E),
    "archive.not-named": Kind(_I),
}
