"""What is printed of an article's attribution: its byline, and of the lines that were set apart those that say more than that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from book.classes import replace
from book.findings import Finding, Where
from book.late import expression
from book.model import Article, Inlines, Link, dates
from book.text import bare, fold, pinyin, squeeze
from book.walk import each_inline, inline_text

#: What stands before a name, a house or a date in such a line, and says nothing by itself.
_LABEL = (
    r"(?:本|原|此|该|該)?文?(?:原创|原創)?(?:文章|稿件)?(?:作者|撰文|撰稿|采写|採寫|编译|編譯|翻译|翻譯|译者|譯者|记者|記者|来源|來源|出处|出處|稿源|来自|來自"
    r"|首发于|首發於|发表于|發表於|发布于|發佈於|原载于|原載於|原载|原載|刊于|刊於|公众号|公眾號|微信|网站|網站|媒体|媒體|发布|發佈|发表|發表|时间|時間|日期|署名|文|作|著|译|譯|于|於|自)"
)
_LABELS = expression(rf"(?:{_LABEL}|\b(?:by|source|author|date)\b){{1,6}}+", re.I)
_TRANSLATED = expression("[译譯]")
_LONGEST = 120  # characters: a longer line says more than who, where and when


def said_once(article: Article) -> tuple[Article, tuple[Finding, ...]]:
    """The article with the notices marked that say no more than its byline, or than one before, and a finding for each."""
    if not article.notices:
        return article, ()
    known = _known(article)
    seen: set[str] = set()
    marked, findings = [], []
    for notice in article.notices:
        text = squeeze(inline_text(notice.children))
        folded = fold(text)
        says_more = folded not in seen and (len(text) > _LONGEST or _says_more(text, article, known))
        said = not says_more and not _leads_on(notice.children, article)
        findings += [Finding("bind.said", Where(article.source.locator, notice.at), text)] if said else []
        marked.append(notice if notice.said == said else replace(notice, said=said))
        seen.add(folded)
    return replace(article, notices=tuple(marked)), tuple(findings)


def _known(article: Article) -> list[str]:
    """What the byline says, the longest first."""
    names = (article.author, article.translator, article.account, article.site, article.title)
    parts = [part for name in names for part in (name, *re.split(r"[、，,/&＆]", name)) if part.strip()]
    return sorted(dict.fromkeys(map(fold, parts)), key=len, reverse=True)


def _says_more(text: str, article: Article, known: list[str]) -> bool:
    """Whether a line says more than the byline: anything besides its names, its date, and the words that stand before these."""
    found = dates.parse(text)
    if found is not None:
        if found.date is None or article.published is None or found.date.iso_day != article.published.iso_day:
            return True
        text = f"{text[: found.start]} {text[found.end :]}"
    rest = fold(text)
    if _TRANSLATED.search(rest) and fold(article.translator or "\0") not in rest:
        return True  # who wrote it has translated it as well
    for name in known:
        rest = rest.replace(name, " ")
    return bool(bare(_LABELS.sub("", rest)))


def _leads_on(line: Inlines, article: Article) -> bool:
    """Whether a line leads to another page than the article's own."""
    return any(link.href not in ("", article.source.url) for link in each_inline(line) if isinstance(link, Link))


def doubtful_readings(articles: tuple[Article, ...], own: pinyin.Readings) -> Iterator[Finding]:
    """A finding for each author's or translator's name that may be read otherwise than it is filed, once a name."""
    seen: set[str] = set()
    for article in articles:
        for name in (article.author, article.translator):
            if name in seen or not (found := pinyin.doubts(name, own)):
                continue
            seen.add(name)
            filed = " ".join(pinyin.plain(pinyin.of_name(name, own)))
            others = "; ".join(f"{char} {' / '.join(pinyin.plain(read))}" for char, read in found)
            yield Finding("bind.reading", Where(article.source.locator), f"{name}={filed}", detail=others)
