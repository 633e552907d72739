"""Addresses that a book may carry: http, https and mailto, written as RFC 3986 wants them. Anything else is no link.

EPUBCheck reads addresses by the WHATWG URL standard and complains of each departure (RSC-020); what a browser would mend in
silence is mended here, and what it would refuse becomes plain text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from itertools import pairwise
from urllib.parse import SplitResult, quote, urlsplit

from book.late import expression
from book.render.breakable import JOINT, LONG
from book.render.xhtml import escape

#: RFC 3986 §3.3: what stands as itself in a path; `%` because escapes that are there already must stay.
_PATH = "/:@!$&'()*+,;=~-._%"
_QUERY = _PATH + "?"
_STRAY_PERCENT = expression(r"%(?![0-9A-Fa-f]{2})")
#: Control and zero-width characters that copying leaves in an address. A space within one is part of it, as %20.
_JUNK = expression(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]+")
_LABEL = expression(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_MAILBOX = expression(r"[A-Za-z0-9.!#$&'*+/=^_`{|}~-]+@[^@?]+")


def safe_href(href: str) -> str:
    """The address as it may stand in an `href`, pure ASCII; "" if it is no http, https or mailto address that can be mended.

    Never raises.
    """
    text = _JUNK.sub("", href).strip().encode("utf-8", "ignore").decode("utf-8")
    scheme, colon, rest = text.partition(":")
    if not colon:
        return ""
    match scheme.lower():
        case "mailto":
            return _mailto(rest)
        case "http" | "https" as known:
            return _web(known, rest)
        case _:
            return ""


def _mailto(rest: str) -> str:
    mailbox, mark, query = rest.partition("?")
    if not _MAILBOX.fullmatch(mailbox):
        return ""
    local, _, domain = mailbox.partition("@")
    host = _host(domain)
    return f"mailto:{quote(local, safe='.!$&*+/=_~-')}@{host}{mark}{_quote(query, _QUERY)}" if host else ""


def _web(scheme: str, rest: str) -> str:
    if not rest.startswith("//"):
        return ""
    try:
        parts = urlsplit(f"{scheme}:{rest}")
        port, name = parts.port, parts.hostname or ""
    except ValueError:  # a port that is no number or above 65535, brackets around what is no IPv6 address
        return ""
    host = _host(name)
    return _join(scheme, host, port, parts) if host else ""


def _join(scheme: str, host: str, port: int | None, parts: SplitResult) -> str:
    """Puts the address together. A user name or password in it is left out: it would go round with every copy."""
    where = host if port is None else f"{host}:{port}"
    query = f"?{_quote(parts.query, _QUERY)}" if parts.query else ""
    fragment = f"#{_quote(parts.fragment, _QUERY)}" if parts.fragment else ""
    return f"{scheme}://{where}{_quote(parts.path, _PATH)}{query}{fragment}"


def _quote(text: str, safe: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=safe)


def _host(name: str) -> str:
    """The host in ASCII; "" if no browser could reach it, or not by IDNA 2003, which EPUBCheck goes by."""
    if ":" in name:
        try:
            return f"[{IPv6Address(name)}]" if "%" not in name else ""
        except AddressValueError:
            return ""
    try:
        host = name.encode("idna").decode("ascii").lower().removesuffix(".")
        shown = host.encode("ascii").decode("idna")  # an xn-- label that is no punycode fails here
    except UnicodeError:
        return ""
    if not all(char.isascii() or unicodedata.ucd_3_2_0.category(char)[0] in "LMN" for char in shown):
        return ""
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return ""
    # WHATWG, "ends in a number": such a host is an IPv4 address or nothing.
    if labels[-1].isdigit() or labels[-1].startswith("0x"):
        try:
            return str(IPv4Address(host))
        except AddressValueError:
            return ""
    return host


def breakable(text: str, markup: Callable[[str], str] = escape) -> str:
    """A run of text as markup in which an address may break after its joints; `markup` writes what is no address.

    `wbr` and no zero-width space, so that copied and searched text is unchanged.
    """
    if LONG.search(text) is None:
        return markup(text)
    pieces, last = [], 0
    for run in LONG.finditer(text):
        cuts = [0, *(joint.end() for joint in JOINT.finditer(run[0])), len(run[0])]
        pieces += [
            markup(text[last : run.start()]),
            "<wbr/>".join(escape(run[0][a:b]) for a, b in pairwise(cuts) if b > a),
        ]
        last = run.end()
    return "".join((*pieces, markup(text[last:])))
