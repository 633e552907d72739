"""In which script a text is written: simplified, traditional, Taiwan's, Hong Kong's, or several.

The evidence is data: characters that only one script writes (`variants/scripts.tsv`, from OpenCC's t2s table), and forms and
words by which traditional text shows its region (`variants/regions.tsv`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from book.classes import dataclass, field
from book.late import expression
from book.text import Variants, counted

#: Forms of the traditional column that simplified text writes as well (乾隆, 瞭望, 拚命): from the keys of OpenCC's STPhrases
#: and the results of its TSPhrases; and forms of names, which 通用规范汉字表 (2013) has again.
_IN_BOTH = frozenset("乾夥廢扞拚於皁緼舖苧薹藴谿輼醖醣麼麽剋劄吒徵昇氾濛祕脩蒐袷計釐陞藉覆瞭著堃喆甯珮")
#: Forms of the simplified column that traditional text writes in other words (于右任, 丰采, 伙食): from the values of OpenCC's
#: STCharacters and STPhrases. They count for a whole text, and say nothing of a passage.
_IN_NAMES = frozenset("万丰于亘仆伙凶咸坏岩愿确腊腌苧跖雇么峰床恒灶痴粽")
_SIMPLIFIED = expression("[什怎甚]么")
_REGIONS = ("hant", "tw", "hk")
_STRAY = 3  # characters of the other script that a text may hold without being called mixed
_MIXED = 0.1  # share of the evidence from which it is called so
_KANA = expression("[\u3041-\u30fa]")
_FOREIGN = 0.3  # share of kana from which a text is Japanese


@dataclass(frozen=True, slots=True)
class Evidence:
    """The characters and words that differ between scripts, from the packaged tables."""

    simplified: frozenset[str] = frozenset()
    traditional: frozenset[str] = frozenset()
    forms: Mapping[str, tuple[frozenset[str], float]] = field(default_factory=dict)
    words: re.Pattern[str] | None = None
    certain: frozenset[str] = frozenset()  # of the simplified ones those that no traditional text has

    @classmethod
    def parse(cls, scripts: str, regions: str) -> Evidence:
        """Reads the texts of `scripts.tsv` and `regions.tsv`."""
        variants = Variants.parse(scripts)
        rows = [row.split("\t") for row in regions.splitlines() if row and not row.startswith("#")]
        forms = {text: (frozenset(where.split()), float(weight)) for text, where, weight in rows}
        longer = sorted((re.escape(text) for text in forms if len(text) > 1), key=len, reverse=True)
        return cls(
            variants.simplified_only.difference(forms),  # Hong Kong writes 户 and 温 as simplified text does
            frozenset(variants.simplified_of) - _IN_BOTH,
            forms,
            re.compile("|".join(longer)) if longer else None,
            variants.simplified_only.difference(forms, _IN_NAMES),
        )

    def weigh(self, text: str, *, certain: bool = False) -> tuple[int, int]:
        """How many characters only simplified text has, and how many only traditional text."""
        hans, hant = self.certain if certain else self.simplified, self.traditional
        simplified, traditional = (counted(text, chars) for chars in (hans, hant))
        return simplified + (len(_SIMPLIFIED.findall(text)) if certain else 0), traditional

    def region(self, text: str, declared: str, target: str) -> tuple[str, float]:
        """hant, tw or hk, and the share of the evidence that agrees (1.0 where there is none).

        Regions between which the evidence does not decide: what is declared, then the target, then the standard.
        """
        seen = Counter(text)
        if self.words is not None:
            seen.update(self.words.findall(text))
        against = dict.fromkeys(_REGIONS, 0.0)
        total = 0.0
        for form in seen.keys() & self.forms.keys():
            where, weight = self.forms[form]
            total += seen[form] * weight
            for region in _REGIONS:
                if region not in where:
                    against[region] += seen[form] * weight
        least = min(against.values())
        best = [region for region in _REGIONS if against[region] == least]
        first = next((region for region in (declared, target, "hant") if region in best), best[0])
        return first, 1.0 - least / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Detected:
    """The script of an article: `main` is that of lines without evidence, `other` that of passages with evidence for another."""

    script: str  # hans, hant, tw, hk or mixed; "" for another language
    confidence: float
    main: str
    other: str = ""


def detect(lines: Sequence[str], evidence: Evidence, language: str, target: str) -> Detected:
    """The script of an article from its lines of text; what the evidence leaves open is taken from its language tag."""
    declared = _declared(language)
    text = "\n".join(lines)
    if is_foreign(text, language):
        return Detected("", 1.0, "")
    goal = "tw" if target == "twp" else target
    simplified, traditional = evidence.weigh(text)
    if not simplified + traditional:
        return Detected(declared, 0.0, declared)
    most, least = max(simplified, traditional), min(simplified, traditional)
    apart = least > _STRAY
    if not traditional:
        return Detected("hans", 1.0, "hans")
    region, agreed = evidence.region(_traditional(lines, evidence) if apart else text, declared, goal)
    main, other = ("hans", region) if simplified >= traditional else (region, "hans")
    script = "mixed" if apart and least / (most + least) >= _MIXED else main
    share = most / (most + least)
    return Detected(script, share if main == "hans" else share * agreed, main, other if least else "")


def is_foreign(text: str, language: str) -> bool:
    """Whether a text is no Chinese: by its language tag, or because it is written in kana."""
    return not _declared(language) or len(_KANA.findall(text)) > len(text) * _FOREIGN


def _traditional(lines: Iterable[str], evidence: Evidence) -> str:
    """The lines that are rather traditional."""
    weighed = ((line, *evidence.weigh(line)) for line in lines)
    return "\n".join(line for line, simplified, traditional in weighed if traditional >= simplified)


def _declared(language: str) -> str:
    """The script of a BCP 47 tag; "" where it is no Chinese."""
    tag = language.lower()
    if tag.split("-")[0] != "zh":
        return ""
    if re.fullmatch(r"zh(?:-hans)?(?:-(?:cn|sg|my))?", tag):
        return "hans"
    return "hk" if tag.endswith(("-hk", "-mo")) else "tw" if tag.endswith("-tw") else "hant"
