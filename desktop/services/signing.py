"""Signs what grants power, compares it with what the tables say, and puts back what another program changed."""

import base64
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.office import (
    Department,
    Person,
    PersonKeys,
    PersonRole,
    Power,
    RecoveryWrap,
    Role,
    Setting,
    public_halves,
)
from desktop.rules.errors import Label, NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.settings import DEFAULTS
from desktop.rules.values import dataclass
from desktop.services import powers, proofs
from desktop.services.powers import RECOVERY, Anchor, PersonPower, Powers, Statement
from desktop.services.vault import Known, OpenKeys, box_for, check_of, open_box, proof_of, wrap_text
from desktop.services.work import Work

TOPIC = "accounts"
Keys = Mapping[tuple[str, int], bytes]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in the tables that nobody who may has signed: a message id with its values."""

    message: str
    values: Mapping[str, object]


def current(work: Work) -> Powers:
    """Who may do what at this moment, as signed. What this stage has read and verified is not read again."""
    work.powers = powers.current(work.powers)
    return work.powers


def tell_next(work: Work, vault: str, epoch: int, key: bytes, before: bytes) -> None:
    """Tells what a vault's next key is, with the proof that I held the one before it.

    Raises NotAllowed if what is signed does not let me open the vault.
    """
    work.require(Right.SEE_CLIENTS)
    check = check_of(key)
    _append(work, [powers.vault_says(vault, epoch, Known(check, proof_of(before, check)))])


def mandate_of(work: Work, person: UUID) -> Any:
    """What a colleague may do at this moment: all roles added up, as far as the pledge goes (AC-9)."""
    now = current(work)
    return now.held(person, powers.asked_on(now, work.settings, work.now))


def sign(work: Work, *statements: Statement) -> None:
    """Signs, within the write of a verb, what it has changed. An office that nobody has signed yet stays so.

    Raises NotAllowed if what is signed does not let me say this.
    """
    work.require(Right.RUN_PEOPLE)
    _append(work, statements)


def say(work: Work, person: UUID, **changed: Any) -> PersonPower:
    """What a person is from now on: as signed before, with these changes. What only the tables say is not taken up."""
    work.require(Right.RUN_PEOPLE)
    now = current(work).people.get(person)
    if now is None:
        raise NotAllowed(N_("This account was not opened by somebody who may open accounts. Tell the admin."))
    fresh = PersonPower(**{name: changed.get(name, getattr(now, name)) for name in PersonPower.__dataclass_fields__})
    _append(work, [powers.person_says(person, fresh)])
    return fresh


def say_pledge(work: Work, months: int) -> bool:
    """Signs how long a confidentiality pledge holds, 0: none is asked for. Returns whether it was signed otherwise."""
    work.require(Right.RUN_OFFICE)
    if current(work).pledge_months == months:
        return False
    _append(work, [powers.pledge_says(months)])
    return True


def take_keys(work: Work, fresh: OpenKeys) -> None:
    """My own keys in place of those that somebody else made, signed by these. Raises NotAllowed where I have my own."""
    me = current(work).people.get(work.me.id)
    if me is None or not me.start:
        raise NotAllowed(N_("You have chosen your own password already. Change it under “Mine”."))
    exchange, signing = fresh.public
    _append(work, [powers.person_says(work.me.id, replace(me, exchange=exchange, signing=signing, start=False))])


def _append(work: Work, statements: Any) -> None:
    now = current(work)
    if now.anchor is None:
        return
    work.alone()
    now = current(work)
    if now.stray and work.database.enforced and not work.may(Right.RUN_PEOPLE):
        # it stands where this entry would, and the server lets nobody else take it away
        raise NotAllowed(N_("An entry that gives rights was signed by nobody who may. Somebody who runs people must "
                            "put back what was signed first: Settings, Keys & recovery."))  # fmt: skip
    row = powers.entry(now, work.now, work.me.id, work.me.keys, statements)
    if powers.extended(now, [row]).number != row.number:
        raise NotAllowed(N_("Your rights are not signed by somebody who may give them. Ask another admin."))
    # writing path: the chain of powers, which is its own record; what follows its last valid entry is nobody's
    Power.delete().where(Power.number >= row.number).execute()
    # writing path: as above
    row.save(force_insert=True)


# The beginning: founding an office, or the first who runs people in an office from before


def begin(office: str, at: datetime, me: UUID, keys: OpenKeys, vaults: Keys,
          put: Callable[[str, object], object],
          pledged: Mapping[UUID, date] = MappingProxyType({})) -> Powers:  # fmt: skip
    """Signs what is there with a new anchor. Its seed is wrapped for this person until the recovery sheet is tried.

    Part of founding and of `adopt`; `put` writes a setting; `pledged` is until when whose pledge holds.
    """
    seed = os.urandom(32)
    root = OpenKeys.of_seed(seed)
    found = powers.from_before(office)
    said = [powers.anchor_says(root)]
    said += [powers.role_says(key, role) for key, role in found.roles.items()]
    said += [powers.person_says(key, replace(person, pledged=pledged.get(key))) for key, person in found.people.items()]
    said.append(powers.pledge_says(_pledge_months_there()))
    said += [_told(vault, epoch, key) for (vault, epoch), key in sorted(vaults.items()) if epoch == 1]
    row = powers.entry(Powers(office), at, None, root, said)
    # writing path: the chain of powers is its own record
    Power.delete().execute()
    # writing path: as above
    row.save(force_insert=True)
    keep_seed(office, me, keys.public[0], seed, put)
    for (vault, epoch), key in vaults.items():
        wrap_for_recovery(vault, epoch, key, root.public[0])
    return powers.extended(Powers(office), [row])


def _pledge_months_there() -> int:
    """What the table says, whoever wrote it."""
    # reading path: one number, compared with what is signed
    row = Setting.get_or_none(Setting.name == "pledge_months")
    return int(row.value if row is not None else str(DEFAULTS["pledge_months"]))


def keep_seed(office: str, person: UUID, exchange: bytes, seed: bytes, put: Callable[[str, object], object]) -> None:
    """Keeps what the recovery sheet will show, for one person's eyes, and its public half for backups."""
    box = box_for(exchange, seed, _seed_text(office))
    put("recovery_seed", {"person": person.hex, "wrapped": base64.b64encode(box).decode()})
    put("recovery_key", OpenKeys.of_seed(seed).public[0].hex())


