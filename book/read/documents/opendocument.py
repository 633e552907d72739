"""Texts of OpenDocument (.odt, .ott, .fodt: LibreOffice and others) → `Document`. ODF 1.3, part 3.

Tracked changes are taken as accepted: what was deleted stands apart in the file (5.5.5) and is told. Comments, headers, footers,
hidden text and indexes are no text of the article; they are told.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from book.messages import message
from book.read.documents.odf_inline import DEEPEST, SILENT, OdfInlines
from book.read.documents.odf_styles import OdfStyles, child, name, value
from book.read.documents.package import Package, parsed
from book.read.documents.paragraphs import (
    About,
    Document,
    Line,
    RefusedError,
    Told,
    document,
    lines_text,
    to_html,
)
from book.read.documents.word_styles import whole

_INDEXES = frozenset(
    f"text:{kind}"
    for kind in (
        "table-of-content",
        "alphabetical-index",
        "illustration-index",
        "table-index",
        "object-index",
        "user-index",
    )
)


def read(body: bytes) -> Document:
    """The document in the bytes of a package. Raises `RefusedError`."""
    package = Package(body)
    manifest = package.tree("META-INF/manifest.xml")
    if manifest is not None and any(name(one) == "manifest:encryption-data" for one in manifest.iter()):
        raise RefusedError(message("detail.document-locked"))
    roots = [root for part in ("content.xml", "styles.xml", "meta.xml") if (root := package.tree(part)) is not None]
    return _Text(roots, package).document()


def read_flat(body: bytes) -> Document:
    """The document in a file of one piece (part 2, 2.2.1: `office:document`). Raises `RefusedError`."""
    return _Text([parsed(body)], None).document()


class _Text(OdfInlines):
    """A document being read."""

    def __init__(self, roots: list[etree._Element], package: Package | None) -> None:
        super().__init__(OdfStyles(roots), package)
        self.roots = roots
        self.lines: list[Line] = []
        self.counts: dict[tuple[str, int], int] = {}

    def document(self) -> Document:
        text = next(
            (found for root in self.roots if (found := child(root, "office:body", "office:text")) is not None), None
        )
        if text is None:
            raise RefusedError(message("detail.no-opentext"))
        changed = child(text, "text:tracked-changes")
        lines = self.blocks(text)
        self._changes(changed)
        if self.hidden:
            self.told.append(Told("read.left-out", "\n".join(self.hidden), "hidden-text"))
        self._around()
        return document(lines, self._about(), self.pictures, self.told, self.notes)

    def blocks(self, nodes: Iterable[etree._Element]) -> list[Line]:
        """The lines of some blocks."""
        outer, self.lines = self.lines, []
        self.depth += 1
        for node in nodes if self.depth <= DEEPEST else ():
            self._block(node)
        self.depth -= 1
        inner, self.lines = self.lines, outer
        return inner

    def _block(self, node: etree._Element) -> None:
        kind = name(node)
        if kind in SILENT:
            return
        match kind:
            case "text:p" | "text:h":
                self._paragraph(node)
            case "text:list":
                self.lines += self._list(node, 0, "")
            case "table:table":
                self._table(node)
            case "text:section" if value(node, "text:display") in ("none", "condition"):
                self.hide(node)
            case "draw:frame" | "draw:custom-shape" | "draw:text-box" | "draw:g":
                self._after(node, self.drawn(node))
            case _ if kind in _INDEXES:
                if said := lines_text(self.blocks(node)):
                    self.told.append(Told("read.left-out", said, "contents"))
            case _:
                for one in node:
                    self._block(one)

    def _after(self, node: etree._Element, markup: str) -> None:
        self.lines.append(Line("p", markup))
        self._boxes(node)

    def _paragraph(self, node: etree._Element) -> None:
        style = self.styles.of(value(node, "text:style-name"))
        if style.hidden:
            self.hide(node)
            return
        role, label = style.role, ""
        if name(node) == "text:h":
            level = whole(value(node, "text:outline-level"), 1)
            role = role if role in ("title", "contents") else f"h{min(max(level, 1), 6)}"
            label = (
                self.styles.heading(level)
                if role.startswith("h") and value(node, "text:is-list-header") != "true"
                else ""
            )
        line = Line(role, label + self.inline(node))
        if line.role == "contents":
            self.told.append(Told("read.left-out", line.text, "contents"))
        elif line.says:
            self.lines.append(line)
        elif style.ruled:
            self.lines.append(Line("html", "<hr>"))
        self._boxes(node)

    def _boxes(self, node: etree._Element) -> None:
        """The text of boxes in a paragraph, behind it; a caption in the box of its picture stays with it."""
        for one in node.iter():
            if name(one) in ("draw:text-box", "draw:custom-shape", "draw:rect", "draw:ellipse") and one is not node:
                above = [name(up) for up in one.iterancestors()]
                until = above[: above.index(name(node))] if name(node) in above else above
                if "draw:text-box" not in until and "text:note" not in until and "office:annotation" not in until:
                    inner = self.blocks(one)
                    self.lines += [
                        Line("p", line.markup) if line.role in ("title", "author", "date") else line for line in inner
                    ]

    def _list(self, node: etree._Element, depth: int, style: str) -> list[Line]:
        """The items of a list and of those in it; text of several paragraphs in an item goes on in it."""
        style = value(node, "text:style-name") or style
        made: list[Line] = []
        form = self.styles.list_level(style, depth)
        goes_on = value(node, "text:continue-numbering") == "true" or bool(value(node, "text:continue-list"))
        count = self.counts.get((style, depth), form.start - 1) if goes_on else form.start - 1
        for item in node if depth < DEEPEST // 10 else ():
            kind = name(item)
            if kind not in ("text:list-item", "text:list-header"):
                continue
            count = whole(value(item, "text:start-value"), count + 1) if kind == "text:list-item" else count
            first = True
            for one in item:
                if name(one) == "text:list":
                    made += self._list(one, depth + 1, style)
                    continue
                for line in self.blocks((one,)):
                    label = form.label(count) if first and kind == "text:list-item" else ""
                    if line.role != "p" or (label and not form.plain):
                        made.append(
                            Line(line.role, label + line.markup)
                            if label and not form.bullet and line.role != "html"
                            else line
                        )
                    elif first:
                        made.append(Line("item", line.markup, depth, count if not form.bullet and form.plain else 0))
                    elif made and made[-1].role == "item":
                        made[-1] = Line(
                            "item", f"{made[-1].markup}<br><br>{line.markup}", made[-1].depth, made[-1].number
                        )
                    else:
                        made.append(line)
                    first = False
        self.counts[style, depth] = count
        return made

    def _table(self, node: etree._Element) -> None:
        rows = []
        for row, is_head in _rows(node, head=False):
            cells = ""
            for cell in row:
                if name(cell) == "table:table-cell":
                    spans = (("colspan", "table:number-columns-spanned"), ("rowspan", "table:number-rows-spanned"))
                    told = "".join(
                        f' {key}="{n}"' for key, which in spans if (n := whole(value(cell, which), 1, 1000)) > 1
                    )
                    tag = "th" if is_head else "td"
                    inner = to_html(line for line in self.blocks(cell) if line.says)
                    times = whole(value(cell, "table:number-columns-repeated"), 1, 60) if inner else 1
                    cells += f"<{tag}{told}>{inner}</{tag}>" * times
            rows.append(f"<tr>{cells}</tr>")
        self.lines.append(Line("html", f"<table>{''.join(rows)}</table>"))

    def _changes(self, changes: etree._Element | None) -> None:
        """Tells of tracked changes (5.5)."""
        inserted, deleted = 0, []
        for one in changes.iter() if changes is not None else ():
            inserted += name(one) == "text:insertion"
            if name(one) == "text:deletion":
                said = lines_text(self.blocks(part for part in one if name(part) != "office:change-info"))
                deleted += [said] if said else []
        if inserted or deleted:
            detail = message("detail.tracked", inserted=inserted, deleted=len(deleted))
            self.told.append(Told("read.tracked", "\n".join(deleted), "tracked-changes", detail))

    def _around(self) -> None:
        """Tells of headers and footers that say something."""
        for kind in ("header", "footer"):
            nodes = (one for root in self.roots for one in root.iter() if name(one) == f"style:{kind}")
            said = dict.fromkeys(lines_text(self.blocks(node)) for node in nodes)
            self.told += [Told("read.left-out", text, kind) for text in said if any(map(str.isalpha, text))]

    def _about(self) -> About:
        fields: dict[str, str] = {}
        for root in self.roots:
            held = child(root, "office:meta")
            for one in held if held is not None else ():
                fields.setdefault(name(one), one.text or "")
        author = fields.get("meta:initial-creator") or fields.get("dc:creator", "")
        return About(fields.get("dc:title", ""), author, fields.get("meta:creation-date") or fields.get("dc:date", ""))


def _rows(node: etree._Element, *, head: bool) -> Iterable[tuple[etree._Element, bool]]:
    """The rows of a table, with whether each is one of its head."""
    for one in node:
        if name(one) == "table:table-row":
            yield one, head
        elif name(one) in ("table:table-header-rows", "table:table-rows", "table:table-row-group"):
            yield from _rows(one, head=head or name(one) == "table:table-header-rows")
