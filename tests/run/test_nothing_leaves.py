"""What a build writes says nothing of the machine, of who uses it, or of when it was used."""

from __future__ import annotations

import datetime
import getpass
import io
import json
import re
import socket
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
from conftest import PROSE, article, wenxuan_apart, write
from factory_sources import png, zipped
from PIL import Image

HOME, USER, HOST = "lao-wang-home", "lao-wang", "lao-wang-host"


def contents(body: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """All that a file holds, unpacked as far as it goes."""
    yield name, body
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            yield f"{name}: times", repr([one.date_time for one in packed.infolist()]).encode()
            for one in packed.namelist():
                yield f"{name}: {one}: name", one.encode()
                yield from contents(packed.read(one), f"{name}: {one}")
    elif body.startswith(b"%PDF"):
        with pymupdf.open(stream=body) as pdf:
            yield f"{name}: text", "".join(page.get_text() for page in pdf).encode()
            yield f"{name}: metadata", repr(pdf.metadata).encode()
            for xref in range(1, pdf.xref_length()):
                yield f"{name}: {xref}", pdf.xref_object(xref).encode() + (pdf.xref_stream(xref) or b"")


@pytest.fixture
def wang(tmp_path: Path) -> Path:
    """A folder below a home, with sources of each kind."""
    photo = io.BytesIO()
    tags = Image.Exif()
    tags[0x013B] = USER
    Image.new("RGB", (60, 40), "navy").save(photo, "JPEG", exif=tags)
    here = tmp_path / HOME / "文集"
    page = f"<html><head><title>石阶</title></head><body><article>{''.join(f'<p>{p}</p>' for p in PROSE)}</article></body></html>"
    pictures = ("a.jpg", "../../b.png", f"file:///home/{USER}/c.png", "no.png", "link.png")
    lines = [*PROSE, *(f"![图]({name})" for name in pictures)]
    write(here / "in", {"a.md": article("渡船", *lines, date="2020-01-01"), "again.md": article("渡船", *lines)})
    write(
        here / "in",
        {"a.jpg": photo.getvalue(), "empty.md": "", "broken.zip": b"PK\x03\x04", "binary.md": bytes(range(256))},
    )
    write(
        here,
        {
            "saved.zip": zipped({"x/石阶.html": page, "../out.html": page}),
            "one.html": page,
            "more/in/b.md": article("桥"),
        },
    )
    write(here, {"b.png": png()})
    (here / "in" / "link.png").symlink_to(here / "b.png")
    (here / "in" / "out.md").symlink_to(here / "one.html")
    return here


@pytest.mark.parametrize("kind", ["from the root", "from home", "a book", "a book and more"])
def test_nothing_written_names_the_machine_or_its_user_or_the_time(wang: Path, tmp_path: Path, kind: str) -> None:
    elsewhere = tmp_path / HOME / "here"
    elsewhere.mkdir()
    names = ("in", "saved.zip", "one.html", "more/*/*.md", "more/in", "nothing.md", "nothing/*")
    cwd = elsewhere
    args: list[object]
    if kind == "from the root":
        args = [wang / name for name in names]
    elif kind == "from home":
        args = [f"~/文集/{name}" for name in names]
    else:
        files = json.dumps([str(wang / name) if name == "in" else name for name in names[:5]], ensure_ascii=False)
        write(
            wang,
            {"book.toml": f'[book]\ntitle = "河上"\npreface = "p.md"\n[sources]\nfiles = {files}\n', "p.md": "序。\n"},
        )
        args = [wang] if kind == "a book" else [".", "../here/c.md"]
        cwd = elsewhere if kind == "a book" else wang
        write(elsewhere, {"c.md": article("渡口")})
    out, log = tmp_path / "out", tmp_path / "log.jsonl"
    env = {"HOME": str(tmp_path / HOME), "USER": USER, "LOGNAME": USER, "HOSTNAME": HOST, "TZ": "Pacific/Chatham"}
    env |= {"USERPROFILE": env["HOME"]}
    before = time.time()
    ran = wenxuan_apart(
        "build", *args, "-f", "epub,pdf,txt", "-o", out, "--log", log, "--title", "河上", cwd=cwd, env=env
    )
    assert ran.code == 1, ran.err
    found = [one for path in (*out.iterdir(), log) for one in contents(path.read_bytes(), path.name)]
    assert len(found) > 30
    years = {datetime.datetime.fromtimestamp(at, datetime.UTC) for at in (before, time.time())}
    secrets = {
        str(tmp_path), str(tmp_path.parent), HOME, USER, HOST, socket.gethostname(), str(Path(__file__).parents[2]),
        *(f"{at:{form}}" for at in years for form in ("%Y-%m-%d", "%Y%m%d", "%Y, %-m, %-d,")), "+12:45", "+13:45", "Chatham",
    }  # fmt: skip
    if len(getpass.getuser()) > 4:  # `root` stands in container.xml
        secrets.add(getpass.getuser())
    told = [(name, secret) for name, body in found for secret in secrets if len(secret) > 3 and secret.encode() in body]
    assert told == []
    rows = [json.loads(row) for row in (out / "report.jsonl").read_text("utf-8").splitlines()]
    listed = [one["source"] for one in rows[-1]["inputs"]]
    assert len(set(listed)) == len(listed)
    assert not [name for name in listed if re.match(r"/|[A-Za-z]:", name)]
    assert "in/a.md" in listed
