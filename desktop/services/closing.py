"""Closing an account for good: what it still holds is listed and handed over first (AC-3)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models import server_doors
from desktop.models.account_requests import AccountRequest
from desktop.models.approvals import Approval
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.office import Person
from desktop.models.owners import ContactPerson
from desktop.models.stand_ins import StandIn
from desktop.rules.account_requests import RequestKind, RequestState
from desktop.rules.approvals import ApprovalState
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services import account_requests, accounts, granting, on_file
from desktop.services.work import Work

TOPIC = "accounts"


@dataclass(frozen=True, slots=True)
class Holding:
    """Something that an account holds. `what` is a message id, `act` one that says how it is handed over."""

    what: str
    count: int
    act: str


class StillHolds(BadEntry):
    """The account can't be closed yet; `holdings` says why."""

    def __init__(self, name: str, holdings: tuple[Holding, ...]) -> None:
        super().__init__(N_("{name} still holds something: hand it over first."), name=name)
        self.holdings = holdings


def holdings(work: Work, person_id: UUID) -> tuple[Holding, ...]:
    """What must be handed over before the account is closed: how much of each kind, never which clients."""
    work.require(Right.RUN_PEOPLE)
    person = work.get(Person, person_id)
    owned, met, owed = (
        server_doors.held_by(work.database.engine, person.id) if work.database.enforced else _held(person)
    )
    today = on_file.today(work)
    standing = work.visible(StandIn).where((StandIn.person == person.id) & (StandIn.last_on >= today))
    unconfirmed = work.visible(Approval).where((Approval.asked_by == person.id)
                                               & (Approval.state == ApprovalState.UNCONFIRMED.value))  # fmt: skip
    found = (
        Holding(N_("Clients as owner or deputy"), owned, N_("Transfer them: Clients › Handovers.")),
        Holding(N_("Clients as contact person"), met, N_("Name somebody else in their files.")),
        Holding(N_("Next steps promised to clients"), owed, N_("Finish or transfer them.")),
        Holding(N_("Standing in for colleagues"), standing.count(), N_("Name another stand-in in the settings.")),
        Holding(N_("Acts still to be confirmed by somebody"), unconfirmed.count(), N_("Confirm them under Approvals.")),
    )  # fmt: skip
    return tuple(holding for holding in found if holding.count)


def clients_held(work: Work, person: Any) -> int:
    """How many clients a person owns or deputises for, whoever of them one may see."""
    work.require(Right.RUN_PEOPLE)
    if work.database.enforced:
        return server_doors.held_by(work.database.engine, person.id)[0]
    return _held(person)[0]


def _held(person: Any) -> tuple[int, int, int]:
    # reading path: only how many, for whoever closes the account; the clients themselves show who may see them
    held = Client.select().where(((Client.owner == person.id) | (Client.deputy == person.id))
                                 & Client.withdrawn_at.is_null())  # fmt: skip
    # reading path: as above
    met = (ContactPerson.select().join(Client)
           .where((ContactPerson.person == person.id) & ContactPerson.until.is_null()
                  & ContactPerson.withdrawn_at.is_null() & Client.withdrawn_at.is_null()))  # fmt: skip
    # reading path: as above
    owed = (Contact.select().join(Client)
            .where((Contact.next_for == person.id) & Contact.next_done_at.is_null() & (Contact.next_step != "")
                   & Contact.withdrawn_at.is_null() & Client.withdrawn_at.is_null()))  # fmt: skip
    return held.count(), met.count(), owed.count()


def close(work: Work, person_id: UUID, *, returned: bool, request: UUID | None = None) -> None:
    """Closes an account 注销: suspended at once if it was not, its roles gone, its name free for somebody else.

    `returned` confirms that confidential material was given back or deleted. Raises StillHolds, BadEntry (field
    `returned`; or for oneself, the last admin, the last holder of a vault), NotAllowed.
    """
    work.require(Right.RUN_PEOPLE)
    work.alone()
    person = work.get(Person, person_id)
    if person.closed_at is not None:
        return
    if not returned:
        raise BadEntry(N_("Confirm first that confidential material was returned or deleted."), "returned")
    held = holdings(work, person.id)
    if held:
        raise StillHolds(person.name, held)
    if not work.settings["recovery_sheet"]:
        # a suspended account keeps the last key of a vault; a closed one could never give it to anybody
        for vault in sorted(granting.vaults_of(person.id)):
            granting.refuse_last_holder(work, person, vault)
    accounts.suspend(work, person.id)
    accounts.set_roles(work, person.id, ())
    for row in _open_requests(work, person.id, request):
        work.change(row, {"state": RequestState.TAKEN_BACK.value})
    if request is not None:
        account_requests.settle(work, request, RequestKind.CLOSE, person.id)
    person = work.get(Person, person.id)
    work.change(person, {"closed_at": work.now, "login": f"closed {person.id.hex[-12:]}"})
    work.record(TOPIC, "close", person)


def _open_requests(work: Work, person: UUID, but: UUID | None) -> list[Any]:
    """What the person asked for, or was asked for about the account: nobody does it any more."""
    open_states = [RequestState.ASKED.value, RequestState.APPROVED.value]
    query = work.visible(AccountRequest).where(
        ((AccountRequest.asked_by == person) | (AccountRequest.person == person))
        & AccountRequest.state.in_(open_states)
    )
    return [row for row in query if row.id != but]
