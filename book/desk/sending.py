"""A finished file sent where one reads: into a folder (a reader that is plugged in, a folder that a service keeps in step), or by
e-mail (Kindle). Where to, is kept beside the user's cache and in no book; a password is kept nowhere.
"""

from __future__ import annotations

import json
import mimetypes
import os
import smtplib
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from book import store
from book.cache.places import user_folder
from book.classes import dataclass
from book.findings import UsageError
from book.messages import Message, message, trouble

_NAME = "sending.json"
_WAIT = 60.0  # seconds for a server of mail
_TLS = 465  # the port on which a connection begins encrypted (RFC 8314); on all others it becomes so (STARTTLS)
_LARGEST = 50_000_000  # bytes of a file in a letter: what Kindle takes


@dataclass(frozen=True, slots=True)
class Sending:
    """Where finished files go: a folder; or by mail, `to` whom, `sender` from whom, over which `server` (name, or name:port)."""

    folder: str = ""
    to: str = ""
    sender: str = ""
    server: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Sending:
        """From what a page sends, or a file holds; what is no text is none."""
        values = {key: given.get(key) for key in ("folder", "to", "sender", "server")}
        return cls(**{key: value.strip() for key, value in values.items() if isinstance(value, str)})


def kept(environment: Mapping[str, str]) -> Sending:
    """What the user said last; nothing where he never did."""
    path = _path(environment)
    try:
        return Sending.of(json.loads(path.read_text("utf-8"))) if path is not None else Sending()
    except (OSError, ValueError, AttributeError):
        return Sending()


def keep(sending: Sending, environment: Mapping[str, str]) -> None:
    """Keeps it for the next time. Raises `WriteError`."""
    path = _path(environment)
    if path is not None:
        store.write_all(path.parent, {path.name: json.dumps(asdict(sending), ensure_ascii=False).encode()})


def _path(environment: Mapping[str, str]) -> Path | None:
    folder = user_folder(environment)
    return folder.parent / f"wenxuan-{_NAME}" if folder is not None else None


def suggested(home: Path) -> Iterator[tuple[str, Path]]:
    """Folders that are there: of services that keep folders in step, and of readers that are plugged in; what each is called."""
    for name in (
        "Nutstore Files",
        "Nutstore",
        "坚果云",
        "我的坚果云",
        "Dropbox",
        "OneDrive",
        "iCloud Drive",
        "Nextcloud",
    ):
        if os.path.isdir(home / name):  # noqa: PTH112 - never raises
            yield name, home / name
    for root in (Path("/media") / home.name, Path("/run/media") / home.name, Path("/Volumes"), *map(Path, _DRIVES)):
        for reader, inner in (("KOBOeReader", ""), ("Kindle", "documents"), ("KINDLE", "documents"), ("documents", "")):
            place = root / reader / inner
            if os.path.isdir(place) and (reader != "documents" or os.path.isdir(root / "system")):  # noqa: PTH112
                yield reader, place


_DRIVES = [f"{letter}:/" for letter in "DEFGHIJ"]


def send(path: Path, how: str, sending: Sending, password: str) -> Message:
    """Sends a file, and says where it went. Raises `UsageError` with the reason where it does not go."""
    if how == "folder":
        return _copied(path, sending)
    if how == "mail":
        return _mailed(path, sending, password)
    raise UsageError(how, *trouble("desk.error.not-given"))


def _copied(path: Path, sending: Sending) -> Message:
    folder = Path(sending.folder).expanduser()
    if not sending.folder or not folder.is_dir():
        raise UsageError(sending.folder or "?", *trouble("desk.error.no-folder"))
    try:
        store.copy_file(path, folder / path.name)
    except OSError as error:
        raise UsageError(str(folder), error.strerror or str(error), message("desk.error.no-folder.next")) from None
    return message("desk.sent.folder", name=path.name, folder=str(folder))


def _mailed(path: Path, sending: Sending, password: str) -> Message:
    if not (sending.to and sending.sender and sending.server) or any(
        set("\r\n") & set(one) for one in asdict(sending).values()
    ):
        raise UsageError(path.name, *trouble("desk.error.no-mail"))
    body = path.read_bytes()
    if len(body) > _LARGEST:
        raise UsageError(path.name, *trouble("desk.error.mail-large", most=_LARGEST // 1_000_000))
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sending.sender, sending.to, path.stem
    letter.set_content(path.name)
    kind, _, subtype = (mimetypes.guess_type(path.name)[0] or "application/octet-stream").partition("/")
    letter.add_attachment(body, maintype=kind, subtype=subtype, filename=path.name)
    host, _, port = sending.server.partition(":")
    number = int(port) if port.isdecimal() else _TLS
    try:
        with _server(host, number) as server:
            if password:
                server.login(sending.sender, password)
            server.send_message(letter)
    except (OSError, ValueError, smtplib.SMTPException) as error:
        raise UsageError(sending.server, str(error) or type(error).__name__, message("desk.error.mail.next")) from None
    return message("desk.sent.mail", name=path.name, to=sending.to)


def _server(host: str, port: int) -> smtplib.SMTP:
    """A connection that is encrypted, unless it goes to this machine."""
    context = ssl.create_default_context()
    if port == _TLS:
        return smtplib.SMTP_SSL(host, port, timeout=_WAIT, context=context)
    server = smtplib.SMTP(host, port, timeout=_WAIT)
    if host not in ("localhost", "127.0.0.1"):
        server.starttls(context=context)
    return server
