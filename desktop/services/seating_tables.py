"""The tables of a booking: laid from its rooms or added, ranked, and given their places of honour (SE-1, SE-2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bookings import BookedPlace, Booking, RoomTable
from desktop.models.rows import among
from desktop.models.seating import SeatingPlan, SeatingTable
from desktop.rules.bookings import BookingState
from desktop.rules.errors import BadEntry, Label
from desktop.rules.rights import Right
from desktop.rules.seating import laying
from desktop.rules.seating.by_hand import ByHand, applied
from desktop.rules.seating.by_hand import checked as checked_by_hand
from desktop.rules.seating.elements import Element
from desktop.rules.seating.etiquette import with_roles
from desktop.rules.seating.packs import DEFAULT, Etiquette, Hand, Pack, checked_row
from desktop.rules.seating.plan import Plan, Table
from desktop.rules.seating.rooms import Point, ranked_tables
from desktop.rules.seating.shapes import Form, Shape, form
from desktop.rules.text import check_length, tidy
from desktop.services import seating_elements, seating_plans, settings
from desktop.services.seating_plans import Seating
from desktop.services.work import Work

TOPIC = "seating"


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table as it is added; sizes of 0 are the usual ones, lengths in mm."""

    shape: Shape
    seats: int
    label: str = ""
    width: int = 0
    depth: int = 0
    x: int | None = None
    y: int | None = None
    turned: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A table as it stands in a room: the room's own, if it is one of those."""

    origin: UUID | None
    label: str
    form: Form
    x: int
    y: int
    turned: int
    rank: int


def booking_to_seat(work: Work, booking_id: UUID) -> Any:
    """The booking, held until the commit, so that two who seat its people take turns. One that has left may still be
    corrected to what really was (SE-5). Raises BadEntry where it does not take place, NotAllowed, NotFound."""
    work.require(Right.TAKE_BOOKINGS)
    row = work.get(Booking, booking_id)
    state = BookingState.of(row.state)
    if state in (BookingState.CANCELLED, BookingState.NO_SHOW):
        raise BadEntry(N_("This booking is “{now}”: nobody is seated."), "state", now=Label(state.label))
    return row


def lay(work: Work, booking_id: UUID, etiquette: Etiquette, pack: str = DEFAULT, honour: Hand | None = None
        ) -> tuple[UUID, ...]:  # fmt: skip
    """Lays the tables of a booking's rooms, or as many as its party needs where none stand there (SE-2).

    Raises BadEntry where tables are laid already or the etiquette does not fit them, NotAllowed, NotFound.
    """
    booking = booking_to_seat(work, booking_id)
    if seating_plans.table_rows(work, booking.id):
        raise BadEntry(N_("The tables of this booking are laid already."), "tables")
    chosen = etiquette.pack(pack)
    laid = standing(work, booking, etiquette) or _stood(
        [(None, str(n), form(Shape.ROUND, seats), (0, 0), 0)
         for n, seats in enumerate(laying.seats_for(booking.people), 1)], etiquette,
        seating_elements.elements_of(work, booking.id),
    )  # fmt: skip
    rows = [work.add(SeatingTable(booking=booking.id, **values_of(one))) for one in laid]
    _choose(work, booking, chosen, honour)
    give_roles(work, booking.id, etiquette)
    work.record(TOPIC, "lay_tables", booking, number=booking.number, tables=len(rows))
    return tuple(UUID(str(row.id)) for row in rows)


def standing(work: Work, booking: Any, etiquette: Etiquette) -> list[Standing]:
    """The tables that stand where a booking is, by rank; none in a room of which nobody has said it."""
    places = list(work.visible(BookedPlace).where(BookedPlace.booking == booking.id).order_by(BookedPlace.id))
    whole = [place.room_id for place in places if place.room_table_id is None]
    single = [place.room_table_id for place in places if place.room_table_id is not None]
    there = among(RoomTable.room, whole) | among(RoomTable.id, single)
    rows = work.visible(RoomTable).where(there).order_by(RoomTable.room, RoomTable.id)
    return _stood([
        (row.id, row.label, form(shape_of(row), row.seats, width=row.width, depth=row.depth), (row.x, row.y),
         row.turned)
        for row in rows
    ], etiquette, seating_elements.elements_of(work, booking.id))  # fmt: skip


