"""Leaves put together to one file: pages, tags, targets, links, outline, fonts, labels. Pure: bytes in, bytes out.

The base is a file of no pages, with what is the book's: metadata, language, colour profile, attachments. Into it go the pages
of each leaf, moved to their side of the paper, with their margins behind them as artifacts (ISO 32000-1 §14.8.2.2), and the
tags of each leaf under the book's `Document`. Marked content is counted by page, so its numbers stay; rows of the parent tree
and of annotations get numbers of the book.

Order matters: pages are copied before the tags, which point to them; they stand in `Kids` before anything asks for the list
of pages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String
from pikepdf import open as opened

from book.classes import dataclass
from book.render.pdf.division import Placed
from book.render.weasy.leaf import ELSEWHERE, Mark

_ARTIFACT = b"Q\n/Artifact <</Type /Pagination>> BDC q\n%b\nQ EMC\n"
_HEADING = frozenset(f"/H{level}" for level in range(1, 7))
_NESTED = ("/XObject", "/Pattern", "/Shading", "/ExtGState")


@dataclass(frozen=True, slots=True)
class Labels:
    """Page labels: the sheet that bears the number `number`, with roman ones before it, behind `covers` sheets that are called
    `cover`."""

    first: int
    number: int = 1
    covers: int = 0
    cover: str = ""


def joined(base: bytes, fonts: bytes, leaves: Sequence[Placed], levels: Sequence[int], labels: Labels) -> bytes:
    """The file. `fonts` holds the dictionaries of all fonts (`programs.union`), `levels` are those of all headings. Blank pages
    stand where leaves leave sheets free. Links to what is not in the file are left out. Same arguments, same bytes."""
    book = _Book(base, fonts)
    names = {name for one in leaves for name, *_ in one.laid.targets}
    left = list(levels)
    for one in leaves:
        count = len(one.laid.levels)
        book.add(one, left[:count], names)
        del left[:count]
    return book.file(labels)


class _Book:
    """The file that is made."""

    def __init__(self, base: bytes, fonts: bytes) -> None:
        self.pdf = opened(BytesIO(base))
        self.root: Any = self.pdf.Root
        self.pages: list[Any] = []
        self.tags: list[Any] = []
        self.rows: dict[int, Any] = {}  # of the parent tree, by page
        self.linked: list[tuple[Any, Any]] = []  # annotations, and the elements that hold them
        self.targets: dict[str, Any] = {}
        self.marks: list[tuple[Mark, Any]] = []
        self.document: Any = self.root.StructTreeRoot.K[0]
        with opened(BytesIO(fonts)) as source:
            self.fonts = dict(self.pdf.copy_foreign(source.Root.Fonts).items())
        self.profile = self._profile()
        self.shifts: dict[float, Any] = {}
        self.images: dict[bytes, Any] = {}
        self.paper: Any = None

    def _profile(self) -> Any:
        """The colour space of the book, with its profile once."""
        stream = self.root.OutputIntents[0].DestOutputProfile
        return self.pdf.make_indirect(Array([Name.ICCBased, stream]))

    def add(self, placed: Placed, levels: list[int], names: set[str]) -> None:
        """Adds the pages of a leaf, behind blank ones if it does not begin on the next sheet."""
        source = opened(BytesIO(placed.laid.body))
        pages: list[Any] = [self.pdf.copy_foreign(page.obj) for page in source.pages]
        if self.paper is None:
            self.paper = pages[-1]
        while len(self.pages) < placed.sheet:
            self._blank(pages[0] if self.pages else self.paper)
        self._resources(pages[0].Resources)
        states = pages[0].Resources.ExtGState
        for name, opacity in placed.margins.states:
            states["/" + name] = Dictionary({"/ca" if name.startswith("a") else "/CA": opacity})
        start = len(self.pages)
        for page, shift, margin in zip(pages, placed.shift, placed.margins.streams, strict=True):
            self._page(page, shift, margin)
        tree: Any = self.pdf.copy_foreign(source.Root.StructTreeRoot)
        rows = list(tree.ParentTree.Nums)
        for key, row in zip(rows[::2], rows[1::2], strict=True):
            if int(key) < len(pages):
                self.rows[start + int(key)] = row
        elements = {int(key): row for key, row in zip(rows[::2], rows[1::2], strict=True)}
        for page, shift in zip(pages, placed.shift, strict=True):
            self._links(page, shift, elements, names, placed.far)
        for element in tree.K[0].K:
            element.P = self.document
            self.tags.append(element)
        if levels != list(placed.laid.levels):
            _level(tree.K[0].K, iter(levels))
        for name, page, x, y in placed.laid.targets:
            if name not in self.targets:
                self.targets[name] = Array([pages[page], Name.XYZ, x + placed.shift[page], y, 0])
        for mark in placed.laid.outline:
            x = mark.x + placed.shift[mark.page]
            self.marks.append((mark, Array([pages[mark.page], Name.XYZ, x, mark.y, 0])))

    def _page(self, page: Any, shift: float, margin: bytes) -> None:
        number = len(self.pages)
        content = [page.Contents]
        before = self._shift(shift) if shift or margin else None
        if before is not None:
            content = [before, page.Contents, self.pdf.make_stream(_ARTIFACT % margin if margin else b"Q")]
            page.Contents = Array(content)
        page.Parent = self.root.Pages
        page["/StructParents"] = number
        self.pages.append(page)

    def _shift(self, shift: float) -> Any:
        if shift not in self.shifts:
            self.shifts[shift] = self.pdf.make_stream(b"q 1 0 0 1 %.4f 0 cm\n" % shift if shift else b"q\n")
        return self.shifts[shift]

    def _blank(self, like: Any) -> None:
        number = len(self.pages)
        page = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Page, Parent=self.root.Pages, MediaBox=like.MediaBox, TrimBox=like.TrimBox, BleedBox=like.BleedBox,
                Resources=Dictionary(), Contents=self.pdf.make_stream(b"q Q"), Tabs=Name.S, StructParents=number,
            )
        )  # fmt: skip
        self.rows[number] = Array([])
        self.pages.append(page)

    def _resources(self, resources: Any) -> None:
        """Fonts, colour profile and pictures of the book in place of the leaf's own."""
        for name, font in self.fonts.items():
            resources.Font[name] = font
        self._settle(resources)

    def _settle(self, resources: Any) -> None:
        spaces = resources.get("/ColorSpace")
        if spaces is not None and "/srgb" in spaces:
            spaces["/srgb"] = self.profile
        for kind in _NESTED:
            for name, item in list(resources.get(kind, {}).items()):
                self._settle_one(resources[kind], name, item)

    def _settle_one(self, held: Any, name: str, item: Any) -> None:
        if _is_profile(item.get("/ColorSpace")):
            item.ColorSpace = self.profile
        if "/Group" in item and _is_profile(item.Group.get("/CS")):
            item.Group.CS = self.profile
        if item.get("/Subtype") == "/Image":
            mask = item.SMask.read_raw_bytes() if "/SMask" in item else b""
            digest = hashlib.sha256(item.read_raw_bytes() + mask).digest()
            held[name] = self.images.setdefault(digest, item)
        elif "/Shading" in item and _is_profile(item.Shading.get("/ColorSpace")):
            item.Shading.ColorSpace = self.profile
        elif "/Resources" in item:
            self._settle(item.Resources)
        elif "/SMask" in item and "/G" in item.SMask:
            self._settle_one(item.SMask, "/G", item.SMask.G)

    def _links(self, page: Any, shift: float, elements: dict[int, Any], names: set[str], far: tuple[str, ...]) -> None:
        """Links of a page: moved with it, to what they mean in the book; those that lead out of it are links no more."""
        kept = []
        for link in page.get("/Annots", []):
            element = elements[int(link.StructParent)]
            if "/A" in link and str(link.A.get("/URI", "")).startswith(ELSEWHERE):
                name = far[int(str(link.A.URI).removeprefix(ELSEWHERE))]
                link.Dest = link.Contents = String(name)
                del link.A
            if "/Dest" in link and str(link.Dest) not in names:
                element.K = Array([kid for kid in element.K if not _is_reference(kid)])
                continue
            if shift:
                link.Rect = Array([float(x) + (0 if i % 2 else shift) for i, x in enumerate(link.Rect)])
            kept.append(link)
            self.linked.append((link, element))
        if kept:
            page.Annots = Array(kept)
        elif "/Annots" in page:
            del page.Annots

    def file(self, labels: Labels) -> bytes:
        """The bytes."""
        root, pdf = self.root, self.pdf
        root.Pages.Kids, root.Pages.Count = Array(self.pages), len(self.pages)
        self.document.K = Array(self.tags)
        for number, (link, element) in enumerate(self.linked, len(self.pages)):
            link.StructParent = number
            self.rows[number] = element
        tree = root.StructTreeRoot
        nums = Array()
        for number, row in sorted(self.rows.items()):
            nums.append(number)
            nums.append(row)
        tree.ParentTree.Nums, tree.ParentTreeNextKey = nums, len(self.pages) + len(self.linked)
        targets = Array()
        for name, target in sorted(self.targets.items()):
            targets.append(String(name))
            targets.append(target)
        if len(targets):
            if "/Names" not in root:
                root.Names = Dictionary()
            root.Names.Dests = Dictionary(Names=targets)
        self._outline()
        root.PageLabels = Dictionary(Nums=_labels(labels))
        made = BytesIO()
        pdf.save(
            made,
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.generate,
            compress_streams=True,
            min_version="1.7",
        )
        return made.getvalue()

    def _outline(self) -> None:
        """The outline: a line is below the last one of a higher level, however much higher."""
        if not self.marks:
            return
        root = self.pdf.make_indirect(Dictionary())
        above: list[tuple[int, Any]] = [(0, root)]
        for mark, target in self.marks:
            while above[-1][0] >= mark.level:
                above.pop()
            parent = above[-1][1]
            line = self.pdf.make_indirect(Dictionary(Title=String(mark.label), Dest=target, Parent=parent))
            if "/Last" in parent:
                parent.Last.Next, line.Prev = line, parent.Last
            else:
                parent.First = line
            parent.Last = line
            above.append((mark.level, line))
            if mark.closed:
                line.Count = -1
        _count(root)
        self.root.Outlines = root


