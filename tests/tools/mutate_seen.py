"""Which functions each test runs: a pytest plugin for a copy of the tree whose functions report themselves (`mutate`).

`WENXUAN_SEEN` names the file that it writes: for each test its processor seconds and the functions that ran. What runs in
the setup of a test (a fixture of its module, say) counts for every test of its file, and what runs while a file is imported for
every test of its folder: they ask one another for tables.
"""

from __future__ import annotations

import ast
import builtins
import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

#: What a function runs first; in a process that knows no plugin it does nothing.
_REPORT = "getattr(__import__('builtins'), 'function_seen', len)({!r})"
_now: set[str] = set()
_tests: dict[str, tuple[float, set[str]]] = {}
_setups: dict[str, set[str]] = defaultdict(set)
_imports: dict[str, set[str]] = defaultdict(set)


def seen(name: str) -> None:
    """A function reports that it runs."""
    _now.add(name)


builtins.function_seen = seen  # type: ignore[attr-defined]


def reporting(module: str, source: str) -> str:
    """The source with each function reporting its name, and the module itself when it is imported."""
    tree = ast.parse(source)
    for name, node in functions(tree):
        at = 1 if ast.get_docstring(node, clean=False) is not None else 0
        node.body[at:at] = ast.parse(_REPORT.format(f"{module}:{name}")).body
    return ast.unparse(ast.fix_missing_locations(tree))


def functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function with its name, outer before inner, and methods after their class."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield prefix + node.name, node
        inside = f"{prefix}{node.name}." if isinstance(node, ast.FunctionDef | ast.ClassDef) else prefix
        yield from functions(node, inside)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """What the import of a file runs."""
    _now.clear()
    try:
        return (yield)
    finally:
        _imports[collector.nodeid.rpartition("/")[0]] |= _now


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """What a test's fixtures run."""
    _now.clear()
    try:
        return (yield)
    finally:
        _setups[item.nodeid.partition("::")[0]] |= _now


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """What a test runs."""
    _now.clear()
    start = time.process_time()
    try:
        return (yield)
    finally:
        _tests[item.nodeid] = time.process_time() - start, set(_now)


def pytest_sessionfinish() -> None:
    """Writes what was seen."""
    found = {}
    for name, (seconds, ran) in _tests.items():
        file = name.partition("::")[0]
        found[name] = (seconds, sorted(ran | _setups[file] | _imports[file.rpartition("/")[0]]))
    Path(os.environ["WENXUAN_SEEN"]).write_text(json.dumps(found), "utf-8")
