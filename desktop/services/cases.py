"""Cases 咨询投诉: recorded at once, seen with their client or by the department, and told with their clock.

What is done about them lies in `case_steps` and `case_acts`; rows are reached through `case_reach` alone.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.cases import CaseSeries, ServiceCase
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.office import Department
from desktop.rules import cases as rules
from desktop.rules.cases import CaseKind, EntryKind, Flow, Step
from desktop.rules.clients import code_from
from desktop.rules.contacts import Channel, Direction
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.rules.words import Word
from desktop.services import case_reach, on_file
from desktop.services.case_reach import TOPIC, subject
from desktop.services.work import Work

MOST = 500


class Standing(Word):
    """Which cases a list shows."""

    OPEN = "open", N_("Open cases")
    LATE = "late", N_("Overdue")
    CALL_BACK = "call_back", N_("To be called back")
    CLOSED = "closed", N_("Closed cases")
    ALL = "all", N_("All")


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case as it is typed in. Of somebody without a file `caller` and `phone` say who it is. `received_at` is None
    for now, `handler` for whoever records it; `contact` is the report it is made of."""

    kind: str
    subject: str
    content: str = ""
    client: UUID | None = None
    caller: str = ""
    phone: str = ""
    channel: Channel = Channel.PHONE
    handler: UUID | None = None
    adverse: bool = False
    contact: UUID | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a list is narrowed to."""

    standing: Standing = Standing.OPEN
    kind: str = ""
    mine: bool = False
    department: UUID | None = None
    client: UUID | None = None
    holder: UUID | None = None  # who handles them, or is to call back


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in a list. `whom` is the client's name, or the caller's; `level` is up to whom it has risen by now, by
    hand or by the clock."""

    id: UUID
    number: str
    kind: str
    kind_label: str
    flow: Flow
    step: Step
    client: UUID | None
    code: str
    whom: str
    subject: str
    handler: UUID
    handler_name: str
    department: str
    recorded_at: datetime
    due_at: datetime | None
    paused: bool
    late: bool
    done_at: datetime | None
    callback_on: date | None
    level: int
    heard: int
    adverse: bool
    rounds: int
    closed_at: datetime | None
    mine: bool

    @property
    def open(self) -> bool:
        return self.step is not Step.CLOSED


# Recording


def record_case(work: Work, new: NewCase) -> UUID:
    """Records a case at once, with its number. Whoever sees the client and may enter or edit files does so.

    Raises BadEntry naming the field, NotAllowed, NotFound.
    """
    client = work.get(Client, new.client) if new.client is not None else None
    case_reach.require_to_write(work, client)
    kind = rules.kind_of(work.settings, new.kind)
    about = rules.needed(tidy(new.subject), "subject", N_("Say in a few words what it is about."), rules.SUBJECT_LIMIT)
    caller = check_length(tidy(new.caller), rules.CALLER_LIMIT, "caller")
    if client is None and not caller:
        raise BadEntry(N_("Choose the client, or say who called."), "client")
    started = _received(work, new, client)
    handler = case_reach.person_for(work, new.handler or work.me.id, client, "handler")
    first, days = rules.STEPS[kind.flow][0], int(work.settings["case_callback_days"])
    row = ServiceCase(
        number=_next_number(work), client=client, caller="" if client is not None else caller,
        phone=check_length(tidy(new.phone), rules.PHONE_LIMIT, "phone"), kind=kind.key, kind_label=kind.label,
        flow=kind.flow.value, clock=kind.clock.value, amount=kind.amount,
        callback_days=days if kind.calls_back else None, channel=new.channel.value, subject=about,
        content=check_length(tidy(new.content, lines=True), rules.TEXT_LIMIT, "content"), contact=new.contact,
        adverse=new.adverse, department=handler.department_id, handler=handler.id, recorded_by=work.me.id,
        recorded_at=work.now, step=first.value, started_at=started,
    )  # fmt: skip
    for name, value in case_reach.due_of(work, row, ()).items():
        setattr(row, name, value)
    work.add(row)
    case_reach.add_entry(work, row, EntryKind.RECORDED, "", person=handler.id if handler.id != work.me.id else None)
    work.record(TOPIC, "record_case", subject(row), number=row.number, kind=kind.key)
    return UUID(str(row.id))


def _received(work: Work, new: NewCase, client: Any) -> datetime:
    """Since when the clock runs: from the moment the client came with it, not from when somebody typed it in."""
    at = new.received_at or work.now
    if new.contact is not None:
        contact = work.get(Contact, new.contact)
        if client is None or contact.client_id != client.id:
            raise BadEntry(N_("This contact belongs to another client."), "client")
        if new.received_at is None and Direction.of(contact.direction) is Direction.IN:
            at = contact.at
    rules.check_received(at, work.now)
    return at


