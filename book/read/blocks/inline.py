"""Inline elements → atoms. The lower half of `flow`: it knows tags that stand in a line, and no blocks.

Text that does not become an atom is handed to `Walk.take` with the rule that took it.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from functools import partial

from book.late import expression
from book.model import (
    Block,
    Break,
    Code,
    Deleted,
    Emphasis,
    Image,
    InlineImage,
    Link,
    Lowered,
    NoteRef,
    Raised,
    Ruby,
    Strong,
    Styled,
    Text,
)
from book.read.blocks.code import code_of
from book.read.blocks.formulas import formula_of
from book.read.blocks.lines import Atom, Wrapper
from book.read.blocks.media import Media, line_of, media_of
from book.read.dom import BLOCKS, DRAWN_IN, LINK, Walk, visible_text
from book.read.nodes import Element, TextNode
from book.text import without_invisible

_RUBY = 60  # characters of a base or a reading; words and names have up to ten
_DRAWN = 200  # units of its own of a drawing that is more than a sign on a button

STRONG: Wrapper = ("strong", Strong)
EMPHASIS: Wrapper = ("em", Emphasis)
DELETED: Wrapper = ("del", Deleted)
_A = "a "  # what the name of a link's wrapper begins with
MARKED: Wrapper = ("mark", partial(Styled, "mark"))
UNDERLINED: Wrapper = ("u", partial(Styled, "underline"))
SMALL: Wrapper = ("small", partial(Styled, "small"))
RAISED: Wrapper = ("sup", Raised)
LOWERED: Wrapper = ("sub", Lowered)
_WRAPPED = {
    **dict.fromkeys(("b", "strong"), STRONG),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), EMPHASIS),
    **dict.fromkeys(("del", "s", "strike"), DELETED),
    "sub": LOWERED,
    "mark": MARKED,
    "u": UNDERLINED,
    "small": SMALL,
}
#: What a style says → what it means. A background is no highlight: editors give whole paragraphs one.
_STYLES = (
    (expression(r"(?<![\w-])font-weight\s*:\s*(?:bold|[6-9]00)", re.I), STRONG),
    (expression(r"text-emphasis(?:-style)?\s*:(?!\s*none)", re.I), EMPHASIS),
    (expression(r"text-decoration(?:-line)?\s{0,9}:[^;]{0,60}?\bline-through", re.I), DELETED),
    (expression(r"text-decoration(?:-line)?\s{0,9}:[^;]{0,60}?\bunderline", re.I), UNDERLINED),
)
_COLOUR = expression(
    r"(?<![\w-])color\s*:\s*(?:#(?P<hex>[0-9a-f]{6}|[0-9a-f]{3})\b|rgba?\(\s*(?P<parts>\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3})"
    r"|(?P<name>[a-z]{3,20}))",
    re.I,
)
_COLOURS = frozenset(
    "red crimson darkred orangered orange blue navy royalblue dodgerblue green darkgreen purple magenta brown teal".split()
)
_VIVID = 60  # how far the parts of a colour differ, of 255
_SOME = 0.6  # share of a paragraph that words set apart have at most


def within(wrappers: tuple[Wrapper, ...], wrapper: Wrapper) -> tuple[Wrapper, ...]:
    """The wrappers with one more inside, unless it is there already: strong within strong is strong. The line under a link is no
    author's."""
    names = {name for name, _ in wrappers}
    if wrapper[0].startswith(_A):
        wrappers = tuple(one for one in wrappers if one[0] != UNDERLINED[0])
    linked = wrapper is UNDERLINED and any(name.startswith(_A) for name in names)
    return wrappers if linked or wrapper[0] in names else (*wrappers, wrapper)


def styled(wrappers: tuple[Wrapper, ...], style: str) -> tuple[Wrapper, ...]:
    """The wrappers with those that an element's own style asks for."""
    for pattern, wrapper in _STYLES:
        if pattern.search(style):
            wrappers = within(wrappers, wrapper)
    return wrappers


