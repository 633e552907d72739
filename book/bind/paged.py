"""Pages of one thread or article, by their addresses or the names of their files: thread-123-2-1.html, ?page=2, content_9_2.htm.

Titles must be alike. Addresses in which a page has a place of its own are proof by themselves, whatever days and sites the pages
tell. A number at the end of a name may count anything, so days must agree there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from book.classes import dataclass
from book.findings import Finding, Where
from book.late import expression
from book.messages import message
from book.model import Article

#: Where forums have the page in the path: Discuz, Tianya, XenForo, WordPress. The number is a group.
_PLACES = (
    expression(r"(?:^|/)thread-\d{1,12}(-(\d{1,4}))-\d{1,4}(?:\.s?html?)?$"),
    expression(r"(?:^|/)post-\w{1,20}-\d{1,12}(-(\d{1,4}))\.s?html?$"),
    expression(r"([/_-]page[/_-](\d{1,4}))/?(?:\.s?html?)?$"),
)  # fmt: skip
_KEYS = frozenset({"page", "pn", "pageno", "pageindex", "pagenum", "pg", "currentpage"})
_ASIDE = frozenset(
    {"extra", "mobile", "from", "fromuid", "highlight", "ordertype", "spm", "share"}
)  # no part of what a page is
_QUERY = 2000  # characters of what is asked
_OFFSET = 100  # posts of a page where an address counts posts (?start=200)
#: In the name of a file `?` and `&` often stand as another sign.
_IN_NAME = expression(r"([?&_@#-](?:page|pn)[=_-]?(\d{1,4}))(?=\D|$)|(第(\d{1,3})[页頁])")
#: A number at the end, but for the day of a date (2021-03-05).
_TAIL = expression(r"(?<!\d{4}[_-]\d\d)(?<!\d{4}[_-]\d)([_-](\d{1,3}))(?:\.\w{2,5})?$")
_LEAST = 4  # letters of a title that two pages have in common
_BEGINS = 8  # letters of a title that is the beginning of another


Group = tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of what; `sure` where the address has a place for the page. `place` is the address without it."""

    place: str
    number: int
    sure: bool


def _split(url: str) -> tuple[str, str, list[tuple[str, str]]]:
    """The host, the path and what is asked of it, without what is no part of what a page is; nothing of an address that is none."""
    try:
        split = urlsplit(url)
    except ValueError:
        return "", "", []
    asked = [(key, value) for key, value in parse_qsl(split.query[:_QUERY]) if key.lower() not in _ASIDE]
    return split.netloc, split.path, asked


def _place(host: str, path: str, asked: Iterable[tuple[str, str]]) -> str:
    return f"{host}{path.rstrip('/')}?{urlencode(sorted(asked), errors='replace')}"


