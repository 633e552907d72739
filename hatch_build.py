"""What goes into a wheel besides the package: fonts, where `make faces` has brought them; without them the build says so.

None is in the repository. Each is known by its hash, so that no other file can take its place.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = "book/faces"


class Source(NamedTuple):
    """A package of Debian 12: its version, its folder of fonts, the SHA-256 of each by its name, the name of its licence here."""

    package: str
    version: str
    folder: str
    faces: dict[str, str]
    licence: str


#: 楷体 (LXGW WenKai 1.250), and scripts for which PyPI has no font, or none that viewers copy well (Arabic). All: OFL-1.1.
SOURCES = (
    Source(
        "fonts-lxgw-wenkai",
        "1.250+repack-1",
        "lxgw-wenkai",
        {"LXGWWenKai-Regular.ttf": "bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8"},
        "LXGW-OFL.txt",
    ),
    Source(
        "fonts-noto-core",
        "20201225-1",
        "noto",
        {
            "NotoNaskhArabic-Bold.ttf": "b5cbcb561b4b540ff11d7b6934577dbbbbb9e1d152d47f6f31f19176d58ff39c",
            "NotoNaskhArabic-Regular.ttf": "8c67eaa2f0086872628fc3f7f760386f83c8be5c5e9a1ba3a38891237b2ac7cb",
            "NotoSansMongolian-Regular.ttf": "601afb9f08fbbc39f0cf72cb7e11079ada6fa3feed1fadca8e6e5095e7957687",
            "NotoSansYi-Regular.ttf": "f621f514dce105a414ef7373a36b54ccc8d760a6319ad7133695fb42a1f02552",
            "NotoSerifTibetan-Bold.ttf": "829c6fb19fed2dedfa5ba651009bbdea1eb71a84a237239345bc5b03c0cfb7b2",
            "NotoSerifTibetan-Regular.ttf": "5893c1e0aefb250bcbeff5c0f8ee4bb27cd3dc19b47d14954b154b094e10ee63",
        },
        "Noto-OFL.txt",
    ),
)


def fault(source: Source, folder: Path) -> str:
    """Why the fonts of a source cannot go along; "" if they can."""
    if missing := [name for name in (*source.faces, source.licence) if not (folder / name).is_file()]:
        return f"{FOLDER} has no {', '.join(missing)}: this wheel is built without. To bring them: make faces"
    for name, known in source.faces.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != known:
            return f"{FOLDER}/{name} is another file than the one that is pinned, and is left out. To bring that: make faces"
    return ""


class FacesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the fonts and their licences into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the wheel is made; an editable installation has the folder as it is."""
        if version == "editable":
            return
        folder = Path(self.root) / FOLDER
        for source in SOURCES:
            if said := fault(source, folder):
                self.app.display_warning(said)
                continue
            names = (*source.faces, source.licence)
            build_data["force_include"] |= {str(folder / name): f"{FOLDER}/{name}" for name in names}
