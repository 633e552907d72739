"""Articles over the whole tree, drawn by Hypothesis: every kind of node, and strings that are as bad as the model admits.

They hold what `book.model` promises (a `Text` is never empty and never holds a newline, spans are at least 1) and nothing
else. `drawn` gives the same ones in every run and every process.
"""

from __future__ import annotations

import hashlib
import io
from typing import TypeVar

from factory_epub import ASSETS, BLUE, HOSTILE_HREFS, RED, UNUSED, assets_of, bound, picture
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from PIL import Image as Pixels

from book.model import (
    Article,
    Asset,
    Assets,
    Block,
    Break,
    Cell,
    Code,
    CodeBlock,
    Deleted,
    Divider,
    Emphasis,
    Figure,
    Formula,
    Heading,
    Image,
    Inline,
    InlineImage,
    Items,
    Link,
    Lowered,
    Note,
    NoteRef,
    Notice,
    NoticeKind,
    Paragraph,
    Quote,
    Raised,
    Ruby,
    Source,
    Strong,
    Styled,
    Table,
    Text,
)
from book.model.dates import Date

Drawn = TypeVar("Drawn")

SEED = 500  # another number, another five hundred articles

# ---------------------------------------------------------------------------------------------------------- characters

#: What markup, templates, paths and encodings trip over. None holds a newline: a `Text` may not.
MARKUP = (
    "<b>", "</section>", "<script>alert(1)</script>", "]]>", "<![CDATA[", "<!--", "-->", "<?xml?>", "&", "&amp;",
    "&#0;", "&nbsp;", "\"'", "a\"b", "{{ title }}", "{% raw %}", "{#", "${x}", "%s", "%00", "\\", "../../etc/passwd",
    "#", "?", "http://a.b", "`",
)  # fmt: skip
#: Characters that XML forbids, that it allows but are invisible, and that change the direction or join what stands around them.
UNSEEN = (
    "\x00", "\x01\x08", "\x0b\x0c", "\x1c\x1d\x1e\x1f", "\x7f", "\x80", "\x85", "\x9f", "\xa0", "\xad", "\u200b",
    "\u200d", "\u2028", "\u2029", "\u2060", "\u3000", "\ufeff", "\ufff9\ufffb", "\ufffc", "\ufffe", "\uffff", "\ud800",
    "\udfff", "\U0001fffe", "\U0010ffff", "\ue000", "\u202e倒\u202c", "\u2066甲\u2069", "\u061c", "\U000e0001", " ",
    "   ", "\t",
)  # fmt: skip
SCRIPTS = (
    "中文", "漢字", "“引号”", "‘单引’", "——", "……", "《书》", "12", "2021年", "English words", "it’s", "naïve",
    "مرحبا بالعالم", "שלום", "हिन्दी", "ไทย", "Кириллица", "ひらがな", "한국어", "𠮷𡃁", "\U0003134a", "㍿", "ﬁ", "İ",
    "ß", "e\u0301", "a" + "\u0301" * 30, "\u0301", "😀", "👩\u200d👩\u200d👧", "🇨🇳", "❤\ufe0f", "葛\U000e0100", "①", "H₂O",
)  # fmt: skip


def _named(name: str, strategy: st.SearchStrategy[Drawn]) -> st.SearchStrategy[Drawn]:
    """The same strategy, which Hypothesis writes out by its name; a whole one would be pages long, and it warns of that."""

    def draw_it(draw: st.DrawFn) -> Drawn:
        return draw(strategy)

    draw_it.__name__ = name
    return st.composite(draw_it)()


ODD = st.sampled_from(SCRIPTS) | st.sampled_from(MARKUP) | st.sampled_from(UNSEEN)
_CHARACTERS = st.sampled_from("中文字的標題，。“”（）——……《》 abc 019<>&\"'") | st.characters(exclude_characters="\n\r")
WORDS = _named("WORDS", st.one_of(ODD, ODD, st.text(_CHARACTERS, min_size=1, max_size=12)))
MAYBE = st.just("") | WORDS
_LONG = st.sampled_from("长a").map(lambda character: character * 3000)
#: Names of articles, authors, sites: these may hold newlines, and be of any length.
NAMES = st.one_of(
    MAYBE,
    st.sampled_from(["", " ", "\n", "\u3000\u3000", "\x00", "同名", "同名", "一\r\n二\n三", "\n题\n"]),
    st.lists(WORDS, min_size=2, max_size=4).map("".join),
    _LONG,
)

# ------------------------------------------------------------------------------------------------- addresses and pictures