def _count(line: Any) -> int:
    """Sets how many lines are seen below one; gives it."""
    seen, child = 0, line.get("/First")
    while child is not None:
        below = _count(child)
        seen += 1 + (0 if int(child.get("/Count", 0)) < 0 else below)
        child = child.get("/Next")
    line.Count = -seen if int(line.get("/Count", 0)) < 0 else seen
    return seen


def _labels(labels: Labels) -> Array:
    nums = [0, Dictionary(P=String(labels.cover))] if labels.covers else []
    nums += [labels.covers, Dictionary(S=Name.r)] if labels.first > labels.covers else []
    arabic = Dictionary(S=Name.D, St=labels.number) if labels.number > 1 else Dictionary(S=Name.D)
    return Array([*nums, labels.first, arabic])


def _level(elements: Iterable[Any], levels: Any) -> None:
    for element in elements:
        if not isinstance(element, Dictionary) or "/S" not in element:
            continue
        if str(element.S) in _HEADING:
            element.S = Name(f"/H{next(levels)}")
        kids = element.get("/K")
        if isinstance(kids, Array):
            _level(kids, levels)


def _is_profile(space: Any) -> bool:
    return isinstance(space, Array) and len(space) == 2 and space[0] == Name.ICCBased


def _is_reference(kid: Any) -> bool:
    return isinstance(kid, Dictionary) and kid.get("/Type") == "/OBJR"
