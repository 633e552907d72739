"""Cleaning, by example: articles as they were saved, in `tests/data/cases/clean/*.txt`, and what must become of every line.

A file holds cases. A case begins with `===== NAME`; what follows is the article, up to the first of these sections:

    == kept       each line stands in the text            == notices    each line is set apart and gone from the text
    == gone       each line is gone from both             == headings   exactly these, in order; empty for none
    == fields     key: value, of title, author, account, site, date; an empty value means that there is none
    == text       the text is exactly these blocks            == levels   exactly these headings, each behind its level
    == blocks     exactly these blocks: the kind, then what it says, ⏎ for a break in a line
    == block      each of these is one of the blocks
    == time       the date with its time
    == unsaid     the account names none of these rules
    == kinds      the kinds of the notices, in order          == account  each of these is in the account: RULE: words
    == warned     the warning of a text that breaks off says each line; empty where there must be none

`¶1` to `¶9` in an article stand for paragraphs of prose; each that a case uses must be kept.
"""

from __future__ import annotations

from functools import cache

import pytest
from casefiles import Case, cases, filled

from book import packaged
from book.clean import clean
from book.findings import Finding
from book.model import Article, Raw
from book.read import read
from book.rules import RuleSet, load
from book.settings.overrides import Overrides
from book.settings.values import CleanConfig
from book.text import fold
from book.walk import headings, inline_text, plain_text

_FIELDS = {"title": "title", "author": "author", "account": "account", "site": "site", "date": "published"}


@cache
def rules() -> RuleSet:
    return load(packaged.rule_files())


def cleaned(text: str, config: CleanConfig | None = None) -> tuple[Article, tuple[Finding, ...]]:
    article, before = read(Raw("case.txt", text.encode()), rules())
    assert article is not None, before
    made, after = clean(article, rules().overridden(Overrides.of(config or CleanConfig())), before)
    return made, before + after


SECTIONS = "kept gone fields text block blocks time unsaid kinds warned notices headings levels account"
CASES = cases("clean", sections=SECTIONS)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Case):
    article, findings = cleaned(case.filled)
    sections = case.sections
    body = fold(plain_text(article.blocks))
    apart = [fold(inline_text(notice.children)) for notice in article.notices]
    account = "\n".join(f"{f.code} [{f.rule}] {f.excerpt}" for f in findings)
    for line in [*case.prose, *sections.get("kept", [])]:
        assert fold(line) in body, f"lost: {line}\n{account}"
    for line in sections.get("gone", []):
        assert fold(line) not in body, f"left: {line}\n{account}"
        assert not any(fold(line) in notice for notice in apart), f"set apart: {line}\n{account}"
    for line in sections.get("notices", []):
        assert fold(line) not in body, f"left: {line}\n{account}"
        assert any(fold(line) in notice for notice in apart), f"not set apart: {line}\n{account}"
    if "headings" in sections:
        said = [plain_text((heading,)).strip() for heading in headings(article)]
        assert [fold(text) for text in said] == [fold(text) for text in sections["headings"]], account
    if "text" in sections:
        assert [fold(plain_text((block,))) for block in article.blocks] == [
            fold(filled(row)) for row in sections["text"]
        ], account
    if "blocks" in sections:
        blocks = [f"{type(b).__name__.lower()} {plain_text((b,))}".strip().replace("\n", "⏎") for b in article.blocks]
        assert blocks == [filled(row) for row in sections["blocks"]], account
    for row in sections.get("block", []):
        assert row in [plain_text((b,)).replace("\n", "⏎") for b in article.blocks], account
    if "kinds" in sections:
        assert [notice.kind.value for notice in article.notices] == sections["kinds"]
    for row in sections.get("account", []):
        rule, _, words = row.partition(": ")
        assert any(finding.rule == rule and words in finding.excerpt for finding in findings), account
    for rule in sections.get("unsaid", []):
        assert not any(finding.rule == rule for finding in findings), account
    deeds = [(finding.code, finding.where.at, finding.excerpt) for finding in findings if finding.where.at]
    assert len(deeds) == len(set(deeds)), f"told twice\n{account}"
    if "time" in sections:
        assert [str(article.published)] == sections["time"]
    if "levels" in sections:
        levels = [f"{heading.level} {inline_text(heading.children).strip()}" for heading in headings(article)]
        assert levels == sections["levels"], account
    if "warned" in sections:
        warned = "\n".join(str(finding.detail) for finding in findings if finding.code == "clean.truncated")
        assert all(row in warned for row in sections["warned"]), warned
        assert bool(warned) == bool(sections["warned"])
    for row in sections.get("fields", []):
        key, _, value = row.partition(":")
        got = getattr(article, _FIELDS[key.strip()])
        assert fold((got.iso_day if got else "") if key == "date" else got) == fold(value), f"{key}: {got!r}\n{account}"


def test_there_are_enough_cases():
    assert len(CASES) >= 60
    assert all(case.sections for case in CASES)
