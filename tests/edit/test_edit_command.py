"""`wenxuan edit` and `wenxuan diff`: what an editor changes in an article stays with it, and is shown; through the command line."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import PROSE, Ran, article, files_in, wenxuan, wenxuan_apart, write
from PIL import Image

TOML = '[book]\ntitle = "河上"\n[sources]\nfiles = ["articles"]\n'


def picture() -> bytes:
    body = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(body, "PNG")
    return body.getvalue()


@pytest.fixture
def book(desk: Path) -> Path:
    """A book of two articles, scanned."""
    texts = {
        "book.toml": TOML,
        "articles/a.md": article("渡船", *PROSE, author="何平", date="2020-01-02"),
        "articles/b.md": article("石阶", *(text.replace("船", "阶") for text in PROSE), date="2020-02-02"),
        "pictures/p.png": picture(),
    }
    write(desk, texts)
    assert wenxuan("scan", ".").code == 0
    return desk


def markdown(name: str = "渡船") -> str:
    ran = wenxuan("edit", ".", name, "--print")
    assert ran.code == 0, ran.err
    return ran.out


def take(text: str, name: str = "渡船") -> Ran:
    Path("taken.md").write_text(text, "utf-8")
    return wenxuan("edit", ".", name, "--take", "taken.md")


def built() -> tuple[str, Ran]:
    """The text of the book, and how it was made."""
    ran = wenxuan("build", ".", "-f", "txt")
    return next(Path("build").glob("*.txt")).read_text("utf-8"), ran


def codes() -> list[str]:
    rows = map(json.loads, Path("build/report.jsonl").read_text("utf-8").splitlines())
    return [row["code"] for row in rows if "code" in row]


@pytest.mark.usefixtures("book")
def test_a_typo_is_mended_and_stays_mended() -> None:
    ran = take(markdown().replace("磨得发亮", "磨得光亮"))
    assert ran.code == 0, ran.err
    assert "磨得光亮" in built()[0]
    write(
        Path(),
        {"articles/a.md": article("渡船", *PROSE, "新来的一段话，说的是秋天。", author="何平", date="2020-01-02")},
    )
    text, _ = built()
    assert "磨得光亮" in text
    assert "新来的一段话" in text


@pytest.mark.usefixtures("book")
def test_what_no_longer_fits_is_told_and_the_book_is_made() -> None:
    take(markdown().replace("磨得发亮", "磨得光亮"))
    write(Path(), {"articles/a.md": article("渡船", *PROSE[1:], author="何平", date="2020-01-02")})
    text, ran = built()
    assert ran.code == 0
    assert "This change fits nowhere in the article" in ran.err
    assert "磨得光亮" not in text
    assert wenxuan("build", ".", "-f", "txt", "--strict").code == 1


@pytest.mark.usefixtures("book")
def test_values_of_the_head_go_into_the_list() -> None:
    ran = take(markdown().replace("title: 渡船", "title: 渡船记").replace("part:", "part: 河上"))
    assert ran.code == 0, ran.err
    text = Path("articles.toml").read_text("utf-8")
    assert 'title = "渡船记"' in text
    assert 'part = "河上"' in text
    assert "edits" not in files_in(Path())
    assert "渡船记" in built()[0]


@pytest.mark.usefixtures("book")
def test_nothing_changed_is_nothing_written() -> None:
    before = files_in(Path())
    ran = wenxuan_apart("edit", ".", "渡船", "--take", "-", stdin=subprocess.DEVNULL)
    assert ran.code == 3  # no head: an empty text is not an article without text
    assert take(markdown()).out.endswith("Nothing was changed.\n")
    assert set(files_in(Path())) - {"taken.md"} == set(before)


@pytest.mark.usefixtures("book")
def test_what_was_written_by_hand_stays() -> None:
    take(markdown().replace("磨得发亮", "磨得光亮"))
    path = Path("edits/渡船.toml")
    path.write_text(
        path.read_text("utf-8").replace("[[change]]", 'drop = ["前年上游"]\n\n# 编辑部定\n[[change]]'), "utf-8"
    )
    text = markdown()
    assert "前年上游" not in text
    take(text.replace("一头不肯上船的驴", "一头驴"))
    after = path.read_text("utf-8")
    assert "# 编辑部定" in after
    assert "drop = " in after
    assert after.count("[[change]]") == 2
    assert "一头驴" in built()[0]


@pytest.mark.usefixtures("book")
def test_a_picture_with_caption_and_alternative_text() -> None:
    text = """edits = "edits/a.toml"\n"""
    path = Path("articles.toml")
    path.write_text(
        path.read_text("utf-8").replace('file = "articles/a.md"\n', f'file = "articles/a.md"\n{text}'), "utf-8"
    )
    change = '[[change]]\nafter = "河上的渡船"\npicture = "pictures/p.png"\ncaption = "渡口的清早"\nalt = "一条船"\n'
    write(Path(), {"edits/a.toml": change})
    assert wenxuan("build", ".", "-f", "epub").code == 0
    with zipfile.ZipFile(next(Path("build").glob("*.epub"))) as epub:
        names = [name for name in epub.namelist() if name.endswith((".png", ".jpg", ".webp")) and "cover" not in name]
        chapter = "".join(epub.read(name).decode() for name in epub.namelist() if name.endswith(".xhtml"))
    assert len(names) == 1
    assert 'alt="一条船"' in chapter
    assert "<figcaption>渡口的清早" in chapter
    assert "![渡口的清早](pictures/p.png)" in markdown() or 'src="pictures/p.png"' in markdown()


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(
    ("name", "says"),
    [("../p.png", "outside"), ("pictures/q.png", "No such file"), ("a" * 300, ""), ("%00.png", "")],
)
def test_a_picture_that_is_not_there_is_told(name: str, says: str) -> None:
    take(markdown().replace(PROSE[1], f"{PROSE[1]}\n\n![船]({name})"))
    _, ran = built()
    assert ran.code == 0
    assert "The picture that you name could not be read" in ran.err
    assert says in ran.err


@pytest.mark.usefixtures("book")
def test_keep_of_one_article_holds_for_it_alone() -> None:
    line = "扫描二维码关注我们的公众号"
    texts = {f"articles/{name}.md": article(title, *PROSE, line) for name, title in (("a", "渡船"), ("b", "石阶"))}
    texts["articles/b.md"] = texts["articles/b.md"].replace("渡船", "石阶").replace("何师傅", "丁师傅")
    write(Path(), {**texts, "edits/a.toml": f'keep = ["{line}"]\n'})
    path = Path("articles.toml")
    path.write_text(
        path.read_text("utf-8").replace('file = "articles/a.md"\n', 'file = "articles/a.md"\nedits = "edits/a.toml"\n')
    )
    assert built()[0].count(line) == 1
    write(Path(), {"edits/a.toml": f'keep = ["{line}", "扫码听朗读"]\n'})
    _, ran = built()
    assert "扫码听朗读" in ran.err  # there was nothing to keep


@pytest.mark.usefixtures("book")
def test_articles_are_merged_and_split() -> None:
    path = Path("articles.toml")
    text = path.read_text("utf-8")
    path.write_text(
        text.replace('file = "articles/a.md"\n', 'file = "articles/a.md"\nmerge = ["articles/b.md"]\n'), "utf-8"
    )
    book, ran = built()
    assert ran.code == 0, ran.err
    assert book.index("共1篇") < book.index("石阶")
    assert "2 given = 2 packed" in ran.out
    path.write_text(
        text.replace('file = "articles/a.md"\n', 'file = "articles/a.md"\nedits = "edits/a.toml"\n'), "utf-8"
    )
    changes = 'split = ["回程"]\n[[change]]\nafter = "过河的多是"\nnew = "## 回程"\n'
    write(Path(), {"edits/a.toml": changes})
    book, ran = built()
    assert ran.code == 0, ran.err
    assert "共3篇" in book
    assert book.index("渡船\n") < book.index("回程\n") < book.index("石阶\n")
    assert "3 given = 3 packed" in ran.out


@pytest.mark.parametrize(
    ("titles", "whole"), [(("渡船（上）", "渡船（下）"), "渡船\n"), (("渡船（上）", "渡船（三）"), "渡船")]
)
def test_merged_parts_are_not_said_to_be_missing(desk: Path, titles: tuple[str, str], whole: str) -> None:
    texts = {f"articles/{n}.md": article(title, *(text + str(n) for text in PROSE)) for n, title in enumerate(titles)}
    write(desk, {"book.toml": TOML + "[arrange]\njoin = true\n", **texts})
    assert wenxuan("scan", ".").code in (0, 1)
    path = Path("articles.toml")
    path.write_text(
        path.read_text("utf-8").replace(
            'file = "articles/0.md"\n', 'file = "articles/0.md"\nmerge = ["articles/1.md"]\n'
        ),
        "utf-8",
    )
    book, ran = built()
    assert "共1篇" in book
    assert "missing" not in ran.err
    assert whole in book


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(
    "merge",
    ['["articles/c.md"]', '["articles/a.md"]', '["articles/b.md", "articles/b.md"]'],
    ids=["none", "itself", "twice"],
)
def test_a_merge_that_cannot_be_is_told(merge: str) -> None:
    path = Path("articles.toml")
    path.write_text(
        path.read_text("utf-8").replace('file = "articles/a.md"\n', f'file = "articles/a.md"\nmerge = {merge}\n'),
        "utf-8",
    )
    _, ran = built()
    assert ran.code == 0
    assert "This was to be merged with the article, and could not be" in ran.err


@pytest.mark.usefixtures("book")
def test_a_file_of_changes_that_no_article_names_is_told() -> None:
    write(Path(), {"edits/石阶.toml": 'drop = ["前年"]\n'})
    _, ran = built()
    assert "edits/石阶.toml: No article names this file of changes" in ran.err


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('dorp = ["前年"]', "drop"),
        ("[[change]]\nnew = 'a'", "Give one of old, after, before and at"),
        ("[[change]]\nold = 'a'\nafter = 'b'\nnew = 'c'", "Give one of old"),
        ("[[change]]\nafter = 'b'", "one of new, picture and note"),
        ("[[change]]\nat = 'start'\nnote = 'b'", "Give them as after or before"),
        ("[[change]]\nafter = 'b'\nnew = 'c'\ncaption = 'd'", "picture"),
        ("change = 3", "[[change]]"),
        ("replace = ['帐号']", "OLD=NEW"),
        ("a = ", "edits/a.toml"),
    ],
)
def test_a_file_of_changes_that_cannot_be_read_is_refused(text: str, says: str) -> None:
    path = Path("articles.toml")
    path.write_text(
        path.read_text("utf-8").replace('file = "articles/a.md"\n', 'file = "articles/a.md"\nedits = "edits/a.toml"\n')
    )
    write(Path(), {"edits/a.toml": text + "\n"})
    ran = wenxuan("build", ".")
    assert ran.code == 3
    assert "edits/a.toml" in ran.err
    assert says in ran.err


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(
    ("wanted", "file"), [("articles/b.md", "b"), ("2", "b"), ("石阶", "b"), ("阶", "b"), ("a.md", "a"), ("渡", "a")]
)
def test_how_an_article_is_named(wanted: str, file: str) -> None:
    assert ("title: 渡船" if file == "a" else "title: 石阶") in markdown(wanted)


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(
    ("wanted", "says"), [("articles", "several articles may be meant"), ("渡般", "There are: 渡船"), ("7", "are")]
)
def test_an_article_that_is_not_there_or_not_alone(wanted: str, says: str) -> None:
    ran = wenxuan("edit", ".", wanted, "--print")
    assert ran.code == 2
    assert says in ran.err


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("text", ["", "河上的渡船", "---\ntitle: 渡船\n", "---\ntitel: 渡船\n---\n\n正文"])
def test_a_text_without_its_head_is_kept_and_not_taken(text: str) -> None:
    ran = take(text)
    assert ran.code == 3
    kept = Path(ran.out.rpartition("in ")[2].strip())
    assert kept.read_text("utf-8") == text
    kept.unlink()
    assert not Path("edits").exists()


@pytest.mark.usefixtures("book")
def test_the_users_own_editor() -> None:
    script = """import pathlib, sys
