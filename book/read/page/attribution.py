"""The lines around a page's article that say who, where and when: they come along with it, the others stay outside."""

from __future__ import annotations

import re

from book.late import expression
from book.model import NoticeKind, dates
from book.rules import RuleSet
from book.text import bare
from book.text.bylines import claims_of, labelled
from book.text.labels import HOUSE

NEAR = 15  # lines before and after the article in which they are looked for
_ABOVE = 3  # lines above the title in which a label still speaks of the article
_FAR = 60  # lines behind the article that are looked at in all
_BARS = "|｜︱•・"
_LINKS = 3  # such signs, or one more dash, of a row of links
_OF_SITE = expression(r"all\s*rights\s*reserved|icp[备備证證]|公网安备", re.I)
_LONGEST = 120  # characters of such a line
_FEW = 9  # letters beside a day (年月日 among them) that may be a name that nothing knows
_ALONE = 12  # characters of the name of a house on a line of its own


def lines(
    before: list[str], after: list[str], title: str, rules: RuleSet
) -> tuple[tuple[list[str], list[str]], tuple[list[str], list[str]]]:
    """Lines before and behind the article that say who, where and when, and lines that the user keeps; and of both those that stay
    outside."""
    shown = [index for index, line in enumerate(before) if title and bare(title) == bare(line)]
    # a title that is shown twice has its byline between or behind the two
    start = min((index for index in shown if index >= shown[-1] - NEAR), default=None)
    first = max(0, len(before) - NEAR) if start is None else start + 1
    above = range(max(0, start - _ABOVE), start) if start is not None else ()
    head = {k for k, line in enumerate(before) if k >= first and attributes(line, rules)}
    if any(_is_labelled(before[k], rules) for k in head):
        head = {k for k in head if not _is_vague(before[k], rules)}
    if not head:
        head = {k for k in above if _is_labelled(before[k], rules)}
    head |= {k for k, line in enumerate(before) if is_kept(line, rules)}
    tail = _tail(after, rules) | {k for k, line in enumerate(after) if is_kept(line, rules)}
    beside = _beside(before, head, first, rules, titled=start is not None)
    rows = [" ".join((*beside.get(k, ((), ()))[0], before[k], *beside.get(k, ((), ()))[1])) for k in sorted(head)]
    joined = {line for names in beside.values() for side in names for line in side}
    outside = (
        [line for k, line in enumerate(before) if k not in head and line not in joined],
        [line for k, line in enumerate(after) if k not in tail],
    )
    return (rows, [after[k] for k in sorted(tail)]), outside


def _tail(after: list[str], rules: RuleSet) -> set[int]:
    """The lines behind the article that attribute it: all that are near; farther off who edited it and what may be done with it.

    Farther off, other articles are offered with their own lines, and the site speaks of itself: one line of each kind counts.
    """
    tail: set[int] = set()
    kinds: set[NoticeKind] = set()
    for k, line in enumerate(after[:_FAR]):
        found = rules.notice(line)
        if found is None or _is_row(line) or _OF_SITE.search(line):
            continue
        kind = found[0].kind
        is_near = k < NEAR and (rules.line(line) is None or _is_of_article(line, rules))
        is_far = (
            k >= NEAR
            and kind not in kinds
            and (
                (kind is NoticeKind.EDITOR and not tail) or (kind is NoticeKind.RIGHTS and _is_of_article(line, rules))
            )
        )
        if is_near or is_far:
            tail.add(k)
            kinds.add(kind)
    return tail


def _is_row(line: str) -> bool:
    return sum(map(line.count, _BARS)) >= _LINKS or line.count("-") > _LINKS


def _is_of_article(line: str, rules: RuleSet) -> bool:
    pattern = rules.patterns.get("of-this-article")
    return pattern is not None and pattern.search(rules.mirror(line)) is not None


def attributes(line: str, rules: RuleSet) -> bool:
    """Whether a line says who, where or when."""
    if len(line) > _LONGEST:
        return False
    return rules.notice(line) is not None or bool(dates.find(line)) or _is_labelled(line, rules)


def _is_labelled(line: str, rules: RuleSet) -> bool:
    """Whether a line says so by a label."""
    claims = claims_of(line, rules.names) if len(line) <= _LONGEST else None
    return claims is not None and bool(claims.author or claims.site or claims.date) and labelled(line, rules.names)


def _is_vague(line: str, rules: RuleSet) -> bool:
    """Whether a line has a day and words of which none says who or where, as the title of another article has: beside a line with
    labels it is none of the article's."""
    if rules.notice(line) is not None or _is_labelled(line, rules):
        return False
    claims = claims_of(line, rules.names)
    words = sum(map(str.isalpha, line))
    return claims is not None and not (claims.author or claims.site) and words > _FEW


def _beside(
    before: list[str], head: set[int], first: int, rules: RuleSet, *, titled: bool
) -> dict[int, tuple[tuple[str, ...], tuple[str, ...]]]:
    """A person's or a house's name that stands alone on the line above a date, or a house's on the one below it.

    A title of two or three Han may have the form of a name: so a person is one only below the title.
    """
    found: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for k in sorted(head):
        if k < first or dates.find(before[k]) is None or (claims := claims_of(before[k], rules.names)) is None:
            continue
        above = before[k - 1] if k > first and k - 1 not in head else ""
        below = before[k + 1] if k + 1 < len(before) and k + 1 not in head else ""
        named = _is_house(above, rules) or (titled and rules.names.is_person(above))
        over = (above,) if above and named and not (claims.author and claims.site) and not is_kept(above, rules) else ()
        under = (
            (below,) if _is_house(below, rules) and not claims.site and not over and not is_kept(below, rules) else ()
        )
        if over or under:
            found[k] = over, under
    return found


def _is_house(line: str, rules: RuleSet) -> bool:
    mirrored = rules.mirror(line)
    return (
        2 < len(line) <= _ALONE
        and HOUSE.search(mirrored) is not None
        and not rules.names.is_none(mirrored)
        and rules.line(line) is None
        and not any(mark in line for mark in " |>·:：")
    )


def is_kept(line: str, rules: RuleSet) -> bool:
    """Whether the user keeps a line that stands outside the article."""
    return rules.overrides.keeps(line, "outside-article") is not None
