"""Word documents (OOXML: .docx, .docm, .dotx, of Word, WPS, LibreOffice and others, also "strict") → `Document`. ECMA-376.

Tracked changes are taken as accepted, and told with what they deleted. Comments, headers, footers, hidden text and
tables of contents are no text of the article; they are told. Macros are not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from book.messages import message
from book.read.documents.numbering import Numbering
from book.read.documents.package import Package, beside, media_type
from book.read.documents.paragraphs import About, Document, Line, RefusedError, Told, document, lines_text
from book.read.documents.word_body import Body
from book.read.documents.word_drawings import Part
from book.read.documents.word_styles import Styles, child, value

_OFFICE = "officeDocument"  # ends the type of the relation that leads to the main part
_NO_NOTE = frozenset(("separator", "continuationSeparator", "continuationNotice"))


def read(body: bytes) -> Document:
    """The document in the bytes of a package. Raises `RefusedError`."""
    return _Word(Package(body)).document()


class _Word:
    """A document being read."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.pictures: dict[str, tuple[str, bytes]] = {}
        self.told: list[Told] = []
        self.notes: dict[str, int] = {}
        main = next((target for kind, target, _ in self._related("") if kind == _OFFICE), "word/document.xml")
        self.main = main if main in package else "word/document.xml"
        self.relations = self._related(self.main)
        self.styles = Styles(self._part("styles"))
        self.numbering = Numbering(self._part("numbering"))

    def document(self) -> Document:
        root = self.package.tree(self.main)
        text = child(root, "w:body")
        if root is None or text is None:
            raise RefusedError(message("detail.document-damaged"))
        part = self._reading(self.main)
        lines = Body(part, self.numbering).read(text)
        notes = self._notes(part)
        self._changes(part)
        self._around()
        return document(lines, self._about(), self.pictures, self.told, notes)

    def _related(self, part: str) -> list[tuple[str, str, bool]]:
        """The relations of a part: the end of the type, the target, whether it is outside, kept under its id in `_ids`."""
        return [(kind, target, outside) for kind, target, outside in self._ids(part).values()]

    def _ids(self, part: str) -> Mapping[str, tuple[str, str, bool]]:
        folder, _, last = part.rpartition("/")
        root = self.package.tree(f"{folder}/_rels/{last}.rels".lstrip("/"))
        found: dict[str, tuple[str, str, bool]] = {}
        for one in root if root is not None else ():
            outside = value(one, "TargetMode") == "External"
            target = value(one, "Target")
            kind = value(one, "Type").rpartition("/")[2]
            found[value(one, "Id")] = (kind, target if outside else beside(part, target), outside)
        return found

    def _part(self, kind: str) -> etree._Element | None:
        """The part of a kind that the main part is related to."""
        target = next((target for of, target, outside in self.relations if of == kind and not outside), "")
        return self.package.tree(target) if target else None

    def _reading(self, part: str) -> Part:
        relations = {ident: (target, outside) for ident, (_, target, outside) in self._ids(part).items()}
        return Part(self.styles, relations, self._picture, self.notes, self.told)

    def _picture(self, target: str) -> str:
        """The address of a picture in the package; "" where it is not there."""
        address = f"cid:{target}"
        if address not in self.pictures:
            body = self.package.picture(target)
            if not body:
                return ""
            self.pictures[address] = (media_type(body), body)
        return address

    def _notes(self, text: Part) -> list[tuple[str, list[Line]]]:
        """The notes that are called, in order of their calls; the others are told."""
        found: dict[str, list[Line]] = {}
        for kind in ("footnotes", "endnotes"):
            target = next((target for of, target, _ in self.relations if of == kind), "")
            root = self.package.tree(target) if target else None
            part = self._reading(target)
            for one in root if root is not None else ():
                if value(one, "w:type") not in _NO_NOTE:
                    found[f"{kind[:3]}-{value(one, 'w:id')}"] = Body(part, self.numbering).read(one)
            text.inserted += part.inserted
            text.deleted += part.deleted
            text.hidden += part.hidden
        for key, lines in found.items():
            if key not in self.notes and (said := lines_text(lines)):
                self.told.append(Told("read.left-out", said, "note"))
        return [(key, found.get(key) or [Line("p", "…")]) for key in self.notes]

    def _changes(self, part: Part) -> None:
        deleted = [text for text in part.deleted if text.strip()]
        if part.inserted or deleted:
            detail = message("detail.tracked", inserted=part.inserted, deleted=len(deleted))
            self.told.append(Told("read.tracked", "\n".join(deleted), "tracked-changes", detail))
        if hidden := [text for text in part.hidden if text.strip()]:
            self.told.append(Told("read.left-out", "\n".join(hidden), "hidden-text"))

    def _around(self) -> None:
        """Tells of comments, headers and footers that say something."""
        root = self._part("comments")
        for one in root if root is not None else ():
            part = Part(self.styles, {}, lambda _: "", {}, [])
            if said := lines_text(Body(part, Numbering(None)).read(one)):
                by = value(one, "w:author") or value(one, "w:initials")
                self.told.append(
                    Told("read.left-out", said, "comment", message("detail.comment-of", name=by) if by else "")
                )
        for kind in ("header", "footer"):
            texts: list[str] = []
            for target in [target for of, target, _ in self.relations if of == kind]:
                root = self.package.tree(target)
                part = Part(self.styles, {}, lambda _: "", {}, [])
                texts.append(lines_text(Body(part, Numbering(None)).read(root)) if root is not None else "")
            self.told += [
                Told("read.left-out", text, kind) for text in dict.fromkeys(texts) if any(map(str.isalpha, text))
            ]

    def _about(self) -> About:
        found = {kind: target for kind, target, _ in self._related("")}
        root = self.package.tree(found.get("core-properties", "docProps/core.xml"))
        fields = {etree.QName(one).localname: one.text or "" for one in root} if root is not None else {}
        return About(fields.get("title", ""), fields.get("creator", ""), fields.get("created", ""))