def seed_of(office: str, kept: Mapping[str, str], keys: OpenKeys) -> bytes:
    return open_box(keys, base64.b64decode(kept["wrapped"]), _seed_text(office))


def _seed_text(office: str) -> bytes:
    return b"clientele/recovery-seed/1\0" + office.encode()


def wrap_for_recovery(vault: str, epoch: int, key: bytes, exchange: bytes) -> None:
    """What it opens to stands in the chain of powers, so that no signature of its own is needed."""
    box = box_for(exchange, key, wrap_text(vault, epoch, RECOVERY))
    # writing path: keys have no journal; the recovery sheet always holds every key
    RecoveryWrap.delete().where((RecoveryWrap.vault == vault) & (RecoveryWrap.epoch == epoch)).execute()
    # writing path: as above
    RecoveryWrap.create(vault=vault, epoch=epoch, wrapped=box, force_insert=True)


def _told(vault: str, epoch: int, key: bytes) -> Statement:
    return powers.vault_says(vault, epoch, Known(check_of(key)))


def adopt(work: Work) -> None:
    """Signs, once, an office from before: as it is found. Later the same for a vault whose key I am the first to tell
    of. What was changed before by other programs can't be told from what was meant; the record names who signed."""
    me = work.me
    if current(work).anchor is None:
        work.require(Right.RUN_PEOPLE)
        work.alone()
        if current(work).anchor is None:
            begin(me.powers.office, work.now, me.id, me.keys, me.vaults.keys, lambda n, v: put_setting(work, n, v))
            work.record(TOPIC, "sign_powers", work.get(Person, me.id))
        return
    if me.signs_pledge and current(work).pledge_months is None:
        _append(work, [powers.pledge_says(_pledge_months_there())])
        work.record(TOPIC, "sign_powers", work.get(Person, me.id))
    for vault, epoch in me.untold:
        if (vault, epoch) not in current(work).known:
            key, sheet = me.vaults.keys[vault, epoch], proofs.sheet_of(current(work), me.vaults.keys, vault)
            assert isinstance(sheet, Anchor)
            _append(work, [_told(vault, epoch, key)])
            wrap_for_recovery(vault, epoch, key, sheet.exchange)
            work.record(TOPIC, "tell_vault", work.get(Person, me.id), vault=vault)


