"""The tree as XHTML: one serialiser for the EPUB, the PDF and `inspect --json`. It writes markup and decides no looks.

Output is well-formed XML, one block a line, no white space that a reader could see. Renderers differ only by `Dialect`. What is
written is never read again: what an output wants otherwise is a hook, or a change of the tree before. Hooks are called in the
order of the text, so they may count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, assert_never

from book.classes import dataclass
from book.late import expression
from book.maths.markup import embedded
from book.model import (
    Block,
    Blocks,
    Break,
    Cell,
    Code,
    CodeBlock,
    Deleted,
    Divider,
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
    Paragraph,
    Quote,
    Raised,
    Ruby,
    Strong,
    Styled,
    Table,
    Text,
)
from book.render import displays, images, tabular
from book.render.directions import direction
from book.render.numbering import note_numbers
from book.walk import inline_text

_TO_ESCAPE = expression('[&<>"]')
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
#: XML 1.0 §2.2: what no XML document may hold, escaped or not.
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])


def storable(text: str) -> str:
    """The text without the characters that XML forbids; not escaped."""
    return text if text.isprintable() else text.translate(_FORBIDDEN)


def escape(text: str) -> str:
    """Text safe in XML content and attributes; characters that XML forbids are left out."""
    text = storable(text)
    return text.translate(_ESCAPES) if _TO_ESCAPE.search(text) else text  # few have any, and looking is quick


_DIVIDING = frozenset((Break, Formula))  # without either a paragraph is one run of words
_VERSE = 24  # characters: a longer line would turn over on a page of 28


class Aside(NamedTuple):
    """How a note is written in its place: its start tag, the mark that its first paragraph begins with, its end tag."""

    start: str
    mark: str = ""
    end: str = "</aside>"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one output differs.

    `note` gives the markup of a note's mark, by the key of the note. `aside` says how a note is written in its place; `None`:
    not there. `text` turns a run of text into markup, `verbatim` the text of code, formulas and ruby,
    `code` that of a block of code. `heading_base` is the HTML level of a heading of level 1.
    `image` gives the address of a picture or "" for none, `stands` the style of one that is to be narrower than its pixels.
    `attributes` gives those of stress, a heading, a list, a reading or a table that the output's style sheet wants.
    `around` gives what stands before and after a heading, a link or a table.
    `head_rows` is the number of rows that are the head of a table and come again on each of its pages, `columns` says how wide its
    columns are; `formula` gives the markup of a formula that could be read; `own` is written into the start tag of every block.
    `described` gives a caption the id by which it describes the figure of a picture without words of its own (on the picture, which
    is empty to who hears it, that would be a conflict: ARIA 1.2 §7.1); "" lets it stand for these words.
    `within` gives the dialect of what stress, a heading, a table, a caption or a note holds.
    """

    note: Callable[[str], str]
    aside: Callable[[Note], Aside | None]
    text: Callable[[str], str] = escape
    verbatim: Callable[[str], str] = escape
    code: Callable[[str], str] = escape
    image: Callable[[Image], str] = lambda image: image.src
    stands: Callable[[Image], str] = lambda _: ""
    heading_base: int = 2
    attributes: Callable[[Emphasis | Heading | Items | Ruby | Table], Mapping[str, str]] = lambda _: {}
    around: Callable[[Heading | Link | Table], tuple[str, str]] = lambda _: ("", "")
    head_rows: Callable[[Table], int] = lambda _: 0
    columns: Callable[[Table], str] = lambda _: ""
    described: Callable[[Figure], str] = lambda _: ""
    formula: Callable[[Formula], str] = lambda node: embedded(node.mathml, escape(node.tex))
    own: str = ""
    within: Callable[[Dialect, Emphasis | Heading | Table | Figure | Note], Dialect] = lambda dialect, _: dialect


def plain(blocks: Blocks) -> Dialect:
    """The dialect of an output without a style sheet, for these blocks: it numbers their notes."""
    numbers = note_numbers(blocks)
    return Dialect(
        note=lambda key: f'<sup><a href="#{escape(key)}">{numbers[key]}</a></sup>',
        aside=lambda note: Aside(f'<aside id="{escape(note.key)}"><p>{numbers[note.key]}</p>'),
    )


