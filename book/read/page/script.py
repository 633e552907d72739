"""Text that a page holds only in its scripts: WeChat's picture and text posts, JSON-LD, the state of script-drawn pages.

Used only where the page itself shows next to nothing. No script is run: strings are looked for.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup

from book.model import Block
from book.rules import SiteRule
from book.text import han_count
from book.walk import block_text

_LEAST = 40  # Han characters that make a string worth taking for the article
_ESCAPE = re.compile(r"\\x([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\([nrt'\"\\/])")
_SIMPLE = {"n": "\n", "r": "", "t": " "}
_WECHAT_TEXT = re.compile(
    r"""(?:content_noencode|text_page_info[\s\S]{0,200}?content|window\.desc|\bdesc)\s*[:=]\s*(?:JsDecode\(|htmlDecode\()?(['"])((?:\\.|(?!\1).){20,}?)\1"""
)
_WECHAT_PICTURE = re.compile(r"""cdn_url\s*:\s*(?:JsDecode\()?['"](https?:[^'"]{10,400})['"]""")
_STATE = re.compile(r"(?:__NEXT_DATA__|__INITIAL_STATE__|__NUXT__|__APOLLO_STATE__|__INITIAL_DATA__|window\.__data)")


def hidden_article(soup: BeautifulSoup, markup: str, site: SiteRule | None) -> tuple[str, str] | None:
    """The article's markup and where it lay, or `None`."""
    for where, text in _candidates(soup, markup, site):
        if han_count(text) >= _LEAST:
            return (text if re.search(r"<(?:p|div|br|section)\b", text) else _paragraphs(text)), where
    return None


def _candidates(soup: BeautifulSoup, markup: str, site: SiteRule | None) -> Iterator[tuple[str, str]]:
    if site is not None and site.name.startswith("wechat"):
        pictures = "".join(
            f'<img src="{html.escape(src)}">' for src in dict.fromkeys(map(unescape, _WECHAT_PICTURE.findall(markup)))
        )
        texts = [unescape(match[1]) for match in _WECHAT_TEXT.findall(markup)]
        metas = [
            unescape(str(tag.get("content") or ""))
            for tag in soup.select("meta[name=description], meta[property='og:description']")
        ]
        for text in sorted(texts, key=han_count, reverse=True)[:1] + metas:
            yield "script of the page", _paragraphs(text) + pictures
    yield from _json(soup)


def _json(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    best = ""
    for tag in soup.find_all("script"):
        kind = str(tag.get("type") or "")
        text = tag.get_text()
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
    if re.search(r"<(?:p|div|br|section)\b", text):
        return text
    return "".join(f"<p>{html.escape(row)}</p>" for row in text.split("\n") if row.strip())


def shows_little(blocks: Iterable[Block]) -> bool:
    """Whether what was found as the article shows next to nothing."""
    return sum(han_count(block_text(block)) for block in blocks) < _LEAST