#: Few, so that articles share them: twins of bytes and links from one article to another.
SHAS = tuple(hashlib.sha256(bytes([n])).hexdigest() for n in range(24))
PLACES = tuple(f"https://example.com/文/{n}?a=1&b={n}" for n in range(24))
_SCHEMES = (
    "http://", "https://", "HTTPS://", "mailto:", "javascript:", "data:text/html,", "file:///", "tel:", "urn:", "//",
    "",
)  # fmt: skip
_HOSTS = (
    "example.com", "例子.测试", "faß.de", "a_b.cn", "-a.cn", "a..cn", "xn--a.cn", "xn--fsqu00a.cn", "1.2.3.4", "1.2.3",
    "0x7f.1", "256.1.1.1", "[::1]", "[::g]", "a%41.cn", "a b.cn", "😀.cn", "ａ.cn", "a.cn.", ".", "user:pass@a.cn",
    "a@b@c.cn", "a.cn:80", "a.cn:x", "a.cn:65536", "a.cn:", "עברית.cn", "a\u200db.cn", "١.cn", "a" * 64 + ".cn",
    "a.123", "",
)  # fmt: skip
_PATHS = (
    "", "/", "/a b", "/中文.html", "/a|b", "/%zz", "/%", "/a?b=c&d=e", "/?q=“引”", "/#锚 点", "/a#b#c", "/../..", "//", "\\",
    "/{x}", "/[x]", "/^", "/<x>", "/\"'", "/`", "/😀", "/\ufffe", "/\ud800", "/a;b=c", "/@", "/?%", "#", "?", "/a:b",
    "/~a", "/\x7f", "/\u00a0",
)  # fmt: skip
#: Ids as binding gives them, and as `packed` gives them where binding is left out.
_STEMS = tuple(f"#a-{sha[:10]}" for sha in SHAS)
_INNER = st.one_of(
    st.builds("{}{}".format, st.sampled_from(_STEMS), st.sampled_from(["", "-h1", "-h2", "-2", "-h99"])),
    st.sampled_from(["#same", "#same-h1", "#same-h2", "#", "#n1", "#toc", "# ", "#<>", "#中"]),
)
HREFS = _named(
    "HREFS",
    st.one_of(
        st.sampled_from(HOSTILE_HREFS),
        st.sampled_from(PLACES),
        _INNER,
        st.builds("{}{}{}".format, st.sampled_from(_SCHEMES), st.sampled_from(_HOSTS), st.sampled_from(_PATHS)),
        WORDS.map("http://example.com/".__add__),
        WORDS,
    ),
)


def _webp() -> bytes:
    out = io.BytesIO()
    Pixels.new("RGB", (8, 6), "gold").save(out, "WEBP", lossless=True)
    return out.getvalue()


_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 6"><title>&#x65B9;</title><rect width="8" height="6"/></svg>'
_MORE, (WEBP, SVG, GRAY) = assets_of((_webp(), "image/webp"), (_SVG, "image/svg+xml"), (picture("gray"), "image/png"))
#: A picture whose id begins as RED does: names of files are beginnings of ids.
TWIN = RED[:20] + "0" * 44
#: One that no EPUB may hold without a fallback, and one that is in no table.
BITMAP, GONE = "b" * 64, "0" * 64
_BODIES = {ident: ASSETS.read(ident) for ident in ASSETS.table} | {ident: _MORE.read(ident) for ident in _MORE.table}
_BODIES |= {TWIN: picture("pink"), BITMAP: b"BM"}
PICTURES = Assets(
    {
        **ASSETS.table,
        **_MORE.table,
        TWIN: Asset(TWIN, "image/png", len(_BODIES[TWIN]), 8, 6),
        BITMAP: Asset(BITMAP, "image/bmp", 2, 8, 6),
    },
    _BODIES.__getitem__,
)
SHOWN = (RED, BLUE, UNUSED, WEBP, SVG, GRAY, TWIN)
IMAGES = _named("IMAGES", st.builds(Image, WORDS | HREFS, NAMES, st.sampled_from(["", GONE, BITMAP, *SHOWN])))

# --------------------------------------------------------------------------------------------------------------- inlines

KEYS = st.sampled_from(["1", "2", "3", "a b", "<注>", "", "\x00", "\ud800", "#", "n1"])
FORMULAS: st.SearchStrategy[Inline] = st.one_of(
    st.builds(Formula, MAYBE),
    st.builds(Formula, MAYBE, st.just("<math><mi>x</mi></math>")),
    st.builds(
        Formula, MAYBE, st.just('<math display="block"><mfrac><mn>1</mn><mn>2</mn></mfrac></math>'), st.just(value=True)
    ),
)
LEAVES: st.SearchStrategy[Inline] = st.one_of(
    st.builds(Text, WORDS), st.builds(Text, WORDS), st.just(Break()), st.builds(Code, MAYBE), FORMULAS,
    st.builds(InlineImage, IMAGES), st.builds(Ruby, WORDS, MAYBE), st.builds(NoteRef, KEYS),
)  # fmt: skip


