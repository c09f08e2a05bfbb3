"""What the dashboard adds to sheets: evidence, what falls due, what needs action, and how long answers took."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import peewee

from desktop.models.appraisal import Appeal, AppraisalPeriod, AppraisalSheet, FrozenCase
from desktop.models.cases import ServiceCase
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.registers import RegisterLine
from desktop.models.rows import among
from desktop.models.spot_checks import SpotCheck
from desktop.rules import features
from desktop.rules.appraisal import PeriodState
from desktop.rules.cases import Flow
from desktop.rules.indicators import UNTOLD, CaseRow, Reason, Span
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.rules.words import OfficeKind
from desktop.services import appraisal_reach, client_updates, indicators
from desktop.services.work import OUT_OF_USE, Work

WHOLE = 1_000_000
NEAR = timedelta(hours=12)
"""A complaint with so little time left is at risk."""
MOST_ANSWERS = 3000
SOONEST = 20
# of these a case is an act that somebody owes by a moment; others are states, or what others say
RATINGS = "survey_reply"
OWED = ("A3", "A5", "B1", "B3", "C2", "C3", "C4")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose records under which indicator of a period; `lost`: only those that cost points."""

    period: UUID
    person: UUID
    key: str
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    rows: tuple[CaseRow, ...]
    more: bool
    frozen: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that needs action: how many, how many of them are late already, and the page that lists them."""

    name: str
    count: int
    late: int
    opens: tuple[str, object]


@dataclass(frozen=True, slots=True)
class AnswerTime:
    """A contact with a limit: after how many minutes it was answered, None while it waits."""

    contact: UUID
    person: UUID
    channel: str
    minutes: float | None
    limit: float


def evidence(work: Work, asked: Asked, limit: int) -> Found:
    """The records behind a figure, by the day they fell due; of a locked period as they were frozen. Raises BadEntry,
    NotAllowed, NotFound."""
    work.require(Right.SEE_APPRAISALS)
    period = work.get(AppraisalPeriod, asked.period)
    if PeriodState.of(period.state) is PeriodState.LOCKED:
        rows = _frozen(work, asked, limit + 1, appraisal_reach.span_of(work, period))
        return Found(tuple(rows[:limit]), len(rows) > limit, True)
    span = appraisal_reach.span_of(work, period)
    # what is lost is looked for among more: the database tells outcomes only when a case has been looked at
    most = limit * 10 if asked.lost else limit + 1
    found = indicators.cases(work, span, asked.key, asked.person, limit=most)
    rows = [row for row in found if not asked.lost or (row.outcome < WHOLE and not row.excused)]
    # behind a full page there may be others
    return Found(tuple(rows[:limit]), len(rows) > limit or (asked.lost and len(found) == most), False)


def coming(work: Work, period_id: UUID, person: UUID, keys: Collection[str]) -> tuple[CaseRow, ...]:
    """What somebody owes by the end of the period and has not done, the first first. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_APPRAISALS)
    span = appraisal_reach.span_of(work, work.get(AppraisalPeriod, period_id))
    if span.now >= span.until:
        return ()
    ahead = Span(span.now, span.until, span.until)
    rows = [row for key in OWED if key in keys for row in indicators.cases(work, ahead, key, person, limit=SOONEST * 3)
            if row.done is None and row.reason == Reason.MISSED.value]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.due, row.key))[:SOONEST])


def tiles(work: Work, department: UUID | None) -> tuple[Counted, ...]:
    """What needs action today, of a department or of all that this person sees; of features that are on. Raises
    NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    on = features.switched_on(OfficeKind.of(work.settings["kind"]), work.settings["features"])
    found = []
    if work.may(Right.SEE_CLIENTS):
        if "cases" in on:
            found.append(_complaints(work, department))
        if "contacts" in on:
            found.append(_unanswered(work, department))
        files = work.visible(Client).where(client_updates.overdue(work) & ~Client.draft)
        if department is not None:
            files = files.where(Client.department == department)
        found.append(Counted("updates", int(files.count()), 0, ("clients", "overdue")))
        if "bookings" in on:
            found.append(_out(work, "card", "cards", ("cards", None)))
        if "archive" in on:
            found.append(_out(work, "archive", "loans", ("loans", None)))
        if "spot_checks" in on and work.may(Right.SCORE_CONTACTS):
            waits = work.visible(SpotCheck).where(SpotCheck.at.is_null() & (SpotCheck.staff != work.me.id))
            found.append(Counted("spot_checks", int(waits.count()), 0, ("spot_checks", None)))
    if work.may(Right.RUN_APPRAISALS):
        open_ = work.visible(Appeal).where(Appeal.decided_at.is_null())
        late = open_.where(Appeal.due_at < work.now)
        found.append(Counted("appeals", int(open_.count()), int(late.count()), ("appraisal_periods", "appeals")))
    return tuple(found)


def answers(work: Work, period_id: UUID, people: Collection[UUID]) -> tuple[AnswerTime, ...]:
    """How long the contacts with a limit that fell due took to be answered, of these people as far as one may see
    their appraisal. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_APPRAISALS)
    span = appraisal_reach.span_of(work, work.get(AppraisalPeriod, period_id))
    mine = _appraised(work, people)
    waited = peewee.fn.COALESCE(Contact.waiting_since, Contact.at)
    # reading path: how long people took whom one may appraise; of the client nothing is told
    query = Contact.select(Contact.id, Contact.staff, Contact.channel, waited, Contact.answered_at, Contact.answer_due)
    rows = query.where(
        (Contact.answer_due >= span.since) & (Contact.answer_due < min(span.until, span.now))
        & among(Contact.staff, sorted(mine)) & Contact.withdrawn_at.is_null() & Contact.client.not_in(OUT_OF_USE)
    ).order_by(Contact.answer_due).limit(MOST_ANSWERS)  # fmt: skip
    found = []
    for key, staff, channel, since, at, due in rows.tuples():
        began = Contact.at.python_value(since) if not isinstance(since, datetime) else since
        minutes = None if at is None else max(0.0, (at - began).total_seconds() / 60)
        found.append(AnswerTime(key, staff, channel, minutes, max(1.0, (due - began).total_seconds() / 60)))
    return tuple(found)


