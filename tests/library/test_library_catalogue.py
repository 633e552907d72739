"""The catalogue of a library: the same bytes each time, links that lead somewhere, feeds that clients' parsers read, and nothing of
what a text says is markup.

The schemas of OPDS and MARCXML are not in the repository, for nothing says that they may be: what they ask is asked by hand
here (OPDS 1.2 over RFC 4287; drafts.opds.io/schema/feed, publication; MARC21slim 1.2; oai_dc 2002-03-25).
"""

from __future__ import annotations

import csv
import io
import json
import posixpath
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

import feedparser
import jsonschema
import pytest
from bookshelf import HARM, URN, book, harmful, many, small
from lxml import etree

from book.classes import replace
from book.library.catalogue import catalogue, files
from book.library.catalogue.places import sign

ATOM = {"a": "http://www.w3.org/2005/Atom", "dc": "http://purl.org/dc/terms/"}
MARC = {"m": "http://www.loc.gov/MARC21/slim"}
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>{}|\\^`\"]+")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return catalogue(small())


def links(name: str, body: bytes) -> Iterator[str]:
    """The files to which a file of the catalogue leads, by their names from the folder of the library."""
    text = "" if name.endswith(".png") else body.decode()
    if name.endswith(".json"):
        found = re.findall(r'"href":"([^"]*)"', text)
    else:
        found = [unescape(one) for one in re.findall(r'(?:href|src|action)="([^"]*)"', text)]
    for href in found:
        path = href.partition("#")[0].partition("?")[0]
        if path:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))


def feeds(made: dict[str, bytes], ending: str) -> Iterator[tuple[str, bytes]]:
    return (
        (name, body)
        for name, body in made.items()
        if name == f"opds{ending}" or re.match(rf"catalogue/feeds/.*\{ending}$", name)
    )


def test_the_same_library_has_the_same_files_whatever_the_order_of_its_books(made: dict[str, bytes]) -> None:
    library = small()
    assert catalogue(replace(library, books=library.books[::-1])) == made
    assert dict(files(library)) == made


def test_every_link_leads_to_a_file(made: dict[str, bytes]) -> None:
    own = {one.href for each in small().books for one in (*each.files, each.cover, each.thumbnail) if one}
    found = {to for name, body in made.items() if not name.startswith("catalogue/search/") for to in links(name, body)}
    assert found - set(made) - own == set()
    assert own <= found


def test_a_book_without_a_file_is_left_out(made: dict[str, bytes]) -> None:
    assert not [name for name, body in made.items() if "没有文件的书".encode() in body]


def test_two_books_of_one_identifier_are_refused() -> None:
    with pytest.raises(ValueError, match="one identifier"):
        catalogue(replace(small(), books=(book(1), book(1, "另一本"))))


@pytest.mark.parametrize(
    "library", [small(), harmful(), many(130, 0, 40), replace(small(), books=())], ids=["small", "harm", "many", "none"]
)
def test_feeds_are_what_opds_1_2_asks(library: Any) -> None:
    ids: set[str] = set()
    for name, body in feeds(catalogue(library), ".xml"):
        feed = etree.fromstring(body)
        assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
        kinds = {link.get("rel"): link.get("type") for link in feed.findall("a:link", ATOM)}
        assert kinds["start"].endswith("kind=navigation")
        navigates = kinds["self"].endswith("kind=navigation")
        assert feed.findtext("a:author/a:name", "", ATOM)
        assert feed.findtext("a:id", "", ATOM) not in ids, name
        ids.add(feed.findtext("a:id", "", ATOM))
        for one in (feed, *feed.findall("a:entry", ATOM)):
            assert [len(one.findall(f"a:{tag}", ATOM)) for tag in ("id", "title", "updated")] == [1, 1, 1]
            assert URI.fullmatch(one.findtext("a:id", "", ATOM))
            assert one.findtext("a:title", "", ATOM).strip()
            assert MOMENT.fullmatch(one.findtext("a:updated", "", ATOM))
        for entry in feed.findall("a:entry", ATOM):
            rels = [link.get("rel") for link in entry.findall("a:link", ATOM)]
            assert any(rel.startswith("http://opds-spec.org/acquisition") for rel in rels) is not navigates
            assert entry.find("a:content" if navigates else "dc:language", ATOM) is not None
        for link in feed.iterfind(".//a:link", ATOM):
            assert re.fullmatch(r"[!#$%&'()*+,./:;=?@_~A-Za-z0-9-]+", link.get("href"))
            assert "/" in link.get("type")


def test_a_reading_system_reads_the_feeds(made: dict[str, bytes]) -> None:
    """feedparser is a parser of others, and does not know what we wrote."""
    heard = {"content-location": "http://localhost/catalogue/feeds/all.xml", "content-type": "application/atom+xml"}
    feed = feedparser.parse(made["catalogue/feeds/all.xml"], response_headers=heard)
    assert not feed.bozo, feed.bozo_exception
    assert [entry.title for entry in feed.entries] == ["=1+1 Ferries", "河上丛书·老街", "周渡文集"]
    entry = feed.entries[2]
    assert entry.id == URN.format(1)
    assert [author.name for author in entry.authors] == ["周渡"]
    assert [tag.label for tag in entry.tags] == ["散文", "地理"]
    assert "写河，也写桥。" in entry.summary
    taken = [link.href for link in entry.links if link.rel == "http://opds-spec.org/acquisition/open-access"]
    assert taken[0] == "http://localhost/books/%E5%91%A8%E6%B8%A1%20%E6%96%87%E9%9B%86%231.epub"
    assert [link.type for link in entry.links if link.rel == "http://opds-spec.org/image/thumbnail"] == ["image/jpeg"]
    root = feedparser.parse(made["opds.xml"])
    assert [one.title for one in root.entries] == ["最新", "作者", "网站", "年份", "主题", "丛书"]
    assert not [link for link in root.feed.links if link.rel == "search"]  # nothing answers in a folder


LINK = {
    "type": "object",
    "required": ["href"],
    "properties": {"href": {"type": "string", "pattern": r"^[^\s<>\"{}|\\^`]+$"}},
}
NAMED = {
    "type": "array",
    "items": {"type": "object", "required": ["name"], "properties": {"links": {"type": "array", "items": LINK}}},
}
PUBLICATION = {
    "type": "object", "required": ["metadata", "links", "images"],
    "properties": {
        "metadata": {
            "type": "object", "required": ["title"],
            "properties": {
                "title": {"type": "string", "minLength": 1}, "identifier": {"type": "string", "pattern": URI.pattern},
                "modified": {"type": "string", "pattern": MOMENT.pattern}, "author": NAMED, "subject": NAMED,
                "published": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
                "language": {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$"},
                "belongsTo": {"type": "object", "properties": {"series": NAMED}},
            },
        },
        "links": {
            "type": "array", "items": LINK,
            "allOf": [
                {"contains": {"required": ["rel"], "properties": {"rel": {"const": rel}}}}
                for rel in ("self", "http://opds-spec.org/acquisition/open-access")
            ],
        },
        "images": {
            "type": "array", "minItems": 1, "items": LINK,
            "contains": {"properties": {"type": {"enum": ["image/jpeg", "image/png", "image/gif"]}}},
        },
    },
}  # fmt: skip
LISTS = {
    "publications": {"type": "array", "items": PUBLICATION},
    "navigation": {"type": "array", "items": {**LINK, "required": ["href", "title"]}},
}
FEED = {
    "type": "object", "required": ["metadata", "links"],
    "properties": {
        **LISTS,
        "metadata": {
            "type": "object", "required": ["title"],
            "properties": {
                "numberOfItems": {"type": "integer", "minimum": 0}, "currentPage": {"type": "integer", "minimum": 1},
                "itemsPerPage": {"type": "integer", "minimum": 1},
            },
        },
        "links": {"contains": {"required": ["rel"], "properties": {"rel": {"const": "self"}}}},
        "groups": {"type": "array", "items": {"type": "object", "properties": LISTS}},
    },
    "anyOf": [{"required": [kind]} for kind in ("publications", "navigation", "groups")],
}  # fmt: skip


@pytest.mark.parametrize(
    "library", [small(), harmful(), many(130, 0, 40), replace(small(), books=())], ids=["small", "harm", "many", "none"]
)
def test_feeds_are_what_opds_2_0_asks(library: Any) -> None:
    made = catalogue(library)
    asks, asks_of_a_book = jsonschema.Draft7Validator(FEED), jsonschema.Draft7Validator(PUBLICATION)
    for name, body in feeds(made, ".json"):
        assert [error.message for error in asks.iter_errors(json.loads(body))] == [], name
    for name, body in made.items():
        if name.startswith("catalogue/books/") and name.endswith(".json"):
            assert [error.message for error in asks_of_a_book.iter_errors(json.loads(body))] == [], name
    broken = json.loads(made["opds.json"]) | {"navigation": [{"href": "x"}]}
    assert not asks.is_valid(broken)


def test_what_names_its_own_address_names_it_whole_where_it_is_known() -> None:
    made = catalogue(replace(small(), address="https://example.org/shelf"))
    feed = json.loads(made["catalogue/feeds/all.json"])
    assert feed["links"][0]["href"] == "https://example.org/shelf/catalogue/feeds/all.json"
    assert feed["publications"][0]["links"][0]["href"].startswith("https://example.org/shelf/catalogue/books/")
    assert feed["publications"][0]["links"][1]["href"] == "../../books/3.epub"
    assert b'rel="self" href="https://example.org/shelf/opds.xml"' in made["opds.xml"]
    assert b"https://example.org/shelf/books/3.epub" in made["marc.xml"]
    for harm in ("javascript:alert(1)", "https://example.org/?q=", "no address", 'https://"><b>'):
        assert catalogue(replace(small(), address=harm)) == catalogue(small())


def test_a_feed_goes_on_on_other_pages() -> None:
    made = catalogue(many(130, 0, 40))
    seen, name = [], "catalogue/feeds/all.json"
    while name:
        feed = json.loads(made[name])
        seen += [one["metadata"]["identifier"] for one in feed["publications"]]
        following = [one["href"] for one in feed["links"] if one["rel"] == "next"]
        name = posixpath.normpath(f"catalogue/feeds/{following[0]}") if following else ""
    assert len(seen) == len(set(seen)) == 130
    first = etree.fromstring(made["catalogue/feeds/all.xml"])
    assert {link.get("rel") for link in first.findall("a:link", ATOM)} == {
        "self",
        "start",
        "up",
        "first",
        "next",
        "last",
    }
    assert b'<a rel="next" href="../../catalogue/pages/all-2.html">' in made["catalogue/pages/all.html"]
    assert b'rel="next"' not in made["catalogue/pages/all-3.html"]


def test_many_authors_are_parted_by_their_letters() -> None:
    made = catalogue(many(400, 0, 400))
    heads = etree.fromstring(made["catalogue/feeds/authors.xml"])
    titles = [entry.findtext("a:title", "", ATOM) for entry in heads.findall("a:entry", ATOM)]
    assert titles == list("ABCDFGHJKLMNOPQRSTWXYZ")
    letter = etree.fromstring(made["catalogue/feeds/authors-Z.xml"])
    assert {entry.findtext("a:title", "", ATOM)[0] for entry in letter.findall("a:entry", ATOM)} == {"张"}
    assert "catalogue/pages/authors-Z.html" in made


def test_authors_stand_in_the_order_of_their_pinyin(made: dict[str, bytes]) -> None:
    names = re.findall(r"<bdi>([^<]*)</bdi></a> <span", made["catalogue/pages/authors.html"].decode())
    assert names == ["Ann Lee", "欧阳修远", "周渡"]


def test_tables_open_in_spreadsheets(made: dict[str, bytes]) -> None:
    for name, rows in (("books.csv", 4), ("articles.csv", 4)):
        assert made[name].startswith(b"\xef\xbb\xbf")
        assert made[name].count(b"\r\n") == rows
    listed = list(csv.DictReader(io.StringIO(made["books.csv"].decode("utf-8-sig"))))
    assert listed[0]["书名"] == "'=1+1 Ferries"
    assert listed[2]["书名"] == "周渡文集"
    assert listed[2]["编法"] == "作者"
    articles = list(csv.DictReader(io.StringIO(made["articles.csv"].decode("utf-8-sig"))))
    assert [row["篇名"] for row in articles] == ["渡口的早晨", "C++ 与老街", "渡口的早晨"]


@pytest.mark.parametrize("library", [small(), harmful()], ids=["small", "harm"])
def test_records_are_what_marcxml_asks(library: Any) -> None:
    for record in etree.fromstring(catalogue(library)["marc.xml"]).findall("m:record", MARC):
        assert re.fullmatch(
            r"[\d ]{5}[\dA-Za-z ][\dA-Za-z][\dA-Za-z ]{3}22[\d ]{5}[\dA-Za-z ]{3}4500",
            record.findtext("m:leader", "", MARC),
        )
        fixed = {one.get("tag"): one.text for one in record.findall("m:controlfield", MARC)}
        assert re.fullmatch(r"\d{14}\.\d", fixed["005"])
        assert [len(fixed[tag]) for tag in ("006", "008")] == [18, 40]
        tags = [one.get("tag") for one in record.findall("m:datafield", MARC)]
        assert tags == sorted(tags)
        assert {"024", "041", "245", "300", "856"} <= set(tags)
        for field in record.findall("m:datafield", MARC):
            assert re.fullmatch(r"[\da-z ]{2}", field.get("ind1") + field.get("ind2"))
            assert [one for one in field.findall("m:subfield", MARC) if not (one.get("code") and one.text)] == []
            assert sum(len(one.text.encode()) + 2 for one in field.findall("m:subfield", MARC)) < 9_999


def test_an_authors_book_is_entered_under_him_and_one_of_several_under_its_title(made: dict[str, bytes]) -> None:
    records = etree.fromstring(made["marc.xml"]).findall("m:record", MARC)
    entered = {}
    for record in records:
        subfields = {
            (field.get("tag"), field.get("ind1")): field.findtext("m:subfield", "", MARC)
            for field in record.findall("m:datafield", MARC)
        }
        entered[subfields.get(("245", "1")) or subfields["245", "0"]] = subfields
    assert entered["周渡文集"]["100", "1"] == "周渡"
    assert entered["周渡文集"]["505", "0"] == "渡口的早晨"
    assert entered["=1+1 Ferries"]["100", "0"] == "Ann Lee"
    assert "245" in {tag for tag, indicator in entered["河上丛书·老街"] if indicator == "0"}
    assert entered["河上丛书·老街"]["490", "0"] == "河上丛书"
    assert {tag for tag, _ in entered["河上丛书·老街"]} & {"100", "700"} == {"700"}


def test_contents_too_long_for_a_record_are_cut() -> None:
    library = many(1, 3_000)
    record = etree.fromstring(catalogue(library)["marc.xml"]).find("m:record", MARC)
    notes = [
        field.findtext("m:subfield", "", MARC)
        for field in record.findall("m:datafield", MARC)
        if field.get("tag") == "505"
    ]
    assert len(notes) > 3
    assert sum(len(note.encode()) for note in notes) < 70_000
    assert notes[-1].endswith("…")


def test_dublin_core_has_the_elements_of_oai_dc_alone(made: dict[str, bytes]) -> None:
    known = set("title creator subject description publisher contributor date type format identifier source".split())
    known |= set("language relation coverage rights".split())
    records = etree.fromstring(made["dc.xml"])
    assert [record.tag for record in records] == ["{http://www.openarchives.org/OAI/2.0/oai_dc/}dc"] * 3
    for record in records:
        assert {etree.QName(one).localname for one in record} <= known
        assert {etree.QName(one).namespace for one in record} == {"http://purl.org/dc/elements/1.1/"}


class Page(HTMLParser):
    """The elements of a page, and whether they are closed as they were opened."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[str] = []
        self.feed(body.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not [name for name, _ in attrs if name.startswith("on")]
        self.elements.append(tag)
        if tag not in ("meta", "link", "img", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_pages_are_whole_and_in_the_language_of_the_library(language: str) -> None:
    made = catalogue(small(language))
    for name, body in made.items():
        if name.endswith(".html"):
            assert Page(body).open == [], name
            assert f'<html lang="{language}">'.encode() in body
            assert b"default-src 'none'" in body
    home = made["index.html"].decode()
    assert {"zh-Hans": "作者", "zh-Hant": "主題", "en": "Authors"}[language] in home


def test_no_text_of_a_book_is_markup() -> None:
    made = catalogue(harmful())
    pages = {name: body for name, body in made.items() if name.endswith((".html", ".xml"))}
    for name, body in pages.items():
        text = body.decode()
        assert HARM not in text
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", text), name
        if name.endswith(".html"):
            found = Page(body)
            assert found.open == []
            assert found.elements.count("script") == (name == "catalogue/pages/search.html")
        else:
            etree.fromstring(body)
    for body in made.values():
        assert len(body) < 200_000
    for name in made:
        assert re.fullmatch(r"[A-Za-z0-9./-]+", name), name


def test_an_article_can_be_led_to(made: dict[str, bytes]) -> None:
    page = made[f"catalogue/books/{sign(URN.format(2))}.html"].decode()
    assert '<li id="a2"><bdi>C++ 与老街</bdi>' in page
