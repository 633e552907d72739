"""Which element of a page is the article. Scores are ours and made for Chinese; selectors come from the site rules.

Stages, each looser than the one before: a site rule's selector, the element that holds the prose, the whole body. The finding
says which one won. It removes nothing; what stands outside is accounted for by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from book.read.dom import Walk, class_tokens
from book.rules import SiteRule
from book.text import bare

_SILENT = frozenset("script style template noscript head select option textarea button".split())
_MARKS = re.compile(r"[，。！？；：、,.!?;:…“”「」]")
_INK = re.compile(r"[\w“”「」]")
_GOOD = re.compile(
    r"(?:^|[-_ ])(?:article|content|post|entry|detail|text|main|body|news|story|rich|正文|zw|artibody|nr)(?:[-_ ]|$)"
    r"|article|content",
    re.I,
)
_BAD = re.compile(
    r"comment|sidebar|side-bar|footer|foot|related|recommend|relate|rank|hot|copyright|breadcrumb|share|nav|menu|login|advert|banner",
    re.I,
)
_PARAGRAPHS = frozenset(
    "p h1 h2 h3 h4 h5 h6 blockquote figure img br ul ol pre table hr span strong b a font em section".split()
)
_PARAGRAPH = 60.0  # characters of one run of prose that a box full of links does not have by chance
_STATEMENT = 800  # characters of the longest disclaimer that is weighed by its words
_BLOCKS = ["p", "div", "section", "ul", "table"]
_LISTS = ("ul", "ol", "table")
#: Descend while one child holds this share of the prose: tuned on the pages in ../shared/pages, where 0.6–0.9 gave the same.
_SHARE = 0.72
_TITLED = 0.3  # share of the prose from which the box with the title is the article's
_SOME = 50.0  # characters of prose beside the title from which it may be


#: Ways of finding that may bring along what borders on the article.
LOOSE = ("generic", "whole body")


@dataclass(frozen=True, slots=True)
class Found:
    """The article's elements in page order, how they were found, and the share of the page's prose they hold."""

    nodes: tuple[Tag, ...]
    how: str
    share: float


@dataclass(slots=True)
class Masses:
    """Prose (characters outside links, in running text) and link text in every element, by `id`."""

    prose: dict[int, float]
    links: dict[int, float]
    peaks: dict[int, float]  # the longest run of prose in each element
    total: float


def weigh(root: Tag) -> Masses:
    """Weighs every element under `root`, in one pass over its text."""
    prose: dict[int, float] = {}
    links: dict[int, float] = {}
    peaks: dict[int, float] = {}
    total = 0.0
    for node in root.descendants:
        if not isinstance(node, NavigableString) or isinstance(node, PreformattedString):
            continue
        text = str(node)
        if text.isspace():
            continue
        ink = len(_INK.findall(text)) if len(text) < 100_000 else len(text)
        if not ink:
            continue
        chain: list[Tag] = []
        linked = silent = False
        for parent in node.parents:
            if parent.name in _SILENT:
                silent = True
                break
            linked = linked or parent.name == "a"
            chain.append(parent)
            if parent is root:
                break
        if silent:
            continue
        marks = len(_MARKS.findall(text)) if not linked else 0
        weight = float(ink) if marks or ink >= 30 else ink * 0.25
        table = links if linked else prose
        total += 0 if linked else weight
        for parent in chain:
            key = id(parent)
            table[key] = table.get(key, 0.0) + (ink if linked else weight)
            if not linked and weight > peaks.get(key, 0.0):
                peaks[key] = weight
    return Masses(prose, links, peaks, total)


def find(soup: BeautifulSoup, walk: Walk, site: SiteRule | None, masses: Masses, claims: tuple[str, ...]) -> Found:
    """The article's elements. Never empty: the whole body is the last resort."""
    body = soup.body or soup
    if site:
        for selector in site.body:
            nodes = [node for node in soup.select(selector) if masses.prose.get(id(node), 0) >= 1 or node.find("img")]
            nodes = [node for node in nodes if not any(other is not node and other in node.parents for other in nodes)]
            if nodes:
                held = sum(masses.prose.get(id(node), 0.0) for node in nodes)
                return Found(tuple(nodes), f"site rule {site.name}: {selector}", held / (masses.total or 1))
    dead = _furniture(body, walk, masses)
    alive = masses.total - sum(masses.prose.get(key, 0.0) for key in dead)
    if alive < 20:
        return Found((body,), "whole body", 1.0)
    node = _descend(body, masses, dead, title_element(body, claims))
    return Found((node,), "generic", _living(node, masses, dead) / alive)


def spared(root: Tag, masses: Masses) -> frozenset[int]:
    """Elements that hold more than half of the prose: no rule by class may take them."""
    return frozenset(key for key, mass in masses.prose.items() if mass > masses.total * 0.5) | {id(root)}


