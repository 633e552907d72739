"""Which distribution of OpenCC converts: there are two of one import name, and never both."""

from __future__ import annotations


def distribution() -> str:
    """The distribution and its version, as a report names them."""
    from importlib import metadata  # costs time, and only a conversion needs it

    for name in ("opencc", "opencc-python-reimplemented"):
        try:
            return f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            continue
    return "opencc"