path = pathlib.Path(sys.argv[1])
path.write_text(path.read_text("utf-8").replace("磨得发亮", "磨得光亮"), "utf-8")
"""
    write(Path(), {"hand.py": script})
    ran = wenxuan_apart("edit", ".", "渡船", env={"EDITOR": f"{sys.executable} hand.py", "VISUAL": ""})
    assert ran.code == 0, ran.err
    assert "磨得光亮" in Path("edits/渡船.toml").read_text("utf-8")
    for editor, says in (("", "Name your editor"), ("no-such-program", "no-such-program"), ("false", "ended with 1")):
        ran = wenxuan_apart("edit", ".", "渡船", env={"EDITOR": editor, "VISUAL": ""})
        assert ran.code == 2
        assert says in ran.err


@pytest.mark.usefixtures("book")
def test_diff_shows_values_and_texts() -> None:
    assert wenxuan("diff", ".").out == "No article is changed.\n"
    take(markdown().replace("磨得发亮", "磨得光亮").replace("title: 渡船", "title: 渡船记"))
    out = wenxuan("diff", ".").out
    assert "渡船记 (articles/a.md)" in out
    assert "+ 渡船记 (title: was '渡船')" in out
    assert f"-{PROSE[0]}" in out
    assert f"+{PROSE[0].replace('磨得发亮', '磨得光亮')}" in out
    assert "石阶 (" not in out
    assert wenxuan("diff", ".", "石阶").out == "No article is changed.\n"


def test_a_book_without_a_list_gets_one(desk: Path) -> None:
    write(desk, {"book.toml": TOML, "articles/a.md": article("渡船")})
    ran = wenxuan("edit", ".", "渡船", "--print")
    assert ran.code == 0
    assert Path("articles.toml").exists()
    assert ran.out.startswith("---\ntitle: 渡船\n"), "what is printed can be taken back"
    assert "articles.toml was written" in ran.err


@pytest.mark.usefixtures("book")
def test_same_inputs_same_bytes_with_changes() -> None:
    take(markdown().replace("磨得发亮", "磨得光亮").replace(PROSE[2], f"{PROSE[2]}\n\n![船](pictures/p.png)"))
    for jobs in (1, 2):
        assert wenxuan("build", ".", "-f", "epub", "-o", f"out{jobs}", "-j", jobs).code == 0
    assert Path("out1/河上.epub").read_bytes() == Path("out2/河上.epub").read_bytes()


@pytest.mark.usefixtures("book")
def test_changes_go_with_an_article_that_is_renamed() -> None:
    take(markdown().replace("磨得发亮", "磨得光亮"))
    path = Path("articles.toml")
    text = path.read_text("utf-8")
    path.write_text(
        text.replace('file = "articles/b.md"\n', 'file = "articles/b.md"\nmerge = ["articles/a.md"]\n'), "utf-8"
    )
    Path("articles/a.md").rename("articles/renamed.md")
    for _ in range(2):
        book, ran = built()
        assert ran.code == 0, ran.err
        assert "磨得光亮" in book
        assert "共1篇" in book
        assert wenxuan("scan", ".").code == 0
    text = path.read_text("utf-8")
    assert 'file = "articles/renamed.md"' in text
    assert 'merge = ["articles/renamed.md"]' in text
    assert "articles/a.md" not in text


@pytest.mark.parametrize("command", [["edit", ".", "没有的"], ["diff"], ["permissions"], ["keep", ".", "1"]])
@pytest.mark.usefixtures("book")
def test_the_language_of_the_book_is_spoken(command: list[str]) -> None:
    path = Path("book.toml")
    path.write_text(path.read_text("utf-8") + '[output]\nmessages = "zh-Hans"\n', "utf-8")
    ran = wenxuan_apart(*command, env={"WENXUAN_LANGUAGE": "", "LANG": "en_US.UTF-8", "LC_ALL": "", "LANGUAGE": ""})
    assert re.search("[\u4e00-\u9fff]", ran.out + ran.err.replace("没有的", "")), ran
    assert not re.search("[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}", ran.out + ran.err), ran
