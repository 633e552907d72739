"""The floor under the cleaning: `python tests/tools/gate.py` compares the scores with `tests/tools/floors.json`.

python tests/tools/gate.py                  fails where a score is below its floor, or the corpus changed
python tests/tools/gate.py --raise          writes better scores as the new floors; refuses a lower one
python tests/tools/gate.py --raise --lower  writes whatever the scores are: say why in the commit
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import labelled
import scoring

#: A digest of the corpus, the scores, and what was missed.
Measured = tuple[str, dict[str, float], list[str]]
FLOORS = Path(__file__).with_name("floors.json")


def _probed(labels: Path, inputs: Path) -> Measured | None:
    if not labels.is_dir() or not inputs.is_dir():
        return None
    return scoring.digest(labels, inputs), *scoring.score(labels, inputs)


def _labelled() -> Measured | None:
    pages = labelled.pages()
    if not pages:
        return None
    return labelled.digest(), labelled.mean([labelled.score(page) for page in pages]), []


#: Each corpus with what measures it; `None` where it is not here.
CORPORA: dict[str, Callable[[], Measured | None]] = {
    **{name: partial(_probed, *folders) for name, folders in scoring.CORPORA.items()},
    "labelled": _labelled,
}


def compare(name: str, scores: dict[str, float], digest: str, floors: dict[str, object]) -> list[str]:
    """What is wrong: scores below the floor, or a corpus that is another one."""
    floor = floors.get(name)
    if not isinstance(floor, dict):
        return [f"{name}: no floor is written yet"]
    wrong = [f"{name}: the corpus has changed since its floor was written"] if floor["digest"] != digest else []
    wrong += [
        f"{name}: {kind} is {scores.get(kind, 0)}, the floor is {least}"
        for kind, least in floor["scores"].items()
        if scores.get(kind, 0) < least
    ]
    return wrong


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="write", action="store_true")
    parser.add_argument("--lower", action="store_true")
    wanted = parser.parse_args()
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.is_file() else {}
    wrong: list[str] = []
    for name, measure in CORPORA.items():
        measured = measure()
        if measured is None:
            print(f"{name}: skipped, ../shared is not here")
            continue
        digest, scores, missed = measured
        print(f"{name}: " + " ".join(f"{kind} {value}" for kind, value in scores.items()))
        print("".join(f"   {miss}\n" for miss in missed), end="")
        below = [line for line in compare(name, scores, digest, floors) if "the floor is" in line]
        if wanted.write and (not below or wanted.lower):
            floors[name] = {"digest": digest, "scores": scores}
        else:
            wrong += compare(name, scores, digest, floors)
    if wanted.write:
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", "utf-8")
    print("".join(f"{line}\n" for line in wrong), end="")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
