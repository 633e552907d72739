"""A page as a tree: parsing, what is code and what is hidden, what the rules know as furniture by its markup.

It makes no blocks (that is `flow`) and knows no site and no wording.
"""

from __future__ import annotations

import re

from book.classes import dataclass, field
from book.findings import Finding, Where
from book.late import expression
from book.read import backgrounds, foreign, html5
from book.read.addresses import Addresses
from book.read.footnotes import NO_NOTES, Notes
from book.read.nodes import Element, Node, TextNode
from book.rules import NodeRule, RuleSet
from book.settings.overrides import Word
from book.text import without_invisible

BLOCKS = frozenset(
    "address article aside body center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol p picture pre "
    "section summary table tbody td tfoot th thead tr ul blockquote".split()
)
#: Never text: code, and what only works on a live page.
SILENT = frozenset(
    "script style template noscript link meta head title base param source track area map canvas svg math-ml".split()
)
LINK = 200  # characters of the longest link: what is longer is a text that stands in one, as on pages that link it to itself
CONTROLS = frozenset("button input select option textarea applet".split())
DRAWN_IN = ("foreignObject", "image")  # what a drawing may hold of a page
_UNSEEN = "sf-hidden"  # the class that SingleFile gives to what was not shown
_HIDDEN = expression(r"display\s*:\s*none", re.I)


@dataclass(slots=True)
class Walk:
    """One walk over one page: where links lead, what was found, what counts as furniture."""

    rules: RuleSet
    source: str
    addresses: Addresses
    findings: list[Finding] = field(default_factory=list)
    notes: Notes = NO_NOTES
    spared: frozenset[int] = frozenset()
    kept: dict[int, tuple[str, str]] = field(default_factory=dict)
    deep: bool = False
    sizes: dict[str, str] = field(default_factory=dict)  # of pictures, as the markup says, by the first address
    outside: set[int] = field(default_factory=set)  # leaves that are not the article's, by `id`
    script: str = ""  # hans or hant, when it was asked for: the whole page is looked through

    def rule_of(self, tag: Element) -> NodeRule | None:
        """The rule that knows this element as furniture (or as a caption), if any.

        An element that holds most of the page's prose is no furniture, whatever its class says: it is in `spared`.
        """
        if id(tag) in self.spared:
            return None
        said = tag.attributes
        return self.rules.node(tag.name, said.get("class", ""), said.get("id", ""))

    def keeps(self, tag: Element, rule: str, said: str = "") -> bool:
        """Whether the user keeps an element that a rule would take, by its text or by what the account says of it: then no rule
        takes anything in it, here or later."""
        if id(tag) in self.kept or any(id(parent) in self.kept for parent in tag.parents):
            return True
        overrides = self.rules.overrides
        word = overrides.keeps(visible_text(tag), rule) if overrides.keep else None
        if word is None and said:
            word = overrides.keeps(said)
        if word is None:
            return False
        self.keep(tag, word, rule, said)
        return True

    def keep(self, tag: Element, word: Word, rule: str, said: str = "") -> None:
        """Notes that the user keeps an element, which the account calls by its text, or as it is said."""
        text = visible_text(tag)
        if not text.strip():
            text = said
        self.kept[id(tag)] = (word.written, text)
        self.spared |= {id(tag), *(id(inner) for inner in tag.inside())}
        self.take(rule, text, code="clean.kept", word=word.written)

    def stays(self, text: str, rule: str, code: str = "clean.removed") -> bool:
        """Whether the user keeps what a rule would take, or has switched it off; else it is accounted for as taken."""
        overrides = self.rules.overrides
        word = overrides.keeps(text, rule)
        if word is not None:
            self.take(rule, text, code="clean.kept", word=word.written)
        elif rule not in overrides.off:
            self.take(rule, text, code=code)
        return word is not None or rule in overrides.off

    def take(self, rule: str, text: str, *, code: str = "clean.removed", word: str = "") -> None:
        """Accounts for text that goes no further; `word` is what the user said of it."""
        text = " ".join(without_invisible(text).split())
        if text:
            self.findings.append(Finding(code, Where(self.source), text, rule, word))


def parse(markup: str) -> html5.Tree:
    """A page as a tree, whole, however broken it is."""
    soup = html5.tree(markup)
    backgrounds.show(soup, markup)
    return soup


def is_selector(text: str) -> bool:
    """Whether a text is a CSS selector."""
    return not foreign.fault_of(text)


def by_selectors(root: Element, page: html5.Tree, walk: Walk) -> None:
    """Does what the user's selectors say of an element of a page: some elements go, others no rule may take."""
    overrides = walk.rules.overrides
    for word in overrides.selectors(overrides.keep):
        for tag in page.chosen(word.value, within=root):
            walk.keep(tag, word, f"css:{word.value}")
    for word in overrides.selectors(overrides.drop):
        for tag in page.chosen(word.value, within=root):
            if not tag.gone:
                walk.take(f"css:{word.value}", visible_text(tag), code="clean.dropped", word=word.written)
                tag.take_away()


def is_hidden(tag: Element) -> bool:
    """Whether a page hides an element for good; `visibility` and `opacity` do not count: scripts take them away."""
    said = tag.attributes
    style = said.get("style")
    return (
        (style is not None and _HIDDEN.search(style) is not None)
        or "hidden" in said
        or _UNSEEN in said.get("class", "")
    )


def visible_text(tag: Element) -> str:
    """Text of an element as a reader sees it, without code; for accounts and comparisons."""
    texts: list[str] = []
    waiting: list[Node] = [tag]
    while waiting:
        node = waiting.pop()
        if isinstance(node, TextNode):
            texts.append(node.text)
        elif isinstance(node, Element):
            if node.name in SILENT:  # what stands right in it is not shown; elements in it may be
                waiting += [one for one in reversed(node.children) if isinstance(one, Element)]
            else:
                waiting += node.children[::-1]
    return "".join(texts)
