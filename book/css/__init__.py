"""A style sheet as a book may hold it: what reaches out of the book, or is not in the grammar of CSS, is dropped and told. Pure.

tinycss2 makes tokens by CSS Syntax Level 3, escapes decoded, so `\\75rl(` is `url(` here too. The grammar over them is the
narrower one of EPUBCheck (CSS 2.1 with the rules and selectors of later modules, without nesting).
A sheet with nothing to drop stays as it is, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable

import tinycss2

from book.classes import dataclass, field
from book.css.selectors import fits, is_noted
from book.css.tokens import DEEPEST, Tokens, depth, each, inside, is_blank, is_literal
from book.late import expression
from book.messages import Message, message

MOST = 1_000_000  # characters; the sheet of this book's own look has 12,000, the largest of web frameworks 300,000
MOST_FAULTS = 50  # that are told one by one; a file that is no style sheet at all has as many as lines
_END = "\n;"
_SHOWN = 60  # characters of what was dropped

#: What may be said of an address: the reason why it may not stand here, or `None`.
Judge = Callable[[str], Message | None]

#: EPUB 3.3 §6.3.1: `direction` and `unicode-bidi` must not stand in a sheet. The others bind scripts in old browsers.
_FORBIDDEN = frozenset(("direction", "unicode-bidi"))
_SCRIPTED = frozenset(("behavior", "-ms-behavior", "-moz-binding"))
_NO_VALUE = (";", "\\", "-->", "<!--", "~=", "|=", "^=", "$=", "*=", "||")
_CALLS = frozenset(("expression", "-moz-element", "element", "paint"))
#: Functions whose strings are addresses (CSS Images 4, CSS Values 5).
_ADDRESSING = frozenset(("url", "src", "image", "image-set", "-webkit-image-set", "url-prefix", "domain"))
#: EPUB 3.3 §3.2: pictures of the core media types, in the form of RFC 2397 that every reader decodes. SVG may name further files.
_HELD = expression(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}")
#: Names of vocabularies, which nobody fetches.
_VOCABULARIES = frozenset(
    "http://www.w3.org/1999/xhtml http://www.idpf.org/2007/ops http://www.w3.org/2000/svg http://www.w3.org/1999/xlink"
    " http://www.w3.org/1998/Math/MathML http://www.w3.org/XML/1998/namespace".split()
)
#: Rules that hold declarations, and rules that hold rules. Of any other, what is in it says so.
_DECLARING = frozenset("font-face counter-style property viewport".split())
_HOLDING = expression(r"media|supports|layer|container|scope|starting-style|(?:-\w+-)?(?:document|keyframes)")
_KEYFRAMES = expression(r"(?:-\w+-)?keyframes")


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was dropped from a sheet: the line on which it began, from 1, why, and its first characters."""

    line: int
    why: Message
    text: str


def nowhere(_: str) -> Message | None:
    """The judge of a sheet that may name no file."""
    return message("css.outside")


def within(address: str) -> Message | None:
    """The judge of a sheet that may hold pictures within itself and name nothing else."""
    return None if _HELD.fullmatch(address) else message("css.outside")


def cleaned(text: str, judge: Judge = nowhere) -> tuple[str, tuple[Dropped, ...]]:
    """The sheet of an EPUB without what may not be in it, and what that was; the sheet itself where that is nothing.

    `judge` is asked of every address.
    """
    if too_large := _size_fault(text):
        return "", (too_large,)
    sweep = _Sweep(judge)
    made = sweep.rules(_tokens(text, sweep), outermost=True)
    dropped = tuple(sweep.dropped[:MOST_FAULTS])
    if more := sweep.dropped[MOST_FAULTS:]:
        dropped += (Dropped(more[0].line, message("css.more", n=len(more)), ""),)
    return (made if dropped else text), dropped


