"""An edition: one bound volume with its pictures, its theme and its name, from which the files of each format are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from book import store
from book.cache import NO_CACHE, Cache, key_of
from book.classes import dataclass, field, replace
from book.findings import Finding
from book.late import late
from book.messages import Message
from book.model import Assets, Book
from book.model.proofs import Round
from book.pictures import local
from book.pictures.gather import illustrate
from book.pictures.picture import Picture
from book.render.epub.shell import Extras
from book.run.job import Job
from book.run.pool import Overrun, Pool
from book.settings.values import Format, Theme

if TYPE_CHECKING:
    from book.pictures import decode
else:
    decode = late("book.pictures.decode")

_KIND = "picture"  # of entries
_PIXELS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")  # how JPEG, PNG, GIF and WebP begin


@dataclass(frozen=True, slots=True)
class Edition:
    """What every format is made from; `name` is that of the files, without suffix, `round` what a proof for correction marks."""

    job: Job
    book: Book
    assets: Assets
    theme: Theme
    extras: Extras
    name: str
    round: Round | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a format by name, what was found, the printed pages of ids where it has pages; and other formats that
    were made on the way. `checked` waits for a check that still runs, and gives what is to be taken instead if it found something.
    """

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...] = ()
    pages: tuple[tuple[str, str], ...] = ()
    others: Mapping[Format, Made] = field(default_factory=dict)
    checked: Callable[[], Made | None] = lambda: None

    @property
    def settled(self) -> Made:
        """The same when its checks are done."""
        return self.checked() or replace(self, checked=lambda: None)


def illustrated(
    job: Job, book: Book, places: Mapping[str, store.Place], edition: Edition, pool: Pool[Any]
) -> tuple[Edition, tuple[Finding, ...]]:
    """The edition with the book's pictures, each decoded within its budget."""
    local.look_again()
    with job.web() as web:
        assets, book, findings = illustrate(book, dict(places), web, partial(decoded, pool, job.cache))
    return replace(edition, book=book, assets=assets), tuple(findings)


def decoded(pool: Pool[Any], cache: Cache, body: bytes, slow: int) -> Picture | Message:
    """What a picture is decoded to, now or by an earlier run; what could not be is tried each time, and so is a drawing, which
    goes by the fonts of the machine."""
    kept = cache if body.startswith(_PIXELS) else NO_CACHE
    key = key_of(body) if kept.folder is not None else ""
    known = kept.value(_KIND, key)
    if isinstance(known, Picture):
        return known
    made = pool.one(_decode, (body, slow))
    if isinstance(made, Picture):
        kept.put_value(_KIND, key, made)
    return made.why if isinstance(made, Overrun) else made


def _decode(given: tuple[bytes, int], _tools: object) -> Picture | Message:
    return decode.prepare(*given)


def with_picture(assets: Assets, picture: Picture | None) -> Assets:
    """The pictures with one more among them: a cover."""
    if picture is None:
        return assets
    ident, body = picture.asset.id, picture.body
    table = {**assets.table, ident: picture.asset}
    return Assets(table, lambda wanted: body if wanted == ident else assets.read(wanted))
