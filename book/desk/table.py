"""One article on the reading table: its blocks as they will stand, with what was taken and changed in its place; and decisions
about its text.

A block is shown as our own markup of the closed tree, never as the page's. What is edited is its Markdown, as in `wenxuan edit`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import quote

from book import edit
from book.account import Account, Entry
from book.classes import dataclass, replace
from book.codes import Deed, Fate, Severity
from book.desk.decisions import word_in_book
from book.desk.folder import SETTINGS, Decided, Texts, refused
from book.edit.markdown import article_markdown
from book.edit.patch import Patch
from book.findings import Finding, UsageError
from book.keep.patches import with_list, written
from book.messages import Catalogue, Message, message, trouble
from book.model import Block, Blocks, CodeBlock, Divider, Figure, Heading, Items, Note, Paragraph, Quote, Table, Text
from book.packaged import catalogue
from book.render.xhtml import Dialect, blocks_xhtml, escape, plain
from book.report.undo import Undo, undoes
from book.run import editing
from book.run.converting import Plan
from book.run.editing import Opened
from book.run.job import Job
from book.run.overlay import Kept
from book.text import shortened
from book.walk import block_text, images

_KINDS: dict[type, str] = {
    Paragraph: "paragraph", Heading: "heading", Figure: "figure", Items: "list", Quote: "quote", Table: "table",
    CodeBlock: "code", Divider: "break", Note: "note",
}  # fmt: skip
_FAR = 10**9  # more than an article has blocks
_OPENING = 40  # characters of a block by which a word for all articles names it
_NAMED = 30  # characters of a block in the name of a decision


@dataclass(frozen=True, slots=True)
class _Own:
    """A change of the editor's that can be taken back: its kind (`changes`, `drop`, `keep`) and its number there."""

    kind: str
    at: int


def owns(opened: Opened) -> list[_Own]:
    """All that can be taken back, in the order of the numbers that a page is given."""
    patch = opened.patch
    return [
        *(_Own("changes", n) for n in range(len(patch.changes))),
        *(_Own("drop", n) for n in range(len(patch.drop))),
        *(_Own("keep", n) for n in range(len(patch.keep))),
    ]


