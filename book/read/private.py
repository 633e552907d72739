"""Addresses without what they say of who copied them: parameters of trackers and sessions, names and passwords of accounts.

Which these are is data: the list `tracking` of the rules. What is taken off is counted and named,
without its values: the report is shown to others, too. The rule is called `tracking`, and is switched off like any other.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, unquote, unquote_plus

from book.classes import dataclass, field, replace
from book.findings import Finding, Where
from book.late import expression
from book.messages import message
from book.model import Article, Inline, Inlines, Link, Text
from book.read.survey import Survey
from book.rules import RuleSet
from book.walk import map_lines, splice_inlines

RULE = "tracking"
#: A web address, by the signs that may stand in one (RFC 3986, 2); in Chinese prose it ends at the first that may not.
_ADDRESS = expression(r"(?<![A-Za-z0-9+.-])(?:https?|ftp)://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{3,4000}", re.I)
_PARTS = expression(
    r"(?P<scheme>(?:[a-z][a-z0-9+.-]*+:)?)(?P<strokes>[/\\]{2})(?P<user>(?:[^/\\?#@]*+@)*+)(?P<host>[^/\\?#:]*+)"
    r"(?P<port>:[^/\\?#]*+)?(?P<rest>.*)",
    re.I | re.S,
)
_WEB = ("", "http:", "https:", "ftp:")  # a bare name at another is its own (ssh://git@…); a password is none
_BETWEEN = expression(r"(&(?:amp;)?|;)")  # parameters; a semicolon by the advice of HTML 4.01, B.2.2
_DEPTH = 3  # addresses in parameters of each other: a way round by one site, and by a second
#: The value of a session: long, and of letters and digits. A short one is the number of something that the page shows.
_KEY = expression(r"(?=[a-z-]*\d)(?=[\d-]*[a-z])(?:[a-z\d]{26,128}|[a-f\d]{8}(?:-[a-f\d]{4}){3}-[a-f\d]{12})")
_SESSION = expression(r";jsessionid=[^/?#;]*+", re.I)


@dataclass(slots=True)
class _Off:
    """What was taken off: how many parameters, of which names, and the addresses that are left."""

    count: int = 0
    names: dict[str, None] = field(default_factory=dict)
    addresses: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of parameters that go: on every host, and by host; `starts` are those whose end is free."""

    everywhere: frozenset[str]
    by_host: dict[str, frozenset[str]]

    @classmethod
    @lru_cache(maxsize=4)
    def of(cls, entries: tuple[str, ...]) -> Names:
        """From the list of the rules, which is that of all articles of a run."""
        everywhere: set[str] = set()
        by_host: dict[str, set[str]] = {}
        for entry in entries:
            host, colon, names = entry.rpartition(": ")
            (by_host.setdefault(host.lower(), set()) if colon else everywhere).update(names.lower().split())
        return cls(frozenset(everywhere), {host: frozenset(names) for host, names in by_host.items()})

    def holds(self, host: str, name: str, value: str) -> bool:
        """Whether a parameter of an address of this host goes."""
        labels = host.lower().rstrip(".").split(".")
        sets = [self.everywhere, *(self.by_host.get(".".join(labels[n:]), frozenset()) for n in range(len(labels)))]
        return any(_matches(names, name.lower(), value.lower()) for names in sets if names)


def _matches(names: frozenset[str], name: str, value: str) -> bool:
    if name in names or f"{name}={value}" in names:
        return True
    if f"{name}=#" in names and _KEY.fullmatch(value):
        return True
    return any(one.endswith("*") and f"{name}={value}"[: len(one) - 1] == one[:-1] for one in names)


def without(article: Article, rules: RuleSet, seen: Survey | None = None) -> tuple[Article, tuple[Finding, ...]]:
    """The article without what its addresses say so, and the finding that tells of it; links and addresses in the text are
    treated alike. `seen` is what is known of its blocks."""
    entries = rules.lists.get(RULE, ())
    if not entries or RULE in rules.overrides.off:
        return article, ()
    names, off = Names.of(entries), _Off()

    def address(url: str) -> str:
        return _plain(url, names, off)

    def inline(node: Inline) -> Inlines:
        if isinstance(node, Text):
            if "://" in node.text:
                return (replace(node, text=_ADDRESS.sub(lambda found: _in_text(found[0], names, off), node.text)),)
        elif isinstance(node, Link) and (href := address(node.href)) != node.href:
            return (replace(node, href=href),)
        return (node,)

    blocks = article.blocks
    seen = seen or Survey.of(blocks)
    if Link in seen.kinds or any("://" in text for text in seen.texts):
        blocks = map_lines(blocks, lambda line: splice_inlines(line, inline))
    source = article.source
    if (url := address(source.url)) != source.url:
        source = replace(source, url=url)
    if not off.count and source is article.source and blocks is article.blocks:
        return article, ()
    article = replace(article, blocks=blocks, source=source)
    if not off.count:
        return article, ()
    told = message("detail.parameters", count=off.count, addresses=len(off.addresses), names=", ".join(off.names))
    return article, (Finding("read.tracking", Where(source.locator), "\n".join(off.addresses), RULE, told),)


def _in_text(written: str, names: Names, off: _Off) -> str:
    end = written.rstrip(".,;:!?'\"")  # marks of the sentence around it
    return _plain(end, names, off) + written[len(end) :]


def _plain(url: str, names: Names, off: _Off, depth: int = 0) -> str:
    match = _PARTS.fullmatch(url)
    if match is None:
        return url
    count = off.count
    user, host = match["user"], match["host"]
    rest, sessions = _SESSION.subn("", match["rest"])
    if user and (match["scheme"].lower() in _WEB or ":" in user):
        off.count += 1
        off.names.setdefault("user:password@" if ":" in user else "user@")
        user = ""
    if sessions:
        off.count += sessions
        off.names.setdefault("jsessionid")
    body, hash_sign, fragment = rest.partition("#")
    path, question, query = body.partition("?")
    query = _kept(query, host, names, off, depth)
    if not fragment.startswith(":~:"):
        # A page that is a program has its own address behind the sign: a path, and parameters of it.
        route, mark, own = fragment.rpartition("?")
        if mark or ("=" in own and "/" not in own and not own.startswith("!")):
            own = _kept(own, host, names, off, depth)
            fragment = f"{route}{mark}{own}" if own else route
    if off.count == count:
        return url
    plain = (
        f"{match['scheme']}{match['strokes']}{user}{host}{match['port'] or ''}{path}"
        + (f"{question}{query}" if query else "")
        + (f"{hash_sign}{fragment}" if fragment else "")
    )
    if not depth:
        off.addresses.setdefault(plain)
    return plain


def _kept(query: str, host: str, names: Names, off: _Off, depth: int) -> str:
    """The parameters that stay, as they were written; an address among them loses what it says, too."""
    kept: list[str] = []
    pieces = _BETWEEN.split(query)
    for between, part in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        name, _, value = part.partition("=")
        if name and names.holds(host, unquote_plus(name), unquote_plus(value)):
            off.count += 1
            off.names.setdefault(unquote_plus(name))
            continue
        if (
            depth < _DEPTH
            and "//" in (inner := unquote(value))
            and (plain := _plain(inner, names, off, depth + 1)) != inner
        ):
            kept += [between if kept else "", f"{name}={quote(plain, safe='') if inner != value else plain}"]
            continue
        kept += [between if kept else "", part]
    return "".join(kept)
