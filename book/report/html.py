"""The account for an editor: one HTML page that needs nothing beside it."""

from __future__ import annotations

from functools import partial

from jinja2 import DictLoader, Environment, StrictUndefined

from book.account import Account, reason
from book.messages import Catalogue
from book.report.facts import doubts, line, listed, network, problems, rows, summary
from book.settings.values import Theme
from book.text import length
from book.walk import inline_text, plain_text


def html(account: Account, theme: Theme, say: Catalogue) -> str:
    """The report as one HTML page."""
    environment = Environment(
        loader=DictLoader(dict(theme.templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        length=lambda article: length(plain_text(article.blocks)),
        rows=partial(rows, say=say),
        line=partial(line, say=say),
        why=lambda entry: say.text(reason(entry.cause)) if entry.cause else "",
        inline_text=inline_text,
        listed=listed,
        doubts=doubts,
        say=say,
    )
    return environment.get_template("report.html.j2").render(
        account=account, summary=summary(account, say), problems=list(problems(account)), css=theme.sheets["report.css"],
        rules=sorted(account.rules.items(), key=lambda item: (-item[1], item[0])), network=network(account),
    )  # fmt: skip
