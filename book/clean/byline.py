"""Bylines: the lines at the top that name author, site and date, read for what they claim.

What a page's own metadata says of the author stands, unless the text names one where the page named none. It takes no line
that is a sentence.
"""

from __future__ import annotations

from book.classes import replace
from book.clean.claims import claims_of
from book.clean.ledger import Ledger, with_blocks, with_notice
from book.clean.table import LINED, Row
from book.late import expression
from book.model import Article, Block, Heading, Items, NoticeKind, Paragraph, Quote, Strong, Text
from book.rules import RuleSet
from book.text import bare, squeeze
from book.text.bylines import Claims, author_of, credited, without_controls
from book.text.labels import HOUSE, Names

WECHAT = "微信公众号"
HEAD = 8  # blocks at the start in which a byline stands; measured on the labelled articles: at most the sixth
_PROSE = 2  # paragraphs that end the head
_LONG = 60  # characters from which a paragraph is one of these
_HOUSE = expression(r"^[^\s,。:;|!?]{2,10}(?:编译|报道|报导|出品|原创|整理|综合报道|综合编译)$")
_READER = expression(r"^(?:在小说阅读器.{0,8}|去阅读|跳转微信打开)$")
_READERS = 14  # characters of the longest of these
_ANSWERER = expression(r"([^，,。：:]{1,20})[，,][^。！？]{2,60}$")
_NAME = expression(r"^[^,。!?:;_|\[\]]{2,16}$")


