"""The parts of the system that a PDF needs and pip cannot bring: Pango with its friends, and a Chinese font.

Asked before WeasyPrint is: with no font at all, it kills the process (measured: exit 139).
"""

from __future__ import annotations

import ctypes
import ctypes.util

from book.findings import MissingPart

APT = "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
_NEXT = f"On Debian and Ubuntu: sudo {APT}. Elsewhere install Pango and Noto Serif CJK; or build with --format epub."
_LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset", "fontconfig")


class _FontSet(ctypes.Structure):
    _fields_ = (("nfont", ctypes.c_int), ("sfont", ctypes.c_int), ("fonts", ctypes.c_void_p))


def require_pdf_parts() -> None:
    """Raises `MissingPart` with the one line to run, unless a PDF with Chinese text can be made here."""
    missing = [name for name in _LIBRARIES if ctypes.util.find_library(name) is None]
    if missing:
        raise MissingPart("PDF", f"the system lacks {', '.join(missing)}", _NEXT)
    if not chinese_fonts():
        raise MissingPart("PDF", "no Chinese font is installed", _NEXT)


def chinese_fonts() -> int:
    """How many installed fonts say that they can write Chinese (fontconfig, `:lang=zh-cn`)."""
    name = ctypes.util.find_library("fontconfig")
    if name is None:
        return 0
    lib = ctypes.CDLL(name)
    lib.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
    lib.FcNameParse.restype = ctypes.c_void_p
    lib.FcNameParse.argtypes = [ctypes.c_char_p]
    lib.FcObjectSetCreate.restype = ctypes.c_void_p
    lib.FcObjectSetAdd.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    lib.FcFontList.restype = ctypes.POINTER(_FontSet)
    lib.FcFontList.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    objects = lib.FcObjectSetCreate()
    lib.FcObjectSetAdd(objects, b"family")
    fonts = lib.FcFontList(lib.FcInitLoadConfigAndFonts(), lib.FcNameParse(b":lang=zh-cn"), objects)
    return int(fonts.contents.nfont) if fonts else 0
