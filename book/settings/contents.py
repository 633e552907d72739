"""The tables of book.toml that say what is in the book: `[book]`, `[sources]` and `[arrange]`."""

from __future__ import annotations

from typing import Literal

from book.classes import dataclass
from book.messages import message
from book.settings.key import key

Order = Literal["date", "title", "author", "site", "given"]
Collation = Literal["pinyin", "strokes"]
Direction = Literal["ascending", "descending"]
NoticesAt = Literal["article", "end", "both"]
PostsBy = Literal["month", "day", "each"]
PartsBy = Literal["none", "year", "month", "author", "site", "category", "series"]

_DATE = "(?:[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)?"
_VOLUMES = "(?:part|[1-9][0-9]{0,8} (?:articles|characters))?"
_TIME = f"{_DATE[:-2]}(?:T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}Z)?)?"
_READING = r"[^=\s]+ ?= ?[a-zü]+[1-5]?(?: [a-zü]+[1-5]?)*"
_VOLUME = r"(?:[^{}]|\{(?:title|number|n|part)\})*"
_TAG = "(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)?"


@dataclass(frozen=True, slots=True)
class BookConfig:
    """What stands on the title page, and what reading systems and catalogues are told of the book."""

    title: str = key(
        "",
        "The title of the book. Empty: the title of the article if the book has only one, else 文选. The files are named after"
        " it, unless `[output] name` says otherwise.",
        example='"纸上文选"',
    )
    subtitle: str = key("", "The subtitle: on the cover, on the title page, in the imprint.")
    short_title: str = key(
        "",
        "The title as it stands above the left-hand pages in print, where the whole one is too long for a line. Empty: the title,"
        " cut where a phrase ends if it must be. An article has its own: `short` in articles.toml.",
        example='"纸上文选"',
    )
    editor: str = key("", "Who chose the articles. Printed on the cover and on the title page, as the editor (编).")
    author: str = key(
        "",
        "Used only where `editor` is empty, and then printed in its place, as the editor. The authors of the articles need not"
        " be named here: each is printed with the article, and all are listed in the data of the EPUB.",
    )
    language: str = key(
        "",
        "The language of the book, as a BCP 47 tag. The words that the book adds (目录, 版权 …) and the shapes of the"
        " characters in the PDF follow it; the words are known for `zh-Hans`, `zh-Hant`, `zh-TW` and `zh-HK`, and any other"
        " tag gets those of `zh-Hans`. Empty: the language of most of the articles. It has no effect where `[convert] script`"
        " names a script: then the script decides.",
        example='"zh-Hant"',
        form=_TAG,
        meant=message("error.language.next"),
    )
    publisher: str = key("", "The publisher: on the cover, on the title page, in the imprint.")
    description: str = key(
        "", "What the book is about, for catalogues. It is stored in the EPUB and in the PDF, and printed nowhere."
    )
    rights: str = key(
        "",
        "A line about the rights, for the imprint. Empty: a line that calls the book a private collection, and says that the"
        " articles belong to their authors.",
    )
    identifier: str = key(
        "",
        "A name for this book that never changes, such as an ISBN. Empty: the first build, or scan, of a book's folder makes one"
        " from the title and the articles, and writes it here, where it stays whatever becomes of them. Without a folder it is"
        " made anew each time, from the title, the subtitle, the language and the articles. Volumes, and the book in another"
        " script by `--script`, get identifiers of their own, made from this one.",
        example='"urn:isbn:9787000000000"',
    )
    isbn: str = key(
        "",
        "The ISBN of the printed book, of thirteen digits, with the hyphens as you were given it (those of China's,"
        " 978-7, are put in where it has none). It stands in the imprint of the PDF, with its bar code on the back of the cover"
        " (`[pdf] wrap`), and in the EPUB as the name of its source: an EPUB has an ISBN of its own, `identifier`. All volumes"
        " have the same.",
        example='"978-7-5000-0000-6"',
        form=r"(?:97[89](?:[- ]?[0-9]){10})?|(?:[0-9][- ]?){9}[0-9Xx]",
        meant=message("error.isbn.next"),
    )
    price: str = key(
        "",
        "The price, as it is to be printed: in the imprint of the PDF and on the back of its cover.",
        example='"49.00元"',
    )
    blurb: str = key(
        "",
        "What stands on the back of the cover for the press (`[pdf] wrap`), each line a paragraph; `file:` before a name stands"
        " for the text of a file. Nothing else prints it.",
        example='"file:blurb.txt"',
    )
    series: str = key("", "The series that the book belongs to. It stands on the title page and in the imprint.")
    series_number: int = key(
        0,
        "The number of the book in its series; 0 is no number. Without `series` it has no effect. Volumes are numbered by"
        " themselves.",
        least=0,
    )
    date: str = key(
        "",
        "The date of publication, as YYYY-MM-DD, YYYY-MM or YYYY, for catalogues. Empty: the book has none, and the files are"
        " stamped with the date of the newest article, so that the same articles always make the same files.",
        example='"2025-06-18"',
        form=_DATE,
        meant=message("error.date.next"),
    )
    modified: str = key(
        "",
        "The day when the book was last changed, as YYYY-MM-DD, or the moment, as YYYY-MM-DDThh:mm:ssZ. Empty: `date`, else the"
        " date of the newest article; there is no clock in it, so that the same articles always make the same files. To a day the"
        " EPUB adds a time that is made from all that it holds, so that two that differ are never stamped alike.",
        example='"2025-06-18"',
        form=_TIME,
        meant=message("error.modified.next"),
    )
    readings: tuple[str, ...] = key(
        (),
        "How words are read in names and titles where the program does not know better, in pinyin, a syllable for each character,"
        " with or without its tone. The order by title and author, the indexes, and how names are filed in the EPUB go by it.",
        example='["乐嘉=le jia", "长岭=chang2 ling3"]',
        form=_READING,
        meant=message("error.readings.next"),
    )
    subjects: tuple[str, ...] = key(
        (), "Subjects, for catalogues. They are stored in the EPUB.", example='["书史", "排印"]'
    )
    dedication: str = key(
        "",
        "A Markdown file that becomes the dedication (献词), on a page of its own behind the title page, and not in the contents."
        " Of several volumes the first has it. Empty: none.",
        example='"dedication.md"',
    )
    preface: str = key(
        "",
        "A Markdown file that becomes the editor's preface (前言). Like the other texts of your own it is read as it stands: a"
        " heading of level 1 with which it begins is its title, and pictures lie beside it. Of several volumes the first has it."
        " Empty: no preface.",
        example='"preface.md"',
    )
    afterword: str = key(
        "",
        "A Markdown file that becomes the afterword (后记), behind the articles; of several volumes the last has it. Empty: none.",
        example='"afterword.md"',
    )
    biographies: str = key(
        "",
        "A Markdown file about the authors (作者简介), behind the articles and the afterword; of several volumes the last has it."
        " Empty: none.",
        example='"authors.md"',
    )
    volumes: str = key(
        "",
        'Divides the book into volumes, each with files of its own. `"part"` makes a volume of every part (see `[arrange]'
        ' parts`); `"50 articles"` or `"300000 characters"` fill each volume up to that many, without splitting an article.'
        " Empty: one volume. To divide an EPUB by its size, see `[epub] split`.",
        example='"50 articles"',
        form=_VOLUMES,
        meant=message("error.volumes.next"),
    )
    volume_title: str = key(
        "",
        "What each volume is called: `{title}` is the title of the book, `{number}` the number of the volume in words (一, 十二),"
        " `{n}` in digits, `{part}` the title of its part, where volumes are parts. Empty: `{title} 第{number}卷`, in a book that"
        " is not Chinese `{title}, Volume {n}`; `{title} {part}` where volumes are parts.",
        example='"{title} 第{number}集"',
        form=_VOLUME,
        meant=message("error.volume-title.next"),
    )


