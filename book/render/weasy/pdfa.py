"""What WeasyPrint leaves out of an archival and accessible PDF, added before the file is written: PDF/UA's mark beside PDF/A's,
page labels as printed, bodies of list items, headings that begin with the first level, and fonts that every viewer shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pydyf

from book.fonts.roles import in_order
from book.late import expression

_LEVEL = expression(r"/H([1-6])")
_UA = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>'
    b'<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    b'<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289 that is followed</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


def finisher(body_start: int, first: int = 1, cover: str = "", covers: int = 0) -> Callable[[Any, Any], None]:
    """For `write_pdf`. `body_start` is the sheet on which the numbers begin with `first`; roman ones stand before it.

    The first `covers` sheets are called `cover`.
    """

    def finish(_: Any, pdf: Any) -> None:
        for item in pdf.objects:
            if getattr(item, "extra", {}).get("Type") == "/Metadata":
                metadata = b"".join(part if isinstance(part, bytes) else part.encode() for part in item.stream)
                item.stream = [metadata.replace(b"</rdf:RDF>", _UA + b"</rdf:RDF>", 1)]
            shown(item)
        roman = pydyf.Dictionary({"S": "/r"})
        arabic = pydyf.Dictionary({"S": "/D", "St": first} if first > 1 else {"S": "/D"})
        nums = [0, pydyf.Dictionary({"P": pydyf.String(cover)})] if covers else []
        nums += [covers, roman] if body_start > covers else []
        nums += [body_start, arabic]
        pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array(nums)})
        elements = _elements(pdf)
        _list_bodies(pdf, elements)
        _levels(elements)

    return finish


def mended(pdf: Any, name: str) -> list[int]:
    """Mends the file of a leaf; gives the levels of its headings, which are settled in the book. The ids of head cells, which
    are numbers of objects, are made those of the leaf: in another they would be the same."""
    for item in pdf.objects:
        shown(item)
        if isinstance(item, pydyf.Dictionary) and item.get("Type") == "/Annot":
            item["F"] = 4  # it is printed (ISO 19005-3 §6.3.2)
    elements = _elements(pdf)
    _list_bodies(pdf, elements)
    for one in elements.values():
        if "ID" in one:
            one["ID"] = pydyf.String(f"{name}-{one['ID'].string}")
        if "A" in one and "Headers" in one["A"]:
            one["A"]["Headers"] = pydyf.Array(pydyf.String(f"{name}-{cell.string}") for cell in one["A"]["Headers"])
    return [int(str(one["S"])[2:]) for one in elements.values() if _LEVEL.fullmatch(str(one["S"]))]


def _elements(pdf: Any) -> dict[Any, Any]:
    """The elements of the structure by their references, in the order of the pages."""
    return {o.reference: o for o in pdf.objects if isinstance(o, pydyf.Dictionary) and o.get("Type") == "/StructElem"}


def shown(item: Any) -> None:
    """Mends a font whose glyphs are out of order, and a glyph that is a picture: PDF/A forbids to interpolate it (§6.2.8)."""
    extra = getattr(item, "extra", {})
    if extra.get("Subtype") == "/OpenType":
        item.stream = [in_order(b"".join(item.stream))]
    elif extra.get("Subtype") == "/Image" and "Interpolate" in extra:
        extra["Interpolate"] = "false"


def _levels(elements: dict[Any, Any]) -> None:
    """The first heading is H1: an article cut out of a book of parts would begin with H3 (ISO 14289-1 §7.4.2)."""
    found = [o for o in elements.values() if _LEVEL.fullmatch(str(o["S"]))]
    for one, level in zip(found, stepped([int(o["S"][2:]) for o in found]), strict=True):
        one["S"] = f"/H{level}"


def stepped(levels: Iterable[int]) -> list[int]:
    """The levels of headings, in the order of the pages: the highest is 1, and none is more than one below the one before."""
    found = list(levels)
    above, last = min(found, default=1) - 1, 0
    made = []
    for level in found:
        last = min(level - above, last + 1)
        made.append(last)
    return made


def _list_bodies(pdf: Any, elements: dict[Any, Any]) -> None:
    """Puts what a list item holds besides its label into one LBody, as PDF/UA wants (measured: veraPDF 7.2-20)."""
    for item in [o for o in elements.values() if o["S"] == "/LI"]:
        labels = [kid for kid in item["K"] if kid in elements and elements[kid]["S"] == "/Lbl"]
        bodies = [kid for kid in item["K"] if kid in elements and elements[kid]["S"] == "/LBody"]
        others = [kid for kid in item["K"] if kid not in labels and kid not in bodies]
        if not others:
            continue
        held = [
            kid for one in item["K"] if one not in labels for kid in (elements[one]["K"] if one in bodies else [one])
        ]
        if bodies:
            body = elements[bodies[0]]
        else:
            body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "P": item.reference, "Pg": item["Pg"]})
            pdf.add_object(body)
        body["K"] = pydyf.Array(held)
        for kid in held:
            if kid in elements:
                elements[kid]["P"] = body.reference
        item["K"] = pydyf.Array([*labels, body.reference])
