"""Fuzzing: inputs by the thousand against every function that takes bytes of others.

python tests/tools/fuzz.py 300                 all targets, five minutes in all
python tests/tools/fuzz.py 60 page head        two targets
python tests/tools/fuzz.py 60 --seed 7         other inputs; the same seed makes the same ones, in the same order
python tests/tools/fuzz.py 600 --shared        with seeds from the data beside the checkout, too
python tests/tools/fuzz.py 0 --again FILE...   inputs that were kept, once: their names say the target

An input may take 2 s of this process's time and no more memory than is given; it may raise nothing. What does is made smaller and
written into build/fuzz as TARGET.WHAT; what was mended is kept in tests/data/fuzz. The exit code is 1 where an input failed.

Each target runs in a process of its own: native code cannot be interrupted, so one that does not come back is ended.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests/tools")]

import fuzz_inputs as inputs  # noqa: E402 - found by the line above
from expressions import slowness  # noqa: E402
from fuzz_targets import TARGETS, Target, shared_seeds  # noqa: E402

KEPT = ROOT / "tests" / "data" / "fuzz"
FOUND = ROOT / "build" / "fuzz"
BUDGET = 2.0  # seconds of processor time in our own code that one input may take, on a machine as quick as that of `slowness`
_MEMORY = 3 * 1024**3  # bytes of addresses
_STUCK = 60  # seconds on the wall without a new input after which a process is ended
_SMALLER = 20.0  # seconds that are spent on making a failing input smaller
_STEPS = 8  # of the way to an error that are printed
_DEEP = 0.25  # of the inputs go through the slow part, too
_FRESH = 0.35  # of the inputs are made by the grammar, where there is one


class Overrun(BaseException):
    """The input takes too long. No `Exception`: nothing may catch it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong with an input: a name for the kind, the same wherever it shows, and the trace."""

    kind: str
    trace: str


def _overrun(_signal: int, _frame: FrameType | None) -> None:
    raise Overrun


def tried(target: Target, body: bytes, *, deep: bool = True) -> Fault | None:
    """The fault that an input shows; `None` where all is well."""
    before = time.process_time()
    signal.signal(signal.SIGVTALRM, _overrun)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, BUDGET * slowness())
        try:
            target.run(body, deep)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except (Exception, Overrun) as error:  # noqa: BLE001 - that is what is looked for
        return Fault(_kind(error), _trace(error))
    if time.process_time() - before > BUDGET * slowness() * 1.5:  # in native code, which no signal interrupts
        return Fault("slow-native", f"{time.process_time() - before:.1f} s")
    return None


def _trace(error: BaseException) -> str:
    """The last steps of the way to an error."""
    return "".join([*traceback.format_tb(error.__traceback__)[-_STEPS:], *traceback.format_exception_only(error)])


def _kind(error: BaseException) -> str:
    """The kind of an error, by its name and the function of ours in which it came."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [one for one in frames if "/book/" in one.filename] or frames
    place = f"{Path(ours[-1].filename).stem}-{ours[-1].name}"
    said = (
        "-".join(re.findall(r"[a-z]+", str(error))[:6])
        if isinstance(error, AssertionError) and "/book/" not in frames[-1].filename
        else place
    )
    name = "slow" if isinstance(error, Overrun) else type(error).__name__
    return re.sub(r"[^\w.-]", "_", f"{name}-{said}")


