"""Re-opens what was produced and lints it: a second look that trusts nothing that the renderers say.

A format that can be checked is a row of `CHECKS`; each is loaded when it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from book.findings import Finding, Where
from book.messages import message

Check = Callable[[bytes, str], tuple[Finding, ...]]


def _epub(body: bytes, name: str) -> tuple[Finding, ...]:
    from book.check.epub import check_epub

    return check_epub(body, name)


def _pdf(body: bytes, name: str) -> tuple[Finding, ...]:
    from book.check.pdf import check_pdf

    return check_pdf(body, name)


def _txt(body: bytes, name: str) -> tuple[Finding, ...]:
    from book.check.txt import check_txt

    return check_txt(body, name)


#: What lints a file, by the suffix of its name.
CHECKS: dict[str, Check] = {".epub": _epub, ".pdf": _pdf, ".txt": _txt}


def check_folder(files: Callable[[], Mapping[str, bytes]], name: str) -> tuple[Finding, ...]:
    """The faults of a folder of pages by what gives its files; that may raise `OSError`."""
    from book.check.web import check_web

    try:
        return check_web(files(), name)
    except OSError as error:
        return (Finding("check.unreadable", Where(name), detail=error.strerror or str(error)),)


def check_file(body: bytes, name: str) -> tuple[Finding, ...]:
    """The faults of a finished file, of the kind of its suffix."""
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    check = CHECKS.get(suffix)
    if check is None:
        known = ", ".join(CHECKS)
        return (Finding("check.unknown-kind", Where(name), detail=message("detail.not-checked", known=known)),)
    return check(body, name)
