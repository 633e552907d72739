"""The pictures beside an article: in its folder, in the archive that it came in, where site generators keep them, inside it.

What an article names is another's word: only what lies in the folder that the user gave is looked at (`Place.root`). Of a book
that is kept going, a picture that is no longer there is taken from the copy of the last scan.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import functools
import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, unquote_to_bytes

from book import store
from book.classes import dataclass
from book.keep import snapshots
from book.late import expression
from book.messages import Wording
from book.model import Image
from book.store import Place

_NOTES = frozenset((".md", ".markdown", ".mdown", ".mkd"))
OF_PAGES = ("_files", ".files", "_文件")
_MOST = 50_000  # files of a folder among which a picture is looked for by its name
_ENOUGH = 100  # characters of an address by which its kind is known
_SHOWN = 200  # characters of an address that are shown
_SCHEME = expression(r"[A-Za-z][A-Za-z0-9+.-]*:")
#: Folders in which programs for notes keep attachments: Obsidian, Logseq, Joplin, Bear, 语雀, 思源, 有道云.
ATTACHED = (
    "attachments", "Attachments", "attachment", "assets", "_resources", "resources", "images", "image", "img", "media", "files",
    "附件", "图片", "图像", "资源",
)  # fmt: skip
_DRIVE = expression(r"[A-Za-z]:[\\/]")


def is_remote(src: str) -> bool:
    """Whether a picture's address leads to the network."""
    return src.lower().startswith(("http:", "https:", "//", "ftp:"))


def name_of(src: str) -> str:
    """The path that a picture's address means, from the article's folder; "" for one that means no file.

    Of an address on the disk of whoever wrote it (`file:`, a drive, a share) the name alone: programs that save articles put
    such a picture beside them. The place itself is never looked at; to ask for a share is to ask the network.
    """
    if src.startswith("data:"):
        return ""
    if elsewhere(src):
        src = re.split(r"[/\\:]", unquote(src).rstrip("/\\"))[-1]
    name = unquote(src.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0])
    return "" if "\x00" in name or name.startswith("//") or _SCHEME.match(name) else name


def elsewhere(src: str) -> bool:
    """Whether an address names a place on the disk of whoever wrote the article."""
    name = unquote(src[:_ENOUGH]).lstrip()
    return name[:5].lower() == "file:" or name[:1] == "\\" or name[:2] == "/\\" or _DRIVE.match(name) is not None


def shown(src: str) -> str:
    """An address as it is shown: cut where it is long; of one on somebody's disk the name alone, for the rest says who he is."""
    if elsewhere(src):
        return f"…/{name_of(src)}"
    return src if len(src) < _SHOWN else src[:_SHOWN] + "…"


def picture(src: str, place: Place) -> bytes | None:
    """The bytes of a picture that lies beside its article or inside it (a data address); `None` where they are not here."""
    if src.startswith("data:"):
        head, _, data = src.partition(",")
        try:
            return (
                base64.b64decode(unquote_to_bytes(data), validate=False)
                if head.endswith(";base64")
                else unquote_to_bytes(data)
            )
        except (binascii.Error, ValueError):
            return b""
    name = name_of(src)
    if not name:
        return None
    if place.beside is not None:
        found = place.beside.picture(name)
        if found is not None:
            return found
    else:
        elsewhere_in = place.root if _is_note(place.path) else None
        for candidate in (*_candidates(name, src, place.path), *_anywhere(name, elsewhere_in)):
            if (real := store.inside(candidate, _root(place))) is not None:
                with contextlib.suppress(OSError):
                    return store.bytes_of(real)
    return next((body for one in place.more if (body := picture(src, one)) is not None), None)


def unread(src: str, place: Place) -> Wording:
    """Why a picture that lies beside its article could not be read: too large, or not for this user; "" where none is there."""
    name = name_of(src)
    if not name or place.beside is not None:
        return ""
    for candidate in _candidates(name, src, place.path):
        real = store.inside(candidate, _root(place))
        if real is not None and os.path.isfile(real):  # noqa: PTH113 - never raises
            try:
                store.bytes_of(real)
            except OSError as error:
                return store.reason(error)
    return ""


def lost(src: str, place: Place) -> str:
    """The folder that a browser saved with a page, by its name, where a picture should lie in it and it is not there; else ""."""
    first, _, rest = name_of(src).replace("\\", "/").removeprefix("./").partition("/")
    is_of_page = bool(rest) and first.endswith(OF_PAGES) and place.beside is None
    return first if is_of_page and not store.is_folder(place.path.parent / first) else ""


def leads_out(src: str, place: Place) -> bool:
    """Whether an address leads out of the folder that pictures may lie in: by its name, or by a link on the way."""
    name = name_of(src)
    if not name or place.beside is not None:
        return False
    return any(
        store.inside(candidate, _root(place)) is None and (_climbs(name) or os.path.lexists(candidate))
        for candidate in _candidates(name, src, place.path)
    )


def _climbs(name: str) -> bool:
    return ".." in name.replace("\\", "/").split("/")


def _root(place: Place) -> Path:
    return place.path.parent if place.root is None else place.root


