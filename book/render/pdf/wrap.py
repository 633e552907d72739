"""The cover for a printing house: back, spine and front as one sheet, to be wrapped around the book. Pure: bytes in, bytes out.

For a book that is bound on the left the back lies left of the spine, for one bound on the right the front does. Boxes and black
are as in `sheets`; letters are outlines, so there are no fonts. The bar code stands at the lower right of the back, 15 mm from the
edges or more, and its ISBN above it (GB/T 12906-2008; ISBN Users' Manual §10: of 9 points or more).
"""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

from book.classes import dataclass
from book.messages import message
from book.render.cover.backs import CODE, Told, back_text, spine_text
from book.render.cover.designs import BAND, DESIGNS, CoverText, Scheme, drawable, fitting, ground_of, scheme_of, thread
from book.render.cover.outlines import Letters, Outlines
from book.render.cover.pens import WIDTH
from book.render.pdf.grid import MM
from book.render.pdf.sheets import BLEED, MARK, SHEETS, box, crop_marks

_BOARD = 1.0  # mm that board and glue add to the spine of a book of leaves (胶装): what printing houses reckon with
DPI = 300  # of a picture in print, at least


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture for the front: what PDF takes as it is (`/DCTDecode`), or samples; `profile` is its ICC profile."""

    body: bytes
    width: int
    height: int
    grey: bool = False
    jpeg: bool = False
    profile: bytes = b""


@dataclass(frozen=True, slots=True)
class Jacket:
    """What stands on a cover, and its measures in points: front and back are `width` wide. Without a photo a design is drawn."""

    words: CoverText
    width: float
    height: float
    spine: float
    design: str = ""
    photo: Photo | None = None
    blurb: str = ""
    isbn: str = ""
    price: str = ""
    right: bool = False


def spine_of(pages: int, leaf: float) -> float:
    """The width of the spine of so many pages in mm; `leaf` is the thickness of a leaf, of two pages, in mm."""
    return (pages + 1) // 2 * leaf + _BOARD


def wrap(jacket: Jacket, letters: Letters, figures: Letters) -> tuple[bytes, tuple[Told, ...]]:
    """The sheet as a PDF of one page, and what is to be told of it. `figures` are for the bar code. Same arguments, same bytes."""
    words = jacket.words.drawable()
    edge = BLEED + MARK
    total, top = 2 * jacket.width + jacket.spine, edge + jacket.height
    folds = edge + jacket.width, edge + jacket.width + jacket.spine
    front, back = (edge, folds[1]) if jacket.right else (folds[1], edge)
    design = fitting(jacket.design, words.title) if jacket.photo is None else ""
    look, unit = scheme_of(design, ground_of(words.title)), jacket.width / WIDTH
    around = (BLEED, BLEED, BLEED, BLEED)

    whole = Outlines(letters, (total, jacket.height), 1, (edge, top), around)
    whole.box((0, 0, total, jacket.height), fill=look.field)
    if look.foot != look.field:
        whole.box((0, jacket.height - BAND * unit, total, jacket.height), fill=look.foot)
    drawn = whole.drawn
    at_left, at_right = (BLEED, BLEED, 0.0, BLEED), (0.0, BLEED, BLEED, BLEED)
    outer, inner = (at_left, at_right) if jacket.right else (at_right, at_left)
    told: list[Told] = []
    if jacket.photo is None:
        pen = Outlines(
            letters, (WIDTH, round(jacket.height / unit)), unit, (front, top), outer, mirrored=not jacket.right
        )
        DESIGNS[design](pen, words, ground_of(words.title))
        drawn += pen.drawn
    else:
        placed, told = _placed(jacket, front, edge)
        drawn.append(placed)
    if design == "label":
        pen = Outlines(letters, (WIDTH, round(jacket.height / unit)), unit, (back, top), inner, mirrored=jacket.right)
        thread(pen)
        drawn += pen.drawn
    foot = BAND * unit / MM
    told += _texts(drawn, jacket, words, look, (letters, figures), (back, folds[0], top), foot)
    marks = crop_marks(edge, edge, edge + total, top) + _fold_marks(folds, edge, top)
    return _file(jacket, words.title, (total, jacket.height), b"\n".join([*drawn, marks])), tuple(told)


def _texts(
    drawn: list[bytes], jacket: Jacket, words: CoverText, look: Scheme, fonts: tuple[Letters, Letters],
    place: tuple[float, float, float], foot: float,
) -> list[Told]:  # fmt: skip
    """The words of spine and back, in mm; `place` has the left edges of the back and of the spine, and the upper edge."""
    back, spine, top = place
    high = jacket.height / MM
    told: list[Told] = []
    pen = Outlines(fonts[0], (jacket.spine / MM, high), MM, (spine, top))
    told += spine_text(pen, words, look, foot)
    drawn += pen.drawn
    pen = Outlines(fonts[0], (jacket.width / MM, high), MM, (back, top))
    code = Outlines(fonts[1], CODE, MM, (0, 0))
    lines = [line for line in map(drawable, jacket.blurb.splitlines()) if line]
    told += back_text(pen, code, lines, (jacket.isbn, drawable(jacket.price), words.publisher), look)
    drawn += pen.drawn + code.drawn
    return told


def _placed(jacket: Jacket, left: float, bottom: float) -> tuple[bytes, list[Told]]:
    """The photo over the front and its bleed, its proportions kept; what it has not, and what of it is cut off."""
    photo = jacket.photo
    assert photo is not None
    x = left - (BLEED if jacket.right else 0)
    width, height = jacket.width + BLEED, jacket.height + 2 * BLEED
    scale = max(width / photo.width, height / photo.height)  # points a pixel
    wide, high = photo.width * scale, photo.height * scale
    told = []
    if (dpi := int(72 / scale)) < DPI:
        needed = round(width / 72 * DPI), round(height / 72 * DPI)
        detail = message("detail.cover-dpi", dpi=dpi, width=needed[0], height=needed[1])
        told.append(Told("wrap.resolution", detail))
    if (lost := 1 - width * height / (wide * high)) > 0.02:
        told.append(Told("wrap.cropped", message("detail.cover-cropped", percent=round(100 * lost))))
    place = x - (wide - width) / 2, bottom - BLEED - (high - height) / 2
    clip = b"%.3f %.3f %.3f %.3f re W n" % (x, bottom - BLEED, width, height)
    return b"q %s %.4f 0 0 %.4f %.4f %.4f cm /Photo Do Q" % (clip, wide, high, *place), told


def _fold_marks(folds: tuple[float, float], bottom: float, top: float) -> bytes:
    """Broken hairlines in all inks where the sheet is folded, outside the bleed."""
    lines = [
        b"%.4f %.4f m %.4f %.4f l S" % (x, start, x, end)
        for x in folds
        for start, end in ((bottom - BLEED, bottom - BLEED - MARK), (top + BLEED, top + BLEED + MARK))
    ]
    return b"\n/Artifact BMC q 0.25 w [1.5 1.5] 0 d 1 1 1 1 K\n" + b"\n".join(lines) + b"\nQ EMC"


def _file(jacket: Jacket, title: str, trim: tuple[float, float], content: bytes) -> bytes:
    edge, writer = BLEED + MARK, PdfWriter()
    page = writer.add_blank_page(trim[0] + 2 * edge, trim[1] + 2 * edge)
    stream = StreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    resources = DictionaryObject()
    if jacket.photo is not None:
        photo = writer._add_object(_image(writer, jacket.photo))
        resources[NameObject("/XObject")] = DictionaryObject({NameObject("/Photo"): photo})
    page[NameObject("/Resources")] = resources
    page[NameObject("/TrimBox")] = box(edge, edge, edge + trim[0], edge + trim[1])
    page[NameObject("/BleedBox")] = box(MARK, MARK, edge + trim[0] + BLEED, edge + trim[1] + BLEED)
    writer.metadata = None
    writer.add_metadata({"/Title": title or "—", "/Producer": "Wenxuan", SHEETS: "1"})
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def _image(writer: PdfWriter, photo: Photo) -> StreamObject:
    """The photo as an image of PDF (ISO 32000-1 §8.9.5)."""
    stream = StreamObject()
    stream.set_data(photo.body)
    if not photo.jpeg:
        stream = stream.flate_encode()
    else:
        stream[NameObject("/Filter")] = NameObject("/DCTDecode")
    space: NameObject | ArrayObject = NameObject("/DeviceGray" if photo.grey else "/DeviceRGB")
    if photo.profile:
        profile = StreamObject()
        profile.set_data(photo.profile)
        held = profile.flate_encode()
        held[NameObject("/N")] = NumberObject(1 if photo.grey else 3)
        space = ArrayObject([NameObject("/ICCBased"), writer._add_object(held)])
    stream.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(photo.width),
            NameObject("/Height"): NumberObject(photo.height),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/ColorSpace"): space,
        }
    )
    return stream