def blocks_xhtml(blocks: Iterable[Block], dialect: Dialect) -> str:
    """Blocks as XHTML, one a line."""
    return "".join([f"{markup}\n" for block in blocks if (markup := _block(block, dialect))])


def inlines_xhtml(inlines: Iterable[Inline], dialect: Dialect) -> str:
    """A line of inlines as XHTML."""
    text = dialect.text
    return "".join([text(n.text) if isinstance(n, Text) and not n.lang else _inline(n, dialect) for n in inlines])


def _block(block: Block, d: Dialect) -> str:
    match block:
        case Paragraph(children):
            return _paragraph(children, d)
        case Heading(level, children, ident):
            tag = f"h{min(6, max(1, d.heading_base + level - 1))}"
            before, after = d.around(block)
            mark = (f' id="{escape(ident)}"' if ident else "") + _attributes(block, d)
            return f"{before}<{tag}{mark}{d.own}>{inlines_xhtml(children, d.within(d, block))}</{tag}>{after}"
        case Quote(blocks):
            return f"<blockquote{d.own}>\n{blocks_xhtml(blocks, d)}</blockquote>"
        case Items():
            return _items(block, d)
        case Figure():
            return _figure(block, d)
        case CodeBlock(text, language):
            name = f' class="language-{escape(language)}"' if language else ""
            return f"<pre{d.own}><code{name}>{d.code(text)}</code></pre>"
        case Table():
            return _table(block, d)
        case Divider():
            return f"<hr{d.own}/>"
        case Note():
            return _note(block, d)
        case _:
            assert_never(block)


def _paragraph(line: Inlines, d: Dialect) -> str:
    """A paragraph; a formula on a line of its own ends one, and what goes on behind it is not indented."""
    if _DIVIDING.isdisjoint(map(type, line)):  # most are
        words = inlines_xhtml(line, d)
        return f"<p{direction(line)}{d.own}>{words}</p>" if words else ""
    made: list[str] = []
    for run in displays.pieces(line):
        verse = ' class="verse"' if is_verse(run) else ""
        kind = ' class="display"' if displays.is_one(run) else ' class="on"' if made else verse
        if words := inlines_xhtml(run, d):
            made.append(f"<p{kind}{direction(run)}{d.own}>{words}</p>")
    return "\n".join(made)


def is_verse(line: Inlines) -> bool:
    """Whether a paragraph is lines that stand for themselves: verse, an address. Its first line is not indented alone."""
    return any(isinstance(node, Break) for node in line) and all(
        len(row) <= _VERSE for row in inline_text(line).split("\n")
    )


def _items(node: Items, d: Dialect) -> str:
    tag = "ol" if node.ordered else "ul"
    first = f' start="{node.start}"' if node.ordered and node.start != 1 else ""
    items = "".join(f"<li>{_item(item, d)}</li>\n" for item in node.items)
    return f"<{tag}{first}{_attributes(node, d)}{d.own}>\n{items}</{tag}>"


def _item(blocks: Blocks, d: Dialect) -> str:
    """A list item. The paragraph that opens it is inline: PDF/UA wants LI to hold no P (measured: veraPDF 7.2-20)."""
    if blocks and isinstance(blocks[0], Paragraph):
        first = inlines_xhtml(blocks[0].children, d)
        return f"{first}\n{blocks_xhtml(blocks[1:], d)}" if len(blocks) > 1 else first
    return f"\n{blocks_xhtml(blocks, d)}"


def _note(note: Note, d: Dialect) -> str:
    frame = d.aside(note)
    if frame is None:
        return ""
    d, blocks, lead = d.within(d, note), note.blocks, ""
    if frame.mark:
        line: Inlines = ()
        if blocks and isinstance(blocks[0], Paragraph) and not is_verse(blocks[0].children):
            line, blocks = blocks[0].children, blocks[1:]
        lead = f"<p>{frame.mark}{inlines_xhtml(line, d)}</p>\n"
    return f"{frame.start}{lead}{blocks_xhtml(blocks, d)}{frame.end}"


