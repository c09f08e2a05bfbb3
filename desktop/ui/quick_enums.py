"""Lets Qt's enumerations come into being in a third of the time that Python's functional way takes.

`Qt` alone has ninety enumerations with twelve hundred names, and PySide makes all of them as soon as one is asked for.
Python checks each name as if a person had written it, though a binding's names and whole numbers need no checking:
a quarter of a start. Here the library makes the class, and the members are put into it as it would have put them.
"""

import enum
import sys
from typing import Any

_TYPES: dict[Any, Any] = {enum.Enum: object, enum.IntEnum: int}
_usual: Any = enum.EnumType._create_  # type: ignore[attr-defined]


def _create(cls: Any, class_name: str, names: Any, *, module: str | None = None, **more: Any) -> Any:
    """Stands for `EnumType._create_`."""
    if module is None:
        # as the library looks for it: where the enumeration is asked for
        module = sys._getframe(2).f_globals.get("__name__")
    if cls not in _TYPES or names.__class__ is not list or not all(_plain(name, value) for name, value in names):
        return _usual(cls, class_name, names, module=module, **more)
    made = _usual(cls, class_name, (), module=module, **more)
    _fill(made, _TYPES[cls], names)
    return made


def _plain(name: object, value: object) -> bool:
    return value.__class__ is int and name.__class__ is str and name not in _TAKEN


def _fill(made: Any, kind: Any, names: list[tuple[str, int]]) -> None:
    by_name, by_value, first = made._member_map_, made._value2member_map_, made._member_names_
    for name, value in names:
        member = by_value.get(value)
        if member is None:
            member = int.__new__(made, value) if kind is int else object.__new__(made)
            member.__dict__.update(_value_=value, _name_=name, __objclass__=made, _sort_order_=len(first))
            first.append(name)
            by_value[value] = member
        by_name[name] = member
        type.__setattr__(made, name, member)


def _same(kind: Any) -> bool:
    """Whether this Python makes enumerations of nothing else than what is put into them here."""
    names = [("One", 1), ("Two", 2), ("Second", 2)]
    made = [way(kind, "Tried", names, module=__name__) for way in (_usual, _create)]
    return _anatomy(made[0]) == _anatomy(made[1])


def _anatomy(made: Any) -> list[object]:
    own = {name: value for name, value in vars(made).items() if not callable(value)}
    members = [(name, {**vars(member), "__objclass__": 0}, repr(member), hash(member), member == 2)
               for name, member in made.__members__.items()]  # fmt: skip
    return [{name: repr(value) for name, value in own.items()}, sorted(vars(made)), members]


# What enumerations have of their own can't be the name of a member without further ado
_TAKEN = {name for kind in _TYPES for base in kind.__mro__ for name in vars(base)}

if all(_same(kind) for kind in _TYPES):
    enum.EnumType._create_ = _create  # type: ignore[attr-defined]
