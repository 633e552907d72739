"""An article as a chapter of an EPUB: headings without gaps, links that lead somewhere, notes with their way back.

`fitting` makes the tree ready, and only then is it known which ids the book holds; `Chapter` serialises it against them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never

from book.classes import dataclass, field, replace
from book.findings import Finding, Where
from book.model import (
    Article,
    Block,
    Blocks,
    Break,
    Code,
    Deleted,
    Emphasis,
    Figure,
    Formula,
    Heading,
    Image,
    Inline,
    InlineImage,
    Inlines,
    Items,
    Link,
    Lowered,
    Note,
    NoteRef,
    Raised,
    Ruby,
    Strong,
    Styled,
    Table,
    Text,
)
from book.render.epub import duokan
from book.render.epub.alternatives import own_words
from book.render.epub.fitting import blank
from book.render.epub.pagelist import page_break
from book.render.epub.sections import sectioned
from book.render.foreign import spoken
from book.render.held import Held
from book.render.links import safe_href
from book.render.tabular import head_rows
from book.render.weighing import called
from book.render.xhtml import Aside, Dialect, blocks_xhtml, escape, inlines_xhtml
from book.text import has_han
from book.walk import each_block, each_inline, inline_text, map_lines

_COLUMNS = 5  # more of them, and a column on a phone has room for two characters
_MOST_COLUMNS = 10  # more, and it has room for one


def attributes(node: Emphasis | Heading | Items | Ruby | Table) -> dict[str, str]:
    """What the sheet of an EPUB sets apart: stress on Latin, which leans, and tables of too many columns for a phone."""
    match node:
        case Emphasis(children):
            return {} if has_han(inline_text(children)) else {"class": "latin"}
        case Table(rows):
            columns = max((sum(cell.colspan for cell in row) for row in rows), default=0)
            return {"class": "vast"} if columns > _MOST_COLUMNS else {"class": "wide"} if columns > _COLUMNS else {}
        case Heading() | Items() | Ruby():
            return {}
        case _:
            assert_never(node)


def ids(blocks: Blocks) -> tuple[str, ...]:
    """Every id in blocks that a link can lead to."""
    return tuple([one.id for one in each_block(blocks) if isinstance(one, Heading) and one.id])


@dataclass(slots=True)
class Chapter:
    """The serialiser of one article. It is spent after one use: it counts the notes as it goes.

    `places` gives the address of an id of the book, `image` that of a picture or "", `stands` its style, `back` the title of the
    way back from a note, `printed` the printed page that begins at an id; `formula` writes a formula otherwise than as MathML;
    `held` is what it holds, if that is known; `tuned` changes the dialect in which it is written. What could not be linked is in
    `findings`.
    """

    article: Article
    places: Mapping[str, str]
    image: Callable[[Image], str]
    back: str
    printed: Mapping[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    text: Callable[[str], str] = escape
    duokan: bool = False
    stands: Callable[[Image], str] = lambda _: ""
    formula: Callable[[Formula], str] | None = None
    held: Held | None = None
    tuned: Callable[[Dialect], Dialect] = lambda dialect: dialect
    _numbers: dict[str, int] = field(default_factory=dict)
    _uses: dict[str, int] = field(default_factory=dict)
    _notes: dict[str, int] = field(default_factory=dict)
    _first: dict[str, int] = field(default_factory=dict)
    _files: tuple[str, ...] = ("",)
    _here: int = 0
    _placed: set[str] = field(default_factory=set)
    _prefix: str = "n"
    _captions: int = 0

    def render(
        self, files: Mapping[str, Blocks], *, titled: bool = True
    ) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
        """The body and the notes of each file as XHTML, and the notices, which belong to the last.

        `files` are the blocks of the article by the name of the file that they go into; the title is in the first, if it is
        `titled`. Notes within a quotation or a list stay there. A note in another file than its mark is linked across.
        """
        pages = list(map(self._ready, files.values()))
        notices = tuple(self._linked(notice.children) for notice in self.article.notices)
        self._files = tuple(files)
        if self._holds(Note, NoteRef, Figure):
            self._count(pages, notices)
        dialect = self._dialect()
        made = []
        for self._here, blocks in enumerate(pages):
            begun = titled and not self._here
            here = dialect if begun else replace(dialect, heading_base=1)
            body = sectioned([block for block in blocks if not isinstance(block, Note)], here, headed=not begun)
            notes = blocks_xhtml([block for block in blocks if isinstance(block, Note)], here)
            made.append((body.rstrip("\n"), notes.rstrip("\n")))
        return tuple(made), tuple(inlines_xhtml(line, dialect) for line in notices)

    def _ready(self, blocks: Blocks) -> Blocks:
        """Blocks with the words of pictures, with links that lead somewhere, and with words of other languages marked."""
        has_links, speaks = self._holds(Link), self.held is None or self.held.speaks

        def line(nodes: Inlines) -> Inlines:
            nodes = self._linked(nodes) if has_links else nodes
            return spoken(nodes, self.article.language) if speaks else nodes

        blocks = own_words(blocks) if self._holds(Figure, InlineImage) else blocks
        return map_lines(blocks, line) if has_links or speaks else blocks

    def _holds(self, *kinds: type[Block] | type[Inline]) -> bool:
        """Whether the article may hold any of these kinds of nodes."""
        return self.held is None or not self.held.kinds.isdisjoint(kinds)

    def notices(self) -> tuple[str, ...]:
        """The notices alone, as they stand away from the chapter: marks of notes have nothing to lead to there."""
        dialect = replace(self._dialect(), note=lambda _key: "")
        return tuple(inlines_xhtml(self._linked(notice.children), dialect) for notice in self.article.notices)

    def _dialect(self) -> Dialect:
        dialect = Dialect(
            note=self._mark,
            aside=self._aside,
            text=self.text,
            image=self.image,
            stands=self.stands,
            attributes=attributes,
            around=self._around,
            head_rows=head_rows,
            described=self._described,
        )
        return self.tuned(dialect if self.formula is None else replace(dialect, formula=self.formula))

    def _around(self, node: Heading | Link | Table) -> tuple[str, str]:
        """A page mark before each heading that begins a printed page."""
        return page_break(self.printed.get(node.id, "")) if isinstance(node, Heading) else "", ""

    def _described(self, figure: Figure) -> str:
        """The id of a caption that stands for a picture without words of its own, unlike any of the article's; "" for another."""
        if all(image.alt.strip() or not self.image(image) for image in figure.images):
            return ""
        self._captions += 1
        return f"{self._prefix}c{self._captions}"

    def _count(self, pages: Sequence[Blocks], notices: tuple[Inlines, ...]) -> None:
        """Numbers the notes in the order of their marks, those in notes last; says in which file each note and its first mark is;
        and finds a prefix for their ids that no id of the article has."""
        inner: list[str] = []
        for page, blocks in enumerate(pages):
            for block in blocks:
                for key in called(block):
                    self._first.setdefault(key, page)
                    if isinstance(block, Note):
                        inner.append(key)
                    else:
                        self._numbers.setdefault(key, len(self._numbers) + 1)
                for one in each_block((block,)):
                    if isinstance(one, Note):
                        self._notes.setdefault(one.key, page)
        for key in (*inner, *(node.key for line in notices for node in each_inline(line) if isinstance(node, NoteRef))):
            self._first.setdefault(key, len(pages) - 1)
            self._numbers.setdefault(key, len(self._numbers) + 1)
        taken = (self.article.id, *ids(self.article.blocks))
        while any(ident.startswith(self._prefix) for ident in taken):
            self._prefix += "n"

    def _mark(self, key: str) -> str:
        number = self._numbers[key]
        if key not in self._notes:
            return f"<sup>{number}</sup>"
        use = self._uses[key] = self._uses.get(key, 0) + 1
        ident = f"{self._prefix}r{number}" if use == 1 else f"{self._prefix}r{number}-{use}"
        href = f"{self._file(self._notes[key])}#{self._prefix}{number}"
        kind = f'class="{duokan.MARK}" epub:type="noteref"' if self.duokan else 'epub:type="noteref"'
        shown = f'<img src="../{duokan.NOTE_MARK}" alt="{number}"/>' if self.duokan else str(number)
        return f'<sup><a {kind} role="doc-noteref" id="{ident}" href="{href}">{shown}</a></sup>'

    def _file(self, page: int) -> str:
        """The name of a file, as the present one gives it; "" for itself."""
        return "" if page == self._here else self._files[page]

    def _aside(self, note: Note) -> Aside:
        """A note. Without a mark, or the second of its key, it is plain text: reading systems hide footnotes until called."""
        number = self._numbers.get(note.key)
        if number is None or note.key in self._placed:
            return Aside('<div class="note">\n', end="</div>")
        self._placed.add(note.key)
        href = f"{self._file(self._first[note.key])}#{self._prefix}r{number}"
        back = f'<a class="backlink" role="doc-backlink" href="{href}" title="{escape(self.back)}">{number}</a>'
        ident = f"{self._prefix}{number}"
        if self.duokan:
            return duokan.note(ident, back)
        return Aside(f'<aside class="note" epub:type="footnote" role="doc-footnote" id="{ident}">\n', back)

    # ----------------------------------------------------------------------------------------------------------- links

    def _linked(self, line: Inlines) -> Inlines:
        """The line with every link one that leads somewhere, and none within another (HTML: `a` holds no `a`)."""
        nodes: list[Inline] = []
        for node in line:
            match node:
                case Link(href, children):
                    nodes += self._link(href, children)
                case Strong() | Emphasis() | Deleted() | Styled() | Raised() | Lowered():
                    nodes.append(replace(node, children=self._linked(node.children)))
                case Text() | Break() | Code() | Formula() | InlineImage() | Ruby() | NoteRef():
                    nodes.append(node)
                case _:
                    assert_never(node)
        return tuple(nodes)

    def _link(self, href: str, children: Inlines) -> Inlines:
        target = self.places.get(href[1:], "") if href.startswith("#") else safe_href(href)
        if not target:
            excerpt = inline_text(children)
            self.findings.append(Finding("render.link", Where(self.article.source.locator), excerpt, "epub-link", href))
            return self._linked(children)
        marks: list[Inline] = []
        inner = _without_anchors(children, marks)
        return ((Link(target, inner),) if not blank(inner) else inner) + tuple(marks)


def _without_anchors(line: Inlines, marks: list[Inline]) -> Inlines:
    """What may stand within a link: inner links give up their address, marks of notes go to `marks`, to stand behind it."""
    nodes: list[Inline] = []
    for node in line:
        match node:
            case Link(_, children):
                nodes += _without_anchors(children, marks)
            case Strong() | Emphasis() | Deleted() | Styled() | Raised() | Lowered():
                nodes.append(replace(node, children=_without_anchors(node.children, marks)))
            case NoteRef():
                marks.append(node)
            case Text() | Break() | Code() | Formula() | InlineImage() | Ruby():
                nodes.append(node)
            case _:
                assert_never(node)
    return tuple(nodes)
