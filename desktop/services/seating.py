"""Gives and takes seats at a booking by hand, by proposal and after a cancellation; each act can be taken back."""

import hashlib
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.base import canonical
from desktop.models.seating import Attendance, SeatAssignment, SeatingVersion
from desktop.rules.errors import BadEntry
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.seating import edits, repairing
from desktop.rules.seating.attending import Method, Reply
from desktop.rules.seating.changes import Change, Clash, perform
from desktop.rules.seating.checking import implied_rules
from desktop.rules.seating.colleagues import SeatsChanged, forced
from desktop.rules.seating.commands import Command, Reseat
from desktop.rules.seating.packs import Etiquette
from desktop.rules.seating.plan import Plan, Seat
from desktop.rules.seating.proposing import Proposal, Way
from desktop.rules.seating.proposing import propose as proposed
from desktop.rules.seating.remembering import Taste
from desktop.rules.seating.repairing import Repair
from desktop.rules.text import check_length, tidy
from desktop.services import on_file, seating_elements, seating_past, seating_plans, seating_tables
from desktop.services.seating_plans import Seating
from desktop.services.seating_tables import TOPIC, booking_to_seat
from desktop.services.work import Work

_SEEDS = 2**53  # a number that any sheet or screen shows whole


@dataclass(frozen=True)
class Offer:
    """A proposal, with the seating that it was made for."""

    seating: Seating
    proposal: Proposal
    taste: Taste = Taste.LEAVE


