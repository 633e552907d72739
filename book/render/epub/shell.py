"""What every page of an EPUB is set with: the templates, the words, the addresses; and what a book has besides its text."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from book.classes import dataclass, field, replace
from book.findings import Finding
from book.fonts.subset import Face, is_rare
from book.messages.printed import Words
from book.model import Article, Assets, Block, Book, Image, Note
from book.render import imprint
from book.render.epub import vertical
from book.render.epub.archive import packed
from book.render.epub.chapter import Chapter
from book.render.epub.division import Divided, Scale, divided
from book.render.epub.formula_pictures import FormulaPictures
from book.render.epub.package import Item
from book.render.epub.pagelist import page_break
from book.render.epub.profiles import PROFILES
from book.render.epub.weighing import Kinds, Weighing
from book.render.images import ems
from book.render.links import breakable
from book.render.xhtml import escape
from book.settings.values import EpubConfig, Theme

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
    templates: Environment
    assets: Assets
    options: EpubConfig
    names: Mapping[str, str]
    places: Mapping[str, str]
    printed: Mapping[str, str]
    sheets: tuple[str, ...]
    findings: list[Finding]
    formulas: FormulaPictures = field(default_factory=FormulaPictures)

    def page(self, ident: str, name: str, title: str, *, href: str = "", properties: str = "", **more: Any) -> Item:
        """Sets one page. `more` is what its own template asks for."""
        href = href or f"{PAGES}{ident}.xhtml"
        up = "../" * href.count("/")
        body = self.fill(f"{name}.xhtml.j2", title=title, sheets=[up + sheet for sheet in self.sheets], **more)
        kinds = (properties, "mathml" if b"<math " in body else "")
        shown = "".join(sorted(set(body.decode()))) if self.options.embed != "none" else ""
        return Item(ident, href, XHTML, packed(href, body), " ".join(filter(None, kinds)), title, shown)

    def fill(self, name: str, **more: Any) -> bytes:
        """Fills a template with what it asks for and what all may ask for."""
        text = self.templates.get_template(f"epub/{name}").render(
            book=self.book, words=self.words, language=self.language, stand=self.stand, **more
        )
        return text.encode("utf-8")

    @property
    def language(self) -> str:
        """The tag of the book, well-formed."""
        return imprint.tag(self.book.language, "zh-Hans")

    def chapter(self, article: Article, findings: list[Finding], kinds: Kinds | None = None) -> Chapter:
        """The serialiser of an article in this book; `kinds` are those of the nodes that it holds, if that is known."""
        return Chapter(
            article,
            self.places,
            self.image,
            self.words["back"],
            self.printed,
            findings,
            self._marked,
            duokan=self.is_duokan,
            stands=self.stands,
            formula=None if PROFILES[self.options.reader].mathml else self.formulas.markup,
            kinds=kinds,
        )

    def divided(self, article: Article) -> Divided:
        """An article in files, none of which is too large."""
        blank, here = replace(article, blocks=(), notices=()), replace(self, places=_Anywhere())

        def size(block: Block) -> int:
            (markup,), _ = here.chapter(blank, []).render({"": (block,)})
            return len("".join(markup).encode()) + (_AROUND if isinstance(block, Note) else 0)

        weighing = Weighing(rare=self.options.embed == "rare")
        known = {id(block): weighing.block(block) for block in article.blocks}

        def most(block: Block) -> int:
            return known[id(block)] if id(block) in known else weighing.block(block)

        for notice in article.notices:
            weighing.line(notice.children)
        printed = here.chapter(article, []).notices() if self.book.notices != "end" and article.notices else ()
        made = divided(article, Scale(size, most), len("".join(printed).encode()))
        return replace(made, kinds=frozenset(weighing.kinds))

    @property
    def is_duokan(self) -> bool:
        """Whether notes are marked as 多看 wants them."""
        return PROFILES[self.options.reader].duokan

    @property
    def is_vertical(self) -> bool:
        """Whether lines run downwards."""
        return self.options.direction == "vertical"

    def stand(self, text: str) -> Markup:
        """A line of our own as markup: addresses may be broken, and numbers are upright where lines run downwards."""
        return Markup(self._marked(text))  # noqa: S704 - escaped by both

    def _marked(self, text: str) -> str:
        """Text as markup; characters that reading systems may lack are marked, where a font for them goes along."""
        write = vertical.standing if self.is_vertical else breakable
        if self.options.embed != "rare" or text.isascii():
            return write(text)
        runs = ((rare, "".join(run)) for rare, run in groupby(text, is_rare))
        return "".join(f'<span class="rare">{write(run)}</span>' if rare else write(run) for rare, run in runs)

    def image(self, image: Image) -> str:
        """Address of a picture from a page; "" if the book does not have it."""
        name = self.names.get(image.asset, "")
        return f"../{name}" if name else ""

    def stands(self, image: Image) -> str:
        """The style of a drawing, which has more pixels than it is wide; "" for another picture."""
        wide = ems(image, self.assets)
        return f"width:{wide:g}em" if wide else ""

    def mark(self, ident: str) -> Markup:
        """The mark of the printed page that begins at an id, if one does."""
        return Markup(page_break(self.printed.get(ident, "")))  # noqa: S704 - escaped by us

    def title(self, text: str) -> str:
        """A title; a page and an entry of the contents must have one."""
        return text or self.words["untitled"]

    @property
    def rights(self) -> str:
        """What the book says of its rights."""
        return self.book.rights or self.words["rights-default"]


def environment(theme: Theme) -> Environment:
    """Templates that escape whatever is not markup by our one `escape`, which also drops what XML forbids."""
    return Environment(
        loader=DictLoader(theme.templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: value if hasattr(value, "__html__") else Markup(escape(str(value))),  # noqa: S704
    )
