"""HTML → article: whole saved pages, and fragments such as the bodies of dumps.

A page is extracted: the article's element is found, lines beside it that attribute it come along, the rest is accounted
for as standing outside. A fragment is read whole. What is noise within the article is judged later, by `clean`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from book.findings import Finding, Where
from book.messages import message
from book.model import Article, Block, Blocks, Figure, Heading, Paragraph, Source, Text, dates
from book.read import dom
from book.read.addresses import Addresses
from book.read.blocks import flow
from book.read.page import extract, metadata, script, thread, trim
from book.rules import RuleSet, SiteRule
from book.text import bare, squeeze
from book.walk import block_text

_NEAR = 15  # lines before and after the article in which attribution is looked for
_SURE = 8  # letters: a line this long that begins a page's title is the article's
_SECTION = 6  # letters: a title no longer than this may be the name of a section (新闻动态)
_OUTSIDE = 200  # findings of text outside an article at most; the rest goes into one


def read_page(markup: str, source: Source, rules: RuleSet) -> tuple[Article, list[Finding]]:
    """A whole page as an article."""
    soup = dom.parse(markup)
    meta, site = metadata.of_page(soup, markup, rules)
    walk = dom.Walk(rules, source.locator, Addresses(rules, meta.url or source.url), notes=dom.note_targets(soup))
    body = soup.body or soup
    masses = extract.weigh(body)
    walk.spared = extract.spared(body, masses)
    dom.by_selectors(body, walk)
    meta, found = thread.posts(body, walk, site, masses, meta) or (
        meta,
        extract.find(soup, walk, site, masses, meta.titles),
    )
    if script.shows_little(found.nodes) and (hidden := script.hidden_article(soup, markup, site)) is not None:
        found = extract.Found((dom.parse(hidden[0]),), hidden[1], 1.0)
    findings = [
        Finding(
            "read.extracted",
            Where(source.locator),
            rule=found.how,
            detail=message("detail.share", share=found.share),
        )
    ]
    findings += [Finding("read.conflict", Where(source.locator), detail=conflict) for conflict in meta.conflicts]
    if meta.impossible_date:
        findings.append(Finding("read.impossible-date", Where(source.locator)))
    apart = _kept_apart(body, found.nodes, walk)
    before, after = _around(body, found.nodes, apart)
    of_site = f"site {site.name}" if site else ""
    for selector in site.remove if site else ():
        for node in found.nodes:
            for tag in node.select(selector):
                if not tag.decomposed and id(tag) not in walk.spared and not walk.keeps(tag, of_site):
                    walk.take(of_site, dom.visible_text(tag))
                    tag.decompose()
    blocks: list[Block] = []
    for node in found.nodes:
        if site and found.how.startswith("site rule"):
            node["style"] = ""  # WeChat hides #js_content until its script has run
        if node.name in ("article", "main", "section", "div", "td", "body", "[document]"):
            blocks.extend(flow.blocks_of(node, walk))
        else:
            box = BeautifulSoup("", "lxml").new_tag("div")
            box.append(node)
            blocks.extend(flow.blocks_of(box, walk))
    rules = rules.keeping(walk.kept.values())
    if found.how in extract.LOOSE:
        start, end = trim.article_run(blocks, rules, meta.titles)
        above, below = _kept(blocks[:start], walk, rules), _kept(blocks[end:], walk, rules)
        before += _rows([block for block in blocks[:start] if block not in above])
        after = _rows([block for block in blocks[end:] if block not in below]) + after
        blocks = [*above, *blocks[start:end], *below]
    blocks += [block for tag in apart for block in flow.blocks_of(tag, walk)]
    title = _title(meta, blocks, before, rules)
    meta_lines, outside = _attribution(before, after, title, rules)
    findings += _account(outside, source)
    for line in (*meta_lines[0], *meta_lines[1]):
        if word := rules.overrides.keeps(line, "outside-article"):
            walk.take("outside-article", line, code="clean.kept", word=word.written)
    head: list[Block] = [Paragraph((Text(line),)) for line in meta_lines[0]]
    tail: list[Block] = [Paragraph((Text(line),)) for line in meta_lines[1]]
    article = Article(
        title,
        tuple(head + blocks + tail),
        Source(source.locator, source.sha256, meta.url if meta.url.startswith("http") else source.url),
        author=meta.author,
        account=meta.account,
        site=meta.site,
        published=meta.published,
    )
    return article, findings + walk.findings


def read_fragment(
    markup: str, source: Source, rules: RuleSet, *, captions: bool = False
) -> tuple[Blocks, list[Finding]]:
    """A fragment as blocks: every element of it is the article's.

    `captions` makes the alternative text of a picture that stands alone its caption, as Markdown has it (pandoc's
    implicit figures); in HTML it is none.
    """
    soup = dom.parse(markup)
    body = soup.body or soup
    walk = dom.Walk(rules, source.locator, Addresses(rules, source.url), notes=dom.note_targets(soup))
    walk.spared = extract.spared(body, extract.weigh(body))
    dom.by_selectors(body, walk)
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


def _title(meta: metadata.Metadata, blocks: Iterable[Block], before: list[str], rules: RuleSet) -> str:
    """The best claim; a heading at the start of the article, or a line just before it, that a claim repeats is surest."""
    claims = [claim for claim in meta.titles if len(claim) > 1]
    near = before[-_NEAR:]
    heads = [squeeze(block_text(block)) for block in list(blocks)[:4] if isinstance(block, Heading)]
    known = {bare(claim) for claim in claims}
    for head in heads:
        if bare(head) in known:
            return head
    for head in heads + near:
        if len(bare(head)) >= _SURE and any(bare(claim).startswith(bare(head)) for claim in claims):
            return head
    shown = {bare(line) for line in near}
    for claim in claims:
        if bare(claim) in shown and len(bare(claim)) > _SECTION:
            return claim
    title = claims[0] if claims else ""
    if len(bare(title)) <= _SECTION:
        last = max((index for index, line in enumerate(near) if bare(line) == bare(title)), default=-1)
        lines = [
            line for line in near[last + 1 :] if 10 <= len(line) <= 60 and not re.search(r"[。；，：.;,:]$|[|>»]", line)
        ]
        return next(
            (line for line in reversed(lines) if not _attributes(line, rules) and rules.line(line) is None), title
        )
    return title


def _kept_apart(body: Tag, nodes: tuple[Tag, ...], walk: dom.Walk) -> list[Tag]:
    """Elements that the user keeps by selector and that stand outside the article's: they go behind it."""
    inside = {id(node) for node in nodes} | {id(inner) for node in nodes for inner in node.find_all(True)}
    outside = (
        [tag for tag in body.find_all(True) if id(tag) in walk.kept and id(tag) not in inside] if walk.kept else []
    )
    around = {id(parent) for node in nodes for parent in node.parents}
    alone = [tag for tag in outside if id(tag) not in around]
    return [tag for tag in alone if not any(id(parent) in walk.kept for parent in tag.parents)]


