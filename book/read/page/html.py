"""HTML → article: whole saved pages, and fragments such as the bodies of dumps.

A page is extracted: the article's element is found, lines beside it that attribute it come along, the rest is accounted
for as standing outside. A fragment is read whole. What is noise within the article is judged later, by `clean`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from book.classes import dataclass, replace
from book.findings import Finding, Where
from book.messages import message
from book.model import Article, Block, Blocks, Figure, Paragraph, Source, Text
from book.read import dom, footnotes, references
from book.read.addresses import Addresses
from book.read.blocks import flow, media
from book.read.html5 import Tree
from book.read.nodes import Element
from book.read.page import attribution, extract, metadata, people, script, thread, when
from book.read.page import title as title_of
from book.read.page.opinion import second_opinions
from book.read.page.pieces import Page, pieces_of
from book.read.page.segment import Why
from book.rules import RuleSet, SiteRule
from book.text import bare, squeeze
from book.walk import block_text

_OUTSIDE = 200  # findings of text outside an article at most; the rest goes into one


@dataclass(frozen=True, slots=True)
class _Looked:
    """A page as it was looked at: its tree, its metadata, what walks it, and what was found as the article."""

    soup: Tree
    body: Element
    meta: metadata.Metadata
    site: SiteRule | None
    walk: dom.Walk
    page: Page
    found: extract.Found


def _look(soup: Tree, markup: str, source: Source, rules: RuleSet) -> _Looked:
    meta, site = metadata.of_page(soup, markup, rules)
    walk = dom.Walk(
        rules, source.locator, Addresses.of_page(rules, meta.url or source.url, soup), notes=footnotes.of_page(soup)
    )
    body = soup.body
    dom.by_selectors(body, soup, walk)
    page = pieces_of(body)
    walk.spared |= page.spared()
    given = extract.by_rule(soup, site)
    if not given[0] and (threaded := thread.posts(soup, walk, page.whole, meta)) is not None:
        meta, given = threaded[0], (threaded[1], "thread")
        page = pieces_of(body)  # the replies are out of it
    return _Looked(soup, body, meta, site, walk, page, extract.find(soup, page, walk, given, meta.titles))


def weigh(markup: str, source: Source, rules: RuleSet) -> list[Finding]:
    """For each line of a page the evidence and the verdict, in page order."""
    with dom.parse(markup) as soup:
        return list(_told(_look(soup, markup, source, rules).found, source))


def _told(found: extract.Found, source: Source) -> Iterator[Finding]:
    for piece, line, verdict in zip(found.pieces, found.evidence, found.verdicts, strict=True):
        why = message(f"why.{verdict.why}", rule=verdict.rule)
        mark = "+" if verdict.inside else "-"
        detail = message(
            "detail.weighed", mark=mark, score=verdict.score, why=why, share=line.share or 0.0, links=line.links
        )
        first = piece.leaves[0]
        text = line.text or f"<{first.name if isinstance(first, Element) else 'text'}>"
        yield Finding("read.weighed", Where(source.locator), text, detail=detail)


def read_page(markup: str, source: Source, rules: RuleSet) -> tuple[Article, list[Finding]]:
    """A whole page as an article."""
    with dom.parse(markup) as soup:
        return _article(_look(soup, markup, source, rules), markup, source, rules)


def _article(looked: _Looked, markup: str, source: Source, rules: RuleSet) -> tuple[Article, list[Finding]]:
    soup, body, meta, site, walk = looked.soup, looked.body, looked.meta, looked.site, looked.walk
    page, found = looked.page, looked.found
    findings = [
        Finding(
            "read.extracted", Where(source.locator), rule=found.how, detail=message("detail.share", share=found.share)
        )
    ]
    findings += [Finding("read.conflict", Where(source.locator), detail=conflict) for conflict in meta.conflicts]
    findings += second_opinions(soup, markup, found, source.locator)
    if meta.impossible_date:
        findings.append(Finding("read.impossible-date", Where(source.locator)))
    extract.account_unseen(page, found, walk)
    apart = _kept_apart(body, found.roots, walk)
    notes = walk.notes.outside(found.roots)
    above, before, after = _around(found, [*apart, *notes], walk)
    of_site = f"site {site.name}" if site else ""
    for selector in site.remove if site else ():
        for node in found.roots:
            for tag in soup.chosen(selector, within=node):
                if tag.gone or id(tag) in walk.spared:
                    continue
                if not walk.keeps(tag, of_site, said := media.said(tag, walk)):
                    walk.take(of_site, said)
                    tag.take_away()
    for node in found.roots if found.how.startswith("site rule") else ():
        node.attributes["style"] = ""  # WeChat hides #js_content until its script has run
    blocks = [block for node in found.roots for block in flow.blocks_of(node, walk)]
    called, after = _references(blocks, after, rules)
    blocks += called
    if script.shows_little(blocks) and (hidden := script.hidden_article(soup, markup, site)) is not None:
        findings[0] = Finding(
            "read.extracted", Where(source.locator), rule=hidden[1], detail=message("detail.share", share=1.0)
        )
        before += _rows(blocks) + after
        after = []
        with dom.parse(hidden[0]) as inner:
            blocks = flow.blocks_of(inner, walk)
    rules = rules.keeping(walk.kept.values())
    blocks += [block for tag in apart for block in flow.blocks_of(tag, walk) or _as_text(tag)]
    blocks += [block for tag in notes for block in flow.note_of(tag, walk)]
    title = title_of.of(meta, blocks, above + before, rules)
    meta_lines, outside = attribution.lines(above + before, after, title, rules)
    if above and above[-1] in outside[0]:
        outside[0].remove(above[-1])  # the title, which is in the article
    author, told = people.author(meta, meta_lines[0] + meta_lines[1], blocks, title, rules, Where(source.locator))
    findings += told
    published, differing = when.settled(meta.published, meta.date_by, meta_lines[0], rules.names)
    findings += [Finding("read.conflict", Where(source.locator), detail=differing)] if differing else []
    findings += _account(*outside, source)
    for line in (*meta_lines[0], *meta_lines[1]):
        if word := rules.overrides.keeps(line, "outside-article"):
            walk.take("outside-article", line, code="clean.kept", word=word.written)
    head: list[Block] = [Paragraph((Text(line),)) for line in meta_lines[0]]
    tail: list[Block] = [Paragraph((Text(line),)) for line in meta_lines[1]]
    article = Article(
        title,
        tuple(head + blocks + tail),
        Source(source.locator, source.sha256, meta.url if meta.url.startswith("http") else source.url),
        author=author,
        account=meta.account,
        site=people.site(meta, meta_lines[0] + meta_lines[1], rules),
        published=published,
    )
    return article, findings + walk.findings


def read_fragment(
    markup: str, source: Source, rules: RuleSet, *, captions: bool = False, notes: bool = False
) -> tuple[Blocks, list[Finding]]:
    """A fragment as blocks: every element of it is the article's.

    `captions` makes the alternative text of a picture that stands alone its caption, as Markdown has it (pandoc's
    implicit figures); in HTML it is none. `notes` says that `#` leads to a heading of the same text.
    """
    with dom.parse(markup) as soup:
        body = soup.body
        addresses = replace(Addresses.of_page(rules, source.url, soup), notes=notes)
        walk = dom.Walk(rules, source.locator, addresses, notes=footnotes.of_page(soup))
        dom.by_selectors(body, soup, walk)
        if soup.by_class or soup.by_id or any(rules.node(name, "", "") for name in soup.by_name):
            walk.spared |= pieces_of(body).spared()  # of elements that a rule may know
        blocks = flow.blocks_of(body, walk)
    if captions:
        blocks = [_captioned(block) for block in blocks]
    return tuple(blocks), walk.findings


def _captioned(block: Block) -> Block:
    if isinstance(block, Figure) and len(block.images) == 1 and block.images[0].alt and not block.caption:
        return Figure(block.images, (Text(block.images[0].alt),))
    return block


def _rows(blocks: list[Block]) -> list[str]:
    """What blocks say, line by line."""
    return [row for block in blocks for row in map(squeeze, block_text(block).replace("\t", "\n").split("\n")) if row]


def _as_text(tag: Element) -> list[Block]:
    """What the user keeps and no block is made of, a drawing's words say, as a line."""
    text = squeeze(dom.visible_text(tag))
    return [Paragraph((Text(text),))] if text else []