def smaller(target: Target, body: bytes, kind: str) -> bytes:
    """An input of the same fault with as little else as can be found in a few seconds."""
    end, size = time.monotonic() + _SMALLER, max(1, len(body) // 2)
    while size:
        at = 0
        while at < len(body):
            if time.monotonic() > end:
                return body
            left = body[:at] + body[at + size :]
            fault = tried(target, left)
            if fault is not None and fault.kind == kind:
                body = left
            else:
                at += size
        size //= 2
    return body


def _draw(chance: inputs.Chance, target: Target, seeds: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    """One input."""
    fresh = target.grammar is not None and chance.random() < _FRESH
    body = target.grammar(chance)[: inputs.MOST] if target.grammar is not None and fresh else chance.choice(seeds)
    return body if fresh and chance.random() < 0.5 else inputs.changed(chance, body, seeds, tokens)


def _work(name: str, seconds: float, seed: str, shared: bool, now: Path, log: Path) -> None:
    """Runs one target in this process. Each input is written to a file before it is run, each fault to another behind it."""
    target = TARGETS[name]
    chance = random.Random(f"{seed} {name}")
    seeds = [*target.seeds(), *(shared_seeds(target) if shared else ())]
    tokens = inputs.encoded(target.tokens)
    known: set[str] = set()
    count, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        body, deep = _draw(chance, target, seeds, tokens), chance.random() < _DEEP
        now.write_bytes(body)
        count += 1
        fault = tried(target, body, deep=deep)
        if fault is not None and fault.kind not in known:
            known.add(fault.kind)
            least = smaller(target, body, fault.kind) if tried(target, body) is not None else body
            FOUND.joinpath(f"{name}.{fault.kind}").write_bytes(least)
            with log.open("a") as file:
                file.write(json.dumps([fault.kind, fault.trace]) + "\n")
    with log.open("a") as file:
        file.write(json.dumps(count) + "\n")


def _limited() -> None:
    """The limits of a process that runs a target."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()  # of libraries, about each damaged input
    warnings.simplefilter("error")
    for told in (DeprecationWarning, FutureWarning):  # of `re`, about an expression of the user
        warnings.simplefilter("ignore", told)


def _run(name: str, seconds: float, seed: str, shared: bool, folder: Path) -> tuple[int, list[Fault]]:
    """One target in a process of its own: how many inputs, and the faults."""
    now, log = folder / "now", folder / "log"
    log.write_text("")
    now.write_bytes(b"")
    pid = os.fork()
    if pid == 0:
        try:
            _limited()
            _work(name, seconds, seed, shared, now, log)
        except BaseException:  # noqa: BLE001 - of the fuzzer itself: told, and the process ends
            traceback.print_exc()
            os._exit(70)
        os._exit(0)
    status: int | None = None
    while status is None:
        time.sleep(0.05)
        ended, code = os.waitpid(pid, os.WNOHANG)
        if ended:
            status = code
        elif time.time() - now.stat().st_mtime > _STUCK + _SMALLER:
            os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
    rows = [json.loads(line) for line in log.read_text().splitlines()]
    faults = [Fault(*row) for row in rows if isinstance(row, list)]
    if status:
        kind = f"died-{os.waitstatus_to_exitcode(status)}"
        FOUND.joinpath(f"{name}.{kind}").write_bytes(now.read_bytes())
        faults.append(Fault(kind, "the process did not come back, or died"))
    return sum(row for row in rows if isinstance(row, int)), faults


def again(path: Path) -> Fault | None:
    """A kept input, once, in this process. Its name begins with its target."""
    return tried(TARGETS[path.name.partition(".")[0]], path.read_bytes())


def main() -> int:
    """Runs what the arguments say; 1 where an input failed."""
    parser = argparse.ArgumentParser(description="Inputs by the thousand; see the head of this file.")
    parser.add_argument("seconds", type=float, help="for all targets together")
    parser.add_argument("targets", nargs="*", help=", ".join(TARGETS))
    parser.add_argument("--seed", default="1")
    parser.add_argument("--shared", action="store_true", help="seeds from ../shared, too")
    parser.add_argument("--again", nargs="+", type=Path, default=[], help="kept inputs")
    given = parser.parse_args()
    if unknown := set(given.targets) - set(TARGETS):
        parser.error(f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    FOUND.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="wenxuan-fuzz-"))
    os.environ["WENXUAN_FUZZ_FOLDER"] = str(folder)
    failed = 0
    try:
        if given.again:
            _limited()
        for path in given.again:
            fault = again(path)
            print(f"{path.name}: {fault.trace if fault else 'ok'}")
            failed += fault is not None
        names = [] if given.again else given.targets or list(TARGETS)
        print(f"seed {given.seed}", flush=True)
        for name in names:
            count, faults = _run(name, given.seconds / len(names), given.seed, given.shared, folder)
            print(f"{name:12} {count:8} inputs, {len(faults)} kinds of fault", flush=True)
            for fault in faults:
                print(f"  build/fuzz/{name}.{fault.kind}\n{fault.trace}", flush=True)
            failed += len(faults)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
