"""One change of an article: blocks for others, wherever their source has them now, or something inserted at a place."""

from __future__ import annotations

from difflib import SequenceMatcher

from book.classes import replace
from book.edit.hand import Hand
from book.edit.merging import likeness, merge
from book.edit.patch import Change
from book.edit.pieces import pieces
from book.edit.places import place_of
from book.messages import Wording, message
from book.model import Block, Blocks, Figure, Image, Inline, Note, NoteRef, Text
from book.text import shortened
from book.walk import map_lines, splice_inlines

_LIKE = 0.6  # likeness of a text from which it is the one that the editor changed, as its source has it now
_MARGIN = 0.1  # by which it must be more like than the next
_SHOWN = 60  # characters of a text in a finding's detail


def make(hand: Hand, change: Change) -> None:
    """One change: a block for another, or something inserted."""
    if not change.is_insertion:
        return _changed(hand, change)
    if change.at:
        end = next((n for n, block in enumerate(hand.blocks) if isinstance(block, Note)), len(hand.blocks))
        return _insert(hand, 0 if change.at == "start" else end, change)
    sought = change.after or change.before
    place = place_of(sought, hand.blocks)
    if not place.blocks:
        return hand.lacks(change.new or change.picture or change.note, sought)
    if place.only is None:
        return hand.tell("edit.ambiguous", sought, message("detail.places", n=len(place.blocks)))
    if change.note:
        return _note(hand, place.only, change)
    return _insert(hand, place.only + (1 if change.after else 0), change)


def _insert(hand: Hand, at: int, change: Change) -> None:
    if change.picture:
        image = hand.picture(change.picture)
        if not isinstance(image, Image):
            return hand.tell("edit.picture", change.picture, image)
        image = replace(image, alt=change.alt or change.caption)
        new: Blocks = (Figure((image,), (Text(change.caption),) if change.caption else ()),)
    else:
        new = hand.markdown(change.new, ())
    hand.blocks[at:at] = new
    return hand.tell("edit.inserted", change.new or change.caption or change.picture)


def _note(hand: Hand, at: int, change: Change) -> None:
    """A note whose mark stands at some words of a block."""
    hand.notes += 1
    key = f"editor.{hand.notes}"
    sought, done = change.after or change.before, False

    def line(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        def marked(node: Inline) -> tuple[Inline, ...]:
            nonlocal done
            if done or not isinstance(node, Text) or (start := node.text.find(sought)) < 0:
                return (node,)
            done = True
            cut = start + (len(sought) if change.after else 0)
            pieces = (
                Text(node.text[:cut]) if cut else None,
                NoteRef(key),
                Text(node.text[cut:]) if node.text[cut:] else None,
            )
            return tuple(piece for piece in pieces if piece is not None)

        return splice_inlines(inlines, marked)

    made = map_lines((hand.blocks[at],), line)[0]
    if not done:
        return hand.lacks(change.note, sought)
    hand.blocks[at] = made
    hand.blocks.append(Note(key, hand.markdown(change.note, ())))
    return hand.tell("edit.inserted", change.note)


def _changed(hand: Hand, change: Change) -> None:
    """Blocks that are written in `old` become those in `new`: those very blocks, or what their source has made of them."""
    texts = hand.texts
    old, new = pieces(change.old), pieces(change.new)
    found = [n for n in range(len(texts) - len(old) + 1) if texts[n : n + len(old)] == old]
    if len(found) > 1:
        return hand.tell("edit.ambiguous", change.old, message("detail.places", n=len(found)))
    if found:
        _put(hand, found[0], old, new)
        return hand.tell("edit.changed" if new else "edit.dropped", *_told(change.old, change.new))
    if new and any(texts[n : n + len(new)] == new for n in range(len(texts) - len(new) + 1)):
        return hand.tell("edit.done", change.new)
    at = _most_like("\n\n".join(old), len(old), texts)
    if at is None:
        return hand.lacks(change.new or change.old, change.old)
    now = texts[at : at + len(old)]
    if not new:  # what was to go has become another text: that is for the editor to see
        return hand.tell(
            "edit.gone-otherwise", change.old, message("detail.source-now", text=shortened("\n".join(now), _SHOWN))
        )
    merged = merge("\n\n".join(old), "\n\n".join(new), "\n\n".join(now))
    _put(hand, at, now, pieces(merged.text))
    if merged.is_clean:
        return hand.tell(
            "edit.carried", merged.text, message("detail.source-now", text=shortened("\n".join(now), _SHOWN))
        )
    return hand.tell("edit.conflict", merged.text, message("detail.source-now", text="\n".join(now)))


def _told(old: str, new: str) -> tuple[str, Wording]:
    return (new or old), (message("detail.was-text", text=shortened(old, _SHOWN)) if new else "")


def _put(hand: Hand, at: int, old: list[str], new: list[str]) -> None:
    """New texts in the place of those that begin at a block; what is in both stays the block that it is."""
    made: list[Block] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            made += hand.blocks[at + i : at + j]
        elif m > k:
            made += hand.markdown("\n\n".join(new[k:m]), tuple(hand.blocks[at + i : at + j]))
    inside = [block for block in made if not isinstance(block, Note) or _has_key(hand.blocks, block)]
    hand.blocks[at : at + len(old)] = inside
    hand.blocks += [block for block in made if isinstance(block, Note) and block not in inside]


def _has_key(blocks: list[Block], note: Note) -> bool:
    return any(isinstance(block, Note) and block.key == note.key for block in blocks)


def _most_like(old: str, size: int, texts: list[str]) -> int | None:
    """Where as many texts as were changed are most like what they were, and clearly more than elsewhere."""
    marks = sorted(
        ((likeness(old, "\n\n".join(texts[n : n + size]), _LIKE), -n) for n in range(len(texts) - size + 1)),
        reverse=True,
    )
    if not marks or marks[0][0] < _LIKE or (len(marks) > 1 and marks[1][0] > marks[0][0] - _MARGIN):
        return None
    return -marks[0][1]
