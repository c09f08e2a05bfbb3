"""Visits 拜访: planned, prepared, moved, called off, and reported as the contact that each leaves (CM-5)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.office import Person
from desktop.models.visits import Visit
from desktop.rules import visits as rules
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right, Scope
from desktop.rules.stand_ins import StandInKind
from desktop.rules.text import tidy
from desktop.rules.values import dataclass
from desktop.rules.visits import PREPARED, Plan, Preparation, State, VisitReport
from desktop.rules.words import Word
from desktop.rules.zones import begin_of, end_of, zone_of
from desktop.services import calendars, contacts, on_file, search, signing
from desktop.services.standing import running, stood_in_for
from desktop.services.work import Work

TOPIC = "visits"
MOST = 500


class Standing(Word):
    """Which visits a list shows."""

    WEEK = "week", N_("This week")
    TO_COME = "to_come", N_("To come")
    TO_REPORT = "to_report", N_("Report owed")
    REPORTED = "reported", N_("Reported")
    CALLED_OFF = "called_off", N_("Called off")
    ALL = "all", N_("All")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a list is narrowed to. `week` is any day of it; without one, this week's."""

    standing: Standing = Standing.WEEK
    mine: bool = True
    week: date | None = None
    words: str = ""
    client: UUID | None = None


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit in a list. `made_by`: who made it, where `visitor` took the client over since and owes the report;
    `may_change`: by this person, now."""

    id: UUID
    client: UUID
    code: str
    name: str
    risk: str
    visitor: UUID
    visitor_name: str
    made_by: UUID | None
    made_by_name: str
    starts_at: datetime
    purpose: str
    place: str
    state: State
    report_due: datetime
    late: bool
    reported_at: datetime | None
    called_off_why: str
    moved_why: str
    mine: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class VisitView:
    """A visit as a whole; `report` is the contact it left, where it was reported and may be seen."""

    line: VisitLine
    preparation: Preparation
    planned_by: str
    planned_at: datetime
    hours: int
    report: contacts.ContactLine | None


# Planning


def plan_visit(work: Work, client_id: UUID, plan: Plan) -> UUID:
    """Plans a visit, for oneself or a colleague who sees the client. Raises BadEntry naming the field, NotAllowed,
    NotFound."""
    client = _to_write(work, client_id)
    said = rules.checked(plan, work.now)
    visitor = _visitor(work, said.visitor or work.me.id, client)
    row = work.add(Visit(
        client=client.id, visitor=visitor.id, starts_at=said.starts_at, purpose=said.purpose, place=said.place,
        planned_by=work.me.id, planned_at=work.now, report_due=_due(work, said.starts_at),
        **{name: getattr(said.preparation, name) for name in PREPARED},
    ))  # fmt: skip
    work.record(TOPIC, "plan_visit", client)
    return UUID(str(row.id))


def change_visit(work: Work, visit_id: UUID, plan: Plan, base: Plan | None = None) -> None:
    """Changes purpose, place, visitor and preparation; another time is a move, with its reason. `base` is what the
    person saw. Raises BadEntry, NotAllowed, NotFound, Stale."""
    row, client = _to_change(work, visit_id)
    said = rules.checked(plan, work.now)
    if said.starts_at != row.starts_at:
        raise BadEntry(N_("Another day or time is a move: say why there."), "starts_at")
    values = _columns(said)
    if said.visitor is not None and said.visitor != row.visitor_id:
        values["visitor"] = _visitor(work, said.visitor, client)
    if work.change(row, values, _columns(base) if base is not None else None):
        work.record(TOPIC, "change_visit", client)


def move_visit(work: Work, visit_id: UUID, starts_at: datetime, reason: str) -> None:
    """Moves a visit to another day or time, with the reason. Raises BadEntry, NotAllowed, NotFound."""
    row, client = _to_change(work, visit_id)
    why = rules.reason(reason)
    rules.check_day(starts_at, work.now)
    if starts_at == row.starts_at:
        raise BadEntry(N_("It is planned for this time already."), "starts_at")
    values = {"starts_at": starts_at, "moved_why": why, "report_due": _due(work, starts_at)}
    # what is still to come nobody has made
    work.change(row, values | ({"made_by": None} if starts_at > work.now else {}))
    work.record(TOPIC, "move_visit", client)


def call_off(work: Work, visit_id: UUID, reason: str) -> None:
    """Calls a visit off, with the reason. Raises BadEntry, NotAllowed, NotFound."""
    row, client = _to_change(work, visit_id)
    work.change(row, {"called_off_at": work.now, "called_off_why": rules.reason(reason)})
    work.record(TOPIC, "call_off_visit", client)


def report_visit(work: Work, visit_id: UUID, report: VisitReport) -> UUID:
    """Reports a visit: the report is the contact that it leaves in the client's file, made once (CM-1). Returns the
    contact's id. Raises BadEntry naming the field, NotAllowed, NotFound."""
    row, client = _to_change(work, visit_id)
    rules.check_report(report)
    at = report.at or min(row.starts_at, work.now)
    made_by = row.made_by_id or _stands_in(work, row)
    said = Report(Channel.VISIT, row.purpose, report.feedback, report.result, report.next_step, report.next_on,
                  at=at, staff=made_by or row.visitor_id, persons=report.persons,
                  next_for=row.visitor_id if made_by else None)  # fmt: skip
    contact = contacts.log_contact(work, client.id, said)
    work.change(row, {"reported_at": work.now, "contact": contact, "made_by": made_by})
    work.record(TOPIC, "report_visit", client)
    return contact


