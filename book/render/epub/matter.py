"""The pages before and after the articles: cover, title page; indexes, what was left out, the colophon; and what sets a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from book.model import Article, Blocks, Divider, Heading, Note
from book.render import imprint
from book.render.epub import markup
from book.render.epub.contents import Entry
from book.render.epub.division import Divided
from book.render.epub.fitting import label
from book.render.epub.package import Item
from book.render.epub.shell import Press
from book.render.links import safe_href
from book.render.xhtml import escape
from book.text import filing

#: DPUB-ARIA 1.1, as far as texts are of its kinds; contributors have none.
_ROLES = frozenset("doc-chapter doc-dedication doc-preface doc-introduction doc-part doc-afterword".split())

Files = Mapping[tuple[int, int], str]


def cover_page(press: Press, cover: str) -> tuple[Item, ...]:
    """The cover page; none without a cover that is here."""
    if cover not in press.names:
        return ()
    body = markup.cover(press.words, press.book.title, f"../{press.names[cover]}")
    return (press.page("cover", press.words["cover"], body),)


def title_page(press: Press, title: str) -> Item:
    """The title page: what the book is called, who made it, and how much it holds."""
    extent = imprint.extent_words(press.book, press.words)
    series = imprint.series_words(press.book)
    return press.page("title", title, markup.title_page(press.words, press.book, title, series, extent, press.stand))


def names(ident: str, count: int) -> tuple[str, ...]:
    """The ids of the pages of an article that is in so many files: a0001, a0001-002, ….

    They count within the article, so that a place in it stays where it is when other articles come or go.
    """
    return (ident, *(f"{ident}-{number:03d}" for number in range(2, count + 1)))


def chapter(
    press: Press, ident: str, article: Article, divided: Divided, *, kind: str = "chapter",
    turn: tuple[Entry, ...] = (), headed: bool = True, name: str = "",
) -> tuple[Item, ...]:  # fmt: skip
    """An article, or a text of the editor's own, as a page for each of its files. `turn` are the entries before and after it,
    `name` is what its style is called; its title is printed if it is `headed`."""
    files = divided.files(article)
    idents = names(ident, len(files))
    named = dict(zip(map(press.name, idents), files, strict=True))
    texts, notices = press.chapter(article, press.findings, press.held(article)).render(named, titled=headed)
    language, title = imprint.tag(article.language), press.title(article.title)
    foreign = _in_language(language) if language != press.language else ""
    own = _in_language(press.language) if foreign else ""  # our own lines are in the language of the book
    pages = []
    for number, (one, blocks, (text, notes)) in enumerate(zip(idents, files, texts, strict=True), 1):
        first, last = number == 1, number == len(files)
        piece = name if first else "division" if article.chapters else "continued"
        bare = _ends_in_rule(blocks)
        below = notices if last and press.book.notices != "end" else ()
        body = [
            f'<section epub:type="{"division" if piece == "continued" else kind}"',
            f' role="doc-{kind}"' if f"doc-{kind}" in _ROLES and (first or article.chapters) else "",
            f' class="{piece}"' if piece else "",
            f' id="{escape(article.id)}"' if first and article.id else "",
            f"{foreign}>\n",
            _opening(press, article, title if headed else "", own) if first else "",
            f"{text}\n",
            markup.notes(press.words, notes, bare=bare),
            markup.notices(below, bare=bare and not notes),
            markup.turn(press.words, turn if last and press.options.turn else (), own, press.stand),
            "</section>\n",
        ]
        heading = blocks[0] if blocks and isinstance(blocks[0], Heading) else None
        called = title if first else (label(heading.children) if heading else "") or title
        pages.append(press.page(one, called, "".join(body)))
    return tuple(pages)


def _in_language(tag: str) -> str:
    return f' lang="{tag}" xml:lang="{tag}"' if tag else ""


def _opening(press: Press, article: Article, title: str, own: str) -> str:
    """What stands above the text of an article: its title, unless that is "", its subtitle, and who signs it."""
    by = markup.byline(press.words, byline(press, article), address(article), own, press.stand)
    above = f"<h1>{press.stand(title)}</h1>" if title else ""
    subtitle = press.stand(article.subtitle) if article.subtitle else ""
    return markup.opening(f"{press.mark(article.id)}{above}", subtitle, by)


def back_matter(press: Press, files: Files, left_out: tuple[str, ...]) -> tuple[Item, ...]:
    """The pages after the articles, but for the colophon. An index of one name would be of no use."""
    wanted: dict[str, Callable[[Article], str]] = {
        "authors": lambda article: article.author,
        "sites": lambda article: article.account or article.site,
    }
    pages = []
    for name in press.options.indexes:
        groups = _grouped(press, files, wanted[name])
        if len(groups) > 1:
            title = press.words[f"index-{name}"]
            heads = filing.grouped(groups, press.book.filing, person=name == "authors")
            rows = [(head, [(one, groups[one]) for one in ones]) for head, ones in heads]
            pages.append(press.page(f"index-{name}", title, markup.index(title, rows, press.stand)))
    if left_out:
        title = press.words["left-out"]
        pages.append(press.page("left-out", title, markup.left_out(title, left_out)))
    return tuple(pages)


def _ends_in_rule(blocks: Blocks) -> bool:
    """Whether the text of a file ends in a rule: what stands below it needs no second one."""
    text = [block for block in blocks if not isinstance(block, Note)]
    return bool(text) and isinstance(text[-1], Divider)


def _grouped(press: Press, files: Files, name_of: Callable[[Article], str]) -> dict[str, list[Entry]]:
    groups: dict[str, list[Entry]] = {}
    for file, article in _articles(press, files):
        if name := name_of(article):
            groups.setdefault(name, []).append(Entry(press.title(article.title), press.name(file)))
    return groups


def colophon(press: Press, files: Files) -> Item:
    """Rights, then where every article came from. Links that fail here failed in the chapter and are reported there."""
    rows = [
        markup.Source(
            press.title(article.title),
            press.name(file),
            byline(press, article, whole=True),
            address(article),
            press.chapter(article, []).notices() if article.notices and press.book.notices != "article" else (),
        )
        for file, article in _articles(press, files)
    ]
    title, facts = press.words["colophon"], imprint.book_facts(press.book, press.words)
    return press.page("colophon", title, markup.colophon(press.words, title, press.rights, facts, rows, press.stand))


def byline(press: Press, article: Article, *, whole: bool = False) -> tuple[imprint.Signed, ...]:
    """Who signs an article, where and when; of one that says nothing of it the place that it came from."""
    known = imprint.signed(article, press.words, whole=whole)
    where = place(article)
    return known or ((imprint.Signed("site", where),) if where else ())


def address(article: Article) -> str:
    """Where the article can be seen on the web; "" if that is not known."""
    url = safe_href(article.source.url)
    return url if url.startswith("http") else ""


def place(article: Article) -> str:
    """What the article's place on the web is called; "" if that is not known."""
    return article.site or urlsplit(address(article)).hostname or ""


def _articles(press: Press, files: Files) -> Iterator[tuple[str, Article]]:
    """Every article with the name of its page, in book order."""
    for n, part in enumerate(press.book.parts, 1):
        for m, article in enumerate(part.articles, 1):
            yield files[n, m], article
