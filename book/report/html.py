"""The account for an editor: an HTML page that asks nothing of the network, and of a large book the texts on pages beside it."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from book.account import Account, Entry, reason
from book.codes import Deed, Fate, Severity
from book.messages import Catalogue
from book.pieces import Each, here
from book.report.facts import problems
from book.report.measure import characters, pictures
from book.report.opened import TITLE, Opening
from book.report.page import Group, Line, Look, main_page, texts_page
from book.report.undo import Undoes
from book.settings.values import Theme
from book.text import shortened
from book.text.marked import MARK

__all__ = ["BESIDE", "MARK", "PAGE", "report"]

PAGE = "report.html"
BESIDE = "report_files"  # as browsers call what belongs to a page; folders of this name are no sources
_INLINE = 400_000  # bytes of texts that the page itself has; with the rest it stays under 500 kB
_APART = 300_000  # bytes of texts of a page beside it
_TOGETHER = 8  # texts of a piece of work
_FEW = 60  # articles that are listed of one kind of warning, and rows of other lists, where texts stand apart


def report(
    account: Account, undone: Undoes, theme: Theme, say: Catalogue, words: Sequence[str] = (), each: Each = here
) -> dict[str, str]:
    """The report as pages by their names; `words` are those of `[clean] keep` already. `each` does the work on the texts."""
    return _Report(account, undone, theme, say, words, each).pages()


class _Report:
    """One report being made."""

    def __init__(
        self, account: Account, undone: Undoes, theme: Theme, say: Catalogue, words: Sequence[str], each: Each
    ) -> None:
        self.account, self.undone, self.say, self.each = account, undone, say, each
        self.folder = _common([entry.locator for entry in account.entries])
        self.opening = Opening(say, words, self.folder)
        self.lines = [self.line(number, entry) for number, entry in enumerate(account.entries, 1)]
        self.look = Look(say, theme.sheets["report.css"], theme.templates["report.js.j2"])

    def pages(self) -> dict[str, str]:
        """All pages. Of texts that are on pages beside it, those of one page are held at a time."""
        texts = self.texts()
        held, size = [], 0
        while size <= _INLINE and (text := next(texts, None)) is not None:
            held.append(text)
            size += len(text.encode())
        apart = size > _INLINE
        places, made = self.apart(chain(held, texts)) if apart else ([], {})
        few = _FEW if apart else len(self.account.everything)
        within = [] if apart else held
        page = main_page(self.look, self.account, self.folder, self.groups(), self.lines, within, places, few)
        return {PAGE: page, **made}

    def texts(self) -> Iterator[str]:
        """The text of each input, some at a time."""
        entries = list(
            zip(self.account.entries, self.undone, strict=False)
        )  # behind those of entries are those of the book
        pieces = [entries[at : at + _TOGETHER] for at in range(0, len(entries), _TOGETHER)]
        return chain.from_iterable(self.each(self.opening.texts, pieces, self.opening.made_of))

    def apart(self, texts: Iterable[str]) -> tuple[list[str], dict[str, str]]:
        """The texts on pages beside the report, some on each: where each is, and the pages by name."""
        places: list[str] = []
        made: dict[str, str] = {}
        sheet: list[tuple[Line, str]] = []
        size = 0

        def name(number: int) -> str:
            return f"{number:04}.html"

        def end(*, is_last: bool) -> None:
            here = len(made) + 1
            before, behind = name(here - 1) if made else "", "" if is_last else name(here + 1)
            made[f"{BESIDE}/{name(here)}"] = texts_page(self.look, self.account.title, sheet, before, behind)
            places.extend(f"{BESIDE}/{name(here)}#a{one.number}" for one, _ in sheet)

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
        """An input in the list."""
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
                "count.characters": characters(article),
                "count.pictures": pictures(article),
                **counts,
            }
        counts["count.warnings"] = warnings
        why = say.text(reason(entry.cause)) if entry.cause else ""
        fate = "" if entry.fate is Fate.PACKED else say(f"fate.{entry.fate.name.lower()}")
        fate += say("why", reason=why) if why else ""
        facts = [fate, *known, *(say(key, n=count) for key, count in counts.items() if count)]
        path = entry.locator.removeprefix(self.folder)
        title = shortened(article.title, TITLE) if article is not None and article.title else path
        marks = ("w" if warnings else "") + ("r" if deeds[Deed.REMOVED] or deeds[Deed.MOVED] else "")
        return Line(number, title, " · ".join(filter(None, facts)), path, marks, entry.fate is Fate.PACKED)

    def groups(self) -> list[Group]:
        """Errors, then warnings, by kind, most frequent first."""
        numbers = {entry.locator: number for number, entry in enumerate(self.account.entries, 1)}
        kinds: dict[str, Group] = {}
        for finding, times in problems(self.account):
            code, number = finding.code, numbers.get(finding.where.source, 0)
            if code not in kinds:
                severity = finding.kind.severity.value
                kinds[code] = Group(code, severity, self.say(code), self.say(f"{code}.next"), [])
            entry = self.account.entries[number - 1] if number else None
            path = finding.where.source.removeprefix(self.folder)
            title = entry.article.title if entry is not None and entry.article is not None else ""
            row = number, shortened(title or path, TITLE // 2), self.opening.particulars(finding), times
            kinds[code].rows.append(row)
        return sorted(kinds.values(), key=lambda kind: (kind.severity != "error", -len(kind.rows), kind.code))


def _common(locators: list[str]) -> str:
    """The folder in which all inputs lie, with a slash; "" where they lie in several, or there is only one."""
    if len(locators) < 2 or any("://" in one for one in locators):
        return ""
    folders = {posixpath.dirname(one.partition("#")[0]) for one in locators}
    if len({folder.startswith("/") for folder in folders}) > 1:
        return ""
    common = posixpath.commonpath(folders)
    return f"{common}/" if common not in ("", "/") else ""
