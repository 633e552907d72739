"""A library on a cluster of Dask, its archive and itself in a store: real processes, of which one is killed and another comes.

`WENXUAN_CLUSTER=60,3000` has the number of books and articles that the suite has no time for.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import s3fs
from archives import archive, made, text
from cluster import Cluster, cluster, kill, store
from conftest import ROOT, Ran, article, files_in, wenxuan_apart, write
from PIL import Image

from book.bind.company import BAND, BANDS, company
from book.library import bands
from book.library.hands import cluster as dask
from book.library.signatures import Signatures
from book.library.version import version

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="killed by signals of POSIX")

BOOKS, ARTICLES = map(int, os.environ.get("WENXUAN_CLUSTER", "8,96").split(","))
IMPATIENT = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s"}
WAIT = 120  # seconds


def shelf(folder: Path, books: int, articles: int) -> Path:
    """Articles by so many authors; a tenth with a picture beside it, a tenth in ZIPs, some reprints."""
    body = io.BytesIO()
    Image.new("RGB", (60, 40), (200, 80, 20)).save(body, "PNG")
    files: dict[str, str | bytes] = {"图/桥.png": body.getvalue()}
    packed: dict[str, str] = {}
    for number in range(articles):
        shown = ("![桥](图/桥.png)",) if number % 10 == 1 else ()
        words = text(number - 20 if number % 25 == 24 else number)
        one = article(
            f"第{number}篇", *shown, words, author=f"作者{number % books:02}", date=f"2021-{number % 12 + 1:02}-05"
        )
        (packed if number % 10 == 2 else files)[f"{number:05}.md"] = one
    write(folder, files)
    with zipfile.ZipFile(folder / "一包.zip", "w") as file:
        for name, one in packed.items():
            file.writestr(name, one)
    return folder


def begun(*args: object, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """The command, in a process of its own, not waited for."""
    return subprocess.Popen(
        [sys.executable, "-m", "book", *map(str, args)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONFAULTHANDLER": "1", **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ended(process: subprocess.Popen[bytes]) -> Ran:
    try:
        out, err = process.communicate(timeout=WAIT if ARTICLES < 1000 else 3600)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)  # then it says where it is (PYTHONFAULTHANDLER)
        out, err = process.communicate()
        pytest.fail(err.decode())
    ran = Ran(process.returncode, out.decode(), err.decode())
    assert "Traceback" not in ran.out + ran.err
    return ran


def test_a_worker_is_killed_another_comes_and_every_byte_is_that_of_this_machine(tmp_path: Path) -> None:
    here = shelf(tmp_path / "in", BOOKS, ARTICLES)
    ran = wenxuan_apart("library", here, "-o", tmp_path / "lib", "-q", timeout=3600)
    assert ran.code == 0, ran.err
    with store(tmp_path / "store") as env, cluster(tmp_path / "dask", ("--no-nanny",), (), env=env) as workers:
        system = s3fs.S3FileSystem(
            key=env["AWS_ACCESS_KEY_ID"], secret=env["AWS_SECRET_ACCESS_KEY"], endpoint_url=env["AWS_ENDPOINT_URL"],
            use_listings_cache=False, skip_instance_cache=True,
        )  # fmt: skip
        system.mkdir("shelf")
        names = files_in(here)
        system.pipe({f"shelf/in/{name}": (here / name).read_bytes() for name in names})
        env["HOME"] = str(tmp_path / "home")
        client = begun("library", "s3://shelf/in", "-o", "s3://shelf/lib", "--scheduler", workers.address, env=env)
        until(client, lambda: bool(system.glob("shelf/lib/books/*/*.epub")))
        kill(workers.workers[0])
        workers.worker()
        assert client.poll() is None, "a worker was lost too late"
        ran = ended(client)
        assert ran.code == 0, ran.err
        assert f"{BOOKS} books: {BOOKS} made" in ran.out
        there = {name.removeprefix("shelf/lib/"): system.cat_file(name) for name in system.find("shelf/lib")}
        assert made(write(tmp_path / "far", there)) == made(tmp_path / "lib")

        # What the first machine made, another one need not.
        ran = wenxuan_apart(
            "library", "s3://shelf/in", "-o", "s3://shelf/lib", env={**env, "HOME": str(tmp_path / "other")}
        )
        assert f"{BOOKS} books: 0 made" in ran.out, ran.err
        refused = wenxuan_apart("library", "s3://none/in", "-o", tmp_path / "x", env=env)
        assert (refused.code, "there is no such archive" in refused.err) == (2, True)
        refused = wenxuan_apart("library", here, "-o", "s3://none/lib", env=env)
        assert (refused.code, "bucket does not exist" in refused.err) == (6, True), refused.err
        assert system.ls("") == ["shelf"], "no bucket is made"
        nobody = {**env, "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_EC2_METADATA_DISABLED": "true"}
        refused = wenxuan_apart("library", "s3://shelf/in", "-o", tmp_path / "x", env=nobody)
        assert refused.code == 2, refused.err


def until(client: subprocess.Popen[bytes], true: object) -> None:
    """Waits while the command runs."""
    end = time.monotonic() + WAIT
    assert callable(true)
    while not true():
        assert client.poll() is None, client.communicate()
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def one_worker(tmp_path: Path) -> Iterator[Cluster]:
    with cluster(tmp_path / "dask", ("--no-nanny",), env=IMPATIENT) as made:
        yield made


def test_a_scheduler_that_is_not_there_and_a_worker_that_is_another(tmp_path: Path) -> None:
    archive(tmp_path / "in", 3)
    given = ("library", tmp_path / "in", "-o", tmp_path / "lib", "--scheduler")
    ran = wenxuan_apart(*given, "tcp://127.0.0.1:9", env=IMPATIENT)
    assert (ran.code, "no scheduler answers" in ran.err) == (2, True), ran.err
    ran = wenxuan_apart(*given, "nonsense://x", env=IMPATIENT)
    assert (ran.code, "no scheduler answers" in ran.err) == (2, True), ran.err

    other = tmp_path / "other/book"  # the program with one file more
    other.mkdir(parents=True)
    for path in (ROOT / "book").iterdir():
        (other / path.name).symlink_to(path)
    (other / "more.py").write_text("# more\n", "utf-8")
    with cluster(tmp_path / "dask") as workers:
        workers.worker("--no-nanny", env={"PYTHONPATH": str(other.parent)})
        ran = wenxuan_apart(*given, workers.address)
    assert ran.code == 5, ran.err
    assert "this worker has another version" in ran.err
    assert "tcp://127.0.0.1" in ran.err


def test_stopped_it_leaves_nothing_there_and_a_scheduler_that_goes_is_told(tmp_path: Path, one_worker: Cluster) -> None:
    shelf(tmp_path / "in", 3, 300)
    given = ("library", tmp_path / "in", "-o", tmp_path / "lib", "--scheduler", one_worker.address)
    client = begun(*given, env=IMPATIENT)
    packs = tmp_path / "lib/.wenxuan/packs"
    until(client, lambda: len(list(packs.glob("*.pack"))) > 0)
    client.send_signal(signal.SIGINT)
    assert ended(client).code == 130
    asked = (
        "import distributed, sys; c = distributed.Client(sys.argv[1]);"
        "print(c.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)))"
    )
    left = subprocess.run([sys.executable, "-c", asked, one_worker.address], capture_output=True, check=True)
    assert left.stdout.split() == [b"0"]

    before = len(list(packs.glob("*.pack")))
    client = begun(*given, env=IMPATIENT)
    until(client, lambda: len(list(packs.glob("*.pack"))) > before)
    kill(one_worker.scheduler)
    ran = ended(client)
    assert ran.code == 5, ran.err
    assert "the scheduler went away" in ran.err
    ran = wenxuan_apart(*given[:-2])
    assert ran.code == 0, ran.err
    assert "3 books: 3 made" in ran.out


def test_bands_of_signatures_are_laid_out_by_workers_from_a_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a library of more than 20,000 texts; nothing stays in the store."""
    monkeypatch.setattr(bands, "_MANY", 0)
    draw = Random(1)
    given = [draw.randbytes(BAND * BANDS) for _ in range(300)]
    given += [one[: BAND * 40] + draw.randbytes(BAND * (BANDS - 40)) for one in given[::10]]
    sizes = [1000] * len(given)
    with store(tmp_path / "store") as env, cluster(tmp_path / "dask", ("--no-nanny",), (), env=env) as workers:
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        system = s3fs.S3FileSystem(use_listings_cache=False, skip_instance_cache=True)
        system.mkdir("shelf")
        hands = dask(workers.address)
        try:
            with Signatures(given) as kept:
                shelves = bands.shelved(kept, len(given), "s3://shelf/lib", version(), hands)
                found = list(company(kept, sizes, len(given), shelves))
        finally:
            hands.end()
        assert found == list(company(given, sizes))
        assert len(found) == 30
        assert system.find("shelf") == []
