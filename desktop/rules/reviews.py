"""What may be printed or reported as a fact before and after a second person has confirmed it (CL-8, CO-4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, Label, NotAllowed
from desktop.rules.fields import Field, Locked
from desktop.rules.words import ReviewState

# Silence about an allergy is the danger, so it is printed even while nobody has confirmed it
PRINTED_UNVERIFIED = frozenset({"allergies"})


@dataclass(frozen=True, slots=True)
class Printable:
    """A value fit for paper; `unverified` ones carry their mark."""

    value: object
    unverified: bool = False


def printable(
    fields: Iterable[Field], values: Mapping[str, object], states: Mapping[str, ReviewState]
) -> dict[str, Printable]:
    """The values that may be printed as fact: reviewed fields only when verified, allergies also while provisional.

    Fields that need no review pass; empty, locked and refused values never do. A reviewed field without a state has
    been confirmed by nobody.
    """
    fit: dict[str, Printable] = {}
    for field in fields:
        value = values.get(field.name)
        if value in ("", None) or isinstance(value, Locked):
            continue
        state = states.get(field.name, ReviewState.PROVISIONAL)
        if not field.reviewed or state is ReviewState.VERIFIED:
            fit[field.name] = Printable(value)
        elif field.name in PRINTED_UNVERIFIED and state is ReviewState.PROVISIONAL:
            fit[field.name] = Printable(value, unverified=True)
    return fit


def check_review(
    field: Field, state: ReviewState | None, entered_by: UUID | None, reviewer: UUID, instead_of: UUID | None = None
) -> None:
    """Raises BadEntry where nothing waits for review, NotAllowed where somebody would review his own entry, or that
    of the colleague he stands in for."""
    if state is not ReviewState.PROVISIONAL:
        raise BadEntry(N_("“{label}” does not wait for review any more. Look at the file again."), field.name,
                       label=Label(field.label))  # fmt: skip
    if entered_by == reviewer:
        raise NotAllowed(
            N_("You entered “{label}” yourself; somebody else must review it."), field.name, label=Label(field.label)
        )
    if instead_of is not None and entered_by == instead_of:
        raise NotAllowed(
            N_("“{label}” was entered by whom you stand in for; somebody else must review it."), field.name,
            label=Label(field.label),
        )  # fmt: skip
