"""The system's Chinese fonts, for what is drawn: fontconfig says which file, FreeType opens it. An edge: machines differ."""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
from collections.abc import Callable

from PIL import ImageFont

Face = Callable[[bool, int], ImageFont.FreeTypeFont]


def chinese_serif(language: str) -> Face | None:
    """A 宋体 for a language of books, by (bold, size in pixels); `None` where no installed font has Chinese."""
    found = {bold: _matched(language, bold=bold) for bold in (False, True)}
    if not all(found.values()):
        return None

    @functools.lru_cache(maxsize=64)
    def face(bold: bool, size: int) -> ImageFont.FreeTypeFont:
        path, index = found[bold] or ("", 0)
        return ImageFont.truetype(path, size, index, layout_engine=ImageFont.Layout.BASIC)

    return face


def _matched(language: str, *, bold: bool) -> tuple[str, int] | None:
    """File and index of the serif that fontconfig would take, if it has the characters of the language."""
    name = ctypes.util.find_library("fontconfig")
    if name is None:
        return None
    lib = ctypes.CDLL(name)
    for function in ("FcInitLoadConfigAndFonts", "FcNameParse", "FcFontMatch"):
        getattr(lib, function).restype = ctypes.c_void_p
    config = ctypes.c_void_p(lib.FcInitLoadConfigAndFonts())
    written = {"zh-TW": "zh-tw", "zh-HK": "zh-hk", "zh-Hant": "zh-tw"}.get(language, "zh-cn")
    wanted = ctypes.c_void_p(lib.FcNameParse(f"serif:lang={written}{':bold' if bold else ''}".encode()))
    lib.FcConfigSubstitute(config, wanted, 0)
    lib.FcDefaultSubstitute(wanted)
    result = ctypes.c_int()
    match = lib.FcFontMatch(config, wanted, ctypes.byref(result))
    if not match:
        return None
    file, index, speaks = ctypes.c_char_p(), ctypes.c_int(), ctypes.c_void_p()
    font = ctypes.c_void_p(match)
    if lib.FcPatternGetString(font, b"file", 0, ctypes.byref(file)) or not file.value:
        return None
    lib.FcPatternGetInteger(font, b"index", 0, ctypes.byref(index))
    if lib.FcPatternGetLangSet(font, b"lang", 0, ctypes.byref(speaks)):
        return None
    # FcLangEqual is 0, FcLangDifferentTerritory 1: both read Chinese.
    return None if lib.FcLangSetHasLang(speaks, written.encode()) > 1 else (file.value.decode(), index.value & 0xFFFF)
