"""A book as plain text, for readers of novels, for search and for other programs: UTF-8, a paragraph a line, no markup.

A paragraph begins with two ideographic spaces, as Chinese text files have it; what stands on a line of its own has empty lines
around it. Pictures are given by their caption, notes stand behind their article with the number by which the text calls them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from book.classes import dataclass, field
from book.messages.printed import Words, words
from book.model import (
    Article,
    Block,
    Blocks,
    Book,
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
    Rendered,
    Ruby,
    Strong,
    Styled,
    Table,
    Text,
)
from book.render import imprint
from book.render.xhtml import storable

_INDENT = "　　"
_DIVIDER = "＊　＊　＊"
_RULE = "─" * 20


def render_txt(book: Book) -> Rendered:
    """The book as one text: title, dedication, contents, preface, articles in their parts, afterword, biographies, and where each
    article came from."""
    book, say = imprint.settled(book), words(book.language)
    own = book.matter
    behind = [(text, say[name]) for name, text in (("afterword", own.afterword), ("biographies", own.biographies))]
    lines = list(_title(book, say))
    if own.dedication is not None:
        lines += ["", _RULE, "", *([own.dedication.title, ""] if own.dedication.title else [])]
        lines += [*_Text(say).article(own.dedication), "", _RULE]
    lines += ["", say["contents"], ""]
    lines += [own.preface.title or say["preface"]] if own.preface is not None else []
    for part in book.parts:
        lines += [part.title] if part.title else []
        intro = (part.intro,) if part.intro is not None and part.intro.title else ()
        lines += [f"{_INDENT if part.title else ''}{text.title}" for text in (*intro, *part.articles)]
    lines += [text.title or called for text, called in behind if text is not None]
    lines += _under(own.preface, say, say["preface"])
    for part in book.parts:
        lines += ["", _RULE, "", part.title] if part.title else []
        if part.intro is not None and part.title and not part.intro.title:
            lines += ["", *_Text(say).article(part.intro)]
        else:
            lines += _under(part.intro, say, "")
        for article in part.articles:
            lines += _under(article, say, "")
    for text, called in behind:
        lines += _under(text, say, called)
    lines += ["", _RULE, "", say["provenance"], "", *_provenance(book, say)]
    return Rendered(storable("\n".join(line.rstrip() for line in lines) + "\n").encode())


def _under(article: Article | None, say: Words, called: str) -> list[str]:
    """A text below its title (or what it is called), with its byline; nothing where there is none."""
    if article is None:
        return []
    title, byline = article.title or called, imprint.byline(article, say)
    head = [line for line in (title, article.subtitle, byline) if line]
    return ["", _RULE, "", *head, *([""] if head else []), *_Text(say).article(article)]


def _title(book: Book, say: Words) -> Iterator[str]:
    yield book.title
    yield from (line for line in (book.subtitle, f"{book.editor} {say['editor']}" if book.editor else "") if line)
    yield imprint.extent_words(book, say)


def _provenance(book: Book, say: Words) -> Iterator[str]:
    """Each article with what is known of it, and its address; then the rights."""
    for article in book.articles:
        known = [imprint.byline(article, say, whole=True), article.source.url]
        yield "　".join(filter(None, [article.title, *known]))
    yield ""
    yield book.rights or say["rights-default"]


@dataclass(slots=True)
class _Text:
    """One article on its way: its notes get their numbers in the order in which the text calls them."""

    say: Words
    numbers: dict[str, int] = field(default_factory=dict)

    def article(self, article: Article) -> Iterator[str]:
        notes: list[Note] = [block for block in article.blocks if isinstance(block, Note)]
        yield from self.blocks([block for block in article.blocks if not isinstance(block, Note)])
        if notes:
            last = len(self.numbers) + 1
            notes.sort(key=lambda note: self.numbers.get(note.key, last))
            yield from ("", self.say["notes"], "")
            yield from self.blocks(notes)
        for notice in article.notices:
            yield f"〔{self.line(notice.children)}〕"

    def blocks(self, blocks: Sequence[Block] | Blocks, indent: str = _INDENT) -> Iterator[str]:
        for block in blocks:
            yield from self.block(block, indent)

    def block(self, block: Block, indent: str) -> Iterator[str]:
        match block:
            case Paragraph(children):
                yield from (f"{indent}{row}" for row in self.line(children).split("\n"))
            case Heading(children=children):
                yield from ("", self.line(children).replace("\n", " "), "")
            case Quote(blocks):
                yield from ("", *self.blocks(blocks, indent + _INDENT), "")
            case Items(items, ordered, start):
                for number, item in enumerate(items, start):
                    yield from self.item(item, f"{number}. " if ordered else "· ", indent)
            case CodeBlock(text):
                yield from ("", *(f"    {row}" for row in text.split("\n")), "")
            case Table(rows, caption):
                yield ""
                yield from [self.line(caption)] if caption else []
                yield from (" | ".join(self.line(cell.children).replace("\n", " ") for cell in row) for row in rows)
                yield ""
            case Figure(images, caption):
                yield f"〔{self.picture(images, caption)}〕"
            case Divider():
                yield from ("", f"{indent}{_DIVIDER}", "")
            case Note(key, blocks):
                mark = self.number(key)
                first, *rest = [*self.blocks(blocks, "")] or [""]
                yield f"〔{mark}〕{first}"
                yield from (f"{indent}{row}" for row in rest)
            case _:
                assert_never(block)

    def item(self, blocks: Blocks, mark: str, indent: str) -> Iterator[str]:
        first, *rest = [*self.blocks(blocks, "")] or [""]
        yield f"{indent}{mark}{first}"
        yield from (f"{indent}{_INDENT}{row}" if row else "" for row in rest)

    def picture(self, images: Sequence[Image], caption: Inlines) -> str:
        name = self.line(caption).replace("\n", " ") or "；".join(image.alt for image in images if image.alt)
        return f"{self.say['picture']}：{name}" if name else self.say["picture"]

    def number(self, note: str) -> int:
        return self.numbers.setdefault(note, len(self.numbers) + 1)

    def line(self, inlines: Inlines) -> str:
        pieces = []
        for node in inlines:
            match node:
                case Text(text) | Code(text) | Formula(text):
                    pieces.append(text)
                case Break():
                    pieces.append("\n")
                case (
                    Strong(children) | Emphasis(children) | Deleted(children) | Raised(children) | Lowered(children)
                    | Styled(children=children) | Link(children=children)
                ):  # fmt: skip
                    pieces.append(self.line(children))
                case Ruby(base, text):
                    pieces.append(f"{base}（{text}）" if text else base)
                case InlineImage(image):
                    pieces.append(f"〔{image.alt}〕" if image.alt else "")
                case NoteRef(note):
                    pieces.append(f"〔{self.number(note)}〕")
                case _:
                    assert_never(node)
        return "".join(pieces)
