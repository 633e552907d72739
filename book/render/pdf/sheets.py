"""A finished PDF set anew on sheets: for the printing house, to fold, to read proofs. Bytes in, bytes out.

Each page becomes a form on the sheet; links, outline and tags stay behind, and so does the claim to be PDF/A. For the printing
house black and grey become K alone (`0 0 0 1 k`), so that text is not made of four inks that may not meet. Pictures stay RGB, for
WeasyPrint has no colour management: the house converts them. Boxes: PDF 1.7 (ISO 32000-1) §14.11.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, StreamObject

from book.classes import dataclass
from book.findings import ConfigError
from book.messages import trouble
from book.render.pdf.grid import MM
from book.render.pdf.imposition import creep_of, groups, sections, sides
from book.settings.pdf import Sheet
from book.settings.values import PdfConfig

#: The entry in the document's information by which a file of sheets is known: for a press, not for readers.
SHEETS = "/WenxuanSheets"
BLEED = 3 * MM
MARK = 5 * MM  # the length of a crop mark; it begins where the bleed ends
#: Papers of printers and copiers by ISO 216, in mm, from the smallest: the short side, the long one.
PAPERS: dict[Sheet, tuple[float, float]] = {
    "A4": (210, 297), "B4": (250, 353), "A3": (297, 420), "B3": (353, 500), "A2": (420, 594),
}  # fmt: skip
_OFF = 2 * MM  # between the page and its marks
_FITS = 0.5 * MM  # a page may be larger than its half of the sheet by what no printer keeps to
_RGB = re.compile(rb"(?m)^([\d.]+) ([\d.]+) ([\d.]+) (rg|RG)$")


@dataclass(frozen=True, slots=True)
class Placed:
    """A page on a sheet: its number from 0, the place of its lower left corner in points, its scale."""

    page: int
    x: float
    y: float
    scale: float = 1.0


class _Press:
    """Pages of one file on sheets of another."""

    def __init__(self, body: bytes, skipped: int = 0, *, ink: bool = False) -> None:
        self.reader, self.writer = PdfReader(BytesIO(body)), PdfWriter()
        self.ink = ink
        self.pages = list(self.reader.pages)[skipped:]
        trim = self.pages[0].trimbox
        self.width, self.height = float(trim.width), float(trim.height)
        self.forms: dict[int, Any] = {}

    def form(self, number: int) -> Any:
        """The page as a form, made once."""
        if number not in self.forms:
            page = self.pages[number]
            contents: Any = page.get("/Contents", ArrayObject()).get_object()
            streams = contents if isinstance(contents, ArrayObject) else [contents]
            data = b"\n".join(one.get_object().get_data() for one in streams)
            stream = StreamObject()
            stream.update(
                {
                    NameObject("/Type"): NameObject("/XObject"),
                    NameObject("/Subtype"): NameObject("/Form"),
                    NameObject("/BBox"): box(0, 0, self.width, self.height),
                    NameObject("/Resources"): page.raw_get("/Resources").clone(self.writer),
                }
            )
            stream.set_data(black(data) if self.ink else data)
            self.forms[number] = self.writer._add_object(stream.flate_encode())
        return self.forms[number]

    def sheet(self, width: float, height: float, placed: Iterable[Placed], marks: bytes = b"") -> Any:
        """One more sheet."""
        page = self.writer.add_blank_page(width, height)
        objects, lines = DictionaryObject(), []
        for i, one in enumerate(placed):
            objects[NameObject(f"/P{i}")] = self.form(one.page)
            lines.append(b"q %.4f 0 0 %.4f %.4f %.4f cm /P%d Do Q" % (one.scale, one.scale, one.x, one.y, i))
        stream = StreamObject()
        stream.set_data(b"\n".join([*lines, marks]))
        page[NameObject("/Contents")] = self.writer._add_object(stream.flate_encode())
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): objects})
        return page

    def bytes(self) -> bytes:
        """The file; the title is that of the book."""
        title = self.reader.metadata.title if self.reader.metadata else None
        self.writer.metadata = None
        self.writer.add_metadata({"/Title": title or "", "/Producer": "Wenxuan", SHEETS: "1"})
        stream = BytesIO()
        self.writer.write(stream)
        return stream.getvalue()


def black(content: bytes) -> bytes:
    """A content stream with its greys as K alone. WeasyPrint writes each operator on a line of its own, and text as hex."""

    def one(found: re.Match[bytes]) -> bytes:
        red, green, blue = (float(found[i]) for i in (1, 2, 3))
        if not red == green == blue:
            return found[0]
        return b"0 0 0 %.4g %s" % (1 - red, b"k" if found[4] == b"rg" else b"K")

    return _RGB.sub(one, content)


def on_sheets(body: bytes, options: PdfConfig, covers: int) -> dict[str, bytes]:
    """The book on sheets, as the settings want it; a cover is printed by itself."""
    files = {}
    if options.press:
        files["-press"] = press(body, covers)
    if options.booklet:
        files["-booklet"] = folded(body, creep=options.creep, skipped=covers, wanted=options.sheet)
    if options.signatures:
        files["-signatures"] = folded(body, options.signatures, options.creep, covers, options.sheet)
    if options.nup:
        files[f"-{options.nup}up"] = proofs(body, options.nup, covers, options.sheet)
    return files


def press(body: bytes, skipped: int = 0) -> bytes:
    """For the printing house: trim, bleed and media boxes, crop marks, K black, an even number of pages.

    `skipped`: so many first pages are left out, here and below: a cover is printed by itself.
    """
    made = _Press(body, skipped, ink=True)
    edge = BLEED + MARK
    width, height = made.width + 2 * edge, made.height + 2 * edge
    trim = edge, edge, edge + made.width, edge + made.height
    marks = crop_marks(*trim)
    for number in range(len(made.pages) + len(made.pages) % 2):
        held = [Placed(number, edge, edge)] if number < len(made.pages) else []
        page = made.sheet(width, height, held, marks)
        page[NameObject("/TrimBox")] = box(*trim)
        page[NameObject("/BleedBox")] = box(trim[0] - BLEED, trim[1] - BLEED, trim[2] + BLEED, trim[3] + BLEED)
    for found in made.writer._objects:
        item = found.get_object() if found is not None else None
        drawn = isinstance(item, StreamObject) and (item.get("/Subtype") == "/Form" or item.get("/PatternType") == 1)
        if drawn and isinstance(item, StreamObject):
            item.set_data(black(item.get_data()))
    return made.bytes()


def sheet_size(width: float, height: float, wanted: Sheet = "auto") -> tuple[float, float]:
    """The sheet, lying, that holds two pages side by side, in points: the smallest of `PAPERS`, or the one that is
    wanted; two pages without an edge where "tight" is wanted, or none holds them. Raises `ConfigError` for one that is too small.
    """
    tight = 2 * width, height
    for name, (short, long) in PAPERS.items():
        sheet = long * MM, short * MM
        holds = tight[0] <= sheet[0] + 2 * _FITS and height <= sheet[1] + 2 * _FITS
        if name == wanted and not holds:
            values = {"sheet": name, "width": round(width / MM), "height": round(height / MM)}
            raise ConfigError("[pdf] sheet", *trouble("error.sheet", **values))
        if holds and wanted in ("auto", name):
            return sheet
    return tight


def folded(body: bytes, size: int = 0, creep: float = 0.0, skipped: int = 0, wanted: Sheet = "auto") -> bytes:
    """Two pages a side, to print on both sides and fold: one section to staple, or sections of `size` pages to sew.

    The fold is the middle of the sheet, and the pages stand at it and in the middle of its height, with marks where they are to be
    trimmed. `creep` in mm is the thickness of a sheet: inner pages move to the fold by as much as the sheets around them push
    them out.
    """
    made = _Press(body, skipped)
    width, height = sheet_size(made.width, made.height, wanted)
    left_edge, bottom = width / 2 - made.width, (height - made.height) / 2
    marks = trim_marks(left_edge, bottom, width - left_edge, height - bottom)
    for section in sections(len(made.pages), size):
        for number, (left, right) in enumerate(sides(section, len(made.pages))):
            moved = creep_of(number, creep * MM)
            held = [] if left is None else [Placed(left, left_edge + moved, bottom)]
            held += [] if right is None else [Placed(right, width / 2 - moved, bottom)]
            made.sheet(width, height, held, marks)
    return made.bytes()


def proofs(body: bytes, count: int, skipped: int = 0, wanted: Sheet = "auto") -> bytes:
    """Two or four pages on a sheet, as they follow, for reading proofs: made smaller to fit A4, or on the sheet that is
    wanted."""
    made = _Press(body, skipped)
    short, long = (side * MM for side in PAPERS.get(wanted, PAPERS["A4"]))
    width, height = (short, long) if count == 4 else (long, short)
    rows = count // 2
    scale = min(1.0, width / 2 / made.width, height / rows / made.height)
    inset = (width / 2 - scale * made.width) / 2, (height / rows - scale * made.height) / 2
    for group in groups(len(made.pages), count):
        placed = [
            Placed(page, i % 2 * width / 2 + inset[0], height - (i // 2 + 1) * height / rows + inset[1], scale)
            for i, page in enumerate(group)
        ]
        made.sheet(width, height, placed)
    return made.bytes()


def box(*corners: float) -> ArrayObject:
    """A rectangle of a page: left, bottom, right, top in points."""
    return ArrayObject(FloatObject(round(value, 4)) for value in corners)


def crop_marks(left: float, bottom: float, right: float, top: float) -> bytes:
    """Hairlines at the four corners in all inks, outside the bleed."""
    lines = []
    for x, outward in ((left, -1), (right, 1)):
        for y, upward in ((bottom, -1), (top, 1)):
            for across, up in ((outward, 0), (0, upward)):
                start, end = BLEED, BLEED + MARK
                lines.append(
                    b"%.4f %.4f m %.4f %.4f l S" % (x + across * start, y + up * start, x + across * end, y + up * end)
                )
    return b"/Artifact BMC q 0.25 w 1 1 1 1 K\n" + b"\n".join(lines) + b"\nQ EMC"


def trim_marks(left: float, bottom: float, right: float, top: float) -> bytes:
    """Hairlines at the corners of two pages that are smaller than their sheet, and at their fold: as long as the white has room
    for, none where that is less than a millimetre."""
    tall, wide = min(MARK, bottom - _OFF), min(MARK, left - _OFF)
    ends = [(x, bottom - _OFF, x, bottom - _OFF - tall) for x in (left, (left + right) / 2, right) if tall >= MM]
    ends += [(x, top + _OFF, x, top + _OFF + tall) for x in (left, (left + right) / 2, right) if tall >= MM]
    ends += [(left - _OFF, y, left - _OFF - wide, y) for y in (bottom, top) if wide >= MM]
    ends += [(right + _OFF, y, right + _OFF + wide, y) for y in (bottom, top) if wide >= MM]
    lines = b"\n".join(b"%.4f %.4f m %.4f %.4f l S" % line for line in ends)
    return b"/Artifact BMC q 0.25 w 0 0 0 1 K\n" + lines + b"\nQ EMC" if lines else b""
