"""When a page's article was published: what the site's rule, its scripts, its tags and its address say, in order of trust."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum

from book.late import expression
from book.messages import Message, message
from book.model import dates
from book.model.dates import CHINA, Date
from book.read.dom import visible_text
from book.read.html5 import Tree
from book.rules import SiteRule
from book.text.bylines import claims_of
from book.text.fields import Day, day_of, tokens_of
from book.text.labels import Names

_CT = expression(
    r"""\b(?:var\s+)?(?:ct|oriCreateTime|ori_create_time|create_time|createTime|publish_time)\s*[=:]\s*"""
    r"""(?:(?:Js|html)Decode\(\s*)?["']?(\d{10,13}|(?:19|20)\d\d-\d\d-\d\d \d\d:\d\d)"""
)
_URL_DATE = expression(r"/((?:19|20)\d\d)[-/]?(\d\d)[-/]?(\d\d)/|/t((?:19|20)\d{6})_|((?:19|20)\d\d)-(\d\d)/(\d\d)/")

#: Meta tags that hold the date of publication.
_DATE_NAMES = (
    "article:published_time", "og:release_date", "weibo: article:create_at", "bytedance:published_time", "publishdate",
    "pubdate", "publish_date", "publication_date", "datepublished", "article.published", "published_time_telegram", "date",
    "_pubtime", "parsely-pub-date", "dc.date", "apub:time", "release_date",
)  # fmt: skip


class Trust(IntEnum):
    """What a claimed date rests on."""

    LOOSE = 0  # an element for times, an address: it may be anything's
    TAG = 1  # linked data, a tag for it
    RULE = 2  # the site's rule


def first_date(claims: Iterator[tuple[dates.Found | None, Trust]]) -> tuple[Date | None, Trust, bool]:
    """The first date that can be, what it rests on; and whether there are only such as cannot."""
    claimed = False
    for found, trust in claims:
        if found is not None and found.date is not None:
            return found.date, trust, False
        claimed = claimed or found is not None
    return None, Trust.LOOSE, claimed


def settled(
    claimed: Date | None, trust: Trust, rows: Iterable[str], names: Names
) -> tuple[Date | None, Message | None]:
    """The date of publication by the head and by the lines that the page shows, and what is to be told where they differ.

    A line with a label for it is believed over the head; one without is believed over a date that may be anything's. Where the
    head says nothing, a line without a label is left to `clean`, which sees the lines in their places.
    """
    shown = [
        (found[1], k, found[0].date.date)
        for k, row in enumerate(rows)
        if claims_of(row, names) is not None and (found := day_of(tokens_of(row, names), names)) and found[0].date
    ]
    days = [(day, k, date) for day, k, date in shown if date is not None and day is not Day.CHANGED]
    if not days or trust is Trust.RULE:
        return claimed, None
    day, _, date = min(days)
    if claimed is None:
        return (date if day is Day.LABELLED else None), None
    if date.iso_day in (claimed.iso_day, claimed.in_zone(CHINA).iso_day):
        return claimed, None
    believed = date if day is Day.LABELLED or trust is Trust.LOOSE else claimed
    other = claimed if believed is date else date
    return believed, message("detail.dates", claims=f"{believed.iso_day} | {other.iso_day}")


def dates_of(
    soup: Tree, markup: str, metas: dict[str, str], linked: list[dict[str, object]], site: SiteRule | None,
    url: str, shown: list[str]
) -> Iterator[tuple[dates.Found | None, Trust]]:  # fmt: skip
    """What the page says of its date, the most trusted first, and what each rests on; one that cannot be is without its `date`."""
    if site is not None and "ct" in site.date and (match := _CT.search(markup)):
        date = dates.from_timestamp(match[1]) if match[1].isdecimal() else dates.find(match[1])
        yield (dates.Found(date, 0, 0) if date else None), Trust.RULE
    for text in shown:
        yield dates.parse(text), Trust.RULE
    for node in linked:
        for key in ("datePublished", "pubDate", "uploadDate"):
            if isinstance(node.get(key), str):
                yield dates.parse(str(node[key])), Trust.TAG
    for name in _DATE_NAMES:
        if name in metas:
            yield dates.parse(metas[name], compact=True), Trust.TAG
    for tag in soup.named("time")[:3]:
        yield dates.parse(tag.get("datetime")), Trust.LOOSE
        yield dates.parse(visible_text(tag)), Trust.LOOSE
    if url and (match := _URL_DATE.search(url)):
        groups = [group for group in match.groups() if group]
        date = dates.find("-".join(groups) if len(groups) > 1 else groups[0], compact=True)
        yield (dates.Found(date, 0, 0) if date else None), Trust.LOOSE  # numbers in an address may be anything
