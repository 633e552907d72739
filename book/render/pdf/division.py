"""A book in leaves: its markup divided where something begins on a page of its own, and where each leaf then stands. Pure.

The template marks where a leaf begins. A leaf knows of what stands before it only which kind of section that is, since style
sheets ask for it (`.part + .article`), and, where a design numbers articles and parts, how many there were.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape

from book.classes import dataclass
from book.late import expression
from book.render.weasy.leaf import ELSEWHERE, Drawn, Laid, Leaf, Margin

#: Where the template begins a leaf.
CUT = "<!--leaf-->"
_ID, _TO = expression(r' id="([^"]+)"'), expression(r'<a([^>]*) href="#([^"]+)"')
_KIND = expression(r'<(?:section|nav|div(?= class="run)) class="([^"]*)"')
_ARTICLE, _PART = '<section class="article', '<section class="part'
_ASKED = expression(r'"(asset:[^"]+)"')
_PAGED = frozenset(("contents", "indexes"))  # they hold numbers of pages
_RIGHT, _LEFT = frozenset(("right", "recto")), frozenset(("left", "verso"))


@dataclass(frozen=True, slots=True)
class Section:
    """A leaf before it is a document: its markup, the kind of what stands before it, and what was counted so far."""

    markup: str
    before: str
    articles: int
    parts: int

    @property
    def kinds(self) -> frozenset[str]:
        """The classes of its first section."""
        found = _KIND.search(self.markup)
        return frozenset(found[1].split()) if found else frozenset()

    @property
    def is_paged(self) -> bool:
        """Whether it has numbers of pages, which are known when all others are laid."""
        return not _PAGED.isdisjoint(self.kinds)


@dataclass(frozen=True, slots=True)
class Division:
    """A book's markup in leaves. `head` is all before the first, `counted` whether a design numbers articles and parts."""

    head: str
    sections: tuple[Section, ...]
    ids: frozenset[str]
    counted: bool

    @property
    def opening(self) -> str:
        """The head of a document of the book, without what tells which book."""
        found = re.search(r"<html[^>]*>", self.head)
        return f'<!DOCTYPE html>{found[0] if found else "<html>"}<head><meta charset="utf-8"><title>-</title></head>'

    def far(self, number: int) -> tuple[str, ...]:
        """The ids to which a leaf leads that are in other leaves, in the order in which it names them. Ids are made of the texts
        that bear them: a leaf has their numbers, so that it stays as it is when another text changes."""
        markup = self.sections[number].markup
        named = dict.fromkeys(found[2] for found in _TO.finditer(markup))
        own = set(_ID.findall(markup)) if named else ()
        return tuple(ident for ident in named if ident in self.ids and ident not in own)

    def leaf(self, number: int, pages: Mapping[str, str], *, left: bool = False) -> Leaf:
        """A leaf as a document; `pages` gives the printed pages of ids, for those that have numbers of pages."""
        section = self.sections[number]
        far = {ident: f"{ELSEWHERE}{place}" for place, ident in enumerate(self.far(number))}

        def to(found: re.Match[str]) -> str:
            ident = found[2]
            page = f' data-page="{pages.get(ident, "")}"' if section.is_paged else ""
            return f'<a{found[1]}{page} href="{far.get(ident) or "#" + ident}"'

        body = (
            f'<body style="counter-reset: piece {section.articles} part {section.parts}">' if self.counted else "<body>"
        )
        before = f'<section class="{section.before}" style="display:none"></section>' if section.before else ""
        html = f"{self.opening}{body}{before}{_TO.sub(to, section.markup)}</body></html>"
        name = next(iter(_ID.findall(section.markup)), " ".join(sorted(section.kinds)))
        return Leaf(name, html, left=left)


def divided(markup: str, *, counted: bool) -> Division:
    """The markup of a book in leaves."""
    head, *pieces = markup.removesuffix("</html>").rstrip().removesuffix("</body>").split(CUT)
    sections: list[Section] = []
    before, articles, parts = "", 0, 0
    for number, piece in enumerate(pieces):
        sections.append(Section(piece, before, articles, parts))
        articles, parts = articles + piece.count(_ARTICLE), parts + piece.count(_PART)
        kinds = _KIND.findall(piece)
        # The first leaf is title page and imprint; in any other one section holds all.
        before = kinds[-1 if number == 0 else 0] if kinds else ""
    return Division(head, tuple(sections), frozenset(_ID.findall(markup)), counted)


def asked_for(html: str) -> Iterator[str]:
    """The pictures of the book that a document asks for, by their ids."""
    for address in dict.fromkeys(_ASKED.findall(html)):
        yield unescape(address).removeprefix("asset:")


@dataclass(slots=True)
class Placed:
    """A leaf in the book: `sheet` is that of its first page (from 0), of which `shift` points to the right its text moves on
    each page; `margins` are those of its pages, `far` the ids in other leaves to which it leads (`Division.far`)."""

    laid: Laid
    sheet: int
    shift: tuple[float, ...]
    margins: Drawn
    far: tuple[str, ...]


def opened(sheet: int, opens: str) -> int:
    """The sheet on which what opens so begins, if `sheet` is the next that is free. The first sheet, 0, is a right page."""
    return sheet + int((opens in _RIGHT and sheet % 2 == 1) or (opens in _LEFT and sheet % 2 == 0))


def numbered(leaves: Iterable[tuple[int, Laid]], first: int) -> dict[str, str]:
    """The printed pages of ids, of leaves that begin on these sheets; `first` is the sheet that is page 1."""
    found: dict[str, str] = {}
    for sheet, laid in leaves:
        for name, page, *_ in laid.targets:
            found.setdefault(name, str(sheet + page - first + 1))
    return found


def margins(leaves: Sequence[tuple[int, Laid]], first: int, covers: int) -> list[tuple[Margin, ...]]:
    """What the margins of each leaf's pages ask. Running heads hold until the next is set; page numbers begin with the sheet
    `first`, and before it behind the covers."""
    strings: dict[str, str] = {}
    made = []
    for sheet, laid in leaves:
        pages = []
        for number, kind in enumerate(laid.pages, sheet):
            here = dict(strings)
            for name, begin, end in kind.strings:
                here[name], strings[name] = begin, end
            count = number - first + 1 if number >= first else number - covers + 1
            pages.append(Margin(kind, number % 2 == 1, count, tuple(here.items())))
        made.append(tuple(pages))
    return made
