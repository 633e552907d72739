"""The page of a report that names every input, as markup; and the pages with texts that lie beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from book.account import Account
from book.classes import dataclass
from book.codes import Fate
from book.findings import Finding
from book.messages import Catalogue, Message
from book.report.charts import Bar, charts
from book.report.facts import doubts, network, summary
from book.report.markup import escaped, folded, help_line, page, seen

_OPEN = 10  # rows of a kind of warning that are shown at once


@dataclass(frozen=True, slots=True)
class Line:
    """An input as the list shows it: its number, its title (its path where it has no article), and what is told of it in words."""

    number: int
    title: str
    facts: str
    path: str
    marks: str  # for the filter: w has warnings, r removals
    is_in: bool  # in the book


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of warning or error, with where it is met: (number of the input, its title, particulars, times)."""

    code: str
    severity: str
    meaning: str
    further: str
    rows: list[tuple[int, str, str, int]]


@dataclass(frozen=True, slots=True)
class Look:
    """What all pages of a report have: its words, its style, its script."""

    say: Catalogue
    css: str
    script: str


def texts_page(look: Look, title: str, texts: Iterable[tuple[Line, str]], before: str, behind: str) -> str:
    """A page with texts beside the report: articles, each with its text as markup that is `seen`; and the names of the pages
    around it."""
    say = look.say
    called = say("report.title", title=title)
    links = f'<a href="../report.html">← {escaped(called)}</a>'
    for name, key in ((before, "report.page-before"), (behind, "report.page-behind")):
        links += f' <a href="{name}">{escaped(say(key))}</a>' if name else ""
    parts = [seen(f"<nav>{links}</nav>\n{help_line(say('report.articles-help'))}")]
    for one, text in texts:
        facts = f"{escaped(one.facts)} <small><bdi>{escaped(one.path)}</bdi></small>"
        head = seen(f'<h2>{_named(one)}</h2>\n<p class="facts">{facts}</p>')
        parts.append(f'<section id="a{one.number}">\n{head}\n{text}\n</section>\n')
    return page(called, look.css, look.script, "".join(parts), say)


def main_page(
    look: Look,
    account: Account,
    folder: str,
    groups: Sequence[Group],
    lines: Sequence[Line],
    texts: Sequence[str],
    places: Sequence[str],
    few: int,
) -> str:
    """The report. It has the `texts` of its inputs, or of a large book the `places` where they stand; `few` rows of a list."""
    say = look.say
    entries = [
        _entry(one, texts[number] if texts else "", places[number] if places else "")
        for number, one in enumerate(lines)
    ]
    others = [entry for entry, one in zip(entries, lines, strict=True) if not one.is_in]
    within = f" {escaped(say('report.folder', folder=folder))}" if folder else ""
    parts = [
        _sums(account, len(lines), say),
        f"<h2>{escaped(say('report.problems'))}</h2>\n",
        "".join(_group(group, few, say) for group in groups) or f"<p>{escaped(say('report.no-problems'))}</p>\n",
        "\n",
        _doubts(doubts(account), few, say),
        f"\n<h2>{escaped(say('report.articles'))}</h2>\n",
        help_line(say("report.articles-help"), within),
        _tools(say),
        *(entry for entry, one in zip(entries, lines, strict=True) if one.is_in),
        "\n",
        *((f"<h2>{escaped(say('report.not-in-book'))}</h2>\n", *others, "\n") if others else ()),
        "\n",
        _charts(charts(account, say), say),
        "\n",
        _network(network(account), few, say),
        "\n",
        _rules(account, say),
        f"<script>{look.script}</script>\n",
    ]
    return page(say("report.title", title=account.title), look.css, look.script, seen("".join(parts)), say)


def _named(one: Line) -> str:
    return f'<span class="n">{one.number}</span> <bdi>{escaped(one.title)}</bdi>'


def _entry(one: Line, text: str, place: str) -> str:
    """An input with its text, or with a link to its place."""
    path, facts = f"<small><bdi>{escaped(one.path)}</bdi></small>", f'<span class="facts">{escaped(one.facts)}</span>'
    marks = f'data-m="{one.marks}"'
    if place:
        named = f'<a href="{place}">{_named(one)}</a>'
        return f'<div class="entry" id="e{one.number}" {marks}>{named} {path}{facts}</div>\n'
    inner = f'<div id="e{one.number}">\n{text}\n</div>'
    return f'<details class="entry" {marks}><summary>{_named(one)} {path}{facts}</summary>\n{inner}\n</details>\n'


def _sums(account: Account, given: int, say: Catalogue) -> str:
    """How many inputs became what, and what was made."""
    fates = account.fates
    left = sum(count for fate, count in fates.items() if fate not in (Fate.PACKED, Fate.FAILED))
    sums = say("report.account", given=given, packed=fates[Fate.PACKED], left=left, failed=fates[Fate.FAILED])
    facts = [summary(account, say), ", ".join(account.named)]
    facts.append(say("report.engine", engine=account.engine) if account.engine else "")
    told = " — ".join(escaped(fact) for fact in facts if fact)
    heading = f"<h1><bdi>{escaped(account.title)}</bdi></h1>\n"
    return f'{heading}<p class="account">{escaped(sums)}</p>\n<p class="facts">{told}</p>\n\n'


