"""A novel, or another long text in chapters, in one file: headings by `outline`, title and author by `head`.

What was taken for a heading is told in one finding with all of them, what looked like one and was not in another. A table of
contents and headings that are said twice are taken out, and told; whatever else is in the file stays in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from book.classes import replace
from book.findings import Finding, Where
from book.messages import message
from book.model import Article, Block, Heading, Paragraph, Source, Text
from book.read.novel import head
from book.read.novel.outline import Outline, outline
from book.read.survey import Survey
from book.rules import RuleSet
from book.text import squeeze

_LINED = (Paragraph, Heading)
RULE = "chapters"
FIELDS = "novel-fields"
#: Names of what is done here, for `[clean] off`.
STEPS = (RULE, FIELDS, "contents-list", "repeated-heading")

Made = tuple[Article, list[Finding]]


def read(text: str, source: Source, rules: RuleSet, prose: Callable[[list[str]], list[Block]]) -> Made | None:
    """A text in chapters as an article; `None` for any other. `prose` makes blocks of the lines between two headings."""
    name = source.locator.rsplit("/", 1)[-1]
    rows = text.split("\n")
    found = None if RULE in rules.overrides.off else outline(rows, lambda: _is_known(rows, name, rules))
    if found is None:
        return None
    gone, findings = _gone(found, rows, source, rules)
    first, *_ = places = sorted(found.headings)
    about, more = _about([row for k, row in enumerate(rows[:first]) if k not in gone], name, source, rules)
    blocks: list[Block] = [*prose(about.text)]
    if about.called:
        blocks.append(Heading(1, (Text(about.called),)))
        blocks += prose(about.introduction)
    for here, following in pairwise([*places, len(rows)]):
        blocks += (Heading(level, (Text(words),)) for level, words in found.headings[here])
        blocks += prose([rows[k] for k in range(here + 1, following) if k not in gone and k not in found.joined])
    article = Article(
        about.title, tuple(blocks), source, author=about.author, categories=about.tags, chapters=found.depth
    )
    return article, [*more, *_told(found, rows, source), *findings]


def of_blocks(article: Article, rules: RuleSet, seen: Survey, least: int = 0) -> Made:
    """An article of another form with the headings of a text in chapters; as it is where it is none, or has fewer characters.
    `seen` is what is known of its blocks."""
    if article.chapters or RULE in rules.overrides.off or (least and len(seen.text) < least):
        return article, []
    rows = list(map(_row, article.blocks, seen.texts))
    name = article.source.locator.rsplit("/", 1)[-1]
    found = outline(rows, lambda: _is_known(rows, name, rules))
    if found is None:
        return article, []
    gone, findings = _gone(found, rows, article.source, rules)
    blocks: list[Block] = []
    for index, block in enumerate(article.blocks):
        if index in found.headings:
            lines = found.headings[index]
            one = isinstance(block, Paragraph | Heading) and len(lines) == 1 and squeeze(lines[0][1]) == rows[index]
            blocks += [
                Heading(level, block.children if one and isinstance(block, Paragraph | Heading) else (Text(words),))
                for level, words in lines
            ]
        elif index in gone or index in found.joined:
            continue
        elif isinstance(block, Heading):  # one of the source's own, between chapters
            blocks.append(replace(block, level=found.depth + block.level))
        else:
            blocks.append(block)
    return replace(article, blocks=tuple(blocks), chapters=found.depth), [
        *_told(found, rows, article.source),
        *findings,
    ]


def title_of(name: str) -> str:
    """What a novel is called by the name of its file."""
    return head.of_name(name).title


def _row(block: Block, text: str) -> str:
    """What the outline sees of a block: the words of a paragraph of one line or of a heading; of others that they are there."""
    return squeeze(text) if isinstance(block, _LINED) and "\n" not in text else "。" * 30


def _is_known(rows: Sequence[str], name: str, rules: RuleSet) -> bool:
    """Whether the name of the file or the lines at the beginning say that this is a book."""
    return head.read(rows[:60], name, rules).known


def _about(rows: list[str], name: str, source: Source, rules: RuleSet) -> tuple[head.Head, list[Finding]]:
    """The head, and the account of the lines that became fields; all stay as text where the user keeps one."""
    about = head.read(rows, name, rules)
    where = Where(source.locator)
    word = next((word for line in about.fields if (word := rules.overrides.keeps(line, FIELDS))), None)
    if word is not None or FIELDS in rules.overrides.off:
        about.text = [*about.fields, *about.text]
        return about, [Finding("clean.kept", where, line, FIELDS, word.written) for line in about.fields if word]
    return about, [Finding("clean.moved", where, line, FIELDS) for line in about.fields]


def _gone(found: Outline, rows: Sequence[str], source: Source, rules: RuleSet) -> tuple[set[int], list[Finding]]:
    """The lines that say once more what a heading says, without those that the user keeps."""
    gone, findings, where = set(), [], Where(source.locator)
    for index, rule in sorted(found.gone.items()):
        line = squeeze(rows[index])
        word = rules.overrides.keeps(line, rule)
        if rule in rules.overrides.off:
            continue
        findings.append(
            Finding("clean.kept" if word else "clean.removed", where, line, rule, word.written if word else "")
        )
        if word is None:
            gone.add(index)
    return gone, findings


def _told(found: Outline, rows: Sequence[str], source: Source) -> list[Finding]:
    """What was taken for a heading, and what looked like one and was not."""
    where = Where(source.locator)
    lines = [words for index in sorted(found.headings) for _, words in found.headings[index]]
    told = [Finding("read.chapters", where, "\n".join(lines), RULE, message("detail.headings", n=len(lines)))]
    if found.doubtful:
        lines = [squeeze(rows[index]) for index in found.doubtful]
        told.append(
            Finding("read.chapters-doubted", where, "\n".join(lines), RULE, message("detail.lines", n=len(lines)))
        )
    return told
