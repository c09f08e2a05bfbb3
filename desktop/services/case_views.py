"""One case whole: its timeline, its clock by either reading of its hours, and what I may do with it now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.rules import cases as rules
from desktop.rules import deadlines
from desktop.rules.cases import EntryKind, Step
from desktop.rules.contacts import Channel
from desktop.rules.deadlines import Clock, Deadline, Kind
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services import case_reach, case_steps, cases, on_file
from desktop.services.cases import CaseLine
from desktop.services.work import Work

_OTHER = {Kind.CLOCK_HOURS: Kind.WORKING_HOURS, Kind.WORKING_HOURS: Kind.CLOCK_HOURS}


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line of a timeline. `detail` says why a clock stands, which remedy it is, or which level."""

    id: UUID
    kind: EntryKind
    step: Step | None
    detail: str
    good: bool
    said: str
    by: str
    at: datetime
    person: UUID | None
    person_name: str
    amount: int | None
    ended_at: datetime | None
    rounds: int


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case whole. `clock` is None where its kind has no limit, `other` the same limit by the other reading of its
    hours (decision 5); `acts` are what I may do with it now."""

    line: CaseLine
    phone: str
    channel: Channel
    content: str
    cause: str
    recorded_by: str
    started_at: datetime
    read_at: datetime  # when the clock was read, or stopped
    clock: Clock | None
    other: datetime | None
    report_until: datetime | None
    report_mine: bool
    calls_back_asked: bool  # whether its kind asks for a call-back at all
    calls_back: str
    entries: tuple[EntryLine, ...]
    acts: frozenset[str]


def case_view(work: Work, case_id: UUID) -> CaseView:
    """One case with all that was done about it. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_CLIENTS)
    row = case_reach.reached(work, case_id)
    entries = case_reach.entries_of(work, row)
    (line,) = cases.lines(work, [row])
    people = on_file.names(work, (row.recorded_by_id, row.calls_back_id, *(one.by_id for one in entries),
                                  *(one.person_id for one in entries)))  # fmt: skip
    clock, other = clock_of(work, row, entries)
    return CaseView(
        line, row.phone, Channel.of(row.channel), row.content, row.cause, people.get(row.recorded_by_id, ""),
        row.started_at, row.done_at or work.now, clock, other, row.report_until,
        row.report_by_id in case_reach.stood_in_for(work),
        row.callback_days is not None,
        people.get(row.calls_back_id, ""), tuple(_entry(one, people) for one in entries), _acts(work, row),
    )  # fmt: skip


def clock_of(work: Work, row: Any, entries: Sequence[Any]) -> tuple[Clock | None, datetime | None]:
    """The clock as it stands now or stood when it stopped, and when the same hours were over by the other reading."""
    rule = case_reach.rule_of(row)
    if rule is None:
        return None, None
    calendar, pauses = case_reach.calendar_of(work, row.started_at), case_reach.pauses_of(entries, row)
    clock = deadlines.explain(row.started_at, rule, calendar, work.now, pauses, row.done_at)
    turned = _OTHER.get(rule.kind)
    at = row.done_at or work.now
    other = deadlines.due(row.started_at, Deadline(turned, rule.amount), calendar, pauses, at) if turned else None
    return clock, other


def _entry(one: Any, people: dict[UUID, str]) -> EntryLine:
    return EntryLine(
        one.id, EntryKind.of(one.kind), Step.of(one.step) if one.step else None, one.detail, one.good, one.said,
        people.get(one.by_id, ""), one.at, one.person_id, people.get(one.person_id, ""), one.amount, one.ended_at,
        one.rounds,
    )  # fmt: skip


def _acts(work: Work, row: Any) -> frozenset[str]:
    """What I may do with it now: a screen offers nothing else."""
    client = case_reach.client_of(work, row)
    if not (work.may(Right.ENTER_CLIENTS) or (client is not None and work.may(Right.EDIT_CLIENTS, client))):
        return frozenset()
    step, found = Step.of(row.step), {"note", "told"}
    if row.client_id is None:
        found.add("join")
    if step in (Step.CLOSED, Step.CALL_BACK):
        found.add("reopen")
    if step is Step.CLOSED:
        return frozenset(found)
    if not row.adverse:
        found.add("adverse")
    head = case_reach.heads(work.me.mandate, row.department_id)
    if head:
        found.add("instruct")
    if row.report_until is not None and row.report_by_id in case_reach.stood_in_for(work):
        found.add("report")
    if case_reach.handles(work, row):
        found |= {"pass", "help", "remedy", "kind", "early"}
        if row.level < rules.HIGHEST:
            found.add("escalate")
        if row.amount and row.done_at is None:
            found.add("resume" if row.paused_at is not None else "pause")
        if step not in (Step.CALL_BACK, Step.PASS_ON):
            found.add("step")
    if step is Step.CALL_BACK and ("pass" in found or row.calls_back_id in case_reach.stood_in_for(work)):
        found.add("pass_call_back")
    day = row.callback_on is None or on_file.today(work) >= row.callback_on
    others = step is Step.CALL_BACK and work.me.id not in {row.handler_id, *case_steps.hands(work, row)}
    return frozenset(found | ({"step"} if others and day else set()))
