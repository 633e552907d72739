"""What the index holds of an article, worked out where it is read, so that no text has to be kept in memory for it."""

from __future__ import annotations

import json
from typing import Any

from book.account import fate_without_article, is_skipped
from book.bind.order import site_of
from book.bind.reprints import described
from book.cache import key_of
from book.classes import dataclass, replace
from book.codes import Fate, Severity
from book.findings import Finding
from book.library.packs import Slot
from book.library.words import spaced
from book.messages import Message, Wording
from book.model.facts import facts_of
from book.pictures.local import is_remote, name_of
from book.run.prepared import Prepared
from book.walk import images, plain_text

NO_SLOT = Slot("", 0, 0)
_ACTED = ("clean.kept", "clean.dropped")


@dataclass(frozen=True, slots=True)
class Row:
    """An input of the archives. `words` are title, author, site and text as the index takes them; `pictures` what it calls
    those that lie beside it; `acted` the words of the user in [clean] that found something here; `digest` is another when a book
    of it would be. The fields from `content` on are of articles only."""

    locator: str
    fate: str
    why: str = ""
    content: str = ""
    title: str = ""
    author: str = ""
    site: str = ""
    url: str = ""
    published: str = ""
    language: str = ""
    series: str = ""
    categories: tuple[str, ...] = ()
    characters: int = 0
    digest: str = ""
    size: int = 0
    shingles: int = 0
    known: int = 0
    broken: bool = False
    signature: bytes = b""
    words: tuple[str, str, str, str] = ("", "", "", "")
    pictures: tuple[str, ...] = ()
    acted: tuple[str, ...] = ()
    slot: Slot = NO_SLOT

    @property
    def is_article(self) -> bool:
        """Whether there is an article, whatever becomes of it."""
        return bool(self.digest)


def row_of(item: Prepared, settings: str) -> Row:
    """The row of an input that was read with settings of this digest."""
    article, copy = item.article, item.copy
    why = json.dumps([_plain(f) for f in item.findings if f.kind.severity is Severity.ERROR or f.kind.fate is not None])
    if article is None or copy is None:
        return Row(item.locator, fate_without_article(item.findings).value, why)
    copy = described(copy, article)
    facts = facts_of(article)
    beside = (image.src for image, _ in (facts.pictures if facts else [(one, "") for one in images(article.blocks)]))
    hints = item.raw.hints if item.raw is not None else None
    return Row(
        item.locator,
        Fate.SKIPPED.value if is_skipped(item.findings) else Fate.PACKED.value,
        why,
        copy.text,
        article.title,
        article.author,
        site_of(article),
        article.source.url,
        str(article.published or ""),
        article.language,
        article.series,
        tuple(dict.fromkeys(name for name in article.categories if name)),
        facts.measure.characters if facts and facts.measure else 0,
        key_of(article.source.sha256, settings, item.locator, hints),
        copy.size,
        len(copy.shingles) // 4,
        copy.known,
        copy.broken,
        copy.signature,
        (spaced(article.title), spaced(article.author), spaced(site_of(article)), spaced(plain_text(article.blocks))),
        tuple(dict.fromkeys(src for src in beside if not is_remote(src) and name_of(src))),
        tuple(dict.fromkeys(str(f.detail) for f in item.findings if f.code in _ACTED)),
    )


def light(item: Prepared) -> Prepared:
    """The same as it lies in a pack."""
    return replace(item, copy=None, raw=None)


def _plain(finding: Finding) -> dict[str, Any]:
    return {"code": finding.code, "detail": wording_out(finding.detail), "at": finding.where.at}


def wording_out(words: Wording) -> Any:
    """Words as JSON has them: a text, or the key of a message with its values."""
    if isinstance(words, Message):
        return {"key": words.key, "values": {name: wording_out(value) for name, value in words.values}}
    return words if isinstance(words, int | float | str) else str(words)
