"""Notes and addresses of an article for Typst: as `render.pdf.notes` has them, written as calls of the templates. Pure."""

from __future__ import annotations

from collections.abc import Callable

from book.model import Inlines, Link, Note, Paragraph
from book.render.pdf.notes import ArticleNotes, is_listed
from book.render.typst.literal import broken, call, sequence, string
from book.render.xhtml import storable


class TypstNotes(ArticleNotes):
    """The notes and addresses of one article; it is spent after one use. Where each page counts its own notes, Typst counts."""

    def call(self, key: str, write: Callable[[Inlines], str]) -> str:
        """The mark of a note in running text, with the note where that stands at the foot and is called for the first time."""
        note = self._feet.get(key)
        if note is None:
            return self.reference(key)
        name = self._name(key)
        if key in self._called:
            return self._again(name)
        self._called.add(key)
        lines = [write(block.children) for block in note.blocks if isinstance(block, Paragraph)]
        body = sequence(
            part for number, line in enumerate(lines) for part in (("linebreak()", line) if number else (line,))
        )
        return call("note", string(name), self._shown(name), body)

    def reference(self, key: str) -> str:
        """The mark of a note that stands elsewhere."""
        name = self._name(key)
        if key in self._feet:
            return self._again(name)
        return call("note-mark", string(name), string(self._mark(name)))

    def behind(self, note: Note) -> tuple[str, str] | None:
        """Label ("" for a second one of its name) and mark of a note behind the text; `None` for one at the foot."""
        if note is self._feet.get(note.key):
            return None
        name = self._name(note.key)
        label = "" if note.key in self._feet or note.key in self._behind else name
        self._behind.add(note.key)
        return label, self._mark(name)

    def address(self, link: Link) -> str:
        """What stands behind a link: its address for the foot of the page, or its number in the list; else nothing."""
        if self._links == "none" or not is_listed(link):
            return ""
        address = storable(link.href)
        if self._links == "footnotes":
            name = f"{self._article}-address-{len(self._row) + 1}"
            shown = call("address", sequence(broken(address)))
            return call("note", string(name), self._shown(name), shown)
        return call("raised", string(self.address_mark.format(self._listed[address])))

    def _shown(self, name: str) -> str:
        return "auto" if self._by_page else string(self._mark(name))

    def _again(self, name: str) -> str:
        return call("note-again", string(name), self._shown(name))
