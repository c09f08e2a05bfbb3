"""Lets the tables and seats of a booking follow it to another room, as part of the act that moves it (SE-8)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.rows import among
from desktop.models.seating import Attendance, SeatAssignment, SeatingTable
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.seating import laying
from desktop.rules.seating.attending import Reply
from desktop.rules.seating.packs import Etiquette
from desktop.rules.seating.plan import Table
from desktop.rules.seating.resizing import resize
from desktop.rules.seating.rooms import Point
from desktop.rules.seating.shapes import Form
from desktop.services import seating_plans, seating_tables
from desktop.services.seating_tables import Standing
from desktop.services.work import Work


def follow(work: Work, booking: Any, etiquette: Etiquette) -> None:
    """Seats the people of a booking at the tables that stand where it is now; tables are paired by rank. Part of the
    verb that moves it.

    People keep their seats as far as there are any; of a smaller table the fewest lose theirs. A table too many goes
    unless people sit there. Where no tables stand, all stay as they are.
    """
    work.require(Right.TAKE_BOOKINGS)
    held = seating_plans.seating_of(work, booking.id, etiquette)
    rows = seating_plans.table_rows(work, booking.id)
    coming = seating_tables.standing(work, booking, etiquette) if rows else []
    if not rows or not coming:
        return
    gone: list[Any] = []
    given: list[SeatAssignment] = []
    fresh = []
    taken = {key: dict[int, Any]() for key in (row.id for row in rows)}
    for one in seating_plans.assignments(work, list(taken)):
        taken[one.seating_table_id][one.seat] = one
    for row, new in zip(rows, coming, strict=False):
        table = held.plan.table_of[str(row.id)]
        kept = _kept(table, new.form, taken[row.id])
        for number, one in taken[row.id].items():
            if kept.get(number) != number:
                gone.append(one)
                if number in kept:
                    given.append(SeatAssignment(table=row.id, seat=kept[number], attendance=one.attendance_id,
                                                pinned=one.pinned, method=one.method))  # fmt: skip
        values = {**seating_tables.values_of(new),
                  **{name: {str(kept[int(n)]): held for n, held in getattr(row, name).items() if int(n) in kept}
                     for name in ("flags", "by_hand")}}  # fmt: skip
        if (table.form.shape, table.form.seats) != (new.form.shape, new.form.seats):
            # they are given anew below, where the etiquette fits
            values |= {"roles": [], "ordered": []}
            fresh.append(row.id)
        work.change(row, values)
    work.change_many(SeatAssignment, [(one, {"withdrawn_at": work.now}) for one in gone], "withdraw")
    work.add_rows(SeatAssignment, given)
    for new in coming[len(rows) :]:
        row = work.add(SeatingTable(booking=booking.id, **seating_tables.values_of(new)))
        fresh.append(row.id)
    _part_with(work, rows[len(coming) :], coming, taken)
    for rank, row in enumerate(seating_plans.table_rows(work, booking.id), 1):
        work.change(row, {"rank": rank})
    if fresh:
        try:
            seating_tables.give_roles(work, booking.id, etiquette, only=fresh)
        except BadEntry:
            # no room is refused because the etiquette does not know its tables; they have no places of honour then
            return


def _kept(table: Table, form: Form, taken: Mapping[int, Any]) -> Mapping[int, int]:
    """Which seat of a table becomes which of another one."""
    if table.form.seats == form.seats:
        return {number: number for number in range(form.seats)}
    try:
        made = resize(table, form.seats, taken, [number for number, one in taken.items() if one.pinned])
    except BadEntry:
        # of another shape, which has as many seats where this one can't
        return {number: number for number in range(min(form.seats, table.form.seats))}
    return made.kept


def _part_with(work: Work, rows: Sequence[Any], coming: Sequence[Standing], taken: Mapping[UUID, Any]) -> None:
    """Tables that do not stand there: where somebody sits it stays beside the others, under a name of its own."""
    points, sizes = [Point(one.x, one.y) for one in coming], [max(one.form.width, one.form.depth) for one in coming]
    labels = {one.label for one in coming}
    for rank, row in enumerate(rows, len(coming) + 1):
        if not taken[row.id]:
            work.withdraw(row)
            continue
        form = Form(seating_tables.shape_of(row), row.seats, row.width, row.depth, row.ends, tuple(row.in_rows))
        spot = laying.next_free(points, sizes, form)
        label = seating_tables.free_label(labels) if row.label in labels else row.label
        work.change(row, {"origin": None, "label": label, "rank": rank, "x": round(spot.x), "y": round(spot.y)})
        points, sizes, labels = [*points, spot], [*sizes, max(row.width, row.depth)], {*labels, label}


def refuse_given(work: Work, changes: Iterable[tuple[Any, Mapping[str, Any]]]) -> None:
    """Raises BadEntry where rows of tables and seats that are put back would take somebody's seat that he was given
    since. Part of the verb that undoes moving a booking."""
    work.require(Right.TAKE_BOOKINGS)
    held = list(changes)
    seats = {row.id: row for row, _was in held if isinstance(row, SeatAssignment)}
    coming = [row for row, was in held
              if isinstance(row, SeatAssignment) and "withdrawn_at" in was and was["withdrawn_at"] is None]  # fmt: skip
    tables = {row.id: was for row, was in held if isinstance(row, SeatingTable)}
    of = among(SeatAssignment.table, {*tables, *(row.seating_table_id for row in coming)})
    others = of | among(SeatAssignment.attendance, [row.attendance_id for row in coming])
    places = {(row.seating_table_id, row.seat) for row in coming}
    people = {row.attendance_id for row in coming}
    for one in work.visible(SeatAssignment).where(others):
        if one.id in seats:
            continue
        was = tables.get(one.seating_table_id, {})
        lost = was.get("withdrawn_at") is not None or one.seat >= was.get("seats", one.seat + 1)
        if lost or (one.seating_table_id, one.seat) in places or one.attendance_id in people:
            raise BadEntry(N_("Some of these seats were given to somebody else since, so it can't be undone."), "seats")
    away = (Attendance.reply == Reply.NO.value) | Attendance.withdrawn_at.is_null(False)
    if work.visible(Attendance, withdrawn=True).where(among(Attendance.id, people) & away).exists():
        raise BadEntry(N_("Somebody who would have his seat again does not come any more, so it can't be undone."),
                       "people")  # fmt: skip
