"""What moves a case on: its steps one after the other, passing on, reopening, and what needs a second person (SV-2)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_, _
from desktop.rules import cases as rules
from desktop.rules.approvals import Act, Need
from desktop.rules.cases import CaseKind, EntryKind, Flow, Step
from desktop.rules.deadlines import Kind
from desktop.rules.errors import BadEntry
from desktop.services import approvals, case_reach, on_file, survey_ratings
from desktop.services.case_reach import TOPIC, add_entry, subject
from desktop.services.work import Work

_HANDLING = (Step.ANSWER, Step.SOLUTION, Step.OUTCOME, Step.ACCEPTANCE, Step.TELL)


def do_step(work: Work, case_id: UUID, step: Step, said: str, *, good: bool = True, cause: str = "") -> None:
    """Notes that the step that was due is done. With `good` False the client says no: the case goes back.

    The call-back is by somebody who did not handle the case, not before its day. Raises BadEntry naming the field, also
    where somebody was quicker; NotAllowed, NotFound, Stale.
    """
    row = case_reach.reached(work, case_id)
    rules.check_turn(Step.of(row.step), step)
    if step in (Step.PASS_ON, Step.CLOSED):
        raise BadEntry(N_("This case is passed on to the department first."), "step")
    if step is Step.CALL_BACK:
        case_reach.require_to_write(work, case_reach.client_of(work, row))
        rules.check_caller(work.me.id, row.handler_id, hands(work, row))
        rules.check_call_day(on_file.today(work), row.callback_on)
    else:
        case_reach.require_handling(work, row)
    text = rules.said_of(step, said)
    found = ""
    if step is Step.CAUSE:
        found = rules.needed(cause, "cause", N_("Name the cause in a few words, as it is counted."), rules.CAUSE_LIMIT)
    add_entry(work, row, EntryKind.STEP, text, step=step.value, good=good, detail=found)
    values: dict[str, Any] = end_pause(work, row) | ({"cause": found} if found else {})
    if step is Step.CALL_BACK and not good:
        values |= _round(work, row)
    else:
        values |= _after(work, row, step, good)
    _move(work, row, values)
    if "closed_at" in values and values["closed_at"] is not None:
        survey_ratings.invite(work, row)
    work.record(TOPIC, "case_step", subject(row), number=row.number, step=step.value, good=good)


def _after(work: Work, row: Any, step: Step, good: bool) -> dict[str, Any]:
    flow = Flow.of(row.flow)
    following = rules.next_step(flow, row.callback_days is not None, step, good)
    values: dict[str, Any] = {"step": following.value}
    if rules.stops_clock(flow, step, good):
        values["done_at"] = work.now
    if following is Step.CALL_BACK:
        days = timedelta(days=row.callback_days)
        values |= {"callback_on": on_file.today(work) + days, "calls_back": _caller(work, row)}
    if following is Step.CLOSED:
        values["closed_at"] = work.now
    return values


def hands(work: Work, row: Any) -> set[UUID]:
    """Who handled the case in this round."""
    done = [one for one in case_reach.entries_of(work, row) if one.kind == EntryKind.STEP.value]
    return {one.by_id for one in done if one.rounds == row.rounds and Step.of(one.step) in _HANDLING}


def _caller(work: Work, row: Any) -> UUID | None:
    """Who calls back: who took the case in, unless he handled it; else the head sees to it."""
    taken: UUID = row.recorded_by_id
    return None if taken in {row.handler_id, work.me.id, *hands(work, row)} else taken


def _move(work: Work, row: Any, values: dict[str, Any]) -> None:
    """Two people at one case: whoever is later learns of it, and nothing is done twice."""
    work.change(row, values, {"step": row.step, "rounds": row.rounds} if "rounds" in values else {"step": row.step})


def end_pause(work: Work, row: Any) -> dict[str, Any]:
    """Lets the clock run again, if it stands: whatever is done ends a pause, and no other moment does."""
    if row.paused_at is None:
        return {}
    case_reach.require_to_write(work, case_reach.client_of(work, row))
    for one in case_reach.entries_of(work, row):
        if one.kind == EntryKind.PAUSED.value and one.ended_at is None:
            work.change(one, {"ended_at": work.now})
    pauses = case_reach.pauses_of(case_reach.entries_of(work, row), row)
    return {"paused_at": None, **case_reach.due_of(work, row, pauses)}


# Passing on


def pass_on(work: Work, case_id: UUID, to: UUID, reason: str) -> None:
    """Gives the case to a colleague and his department, with the reason: nobody pushes a client away 推诿.

    Raises BadEntry (fields `to`, `reason`), NotAllowed, NotFound, Stale.
    """
    row = case_reach.reached(work, case_id)
    case_reach.require_handling(work, row)
    _open(row)
    step = Step.of(row.step)
    text = rules.needed(reason, "reason", N_("Say why it is passed on: a client is not pushed away without a reason."))
    person = case_reach.person_for(work, to, case_reach.client_of(work, row), "to")
    if person.id == row.handler_id and step is not Step.PASS_ON:
        raise BadEntry(N_("{name} handles this case already."), "to", name=person.name)
    # the line first: a caller's case stays in sight of whoever passed it on
    add_entry(work, row, EntryKind.PASSED, text, person=person.id)
    values: dict[str, Any] = {"handler": person, "department": person.department_id}
    if step is Step.PASS_ON:
        values |= _after(work, row, step, True)
    if row.calls_back_id == person.id:
        values["calls_back"] = None
    work.change(row, values, {"step": row.step, "handler": row.handler_id})
    work.record(TOPIC, "pass_case", subject(row), number=row.number, to=str(person.id))


def pass_call_back(work: Work, case_id: UUID, to: UUID, reason: str) -> None:
    """Asks another colleague to call back: by who was asked, his stand-in, or whoever handles the case. Nobody asks the
    client about his own handling (SV-2). Raises BadEntry (fields `to`, `reason`), NotAllowed, NotFound, Stale."""
    row = case_reach.reached(work, case_id)
    if row.calls_back_id not in case_reach.stood_in_for(work):
        case_reach.require_handling(work, row)
    else:
        case_reach.require_to_write(work, case_reach.client_of(work, row))
    if Step.of(row.step) is not Step.CALL_BACK:
        raise BadEntry(N_("Nobody is to be called back about this case now."), "step")
    text = rules.needed(reason, "reason", N_("Say why somebody else calls back."))
    person = case_reach.person_for(work, to, case_reach.client_of(work, row), "to")
    if person.id in {row.handler_id, *hands(work, row)}:
        raise BadEntry(N_("{name} handled this case: choose somebody who did not."), "to", name=person.name)
    if person.id == row.calls_back_id:
        raise BadEntry(N_("{name} calls back about this case already."), "to", name=person.name)
    add_entry(work, row, EntryKind.PASSED, text, step=Step.CALL_BACK.value, person=person.id)
    work.change(row, {"calls_back": person}, {"step": row.step, "calls_back": row.calls_back_id})
    work.record(TOPIC, "pass_call_back", subject(row), number=row.number, to=str(person.id))


# Once more, or not at all


def reopen(work: Work, case_id: UUID, why: str) -> None:
    """Takes a case up again that is closed or waits for its call-back; its clock begins anew. Raises BadEntry (field
    `why`), NotAllowed, NotFound, Stale."""
    row = case_reach.reached(work, case_id)
    case_reach.require_to_write(work, case_reach.client_of(work, row))
    if Step.of(row.step) not in (Step.CLOSED, Step.CALL_BACK):
        raise BadEntry(N_("This case is being handled already."), "step")
    text = rules.needed(why, "why", N_("Say why it is taken up again."))
    _move(work, row, _round(work, row))
    add_entry(work, row, EntryKind.REOPENED, text)
    work.record(TOPIC, "reopen_case", subject(row), number=row.number)


def _round(work: Work, row: Any) -> dict[str, Any]:
    """A new round: nothing of the former clock is left to fire."""
    again = rules.next_step(Flow.of(row.flow), row.callback_days is not None, Step.CALL_BACK, good=False)
    values: dict[str, Any] = {
        "step": again.value, "rounds": row.rounds + 1, "started_at": work.now, "done_at": None, "closed_at": None,
        "paused_at": None, "level": 0, "heard": 0, "callback_on": None, "calls_back": None,
    }  # fmt: skip
    began, row.started_at = row.started_at, work.now
    values |= case_reach.due_of(work, row, ())
    row.started_at = began
    return values


def close_early(work: Work, case_id: UUID, why: str) -> None:
    """Closes a case without the steps that are left, with the approval of a second person. Raises NeedsApproval,
    BadEntry (field `why`), NotAllowed, NotFound, Stale."""
    row = case_reach.reached(work, case_id)
    case_reach.require_handling(work, row)
    _open(row)
    text = rules.needed(why, "why", N_("Say why it is closed without the steps that are left."))
    approvals.require(work, _need(row, "close", N_("Close {number} without its steps")))
    values = end_pause(work, row) | {"step": Step.CLOSED.value, "closed_at": work.now}
    if row.done_at is None:
        values["done_at"] = work.now
    add_entry(work, row, EntryKind.EARLY, text)
    _move(work, row, values)
    survey_ratings.invite(work, row)
    work.record(TOPIC, "close_case_early", subject(row), number=row.number)


def change_kind(work: Work, case_id: UUID, key: str, why: str) -> None:
    """Takes a case as one of another kind; its clock runs on by the other limit. What makes less of it needs a second
    person. Raises NeedsApproval, BadEntry (fields `kind`, `why`), NotAllowed, NotFound, Stale."""
    row = case_reach.reached(work, case_id)
    case_reach.require_handling(work, row)
    _open(row)
    kind = rules.kind_of(work.settings, key)
    before = CaseKind(row.kind, row.kind_label, Flow.of(row.flow), Kind(row.clock), row.amount,
                      row.callback_days is not None)  # fmt: skip
    if kind.key == before.key:
        raise BadEntry(N_("This case is of that kind already."), "kind")
    text = rules.needed(why, "why", N_("Say why it is another kind of case."))
    if rules.is_lower(before, kind):
        approvals.require(work, _need(row, f"kind {kind.key}", N_("Make less of {number}")))
    days = int(work.settings["case_callback_days"]) if kind.calls_back else None
    values: dict[str, Any] = end_pause(work, row) | {
        "kind": kind.key, "kind_label": kind.label, "flow": kind.flow.value, "clock": kind.clock.value,
        "amount": kind.amount, "callback_days": days, "callback_on": None, "calls_back": None, "done_at": None,
        "step": rules.STEPS[kind.flow][0].value,
    }  # fmt: skip
    pauses = case_reach.pauses_of(case_reach.entries_of(work, row), row)
    kept = row.clock, row.amount
    row.clock, row.amount = kind.clock.value, kind.amount
    values |= case_reach.due_of(work, row, pauses)
    row.clock, row.amount = kept
    add_entry(work, row, EntryKind.KIND, text, detail=kind.label)
    _move(work, row, values)
    work.record(TOPIC, "change_case_kind", subject(row), number=row.number, kind=kind.key)


def _need(row: Any, exactly: str, what: str) -> Need:
    """Whoever approves is told the number and no client's values."""
    said = _(what).format(number=row.number)
    return Need(Act.SOFTEN_CASE, 1, said, f"{row.id.hex} {row.rounds} {exactly}", 1, row.client_id)


def _open(row: Any) -> None:
    if Step.of(row.step) is Step.CLOSED:
        raise BadEntry(N_("This case is closed. Reopen it first."), "step")
