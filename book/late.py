"""Modules that are loaded when something of them is first asked for: a form of input costs nothing where there is none of it.

    if TYPE_CHECKING:
        from book.read import novel
    else:
        novel = late("book.read.novel")

So type checkers, and the contracts that hold the floors, see an import like any other.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class _Late(ModuleType):
    """Stands for a module of its name."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def late(name: str) -> ModuleType:
    """The module of a name, which is loaded when it is first asked for something."""
    return _Late(name)
