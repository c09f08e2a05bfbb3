"""The register 6.3 across meals: what is out, late, back or lost, and with whom; called back; what became of a line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bookings import Booking, GivenOut, Meal, PassedOn
from desktop.models.registers import RegisterLine
from desktop.models.rows import among
from desktop.rules.collecting import Relay, Sheet, Which
from desktop.rules.errors import BadEntry, Label
from desktop.rules.partners import Ending
from desktop.rules.rights import Right
from desktop.rules.today import Said
from desktop.rules.zones import zone_of
from desktop.services import cards, journals, on_file
from desktop.services.cards import GivenLine
from desktop.services.journals import Trace
from desktop.services.work import Work

TOPIC = "bookings"
MOST = 500
_BACK = Ending.RETURNED.value
_SAME = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A line with the meal that it went out for."""

    line: GivenLine
    on: date
    meal: str


@dataclass(frozen=True, slots=True)
class Register:
    """The lines asked for, the newest first and what is due longest before them; and how many there are of each kind.

    `more` is how many of those asked for were left out.
    """

    rows: tuple[RegisterRow, ...]
    counts: dict[Which, int]
    more: int


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a line. Times in UTC."""

    at: datetime
    who: str
    what: Said


def register(work: Work, which: Which = Which.OUT, kind: Sheet | None = None, limit: int = MOST) -> Register:
    """The lines of the register, by what is asked for. Raises NotAllowed."""
    work.require(Right.SEE_BOOKINGS)
    counts = {one: int(_query(work, one, kind).count()) for one in Which}
    order = (RegisterLine.due, RegisterLine.number) if which.open else (RegisterLine.out_at.desc(), GivenOut.id.desc())
    found = list(_query(work, which, kind).order_by(*order).limit(limit).select(GivenOut.id).tuples())
    keys = [key for (key,) in found]
    lines = {line.id: line for line in cards.lines_of(work, work.visible(GivenOut).where(among(GivenOut.id, keys)))}
    bookings = {line.booking for line in lines.values()}
    meals = {key: (on, name) for key, on, name in
             work.visible(Booking, withdrawn=True).join(Meal).where(among(Booking.id, bookings))
             .select(Booking.id, Booking.on, Meal.name).tuples()}  # fmt: skip
    rows = tuple(RegisterRow(lines[key], *meals[lines[key].booking]) for key in keys)
    return Register(rows, counts, counts[which] - len(rows))


def call_back(work: Work, given_ids: Sequence[UUID]) -> None:
    """Wants cards or forms back at once, before their meal is over. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.TAKE_BOOKINGS)
    called = 0
    for row in cards.open_rows(work, given_ids):
        line = work.get(RegisterLine, row.line_id)
        if line.due is None or line.due > work.now:
            work.change(line, {"due": work.now})
            called += 1
    if not called:
        raise BadEntry(N_("All of this is due already."), "given")
    work.record(TOPIC, "call_back_sheets", None, sheets=called)


def history(work: Work, given_id: UUID) -> tuple[Step, ...]:
    """What happened to a card or form, from handing out on. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_BOOKINGS)
    row = work.get(GivenOut, given_id)
    (line,) = cards.lines_of(work, work.visible(GivenOut).where(GivenOut.id == row.id))
    told = {one.id: one for one in work.visible(PassedOn).where(PassedOn.given == row.id)}
    traces = journals.of_rows([row.id, row.line_id, *told])
    people = on_file.names(work, (trace.person for trace in traces))
    zone = zone_of(str(work.settings["time_zone"]))
    steps = []
    for trace in sorted(traces, key=lambda trace: trace.record):
        for said in _said(trace, line, told.get(trace.row), zone):
            steps.append(Step(trace.at, people.get(trace.person, ""), said))
    return tuple(steps)


# Parts of the verbs above


def _query(work: Work, which: Which, kind: Sheet | None) -> Any:
    query = work.visible(GivenOut).join(RegisterLine)
    if kind is not None:
        query = query.where(GivenOut.kind == kind.value)
    still = RegisterLine.back_at.is_null()
    match which:
        case Which.OUT:
            return query.where(still)
        case Which.LATE:
            return query.where(still & (RegisterLine.due < work.now))
        case Which.BACK:
            return query.where(~still & (RegisterLine.ending == _BACK))
        case Which.LOST:
            return query.where(~still & (RegisterLine.ending != _BACK))
    return query


def _said(trace: Trace, line: GivenLine, told: Any, zone: tzinfo) -> Iterator[Said]:
    if trace.table == "passed_on":
        if trace.kind == "create" and told is not None:
            yield Said(N_("Passed on: {relay} {name}"), {"relay": Label(Relay.of(told.relay).label), "name": told.name})
    elif trace.table == "given_out":
        if trace.kind == "create":
            if line.typed_at is not None:
                yield Said(N_("Typed in from the paper register: {n} handed out"), {"n": line.count_out})
            else:
                yield Said(N_("Handed out: {n}, to {whom}"), {"n": line.count_out, "whom": line.leader or line.server})
        else:
            yield from _of_sheet(trace, line, zone)
    elif trace.kind != "create":
        yield from _of_line(trace, line)


def _of_sheet(trace: Trace, line: GivenLine, zone: tzinfo) -> Iterator[Said]:
    changes, when = trace.changes, ""
    part = changes.get("part_back_at", (None, None))[1]
    back = GivenOut.part_back_at.python_value(part) if part is not None else line.back_at
    if back is not None and abs(trace.at - back) >= _SAME:
        # it was noted later than it was
        when = f"{back.astimezone(zone):%Y-%m-%d %H:%M}"
    if changes.get("received_at", (None, None))[1] is not None:
        yield Said(N_("Received by the server: {name}"), {"name": line.server})
    if changes.get("understood_at", (None, None))[1] is not None:
        yield Said(N_("Read and understood, recorded for the server") if line.recorded_for
                   else N_("Read and understood"))  # fmt: skip
    if "count_back" in changes:
        told = {"n": changes["count_back"][1], "out": line.count_out}
        if when:
            yield Said(N_("Returned: {n} of {out}, on {when}"), told | {"when": when})
        else:
            yield Said(N_("Returned: {n} of {out}"), told)
    if "place" in changes:
        yield Said(N_("Went along to {place}"), {"place": changes["place"][1]})


def _of_line(trace: Trace, line: GivenLine) -> Iterator[Said]:
    changes = trace.changes
    ending = changes.get("ending", ("", ""))[1]
    if ending and ending != _BACK:
        word = Ending.of(ending).label
        yield Said(N_("{ending}: {note}"), {"ending": Label(word), "note": line.note}) if line.note else Said(word)
    elif "back_at" in changes and changes["back_at"][1] is None:
        yield Said(N_("Not back after all"))
    if "due" in changes:
        yield Said(N_("Due at another time"))
