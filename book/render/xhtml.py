"""The tree as XHTML: one serialiser for the EPUB, the PDF and `inspect --json`. It writes markup and decides no looks.

Output is well-formed XML, one block a line, no white space that a reader could see. Renderers differ only by `Dialect`:
which text transform applies, how a note is marked, whether a picture has bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import assert_never

from book.model import (
    Block,
    Break,
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
    Table,
    Text,
)
from book.walk import inline_text

_TO_ESCAPE = re.compile('[&<>"]')
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
#: XML 1.0 §2.2: what no XML document may hold, escaped or not.
_FORBIDDEN = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], None
)  # fmt: skip


def storable(text: str) -> str:
    """The text without the characters that XML forbids; not escaped."""
    return text if text.isprintable() else text.translate(_FORBIDDEN)


def escape(text: str) -> str:
    """Text safe in XML content and attributes; characters that XML forbids are left out."""
    text = storable(text)
    # Few texts have any, and looking takes a fifth of the time.
    return text.translate(_ESCAPES) if _TO_ESCAPE.search(text) else text


_VERSE = 24  # characters: a longer line would turn over on a page of 28


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one output differs.

    `text` turns a run of text into markup (default: escapes it). `image` gives the address of a picture or "" for none.
    `note` gives the markup of a note's mark, `aside` of a note's body, from (key, number) and the inner markup.
    `heading_base` is the HTML level of a heading of level 1. `missing` is the word that stands for a missing picture.
    `kind` names a class for stress or a table, where the output's style sheet wants one.
    """

    text: Callable[[str], str] = escape
    image: Callable[[Image], str] = lambda image: image.src
    note: Callable[[str, int], str] = lambda key, number: f'<sup><a href="#{escape(key)}">{number}</a></sup>'
    aside: Callable[[str, int, str], str] = lambda key, number, inner: (
        f'<aside id="{escape(key)}"><p>{number}</p>{inner}</aside>'
    )
    heading_base: int = 2
    missing: str = ""
    kind: Callable[[Emphasis | Table], str] = lambda _: ""


PLAIN = Dialect()


@dataclass(slots=True)
class _Numbers:
    """Numbers of notes in one article, in the order of their marks."""

    seen: dict[str, int]

    def of(self, key: str) -> int:
        return self.seen.setdefault(key, len(self.seen) + 1)


def blocks_xhtml(blocks: Iterable[Block], dialect: Dialect = PLAIN) -> str:
    """Blocks as XHTML, one a line."""
    return _blocks(blocks, dialect, _Numbers({}))


def inlines_xhtml(inlines: Iterable[Inline], dialect: Dialect = PLAIN) -> str:
    """A line of inlines as XHTML."""
    return _line(inlines, dialect, _Numbers({}))


def _blocks(blocks: Iterable[Block], d: Dialect, n: _Numbers) -> str:
    return "".join(_block(block, d, n) + "\n" for block in blocks)


def _block(block: Block, d: Dialect, n: _Numbers) -> str:
    match block:
        case Paragraph(children):
            verse = ' class="verse"' if _is_verse(children) else ""
            return f"<p{verse}>{_line(children, d, n)}</p>"
        case Heading(level, children, ident):
            tag = f"h{min(6, max(1, d.heading_base + level - 1))}"
            mark = f' id="{escape(ident)}"' if ident else ""
            return f"<{tag}{mark}>{_line(children, d, n)}</{tag}>"
        case Quote(blocks):
            return f"<blockquote>\n{_blocks(blocks, d, n)}</blockquote>"
        case Items(items, ordered, start):
            return _items(items, ordered, start, d, n)
        case Figure(images, caption):
            return _figure(images, caption, d, n)
        case CodeBlock(text, language):
            name = f' class="language-{escape(language)}"' if language else ""
            return f"<pre><code{name}>{escape(text)}</code></pre>"
        case Table():
            return _table(block, d, n)
        case Divider():
            return "<hr/>"
        case Note(key, blocks):
            return d.aside(key, n.of(key), _blocks(blocks, d, n))
        case _:
            assert_never(block)


