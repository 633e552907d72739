"""The metadata of a page, from its head and its scripts: title, author, account, site, date, address. Ranked, not believed.

A name that is a number, an address or the site itself is no author. Bylines that stand in the text are the business of
`clean`, which sees the lines in their places.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

from book.classes import dataclass
from book.late import expression
from book.messages import Message, message
from book.model import dates
from book.model.dates import Date
from book.read.dom import visible_text
from book.read.html5 import Tree
from book.read.page import script
from book.read.page.names import confirmed, is_linked, names_of, said_of
from book.read.page.origin import address_of, site_of
from book.read.page.when import Trust, dates_of, first_date
from book.read.titles import begins, is_site, last_step, strip_site
from book.rules import RuleSet, SiteRule
from book.text import bare, sound, squeeze

_NOT_A_NAME = expression(
    r"^[\d\s:./年月日-]+$|^https?:|^www\.|@|^(?:admin|administrator|webmaster|unknown|null|undefined|none|佚名|本站|网络|管理员|小编|编辑部?)$",
    re.I,
)


_PARTS = expression(r"(?:(?<!\s)\s++)?[、,，;；/]\s*|(?<!\s)\s++(?=[\u4e00-\u9fff])")
_ADDRESS = expression(r"(?:https?://|www\.)\S+$|[\w-]+(?:\.[\w-]+)*\.(?:com|cn|net|org|tw|hk)(?:/\S*)?$", re.I)
_WORKS = ("Recipe", "Review", "Article", "NewsArticle", "BlogPosting", "HowTo")  # what has a title for its name
_HEADINGS = 50  # of the first level that are compared with each other; no page has them
_SECTION = 6  # letters of a title that may be the name of a section
_SHORT_SECTION = 4  # and where no link of the page is called so

#: A house in the author's place, in what pages claim of themselves.
_HOUSE = expression(r"(?:报|報|社|网|網|台|臺|新闻|新聞|频道|编辑部|杂志|周刊)$")
_ROLE = expression(
    r"^(?:原创)?\s*(?:作者|文|撰文|记者|記者|by)\s*[:：|｜/]\s*|(?<![，,、；;|\s])[，,、；;|\s]++$", re.I
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was claimed; every field may be empty. `titles` in order of trust."""

    titles: tuple[str, ...] = ()
    author: str = ""
    account: str = ""
    site: str = ""
    published: Date | None = None
    url: str = ""
    conflicts: tuple[Message, ...] = ()
    impossible_date: bool = False
    agreed: str = ""  # the title on which the page's claims agree
    names: tuple[str, ...] = ()  # what the page calls its site
    claimed: tuple[tuple[str, bool], ...] = ()  # authors by tags, and whether the field is one for persons
    sources: tuple[str, ...] = ()  # by the tag for it
    confirmed: str = ""  # the site at the end of the title, where the page says it elsewhere, too
    date_by: Trust = Trust.LOOSE  # what the date rests on
    ruled: bool = False  # the first title is that of the site's rule


