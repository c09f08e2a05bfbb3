"""Closing an account for good: what it still holds is listed and handed over first (AC-3)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models import server_doors
from desktop.models.account_requests import AccountRequest
from desktop.models.appraisal import AppraisalPeriod, AppraisalSheet
from desktop.models.approvals import Approval
from desktop.models.archive import ArchiveFile
from desktop.models.cases import ServiceCase
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.deeds import DeedMove
from desktop.models.inspections import InspectionFinding
from desktop.models.knowledge import UniformAnswer
from desktop.models.leads import Lead
from desktop.models.office import Person
from desktop.models.owners import ContactPerson
from desktop.models.reception import Visitor
from desktop.models.registers import RegisterLine
from desktop.models.requests import Request
from desktop.models.spot_checks import SpotCheck
from desktop.models.stand_ins import StandIn
from desktop.models.surveys import SurveyMeasure
from desktop.models.visits import Visit
from desktop.rules.account_requests import RequestKind, RequestState
from desktop.rules.approvals import OPEN, ApprovalState, covers
from desktop.rules.archive import TURN
from desktop.rules.errors import BadEntry
from desktop.rules.requests import RequestState as AnswerState
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.services import account_requests, accounts, approvals, case_reach, granting, on_file, signing
from desktop.services.powers import asked_on
from desktop.services.work import Work

TOPIC = "accounts"
LOANS = "archive"  # the register of what the archive has lent
MATERIAL = 500  # characters of what was given back


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that an account may hold. `what` is a message id, `act` one that says how it is handed over;
    that is done on the page `opens`, by whoever holds `right`; `giver` and `holder` there stand for the person. What
    `ends` with the account needs no hand-over: it is listed, and ended by the closing; what `waits` is listed and goes
    on waiting."""

    what: str
    act: str
    opens: tuple[str, object]
    right: Right | None = None
    ends: bool = False
    waits: bool = False

    @property
    def blocks(self) -> bool:
        return not self.ends and not self.waits


