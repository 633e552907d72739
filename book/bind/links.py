"""Links from one article of a book to another: by the file that a link names, by the name or title of a note, by address.

A link of a note or a saved page names its goal as its writer's disk or program did. `found` finds the article that is meant, while
titles and headings are as they were written; `linked` leads there when the book has its ids. Where the goal is not in the book, the
words of the link stay, and it is told.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from operator import is_
from urllib.parse import quote, unquote

from book.classes import dataclass, field, replace
from book.findings import Finding, Where
from book.late import expression
from book.messages import message
from book.model import BESIDE, WIKI, Article, Heading, Inline, Inlines, Link, Notice
from book.model.facts import facts_of
from book.text import fold
from book.walk import each_block, inline_text, map_lines, splice_inlines

_FOUND = "article:"  # what a link begins with whose article is found, until that has an id: its locator, #, number of a heading
_SUFFIX = expression(r"\.(?:md|markdown|mdown|mkd|txt|html?|xhtml|mhtml?|docx|odt|rtf|org)$")
_ITEM = expression(r"#\d+$")  # of a feed or an export: the third article in it
_NO_LETTER = expression(r"\W+")
_ADDRESS = expression(r"https?://([^#]*)(?:#.*)?", re.I | re.S)


@dataclass(frozen=True, slots=True)
class Goals:
    """What links may lead to: articles by the path of their file, by its name alone, and by title; by locators.

    A name or title that several articles have is kept with all of them, so that no link leads to one by chance.
    """

    by_path: dict[str, Article] = field(default_factory=dict)
    by_stem: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    by_title: dict[str, list[Article]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Goals:
        """The goals among articles."""
        goals = cls()
        for article in articles:
            path = _path(_ITEM.sub("", article.source.locator))
            goals.by_title[fold(article.title)].append(article)
            if path not in goals.by_path:
                goals.by_path[path] = article
                goals.by_stem[_stem(path)].append(path)
        return goals

    def file(self, name: str, base: str) -> Article | None:
        """The article whose file a path means, from the folder of another; its ending may be left out."""
        full = posixpath.normpath(posixpath.join(posixpath.dirname(base), _path(name)))
        if found := self.by_path.get(full):
            return found
        near = [one for one in self.by_stem.get(_stem(full), ()) if _SUFFIX.sub("", one) == full]
        return self.by_path[near[0]] if len(near) == 1 else None

    def note(self, name: str, base: str) -> Article | None:
        """The article that a name in double brackets means: in the same folder, else the only one of the name, else by title."""
        path = _SUFFIX.sub("", _path(name))
        found = [one for one in self.by_stem.get(_stem(path), ()) if f"/{_SUFFIX.sub('', one)}".endswith(f"/{path}")]
        here = [one for one in found if posixpath.dirname(one) == posixpath.dirname(base)]
        for paths in (here, found):
            if len(paths) == 1:
                return self.by_path[paths[0]]
        return self.titled(name) if not found else None

    def titled(self, name: str) -> Article | None:
        """The only article of a title."""
        found = self.by_title.get(fold(name), [])
        return found[0] if len(found) == 1 else None


def found(article: Article, goals: Goals) -> tuple[Article, tuple[Finding, ...]]:
    """The article with its links to files and notes leading to articles, and what is told of those that lead to none."""
    lost: list[str] = []

    def link(node: Link) -> Inlines:
        if target := _goal(node.href, article, goals):
            return (Link(target, node.children),)
        name = unquote(node.href.partition(":")[2])
        if not name.startswith("#"):
            lost.append(f"{inline_text(node.children)} → {name}")
        return node.children

    return _changed(article, lambda href: href.startswith((BESIDE, WIKI)), link), _told(article, lost)


def _goal(href: str, article: Article, goals: Goals) -> str:
    """Where a link to a file or a note leads; "" for nowhere."""
    kind, _, rest = href.partition(":")
    name, _, heading = (unquote(part) for part in rest.partition("#"))
    base = _path(article.source.locator)
    if not name:
        other: Article | None = article
    elif f"{kind}:" == WIKI:
        other = goals.note(name, base)
    else:
        other = goals.file(name.partition("?")[0], base) or goals.titled(name)
    number = _heading(other, heading) if other is not None else 0
    if other is None or not (name or number):
        return ""
    return f"{_FOUND}{quote(other.source.locator)}#{number or ''}"


def _heading(article: Article, name: str) -> int:
    """The number of the heading that is called so, or by what programs make of it in an address; 0 where there is none."""
    wanted = _letters(name.rsplit("#", 1)[-1])
    titles = (inline_text(one.children) for one in each_block(article.blocks) if isinstance(one, Heading))
    return next((number for number, title in enumerate(titles, 1) if wanted and _letters(title) == wanted), 0)


def linked(
    articles: Iterable[Article], elsewhere: Mapping[str, str]
) -> tuple[tuple[Article, ...], tuple[Finding, ...]]:
    """The articles of a book with their links to each other leading there; what is told of links to articles that are not in it.

    `elsewhere` is the locator of a copy or of a later part → that of the article which has its text.
    """
    articles = tuple(articles)
    ids = {article.source.locator: article for article in articles}
    places = {_address(article.source.url): article.id for article in articles if article.source.url}
    made: list[Article] = []
    findings: list[Finding] = []
    for article in articles:
        lost: list[str] = []

        def leads(href: str, here: Article = article) -> bool:
            return href.startswith(_FOUND) or places.get(_address(href), here.id) != here.id

        def link(node: Link, lost: list[str] = lost) -> Inlines:
            if not node.href.startswith(_FOUND):
                return (Link(f"#{places[_address(node.href)]}", node.children),)
            locator, _, number = node.href.removeprefix(_FOUND).rpartition("#")
            locator = unquote(locator)
            other = ids.get(locator) or ids.get(elsewhere.get(locator, ""))
            if other is None:
                lost.append(f"{inline_text(node.children)} → {locator}")
                return node.children
            heading = f"-h{number}" if number and other.source.locator == locator else ""
            return (Link(f"#{other.id}{heading}", node.children),)

        made.append(_changed(article, leads, link))
        findings += _told(article, lost)
    return tuple(made), tuple(findings)


def _changed(article: Article, leads: Callable[[str], bool], link: Callable[[Link], Inlines]) -> Article:
    """The article with each link changed whose address `leads` elsewhere; one in which there is none is not walked."""

    def inline(node: Inline) -> Inlines:
        return link(node) if isinstance(node, Link) and leads(node.href) else (node,)

    def line(inlines: Inlines) -> Inlines:
        return splice_inlines(inlines, inline)

    notices = tuple([_notice(one, line(one.children)) for one in article.notices])
    facts = facts_of(article)
    if not all(map(is_, notices, article.notices)):
        article = replace(article, notices=notices)
    if facts is not None and not any(map(leads, facts.hrefs)):
        return article
    blocks = map_lines(article.blocks, line)
    return article if blocks is article.blocks else replace(article, blocks=blocks)


def _notice(notice: Notice, line: Inlines) -> Notice:
    return notice if line is notice.children else replace(notice, children=line)


def _told(article: Article, lost: list[str]) -> tuple[Finding, ...]:
    if not lost:
        return ()
    count = message("detail.links-lost", n=len(lost))
    return (Finding("bind.link-lost", Where(article.source.locator), "\n".join(lost), detail=count),)


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", fold(text))


def _path(name: str) -> str:
    """A path as it is compared: as macOS and Windows write it, too."""
    return posixpath.normpath(unicodedata.normalize("NFC", name.replace("\\", "/")).casefold())


def _stem(path: str) -> str:
    return _SUFFIX.sub("", path.rsplit("/", 1)[-1])


def _address(url: str) -> str:
    """An address as it is compared: without its scheme, the place on the page, and a stroke at its end."""
    match = _ADDRESS.fullmatch(url)
    return unquote(match[1]).rstrip("/") if match else url
