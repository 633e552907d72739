"""What is answered to a search of a library that is served: a page, or a feed of OPDS 1.2 or 2.0; and how clients find the search.

The pieces are those of the catalogue in the folder: the entry and the manifest of each book that was found, the page of the search.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import unescape
from typing import Any
from urllib.parse import quote

from book.classes import dataclass
from book.late import expression
from book.library.catalogue.opds1 import SPACES, link
from book.library.catalogue.places import ACQUISITION, FEED, NAVIGATION, UP, address, urn
from book.library.finding import Hit
from book.messages import Catalogue
from book.render.xhtml import escape

PAGE = 50  # hits of an answer
DESCRIPTION = "application/opensearchdescription+xml"
_UP_IN_MARKUP = f'href="{UP}'
_LANGUAGE = expression(r'<html lang="([A-Za-z-]{2,20})">')
_TITLE = expression(r'<p class="home"><a [^>]*><bdi>([^<]*)</bdi>')


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the number of hits to leave out, what was found, and whether there is more behind it."""

    query: str
    start: int
    hits: Sequence[Hit]
    more: bool

    def at(self, form: str, start: int) -> str:
        """The address of an answer to it in a form."""
        return f"/search?format={form}&q={quote(self.query, safe='')}&start={start}"


#: The text of a file of the folder by its name; `None` where there is none.
Read = Callable[[str], str | None]


def language(page: str) -> str:
    """The language of a page of the catalogue; "" where it is none."""
    found = _LANGUAGE.search(page)
    return found[1] if found else ""


def page(asked: Asked, frame: str, say: Catalogue) -> str:
    """The page of hits, in the page that the catalogue has for its own search."""
    before, _, rest = frame.partition('<main id="content">')
    foot = rest.partition("</main>")[2].partition("<script>")[0]
    before = before.replace(' id="q" value=""', f' id="q" value="{escape(asked.query)}"')
    rows = "".join(_row(hit, say) for hit in asked.hits)
    told = say("catalogue.search-text") if not asked.query else "" if rows else say("catalogue.found-none")
    turns = ""
    for start, rel, key in (
        (asked.start - PAGE, "prev", "catalogue.previous"),
        (asked.start + PAGE, "next", "catalogue.next"),
    ):
        if (rel == "prev" and asked.start > 0) or (rel == "next" and asked.more):
            at = f"?q={quote(asked.query, safe='')}&amp;start={max(0, start)}"
            turns += f'<a rel="{rel}" href="{at}">{escape(say(key))}</a>\n'
    return (
        f'{before}<main id="content">\n<h1>{escape(say("catalogue.search"))}</h1>\n'
        + (f'<p role="status">{escape(told)}</p>\n' if told else "")
        + f'<ul class="found">\n{rows}</ul>\n'
        + (f'<nav class="turns" aria-label="{escape(say("catalogue.pages"))}">{turns}</nav>\n' if turns else "")
        + f"</main>{foot}"
        + ("" if foot.rstrip().endswith("</html>") else "</body>\n</html>\n")
    )


def _row(hit: Hit, say: Catalogue) -> str:
    place = f"#a{hit.number}" if hit.number else ""
    told = [
        hit.author,
        hit.site,
        hit.published,
        say("catalogue.in-book", title=hit.book) if hit.number and hit.book else "",
    ]
    facts = " · ".join(part for part in told if part)
    return (
        f'<li><a href="{address(f"{hit.stem}.html")}{place}"><bdi>{escape(hit.title)}</bdi></a>'
        + (f' <span class="facts"><bdi>{escape(facts)}</bdi></span>' if facts else "")
        + (f"<p><bdi>{escape(hit.excerpt)}</bdi></p>" if hit.excerpt else "")
        + "</li>\n"
    )


