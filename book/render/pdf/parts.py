"""A book set in leaves: each laid by itself, given its place, its margins and page numbers, and joined to one file.

The work is divided by leaves and never by who does it, so the bytes are the same for any number of hands. What holds numbers
of pages is laid when all others are; the pages of a leaf whose last ones were evened out across facing pages are laid again
if it begins on the left. Whatever a leaf hangs on is in it, so one that was laid for another book may be taken again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from book.classes import dataclass, field, replace
from book.messages.printed import words
from book.model import Assets
from book.render.pdf.asked import SETTINGS, Asked, Set
from book.render.pdf.base import base
from book.render.pdf.division import Division, Placed, asked_for, divided, margins, numbered, opened
from book.render.pdf.grid import Grid, grid
from book.render.pdf.join import Labels, joined
from book.render.pdf.markup import drawable
from book.render.pdf.setting import Drawn, Hands, Hired, Job, Laid, Leaf, Margin, Press
from book.render.pdf.told import undrawn
from book.render.weasy.leaf import Glyphs
from book.render.weasy.pdfa import stepped
from book.render.weasy.programs import union

_COUNTED = "counter(piece"  # in the sheets of designs that number articles and parts
_TARGET, _KNOWN = "target-counter(attr(href), page)", "attr(data-page)"
_TRIES = 3  # at most: a book whose numbers hang on the side on which they begin


def set_in_parts(asked: Asked, hired: Hired) -> Set:
    """The book, set in leaves by those who are hired."""
    division = divided(asked.html, counted=any(_COUNTED in text for text in asked.sheets))
    press = Press(
        tuple(text.replace(_TARGET, _KNOWN) for text in asked.sheets), asked.typefaces, asked.besides.phrases,
        f"{division.opening}<body></body></html>", asked.content.columns == 1, asked.options.notes == "page",
    )  # fmt: skip
    with hired(press) as hands:
        return _set(asked, division, press, hands)


def _set(asked: Asked, division: Division, press: Press, hands: Hands) -> Set:
    setting = _Setting(asked, division, hands)
    lost = asked.lost
    for _ in range(SETTINGS):
        laid = setting.laid(lost)
        more = undrawn(chain.from_iterable(one.messages for one in laid)) - lost
        if not more:
            break
        lost |= more
    places = setting.places(laid)
    first = setting.first(places)
    covers = 0 if not asked.content.cover else 2 if laid[0].pages[1].blank else 1
    whole = list(zip(places, laid, strict=True))
    drawn = setting.drawn(margins(whole, first, covers))
    page = grid(asked.options)
    placed = [
        Placed(one, sheet, tuple(_shifts(page, one, sheet)), margin, division.far(n))
        for n, ((sheet, one), margin) in enumerate(zip(whole, drawn, strict=True))
    ]
    known = numbered(whole, first)
    pages = tuple((ident, known[ident]) for ident in asked.content.ids if ident in known)
    attached = asked.attach(pages) if asked.attach is not None else None
    glyphs = [(*one.fonts, *margin.fonts) for one, margin in zip(laid, drawn, strict=True)]
    book = _Joiner(asked, division, placed, glyphs, press)
    body = book.file(range(len(placed)), Labels(first, 1, covers, words(asked.book.language)["cover"]), attached)
    extracts = book.extracts(first) if asked.options.split != "none" else {}
    loose = tuple((sheet + number, text) for sheet, one in whole for number, text in one.loose)
    messages = tuple(chain.from_iterable(one.messages for one in laid))
    return Set(body, pages, places[-1] + len(laid[-1].pages), covers, extracts, "", loose, messages, lost)


def _shifts(page: Grid, laid: Laid, sheet: int) -> Iterator[float]:
    """By how many points to the right the text of each page moves."""
    by = page.inner - page.outer
    for number in range(len(laid.pages)):
        was_right, is_right = (number % 2 == 0) != laid.left, (sheet + number) % 2 == 0
        yield 0.0 if was_right == is_right else by if is_right else -by


@dataclass(slots=True)
class _Setting:
    """The leaves of a book while they are laid."""

    asked: Asked
    division: Division
    hands: Hands
    known: dict[Leaf, Laid] = field(default_factory=dict)
    margins: dict[tuple[Margin, ...], Drawn] = field(default_factory=dict)

    def laid(self, lost: frozenset[str]) -> list[Laid]:
        """All leaves, laid, with 〓 for these characters."""
        paged = [n for n, section in enumerate(self.division.sections) if section.is_paged]
        others = [n for n in range(len(self.division.sections)) if n not in paged]
        made: dict[int, Laid] = dict(zip(others, self._each(others, {}, lost), strict=True))
        side = 0
        for _ in range(_TRIES):
            body = self._body(made, side)
            for left in (False, True):
                turned = [n for n, sheet in body.items() if made[n].sided and left == sheet % 2 != made[n].left]
                made |= dict(zip(turned, self._each(turned, {}, lost, left=left), strict=True))
            start = next(iter(body.values()), 0)
            numbers = numbered(((sheet, made[n]) for n, sheet in body.items()), start)
            self._ahead([self._leaf(n, numbers, lost) for n in paged], self._of_body(made, body, start))
            made |= dict(zip(paged, self._each(paged, numbers, lost), strict=True))
            every = [made[n] for n in sorted(made)]
            begins = self.first(self.places(every))
            if begins % 2 == side:
                break
            side = begins % 2
        return every

    def _body(self, made: dict[int, Laid], side: int) -> dict[int, int]:
        """The sheets on which the leaves begin that have numbers in the contents, if the first has the sheet `side` or begins
        where it must."""
        sheets: dict[int, int] = {}
        free = side
        for n in range(self._begin, len(self.division.sections)):
            if n not in made or self.division.sections[n].is_paged:
                continue
            sheets[n] = opened(free, made[n].opens)
            free = sheets[n] + len(made[n].pages)
        return sheets

    @property
    def _begin(self) -> int:
        """The leaf in which the numbers begin."""
        first = f' id="{self.asked.content.ids[0]}"' if self.asked.content.ids else ""
        return next((n for n, one in enumerate(self.division.sections) if first and first in one.markup), 0)

    def first(self, places: list[int]) -> int:
        """The sheet that is page 1."""
        return places[self._begin]

    def places(self, laid: list[Laid]) -> list[int]:
        """The sheet on which each leaf begins."""
        sheets: list[int] = []
        free = 0
        for one in laid:
            sheets.append(opened(free, one.opens))
            free = sheets[-1] + len(one.pages)
        return sheets

    def drawn(self, asked: Sequence[tuple[Margin, ...]]) -> list[Drawn]:
        """The margins of each leaf's pages."""
        self._ahead([], asked)
        return [self.margins[one] for one in asked]

    def _of_body(self, made: dict[int, Laid], body: dict[int, int], start: int) -> list[tuple[Margin, ...]]:
        """The margins of the leaves that have numbers in the contents, which do not hang on how long these are."""
        front = [(0, made[n]) for n in sorted(made) if n < self._begin and not self.division.sections[n].is_paged]
        return margins([*front, *((sheet, made[n]) for n, sheet in body.items())], start, 0)[len(front) :]

    def _ahead(self, leaves: Sequence[Leaf], asked: Sequence[tuple[Margin, ...]]) -> None:
        """Has leaves laid and margins drawn that are not yet: in one go, the long leaves first."""
        new: list[Job] = [leaf for leaf in dict.fromkeys(leaves) if leaf not in self.known]
        new += [one for one in dict.fromkeys(asked) if one not in self.margins]
        for job, made in zip(new, self.hands(new), strict=True):
            if isinstance(job, Leaf) and isinstance(made, Laid):
                self.known[job] = made
            elif isinstance(job, tuple) and isinstance(made, Drawn):
                self.margins[job] = made

    def _each(
        self, numbers: list[int], pages: dict[str, str], lost: frozenset[str], *, left: bool = False
    ) -> list[Laid]:
        leaves = [self._leaf(n, pages, lost, left=left) for n in numbers]
        self._ahead(leaves, ())
        return [self.known[leaf] for leaf in leaves]

    def _leaf(self, number: int, pages: dict[str, str], lost: frozenset[str], *, left: bool = False) -> Leaf:
        leaf = self.division.leaf(number, pages, left=left)
        html = drawable(leaf.html, lost)
        return replace(leaf, html=html, pictures=tuple(_pictures(html, self.asked.assets)))


