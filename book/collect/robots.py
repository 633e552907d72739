"""robots.txt (RFC 9309): what a site asks programs to stay away from. The text in, an answer for each address out.

`protego` matches paths: the longest rule counts, `*` and `$` have their meaning, percent-encoding is made alike. Groups are
chosen here, by the product token and nothing else (2.2.1): `protego` would take part of a name for it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from book.late import expression, late

if TYPE_CHECKING:
    import protego
else:
    protego = late("protego")

MOST = 512 * 1024  # bytes that are read: at least 500 KiB (2.5); what lies behind is as if it were not there
HOPS = 5  # redirects that are followed at least (2.3.1.2); what lies behind more is as if there were no rules
_AGENT = expression(r"user[-\s]*agent(?![^\s:])[\s:]*", re.I)  # as `protego` takes it
_STARS = expression(r"\*{2,}")
_TOKEN = expression(r"[A-Za-z_-]+|\*")
_OTHER = "another"
_LONGEST = 8_000  # characters of a rule, as of an address (RFC 9110, 4.1); matching costs by length


class Robots:
    """The rules of one site for one program, by its product token."""

    def __init__(self, body: bytes, token: str) -> None:
        text = body[:MOST].decode("utf-8", "replace").removeprefix("\ufeff")
        self._token = token.lower()
        self._rules = protego.Protego.parse("\n".join(self._lines(text)))

    def allow(self, url: str) -> bool:
        """Whether this address may be asked for."""
        return self._rules.can_fetch(url[:_LONGEST], self._token)

    def _lines(self, text: str) -> list[str]:
        """The lines, all programs but this one under one name: groups for thousands of them would each hold all rules."""
        lines = []
        for raw in text.splitlines():
            line = _STARS.sub("*", raw.partition("#")[0].strip())
            if agent := _AGENT.match(line):
                token = _TOKEN.match(line, agent.end())
                name = token[0].lower() if token else _OTHER
                line = "user-agent:" + (name if name in (self._token, "*") else _OTHER)
            lines.append(line if len(line) <= _LONGEST else "")
        return lines
