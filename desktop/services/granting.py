"""Who holds which vault: wraps its key for people whose roles reach it, and takes it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from desktop.i18n import N_
from desktop.models.office import Person, Setting, VaultKey
from desktop.rules.accounts import vaults_for
from desktop.rules.errors import BadEntry, Label, NotAllowed
from desktop.rules.fields import Block
from desktop.rules.rights import Mandate, Right
from desktop.rules.today import Batch, Group, Row, Said, View
from desktop.services import powers, signing
from desktop.services.people_keys import grant
from desktop.services.work import Work

TOPIC = "accounts"

VAULT_LABELS = {
    "identity": N_("ID numbers (level 1)"),
    "property": N_("Property and income (level 2)"),
    "accounts": N_("Bank accounts (level 3)"),
}


@dataclass(frozen=True, slots=True)
class Settled:
    """What changed in a person's vaults; `missing` are those the roles reach but the one who acted can't give."""

    granted: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lacking:
    """Somebody whose roles reach a vault, and who holds no key of it or a former one."""

    vault: str
    person: UUID
    name: str


def held_by_person(work: Work) -> dict[UUID, frozenset[str]]:
    """Which vaults each person holds a key of. For whoever runs people."""
    work.require(Right.RUN_PEOPLE)
    held: dict[UUID, set[str]] = {}
    # reading path: who holds keys, for whoever runs people; no keys
    for vault, person in VaultKey.select(VaultKey.vault, VaultKey.person_id).tuples():
        held.setdefault(person, set()).add(vault)
    return {person: frozenset(vaults) for person, vaults in held.items()}


def holders(work: Work, vault: str) -> tuple[str, ...]:
    """Names of those who hold a vault and are not suspended, so that one knows whom to ask."""
    names = work.visible(Person).join(VaultKey, on=(VaultKey.person == Person.id))
    rows = names.where((VaultKey.vault == vault) & Person.suspended_at.is_null()).order_by(Person.name)
    return tuple(dict.fromkeys(person.name for person in rows))


def lone_holder(work: Work) -> str:
    """The name of the one person who holds every vault and nobody else any; empty once there are two.

    While the office has no recovery sheet, all sealed values hang on that one password.
    """
    people = {person.id: person.name for person in work.visible(Person).where(Person.suspended_at.is_null())}
    # reading path: that somebody holds keys is told to everybody, as `holders` does
    held = {person for (person,) in VaultKey.select(VaultKey.person_id).distinct().tuples()} & people.keys()
    return people[held.pop()] if len(held) == 1 and not work.settings["recovery_sheet"] else ""


def lacking(work: Work) -> tuple[Lacking, ...]:
    """Whom I can give a key now: the roles reach the vault, as far as the pledge goes, nobody has given the newest key
    yet, and a password of one's own is chosen. Told to holders, who need not run people."""
    me = work.me
    mine = [vault for vault in VAULT_LABELS if me.vaults.holds(vault) and vault in _reached(me.mandate)]
    if not mine:
        return ()
    newest: dict[tuple[UUID, str], int] = {}
    # reading path: who holds keys is told to everybody, as `holders` does
    rows = VaultKey.select(VaultKey.person_id, VaultKey.vault, VaultKey.epoch).where(VaultKey.vault.in_(mine))
    for person, vault, epoch in rows.tuples():
        newest[person, vault] = max(epoch, newest.get((person, vault), 0))
    now = signing.current(work)
    day = powers.asked_on(now, work.settings, work.now)
    found = []
    for person in work.visible(Person).where(Person.suspended_at.is_null()).order_by(Person.name):
        reached = _reached(now.admitted(person.id, day))
        found += [Lacking(vault, person.id, person.name) for vault in mine
                  if vault in reached and newest.get((person.id, vault), 0) < me.vaults.newest(vault)]  # fmt: skip
    return tuple(found)


