"""The libraries of a PDF: found by WeasyPrint's names on every system; what is missing is named with the line to run."""

from __future__ import annotations

import ast
import ctypes
import ctypes.util
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ROOT, wenxuan_apart, write

from book.findings import MissingPart
from book.system import libraries, parts

#: What the loader of each system knows of Pango and its friends where they are installed.
ON_LINUX = {
    "libgobject-2.0.so.0", "libpango-1.0.so.0", "libharfbuzz.so.0", "libharfbuzz-subset.so.0", "libfontconfig.so.1",
    "libpangoft2-1.0.so.0",
}  # fmt: skip
ON_MACOS = {
    "libgobject-2.0.0.dylib", "libpango-1.0.dylib", "libharfbuzz.0.dylib", "libharfbuzz-subset.0.dylib",
    "libfontconfig.1.dylib", "libpangoft2-1.0.dylib",
}  # fmt: skip
ON_WINDOWS = {
    "libgobject-2.0-0.dll", "libpango-1.0-0.dll", "libharfbuzz-0.dll", "libharfbuzz-subset-0.dll",
    "libfontconfig-1.dll", "libpangoft2-1.0-0.dll",
}  # fmt: skip
Loader = Callable[[set[str]], list[str]]


@pytest.fixture
def loader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loader]:
    """Gives a system whose loader knows these files, and no `find_library` that could help; it lists what was asked for."""
    asked: list[str] = []

    def install(files: set[str]) -> list[str]:
        def cdll(name: str) -> str:
            asked.append(name)
            if name not in files:
                raise OSError(name)
            return name

        monkeypatch.setattr(ctypes, "CDLL", cdll)
        monkeypatch.setattr(ctypes.util, "find_library", lambda name: asked.append(f"find {name}"))
        monkeypatch.setattr(parts, "chinese_fonts", lambda: 1)
        return asked

    libraries.load.cache_clear()
    libraries._open_windows_folders.cache_clear()
    yield install
    libraries.load.cache_clear()
    libraries._open_windows_folders.cache_clear()


