"""The house's data classes: what the standard library's do, they do too, written with the first value."""

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, field, fields, is_dataclass, replace
from dataclasses import dataclass as library
from typing import ClassVar

import pytest

from desktop.rules.values import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 2
    names: tuple[str, ...] = field(default=(), compare=False, repr=False)
    MOST: ClassVar[int] = 9

    @property
    def far(self) -> int:
        return self.x + self.y


@dataclass(frozen=True, slots=True)
class Place(Point):
    kept: dict[str, int] = field(default_factory=dict)
    double: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "double", 2 * self.x)


@dataclass(slots=True)
class Open:
    held: list[int] = field(default_factory=list)
    name: str = ""


@dataclass(frozen=True)
class Loose:
    name: str = "a"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Loose) and other.name.lower() == self.name.lower()


@dataclass(eq=False, slots=True)
class Job:
    number: int


@library(frozen=True)
class Old:
    first: int = 1


@dataclass(frozen=True)
class New(Old):
    second: int = 2


def test_values_are_made_by_place_name_default_and_factory():
    assert (Point(1).x, Point(1).y, Point(x=3, y=4).far) == (1, 2, 7)
    place = Place(2, kept={"a": 1})
    assert (place.kept, place.double, Place(2).kept is Place(2).kept) == ({"a": 1}, 4, False)
    assert Open().held is not Open().held
    assert (New(5).first, New(5).second) == (5, 2)
    with pytest.raises(TypeError):
        Point()
    with pytest.raises(TypeError):
        Point(1, z=2)


def test_values_are_equal_by_their_compared_fields_and_within_one_class():
    assert Point(1, names=("a",)) == Point(1) != Point(2)
    assert Point(1) != Place(1)
    assert hash(Point(1, names=("a",))) == hash(Point(1))
    assert len({Point(1), Point(1), Point(2)}) == 2
    assert Open([1]) == Open([1])
    assert Job(1) != Job(1)
    assert Loose("a") == Loose("A")
    with pytest.raises(TypeError):
        hash(Open())


def test_frozen_values_stay_as_they_are_and_slots_take_no_other_names():
    with pytest.raises(FrozenInstanceError):
        Point(1).x = 2
    with pytest.raises(FrozenInstanceError):
        del Point(1).x
    with pytest.raises(FrozenInstanceError):
        Loose().name = "b"
    assert not hasattr(Point(1), "__dict__")
    opened = Open()
    opened.name = "b"
    assert opened.name == "b"
    with pytest.raises(AttributeError):
        opened.other = 1


def test_they_are_shown_matched_copied_and_pickled():
    assert repr(Point(1, names=("secret",))) == "Point(x=1, y=2)"
    match Place(1, 5):
        case Point(x, y):
            assert (x, y) == (1, 5)
    point = Point(1, 3, ("a",))
    for other in (copy.copy(point), copy.deepcopy(point), pickle.loads(pickle.dumps(point))):
        assert (other, other.names) == (point, ("a",))


@dataclass(frozen=True, slots=True)
class Unmade:
    a: int = 1


def test_the_library_knows_them_as_its_own():
    # one of which no value was made, too
    assert is_dataclass(Unmade)
    assert [f.name for f in fields(Unmade)] == ["a"]
    assert replace(Point(1, names=("a",)), y=5).names == ("a",)
    assert asdict(Place(1, kept={"b": 2})) == {"x": 1, "y": 2, "names": (), "kept": {"b": 2}, "double": 2}

    @library(frozen=True)
    class Heir(Point):
        z: int = 4

    assert (Heir(1).y, Heir(1).z) == (2, 4)


def test_a_default_that_could_be_changed_is_refused():
    with pytest.raises(ValueError, match="default_factory"):

        @dataclass(slots=True)
        class _Shared:
            held: list[int] = []  # noqa: RUF012
