"""Lints the bytes of an EPUB: what EPUBCheck would call an error and a reading system would stumble over, without Java.

The rules are a part of EPUB 3.3 and OCF 3.3, named where they are applied; EPUBCheck itself runs in the tests.
"""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from io import BytesIO

from lxml import etree

from book.check.contents import nav_faults, ncx_faults
from book.check.package import container_faults, file_faults, metadata_faults, package_faults, property_faults
from book.check.pages import END, Known, Page, parsed, read
from book.check.references import reference, reference_faults, resolved
from book.check.sheets import sheet_faults, styled_faults
from book.classes import dataclass, field
from book.findings import Finding, Where
from book.inflate import PackedError, TooMuchError, gathered, of_zip, packed_in_zip
from book.messages import Message, message

_NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
}
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_XHTML = "application/xhtml+xml"
_NCX = "application/x-dtbncx+xml"
_MARKUP = frozenset((_XHTML, _NCX, "image/svg+xml"))
_NO_PAGE = Page()
_NOTHING: Mapping[str, Known] = {}
_CONTAINER = "META-INF/container.xml"
_MORE = 256 * 1024 * 1024  # bytes out of a book beyond its own: pictures hardly shrink, and no book has as much text
#: What reading a broken archive can raise, beyond being no archive at all.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)

Nodes = list[etree._Element]
Faults = Iterator[Message]


def check_epub(body: bytes, name: str, known: Mapping[str, Known] = _NOTHING) -> tuple[Finding, ...]:
    """What is wrong with an EPUB: one `check.epub` a fault, `check.unreadable` if it is no whole archive; none if all is well.

    `name` is the file that the findings are about. Never raises on content. Of what is in the book only one file at a time is held.
    `known` are pages that were read when they were packed; one that is another in the book is read again.
    """
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            infos = archive.infolist()
            book = _read(body, archive, infos, known)
    except PackedError as error:
        return (Finding("check.unreadable", Where(name), detail=error.why),)
    except TooMuchError as error:
        return (Finding("check.unreadable", Where(name), detail=message("detail.unpacked-over", most=error.most)),)
    except _BROKEN as error:
        return (Finding("check.unreadable", Where(name), detail=str(error) or type(error).__name__),)
    faults = [*container_faults(body, infos), *book.faults()]
    return tuple(Finding("check.epub", Where(name), detail=fault) for fault in dict.fromkeys(faults))


def _read(body: bytes, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], known: Mapping[str, Known]) -> _Book:
    """What is known of the files of a book. Raises `TooMuchError`, `PackedError`, and what zipfile raises."""
    most = _MORE + len(body)
    by_name = {info.filename: info for info in infos}
    book = _Book()
    with contextlib.suppress(
        PackedError, TooMuchError, *_BROKEN
    ):  # told below, if it is the first that cannot be unpacked
        book.begin(lambda path: gathered(of_zip(archive, by_name[path]), most).getvalue() if path in by_name else None)
    book.ends = dict.fromkeys(by_name, (b"", b""))
    for info in infos:
        one = _same(body, info, known)
        if one and book.is_page(info.filename):
            book.ends[info.filename], book.pages[info.filename] = one.ends, one.page
            most -= one.size
            continue
        held = gathered(of_zip(archive, info), most).getvalue()
        most -= len(held)
        if by_name[info.filename] is info:  # of two of one name the last
            book.add(info.filename, held, one and one.page)
    return book


def _same(body: bytes, info: zipfile.ZipInfo, known: Mapping[str, Known]) -> Known | None:
    """What is known of the very file that is in the book."""
    if (one := known.get(info.filename)) is None:
        return None
    is_alike = (info.file_size, info.CRC, info.compress_type) == (one.size, one.crc, zipfile.ZIP_DEFLATED)
    return one if is_alike and sha256(packed_in_zip(body, info)).digest() == one.packed else None


@dataclass(slots=True)
class _Item:
    """An entry of the manifest; `path` from the root of the archive."""

    id: str
    path: str
    media_type: str
    properties: str


