"""OpenCC's configurations: which leads from a script to a target, and each engine made once.

Two distributions have the import name `opencc`: the official one and `opencc-python-reimplemented`, whose dictionaries are of
2023 and which lacks some configurations. What it lacks only changes forms within traditional text; there the text stays.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from book.classes import dataclass
from book.late import late
from book.settings.values import Script

if TYPE_CHECKING:
    import opencc
else:
    opencc = late("opencc")

Convert = Callable[[str], str]

#: (script of the source, target) → OpenCC's configurations, one after the other. Absent: the text is in the target already.
#: From Taiwan to simplified it is `tw2s`: only the script is to change, not the author's words (`tw2sp` would exchange
#: them). For the same reason Taiwan's words (`twp`) come only to text that was simplified; OpenCC has no other way to them.
_ROUTES: dict[tuple[str, str], tuple[str, ...]] = {
    ("hans", "hant"): ("s2t",), ("hans", "tw"): ("s2tw",), ("hans", "twp"): ("s2twp",), ("hans", "hk"): ("s2hk",),
    ("hant", "hans"): ("t2s",), ("hant", "tw"): ("t2tw",), ("hant", "twp"): ("t2tw",), ("hant", "hk"): ("t2hk",),
    ("tw", "hans"): ("tw2s",), ("tw", "hant"): ("tw2t",), ("tw", "hk"): ("tw2t", "t2hk"),
    ("hk", "hans"): ("hk2s",), ("hk", "hant"): ("hk2t",), ("hk", "tw"): ("hk2t", "t2tw"), ("hk", "twp"): ("hk2t", "t2tw"),
}  # fmt: skip
_MAY_LACK = frozenset(("tw2t", "hk2t"))


@dataclass(frozen=True, slots=True)
class Way:
    """How text gets from one script to another. `plain` is the same without exchanged words: one character for one."""

    name: str
    convert: Convert
    plain: Convert

    def aligned(self, source: str, result: str) -> bool:
        """Whether each character of the result stands where it stood in the source."""
        return len(source) == len(result) and (self.plain is self.convert or self.plain(source) == result)


def configurations(source: str, target: Script) -> tuple[str, ...]:
    """OpenCC's configurations from a script (hans, hant, tw, hk) to a target; none where nothing is to be done."""
    return _ROUTES.get((source, target), ())


@cache
def engine(name: str) -> Convert:
    """What converts by one of OpenCC's configurations. Both distributions know the bare name."""
    try:
        convert: Convert = opencc.OpenCC(name).convert
    except OSError:  # so the reimplementation says that it has no such configuration
        if name in _MAY_LACK:
            return str
        raise
    return convert


@cache
def way(source: str, target: Script) -> Way | None:
    """The way from a script to a target; `None` where the text stays as it is."""
    names = configurations(source, target)
    if not names:
        return None
    convert = _chain(names)
    plain = _chain(("s2tw",)) if names == ("s2twp",) else convert
    return Way("+".join(names), convert, plain)


@cache
def _chain(names: tuple[str, ...]) -> Convert:
    first = engine(names[0])
    if len(names) == 1:
        return first
    rest = _chain(names[1:])
    return lambda text: rest(first(text))
