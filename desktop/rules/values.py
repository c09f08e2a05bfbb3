"""Data classes whose methods are written with the first value made, so that loading them costs next to nothing.

The standard library writes and compiles up to seven methods for each class when it is loaded, together more than a
millisecond; a start loads dozens of classes and makes values of few. `fields`, `replace` and `asdict` work on these
as on any. What no class of the program asks for is not built: `order`, `kw_only`, fields with a hash of their own.
"""

import dataclasses
from collections.abc import Callable
from inspect import get_annotations
from operator import attrgetter
from typing import Any, ClassVar, TypeVar, dataclass_transform

C = TypeVar("C", bound=type)
_MISSING: Any = dataclasses.MISSING
_KNOWN = "__known_fields__"
_OURS = frozenset({"__dict__", "__weakref__"})


@dataclass_transform(field_specifiers=(dataclasses.field,))
def dataclass(*, frozen: bool = False, slots: bool = False, eq: bool = True) -> Callable[[C], C]:
    """As `dataclasses.dataclass`; methods that a class writes itself stay as they are."""

    def finished(cls: Any) -> Any:
        inherited = _inherited(cls)
        own = _own(cls)
        known = inherited | own
        added = {n: method for n, method in _methods(known, frozen, slots, eq) if not _written(cls, n)}
        writes_init = "__init__" not in cls.__dict__
        # a default would stand in the way of its slot, and a factory is no default
        gone = {n for n, (_k, given) in own.items() if given is not _MISSING and (slots or _is_field(given))}
        if slots:
            kept = {n: v for n, v in cls.__dict__.items() if n not in gone and n not in _OURS}
            name = cls.__qualname__
            added["__slots__"] = tuple(n for n in own if n not in inherited)
            cls = type(cls)(cls.__name__, cls.__bases__, kept | added)
            cls.__qualname__ = name
        else:
            for n in gone:
                delattr(cls, n)
                if own[n][1].default is not _MISSING:
                    setattr(cls, n, own[n][1].default)
            for n, value in added.items():
                setattr(cls, n, value)
        if writes_init:
            cls.__init__ = _first(cls, frozen)
        return cls

    return finished


def _written(cls: Any, name: str) -> bool:
    # Python itself puts None for the hash of a class that writes its __eq__
    return name in cls.__dict__ and not (name == "__hash__" and cls.__dict__[name] is None)


def _inherited(cls: Any) -> dict[str, tuple[Any, Any]]:
    found: dict[str, tuple[Any, Any]] = {}
    for base in reversed(cls.__mro__[1:]):
        if _KNOWN in base.__dict__:
            found |= base.__dict__[_KNOWN]
        elif "__dataclass_fields__" in base.__dict__:
            found |= {f.name: (f.type, f) for f in dataclasses.fields(base)}
    return found


def _own(cls: Any) -> dict[str, tuple[Any, Any]]:
    """Field → its annotation and its default or `field()`."""
    found = {}
    for name, kind in get_annotations(cls).items():
        if kind is ClassVar or getattr(kind, "__origin__", None) is ClassVar:
            continue
        given = cls.__dict__.get(name, _MISSING)
        if given.__class__.__hash__ is None:
            raise ValueError(f"mutable default for {cls.__name__}.{name}: use field(default_factory=…)")
        found[name] = (kind, given)
    return found


def _is_field(given: object) -> bool:
    return given.__class__ is dataclasses.Field


def _those(known: dict[str, tuple[Any, Any]], what: str) -> tuple[str, ...]:
    return tuple(n for n, (_kind, given) in known.items() if not _is_field(given) or getattr(given, what))


def _methods(known: dict[str, tuple[Any, Any]], frozen: bool, slots: bool, eq: bool) -> list[tuple[str, Any]]:
    compared = _those(known, "compare")
    found: list[tuple[str, Any]] = [
        (_KNOWN, known),
        ("__dataclass_fields__", _Described("__dataclass_fields__", frozen, eq)),
        ("__dataclass_params__", _Described("__dataclass_params__", frozen, eq)),
        ("__match_args__", _those(known, "init")),
        ("__compared__", attrgetter(*compared) if compared else staticmethod(_nothing)),
        ("__repr__", _repr),
    ]
    if eq:
        found.append(("__eq__", _eq))
        found.append(("__hash__", _hash if frozen else None))
    if frozen:
        found += [("__setattr__", _refuse_set), ("__delattr__", _refuse_delete)]
        if slots:
            found += [("__getstate__", _get_state), ("__setstate__", _set_state)]
    return found


def _nothing(_value: object) -> tuple[()]:
    return ()


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is self.__class__:
        return self.__compared__(self) == other.__compared__(other)
    return NotImplemented


def _hash(self: Any) -> int:
    return hash(self.__compared__(self))


def _repr(self: Any) -> str:
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in _those(self.__known_fields__, "repr"))
    return f"{self.__class__.__qualname__}({shown})"


def _refuse_set(self: Any, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _get_state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__known_fields__]


def _set_state(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__known_fields__, state, strict=True):
        object.__setattr__(self, name, value)


def _first(made: Any, frozen: bool) -> Callable[..., None]:
    """Stands for `__init__` until the first value is made."""

    def __init__(self: Any, *given: Any, **named: Any) -> None:  # noqa: N807
        made.__init__ = _initialiser(made, frozen)
        made.__init__(self, *given, **named)

    return __init__


def _initialiser(made: Any, frozen: bool) -> Any:
    names: dict[str, Any] = {"_set": object.__setattr__, "_missing": _MISSING}
    takes, lines = ["self"], []
    for name, (_kind, given) in getattr(made, _KNOWN).items():
        default, factory, init = given, _MISSING, True
        if _is_field(given):
            default, factory, init = given.default, given.default_factory, given.init
        value = name if init else f"_{name}"
        if factory is not _MISSING:
            names[f"_{name}"] = factory
            value = f"_{name}() if {name} is _missing else {name}" if init else f"_{name}()"
            takes += [f"{name}=_missing"] if init else []
        else:
            names[f"_{name}"] = default
            takes += [name if default is _MISSING else f"{name}=_{name}"] if init else []
            if not init and default is _MISSING:
                continue  # left to __post_init__
        lines.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    exec(f"def __init__({', '.join(takes)}):\n " + "\n ".join(lines or ["pass"]), names)
    written = names["__init__"]
    written.__qualname__ = f"{made.__qualname__}.__init__"
    return written


class _Described:
    """What `dataclasses` knows of its own classes, made when it is asked for."""

    def __init__(self, what: str, frozen: bool, eq: bool) -> None:
        self._what, self._frozen, self._eq = what, frozen, eq

    def __get__(self, _value: object, owner: Any) -> Any:
        known = getattr(owner, _KNOWN)
        given = {n: default for n, (_kind, default) in known.items() if default is not _MISSING}
        twin = type(owner.__name__, (), {"__annotations__": {n: k for n, (k, _d) in known.items()}, **given})
        described: Any = dataclasses.dataclass(frozen=self._frozen, eq=self._eq, init=False, repr=False)(twin)
        found = getattr(described, self._what)
        setattr(owner, self._what, found)
        return found
