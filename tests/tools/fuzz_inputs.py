"""Inputs for the fuzzer: bytes drawn from grammars and from changed seeds, the same ones for the same seed of chance.

A bundle is the text of an archive: members parted by `RECORD`, each its name, `UNIT` and its bytes. So what is in an archive can be
changed without its checksums being in the way.
"""

# ruff: noqa: E501 - tables of tokens and of targets, which are read across

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence

from strategies import MARKUP, SCRIPTS, UNSEEN

RECORD, UNIT = b"\x1e", b"\x1f"
MOST = 60_000  # bytes of an input: a saved page has about as many, and what grows with the square shows
_REPEATS = (2, 10, 100, 100, 100, 1000)
_CHANGES = 6  # of a seed, at most
_PUMPED = 0.15  # of what the grammars of text make
_PUMPED_TO = 20_000  # bytes: four thousand short lines, more than a novel of that size has; their square shows

Chance = random.Random

# ------------------------------------------------------------------------------------------------------------ the tokens

PROSE = (
    "河上的渡船一天走六趟，撑船的人姓何，从他祖父起就在这里撑船。", "他说：“水认得人。”听的人都点头……", "第一章 渡口", "一、缘起",
    "（一）旧事", "1. 石阶", "The ferry ran six times a day.", "漢字與簡體，「引號」『裡面』。", "——", "……", "《书》", "“”", "‘’", "（）",
    "【】", "〔1〕", "[1]", "①", "注1：", "[注]", "※", "* * *", "◆◆◆", "□", "\u3000\u3000", "，,", "。.", "!!!", "？？？", "3.14", "2021",
)  # fmt: skip
LABELS = (
    "作者：李墨", "文/何渡", "编辑：", "来源：", "原标题：", "责任编辑：王", "发布时间：2021-03-05 12:30", "2021年3月5日", "二〇二一年三月五日",
    "昨天 12:30", "阅读 1.2万", "点赞", "转发", "分享到：", "上一篇：", "下一篇：", "相关文章", "版权声明：", "转载请注明出处", "本文来自",
    "微信公众号：", "扫码关注", "（完）", "END", "未完待续", "发信人: ferry (何), 信区: River", "标  题: 渡船", "发信站: 水木社区 (Fri Mar  5 12:30:00 2021)",
    "※ 来源:·水木社区·", "【 在 ferry 的大作中提到: 】", ": ", "--", "[FROM: 1.2.3.4]", "→ ", "推 a: 好", "0000-00-00", "9999年99月99日",
    "31/12/1999", "1e999", "19991231235959", "2021-02-30", "T25:61:61Z", "+99:99",
)  # fmt: skip
TAGS = (
    "html head body title meta link base script style template noscript article section header footer main aside nav div span p br hr"
    " h1 h2 h3 h6 ul ol li dl dt dd table caption thead tbody tr td th colgroup col blockquote q cite pre code kbd samp a img picture"
    " source figure figcaption video audio iframe embed object param svg math mi mfrac ruby rb rt rp rtc sup sub del ins s u b strong i"
    " em font center button input textarea select option form label details summary dialog plaintext xmp listing frameset frame marquee"
    " wbr bdo time address mp-common section o:p custom-x"
).split()
ATTRIBUTES = (
    "class", "id", "href", "src", "srcset", "data-src", "data-original", "alt", "title", "style", "name", "content", "property",
    "itemprop", "itemtype", "datetime", "colspan", "rowspan", "start", "value", "type", "lang", "dir", "hidden", "aria-hidden", "role",
    "rel", "charset", "http-equiv", "width", "height", "target", "for", "xmlns", "xlink:href",
)  # fmt: skip
VALUES = (
    "", "0", "1", "-1", "99999999999999999999", "1e9", "NaN", "content", "article-body", "comments", "js_content", "rich_media_title",
    "author", "og:title", "article:published_time", "og:url", "https://schema.org/Article", "display:none", "visibility:hidden",
    "color:#fff;font-size:0", "text-indent:2em", "note", "footnote", "#fn1", "fn1", "ref1", "_ftn1", "_ftnref1", "refresh",
    "0;url=http://a.cn/", "text/html; charset=gbk", "utf-7", "punycode", "idna", "unicode_escape", "undefined", "zlib", "rot13", "utf-16",
    "zh-Hant", "ar", "rtl", "true", "none",
)  # fmt: skip
ADDRESSES = (
    "http://example.com/文/1?a=1&b=2#c", "https://mp.weixin.qq.com/s?__biz=a&mid=1&key=k&uin=u", "//a.cn/x.png", "../../../etc/passwd",
    "file:///etc/passwd", "data:image/png;base64,iVBORw0KGgo=", "data:text/html,<b>", "javascript:alert(1)", "mailto:a@b.cn", "http://[::1",
    "http://[v1.x]/", "http://a.cn:99999/", "http://user:pass@a.cn/", "http://1.2.3.4.5/", "http://0x7f.1/", "http://xn--a-.com/",
    "http://a\u3002cn/", "http://\u2100.com/", "cid:1@2", "blob:x", "tel:1", "\\\\host\\share", "C:\\a", "/dev/zero", "/dev/stdin", "a\x00b",
    "http://a.cn/%zz%00", "?", "#", ".", "..", "~", "%2e%2e/", "a" * 300,
)  # fmt: skip
ENTITIES = (
    "&nbsp;", "&amp;amp;", "&#0;", "&#xD800;", "&#x110000;", "&#99999999999;", "&lt;b&gt;", "&ZeroWidthSpace;", "&nosuch;", "&", "&#x1f;",
)  # fmt: skip
FIELDS = (
    "title: 渡船", "author: [何, 李]", "date: 2021-03-05T12:30:00+08:00", "tags:", "- 一", "categories: {a: b}", "url: http://a.cn/",
    "title: !!python/object:os.system", "a: &a [*a, *a]", "<<: *a", "date: 0000-00-00", "date: 2021-13-45", "draft: yes", "? [a, b]\n: c",
    "title: |\n  一\n  二", "lang: zh_CN", "layout: post", "---", "+++", "---json", "...", "{", "}", "title = '渡'", "date = 1979-05-27T07:32:00Z",
    '"title": "渡"', "标题：渡船", "作者：何渡", "日期：2021.3.5", "slug: /a/../b", "weight: .inf", "n: 1_000", "n: 0o17", "n: 12:30:45", "!!binary x",
    "!!set {a}", "%YAML 1.2", "--- !<tag:x> ", "-" * 80, "inf", "nan", "1e400", "0x", "[[a]]", "[a.b.c]", "a.b.c = 1",
)  # fmt: skip
MARKS = (
    "# ", "###### ", "> ", "- ", "1. ", "99999999999. ", "- [x] ", "```", "~~~", "    ", "|a|b|\n|-|-|\n|c|d|", "***", "**", "_", "`", "[", "](", ")",
    "![", "[^1]", "[^1]: ", "[a]: <b> 'c'", "<!--", "-->", "\\", "  \n", "\n===\n", "\n---\n", "$$", "$x$", "~~", "==", "{{< a >}}", "{% b %}",
    "<br>", ":::", "\t", "\r", "\r\n", "\n\n", "\x0c",
)  # fmt: skip
NUMBERS = (
    "0",
    "1",
    "-1",
    "9",
    "255",
    "256",
    "65535",
    "65536",
    "2147483648",
    "99999999999999999999",
    "1e309",
    "0.0001",
    "٣",
    "１２",
)
TOKENS: tuple[str, ...] = (*PROSE, *LABELS, *ADDRESSES, *ENTITIES, *MARKS, *NUMBERS, *MARKUP, *SCRIPTS, *UNSEEN)


