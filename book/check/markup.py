"""Lints the pages of an EPUB: elements, what stands in what, attributes and their values, by the tables of `vocabulary`. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from functools import lru_cache

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
from book.classes import dataclass
from book.late import expression
from book.messages import Message, message

XHTML = "{http://www.w3.org/1999/xhtml}"
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ASKED = HEADINGS | {"form", "img", "section", "nav", "a", "style", "script"}  # of which a page keeps something
_TEXTLESS = frozenset((*CHILDREN, *VOID))
_ORDERED = frozenset(("table", "figure", "ruby", "dl", "head"))
_XML, _OPS = "{http://www.w3.org/XML/1998/namespace}", "{http://www.idpf.org/2007/ops}"
FOREIGN = ("{http://www.w3.org/2000/svg}", "{http://www.w3.org/1998/Math/MathML}")
#: BCP 47 §2.1, well-formed tags without the grandfathered ones: a language, then subtags of up to eight.
LANGUAGE = expression(r"(?:[a-zA-Z]{2,3}(?:-[a-zA-Z]{3}){0,3}|[a-zA-Z]{4,8}|[xXiI])(?:-[a-zA-Z0-9]{1,8})*")
_BLANKS = frozenset(" \t\n\r\f")
_OPEN = expression(r"data-[^A-Z]+|aria-[a-z]+|on[a-z]+")
_REFERRING = frozenset(
    "for headers aria-activedescendant aria-controls aria-describedby aria-details aria-labelledby aria-owns".split()
)
#: The document type that EPUB 3.3 §6.1 allows, and the old one that reading systems take for it.
_DOCTYPES = ("<!DOCTYPE html>", '<!DOCTYPE html SYSTEM "about:legacy-compat">')

Faults = Iterator[Message]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """An element where it stands: of what kind it is, what is wrong with that, what decides about its children. Few are unlike."""

    tag: object  # as lxml has it
    name: str = ""  # of an element of XHTML; "" for any other
    parent: str = ""  # the name of what it stands in
    holder: str = ""  # the name of what decides what may stand in it: the nearest that is not transparent
    within_link: bool = False  # what it holds is
    within_foreign: bool = False  # what it holds is in markup of another language
    is_judged: bool = False  # the page is one of XHTML
    fault: str = ""  # the key of what is wrong with its place
    asks: bool = False  # more than its attributes is looked at


@lru_cache(4096)
def placed(tag: object, around: Place) -> Place:
    """The place of an element by its tag and that of what it stands in; the tag of an instruction or a comment is no text."""
    if not isinstance(tag, str):
        return Place(tag, asks=tag is etree.ProcessingInstruction)
    name = tag.removeprefix(XHTML) if tag.startswith(XHTML) else ""
    is_foreign, is_judged = not name and tag.startswith(FOREIGN), around.is_judged
    if name:
        fault = _misplaced(name, around) if is_judged else ""
    else:
        fault = "fault.element" if is_judged and not is_foreign and not around.within_foreign else ""
    return Place(
        tag,
        name,
        around.name,
        around.holder if name in TRANSPARENT else name,
        within_link=around.within_link or name == "a",
        within_foreign=around.within_foreign or is_foreign,
        is_judged=is_judged,
        fault=fault,
        asks=bool(fault) or is_foreign or name in _ASKED or (is_judged and (name in _TEXTLESS or name in _ORDERED)),
    )


def _misplaced(name: str, around: Place) -> str:
    """The key of the fault that an element of XHTML is in its place; "" for none."""
    parent = around.name
    if name not in ELEMENTS:
        return "fault.element"
    if parent in CHILDREN:
        allowed = name in CHILDREN[parent]
    elif name in PARENTS:
        allowed = parent in PARENTS[name] or (name == "noscript" and parent == "head")
    elif parent in TEXTS or parent in VOID:
        allowed = False
    elif around.holder in LINES:
        allowed = name in PHRASING
    else:
        allowed = name in FLOW or parent in ("", "html") or name in ("body", "head")
    return "" if allowed and not (name == "a" and around.within_link) else "fault.child"


def root_faults(path: str, page: etree._Element, doctype: str) -> Faults:
    """What of a page as a whole is not XHTML as EPUB has it."""
    if page.tag != f"{XHTML}html":
        yield message("fault.root", path=path, name="html")
        return
    if [child.tag for child in page if isinstance(child.tag, str)] != [f"{XHTML}head", f"{XHTML}body"]:
        yield message("fault.head-body", path=path)
    if doctype and doctype not in _DOCTYPES:
        yield message("fault.doctype", path=path)


def element_faults(path: str, e: etree._Element, place: Place) -> Faults:
    """What is wrong with an element, its attributes apart."""
    name = place.name
    if place.fault:
        more = {"parent": place.parent} if place.fault == "fault.child" else {}
        yield message(place.fault, path=path, name=name or etree.QName(e).localname, **more)
    if name in _TEXTLESS and any(text and text.strip() for text in (e.text, *[child.tail for child in e])):
        yield message("fault.text-within", path=path, name=name)
    if name in _ORDERED:
        yield from _order(path, e, name)


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


def attribute_faults(path: str, name: str, found: Mapping[str, str], idents: Callable[[], Set[str]]) -> list[Message]:
    """What is wrong with the attributes of an element of XHTML; `idents` gives the ids of the page."""
    faults: list[Message] = []
    for attribute, value in found.items():
        kind = _kind(name, attribute)
        if not kind or (kind != "unknown" and _is_value(kind, attribute, value, idents)):
            continue
        local = attribute.rpartition("}")[2]
        if kind == "unknown":
            faults.append(message("fault.attribute", path=path, name=name, attribute=local))
        else:
            faults.append(message("fault.value", path=path, name=local, value=repr(value)))
    if "lang" in found and found["lang"] != found.get(f"{_XML}lang", found["lang"]):
        faults.append(message("fault.value", path=path, name="lang", value=repr(found["lang"])))
    if name == "img" and not found.get("src", "").strip():
        faults.append(message("fault.no-attribute", path=path, name=name, attribute="src"))
    if name == "link" and not (found.get("rel") and found.get("href")):
        faults.append(message("fault.no-attribute", path=path, name=name, attribute="rel, href"))
    return faults


@lru_cache(4096)
def _kind(name: str, attribute: str) -> str:
    """What is asked of an attribute of an element: nothing (""), that it is not there (unknown), or a value of this kind."""
    if attribute in (f"{_XML}lang", "lang"):
        return "language"
    if attribute.startswith("{"):
        return "" if attribute.startswith((_XML, _OPS)) else "unknown"
    if attribute not in GLOBAL and attribute not in ATTRIBUTES.get(name, ()) and not _OPEN.fullmatch(attribute):
        return "unknown"
    if attribute in ("id", "role", "dir"):
        return attribute
    return "number" if attribute in NUMBERS else "ids" if attribute in _REFERRING else ""


def _is_value(kind: str, attribute: str, value: str, idents: Callable[[], Set[str]]) -> bool:
    match kind:
        case "id":
            return bool(value) and _BLANKS.isdisjoint(value)
        case "language":
            return not value or LANGUAGE.fullmatch(value) is not None
        case "role":
            return value in ROLES or (bool(value.split()) and set(value.split()) <= ROLES)
        case "number":
            return value.isascii() and value.isdigit() and len(value) < 6 and int(value) >= NUMBERS[attribute]
        case "dir":
            return value in ("ltr", "rtl", "auto")
        case _:
            return set(value.split()) <= idents()
