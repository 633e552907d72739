"""A title as a browser shows it, without the names of the site and of its sections around it."""

from __future__ import annotations

import html
import re

from book.rules import RuleSet
from book.text import bare, squeeze

_SEPARATORS = re.compile(
    r"\s*(?:[|｜]|--+|—+|–|_+|·|»|>>|(?<=\s)-(?=\s)|(?<=[\u4e00-\u9fff》”！？])-(?=[\u4e00-\u9fffA-Za-z])|(?<=[\u4e00-\u9fff])\s+-\s*|::)\s*"
)
_SITE_WORDS = re.compile(
    r"(?:网|網|频道|頻道|新闻|新聞|资讯|博客|社区|专栏|论坛|在线|日报|晚报|周刊|杂志|平台|中心|门户|首页|官网|客户端|知乎|简书|掘金|豆瓣|头条|公众号|百科|文库|"
    r"blog|news|\.com|\.cn|\.net|csdn|medium|substack)[\w）)]{0,4}$",
    re.I,
)

#: A chapter of a novel; behind it stand the names of the book and of its author.
_CHAPTER = re.compile(
    r"(第[\d〇零一二三四五六七八九十百千两]{1,7}[章回节節][^-_|｜—]{0,30}?)\s*(?:[_|｜]|\s-\s|-(?=.*-))"
)


def strip_site(title: str, site: str, rules: RuleSet) -> str:
    """A page title without the names of site and section that trail (or lead) it."""
    title = squeeze(html.unescape(title))
    known = {bare(name) for rule in rules.sites for name in (rule.site, *rule.names) if name} | (
        {bare(site)} if site else set()
    )
    pieces = _SEPARATORS.split(title)
    cuts = [m.span() for m in _SEPARATORS.finditer(title)]
    while len(pieces) > 1:
        last = pieces[-1]
        rest = title[: cuts[len(pieces) - 2][0]]
        if (
            bare(last) in known
            or not bare(last)
            or _SITE_WORDS.search(last)
            or (len(pieces) > 2 and len(last) <= 6)
            or (len(last) <= 4 and len(rest) >= 8)
        ):
            pieces.pop()
            title = rest
        else:
            break
    chapter = _CHAPTER.match(title)
    return chapter.group(1) if chapter else title.strip()
