"""The cover that is wrapped around an edition: its words, its fonts, its picture and its paper, for `render/pdf/wrap.py`."""

from __future__ import annotations

from dataclasses import astuple
from io import BytesIO
from typing import TYPE_CHECKING

from book.classes import dataclass, field
from book.findings import Finding, Where
from book.fonts.subset import held
from book.fonts.undrawn import told as undrawn
from book.late import late
from book.messages import message
from book.messages.printed import words
from book.pictures.picture import Picture
from book.render.cover import DESIGNS
from book.render.cover.designs import drawable
from book.render.cover.outlines import Letters
from book.render.pdf.grid import MM, grid
from book.render.pdf.wrap import Jacket, Photo, spine_of, wrap
from book.run.edition import Edition
from book.run.extras import cover_text, own_cover
from book.settings.pdf import LEAVES
from book.system import fonts

if TYPE_CHECKING:
    from PIL import Image
else:
    Image = late("PIL.Image")

_BARE = "band"  # the front where the EPUB has no cover


@dataclass(slots=True)
class Wrapper:
    """Makes the cover once the number of pages is known; what was found is in `findings` then."""

    edition: Edition
    findings: list[Finding] = field(default_factory=list)

    def __call__(self, pages: int) -> bytes | None:
        """The cover of so many pages; `None` where no font can write Chinese. Raises `ConfigError` for the user's own picture."""
        edition, book = self.edition, self.edition.book
        options, where = edition.job.config.pdf, Where(book.title)
        faces = fonts.cover_faces(book.language)
        if faces is None:
            self.findings.append(Finding("wrap.no-font", where))
            return None
        paper, leaf = grid(options), options.leaf or LEAVES[options.paper]
        spine = options.spine or spine_of(pages, leaf)
        if not options.spine:
            detail = message("detail.spine", width=f"{spine:.1f}", pages=pages, leaf=f"{leaf:g}")
            self.findings.append(Finding("wrap.spine", where, detail=detail))
        design, photo = self._front()
        price = words(book.language)["price"].format(book.price) if book.price else ""
        jacket = Jacket(
            cover_text(book), paper.width, paper.height, spine * MM, design, photo, book.blurb, book.isbn, price,
            right=options.binding == "right",
        )  # fmt: skip
        regular, bold, plain = faces
        written = set(drawable("".join((*astuple(jacket.words), jacket.blurb, jacket.price))))
        others = fonts.faces_with(written - held(regular, written), book.language)
        letters = Letters((regular, *others), (bold, regular, *others))
        figures = Letters((plain, regular))
        body, told = wrap(jacket, letters, figures)
        self.findings += [Finding(one.code, where, detail=one.detail) for one in told]
        if lost := letters.lost | figures.lost:
            self.findings.append(Finding("pdf.no-glyph", where, detail=undrawn(lost)))
        return body

    def _front(self) -> tuple[str, Photo | None]:
        """The design of the front, or the user's own picture."""
        config = self.edition.job.config
        wanted = config.epub.cover
        if wanted in ("", "none"):
            return _BARE, None
        if wanted in DESIGNS:
            return wanted, None
        return "", photo_of(own_cover(config, self.edition.job.beside))


def photo_of(picture: Picture) -> Photo:
    """A picture as PDF takes it: a JPEG as it is, any other as samples, on white where it can be seen through."""
    with Image.open(BytesIO(picture.body)) as image:
        profile = image.info.get("icc_profile", b"")
        if image.format == "JPEG":
            return Photo(picture.body, *image.size, grey=image.mode == "L", jpeg=True, profile=profile)
        grey = image.mode in ("1", "L")
        if grey:
            return Photo(image.convert("L").tobytes(), *image.size, grey=True, profile=profile)
        sheet = Image.new("RGBA", image.size, "white")
        sheet.alpha_composite(image.convert("RGBA"))
        return Photo(sheet.convert("RGB").tobytes(), *image.size, profile=profile)
