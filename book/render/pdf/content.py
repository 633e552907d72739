"""What a printed book says, part by part, ready for the template: markup, bylines, contents, provenance. No looks here."""

from __future__ import annotations

import re
from collections.abc import Callable

from book.classes import dataclass, replace
from book.fonts.roles import region
from book.late import expression
from book.messages.printed import Words, words
from book.model import (
    Article,
    Assets,
    Block,
    Blocks,
    Book,
    Figure,
    Heading,
    Image,
    Inline,
    InlineImage,
    Notice,
    NoticeKind,
    Paragraph,
)
from book.model.proofs import Round
from book.render import imprint
from book.render.breakable import keep_last_of, open_endless, open_joints
from book.render.foreign import spoken
from book.render.images import ems
from book.render.pdf.contents import Entry, entries, shown
from book.render.pdf.dialect import print_dialect
from book.render.pdf.grid import PRESETS, grid
from book.render.pdf.indexes import Index, indexes
from book.render.pdf.notes import ArticleNotes
from book.render.pdf.proof import NO_PLACES, Listed, Places, listed, marks_of
from book.render.phrases import NO_WORDS, Phrases
from book.render.xhtml import blocks_xhtml, inlines_xhtml
from book.settings.values import PdfConfig
from book.walk import inline_text, map_blocks, map_inlines, map_lines

_LONG = 60  # characters
HEAD = 8.0  # points: the type of running heads (`pages.css`)
#: A title that says which it is of several.
_NUMBERED = expression(
    r"第?[〇零一二三四五六七八九十百\d]{1,6}+\s?[章回节篇讲卷部集辑课期、.．]|第[〇零一二三四五六七八九十百\d]{1,6}"
)
_SOURCES = frozenset({NoticeKind.RIGHTS, NoticeKind.SOURCE})


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as it is printed; `body` and `notices` are XHTML. `chapters` is the HTML level of a novel's chapters, or 0;
    `marked` are attributes of its title; it is `numbered` where the title says its number,
    `long` where it would fill more than some lines of the type of titles."""

    id: str
    language: str
    title: str
    running: str
    byline: tuple[str, ...]
    body: str
    notices: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    rights: tuple[str, ...]
    links: tuple[str, ...] = ()
    mark: str = "[{}]"
    chapters: int = 0
    subtitle: str = ""
    marked: str = ""
    numbered: bool = False
    long: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part as it is printed, with its introduction; the title is empty where the book has none."""

    id: str
    title: str
    running: str
    pieces: tuple[Piece, ...]
    intro: Piece | None = None


@dataclass(frozen=True, slots=True)
class Besides:
    """What a printed book has besides its text: the asset id of a cover; of a proof what it marks, where that stands
    (`proof.Places`), and the sheet that is page 1; how titles fall into phrases."""

    cover: str = ""
    proof: Round | None = None
    places: Places = NO_PLACES
    start: int = 0
    phrases: Phrases = NO_WORDS


NOTHING = Besides()


@dataclass(frozen=True, slots=True)
class Written:
    """The text of an article as a press wants it, what writes its notices, and the addresses that are listed behind it."""

    body: str
    line: Callable[[Notice], str]
    links: tuple[str, ...]
    mark: str


#: Writes an article of which the blocks are ready; whether it is the editor's own.
Writing = Callable[[Article, Blocks, bool], Written]


@dataclass(frozen=True, slots=True)
class _Setting:
    """What every article of a book is printed with. `level` is that of its title, `writing` how another press writes it."""

    assets: Assets
    wording: Words
    level: int
    options: PdfConfig
    phrases: Phrases
    language: str
    proof: Round | None = None
    writing: Writing | None = None

    def running(self, title: str) -> str:
        """A title as it stands above a page: whole if it has room, else cut where a phrase ends. A text of several lines would be
        set anew on each page."""
        return self.phrases.cut(title, grid(self.options).block[0] / HEAD, self.language)


@dataclass(frozen=True, slots=True)
class Printed:
    """All that the template needs besides the book itself. `ids` are those of parts, articles and headings, in book order."""

    running: str
    sections: tuple[Section, ...]
    contents: tuple[Entry, ...]
    ids: tuple[str, ...]
    custom: str
    opening: str
    level: int
    indexes: tuple[Index, ...] = ()
    half_title: bool = False
    columns: int = 1
    screen: bool = False
    codes: bool = False
    cover: str = ""
    dedication: Piece | None = None
    preface: Piece | None = None
    behind: tuple[Piece, ...] = ()
    proof: Round | None = None
    changes: tuple[Listed, ...] = ()
    design: str = "plain"


