"""The documents that are translated by hand (docs/zh-*/X.md, of docs/X.md) have the commands, headings, tables and links of the
English ones. What is made from the program is held by test_documents.py.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import document
import pytest
from conftest import ROOT

DOCS = ROOT / "docs"
BLOCK = re.compile(r"^```[^\n]*\n(.*?)^```$", re.S | re.M)
CODE = re.compile(r"``.+?``|`[^`\n]*`")
LINK = re.compile(r"\]\(([^()\s]*)\)")
PAGES = [
    page
    for page in sorted(DOCS.glob("zh-*/*.md"))
    if (DOCS / page.name).is_file() and page.relative_to(DOCS).as_posix() not in document.FILES
]


def commands(text: str) -> list[list[str]]:
    """The commands of each block that begins with one."""
    blocks: list[str] = BLOCK.findall(text)
    return [re.findall(r"^\$ (.*)$", block, re.M) for block in blocks if block.startswith("$ ")]


def headings(text: str) -> list[tuple[int, str]]:
    """(level, words)."""
    return [(len(marks), words) for marks, words in re.findall(r"^(#+) (.*)$", BLOCK.sub("", text), re.M)]


def levels(text: str) -> Counter[int]:
    """How many headings there are of each level."""
    return Counter(level for level, _ in headings(text))


def rows(text: str) -> int:
    """How many rows the tables have."""
    return len(re.findall(r"^\|.*\|$", BLOCK.sub("", text), re.M))


def anchors(text: str) -> set[str]:
    """The names that the headings have in links; one that comes again has a number."""
    names: set[str] = set()
    seen: Counter[str] = Counter()
    for _, words in headings(text):
        name = document._anchor(words)
        names.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return names


def astray(page: Path, text: str) -> list[str]:
    """The links of a page that lead to no file, or to no heading there."""
    wrong = []
    links: list[str] = LINK.findall(CODE.sub("", BLOCK.sub("", text)))
    for link in links:
        name, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        target = page.parent / name if name else page
        there = text if target == page else target.read_text("utf-8") if anchor and target.is_file() else ""
        if (name and not target.exists()) or (anchor and anchor not in anchors(there)):
            wrong.append(link)
    return wrong


def differences(page: Path, text: str, english: str) -> list[str]:
    """What a translation has otherwise than the English document."""
    held = {"commands": commands, "headings": levels, "table rows": rows}
    found = [what for what, of in held.items() if of(text) != of(english)]
    return found + [f"link {link}" for link in astray(page, text)]


def test_there_are_translations() -> None:
    assert {page.parent.name for page in PAGES} == {"zh-Hans", "zh-Hant"}


@pytest.mark.parametrize("page", PAGES, ids=[f"{page.parent.name}/{page.name}" for page in PAGES])
def test_a_translation_has_what_the_english_document_has(page: Path) -> None:
    english = DOCS / page.name
    text = page.read_text("utf-8")
    assert differences(page, text, english.read_text("utf-8")) == []
    assert f"](../{page.name})" in text, "it does not lead to the English document"


ENGLISH = """\
# Ferry

See [stones](#the-stones), [settings](settings.md#editsnametoml).

```console
$ wenxuan build a
…
$ wenxuan check a
```

## The stones

| a | b |
|---|---|
| 1 | 2 |
"""
CHINESE = """\
# 渡船

见[石阶](#石阶)、[设置](settings.md#editsnametoml)、[英文](../settings.md)、[网址](https://example.org/#x)；`[不是](链接.md)`。

```console
$ wenxuan build a
做好了
$ wenxuan check a
```

## 石阶

| 甲 | 乙 |
|---|---|
| 1 | 2 |
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ("build a", "build b", ["commands"]),
        ("$ wenxuan check a\n", "", ["commands"]),
        ("$ wenxuan build a\n做好了\n$ wenxuan check a", "$ wenxuan check a\n$ wenxuan build a", ["commands"]),
        ("## 石阶", "### 石阶", ["headings"]),
        ("## 石阶", "## 石阶\n\n## 青苔", ["headings"]),
        ("| 1 | 2 |\n", "", ["table rows"]),
        ("../settings.md", "../lost.md", ["link ../lost.md"]),
        ("#石阶", "#石階", ["link #石階"]),
        ("#editsnametoml", "#edits-name", ["link settings.md#edits-name"]),
    ],
)
def test_each_difference_is_found(old: str, new: str, found: list[str]) -> None:
    changed = CHINESE.replace(old, new, 1) if old else CHINESE
    assert differences(DOCS / "zh-Hans" / "ferry.md", changed, ENGLISH) == found
