"""A mutation run: small deliberate faults in the rooms that decide, and whether a test notices each. `make mutate`.

python tests/tools/mutate.py                  runs the faults of tests/data/mutants.tsv; prints the score and the survivors
python tests/tools/mutate.py -k headings      only those whose row in the list holds these words
python tests/tools/mutate.py --choose         draws what the list lacks to 200 (seed 1) and writes it; runs nothing

Each fault is put into a copy of the tree and never into the tree itself. A first run of the copy with functions that
report themselves says which tests run which function. A fault is then tried with the tests that run its function, those of
its own room first, quick before slow, up to the first that fails, and within a limit of time.

Why our own: mutmut 3.8 changes nothing outside functions (our thresholds and patterns stand there), nor in cached ones,
and draws no sample. cosmic-ray 8.7 makes 9,261 mutants of these rooms, two thirds of them operators put for any other operator
(`a ** b` for `a | b`), which any test that gets there kills; it has one test command a session, and no sample either.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import mutants
from mutate_seen import functions, reporting

ROOT = Path(__file__).parents[2]
LIST = ROOT / "tests" / "data" / "mutants.tsv"
MEMORY = ROOT / "build" / "mutate"
SEED = 1
COUNT = 200
#: What is changed, and the tests of its own.
ROOMS = {
    "book/bind": "tests/bind",
    "book/clean": "tests/clean",
    "book/convert": "tests/convert",
    "book/read/page": "tests/read",
    "book/keep/manifest.py": "tests/keep",
}
WIDER = (
    "tests/bind",
    "tests/clean",
    "tests/convert",
    "tests/read",
    "tests/keep",
    "tests/rules",
    "tests/settings",
    "tests/command",
)
PROCESSES = 2
_BUDGET = 20.0  # processor seconds of tests that one fault is tried with; those of a room take ten
_SLACK = 20.0  # processor seconds that a run may take besides four times those of its tests
_WAITS = 20  # seconds on the wall for each of these: a fault may also wait for ever
_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", re.M)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a fault: the test that failed, `time`, or nothing."""

    mutant: mutants.Mutant
    by: str
    tests: int


def sources() -> dict[str, str]:
    """The modules that are changed, by their path."""
    paths = [
        path for room in ROOMS for path in ([ROOT / room] if room.endswith(".py") else (ROOT / room).rglob("*.py"))
    ]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted(paths)}


def every() -> list[mutants.Mutant]:
    """Every fault that can be made."""
    return [mutant for module, source in sources().items() for mutant in mutants.mutants(module, source)]


def chosen() -> list[mutants.Mutant]:
    """The faults of the list."""
    rows = LIST.read_text("utf-8").splitlines() if LIST.is_file() else []
    return [mutants.parse_row(row) for row in rows if row and not row.startswith("#")]


def choose() -> None:
    """Writes the list: those of it that are still there, and as many by chance as are wanted."""
    among = every()
    here, lost = mutants.located(chosen(), among)
    taken = set(here)
    more = mutants.sampled([mutant for mutant in among if mutant not in taken], COUNT - len(here), SEED)
    taken |= set(more)
    head = f"# {COUNT} of {len(among)} faults, drawn with seed {SEED}: module, operator, which of equal ones, line, line changed\n"
    LIST.write_text(head + "".join(f"{mutant.row}\n" for mutant in among if mutant in taken), "utf-8")
    print(f"{len(here)} are still there, {len(lost)} are not, {len(more)} are new.")


def copied(folder: Path) -> Path:
    """A copy of the tree, without what is made or kept beside it."""
    left = shutil.ignore_patterns(".git", ".venv", "build", "dist", ".*_cache", "__pycache__", ".hypothesis")
    copy = folder / "tree"
    shutil.copytree(ROOT, copy, ignore=left)
    (copy / "build").mkdir()
    return copy


def pytest(copy: Path, *args: str, limit: int | None = None, **env: str) -> tuple[int, str]:
    """Runs tests in a copy, in so many processor seconds at most: the exit code, negative where it was stopped, and the print."""
    paths = os.pathsep.join(map(str, (copy, copy / "tests", copy / "tests" / "tools")))
    options = ("-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0", "--tb=line")
    command = [sys.executable, "-m", "pytest", *options, *args]
    if limit is not None:  # the machine may be busy, so a clock on the wall would tell nothing
        command = ["sh", "-c", f'ulimit -t {limit}; exec "$@"', "sh", *command]
    with subprocess.Popen(
        command, cwd=copy, start_new_session=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": "0", **env},
    ) as process:  # fmt: skip
        try:
            printed, _ = process.communicate(timeout=None if limit is None else _WAITS * limit)
        except subprocess.TimeoutExpired:
            printed = ""
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    return process.returncode, printed


