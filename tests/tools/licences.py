"""What is in a lock file, with versions and licences: python tests/tools/licences.py requirements.lock

A licence is what the package's own metadata says: its expression, else its classifiers, else its words.
"""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

#: What some systems do not install. Read from the metadata by hand; a test holds them equal where they are installed.
ELSEWHERE = {
    "brotli": "MIT",
    "brotlicffi": "MIT",
    "colorama": "BSD License",
    "importlib-metadata": "Apache-2.0",
    "lazy-importer": "Apache-2.0",
    "librt": "MIT",
    "opencc": "Apache Software License",
    "opencc-python-reimplemented": "Apache Software License",
    "pi-heif": "GNU Lesser General Public License v3 (LGPLv3)",
    "pycparser": "BSD-3-Clause",
    "resvg-py": "MIT",
    "zipp": "MIT",
}
#: What says nothing in its metadata: read from the licence in the package.
UNSTATED = {"axe-playwright-python": "MIT", "resvg-py": "MIT"}


def locked(file: Path) -> Iterator[Requirement]:
    """The requirements of a lock file, without their hashes."""
    for line in file.read_text("utf-8").splitlines():
        if line and line[0] not in " #":
            yield Requirement(line.rstrip("\\ "))


def licence(name: str) -> str:
    """The licence of an installed package."""
    about = importlib.metadata.metadata(name)
    kinds = [kind.split(" :: ")[-1] for kind in about.get_all("Classifier", []) if kind.startswith("License :: ")]
    words = (about.get("License") or "").strip().splitlines()
    return (
        about.get("License-Expression") or "; ".join(kinds) or (words[0] if words else UNSTATED.get(name, "not stated"))
    )


def main(file: str) -> None:
    """Prints the table."""
    for wanted in locked(Path(file)):
        here = wanted.marker is None or wanted.marker.evaluate()
        what = licence(wanted.name) if here else f"{ELSEWHERE[wanted.name]} (not for this system)"
        print(f"{wanted.name:28} {str(wanted.specifier).removeprefix('=='):18} {what}")


if __name__ == "__main__":
    main(sys.argv[1])
