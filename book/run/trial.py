"""The user's own rules, tried before any article is read: one that could take for ever is refused by its name.

Each expression is tried on texts of its own pieces (`rules/growth.py`), in a process that can be ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from book.findings import ConfigError
from book.messages import trouble
from book.rules import RuleSet, growth
from book.run.pool import Overrun, Pool
from book.settings.values import LimitsConfig

_SECONDS = 2.0  # for all texts of one expression: one of ours takes a hundredth of that
_TIMES = (*growth.FEW, growth.MANY // 10)

_Case = tuple[str, str, int, int]  # the rule's name, the expression, its flags, the longest text that it is asked about


def tried(rules: RuleSet, folder: str) -> None:
    """Raises `ConfigError` for a rule of the user whose expression can take for ever; `folder` is where his rules lie."""
    cases = list(_cases(rules))
    if not cases:
        return
    with Pool(1, LimitsConfig(seconds=_SECONDS), None) as pool:
        for (name, pattern, _, _), ended in zip(cases, pool.each(_try, cases), strict=True):
            if isinstance(ended, Overrun) or not ended:
                raise ConfigError(folder, *trouble("error.rule-explodes", name=repr(name), pattern=pattern))


def _cases(rules: RuleSet) -> Iterator[_Case]:
    for node in rules.nodes:
        if node.like is not None:
            yield node.name, node.like.pattern, node.like.flags, 0
    for line in rules.lines:
        yield line.name, line.pattern.pattern, line.pattern.flags, line.longest
    for notice in rules.notices:
        yield notice.name, notice.pattern.pattern, notice.pattern.flags, notice.longest
    for name, one in rules.patterns.items():
        yield name, one.pattern, one.flags, 0


def _try(case: _Case, _tools: None) -> bool:
    """Whether an expression can be tried: one of groups in groups by the hundred cannot even be parsed everywhere."""
    _, pattern, flags, longest = case
    try:
        expression = re.compile(pattern, flags)
        for times in _TIMES:
            for text, ask in product(growth.texts(expression, times, longest), (expression.search, expression.findall)):
                ask(text)
    except RecursionError:
        return False
    return True