def _stood(laid: Sequence[tuple[UUID | None, str, Form, tuple[int, int], int]], etiquette: Etiquette,
           elements: Sequence[Element]) -> list[Standing]:  # fmt: skip
    """Each where it stands, or in rows where nobody has said so, with its rank and a name of its own. Door and stage of
    the room say which is the head table; main seats look to the door where nobody has turned a table."""
    if not laid:
        return []
    middles: Sequence[tuple[float, float]] = [middle for _o, _l, _f, middle, _t in laid]
    if not laying.are_placed([(round(x), round(y)) for x, y in middles]):
        middles = laying.in_rows([made for _o, _l, made, _m, _t in laid])
    tables = [Table(str(n), label, made, round(x), round(y))
              for n, ((_o, label, made, _m, _t), (x, y)) in enumerate(zip(laid, middles, strict=True))]  # fmt: skip
    door = laying.door_of(tables, elements)
    order = ranked_tables(tables, etiquette.tables, door=door, stage=laying.stage_of(elements))
    # as one party sees them: all the same way
    usual = laying.facing_door(tables, door) if not any(turned for *_rest, turned in laid) else 0
    found: list[Standing] = []
    labels = set[str]()
    for table, (origin, label, made, _middle, turned) in zip(tables, laid, strict=True):
        # two rooms may each have a table of the same number
        here = [*(one.label for one in found), *(other.label for other in tables[len(found) :])]
        said = label if label not in labels else free_label(here)
        labels.add(said)
        found.append(
            Standing(origin, said, made, round(table.x), round(table.y), turned or usual, order.index(table.id) + 1)
        )
    return sorted(found, key=lambda one: one.rank)


def add_table(work: Work, booking_id: UUID, entry: TableEntry, etiquette: Etiquette) -> UUID:
    """Adds one more table, beyond those there are where nobody says where. Raises BadEntry, NotAllowed, NotFound."""
    booking = booking_to_seat(work, booking_id)
    rows = seating_plans.table_rows(work, booking.id)
    made = form(entry.shape, entry.seats, width=entry.width, depth=entry.depth)
    x, y = entry.x, entry.y
    if x is None or y is None:
        taken = [Point(row.x, row.y) for row in rows]
        spot = laying.next_free(taken, [max(row.width, row.depth) for row in rows], made)
        x, y = round(spot.x), round(spot.y)
    label = _label(entry.label, rows) if entry.label else free_label([row.label for row in rows])
    row = work.add(SeatingTable(booking=booking.id, label=label, x=x, y=y, turned=entry.turned % 360,
                                rank=max((r.rank for r in rows), default=0) + 1, **_sizes(made)))  # fmt: skip
    if seating_plans.head_of(work, booking.id) is None:
        _choose(work, booking, etiquette.pack(DEFAULT), None)
    give_roles(work, booking.id, etiquette, only=(row.id,))
    work.record(TOPIC, "add_table", booking, number=booking.number)
    return UUID(str(row.id))


def change_table(work: Work, table_id: UUID, label: str, rank: int, seen: str | None = None) -> None:
    """Changes a table's name, and its place among the tables, 1 for the head table. `seen` is the name as it was seen.
    Raises BadEntry, Stale where a colleague named it otherwise meanwhile, NotAllowed, NotFound."""
    row = work.get(SeatingTable, table_id)
    booking = booking_to_seat(work, row.booking_id)
    rows = seating_plans.table_rows(work, booking.id)
    others = [other for other in rows if other.id != row.id]
    said = _label(label, others)
    if not 1 <= rank <= len(rows):
        raise BadEntry(N_("The place among the tables is a number from 1 to {most}."), "rank", most=len(rows))
    others.insert(rank - 1, row)
    changed = [work.change(one, {"rank": place}) for place, one in enumerate(others, 1)]
    if work.change(row, {"label": said}, {} if seen is None else {"label": seen}) or any(changed):
        work.record(TOPIC, "change_seating_table", booking, number=booking.number)


