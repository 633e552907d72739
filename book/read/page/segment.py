"""Which lines of a page, or of a text copied off one, are the article: the run from its title to its end that scores most.

Each line has a score from its evidence: prose in a container that holds much of the page's prose speaks for itself; links,
known furniture, and short lines far from all prose speak against. The run of the largest sum is the article (maximum
subsequence segmentation, Pasternack and Roth, WWW 2009); what it leaves out may be rescued. Scores are in characters of
prose: -200 is outweighed by 200 characters that follow. The numbers were set on ../shared/labelled, by halving and doubling
each; where nothing else is said, that moved F1 by less than .002.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from book.classes import dataclass, replace
from book.late import expression
from book.read.page.cells import whole_tables
from book.read.page.evidence import Evidence
from book.read.page.teasers import teasers
from book.rules import LineRule, RuleSet
from book.text import SENTENCE_END, bare

_MOST = 300.0  # a long line counts no more than this
_BOX = 0.5  # share of the page's largest mass of prose from which a container is the article's
_NEAR = 0.3  # and from which it may be
_LONE = 60  # characters of a whole sentence that is prose wherever it stands
_TITLE = 80.0  # a title, for what follows it: short articles win by it against longer teasers
_TITLE_LEAST = 1  # letters: 雨
_LONG_TITLE = 6  # letters of a beginning of a title that is taken for it
_COMMENTS = -1500.0  # readers' comments are prose too, and there may be many
_ENOUGH = 80.0  # the sum from which a run before the comments is an article
_ANCHOR = -200.0  # 相关文章, 往期回顾 …
_HEAD_LONGEST = 14  # characters: a longer line that begins as an anchor is one reference, not the head of a section
_OWN_PROSE = 30.0  # characters of prose under a title that are an article, however many wrote of it
_NEAR_MOST = 0.9  # share of the page's largest mass that the article's box has, where it is the lesser
_FURNITURE = -60.0
_LINKED = -40.0  # a line that is a link
_LINKED_HEAD = -10.0  # one that is a heading amid prose, as in a digest
_LINKS = 0.45  # share of a line in links from which it is one
_NEARBY = 0.5  # what a character of prose near the article counts
_SINGLE = 0.2  # of a whole sentence by itself
_WHOLE_LINK = 0.95  # of a line that is nothing but a link: its words need not be known
_FAR = -0.3  # of prose far from all other prose
_PLAIN = -20.0  # a short line without marks, far from prose
_WITH_LINK = -6.0  # one near prose, with a link in it
_FEW_LINKS = 0.3  # share of a line in links up to which they are words of it
_UNHELD = -2.0  # a short line of a text without mark-up: verse, a menu
_RESCUE = 0.75  # share of the largest mass from which prose that was left out goes back (.6 to .9: the same)
_RESCUE_LEAST = 20  # characters of such a line


class Why(StrEnum):
    """Why a line has its score. The wording is in the catalogues of `messages`, under `why.`."""

    TITLE = "title"
    KEPT = "kept"
    PICTURE = "picture"
    DEAD = "dead"
    FURNITURE = "furniture"
    ANCHOR = "anchor"
    LINK = "link"
    TEASER = "teaser"
    NOTICE = "notice"
    PROSE = "prose"
    PROSE_NEAR = "prose-near"
    PROSE_LONE = "prose-lone"
    PROSE_FAR = "prose-far"
    PLAIN = "plain"
    PLAIN_FAR = "plain-far"
    RESCUED = "rescued"
    BESIDE = "beside"


_SHORT_LINES = (Why.PLAIN, Why.PLAIN_FAR)
_ANNEX = expression(r"附\s*+(?:件|表|录)\s*+(?:\d{1,2}\s*+)?[:：]")
_PROSE = (Why.PROSE, Why.PROSE_NEAR, Why.PROSE_LONE, Why.PROSE_FAR)


@dataclass(slots=True)
class Verdict:
    """A line's score, its reason and the rule that gave it; whether it is the article's.

    `ruled`: a rule by mark-up will take it, and account for it.
    """

    score: float
    why: Why
    rule: str = ""
    inside: bool = False
    ruled: bool = False


def segment(lines: Sequence[Evidence], rules: RuleSet, claims: Sequence[str] = ()) -> list[Verdict]:
    """The verdict on every line. None is inside where no line is prose."""
    titles = {bare(claim) for claim in claims if len(bare(claim)) >= _TITLE_LEAST}
    lines, readers = _without_readers(lines, rules, titles)
    lines = whole_tables(lines, rules)
    verdicts = [_cell(line, rules) or _judge(line, rules, titles) for line in lines]
    for index in teasers(lines):
        if verdicts[index].why is not Why.TITLE:
            verdicts[index] = Verdict(min(verdicts[index].score, _LINKED), Why.TEASER)
    start, end = _run(verdicts[:readers])
    if start == end:
        return verdicts
    prose = [index for index in range(start, end) if verdicts[index].score > 0 and verdicts[index].why != "title"]
    while lines[prose[-1]].other and not all(lines[index].other for index in prose):
        prose.pop()  # names count only behind the article: leads stand in boxes that are named for sharing, too
    boxes = {lines[index].box for index in prose}
    start, end = _widened(lines, verdicts, start, prose[-1] + 1)
    for index in range(start, end):
        edge = not prose[0] <= index <= prose[-1]
        led = (
            lines[index].lead and index < prose[0] and verdicts[index].why in _SHORT_LINES
        )  # a subtitle stands in a box of its own
        verdicts[index].inside = not _is_foreign(lines[index], verdicts[index], edge=edge and not led, boxes=boxes)
    closed = next((index for index in range(end, len(lines)) if verdicts[index].score <= _ANCHOR), len(lines))
    passed = next((k for k in range(end, closed) if verdicts[k].score <= _FURNITURE), closed)
    for index, (line, verdict) in enumerate(zip(lines[:closed], verdicts[:closed], strict=True)):
        if not verdict.inside and _is_rescued(line, verdict) and (index < passed or line.box in boxes):
            verdict.inside, verdict.why = True, Why.RESCUED
    _joined(lines, verdicts)
    tables = {line.grid for line, verdict in zip(lines, verdicts, strict=True) if line.grid and verdict.inside}
    for line, verdict in zip(lines, verdicts, strict=True):
        verdict.inside = verdict.inside or (line.grid in tables and not line.dead)  # a table is no table without a cell
    return verdicts


def _joined(lines: Sequence[Evidence], verdicts: list[Verdict]) -> None:
    """Brings along what stands right above prose that was put back: its heading, a picture, short lines of the same text."""
    last = next((k for k, verdict in enumerate(verdicts) if verdict.inside), len(lines))
    for index in range(last, len(lines)):
        if not verdicts[index].inside:
            continue
        for k in range(last + 1, index if verdicts[index].why is Why.RESCUED else last + 1):
            line, verdict = lines[k], verdicts[k]
            plain = verdict.score == 0 and (line.share is None or line.share >= _BOX)
            headed = line.heading and verdict.why is Why.LINK and line.near >= _BOX
            if (plain or headed) and not line.dead and not line.other:
                verdict.inside, verdict.why = True, Why.RESCUED
        last = index


def _judge(line: Evidence, rules: RuleSet, titles: set[str]) -> Verdict:
    """What a line says for (or against) being the author's."""
    text = line.text
    if not line.ink:
        return Verdict(0.0, Why.DEAD if line.dead else Why.PICTURE)
    if line.links <= _LINKS and _is_title(text, titles):
        return Verdict(_TITLE, Why.TITLE)
    if line.dead:
        return Verdict(_FURNITURE, Why.DEAD, line.dead)
    linked = _LINKED_HEAD if line.heading and line.near >= _BOX else _LINKED
    if line.links > _WHOLE_LINK:
        return Verdict(linked, Why.LINK)
    rule = rules.line(text)
    if rule is not None:
        return _of_rule(text, rule)
    if line.links > _LINKS:
        return Verdict(linked, Why.LINK)
    if rules.notice(text):
        return Verdict(0.0, Why.NOTICE)
    if line.prose or line.ink >= _LONE:
        return _of_prose(line)
    if line.share is None:
        return Verdict(_UNHELD, Why.PLAIN)
    if line.share >= _BOX:
        return Verdict(0.0 if line.links < _FEW_LINKS else _WITH_LINK, Why.PLAIN)
    return Verdict(_PLAIN, Why.PLAIN_FAR)


