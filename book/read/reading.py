"""One input read: its bytes unpacked and decoded, its form found, its reader asked, and what is told of all that."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from book.classes import replace
from book.findings import Finding, Where
from book.late import late
from book.messages import Message, message
from book.model import Article, Hints, Image, Raw, Source
from book.read import (
    blog,
    documents,
    mojibake,
    private,
    strangers,
    unpack,
    zones,
)
from book.read.addresses import is_beside
from book.read.decode import Decoded, decode
from book.read.dom import is_selector
from book.read.forms import READERS, form_of
from book.read.overlong import MOST_TAGS, too_much
from book.read.page import html, metadata
from book.read.page.opinion import opinion_of_feed
from book.read.settled import finished, is_named_markdown, too_long
from book.read.survey import Survey
from book.rules import RuleSet
from book.text import han_count, squeeze
from book.walk import linked_share, map_images

if TYPE_CHECKING:
    from book.read import markdown, novel
else:
    markdown = late("book.read.markdown")
    novel = late("book.read.novel")

_NOVEL = 8_000  # characters of a page that may hold one: an article may have five chapters, too
_LINKS = 0.6  # share of text in links above which a page may be an index
_RUNNING = 120  # Han characters outside links below which it is one
_LARGEST = 64 * 1024 * 1024  # bytes: a saved page with inlined pictures stays far below


def read(raw: Raw, rules: RuleSet, *, most_tags: int = MOST_TAGS) -> tuple[Article | None, tuple[Finding, ...]]:
    """One input as an article, or `None` with the finding that says why it is none. A page of over `most_tags` is not parsed."""
    where = Where(raw.locator)
    if not raw.body.strip():
        return None, (Finding("input.empty", where),)
    if len(raw.body) > _LARGEST:
        size = message("detail.size", size=len(raw.body), most=_LARGEST)
        return None, (Finding("input.too-large", where, detail=size),)
    if not raw.hints.form and (kind := documents.form_of(raw.body)):
        return _document(raw, kind, rules, most_tags)
    unpacked = unpack.unpack(raw.body)
    decoded = decode(unpacked.body if unpacked else raw.body)
    if decoded is None:
        return None, (Finding("input.binary", where, detail=strangers.of_bytes(raw.body)),)
    if over := too_much(decoded.text, most_tags):
        return None, (Finding("input.too-large", where, detail=over),)
    findings = list(_of_bytes(decoded, where))
    url = (_http(unpacked.url) if unpacked else "") or _http(raw.hints.url)
    source = Source(raw.locator, hashlib.sha256(raw.body).hexdigest(), url)
    mended = mojibake.mend(decoded.text) if mojibake.RULE not in rules.overrides.off else mojibake.Mended(decoded.text)
    if mended.hopeless:
        return None, (*findings, Finding("input.spoilt", where))
    text = blog.plain_heads(mended.text)
    form = raw.hints.form or form_of(text)
    if form == "text" and is_named_markdown(raw) and markdown.may_be(text):
        form = "markdown"
    reader = READERS[form].read
    if reader is None:
        told = strangers.of_text(form) if form in strangers.NAMES else message("detail.looks-like", form=form)
        return None, (*findings, Finding("input.unknown-form", where, detail=told))
    article, more = reader(text, source, rules)
    findings += more
    seen = Survey.of(article.blocks)
    article, more = novel.of_blocks(article, rules, seen, _NOVEL if form == "page" else 0)
    findings += more
    article, seen = _hinted(article, raw.hints), seen.again(article.blocks)
    findings += too_long(article, len(text))
    if raw.hints.excerpt:
        findings += opinion_of_feed(raw.hints.excerpt, seen.text, raw.locator)
    links = _links_of_index(seen) if form == "page" else 0.0
    article = _pictured(article, url, unpacked)
    article, seen = finished(article, raw, rules, findings, seen.again(article.blocks))
    article = zones.local(article, rules)
    article, private_parts = private.without(article, rules, seen)
    findings += private_parts
    body = seen.again(article.blocks).text
    findings += _told(mended.how, f"{article.title}\n{body}", where, lossy=decoded.lossy)
    if unavailable := _unavailable(body, mended.text, rules):
        return None, (*findings, Finding("input.unavailable", where, excerpt=unavailable))
    if links:
        return None, (*findings, Finding("input.index", where, detail=message("detail.links", share=links)))
    if not article.blocks:
        return None, (*findings, Finding("input.no-text", where))
    return article, tuple(findings)


def _document(raw: Raw, kind: str, rules: RuleSet, most_tags: int) -> tuple[Article | None, tuple[Finding, ...]]:
    """A document of a word processor, or a PDF; what it says is sure, so nothing is asked of encodings and of a page around it."""
    opened = documents.read(raw, kind, rules, most_tags)
    if isinstance(opened, Finding):
        return None, (opened,)
    findings = opened.findings
    seen = Survey.of(opened.article.blocks)
    article, more = novel.of_blocks(opened.article, rules, seen, _NOVEL)
    findings += more
    article = unpack.with_pictures(_hinted(article, raw.hints), opened.pictures)
    findings += too_long(article)
    article, seen = finished(article, raw, rules, findings, seen.again(article.blocks))
    article, private_parts = private.without(article, rules, seen)
    findings += private_parts
    if not article.blocks:
        return None, (*findings, Finding("input.no-text", Where(raw.locator)))
    return article, tuple(findings)


def _of_bytes(decoded: Decoded, where: Where) -> Iterator[Finding]:
    """What is told of how bytes became text."""
    if decoded.zeros:
        yield Finding("read.zeros", where, detail=message("detail.zeros", n=decoded.zeros))
    if decoded.lossy:
        yield Finding("read.encoding-lossy", where, detail=decoded.encoding)
    elif not decoded.sure:
        yield Finding("read.encoding", where, detail=decoded.encoding)


def weighed(raw: Raw, rules: RuleSet) -> tuple[Finding, ...]:
    """For each line of a saved page the evidence and the verdict; nothing for other forms."""
    unpacked = unpack.unpack(raw.body)
    decoded = decode(unpacked.body if unpacked else raw.body)
    if decoded is None or (raw.hints.form or form_of(decoded.text)) != "page":
        return ()
    return tuple(html.weigh(decoded.text, Source(raw.locator, "", _http(raw.hints.url)), rules))


def _told(how: Message | None, text: str, where: Where, *, lossy: bool) -> list[Finding]:
    """What is said of characters of the article that were spoilt before the file was written."""
    count = mojibake.lost(text)
    lost = message("detail.lost", n=count)
    first = text.find(mojibake.LOST)
    excerpt = text[max(0, first - 10) : first + 10] if first >= 0 else ""
    if how is not None:
        detail = message("detail.both", one=how, rest=lost) if count else how
        return [Finding("read.mojibake", where, excerpt, mojibake.RULE, detail)]
    return [Finding("read.damaged", where, excerpt, detail=lost)] if count and not lossy else []


def _hinted(article: Article, hints: Hints) -> Article:
    """The article with its source's word for title and site where it has none of its own, or the source knows better."""
    if hints.rank == "above":
        article = replace(
            article, title=squeeze(hints.title) or article.title, author=hints.author or article.author,
            published=hints.published or article.published,
        )  # fmt: skip
    site = article.site or ("" if article.account else squeeze(hints.site))
    url = article.source.url or _http(hints.url)
    source = article.source if article.source.url == url else replace(article.source, url=url)
    categories = article.categories or tuple(hints.categories.splitlines())
    title = article.title or squeeze(hints.title)
    if (title, site, source, categories) == (article.title, article.site, article.source, article.categories):
        return article
    return replace(article, title=title, site=site, source=source, categories=categories)


