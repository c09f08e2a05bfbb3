"""The office's meals, rooms and the tables in them, which bookings are given (SE-2, SE-7)."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_, translator
from desktop.models.bookings import BookedPlace, Booking, Meal, Room, RoomTable
from desktop.rules.bookings import MEALS, BookingState, MealTime, Spot, check_apart, check_meal, check_room, first_day
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.words import Word
from desktop.rules.zones import zone_of
from desktop.services.work import Work

TOPIC = "rooms"
USUAL_SHAPE = "round"


@dataclass(frozen=True, slots=True)
class MealLine:
    """A meal of the office: its times, and how often a place is given out in it."""

    id: UUID
    key: str
    time: MealTime
    turns: int


@dataclass(frozen=True, slots=True)
class TableLine:
    """A table in a room; lengths in mm from the room's upper left corner to its middle, `turned` in degrees."""

    id: UUID
    label: str
    shape: str
    seats: int
    x: int
    y: int
    width: int
    depth: int
    turned: int


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room, booked as a whole, or a hall that is booked by its tables."""

    id: UUID
    name: str
    floor: str
    hall: bool
    seats: int
    note: str
    tables: tuple[TableLine, ...]

    @property
    def spots(self) -> tuple[Spot, ...]:
        """What is given out of it."""
        if not self.hall:
            return (Spot(self.id, None, self.name, self.seats),)
        return tuple(Spot(self.id, table.id, f"{self.name} {table.label}", table.seats) for table in self.tables)


class Kind(Word):
    """What is out of use."""

    MEAL = "meal", N_("Meal")
    ROOM = "room", N_("Room")
    TABLE = "table", N_("Table")


@dataclass(frozen=True, slots=True)
class OutLine:
    """Something out of use: since when, why and until which day, as far as it was said."""

    kind: Kind
    id: UUID
    name: str
    since: datetime
    why: str
    until: date | None


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """A room as it is typed in; a hall's seats are those of its tables."""

    name: str
    seats: int
    floor: str = ""
    hall: bool = False
    note: str = ""


def meals(work: Work, *, withdrawn: bool = False) -> tuple[MealLine, ...]:
    """The meals in the order of the day."""
    rows = work.visible(Meal, withdrawn=withdrawn).order_by(Meal.begins, Meal.id)
    return tuple(MealLine(r.id, r.key, time_of(r), r.turns) for r in rows)


def time_of(row: Any) -> MealTime:
    return MealTime(row.name, row.begins, row.ends, row.ready_by)


def day_of(work: Work, meal: MealTime) -> date:
    """The first day for which a meal is still booked: at night it may be the day before, while a supper goes on."""
    return first_day(work.now.astimezone(zone_of(str(work.settings["time_zone"]))), meal)


def rooms(work: Work, *, withdrawn: bool = False) -> tuple[RoomLine, ...]:
    """The rooms with their tables, as the book has them from left to right."""
    tables: dict[UUID, list[TableLine]] = {}
    for t in work.visible(RoomTable, withdrawn=withdrawn).order_by(RoomTable.id):
        line = TableLine(t.id, t.label, t.shape, t.seats, t.x, t.y, t.width, t.depth, t.turned)
        tables.setdefault(t.room_id, []).append(line)
    rows = work.visible(Room, withdrawn=withdrawn).order_by(Room.place, Room.name, Room.id)
    return tuple(
        RoomLine(r.id, r.name, r.floor, r.hall, _seats(r, tables.get(r.id, [])), r.note, tuple(tables.get(r.id, ())))
        for r in rows
    )


def _seats(room: Room, tables: Sequence[TableLine]) -> int:
    return sum(table.seats for table in tables) if room.hall else int(str(room.seats))


def add_usual_meals(work: Work) -> int:
    """Adds those of lunch and dinner that the office lacks, with the hours of the rule book (CO-3); returns how many.

    Raises BadEntry where a meal of the office's own is at that time, NotAllowed.
    """
    work.require(Right.RUN_OFFICE)
    work.alone()
    own = meals(work)
    here = {meal.key for meal in own}
    added = 0
    said = translator(str(work.settings["language"]))
    for key, (label, usual) in MEALS.items():
        if key not in here:
            check_apart(usual, (meal.time for meal in own))
            work.add(Meal(key=key, name=said(label), begins=usual.begins, ends=usual.ends,
                          ready_by=usual.ready_by))  # fmt: skip
            added += 1
    if added:
        work.record(TOPIC, "add_meals", None, meals=added)
    return added


