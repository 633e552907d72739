"""Exports of microblogs → posts: Weibo (weiboSpider, weibo-crawler: JSON and CSV), Mastodon, X/Twitter, flomo. Text in, posts out.

Weibo: `{"user": {…}, "weibo": [{text | content, created_at | publish_time, pics | original_pictures, retweet, …}]}` and tables with
正文 or 微博正文 (dataabc/weibo-crawler weibo.py, dataabc/weiboSpider writer/csv_writer.py). Mastodon: `outbox.json`, an
OrderedCollection of ActivityStreams 2.0. X: `tweets.js`, which assigns a list to `window.YTD.tweets.part0`. flomo: a page with a
`.memo` for each, in it `.time`, `.content` and `.files`. Google Keep: a JSON file for each note, which is an article.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from book.classes import replace
from book.collect import fields
from book.collect.feed import Feed, Post, Posts, fragment, left, skipped
from book.collect.fields import Row
from book.findings import Finding
from book.late import expression
from book.messages import message
from book.model import Hints
from book.read import html5
from book.read.nodes import Element
from book.text import shortened, sound, squeeze

_TWEETS = expression(r"\A\s*+window\.YTD\.(?:tweets?|note_tweet)\.part\d{1,6}\s*+=\s*+(?=\[)")
_WEIBO_TEXTS = ("text", "content", "正文", "微博正文")
_WEIBO_PICTURES = ("pics", "originalpictures", "原始图片url", "原始图片", "微博图片url")
_WEIBO_DATES = ("fullcreatedat", "完整日期", "createdat", "publishtime", "日期", "发布时间")
_OF_WEIBO = ("头条文章url", "原始图片url", "微博图片url", "发布工具", "工具")
_SHORT = 40  # characters of a post in a finding
_OF_FLOMO = expression(r"<div\s+class=[\"']memo[\"']")


def weibo(data: object) -> Feed | None:
    """The posts of an export of Weibo in JSON; `None` for another value."""
    if not isinstance(data, Mapping) or not isinstance(data.get("weibo"), list):
        return None
    rows = [fields.flat(one) for one in data["weibo"] if isinstance(one, Mapping)]
    if not any(fields.text(row, _WEIBO_TEXTS) for row in rows):
        return None
    return _weibo(rows, fields.people(data.get("user")))


def weibo_rows(rows: Sequence[Row]) -> Feed | None:
    """The posts of an export of Weibo as the rows of a table; `None` for another table."""
    if (
        not rows
        or not any(key in rows[0] for key in ("正文", "微博正文"))
        or not any(key in rows[0] for key in _OF_WEIBO)
    ):
        return None
    who = {name for row in rows if (name := fields.people(row.get("用户昵称")))}
    return _weibo(rows, who.pop() if len(who) == 1 else "")


def _weibo(rows: Sequence[Row], author: str) -> Feed:
    posts: list[Post] = []
    told: list[Finding] = []
    for row in rows:
        at = next((found for key in _WEIBO_DATES if (found := fields.when(row.get(key))) is not None), None)
        retold = row.get("retweet")
        if not isinstance(retold, Mapping):
            retold = {
                key.removeprefix("源微博").removeprefix("源"): value
                for key, value in row.items()
                if key.startswith("源")
            }
        again = fields.flat(retold)
        told_by = fields.people(again.get("screenname") or again.get("用户昵称"))
        markup = _paragraphs(fields.text(row, _WEIBO_TEXTS)) + _pictures(row)
        quoted = _paragraphs(fields.text(again, _WEIBO_TEXTS)) + _pictures(again)
        if quoted:
            name = f"<p>@{html.escape(told_by)}</p>" if told_by else ""
            markup += f"<blockquote>{name}{quoted}</blockquote>"
        shown = shortened(fields.text(row, _WEIBO_TEXTS) or str(row.get("id") or ""), _SHORT)
        if fields.text(row, ("videourl", "视频url", "微博视频url")).startswith("http"):
            told.append(left(shown, message("detail.film")))
        if not markup:
            told.append(skipped(shown, message("detail.no-text-in-it")))
            continue
        posts.append(Post(markup, at, fields.url(row)))
    return Feed("", (), (Posts("微博", tuple(posts), author),), tuple(told))


def _paragraphs(text: str) -> str:
    return "" if text.strip() in ("", "无") else fragment(text, Hints()).body.decode()


def _pictures(row: Row) -> str:
    """The pictures of a post: a list of addresses, of records with one, or addresses with commas between them."""
    found = next((row[key] for key in _WEIBO_PICTURES if row.get(key)), "")
    each = re.split(r"[,，\s]+", found) if isinstance(found, str) else found if isinstance(found, list) else []
    addresses = []
    for one in each:
        large = one.get("large") if isinstance(one, Mapping) else None
        inside = large if isinstance(large, Mapping) else one
        addresses.append(str(inside.get("url") or "") if isinstance(inside, Mapping) else str(one))
    return "".join(_img(one) for one in addresses if one.startswith(("http://", "https://")))


def _img(address: str, alt: str = "") -> str:
    return f'<p><img src="{html.escape(address, quote=True)}" alt="{html.escape(alt, quote=True)}"></p>'


def mastodon(data: object) -> Feed | None:
    """The posts of a Mastodon archive; what was only passed on is counted, for the archive does not hold it."""
    if not isinstance(data, Mapping) or not isinstance(data.get("orderedItems"), list):
        return None
    posts: list[Post] = []
    told: list[Finding] = []
    again = 0
    for one in data["orderedItems"]:
        note = one.get("object") if isinstance(one, Mapping) else None
        if not isinstance(note, Mapping):
            again += 1
            continue
        shown = squeeze(str(note.get("summary") or ""))
        markup = f"<p>{html.escape(shown)}</p>" * bool(shown) + str(note.get("content") or "")
        for attached in note["attachment"] if isinstance(note.get("attachment"), list) else ():
            if isinstance(attached, Mapping) and str(attached.get("mediaType")).startswith("image/"):
                markup += _img(str(attached.get("url") or ""), squeeze(str(attached.get("name") or "")))
            elif isinstance(attached, Mapping):
                told.append(left(shortened(str(attached.get("url")), _SHORT), message("detail.media-no-picture")))
        if markup.strip():
            posts.append(Post(markup, fields.when(note.get("published")), fields.url(fields.flat(note))))
        else:
            told.append(skipped(str(note.get("id") or ""), message("detail.no-text-in-it")))
    if again:
        told.append(skipped("", message("detail.reposted", count=again)))
    return Feed("", (), (Posts("Mastodon", tuple(posts)),), tuple(told)) if posts else None


def keep(data: object) -> Feed | None:
    """A note of Google Keep, which writes one a file: its text or its list, and the pictures that lie beside it."""
    if not isinstance(data, Mapping) or "userEditedTimestampUsec" not in data or data.get("isTrashed") is True:
        return None
    markup = _paragraphs(str(data.get("textContent") or ""))
    listed = data.get("listContent")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping):
            markup += f"<p>{'☑' if one.get('isChecked') is True else '☐'} {html.escape(squeeze(str(one.get('text') or '')))}</p>"
    told: list[Finding] = []
    attached = data.get("attachments")
    for one in attached if isinstance(attached, list) else ():
        if isinstance(one, Mapping) and str(one.get("mimetype")).startswith("image/"):
            markup += _img(str(one.get("filePath") or ""))
        elif isinstance(one, Mapping):
            told.append(left(str(one.get("filePath") or ""), message("detail.media-no-picture")))
    return (
        Feed("", (replace(fragment(markup, fields.hints(fields.flat(data))), findings=tuple(told)),))
        if markup
        else None
    )


def is_tweets(text: str) -> bool:
    """Whether a text begins as the posts in an archive of X."""
    return _TWEETS.match(text) is not None


def tweets(text: str) -> Feed | None:
    """The posts of an archive of X; `None` where its JSON cannot be read. The short addresses of X become those they stand for."""
    try:
        data = sound(json.loads(_TWEETS.sub("", text, count=1).rstrip().rstrip(";"), strict=False))
    except (ValueError, RecursionError):
        return None
    posts: list[Post] = []
    told: list[Finding] = []
    again = 0
    for one in data if isinstance(data, list) else ():
        tweet = fields.flat(one) if isinstance(one, Mapping) else {}
        body = fields.text(tweet, ("fulltext", "text"))
        if body.startswith("RT @"):
            again += 1
            continue
        markup, films = _tweet(tweet, body)
        told += [left(shortened(body, _SHORT), message("detail.film"))] * films
        if markup:
            posts.append(Post(markup, fields.when(tweet.get("createdat"))))
        else:
            told.append(skipped(str(tweet.get("idstr") or ""), message("detail.no-text-in-it")))
    if again:
        told.append(skipped("", message("detail.reposted", count=again)))
    return Feed("", (), (Posts("X", tuple(posts)),), tuple(told)) if posts else None


def _tweet(tweet: Row, body: str) -> tuple[str, int]:
    """A post as HTML with its pictures, and how many films it has."""
    entities: list[Any] = [tweet.get("extendedentities"), tweet.get("entities")]
    media: list[Any] = next(
        (one["media"] for one in entities if isinstance(one, Mapping) and isinstance(one.get("media"), list)), []
    )
    urls: list[Any] = next(
        (one["urls"] for one in entities if isinstance(one, Mapping) and isinstance(one.get("urls"), list)), []
    )
    for one in urls:
        if isinstance(one, Mapping) and one.get("url") and one.get("expanded_url"):
            body = body.replace(str(one["url"]), str(one["expanded_url"]))
    media = [one for one in media if isinstance(one, Mapping)]
    for one in media:
        body = body.replace(str(one.get("url") or "\0"), "")
    pictures = [_img(str(one["media_url_https"])) for one in media if one.get("media_url_https")]
    text = html.unescape(body).strip()  # X writes < and & as entities in its JSON
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())
    return lines + "".join(pictures), sum(one.get("type") != "photo" for one in media)


def is_flomo(text: str) -> bool:
    """Whether a page has the marks of an export of flomo."""
    return _OF_FLOMO.search(text) is not None and "memos" in text


def flomo(text: str) -> Feed | None:
    """The memos of an export of flomo; `None` where the page holds none with a time. One in another is part of that."""
    with html5.tree(text) as page:
        posts, told = _memos(page)
    return Feed("", (), (Posts("flomo", tuple(posts)),), tuple(told)) if posts else None


def _memos(page: html5.Tree) -> tuple[list[Post], list[Finding]]:
    posts: list[Post] = []
    told: list[Finding] = []
    seen: set[int] = set()
    for memo in page.elements:
        if id(memo) in seen or not _is_of(memo, "memo"):
            continue
        parts = memo.inside()
        seen.update(map(id, parts))
        time, content = _of_class(parts, "time"), _of_class(parts, "content")
        at = fields.when(time.text()) if time is not None else None
        if at is None or content is None:
            continue
        markup = content.inner_markup().strip()
        beside: set[int] = set()
        for one in parts:
            if not _is_of(one, "files") and id(one.parent) not in beside:
                continue
            beside.add(id(one))
            address = one.get("src") or one.get("href")
            if one.name == "img":
                markup += _img(address)
            elif address:
                told.append(left(address, message("detail.media-no-picture")))
        if markup:
            posts.append(Post(markup, at))
        else:
            told.append(skipped(str(at), message("detail.no-text-in-it")))
    return posts, told


def _of_class(parts: Iterable[Element], name: str) -> Element | None:
    return next((tag for tag in parts if _is_of(tag, name)), None)


def _is_of(tag: Element, name: str) -> bool:
    # A selector would climb to the root from each element, which costs the square of the depth.
    return name in tag.classes
