"""Re-opens a finished PDF and looks for what would spoil it for a reader: a broken file, lost text, missing fonts. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Pdf, PikepdfError
from pikepdf import open as opened

from book.check.drawn import drawn, drawn_faults
from book.check.pdf_fonts import unpacked
from book.findings import Finding, Where
from book.messages import Message, message

#: What does pieces of work, and gives what each made, in their order.
Doing = Callable[[Sequence[Callable[[], Any]]], Iterable[Any]]
_MANY = 200  # pages whose check is worth being shared
_SHEETS = "/WenxuanSheets"  # what a file of sheets says of itself: `render/pdf/sheets.py`
#: What is raised on damaged files, by pikepdf and by what reads numbers and arrays where others stand.
_DAMAGE = (
    PikepdfError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    NotImplementedError,
    OSError,
    RuntimeError,
    zlib.error,
)


def in_turn(pieces: Sequence[Callable[[], Any]]) -> Iterator[Any]:
    """Does one piece of work after the other, here."""
    return (piece() for piece in pieces)


def check_pdf(body: bytes, name: str, doing: Doing = in_turn) -> tuple[Finding, ...]:
    """Every fault of the PDF as a `check.pdf` finding; one `check.unreadable` if it cannot be opened. Empty: it passed.

    Looks for pages, title and language, tags, outline, and in every font the program (ISO 19005-3 §6.2.11.4) and a ToUnicode map
    (§6.2.11.7) without U+FFFD. Of sheets for a press the pages, the title and the fonts. What would have to be mended to be read
    is damaged. `doing` may share what is looked at in a long file among processes.
    """
    held = BytesIO(body)
    try:
        with opened(held, attempt_recovery=False) as file:
            faults, mended = _faults(file, doing)
    except _DAMAGE as error:
        return (_unreadable(f"{type(error).__name__}: {error}", held, name),)
    if mended and not faults:
        return (_unreadable(mended[0], held, name),)
    return tuple(Finding("check.pdf", Where(name), detail=fault) for fault in faults)


def _unreadable(why: str, held: BytesIO, name: str) -> Finding:
    """Without what pikepdf calls the file: a stream at a place in memory."""
    kind, place, said = why.partition(f"{held!r}: ")
    if place:
        why = f"{kind.partition(': ')[0]}: {said}" if ": " in kind else said
    return Finding("check.unreadable", Where(name), detail=why.replace(repr(held), name))


def _faults(file: Pdf, doing: Doing) -> tuple[list[Message], list[str]]:
    """The faults, and what was mended to read the file."""
    root: Any = file.Root
    about: Any = file.trailer.get("/Info", {})
    pages = [page.obj for page in file.pages]
    faults = []
    if not pages:
        faults.append(message("fault.no-pages"))
    if not str(about.get("/Title", "")):
        faults.append(message("fault.no-title"))
    for_readers = _SHEETS not in about
    if for_readers and not str(root.get("/Lang", "")):
        faults.append(message("fault.no-language"))
    if for_readers and (not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root):
        faults.append(message("fault.not-tagged"))
    if for_readers and "/First" not in root.get("/Outlines", {}):
        faults.append(message("fault.no-outline"))
    damaged = [number for number, page in enumerate(pages, 1) if not _is_intact(page.get("/Contents"))]
    faults += [message("fault.page-damaged", number=number) for number in damaged]
    faults += [fault for font in _fonts(pages) for fault in _font_faults(font)]
    mended = _mended(file)
    if for_readers and not damaged and not any(fault.key == "fault.font-damaged" for fault in faults):
        looks: list[Callable[[], Any]] = [partial(_bare_figures, root), *drawn(root, pages)]
        pieces = [partial(_noted, file, look) for look in looks]
        (bare, *found), noted = zip(*(doing if len(pages) > _MANY else in_turn)(pieces), strict=True)
        faults += drawn_faults(found)
        faults += [message("fault.figure-no-alt", count=bare)] if bare else []
        mended += [one for some in noted for one in some]
    return list(dict.fromkeys(faults)), mended


def _mended(file: Pdf) -> list[str]:
    """What had to be mended to read the file since this was last asked."""
    return [str(warning) for warning in file.get_warnings()]


def _noted(file: Pdf, piece: Callable[[], Any]) -> tuple[Any, list[str]]:
    """What a piece of work made, and what had to be mended for it: another process tells it of itself alone."""
    return piece(), _mended(file)


def _bare_figures(root: Any) -> int:
    """How many figures of the structure have no words that stand for them (ISO 14289-1 §7.3)."""
    waiting, bare = [root.get("/StructTreeRoot")], 0
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if node is None or isinstance(node, int) or _was_seen(node, seen):
            continue
        if isinstance(node, Array):
            waiting.extend(node)
        elif isinstance(node, Dictionary):
            if node.get("/S") == "/Figure":
                bare += not (str(node.get("/Alt", "")) or str(node.get("/ActualText", "")))
            waiting.append(node.get("/K"))
    return bare


def _was_seen(held: Any, seen: set[int]) -> bool:
    """Whether an object of the file was met before; what stands within another has no number, and is met once."""
    number: int = held.objgen[0]
    if number in seen:
        return True
    if number:
        seen.add(number)
    return False


def _is_intact(contents: Any) -> bool:
    """Whether streams can be unpacked to the end. What is broken off is given as far as it goes, so zlib is called directly."""
    for stream in contents if isinstance(contents, Array) else [contents]:
        if stream is None:
            return False
        if stream.get("/Filter") == "/FlateDecode":
            try:
                zlib.decompress(stream.read_raw_bytes())
            except zlib.error:
                return False
    return True


def _fonts(pages: list[Any]) -> Iterator[Any]:
    """Every font of every page and of the forms on it, once."""
    seen: set[int] = set()
    waiting = [page.get("/Resources") for page in pages]
    while waiting:
        resources = waiting.pop()
        if resources is None or _was_seen(resources, seen):
            continue
        yield from (font for font in resources.get("/Font", {}).values() if not _was_seen(font, seen))
        waiting += [
            form.get("/Resources") for form in resources.get("/XObject", {}).values() if not _was_seen(form, seen)
        ]


def _is_unknown(program: bytes) -> bool:
    """Whether an OpenType font has neither TrueType's outlines nor CFF's (ISO 32000-2 §9.9.1), but CFF2's for example."""
    tags = {program[at : at + 4] for at in range(12, 12 + 16 * int.from_bytes(program[4:6], "big"), 16)}
    return program[:4] == b"OTTO" and b"CFF " not in tags


def _font_faults(font: Any) -> Iterator[Message]:
    name = str(font.get("/BaseFont", font.get("/Name", "?")))
    descendant = font["/DescendantFonts"][0] if font.get("/Subtype") == "/Type0" else font
    described = descendant.get("/FontDescriptor", {})
    program = next((described[f"/FontFile{n}"] for n in ("", "2", "3") if f"/FontFile{n}" in described), None)
    if font.get("/Subtype") != "/Type3" and program is None:
        yield message("fault.font-not-embedded", name=name)
    elif program is not None and not _is_intact(program):
        yield message("fault.font-damaged", name=name)
    elif program is not None and _is_unknown(unpacked(program)):
        yield message("fault.font-outlines", name=name)
    mapped = font.get("/ToUnicode")
    if mapped is None:
        yield message("fault.font-no-map", name=name)
    elif b"<fffd>" in unpacked(mapped).lower():
        yield message("fault.font-lost-text", name=name)
