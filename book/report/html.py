"""The account for an editor: an HTML page that asks nothing of the network, and of a large book the texts on pages beside it."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from book.account import Account, Entry, reason
from book.classes import dataclass, replace
from book.codes import Deed, Fate, Severity
from book.findings import Finding
from book.messages import Catalogue
from book.report.charts import charts
from book.report.facts import Row, doubts, listed, network, problems, rows, summary
from book.report.undo import Undo, Undoes
from book.settings.values import Theme
from book.text import length, shortened, toml
from book.walk import images, inline_text, plain_text

PAGE = "report.html"
BESIDE = "report_files"  # as browsers call what belongs to a page; folders of this name are no sources
MARK = b'name="generator" content="wenxuan"'  # by which a page of ours is known
_INLINE = 400_000  # bytes of texts that the page itself has; with the rest it stays under 500 kB
_APART = 300_000  # bytes of texts of a page beside it
_TITLE = 80  # characters of a title in a list
_FEW = 60  # articles that are listed of one kind of warning, and rows of other lists, where texts stand apart
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Line:
    """An input as the list shows it: its number, its title (its path where it has no article), and what is told of it in words."""

    number: int
    title: str
    facts: str
    path: str
    link: str
    marks: str  # for the filter: w has warnings, r removals


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of warning or error, with where it is met: (number of the input, its title, particulars, times)."""

    code: str
    severity: str
    meaning: str
    further: str
    rows: list[tuple[int, str, str, int]]


def report(account: Account, undone: Undoes, theme: Theme, say: Catalogue, words: Sequence[str] = ()) -> dict[str, str]:
    """The report as pages by their names; `words` are those of `[clean] keep` already."""
    return _Report(account, undone, theme, say, words).pages()


