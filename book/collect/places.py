"""Where articles lie on disk: files, folders and globs, in a natural order, without what only lies beside articles.

A folder of Hexo or Hugo is known by its plan, and gives its posts: `source/_posts` (hexo.io/docs/setup) or `content` without
the list pages `_index.md` (gohugo.io/content-management/organization).
"""

from __future__ import annotations

import contextlib
import itertools
import os
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from book import store
from book.findings import Finding, Where
from book.late import expression
from book.messages import message
from book.store import Input, is_folder, shown
from book.text import natural
from book.text.marked import MARK

_GLOB = expression(r"[*?\[]")
#: What lies beside articles in a folder and is none: pictures, styles, code, fonts, our own files.
_BESIDE = frozenset(
    ".jpg .jpeg .jfif .png .apng .gif .webp .svg .svgz .bmp .ico .avif .jxl .heic .tif .tiff "
    ".css .woff .woff2 .ttf .otf .ttc .map .mp3 .mp4 .m4a .webm "
    ".toml .yaml .yml .ds_store .db .lock .log .pyc .sqlite".split()
)
_HEAD = 512  # bytes of a page in which our mark stands
#: What lies beside articles, too, unless it is an export that holds some: that its content says.
_PERHAPS = (".json", ".js")
#: Where Hexo keeps what is not finished (hexo.io/docs/writing).
DRAFTS = "_drafts"
#: Folders of what belongs to articles: what programs for notes attach (as `pictures.local` looks for it), what generators keep.
_NO_ARTICLES = frozenset(
    (
        "build",
        "images",
        "node_modules",
        "__pycache__",
        "__macosx",
        "attachments",
        "attachment",
        "_resources",
        "assets",
        "附件",
    )
)


def located(
    pattern: str, base: Path, home: Path | None = None, only: frozenset[str] = frozenset()
) -> tuple[list[Input], Finding | None]:
    """The files that one source names, or the finding that it names none.

    Folders give what is in them and below, in natural order (2 before 10), without hidden files, `*_files` folders,
    pictures and the like. What the user names is his word, be it a link; a link that is found, and leads out of the folder
    where it was found, is refused. `home` is the book's folder, if there is one: pictures of articles in it may lie anywhere in it.
    With `only` names of files, without their folders, the others are left out.
    """
    given = Path(pattern)
    with contextlib.suppress(RuntimeError):  # ~name, and no user of that name
        given = given.expanduser()
    path = given if given.is_absolute() else base / given
    path = _as_it_is(path)
    if not pattern.strip():
        return [], Finding("input.no-match", Where(pattern), detail=message("detail.empty-name"))
    if is_folder(path):
        inside = list(_content(path))
        if not inside:
            return [], Finding("input.no-match", Where(shown(pattern)), detail=message("detail.empty-folder"))
    elif os.path.lexists(path) or not _GLOB.search(pattern):
        inside = [path]
    else:
        try:
            matches = base.glob(pattern) if not given.is_absolute() else _absolute_glob(path)
            inside = sorted(filter(_is_article, matches), key=lambda file: natural.key(file.parts))
        except (ValueError, NotImplementedError, OSError, RecursionError):
            inside = []
        if not inside:
            return [], Finding("input.no-match", Where(shown(pattern)), detail=message("detail.no-match"))
    named = inside == [path] and not is_folder(path)
    root = path if is_folder(path) else base
    given_folder = path.parent if named else path if is_folder(path) else _fixed(path)
    inputs = []
    leads_out = cache(lambda place: store.inside(place, given_folder) is None)
    is_shown_whole = given.is_absolute() or not base.is_absolute()
    asked = named or pattern.lower().endswith(_PERHAPS)

    @cache
    def of_folder(folder: Path) -> tuple[bool, Path]:
        below = folder.relative_to(root) if folder.is_relative_to(root) else folder
        return DRAFTS in below.parts and DRAFTS not in given.parts and not named, root_of(folder, given_folder, home)

    for file in inside:
        if only and file.name not in only:
            continue
        locator = shown(str(file)) if is_shown_whole else _shown(file, base)
        folder = file.parent
        here = file if os.path.islink(file) else folder  # noqa: PTH114 - unlike `is_symlink` it raises nothing
        if not named and leads_out(here):  # what is no link lies where its folder does
            inputs.append(Input(locator, file, trouble=Finding("input.outside", Where(locator))))
            continue
        is_draft, within = of_folder(folder)
        inputs.append(Input(locator, file, findings=(draft(locator),) if is_draft else (), named=asked, root=within))
    return inputs, None


def _as_it_is(path: Path) -> Path:
    """A path in the normal form of Unicode in which it is on the disk: macOS takes letters apart that a keyboard gives whole."""
    if os.path.lexists(path):
        return path
    others = (Path(unicodedata.normalize(form, str(path))) for form in ("NFD", "NFC"))
    return next((other for other in others if os.path.lexists(other)), path)


def root_of(file: Path, folder: Path, home: Path | None) -> Path:
    """The folder that an article's pictures may lie in: the book's own where the article lies there, else the one given."""
    return home if home is not None and Path(store.absolute(file)).is_relative_to(store.absolute(home)) else folder


