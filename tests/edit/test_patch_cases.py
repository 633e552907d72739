"""Patches, by `tests/data/cases/edit/*.txt`: a case is the text of an article called 渡船, in Markdown, and its patch.

`is` has a block a row as it stands in the end (`\\n` for a new line), `and TITLE` those of an article that was split from it,
`title` the title, `told` the code of each finding and, behind it, words that its detail holds.
"""

from __future__ import annotations

import pytest
from casefiles import Case, cases, filled

from book.edit import apply, article_markdown, divide, parse
from book.model import Article, Source
from book.run.edited import Edits

CASES = cases("edit")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_patch(case: Case) -> None:
    edits = Edits()
    blocks, _ = edits.read(case.filled.strip())
    patch = parse("\n".join(case.sections["patch"]) + "\n", "edits/渡船.toml")
    article, told = apply(Article("渡船", blocks, Source("a.md")), patch, edits.read, edits.picture)
    pieces, more = divide(article, patch)

    def rows(name: str) -> list[str]:
        return [filled(row).replace("\\n", "\n") for row in case.sections[name]]

    assert article_markdown(pieces[0].blocks) == rows("is")
    others = [name for name in case.sections if name.startswith("and ")]
    assert [f"and {piece.title}" for piece in pieces[1:]] == others
    for name, piece in zip(others, pieces[1:], strict=True):
        assert article_markdown(piece.blocks) == rows(name)
    assert [pieces[0].title] == case.sections.get("title", ["渡船"])
    findings = [*told, *more]
    assert [finding.code for finding in findings] == [row.split(" ")[0] for row in case.sections["told"]]
    for finding, row in zip(findings, case.sections["told"], strict=True):
        assert row.partition(" ")[2] in str(finding.detail)
