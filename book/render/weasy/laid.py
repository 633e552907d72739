"""What a document of WeasyPrint's tells when it is set: its covers, the page of each id; and what is put right then: marks and
rules of notes, links."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

_RUNNING = frozenset(("p", "blockquote", "ul", "ol", "li", "aside"))  # what may be broken anywhere


def covers(document: Any) -> int:
    """How many sheets the cover takes: itself, and the blank one behind it."""
    return 2 if document.pages[1]._page_box.page_type.blank else 1


def count_anew(document: Any, circled: Callable[[int], str]) -> None:
    """Counts the notes at the foot of each page from ① on: all were set as ①, and each of these marks is an em wide, so nothing
    moves. A call for a note that another page has bears the mark that it has there. `circled` writes a number.
    """
    first = circled(1)
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
                _say(box, first, marks[name])
            elif tag == "a" and (box.element.get("href") or "").startswith("#"):
                again.append((box, box.element.get("href")[1:]))
    for box, name in again:
        if name in marks:
            _say(box, first, marks[name])


def _say(box: Any, first: str, mark: str) -> None:
    for text in box.descendants():
        if isinstance(text, boxes.TextBox) and text.text == first:
            text.text = text.pango_layout.text = mark


def short_rules(document: Any) -> None:
    """The rule over notes is a third of the measure long, as in books; only the border of their area is as wide as that says."""
    for page in document.pages:
        for box in page._page_box.children:
            if isinstance(box, boxes.FootnoteAreaBox):
                box.width /= 3


def is_blank(page: Any) -> bool:
    """Whether a page was put in so that the next one is a right one."""
    return bool(page._page_box.page_type.blank)


def is_left(page: Any) -> bool:
    """Whether a page is a left one."""
    return bool(page._page_box.page_type.side == "left")


def begins_below(page: Any, ident: str) -> bool:
    """Whether what has this id begins below the top of the page's text."""
    return bool(page.anchors[ident][1] > page._page_box.content_box_y() + 1)


def forget_links(page: Any) -> None:
    """Takes from the boxes of links the annotations of the last writing, which WeasyPrint keeps there."""
    for *_, box in page.links:
        box.link_annotation = None


def bearers(page: Any, kinds: tuple[str, ...]) -> Iterator[tuple[str, str, float, float]]:
    """The names that boxes of a page bear in `data-KIND`: name, kind, top below that of the page's text, and height in px."""
    text = page._page_box.content_box_y()
    for box in page._page_box.descendants():
        element = box.element
        if element is None or "::" in (box.element_tag or "") or not hasattr(box, "content_box_y"):
            continue
        for kind in kinds:
            for name in (element.get(f"data-{kind}") or "").split():
                start = box.content_box_y()  # a heading's padding is white
                yield name, kind, start - text, max(0.0, _end(box) - start)


def _end(box: Any) -> float:
    """Where a box ends: with its last line, for one that is broken at the foot of a page is as high as the page."""
    held = box.children if box.element_tag in _RUNNING and hasattr(box, "children") else ()
    end = float(box.content_box_y() + box.height)
    return min(end, _end(held[-1])) if held and hasattr(held[-1], "content_box_y") else end


def loose_lines(document: Any) -> list[tuple[int, str]]:
    """The lines that could not be filled: the sheet (from 0) and the text of each."""
    return [
        (
            number,
            "".join(text.text for text in box.descendants() if isinstance(text, boxes.TextBox)).replace("\u200b", ""),
        )
        for number, page in enumerate(document.pages)
        for box in page._page_box.descendants()
        if isinstance(box, boxes.LineBox) and hasattr(box, "loose")
    ]


def hooked(document: Any) -> None:
    """Marks the lines of code that go on: all of a row but its first, on whatever page they stand."""
    seen: set[Any] = set()
    for page in document.pages:
        for box in page._page_box.descendants():
            if not isinstance(box, boxes.BlockBox) or box.element_tag != "span" or _class(box)[:1] != ["row"]:
                continue
            lines = [child for child in box.children if isinstance(child, boxes.LineBox)]
            for line in lines[box.element not in seen :]:
                first = next((one for one in line.descendants() if isinstance(one, boxes.TextBox)), None)
                if first is not None:
                    first.hook = 1.0
            seen.add(box.element)


def _class(box: Any) -> list[str]:
    return (box.element.get("class") or "").split() if box.element is not None else []


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