def put_setting(work: Work, name: str, value: object) -> None:
    """Keeps something of the office's keys that is no setting anybody chooses; its verb records it."""
    work.require(Right.RUN_PEOPLE)
    note(work, name, value)


def note(work: Work, name: str, value: object) -> None:
    """The same where a verb has asked for another right."""
    changed = {"changed_at": work.now, "changed_by": work.me.id}
    # writing path: what belongs to the keys is recorded by the act, not as a choice
    Setting.insert(name=name, value=value, **changed).on_conflict(
        conflict_target=[Setting.name], update={"value": value, **changed}
    ).execute()
    work.topics.add("settings")


# Looking: what the tables say and nobody signed


def differences(work: Work) -> list[Difference]:
    """Where the tables say something that nobody who may has signed: changed by another program, and without effect.

    Told to everybody signed in, since everybody relies on it.
    """
    now = current(work)
    if now.anchor is None:
        return []
    found = [*_people_differ(now), *_roles_differ(work, now)]
    if now.stray:
        found.append(Difference(N_("An entry that gives rights was signed by nobody who may."), {}))
    if now.pledge_months is not None and not _same_months(now.pledge_months):
        found.append(Difference(N_("How long a confidentiality pledge holds was changed."), {}))
    if work.settings["recovery_key"] != now.anchor.exchange.hex():
        found.append(Difference(N_("The public key of the recovery sheet was exchanged."), {}))
    found += _keys_differ(work, now)
    for vault in sorted(work.me.vaults.refused):
        found.append(Difference(N_("A key of “{vault}” lies there that was not given by who may."), {"vault": vault}))
    return found


def _same_months(signed: int) -> bool:
    try:
        return _pledge_months_there() == signed
    except (TypeError, ValueError):
        return False


def _keys_differ(work: Work, now: Powers) -> Iterator[Difference]:
    """What only who holds a vault can see of it."""
    held = work.me.vaults.keys
    refused = proofs.unproved(now.known, held)
    for vault in sorted({vault for vault, _epoch in held}):
        if any(name == vault and epoch > proofs.newest(now.known, held, vault) for name, epoch in refused):
            yield Difference(N_("A new key of “{vault}” was told of by somebody who did not hold the one before. It "
                                "counts for nothing; change the key of this vault, which takes its place."),
                             {"vault": vault})  # fmt: skip
        if proofs.sheet_of(now, held, vault) != now.anchor:
            yield Difference(N_("The recovery sheet was exchanged by somebody who held no key of “{vault}”. New keys "
                                "go on to the sheet before it; make a new sheet."), {"vault": vault})  # fmt: skip


def _people_differ(now: Powers) -> Iterator[Difference]:
    # reading path: who works here and their public keys, compared with what is signed
    there = powers.people_there()
    words = {
        "name": N_("The name of {name} was changed."),
        "roles": N_("The roles of {name} were changed."),
        "department": N_("The department of {name} was changed."),
        "suspended": N_("Whether {name} is suspended was changed."),
        "exchange": N_("The public key of {name} was exchanged."),
        "signing": N_("The public key of {name} was exchanged."),
    }
    for key, person in there.items():
        signed = now.people.get(key)
        if signed is None:
            yield Difference(N_("The account of {name} was opened by nobody who may."), {"name": person.name})
            continue
        differs = {name for name in words if getattr(person, name) != getattr(signed, name)}
        if not signed.suspended:
            # who reports an anomaly can't sign it: the flag alone locks him out, and giving nothing it needs no proof
            differs.discard("suspended")
        said = {words[name] for name in differs}
        yield from (Difference(message, {"name": signed.name}) for message in sorted(said))
    for key in now.people.keys() - there.keys():
        yield Difference(N_("The account of {name} was taken away."), {"name": now.people[key].name})


