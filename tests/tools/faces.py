"""Brings the fonts that a wheel takes along (hatch_build.py) from Debian's packages, unpacked here: `make faces`.

It asks apt-get, as it is set up, for the packages; nothing is installed. Without apt-get or network it says so, and ends with 1.
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

from hatch_build import FOLDER, SOURCES, Source, fault  # noqa: E402


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


def unpack(package: bytes, source: Source, folder: Path) -> None:
    """Writes the fonts of a source and their licence into a folder. Raises `ValueError` where they are not in the package."""
    data = next((body for name, body in members(package).items() if name.startswith("data.tar")), None)
    if data is None:
        raise ValueError("the package has no files")
    folder.mkdir(parents=True, exist_ok=True)
    left = {f"./usr/share/fonts/truetype/{source.folder}/{name}": name for name in source.faces}
    left[f"./usr/share/doc/{source.package}/copyright"] = source.licence
    with tarfile.open(fileobj=io.BytesIO(data)) as files:
        for member in files:
            if (name := left.pop(member.name, "")) and (stream := files.extractfile(member)):
                (folder / name).write_bytes(stream.read())
    if left:
        raise ValueError(f"the package has no {', '.join(left)}")


def bring(source: Source, folder: Path) -> str:
    """Why the fonts of a source could not be brought; "" if they are there."""
    if not fault(source, folder):
        return ""
    if not shutil.which("apt-get"):
        return f"No apt-get here. Put the fonts of {source.package} {source.version} into {FOLDER} yourself."
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)  # apt-get downloads as another user
        command = ["apt-get", "download", "-qq", f"{source.package}={source.version}"]
        done = subprocess.run(command, cwd=place, capture_output=True, check=False)
        found = sorted(Path(place).glob("*.deb"))
        if done.returncode or not found:
            return f"{source.package} {source.version} could not be brought; wheels are built without its fonts."
        unpack(found[0].read_bytes(), source, folder)
    return fault(source, folder)


def main() -> int:
    said = [bring(source, ROOT / FOLDER) for source in SOURCES]
    for source, why in zip(SOURCES, said, strict=True):
        print(why or f"{FOLDER} has {', '.join(source.faces)}.", file=sys.stderr if why else sys.stdout)
    return 1 if any(said) else 0


if __name__ == "__main__":
    sys.exit(main())