@dataclass(frozen=True)
class Departure:
    """Who does not come, what became of the seats, and why each moved: to be told, and to be taken back as one."""

    people: tuple[UUID, ...]
    replies: tuple[str, ...]
    change: Change
    repair: Repair


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A plan kept under a name."""

    id: UUID
    number: int
    name: str
    seats: int
    kept_by: str
    kept_at: datetime


def seat(work: Work, booking_id: UUID, command: Command, etiquette: Etiquette, seen: Plan | None = None) -> Change:
    """Carries out what somebody does to the seats: assign, unseat, swap, push along, place a group, pin, move or resize
    a table, furnish the room (SE-3). Returns what to keep for taking it back.

    `seen` is the plan as it was on screen: where a colleague has changed the same seats since, SeatsChanged is raised
    and nothing changes. Raises BadEntry where it can't be done, NotAllowed, NotFound.
    """
    booking = booking_to_seat(work, booking_id)
    held = seating_plans.seating_of(work, booking.id, etiquette)
    _after, change = edits.apply(seen or held.plan, command)
    _perform(work, booking, held, change, etiquette, Method.MANUAL, "seat")
    return change


def take_back(work: Work, booking_id: UUID, change: Change, etiquette: Etiquette) -> None:
    """Undoes a change, also next to what colleagues have done to other seats; a change's inverse does it again.

    Raises SeatsChanged where the same seats are otherwise meanwhile, NotAllowed, NotFound.
    """
    booking = booking_to_seat(work, booking_id)
    held = seating_plans.seating_of(work, booking.id, etiquette)
    _perform(work, booking, held, change.inverse, etiquette, Method.MANUAL, "take_back_seats")


def propose(work: Work, booking_id: UUID, etiquette: Etiquette, *, seed: int | None = None,
            ways: Collection[Way] = tuple(Way), filling: bool = False, taste: Taste = Taste.AS_BEFORE,
            progress: Progress | None = None) -> Offer:  # fmt: skip
    """Proposes seats in up to three ways (SE-4); nothing is stored until one is accepted. The same seed proposes the
    same for the same plan and former meals, of which `taste` says what is made. `filling` gives out free seats alone.
    In stages: give it staged work.

    Raises BadEntry where nothing is laid or nobody comes, NotAllowed, NotFound.
    """
    with work.reading():
        work.require(Right.TAKE_BOOKINGS)
        held = seating_plans.seating_of(work, booking_id, etiquette)
        if not held.plan.tables:
            raise BadEntry(N_("Lay the tables of this booking first."), "tables")
        if not held.plan.people:
            raise BadEntry(N_("Enter first who comes."), "people")
        # who sits already keeps his place of honour's name
        plan = held.plan if held.plan.seating else seating_tables.with_fresh_roles(work, held, etiquette)
        past = seating_past.past_of(work, booking_id, held.guests) if taste is not Taste.LEAVE else {}
    held = replace(held, plan=plan)
    number = secrets.randbelow(_SEEDS) if seed is None else seed
    if filling:
        plan = replace(plan, pins=frozenset(plan.seating))
    judged = replace(plan, rules=(*plan.rules, *implied_rules(plan.people)))
    made = proposed(judged, seed=number, knows=held.knows, ways=ways, progress=progress, past=past, taste=taste)
    return Offer(held, made, taste)


def accept(work: Work, booking_id: UUID, offer: Offer, way: Way, etiquette: Etiquette,
           people: Iterable[str] | None = None) -> Change:  # fmt: skip
    """Seats everybody, or these people, as one way of a proposal has it, as one change. Its seed is kept with the plan.

    Raises SeatsChanged where a colleague has changed those seats since it was made, BadEntry, NotAllowed, NotFound.
    """
    booking = booking_to_seat(work, booking_id)
    held = seating_plans.seating_of(work, booking.id, etiquette)
    wanted = None if people is None else set(people)
    moves = tuple((m.person, m.after) for m in offer.proposal.by(way).moves if wanted is None or m.person in wanted)
    _after, change = edits.apply(offer.seating.plan, Reseat(moves))
    if not change.seats:
        return change
    if (held.pack, held.honour) != (offer.seating.pack, offer.seating.honour):
        raise BadEntry(N_("A colleague has chosen another etiquette since this was proposed: have it done anew."),
                       "pack")  # fmt: skip
    if not held.plan.seating:
        # the places of honour that the proposal was made for
        forms = {table.id: table.form for table in held.plan.tables}
        seating_tables.keep_roles(work, [t for t in offer.seating.plan.tables if forms.get(t.id) == t.form])
    head = seating_plans.head_of(work, booking.id)
    if head is not None:
        work.change(head, {"seed": offer.proposal.seed, "way": way.value, "taste": offer.taste.value})
    _perform(work, booking, held, change, etiquette, Method.PROPOSAL, "accept_proposal")
    return change


def let_go(work: Work, booking_id: UUID, people: Iterable[UUID], etiquette: Etiquette) -> Departure:
    """Notes that people do not come, and mends the plan by moving the fewest, places of honour first (SE-8).

    Who came on their account is told in `repair.followers`, to be asked about. Raises NotAllowed, NotFound.
    """
    booking = booking_to_seat(work, booking_id)
    held = seating_plans.seating_of(work, booking.id, etiquette)
    rows = [work.get(Attendance, key) for key in dict.fromkeys(people)]
    if any(row.booking_id != booking.id for row in rows):
        raise BadEntry(N_("This person is not in the plan any more."), "person")
    rows = [row for row in rows if row.reply != Reply.NO.value]
    gone = [str(row.id) for row in rows]
    made = repairing.repair(replace(held.plan, rules=(*held.plan.rules, *implied_rules(held.plan.people))), gone)
    after = replace(held.plan, seating=made.plan.seating, pins=made.plan.pins)
    moves = tuple((move.person, move.after) for move in made.moves)
    change = edits.between(held.plan, after, Reseat((*((key, None) for key in gone), *moves)))
    done = Departure(tuple(UUID(key) for key in gone), tuple(row.reply for row in rows), change, made)
    for row in rows:
        work.change(row, {"reply": Reply.NO.value})
    if rows:
        _perform(work, booking, held, change, etiquette, Method.MANUAL, "let_go", people=len(rows))
    return done


def take_back_departure(work: Work, booking_id: UUID, departure: Departure, etiquette: Etiquette,
                        nevertheless: bool = False) -> None:  # fmt: skip
    """They come after all, on the seats they had, and who moved up moves back, as one; `nevertheless` also where a
    colleague has put others there since.

    Raises SeatsChanged where those seats are otherwise meanwhile, BadEntry where somebody is not on the list any more,
    NotAllowed, NotFound.
    """
    booking = booking_to_seat(work, booking_id)
    for key, reply in zip(departure.people, departure.replies, strict=True):
        row = work.get(Attendance, key, withdrawn=True)
        if row.booking_id != booking.id:
            raise BadEntry(N_("This person is not in the plan any more."), "person")
        if row.withdrawn_at is not None:
            raise BadEntry(N_("Who was to come again was taken off the list of this booking meanwhile: add him anew."),
                           "person")  # fmt: skip
        work.change(row, {"reply": reply})
    held = seating_plans.seating_of(work, booking.id, etiquette)
    back = departure.change.inverse
    if nevertheless and (command := forced(back)) is not None:
        _after, back = edits.apply(held.plan, command)
    _perform(work, booking, held, back, etiquette, Method.MANUAL, "take_back_departure",
             people=len(departure.people))  # fmt: skip


def note_reply(work: Work, attendance_id: UUID, reply: Reply) -> None:
    """Notes that somebody comes, or has not answered; that he does not is `let_go`. Raises BadEntry, NotAllowed,
    NotFound."""
    row = work.get(Attendance, attendance_id)
    booking = booking_to_seat(work, row.booking_id)
    if reply is Reply.NO:
        raise BadEntry(N_("Who does not come gives his seat back as well: let him go."), "reply")
    if work.change(row, {"reply": reply.value}):
        work.record(TOPIC, "note_reply", booking, number=booking.number)


def _perform(work: Work, booking: Any, held: Seating, change: Change, etiquette: Etiquette, method: Method, action: str,
             **facts: object) -> None:  # fmt: skip
    after = perform(held.plan, change)
    if isinstance(after, Clash):
        raise SeatsChanged(after)
    was = {table.id: table for table in held.plan.tables}
    moved = [table for table in after.tables if table != was[table.id]]
    for table in moved:
        seating_tables.write_table(work, table)
    grown = [table for table in moved if table.form != was[table.id].form]
    # places of honour that a step back calls as they were, and those that are to be named anew
    seating_tables.keep_roles(work, [table for table in grown if table.roles])
    if anew := [UUID(table.id) for table in grown if not table.roles]:
        seating_tables.give_roles(work, booking.id, etiquette, only=anew)
    seating_elements.keep(work, booking, change)
    _give(work, held.plan, after, method)
    if change.elements and not change.seats and not moved:
        action, facts = "furnish", {**facts, "elements": len(change.elements)}
    if change.seats or moved or facts:
        work.record(TOPIC, action, booking, number=booking.number, seats=len(change.seats), tables=len(moved), **facts)


def _give(work: Work, before: Plan, after: Plan, method: Method) -> None:
    """Stores who sits where now: seats that are left first, so that the database never sees one given twice."""
    touched = {
        seat for seat in {*before.seating, *after.seating} if before.seating.get(seat) != after.seating.get(seat)
    }
    pins = {seat for seat in before.pins ^ after.pins if seat not in touched}
    if not touched and not pins:
        return
    rows = {Seat(str(row.seating_table_id), row.seat): row
            for row in seating_plans.assignments(work, [UUID(table.id) for table in before.tables])}  # fmt: skip
    gone = [rows[seat] for seat in sorted(touched) if seat in rows]
    work.change_many(SeatAssignment, [(row, {"withdrawn_at": work.now}) for row in gone], "withdraw")
    work.add_rows(SeatAssignment, [
        SeatAssignment(table=UUID(seat.table), seat=seat.number, attendance=UUID(after.seating[seat]),
                       pinned=seat in after.pins, method=method.value)
        for seat in sorted(touched) if seat in after.seating
    ])  # fmt: skip
    work.change_many(SeatAssignment, [(rows[seat], {"pinned": seat in after.pins}) for seat in sorted(pins)])


# Named versions


def keep_version(work: Work, booking_id: UUID, name: str, etiquette: Etiquette) -> UUID:
    """Keeps the plan as it is under a name. Raises BadEntry, NotAllowed, NotFound."""
    booking = booking_to_seat(work, booking_id)
    said = check_length(tidy(name), 60, "name")
    if not said:
        raise BadEntry(N_("Give the version a name."), "name")
    rows = list(work.visible(SeatingVersion, withdrawn=True).where(SeatingVersion.booking == booking.id))
    content = _content(seating_plans.seating_of(work, booking.id, etiquette))
    row = work.add(SeatingVersion(
        booking=booking.id, number=max((r.number for r in rows), default=0) + 1, name=said, content=content,
        checksum=_checksum(content), kept_by=work.me.id, kept_at=work.now,
    ))  # fmt: skip
    work.record(TOPIC, "keep_version", booking, number=booking.number, version=row.number)
    return UUID(str(row.id))


def withdraw_version(work: Work, version_id: UUID) -> None:
    """Takes back that a version was kept. Raises NotAllowed, NotFound."""
    row = work.get(SeatingVersion, version_id)
    booking = booking_to_seat(work, row.booking_id)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_version", booking, number=booking.number, version=row.number)


def versions(work: Work, booking_id: UUID) -> tuple[VersionLine, ...]:
    """The versions of a booking's plan, the newest first. Raises NotAllowed."""
    rows = list(work.visible(SeatingVersion).where(SeatingVersion.booking == booking_id)
                .order_by(SeatingVersion.number.desc()))  # fmt: skip
    people = on_file.names(work, (row.kept_by_id for row in rows))
    return tuple(VersionLine(row.id, row.number, row.name, len(row.content["seats"]),
                             people.get(row.kept_by_id, ""), row.kept_at) for row in rows)  # fmt: skip