def _of_prose(line: Evidence) -> Verdict:
    weight = min(line.ink, _MOST) * (1 - line.links)
    if line.share is None or line.share >= _BOX:
        return Verdict(weight, Why.PROSE)
    if line.share >= _NEAR:
        return Verdict(weight * _NEARBY, Why.PROSE_NEAR)
    if line.ink >= _LONE and SENTENCE_END.search(line.text):
        return Verdict(weight * _SINGLE, Why.PROSE_LONE)
    return Verdict(weight * _FAR, Why.PROSE_FAR)


def _cell(line: Evidence, rules: RuleSet) -> Verdict | None:
    """The verdict on a word in a table near the prose: it is no line of the page, whatever rules know it as one."""
    if not line.grid or (line.share or 0.0) < _BOX or line.dead or rules.overrides.keeps(line.text):
        return None
    return Verdict(0.0, Why.PLAIN)


def _without_readers(
    lines: Sequence[Evidence], rules: RuleSet, titles: set[str]
) -> tuple[Sequence[Evidence], int | None]:
    """Where readers' comments begin, below a title and its text, and the lines with shares of that text, not of all prose.

    A short article would else be far from the prose of those who wrote of it.
    """
    start = next((k for k, line in enumerate(lines) if _is_title(line.text, titles) and line.links <= _LINKS), None)
    if start is None or lines[start].share is None:
        return lines, None
    end = next((k for k in range(start, len(lines)) if _heads_comments(lines[k], rules)), None)
    own = [line for line in lines[start:end] if line.prose and not line.dead and not line.other]
    if end is None or sum(line.prose for line in own) < _OWN_PROSE:
        return lines, None
    most = max(line.share or 0.0 for line in own)
    if not 0 < most < _NEAR_MOST:
        return lines, None
    near = [
        replace(line, share=min(1.0, (line.share or 0.0) / most), near=min(1.0, line.near / most))
        for line in lines[start:end]
    ]
    return [*lines[:start], *near, *lines[end:]], end


