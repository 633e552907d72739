"""Files that are no articles, by name: what a file is, as far as its bytes say, so that it can be refused with the way out.

`of_bytes` names what is no text: the kinds that people keep beside articles from the table here, others by puremagic (MIT), which
knows more than a thousand. `TEXTS` are kinds of text that no reader here knows, and that would be printed as their own source.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from book.classes import dataclass
from book.inflate import names_in_zip
from book.late import expression
from book.messages import Message, message
from book.text import han_count

_HEAD = 4096  # bytes by which a file is known
_LOOK = 60_000  # characters of a text that are looked at
_RECORDS = 300  # of a list
_PROSE = 40  # Han characters of a text that is no name


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of file: bytes that it has at a place, and where both are in the catalogue: `stranger.NAME`, `way.NAME`."""

    name: str
    way: str
    at: int
    begins: tuple[bytes, ...]


_KINDS = (
    _Kind("kindle", "ebook", 60, (b"BOOKMOBI", b"TEXtREAd")),
    _Kind("kindle", "ebook", 0, (b"\xeaDRMION\xee", b"CONT\x02\x00", b"TPZ")),
    _Kind("palm", "ebook", 60, (b"PNRdPPrs", b"DataPlkr", b"zTXTGPlm", b"ToGoToGo", b"SDocSilX")),
    _Kind("chm", "ebook", 0, (b"ITSF",)),
    _Kind("lit", "ebook", 0, (b"ITOLITLS",)),
    _Kind("lrf", "ebook", 0, (b"L\0R\0F\0\0\0",)),
    _Kind("djvu", "scan", 0, (b"AT&TFORM",)),
    _Kind("pdf", "pdf", 0, (b"%PDF-",)),
    _Kind("caj", "pdf", 0, (b"CAJ\0", b"KDH ", b"HN\0\0", b"C8\x00\x00")),
    _Kind("onenote", "office", 0, (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3",)),
    _Kind("old-office", "office", 0, (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xdb\xa5-\0", b"\xffWPC")),
    _Kind("picture", "picture", 0, (
        b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\x01\0", b"8BPS", b"\xff\x0a",
        b"\0\0\0\x0cJXL ", b"\0\0\0\x0cjP  ", b"FORM", b"gimp xcf", b"SIMPLE  =", b"\x76\x2f\x31\x01", b"DDS ",
    )),
    _Kind("picture", "picture", 8, (b"WEBP",)),
    _Kind("picture", "picture", 4, (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif", b"ftypcrx ")),
    _Kind("sound", "media", 0, (
        b"ID3", b"OggS", b"fLaC", b"#!AMR", b"MThd", b"FORM\0", b"\xff\xfb", b"\xff\xf1", b"\xff\xf9", b"MAC ", b"wvpk",
        b".snd", b"#!SILK",
    )),
    _Kind("sound", "media", 8, (b"WAVE", b"AIFF")),
    _Kind("sound", "media", 4, (b"ftypM4A", b"ftypM4B")),
    _Kind("film", "media", 8, (b"AVI ",)),
    _Kind("film", "media", 4, (b"ftyp", b"moov", b"mdat")),
    _Kind("film", "media", 0, (
        b"\x1aE\xdf\xa3", b"FLV\x01", b"\0\0\x01\xba", b"\0\0\x01\xb3", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", b".RMF", b"FWS",
        b"CWS",
    )),
    _Kind("packed", "unpack", 0, (
        b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"MSCF", b"\x1f\x9d", b"\x1f\xa0",
        b"LZIP", b"\x89LZO", b"xar!", b"ISc(",
    )),
    _Kind("packed", "unpack", 2, (b"-lh",)),
    _Kind("database", "export", 0, (b"SQLite format 3\0", b"\0\x01\0\0Standard Jet DB", b"\0\x01\0\0Standard ACE DB")),
    _Kind("font", "none", 0, (b"OTTO", b"\0\x01\0\0\0", b"ttcf", b"wOFF", b"wOF2", b"true\0")),
    _Kind("program", "none", 0, (
        b"\x7fELF", b"MZ", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf", b"\0asm", b"dex\n", b"!<arch>\n", b"Cr24",
    )),
    _Kind("property-list", "none", 0, (b"bplist",)),
    _Kind("disk", "none", 0, (b"KDMV", b"conectix", b"QFI\xfb", b"vhdxfile")),
)  # fmt: skip
#: What is in an archive of one document: a name in it → its kind.
_IN_ZIP = {
    "word/": "word", "xl/": "sheet", "ppt/": "slides", "content.xml": "open-document", "META-INF/MANIFEST.MF": "program",
    "Index/Document.iwa": "iwork", "Index/": "iwork", "AndroidManifest.xml": "program",
}  # fmt: skip
#: What is in an old compound file, by the name of a stream, which stands in it as UTF-16 ([MS-CFB]); a locked document is one.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_OLE = (("locked", "unlock", "EncryptedPackage"), ("old-word", "docx", "WordDocument"))


def of_bytes(body: bytes) -> Message:
    """What a file is that is no text, and what to do with it."""
    inside = names_in_zip(body)
    for start, name in _IN_ZIP.items():
        if any(one.startswith(start) for one in inside):
            return _told(name, "none" if name == "program" else "office")
    if body.startswith(_OLE):
        for name, way, mark in _IN_OLE:
            if mark.encode("utf-16-le") in body:
                return _told(name, way)
    head = body[:_HEAD]
    for kind in _KINDS:
        if head.startswith(kind.begins, kind.at):
            return _told(kind.name, kind.way)
    return message("detail.stranger-other", what=_by_puremagic(head) or message("stranger.unknown"))


def _told(name: str, way: str) -> Message:
    return message("detail.stranger", what=message(f"stranger.{name}"), way=message(f"stranger-way.{way}"))


def _by_puremagic(head: bytes) -> str:
    """The name that puremagic has for the bytes, "" where it has none; loaded only where something is refused."""
    from puremagic import PureError, magic_string

    try:
        found = magic_string(head)
    except (PureError, ValueError):
        return ""
    return next((one.name for one in found if one.name and len(one.byte_match) >= 4), "")


_REMARKS = r"(?:<!--(?>(?:[^-]|-(?!->))*)-->\s*+)*+"
_ROOT = expression(
    rf"\A\s*+(?:<\?xml[^>]*>\s*+)?{_REMARKS}(?:<!DOCTYPE\s+([\w:.-]+)[^>]{{0,2000}}>\s*+)?{_REMARKS}<([A-Za-z_][\w:.-]*)"
)
#: Elements with which a page, or a piece of one, begins.
_OF_PAGES = frozenset(
    "html head body p div span article section main header footer nav aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody "
    "tr td th caption blockquote pre code a b i u s em strong small big font center img figure figcaption picture br hr details "
    "summary meta link title script style base form iframe sup sub mark del ins ruby video audio svg math noscript template label "
    "button".split()
)
_JSON = expression(r"\A\s*+[\[{]")
_KEY = expression(r'"[\w .@$-]{1,60}"\s{0,9}:')
#: The head of a message (RFC 5322): fields, and one of those that only mail has.
_MAIL = expression(
    r"\A(?:[A-Za-z-]{2,40}: [^\n]*+\n(?:[ \t][^\n]*+\n)*+)*?(?:MIME-Version|Message-ID|Received): ", re.I
)
_CARD = expression(r"\A\s*+BEGIN:V(?:CARD|CALENDAR|NOTE)\b")
_CUES = expression(r"^(?:\d{1,2}:)?\d\d:\d\d[.,]\d{1,3}\s*-->\s*(?:\d{1,2}:)?\d\d:\d\d[.,]\d{1,3}", re.M)
_STYLED = expression(r"\A\s*+\[Script Info\]")
_ENCODED = expression(r"\A(?:begin \d{3} \S|-----BEGIN [A-Z ]+-----)|\A(?:[A-Za-z0-9+/]{60,76}={0,2}\n){3}")
_CODE = expression(
    r"[;{}]\s*+$|^\s*+(?:import |from \S+ import|def \w|class \w|#include|public |private |function |var |let |const |return\b"
    r"|package |using |fn |@\w|<\?php|//|/\*|\*/|end$)"
)


def _is_json(text: str) -> bool:
    if not _JSON.match(text):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return len(_KEY.findall(text[:_LOOK])) >= 3
    return True


def _is_list(text: str) -> bool:
    """Whether JSON is a list of records, some with a text, that `collect` did not take for articles: that is said of it."""
    if not _is_json(text):
        return False
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if isinstance(data, dict):
        data = next((one for one in data.values() if isinstance(one, list)), None)
    records = [one for one in data[:_RECORDS] if isinstance(one, dict)] if isinstance(data, list) else []
    texts = [one for record in records for one in record.values() if isinstance(one, str)]
    return any(han_count(one[:_LOOK]) >= _PROSE for one in texts)


def _is_xml(text: str) -> bool:
    match = _ROOT.match(text[:_LOOK])
    names = [name.lower() for name in match.groups() if name] if match else []
    return (
        bool(names) and names[-1] not in _OF_PAGES and not {"html", "wml"} & set(names) and f"</{match[2]}" in text
        if match
        else False
    )


def _is_table(text: str) -> bool:
    """Whether most lines have the same fields, none of them prose: a table, not a text with commas."""
    rows = [row for row in text[:_LOOK].split("\n") if row.strip()][:40]
    for mark in (",", "\t", ";"):
        counts = [row.count(mark) for row in rows]
        most = max(counts, key=counts.count, default=0)
        if (
            len(rows) >= 4
            and most >= 2
            and counts.count(most) >= 0.9 * len(rows)
            and not any("。" in row for row in rows)
        ):
            return True
    return False


def _is_code(text: str) -> bool:
    """Whether most lines of a text are those of a program, and next to none of it is Chinese."""
    rows = [row for row in text[:_LOOK].split("\n") if row.strip()][:300]
    coded = sum(_CODE.search(row[-200:] if len(row) > 200 else row) is not None for row in rows)
    few = han_count(text[:_LOOK]) < 0.05 * len(text[:_LOOK])
    return few and len(rows) >= 5 and coded >= 0.5 * len(rows) and "```" not in text


#: Kinds of text that are no article → whether a text is one. The key is its name in the catalogue: `stranger.NAME`. `SOURCES` are
#: asked of what is no page: a page may hold more script than text.
TEXTS: dict[str, Callable[[str], bool]] = {
    "postscript": lambda text: text.startswith("%!PS"),
    "mail": lambda text: _MAIL.match(text) is not None,
    "json-list": _is_list,
    "json": _is_json,
    "card": lambda text: _CARD.match(text) is not None,
    "subtitles": lambda text: _STYLED.match(text) is not None or len(_CUES.findall(text[:_LOOK])) >= 3,
    "encoded": lambda text: _ENCODED.match(text) is not None,
    "xml": _is_xml,
}
SOURCES: dict[str, Callable[[str], bool]] = {"table": _is_table, "code": _is_code}
_WAY_OF = {
    "postscript": "pdf",
    "json": "export",
    "json-list": "fields",
    "xml": "export",
    "table": "export",
    "subtitles": "text",
    "mail": "mail",
}


def of_text(name: str) -> Message:
    """What a text of a kind of `TEXTS` is, and what to do with it."""
    return _told(name, _WAY_OF.get(name, "none"))


NAMES = frozenset(
    (*TEXTS, *SOURCES, *_IN_ZIP.values(), *(name for name, _, _ in _IN_OLE), *(kind.name for kind in _KINDS))
)
WAYS = frozenset((*_WAY_OF.values(), *(way for _, way, _ in _IN_OLE), *(kind.way for kind in _KINDS)))