def _references(blocks: list[Block], after: list[str], rules: RuleSet) -> tuple[list[Block], list[str]]:
    """Of the lines behind an article the section of references that its marks call for certain, as blocks; and the others."""
    pattern = rules.patterns.get("references")
    head = next((k for k, line in enumerate(after) if pattern is not None and pattern.search(rules.mirror(line))), None)
    if head is None:
        return [], after
    behind: list[Block] = [Paragraph((Text(line),)) for line in after[head:]]
    own = {id(block) for block in references.of_text(blocks, behind, rules)}
    left = [line for block, line in zip(behind, after[head:], strict=True) if id(block) not in own]
    return [block for block in behind if id(block) in own], after[:head] + left


def _kept_apart(body: Element, nodes: tuple[Element, ...], walk: dom.Walk) -> list[Element]:
    """Elements that the user keeps by selector and that stand outside the article's: they go behind it."""
    inside = {id(node) for node in nodes} | {id(inner) for node in nodes for inner in node.inside()}
    outside = [tag for tag in body.inside() if id(tag) in walk.kept and id(tag) not in inside] if walk.kept else []
    around = {id(parent) for node in nodes for parent in node.parents}
    alone = [tag for tag in outside if id(tag) not in around]
    return [tag for tag in alone if not any(id(parent) in walk.kept for parent in tag.parents)]