def add_meal(work: Work, meal: MealTime, turns: int = 1) -> UUID:
    """Adds a meal of the office's own, such as a late supper, at hours of which no other meal has any.

    Raises BadEntry, NotAllowed.
    """
    work.require(Right.RUN_OFFICE)
    work.alone()
    values = _meal_values(work, meal, turns)
    row = work.add(Meal(**values))
    work.record(TOPIC, "add_meal", row)
    return UUID(str(row.id))


def change_meal(work: Work, meal_id: UUID, meal: MealTime, turns: int) -> None:
    """Changes name or hours of a meal; bookings keep their hour. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.RUN_OFFICE)
    work.alone()
    row = work.get(Meal, meal_id)
    if work.change(row, _meal_values(work, meal, turns, row)):
        work.record(TOPIC, "change_meal", row)


def _meal_values(work: Work, meal: MealTime, turns: int, row: Any = None) -> dict[str, object]:
    name = check_length(tidy(meal.name), 40, "name")
    check_meal(MealTime(name, meal.begins, meal.ends, meal.ready_by))
    others = [other.time for other in meals(work) if row is None or other.id != row.id]
    if row is None or (row.begins, row.ends) != (meal.begins, meal.ends):
        check_apart(meal, others)
    if any(other.name == name for other in others):
        raise BadEntry(N_("There is a meal of this name already."), "name")
    if not 1 <= turns <= 4:
        raise BadEntry(N_("A place is given out one to four times in a meal."), "turns")
    return {"name": name, "begins": meal.begins, "ends": meal.ends, "ready_by": meal.ready_by, "turns": turns}


def withdraw_meal(work: Work, meal_id: UUID) -> None:
    """Takes a meal out of use. Raises BadEntry while something is booked for it, NotAllowed, NotFound."""
    work.require(Right.RUN_OFFICE)
    work.alone()
    row = work.get(Meal, meal_id)
    _refuse_booked(work, BookedPlace.meal == row.id)
    waiting = (Booking.meal == row.id) & (Booking.state == BookingState.WAITING.value)
    _refuse(work.visible(Booking).where(waiting, Booking.on >= day_of(work, time_of(row))).count())
    work.withdraw(row)
    work.record(TOPIC, "withdraw_meal", row)


def restore_meal(work: Work, meal_id: UUID) -> None:
    """Takes a meal into use again. Raises BadEntry where another has its name or hours by now, NotAllowed, NotFound."""
    work.require(Right.RUN_OFFICE)
    work.alone()
    row = work.get(Meal, meal_id, withdrawn=True)
    others = [meal.time for meal in meals(work) if meal.id != row.id]
    _refuse_named(N_("There is a meal of this name already."), row.name, (time.name for time in others))
    check_apart(time_of(row), others)
    _back(work, row, "restore_meal")


def add_room(work: Work, entry: RoomEntry, tables: tuple[int, int] | None = None) -> UUID:
    """Adds a room, at the right of those there are; a hall at once with so many `tables` of so many seats.

    Raises BadEntry, NotAllowed.
    """
    work.require(Right.RUN_OFFICE)
    work.alone()
    values = _room_values(work, entry)
    row = work.add(Room(place=len(rooms(work)), **values))
    made = _put_tables(work, row, *tables) if tables is not None else ()
    work.record(TOPIC, "add_room", row, **_told(made))
    return UUID(str(row.id))


def change_room(work: Work, room_id: UUID, entry: RoomEntry, tables: tuple[int, int] | None = None) -> None:
    """Changes what is said of a room; one that becomes a hall is given its `tables`, as a new one is.

    Raises BadEntry, NotAllowed, NotFound.
    """
    work.require(Right.RUN_OFFICE)
    work.alone()
    row = work.get(Room, room_id)
    values = _room_values(work, entry, row.id)
    if values["hall"] != row.hall:
        # what was given out as one would be given out by tables, or the other way round
        _refuse_booked(work, BookedPlace.room == row.id)
    changed = work.change(row, values)
    made = _put_tables(work, row, *tables) if tables is not None else ()
    if changed or made:
        work.record(TOPIC, "change_room", row, **_told(made))


def _room_values(work: Work, entry: RoomEntry, but: UUID | None = None) -> dict[str, object]:
    name = check_length(tidy(entry.name), 40, "name")
    check_room(name, entry.seats if not entry.hall else max(entry.seats, 1))
    if any(other.name == name and other.id != but for other in rooms(work)):
        raise BadEntry(N_("There is a room of this name already."), "name")
    return {"name": name, "floor": check_length(tidy(entry.floor), 20, "floor"), "hall": entry.hall,
            "seats": entry.seats, "note": check_length(tidy(entry.note), 200, "note")}  # fmt: skip


def _told(tables: Sequence[UUID]) -> dict[str, int]:
    return {"tables": len(tables)} if tables else {}


def order_rooms(work: Work, room_ids: Sequence[UUID]) -> None:
    """Puts the rooms into this order; those not named follow. Raises NotAllowed, NotFound."""
    work.require(Right.RUN_OFFICE)
    named = list(dict.fromkeys(room_ids))
    others = [room.id for room in rooms(work) if room.id not in named]
    changed = [work.change(work.get(Room, key), {"place": place}) for place, key in enumerate([*named, *others])]
    if any(changed):
        work.record(TOPIC, "order_rooms", None)


def withdraw_room(work: Work, room_id: UUID, why: str = "", until: date | None = None) -> None:
    """Takes a room out of use, with the day until which and the reason as far as they are known.

    Raises BadEntry while it is booked, NotAllowed, NotFound.
    """
    work.require(Right.RUN_OFFICE)
    work.alone()
    row = work.get(Room, room_id)
    _refuse_booked(work, BookedPlace.room == row.id)
    _out(work, row, why, until, "withdraw_room")


def restore_room(work: Work, room_id: UUID) -> None:
    """Takes a room into use again. Raises BadEntry where another has its name by now, NotAllowed, NotFound."""
    work.require(Right.RUN_OFFICE)
    work.alone()
    row = work.get(Room, room_id, withdrawn=True)
    others = (room.name for room in rooms(work) if room.id != row.id)
    _refuse_named(N_("There is a room of this name already."), row.name, others)
    _back(work, row, "restore_room")


def add_tables(work: Work, room_id: UUID, count: int, seats: int, shape: str = USUAL_SHAPE) -> tuple[UUID, ...]:
    """Adds tables to a room, numbered after those there are. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.RUN_OFFICE)
    work.alone()
    room = work.get(Room, room_id)
    made = _put_tables(work, room, count, seats, shape)
    work.record(TOPIC, "add_tables", room, tables=count)
    return made


