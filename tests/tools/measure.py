"""Line quality, read from finished PDFs: `python tests/tools/measure.py BOOK.pdf ...`; `make lines` runs it.

Nothing is known but the glyphs of a page and where they stand (`measure_read`). The goals are those of `Quality.missed`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from measure_lines import Quality, lines
from measure_read import read


def measure(pdf: bytes) -> Quality:
    """The lines of a finished PDF."""
    return lines(read(pdf))


def main() -> None:
    """Measures each PDF that is named; ends with 1 where a goal is missed."""
    bad = 0
    for name in sys.argv[1:]:
        found = measure(Path(name).read_bytes())
        print(f"{name}: {found}")
        missed = found.missed()
        bad += bool(missed)
        for line in missed or found.worst():
            print(f"  {line}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