def restore_version(work: Work, version_id: UUID, etiquette: Etiquette) -> Change:
    """Seats everybody as a version has it who still comes, on the seats that are still there; who is not in it has no
    seat. Raises BadEntry where it was changed by another program or somebody is pinned, NotAllowed, NotFound."""
    row = work.get(SeatingVersion, version_id)
    booking = booking_to_seat(work, row.booking_id)
    if _checksum(row.content) != row.checksum:
        raise BadEntry(N_("This version was changed outside the program and is not used."), "version")
    held = seating_plans.seating_of(work, booking.id, etiquette)
    there = {seat for table in held.plan.tables for seat in table.seats}
    kept = {person: Seat(table, number) for table, number, person in row.content["seats"]}
    wanted = tuple((p.id, s if (s := kept.get(p.id)) in there else None) for p in held.plan.people)
    _after, change = edits.apply(held.plan, Reseat(wanted))
    _perform(work, booking, held, change, etiquette, Method.MANUAL, "restore_version",
             version=row.number)  # fmt: skip
    return change


def _content(held: Seating) -> Mapping[str, Any]:
    return {
        "pack": held.pack.code if held.pack else "", "honour": held.honour.value if held.honour else "",
        "tables": [[t.id, t.label, t.form.shape.value, t.form.seats, t.x, t.y, t.turn, t.rank]
                   for t in held.plan.tables],
        "seats": [[seat.table, seat.number, person] for seat, person in sorted(held.plan.seating.items())],
    }  # fmt: skip


def _checksum(content: object) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()