def waiting(work: Work, view: View) -> list[Batch]:
    """The same on Today, a row for each person, for holders who run people or approve: the key of ID numbers is held by
    nearly everybody, and staff who serve at table are not sent to give it."""
    if not (work.may(Right.APPROVE_CLIENTS) or work.may(Right.RUN_PEOPLE)):
        return []
    people = {one.person: one.name for one in lacking(work)}
    said, opens = Said(N_("Waits for a key that you can grant")), ("settings", "keys")
    rows = [Row(("grant", person), "key-round", said, name, opens) for person, name in people.items()]
    return [Batch(Group.WAITING, tuple(rows[: view.limit]), len(rows))] if rows else []


def grant_vault(work: Work, person_id: UUID, vault: str) -> None:
    """Gives a vault's key to a person whose roles reach it. Only a holder can: it is encryption, not a switch (AC-5).

    Raises NotAllowed if I hold no key or the person's roles don't reach it.
    """
    person = work.get(Person, person_id)
    work.require(Right.SEE_CLIENTS, level=Block(vault).level)
    if not work.me.vaults.holds(vault):
        raise NotAllowed(N_("You hold no key to this vault; who holds one can grant it."))
    reached = _reached(signing.mandate_of(work, person.id))
    if vault not in reached or person.suspended_at is not None:
        raise NotAllowed(N_("The roles of {name} do not reach this vault. Change the roles first."), name=person.name)
    if signing.current(work).starts(person.id):
        raise NotAllowed(N_("{name} has not signed in with a password of his own yet; until then somebody else could "
                            "open what you give. Grant the key afterwards."), name=person.name)  # fmt: skip
    before = vaults_of(person.id)
    if _newest_of(person.id).get(vault, 0) >= work.me.vaults.newest(vault):
        return
    _give(work, person, vault)
    note(work, person, before)
    work.record(TOPIC, "grant_vault", person, vault=vault)


def settle(work: Work, person: Person) -> Settled:
    """Brings a person's vaults in step with the roles: gives what I hold, withdraws what is no longer reached; its key
    is then due to be changed.

    Part of a verb of accounts, which records it. Raises BadEntry if a vault would be left without a holder.
    """
    work.require(Right.RUN_PEOPLE)
    before, newest = vaults_of(person.id), _newest_of(person.id)
    reached = _reached(signing.mandate_of(work, person.id))
    lost = before - reached
    for vault in lost:
        refuse_last_holder(work, person, vault)
    # a key that was renewed while the person was locked out is given as well
    new = {v for v in reached if work.me.vaults.holds(v) and newest.get(v, 0) < work.me.vaults.newest(v)}
    for vault in new:
        _give(work, person, vault)
    _take(person, lost)
    note_due(work, lost)
    if new or lost:
        note(work, person, before)
    return Settled(frozenset(new), frozenset(lost), frozenset(reached - before - new))


def shut_off(work: Work, person: Person) -> None:
    """Takes every vault from somebody who is to sign in no more; their keys are due to be changed.

    The last key of a vault stays where it is until the recovery sheet was tried: nobody signs in with it any more, and
    without it nothing would ever open the vault. Part of a verb of accounts, which records it.
    """
    work.require(Right.RUN_PEOPLE)
    before = vaults_of(person.id)
    tried = bool(work.settings["recovery_sheet"])
    _take(person, {vault for vault in before if tried or not is_last_holder(work, person, vault)})
    note_due(work, before)
    if before != vaults_of(person.id):
        note(work, person, before)


def take_all(work: Work, person: Person) -> frozenset[str]:
    """Takes every wrap from a person whose keys are being replaced; nothing is refused, `settle` follows."""
    work.require(Right.RUN_PEOPLE)
    before = vaults_of(person.id)
    # writing path: wrapped keys; `note` journals which vaults somebody holds
    VaultKey.delete().where(VaultKey.person == person.id).execute()
    if before:
        note(work, person, before)
    return before


def due(work: Work) -> frozenset[str]:
    """The vaults whose key is to be changed, as this write has it by now."""
    work.require(Right.RUN_PEOPLE if work.may(Right.RUN_PEOPLE) else Right.SEE_CLIENTS)
    # reading path: the office's settings as last read don't know what this very write has noted
    row = Setting.get_or_none(Setting.name == "keys_due")
    return frozenset(row.value) if row is not None else frozenset()