def bounded(text: str) -> tuple[str, tuple[Dropped, ...]]:
    """A sheet for print without what is too deep for the engine, which works by recursion, and what that was.

    All else is left to the engine: it knows more of CSS than reading systems do, names no file, and tells what it ignores.
    """
    if too_large := _size_fault(text):
        return "", (too_large,)
    tokens: Tokens = tinycss2.parse_component_value_list(text)
    if depth(tokens) <= DEEPEST:
        return text, ()
    sweep, made, held = _Sweep(nowhere), [], Tokens()
    for place, token in enumerate(tokens, 1):
        held.append(token)
        if token.type == "{} block" or is_literal(token, ";") or place == len(tokens):
            if depth(held) > DEEPEST:
                sweep.drop(held, message("css.too-deep", most=DEEPEST))
            else:
                made.append(tinycss2.serialize(held))
            held = []
    return "".join(made), tuple(sweep.dropped[:MOST_FAULTS])


def _size_fault(text: str) -> Dropped | None:
    return Dropped(1, message("css.too-large", size=len(text), most=MOST), "") if len(text) > MOST else None


def declarations(text: str, judge: Judge = nowhere) -> tuple[Dropped, ...]:
    """What may not stand in the value of a `style` attribute."""
    sweep = _Sweep(judge)
    tokens = _tokens(text, sweep)
    if depth(tokens) > DEEPEST:
        return (Dropped(1, message("css.too-deep", most=DEEPEST), ""),)
    sweep.declarations(tokens)
    return tuple(sweep.dropped[:MOST_FAULTS])


def _tokens(text: str, sweep: _Sweep) -> Tokens:
    """The tokens of a sheet. What is open at the end takes the mark behind it: it is closed, and told."""
    tokens: Tokens = tinycss2.parse_component_value_list(f"{text}{_END}")
    held = tokens
    while held and inside(held[-1]):
        held = inside(held[-1])
    if held is not tokens or not is_literal(held[-1], ";"):
        last = tokens[-1]
        sweep.dropped.append(Dropped(last.source_line, message("css.unclosed"), ""))
    if is_literal(held[-1], ";"):
        del held[-2:]
    elif held[-1].type == "comment":
        held[-1].value = held[-1].value.removesuffix(_END)
    return tokens


def _holds_rules(tokens: Tokens) -> bool:
    """Whether a block begins with a rule: that for a margin of `@page`, say, which may not stand behind a declaration."""
    first = next((one for one in tokens if one.type in ("{} block", "literal") and not is_literal(one, ",", ".")), None)
    return first is not None and first.type == "{} block"


