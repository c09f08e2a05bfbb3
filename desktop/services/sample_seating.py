"""The sample office's seats: a dinner that is seated but for two, and a wedding of eight tables."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from desktop.models.seating import Attendance, AttendanceClient, RoomElement, SeatAssignment, SeatingRule, SeatingTable
from desktop.rules.ids import new_id
from desktop.rules.rights import Right
from desktop.rules.seating import laying
from desktop.rules.seating.commands import Pin, PutElement, Reseat
from desktop.rules.seating.elements import ElementKind, usual
from desktop.rules.seating.etiquette import by_etiquette
from desktop.rules.seating.packs import Etiquette, Party
from desktop.rules.seating.plan import Kind, Rule
from desktop.services import seating, seating_people, seating_plans, seating_tables
from desktop.services.work import Work


def seat(work: Work, parties: Sequence[tuple[UUID, Mapping[str, Any]]], etiquette: Etiquette) -> None:
    """Lays and fills the tables of bookings that have a list of names; who is named as late has no seat yet."""
    work.require(Right.TAKE_BOOKINGS)
    for key, told in parties:
        seating_tables.lay(work, key, etiquette)
        seating_people.add_clients(work, key, etiquette)
        for party in (Party.HOST, Party.GUEST):
            seating_people.add_names(work, key, "\n".join(told[party.value]), party, etiquette)
        if "wedding" not in told:
            _rule(work, key, told, etiquette)
        else:
            _furnish(work, key, etiquette)
        _fill(work, key, told, etiquette)


def _furnish(work: Work, key: UUID, etiquette: Etiquette) -> None:
    """A wedding has a stage before the far wall, and the door through which the couple comes in."""
    for kind in (ElementKind.STAGE, ElementKind.DOOR, ElementKind.STATION):
        plan = seating_plans.seating_of(work, key, etiquette).plan
        made = usual(str(new_id()), kind, *laying.spot_for(kind, plan.tables, plan.elements))
        seating.seat(work, key, PutElement(replace(made, of_room=False)), etiquette)


def _rule(work: Work, key: UUID, told: Mapping[str, Any], etiquette: Etiquette) -> None:
    known = {guest.name: str(guest.id) for guest in seating_plans.guests_of(work, key)}
    one, other, reason = told["apart"]
    rule = Rule(0, Kind.APART, (known[one], known[other]), weight=4, reason=reason, secret=True)
    seating_people.add_rule(work, key, rule, etiquette)


def _fill(work: Work, key: UUID, told: Mapping[str, Any], etiquette: Etiquette) -> None:
    held = seating_plans.seating_of(work, key, etiquette)
    late = set(told.get("late", ()))
    coming = replace(held.plan, people=tuple(p for p in held.plan.people if p.name not in late), rules=())
    made = by_etiquette(coming)
    seating.seat(work, key, Reseat(tuple((person, at) for at, person in made.seating.items())), etiquette)
    head = min(made.tables, key=lambda table: table.rank)
    seating.seat(work, key, Pin(head.seats[0]), etiquette)


def remove(work: Work, made: Sequence[UUID]) -> None:
    """Takes tables, people and seats of the invented bookings out of use."""
    work.require(Right.TAKE_BOOKINGS)
    tables = [row.id for row in work.visible(SeatingTable).where(SeatingTable.booking.in_(list(made)))]
    people = [row.id for row in work.visible(Attendance).where(Attendance.booking.in_(list(made)))]
    for model, condition in (
        (SeatAssignment, SeatAssignment.table.in_(tables)), (SeatingRule, SeatingRule.booking.in_(list(made))),
        (AttendanceClient, AttendanceClient.attendance.in_(people)), (Attendance, Attendance.id.in_(people)),
        (RoomElement, RoomElement.booking.in_(list(made))), (SeatingTable, SeatingTable.id.in_(tables)),
    ):  # fmt: skip
        rows = list(work.visible(model).where(condition))
        work.change_many(model, [(row, {"withdrawn_at": work.now}) for row in rows], "withdraw")
