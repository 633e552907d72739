"""Makes book/rules/strokes.txt of Unihan: python tests/tools/stroke_list.py FOLDER, which holds Unihan_*.txt or Unihan_*.txt.bz2.

Debian's package unicode-data has them in /usr/share/unicode. The file in the repository was made of Unihan 15.0.
"""

from __future__ import annotations

import bz2
import re
import sys
from itertools import groupby
from pathlib import Path

WIDTH = 64  # characters of a line
HEAD = """\
# Han characters of U+4E00-9FFF by number of strokes, then by radical: kTotalStrokes and kRSUnicode of Unihan 15.0; a line
# with a number stands before those that have so many. As mainland China counts: 艹 and 辶 are three, 黄 and 黃 eleven and twelve.
# Unicode License v3, © 1991-2022 Unicode, Inc. https://www.unicode.org/license.txt
"""


def listed(folder: Path) -> str:
    """The text of the list. Of two numbers the first is that of mainland China (UAX #38)."""
    strokes, radicals = {"〇": 1}, {"〇": (1, 0)}
    for path in sorted(folder.glob("Unihan_*.txt*")):
        body = bz2.decompress(path.read_bytes()) if path.suffix == ".bz2" else path.read_bytes()
        for code, name, value in re.findall(r"^U\+(\w+)\t(kTotalStrokes|kRSUnicode)\t(.*)$", body.decode(), re.M):
            char = chr(int(code, 16))
            if name == "kTotalStrokes":
                strokes[char] = int(value.split()[0])
            else:
                radical, rest = re.findall(r"-?\d+", value)[:2]
                radicals[char] = (int(radical), int(rest))
    chars = [char for char in strokes if "\u4e00" <= char <= "\u9fff" or char == "〇"]
    chars.sort(key=lambda char: (strokes[char], radicals[char], char))
    lines = []
    for number, group in groupby(chars, key=strokes.__getitem__):
        run = "".join(group)
        lines += [f"# {number}", *(run[at : at + WIDTH] for at in range(0, len(run), WIDTH))]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    (Path(__file__).parents[2] / "book" / "rules" / "strokes.txt").write_text(listed(Path(sys.argv[1])), "utf-8")
