"""Markdown → HTML, by markdown-it-py: CommonMark with tables, strikethrough and footnotes, and what WeChat dumps do to it.

The result goes through the HTML reader, so that both say the same tree. It renders nothing for a browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from book.classes import dataclass
from book.late import expression
from book.model.dates import Date
from book.read.note_marks import Aside, has_note_marks, is_tag_line, note_marks_plugin, without_properties
from book.read.tex_marks import tex_marks_plugin

_WECHAT_HEAD = expression(
    r"\A\s*(?P<lead>(?:>[^\n]*\n\s*){0,3})#\s{1,3}(?P<title>\S[^\n]*)\n\s*+"
    r"(?P<line>(?:[^\n#>!]{1,40}\n)?[^\n]{1,60}?\s+\d{4}-\d\d-\d\d \d\d:\d\d)[^\S\n]*+\n"
)
_PROPERTY = expression(r"[:：]")  # a line of a note (Created: 2023-05-06 08:00)
_STRAY = expression(r"(?<!\*)\*{4}(?!\*)|(?<!_)_{4}(?!_)")
_SIGNS = expression(r"^(?:#{1,6}\s|[-*+]\s|\d+[.)]\s|>|!\[|\[.+\]\(|```|\|.+\|)|\*\*[^*\n]+\*\*|!\[[^\]]*\]\(", re.M)
#: A picture or bold that a dump indented by four spaces or more: code to CommonMark, never in fact.
_INDENTED = expression(r"^[ \t\u00a0]{4,}(?=!\[[^\]]*\]\(|\*\*\S)")
_CODE = 4  # spaces that make code of a line
_ITEM = expression(r"[ \t]*+(?:[-*+]|\d{1,9}[.)])[ \t]")
_TIGHT_HEAD = expression(r"^(#{1,6})(?=[^#\s])", re.M)
#: Bold that CommonMark does not open or close where a mark meets a Han character: its flanking rule was made for spaces.
_FLANK = expression(r"\*\*([^*\n`]{1,300}?)\*\*")
#: A picture or a link to a place on a disk, with a space in it or Windows' strokes: CommonMark would print the one and halve the
#: other. Angle brackets hold spaces.
_ON_DISK = expression(r"(\]\()((?:file:|[A-Za-z]:[\\/]|\\\\)(?:[^()<>\n]|\([^()<>\n]*\))*)(?=\))", re.I)
#: The rule that the renderer draws before footnotes; no author wrote it.
_NOTES_RULE = expression(r'<hr class="footnotes-sep" ?/?>\n')
_ADJACENT = expression(r"\S[^\S\n]*+\n[^\S\n]*+\S")
#: A first line that is a heading. A topic (#话题#) has no space behind its mark.
_TITLED = expression(r"\ufeff?\s*#{1,2} +\S")
_FENCE = expression(r"^\s{0,3}(?:```|~~~)")
#: A sentence that a dump broke: the next line begins with a closing mark, or this one ends with an opening one.
_BROKEN = expression(
    r"(?<=\S) {2,}\n(?=[，。、；：？！”’）》])|(?<=[“‘（《]) {2,}\n(?=\S)"
    r"|(?<=[^\s。！？…：]) {2,}\n(?=\*\*[^*\n]+\*\*(?: {2,}\n)?[，。、；：？！”’）》])"
)


def looks_like(text: str) -> bool:
    """Whether a text has the signs of Markdown: a title to begin with, two others, or a dump's head."""
    head = text[:20_000]
    return bool(_TITLED.match(head) or _WECHAT_HEAD.match(head)) or len(_SIGNS.findall(head)) >= 2


def may_be(text: str) -> bool:
    """Whether a text whose name says that it is Markdown can be read as such: by any sign, or by blank lines between all others;
    else it was copied, and each of its lines is a paragraph."""
    return _SIGNS.search(text) is not None or has_note_marks(text) or _ADJACENT.search(text) is None


@dataclass(frozen=True, slots=True)
class WeChatHead:
    """The two lines that open a WeChat dump: `# TITLE`, then `[原创 ]AUTHOR  ACCOUNT   YYYY-MM-DD HH:MM` (author optional)."""

    title: str
    author: str
    account: str
    published: Date | None
    body: str


def wechat_head(text: str) -> WeChatHead | None:
    """What opens a WeChat dump, and the rest; `None` for other Markdown."""
    match = _WECHAT_HEAD.match(text)
    line = match["line"].rstrip().replace("\n", "  ") if match else ""
    if not match or _PROPERTY.search(line[:-16]):
        return None
    names = [name for name in re.split(r"\s{2,}", line[:-16].strip().removeprefix("原创 ").strip()) if name]
    author = names[0].lstrip("@") if len(names) > 1 else ""
    return WeChatHead(
        match["title"],
        author,
        names[-1] if names else "",
        Date.of(line[-16:]),
        match["lead"] + "\n" + text[match.end() :],
    )


def to_html(text: str, aside: Aside | None = None) -> str:
    """The HTML of a Markdown text; raw HTML in it passes through, for the reader to judge. What its writer did not mean for
    readers goes into `aside`."""
    aside = aside or Aside()
    text = without_properties(_BROKEN.sub("", text), aside)
    last = text.rstrip().rpartition("\n")[2]
    text = "".join(row if code or is_tag_line(row, last) else _mend(row, column) for row, code, column in _rows(text))
    return _NOTES_RULE.sub("", _engine().render(text, {"aside": aside}))


@cache
def _engine() -> MarkdownIt:
    """What parses and renders. It keeps nothing of a text, and takes longer to make than a short note to render."""
    engine = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    engine.use(footnote_plugin).use(note_marks_plugin).use(tex_marks_plugin)
    # It would print the source of a picture or a link to `file:`, and with it the name of whoever wrote it. The HTML reader
    # judges addresses.
    engine.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return engine


def _rows(text: str) -> Iterator[tuple[str, bool, int]]:
    """The lines of a text, whether each is code, and the column of the text of the list's item in which it stands; 0 for none.

    What is behind an item stands in it if it is indented, or no blank line parts them.
    """
    fenced = blank = False
    column = 0
    for row in text.splitlines(keepends=True):
        fence = _FENCE.match(row) is not None
        if not fenced and row.strip():
            item = _ITEM.match(row)
            column = item.end() if item else column if row[0] in " \t" or not blank else 0
        yield row, fenced or fence, column
        blank, fenced = not row.strip(), fenced != fence


def _mend(row: str, column: int) -> str:
    row = _ON_DISK.sub(lambda match: f"{match[1]}<{match[2]}>", row) if "](" in row and "`" not in row else row
    row = _TIGHT_HEAD.sub(r"\1 ", _STRAY.sub("", _unindented(row, column)))
    return (
        _FLANK.sub(lambda match: f"<strong>{match[1].strip()}</strong>" if match[1].strip() else "", row)
        if "**" in row
        else row
    )


def _unindented(row: str, column: int) -> str:
    """A picture or bold without the spaces that would make code of it; in a list it stays in its item."""
    found = _INDENTED.match(row)
    if found is None or (column and len(found[0].expandtabs(4)) < column + _CODE):
        return row
    return " " * column + row[found.end() :]
