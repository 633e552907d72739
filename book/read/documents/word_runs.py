"""Runs of a Word paragraph → inline HTML: text and its marks, fields, links, notes, pictures, formulas, ruby.

What is on in a run is wrapped around it; equal wrappers of neighbours are joined later, in `blocks.lines`.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from lxml import etree

from book.classes import dataclass
from book.read.documents.omml import tex
from book.read.documents.paragraphs import Told, note_mark, plain
from book.read.documents.word_drawings import Drawings, Part
from book.read.documents.word_fields import EQUATION, LINK, equation, sign
from book.read.documents.word_styles import child, is_on, marks_of, name, value

_WRAPPERS = {
    "mark": "mark",
    "u": "u",
    "del": "del",
    "em": "em",
    "strong": "strong",
    "sup": "sup",
    "sub": "sub",
    "code": "code",
}
_DEEPEST = 200


@dataclass(slots=True)
class _Field:
    code: str = ""
    shows: bool = False
    at: int = 0


class Runs(Drawings):
    """The content of one paragraph under way."""

    def __init__(self, part: Part, marks: Mapping[str, bool]) -> None:
        super().__init__(part)
        self.marks = marks
        self.fields: list[_Field] = []
        self.depth = 0

    def markup(self, node: etree._Element) -> str:
        """The content of a paragraph, or of what holds runs, as inline HTML."""
        self.children(node)
        while self.fields:  # one that goes on in the next paragraph
            self._ended()
        return "".join(self.made)

    def children(self, node: etree._Element) -> None:
        """Goes through what an element holds."""
        self.depth += 1
        if self.depth <= _DEEPEST:
            for one in node:
                self.element(one)
        self.depth -= 1

    def element(self, node: etree._Element) -> None:
        """One element of a paragraph."""
        match name(node):
            case "w:r":
                self.run(node)
            case "w:hyperlink":
                target, outside = self.part.relations.get(value(node, "r:id"), ("", False))
                self._linked(target if outside else "", node)
            case "w:ins" | "w:moveTo":
                self.part.inserted += 1
                self.children(node)
            case "w:del" | "w:moveFrom":
                self._deleted(node)
            case "w:fldSimple":
                link = LINK.match(value(node, "w:instr"))
                self._linked(link[1] if link else "", node)
            case "w:sdt":
                held = child(node, "w:sdtContent")
                if held is not None and is_on(child(node, "w:sdtPr", "w:showingPlcHdr")):
                    self.left(held, "placeholder")
                elif held is not None:
                    self.children(held)
            case "m:oMath" | "m:oMathPara":
                self.formulas(node)
            case "w:ruby":
                base, reading = (
                    Runs(self.part, {}).markup(one) if (one := child(node, key)) is not None else ""
                    for key in ("w:rubyBase", "w:rt")
                )
                self.made.append(f"<ruby>{base}<rt>{reading}</rt></ruby>")
            case "mc:AlternateContent":
                self.alternative(node)
            case "w:pPr" | "w:rPr":
                pass
            case _:
                self.children(node)

    def _deleted(self, node: etree._Element) -> None:
        """What a tracked change took; what it moved stands in its new place."""
        if name(node) == "w:del":
            self.part.deleted.append(
                "".join(one.text or "" for one in node.iter() if name(one) in ("w:delText", "w:t"))
            )

    def left(self, node: etree._Element, rule: str) -> None:
        """Tells of text that is none of the article."""
        text = "".join(one.text or "" for one in node.iter() if name(one) == "w:t")
        if text.strip():
            self.part.told.append(Told("read.left-out", text, rule))

    def _linked(self, target: str, node: etree._Element) -> None:
        at = len(self.made)
        self.children(node)
        if target:
            inner = "".join(self.made[at:])
            self.made[at:] = [f'<a href="{escape(target)}">{inner}</a>']

    def formulas(self, node: etree._Element) -> None:
        """A formula, or the formulas of a paragraph of its own."""
        inside = [one for one in node if name(one) == "m:oMath"] or [node]
        for one in inside:
            if made := tex(one):
                kind = "display" if name(node) == "m:oMathPara" else "inline"
                self.made.append(f'<span class="math-{kind}" data-tex="{escape(made)}"></span>')

    def alternative(self, node: etree._Element) -> None:
        """One thing in two forms (part 3, 9.3): the newer one has the text of a box; the older, of a chart, its picture."""
        newer, older = child(node, "mc:Choice"), child(node, "mc:Fallback")
        chosen = newer
        if newer is None or not any(name(one) in ("w:t", "a:blip", "m:t") for one in newer.iter()):
            chosen = older if older is not None and len(older) else newer
        for one in chosen if chosen is not None else ():
            self.content(one)

    def run(self, node: etree._Element) -> None:
        """A run: what it holds, in its marks; what is hidden is told."""
        properties = child(node, "w:rPr")
        style = self.part.styles.of(value(child(properties, "w:rStyle"))) if properties is not None else None
        marks = {**self.marks, **(style.marks if style else {}), **marks_of(properties)}
        for change in ("w:ins", "w:moveTo"):
            self.part.inserted += child(properties, change) is not None
        at = len(self.made)
        self.depth += 1
        for one in node if self.depth <= _DEEPEST else ():
            self.content(one)
        self.depth -= 1
        inner = "".join(self.made[at:])
        if not inner:
            return
        if marks.get("hidden"):
            self.part.hidden.append(plain(inner))
            inner = ""
        for mark, tag in _WRAPPERS.items():
            if marks.get(mark) and not (mark in ("u", "mark") and not inner.strip()):
                inner = f"<{tag}>{inner}</{tag}>"
        self.made[at:] = [inner]

    def content(self, node: etree._Element) -> None:
        """One element of a run."""
        kind = name(node)
        if kind in ("w:fldChar", "w:instrText"):
            self._field(node, kind)
            return
        if self.fields and not all(one.shows for one in self.fields):
            return
        match kind:
            case "w:t":
                self.made.append(escape(node.text or "", quote=False))
            case "w:tab" | "w:ptab":
                self.made.append(" ")
            case "w:br" | "w:cr":
                self.made.append("<br>" if value(node, "w:type") in ("", "textWrapping") else " ")
            case "w:noBreakHyphen":
                self.made.append("-")
            case "w:sym":
                self.made.append(escape(sign(value(node, "w:font"), value(node, "w:char"))))
            case "w:footnoteReference" | "w:endnoteReference":
                key = f"{kind[2:5]}-{value(node, 'w:id')}"
                number = self.part.notes.setdefault(key, len(self.part.notes) + 1)
                self.made.append(note_mark(key, number))
            case "w:drawing":
                self.drawing(node)
            case "w:pict" | "w:object":
                self.picture(node)
            case "w:delText":
                self.part.deleted.append(node.text or "")
            case (
                "w:rPr"
                | "w:softHyphen"
                | "w:footnoteRef"
                | "w:endnoteRef"
                | "w:commentReference"
                | "w:lastRenderedPageBreak"
            ):
                pass
            case _:
                self.element(node)

    def _field(self, node: etree._Element, kind: str) -> None:
        if kind == "w:instrText":
            if self.fields and not self.fields[-1].shows:
                self.fields[-1].code += node.text or ""
            return
        match value(node, "w:fldCharType"):
            case "begin":
                self.fields.append(_Field(at=len(self.made)))
            case "separate" if self.fields:
                self.fields[-1].shows, self.fields[-1].at = True, len(self.made)
            case "end" if self.fields:
                self._ended()

    def _ended(self) -> None:
        field_ = self.fields.pop()
        at = min(field_.at, len(self.made))
        if link := LINK.match(field_.code):
            inner = "".join(self.made[at:])
            self.made[at:] = [f'<a href="{escape(link[1])}">{inner}</a>'] if inner else []
        elif EQUATION.match(field_.code) and not "".join(self.made[at:]).strip():
            self.made.append(equation(field_.code))
