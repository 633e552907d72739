"""The system's Chinese fonts, for what is drawn and what goes along: fontconfig says which file; where it knows none, those of
`wenxuan[fonts]`. An edge: machines differ.
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from book.fonts.subset import Face
from book.late import late
from book.system.libraries import load
from book.system.parts import installed_fonts, packaged_fonts, packaged_kai

if TYPE_CHECKING:
    from PIL import ImageFont
else:
    ImageFont = late("PIL.ImageFont")

Sized = Callable[[bool, int], "ImageFont.FreeTypeFont"]


def serif_files(language: str) -> tuple[tuple[str, int], tuple[str, int]] | None:
    """File and index of a 宋体 for a language of books, and of its bold; `None` where no installed font has Chinese."""
    regular, bold = (_matched(language, bold=bold) or _packaged(language) for bold in (False, True))
    return None if regular is None or bold is None else (regular, bold)


def sized(files: tuple[tuple[str, int], tuple[str, int]]) -> Sized:
    """The fonts of such files by (bold, size in pixels)."""

    @functools.lru_cache(maxsize=64)
    def face(bold: bool, size: int) -> ImageFont.FreeTypeFont:
        path, index = files[bold]
        return ImageFont.truetype(path, size, index, layout_engine=ImageFont.Layout.BASIC)

    return face


def cover_faces(language: str) -> tuple[Face, Face, Face] | None:
    """The files of what a cover for the press is drawn in: 宋体, its bold, and 黑体; `None` where no font has Chinese."""
    found = serif_files(language)
    if found is None:
        return None
    regular, bold = found
    plain = _matched(language, bold=False, family="sans-serif") or regular
    return _read(*regular), _read(*bold), _read(*plain)


@functools.cache
def generic(language: str) -> dict[str, tuple[str, str]]:
    """What stands for `serif` and `sans-serif` in a language: family and file; only those that there are."""
    found: dict[str, tuple[str, str]] = {}
    for kind in ("serif", "sans-serif"):
        if place := _matched(language, bold=False, family=kind) or _packaged(language):
            name = ImageFont.truetype(place[0], 16, place[1], layout_engine=ImageFont.Layout.BASIC).getname()[0]
            found |= {kind: (name, place[0])} if name else {}
    return found


def text_face(theme: str, language: str) -> Face | None:
    """The installed font that the text of a theme would be set in; `None` where there is none of its kind."""
    kinds = {"song": "serif", "hei": "sans-serif", "kai": "LXGW WenKai,Kaiti SC,KaiTi,AR PL UKai CN,BiauKai"}
    found = _matched(language, bold=False, family=kinds[theme])
    if found is None and theme == "song":
        found = _packaged(language)
    if found is None and theme == "kai" and (kai := packaged_kai()):
        found = str(kai[1]), 0
    return _read(*found) if found else None


def faces_with(characters: set[str], language: str) -> tuple[Face, ...]:
    """Installed fonts that together have all of the characters that any has: the 宋体 first, then what lacks the fewest."""
    listed = installed_fonts()
    serif = _matched(language, bold=False)
    left, chosen = set(characters), []
    while left:
        held = {font: {char for char in left if has(char)} for font, has in listed.items()}
        best = max(held, key=lambda font: (len(held[font]), font == serif, font), default=None)
        if best is None or not held[best]:
            break
        left -= held[best]
        chosen.append(_read(*best))
    return tuple(chosen)


def _packaged(language: str) -> tuple[str, int] | None:
    """The 宋体 of `wenxuan[fonts]`."""
    names = ("Noto Serif TC", "Noto Serif SC") if language in ("zh-Hant", "zh-TW", "zh-HK") else ("Noto Serif SC",)
    known = packaged_fonts()
    return next(((str(known[name]), 0) for name in names if name in known), None)


def _read(path: str, index: int) -> Face:
    file = Path(path)
    return Face(file.name, file.read_bytes(), index)


@functools.cache
def _configured(lib: ctypes.CDLL) -> ctypes.c_void_p:
    """Fontconfig's settings and its list of the fonts, which it reads anew each time that it is asked for them."""
    lib.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
    return ctypes.c_void_p(lib.FcInitLoadConfigAndFonts())


def _matched(language: str, *, bold: bool, family: str = "serif") -> tuple[str, int] | None:
    """File and index of the font that fontconfig would take, if it has the characters of the language.

    Of a generic family that is any font; of families by name it must be one of them.
    """
    lib = load("fontconfig")
    if lib is None:
        return None
    lib.FcNameParse.restype = lib.FcFontMatch.restype = ctypes.c_void_p
    config = _configured(lib)
    written = {"zh-TW": "zh-tw", "zh-HK": "zh-hk", "zh-Hant": "zh-tw"}.get(language, "zh-cn")
    wanted = ctypes.c_void_p(lib.FcNameParse(f"{family}:lang={written}{':bold' if bold else ''}".encode()))
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
    named = ctypes.c_char_p()
    if "," in family and (
        lib.FcPatternGetString(font, b"family", 0, ctypes.byref(named))
        or (named.value or b"").decode() not in family.split(",")
    ):
        return None
    # FcLangEqual is 0, FcLangDifferentTerritory 1: both read Chinese.
    return None if lib.FcLangSetHasLang(speaks, written.encode()) > 1 else (file.value.decode(), index.value & 0xFFFF)
