"""What a document of WeasyPrint's tells when it is set: its covers, what each page calls from its foot, the page of each id."""

from __future__ import annotations

from typing import Any


def covers(document: Any) -> int:
    """How many sheets the cover takes: itself, and the blank one behind it."""
    return 2 if document.pages[1]._page_box.page_type.blank else 1


def feet(document: Any) -> list[list[str]]:
    """What each page calls from its foot, in order, by the names that `ArticleNotes` gave."""
    calls = (
        (box for box in page._page_box.descendants() if (box.element_tag or "").endswith("::footnote-call"))
        for page in document.pages
    )
    return [list(dict.fromkeys(box.element.get("data-foot", "") for box in page)) for page in calls]


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
