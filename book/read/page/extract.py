"""Which part of a page is the article: a site rule's elements, or the run of lines that `segment` finds; the rest is marked.

It removes nothing: leaves of the page that are not the article's are noted in the walk, and accounted for by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from book.classes import dataclass, replace
from book.findings import Finding, Where
from book.late import expression
from book.read import dom
from book.read.html5 import Tree
from book.read.nodes import Element
from book.read.page.evidence import Evidence
from book.read.page.pieces import Page, Piece
from book.read.page.segment import Verdict, Why, segment
from book.read.page.weighing import evidence
from book.rules import SiteRule

#: Elements that are known to hold the article, none where they are not, and what says so.
Given = tuple[tuple[Element, ...], str]

_FRAGMENT = 1 / 3  # of the prose that is found around elements, below which they are not the article
_WORDS = 0.3  # share of a lead in links, up to which they are words of it
_TITLED = 0.3  # share of the prose that was found from which the box with the title is the article's
_TITLED_LEAST = 50.0  # characters of it
#: Names of boxes that sites put into that of their article.
_BAR = expression(
    r"shar(?:e|ing)|\bsns|recommend|relate[ds_-]|comment|advert|login|breadcrumb|tool-?bar|subscribe", re.I
)


@dataclass(frozen=True, slots=True)
class Found:
    """The elements that hold the article, in page order; how they were found, and the share of the page's prose that is in it."""

    roots: tuple[Element, ...]
    how: str
    share: float
    pieces: tuple[Piece, ...]
    evidence: tuple[Evidence, ...]
    verdicts: tuple[Verdict, ...]
    judged: tuple[Verdict, ...]  # the verdicts of the lines alone, where a site rule has the last word
    under: frozenset[int]  # the elements in the roots, by `id`


def find(soup: Tree, page: Page, walk: dom.Walk, given: Given, claims: Sequence[str]) -> Found:
    """The article of a page, in the elements that are given where a rule or a thread says which they are.

    Never empty: the whole body is the last resort. Marks in the walk what is not the article's.
    """
    body = soup.body
    lines = evidence(page, body, walk)
    verdicts = segment(lines, walk.rules, claims)
    _narrow(page.pieces, verdicts, body)
    judged = [replace(verdict) for verdict in verdicts]
    roots, how = given if not _is_fragment(given[0], page.pieces, verdicts) else ((), "")
    if roots and how.startswith("site rule"):
        roots = (*_leads(page.pieces, lines, verdicts, roots), *roots)
    under = _under(roots)
    if roots:
        for piece, verdict in zip(page.pieces, verdicts, strict=True):
            verdict.inside = id(piece.inner) in under and not (verdict.score < 0 and _is_in_bar(piece, roots))
    elif any(verdict.inside for verdict in verdicts):
        chosen = [piece for piece, verdict in zip(page.pieces, verdicts, strict=True) if verdict.inside]
        roots, how = (_common(chosen, body),), "generic"
        under = _under(roots)
    else:
        roots, how = (body,), "whole body"
        under = _under(roots)
        shows = any(piece.picture for piece, line in zip(page.pieces, lines, strict=True) if not line.dead)
        for verdict in verdicts:
            verdict.inside = not (shows and verdict.why in (Why.LINK, Why.DEAD))
    ruled = {rule.name for rule in walk.rules.nodes}
    for piece, line, verdict in zip(page.pieces, lines, verdicts, strict=True):
        here = id(piece.inner) in under
        if here and not verdict.inside and (_is_kept(piece, walk) or _is_note(piece, walk)):
            verdict.inside = True
        elif here and not verdict.inside and (word := walk.rules.overrides.keeps(piece.text)) is not None:
            verdict.inside, verdict.why = True, Why.KEPT
            walk.take("outside-article", piece.text, code="clean.kept", word=word.written)
        verdict.ruled = here and line.dead in ruled
        if here and not verdict.inside and not verdict.ruled:
            walk.outside.update(id(leaf) for leaf in piece.leaves)
    held = sum(piece.prose for piece, verdict in zip(page.pieces, verdicts, strict=True) if verdict.inside)
    total = sum(piece.prose for piece, line in zip(page.pieces, lines, strict=True) if not line.dead)
    return Found(
        roots,
        how,
        min(1.0, held / total) if total else 1.0,
        tuple(page.pieces),
        tuple(lines),
        tuple(verdicts),
        tuple(judged),
        under,
    )


def _is_fragment(roots: tuple[Element, ...], pieces: Sequence[Piece], verdicts: Sequence[Verdict]) -> bool:
    """Whether elements hold less than a third of an article that is found around them: a rule that a new page has outrun."""
    under = _under(roots)
    run = [(piece, id(piece.inner) in under) for piece, verdict in zip(pieces, verdicts, strict=True) if verdict.inside]
    held = sum(piece.prose for piece, within in run if within)
    return bool(roots) and 0 < held < _FRAGMENT * sum(piece.prose for piece, _ in run)


