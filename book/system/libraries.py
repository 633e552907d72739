"""The shared libraries that a PDF needs, found as WeasyPrint finds them: by the same names on every system."""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import functools
import os
import sys

#: Each library with the names that WeasyPrint 70 asks for, in its order (`weasyprint/text/ffi.py`; a test holds them equal).
LIBRARIES = {
    "gobject": (
        "libgobject-2.0-0", "gobject-2.0-0", "gobject-2.0",
        "libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll",
    ),
    "pango": (
        "libpango-1.0-0", "pango-1.0-0", "pango-1.0", "libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll",
    ),
    "harfbuzz": (
        "libharfbuzz-0", "harfbuzz", "harfbuzz-0.0", "libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll",
    ),
    "harfbuzz_subset": (
        "libharfbuzz-subset-0", "harfbuzz-subset", "harfbuzz-subset-0.0",
        "libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll",
    ),
    "fontconfig": (
        "libfontconfig-1", "fontconfig-1", "fontconfig",
        "libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll",
    ),
    "pangoft2": (
        "libpangoft2-1.0-0", "pangoft2-1.0-0", "pangoft2-1.0",
        "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll",
    ),
}  # fmt: skip
#: Where WeasyPrint lets Windows look for them besides its own folders.
_WINDOWS = r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"


@functools.cache
def load(library: str) -> ctypes.CDLL | None:
    """The library, loaded; `None` where WeasyPrint would not find it either.

    A name with a dot is given to the loader first, as cffi does for WeasyPrint: where there is no ldconfig and no compiler,
    `find_library` finds nothing. On Linux such names come first, for there it runs both for each name that there is not.
    """
    _open_windows_folders()
    names = LIBRARIES[library]
    for name in sorted(names, key=lambda name: ".so." not in name) if sys.platform == "linux" else names:
        if "." in name:
            with contextlib.suppress(OSError):
                return ctypes.CDLL(name)
        if path := ctypes.util.find_library(name):
            with contextlib.suppress(OSError):
                return ctypes.CDLL(path)
    return None


@functools.cache
def _open_windows_folders() -> None:
    """On Windows a library is only looked for in folders that were named to the loader; elsewhere nothing is to be done."""
    add = getattr(os, "add_dll_directory", None)
    if add is not None:
        for folder in os.environ.get("WEASYPRINT_DLL_DIRECTORIES", _WINDOWS).split(";"):
            with contextlib.suppress(OSError):
                add(folder)