def of_address(url: str) -> Page | None:
    """The page that an address names; `None` where it names none."""
    host, path, asked = _split(url)
    rest = [(key, value) for key, value in asked if key.lower() not in _KEYS and key.lower() != "start"]
    said = next((value for key, value in asked if key.lower() in _KEYS), "")
    offset = next((value for key, value in asked if key.lower() == "start"), "")
    if said.isascii() and said.isdecimal() and len(said) < 5:
        return Page(_place(host, path, rest), int(said), sure=True)
    if offset.isascii() and offset.isdecimal() and len(offset) < 7 and int(offset) % _OFFSET == 0:
        return Page(_place(host, path, rest), int(offset) // _OFFSET + 1, sure=True)
    for form in (*_PLACES, _TAIL):
        if match := form.search(path):
            plain = path[: match.start(1)] + path[match.end(1) :]
            return Page(_place(host, plain, rest), int(match[2]), sure=form is not _TAIL)
    return None


def _parted(locator: str) -> tuple[str, str]:
    """The folder and the name of a file."""
    folder, _, name = unquote(locator.replace("\\", "/")).rpartition("/")
    return folder, name


def of_name(locator: str) -> Page | None:
    """The page that the name of a file names; `None` where it names none."""
    folder, name = _parted(locator)
    for form in (*_PLACES, _IN_NAME):
        if match := form.search(name):
            start, end, number = (
                (match.start(1), match.end(1), match[2]) if match[2] else (match.start(3), match.end(3), match[4])
            )
            return Page(f"{folder}/{name[:start]}{name[end:]}", int(number), sure=True)
    if match := _TAIL.search(name):
        return Page(f"{folder}/{name[: match.start(1)]}{name[match.end(1) :]}", int(match[2]), sure=False)
    return None


def groups(articles: tuple[Article, ...], titles: dict[str, str]) -> tuple[list[Group], list[Finding]]:
    """The sets of pages that are whole, each in the order of its numbers; and what is told of those that are not.

    `titles` are those of the articles without the mark of a page, by locator.
    """
    whole: list[Group] = []
    findings: list[Finding] = []
    taken: set[str] = set()
    for page_of, plain_of in ((_by_address, _plain_address), (_by_name, _plain_name)):
        here = [article for article in articles if article.source.locator not in taken]
        places: dict[str, list[tuple[Page, Article]]] = defaultdict(list)
        plain: dict[str, list[Article]] = defaultdict(list)
        for article in here:
            if page := page_of(article):
                places[page.place].append((page, article))
            plain[plain_of(article)].append(article)
        for place, found in places.items():
            for pages in _alike(found, titles):
                first = [
                    one
                    for one in plain.get(place, [])
                    if one.source.locator not in taken
                    and titles[one.source.locator] == titles[pages[0][1].source.locator]
                ]
                if len(first) == 1 and all(page.number > 1 for page, _ in pages):
                    pages.insert(0, (Page(place, 1, sure=pages[0][0].sure), first[0]))
                made, told = _settled(pages)
                findings += told
                if made:
                    whole.append(made)
                if made or told:
                    taken |= {article.source.locator for _, article in pages}
    return whole, findings


def _by_address(article: Article) -> Page | None:
    return of_address(article.source.url) if article.source.url else None


def _plain_address(article: Article) -> str:
    """The address as the place of a page is written, for a first page that has no number."""
    return _place(*_split(article.source.url)) if article.source.url else ""


def _by_name(article: Article) -> Page | None:
    return of_name(article.source.locator)


def _plain_name(article: Article) -> str:
    folder, name = _parted(article.source.locator)
    return f"{folder}/{name}"


def _alike(found: Iterable[tuple[Page, Article]], titles: dict[str, str]) -> list[list[tuple[Page, Article]]]:
    """The pages whose titles are alike: the same, or the one the beginning of the other; those of days that differ by themselves,
    unless their addresses are sure."""
    kinds: list[list[tuple[Page, Article]]] = []
    for page, article in sorted(found, key=lambda one: one[0].number):
        title = titles[article.source.locator]
        for kind in kinds:
            other = titles[kind[0][1].source.locator]
            begins = (
                page.sure
                and min(len(title), len(other)) >= _BEGINS
                and (title.startswith(other) or other.startswith(title))
            )
            if ((title == other and len(title) >= _LEAST) or begins) and (page.sure or _agree(kind[0][1], article)):
                kind.append((page, article))
                break
        else:
            kinds.append([(page, article)])
    return kinds


def _agree(one: Article, other: Article) -> bool:
    """Whether nothing that both tell differs: author, site, day."""
    pairs = (
        (one.author, other.author),
        (one.site or one.account, other.site or other.account),
        (one.published and one.published.iso_day, other.published and other.published.iso_day),
    )
    return all(not left or not right or left == right for left, right in pairs)


def _settled(pages: list[tuple[Page, Article]]) -> tuple[Group, list[Finding]]:
    """The pages as a set, if it is whole; else what is told of them, where that is sure."""
    numbers = [page.number for page, _ in pages]
    sure = all(page.sure for page, _ in pages)
    if len(pages) < 2 or (numbers[0] == 0 and not sure):
        return (), []
    if numbers[0] == 0:  # some count from nought
        numbers = [number + 1 for number in numbers]
    if numbers == list(range(1, len(pages) + 1)):
        opener = next((article.author for _, article in pages if article.author), "")
        others = [article for _, article in pages if article.author and article.author != opener]
        if not others:
            return tuple(article for _, article in pages), []
        detail = message("detail.page-by", name=opener)
        return (), [Finding("bind.page-apart", Where(one.source.locator), detail=detail) for one in others]
    if not sure:
        return (), []
    missing = [str(n) for n in range(1, numbers[-1] + 1) if n not in numbers]
    detail = message("detail.missing", numbers="、".join(missing)) if missing else message("detail.same-number")
    return (), [Finding("bind.parts-missing", Where(article.source.locator), detail=detail) for _, article in pages]
