"""Property lines of notes (Notion, 语雀): `作者: 丁一`, `状态: 已完成`, a line each, under the title. They are fields, not text."""

from __future__ import annotations

import re

from book.classes import replace
from book.findings import Finding, Where
from book.late import expression
from book.model import Article, dates
from book.model.dates import Date
from book.rules import RuleSet
from book.text import squeeze
from book.text.bylines import house, people

_ROW = expression(
    r"^[ \t]*(?P<key>[\w\u4e00-\u9fff][\w\u4e00-\u9fff ]{0,15}?)[ \t]*+(?:::?|：)[ \t]*+(?P<value>(?:.{0,199}[^ \t])?)[ \t]*+$"
)
_FIELDS = (
    "title",
    "subtitle",
    "address",
    "author",
    "translator",
    "date",
    "created",
    "site",
    "tags",
    "series",
    "other",
)  # lists of keys in the rules, `property-…`
#: Keys that a byline has, too; where there are no others the lines are one, and `clean` reads it.
_BYLINE = ("author", "translator", "date", "site")
_LEAST = 2  # lines of properties that are known
_HEAD = 12  # lines at the start of a text in which they stand
_RULE = "property-lines"

Line = tuple[str, str]  # a line, and the user's word that keeps it, "" where none does


def split(text: str, rules: RuleSet) -> tuple[dict[str, str], str, list[Line]]:
    """The fields of property lines under the title of a note, the text without them, and the lines; none for any other text.

    Where the user keeps one of them, all stay in the text.
    """
    rows = text.split("\n")
    start = next((index for index, row in enumerate(rows[:_HEAD]) if _field(row, rules)), None)
    if (
        start is None
        or any(row.strip() and not row.startswith("# ") for row in rows[:start])
        or _RULE in rules.overrides.off
    ):
        return {}, text, []
    end = start
    while end < len(rows) and _ROW.match(rows[end]):
        end += 1
    found = [(field, _ROW.match(row)) for row in rows[start:end] if (field := _field(row, rules))]
    lines = [squeeze(row) for row in rows[start:end]]
    alone = end == len(rows) or not rows[end].strip()
    only_byline = all(field in _BYLINE for field, _ in found)
    if len(found) < _LEAST or 2 * len(found) < len(lines) or not alone or only_byline:
        return {}, text, []
    if kept := [(line, word.written) for line in lines if (word := rules.overrides.keeps(line, _RULE))]:
        return {}, text, kept
    fields: dict[str, str] = {}
    for field, match in found:
        if match is not None and match["value"]:
            fields.setdefault(field, squeeze(match["value"]))
    return fields, "\n".join((*rows[:start], *rows[end:])), [(line, "") for line in lines]


def applied(
    article: Article, fields: dict[str, str], lines: list[Line], rules: RuleSet
) -> tuple[Article, list[Finding]]:
    """The article of the text with its property lines in its fields, and the account of them."""
    given = fields.get("date") or fields.get("created") or ""
    tags = tuple(
        tag for part in re.split(r"[,，、;；#]", fields.get("tags", "")) if (tag := squeeze(part.strip("[] ")))
    )
    address = fields.get("address", "") or fields.get("site", "")
    made = replace(
        article,
        title=fields.get("title", "") or article.title,
        subtitle=fields.get("subtitle", "") or article.subtitle,
        source=replace(article.source, url=address) if address.startswith(("http://", "https://")) else article.source,
        author=people(fields.get("author", ""), rules.names) or article.author,
        translator=people(fields.get("translator", ""), rules.names) or article.translator,
        site=("" if "://" in fields.get("site", "") else house(fields.get("site", ""), rules.names)) or article.site,
        published=Date.of(given) or dates.find(given) or article.published,
        categories=tags or article.categories,
        series=fields.get("series", "") or article.series,
    )
    where = Where(article.source.locator)
    findings = [Finding("clean.kept" if word else "clean.moved", where, line, _RULE, word) for line, word in lines]
    if impossible := dates.impossible(given):
        findings.append(Finding("read.impossible-date", where, impossible))
    return made, findings


def _field(row: str, rules: RuleSet) -> str:
    """Which field the key of a row is, by the rules; "" for a row that is none."""
    match = _ROW.match(row)
    key = rules.mirror(match["key"]).replace(" ", "") if match else ""
    return next((field for field in _FIELDS if key and key in rules.lists.get(f"property-{field}", ())), "")
