"""Approval of sensitive acts 审批: asked for and decided, countersigned here, or confirmed afterwards (AC-6).

A verb calls `require` before it changes anything. Where an approval is needed and none is there it raises
NeedsApproval; the screen then offers the three ways, each of which ends in a row that the same verb finds and uses up
when it is tried again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.approvals import Approval
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules import deadlines
from desktop.rules.approvals import (
    ABOUT,
    BY_NAME,
    DECIDED,
    FREE_UP_TO,
    LENT,
    READY,
    RIGHTS,
    Act,
    ApprovalState,
    Need,
    NeedsApproval,
    check_decider,
    check_state,
    covers,
    decides,
    stored_details,
)
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Mandate, Right, Scope
from desktop.rules.stand_ins import StandInKind
from desktop.rules.text import tidy
from desktop.services import approval_lists, calendars, lending, on_file, paper_lending, signing, standing
from desktop.services.approval_lists import ApprovalLine
from desktop.services.office import Office
from desktop.services.powers import asked_on
from desktop.services.standing import Standing
from desktop.services.work import Work

TOPIC = "approvals"
REASON_LIMIT = 500
_WHAT_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Ways:
    """Which ways are open. `people` can approve now; with nobody there the act goes through with a reason, but nothing
    is opened that way."""

    need: Need
    people: tuple[str, ...]
    waiting: ApprovalLine | None  # the same was asked for already

    @property
    def alone(self) -> bool:
        return not self.people and self.need.act not in LENT | BY_NAME


# For the verb that is to be done


def require(work: Work, need: Need) -> UUID | None:
    """Uses up the approval of this act, or raises NeedsApproval; below the office's limit nothing is needed. Returns
    who approved it, None where nobody had to or nobody else was there.

    Call it in the writing stage, before the verb changes anything: both are committed together or not at all.
    """
    free = FREE_UP_TO.get(need.act)
    if free is not None and need.size <= int(work.settings[free]):
        return None
    work.require(RIGHTS[need.act])
    work.alone()
    row = _ready(work, need)
    if row is None:
        raise NeedsApproval(need)
    values: dict[str, object] = {"state": ApprovalState.USED.value, "used_at": work.now, "operation": work.operation}
    if row.state == ApprovalState.ALONE.value:
        until = _working_days(work, "confirm_days")
        values |= {"state": ApprovalState.UNCONFIRMED.value, "confirm_until": until}
    work.change(row, values)
    work.record(TOPIC, "use", row, act=need.act.value, size=need.size)
    return None if row.decided_by_id is None else UUID(str(row.decided_by_id))


def needs(work: Work, need: Need) -> bool:
    """Whether `require` would raise, so that a screen can ask first."""
    work.require(RIGHTS[need.act])
    free = FREE_UP_TO.get(need.act)
    return not (free is not None and need.size <= int(work.settings[free])) and _ready(work, need) is None


def _ready(work: Work, need: Need) -> Any:
    query = work.visible(Approval).where(
        (Approval.asked_by == work.me.id) & Approval.state.in_([s.value for s in READY]) & (Approval.mark == need.mark)
        & (Approval.size >= need.size) & (Approval.level >= need.level) & (Approval.valid_until >= work.now)
    )  # fmt: skip
    return query.order_by(Approval.asked_at).first()


# The three ways


def ways(work: Work, need: Need) -> Ways:
    """Who can approve this now, and whether it was asked for already. Raises NotAllowed without the act's own right."""
    work.require(RIGHTS[need.act], level=need.own_level)
    query = work.visible(Approval).where((Approval.asked_by == work.me.id) & (Approval.mark == need.mark))
    row = query.where((Approval.state == ApprovalState.ASKED.value) & (Approval.size >= need.size)).first()
    return Ways(need, _there(work, need), approval_lists.lines(work, [row])[0] if row is not None else None)


def ask(work: Work, need: Need, reason: str) -> UUID:
    """Asks for approval. Raises BadEntry without a reason, NotAllowed without the act's own right."""
    work.require(RIGHTS[need.act], level=need.own_level)
    row = _new(work, need, reason, ApprovalState.ASKED)
    work.record(TOPIC, "ask", row, act=need.act.value, size=need.size)
    return UUID(str(row.id))