def _wrap(inner: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    line = st.lists(inner, max_size=3).map(tuple)
    wrapped = [st.builds(kind, line) for kind in (Strong, Emphasis, Deleted, Raised, Lowered)]
    wrapped.append(st.builds(Styled, st.sampled_from(["mark", "underline", "small"]), line))
    return st.one_of(*wrapped, st.builds(Link, HREFS, line), st.builds(Link, HREFS, line))


LINES = _named("LINES", st.lists(st.recursive(LEAVES, _wrap, max_leaves=4), max_size=4).map(tuple))

# ---------------------------------------------------------------------------------------------------------------- blocks

_SPANS = st.sampled_from([1, 1, 2, 3, 40])
CELLS = st.builds(Cell, LINES, st.booleans(), _SPANS, _SPANS)
CODE = st.builds("".join, st.lists(MAYBE | st.sampled_from(["\n", "\r\n", "\t", "\n\n", "  x = '<&>'"]), max_size=6))
LEVELS = st.sampled_from([1, 2, 3, 4, 5, 6, 0, -2, 9])
SIMPLE: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, LINES), st.builds(Paragraph, LINES), st.builds(Heading, LEVELS, LINES), st.builds(CodeBlock, CODE, MAYBE),
    st.builds(Figure, st.lists(IMAGES, max_size=3).map(tuple), LINES), st.just(Divider()),
    st.builds(Table, st.lists(st.lists(CELLS, max_size=3).map(tuple), max_size=3).map(tuple), LINES),
)  # fmt: skip


def _hold(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    blocks = st.lists(inner, max_size=3).map(tuple)
    items = st.lists(blocks, max_size=3).map(tuple)
    starts = st.sampled_from([1, 1, 3, 0, -3, 10**12])
    listed = st.builds(Items, items, st.booleans(), starts)
    deep = blocks.map(lambda item: Items(((Items(((Items((item,)),),)),),)))
    return st.one_of(listed, listed, deep, st.builds(Quote, blocks), st.builds(Note, KEYS, blocks))


BLOCKS = _named("BLOCKS", st.lists(st.recursive(SIMPLE, _hold, max_leaves=5), max_size=6).map(tuple))

# -------------------------------------------------------------------------------------------------------------- articles

#: Tags as readers give them, and what front matter makes of them: some are none by BCP 47.
LANGUAGES = st.sampled_from([
    "zh-Hans", "zh-Hant", "zh-TW", "zh-HK", "zh", "en", "en-US", "ja", "ar", "he", "zh-Hant-TW", "zh-cmn-Hans-CN",
    "i-klingon", "x-klingon", "de-CH-1901", "en-a-bbb-x-a", "zh_CN", "", "中文", "utf-8", "en-a", "zh-Hans-Hans",
    "en-US-US", "a", "english", "en-", "zh-Hans-CN-TW", "art-lojban", "zh-min-nan", "\x00",
])  # fmt: skip
DATES = st.sampled_from([None, Date(2020), Date(2020, 1, 2), Date(2021, 9, 27, 8), Date(2019, 3), Date(1, 1, 1)])
SOURCES = st.builds(Source, WORDS, st.sampled_from(SHAS), st.sampled_from(PLACES) | HREFS)
NOTICES = st.lists(st.builds(Notice, st.sampled_from(NoticeKind), LINES), max_size=2).map(tuple)
AUTHORS = st.sampled_from(["", "鲁迅", "欧阳修", "Jane Doe", "单雄信"]) | NAMES
ARTICLES = st.builds(
    Article, NAMES, BLOCKS, SOURCES, AUTHORS, account=MAYBE, site=NAMES, published=DATES, language=LANGUAGES, notices=NOTICES,
    categories=st.lists(MAYBE, max_size=1).map(tuple), series=MAYBE, part=MAYBE, subtitle=NAMES, translator=MAYBE,
)  # fmt: skip


BOOKS = st.builds(
    bound, st.lists(ARTICLES, max_size=3), st.sampled_from(["zh-Hans", "zh-TW"]), st.sampled_from(["", "一编"])
)


# --------------------------------------------------------------------------------------------------------------- drawing


class Plainly(HypothesisProvider):
    """A backend of Hypothesis that draws each example by itself, by chance alone.

    As it is, Hypothesis makes most examples out of the one before, and takes constants from whatever modules are loaded.
    """

    def _maybe_draw_constant(self, *_: object, **__: object) -> None:
        """None, ever."""


AVAILABLE_PROVIDERS["plainly"] = Plainly


def drawn(strategy: st.SearchStrategy[Drawn], count: int) -> tuple[Drawn, ...]:
    """So many examples; the same ones in every run and every process."""
    out: list[Drawn] = []

    @seed(SEED)
    @settings(
        backend="plainly",
        max_examples=count,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def one(value: Drawn) -> None:
        out.append(value)

    one()
    return tuple(out)
