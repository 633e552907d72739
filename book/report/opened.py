"""An article laid open, as markup: what is told of it, its text with what was taken in its place, what was left outside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from book.account import Entry
from book.classes import dataclass
from book.codes import Severity
from book.findings import Finding
from book.messages import Catalogue
from book.model.facts import sign_of
from book.report.facts import Row, listed, rows
from book.report.markup import escaped, folded, seen
from book.report.undo import Undo
from book.text import shortened, toml
from book.walk import inline_text

TITLE = 80  # characters of a title, or of an excerpt, in a list


_Given = tuple[Entry, Sequence[Sequence[Undo]]]


@dataclass(frozen=True)
class Opening:
    """How articles are laid open: `words` are those of `[clean] keep` already, `folder` that in which all inputs lie."""

    say: Catalogue
    words: Sequence[str]
    folder: str

    def text(self, entry: Entry, undone: Sequence[Sequence[Undo]]) -> str:
        """An article laid open; `undone` has for each finding what undoes it."""
        say, article = self.say, entry.article
        before, boxes, body, behind = _divided(rows(entry, say, undone))
        told = [one for one in entry.findings if one.kind.severity is not Severity.INFO]
        marks = len({finding.where.at for finding in entry.findings if finding.code == "text.changed"})
        parts = [
            *map(self._told, told),
            *map(self._listed, listed(entry)),
            self._box("report.before", before),
            self._box("report.boxes", boxes),
            self._shown(body),
        ]
        if article is not None and article.notices:
            parts.append(f"<h4>{escaped(say('report.set-apart'))}</h4>\n")
            for notice in article.notices:
                kind = f'<span class="rule">{escaped(say(f"notice.{notice.kind.value}"))}</span>'
                parts.append(f'<div class="row moved">{escaped(inline_text(notice.children))}{kind}</div>\n')
        parts += [self._box("report.behind", behind), self._pictures(entry, undone)]
        if marks:
            parts.append(f'<p class="rule">{escaped(say("count.marks", n=marks))}</p>\n')
        return seen("".join(parts))

    def texts(self, several: Sequence[_Given]) -> list[str]:
        """Articles laid open, each with what undoes its findings."""
        return [self.text(entry, undone) for entry, undone in several]

    def made_of(self, several: Sequence[_Given]) -> object:
        """All that goes into the texts of several articles: of their blocks what is known, where something is."""
        parts = [
            (
                entry.findings,
                undone,
                *((entry.article is not None and (sign_of(entry.article), entry.article.notices)) or ()),
            )
            for entry, undone in several
        ]
        return self.say.language, tuple(self.words), self.folder, parts

    def particulars(self, finding: Finding) -> str:
        """What is particular to a finding, in a line."""
        detail, excerpt = self._near(self.say.text(finding.detail)), shortened(finding.excerpt, TITLE)
        return " — ".join(part for part in (detail, excerpt) if part)

    def _near(self, text: str) -> str:
        """A text in which paths are named from the folder in which all inputs lie."""
        return self._within.sub("", text) if self.folder and self.folder in text else text

    @cached_property
    def _within(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w/.-]){re.escape(self.folder)}")

    @cached_property
    def _known(self) -> str:
        return "".join(f"{toml.quoted(word)}, " for word in self.words)

    def _told(self, finding: Finding) -> str:
        """A warning of one article: meaning, particulars, what to do."""
        say, code = self.say, finding.code
        within = self.particulars(finding)
        noted = f" <bdi>[{escaped(within)}]</bdi>" if within else ""
        severity, meaning, further = finding.kind.severity.value, escaped(say(code)), escaped(say(f"{code}.next"))
        return f'<p class="told {severity}">{meaning}{noted} {further}</p>\n'

    def _listed(self, finding: Finding) -> str:
        """What is told as a list of lines."""
        summary = f"{escaped(self.say(finding.code))} · {escaped(self.say.text(finding.detail))}"
        lines = [f'<div class="row">{escaped(row)}</div>\n' for row in finding.excerpt.split("\n")]
        return folded(summary, "".join(lines), "around")

    def _box(self, key: str, found: list[Row]) -> str:
        """Rows that the reader opens, and a line's end, with or without them."""
        box = folded(escaped(self.say(key, n=len(found))), self._shown(found), "around") if found else ""
        return f"{box}\n"

    def _pictures(self, entry: Entry, undone: Sequence[Sequence[Undo]]) -> str:
        """The pictures that are not in the book."""
        lines = []
        for finding, found in zip(entry.findings, undone, strict=True):
            for one in found if finding.code.startswith("image.") else ():
                text = escaped(one.text or self.say.text(finding.detail))
                rule = f'<span class="rule">{finding.code}</span>'
                lines.append(f'<div class="row removed"><del>{text}</del> {rule}{self._undo(one)}</div>\n')
        if not lines:
            return ""
        return folded(escaped(self.say("report.pictures", n=len(lines))), "".join(lines), "around")

    def _shown(self, found: Iterable[Row]) -> str:
        """Rows of an article."""
        made = []
        for row in found:
            text = escaped(row.text)
            deed = "" if row.deed == "kept" else f" {row.deed}"
            if row.deed == "removed":
                text = f"<del>{text}</del>"
            elif row.level:
                text = f"<h4>{text}</h4>"
            rule = f' <span class="rule">{escaped(row.rule)}</span>' if row.rule else ""
            undo = self._undo(row.undo) if row.undo is not None else ""
            made.append(f'<div class="row{deed}">{text}{rule}{undo}</div>\n')
        return "".join(made)

    def _undo(self, undo: Undo) -> str:
        """How a removal is undone: the line to paste, with all words of its list; or why there is none."""
        say = self.say
        if undo.word:
            line = f"keep = [{self._known}{toml.quoted(undo.word)}]  # {say('report.in-clean')}"
            how = f'<code class="flip">{escaped(line)}</code>'
            if undo.places > 1:
                how += f" <small>{escaped(say('report.places', n=undo.places))}</small>"
        else:
            how = f"<small>{escaped(say.text(undo.why) if undo.why else '')}</small>"
        return f'<div class="undo"><b>{undo.number}</b> {how}</div>'


def _divided(found: Iterable[Row]) -> tuple[list[Row], list[Row], list[Row], list[Row]]:
    """Rows of what stood before the article, of what is known to belong to no place, of the article, of what stood behind it."""
    before, boxes, body, behind = parts = ([], [], [], [])  # type: tuple[list[Row], list[Row], list[Row], list[Row]]
    for row in found:
        if row.side:
            (before if row.side < 0 else behind).append(row)
        else:
            (body if row.at or row.deed == "kept" else boxes).append(row)
    return parts
