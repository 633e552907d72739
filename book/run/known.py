"""Articles that earlier runs read and cleaned: kept by their bytes, and by all that reading, cleaning and marks go by."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from book.cache import NO_CACHE, Cache, key_of, unpacked
from book.classes import dataclass, field, replace
from book.model import Raw
from book.run.prepared import Prepared
from book.run.workshop import Workshop

_KIND = "article"
_FAILED = "input.failed"  # a fault of ours may have been of the moment


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of articles that are read with a workshop."""

    cache: Cache = NO_CACHE
    settings: str = ""
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # locator → what no rule takes of that article

    @classmethod
    def of(cls, cache: Cache, workshop: Workshop) -> Known:
        """For a run. Where the evidence for lines is asked for, all is read anew."""
        if cache.folder is None or workshop.why:
            return cls()
        return cls(cache, key_of(*workshop.matters), dict(workshop.kept))

    def found(self, raw: Raw, path: Path) -> Prepared | None:
        """What an earlier run made of these bytes, with the place where they lie now."""
        if self.cache.folder is None:
            return None
        made = self.cache.value(_KIND, self._key(raw))
        return replace(made, path=path) if isinstance(made, Prepared) else None

    def keep(self, raw: Raw | None, packed: bytes) -> Prepared:
        """What was made of an input, as a process of the pool hands it over; kept, if its bytes are at hand."""
        made = unpacked(packed)
        assert isinstance(made, Prepared)
        if (
            raw is not None
            and self.cache.folder is not None
            and not any(finding.code == _FAILED for finding in made.findings)
        ):
            self.cache.put(_KIND, self._key(raw), packed)
        return made

    def _key(self, raw: Raw) -> str:
        return key_of(
            raw.body, self.settings, raw.locator, raw.name, raw.media_type, raw.hints, self.kept.get(raw.locator)
        )