def opds1(asked: Asked, frame: str, modified: str, read: Read, say: Catalogue) -> str:
    """The books that were found, each with the articles of it that were, as a feed of acquisition."""
    entries = []
    for stem, hits in _by_book(asked.hits).items():
        text = read(f"{stem}.xml")
        if text is None:
            continue
        entry = "<entry>" + text.partition(f"<entry {SPACES}>")[2].replace(_UP_IN_MARKUP, 'href="/')
        content = f'<content type="text">{escape(_told(hits))}</content>\n</entry>' if _told(hits) else "</entry>"
        entries.append(entry.replace("</entry>", content, 1))
    links = f'<link rel="self" href="{escape(asked.at("opds", asked.start))}" type="{ACQUISITION}"/>\n'
    links += link("start", "opds.xml", NAVIGATION, up="/")
    for rel, start in _turns(asked):
        links += f'<link rel="{rel}" href="{escape(asked.at("opds", start))}" type="{ACQUISITION}"/>\n'
    title = escape(f"{say('catalogue.search')}: {asked.query}")
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed {SPACES}>\n{links}<id>{urn("search", asked.query)}</id>\n'
        f"<title>{title}</title>\n<updated>{modified}</updated>\n<author><name>{escape(_library(frame))}</name></author>\n"
        f"<opensearch:startIndex>{asked.start + 1}</opensearch:startIndex>\n"
        f"<opensearch:itemsPerPage>{PAGE}</opensearch:itemsPerPage>\n{''.join(entries)}</feed>\n"
    )


def opds2(asked: Asked, origin: str, read: Read, say: Catalogue) -> str:
    """The same as a feed of OPDS 2.0. Raises `ValueError` where a manifest of the folder is none."""
    books = []
    for stem in _by_book(asked.hits):
        text = read(f"{stem}.json")
        if text is not None:
            books.append(_from_top(json.loads(text)))
    links = [{"rel": "self", "href": origin + asked.at("opds2", asked.start), "type": FEED}]
    links.append({"rel": "start", "href": "/opds.json", "type": FEED})
    links += [{"rel": rel, "href": asked.at("opds2", start), "type": FEED} for rel, start in _turns(asked)]
    metadata = {"title": f"{say('catalogue.search')}: {asked.query}", "itemsPerPage": PAGE}
    return json.dumps({"metadata": metadata, "links": links, "publications": books}, ensure_ascii=False)


def description(origin: str, frame: str, say: Catalogue) -> str:
    """How the search is asked (OpenSearch 1.1); `origin` is the scheme and host by which we were reached."""
    urls = "".join(
        f'<Url type="{kind}" template="{escape(f"{origin}/search?format={form}")}&amp;q={{searchTerms}}"/>\n'
        for form, kind in (("opds", ACQUISITION), ("opds2", FEED), ("html", "text/html"))
    )
    name = escape(_library(frame)[:16])  # 4.4: ShortName has no more
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{name}</ShortName>\n<Description>{escape(say('catalogue.search-text'))}</Description>\n"
        f"<InputEncoding>UTF-8</InputEncoding>\n<OutputEncoding>UTF-8</OutputEncoding>\n{urls}</OpenSearchDescription>\n"
    )


def with_search(name: str, text: str, origin: str) -> str:
    """A feed of the folder with a link to the search, which it has not where nothing answers; one of OPDS 2.0 also with its whole
    address (Readium Web Publication Manifest, 2.2), which nobody knew when it was written."""
    if name.endswith(".json"):
        try:
            feed = json.loads(text)
            searching = {"rel": "search", "href": "/search?format=opds2&q={query}", "type": FEED, "templated": True}
            for one in feed["links"]:
                one.update({"href": f"{origin}/{quote(name)}"} if one.get("rel") == "self" else {})
            feed["links"].append(searching)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return text
        return json.dumps(feed, ensure_ascii=False)
    start, added = '<link rel="start"', f'<link rel="search" href="/opensearch.xml" type="{DESCRIPTION}"/>\n'
    return text.replace(start, added + start, 1)


def _by_book(hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    books: dict[str, list[Hit]] = {}
    for hit in hits:
        books.setdefault(hit.stem, []).append(hit)
    return books


def _told(hits: Sequence[Hit]) -> str:
    return "\n".join(f"{hit.title} {hit.excerpt}".strip() for hit in hits if hit.number)


def _turns(asked: Asked) -> list[tuple[str, int]]:
    turns = [("previous", max(0, asked.start - PAGE))] if asked.start > 0 else []
    return turns + ([("next", asked.start + PAGE)] if asked.more else [])


def _library(frame: str) -> str:
    """The title of the library, as its pages have it."""
    found = _TITLE.search(frame)
    return unescape(found[1]) if found else "文选"


def _from_top(value: Any) -> Any:
    """A manifest whose links lead from the top of the server."""
    if isinstance(value, dict):
        return {
            key: f"/{one.removeprefix(UP)}"
            if key == "href" and isinstance(one, str) and one.startswith(UP)
            else _from_top(one)
            for key, one in value.items()
        }
    return [_from_top(one) for one in value] if isinstance(value, list) else value