def _columns(said: Plan) -> dict[str, Any]:
    prepared = {name: getattr(said.preparation, name) for name in PREPARED}
    return {"purpose": tidy(said.purpose), "place": tidy(said.place), **prepared}


def _due(work: Work, starts_at: datetime) -> datetime:
    calendar = calendars.calendar_around(starts_at.date(), str(work.settings["time_zone"]))
    return rules.report_due(starts_at, int(work.settings["visit_report_hours"]), calendar)


def _to_write(work: Work, client_id: UUID) -> Any:
    client = work.get(Client, client_id)
    if not work.may(Right.EDIT_CLIENTS, client):
        work.require(Right.ENTER_CLIENTS)
    return client


def _to_change(work: Work, visit_id: UUID) -> tuple[Any, Any]:
    """A visit still to be made or reported and its client, for who makes or planned it, or may edit the file."""
    # before it is read: two who report the same visit would both find it owed
    work.alone()
    row = work.get(Visit, visit_id)
    client = work.get(Client, row.client_id)
    if not _may_change(work, client, row):
        work.require(Right.EDIT_CLIENTS, client)
    if row.reported_at is not None:
        raise BadEntry(N_("This visit was reported already; correct its report among the contacts."))
    if row.called_off_at is not None:
        raise BadEntry(N_("This visit was called off."))
    return row, client


def _may_change(work: Work, client: Any, row: Any) -> bool:
    return _may(work, client, row, stood_in_for(work, StandInKind.VISITS))


def _may(work: Work, client: Any, row: Any, mine_of: Collection[UUID]) -> bool:
    mine = row.planned_by_id == work.me.id or row.visitor_id in mine_of
    return (mine and work.may(Right.ENTER_CLIENTS)) or work.may(Right.EDIT_CLIENTS, client)


def _stands_in(work: Work, row: Any) -> UUID | None:
    """Whoever stands in and reports a visit of these days has made it (AC-11); None where it was not I."""
    day = row.starts_at.astimezone(zone_of(str(work.settings["time_zone"]))).date()
    held = running(work, person=work.me.id, absent=row.visitor_id)
    mine = any(StandInKind.VISITS in one.kinds and one.first_on <= day <= one.last_on for one in held)
    return work.me.id if mine else None


def _visitor(work: Work, person_id: UUID, client: Any) -> Any:
    person = work.hold(Person, person_id)
    if person.suspended_at is not None:
        raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), "visitor", name=person.name)
    if person.id == work.me.id:
        return person
    mandate = signing.mandate_of(work, person.id)
    writes = any(mandate.scope(right) is not Scope.NONE for right in (Right.ENTER_CLIENTS, Right.EDIT_CLIENTS))
    if not writes or not work.reaches(mandate, Right.SEE_CLIENTS, client):
        raise BadEntry(N_("{name} does not see this client's file or may not write in it: choose somebody who does."),
                       "visitor", name=person.name)  # fmt: skip
    return person


# Reading


