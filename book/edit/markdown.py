"""The blocks of an article as Markdown, for an editor's hand: a block a text, without blank lines inside unless it needs them.

What Markdown cannot say stands as HTML. A text need not come back as the very same block: only blocks that were changed are
read again. A picture whose address is long stands under a short name, a note under its number (`Shown`).
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import assert_never
from urllib.parse import unquote

from book.edit.shown import Shown, address_of
from book.late import expression
from book.model import (
    BESIDE,
    WIKI,
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
from book.walk import inline_text

#: What Markdown, and what programs for notes add to it, would take for a mark. `_` is none between letters.
_MARKS = expression(r"[\\`*<\[\]$]|(?<![^\W_])_|_(?![^\W_])|==|~~|%%|\^(?=\[)|&(?=#?\w{1,31};)")
_HTML_MARKS = expression(r"[&<>\\`*_\[\]$=~%^]")  # Markdown is read between tags, too
_LINE_MARKS = expression(r"(?:#{1,6}(?=\s|$|[^#\s])|[-+>](?=\s|$)|>|:::|={3,}$|-{3,}$|\d{1,9}(?=[.)](?:\s|$)))")
_FENCE = expression(r"`+")
_ENDS = expression(r"[\s()<>]")
_TAGS = {Strong: "strong", Emphasis: "em", Deleted: "del", Raised: "sup", Lowered: "sub"}
_STYLES = {"mark": "mark", "underline": "u", "small": "small"}


def block_markdown(block: Block, shown: Shown) -> str:
    """One block as Markdown: a piece as `pieces` gives it."""
    return "\n".join(row.rstrip() for row in _block(block, shown).split("\n")).strip("\n")


def _block(block: Block, shown: Shown) -> str:
    match block:
        case Paragraph(children):
            return _paragraph(children, shown)
        case Heading(level, children):
            return f"{'#' * min(level + 1, 6)} {_line(children, shown).replace(chr(10), ' ')}"
        case Quote(blocks):
            inner = "\n\n".join(_block(one, shown) for one in blocks)
            return "\n".join(f"> {row}".rstrip() for row in inner.split("\n"))
        case Items(items, ordered, start):
            marks = (f"{start + n}. " if ordered else "- " for n in range(len(items)))
            return "\n".join(_item(mark, item, shown) for mark, item in zip(marks, items, strict=True))
        case Figure(pictures, caption):
            return _figure(pictures, caption, shown)
        case CodeBlock(text, language):
            fence = "`" * max(3, 1 + max((len(run) for run in _FENCE.findall(text)), default=0))
            return f"{fence}{language}\n{text}\n{fence}"
        case Table(rows, caption):
            return _table(rows, caption, shown)
        case Divider():
            return "* * *"
        case Note(key, blocks):
            inner = "\n\n".join(_block(one, shown) for one in blocks)
            return f"[^{shown.notes.get(key, key)}]: " + inner.replace("\n", "\n    ")
        case _:
            assert_never(block)


def article_markdown(blocks: Blocks) -> list[str]:
    """An article's blocks as Markdown, a text a block."""
    shown = Shown.of(blocks)
    return [block_markdown(block, shown) for block in blocks]


def _paragraph(children: Inlines, shown: Shown) -> str:
    rows = _line(children, shown).split("\n")
    return "\n".join(
        _LINE_MARKS.sub(lambda mark: _lead(mark.group()), row, count=1) if _LINE_MARKS.match(row) else row
        for row in rows
    )


def _lead(mark: str) -> str:
    return mark + "\\" if mark[0].isdigit() else "\\" + mark


def _item(mark: str, blocks: Iterable[Block], shown: Shown) -> str:
    inner = "\n\n".join(_block(one, shown) for one in blocks)
    return mark + inner.replace("\n", "\n" + " " * len(mark))


def _figure(pictures: tuple[Image, ...], caption: Inlines, shown: Shown) -> str:
    words = inline_text(caption)
    alone = pictures[0] if len(pictures) == 1 and "\n" not in words else None
    if alone is not None and (not words or alone.alt in ("", words)):
        return _picture(alone, _line(caption or (Text(alone.alt),), shown))
    inner = "".join(f'<img src="{escape(address_of(one))}" alt="{escape(one.alt)}">' for one in pictures)
    return f"<figure>{inner}<figcaption>{_html(caption, shown)}</figcaption></figure>"


def _picture(image: Image, alt: str) -> str:
    address = address_of(image)
    return f"![{alt}]({_goal(address)})"