def _furniture(body: Tag, walk: Walk, masses: Masses) -> frozenset[int]:
    """Elements that the rules or their names call furniture, outermost only, unless they hold most of the prose."""
    dead: set[int] = set()
    stack = [body]
    while stack:
        for child in stack.pop().children:
            if not isinstance(child, Tag) or child.name in _SILENT:
                continue
            mass = masses.prose.get(id(child), 0.0)
            if not mass:
                continue
            if mass <= masses.total * 0.5 and _is_furniture(child, walk, masses):
                dead.add(id(child))
            else:
                stack.append(child)
    return frozenset(dead)


def _is_furniture(tag: Tag, walk: Walk, masses: Masses) -> bool:
    if id(tag) in walk.kept:
        return False
    if tag.name in ("nav", "footer", "aside", "form", "dialog"):
        return True
    rule = walk.rule_of(tag)
    if rule is not None and rule.kind not in ("caption", "unwrap") and not walk.keeps(tag, rule.name):
        return True
    if masses.prose.get(id(tag), 0.0) <= _STATEMENT and not tag.find(_BLOCKS):
        text = tag.get_text()
        if len(text) <= _STATEMENT * 2 and walk.rules.line(text) is not None:
            return True
    names = " ".join([*class_tokens(tag), str(tag.get("id") or "")])
    if names and _BAD.search(names) and not re.search(r"article|content|text", names, re.I):
        return True
    key = id(tag)
    return masses.links.get(key, 0.0) > 3 * masses.prose.get(key, 0.0) > 0 and masses.peaks.get(key, 0.0) < _PARAGRAPH


def _descend(body: Tag, masses: Masses, dead: frozenset[int], title: Tag | None) -> Tag:
    """The deepest element that holds the article: down while one child has nearly all of the prose, or has the title.

    A child with most of the prose is passed by where another has the title and some prose of its own: comments and teasers
    may outweigh a short article. There the walk stops, and `trim` chooses among the blocks.
    """
    above = {id(parent) for parent in title.parents} | {id(title)} if title is not None else set()
    node = body
    while True:
        children = [child for child in node.children if isinstance(child, Tag) and id(child) not in dead]
        weighed = [(child, _living(child, masses, dead)) for child in children]
        total = sum(mass for _, mass in weighed)
        boxes = [(child, mass) for child, mass in weighed if not _is_matter(child)]
        if not boxes or not total:
            return node
        direct = total - sum(mass for _, mass in boxes)
        best, own = max(boxes, key=lambda item: item[1] * _favour(item[0]))
        if title is not None and title in children and direct >= _SOME * 2:
            return node  # the text stands beside its title; `trim` separates what else is here
        titled = next(((child, mass) for child, mass in boxes if id(child) in above), None)
        if titled is not None and titled[0] is not best:
            if direct < total * 0.3 and titled[1] >= total * _TITLED:
                node = titled[0]
                continue
            if titled[1] >= _SOME:
                return node
        enough = own >= total * _SHARE
        named = direct < total * 0.3 and _favour(best) > 1 and own >= total * 0.35 and own >= 200
        if not (enough or named or (direct < total * 0.2 and own >= total * 0.5)):
            return node
        node = best


def _is_matter(child: Tag) -> bool:
    """Whether an element is a piece of text and no box: a paragraph, a heading, a list that holds no paragraphs."""
    return child.name in _PARAGRAPHS and not (child.name in _LISTS and child.find(["p", "div", "h1", "h2", "h3"]))


def title_element(body: Tag, claims: Iterable[str]) -> Tag | None:
    """The heading that shows the title: an h1, else an h2 or h3, that a claim repeats."""
    wanted = [bare(claim) for claim in claims if bare(claim)]
    for names in ("h1", "h2", "h3"):
        for tag in body.find_all(names, limit=12):
            heading = bare(tag.get_text())
            if len(heading) >= 4 and any(claim.startswith(heading) or heading == claim for claim in wanted):
                return tag
    return None


def _living(tag: Tag, masses: Masses, dead: frozenset[int]) -> float:
    """Prose of an element less the furniture inside it."""
    mass = masses.prose.get(id(tag), 0.0)
    if not dead or not mass:
        return mass
    gone = sum(masses.prose.get(id(inner), 0.0) for inner in tag.find_all(True) if id(inner) in dead)
    return mass - gone


def _favour(tag: Tag) -> float:
    """The factor that an element's own name gives to its score."""
    if tag.name in ("article", "main"):
        return 1.5
    names = " ".join([*class_tokens(tag), str(tag.get("id") or "")])
    if not names:
        return 1.0
    if _BAD.search(names):
        return 0.6
    return 1.25 if _GOOD.search(names) else 1.0
