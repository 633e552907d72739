"""Which article of a book is which: known again by its address, else by its text, and by its name where these say nothing.

The entries of a list and the articles that were found are assigned to each other one to one. Files are moved, renamed, saved
again, converted; what the user wrote of an article goes with it. A weak likeness is told, and not acted on.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from operator import eq
from urllib.parse import urlsplit

from book.bind.reprints import Copy, sketch
from book.classes import dataclass, field
from book.convert.engine import engine
from book.late import expression
from book.model import Article
from book.text import bare

_SOME = 20  # characters of a text that is known again if it is the same: less may be a caption, or “全文完”
_CLOSE = 0.75  # of the text in common, from which a file of the same name is the same article, whatever else is like it
_ALIKE = 0.5  # a quarter of the sentences are new; two articles by chance have 0.02
_UNLIKE = 0.1  # nothing in common but a formula at the end
_MARGIN = 0.15  # by which one must be more like than all others: four standard errors of a sketch (0.036 at 0.5)
_SAME = 1.2  # the weight of a text that is the same to the letter
_NAMED = 0.2  # more, where title or name of the file speak for it as well
_BAND = 3  # bytes of a sketch: with 64 bands two texts that have 0.5 in common share one in 9,998 of 10,000 cases
_CROWD = 50  # texts that share a band and are compared; more share a pattern of their site's
_STEM = expression(r"([^/#]++)$")
_END = expression(r"\.[A-Za-z0-9]{1,6}$")
_INDEX = expression(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.I)


@dataclass(frozen=True, slots=True)
class Identity:
    """That by which an article is known again: address, bytes, text (a hash of all of it, and a sketch), title."""

    url: str = ""
    sha256: str = ""
    text: str = ""
    sketch: bytes = b""
    title: str = ""

    @classmethod
    def of(cls, article: Article, copy: Copy | None) -> Identity:
        """That of an article as it was read; `copy` is of its bare text in one script, so that script and furniture say nothing."""
        text = copy.text if copy is not None and copy.size >= _SOME else ""
        kept = sketch(copy) if copy is not None else b""
        return cls(article.source.url, article.source.sha256, text, kept, article.title)

    @property
    def known(self) -> bool:
        """Whether anything can be known by it."""
        return bool(self.url or self.sha256 or self.text)


@dataclass(frozen=True, slots=True)
class Assignment:
    """`names`: the name of an entry → its new name, where it has one. `doubts`: pairs (entry, article) that may be one and were
    not taken for it. `replaced`: names under which another article lies now."""

    names: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[tuple[str, str], ...] = ()
    replaced: tuple[str, ...] = ()


def address(url: str) -> str:
    """An address as addresses are compared: without scheme, `www.`, fragment and a slash at the end; "" for a whole site's."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    path = _INDEX.sub("/", parts.path).rstrip("/")
    if not parts.netloc or not (path or parts.query):
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower().removeprefix('www.')}{path}{query}"


def is_same(one: Identity, other: Identity) -> bool:
    """Whether two texts are the same to the letter, or the bytes."""
    return bool((one.text and one.text == other.text) or (one.sha256 and one.sha256 == other.sha256))


def likeness(one: Identity, other: Identity) -> float | None:
    """What two texts have in common, 0 to 1; `None` where one of them is too short to say."""
    if is_same(one, other):
        return 1.0
    if one.sketch and len(one.sketch) == len(other.sketch):
        return float(sum(map(eq, one.sketch, other.sketch))) / len(one.sketch)
    return None


def assigned(entries: Mapping[str, Identity], found: Mapping[str, Identity]) -> Assignment:
    """Which entry is which article, both by their names. An entry that is none is gone; an article that is none is new."""
    return _Desk(entries, found).assignment()


