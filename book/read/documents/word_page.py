"""Pages that Word, WPS and LibreOffice saved as HTML → `Document`: every line of them is the article's, so none is weighed.

Word says in `class` and in properties of its own (`mso-…`) what a paragraph is: a title, an item of a list with its number, a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from book.messages import message
from book.read import dom
from book.read.documents.paragraphs import About, Document, Line, Told, document, item_of, lines_text, plain
from book.read.documents.word_styles import role_of_level

_HEAD = 20_000  # characters in which a page says what made it, and of what
_FIELDS = re.compile(r"<o:(Author|Created|Title)>([^<]{1,300})</o:\1>")
_META = re.compile(
    r"<meta\b[^>]{0,60}name=[\"']?(author|created|title)[\"']?\s[^>]{0,60}?content=(?:\"([^\"]{1,300})\"|'([^']{1,300})'|([^\s>\"']{1,300}))",
    re.I,
)
_TITLE = re.compile(r"<title>([^<]{1,300})</title>", re.I)
_ITEM = re.compile(r"mso-list\s*:\s*(?!Ignore)\S+\s+level(\d)", re.I)
_IGNORED = re.compile(r"mso-list\s*:\s*Ignore", re.I)
_LEVEL = re.compile(r"mso-outline-level\s*:\s*(\d)", re.I)
_OWN = re.compile(r"mso-[\w-]+\s*:[^;]*+;?|tab-stops\s*:[^;]*+;?", re.I)
_INDEX = re.compile(r"(?:Table of Contents|Alphabetical Index|Illustration Index)\d", re.I)  # by LibreOffice
_NOTE = re.compile(r"(?:ftn|edn|sdfootnote|sdendnote)\d+\Z")
_CALL = re.compile(r"#(?:_(ftn|edn)(\d+)|(sdfootnote|sdendnote)(\d+)sym)\Z")
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
    soup = dom.parse(text)
    body = soup.body or soup
    page = _Page()
    page.changes(body)
    notes = page.notes(body)
    lines = list(page.lines(body))
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

    def changes(self, body: Tag) -> None:
        """Accepts tracked changes; takes comments, and the marks that lead to them."""
        deleted = [tag for tag in body.find_all("del") if tag.get("datetime")]
        inserted = [tag for tag in body.find_all("ins") if tag.get("datetime")]
        if deleted or inserted:
            detail = message("detail.tracked", inserted=len(inserted), deleted=len(deleted))
            said = [dom.visible_text(tag) for tag in deleted]
            self.told.append(Told("read.tracked", "\n".join(said), "tracked-changes", detail))
        for tag in deleted:
            tag.decompose()
        for tag in body.find_all(True):
            style = str(tag.get("style") or "") if not tag.decomposed else ""
            classes = dom.class_tokens(tag) if not tag.decomposed else []
            if "mso-element:comment-list" in style.replace(" ", ""):
                if said_of := " ".join(dom.visible_text(tag).split()):
                    self.told.append(Told("read.left-out", said_of, "comment"))
                tag.decompose()
            elif "msocomanchor" in classes or "MsoCommentReference" in classes:
                tag.decompose()

    def notes(self, body: Tag) -> list[tuple[str, list[Line]]]:
        """Takes the notes that are called out of a page, and makes their marks plain."""
        boxes = {str(tag["id"]): tag for tag in body.find_all(id=_NOTE)}
        keys: list[str] = []
        for call in body.find_all("a", href=_CALL):
            match = _CALL.search(str(call["href"]))
            key = "".join(part for part in match.groups() if part) if match else ""
            if key in boxes and key not in keys and not any(parent is boxes[key] for parent in call.parents):
                keys.append(key)
                call.attrs = {"href": f"#note-{key}", "id": f"call-{key}"}
                call.string = f"[{len(keys)}]" if len(keys) < 1000 else "[*]"
        made = []
        for key in keys:
            box = boxes[key]
            for link in box.find_all("a", href=re.compile(r"#(?:_\w+ref\d+|\w+anc)\Z")):
                link.decompose()
            made.append((key, list(self.lines(box))))
            holder = box.parent
            box.decompose()
            if (
                isinstance(holder, Tag)
                and "mso-element" in str(holder.get("style") or "")
                and not holder.get_text(strip=True)
            ):
                holder.decompose()
        return made

    def lines(self, node: Tag) -> Iterator[Line]:
        """The lines of what holds blocks."""
        line: list[str] = []
        self.depth += 1
        for child in list(node.children) if self.depth <= _DEEPEST else ():
            if isinstance(child, NavigableString):
                if not isinstance(child, PreformattedString):
                    line.append(escape(str(child), quote=False))
            elif isinstance(child, Tag) and child.name not in _SKIPPED:
                if child.name in _BLOCK or child.name in _HOLDERS or child.find(_BLOCK) is not None:
                    yield from _flushed(line)
                    yield from self._block(child)
                else:
                    _cleaned(child)
                    line.append(str(child))
        self.depth -= 1
        yield from _flushed(line)

    def _block(self, tag: Tag) -> Iterator[Line]:
        if tag.name in _WHOLE:
            _cleaned(tag)
            yield Line("html", str(tag))
        elif _INDEX.match(str(tag.get("id") or "")):
            self._contents(lines_text(self.lines(tag)))
        elif tag.name == "p" or tag.name[0] == "h":
            yield from self._paragraph(tag)
        else:
            yield from self.lines(tag)

    def _paragraph(self, tag: Tag) -> Iterator[Line]:
        style = str(tag.get("style") or "")
        classes = dom.class_tokens(tag)
        role = next((_CLASSES[name] for name in classes if name in _CLASSES), tag.name)
        level = _LEVEL.search(style)
        if level and role == "p":
            role = role_of_level(str(int(level[1]) - 1)) or role
        markers = [one for one in tag.find_all(style=_IGNORED) if not one.find_parent(style=_IGNORED)]
        label = " ".join(" ".join(one.get_text() for one in markers).split())
        for one in markers:
            one.decompose()
        _cleaned(tag)
        markup = tag.decode_contents()
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


def _cleaned(tag: Tag) -> None:
    """Takes from an element what only Word understands; a class says nothing more."""
    for one in (tag, *tag.find_all(True)):
        one.attrs.pop("class", None)
        if (style := str(one.attrs.pop("style", ""))) and (left := _OWN.sub("", style).strip()):
            one.attrs["style"] = left
