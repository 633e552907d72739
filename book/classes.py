"""`dataclass`, whose methods are compiled when they are first called.

Python's own writes up to six functions for each class and compiles them one by one while a module is loaded: for 230 classes that
took a fifth of reading one article, where most of them are not made, compared or shown. All else is left to it: the fields, the
slots, and what `fields`, `replace` and `match` go by.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import MISSING, FrozenInstanceError, field, fields
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Protocol

__all__ = ["OPENED", "Closed", "as_it_is", "dataclass", "field", "fields", "replace"]

#: The `metadata` of a field whose value may be `Closed`: what asks for it gets what that opens to.
OPENED = {"opened": True}


class Closed(Protocol):
    """What stands for a value until somebody asks for it."""

    def opened(self) -> Any:
        """The value."""


if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:

    def replace(given: Any, /, **changes: Any) -> Any:
        """As the function of that name in `dataclasses`, in a third of its time; a value that is closed stays closed."""
        cls = given.__class__
        for name in cls.__dict__.get("_closable", ()):
            if name not in changes:
                changes[name] = as_it_is(given, name)
        for name in cls.__match_args__:
            if name not in changes:
                changes[name] = getattr(given, name)
        return cls(**changes)

    def dataclass(cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True) -> Any:
        """As the function of that name in `dataclasses`; a frozen class with slots is pickled as its kind and its values."""

        def made(plain: type) -> type:
            # Without a description Python writes one of the signature, which takes as long as all the rest.
            plain.__doc__ = plain.__doc__ or plain.__name__
            whole = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(plain)
            _give(whole, frozen, slots, eq)
            return whole

        return made if cls is None else made(cls)


_Method = Callable[..., Any]
_UNGIVEN = object()  # stands for a value that is not given and that a function makes
_SET = object.__setattr__


def _give(cls: type[Any], frozen: bool, slots: bool, eq: bool) -> None:
    """Gives a class its methods. One that it has itself stays."""
    methods: dict[str, _Method | None] = {
        "__init__": _first(cls, "__init__", _init_of_frozen if frozen else _init),
        "__repr__": _repr,
    }
    if eq:
        methods |= {
            "__eq__": _first(cls, "__eq__", _eq),
            "__hash__": _first(cls, "__hash__", _hash) if frozen else None,
        }
    if frozen:
        methods |= _fixed(cls)
        methods |= {"__reduce__": _first(cls, "__reduce__", _reduce)} if slots else {}
    for name, method in methods.items():
        if cls.__dict__.get(name) is None:
            setattr(cls, name, method)
    if slots and (closable := [one.name for one in fields(cls) if "opened" in one.metadata]):
        for name in closable:
            setattr(cls, name, _Opened(cls.__dict__[name]))
        cls._closable = frozenset(closable)


class _Opened:
    """A field whose value may be closed, over the slot in which it lies."""

    __slots__ = ("slot",)

    def __init__(self, slot: Any) -> None:
        self.slot = slot

    def __get__(self, given: Any, owner: type | None = None) -> Any:
        if given is None:
            return self
        value = self.slot.__get__(given, owner)
        if hasattr(value, "opened"):
            value = value.opened()
            self.slot.__set__(given, value)
        return value

    def __set__(self, given: Any, value: Any) -> None:
        self.slot.__set__(given, value)


def as_it_is(given: Any, name: str) -> Any:
    """The value of an `OPENED` field, closed or not."""
    return given.__class__.__dict__[name].slot.__get__(given)


def _first(cls: type[Any], name: str, write: Callable[[type[Any]], _Method]) -> _Method:
    """The method until it is first called: it is written then."""

    def first(self: Any, /, *given: Any, **named: Any) -> Any:
        method = write(cls)
        method.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, method)
        return method(self, *given, **named)

    return first


def _compiled(name: str, given: list[str], lines: list[str], **known: Any) -> _Method:
    exec("\n ".join([f"def {name}({', '.join(given)}):", *lines]), known)  # noqa: S102  # nothing in it but names of fields
    method: _Method = known[name]
    return method


def _init_of_frozen(cls: type[Any]) -> _Method:
    return _init(cls, "_SET(self, {name!r}, {value})")


def _init(cls: type[Any], line: str = "self.{name} = {value}") -> _Method:
    known: dict[str, Any] = {"_SET": _SET, "_UNGIVEN": _UNGIVEN}
    given, lines = ["self"], []
    for one in fields(cls):
        value, makes = f"_default_{one.name}", one.default_factory is not MISSING
        default = known[value] = one.default_factory if makes else one.default
        if one.init:
            given.append(one.name if default is MISSING else f"{one.name}=_UNGIVEN" if makes else f"{one.name}={value}")
            value = f"{value}() if {one.name} is _UNGIVEN else {one.name}" if makes else one.name
        elif makes:
            value += "()"
        if one.init or makes or (default is not MISSING and "__slots__" in vars(cls)):  # else the class has the value
            lines.append(line.format(name=one.name, value=value))
    lines += ["self.__post_init__()"] * hasattr(cls, "__post_init__")
    return _compiled("__init__", given, lines or ["pass"], **known)


def _eq(cls: type[Any]) -> _Method:
    names = [one.name for one in fields(cls) if one.compare]
    lines = ["if other.__class__ is not self.__class__:", " return NotImplemented"]
    return _compiled("__eq__", ["self", "other"], [*lines, f"return {_of('self', names)} == {_of('other', names)}"])


def _hash(cls: type[Any]) -> _Method:
    names = [one.name for one in fields(cls) if (one.compare if one.hash is None else one.hash)]
    return _compiled("__hash__", ["self"], [f"return hash({_of('self', names)})"])


def _reduce(cls: type[Any]) -> _Method:
    return _compiled("__reduce__", ["self"], [f"return self.__class__, {_kept(cls)}"], _SLOT=as_it_is)


def _kept(cls: type[Any]) -> str:
    """The values of an instance as they are."""
    closable = cls.__dict__.get("_closable", ())
    return "(" + "".join(f"_SLOT(self, {n!r}), " if n in closable else f"self.{n}, " for n in cls.__match_args__) + ")"


def _of(value: str, names: Iterable[str]) -> str:
    return "(" + "".join(f"{value}.{name}, " for name in names) + ")"


@recursive_repr()
def _repr(self: Any) -> str:
    shown = [f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr]
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _fixed(cls: type[Any]) -> dict[str, _Method]:
    """What lets no field be set or deleted."""

    def setting(self: Any, name: str, value: Any) -> None:
        if type(self) is cls or name in cls.__dataclass_fields__:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def deleting(self: Any, name: str) -> None:
        if type(self) is cls or name in cls.__dataclass_fields__:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return {"__setattr__": setting, "__delattr__": deleting}
