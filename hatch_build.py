"""What goes into a wheel besides the package: a 楷体, where `make kai` has brought one. Without one the build says so, and goes on.

The font is never in the repository. It is known by its hash, so that no other file can take its place.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: LXGW WenKai Regular 1.250 (OFL-1.1), as Debian 12 has it in fonts-lxgw-wenkai 1.250+repack-1, and its licence beside it.
FACE, LICENCE = "LXGWWenKai-Regular.ttf", "LXGWWenKai-OFL.txt"
SHA256 = "bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8"
FOLDER = "book/faces"


def fault(folder: Path) -> str:
    """Why the font of a folder cannot go along; "" if it can."""
    if not (folder / FACE).is_file() or not (folder / LICENCE).is_file():
        return f"{FOLDER} has no 楷体: quotations and bylines will be in 宋体 where none is installed. To bring it: make kai"
    if hashlib.sha256((folder / FACE).read_bytes()).hexdigest() != SHA256:
        return f"{FOLDER}/{FACE} is another file than the one that is pinned, and is left out. To bring the right one: make kai"
    return ""


class FaceHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the font and its licence into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the wheel is made; an editable installation has the folder as it is."""
        if version == "editable":
            return
        folder = Path(self.root) / FOLDER
        if said := fault(folder):
            self.app.display_warning(said)
            return
        build_data["force_include"] |= {str(folder / name): f"{FOLDER}/{name}" for name in (FACE, LICENCE)}
