"""Code blocks: verbatim, without the buttons and line numbers that a page lays over them."""

from __future__ import annotations

import re

from bs4 import Tag

from book.model import CodeBlock
from book.read.dom import Walk, class_tokens, visible_text
from book.text import without_invisible

_LANGUAGE = re.compile(r"(?:language|lang|brush:)[-:\s]*([A-Za-z0-9+#_-]+)")


def code_of(tag: Tag, walk: Walk) -> CodeBlock | None:
    """A `pre` as code, with the language that its classes name; `None` where it is empty. Takes the furniture out of it."""
    for inner in list(tag.find_all(True)):
        rule = walk.rule_of(inner)
        if rule is not None and rule.kind not in ("caption", "unwrap"):
            walk.take(rule.name, visible_text(inner))
            inner.decompose()
        elif inner.name == "br":
            inner.replace_with("\n")
    code = tag.find("code")
    classes = [*class_tokens(tag), *(class_tokens(code) if isinstance(code, Tag) else ())]
    found = next((match.group(1) for name in classes if (match := _LANGUAGE.search(name))), "")
    text = without_invisible(tag.get_text()).replace("\xa0", " ").strip("\n").rstrip()
    return CodeBlock(text, found) if text.strip() else None
