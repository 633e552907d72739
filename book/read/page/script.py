"""Text that a page holds only in its scripts: WeChat's picture and text posts, JSON-LD, the state of script-drawn pages.

Used only where the page itself shows next to nothing. No script is run: strings are looked for.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator

from book.classes import dataclass
from book.late import expression
from book.model import Block
from book.read.html5 import Tree
from book.rules import SiteRule
from book.text import han_count
from book.walk import block_text

_POST = "script of the page"
_DATA = "cgiData"  # the object with what a post says of itself
_LEAST = 40  # Han characters that make a string worth taking for the article
_ESCAPE = expression(r"\\x([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\([nrt'\"\\/])")
_SIMPLE = {"n": "\n", "r": "", "t": " "}
#: A field of WeChat's scripts: `title: JsDecode('…')`, `"title":"…"`, `d.title = xml ? getXmlValue('title.DATA') : '…'`.
_STRING = r"""(?P<call>(?:Js|html)Decode\(\s*)?(?P<quote>['"])(?P<text>(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote)"""
_FIELD = r"""(?<![\w.-])(?P<old>d\.|msg_|var\s+)?["']?(?:%s)["']?\s*[:=]\s*(?:xml\s*\?[^:;]{0,60}:\s*)?""" + _STRING
_TEXT = expression(_FIELD % "content_noencode|(?:window\\.)?desc")
_INFO = expression(r"""text_page_info[\s\S]{0,200}?content["']?\s*[:=]\s*""" + _STRING)
_PICTURE = expression(_FIELD % "cdn_url")
_TITLE = expression(_FIELD % "title")
_ACCOUNT = expression(_FIELD % "nick_name|nickname")
#: What shows that a text has markup; other angle brackets are words.
_MARKUP = expression(r"</?(?:p|div|br|section|a|b|strong|em|i|span|img|ul|ol|li|h[1-6]|blockquote)\b[^<>]*>", re.I)
_BLOCKS = expression(r"<(?:p|div|br|section|ul|ol|h[1-6]|blockquote)\b", re.I)
_LINE_END = expression(r"\r\n?|\n|\\r\\n|\\[nr]")  # written out, too, where a text was escaped twice
_STATE = expression(r"(?:__NEXT_DATA__|__INITIAL_STATE__|__NUXT__|__APOLLO_STATE__|__INITIAL_DATA__|window\.__data)")


@dataclass(frozen=True, slots=True)
class Fields:
    """What the script of a WeChat post says of it; empty where it says nothing."""

    title: str = ""
    account: str = ""


def fields(markup: str) -> Fields:
    """The title and the account of a WeChat post. Other things have titles, too: the post's is encoded, or stands in its data."""
    return Fields(_first(_TITLE, markup), _first(_ACCOUNT, markup))


def _first(pattern: re.Pattern[str], markup: str) -> str:
    own = markup.find(_DATA)
    found = [match for match in pattern.finditer(markup) if match["call"] or match["old"] or 0 <= own < match.start()]
    return next((text for match in found if (text := _squeezed(match["text"]))), "")


def _squeezed(text: str) -> str:
    return " ".join(_LINE_END.sub(" ", unescape(text)).split())


def hidden_article(soup: Tree, markup: str, site: SiteRule | None) -> tuple[str, str] | None:
    """The article's markup and where it lay, or `None`."""
    for where, text in _candidates(soup, markup, site):
        if han_count(text) >= _LEAST or (where == _POST and "<img " in text):
            return text, where
    return None


def _candidates(soup: Tree, markup: str, site: SiteRule | None) -> Iterator[tuple[str, str]]:
    if site is not None and site.name.startswith("wechat"):
        addresses = dict.fromkeys(unescape(match["text"]) for match in _PICTURE.finditer(markup))
        pictures = "".join(f'<p><img src="{html.escape(src)}"></p>' for src in addresses if src.startswith("http"))
        texts = [unescape(match["text"]) for pattern in (_TEXT, _INFO) for match in pattern.finditer(markup)]
        metas = [
            unescape(tag.get("content"))
            for tag in soup.chosen("meta[name=description], meta[property='og:description']")
        ]
        if pictures or not soup.chosen("#js_content img"):  # a post of pictures shows them, and needs no words
            for text in sorted(filter(None, texts), key=han_count, reverse=True)[:1] + metas or [""]:
                yield _POST, _paragraphs(text) + pictures
    for where, text in _json(soup):
        yield where, _paragraphs(text)


def _json(soup: Tree) -> Iterator[tuple[str, str]]:
    best = ""
    for tag in soup.named("script"):
        kind = tag.get("type")
        text = tag.text()
        if "json" not in kind and not _STATE.search(text[:300]):
            continue
        start = text.find("{")
        if start < 0 or len(text) > 20_000_000:
            continue
        try:
            data, _ = json.JSONDecoder(strict=False).raw_decode(text[start:])
        except (ValueError, RecursionError):
            continue
        body = data.get("articleBody") if isinstance(data, dict) else None
        if isinstance(body, str):
            yield "JSON-LD articleBody", body
        best = max(best, *_strings(data), "", key=han_count)
    yield "data in a script", best


def _strings(data: object) -> Iterator[str]:
    stack = [data]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)


def unescape(text: str) -> str:
    r"""A JavaScript string's escapes (\x0a, \u4e00, \n) and the HTML entities in it, read."""

    def one(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _SIMPLE.get(match[3], match[3])

    return html.unescape(_ESCAPE.sub(one, text)).encode("utf-8", "ignore").decode("utf-8")


def _paragraphs(text: str) -> str:
    """A text as markup: a paragraph a line, and what is markup in it stays so."""
    if _BLOCKS.search(text):
        return text
    rows = [row for row in _LINE_END.split(text) if row.strip()]
    return "".join(f"<p>{row if _MARKUP.search(row) else html.escape(row)}</p>" for row in rows)


def shows_little(blocks: Iterable[Block]) -> bool:
    """Whether what was found as the article shows next to nothing."""
    return sum(han_count(block_text(block)) for block in blocks) < _LEAST
