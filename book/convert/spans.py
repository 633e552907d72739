"""What in a text is not the engine's: addresses and file names, names, words the user protects, and the user's own phrases.

Such a span is cut out before OpenCC sees the line: it stays (or becomes what the user says), and no phrase runs across it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from book.classes import dataclass, field
from book.findings import ConfigError
from book.late import expression
from book.messages import trouble
from book.model import Article
from book.settings.values import Script
from book.text import HAN, has_han

_URL = r"[!#$%&'*+,\-./0-9:;=?@A-Z_a-z~]"
_TYPES = (
    "txt|md|pdf|html?|docx?|xlsx?|pptx?|csv|json|xml|epub|mobi|zip|rar|7z|exe|apk|py|js|ts|css|java|jpe?g|png|gif|webp|"
    "mp[34]|avi|mkv"
)
_BEFORE = (
    "请|見|见|打开|打開|下载|下載|点击|點擊|文件|附件|檔案|保存|儲存|名为|名為|为|為|叫|到|和|与|與|或|的|在|把|将|將|从|從|"
    "看|用"
)
#: Addresses, paths, file names, ids and names of accounts as they stand in prose; the group `it` is the span where there is
#: one. Han in an address counts where it goes on as an address, or ends with the word; RFC 3986 would have it escaped.
_ADDRESSES = expression(
    rf"(?:(?:https?|ftp|file)://|www\.|mailto:|(?<![A-Za-z0-9.-])(?:[A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]*/){_URL}*"
    rf"(?:(?<=[/=?&#_\-])[{HAN}]{{1,20}}(?=[/=?&#_%.\-A-Za-z0-9\s)）\]】>》”」』]|$){_URL}*)*"
    r"|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+"
    r"|(?<![A-Za-z])[A-Za-z]:\\[^\s，。；：！？、“”]+"
    r"|(?<![\w/.])(?:~|\.{1,2})?/(?:[\w.-]+/)+[\w.-]*"
    rf"|(?<!\w)(?:{_BEFORE})*(?P<it>[\w-]{{1,24}}(?:\.[\w-]{{1,24}}){{0,3}}\.(?:{_TYPES})(?![A-Za-z0-9]))"
    r"|@[\w-]{2,20}(?=[\s:：，,。;；、)）]|$)"
    r"|(?<=ID[:：])\s?[^\s（()），。；、]{1,30}"
)
_HINT = expression(r"[./@\\]|ID[:：]")
_KANA = expression("[\u3041-\u30fa]")
_QUOTED = expression(r"「[^「」]*」|『[^『』]*』|“[^“”]*”|（[^（）]*）|《[^《》]*》")

#: Words that stand where a name is wanted, and are none: they would be kept in every sentence of the book.
_NO_NAMES = frozenset(
    "新闻 新聞 网站 網站 网络 網絡 網路 作者 编辑 編輯 原创 原創 转载 轉載 本站 本网 本網 本报 本報 记者 記者 综合 綜合 "
    "首页 首頁 博客 专栏 專欄 论坛 論壇 微博 微信 公众号 公眾號 微信公众号 微信公眾號 财经 財經 科技 佚名 匿名 未知 无名氏 "
    "網友 网友 来源 來源 互联网 互聯網 網際網路 管理员 管理員 编辑部 編輯部 文章 资讯 資訊 商讯 商訊".split()
)
_LONGEST_NAME = 40
_BETWEEN_NAMES = expression(r"[、，,;；/／&＆|｜\s]+")


#: (start, end, what the span becomes)
Span = tuple[int, int, str]


def outside(text: str, spans: Iterable[Span]) -> str:
    """What of a text lies outside of spans."""
    done, pieces = 0, []
    for start, end, _ in spans:
        pieces.append(text[done:start])
        done = end
    return "".join(pieces) + text[done:]


def covered(text: str, spans: Iterable[Span]) -> str:
    """The text with a character that is no letter in place of each one in a span."""
    done, pieces = 0, []
    for start, end, _ in spans:
        pieces += [text[done:start], "\ufffc" * (end - start)]
        done = end
    return "".join(pieces) + text[done:]


def given_names(articles: Iterable[Article]) -> tuple[str, ...]:
    """The names of the articles' authors, translators, accounts and sites, and each of several authors; for `Words`."""
    names: dict[str, None] = {}
    for article in articles:
        several = (part for names in (article.author, article.translator) for part in _BETWEEN_NAMES.split(names))
        for name in (article.author, article.translator, article.account, article.site, *several):
            if 2 <= len(name) <= _LONGEST_NAME and name not in _NO_NAMES and has_han(name):
                names[name] = None
    return tuple(names)


