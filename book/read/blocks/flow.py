"""A parsed page → blocks. Knows tags; knows no site and no wording: what is furniture by its markup comes from the rules.

Text that does not become part of a block is handed to `Walk.take` with the rule that took it. Depth is bounded: what is
nested deeper than `DEEPEST` is read as plain text, with a finding.
"""

from __future__ import annotations

from itertools import groupby, islice

from book.findings import Finding, Where
from book.messages import message
from book.model import (
    Block,
    Break,
    Divider,
    Figure,
    Heading,
    InlineImage,
    Inlines,
    Items,
    Note,
    Paragraph,
    Quote,
    Text,
)
from book.read.blocks import lines
from book.read.blocks.bullets import listed
from book.read.blocks.code import code_of, is_gutter
from book.read.blocks.formulas import formula_of
from book.read.blocks.inline import STRONG, Phrase, within
from book.read.blocks.lines import Atom, Wrapper
from book.read.blocks.media import said
from book.read.blocks.tables import BOXES, is_layout, is_layout_list, one_line, own, table_of
from book.read.dom import BLOCKS, CONTROLS, SILENT, Walk, is_hidden, visible_text
from book.read.nodes import Element, TextNode
from book.read.references import unlabelled
from book.rules import NodeRule

NESTED = 12  # lists and quotations in each other; what is deeper loses its nesting, for no page can show it
#: Elements that say what their content is: as the root of an article they are read with it.
_MATTER = frozenset("p h1 h2 h3 h4 h5 h6 ul ol menu dl blockquote pre figure figcaption table".split())
_BESIDE = 50  # nodes before and after a picture's twin among which the picture is looked for
_PLAIN = frozenset("p div section article dl".split())  # blocks that say no more than that they are
DEEPEST = 150  # levels; Python itself gives up at about 1,000 frames


def blocks_of(root: Element, walk: Walk) -> list[Block]:
    """The blocks of an element's content, not yet numbered."""
    flow = _Flow(walk)
    if root.name in _MATTER:
        flow.block(root, root.name, ())
    else:
        flow.children(root, ())
    return flow.done()


def note_of(box: Element, walk: Walk, depth: int = 0) -> list[Block]:
    """An element that is a note of the page, as one."""
    flow = _Flow(walk, depth)
    flow.children(box, ())
    key = walk.notes.boxes[id(box)]
    inner = tuple(flow.done())
    return [*unlabelled(Note(key, inner), walk.notes.labels[key])] if inner else []