def test_the_names_are_those_that_weasyprint_asks_for() -> None:
    spec = importlib.util.find_spec("weasyprint")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).with_name("text") / "ffi.py"
    named = {}
    for node in ast.parse(source.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            function, target = node.value.func, node.targets[0]
            if isinstance(function, ast.Name) and function.id == "_dlopen" and isinstance(target, ast.Name):
                named[target.id] = tuple(ast.literal_eval(name) for name in node.value.args[1:])
    named.pop("harfbuzz_vector")  # for fonts with vector glyphs; it may be missing, and Debian 12 has none
    assert named == libraries.LIBRARIES
    assert set(parts.DEBIAN) == {*libraries.LIBRARIES, "fonts"}


@pytest.mark.parametrize("files", [ON_LINUX, ON_MACOS, ON_WINDOWS], ids=["Linux", "macOS", "Windows"])
def test_they_are_found_on_every_system(loader: Loader, files: set[str]) -> None:
    asked = loader(files)
    assert parts.missing_parts() == ()
    parts.require_pdf_parts()
    assert files <= set(asked)


@pytest.mark.parametrize("files", [ON_LINUX, ON_MACOS, ON_WINDOWS], ids=["Linux", "macOS", "Windows"])
def test_only_what_is_missing_is_named(loader: Loader, files: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    loader({file for file in files if "subset" not in file})
    assert parts.missing_parts() == ("harfbuzz_subset",)
    with pytest.raises(MissingPart, match="lacks harfbuzz_subset") as told:
        parts.require_pdf_parts()
    assert "sudo apt install libharfbuzz-subset0." in str(told.value.next_step)


def test_names_are_asked_for_in_weasyprints_order_and_as_cffi_does(
    loader: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    asked = loader({"libharfbuzz.0.dylib"})
    assert libraries.load("harfbuzz") is not None
    assert asked == [
        "find libharfbuzz-0", "find harfbuzz", "harfbuzz-0.0", "find harfbuzz-0.0", "libharfbuzz.so.0",
        "find libharfbuzz.so.0", "libharfbuzz.0.dylib",
    ]  # fmt: skip


def test_on_linux_nothing_is_searched_for_that_the_loader_has(loader: Loader, monkeypatch: pytest.MonkeyPatch) -> None:
    """There a search runs ldconfig, and for a name that it does not know a compiler."""
    monkeypatch.setattr(sys, "platform", "linux")
    asked = loader(ON_LINUX)
    assert all(libraries.load(name) is not None for name in libraries.LIBRARIES)
    assert set(asked) == ON_LINUX


def test_what_find_library_names_is_loaded(loader: Loader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Homebrew's folder is known to `find_library` alone."""
    loader({"/brew/lib/libpango-1.0.dylib"})
    known = {"pango-1.0": "/brew/lib/libpango-1.0.dylib", "pango-1.0-0": "/damaged.dylib"}
    monkeypatch.setattr(ctypes.util, "find_library", known.get)
    assert str(libraries.load("pango")) == "/brew/lib/libpango-1.0.dylib"


@pytest.mark.parametrize(
    ("named", "folders"),
    [
        (None, [r"C:\msys64\ucrt64\bin", r"C:\msys64\mingw64\bin", r"C:\Program Files\GTK3-Runtime Win64\bin"]),
        (r"D:\gtk\bin;D:\more", [r"D:\gtk\bin", r"D:\more"]),
    ],
)
def test_on_windows_the_folders_of_weasyprint_are_open(
    loader: Loader, monkeypatch: pytest.MonkeyPatch, named: str | None, folders: list[str]
) -> None:
    added: list[str] = []

    def add(folder: str) -> None:
        added.append(folder)
        if "mingw64" in folder:
            raise FileNotFoundError(folder)

    monkeypatch.setattr(os, "add_dll_directory", add, raising=False)
    monkeypatch.delenv("WEASYPRINT_DLL_DIRECTORIES", raising=False)
    if named is not None:
        monkeypatch.setenv("WEASYPRINT_DLL_DIRECTORIES", named)
    loader(ON_WINDOWS)
    assert parts.missing_parts() == ()
    assert added == folders


@pytest.mark.parametrize(
    ("platform", "line"),
    [
        ("linux", "sudo apt install libpango-1.0-0 libharfbuzz-subset0 libpangoft2-1.0-0. Elsewhere"),
        ("darwin", "brew install pango"),
        ("win32", "pacman -S mingw-w64-ucrt-x86_64-pango"),
    ],
)
def test_each_system_has_its_line(loader: Loader, monkeypatch: pytest.MonkeyPatch, platform: str, line: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    loader(set())
    with pytest.raises(MissingPart, match="lacks gobject, pango, harfbuzz") as told:
        parts.require_pdf_parts()
    assert line in str(told.value.next_step)
    assert "--format epub" in str(told.value.next_step)


@pytest.mark.parametrize(("platform", "files"), [("darwin", ON_MACOS), ("win32", ON_WINDOWS), ("linux", ON_LINUX)])
def test_where_only_a_font_is_missing_only_a_font_is_asked_for(
    loader: Loader, monkeypatch: pytest.MonkeyPatch, platform: str, files: set[str]
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    loader(files)
    monkeypatch.setattr(parts, "chinese_fonts", lambda: 0)
    with pytest.raises(MissingPart, match="no Chinese font") as told:
        parts.require_pdf_parts()
    assert "wenxuan[fonts]" in str(told.value.next_step)
    assert "pango" not in str(told.value.next_step)


def test_an_epub_is_made_where_weasyprint_cannot_be_loaded(desk: Path, sample_folder: Path) -> None:
    """Its import fails where a library is missing: only a PDF may need it, and that says what to install."""
    write(desk, {"lacks/weasyprint/__init__.py": 'raise OSError("cannot load library libpango-1.0-0")\n'})
    lacks = {"PYTHONPATH": os.pathsep.join((str(desk / "lacks"), str(ROOT)))}
    for command in (["--version"], ["inspect", sample_folder], ["build", sample_folder, "-o", "out", "-f", "epub"]):
        ran = wenxuan_apart(*command, env=lacks)
        assert ran.code == 0, ran.err
    assert list((desk / "out").glob("*.epub"))
    planted = "from book.system import libraries, parts; parts.load = libraries.load = lambda _: None"
    write(desk, {"lacks/sitecustomize.py": planted})
    ran = wenxuan_apart("build", sample_folder, "-o", "out", env=lacks)
    assert (ran.code, "the system lacks gobject, pango" in ran.err) == (5, True), ran.err
