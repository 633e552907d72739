"""Values with variables of CSS, worked out once for all elements that have the same, over the internals of WeasyPrint 70.

`font: 9pt var(--serif)` is twelve properties, each of which had all of it put in and parsed again for each element: a quarter of
the time that the contents of a book took. Used by `once`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any


def substituted(stock: Callable[..., Any]) -> Callable[..., Any]:
    """`resolve_var`: what is no function has no variable, and a variable without another value beside it is its value."""

    @wraps(stock)
    def resolve_var(computed: Any, token: Any, parent_style: Any) -> Any:
        if token.type not in ("function", "() block"):
            return None
        if token.type == "function" and token.lower_name == "var" and len(token.arguments) == 1:
            (name,) = token.arguments
            if name.type == "ident" and name.value.startswith("--"):
                return computed[name.value.replace("-", "_")] or []
        return stock(computed, token, parent_style)

    return resolve_var


def solved(stock: Callable[..., Any]) -> Callable[..., Any]:
    """`Pending.solve`: a value of a style sheet keeps what came of it as long as the same is put in for its variables."""

    @wraps(stock)
    def solve(self: Any, tokens: list[Any], wanted_key: str, base_url: str | None) -> Any:
        of: list[Any]
        known: dict[tuple[str, str | None], Any]
        of, known = getattr(self, "solved", ([], {}))
        if len(of) != len(tokens) or any(one is not other for one, other in zip(of, tokens, strict=True)):
            known = {}
            self.solved = tokens, known
        key = wanted_key, base_url
        if key not in known:
            known[key] = stock(self, tokens, wanted_key, base_url)
        return known[key]

    return solve
