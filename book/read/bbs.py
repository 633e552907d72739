"""Posts of boards that were read in a terminal: PTT and its kin, and the boards of universities on the mainland.

A post opens with lines of a form that no other text has (who, on which board; the title; when), is wrapped at the width of a
terminal, and closes with `--`, a signature and the line of its station; behind that readers push. Colours are codes for the
terminal. Who wrote and when becomes a field; signature and pushes are set aside, each with a finding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import groupby

from book.classes import dataclass
from book.late import expression
from book.model import dates
from book.model.dates import Date
from book.text import SENTENCE_END, join_lines, squeeze

HEAD, SIGNATURE, PUSHES = "bbs-head", "bbs-signature", "bbs-pushes"

#: `[1;33m` and its kin where a copy lost the control character before it.
_COLOUR = expression(r"\x1b?\[[0-9;]{0,12}m|\x1b\[[0-9;?]{0,12}[A-HJKSTfhlsu]")
_WHO = expression(
    r"^\s*+(?:作\s*+者|[发發寄]\s*+[信件]\s*+[人者])\s*+(?:[:：]\s*+)?(?P<id>[A-Za-z][A-Za-z0-9_.]{1,15}(?:@[\w.]+)?)\s*+"
    r"(?:[(（](?P<nick>[^()（）\n]{0,40})[)）])?\s*+(?:[,，]\s*+)?"
    r"(?:(?:看\s*+板|站\s*+[内內]|信\s*+[区區]|版\s*+面|[标標]\s*+[识識])\s*+(?:[:：]\s*+)?(?P<board>[\w.-]{0,24}))?"
)
_REST = expression(r"[\s,，]*(?:站[内內]|[转轉]信)?\s*")
_BOARD = expression(r"^\s*+(?:看\s*+板|信\s*+[区區])\s*+(?:[:：]\s*+)?[\w.-]{2,24}\s*$")
_TITLE = expression(r"^\s*+[标標]\s*+[题題]\s*+(?:[:：]\s*+)?(?P<title>\S.*)$")
_WHEN = expression(
    r"^\s*(?:[时時]\s*[间間]|日\s*期|(?:[发發]\s*信\s*站)\s*[:：]\s*(?P<station>[^(（\n]{2,24}))\s*[:：]?\s*[(（]?(?P<when>.*)"
)
_CTIME = expression(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+(\d{1,2})\s+(\d\d):(\d\d)(?::\d\d)?\s+((?:19|20)\d\d)"
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_RULE = expression(r"^\s*[─━—–═=-]{10,}\s*$")
_DASHES = expression(r"^\s*--\s*$")
_STATION = expression(
    r"^\s*(?:※|◆|→)\s*(?:[发發]信站|[来來]源|文章[网網]址|[编編][辑輯]|[修更][改新]|From|Origin)\s*[:：·]", re.I
)
_PUSH = expression(r"^\s*(?:推|[噓嘘]|→)\s*[A-Za-z][A-Za-z0-9]{1,15}\s*[:：]")
_QUOTED = expression(r"^\s?[:>]\s?(?P<said>.*)$")
_HEAD = 12  # lines in which the head stands
_SIGNATURE = 12  # lines of the longest signature
_NARROW = 36  # columns: a line this wide was wrapped; verse is narrower
_ANSWER = 200  # characters from which what the author wrote between the pushes is text


@dataclass(frozen=True, slots=True)
class Post:
    """A post: its fields, its paragraphs (a list of them is a quotation), and what was set aside: (rule, text)."""

    title: str
    author: str
    site: str
    published: Date | None
    paragraphs: tuple[str | tuple[str, ...], ...]
    aside: tuple[tuple[str, str], ...] = ()


def without_colours(text: str) -> str:
    """The text without the codes of a terminal."""
    return _COLOUR.sub("", text)


def looks_like(text: str) -> bool:
    """Whether a text opens as a post: who wrote it, by the name of an account, and its title or board in lines of their own."""
    return _head(without_colours(text[:4000]).split("\n")) is not None


@dataclass(slots=True)
class _Head:
    author: str = ""
    title: str = ""
    site: str = ""
    when: Date | None = None
    rows: int = 0


def _head(rows: list[str]) -> _Head | None:
    """What the first lines say, and how many they are; `None` where they are not such a head."""
    head = _Head()
    seen: set[str] = set()
    for index, row in enumerate(rows[:_HEAD]):
        if not row.strip():
            if seen:
                break
            continue
        if "who" not in seen and (match := _WHO.match(row)) and _REST.fullmatch(row, match.end()):
            nick = squeeze(match["nick"] or "")
            head.author = f"{nick} ({match['id']})" if nick else match["id"]
            seen.add("who")
            seen.update(("board",) if match["board"] else ())
        elif "who" in seen and "title" not in seen and (match := _TITLE.match(row)):
            head.title = squeeze(match["title"])
            seen.add("title")
        elif "who" in seen and (match := _WHEN.match(row)) and (when := _date(match["when"])) is not None:
            head.site, head.when = squeeze(match["station"] or ""), when
            seen.add("when")
        elif "who" in seen and _BOARD.match(row):
            seen.add("board")
        elif not (seen and _RULE.match(row)):
            break
        head.rows = index + 1
    return head if "who" in seen and "title" in seen and seen & {"board", "when"} else None


def _date(text: str) -> Date | None:
    match = _CTIME.search(text)
    if match is None:
        return dates.find(text)
    try:
        return Date(int(match[5]), _MONTHS.index(match[1]) + 1, int(match[2]), int(match[3]), int(match[4]))
    except ValueError:
        return None


def read(text: str, keeps: Callable[[str, str], bool]) -> Post:
    """The post; `keeps` says whether the user wants a line that this rule would set aside (rule, line)."""
    rows = [row.rstrip() for row in without_colours(text).split("\n")]
    head = _head(rows) or _Head()
    body = rows[head.rows :]
    first = next((k for k, row in enumerate(body) if _STATION.match(row) or _PUSH.match(row)), len(body))
    signed = _signature(body[:first])
    matter, signature, rest = body[:signed], body[signed:first], body[first:]
    while matter and (not matter[0].strip() or _RULE.match(matter[0])):
        del matter[0]
    pushes: list[str] = []
    for pushed, lines in _runs(rest):
        if not pushed and sum(len(row.strip()) for row in lines) >= _ANSWER:
            matter += ["", *lines]
        else:
            pushes += [row.strip() for row in lines if row.strip() and not _DASHES.match(row)]
    said = [row.strip() for row in signature if row.strip() and not _DASHES.match(row)]
    top = [squeeze(row) for row in rows[: head.rows] if row.strip() and not _RULE.match(row)]
    aside = []
    kept: dict[str, list[str]] = {HEAD: [], SIGNATURE: [], PUSHES: []}
    for rule, lines in ((HEAD, top), (SIGNATURE, said), (PUSHES, pushes)):
        for line in lines:
            if keeps(rule, line):
                kept[rule].append(line)
            else:
                aside.append((rule, line))
    paragraphs = (*kept[HEAD], *_paragraphs(matter), *kept[SIGNATURE], *kept[PUSHES])
    return Post(head.title, head.author, head.site or _site(rest), head.when, paragraphs, tuple(aside))


def _runs(rows: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """The lines behind the station's in runs: those of readers and the station, and those of the author; blank ones go along."""
    pushed = True
    run: list[str] = []
    for row in rows:
        now = bool(_PUSH.match(row) or _STATION.match(row)) if row.strip() else pushed
        if now is not pushed and run:
            yield pushed, run
            run = []
        pushed = now
        run.append(row)
    yield pushed, run