def remove_table(work: Work, table_id: UUID) -> None:
    """Takes a table away. Raises BadEntry while somebody sits there, NotAllowed, NotFound."""
    row = work.get(SeatingTable, table_id)
    booking = booking_to_seat(work, row.booking_id)
    sitting = len(seating_plans.assignments(work, [row.id]))
    if sitting:
        raise BadEntry(N_("{n} people sit at this table. Give them other seats first."), "table", n=sitting)
    work.withdraw(row)
    rest = seating_plans.table_rows(work, booking.id)
    for place, one in enumerate(rest, 1):
        work.change(one, {"rank": place})
    work.record(TOPIC, "remove_table", booking, number=booking.number)


def give_back_table(work: Work, table_id: UUID) -> None:
    """Takes back that a table was taken away; it comes last among the tables. Raises BadEntry, NotAllowed, NotFound."""
    row = work.get(SeatingTable, table_id, withdrawn=True)
    booking = booking_to_seat(work, row.booking_id)
    if row.withdrawn_at is not None:
        rows = seating_plans.table_rows(work, booking.id)
        work.change(row, {"withdrawn_at": None, "label": _label(row.label, rows), "rank": len(rows) + 1})
        work.record(TOPIC, "give_back_table", booking, number=booking.number)


def choose_etiquette(work: Work, booking_id: UUID, etiquette: Etiquette, pack: str, honour: Hand | None = None,
                     seen: tuple[str, Hand | None] | None = None) -> None:  # fmt: skip
    """Seats a booking by another etiquette, or with the other hand honoured (左尊); places of honour are named anew,
    and everybody stays where he sits. `seen` is what it is seated by as far as one knows.

    Raises BadEntry where it does not fit a table or a colleague has chosen another meanwhile, NotAllowed, NotFound.
    """
    booking = booking_to_seat(work, booking_id)
    head = seating_plans.head_of(work, booking.id)
    if seen is not None and head is not None and (head.pack, head.honour) != (seen[0], seen[1] or ""):
        raise BadEntry(N_("A colleague has chosen another etiquette since: it can't be undone."), "pack")
    _choose(work, booking, etiquette.pack(pack), honour)
    give_roles(work, booking.id, etiquette)
    work.record(TOPIC, "choose_etiquette", booking, number=booking.number, pack=pack)


def name_seats(work: Work, table_id: UUID, wanted: ByHand, etiquette: Etiquette, seen: ByHand | None = None,
               before: Table | None = None) -> None:  # fmt: skip
    """Says which seats of a table have their place of honour by hand at this event, and which place; the others have
    those of the etiquette, in exchange where somebody has theirs (SE-1). Everybody stays where he sits. `seen` is what
    was given by hand as far as one knows, `before` the table whose places are to be called again as they were.

    Raises BadEntry where the table has no such seat or a colleague has given other places meanwhile, NotAllowed,
    NotFound.
    """
    row = work.get(SeatingTable, table_id)
    booking = booking_to_seat(work, row.booking_id)
    held = seating_plans.seating_of(work, booking.id, etiquette).plan.table_of[str(row.id)]
    if seen is not None and dict(seen) != dict(held.by_hand):
        raise BadEntry(N_("A colleague has given other places of honour at this table meanwhile."), "role")
    if work.change(row, {"by_hand": _written(checked_by_hand(held, wanted))}):
        if before is not None and before.form == held.form:
            keep_roles(work, [before])
        elif held.by_hand.keys() <= wanted.keys():
            # the others keep their names, whoever has come or gone since
            keep_roles(work, [applied(replace(held, by_hand=wanted), held.roles, held.order)])
        else:
            give_roles(work, booking.id, etiquette, only=(row.id,))
        work.record(TOPIC, "name_seats", booking, number=booking.number, seats=len(wanted))


