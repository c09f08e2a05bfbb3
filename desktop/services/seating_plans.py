"""The seating of a booking as it is stored, read as the plan that the rules judge, as far as one may see its people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import peewee

from desktop.models.bookings import Booking
from desktop.models.clients import Client
from desktop.models.rows import among
from desktop.models.seating import (
    Attendance,
    AttendanceClient,
    SeatAssignment,
    SeatingPlan,
    SeatingRule,
    SeatingTable,
    SecretReason,
)
from desktop.rules.rights import Right, Scope
from desktop.rules.seating.attending import HIDDEN, Duty, Reply
from desktop.rules.seating.packs import Etiquette, Hand, Pack, Party
from desktop.rules.seating.plan import Kind, Person, Plan, Rule, Seat, SeatFlag, Table, Trait
from desktop.rules.seating.repairing import rule_without
from desktop.rules.seating.roles import House
from desktop.rules.seating.shapes import Form, Shape
from desktop.services import seating_elements
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is to come. `client` is None for who has no file; where `hidden`, he has one that this person may
    not see, and no name is told."""

    id: UUID
    client: UUID | None
    code: str
    name: str
    salutation: str
    unit: str
    party: Party
    duty: Duty | None
    rank: int
    attached_to: UUID | None
    traits: frozenset[Trait]
    languages: frozenset[str]
    reply: Reply
    hidden: bool


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule between people. Of a secret one only the number is told to who may not know it."""

    id: UUID
    rule: Rule
    known: bool


@dataclass(frozen=True)
class Seating:
    """A booking's seating. `plan` has those who come, with ids of attendances and tables as text; `guests` also those
    who declined. `methods` says how each seat was given."""

    booking: UUID
    number: int
    pack: Pack | None
    honour: Hand | None
    plan: Plan
    guests: tuple[Guest, ...]
    rules: tuple[RuleLine, ...]
    seed: int | None
    way: str
    methods: Mapping[Seat, str]
    taste: str = ""
    room: UUID | None = None
    """The room that its drawing shows, in which elements may stand at every party; None where it has no single one."""

    def guest(self, attendance: str) -> Guest:
        return next(guest for guest in self.guests if str(guest.id) == attendance)

    def knows(self, rule: Rule) -> bool:
        """Whether this person may know what a rule says; for the judgements of the rules."""
        return not rule.secret or any(line.known for line in self.rules if line.rule.number == rule.number)


def seating_of(work: Work, booking_id: UUID, etiquette: Etiquette) -> Seating:
    """The seating of a booking (SE-2 to SE-4). Raises NotAllowed, NotFound."""
    booking = work.get(Booking, booking_id)
    head = head_of(work, booking.id)
    pack = etiquette.packs.get(head.pack) if head is not None else None
    tables = tuple(_table(row, pack) for row in table_rows(work, booking.id))
    guests = guests_of(work, booking.id)
    seating, pins, methods = {}, set(), {}
    for row in assignments(work, [UUID(table.id) for table in tables]):
        seat = Seat(str(row.seating_table_id), row.seat)
        seating[seat], methods[seat] = str(row.attendance_id), row.method
        if row.pinned:
            pins.add(seat)
    people = tuple(_person(guest) for guest in guests if guest.reply is not Reply.NO)
    rules = _rules(work, booking.id, {p.id for p in people}, {t.id for t in tables})
    room, elements = seating_elements.drawn_for(work, booking.id)
    plan = Plan(tables, people, seating, frozenset(pins), tuple(line.rule for line in rules), elements)
    honour = Hand.of(head.honour) if head is not None and head.honour else None
    return Seating(booking.id, booking.number, pack, honour, plan, guests, rules, head.seed if head else None,
                   head.way if head else "", methods, head.taste if head else "", room)  # fmt: skip


def given_at(work: Work, bookings: Iterable[UUID]) -> Mapping[UUID, int]:
    """How many seats are given at each of these bookings; none where there is no table or nobody sits. Raises
    NotAllowed."""
    query = work.visible(SeatAssignment).join(SeatingTable).where(among(SeatingTable.booking, bookings))
    rows = query.select(SeatingTable.booking, peewee.fn.COUNT(SeatAssignment.id)).group_by(SeatingTable.booking)
    return dict(rows.tuples())


def seats_of(work: Work, booking_id: UUID) -> tuple[int, tuple[str, ...]]:
    """How many who come have no seat, and the tables that do not stand where the booking is; nothing where none are
    laid. Raises NotAllowed."""
    rows = table_rows(work, booking_id)
    if not rows:
        return 0, ()
    coming = work.visible(Attendance).where((Attendance.booking == booking_id) & (Attendance.reply != Reply.NO.value))
    seated = {row.attendance_id for row in assignments(work, [row.id for row in rows])}
    own = any(row.origin_id is not None for row in rows)
    return (sum(row.id not in seated for row in coming),
            tuple(row.label for row in rows if own and row.origin_id is None))  # fmt: skip


def head_of(work: Work, booking_id: UUID) -> Any:
    return work.visible(SeatingPlan).where(SeatingPlan.booking == booking_id).get_or_none()


def table_rows(work: Work, booking_id: UUID) -> list[Any]:
    rows = work.visible(SeatingTable).where(SeatingTable.booking == booking_id)
    return list(rows.order_by(SeatingTable.rank, SeatingTable.id))


def assignments(work: Work, tables: Iterable[UUID]) -> list[Any]:
    return list(work.visible(SeatAssignment).where(among(SeatAssignment.table, tables)).order_by(SeatAssignment.id))


def guests_of(work: Work, booking_id: UUID) -> tuple[Guest, ...]:
    """Who is to come, in the order in which they were entered; names as far as this person may see them."""
    rows = list(work.visible(Attendance).where(Attendance.booking == booking_id).order_by(Attendance.id))
    return tuple(guest for guest in _guests(work, rows))


def _guests(work: Work, rows: Sequence[Any]) -> Iterable[Guest]:
    query = work.visible(AttendanceClient).select(
        AttendanceClient.attendance, AttendanceClient.name, AttendanceClient.salutation, AttendanceClient.unit,
        Client.id, Client.code,
    )  # fmt: skip
    query = query.join(Client).where(among(AttendanceClient.attendance, [row.id for row in rows]))
    named = {attendance: rest for attendance, *rest in query.tuples()}
    for row in rows:
        name, salutation, unit, client, code = named.get(row.id, (row.name, row.salutation, row.unit, None, ""))
        yield Guest(
            row.id, client, code, name or HIDDEN, salutation, unit, Party.of(row.party),
            Duty.of(row.duty) if row.duty else None, row.rank, row.attached_to_id,
            frozenset(map(Trait.of, row.traits)), frozenset(row.languages), Reply.of(row.reply), not name,
        )  # fmt: skip


def _person(guest: Guest) -> Person:
    principal = str(guest.attached_to) if guest.attached_to else ""
    interprets = guest.duty is Duty.INTERPRETER
    return Person(str(guest.id), guest.name, guest.party, guest.rank, "" if interprets else principal,
                  principal if interprets else "", guest.traits, guest.languages, guest.unit)  # fmt: skip


def _table(row: Any, pack: Pack | None) -> Table:
    roles = tuple(pack.role(code) if pack and code and code[0] in pack.series else None for code in row.roles)
    flags = {int(number): frozenset(map(SeatFlag.of, held)) for number, held in row.flags.items()}
    form = Form(Shape.of(row.shape), row.seats, row.width, row.depth, row.ends, tuple(row.in_rows))
    return Table(str(row.id), row.label, form, row.x, row.y, row.turned, row.rank, roles, tuple(row.ordered), flags,
                 {int(number): code for number, code in row.by_hand.items()})  # fmt: skip


def _rules(work: Work, booking_id: UUID, people: set[str], tables: set[str]) -> tuple[RuleLine, ...]:
    rows = list(work.visible(SeatingRule).where(SeatingRule.booking == booking_id).order_by(SeatingRule.number))
    told = _secrets_told(work, [row.id for row in rows])
    found = []
    for row in rows:
        table = str(row.seating_table_id) if row.seating_table_id else ""
        whole = Rule(row.number, Kind.of(row.kind), tuple(row.people), row.weight, row.reason, row.secret, row.role,
                     table, row.most)  # fmt: skip
        rule = rule_without(whole, set(row.people) - people)
        if rule is not None and (not table or table in tables):
            known = is_told(work, row)
            reason = told.get(row.id, "" if row.secret else row.reason)
            found.append(RuleLine(row.id, replace(rule, reason=reason), known))
    return tuple(found)


def is_told(work: Work, rule: SeatingRule) -> bool:
    """Whether this person is told what a rule says: of secret ones its author and managers."""
    return not rule.secret or rule.entered_by_id == work.me.id or _is_told_all(work)


def _is_told_all(work: Work) -> bool:
    """Whoever approves sensitive acts in the whole office answers for its secrets too."""
    return work.me.mandate.scope(Right.APPROVE_CLIENTS) is Scope.ALL


def _secrets_told(work: Work, rules: Sequence[UUID]) -> dict[UUID, str]:
    """Why secret rules hold, as far as this person is told: of the own ones, and to managers."""
    query = work.visible(SecretReason).select(SecretReason.rule, SecretReason.reason)
    query = query.where(among(SecretReason.rule, rules))
    return dict((query if _is_told_all(work) else query.where(SecretReason.entered_by == work.me.id)).tuples())


def house_rows(work: Work) -> House:
    """The house's own rows of roles, which come before those of the etiquette (SE-1)."""
    held: Any = work.settings["seating_house"]
    rows = (key.partition("/") for key in held)
    return {(pack, int(seats)): tuple(held[f"{pack}/{seats}"]) for pack, _slash, seats in rows}
