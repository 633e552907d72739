"""When a page's article was published: what the site's rule, its scripts, its tags and its address say, in order of trust."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup

from book.model import dates
from book.model.dates import Date
from book.read.dom import visible_text
from book.rules import SiteRule

_CT = re.compile(
    r"""\b(?:var\s+)?(?:ct|oriCreateTime|ori_create_time|create_time|createTime|publish_time)\s*[=:]\s*"""
    r"""["']?(\d{10,13}|(?:19|20)\d\d-\d\d-\d\d \d\d:\d\d)"""
)
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[-/]?(\d\d)[-/]?(\d\d)/|/t((?:19|20)\d{6})_|((?:19|20)\d\d)-(\d\d)/(\d\d)/")

#: Meta tags that hold the date of publication.
_DATE_NAMES = (
    "article:published_time", "og:release_date", "weibo: article:create_at", "bytedance:published_time", "publishdate",
    "pubdate", "publish_date", "publication_date", "datepublished", "article.published", "published_time_telegram", "date",
    "_pubtime", "parsely-pub-date", "dc.date", "apub:time", "release_date",
)  # fmt: skip


def first_date(claims: Iterator[dates.Found | None]) -> tuple[Date | None, bool]:
    """The first date that can be; and whether there are only such as cannot."""
    claimed = False
    for found in claims:
        if found is not None and found.date is not None:
            return found.date, False
        claimed = claimed or found is not None
    return None, claimed


def dates_of(
    soup: BeautifulSoup, markup: str, metas: dict[str, str], linked: list[dict[str, object]], site: SiteRule | None,
    url: str, shown: list[str]
) -> Iterator[dates.Found | None]:  # fmt: skip
    """What the page says of its date, the most trusted first; a date that cannot be is one without its `date`."""
    if (match := _CT.search(markup)) and site is not None and "ct" in site.date:
        date = dates.from_timestamp(match[1]) if match[1].isdecimal() else dates.find(match[1])
        yield dates.Found(date, 0, 0) if date else None
    for text in shown:
        yield dates.parse(text)
    for node in linked:
        for key in ("datePublished", "pubDate", "uploadDate"):
            if isinstance(node.get(key), str):
                yield dates.parse(str(node[key]))
    for name in _DATE_NAMES:
        if name in metas:
            yield dates.parse(metas[name], compact=True)
    for tag in soup.find_all("time", limit=3):
        yield dates.parse(str(tag.get("datetime") or ""))
        yield dates.parse(visible_text(tag))
    if url and (match := _URL_DATE.search(url)):
        groups = [group for group in match.groups() if group]
        date = dates.find("-".join(groups) if len(groups) > 1 else groups[0], compact=True)
        yield dates.Found(date, 0, 0) if date else None  # numbers in an address may be anything
