"""What programs for notes add to Markdown, by `tests/data/cases/notes/*.txt`: a case is a note.

`text` and `html` hold what is in the article, `gone` what is not in its text, `lost` what is not in its HTML, `removed RULE` what a
rule took (`\\n` for a new line), `off` rules that are switched off, `fields` and `categories` those of the article.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from casefiles import Case, cases
from hypothesis import given, settings
from hypothesis import strategies as st

from book import packaged
from book.model import Raw
from book.read import read
from book.read.markdown import to_html
from book.read.note_marks import Aside
from book.render.xhtml import blocks_xhtml, plain
from book.rules import load
from book.settings.overrides import Overrides
from book.settings.values import CleanConfig
from book.walk import plain_text

RULES = load(packaged.rule_files())
CASES = cases("notes")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_note(case: Case) -> None:
    rules = replace(RULES, overrides=Overrides.of(CleanConfig(off=tuple(case.sections.get("off", ())))))
    article, findings = read(Raw("渡口.md", case.text.encode(), "渡口.md"), rules)
    assert article is not None
    text = plain_text(article.blocks)
    html = blocks_xhtml(article.blocks, plain(article.blocks)).replace(">\n<", "><")
    for line in case.sections.get("text", ()):
        assert line in text
    for line in case.sections.get("html", ()):
        assert line in html
    for line in (*case.sections.get("gone", ()), *case.sections.get("lost", ())):
        assert line not in text
    for line in case.sections.get("lost", ()):
        assert line not in html
    for section, lines in case.sections.items():
        if section.startswith("removed "):
            took = [one.excerpt for one in findings if one.rule == section.removeprefix("removed ")]
            assert sorted(took) == sorted(line.replace("\\n", "\n") for line in lines)
    if "categories" in case.sections:
        assert list(article.categories) == case.sections["categories"]
    known = {
        "title": article.title, "author": article.author, "date": str(article.published or ""), "url": article.source.url,
    }  # fmt: skip
    for line in case.sections.get("fields", ()):
        key, _, value = line.partition(" ")
        assert known[key] == value


_PIECES = st.sampled_from([
    "渡船", "石阶", "[[", "]]", "![[", "|", "#", "==", "%%", "^k", ":::", " tip ", "> ", "[!note]", "- ", "[ ] ", "[x] ", "\n",
    "\n\n", "{{", "}}", "query ", "((", "))", "id:: ", "`", "**", "(", ")", "[TOC]", "a.png", "https://e.org/", "$", "\\(", "<",
])  # fmt: skip


@given(st.lists(_PIECES, max_size=40).map("".join))
@settings(deadline=None)
def test_no_word_is_lost_whatever_the_marks(text: str) -> None:
    """Each word of a note is in its HTML, or was put aside."""
    aside = Aside()
    html = to_html(text, aside)
    taken = "".join(words for _, words in aside.taken)
    for word in ("渡船", "石阶"):
        assert html.count(word) + taken.count(word) >= text.count(word)
