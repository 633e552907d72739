"""The work of a desk's own process: it reads articles and makes books, asked by lines of JSON and answering in lines of JSON.

A request is `{"do": …, "folder": …, "language": …, …}`; answers are any number of `{"stage", "done", "total"}`, then one
`{"made": …}` or `{"trouble": {"what", "why", "next"}}`. It ends with its input. So a fault, or a page that takes too long, costs an
answer and never the desk; and what is stopped is ended whole.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from book.classes import replace
from book.desk.folder import ConflictError
from book.findings import BookError
from book.messages import Message, Wording, message
from book.packaged import catalogue

Progress = Callable[[Message, int, int], None]
_Given = Mapping[str, Any]


def main() -> None:
    """Answers requests until there are none."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer
    try:
        for line in sys.stdin:
            _answer(json.loads(line), answers)
    except BrokenPipeError:  # who asked is gone
        os._exit(0)


def _answer(given: _Given, answers: IO[str]) -> None:
    say = catalogue(str(given["language"]))
    last: list[object] = [""]

    def tell(row: Mapping[str, Any]) -> None:
        answers.write(json.dumps(row) + "\n")
        answers.flush()

    def progress(stage: Message, done: int, total: int) -> None:
        row = {"stage": say.text(stage), "done": done, "total": total}
        if (
            total <= 100
            or done in (0, total)
            or done * 100 // total != (done - 1) * 100 // total
            or last[0] != row["stage"]
        ):
            last[0] = row["stage"]
            tell(row)

    try:
        tell({"made": DEEDS[given["do"]](given, progress)})
    except BookError as error:
        told = _trouble(error.what, error.why, error.next_step, say.text)
        tell({"trouble": told, "conflict": isinstance(error, ConflictError)})
    except MemoryError:
        tell({"trouble": _trouble(str(given["do"]), *_two("command.no-memory", "desk.error.fault.next"), say.text)})
    except Exception as error:
        why = message("command.fault", error=f"{type(error).__name__}: {error}")
        tell({"trouble": _trouble(str(given["do"]), why, message("desk.error.fault.next"), say.text)})
        if os.environ.get("WENXUAN_TRACEBACK"):
            raise


def _two(why: str, further: str) -> tuple[Message, Message]:
    return message(why), message(further)


def _trouble(what: Wording, why: Wording, further: Wording, text: Callable[[Wording], str]) -> dict[str, str]:
    return {"what": text(what), "why": text(why), "next": text(further)}


def _scan(given: _Given, progress: Progress) -> dict[str, Any]:
    """Brings articles.toml up to date with the sources."""
    from book.desk import jobs
    from book.run import scan

    folder = Path(given["folder"])
    if addresses := given.get("addresses"):
        scan.add(folder, list(addresses), folder)
    job = jobs.job(folder, given["language"], fetch=bool(addresses))
    done = scan.scan(replace(job, progress=progress))
    return {"changes": len(done.changes)}


def _look(given: _Given, progress: Progress) -> dict[str, Any]:
    from book.desk import jobs, looking

    job = jobs.job(Path(given["folder"]), given["language"])
    return looking.look(replace(job, progress=progress), Path(given["record"]))


def _ready(given: _Given, _: Progress) -> dict[str, Any]:
    """Loads what reading an article needs, and what setting one does where it is to be set: who asks for it next waits less."""
    from book.desk import saved, table

    if given["view"] == "proof":
        from book.desk import proofs

        proofs.ready()
    return {"ready": [saved.__name__, table.__name__]}


def _article(given: _Given, _: Progress) -> dict[str, Any]:
    from book.desk import jobs, table

    return table.laid_open(jobs.job(Path(given["folder"]), given["language"]), given["file"], Path(given["record"]))


def _decide(given: _Given, _: Progress) -> dict[str, Any]:
    """What a decision about a text makes of the book's files; they are written by who asked."""
    from book.desk import jobs, texts
    from book.desk.folder import BookFolder

    folder = Path(given["folder"])
    made = texts.decided(jobs.job(folder, given["language"]), BookFolder(folder).text, given["decision"])
    label = [made.label.key, {name: str(value) for name, value in made.label.values}]
    return {"files": dict(made.files), "label": label}


def _proof(given: _Given, progress: Progress) -> dict[str, Any]:
    from book.desk import proofs

    to = Path(given["to"])
    to.mkdir(parents=True, exist_ok=True)
    return proofs.proof(Path(given["folder"]), given["language"], given["file"], given["switches"], to, progress)


def _page(given: _Given, _: Progress) -> dict[str, Any]:
    """A page of a proof as a picture in a file."""
    from book.store import put
    from book.system.pdf_pages import Pages

    pages = Pages(Path(given["pdf"]))
    try:
        if not 0 < given["number"] <= len(pages):
            return {"file": ""}
        put(Path(given["to"]), pages.png(given["number"], given["width"]))
    finally:
        pages.close()
    return {"file": given["to"]}


def _picture(given: _Given, _: Progress) -> dict[str, Any]:
    """A picture of an article in a file, and its type."""
    from book.desk import jobs, pictures
    from book.store import put

    job = jobs.job(Path(given["folder"]), given["language"])
    made = pictures.picture(job, given["file"], given["wanted"], given["width"])
    if made is None:
        return {"file": "", "type": ""}
    put(Path(given["to"]), made[0])
    return {"file": given["to"], "type": made[1]}


def _source(given: _Given, _: Progress) -> dict[str, Any]:
    """The document of an article as it was saved, for a frame."""
    from book.desk import jobs, saved

    return {"html": saved.document(jobs.job(Path(given["folder"]), given["language"]), given["file"])}


def _build(given: _Given, progress: Progress) -> dict[str, Any]:
    """The book itself, as `wenxuan build` makes it."""
    from book.desk import jobs
    from book.report.facts import line as told
    from book.report.facts import problems, summary
    from book.run.build import NothingLeft
    from book.run.build import build as build_book

    job = jobs.job(Path(given["folder"]), given["language"])
    say = catalogue(given["language"])
    try:
        account = build_book(replace(job, progress=progress))
    except NothingLeft as stop:
        account = stop.account
        found = [
            {"text": told(one, say, times), "severity": one.kind.severity.value} for one, times in problems(account)
        ]
        return {"exit": stop.exit_code, "summary": say.text(stop.why), "files": [], "findings": found}
    found = [{"text": told(one, say, times), "severity": one.kind.severity.value} for one, times in problems(account)]
    return {
        "exit": account.exit_code, "summary": summary(account, say), "files": list(account.named), "findings": found,
    }  # fmt: skip


#: What can be asked for, by name.
DEEDS: dict[str, Callable[[_Given, Progress], dict[str, Any]]] = {
    "scan": _scan, "look": _look, "article": _article, "decide": _decide, "proof": _proof, "page": _page, "picture": _picture,
    "source": _source, "build": _build, "ready": _ready,
}  # fmt: skip

if __name__ == "__main__":
    main()
