"""A text of rich text under way (RTF 1.9): its paragraphs, list items, cells and rows → lines."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from book.classes import dataclass, field, replace
from book.read.documents.paragraphs import Line, item_of, plain, to_html
from book.read.documents.word_styles import role_of_level
from book.text import sound


@dataclass(frozen=True, slots=True)
class State:
    """What holds within a group: where text goes, its marks, the font, how many bytes stand for a `\\u` character."""

    to: str = "text"
    marks: frozenset[str] = frozenset()
    font: int = -1
    skip: int = 1
    ends: Callable[[], None] | None = None


@dataclass(slots=True)
class Flow:
    """A text under way: the body, a note, a header. `left` are lines of a table of contents."""

    lines: list[Line] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    cell: list[Line] = field(default_factory=list)
    boxes: list[Line] = field(default_factory=list)
    role: str = "p"
    label: str = ""
    depth: int = 0
    in_table: bool = False
    left: list[str] = field(default_factory=list)

    def set(self, word: str, number: int) -> None:
        """A word that ends or sets a paragraph, a cell or a row."""
        match word:
            case "par" | "sect" | "nestcell":
                self.paragraph()
            case "line" | "lbr":
                self.made.append("<br>")
            case "pard":
                self.role, self.in_table, self.depth = "p", False, 0
            case "intbl":
                self.in_table = True
            case "outlinelevel":
                self.role = role_of_level(str(number)) or self.role
            case "ilvl":
                self.depth = number
            case "cell":
                self.in_table = True
                self.paragraph()
                self.cells.append(to_html(line for line in self.cell if line.says))
                self.cell = []
            case "row":
                if self.cells:
                    self.rows.append(self.cells)
                self.cells = []

    def paragraph(self) -> None:
        """Ends the paragraph under way."""
        markup, self.made = sound("".join(self.made)), []
        label, self.label = plain(escape(sound(self.label))), ""
        line = Line(self.role, markup)
        if line.says and label:
            line = (
                item_of(markup, label, self.depth)
                if self.role == "p"
                else replace(line, markup=f"{escape(label)} {markup}")
            )
        if line.role == "contents":
            self.left.append(line.text)
        elif self.in_table:
            self.cell.append(line)
        else:
            self._tabled()
            self.lines.append(line)
        lines = self.cell if self.in_table else self.lines
        lines += self.boxes
        self.boxes = []

    def ended(self) -> None:
        """Ends the text."""
        if self.made or self.boxes:
            self.paragraph()
        self._tabled()

    def _tabled(self) -> None:
        """Ends the table under way."""
        if self.cell or self.cells:
            self.rows.append([*self.cells, *([to_html(line for line in self.cell if line.says)] if self.cell else [])])
        if self.rows:
            rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in self.rows)
            self.lines.append(Line("html", f"<table>{rows}</table>"))
        self.rows, self.cells, self.cell = [], [], []