def _pictured(article: Article, url: str, unpacked: unpack.Unpacked | None) -> Article:
    """The article with the addresses of its pictures as they are where it came from, a network or an archive."""
    if url:
        article = replace(article, blocks=map_images(article.blocks, _elsewhere))
    return unpack.with_pictures(article, unpacked.pictures, unpacked.url) if unpacked else article


def _elsewhere(image: Image) -> Image:
    """A picture of an article that came from the network: nothing lies beside it, whatever the user's disk holds there."""
    addresses = [address for address in image.addresses if not is_beside(address)]
    return replace(image, src=addresses[0], others=tuple(addresses[1:])) if addresses else image


def _http(url: str) -> str:
    return url if url.startswith(("http://", "https://")) else ""


def _links_of_index(seen: Survey) -> float:
    """The share of links in the text of a page that only lists others: most of it are links, and next to none is running text.
    0 for any other page."""
    share = linked_share(seen.blocks)
    return share if share > _LINKS and (1 - share) * han_count(seen.text) < _RUNNING else 0.0


def _unavailable(body: str, page: str, rules: RuleSet) -> str:
    """The words on a page that state that the article is gone, where it holds no article of its own."""
    pattern = rules.patterns.get("unavailable")
    if pattern is None or any(han_count(part) > 400 for part in (body[:600], body)):  # the head of most says it
        return ""
    match = pattern.search(body) or (pattern.search(page) if han_count(body) < 60 else None)
    return match.group() if match else ""


__all__ = ["READERS", "form_of", "is_selector", "metadata", "read", "weighed"]