def _put_tables(work: Work, room: Room, count: int, seats: int, shape: str = USUAL_SHAPE) -> tuple[UUID, ...]:
    if not 1 <= count <= 200:
        raise BadEntry(N_("Tables: a number from 1 to 200."), "count")
    if not 1 <= seats <= 60:
        raise BadEntry(N_("Seats at a table: a number from 1 to 60."), "seats")
    here = {table.label for table in work.visible(RoomTable, withdrawn=True).where(RoomTable.room == room.id)}
    # tables have names too, or numbers that were changed by hand
    free = itertools.islice((str(n) for n in itertools.count(len(here) + 1) if str(n) not in here), count)
    made = [work.add(RoomTable(room=room.id, label=label, shape=shape, seats=seats)) for label in free]
    return tuple(UUID(str(row.id)) for row in made)


def change_table(work: Work, table_id: UUID, label: str, seats: int) -> None:
    """Changes number and seats of a table. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.RUN_OFFICE)
    work.alone()
    row = work.get(RoomTable, table_id)
    said = check_length(tidy(label), 20, "label")
    if not said:
        raise BadEntry(N_("Give the table a number or name."), "label")
    if not 1 <= seats <= 60:
        raise BadEntry(N_("Seats at a table: a number from 1 to 60."), "seats")
    same = (RoomTable.room == row.room_id) & (RoomTable.label == said) & (RoomTable.id != row.id)
    if work.visible(RoomTable).where(same).exists():
        raise BadEntry(N_("There is a table of this name in the room already."), "label")
    if work.change(row, {"label": said, "seats": seats}):
        work.record(TOPIC, "change_table", row)


def withdraw_table(work: Work, table_id: UUID, why: str = "", until: date | None = None) -> None:
    """Takes a table out of use, as a room is. Raises BadEntry while it is booked, NotAllowed, NotFound."""
    work.require(Right.RUN_OFFICE)
    work.alone()
    row = work.get(RoomTable, table_id)
    _refuse_booked(work, BookedPlace.table == row.id)
    _out(work, row, why, until, "withdraw_table")


def restore_table(work: Work, table_id: UUID) -> None:
    """Takes a table into use again. Raises BadEntry where another has its name by now, NotAllowed, NotFound."""
    work.require(Right.RUN_OFFICE)
    work.alone()
    row = work.get(RoomTable, table_id, withdrawn=True)
    here = work.visible(RoomTable).where((RoomTable.room == row.room_id) & (RoomTable.id != row.id))
    _refuse_named(N_("There is a table of this name in the room already."), row.label, (t.label for t in here))
    _back(work, row, "restore_table")


def out_of_use(work: Work) -> tuple[OutLine, ...]:
    """Meals, rooms and tables that are out of use, those that should be back first, then the latest."""
    places = {room.id: room for room in rooms(work, withdrawn=True)}
    found = [OutLine(Kind.MEAL, r.id, r.name, r.withdrawn_at, "", None) for r in _gone(work, Meal)]
    found += [OutLine(Kind.ROOM, r.id, r.name, r.withdrawn_at, r.out_why, r.out_until) for r in _gone(work, Room)]
    found += [OutLine(Kind.TABLE, r.id, f"{places[r.room_id].name} {r.label}", r.withdrawn_at, r.out_why, r.out_until)
              for r in _gone(work, RoomTable)]  # fmt: skip
    latest = sorted(found, key=lambda line: line.since, reverse=True)
    return tuple(sorted(latest, key=lambda line: line.until or date.max))


def _gone(work: Work, model: Any) -> Iterable[Any]:
    return work.visible(model, withdrawn=True).where(model.withdrawn_at.is_null(False)).order_by(model.id)


def _out(work: Work, row: Any, why: str, until: date | None, action: str) -> None:
    if until is not None and until <= work.now.astimezone(zone_of(str(work.settings["time_zone"]))).date():
        raise BadEntry(N_("Choose a day from tomorrow on, or leave it open."), "until")
    work.change(row, {"out_why": check_length(tidy(why), 200, "why"), "out_until": until})
    work.withdraw(row)
    work.record(TOPIC, action, row)


def _back(work: Work, row: Any, action: str) -> None:
    told = {"out_why": "", "out_until": None} if hasattr(row, "out_why") else {}
    if work.change(row, {"withdrawn_at": None, **told}):
        work.record(TOPIC, action, row)


def _refuse_named(said: str, name: str, others: Iterable[str]) -> None:
    if name in others:
        raise BadEntry(said, "name")


def _refuse_booked(work: Work, condition: object) -> None:
    """Raises BadEntry where places are given out from today on, or of a supper that goes on since yesterday; whoever
    takes something out of use sees the book. Comes after `alone`, or one could be given out meanwhile."""
    first = {meal.id: day_of(work, meal.time) for meal in meals(work, withdrawn=True)}
    query = work.visible(BookedPlace).where(condition, BookedPlace.on >= min(first.values(), default=date.max))
    rows = query.select(BookedPlace.booking, BookedPlace.meal, BookedPlace.on).tuples()
    _refuse(len({booking for booking, meal, on in rows if on >= first[meal]}))


def _refuse(count: int) -> None:
    if count:
        raise BadEntry(N_("{n} bookings from today on stand against it. Move or cancel them first."), n=count)
