"""What a file of markup in an EPUB holds: its faults, and all that must be known of it to judge the whole, in one walk. Pure.

The tree of a file is large; what is kept of it is not, and can be handed from one process to another.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import cast

from lxml import etree

from book.check.contents import is_unlisted
from book.check.markup import (
    FOREIGN,
    HEADINGS,
    LOOKED_INTO,
    XHTML,
    Faults,
    Spot,
    attribute_faults,
    element_faults,
    root_faults,
    verdict,
)
from book.check.package import is_script
from book.check.references import Reference, references
from book.check.vocabulary import TRANSPARENT
from book.classes import dataclass
from book.messages import Message, message

END = 64  # bytes at either end by which a file is known
_Pairs = list[tuple[str, str]]
_TYPE = "{http://www.idpf.org/2007/ops}type"
_A, _IMG, _STYLE, _TITLE = f"{XHTML}a", f"{XHTML}img", f"{XHTML}style", f"{XHTML}head/{XHTML}title"
_SVG, _MATHML = "{http://www.w3.org/2000/svg}svg", "{http://www.w3.org/1998/Math/MathML}math"
_ASKED = HEADINGS | {"form", "img", "section", "nav", "a", "style", "script"}  # of which more is asked
_NAMED = frozenset(("img", "link", "base"))  # that lack something without attributes
_AT_ROOT = Spot("", "", within_link=False, within_foreign=False)


@dataclass(frozen=True, slots=True)
class Page:
    """What is known of a file. The faults are in groups, for they are told with those of other files.

    `ids` are all of them; `references` what it names, each once; `links` the addresses of its links within the book, each once.
    `holds` are those of the properties of a manifest that are so. `sheets` are the style sheets in it, `styles` those on elements.
    `breaks` are the ids of the printed pages that begin there, `listed` those to which its list of them leads.
    """

    faults: tuple[Message, ...] = ()  # of the file as XML
    ids: frozenset[str] = frozenset()
    references: tuple[Reference, ...] = ()
    outline: tuple[Message, ...] = ()  # of pictures, title and headings
    markup: tuple[Message, ...] = ()  # of elements and attributes
    links: tuple[str, ...] = ()
    holds: frozenset[str] = frozenset()
    sheets: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    breaks: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    unlisted: bool = False  # the contents need not have it
    cover: bool = False
    bare: bool = False  # a picture in it has no words
    told: bool = False  # its language is


@dataclass(frozen=True, slots=True)
class Known:
    """What was read of a file when it was packed: the sha256 of its packed bytes, the size and CRC-32 that were found, how it
    begins and ends, and what it holds. A file of a book that is the same in all this need not be read again."""

    packed: bytes
    size: int
    crc: int
    ends: tuple[bytes, bytes]
    page: Page

    @classmethod
    def of(cls, path: str, packed: bytes) -> Known | None:
        """What is known of a page by its deflated bytes; `None` for one that must be read again to say what is wrong. Raises
        `zlib.error` for bytes that are no deflated ones."""
        body = zlib.decompress(packed, -zlib.MAX_WBITS)
        tree, page = read(path, body)
        found = sha256(packed).digest(), len(body), zlib.crc32(body)
        return cls(*found, (body[:END], body[-END:]), page) if tree is not None else None


def read(path: str, body: bytes) -> tuple[etree._Element | None, Page]:
    """The tree of a file, `None` for one that is not well-formed, and what is known of it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        return None, Page((message("fault.not-well-formed", path=path, error=str(error)),))
    counted = Counter([ident for e in tree.iter() if (ident := e.get("id")) is not None])
    again = (message("fault.id-again", path=path, id=repr(ident), count=n) for ident, n in counted.items() if n > 1)
    walk = _Walk(path, tree, frozenset(counted))
    walk.all()
    return tree, Page(
        (*_declared(path, tree), *again), walk.ids, tuple(dict.fromkeys(walk.references)), tuple(walk.outline()),
        tuple(walk.markup), tuple(dict.fromkeys(walk.links)), frozenset(walk.holds), tuple(walk.sheets), tuple(walk.styles),
        frozenset(walk.breaks), frozenset(walk.listed), is_unlisted(tree), walk.cover,
        not all(alt and alt.strip() for alt in walk.alts), tree.get("lang") is not None,
    )  # fmt: skip


def _declared(path: str, root: etree._Element) -> Faults:
    """EPUB 3.3 §3.9: XML 1.0 in UTF-8 (or UTF-16), without entities of its own."""
    said = root.getroottree().docinfo
    if (said.encoding or "utf-8").lower() not in ("utf-8", "utf8", "utf-16", "us-ascii", "ascii"):
        yield message("fault.encoding", path=path)
    if said.xml_version != "1.0":
        yield message("fault.xml-version", path=path)
    if said.internalDTD is not None and list(said.internalDTD.iterentities()):  # type: ignore[attr-defined]  # the stubs lack it
        yield message("fault.entities", path=path)


