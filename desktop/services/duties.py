"""What an open office asks of every copy of itself that is brought back, before anybody can open that (AC-3, AC-7)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_, _
from desktop.models.clients import Client
from desktop.models.merging import Merge
from desktop.models.office import Person, VaultKey
from desktop.rules.approvals import NeedsApproval
from desktop.rules.erasing import Erased
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.merging import Whose
from desktop.rules.rights import Right
from desktop.services import erasing, signing, unmerging
from desktop.services.work import Work

Tell = Callable[[OfficeError], object]


@dataclass(frozen=True, slots=True)
class Duty:
    """`take` gathers it in the open office, `carry_out` does it in the restored one. `alone` where nobody is signed in
    there: it refuses, or tells what it leaves undone."""

    take: Callable[[Work], Any]
    carry_out: Callable[[Work, Any, Tell], object]
    alone: Callable[[Any, Tell], object]
    purges: bool = False  # what it deletes may leave no trace in the pages


def carry_out(there: Work, owed: list[tuple[Duty, Any]], tell: Tell) -> None:
    """Every duty of which something was taken, within the write in which an office is brought back."""
    for duty, taken in owed:
        if not taken:
            continue
        if there.writes:
            duty.carry_out(there, taken, tell)
        else:
            duty.alone(taken, tell)


# Who was erased stays erased


def _erase_again(there: Work, taken: Sequence[Erased], tell: Tell) -> None:
    for erased in taken:
        # reading path: files that are to be erased, found in others
        for client in Client.select().where(Client.id.in_(erased.files) & Client.erased_at.is_null()):
            if client.merged_into_id is not None and client.merged_into_id not in erased.files:
                _take_apart(there, client, tell)
    erasing.reapply_here(there, taken)


def _take_apart(there: Work, client: Client, tell: Tell) -> None:
    """What was merged when the backup was made and was two clients when one of them was erased is two again first."""
    # reading path: the merge of a file that is to be erased, and what it went into
    merge = (
        Merge.select().where((Merge.merged == client.id) & Merge.undone_at.is_null()).order_by(Merge.at.desc()).get()
    )
    # reading path: as above
    kept = Client.get_by_id(merge.kept_id)
    if kept.merged_into_id is not None:
        _take_apart(there, kept, tell)
    try:
        plan = unmerging.unmerge_plan(there, merge.id)
        # nobody can be asked any more: it stays, and is told
        unmerging.unmerge(there, merge.id, {clash.name: Whose.KEPT for clash in plan.clashes})
    except (NeedsApproval, BadEntry) as trouble:
        raise BadEntry(N_("{code} was erased since; in this backup it is merged into {kept} and can't be taken apart "
                          "there. Restore a newer backup. ({why})"), code=client.code, kept=kept.code,
                       why=str(trouble)) from trouble  # fmt: skip
    if plan.clashes:
        fields = "、".join(_(clash.label) for clash in plan.clashes)
        tell(OfficeError(N_("{kept} was merged with {code}, which was erased since, and changed afterwards: {fields}. "
                            "Look whether that belongs to the erased client."), kept=kept.code, code=client.code,
                         fields=fields))  # fmt: skip


def _refuse_unerased(_taken: Any, _tell: Tell) -> None:
    # what is done there is recorded under somebody's name
    raise BadEntry(N_("Clients were erased since this backup was made. Somebody who had an account in it must restore "
                      "it, so that they are erased again."))  # fmt: skip


# Who was shut out stays outside


@dataclass(frozen=True, slots=True)
class Outside:
    """An account that nobody signs in to any more, by the name colleagues know."""

    name: str
    since: datetime


def outside(work: Work) -> dict[UUID, Outside]:
    """Everybody whose account is suspended at this moment."""
    work.require(Right.RUN_OFFICE)
    signed = signing.current(work).people
    # reading path: who is suspended, whom every colleague sees in the list of accounts
    people = Person.select(Person.id, Person.name, Person.suspended_at)
    return {
        row.id: Outside(row.name, row.suspended_at or work.now)
        for row in people
        if row.suspended_at is not None or (row.id in signed and signed[row.id].suspended)
    }  # fmt: skip


def _shut_out_again(there: Work, taken: Mapping[UUID, Outside], tell: Tell) -> None:
    # reading path: who could sign in to the restored office, which nobody has opened yet
    inside = list(Person.select().where(Person.id.in_(list(taken)) & Person.suspended_at.is_null()))
    if not inside:
        return
    if not there.may(Right.RUN_PEOPLE):
        _tell_inside(taken, tell, [row.id for row in inside])
        return
    due = set(there.settings["keys_due"])
    for person in inside:
        there.change(person, {"suspended_at": taken[person.id].since})
        signing.say(there, person.id, suspended=True)
        due |= _take_wraps(there, person)
        there.record("accounts", "suspend", person)
    if due != set(there.settings["keys_due"]):
        signing.note(there, "keys_due", sorted(due))


def _take_wraps(there: Work, person: Person) -> set[str]:
    """The keys that nobody is to have any more; of a vault that nobody else opens one stays, for whoever comes next
    with the recovery sheet. What the person has seen of them calls for new ones."""
    # reading path: names of vaults and who holds them, for whoever runs people
    held = {vault for (vault,) in VaultKey.select(VaultKey.vault).where(VaultKey.person == person.id).tuples()}
    # reading path: as above
    others = VaultKey.select(VaultKey.vault).join(Person, on=(VaultKey.person == Person.id)).where(
        (VaultKey.person != person.id) & Person.suspended_at.is_null())  # fmt: skip
    lost = held & {vault for (vault,) in others.tuples()}
    if lost:
        # writing path: wrapped keys, journalled in the next line
        VaultKey.delete().where((VaultKey.person == person.id) & VaultKey.vault.in_(sorted(lost))).execute()
        there.journal(person, {"vaults": [sorted(held), sorted(held - lost)]})
    return held


def _tell_inside(taken: Mapping[UUID, Outside], tell: Tell, people: list[UUID] | None = None) -> None:
    names = sorted(taken[key].name for key in people or taken)
    tell(OfficeError(N_("Suspended since, and able to sign in again in the restored office until somebody who runs "
                        "people suspends them there: {names}."), names="、".join(names)))  # fmt: skip


# Whoever has such a duty adds a line
DUTIES: tuple[Duty, ...] = (
    Duty(erasing.owed, _erase_again, _refuse_unerased, purges=True),
    Duty(outside, _shut_out_again, _tell_inside),
)


def gather(work: Work) -> list[tuple[Duty, Any]]:
    """All that is asked at this moment, within a reading. Raises NotAllowed."""
    work.require(Right.RUN_OFFICE)
    return [(duty, duty.take(work)) for duty in DUTIES]
