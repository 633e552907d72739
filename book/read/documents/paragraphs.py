"""What the readers of documents share: paragraphs with a role → HTML, and what a document says of itself, weighed.

A reader gives `Line`s in their order, and what it left out as `Told`. Here they become one `Document`: its title, author and day
are settled, and the rest is HTML that `page.html.read_fragment` reads whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape, unescape
from itertools import groupby

from book.classes import dataclass, field, replace
from book.late import expression
from book.messages import Message, Wording
from book.model.dates import Date
from book.read.footnotes import BARE
from book.text import bare, squeeze

_TAGS = expression(r"<[^<>]*+>")
_CALLS = expression(r'<a href="#note-[^"]*+"[^<>]*+>[^<>]*+</a>')
_CALLED = expression(r'href="#note-([^"]++)"')
_SHOWN = ("<img ", 'class="math-', "<hr>", "#note-")  # what is no text, and shows
#: Titles that a program made: its own name before a file's, the name of a new document, a file's.
_MADE = expression(
    r"(?:microsoft\s++(?:office\s++)?)?(?:word|excel|powerpoint)\s*+[-–—:]|(?:file|https?)://|.{0,200}\.(?:docx?|docm|dotx?|odt|rtf|wps|html?|pdf|txt)\Z"
    r"|(?:新建|未命名|无标题|空白)?\s*+(?:microsoft\s*+)?(?:word\s*+|doc\s*+|wps\s*+)?(?:文字)?(?:文档|文稿|文件|document|doc|untitled|题目|标题|title)?"
    r"[\s\d()（）.-]*+\Z",
    re.I,
)
#: Names of accounts and machines, which no author has.
_NOBODY = expression(
    r"(?:administrator|admin|users?|owner|guest|root|test|author|unknown|anonymous|python-docx|openpyxl|pandoc|apache poi|docx4j)\Z"
    r"|(?:microsoft|windows|office|ms|apple|mac|wps|hp|dell|lenovo|asus|acer|thinkpad|huawei|xiaomi|samsung)"
    r"(?:\s++(?:office|user|corporation|用户|account)){0,3}\Z"
    r"|(?:微软|系统|匿名|本机|电脑|默认)?(?:用户|中国|管理员)\d*+\Z|(?:作者|未知|佚名|雨林木风|番茄花园)\Z|[\w.+-]{1,64}@|(?:pc|desktop|laptop|win|user)-"
    r"|[a-z_-]{0,20}+\d{3,}\Z|[\W\d_]*+\Z",
    re.I,
)
_LABEL = expression(r"[(（]?(\d{1,4})[.、)）．]?")
_BULLET = expression(r"[^\w]|[olnuqvØü§]", re.I)  # the letters are bullets in Wingdings
_FIRST_YEAR = 1995  # before which no date of creation is one: 1601 and 1980 are the zeros of clocks
_SHORT = 80  # characters of a title
#: When the templates of python-docx and others were made; a document that says so says nothing.
_OF_TEMPLATES = ("2013-12-23T23:15", "2010-01-01", "2014-10-29T12:17")


class RefusedError(Exception):
    """A document that is not read: `why` says what it is and what to do."""

    def __init__(self, why: Message) -> None:
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True, slots=True)
class Told:
    """Something of a document that is no text of the article, or was changed: the fields of a finding without its place."""

    code: str
    text: str
    rule: str = ""
    detail: Wording = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph with its role, and its content as inline HTML.

    Roles: `p`, `h1` to `h6`, `title`, `author`, `date`, `quote`, `caption`, `code`, `item` (of a list, `depth` levels deep;
    `number` is 0 for one without), `html` (blocks, as they are).
    """

    role: str
    markup: str
    depth: int = 0
    number: int = 0

    @property
    def text(self) -> str:
        """What it says."""
        return plain(self.markup)

    @property
    def says(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.text) or any(sign in self.markup for sign in _SHOWN)


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself in its properties."""

    title: str = ""
    author: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as HTML, with what is known of it.

    `pictures` are those of the HTML by their addresses, with media type and bytes. `by_name` says that the document begins with a
    heading of a part, so that its file's name is a better title than its first line.
    """

    markup: str
    title: str = ""
    author: str = ""
    published: Date | None = None
    by_name: bool = False
    pictures: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    told: tuple[Told, ...] = ()


