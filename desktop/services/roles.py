"""Roles and departments: what the office calls them, which rights a role gives, and how far they reach (AC-4)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_, translator
from desktop.models.office import Department, Person, Role
from desktop.rules.clients import check_rhythm
from desktop.rules.errors import BadEntry, Stale
from desktop.rules.rights import ROLES, WHOLE, Right, Scope, rights_from_json, rights_to_json
from desktop.rules.text import fold, tidy
from desktop.services import granting, signing
from desktop.services.accounts import refuse_no_admin
from desktop.services.powers import RolePower, role_says
from desktop.services.work import Work

TOPIC = "accounts"


@dataclass(frozen=True, slots=True)
class RoleLine:
    """`name` is a message id while the office has not renamed the role; `own` roles were made by the office."""

    id: UUID
    key: str
    name: str
    rights: Mapping[Right, Scope]
    level: int
    people: int
    own: bool


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """`rhythm` are days by class, where they are not the office's (CL-7)."""

    id: UUID
    name: str
    people: int
    rhythm: Mapping[str, int]


def list_roles(work: Work) -> tuple[RoleLine, ...]:
    """All roles in use: the rule books' own in their order, then those the office made."""
    places = {preset.key: number for number, preset in enumerate(ROLES)}
    now = signing.current(work)
    counts = Counter(role for person in now.people.values() for role in person.roles)
    return tuple(
        RoleLine(role.id, role.key, role.name, rights_from_json(now.roles[role.id].rights), now.roles[role.id].level,
                 counts[role.id], role.key.startswith("own-"))
        for role in sorted(work.visible(Role), key=lambda role: (places.get(role.key, len(places)), role.id))
        if role.id in now.roles
    )  # fmt: skip


def add_role(work: Work, name: str, rights: Mapping[Right, Scope], level: int = 1) -> UUID:
    """A role of the office's own. Raises BadEntry for the name or level."""
    work.require(Right.RUN_PEOPLE)
    role = Role(name=_checked(work, name), rights=_stored(rights), level=_checked_level(level))
    role.key = f"own-{role.id.hex[-12:]}"
    work.add(role)
    signing.sign(work, role_says(role.id, RolePower(role.rights, role.level)))
    work.record(TOPIC, "add_role", role, role=role.key, level=level)
    return UUID(str(role.id))


def save_role(work: Work, role_id: UUID, name: str | None, rights: Mapping[Right, Scope], level: int,
              base: RoleLine | None = None) -> frozenset[str]:  # fmt: skip
    """Both in one: what the role is called (None: as before) and what it gives; all of it is saved or nothing.
    Raises as `rename_role` and `change_role` do."""
    if name is not None:
        rename_role(work, role_id, name)
    return change_role(work, role_id, rights, level, base)


def rename_role(work: Work, role_id: UUID, name: str) -> None:
    """Raises BadEntry if another role has the name."""
    work.require(Right.RUN_PEOPLE)
    role = work.get(Role, role_id)
    if work.change(role, {"name": _checked(work, name, role)}):
        work.record(TOPIC, "rename_role", role, role=role.key)


def change_role(work: Work, role_id: UUID, rights: Mapping[Right, Scope], level: int,
                base: RoleLine | None = None) -> frozenset[str]:  # fmt: skip
    """What the role gives from now on; its holders' open sessions take it up at once, and the vaults. `base` is the
    role as it was seen: rights that a colleague changed meanwhile stay as he left them.

    Returns the vaults that holders of the role now reach but that I can't give. Raises Stale where both changed the
    same right differently, BadEntry if nobody could run people any more, or a vault would be left without a holder.
    """
    work.require(Right.RUN_PEOPLE)
    work.alone()
    role = work.get(Role, role_id)
    now = signing.current(work).roles.get(role.id, RolePower(role.rights, role.level))
    if base is not None:
        rights, level = _met(rights, level, base, now, role.version)
    known = {right.value for right in Right}
    newer = {name: scope for name, scope in now.rights.items() if name not in known}
    power = RolePower({**_stored(rights), **newer}, _checked_level(level))
    changed = work.change(role, {"rights": dict(power.rights), "level": power.level})
    if not changed and now == power:
        return frozenset()
    signing.sign(work, role_says(role.id, power))
    refuse_no_admin(work)
    missing: frozenset[str] = frozenset()
    held_by = [key for key, person in signing.current(work).people.items() if role.id in person.roles]
    for person in list(work.visible(Person).where(Person.id.in_(held_by) & Person.suspended_at.is_null())):
        missing |= granting.settle(work, person).missing
    work.record(TOPIC, "change_role", role, role=role.key, fields=sorted(changed))
    return missing


