"""Inline elements → atoms. The lower half of `flow`: it knows tags that stand in a line, and no blocks.

Text that does not become an atom is handed to `Walk.take` with the rule that took it.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from bs4 import Tag
from bs4.element import NavigableString

from book.model import (
    Block,
    Break,
    Code,
    Deleted,
    Emphasis,
    Formula,
    Image,
    InlineImage,
    Link,
    Lowered,
    NoteRef,
    Paragraph,
    Raised,
    Ruby,
    Strong,
    Text,
)
from book.read.addresses import NOWHERE
from book.read.blocks.code import code_of
from book.read.blocks.formulas import formula_of
from book.read.blocks.lines import Atom, Wrapper
from book.read.dom import Walk, class_tokens, visible_text
from book.text import without_invisible

_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)

STRONG: Wrapper = ("strong", Strong)
EMPHASIS: Wrapper = ("em", Emphasis)
DELETED: Wrapper = ("del", Deleted)
RAISED: Wrapper = ("sup", Raised)
LOWERED: Wrapper = ("sub", Lowered)
_WRAPPED = {
    **dict.fromkeys(("b", "strong"), STRONG),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), EMPHASIS),
    **dict.fromkeys(("del", "s", "strike"), DELETED),
    "sub": LOWERED,
}


def within(wrappers: tuple[Wrapper, ...], wrapper: Wrapper) -> tuple[Wrapper, ...]:
    """The wrappers with one more inside, unless it is there already: strong within strong is strong."""
    return wrappers if any(name == wrapper[0] for name, _ in wrappers) else (*wrappers, wrapper)


class Phrase(ABC):
    """A line of atoms under way, and the blocks that are done."""

    def __init__(self, walk: Walk, depth: int = 0, nest: int = 0) -> None:
        self.walk = walk
        self.depth = depth  # elements above
        self.nest = nest  # lists and quotations above
        self.atoms: list[Atom] = []
        self.blocks: list[Block] = []

    @abstractmethod
    def flush(self) -> None:
        """Ends the paragraph under way."""

    @abstractmethod
    def children(self, tag: Tag, wrappers: tuple[Wrapper, ...]) -> None:
        """Walks the content of an element."""

    def inline(self, tag: Tag, name: str, style: str, wrappers: tuple[Wrapper, ...]) -> None:
        """One inline element."""
        tex = formula_of(tag)
        if tex:
            self.atoms.append(Atom(wrappers, Formula(tex)))
            return
        if name in _WRAPPED:
            self.children(tag, within(wrappers, _WRAPPED[name]))
            return
        match name:
            case "br":
                self.atoms.append(Atom((), Break()))
            case "img" | "image":
                self.image(tag, wrappers)
            case "sup":
                self.sup(tag, wrappers)
            case "code" if tag.find("br"):  # lines of code, not words of code in a line
                self.flush()
                if (block := code_of(tag, self.walk)) is not None:
                    self.blocks.append(block)
            case "code" | "kbd" | "samp" | "tt":
                text = " ".join(without_invisible(tag.get_text()).split())
                if text:
                    self.atoms.append(Atom(wrappers, Code(text)))
            case "a":
                self.link(tag, wrappers)
            case "ruby":
                self.ruby(tag, wrappers)
            case "iframe" | "video" | "audio":
                self.media(tag, name)
            case _:
                self.children(tag, within(wrappers, STRONG) if style and _BOLD.search(style) else wrappers)

    def image(self, tag: Tag, wrappers: tuple[Wrapper, ...]) -> None:
        """A picture, by the addresses that it has, the best first."""
        addresses = self.walk.addresses.image(tag)
        alt = " ".join(without_invisible(str(tag.get("alt") or "")).split())
        if self.walk.addresses.is_file_name(alt):
            alt = ""
        if addresses:
            if self.walk.addresses.is_small(tag, addresses):
                self.walk.small.add(addresses[0])
            self.atoms.append(Atom(wrappers, InlineImage(Image(addresses[0], alt, others=addresses[1:]))))
        elif alt:
            if self.walk.stays(alt, "image-without-address"):
                self.atoms.append(Atom(wrappers, Text(alt)))
        elif (placeholder := self.walk.addresses.placeholder(tag)) and self.walk.stays(
            placeholder, "placeholder-picture"
        ):
            self.atoms.append(Atom(wrappers, InlineImage(Image(placeholder, ""))))

    def sup(self, tag: Tag, wrappers: tuple[Wrapper, ...]) -> None:
        """A raised run; a note mark where it links to a note of the page."""
        anchor = tag.find("a")
        target = str(anchor.get("href") or "") if isinstance(anchor, Tag) else ""
        if target[:1] == "#" and target[1:] in self.walk.notes:
            self.atoms.append(Atom(wrappers, NoteRef(target[1:])))
        else:
            self.children(tag, within(wrappers, RAISED))

    def link(self, tag: Tag, wrappers: tuple[Wrapper, ...]) -> None:
        """A link, unless it leads nowhere or holds a picture."""
        target = str(tag.get("href") or "")
        if "footnote-backref" in class_tokens(tag):
            return
        href = self.walk.addresses.link(target)
        if href and not tag.find("img"):
            self.children(tag, within(wrappers, ("a " + href, lambda children: Link(href, children))))
        else:
            self.children(tag, wrappers)

    def ruby(self, tag: Tag, wrappers: tuple[Wrapper, ...]) -> None:
        """Readings over their bases."""
        base: list[str] = []
        for node in tag.children:
            if isinstance(node, Tag) and node.name in ("rt", "rtc"):
                if base and (text := "".join(base).strip()):
                    self.atoms.append(Atom(wrappers, Ruby(text, " ".join(visible_text(node).split()))))
                base = []
            elif isinstance(node, Tag) and node.name != "rp":
                base.append(visible_text(node))
            elif isinstance(node, NavigableString):
                base.append(str(node))
        if (text := "".join(base)).strip():
            self.atoms.append(Atom(wrappers, Text(text)))

    def media(self, tag: Tag, name: str) -> None:
        """An embedded film or sound becomes a link with its title: a book cannot play it."""
        self.flush()
        inner = tag.find("source")
        target = str(
            tag.get("src") or tag.get("data-src") or (inner.get("src") if isinstance(inner, Tag) else "") or ""
        )
        href = self.walk.addresses.link(target)
        title = " ".join(str(tag.get("title") or tag.get("aria-label") or "").split())
        if href and href != NOWHERE and (title or name != "iframe"):
            self.blocks.append(Paragraph((Link(href, (Text(title or href),)),)))
        else:
            self.walk.take("embedded", title or target, code="read.hidden")
