"""Archives and libraries at addresses: what is listed, fetched, written; the same library as in a folder. `memory://` is a store in
this process."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import fsspec
import fsspec.implementations.memory
import pytest
from archives import archive, made
from conftest import article, files_in, wenxuan, write
from PIL import Image

from book.findings import UsageError
from book.library.places import Place, names_of, place


@pytest.fixture
def memory() -> Iterator[fsspec.AbstractFileSystem]:
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()
    system.pseudo_dirs[:] = [""]


def put(system: fsspec.AbstractFileSystem, folder: Path, to: str) -> None:
    """The files of a folder, copied to a store."""
    for name in files_in(folder):
        system.pipe_file(f"/{to}/{name}", (folder / name).read_bytes())


def brought(system: fsspec.AbstractFileSystem, to: Path) -> Path:
    """The library at the store's address `far/lib`, copied into a folder."""
    return write(to, {name.removeprefix("/far/lib/"): system.cat_file(name) for name in system.find("/far/lib")})


def names(where: Place) -> list[str]:
    return [name for name, _, _ in where.files()]


def with_pictures(folder: Path) -> Path:
    """An archive with a picture beside articles, in a folder and in a ZIP."""
    archive(folder, 6)
    body = io.BytesIO()
    Image.new("RGB", (60, 40), (200, 80, 20)).save(body, "PNG")
    shown = article("有图的一篇", "![桥](图/桥.png)", "一句话。" * 40, author="何渡", date="2021-04-05")
    write(folder, {"深/有图.md": shown, "深/图/桥.png": body.getvalue()})
    with zipfile.ZipFile(folder / "一包.zip", "w") as file:
        file.writestr("甲/又一篇.md", shown.replace("有图的一篇", "包里的一篇").replace("一句话", "另一句"))
        file.writestr("甲/图/桥.png", body.getvalue())
    return folder


def test_an_address_is_listed_as_a_folder_is(desk: Path, memory: fsspec.AbstractFileSystem) -> None:
    texts = {"a.md": "x", "b/c.md": "y", "b/p.png": "z", ".hidden/d.md": "h", "b/.e.md": "h", "[1]*?.md": "s"}
    texts |= {"made/report.jsonl": "{}", "made/x.epub": "e", "made/y.md": "m", "other/x.epub": "e"}
    write(desk / "in", texts)
    put(memory, desk / "in", "shelf/in")
    put(memory, desk / "in", "shelf/in2")
    here, there = list(place("in").files()), list(place("memory://shelf/in").files())
    assert sorted((name, beside) for name, _, beside in there) == sorted((name, beside) for name, _, beside in here)
    assert {name for name, _, _ in there} == {"a.md", "b/c.md", "b/p.png", "[1]*?.md", "made/y.md", "other/x.epub"}
    assert names(place("memory://shelf/in/a.md")) == [""]


def test_another_content_is_another_state(memory: fsspec.AbstractFileSystem) -> None:
    memory.pipe_file("/shelf/a.md", b"one")
    where = place("memory://shelf")
    before = where.state("a.md")
    assert where.state("none") == ""
    memory.pipe_file("/shelf/a.md", b"two")
    assert before != where.state("a.md")


def test_files_and_parts_are_fetched_and_what_is_not_there_is_told(
    tmp_path: Path, memory: fsspec.AbstractFileSystem
) -> None:
    where = place("memory://shelf")
    where.put("a.md", b"0123456789")
    where.put_all({"b/[1]*?.md": b"star", "c.md": b"c"})
    found = where.fetched(["a.md", "b/[1]*?.md", "none.md", "../../out.md"], tmp_path / "in")
    assert [one.read_bytes() if isinstance(one, Path) else type(one) for one in found] == [
        b"0123456789", b"star", FileNotFoundError, FileNotFoundError,
    ]  # fmt: skip
    assert files_in(tmp_path) == ["in/a.md", "in/b/[1]*?.md"]
    (alone,) = where.fetched(["none.md"], tmp_path)
    assert isinstance(alone, OSError)
    assert where.parts([("a.md", 2, 3), ("none.md", 0, 1), ("a.md", 8, 2)])[::2] == [b"234", b"89"]
    assert isinstance(where.parts([("none.md", 0, 1)])[0], OSError)
    where.remove("a.md")
    where.remove("a.md")
    assert names(where) == ["c.md", "b/[1]*?.md"]


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("memory://nothing", 2, "no such archive"),
        ("foo://bar", 2, "no program here opens such an address"),
        ("gs://bar", 5, "is not installed"),
    ],
)
def test_what_cannot_be_opened_is_told(desk: Path, address: str, code: int, said: str) -> None:
    ran = wenxuan("library", address, "-o", "lib")
    assert (ran.code, said in ran.err) == (code, True), ran.err
    archive(desk / "in", 1)
    if address != "memory://nothing":
        assert wenxuan("library", "in", "-o", f"{address}/lib").code == code


