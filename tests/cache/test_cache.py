"""What is kept of earlier runs: whole entries of our own, or none; bounded, and in a folder that is the user's alone."""

from __future__ import annotations

import pickle
import threading
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from book import store
from book.cache import NO_CACHE, Cache, key_of, unpacked
from book.cache.places import opened, user_folder
from book.findings import WriteError


@dataclass(frozen=True)
class Settings:
    """Some settings."""

    name: str = "a"
    wide: bool = True


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    made, trouble = opened(None, {"WENXUAN_CACHE": str(tmp_path / "cache")})
    assert trouble is None
    return made


def entries(cache: Cache) -> list[Path]:
    assert cache.folder is not None
    return sorted(cache.folder.glob("*/*"))


def test_keeps_and_gives(cache: Cache) -> None:
    cache.put("article", "one", b"text")
    cache.put_value("article", "two", Settings("b"))
    assert cache.get("article", "one") == b"text"
    assert cache.value("article", "two") == Settings("b")
    assert cache.get("chapter", "one") is None
    assert cache.get("article", "three") is None


def test_keys() -> None:
    known = [
        key_of("ab", "c"), key_of("a", "bc"), key_of(b"ab", "c"), key_of("abc"), key_of(Settings()), key_of(Settings(wide=False)),
        key_of(1), key_of("1"), key_of(None), key_of(), key_of(b""),
    ]  # fmt: skip
    assert len(set(known)) == len(known)
    assert key_of(Settings(), "x", 1) == key_of(Settings(), "x", 1)


def test_what_is_damaged_or_foreign_is_not_there(cache: Cache) -> None:
    cache.put("article", "one", b"text")
    cache.put("article", "two", b"other")
    one, two = entries(cache)
    whole = one.read_bytes()
    for body in (whole[:-1], whole + b"x", b"", whole[:10], bytes([whole[0] ^ 1]) + whole[1:], two.read_bytes()):
        one.write_bytes(body)
        assert None in (cache.get("article", "one"), cache.get("article", "two"))
    one.write_bytes(whole)
    assert (cache.get("article", "one"), cache.get("article", "two")) == (b"text", b"other")
    assert (
        replace(cache, secret=b"of another").get("article", "one") is None
    )  # a book's folder that came from elsewhere
    assert replace(cache, version="2").get("article", "one") is None
    one.unlink()
    one.mkdir()
    assert None in (cache.get("article", "one"), cache.get("article", "two"))


def test_a_value_that_cannot_be_opened_is_not_there(cache: Cache) -> None:
    cache.put("article", "one", b"no pickle")
    assert cache.value("article", "one") is None
    assert unpacked(pickle.dumps(Settings()).replace(b"Settings", b"Nettings")) is None


def test_what_was_not_used_longest_goes(cache: Cache) -> None:
    import os

    for number in range(10):
        cache.put("article", str(number), bytes(1000))
    assert cache.folder is not None
    for number, path in enumerate(entries(cache)):
        os.utime(path, (number, number))
    old = {path.name for path in entries(cache)[:3]}
    first = next(str(n) for n in range(10) if key_of(cache.version, "article", str(n)) == entries(cache)[0].name)
    assert cache.get("article", first) is not None  # it is used: now it is the newest
    old.discard(entries(cache)[0].name)
    cache.tidy(8500)
    left = {path.name for path in entries(cache)}
    assert len(left) == 6
    assert not left & old
    assert cache.get("article", first) is not None
    cache.tidy(8500)
    assert len(entries(cache)) == 6


def test_two_write_at_once(cache: Cache) -> None:
    bodies = [bytes([n]) * 200_000 for n in range(8)]

    def puts(body: bytes) -> None:
        for _ in range(5):
            cache.put("article", "one", body)
            assert cache.get("article", "one") in bodies

    threads = [threading.Thread(target=puts, args=(body,)) for body in bodies]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert cache.get("article", "one") in bodies
    assert len(entries(cache)) == 1


def test_none_is_kept(tmp_path: Path) -> None:
    NO_CACHE.put("article", "one", b"text")
    assert NO_CACHE.get("article", "one") is None
    assert opened(tmp_path, {"WENXUAN_CACHE": ""}) == (NO_CACHE, None)
    assert opened(None, {}) == (NO_CACHE, None)
    assert not list(tmp_path.iterdir())


def test_where_it_lies(tmp_path: Path) -> None:
    user = {"HOME": str(tmp_path / "home")}
    assert opened(tmp_path / "book", user)[0].folder == tmp_path / "book" / ".wenxuan" / "cache"
    assert opened(None, user)[0].folder == tmp_path / "home" / ".cache" / "wenxuan"
    assert opened(tmp_path / "book", user | {"WENXUAN_CACHE": str(tmp_path / "c")})[0].folder == tmp_path / "c"
    assert (tmp_path / "book" / ".wenxuan" / "cache" / ".gitignore").read_text() == "*\n"
    assert user_folder({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "linux") == Path("/x/wenxuan")
    assert user_folder({"XDG_CACHE_HOME": "x", "HOME": "/h"}, "linux") == Path("/h/.cache/wenxuan")
    assert user_folder({"HOME": "/h"}, "darwin") == Path("/h/Library/Caches/wenxuan")
    assert user_folder({"LOCALAPPDATA": "/l"}, "win32") == Path("/l/wenxuan/cache")
    assert user_folder({}, "win32") is None


def test_the_secret_is_in_no_books_folder(tmp_path: Path) -> None:
    user = {"HOME": str(tmp_path / "home")}
    made = opened(tmp_path / "book", user)[0]
    made.put("article", "one", b"text")
    assert opened(tmp_path / "book", user)[0].get("article", "one") == b"text"
    assert not any(made.secret in path.read_bytes() for path in (tmp_path / "book").rglob("*") if path.is_file())
    other = opened(tmp_path / "book", {"HOME": str(tmp_path / "other")})[0]
    assert other.get("article", "one") is None


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_may_write_to_is_not_used(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    folder.chmod(mode)
    made, trouble = opened(None, {"WENXUAN_CACHE": str(folder)})
    assert made == NO_CACHE
    assert trouble is not None
    assert trouble.key == "cache.others"
    assert not list(folder.iterdir())


def test_a_link_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "book" / ".wenxuan").mkdir(parents=True)
    (tmp_path / "book" / ".wenxuan" / "cache").symlink_to(tmp_path / "real")
    made, trouble = opened(tmp_path / "book", {"HOME": str(tmp_path / "home")})
    assert made == NO_CACHE
    assert trouble is not None


def test_a_disk_that_takes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    assert opened(None, {"WENXUAN_CACHE": str(tmp_path / "file" / "cache")}) == (NO_CACHE, None)
    made = opened(None, {"WENXUAN_CACHE": str(tmp_path / "cache")})[0]

    def full(*_: object) -> None:
        raise WriteError("disk", "full", "")

    monkeypatch.setattr(store, "put", full)
    made.put("article", "one", b"text")
    assert made.get("article", "one") is None
