"""How a book begins: its book.toml, and the articles that are copied into its folder or lie there already. Nothing is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from book import packaged, store
from book.classes import dataclass
from book.collect.places import is_ours, located
from book.findings import UsageError
from book.messages import Catalogue, Message, message, trouble
from book.pictures.local import ATTACHED, OF_PAGES
from book.settings.commented import commented

SETTINGS = "book.toml"
_FOLDER = "articles"
#: Folders of a folder that are not copied: what programs make again, and what we made.
_LEFT = frozenset(("node_modules", "__pycache__", "__macosx", "build"))
_OWN = frozenset((SETTINGS, "articles.toml"))
_MOST = 2**20  # characters of an article that are looked through for what it names


@dataclass(frozen=True, slots=True)
class Begun:
    """What a new book begins with: how many files were copied, the sources that its book.toml names, how many articles lie there,
    and what was left where it is."""

    copied: int
    sources: tuple[str, ...]
    found: int
    left: tuple[tuple[Path, Message], ...] = ()


def sample(folder: Path, say: Catalogue) -> Begun:
    """Makes a book's folder of the sample anthology. Raises `UsageError`, `WriteError`."""
    _fresh(folder)
    root = packaged.sample()
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and path.suffix != ".py"]
    named = {path.relative_to(root).as_posix(): path for path in files}
    copies = {name: path for name, path in named.items() if name.startswith(f"{_FOLDER}/")}
    given = {table: dict(values) for table, values in packaged.sample_settings().items()}
    given["book"].pop("identifier", None)  # it is the sample's; a book that is made of it gets its own
    settings = commented(say, given)
    store.new_book(folder, {SETTINGS: settings.encode()}, copies)
    return Begun(len(copies), (_FOLDER,), 0)


def copied(folder: Path, sources: tuple[Path, ...], say: Catalogue) -> Begun:
    """Makes a book's folder with copies of what lies in folders, or of files with what belongs to them.

    Raises `UsageError`, `WriteError`.
    """
    _fresh(folder)
    copies: dict[str, Path] = {}
    left: list[tuple[Path, Message]] = []
    for source in sources:
        path = Path(os.path.expanduser(source))  # noqa: PTH111 - `~name` of no user stays as it is
        if not os.path.lexists(path):
            raise UsageError(str(source), *trouble("error.from-missing"))
        if not any(one.trouble is None for one in located(str(path), Path())[0]):
            raise UsageError(str(source), *trouble("error.from-empty"))
        files = dict(_of_folder(path, folder, left)) if store.is_folder(path) else dict(_of_file(path))
        tops = {name.split("/")[0] for name in copies}
        if any(name.split("/")[0] in tops for name in files):
            inner = path if store.is_folder(path) else path.parent
            files = {f"{_apart(Path(store.absolute(inner)).name, tops)}/{name}": file for name, file in files.items()}
        copies |= files
    made = {f"{_FOLDER}/{name}": file for name, file in copies.items()}
    store.new_book(folder, {SETTINGS: settings_for(folder, (_FOLDER,), say).encode()}, made, (_FOLDER,))
    return Begun(len(made), (_FOLDER,), 0, tuple(left))


def here(folder: Path, say: Catalogue) -> Begun:
    """Makes a book's folder, empty or of what lies there, which is named and not moved. Raises `UsageError`, `WriteError`."""
    held = store.held(folder)
    inputs = [one for one in located(".", folder.absolute())[0] if one.trouble is None] if held else []
    sources = (_FOLDER,) if all(one.locator.startswith(f"{_FOLDER}/") for one in inputs) else (".",)
    empty = (_FOLDER,) if sources == (_FOLDER,) else ()
    store.new_book(folder, {SETTINGS: settings_for(folder, sources, say).encode()}, {}, empty)
    return Begun(0, sources, len(inputs))


def settings_for(folder: Path, sources: tuple[str, ...], say: Catalogue) -> str:
    """The book.toml of a new book: every option with its default, commented out; the title is the name of the folder."""
    return commented(say, {"book": {"title": _title(folder)}, "sources": {"files": sources}})


def _title(folder: Path) -> str:
    """The name of a folder as text: what is no character in it goes."""
    return Path(store.absolute(folder)).name.encode("utf-8", "ignore").decode().strip()


def _fresh(folder: Path) -> None:
    if store.held(folder):
        raise UsageError(str(folder), *trouble("error.not-empty", folder=folder))


def _apart(name: str, taken: set[str]) -> str:
    number, made = 1, name or _FOLDER
    while made in taken:
        number, made = number + 1, f"{name or _FOLDER} {number + 1}"
    return made


def _of_folder(root: Path, book: Path, left: list[tuple[Path, Message]]) -> Iterator[tuple[str, Path]]:
    """The files of a folder and below, by their names from it, without what is hidden, what we made, and the new book itself."""
    for place, folders, names in os.walk(root):
        at = Path(place)
        for name in sorted(folders):
            linked = (at / name).is_symlink()
            if linked:
                left.append((at / name, message("detail.link")))
            if linked or name.startswith(".") or name.lower() in _LEFT or _same(at / name, book):
                folders.remove(name)
        for name in sorted(names):
            path = at / name
            if name.startswith((".", "~$")) or is_ours(path) or (at == root and name in _OWN):
                continue
            if store.inside(path, root) is None:
                left.append((path, message("detail.link")))
            elif not path.is_file():
                left.append((path, message("detail.no-ordinary-file")))
            else:
                yield path.relative_to(root).as_posix(), path


def _same(one: Path, other: Path) -> bool:
    return store.absolute(one) == store.absolute(other)


def _of_file(path: Path) -> Iterator[tuple[str, Path]]:
    """A file, the folder that a browser or an editor saved with it, and what it names in folders of attachments beside it."""
    yield path.name, path
    own = [path.parent / f"{path.stem}{ending}" for ending in (*OF_PAGES, ".assets")]
    for folder in filter(store.is_folder, own):
        for name, file in _of_folder(folder, folder / ".", []):
            yield f"{folder.name}/{name}", file
    try:
        text = store.bytes_of(path)[:_MOST]
    except OSError:
        return  # copying it will say why
    for folder in (path.parent / name for name in ATTACHED):
        if store.is_folder(folder) and not folder.is_symlink():
            for name, file in _of_folder(folder, folder / ".", []):
                last = name.rsplit("/", 1)[-1]
                if any(one.encode("utf-8", "surrogateescape") in text for one in (last, quote(last, errors="replace"))):
                    yield f"{folder.name}/{name}", file