def note_due(work: Work, vaults: Iterable[str]) -> None:
    """Notes that these keys are to be changed, since somebody who held them holds them no more. Part of a verb of
    accounts."""
    work.require(Right.RUN_PEOPLE)
    before = due(work)
    after = before | frozenset(vaults)
    if after != before:
        signing.put_setting(work, "keys_due", sorted(after))


def _take(person: Person, vaults: Iterable[str]) -> None:
    # writing path: wrapped keys; `note` journals which vaults somebody holds
    VaultKey.delete().where((VaultKey.person == person.id) & VaultKey.vault.in_(list(vaults))).execute()


def _newest_of(person: UUID) -> dict[str, int]:
    # reading path: numbers of keys, for verbs that asked for RUN_PEOPLE or hold the vault
    rows = VaultKey.select(VaultKey.vault, VaultKey.epoch).where(VaultKey.person == person).order_by(VaultKey.epoch)
    return dict(rows.tuples())


def vaults_of(person: UUID) -> frozenset[str]:
    # reading path: names of vaults, for verbs that asked for RUN_PEOPLE or hold the vault
    rows: Iterable[tuple[str]] = VaultKey.select(VaultKey.vault).where(VaultKey.person == person).tuples()
    return frozenset(vault for (vault,) in rows)


def beyond_reach(work: Work) -> dict[UUID, frozenset[str]]:
    """Who holds keys of vaults that the roles, as far as the pledge goes, don't reach any more (AC-9), and of which."""
    work.require(Right.RUN_PEOPLE)
    held: dict[UUID, set[str]] = {}
    # reading path: names of vaults, for who runs people
    for person, vault in VaultKey.select(VaultKey.person_id, VaultKey.vault).tuples():
        held.setdefault(person, set()).add(vault)
    now = signing.current(work)
    day = powers.asked_on(now, work.settings, work.now)
    found = {person: frozenset(vaults - _reached(now.held(person, day))) for person, vaults in held.items()}
    return {person: vaults for person, vaults in found.items() if vaults}


def _reached(mandate: Mandate) -> frozenset[str]:
    return vaults_for(mandate.rights, mandate.level)


def _give(work: Work, person: Person, vault: str) -> None:
    known = signing.current(work).people.get(person.id)
    if known is None:
        raise NotAllowed(N_("This account was not opened by somebody who may open accounts. Tell the admin."))
    exchange = known.exchange
    # reading path: which of its keys are there already
    rows = VaultKey.select(VaultKey.epoch).where((VaultKey.person == person.id) & (VaultKey.vault == vault)).tuples()
    there = {epoch for (epoch,) in rows}
    for (name, epoch), key in work.me.vaults.keys.items():
        if name == vault and epoch not in there:
            grant(vault, epoch, key, person.id, exchange, work.me.id, work.me.keys)


def is_last_holder(work: Work, person: Person, vault: str) -> bool:
    """Whether nobody else who can sign in holds the vault. Part of a verb of accounts."""
    work.require(Right.RUN_PEOPLE)
    work.alone()
    # reading path: only whether there is another holder
    others = (
        VaultKey.select()
        .join(Person, on=(VaultKey.person == Person.id))
        .where((VaultKey.vault == vault) & (VaultKey.person != person.id) & Person.suspended_at.is_null())
    )
    return not others.exists()


def refuse_last_holder(work: Work, person: Person, vault: str) -> None:
    """Raises BadEntry if nobody else who can sign in holds the vault. Part of a verb of accounts."""
    work.require(Right.RUN_PEOPLE)
    if is_last_holder(work, person, vault):
        raise BadEntry(
            N_("{name} is the last who can open “{vault}”: nobody could ever open it again. First {name} gives the key "
               "to somebody else whose role reaches it, or somebody prints and tries the recovery sheet."),
            "roles", name=person.name, vault=Label(VAULT_LABELS[vault]),
        )  # fmt: skip


def note(work: Work, person: Person, before: frozenset[str]) -> None:
    """Journals which vaults somebody holds. Part of a verb of accounts."""
    work.require(Right.SEE_CLIENTS) if work.me.vaults.keys else work.require(Right.RUN_PEOPLE)
    work.journal(person, {"vaults": [sorted(before), sorted(vaults_of(person.id))]})
