"""The typed fields an office adds to client files itself: their labels, order and life (CL-2)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_, in_all_languages
from desktop.models.clients import OwnField
from desktop.rules.clients import CLIENTS
from desktop.rules.errors import BadEntry
from desktop.rules.fields import BOTH, FIELD_TYPE_LABELS, Block, FieldType
from desktop.rules.rights import Right
from desktop.rules.text import check_length, fold, tidy
from desktop.rules.words import ClientForm
from desktop.services import blocks
from desktop.services.readings import readings
from desktop.services.work import Work

TOPIC = "own_fields"
_LABEL_LIMIT = 60
_KEY_LIMIT = 30
_MOST_CHOICES = 100
# A sealed value is kept as text; a number or a yes would come back as something else
SEALABLE = frozenset({FieldType.TEXT, FieldType.LONG, FieldType.PHONE, FieldType.EMAIL, FieldType.DATE,
                      FieldType.CHOICE})  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnFieldEntry:
    """A field as it is typed in. Type and block stay as they were first chosen."""

    label: str
    type: FieldType = FieldType.TEXT
    block: Block = Block.OPEN
    forms: frozenset[ClientForm] = BOTH
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnFieldLine:
    """One field of the office. `name` is its name in forms, imports and the history."""

    id: UUID
    name: str
    entry: OwnFieldEntry
    withdrawn: bool

    @property
    def label(self) -> str:
        return self.entry.label

    @property
    def type_label(self) -> str:
        return FIELD_TYPE_LABELS[self.entry.type]

    @property
    def level(self) -> int:
        return self.entry.block.level


def own_fields(work: Work, *, withdrawn: bool = False) -> tuple[OwnFieldLine, ...]:
    """The office's fields in their order; with `withdrawn` also those taken out of use, which can be brought back."""
    rows = work.visible(OwnField, withdrawn=withdrawn).order_by(OwnField.position, OwnField.label)
    return tuple(OwnFieldLine(r.id, blocks.OWN_PREFIX + r.key, _entry(r), r.withdrawn_at is not None) for r in rows)


def add_own_field(work: Work, entry: OwnFieldEntry) -> UUID:
    """Adds a field at the end of the form. Raises BadEntry naming what can't stand, NotAllowed."""
    work.require(Right.RUN_OFFICE)
    values = _checked(work, entry)
    if entry.type not in FIELD_TYPE_LABELS:
        raise BadEntry(N_("Choose one of the types in the list."), "type")
    if entry.block.sealed and entry.type not in SEALABLE:
        raise BadEntry(N_("A sealed field holds text, a phone, an e-mail address, a date or a choice."), "type")
    query = work.visible(OwnField, withdrawn=True)
    taken = {row.key for row in query}
    last = query.select(peewee.fn.MAX(OwnField.position)).scalar()
    row = work.add(
        OwnField(key=_key(entry.label, taken), type=entry.type.value, block=entry.block.value,
                 position=0 if last is None else last + 1, **values)
    )  # fmt: skip
    work.record(TOPIC, "add_own_field", row, key=row.key)
    return row.id


def change_own_field(work: Work, field_id: UUID, entry: OwnFieldEntry, base: OwnFieldEntry | None = None) -> None:
    """Renames a field, or changes who has it, whether it is required, and its choices; values entered stay.

    `base` is what the person saw. Raises BadEntry, also for another type or block, NotAllowed, NotFound, Stale.
    """
    work.require(Right.RUN_OFFICE)
    row = work.get(OwnField, field_id)
    if (entry.type.value, entry.block.value) != (row.type, row.block):
        raise BadEntry(
            N_("Type and level of a field stay as they are, for the values already entered. Add another field."), "type"
        )
    changed = work.change(row, _checked(work, entry, but=row.id), _columns(base) if base else None)
    if changed:
        work.record(TOPIC, "change_own_field", row, key=row.key, fields=sorted(changed))


