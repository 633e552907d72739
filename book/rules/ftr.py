"""Site rules in the format of fivefilters' Full-Text RSS (`title: //h1`, `strip_id_or_class: ad` …) → `SiteRule`.

The format is described at help.fivefilters.org (site patterns). Its XPath is turned into CSS for the forms that such files use;
what has no CSS is left out, and `unread` names it. No file of theirs is shipped: the user brings it.
"""

from __future__ import annotations

import re

from book.late import expression
from book.rules.types import SiteRule

_LINE = expression(r"^\s*+([a-z_]++)(?:\(([^)]*+)\))?\s*+:\s*+(.*)$")
_STEP = expression(r"(//?)\s*([\w*-]+)((?:\[[^\]]*\])*)")
_PREDICATE = expression(r"\[([^\]]*)\]")
_CLASS_TOKEN = expression(
    r"""contains\(\s*concat\(\s*['"] ['"]\s*,\s*(?:normalize-space\()?@class\)?\s*,\s*['"] ['"]\s*\)"""
    r"""\s*,\s*['"]\s*([\w-]+)\s*['"]\s*\)"""
)
_CONTAINS = expression(r"""contains\(\s*@([\w-]+)\s*,\s*['"]([^'"]*)['"]\s*\)""")
_STARTS = expression(r"""starts-with\(\s*@([\w-]+)\s*,\s*['"]([^'"]*)['"]\s*\)""")
_EQUALS = expression(r"""@([\w:-]+)\s*=\s*['"]([^'"]*)['"]""")
_ATTRIBUTE = expression(r"/@[\w:-]+$")


def site_rule(host: str, text: str) -> SiteRule:
    """The rule of one file, named by its host (`.example.com.txt` holds for all below example.com)."""
    found: dict[str, list[str]] = {"title": [], "body": [], "author": [], "date": [], "remove": []}
    for row in text.splitlines():
        match = _LINE.match(row.partition(" #")[0] if row.lstrip().startswith("#") else row)
        if not match or row.lstrip().startswith("#"):
            continue
        key, value = match[1], match[3].strip()
        match key:
            case "title" | "body" | "author" | "date":
                found[key] += [css for path in value.split(" | ") if (css := css_of(path))]
            case "strip":
                found["remove"] += [css for path in value.split(" | ") if (css := css_of(path))]
            case "strip_id_or_class":
                name = value.strip("'\" ")
                if re.fullmatch(r"[\w-]+", name):
                    found["remove"] += [f'[id*="{name}"]', f'[class*="{name}"]']
            case _:
                pass
    name = host.removeprefix(".")
    title, body, author, date, remove = (tuple(value) for value in found.values())
    return SiteRule(f"user {name}", hosts=(name,), title=title, body=body, author=author, date=date, remove=remove)


def unread(text: str) -> list[str]:
    """The lines of a file whose XPath has no CSS."""
    lines = []
    for row in text.splitlines():
        match = _LINE.match(row)
        if (
            match
            and not row.lstrip().startswith("#")
            and match[1] in ("title", "body", "author", "date", "strip")
            and not css_of(match[3])
        ):
            lines.append(row.strip())
    return lines


def css_of(path: str) -> str:
    """The CSS of an XPath of the forms that site rules use; "" where there is none."""
    path = _ATTRIBUTE.sub("", path.strip().removesuffix("/text()"))
    if not path.startswith("/"):
        return ""
    css = ""
    end = 0
    for match in _STEP.finditer(path):
        if match.start() != end:
            return ""
        end = match.end()
        slash, tag, predicates = match.groups()
        tests = [_test(one) for one in _PREDICATE.findall(predicates)]
        if any(test is None for test in tests):
            return ""
        joint = "" if not css else (" > " if slash == "/" else " ")
        css += joint + (tag if tag != "*" or not tests else "") + "".join(test or "" for test in tests)
    return css if end == len(path) else ""


def _test(predicate: str) -> str | None:
    """One predicate as CSS, `None` where it has none."""
    predicate = predicate.strip()
    if predicate.isdecimal():
        return f":nth-of-type({predicate})"
    if match := _CLASS_TOKEN.fullmatch(predicate):
        return f".{match[1]}"
    for pattern, sign in ((_CONTAINS, "*="), (_STARTS, "^="), (_EQUALS, "=")):
        if match := pattern.fullmatch(predicate):
            return f'[{match[1]}{sign}"{match[2]}"]'
    return None
