"""The ledger of one cleaning: what was taken, moved or changed, by which rule, and which overrides of the user applied."""

from __future__ import annotations

from operator import is_

from book.classes import dataclass, field, replace
from book.clean.table import LineTable, Row
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
    table: LineTable = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.table = LineTable(self.rules)

    def rows(self, article: Article) -> tuple[Row, ...]:
        """The blocks of an article, each with what is known of it."""
        return self.table.rows(article.blocks)

    def words(self, block: Block) -> str:
        """The text of a block, one line a row; of a picture its alternative text."""
        return self.table.row(block).words

    def takes(self, block: Block, rule: str, *, code: str = "clean.removed", excerpt: str | None = None) -> bool:
        """Whether a rule may take a block; the ledger notes it either way."""
        text = excerpt if excerpt is not None else self.words(block) or _pictures(block)
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
        text = self.words(block) if text is None else text
        if not any(f.code == "clean.kept" and f.where.at == block.at and f.excerpt == text for f in self.findings):
            self.findings.append(Finding("clean.kept", Where(self.source, block.at), text, rule, word.written))

    def drops(self, block: Block) -> bool:
        """Whether an override of the user removes a block; if so, the ledger notes it."""
        word = self.rules.overrides.drops(self.table.row(block).text)
        if word is None or self.rules.overrides.keeps(self.words(block)):
            return False
        self.findings.append(
            Finding("clean.dropped", Where(self.source, block.at), self.words(block), "drop", word.written)
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


_NOTICES = 100  # that one is compared with


def _pictures(block: Block) -> str:
    """The addresses of the pictures of a block, by which it is named where it has no words; of one in the page itself its kind."""
    shown = (
        image.src if not image.src.startswith("data:") else image.src.partition(";")[0] for image in images((block,))
    )
    return "\n".join(src for src in shown if src)


def with_blocks(article: Article, blocks: list[Block]) -> Article:
    """The article with other blocks; the very same one where they are those that it has."""
    same = len(blocks) == len(article.blocks) and False not in map(is_, blocks, article.blocks)
    return article if same else replace(article, blocks=tuple(blocks))


def without(article: Article, gone: set[int]) -> Article:
    """The article without the blocks at some places; the very same one where there are none."""
    blocks = article.blocks
    return (
        replace(article, blocks=tuple([block for k, block in enumerate(blocks) if k not in gone])) if gone else article
    )


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
