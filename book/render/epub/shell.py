"""What every page of an EPUB is set with: the words, the addresses; and what a book has besides its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Any, ClassVar

from book.classes import dataclass, field, replace
from book.findings import Finding
from book.fonts.subset import Face, is_rare
from book.messages.printed import Words
from book.model import Article, Assets, Block, Book, Heading, Image, Note
from book.render import imprint
from book.render.epub import markup, vertical
from book.render.epub.alternatives import Shown
from book.render.epub.archive import packed
from book.render.epub.chapter import Chapter
from book.render.epub.division import Divided, Scale, divided, is_short
from book.render.epub.formula_pictures import FormulaPictures
from book.render.epub.package import Item
from book.render.epub.pagelist import page_break
from book.render.epub.profiles import PROFILES
from book.render.held import Held, held
from book.render.images import ems
from book.render.links import breakable
from book.render.weighing import Weighing
from book.render.xhtml import Dialect
from book.settings.values import EpubConfig

XHTML = "application/xhtml+xml"
_AROUND = 250  # bytes of the tags around a note, and of the way back from it
PAGES = "text/"  # folder of the pages, from the OPF and from the nav document


@dataclass(frozen=True, slots=True)
class Extras:
    """What an EPUB holds besides the bound book.

    `cover` is the asset id of a cover picture. `pages` are the printed pages of ids, as the PDF's renderer gives them. `css`
    is the user's own sheet, `left_out` the inputs that are not in the book; `date` and `subjects` go into the metadata;
    `faces` are the fonts that go along, the best first. `checked` says that the book may state that its check found nothing:
    the caller that sets it checks the result.
    """

    cover: str = ""
    pages: tuple[tuple[str, str], ...] = ()
    css: str = ""
    left_out: tuple[str, ...] = ()
    date: str = ""
    subjects: tuple[str, ...] = ()
    checked: bool = False
    faces: tuple[Face, ...] = ()


PLAIN = Extras()


class _Anywhere(dict[str, str]):
    """Addresses while it is not known what is in which file: each as long as it may become."""

    def get(self, ident: str, *_: Any) -> Any:
        """An address for whatever is asked."""
        return f"a00000-0000.xhtml#{ident}"


@dataclass(frozen=True, slots=True)
class Press:
    """What every page of a book is set with. `places` maps an id of the book to its address from another page."""

    book: Book
    words: Words
    assets: Assets
    options: EpubConfig
    names: Mapping[str, str]
    places: Mapping[str, str]
    printed: Mapping[str, str]
    sheets: tuple[str, ...]
    findings: list[Finding]
    formulas: FormulaPictures = field(default_factory=FormulaPictures)
    #: Texts by their identity, with what they hold; that they are here keeps their identities theirs.
    seen: dict[int, tuple[Article, Held]] = field(default_factory=dict)

    suffix: ClassVar[str] = ".xhtml"  # of a page
    folder: ClassVar[str] = PAGES  # of the pages, from the contents

    def name(self, ident: str) -> str:
        """The address of a page from another page."""
        return f"{ident}{self.suffix}"

    def listed(self, ident: str) -> str:
        """The address of a page from the contents."""
        return f"{self.folder}{self.name(ident)}"

    def page(self, ident: str, title: str, body: str, *, href: str = "", properties: str = "") -> Item:
        """Sets one page, of which `body` is the markup."""
        href = href or self.listed(ident)
        up = "../" * href.count("/")
        text = markup.page(self.language, title, [up + sheet for sheet in self.sheets], body)
        kinds = (properties, "mathml" if "<math " in body else "")
        shown = "".join(sorted(set(text))) if self.options.embed != "none" else ""
        return Item(ident, href, XHTML, packed(href, text.encode()), " ".join(filter(None, kinds)), title, shown)

    @property
    def language(self) -> str:
        """The tag of the book, well-formed."""
        return imprint.tag(self.book.language, "zh-Hans")

    def chapter(self, article: Article, findings: list[Finding], held: Held | None = None) -> Chapter:
        """The serialiser of an article in this book; `held` is what it holds, if that is known."""
        return Chapter(
            article,
            self.places,
            self.image,
            self.words["back"],
            self.printed,
            findings,
            self.stand,
            duokan=self.is_duokan,
            stands=self.stands,
            formula=None if PROFILES[self.options.reader].mathml else self.formulas.markup,
            held=held,
            tuned=self.tuned,
        )

    def tuned(self, dialect: Dialect) -> Dialect:
        """How a text is written here otherwise than in other outputs of the same markup."""
        return dialect

    def divided(self, article: Article) -> Divided:
        """An article in files, none of which is too large. It is weighed only where what it holds could be."""
        held = self.held(article)
        if is_short(article, held.most, headed=Heading in held.kinds):
            return Divided()
        blank, here = replace(article, blocks=(), notices=()), replace(self, places=_Anywhere())

        def size(block: Block) -> int:
            (markup,), _ = here.chapter(blank, []).render({"": (block,)})
            return len("".join(markup).encode()) + (_AROUND if isinstance(block, Note) else 0)

        def most(block: Block) -> int:
            weighing = Weighing(rare=self.options.embed == "rare")
            weighing.blocks((block,))
            return weighing.bound()

        printed = here.chapter(article, []).notices() if self.book.notices != "end" and article.notices else ()
        return divided(article, Scale(size, most), len("".join(printed).encode()))

    def held(self, article: Article) -> Held:
        """What a text of the book holds: it is looked through once."""
        if id(article) not in self.seen:
            self.seen[id(article)] = article, held(article, rare=self.options.embed == "rare")
        return self.seen[id(article)][1]

    def shown(self, texts: Iterable[Article]) -> Iterator[Shown]:
        """Every picture of these texts, with its caption."""
        return (one for text in texts for one in self.held(text).pictures)

    @property
    def is_duokan(self) -> bool:
        """Whether notes are marked as 多看 wants them."""
        return PROFILES[self.options.reader].duokan

    @property
    def is_vertical(self) -> bool:
        """Whether lines run downwards."""
        return self.options.direction == "vertical"

    @property
    def stand(self) -> Callable[[str], str]:
        """Makes markup of a line: addresses may be broken, and numbers are upright where lines run downwards; characters that
        reading systems may lack are marked, where a font for them goes along."""
        write = vertical.standing if self.is_vertical else breakable
        return partial(_with_rare, write) if self.options.embed == "rare" else write

    def image(self, image: Image) -> str:
        """Address of a picture from a page; "" if the book does not have it."""
        name = self.names.get(image.asset, "")
        return f"../{name}" if name else ""

    def stands(self, image: Image) -> str:
        """The style of a drawing, which has more pixels than it is wide; "" for another picture."""
        wide = ems(image, self.assets)
        return f"width:{wide:g}em" if wide else ""

    def mark(self, ident: str) -> str:
        """The mark of the printed page that begins at an id, if one does."""
        return page_break(self.printed.get(ident, ""))

    def title(self, text: str) -> str:
        """A title; a page and an entry of the contents must have one."""
        return text or self.words["untitled"]

    @property
    def rights(self) -> str:
        """What the book says of its rights."""
        return self.book.rights or self.words["rights-default"]


def _with_rare(write: Callable[[str], str], text: str) -> str:
    if text.isascii():
        return write(text)
    runs = ((rare, "".join(run)) for rare, run in groupby(text, is_rare))
    return "".join(f'<span class="rare">{write(run)}</span>' if rare else write(run) for rare, run in runs)
