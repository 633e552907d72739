"""Which field of a record (of JSON, of a table) is its title, its text, its date: by the names that programs and people give them.

Names are compared without case, `_`, `-` and spaces. They are those that programs write (read in the sources of weiboSpider,
weibo-crawler, wechat-article-exporter, karakeep and of programs that read flomo, X and Readwise; for Zhihu, Pinboard, Day One,
Google Keep, Memos and Mastodon from memory), and those that people write by hand, in English and Chinese.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from book.collect.feed import text_of
from book.late import expression
from book.model import Hints, dates
from book.model.dates import Date
from book.text import has_han, squeeze

Row = Mapping[str, Any]

TEXTS = (
    "contenthtml", "htmlcontent", "html", "bodyhtml", "content", "body", "contenttext", "fulltext", "contentmarkdown", "contentmd",
    "markdown", "md", "textcontent", "text", "article", "articlecontent",
    "正文", "文章正文", "文章内容", "正文内容", "内容", "內容", "全文",
)  # fmt: skip
TITLES = ("title", "headline", "subject", "标题", "標題", "文章标题", "题目", "題目", "题名", "篇名")
_NAMES = ("name", "名称", "名稱")  # of a record that has a text
_AUTHORS = (
    "author", "authors", "authorname", "byline", "publishedby", "creator", "writer", "作者", "作者昵称",
    "screenname", "username", "nickname", "用户昵称", "昵称", "from", "user",
)  # fmt: skip
_VOICES = (
    "sender",
    "sendername",
    "talker",
    "speaker",
    "role",
    "fromid",
    "address",
    "phone",
    "发送者",
    "发送人",
    "发言人",
    "issend",
)
_SITES = (
    "sitename", "site", "domainname", "publication", "accountname", "account",
    "公众号", "公众号名称", "网站", "網站", "来源", "來源", "source",
)  # fmt: skip
URLS = (
    "sourceurl", "originalurl", "givenurl", "htmlurl", "contenturl", "url", "link", "href", "permalink",
    "链接", "連結", "网址", "網址", "原文链接", "文章链接", "原文地址", "地址",
)  # fmt: skip
_PUBLISHED = (
    "publishedat", "datepublished", "published", "publisheddate", "publishtime", "pubdate", "pubtime", "date",
    "发布时间", "发布日期", "发表时间", "发表日期", "日期",
)  # fmt: skip
DATES = (
    *_PUBLISHED,
    "createdtime", "createdat", "created", "createtime", "creationdate", "createddate", "displaytime", "time", "datetime",
    "timestamp",
    "updatedtime", "updatedat", "updated", "updatetime", "modifieddate", "lastmodified", "usereditedtimestampusec",
    "创建时间", "创建日期", "时间", "更新时间", "修改时间",
)  # fmt: skip
_SAVED = ("isarchived", "isstarred", "readingtime", "favourited", "taggingstatus", "savedat", "readat", "addedon")
_TAGS = ("tags", "labels", "categories", "标签", "標籤", "分类", "分類")
#: What holds the record itself, with other things beside it.
_INNER = (
    "content",
    "target",
    "article",
    "data",
    "item",
    "node",
    "post",
    "document",
    "note",
    "object",
    "bookmark",
    "tweet",
)
_OF_PEOPLE = ("name", "nickname", "screenname", "displayname", "username", "login", "title")
_OUT = ("deleted", "isdeleted", "trashed", "istrashed", "intrash")

_EDGE = expression(r"[\s_\-]+")
_BLOB = expression(r"\A\s*+[A-Za-z0-9+/=_:.~-]{60,}+\s*+\Z")  # encoded or encrypted
_WEB = expression(r"https?://\S", re.I)
_CLOCK = expression(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d):\d\d ([+-]\d\d)(\d\d) (\d{4})")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_ZHIHU = expression(r"https?://(?:api|www)\.zhihu\.com/(?:api/v4/)?(answers|articles)/(\d+)$")
_TAG_LONGEST = 40
_AUTHOR_LONGEST = 60


def name(key: object) -> str:
    """The name of a field as it is compared."""
    return _EDGE.sub("", str(key)).lstrip("\ufeff").casefold()


def flat(record: Mapping[Any, Any]) -> dict[str, Any]:
    """The fields of a record by name, those of a record inside it where the outer one has none of that name."""
    row = _named(record)
    for key in _INNER:
        if isinstance(inside := row.get(key), Mapping):
            for other, value in _named(inside).items():
                if other == key or row.get(other) in (None, "", [], {}):
                    row[other] = value
    return row


def _named(record: Mapping[Any, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for key, value in record.items():
        row.setdefault(name(key), value)
    if isinstance(row.get("text"), list):  # Telegram divides a text at its links
        parts = [one.get("text") if isinstance(one, Mapping) else one for one in row["text"]]
        row["text"] = "".join(part for part in parts if isinstance(part, str))
    return row


def text(row: Row, names: Iterable[str]) -> str:
    """The first field of these names that holds a text."""
    return next((row[key] for key in names if isinstance(row.get(key), str) and row[key].strip()), "")


def is_blob(value: str) -> bool:
    """Whether a text is encoded or encrypted, and nothing to read."""
    return _BLOB.match(value) is not None


def body(row: Row, names: Iterable[str] = TEXTS) -> tuple[str, str]:
    """The text of a record and the name of its field: the first by name that is no shorter than the others by a fifth."""
    found = [(key, row[key]) for key in names if isinstance(row.get(key), str) and row[key].strip()]
    found = [(key, value) for key, value in found if not is_blob(value)]
    if not found:
        return "", ""
    sizes = [len(text_of(value)) or ("<img" in value) for _, value in found]
    key, value = next(one for one, size in zip(found, sizes, strict=True) if size >= 0.8 * max(sizes))
    return value, key


def title(row: Row) -> str:
    """The title of a record, or that of the question that it answers, as plain text; "" where it has none."""
    found = text(row, TITLES)
    for key in ("question", "topic"):
        if not found and isinstance(inside := row.get(key), Mapping):
            found = text(_named(inside), TITLES)
    if not found and has_han(called := text(row, _NAMES)):  # what programs call it in Latin is no title (memos/1)
        found = called
    return plain(found)


def plain(value: str) -> str:
    """A title or a name without mark-up."""
    return squeeze(html.unescape(re.sub(r"</?[A-Za-z][^<>]{0,200}+>", "", value)))


def url(row: Row) -> str:
    """The address of a record's page on the web, "" where it has none. One of Zhihu's API becomes that of the page."""
    found = next(
        (row[key].strip() for key in URLS if isinstance(row.get(key), str) and _WEB.match(row[key].strip())), ""
    )
    if match := _ZHIHU.match(found):
        question = row.get("question")
        number = question.get("id") if isinstance(question, Mapping) else None
        if match[1] == "articles":
            return f"https://zhuanlan.zhihu.com/p/{match[2]}"
        return f"https://www.zhihu.com/question/{number}/answer/{match[2]}" if number else found
    return found


def author(row: Row) -> str:
    """Who wrote a record."""
    return next((found for key in _AUTHORS if (found := people(row.get(key)))), "")


def voices(rows: Iterable[Row]) -> Iterator[set[str]]:
    """Who speaks in records, by each field that may say so: several people talk, one writes."""
    given = list(rows)
    yield {author(row) for row in given}
    for key in _VOICES:
        yield {str(row[key]) for row in given if row.get(key) not in (None, "")}


def people(value: object) -> str:
    """The names in a field: a text, a record of a person, or a list of these."""
    if isinstance(value, list):
        return "、".join(dict.fromkeys(found for one in value[:20] if (found := people(one))))
    if isinstance(value, Mapping):
        value = text(_named(value), _OF_PEOPLE)
    found = plain(value) if isinstance(value, str) else ""
    return found if len(found) <= _AUTHOR_LONGEST and not _WEB.match(found) and "@" not in found[1:] else ""


def is_saved(row: Row) -> bool:
    """Whether a record is of a program that saves what others wrote: it speaks of publication, or of what was read."""
    return any(key in row and not isinstance(row[key], bool) for key in _PUBLISHED) or any(key in row for key in _SAVED)


def date(row: Row, *, saved: bool = False) -> Date | None:
    """When a record was published; where it does not speak of that, when it was written, else when it was changed.

    Of what others wrote (`saved`) it may say, too, when it was saved: that is no date of the article.
    """
    names = _PUBLISHED if saved or is_saved(row) else DATES
    return next((found for key in names if (found := when(row.get(key))) is not None), None)


def when(value: object) -> Date | None:
    """A date in any form that programs write: a text, or a Unix time in seconds, milliseconds or microseconds."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if not isinstance(value, str):
        value = str(int(value)) if 0 < value < 1e17 else ""
    digits = value.strip()
    if digits.isascii() and digits.isdecimal() and len(digits) in (9, 10, 13, 16):
        return dates.from_timestamp(digits[:13] if len(digits) == 16 else digits)
    if match := _CLOCK.search(digits[:200]):
        month = _MONTHS.index(match[1]) + 1 if match[1] in _MONTHS else 0
        return dates.find(f"{match[6]}-{month:02}-{match[2]}T{match[3]}:00{match[4]}:{match[5]}")
    return dates.find(digits[:200], compact=True)


def hints(row: Row, *, saved: bool = False) -> Hints:
    """What a record says of the article in it."""
    site = plain(text(row, _SITES))
    if not has_han(site) and isinstance(row.get("source"), str) and squeeze(row["source"]) == site:
        site = ""  # the program by which it was saved
    who = author(row)
    found = row.get(next((key for key in _TAGS if row.get(key)), ""))
    tags = found if isinstance(found, list) else re.split(r"[,，;；、\s]+", found) if isinstance(found, str) else []
    named = (
        plain(str(tag.get("name") or tag.get("title") or "") if isinstance(tag, Mapping) else str(tag))
        for tag in tags[:50]
    )
    return Hints(
        title(row), who, "" if _WEB.match(site) or site == who else site, date(row, saved=saved), url(row),
        categories="\n".join(dict.fromkeys(tag.lstrip("#") for tag in named if 0 < len(tag) <= _TAG_LONGEST)),
    )  # fmt: skip


def is_out(row: Row) -> bool:
    """Whether a record says that it was thrown away."""
    return any(row.get(key) is True for key in _OUT)