def go_alone(work: Work, need: Need, reason: str) -> UUID:
    """Lets the act through with a reason while nobody else is there; once done it is listed until it is confirmed.

    Raises NotAllowed if somebody could approve it now, BadEntry without a reason.
    """
    work.require(RIGHTS[need.act], level=need.own_level)
    there = _there(work, need)
    if need.act in LENT:
        raise NotAllowed(N_("Nobody opens for himself what is locked; somebody who may must."))
    if need.act in BY_NAME:
        raise NotAllowed(N_("Nobody goes in there before whoever is named for it, or his stand-in, has said so."))
    if there:
        raise NotAllowed(N_("{name} can approve this: ask, or have it countersigned here."), name=there[0])
    row = _new(work, need, reason, ApprovalState.ALONE, valid_until=_working_days(work, "approval_days"))
    work.record(TOPIC, "alone", row, act=need.act.value, size=need.size)
    return UUID(str(row.id))


def countersign(work: Work, office: Office, need: Need, reason: str, name: str, password: str, *,
                progress: Callable[..., object] | None = None) -> UUID:  # fmt: skip
    """Countersigns here 当面会签: a second person signs in my window; the signature stands in that person's records.

    In stages: give it staged work. Raises SignInRefused, NotAllowed if that person may not approve it, BadEntry.
    """
    _reason(reason)
    second = office.sign_in(name, password)
    department = work.me.mandate.department
    with office.work(second) as theirs:
        check_decider(work.me.id, second.id, None)
        _standing_for(theirs, need.level, work.me.id, department, need.act, need.row)
    with work.writing():
        asked = ways(work, need).waiting
        row = asked.id if asked is not None else ask(work, need, reason)
    office.run(second, sign_here, row)
    return row


def sign_here(work: Work, approval_id: UUID) -> None:
    """Approves at the workstation of whoever asked. Raises as `approve` does."""
    _decide(work, approval_id, ApprovalState.APPROVED, "", here=True)


# Deciding


def approve(work: Work, approval_id: UUID, note: str = "", code: str = "") -> None:
    """Lets the act be done once, within the office's [approval days]; what is asked to be opened is opened for the
    office's [hours] (AC-10), a client's file by its `code` where the words of who asked don't tell which is meant, and
    a document for the days that were asked for.

    Raises BadEntry, NotAllowed, NotFound.
    """
    _decide(work, approval_id, ApprovalState.APPROVED, note, code=code)


def refuse(work: Work, approval_id: UUID, note: str) -> None:
    """Says no, with a reason. Raises as `approve` does."""
    _decide(work, approval_id, ApprovalState.REFUSED, _reason(note))


def confirm(work: Work, approval_id: UUID, note: str = "") -> None:
    """Confirms what was done while nobody else was there. Raises as `approve` does."""
    _decide(work, approval_id, ApprovalState.CONFIRMED, note)


def object_to(work: Work, approval_id: UUID, note: str) -> None:
    """Says that it should not have been done, and why. Raises as `approve` does."""
    _decide(work, approval_id, ApprovalState.OBJECTED, _reason(note))


def undo_decision(work: Work, approval_id: UUID) -> None:
    """Takes back what I have decided, as long as nothing was done on it. Raises BadEntry, NotAllowed, NotFound."""
    row, state = _seen(work, approval_id)
    check_state(state, frozenset(DECIDED))
    if row.decided_by_id != work.me.id:
        raise NotAllowed(N_("Only who decided this can take it back."))
    _standing_for(work, row.level, row.asked_by_id, row.department_id, Act.of(row.act), row.row)
    lending.take_back(work, row)
    work.change(row, {"state": DECIDED[state].value, "decided_by": None, "decided_for": None, "decided_at": None,
                      "note": "", "here": False, "valid_until": None, "seen_at": None})  # fmt: skip
    work.record(TOPIC, "undecide", row, act=row.act)


