"""What becomes of each input: reprints marked, then every input with its fate and all that was found. Nothing is lost here."""

from __future__ import annotations

from collections import Counter

from book import bind
from book.account import Entry, fate_without_article, is_skipped
from book.bind import reprints
from book.classes import replace
from book.codes import Fate
from book.findings import Finding, Where
from book.run.prepared import Prepared


def without_reprints(prepared: list[Prepared], *, best: bool) -> tuple[list[Prepared], set[str]]:
    """The inputs with a finding for each reprint, and the locators of those that are to be left out, skipped ones among them.

    Articles of the same text are left to binding.
    """
    copies: dict[str, reprints.Copy] = {}
    twins: dict[str, str] = {}
    skipped = {item.locator for item in prepared if is_skipped(item.findings)}
    texts = Counter(item.copy.text for item in prepared if item.copy is not None)
    for item in prepared:
        if item.article is not None and item.copy is not None and item.locator not in skipped:
            key = bind.text_hash(item.article) if texts[item.copy.text] > 1 else item.locator
            if key in copies:
                twins[item.locator] = copies[key].locator
            else:
                copies[key] = reprints.described(item.copy, item.article)
    found = {reprint.locator: reprint for reprint in reprints.find(copies.values())}
    if best:
        found |= {twin: found[first] for twin, first in twins.items() if first in found}
    code = "bind.left" if best else "bind.reprint"
    marked = [
        replace(item, findings=(*item.findings, Finding(code, Where(item.locator), detail=found[item.locator].words)))
        if item.locator in found
        else item
        for item in prepared
    ]
    return marked, skipped | (set(found) if best else set())


def entries(prepared: list[Prepared], bound: bind.Bound | None) -> tuple[Entry, ...]:
    """Every input with its fate: in book order, parts of a chapter behind the first, then what is not in the book."""
    by_source: dict[str, list[Finding]] = {}
    for finding in bound.findings if bound else ():
        by_source.setdefault(finding.where.source, []).append(finding)
    packed = {article.source.locator: article for article in bound.book.articles} if bound else {}
    joined = dict(bound.joined) if bound else {}
    made_whole = set(joined.values())
    by_name: dict[str, Entry] = {}
    for item in prepared:
        name = item.locator
        if is_skipped(item.findings):
            fate = Fate.SKIPPED
        elif item.article is None:
            fate = fate_without_article(item.findings)
        else:
            fate = Fate.PACKED if name in packed or name in joined else Fate.DUPLICATE
        article = item.article if name in made_whole else packed.get(name, item.article)
        by_name[name] = Entry(name, fate, article, (*item.findings, *by_source.get(name, ())))
    parts: dict[str, list[str]] = {}
    for part, first in joined.items():
        parts.setdefault(first, []).append(part)
    order = dict.fromkeys(name for first in packed if first in by_name for name in (first, *parts.get(first, ())))
    return tuple(by_name[name] for name in (*order, *(name for name in by_name if name not in order)))
