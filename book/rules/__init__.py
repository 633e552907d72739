"""Rules as data: the texts of `*.toml` → a compiled `RuleSet`. Rules hold no Python, and every rule carries examples.

A rule says in data what a kind of furniture looks like; what is done with a match is decided in `read` and `clean`. Texts
are handed in, for this floor opens no files. A rule that cannot be read raises `RuleError`, which names file and rule.
"""

from book.rules.load import RuleError, load
from book.rules.ruleset import Asked, RuleSet
from book.rules.types import LineRule, NodeRule, NoticeRule, SiteRule

__all__ = ["Asked", "LineRule", "NodeRule", "NoticeRule", "RuleError", "RuleSet", "SiteRule", "load"]
