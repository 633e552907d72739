"""The pages of a finished PDF as pictures, and its outline, by PDFium (`pypdfium2`). An edge."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from book.findings import MissingPart
from book.messages import trouble

_MOST = 4_000  # pixels of a side
_POINTS = 72


def require_pages() -> None:
    """Raises `MissingPart` with the line to run, unless the package is here."""
    if importlib.util.find_spec("pypdfium2") is None:
        raise MissingPart("PDF", *trouble("error.no-pdfium"))


class Pages:
    """A PDF that is open. Not for several threads."""

    def __init__(self, path: Path) -> None:
        """Raises `MissingPart`, and `OSError` for a file that cannot be read."""
        require_pages()
        import pypdfium2

        self._file: Any = pypdfium2.PdfDocument(path.read_bytes())

    def __len__(self) -> int:
        """How many pages it has."""
        return len(self._file)

    def png(self, number: int, width: int) -> bytes:
        """A page, from 1, as a PNG of this width in pixels."""
        page = self._file[number - 1]
        try:
            across, high = page.get_size()
            scale = min(width, _MOST) / across
            scale = min(scale, _MOST / high)
            image = page.render(scale=scale, draw_annots=False).to_pil()
        finally:
            page.close()
        held = io.BytesIO()
        image.convert("RGB").save(held, "PNG", compress_level=1)
        return held.getvalue()

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the first page, in millimetres."""
        page = self._file[0]
        across, high = page.get_size()
        page.close()
        return across / _POINTS * 25.4, high / _POINTS * 25.4

    def outline(self) -> Iterator[tuple[int, str, int]]:
        """Level (from 0), title and page (from 1) of what the outline names."""
        for item in self._file.get_toc():
            goal = item.get_dest() if hasattr(item, "get_dest") else None
            page = goal.get_index() if goal is not None else getattr(item, "page_index", None)
            title = item.get_title() if hasattr(item, "get_title") else item.title
            if page is not None:
                yield item.level, title, page + 1

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()
