"""What a page calls itself: the names of its site in its head, its footer, and on the link to its first page."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from book.classes import dataclass
from book.late import expression
from book.read.dom import visible_text
from book.read.html5 import Tree
from book.read.titles import is_site, pieces, tail
from book.rules import SiteRule
from book.text import bare, squeeze

_RIGHTS = expression(
    r"([\u4e00-\u9fffA-Za-z]{2,14})\s*(?:版权所有|版權所有)"
    r"|(?:版权所有|版權所有|版权归|©|copyright)[\s:：©\d–-]*([\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z.]{1,19})",
    re.I,
)
_HOME = expression(
    r"(?:(?:返?回)?(?:网站)?[首主]\s*页|(?:返?回)?[首主]\s*頁|home|index|logo|.*(?:all rights|reserved).*)", re.I
)
_FOOTERS = 12  # texts with a sign of rights that are looked at
_STEM = 4  # letters of an address that stand in the name of its site (NOWnews.com)
_LONGEST = 20  # letters of a name
_LINKS = 400  # links that are looked at


@dataclass(frozen=True, slots=True)
class Said:
    """What the footer of a page says, and the link to the first page of its host."""

    rights: list[str]
    homes: list[str]


def said_of(soup: Tree, url: str) -> Said:
    """What a page says of itself at its foot and on the link to its first page."""
    return Said(_rights(soup), _home(soup, url))


def names_of(soup: Tree, said: Said, site: SiteRule | None, claimed: tuple[str, ...]) -> tuple[str, ...]:
    """The names that a page gives its site, the surest first; `claimed` are those of its head, `said` what `said_of` gives."""
    names = [*((site.site, *site.names) if site else ()), *claimed]
    names += [*said.rights, *said.homes]
    names.append(tail(soup.title))
    return tuple(dict.fromkeys(squeeze(name) for name in names if 2 <= len(bare(name)) <= _LONGEST))


def confirmed(soup: Tree, said: Said) -> str:
    """The name behind the page's title that its footer or the link to its first page says as well; "" for none."""
    title = squeeze(soup.title)
    others = [bare(name) for name in (*said.rights, *said.homes)]
    stems = [
        stem
        for name in others
        if len(stem := re.sub(r"(?:com|net|org)?(?:cn|tw|hk)?$", "", name)) >= _STEM and stem.isascii()
    ]
    homes = [bare(name) for name in said.homes]
    last = pieces(title)[1:][-1:]
    if last and bare(last[0]) in homes and 2 <= len(bare(last[0])) <= _LONGEST:
        return last[0]
    for piece in reversed(pieces(title)[1:]):
        own = bare(piece)
        if 2 <= len(own) <= _LONGEST and is_site(piece) and (own in others or any(stem in own for stem in stems)):
            return piece
    return ""


def is_linked(soup: Tree, title: str) -> bool:
    """Whether a link of the page, outside its heading, is called so."""
    return any(bare(link.text()) == title for link in soup.named("a") if link.around("h1") is None)


def _rights(soup: Tree) -> list[str]:
    texts = [tag.get("content") for tag in soup.named("meta") if tag.get("name").lower() == "copyright"]
    texts += islice((node.text for node in soup.texts if _is_of_rights(node.text)), _FOOTERS)
    found = [next(filter(None, match.groups())) for text in texts for match in _RIGHTS.finditer(text[:400])]
    return [name for name in found if not _HOME.fullmatch(name) and not name.lower().startswith(("copyright", "all "))]


def _is_of_rights(text: str) -> bool:
    return "版权所有" in text or "版權所有" in text or "©" in text or "opyright" in text or "OPYRIGHT" in text


def _home(soup: Tree, url: str) -> list[str]:
    """What links to the first page of the host say: the name in a trail, the words of a logo."""
    host = urlsplit(url).netloc if url else ""
    roots = {"/", "./", "index.html", "/index.html"}
    roots |= {f"{scheme}://{host}{end}" for scheme in ("http", "https") for end in ("", "/")} if host else set()
    said = []
    for link in islice(soup.named("a"), _LINKS):
        if str(link.get("href") or "-").strip() in roots:
            pictures = [image.get("alt") for image in link.inside("img")[:2]]
            said += [text for text in (squeeze(visible_text(link)), *pictures) if text and not _HOME.fullmatch(text)]
    return said
