"""Dates: a checked value, and the one parser for all the forms in which pages, copies and people write one.

It does not know the current date, so 昨天 is no date. A time with a zone stands as it is written, for that is what the
publisher's clock showed; one in UTC is a machine's, and who knows the site's zone gives it there (`Date.in_zone`). Midnight
UTC is a date without a time, for that is how feeds write one. What has the form of a date and names no day that there is
(2021年6月31日) is impossible: it is no date, and the caller can report it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from book.classes import dataclass
from book.late import expression

CHINA = 480  # minutes east of UTC
_CHINA = timezone(timedelta(minutes=CHINA))


@dataclass(frozen=True, slots=True)
class Date:
    """A day, with the time in hours and minutes where it is known, and the zone of that time in minutes east of UTC.

    Of a date that a person gave the day, or the month too, may be unknown: they are 0. As text it is ISO 8601 to the minute:
    `2021-03-05T08:30`, `2021-03-05`, `2021-03`, `2021`. Raises `ValueError` for a day that there is not.
    """

    year: int
    month: int = 0
    day: int = 0
    hour: int | None = None
    minute: int = 0
    zone: int | None = None

    def __post_init__(self) -> None:
        if self.day and not self.month:
            raise ValueError("a day needs a month")
        datetime(self.year, self.month or 1, self.day or 1, self.hour or 0, self.minute, tzinfo=UTC)

    def __str__(self) -> str:
        return self.iso_day if self.hour is None else f"{self.iso_day}T{self.hour:02}:{self.minute:02}"

    @property
    def iso_day(self) -> str:
        """The day without the time, as far as it is known: `2021-03-05`."""
        known = (number for number in (self.month, self.day) if number)
        return "-".join([f"{self.year:04}", *(f"{number:02}" for number in known)])

    def in_zone(self, minutes: int) -> Date:
        """The same moment on a clock so many minutes east of UTC; a date without a time or a zone as it stands."""
        if self.zone is None or self.hour is None:
            return self
        moment = datetime(self.year, self.month, self.day, self.hour, self.minute, tzinfo=UTC)
        there = moment + timedelta(minutes=minutes - self.zone)
        return Date(there.year, there.month, there.day, there.hour, there.minute, minutes)

    @classmethod
    def of(cls, text: str) -> Date | None:
        """The date that a text is from end to end, in any form that is read, or a year or month alone; else `None`."""
        text = text.strip()
        if match := _PARTIAL.fullmatch(text):
            month = int(match["month"] or 0)
            return cls(int(match["year"]), month) if month <= 12 and int(match["year"]) else None
        found = parse(text)
        return found.date if found is not None and (found.start, found.end) == (0, len(text)) else None


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text, and where it stands; `date` is `None` where that day is impossible."""

    date: Date | None
    start: int
    end: int


_PARTIAL = expression(r"(?P<year>\d{4})(?:-(?P<month>0?[1-9]|1[0-2]))?")
_RFC822 = expression(
    r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +\d{1,2} +[A-Z][a-z]{2} +\d{4}"
    r"(?: +\d\d:\d\d(?::\d\d)? *(?:GMT|UTC|[A-Z]{1,4}|[+-]\d{4})?)?"
)
_ISO = expression(
    r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)T(?P<hour>\d\d):(?P<minute>\d\d)(?::\d\d)?(?:\.\d+)?"
    r"(?P<zone>Z|[+-]\d\d:?\d\d)?"
)
#: Year, month and day with signs between them; behind a month or a day that is none there is no date but a number.
_SIGNED = expression(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d)\s*[-/.]\s*(?P<month>1[0-2]|0?[1-9])\s*[-/.]\s*(?P<day>3[01]|[12]\d|0?[1-9])"
    r"(?!\d)(?![\d.]*\d{4})\s*(?:日|號|号)?"
)
#: In words a number too large is a date all the same, and an impossible one.
_WORDED = expression(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d)\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})(?!\d)\s*(?:日|號|号)?"
)
_COMPACT = expression(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_ENGLISH = expression(
    r"\b(?P<month>(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))[a-z]*\.? (?P<day>\d{1,2}),? (?P<year>(?:19|20)\d\d)\b"
)
#: Day, month in words, year; with dots (14.12.2011); with the year of the Republic; with Chinese numbers.
_DAY_FIRST = expression(
    r"(?<![\d.])(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<month>(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))[a-z]*\.?,? "
    r"(?P<year>(?:19|20)\d\d)\b"
)
_DOTTED = expression(r"(?<![\d.第vV])(?P<day>\d{1,2})\.(?P<month>0?[1-9]|1[0-2])\.(?P<year>(?:19|20)\d\d)(?![\d.]*\d)")
_REPUBLIC = expression(r"民[国國]\s*(?P<year>\d{2,3})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日")
_HAN = expression(
    r"(?P<year>[一二][〇零○Ｏ一二三四五六七八九]{3})年(?P<month>十[一二]?|[一二三四五六七八九])月"
    r"(?P<day>三十一?|[二廿]?十?[一二三四五六七八九]|[二]?十)[日號号]"
)
_DIGITS = {char: number for number, chars in enumerate(("〇零○Ｏ", *"一二三四五六七八九")) for char in chars}
_FIRST_OF_REPUBLIC = 1911  # the year before its first
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: Behind a day: the day of the week, what part of the day, the time. Something short in brackets may stand before it.
_WEEKDAY = expression(r"\s*[(（]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天][)）]?")
_TIME = expression(
    r"\s*+(?:[A-Z一-鿿（(]{0,6}[）)]\s*+)?(?:(?P<half>上午|下午|凌晨|早上|清晨|中午|傍晚|晚上|[AaPp][Mm](?=\s*\d))\s*+)?"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d)(?::\d\d)?|(?:时|時|点|點)(?:(?P<worded>\d{1,2})分)?)(?!\d)"
    r"(?:\s?(?P<after>[AaPp]\.?[Mm]\b\.?))?"
)
_AFTERNOON = ("下午", "傍晚", "晚上", "pm")
_NIGHT = ("凌晨", "am")


