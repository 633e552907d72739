"""What a printed book says, part by part, ready for the template: markup, bylines, contents, provenance. No looks here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

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
    Part,
)
from book.model.proofs import Round
from book.render import imprint
from book.render.breakable import keep_last_of, open_endless, open_joints
from book.render.pdf.dialect import print_dialect
from book.render.pdf.grid import PRESETS, grid
from book.render.pdf.indexes import Index, indexes
from book.render.pdf.notes import ArticleNotes
from book.render.pdf.proof import NO_PLACES, Listed, Places, listed, marks_of
from book.render.xhtml import blocks_xhtml, ems, inlines_xhtml
from book.settings.values import PdfConfig
from book.walk import headings, inline_text, map_blocks, map_inlines, map_lines

_RUNNING = 24  # characters of a title that a running head has room for
_SOURCES = frozenset({NoticeKind.RIGHTS, NoticeKind.SOURCE})


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: `kind` is part, article, heading or back (what stands behind the articles); `inner` a heading below
    another."""

    kind: str
    id: str
    text: str
    author: str = ""
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as it is printed; `body` and `notices` are XHTML. `chapters` is the HTML level of a novel's chapters, or 0;
    `marked` are attributes of its title."""

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
    (`proof.Places`), and the sheet that is page 1."""

    cover: str = ""
    proof: Round | None = None
    places: Places = NO_PLACES
    start: int = 0


NOTHING = Besides()
NO_MARKS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class _Setting:
    """What every article of a book is printed with. `level` is that of its title."""

    assets: Assets
    wording: Words
    level: int
    options: PdfConfig
    marks: Mapping[str, str]
    proof: Round | None = None


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


def printed(
    book: Book, assets: Assets, options: PdfConfig, besides: Besides = NOTHING, marks: Mapping[str, str] = NO_MARKS
) -> Printed:
    """The book as the template wants it. `marks` are those at the foot, where each page counts its own: `marks_by_page`."""
    titled = any(part.title for part in book.parts)
    setting = _Setting(assets, words(book.language), 3 if titled else 2, options, marks, besides.proof)
    page = PRESETS[options.page]
    sections = tuple(
        Section(
            part.id,
            part.title,
            _running(part.title),
            tuple(_piece(article, setting, book.notices) for article in part.articles),
            _own(part.intro, setting) if part.intro else None,
        )
        for part in book.parts
    )
    around = {
        name: _own(text, setting, setting.wording[name]) for name, text in book.matter.named if name != "dedication"
    }
    behind = tuple(around[name] for name in ("afterword", "biographies") if name in around)
    entries = (
        *(entry for part in book.parts for entry in _entries(part)),
        *(Entry("back", piece.id, piece.title) for piece in behind),
    )
    shown = tuple(entry for entry in entries if entry.text and (options.toc_headings or entry.kind != "heading"))
    return Printed(
        _running(book.title), sections, shown, tuple(entry.id for entry in entries), _custom(book.language),
        options.opening, setting.level,
        indexes(book) if options.indexes else (), options.half_title, page.columns, page.screen, options.links == "qr",
        besides.cover if besides.cover in assets.table else "",
        _own(book.matter.dedication, setting) if book.matter.dedication else None, around.get("preface"), behind,
        besides.proof, listed(besides.proof, besides.places, besides.start, setting.wording) if besides.proof else (),
    )  # fmt: skip


def _own(text: Article, setting: _Setting, called: str = "") -> Piece:
    """A text of the editor's own as a piece, under its own heading, else what it is `called`."""
    return _piece(replace(text, title=text.title or called), setting, "article")


def _running(title: str) -> str:
    """What a running head has room for; a longer text would be set anew on each page, however many lines it takes."""
    return title if len(title) <= _RUNNING else title[: _RUNNING - 1] + "…"


def _custom(language: str) -> str:
    tag = language.lower()
    if "hk" in tag or "-mo" in tag:
        return "hk"
    return "hant" if "hant" in tag or "-tw" in tag else "hans"


def _entries(part: Part) -> list[Entry]:
    """What of a part has a page that is known; an entry without text is none of the contents."""
    entries = [Entry("part", part.id, part.title)] if part.title else []
    entries += [Entry("article", part.intro.id, part.intro.title)] if part.intro else []
    for article in part.articles:
        entries.append(Entry("article", article.id, article.title, article.author))
        entries += [
            Entry("heading", h.id, inline_text(h.children).strip(), inner=h.level > 1)
            for h in headings(article)
            if h.id
        ]
    return entries


def _piece(article: Article, setting: _Setting, at: str) -> Piece:
    """An article; `at` says where its notices are printed."""
    assets, wording, options = setting.assets, setting.wording, setting.options

    def address(image: Image) -> str:
        return f"asset:{image.asset}" if image.asset in assets.table else ""

    def stands(image: Image) -> str:
        # Not its width: the sheet bounds its height as well, and it would be squeezed.
        wide = ems(image, assets)
        return f"max-width:min(100%,{wide:g}em)" if wide else ""

    def line(notice: Notice) -> str:
        return inlines_xhtml(notice.children, apart)

    notices = imprint.printed_notices(article)
    blocks = _ready(article.blocks, assets, wording)
    notes = ArticleNotes(article.id, blocks, options, setting.marks)
    dialect = print_dialect(notes, address, stands, wording["image-missing"], setting.level + 1, grid(options))
    apart = replace(dialect, note=notes.reference, around=lambda _: ("", ""))
    marked = marks_of(setting.proof, article.source.locator, blocks) if setting.proof else None
    if marked is None:
        body = blocks_xhtml(blocks, dialect)
    else:
        pairs = zip(blocks, marked.blocks, strict=True)
        body = "".join(blocks_xhtml((block,), replace(dialect, own=own)) for block, own in pairs)
    facts = (
        ("", imprint.byline(article, wording, whole=True)),
        ("", open_joints(article.source.url)),
        (wording["file"], "" if article.source.url else open_joints(re.split(r"[/\\]", article.source.locator)[-1])),
    )
    return Piece(
        id=article.id,
        language=article.language,
        title=article.title,
        running=_running(article.title),
        byline=tuple(member.text for member in imprint.signed(article, wording)),
        body=body,
        notices=() if at == "end" else tuple(map(line, notices)),
        facts=tuple((name, value) for name, value in facts if value),
        rights=tuple(line(n) for n in notices if at == "end" or (at == "both" and n.kind in _SOURCES)),
        links=notes.addresses,
        mark=notes.address_mark,
        chapters=min(6, setting.level + article.chapters) if article.chapters else 0,
        subtitle=article.subtitle,
        marked=marked.title if marked else "",
    )


def _ready(blocks: Blocks, assets: Assets, wording: Words) -> Blocks:
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

    return map_blocks(map_lines(blocks, lambda line: open_endless(map_inlines(line, leaf))), one)
