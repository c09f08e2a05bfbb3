"""Who looks after a client: how many contact persons it needs, and whether it has them (CL-9)."""

from collections.abc import Collection
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.values import dataclass
from desktop.rules.words import ClientClass

# The reading in force, as the settings say it
OWNERS_COUNT = N_("Owner and deputy count as contact persons")


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many contact persons a client needs and has; `needed` is 0 where it is neither important nor promising."""

    needed: int
    have: int

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.have)


def needs_several(client_class: str, important: bool, promising: bool) -> bool:
    """Important clients (class A, or marked) and promising new ones (CL-9)."""
    return client_class == ClientClass.A or important or promising


def staffing(needs: bool, owners: Collection[UUID | None], contacts: Collection[UUID], number: int,
             owners_count: bool) -> Staffing:  # fmt: skip
    """`owners` and `contacts` are colleagues whose accounts are in use; `number` is what the office asks for."""
    people = {*contacts, *(owners if owners_count else ())} - {None}
    return Staffing(number if needs else 0, len(people))
