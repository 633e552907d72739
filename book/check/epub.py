"""Lints the bytes of an EPUB: what EPUBCheck would call an error and a reading system would stumble over, without Java.

The rules are a part of EPUB 3.3 and OCF 3.3, named where they are applied; EPUBCheck itself runs in the tests.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from book.check.contents import is_unlisted, nav_faults, ncx_faults
from book.check.markup import page_faults
from book.check.package import file_faults, package_faults, property_faults
from book.check.references import page_references, reference, resolved
from book.check.sheets import sheet_faults, styled_faults
from book.findings import Finding, Where
from book.inflate import PackedError, TooMuchError, gathered, of_zip
from book.messages import Message, message

_NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
}
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_XHTML = "application/xhtml+xml"
_MARKUP = (_XHTML, "application/x-dtbncx+xml", "image/svg+xml")
_CONTAINER = "META-INF/container.xml"
_MORE = (
    256 * 1024 * 1024
)  # bytes that come out of a book beyond its own: pictures hardly shrink, and no book has as much text
#: What reading a broken archive can raise, beyond being no archive at all.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)

Nodes = list[etree._Element]
Faults = Iterator[Message]


def check_epub(body: bytes, name: str) -> tuple[Finding, ...]:
    """What is wrong with an EPUB: one `check.epub` a fault, `check.unreadable` if it is no whole archive; none if all is well.

    `name` is the file that the findings are about. Never raises on content.
    """
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            infos = archive.infolist()
            files = _unpacked(archive, infos, _MORE + len(body))
    except PackedError as error:
        return (Finding("check.unreadable", Where(name), detail=error.why),)
    except TooMuchError as error:
        return (Finding("check.unreadable", Where(name), detail=message("detail.unpacked-over", most=error.most)),)
    except _BROKEN as error:
        return (Finding("check.unreadable", Where(name), detail=str(error) or type(error).__name__),)
    faults = [*_container_faults(body, infos), *_Book(files).faults()]
    return tuple(Finding("check.epub", Where(name), detail=fault) for fault in dict.fromkeys(faults))


def _unpacked(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], most: int) -> dict[str, bytes]:
    """The files of a book by name. Raises `TooMuchError`, `PackedError`, and what zipfile raises."""
    files: dict[str, bytes] = {}
    for info in infos:
        files[info.filename] = gathered(of_zip(archive, info), most).getvalue()
        most -= len(files[info.filename])
    return files


def _container_faults(body: bytes, infos: list[zipfile.ZipInfo]) -> Faults:
    """OCF 3.3 §4.3: the first file is `mimetype`, stored, with neither extra field nor anything but the media type."""
    first = infos[0] if infos else zipfile.ZipInfo()
    if first.filename == "mimetype" and first.compress_type != zipfile.ZIP_STORED:
        yield message("fault.mimetype-packed")
    elif body[30:58] != b"mimetypeapplication/epub+zip" or first.file_size != 20:
        yield message("fault.mimetype")
    for filename, count in Counter(info.filename for info in infos).items():
        if count > 1:
            yield message("fault.file-again", path=filename, count=count)


@dataclass(slots=True)
class _Item:
    """An entry of the manifest; `path` from the root of the archive."""

    id: str
    path: str
    media_type: str
    properties: str


@dataclass(slots=True)
class _Book:
    """The files of one EPUB by path, and what has been parsed of them."""

    files: dict[str, bytes]
    trees: dict[str, etree._Element] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)

    def faults(self) -> Faults:
        yield from self._parse([_CONTAINER])
        opf = self._opf()
        if not opf:
            yield message("fault.no-package", path=_CONTAINER)
            return
        yield from self._parse([opf])
        if opf not in self.trees:
            return
        package = self.trees[opf]
        items = [
            _Item(e.get("id", ""), resolved(opf, e.get("href", "")), e.get("media-type", ""), e.get("properties", ""))
            for e in _find(package, "o:manifest/o:item")
        ]
        spine = [e.get("idref", "") for e in _find(package, "o:spine/o:itemref")]
        yield from self._package(opf, package)
        yield from self._manifest(opf, items)
        yield from self._parse([item.path for item in items if item.media_type in _MARKUP and item.path in self.files])
        known = {item.id: item for item in items}
        for idref in spine:
            if idref not in known:
                yield message("fault.spine", path=opf, idref=repr(idref))
        pages = [known[idref] for idref in spine if idref in known]
        yield from package_faults(opf, package)
        yield from self._pages(items)
        yield from self._references(opf, items)
        yield from self._nav(items, pages)
        yield from self._contents(opf, package, items, {page.path: place for place, page in enumerate(pages)})
        yield from self._kinds(items)
        yield from self._claims(opf, package, pages)

    def _parse(self, paths: Iterable[str]) -> Faults:
        """Parses these files; one that is not there or not well-formed is a fault."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        for path in paths:
            try:
                self.trees[path] = etree.fromstring(self.files[path], parser)
            except KeyError:
                yield message("fault.no-file", path=path)
            except etree.XMLSyntaxError as error:
                yield message("fault.not-well-formed", path=path, error=str(error))
            else:
                yield from _declared(path, self.trees[path])
                found = [e.get("id", "") for e in self.trees[path].iter() if e.get("id") is not None]
                self.ids[path] = set(found)
                for ident, count in Counter(found).items():
                    if count > 1:
                        yield message("fault.id-again", path=path, id=repr(ident), count=count)

    def _opf(self) -> str:
        roots = _find(self.trees[_CONTAINER], "c:rootfiles/c:rootfile") if _CONTAINER in self.trees else []
        path = roots[0].get("full-path", "") if roots else ""
        return path if path in self.files else ""

    def _package(self, opf: str, package: etree._Element) -> Faults:
        """EPUB 3.3 §5.5: what every package must say of itself."""
        for name in ("identifier", "title", "language"):
            if not any((e.text or "").strip() for e in _find(package, f"o:metadata/dc:{name}")):
                yield message("fault.no-metadata", path=opf, name=f"dc:{name}")
        for e in _find(package, "o:metadata/*"):
            if not (e.text or "").strip() and e.get("content") is None:
                yield message("fault.empty-metadata", path=opf, name=etree.QName(e).localname)
        if not any(e.get("property") == "dcterms:modified" for e in _find(package, "o:metadata/o:meta")):
            yield message("fault.no-metadata", path=opf, name="dcterms:modified")
        if package.get("unique-identifier", "") not in {
            e.get("id") for e in _find(package, "o:metadata/dc:identifier")
        }:
            yield message("fault.unique-identifier", path=opf)

    def _manifest(self, opf: str, items: list[_Item]) -> Faults:
        """EPUB 3.3 §5.6: every file in the manifest, every entry of it a file, each once."""
        listed = Counter(item.path for item in items)
        for path, count in listed.items():
            if count > 1:
                yield message("fault.manifest-again", path=opf, file=path, count=count)
            if path not in self.files:
                yield message("fault.manifest-no-file", path=opf, file=path)
        for path in self.files:
            if path not in listed and path not in ("mimetype", opf) and not path.startswith("META-INF/"):
                yield message("fault.not-in-manifest", path=path)

    def _pages(self, items: list[_Item]) -> Faults:
        for item in items:
            page = self.trees.get(item.path)
            if item.media_type != _XHTML or page is None:
                continue
            if any(e.get("alt") is None for e in _find(page, ".//h:img")):
                yield message("fault.no-alt", path=item.path)
            if not any((e.text or "").strip() for e in _find(page, "h:head/h:title")):
                yield message("fault.no-page-title", path=item.path)
            before = 0
            for level in (int(e.tag[-1]) for e in page.iter(*(f"{{{_NAMES['h']}}}h{n}" for n in range(1, 7)))):
                if level > before + 1:
                    yield message("fault.heading-level", path=item.path, level=level, before=before)
                before = level

    def _contents(self, opf: str, package: etree._Element, items: list[_Item], spine: Mapping[str, int]) -> Faults:
        wanted = package.get("unique-identifier", "")
        identifiers = [e.text or "" for e in _find(package, "o:metadata/dc:identifier") if e.get("id") == wanted]
        for item in items:
            tree = self.trees.get(item.path)
            if tree is not None and "nav" in item.properties.split():
                yield from nav_faults(item.path, tree, spine)
            if tree is not None and item.media_type == "application/x-dtbncx+xml":
                yield from ncx_faults(item.path, tree, "".join(identifiers[:1]), spine)
            if tree is not None and item.media_type == _XHTML:
                yield from property_faults(opf, item.path, tree, set(item.properties.split()))
                for e in _find(tree, ".//h:a"):
                    target = resolved(item.path, e.get("href", "").partition("#")[0])
                    if (
                        ":" not in e.get("href", ":")
                        and e.get("href", "#")[:1] not in ("", "#")
                        and target not in spine
                    ):
                        yield message("fault.not-in-spine", path=item.path, address=repr(e.get("href")))

    def _kinds(self, items: list[_Item]) -> Faults:
        """Each file by its own kind: names, first bytes, style sheets, pages."""
        kinds = {item.path: item.media_type for item in items}
        yield from file_faults(self.files, kinds)
        for path, kind in kinds.items():
            if kind == "text/css" and path in self.files:
                yield from sheet_faults(path, self.files[path], kinds)
            if kind == _XHTML and path in self.trees:
                yield from page_faults(path, self.trees[path])
                yield from styled_faults(path, self.trees[path], kinds)

    def _references(self, opf: str, items: list[_Item]) -> Faults:
        """Every address within the book leads to a file of it, and to an id in that file."""
        kinds = dict.fromkeys(self.files, "") | {
            item.path: item.media_type for item in items if item.path in self.files
        }
        for path, tree in self.trees.items():
            if path == opf:
                for e in _find(tree, "o:guide/o:reference"):
                    yield from reference(path, e.get("href", ""), kinds, self.ids)
            elif path != _CONTAINER:
                yield from page_references(path, tree, kinds, self.ids)

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
            if (
                page.path not in listed | {nav}
                and not self._is_cover(page)
                and not is_unlisted(self.trees.get(page.path))
            ):
                yield message("fault.toc-lacks", path=nav, page=page.path)

    def _claims(self, opf: str, package: etree._Element, pages: list[_Item]) -> Faults:
        """EPUB Accessibility 1.1 §2: the metadata on pictures and pages are true; no claim stands beside a fault."""
        stated = {(e.get("property", ""), (e.text or "").strip()) for e in _find(package, "o:metadata/o:meta")}
        trees = [self.trees[page.path] for page in pages if page.path in self.trees]
        bare = any(not e.get("alt", "").strip() for tree in trees for e in _find(tree, ".//h:img"))
        claimed = any(name == "dcterms:conformsTo" for name, _ in stated)
        if bare and (claimed or ("schema:accessibilityFeature", "alternativeText") in stated):
            yield message("fault.claim-alt", path=opf)
        if claimed and any(tree.get("lang") is None for tree in trees):
            yield message("fault.claim-language", path=opf)
        marks = {e.get("id", "") for tree in trees for e in tree.iter() if e.get("role") == "doc-pagebreak"}
        listed = [e for tree in trees for e in _find(tree, ".//h:nav") if e.get(_EPUB_TYPE) == "page-list"]
        targets = {e.get("href", "").partition("#")[2] for nav in listed for e in _find(nav, ".//h:a")}
        if marks != targets or bool(marks) != (("schema:accessibilityFeature", "pageNavigation") in stated):
            yield message("fault.page-list", path=opf)

    def _is_cover(self, page: _Item) -> bool:
        tree = self.trees.get(page.path)
        return tree is not None and any(e.get(_EPUB_TYPE) == "cover" for e in _find(tree, ".//h:section"))


def _declared(path: str, root: etree._Element) -> Faults:
    """EPUB 3.3 §3.9: XML 1.0 in UTF-8 (or UTF-16), without entities of its own."""
    said = root.getroottree().docinfo
    if (said.encoding or "utf-8").lower() not in ("utf-8", "utf8", "utf-16", "us-ascii", "ascii"):
        yield message("fault.encoding", path=path)
    if said.xml_version != "1.0":
        yield message("fault.xml-version", path=path)
    if said.internalDTD is not None and list(said.internalDTD.iterentities()):  # type: ignore[attr-defined]  # the stubs lack it
        yield message("fault.entities", path=path)


def _find(node: etree._Element, path: str) -> Nodes:
    return node.findall(path, _NAMES)