@dataclass(frozen=True, slots=True)
class Seen:
    """Of each test its processor seconds and the functions that it runs."""

    tests: dict[str, tuple[float, frozenset[str]]]

    def fitting(self, mutant: mutants.Mutant, source: str) -> list[str]:
        """The tests for a fault: they run its function; those of its room first, quick before slow, up to the budget."""
        room = next(tests for room, tests in ROOMS.items() if mutant.module.startswith(room))
        wanted = _function_at(source, mutant.start)
        names = {
            name
            for name, (_, ran) in self.tests.items()
            if f"{mutant.module}:{wanted}" in ran
            or (not wanted and any(one.startswith(f"{mutant.module}:") for one in ran))
        }
        out, spent = [], 0.0
        for name in sorted(names, key=lambda name: (not name.startswith(room), self.tests[name][0], name)):
            spent += self.tests[name][0]
            if out and spent > _BUDGET:
                break
            out.append(name)
        return out

    def seconds(self, names: list[str]) -> float:
        """Processor seconds of some tests."""
        return sum(self.tests[name][0] for name in names)


def _function_at(source: str, place: int) -> str:
    """The function that a place stands in; none for a line of the module or of a function that remembers its answers."""
    line = source.count("\n", 0, place) + 1
    found = ""
    for name, node in functions(ast.parse(source)):
        if node.lineno <= line <= (node.end_lineno or 0) and not re.search(
            "cache|remember", ast.unparse(node.decorator_list)
        ):
            found = name
    return found


def seen() -> Seen:
    """Which tests run what; asked of a copy once for each state of the tree."""
    digest = hashlib.sha256()
    for path in sorted(path for part in ("book", "styles", "tests") for path in (ROOT / part).rglob("*")):
        is_ours = path == LIST or path.name in ("mutate.py", "mutants.py")
        if path.is_file() and "__pycache__" not in path.parts and not is_ours:
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    kept = MEMORY / f"seen-{digest.hexdigest()[:16]}.json"
    if not kept.is_file():
        MEMORY.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            copy = copied(Path(folder))
            for module, source in sources().items():
                (copy / module).write_text(reporting(module, source), "utf-8")
            code, printed = pytest(copy, "-p", "mutate_seen", *WIDER, WENXUAN_SEEN=str(kept))
            if code:
                kept.unlink(missing_ok=True)
                sys.exit(f"The tests fail without any fault:\n{printed[-4000:]}")
    return Seen(
        {name: (seconds, frozenset(ran)) for name, (seconds, ran) in json.loads(kept.read_text("utf-8")).items()}
    )


def tried(mutant: mutants.Mutant, source: str, known: Seen, copy: Path) -> Fate:
    """What becomes of a fault in a copy, which is as it was afterwards."""
    names = known.fitting(mutant, source)
    if not names:
        return Fate(mutant, "", 0)
    path = copy / mutant.module
    path.write_text(mutant.applied(source), "utf-8")
    try:
        code, printed = pytest(copy, *names, limit=round(_SLACK + 4 * known.seconds(names)))
    finally:
        path.write_text(source, "utf-8")
        for made in (path.parent / "__pycache__").glob(
            f"{path.stem}.*"
        ):  # two edits of one second look alike to Python
            made.unlink()
    if code == 0:
        return Fate(mutant, "", len(names))
    failed = _FAILED.search(printed)
    return Fate(mutant, "time" if code < 0 else failed[1] if failed else f"exit {code}", len(names))


def run(wanted: list[mutants.Mutant]) -> Iterator[Fate]:
    """Tries faults, two at once."""
    texts, known = sources(), seen()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(PROCESSES) as pool:
        copies: queue.Queue[Path] = queue.Queue()
        for number in range(PROCESSES):
            copies.put(copied(Path(folder) / str(number)))

        def one(mutant: mutants.Mutant) -> Fate:
            copy = copies.get()
            try:
                return tried(mutant, texts[mutant.module], known, copy)
            finally:
                copies.put(copy)

        yield from pool.map(one, wanted)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--choose", action="store_true")
    parser.add_argument("-k", dest="words", default="")
    parser.add_argument("--from", dest="start", type=int, default=1, help="go on at this one of them")
    options = parser.parse_args()
    if options.choose:
        choose()
        return
    here, lost = mutants.located(chosen(), every())
    here = [mutant for mutant in here if options.words in mutant.row][options.start - 1 :]
    fates = []
    for fate in run(here):
        fates.append(fate)
        print(
            f"{'killed  ' if fate.by else 'SURVIVED'} {fate.mutant.module} {fate.mutant.operator}: {fate.by or fate.tests}",
            flush=True,
        )
    killed = [fate for fate in fates if fate.by]
    for fate in fates:
        if not fate.by:
            mutant = fate.mutant
            print(f"\n{mutant.module} ({mutant.operator}, {fate.tests} tests)\n- {mutant.line}\n+ {mutant.changed}")
    for gone in lost:
        print(f"\nno longer there: {gone.row}")
    rooms = Counter(fate.mutant.module.split("/")[1] for fate in fates)
    for room, count in rooms.items():
        print(f"{room}: {sum(fate.mutant.module.split('/')[1] == room for fate in killed)} of {count}")
    print(
        f"killed {len(killed)} of {len(fates)} ({len(killed) / max(1, len(fates)):.0%}); no longer there: {len(lost)}"
    )


if __name__ == "__main__":
    main()
