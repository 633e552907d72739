"""Pictures that stand in a line like a character, and pictures that stand apart: by what the markup says, then by their size."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from conftest import PROSE, wenxuan, write
from factory_sources import png

from book import packaged
from book.model import Figure, InlineImage, Paragraph, Raw
from book.read import read
from book.rules import load
from book.walk import each_inline

RULES = load(packaged.rule_files())

#: Markup of a paragraph → for each picture whether it stands in the line.
LINES: dict[str, tuple[str, list[bool]]] = {
    "amid a sentence": ("<p>船上的人把这个字写作<img src='a.png'>，岸上的人不认得。</p>", [True]),
    "three amid sentences": ("<p>一号<img src='a.png'>，二号<img src='b.png'>，三号<img src='c.png'>，到此为止。</p>", [True] * 3),
    "two side by side": ("<p>他写下<img src='a.png'><img src='b.png'>两个字。</p>", [True, True]),
    "before a mark": ("<p>水位就是这样算的。<img src='a.png'>，他说。</p>", [True]),
    "small at the start": ("<p><img src='a.png' width='20'>船票在这里买。</p>", [True]),
    "small by its style": ("<p>船票在这里买。<img src='a.png' style='height:1.2em'></p>", [True]),
    "a formula that is wide and low": ("<p>水位是<img src='a.png' style='width:180px;height:20px'>，他说。</p>", [True]),
    "emoji": ("<p>船票在这里买。<img class='emoji' src='a.png'></p>", [True]),
    "in bold": ("<p><b>他写下<img src='a.png'>这个字</b>，又擦了。</p>", [True]),
    "in a cell of a list": ("<ul><li>一号<img src='a.png'>，在河东。</li><li>二号在河西。</li></ul>", [True]),
    "alone": ("<p><img src='a.png'></p>", [False]),
    "alone and small": ("<p><img src='a.png' width='20'></p>", [False]),
    "alone between breaks": ("<p>河水涨了，<br><img src='a.png'><br>渡船停了。</p>", [False]),
    "between sentences": ("<p>河水涨了。<img src='a.png'>渡船停了。</p>", [False]),
    "before the words": ("<p><img src='a.png'>渡船停在岸边</p>", [False]),
    "behind the words": ("<p>渡船停在岸边<img src='a.png'></p>", [False]),
    "large amid a sentence": ("<p>渡船停在<img src='a.png' width='400' height='300'>岸边的石头上。</p>", [False]),
    "as wide as the page": ("<p>渡船停在<img src='a.png' style='width:100%'>岸边的石头上。</p>", [False]),
    "at a side": ("<p>渡船停在<img src='a.png' align='left'>岸边的石头上。</p>", [False]),
    "a picture of an account": ("<p>渡船停在<img data-w='1080' src='a.png'>岸边的石头上。</p>", [False]),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "wanted"), LINES.values(), ids=LINES)
def test_what_stands_in_the_line(markup: str, wanted: list[bool]) -> None:
    page = f"<html><body><article><p>{PROSE[0]}</p>{markup}<p>{PROSE[1]}</p></article></body></html>"
    article, _ = read(Raw("a.html", page.encode()), RULES)
    assert article is not None
    found: list[bool] = []
    stack = list(reversed(article.blocks))
    while stack:
        block = stack.pop()
        if isinstance(block, Figure):
            found += [False] * len(block.images)
        elif isinstance(block, Paragraph):
            found += [True for node in each_inline(block.children) if isinstance(node, InlineImage)]
        else:
            stack += [inner for item in reversed(getattr(block, "items", ())) for inner in reversed(item)]
    assert found == wanted


def made(folder: Path, size: tuple[int, int]) -> str:
    body = f"<p>{PROSE[0]}</p><p>船上的人把这个字写作<img src='a.png'>，岸上的人不认得。</p><p>{PROSE[1]}</p>"
    page = f"<html><head><title>渡船</title></head><body><article>{body}</article></body></html>"
    write(folder, {"a.html": page, "a.png": png(size)})
    assert wenxuan("build", "a.html", "-o", "out", "-f", "epub", "--title", "x").code == 0
    with zipfile.ZipFile(folder / "out" / "x.epub") as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml"))


@pytest.mark.parametrize(
    ("size", "apart"), [((40, 30), False), ((600, 60), False), ((72, 120), False), ((400, 300), True)]
)
def test_what_turns_out_to_be_large_stands_apart(desk: Path, size: tuple[int, int], apart: bool) -> None:
    text = made(desk, size)
    assert ("<figure><img" in text) == apart
    assert ("写作</p>" in text) == apart
    assert ("写作<img" in text) != apart