# What becomes of each follows from the page it opens; `cf.holdings` counts the same on a server
KINDS: Mapping[str, Kind] = MappingProxyType({
    "clients": Kind(N_("Clients as owner or deputy"), N_("Transfer them: Clients › Handovers."),
                    ("handovers", "giver"), Right.EDIT_CLIENTS),
    "met": Kind(N_("Clients as contact person"), N_("A transfer of all passes them on as well."),
                ("handovers", "giver"), Right.EDIT_CLIENTS),
    "steps": Kind(N_("Next steps promised to clients"), N_("A transfer of all passes them on as well."),
                  ("handovers", "giver"), Right.EDIT_CLIENTS),
    "requests": Kind(N_("Clients' requests to be answered"), N_("Give them to somebody else: Clients › Data requests."),
                     ("data", "requests"), Right.PROTECT_CLIENTS),
    "handouts": Kind(N_("What partners were given and must come back"),
                     N_("Give it to somebody else to see to: Clients › Data requests."), ("data", "given"),
                     Right.PROTECT_CLIENTS),
    "things": Kind(N_("Things borrowed from the office"), N_("Note that they came back where they were handed out."),
                   ("data", "given"), Right.PROTECT_CLIENTS),
    "loans": Kind(N_("Loans from the archive"), N_("Note that they came back: Documents › Loans."), ("loans", None),
                  Right.KEEP_ARCHIVE),
    "files": Kind(N_("Archive files on their way, as agent A or B"), N_("Name another agent: Documents › Archive."),
                  ("archive", None), Right.FILE_DOCUMENTS),
    "answers": Kind(N_("Uniform answers to be kept right"), N_("Give them to another owner: Service › Knowledge."),
                    ("knowledge", None)),
    "moves": Kind(N_("Movements of title deeds that nobody has vouched for yet"),
                  N_("Vouch for them or take them back: Documents › Title deeds."), ("deeds", None),
                  Right.KEEP_DEEDS),
    "cases": Kind(N_("Cases to be handled or called back"),
                  N_("A transfer of all passes on those of clients; pass on the others, or their call-backs: Service › "
                  "Cases."),
                  ("cases", "holder")),
    "visitors": Kind(N_("Visitors expected, or in the house"),
                     N_("Name another host, or call the visits off: Service › Reception."), ("reception", None)),
    "visits": Kind(N_("Visits planned, or not reported yet"), N_("A transfer of all passes them on as well."),
                   ("handovers", "giver"), Right.EDIT_CLIENTS),
    "leads": Kind(N_("Open leads"), N_("Give them to colleagues: Service › Leads."), ("leads", None)),
    "measures": Kind(N_("Measures after a survey, not done or not checked"),
                     N_("Name somebody else for them, or look at what is done: Service › Surveys."),
                     ("surveys", None)),
    "findings": Kind(N_("Findings of inspections to be put right"),
                     N_("Name somebody else to put them right: Documents › Inspections."), ("inspections", None),
                     Right.KEEP_ARCHIVE),
    "improvements": Kind(N_("Improvements asked for after a spot check"),
                         N_("Once the account is suspended, ask somebody else for them: Service › Spot checks."),
                         ("spot_checks", None), Right.SCORE_CONTACTS),
    "appraisals": Kind(N_("Colleagues to be rated in an appraisal"),
                       N_("Name another superior for them: Appraisal › Periods."), ("appraisal_periods", None),
                       Right.RUN_APPRAISALS),
    "standing": Kind(N_("Standing in for colleagues"), N_("Name another stand-in in the settings."),
                     ("settings", "approvals")),
    "asked": Kind(N_("Approvals asked for and not decided"), N_("Taken back with the account: nobody else could use "
                  "them."), ("settings", "approvals"), Right.APPROVE_CLIENTS, ends=True),
    "deciding": Kind(N_("Approvals that nobody else could decide"), N_("Give somebody else the right to approve, with "
                     "the level that they need."), ("settings", "people")),
    # the account being suspended already, keeping it open would bring nobody who decides
    "waits": Kind(N_("Your own requests that nobody else could decide"), N_("They wait until somebody else has the "
                  "right to approve, with the level that they need."), ("settings", "people"), waits=True),
    "unconfirmed": Kind(N_("Acts still to be confirmed by somebody"), N_("Confirm them under Approvals."),
                        ("settings", "approvals"), Right.APPROVE_CLIENTS),
    "sheet": Kind(N_("The recovery sheet, not tried yet: it can be printed with this account alone"),
                  N_("Print and try it, or make a new one under Keys & recovery."), ("settings", "keys")),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holding:
    """How much of a kind an account holds."""

    kind: str
    count: int

    @property
    def of(self) -> Kind:
        return KINDS[self.kind]

    @property
    def what(self) -> str:
        return KINDS[self.kind].what

    @property
    def act(self) -> str:
        return KINDS[self.kind].act


class StillHolds(BadEntry):
    """The account can't be closed yet; `holdings` says why."""

    def __init__(self, name: str, holdings: tuple[Holding, ...]) -> None:
        super().__init__(N_("{name} still holds something: hand it over first."), name=name)
        self.holdings = holdings


def holdings(work: Work, person_id: UUID) -> tuple[Holding, ...]:
    """What must be handed over before the account is closed: how much of each kind, never which clients."""
    work.require(Right.RUN_PEOPLE)
    person = work.get(Person, person_id)
    held = _held(work, person)
    today = on_file.today(work)
    standing = work.visible(StandIn).where((StandIn.person == person.id) & (StandIn.last_on >= today))
    askers = _decides_alone(work, person.id)
    mine = askers.count(work.me.id) if person.suspended_at is not None else 0
    held |= {"standing": standing.count(), "sheet": work.settings["recovery_seed"].get("person") == person.id.hex,
             "deciding": len(askers) - mine, "waits": mine}  # fmt: skip
    return tuple(Holding(kind, int(held[kind])) for kind in KINDS if held.get(kind))


def clients_held(work: Work, person: Any) -> int:
    """How many clients a person owns or deputises for, whoever of them one may see."""
    work.require(Right.RUN_PEOPLE)
    return _held(work, person)["clients"]


def _held(work: Work, person: Any) -> dict[str, int]:
    if work.database.enforced:
        return server_doors.holdings(work.database.engine, person.id)
    key, in_use = person.id, Client.withdrawn_at.is_null()
    lines = RegisterLine.back_at.is_null() & RegisterLine.withdrawn_at.is_null()
    asked = Approval.asked_by == key
    queries = {
        # reading path: only how many, for whoever closes the account; the things themselves show who may see them
        "clients": Client.select().where(((Client.owner == key) | (Client.deputy == key)) & in_use),
        # reading path: as above
        "met": ContactPerson.select().join(Client).where(
            (ContactPerson.person == key) & ContactPerson.until.is_null() & ContactPerson.withdrawn_at.is_null()
            & in_use),
        # reading path: as above
        "steps": Contact.select().join(Client).where(
            (Contact.next_for == key) & Contact.next_done_at.is_null() & (Contact.next_step != "")
            & Contact.withdrawn_at.is_null() & in_use),
        # reading path: as above
        "requests": Request.select().where(
            (Request.handler == key) & (Request.state == AnswerState.OPEN.value) & Request.withdrawn_at.is_null()),
        # reading path: as above
        "handouts": RegisterLine.select().where(
            ((RegisterLine.keeper == key) | (RegisterLine.keeper.is_null() & (RegisterLine.out_by == key)))
            & RegisterLine.partner.is_null(False) & lines),
        # reading path: as above
        "things": RegisterLine.select().where((RegisterLine.holder == key) & (RegisterLine.register != LOANS) & lines),
        # reading path: as above
        "loans": RegisterLine.select().where((RegisterLine.holder == key) & (RegisterLine.register == LOANS) & lines),
        # reading path: as above
        "files": ArchiveFile.select().where(
            ((ArchiveFile.agent_a == key) | (ArchiveFile.agent_b == key)) & ArchiveFile.withdrawn_at.is_null()
            & ArchiveFile.state.in_([state.value for state in TURN])),
        # reading path: as above
        "answers": UniformAnswer.select().where((UniformAnswer.owner == key) & (UniformAnswer.state != "retired")
                                                & UniformAnswer.withdrawn_at.is_null()),
        # reading path: as above
        "moves": DeedMove.select().where(
            (DeedMove.custodian == key) & DeedMove.done_at.is_null() & DeedMove.withdrawn_at.is_null()),
        # reading path: as above
        "cases": ServiceCase.select().where(case_reach.in_hand(key) & ServiceCase.withdrawn_at.is_null()),
        # reading path: as above
        "visitors": Visitor.select().where(
            ((Visitor.stand_in == key) | (Visitor.stand_in.is_null() & (Visitor.owner == key)))
            & Visitor.left_at.is_null() & Visitor.called_off_at.is_null() & Visitor.withdrawn_at.is_null()
            # whoever was expected and never came is expected no more
            & (Visitor.came_at.is_null(False) | (Visitor.expected_at >= work.now))),
        # reading path: as above
        "visits": Visit.select().join(Client).where(
            (Visit.visitor == key) & Visit.reported_at.is_null() & Visit.called_off_at.is_null()
            & Visit.withdrawn_at.is_null() & in_use),
        # reading path: as above
        "leads": Lead.select().where((Lead.owner == key) & Lead.closed_at.is_null() & Lead.withdrawn_at.is_null()),
        # reading path: as above
        "measures": SurveyMeasure.select().where(
            (SurveyMeasure.person == key) & SurveyMeasure.checked_at.is_null() & SurveyMeasure.withdrawn_at.is_null()),
        # reading path: as above
        "findings": InspectionFinding.select().where(
            (InspectionFinding.fixer == key) & InspectionFinding.fixed_at.is_null()
            & InspectionFinding.withdrawn_at.is_null()),
        # reading path: as above
        "improvements": SpotCheck.select().where(
            (SpotCheck.owner == key) & SpotCheck.looked_at.is_null() & SpotCheck.done_at.is_null()
            & SpotCheck.withdrawn_at.is_null()),
        # reading path: as above
        "appraisals": AppraisalSheet.select().join(AppraisalPeriod).where(
            (AppraisalSheet.deputy == key) & AppraisalSheet.rated_at.is_null() & AppraisalSheet.withdrawn_at.is_null()
            & AppraisalPeriod.state.in_(("draft", "computed", "self", "superior"))),
        # reading path: as above
        "asked": Approval.select().where(asked & (Approval.state == ApprovalState.ASKED.value)),
        # reading path: as above
        "unconfirmed": Approval.select().where(asked & (Approval.state == ApprovalState.UNCONFIRMED.value)),
    }  # fmt: skip
    return {kind: int(query.count()) for kind, query in queries.items()}


def _decides_alone(work: Work, person: UUID) -> list[UUID]:
    """Who asked for each request that would wait for ever: this person may decide them, and nobody else who can sign
    in. His roles count while he is suspended too, for until the account is closed he may be let in again."""
    now = signing.current(work)
    day = asked_on(now, work.settings, work.now)
    held = now.people.get(person)
    if held is None:
        return []
    if work.database.enforced:
        waiting = server_doors.waiting_approvals(work.database.engine)
    else:
        # reading path: who asked, of which level and department; never what for
        rows = Approval.select(Approval.asked_by, Approval.level, Approval.department)
        waiting = list(rows.where(Approval.state.in_([state.value for state in OPEN])).tuples())
    back = replace(now, people={**now.people, person: replace(held, suspended=False)})
    mine = back.held(person, day)
    others = [now.admitted(key, day) for key in now.people if key != person]
    return [
        asker for asker, level, department in waiting
        if asker != person and covers(mine, level, department)
        and not any(covers(other, level, department) and other.person != asker for other in others)
    ]  # fmt: skip


def close(work: Work, person_id: UUID, *, returned: bool, material: str = "", request: UUID | None = None) -> None:
    """Closes an account 注销: suspended at once if it was not, its roles gone, its name free for somebody else.

    What the person asked approval for and nobody has decided is taken back, as are requests about the account.
    `returned` confirms that confidential material was given back or deleted, `material` says which. Raises
    StillHolds, BadEntry (field `returned` or `material`; or for oneself, the last admin, the last holder of a vault),
    NotAllowed.
    """
    work.require(Right.RUN_PEOPLE)
    work.alone()
    person = work.get(Person, person_id)
    if person.closed_at is not None:
        return
    if not returned:
        raise BadEntry(N_("Confirm first that confidential material was returned or deleted."), "returned")
    held = tuple(one for one in holdings(work, person.id) if one.of.blocks)
    if held:
        raise StillHolds(person.name, held)
    if not work.settings["recovery_sheet"]:
        # a suspended account keeps the last key of a vault; a closed one could never give it to anybody
        for vault in sorted(granting.vaults_of(person.id)):
            granting.refuse_last_holder(work, person, vault)
    accounts.suspend(work, person.id)
    accounts.set_roles(work, person.id, ())
    approvals.end_of(work, person.id)
    for row in _open_requests(work, person.id, request):
        work.change(row, {"state": RequestState.TAKEN_BACK.value})
        work.record(TOPIC, "request_taken_back", row, kind=row.kind)
    if request is not None:
        account_requests.settle(work, request, RequestKind.CLOSE, person.id)
    person = work.get(Person, person.id)
    said = check_length(tidy(material), MATERIAL, "material")
    work.change(person, {"closed_at": work.now, "returned": said, "login": f"closed {person.id.hex[-12:]}"})
    work.record(TOPIC, "close", person, returned=True)


def _open_requests(work: Work, person: UUID, but: UUID | None) -> list[Any]:
    """What was asked for about this account: nobody does it any more. What the person asked for others stays."""
    open_states = [RequestState.ASKED.value, RequestState.APPROVED.value]
    query = work.visible(AccountRequest).where(
        (AccountRequest.person == person) & AccountRequest.state.in_(open_states)
    )
    return [row for row in query if row.id != but]
