"""The identifier of a book is made once, written into its book.toml, and stays; what is in the book is told by `modified`."""

from __future__ import annotations

import re
import shutil
import tomllib
import zipfile
from pathlib import Path

import pytest
from conftest import article, wenxuan, write

from book.findings import WriteError
from book.messages import message
from book.run.naming import with_identifier

NAME = "urn:uuid:12345678-1234-5678-9234-567812345678"
TOML = '# 我的书\n[book]\ntitle = "河上"   # 书名\n\n[output]\nformats = ["epub"]\n'


@pytest.fixture
def river(desk: Path) -> Path:
    write(desk, {
        "b/book.toml": TOML,
        "b/articles/du.md": article("渡", date="2020-05-01"),
        "b/articles/an.md": article("安", "另一篇说的是岸上的事，岸上有树，树下有人。" * 3, date="2021-01-01"),
    })  # fmt: skip
    return desk / "b"


def written(book: Path) -> str:
    return tomllib.loads((book / "book.toml").read_text("utf-8"))["book"].get("identifier", "")  # type: ignore[no-any-return]


def release(folder: Path) -> tuple[str, str]:
    """Identifier and time of the EPUB in a folder."""
    (path,) = folder.glob("*.epub")
    with zipfile.ZipFile(path) as archive:
        package = archive.read("EPUB/content.opf").decode()
    name = re.search(r"<dc:identifier[^>]*>([^<]*)<", package)
    time = re.search(r'property="dcterms:modified">([^<]*)<', package)
    assert name is not None
    assert time is not None
    return name[1], time[1]


@pytest.mark.parametrize("first", ["scan", "build"])
def test_it_is_made_once_and_stays_when_articles_come_and_go(river: Path, first: str) -> None:
    assert wenxuan(first, "b").code == 0
    name = written(river)
    assert name.startswith("urn:uuid:")
    lines = (river / "book.toml").read_text("utf-8").splitlines()
    assert lines[2:4] == [
        'title = "河上"   # 书名',
        f'identifier = "{name}"  # Made once; readers and reading systems know the book by it.',
    ]
    assert [line for line in lines if not line.startswith("identifier")] == TOML.splitlines(), "all else is as it was"
    text = (river / "book.toml").read_bytes()
    assert wenxuan("build", "b").code == 0
    before = release(river / "build")
    assert before[0] == name
    write(river, {"articles/old.md": article("旧", "一篇更早的，说的是对岸的灯。" * 6, date="2018-01-01")})
    assert wenxuan("build", "b").code == 0
    after = release(river / "build")
    assert after[0] == name
    assert before[1][:10] == after[1][:10] == "2021-01-01"
    assert before[1] != after[1], "an older article is an edition of its own, too"
    (river / "articles" / "old.md").unlink()
    assert wenxuan("build", "b").code == 0
    assert release(river / "build") == before
    assert (river / "book.toml").read_bytes() == text


def test_whichever_command_comes_first_makes_the_same(river: Path, desk: Path) -> None:
    for name in ("c", "d", "e"):
        shutil.copytree(river, desk / name)
    wenxuan("scan", "c")
    wenxuan("build", "d", "--script", "hant", "--order", "title", "--descending")
    wenxuan("build", "e")
    assert written(desk / "c") == written(desk / "d") == written(desk / "e") != ""
    wenxuan("build", "c")
    assert (desk / "c/build/河上.epub").read_bytes() == (desk / "e/build/河上.epub").read_bytes()


def test_the_book_in_another_script_is_not_the_same_to_a_reading_system(river: Path, desk: Path) -> None:
    wenxuan("build", "b")
    names = {release(river / "build")[0]}
    for script in ("hant", "tw"):
        for _ in range(2):
            assert wenxuan("build", "b", "--script", script, "-o", script).code == 0
            names.add(release(desk / script)[0])
    assert len(names) == 3
    write(river, {"book.toml": (river / "book.toml").read_text("utf-8") + '[convert]\nscript = "hant"\n'})
    wenxuan("build", "b", "-o", "own")
    assert release(desk / "own")[0] == written(river), "the script that the book itself asks for is its own"


def test_what_only_looks_writes_nothing(river: Path) -> None:
    for command in ("status", "inspect"):
        assert wenxuan(command, "b").code == 0
    assert wenxuan("build", "b/articles", "-o", "out", "-f", "epub").code == 0
    assert (river / "book.toml").read_text("utf-8") == TOML


