"""Decisions about the text of an article: what an editor did on the reading table → what becomes of the files' texts.

A block is named by its number and by the Markdown that the page showed: where that is another by now, the decision is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from book import edit
from book.classes import replace
from book.desk.decisions import word_in_book
from book.desk.folder import SETTINGS, Decided, Texts, refused
from book.desk.traces import owns, traced
from book.edit.markdown import article_markdown
from book.findings import UsageError
from book.keep.patches import with_list, written
from book.messages import Message, message, trouble
from book.model import Block, Figure, Heading, Note, Paragraph, Text
from book.run import editing
from book.run.editing import Opened
from book.run.job import Job
from book.text import bare, shortened
from book.walk import block_text

_OPENING = 40  # characters of a block by which a word for all articles names it
_LEAST = 6  # letters, digits and Han of such a word: fewer stand in other texts, too
_NAMED = 30  # characters of a block in the name of a decision


def decided(job: Job, texts: Texts, given: Mapping[str, Any]) -> Decided:
    """What a decision about an article's text makes of the book's files. Raises `BookError`."""
    opened = editing.opened(job, str(given.get("file")))
    if opened.entry.file != given.get("file"):
        raise refused("desk.error.no-list", str(given.get("file")))
    action, is_for_all = str(given.get("action")), given.get("scope") == "book"
    name = opened.head["title"] or opened.entry.file
    if action in ("keep", "unkeep"):
        word = str(given.get("word") or "")
        if not word.strip():
            raise UsageError("word", *trouble("desk.error.not-given"))
        label = message(f"desk.did.{action}{'-all' if is_for_all else ''}", text=shortened(word, _NAMED), name=name)
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
        word = _word_for(_as_read(opened, at))
        if len(bare(word)) < _LEAST:
            raise refused("desk.error.short-word", word or blocks[at])
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
        raise refused("desk.error.another-block", shortened(str(shown or ident), _NAMED))
    return number


def _with_picture(
    job: Job, opened: Opened, blocks: list[str], at: int | None, given: Mapping[str, Any], name: str
) -> Decided:
    """A picture behind a block, or at an end."""
    picture = str(given.get("picture") or "")
    held = opened.edits.picture(picture)
    if isinstance(held, str | Message):
        raise refused("desk.error.picture", picture, why=held)
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
        raise refused("desk.error.later-change", name)
    return Decided(label, dict(editing.with_patch(job, opened, lambda text, head: written(text, left, head))))


def _as_read(opened: Opened, at: int) -> Block:
    """A block as it was before the editor changed it: what a rule for all articles meets in them."""
    stands, _ = traced(opened, list(article_markdown(opened.article.blocks)))
    was = stands[at].was
    return opened.article.blocks[was] if was >= 0 else opened.made.blocks[at]


def _word_for(block: Block) -> str:
    """The beginning of a block, by which all articles lose what holds it."""
    text = block_text(block).strip().partition("\n")[0]
    return text[:_OPENING].strip()
