"""Dates in all the forms that pages and copies use → ISO 8601. Pure; it knows no today, so 昨天 is no date.

Times with a zone are told in Chinese time (UTC+8), for the sites are Chinese; midnight UTC is a date without a time, for that
is how feeds write one.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

CHINA = timezone(timedelta(hours=8))
_RFC822 = re.compile(
    r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +\d{1,2} +[A-Z][a-z]{2} +\d{4}"
    r"(?: +\d\d:\d\d(?::\d\d)? *(?:GMT|UTC|[A-Z]{1,4}|[+-]\d{4})?)?"
)
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?")
_NUMERIC = re.compile(
    r"(?<![\d.])((?:19|20)\d\d)\s*(?:[-/.]|年)\s*(1[0-2]|0?[1-9])\s*(?:[-/.]|月)\s*(3[01]|[12]\d|0?[1-9])(?![\d.]*\d{4})\s*(?:日|號|号)?"
    r"(?:\s*(?:[A-Z一-鿿（(]{0,6}[）)])?\s*(\d{1,2}):(\d\d)(?::(\d\d))?)?"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_ENGLISH = re.compile(r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? (\d{1,2}),? ((?:19|20)\d\d)\b")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def find(text: str, *, compact: bool = False) -> str:
    """The first date in a text as `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, "" where there is none; `compact` also reads 20190615."""
    span = locate(text, compact=compact)
    return span[0] if span else ""


def locate(text: str, *, compact: bool = False) -> tuple[str, int, int] | None:
    """The first date with the start and end of what said it."""
    if match := _RFC822.search(text):
        try:
            moment = parsedate_to_datetime(match.group())
        except (ValueError, TypeError):
            moment = None
        if moment is not None:
            return _zoned(moment), *match.span()
    if match := _ISO.search(text):
        zone = match.group(7)
        try:
            moment = datetime.fromisoformat(match.group().replace("Z", "+00:00") if zone else match.group())
        except ValueError:
            return None
        return (_zoned(moment) if zone else moment.strftime("%Y-%m-%dT%H:%M")), *match.span()
    if match := _NUMERIC.search(text):
        year, month, day, hour, minute, _ = match.groups()
        return _iso(int(year), int(month), int(day), hour, minute, match)
    if match := _ENGLISH.search(text):
        name, day, year = match.groups()
        return _iso(int(year), _MONTHS.index(name) + 1, int(day), None, None, match)
    if compact and (match := _COMPACT.search(text)):
        return _iso(int(match[1]), int(match[2]), int(match[3]), None, None, match)
    return None


def from_timestamp(digits: str) -> str:
    """A Unix time in seconds or milliseconds, as a Chinese date-time; "" for what cannot be the date of an article."""
    seconds = int(digits) // (1000 if len(digits) >= 13 else 1)
    if not 631152000 <= seconds <= 4102444800:  # 1990 to 2100
        return ""
    return datetime.fromtimestamp(seconds, UTC).astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")


def _iso(
    year: int, month: int, day: int, hour: str | None, minute: str | None, match: re.Match[str]
) -> tuple[str, int, int] | None:
    try:
        moment = datetime(year, month, day, int(hour or 0), int(minute or 0), tzinfo=CHINA)
    except ValueError:
        return None
    return moment.strftime("%Y-%m-%dT%H:%M" if hour else "%Y-%m-%d"), *match.span()


def _zoned(moment: datetime) -> str:
    utc = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    if (utc.hour, utc.minute, utc.second) == (0, 0, 0) or moment.tzinfo is None:
        return moment.strftime("%Y-%m-%d")
    return utc.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")