def _pictures(html: str, assets: Assets) -> Iterator[tuple[str, str, bytes]]:
    for ident in asked_for(html):
        if (asset := assets.table.get(ident)) is not None:
            yield ident, asset.media_type, assets.read(ident)


@dataclass(slots=True)
class _Joiner:
    """Leaves that have their places, with what they and their margins draw of fonts."""

    asked: Asked
    division: Division
    placed: list[Placed]
    glyphs: list[tuple[Glyphs, ...]]
    press: Press

    def file(
        self, numbers: Iterable[int], labels: Labels, attached: tuple[str, bytes] | None = None,
        title: str = "", authors: tuple[str, ...] | None = None,
    ) -> bytes:  # fmt: skip
        """A file of some leaves, that begins with the first of them."""
        chosen = list(numbers)
        fonts = union(chain.from_iterable(self.glyphs[n] for n in chosen), self.press.shelf.fetch)
        start = self.placed[chosen[0]].sheet
        leaves = [replace(self.placed[n], sheet=self.placed[n].sheet - start) for n in chosen]
        levels = stepped(chain.from_iterable(one.laid.levels for one in leaves))
        head = base(self.division.head, self.asked.book, title, authors, attached)
        return joined(head, fonts, leaves, levels, labels)

    def extracts(self, first: int) -> dict[str, bytes]:
        """A file for each article, or for each part: by number and title, its bytes. Links that lead out of it are left out."""
        book = self.asked.book
        parts = [(part.id, part.title, "") for part in book.parts if part.title]
        articles = [(article.id, article.title, article.author) for article in book.articles]
        wanted = parts if self.asked.options.split == "part" and parts else articles
        begun = parts if wanted is parts else [*parts, *articles]
        leaf_of = {name: n for n, one in enumerate(self.placed) for name, *_ in one.laid.targets}
        names = (*(ident for ident, *_ in begun), "afterword", "biographies", "provenance")
        bounds = sorted({leaf_of[name] for name in names if name in leaf_of})
        width, files = len(str(len(wanted))), {}
        for number, (ident, title, author) in enumerate(wanted, 1):
            if ident not in leaf_of:
                continue
            begin = leaf_of[ident]
            end = next((bound for bound in bounds if bound > begin), len(self.placed))
            labels = Labels(0, self.placed[begin].sheet - first + 1)
            files[f"-{number:0{width}} {title}"] = self.file(
                range(begin, end), labels, title=title, authors=(author,) if author else ()
            )
        return files