def account_head(article: Article, ledger: Ledger) -> Article:
    """Reads the names that a saved account article opens with: 原创, writer, account, each on a line, then buttons."""
    rows = [squeeze(row.text) for row in ledger.rows(article)[:HEAD]]
    end = next(
        (index for index, row in enumerate(rows) if len(row) <= _READERS and _READER.match(ledger.rules.mirror(row))),
        0,
    )
    names = [index for index in range(end) if rows[index] != "原创" and _NAME.match(ledger.rules.mirror(rows[index]))]
    if not names or any(len(row) > 16 for row in rows[:end]):
        return article
    rows = [row[: len(row) // 2] if row[: len(row) // 2] * 2 == row else row for row in rows]
    author = rows[names[0]].lstrip("@") if "原创" in rows[:end] and len(names) > 1 else ""
    account = rows[names[-1]]
    gone = {index for index in names if ledger.takes(article.blocks[index], "account-head", code="clean.moved")}
    if not gone:
        return article
    article = with_notice(article, NoticeKind.SOURCE, (Text(" ".join(filter(None, (author, account)))),), 1)
    blocks = tuple(block for index, block in enumerate(article.blocks) if index not in gone)
    return believe(
        replace(article, blocks=blocks, site=article.site or WECHAT), Claims(author, account=account), ledger
    )


def byline(article: Article, ledger: Ledger) -> Article:
    """Reads the lines at the top that name author, site and date, and sets them apart."""
    blocks: list[Block] = []
    rows = ledger.rows(article)[:HEAD]
    bylines = _bylines(rows) if any(row.ask(_is_house) for row in rows) else set()
    names = ledger.rules.names
    editors: set[str] | None = None
    prose = 0  # paragraphs that stay: two end the head
    for index, row in enumerate(rows):
        block = row.block
        if isinstance(block, Paragraph | Items | Heading | Quote) and prose < _PROSE:
            lines = row.words.split("\n") if row.words else []
            claims = row.ask(_claims)
            if (
                lines
                and any(claims)
                and None not in claims
                and not _is_counter(row)
                and ledger.takes(block, "byline", code="clean.moved")
            ):
                for line, claim in zip(lines, claims, strict=True):
                    if claim:
                        if claim.author and author_of(line, names) != claim.author:
                            editors = _editors(ledger.rows(article), names) if editors is None else editors
                            if claim.author in editors:
                                claim = replace(claim, author="", doubt=claim.author)  # noqa: PLW2901 - beside a date stands whoever put it there
                        article = believe(article, claim, ledger)
                        found = ledger.rules.notice(line)
                        kind = found[0].kind if found else NoticeKind.SOURCE
                        article = with_notice(
                            article, kind, (Text(without_controls(line, ledger.rules.mirror(line))),), block.at
                        )
                continue
            if (name := _answerer(row, index, article.site)) and ledger.takes(block, "byline", code="clean.moved"):
                article = believe(article, Claims(author=name), ledger)
                article = with_notice(article, NoticeKind.AUTHOR, (Text(row.words),), block.at)
                continue
            if (
                row.ask(_is_house)
                and bylines & {index - 1, index + 1}
                and ledger.takes(block, "byline", code="clean.moved")
            ):
                article = with_notice(article, NoticeKind.SOURCE, (Text(row.words),), block.at)
                continue
        blocks.append(block)
        prose += isinstance(block, Paragraph) and len(row.text) > _LONG
    return with_blocks(article, [*blocks, *article.blocks[HEAD:]])


def _is_counter(row: Row) -> bool:
    """Whether a rule knows all of a line as a counter or the day of something else: furniture, also where it has a date."""
    rule = row.rules.line(row.words)
    return rule is not None and rule.kind == "counter"


def _editors(rows: tuple[Row, ...], names: Names) -> set[str]:
    """Whom any line of an article calls its editor, photographer or translator."""
    return {name for row in rows if isinstance(row.block, LINED) for name in credited(row.words, names)}


def _answerer(row: Row, index: int, site: str) -> str:
    """Who answers, on a site where many do: a first line that is all strong: a name, a comma and a bio."""
    block = row.block
    if index > 1 or not isinstance(block, Paragraph) or not all(isinstance(node, Strong) for node in block.children):
        return ""
    match = _ANSWERER.match(row.words)
    return match[1] if match and _is_platform(site, row.rules) else ""


def _bylines(rows: tuple[Row, ...]) -> set[int]:
    """Indices of blocks at the top that attribute something, beside which a house may name itself."""
    found = {index for index, row in enumerate(rows) if row.ask(_attributes)}
    return found if any(not rows[index].ask(_is_house) for index in found) else set()


def _attributes(row: Row) -> bool:
    said = isinstance(row.block, LINED) and row.words != ""
    if not said:
        return False
    claims = row.ask(_claims)
    claim = claims[0] if len(claims) == 1 else claims_of(row.words, row.rules)
    return bool(row.notice or claim or row.ask(_is_house))


def _claims(row: Row) -> list[Claims | None]:
    """What each line of a block attributes."""
    return [claims_of(line, row.rules) for line in row.words.split("\n") if line]


def _is_house(row: Row) -> bool:
    """Whether a line says that a house reported or compiled (某某编译): attribution only beside a byline."""
    return isinstance(row.block, LINED) and _HOUSE.match(row.mirror) is not None


def believe(article: Article, claims: Claims, ledger: Ledger) -> Article:
    """The article with the claims in the fields that are empty; the page's own word about itself stands."""
    author, site, account = claims.author, claims.site, claims.account
    if article.site == WECHAT and site:
        account, site = account or site, ""
    if site and not author and _is_platform(article.site, ledger.rules) and not HOUSE.search(ledger.rules.mirror(site)):
        author = site
    if claims.impossible:
        ledger.notes("read.impossible-date", claims.impossible)
    if claims.date is not None:
        crawled = any(finding.code == "read.date-crawl" for finding in ledger.findings)
        own = article.published
        if own is None or crawled or (own.hour is None and own.iso_day == claims.date.iso_day):
            article = replace(article, published=claims.date)
    names = ledger.rules.names
    if claims.doubt and not author and not names.is_none(names.mirror(claims.doubt)):
        ledger.notes("read.doubtful-author", claims.doubt)
    known = {bare(name) for name in (article.site or site, article.account) if name}
    if author and bare(author) not in known and not names.is_none(names.mirror(author)):
        own_name = bare(article.author)
        if not own_name or own_name in known:
            article = replace(article, author=squeeze(author))
    if site and not article.site and names.mirror(site) not in names.words:
        article = replace(article, site=squeeze(site).strip('“”"《》[]'))
    if account and not article.account:
        article = replace(article, account=squeeze(account))
    return article


def _is_platform(site: str, rules: RuleSet) -> bool:
    """Whether a site is one on which many write under names of their own."""
    return bool(site) and any(
        rule.platform and bare(site) in {bare(rule.site), *map(bare, rule.names)} for rule in rules.sites
    )