def _met(rights: Mapping[Right, Scope], level: int, base: RoleLine, now: RolePower,
         version: int) -> tuple[Mapping[Right, Scope], int]:  # fmt: skip
    """What was changed of the role as it was seen, on top of what it is by now."""
    mine: dict[Any, Any] = {**{right: rights.get(right, Scope.NONE) for right in Right}, "level": level}
    seen: dict[Any, Any] = {**{right: base.rights.get(right, Scope.NONE) for right in Right}, "level": base.level}
    there = rights_from_json(now.rights)
    theirs: dict[Any, Any] = {**{right: there.get(right, Scope.NONE) for right in Right}, "level": now.level}
    clashes = {getattr(key, "value", key): (seen[key], mine[key], theirs[key]) for key in mine
               if seen[key] != mine[key] != theirs[key] != seen[key]}  # fmt: skip
    if clashes:
        raise Stale(clashes, version)
    met = {key: theirs[key] if mine[key] == seen[key] else mine[key] for key in mine}
    return {right: met[right] for right in Right}, met["level"]


def withdraw_role(work: Work, role_id: UUID) -> None:
    """Takes a role out of use. Raises BadEntry while somebody has it."""
    work.require(Right.RUN_PEOPLE)
    role = work.get(Role, role_id)
    if any(role.id in person.roles for person in signing.current(work).people.values()):
        raise BadEntry(N_("Somebody has this role still. Take it from them first."))
    work.withdraw(role)
    signing.sign(work, role_says(role.id, RolePower({}, 1)))
    work.record(TOPIC, "withdraw_role", role, role=role.key)


def list_departments(work: Work) -> tuple[DepartmentLine, ...]:
    """All departments by name, with how many accounts belong to each."""
    people = work.visible(Person).where(Person.suspended_at.is_null() & Person.department.is_null(False))
    counts = _counts(people, Person.department)
    rows = work.visible(Department).order_by(Department.name)
    return tuple(DepartmentLine(row.id, row.name, counts.get(row.id, 0), row.rhythm) for row in rows)


def add_department(work: Work, name: str) -> UUID:
    """Raises BadEntry if there is one of this name."""
    work.require(Right.RUN_OFFICE)
    department = work.add(Department(name=_department_name(work, name)))
    work.record("settings", "add_department", department)
    return UUID(str(department.id))


def rename_department(work: Work, department_id: UUID, name: str) -> None:
    """Raises BadEntry if another one has the name."""
    work.require(Right.RUN_OFFICE)
    department = work.get(Department, department_id)
    if work.change(department, {"name": _department_name(work, name, department)}):
        work.record("settings", "rename_department", department)


def set_rhythm(work: Work, department_id: UUID, days: Mapping[str, int | None]) -> None:
    """Gives a department its own update rhythm of files, in days by class; None leaves the office's (CL-7).

    Raises BadEntry naming the class, NotAllowed, NotFound.
    """
    work.require(Right.RUN_OFFICE)
    department = work.get(Department, department_id)
    if work.change(department, {"rhythm": check_rhythm(days)}):
        work.record("settings", "set_rhythm", department)


def _counts(query: peewee.Select, column: peewee.Field) -> dict[UUID, int]:
    rows = query.select(column, peewee.fn.COUNT(peewee.SQL("*"))).group_by(column).order_by().tuples()
    return dict(rows)


def _stored(rights: Mapping[Right, Scope]) -> dict[str, int]:
    whole = {right: Scope.ALL if scope and right in WHOLE else scope for right, scope in rights.items()}
    return rights_to_json(whole)


def _checked_level(level: int) -> int:
    if level not in (1, 2, 3):
        raise BadEntry(N_("The level of information is 1, 2 or 3."), "level")
    return level


def _checked(work: Work, name: str, other_than: Role | None = None) -> str:
    name = tidy(name)
    if not name or len(name) > 60:
        raise BadEntry(N_("Enter a name of at most {most} characters."), "name", most=60)
    work.alone()
    for role in work.visible(Role):
        # a preset's name is shown in the reader's language, so both count as taken
        names = {fold(role.name), *(fold(translator(each)(role.name)) for each in ("zh_CN", "en"))}
        if fold(name) in names and (other_than is None or role.id != other_than.id):
            raise BadEntry(N_("There is a role of this name already."), "name")
    return name


def _department_name(work: Work, name: str, other_than: Department | None = None) -> str:
    name = tidy(name)
    if not name or len(name) > 60:
        raise BadEntry(N_("Enter a name of at most {most} characters."), "name", most=60)
    work.alone()
    for row in work.visible(Department, withdrawn=True):
        if fold(row.name) == fold(name) and (other_than is None or row.id != other_than.id):
            raise BadEntry(N_("There is a department of this name already."), "name")
    return name