def _next_number(work: Work) -> str:
    today, pattern = on_file.today(work), str(work.settings["case_pattern"])
    scope = rules.series_of(pattern, today)
    work.alone()
    series = work.visible(CaseSeries).where(CaseSeries.scope == scope).get_or_none()
    count = series.last + 1 if series is not None else 1
    if series is None:
        work.add(CaseSeries(scope=scope, last=count))
    else:
        work.change(series, {"last": count})
    return code_from(pattern, count, today)


# Reading


def cases(work: Work, wish: Wish | None = None, limit: int = MOST) -> tuple[CaseLine, ...]:
    """Cases in my sight, what is due first first; closed ones the newest first. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    asked = wish or Wish()
    query = _narrowed(work, asked)
    if asked.standing in (Standing.CLOSED, Standing.ALL):
        query = query.order_by(ServiceCase.recorded_at.desc(), ServiceCase.id.desc())
    else:
        query = query.order_by(ServiceCase.adverse.desc(), ServiceCase.due_at.is_null(), ServiceCase.due_at,
                               ServiceCase.recorded_at)  # fmt: skip
    found = lines(work, list(query.limit(limit)))
    # a holiday that was announced since gives them time
    return tuple(line for line in found if line.late) if asked.standing is Standing.LATE else found


def count(work: Work, wish: Wish) -> int:
    """How many there are in my sight. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    return int(_narrowed(work, wish).count())


def _narrowed(work: Work, wish: Wish) -> Any:
    query = case_reach.seen(work)
    match wish.standing:
        case Standing.OPEN:
            query = query.where(ServiceCase.closed_at.is_null())
        case Standing.LATE:
            query = query.where(ServiceCase.done_at.is_null() & ServiceCase.closed_at.is_null()
                                & ServiceCase.paused_at.is_null() & (ServiceCase.due_at < work.now))  # fmt: skip
        case Standing.CALL_BACK:
            query = query.where(ServiceCase.step == Step.CALL_BACK.value)
        case Standing.CLOSED:
            query = query.where(ServiceCase.closed_at.is_null(False))
    if wish.kind:
        query = query.where(ServiceCase.kind == wish.kind)
    if wish.mine:
        query = query.where(ServiceCase.handler.in_(list(case_reach.stood_in_for(work))))
    if wish.department is not None:
        query = query.where(ServiceCase.department == wish.department)
    if wish.client is not None:
        query = query.where(ServiceCase.client == wish.client)
    if wish.holder is not None:
        query = query.where(case_reach.in_hand(wish.holder))
    return query


def lines(work: Work, rows: Sequence[Any]) -> tuple[CaseLine, ...]:
    """Cases as lists show them, of rows that were got through `seen`."""
    clients = {row.client_id for row in rows if row.client_id is not None}
    files = {row.id: row for row in work.visible(Client, withdrawn=True).where(Client.id.in_(clients)).select(
        Client.id, Client.code, Client.name)} if clients else {}  # fmt: skip
    people = on_file.names(work, (row.handler_id for row in rows))
    now_due = case_reach.due_now(work, rows)
    places: dict[Any, str] = dict(work.visible(Department, withdrawn=True).select(Department.id, Department.name)
                                  .tuples())  # fmt: skip
    mine = case_reach.stood_in_for(work)
    return tuple(_line(work, row, now_due.get(row.id, (row.warn_at, row.due_at)), files.get(row.client_id), people,
                       places, mine) for row in rows)  # fmt: skip


def _line(work: Work, row: Any, until: case_reach.Until, client: Any, people: Mapping[UUID, str],
          places: Mapping[Any, str], mine: set[UUID]) -> CaseLine:  # fmt: skip
    runs = row.done_at is None and row.paused_at is None and row.closed_at is None
    warn_at, due_at = until
    risen = rules.level_by_clock(work.now, warn_at, due_at, runs=runs, adverse=row.adverse) if (
        row.done_at is None and row.closed_at is None) else 0  # fmt: skip
    return CaseLine(
        row.id, row.number, row.kind, row.kind_label, Flow.of(row.flow), Step.of(row.step), row.client_id,
        client.code if client is not None else "", client.name if client is not None else row.caller, row.subject,
        row.handler_id, people.get(row.handler_id, ""), places.get(row.department_id, ""), row.recorded_at, due_at,
        row.paused_at is not None, runs and due_at is not None and work.now > due_at, row.done_at,
        row.callback_on, max(row.level, risen), row.heard, row.adverse, row.rounds, row.closed_at,
        row.handler_id in mine,
    )  # fmt: skip


def kinds(work: Work) -> tuple[CaseKind, ...]:
    """The kinds of cases of this office."""
    work.require(Right.SEE_CLIENTS)
    return rules.kinds_of(work.settings)


def places(work: Work) -> list[tuple[UUID, str]]:
    """The departments that a list can be narrowed to."""
    work.require(Right.SEE_CLIENTS)
    rows = work.visible(Department).order_by(Department.name)
    return [(row.id, row.name) for row in rows]