def _group(group: Group, few: int, say: Catalogue) -> str:
    """A kind of warning, with the articles that have it."""
    parts = []
    for number, title, particulars, times in group.rows[:few]:
        named = f"<bdi>{escaped(title)}</bdi>" if title or number else ""
        if number:
            named = f'<a href="#e{number}"><span class="n">{number}</span> {named}</a>'
        noted = f' <bdi class="facts">{escaped(particulars)}</bdi>' if particulars else ""
        parts.append(f"<li>{named}{noted}{f' ×{times}' if times > 1 else ''}</li>\n")
    more = len(group.rows) - few
    severity = escaped(say(f"severity.{group.severity}"))
    return (
        f'<details class="group {group.severity}"{" open" if len(group.rows) <= _OPEN else ""}>'
        f'<summary><b>{severity}</b> {escaped(group.meaning)} <span class="n">{len(group.rows)}</span></summary>\n'
        + help_line(group.further, f' <span class="rule">{group.code}</span>')
        + f"<ul>\n{''.join(parts)}</ul>\n"
        + (help_line(say("report.more-articles", n=more)) if more > 0 else "")
        + "</details>\n"
    )


def _doubts(found: list[tuple[str, list[Finding]]], few: int, say: Catalogue) -> str:
    """The review list of conversion."""
    parts = []
    for change, findings in found:
        counted = say("report.article" if len(findings) == 1 else "report.articles-counted", n=len(findings))
        rows = "".join(_doubt(finding, say) for finding in findings[:few])
        more = len(findings) - few
        rows += help_line(say("report.more-rows", n=more)) if more > 0 else ""
        parts.append(folded(f"{escaped(change)} · {escaped(counted)}", rows, "doubt"))
    if not parts:
        return ""
    return f"<h2>{escaped(say('report.conversion'))}</h2>\n{help_line(say('report.conversion-help'))}{''.join(parts)}"


def _doubt(finding: Finding, say: Catalogue) -> str:
    assert isinstance(finding.detail, Message)  # `doubts` gives no others
    source = f"<small><bdi>{escaped(finding.where.source)}</bdi></small>"
    remedy = f'<code class="flip">{escaped(say.text(finding.detail.value("remedy")))}</code>'
    return f'<div class="row">{escaped(finding.excerpt)} {source}{remedy}</div>\n'


def _tools(say: Catalogue) -> str:
    """What the script finds articles by; it is shown by the script."""
    choices = (("", "report.show-all"), ("w", "report.show-warnings"), ("r", "report.show-removals"))
    options = "".join(f'<option value="{value}">{escaped(say(key))}</option>' for value, key in choices)
    return (
        '<form id="tools" hidden>\n'
        f'<label>{escaped(say("report.find"))} <input id="find" type="search"></label>\n'
        f'<label>{escaped(say("report.show"))} <select id="only">{options}</select></label>\n'
        '<output id="shown"></output>\n</form>\n'
    )


def _charts(drawn: Sequence[tuple[str, Sequence[Bar]]], say: Catalogue) -> str:
    """How many articles of each year, site and kind, as bars."""
    if not drawn:
        return ""
    figures = "".join(_chart(title, bars, say) for title, bars in drawn)
    return f'<h2>{escaped(say("report.charts"))}</h2>\n<div class="charts">\n{figures}</div>\n'


def _chart(title: str, bars: Sequence[Bar], say: Catalogue) -> str:
    read = escaped(say("comma")).join(f"{escaped(bar.label)} {bar.count}" for bar in bars)
    rows = []
    for number, bar in enumerate(bars):
        top, width = number * 22, bar.share * 160
        rows.append(
            f'<text x="112" y="{top + 15}" text-anchor="end">{escaped(bar.shown)}</text>'
            f'<rect x="118" y="{top + 3}" width="{round(width, 1)}" height="15"/>'
            f'<text x="{round(width + 123, 1)}" y="{top + 15}">{bar.count}</text>\n'
        )
    named = f'role="img" aria-label="{escaped(title)}: {read}"'
    drawing = f'<svg viewBox="0 0 320 {len(bars) * 22}" {named}>\n{"".join(rows)}</svg>'
    return f"<figure><figcaption>{escaped(title)}</figcaption>\n{drawing}</figure>\n"


def _network(addresses: dict[str, list[str]], few: int, say: Catalogue) -> str:
    """What was asked of the network."""
    parts = []
    for kind, key in (("failed", "report.failed"), ("fetched", "report.fetched"), ("from_cache", "report.from-cache")):
        found = addresses[kind]
        if found:
            rows = "".join(f"<li>{escaped(address)}</li>\n" for address in found[:few])
            more = help_line(say("report.more-rows", n=len(found) - few)) if len(found) > few else ""
            summary_ = f'{escaped(say(key))} <span class="n">{len(found)}</span>'
            parts.append(folded(summary_, f'<ul class="addresses">\n{rows}</ul>\n{more}'))
    return f"<h2>{escaped(say('report.network'))}</h2>\n{''.join(parts)}" if parts else ""


def _rules(account: Account, say: Catalogue) -> str:
    """The rules that acted, the most frequent first."""
    if not account.rules:
        return ""
    counted = sorted(account.rules.items(), key=lambda item: (-item[1], item[0]))
    rows = "".join(f"<tr><td>{escaped(name)}</td><td>{count}</td></tr>\n" for name, count in counted)
    heading, many = escaped(say("report.rules")), escaped(say("report.rules-counted", n=len(counted)))
    return f"<h2>{heading}</h2>\n<details><summary>{many}</summary>\n<table>\n{rows}</table></details>\n"
