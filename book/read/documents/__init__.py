"""Documents of word processors, and PDF → articles: `DOCUMENTS`, a row for each form, found by its bytes.

A reader of one form makes a `Document` (HTML, what it says of itself, what it left out) of bytes; here it becomes an article, by
the reader of HTML that all forms share. A form is refused by its name where it is locked, damaged or too large.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from book.classes import dataclass
from book.findings import Finding, Where
from book.inflate import names_in_zip
from book.late import expression, late
from book.messages import message
from book.model import Article, Block, Paragraph, Raw, Source, Text
from book.read.page import html
from book.rules import RuleSet

if TYPE_CHECKING:
    from book.read.documents import opendocument, package, paragraphs, pdf_text, rich_text, word, word_page
    from book.read.documents.paragraphs import Document, Told
else:
    opendocument, package, paragraphs, pdf_text, rich_text, word, word_page = (
        late(f"book.read.documents.{name}")
        for name in ("opendocument", "package", "paragraphs", "pdf_text", "rich_text", "word", "word_page")
    )

_HEAD = 4096  # bytes by which a form is known
_PACKED = b"PK\x03\x04"
_OPEN_TEXT = b"vnd.oasis.opendocument.text"
_PAGE_HEAD = 20_000  # characters in which a page says what made it
_OFFICE = expression(
    r"<meta\b[^>]{0,200}content=[\"']?(?:Word\.Document|Microsoft Word|WPS|Kingsoft)"
    r"|xmlns:w=[\"']urn:schemas-microsoft-com:office:word",
    re.I,
)
_OF_WORD = expression(r"class=[\"']?(?:Mso|WordSection|Section\d)|mso-[a-z]+-[a-z-]+\s*:", re.I)
_LIBRE = expression(r"<meta\b[^>]{0,200}content=[\"']?(?:LibreOffice|OpenOffice|StarOffice|NeoOffice)", re.I)


@dataclass(frozen=True, slots=True)
class DocumentForm:
    """A form of document: whether bytes are of it, and what reads them. `read` raises `RefusedError`."""

    fits: Callable[[bytes], bool]
    read: Callable[[bytes], Document]


@dataclass(frozen=True, slots=True)
class Opened:
    """An article of a document, its findings, and its pictures by the addresses in it."""

    article: Article
    findings: list[Finding]
    pictures: Mapping[str, tuple[str, bytes]]


def _is_word(body: bytes) -> bool:
    names = names_in_zip(body)
    if not names and body.startswith(_PACKED):  # cut off
        return b"[Content_Types].xml" in body[:_HEAD] and b"word/" in body
    return "[Content_Types].xml" in names and any(name.startswith("word/") for name in names)


def _is_open_text(body: bytes) -> bool:
    """Whether bytes are a text of OpenDocument, no sheet and no slides: a file of the package says it, or its list (part 2, 3)."""
    names = names_in_zip(body)
    if not names and body.startswith(_PACKED):
        return _OPEN_TEXT in body[:_HEAD]
    if "content.xml" not in names:
        return False
    opened = package.Package(body)
    kind = opened.small("mimetype") or opened.small("META-INF/manifest.xml")
    return _OPEN_TEXT in kind or b"vnd.sun.xml.writer" in kind


def _is_flat(body: bytes) -> bool:
    return b"<office:document " in body[:_HEAD] and b"opendocument.text" in body[:20_000]


def is_word_page(text: str) -> bool:
    """Whether a page was saved by a word processor: it says so, and has the marks of one."""
    head = text[:_PAGE_HEAD]
    return (_OFFICE.search(head) is not None and _OF_WORD.search(text) is not None) or _LIBRE.search(head) is not None


#: What a document may hold beside its text: rules that `[clean] off` and `keep` can name.
LEFT_OUT = ("comment", "header", "footer", "hidden-text", "contents", "note", "placeholder", "embedded-document")
#: The first form that fits counts.
DOCUMENTS: dict[str, DocumentForm] = {
    "word": DocumentForm(_is_word, lambda body: word.read(body)),
    "open-document": DocumentForm(_is_open_text, lambda body: opendocument.read(body)),
    "pdf": DocumentForm(lambda body: b"%PDF-" in body[:1024], lambda body: pdf_text.read(body)),
    "rtf": DocumentForm(
        lambda body: body[:_HEAD].lstrip(b"\xef\xbb\xbf \r\n").startswith(b"{\\rtf"), lambda body: rich_text.read(body)
    ),
    "flat-open-document": DocumentForm(_is_flat, lambda body: opendocument.read_flat(body)),
}


def form_of(body: bytes) -> str:
    """The form of document that bytes are, a key of `DOCUMENTS`; "" for others."""
    return next((name for name, form in DOCUMENTS.items() if form.fits(body)), "")


def read(raw: Raw, form: str, rules: RuleSet, most_tags: int) -> Opened | Finding:
    """A document of a form as an article, or why it is none."""
    where = Where(raw.locator)
    try:
        found = DOCUMENTS[form].read(raw.body)
    except paragraphs.RefusedError as error:
        what = message(f"stranger.{form}")
        return Finding("input.document", where, detail=message("detail.document", what=what, why=error.why))
    if (tags := found.markup.count("<")) > most_tags:
        return Finding("input.too-large", where, detail=message("detail.many-tags", count=tags, most=most_tags))
    article, findings = article_of(found, Source(raw.locator, hashlib.sha256(raw.body).hexdigest()), rules)
    return Opened(article, findings, found.pictures)


def read_page(text: str, source: Source, rules: RuleSet) -> tuple[Article, list[Finding]]:
    """A page that a word processor saved as an article."""
    return article_of(word_page.read(text), source, rules)


def article_of(found: Document, source: Source, rules: RuleSet) -> tuple[Article, list[Finding]]:
    """A document as an article, with its findings; where it begins with a heading of a part, its title is the name of its file."""
    blocks, findings = html.read_fragment(found.markup, source, rules)
    title = found.title
    if not title and found.by_name:
        title = source.locator.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    kept: list[Block] = []
    for told in found.told:
        kept += _told(told, Where(source.locator), rules, findings)
    return Article(title, (*blocks, *kept), source, author=found.author, published=found.published), findings


def _told(told: Told, where: Where, rules: RuleSet, findings: list[Finding]) -> list[Block]:
    """Adds the finding about something left out; gives its paragraphs where the user keeps it."""
    if told.code == "read.left-out":
        word_ = rules.overrides.keeps(told.text, told.rule)
        if word_ is not None or told.rule in rules.overrides.off:
            if word_ is not None:
                findings.append(Finding("clean.kept", where, told.text, told.rule, word_.written))
            return [Paragraph((Text(row),)) for line in told.text.split("\n") if (row := line.strip())]
    findings.append(Finding(told.code, where, told.text, told.rule, told.detail))
    return []