def test_a_store_that_says_no_is_told_in_its_words(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive(desk / "in", 1)

    def no(*_: object, **__: object) -> None:
        raise RuntimeError("quota\nexceeded " + "x" * 9000)

    monkeypatch.setattr(fsspec.implementations.memory.MemoryFileSystem, "pipe_file", no)
    ran = wenxuan("library", "in", "-o", "memory://full/lib")
    assert ran.code == 6
    assert "quota exceeded" in ran.err
    assert len(ran.err) < 1000
    monkeypatch.setattr(fsspec.implementations.memory.MemoryFileSystem, "ls", no)
    with pytest.raises(UsageError, match="quota exceeded"):
        list(place("memory://full").files())


def test_a_library_at_an_address_is_that_of_a_folder(
    desk: Path, memory: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(desk / "one"))
    with_pictures(desk / "in")
    put(memory, desk / "in", "shelf/in")
    assert wenxuan("library", "in", "-o", "lib").code == 0
    ran = wenxuan("library", "memory://shelf/in", "-o", "memory://far/lib")
    assert ran.code == 0, ran.err
    assert made(brought(memory, desk / "far")) == made(desk / "lib")
    with zipfile.ZipFile(next((desk / "lib/books/何渡文选").glob("*.epub"))) as book:
        assert sum(name.endswith(".png") for name in book.namelist()) >= 1, "the picture is in the book"

    # Another machine has neither index nor secret; what is there already need not be made again.
    monkeypatch.setenv("HOME", str(desk / "two"))
    again = wenxuan("library", "memory://shelf/in", "-o", "memory://far/lib")
    assert "0 made" in again.out, again.out + again.err
    memory.pipe_file("/shelf/in/new.md", article("新的一篇", "新来的话。" * 50, author="何渡").encode())
    third = wenxuan("library", "memory://shelf/in", "-o", "memory://far/lib")
    assert "1 made" in third.out, third.out + third.err

    # The first machine has an index of its own, which is older than the one that lies there.
    monkeypatch.setenv("HOME", str(desk / "one"))
    assert "0 made" in wenxuan("library", "memory://shelf/in", "-o", "memory://far/lib").out


def test_a_picture_whose_name_means_none_means_none_elsewhere_either(
    desk: Path, memory: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten are called alike; one note names one beside it, another only the name."""
    monkeypatch.setenv("HOME", str(desk / "one"))
    for number in range(10):
        body = io.BytesIO()
        Image.new("RGB", (60, 40), (20 * number, 80, 20)).save(body, "PNG")
        write(desk / "in", {f"d{number}/attachments/1.png": body.getvalue()})
    note = "一句话。" * 40
    write(desk / "in", {"x/a.md": article("没有图的", "![桥](1.png)", note, author="何渡", date="2021-01-01")})
    write(desk / "in", {"d3/b.md": article("有图的", "![桥](1.png)", f"又{note}", author="何渡", date="2021-01-02")})
    put(memory, desk / "in", "shelf/in")
    assert wenxuan("library", "in", "-o", "lib").code == 0
    ran = wenxuan("library", "memory://shelf/in", "-o", "memory://far/lib")
    assert ran.code == 0, ran.err
    assert made(brought(memory, desk / "far")) == made(desk / "lib")
    with zipfile.ZipFile(next((desk / "lib/books/何渡文选").glob("*.epub"))) as book:
        assert sum(name.endswith(".png") for name in book.namelist()) == 1


def test_a_library_that_was_taken_away_is_made_anew(
    desk: Path, memory: fsspec.AbstractFileSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(desk / "one"))
    archive(desk / "in", 3)
    wenxuan("library", "in", "-o", "memory://far/lib")
    there = memory.find("/far/lib")
    assert "0 made" in wenxuan("library", "in", "-o", "memory://far/lib").out
    memory.rm("/far/lib", recursive=True)
    assert "3 made" in wenxuan("library", "in", "-o", "memory://far/lib").out
    assert memory.find("/far/lib") == there


def test_a_file_address_is_a_path(desk: Path) -> None:
    archive(desk / "in", 3)
    assert wenxuan("library", f"file://{desk}/in", "-o", f"file://{desk}/lib").code == 0
    assert (desk / "lib/index.html").is_file()
    assert (desk / "lib/.wenxuan/library.sqlite").is_file()
    assert "0 made" in wenxuan("library", "in", "-o", "lib").out


def test_archives_have_names_of_their_own() -> None:
    named = names_of(("s3://a/in", "s3://b/in/", "/x/in", "file:///y/z"))
    assert named == {"in": "s3://a/in", "in (2)": "s3://b/in", "in (3)": "/x/in", "z": "/y/z"}
