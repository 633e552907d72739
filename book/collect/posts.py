"""Posts (of Weibo, flomo, Mastodon, a diary) → articles: those of a month, or of a day, in the order of their time are one.

Two thousand short texts without titles are not two thousand articles. Each post stands under the time at which it was written.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from book.collect.feed import Item, Post, Posts, fragment
from book.late import expression
from book.model import Hints
from book.model.dates import Date
from book.settings.values import PostsBy

_HEADING = expression(r"(</?[hH])([1-6])\b")


def gathered(found: Iterable[Posts], by: PostsBy) -> tuple[Item, ...]:
    """The articles of posts: one for each month or day, those without a date as one more; or one for each post."""
    return tuple(item for posts in found for item in _of(posts, by))


def _of(posts: Posts, by: PostsBy) -> Iterable[Item]:
    ordered = sorted(posts.posts, key=lambda post: (post.at is None, _moment(post.at)))
    if by == "each":
        for post in ordered:
            yield fragment(post.markup, _hints(posts, _shown(post.at, by), post.at, post.url))
        return
    for period, same in groupby(ordered, lambda post: _period(post.at, by)):
        days = groupby(same, lambda post: _period(post.at, "day"))
        markup = "\n".join(_day(day, list(written), alone=by == "day") for day, written in days)
        yield fragment(markup, _hints(posts, _shown(period, by), period, ""))


def _day(day: Date | None, posts: list[Post], *, alone: bool) -> str:
    """The posts of a day under a heading, unless the article has no other day; each of several under a line with its time.

    So a book's contents name days, not each of a thousand posts.
    """
    words = f"{day.month}月{day.day}日" if day is not None and day.day and not alone else ""
    times = [
        f"{at.hour}:{at.minute:02}" if (at := post.at) is not None and at.hour is not None else "" for post in posts
    ]
    if len(posts) == 1:
        words, times = " ".join(filter(None, (words, times[0]))), [""]
    lines = [f"<h2>{words}</h2>"] if words else []
    for time, post in zip(times, posts, strict=True):
        lines += [f"<p>{time}</p>"] if time else []
        lines.append(_lowered(post.markup))
    return "\n".join(lines)


def _hints(posts: Posts, shown: str, at: Date | None, url: str) -> Hints:
    title = " ".join(part for part in (posts.kind, shown) if part)
    return Hints(title, posts.author, posts.site, at, url)


def _moment(at: Date | None) -> tuple[int, ...]:
    """What a date sorts by. Posts of one list have one clock, so its zone is not asked."""
    return () if at is None else (at.year, at.month, at.day, -1 if at.hour is None else at.hour, at.minute)


def _period(at: Date | None, by: PostsBy) -> Date | None:
    if at is None:
        return None
    return Date(at.year, at.month, at.day if by == "day" else 0)


def _shown(at: Date | None, by: PostsBy) -> str:
    """A month, a day or a moment, as it stands in a title."""
    if at is None:
        return ""
    words = f"{at.year}年" + (f"{at.month}月" if at.month else "") + (f"{at.day}日" if at.day else "")
    return f"{words} {at.hour}:{at.minute:02}" if by == "each" and at.hour is not None else words


def _lowered(markup: str) -> str:
    """A post whose own headings stand below that of its time."""
    return _HEADING.sub(lambda match: f"{match[1]}{min(int(match[2]) + 2, 6)}", markup)