def impossible(text: str) -> str:
    """What has the form of a date in a text, and names no day that there is; "" where there is no such thing."""
    found = parse(text)
    return text[found.start : found.end] if found is not None and found.date is None else ""


def find(text: str, *, compact: bool = False) -> Date | None:
    """The first date in a text; `compact` also reads 20190615. `None` where there is none, or an impossible one."""
    found = parse(text, compact=compact)
    return found.date if found is not None else None


def parse(text: str, *, compact: bool = False) -> Found | None:
    """The first date in a text, possible or not, with the place where it stands."""
    if match := _RFC822.search(text):
        try:
            moment = parsedate_to_datetime(match.group())
        except (ValueError, TypeError):
            moment = None
        if moment is not None:
            return Found(of_moment(moment), *match.span())
    if match := _ISO.search(text):
        return Found(_of_iso(match), *match.span())
    matches = [match for pattern in (_SIGNED, _WORDED) if (match := pattern.search(text))]
    if matches:
        return _with_time(text, min(matches, key=re.Match.start))
    if match := _ENGLISH.search(text):
        return Found(_checked(match, _MONTHS.index(match["month"].title()) + 1), *match.span())
    if match := _DAY_FIRST.search(text):
        return Found(_checked(match, _MONTHS.index(match["month"].title()) + 1), *match.span())
    if match := _DOTTED.search(text):
        return _with_time(text, match)
    if match := _REPUBLIC.search(text):
        return Found(
            _made(int(match["year"]) + _FIRST_OF_REPUBLIC, int(match["month"]), int(match["day"])), *match.span()
        )
    if match := _HAN.search(text):
        year = int("".join(str(_DIGITS[char]) for char in match["year"]))
        return Found(_made(year, _number(match["month"]), _number(match["day"])), *match.span())
    if compact and (match := _COMPACT.search(text)):
        return Found(_checked(match), *match.span())
    return None


def from_timestamp(digits: str) -> Date | None:
    """A Unix time in seconds or milliseconds, in Chinese time; `None` for what cannot be the date of an article."""
    seconds = int(digits) // (1000 if len(digits) >= 13 else 1)
    if not 631152000 <= seconds <= 4102444800:  # 1990 to 2100
        return None
    return _local(datetime.fromtimestamp(seconds, UTC))


def of_moment(moment: datetime) -> Date:
    """A moment as a date, with the zone it is written in; without a time where it is midnight UTC, or has no zone."""
    offset = moment.utcoffset()
    if offset is None or (not offset and (moment.hour, moment.minute, moment.second) == (0, 0, 0)):
        return Date(moment.year, moment.month, moment.day)
    zone = int(offset.total_seconds()) // 60
    return Date(moment.year, moment.month, moment.day, moment.hour, moment.minute, zone)


def _local(utc: datetime) -> Date:
    here = utc.astimezone(_CHINA)
    return Date(here.year, here.month, here.day, here.hour, here.minute, CHINA)


def _of_iso(match: re.Match[str]) -> Date | None:
    try:
        if match["zone"]:
            return of_moment(datetime.fromisoformat(match.group()))
        return Date(*(int(match[name]) for name in ("year", "month", "day", "hour", "minute")))
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> int:
    """A Chinese number below a hundred."""
    tens, ten, ones = text.replace("廿", "二十").partition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones if ten else tens, 0)


def _made(year: int, month: int, day: int) -> Date | None:
    try:
        return Date(year, month, day)
    except ValueError:
        return None


def _checked(match: re.Match[str], month: int = 0) -> Date | None:
    try:
        return Date(int(match["year"]), month or int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def _with_time(text: str, match: re.Match[str]) -> Found:
    """A day with the day of the week and the time behind it. A time that there is not (25:10) is passed over."""
    date, end = _checked(match), match.end()
    if weekday := _WEEKDAY.match(text, end):
        end = weekday.end()
    time = _TIME.match(text, end)
    if time is None:
        return Found(date, match.start(), end)
    hour, minute = int(time["hour"]), int(time["minute"] or time["worded"] or 0)
    half = (time["half"] or time["after"] or "").lower().replace(".", "")
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _NIGHT and hour == 12:
        hour = 0
    if date is None or hour > 23 or minute > 59:
        return Found(date, match.start(), time.end())
    return Found(Date(date.year, date.month, date.day, hour, minute), match.start(), time.end())