def plain(markup: str) -> str:
    """The text of inline HTML, its white space settled; a mark that calls a note is no text."""
    return squeeze(unescape(_TAGS.sub("", _CALLS.sub("", markup).replace("<br>", " "))))


def lines_text(lines: Iterable[Line]) -> str:
    """What lines say, one below the other."""
    return "\n".join(line.text for line in lines if line.text)


def document(
    lines: Iterable[Line],
    about: About,
    pictures: Mapping[str, tuple[str, bytes]],
    told: Sequence[Told],
    notes: Sequence[tuple[str, Sequence[Line]]] = (),
) -> Document:
    """The document of some lines; `notes` are the called ones by key. A title has no marks: its notes stand behind the text."""
    kept = [line for line in lines if line.says]
    more: list[Told] = []
    author, kept = _taken(kept, "author")
    claimed = squeeze(about.author)
    if not author and claimed:
        if _NOBODY.match(claimed):
            more.append(Told("read.doubtful-author", claimed))
        else:
            author = claimed
    published, kept = _day(kept, about.created)
    before = kept
    title, kept, by_name = _title(kept, squeeze(about.title))
    of_title = _called(before, kept) - _called(kept, before)
    behind = [
        replace(line, role="p", markup=f"* {line.markup}") for key, inner in notes if key in of_title for line in inner
    ]
    markup = to_html([*kept, *behind]) + _notes([note for note in notes if note[0] not in of_title])
    return Document(markup, title, author, published, by_name, pictures, (*told, *more))


def _called(lines: list[Line], others: list[Line]) -> set[str]:
    """The keys of the notes that are called in lines that are not among the others."""
    known = {id(line) for line in others}
    return {unescape(key) for line in lines if id(line) not in known for key in _CALLED.findall(line.markup)}


def _taken(lines: list[Line], role: str) -> tuple[str, list[Line]]:
    """What the lines of a role say before the text begins, and the others."""
    first = next(
        (at for at, line in enumerate(lines) if line.role not in ("title", "author", "date", "h1")), len(lines)
    )
    found = [line.text for line in lines[:first] if line.role == role]
    left = [line for line in lines[:first] if line.role != role] + lines[first:]
    return "、".join(found), left


def _day(lines: list[Line], created: str) -> tuple[Date | None, list[Line]]:
    written, left = _taken(lines, "date")
    if (day := Date.of(written)) is not None:
        return day, left
    made = None if created.startswith(_OF_TEMPLATES) else Date.of(created)
    return (made if made is not None and made.year >= _FIRST_YEAR else None), lines


def _title(lines: list[Line], claimed: str) -> tuple[str, list[Line], bool]:
    """The title, the lines without it, and whether the file's name is a better one than the first line.

    In this order: the paragraph in the style for titles, the only heading of the first level where it comes first, what the
    properties say where no program made it up. The first of several headings of one level is none.
    """
    at = next((k for k, line in enumerate(lines) if line.role == "title"), None)
    if at is not None:
        end = next((k for k in range(at, len(lines)) if lines[k].role != "title"), len(lines))
        words = " ".join(line.text for line in lines[at:end] if line.text)
        pictured = [replace(line, role="p") for line in lines[at:end] if "<img " in line.markup]
        if words and len(words) <= _SHORT:
            return words, lines[:at] + pictured + lines[end:], False
    claimed = "" if _MADE.match(claimed) or len(claimed) > _SHORT else claimed
    first = next((k for k, line in enumerate(lines) if line.text), None)
    if first is None:
        return claimed, lines, False
    line = lines[first]
    without = lines[:first] + lines[first + 1 :]
    if line.role == "h1" and (bare(line.text) == bare(claimed) or sum(one.role == "h1" for one in lines) == 1):
        return line.text, without, False
    if claimed:
        return claimed, without if bare(line.text) == bare(claimed) and "<a " not in line.markup else lines, False
    return "", lines, line.role in ("h1", "h2", "h3", "h4", "h5", "h6") or line.role == "item"


