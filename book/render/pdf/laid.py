"""What a document of WeasyPrint's tells when it is set: its covers, the page of each id; and what is put right then: marks and
rules of notes, links."""

from __future__ import annotations

from typing import Any

from weasyprint.formatting_structure import boxes

from book.render.pdf.notes import circled

FIRST = circled(1)


def covers(document: Any) -> int:
    """How many sheets the cover takes: itself, and the blank one behind it."""
    return 2 if document.pages[1]._page_box.page_type.blank else 1


def count_anew(document: Any) -> None:
    """Counts the notes at the foot of each page from ① on: all were set as ①, and each of these marks is an em wide, so nothing
    moves. A call for a note that another page has bears the mark that it has there.
    """
    marks: dict[str, str] = {}
    again: list[tuple[Any, str]] = []
    for page in document.pages:
        count = 0
        for box in page._page_box.descendants():
            tag = box.element_tag or ""
            if tag.endswith(("::footnote-call", "::footnote-marker")):
                name = box.element.get("data-foot", "")
                if name not in marks:
                    count += 1
                    marks[name] = circled(count)
                _say(box, marks[name])
            elif tag == "a" and (box.element.get("href") or "").startswith("#"):
                again.append((box, box.element.get("href")[1:]))
    for box, name in again:
        if name in marks:
            _say(box, marks[name])


def _say(box: Any, mark: str) -> None:
    for text in box.descendants():
        if isinstance(text, boxes.TextBox) and text.text == FIRST:
            text.text = text.pango_layout.text = mark


def short_rules(document: Any) -> None:
    """The rule over notes is a third of the measure long, as in books; only the border of their area is as wide as that says."""
    for page in document.pages:
        for box in page._page_box.children:
            if isinstance(box, boxes.FootnoteAreaBox):
                box.width /= 3


def own_links(document: Any) -> None:
    """Only the box of the link itself is a link. WeasyPrint makes one of each box within it too, and tags it as no link, which
    PDF/UA forbids (measured: veraPDF 7.18.5-1).
    """
    for page in document.pages:
        page.links = [link for link in page.links if (link[3].element_tag or "").split(":")[0] == "a"]


def page_labels(document: Any, ids: tuple[str, ...]) -> tuple[tuple[tuple[str, str], ...], int]:
    """((id, printed page) for each id, index of the sheet that is page 1). The body begins where the first id lies."""
    sheets = {name: i for i, page in reversed(list(enumerate(document.pages))) for name in page.anchors}
    start = sheets.get(ids[0], 0) if ids else 0
    return tuple((ident, str(sheets[ident] - start + 1)) for ident in ids if ident in sheets), start
