"""Lays leaves and draws margins, in one process: style sheets and fonts are read once for all of them. Over WeasyPrint 70."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import Any, NoReturn

import weasyprint
from weasyprint import pdf as writing
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.matrix import Matrix
from weasyprint.text.fonts import FontConfiguration

from book.late import expression
from book.render.weasy import laid
from book.render.weasy.boxes import Hurts
from book.render.weasy.fitted import fitted
from book.render.weasy.leaf import Drawn, Kind, Laid, Leaf, Margin, Mark
from book.render.weasy.margins import Margins, bare
from book.render.weasy.pdfa import mended
from book.render.weasy.programs import Keep, Programs

SCALE = 0.75  # points in a px of CSS
#: As `pdf/a-3a` has them, without its metadata, which are those of the book.
_OPTIONS = {
    **weasyprint.DEFAULT_OPTIONS,
    "pdf_tags": True,
    "pdf_version": "1.7",
    "pdf_identifier": True,
    "output_intent": "srgb",
}
#: What a style sheet says beside rules for elements and pages: it may bring fonts, or another style sheet, which are this book's.
_MORE_THAN_RULES = expression(r"@(?!charset|page|media|top-|bottom-|left-|right-|footnote)")


@lru_cache(maxsize=32)
def _sheet(text: str) -> Any:
    """A style sheet of rules only: for every volume of a book, and every edition, the same."""
    return weasyprint.CSS(string=text, url_fetcher=_nothing)


def _nothing(address: str) -> NoReturn:
    """Such a sheet asks for nothing."""
    raise ValueError(address)


class Setter:
    """Style sheets and fonts of a book, ready to lay its leaves. `fetcher` serves what they ask for; `serve` is told of the
    pictures of each. `circled` writes the numbers of notes that each page counts anew; without it they stand as they are."""

    def __init__(
        self, sheets: Sequence[str], fetcher: Any, serve: Callable[[Leaf], None], hurts: Hurts, names: Sequence[str],
        *, flows: bool, circled: Callable[[int], str] | None, keep: Keep,
    ) -> None:  # fmt: skip
        self._fetcher, self._serve, self._circled = fetcher, serve, circled
        self._hurts, self._names, self._flows = hurts, names, flows
        self._fonts, self._programs = FontConfiguration(), Programs(keep)
        self._margins: tuple[str, Margins] | None = None
        with _quiet():
            self._sheets = [
                _sheet(text)
                if _MORE_THAN_RULES.search(text) is None
                else weasyprint.CSS(string=text, url_fetcher=fetcher, font_config=self._fonts)
                for text in sheets
            ]

    def lay(self, leaf: Leaf) -> Laid:
        """A leaf, laid and written. The changes to WeasyPrint are process-wide meanwhile."""
        with _uncollected():
            return self._lay(leaf)

    def _lay(self, leaf: Leaf) -> Laid:
        self._serve(leaf)
        with _quiet(), logged() as messages, self._fitted(), bare():
            document = weasyprint.HTML(string=_sided(leaf), url_fetcher=self._fetcher).render(
                font_config=self._fonts, stylesheets=self._sheets, output_intent="srgb"
            )
            laid.own_links(document)
            laid.short_rules(document)
            laid.hooked(document)
            if self._circled is not None:
                laid.count_anew(document, self._circled)
            levels: list[int] = []

            def finish(_: Any, pdf: Any) -> None:
                levels.extend(mended(pdf, leaf.name))

            body = self._written(document, finish)
            return _told(
                document, body, tuple(levels), self._programs.glyphs(document.fonts), tuple(messages), leaf.left
            )

    def draw(self, head: str, asked: Sequence[Margin]) -> Drawn:
        """The margins of pages, in a document that begins with `head`."""
        with _quiet(), self._fitted(), self._programs.apart():
            if self._margins is None or self._margins[0] != head:
                html = weasyprint.HTML(string=head, url_fetcher=self._fetcher)
                self._margins = head, Margins(html, self._sheets, self._fonts)
            fonts: dict[int, Any] = {}
            states: dict[str, float] = {}
            streams = tuple(self._margins[1].stream(one, fonts, states) for one in asked)
            return Drawn(streams, self._programs.glyphs(fonts), tuple(sorted(states.items())))

    def _fitted(self) -> Any:
        return fitted(self._hurts, self._names, drift=self._flows, endings=self._flows)

    def _written(self, document: Document, finish: Callable[[Any, Any], None]) -> bytes:
        with self._programs.apart():
            pdf = writing.generate_pdf(document, None, 1, **_OPTIONS)
            finish(document, pdf)
        written = BytesIO()
        pdf.write(written, b"1.7", False, True)
        return written.getvalue()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing is looked through for garbage before a document is given up: else all of it is, and is kept for longer. That was a
    twentieth of the time that leaves take."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        # WeasyPrint leaves the file of its colour profile to the collector.
        warnings.simplefilter("ignore", ResourceWarning)
        yield


@contextmanager
def logged() -> Iterator[list[str]]:
    """What WeasyPrint logs meanwhile, kept from the console."""
    messages: list[str] = []

    def keep(record: Any) -> bool:
        messages.append(record.getMessage())
        return False

    weasyprint.LOGGER.addFilter(keep)
    try:
        yield messages
    finally:
        weasyprint.LOGGER.removeFilter(keep)


def _sided(leaf: Leaf) -> str:
    return leaf.html.replace("<html ", '<html style="break-before:left" ', 1) if leaf.left else leaf.html


def _told(
    document: Document, body: bytes, levels: tuple[int, ...], fonts: Any, messages: tuple[str, ...], left: bool
) -> Laid:
    """What there is to say of a leaf."""
    targets: dict[str, tuple[str, int, float, float]] = {}
    outline: list[Mark] = []
    kinds: list[Kind] = []
    for number, page in enumerate(document.pages):
        matrix = Matrix(SCALE, 0, 0, -SCALE, 0, page.height * SCALE)
        for name, (x, y, *_) in page.anchors.items():
            targets.setdefault(name, (name, number, *matrix.transform_point(x, y)))
        for level, label, point, state in page.bookmarks:
            x, y = matrix.transform_point(*point)
            outline.append(Mark(level, label, number, x, y, state == "closed"))
        kinds.append(_kind(page._page_box))
    return Laid(
        body,
        tuple(kinds),
        _opens(document.pages[0]._page_box),
        tuple(targets.values()),
        tuple(outline),
        levels,
        fonts,
        tuple(laid.loose_lines(document)),
        messages,
        any(getattr(page._page_box, "sided", False) for page in document.pages),
        left,
    )


def _kind(page: Any) -> Kind:
    strings: dict[str, tuple[str, str]] = {}
    for box in page.descendants():
        if box.string_set and box.string_set != "none":
            for name, text in box.string_set:
                strings[name] = strings.get(name, (text,))[0], text
    kind = page.page_type
    return Kind(kind.name or "", kind.blank, tuple(kind.groups), tuple((name, *ends) for name, ends in strings.items()))


def _opens(page: Any) -> str:
    """Where the first block of the text must begin, as the style sheets say."""
    html = next(box for box in page.children if isinstance(box, boxes.BlockBox) and box.element_tag == "html")
    body = next(iter(html.children), None)
    first = next(iter(body.children), None) if body is not None and hasattr(body, "children") else None
    return str(first.style["break_before"]) if first is not None else "auto"