@dataclass(slots=True)
class _Book:
    """What is known of the files of one EPUB by path: how each begins and ends, and what each of markup holds, and which of these
    are not well-formed. The trees of few are kept."""

    ends: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    trees: dict[str, etree._Element] = field(default_factory=dict)
    sheets: dict[str, bytes] = field(default_factory=dict)
    items: list[_Item] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)  # paths whose trees are asked for more
    kinds: dict[str, set[str]] = field(default_factory=dict)  # the media types that the manifest gives each
    opf: str = ""

    def begin(self, file: Callable[[str], bytes | None]) -> None:
        """Reads the container and the package, which say what each other file is. `file` gives one, `None` for none."""
        if (container := file(_CONTAINER)) is None:
            return
        self.kept.add(_CONTAINER)
        self._parse(_CONTAINER, container)
        roots = _find(self.trees[_CONTAINER], "c:rootfiles/c:rootfile") if _CONTAINER in self.trees else []
        path = roots[0].get("full-path", "") if roots else ""
        if not path or (package := file(path)) is None:
            return
        self.opf = path
        self.kept.add(path)
        self._parse(path, package)
        for e in _find(self.trees[path], "o:manifest/o:item") if path in self.trees else ():
            href = resolved(path, e.get("href", ""))
            self.items.append(_Item(e.get("id", ""), href, e.get("media-type", ""), e.get("properties", "")))
            self.kinds.setdefault(href, set()).add(self.items[-1].media_type)
            if self.items[-1].media_type == _NCX or "nav" in self.items[-1].properties.split():
                self.kept.add(href)

    def is_page(self, path: str) -> bool:
        """Whether of a file no more is asked than what a page holds."""
        return self.kinds.get(path) == {_XHTML} and path not in self.kept

    def add(self, path: str, body: bytes, known: Page | None = None) -> None:
        """Takes what must be known of a file; what its page holds may be `known`."""
        self.ends[path] = body[:END], body[-END:]
        kinds = self.kinds.get(path, set())
        if "text/css" in kinds:
            self.sheets[path] = body
        if not kinds.isdisjoint(_MARKUP):
            self._parse(path, body, known)

    def _parse(self, path: str, body: bytes, known: Page | None = None) -> None:
        tree, self.pages[path] = (parsed(body), known) if known else read(path, body)
        if tree is None:
            self.broken.add(path)
        elif path in self.kept:
            self.trees[path] = tree

    def page(self, path: str) -> Page:
        """What is known of a file of markup; nothing of one that is not there."""
        return self.pages.get(path, _NO_PAGE)

    def _is_read(self, path: str) -> bool:
        return path in self.pages and path not in self.broken

    def faults(self) -> Faults:
        """All that is wrong with the book."""
        if _CONTAINER not in self.ends:
            yield message("fault.no-file", path=_CONTAINER)
        yield from self.page(_CONTAINER).faults
        opf = self.opf
        if not opf:
            yield message("fault.no-package", path=_CONTAINER)
            return
        yield from self.page(opf).faults
        if opf not in self.trees:
            return
        package, items = self.trees[opf], self.items
        spine = [e.get("idref", "") for e in _find(package, "o:spine/o:itemref")]
        yield from metadata_faults(opf, package)
        yield from self._manifest(opf, items)
        for item in items:
            if item.media_type in _MARKUP:
                yield from self.page(item.path).faults
        known = {item.id: item for item in items}
        for idref in spine:
            if idref not in known:
                yield message("fault.spine", path=opf, idref=repr(idref))
        pages = [known[idref] for idref in spine if idref in known]
        yield from package_faults(opf, package)
        for item in items:
            if item.media_type == _XHTML:
                yield from self.page(item.path).outline
        yield from self._references(opf, items)
        yield from self._nav(items, pages)
        yield from self._contents(opf, package, items, {page.path: place for place, page in enumerate(pages)})
        yield from self._kinds(items)
        yield from self._claims(opf, package, pages)

    def _manifest(self, opf: str, items: list[_Item]) -> Faults:
        """EPUB 3.3 §5.6: every file in the manifest, every entry of it a file, each once."""
        listed = Counter(item.path for item in items)
        for path, count in listed.items():
            if count > 1:
                yield message("fault.manifest-again", path=opf, file=path, count=count)
            if path not in self.ends:
                yield message("fault.manifest-no-file", path=opf, file=path)
        for path in self.ends:
            if path not in listed and path not in ("mimetype", opf) and not path.startswith("META-INF/"):
                yield message("fault.not-in-manifest", path=path)

    def _contents(self, opf: str, package: etree._Element, items: list[_Item], spine: Mapping[str, int]) -> Faults:
        wanted = package.get("unique-identifier", "")
        identifiers = [e.text or "" for e in _find(package, "o:metadata/dc:identifier") if e.get("id") == wanted]
        for item in items:
            tree = self.trees.get(item.path)
            if tree is not None and "nav" in item.properties.split():
                yield from nav_faults(item.path, tree, spine)
            if tree is not None and item.media_type == _NCX:
                yield from ncx_faults(item.path, tree, "".join(identifiers[:1]), spine)
            if item.media_type == _XHTML and self._is_read(item.path):
                page = self.page(item.path)
                yield from property_faults(opf, item.path, page.holds, set(item.properties.split()))
                for href in page.links:
                    if resolved(item.path, href.partition("#")[0]) not in spine:
                        yield message("fault.not-in-spine", path=item.path, address=repr(href))

    def _kinds(self, items: list[_Item]) -> Faults:
        """Each file by its own kind: names, first bytes, style sheets, pages."""
        kinds = {item.path: item.media_type for item in items}
        yield from file_faults(self.ends, kinds)
        for path, kind in kinds.items():
            if kind == "text/css" and path in self.sheets:
                yield from sheet_faults(path, self.sheets[path], kinds)
            if kind == _XHTML:
                page = self.page(path)
                yield from page.markup
                yield from styled_faults(path, page.sheets, page.styles, kinds)

    def _references(self, opf: str, items: list[_Item]) -> Faults:
        """Every address within the book leads to a file of it, and to an id in that file."""
        kinds = dict.fromkeys(self.ends, "") | {item.path: item.media_type for item in items if item.path in self.ends}
        ids = {path: page.ids for path, page in self.pages.items()}
        for e in _find(self.trees[opf], "o:guide/o:reference"):
            yield from reference(opf, e.get("href", ""), kinds, ids)
        for path in dict.fromkeys(item.path for item in items if item.media_type in _MARKUP):
            for named in self.page(path).references if path not in (_CONTAINER, opf) else ():
                yield from reference_faults(path, named, kinds, ids)

    def _nav(self, items: list[_Item], pages: list[_Item]) -> Faults:
        """EPUB 3.3 §7: one navigation document with a toc, and in it every page of the spine but itself and the cover.

        A page that goes on where the one before ends need not be there: of these only headings are, if any are.
        """
        navs = [item for item in items if "nav" in item.properties.split()]
        if len(navs) != 1 or navs[0].path not in self.trees:
            yield message("fault.navigation")
            return
        nav = navs[0].path
        tocs = [e for e in _find(self.trees[nav], ".//h:nav") if "toc" in e.get(_EPUB_TYPE, "").split()]
        if not tocs:
            yield message("fault.no-toc", path=nav)
            return
        listed = {resolved(nav, e.get("href", "").partition("#")[0]) for e in _find(tocs[0], ".//h:a")}
        for page in pages:
            if page.path not in listed | {nav} and not self.page(page.path).cover and not self.page(page.path).unlisted:
                yield message("fault.toc-lacks", path=nav, page=page.path)

    def _claims(self, opf: str, package: etree._Element, pages: list[_Item]) -> Faults:
        """EPUB Accessibility 1.1 §2: the metadata on pictures and pages are true; no claim stands beside a fault."""
        stated = {(e.get("property", ""), (e.text or "").strip()) for e in _find(package, "o:metadata/o:meta")}
        known = [self.pages[item.path] for item in pages if self._is_read(item.path)]
        claimed = any(name == "dcterms:conformsTo" for name, _ in stated)
        has_bare = any(page.bare for page in known)
        if has_bare and (claimed or ("schema:accessibilityFeature", "alternativeText") in stated):
            yield message("fault.claim-alt", path=opf)
        if claimed and not all(page.told for page in known):
            yield message("fault.claim-language", path=opf)
        marks = {ident for page in known for ident in page.breaks}
        targets = {ident for page in known for ident in page.listed}
        if marks != targets or bool(marks) != (("schema:accessibilityFeature", "pageNavigation") in stated):
            yield message("fault.page-list", path=opf)


def _find(node: etree._Element, path: str) -> Nodes:
    return node.findall(path, _NAMES)
