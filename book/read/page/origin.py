"""Where a page came from: its own address, as its head or a saved copy says it, and the rule for its site."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from book.late import expression
from book.read.html5 import Tree
from book.rules import RuleSet, SiteRule

_SAVED = expression(r"saved from url=\(\d+\)(\S+)|^\s*url: (\S+)", re.M)


def address_of(soup: Tree) -> str:
    """The address of a page: that from which it was saved, else the one that it calls its own; "" for none."""
    for comment in islice(soup.comments, 12):
        match = _SAVED.search(comment)
        if match and (match[1] or match[2] or "").startswith("http"):
            return match[1] or match[2]
    tags = [
        (next((tag for tag in soup.named("link") if "canonical" in tag.get("rel").split()), None), "href"),
        (next((tag for tag in soup.named("meta") if tag.get("property") == "og:url"), None), "content"),
        (next(iter(soup.named("base")), None), "href"),
    ]
    for tag, key in tags:
        value = tag.get(key).strip() if tag is not None else ""
        if value.startswith("//"):
            value = "https:" + value
        if value.startswith("http"):
            return value
    return ""


def site_of(url: str, markup: str, rules: RuleSet) -> SiteRule | None:
    """The rule of the site a page came from: by its address, else by marks that only its pages have."""
    host = urlsplit(url).hostname or "" if url else ""
    for rule in rules.sites:
        if host and any(host == name or host.endswith("." + name) for name in rule.hosts):
            return rule
    for rule in rules.sites:
        if rule.marks and any(mark in markup for mark in rule.marks):
            return rule
    return None
