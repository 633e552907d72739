"""Words of the user in `[convert]` that found nothing to act on."""

from __future__ import annotations

from collections.abc import Iterable

from book import convert
from book.findings import Finding, Where
from book.messages import message
from book.model import Article
from book.settings.wording import ConvertConfig

_WHERE = Where("[convert]")


def phrases(wanted: ConvertConfig, articles: Iterable[Article | None]) -> tuple[Finding, ...]:
    """The phrases of `replace` and the words of `protect` that stand in no article, or that no conversion asks for.

    Of a list in a file no word is told: it serves many books.
    """
    if not wanted.replace and not wanted.protect:
        return ()
    texts = [convert.plain(article) for article in articles if article is not None]
    known = convert.phrases(wanted.replace, wanted.script)
    found = [Finding("convert.unused", _WHERE, one) for one, before in known.items() if not _stands(before, texts)]
    protected = [one for one in wanted.protect if not one.startswith("file:")]
    if wanted.script == "keep":
        detail = message("detail.kept-script")
        others = (one for one in wanted.replace if one not in known)
        found += [Finding("convert.unused", _WHERE, one, detail=detail) for one in others]
        found += [Finding("convert.unprotected", _WHERE, one, detail=detail) for one in protected]
    else:
        found += [Finding("convert.unprotected", _WHERE, one) for one in protected if not _stands(one, texts)]
    return tuple(found)


def _stands(words: str, texts: Iterable[str]) -> bool:
    return any(words in text for text in texts)
