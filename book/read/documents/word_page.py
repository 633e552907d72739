"""Pages that Word, WPS and LibreOffice saved as HTML → `Document`: every line of them is the article's, so none is weighed.

Word says in `class` and in properties of its own (`mso-…`) what a paragraph is: a title, an item of a list with its number, a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from book.late import expression
from book.messages import message
from book.read import dom
from book.read.documents.paragraphs import About, Document, Line, Told, document, item_of, lines_text, plain
from book.read.documents.word_styles import role_of_level
from book.read.nodes import Element, TextNode

_HEAD = 20_000  # characters in which a page says what made it, and of what
_FIELDS = expression(r"<o:(Author|Created|Title)>([^<]{1,300})</o:\1>")
_META = expression(
    r"<meta\b[^>]{0,60}name=[\"']?(author|created|title)[\"']?\s[^>]{0,60}?content=(?:\"([^\"]{1,300})\"|'([^']{1,300})'|([^\s>\"']{1,300}))",
    re.I,
)
_TITLE = expression(r"<title>([^<]{1,300})</title>", re.I)
_ITEM = expression(r"mso-list\s*:\s*(?!Ignore)\S+\s+level(\d)", re.I)
_IGNORED = expression(r"mso-list\s*:\s*Ignore", re.I)
_LEVEL = expression(r"mso-outline-level\s*:\s*(\d)", re.I)
_OWN = expression(r"mso-[\w-]+\s*:[^;]*+;?|tab-stops\s*:[^;]*+;?", re.I)
_INDEX = expression(r"(?:Table of Contents|Alphabetical Index|Illustration Index)\d", re.I)  # by LibreOffice
_NOTE = expression(r"(?:ftn|edn|sdfootnote|sdendnote)\d+\Z")
_CALL = expression(r"#(?:_(ftn|edn)(\d+)|(sdfootnote|sdendnote)(\d+)sym)\Z")
_BACK = expression(r"#(?:_\w+ref\d+|\w+anc)\Z")
_CLASSES = {
    "MsoTitle": "title",
    "MsoQuote": "quote",
    "MsoIntenseQuote": "quote",
    "MsoBlockText": "quote",
    "MsoCaption": "caption",
}
_WHOLE = frozenset("table ul ol dl blockquote pre figure hr".split())
_HOLDERS = frozenset("div section center form body main article".split())
_BLOCK = ["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "pre", "hr"]
_SKIPPED = frozenset("style script title meta link xml head".split())
_DEEPEST = 150


def read(text: str) -> Document:
    """The page as a document."""
    page = _Page()
    with dom.parse(text) as tree:
        page.changes(tree.body)
        notes = page.notes(tree.body)
        lines = list(page.lines(tree.body))
    return document(lines, _about(text), {}, page.told, notes)


def _about(text: str) -> About:
    """What the head says; in the properties of Word, or in the tags that others use."""
    head = text[:_HEAD]
    fields = {match[1].lower(): unescape(match[2]) for match in _FIELDS.finditer(head)}
    for match in _META.finditer(head):
        fields.setdefault(match[1].lower(), unescape(match[2] or match[3] or match[4]))
    title = _TITLE.search(head)
    return About(
        unescape(title[1]) if title else fields.get("title", ""), fields.get("author", ""), fields.get("created", "")
    )


class _Page:
    """A page being read."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.depth = 0

    def changes(self, body: Element) -> None:
        """Accepts tracked changes; takes comments, and the marks that lead to them."""
        deleted = [tag for tag in body.inside("del") if tag.get("datetime")]
        inserted = [tag for tag in body.inside("ins") if tag.get("datetime")]
        if deleted or inserted:
            detail = message("detail.tracked", inserted=len(inserted), deleted=len(deleted))
            said = [dom.visible_text(tag) for tag in deleted]
            self.told.append(Told("read.tracked", "\n".join(said), "tracked-changes", detail))
        for tag in deleted:
            tag.take_away()
        for tag in body.inside():
            style = tag.get("style") if not tag.gone else ""
            classes = tag.classes if not tag.gone else []
            if "mso-element:comment-list" in style.replace(" ", ""):
                if said_of := " ".join(dom.visible_text(tag).split()):
                    self.told.append(Told("read.left-out", said_of, "comment"))
                tag.take_away()
            elif "msocomanchor" in classes or "MsoCommentReference" in classes:
                tag.take_away()

    def notes(self, body: Element) -> list[tuple[str, list[Line]]]:
        """Takes the notes that are called out of a page, and makes their marks plain."""
        boxes = {tag.get("id"): tag for tag in body.inside() if _NOTE.search(tag.get("id"))}
        keys: list[str] = []
        for call in body.inside("a"):
            match = _CALL.search(call.get("href"))
            key = "".join(part for part in match.groups() if part) if match else ""
            if key in boxes and key not in keys and not any(parent is boxes[key] for parent in call.parents):
                keys.append(key)
                call.attributes = {"href": f"#note-{key}", "id": f"call-{key}"}
                call.children.clear()
                call.put_in(TextNode(f"[{len(keys)}]" if len(keys) < 1000 else "[*]"))
        made = []
        for key in keys:
            box = boxes[key]
            for link in box.inside("a"):
                if _BACK.search(link.get("href")):
                    link.take_away()
            made.append((key, list(self.lines(box))))
            holder = box.parent
            box.take_away()
            if isinstance(holder, Element) and "mso-element" in holder.get("style") and holder.is_blank():
                holder.take_away()
        return made

    def lines(self, node: Element) -> Iterator[Line]:
        """The lines of what holds blocks."""
        line: list[str] = []
        self.depth += 1
        for child in list(node.children) if self.depth <= _DEEPEST else ():
            if isinstance(child, TextNode):
                line.append(escape(child.text, quote=False))
            elif isinstance(child, Element) and child.name not in _SKIPPED:
                if child.name in _BLOCK or child.name in _HOLDERS or child.first(*_BLOCK) is not None:
                    yield from _flushed(line)
                    yield from self._block(child)
                else:
                    _cleaned(child)
                    line.append(child.markup())
        self.depth -= 1
        yield from _flushed(line)

    def _block(self, tag: Element) -> Iterator[Line]:
        if tag.name in _WHOLE:
            _cleaned(tag)
            yield Line("html", tag.markup())
        elif _INDEX.match(tag.get("id")):
            self._contents(lines_text(self.lines(tag)))
        elif tag.name == "p" or tag.name[0] == "h":
            yield from self._paragraph(tag)
        else:
            yield from self.lines(tag)

    def _paragraph(self, tag: Element) -> Iterator[Line]:
        style = tag.get("style")
        classes = tag.classes
        role = next((_CLASSES[name] for name in classes if name in _CLASSES), tag.name)
        level = _LEVEL.search(style)
        if level and role == "p":
            role = role_of_level(str(int(level[1]) - 1)) or role
        markers = [
            one
            for one in tag.inside()
            if _IGNORED.search(one.get("style")) and not any(_IGNORED.search(up.get("style")) for up in one.parents)
        ]
        label = " ".join(" ".join(one.text() for one in markers).split())
        for one in markers:
            one.take_away()
        _cleaned(tag)
        markup = tag.inner_markup()
        if any(name.startswith("MsoToc") for name in classes):
            self._contents(plain(markup))
        elif (item := _ITEM.search(style)) and role == "p":
            yield item_of(markup, label, int(item[1]) - 1)
        else:
            yield Line(role, f"{escape(label)} {markup}" if label else markup)

    def _contents(self, text: str) -> None:
        if text and self.told and self.told[-1].rule == "contents":
            text = f"{self.told.pop().text}\n{text}"
        if text:
            self.told.append(Told("read.left-out", text, "contents"))


def _flushed(line: list[str]) -> Iterator[Line]:
    """What stood between blocks, as a paragraph."""
    if plain("".join(line)) or any("<img" in one for one in line):
        yield Line("p", "".join(line).strip())
    line.clear()


def _cleaned(tag: Element) -> None:
    """Takes from an element what only Word understands; a class says nothing more."""
    for one in (tag, *tag.inside()):
        one.attributes.pop("class", None)
        if (style := one.attributes.pop("style", "")) and (left := _OWN.sub("", style).strip()):
            one.attributes["style"] = left