def parse_replace(phrases: Iterable[str], target: Script) -> dict[str, str]:
    """`FROM=TO` and `TARGET: FROM=TO` as a table for one target. Raises `ConfigError` for what is neither."""
    general: dict[str, str] = {}
    own: dict[str, str] = {}
    for phrase in phrases:
        found = re.fullmatch(r"\s*+(?:(hans|hant|twp?|hk)\s*+[:：]\s*+)?([^=]+)=([^=]+)", phrase)
        if found is None:
            raise ConfigError("[convert] replace", *trouble("error.phrase", phrase=repr(phrase)))
        where, before, after = found[1], found[2].strip(), found[3].strip()
        if not before or not after:
            raise ConfigError("[convert] replace", *trouble("error.phrase", phrase=repr(phrase)))
        if where is None:
            general[before] = after
        elif where == target:
            own[before] = after
    return general | own


def phrases(written: Iterable[str], target: Script) -> dict[str, str]:
    """Each phrase that acts on a target as it was written → what it replaces. Raises `ConfigError`."""
    return {one: before for one in written for before in parse_replace([one], target)}


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stay, and phrases with what they become: longest match, the user's before the engine's."""

    results: dict[str, str] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None
    replaces: bool = False

    @classmethod
    def of(cls, keep: Iterable[str], replaced: dict[str, str]) -> Words:
        """From words to keep and phrases to replace; a phrase that is both is replaced."""
        results = {word: word for word in keep if word}
        # What has become its own phrase is not made longer again: 台=台湾 leaves 台湾 alone.
        results |= {after: after for before, after in replaced.items() if before in after}
        results |= replaced
        return cls(results, _any_of(results), bool(replaced))

    def without(self, text: str) -> str:
        """The text without what is not the engine's: what is kept is no evidence of a script."""
        spans = self.spans(text)
        return outside(text, spans) if spans else text

    def spans(self, text: str) -> list[Span]:
        """Each span that is not the engine's, in order, none in another."""
        found = []
        if _HINT.search(text):
            found += [(*m.span("it" if m["it"] else 0), "") for m in _ADDRESSES.finditer(text)]
        if _KANA.search(text):
            found += _foreign(text)
        kept = [(start, end, text[start:end]) for start, end, _ in found]
        if self.pattern is not None:
            kept += [(*m.span(), self.results[m.group()]) for m in self.pattern.finditer(text)]
        if len(kept) < 2:
            return kept
        chosen: list[Span] = []
        # Of two that overlap the earlier counts, and the longer one of two that begin together.
        for start, end, result in sorted(kept, key=lambda span: (span[0], -span[1])):
            if not chosen or start >= chosen[-1][1]:
                chosen.append((start, end, result))
        return chosen


def _foreign(text: str) -> list[Span]:
    """Quotations in Japanese, and a line that is Japanese as a whole: its Han are no Chinese to be converted."""
    if len(_KANA.findall(text)) * 3 >= len(text):
        return [(0, len(text), "")]
    return [
        (*quote.span(), "")
        for quote in _QUOTED.finditer(text)
        if (kana := len(_KANA.findall(quote.group()))) >= 2 and kana * 5 >= len(quote.group())
    ]


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds the longest of many words; they are grouped by their first character, so it is quick."""
    groups: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=lambda word: (-len(word), word)):
        groups[word[0]].append(word[1:])
    if not groups:
        return None
    return re.compile(
        "|".join(f"{re.escape(first)}(?:{'|'.join(map(re.escape, rest))})" for first, rest in groups.items())
    )
