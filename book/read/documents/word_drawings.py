"""Drawings in a Word paragraph: pictures as HTML, boxes of text, what cannot be taken along; and what is known of a part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from lxml import etree

from book.classes import dataclass, field
from book.messages import message
from book.read.documents.paragraphs import Told
from book.read.documents.word_styles import Styles, name, value, whole

_EMU = 9525  # English metric units in a pixel (914400 an inch, 96 pixels an inch)


@dataclass(slots=True)
class Part:
    """What is known while a part (the text, the notes, a header) is read.

    `relations` are its targets by id, with whether each lies outside; `picture` gives the address of a picture by a target, ""
    where there is none; `notes` are the keys of the notes called, in order; `boxes` takes text boxes, `told` what is left out.
    """

    styles: Styles
    relations: Mapping[str, tuple[str, bool]]
    picture: Callable[[str], str]
    notes: dict[str, int]
    told: list[Told]
    boxes: list[list[etree._Element]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    inserted: int = 0


class Drawings:
    """What is drawn in a paragraph; `made` is its HTML so far."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.made: list[str] = []

    def drawing(self, node: etree._Element) -> None:
        """A drawing of DrawingML: its pictures, and the text in its boxes."""
        about = next((one for one in node.iter() if name(one) == "wp:docPr"), None)
        extent = next((one for one in node.iter() if name(one) == "wp:extent"), None)
        found = False
        for one in node.iter():
            match name(one):
                case "a:blip":
                    embedded, linked = value(one, "r:embed"), value(one, "r:link")
                    self._image(embedded or linked, value(about, "descr"), extent)
                    found = True
                case "wps:txbx" | "w:txbxContent":
                    found = True
                case "c:chart" | "dgm:relIds":
                    told = value(about, "descr") or value(about, "title") or value(about, "name")
                    self.part.told.append(Told("read.no-picture", told, "drawing", message("detail.drawn-chart")))
                    found = True
        self._boxed(node)
        if not found and (words := value(about, "descr")):
            self.part.told.append(Told("read.no-picture", words, "drawing", message("detail.drawn-shape")))

    def picture(self, node: etree._Element) -> None:
        """A picture or a shape of VML, or what shows an embedded object."""
        for one in node.iter():
            if name(one) == "v:imagedata":
                shape = one.getparent()
                alt = value(shape, "alt") if shape is not None else ""
                self._image(value(one, "r:id") or value(one, "r:pict"), alt, None)
            elif name(one) == "v:rect" and value(one, "o:hr") in ("t", "true"):
                self.made.append("<hr>")
            elif name(one) == "v:textpath" and value(one, "string"):
                self.made.append(escape(value(one, "string")))
        self._boxed(node)

    def _boxed(self, node: etree._Element) -> None:
        for one in node.iter():
            if name(one) == "w:txbxContent":
                inner = any(name(above) == "w:txbxContent" for above in one.iterancestors())
                if not inner:
                    self.part.boxes.append(list(one))

    def _image(self, relation: str, alt: str, extent: etree._Element | None) -> None:
        target, outside = self.part.relations.get(relation, ("", False))
        address = (
            (target if target.startswith(("http://", "https://")) else "") if outside else self.part.picture(target)
        )
        if not address:
            if target or relation:
                self.part.told.append(
                    Told("read.no-picture", alt or target, "drawing", message("detail.drawn-missing"))
                )
            return
        sides = {side: whole(value(extent, key), 0, 10**9) // _EMU for side, key in (("width", "cx"), ("height", "cy"))}
        size = "".join(f' {side}="{max(told, 3)}"' for side, told in sides.items() if told)
        self.made.append(f'<img src="{escape(address)}" alt="{escape(alt)}"{size}>')
