"""Parts 1..N of one article → one chapter, when all of them are here; a warning when some are not. Pages of a thread, too.

An article is a part if its title ends in a mark: （上）（中）（下）, 上篇, (1), （一）, 之二, 第3页, 1/3, Part 2. Parts belong
together if the rest of their titles is the same, and no two of them name different authors or sites. A page may follow a
first one that bears no mark. Two with the same number, or a number that is missing, and nothing is joined.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection

from book.bind import paged
from book.bind.ids import with_note_keys
from book.bind.order import site_of
from book.classes import dataclass, replace
from book.findings import Finding, Where
from book.late import expression
from book.messages import message
from book.model import Article
from book.text import bare, natural

_HAN = "[一二三四五六七八九十]{1,3}"
_OPEN, _CLOSE = r"[（(【\[〔]", r"[）)】\]〕]"
#: Mark at the end of a title → the number in it. `page` marks may follow a first page without one.
_MARKS: tuple[tuple[re.Pattern[str], bool], ...] = (
    (expression(rf"{_OPEN}\s*([上中下])\s*+(?:[篇集]\s*+)?{_CLOSE}$"), False),
    (expression(r"[\s:：·—-]([上中下])篇?$"), False),
    (expression(rf"{_OPEN}\s*+(?:之)?({_HAN})\s*+{_CLOSE}$"), False),
    (expression(rf"(?<=.)之({_HAN})$"), False),
    (expression(rf"(?:(?<![\s_|:：-])[\s_|:：-]++)?(?:{_OPEN}\s*+)?第\s*+(\d{{1,3}}|{_HAN})\s*+[页頁]\s*+{_CLOSE}?$"), True),
    (expression(rf"(?:(?<!\s)\s++)?{_OPEN}\s*+(\d{{1,3}})\s*+(?:[/／]\s*+(\d{{1,3}})\s*+)?{_CLOSE}$"), True),
    (expression(r"(?<![\s_:：-])[\s_:：-]++(\d{1,3})\s*+[/／]\s*+(\d{1,3})$"), True),
    (expression(r"(?<![\s_:：,，-])[\s_:：,，-]++part\s++(\d{1,3})$", re.I), False),
)  # fmt: skip


_GAPS = 4  # missing numbers per part that is here, from which they are no parts of one article


@dataclass(frozen=True, slots=True)
class Mark:
    """What a title holds: the title without the mark, the number of this part (上 中 下 as letters), the last number if given."""

    stem: str
    number: str
    last: int = 0
    page: bool = False


def mark_of(title: str) -> Mark | None:
    """The mark at the end of a title, `None` where there is none."""
    for pattern, page in _MARKS:
        if (match := pattern.search(title)) and (stem := title[: match.start()].strip(" _|:：·—-　")):
            groups = [*match.groups(), None]
            mark = groups[0] or ""
            number = mark if mark in "上中下" else str(natural.number(mark) or 0)
            return Mark(stem, number, int(groups[1] or 0), page)
    return None


def join(
    articles: tuple[Article, ...], settled: Collection[str] = ()
) -> tuple[tuple[Article, ...], tuple[Finding, ...], dict[str, str]]:
    """The articles with complete sets of parts made one, in the place of the first; findings; part → its first part.

    The keys and values of the last are locators. Pages go first (`paged`): what is joined of them may be a part itself.
    Of those that the user has `settled` (locators) nothing is asked.
    """
    aside = [article for article in articles if article.source.locator in settled]
    if aside:
        free, told_of, parts_of = join(tuple(article for article in articles if article.source.locator not in settled))
        left = {article.source.locator: article for article in (*free, *aside)}
        return tuple(left[a.source.locator] for a in articles if a.source.locator in left), told_of, parts_of
    stems = {
        a.source.locator: bare(mark.stem if (mark := mark_of(a.title)) and mark.page else a.title) for a in articles
    }
    pages, told = paged.groups(articles, stems)
    made: dict[str, Article] = {}
    gone: dict[str, str] = {}
    found: list[Finding] = list(told)
    for group in pages:
        first = group[0]
        title = mark.stem if (mark := mark_of(first.title)) and mark.page else first.title
        made[first.source.locator] = joined(list(group), title)
        for number, article in enumerate(group, 1):
            detail = message("detail.part", number=number, count=len(group), title=title)
            found.append(Finding("bind.joined", Where(article.source.locator), detail=detail))
            if article is not first:
                gone[article.source.locator] = first.source.locator
    kept = tuple(made.get(a.source.locator, a) for a in articles if a.source.locator not in gone)
    warned = {finding.where.source for finding in told}
    kept, more, parts = _joined_by_titles(kept, warned)
    return kept, (*found, *more), {part: parts.get(whole, whole) for part, whole in gone.items()} | parts


def _joined_by_titles(
    articles: tuple[Article, ...], warned: set[str]
) -> tuple[tuple[Article, ...], tuple[Finding, ...], dict[str, str]]:
    """The same by the marks of titles; of those that were `warned` of (locators) nothing more is said."""
    groups: dict[str, list[tuple[Article, Mark]]] = defaultdict(list)
    for article in articles:
        if mark := mark_of(article.title):
            groups[bare(mark.stem)].append((article, mark))
    findings: list[Finding] = []
    made: dict[str, Article] = {}
    gone: dict[str, str] = {}
    plain = defaultdict(list)
    if any(mark.page for group in groups.values() for _, mark in group):
        for article in articles:
            plain[bare(article.title)].append(article)
    for stem, marked in groups.items():
        for group in _kin(marked, plain.get(stem, [])):
            numbers, missing = _sequence(group)
            if missing.count("、") >= _GAPS * len(group):
                continue  # numbers that count something else: issues, episodes
            if missing or not numbers:
                detail = message("detail.missing", numbers=missing) if missing else message("detail.same-number")
                findings += [
                    Finding("bind.parts-missing", Where(a.source.locator), detail=detail)
                    for a, _ in group
                    if a.source.locator not in warned
                ]
                continue
            ordered = [
                article for _, article in sorted(zip(numbers, (a for a, _ in group), strict=True), key=lambda x: x[0])
            ]
            first = ordered[0]
            made[first.source.locator] = joined(ordered, group[0][1].stem)
            for number, article in enumerate(ordered, 1):
                detail = message("detail.part", number=number, count=len(ordered), title=group[0][1].stem)
                findings.append(Finding("bind.joined", Where(article.source.locator), detail=detail))
                if article is not first:
                    gone[article.source.locator] = first.source.locator
    kept = tuple(made.get(a.source.locator, a) for a in articles if a.source.locator not in gone)
    return kept, tuple(findings), gone


def _kin(marked: list[tuple[Article, Mark]], plain: list[Article]) -> list[list[tuple[Article, Mark]]]:
    """The group split by who wrote and who published; what has neither goes with the only others there are."""
    sorts: dict[tuple[str, str], list[tuple[Article, Mark]]] = defaultdict(list)
    for article, mark in marked:
        sorts[bare(article.author), bare(site_of(article))].append((article, mark))
    if len(sorts) > 1 and all(len({key[n] for key in sorts if key[n]}) < 2 for n in (0, 1)):
        sorts = {("", ""): marked}
    groups = list(sorts.values())
    if (
        len(plain) == 1
        and len(groups) == 1
        and all(m.page for _, m in groups[0])
        and "1" not in {m.number for _, m in groups[0]}
    ):
        groups[0].insert(0, (plain[0], replace(groups[0][0][1], number="1")))
    return groups


def _sequence(group: list[tuple[Article, Mark]]) -> tuple[list[int], str]:
    """The numbers of the parts, and which are missing; no numbers where two are the same."""
    marks = [mark.number for _, mark in group]
    if len(set(marks)) < len(marks):
        return [], ""
    if set(marks) & set("上中下"):
        wanted = "上中下" if "中" in marks else "上下"
        missing = [char for char in wanted if char not in marks]
        return (
            [wanted.index(char) + 1 for char in marks] if not missing and set(marks) <= set(wanted) else []
        ), "、".join(missing)
    numbers = [int(number) for number in marks]
    last = max(*numbers, *(mark.last for _, mark in group), 2)
    missing = [str(n) for n in range(1, last + 1) if n not in numbers]
    return (numbers if not missing and min(numbers) == 1 else []), "、".join(missing)


def joined(parts: list[Article], title: str) -> Article:
    """Parts as one article with that title: what the first is, with the text, the notes and the notices of all."""
    first = parts[0]
    numbered = [with_note_keys(part, f"{number}.") for number, part in enumerate(parts, 1)]
    digest = hashlib.sha256("".join(part.source.sha256 for part in parts).encode()).hexdigest()
    notices = tuple({notice: None for part in parts for notice in part.notices})
    return replace(
        first, title=title, blocks=tuple(block for part in numbered for block in part.blocks), notices=notices,
        source=replace(first.source, sha256=digest if first.source.sha256 else ""),
        subtitle="　".join(dict.fromkeys(p.subtitle for p in parts if p.subtitle)),
        translator=next((p.translator for p in parts if p.translator), ""),
        author=next((p.author for p in parts if p.author), ""), site=next((p.site for p in parts if p.site), ""),
        account=next((p.account for p in parts if p.account), ""),
        published=next((p.published for p in parts if p.published), None),
    )  # fmt: skip
