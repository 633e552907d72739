"""Lines of inlines from a page's leaves: white space settled, wrappers regrouped, breaks turned into paragraphs where they are.

The DOM walker hands over atoms, each a leaf with the wrappers that stood around it. White space follows CSS Text 3 §4.1,
except that a newline between wide characters is nothing. It refuses to know tags.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, assert_never

from book.late import expression
from book.model import Break, Code, Formula, Inline, InlineImage, Inlines, Leaf, NoteRef, Ruby, Strong, Text
from book.text import SENTENCE_END, join_lines, without_invisible
from book.walk import inline_text

#: A wrapper: what makes the inline from its children, and a name by which neighbours merge.
Wrapper = tuple[str, Callable[[Inlines], Inline]]

_TOKENS = expression(r"[^\S\u3000]+|\u3000+|[^\s]+")
_INDENT = "\u3000"
_NOTHING = Text("")  # what a line has no part of
_GOING_ON = "，。、；：！？）」』”’,.;:!?)"  # what does not begin a sentence


class Atom(NamedTuple):
    """A leaf and the wrappers around it, outermost first."""

    wrappers: tuple[Wrapper, ...]
    leaf: Leaf


def paragraphs(atoms: Sequence[Atom]) -> list[Inlines]:
    """The lines as paragraphs: two breaks, or a break beside an indent or after a sentence of prose, begin a new one."""
    return [line for part in _split(atoms) if (line := _group(_settle(part)))]


def solid(atom: Atom) -> Text | None:
    """The words of a run of text that is a paragraph of its own and has no white space amid it, as most prose; without any where it
    is nothing but white space, `None` where there is more to settle."""
    leaf = atom.leaf
    if atom.wrappers or not isinstance(leaf, Text):
        return None
    if leaf.text.isspace():
        return _NOTHING
    words = without_invisible(leaf.text).split(None, 1)
    if len(words) == 1:
        return leaf if words[0] == leaf.text else Text(words[0])
    return None if words else _NOTHING


def line(atoms: Sequence[Atom]) -> Inlines:
    """The atoms as one line, for headings, captions and cells; breaks stay."""
    return _group(_settle(atoms))


def pictures_apart(atoms: Sequence[Atom], sizes: Mapping[str, str]) -> set[int]:
    """Which atoms (by identity) are pictures that stand apart from the text around them; the others stand in the line.

    One in the line is small and has text beside it; or nobody says how large it is, and it stands amid a sentence.
    """
    apart: set[int] = set()
    if not any(isinstance(atom.leaf, InlineImage) for atom in atoms):
        return apart
    words = any(isinstance(atom.leaf, Text) and atom.leaf.text.strip() for atom in atoms)
    start = 0
    for end in [index for index, atom in enumerate(atoms) if isinstance(atom.leaf, Break)] + [len(atoms)]:
        row = atoms[start:end]
        texts = [_text_of(atom).replace("\ufffc", "") for atom in row]
        for index, atom in enumerate(row):
            if isinstance(atom.leaf, InlineImage):
                size = sizes.get(atom.leaf.image.src, "")
                amid = _is_amid("".join(texts[:index]).strip(), "".join(texts[index + 1 :]).strip())
                if not (words and size == "small") and not (amid and not size):
                    apart.add(id(atom))
        start = end + 1
    return apart


def _is_amid(before: str, after: str) -> bool:
    """Whether what stands between two texts stands amid a sentence: none ends before it, or one goes on behind it."""
    if not before or not after:
        return False
    return SENTENCE_END.search(before) is None or after[0] in _GOING_ON


def _split(atoms: Sequence[Atom]) -> list[list[Atom]]:
    if not any(isinstance(atom.leaf, Break) for atom in atoms):
        return [list(atoms)]
    lines: list[list[Atom]] = [[]]
    for atom in atoms:
        if isinstance(atom.leaf, Break):
            lines.append([])
        else:
            lines[-1].append(atom)
    texts = ["".join(_text_of(atom) for atom in part) for part in lines]
    lengths = [len(text.strip()) for text in texts]
    indented = sum(text.lstrip(" \n\t\xa0").startswith(_INDENT) for text in texts)
    prose = sum(1 for text in texts if len(text) > 40 and SENTENCE_END.search(text.strip()))
    groups: list[list[Atom]] = [[]]
    for index, part in enumerate(lines):
        before = next((texts[k].strip() for k in range(index - 1, -1, -1) if lengths[k]), "")
        opens = (
            not lengths[index]
            or (index and not lengths[index - 1])
            or (indented > 1 and texts[index].lstrip(" \n\t\xa0").startswith(_INDENT))
            or (prose > 0 and bool(SENTENCE_END.search(before)) and (len(before) > 40 or lengths[index] > 40))
        )
        if opens and groups[-1]:
            groups.append([])
        elif groups[-1]:
            groups[-1].append(Atom((), Break()))
        groups[-1].extend(part)
    return groups


def _text_of(atom: Atom) -> str:
    match atom.leaf:
        case Text(text) | Code(text) | Formula(text) | Ruby(base=text):
            return text
        case InlineImage() | NoteRef():
            return "\ufffc"
        case Break():
            return ""
        case _:
            assert_never(atom.leaf)


def _settle(atoms: Iterable[Atom]) -> list[Atom]:
    """The same atoms with white space collapsed, none at the ends or beside a break."""
    settler = _Settler()
    for atom in atoms:
        match atom.leaf:
            case Break():
                settler.line_break(atom)
            case Text(text):
                settler.text(atom, text)
            case Code() | Formula() | InlineImage() | Ruby() | NoteRef():
                settler.other(atom)
            case _:
                assert_never(atom.leaf)
    return settler.done()


class _Settler:
    """White space on its way: what is pending is written only when something visible follows."""

    def __init__(self) -> None:
        self.atoms: list[Atom] = []
        self.pending = ""  # "" none, "\n" only a newline, " " a space, U+3000 itself
        self.owner: tuple[Wrapper, ...] = ()  # the wrappers in which the pending space stood
        self.last = ""  # the last visible character of the line, "" at its start

    def line_break(self, atom: Atom) -> None:
        while self.atoms and isinstance(self.atoms[-1].leaf, Text) and not self.atoms[-1].leaf.text.strip():
            self.atoms.pop()
        if self.atoms:
            self.atoms.append(atom)
        self.pending = self.last = ""

    def other(self, atom: Atom) -> None:
        if self.pending and self.last:
            gap = " " if self.pending == "\n" and self.last.isascii() else self.pending.strip("\n")
            if gap:
                self.atoms.append(Atom(self.owner, Text(gap)))
        self.atoms.append(atom)
        self.pending, self.last = "", "x"

    def text(self, atom: Atom, text: str) -> None:
        pieces: list[str] = []
        for token in _TOKENS.findall(without_invisible(text)):
            if token.isspace():
                kind = _INDENT if token[0] == _INDENT else "\n" if "\n" in token else " "
                self.pending = max(self.pending, kind, key=_rank)
                if not pieces:
                    self.owner = atom.wrappers if self.atoms and self.atoms[-1].wrappers == atom.wrappers else ()
                continue
            if self.pending and self.last:
                gap = join_lines(self.last, token) if self.pending == "\n" else self.pending
                if pieces:
                    pieces.append(gap)
                elif gap:
                    self.atoms.append(Atom(self.owner, Text(gap)))
            self.pending, self.last = "", token[-1]
            pieces.append(token)
        if pieces:
            self.atoms.append(Atom(atom.wrappers, Text("".join(pieces))))
            self.owner = atom.wrappers if self.pending else ()

    def done(self) -> list[Atom]:
        while self.atoms and isinstance(self.atoms[-1].leaf, Break):
            self.atoms.pop()
        return self.atoms


def _rank(kind: str) -> int:
    return ("", "\n", " ", _INDENT).index(kind)


def _group(atoms: Sequence[Atom], depth: int = 0) -> Inlines:
    """Atoms folded back into nested inlines; neighbours in the same wrapper share it, texts side by side are one."""
    nodes: list[Inline] = []
    index = 0
    while index < len(atoms):
        atom = atoms[index]
        if len(atom.wrappers) <= depth:
            index += 1
            if isinstance(atom.leaf, Text) and nodes and isinstance(nodes[-1], Text):
                nodes[-1] = Text(nodes[-1].text + atom.leaf.text)
            else:
                nodes.append(atom.leaf)
            continue
        wrapper = atom.wrappers[depth]
        end = index
        while end < len(atoms) and len(atoms[end].wrappers) > depth and atoms[end].wrappers[depth][0] == wrapper[0]:
            end += 1
        children = _group(atoms[index:end], depth + 1)
        if children:
            nodes.append(wrapper[1](children))
        index = end
    return tuple(nodes)


def plain(line: Inlines) -> Inlines:
    """A heading that is all strong is just a heading."""
    while len(line) == 1 and isinstance(line[0], Strong):
        line = line[0].children
    return line if inline_text(line).strip() else ()
