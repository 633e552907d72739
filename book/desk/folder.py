"""The files of a book as the desk reads and writes them: whole, at once, and so that no change of another hand is lost.

Every decision reads the file as it is at that moment, changes its part of it, writes it, and notes it for undo: so a decision
that was answered is on the disk, whatever happens next.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from book import store
from book.classes import dataclass
from book.desk.history import History, applied, deed
from book.findings import BookError, UsageError
from book.messages import Message, message, trouble
from book.store.locking import locked

SETTINGS, LIST = "book.toml", "articles.toml"
_OWN = Path(".wenxuan", "desk")
_HISTORY = "history.jsonl"

#: The text of a file by name; `None` where there is none.
Texts = Callable[[str], str | None]


class ConflictError(BookError):
    """What was decided is about something that is no longer so."""

    exit_code = 3


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision makes of files: name → text, `None` for one that goes; and what it is called."""

    label: Message
    files: Mapping[str, str | None]


class BookFolder:
    """A book's folder. Not for several threads."""

    def __init__(self, path: Path) -> None:
        """Reads what was decided here before."""
        self.path = path.absolute()
        self.history = History(self._rows())
        self._known = self._size()

    @property
    def is_book(self) -> bool:
        """Whether there is a book in it."""
        return (self.path / SETTINGS).is_file()

    def text(self, name: str) -> str | None:
        """A file's text, its lines ended by `\\n` alone. Raises `ConfigError` where it is no text."""
        path = self._place(name)
        return store.text_of(path).replace("\r\n", "\n") if path.is_file() else None

    def decide(self, make: Callable[[Texts], Decided]) -> Message:
        """Writes what a decision makes of the files as they are now, notes it for undo, and gives its name; nothing is
        written where nothing is changed. Raises `BookError`."""
        with self._locked():
            self._refresh()
            decided = make(self.text)
            before = {name: self.text(name) for name in decided.files}
            after = {name: text for name, text in decided.files.items() if text != before[name]}
            if after:
                one = deed(decided.label, before, after)
                self._write(after)
                self._note(self.history.add(one))
        return decided.label

    def undo(self) -> Message:
        """Takes the last decision back, and says which. Raises `BookError` where there is none, or it cannot be: then it is
        passed over."""
        return self._step(back=True)

    def redo(self) -> Message:
        """Makes the last decision that was taken back again. Raises `BookError`."""
        return self._step(back=False)

    def own(self, name: str = "") -> Path:
        """The desk's own folder in that of the book, or a file in it. It is made where it is not there."""
        folder = self.path / _OWN
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name if name else folder

    def _step(self, *, back: bool) -> Message:
        with self._locked():
            self._refresh()
            one = self.history.undo if back else self.history.redo
            if one is None:
                raise UsageError("undo" if back else "redo", *trouble("desk.error.no-step"))
            step = one.undone if back else one
            made = applied(step, {name: self.text(name) for name in step.pieces})
            if made is None:
                self._note(self.history.drop(back=back))
                raise ConflictError(one.label, *trouble("desk.error.changed-since"))
            self._write(made)
            self._note(self.history.step(back=back))
        return one.label

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with suppress(OSError):
            self.own()  # the lock lies beside it
        with locked(self.path):
            yield

    def _refresh(self) -> None:
        """Reads what was decided on another desk of the book meanwhile."""
        if self._size() != self._known:
            self.history, self._known = History(self._rows()), self._size()

    def _size(self) -> int:
        try:
            return (self.path / _OWN / _HISTORY).stat().st_size
        except OSError:
            return 0

    def _write(self, files: Mapping[str, str | None]) -> None:
        """The texts at their places, all together, with the ends of lines that each file has."""
        bodies: dict[str, bytes] = {}
        for name, text in files.items():
            if text is not None:
                path = self._place(name)
                is_dos = path.is_file() and b"\r\n" in store.bytes_of(path)
                bodies[name] = (text.replace("\n", "\r\n") if is_dos else text).encode()
        store.write_all(self.path, bodies)
        for name in files.keys() - bodies.keys():
            with suppress(FileNotFoundError):
                self._place(name).unlink()

    def _place(self, name: str) -> Path:
        """Where a file of the book lies. Raises `UsageError` for a name that leads out of the folder."""
        path = store.inside(self.path / name, self.path)
        if path is None:
            raise UsageError(name, *trouble("desk.error.outside"))
        return path

    def _rows(self) -> list[str]:
        path = self.path / _OWN / _HISTORY
        try:
            return path.read_text("utf-8", "replace").split("\n") if path.is_file() else []
        except OSError:
            return []

    def _note(self, row: str) -> None:
        """One more line, on the disk when this comes back. Where none can be written, what was decided counts all the
        same, and can be taken back as long as the desk is open."""
        with suppress(OSError):
            with self.own(_HISTORY).open("ab") as file:
                # A line that was cut off before ends here, so that it costs nothing but itself.
                file.write(f"\n{row}\n".encode())
                file.flush()
                os.fsync(file.fileno())
            self._known = self._size()


def refused(key: str, what: str, **values: object) -> ConflictError:
    """A decision that cannot be made, and why."""
    return ConflictError(what, message(key, **values), message(f"{key}.next", **values))


def fault_of(what: str, error: Exception) -> BookError:
    """A fault of ours as what a user is told of it."""
    why = message("command.fault", error=f"{type(error).__name__}: {error}")
    return BookError(what, why, message("desk.error.fault.next"))
