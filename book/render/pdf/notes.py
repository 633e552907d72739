"""What stands beneath the text of a printed article: its notes, and the addresses of its links. Markup in, markup out; pure.

A note goes to the foot of the page that first calls it. It stays behind the text where it holds more than paragraphs, and where
only a heading, a table or a caption calls it: those are repeated elsewhere, or cannot be divided. Marks are those that the
serialiser gave, `[n]`, in one row with the addresses at the foot; with `by page` they begin again on each page, as ① ② ③.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from html import unescape
from urllib.parse import urlsplit

import segno

from book.render.breakable import open_joints
from book.render.xhtml import escape

_LINK = re.compile(r'<a href="(https?:[^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_CALL = re.compile(r'<sup class="note"><a href="#([^"]*-note-\d+)">\[\d+\]</a></sup>')
_NOTE = re.compile(r'<aside class="note" id="([^"]*)"><p><span class="mark">\[\d+\]</span>(.*?)</aside>\n?', re.DOTALL)
_PARAGRAPHS = re.compile(
    r"\s*<p>((?:(?!</?(?:p|ul|ol|table|figure|pre|blockquote|aside|div|h\d|hr)\b).)*)</p>\s*", re.DOTALL
)
_NO_PLACE = re.compile(r"<(h\d|table|figcaption|aside)\b.*?</\1>", re.DOTALL)
_MARKED = re.compile(r'(?P<foot><span class="(?:foot|address)" data-foot="(?P<own>[^"]*)" data-mark=")[^"]*'
                     r'|(?P<call><sup class="note"><a href="#(?P<key>[^"]*-note-\d+)"(?: class="again")?>)\[\d+\]'
                     r'|(?P<aside><aside class="note" id="(?P<behind>[^"]*)"><p><span class="mark">)\[\d+\]')  # fmt: skip


def addressed(markup: str, links: str) -> tuple[str, tuple[str, ...]]:
    """Markup with the addresses of its links: at the foot of the page, or numbered, with the list for the end of the article.

    An address that is its own text is not printed twice.
    """
    found: dict[str, int] = {}

    def one(link: re.Match[str]) -> str:
        address = link[1]
        own = unescape(_TAG.sub("", link[2])).replace("\u200b", "") == unescape(address)
        if own or '<span class="address' in link[2]:
            return link[0]
        plain = unescape(address)
        if links == "footnotes":
            return (
                f'{link[0]}<span class="address" data-foot="{address}" data-mark="">{escape(open_joints(plain))}</span>'
            )
        number = found.setdefault(plain, len(found) + 1)
        return f"{link[0]}<sup>{mark.format(number)}</sup>"

    mark = link_mark(markup)
    return (markup, ()) if links == "none" else (_LINK.sub(one, markup), tuple(found))


def link_mark(markup: str) -> str:
    """How the addresses behind an article are numbered: not as its notes are."""
    return "({})" if 'class="note"' in markup or 'class="foot"' in markup else "[{}]"


def footed(markup: str) -> str:
    """Markup with its notes at the foot of the page that first calls them."""
    bodies = {ident: text for ident, inner in _NOTE.findall(markup) if (text := _as_line(f"<p>{inner}"))}
    if not bodies:
        return markup
    closed = [found.span() for found in _NO_PLACE.finditer(markup)]
    placed: set[str] = set()

    def call(found: re.Match[str]) -> str:
        ident = found[1]
        if ident not in bodies or any(start <= found.start() < end for start, end in closed):
            return found[0]
        if ident in placed:
            return found[0].replace('">[', '" class="again">[', 1)
        placed.add(ident)
        return f'<span class="foot" data-foot="{ident}" data-mark="" id="{ident}">{bodies[ident]}</span>'

    return _NOTE.sub(lambda note: "" if note[1] in placed else note[0], _CALL.sub(call, markup))


def numbered(markup: str) -> str:
    """Markup whose marks of notes and of addresses at the foot count in one row, in the order of the text."""
    numbers: dict[str, int] = {}

    def mark(found: re.Match[str]) -> str:
        key = found["own"] or found["key"] or found["behind"]
        if found["foot"] and found["foot"].startswith('<span class="address"'):
            key = f"{key} {found.start()}"  # an address may be called twice
        number = numbers.setdefault(key, len(numbers) + 1)
        return f"{found['foot'] or found['call'] or found['aside']}[{number}]"

    return _MARKED.sub(mark, markup)


def by_page(html: str, pages: Iterable[Iterable[str]]) -> str:
    """A whole document with the marks of each page counted from ①; `pages` are the marks at the foot of each page, in order.

    What the document called [n] of an article is known by what stands there and by its order.
    """
    marks: dict[str, list[str]] = {}
    for page in pages:
        for number, key in enumerate(page, 1):
            marks.setdefault(key, []).append(circled(number))
    first: Mapping[str, str] = {key: row[0] for key, row in marks.items()}

    def mark(found: re.Match[str]) -> str:
        if found["foot"]:
            row = marks.get(unescape(found["own"]))
            return f"{found['foot']}{row.pop(0)}" if row else found[0]
        return f"{found['call']}{first[found['key']]}" if found["call"] and found["key"] in first else found[0]

    return _MARKED.sub(mark, html)


def circled(number: int) -> str:
    """A number in a circle, as notes are marked in Chinese books; Unicode has them to fifty."""
    for first, last, start in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(start + number - first)
    return f"[{number}]"


def _as_line(inner: str) -> str:
    """The paragraphs of a note as one run of text with breaks; "" where it holds anything else."""
    at, out = 0, []
    while at < len(inner):
        found = _PARAGRAPHS.match(inner, at)
        if found is None:
            return ""
        out.append(found[1])
        at = found.end()
    return "<br>".join(out)


def code(address: str) -> bytes:
    """The QR code of an address, as SVG: level L, for paper lies flat and is whole; no quiet zone, the page is white."""
    out = io.BytesIO()
    segno.make(address, error="l", micro=False).save(out, kind="svg", border=0, xmldecl=False, svgns=True, nl=False)
    return out.getvalue()


def host(address: str) -> str:
    """The host of an address, as a reader says it."""
    return urlsplit(address).netloc.rpartition("@")[2].removeprefix("www.")
