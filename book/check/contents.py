"""Lints the contents of an EPUB: the navigation document (EPUB 3.3 §7) and the NCX that old reading systems take instead. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from book.check.references import resolved
from book.messages import Message, message

Faults = Iterator[Message]

_X, _NCX = "{http://www.w3.org/1999/xhtml}", "{http://www.daisy.org/z3986/2005/ncx/}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_A, _SPAN, _OL, _LI = (f"{_X}{name}" for name in ("a", "span", "ol", "li"))
_HEADS = frozenset(f"{_X}{name}" for name in ("h1", "h2", "h3", "h4", "h5", "h6", "hgroup"))
_ENTRIES = ([_A], [_A, _OL], [_SPAN, _OL])  # what an entry of a list may be
_POINT, _PAGE, _LABEL, _TEXT, _CONTENT = (
    f"{_NCX}{name}" for name in ("navPoint", "pageTarget", "navLabel", "text", "content")
)


def nav_faults(path: str, nav: etree._Element, spine: Mapping[str, int]) -> Faults:
    """Lists of links without gaps, in the order of the book; `spine` has the place of each of its pages by path."""
    kinds = [kind for e in nav.iter(f"{_X}nav") for kind in e.get(_TYPE, "").split()]
    for kind in ("toc", "page-list", "landmarks"):
        if kinds.count(kind) > 1:
            yield message("fault.again", path=path, name=kind)
    for e in nav.iter(f"{_X}nav"):
        kind = e.get(_TYPE, "")
        if not kind:
            continue
        inner = [child.tag for child in e if isinstance(child.tag, str)]
        if not inner or inner[-1] != _OL or len(inner) > 2 or (len(inner) == 2 and inner[0] not in _HEADS):
            yield message("fault.order", path=path, name="nav")
        for item in e.iter(_OL, _LI):
            yield from _entry(path, item)
        links = [a.get("href", "") for a in e.iter(_A)]
        if kind == "landmarks" and any(not a.get(_TYPE) for a in e.iter(_A)):
            yield message("fault.no-attribute", path=path, name="a", attribute="epub:type")
        yield from _targets(path, links, spine, in_order=kind == "toc")


def is_unlisted(page: etree._Element | None) -> bool:
    """Whether the contents need not have a page, as our renderer marks it: a later file of an article, a dedication, a text
    without a title."""
    bodies = page.iterchildren(f"{_X}body") if page is not None else ()
    sections = [section for body in bodies for section in body.iterchildren(f"{_X}section")]
    marks = {"continued", "division", "dedication", "untitled"}
    return len(sections) == 1 and bool(marks & set(sections[0].get("class", "").split()))


def _entry(path: str, item: etree._Element) -> Faults:
    inner = [tag for child in item if isinstance(tag := child.tag, str)]
    if item.tag == _OL:
        if not inner:
            yield message("fault.empty", path=path, name="ol")
        return
    if inner not in _ENTRIES:
        yield message("fault.order", path=path, name="li")
    for child in item:
        if child.tag not in (_A, _SPAN) or (child.text and child.text.strip()):
            continue
        words = "".join(map(str, child.itertext())) + "".join(
            picture.get("alt", "") for picture in child.iter(f"{_X}img")
        )
        if not words.strip():
            yield message("fault.empty", path=path, name=etree.QName(child).localname)


def _targets(path: str, links: list[str], spine: Mapping[str, int], *, in_order: bool) -> Faults:
    """Every link leads into the spine; those of the contents follow it."""
    last = -1
    for href in links:
        if ":" in href.partition("/")[0]:
            yield message("fault.picture-outside", path=path, address=repr(href))
            continue
        file = href.partition("#")[0]
        target = resolved(path, file) if file else path
        if target not in spine:
            yield message("fault.not-in-spine", path=path, address=repr(href))
            continue
        if in_order and spine[target] < last:
            yield message("fault.contents-order", path=path, address=repr(href))
        last = max(last, spine[target])


def ncx_faults(path: str, ncx: etree._Element, identifier: str, spine: Mapping[str, int]) -> Faults:
    """The NCX is of this book, each entry has words and leads into the spine, and `playOrder` follows the document."""
    if ncx.tag != f"{_NCX}ncx":
        yield message("fault.root", path=path, name="ncx")
        return
    uid = [e.get("content", "").strip() for e in ncx.iter(f"{_NCX}meta") if e.get("name") == "dtb:uid"]
    if uid != [identifier.strip()]:
        yield message("fault.value", path=path, name="dtb:uid", value=repr(uid))
    if ncx.find(f"{_NCX}navMap") is None or ncx.find(f"{_NCX}navMap/{_POINT}") is None:
        yield message("fault.empty", path=path, name="navMap")
    orders: list[int] = []
    for e in ncx.iter(_POINT, _PAGE):
        name = "navPoint" if e.tag == _POINT else "pageTarget"
        words = address = None  # the first of each
        for child in e:
            if words is None and child.tag == _LABEL:
                words = next((one.text or "" for one in child if one.tag == _TEXT), None)
            elif address is None and child.tag == _CONTENT:
                address = child.get("src", "")
        if not address or not (words or "").strip():
            yield message("fault.empty", path=path, name=name)
        if not e.get("id"):
            yield message("fault.no-attribute", path=path, name=name, attribute="id")
        order = e.get("playOrder", "")
        if order and not (order.isascii() and order.isdigit() and len(order) < 9):
            yield message("fault.value", path=path, name="playOrder", value=repr(order))
        elif order and name == "navPoint":
            orders.append(int(order))
    if orders != sorted(set(orders)):
        yield message("fault.contents-order", path=path, address="playOrder")
    links = [e.get("src", "") for e in ncx.iter(_CONTENT)]
    yield from _targets(path, links, spine, in_order=False)
