"""Cleaning: an ordered list of named rules over the blocks of an article. Every rule accounts for all that it takes.

Rules know texts by the patterns in `book/rules`; what the patterns mean for the article is decided here. No rule acts on
prose. The chain is idempotent: cleaning a clean article changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from book.clean import (
    byline,
    captions,
    complete,
    edges,
    glued,
    headings,
    inserted,
    lines,
    notices,
    numbers,
    repeats,
    signed,
    told,
)
from book.clean.ledger import Ledger, with_blocks
from book.clean.table import LINED
from book.findings import Finding
from book.model import Article
from book.rules import RuleSet
from book.settings.overrides import Aim
from book.walk import images

Rule = Callable[[Article, Ledger], Article]


def _dropped(article: Article, ledger: Ledger) -> Article:
    """Takes what the user asked to go, whatever the rules say."""
    if not ledger.rules.overrides.drop:
        return article
    return with_blocks(article, [block for block in article.blocks if not ledger.drops(block)])


def _empty(article: Article, ledger: Ledger) -> Article:
    """Takes paragraphs and headings that say nothing; there is nothing to account for."""
    if "empty" in ledger.rules.overrides.off:
        return article
    kept = [
        row.block
        for row in ledger.rows(article)
        if row.words or not isinstance(row.block, LINED) or next(images((row.block,)), None) is not None
    ]
    return with_blocks(article, kept)


#: The chain, in order. Names are what `[clean] off` and the report use; one stands as often as it has to run.
RULES: tuple[tuple[str, Rule], ...] = (
    ("drop", _dropped),
    ("empty", _empty),
    ("inserted", inserted.inserted),
    ("glued-control", glued.glued_control),
    ("broken-lines", lines.broken_lines),
    ("torn-line", lines.torn),
    ("caption-line", captions.captions),
    ("title-tag", glued.title_tag),
    ("repeated-title", repeats.repeated_title),
    ("account-head", byline.account_head),
    ("byline", byline.byline),
    ("furniture", edges.furniture),
    ("notices", notices.notices),
    ("date-line", notices.lonely_date),
    ("repeated-abstract", repeats.repeated_abstract),
    ("furniture", edges.furniture),
    ("linked-tail", edges.linked_tail),
    ("account-name", edges.account_name),
    ("furniture", edges.furniture),
    ("furniture-inside", edges.inner),
    ("glued-tail", glued.glued),
    ("house-as-author", notices.house_as_author),
    ("signed-in-text", signed.signed_in_text),
    ("signed-by-account", notices.signed_by_account),
    ("byline-controls", told.controls),
    ("byline-again", told.again),
    ("number-above-title", numbers.numbers),
    ("headings", headings.headings),
    ("complete", complete.complete),
)


#: What steps call parts of what they do; they too can be switched off, and kept from.
WITHIN = ("announced-notice", "labels", "strong-heading", "numbered-heading", "short-heading", "demoted-heading")


_PASSES = 8  # the chain runs until nothing changes: what one rule takes may bring the next to an edge; two are common


def clean(article: Article, rules: RuleSet, before: tuple[Finding, ...] = ()) -> tuple[Article, tuple[Finding, ...]]:
    """The article cleaned, with the account of it; `before` is what reading found, which some rules weigh.

    What the user keeps of a page was kept in reading as an element; no rule takes a part of it here.
    """
    rules = rules.keeping((str(f.detail), f.excerpt) for f in before if f.code == "clean.kept")
    ledger = Ledger(article.source.locator, rules, list(before))
    steps = [rule for name, rule in RULES if name not in rules.overrides.off]
    idle: dict[Rule, tuple[Article, int]] = {}  # where a rule changed nothing, and so would change nothing again
    for _ in range(_PASSES):
        last = article
        for rule in steps:
            seen = idle.get(rule)
            if seen is not None and seen[0] is article and seen[1] == len(ledger.findings):
                continue
            before_it, found = article, len(ledger.findings)
            article = rule(article, ledger)
            if article is before_it and found == len(ledger.findings):
                idle[rule] = article, found
        if article is last or article == last:
            break
    _note_kept(article, ledger)
    return article, tuple(ledger.findings[len(before) :])


def _note_kept(article: Article, ledger: Ledger) -> None:
    """Notes what a rule would match but the user keeps, where the rule was not tried."""
    if not ledger.rules.overrides.keep:
        return
    for row in ledger.rows(article):
        for text in dict.fromkeys((row.words, *row.words.split("\n"))):  # a list has rows that rules know, too
            line, notice = ledger.rules.line_known(text), ledger.rules.notice_known(text)
            for rule in (line.name if line else "", notice[0].name if notice else ""):
                word = ledger.rules.overrides.keeps(text, rule) if rule else None
                if word is not None and word.aim is not Aim.PART:
                    ledger.kept(row.block, rule, word)


__all__ = ["RULES", "WITHIN", "clean"]
