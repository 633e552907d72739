"""What the charts of the report draw: how many articles of each year, site and kind of source, as rows with their share. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from book.account import Account
from book.classes import dataclass
from book.codes import Fate
from book.messages import Catalogue
from book.text import is_wide

_MOST = 12  # bars of a chart; the others are one
_WIDE = 9  # Han of a label that fit beside its bar; of Latin letters twice as many


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a chart: what it counts, in full and as it fits, how many, and its length as a share (0 to 1) of the longest."""

    label: str
    shown: str
    count: int
    share: float


def charts(account: Account, say: Catalogue) -> list[tuple[str, list[Bar]]]:
    """The charts with their titles; none of a thing of which all articles have the same."""
    packed = [entry for entry in account.entries if entry.fate is Fate.PACKED and entry.article is not None]
    articles = [entry.article for entry in packed if entry.article is not None]
    years = Counter(str(one.published)[:4] if one.published else say("unknown.date") for one in articles)
    sites = Counter(one.site or one.account or say("unknown.site") for one in articles)
    kinds = Counter(_kind(entry.locator) or say("report.no-suffix") for entry in packed)
    made = [
        (say("report.by-year"), _bars(sorted(years.items()), say, last=True)),
        (say("report.by-site"), _bars(sites.most_common(), say, names=[one.site or one.account for one in articles])),
        (say("report.by-kind"), _bars(kinds.most_common(), say)),
    ]
    return [(title, bars) for title, bars in made if len(bars) > 1]


def _bars(
    counted: Iterable[tuple[str, int]], say: Catalogue, *, last: bool = False, names: Collection[str] = ()
) -> list[Bar]:
    """Bars of some counts, the first ones, or the last, and one of all others; labels among `names` are cut where they are long."""
    listed = list(counted)
    if len(listed) > _MOST:
        few = listed[-_MOST + 1 :] if last else listed[: _MOST - 1]
        others = [one for one in listed if one not in few]
        rest = say("report.others", n=len(others)), sum(count for _, count in others)
        listed = [rest, *few] if last else [*few, rest]
    longest = max((count for _, count in listed), default=0)
    return [Bar(label, _fitting(label) if label in names else label, count, count / longest) for label, count in listed]


def _fitting(label: str) -> str:
    """A label, cut where it is too wide."""
    width = 0
    for at, char in enumerate(label):
        width += 2 if is_wide(char) else 1
        if width > 2 * _WIDE:
            return f"{label[: at - 1]}…"
    return label


def _kind(locator: str) -> str:
    """What a source is, by its name: an address, else the suffix of its file."""
    if "://" in locator:
        return locator.partition("://")[0]
    name = locator.partition("#")[0].rsplit("/", 1)[-1]
    stem, dot, suffix = name.rpartition(".")
    return f".{suffix.lower()}" if stem and dot and suffix.isascii() and len(suffix) <= 6 else ""
