"""Every regular expression of ours: in the code, however it is made, and in the rules. Run it to see which grow too fast.

The program is imported, and asked to read its sample, while `re.compile` notes what it is given; what functions hand to `re` as a
constant is found in their source. So nothing has to be listed by hand.

    python tests/tools/expressions.py            those that take too long on a text of their own pieces
    python tests/tools/expressions.py --list     all of them, how each is asked, and the longest text
    python tests/tools/expressions.py --json     the same for a program: place, pattern, flags, ways, longest
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FEW_SECONDS = 0.1  # of this process, at 10 to 1,000 pieces
MANY_SECONDS = 1.0  # at 10,000
_HALF_WAY = 3_000  # pieces: where a search that grows with their square has taken 9 % of that
_NOTHING = (
    MANY_SECONDS / 1000
)  # at 1,000 pieces: what takes less cannot take MANY_SECONDS, even if it grows with their cube
_PACE = 0.025  # seconds that 8,000 letters took a search that grows with their square, where these limits were set
_CALLS = frozenset("compile search match fullmatch sub subn split findall finditer".split())
_MADE = frozenset(("re.compile", "expression"))
#: Expressions that are only asked about short texts: where they stand, by name → the longest in characters, and what says so.
SHORT = {
    ("book/text/labels.py", "_SLUG"): 16,  # names of at most _PEN characters
    ("book/clean/signed.py", "_LEAD"): 300,  # the first _REACH characters of a paragraph
    ("book/clean/signed.py", "_SIGNED"): 300,  # the last
    ("book/render/pdf/told.py", "_NOTDEF"): 300,  # what WeasyPrint says of one character
}


@dataclass(frozen=True)
class Expression:
    """One of ours: where it stands, how it is asked, and the longest text that it is asked about (0: any)."""

    where: str
    pattern: re.Pattern[str]
    asked: tuple[str, ...]
    longest: int = 0


class OverrunError(Exception):
    """A text took longer than it may."""


def everything() -> list[Expression]:
    """All of them, found in a process of its own: a module imported before `re.compile` is watched hides what it compiles."""
    listed = subprocess.run([sys.executable, __file__, "--json"], capture_output=True, text=True, check=True).stdout
    return [
        Expression(where, re.compile(pattern, flags), tuple(asked), longest)
        for where, pattern, flags, asked, longest in json.loads(listed)
    ]


def expressions() -> list[Expression]:
    """All of them. Call it where nothing of `book` has been imported."""
    found = in_memory()
    for pattern, place in in_source().items():
        found.setdefault(pattern, place)
    names, of_rules = named(), longest_of_rules()
    asked = methods(names)
    made = []
    for pattern, (where, flags) in found.items():
        file = where.partition(":")[0]
        longest = of_rules.get(pattern) or SHORT.get((file, names.get(where, "")), 0)
        ways = (
            ("search",) if file.startswith("book/rules") else tuple(sorted(asked.get(where, ("search", "fullmatch"))))
        )
        made.append(Expression(where, re.compile(pattern, flags), ways, longest))
    return made


def in_memory() -> dict[str, tuple[str, int]]:
    """What the modules of the program, its rules among them, compile when they are loaded and used, or have at hand to be compiled:
    pattern → where, flags."""
    from book import late

    found: dict[str, tuple[str, int]] = {}
    plain, lately = re.compile, late.expression

    def noted(pattern: Any, flags: Any = 0) -> re.Pattern[Any]:
        made = plain(pattern, flags)
        frame = sys._getframe(1)
        file = Path(frame.f_code.co_filename)
        if isinstance(made.pattern, str) and file.is_relative_to(ROOT / "book"):
            found.setdefault(made.pattern, (f"{file.relative_to(ROOT)}:{frame.f_lineno}", made.flags))
        return made

    re.compile = late.expression = noted  # type: ignore[assignment]
    try:
        import book

        for module in pkgutil.walk_packages(book.__path__, "book."):
            if not module.name.endswith("__main__") and ".sample" not in module.name:
                importlib.import_module(module.name)
        from book.run.build import read
        from book.run.job import Job, settings_in

        settings, base = settings_in(ROOT / "book" / "sample")
        read(Job(settings.sources.files, base, settings, kept=True))
    finally:
        re.compile, late.expression = plain, lately
    return found


def trees(sign: str) -> Iterator[tuple[Path, ast.Module]]:
    """The modules in which an expression finds something."""
    for file in sorted((ROOT / "book").rglob("*.py")):
        text = file.read_text("utf-8")
        if re.search(sign, text):
            yield file, ast.parse(text)


def in_source() -> dict[str, tuple[str, int]]:
    """Constants that functions hand to `re`: pattern → where it stands, its flags."""
    found: dict[str, tuple[str, int]] = {}
    for file, tree in trees(rf"\bre\.(?:{'|'.join(_CALLS)})\("):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CALLS):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.args):
                continue
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                words = [one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute) and one.attr.isupper()]
                flags = sum(int(getattr(re, word)) for word in words)
                found[first.value] = (f"{file.relative_to(ROOT)}:{node.lineno}", flags)
    return found


def longest_of_rules() -> dict[str, int]:
    """The patterns of line and notice rules, whole and in parts, and the longest text that each is asked about."""
    from book import packaged
    from book.rules import load

    rules = load(packaged.rule_files())
    parts = {one.pattern: rule.longest for rule in rules.lines for one in (rule.begins, rule.within) if one is not None}
    return parts | {rule.pattern.pattern: rule.longest for rule in (*rules.lines, *rules.notices)}


def named() -> dict[str, str]:
    """Where an expression stands that has a name → the name."""
    places: dict[str, str] = {}
    for file, tree in trees(rf"\b(?:{'|'.join(_MADE)})\("):
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
                continue
            if isinstance(node.targets[0], ast.Name) and ast.unparse(node.value.func) in _MADE:
                for line in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                    places[f"{file.relative_to(ROOT)}:{line}"] = node.targets[0].id
    return places


def methods(names: dict[str, str]) -> dict[str, set[str]]:
    """Where a named expression stands → how it is asked: `match` only looks at the beginning of a text, others everywhere.

    Of one that is in a list, or is handed on, nothing is known: it is asked in every way.
    """
    found: dict[str, set[str]] = {}
    sources = {str(file.relative_to(ROOT)): file.read_text("utf-8") for file in (ROOT / "book").rglob("*.py")}
    for place, name in names.items():
        own = place.partition(":")[0]
        texts = [text for file, text in sources.items() if file == own or (not name.startswith("_") and name in text)]
        uses = [use for text in texts for use in re.findall(rf"\b{name}\b(\.\w+)?(?! *=[^=])", text)]
        asked = {use[1:] for use in uses}
        if asked <= _CALLS:
            found[place] = {use if use in ("match", "fullmatch") else "search" for use in asked}
    return found


def overruns(one: Expression) -> str:
    """What takes an expression longer than it may: a method, and the beginning of the text; "" if nothing does.

    Only a text that can take long at 10,000 pieces is tried there: what is steeper than the square shows at 1,000, where a cube of
    steps takes seconds, and the square shows at 3,000.
    """
    from book.rules import growth

    slow, sizes = slowness(), (growth.MANY // 10, _HALF_WAY, growth.MANY)
    square = MANY_SECONDS * (_HALF_WAY / growth.MANY) ** 2
    for way in one.asked:
        method = getattr(one.pattern, way)
        few = dict.fromkeys(text for times in growth.FEW for text in growth.texts(one.pattern, times, one.longest))
        for text in few:
            if is_over(method, text, FEW_SECONDS * slow):
                return f"{way}: {len(text)} characters, over {FEW_SECONDS * slow} s: {text[:60]!r}"
        for text, longer, longest in zip(*(growth.texts(one.pattern, n, one.longest) for n in sizes), strict=True):
            began = time.perf_counter()
            if is_over(method, text, FEW_SECONDS * slow):
                return f"{way}: {len(text)} characters, over {FEW_SECONDS * slow} s: {text[:60]!r}"
            quick = time.perf_counter() - began < _NOTHING or text == longest  # cut to what it is asked about
            if quick or not is_over(method, longer, square * slow):
                continue
            if is_over(method, longest, MANY_SECONDS * slow):
                return f"{way}: {len(longest)} characters, over {MANY_SECONDS * slow} s: {longest[:60]!r}"
    return ""


def is_over(method: Callable[[str], object], text: str, seconds: float) -> bool:
    """Whether a search takes so long, not once by chance."""
    return timed(method, text, seconds) >= seconds <= timed(method, text, seconds)


@cache
def slowness() -> float:
    """How many times as long as there this machine takes now; 1 for one that is as quick."""
    search = re.compile("a+b").search
    return max(1.0, min(timed(search, "a" * 8000, 60 * _PACE) for _ in range(3)) / _PACE)


def timed(method: Callable[[str], object], text: str, seconds: float) -> float:
    """The seconds of this process that a search took; `seconds` where it was stopped."""

    def stop(*_: object) -> None:
        raise OverrunError

    before = time.process_time()
    old = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        method(text)
    except OverrunError:
        return seconds
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, old)
    return time.process_time() - before


def told(found: list[Expression], how: str) -> None:
    """Prints them as `--json` or `--list` says, else those that take too long."""
    if how == "--json":
        print(
            json.dumps([(one.where, one.pattern.pattern, one.pattern.flags, one.asked, one.longest) for one in found])
        )
        return
    for one in found:
        short = one.pattern.pattern[:100].replace("\n", " ")
        if how == "--list":
            print(one.where, one.asked, one.longest, short)
        elif over := overruns(one):
            print(one.where, short, "\n   ", over, flush=True)
    print(len(found), "expressions")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    told(expressions(), "".join(sys.argv[1:]))
