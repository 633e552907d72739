"""What in a module of the pure rooms reaches for the disk, the network, the clock, chance, the environment, or a set's order.

It reads source and runs none of it. An import must be on the list of its room, and of a module that does both, only the names
that do no harm; a call that takes a path as well as bytes must be given something that is visibly a `BytesIO`.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from impure_lists import (
    ATTRIBUTES,
    BUILTINS,
    BY_NAME,
    BYTES_OR_TARGET,
    EVERYWHERE,
    MUST_SAY,
    ORDERED,
    ORDERLESS,
    PATH_OR_FILE,
    PLACES,
    ROOMS,
    SECOND,
    WRITERS,
)


@dataclass(frozen=True, order=True)
class Fault:
    """Where a module reaches out: line, innermost function, how."""

    line: int
    function: str
    what: str


def faults(source: str, room: str) -> list[Fault]:
    """All of a module's, in order of its lines."""
    return sorted(set(_Module(ast.parse(source), EVERYWHERE | ROOMS.get(room, {})).faults()))


class _Module:
    """A module with what its names stand for and what each node stands in."""

    def __init__(self, tree: ast.Module, allowed: Mapping[str, str]) -> None:
        self.tree, self.allowed = tree, allowed
        self.parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        self.names: dict[str, str] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self.names |= {
                    a.asname or a.name.split(".")[0]: a.name if a.asname else a.name.split(".")[0] for a in node.names
                }
            elif isinstance(node, ast.ImportFrom):
                self.names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}

    def faults(self) -> Iterator[Fault]:
        for node in ast.walk(self.tree):
            for what in self.of(node):
                yield Fault(node.lineno, self.function(node), what)  # type: ignore[attr-defined]

    def of(self, node: ast.AST) -> Iterator[str]:
        match node:
            case ast.Import(names):
                yield from (f"import {alias.name}" for alias in names if not self.known(alias.name))
            case ast.ImportFrom(module, names, level):
                for alias in names:
                    if level or alias.name == "*" or not self.known(f"{module}.{alias.name}"):
                        yield f"from {'.' * level}{module or ''} import {alias.name}"
            case ast.Name(name, ast.Load()):
                yield from [name] if name in BUILTINS else []
                if self.names.get(name, "") in self.allowed and not self.is_owner(node):
                    yield f"{name} as a value"
                yield from self.use(node)
            case ast.Attribute(value, attr):
                if self.module(value) and not self.known(f"{self.module(value)}.{attr}"):
                    yield f"{self.module(value)}.{attr}"
                elif attr in ATTRIBUTES or (attr in WRITERS | BYTES_OR_TARGET and not self.is_called(node)):
                    yield f".{attr}"
                elif attr == "fetch" and ast.unparse(value) == "super()":
                    yield "super().fetch"
                yield from self.use(node)
            case ast.Call():
                yield from self.call(node)
            case ast.For(iter=source) if self.is_set(source):
                yield f"for … in {ast.unparse(source)}"
            case ast.Starred(value) if self.is_set(value):
                yield f"*{ast.unparse(value)}"
            case ast.ListComp(generators=each) | ast.DictComp(generators=each) | ast.GeneratorExp(generators=each):
                source = each[0].iter
                if self.is_set(source) and not self.is_orderless(node):
                    yield f"… for … in {ast.unparse(source)}"

    # ----------------------------------------------------------------------------------------------- names and calls

    def known(self, name: str) -> bool:
        """Whether a module or a name in one is on the list. What is ours is the floors' business."""
        module, _, attr = name.rpartition(".")
        below = any(one.startswith(f"{name}.") for one in self.allowed)
        names = self.allowed.get(module, "").split()
        every = "*" in names and attr not in sys.stdlib_module_names
        return name.split(".", maxsplit=1)[0] == "book" or name in self.allowed or below or attr in names or every

    def module(self, node: ast.AST) -> str:
        """The module on the list that an expression stands for."""
        name = self.qualified(node)
        return name if name in self.allowed or any(one.startswith(f"{name}.") for one in self.allowed if name) else ""

    def qualified(self, node: ast.AST) -> str:
        """The name under which the list knows an imported thing, "" for anything else."""
        match node:
            case ast.Name(name):
                return self.names.get(name, "")
            case ast.Attribute(value, attr) if self.qualified(value):
                return f"{self.qualified(value)}.{attr}"
        return ""

    def use(self, node: ast.expr) -> Iterator[str]:
        """What takes a path too must be called where it is named: under another name its arguments would not be seen."""
        name = self.qualified(node)
        if name in PATH_OR_FILE | set(MUST_SAY) and not self.is_called(node) and not self.is_type(node):
            yield f"{name} as a value"

    def is_called(self, node: ast.AST) -> bool:
        parent = self.parents[node]
        return isinstance(parent, ast.Call) and parent.func is node

    def is_owner(self, node: ast.AST) -> bool:
        """Whether an attribute of it is read, by name or by a string that stands there."""
        parent = self.parents[node]
        asked = isinstance(parent, ast.Call) and ast.unparse(parent.func) in BY_NAME and parent.args[:1] == [node]
        return isinstance(parent, ast.Attribute) or (asked and isinstance(parent.args[1], ast.Constant))

    def is_type(self, node: ast.AST) -> bool:
        """Whether a name stands in an annotation, in the brackets of a type, or as the base of a class."""
        while (parent := self.parents.get(node)) is not None:
            match parent:
                case ast.AnnAssign(annotation=place) | ast.arg(annotation=place) | ast.Subscript(slice=place) if (
                    place is node
                ):
                    return True
                case ast.FunctionDef(returns=place) if place is node:
                    return True
                case ast.ClassDef():
                    return node in parent.bases
                case ast.stmt():
                    return False
            node = parent
        return False

    def call(self, node: ast.Call) -> Iterator[str]:
        name, words = self.qualified(node.func), {word.arg: word.value for word in node.keywords}
        attr = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        built_in = node.func.id if isinstance(node.func, ast.Name) else ""
        first = node.args[0] if node.args else None
        writes = attr in WRITERS and not self.module(getattr(node.func, "value", node))
        if (name in PATH_OR_FILE or writes) and (first is None or not self.is_memory(first)):
            yield f"{name or f'.{attr}'}({ast.unparse(first) if first else ''}): no BytesIO that can be seen"
        if name in MUST_SAY:
            given = {word: value.value if isinstance(value, ast.Constant) else value for word, value in words.items()}
            yield from [f"{name} without a keyword"] if node.args else []
            for word, value in MUST_SAY[name].items():
                if word not in given or (value is not None and given[word] is not value):
                    yield f"{name}: {word}"
            yield from (f"{name}: {word}" for word in words if word in PLACES or word is None)
        if attr in BYTES_OR_TARGET and (node.args or "target" in words or None in words):
            yield f".{attr} to a target"
        if attr == "extract" and node.args:
            yield ".extract(…)"
        if (needs := SECOND.get(name) or SECOND.get(attr)) and len(node.args) + len(words) < 2:
            yield f"{name or f'.{attr}'} without {needs}"
        if attr == "astimezone" and not node.args:
            yield ".astimezone without a zone"
        if built_in in BY_NAME:
            yield from self.by_name(node)
        if "key" in words and ast.unparse(words["key"]) in ("id", "hash"):
            yield f"an order by {ast.unparse(words['key'])}"
        if (attr or built_in) in ORDERED and any(map(self.is_set, node.args)) and not self.is_orderless(node):
            yield ast.unparse(node)
        if attr == "pop" and not node.args and self.is_set(getattr(node.func, "value", node)):
            yield ast.unparse(node)

    def by_name(self, node: ast.Call) -> Iterator[str]:
        """An attribute that is read by a string is the same attribute."""
        match node.args:
            case [owner, ast.Constant(str(attr)), *_]:
                if attr in ATTRIBUTES | WRITERS | BYTES_OR_TARGET | BUILTINS:
                    yield f".{attr}"
                if self.module(owner) and not self.known(f"{self.module(owner)}.{attr}"):
                    yield f"{self.module(owner)}.{attr}"
            case [_, ast.Attribute(ast.Name(field), "name"), *_] if self.is_field(node, field):
                pass
            case [_, name, *_]:
                yield f"{ast.unparse(node.func)}(…, {ast.unparse(name)})"

    def is_field(self, node: ast.AST, name: str) -> bool:
        """Whether a name runs through the fields of a dataclass around a node."""
        while (parent := self.parents.get(node)) is not None:
            loops = [parent] if isinstance(parent, ast.For) else getattr(parent, "generators", [])
            for loop in loops:
                match loop.target, loop.iter:
                    case ast.Name(found), ast.Call(asked) if found == name:
                        return self.qualified(asked) == "dataclasses.fields"
            node = parent
        return False

    # ------------------------------------------------------------------------------------- what a name of a function is

    def scopes(self, node: ast.AST) -> Iterator[ast.AST]:
        while (parent := self.parents.get(node)) is not None:
            if isinstance(parent, ast.FunctionDef | ast.Module):
                yield parent
            node = parent

    def own(self, scope: ast.AST) -> Iterator[ast.AST]:
        """What stands in a function, or a module, but in no function within it."""
        for child in ast.iter_child_nodes(scope):
            if not isinstance(child, ast.FunctionDef):
                yield child
                yield from self.own(child)

    def function(self, node: ast.AST) -> str:
        return next((scope.name for scope in self.scopes(node) if isinstance(scope, ast.FunctionDef)), "")

    def values(self, name: ast.Name) -> tuple[list[ast.expr], list[ast.expr]]:
        """What is assigned to a name in the innermost function that does so, and how it is annotated there."""
        for scope in self.scopes(name):
            given: list[ast.expr] = []
            noted: list[ast.expr] = []
            for node in self.own(scope):
                match node:
                    case ast.Assign(targets, value):
                        for target in targets:
                            given += self.paired(target, value, name.id)
                    case ast.AnnAssign(ast.Name(found), annotation) if found == name.id:
                        noted.append(annotation)
                    case ast.withitem(value, ast.Name(found)) if found == name.id:
                        given.append(value)
                    case ast.arg(found, annotation) if found == name.id:
                        noted.append(annotation or ast.Name("Any"))
            if given or noted:
                return given, noted
        return [], []

    def paired(self, target: ast.expr, value: ast.expr, name: str) -> list[ast.expr]:
        match target, value:
            case ast.Name(found), _ if found == name:
                return [value]
            case ast.Tuple(targets), ast.Tuple(values) if len(targets) == len(values):
                return [one for a, b in zip(targets, values, strict=True) for one in self.paired(a, b, name)]
        return []

    def is_memory(self, node: ast.expr) -> bool:
        """Whether an expression is visibly a `BytesIO`: made here, or a name that is nothing else."""
        if isinstance(node, ast.Call):
            return self.qualified(node.func) == "io.BytesIO"
        if not isinstance(node, ast.Name):
            return False
        given, noted = self.values(node)
        return (
            bool(given or noted)
            and all(map(self.is_memory, given))
            and all(self.qualified(n) == "io.BytesIO" for n in noted)
        )

    def is_set(self, node: ast.AST) -> bool:
        """Whether an expression is visibly a set."""
        match node:
            case ast.Set() | ast.SetComp() | ast.Call(ast.Name("set" | "frozenset")):
                return True
            case ast.BinOp(left, ast.BitOr() | ast.BitAnd() | ast.Sub() | ast.BitXor(), right):
                return self.is_set(left) or self.is_set(right)
            case ast.Name():
                given, noted = self.values(node)
                return any(map(self.is_set, given)) or any(
                    ast.unparse(n).startswith(("set[", "frozenset[")) for n in noted
                )
            case ast.Call(ast.Name(name)):
                made = [
                    d for d in ast.walk(self.tree) if isinstance(d, ast.FunctionDef) and d.name == name and d.returns
                ]
                return any(ast.unparse(d.returns).startswith(("set[", "frozenset[")) for d in made if d.returns)
        return False

    def is_orderless(self, node: ast.AST) -> bool:
        """Whether what takes an expression asks nothing of its order."""
        parent = self.parents[node]
        if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name):
            return parent.func.id in ORDERLESS and not any(word.arg == "key" for word in parent.keywords)
        return (
            isinstance(parent, ast.Call)
            and isinstance(parent.func, ast.Attribute)
            and parent.func.attr in ("update", "union")
        )
