"""Visitors 接待: planned by anyone, received at the desk, met by the host or his stand-in, and seen off (RE-1 to RE-3).

A visit is one row from the plan to the end. What a visit of a client leaves in its file is a contact, logged by the
first who may, and by nobody twice (CM-1).
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.reception import Visitor, ZoneEntry
from desktop.rules import reception as rules
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.partners import Ending
from desktop.rules.reception import Grade, Kind, Proposal, Rank, State, Why
from desktop.rules.rights import Right, Scope
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.rules.zones import zone_of
from desktop.services import contacts, on_file, reception_badges, refused_visitors, signing, visitors
from desktop.services.work import Work

TOPIC = "reception"


@dataclass(frozen=True, slots=True)
class NewVisitor:
    """A visit as it is typed in. `expected_at` is None for who comes unannounced; `grade` None for the proposed one."""

    name: str
    unit: str = ""
    phone: str = ""
    heads: int = 1
    kind: Kind = Kind.BUSINESS
    rank: Rank = Rank.EQUAL
    purpose: str = ""
    host: UUID | None = None
    client: UUID | None = None
    expected_at: datetime | None = None
    grade: Grade | None = None
    grade_reason: str = ""


# Planned beforehand


def plan_visit(work: Work, new: NewVisitor) -> UUID:
    """Announces a visitor to the desk. The host is whoever plans, where nobody else is named. Raises BadEntry naming
    the field, NotAllowed, NotFound."""
    work.require(Right.SEE_VISITORS)
    if new.expected_at is None:
        raise BadEntry(N_("Say when the visitor is expected."), "expected_at")
    _check_time(work, new.expected_at)
    values = _columns(work, replace(new, host=new.host or work.me.id), planned=True)
    row = work.add(Visitor(**values, planned_by=work.me.id, deputy=_beside(work, values["owner"])))
    work.record(TOPIC, "plan_visit", row)
    return UUID(str(row.id))


def change_visit(work: Work, visitor_id: UUID, new: NewVisitor, base: NewVisitor | None = None) -> None:
    """Changes who is expected, by whom, when. `base` is what the person saw. Raises BadEntry once the visitor has come,
    NotAllowed, NotFound, Stale."""
    row = visitors.reached(work, visitor_id)
    if row.came_at is not None:
        raise BadEntry(N_("This visitor has come already."), "name")
    if new.expected_at is None:
        raise BadEntry(N_("Say when the visitor is expected."), "expected_at")
    if new.expected_at != row.expected_at:
        _check_time(work, new.expected_at)
    values = _columns(work, new, planned=True, row=row)
    if values["owner"] != row.owner_id:
        values |= {"stand_in": None, "stand_in_reason": "", "deputy": _beside(work, values["owner"])}
    if work.change(row, values, _seen(row, base)):
        work.record(TOPIC, "change_visit", row)


def call_off(work: Work, visitor_id: UUID) -> None:
    """The visitor won't come, or did not. Raises BadEntry once he has come, NotAllowed, NotFound."""
    row = visitors.reached(work, visitor_id)
    if row.came_at is not None:
        raise BadEntry(N_("This visitor has come already."), "name")
    work.change(row, {"called_off_at": work.now})
    work.record(TOPIC, "call_off", row)


# At the desk


