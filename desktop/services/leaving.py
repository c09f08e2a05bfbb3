"""Somebody leaves, or a workstation was stolen: one act that shuts out, changes the keys and is put on paper (AC-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.office import Person, PersonKeys, Workstation
from desktop.rules.accounts import vaults_for
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right, add_up, rights_from_json
from desktop.rules.words import Word
from desktop.services import accounts, closing, granting, rotation, signing
from desktop.services.granting import VAULT_LABELS
from desktop.services.key_file import Slip
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.vault import Kdf, SealedKeys
from desktop.services.work import Work

TOPIC = "accounts"


class Cause(Word):
    """Why somebody is shut out."""

    LEFT = "left", N_("Leaves the office")
    STOLEN = "stolen", N_("A workstation was stolen or lost")


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the act will do. `renewed` vaults get a new key at once, those in `due` once somebody who holds them does
    it; `clients` are those the person owns or deputises for, which wait for a successor."""

    person: UUID
    name: str
    cause: Cause
    renewed: tuple[str, ...]
    due: tuple[str, ...]
    clients: int
    file: bool
    others: int


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, for the protocol."""

    outlook: Outlook
    at: datetime


def outlook(work: Work, person_id: UUID, cause: Cause) -> Outlook:
    """Raises BadEntry for my own account."""
    work.require(Right.RUN_PEOPLE)
    person = work.get(Person, person_id)
    if person.id == work.me.id:
        raise BadEntry(N_("This is your own account. Ask another admin."))
    vaults = _vaults(work, person)
    mine = {vault for vault in vaults if work.me.vaults.holds(vault)}
    held = closing.clients_held(work, person) if cause is Cause.LEFT else 0
    others = work.visible(Workstation).count() - 1
    renewed, due = (tuple(v for v in VAULT_LABELS if v in some) for some in (mine, vaults - mine))
    return Outlook(person.id, person.name, cause, renewed, due, held, work.database.sqlite, others)


def shut_out(
    work: Work, person_id: UUID, cause: Cause, secret: bytes, password: str = "", kdf: Kdf | None = None
) -> Done:
    """Suspends who leaves; gives new keys under a start password to whose workstation was stolen. Either way every
    vault the person held gets a new key; those that I can't change are noted for who can.

    What is sealed already follows with `rotation.reseal`, the office's file with `House.change_file_key`. Raises
    BadEntry for my own account, for the password, or where new keys would take the last that opens a vault.
    """
    what = outlook(work, person_id, cause)
    person = work.get(Person, person_id)
    if cause is Cause.LEFT:
        accounts.suspend(work, person.id)
    else:
        accounts.reset_password(work, person.id, password, secret, kdf)
    rotation.renew_keys(work, what.renewed)
    granting.note_due(work, what.due)
    if work.database.sqlite:
        signing.put_setting(work, "file_key_due", True)
    work.record(TOPIC, "shut_out", person, cause=cause.value, renewed=list(what.renewed), due=list(what.due))
    return Done(what, work.now)


def slips(work: Work) -> list[Slip]:
    """What each person needs to find the new key of the office's file; those who may sign in, as signed."""
    work.require(Right.RUN_PEOPLE)
    now = signing.current(work)
    # reading path: key pairs as they lie in the office, sealed by each person's password
    kept = {row.person_id: row for row in PersonKeys.select()}
    return [
        Slip(person.login, person.id, now.people[person.id].exchange,
             SealedKeys(bytes(row.exchange), bytes(row.signing), bytes(row.sealed), row.kdf))
        for person in work.visible(Person).where(Person.suspended_at.is_null())
        if (row := kept.get(person.id)) is not None and person.id in now.people and not now.people[person.id].suspended
    ]  # fmt: skip


def note_file_key(work: Work) -> None:
    """Records that the office's file has another key. Part of `House.change_file_key`."""
    work.require(Right.RUN_PEOPLE)
    signing.put_setting(work, "file_key_due", False)
    work.record(TOPIC, "change_file_key", work.get(Person, work.me.id))


def protocol(work: Work, done: Done, resealed: int, file_changed: bool, language: Translator) -> Printed:
    """What was done, on one page, with what it can't undo. In stages: give it staged work."""
    from desktop.reports.leaving import protocol as drawn

    with work.reading():
        work.require(Right.RUN_PEOPLE)
        stamp = stamp_of(work)
    what = done.outlook
    pdf = drawn(what.name, what.cause is Cause.STOLEN, stamp.time, _lines(what, resealed, file_changed, language),
                look_of(work), stamp, language)  # fmt: skip
    with work.writing():
        person = work.get(Person, what.person)
        work.record("prints", "print", person, sheet="leaving", code=stamp.code)
    return Printed("leaving", language(N_("Protocol of shutting out")), pdf, stamp.code)


def _lines(what: Outlook, resealed: int, file_changed: bool, say: Translator) -> Sequence[str]:
    names = lambda vaults: say(N_(", ")).join(say(VAULT_LABELS[vault]) for vault in vaults)  # noqa: E731
    if what.cause is Cause.LEFT:
        lines = [say(N_("The account of {name} is suspended: it signs in nowhere any more.")).format(name=what.name)]
    else:
        lines = [say(N_("{name} has new keys and a start password; what lies on the stolen workstation opens nothing "
                        "that is sealed from now on.")).format(name=what.name)]  # fmt: skip
    if what.renewed:
        lines.append(say(N_("New keys for: {vaults}.")).format(vaults=names(what.renewed)))
        lines.append(say.plural("{n} file was sealed anew with them.", "{n} files were sealed anew with them.",
                                resealed).format(n=resealed))  # fmt: skip
    if what.due:
        lines.append(say(N_("Still to be changed by somebody who holds the key: {vaults}.")).format(
            vaults=names(what.due)))  # fmt: skip
    if what.file and file_changed:
        lines.append(say(N_("The office's file has a new key. Other workstations take it up at the next sign-in; who "
                            "changed the password meanwhile joins again by invitation.")))  # fmt: skip
    elif what.file:
        lines.append(say(N_("The office's file still has its former key.")))
    if what.clients:
        lines.append(say.plural("{n} client waits for a successor.", "{n} clients wait for a successor.",
                                what.clients).format(n=what.clients))  # fmt: skip
    return lines


def _vaults(work: Work, person: Person) -> frozenset[str]:
    """What the person holds; of who was suspended before, what the roles reached."""
    held = granting.vaults_of(person.id)
    now = signing.current(work)
    known = now.people.get(person.id)
    if held or known is None or not known.suspended:
        return held
    roles = [now.roles[key] for key in known.roles if key in now.roles]
    return vaults_for(add_up(rights_from_json(role.rights) for role in roles), max((r.level for r in roles), default=1))