class _Walk:
    """One walk over a tree in the order of the document."""

    def __init__(self, path: str, tree: etree._Element, ids: frozenset[str]) -> None:
        self.path, self.tree = path, tree
        self.ids = ids
        self.references: list[Reference] = []
        self.markup: list[Message] = list(root_faults(path, tree))
        self.is_html = tree.tag == f"{XHTML}html"
        self.levels: list[int] = []
        self.alts: list[str | None] = []
        self.links: list[str] = []
        self.holds: set[str] = set()
        self.sheets: list[str] = []
        self.styles: list[str] = []
        self.breaks: set[str] = set()
        self.listed: set[str] = set()
        self.cover = False

    def all(self) -> None:
        """Goes from element to element, each before what is in it."""
        waiting: list[tuple[etree._Element, Spot]] = [(self.tree, _AT_ROOT)]
        while waiting:
            e, spot = waiting.pop()
            tag: object = e.tag
            if not isinstance(tag, str):  # a comment, or an instruction, which may name a file
                self._instruction(e)
                continue
            name = tag.removeprefix(XHTML) if tag.startswith(XHTML) else ""
            if children := list(e):
                inner = _within(spot, name, tag)
                waiting += [(child, inner) for child in reversed(children)]
            if name:
                if self.is_html and (name in LOOKED_INTO or verdict(name, *spot)):
                    self.markup += element_faults(self.path, e, name, spot)
                if name in _ASKED:
                    self._seen(e, name)
            elif tag.startswith(FOREIGN):
                self._foreign(e, tag)
            elif self.is_html and not spot.within_foreign:
                self.markup.append(message("fault.element", path=self.path, name=etree.QName(e).localname))
            if (found := e.items()) or name in _NAMED:
                self._attributes(e, tag, name, dict(cast(_Pairs, found)))

    def outline(self) -> Iterator[Message]:
        """Pictures without a text, a page without a title, levels that are skipped."""
        if None in self.alts:
            yield message("fault.no-alt", path=self.path)
        if not any((e.text or "").strip() for e in self.tree.findall(_TITLE)):
            yield message("fault.no-page-title", path=self.path)
        before = 0
        for level in self.levels:
            if level > before + 1:
                yield message("fault.heading-level", path=self.path, level=level, before=before)
            before = level

    def _seen(self, e: etree._Element, name: str) -> None:
        """An element of XHTML that something is asked of."""
        if name in HEADINGS:
            self.levels.append(int(name[1]))
        elif name == "form":
            self.holds.add("scripted")
        elif e is self.tree:
            pass
        elif name == "img":
            self.alts.append(e.get("alt"))
        elif name == "section" and e.get(_TYPE) == "cover":
            self.cover = True
        elif name == "nav" and e.get(_TYPE) == "page-list":
            self.listed |= {a.get("href", "").partition("#")[2] for a in e.iterfind(f".//{_A}")}
        elif name == "a":
            href = e.get("href", ":")
            if ":" not in href and e.get("href", "#")[:1] not in ("", "#"):
                self.links.append(href)
        if name == "style":
            self.sheets.append("".join(map(str, e.itertext())))
        elif name == "script" and is_script(e):
            self.holds.add("scripted")

    def _foreign(self, e: etree._Element, tag: str) -> None:
        if tag == _SVG:
            self.holds.add("svg")
        elif tag == _MATHML:
            self.holds.add("mathml")
        elif is_script(e):
            self.holds.add("scripted")

    def _attributes(self, e: etree._Element, tag: str, name: str, found: Mapping[str, str]) -> None:
        if name and self.is_html:
            self.markup += attribute_faults(self.path, name, found, self.ids)
        self.references += references(e, tag, found.keys())
        for key, value in found.items():
            if key == "style" and value:
                self.styles.append(value)
            elif key == "role" and value == "doc-pagebreak":
                self.breaks.add(found.get("id", ""))
            elif key.startswith("on") and is_script(e) is None:
                self.holds.add("scripted")

    def _instruction(self, e: etree._Element) -> None:
        self.references += references(e, "")
        if style := e.get("style"):
            self.styles.append(style)
        if e.get("role") == "doc-pagebreak":
            self.breaks.add(e.get("id", ""))


def _within(spot: Spot, name: str, tag: str) -> Spot:
    """The place of what stands in an element."""
    holder = spot.holder if name in TRANSPARENT else name
    foreign = spot.within_foreign or tag.startswith(FOREIGN)
    return Spot(name, holder, within_link=spot.within_link or name == "a", within_foreign=foreign)
