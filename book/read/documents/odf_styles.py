"""What the styles of OpenDocument mean: roles of paragraphs, marks of runs, numbers of lists. ODF 1.3, part 3, 16 and 20."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from book.classes import dataclass
from book.late import expression
from book.read.documents.numbering import formatted
from book.read.documents.package import ShortNames
from book.read.documents.word_styles import role_of_name, whole

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_PREFIXES = {
    f"{_URN}office:1.0": "office", f"{_URN}text:1.0": "text", f"{_URN}table:1.0": "table", f"{_URN}drawing:1.0": "draw",
    f"{_URN}style:1.0": "style", f"{_URN}xsl-fo-compatible:1.0": "fo", f"{_URN}svg-compatible:1.0": "svg",
    f"{_URN}meta:1.0": "meta",
    f"{_URN}manifest:1.0": "manifest", "http://purl.org/dc/elements/1.1/": "dc", "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/1998/Math/MathML": "math",
}  # fmt: skip
_LEVELS = 10  # of an outline
_CHAIN = 12  # styles that one may be based on, one on the other
_ESCAPED = expression(r"_([0-9a-f]{2,4})_")  # a sign in a name (19.498.2): Text_20_body
_FORMS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "一, 二, 三, ...": "chineseCounting",
    "壹, 贰, 叁, ...": "chineseLegalSimplified", "甲, 乙, 丙, ...": "ideographTraditional", "子, 丑, 寅, ...": "ideographZodiac",
    "①, ②, ③, ...": "decimalEnclosedCircle",
}  # fmt: skip


_NAMES = ShortNames(_PREFIXES)


def name(node: etree._Element) -> str:
    """The name of an element as `text:p`; "" for what is none."""
    return _NAMES[node.tag] if isinstance(node.tag, str) else ""


def value(node: etree._Element | None, attribute: str) -> str:
    """An attribute of an element, "" where either is not there."""
    if node is None:
        return ""
    return next((str(one) for key, one in node.attrib.items() if _NAMES[str(key)] == attribute), "")


def child(node: etree._Element | None, *path: str) -> etree._Element | None:
    """The element at the end of a path of names."""
    for step in path:
        node = next((one for one in node if name(one) == step), None) if node is not None else None
    return node


@dataclass(frozen=True, slots=True)
class OdfStyle:
    """A style: the role of a paragraph, the marks of a run, whether its text is hidden or has a rule below it."""

    role: str = "p"
    marks: frozenset[str] = frozenset()
    hidden: bool = False
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class ListLevel:
    """A level of a list: whether it has bullets, the form of its numbers and what stands around them, and its first number."""

    bullet: bool = True
    form: str = ""
    before: str = ""
    after: str = ""
    start: int = 1
    shown: int = 1  # levels of which the numbers stand there

    @property
    def plain(self) -> bool:
        """Whether it is a list of the tree: bullets or plain numbers. Other numbers are words of the author."""
        return self.bullet or (
            self.form == "decimal"
            and self.before in ("", "(", "（")
            and self.after.strip() in ("", ".", "、", ")", "）", "．")
        )

    def label(self, number: int) -> str:
        """What stands before an item, "" for a bullet."""
        return "" if self.bullet or not self.form else self.around(formatted(number, self.form))

    def around(self, number: str) -> str:
        """A number with what stands around it; behind a mark nothing more, behind Han a Han space."""
        words = f"{self.before}{number}{self.after}".strip()
        if not words or words[-1] in "、，）)：":
            return words
        return words + (" " if words[-1].isascii() else "\u3000")


class OdfStyles:
    """The styles of a document by name."""

    def __init__(self, roots: Iterable[etree._Element]) -> None:
        self._nodes: dict[str, etree._Element] = {}
        self._lists: dict[str, etree._Element] = {}
        self._made: dict[str, OdfStyle] = {}
        self._outline: etree._Element | None = None
        self._counts: list[int | None] = [None] * _LEVELS
        for root in roots:
            for node in root.iter():
                if name(node) == "style:style":
                    self._nodes.setdefault(value(node, "style:name"), node)
                elif name(node) == "text:outline-style":
                    self._outline = node
                elif name(node) == "text:list-style":
                    self._lists.setdefault(value(node, "style:name"), node)

    def of(self, ident: str) -> OdfStyle:
        """The style with a name; a plain one where there is none."""
        if ident not in self._made:
            self._made[ident] = self._make(ident)
        return self._made[ident]

    def list_level(self, style: str, depth: int) -> ListLevel:
        """A level of a list, from 0; bullets where nothing is said of it."""
        return _level(self._lists.get(style), depth)

    def heading(self, level: int) -> str:
        """The words that number the next heading of a level from 1, "" where headings are not numbered (16.34)."""
        if self._outline is None or not 1 <= level <= _LEVELS:
            return ""
        forms = [_level(self._outline, at) for at in range(level)]
        own = forms[-1]
        if own.bullet:
            return ""
        last = self._counts[level - 1]
        self._counts[level - 1 :] = [own.start if last is None else last + 1, *[None] * (_LEVELS - level)]
        shown = range(max(level - own.shown, 0), level)
        words = (formatted(self._counts[at] or forms[at].start, forms[at].form or "decimal") for at in shown)
        return own.around(".".join(words))

    def _make(self, ident: str) -> OdfStyle:
        chain: list[etree._Element] = []
        names = [ident]
        while (node := self._nodes.get(ident)) is not None and len(chain) < _CHAIN:
            chain.append(node)
            names.append(value(node, "style:display-name"))
            ident = value(node, "style:parent-style-name")
            names.append(ident)
        role = next((role for one in names if one and (role := role_of_name(_ESCAPED.sub(_char, one)))), "p")
        marks: dict[str, bool] = {}
        hidden = ruled = False
        family = value(chain[0], "style:family") if chain else ""
        for node in reversed(chain):
            text = child(node, "style:text-properties")
            about = child(node, "style:paragraph-properties")
            if family == "text":
                marks |= _marks(text)
            hidden = {"none": True, "true": False}.get(value(text, "text:display"), hidden)
            ruled = ruled or value(about, "fo:border-bottom") not in ("", "none")
        return OdfStyle(role, frozenset(mark for mark, on in marks.items() if on), hidden, ruled)


def _level(found: etree._Element | None, depth: int) -> ListLevel:
    """A level of a style of lists or of the outline, from 0; bullets where nothing is said of it."""
    for node in found if found is not None else ():
        if whole(value(node, "text:level"), 1) == depth + 1 and "bullet" not in name(node):
            given = value(node, "style:num-format")
            form = _FORMS.get(
                given, "decimal" if given[:1].isdecimal() else "chineseCounting" if given[:1] == "一" else ""
            )
            affixes = (value(node, "style:num-prefix"), value(node, "style:num-suffix"))
            shown = whole(value(node, "text:display-levels"), 1)
            return ListLevel(not form, form, *affixes, whole(value(node, "text:start-value"), 1), shown)
    return ListLevel()


def _char(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return chr(number) if 0x20 <= number < 0xD800 else ""


def _marks(node: etree._Element | None) -> dict[str, bool]:
    """The marks that properties of text set or take."""
    marks: dict[str, bool] = {}
    for attribute, given in node.attrib.items() if node is not None else ():
        text = str(given)
        match _NAMES[str(attribute)]:
            case "fo:font-weight" | "style:font-weight-asian":
                marks["strong"] = marks.get("strong", False) or text in ("bold", "600", "700", "800", "900")
            case "fo:font-style" | "style:font-style-asian" | "style:text-emphasize":
                marks["em"] = marks.get("em", False) or text not in ("normal", "none")
            case "style:text-line-through-style" | "style:text-line-through-type":
                marks["del"] = text != "none"
            case "style:text-underline-style":
                marks["u"] = text != "none"
            case "fo:background-color":
                marks["mark"] = text != "transparent"
            case "style:text-position":
                marks |= {"sup": text.startswith("super"), "sub": text.startswith("sub")}
                if text[:1] in "-123456789" and not text.startswith(("0", "100")):
                    marks |= {"sub": text.startswith("-"), "sup": not text.startswith("-")}
    return marks
