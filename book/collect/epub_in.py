"""EPUBs → their chapters, as articles to be: the spine in its order, each with its name in the contents. Bytes in, chapters out.

EPUB 2 and 3 (W3C EPUB 3.3; IDPF OPF 2.0.1). The cover, the title page and the contents are no chapters, and are named;
nothing else of the spine is left. Pictures are found by the archive's own look-up, so a chapter keeps its paths.
"""

from __future__ import annotations

import contextlib
import posixpath
import re
from collections.abc import Callable
from urllib.parse import unquote

from lxml import etree

from book.classes import dataclass, replace
from book.collect.lenient import parsed
from book.late import expression
from book.messages import Message, Wording, message
from book.model import Hints, dates
from book.text import squeeze

Look = Callable[[str], bytes | None]

_NO_CHAPTER = frozenset(
    ("cover", "toc", "title-page", "titlepage", "landmarks", "copyright-page", "loi", "lot", "index")
)
_NO_TITLE = expression(
    r"^(?:cover|封面|扉页|扉頁|目录|目錄|contents|table of contents|版权页|版權頁|版权|copyright)$", re.I
)
_LARGEST = (
    10_000_000  # bytes of a chapter or a list: as XML it takes twenty times that, and a reading system wants 300 kB
)
_JOINED = 2_000_000  # bytes of the files of one long article, up to which they are put together again
_ITEMS = 20_000  # files that a book names, and places in its spine: as many as an archive may hold
_PARTS = 100  # of a package, which has up to six (EPUB 3.3, 5.4)
_CONTROL = expression("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what an attribute cannot hold (XML 1.0 §2.2)
_HTML = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its path in the archive, its body as a piece of HTML, and what the book says of it."""

    name: str
    body: bytes
    hints: Hints


@dataclass(frozen=True, slots=True)
class Chapters:
    """The chapters of a book in reading order, its title, the parts that are none, and those too large (path and why)."""

    title: str
    chapters: tuple[Chapter, ...]
    others: tuple[tuple[str, Wording], ...]
    refused: tuple[tuple[str, Message], ...] = ()


def read(look: Look) -> Chapters | None:
    """The chapters of the EPUB whose files `look` gives; `None` where its packaging cannot be followed."""
    container = _parse(look("META-INF/container.xml"))
    root = next(iter(_all(container, "rootfile")), None) if container is not None else None
    path = unquote(root.get("full-path", "")) if root is not None else ""
    package = _parse(look(path)) if path else None
    if package is None:
        return None
    if len(package) > _PARTS or any(len(part) > _ITEMS for part in package):
        return None
    folder = posixpath.dirname(path)
    files = {
        one.get("id", ""): (
            _join(folder, one.get("href", "")),
            one.get("media-type", ""),
            one.get("properties", "").split(),
        )
        for one in _all(package, "item")
    }
    title, author, date = (_text(package, name) for name in ("title", "creator", "date"))
    names = _contents(files, package, look)
    apart = {_join(folder, one.get("href", "")): one.get("type", "") for one in _all(package, "reference")}
    chapters: list[Chapter] = []
    others: list[tuple[str, Wording]] = []
    refused: list[tuple[str, Message]] = []
    seen: set[str] = set()
    for ref in _all(package, "itemref"):
        name, kind, properties = files.get(ref.get("idref", ""), ("", "", []))
        if name in seen:  # EPUB 3.3, 5.7.2: a file stands once in the spine
            others.append((name, message("detail.chapter-again")))
            continue
        seen.update((name,) if name else ())
        body = look(name) if kind in _HTML else None
        tree = _parse(body)
        if body is not None and len(body) > _LARGEST:
            refused.append((name, message("detail.size", size=len(body), most=_LARGEST)))
            continue
        if tree is None:
            why = message("detail.chapter-no-page" if body else "detail.chapter-missing")
            others.append((name or ref.get("idref", ""), why))
            continue
        role = "toc" if "nav" in properties else apart.get(name, "") or _role(tree)
        label = names.get(name, "")
        page = _all(tree, "body")
        if role in _NO_CHAPTER or _NO_TITLE.match(label) or not page:
            others.append((name, role or label or message("detail.chapter-no-body")))
        elif not _text_in(page[0]):
            others.append((name, message("detail.chapter-no-text")))
        elif chapters and _goes_on(page[0]) and len(chapters[-1].body) < _JOINED:
            chapters[-1] = replace(chapters[-1], body=chapters[-1].body + _inner(page[0]))
        else:
            heading = next((_text_in(h) for k in ("h1", "h2") for h in _all(page[0], k)), "")
            hints = Hints(heading or label, author, title, dates.find(date), form="fragment")
            chapters.append(Chapter(name, _inner(page[0]), hints))
    return Chapters(title, tuple(chapters), tuple(others), tuple(refused))


def _contents(files: dict[str, tuple[str, str, list[str]]], package: etree._Element, look: Look) -> dict[str, str]:
    """The name of each file in the contents: the navigation document of EPUB 3, else the NCX of EPUB 2."""
    names: dict[str, str] = {}
    spine = next(iter(_all(package, "spine")), None)
    ncx = files.get(spine.get("toc", "") if spine is not None else "", ("", "", []))[0]
    for name, _, properties in files.values():
        if "nav" in properties:  # EPUB 3.3, 5.5.3: one has it
            tree = _parse(look(name))
            for link in _all(tree, "a") if tree is not None else ():
                names.setdefault(_join(posixpath.dirname(name), link.get("href", "")), _text_in(link))
            break
    tree = _parse(look(ncx)) if ncx and not names else None
    for point in _all(tree, "navPoint") if tree is not None else ():
        content = next(iter(_all(point, "content")), None)
        label = next(iter(_all(point, "text")), None)
        if content is not None and label is not None:
            names.setdefault(_join(posixpath.dirname(ncx), content.get("src", "")), _text_in(label))
    return names


def _role(tree: etree._Element) -> str:
    """What a page says it is, by `epub:type` on its body or its only section."""
    for node in [*_all(tree, "body"), *_all(tree, "section")[:1]]:
        for word in str(node.get("{http://www.idpf.org/2007/ops}type") or "").split():
            if word in _NO_CHAPTER:
                return word
    return ""


def _goes_on(body: etree._Element) -> bool:
    """Whether a page goes on with the article of the one before, as our own books mark it."""
    sections = [child for child in body if isinstance(child.tag, str)]
    return len(sections) == 1 and sections[0].get("class") == "continued"


def _inner(body: etree._Element) -> bytes:
    """A body's contents as HTML; pictures in SVG, as covers and plates often are, as plain ones."""
    for picture in _all(body, "image"):
        target = picture.get("{http://www.w3.org/1999/xlink}href") or picture.get("href")
        if target:
            plain = etree.Element("img", src=_CONTROL.sub("", target))
            outer, parent = picture, picture.getparent()
            while parent is not None and _local(parent) == "svg":
                outer, parent = parent, parent.getparent()
            if parent is not None:
                plain.tail = outer.tail
                parent.replace(outer, plain)
    for node in body.iter():
        if isinstance(node.tag, str) and node.tag.startswith("{http://www.w3.org/1999/xhtml}"):
            with contextlib.suppress(ValueError):  # of a damaged book: a name that is none stays with its vocabulary
                node.tag = _local(node)
    body.tag = "div"
    body.attrib.clear()
    etree.cleanup_namespaces(body)
    body.tail = None
    return etree.tostring(body, encoding="utf-8", method="html")


def _local(node: etree._Element) -> str:
    """The name of an element without its vocabulary; lxml's own way refuses what a damaged book has for one."""
    return str(node.tag).rpartition("}")[2]


def _parse(body: bytes | None) -> etree._Element | None:
    if not body or len(body) > _LARGEST:
        return None
    return parsed(_ENTITY.sub(_entity, body))


_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")


def _entity(match: re.Match[bytes]) -> bytes:
    """A character that HTML names, by its number: XML knows five names only."""
    from html.entities import html5

    name = match[1].decode("ascii")
    if name in ("amp", "lt", "gt", "quot", "apos") or name + ";" not in html5:
        return match[0]
    return "".join(f"&#{ord(c)};" for c in html5[name + ";"]).encode("ascii")


def _text_in(node: etree._Element) -> str:
    return squeeze("".join(str(text) for text in node.itertext()))


def _all(tree: etree._Element, name: str) -> list[etree._Element]:
    return list(tree.iter(f"{{*}}{name}"))  # of any namespace


def _text(package: etree._Element, name: str) -> str:
    return next((_text_in(node) for node in _all(package, name)), "")


def _join(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href.split("#", maxsplit=1)[0]))) if href else ""