def take_back(work: Work, approval_id: UUID) -> None:
    """Withdraws my own request before it is used. Raises BadEntry, NotFound."""
    row, state = _seen(work, approval_id)
    if row.asked_by_id != work.me.id:
        raise NotFound(str(approval_id))
    check_state(state, READY | {ApprovalState.ASKED})
    lending.take_back(work, row)
    work.change(row, {"state": ApprovalState.TAKEN_BACK.value})
    work.record(TOPIC, "take_back", row, act=row.act)


def end_of(work: Work, person_id: UUID) -> int:
    """Takes back what somebody asked for whose account is closed, for nobody else may do it on his approval; returns
    how much. Part of closing an account."""
    work.require(Right.RUN_PEOPLE)
    asked = (Approval.asked_by == person_id) & (Approval.state == ApprovalState.ASKED.value)
    rows = list(work.visible(Approval).where(asked))
    for row in rows:
        work.change(row, {"state": ApprovalState.TAKEN_BACK.value})
        work.record(TOPIC, "end", row, act=row.act)
    return len(rows)


def ask_again(work: Work, approval_id: UUID) -> None:
    """Undoes `take_back`: the request waits again. Raises BadEntry, NotFound."""
    row, state = _seen(work, approval_id)
    if row.asked_by_id != work.me.id:
        raise NotFound(str(approval_id))
    check_state(state, frozenset({ApprovalState.TAKEN_BACK}))
    work.change(row, {"state": ApprovalState.ASKED.value, "decided_by": None, "decided_for": None, "decided_at": None,
                      "valid_until": None, "here": False})  # fmt: skip
    work.record(TOPIC, "ask", row, act=row.act, size=row.size)


def note_no(work: Work, approval_id: UUID, noted: bool = True) -> None:
    """I have taken note that my request was refused, or what I did alone objected to; or not yet, after all.

    Raises NotFound, BadEntry.
    """
    row, state = _seen(work, approval_id)
    if row.asked_by_id != work.me.id:
        raise NotFound(str(approval_id))
    check_state(state, frozenset({ApprovalState.REFUSED, ApprovalState.OBJECTED}))
    work.change(row, {"seen_at": work.now if noted else None})
    work.record(TOPIC, "noted" if noted else "unnoted", row, act=row.act)


def _standing_for(work: Work, level: int, asked_by: UUID, department: UUID | None, act: Act, named: UUID | None
                  ) -> Standing:  # fmt: skip
    """The mandate under which I may decide such a request. Raises NotAllowed."""
    held = standing.standings(work, StandInKind.APPROVALS, Right.APPROVE_CLIENTS)
    fitting = [one for one in held if covers(one.mandate, level, department)
               and decides(act, named, one.mandate.person, work.me.id)]  # fmt: skip
    for one in fitting:
        if asked_by != one.instead_of:
            return one
    if fitting:
        check_decider(asked_by, work.me.id, fitting[0].instead_of)
    work.require(Right.APPROVE_CLIENTS, level=level)
    if act in BY_NAME:
        raise NotAllowed(N_("Somebody else is named for this; only he or his stand-in decides it."))
    if act in ABOUT and any(not decides(act, named, one.mandate.person, work.me.id) for one in held):
        raise NotAllowed(N_("Nobody rates, excuses or judges himself."))
    raise NotAllowed(N_("Your right to approve does not reach this department."))


def _decide(work: Work, approval_id: UUID, wanted: ApprovalState, note: str, *, here: bool = False,
            code: str = "") -> None:  # fmt: skip
    row = work.get(Approval, approval_id)
    check_decider(row.asked_by_id, work.me.id, None)
    held = _standing_for(work, row.level, row.asked_by_id, row.department_id, Act.of(row.act), row.row)
    row, state = _seen(work, approval_id)
    check_state(state, frozenset({DECIDED[wanted]}))
    until, more = row.valid_until, {}
    if wanted is ApprovalState.APPROVED and Act.of(row.act) in LENT:
        papers = Act.of(row.act) is Act.SEE_DOCUMENT
        until, client = paper_lending.lend(work, row) if papers else lending.lend(work, row, code)
        # an erasure finds by it what was asked for
        more = {"subject": client}
    elif wanted is ApprovalState.APPROVED:
        until = _working_days(work, "approval_days")
    work.change(row, {"state": wanted.value, "decided_by": work.me.id, "decided_for": held.instead_of,
                      "decided_at": work.now, "note": tidy(note)[:REASON_LIMIT], "here": here,
                      "valid_until": until, **more})  # fmt: skip
    facts = {"instead_of": str(held.instead_of)} if held.instead_of else {}
    work.record(TOPIC, "countersign" if here else wanted.value, row, act=row.act, size=row.size, **facts)


