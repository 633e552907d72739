"""Our `dataclass` beside Python's own: classes of both are made, compared, hashed, shown, changed and pickled alike."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from book.classes import dataclass

_NAMES = ("kind", "text", "at", "_made", "value", "name")
_VALUES = st.integers(0, 2) | st.sampled_from(["", "墨", "a"]) | st.tuples(st.integers(0, 1))
_FLAGS = st.fixed_dictionaries({}, optional={"compare": st.booleans(), "repr": st.booleans()})


@st.composite
def _bodies(draw: Callable[..., Any]) -> dict[str, Any]:
    """What stands in a class: its annotations, and what is given to the fields, those with a default last."""
    names = draw(st.lists(st.sampled_from(_NAMES), unique=True))
    body: dict[str, Any] = {
        "__annotations__": dict.fromkeys(names, "Any"),
        "__doc__": draw(st.sampled_from([None, "Described."])),
    }
    for name in names[draw(st.integers(0, len(names))) :]:
        flags, default = draw(_FLAGS), draw(_VALUES)
        ways = [
            default,
            field(default=default, **flags),
            field(default_factory=lambda default=default: [default], **flags),
        ]
        ways += [field(init=False, default=default), field(init=False, default_factory=dict)]
        body[name] = draw(st.sampled_from(ways))
    if draw(st.booleans()):
        body["__post_init__"] = _checked
    return body


def _checked(self: Any) -> None:
    if [getattr(self, one.name) for one in fields(self)].count("a") > 1:
        raise ValueError("twice")


def _twins(body: dict[str, Any], **how: Any) -> tuple[type, type]:
    """Python's class and ours; each has fields of its own, for `field` keeps what class it is of."""
    made = []
    for way in (dataclasses.dataclass, dataclass):
        own = {
            name: copy.copy(value) if isinstance(value, dataclasses.Field) else value for name, value in body.items()
        }
        made.append(way(**how)(type("Made", (), {**own, "__module__": __name__})))
    return made[0], made[1]


def _said(what: Callable[[], Any]) -> Any:
    """What something gives, or what it raises: kind and words."""
    try:
        return what()
    except Exception as error:  # noqa: BLE001
        return type(error), str(error)


def _told(cls: type, given: list[Any], named: dict[str, Any], other: list[Any]) -> list[Any]:
    """All that can be asked of values of a class, in the order in which it compiles what is asked."""

    def make() -> Any:
        return cls(*given, **named)

    def changed(one: Any, name: str) -> Any:
        setattr(one, name, 7)
        return getattr(one, name)

    found: list[Any] = [cls.__match_args__, [(one.name, one.init, one.repr, one.compare) for one in fields(cls)]]  # type: ignore[attr-defined, arg-type]
    found.append(_said(lambda: repr(make())))
    if not isinstance(_said(make), cls):
        return found
    one = make()
    found += [
        one == make(),
        one != make(),
        one == 3,
        _said(lambda: one == cls(*other)),
        _said(lambda: hash(one) == hash(make())),
    ]
    found += [hasattr(one, "__dict__"), _said(lambda: repr(replace(one, **named)))]
    found += [_said(lambda: repr(dataclasses.asdict(one))), repr(copy.copy(one)), repr(copy.deepcopy(one))]
    for name in [one.name for one in fields(cls)]:  # type: ignore[arg-type]
        found += [_said(lambda name=name: changed(make(), name)), _said(lambda name=name: delattr(make(), name))]
    return found


@given(
    body=_bodies(), frozen=st.booleans(), slots=st.booleans(), eq=st.booleans(),
    values=st.lists(_VALUES, max_size=6), other=st.lists(_VALUES, max_size=6),
    named=st.dictionaries(st.sampled_from([*_NAMES, "unknown"]), _VALUES, max_size=2),
)  # fmt: skip
def test_it_is_as_pythons_own(
    body: Any, frozen: bool, slots: bool, eq: bool, values: Any, other: Any, named: Any
) -> None:
    theirs, ours = _twins(body, frozen=frozen, slots=slots, eq=eq)
    assert _told(ours, values, named, other) == _told(theirs, values, named, other)
    if eq:
        assert _said(lambda: hash(ours(*values))) == _said(lambda: hash(theirs(*values)))


@dataclass(frozen=True, slots=True)
class _Base:
    """A value."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class _More(_Base):
    more: tuple[str, ...] = ()


@dataclass(slots=True)
class _Changing:
    found: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Open:
    text: str


@pytest.mark.parametrize("one", [_Base("墨", 3), _More("墨", more=("色",)), _Changing(["墨"]), _Open("墨")], ids=repr)
def test_a_value_is_pickled_whole(one: Any) -> None:
    again = pickle.loads(pickle.dumps(one))
    assert [type(again), again, repr(again)] == [type(one), one, repr(one)]


def test_a_class_has_what_it_inherits() -> None:
    assert _More("墨", 1, ("色",)) == _More("墨", 2, ("色",)) != _Base("墨")
    assert replace(_More("墨", 1), more=("色",)) == _More("墨", more=("色",))
    assert repr(_More("墨")) == "_More(text='墨', at=0, more=())"


def test_nothing_is_set_on_a_frozen_value() -> None:
    """Python's own lets a name that is no field through to an error of its own (3.11)."""
    for name in ("text", "at", "unknown"):
        with pytest.raises(FrozenInstanceError):
            setattr(_More("墨"), name, 1)
        with pytest.raises(FrozenInstanceError):
            delattr(_More("墨"), name)


def test_a_method_that_is_written_stays() -> None:
    @dataclass(slots=True)
    class Written:
        text: str

        def __init__(self) -> None:
            self.text = "墨"

        def __repr__(self) -> str:
            return "written"

    assert Written().text == "墨"
    assert repr(Written()) == "written"


_COUNT = """
import builtins, enum, typing
compiled, plain = [], builtins.exec
builtins.exec = lambda *given: compiled.append(given) or plain(*given)
import book.model
texts = [given[0] for given in compiled if isinstance(given[0], str)]  # the others are modules
assert all(text.startswith("def __init__") for text in texts) and len(texts) < 8, texts
del compiled[:]
assert book.model.Text("a") == book.model.Text("a")
assert len(compiled) == 2, compiled
"""


def test_what_no_one_asks_is_not_compiled() -> None:
    """The model has forty classes; some values of four are made as it is loaded. Each method asked for is compiled once."""
    ran = subprocess.run([sys.executable, "-c", _COUNT], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
