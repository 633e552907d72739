"""The reading table: every text of the source in its place, what the editor changed and how it is taken back, rules for all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from conftest import PROSE, article, wenxuan, write
from desks import Desk, desk
from factory_sources import png

from book.settings.parse import parse

FILE = "articles/a.md"
ADVERT = "长按识别二维码，关注我们的公众号"


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Path]]:
    book = tmp_path_factory.mktemp("table") / "book"
    texts = {name: article(f"渡口 {name}", f"{name}，{PROSE[0]}", *PROSE[1:], ADVERT) for name in "ab"}
    texts["c"] = article("渡口 c", *PROSE, "就这样。", f"c，{PROSE[0]}", ADVERT)
    write(book, {f"articles/{name}.md": text for name, text in texts.items()})
    assert wenxuan("new", book).code == 0
    with desk(book) as made:
        for _ in range(300):
            if made.ask("api/shelf")[1]["looked"]:
                break
            time.sleep(0.1)
        yield made, book


def rows(one: Desk, file: str = FILE) -> list[dict[str, Any]]:
    status, answer = one.ask(f"api/article?file={quote(file)}")
    assert status == 200, answer
    found: list[dict[str, Any]] = answer["rows"]
    return found


def row(one: Desk, words: str) -> dict[str, Any]:
    return next(row for row in rows(one) if words in row["text"])


def test_what_a_rule_took_stands_in_its_place_and_tells_how_often_it_is_met(one: tuple[Desk, Path]) -> None:
    here, _ = one
    texts = [(row["state"], row["text"]) for row in rows(here)]
    assert texts == [*(("kept", text) for text in (f"a，{PROSE[0]}", *PROSE[1:])), ("removed", ADVERT)]
    assert row(here, ADVERT)["places"] == 3  # in the whole book


def test_a_text_is_kept_here_and_then_no_longer(one: tuple[Desk, Path]) -> None:
    here, book = one
    word = row(here, ADVERT)["keep"]
    assert here.decide("keep", file=FILE, word=word, scope="article")[0] == 200
    kept = row(here, ADVERT)
    assert kept["state"] == "kept"
    assert {row["state"] for row in rows(here, "articles/b.md") if ADVERT in row["text"]} == {"removed"}
    assert here.decide("undo-change", file=FILE, number=kept["own"])[0] == 200
    assert row(here, ADVERT)["state"] == "removed"
    assert here.decide("keep", file=FILE, word=word, scope="book")[0] == 200
    assert {row["state"] for row in rows(here, "articles/b.md") if ADVERT in row["text"]} == {"kept"}
    assert here.ask("api/undo", {})[0] == 200
    assert parse((book / "book.toml").read_text("utf-8")).clean.keep == ()


def test_each_change_is_known_and_taken_back_alone(one: tuple[Desk, Path]) -> None:
    here, book = one
    typo = row(here, "驴")
    assert (
        here.decide("edit", file=FILE, at=typo["id"], old=typo["markdown"], new=typo["markdown"].replace("驴", "骡"))[0]
        == 200
    )
    gone = row(here, "前年")
    assert here.decide("drop", file=FILE, at=gone["id"], block=gone["markdown"], scope="article")[0] == 200
    status, answer = here.ask("api/picture?name=ferry.png", raw=png((40, 30)))
    assert status == 200
    place = row(here, "水认得人")
    given = {"file": FILE, "at": place["id"], "picture": answer["name"], "caption": "渡船", "alt": ""}
    assert here.decide("picture", **given)[0] == 200
    states = {
        row["kind"] if row["kind"] == "figure" else row["text"][:4]: (row["state"], row["own"] is not None)
        for row in rows(here)
    }
    assert states == {
        "a，河上": ("kept", False), "过河的多": ("kept", True), "何师傅说": ("kept", False), "figure": ("inserted", True),
        "前年上游": ("removed", True), ADVERT[:4]: ("removed", False),
    }  # fmt: skip
    assert here.decide("undo-change", file=FILE, number=row(here, "前年")["own"])[0] == 200
    assert row(here, "前年")["state"] == "kept"
    assert row(here, "骡")["was"].count("驴") == 1
    status, body = here.ask(f"picture?file={quote(FILE)}&n=0")
    assert status == 200
    assert body[:4] == b"\x89PNG"
    assert "ferry.png" in wenxuan("edit", book, FILE, "--print").out


def test_a_paragraph_becomes_a_heading_and_back(one: tuple[Desk, Path]) -> None:
    here, _ = one
    line = row(here, "水认得人")
    assert here.decide("heading", file=FILE, at=line["id"], block=line["markdown"], level=1)[0] == 200
    made = row(here, "水认得人")
    assert (made["kind"], made["level"]) == ("heading", 1)
    assert here.decide("heading", file=FILE, at=made["id"], block=made["markdown"], level=0)[0] == 200
    back = row(here, "水认得人")
    assert (back["kind"], back["own"]) == ("paragraph", None)


def test_what_is_another_by_now_is_refused(one: tuple[Desk, Path]) -> None:
    here, _ = one
    line = row(here, "水认得人")
    for given in (
        {"at": line["id"], "old": "something else", "new": "x"}, {"at": "b99", "old": line["markdown"], "new": "x"},
        {"at": "r1", "old": line["markdown"], "new": "x"}, {"at": None, "old": None, "new": "x"},
    ):  # fmt: skip
        status, answer = here.decide("edit", file=FILE, **given)
        assert status in (400, 409), given
        assert answer["error"]["next"]
    assert here.decide("edit", file="articles/none.md", at="b0", old="x", new="y")[0] == 400
    assert here.decide("undo-change", file=FILE, number=99)[0] == 400


def test_a_short_text_is_not_dropped_everywhere(one: tuple[Desk, Path]) -> None:
    here, book = one
    short = next(row for row in rows(here, "articles/c.md") if row["text"] == "就这样。")
    given = {"file": "articles/c.md", "at": short["id"], "block": short["markdown"]}
    status, answer = here.decide("drop", **given, scope="book")
    assert status == 409, answer
    long = row(here, "过河的多")
    assert here.decide("drop", file=FILE, at=long["id"], block=long["markdown"], scope="book")[0] == 200
    assert "过河的多是去镇上赶集的人" in (book / "book.toml").read_text("utf-8")
    assert not any("过河的多" in row["text"] and row["state"] == "kept" for row in rows(here, "articles/b.md"))