def _roles_differ(work: Work, now: Powers) -> Iterator[Difference]:
    for role in work.visible(Role):
        signed = now.roles.get(role.id)
        if signed is None:
            message = N_("The role “{role}” was made by nobody who may.")
        elif (dict(signed.rights), signed.level) != (role.rights, role.level):
            message = N_("The role “{role}” was changed: its rights or level.")
        else:
            continue
        yield Difference(message, {"role": Label(role.name)})


def report(work: Work) -> int:
    """Writes into the record, once for the same, that something was changed by another program; returns how much."""
    found = differences(work)
    said = sorted(f"{each.message} {sorted(each.values.items())}" for each in found)
    mark = base64.b64encode(check_of("\n".join(said).encode().ljust(32))).decode() if found else ""
    if mark != work.settings["powers_reported"]:
        note(work, "powers_reported", mark)
        if found:
            work.record(TOPIC, "refused_power", None, found=len(found), what=[each.message for each in found])
    return len(found)


def put_back(work: Work) -> int:
    """Writes into the tables again what is signed; accounts and roles that nobody signed are closed. Returns how much.

    Nothing that counts changes by it: what is signed held before as well.
    """
    work.require(Right.RUN_PEOPLE)
    found = differences(work)
    if not found:
        return 0
    now = current(work)
    for role in list(work.visible(Role)):
        signed = now.roles.get(role.id)
        if signed is None:
            # writing path: joining rows without an id
            PersonRole.delete().where(PersonRole.role == role.id).execute()
            work.withdraw(role)
        else:
            work.change(role, {"rights": dict(signed.rights), "level": signed.level})
    for person in list(work.visible(Person)):
        _put_person_back(work, person, now.people.get(person.id))
    if now.stray:
        # writing path: what follows the last valid entry is nobody's
        Power.delete().where(Power.number > now.number).execute()
    if now.anchor is not None:
        put_setting(work, "recovery_key", now.anchor.exchange.hex())
    # a server lets nobody else say that no pledge is asked for; until then more is asked than was signed
    may = now.pledge_months or not work.database.enforced or work.may(Right.RUN_OFFICE)
    if now.pledge_months is not None and may and not _same_months(now.pledge_months):
        put_setting(work, "pledge_months", now.pledge_months)
    work.record(TOPIC, "put_back", None, found=len(found))
    return len(found)


def _put_person_back(work: Work, person: Any, signed: PersonPower | None) -> None:
    # writing path: joining rows and keys, as they are signed
    roles = signed.roles if signed is not None else frozenset()
    PersonRole.delete().where(PersonRole.person == person.id).execute()
    for role in work.visible(Role, withdrawn=True).where(Role.id.in_(list(roles))):
        PersonRole.create(person=person, role=role)
    if signed is None:
        work.change(person, {"suspended_at": person.suspended_at or work.now})
        return
    department = work.get(Department, signed.department, withdrawn=True) if signed.department else None
    # an account that was locked stays so: reopening it is an act of its own
    suspended = (person.suspended_at or work.now) if signed.suspended else person.suspended_at
    work.change(person, {"name": signed.name, "department": department, "suspended_at": suspended})
    if public_halves(person.id) == (signed.exchange, signed.signing):
        return
    if work.database.enforced:
        from desktop.models import server_doors

        server_doors.put_keys_back(work.database.engine, person.id, signed.exchange, signed.signing)
    else:
        PersonKeys.update(exchange=signed.exchange, signing=signed.signing).where(
            PersonKeys.person == person.id).execute()  # fmt: skip


def runs_people(now: Powers) -> bool:
    """Whether anybody who can sign in may run people and roles."""
    return any(now.mandate(person).scope(Right.RUN_PEOPLE) is not Scope.NONE for person in now.people)
