"""Takes the last act on a booking back as one: its places, clients, state and bill stand as before (SE-8)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.base import Table
from desktop.models.bookings import BillLine, BookedPlace, Booking, BookingClient, GivenOut
from desktop.models.classes import Spend
from desktop.models.registers import RegisterLine
from desktop.models.seating import Attendance, SeatAssignment, SeatingTable
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services import bookings, journals, seating_moves
from desktop.services.journals import Trace
from desktop.services.work import Work

TOPIC = "bookings"
# What an act on a booking may have changed; files that were opened on the way stay, as drafts do
_TABLES: Mapping[str, type[Table]] = {
    model._meta.table_name: model
    for model in (
        Booking,
        BookedPlace,
        BookingClient,
        Spend,
        RegisterLine,
        GivenOut,
        BillLine,
        Attendance,
        SeatingTable,
        SeatAssignment,
    )
}
# What is undone by an act of its own
_ELSEWHERE = frozenset({"hand_out_sheets", "receive_sheets", "understand_sheets", "pass_on", "take_back_sheets",
                        "call_back_sheets", "type_register", "type_reading", "undo_sheets", "take_bills",
                        "undo_bills"})  # fmt: skip


def undo_last(work: Work, booking_id: UUID) -> None:
    """Takes back what was done to a booking last, by whomever; done again, it brings that back.

    Raises BadEntry where a row was changed by another act since, or for acts on cards and forms, which are taken back
    by themselves; Taken where a place was given to somebody else meanwhile; NotAllowed, NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    row = work.get(Booking, booking_id, withdrawn=True)
    work.alone()
    last = max(trace.record for trace in journals.of_rows(_rows_of(work, row)))
    records, traces = _act_of(work, last)
    if any(record.action in _ELSEWHERE for record in records):
        raise BadEntry(N_("This is taken back where it was done."))
    steps = [
        (_TABLES[found[0].table], key, found)
        for key, found in journals.by_row(traces).items()
        if found[0].table in _TABLES
    ]
    held = [(model, _held(work, model, key), found) for model, key, found in steps]
    for _model, each, found in held:
        _refuse_later(each, found)
    steps_back = [(model, each, journals.before_act(each, found, work.now)) for model, each, found in held]
    seating_moves.refuse_given(work, [(each, was) for _model, each, was in steps_back])
    # what goes makes room for what comes
    coming = []
    for model, each, was in steps_back:
        if model in (BookedPlace, SeatAssignment) and each.withdrawn_at and was.get("withdrawn_at", "") is None:
            coming.append((model, each, was))
        else:
            work.change(each, journals.loaded(model, was))
    bookings.refuse_taken(work, [each for model, each, _was in coming if model is BookedPlace])
    for model, each, was in coming:
        work.change(each, journals.loaded(model, was))
    work.record(TOPIC, "undo_booking", row, acts=sorted({record.action for record in records}))


def _rows_of(work: Work, row: Any) -> list[UUID]:
    """The booking, and what hangs on it, as far as this person may see it."""
    found = [row.id]
    for model in (BookedPlace, BookingClient):
        query = work.visible(model, withdrawn=True).select(model.id).where(model.booking == row.id)
        found += [key for (key,) in query.tuples()]
    return found


def _act_of(work: Work, serial: int) -> tuple[list[Any], list[Trace]]:
    operation = journals.operation_of(work, serial)
    records, traces = journals.of_operation(work, operation)
    mine = {record.serial for record in records if record.topic == TOPIC}
    return [record for record in records if record.serial in mine], [t for t in traces if t.record in mine]


def _held(work: Work, model: type[Table], key: UUID) -> Any:
    return work.get(model, key, withdrawn=True)


def _refuse_later(row: Any, traces: Sequence[Trace]) -> None:
    """Another act may have changed a row of this one, such as the bill's spend; then this one is not the last."""
    if changed_since(row, traces):
        raise BadEntry(N_("This was changed by somebody else since, so it can't be undone."))


def changed_since(row: Any, traces: Sequence[Trace]) -> bool:
    """Whether what these traces made of a row is otherwise by now. Part of the verb that undoes it."""
    now = journals.stored(row)
    return any(now[name] != after for name, (_before, after) in journals.net(traces).items())