def check_in(work: Work, new: NewVisitor, badge: str = "", visitor: UUID | None = None,
             base: NewVisitor | None = None, *, apart: bool = False) -> UUID:  # fmt: skip
    """Receives somebody: the expected `visitor`, or one who comes unannounced; tells the host by it. `badge` names the
    numbers of the badges, one for each head; those that are not said are the next. `base` is what the desk saw of the
    expected. `apart`: another person than the one of that name who is expected or in the house. Who is refused is noted
    and let in no further.

    Raises BadEntry naming the field, NotAllowed, NotFound, Stale.
    """
    work.require(Right.RECEIVE_VISITORS)
    # one visit is one row, and one badge is given out once
    work.alone()
    row = visitors.reached(work, visitor) if visitor is not None else None
    if row is not None and row.came_at is not None:
        raise BadEntry(N_("This visitor has come already."), "name")
    if row is None and not apart:
        _refuse_double(work, new)
    values = _columns(work, new, planned=row is not None, row=row)
    refused = values["grade"] == Grade.REFUSED.value
    if not refused:
        if values["owner"] is None:
            raise BadEntry(N_("Say whom the visitor comes to see."), "host")
        if not values["purpose"]:
            raise BadEntry(N_("Say in a few words what the visitor comes for."), "purpose")
    values |= {"came_at": work.now, "received_by": work.me.id}
    if row is not None and values["owner"] != row.owner_id:
        # who was to stand in did so for the other host; who planned it sees it on
        planner = row.planned_by_id if row.planned_by_id != values["owner"] else None
        values |= {"stand_in": None, "stand_in_reason": "", "deputy": planner}
    if refused:
        values["left_at"] = work.now
    elif rules.wears_badge(new.kind, Grade.of(values["grade"])):
        values["badge"] = reception_badges.hand_out(work, new.heads, badge).id
    if row is None:
        row = work.add(Visitor(**values, expected_at=None, deputy=None))
    else:
        work.change(row, values, _seen(row, base))
    work.record(TOPIC, "refuse_visitor" if refused else "check_in", row, grade=values["grade"])
    if not refused:
        _log(work, row)
    return UUID(str(row.id))


def check_out(work: Work, visitor_id: UUID, *, badge_back: bool = True, kept: str = "") -> None:
    """The visitor has left; a badge that is not back stays on the list: without `badge_back` those of the numbers
    `kept`, all where none is said. Raises BadEntry, NotAllowed, NotFound."""
    row = _present(work, visitor_id)
    out = reception_badges.out_of(work, row) if work.may(Right.RECEIVE_VISITORS) else []
    missing = reception_badges.chosen(work, row, kept) if out and not badge_back else []
    if out:
        reception_badges.take_back(work, [line for line in out if line not in missing])
    if work.may(Right.RECEIVE_VISITORS):
        # whoever has left the house is in none of its zones
        for entry in list(work.visible(ZoneEntry).where((ZoneEntry.visitor == row.id) & ZoneEntry.out_at.is_null())):
            work.change(entry, {"out_at": work.now})
    work.change(row, {"left_at": work.now})
    work.record(TOPIC, "check_out", row, badge=not missing)
    _log(work, row)


