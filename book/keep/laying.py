"""What an entry of articles.toml says of an article, laid over what was read of it, with a finding for each change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from book.classes import replace
from book.findings import Finding, Where
from book.keep.entries import Entry
from book.late import late
from book.messages import message
from book.messages.printed import words
from book.model import Article, Block, Blocks, Notice, NoticeKind, Paragraph, Quote, Strong, Text
from book.model.dates import Date
from book.render.links import safe_href
from book.text import squeeze
from book.walk import block_text

if TYPE_CHECKING:
    from book.read import own
else:
    own = late("book.read.own")

_LABELS = ("编者按", "編者按")  # a note that begins so has its word already


def laid_over(article: Article, entry: Entry, language: str = "zh-Hans") -> tuple[Article, tuple[Finding, ...]]:
    """The article with what the user says of it, and a finding for each change; an empty value takes away what the article has.

    `language` is that of the word that stands before an editor's note. A date and an address that are none are told, and the
    article keeps its own.
    """
    where, findings = Where(entry.file), []
    article = replace(article, part=entry.part or article.part)

    def told(key: str, now: str, was: str) -> bool:
        """Whether a value is another than the article's, which is noted."""
        if now == was:
            return False
        findings.append(Finding("manifest.set", where, now, detail=message("detail.was", key=key, value=repr(was))))
        return True

    for key in ("title", "subtitle", "short", "author", "translator"):
        given, was = getattr(entry, key), getattr(article, key)
        if given is not None and told(key, given, was):
            article = replace(article, **{key: given})
    if entry.date and entry.published is None:
        findings.append(Finding("manifest.date", where, entry.date))
    elif entry.date is not None and told("date", entry.date, _day(article.published)):
        article = replace(article, published=entry.published)
    # What is printed is the account where there is one: the user's word takes the place of both.
    if entry.site is not None and told("site", entry.site, article.account or article.site):
        article = replace(article, site=entry.site, account="")
    if entry.address and not safe_href(entry.address).lower().startswith(("http://", "https://")):
        findings.append(Finding("manifest.address", where, entry.address))
    elif entry.address is not None and told("address", entry.address, article.source.url):
        article = replace(article, source=replace(article.source, url=entry.address))
    if entry.note and (noted := own.own(entry.note, entry.file)) and noted[0].blocks:
        told("note", entry.note, "")
        findings += noted[1]
        article = replace(article, blocks=(_note(noted[0], language), *article.blocks))
    if entry.credit and told("credit", entry.credit, ""):
        credit = Notice(NoticeKind.SOURCE, (Text(squeeze(entry.credit)),))
        article = replace(article, notices=(*article.notices, credit))
    return article, tuple(findings)


def _day(date: Date | None) -> str:
    return date.iso_day if date is not None else ""


def _note(note: Article, language: str) -> Quote:
    """An editor's note as a quotation, which is set in 楷体, with the word for it before its first line."""
    title: Blocks = (Paragraph((Text(note.title),)),) if note.title else ()
    blocks: tuple[Block, ...] = (*title, *note.blocks)
    first = blocks[0]
    if squeeze(block_text(first)).startswith(_LABELS):
        return Quote(blocks)
    label = Strong((Text(words(language)["editor-note"]),))
    if isinstance(first, Paragraph):
        return Quote((replace(first, children=(label, *first.children)), *blocks[1:]))
    return Quote((Paragraph((label,)), *blocks))
