"""Small deliberate faults in a Python source: where one can be made, and the text with it. It runs nothing.

The operators are the standard ones of mutation testing: a comparison moved by one (`<` for `<=`) or turned round, `and` for
`or`, a `not` or a condition reversed, a number one more and one less, `True` for `False`, `+` for `-`, `continue` for
`break`, a call left out, `any` for `all`. One is ours: an alternative left out of a regular expression, for here many
decisions are patterns. Annotations, decorators, docstrings and texts are left alone: no reader of a book sees those.
"""

from __future__ import annotations

import ast
import io
import itertools
import random
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_BOUNDARY = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_REVERSED = {
    "==": "!=", "!=": "==", "<": ">=", ">": "<=", "<=": ">", ">=": "<",
    "in": "not in", "not in": "in", "is": "is not", "is not": "is",
}  # fmt: skip
_ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*", "//": "*", "%": "//", "|": "&", "&": "|"}
_NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}
_METHODS = {
    "startswith": "endswith", "endswith": "startswith", "partition": "rpartition", "rpartition": "partition",
    "lstrip": "rstrip", "rstrip": "lstrip",
}  # fmt: skip
_PATTERN_CALLS = frozenset("compile search match fullmatch sub findall finditer split".split())
_ALTERNATIVES = 3  # of one string at most: a list of fifty words is one decision, not fifty
_WORDS_OF_COMPARISON = frozenset(("not", "in", "is", *_REVERSED))


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault. It is known again by its module, operator, line before and after, and its number among equal ones."""

    module: str
    operator: str
    number: int
    line: str
    changed: str
    start: int = 0
    end: int = 0
    replacement: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """A key that only equal ones share."""
        return self.module, self.operator, self.line, self.changed

    @property
    def row(self) -> str:
        """It as a line of the list of those chosen."""
        return "\t".join((self.module, self.operator, str(self.number), self.line, self.changed))

    def applied(self, source: str) -> str:
        """The source with the fault."""
        return source[: self.start] + self.replacement + source[self.end :]


def parse_row(row: str) -> Mutant:
    """A line of the list of those chosen, without its place."""
    module, operator, number, line, changed = row.split("\t")
    return Mutant(module, operator, int(number), line, changed)


def mutants(module: str, source: str) -> list[Mutant]:
    """Every fault that can be made in a module, in the order of its text."""
    found: list[Mutant] = []
    count: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for start, end, replacement, operator in sorted(set(_Sites(source).all())):
        made = source[:start] + replacement + source[end:]
        try:
            compile(made, module, "exec", dont_inherit=True)
        except SyntaxError:
            continue
        first = source.rfind("\n", 0, start) + 1
        line, changed = (text[first:].partition("\n")[0].strip() for text in (source, made))
        key = (module, operator, line, changed)
        found.append(Mutant(module, operator, count[key], line, changed, start, end, replacement))
        count[key] += 1
    return found


def located(chosen: Iterable[Mutant], now: Iterable[Mutant]) -> tuple[list[Mutant], list[Mutant]]:
    """Those chosen as they stand in the sources of now, and those that are there no longer."""
    places: dict[tuple[str, str, str, str], list[Mutant]] = defaultdict(list)
    for mutant in now:
        places[mutant.key].append(mutant)
    here, lost = [], []
    for mutant in chosen:
        equal = places.get(mutant.key, [])
        if mutant.number < len(equal):
            here.append(equal[mutant.number])
        else:
            lost.append(mutant)
    return here, lost


def sampled(among: list[Mutant], count: int, seed: int) -> list[Mutant]:
    """So many of them by chance, in the order of the text."""
    picked = set(random.Random(seed).sample(range(len(among)), min(count, len(among))))
    return [mutant for number, mutant in enumerate(among) if number in picked]


Site = tuple[int, int, str, str]


class _Sites:
    """Where a source can be changed: (start, end, replacement, operator), offsets in characters."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = source.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))
        self.tokens = [
            (self.starts[token.start[0] - 1] + token.start[1], self.starts[token.end[0] - 1] + token.end[1], token)
            for token in tokenize.generate_tokens(io.StringIO(source).readline)
            if token.type in (tokenize.OP, tokenize.NAME, tokenize.STRING)
        ]

    def all(self) -> Iterator[Site]:
        """Every place, as the tree is walked."""
        stack: list[ast.AST] = [ast.parse(self.source)]
        while stack:
            node = stack.pop()
            yield from self._of(node)
            stack += self._inside(node)

    def _inside(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes below one that are decisions: no annotation, decorator, part of a text, or types of `isinstance`."""
        skipped = {"annotation", "returns", "decorator_list", "type_comment", "type_params"}
        if isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Assign) and "__all__" in ast.unparse(node.targets[0])
        ):
            return
        for name, value in ast.iter_fields(node):
            if name in skipped:
                continue
            items = value if isinstance(value, list) else [value]
            if name == "args" and isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance":
                items = items[:1]
            yield from (item for item in items if isinstance(item, ast.AST))

    def _span(self, node: ast.AST) -> tuple[int, int]:
        return self._at(node.lineno, node.col_offset), self._at(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def _at(self, line: int, column: int) -> int:
        """An offset in characters from a line and a column in bytes, which is how the tree counts."""
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def _between(self, before: ast.AST, after: ast.AST, words: Iterable[str]) -> tuple[int, int, str]:
        """Start, end and text of the operator between two nodes."""
        first, last = self._span(before)[1], self._span(after)[0]
        found = [(a, b, t.string) for a, b, t in self.tokens if first <= a and b <= last and t.string in words]
        return found[0][0], found[-1][1], " ".join(text for _, _, text in found)

    def _of(self, node: ast.AST) -> Iterator[Site]:
        match node:
            case ast.Compare():
                for before, after in zip((node.left, *node.comparators), node.comparators, strict=False):
                    start, end, text = self._between(before, after, _WORDS_OF_COMPARISON)
                    if text in _BOUNDARY:
                        yield start, end, _BOUNDARY[text], "boundary"
                    yield start, end, _REVERSED[text], "reversed"
            case ast.BoolOp():
                word, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
                for before, after in zip(node.values, node.values[1:], strict=False):
                    start, end, _ = self._between(before, after, (word,))
                    yield start, end, other, "and-or"
            case ast.UnaryOp(op=ast.Not()):
                yield self._span(node)[0], self._span(node.operand)[0], "", "not"
            case ast.Constant(value=bool()):
                yield *self._span(node), str(not node.value), "boolean"
            case ast.Constant(value=int() | float() as value):
                yield *self._span(node), repr(value + 1), "number"
                yield *self._span(node), repr(value - 1), "number"
            case ast.BinOp():
                start, end, text = self._between(node.left, node.right, _ARITHMETIC)
                if text in _ARITHMETIC and not any(map(_is_text, (node.left, node.right))):
                    yield start, end, _ARITHMETIC[text], "arithmetic"
            case ast.AugAssign():
                start, end, text = self._between(node.target, node.value, {f"{sign}=" for sign in _ARITHMETIC})
                if text:
                    yield start, end, "=", "assignment"
                    yield start, end, f"{_ARITHMETIC[text[:-1]]}=", "arithmetic"
            case ast.Continue() | ast.Break():
                yield *self._span(node), "break" if isinstance(node, ast.Continue) else "continue", "loop"
            case ast.Expr(value=ast.Call()):
                yield *self._span(node), "pass", "call"
            case ast.Call():
                yield from self._of_call(node)
            case _:
                pass
        for test in self._tests(node):
            start, end = self._span(test)
            yield start, end, f"not ({self.source[start:end]})", "condition"

    def _tests(self, node: ast.AST) -> Iterator[ast.expr]:
        """The conditions in a node that no other operator turns round."""
        conditions: list[ast.expr] = []
        if isinstance(node, ast.If | ast.While | ast.IfExp):
            conditions = [node.test]
        elif isinstance(node, ast.comprehension):
            conditions = node.ifs
        elif isinstance(node, ast.match_case) and node.guard is not None:
            conditions = [node.guard]
        for test in conditions:
            is_single = isinstance(test, ast.Compare) and len(test.ops) == 1
            if not is_single and not (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)):
                yield test

    def _of_call(self, node: ast.Call) -> Iterator[Site]:
        func = node.func
        if isinstance(func, ast.Name) and func.id in _NAMES:
            yield *self._span(func), _NAMES[func.id], "function"
        elif isinstance(func, ast.Name) and func.id == "expression":  # `re.compile`, later
            yield from self._alternatives(*self._span(node))
        elif isinstance(func, ast.Attribute):
            end = self._span(func)[1]
            if func.attr in _METHODS:
                yield end - len(func.attr), end, _METHODS[func.attr], "function"
            if func.attr in _PATTERN_CALLS and isinstance(func.value, ast.Name) and func.value.id == "re":
                yield from self._alternatives(*self._span(node))

    def _alternatives(self, first: int, last: int) -> Iterator[Site]:
        """Alternatives in the plain strings of a call; those of one string that a fixed chance picks."""
        for start, end, token in self.tokens:
            if first <= start and end <= last and token.type == tokenize.STRING and "f" not in token.string[:2].lower():
                places = sorted(alternatives(token.string))
                chance = random.Random(token.string)
                for a, b in chance.sample(places, min(_ALTERNATIVES, len(places))):
                    yield start + a, start + b, "", "alternative"


def _is_text(node: ast.AST) -> bool:
    """Whether a node is a text as it stands: what is not `+` with one is no fault that anybody makes."""
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def alternatives(pattern: str) -> Iterator[tuple[int, int]]:
    """Where an alternative stands in a pattern with the bar before or behind it; never the only one of a group."""
    groups: list[list[int]] = [[]]  # of each open group: where it begins, and its bars
    for match in re.finditer(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?:P<\w+>|[:=!]|<[=!]))?|[|)]|\Z", pattern):
        text = match.group()
        if text.startswith("("):
            groups.append([match.end()])
        elif text == "|":
            groups[-1].append(match.start())
        elif text == ")":
            group = [*(groups.pop() if len(groups) > 1 else []), match.start()]
            if len(group) > 2:
                yield group[0], group[1] + 1
                yield from itertools.pairwise(group[1:])
        elif not text:
            bars = groups[0]
            yield from itertools.pairwise(bars)