def shown_cases(work: Work, period_id: UUID, person: UUID, limit: int) -> tuple[CaseRow, ...]:
    """What fell short of somebody's cases, the newest first: for a mark that says what shows it. Raises NotAllowed,
    NotFound."""
    span = appraisal_reach.span_of(work, appraisal_reach.period_of(work, period_id))
    rows = [row for key in OWED for row in indicators.cases(work, span, key, person, limit=limit * 5)
            if row.outcome < WHOLE and not row.excused and row.row not in (None, UNTOLD)]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.due, row.key), reverse=True)[:limit])


def place_of(work: Work, sheet_id: UUID) -> tuple[UUID, UUID] | None:
    """Period and person of a sheet that I see; None of another id. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    row = work.visible(AppraisalSheet).where(AppraisalSheet.id == sheet_id).first()
    return None if row is None else (row.period_id, row.owner_id)


# Parts of the verbs above


def _frozen(work: Work, asked: Asked, limit: int, span: Span) -> list[CaseRow]:
    sheet = work.visible(AppraisalSheet).where(
        (AppraisalSheet.period == asked.period) & (AppraisalSheet.owner == asked.person))  # fmt: skip
    query = work.visible(FrozenCase).where(FrozenCase.sheet.in_(sheet.select(AppraisalSheet.id))
                                           & (FrozenCase.key == asked.key))  # fmt: skip
    if asked.lost:
        query = query.where((FrozenCase.outcome < WHOLE) & ~FrozenCase.excused)
    rows = list(query.order_by(FrozenCase.place).limit(limit))
    seen = _files(work, [row.client_id for row in rows if row.client_id is not None])
    found = [CaseRow(row.key, asked.person, row.due, row.done, row.outcome, row.weight, row.source, row.row,
                     row.client_id if row.client_id in seen else None, row.reason, row.excused,
                     *seen.get(row.client_id, ("", ""))) for row in rows]  # fmt: skip
    told = sum(row.source == RATINGS for row in found)
    if told < int(work.settings["survey_least"]):
        found = [row for row in found if row.source != RATINGS]
    # the order in which ratings came would tell too
    return sorted((_untold(row, span) for row in found), key=lambda row: (row.due, row.outcome, row.row or UNTOLD))


def _untold(row: CaseRow, span: Span) -> CaseRow:
    """A rating as it is shown: of who gave it nothing that would tell it."""
    if row.source != RATINGS:
        return row
    return row._replace(row=UNTOLD, due=span.until, done=None, client=None, code="", whom="")


def _files(work: Work, clients: Sequence[UUID]) -> dict[UUID | None, tuple[str, str]]:
    if not clients or not work.may(Right.SEE_CLIENTS):
        return {}
    rows = work.visible(Client).where(among(Client.id, list(set(clients))) & Client.erased_at.is_null())
    return {key: (code, name) for key, code, name in rows.select(Client.id, Client.code, Client.name).tuples()}


def _complaints(work: Work, department: UUID | None) -> Counted:
    query = work.visible(ServiceCase).where(
        ServiceCase.closed_at.is_null() & ServiceCase.done_at.is_null() & ServiceCase.paused_at.is_null()
        & (ServiceCase.flow == Flow.COMPLAINT.value) & (ServiceCase.due_at <= work.now + NEAR))  # fmt: skip
    if department is not None:
        query = query.where(ServiceCase.department == department)
    late = query.where(ServiceCase.due_at < work.now)
    return Counted("complaints", int(query.count()), int(late.count()), ("cases", None))


def _unanswered(work: Work, department: UUID | None) -> Counted:
    query = work.visible(Contact).where(Contact.waiting_since.is_null(False) & Contact.client.not_in(OUT_OF_USE))
    if department is not None:
        there = work.visible(Client).where(Client.department == department)
        query = query.where(Contact.client.in_(there.select(Client.id)))
    late = query.where(Contact.answer_due < work.now)
    return Counted("contacts", int(query.count()), int(late.count()), ("contacts", {"unanswered": True}))


def _out(work: Work, register: str, name: str, opens: tuple[str, object]) -> Counted:
    """What is out of a register and past its time."""
    late = work.visible(RegisterLine).where(
        (RegisterLine.register == register) & RegisterLine.back_at.is_null() & (RegisterLine.due < work.now)
    )
    number = int(late.count())
    return Counted(name, number, number, opens)


def _appraised(work: Work, people: Collection[UUID]) -> list[UUID]:
    """Those of these people whose sheets one sees."""
    rows = work.visible(AppraisalSheet).where(among(AppraisalSheet.owner, sorted(people)))
    return list({owner for (owner,) in rows.select(AppraisalSheet.owner).tuples()} | ({work.me.id} & set(people)))
