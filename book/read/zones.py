"""The clock of a page's site: a stamp in UTC is given as the site shows it, where its zone is known; else it stands.

Only Chinese zones are known, and all of them are one: the mainland, Taiwan, Hong Kong and Macao have UTC+8.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from book.classes import replace
from book.model import Article
from book.model.dates import CHINA
from book.rules import RuleSet, SiteRule
from book.text import bare, has_han

_UTC = 0
_DOMAINS = ("cn", "tw", "hk", "mo", "xn--fiqs8s", "中国")


def local(article: Article, rules: RuleSet) -> Article:
    """The article with its date on its site's clock."""
    date = article.published
    if date is None or date.zone != _UTC or not _is_chinese(article, rules):
        return article
    return replace(article, published=date.in_zone(CHINA))


def _is_chinese(article: Article, rules: RuleSet) -> bool:
    """Whether an article is of a site in a Chinese zone: by its address, or by a name that the rules know."""
    host = urlsplit(article.source.url).hostname or ""
    if host.rpartition(".")[2] in _DOMAINS:
        return True
    site = bare(article.site)
    return any(_of(rule, host, site) and any(map(has_han, (rule.site, *rule.names))) for rule in rules.sites)


def _of(rule: SiteRule, host: str, site: str) -> bool:
    if host:
        return any(host == name or host.endswith("." + name) for name in rule.hosts)
    return bool(site) and site in {bare(name) for name in (rule.site, *rule.names)}