def laid_open(job: Job, file: str) -> dict[str, Any]:
    """An article as the reading table shows it. Raises `BookError`."""
    opened, say, kept = editing.opened(job, file), catalogue(job.language), Kept.of(job.base)
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
        "rows": list(_rows(job, opened, say)),
        "findings": told,
        "skip": opened.entry.skip,
        "address": opened.made.source.url,
    }


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
            own = _Own("keep", opened.patch.keep.index(kept[block.at]))
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


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where a block of the article comes from: the number of the block that it `was` without the patch (-1: none), and what of the
    patch made it what it is (`None`: nothing)."""

    was: int
    own: _Own | None = None


def traced(opened: Opened, before: Sequence[str]) -> tuple[list[_Stand], dict[int, list[_Stand]]]:
    """For each block of an article with its patch where it comes from; and the blocks that went, by the block behind which they
    stood (-1: before the first). The patch is laid over step by step, so it is known which change did what."""
    stands, gone = [_Stand(n) for n in range(len(before))], list[tuple[_Stand, int]]()
    texts, article = list(before), opened.article
    patch = opened.patch
    words = replace(patch, changes=(), drop=())
    steps = [(None, words), *((_Own("drop", n), Patch(drop=(one,))) for n, one in enumerate(patch.drop))]
    steps += [(_Own("changes", n), Patch(changes=(one,))) for n, one in enumerate(patch.changes)]
    for own, step in steps:
        article, _ = edit.apply(article, step, opened.edits.read, opened.edits.picture)
        now, made = list(article_markdown(article.blocks)), list[_Stand]()
        for tag, i, j, k, m in SequenceMatcher(None, texts, now, autojunk=False).get_opcodes():
            if tag == "equal":
                made += stands[i:j]
                continue
            pairs = min(j - i, m - k)
            made += [_Stand(one.was, own or one.own) for one in stands[i : i + pairs]]
            made += [_Stand(-1, own)] * (m - k - pairs)
            gone += [(_Stand(one.was, own), one.was) for one in stands[i + pairs : j] if one.was >= 0]
        stands, texts = made, now
    if len(stands) != len(opened.made.blocks):
        return [_Stand(-1)] * len(opened.made.blocks), {}
    behind: dict[int, list[_Stand]] = {}
    for one, was in sorted(gone, key=lambda pair: pair[1]):
        place = max((n for n, stand in enumerate(stands) if 0 <= stand.was < was), default=-1)
        behind.setdefault(place, []).append(one)
    return stands, behind


def _shown_here(opened: Opened, blocks: Blocks) -> Dialect:
    """How blocks are shown on a page of the desk: pictures by their number, no link that leads anywhere."""
    numbers = {id(image): number for number, image in enumerate(images(blocks))}
    file = quote(opened.entry.file, safe="")
    return replace(plain(blocks), image=lambda image: f"picture?file={file}&n={numbers.get(id(image), 0)}")


def _row(block: Block, markdown: str, ident: str) -> dict[str, Any]:
    return {
        "id": ident, "state": "kept", "kind": _KINDS.get(type(block), "other"),
        "level": block.level if isinstance(block, Heading) else 0, "html": "", "markdown": markdown, "text": block_text(block),
        "why": "", "rule": "", "keep": "", "cannot": "", "places": 0, "changed": "", "own": None, "was": "",
    }  # fmt: skip


def _gone(block: Block, markdown: str, one: _Stand, numbers: list[_Own], say: Catalogue) -> dict[str, Any]:
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


# ------------------------------------------------------------------------------------------------------------ decisions


def decided(job: Job, texts: Texts, given: Mapping[str, Any]) -> Decided:
    """What a decision about an article's text makes of the book's files. Raises `BookError`."""
    opened = editing.opened(job, str(given.get("file")))
    if opened.entry.file != given.get("file"):
        raise refused(str(given.get("file")), "desk.error.no-list")
    action, is_for_all = str(given.get("action")), given.get("scope") == "book"
    name = opened.head["title"] or opened.entry.file
    if action in ("keep", "unkeep"):
        word = str(given.get("word") or "")
        if not word.strip():
            raise UsageError("word", *trouble("desk.error.not-given"))
        label = message(f"desk.did.{action}", text=shortened(word, _NAMED), name=name)
        if is_for_all:
            back = {**given, "back": action == "unkeep"}
            return Decided(label, {SETTINGS: word_in_book(back, texts, "keep", word)})
        kept = tuple(one for one in opened.patch.keep if one != word) + ((word,) if action == "keep" else ())
        return Decided(label, _listed(job, opened, "keep", kept))
    if action == "undo-change":
        return _taken_back(job, opened, given.get("number"), name)
    blocks, at = list(opened.blocks), _place(opened, given)
    if action == "picture":
        return _with_picture(job, opened, blocks, at, given, name)
    assert at is not None
    shown = shortened(block_text(opened.made.blocks[at]) or blocks[at], _NAMED)
    if action == "drop" and is_for_all:
        word = _word_for(opened.made.blocks[at])
        return Decided(message("desk.did.drop-all", text=word), {SETTINGS: word_in_book(given, texts, "drop", word)})
    blocks[at], key = _new(action, opened.made.blocks[at], given)
    body = "\n\n".join(block for block in blocks if block)
    return Decided(message(key, text=shown, name=name), dict(editing.written_down(job, opened, body, {})))


def _new(action: str, block: Block, given: Mapping[str, Any]) -> tuple[str, str]:
    """What becomes of a block, in Markdown, and the name of such a decision."""
    if action == "drop":
        return "", "desk.did.drop"
    if action == "edit":
        new = str(given.get("new") or "").replace("\r\n", "\n").strip("\n")
        return new, "desk.did.edit" if new.strip() else "desk.did.drop"
    if action == "heading" and isinstance(block, Heading | Paragraph):
        level = given.get("level")
        if level in (0, 1, 2, 3):
            text = article_markdown((Paragraph(block.children),))[0]
            if not level:
                return text, "desk.did.no-heading"
            return article_markdown((Heading(level, block.children),))[0], "desk.did.heading"
    raise UsageError(action, *trouble("desk.error.not-given"))


def _place(opened: Opened, given: Mapping[str, Any]) -> int | None:
    """The number of the block that a decision is about, which is still what the page showed; `None` for an end of the article."""
    ident = str(given.get("at"))
    if ident in ("start", "end") and given.get("action") == "picture":
        return None
    number = int(ident[1:]) if ident[:1] == "b" and ident[1:].isdecimal() else -1
    shown = given.get("old", given.get("block"))
    if not 0 <= number < len(opened.blocks) or (shown is not None and opened.blocks[number] != shown):
        raise refused(shortened(str(shown or ident), _NAMED), "desk.error.another-block")
    return number


def _with_picture(
    job: Job, opened: Opened, blocks: list[str], at: int | None, given: Mapping[str, Any], name: str
) -> Decided:
    """A picture behind a block, or at an end."""
    picture = str(given.get("picture") or "")
    held = opened.edits.picture(picture)
    if isinstance(held, str | Message):
        raise refused(picture, "desk.error.picture", why=held)
    caption, alt = (" ".join(str(given.get(key) or "").split()) for key in ("caption", "alt"))
    figure = Figure((replace(held, alt=alt or caption),), (Text(caption),) if caption else ())
    place = len(blocks) if given.get("at") == "end" else 0 if at is None else at + 1
    place = next((n for n, one in enumerate(opened.made.blocks) if isinstance(one, Note) and n < place), place)
    body = "\n\n".join((*blocks[:place], *article_markdown((figure,)), *blocks[place:]))
    return Decided(message("desk.did.picture", name=name), dict(editing.written_down(job, opened, body, {})))


def _listed(job: Job, opened: Opened, key: str, words: Sequence[str]) -> dict[str, str | None]:
    """The files with these words in a list of an article's patch."""

    def change(text: str, head: str) -> str:
        return with_list(text or written("", (), head), key, words)

    return dict(editing.with_patch(job, opened, change))


def _taken_back(job: Job, opened: Opened, number: object, name: str) -> Decided:
    """One change of the editor's, wherever it stands in his list, is none any more."""
    all_of_them = owns(opened)
    if not isinstance(number, int) or not 0 <= number < len(all_of_them):
        raise UsageError("number", *trouble("desk.error.not-given"))
    own = all_of_them[number]
    label = message("desk.did.take-back", name=name)
    if own.kind != "changes":
        words = [one for n, one in enumerate(getattr(opened.patch, own.kind)) if n != own.at]
        return Decided(label, _listed(job, opened, own.kind, words))
    left = tuple(one for n, one in enumerate(opened.patch.changes) if n != own.at)
    wanted = replace(opened.patch, changes=left)
    _, told = edit.apply(opened.article, wanted, opened.edits.read, opened.edits.picture)
    if any(one.code == "edit.unfit" for one in told) and not any(one.code == "edit.unfit" for one in opened.told):
        raise refused(name, "desk.error.later-change")
    return Decided(label, dict(editing.with_patch(job, opened, lambda text, head: written(text, left, head))))


def _word_for(block: Block) -> str:
    """The beginning of a block, by which all articles lose what holds it."""
    text = block_text(block).strip().partition("\n")[0]
    return text[:_OPENING].strip()
