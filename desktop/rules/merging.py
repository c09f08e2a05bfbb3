"""How two files become one, field by field: which value stays, and when both do (CL-11)."""

from collections.abc import Mapping
from typing import Any

from desktop.i18n import N_
from desktop.rules.fields import Field, FieldType
from desktop.rules.words import Word

_JOINED = {FieldType.LONG: "\n", FieldType.TEXT: "；"}
# Of these two texts are two pieces of knowledge; of a name or an address the second is another writing of the first
_KNOWLEDGE = frozenset({"hobbies", "allergies", "taboos", "dishes", "drinks", "cigarettes", "seat", "room_wishes",
                        "ordering_habits", "dining_habits", "suggestions", "room_to_grow", "touches_us", "note",
                        "business_scope", "parking", "work_news", "people_around", "other_facts"})  # fmt: skip
_SECOND_PLACE = {"phone": "other_phone"}


class Pick(Word):
    """Whose value stays. A side that has none gives way to the other."""

    LEFT = "left", N_("Keep the left")
    RIGHT = "right", N_("Take the right")
    BOTH = "both", N_("Keep both")


class Whose(Word):
    """To which file a value belongs that was changed after the merge."""

    KEPT = "kept", N_("Stays with the file that was kept")
    OTHER = "other", N_("Goes to the file that comes back")
    BOTH = "both", N_("Both files get it")


def options(field: Field) -> tuple[Pick, ...]:
    """What may be chosen for a field in which the files differ."""
    both = not field.sealed and (field.type in _JOINED or field.name in _SECOND_PLACE) and field.name not in _ONE
    return (Pick.LEFT, Pick.RIGHT, Pick.BOTH) if both else (Pick.LEFT, Pick.RIGHT)


_ONE = frozenset({"name", "short_name", "credit_code", "card_number"})


def suggested(field: Field, left: object, right: object) -> Pick:
    """What a screen proposes: nothing that was learnt is lost, and of two writings the kept file's stays."""
    if is_empty(left) and not is_empty(right):
        return Pick.RIGHT
    if is_empty(right) or left == right or Pick.BOTH not in options(field):
        return Pick.LEFT
    return Pick.BOTH if field.own or field.name in _KNOWLEDGE or field.name in _SECOND_PLACE else Pick.LEFT


def unasked(field: Field) -> Pick:
    """Where nobody chose: the kept file's value, only that an allergy is never lost, nor a number for which there is
    room."""
    return Pick.BOTH if field.name == "allergies" or field.name in _SECOND_PLACE else Pick.LEFT


def merged(field: Field, left: object, right: object, pick: Pick) -> object:
    """The value of the merged file. Both texts of a field are joined, unless one holds the other already."""
    if is_empty(left) or is_empty(right):
        return right if is_empty(left) else left
    if pick is Pick.RIGHT:
        return right
    joint = _JOINED.get(field.type)
    if pick is Pick.LEFT or joint is None or Pick.BOTH not in options(field):
        return left
    first, second = str(left), str(right)
    if second in first or first in second:
        return first if second in first else second
    return f"{first}{joint}{second}"


def second_place(name: str) -> str:
    """The field that takes a value for which there is no room beside the first; "" where there is none."""
    return _SECOND_PLACE.get(name, "")


def without_echo(left: Mapping[str, Any], right: Mapping[str, Any], picks: Mapping[str, Pick]) -> dict[str, Any]:
    """The right one's values, but for a second number that is the left one's first: it tells nothing new, and would
    keep out the right one's own first. Where that takes the first place, the left one's still needs the second."""
    echoes = {second: "" for first, second in _SECOND_PLACE.items()
              if isinstance(right.get(second), str) and right[second] == left.get(first)
              and picks.get(first) is not Pick.RIGHT}  # fmt: skip
    return {**right, **echoes}


def is_empty(value: object) -> bool:
    return value is None or value == ""
