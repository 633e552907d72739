"""What the program prints to, so that it never ends the work: a closed pipe, a full disk, a console without Chinese."""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO


class _Lasting(io.TextIOWrapper):
    """A stream that goes on as nothing when what is behind it takes no more: the book is made, whoever stopped reading."""

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError:
            self._end()
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            self._end()

    def _end(self) -> None:
        """Leads the file of the stream to nothing; what is still held goes there (docs.python.org: signal, SIGPIPE)."""
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, self.fileno())
        os.close(nothing)


def lasting() -> None:
    """Makes `sys.stdout` and `sys.stderr` such streams; characters that a console does not know are shown as codes."""
    sys.stdout, sys.stderr = _lasting(sys.stdout), _lasting(sys.stderr)


def _lasting(stream: TextIO | None) -> TextIO:
    if stream is None:  # it was closed before we began
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - as long as the process lives
    if type(stream) is not io.TextIOWrapper:  # of a test, or of a program that uses us
        return stream
    encoding = stream.encoding
    return _Lasting(stream.detach(), encoding=encoding, errors="backslashreplace", line_buffering=True)
