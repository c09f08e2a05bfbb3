"""Enumerations made the quick way are those the library makes, to the last name."""

import enum
import inspect
import pickle
import re

import pytest
from PySide6 import QtCore, QtGui, QtWidgets

from desktop.ui import quick_enums

KINDS = enum.Enum, enum.IntEnum
OF_QT = [
    one
    for module in (QtCore, QtGui, QtWidgets)
    for _name, owner in inspect.getmembers(module, inspect.isclass)
    for one in (owner, *vars(owner).values())
    if isinstance(one, enum.EnumType) and one.__base__ in KINDS
]


def told(made: type[enum.Enum]) -> list[object]:
    members = [(name, member.name, member.value, repr(member), str(member), hash(member), member.__objclass__ is made,
                member == member.value, made(member.value) is member, made[name] is member)
               for name, member in made.__members__.items()]  # fmt: skip
    return [
        made.__name__,
        made.__module__,
        made.__doc__,
        members,
        [m.name for m in made],
        sorted(vars(made)),
        dir(made),
    ]


def both(kind: type[enum.Enum], names: object) -> tuple[type[enum.Enum], type[enum.Enum]]:
    usual = quick_enums._usual.__get__(kind)("Made", names, module=__name__)
    quick = quick_enums._create(kind, "Made", names, module=__name__)
    return usual, quick


def test_the_quick_way_is_in_place():
    assert enum.EnumType._create_ is quick_enums._create


@pytest.mark.parametrize("kind", KINDS)
def test_all_of_qt_is_as_the_library_would_have_made_it(kind: type[enum.Enum]):
    found = [one for one in OF_QT if one.__base__ is kind]
    assert len(found) > 20
    for one in found:
        usual, quick = both(kind, [(name, member.value) for name, member in one.__members__.items()])
        assert told(usual) == told(quick)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "names",
    [
        [("name", 1), ("value", 2), ("mro", 3)],
        [("One", 1), ("Again", 1), ("Below", -1), ("Large", 2**40)],
        [("On", True), ("Off", False)],
        "One Two",
        {"One": 1},
        [],
    ],
)
def test_what_needs_checking_is_left_to_the_library(kind: type[enum.Enum], names: object):
    try:
        usual = told(quick_enums._usual.__get__(kind)("Made", names, module=__name__))
    except ValueError as refusal:
        with pytest.raises(ValueError, match=re.escape(str(refusal))):
            quick_enums._create(kind, "Made", names, module=__name__)
    else:
        assert told(quick_enums._create(kind, "Made", names, module=__name__)) == usual


def test_text_and_flags_are_the_librarys():
    assert told(both(enum.Enum, [("One", "a"), ("Two", "b")])[1])[3][0][2] == "a"
    flags = quick_enums._create(enum.Flag, "Made", [("One", 1), ("Two", 2)], module=__name__)
    assert (flags["One"] | flags["Two"]).value == 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_member_survives_and_an_unknown_value_does_not(kind: type[enum.Enum]):
    _usual, quick = both(kind, [("One", 1)])
    globals()["Made"] = quick
    try:
        assert pickle.loads(pickle.dumps(quick["One"])) is quick["One"]
    finally:
        del globals()["Made"]
    with pytest.raises(ValueError, match="2"):
        quick(2)
    with pytest.raises(AttributeError):
        quick.One = 3