def is_set_apart(tag: Element, style: str) -> bool:
    """Whether an element differs from the rest of its paragraph by a colour that is none of grey."""
    match = _COLOUR.search(style if tag.name != "font" else f"color:{tag.get('color')}")
    if match is None:
        return False
    if match["hex"]:
        digits = match["hex"] if len(match["hex"]) == 6 else "".join(char * 2 for char in match["hex"])
        parts = [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
    elif match["parts"]:
        parts = [int(part) for part in match["parts"].split(",")]
    else:
        parts = [255, 0, 0] if match["name"].lower() in _COLOURS else [0, 0, 0]
    around = next((one for one in tag.parents if one.name in BLOCKS), None)
    whole = len(visible_text(around).strip()) if around is not None else 0
    return max(parts) - min(parts) >= _VIVID and 0 < len(visible_text(tag).strip()) <= _SOME * whole


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
    def children(self, tag: Element, wrappers: tuple[Wrapper, ...]) -> None:
        """Walks the content of an element."""

    def inline(self, tag: Element, name: str, style: str, wrappers: tuple[Wrapper, ...]) -> None:
        """One inline element."""
        formula = formula_of(tag)
        if formula is not None:
            self.atoms += [Atom(wrappers, formula)] if formula.tex else []
            return
        media = media_of(tag, self.walk)
        if media is not None:
            self.media(tag, media, wrappers)
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
            case "code" if tag.first("br") is not None:  # lines of code, not words of code in a line
                self.flush()
                if (block := code_of(tag, self.walk)) is not None:
                    self.blocks.append(block)
            case "code" | "kbd" | "samp" | "tt":
                text = " ".join(without_invisible(tag.text()).split())
                if text:
                    self.atoms.append(Atom(wrappers, Code(text)))
            case "a":
                self.link(tag, wrappers)
            case "ruby":
                self.ruby(tag, wrappers)
            case _:
                wrappers = styled(wrappers, style) if style else wrappers
                colour = self.walk.rules.overrides.coloured and is_set_apart(tag, style)
                self.children(tag, within(wrappers, STRONG) if colour else wrappers)

    def image(self, tag: Element, wrappers: tuple[Wrapper, ...]) -> None:
        """A picture, by the addresses that it has, the best first."""
        addresses = self.walk.addresses.image(tag)
        alt = " ".join(without_invisible(tag.get("alt")).split())
        if self.walk.addresses.is_file_name(alt):
            alt = ""
        if addresses:
            self.walk.sizes[addresses[0]] = self.walk.addresses.size(tag, addresses)
            self.atoms.append(Atom(wrappers, InlineImage(Image(addresses[0], alt, others=addresses[1:]))))
        elif alt:
            if self.walk.stays(alt, "image-without-address"):
                self.atoms.append(Atom(wrappers, Text(alt)))
        elif (placeholder := self.walk.addresses.placeholder(tag)) and self.walk.stays(
            placeholder, "placeholder-picture"
        ):
            self.atoms.append(Atom(wrappers, InlineImage(Image(placeholder, ""))))

    def drawing(self, tag: Element, wrappers: tuple[Wrapper, ...]) -> None:
        """A drawing: its pictures, and the page that it may hold; the strokes and what is written among them go."""
        inside = tag.inside(*DRAWN_IN, "img")
        own = set(map(id, inside))
        for inner in inside:
            if not any(id(parent) in own for parent in inner.parents):
                self.children(inner, wrappers) if inner.name == "foreignObject" else self.image(inner, wrappers)
                inner.take_out()
        words = " ".join(visible_text(tag).split()) or tag.get("aria-label")
        size = re.fullmatch(
            r"\s*+[-\d.]++[\s,]++[-\d.]++[\s,]++(\d++)[^\s,]*+[\s,]++(\d++)\S*+\s*+", tag.get("viewBox")
        )
        if not words and not inside and size and min(int(size[1]), int(size[2])) >= _DRAWN:
            self.walk.take("controls", f"<svg {size[1]}×{size[2]}>", code="read.hidden")
        elif words and self.walk.stays(words, "controls", "read.hidden"):
            self.atoms.append(Atom(wrappers, Text(words)))

    def sup(self, tag: Element, wrappers: tuple[Wrapper, ...]) -> None:
        """A raised run; a note mark for each link in it that calls a note of the page."""
        calls = [anchor for anchor in tag.inside("a") if id(anchor) in self.walk.notes.calls]
        for anchor in calls:
            self.link(anchor, wrappers)
        if not calls:
            self.children(tag, within(wrappers, RAISED))

    def link(self, tag: Element, wrappers: tuple[Wrapper, ...]) -> None:
        """A link, unless it leads nowhere or holds a picture; one that calls a note is its mark."""
        target = tag.get("href")
        if id(tag) in self.walk.notes.backs or "footnote-backref" in tag.classes:
            return
        if (key := self.walk.notes.calls.get(id(tag))) is not None:
            self.atoms.append(Atom(wrappers, NoteRef(key)))
            return
        href = self.walk.addresses.link(target)
        if href and tag.first("img") is None and len(tag.text()) <= LINK:
            self.children(tag, within(wrappers, (_A + href, lambda children: Link(href, children))))
        else:
            self.children(tag, wrappers)

    def ruby(self, tag: Element, wrappers: tuple[Wrapper, ...]) -> None:
        """Readings over their bases."""
        base: list[str] = []
        for node in tag.children:
            if isinstance(node, Element) and node.name in ("rt", "rtc"):
                if base and (text := "".join(base).strip()):
                    self.atoms.append(Atom(wrappers, _read_as(text, " ".join(visible_text(node).split()))))
                base = []
            elif isinstance(node, Element) and node.name != "rp":
                base.append(visible_text(node))
            elif isinstance(node, TextNode):
                base.append(node.text)
        if (text := "".join(base)).strip():
            self.atoms.append(Atom(wrappers, Text(text)))

    def media(self, tag: Element, media: Media, wrappers: tuple[Wrapper, ...]) -> None:
        """A line for a sound, a film or a card, as a link where it has an address; an offer goes, unless the user keeps it.

        What is in a frame is known only by its name: without one it is not told from an advertisement.
        """
        block = media.kind != "sound"
        if block:
            self.flush()
        line = line_of(media, tag, self.walk)
        if not line and self.walk.rules.overrides.keeps(media.said, "embedded"):
            line = media.said
        shown = (media.kind in ("sound", "film", "card") and bool(media.title or media.said)) or (
            media.kind == "frame" and bool(media.title and media.href)
        )
        if line and (self.walk.stays(media.said or line, "embedded", "read.hidden") or shown):
            href = media.href
            link = within(wrappers, (_A + href, lambda children: Link(href, children))) if href else wrappers
            self.atoms.append(Atom(link, Text(line)))
            if block:
                self.flush()
        elif not line:  # a card without a word
            self.walk.take("embedded", media.said, code="read.hidden")


def _read_as(base: str, reading: str) -> Ruby | Text:
    """A reading over its base; of a text in the place of either, one behind the other: it would be set on one line."""
    return Ruby(base, reading) if max(len(base), len(reading)) <= _RUBY else Text(f"{base}（{reading}）")