@dataclass(frozen=True, slots=True)
class SourcesConfig:
    """Where the articles come from, and whether and how the network is used."""

    files: tuple[str, ...] = key(
        ("articles",),
        "Files, folders, patterns and addresses. A folder gives the articles in it and in the folders below; `*` stands for any"
        " name, `**` for any folders. Archives, feeds, EPUBs, lists of addresses and exports (of read-later services,"
        " programs for notes, microblogs, reading programs) give each article that they hold. Sources named on the"
        " command line take the place of these.",
        example='["articles", "more/*.html", "https://example.org/feed.xml"]',
    )
    posts: PostsBy = key(
        "month",
        "Which posts are one article. Exports of microblogs and of programs for short notes (Weibo, flomo, Mastodon, Memos …) hold"
        " texts without titles, often thousands. In an article each stands under its time.",
        values={
            "month": "those of a month",
            "day": "those of a day",
            "each": "none: each is an article, called by its time",
        },
    )
    fetch: bool = key(
        False,
        "Whether addresses, and pictures that lie on the network, are fetched. Without it an address is named as an input that"
        " could not be read, and a picture leaves its caption. The option `--fetch` switches it on for once.",
    )
    allow_private: bool = key(False, "Whether addresses of this machine and of private networks may be fetched.")
    robots: bool = key(
        True, "Whether the `robots.txt` of a site is heeded: what it closes to programs is not fetched, and named."
    )
    delay: float = key(1.0, "Seconds between two requests to one host.", least=0, most=3600)
    timeout: float = key(
        30.0,
        "Seconds without an answer after which a try is given up; there are three. A whole answer may take six times as long.",
        least=0.1,
        most=3600,
    )
    cache: str = key(
        ".wenxuan",
        "The folder for copies of what was fetched, so that the next build needs no network. The copies of the articles that"
        " `wenxuan scan` keeps always lie in `.wenxuan`.",
        form=r"[^\n]+",
        meant=message("error.folder.next"),
    )


