"""The pages of a folder around their texts, written out: head, the way up and on, the first page. Pure; it decides nothing.

HTML that is well-formed XML, too, so that it can be read back by either. Texts are escaped here; `stand` makes markup of a line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from book.late import expression
from book.messages.printed import Words
from book.model import Asset, Book
from book.render.epub.contents import Entry
from book.render.epub.markup import Stand
from book.render.xhtml import escape
from book.text.marked import MARK

INDEX = "index.html"
SHEET = "style.css"
#: Nothing but sheet and pictures of the folder; a browser may not take a file beside a page of a disk for its own, hence `file:`.
#: The width of a drawing stands on it as a style.
_POLICY = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; \
style-src 'self' file:; style-src-attr 'unsafe-inline'; base-uri 'none'; form-action 'none'"/>"""
_MAIN = "main"
#: What no HTML may have though XML may (HTML, 13.2.3.5): controls, and what is no character.
_REFUSED = expression(
    r"[\x7f-\x9f\ufdd0-\ufdef" + "".join(f"\\U{plane:04x}fffe\\U{plane:04x}ffff" for plane in range(1, 17)) + "]"
)

#: The pages before and behind one, if there are.
Turn = tuple[Entry | None, Entry | None]


def page(
    words: Words, language: str, title: str, trail: tuple[Entry, ...], turn: Turn, body: str, description: str = ""
) -> str:
    """A page: its head, and what stands on it as markup. `trail` is what is above it, the book first; the first page has none."""
    window = f"{title} — {trail[0].label}" if trail and trail[0].label != title else title
    about = f'<meta name="description" content="{escape(description)}"/>\n' if description else ""
    ways = "".join([
        f'<link rel="{rel}" href="{escape(one.href)}"/>\n' for rel, one in zip(("prev", "next"), turn, strict=True) if one
    ])  # fmt: skip
    made = f"""<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="{language}" dir="ltr">
<head>
<meta charset="utf-8"/>
<meta {MARK.decode()}/>
{_POLICY}
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<title>{escape(window)}</title>
{about}<link rel="stylesheet" href="{SHEET}"/>
{ways}</head>
<body>
<a class="skip" href="#{_MAIN}">{escape(words["skip"])}</a>
{_trail(words, trail, title)}<main id="{_MAIN}" tabindex="-1">
{body}</main>
{_turn(words, turn, is_first=not trail)}</body>
</html>
"""
    return _REFUSED.sub("", made)


def _trail(words: Words, trail: Sequence[Entry], title: str) -> str:
    """Where a page stands in the book."""
    if not trail:
        return ""
    rows = "".join([f'<li><a href="{escape(one.href)}">{escape(one.label)}</a></li>\n' for one in trail])
    is_named = [one.label for one in trail] == [title]  # by the book, which is called as its only article
    here = "" if is_named else f'<li><span aria-current="page">{escape(title)}</span></li>\n'
    return f'<header>\n<nav class="trail" aria-label="{escape(words["trail"])}">\n<ol>\n{rows}{here}</ol>\n</nav>\n</header>\n'


def _turn(words: Words, turn: Turn, *, is_first: bool) -> str:
    """The way back, up and on."""
    before, behind = turn
    rows = (
        _way("before", "prev", words["page-before"], before),
        "" if is_first else f'<li class="up"><a href="{INDEX}">{escape(words["contents"])}</a></li>\n',
        _way("behind", "next", words["page-behind"], behind),
    )
    return f'<footer>\n<nav class="ways" aria-label="{escape(words["turn"])}">\n<ul>\n{"".join(rows)}</ul>\n</nav>\n</footer>\n'


def _way(name: str, rel: str, word: str, to: Entry | None) -> str:
    if to is None:
        return ""
    label = f'<span class="which">{escape(word)}</span> <span class="what">{escape(to.label)}</span>'
    return f'<li class="{name}"><a rel="{rel}" href="{escape(to.href)}">{label}</a></li>\n'


def cover(words: Words, title: str, image: str, asset: Asset) -> str:
    """The cover."""
    size = f' width="{asset.width}" height="{asset.height}"' if 0 < asset.width < 1e5 and 0 < asset.height < 1e5 else ""
    alt = escape(f"{words['cover']}：{title}")
    return f'<p class="jacket"><img src="{escape(image)}" alt="{alt}"{size}/></p>\n'


def front(words: Words, book: Book, said: tuple[str, str, str, str], picture: str, stand: Stand) -> str:
    """What the book is called, who made it, and how much it holds: title, series, extent and an only author."""
    title, series, extent, author = said
    rows = (
        f'<p class="series">{stand(series)}</p>' if series else "",
        f"<h1>{stand(title)}</h1>",
        f'<p class="subtitle" role="doc-subtitle">{stand(book.subtitle)}</p>' if book.subtitle else "",
        f'<p class="editor">{escape(book.editor)}　{escape(words["editor"])}</p>' if book.editor else "",
        f'<p class="editor">{escape(author)}</p>' if author else "",
        f'<p class="extent">{stand(extent)}</p>' if extent else "",
        f'<p class="publisher">{escape(book.publisher)}</p>' if book.publisher else "",
        f'<p class="about">{stand(book.description)}</p>' if book.description else "",
    )
    return (
        f'<section class="front">\n{picture}<div class="named">\n'
        + "\n".join(filter(None, rows))
        + "\n</div>\n</section>\n"
    )


def contents(words: Words, entries: Iterable[Entry], signed: Mapping[str, str], stand: Stand) -> str:
    """The contents; `signed` are the authors by the address of their article."""
    title = escape(words["contents"])
    listed = _listed(entries, signed, stand)
    return f'<nav class="contents" role="doc-toc" aria-labelledby="contents">\n<h2 id="contents">{title}</h2>\n{listed}</nav>\n'


def inside(words: Words, entries: Iterable[Entry], signed: Mapping[str, str], stand: Stand) -> str:
    """What is in a part, below its title."""
    listed = _listed(entries, signed, stand)
    return f'<nav class="contents" aria-label="{escape(words["contents"])}">\n{listed}</nav>\n' if listed else ""


def _listed(entries: Iterable[Entry], signed: Mapping[str, str], stand: Stand, above: str = "") -> str:
    """Entries one below the other; `above` is the page to which the entry above them leads."""
    rows = "".join([_entry(one, signed, stand, above) for one in entries])
    return f"<ol>\n{rows}</ol>\n" if rows else ""


def _entry(entry: Entry, signed: Mapping[str, str], stand: Stand, above: str) -> str:
    page = _page_of(entry)
    inner = _listed(entry.inner, signed, stand, page)
    below = f"\n{inner}" if inner else ""
    author = signed.get(entry.href, "")
    by = f' <span class="by">{stand(author)}</span>' if author else ""
    holds_pages = any(_page_of(one) != page for one in entry.inner)
    kind = ' class="inner"' if page == above else ' class="holder"' if holds_pages else ""
    return f'<li{kind}><a href="{escape(entry.href)}">{stand(entry.label)}</a>{by}{below}</li>\n'


def _page_of(entry: Entry) -> str:
    return entry.href.partition("#")[0]
