"""A parsed page → blocks. Knows tags; knows no site and no wording: what is furniture by its markup comes from the rules.

Text that does not become part of a block is handed to `Walk.findings` with the rule that took it. Depth is bounded: what is
nested deeper than `DEEPEST` is read as plain text, with a finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby

from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString, PreformattedString

from book.findings import Finding, Where
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
    Text,
)
from book.read import lines
from book.read.lines import Atom, Wrapper
from book.read.links import Addresses
from book.rules import NodeRule, RuleSet
from book.walk import inline_text

_LIBXML = 240  # levels; libxml2's limit is 256
DEEPEST = 150  # levels; libxml2 itself stops at 256 and Python at about 1,000 frames

BLOCKS = frozenset(
    "address article aside body center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol p picture pre "
    "section summary table tbody td tfoot th thead tr ul blockquote".split()
)
#: Never text: code, and what only works on a live page.
SILENT = frozenset(
    "script style template noscript link meta head title base param source track area map canvas svg math-ml".split()
)
_CONTROLS = frozenset("button input select option textarea object embed applet".split())
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_LANGUAGE = re.compile(r"(?:lang|language|brush:)[-:\s]*([A-Za-z0-9+#_-]+)")


@dataclass(slots=True)
class Walk:
    """One walk over one page: where links lead, what was found, what counts as furniture."""

    rules: RuleSet
    source: str
    addresses: Addresses
    findings: list[Finding] = field(default_factory=list)
    notes: frozenset[str] = frozenset()
    spared: frozenset[int] = frozenset()
    deep: bool = False
    small: set[str] = field(default_factory=set)
    _classes: dict[str, NodeRule] = field(default_factory=dict)
    _ids: dict[str, NodeRule] = field(default_factory=dict)
    _tags: dict[str, NodeRule] = field(default_factory=dict)
    _like: list[NodeRule] = field(default_factory=list)

    def __post_init__(self) -> None:
        for rule in self.rules.nodes:
            self._classes |= dict.fromkeys(rule.classes, rule)
            self._ids |= dict.fromkeys(rule.ids, rule)
            self._tags |= dict.fromkeys(rule.tags, rule)
            if rule.like:
                self._like.append(rule)

    def rule_of(self, tag: Tag) -> NodeRule | None:
        """The rule that knows this element as furniture (or as a caption), if any.

        An element that holds most of the page's prose is no furniture, whatever its class says: it is in `spared`.
        """
        if id(tag) in self.spared:
            return None
        found = self._tags.get(tag.name)
        names = class_tokens(tag)
        for name in names:
            found = found or self._classes.get(name)
        ident = str(tag.get("id") or "")
        found = found or self._ids.get(ident)
        if found is None and self._like and (names or ident):
            text = " ".join([*names, ident])
            found = next((rule for rule in self._like if rule.like and rule.like.search(text)), None)
        return found

    def take(self, rule: str, text: str, *, code: str = "clean.removed") -> None:
        """Accounts for text that goes no further."""
        text = " ".join(lines.clean_text(text).split())
        if text:
            self.findings.append(Finding(code, Where(self.source), text, rule))


def class_tokens(tag: Tag) -> list[str]:
    """The class names of an element."""
    value = tag.get("class")
    return value.split() if isinstance(value, str) else list(value or ())


def parse(markup: str) -> BeautifulSoup:
    """A page as a tree. lxml is the fast parser; it mends what is broken and never raises on content.

    libxml2 stops at 256 levels and drops the rest of the page without a word; there the slower parser of the standard
    library takes over. The parse stopped where the last chain of last children is that deep.
    """
    soup = BeautifulSoup(markup, "lxml")
    node, depth = soup.contents[-1] if soup.contents else None, 0
    while isinstance(node, Tag) and node.contents:
        node, depth = node.contents[-1], depth + 1
    return BeautifulSoup(markup, "html.parser") if depth > _LIBXML else soup


def is_hidden(tag: Tag) -> bool:
    """Whether a page hides an element for good; `visibility` and `opacity` do not count: scripts take them away."""
    style = str(tag.get("style") or "")
    return bool(style and _HIDDEN.search(style)) or tag.get("hidden") is not None


def visible_text(tag: Tag) -> str:
    """Text of an element as a reader sees it, without code; for accounts and comparisons."""
    out: list[str] = []
    for node in tag.descendants:
        if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            parent = node.parent
            if parent is None or parent.name not in SILENT:
                out.append(str(node))
    return "".join(out)


def blocks_of(root: Tag, walk: Walk) -> list[Block]:
    """The blocks of an element's content, not yet numbered."""
    flow = _Flow(walk)
    flow.children(root, ())
    return flow.done()


