"""Archives for tests: short articles by several authors, and what a library made of them has."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

from conftest import article, write

AUTHORS = ("沈从文", "何渡", "程校对")
_CHARS = "山水河桥船渡口茶馆石阶清早雨天春秋书摊纸墨灯塔邮差街巷柳堤旧书页码封面目录校样印刷铅字师傅"


def text(seed: int, size: int = 300) -> str:
    """A text that shares nothing with that of another seed."""
    draw = random.Random(seed)
    lines = ["".join(draw.choice(_CHARS) for _ in range(24)) + "。" for _ in range(size // 25)]
    return "\n\n".join("".join(lines[at : at + 3]) for at in range(0, len(lines), 3))


def archive(folder: Path, count: int = 9) -> Path:
    """So many articles, by the authors in turn, a month apart, from 2020 on."""
    texts = {
        f"{number:03}.md": article(
            f"第{number}篇札记",
            text(number),
            author=AUTHORS[number % 3],
            date=f"{2020 + number // 12}-{number % 12 + 1:02}-05",
        )
        for number in range(count)
    }
    return write(folder, texts)


def made(library: Path) -> dict[str, str]:
    """The files that readers get, each with its digest; not what is kept for the next run."""
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(library.rglob("*"))
        if path.is_file() and not (name := path.relative_to(library).as_posix()).startswith(".wenxuan")
    }


def books(library: Path) -> list[str]:
    """The EPUBs, by their names."""
    return sorted(path.stem for path in (library / "books").glob("*/*.epub"))