def _figure(figure: Figure, d: Dialect) -> str:
    """A figure; of one whose pictures are all missing its caption, or nothing. The report names them."""
    line = inlines_xhtml(figure.caption, d.within(d, figure))
    ident = d.described(figure) if line else ""
    shown = "".join(_image(image, "" if ident else inline_text(figure.caption), d) for image in figure.images)
    mark = f' id="{ident}"' if ident else ""
    by = f' aria-describedby="{ident}"' if ident and shown else ""
    words = f"<figcaption{mark}>{line}</figcaption>" if line else ""
    return f"<figure{by}{d.own}>{shown}{words}</figure>" if shown or words else ""


def _image(image: Image, caption: str, d: Dialect) -> str:
    address = d.image(image)
    if not address:
        return ""
    style = f' style="{escape(d.stands(image))}"' if d.stands(image) else ""
    return f'<img src="{escape(address)}" alt="{escape(words_for(image, caption))}"{style}/>'


def _in_line(image: Image, d: Dialect) -> str:
    """A picture in a line; of one that is missing what it says, if that is words and not the name of a file."""
    said = "" if d.image(image) else images.said(image)
    return f'<span class="missing">〔{escape(said)}〕</span>' if said else _image(image, "", d)


def words_for(image: Image, caption: str) -> str:
    """The words that stand for a picture: its own, else its caption."""
    return image.alt.strip() or caption.strip()


def _table(table: Table, d: Dialect) -> str:
    before, after = d.around(table)
    inner = d.within(d, table)
    caption = f"<caption>{inlines_xhtml(table.caption, inner)}</caption>\n" if table.caption else ""
    count = d.head_rows(table)
    rows = [_row(row, inner, head=number < count) for number, row in enumerate(table.rows)]
    head = f"<thead>\n{''.join(rows[:count])}</thead>\n" if count else ""
    body = f"<tbody>\n{''.join(rows[count:])}</tbody>\n"
    return f"{before}<table{_attributes(table, d)}{d.own}>\n{caption}{d.columns(table)}{head}{body}</table>{after}"


def _row(row: tuple[Cell, ...], d: Dialect, *, head: bool) -> str:
    cells = (_cell(cell, *tag, d) for cell, tag in zip(row, tabular.tags(row, head=head), strict=True))
    return f"<tr>{''.join(cells)}</tr>\n"


def _cell(cell: Cell, tag: str, scope: str, d: Dialect) -> str:
    over = f' scope="{scope}"' if scope else ""
    wide = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    tall = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    return f"<{tag}{over}{wide}{tall}>{inlines_xhtml(cell.children, d)}</{tag}>"


def _attributes(node: Emphasis | Heading | Items | Ruby | Table, d: Dialect) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in d.attributes(node).items())


_NAMES: dict[type[Inline], str] = {Strong: "strong", Deleted: "del", Raised: "sup", Lowered: "sub"}
_STYLES = {"mark": "mark", "underline": "u", "small": "small"}


def _inline(node: Inline, d: Dialect) -> str:
    match node:
        case Text(text, language):
            return f'<span lang="{language}" xml:lang="{language}">{d.text(text)}</span>' if language else d.text(text)
        case Break():
            return "<br/>"
        case Emphasis(children):
            return f"<em{_attributes(node, d)}>{inlines_xhtml(children, d.within(d, node))}</em>"
        case Strong(children) | Deleted(children) | Raised(children) | Lowered(children) | Styled(children=children):
            name = _STYLES[node.kind] if isinstance(node, Styled) else _NAMES[type(node)]
            return f"<{name}>{inlines_xhtml(children, d)}</{name}>"
        case Link(href, children):
            line = inlines_xhtml(children, d)  # none for a missing picture: nobody would see it
            before, after = d.around(node) if line else ("", "")
            return f'{before}<a href="{escape(href)}">{line}</a>{after}' if line else ""
        case Code(text):
            return f"<code>{d.verbatim(text)}</code>"
        case Formula(tex, mathml):
            return d.formula(node) if mathml else f'<span class="formula">{d.verbatim(tex)}</span>'
        case InlineImage(image):
            return _in_line(image, d)
        case Ruby(base, reading):
            return f"<ruby{_attributes(node, d)}>{d.verbatim(base)}<rt>{escape(reading)}</rt></ruby>"
        case NoteRef(key):
            return d.note(key)
        case _:
            assert_never(node)
