"""Lints the package document of an EPUB and the names and kinds of its files (EPUB 3.3 §5, OCF 3.3 §4). Pure."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Set

from lxml import etree

from book.check.markup import LANGUAGE
from book.late import expression
from book.messages import Message, message

Faults = Iterator[Message]

_OPF, _DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
_XHTML, _SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"
_SCRIPTS = ("", "module", "text/javascript", "application/javascript", "application/ecmascript")
_DUBLIN = frozenset(
    "contributor coverage creator date description format identifier language publisher relation rights source subject title"
    " type".split()
)
_ATTRIBUTES: Mapping[str, list[str]] = {
    "package": "version unique-identifier prefix id dir".split(),
    "metadata": [],
    "meta": "property refines scheme name content id dir".split(),
    "link": "href rel refines media-type properties hreflang id".split(),
    "manifest": "id".split(),
    "item": "id href media-type fallback properties media-overlay".split(),
    "spine": "id toc page-progression-direction".split(),
    "itemref": "id idref linear properties".split(),
    "guide": [],
    "reference": "type title href".split(),
}
_PREFIXES = frozenset("a11y dcterms marc media onix rendition schema xsd msv prism".split())
#: EPUB 3.3, appendix D.3, and its meta properties of the package itself.
_PROPERTIES = frozenset(
    "alternate-script authority belongs-to-collection collection-type display-seq file-as group-position identifier-type meta-auth"
    " role source-of term title-type pageBreakSource".split()
)
_ITEM_PROPERTIES = frozenset("cover-image mathml nav remote-resources scripted svg switch".split())
_DAY = expression(
    r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?)?"
)
_INSTANT = expression(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NCNAME = expression(r"[^\W\d][\w.·-]*")
#: EPUB 3.3 §3.2, core media types, and how a file of each begins.
_CORE: Mapping[str, tuple[bytes, ...]] = {
    "image/jpeg": (b"\xff\xd8\xff",), "image/png": (b"\x89PNG\r\n\x1a\n",), "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",), "image/svg+xml": (), "application/xhtml+xml": (), "application/x-dtbncx+xml": (), "text/css": (),
    "text/javascript": (), "application/javascript": (), "application/ecmascript": (), "application/smil+xml": (),
    "application/pls+xml": (), "audio/mpeg": (), "audio/mp4": (), "audio/ogg": (), "font/ttf": (b"\0\1\0\0", b"true"),
    "font/otf": (b"OTTO", b"\0\1\0\0"), "font/woff": (b"wOFF",), "font/woff2": (b"wOF2",), "font/collection": (b"ttcf",),
    "application/font-sfnt": (b"OTTO", b"\0\1\0\0", b"true"), "application/vnd.ms-opentype": (b"OTTO", b"\0\1\0\0", b"true"),
    "application/font-woff": (b"wOFF",),
}  # fmt: skip
_SPINE = ("application/xhtml+xml", "image/svg+xml")
#: How a whole picture ends: what is cut off is not shown, or in part.
_ENDS = {"image/png": b"IEND\xaeB`\x82", "image/jpeg": b"\xff\xd9", "image/gif": b";"}
_BAD_IN_NAMES = frozenset('"*:<>?\\|')


def container_faults(body: bytes, infos: list[zipfile.ZipInfo]) -> Faults:
    """OCF 3.3 §4.3: the first file is `mimetype`, stored, with neither extra field nor anything but the media type."""
    first = infos[0] if infos else zipfile.ZipInfo()
    if first.filename == "mimetype" and first.compress_type != zipfile.ZIP_STORED:
        yield message("fault.mimetype-packed")
    elif body[30:58] != b"mimetypeapplication/epub+zip" or first.file_size != 20:
        yield message("fault.mimetype")
    for filename, count in Counter(info.filename for info in infos).items():
        if count > 1:
            yield message("fault.file-again", path=filename, count=count)


def package_faults(opf: str, package: etree._Element) -> Faults:
    """The elements of the package, their attributes and values."""
    if package.tag != f"{_OPF}package":
        yield message("fault.root", path=opf, name="package")
        return
    if package.get("version") != "3.0":
        yield message("fault.value", path=opf, name="version", value=repr(package.get("version")))
    order = [etree.QName(e).localname for e in package if isinstance(e.tag, str)]
    if [one for one in order if one in ("metadata", "manifest", "spine")] != ["metadata", "manifest", "spine"]:
        yield message("fault.order", path=opf, name="package")
    idents = {e.get("id") for e in package.iter() if e.get("id")}
    for e in package.iter():
        if isinstance(e.tag, str):
            yield from _element(opf, e, idents)
    metas = [e for e in package.iter(f"{_OPF}meta") if e.get("property") == "dcterms:modified" and not e.get("refines")]
    if len(metas) > 1 or any(not _INSTANT.fullmatch((e.text or "").strip()) for e in metas):
        yield message("fault.value", path=opf, name="dcterms:modified", value=repr([e.text for e in metas]))
    if len(list(package.iter(f"{_DC}date"))) > 1:
        yield message("fault.again", path=opf, name="dc:date")
    yield from _items(opf, package)
    yield from _spine(opf, package)


def metadata_faults(opf: str, package: etree._Element) -> Faults:
    """EPUB 3.3 §5.5: what every package must say of itself."""
    identifiers = package.findall(f"{_OPF}metadata/{_DC}identifier")
    for name in ("identifier", "title", "language"):
        if not any((e.text or "").strip() for e in package.findall(f"{_OPF}metadata/{_DC}{name}")):
            yield message("fault.no-metadata", path=opf, name=f"dc:{name}")
    for e in package.findall(f"{_OPF}metadata/*"):
        if not (e.text or "").strip() and e.get("content") is None:
            yield message("fault.empty-metadata", path=opf, name=etree.QName(e).localname)
    if not any(e.get("property") == "dcterms:modified" for e in package.findall(f"{_OPF}metadata/{_OPF}meta")):
        yield message("fault.no-metadata", path=opf, name="dcterms:modified")
    if package.get("unique-identifier", "") not in {e.get("id") for e in identifiers}:
        yield message("fault.unique-identifier", path=opf)


def _element(opf: str, e: etree._Element, idents: set[str | None]) -> Faults:
    space, _, name = str(e.tag).rpartition("}")
    found = [(str(key), str(value)) for key, value in e.items()]
    if space == _DC[:-1]:
        if name not in _DUBLIN:
            yield message("fault.element", path=opf, name=f"dc:{name}")
        text = (e.text or "").strip()
        if name == "language" and text and not LANGUAGE.fullmatch(text):
            yield message("fault.value", path=opf, name="dc:language", value=repr(text))
        if name == "date" and text and not _DAY.fullmatch(text):
            yield message("fault.value", path=opf, name="dc:date", value=repr(text))
        allowed = frozenset(("id", "dir"))
    elif space == _OPF[:-1]:
        if name not in _ATTRIBUTES and name not in ("collection", "bindings", "mediaType"):
            yield message("fault.element", path=opf, name=name)
            return
        allowed = frozenset(_ATTRIBUTES.get(name) or (key for key, _ in found if name not in _ATTRIBUTES))
        if name == "meta":
            yield from _meta(opf, e)
    else:
        return
    for key, value in found:
        if not key.startswith("{") and key not in allowed:
            yield message("fault.attribute", path=opf, name=name, attribute=key)
        if key.endswith("}lang") and value and not LANGUAGE.fullmatch(value):
            yield message("fault.value", path=opf, name="xml:lang", value=repr(value))
    if e.get("id") is not None and not _NCNAME.fullmatch(e.get("id", "")):
        yield message("fault.value", path=opf, name="id", value=repr(e.get("id")))
    refines = e.get("refines", "")
    if refines.startswith("#") and refines[1:] not in idents:
        yield message("fault.link-no-id", path=opf, address=repr(refines))


def _meta(opf: str, e: etree._Element) -> Faults:
    if e.get("name") is not None and e.get("property") is None:
        return  # as in EPUB 2, which EPUB 3 lets stand
    prefix, _, rest = (e.get("property") or "").partition(":")
    declared = re.findall(r"(?<!\S)([^\s:]++):\s", e.getroottree().getroot().get("prefix", ""))
    known = prefix in _PREFIXES or prefix in declared if rest else prefix in _PROPERTIES
    if not known:
        yield message("fault.value", path=opf, name="property", value=repr(e.get("property")))
    if not (e.text or "").strip():
        yield message("fault.empty-metadata", path=opf, name=e.get("property", "meta"))


def _items(opf: str, package: etree._Element) -> Faults:
    idents = {e.get("id") for e in package.iter(f"{_OPF}item")}
    covers = 0
    for e in package.iter(f"{_OPF}item"):
        for attribute in ("id", "href", "media-type"):
            if not e.get(attribute):
                yield message("fault.no-attribute", path=opf, name="item", attribute=attribute)
        for value in (e.get("properties") or "").split():
            covers += value == "cover-image"
            picture = e.get("media-type", "").startswith("image/")
            if value not in _ITEM_PROPERTIES or (value == "cover-image" and not picture):
                yield message("fault.value", path=opf, name="properties", value=repr(value))
        if e.get("fallback") is not None and (e.get("fallback") not in idents or e.get("fallback") == e.get("id")):
            yield message("fault.value", path=opf, name="fallback", value=repr(e.get("fallback")))
        if "#" in e.get("href", "") or e.get("href", "").startswith(("/", "file:")):
            yield message("fault.value", path=opf, name="href", value=repr(e.get("href")))
    if covers > 1:
        yield message("fault.again", path=opf, name="cover-image")


def _spine(opf: str, package: etree._Element) -> Faults:
    kinds = {e.get("id"): (e.get("media-type", ""), e.get("fallback")) for e in package.iter(f"{_OPF}item")}
    refs = list(package.iter(f"{_OPF}itemref"))
    for idref, count in Counter(e.get("idref", "") for e in refs).items():
        if count > 1:
            yield message("fault.spine-again", path=opf, idref=repr(idref))
        kind, fallback = kinds.get(idref, (_SPINE[0], None))
        if kind not in _SPINE and not fallback:
            yield message("fault.spine-kind", path=opf, idref=repr(idref), kind=kind)
    for e in refs:
        if e.get("linear", "yes") not in ("yes", "no"):
            yield message("fault.value", path=opf, name="linear", value=repr(e.get("linear")))
    if not any(e.get("linear", "yes") == "yes" for e in refs):
        yield message("fault.no-spine", path=opf)
    for e in package.iter(f"{_OPF}spine"):
        if e.get("toc") is not None and kinds.get(e.get("toc"), ("",))[0] != "application/x-dtbncx+xml":
            yield message("fault.value", path=opf, name="toc", value=repr(e.get("toc")))
        if e.get("page-progression-direction", "ltr") not in ("ltr", "rtl", "default"):
            value = repr(e.get("page-progression-direction"))
            yield message("fault.value", path=opf, name="page-progression-direction", value=value)


def property_faults(opf: str, path: str, holds: Set[str], stated: Set[str]) -> Faults:
    """EPUB 3.3 §5.6.2.2: what a page holds is stated in the manifest, and what is stated it holds."""
    for name in ("svg", "mathml", "scripted"):
        if (name in holds) != (name in stated):
            yield message("fault.property", path=opf, page=path, name=name)


def is_script(e: etree._Element) -> bool | None:
    """Whether an element is a script; `None` for one of another name. Blocks of data are none."""
    if e.tag not in (f"{_XHTML}script", f"{_SVG}script"):
        return None
    return e.get("type", "") in _SCRIPTS


def file_faults(files: Mapping[str, tuple[bytes, bytes]], kinds: Mapping[str, str]) -> Faults:
    """OCF 3.3 §4.2.3 names of files; whether each file begins and ends as its media type does, by its first and last bytes."""
    for path in files:
        for part in path.rstrip("/").split("/"):
            bad = any(char in _BAD_IN_NAMES or ord(char) < 32 or 127 <= ord(char) < 160 for char in part)
            if bad or part.endswith(".") or not part or unicodedata.category(part[0]) == "Co":
                yield message("fault.file-name", path=repr(path))
    alike = Counter(unicodedata.normalize("NFC", path).casefold() for path in files)
    for path in files:
        if alike[unicodedata.normalize("NFC", path).casefold()] > 1:
            yield message("fault.file-alike", path=path)
    for path in ("META-INF/encryption.xml", "META-INF/rights.xml"):
        if path in files:
            yield message("fault.encrypted", path=path)
    for path, kind in kinds.items():
        if path not in files:
            continue
        first, last = files[path]
        beginnings = _CORE.get(kind, ())
        if kind.startswith(("image/", "font/", "application/font")) and kind not in _CORE:
            yield message("fault.kind", path=path, kind=kind)
        elif beginnings and not first.startswith(beginnings):
            yield message("fault.begins", path=path, kind=kind)
        elif (beginnings and not first) or (kind in _ENDS and _ENDS[kind] not in last):
            yield message("fault.cut-off", path=path)
