"""The pages of the editor's own texts: dedication, preface, the introductions of parts, afterword, biographies."""

from __future__ import annotations

from collections.abc import Mapping

from book.classes import dataclass, replace
from book.model import Article, Part
from book.render.epub import matter
from book.render.epub.contents import Entry
from book.render.epub.division import Divided
from book.render.epub.package import Item
from book.render.epub.shell import Press

#: EPUB 3 Structural Semantics Vocabulary. DPUB-ARIA has no role for contributors.
KINDS = {
    "dedication": "dedication",
    "preface": "preface",
    "intro": "introduction",
    "part": "part",
    "afterword": "afterword",
    "biographies": "contributors",
}


#: What stands before the articles, then what stands behind them; each is the id of its first page, too.
AROUND = ("dedication", "preface", "afterword", "biographies")


def page_of(number: int) -> str:
    """The id of the page of the introduction of a part, counted from 1."""
    return f"i{number:03d}"


@dataclass(frozen=True, slots=True)
class Own:
    """A text of the editor's own as it is to be set: the id of its first page, what it is, and how it is divided."""

    ident: str
    what: str
    text: Article
    divided: Divided

    def entry(self, press: Press) -> tuple[Entry, ...]:
        """Its entry in the contents: under its own heading, or the word for what it is. A dedication, an introduction without a
        heading, and one that stands on the page of its part have none."""
        if self.what in ("dedication", "part") or not (title := heading(press, self)):
            return ()
        return (Entry(title, press.listed(self.ident)),)


def heading(press: Press, own: Own) -> str:
    """What stands above the text; "" for nothing."""
    return own.text.title or ("" if own.what in ("dedication", "intro") else press.words[own.what])


def of_book(press: Press, parts: Mapping[int, str]) -> dict[str, Own]:
    """The editor's texts in a book by the id of their first page. `parts` are the ids of the pages of parts by number, from 1.

    An introduction without a heading stands on the page of its part, where that has one.
    """
    made = [(what, what, text) for what, text in press.book.matter.named]
    for number, part in enumerate(press.book.parts, 1):
        if part.intro is not None:
            made.append(_intro(part.intro, part, number, parts.get(number, "")))
    owns: dict[str, Own] = {}
    for ident, what, text in made:
        divided = press.divided(text)
        press.findings.extend(divided.findings)
        owns[ident] = Own(ident, what, text, divided)
    return owns


def _intro(intro: Article, part: Part, number: int, page: str) -> tuple[str, str, Article]:
    if page and not intro.title:
        return page, "part", replace(intro, title=part.title, id=part.id)
    return page_of(number), "intro", intro


def pages(press: Press, own: Own | None) -> tuple[Item, ...]:
    """The pages of a text; none without one."""
    if own is None:
        return ()
    title = heading(press, own)
    text = replace(own.text, title=title or press.words[own.what])
    names = (own.what, "" if title else "untitled", "introduced" if own.what == "part" else "")
    return matter.chapter(
        press,
        own.ident,
        text,
        own.divided,
        kind=KINDS[own.what],
        headed=bool(title),
        name=" ".join(filter(None, names)),
    )
