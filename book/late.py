"""What is made when it is first asked for: modules that are loaded then, and expressions that are compiled then.

    if TYPE_CHECKING:
        from book.read import novel
    else:
        novel = late("book.read.novel")

So a form of input costs nothing where there is none of it, and type checkers, and the contracts that hold the floors, see an import
like any other.

    _SIGNED = expression(r"…")

One plain article asks a third of our expressions; that they are compiled once, and not in each run, is `engine`'s.
"""

from __future__ import annotations

import re
from importlib import import_module
from types import ModuleType
from typing import Any, cast

from book import engine


class _Late(ModuleType):
    """Stands for a module of its name."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def late(name: str) -> ModuleType:
    """The module of a name, which is loaded when it is first asked for something."""
    return _Late(name)


def expression(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, compiled when it is first asked for something; what is wrong in it is raised then."""
    return cast("re.Pattern[str]", _Uncompiled(pattern, flags))


_ASKED = tuple("search match fullmatch finditer findall sub subn split pattern flags groups groupindex".split())


class _Compiled:
    """An expression with the methods of the engine at hand: asking it takes no longer than asking `re.Pattern` itself."""

    __slots__ = ("_given", *_ASKED)

    def __reduce__(self) -> tuple[Any, ...]:
        return expression, self._given  # type: ignore[attr-defined]


class _Uncompiled(_Compiled):
    """An expression that was not asked yet."""

    __slots__ = ()

    def __init__(self, pattern: str, flags: int) -> None:
        self._given, self.pattern = (pattern, flags), pattern

    def __getattr__(self, name: str) -> Any:
        if name not in _ASKED:
            raise AttributeError(name)
        compiled = engine.compiled(*self._given)
        for one in _ASKED:
            setattr(self, one, getattr(compiled, one))
        self.__class__ = _Compiled  # type: ignore[assignment]  # which looks for an attribute in one place only
        return getattr(compiled, name)
