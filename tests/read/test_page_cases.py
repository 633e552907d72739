"""Which part of a saved page is the article, by example: pages in `tests/data/cases/read/*.txt`, shown by `wenxuan inspect`.

A case is the body of a page, or a whole page, up to the first of these sections:

    == kept       each line stands in the text     == gone      each line is gone, and the account of the page says so
    == lost       each line is gone without a word: it is not text, or another case tells of its account
    == notices    each line is set apart           == html      each line stands in the markup of the article
    == doubts     exactly these words stand in the author's place and were not believed (told in the report)
    == conflicts  exactly these claims of one field stand against each other (told in the report)
    == fields     key: value, of title, author, site, date; an empty value means that there is none
    == head       what stands in the head of the page in place of the title 铅字的分量

`¶1` to `¶9` stand for paragraphs of prose and `‡1` to `‡5` for what others wrote: a case keeps all of the one and nothing of
the other that it uses, unless a section says otherwise.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from casefiles import Case, cases, filled
from conftest import wenxuan, write

from book import packaged
from book.model import Raw
from book.read import dom, read
from book.read.addresses import Addresses
from book.read.page import pieces, weighing
from book.rules import load
from book.text import fold

CASES = cases("read")
RULES = load(packaged.rule_files())


def page(case: Case) -> str:
    if "<html" in case.text:
        return case.filled
    head = filled("\n".join(case.sections.get("head", ["<title>铅字的分量</title>"])))
    return f"<!doctype html><html><head>{head}</head><body>\n{case.filled}</body></html>"


@pytest.fixture(scope="module")
def inspected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Every case as the command shows it; all in one run, each in a folder of its own."""
    folder = write(
        tmp_path_factory.mktemp("pages"), {f"{n:03}/{n:03}.html": page(case) for n, case in enumerate(CASES)}
    )
    ran = wenxuan("inspect", "--json", "--order", "given", *sorted(folder.iterdir()), cwd=folder)
    shown = {Path(entry["source"]).stem: entry for entry in ran.objects}
    assert len(shown) == len(CASES), ran.err
    return {case.name: shown[f"{n:03}"] for n, case in enumerate(CASES)}


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_page(case: Case, inspected: dict[str, dict[str, Any]]) -> None:
    shown = inspected[case.name]
    body, sections = fold(shown["text"]), case.sections
    removed = fold("\n".join(one["text"] for one in shown["removed"]))
    said = {key: [fold(filled(row)) for row in rows] for key, rows in sections.items()}
    kept, gone, lost = (said.get(key, []) for key in ("kept", "gone", "lost"))
    for line in [*kept, *(fold(one) for one in case.prose if fold(one) not in gone + lost)]:
        assert line in body, f"lost: {line}\n{shown}"
    for line in [*gone, *(fold(one) for one in case.others if fold(one) not in kept + lost)]:
        assert line not in body, f"left: {line}\n{shown}"
        assert line in removed, f"not accounted for: {line}\n{shown}"
    for line in lost:
        assert line not in body, f"left: {line}\n{shown}"
    for line in sections.get("notices", []):
        assert fold(line) in {fold(notice) for notice in shown["notices"]}, shown
    for line in sections.get("html", []):
        assert line in shown["html"], shown
    if "conflicts" in sections:
        _, findings = read(Raw("a.html", page(case).encode(), "a.html"), RULES)
        conflicts = [str(finding.detail) for finding in findings if finding.code == "read.conflict"]
        assert [row.partition(": ")[2] for row in conflicts] == sections["conflicts"]
    if "doubts" in sections:
        _, findings = read(Raw("a.html", page(case).encode(), "a.html"), RULES)
        assert [f.excerpt for f in findings if f.code == "read.doubtful-author"] == sections["doubts"]
    for row in sections.get("fields", []):
        key, _, value = row.partition(":")
        assert (shown[key.strip()] or "") == value.strip(), shown


@pytest.mark.parametrize(
    ("markup", "prose", "links"),
    [
        ("<p>他来了，又走了。</p>", [8], [0]),
        ("<p>老何的铺子里</p>", [0], [0]),  # no mark of a sentence: no prose
        ("<p>他来了，<a href='/'>又走了</a></p>", [1], [3 / 7]),  # links count twice against it
        ("<p>他来了。<br>又走了，没有话。</p>", [4, 8], [0, 0]),
        ("<div>他来了。<p>又走了。</p>没有话。</div>", [4, 4, 4], [0, 0, 0]),  # text beside elements is text
        (f"<p><a href='/'>{'他来了，' * 60}</a></p>", [240], [0]),  # no link is so long: the text stands in one
        ("<!-- 他来了。 --><p> </p><script>他走了。</script><p>话。</p>", [2], [0]),
        ("<p hidden>他来了。</p><button>走，</button>", [], []),
    ],
)
def test_what_lines_weigh(markup: str, prose: list[float], links: list[float]) -> None:
    body = dom.parse(f"<html><body>{markup}</body></html>").body
    page = pieces.pieces_of(body)
    lines = weighing.evidence(page, body, dom.Walk(RULES, "page", Addresses(RULES)))
    assert [line.prose for line in lines] == prose
    assert [line.links for line in lines] == pytest.approx(links)