def _around(found: extract.Found, apart: Iterable[Element], walk: dom.Walk) -> tuple[list[str], list[str], list[str]]:
    """The lines of a page that are not the article's: down to its title, which is the last of them, then those before its
    first line of prose, and those behind; all without the lines of elements set apart. The first are none where no title is
    in the article."""
    passed = {id(tag) for root in apart for tag in (root, *root.inside())}
    title = next((index for index, one in enumerate(found.verdicts) if one.inside and one.why is Why.TITLE), -1)
    first = next(
        (
            index
            for index, one in enumerate(found.verdicts)
            if one.inside and one.score > 0 and one.why is not Why.TITLE
        ),
        0,
    )
    above: list[str] = []
    before: list[str] = []
    after: list[str] = []
    for index, (piece, verdict) in enumerate(zip(found.pieces, found.verdicts, strict=True)):
        if index == title:
            above.append(piece.text)
        elif not verdict.inside and not verdict.ruled and id(piece.inner) not in passed:
            played = [
                one.said for leaf in piece.leaves if isinstance(leaf, Element) and (one := media.media_of(leaf, walk))
            ]
            said = piece.text or " ".join(played)
            if said:
                (above if index < title else before if index < first else after).append(said)
    return above, before, after


def _account(before: list[str], behind: list[str], source: Source) -> list[Finding]:
    """The lines that stand outside the article, a finding each; of many the last ones of each side in one."""
    findings = []
    for lines, where in ((before, message("detail.before-article")), (behind, message("detail.behind-article"))):
        texts = [*lines[:_OUTSIDE], *(["\n".join(lines[_OUTSIDE:])] if len(lines) > _OUTSIDE else [])]
        findings += [Finding("read.outside", Where(source.locator), text, "outside-article", where) for text in texts]
    return findings


def site_rule(name: str, rules: RuleSet) -> SiteRule | None:
    """The site rule that goes by this name in dumps, if any."""
    wanted = bare(name)
    return next(
        (rule for rule in rules.sites if wanted in {bare(n) for n in (rule.site, rule.name, *rule.names)}), None
    )
