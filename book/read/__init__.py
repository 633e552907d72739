"""Reading: bytes as they came → an `Article` as it was saved. Never raises on content; takes nothing away unaccounted.

The form is found by content, not by suffix. `forms` lists the forms. What is noise in an article is not judged here but in
`clean`; a reader only settles which part of a page is the article, and says what stood outside.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

from book.findings import Finding, Where
from book.messages import Message, message
from book.model import Article, Blocks, Heading, Hints, Image, Inline, Inlines, Link, Paragraph, Raw, Source
from book.read import (
    blog,
    documents,
    markdown,
    mojibake,
    overlong,
    private,
    references,
    scenes,
    strangers,
    unpack,
    zones,
)
from book.read.addresses import NOWHERE, is_beside
from book.read.decode import Decoded, decode
from book.read.dom import is_selector
from book.read.forms import READERS, form_of
from book.read.page import html, metadata
from book.read.page.opinion import opinion_of_feed
from book.rules import RuleSet
from book.text import han_count, has_han, is_sound, sound, squash, squeeze
from book.walk import block_text, linked_share, map_images, map_lines, number, plain_text, splice_inlines

_HASHED = re.compile(r"[ _-][0-9a-f]{32}$")  # what Notion puts behind the name of a page
_LINE = 200_000  # characters of one block: no prose has them
_BLOCKS = 20_000  # blocks of one article
_LINKS = 0.6  # share of text in links above which a page may be an index
_RUNNING = 120  # Han characters outside links below which it is one
_LARGEST = 64 * 1024 * 1024  # bytes: a saved page with inlined pictures stays far below
_TAGS = 200_000  # of a page; the largest of 400 saved ones has 3,343
_CHARACTERS = 4_000_000  # of text without inlined pictures: five long novels
_INLINED = re.compile(r"data:[\w/+.;=-]{1,100},[\w%+/=-]*")


def read(raw: Raw, rules: RuleSet, *, most_tags: int = _TAGS) -> tuple[Article | None, tuple[Finding, ...]]:
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
    if over := _too_much(decoded.text, most_tags):
        return None, (Finding("input.too-large", where, detail=over),)
    findings = list(_of_bytes(decoded, where))
    url = (_http(unpacked.url) if unpacked else "") or _http(raw.hints.url)
    source = Source(raw.locator, hashlib.sha256(raw.body).hexdigest(), url)
    mended = mojibake.mend(decoded.text) if mojibake.RULE not in rules.overrides.off else mojibake.Mended(decoded.text)
    if mended.hopeless:
        return None, (*findings, Finding("input.spoilt", where))
    text = blog.plain_heads(mended.text)
    form = raw.hints.form or form_of(text)
    if form == "text" and _is_named_markdown(raw) and markdown.may_be(text):
        form = "markdown"
    reader = READERS[form].read
    if reader is None:
        told = strangers.of_text(form) if form in strangers.NAMES else message("detail.looks-like", form=form)
        return None, (*findings, Finding("input.unknown-form", where, detail=told))
    article, more = reader(text, source, rules)
    findings += more
    article = _hinted(article, raw.hints)
    if _is_long(article):
        findings.append(Finding("read.limit", where, detail=message("detail.long-lines")))
    findings += opinion_of_feed(raw.hints.excerpt, plain_text(article.blocks), raw.locator)
    index = form == "page" and _is_index(article)
    share = linked_share(article.blocks)
    if url:
        article = replace(article, blocks=map_images(article.blocks, _elsewhere))
    article = _finish(
        unpack.with_pictures(article, unpacked.pictures, unpacked.url) if unpacked else article, raw, rules, findings
    )
    article = zones.local(article, rules)
    article, private_parts = private.without(article, rules)
    findings += private_parts
    findings += _told(mended.how, f"{article.title}\n{plain_text(article.blocks)}", where, lossy=decoded.lossy)
    if unavailable := _unavailable(article, mended.text, rules):
        return None, (*findings, Finding("input.unavailable", where, excerpt=unavailable))
    if index:
        return None, (*findings, Finding("input.index", where, detail=message("detail.links", share=share)))
    if not plain_text(article.blocks).strip() and not article.blocks:
        return None, (*findings, Finding("input.no-text", where))
    return article, tuple(findings)


def _document(raw: Raw, kind: str, rules: RuleSet, most_tags: int) -> tuple[Article | None, tuple[Finding, ...]]:
    """A document of a word processor, or a PDF; what it says is sure, so nothing is asked of encodings and of a page around it."""
    opened = documents.read(raw, kind, rules, most_tags)
    if isinstance(opened, Finding):
        return None, (opened,)
    findings = opened.findings
    article = unpack.with_pictures(_hinted(opened.article, raw.hints), opened.pictures)
    if _is_long(article):
        findings.append(Finding("read.limit", Where(raw.locator), detail=message("detail.long-lines")))
    article, private_parts = private.without(_finish(article, raw, rules, findings), rules)
    findings += private_parts
    if not plain_text(article.blocks).strip() and not article.blocks:
        return None, (*findings, Finding("input.no-text", Where(raw.locator)))
    return article, tuple(findings)


def _is_long(article: Article) -> bool:
    return len(article.blocks) > _BLOCKS or any(len(block_text(block)) > _LINE for block in article.blocks)


def _is_named_markdown(raw: Raw) -> bool:
    """Whether the name of a file says that it is Markdown: a note need not have a single mark."""
    return raw.name.lower().endswith((".md", ".markdown", ".mdown", ".mkd"))


def _of_bytes(decoded: Decoded, where: Where) -> Iterator[Finding]:
    """What is told of how bytes became text."""
    if decoded.zeros:
        yield Finding("read.zeros", where, detail=message("detail.zeros", n=decoded.zeros))
    if decoded.lossy:
        yield Finding("read.encoding-lossy", where, detail=decoded.encoding)
    elif not decoded.sure:
        yield Finding("read.encoding", where, detail=decoded.encoding)


def _too_much(text: str, most_tags: int) -> Message | None:
    """Why a text is not parsed: what it would take grows with its tags and its characters, so they are counted before."""
    if (tags := text.count("<")) > most_tags:
        return message("detail.many-tags", count=tags, most=most_tags)
    if len(text) > _CHARACTERS and (count := len(_INLINED.sub("", text))) > _CHARACTERS:
        return message("detail.many-characters", count=count, most=_CHARACTERS)
    return None


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
    source = article.source if article.source.url else replace(article.source, url=_http(hints.url))
    return replace(article, title=article.title or squeeze(hints.title), site=site, source=source)


def _elsewhere(image: Image) -> Image:
    """A picture of an article that came from the network: nothing lies beside it, whatever the user's disk holds there."""
    addresses = [address for address in image.addresses if not is_beside(address)]
    return replace(image, src=addresses[0], others=tuple(addresses[1:])) if addresses else image


