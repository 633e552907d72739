"""What a file of markup in an EPUB holds: its faults, and all that must be known of it to judge the whole, in one walk. Pure.

The tree of a file is large; what is kept of it is not, and can be handed from one process to another.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from hashlib import sha256
from typing import Any, NamedTuple, cast

from lxml import etree

from book.check.contents import is_unlisted
from book.check.markup import (
    HEADINGS,
    XHTML,
    Faults,
    Place,
    attribute_faults,
    element_faults,
    placed,
    root_faults,
)
from book.check.package import is_script
from book.check.references import NAMING, Named, Reference, references
from book.messages import Message, message

END = 64  # bytes at either end by which a file is known
_TYPE = "{http://www.idpf.org/2007/ops}type"
_HTML, _HEAD, _TITLE, _A = f"{XHTML}html", f"{XHTML}head", f"{XHTML}title", f"{XHTML}a"
_SVG, _MATHML = "{http://www.w3.org/2000/svg}svg", "{http://www.w3.org/1998/Math/MathML}math"
_NAMED = frozenset(("img", "link", "base"))  # that lack something without attributes
_TOP, _TOP_OF_PAGE = Place(""), Place("", is_judged=True)
_TAKEN = NAMING | {"id", "style", "role"}  # attributes of which a page keeps something
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


class Page(NamedTuple):
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


class Known(NamedTuple):
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
    try:
        tree = parsed(body)
    except etree.XMLSyntaxError as error:
        return None, Page((message("fault.not-well-formed", path=path, error=str(error)),))
    said: Any = tree.getroottree().docinfo  # of which the stubs lack much
    walk = _Walk(path, tree)
    walk.markup += root_faults(path, tree, str(said.doctype))
    walk.all()
    counted = Counter(walk.ids)
    again = (message("fault.id-again", path=path, id=repr(ident), count=n) for ident, n in counted.items() if n > 1)
    return tree, Page(
        (*_declared(path, said), *again), frozenset(counted), tuple(dict.fromkeys(walk.references)), tuple(walk.outline()),
        tuple(walk.markup), tuple(dict.fromkeys(walk.links)), frozenset(walk.holds), tuple(walk.sheets), tuple(walk.styles),
        frozenset(walk.breaks), frozenset(walk.listed), is_unlisted(tree), walk.cover,
        not all(alt and alt.strip() for alt in walk.alts), tree.get("lang") is not None,
    )  # fmt: skip


def parsed(body: bytes) -> etree._Element:
    """The tree of a file. Raises `etree.XMLSyntaxError`."""
    return etree.fromstring(body, _PARSER)


def _declared(path: str, said: Any) -> Faults:
    """EPUB 3.3 §3.9: XML 1.0 in UTF-8 (or UTF-16), without entities of its own."""
    if (said.encoding or "utf-8").lower() not in ("utf-8", "utf8", "utf-16", "us-ascii", "ascii"):
        yield message("fault.encoding", path=path)
    if said.xml_version != "1.0":
        yield message("fault.xml-version", path=path)
    if said.internalDTD is not None and list(said.internalDTD.iterentities()):
        yield message("fault.entities", path=path)


class _Walk:
    """One walk over a tree in the order of the document."""

    def __init__(self, path: str, tree: etree._Element) -> None:
        self.path, self.tree = path, tree
        self.ids: list[str] = []
        self.references: list[Reference] = []
        self.markup: list[Message] = []
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
        top = _TOP_OF_PAGE if self.tree.tag == _HTML else _TOP
        waiting: list[tuple[Iterator[etree._Element], Place]] = [(iter((self.tree,)), top)]
        while waiting:
            siblings, around = waiting[-1]
            for e in siblings:
                place = placed(e.tag, around)
                if place.asks:
                    self._seen(e, place)
                found: Any = e.items()
                if found or place.name in _NAMED:
                    self._attributes(e, place, dict(found))
                if len(e):
                    waiting.append((iter(e), place))
                    break
            else:
                waiting.pop()

    def outline(self) -> Iterator[Message]:
        """Pictures without a text, a page without a title, levels that are skipped."""
        if None in self.alts:
            yield message("fault.no-alt", path=self.path)
        titles = (title for head in self.tree.iterchildren(_HEAD) for title in head.iterchildren(_TITLE))
        if not any((title.text or "").strip() for title in titles):
            yield message("fault.no-page-title", path=self.path)
        before = 0
        for level in self.levels:
            if level > before + 1:
                yield message("fault.heading-level", path=self.path, level=level, before=before)
            before = level

    def _seen(self, e: etree._Element, place: Place) -> None:
        """An element that something is asked of beyond its attributes, or an instruction."""
        name = place.name
        if not isinstance(place.tag, str):
            self._take(cast(Named, e), "")
            return
        if place.is_judged:
            self.markup += element_faults(self.path, e, place)
        if not name:
            self._foreign(e, place.tag)
        elif name in HEADINGS:
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
            self.listed |= {a.get("href", "").partition("#")[2] for a in e.iter(_A)}
        elif name == "a":
            href = e.get("href", "")
            if ":" not in href and href[:1] not in ("", "#"):
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

    def _attributes(self, e: etree._Element, place: Place, found: Mapping[str, str]) -> None:
        if place.is_judged and place.name:
            self.markup += attribute_faults(self.path, place.name, found, self._idents)
        if place.name == "base" or not _TAKEN.isdisjoint(found):
            self._take(found, cast(str, place.tag))
        for key in found:
            if key.startswith("on") and is_script(e) is None:
                self.holds.add("scripted")

    def _take(self, found: Named, tag: str) -> None:
        """What an element with these attributes names, or an instruction."""
        if (ident := found.get("id")) is not None:
            self.ids.append(ident)
        self.references += references(found, tag)
        if style := found.get("style"):
            self.styles.append(style)
        if found.get("role") == "doc-pagebreak":
            self.breaks.add(found.get("id") or "")

    def _idents(self) -> Set[str]:
        """The ids of the whole page, which few ask for before all of it is seen."""
        return {ident for e in self.tree.iter() if (ident := e.get("id")) is not None}
