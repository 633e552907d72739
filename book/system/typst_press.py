"""Typst on this machine: a folder of its own for the files of a book, the fonts that there are, and the PDF that is made. An edge.

The compiler sees that folder and nothing else (`root`); it is asked for no package, so it opens no connection.
"""

from __future__ import annotations

import functools
import importlib.util
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from book.classes import dataclass
from book.findings import MissingPart
from book.messages import trouble
from book.render.typst.press import Pressed, Refused
from book.system.parts import installed_fonts

_MAIN = "main.typ"


def require_typst() -> None:
    """Raises `MissingPart` with the line to run, unless the package is here."""
    if importlib.util.find_spec("typst") is None:
        raise MissingPart("PDF", *trouble("error.no-typst"))


@dataclass(frozen=True, slots=True)
class TypstPress:
    """A press: a folder that is gone when the book is made, its fonts, and the names of their families."""

    folder: Path
    fonts: Any
    families: Sequence[str]

    def set(self, files: Mapping[str, bytes], modified: str, asked: str) -> Pressed | Refused:
        """The PDF of the files, A-3a and UA-1, dated by `modified`; with the values of the label that is `asked` for, as JSON."""
        import typst

        for name, body in files.items():
            path = self.folder / name.lstrip("/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        when = datetime.fromisoformat(modified)
        try:
            compiler = typst.Compiler(str(self.folder / _MAIN), root=str(self.folder), font_paths=self.fonts)
            made, warnings = compiler.compile_with_warnings(
                format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=when
            )
            answer = compiler.query(asked, field="value") if asked else "[]"
        except typst.TypstError as error:
            return Refused(str(error), getattr(error, "diagnostic", ""))
        except (RuntimeError, ValueError) as error:
            return Refused(str(error))
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # a fault of the compiler's own, which is no `Exception`
                raise
            return Refused(str(error))
        if not isinstance(made, bytes):  # pages as pictures, which were not asked for
            return Refused(type(made).__name__)
        return Pressed(made, answer, tuple(dict.fromkeys(str(one) for one in warnings)))


@contextmanager
def typst_press(faces: Mapping[str, bytes]) -> Iterator[TypstPress]:
    """A press with the fonts of the machine and the faces besides, by the names of their files. Raises `MissingPart`."""
    require_typst()
    with tempfile.TemporaryDirectory(prefix="wenxuan-") as name:
        folder, own = Path(name) / "book", Path(name) / "fonts"
        folder.mkdir()
        own.mkdir()
        for file, body in faces.items():
            (own / file).write_bytes(body)
        fonts = _fonts(str(own)) if faces else _fonts()
        yield TypstPress(folder, fonts, tuple(fonts.families()))


def _fonts(*own: str) -> Any:
    import typst

    return typst.Fonts(include_system_fonts=not _folders(), font_paths=[*_folders(), *own])


@functools.cache
def _folders() -> tuple[str, ...]:
    """The folders of the fonts that fontconfig knows; none where it cannot be asked, then Typst looks itself."""
    folders = {str(Path(file).parent) for file, _ in installed_fonts()}
    return tuple(
        sorted(one for one in folders if not any(one != other and one.startswith(f"{other}/") for other in folders))
    )
