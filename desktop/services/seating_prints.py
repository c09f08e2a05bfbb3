"""Puts a seated party on paper: chart, place cards that are new or changed, kitchen's sheet, name list (SE-6)."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.base import canonical
from desktop.models.bookings import Booking
from desktop.models.clients import Client
from desktop.models.rows import among
from desktop.models.seating import Attendance, AttendanceClient, SeatingPrint
from desktop.reports.seating import A3, ChartTable, KitchenTable, SeatMark
from desktop.reports.seating_elements import ChartElement
from desktop.reports.seating_names import NamedSeat, NamedTable
from desktop.reports.sheet import A4, day_text
from desktop.rules.bookings import BookingState
from desktop.rules.calendars import clock as minutes
from desktop.rules.collection_forms import graded
from desktop.rules.errors import BadEntry, Label
from desktop.rules.fields import Locked
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.seating.arranging import to_door
from desktop.rules.seating.elements import Element, ElementKind
from desktop.rules.seating.laying import door_of
from desktop.rules.seating.packs import Etiquette, Party
from desktop.rules.seating.plan import Plan, Seat, Table
from desktop.rules.seating.rooms import Point
from desktop.rules.seating.rooms import clock as clock_of
from desktop.rules.seating.shapes import CLOSED, Shape, direction, places
from desktop.services import readings, reviews, seating_plans
from desktop.services.seating_plans import Guest, Seating
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"
CARDS = "cards"
# Kinds of prints that are noted once they came out, by their sheet
KINDS: Mapping[str, str] = {"place_cards": CARDS, "seating_chart": "chart", "kitchen_sheet": "kitchen"}
_ASTRAY = 45  # degrees by which a main seat may look past the door and still looks to it
_ROUND = frozenset({Shape.ROUND, Shape.OVAL}) & CLOSED


@dataclass(frozen=True, slots=True)
class Void:
    """What is void once its booking is called off: so many place cards, and the kinds of other sheets."""

    cards: int
    kinds: tuple[str, ...]


def chart(work: Work, booking_id: UUID, etiquette: Etiquette, language: Translator, *, a3: bool = False,
          progress: Progress | None = None) -> Printed:  # fmt: skip
    """The seating chart 座位图 on A4 or A3. Of a client whom this person may not print the seat stands without a name.

    In stages: give it staged work. Raises BadEntry where nothing is laid, NotAllowed, NotFound.
    """
    from desktop.reports.seating import seating_chart

    with work.reading():
        held, files, said = _read(work, booking_id, etiquette, language)
        stamp = stamp_of(work)
    plan = held.plan
    known, door = _has_door(plan), door_of(plan.tables, plan.elements)
    tables = [_drawn(held, table, files, language, door if known else None) for table in plan.tables]
    hands = language(N_("Left and right are those of who sits there."))
    title = language(N_("Seating chart"))
    pdf = seating_chart(title, f"{said} {hands}", tables, look_of(work), stamp, language, A3 if a3 else A4,
                        [_outlined(element, language) for element in plan.elements], door=not known)  # fmt: skip
    with work.writing():
        _record(work, held, "seating_chart", stamp.code, files)
        came_out = _noting(work, held, "seating_chart", stamp.code)
    return Printed("seating_chart", title, pdf, stamp.code, came_out)


def place_cards(work: Work, booking_id: UUID, etiquette: Etiquette, language: Translator, *, everybody: bool = False,
                progress: Progress | None = None) -> Printed:  # fmt: skip
    """Place cards 席卡 of those who come and have a seat: only new and changed ones since the last print, or of
    everybody. What came out is kept with the booking. In stages: give it staged work.

    Raises BadEntry where no card is new, NotAllowed, NotFound.
    """
    from desktop.reports.seating import place_cards as drawn

    with work.reading():
        work.require(Right.TAKE_BOOKINGS)
        held, files, _said = _read(work, booking_id, etiquette, language)
        before = _printed(work, held.booking)
        seated = [held.guest(person) for _seat, person in sorted(held.plan.seating.items())]
        wanted = {str(g.id): (name, g.unit) for g in seated if (name := _name(g, files))}
        stamp = stamp_of(work)
    items = {key: _digest(key, *faces) for key, faces in wanted.items()}
    new = [key for key in wanted if everybody or before.get(key) != items[key]]
    if not new:
        raise BadEntry(N_("No place card is new or changed since the last print. Print the cards of everybody if you "
                          "need all of them again.") if wanted else
                       N_("Nobody whose card you may print has a seat yet."), "cards")  # fmt: skip
    pdf = drawn([wanted[key] for key in new], look_of(work), stamp, language)
    shown = {guest.client for guest in seated if str(guest.id) in new}
    with work.writing():
        _record(work, held, "place_cards", stamp.code, {key: file for key, file in files.items() if key in shown})
        came_out = _noting(work, held, "place_cards", stamp.code, {key: items[key] for key in new})
    return Printed("place_cards", language(N_("Place cards")), pdf, stamp.code, came_out)


def kitchen_sheet(work: Work, booking_id: UUID, etiquette: Etiquette, language: Translator, *,
                  progress: Progress | None = None) -> Printed:  # fmt: skip
    """What the kitchen must know 厨房单: by table and clock position who has which allergy and what he does not eat.

    Taboos only when verified; allergies always, marked while nobody has confirmed them (CL-8). Of clients whom this
    person may not print only their number is told. In stages: give it staged work. Raises BadEntry, NotAllowed,
    NotFound.
    """
    from desktop.reports.seating import kitchen_sheet as drawn

    with work.reading():
        held, files, said = _read(work, booking_id, etiquette, language)
        facts = {key: _facts(work, file, language) for key, file in files.items()}
        stamp = stamp_of(work)
    several = len(held.plan.tables) > 1 or _has_door(held.plan)
    door = door_of(held.plan.tables, held.plan.elements) if several else None
    tables = [_for_kitchen(held, table, files, facts, door, language) for table in held.plan.tables]
    where = language(N_("Clock positions are seen from the door: 12 is the far side of the table, 6 the near one."))
    title = language(N_("Kitchen sheet"))
    pdf = drawn(title, f"{said} {where}", tables, look_of(work), stamp, language)
    with work.writing():
        _record(work, held, "kitchen_sheet", stamp.code, files)
        came_out = _noting(work, held, "kitchen_sheet", stamp.code)
    return Printed("kitchen_sheet", title, pdf, stamp.code, came_out)


def name_list(work: Work, booking_id: UUID, etiquette: Etiquette, language: Translator, *,
              progress: Progress | None = None) -> Printed:  # fmt: skip
    """Who sits where 领位表 for the door: everybody by pinyin, then by table; of clients whom this person may not print
    only their number is told. In stages: give it staged work. Raises BadEntry, NotAllowed, NotFound."""
    from desktop.reports.seating_names import name_list as drawn

    with work.reading():
        held, files, said = _read(work, booking_id, etiquette, language)
        stamp = stamp_of(work)
    coming = [(guest, name) for p in held.plan.people if (name := _name(guest := held.guest(p.id), files))]
    order = {guest.id: readings.reading_key(name) for guest, name in coming}
    people = [_named(held, guest, language) for guest, _n in sorted(coming, key=lambda one: order[one[0].id])]
    shown = {guest.id for guest, _n in coming}
    tables = []
    for table in sorted(held.plan.tables, key=lambda t: t.rank):
        here = [held.guest(held.plan.seating[seat]) for seat in table.seats if seat in held.plan.seating]
        rows = [_named(held, guest, language) for guest in here if guest.id in shown]
        label = language(N_("Table {label}")).format(label=table.label)
        tables.append(NamedTable(label, rows, _unknown(len(here) - len(rows), language)))
    without = [p for p in held.plan.people if p.id not in held.plan.seat_of]
    hidden = sum(UUID(p.id) not in shown for p in without)
    title = language(N_("Name list"))
    pdf = drawn(title, said, people, tables, _unknown(hidden, language), look_of(work), stamp, language)
    with work.writing():
        _record(work, held, "name_list", stamp.code, files)
    return Printed("name_list", title, pdf, stamp.code)


def _named(held: Seating, guest: Guest, say: Translator) -> NamedSeat:
    seat = held.plan.seat_of.get(str(guest.id))
    letter = readings.readings(guest.name).initials
    first = letter[0][:1].upper() if letter and letter[0] else ""
    if seat is None:
        return NamedSeat(first, guest.name, guest.salutation, guest.unit, "", say(N_("no seat")))
    table = held.plan.table_of[seat.table]
    role = table.role(seat.number)
    where = f"{seat.number + 1} {role.title.within(say.language) if role else ''}".strip()
    return NamedSeat(first, guest.name, guest.salutation, guest.unit, table.label, where)


def _unknown(count: int, say: Translator) -> str:
    if not count:
        return ""
    said = say.plural("{n} guest here has a file that you may not print: ask who may.",
                      "{n} guests here have files that you may not print: ask who may.", count)  # fmt: skip
    return said.format(n=count)


def _read(work: Work, booking_id: UUID, etiquette: Etiquette, say: Translator
          ) -> tuple[Seating, Mapping[UUID, Client], str]:  # fmt: skip
    """The seating, the files that this person may print, and what the sheet says above."""
    work.require(Right.PRINT_CLIENTS)
    held = seating_plans.seating_of(work, booking_id, etiquette)
    booking: Any = work.get(Booking, held.booking)
    state = BookingState.of(booking.state)
    if state in (BookingState.CANCELLED, BookingState.NO_SHOW):
        raise BadEntry(N_("This booking is “{now}”: its chart, place cards and kitchen sheet are void."), "state",
                       now=Label(state.label))  # fmt: skip
    if not held.plan.tables:
        raise BadEntry(N_("Lay the tables of this booking first."), "tables")
    keys = [guest.client for guest in held.guests if guest.client is not None]
    files = {row.id: row for row in work.visible(Client, Right.PRINT_CLIENTS).where(among(Client.id, keys))}
    on: date = booking.on
    said = say(N_("Booking {number}, {day} {time}. {n} seated of {people} who come.")).format(
        number=held.number, day=day_text(on, say), time=minutes(booking.at), n=len(held.plan.seating),
        people=len(held.plan.people))  # fmt: skip
    return held, files, said


def note_printed(work: Work, booking_id: UUID, sheet: str, code: str, items: Mapping[str, str]) -> None:
    """Notes that a sheet of a booking came out on paper or as a file, and of place cards what stood on each. What is
    printed a second time is noted already. Raises NotAllowed, NotFound."""
    work.require(Right.TAKE_BOOKINGS)
    booking = work.get(Booking, booking_id)
    kind = KINDS[sheet]
    same = (SeatingPrint.booking == booking.id) & (SeatingPrint.kind == kind) & (SeatingPrint.code == code)
    if work.visible(SeatingPrint).where(same).exists():
        return
    there = _still_named(work, booking.id) if items else frozenset()
    kept = {key: value for key, value in items.items() if key in there}
    work.add(SeatingPrint(booking=booking.id, kind=kind, code=code, items=kept, printed_by=work.me.id,
                          printed_at=work.now))  # fmt: skip
    work.record(TOPIC, "came_out", None, sheet=sheet, code=code, number=booking.number)


def void_of(work: Work, booking_id: UUID) -> Void:
    """What was printed for a booking: it is void once that is called off (SE-8). Raises NotAllowed."""
    rows = list(work.visible(SeatingPrint).where(SeatingPrint.booking == booking_id))
    cards = {key for row in rows if row.kind == CARDS for key in row.items}
    return Void(len(cards), tuple(sorted({row.kind for row in rows} & set(KINDS.values()) - {CARDS})))


def _record(work: Work, held: Seating, sheet: str, code: str, files: Mapping[UUID, Client]) -> None:
    codes = sorted(str(file.code) for file in files.values())
    work.record(TOPIC, "print", None, sheet=sheet, code=code, number=held.number, clients=codes)


def _noting(work: Work, held: Seating, sheet: str, code: str, items: Mapping[str, str] = MappingProxyType({})
            ) -> Callable[[Work], None] | None:  # fmt: skip
    """The verb that notes the print once it came out, for whoever works in the book."""
    if not work.may(Right.TAKE_BOOKINGS):
        return None
    return partial(note_printed, booking_id=held.booking, sheet=sheet, code=code, items=items)


def _name(guest: Guest, files: Mapping[UUID, Client]) -> str:
    """His name where he has no file, or one that may be printed."""
    if guest.hidden or (guest.client is not None and guest.client not in files):
        return ""
    return guest.name


def _has_door(plan: Plan) -> bool:
    return any(element.kind is ElementKind.DOOR for element in plan.elements)


def _outlined(element: Element, say: Translator) -> ChartElement:
    return ChartElement(
        element.label or say(element.kind.label), element.corners,
        dark=element.kind in (ElementKind.WALL, ElementKind.SCREEN), crossed=element.kind is ElementKind.PILLAR,
        dashed=element.kind is ElementKind.AISLE,
    )  # fmt: skip


def _drawn(held: Seating, table: Table, files: Mapping[UUID, Client], say: Translator, door: Point | None
           ) -> ChartTable:  # fmt: skip
    marks = []
    for number, place in enumerate(places(table.form)):
        person = held.plan.seating.get(Seat(table.id, number))
        guest = held.guest(person) if person else None
        role = table.role(number)
        out = direction(place.facing + 180)
        name = _name(guest, files) if guest else ""
        marks.append(SeatMark(
            place.x, place.y, round(out[0], 3), round(out[1], 3), number + 1,
            role.title.within(say.language) if role else "", name, guest.salutation if guest and name else "",
            bool(role and role.party is Party.HOST),
        ))  # fmt: skip
    label = say(N_("Table {label}")).format(label=table.label)
    if door is None:
        faces = not table.turn % 360
    else:
        faces = abs((to_door(table, door) - table.turn + 180) % 360 - 180) <= _ASTRAY
    return ChartTable(label, table.form.shape in _ROUND, table.form.width, table.form.depth, table.x, table.y,
                      table.turn, marks, faces)  # fmt: skip


def _facts(work: Work, file: Client, say: Translator) -> tuple[str, str]:
    """Allergies and taboos of a client as they may be printed."""
    values, states, said = work.show(file), reviews.reviews_of(work, UUID(str(file.id))), []
    for name in ("allergies", "taboos"):
        value = values.get(name)
        text = "" if value is None or isinstance(value, Locked) else str(value)
        state = states.get(name)
        text = graded(text, state.severity if state is not None else "", say)
        if text and name == "allergies" and (state is None or not state.verified):
            text = say(N_("{text} (unverified)")).format(text=text)
        elif text and name == "allergies" and state is not None and state.faded:
            text = say(N_("{text} (to be confirmed)")).format(text=text)
        said.append(text if name == "allergies" or (state is not None and state.stands) else "")
    return said[0], said[1]


def _for_kitchen(held: Seating, table: Table, files: Mapping[UUID, Client], facts: Mapping[UUID, tuple[str, str]],
                 door: Point | None, say: Translator) -> KitchenTable:  # fmt: skip
    rows: list[tuple[tuple[int, int], tuple[str, str, str, str, str]]] = []
    unknown = 0
    for number in range(table.form.seats):
        person = held.plan.seating.get(Seat(table.id, number))
        if person is None:
            continue
        guest = held.guest(person)
        if not _name(guest, files):
            unknown += 1
        elif guest.client is not None and any(facts[guest.client]):
            at, role = clock_of(table, number, door), table.role(number)
            where = f"{number + 1} {role.title.within(say.language) if role else ''}".strip()
            rows.append(((at.hour % 12, at.minute), (f"{at.hour}:{at.minute:02}", where, guest.salutation or guest.name,
                                                     *facts[guest.client])))  # fmt: skip
    label = say(N_("Table {label}")).format(label=table.label)
    return KitchenTable(label, [row for _at, row in sorted(rows)], _unknown(unknown, say))


def _still_named(work: Work, booking: UUID) -> frozenset[str]:
    """The people of a booking, without whoever was erased since a sheet was made."""
    known = work.visible(AttendanceClient, withdrawn=True).join(Attendance).where(Attendance.booking == booking)
    found = [key for (key,) in known.select(AttendanceClient.attendance).tuples()]
    typed = work.visible(Attendance, withdrawn=True).where((Attendance.booking == booking) & (Attendance.name != ""))
    return frozenset(map(str, [*found, *(key for (key,) in typed.select(Attendance.id).tuples())]))


def _printed(work: Work, booking: UUID) -> Mapping[str, str]:
    """What stood on the last card of each person."""
    query = work.visible(SeatingPrint).where((SeatingPrint.booking == booking) & (SeatingPrint.kind == CARDS))
    found: dict[str, str] = {}
    for row in query.order_by(SeatingPrint.printed_at, SeatingPrint.id):
        found.update(row.items)
    return found


def _digest(*parts: Sequence[str] | str) -> str:
    return hashlib.sha256(canonical(parts).encode()).hexdigest()[:32]
