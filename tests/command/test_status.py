"""`wenxuan status`: what is left to decide, each kind in a line with its next step and a few names; nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PROSE, article, files_in, wenxuan, write

TOML = '[book]\ntitle = "渡口集"\n[sources]\nfiles = ["articles"]\n'
FULL = {"author": "何平", "date": "2020-01-02"}


@pytest.fixture
def book(desk: Path) -> Path:
    """A book of one article of which all is decided."""
    write(desk, {"book.toml": TOML, "articles/a.md": article("渡船", **FULL)})
    assert wenxuan("scan", ".").code == 0
    return desk


def asked() -> list[str]:
    """The lines of what is to be decided."""
    before = files_in(Path())
    ran = wenxuan("status", ".")
    assert files_in(Path()) == before
    return ran.out.partition("To decide:\n")[2].splitlines()


def add(name: str, text: str) -> None:
    write(Path(), {f"articles/{name}": text})
    assert wenxuan("scan", ".").code in (0, 1)


def listed(old: str, new: str) -> None:
    path = Path("articles.toml")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def prose(word: str) -> tuple[str, ...]:
    """Paragraphs that are no others' copies."""
    return tuple(f"{word}写的第{n}段：{text[-2::-1]}。" for n, text in enumerate(PROSE))


@pytest.mark.usefixtures("book")
def test_nothing_is_left_to_decide() -> None:
    assert wenxuan("status", ".").out.endswith("Nothing is left to decide.\n")


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(
    ("front", "says", "settled"),
    [
        ({"date": "2020-01-02"}, "Without an author.", 'author = ""'),
        ({"date": "2020-01-02"}, "Without an author.", 'author = "丁一"'),
        ({"author": "丁一"}, "Without a date.", 'date = "2021"'),
        ({"author": "丁一"}, "Without a date.", 'date = ""'),
    ],
)
def test_what_an_article_lacks_until_it_is_said(front: dict[str, str], says: str, settled: str) -> None:
    add("b.md", article("石阶", *prose("丁一"), **front))
    (line,) = asked()
    assert line.startswith(f"1 × {says} Write ")
    assert line.endswith("[articles/b.md]")
    listed('file = "articles/b.md"\n', f'file = "articles/b.md"\n{settled}\n')
    assert asked() == []


@pytest.mark.usefixtures("book")
def test_a_title_that_is_a_files_name() -> None:
    add("石阶.txt", "\n\n".join(prose("丁一")))
    assert any(line.startswith("1 × Without a title; the file's name stands in.") for line in asked())
    listed('title = "石阶"', 'title = "山上的石阶"')
    assert not any("Without a title" in line for line in asked())


@pytest.mark.usefixtures("book")
def test_new_and_gone_and_skipped() -> None:
    write(Path(), {"articles/b.md": article("石阶", *prose("丁一"), **FULL)})
    (line,) = asked()
    assert line.startswith(
        "1 × New, and not in articles.toml yet. To write it there, run wenxuan scan. [articles/b.md]"
    )
    wenxuan("scan", ".")
    assert asked() == []
    Path("articles/b.md").unlink()
    assert [line[:24] for line in asked()] == ["1 × Gone at its source; "]
    wenxuan("scan", ".")
    assert [line[:24] for line in asked()] == ["1 × Gone at its source; "]
    listed("gone = true", 'gone = true\nskip = "gone"')
    assert asked() == []


@pytest.mark.usefixtures("book")
def test_a_reprint_until_one_is_left_out() -> None:
    text = (*PROSE, *prose("何平"), *prose("丁一"))
    add("a.md", article("渡船", *text, **FULL))
    assert asked() == []
    add("b.md", article("渡船记", *text, "转载时添了一句。", **FULL))
    (line,) = asked()
    assert "Nearly the same text as another article" in line
    name = line.rpartition("[")[2].rstrip("]")
    listed(f'file = "{name}"\n', f'file = "{name}"\nskip = "reprint"\n')
    assert asked() == []


@pytest.mark.usefixtures("book")
def test_parts_that_are_missing() -> None:
    add("b.md", article("石阶（下）", *prose("丁一"), **FULL))
    assert [line for line in asked() if "other parts are not here" in line and line.endswith("[articles/b.md]")]


@pytest.mark.usefixtures("book")
def test_changes_that_no_longer_fit() -> None:
    text = wenxuan("edit", ".", "渡船", "--print").out
    Path("taken.md").write_text(text.replace("磨得发亮", "磨得光亮"), "utf-8")
    assert wenxuan("edit", ".", "渡船", "--take", "taken.md").code == 0
    assert asked() == []
    add("a.md", article("渡船", *prose("何平"), **FULL))
    (line,) = asked()
    assert line.startswith("1 × This change fits nowhere in the article")
    assert line.endswith("[articles/a.md]")


@pytest.mark.usefixtures("book")
def test_pictures_that_are_missing() -> None:
    pictures = [f"![图]({n}.png)" for n in range(3)]
    add("b.md", article("石阶", *prose("丁一"), *pictures, **FULL))
    (line,) = asked()
    assert line.startswith("3 × The picture's file is not there")
    assert line.endswith("[articles/b.md]")


@pytest.mark.usefixtures("book")
def test_other_warnings_by_kind_and_of_many_a_few_names() -> None:
    for n in range(9):
        write(Path(), {f"articles/{n}.md": article(f"第{n}篇", *prose(f"第{n}位作者"), date="2020-01-02")})
    listed('title = "渡船"', 'title = "渡船"\nmerge = "no.md"')
    assert wenxuan("scan", ".").code == 0
    lines = asked()
    (line,) = [one for one in lines if "Without an author" in one]
    assert line.startswith("9 × ")
    assert line.count("articles/") == 5
    assert line.endswith("; 4 more]")
    assert len(lines) == 2, lines


def test_a_book_without_articles_has_nothing_to_decide(desk: Path) -> None:
    write(desk, {"book.toml": TOML, "articles/empty.txt": ""})
    ran = wenxuan("status", ".")
    assert ran.code == 1
    assert "1 × " in ran.out
    assert "[articles/empty.txt]" in ran.out
    assert files_in(desk) == ["articles/empty.txt", "book.toml"]
