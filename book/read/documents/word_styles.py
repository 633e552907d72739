"""What the styles of a Word document mean: `styles.xml` → the role of a paragraph, the marks of a run.

A style is known by its name, in English or Chinese, as Word and WPS write it, else by those it is based on, and by its level in the
outline (ECMA-376 part 1, 17.7 and 17.3.1.20). How a paragraph looks says nothing: bold alone heads no section for certain.
"""

from __future__ import annotations

import re

from lxml import etree

from book.classes import dataclass, field
from book.late import expression
from book.read.documents.package import ShortNames

_W = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_PREFIXES = dict.fromkeys(_W, "w") | {
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m", "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a", "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic", "http://purl.oclc.org/ooxml/drawingml/picture": "pic",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c", "http://purl.oclc.org/ooxml/drawingml/chart": "c",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape": "wps",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc", "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o", "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
}  # fmt: skip
_HEADING = expression(r"(?:heading|标题|標題)\s*([1-9])", re.I)
_CONTENTS = expression(
    r"(?:toc|目录|目錄)\s*\d|toc heading|table of figures|(?:contents|index) (?:\d|heading)|(?:图表|圖表)目[录錄]|目[录錄]标题",
    re.I,
)
#: Names of styles, parted by bars, in English and Chinese.
_ROLES = {
    "title": "title|标题|標題|文章标题",
    "quote": "quote|intense quote|block text|quotations|引用|明显引用|明顯引用|鲜明引文|引文|块引用",
    "caption": "caption|image caption|table caption|illustration|figure|题注|題注|標號|图注|图题|表题",
    "author": "author|作者",
    "date": "date|日期",
    "code": "html preformatted|preformatted text|html 预设格式|html 預設格式|source code|macro|代码|程式碼",
}
_MARKS = {
    "strong": "strong|intense emphasis|要点|明显强调",
    "em": "emphasis|subtle emphasis|强调|强調|不明显强调",
    "code": "html code|html 代码|verbatim char|source code",
}
_ROLE_OF, _MARK_OF = (
    {name: kind for kind, names in table.items() for name in names.split("|")} for table in (_ROLES, _MARKS)
)
_NO_LEVEL = 9  # `outlineLvl` of body text
_CHAIN = 12  # styles that a style may be based on, one on the other


NAMES = ShortNames(_PREFIXES)


def name(node: etree._Element) -> str:
    """The name of an element as `w:p`; "" for what is none."""
    return NAMES[node.tag] if isinstance(node.tag, str) else ""


def value(node: etree._Element | None, attribute: str = "w:val") -> str:
    """An attribute of an element, "" where either is not there."""
    if node is None:
        return ""
    return next((str(one) for key, one in node.attrib.items() if NAMES[str(key)] == attribute), "")


def child(node: etree._Element | None, *path: str) -> etree._Element | None:
    """The element at the end of a path of names."""
    for step in path:
        node = next((one for one in node if name(one) == step), None) if node is not None else None
    return node


def whole(text: str, usual: int = 0, most: int = 9999) -> int:
    """A number that an attribute gives, at most `most`; `usual` for what is none."""
    return min(int(text), most) if text.isdecimal() and len(text) < 12 else usual


def is_on(node: etree._Element | None) -> bool:
    """Whether a property that may be switched off is there and on (17.17.4)."""
    return node is not None and value(node).lower() not in ("0", "false", "off", "none")


def marks_of(properties: etree._Element | None) -> dict[str, bool]:
    """The marks that properties of a run set or take: `strong`, `em`, `del`, `u`, `mark`, `sup`, `sub`, `hidden`."""
    marks: dict[str, bool] = {}
    for one in properties if properties is not None else ():
        match name(one):
            case "w:b":
                marks["strong"] = is_on(one)
            case "w:i" | "w:em":
                marks["em"] = is_on(one) or marks.get("em", False)
            case "w:strike" | "w:dstrike":
                marks["del"] = is_on(one) or marks.get("del", False)
            case "w:u":
                marks["u"] = is_on(one)
            case "w:highlight":
                marks["mark"] = is_on(one)
            case "w:vanish":
                marks["hidden"] = is_on(one)
            case "w:vertAlign":
                marks |= {"sup": value(one) == "superscript", "sub": value(one) == "subscript"}
    return marks


@dataclass(frozen=True, slots=True)
class Style:
    """A style: the role of a paragraph, the marks of a run, the numbering that it brings (list, level)."""

    role: str = "p"
    marks: dict[str, bool] = field(default_factory=dict)
    numbering: tuple[str, int] = ("", 0)


_PLAIN = Style()


class Styles:
    """The styles of a document by id."""

    def __init__(self, root: etree._Element | None) -> None:
        self._nodes = {
            value(node, "w:styleId"): node for node in (root if root is not None else ()) if name(node) == "w:style"
        }
        self._made: dict[str, Style] = {}
        self.usual = next((key for key, node in self._nodes.items() if _is_usual(node)), "")

    def of(self, ident: str) -> Style:
        """The style with an id; a plain one where there is none."""
        if ident not in self._made:
            self._made[ident] = self._make(ident)
        return self._made[ident]

    def _make(self, ident: str) -> Style:
        chain: list[etree._Element] = []
        while (node := self._nodes.get(ident)) is not None and len(chain) < _CHAIN:
            chain.append(node)
            ident = value(child(node, "w:basedOn"))
        if not chain:
            return _PLAIN
        marks: dict[str, bool] = {}
        for node in reversed(chain):
            marks |= marks_of(child(node, "w:rPr")) if value(node, "w:type") == "character" else {}
            if named := _MARK_OF.get(_title(node)):
                marks[named] = True
        marks.pop("u", None)  # of links
        return Style(next((role for node in chain if (role := _role(node))), "p"), marks, self._numbering(chain))

    def _numbering(self, chain: list[etree._Element]) -> tuple[str, int]:
        for node in chain:
            numbered = child(node, "w:pPr", "w:numPr")
            if numbered is not None:
                number, level = value(child(numbered, "w:numId")), value(child(numbered, "w:ilvl"))
                if number:
                    return number, whole(level, -1)
        return "", 0


def _title(node: etree._Element) -> str:
    return value(child(node, "w:name")).strip().lower()


def _is_usual(node: etree._Element) -> bool:
    return value(node, "w:type") == "paragraph" and value(node, "w:default") in ("1", "true", "on")


def _role(node: etree._Element) -> str:
    """The role that a style gives by its own name or level, "" for none."""
    if value(node, "w:type") != "paragraph":
        return ""
    return role_of_name(_title(node)) or role_of_level(value(child(node, "w:pPr", "w:outlineLvl")))


def role_of_name(title: str) -> str:
    """The role of a paragraph by the name of its style, in English or Chinese; "" for none."""
    title = title.strip().lower()
    if _CONTENTS.match(title):
        return "contents"
    if match := _HEADING.fullmatch(title):
        return f"h{min(int(match[1]), 6)}"
    return _ROLE_OF.get(title, "")


def role_of_level(level: str) -> str:
    """The role of a paragraph by its level in the outline: `h1` for "0"; "" for none."""
    return f"h{min(whole(level) + 1, 6)}" if level.isdecimal() and whole(level) < _NO_LEVEL else ""