def _seen(work: Work, approval_id: UUID) -> tuple[Any, ApprovalState]:
    """The request as it stands now, and nobody else's hand on it until the commit."""
    work.alone()
    row = work.get(Approval, approval_id)
    if not approval_lists.is_shown(work, row):
        raise NotFound(str(approval_id))
    return row, approval_lists.state_of(row, work.now)


def _new(work: Work, need: Need, reason: str, state: ApprovalState, **more: object) -> Any:
    if need.subject is not None:
        # also of a file that was merged into another: taking the merge apart may ask
        work.get(Client, need.subject, withdrawn=True)
    return work.add(Approval(
        act=need.act.value, state=state.value, size=need.size, what=tidy(need.what)[:_WHAT_LIMIT], mark=need.mark,
        level=need.level, subject=need.subject, reason=_reason(reason), asked_by=work.me.id, asked_at=work.now,
        department=work.me.mandate.department, details=stored_details(need.details) or None,
        place=need.place, row=need.row, **more,
    ))  # fmt: skip


def _reason(text: str) -> str:
    why = tidy(text)
    if not why:
        raise BadEntry(N_("Say why: whoever decides reads it, and it is recorded."), "reason")
    if len(why) > REASON_LIMIT:
        raise BadEntry(N_("Say it in at most {limit} characters."), "reason", limit=REASON_LIMIT)
    return why


def _working_days(work: Work, setting: str) -> datetime:
    zone, year = str(work.settings["time_zone"]), on_file.today(work).year
    calendar = calendars.office_calendar((year, year + 1), zone=zone)
    return deadlines.due(work.now, deadlines.working_days(int(work.settings[setting])), calendar)


def _there(work: Work, need: Need) -> tuple[str, ...]:
    """Names of those who can approve this now: holders who are not away, and the stand-ins of those who are."""
    names = {person.id: person.name for person in work.visible(Person).where(Person.suspended_at.is_null())}
    department = work.me.mandate.department
    able = {m.person for m in _mandates(work, names) if covers(m, need.level, department)
            and decides(need.act, need.row, m.person, m.person)} - {work.me.id}  # fmt: skip
    if need.act in (Act.SEE_LOCKED, Act.SEE_DOCUMENT):
        able &= lending.holders(need.level)
    if need.act is Act.SEE_DOCUMENT:
        able &= _who_see(work, need.subject, able)
    away = [a for a in standing.running(work) if StandInKind.APPROVALS in a.kinds]
    there = able - {absence.absent for absence in away}
    there |= {a.person for a in away if a.absent in able and a.person in names
              and decides(need.act, need.row, a.absent, a.person)} - {work.me.id}  # fmt: skip
    return tuple(sorted(names[person] for person in there))


def _who_see(work: Work, subject: UUID | None, people: Iterable[UUID]) -> set[UUID]:
    """Those of them who see the documents of a client, or of the office: nobody opens for others what he can't see."""
    client = work.get(Client, subject, withdrawn=True) if subject is not None else None
    both = (Right.SEE_CLIENTS, Right.SEE_DOCUMENTS)
    return {held.person for held in _mandates(work, people) if (
        all(work.reaches(held, right, client) for right in both) if client is not None
        else held.scope(Right.SEE_DOCUMENTS) is not Scope.NONE)}  # fmt: skip


def _mandates(work: Work, people: Iterable[UUID]) -> list[Mandate]:
    """What those with an account may do, by their roles as they are now."""
    now = signing.current(work)
    day = asked_on(now, work.settings, work.now)
    return [now.admitted(person, day) for person in people]
