"""Articles of one thing a thousand times, some 240 things: does the time of a book grow with what is in it, or faster?

    python tests/tools/repeated.py epub 3000 12000            every kind, made with so many pieces and with so many
    python tests/tools/repeated.py pdf 2000 8000 html.br md   those whose names begin so

Each line: seconds of computing for the first and the second number, exit codes, what was told. Marked with `!!` is what took over
five seconds and more than its share, and what ended otherwise than with a book. The kinds are in `tests/data/repeated.jsonl`: name,
what stands before, the piece, what stands after; `#N` is the number of the piece, PICTURE a small one.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
KINDS = ROOT / "tests" / "data" / "repeated.jsonl"
PROSE = "河上的渡船一天走六趟，撑船的人姓何，从他祖父起就在这里撑船，岸边的石阶磨得发亮。"
PICTURE = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
_LONGEST = 120  # seconds a book may take here
_START = {"epub": 0.9, "pdf": 1.3}  # seconds of a book with next to nothing in it
_SHARE = 1.6  # times what would be in proportion
_SEEN = 5.0  # seconds below which nothing is marked


def kinds() -> dict[str, tuple[str, str, str]]:
    """Name → what stands before, the piece, what stands after. The name begins with the form: html, md, txt, front."""
    rows = map(json.loads, KINDS.read_text("utf-8").splitlines())
    return {name: (before, piece, after) for name, before, piece, after in rows}


def text_of(name: str, pieces: int) -> tuple[str, str]:
    """The suffix of a file, and its text."""
    before, piece, after = kinds()[name]
    made = before + "".join(piece.replace("#N", str(n)) for n in range(pieces)) + after
    made = made.replace("PICTURE", PICTURE)
    prose = f"这一篇只有{name}。{PROSE}"  # each its own, or they would be copies of each other
    match name.partition(".")[0]:
        case "html":
            head = "<html><head><title>渡船</title></head><body><article><h1>渡船</h1>"
            return ".html", f"{head}<p>{prose}</p>{made}<p>{prose}</p></article></body></html>"
        case "md":
            return ".md", f"# 渡船\n\n{prose}\n\n{made}\n\n{prose}\n"
        case "front":
            return ".md", f"---\ntitle: 渡船\n{made}---\n\n{prose}\n"
        case _:
            return ".txt", f"渡船\n\n{prose}\n{made}\n{prose}\n"


def measured(name: str, pieces: int, form: str) -> tuple[float, int | None, list[str]]:
    """Seconds of computing, the exit code (`None`: it was stopped), warnings and errors."""
    suffix, text = text_of(name, pieces)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, f"a{suffix}")
        file.write_text(text, "utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "book", "build", str(file), "-f", form, "-o", f"{folder}/out"]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        try:
            said, code = process.communicate(timeout=_LONGEST)[0], process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            said, code = process.communicate()[0], None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = [line.replace(str(file), "") for line in said.splitlines() if line.startswith(("warning", "error"))]
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, code, told


def main(form: str, few: int, many: int, names: list[str]) -> None:
    """Measures and prints."""
    for name in kinds():
        if names and not name.startswith(tuple(names)):
            continue
        (first, code, _), (second, last, told) = measured(name, few, form), measured(name, many, form)
        share = many / few * _SHARE * max(0.05, first - _START[form])
        grows = second > _SEEN and second - _START[form] > share
        mark = "!!" if grows or code != 0 or last != 0 else "  "
        print(f"{mark} {name:18}{first:7.1f}{second:7.1f}  {code} {last}  {' | '.join(told)[:150]}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