def keep_house_row(work: Work, etiquette: Etiquette, pack: str, seats: int, codes: Sequence[str] | None) -> None:
    """Sets which role each seat of a table of so many seats has in this house, seat 0 first; None lets the etiquette's
    own hold again (SE-1). Plans keep the places they have until they are named anew. Raises BadEntry, NotAllowed."""
    held: Any = work.settings["seating_house"]
    rows = {key: row for key, row in held.items() if key != f"{pack}/{seats}"}
    if codes is not None:
        rows[f"{pack}/{seats}"] = list(checked_row(etiquette.pack(pack), seats, codes))
    settings.change_setting(work, "seating_house", rows)


def _choose(work: Work, booking: Any, pack: Pack, honour: Hand | None) -> None:
    values = {"pack": pack.code, "honour": honour.value if honour else ""}
    head = seating_plans.head_of(work, booking.id)
    if head is None:
        work.add(SeatingPlan(booking=booking.id, **values))
    else:
        work.change(head, values)


def give_roles(work: Work, booking_id: UUID, etiquette: Etiquette, only: Sequence[UUID] = ()) -> None:
    """Names the places of honour anew, of these tables or of all; part of a verb that records it."""
    work.require(Right.TAKE_BOOKINGS)
    held = seating_plans.seating_of(work, booking_id, etiquette)
    wanted = {str(key) for key in only} or {table.id for table in held.plan.tables}
    keep_roles(work, [table for table in with_fresh_roles(work, held, etiquette).tables if table.id in wanted])


def with_fresh_roles(work: Work, held: Seating, etiquette: Etiquette) -> Plan:
    """The plan with its places of honour as etiquette and house have them for those who come now."""
    if not held.plan.tables:
        return held.plan
    pack = held.pack or etiquette.pack(DEFAULT)
    return with_roles(held.plan, pack, honour=held.honour, house=seating_plans.house_rows(work))


def keep_roles(work: Work, tables: Sequence[Table]) -> None:
    """Stores the places of honour of these tables; part of a verb that records it."""
    work.require(Right.TAKE_BOOKINGS)
    for table in tables:
        row = work.get(SeatingTable, UUID(table.id))
        work.change(row, {"roles": [role.code if role else "" for role in table.roles], "ordered": list(table.order)})


def write_table(work: Work, table: Table) -> None:
    """Stores how a table stands after a change of it; part of a verb that records it."""
    work.require(Right.TAKE_BOOKINGS)
    row = work.get(SeatingTable, UUID(table.id))
    flags = {str(number): sorted(flag.value for flag in held) for number, held in table.flags.items() if held}
    work.change(row, {**_sizes(table.form), "x": round(table.x), "y": round(table.y), "turned": round(table.turn) % 360,
                      "flags": flags, "by_hand": _written(table.by_hand)})  # fmt: skip


def _written(seats: ByHand) -> dict[str, str]:
    return {str(number): code for number, code in seats.items()}


def _sizes(of: Form) -> Mapping[str, Any]:
    return {"shape": of.shape.value, "seats": of.seats, "width": of.width, "depth": of.depth, "ends": of.ends,
            "in_rows": list(of.rows)}  # fmt: skip


def values_of(one: Standing) -> Mapping[str, Any]:
    """The columns of a table that stands so."""
    return {"origin": one.origin, "label": one.label, "x": one.x, "y": one.y, "turned": one.turned, "rank": one.rank,
            **_sizes(one.form)}  # fmt: skip


def shape_of(row: Any) -> Shape:
    return Shape.of(row.shape)


def free_label(taken: Collection[str]) -> str:
    return next(str(n) for n in count(len(taken) + 1) if str(n) not in taken)


def _label(label: str, others: Sequence[Any]) -> str:
    said = check_length(tidy(label), 20, "label")
    if not said:
        raise BadEntry(N_("Give the table a number or name."), "label")
    taken = {other.label for other in others}
    if said in taken:
        raise BadEntry(N_("There is a table of this name already."), "label")
    return said
