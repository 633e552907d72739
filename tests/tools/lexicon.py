"""Makes `book/rules/variants/lexicon.txt`: words of simplified Chinese, each with what it costs to read it in a sentence.

`python tests/tools/lexicon.py TEXTS...` (files of Chinese text, whatever their form). The words are the phrases of OpenCC up to
four characters, pypinyin's of two and three, and our own (`words.tsv`). What a word costs is −ln of its frequency in the texts,
counted along the cheapest reading of each run of Han, four times over; a word that the texts do not have counts as a fraction
of one.
"""

from __future__ import annotations

import math
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import opencc
from pypinyin.phrases_dict import phrases_dict

VARIANTS = Path(__file__).parents[2] / "book" / "rules" / "variants"
OPENCC = Path(opencc.__file__).parent / "clib"
HEAD = """\
# Words of simplified Chinese, each row with what one of its words costs (−ln of its frequency, in tenths); single characters too.
# Made by `tests/tools/lexicon.py` from STPhrases of OpenCC 1.4.2 (Apache-2.0), the phrases of pypinyin 0.55 (MIT) and words.tsv;
# the frequencies were counted in {size} Han of news and essays. What is not listed costs {rare}.
"""
FREE = set(
    "的了是在不有我他她你这那也都和与又很把被让给从对向到上下中就而且但还再才只能会可要想去来着过得地之其个一二三大小没还已太最更真怎"
)
PLAIN = opencc.OpenCC("s2t").convert
HAN = re.compile("[\u3400-\u9fff]+")
MOST = 4  # characters of a word
STEP = 5  # tenths: costs are rounded to it


def phrases(name: str) -> Iterator[str]:
    """The keys of one of OpenCC's dictionaries."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as out:
        source = OPENCC / "share" / "opencc" / f"{name}.ocd2"
        command = [OPENCC / "bin" / "opencc_dict", "-i", source, "-o", out.name, "-f", "ocd2", "-t", "text"]
        subprocess.run(command, check=True)
        yield from (row.split("\t")[0] for row in Path(out.name).read_text("utf-8").splitlines())


def weights() -> dict[str, float]:
    """Each word with the fraction of an occurrence that it has before any text is read."""
    found: dict[str, float] = {}
    for word in (*phrases("STPhrases"), *phrases("STPhrases_GeneratedFromRegionalPhrases")):
        if 2 <= len(word) <= MOST:
            # 不干, 高几, 被发: two that meet, listed for the sake of one of them
            found[word] = 0.02 if len(word) == 2 and FREE & set(word) else 0.1 if len(word) == 2 else 0.05
    for word in phrases_dict:
        if 2 <= len(word) <= 3 or (len(word) == MOST and word in found):
            found[word] = 0.5
    for row in (VARIANTS / "words.tsv").read_text("utf-8").splitlines():
        if row and not row.startswith("#"):
            found |= dict.fromkeys(row.split("\t")[3].split(), 1.0)
    return found


def read(run: str, costs: dict[str, float], rare: float) -> list[str]:
    """The words of the cheapest reading."""
    best, back = [0.0, *[math.inf] * len(run)], [0] * (len(run) + 1)
    for start in range(len(run)):
        for end in range(start + 1, min(len(run), start + 8) + 1):
            word = run[start:end]
            cost = costs.get(word, rare if end == start + 1 else math.inf)
            if best[start] + cost < best[end]:
                best[end], back[end] = best[start] + cost, start
    words, end = [], len(run)
    while end:
        words.append(run[back[end] : end])
        end = back[end]
    return words[::-1]


def main(paths: list[str]) -> None:
    """Reads the texts and writes the file."""
    fold = opencc.OpenCC("t2s").convert
    runs: Counter[str] = Counter()
    for path in paths:
        data = Path(path).read_bytes()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("gb18030", "ignore")
        text = re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]*>", "\n", text)
        runs.update(HAN.findall(fold(text)))
    known = weights()
    costs: dict[str, float] = {**dict.fromkeys(known, 10.0), **dict.fromkeys(FREE, 5.0)}
    rare = 12.0
    for _ in range(4):
        seen: Counter[str] = Counter()
        for run, times in runs.items():
            for word in read(run, costs, rare):
                seen[word] += min(times, 3)
        total = sum(seen.values())
        costs = {word: -math.log((seen[word] + weight) / total) for word, weight in known.items()}
        costs |= {char: -math.log((seen[char] + 0.3) / total) for char in set("".join(runs))}
        rare = -math.log(0.3 / total)
    own = {word for word, weight in known.items() if weight == 1.0}
    for word in [word for word in known if len(word) > 2 and not seen[word] and word not in own]:
        cost = costs.pop(word)
        parts = read(word, costs, rare)
        if "".join(map(PLAIN, parts)) != PLAIN(word):  # else it says nothing that its parts do not say
            costs[word] = cost
    rows = defaultdict(list)
    for word, cost in costs.items():
        if len(word) > 1 or seen[word]:
            rows[STEP * round(cost * 10 / STEP)].append(word)
    text = HEAD.format(size=f"{sum(map(len, runs)):,}", rare=STEP * round(rare * 10 / STEP))
    text += "".join(f"{cost}\t{' '.join(sorted(words))}\n" for cost, words in sorted(rows.items()))
    (VARIANTS / "lexicon.txt").write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
