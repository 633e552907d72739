"""SVG → SVG that is a drawing and nothing else: no script, nothing from outside, no more than can be drawn in seconds.

Only elements and attributes that draw are copied (SVG 1.1, and what renderers keep of SVG 2). An address is a place in the drawing
itself (`#id`) or a picture inside it (`data:`), which is decoded and encoded as any other is. Its size is written into it.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from lxml import etree

from book.classes import dataclass, field
from book.late import expression
from book.messages import Message, message
from book.pictures.styles import declarations, is_inside, sheet
from book.pictures.weighing import weight

_SVG = "http://www.w3.org/2000/svg"
_HREF = "{http://www.w3.org/1999/xlink}href"
_SPACES: Any = {None: _SVG, "xlink": "http://www.w3.org/1999/xlink"}  # the stubs of lxml know no default namespace
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MOST_BYTES = 10_000_000  # of a drawing, unpacked; maps of the world in detail have about two million
_MOST_TAGS = (
    60_000  # of elements and their ends, counted before there is a tree of them; maps have about twenty thousand
)
_DEEPEST = 100  # elements in one another; editors' groups reach about twenty
_MOST_STYLE = 1_000_000  # characters of style; drawings of diagrams have about twenty thousand
_MOST_PICTURES = 50
_MOST_PIXELS = 80_000_000  # of all pictures in a drawing: as many as one picture may have
_HEAD = (
    1_000_000  # bytes in which `<svg` stands: before it comments, and a DOCTYPE with an editor's names (Illustrator)
)
_PX = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "em": 16.0, "rem": 16.0,
       "ex": 8.0}  # fmt: skip  # CSS Values 4 §6; an em of 16 px and an ex of half an em, as browsers begin with
_LENGTH = expression(
    r"\s*\+?(\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:e([+-]?\d))?\s*+(px|pt|pc|in|cm|mm|r?em|ex|%|)\s*+", re.I
)
_UNSIZED = (300.0, 150.0)  # px: what a browser gives a drawing that says nothing of its size (CSS 2.2 §10.3.2)

#: Elements that draw, or hold what does.
_DRAWS = frozenset(
    "svg g defs symbol use switch a style path rect circle ellipse line polyline polygon text tspan textPath image clipPath mask"
    " pattern marker linearGradient radialGradient stop filter feBlend feColorMatrix feComponentTransfer feComposite"
    " feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR"
    " feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile"
    " feTurbulence".split()
)
#: What may show something and is not drawn; all else that is left out shows nothing.
_SHOWN = frozenset("foreignObject feImage iframe video canvas object embed".split())
#: What is left out and is worth a word: it would act, or says who drew it.
_TOLD = frozenset("script handler listener set animate animateMotion animateTransform animateColor metadata".split())


@dataclass(slots=True)
class Drawing:
    """A drawing that can be given to a renderer: its text, its size in CSS pixels, what was left out of it that says or does
    something (`taken`), and what was left out of it that would be seen (`lost`)."""

    text: str = ""
    width: float = 0.0
    height: float = 0.0
    taken: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


#: A picture inside a drawing → its bytes, its media type and its pixels, as it can be shown; `None` for one that cannot.
Inner = Callable[[bytes], tuple[bytes, str, int] | None]


class _RefusedError(Exception):
    def __init__(self, why: Message) -> None:
        super().__init__(str(why))
        self.why = why


def source(body: bytes) -> bytes | None:
    """The text of a drawing, unpacked where it is packed (SVGZ) up to a byte over the limit; `None` for bytes that are none."""
    if body.startswith(b"\x1f\x8b"):
        unpacking = zlib.decompressobj(wbits=31)
        try:
            body = unpacking.decompress(body, _MOST_BYTES + 1)
        except zlib.error:
            return None
    head = (
        body[:_HEAD]
        .replace(b"\0", b"")
        .removeprefix(b"\xef\xbb\xbf")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
    )
    head = head.lstrip()
    found = re.search(rb"<(?:[\w.-]{1,40}:)?svg[\s>/]", head)
    return body if head.startswith(b"<") and found and b"<html" not in head[: found.start()].lower() else None


def drawing(body: bytes, inner: Inner) -> Drawing | Message | None:
    """The drawing, or the reason why it is not drawn; `None` where the text is no SVG after all."""
    if len(body) > _MOST_BYTES:
        return message("detail.over", most=_MOST_BYTES)
    if body.replace(b"\0", b"").count(b"<") > _MOST_TAGS:
        return message("detail.svg-elements", most=_MOST_TAGS)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
        if etree.QName(root).localname != "svg":
            return None
        return _Copy(inner, etree.QName(root).namespace or "").made(root)
    except _RefusedError as refused:
        return refused.why
    except (etree.XMLSyntaxError, ValueError) as error:
        return message("detail.picture-damaged", error=str(error).split("\n", 1)[0])


@dataclass(slots=True)
class _Copy:
    inner: Inner
    space: str  # the namespace of its root, which old drawings lack
    made_of: Drawing = field(default_factory=Drawing)
    pictures: int = 0
    pixels: int = 0
    style: int = 0  # characters so far

    def made(self, root: etree._Element) -> Drawing:
        copy = self.of(root, 0)
        assert copy is not None
        if (why := weight(copy)) is not None:
            raise _RefusedError(why)
        self.made_of.width, self.made_of.height = _size(root)
        if not (self.made_of.width and self.made_of.height):
            raise _RefusedError(message("detail.svg-size"))
        copy.set("width", f"{self.made_of.width:.4f}")
        copy.set("height", f"{self.made_of.height:.4f}")
        self.made_of.text = etree.tostring(copy, encoding="unicode")
        return self.made_of

    def of(self, element: etree._Element, deep: int) -> etree._Element | None:
        """The copy of an element and of what it holds; `None` for one that does not draw."""
        if deep > _DEEPEST:
            raise _RefusedError(message("detail.svg-deep", most=_DEEPEST))
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        if name not in _DRAWS or (etree.QName(element).namespace or "") != self.space:
            self._note(element, name)
            return None
        attributes = self._attributes(element, name)
        if attributes is None:
            return None
        copy = etree.Element(f"{{{_SVG}}}{name}", attributes, nsmap=_SPACES)
        copy.text = (
            sheet(self._bounded("".join(map(str, element.itertext()))), self.made_of.taken)
            if name == "style"
            else element.text
        )
        for child in () if name == "style" else element:
            inside = self.of(child, deep + 1)
            if inside is not None:
                copy.append(inside)
                inside.tail = child.tail
            elif child.tail:  # the words behind what is left out stay
                if len(copy):
                    copy[-1].tail = (copy[-1].tail or "") + child.tail
                else:
                    copy.text = (copy.text or "") + child.tail
        return copy

    def _note(self, element: etree._Element, name: str) -> None:
        parent = element.getparent()
        # In a `switch` what follows stands for what cannot be drawn (draw.io: text for HTML).
        stands_in = parent is not None and etree.QName(parent).localname == "switch" and element.getnext() is not None
        notes = self.made_of.lost if name in _SHOWN and not stands_in else self.made_of.taken if name in _TOLD else None
        if notes is not None and name not in notes:
            notes.append(name)

    def _attributes(self, element: etree._Element, name: str) -> dict[str, str] | None:
        """The attributes that stay; `None` for an element that is nothing without one that does not."""
        kept: dict[str, str] = {}
        for key, value in ((str(key), str(value)) for key, value in element.attrib.items()):
            if key in ("href", _HREF):
                target = self._target(value.strip(), name)
                if target:
                    kept[_HREF] = target
                elif name in ("image", "use", "textPath"):
                    self._lose(name)
                    return None
            elif key == "style":
                kept[key] = declarations(self._bounded(value), self.made_of.taken)
            elif key == _SPACE or (not key.startswith("{") and not key.lower().startswith("on") and is_inside(value)):
                kept[key] = value
            elif not key.startswith("{"):
                self.made_of.taken += [key] if key not in self.made_of.taken else []
        return kept

    def _bounded(self, style: str) -> str:
        self.style += len(style)
        if self.style > _MOST_STYLE:
            raise _RefusedError(message("detail.svg-style", most=_MOST_STYLE))
        return style

    def _target(self, value: str, name: str) -> str:
        """An address that stays inside of the drawing; "" for another."""
        if name == "image":
            return self._picture(value)
        if value.startswith("#") and name not in ("a", "script"):
            return value
        return ""

    def _picture(self, value: str) -> str:
        head, comma, data = value.partition(",")
        if not comma or not head.lower().startswith("data:") or "svg" in head.lower():
            return ""
        self.pictures += 1
        if self.pictures > _MOST_PICTURES or self.pixels > _MOST_PIXELS:
            raise _RefusedError(message("detail.svg-pictures", most=_MOST_PICTURES))
        try:
            packed = unquote_to_bytes("".join(data.split()))
            body = base64.b64decode(packed) if head.lower().endswith(";base64") else packed
        except (binascii.Error, ValueError):
            return ""
        shown = self.inner(body)
        if shown is None:
            return ""
        self.pixels += shown[2]
        return f"data:{shown[1]};base64,{base64.b64encode(shown[0]).decode()}"

    def _lose(self, name: str) -> None:
        if name not in self.made_of.lost:
            self.made_of.lost.append(name)


def _size(root: etree._Element) -> tuple[float, float]:
    """Width and height in CSS pixels; (0, 0) for none that can be drawn. A share of the page is that of the drawing's own box."""
    box = [float(one) for one in re.findall(r"[+-]?(?:\d{1,9}\.?\d{0,9}|\.\d{1,9})", str(root.get("viewBox") or ""))]
    own = (box[2], box[3]) if len(box) == 4 and box[2] > 0 and box[3] > 0 else None
    sides = [_length(str(root.get(side) or "")) for side in ("width", "height")]
    width, height = sides
    if width is None and height is None:
        return own or _UNSIZED
    ratio = own[0] / own[1] if own else _UNSIZED[0] / _UNSIZED[1]
    if width is None:
        assert height is not None
        return height * ratio, height
    return width, (width / ratio if height is None else height)


def _length(text: str) -> float | None:
    """A length in CSS pixels; `None` for none, and for a share of what is not known."""
    match = _LENGTH.fullmatch(text)
    if match is None or match[3] == "%":
        return None
    return float(match[1]) * 10.0 ** int(match[2] or 0) * _PX[match[3].lower()]