@dataclass(frozen=True, slots=True)
class ArrangeConfig:
    """In which order the articles stand, how they fall into parts, and what becomes of reprints and of parts of one article."""

    order: Order = key(
        "date",
        "How the articles are sorted. Once `wenxuan scan` has written an `articles.toml`, the order there counts, and this only"
        " finds the place of what is new; `--order` on the command line counts even then.",
        values={
            "date": "by date; articles without one come last, as they were given",
            "title": "by title",
            "author": "by author, and those of one author by date; articles without an author come last",
            "site": "by the site or account where they appeared, and those of one site by date; articles without one come last",
            "given": "as they are listed in `[sources] files`; those of a folder by the names of their files",
        },
    )
    direction: Direction = key(
        "ascending",
        "Which end of the order comes first.",
        values={"ascending": "the oldest, or the first of the alphabet", "descending": "the newest, or the last"},
    )
    parts: PartsBy = key(
        "none",
        "How the articles fall into parts with titles of their own. In `articles.toml` an article can be given a part by name.",
        values={
            "none": "no parts",
            "year": "by year of the date",
            "month": "by month of the date",
            "author": "by author",
            "site": "by the site or account",
            "category": "by the first category that the front matter of the article names",
            "series": "by the series that the front matter of the article names",
        },
    )
    notices: NoticesAt = key(
        "article",
        "Where the notices of an article are printed that were set apart from its text: notes on the author, reprint lines,"
        " credits. Those that say no more than the byline are left out, and told in the report.",
        values={
            "article": "after the article",
            "end": "at the end of the book, where its source is named",
            "both": "in both places; at the end of the PDF only those about rights and sources",
        },
    )
    collation: Collation = key(
        "pinyin",
        "How Chinese titles and names are compared where `order` goes by them, and in the indexes.",
        values={
            "pinyin": "by pinyin; the heads of the indexes are letters",
            "strokes": "by number of strokes, as mainland China counts them; the heads are 一画, 二画, …",
        },
    )
    duplicates: Literal["list", "best"] = key(
        "list",
        "What becomes of reprints, which are articles of nearly the same text. Of articles that are quite the same, the first"
        " is packed in any case.",
        values={
            "list": "all are packed, and the better copy of each is named in the report",
            "best": "only the best copy is packed: whole, early, of known origin; the report names the others",
        },
    )
    join: bool = key(
        True,
        "Whether parts of one article, told by their titles (（上）（下）, (1) (2), 第2页), become one chapter. They do only if"
        " none is missing.",
    )
