"""The editor's own texts, which book.toml and articles.toml name: read from the files beside them, by `read.own`; and what the book
says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from book import store
from book.classes import dataclass, field, fields, replace
from book.findings import ConfigError, Finding
from book.late import late
from book.messages import trouble
from book.model import NO_MATTER, Article, Matter
from book.run.pool import Overrun, Pool
from book.settings.values import LANGUAGE_OF_SCRIPT, BookConfig, BuildConfig

if TYPE_CHECKING:
    from book.keep import manifest
    from book.keep.entries import PartEntry
    from book.read import own
else:
    manifest = late("book.keep.manifest")
    own = late("book.read.own")


@dataclass(frozen=True, slots=True)
class OwnTexts:
    """The texts around the articles; those of parts, by the title of the part; where each lies; what was not read of them."""

    matter: Matter = NO_MATTER
    intros: Mapping[str, Article] = field(default_factory=dict)
    places: Mapping[str, store.Place] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def own_texts(book: BookConfig, beside: Path, parts: Iterable[PartEntry], folder: Path, pool: Pool[Any]) -> OwnTexts:
    """The texts that `[book]` names, which lie `beside` the settings, and those of parts, in the book's folder.

    Raises `ConfigError`, which names the key and the file, for one that is not there, cannot be read, or holds nothing.
    """
    places: dict[str, store.Place] = {}
    findings: list[Finding] = []

    def read(key: str, file: str, base: Path) -> Article:
        text, told = _read(f"{key} = {file!r}", file, base / file, pool)
        places[file] = store.Place(base / file, root=base)
        findings.extend(told)
        return text

    files = {one.name: getattr(book, one.name) for one in fields(Matter)}
    matter = Matter(**{name: read(f"[book] {name}", file, beside) for name, file in files.items() if file})
    intros = {
        part.title: replace(read(f"{manifest.NAME}: [[part]] {part.title}: intro", part.intro, folder), part=part.title)
        for part in parts
        if part.intro
    }
    return OwnTexts(matter, intros, places, tuple(findings))


def _read(named: str, file: str, path: Path, pool: Pool[Any]) -> tuple[Article, tuple[Finding, ...]]:
    try:
        text = store.text_of(path)
    except ConfigError as error:
        raise ConfigError(named, error.why, error.next_step) from None
    made = pool.one(_own, (text, file))
    if isinstance(made, Overrun):
        raise ConfigError(named, *trouble("error.own", why=made.why))
    if not made[0].blocks:
        raise ConfigError(named, *trouble("error.own-empty"))
    return made


def _own(given: tuple[str, str], _tools: object) -> tuple[Article, tuple[Finding, ...]]:
    return own.own(*given)


def blurb_of(settings: BuildConfig, base: Path) -> str:
    """What stands on the back of a cover, out of its file if it names one. Raises `ConfigError`."""
    text = settings.book.blurb
    return store.text_of(base / text[5:].strip()) if text.startswith("file:") else text


def language_of(settings: BuildConfig, articles: Iterable[Article]) -> str:
    """The language of a book: that of the script that is wanted, the user's, or that of most of its articles."""
    if settings.convert.script != "keep":
        return LANGUAGE_OF_SCRIPT[settings.convert.script]
    if settings.book.language:
        return settings.book.language
    common = Counter(article.language for article in articles if article.language.startswith("zh")).most_common(1)
    return common[0][0] if common else "zh-Hans"


def own_words(settings: BuildConfig, base: Path, articles: Sequence[Article]) -> BookConfig:
    """What a book says of itself, its title found and the text of its back read. Raises `ConfigError`."""
    title = settings.book.title or (articles[0].title if len(articles) == 1 else "文选")
    return replace(settings.book, title=title, blurb=blurb_of(settings, base))
