"""A cleaned drawing → PNG, by resvg in a process of its own: native code cannot be stopped, a process can.

It takes about fifteen milliseconds more, and neither a crash nor a bomb that weighing did not see costs more than one picture.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys

from book.messages import Message, message
from book.pictures.svg import Drawing
from book.system import fonts

_SECONDS = 10  # of a drawing; one of 100,000 elements takes about two
_LANGUAGE = "zh-Hans"  # of the fonts for its text
_MEMORY = 2 * 1024**3  # bytes of addresses: fonts that are mapped count, too
_ZOOM = 3.0  # pixels for a CSS pixel: 288 to the inch in print
_WIDEST, _HIGHEST = 2400, 3600  # pixels: as much as a page of 8 inches by 12 has at 300 to the inch

_CHILD = f"""
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({_MEMORY}, {_MEMORY}))
    resource.setrlimit(resource.RLIMIT_CPU, ({_SECONDS + 2}, {_SECONDS + 3}))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass  # Windows; a system that knows no such limit
import resvg_py
text = sys.stdin.buffer.read().decode("utf-8")
zoom, serif, sans, *files = sys.argv[1:]
made = resvg_py.svg_to_bytes(
    svg_string=text, zoom=float(zoom), skip_system_fonts=not files, font_files=files, font_family=serif,
    serif_family=serif, sans_serif_family=sans, monospace_family=sans, cursive_family=serif, fantasy_family=serif,
)
sys.stdout.buffer.write(bytes(made))
"""


def zoom_of(drawing: Drawing) -> float:
    """Pixels for each CSS pixel of a drawing."""
    return min(_ZOOM, _WIDEST / drawing.width, _HIGHEST / drawing.height)


def _typefaces(drawing: Drawing) -> tuple[str, ...]:
    """The families for serif and sans-serif and their files, where there is text: resvg writes nothing whose family it lacks."""
    known = fonts.generic(_LANGUAGE) if "<text" in drawing.text else {}
    if not known:
        return "serif", "sans-serif"
    serif = known.get("serif") or known["sans-serif"]
    sans = known.get("sans-serif") or serif
    return serif[0], sans[0], *dict.fromkeys((serif[1], sans[1]))


def drawn(drawing: Drawing) -> bytes | Message:
    """The bytes of a PNG, or why there are none."""
    if importlib.util.find_spec("resvg_py") is None:
        return message("detail.svg-undrawn")
    # -P: a module of the user's folder is none of ours.
    command = [sys.executable, "-P", "-c", _CHILD, str(zoom_of(drawing)), *_typefaces(drawing)]
    try:
        done = subprocess.run(  # noqa: S603 - our own words, but for the drawing, which is what it reads
            command, input=drawing.text.encode(), capture_output=True, check=False, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        return message("detail.svg-slow", seconds=_SECONDS)
    except OSError as error:
        return message("detail.unconvertible", error=error.strerror or str(error))
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1]
    return message("detail.svg-failed", error=said.removeprefix("ValueError: ")[:200] or str(done.returncode))