def order_own_fields(work: Work, field_ids: Sequence[UUID]) -> None:
    """Puts the fields into this order; those not named follow as they stood. Raises NotAllowed."""
    work.require(Right.RUN_OFFICE)
    rows = {row.id: row for row in work.visible(OwnField).order_by(OwnField.position, OwnField.label)}
    wanted = list(dict.fromkeys(key for key in field_ids if key in rows))
    order = [*wanted, *(key for key in rows if key not in wanted)]
    moved = [key for place, key in enumerate(order) if work.change(rows[key], {"position": place})]
    if moved:
        work.record(TOPIC, "order_own_fields", None, fields=len(order))


def withdraw_own_field(work: Work, field_id: UUID) -> None:
    """Takes a field out of forms and lists. Its values stay in the files and come back with it. Raises NotAllowed."""
    work.require(Right.RUN_OFFICE)
    row = work.get(OwnField, field_id)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_own_field", row, key=row.key)


def restore_own_field(work: Work, field_id: UUID) -> None:
    """Brings a withdrawn field back with its values. Raises BadEntry if its name is in use by now, NotAllowed."""
    work.require(Right.RUN_OFFICE)
    row = work.get(OwnField, field_id, withdrawn=True)
    _refuse_same_label(work, row.label, row.id)
    if work.change(row, {"withdrawn_at": None}):
        work.record(TOPIC, "restore_own_field", row, key=row.key)


def _entry(row: Any) -> OwnFieldEntry:
    forms = frozenset(ClientForm.of(form) for form in row.forms.split(","))
    return OwnFieldEntry(row.label, FieldType(row.type), Block(row.block), forms, row.required, tuple(row.choices))


def _checked(work: Work, entry: OwnFieldEntry, but: UUID | None = None) -> dict[str, object]:
    values = _columns(entry)
    label = str(values["label"])
    if not label:
        raise BadEntry(N_("Give the field a name."), "label")
    check_length(label, _LABEL_LIMIT, "label")
    _refuse_same_label(work, label, but)
    if not entry.forms:
        raise BadEntry(N_("Choose whether persons, organisations or both have this field."), "forms")
    if entry.type is FieldType.CHOICE:
        _check_choices(entry, values["choices"])
    return values


def _check_choices(entry: OwnFieldEntry, choices: Any) -> None:
    if not 2 <= len(choices) <= _MOST_CHOICES or len({fold(choice) for choice in choices}) < len(choices):
        raise BadEntry(N_("A choice needs from 2 to {most} different words to choose from."), "choices",
                       most=_MOST_CHOICES)  # fmt: skip
    for choice in choices:
        check_length(choice, _LABEL_LIMIT, "choices")


def _refuse_same_label(work: Work, label: str, but: UUID | None) -> None:
    """Two fields of one name could be told apart neither in a form nor in a sheet to import."""
    wanted = fold(label)
    known = {fold(text) for field in CLIENTS.fields for text in in_all_languages(field.label)}
    work.alone()
    own = {fold(row.label) for row in work.visible(OwnField) if row.id != but}
    if wanted in known | own:
        raise BadEntry(N_("There is a field “{label}” already."), "label", label=label)


def _columns(entry: OwnFieldEntry) -> dict[str, object]:
    choices = [text for text in (tidy(choice) for choice in entry.choices) if text]
    return {
        "label": tidy(entry.label),
        "forms": ",".join(form.value for form in ClientForm if form in entry.forms),
        "required": entry.required,
        "choices": choices if entry.type is FieldType.CHOICE else [],
    }


def _key(label: str, taken: set[str]) -> str:
    """The field's name for good: the label in pinyin, numbered where it is taken."""
    spoken = "_".join(next(iter(readings(fold(label), organisation=True).syllables), ()))
    stem = re.sub(r"[^a-z0-9]+", "_", spoken)[:_KEY_LIMIT].strip("_") or "field"
    numbered = (f"{stem}_{n}" for n in range(2, len(taken) + 3))
    return stem if stem not in taken else next(key for key in numbered if key not in taken)
