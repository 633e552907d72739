"""A new kind of node is an error of mypy at every place that must learn it: every `match` over kinds ends in `assert_never`."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import pytest

from book.model import Block, Inline, Leaf

ROOT = Path(__file__).parents[2]
KINDS = frozenset(kind.__name__ for kind in (*get_args(Block), *get_args(Inline)))
#: Matches that need not end in `assert_never`: file and function → why.
OPEN: dict[tuple[str, str], str] = {}
#: A match that names fewer kinds than these is over a smaller union, which a new kind is no member of.
UNIONS = [frozenset(kind.__name__ for kind in get_args(union)) for union in (Block, Leaf)]
#: From so many questions of `isinstance` for single kinds of one name on, a function should be a match.
MOST_QUESTIONS = 4


def imported(tree: ast.Module) -> dict[str, str]:
    """The kinds of nodes that a module imports: the name there → the name in the model."""
    sources = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    aliases = [alias for node in sources if (node.module or "").startswith("book.model") for alias in node.names]
    return {alias.asname or alias.name: alias.name for alias in aliases if alias.name in KINDS}


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every node with the name of the innermost function around it."""

    def below(node: ast.AST, name: str) -> Iterator[tuple[str, ast.AST]]:
        for child in ast.iter_child_nodes(node):
            yield name, child
            yield from below(child, child.name if isinstance(child, ast.FunctionDef) else name)

    return below(tree, "")


def over_kinds(tree: ast.Module) -> list[tuple[str, ast.Match]]:
    """The matches whose cases name a kind of node, with their functions."""
    kinds = imported(tree)
    return [(name, node) for name, node in functions(tree) if isinstance(node, ast.Match) and named(node, kinds)]


def named(match: ast.Match, kinds: Mapping[str, str]) -> set[str]:
    """The kinds of nodes that the cases of a match name."""
    found: set[str] = set()
    for node in (node for case in match.cases for node in ast.walk(case.pattern)):
        match node:
            case ast.MatchClass(cls=ast.Name(name)) if name in kinds:
                found.add(kinds[name])
            case ast.MatchClass(cls=ast.Attribute(attr=name)) if name in KINDS:
                found.add(name)
    return found


def is_closed(match: ast.Match) -> bool:
    """Whether the last case of a match takes all that is left and says that there is nothing left."""
    last = match.cases[-1]
    if not isinstance(last.pattern, ast.MatchAs) or last.pattern.pattern is not None or last.guard is not None:
        return False
    subject = last.pattern.name or ast.unparse(match.subject)
    return [ast.unparse(line) for line in last.body] == [f"assert_never({subject})"]


def questions(tree: ast.Module) -> dict[tuple[str, str], int]:
    """How often a function asks one name for a single kind of node, where it asks more than once."""
    kinds = imported(tree)
    asked: dict[tuple[str, str], set[str]] = {}
    for name, node in functions(tree):
        match node:
            case ast.Call(func=ast.Name("isinstance"), args=[subject, ast.Name(kind)]) if kind in kinds:
                asked.setdefault((name, ast.unparse(subject)), set()).add(kind)
    return {place: len(found) for place, found in asked.items()}


def modules(word: str) -> dict[str, ast.Module]:
    """The modules of the program in which a word stands."""
    texts = {path: path.read_text("utf-8") for path in sorted((ROOT / "book").rglob("*.py"))}
    return {path.relative_to(ROOT / "book").as_posix(): ast.parse(text) for path, text in texts.items() if word in text}


MATCHES = [(file, name, match) for file, tree in modules("match ").items() for name, match in over_kinds(tree)]


def test_the_matches_are_found() -> None:
    assert len(MATCHES) > 25
    assert {"walk.py", "convert/line.py", "render/xhtml.py"} <= {file for file, _, _ in MATCHES}


@pytest.mark.parametrize(("file", "name", "match"), MATCHES, ids=[f"{f}:{m.lineno}-{n}" for f, n, m in MATCHES])
def test_a_match_over_kinds_of_nodes_ends_in_assert_never(file: str, name: str, match: ast.Match) -> None:
    assert is_closed(match) != ((file, name) in OPEN)


def test_no_chain_of_isinstance_is_a_match_in_disguise() -> None:
    found = {
        (file, *place): count
        for file, tree in modules("isinstance").items()
        for place, count in questions(tree).items()
    }
    assert {place: count for place, count in found.items() if count >= MOST_QUESTIONS} == {}


HEAD = "from book.model import Break, Code, Link, Strong, Text\n\ndef f(node):\n"
MATCH = HEAD + "    match node:\n        case Text() | Break():\n            return 1\n"


@pytest.mark.parametrize(
    ("source", "closed"),
    [
        (MATCH, False),
        (MATCH + "        case _:\n            return 0\n", False),
        (MATCH + "        case _:\n            pass\n", False),
        (MATCH + "        case _ if node:\n            assert_never(node)\n", False),
        (MATCH + "        case _:\n            assert_never(other)\n", False),
        (MATCH + "        case Strong():\n            assert_never(node)\n", False),
        (MATCH + "        case _:\n            assert_never(node)\n", True),
        (MATCH + "        case left:\n            assert_never(left)\n", True),
    ],
)  # fmt: skip
def test_an_open_match_is_told_from_a_closed_one(source: str, closed: bool) -> None:
    ((name, match),) = over_kinds(ast.parse(source))
    assert (name, is_closed(match)) == ("f", closed)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("import book.model as m\nmatch node:\n    case m.Text():\n        pass\n", 1),
        ("from book.model import Text as T\nmatch node:\n    case [T(), *_]:\n        pass\n", 1),
        ("from book.findings import Code\nmatch node:\n    case Code():\n        pass\n", 0),
        ("match word:\n    case 'Text':\n        pass\n", 0),
    ],
)
def test_only_kinds_of_nodes_make_a_match_one_over_nodes(source: str, count: int) -> None:
    assert len(over_kinds(ast.parse(source))) == count


def test_questions_of_one_name_are_counted() -> None:
    asked = [f"    if isinstance(node, {kind}): return 1\n" for kind in ("Text", "Break", "Code", "Link")]
    assert questions(ast.parse(HEAD + "".join(asked))) == {("f", "node"): 4}
    assert questions(ast.parse(HEAD + "    return isinstance(node, Text | Break | Code | Link)\n")) == {}


def test_a_new_kind_is_an_error_at_every_place_that_must_learn_it(tmp_path: Path) -> None:
    """mypy reads a copy of the package in which there are one inline and one block more (about 10 s)."""
    shutil.copytree(ROOT / "book", tmp_path / "book", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    tree = tmp_path / "book" / "model" / "tree.py"
    text, unions = re.subn(r"^(Leaf|Block) = ", r"\1 = New\1 | ", tree.read_text("utf-8"), flags=re.M)
    assert unions == 2
    new = "".join(
        f"@dataclass(frozen=True, slots=True)\nclass New{name}:\n    at: int = 0\n\n\n" for name in ("Leaf", "Block")
    )
    tree.write_text(text.replace("@dataclass", new + "@dataclass", 1), "utf-8")
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=tmp_path, capture_output=True, text=True, check=False)
    told = re.findall(
        r'^book/(\S+):(\d+): error: Argument 1 to "assert_never" has .* "New(?:Leaf|Block)"', done.stdout, re.M
    )
    trees = modules("")
    wanted = {
        (file, match.end_lineno)
        for file, _, match in MATCHES
        if any(union <= named(match, imported(trees[file])) for union in UNIONS)
    }
    assert len(wanted) > 25
    assert {(file, int(line)) for file, line in told} == wanted, done.stdout + done.stderr
