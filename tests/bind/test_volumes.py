"""A book in volumes, and parts of one article made one chapter: through the command line."""

from __future__ import annotations

import random
import re
import zipfile
from pathlib import Path

import pytest
from conftest import article, files_in, wenxuan, write

from book.bind.joined import mark_of

TOML = '[book]\ntitle = "河上"\nvolumes = "{}"\n[arrange]\nparts = "year"\n[output]\nformats = ["epub"]\n'


def text(n: int) -> str:
    return f"第{n}天，河上起了雾，船等到中午才开。" * 8


@pytest.mark.parametrize(
    ("volumes", "names"),
    [
        ("part", ["河上 2019年.epub", "河上 2020年.epub"]),
        ("2 articles", ["河上 卷1.epub", "河上 卷2.epub"]),
        ("1 characters", ["河上 卷1.epub", "河上 卷2.epub", "河上 卷3.epub", "河上 卷4.epub"]),
        ("", ["河上.epub"]),
    ],
)
def test_volumes(desk: Path, volumes: str, names: list[str]) -> None:
    write(
        desk,
        {
            f"b/articles/{n}.md": article(f"第{n}篇", text(n), date=f"20{18 + n // 2}-0{n % 2 + 1}-01")
            for n in (2, 3, 4, 5)
        },
    )
    write(desk, {"b/book.toml": TOML.format(volumes)})
    assert wenxuan("build", "b").code == 0
    assert [name for name in files_in(desk / "b" / "build") if name.endswith(".epub")] == names
    if volumes:
        packages = []
        for name in names:
            with zipfile.ZipFile(desk / "b" / "build" / name) as archive:
                packages.append(next(archive.read(one).decode() for one in archive.namelist() if one.endswith(".opf")))
        called = ["2019年", "2020年"] if volumes == "part" else ["第一卷", "第二卷", "第三卷", "第四卷"]
        for number, package in enumerate(packages, 1):
            assert f">河上 {called[number - 1]}</dc:title>" in package
            assert re.search(rf'property="group-position"[^>]*>{number}<', package)
        assert len({package.split("urn:uuid:")[1][:36] for package in packages}) == len(names)


def test_a_number_of_volumes_that_means_nothing_is_refused(desk: Path) -> None:
    write(desk, {"b/book.toml": TOML.format("many"), "b/articles/a.md": article("渡")})
    ran = wenxuan("build", "b")
    assert (ran.code, "50 articles" in ran.err) == (3, True)


def long_text(seed: int) -> str:
    draw = random.Random(seed)
    return "\n\n".join("".join(chr(draw.randint(0x4E00, 0x9FA5)) for _ in range(400)) + "。" for _ in range(20))


@pytest.mark.parametrize(
    ("years", "limit", "held"),
    [
        ((2019, 2019, 2020, 2020), 70, [["题1", "题2"], ["题3", "题4"]]),  # between parts
        ((2019, 2020, 2020, 2020), 70, [["题1"], ["题2", "题3", "题4"]]),
        ((2019, 2019, 2019, 2019), 70, [["题1", "题2", "题3"], ["题4"]]),  # one part is too heavy: between articles
        ((2019, 2020, 2021, 2022), 10, [["题1"], ["题2"], ["题3"], ["题4"]]),  # an article is never divided
    ],
)  # fmt: skip
def test_a_book_over_the_limit_is_divided(
    desk: Path, years: tuple[int, ...], limit: int, held: list[list[str]]
) -> None:
    url = "https://example.org/{}"
    for n, year in enumerate(years, 1):
        link = f'<p>见<a href="{url.format(1)}">第一篇</a>。</p>'
        body = f"---\ntitle: 题{n}\ndate: {year}-0{n}-01\nurl: {url.format(n)}\n---\n<p>{long_text(n)}</p>{link}"
        write(desk, {f"b/articles/{n}.md": body})
    toml = f'[book]\ntitle = "河"\n[arrange]\nparts = "year"\n[epub]\ncover = "none"\nlargest = {limit / 1000}\n'
    write(desk, {"b/book.toml": toml})
    ran = wenxuan("build", "b", "-f", "epub")
    assert (ran.code, "render.too-large" in ran.out + ran.err, "larger than" in ran.err) == (0, False, True)
    write(desk, {"b/book.toml": toml + "split = true\n"})
    (desk / "b" / "build" / "河.epub").unlink()
    ran = wenxuan("build", "b", "-f", "epub")
    assert (ran.code, "was divided into volumes" in ran.err) == (0, True)
    names = [name for name in files_in(desk / "b" / "build") if name.endswith(".epub")]
    assert names == [f"河 卷{n}.epub" for n in range(1, len(held) + 1)]
    for name, titles in zip(names, held, strict=True):
        body = (desk / "b" / "build" / name).read_bytes()
        assert len(body) <= limit * 1000 or len(titles) == 1
        assert wenxuan("check", f"b/build/{name}").code == 0
        with zipfile.ZipFile(desk / "b" / "build" / name) as archive:
            pages = "".join(archive.read(one).decode() for one in archive.namelist() if "/a0" in one)
        assert re.findall(r"<title>(题\d)</title>", pages) == titles
        outside = url.format(1) in pages.replace(f'href="{url.format(1)}">原文', "")
        assert outside, "a link to another volume, or to itself, leads to the source"


@pytest.mark.parametrize(
    ("titles", "joined"),
    [
        (("渡船（上）", "渡船（下）"), True), (("渡船(1)", "渡船(2)", "渡船(3)"), True), (("渡船之一", "渡船之二"), True),
        (("渡船", "渡船_第2页"), True), (("渡船（上）", "渡船（中）"), False), (("渡船(1)", "渡船(3)"), False),
    ],
)  # fmt: skip
def test_parts_of_one_article(desk: Path, titles: tuple[str, ...], joined: bool) -> None:
    write(desk, {f"in/{n}.md": article(title, text(n), date="2020-01-01") for n, title in enumerate(titles)})
    ran = wenxuan("build", "in", "-o", "out", "-f", "epub")
    log = (desk / "out" / "report.jsonl").read_text("utf-8")
    assert (log.count('"bind.joined"') == len(titles), '"bind.parts-missing"' in log) == (joined, not joined)
    assert f"{len(titles)} given = {len(titles)} packed" in ran.out


@pytest.mark.parametrize("title", ["渡船", "之一", "中国（上海）", "2020年", "三国"])
def test_titles_that_are_no_parts(title: str) -> None:
    assert mark_of(title) is None
