"""One article on the reading table: its blocks as they will stand, with what was taken and changed in its place.

A block is shown as our own markup of the closed tree, never as the page's. What is edited is its Markdown, as in `wenxuan edit`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zlib import crc32

from book.account import Account, Entry
from book.classes import replace
from book.codes import Deed, Fate, Severity
from book.desk.traces import Own, Stand, owns, traced
from book.edit.markdown import article_markdown
from book.findings import Finding
from book.messages import Catalogue, Message
from book.model import Block, Blocks, CodeBlock, Divider, Figure, Heading, Image, Items, Note, Paragraph, Quote, Table
from book.packaged import catalogue
from book.render.xhtml import Dialect, blocks_xhtml, escape, plain
from book.report.undo import Undo, undoes
from book.run import editing
from book.run.converting import Plan
from book.run.editing import Opened
from book.run.job import Job
from book.run.overlay import Kept
from book.text import fold, shortened
from book.walk import block_text, images

_KINDS: dict[type, str] = {
    Paragraph: "paragraph", Heading: "heading", Figure: "figure", Items: "list", Quote: "quote", Table: "table",
    CodeBlock: "code", Divider: "break", Note: "note",
}  # fmt: skip
_FAR = 10**9  # more than an article has blocks


def laid_open(job: Job, file: str, record: Path | None = None) -> dict[str, Any]:
    """An article as the reading table shows it; `record` is the file of what a look at the book saw taken out. Raises
    `BookError`."""
    say, kept = catalogue(job.language), Kept.of(job.base)
    opened = editing.opened(job, file, kept)
    told = [
        {
            "code": one.code,
            "text": _words(one, say),
            "next": say(f"{one.code}.next"),
            "severity": one.kind.severity.value,
        }
        for one in (*opened.item.findings, *opened.told)
        if one.kind.severity is not Severity.INFO
    ]
    own = [key for key in editing.HEAD if _is_own(opened, kept, key)]
    return {
        "file": opened.entry.file,
        "head": opened.head,
        "own": own,
        "rows": _counted(list(_rows(job, opened, say)), record),
        "findings": told,
        "skip": opened.entry.skip,
        "address": opened.made.source.url,
    }


def _counted(rows: list[dict[str, Any]], record: Path | None) -> list[dict[str, Any]]:
    """The rows with how many texts of the whole book the word of each would bring back."""
    try:
        whole = record.read_text("utf-8") if record is not None else ""
    except OSError:
        return rows
    lines = whole.split("\n")
    for row in rows:
        if row["keep"]:
            word = fold(row["keep"])
            row["places"] = max(row["places"], sum(word in line for line in lines))
    return rows


def _is_own(opened: Opened, kept: Kept, key: str) -> bool:
    """Whether a value is the editor's own, and not only what a scan wrote down."""
    value, record = getattr(opened.entry, key), kept.index.get(opened.entry.file)
    if value is None or key not in ("title", "author", "date") or record is None:
        return value is not None
    return bool(value != getattr(record, key))


def _words(finding: Finding, say: Catalogue) -> str:
    more = " — ".join(part for part in (say.text(finding.detail), shortened(finding.excerpt, 80)) if part)
    return f"{say(finding.code)} ({more})" if more else say(finding.code)


def _rows(job: Job, opened: Opened, say: Catalogue) -> Iterator[dict[str, Any]]:
    """The rows in the order of the page."""
    placed: list[tuple[int, int, dict[str, Any]]] = []
    here = 0
    for number, (block, row) in enumerate(_blocks(job, opened, say)):
        here = block.at or here
        placed.append((here, number, row))
    for number, (place, row) in enumerate(_taken(opened, say), -_FAR):
        placed.append((place, number, row))
    placed.sort(key=lambda one: one[:2])
    for number, (_, _, row) in enumerate(placed):
        yield {"id": row.pop("id", None) or f"r{number}", **row}


