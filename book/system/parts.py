"""The parts of the system that a PDF needs and pip cannot bring: Pango with its friends, and a Chinese font.

Asked before WeasyPrint is: with no font at all, it kills the process (measured: exit 139).
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import re
import sys
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from book.findings import MissingPart
from book.fonts.seen import visible
from book.late import late
from book.messages import Message, message, trouble
from book.system.libraries import LIBRARIES, load

if TYPE_CHECKING:
    from fontTools import unicodedata
else:
    unicodedata = late("fontTools.unicodedata")

#: What Debian and Ubuntu call the packages that hold, or bring along, each library; and the one with Chinese fonts.
DEBIAN = {
    "gobject": "libpango-1.0-0",
    "pango": "libpango-1.0-0",
    "harfbuzz": "libpango-1.0-0",
    "harfbuzz_subset": "libharfbuzz-subset0",
    "fontconfig": "libpangoft2-1.0-0",
    "pangoft2": "libpangoft2-1.0-0",
    "fonts": "fonts-noto-cjk",
}
#: What brings the libraries where there is no apt.
_ELSEWHERE = {"darwin": "error.parts-macos.next", "win32": "error.parts-windows.next"}


#: The fonts of `wenxuan[fonts]`: the family as the sheets call it, the package, and the file in it. The first that is there counts.
_PACKAGED = (
    ("Noto Serif SC", "pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf"),
    ("Noto Sans SC", "justmytype_intl_cjk", "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"),
    ("Noto Sans SC", "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"),
    ("Noto Serif TC", "pylopdf_fonts_zh_tw", "NotoSerifTC-Regular.otf"),
    ("Noto Sans TC", "justmytype_intl_cjk", "fonts/ofl/notosanstc/NotoSansTC[wght].ttf"),
    ("Noto Sans TC", "pylopdf_fonts_zh_tw", "NotoSansTC-Regular.otf"),
)
_OTHER_SCRIPTS = "manimgx_fonts"  # emoji in black and white, symbols, Thai, Arabic and more
#: Those that a wheel of ours may hold (hatch_build.py), of a script the family and its files. In Noto's later Arabic a letter is
#: put together of parts, so that viewers copy letters with spaces between.
_OWN = "book"
_OF_SCRIPTS = {
    "Arab": ("Noto Naskh Arabic", "faces/NotoNaskhArabic-Regular.ttf", "faces/NotoNaskhArabic-Bold.ttf"),
    "Mong": ("Noto Sans Mongolian", "faces/NotoSansMongolian-Regular.ttf"),
    "Tibt": ("Noto Serif Tibetan", "faces/NotoSerifTibetan-Regular.ttf", "faces/NotoSerifTibetan-Bold.ttf"),
}
_OTHERS_OF_OURS = "faces/NotoSansYi-Regular.ttf"
_KAI = ("LXGW WenKai", "faces/LXGWWenKai-Regular.ttf")
#: What HarfBuzz reads, and so Pango; fontconfig lists bitmap and Type 1 fonts too, which are never drawn.
_OPENTYPE = (".otf", ".ttf", ".ttc", ".otc")


class _FontSet(ctypes.Structure):
    _fields_ = (("nfont", ctypes.c_int), ("sfont", ctypes.c_int), ("fonts", ctypes.c_void_p))


def require_pdf_parts(other_fonts: int = 0) -> None:
    """Raises `MissingPart` with the one line to run, unless a PDF with Chinese text can be made here.

    `other_fonts` is how many there are besides those that are installed.
    """
    missing = missing_parts()
    if libraries := [name for name in missing if name != "fonts"]:
        raise MissingPart("PDF", message("error.libraries", names=", ".join(libraries)), _next_step(missing))
    if not missing:
        return
    if not other_fonts:
        raise MissingPart("PDF", *trouble("error.no-font", parts=_next_step(missing)))
    warnings.filterwarnings("ignore", "No fonts configured in FontConfig")  # WeasyPrint's word, when it is imported


def require_chinese(other_fonts: int = 0) -> None:
    """Raises `MissingPart` where there is no Chinese font for Typst, which needs no library. Without fontconfig Typst looks for
    fonts itself."""
    if load("fontconfig") is not None and not chinese_fonts() and not other_fonts:
        raise MissingPart("PDF", *trouble("error.no-font", parts=_next_step(("fonts",))))


def missing_parts() -> tuple[str, ...]:
    """Which of the libraries, and whether Chinese fonts, are not here: keys of `DEBIAN`. Without fontconfig no font is seen."""
    libraries = tuple(name for name in LIBRARIES if load(name) is None)
    return libraries if chinese_fonts() else (*libraries, "fonts")


def _next_step(missing: Iterable[str]) -> Message:
    """The line to run on this system, with nothing in it that is there already."""
    if sys.platform not in _ELSEWHERE:
        packages = " ".join(dict.fromkeys(DEBIAN[part] for part in missing))
        return message("error.parts-debian.next", packages=packages)
    return message("error.parts-font.next" if set(missing) == {"fonts"} else _ELSEWHERE[sys.platform])


def chinese_fonts() -> int:
    """How many installed fonts say that they can write Chinese (fontconfig, `:lang=zh-cn`)."""
    found = _listed(b":lang=zh-cn", b"family")
    return int(found[1].nfont) if found else 0


def packaged_fonts() -> dict[str, Path]:
    """The Chinese fonts of `wenxuan[fonts]` that are there, by family."""
    files: dict[str, Path] = {}
    for family, package, name in _PACKAGED:
        for folder in _folders(package):
            if (file := folder / name).is_file():
                files.setdefault(family, file)
    return files


def packaged_kai() -> tuple[str, Path] | None:
    """The 楷体 that came with the program, by its family; `None` where it was built without."""
    family, name = _KAI
    return next(((family, place) for place in _files(_OWN, name)), None)


def packaged_for_others() -> tuple[Path, ...]:
    """The fonts of `wenxuan[fonts]`, and that came with the program, for emoji, symbols and other scripts, by name."""
    known = (file for folder in _folders(_OTHER_SCRIPTS) for file in sorted(folder.glob("*.ttf")))
    return (*known, *_files(_OWN, _OTHERS_OF_OURS))


def packaged_for_scripts(scripts: Iterable[str]) -> list[tuple[str, Path]]:
    """The fonts of both for scripts (ISO 15924), each with its family in the sheets; none that is installed."""
    found: list[tuple[str, Path]] = []
    for script in sorted(scripts):
        name = unicodedata.script_name(script).replace("_", " ")
        usual = f"Noto Sans {name}"
        family, *own = _OF_SCRIPTS.get(script, (usual,))
        served = [(family, file) for face in own for file in _files(_OWN, face)]
        served += [(usual, file) for file in _files(_OTHER_SCRIPTS, f"{usual.replace(' ', '')}[wght].ttf")]
        found += [(name, file) for name, file in served if not is_installed(name)]
    return found


def _files(package: str, name: str) -> list[Path]:
    return [file for folder in _folders(package) if (file := folder / name).is_file()]


def is_installed(family: str) -> bool:
    """Whether a font of a family is installed; not where fontconfig cannot be asked."""
    pattern = re.sub(r"([\\\-:,=])", r"\\\1", family).encode()  # the marks of fontconfig's syntax
    found = _listed(pattern, b"family")
    return bool(found and found[1].nfont)


def _folders(package: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    return [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []


def undrawable(characters: Iterable[str]) -> frozenset[str]:
    """The characters that no installed font can draw, asked of fontconfig before anything is set. None where it cannot be asked."""
    if load("fontconfig") is None:
        return frozenset()
    fonts = installed_fonts()
    return frozenset(char for char in visible(characters) if not any(has(char) for has in fonts.values()))


def installed_fonts() -> dict[tuple[str, int], Callable[[str], bool]]:
    """Every installed font, as its file and its number in it, with what says whether it has a character."""
    listed = _listed(b"", b"charset", b"file", b"index")
    if listed is None:
        return {}
    lib, fonts = listed
    lib.FcPatternGetCharSet.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_void_p)]
    lib.FcPatternGetString.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_char_p)]
    lib.FcPatternGetInteger.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_int)]
    lib.FcCharSetHasChar.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    table: dict[tuple[str, int], Callable[[str], bool]] = {}
    patterns = ctypes.cast(fonts.fonts, ctypes.POINTER(ctypes.c_void_p))
    for i in range(fonts.nfont):
        charset, file, index = ctypes.c_void_p(), ctypes.c_char_p(), ctypes.c_int()
        if lib.FcPatternGetCharSet(patterns[i], b"charset", 0, ctypes.byref(charset)):
            continue
        lib.FcPatternGetString(patterns[i], b"file", 0, ctypes.byref(file))
        lib.FcPatternGetInteger(patterns[i], b"index", 0, ctypes.byref(index))
        name = (file.value or b"").decode("utf-8", "surrogateescape")
        if not name.lower().endswith(_OPENTYPE):
            continue
        # The high half numbers the named instances of a variable font: they are drawn from the same outlines.
        table.setdefault((name, index.value & 0xFFFF), functools.partial(_has, lib, charset))
    return dict(sorted(table.items()))


def _has(lib: Any, charset: ctypes.c_void_p, char: str) -> bool:
    return bool(lib.FcCharSetHasChar(charset, ord(char)))


def _listed(pattern: bytes, *what: bytes) -> tuple[Any, Any] | None:
    """fontconfig, and what it lists of the installed fonts; both live as long as the process."""
    lib = load("fontconfig")
    if lib is None:
        return None
    lib.FcInitLoadConfigAndFonts.restype = ctypes.c_void_p
    lib.FcNameParse.restype = ctypes.c_void_p
    lib.FcNameParse.argtypes = [ctypes.c_char_p]
    lib.FcObjectSetCreate.restype = ctypes.c_void_p
    lib.FcObjectSetAdd.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    lib.FcFontList.restype = ctypes.POINTER(_FontSet)
    lib.FcFontList.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    objects = lib.FcObjectSetCreate()
    for name in what:
        lib.FcObjectSetAdd(objects, name)
    fonts = lib.FcFontList(lib.FcInitLoadConfigAndFonts(), lib.FcNameParse(pattern), objects)
    return (lib, fonts.contents) if fonts else None