def from_root(sources: Iterable[str]) -> dict[str, str]:
    """What the user names from the root of the disk → what a report calls it: its last name, with a number where two have one."""
    names: dict[str, str] = {}
    for source in sources:
        given = Path(source)
        with contextlib.suppress(RuntimeError):
            given = given.expanduser()
        if "://" in source or not given.is_absolute():
            continue
        given = _fixed(given) if _GLOB.search(source) and not os.path.lexists(given) else given
        if given.name and str(given) not in names:
            name, number = given.name, 1
            while name in names.values():
                name, number = f"{given.name} ({number + 1})", number + 1
            names[str(given)] = name
    return {shown(path): shown(name) for path, name in names.items()}


def _fixed(pattern: Path) -> Path:
    """The folder that a pattern names before its first sign."""
    parts = list(itertools.takewhile(lambda part: not _GLOB.search(part), pattern.parts))
    return Path(*parts)


def draft(locator: str) -> Finding:
    """The finding for a file among Hexo's drafts."""
    return Finding("source.draft", Where(locator), detail=message("detail.lies-in", folder=DRAFTS))


def container_of(pattern: str, base: Path) -> str:
    """The part of a source's name that is a file, where the rest names something in it (`saved.zip/a.html`, `feed.xml#3`)."""
    end = len(pattern)
    while (end := max(pattern.rfind("/", 0, end), pattern.rfind("#", 0, end))) > 0:
        try:
            path = base / Path(pattern[:end]).expanduser()
            if path.is_file():
                return pattern[:end]
            if path.exists():
                return ""
        except (OSError, ValueError, RuntimeError):
            continue
    return ""


def is_beside(name: str) -> bool:
    """Whether a path in an archive is no article: hidden, a picture and the like, in a folder of a saved page's parts."""
    *folders, last = name.split("/")
    return any(map(holds_none, folders)) or is_none(last)


def holds_none(folder: str) -> bool:
    """Whether a folder, by its name, holds no articles."""
    return folder.startswith(".") or folder.endswith(("_files", ".files")) or folder.lower() in _NO_ARTICLES


def is_none(last: str) -> bool:
    """Whether a file, by its name without its folders, is no article."""
    suffix = os.path.splitext(last)[1].lower()  # noqa: PTH122 - no path of this disk
    return last.startswith((".", "~$")) or suffix in _BESIDE


def is_stray(given: Input) -> bool:
    """Whether what turned out to be no source only lies beside articles, in a folder or an archive: settings, code."""
    name = given.name or given.path.name
    return (not given.named or given.beside is not None) and not given.hints.url and name.lower().endswith(_PERHAPS)


def _absolute_glob(path: Path) -> Iterator[Path]:
    root = Path(path.anchor)
    return root.glob(str(path.relative_to(root)))


def _shown(file: Path, base: Path) -> str:
    """A file's name from a folder in which it lies."""
    return shown(os.path.relpath(file, base) if file.is_relative_to(base) else str(file))


def _content(folder: Path) -> Iterator[Path]:
    """The articles of a folder; of a site's folder, its posts."""
    posts = folder / "source" / "_posts"
    if is_folder(posts):
        drafts = folder / "source" / DRAFTS
        return itertools.chain(_folder(posts, folder), _folder(drafts, folder) if is_folder(drafts) else ())
    site = ("hugo.toml", "hugo.yaml", "hugo.json", "config.toml", "config.yaml", "config.json", "archetypes")
    if is_folder(folder / "content") and any(os.path.lexists(folder / name) for name in site):
        return (path for path in _folder(folder / "content", folder) if not path.name.startswith("_index."))
    return _folder(folder, folder)


def _folder(folder: Path, whole: Path, seen: set[str] | None = None) -> Iterator[Path]:
    """The articles in a folder and below. A linked folder that lies outside the whole is given itself, for the caller to refuse."""
    seen = set() if seen is None else seen
    real = os.path.realpath(folder)
    if real in seen:  # a link may lead up again, or twelve folders to each other
        return
    seen.add(real)
    try:
        inside = sorted(folder.iterdir(), key=lambda path: (path.is_symlink(), natural.key((path.name,))))
    except OSError:
        inside = [folder]  # reading it will say why it cannot be read
    for path in inside:
        if path != folder and is_folder(path):
            if not (path.name.startswith(".") or path.name.endswith(("_files", ".files")) or path.name in _NO_ARTICLES):
                is_out = path.is_symlink() and store.inside(path, whole) is None
                yield from (path,) if is_out else _folder(path, whole, seen)
        elif _is_article(path):
            yield path


def _is_article(path: Path) -> bool:
    """Whether a file that a folder or a pattern brings is an input: not hidden, no picture and the like, not made by us."""
    if path.name.startswith((".", "~$")) or path.suffix.lower() in _BESIDE:
        return False
    return not (is_folder(path) or is_ours(path))


def is_ours(path: Path) -> bool:
    """Whether a file is one that a build made: it lies beside the report, or is a page with our mark in a folder there."""
    if is_made(path.name) and (path.parent / "report.jsonl").is_file():
        return True
    return (
        path.suffix == ".html"
        and (path.parent.parent / "report.jsonl").is_file()
        and MARK in store.opening(path, _HEAD)
    )


def is_made(name: str) -> bool:
    """Whether a file is called as those are that a build makes."""
    return name == "report.html" or name.lower().endswith((".jsonl", ".epub", ".pdf"))


def holder(name: str, base: Path, home: Path | None) -> Input:
    """The file that holds what a source names."""
    path = base / Path(name).expanduser()
    return Input(name, path, root=root_of(path, path.parent, home))


def is_within(locator: str, wanted: str) -> bool:
    """Whether an article is the one that a source names, or lies in it."""
    return locator == wanted or locator.startswith((wanted.rstrip("/") + "/", wanted + "#"))
