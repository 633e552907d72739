"""What all pages of a report are written with: text escaped, what may fold away, the head of a page with its policy.

Pages are strings put together. A template takes five times as long for their rows, and a tenth of a second to be made ready.
"""

from __future__ import annotations

import base64
import hashlib

from book.late import expression
from book.messages import Catalogue
from book.text.marked import MARK

_CONTROLS = expression(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def escaped(text: object) -> str:
    """What others wrote, or what is not known to be markup, as text of a page and of its attributes."""
    plain = str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("'", "&#39;").replace('"', "&#34;")


def seen(markup: str) -> str:
    """A page, or a piece of one, without control characters, which no HTML may have (HTML, 13.2.3.5)."""
    return _CONTROLS.sub("", markup)


def folded(summary: str, inner: str, kind: str = "") -> str:
    """Markup that the reader opens, under a summary that is markup, too."""
    named = f' class="{kind}"' if kind else ""
    return f"<details{named}><summary>{summary}</summary>\n{inner}</details>\n"


def help_line(text: str, further: str = "") -> str:
    """A line that explains what follows; `further` is markup."""
    return f'<p class="help">{escaped(text)}{further}</p>\n'


def page(title: str, css: str, script: str, body: str, say: Catalogue) -> str:
    """A page: its head, with the policy that only our style and our script may act, and its body, which is `seen` already."""
    policy = f"default-src 'none'; style-src '{_digest(css)}'; script-src '{_digest(script)}'; base-uri 'none'; form-action 'none'"
    return (
        f'<!DOCTYPE html>\n<html lang="{escaped(say.language)}">\n<head>\n<meta charset="utf-8">\n'
        f"<meta {MARK.decode()}>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{seen(escaped(title))}</title>\n<style>{css}</style>\n</head>\n<body>\n{body}</body>\n</html>"
    )


def _digest(text: str) -> str:
    """A style or a script of ours as the policy of a page names it (CSP 3, 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