def _http(url: str) -> str:
    return url if url.startswith(("http://", "https://")) else ""


def _finish(article: Article, raw: Raw, rules: RuleSet, findings: list[Finding]) -> Article:
    """The article with its title, language and block numbers settled."""
    blocks = map_lines(article.blocks, lambda line: splice_inlines(line, _followed))
    blocks = _noted(blocks, raw.locator, rules, findings)
    title = article.title if squash(article.title) else ""
    if not title:
        first = next((block for block in blocks if isinstance(block, Heading | Paragraph)), None)
        first_line = squeeze(block_text(first)) if first is not None else ""
        stem = _HASHED.sub("", raw.name.rsplit(".", 1)[0])
        is_note = _is_named_markdown(raw) and has_han(stem)  # called as its file is
        is_title = first_line and len(first_line) <= 60 and first_line[-1] not in "。，；,.;"
        if isinstance(first, Heading) or (is_title and not is_note):
            title = first_line
            blocks = tuple(block for block in blocks if block is not first)
        else:
            title = stem or raw.locator
            if not is_note:
                findings.append(Finding("read.no-title", Where(raw.locator), detail=title))
    text = title + plain_text(blocks)
    if not is_sound(text):
        article, title, blocks, text = sound(article), sound(title), sound(blocks), sound(text)
    script, _ = rules.variants.script(text)
    language = article.language
    if _is_english(text):
        language = "en"
    elif script:
        language = "zh-Hans" if script == "hans" else "zh-Hant"
    article, long = overlong.bounded(replace(article, title=title, blocks=blocks, language=language), raw.locator)
    blocks, breaks = scenes.dividers(number(scenes.parted(article.blocks)), raw.locator, rules)
    findings += (*long, *breaks)
    return replace(article, blocks=blocks)


def _noted(blocks: Blocks, locator: str, rules: RuleSet, findings: list[Finding]) -> Blocks:
    """The blocks with the references that the text calls as its notes, and no heading over nothing but notes."""
    overrides, where = rules.overrides, Where(locator)
    if "references" in overrides.off:
        return blocks
    for step in (references.linked, references.headless):
        made, gone = step(blocks, rules)
        said = [block_text(block).strip() for block in gone]
        word = next((word for text in said if text and (word := overrides.keeps(text, "references"))), None)
        if word is not None:
            findings.append(Finding("clean.kept", where, "\n".join(said), "references", word.written))
            return blocks
        findings += [Finding("clean.removed", where, text, "references") for text in said if text]
        blocks = made
    return blocks


def _is_english(text: str) -> bool:
    """Whether all letters but a few (naïve, Brontë) are plain Latin ones; marks may be the curly ones of a typist."""
    letters = [char for char in text if char.isalpha()]
    return 0 < len(letters) <= sum(map(str.isascii, letters)) * 1.02


def _followed(node: Inline) -> Inlines:
    """A link, or only its words where it leads nowhere."""
    return node.children if isinstance(node, Link) and node.href == NOWHERE else (node,)


def _is_index(article: Article) -> bool:
    """Whether a page only lists others: most of its text are links, and next to none of it is running text."""
    share = linked_share(article.blocks)
    return share > _LINKS and (1 - share) * han_count(plain_text(article.blocks)) < _RUNNING


def _unavailable(article: Article, text: str, rules: RuleSet) -> str:
    """The words on a page that state that the article is gone, where it holds no article of its own."""
    pattern = rules.patterns.get("unavailable")
    body = plain_text(article.blocks)
    if pattern is None or han_count(body) > 400:
        return ""
    match = pattern.search(body) or (pattern.search(text) if han_count(body) < 60 else None)
    return match.group() if match else ""


__all__ = ["READERS", "form_of", "is_selector", "metadata", "read", "weighed"]
