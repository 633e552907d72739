"""What a line attributes, by the grammar of bylines and by the rules for notices together; a sentence attributes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from book.rules import RuleSet
from book.text.bylines import Claims, credited, house, people
from book.text.bylines import claims_of as of_line


def claims_of(line: str, rules: RuleSet) -> Claims | None:
    """What a line of the head attributes; empty for furniture beside a byline; `None` for a line that is text."""
    found = rules.notice(line)
    claims = of_line(line, rules.names)
    if found is None or found[0].heading:
        return claims
    return merged(of_notice(found[1], rules, line), claims)


def of_notice(groups: Mapping[str, str], rules: RuleSet, line: str) -> Claims:
    """What a rule for notices caught of a line: names cut where the grammar cuts them, none of a picture's or an editor's."""
    author, site, account = (groups.get(name, "") for name in ("author", "site", "account"))
    named = people(author, rules.names) if author else ""
    return Claims(
        "" if named and named in credited(line, rules.names) else named,
        (house(site, rules.names) if site else ""),
        account if any(map(str.isalpha, account)) else "",
    )


def merged(first: Claims, second: Claims | None) -> Claims:
    """The first claims, with the second ones where the first say nothing."""
    if second is None:
        return first
    return Claims(**{f.name: getattr(first, f.name) or getattr(second, f.name) for f in fields(Claims)})