def _blocks(job: Job, opened: Opened, say: Catalogue) -> Iterator[tuple[Block, dict[str, Any]]]:
    """The blocks that are in the book, and in their places those that the editor took out."""
    final = Plan.of(job, (opened.made,)).article(opened.made)[0].blocks
    shown = final if len(final) == len(opened.made.blocks) else opened.made.blocks
    before, dialect = list(article_markdown(opened.article.blocks)), _shown_here(opened, shown)
    changed, numbers = _changed(opened, say), owns(opened)
    kept = {one.where.at: str(one.detail) for one in opened.item.findings if one.code == "clean.kept" and one.where.at}
    stand, gone = traced(opened, before)
    for old in gone.pop(-1, ()):
        yield opened.article.blocks[old.was], _gone(opened.article.blocks[old.was], before[old.was], old, numbers, say)
    for n, (block, one) in enumerate(zip(opened.made.blocks, stand, strict=True)):
        row = _row(block, opened.blocks[n], f"b{n}")
        row["html"] = blocks_xhtml((shown[n],), dialect)
        own = one.own
        if own is None and kept.get(block.at) in opened.patch.keep:
            own = Own("keep", opened.patch.keep.index(kept[block.at]))
        row["own"] = numbers.index(own) if own is not None else None
        if one.own is not None:
            row["changed"] = say("desk.row.own")
            row["state"], row["was"] = ("inserted", "") if one.was < 0 else ("kept", before[one.was])
        elif block.at in changed:
            row["changed"], row["was"] = changed[block.at]
        if not row["was"] and block_text(shown[n]) != block_text(block):
            row["was"] = block_text(block)
            row["changed"] = row["changed"] or say("desk.row.converted")
        yield block, row
        for old in gone.get(n, ()):
            yield (
                opened.article.blocks[old.was],
                _gone(opened.article.blocks[old.was], before[old.was], old, numbers, say),
            )


def _shown_here(opened: Opened, blocks: Blocks) -> Dialect:
    """How blocks are shown on a page of the desk: pictures by their number, no link that leads anywhere."""
    numbers = {id(image): number for number, image in enumerate(images(blocks))}
    file = quote(opened.entry.file, safe="")

    def address(image: Image) -> str:
        # With what it shows, so that a browser does not take one for another that had the number before.
        return f"picture?file={file}&n={numbers.get(id(image), 0)}&v={crc32(image.src.encode('utf-8', 'replace')):x}"

    return replace(plain(blocks), image=address)


def _row(block: Block, markdown: str, ident: str) -> dict[str, Any]:
    return {
        "id": ident, "state": "kept", "kind": _KINDS.get(type(block), "other"),
        "level": block.level if isinstance(block, Heading) else 0, "html": "", "markdown": markdown, "text": block_text(block),
        "why": "", "rule": "", "keep": "", "cannot": "", "places": 0, "changed": "", "own": None, "was": "",
    }  # fmt: skip


def _gone(block: Block, markdown: str, one: Stand, numbers: list[Own], say: Catalogue) -> dict[str, Any]:
    """A block that the editor took out."""
    can = one.own is not None
    return _row(block, markdown, "") | {
        "state": "removed", "html": blocks_xhtml((block,), plain((block,))), "why": say("desk.row.dropped"),
        "own": numbers.index(one.own) if one.own is not None else None, "cannot": "" if can else say("desk.row.dropped"),
    }  # fmt: skip


def _changed(opened: Opened, say: Catalogue) -> dict[int, tuple[str, str]]:
    """What was changed in blocks, by their place: in words, and the line as it was where it is one."""
    found: dict[int, list[Finding]] = {}
    for finding in opened.item.findings:
        if finding.kind.deed is Deed.CHANGED and finding.where.at:
            found.setdefault(finding.where.at, []).append(finding)
    made = {}
    for at, several in found.items():
        words = "; ".join(dict.fromkeys(say(one.code).rstrip(".。") for one in several))
        marks = [one for one in several if one.code == "text.changed"]
        made[at] = words, marks[0].excerpt if marks else ""
    return made


def _taken(opened: Opened, say: Catalogue) -> Iterator[tuple[int, dict[str, Any]]]:
    """What was removed or set apart, with its place."""
    entry = Entry(opened.entry.file, Fate.PACKED, opened.article, opened.item.findings)
    for finding, found in zip(entry.findings, undoes(Account("", (entry,)))[0], strict=True):
        deed = finding.kind.deed
        if deed not in (Deed.REMOVED, Deed.MOVED) or finding.code.startswith(("image.", "manifest.", "source.")):
            continue
        side = 0
        if finding.code == "read.outside":
            before = isinstance(finding.detail, Message) and finding.detail.key == "detail.before-article"
            side = -1 if before else 1
        place = side * _FAR or finding.where.at
        for one in found:
            if one.text.strip() or finding.rule:
                yield place, _removed(finding, one, say)


def _removed(finding: Finding, undo: Undo, say: Catalogue) -> dict[str, Any]:
    lines = "<br/>".join(escape(line) for line in undo.text.split("\n"))
    detail = say.text(finding.detail)
    why = f"{say(finding.code).rstrip('.。')} — {detail}" if detail else say(finding.code)
    return {
        "state": "apart" if finding.kind.deed is Deed.MOVED else "removed", "kind": "other", "level": 0,
        "html": f"<p>{lines}</p>", "markdown": undo.text, "text": undo.text, "why": why, "rule": finding.rule or finding.code,
        "keep": undo.word, "cannot": "" if undo.word else say.text(undo.why) if undo.why is not None else "",
        "places": undo.places, "changed": "", "own": None, "was": "",
    }  # fmt: skip
