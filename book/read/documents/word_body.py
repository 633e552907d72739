"""The blocks of a Word document → lines with roles: paragraphs by their styles, lists, tables, text boxes, accepted changes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from book.classes import dataclass, replace
from book.late import expression
from book.read.documents.numbering import Numbering
from book.read.documents.paragraphs import Line, Told, lines_text, to_html
from book.read.documents.word_drawings import Part
from book.read.documents.word_runs import Runs
from book.read.documents.word_styles import child, is_on, name, role_of_level, value, whole

_COLUMNS = 63  # of a table; Word's own limit
_DEEPEST = 30  # tables in each other
_RULED = expression(r"w:(?:top|bottom|between)")
_NO_LIST = frozenset(("title", "author", "date", "caption", "code", "contents"))


class Body:
    """Blocks of one part being read."""

    def __init__(self, part: Part, numbering: Numbering, depth: int = 0) -> None:
        self.part, self.numbering, self.depth = part, numbering, depth
        self.lines: list[Line] = []
        self._open = ""  # of a paragraph whose end was deleted, which the next one goes on

    def read(self, nodes: Iterable[etree._Element]) -> list[Line]:
        """The lines of some blocks."""
        for node in nodes:
            self._block(node)
        if self._open:
            self.lines.append(Line("p", self._open))
        return self.lines

    def _block(self, node: etree._Element) -> None:
        match name(node):
            case "w:p":
                self._paragraph(node)
            case "w:tbl":
                self._table(node)
            case "w:sdt":
                self._held(node)
            case "w:altChunk" | "w:subDoc":
                target, _ = self.part.relations.get(value(node, "r:id"), ("", False))
                self.part.told.append(Told("read.left-out", target or name(node), "embedded-document"))
            case "w:sectPr" | "w:tblPr" | "w:tblGrid" | "w:trPr" | "w:tcPr":
                pass
            case "m:oMathPara" | "m:oMath":
                runs = Runs(self.part, {})
                runs.formulas(node)
                self.lines.append(Line("p", "".join(runs.made)))
            case "w:r" | "w:hyperlink":  # of a document that is no valid one
                self.lines.append(Line("p", Runs(self.part, {}).markup(node)))
            case "w:moveFrom" | "w:del":
                Runs(self.part, {}).element(node)
            case _:
                for one in node:
                    self._block(one)

    def _held(self, node: etree._Element) -> None:
        """A content control: a table of contents goes, all else is what it holds."""
        held = child(node, "w:sdtContent")
        if held is None:
            return
        gallery = value(child(node, "w:sdtPr", "w:docPartObj", "w:docPartGallery"))
        if gallery.startswith("Table"):  # "Table of Contents" (17.5.2.11)
            inner = Body(replace(self.part, told=[]), Numbering(None), self.depth).read(held)
            self._contents(lines_text(inner))
            return
        for one in held:
            self._block(one)

    def _contents(self, text: str) -> None:
        """A line of a table of contents, or a whole one; neighbours are told as one."""
        told = self.part.told
        if text and told and told[-1].rule == "contents":
            told[-1] = replace(told[-1], text=f"{told[-1].text}\n{text}")
        elif text:
            told.append(Told("read.left-out", text, "contents"))

    def _paragraph(self, node: etree._Element) -> None:
        properties = child(node, "w:pPr")
        ident = value(child(properties, "w:pStyle")) or self.part.styles.usual
        style = self.part.styles.of(ident)
        role = self._role(properties, style.role)
        runs = Runs(self.part, {})
        markup = runs.markup(node)
        if child(properties, "w:rPr", "w:ins") is not None:
            self.part.inserted += 1
        boxes, self.part.boxes = self.part.boxes, []
        if child(properties, "w:rPr", "w:del") is not None:  # the mark of its end was deleted (17.13.5.15)
            self._open += markup
            self._boxes(boxes)
            return
        markup, self._open = self._open + markup, ""
        line = Line(role, markup)
        if role == "contents":
            self._contents(line.text)
            return
        if line.says and role not in _NO_LIST:
            line = self._listed(line, properties, ident, style.numbering)
        if line.says:
            self.lines += _divided(line)
        elif self._is_ruled(properties):
            self.lines.append(Line("html", "<hr>"))
        self._boxes(boxes)

    def _role(self, properties: etree._Element | None, role: str) -> str:
        """The role of a paragraph: its own level in the outline is above that of its style."""
        level = value(child(properties, "w:outlineLvl"))
        if role in ("p", "quote") or role.startswith("h"):
            return role_of_level(level) or ("p" if level and role.startswith("h") else role)
        return role

    def _listed(self, line: Line, properties: etree._Element | None, ident: str, usual: tuple[str, int]) -> Line:
        """The line as an item of the list that it is in, or with the words that number it."""
        numbered = child(properties, "w:numPr")
        number, level = value(child(numbered, "w:numId")) or usual[0], value(child(numbered, "w:ilvl"))
        if not number:
            return line
        depth = whole(level) if level else usual[1] if usual[1] > 0 else self.numbering.level_of(ident)
        label = self.numbering.label(number, depth)
        if label is None:
            return line
        if line.role.startswith("h"):
            shown = f"{label.number}. " if label.number else label.text
            return replace(line, markup=shown + line.markup)
        if label.text:
            return replace(line, markup=label.text + line.markup)
        return Line("item", line.markup, label.depth, label.number) if line.role == "p" else line

    def _is_ruled(self, properties: etree._Element | None) -> bool:
        """Whether an empty paragraph is a rule: Word makes one of `---` (17.3.1.24)."""
        borders = child(properties, "w:pBdr")
        return borders is not None and any(_RULED.match(name(one)) and is_on(one) for one in borders)

    def _boxes(self, boxes: list[list[etree._Element]]) -> None:
        """The text of boxes, behind the paragraph to which they are anchored."""
        for nodes in boxes:
            if self.depth < _DEEPEST:
                inner = Body(self.part, self.numbering, self.depth + 1).read(nodes)
                self.lines += [
                    replace(line, role="p") if line.role in ("title", "author", "date") else line for line in inner
                ]

    def _table(self, node: etree._Element) -> None:
        if self.depth >= _DEEPEST:
            text = "".join(one.text or "" for one in node.iter() if name(one) == "w:t")
            self.lines.append(Line("p", text.replace("&", "&amp;").replace("<", "&lt;")))
            return
        rows = [cells for row in _rows(node) if (cells := self._row(row))]
        spans = _spans(rows)
        made = []
        for at, row in enumerate(rows):
            shown = [(cell, spans[at, cell.column]) for cell in row if spans[at, cell.column]]
            made.append(f"<tr>{''.join(cell.html(tall) for cell, tall in shown)}</tr>")
        if made:
            self.lines.append(Line("html", f"<table>{''.join(made)}</table>"))

    def _row(self, row: etree._Element) -> list[_Cell]:
        """The cells of a row; none where the row was deleted."""
        properties = child(row, "w:trPr")
        if child(properties, "w:del") is not None:
            self.part.deleted.append("\t".join(_said(one) for one in _held_in(row, "w:tc")))
            return []
        self.part.inserted += child(properties, "w:ins") is not None
        tag = "th" if is_on(child(properties, "w:tblHeader")) else "td"
        column = whole(value(child(properties, "w:gridBefore")), 0, _COLUMNS)
        cells = []
        for one in _held_in(row, "w:tc"):
            about = child(one, "w:tcPr")
            width = max(whole(value(child(about, "w:gridSpan")), 1, _COLUMNS), 1)
            merged = child(about, "w:vMerge")
            goes_on = merged is not None and value(merged) != "restart"
            inner = Body(self.part, self.numbering, self.depth + 1).read(one)
            cells.append(_Cell(tag, to_html(line for line in inner if line.says), column, width, goes_on))
            column += width
        return cells


@dataclass(frozen=True, slots=True)
class _Cell:
    tag: str
    markup: str
    column: int
    width: int
    goes_on: bool  # the one above goes on in it

    def html(self, tall: int) -> str:
        """The cell as HTML, so many rows tall."""
        spans = (f' {key}="{count}"' for key, count in (("colspan", self.width), ("rowspan", tall)) if count > 1)
        return f"<{self.tag}{''.join(spans)}>{self.markup}</{self.tag}>"


def _spans(rows: list[list[_Cell]]) -> dict[tuple[int, int], int]:
    """How many rows each cell takes, by row and column; 0 for one into which the one above goes on, unless it says something."""
    spans: dict[tuple[int, int], int] = {}
    above: dict[int, tuple[int, int]] = {}
    for at, row in enumerate(rows):
        for cell in row:
            top = above.get(cell.column)
            if cell.goes_on and top is not None and not cell.markup:
                spans[top] += 1
                spans[at, cell.column] = 0
            else:
                above[cell.column] = (at, cell.column)
                spans[at, cell.column] = 1
        here = {cell.column for cell in row}
        above = {column: top for column, top in above.items() if column in here}
    return spans


def _rows(table: etree._Element) -> list[etree._Element]:
    return _held_in(table, "w:tr")


def _held_in(node: etree._Element, wanted: str) -> list[etree._Element]:
    """The elements of a name in another one, also inside content controls and marks of changes."""
    found: list[etree._Element] = []
    for one in node:
        kind = name(one)
        if kind == wanted:
            found.append(one)
        elif kind in ("w:sdt", "w:sdtContent", "w:ins", "w:customXml", "w:smartTag"):
            found += _held_in(one, wanted)
    return found


def _said(node: etree._Element) -> str:
    return "".join(one.text or "" for one in node.iter() if name(one) in ("w:t", "w:delText"))


def _divided(line: Line) -> list[Line]:
    """A line with a rule in it as the parts around the rule."""
    if "<hr>" not in line.markup:
        return [line]
    parts = re.split(r"((?:<(?!hr>)\w{1,9}>){0,9}+<hr>(?:</\w{1,9}>){0,9}+)", line.markup)
    return [Line("html", "<hr>") if "<hr>" in part else replace(line, markup=part) for part in parts if part]
