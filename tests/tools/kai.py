"""Brings the 楷体 that a wheel takes along (hatch_build.py) from Debian's package, unpacked here: `make kai`.

It asks apt-get, as it is set up, for the package; nothing is installed. Without apt-get or network it says so, and ends with 1.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from hatch_build import FACE, FOLDER, LICENCE, fault  # noqa: E402

PACKAGE, VERSION = "fonts-lxgw-wenkai", "1.250+repack-1"
_INSIDE = {
    f"./usr/share/fonts/truetype/lxgw-wenkai/{FACE}": FACE,
    f"./usr/share/doc/{PACKAGE}/copyright": LICENCE,
}


def members(package: bytes) -> dict[str, bytes]:
    """The parts of a Debian package, which is an archive of `ar` (deb(5)), by name. Raises `ValueError` for another file."""
    if package[:8] != b"!<arch>\n":
        raise ValueError("no Debian package")
    parts, at = {}, 8
    while at + 60 <= len(package):
        name, size = package[at : at + 16].decode().strip().rstrip("/"), int(package[at + 48 : at + 58])
        parts[name] = package[at + 60 : at + 60 + size]
        at += 60 + size + size % 2
    return parts


def unpack(package: bytes, folder: Path) -> None:
    """Writes the font and its licence into a folder. Raises `ValueError` where they are not in the package."""
    data = next((body for name, body in members(package).items() if name.startswith("data.tar")), None)
    if data is None:
        raise ValueError("the package has no files")
    folder.mkdir(parents=True, exist_ok=True)
    left = dict(_INSIDE)
    with tarfile.open(fileobj=io.BytesIO(data)) as files:
        for member in files:
            if (name := left.pop(member.name, "")) and (stream := files.extractfile(member)):
                (folder / name).write_bytes(stream.read())
    if left:
        raise ValueError(f"the package has no {', '.join(left)}")


def main() -> int:
    folder = ROOT / FOLDER
    if not fault(folder):
        return 0
    if not shutil.which("apt-get"):
        print(f"No apt-get here. Put {FACE} and its licence, as {LICENCE}, into {FOLDER} yourself.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)  # apt-get downloads as another user
        done = subprocess.run(["apt-get", "download", "-qq", f"{PACKAGE}={VERSION}"], cwd=place, check=False)
        found = sorted(Path(place).glob("*.deb"))
        if done.returncode or not found:
            print(f"{PACKAGE} {VERSION} could not be brought; wheels are built without a 楷体.", file=sys.stderr)
            return 1
        unpack(found[0].read_bytes(), folder)
    if said := fault(folder):
        print(said, file=sys.stderr)
        return 1
    print(f"{FOLDER}/{FACE} is there.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