@dataclass(slots=True)
class _Sweep:
    """One way through a sheet. Each method gives the text that stays, and notes in `dropped` what does not."""

    judge: Judge
    dropped: list[Dropped] = field(default_factory=list)

    def drop(self, tokens: Tokens, why: Message) -> None:
        """Notes what does not stay."""
        first = next((token for token in tokens if not is_blank(token)), tokens[0])
        if len(self.dropped) >= MOST_FAULTS:  # only counted, by its line
            self.dropped.append(Dropped(first.source_line, why, ""))
            return
        text = "" if depth(tokens) > DEEPEST else " ".join(tinycss2.serialize(tokens).split())
        self.dropped.append(Dropped(first.source_line, why, text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")))

    def rules(self, tokens: Tokens, *, outermost: bool = False, frames: bool = False) -> str:
        """The rules of a sheet, or of a rule that holds rules."""
        made, held = [], Tokens()
        for place, token in enumerate(tokens):
            if not held and (is_blank(token) or (outermost and is_literal(token, "<!--", "-->"))):
                made.append(token.serialize())
                continue
            held.append(token)
            if token.type == "{} block" or (
                is_literal(token, ";") and (held[0].type == "at-keyword" or len(held) == 1)
            ):
                made.append(self._rule(held, frames=frames, first=outermost and place + 1 == len(held)))
                held = []
        if held:
            self.drop(held, message("css.no-rule"))
        return "".join(made)

    def _rule(self, tokens: Tokens, *, frames: bool, first: bool) -> str:
        block = tokens[-1] if tokens[-1].type == "{} block" else None
        why = self._rule_fault(tokens, first=first, frames=frames)
        if why is not None:
            self.drop(tokens, why)
            return ""
        if block is None:
            return str(tinycss2.serialize(tokens))
        name = tokens[0].lower_value if tokens[0].type == "at-keyword" else ""
        if _HOLDING.fullmatch(name) or (name and name not in _DECLARING and _holds_rules(block.content)):
            body = self.rules(block.content, frames=bool(_KEYFRAMES.fullmatch(name)))
            left = tinycss2.parse_component_value_list(body)
            if body.strip() and not _HOLDING.fullmatch(name) and not _holds_rules(left):
                self.drop(tokens, message("css.nested"))  # what is left of it would be taken for declarations
                return ""
        else:
            known = len(self.dropped)
            body = self.declarations(block.content)
            if name == "font-face" and not body.strip() and len(self.dropped) == known:
                self.drop(tokens, message("css.no-declaration"))
            if name == "font-face" and len(self.dropped) > known:
                return ""  # a font without its file is none
        before = tokens[:-1]
        if not name and is_noted(before):
            self.drop([one for one in before if one.type == "comment"], message("css.comment"))
            before = [one for one in before if one.type != "comment"]
        return f"{tinycss2.serialize(before)}{{{body}}}"

    def _rule_fault(self, tokens: Tokens, *, first: bool, frames: bool) -> Message | None:
        """Why a rule cannot stand, by what is before its block."""
        if depth(tokens) > DEEPEST:
            return message("css.too-deep", most=DEEPEST)
        if is_literal(tokens[0], ";"):
            return message("css.no-rule")
        before = tokens[:-1]
        if tokens[0].type != "at-keyword":
            if not fits(before, frames=frames):
                return message("css.selector")
            return None
        name = tokens[0].lower_value
        if name == "import":
            return message("css.import")
        if name == "charset":
            plain = first and tinycss2.serialize(tokens).lower() == '@charset "utf-8";'
            return None if plain else message("css.charset")
        if name == "namespace":
            names = [token.value for token in before if token.type in ("url", "string")]
            return None if names and set(names) <= _VOCABULARIES else message("css.namespace")
        return self._value_fault(before[1:])

    def declarations(self, tokens: Tokens) -> str:
        """The declarations of a block."""
        made, held = [], Tokens()
        for token in tokens:
            if is_blank(token) and not held:
                made.append(token.serialize())
                continue
            held.append(token)
            if token.type == "{} block":
                self.drop(held, message("css.nested"))
                held = []
            elif is_literal(token, ";"):
                made.append(self._declaration(held))
                held = []
        if held:
            made.append(self._declaration(held))
        return "".join(made)

    def _declaration(self, tokens: Tokens) -> str:
        ended = [token for token in tokens if not is_blank(token)]
        if is_literal(ended[-1], ";"):
            del ended[-1]
        colon = next((n for n, token in enumerate(ended) if is_literal(token, ":")), -1)
        if colon != 1 or ended[0].type != "ident":
            why: Message | None = message("css.no-declaration")
        else:
            name, value = ended[0].lower_value, ended[2:]
            why = self._property_fault(name, value) or self._value_fault(value)
        if why is None:
            return str(tinycss2.serialize(tokens))
        self.drop(tokens, why)
        return ""

    def _property_fault(self, name: str, value: Tokens) -> Message | None:
        if not value and not name.startswith("--"):
            return message("css.no-declaration")
        if name in _SCRIPTED:
            return message("css.scripted")
        if name in _FORBIDDEN:
            return message("css.direction", name=name)
        if name == "position" and any(token.type == "ident" and token.lower_value == "fixed" for token in value):
            return message("css.fixed")
        return None

    def _value_fault(self, tokens: Tokens) -> Message | None:
        """Why a value, or what stands before the block of an at-rule, cannot stay."""
        for token in each(tokens):
            if token.type in ("error", "at-keyword", "{} block") or is_literal(token, *_NO_VALUE):
                return message("css.no-declaration")
            if token.type == "ident" and token.lower_value in ("progid", "javascript", "vbscript"):
                return message("css.scripted")
            if token.type == "url" and (why := self.judge(token.value)):
                return why
            if token.type == "function":
                name = token.lower_name
                if name in _CALLS:
                    return message("css.scripted")
                addresses = [inner.value for inner in token.arguments if inner.type == "string"]
                if name in _ADDRESSING and (why := next(filter(None, map(self.judge, addresses)), None)):
                    return why
                if name in ("url", "src") and not addresses:  # made of variables: nobody knows what it names
                    return message("css.outside")
        return None
