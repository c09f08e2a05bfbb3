"""Which values of many client files can be changed at once, how, and what each then holds."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.i18n import N_
from desktop.rules.entries import Value, checked
from desktop.rules.errors import BadEntry
from desktop.rules.fields import Catalogue, Field, FieldType
from desktop.rules.text import check_length
from desktop.rules.words import Word


class Manner(Word):
    """What is done to a value."""

    SET = "set", N_("Change to")
    ADD = "add", N_("Add")
    CLEAR = "clear", N_("Clear")


@dataclass(frozen=True, slots=True)
class BulkEdit:
    """One field and what to do to it; `value` as it was typed, nothing for CLEAR."""

    field: str
    manner: Manner
    value: object = ""


IMPORTANT = Field("important", N_("Important client"), FieldType.YES_NO, "basic")
DEPARTMENT = "department"
# What is one client's own and nobody else's; who answers for a client and its class have acts of their own
_ONES_OWN = frozenset({"name", "short_name", "salutation", "phone", "other_phone", "fax", "email", "birthday", "plate",
                       "card_number", "credit_code", "legal_representative", "registered_capital"})  # fmt: skip
_LINES = 1000  # characters from which a text is one of several lines
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def fields_for_many(catalogue: Catalogue, departments: Iterable[str]) -> tuple[Field, ...]:
    """The open fields that many files may share, the important mark, and the department, in the form's order."""
    shared = [field for field in catalogue.fields if not field.sealed and field.name not in _ONES_OWN]
    department = Field(DEPARTMENT, N_("Department"), FieldType.CHOICE, "basic", choices=tuple(departments))
    return (*shared[:1], IMPORTANT, *([department] if department.choices else []), *shared[1:])


def manners(field: Field) -> tuple[Manner, ...]:
    """What can be done to a field: a mark or a kind always is one or the other, a ※ field is not emptied."""
    fixed = field.required or field.name in ("kind", IMPORTANT.name)
    adds = field.type in (FieldType.TEXT, FieldType.LONG)
    return (Manner.SET, *([Manner.ADD] if adds else []), *([] if fixed else [Manner.CLEAR]))


def checked_edit(fields: Sequence[Field], edit: BulkEdit) -> tuple[Field, Value]:
    """The field and the value to set or add, by the check of the form. Raises BadEntry that names the field."""
    field = next((field for field in fields if field.name == edit.field), None)
    if field is None:
        raise BadEntry(N_("“{name}” can't be changed for many clients at once."), edit.field, name=edit.field)
    if edit.manner not in manners(field):
        raise BadEntry(N_("This can't be done to this field."), field.name)
    if edit.manner is Manner.CLEAR:
        return field, checked(field, "")
    value = checked(field, edit.value)
    if value is None or value == "":
        raise BadEntry(N_("Enter the new value, or choose to clear the field."), field.name)
    return field, value


def outcome(field: Field, manner: Manner, value: Value, before: object) -> Value:
    """What the field then holds. What is added stands behind what is there, once. Raises BadEntry if too long."""
    if manner is not Manner.ADD or not before:
        return value
    held, added = str(before), str(value)
    if added in re.split(r"\n|[，,、;；]\s*", held) or held == added:
        return held
    gap = "\n" if field.limit >= _LINES else "，" if _CHINESE.search(held + added) else ", "
    return check_length(held + gap + added, field.limit, field.name)
