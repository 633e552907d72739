"""Re-opens a finished PDF and looks for what would spoil it for a reader: a broken file, lost text, missing fonts. Pure."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import IndirectObject

from book.check.drawn import drawn_faults
from book.findings import Finding, Where
from book.messages import Message, message

_SHEETS = "/WenxuanSheets"  # what a file of sheets says of itself: `render/pdf/sheets.py`
#: What pypdf raises on damaged files, seen by fuzzing: an unknown filter is a `NotImplementedError`, a place beyond all files an
#: `OverflowError`.
_DAMAGE = (
    PyPdfError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    OSError,
    RecursionError,
    struct.error,
    zlib.error,
)


def check_pdf(body: bytes, name: str) -> tuple[Finding, ...]:
    """Every fault of the PDF as a `check.pdf` finding; one `check.unreadable` if it cannot be opened. Empty: it passed.

    Looks for pages, title and language, tags, outline, and in every font the program (ISO 19005-3 §6.2.11.4) and a ToUnicode map
    (§6.2.11.7) without U+FFFD. Of sheets for a press the pages, the title and the fonts.
    """
    try:
        return tuple(
            Finding("check.pdf", Where(name), detail=fault) for fault in _faults(PdfReader(BytesIO(body), strict=True))
        )
    except _DAMAGE as error:
        return (Finding("check.unreadable", Where(name), detail=f"{type(error).__name__}: {error}"),)


def _faults(reader: PdfReader) -> list[Message]:
    root: Any = reader.root_object
    faults = []
    if not reader.pages:
        faults.append(message("fault.no-pages"))
    if not (reader.metadata and reader.metadata.title):
        faults.append(message("fault.no-title"))
    for_readers = _SHEETS not in (reader.metadata or {})
    if for_readers and not root.get("/Lang"):
        faults.append(message("fault.no-language"))
    if for_readers and (not (root.get("/MarkInfo") or {}).get("/Marked") or "/StructTreeRoot" not in root):
        faults.append(message("fault.not-tagged"))
    if for_readers and not reader.outline:
        faults.append(message("fault.no-outline"))
    damaged = [number for number, page in enumerate(reader.pages, 1) if not _is_intact(page.get("/Contents"))]
    faults += [message("fault.page-damaged", number=number) for number in damaged]
    for font in _fonts(reader):
        faults += _font_faults(font)
    if for_readers and not damaged:
        faults += drawn_faults(reader)
        faults += [message("fault.figure-no-alt", count=count)] if (count := _bare_figures(root)) else []
    return list(dict.fromkeys(faults))


def _bare_figures(root: Any) -> int:
    """How many figures of the structure have no words that stand for them (ISO 14289-1 §7.3)."""
    waiting, bare = [root.get("/StructTreeRoot")], 0
    seen: set[int] = set()
    while waiting:
        node = _once(waiting.pop(), seen)
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            bare += node.get("/S") == "/Figure" and not (node.get("/Alt") or node.get("/ActualText"))
            waiting += [node[key].get_object() if key in node else None for key in ("/K",)]
    return bare


def _once(raw: Any, seen: set[int]) -> Any:
    """An object, or what a reference leads to; `None` where one led there before."""
    if isinstance(raw, IndirectObject):
        if raw.idnum in seen:
            return None
        seen.add(raw.idnum)
    return raw.get_object() if raw is not None else None


def _is_intact(contents: Any) -> bool:
    """Whether streams can be unpacked to the end. pypdf repairs silently what it can, so zlib is called directly."""
    held = contents.get_object() if contents is not None else None
    for raw in held if isinstance(held, list) else [held]:
        stream = raw.get_object() if raw is not None else None
        if stream is None:
            return False
        if stream.get("/Filter") in ("/FlateDecode", ["/FlateDecode"]):
            try:
                zlib.decompress(stream._data)
            except zlib.error:
                return False
    return True


def _fonts(reader: PdfReader) -> Iterator[Any]:
    """Every font of every page and of the forms on it, once."""
    seen: set[int] = set()
    waiting = [page.get("/Resources") for page in reader.pages]
    while waiting:
        resources = _once(waiting.pop(), seen)
        if not resources:
            continue
        fonts = resources.get("/Font")
        for raw in (fonts.get_object() if fonts is not None else {}).values():
            if isinstance(raw, IndirectObject):
                if raw.idnum in seen:
                    continue
                seen.add(raw.idnum)
            yield raw.get_object()
        forms = resources.get("/XObject")
        for raw in (forms.get_object() if forms is not None else {}).values():
            number = raw.idnum if isinstance(raw, IndirectObject) else 0
            if number not in seen:
                seen.add(number)
                waiting.append(raw.get_object().get("/Resources"))


def _is_unknown(program: bytes) -> bool:
    """Whether an OpenType font has neither TrueType's outlines nor CFF's (ISO 32000-2 §9.9.1), but CFF2's for example."""
    tags = {program[at : at + 4] for at in range(12, 12 + 16 * int.from_bytes(program[4:6], "big"), 16)}
    return program[:4] == b"OTTO" and b"CFF " not in tags


def _font_faults(font: Any) -> Iterator[Message]:
    name = str(font.get("/BaseFont", font.get("/Name", "?")))
    descendant = font["/DescendantFonts"].get_object()[0].get_object() if font.get("/Subtype") == "/Type0" else font
    described = descendant.get("/FontDescriptor")
    described = described.get_object() if described is not None else {}
    program = next((described[f"/FontFile{n}"] for n in ("", "2", "3") if f"/FontFile{n}" in described), None)
    if font.get("/Subtype") != "/Type3" and program is None:
        yield message("fault.font-not-embedded", name=name)
    elif program is not None and not _is_intact(program):
        yield message("fault.font-damaged", name=name)
    elif program is not None and _is_unknown(program.get_object().get_data()):
        yield message("fault.font-outlines", name=name)
    mapped = font.get("/ToUnicode")
    if mapped is None:
        yield message("fault.font-no-map", name=name)
    elif b"<fffd>" in mapped.get_object().get_data().lower():
        yield message("fault.font-lost-text", name=name)