def visits(work: Work, wish: Wish | None = None, limit: int = MOST, start: int = 0) -> tuple[VisitLine, ...]:
    """Visits in my sight: what is to come first first, what is over the newest first. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    asked = wish or Wish()
    order = Visit.starts_at, Visit.id
    if asked.standing in (Standing.REPORTED, Standing.CALLED_OFF, Standing.ALL):
        order = tuple(column.desc() for column in order)
    return lines(work, list(_narrowed(work, asked).order_by(*order).limit(limit).offset(start)))


def count(work: Work, wish: Wish) -> int:
    """How many there are in my sight. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    return int(_narrowed(work, wish).count())


def visit_view(work: Work, visit_id: UUID) -> VisitView:
    """One visit with its preparation and report. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_CLIENTS)
    row = work.get(Visit, visit_id)
    report = work.visible(Contact).where(Contact.id == row.contact).get_or_none() if row.contact else None
    told = contacts.lines_of(work, [report]) if report is not None else ()
    names = on_file.names(work, [row.planned_by_id])
    return VisitView(lines(work, [row])[0], preparation_of(row), names.get(row.planned_by_id, ""), row.planned_at,
                     round((row.report_due - row.starts_at).total_seconds() / 3600),
                     told[0] if told else None)  # fmt: skip


def preparation_of(row: Any) -> Preparation:
    return Preparation(*(getattr(row, name) for name in PREPARED))


def plan_of(view: VisitView) -> Plan:
    """The plan as somebody saw it: the base of what he changes in it."""
    line = view.line
    return Plan(line.starts_at, line.purpose, line.visitor, line.place, view.preparation)


def lines(work: Work, rows: Sequence[Any]) -> tuple[VisitLine, ...]:
    """Visits as lists show them, of rows that were got through `work`."""
    ids = {row.client_id for row in rows}
    files = {row.id: row for row in work.visible(Client, withdrawn=True).where(Client.id.in_(ids))} if ids else {}
    names = on_file.names(work, (key for row in rows for key in (row.visitor_id, row.made_by_id)))
    mine = stood_in_for(work, StandInKind.VISITS)
    return tuple(_line(work, row, files[row.client_id], names, mine) for row in rows if row.client_id in files)


def _line(work: Work, row: Any, client: Any, names: Any, mine: Collection[UUID]) -> VisitLine:
    state = rules.state_of(work.now, row.starts_at, row.reported_at, row.called_off_at)
    open_ = state in (State.PLANNED, State.TO_REPORT) and client.withdrawn_at is None
    return VisitLine(
        row.id, client.id, client.code, client.name, client.risk, row.visitor_id, names.get(row.visitor_id, ""),
        row.made_by_id, names.get(row.made_by_id, ""), row.starts_at, row.purpose, row.place, state, row.report_due,
        state is State.TO_REPORT and work.now > row.report_due, row.reported_at, row.called_off_why, row.moved_why,
        row.visitor_id in mine, open_ and _may(work, client, row, mine),
    )  # fmt: skip


def _narrowed(work: Work, wish: Wish) -> Any:
    query = work.visible(Visit)
    standing = wish.standing
    if standing is Standing.WEEK:
        zone = str(work.settings["time_zone"])
        first, *_rest, last = rules.week_of(wish.week or on_file.today(work))
        query = query.where((Visit.starts_at >= begin_of(first, zone)) & (Visit.starts_at < end_of(last, zone)))
    elif standing is not Standing.ALL:
        query = query.where(_standing(work, standing))
    if wish.mine:
        query = query.where(Visit.visitor.in_(sorted(stood_in_for(work, StandInKind.VISITS))))
    if wish.client is not None:
        query = query.where(Visit.client == wish.client)
    if words := tidy(wish.words):
        query = query.where(search.among_matching(work, Visit.client, words) | Visit.purpose.contains(words)
                            | Visit.place.contains(words))  # fmt: skip
    return query


def _standing(work: Work, standing: Standing) -> Any:
    on, made = Visit.called_off_at.is_null(), Visit.reported_at.is_null(False)
    match standing:
        case Standing.TO_COME:
            # with today's, whose hour has come
            return on & ~made & (Visit.starts_at >= work.now - timedelta(hours=1))
        case Standing.TO_REPORT:
            return on & ~made & (Visit.starts_at < work.now)
        case Standing.REPORTED:
            return made
        case _:
            return Visit.called_off_at.is_null(False)
