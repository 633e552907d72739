"""Lines of attribution, by example: `tests/data/cases/bylines/lines.txt` holds lines and what they say of author, site and date."""

from __future__ import annotations

import pytest
from conftest import DATA, article, wenxuan, write

from book import packaged
from book.clean.claims import claims_of
from book.rules import load
from book.text.bylines import Claims, house, labels_of, people

RULES = load(packaged.rule_files())
ROWS = [
    row.partition(" => ")[::2]
    for row in (DATA / "cases" / "bylines" / "lines.txt").read_text("utf-8").splitlines()
    if row and not row.startswith("#")
]


def written(claims: Claims | None) -> str:
    """The claims as the cases write them."""
    if claims is None:
        return "TEXT"
    names = ("author", "site", "account", "date", "impossible")
    return " | ".join(f"{name}={value}" for name in names if (value := getattr(claims, name))) or "(nothing)"


@pytest.mark.parametrize(("line", "wanted"), ROWS, ids=[line for line, _ in ROWS])
def test_lines(line: str, wanted: str) -> None:
    assert written(claims_of(line, RULES)) == wanted


@pytest.mark.parametrize(("line", "wanted"), [row for row in ROWS if not row[1].startswith(("TEXT", "(nothing)"))])
def test_traditional_and_full_width_lines_say_the_same(line: str, wanted: str) -> None:
    """The grammar sees a line half-width and simplified; names come out as they stand."""
    wide = line.translate({ord(":"): "：", ord("("): "（", ord(")"): "）"}) if "http" not in line else line
    assert (
        written(claims_of(wide.replace("作者", "作者").replace("来源", "來源").replace("记者", "記者"), RULES))
        == wanted
    )


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("何渡 2021-03-05", "何渡"), ("何渡、李墨", "何渡、李墨"),
        ("何渡 李墨", "何渡、李墨"), ("阿河 小船", "阿河"), ("河上网 何渡", "何渡"), ("Li Mo", "Li Mo"),
        ("何渡（公众号：纸上谈）", "何渡"),
        ("阿兰_安纸", "阿兰_安纸"), ("2021", ""), ("何渡 编辑：李墨", "何渡"),
        ("纸上的鱼", "纸上的鱼"),
    ],
)  # fmt: skip
def test_people(value: str, wanted: str) -> None:
    assert people(value, RULES.names) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("河上晚报 2021-03-05", "河上晚报"),
        ("https://example.com/a", ""),
        ("The Paper 作者：何渡", "The Paper"),
        ("12:30", ""),
    ],
)
def test_house(value: str, wanted: str) -> None:
    assert house(value, RULES.names) == wanted


def test_only_labels_and_names_are_credits() -> None:
    assert labels_of("编辑：何渡 校对：李墨", RULES.names) == Claims()
    assert labels_of("编辑：何渡", RULES.names) is None
    assert labels_of("编辑：何渡 校对：李墨 他们是三十年的同事", RULES.names) is None


BAD_DATES = (
    "2021年6月31日", "2021-02-30", "2021/2/29", "2021.4.31", "2021年13月5日", "2021年0月5日", "2021-11-31",
    "2019年2月29日", "2021年6月32日"
)  # fmt: skip


@pytest.mark.parametrize("date", BAD_DATES)
def test_an_impossible_date_in_a_byline_costs_the_date_alone(desk, date: str) -> None:
    write(
        desk,
        {
            "a.md": article(
                "渡船",
                f"何渡 {date}",
                *(f"{one}" for one in ("河上的渡船一天走六趟，撑船的人姓何，从他祖父起就在这里撑船。",) * 3),
            )
        },
    )
    ran = wenxuan("build", "a.md", "-o", "out", "-f", "epub", "--title", "书")
    assert ran.code == 0, ran.err
    assert "There is no such day" in ran.err
    assert date in ran.err
    (told,) = wenxuan("inspect", "--json", "a.md").objects
    assert (told["author"], told["date"]) == ("何渡", None)


@pytest.mark.parametrize("date", BAD_DATES[:4])
def test_an_impossible_date_in_front_matter_and_on_a_page(desk, date: str) -> None:
    page = f"<html><head><title>渡船过河</title><meta name='pubdate' content='{date}'></head><body><h1>渡船过河</h1><article>"
    page += (
        "".join(f"<p>河上的渡船一天走六趟，撑船的人姓何，从他祖父起就在这里撑船，这是第{n}趟。</p>" for n in range(6))
        + "</article></body></html>"
    )
    write(desk, {"a.md": article("渡船", date=date), "b.html": page})
    ran = wenxuan("build", "a.md", "b.html", "-o", "out", "-f", "epub", "--title", "书")
    assert ran.code == 0, ran.err
    assert ran.err.count("There is no such day") == 2


def test_an_impossible_date_in_the_manifest_is_answered(desk) -> None:
    write(desk, {"book/articles/a.md": article("渡船", date="2021-03-05"), "book/book.toml": '[book]\ntitle = "书"\n'})
    assert wenxuan("scan", "book").code == 0
    listed = (desk / "book" / "articles.toml").read_text("utf-8")
    write(desk, {"book/articles.toml": listed.replace("2021-03-05", "2021-06-31")})
    ran = wenxuan("build", "book", "-f", "epub")
    assert ran.code == 0, ran.err
    assert "This is no date; the article keeps its own." in ran.err
    assert wenxuan("inspect", "--json", "book").objects[0]["date"] == "2021-03-05"
