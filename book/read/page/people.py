"""Who wrote a page's article, and who published it: what its head claims, weighed against the lines around the text.

An author that is no name is worse than none: what has no form of a name is told, and not believed.
"""

from __future__ import annotations

from collections.abc import Iterable

from book.findings import Finding, Where
from book.late import expression
from book.messages import message
from book.model import Block, Heading, Paragraph
from book.read.page.metadata import Metadata, distinct
from book.read.titles import is_site, pieces
from book.rules import RuleSet
from book.text import bare, squeeze
from book.text.bylines import author_of, claims_of, credited, house
from book.walk import block_text

_PARTS = expression(r"(?:(?<!\s)\s++)?[、,，;；/]\s*")
_SHORT = 60  # characters of a line in the text that may name its editors
_FROM = 120  # characters of a line that says from whom the text is taken
_ENDS = 12  # blocks at either end of the text in which such lines stand
_NAME = 20  # characters of the longest name of a site
_STATED = expression(r"^(?:来源|來源)\s*[:：]\s*")


def author(
    meta: Metadata, rows: Iterable[str], blocks: list[Block], title: str, rules: RuleSet, where: Where
) -> tuple[str, list[Finding]]:
    """The author whom the head claims, with what is to be told of him; "" where the lines, which `clean` reads, say it better."""
    if meta.author:
        return _writer(meta.author, [*rows, *map(_line, (*blocks[:_ENDS], *blocks[-_ENDS:]))], rules), []
    short = [text for block in (*blocks[:_ENDS], *blocks[-_ENDS:]) if len(text := _line(block)) <= _SHORT and text]
    lines = [*rows, *short]
    names = rules.names
    own = {bare(name) for name in (*meta.names, meta.site, meta.account, title) if name}
    believed: list[str] = []
    doubted: list[str] = []
    for claim, is_person in meta.claimed:
        parts = [part for part in _PARTS.split(claim) if part]
        if bare(claim) in own or not parts or names.is_none(names.mirror(claim)):
            continue
        shown = any(bare(claim) == bare(line) or bare(author_of(line, names)) == bare(claim) for line in lines)
        if all(map(names.is_name, parts)):
            believed.append("、".join(parts))
        else:
            sure = names.may_sign(claim) and (is_person or shown)
            (believed if sure else doubted).append(claim)
    signed = [said for line in rows if (said := author_of(line, names))]
    others = {bare(name) for line in lines for name in credited(line, names)}
    if signed and believed and not any(bare(claim) in bare(said) for said in signed for claim in believed):
        return "", [_told(distinct([*signed[:1], *believed]), where)]
    edited = [claim for claim in believed if bare(claim) in others and not signed]
    believed = [claim for claim in believed if claim not in edited]
    told = [Finding("read.doubtful-author", where, claim) for claim in distinct([*edited, *doubted])]
    claims = distinct(believed)
    return "".join(claims[:1]), ([_told(claims, where)] if len(claims) > 1 else []) + told


def _writer(account: str, lines: list[str], rules: RuleSet) -> str:
    """Who wrote what an account gave to a site, where the text says so (本文来自微信公众号：…，作者：…); else the account."""
    for line in lines:
        found = rules.notice(line) if 0 < len(line) <= _FROM else None
        if found and found[1].get("author") and bare(found[1].get("account", "")) == bare(account):
            return found[1]["author"] if rules.names.may_sign(found[1]["author"]) else account
    return account


def site(meta: Metadata, rows: Iterable[str], rules: RuleSet) -> str:
    """The site by its own name, else "" where a line names the source, else by the tag for it, else by the page's title."""
    if name := _name(meta.site):
        return name
    for row in rows:
        found = rules.notice(row)
        claims = claims_of(row, rules.names)
        if (found and found[1].get("site")) or (claims is not None and claims.site):
            return ""
    for said in meta.sources:
        name = house(_STATED.sub("", said), rules.names)
        if name and rules.mirror(name) not in rules.names.words and len(name) <= _NAME:
            return name
    return meta.confirmed


def _name(site: str) -> str:
    """A site's name as a tag gives it, without its sections; "" for what is too long to be a name."""
    first = pieces(site)[0] if site else ""
    name = first if first != site and is_site(first) else site
    return name if len(name) <= _NAME else ""


def _line(block: Block) -> str:
    return squeeze(block_text(block)) if isinstance(block, Paragraph | Heading) else ""


def _told(claims: list[str], where: Where) -> Finding:
    return Finding("read.conflict", where, detail=message("detail.authors", claims=" | ".join(claims)))