def of_page(soup: Tree, markup: str, rules: RuleSet) -> tuple[Metadata, SiteRule | None]:
    """The claims of a whole page, and the site rule that its address or its marks call for."""
    url = address_of(soup)
    site = site_of(url, markup, rules)
    metas = _metas(soup)
    linked = list(_json_ld(soup))
    named = tuple(
        name
        for name in (first(metas, "og:site_name", "application-name"), _publisher(linked))
        if name and (is_site(name) or bare(name) != bare(first(metas, "og:title")))  # some name each page so
    )
    said_names = said_of(soup, url)
    own = names_of(soup, said_names, site, named)
    titles, agreed, ruled = _titles(soup, metas, linked, site, own, rules)
    post = script.fields(markup) if site is not None and site.name.startswith("wechat") else script.Fields()
    titles += [post.title] if post.title else []
    site_name = (site.site if site else "") or next(iter(named), "")
    shown = (_bare_name(name) for name in _selected(soup, site.author if site else ()))
    shown_as = [
        name for name in shown if is_name(name, site_name, rules) and ((site and site.platform) or _signs(name, rules))
    ]
    tags = [metas.get(tag, "") for tag in ("author", "article:author", "og:article:author", "byl")]
    # on a site where many write, its own tags name the writer; where a site's rule says which element does, they do not
    said = [(_person(linked), True), *((tag, bool(site and site.platform)) for tag in tags)]
    said = [] if site and site.author else [(_bare_name(name), sure) for name, sure in said]
    claimed = tuple((name, sure) for name, sure in said if is_name(name, site_name, rules) and not _HOUSE.search(name))
    dated = tuple(selector for selector in (site.date if site else ()) if selector != "ct")
    shown_days = _selected(soup, dated)
    shown_days = [*(_behind(soup, dated) if shown_days else ()), *shown_days]
    published, trust, no_day = first_date(dates_of(soup, markup, metas, linked, site, url, shown_days))
    account = "".join(_selected(soup, site.account if site else ())[:1]) or post.account
    disputed = distinct(titles[:3])
    conflicts = (message("detail.titles", claims=" | ".join(disputed)),) if len(disputed) > 1 else ()
    clean = tuple(dict.fromkeys(squeeze(html.unescape(t)) for t in titles if t and t.strip()))
    return Metadata(
        clean,
        squeeze(next(iter(shown_as), "")),
        squeeze(account),
        squeeze(site_name),
        published,
        url,
        conflicts,
        no_day,
        agreed,
        own,
        claimed,
        tuple(filter(None, (metas.get(tag, "") for tag in ("source", "contentsource", "og:source", "mediaid")))),
        confirmed(soup, said_names),
        trust,
        ruled=ruled,
    ), site


def _titles(
    soup: Tree, metas: dict[str, str], linked: list[dict[str, object]], site: SiteRule | None,
    own: tuple[str, ...], rules: RuleSet
) -> tuple[list[str], str, bool]:  # fmt: skip
    """The claims of the title in order of trust, and the one that two of heading, window, linked data and tags agree on;
    whether the first is that of the site's rule."""
    mine = frozenset(map(bare, own))
    selected = _selected(soup, site.title if site else ())
    window = squeeze(soup.title)
    headings = [text for h1 in soup.named("h1")[:_HEADINGS] if 1 <= len(text := squeeze(visible_text(h1))) <= 120]
    h1s = [text for h1 in headings if not _ADDRESS.match(text := last_step(h1, mine)) and bare(text) not in mine]
    tags = [text for text in (first(metas, "og:title"), _headline(linked), first(metas, "twitter:title")) if text]
    tags_bare, window_bare = (
        [strip_site(text, "", rules, mine) for text in texts] for texts in (tags, [window] if window else [])
    )
    shown = [h1 for h1 in h1s if bare(h1) and (bare(h1) in bare(window) or not window)]
    titles = [*selected, *shown, *tags_bare, *window_bare] or h1s
    said = [list(zip(texts, short, strict=True)) for texts, short in (
        (h1s, h1s), (tags[:1], tags_bare[:1]), (tags[1:2], tags_bare[1:2]), ([window], window_bare or [""])
    )]  # fmt: skip

    def votes(claim: str) -> int:
        return sum(any(bare(short) == bare(claim) or begins(text, claim) for text, short in one) for one in said)

    candidates = [text for text in (*h1s, *tags_bare) if bare(text) and bare(text) not in mine]
    best = max(candidates, key=votes, default="")
    # A heading and the window alone may agree on the name of a section, which is short, and mostly that of a link, too: in the
    # menu, on the way to the page. A window that says nothing else names the page.
    size = len(bare(best))
    own_name = (
        size > _SECTION
        or (bool(h1s) and bare(window) == bare(best))
        or (size > _SHORT_SECTION and not is_linked(soup, bare(best)))
    )
    least = 2 if own_name or any(bare(best) == bare(text) for text in tags_bare) else 3
    return titles, best if best and not selected and votes(best) >= least else "", bool(selected)


