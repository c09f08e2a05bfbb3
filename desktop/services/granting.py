"""Who holds which vault: wraps its key for people whose roles reach it, and takes it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from desktop.i18n import N_
from desktop.models.office import Person, VaultKey
from desktop.rules.accounts import vaults_for
from desktop.rules.errors import BadEntry, Label, NotAllowed
from desktop.rules.fields import Block
from desktop.rules.rights import Mandate, Right
from desktop.services import signing
from desktop.services.office import grant
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
    before = vaults_of(person.id)
    if vault in before:
        return
    _give(work, person, vault)
    note(work, person, before)
    work.record(TOPIC, "grant_vault", person, vault=vault)


def settle(work: Work, person: Person, *, wanted: frozenset[str] | None = None) -> Settled:
    """Brings a person's vaults in step with the roles: gives what I hold, withdraws what is no longer reached.

    Part of a verb of accounts, which records it. Raises BadEntry if a vault would be left without a holder.
    """
    work.require(Right.RUN_PEOPLE)
    before = vaults_of(person.id)
    reached = _reached(signing.mandate_of(work, person.id)) if wanted is None else wanted
    lost = before - reached
    for vault in lost:
        refuse_last_holder(work, person, vault)
    new = {vault for vault in reached - before if work.me.vaults.holds(vault)}
    for vault in new:
        _give(work, person, vault)
    if lost:
        # writing path: wrapped keys; `note` journals which vaults somebody holds
        VaultKey.delete().where((VaultKey.person == person.id) & VaultKey.vault.in_(lost)).execute()
    if new or lost:
        note(work, person, before)
    return Settled(frozenset(new), frozenset(lost), frozenset(reached - before - new))


def take_all(work: Work, person: Person) -> frozenset[str]:
    """Takes every wrap from a person whose keys are being replaced; nothing is refused, `settle` follows."""
    work.require(Right.RUN_PEOPLE)
    before = vaults_of(person.id)
    # writing path: wrapped keys; `note` journals which vaults somebody holds
    VaultKey.delete().where(VaultKey.person == person.id).execute()
    if before:
        note(work, person, before)
    return before


def vaults_of(person: UUID) -> frozenset[str]:
    # reading path: names of vaults, for verbs that asked for RUN_PEOPLE or hold the vault
    rows: Iterable[tuple[str]] = VaultKey.select(VaultKey.vault).where(VaultKey.person == person).tuples()
    return frozenset(vault for (vault,) in rows)


def _reached(mandate: Mandate) -> frozenset[str]:
    return vaults_for(mandate.rights, mandate.level)


def _give(work: Work, person: Person, vault: str) -> None:
    known = signing.current(work).people.get(person.id)
    if known is None:
        raise NotAllowed(N_("This account was not opened by somebody who may open accounts. Tell the admin."))
    exchange = known.exchange
    for (name, epoch), key in work.me.vaults.keys.items():
        if name == vault:
            grant(vault, epoch, key, person.id, exchange, work.me.id, work.me.keys)


def refuse_last_holder(work: Work, person: Person, vault: str) -> None:
    """Raises BadEntry if nobody else who can sign in holds the vault. Part of a verb of accounts."""
    work.require(Right.RUN_PEOPLE)
    work.alone()
    # reading path: only whether there is another holder
    others = (
        VaultKey.select()
        .join(Person, on=(VaultKey.person == Person.id))
        .where((VaultKey.vault == vault) & (VaultKey.person != person.id) & Person.suspended_at.is_null())
    )
    if not others.exists():
        raise BadEntry(
            N_("{name} is the last who can open “{vault}”. Give somebody else a role that reaches it first; "
               "otherwise nobody could ever open it again."),
            "roles", name=person.name, vault=Label(VAULT_LABELS[vault]),
        )  # fmt: skip


def note(work: Work, person: Person, before: frozenset[str]) -> None:
    """Journals which vaults somebody holds. Part of a verb of accounts."""
    work.require(Right.SEE_CLIENTS) if work.me.vaults.keys else work.require(Right.RUN_PEOPLE)
    work.journal(person, {"vaults": [sorted(before), sorted(vaults_of(person.id))]})