def to_html(lines: Iterable[Line]) -> str:
    """Lines as HTML: quotations, code and lists put together of those that follow each other."""
    made: list[str] = []
    for role, group in groupby(lines, lambda line: line.role):
        run = list(group)
        match role:
            case "quote":
                made.append(f"<blockquote>{''.join(f'<p>{line.markup}</p>' for line in run)}</blockquote>")
            case "code":
                rows = "\n".join(unescape(_TAGS.sub("", line.markup.replace("<br>", "\n"))) for line in run)
                made.append(f"<pre>{escape(rows, quote=False)}</pre>")
            case "item":
                made.append(_list(run))
            case "html":
                made += [line.markup for line in run]
            case "caption":
                made += [f"<figcaption>{line.markup}</figcaption>" for line in run]
            case "title":
                made += [f"<h1>{line.markup}</h1>" for line in run]
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                made += [f"<{role}>{line.markup}</{role}>" for line in run]
            case _:
                made += [f"<p>{line.markup}</p>" for line in run]
    return "\n".join(made)


def _list(items: list[Line]) -> str:
    """Items as nested lists; where the numbers do not go on, a new list begins with its own."""
    made: list[str] = []
    open_lists: list[list[int]] = []  # of each its last number, 0 for one without
    for item in items:
        depth = min(max(item.depth, 0), len(open_lists))
        while len(open_lists) > depth + 1:
            made.append(f"</li></{'ol' if open_lists.pop()[0] else 'ul'}>")
        if len(open_lists) == depth + 1:
            last = open_lists[-1]
            if item.number == (last[0] + 1 if last[0] else 0):
                last[0] = item.number
                made.append(f"</li><li>{item.markup}")
                continue
            made.append(f"</li></{'ol' if open_lists.pop()[0] else 'ul'}>")
        open_lists.append([item.number])
        made.append(f'<ol start="{item.number}">' if item.number else "<ul>")
        made.append(f"<li>{item.markup}")
    while open_lists:
        made.append(f"</li></{'ol' if open_lists.pop()[0] else 'ul'}>")
    return "".join(made)


def item_of(markup: str, label: str, depth: int) -> Line:
    """A paragraph of a list, by the sign or number before it; a number of another form is the author's words."""
    if number := _LABEL.fullmatch(label):
        return Line("item", markup, depth, int(number[1]))
    if not label or _BULLET.fullmatch(label):
        return Line("item", markup, depth)
    return Line("p", f"{escape(label)}{'' if label[-1] in '、）)：' else ' '}{markup}")


def note_mark(key: str, number: int) -> str:
    """The mark of a note in a line: a link that `footnotes` knows as one."""
    shown = number if number < 1000 else "*"
    return f'<sup><a href="#note-{escape(key)}" id="call-{escape(key)}" role="doc-noteref">[{shown}]</a></sup>'


def _notes(notes: Iterable[tuple[str, Sequence[Line]]]) -> str:
    """Notes as HTML, each with its key and its lines; a heading in one is a paragraph."""
    made = []
    for key, lines in notes:
        inner = [
            replace(line, role="p") if line.role[0] in "ht" and line.role != "html" else line
            for line in lines
            if line.says
        ]
        if inner:
            made.append(f'<li id="note-{escape(key)}" role="doc-footnote" {BARE}="">{to_html(inner)}</li>')
    return f'\n<section class="footnotes"><ol>{"".join(made)}</ol></section>' if made else ""