def distinct(claims: list[str]) -> list[str]:
    """The claims that differ in more than marks and spaces, each as it first stands."""
    firsts: dict[str, str] = {}
    for claim in claims:
        if claim:
            firsts.setdefault(bare(claim), claim)
    return list(firsts.values())


def _bare_name(name: str) -> str:
    """A name as an element holds it, without its role and the marks after it."""
    return _ROLE.sub("", squeeze(name)).strip()


def _signs(name: str, rules: RuleSet) -> bool:
    """Whether each of the names that an element holds can be one of somebody."""
    return all(map(rules.names.may_sign, filter(None, _PARTS.split(name))))


def is_name(name: str, site: str, rules: RuleSet) -> bool:
    """Whether a claimed author can be one: not a number, an address, a role, or the site itself."""
    name = squeeze(name)
    if not 1 < len(name) <= 40 or _NOT_A_NAME.search(name):
        return False
    known = {bare(other) for rule in rules.sites for other in (rule.site, *rule.names) if other}
    return bare(name) not in known and (not site or bare(name) != bare(site))


def first(metas: dict[str, str], *names: str) -> str:
    """The first of these meta tags that says something."""
    return next((metas[name] for name in names if metas.get(name)), "")


def _metas(soup: Tree) -> dict[str, str]:
    values: dict[str, str] = {}
    for tag in soup.named("meta"):
        name = (tag.get("property") or tag.get("name") or tag.get("itemprop")).lower()
        value = squeeze(html.unescape(tag.get("content")))
        if name and value:
            values.setdefault(name, value)
    return values


def _json_ld(soup: Tree) -> Iterator[dict[str, object]]:
    for tag in soup.named("script"):
        if tag.get("type") != "application/ld+json":
            continue
        try:
            data = sound(json.loads(tag.text(), strict=False))
        except (ValueError, RecursionError):
            continue
        stack = [data]
        while stack:
            node = stack.pop()
            if isinstance(node, list):
                stack.extend(node)
            elif isinstance(node, dict):
                yield node
                stack.extend(value for value in _listed(node.get("@graph")) if isinstance(value, dict))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _headline(linked: list[dict[str, object]]) -> str:
    titles = [str(node["headline"]) for node in linked if isinstance(node.get("headline"), str)]
    titles += [
        str(node["name"]) for node in linked if node.get("@type") in _WORKS and isinstance(node.get("name"), str)
    ]
    return next(iter(titles), "")


def _person(linked: list[dict[str, object]]) -> str:
    for node in linked:
        author = node.get("author")
        author = author[0] if isinstance(author, list) and author else author
        if isinstance(author, dict):
            if author.get("@type") in ("Organization", "NewsMediaOrganization"):
                continue
            author = author.get("name")
        if isinstance(author, str) and author.strip():
            return squeeze(author)
    return ""


def _publisher(linked: list[dict[str, object]]) -> str:
    for node in linked:
        publisher = node.get("publisher")
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            return squeeze(str(publisher["name"]))
    return ""


def _selected(soup: Tree, selectors: tuple[str, ...]) -> list[str]:
    texts = []
    for selector in selectors:
        for tag in soup.chosen(selector, limit=2):
            text = squeeze(tag.get("content") if tag.name == "meta" else visible_text(tag))
            if text:
                texts.append(text)
    return texts


def _behind(soup: Tree, selectors: tuple[str, ...]) -> list[str]:
    """The days that elements keep in their attributes: the day of publication, where they show that of a change."""
    return [
        inner.get(name)
        for selector in selectors
        for tag in soup.chosen(selector, limit=2)
        for inner in (tag, *tag.inside())
        for name in ("data-time", "data-tooltip")
        if dates.find(inner.get(name)) is not None
    ]
