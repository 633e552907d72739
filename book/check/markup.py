"""Lints the pages of an EPUB: elements, what stands in what, attributes and their values, by the tables of `vocabulary`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from functools import lru_cache
from typing import NamedTuple

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
    VOID,
)
from book.messages import Message, message

XHTML = "{http://www.w3.org/1999/xhtml}"
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LOOKED_INTO = frozenset((*CHILDREN, *VOID, "figure", "ruby"))  # of which what stands in them is asked
_XML, _OPS = "{http://www.w3.org/XML/1998/namespace}", "{http://www.idpf.org/2007/ops}"
FOREIGN = ("{http://www.w3.org/2000/svg}", "{http://www.w3.org/1998/Math/MathML}")
#: BCP 47 §2.1, well-formed tags without the grandfathered ones: a language, then subtags of up to eight.
LANGUAGE = re.compile(r"(?:[a-zA-Z]{2,3}(?:-[a-zA-Z]{3}){0,3}|[a-zA-Z]{4,8}|[xXiI])(?:-[a-zA-Z0-9]{1,8})*")
_OPEN = re.compile(r"data-[^A-Z]+|aria-[a-z]+|on[a-z]+")
_REFERRING = frozenset(
    "for headers aria-activedescendant aria-controls aria-describedby aria-details aria-labelledby aria-owns".split()
)
#: The document type that EPUB 3.3 §6.1 allows, and the old one that reading systems take for it.
_DOCTYPES = ("<!DOCTYPE html>", '<!DOCTYPE html SYSTEM "about:legacy-compat">')

Faults = Iterator[Message]


class Spot(NamedTuple):
    """Where an element stands: the name of its parent; that of what decides what may stand there, which is the nearest element that
    is not transparent ("" for none of XHTML); and whether it is within a link, or within markup of another language."""

    parent: str
    holder: str
    within_link: bool
    within_foreign: bool


def root_faults(path: str, page: etree._Element) -> Faults:
    """What of a page as a whole is not XHTML as EPUB has it."""
    if page.tag != f"{XHTML}html":
        yield message("fault.root", path=path, name="html")
        return
    if [child.tag for child in page if isinstance(child.tag, str)] != [f"{XHTML}head", f"{XHTML}body"]:
        yield message("fault.head-body", path=path)
    doctype = str(page.getroottree().docinfo.doctype)  # type: ignore[attr-defined]  # the stubs lack it
    if doctype and doctype not in _DOCTYPES:
        yield message("fault.doctype", path=path)


def element_faults(path: str, e: etree._Element, name: str, spot: Spot) -> Faults:
    """What is wrong with an element of XHTML, its attributes apart."""
    found = verdict(name, *spot)
    if found:
        yield message(found, path=path, name=name, **({"parent": spot.parent} if found == "fault.child" else {}))
    if name in LOOKED_INTO:
        if (name in CHILDREN or name in VOID) and any(
            text.strip() for text in (e.text or "", *(c.tail or "" for c in e))
        ):
            yield message("fault.text-within", path=path, name=name)
        yield from _order(path, e, name)


@lru_cache(4096)
def verdict(name: str, parent: str, holder: str, within_link: bool, _within_foreign: bool) -> str:
    """The key of the fault that an element is in its place; "" for none. A book has few kinds of places."""
    if name not in ELEMENTS:
        return "fault.element"
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
    return "" if allowed and not (name == "a" and within_link) else "fault.child"


def _name(e: etree._Element) -> str:
    """The name of an element of XHTML; "" for any other."""
    return e.tag.removeprefix(XHTML) if isinstance(e.tag, str) and e.tag.startswith(XHTML) else ""


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


def attribute_faults(path: str, name: str, found: Mapping[str, str], idents: Set[str]) -> list[Message]:
    """What is wrong with the attributes of an element of XHTML; `idents` are the ids of the page."""
    faults: list[Message] = []
    for attribute, value in found.items():
        match _kind(name, attribute):
            case "any":
                pass
            case "language":
                if value and not LANGUAGE.fullmatch(value):
                    kind = attribute.rpartition("}")[2]
                    faults.append(message("fault.value", path=path, name=kind, value=repr(value)))
            case "unknown":
                kind = attribute.rpartition("}")[2]
                faults.append(message("fault.attribute", path=path, name=name, attribute=kind))
            case _:
                if not _is_value(attribute, value, idents):
                    faults.append(message("fault.value", path=path, name=attribute, value=repr(value)))
    if "lang" in found and found["lang"] != found.get(f"{_XML}lang", found["lang"]):
        faults.append(message("fault.value", path=path, name="lang", value=repr(found["lang"])))
    if name == "img" and not found.get("src", "").strip():
        faults.append(message("fault.no-attribute", path=path, name=name, attribute="src"))
    if name == "link" and not (found.get("rel") and found.get("href")):
        faults.append(message("fault.no-attribute", path=path, name=name, attribute="rel, href"))
    return faults


@lru_cache(4096)
def _kind(name: str, attribute: str) -> str:
    """What is asked of an attribute of an element: any value, that of a language, its own, or that it is not there (unknown)."""
    if attribute in (f"{_XML}lang", "lang"):
        return "language"
    if attribute.startswith("{"):
        return "any" if attribute.startswith((_XML, _OPS)) else "unknown"
    if attribute not in GLOBAL and attribute not in ATTRIBUTES.get(name, ()) and not _OPEN.fullmatch(attribute):
        return "unknown"
    return "own" if attribute in ("id", "role", "dir") or attribute in NUMBERS or attribute in _REFERRING else "any"


def _is_value(attribute: str, value: str, idents: Set[str]) -> bool:
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
