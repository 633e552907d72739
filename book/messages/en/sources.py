"""Particulars of what exports hold: notes, records, posts, clippings."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "detail.notes-more": "{count:,} notes more than the {most:,} that are read of one file",
    "detail.note-broken": "its XML cannot be followed",
    "detail.note-locked": "the program encrypted it, and nobody else can read it; copy the note, or export it as HTML or PDF and save its text",
    "detail.note-part-locked": "passages that are encrypted: {count}",
    "detail.media-missing": "it is called by the note, and not in the file",
    "detail.media-no-picture": "it is attached, and no picture",
    "detail.media-not-shown": "it is attached, and the note does not show it",
    "detail.marked-twice": "a longer mark at the same place holds it",
    "detail.no-notes": "it holds no mark and no note with a text",
    "detail.bookmark": "it is a bookmark",
    "detail.entry-unknown": "it is neither a mark nor a note nor a bookmark",
    "detail.film": "it has a film",
    "detail.trash": "thrown away in the program; records: {count:,}",
    "detail.thrown-away": "it was thrown away in the program",
    "detail.no-text-in-it": "it holds no text",
    "detail.no-text-no-address": "it holds no text and no address",
    "detail.records-more": "{count:,} records more than the {most:,} that are read of one list",
    "detail.other-kinds": "records that are no notes: {count:,}",
    "detail.lines-broken": "lines that are no JSON: {lines}",
    "detail.readers": "what readers wrote: {count:,}",
    "detail.reposted": "it only repeats what another wrote, and the file does not hold that: {count:,}",
}
