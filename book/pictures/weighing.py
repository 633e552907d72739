"""How much there is to draw in an SVG once everything stands where it is used: a `use` of a `use` of ten grows tenfold a step."""

from __future__ import annotations

from lxml import etree

from book.classes import dataclass, field
from book.late import expression
from book.messages import Message, message

_MOST = 100_000  # elements as they are drawn; a renderer holds about a kilobyte for each
_CHAIN = 200  # elements and what they use, one in the other
_MOST_MATCHES = 5_000_000  # rules of style times elements: each is tried on each
_HREF = "{http://www.w3.org/1999/xlink}href"
_USED = expression(r"url\(\s*+[\"']?\s*+#([^\"')\s]{1,200})")
_POINT = 4  # characters of a path for each point, at least
_STEP = 16  # characters of a path or a text that are as much as an element


class _HeavyError(Exception):
    pass


def weight(root: etree._Element) -> Message | None:
    """Why a cleaned drawing is too much to draw; `None` where it is not."""
    elements = list(root.iter())
    sheets = ["".join(map(str, one.itertext())) for one in elements if str(one.tag).endswith("}style")]
    rules = sum(text.count("{") for text in sheets)
    if rules * len(elements) > _MOST_MATCHES:
        return message("detail.svg-heavy", most=_MOST)
    scales = _Scales({str(one.get("id")): one for one in reversed(elements) if one.get("id")})
    try:
        total = scales.of(root, 0)
        # What a rule of style brings may be on every element.
        total += sum(scales.of_id(name, 0) for text in sheets for name in _USED.findall(text)) * len(elements)
    except _HeavyError:
        total = _MOST + 1
    return message("detail.svg-heavy", most=_MOST) if total > _MOST else None


@dataclass(slots=True)
class _Scales:
    places: dict[str, etree._Element]
    known: dict[etree._Element, int] = field(default_factory=dict)
    open: set[etree._Element] = field(default_factory=set)

    def of(self, element: etree._Element, deep: int) -> int:
        """Elements that are drawn for this one; what uses itself counts once, for renderers stop there."""
        if element in self.known or element in self.open:
            return self.known.get(element, 0)
        if deep > _CHAIN:
            raise _HeavyError
        self.open.add(element)
        points = len(str(element.get("d") or element.get("points") or ""))
        total = 1 + (points + len(element.text or "") + len(element.tail or "")) // _STEP
        total += sum(self.of(child, deep + 1) for child in element)
        for key, value in element.attrib.items():
            names = _USED.findall(str(value))
            if key == _HREF and str(value).startswith("#"):
                names = [str(value)[1:]]
            # A marker stands at every point of its line.
            times = 1 + points // _POINT if "marker" in str(key) or "marker" in str(value) else 1
            total += sum(self.of_id(name, deep + 1) for name in names) * times
        self.open.discard(element)
        self.known[element] = total
        if total > _MOST:
            raise _HeavyError
        return total

    def of_id(self, name: str, deep: int) -> int:
        """The same of what an id names."""
        found = self.places.get(name)
        return self.of(found, deep) if found is not None else 0
