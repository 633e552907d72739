"""Names of articles that last: an item of a feed is called by its address, for the third is soon the fourth."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path

from book.classes import replace
from book.store import Input


def lasting(inputs: list[Input]) -> list[Input]:
    """Items of a feed by address, or by title where the address is not theirs alone, else by their bytes."""
    addresses = Counter(one.hints.url for one in inputs if one.hints.url)
    taken = {one.locator for one in inputs}
    named = []
    for one in inputs:
        name = one.locator
        feed, mark, number = name.rpartition("#")
        if mark and number.isdecimal() and one.body is not None:
            url = one.hints.url
            name = f"{feed}#{url if addresses[url] == 1 else hashlib.sha256(one.hints.title.encode()).hexdigest()[:10]}"
            if name in taken or not (url or one.hints.title):
                name = f"{feed}#{hashlib.sha256(one.body).hexdigest()[:10]}"
        taken.add(name)
        findings = tuple(replace(finding, where=replace(finding.where, source=name)) for finding in one.findings)
        named.append(one if name == one.locator else replace(one, locator=name, findings=findings))
    return named


def files_alone(names: frozenset[str] | None, base: Path) -> frozenset[str]:
    """Names of articles that are files of their own, and no items of others; none where one of them may be an item."""
    if names and all("#" not in name and os.path.isfile(base / name) for name in names):  # noqa: PTH113 - never raises
        return names
    return frozenset()
