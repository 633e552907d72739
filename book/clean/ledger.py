"""The ledger of one cleaning: what was taken, moved or changed, by which rule, and which overrides of the user applied."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from book.findings import Finding, Where
from book.messages import Wording
from book.model import Article, Block, Inlines, Notice, NoticeKind, Text
from book.rules import RuleSet
from book.settings.overrides import Word
from book.text import fold, squeeze
from book.walk import block_text, images, inline_text


@dataclass(slots=True)
class Ledger:
    """Findings of one article, in the order in which they were made."""

    source: str
    rules: RuleSet
    findings: list[Finding] = field(default_factory=list)

    def takes(self, block: Block, rule: str, *, code: str = "clean.removed", excerpt: str | None = None) -> bool:
        """Whether a rule may take a block; the ledger notes it either way."""
        text = excerpt if excerpt is not None else block_words(block) or _pictures(block)
        overrides = self.rules.overrides
        if rule in overrides.off:
            return False
        if word := overrides.keeps(text, rule):
            self.kept(block, rule, word, text)
            return False
        self.findings.append(Finding(code, Where(self.source, block.at), text, rule))
        return True

    def kept(self, block: Block, rule: str, word: Word, text: str | None = None) -> None:
        """Notes, once, that a rule would have taken what the user keeps."""
        text = block_words(block) if text is None else text
        if not any(f.code == "clean.kept" and f.where.at == block.at and f.excerpt == text for f in self.findings):
            self.findings.append(Finding("clean.kept", Where(self.source, block.at), text, rule, word.written))

    def drops(self, block: Block) -> bool:
        """Whether an override of the user removes a block; if so, the ledger notes it."""
        word = self.rules.overrides.drops(block_text(block))
        if word is None or self.rules.overrides.keeps(block_words(block)):
            return False
        self.findings.append(
            Finding("clean.dropped", Where(self.source, block.at), block_words(block), "drop", word.written)
        )
        return True

    def notes(self, code: str, excerpt: str) -> None:
        """Notes something about the whole article, once."""
        finding = Finding(code, Where(self.source), excerpt)
        if finding not in self.findings:
            self.findings.append(finding)

    def changes(self, code: str, at: int, text: str, rule: str, detail: Wording = "") -> bool:
        """Whether a rule may change something in place; if so, the ledger notes it."""
        if rule in self.rules.overrides.off:
            return False
        self.findings.append(Finding(code, Where(self.source, at), text, rule, detail))
        return True


_cache: dict[int, tuple[Block, str]] = {}  # by identity: every rule reads every block, and blocks do not change
_CACHED = 2048  # blocks
_NOTICES = 100  # that one is compared with


def block_words(block: Block) -> str:
    """The text of a block, one line a row; of a picture its alternative text."""
    known = _cache.get(id(block))
    if known is not None and known[0] is block:
        return known[1]
    if len(_cache) >= _CACHED:
        _cache.clear()
    text = _words(block)
    _cache[id(block)] = block, text
    return text


def _pictures(block: Block) -> str:
    """The addresses of the pictures of a block, by which it is named where it has no words; of one in the page itself its kind."""
    shown = (
        image.src if not image.src.startswith("data:") else image.src.partition(";")[0] for image in images((block,))
    )
    return "\n".join(src for src in shown if src)


def _words(block: Block) -> str:
    text = block_text(block)
    if not text:
        text = " ".join(image.alt for image in getattr(block, "images", ()) if image.alt)
    return "\n".join(squeeze(row) for row in text.split("\n") if row.strip())


def with_notice(article: Article, kind: NoticeKind, children: Inlines, at: int) -> Article:
    """The article with one more notice, unless it has the same one already, among the last hundred: no article has as many."""
    wanted = fold(inline_text(children))
    if not wanted or any(fold(inline_text(notice.children)) == wanted for notice in article.notices[-_NOTICES:]):
        return article
    return replace(article, notices=(*article.notices, Notice(kind, children, at)))


def as_line(block: Block) -> Inlines:
    """A block's content as one line for a notice."""
    children: Inlines | None = getattr(block, "children", None)
    return children if children is not None else (Text(squeeze(block_text(block)) or "—"),)
