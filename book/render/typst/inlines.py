"""Lines of inlines for Typst, as calls of `styles/typst/text.typ`. Pure.

Joints of addresses are breaks without a character, and the last two Han characters of a paragraph stand in a box: what is copied
from the page is the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import assert_never

from book.late import expression
from book.model import (
    Break,
    Code,
    Deleted,
    Emphasis,
    Formula,
    Image,
    Inline,
    InlineImage,
    Inlines,
    Link,
    Lowered,
    NoteRef,
    Raised,
    Ruby,
    Strong,
    Styled,
    Text,
)
from book.render.breakable import latin_quotes
from book.render.pdf.dialect import is_dotted, wider
from book.render.typst.literal import broken, call, sequence, string
from book.render.typst.maths import equation
from book.text import HAN

_PLAIN: dict[type[Inline], str] = {
    Strong: "strong", Deleted: "strike", Raised: "raised", Lowered: "lowered", Emphasis: "emph",
}  # fmt: skip
_STYLES = {"mark": "marked", "underline": "underlined", "small": "small"}
_EACH_HAN = expression(f"([{HAN}])")
_OPENING, _CLOSING = "“‘「『（《〈【〔", "，。、；：？！…”’」』）》〉】〕"
#: What `keep_last` ties together, with the marks that open before it.
_TIED = expression(r"[“‘「『（《〈【〔]*.\u2060.*$", re.DOTALL)
#: Characters that word joiners tie together, or those that none does.
_PHRASE = expression(r"[^\u2060](?:\u2060[^\u2060])++|(?:[^\u2060](?!\u2060))++|\u2060", re.DOTALL)

#: Characters of an address that can be followed: Typst refuses longer ones than 8,000.
_LONGEST = 8000

#: A word that may be longer than a line has room for; one of so many letters may be broken after each piece.
_WORD = expression(r"(?<![!-~\u00c0-\u024f])[A-Za-z\u00c0-\u024f]{16,}+(?![!-~])")
_LONG, _PIECE = 60, 12

#: Writes a picture in the line, or "" where it is not there; the words for it are its own.
Pictured = Callable[[Image], str]


class Lines:
    """Writes lines of one article. `mark` gives the mark of a note by its key, `behind` what stands behind a link, `known`
    whether a label is in the file, `pictured` a picture in the line."""

    def __init__(
        self,
        mark: Callable[[str], str],
        behind: Callable[[Link], str],
        known: Callable[[str], bool],
        pictured: Pictured,
        *,
        dotted: bool = False,
    ) -> None:
        self._mark, self._behind, self._known, self._pictured, self._dotted = mark, behind, known, pictured, dotted

    def with_marks(self, mark: Callable[[str], str]) -> Lines:
        """The same with other marks of notes: those of what is repeated elsewhere."""
        return Lines(mark, self._behind, self._known, self._pictured, dotted=self._dotted)

    def bare(self, mark: Callable[[str], str]) -> Lines:
        """The same without what stands behind links."""
        return Lines(mark, lambda _: "", self._known, self._pictured, dotted=self._dotted)

    def line(self, inlines: Iterable[Inline]) -> str:
        """A line as one expression."""
        return sequence(part for node in inlines for part in self._inline(node))

    def _inline(self, node: Inline) -> list[str]:
        match node:
            case Text(text, ""):
                return self._text(text)
            case Text(text, language):
                return [call("spoken", string(language.split("-")[0]), sequence(self._text(text)))]
            case Break():
                return ["linebreak()"]
            case Emphasis(children) if is_dotted(node):
                inner = Lines(self._mark, self._behind, self._known, self._pictured, dotted=True)
                return [call("stressed", inner.line(children))]
            case Strong(children) | Deleted(children) | Raised(children) | Lowered(children) | Emphasis(children):
                return [call(_PLAIN[type(node)], self.line(children))]
            case Styled(kind, children):
                return [call(_STYLES[kind], self.line(children))]
            case Link(href, children):
                made = self._link(href, children)
                return [made, self._behind(node)] if made != '""' else []
            case Code(text):
                return [call("code", sequence(broken(text)))]
            case Formula(tex, mathml, display):
                return [equation(mathml, tex, display=display) or call("code", sequence(broken(tex)))]
            case InlineImage(image):
                return [self._pictured(image)]
            case Ruby(base, reading):
                return [call("ruby", string(base), string(reading), f"{wider(base, reading):.2f}em")]
            case NoteRef(key):
                return [self._mark(key)]
            case _:
                assert_never(node)

    def title(self, inlines: Inlines, held: Callable[[str], str]) -> str:
        """A heading, of which the lines end where its phrases do; `held` ties the text of one."""
        if len(inlines) == 1 and isinstance(inlines[0], Text):
            return sequence(phrased(held(inlines[0].text.replace("\u2060", ""))))
        return self.line(inlines)

    def _link(self, href: str, children: Inlines) -> str:
        inner = self.line(children)
        if inner == '""':  # of a picture that is missing: a link that nobody sees
            return inner
        if href.startswith("#"):
            return call("to", string(href[1:]), inner) if self._known(href[1:]) else inner
        is_one = href.startswith(("http:", "https:", "mailto:")) and len(href) <= _LONGEST
        return call("web", string(href), inner) if is_one else inner

    def _text(self, text: str) -> list[str]:
        if self._dotted:
            pieces = _EACH_HAN.split(text.replace("\u2060", ""))
            return [call("dot", string(p)) if i % 2 else string(p) for i, p in enumerate(pieces) if p]
        tied = _TIED.search(text)
        if tied is None:
            return run(text.replace("\u2060", ""))
        return [*run(text[: tied.start()].replace("\u2060", "")), *_boxed(tied[0].replace("\u2060", ""))]


def run(text: str) -> list[str]:
    """A run of text as expressions in a row: Latin quotes, joints."""
    made: list[str] = []
    for one, latin in latin_quotes(text):
        made += [call("latin-quote", string(one))] if latin else _words(one)
    return made


def _boxed(text: str) -> list[str]:
    """What holds together, in a box; the marks at its ends stand outside, where they are set as in any line."""
    inner = text.lstrip(_OPENING).rstrip(_CLOSING)
    if not inner:
        return run(text)
    start = text.index(inner)
    return [*run(text[:start]), call("tied", sequence(run(inner))), *run(text[start + len(inner) :])]


def _words(text: str) -> list[str]:
    """Words that would not fit a line are hyphenated as English, whatever they are, and the longest may be broken anywhere."""
    made: list[str] = []
    last = 0
    for found in _WORD.finditer(text):
        long, size = found[0], _PIECE if len(found[0]) > _LONG else len(found[0])
        pieces = [part for at in range(0, len(long), size) for part in ("joint", string(long[at : at + size]))]
        made += [*broken(text[last : found.start()]), call("spoken", '"en"', sequence(pieces[1:]))]
        last = found.end()
    return [*made, *broken(text[last:])]


def phrased(text: str) -> list[str]:
    """A title with word joiners as expressions: what they tie together stands in a box."""
    made: list[str] = []
    for piece in _PHRASE.findall(text):
        bare = piece.replace("\u2060", "")
        made += _boxed(bare) if bare != piece else run(bare)
    return made