def _heads_comments(line: Evidence, rules: RuleSet) -> bool:
    """Whether a line announces what readers wrote, and is no link that leads there."""
    rule = rules.line(line.text) if line.ink and line.links <= _LINKS and len(line.text) <= _HEAD_LONGEST else None
    return rule is not None and rule.anchor and rule.kind == "comments"


def _is_title(text: str, titles: set[str]) -> bool:
    own = bare(text) if len(text) <= 120 else ""
    return len(own) >= _TITLE_LEAST and any(
        own == title or (len(own) >= _LONG_TITLE and title.startswith(own)) for title in titles
    )


def _of_rule(text: str, rule: LineRule) -> Verdict:
    if rule.where == "any":  # it may stand amid the text, and so is no sign of its end
        return Verdict(_UNHELD, Why.FURNITURE, rule.name)
    if rule.anchor and not (len(text) > _HEAD_LONGEST or re.search(r"[:：]\s*\S", text)):
        return Verdict(_COMMENTS if rule.kind == "comments" else _ANCHOR, Why.ANCHOR, rule.name)
    return Verdict(_FURNITURE, Why.FURNITURE, rule.name)


def _run(verdicts: list[Verdict]) -> tuple[int, int]:
    """Start and end (exclusive) of the best run; equal where no line speaks for itself. A title counts once, for what follows."""
    best, best_start, best_end = 0.0, 0, 0
    total, start, titled = 0.0, 0, False
    for index, verdict in enumerate(verdicts):
        if total <= 0:
            total, start, titled = 0.0, index, False
        if verdict.why == Why.TITLE:
            total += 0.0 if titled else verdict.score
            titled = True
            continue
        if verdict.score <= _COMMENTS and best >= _ENOUGH:
            break  # what follows is the readers', however much they wrote
        total += verdict.score
        if verdict.score > 0 and total > best:
            best, best_start, best_end = total, start, index + 1
    return best_start, best_end


def _widened(lines: Sequence[Evidence], verdicts: list[Verdict], start: int, end: int) -> tuple[int, int]:
    """The run with the lines that border on it, near its prose, and that nothing speaks against: plain ones, pictures, notices."""

    def borders(index: int) -> bool:
        verdict, line = verdicts[index], lines[index]
        if line.share is None:
            return _UNHELD <= verdict.score <= 0
        return verdict.score == 0 and not line.other and line.share >= _NEAR

    while end < len(verdicts) and borders(end):
        end += 1
    while start > 0 and verdicts[start].why != Why.TITLE and borders(start - 1):
        start -= 1
    if start > 0 and verdicts[start - 1].why == Why.TITLE:
        start -= 1
    return start, end


def _is_foreign(line: Evidence, verdict: Verdict, *, edge: bool, boxes: set[int]) -> bool:
    """Whether a line of the run is the page's: in a box of something else, or short, at an edge, and not in a box of prose."""
    if line.dead or verdict.why == Why.TEASER or (verdict.why == Why.LINK and line.near < _NEAR):
        return True
    if not edge or line.share is None or verdict.why is Why.TITLE or verdict.why in _PROSE:
        return False
    if verdict.why == Why.PICTURE:
        return line.share < _BOX
    if _ANNEX.match(line.text) and not verdict.score:
        return False
    return line.box not in boxes or verdict.score < 0 or not (line.heading or any(map(str.isalpha, line.text)))


def _is_rescued(line: Evidence, verdict: Verdict) -> bool:
    """Whether a line that was left out stands where the article's prose does, and is prose."""
    whole = line.ink >= _RESCUE_LEAST and SENTENCE_END.search(line.text) is not None
    return (
        verdict.why == Why.PROSE
        and whole
        and line.links <= _FEW_LINKS
        and (line.share or 0.0) >= _RESCUE
        and not line.other
    )


__all__ = ["Verdict", "Why", "segment"]