def account_unseen(page: Page, found: Found, walk: dom.Walk) -> None:
    """Accounts for what stands outside the article's elements and is not shown there: hidden text, buttons, fields to fill in.

    What of it the user keeps by a word is noted in the walk, as what he keeps by a selector is.
    """
    for rule, tags in (
        ("controls", [tag for tag in page.unseen if tag.name in dom.CONTROLS or tag.name == "svg"]),
        ("hidden", [tag for tag in page.unseen if tag.name not in dom.CONTROLS and tag.name != "svg"]),
    ):
        outside = [tag for tag in tags if tag.name == "noscript" or id(tag) not in found.under]
        said = [(tag, text) for tag in outside if (text := " ".join(dom.visible_text(tag).split()))]
        texts = [text for tag, text in said if not walk.keeps(tag, rule)]
        if texts:
            walk.findings.append(Finding("read.hidden", Where(walk.source), "\n".join(texts), rule))


def by_rule(soup: Tree, site: SiteRule | None) -> Given:
    """The elements of the first of a rule's selectors that finds some with text or a picture, outermost only, and which it was."""
    for selector in site.body if site else ():
        nodes = [node for node in soup.chosen(selector) if node.first("img") is not None or not node.is_blank()]
        held = {id(node) for node in nodes}
        nodes = [node for node in nodes if not any(id(parent) in held for parent in node.parents)]
        if site and nodes:
            return tuple(nodes), f"site rule {site.name}: {selector}"
    return (), ""


def _leads(
    pieces: Sequence[Piece], lines: Sequence[Evidence], verdicts: Sequence[Verdict], roots: tuple[Element, ...]
) -> list[Element]:
    """The summary, or the subtitle, that a page has between its title and the elements of a rule."""
    held = _under(roots)
    first = next((k for k, piece in enumerate(pieces) if id(piece.inner) in held), 0)
    title = max((k for k in range(first) if verdicts[k].why is Why.TITLE), default=first)
    leads: list[Element] = []
    for piece, line, verdict in list(zip(pieces, lines, verdicts, strict=True))[title + 1 : first]:
        holds = any(root is piece.holder or any(one is piece.holder for one in root.parents) for root in roots)
        if (
            line.lead
            and line.ink
            and not (line.dead or line.other or holds or verdict.score < 0)
            and line.links <= _WORDS
        ):
            leads += [piece.holder] if not any(piece.holder is tag for tag in leads) else []
    return leads


def _under(roots: Iterable[Element]) -> frozenset[int]:
    return frozenset(id(tag) for root in roots for tag in (root, *root.inside()))


def _common(pieces: Sequence[Piece], body: Element) -> Element:
    """The innermost element that holds all of some pieces."""
    chains = [_chain(pieces[0], body)]
    common = chains[0]
    for piece in pieces[1:]:
        here = {id(tag) for tag in _chain(piece, body)}
        common = [tag for tag in common if id(tag) in here]
    return common[0] if common else body


def _narrow(pieces: Sequence[Piece], verdicts: Sequence[Verdict], body: Element) -> None:
    """Leaves out the boxes that stand beside the one with the title, where that one has prose enough to be an article.

    What the run joined may be several texts in boxes of their own: an article, and what readers wrote of it.
    """
    inside = [(piece, verdict) for piece, verdict in zip(pieces, verdicts, strict=True) if verdict.inside]
    title = next((piece for piece, verdict in inside if verdict.why is Why.TITLE), None)
    if title is None:
        return
    texts = [(piece, {id(tag) for tag in _chain(piece, body)}) for piece, _ in inside]
    for tag in reversed(_chain(title, body)):  # from the body inwards
        held = sum(piece.prose for piece, chain in texts if id(tag) in chain)
        if held < max(_TITLED_LEAST, _TITLED * sum(piece.prose for piece, _ in texts)):
            break
        texts = [(piece, chain) for piece, chain in texts if id(tag) in chain]
    left = {id(piece) for piece, _ in texts}
    for piece, verdict in inside:
        if id(piece) not in left:
            verdict.inside, verdict.why = False, Why.BESIDE


def _chain(piece: Piece, body: Element) -> list[Element]:
    """The block of a piece and what is around it, innermost first, up to the body."""
    chain = [piece.holder]
    while chain[-1] is not body and chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    return chain


def _is_in_bar(piece: Piece, roots: tuple[Element, ...]) -> bool:
    """Whether a line stands in a box for sharing and the like within the article's, which a site's rule need not know."""
    for tag in (piece.inner, *piece.inner.parents):
        if any(tag is root for root in roots):
            return False
        if _BAR.search(" ".join([*tag.classes, tag.get("id")])):
            return True
    return False


def _is_note(piece: Piece, walk: dom.Walk) -> bool:
    return bool(walk.notes.boxes) and any(id(tag) in walk.notes.boxes for tag in (piece.inner, *piece.inner.parents))


def _is_kept(piece: Piece, walk: dom.Walk) -> bool:
    return bool(walk.kept) and any(id(tag) in walk.kept for tag in (piece.inner, *piece.inner.parents))