def printed(
    book: Book, assets: Assets, options: PdfConfig, besides: Besides = NOTHING, writing: Writing | None = None
) -> Printed:
    """The book as the template wants it. `writing` writes the articles for another press than that of XHTML."""
    titled = any(part.title for part in book.parts)
    level, phrases = 3 if titled else 2, besides.phrases
    wording, language = words(book.language), book.language
    setting = _Setting(assets, wording, level, options, phrases, language, besides.proof, writing)
    page = PRESETS[options.page]
    sections = tuple(
        Section(
            part.id,
            part.title,
            setting.running(part.title),
            tuple(_piece(article, setting, book.notices) for article in part.articles),
            _own(part.intro, setting) if part.intro else None,
        )
        for part in book.parts
    )
    around = {
        name: _own(text, setting, setting.wording[name]) for name, text in book.matter.named if name != "dedication"
    }
    behind = tuple(around[name] for name in ("afterword", "biographies") if name in around)
    listed_all = entries(book, ((piece.id, piece.title) for piece in behind))
    contents = shown(listed_all, phrases, book.language, with_headings=options.toc_headings)
    return Printed(
        setting.running(book.short or book.title), sections, contents, tuple(entry.id for entry in listed_all),
        region(book.language), options.opening, setting.level,
        indexes(book) if options.indexes else (), options.half_title, page.columns, page.screen, options.links == "qr",
        besides.cover if besides.cover in assets.table else "",
        _own(book.matter.dedication, setting) if book.matter.dedication else None, around.get("preface"), behind,
        besides.proof, listed(besides.proof, besides.places, besides.start, setting.wording) if besides.proof else (),
        options.design,
    )  # fmt: skip


def _own(text: Article, setting: _Setting, called: str = "") -> Piece:
    """A text of the editor's own as a piece, under its own heading, else what it is `called`."""
    return _piece(replace(text, title=text.title or called), setting, "article", own=True)


def _piece(article: Article, setting: _Setting, at: str, *, own: bool = False) -> Piece:
    """An article; `at` says where its notices are printed, `own` that it is the editor's."""
    assets, wording, options = setting.assets, setting.wording, setting.options

    def address(image: Image) -> str:
        return f"asset:{image.asset}" if image.asset in assets.table else ""

    def stands(image: Image) -> str:
        # Not its width: the sheet bounds its height as well, and it would be squeezed.
        return f"max-width:min(100%,{wide:g}em)" if (wide := ems(image, assets)) else ""

    notices = imprint.printed_notices(article)
    blocks = _ready(article.blocks, assets, wording, article.language)
    marked = marks_of(setting.proof, article.source.locator, blocks) if setting.proof else None
    if setting.writing is not None:
        written = setting.writing(article, blocks, own)
    else:
        notes = ArticleNotes(article.id, blocks, options)
        dialect = print_dialect(notes, address, stands, setting.level + 1, grid(options),
                                setting.running, article.chapters)  # fmt: skip
        apart = replace(dialect, note=notes.reference, around=lambda _: ("", ""))
        if marked is None:
            body = blocks_xhtml(blocks, dialect)
        else:
            pairs = zip(blocks, marked.blocks, strict=True)
            body = "".join(blocks_xhtml((block,), replace(dialect, own=bar)) for block, bar in pairs)
        written = Written(
            body, lambda notice: inlines_xhtml(notice.children, apart), notes.addresses, notes.address_mark
        )
    facts = (
        ("", imprint.byline(article, wording, whole=True)),
        ("", open_joints(article.source.url)),
        (wording["file"], "" if article.source.url else open_joints(re.split(r"[/\\]", article.source.locator)[-1])),
    )
    return Piece(
        id=article.id,
        language=article.language,
        title=article.title,
        running=setting.running(article.short or article.title),
        byline=tuple(member.text for member in imprint.signed(article, wording)),
        body=written.body,
        notices=() if at == "end" else tuple(map(written.line, notices)),
        facts=tuple((name, value) for name, value in facts if value),
        rights=tuple(written.line(n) for n in notices if at == "end" or (at == "both" and n.kind in _SOURCES)),
        links=written.links,
        mark=written.mark,
        chapters=min(6, setting.level + article.chapters) if article.chapters else 0,
        subtitle=article.subtitle,
        marked=marked.title if marked else "",
        long=len(article.title) > _LONG,
        numbered=_NUMBERED.match(article.title) is not None,
    )


def _ready(blocks: Blocks, assets: Assets, wording: Words, language: str) -> Blocks:
    """Blocks as print needs them: no lone last character, heading levels without a gap, no picture without a description."""
    above: list[int] = []

    def described(image: Image, caption: str) -> Image:
        is_said = image.alt.strip() or image.asset not in assets.table
        return image if is_said else replace(image, alt=caption.strip() or wording["picture"])

    def leaf(node: Inline) -> Inline:
        return InlineImage(described(node.image, "")) if isinstance(node, InlineImage) else node

    def one(block: Block) -> Block:
        if isinstance(block, Heading):
            while above and above[-1] >= block.level:
                above.pop()
            above.append(block.level)
            return replace(block, level=len(above))
        if isinstance(block, Figure):
            caption = inline_text(block.caption)
            return replace(block, images=tuple(described(image, caption) for image in block.images))
        return replace(block, children=keep_last_of(block.children)) if isinstance(block, Paragraph) else block

    return map_blocks(map_lines(blocks, lambda line: spoken(open_endless(map_inlines(line, leaf)), language)), one)
