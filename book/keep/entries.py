"""The entries of articles.toml: what the user may say of an article and of a part."""

from __future__ import annotations

from book.classes import dataclass
from book.model.dates import Date
from book.settings.key import key, needed


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of the book. What you do not write here is taken from the article itself."""

    file: str = needed(
        "Which article this is: the file, relative to this one, or the name that the report gives an article of a feed, an"
        " archive or an address. No two entries have the same.",
        example='"articles/ferry.md"',
    )
    title: str | None = key(None, "The title, in place of the article's own.", example='"渡船"')
    subtitle: str | None = key(
        None, "The subtitle, below the title, in place of the article's own. Empty: none.", example='"河上旧事之一"'
    )
    short: str | None = key(
        None,
        "The title as it stands above the pages of the article in print, where the whole one is too long for a line. Empty: the"
        " title, cut where a phrase ends if it must be.",
        example='"渡船"',
    )
    author: str | None = key(None, "The author, in place of the article's own. Empty: none.")
    translator: str | None = key(
        None, "Who translated it (译者), in place of whom the article names. Empty: nobody.", example='"李墨"'
    )
    date: str | None = key(
        None,
        "The date, in place of the article's own, as YYYY-MM-DD, YYYY-MM or YYYY. Empty: none. What is no date is named in a"
        " warning, and the article keeps its own.",
        example='"2021-03-05"',
    )
    site: str | None = key(
        None,
        "The site or paper where it appeared, in place of the article's own site or account. Empty: none.",
        example='"河上日报"',
    )
    address: str | None = key(
        None,
        "The address of the article's page, with http: or https:, in place of its own. Empty: none. What is no such address is"
        " named in a warning, and the article keeps its own.",
        example='"https://example.org/ferry"',
    )
    note: str | None = key(
        None,
        "A note of the editor's (编者按), Markdown. It stands before the text like a quotation, behind the word for it in the"
        " language of the book.",
        example='"写于桥通车的那一年。"',
    )
    credit: str | None = key(
        None,
        "A line about where the article comes from or who permits it, among the notices behind it (see `[arrange] notices`).",
        example='"原载《河上》2021年第3期，经作者同意收入。"',
    )
    part: str | None = key(
        None,
        "The title of the part in which the article stands, whatever `[arrange] parts` says. Articles without one stand before"
        " the parts, unless `[arrange] parts` gives them one.",
        example='"河上"',
    )
    edits: str = key(
        "",
        "The file that changes the text of this article, relative to this one; `wenxuan edit` writes it. Empty: none.",
        example='"edits/渡船.toml"',
    )
    merge: tuple[str, ...] = key(
        (),
        "Articles that are put behind this one, as one article with it, in this order: each by its `file`. A title that is not the"
        " number of a part becomes a heading.",
        example='["articles/ferry-2.md"]',
    )
    skip: str | None = key(
        None, "Leaves the article out of the book; the text is for you, and may be empty.", example='"reprint"'
    )
    gone: bool = key(
        False,
        "Written by a scan that no longer finds the source. The copy that was kept is used; `skip` takes the article out.",
    )

    @property
    def published(self) -> Date | None:
        """The date that the user gave; `None` where there is none, or none that can be."""
        return Date.of(self.date) if self.date else None


@dataclass(frozen=True, slots=True)
class PartEntry:
    """A part of the book. These entries give the parts their order, and introductions; parts without one follow."""

    title: str = needed(
        "The title of the part, as `part` of an article or `[arrange] parts` gives it.", example='"河上"'
    )
    intro: str = key(
        "",
        "The file of an introduction, Markdown, relative to this file. A heading of level 1 with which it begins is its title, and"
        " is in the contents; without one it stands below the title of the part. It is not counted as an article. Empty: none.",
        example='"river.md"',
    )
