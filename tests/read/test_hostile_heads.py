"""Heads of files that would grow beyond all bounds: aliases, nesting, rows without an end. Milliseconds, at most one finding."""

from __future__ import annotations

import time

import pytest
from conftest import PROSE

from book import packaged
from book.model import Raw
from book.read import read
from book.rules import load
from book.walk import plain_text

RULES = load(packaged.rule_files())
BODY = "\n\n".join(PROSE)
SECONDS = 1.0  # of this process; the whole takes some milliseconds


def bomb(name: str, levels: int = 9) -> str:
    rows = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels))]
    return "\n".join((*rows, f"{name}: *a{levels - 1}"))


HEADS = {
    **{
        f"aliases in {name}": f"---\n{bomb(name)}\n---\n"
        for name in ("title", "tags", "date", "author", "url", "other")
    },
    "a list in itself": "---\ntitle: 渡口\na: &a [*a, *a]\ntags: *a\n---\n",
    "a mapping in itself": "---\ntitle: 渡口\na: &a {b: *a}\ntags: [*a, *a]\n---\n",
    "merge keys": "---\ntitle: 渡口\na: &a {b: 1}\n"
    + "".join(f"c{n}: {{<<: [*a, *a]}}\n" for n in range(300))
    + "---\n",
    "deep brackets": "---\ntitle: 渡口\ntags: " + "[" * 15_000 + "\n---\n",
    "deep brackets that end": "---\ntitle: 渡口\ntags: " + "[" * 9_000 + "]" * 9_000 + "\n---\n",
    "question marks": "---\ntitle: 渡口\n? " + "? " * 9_000 + "\n---\n",
    "TOML": "+++\ntitle = '渡口'\na = " + "[" * 15_000 + "\n+++\n",
    "JSON": '{"title": ' + "[" * 15_000 + "\n",
    "tags without an end": "title: 渡口\ntags:\n" + "".join(f"  - 标签{n}\n" for n in range(400)),
    "rows without an end": "title: 渡口\ndate: 2020\n" + "".join(f"  a{n}: b\n" for n in range(400)),
    "indented rows": "title: 渡口\ndate: 2020\n" + " - a\n  - b\n" * 400,
    "fences": "---\n" * 4_000,
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_head_costs_milliseconds(head: str) -> None:
    start = time.process_time()
    article, findings = read(Raw("a.md", f"{head}{BODY}\n".encode(), "a.md"), RULES)
    assert time.process_time() - start < SECONDS
    assert article is not None
    assert PROSE[1] in plain_text(article.blocks)
    assert sum(finding.code == "read.front-matter" for finding in findings) <= 1


def test_aliases_that_stand_for_little_are_followed() -> None:
    head = "---\ntitle: 渡口\nbase: &base [河, 船]\ntags: *base\ncategories: [*base, 岸]\n---\n"
    article, findings = read(Raw("a.md", f"{head}{BODY}\n".encode(), "a.md"), RULES)
    assert article is not None
    assert article.categories == ("河", "船", "岸")
    assert not [finding for finding in findings if finding.code == "read.front-matter"]


COMMENTS = "<!-- 一句 -->\n" * 400
PAGES = {
    "comments before a page": f"{COMMENTS}<div><h1>渡口</h1>" + "".join(f"<p>{line}</p>" for line in PROSE) + "</div>",
    "comments and instructions": "<?a?><!--b-->" * 400 + "".join(f"<p>{line}</p>" for line in PROSE),
    "an open comment at the end": f"{COMMENTS}<div>"
    + "".join(f"<p>{line}</p>" for line in PROSE)
    + "</div><!-- "
    + "x" * 9_000,
    "enumerations": f"<h1>渡口</h1><p>见{'（一）、（二）、' * 600}。</p>" + "".join(f"<p>{line}</p>" for line in PROSE),
    "numbers": f"<h1>渡口</h1><p>({'1, -2, ' * 900}3)</p>" + "".join(f"<p>{line}</p>" for line in PROSE),
    "slashes": f"<h1>渡口</h1><p>{'新闻 / 体育 / ' * 900}</p>" + "".join(f"<p>{line}</p>" for line in PROSE),
    "credits": f"<h1>渡口</h1><p>{'摄影 / 何渡 编辑 / 岸 ' * 300}</p>" + "".join(f"<p>{line}</p>" for line in PROSE),
    "spaces": f"<h1>渡口</h1><pre>{' ' * 50_000}字</pre>" + "".join(f"<p>{line}</p>" for line in PROSE),
}


@pytest.mark.parametrize("form", ["html", "text"])
@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_stands_often_costs_milliseconds(page: str, form: str) -> None:
    import re

    text = page if form == "html" else re.sub(r"</?(?:h1|p|pre|div)>", "\n\n", page)
    start = time.process_time()
    article, _ = read(Raw("a", text.encode(), "a"), RULES)
    assert time.process_time() - start < SECONDS
    assert article is not None
    assert PROSE[1] in plain_text(article.blocks)
