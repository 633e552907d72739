"""The notes of a page: which links call a note, which element is the note, which link leads back.

A link calls a note where its words are a mark (a number, a star), what it leads to stands elsewhere on the page in an element of
its own, and the mark is raised or bracketed or the note links back. What is less sure stays what it is.
"""

from __future__ import annotations

import re

from book.classes import dataclass, field
from book.late import expression
from book.read.html5 import Tree
from book.read.nodes import Element, TextNode

_MARK = expression(
    r"(?:[\[［【(（〔]\s*+)?(?:(?:注释?|註釋?|note|脚注|腳註)\s*+)?(?:(?:\d{1,3}(?:[.:]\d{1,2})?|[a-z]|[ivx]{1,5}|[*＊†‡#]{1,4})\s*+)?[\]］】)）〕]?"
    r"|[①-⑳㉑-㉟❶-❿]",
    re.I,
)
_BRACKETED = expression(r"[\[［【(（〔].+[\]］】)）〕]|[①-⑳㉑-㉟❶-❿*＊†‡]+")
_CLASS = expression(r"foot-?note|note-?ref|citation|reference", re.I)
_BOXES = frozenset("li p div dd aside section".split())
_INNER = frozenset("h1 h2 h3 h4 h5 h6 article main body".split())  # what no note is, or has in it
#: On an element that is a note for certain, and has no number before its words: the readers of documents make them.
BARE = "data-bare-note"
_LONGEST = 4000  # characters of a note
_NEAR = 3  # levels above a mark whose ids a note may lead back to


@dataclass(frozen=True, slots=True)
class Notes:
    """By the identity of elements: `calls` and `boxes` with the key of the note, `backs` are the links that lead back.

    `labels` have by key how a mark is written, "" where the note does not begin with it.
    """

    calls: dict[int, str] = field(default_factory=dict)
    boxes: dict[int, str] = field(default_factory=dict)
    backs: frozenset[int] = frozenset()
    labels: dict[str, str] = field(default_factory=dict)
    places: tuple[tuple[Element, tuple[Element, ...]], ...] = ()

    def outside(self, nodes: tuple[Element, ...]) -> list[Element]:
        """Notes that are called in these elements and stand in none of them."""
        inside = {id(node) for node in nodes} | {id(inner) for node in nodes for inner in node.inside()}
        return [
            box for box, calls in self.places if id(box) not in inside and any(id(call) in inside for call in calls)
        ]


NO_NOTES = Notes()


def of_page(root: Tree) -> Notes:
    """The notes of a page."""
    links = [a for a in root.named("a") if "#" in a.get("href") and _fragment(a)]
    if not links:
        return NO_NOTES
    wanted = {_fragment(a) for a in links}
    targets: dict[str, Element] = {}
    named = [*root.with_ids(), *((tag.get("name"), tag) for tag in root.named("a"))]
    for name, tag in named:
        if name in wanted:
            targets.setdefault(name, tag)
    found: list[tuple[Element, str, Element]] = []
    for a in links:
        key = _fragment(a)
        box = _box(targets[key], a) if key in targets and _is_mark(a) else None
        if box is not None and (_is_raised(a) or _leads_back(box, a)):
            found.append((a, key, box))
    found = _calling(found)
    keys: dict[int, set[str]] = {}
    for _, key, box in found:
        keys.setdefault(id(box), set()).add(key)
    holders = {id(parent) for _, _, box in found for parent in box.parents}  # what holds notes is none itself
    found = [one for one in found if len(keys[id(one[2])]) == 1 and id(one[2]) not in holders]
    return _notes(found)


def _calling(found: list[tuple[Element, str, Element]]) -> list[tuple[Element, str, Element]]:
    """The links that call: of a mark and its note that lead to each other, the first one does."""
    calling: list[tuple[Element, str, Element]] = []
    calls: set[int] = set()
    inside: set[int] = set()
    for a, key, box in found:
        links = {id(link) for link in box.inside("a")}
        if id(a) not in inside and not links & calls:
            calling.append((a, key, box))
            calls.add(id(a))
            inside |= links
    return calling


def _notes(found: list[tuple[Element, str, Element]]) -> Notes:
    boxes = {id(box): box for _, _, box in found}
    key_of = {id(box): key for _, key, box in reversed(found)}
    calls: dict[int, tuple[Element, ...]] = {}
    for a, _, box in found:
        calls[id(box)] = (*calls.get(id(box), ()), a)
    backs: set[int] = set()
    for ident, box in boxes.items():
        homes = {name for a in calls[ident] for name in _homes(a)}
        backs |= {id(link) for link in _links(box) if _fragment(link) in homes}
    for a, _, _ in found:
        _unbracketed(a)
    return Notes(
        {id(a): key_of[id(box)] for a, _, box in found},
        key_of,
        frozenset(backs),
        {key_of[id(box)]: "" if BARE in box.attributes else a.text() for a, _, box in reversed(found)},
        tuple((boxes[ident], calls[ident]) for ident in boxes),
    )


def _links(box: Element) -> list[Element]:
    return [a for a in box.inside("a") if "href" in a.attributes]


def _fragment(a: Element) -> str:
    return a.get("href").rpartition("#")[2]


def _is_mark(a: Element) -> bool:
    text = a.text().strip()
    return bool(text) and _MARK.fullmatch(text) is not None


def _is_raised(a: Element) -> bool:
    """Whether a mark is one by how it looks: raised, bracketed, or called a note by its class or role."""
    raised = a.first("sup") is not None or a.around("sup") is not None
    named = " ".join([a.get("class"), a.get("role"), a.get("epub:type")])
    return raised or _BRACKETED.fullmatch(a.text().strip()) is not None or _CLASS.search(named) is not None


def _homes(a: Element) -> set[str]:
    """The names by which a note can lead back to its mark."""
    homes = {a.get("id"), a.get("name")}
    node, above = a, 0
    while node.parent is not None and above < _NEAR:
        node, above = node.parent, above + 1
        homes.add(node.get("id"))
        if node.name in _BOXES:
            break
    before = next(a.before(), None)
    if isinstance(before, Element) and before.name in ("a", "span") and not before.text():
        homes |= {before.get("id"), before.get("name")}
    return homes - {""}


def _leads_back(box: Element, a: Element) -> bool:
    homes = _homes(a)
    return any(_fragment(link) in homes for link in _links(box) if "#" in link.get("href"))


def _box(target: Element, call: Element) -> Element | None:
    """The element that holds a note and nothing else, by what a mark leads to; `None` where there is none."""
    above = {id(parent) for parent in call.parents}
    node: Element | None = target
    while node is not None and node.name not in _BOXES:
        if node.name in _INNER or id(node) in above:
            return None
        node = node.parent
    if node is None or id(node) in above or node.first(*sorted(_INNER)) is not None:
        return None
    return (
        node if BARE in node.attributes or 0 < sum(len(text.strip()) for text in node.strings()) <= _LONGEST else None
    )


def _unbracketed(a: Element) -> None:
    """Takes the brackets around a mark that stand beside its link; the mark that the book makes needs none."""
    before, after = next(a.before(), None), next(a.after(), None)
    if not isinstance(before, TextNode) or not isinstance(after, TextNode):
        return
    opening, closing = before.text.rstrip()[-1:], after.text.lstrip()[:1]
    if opening and closing and opening + closing in ("[]", "［］", "【】", "〔〕", "()", "（）"):
        before.text = before.text.rstrip()[:-1]
        after.text = after.text.lstrip()[1:]
