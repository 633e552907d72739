"""Made-up articles, and reprints of them of five known kinds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import chain

from book.convert.engine import engine
from book.model import Article, Paragraph, Source, Text

FORMS = (
    "{}在{}的{}里，{}得很慢。",
    "人们说起{}，总要先说{}和{}，再说{}。",
    "{}不是{}，{}也不是{}，这一点要分清。",
    "{}年，{}有了第一座{}，叫做{}。",
)
KINDS = ("furniture", "trimmed", "title", "script", "marks")


def written(seed: int) -> list[str]:
    """A made-up article of twenty paragraphs; its words are drawn from the commonest 3,755 characters."""
    draw = random.Random(seed)

    def word() -> str:
        return "".join(bytes((draw.randint(0xB0, 0xD6), draw.randint(0xA1, 0xFE))).decode("gb2312") for _ in range(2))

    return ["".join(draw.choice(FORMS).format(*(word() for _ in range(4))) for _ in range(4)) for _ in range(20)]


def reprinted(kind: str, text: list[str]) -> list[str]:
    """The same article as another site prints it."""
    match kind:
        case "furniture":
            return [
                "本站转载此文，供读者参考，文中所说与本站无关。",
                *text,
                *[f"推荐阅读之{n}：河上的船与岸上的树。" for n in range(5)],
            ]
        case "trimmed":
            return text[: len(text) * 6 // 10]
        case "script":
            return [engine("s2twp")(line) for line in text]
        case "marks":
            return [line.replace("，", ", ").replace("。", ".") for line in text]
    return text


def article(name: str, text: list[str], title: str = "") -> Article:
    """An article of these paragraphs."""
    return Article(title or name, tuple(Paragraph((Text(line),)) for line in text), Source(name))


def planted(size: int, reprints: int, foot: tuple[str, ...] = ()) -> tuple[Iterator[Article], set[frozenset[str]]]:
    """So many articles, one by one, with reprints of the first ones after them; and the pairs that are to be found.

    `foot` stands below every article, as what a site puts there.
    """
    wanted = {f"{n}-{KINDS[n % 5]}.md": f"{n}.md" for n in range(reprints)}
    first = (article(f"{n}.md", [*written(n), *foot]) for n in range(size))
    again = (article(name, [*reprinted(KINDS[n % 5], written(n)), *foot]) for n, name in enumerate(wanted))
    return chain(first, again), {frozenset(pair) for pair in wanted.items()}