def test_the_users_own_is_left_alone(river: Path) -> None:
    text = TOML.replace("\n\n", '\nidentifier = "urn:isbn:9787000000000"\n\n', 1)
    write(river, {"book.toml": text})
    wenxuan("scan", "b")
    wenxuan("build", "b")
    assert (river / "book.toml").read_text("utf-8") == text
    assert release(river / "build")[0] == "urn:isbn:9787000000000"


def test_with_settings_from_elsewhere_it_is_the_books_own(river: Path, desk: Path) -> None:
    write(desk, {"other.toml": '[book]\ntitle = "河上"\n[output]\nformats = ["epub"]\n'})
    wenxuan("build", "b", "-c", "other.toml", "-o", "o")
    assert (river / "book.toml").read_text("utf-8") == TOML
    wenxuan("scan", "b")
    wenxuan("build", "b", "-c", "other.toml", "-o", "o")
    assert release(desk / "o")[0] == written(river)


def test_where_it_cannot_be_written_the_book_is_made_and_that_is_told(
    river: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from book import store

    def refuse(folder: Path, outputs: dict[str, bytes]) -> None:
        if "book.toml" in outputs:
            raise WriteError(str(folder), "Read-only file system", message("error.space.next"))
        real(folder, outputs)

    real = store.write_all
    monkeypatch.setattr(store, "write_all", refuse)
    ran = wenxuan("build", "b")
    assert ran.code == 0
    (said,) = ran.messages
    assert said.startswith("warning: book.toml: The book's identifier could not be written into book.toml")
    assert "Read-only file system" in said
    assert f'identifier = "{release(river / "build")[0]}"' in said, "the line can be pasted"
    assert wenxuan("scan", "b").code == 0


def test_line_ends_of_windows_stay(river: Path) -> None:
    (river / "book.toml").write_bytes(TOML.replace("\n", "\r\n").encode())
    wenxuan("scan", "b")
    body = (river / "book.toml").read_bytes()
    assert written(river)
    assert body.count(b"\n") == body.count(b"\r\n") == TOML.count("\n") + 1


@pytest.mark.parametrize(
    "text",
    [
        "", "[output]\nname = 'x'\n", '[book]\ntitle = "x"', "book = {title = 'x'}  # 一行\n", "book.title = 'x'\n",
        '[book]\n# identifier = ""\ntitle = "x"\n', '[book]\ndescription = """\n# identifier = ""\n"""\ntitle = "x"\n',
        '[book]\n# 书名\n\ntitle = "x" # 好\n# 末\n\n# 来源\n[sources]\nfiles = ["a"]\n', "[book]\ntitle = 'x'\n[sources]\n",
        '[book]\ndescription = """\n[book]\ntitle = "x"\n"""\n', '[book]\nidentifier = ""\n',
    ],
)  # fmt: skip
def test_a_book_toml_of_any_form_takes_it_and_says_the_same_else(text: str) -> None:
    made = with_identifier(text, NAME, "一次")
    wanted = tomllib.loads(text)
    wanted.setdefault("book", {})["identifier"] = NAME
    assert tomllib.loads(made) == wanted
    for line in text.splitlines():
        assert line in made or line in ('# identifier = ""', 'identifier = ""', "book = {title = 'x'}  # 一行")


def test_a_volume_of_a_part_keeps_its_identifier_when_an_earlier_one_comes(river: Path) -> None:
    write(river, {"book.toml": TOML.replace("[output]", 'volumes = "part"\n\n[arrange]\nparts = "year"\n\n[output]')})

    def volumes() -> dict[str, str]:
        found = {}
        for path in (river / "build").glob("*.epub"):
            with zipfile.ZipFile(path) as archive:
                name = re.search(r"<dc:identifier[^>]*>([^<]*)<", archive.read("EPUB/content.opf").decode())
            assert name is not None
            found[path.stem] = name[1]
        return found

    assert wenxuan("build", "b").code == 0
    before = volumes()
    assert len(set(before.values())) == 2
    write(river, {"articles/old.md": article("旧", "一篇更早的，说的是对岸的灯。" * 6, date="2018-01-01")})
    assert wenxuan("build", "b").code == 0
    after = volumes()
    assert len(set(after.values())) == 3
    assert {name: after[name] for name in before} == before
