"""What stands in a paragraph of OpenDocument → inline HTML: marks, links, notes, comments, ruby, pictures, formulas."""

from __future__ import annotations

import binascii
from abc import ABC, abstractmethod
from base64 import b64decode
from collections.abc import Iterable
from html import escape

from lxml import etree

from book.messages import message
from book.read.documents.odf_styles import OdfStyles, child, name, value
from book.read.documents.package import Package, media_type
from book.read.documents.paragraphs import Line, Told, lines_text, note_mark, plain
from book.read.documents.word_styles import whole

_WRAPPERS = ("u", "mark", "del", "em", "strong", "sup", "sub", "code")
_SPACES = 100  # in a row
DEEPEST = 200  # elements in each other
#: What of a paragraph or a body is no text of it.
SILENT = frozenset(("text:tracked-changes", "text:sequence-decls", "text:variable-decls", "text:user-field-decls", "office:forms",
                     "text:change-start", "text:change-end", "text:index-title-template", "text:note-citation",
                     "text:bookmark-start", "text:bookmark-end", "svg:title", "svg:desc", "office:event-listeners",
                     "table:table-columns", "table:table-column", "table:shapes", "style:style"))  # fmt: skip


class OdfInlines(ABC):
    """The inline half of a document being read: what it showed, noted and left out so far."""

    def __init__(self, styles: OdfStyles, package: Package | None) -> None:
        self.styles, self.package = styles, package
        self.pictures: dict[str, tuple[str, bytes]] = {}
        self.told: list[Told] = []
        self.notes: list[tuple[str, list[Line]]] = []
        self.hidden: list[str] = []
        self.depth = 0

    @abstractmethod
    def blocks(self, nodes: Iterable[etree._Element]) -> list[Line]:
        """The lines of some blocks: a note, a comment."""

    def hide(self, node: etree._Element) -> None:
        """Notes text that is hidden."""
        if said := "".join(str(text) for text in node.itertext()).strip():
            self.hidden.append(said)

    def inline(self, node: etree._Element) -> str:
        """The content of a paragraph, or of what stands in one, as inline HTML."""
        self.depth += 1
        made = [escape(node.text or "", quote=False)]
        for one in node if self.depth <= DEEPEST else ():
            made += [self._inline(one), escape(one.tail or "", quote=False)]
        self.depth -= 1
        return "".join(made)

    def _inline(self, node: etree._Element) -> str:
        kind = name(node)
        if kind in SILENT:
            return ""
        match kind:
            case "text:s":
                return " " * whole(value(node, "text:c"), 1, _SPACES)
            case "text:tab":
                return " "
            case "text:line-break":
                return "<br>"
            case "text:span":
                return self._span(node)
            case "text:a":
                target = value(node, "xlink:href")
                inner = self.inline(node)
                return f'<a href="{escape(target)}">{inner}</a>' if target.startswith(("http", "mailto:")) else inner
            case "text:note":
                return self._note(node)
            case "office:annotation":
                said = lines_text(
                    self.blocks(
                        one for one in node if name(one) not in ("dc:creator", "dc:date", "meta:creator-initials")
                    )
                )
                by = next((one.text or "" for one in node if name(one) == "dc:creator"), "")
                if said:
                    self.told.append(
                        Told("read.left-out", said, "comment", message("detail.comment-of", name=by) if by else "")
                    )
                return ""
            case "text:ruby":
                base, reading = (
                    self.inline(one) if (one := child(node, key)) is not None else ""
                    for key in ("text:ruby-base", "text:ruby-text")
                )
                return f"<ruby>{base}<rt>{plain(reading)}</rt></ruby>"
            case "text:hidden-text" | "text:hidden-paragraph":
                self.hide(node)
                return ""
            case "text:placeholder":
                self.told.append(Told("read.left-out", plain(self.inline(node)), "placeholder"))
                return ""
            case _ if kind.startswith("draw:"):
                return self.drawn(node)
            case _:
                return self.inline(node)

    def _span(self, node: etree._Element) -> str:
        style = self.styles.of(value(node, "text:style-name"))
        if style.hidden:
            self.hide(node)
            return ""
        inner = self.inline(node)
        for tag in _WRAPPERS if inner.strip() else ():
            if tag in style.marks:
                inner = f"<{tag}>{inner}</{tag}>"
        return inner

    def _note(self, node: etree._Element) -> str:
        key = f"n{len(self.notes) + 1}"
        self.notes.append((key, []))
        at = len(self.notes)
        held = child(node, "text:note-body")
        lines = self.blocks(held) if held is not None else []
        self.notes[at - 1] = (key, lines or [Line("p", "…")])
        return note_mark(key, at)

    def drawn(self, node: etree._Element) -> str:
        """The pictures and formulas of a frame; of the same thing in several forms the first that is here."""
        if name(node) in ("draw:text-box", "draw:custom-shape"):
            return ""
        alt = next((one.text or "" for key in ("svg:desc", "svg:title") if (one := child(node, key)) is not None), "")
        for one in node:
            match name(one):
                case "draw:object":
                    if formula := self._formula(one):
                        return formula
                case "draw:image":
                    if address := self._picture(one):
                        return f'<img src="{escape(address)}" alt="{escape(alt)}">'
        if any(name(one) in ("draw:image", "draw:object", "draw:object-ole", "draw:plugin") for one in node):
            detail = message("detail.drawn-missing" if child(node, "draw:image") is not None else "detail.drawn-chart")
            self.told.append(Told("read.no-picture", alt or value(node, "draw:name"), "drawing", detail))
        return "".join(self.drawn(one) for one in node if name(one) in ("draw:frame", "draw:g", "draw:a"))

    def _formula(self, node: etree._Element) -> str:
        """A formula: MathML with its source in StarMath, which is no TeX, so its characters stand."""
        root = next((one for one in node.iter() if name(one) == "math:math"), None)
        target = value(node, "xlink:href").removeprefix("./").rstrip("/")
        if root is None and self.package is not None and target:
            found = self.package.tree(f"{target}/content.xml")
            root = found if found is not None and name(found) == "math:math" else None
        if root is None:
            return ""
        for one in [one for one in root.iter() if name(one) == "math:annotation"]:
            one.getparent().remove(one)  # type: ignore[union-attr]
        said = " ".join("".join(str(text) for text in root.itertext()).split())
        return f'<span class="math-inline" data-tex="{escape(said)}"></span>' if said else ""

    def _picture(self, node: etree._Element) -> str:
        """The address of a picture: in the package, in the file itself, on the network; "" where it is nowhere."""
        target = value(node, "xlink:href").removeprefix("./")
        held = child(node, "office:binary-data")
        body: bytes | None = None
        if target.startswith(("http://", "https://")):
            return target
        if held is not None:
            try:
                body, target = b64decode("".join((held.text or "").split())), f"flat-{len(self.pictures)}"
            except (binascii.Error, ValueError):
                return ""
        elif self.package is not None and target:
            body = self.package.picture(target)
        if not body:
            return ""
        self.pictures[f"cid:{target}"] = (media_type(body), body)
        return f"cid:{target}"