def _goal(address: str) -> str:
    """An address as Markdown has it behind brackets: in angle brackets where it has what would end it."""
    return f"<{address}>" if _ENDS.search(address) else address


def _table(rows: tuple[tuple[Cell, ...], ...], caption: Inlines, shown: Shown) -> str:
    """A table as Markdown knows it: one row of heads, no spans, no caption, a line a cell; else as HTML."""
    plain = (
        not caption and rows and len({len(row) for row in rows}) == 1
        and all(cell.header is (number == 0) for number, row in enumerate(rows) for cell in row)
        and all(cell.colspan == cell.rowspan == 1 and "\n" not in _line(cell.children, shown) for row in rows for cell in row)
    )  # fmt: skip
    if not plain:
        return _html_table(rows, caption, shown)
    lines = ["| " + " | ".join(_line(cell.children, shown).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def _html_table(rows: tuple[tuple[Cell, ...], ...], caption: Inlines, shown: Shown) -> str:
    lines = ["<table>", *([f"<caption>{_html(caption, shown)}</caption>"] if caption else [])]
    for row in rows:
        cells = ""
        for cell in row:
            name = "th" if cell.header else "td"
            spans = "".join(
                f' {key}="{size}"' for key, size in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if size > 1
            )
            cells += f"<{name}{spans}>{_html(cell.children, shown)}</{name}>"
        lines.append(f"<tr>{cells}</tr>")
    return "\n".join([*lines, "</table>"])


def _line(inlines: Inlines, shown: Shown) -> str:
    return "".join(_inline(node, shown) for node in inlines)


def _inline(node: Inline, shown: Shown) -> str:
    match node:
        case Text(text):
            return _MARKS.sub(lambda mark: "".join("\\" + char for char in mark.group()), text)
        case Break():
            return "\\\n"
        case Strong(children):
            return _marked("**", node, children, shown)
        case Emphasis(children):
            return _marked("*", node, children, shown)
        case Deleted(children):
            return f"~~{_line(children, shown)}~~"
        case Link(href, children):
            if href.startswith(WIKI):
                return f"[[{unquote(href.removeprefix(WIKI))}|{inline_text(children)}]]"
            return f"[{_line(children, shown)}]({_goal(unquote(href.removeprefix(BESIDE)) if href.startswith(BESIDE) else href)})"
        case Code(text):
            fence = "`" * (1 + max((len(run) for run in _FENCE.findall(text)), default=0))
            return f"{fence} {text} {fence}" if text[:1] == "`" or text[-1:] == "`" else f"{fence}{text}{fence}"
        case Formula(tex, _, display):
            return f"$${tex}$$" if display else f"${tex}$"
        case InlineImage(image):
            return _picture(image, image.alt)
        case NoteRef(key):
            return f"[^{shown.notes.get(key, key)}]"
        case Styled() | Raised() | Lowered() | Ruby():
            return _html((node,), shown)
        case _:
            assert_never(node)


def _marked(mark: str, node: Inline, children: Inlines, shown: Shown) -> str:
    """A run between marks; between tags where the marks might not open or close (CommonMark 6.2)."""
    line = _line(children, shown)
    is_open = line[:1].isalnum() and line[-1:].isalnum() and "*" not in line and "\n" not in line
    return f"{mark}{line}{mark}" if is_open else _html((node,), shown)


def _html(inlines: Inlines, shown: Shown) -> str:
    return "".join(_html_node(node, shown) for node in inlines)


def _html_node(node: Inline, shown: Shown) -> str:
    match node:
        case Text(text):
            return _HTML_MARKS.sub(lambda mark: f"&#{ord(mark.group())};", text)
        case Break():
            return "<br>"
        case Link(href, children):
            return f'<a href="{escape(href)}">{_html(children, shown)}</a>'
        case Strong() | Emphasis() | Deleted() | Styled() | Raised() | Lowered():
            name = _STYLES[node.kind] if isinstance(node, Styled) else _TAGS[type(node)]
            return f"<{name}>{_html(node.children, shown)}</{name}>"
        case Code(text):
            return f"<code>{escape(text, quote=False)}</code>"
        case Formula(tex):
            return f"${escape(tex, quote=False)}$"
        case InlineImage(image):
            return f'<img src="{escape(address_of(image))}" alt="{escape(image.alt)}">'
        case Ruby(base, reading):
            return f"<ruby>{escape(base)}<rt>{escape(reading)}</rt></ruby>"
        case NoteRef(key):
            return f"[^{shown.notes.get(key, key)}]"
        case _:
            assert_never(node)