class _Flow:
    """Blocks being made: a line of atoms under way, and the blocks that are done."""

    def __init__(self, walk: Walk, depth: int = 0) -> None:
        self.walk = walk
        self.depth = depth
        self.atoms: list[Atom] = []
        self.blocks: list[Block] = []

    def done(self) -> list[Block]:
        self.flush()
        return self.blocks

    # ---------------------------------------------------------------------------------------------- lines

    def flush(self) -> None:
        """Ends the paragraph under way; pictures that stand alone in it become figures."""
        atoms, self.atoms = self.atoms, []
        if not atoms:
            return
        run: list[Atom] = []
        for is_picture, group in groupby(
            atoms, lambda atom: isinstance(atom.leaf, InlineImage) and not self.in_line(atom.leaf.image, atoms)
        ):
            if not is_picture:
                run = list(group)
                self.blocks.extend(Paragraph(line) for line in lines.paragraphs(run))
            else:
                pictures = tuple(atom.leaf.image for atom in group if isinstance(atom.leaf, InlineImage))
                self.blocks.append(Figure(pictures))

    def in_line(self, image: Image, atoms: list[Atom]) -> bool:
        """Whether a picture stands in the line like a character: it is small and there is text beside it."""
        return image.src in self.walk.small and any(
            isinstance(atom.leaf, Text) and atom.leaf.text.strip() for atom in atoms
        )

    def children(self, tag: Tag, wrappers: tuple[Wrapper, ...]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            if not self.walk.deep:
                self.walk.deep = True
                self.walk.findings.append(
                    Finding("read.limit", Where(self.walk.source), detail=f"nested over {DEEPEST} levels")
                )
            self.atoms.append(Atom(wrappers, Text(visible_text(tag))))
        else:
            for node in tag.children:
                if isinstance(node, Tag):
                    self.element(node, wrappers)
                elif isinstance(node, NavigableString) and not isinstance(node, Comment | PreformattedString):
                    self.atoms.append(Atom(wrappers, Text(str(node))))
        self.depth -= 1

    # ------------------------------------------------------------------------------------------- elements

    def element(self, tag: Tag, wrappers: tuple[Wrapper, ...]) -> None:
        name = tag.name
        if name in SILENT:
            if name == "svg":
                self.walk.take("controls", visible_text(tag), code="read.hidden")
            elif name == "noscript":
                self.noscript(tag, wrappers)
            return
        rule = self.walk.rule_of(tag)
        if rule is not None and self.ruled(tag, rule):
            return
        if name in _CONTROLS:
            self.walk.take("controls", visible_text(tag), code="read.hidden")
            return
        style = str(tag.get("style") or "")
        if is_hidden(tag):
            self.walk.take("hidden", visible_text(tag), code="read.hidden")
            return
        if name in BLOCKS:
            self.block(tag, name, wrappers)
        else:
            self.inline(tag, name, style, wrappers)

    def ruled(self, tag: Tag, rule: NodeRule) -> bool:
        """Whether the rule took the element."""
        if rule.kind == "caption":
            self.caption(tag)
            return True
        if rule.kind == "unwrap":
            return False
        self.flush_if_block(tag)
        self.walk.take(rule.name, visible_text(tag))
        return True

    def flush_if_block(self, tag: Tag) -> None:
        if tag.name in BLOCKS:
            self.flush()

    def noscript(self, tag: Tag, wrappers: tuple[Wrapper, ...]) -> None:
        """A picture's twin for pages without scripts counts only where no other picture stands beside it."""
        twin = tag.find("img")
        if not isinstance(twin, Tag):
            return
        address = self.walk.addresses.image(twin)
        beside = tag.find_previous_sibling("img") or tag.find_next_sibling("img")
        if address and not isinstance(beside, Tag):
            self.inline(twin, "img", "", wrappers)

    def block(self, tag: Tag, name: str, wrappers: tuple[Wrapper, ...]) -> None:
        self.flush()
        match name:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.heading(tag, int(name[1]))
            case "ul" | "ol" | "menu":
                self.items(tag, ordered=name == "ol")
            case "dl":
                self.children(tag, wrappers)
            case "dt":
                self.children(tag, (*wrappers, STRONG))
            case "blockquote":
                inner = self.inside(tag)
                if inner:
                    self.blocks.append(Quote(tuple(inner)))
            case "pre":
                self.code(tag)
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
        self.flush()

    def inside(self, tag: Tag) -> list[Block]:
        flow = _Flow(self.walk, self.depth)
        flow.children(tag, ())
        return flow.done()

    def heading(self, tag: Tag, level: int) -> None:
        flow = _Flow(self.walk, self.depth)
        flow.children(tag, ())
        if flow.blocks:  # something block-like inside: a heading of one line stays one, anything else is what it is
            inner = flow.done()
            words = [block for block in inner if isinstance(block, Paragraph)]
            self.blocks.extend(
                Heading(level, block.children) if len(words) == 1 and block is words[0] else block for block in inner
            )
            return
        pictures = tuple(atom.leaf.image for atom in flow.atoms if isinstance(atom.leaf, InlineImage))
        line = _plain_strong(lines.line([atom for atom in flow.atoms if not isinstance(atom.leaf, InlineImage)]))
        if pictures:
            self.blocks.append(Figure(pictures))
        if line:
            self.blocks.append(Heading(level, line))

    def items(self, tag: Tag, *, ordered: bool) -> None:
        if _is_layout_list(tag):
            for item in tag.find_all("li", recursive=False):
                self.element(item, ())
                self.flush()
            return
        items: list[tuple[Block, ...]] = []
        for node in tag.children:
            if isinstance(node, Tag):
                if node.name in ("ul", "ol") and items:
                    flow = _Flow(self.walk, self.depth)
                    flow.element(node, ())
                    items[-1] += tuple(flow.done())
                    continue
                flow = _Flow(self.walk, self.depth)
                if node.name == "li" and self.walk.rule_of(node) is None:
                    flow.children(node, ())
                else:
                    flow.element(node, ())
                inner = tuple(flow.done())
            elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                line = lines.line([Atom((), Text(str(node)))])
                inner = (Paragraph(line),) if line else ()
            else:
                continue
            if inner and isinstance(node, Tag) and str(node.get("id") or "") in self.walk.notes:
                self.blocks.append(Note(str(node.get("id")), inner))
            elif inner:
                items.append(inner)
        if items and all(isinstance(block, Figure) for item in items for block in item):
            self.blocks.extend(block for item in items for block in item)  # a gallery, not a list
        elif items:
            start = str(tag.get("start") or "1")
            self.blocks.append(Items(tuple(items), ordered, int(start) if start.isdecimal() else 1))

    def code(self, tag: Tag) -> None:
        for inner in list(tag.find_all(True)):
            rule = self.walk.rule_of(inner)
            if rule is not None and rule.kind not in ("caption", "unwrap"):
                self.walk.take(rule.name, visible_text(inner))
                inner.decompose()
            elif inner.name == "br":
                inner.replace_with("\n")
        code = tag.find("code")
        classes = [*class_tokens(tag), *(class_tokens(code) if isinstance(code, Tag) else ())]
        found = next((match.group(1) for name in classes if (match := _LANGUAGE.search(name))), "")
        text = lines.clean_text(tag.get_text()).replace("\xa0", " ").strip("\n").rstrip()
        if text.strip():
            self.blocks.append(CodeBlock(text, found))

    def figure(self, tag: Tag) -> None:
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

    def caption(self, tag: Tag) -> None:
        """Words that a rule or the markup calls a caption: they go to the picture just before."""
        self.flush()
        flow = _Flow(self.walk, self.depth)
        flow.children(tag, ())
        pictures = tuple(atom.leaf.image for atom in flow.atoms if isinstance(atom.leaf, InlineImage))
        line = lines.line([atom for atom in flow.atoms if not isinstance(atom.leaf, InlineImage)])
        if pictures:
            self.blocks.append(Figure(pictures))
        self.blocks.extend(flow.blocks)
        if line:
            self.captioned(line)

    def captioned(self, line: Inlines) -> None:
        last = self.blocks[-1] if self.blocks else None
        if isinstance(last, Figure) and not last.caption:
            self.blocks[-1] = Figure(last.images, line)
        else:
            self.blocks.append(Paragraph(line))

    def table(self, tag: Tag) -> None:
        from book.read.tables import is_layout, table_of

        if is_layout(tag):
            for row in tag.find_all(["td", "th", "caption"]):
                if row.find_parent("table") is tag:
                    self.flush()
                    self.children(row, ())
            self.flush()
            return
        table = table_of(tag, self.cell)
        if table is not None:
            self.blocks.append(table)

    def cell(self, tag: Tag) -> Inlines:
        """What a cell says as one line, its paragraphs parted by breaks."""
        out: list[Inline] = []
        for block in self.inside(tag):
            if out:
                out.append(Break())
            match block:
                case Paragraph(children) | Heading(children=children):
                    out.extend(children)
                case Figure(images, caption):
                    out.extend(InlineImage(image) for image in images)
                    out.extend(caption)
                case _:
                    from book.walk import block_text

                    out.append(Text(" ".join(block_text(block).split()) or " "))
        return tuple(out)

    # -------------------------------------------------------------------------------------------- inlines

    def inline(self, tag: Tag, name: str, style: str, wrappers: tuple[Wrapper, ...]) -> None:
        match name:
            case "br":
                self.atoms.append(Atom((), Break()))
            case "img" | "image":
                self.image(tag, wrappers)
            case "b" | "strong":
                self.children(tag, (*wrappers, STRONG))
            case "em" | "i" | "cite" | "dfn" | "var":
                self.children(tag, (*wrappers, EMPHASIS))
            case "del" | "s" | "strike":
                self.children(tag, (*wrappers, DELETED))
            case "sup":
                self.sup(tag, wrappers)
            case "sub":
                self.children(tag, (*wrappers, LOWERED))
            case "code" | "kbd" | "samp" | "tt":
                text = " ".join(lines.clean_text(tag.get_text()).split())
                if text:
                    self.atoms.append(Atom(wrappers, Code(text)))
            case "a":
                self.link(tag, wrappers)
            case "ruby":
                self.ruby(tag, wrappers)
            case "math":
                tex = tag.find("annotation")
                words = tex.get_text() if isinstance(tex, Tag) else str(tag.get("alttext") or visible_text(tag))
                self.atoms.append(Atom(wrappers, Formula(" ".join(words.split()) or " ")))
            case "iframe" | "video" | "audio":
                self.media(tag, name)
            case _:
                self.children(tag, (*wrappers, STRONG) if style and _BOLD.search(style) else wrappers)

    def image(self, tag: Tag, wrappers: tuple[Wrapper, ...]) -> None:
        address = self.walk.addresses.image(tag)
        alt = " ".join(lines.clean_text(str(tag.get("alt") or "")).split())
        if self.walk.addresses.is_file_name(alt):
            alt = ""
        if address:
            if self.walk.addresses.is_small(tag, address):
                self.walk.small.add(address)
            self.atoms.append(Atom(wrappers, InlineImage(Image(address, alt))))
        elif alt:
            self.walk.take("image-without-address", alt)

    def sup(self, tag: Tag, wrappers: tuple[Wrapper, ...]) -> None:
        anchor = tag.find("a")
        target = str(anchor.get("href") or "") if isinstance(anchor, Tag) else ""
        if target[:1] == "#" and target[1:] in self.walk.notes:
            self.atoms.append(Atom(wrappers, NoteRef(target[1:])))
        else:
            self.children(tag, (*wrappers, RAISED))

    def link(self, tag: Tag, wrappers: tuple[Wrapper, ...]) -> None:
        target = str(tag.get("href") or "")
        if "footnote-backref" in class_tokens(tag):
            return
        href = self.walk.addresses.link(target)
        if href and not tag.find("img"):
            self.children(tag, (*wrappers, ("a " + href, lambda children: Link(href, children))))
        else:
            self.children(tag, wrappers)

    def ruby(self, tag: Tag, wrappers: tuple[Wrapper, ...]) -> None:
        base: list[str] = []
        for node in tag.children:
            if isinstance(node, Tag) and node.name in ("rt", "rtc"):
                if base and (said := "".join(base).strip()):
                    self.atoms.append(Atom(wrappers, Ruby(said, " ".join(visible_text(node).split()))))
                base = []
            elif isinstance(node, Tag) and node.name != "rp":
                base.append(visible_text(node))
            elif isinstance(node, NavigableString):
                base.append(str(node))
        if (said := "".join(base)).strip():
            self.atoms.append(Atom(wrappers, Text(said)))

    def media(self, tag: Tag, name: str) -> None:
        """An embedded film or sound becomes a link with its title: a book cannot play it."""
        self.flush()
        inner = tag.find("source")
        target = str(
            tag.get("src") or tag.get("data-src") or (inner.get("src") if isinstance(inner, Tag) else "") or ""
        )
        href = self.walk.addresses.link(target)
        title = " ".join(str(tag.get("title") or tag.get("aria-label") or "").split())
        if href and (title or name != "iframe"):
            self.blocks.append(Paragraph((Link(href, (Text(title or href),)),)))
        else:
            self.walk.take("embedded", title or target, code="read.hidden")


STRONG: Wrapper = ("strong", Strong)
EMPHASIS: Wrapper = ("em", Emphasis)
DELETED: Wrapper = ("del", Deleted)
RAISED: Wrapper = ("sup", Raised)
LOWERED: Wrapper = ("sub", Lowered)


def _is_layout_list(tag: Tag) -> bool:
    """Whether a list only holds a page together: an item of it has headings and paragraphs of its own."""
    for item in tag.find_all("li", recursive=False):
        if isinstance(item.find(["h1", "h2", "h3"]), Tag) and len(item.find_all("p", limit=4)) > 3:
            return True
    return False


def _plain_strong(line: Inlines) -> Inlines:
    """A heading that is all strong is just a heading."""
    while len(line) == 1 and isinstance(line[0], Strong):
        line = line[0].children
    return line if inline_text(line).strip() else ()


def note_targets(root: Tag) -> frozenset[str]:
    """Ids that a raised link points to and that exist: the page's footnotes."""
    wanted = {str(a.get("href"))[1:] for a in root.select("sup a[href^='#']")}
    return (
        frozenset(ident for ident in wanted if ident and isinstance(root.find(id=ident), Tag))
        if wanted
        else frozenset()
    )
