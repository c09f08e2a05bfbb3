"""Who can help where something is locked: who holds its key, who may open it for a time, or who runs people."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from desktop.models.office import Person, VaultKey
from desktop.rules.accounts import vaults_for
from desktop.rules.approvals import covers
from desktop.rules.fields import Locked
from desktop.rules.rights import Mandate, Right, Scope
from desktop.services import blocks
from desktop.services.powers import Powers

MOST = 3
# the admin notes a pledge and gives a role
_ADMIN_HELPS = frozenset({blocks.UNPLEDGED, blocks.NEEDS_RIGHT})

Place = TypeVar("Place", bound=Hashable)


def named(now: Powers, me: Mandate, pledged_on: date | None, values: Mapping[Place, Any]) -> dict[Place, Any]:
    """The values, with the names of who can help in every lock that this person can't open; nobody is named where
    nobody can, as for what a client has withdrawn. At most three names, those of the own department first."""
    locks = {value for value in values.values() if isinstance(value, Locked) and not value.may_open}
    vaults = {lock.asked_for.value for lock in locks if lock.asked_for is not None}
    held = _holders(vaults) if vaults else {}

    def names(people: Iterable[UUID], helps: Callable[[Mandate], bool]) -> tuple[str, ...]:
        found = []
        for person in people:
            other = now.admitted(person, pledged_on)
            if person != me.person and helps(other):
                found.append((other.department != me.department, now.people[person].name))
        return tuple(name for _elsewhere, name in sorted(found)[:MOST])

    def admins() -> tuple[str, ...]:
        return names(now.people, lambda other: other.scope(Right.RUN_PEOPLE) is not Scope.NONE)

    def who(lock: Locked) -> tuple[str, ...]:
        block = lock.asked_for
        if block is None:
            return admins() if lock.why in _ADMIN_HELPS else ()

        def helps(other: Mandate) -> bool:
            if block.value not in vaults_for(other.rights, other.level):
                return False
            # where a key alone is wanted any holder gives it; else it is opened for a time by who may approve
            return block.level <= me.level or covers(other, block.level, me.department)

        # where nobody can, a role is what is left
        return names(held.get(block.value, ()), helps) or admins()

    told = {lock: replace(lock, ask=who(lock)) for lock in locks}
    return {place: told.get(value, value) if isinstance(value, Locked) else value for place, value in values.items()}


def _holders(vaults: Iterable[str]) -> dict[str, set[UUID]]:
    # reading path: that somebody holds keys is told to everybody, as `granting.holders` does
    query = (
        VaultKey.select(VaultKey.vault, VaultKey.person_id).join(Person, on=(VaultKey.person == Person.id)).distinct()
    )
    there = query.where(VaultKey.vault.in_(list(vaults)) & Person.suspended_at.is_null())
    held: dict[str, set[UUID]] = {}
    for vault, person in there.tuples():
        held.setdefault(vault, set()).add(person)
    return held