class _Desk:
    """An assignment under way: what is left of entries and articles, and which are paired."""

    def __init__(self, entries: Mapping[str, Identity], found: Mapping[str, Identity]) -> None:
        self.entries, self.found = entries, found
        self.pairs: dict[str, str] = {}
        self.taken: set[str] = set()
        self.doubts: dict[tuple[str, str], None] = {}
        self.addresses = [_singles({name: address(one.url) for name, one in side.items()}) for side in (entries, found)]
        self.titles = [_singles({name: _bare(one.title) for name, one in side.items()}) for side in (entries, found)]
        self.stems = [_singles({name: _stem(name) for name in side}) for side in (entries, found)]

    def assignment(self) -> Assignment:
        """Names whose articles are surely the same; then addresses; then texts; then the names that are left."""
        both = [name for name in self.entries if name in self.found]
        for name in both:
            one, other = self.entries[name], self.found[name]
            if not one.known or is_same(one, other) or self._same_address(name, name):
                self._take(name, name)
        weights = self._weights()
        for name in both:
            if self._free(name, name) and self._close(name) and not self._elsewhere(name, weights):
                self._take(name, name)
        for entry, article in self._by_address():
            self._take(entry, article)
        self._by_text(weights)
        replaced = []
        for name in both:
            if self._free(name, name):
                self._take(name, name)
                if self._is_another(name):
                    replaced.append(name)
        doubts = tuple(pair for pair in self.doubts if self._free(*pair))
        return Assignment(self._names(), doubts, tuple(replaced))

    def _free(self, entry: str, article: str) -> bool:
        return entry not in self.pairs and article not in self.taken

    def _take(self, entry: str, article: str) -> None:
        self.pairs[entry] = article
        self.taken.add(article)

    def _same_address(self, entry: str, article: str) -> bool:
        """Whether both have one address that no other has."""
        own = self.addresses[0].get(entry)
        return own is not None and own == self.addresses[1].get(article)

    def _other_address(self, entry: str, article: str) -> bool:
        """Whether both have an address, and not the same."""
        one, other = address(self.entries[entry].url), address(self.found[article].url)
        return bool(one and other and one != other)

    def _named(self, entry: str, article: str) -> bool:
        """Whether they have a title or the name of a file in common that no other has."""
        same_stem = _same(self.stems, entry, article)
        return same_stem or _same(self.titles, entry, article)

    def _close(self, name: str) -> bool:
        alike = likeness(self.entries[name], self.found[name])
        return alike is not None and alike >= _CLOSE and not self._other_address(name, name)

    def _is_another(self, name: str) -> bool:
        """Whether a file of the same name holds another article than before."""
        one, other = self.entries[name], self.found[name]
        alike = likeness(one, other)
        return (alike is None or alike < _ALIKE) and _bare(one.title) != _bare(other.title)

    def _elsewhere(self, name: str, weights: Mapping[tuple[str, str], float]) -> bool:
        """Whether the entry is clearly more like another article, and the article of its name like another entry: a swap."""
        own = weights.get((name, name), 0.0)
        rivals = [pair for pair, weight in weights.items() if weight >= own + _MARGIN and self._free(*pair)]
        return any(pair[0] == name for pair in rivals) and any(pair[1] == name for pair in rivals)

    def _weights(self) -> dict[tuple[str, str], float]:
        """How like those that are left are to each other by their texts, where they are alike at all."""
        weights: dict[tuple[str, str], float] = {}
        waiting = [entry for entry in self.entries if entry not in self.pairs]
        if not waiting:
            return weights
        left = dict.fromkeys(name for name in self.found if name not in self.taken)
        shelves: dict[object, list[str]] = defaultdict(list)
        for name in left:
            for key in _keys(self.found[name]):
                shelves[key].append(name)
        for entry in waiting:
            one = self.entries[entry]
            near = dict.fromkeys(name for key in _keys(one) for name in shelves.get(key, ())[:_CROWD])
            near |= {entry: None} if entry in left else {}
            for name in near:
                alike = likeness(one, self.found[name])
                if alike is not None and alike >= _ALIKE:
                    weights[entry, name] = _SAME if is_same(one, self.found[name]) else alike
        return weights

    def _by_address(self) -> Iterator[tuple[str, str]]:
        """Pairs of one address that no other has; not where neither text nor title agree, for then it is a section's."""
        where = {url: name for name, url in self.addresses[1].items() if name not in self.taken}
        for entry, url in self.addresses[0].items():
            article = where.get(url)
            if article is None or not self._free(entry, article):
                continue
            one, other = self.entries[entry], self.found[article]
            alike = likeness(one, other)
            if alike is not None and alike < _UNLIKE and _bare(one.title) != _bare(other.title):
                self.doubts[entry, article] = None
            else:
                yield entry, article

    def _by_text(self, weights: Mapping[tuple[str, str], float]) -> None:
        """The most alike first, each where nothing else comes near it. What is left over is doubted."""
        of_entry: dict[str, list[tuple[float, str]]] = defaultdict(list)
        of_article: dict[str, list[tuple[float, str]]] = defaultdict(list)
        ranked: list[tuple[float, str, str]] = []
        for (entry, article), weight in weights.items():
            if not self._free(entry, article):
                continue
            if entry != article and self._other_address(entry, article):
                self.doubts[entry, article] = None
                continue
            full = weight + (_NAMED if self._named(entry, article) else 0) + (_NAMED if entry == article else 0)
            of_entry[entry].append((full, article))
            of_article[article].append((full, entry))
            ranked.append((full, entry, article))
        for full, entry, article in sorted(ranked, key=lambda row: -row[0]):
            if not self._free(entry, article):
                continue
            rivals = [other for weight, other in of_entry[entry] if other != article and weight > full - _MARGIN]
            claims = [other for weight, other in of_article[article] if other != entry and weight > full - _MARGIN]
            is_told_apart = all(other in self.taken for other in rivals) and all(
                other in self.pairs for other in claims
            )
            speaks = weights[entry, article] == _SAME or entry == article or self._named(entry, article)
            if is_told_apart and speaks:
                self._take(entry, article)
            else:
                self.doubts[entry, article] = None

    def _names(self) -> dict[str, str]:
        """The new names; an entry that is gone makes room where another article has its name now."""
        names = {entry: article for entry, article in self.pairs.items() if entry != article}
        used = {*self.entries, *self.found}
        for entry in self.entries:
            if entry not in self.pairs and entry in self.taken:
                number = 1
                while (name := f"{entry}~{number}") in used:
                    number += 1
                used.add(name)
                names[entry] = name
        return names


@lru_cache(maxsize=4096)
def _bare(title: str) -> str:
    """A title as titles are compared: without marks, in one script."""
    return bare(engine("t2s")(title))


def _same(sides: list[dict[str, str]], entry: str, article: str) -> bool:
    one = sides[0].get(entry)
    return one is not None and one == sides[1].get(article)


def _singles(values: Mapping[str, str]) -> dict[str, str]:
    """What is not empty and only one has."""
    counts = Counter(values.values())
    return {name: value for name, value in values.items() if value and counts[value] == 1}


def _stem(name: str) -> str:
    """The last part of a name, without its ending: what stays when a file is moved or converted."""
    last = _STEM.search(name)
    return _END.sub("", last[1]).casefold() if last else ""


def _keys(one: Identity) -> Iterable[object]:
    """What texts that are alike have in common, at least one of these."""
    yield from filter(None, (one.text, one.sha256))
    yield from ((at, one.sketch[at : at + _BAND]) for at in range(0, len(one.sketch), _BAND))