def _signature(rows: list[str]) -> int:
    """Where the signature begins: at the first `--` of those near the end."""
    start = len(rows)
    for index in range(len(rows) - 1, max(-1, len(rows) - 2 * _SIGNATURE), -1):
        if _DASHES.match(rows[index]) and sum(bool(row.strip()) for row in rows[index:start]) <= _SIGNATURE:
            start = index
    return start


def _site(rows: list[str]) -> str:
    """The name of the station in its line; of PTT as everybody calls it."""
    line = next((row for row in rows if re.search(r"[发發]信站|[来來]源", row)), "")
    if "批踢踢" in line or any("ptt.cc" in row for row in rows):
        return "批踢踢"
    match = re.search(r"[:：·]\s*+(?:·\s*+)?([\u3400-\u9fff]{2,16})", line)
    return match[1] if match else ""


def _paragraphs(rows: list[str]) -> list[str | tuple[str, ...]]:
    """The lines joined as they were before the terminal wrapped them; what is quoted is a list of its own."""
    made: list[str | tuple[str, ...]] = []
    for quoted, run in groupby(rows, lambda row: _QUOTED.match(row) is not None):
        lines = list(run)
        if quoted:
            inner = [match["said"] for row in lines if (match := _QUOTED.match(row))]
            made.append(tuple(_joined(inner)))
        else:
            made += _joined(lines)
    return [one for one in made if one]


def _joined(rows: list[str]) -> list[str]:
    widths = [_width(row) for row in rows if row.strip() and not SENTENCE_END.search(row)]
    full = max(_NARROW, sorted(widths)[len(widths) * 3 // 4]) if widths else _NARROW
    joined: list[str] = []
    before = ""
    for row in rows:
        if row.strip() and before.strip() and _goes_on(before, row, full):
            joined[-1] += join_lines(joined[-1], row.strip()) + row.strip()
        elif row.strip():
            joined.append(row.strip())
        before = row
    return joined


def _goes_on(before: str, row: str, full: int) -> bool:
    """Whether a line continues the one before: that one is wide, ends no sentence short of the edge, and is not set apart."""
    indent, own = (len(text) - len(text.lstrip()) for text in (before, row))
    wide = _width(before)
    return wide >= _NARROW and own <= indent and (not SENTENCE_END.search(before) or wide >= full)


def _width(text: str) -> int:
    """Columns of a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
