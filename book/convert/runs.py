"""A line that holds both scripts: which script each passage is in, and what becomes of a clause that mixes them.

A passage is a quotation, else a sentence; where one holds both scripts, its clauses are looked at, and a clause that still holds
both is converted character by character (`mended`). What the other script says in a single character is a mention (「后」是
「後」的简化字), and what has kana or a form that only Japanese has is no Chinese: both stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from itertools import groupby

from book.classes import dataclass, replace
from book.convert.detect import Evidence
from book.convert.engine import Convert
from book.late import expression
from book.text import han_count

#: Forms that only Japanese has: from JPShinjitaiCharacters of OpenCC 1.4.2, without those that Chinese writes as well.
_JAPANESE = expression(
    "[両乗亀亜仏仮伝児円処剣剤剰労勧勲単厳収営団囲図圏圧塁塩増壊壌壱売変奨嬢実寛対専巣帯帰庁広廃弐従徳徴応恵悩悪懐戦払抜択拝拠拡挙挿捜掲"
    "揺摂撃斉斎暁暦栄桜桟検楽様権歓歩歯歳歴毎気沢浄浜渇済渉渋渓満滝瀬焼犠猟獣瓶畳痩発県砕稲穂穏穣竜粋粛粧経絵継続総縁縄縦繊聡聴脳臓艶荘蔵"
    "薫薬蛍褒覇覚覧観訳読譲豊賛転軽辺逓遅酔醸釈鉄鉱銭鋳錬関闘陥険隠隣雑霊頼顕駅駆騒験髄髪鶏黒黙齢]"
)
_KANA = expression("[\u3041-\u30fa]")
_BREAKS = r"\s，。！？!?；;：:、,…—（）()【】\[\]“”‘’「」『』《》〈〉\""
_QUOTATION = expression(r"“[^“”]*”|‘[^‘’]*’|「[^「」]*」|『[^『』]*』|\"[^\"]*\"")
_SENTENCE = expression(r"[^。！？!?；;…\n]*+[。！？!?；;…\n]++|[^。！？!?；;…\n]++")
_CLAUSE = expression(rf"[^{_BREAKS}]*+[{_BREAKS}]++|[^{_BREAKS}]++")


class Verdict(Enum):
    """What is done with a run: as with its article, by the other script's way, character by character, or nothing."""

    OWN = "own"
    OTHER = "other"
    BOTH = "both"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line with its verdict."""

    start: int
    end: int
    verdict: Verdict


#: How many characters only the article's script has in a text, and how many only the other.
Weigh = Callable[[str], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Judge:
    """How the lines of one article are judged. `settled`: its own script is the target, so nothing is to be done with it;
    `tolerant`: its own way lets the other script's characters through, so what holds both goes that way;
    `keeps`: quotations in the other script stay as they are.
    """

    weigh: Weigh
    settled: bool
    tolerant: bool
    keeps: bool = False

    def runs(self, text: str, *, quoted: bool = False) -> list[Run]:
        """The runs of a line, in order, each as long as it can be; their texts joined are the line."""
        merged: list[Run] = []
        for run in self._passages(text, quoted):
            if merged and merged[-1].verdict is run.verdict is not Verdict.BOTH:
                merged[-1] = replace(merged[-1], end=run.end)
            else:
                merged.append(run)
        return merged

    def _passages(self, text: str, quoted: bool) -> Iterator[Run]:
        done = 0
        for quotation in _QUOTATION.finditer(text):
            yield from self._sentences(text, done, quotation.start(), quoted)
            yield from self._passage(text, *quotation.span(), True)
            done = quotation.end()
        yield from self._sentences(text, done, len(text), quoted)

    def _sentences(self, text: str, start: int, end: int, quoted: bool) -> Iterator[Run]:
        for sentence in _SENTENCE.finditer(text, start, end):
            yield from self._passage(text, *sentence.span(), quoted)

    def _passage(self, text: str, start: int, end: int, quoted: bool) -> Iterator[Run]:
        passage = text[start:end]
        ours, theirs = self.weigh(passage)
        if theirs and self.keeps and quoted and theirs > ours:
            yield Run(start, end, Verdict.LEFT)
        elif not theirs or not ours:
            yield Run(start, end, self._verdict(passage, ours, theirs))
        else:
            for clause in _CLAUSE.finditer(text, start, end):
                yield Run(*clause.span(), self._verdict(clause.group(), *self.weigh(clause.group())))

    def _verdict(self, text: str, ours: int, theirs: int) -> Verdict:
        if not theirs:
            return Verdict.OWN
        if _JAPANESE.search(text) or len(_KANA.findall(text)) > 1:
            return Verdict.LEFT
        if not ours and han_count(text) == 1 and self.settled:
            return Verdict.LEFT
        if ours or (theirs == 1 and not self.settled):  # a name in a sentence of ours makes it none of theirs
            return Verdict.OWN if self.tolerant else Verdict.BOTH
        return Verdict.OTHER


def mended(text: str, evidence: Evidence, fold: Convert, convert: Convert) -> str:
    """A clause in both scripts, made traditional: its traditional characters stay, what is simplified is converted.

    It is converted as if all were simplified, so that a word in both (頭发) is one word. What may be either (后, 里) is taken
    for simplified only in a stretch that has a simplified character, to the next traditional one.
    """
    folded = fold(text)
    made = convert(folded)
    if not len(text) == len(folded) == len(made):
        return text
    out: list[str] = []
    done = 0
    for kept, group in groupby(text, key=evidence.traditional.__contains__):
        stretch = "".join(group)
        changes = not kept and any(char in evidence.certain for char in stretch)
        out.append(made[done : done + len(stretch)] if changes else stretch)
        done += len(stretch)
    return "".join(out)
