"""How a book is converted: the target, the tables, and the words that are the user's; planned once, the same for each article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from book.classes import dataclass, field
from book.convert.detect import Evidence
from book.convert.engine import way
from book.convert.lexicon import Chooser, Lexicon
from book.convert.review import Watch
from book.convert.spans import Words, parse_replace
from book.settings.values import ConvertConfig, Script


@dataclass(frozen=True, slots=True)
class Tables:
    """The packaged tables: evidence for scripts, what is reviewed after conversion, words that decide a form."""

    evidence: Evidence = field(default_factory=Evidence)
    watch: Watch = field(default_factory=Watch)
    lexicon: Lexicon = field(default_factory=Lexicon)

    @classmethod
    def of(cls, files: Mapping[str, str], lexicon: str) -> Tables:
        """From the rule files, name → text, and the words of simplified text with their costs."""
        scripts, regions, review, words = (
            files[f"variants/{name}.tsv"] for name in ("scripts", "regions", "review", "words")
        )
        return cls(Evidence.parse(scripts, regions), Watch.parse(review), Lexicon.parse(lexicon, words))


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a book is converted: the target, the words that are the user's or the authors', and the tables."""

    script: Script = "keep"
    words: Words = field(default_factory=Words)
    tables: Tables = field(default_factory=Tables)
    chooser: Chooser | None = None  # how simplified text comes into the target
    keeps_quotations: bool = False  # quotations in another script than their article's stay


def plan(settings: ConvertConfig, tables: Tables, protect: Iterable[str] = (), names: Iterable[str] = ()) -> Conversion:
    """The conversion that the settings ask for. `protect` are the words to keep, files read; `names` those of the book's
    authors, accounts and sites. Raises `ConfigError` for a phrase that cannot be read.
    """
    replaced = parse_replace(settings.replace, settings.script)
    found = way("hans", settings.script)
    chooser = Chooser(tables.lexicon, found, settings.script) if found is not None else None
    return Conversion(
        settings.script, Words.of((*names, *protect), replaced), tables, chooser, settings.quotations == "keep"
    )