class _Report:
    """One report being made."""

    def __init__(self, account: Account, undone: Undoes, theme: Theme, say: Catalogue, words: Sequence[str]) -> None:
        self.account, self.undone, self.say = account, undone, say
        self.known = ", ".join(map(toml.quoted, words))
        self.folder = _common([entry.locator for entry in account.entries])
        self.lines = [self.line(number, entry) for number, entry in enumerate(account.entries, 1)]
        css, script = theme.sheets["report.css"], theme.templates["report.js.j2"]
        self.environment = Environment(
            loader=DictLoader(dict(theme.templates)),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_seen,
        )
        self.environment.globals.update(
            fate=Fate, say=say, css=Markup(css), script=Markup(script), css_hash=_digest(css), script_hash=_digest(script),  # noqa: S704 - ours
            account=account, listed=listed, inline_text=inline_text, shown=self.shown, undo=self.undo,
        )  # fmt: skip

    def pages(self) -> dict[str, str]:
        """All pages. Of texts that are on pages beside it, those of one page are held at a time."""
        texts = map(self.text, range(1, len(self.lines) + 1), self.account.entries)
        held, size = [], 0
        while size <= _INLINE and (text := next(texts, None)) is not None:
            held.append(text)
            size += len(text.encode())
        apart = size > _INLINE
        places, made = self.apart(chain(held, texts)) if apart else ({}, {})
        entries = [replace(one, link=places.get(one.number, "")) for one in self.lines]
        inside = [entry.fate is Fate.PACKED for entry in self.account.entries]
        listed = [(one, "" if apart else held[one.number - 1]) for one in entries]
        kinds = self.groups()
        page = self.environment.get_template("report.html.j2").render(
            left=sum(count for fate, count in self.account.fates.items() if fate not in (Fate.PACKED, Fate.FAILED)),
            counts=self.account.fates, given=len(entries), summary=summary(self.account, self.say), folder=self.folder,
            groups=kinds, few=_FEW if apart else len(self.account.everything), charts=charts(self.account, self.say),
            packed=[row for row, is_in in zip(listed, inside, strict=True) if is_in],
            others=[row for row, is_in in zip(listed, inside, strict=True) if not is_in],
            apart=apart, doubts=doubts(self.account), network=network(self.account),
            rules=sorted(self.account.rules.items(), key=lambda item: (-item[1], item[0])),
        )  # fmt: skip
        return {PAGE: page, **made}

    def apart(self, texts: Iterable[str]) -> tuple[dict[int, str], dict[str, str]]:
        """The texts on pages beside the report, some on each: where each is, and the pages by name."""
        places: dict[int, str] = {}
        made: dict[str, str] = {}
        sheet: list[tuple[Line, str]] = []
        size = 0

        def name(number: int) -> str:
            return f"{number:04}.html"

        def end(*, is_last: bool) -> None:
            here = len(made) + 1
            before, behind = name(here - 1) if made else "", "" if is_last else name(here + 1)
            made[f"{BESIDE}/{name(here)}"] = template.render(texts=sheet, before=before, behind=behind)
            places.update((one.number, f"{BESIDE}/{name(here)}#a{one.number}") for one, _ in sheet)

        template = self.environment.get_template("report-texts.html.j2")
        for one, text in zip(self.lines, texts, strict=True):
            more = len(text.encode())
            if sheet and size + more > _APART:
                end(is_last=False)
                sheet, size = [], 0
            sheet.append((one, text))
            size += more
        end(is_last=True)
        return places, made

    def line(self, number: int, entry: Entry) -> Line:
        """An input in the list, without a link to its text."""
        article, say = entry.article, self.say
        deeds = Counter(finding.kind.deed for finding in entry.findings if not finding.code.startswith("text."))
        warnings = sum(f.kind.severity is not Severity.INFO for f in entry.findings)
        counts = {f"count.{deed.value}": deeds[deed] for deed in (Deed.REMOVED, Deed.MOVED, Deed.CHANGED)}
        known: list[str] = []
        if article is not None:
            known = [
                article.author,
                article.site or article.account,
                article.published.iso_day if article.published else "",
            ]
            counts = {
                "count.characters": length(plain_text(article.blocks)),
                "count.pictures": sum(1 for _ in images(article.blocks)),
                **counts,
            }
        counts["count.warnings"] = warnings
        why = say.text(reason(entry.cause)) if entry.cause else ""
        fate = "" if entry.fate is Fate.PACKED else say(f"fate.{entry.fate.name.lower()}")
        fate += say("why", reason=why) if why else ""
        facts = [fate, *known, *(say(key, n=count) for key, count in counts.items() if count)]
        path = entry.locator.removeprefix(self.folder)
        title = shortened(article.title, _TITLE) if article is not None and article.title else path
        marks = ("w" if warnings else "") + ("r" if deeds[Deed.REMOVED] or deeds[Deed.MOVED] else "")
        return Line(number, title, " · ".join(filter(None, facts)), path, "", marks)

    def text(self, number: int, entry: Entry) -> str:
        """An article laid open: what is told of it, its text with what was taken, what was left outside."""
        undone = self.undone[number - 1]
        taken = rows(entry, self.say, undone)
        pictures = [
            (finding, one)
            for finding, found in zip(entry.findings, undone, strict=True)
            for one in found
            if finding.code.startswith("image.")
        ]
        return self.environment.get_template("report-text.html.j2").render(
            entry=entry, pictures=pictures,
            told=[self.told(finding) for finding in entry.findings if finding.kind.severity is not Severity.INFO],
            before=[row for row in taken if row.side < 0],
            boxes=[row for row in taken if not row.side and not row.at and row.deed != "kept"],
            body=[row for row in taken if not row.side and (row.at or row.deed == "kept")],
            behind=[row for row in taken if row.side > 0],
            marks=len({finding.where.at for finding in entry.findings if finding.code == "text.changed"}),
        )  # fmt: skip

    def told(self, finding: Finding) -> tuple[str, str, str, str]:
        """A warning of one article: severity, meaning, particulars, what to do."""
        say, code = self.say, finding.code
        return finding.kind.severity.value, say(code), self.particulars(finding), say(f"{code}.next")

    def particulars(self, finding: Finding) -> str:
        """What is particular to a finding, in a line."""
        detail, excerpt = self.near(self.say.text(finding.detail)), shortened(finding.excerpt, _TITLE)
        return " — ".join(part for part in (detail, excerpt) if part)

    def near(self, text: str) -> str:
        """A text in which paths are named from the folder in which all inputs lie."""
        return re.sub(rf"(?<![\w/.-]){re.escape(self.folder)}", "", text) if self.folder else text

    def groups(self) -> list[Group]:
        """Errors, then warnings, by kind, most frequent first."""
        numbers = {entry.locator: number for number, entry in enumerate(self.account.entries, 1)}
        kinds: dict[str, Group] = {}
        for finding, times in problems(self.account):
            code, number = finding.code, numbers.get(finding.where.source, 0)
            kind = kinds.setdefault(
                code, Group(code, finding.kind.severity.value, self.say(code), self.say(f"{code}.next"), [])
            )
            entry = self.account.entries[number - 1] if number else None
            path = finding.where.source.removeprefix(self.folder)
            title = entry.article.title if entry is not None and entry.article is not None else ""
            kind.rows.append((number, shortened(title or path, _TITLE // 2), self.particulars(finding), times))
        return sorted(kinds.values(), key=lambda kind: (kind.severity != "error", -len(kind.rows), kind.code))

    def shown(self, found: Iterable[Row]) -> Markup:
        """Rows of an article laid open, as markup. They are all its text, and a template takes five times as long for them."""
        return _marked("".join(map(self.row, found)))

    def row(self, row: Row) -> str:
        """One row, its control characters still in it."""
        text = str(escape(row.text))
        if row.deed == "removed":
            text = f"<del>{text}</del>"
        elif row.level:
            text = f"<h4>{text}</h4>"
        deed = "" if row.deed == "kept" else f" {row.deed}"
        rule = f' <span class="rule">{escape(row.rule)}</span>' if row.rule else ""
        return f'<div class="row{deed}">{text}{rule}{self.undo(row.undo)}</div>\n'

    def undo(self, undo: Undo | None) -> Markup:
        """How a removal is undone: the line to paste, with all words of its list; or why there is none."""
        if undo is None:
            return Markup()
        if undo.word:
            words = ", ".join(filter(None, (self.known, toml.quoted(undo.word))))
            line = f"keep = [{words}]  # {self.say('report.in-clean')}"
            how = f'<code class="flip">{escape(line)}</code>'
            if undo.places > 1:
                how += f" <small>{escape(self.say('report.places', n=undo.places))}</small>"
        else:
            how = f"<small>{escape(self.say.text(undo.why) if undo.why else '')}</small>"
        return _marked(f'<div class="undo"><b>{undo.number}</b> {how}</div>')


def _marked(markup: str) -> Markup:
    """Markup of ours without control characters."""
    return Markup(_CONTROLS.sub("", markup))  # noqa: S704 - what others wrote is escaped in it


def _seen(value: object) -> object:
    """What is written into a page: without control characters, which no HTML may have (HTML, 13.2.3.5)."""
    return _CONTROLS.sub("", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _digest(text: str) -> str:
    """A style or a script of ours as the policy of a page names it (CSP 3, 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _common(locators: list[str]) -> str:
    """The folder in which all inputs lie, with a slash; "" where they lie in several, or there is only one."""
    if len(locators) < 2 or any("://" in one for one in locators):
        return ""
    folders = {posixpath.dirname(one.partition("#")[0]) for one in locators}
    if len({folder.startswith("/") for folder in folders}) > 1:
        return ""
    common = posixpath.commonpath(folders)
    return f"{common}/" if common not in ("", "/") else ""