def _kept(blocks: list[Block], walk: dom.Walk, rules: RuleSet) -> list[Block]:
    """Blocks outside the article that the user keeps, with a finding for each."""
    kept = []
    for block in blocks:
        text = block_text(block)
        if word := rules.overrides.keeps(text, "outside-article"):
            walk.take("outside-article", text, code="clean.kept", word=word.written)
            kept.append(block)
    return kept


def _around(body: Tag, nodes: tuple[Tag, ...], apart: Iterable[Tag] = ()) -> tuple[list[str], list[str]]:
    """The lines of a page before and after the article's elements, in page order, without those of elements set apart."""
    inside = {id(node) for node in nodes}
    passed = {id(tag) for tag in apart}
    before: list[str] = []
    after: list[str] = []
    current: list[str] = []
    target = before

    def end() -> None:
        text = squeeze(" ".join("".join(current).split()))
        current.clear()
        if text:
            target.append(text)

    stack: list[object] = [body]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if id(node) in inside:
                end()
                target = after
                continue
            if id(node) in passed:
                end()
                continue
            if node.name in dom.SILENT or dom.is_hidden(node):
                continue
            if node.name in dom.BLOCKS or node.name == "br":
                end()
                stack.append(None)
            stack.extend(reversed(list(node.children)))
        elif node is None:
            end()
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            current.append(str(node))
    end()
    return before, after


def _attribution(
    before: list[str], after: list[str], title: str, rules: RuleSet
) -> tuple[tuple[list[str], list[str]], list[str]]:
    """Lines near the article that say who, where and when, and lines that the user keeps; and those that stay outside."""
    start = max((index for index, line in enumerate(before) if title and bare(title) == bare(line)), default=None)
    first = max(0, len(before) - _NEAR) if start is None else start + 1
    head = {k for k, line in enumerate(before) if (k >= first and _attributes(line, rules)) or _is_kept(line, rules)}
    tail = {
        k for k, line in enumerate(after)
        if (k < _NEAR and rules.notice(line) and rules.line(line) is None) or _is_kept(line, rules)
    }  # fmt: skip
    outside = [line for k, line in enumerate(before) if k not in head] + [
        line for k, line in enumerate(after) if k not in tail
    ]
    return ([before[k] for k in sorted(head)], [after[k] for k in sorted(tail)]), outside


def _is_kept(line: str, rules: RuleSet) -> bool:
    return rules.overrides.keeps(line, "outside-article") is not None


def _attributes(line: str, rules: RuleSet) -> bool:
    return len(line) <= 120 and (rules.notice(line) is not None or bool(dates.find(line)))


def _account(lines: list[str], source: Source) -> list[Finding]:
    findings = [Finding("read.outside", Where(source.locator), line, "outside-article") for line in lines[:_OUTSIDE]]
    if len(lines) > _OUTSIDE:
        findings.append(Finding("read.outside", Where(source.locator), "\n".join(lines[_OUTSIDE:]), "outside-article"))
    return findings


def site_rule(name: str, rules: RuleSet) -> SiteRule | None:
    """The site rule that goes by this name in dumps, if any."""
    wanted = bare(name)
    return next(
        (rule for rule in rules.sites if wanted in {bare(n) for n in (rule.site, rule.name, *rule.names)}), None
    )
