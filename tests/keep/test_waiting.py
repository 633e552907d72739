"""Addresses of a book that were never fetched wait: they are told, they are left out, and the book is made without them."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import article, wenxuan, write
from server_sources import Site

TOML = (
    '[book]\ntitle = "河上"\n[output]\nformats = ["epub"]\n[sources]\nfiles = {}\nallow_private = true\ndelay = 0.0\n'
)
SUM = "{} given = {} packed + 0 skipped + 0 duplicates + 0 not articles + 0 failed"


def made(desk: Path, *sources: str) -> Path:
    return write(
        desk / "b", {"book.toml": TOML.format(json.dumps(sources)), "articles/a.md": article("安", date="2020-01-01")}
    )


def test_an_address_that_was_added_waits_until_it_is_fetched(desk: Path, site: Site) -> None:
    book = made(desk, "articles")
    url = f"{site.url}/ferry"
    ran = wenxuan("add", "b", url)
    assert ran.code == 0
    (said,) = ran.messages
    assert said.startswith(f"warning: {url}: It lies on the network and was never fetched: it waits")
    assert "wenxuan update BOOK --fetch" in said
    assert ran.out.splitlines()[-1] == SUM.format(2, 1) + " + 1 waiting"
    for command in ("build", "inspect", "scan", "status"):
        ran = wenxuan(command, "b")
        assert (ran.code, len(ran.messages)) == (0, 1), command
        assert SUM.format(2, 1) + " + 1 waiting" in ran.out.splitlines()
    end = json.loads((book / "build" / "report.jsonl").read_text("utf-8").splitlines()[-1])
    assert (end["waiting"], end["failed"], end["exit_code"]) == (1, 0, 0)
    assert [row["fate"] for row in end["inputs"]] == ["packed", "waiting"]
    assert "waiting: " in wenxuan("build", "b").out
    assert wenxuan("build", "b", "--strict").code == 1
    assert not site.asked

    assert wenxuan("update", "b", "--fetch").code == 0
    asked = dict(site.asked)
    for command in ("build", "scan"):
        ran = wenxuan(command, "b")
        assert (ran.code, ran.messages) == (0, [])
        assert ran.out.splitlines()[-1] == SUM.format(2, 2)
    for path in (book / ".wenxuan").iterdir():  # the copies of the network are gone, that of the scan is not
        if path.name not in ("sources", "index.json"):
            for file in [one for one in path.rglob("*") if one.is_file()]:
                file.unlink()
    ran = wenxuan("build", "b")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, SUM.format(2, 2)), "the copy of the last scan stands in"
    assert dict(site.asked) == asked


def test_an_address_that_is_asked_for_now_is_an_error_without_the_network(desk: Path, site: Site) -> None:
    made(desk, "articles")
    url = f"{site.url}/ferry"
    for sources in ((url, "b/articles"), ("b", url)):
        ran = wenxuan("build", *sources, "-f", "epub", "-o", "out")
        assert ran.code == 1
        assert ran.messages[0].startswith(
            f"error: {url}: It lies on the network, and nothing is fetched unless you ask."
        )
    write(desk, {"list.txt": f"{url}\n{site.url}/moved\n"})
    assert wenxuan("inspect", "list.txt", "b/articles").code == 1


def test_a_list_of_addresses_in_a_book_waits_as_well(desk: Path, site: Site) -> None:
    book = made(desk, "articles", "list.txt")
    write(book, {"list.txt": f"{site.url}/ferry\n{site.url}/moved\n"})
    ran = wenxuan("build", "b")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, SUM.format(3, 1) + " + 2 waiting")


def test_what_cannot_be_fetched_is_still_an_error(desk: Path, site: Site) -> None:
    made(desk, "articles", f"{site.url}/gone")
    assert wenxuan("build", "b", "--fetch").code == 1


def test_a_book_of_which_everything_waits(desk: Path, site: Site) -> None:
    made(desk, f"{site.url}/ferry")
    ran = wenxuan("build", "b")
    assert ran.code == 4
    assert (
        "its articles lie on the network, and none was fetched yet. Fetch them once: wenxuan update b --fetch"
        in ran.err
    )
