"""A title as a browser shows it, without the names of the site and of its sections around it."""

from __future__ import annotations

import html
import re

from book.late import expression
from book.rules import RuleSet
from book.text import bare, squeeze

#: What parts a title from the names around it. A Chinese dash and a dot within a name are the title's own (约翰·史密斯).
_SEPARATORS = expression(
    r"(?:(?<!\s)\s++)?(?:[|｜]|--+|–|_+|(?<=\s)·(?=\s)|»|>>|(?<=\s)-(?=\s)|(?<=[\u4e00-\u9fff》”！？])-(?=[\u4e00-\u9fffA-Za-z])|(?<=[）)])-\s?(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])\s+-\s*|::)\s*"
)
_SITE_WORDS = expression(
    r"(?:网|網|频道|頻道|新闻|新聞|资讯|博客|社区|专栏|专题|專題|论坛|在线|日报|晚报|周刊|杂志|平台|中心|门户|首页|官网|客户端|知乎|简书|掘金|豆瓣|头条|公众号|百科|文库|小说|文学城|书院|"
    r"blog|news|\.com|\.cn|\.net|csdn|medium|substack)[\w）)]{0,4}$",
    re.I,
)
#: Behind a Chinese dash stands mostly a subtitle; a site there is one that says so.
_DASHED = expression(r"(?<!—)—++\s*+[\w.]{2,12}(?:网|網|\.com|\.cn|\.net)$", re.I)
#: A site or a collection in front of a title, with a dash or a stroke below behind it.
_LEADING = expression(
    r"(?:网|網|频道|頻道|论坛|博客|日报|晚报|日報|晚報|文集|文学|文學|文库|小说|小說|\.com|\.cn|\.net)$", re.I
)
_LED_BY = expression(r"\s+-\s+|\s+–\s+|_+")
#: The bar of a forum behind the title of a thread (【手艺吧】), and what a page for printing has before it.
_BAR = expression(r"(?<=\w.)\s*【[^【】]{1,14}吧】$")
_PRINTED = expression(r"^(?:打印|列印|打印本页|打印预览|友善列印)\s*(?:-|–|_|[|｜:：])\s*(?=\S{4})")
_BOXED = expression(r"[【\[〔](.{2,14}?)[】\]〕]\s*")
#: The way to a page: home, section, title.
_TRAIL = expression(r"(?:(?<!\s)\s++)?(?:[〉›≫»]|->|>{1,2})\s*")
_WRITTEN = expression(r"</?[A-Za-z]")  # a title about markup
#: Which part of a longer text it is: never the name of a section.
_PART = expression(r"[（(]?第?(?:[上中下]|[一二三四五六七八九十百\d]{1,4})[篇集部回章期季卷节]?[）)]?")
_TITLE = 6  # letters that a title has behind what is cut before it
_STEP = 10  # letters of one step of the way to a page

#: A chapter of a novel; behind it stand the names of the book and of its author.
_CHAPTER = expression(
    r"(第[\d〇零一二三四五六七八九十百千两]{1,7}[章回节節][^-_|｜—]{0,30}?)\s*(?:[_|｜]|\s-\s|-(?=.*-))"
)


def strip_site(title: str, site: str, rules: RuleSet, own: frozenset[str] = frozenset()) -> str:
    """A page title without the names of site and section around it; `own` are names that the page gives itself, made bare."""
    title = _PRINTED.sub("", last_step(squeeze(html.unescape(title)), own))
    known = {bare(name) for rule in rules.sites for name in (rule.site, *rule.names) if name} | own
    known |= {bare(site)} if site else set()
    return _without_lead(_without_tail(title, known), known)


def last_step(title: str, own: frozenset[str] = frozenset()) -> str:
    """The title at the end of a way to the page (site〉section〉title); any other title as it stands."""
    steps = [step for step in _TRAIL.split(title) if step]
    if _WRITTEN.search(title) or len(steps) < 2 or not (len(steps) > 2 or bare(steps[0]) in own):
        return title
    longest = max(len(bare(step)) for step in steps[:-1])
    last = len(bare(steps[-1]))
    return steps[-1] if longest <= _STEP and last >= _TITLE and last > longest else title


def begins(title: str, start: str) -> bool:
    """Whether a title begins with another one, and a separator follows it."""
    cuts = [match.start() for match in _SEPARATORS.finditer(title)]
    return any(bare(title[:cut]) == bare(start) for cut in cuts)


def pieces(title: str) -> list[str]:
    """What the separators of a title leave of it."""
    return _SEPARATORS.split(title)


def is_site(text: str) -> bool:
    """Whether a text has the form of a site's name or a section's, rather than a title's."""
    return _SITE_WORDS.search(text) is not None


def tail(title: str) -> str:
    """The last piece of a title, where it has the form of a site's name."""
    last = _SEPARATORS.split(squeeze(html.unescape(title)))
    return last[-1] if len(last) > 1 and _SITE_WORDS.search(last[-1]) else ""


def _without_tail(title: str, known: set[str]) -> str:
    pieces = _SEPARATORS.split(title)
    cuts = [m.span() for m in _SEPARATORS.finditer(title)]
    whole = len(pieces)
    while len(pieces) > 1:
        last = pieces[-1]
        rest = title[: cuts[len(pieces) - 2][0]]
        if bare(last) in known or not bare(last):
            pass
        elif _PART.fullmatch(last) or not (
            _SITE_WORDS.search(last)
            or ((len(pieces) > 2 or whole - len(pieces) >= 2) and len(last) <= 6)
            or (len(last) <= 4 and len(rest) >= 8)
        ):
            break
        pieces.pop()
        title = rest
    title = _BAR.sub("", title)
    dashed = _DASHED.search(title)
    return (title[: dashed.start()] if dashed and dashed.start() >= _TITLE else title).strip()


def _without_lead(title: str, known: set[str]) -> str:
    if (boxed := _BOXED.match(title)) and bare(boxed[1]) in known and len(bare(title[boxed.end() :])) >= _TITLE:
        title = title[boxed.end() :]
    while match := _SEPARATORS.search(title):
        first, rest = title[: match.start()], title[match.end() :]
        named = bare(first) in known
        leads = _LED_BY.fullmatch(match.group()) and _LEADING.search(first) and len(bare(first)) <= _STEP
        if not bare(first) or (not named and not leads) or len(bare(rest)) < (1 if named else _TITLE):
            break
        if _PART.fullmatch(rest) or _SITE_WORDS.search(rest):
            break
        title = rest
    chapter = _CHAPTER.match(title)
    return chapter.group(1) if chapter else title.strip()