def return_badge(work: Work, visitor_id: UUID, ending: Ending = Ending.RETURNED, note: str = "",
                 badge: str = "") -> None:  # fmt: skip
    """Badges of these numbers, all where none is said, have come back after their visitor left, or are given up for
    lost. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.RECEIVE_VISITORS)
    row = visitors.reached(work, visitor_id)
    if ending not in (Ending.RETURNED, Ending.LOST):
        raise BadEntry(N_("No badge of this visitor is out."), "badge")
    reception_badges.take_back(work, reception_badges.chosen(work, row, badge), ending, note)
    work.record(TOPIC, "badge_back" if ending is Ending.RETURNED else "badge_lost", row)


def note_breach(work: Work, visitor_id: UUID, note: str = "") -> None:
    """Somebody met this visitor without the badge he should wear: a breach of who receives him (RE-4). Raises BadEntry,
    NotAllowed, NotFound."""
    work.require(Right.RECEIVE_VISITORS)
    row = _present(work, visitor_id)
    if not rules.wears_badge(Kind.of(row.kind), Grade.of(row.grade)):
        raise BadEntry(N_("This visitor wears no badge: VIPs, the high grade and applicants have none."), "badge")
    if row.breach_at is not None:
        raise BadEntry(N_("This was noted of this visit already."), "badge")
    work.change(row, {"breach_of": row.stand_in_id or row.owner_id, "breach_at": work.now, "breach_by": work.me.id,
                      "breach_note": check_length(tidy(note), rules.TEXT_LIMIT, "note")})  # fmt: skip
    work.record(TOPIC, "note_breach", row)


# The host


def answer(work: Work, visitor_id: UUID) -> None:
    """The host, or his stand-in, is on his way; he is reminded no more. Raises BadEntry, NotAllowed, NotFound."""
    row = _present(work, visitor_id)
    if row.answered_at is None and row.met_at is None:
        work.change(row, {"answered_at": work.now})
        work.record(TOPIC, "answer_visitor", row)
        _log(work, row)


def meet(work: Work, visitor_id: UUID) -> None:
    """The visitor is with the host now. Raises BadEntry, NotAllowed, NotFound."""
    row = _present(work, visitor_id)
    if row.met_at is None:
        work.change(row, {"met_at": work.now})
        work.record(TOPIC, "meet_visitor", row)
        _log(work, row)


def name_stand_in(work: Work, visitor_id: UUID, person_id: UUID, reason: str = "") -> None:
    """The host can't come: somebody else receives the visitor, and is told at once. Raises BadEntry, NotAllowed,
    NotFound."""
    row = visitors.reached(work, visitor_id)
    if row.met_at is not None or row.left_at is not None:
        raise BadEntry(N_("This visitor does not wait any more."), "stand_in")
    if work.me.id != row.owner_id and work.me.mandate.scope(Right.SEE_VISITORS) is Scope.OWN:
        # whoever sees it as planner or stand-in alone would hand away his own sight of it
        raise NotAllowed(N_("The host, his head or the desk names who receives instead."))
    person = _host(work, person_id, "stand_in")
    if person.id in (row.stand_in_id, row.owner_id if row.stand_in_id is None else None):
        raise BadEntry(N_("{name} receives this visitor already."), "stand_in", name=person.name)
    mine = person.id == row.owner_id
    work.change(row, {"stand_in": None if mine else person.id, "deputy": row.planned_by_id if mine else person.id,
                      "answered_at": None, "met_at": None,
                      "stand_in_reason": check_length(tidy(reason), rules.TEXT_LIMIT, "reason")})  # fmt: skip
    work.record(TOPIC, "name_stand_in", row, person=str(person.id))


# What they share


def proposal(work: Work, new: NewVisitor, planned: bool, row: Any = None) -> Proposal:
    """The grade that the rule gives this visitor, from what whoever asks may know (RE-2)."""
    work.require(Right.SEE_VISITORS)
    client = visitors.client_of(work, row) if row is not None else None
    if client is None and new.client is not None:
        client = work.visible(Client).where(Client.id == new.client).get_or_none() if (
            work.may(Right.SEE_CLIENTS)) else None  # fmt: skip
    important = client is not None and (client.important or client.client_class == "A")
    if client is None and row is not None and row.why == Why.IMPORTANT.value:
        # said by who planned it and sees the file
        important = True
    listed = work.may(Right.RECEIVE_VISITORS) and bool(
        refused_visitors.matching(work, new.name, new.unit, new.phone))  # fmt: skip
    return rules.proposed(new.kind, new.rank, important=important, planned=planned, listed=listed,
                          risk=client.risk if client is not None else "")  # fmt: skip


def _columns(work: Work, new: NewVisitor, *, planned: bool, row: Any = None) -> dict[str, Any]:
    name = check_length(tidy(new.name), rules.NAME_LIMIT, "name")
    if not name:
        raise BadEntry(N_("Say who comes."), "name")
    if not 1 <= new.heads <= rules.MOST_HEADS:
        raise BadEntry(N_("From 1 to {most} people."), "heads", most=rules.MOST_HEADS)
    if new.client is not None and (row is None or new.client != row.client_id):
        work.get(Client, new.client)
    given = proposal(work, new, planned, row)
    grade = new.grade or given.grade
    host = _host(work, new.host, "host") if new.host is not None and (row is None or new.host != row.owner_id) else None
    values: dict[str, Any] = {
        "client": new.client, "name": name, "unit": check_length(tidy(new.unit), rules.UNIT_LIMIT, "unit"),
        "phone": check_length(tidy(new.phone), rules.PHONE_LIMIT, "phone"), "heads": new.heads, "kind": new.kind.value,
        "rank": new.rank.value, "purpose": check_length(tidy(new.purpose), rules.TEXT_LIMIT, "purpose"),
        "owner": new.host, "proposed": given.grade.value, "why": given.why.value, "grade": grade.value,
        "grade_reason": rules.check_grade(grade, given, new.grade_reason),
    }  # fmt: skip
    if planned:
        values["expected_at"] = new.expected_at or row.expected_at
    if row is None or new.host != row.owner_id:
        values["department"] = host.department_id if host is not None else None
    return values


def _seen(row: Any, base: NewVisitor | None) -> dict[str, Any] | None:
    """What somebody saw of an expected visit, as far as it is the row's own and not its client's file's."""
    if base is None:
        return None
    grade = base.grade.value if base.grade is not None else row.proposed
    return {"purpose": base.purpose, "owner": base.host, "expected_at": base.expected_at, "grade": grade,
            "kind": base.kind.value, "rank": base.rank.value, "heads": base.heads, "name": base.name}  # fmt: skip


