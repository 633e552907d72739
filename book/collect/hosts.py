"""Which hosts lie on this machine or in a private network, however they are spelled. Text and addresses in, no network.

An address may be written in many ways (`127.1`, `0x7f000001`, `0177.0.0.1`, `127。0。0。1`, `[::ffff:7f00:1]`), and one that
looks public may hold a private one (NAT64, 6to4). What counts is where it leads.
"""

from __future__ import annotations

import unicodedata
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from urllib.parse import unquote

from book.late import expression
from book.messages import Message

Address = IPv4Address | IPv6Address


class Refused(Exception):  # noqa: N818 - the name says what happened
    """An address of the web gave nothing, and why."""

    def __init__(self, why: Message) -> None:
        super().__init__(str(why))
        self.why = why


#: Names that are resolved inside a network only: RFC 6761 (localhost), RFC 6762 and its appendix G (local and what else is in use
#: at home and in offices), RFC 8375 (home.arpa), ICANN's reservation of 2024 (internal).
_INSIDE = tuple(
    f".{name}" for name in "localhost localdomain local internal intranet private corp home lan home.arpa".split()
)
#: Stops between labels other than the ASCII one (RFC 3490, 3.1); NFKC has made U+FF0E and U+FF61 of the others into these.
_STOPS = str.maketrans({"\u3002": "."})
#: Blocks whose last 32 bits are an IPv4 address that is reached in the end: mapped (RFC 4291, 2.5.5), translated (RFC 2765),
#: compatible (which `::` and `::1` lie in as well), NAT64 (RFC 6052).
_AROUND = tuple(map(IPv6Network, ("::ffff:0:0/96", "::ffff:0:0:0/96", "::/96", "64:ff9b::/96")))
#: What is not reached from everywhere (IANA's special-purpose registry), where versions of Python differ: NAT64 of one network,
#: Teredo, 6to4 (given up by RFC 7526), site-local addresses, documentation, segment routing.
_NOWHERE = tuple(
    map(
        IPv6Network,
        ("64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10", "2001:db8::/32", "3fff::/20", "5f00::/16"),
    )
)
_ISATAP = 0x00005EFE  # the upper half of an interface's number that holds an IPv4 address in the lower (RFC 5214, 6.1)
_ACCOUNT = expression(r"//[^/?#@]*+@")


def shown(url: str) -> str:
    """An address as it is told: without the name and the password of an account."""
    return _ACCOUNT.sub("//", url, count=1)


def is_public(ip: Address) -> bool:
    """Whether an address is reached from everywhere, and no other that it holds lies in a private network."""
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast
    low = IPv4Address(int(ip) & 0xFFFFFFFF)
    if any(ip in block for block in _AROUND):
        return is_public(low)
    if any(ip in block for block in _NOWHERE) or ip.scope_id is not None:
        return False
    if (int(ip) >> 32) & 0xFCFFFFFF == _ISATAP and not is_public(low):
        return False
    return ip.is_global and not ip.is_multicast


def read(host: str) -> Address | str:
    """The address that a host spells, else its name in lower case without the last stop. Raises `ValueError` where it is neither.

    Numbers are read as `inet_aton` and browsers read them (WHATWG URL, 3.5): one to four, decimal, octal or hexadecimal. A
    host that ends in a number and is no address is none at all, nor is one with signs that are percent-encoded.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKC", host) if unicodedata.category(c) != "Cf")
    plain = plain.translate(_STOPS).lower().removeprefix("[").removesuffix("]")
    if ":" in plain:
        return IPv6Address(plain)
    plain = plain.rstrip(".")
    if not plain or "%" in plain or any(c.isspace() or not c.isprintable() for c in plain):
        raise ValueError(host)
    labels = plain.split(".")
    if not _is_number(labels[-1]):
        return plain
    *bytes_, last = (_number(label) for label in labels)
    if len(labels) > 4 or any(byte > 255 for byte in bytes_) or last >= 256 ** (4 - len(bytes_)):
        raise ValueError(host)
    return IPv4Address(sum(byte << 8 * (3 - at) for at, byte in enumerate(bytes_)) + last)


def is_private(host: str) -> bool:
    """Whether a host says of itself that it lies on this machine or in a private network. Raises `ValueError` as `read` does.

    A name without a stop does: there is none in the public tree (RFC 7085). Where a name leads, only looking it up tells.
    """
    found = read(unquote(host))
    private = "." not in found or f".{found}".endswith(_INSIDE) if isinstance(found, str) else not is_public(found)
    if not private and "%" in host:
        raise ValueError(host)
    return private


def _is_number(label: str) -> bool:
    return (label.isascii() and label.isdigit()) or (
        label.startswith("0x") and all(c in "0123456789abcdef" for c in label[2:])
    )


def _number(label: str) -> int:
    """Raises `ValueError` for a label that is no number."""
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    if not _is_number(label):
        raise ValueError(label)
    return int(label, 8 if label.startswith("0") else 10)
