"""Finished files sent into a folder and by mail, to a server that listens here; what cannot be sent is told."""

from __future__ import annotations

import email
import email.policy
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from book.desk import sending
from book.desk.sending import Sending, send
from book.findings import UsageError


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "河上文选.epub"
    path.write_bytes(b"PK" * 1000)
    return path


@pytest.fixture
def mail() -> Iterator[tuple[int, list[bytes]]]:
    """A server of mail (RFC 5321) for one letter: its port, and the letters that it got."""
    letters: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        peer, _ = server.accept()
        with peer, peer.makefile("rwb") as file:

            def say(line: bytes) -> None:
                file.write(line + b"\r\n")
                file.flush()

            say(b"220 here")
            while line := file.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    say(b"354 go on")
                    rows = []
                    while (row := file.readline()) != b".\r\n":
                        rows.append(row.removeprefix(b"."))
                    letters.append(b"".join(rows))
                say(b"221 bye" if word == b"QUIT" else b"250 ok")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield server.getsockname()[1], letters
    server.close()
    thread.join(5)


def test_a_file_is_copied_into_a_folder(book: Path, tmp_path: Path) -> None:
    reader = tmp_path / "reader"
    reader.mkdir()
    assert "reader" in str(send(book, "folder", Sending(folder=str(reader)), ""))
    assert (reader / book.name).read_bytes() == book.read_bytes()


@pytest.mark.parametrize("folder", ["", "/nowhere/at/all"])
def test_a_folder_that_is_not_there_is_told(book: Path, folder: str) -> None:
    with pytest.raises(UsageError):
        send(book, "folder", Sending(folder=folder), "")


def test_a_letter_has_the_file(book: Path, mail: tuple[int, list[bytes]]) -> None:
    port, letters = mail
    given = Sending(to="reader@kindle.example", sender="me@example.org", server=f"127.0.0.1:{port}")
    send(book, "mail", given, "")
    letter = email.message_from_bytes(letters[0], policy=email.policy.default)
    assert (letter["To"], letter["From"], letter["Subject"]) == (given.to, given.sender, "河上文选")
    (attached,) = letter.iter_attachments()
    assert attached.get_filename() == book.name
    assert attached.get_payload(decode=True) == book.read_bytes()


def test_a_server_that_is_not_there_is_told(book: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(UsageError, match="127"):
        send(book, "mail", Sending("", "a@example.org", "b@example.org", f"127.0.0.1:{port}"), "")


@pytest.mark.parametrize(
    "given", [Sending(), Sending(to="a@b.example", sender="b@b.example"), Sending("", "a@b.example\nBcc: x", "b", "c")]
)
def test_what_is_missing_is_told_before_anything_is_sent(book: Path, given: Sending) -> None:
    with pytest.raises(UsageError):
        send(book, "mail", given, "")


def test_where_to_is_kept_and_no_password(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    given = Sending("/reader", "a@b.example", "c@d.example", "mail.example:587")
    sending.keep(given, environment)
    assert sending.kept(environment) == given
    assert "password" not in "".join(path.read_text("utf-8") for path in tmp_path.rglob("*.json"))
    assert sending.kept({"HOME": str(tmp_path / "other")}) == Sending()


def test_folders_that_are_there_are_offered(tmp_path: Path) -> None:
    (tmp_path / "坚果云").mkdir()
    assert ("坚果云", tmp_path / "坚果云") in list(sending.suggested(tmp_path))