def _host(work: Work, person_id: UUID, field: str) -> Any:
    """A colleague who can receive somebody: here, and told of his own visitors."""
    person = work.hold(Person, person_id)
    if person.suspended_at is not None:
        raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), field, name=person.name)
    if signing.mandate_of(work, person.id).scope(Right.SEE_VISITORS) is Scope.NONE:
        raise BadEntry(N_("{name}'s roles see no visitors, so nobody would tell him: choose somebody else, or ask the "
                          "admin for the right."), field, name=person.name)  # fmt: skip
    return person


def _beside(work: Work, host: UUID) -> UUID | None:
    """Who sees a visit beside its host: whoever plans it for him."""
    return work.me.id if work.me.id != host else None


def _check_time(work: Work, at: datetime) -> None:
    day = at.astimezone(zone_of(str(work.settings["time_zone"]))).date()
    rules.check_planned(at, work.now, on_file.today(work), day)


def _refuse_double(work: Work, new: NewVisitor) -> None:
    """Somebody who is expected, or in the house, is not counted twice."""
    zone = zone_of(str(work.settings["time_zone"]))
    for row in [*visitors.awaited(work), *visitors.inside(work)]:
        same = new.client is not None and new.client == row.client_id
        if not same and not rules.same_person(new.name, new.unit, new.phone, row.name, row.unit, row.phone):
            continue
        if row.came_at is not None:
            raise BadEntry(N_("{name} is in the house since {time}. If this is somebody else, say so."), "name",
                           name=row.name, time=f"{row.came_at.astimezone(zone):%H:%M}")  # fmt: skip
        raise BadEntry(N_("{name} is expected at {time}: choose that visit. If this is somebody else, say so."), "name",
                       name=row.name, time=f"{row.expected_at.astimezone(zone):%H:%M}")  # fmt: skip


def _present(work: Work, visitor_id: UUID) -> Any:
    row = visitors.reached(work, visitor_id)
    state = rules.state_of(row.grade, row.came_at, row.met_at, row.left_at, row.called_off_at)
    if state not in (State.WAITING, State.MET):
        raise BadEntry(N_("This visitor is not in the house."), "name")
    return row


def _log(work: Work, row: Any) -> None:
    """The contact that the visit of a client leaves, once, by the first who may log it."""
    client = visitors.client_of(work, row) if row.contact is None and row.client_id is not None else None
    if client is None or client.restricted_at is not None:
        return
    if not (work.may(Right.ENTER_CLIENTS) or work.may(Right.EDIT_CLIENTS, client)):
        return
    said = Report(Channel.VISIT, row.purpose, direction=Direction.IN, at=row.came_at,
                  staff=row.stand_in_id or row.owner_id, persons=row.name)  # fmt: skip
    key = contacts.log_contact(work, client.id, said)
    work.change(row, {"contact": key})
    work.record(TOPIC, "log_visit", row)