def encoded(texts: Sequence[str]) -> list[bytes]:
    """Tokens as bytes, halves of surrogates as they would stand in a broken file."""
    return [text.encode("utf-8", "surrogatepass") for text in texts]


# --------------------------------------------------------------------------------------------------------- the grammars


def words(chance: Chance, tokens: Sequence[str] = TOKENS) -> str:
    """A line of tokens and prose."""
    count = chance.choice((1, 1, 2, 3, 8))
    out = "".join(chance.choice(PROSE if chance.random() < 0.5 else tokens) for _ in range(count))
    return _repeated(chance, out) if chance.random() < 0.04 else out


def _repeated(chance: Chance, text: str) -> str:
    """A text many times, up to the largest input."""
    return text * max(1, min(chance.choice(_REPEATS), MOST // max(1, len(text))))


def _attributes(chance: Chance) -> str:
    named = ((chance.choice(ATTRIBUTES), chance.choice(chance.choice((VALUES, ADDRESSES, LABELS)))) for _ in range(3))
    return "".join(f' {name}="{value}"' for name, value in named if chance.random() < 0.4)


def markup(chance: Chance, deep: int = 0) -> str:
    """Some HTML: mostly nested as it should be."""
    out = []
    for _ in range(chance.choice((1, 2, 3, 6))):
        kind = chance.random()
        if kind < 0.45:
            out.append(words(chance))
        elif kind < 0.9 and deep < 7:
            tag = (
                chance.choice(("div", "p", "section", "span", "li", "td"))
                if chance.random() < 0.4
                else chance.choice(TAGS)
            )
            inner = markup(chance, deep + 1)
            end = f"</{tag}>" if chance.random() < 0.85 else ""
            piece = f"<{tag}{_attributes(chance)}>{inner}{end}"
            out.append(_repeated(chance, piece) if chance.random() < 0.05 else piece)
        else:
            out.append(
                chance.choice(
                    (
                        "<br>",
                        "<!-- x -->",
                        "<hr>",
                        "</div>",
                        "</p>",
                        "</body>",
                        "<![CDATA[x]]>",
                        "<?php ?>",
                        "<p",
                        '<a href="',
                    )
                )
            )
    return "".join(out)


_BEFORE = (
    "",
    "<p>",
    "<h1>渡</h1><p>",
    "<table><tr><td>",
    "<ul><li>",
    "<blockquote>",
    "<pre>",
    "作者：",
    "# ",
    "> ",
    "- ",
    "---\ntitle: ",
)


def _pumped(chance: Chance, tokens: Sequence[str]) -> bytes:
    """One token, or two in turn, as often as an input may hold: what takes time by the square of its length shows."""
    piece = "".join(chance.choice(tokens) for _ in range(chance.choice((1, 1, 2, 3)))) or "a"
    return _bytes(
        chance.choice(_BEFORE)
        + piece * (_PUMPED_TO // len(_bytes(piece)))
        + chance.choice(("", "。", "\n\n河上的渡船。", "</p>"))
    )


def page(chance: Chance) -> bytes:
    """A web page, or a piece of one."""
    if chance.random() < _PUMPED:
        return _pumped(chance, (*TOKENS, *(f"<{tag}>" for tag in TAGS), *(f"<{tag}>字</{tag}>" for tag in TAGS)))
    head = "".join(f"<meta{_attributes(chance)}>" for _ in range(chance.randrange(4)))
    body = f"<h1>{words(chance)}</h1>{markup(chance)}{markup(chance)}" + "".join(f"<p>{one}</p>" for one in PROSE[:4])
    if chance.random() < 0.2:
        return _bytes(markup(chance))
    return _bytes(f"<!doctype html><html><head><title>{words(chance)}</title>{head}</head><body>{body}</body></html>")


def plain(chance: Chance) -> bytes:
    """Plain text, a bulletin board, or Markdown: lines of tokens."""
    if chance.random() < _PUMPED:
        return _pumped(chance, (*TOKENS, *(f"{one}\n" for one in (*LABELS, *MARKS, *PROSE))))
    lines = [
        chance.choice(("", "", chance.choice(MARKS), chance.choice(LABELS))) + words(chance)
        for _ in range(chance.choice((1, 5, 20)))
    ]
    return _bytes(chance.choice(("\n", "\n\n", "\r\n", "\r")).join(lines))


def headed(chance: Chance) -> bytes:
    """A dump of a blog: a head of fields before text."""
    fence = chance.choice(("---", "---", "+++", ";;;", "---json", ""))
    fields = [
        words(chance, FIELDS) if chance.random() < 0.3 else chance.choice(FIELDS)
        for _ in range(chance.choice((1, 3, 8)))
    ]
    if chance.random() < 0.1:
        fields.append(chance.choice("[{(&*!") * chance.choice((10, 1000, 20_000)))
    end = {"---json": "---"}.get(fence, fence) if chance.random() < 0.9 else ""
    return _bytes("\n".join([fence, *fields, end, "", plain(chance).decode("utf-8", "replace")]))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


# ---------------------------------------------------------------------------------------------------------- the changes


def changed(chance: Chance, body: bytes, others: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    """The bytes with one to some changes."""
    out = body
    for _ in range(chance.randint(1, _CHANGES)):
        out = chance.choice(_WAYS)(chance, out, others, tokens)[:MOST]
    return out


def _span(chance: Chance, body: bytes) -> tuple[int, int]:
    start = chance.randrange(len(body) + 1)
    return start, min(len(body), start + chance.choice((1, 1, 2, 4, 16, 64, 512, 4096)))


def _flip(chance: Chance, body: bytes, _o: Sequence[bytes], _t: Sequence[bytes]) -> bytes:
    if not body:
        return b"\x00"
    made = bytearray(body)
    for _ in range(chance.choice((1, 1, 4, 30))):
        made[chance.randrange(len(made))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    return bytes(made)


def _cut(chance: Chance, body: bytes, _o: Sequence[bytes], _t: Sequence[bytes]) -> bytes:
    start, end = _span(chance, body)
    return body[:start] + body[end:]


def _end(chance: Chance, body: bytes, _o: Sequence[bytes], _t: Sequence[bytes]) -> bytes:
    return body[: chance.randrange(len(body) + 1)] if chance.random() < 0.3 else body


def _repeat(chance: Chance, body: bytes, _o: Sequence[bytes], _t: Sequence[bytes]) -> bytes:
    start, end = _span(chance, body)
    return body[:start] + body[start:end] * chance.choice(_REPEATS) + body[end:]


def _splice(chance: Chance, body: bytes, others: Sequence[bytes], _t: Sequence[bytes]) -> bytes:
    other = chance.choice(others) if others else body
    start, end = _span(chance, other)
    at, to = _span(chance, body)
    return body[:at] + other[start:end] + body[to if chance.random() < 0.5 else at :]


def _token(chance: Chance, body: bytes, _o: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    token = chance.choice(tokens) * (chance.choice(_REPEATS) if chance.random() < 0.15 else 1)
    at, to = _span(chance, body)
    return body[:at] + token + body[to if chance.random() < 0.5 else at :]


def _number(chance: Chance, body: bytes, _o: Sequence[bytes], _t: Sequence[bytes]) -> bytes:
    found = list(re.finditer(rb"\d+", body))
    if not found:
        return body
    one = chance.choice(found)
    return body[: one.start()] + chance.choice(NUMBERS).encode() + body[one.end() :]


def _line(chance: Chance, body: bytes, _o: Sequence[bytes], _t: Sequence[bytes]) -> bytes:
    lines = body.split(b"\n")
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    way = chance.random()
    if way < 0.3:
        lines.insert(to, lines[at])
    elif way < 0.6:
        lines.insert(to, lines.pop(at))
    elif way < 0.8:
        del lines[at]
    else:
        lines[at : at + 1] = [lines[at]] * chance.choice(_REPEATS)
    return b"\n".join(lines)


def _tag(chance: Chance, body: bytes, _o: Sequence[bytes], _t: Sequence[bytes]) -> bytes:
    """An element's mark repeated, taken away or put elsewhere."""
    found = list(re.finditer(rb"<[^<>]{1,300}>", body))
    if not found:
        return body
    one, other = chance.choice(found), chance.choice(found)
    way = chance.random()
    if way < 0.35:
        return body[: one.start()] + body[one.end() :]
    if way < 0.7:
        return body[: one.start()] + one[0] * chance.choice(_REPEATS) + body[one.end() :]
    return body[: one.start()] + other[0] + body[one.end() :]


_WAYS: tuple[Callable[[Chance, bytes, Sequence[bytes], Sequence[bytes]], bytes], ...] = (
    _flip, _cut, _end, _repeat, _splice, _token, _token, _token, _number, _line, _tag,
)  # fmt: skip


# ------------------------------------------------------------------------------------------------------------- bundles


def bundle(files: Mapping[str, str | bytes]) -> bytes:
    """Files as a bundle."""
    held = ((name.encode(), body.encode() if isinstance(body, str) else body) for name, body in files.items())
    return RECORD.join(name + UNIT + body.replace(RECORD, b"").replace(UNIT, b"") for name, body in held)


def of_zip(body: bytes) -> bytes:
    """A zip as a bundle."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return bundle({one.filename: archive.read(one) for one in archive.infolist()})


def zipped(body: bytes) -> bytes:
    """A bundle as a zip; the first member is stored, as an EPUB wants it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, member in enumerate(body.split(RECORD)[:200]):
            name, _, held = member.partition(UNIT)
            info = zipfile.ZipInfo(name.decode("utf-8", "replace")[:1000].replace("\0", "") or "x")
            if info.filename not in archive.NameToInfo:
                archive.writestr(info, held, zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED)
    return out.getvalue()
