"""Links, devices and files without an end among the sources: what is named is read, what is found and leads out is refused."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from conftest import Ran, article, wenxuan, write

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no links and pipes of this kind")


@pytest.fixture
def folder(desk: Path) -> Path:
    """A folder with one article, and one article beside it."""
    write(
        desk,
        {
            "in/a.md": article("渡船"),
            "secret.md": article("秘密"),
            "out/b.md": article("外面"),
            "out/c.md": article("外头"),
        },
    )
    return desk / "in"


def built(*sources: object) -> Ran:
    return wenxuan("build", *sources, "-f", "txt", "-o", "made", "--title", "x")


def refused(ran: Ran) -> list[str]:
    """The inputs of which it is told that a link leads out."""
    return [line.split(": ")[1] for line in ran.messages if "leads out" in line]


@pytest.mark.parametrize("source", ["in", "in/*", "in/**/*", "."])
@pytest.mark.parametrize(
    "target", ["../secret.md", "{desk}/secret.md", "/etc/passwd", "/proc/self/environ", "/dev/zero"]
)
def test_a_link_that_is_found_and_leads_out_is_refused(folder: Path, target: str, source: str) -> None:
    (folder / "link.md").symlink_to(target.format(desk=folder.parent))
    if source == "." and "secret" in target:
        return  # inside of what was given
    ran = built(source)
    assert refused(ran) == ["in/link.md"]
    assert ran.code == 1
    assert "秘密" not in (folder.parent / "made" / "x.txt").read_text("utf-8") or source == "."


@pytest.mark.parametrize("up", [False, True])
def test_a_linked_folder_that_leads_out_is_refused_once(folder: Path, up: bool) -> None:
    (folder / "more").symlink_to("/" if up else "../out")
    ran = built("in")
    assert refused(ran) == ["in/more"]
    assert "2 given = 1 packed" in ran.out
    assert "外" not in (folder.parent / "made" / "x.txt").read_text("utf-8")


def test_a_chain_of_links_is_followed_to_its_end(folder: Path) -> None:
    (folder / "one.md").symlink_to("two.md")
    (folder / "two.md").symlink_to("../secret.md")
    assert refused(built("in")) == ["in/one.md", "in/two.md"]


def test_links_that_stay_within_are_followed(folder: Path) -> None:
    write(folder, {"sub/b.md": article("石阶")})
    (folder / "again.md").symlink_to("sub/b.md")
    (folder / "all").symlink_to("sub")
    ran = built("in")
    assert refused(ran) == []
    assert "3 given = 2 packed + 0 skipped + 1 duplicates" in ran.out, "a folder is gone through once"


def test_links_within_a_site_are_followed(folder: Path) -> None:
    write(
        folder, {"source/_posts/a.md": article("石阶"), "old/b.md": article("桥", "桥上的人看船，船上的人看桥。" * 9)}
    )
    (folder / "source" / "_posts" / "old").symlink_to("../../old")
    ran = built("in")
    assert ran.code == 0, ran.err
    assert "2 given = 2 packed" in ran.out


def test_what_the_user_names_is_read_be_it_a_link(folder: Path) -> None:
    (folder / "link.md").symlink_to("../secret.md")
    (folder.parent / "named").symlink_to("out")
    ran = built("in/link.md", "named")
    assert ran.code == 0
    assert "3 given = 3 packed" in ran.out
    assert built("named/*.md").code == 0
    write(folder.parent, {"b/book.toml": '[book]\ntitle = "x"\n[sources]\nfiles = ["link.md", "named"]\n'})
    (folder.parent / "b" / "link.md").symlink_to("../secret.md")
    (folder.parent / "b" / "named").symlink_to("../out")
    assert wenxuan("build", "b", "-f", "txt").code == 0


def test_links_in_a_circle_end(folder: Path) -> None:
    (folder / "self").symlink_to("self")
    (folder / "up").symlink_to(".")
    (folder / "sub").mkdir()
    (folder / "sub" / "up").symlink_to("..")
    (folder / "one.md").symlink_to("two.md")
    (folder / "two.md").symlink_to("one.md")
    ran = built("in")
    assert "渡船" in (folder.parent / "made" / "x.txt").read_text("utf-8")
    assert ran.code == 1, "the two that lead to each other cannot be read"


def test_what_is_no_file_is_named_and_never_waited_for(folder: Path, desk: Path) -> None:
    os.mkfifo(folder / "pipe.md")
    with socket.socket(socket.AF_UNIX) as plug:
        os.chdir(folder)
        plug.bind("plug.md")
        os.chdir(desk)
        ran = built("in")
    assert ran.code == 1
    assert "3 given = 1 packed" in ran.out
    assert ran.err.count("it is no ordinary file") == 2
    for named in ("in/pipe.md", "/dev/zero", "/dev/stdin", "in/plug.md"):
        assert "it is no ordinary file" in built(named).err


def test_what_says_that_it_is_empty_and_never_ends_is_read_so_far(desk: Path) -> None:
    """Files of /proc have a size of 0; some wait for what is yet to come."""
    if not Path("/proc/kmsg").exists():
        pytest.skip("this system has no /proc")
    for name in ("/proc/kmsg", "/proc/self/mem", "/proc/self/pagemap"):
        assert built(name).code == 4, "no article is left"
    write(
        desk,
        {"a.md": article("渡船"), "book.toml": '[book]\ntitle = "x"\npreface = "p"\n[sources]\nfiles = ["a.md"]\n'},
    )
    os.mkfifo(desk / "p")
    ran = wenxuan("build", "-f", "epub")
    assert ran.code == 3
    assert "no ordinary file" in ran.err
