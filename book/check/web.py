"""Lints a book as a folder of pages: each well-formed, every address in it leading to something, none outside but links. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from book.check.pages import Page, read
from book.check.references import reference_faults
from book.check.sheets import sheet_faults, styled_faults
from book.findings import Finding, Where
from book.messages import Message, message

#: Media types by the endings of names.
_KINDS = {
    "html": "text/html", "css": "text/css", "jpg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp",
    "svg": "image/svg+xml",
}  # fmt: skip

#: Does work on each of some items, in their order.
Share = Callable[[Callable[[tuple[str, bytes]], Page], Sequence[tuple[str, bytes]]], Iterator[Page]]


def check_web(files: Mapping[str, bytes], name: str, share: Share = map) -> tuple[Finding, ...]:
    """What is wrong with the files of a folder by their names in it: one `check.html` a fault; none if all is well.

    `name` is the folder that the findings are about. `share` may read the pages in other processes. Never raises on content.
    """
    if "index.html" not in files:
        return (Finding("check.html", Where(name), detail=message("fault.no-index")),)
    kinds = {path: _KINDS.get(path.rpartition(".")[2], "") for path in files}
    pages = [(path, body) for path, body in files.items() if kinds[path] == "text/html"]
    seen = {path: page for (path, _), page in zip(pages, share(_seen, pages), strict=True)}
    ids = {path: page.ids for path, page in seen.items()}
    faults: list[Message] = []
    for path, page in seen.items():
        faults += (*page.faults, *page.outline, *page.markup, *styled_faults(path, page.sheets, page.styles, kinds))
        faults += (fault for named in page.references for fault in reference_faults(path, named, kinds, ids))
        if "scripted" in page.holds:
            faults.append(message("fault.script", path=path))
    for path, kind in kinds.items():
        if kind == "text/css":
            faults += sheet_faults(path, files[path], kinds)
    return tuple(Finding("check.html", Where(name), detail=fault) for fault in dict.fromkeys(faults))


def _seen(given: tuple[str, bytes]) -> Page:
    return read(*given)[1]
