"""The forms of an article and what reads each: `READERS`, a row each. A form is found by content, not by suffix.

A new form is one more row, with a module of its own beside this one; `docs/adding.md` shows it with an example.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby, islice
from typing import TYPE_CHECKING

from book.classes import dataclass, replace
from book.findings import Finding, Where
from book.late import expression, late
from book.messages import message
from book.model import Article, Block, Blocks, Quote, Source
from book.read import bbs, documents, front_matter, plain, properties, strangers
from book.read.page import html, trim
from book.rules import RuleSet
from book.text import squeeze, without_invisible
from book.walk import block_text

if TYPE_CHECKING:
    from book.read import markdown, note_marks, novel
else:  # not for pages and dumps
    markdown = late("book.read.markdown")
    note_marks = late("book.read.note_marks")
    novel = late("book.read.novel")

Read = tuple[Article, list[Finding]]

_PAGE = expression(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
_FRAGMENT = expression(r"<(?:p|div|br|h[1-6]|section|article|span|ul|ol|table|blockquote|img)\b[^>]*>", re.I)
_FEED = expression(r"<(?:rss|feed|rdf:RDF|opml)\b", re.I)
_MARKED = expression(r"^#{1,6} |\*\*|!?\[[^\]\n]{0,200}\]\(|^```", re.M)  # what only Markdown has
_HEAD = 4096  # characters by which a page is recognised
_TAGS = 3  # from which a text is HTML, where they are dense enough


@dataclass(frozen=True, slots=True)
class Form:
    """A form of article: whether a text is of it, and what reads it. A form without a reader is refused by its name."""

    fits: Callable[[str], bool]
    read: Callable[[str, Source, RuleSet], Read] | None = None


def _is_feed(text: str) -> bool:
    head = text[:_HEAD]
    return _FEED.search(head) is not None and _PAGE.search(head) is None


def _is_page(text: str) -> bool:
    return _PAGE.search(text[:_HEAD]) is not None


def _is_word_page(text: str) -> bool:
    return _is_page(text) and documents.is_word_page(text)


def _is_fragment(text: str) -> bool:
    tags = len(_FRAGMENT.findall(text[:50_000]))
    return tags >= _TAGS and (text.lstrip().startswith("<") or tags > text.count("\n") // 4)


def _is_markdown(text: str) -> bool:
    return markdown.looks_like(text)


def _is_wechat_markdown(text: str) -> bool:
    return markdown.wechat_head(text) is not None


def of_markdown(text: str, source: Source, rules: RuleSet) -> tuple[Blocks, tuple[str, ...], list[Finding]]:
    """The blocks of a Markdown text, the tags that stand on lines of their own, and what is told."""
    where, kept = Where(source.locator), list[Finding]()

    def keeps(rule: str, words: str) -> bool:
        word = rules.overrides.keeps(words, rule)
        if word is not None:
            kept.append(Finding("clean.kept", where, words, rule, word.written))
        return word is not None or rule in rules.overrides.off

    aside = note_marks.Aside(keeps)
    markup = markdown.to_html(text, aside)
    blocks, findings = html.read_fragment(markup, source, rules, captions=True, notes=True)
    codes = {note_marks.TAGS: "clean.moved"}
    findings += [Finding(codes.get(rule, "clean.removed"), where, words, rule) for rule, words in aside.taken if words]
    return blocks, tuple(dict.fromkeys(aside.tags)), [*findings, *kept]


def _dump(text: str, source: Source, rules: RuleSet) -> Read:
    front = front_matter.named(front_matter.split(text), rules.lists)
    findings = [Finding("read.front-matter", Where(source.locator), detail=front.broken)] if front.broken else []
    addresses = (front.fields.get(key, "") for key in ("url", "link", "source", "original_url", "来源"))
    source = replace(source, url=next((url for url in addresses if url.startswith("http")), ""))
    body = front.body
    inner: Article | None = None
    tags: tuple[str, ...] = ()
    if _PAGE.search(body[:_HEAD]):
        inner, more = html.read_page(body, source, rules)
        blocks = inner.blocks
    elif any(islice(_FRAGMENT.finditer(body, 0, 20_000), 1, None)):
        blocks, more = html.read_fragment(body, source, rules)
    else:
        blocks, tags, more = of_markdown(body, source, rules)
    author = squeeze(front.fields.get("author", "")) or "、".join(front.lists.get("author", ()))
    site = ""
    if author and front_matter.is_site(author, front):
        rule = html.site_rule(author, rules)
        site, author = (rule.site if rule else author), ""
    if why := front_matter.draft(front):
        findings.append(Finding("source.draft", Where(source.locator), detail=why))
    published, crawled, impossible = front_matter.published(front)
    if impossible:
        findings.append(Finding("read.impossible-date", Where(source.locator), impossible))
    if crawled:
        findings.append(Finding("read.date-crawl", Where(source.locator), detail=str(published or "")))
    article = Article(
        front_matter.title(front.fields.get("title", "")) or (inner.title if inner else ""), blocks, source,
        author=author, site=site or front.fields.get("site", ""), published=published,
        categories=front_matter.categories(front) or tags, series=squeeze(front.fields.get("series", "")),
        subtitle=front_matter.title(front.fields.get("subtitle", "")),
        translator=squeeze(front.fields.get("translator", "")) or "、".join(front.lists.get("translator", ())),
    )  # fmt: skip
    return article, findings + more


def _markdown(text: str, source: Source, rules: RuleSet) -> Read:
    if not _MARKED.search(text) and (made := novel.read(without_invisible(text), source, rules, plain.chapter)):
        return made  # whose lists and rules of dashes looked like Markdown
    head = markdown.wechat_head(text)
    fields, body, lines = properties.split(text, rules) if head is None else ({}, head.body, [])
    blocks, tags, findings = of_markdown(body, source, rules)
    if head is None:
        article, told = properties.applied(Article("", blocks, source, categories=tags), fields, lines, rules)
        return article, findings + told
    article = Article(
        squeeze(head.title), blocks, source, author=head.author.lstrip("@ "), account=head.account, site="微信公众号",
        published=head.published,
    )  # fmt: skip
    return article, findings


def _plain(text: str, source: Source, rules: RuleSet) -> Read:
    if made := novel.read(without_invisible(text), source, rules, plain.chapter):
        return made
    fields, body, lines = properties.split(text, rules)
    copy, where = plain.read(body, rules), Where(source.locator)
    findings = [
        Finding("clean.kept" if word else "read.outside", where, line, plain.OUTSIDE, word)
        for line, word in copy.outside
    ]
    blocks = copy.blocks
    if plain.OUTSIDE not in rules.overrides.off:
        start, end = trim.article_run(blocks, rules, (copy.title,))
        ends = (*range(start), *range(end, len(blocks)))
        sides = (message("detail.before-article"), message("detail.behind-article"))
        words = {k: rules.overrides.keeps(block_text(blocks[k]), plain.OUTSIDE) for k in ends}
        findings += [
            Finding("clean.kept", where, line, plain.OUTSIDE, word.written)
            if word
            else Finding("read.outside", where, line, plain.OUTSIDE, sides[k >= start])
            for k, word in words.items()
            for row in block_text(blocks[k]).split("\n")
            if (line := squeeze(row))
        ]
        blocks = [block for k, block in enumerate(blocks) if start <= k < end or words[k]]
    article = Article(copy.title, tuple(blocks), source, site=copy.site)
    article, more = properties.applied(article, fields, lines, rules)
    return article, findings + more


def _bbs(text: str, source: Source, rules: RuleSet) -> Read:
    where, findings = Where(source.locator), []

    def keeps(rule: str, line: str) -> bool:
        if rule in rules.overrides.off:
            return True
        word = rules.overrides.keeps(line, rule)
        if word is not None:
            findings.append(Finding("clean.kept", where, line, rule, word.written))
        return word is not None

    post = bbs.read(text, keeps)
    blocks: list[Block] = []
    for quoted, run in groupby(post.paragraphs, lambda one: isinstance(one, tuple)):
        if quoted:
            blocks += [Quote(tuple(plain.blocks_of(list(lines)))) for lines in run]
        else:
            blocks += plain.blocks_of([line for line in run if isinstance(line, str)])
    findings += [
        Finding("clean.moved" if rule == bbs.HEAD else "clean.removed", where, line, rule) for rule, line in post.aside
    ]
    article = Article(post.title, tuple(blocks), source, author=post.author, site=post.site, published=post.published)
    return article, findings


def _page(text: str, source: Source, rules: RuleSet) -> Read:
    return html.read_page(text, source, rules)


def _fragment(text: str, source: Source, rules: RuleSet) -> Read:
    blocks, findings = html.read_fragment(text, source, rules)
    return Article("", blocks, source), findings


#: The first form that fits counts; the last fits every text.
READERS: dict[str, Form] = {
    "dump": Form(front_matter.has_front_matter, _dump),
    "feed": Form(_is_feed),
    **{name: Form(fits) for name, fits in strangers.TEXTS.items()},
    "word-page": Form(_is_word_page, documents.read_page),
    "page": Form(_is_page, _page),
    "bbs": Form(bbs.looks_like, _bbs),
    "wechat-markdown": Form(_is_wechat_markdown, _markdown),
    "fragment": Form(_is_fragment, _fragment),
    **{name: Form(fits) for name, fits in strangers.SOURCES.items()},
    "markdown": Form(_is_markdown, _markdown),
    "text": Form(lambda _: True, _plain),
}


def form_of(text: str) -> str:
    """The form of a text: a key of `READERS`."""
    return next(name for name, form in READERS.items() if form.fits(text))