def copy(src: str, place: Place) -> bytes | None:
    """The bytes of a picture that the last scan kept."""
    name = name_of(src)
    places = (place, *place.more) if name else ()
    return next((body for one in places if one.kept and (body := one.kept.picture(name)) is not None), None)


def may_lie(src: str, article: PurePosixPath) -> Iterator[str]:
    """The paths at which a picture of an article may lie, by the article's own; no disk is asked. What only the files of a whole
    vault tell is not among them: see `wanted_anywhere`."""
    name = name_of(src)
    for path in _candidates(name, src, Path(article), _attached_by_name) if name else ():
        yield posixpath.normpath(path.as_posix())


@functools.lru_cache(maxsize=1024)
def _attached(folder: str) -> tuple[Path, ...]:
    """The folders in a folder that are called as programs for notes call those of attachments. Kept until `look_again`."""
    return tuple(path for name in ATTACHED if (path := Path(folder, name)).is_dir())


def wanted_anywhere(src: str, article: PurePosixPath) -> str:
    """The bare name by which a note's picture is found wherever it lies, where no other file is called so; "" for one that is
    looked for at its places only."""
    name = name_of(src)
    return name if name and _is_note(Path(article)) and _is_bare(name) else ""


def is_of_page(folder: str) -> bool:
    """Whether a folder, by its name, is hidden or belongs to a saved page: a note's picture is not looked for there."""
    return folder.startswith(".") or folder.endswith(OF_PAGES)


def _is_bare(name: str) -> bool:
    return "/" not in name and "\\" not in name


def _attached_here(folder: Path) -> Iterable[Path]:
    return _attached(store.absolute(folder))


def _attached_by_name(folder: Path) -> Iterable[Path]:
    return (folder / name for name in ATTACHED)


def _candidates(
    name: str, src: str, article: Path, attached: Callable[[Path], Iterable[Path]] = _attached_here
) -> Iterator[Path]:
    """Where a picture may lie: beside the article, where programs for notes keep what is attached, or where the site generators
    Hexo and Hugo keep it.

    Notes: in a folder beside the note or above it, called by one of the names that these programs give; by a path from the vault;
    in `NAME.assets` (Typora).
    Hexo: in a folder called as the post (post_asset_folder), and under `source/`. Hugo: under `static/` or `assets/`.
    """
    slashes = name.replace("\\", "/")  # as Windows writes paths
    if not slashes.startswith("/"):
        names = (name,) if elsewhere(src) else (name, src, slashes)
        yield from (article.parent / candidate for candidate in dict.fromkeys(names))
        yield article.with_suffix("") / slashes
        yield article.with_suffix(".assets") / slashes
    if _climbs(name):
        return
    for folder in list(article.parents)[:6]:
        if _is_note(article):
            yield from (kept / slashes for kept in (attached(folder) if "/" not in slashes else ()))
            path = slashes.lstrip("/")
            yield from (folder / path,) if "/" in path and folder != folder.parent else ()  # no vault is a whole disk
        if folder.name in ("_posts", "content") or folder.parent.name == "content":
            for root in (
                folder.parent,
                folder.parent / "static",
                folder.parent / "assets",
                folder.parent.parent / "static",
            ):
                yield root / slashes.lstrip("/")


def _is_note(article: Path) -> bool:
    """Whether an article may be a note, whose program finds pictures by their names. Browsers call those of every page alike, so
    for a page what lies elsewhere is not the picture that is meant."""
    return article.suffix.lower() in _NOTES


def _anywhere(name: str, root: Path | None) -> Iterator[Path]:
    """The only file of a bare name in the folder that the user gave: what a vault's picture in double brackets means."""
    found = _files(store.absolute(root)).get(name, ()) if root is not None and _is_bare(name) else ()
    if len(found) == 1:
        yield found[0]


def look_again() -> None:
    """Forgets what lay in folders: a book may be made again in this process when they hold more."""
    _files.cache_clear()
    _attached.cache_clear()


@functools.lru_cache(maxsize=8)
def _files(root: str) -> dict[str, list[Path]]:
    """The files of a folder by their names, the first `_MOST`; hidden folders and those of saved pages aside. Kept until
    `look_again`."""
    found: dict[str, list[Path]] = {}
    count = 0
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(one for one in folders if not is_of_page(one))
        for name in names:
            found.setdefault(name, []).append(Path(folder, name))
        count += len(names)
        if count > _MOST:
            break
    return found


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of an article's pictures in a book's folder: path → sha256."""

    book: Path
    table: Mapping[str, str]

    def picture(self, src: str) -> bytes | None:
        """The bytes that were kept under a path, `None` where there are none, or no longer what they were."""
        digest = self.table.get(src)
        return snapshots.kept(self.book, digest) if digest else None


def keep(book: Path, pictures: Iterable[Image], place: Place) -> dict[str, str]:
    """Keeps the pictures that lie beside an article: path → sha256, "" for one that is not there. Raises `WriteError`."""
    table: dict[str, str] = {}
    for image in pictures:
        for src in image.addresses:
            name = name_of(src) if not is_remote(src) else ""
            if name and not table.get(name):
                body = picture(src, place)
                table[name] = snapshots.keep(book, body) if body else ""
    return table