def _is_verse(line: Inlines) -> bool:
    """Whether a paragraph is lines that stand for themselves: verse, an address. Its first line is not indented alone."""
    return any(isinstance(node, Break) for node in line) and all(
        len(row) <= _VERSE for row in inline_text(line).split("\n")
    )


def _items(items: tuple[tuple[Block, ...], ...], ordered: bool, start: int, d: Dialect, n: _Numbers) -> str:
    tag = "ol" if ordered else "ul"
    first = f' start="{start}"' if ordered and start != 1 else ""
    return f"<{tag}{first}>\n" + "".join(f"<li>{_item(item, d, n)}</li>\n" for item in items) + f"</{tag}>"


def _item(blocks: tuple[Block, ...], d: Dialect, n: _Numbers) -> str:
    """A list item. The paragraph that opens it is inline: PDF/UA wants LI to hold no P (measured: veraPDF 7.2-20)."""
    if blocks and isinstance(blocks[0], Paragraph):
        rest = "\n" + _blocks(blocks[1:], d, n) if len(blocks) > 1 else ""
        return _line(blocks[0].children, d, n) + rest
    return "\n" + _blocks(blocks, d, n)


def _figure(images: tuple[Image, ...], caption: Inlines, d: Dialect, n: _Numbers) -> str:
    shown = "".join(_image(image, inline_text(caption), d) for image in images)
    line = _line(caption, d, n)
    words = f"<figcaption>{line}</figcaption>" if line else ""
    return f"<figure>{shown}{words}</figure>"


def _image(image: Image, caption: str, d: Dialect) -> str:
    address = d.image(image)
    alt = image.alt.strip() or caption.strip()
    if address:
        return f'<img src="{escape(address)}" alt="{escape(alt)}"/>'
    if not d.missing:
        return ""
    said = f"{d.missing}：{image.alt}" if image.alt and image.alt != caption else d.missing
    return f'<span class="missing">〔{escape(said)}〕</span>'


def _table(table: Table, d: Dialect, n: _Numbers) -> str:
    rows = []
    for row in table.rows:
        cells = []
        for cell in row:
            tag = "th" if cell.header else "td"
            wide = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
            tall = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
            cells.append(f"<{tag}{wide}{tall}>{_line(cell.children, d, n)}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>\n")
    caption = f"<caption>{_line(table.caption, d, n)}</caption>\n" if table.caption else ""
    return f"<table{_class(table, d)}>\n{caption}<tbody>\n{''.join(rows)}</tbody>\n</table>"


def _class(node: Emphasis | Table, d: Dialect) -> str:
    name = d.kind(node)
    return f' class="{escape(name)}"' if name else ""


def _line(inlines: Iterable[Inline], d: Dialect, n: _Numbers) -> str:
    return "".join(_inline(node, d, n) for node in inlines)


def _inline(node: Inline, d: Dialect, n: _Numbers) -> str:
    match node:
        case Text(text):
            return d.text(text)
        case Break():
            return "<br/>"
        case Strong(children):
            return f"<strong>{_line(children, d, n)}</strong>"
        case Emphasis(children):
            return f"<em{_class(node, d)}>{_line(children, d, n)}</em>"
        case Deleted(children):
            return f"<del>{_line(children, d, n)}</del>"
        case Raised(children):
            return f"<sup>{_line(children, d, n)}</sup>"
        case Lowered(children):
            return f"<sub>{_line(children, d, n)}</sub>"
        case Link(href, children):
            return f'<a href="{escape(href)}">{_line(children, d, n)}</a>'
        case Code(text):
            return f"<code>{escape(text)}</code>"
        case Formula(tex):
            return f'<span class="formula">{escape(tex)}</span>'
        case InlineImage(image):
            return _image(image, "", d)
        case Ruby(base, reading):
            return f"<ruby>{escape(base)}<rt>{escape(reading)}</rt></ruby>"
        case NoteRef(key):
            return d.note(key, n.of(key))
        case _:
            assert_never(node)