class _Flow(Phrase):
    """Blocks being made."""

    def done(self) -> list[Block]:
        self.flush()
        return listed(self.blocks)

    def flush(self) -> None:
        """Ends the paragraph under way; pictures that stand alone in it become figures."""
        atoms, self.atoms = self.atoms, []
        if not atoms:
            return
        if len(atoms) == 1 and (leaf := lines.solid(atoms[0])) is not None:
            if leaf.text:  # else it is what stands between two blocks
                self.blocks.append(Paragraph((leaf,)))
            return
        apart = lines.pictures_apart(atoms, self.walk.sizes)
        for is_picture, group in groupby(atoms, lambda atom: id(atom) in apart):
            if not is_picture:
                self.blocks.extend(Paragraph(line) for line in lines.paragraphs(list(group)))
            else:
                pictures = tuple(atom.leaf.image for atom in group if isinstance(atom.leaf, InlineImage))
                self.blocks.append(Figure(pictures))

    def children(self, tag: Element, wrappers: tuple[Wrapper, ...]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            if not self.walk.deep:
                self.walk.deep = True
                detail = message("detail.nested", levels=DEEPEST)
                self.walk.findings.append(Finding("read.limit", Where(self.walk.source), detail=detail))
            self.atoms.append(Atom(wrappers, Text(visible_text(tag))))
        else:
            outside = self.walk.outside
            for node in tag.children:
                if outside and id(node) in outside:
                    continue
                if isinstance(node, Element):
                    self.element(node, wrappers)
                elif isinstance(node, TextNode):
                    self.atoms.append(Atom(wrappers, Text(node.text)))
        self.depth -= 1

    def element(self, tag: Element, wrappers: tuple[Wrapper, ...]) -> None:
        name = tag.name
        if name in SILENT and not (name == "script" and formula_of(tag)):
            if name == "svg":
                self.drawing(tag, wrappers)
            elif name == "noscript":
                self.noscript(tag, wrappers)
            return
        rule = self.walk.rule_of(tag)
        if rule is not None and self.ruled(tag, rule):
            return
        if name in CONTROLS and not self.walk.keeps(tag, "controls"):
            self.walk.take("controls", visible_text(tag), code="read.hidden")
            return
        if tag.attributes and is_hidden(tag) and not self.walk.keeps(tag, "hidden"):
            self.walk.take("hidden", visible_text(tag), code="read.hidden")
            return
        if id(tag) in self.walk.notes.boxes and name != "li":
            self.flush()
            self.blocks += note_of(tag, self.walk, self.depth)
        elif name in BLOCKS and (name != "div" or formula_of(tag) is None):
            self.block(tag, name, wrappers)
        else:
            self.inline(tag, name, tag.get("style"), wrappers)

    def ruled(self, tag: Element, rule: NodeRule) -> bool:
        """Whether the rule took the element."""
        if rule.kind == "caption":
            self.caption(tag)
            return True
        if rule.kind == "unwrap" or self.walk.keeps(tag, rule.name, text := said(tag, self.walk)):
            return False
        if tag.name in BLOCKS:
            self.flush()
        self.walk.take(rule.name, text)
        return True

    def noscript(self, tag: Element, wrappers: tuple[Wrapper, ...]) -> None:
        """A picture's twin for pages without scripts counts only where no other picture stands beside it."""
        twin = tag.first("img")
        if twin is None:
            return
        address = self.walk.addresses.image(twin)
        sides = (islice(siblings, _BESIDE) for siblings in (tag.before(), tag.after()))
        beside = (next((one for one in side if isinstance(one, Element) and one.name == "img"), None) for side in sides)
        if address and not any(other is not None and self.walk.addresses.image(other) for other in beside):
            self.inline(twin, "img", "", wrappers)

    def block(self, tag: Element, name: str, wrappers: tuple[Wrapper, ...]) -> None:
        self.flush()
        if name in _PLAIN:
            self.children(tag, wrappers)
        else:
            self.matter(tag, name, wrappers)
        self.flush()

    def matter(self, tag: Element, name: str, wrappers: tuple[Wrapper, ...]) -> None:
        """A block that says what its content is, or one that is asked whether it does."""
        match name:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.heading(tag, int(name[1]))
            case "ul" | "ol" | "menu":
                if name == "menu" or not is_gutter(tag, self.walk):
                    self.items(tag, ordered=name == "ol")
            case "dt":
                self.children(tag, within(wrappers, STRONG))
            case "blockquote":
                inner = self.inside(tag)
                if inner and self.nest < NESTED:
                    self.blocks.append(Quote(tuple(inner)))
                else:
                    self.blocks.extend(inner)
            case "pre":
                if (block := code_of(tag, self.walk)) is not None:
                    self.blocks.append(block)
            case "figure":
                self.figure(tag)
            case "figcaption":
                self.caption(tag)
            case "hr":
                self.blocks.append(Divider())
            case "table":
                self.table(tag)
            case _:
                self.children(tag, wrappers)

    def inside(self, tag: Element) -> list[Block]:
        flow = _Flow(self.walk, self.depth, self.nest + 1)
        flow.children(tag, ())
        return flow.done()

    def heading(self, tag: Element, level: int) -> None:
        flow = _Flow(self.walk, self.depth, self.nest + 1)
        flow.children(tag, ())
        if flow.blocks:  # something block-like inside: a heading of one line stays one, anything else is what it is
            inner = flow.done()
            words = [block for block in inner if isinstance(block, Paragraph)]
            self.blocks.extend(
                Heading(level, block.children) if len(words) == 1 and block is words[0] else block for block in inner
            )
            return
        if line := lines.plain(lines.line(self.words(flow))):
            self.blocks.append(Heading(level, line))

    def words(self, flow: _Flow) -> list[Atom]:
        """What is under way there, without the pictures, which become a figure."""
        if pictures := tuple(atom.leaf.image for atom in flow.atoms if isinstance(atom.leaf, InlineImage)):
            self.blocks.append(Figure(pictures))
        return [atom for atom in flow.atoms if not isinstance(atom.leaf, InlineImage)]

    def items(self, tag: Element, *, ordered: bool) -> None:
        if is_layout_list(tag) or self.nest >= NESTED:
            for item in tag.own("li"):
                self.element(item, ())
                self.flush()
            return
        items: list[tuple[Block, ...]] = []
        for node in tag.children:
            if isinstance(node, Element):
                if node.name in ("ul", "ol") and items:
                    flow = _Flow(self.walk, self.depth, self.nest + 1)
                    flow.element(node, ())
                    items[-1] += tuple(flow.done())
                    continue
                flow = _Flow(self.walk, self.depth, self.nest + 1)
                if node.name == "li" and self.walk.rule_of(node) is None:
                    flow.children(node, ())
                else:
                    flow.element(node, ())
                inner = tuple(flow.done())
            elif isinstance(node, TextNode):
                line = lines.line([Atom((), Text(node.text))])
                inner = (Paragraph(line),) if line else ()
            else:
                continue
            if inner and isinstance(node, Element) and (key := self.walk.notes.boxes.get(id(node))) is not None:
                self.blocks += unlabelled(Note(key, inner), self.walk.notes.labels[key])
            elif inner:
                items.append(inner)
        if items and all(isinstance(block, Figure) for item in items for block in item):
            self.blocks.extend(block for item in items for block in item)  # a gallery, not a list
        elif items:
            start = tag.get("start")
            self.blocks.append(Items(tuple(items), ordered, int(start) if start.isdecimal() else 1))

    def figure(self, tag: Element) -> None:
        """A figure element, also where a page put picture and caption into each other's elements."""
        inner = self.inside(tag)
        pictures = tuple(image for block in inner if isinstance(block, Figure) for image in block.images)
        rest = [block for block in inner if not isinstance(block, Figure)]
        caption: Inlines = tuple(node for block in inner if isinstance(block, Figure) for node in block.caption)
        if all(isinstance(block, Paragraph) for block in rest):
            for block in rest:
                if isinstance(block, Paragraph):
                    caption = (*caption, *((Break(),) if caption else ()), *block.children)
            rest = []
        if pictures:
            self.blocks.append(Figure(pictures, caption))
        elif caption:
            self.captioned(caption)
        self.blocks.extend(rest)

    def caption(self, tag: Element) -> None:
        """Words that a rule or the markup calls a caption: they go to the picture just before."""
        self.flush()
        flow = _Flow(self.walk, self.depth, self.nest + 1)
        flow.children(tag, ())
        line = lines.line(self.words(flow))
        self.blocks.extend(flow.blocks)
        if line:
            self.captioned(line)

    def captioned(self, line: Inlines) -> None:
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, Figure) and not last.caption:
            self.blocks[-1] = Figure(last.images, line)
        else:
            self.blocks.append(Paragraph(line))

    def table(self, tag: Element) -> None:
        if is_layout(tag):
            for box in own(tag, BOXES):
                self.flush()
                self.children(box, ())
            self.flush()
            return
        if (table := table_of(tag, self.cell)) is not None:
            self.blocks.append(table)

    def cell(self, tag: Element) -> Inlines:
        return one_line(self.inside(tag))
