"""Lints the pages of an EPUB: elements, what stands in what, attributes and their values, by the tables of `vocabulary`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from book.check.vocabulary import (
    ATTRIBUTES,
    CHILDREN,
    ELEMENTS,
    FLOW,
    GLOBAL,
    LINES,
    NUMBERS,
    PARENTS,
    PHRASING,
    ROLES,
    TEXTS,
    TRANSPARENT,
    VOID,
)
from book.messages import Message, message

XHTML = "{http://www.w3.org/1999/xhtml}"
_XML, _OPS = "{http://www.w3.org/XML/1998/namespace}", "{http://www.idpf.org/2007/ops}"
_FOREIGN = ("{http://www.w3.org/2000/svg}", "{http://www.w3.org/1998/Math/MathML}")
#: BCP 47 §2.1, well-formed tags without the grandfathered ones: a language, then subtags of up to eight.
LANGUAGE = re.compile(r"(?:[a-zA-Z]{2,3}(?:-[a-zA-Z]{3}){0,3}|[a-zA-Z]{4,8}|[xXiI])(?:-[a-zA-Z0-9]{1,8})*")
_OPEN = re.compile(r"data-[^A-Z]+|aria-[a-z]+|on[a-z]+")
_REFERRING = frozenset(
    "for headers aria-activedescendant aria-controls aria-describedby aria-details aria-labelledby aria-owns".split()
)
#: The document type that EPUB 3.3 §6.1 allows, and the old one that reading systems take for it.
_DOCTYPES = ("<!DOCTYPE html>", '<!DOCTYPE html SYSTEM "about:legacy-compat">')

Faults = Iterator[Message]


def page_faults(path: str, page: etree._Element) -> Faults:
    """What of a page is not XHTML as EPUB has it. Each kind of fault once for each element and place."""
    if page.tag != f"{XHTML}html":
        yield message("fault.root", path=path, name="html")
        return
    if [child.tag for child in page if isinstance(child.tag, str)] != [f"{XHTML}head", f"{XHTML}body"]:
        yield message("fault.head-body", path=path)
    doctype = str(page.getroottree().docinfo.doctype)  # type: ignore[attr-defined]  # the stubs lack it
    if doctype and doctype not in _DOCTYPES:
        yield message("fault.doctype", path=path)
    idents = {ident for e in page.iter() if (ident := e.get("id"))}
    for e in page.iter():
        if isinstance(e.tag, str) and e.tag.startswith(XHTML):
            yield from _element(path, e)
            yield from _attributes(path, e, idents)
        elif isinstance(e.tag, str) and not e.tag.startswith(_FOREIGN) and not _is_within_foreign(e):
            yield message("fault.element", path=path, name=etree.QName(e).localname)


def _is_within_foreign(e: etree._Element) -> bool:
    return any(isinstance(up.tag, str) and up.tag.startswith(_FOREIGN) for up in e.iterancestors())


def _name(e: etree._Element | None) -> str:
    """The name of an element of XHTML; "" for any other."""
    return e.tag.removeprefix(XHTML) if e is not None and isinstance(e.tag, str) and e.tag.startswith(XHTML) else ""


def _holder(e: etree._Element) -> str:
    """The name of what decides what may stand in an element's parent: the nearest that is not transparent."""
    return next((name for up in e.iterancestors() if (name := _name(up)) not in TRANSPARENT), "")


def _element(path: str, e: etree._Element) -> Faults:
    name, parent = _name(e), _name(e.getparent())
    if name not in ELEMENTS:
        yield message("fault.element", path=path, name=name)
        return
    holder = _holder(e)
    if parent in CHILDREN:
        allowed = name in CHILDREN[parent]
    elif name in PARENTS:
        allowed = parent in PARENTS[name] or (name == "noscript" and parent == "head")
    elif parent in TEXTS or parent in VOID:
        allowed = False
    elif holder in LINES:
        allowed = name in PHRASING
    else:
        allowed = name in FLOW or parent in ("", "html") or name in ("body", "head")
    if name == "a" and any(_name(up) == "a" for up in e.iterancestors()):
        allowed = False
    if not allowed:
        yield message("fault.child", path=path, name=name, parent=parent)
    if (name in CHILDREN or name in VOID) and any(text.strip() for text in (e.text or "", *(c.tail or "" for c in e))):
        yield message("fault.text-within", path=path, name=name)
    yield from _order(path, e, name)


def _order(path: str, e: etree._Element, name: str) -> Faults:
    """The order of children, where there is one."""
    inner = [_name(child) for child in e if isinstance(child.tag, str)]
    if name == "table":
        ranks = ["caption colgroup thead tbody tr tfoot".split().index(one.replace("tr", "tbody") if one == "tr" else one)
                 for one in inner if one in ("caption", "colgroup", "thead", "tbody", "tr", "tfoot")]  # fmt: skip
        if ranks != sorted(ranks) or any(inner.count(one) > 1 for one in ("caption", "thead", "tfoot")):
            yield message("fault.order", path=path, name=name)
    if (
        name == "figure"
        and "figcaption" in inner
        and (inner.count("figcaption") > 1 or "figcaption" not in (inner[0], inner[-1]))
    ):
        yield message("fault.order", path=path, name=name)
    if name == "ruby" and "rt" not in inner and "rtc" not in inner:
        yield message("fault.order", path=path, name=name)
    if name == "dl" and inner and "div" not in inner and (inner[0] != "dt" or inner[-1] != "dd"):
        yield message("fault.order", path=path, name=name)
    if name == "head" and inner.count("title") != 1:
        yield message("fault.no-page-title", path=path)


def _attributes(path: str, e: etree._Element, idents: set[str]) -> Faults:
    name = _name(e)
    for attribute, value in ((str(key), str(text)) for key, text in e.attrib.items()):
        if attribute in (f"{_XML}lang", "lang") and value and not LANGUAGE.fullmatch(value):
            yield message("fault.value", path=path, name=attribute.rpartition("}")[2], value=repr(value))
        if attribute.startswith("{"):
            if not attribute.startswith((_XML, _OPS)):
                yield message("fault.attribute", path=path, name=name, attribute=attribute.rpartition("}")[2])
            continue
        if attribute not in GLOBAL and attribute not in ATTRIBUTES.get(name, ()) and not _OPEN.fullmatch(attribute):
            yield message("fault.attribute", path=path, name=name, attribute=attribute)
        elif not _is_value(attribute, value, idents):
            yield message("fault.value", path=path, name=attribute, value=repr(value))
    if e.get("lang") is not None and e.get(f"{_XML}lang") is not None and e.get("lang") != e.get(f"{_XML}lang"):
        yield message("fault.value", path=path, name="lang", value=repr(e.get("lang")))
    if name == "img" and not (e.get("src") or "").strip():
        yield message("fault.no-attribute", path=path, name=name, attribute="src")
    if name == "link" and not (e.get("rel") and e.get("href")):
        yield message("fault.no-attribute", path=path, name=name, attribute="rel, href")


def _is_value(attribute: str, value: str, idents: set[str]) -> bool:
    if attribute == "id":
        return bool(value) and not any(char in " \t\n\r\f" for char in value)
    if attribute in NUMBERS:
        return value.isascii() and value.isdigit() and len(value) < 6 and int(value) >= NUMBERS[attribute]
    if attribute == "role":
        return bool(value.split()) and set(value.split()) <= ROLES
    if attribute == "dir":
        return value in ("ltr", "rtl", "auto")
    if attribute in _REFERRING:
        return set(value.split()) <= idents
    return True
