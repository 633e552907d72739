"""What a request for a file sets as conditions: how it was when it was asked last, which part is wanted (RFC 9110, 13 and 14)."""

from __future__ import annotations

from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from book.late import expression

_RANGE = expression(r"bytes=(\d{0,18})-(\d{0,18})")


def failed(headers: Message, tag: str, moment: int) -> HTTPStatus | None:
    """The answer where a condition does not hold, in the order of 13.2.2; `moment` is when the file changed, in whole seconds."""
    if "If-Match" in headers:
        if not _has(headers["If-Match"], tag, weak=False):
            return HTTPStatus.PRECONDITION_FAILED
    elif (since := _moment(headers.get("If-Unmodified-Since", ""))) is not None and moment > since:
        return HTTPStatus.PRECONDITION_FAILED
    if "If-None-Match" in headers:
        return HTTPStatus.NOT_MODIFIED if _has(headers["If-None-Match"], tag, weak=True) else None
    since = _moment(headers.get("If-Modified-Since", ""))
    return HTTPStatus.NOT_MODIFIED if since is not None and moment <= since else None


def part(headers: Message, tag: str, moment: int, size: int) -> tuple[int, int] | None:
    """(start, end) of the bytes that are wanted: all where no part is, or several; `None` where there are no such bytes."""
    whole = (0, size)
    found = _RANGE.fullmatch(headers.get("Range", "").strip())
    known = headers.get("If-Range", "").strip()
    if found is None or (known and known != tag and _moment(known) != moment):
        return whole
    first, last = found.groups()
    if not first:
        if not last:
            return whole
        return (max(0, size - int(last)), size) if int(last) and size else None
    if last and int(last) < int(first):
        return whole
    return (int(first), min(int(last) + 1, size) if last else size) if int(first) < size else None


def _has(listed: str, tag: str, *, weak: bool) -> bool:
    """Whether a list of tags has one."""
    tags = [one.strip() for one in listed.split(",")]
    return "*" in tags or tag in [one.removeprefix("W/") if weak else one for one in tags]


def _moment(text: str) -> int | None:
    try:
        return int(parsedate_to_datetime(text).timestamp()) if text else None
    except (ValueError, OverflowError):
        return None
