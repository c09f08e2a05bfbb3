"""People with an account: who they are, which roles they have, their passwords, and who is suspended (AC-1 to AC-4)."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from desktop.i18n import N_
from desktop.models.office import Department, Person, PersonKeys, PersonRole, Role, public_halves
from desktop.rules.account_requests import RequestKind
from desktop.rules.accounts import checked_name, is_long, needs_long
from desktop.rules.audit import AlarmKind
from desktop.rules.errors import BadEntry, SignInRefused
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.services import account_requests, alarms, granting, lending, server_people, signing
from desktop.services.office import check_password, login_of
from desktop.services.people_keys import add_keys, grant_again
from desktop.services.powers import PersonPower, person_says
from desktop.services.readings import reading_key
from desktop.services.vault import Kdf, OpenKeys
from desktop.services.work import Work

TOPIC = "accounts"
# What of a person is signed, and the column that holds it
_SIGNED = {"name": "name", "department": "department_id"}


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One account as lists and choices show it. `role_names` are message ids while the office has not renamed them."""

    id: UUID
    name: str
    post: str
    phone: str
    department_id: UUID | None
    department: str
    role_ids: tuple[UUID, ...]
    role_names: tuple[str, ...]
    level: int
    suspended: bool


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What an account is opened with. `password` is the start password, told to the person by word of mouth.

    `request` is the approved request it answers; without one `reason` says why it is opened directly."""

    name: str
    password: str
    roles: tuple[UUID, ...] = ()
    department: UUID | None = None
    post: str = ""
    phone: str = ""
    request: UUID | None = None
    reason: str = ""


def list_people(work: Work, *, suspended: bool = True) -> tuple[PersonLine, ...]:
    """All accounts that are not closed, by the reading of their names; colleagues may know who works here."""
    now, named = signing.current(work), list(work.visible(Role).order_by(Role.name))
    roles = {key: [role for role in named if role.id in person.roles] for key, person in now.people.items()}
    levels = {key: now.mandate(key).level for key in now.people}
    departments = {d.id: d.name for d in work.visible(Department, withdrawn=True)}
    people = work.visible(Person).where(Person.closed_at.is_null())
    if not suspended:
        people = people.where(Person.suspended_at.is_null())
    lines = (_line(person, roles.get(person.id, []), levels.get(person.id, 1), departments) for person in people)
    return tuple(sorted(lines, key=lambda line: reading_key(line.name)))


def person_line(work: Work, person_id: UUID) -> PersonLine:
    """Raises NotFound."""
    work.get(Person, person_id)
    return next(line for line in list_people(work) if line.id == person_id)


def add_person(work: Work, plan: NewPerson, secret: bytes, kdf: Kdf | None = None) -> UUID:
    """Opens an account with its own key pair and wraps for it what I hold of the vaults its roles reach (AC-1).

    `secret` is the office's, which only joined workstations hold. Raises BadEntry for name or password, for a request
    that was not approved, and (field `reason`) where colleagues could have approved one and nobody says why not.
    """
    work.require(Right.RUN_PEOPLE)
    if plan.request is None and not tidy(plan.reason) and not alone(work):
        raise BadEntry(N_("Accounts are asked for and approved first. To open one directly, say why."), "reason")
    name = checked_name(plan.name)
    _refuse_same_login(work, name)
    check_password(plan.password)
    department = work.get(Department, plan.department) if plan.department else None
    person = work.add(Person(name=name, login=login_of(name), department=department, post=tidy(plan.post)[:120],
                             phone=tidy(plan.phone)[:40], created_at=work.now))  # fmt: skip
    keys = add_keys(person.id, plan.password, secret, kdf, start=True)
    server_people.invite_anew(work, person.id)
    held = _put_roles(work, person, plan.roles)
    power = PersonPower(name, *keys.public, held, plan.department, start=True)
    signing.sign(work, person_says(person.id, power))
    granting.settle(work, person)
    if plan.request is not None:
        account_requests.settle(work, plan.request, RequestKind.OPEN, person.id)
    elif tidy(plan.reason):
        # what somebody typed stays out of the record, whose facts outlive everything
        work.journal(person, {"direct": ["", tidy(plan.reason)[:200]]})
    work.record(TOPIC, "add_person", person, roles=_role_keys(work, person), signing=_public(keys),
                direct=plan.request is None)  # fmt: skip
    return UUID(str(person.id))


def alone(work: Work) -> bool:
    """Whether there is one account yet: whoever founded the office opens the first ones himself (AC-1)."""
    return int(work.visible(Person).where(Person.closed_at.is_null()).count()) == 1


def edit_person(
    work: Work, person_id: UUID, values: Mapping[str, object], base: Mapping[str, object] | None = None
) -> None:
    """Changes `name`, `post`, `phone` or `department` (an id or None). Raises BadEntry or Stale."""
    work.require(Right.RUN_PEOPLE)
    person = work.get(Person, person_id)
    wanted = dict(values)
    if "name" in wanted:
        wanted["name"] = name = checked_name(str(wanted["name"]))
        _refuse_same_login(work, name, person)
        wanted["login"] = login_of(name)
    for column, most in (("post", 120), ("phone", 40)):
        if column in wanted:
            wanted[column] = tidy(str(wanted[column] or ""))[:most]
    if wanted.get("department"):
        wanted["department"] = work.get(Department, wanted["department"])
    seen = dict(base or {})
    if seen.get("department"):
        seen["department"] = work.get(Department, seen["department"], withdrawn=True)
    former = person.department_id
    changed = work.change(person, wanted, seen)
    if "department" in changed:
        # whoever answers for the department is asked what becomes of the clients (CL-9)
        left = dict(work.settings["left_departments"]) | {person.id.hex: former.hex if former else ""}
        signing.put_setting(work, "left_departments", left)
    signed = {name: getattr(person, column) for name, column in _SIGNED.items() if name in changed}
    if signed:
        signing.say(work, person.id, **signed)
    if changed:
        work.record(TOPIC, "edit_person", person, fields=sorted(changed))


def save_person(work: Work, person_id: UUID, values: Mapping[str, object], base: Mapping[str, object] | None = None,
                roles: Iterable[UUID] | None = None, held: Iterable[UUID] | None = None,
                request: UUID | None = None) -> granting.Settled:  # fmt: skip
    """Both in one: what the person is and which roles he has; all of it is saved or nothing. Without `roles` they stay.
    Raises as `edit_person` and `set_roles` do."""
    if values:
        edit_person(work, person_id, values, base)
    return set_roles(work, person_id, roles, request, held) if roles is not None else granting.Settled()


def set_roles(work: Work, person_id: UUID, roles: Iterable[UUID], request: UUID | None = None,
              base: Iterable[UUID] | None = None) -> granting.Settled:  # fmt: skip
    """Gives a person exactly these roles, answering a request if there is one. `base` are those that were seen: what a
    colleague gave or took meanwhile stays. Raises BadEntry if nobody could run people any more, a vault be opened, or
    the account is closed."""
    work.require(Right.RUN_PEOPLE)
    person = work.get(Person, person_id)
    _refuse_closed(person)
    if request is not None:
        account_requests.settle(work, request, RequestKind.CHANGE, person.id)
    before = _role_keys(work, person)
    wanted = frozenset(roles)
    if base is not None:
        work.alone()
        seen = frozenset(base)
        wanted = (_roles_of(work, person.id) - (seen - wanted)) | (wanted - seen)
    held = _put_roles(work, person, wanted)
    after = _role_keys(work, person)
    if before == after and held == _roles_of(work, person.id) and request is None:
        return granting.Settled()
    signing.say(work, person.id, roles=held)
    refuse_no_admin(work)
    settled = granting.settle(work, person) if person.suspended_at is None else granting.Settled()
    work.record(TOPIC, "set_roles", person, before=before, after=after)
    return settled


def suspend(work: Work, person_id: UUID) -> None:
    """Stops an account at once and takes its vault keys back; what it holds is handed over later (AC-3).

    An account that its owner has locked (AC-2) is stopped in full: signed, and without keys. What the person knew of
    keys is due to be changed. Raises BadEntry for oneself, and where nobody could run people any more.
    """
    work.require(Right.RUN_PEOPLE)
    person = work.get(Person, person_id)
    if person.id == work.me.id:
        raise BadEntry(N_("You can't suspend yourself. Ask another admin."))
    signed = signing.current(work).people.get(person.id)
    stopped = person.suspended_at is not None and (signed is None or signed.suspended)
    if stopped and not granting.vaults_of(person.id):
        return
    granting.shut_off(work, person)
    if work.database.sqlite:
        signing.put_setting(work, "file_key_due", True)
    if person.suspended_at is None:
        work.change(person, {"suspended_at": work.now})
    if not stopped:
        signing.say(work, person.id, suspended=True)
    refuse_no_admin(work)
    lending.clear(work)
    work.record(TOPIC, "suspend", person)


def reopen(work: Work, person_id: UUID) -> granting.Settled:
    """Lets a suspended person in again, with the vaults that I can give."""
    work.require(Right.RUN_PEOPLE)
    person = work.get(Person, person_id)
    _refuse_closed(person)
    if person.suspended_at is None:
        return granting.Settled()
    work.change(person, {"suspended_at": None})
    server_people.invite_anew(work, person.id)
    signing.say(work, person.id, suspended=False)
    settled = granting.settle(work, person)
    work.record(TOPIC, "reopen", person)
    return settled


def change_password(work: Work, old: str, new: str, secret: bytes, kdf: Kdf | None = None) -> None:
    """Seals my own keys under a new password. Raises BadEntry (field `old` or `password`)."""
    me = work.get(Person, work.me.id)
    sealed = server_people.sealed_keys(work.database, work.me)
    try:
        OpenKeys.open(sealed, me.id, old, secret)
    except SignInRefused:
        raise BadEntry(N_("This is not your present password."), "old") from None
    check_password(new, long=needs_long(work.me.mandate))
    fresh = work.me.keys.seal(me.id, new, secret, kdf or Kdf())
    # writing path: keys have no journal; the act is recorded below
    PersonKeys.update(sealed=fresh.sealed, kdf=fresh.kdf, long=is_long(new)).where(PersonKeys.person == me.id).execute()
    server_people.change_password(work.database, work.me, new, fresh.kdf, secret)
    work.record(TOPIC, "change_password", me)


def choose_own(work: Work, new: str, secret: bytes, kdf: Kdf | None = None) -> None:
    """Puts my own password in the place of the start password, and fresh keys in the place of those that whoever gave
    it may have kept; what I had been given by then opens with them. The session ends with it: sign in anew.

    Raises BadEntry (field `password`), NotAllowed where I have chosen before.
    """
    me = work.get(Person, work.me.id)
    check_password(new, long=needs_long(signing.current(work).mandate(me.id)))
    with suppress(SignInRefused):
        OpenKeys.open(server_people.sealed_keys(work.database, work.me), me.id, new, secret)
        raise BadEntry(N_("This is the start password, which somebody else knows. Choose another."), "password")
    fresh = OpenKeys.new()
    kept = fresh.seal(me.id, new, secret, kdf or Kdf())
    signing.take_keys(work, fresh)
    server_people.put_own_keys(work.database, me.id, kept, long=is_long(new))
    for (vault, epoch), key in work.me.vaults.keys.items():
        grant_again(vault, epoch, key, me.id, fresh)
    lending.end_of(work, me.id)
    server_people.change_password(work.database, work.me, new, kept.kdf, secret)
    work.record(TOPIC, "choose_own", me, signing=_public(fresh), signed_before=_public(work.me.keys))


def reset_password(work: Work, person_id: UUID, new: str, secret: bytes, kdf: Kdf | None = None) -> granting.Settled:
    """A new key pair under a start password, for somebody who forgot the old one and chooses his own at the next
    sign-in; `missing` tells which vaults a holder must grant again.

    The old public key goes into the record, so that what the person signed before can still be verified. Where the
    recovery sheet has been tried, the last holder of a vault may be helped too: the sheet gives the vault again.
    Raises BadEntry for the password or a last holder.
    """
    work.require(Right.RUN_PEOPLE)
    person = work.get(Person, person_id)
    if person.id == work.me.id:
        raise BadEntry(N_("This is your own account. Change your password under “Mine”: it keeps your keys."))
    _refuse_closed(person)
    check_password(new)
    before = granting.vaults_of(person.id)
    lost = frozenset() if work.settings["recovery_sheet"] else before
    for vault in lost - frozenset(v for v, _epoch in work.me.vaults.keys):
        granting.refuse_last_holder(work, person, vault)
    granting.take_all(work, person)
    # reading path: a public key, for whoever runs people
    old = public_halves(person.id)[1].hex()
    # writing path: keys have no journal; the record names the old and the new public key
    PersonKeys.delete().where(PersonKeys.person == person.id).execute()
    keys = add_keys(person.id, new, secret, kdf, start=True)
    server_people.invite_anew(work, person.id)
    exchange, public = keys.public
    signing.say(work, person.id, exchange=exchange, signing=public, start=True)
    settled = granting.settle(work, person) if person.suspended_at is None else granting.Settled()
    lending.end_of(work, person.id)
    work.record(TOPIC, "reset_password", person, signing=_public(keys), signed_before=old)
    return settled


def report_anomaly(work: Work, note: str) -> None:
    """Says that something is wrong with my account (AC-2): it is locked at once, here too, and who runs people or sees
    the audit is told. Raises BadEntry without a word, or where I am the last who can run people."""
    me = work.get(Person, work.me.id)
    note = tidy(note)[: alarms.LIMIT]
    if not note:
        raise BadEntry(N_("Say what you noticed: whoever looks into it has nothing else to go by."), "note")
    work.change(me, {"suspended_at": work.now})
    if work.may(Right.RUN_PEOPLE):
        # others can't sign what they are: the flag alone locks them out until an admin has looked
        signing.say(work, me.id, suspended=True)
        refuse_no_admin(work)
    lending.clear(work)
    alarms.sound(work, AlarmKind.ANOMALY, str(work.operation), "report_anomaly", subject=me.id, note=note)


def refuse_no_admin(work: Work) -> None:
    """Raises BadEntry if after this change nobody who can sign in could run people and roles."""
    work.require(Right.RUN_PEOPLE)
    work.alone()
    if not signing.runs_people(signing.current(work)):
        raise BadEntry(N_("Nobody could run people and roles any more. Give somebody else that right first."), "roles")


def _line(person: Person, roles: list[Role], level: int, departments: Mapping[UUID, str]) -> PersonLine:
    return PersonLine(
        person.id, person.name, person.post, person.phone, person.department_id,
        departments.get(person.department_id, "") if person.department_id else "",
        tuple(role.id for role in roles), tuple(role.name for role in roles),
        level, person.suspended_at is not None,
    )  # fmt: skip


def _refuse_closed(person: Person) -> None:
    if person.closed_at is not None:
        raise BadEntry(N_("The account of {name} is closed. Open a new one."), name=person.name)


def _refuse_same_login(work: Work, name: str, other_than: Person | None = None) -> None:
    work.alone()
    same = work.visible(Person).where(Person.login == login_of(name)).get_or_none()
    if same is not None and (other_than is None or same.id != other_than.id):
        raise BadEntry(N_("There is an account for {name} already. Add something that tells the two apart."), "name",
                       name=same.name)  # fmt: skip


def _put_roles(work: Work, person: Person, roles: Iterable[UUID]) -> frozenset[UUID]:
    wanted = {work.get(Role, role).id for role in roles}
    before = _role_keys(work, person)
    # writing path: joining rows without an id; the journal keeps the roles under the person
    PersonRole.delete().where(PersonRole.person == person.id).execute()
    for role in wanted:
        # writing path: as above
        PersonRole.create(person=person, role=role)
    after = _role_keys(work, person)
    if before != after:
        work.journal(person, {"roles": [before, after]})
    return frozenset(wanted)


def _roles_of(work: Work, person: UUID) -> frozenset[UUID]:
    known = signing.current(work).people.get(person)
    return known.roles if known is not None else frozenset()


def _role_keys(work: Work, person: Person) -> list[str]:
    held = work.visible(Role, withdrawn=True).select(Role.key).join(PersonRole)
    return [key for (key,) in held.where(PersonRole.person == person.id).order_by(Role.key).tuples()]


def _public(keys: OpenKeys) -> str:
    return keys.public[1].hex()
